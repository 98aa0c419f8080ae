/* The page's own name space, its data and two helpers. Text reaches the page as text only. */
"use strict";
const ig = {};

/** What was written into the page by Python; see payload.py. */
ig.data = JSON.parse(document.getElementById("ig-data").textContent);
ig.words = ig.data.words;
ig.number = new Intl.NumberFormat(ig.data.lang === "de" ? "de-DE" : "en-GB");

/**
 * Make an element.
 * @param {string} tag
 * @param {Object<string, string>} [attributes]
 * @param {Array<Node|string>} [children] strings become text nodes
 * @returns {HTMLElement}
 */
ig.el = function (tag, attributes = {}, children = []) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

/**
 * Make a button.
 * @param {string} text what stands on it
 * @param {string} label what a screen reader says and the hint shows
 * @param {() => void} act
 * @returns {HTMLButtonElement}
 */
ig.button = function (text, label, act) {
  const button = ig.el("button", { type: "button", class: "ig-button" }, [text]);
  button.title = label;
  button.setAttribute("aria-label", label);
  button.addEventListener("click", act);
  return button;
};

/** Pixels of one em of the page's type; labels and marks grow with it. Measured when type or window change. */
ig.em = function () {
  const sheet = document.documentElement;
  const seen = `${sheet.className} ${document.body.className} ${sheet.clientWidth} ${sheet.clientHeight}`;
  if (seen !== ig.em.seen) [ig.em.seen, ig.em.size] = [seen, parseFloat(getComputedStyle(document.body).fontSize)];
  return ig.em.size;
};

/** Device pixels per page pixel; on paper, where one pixel would be a quarter of a millimetre, those of the sheet. */
ig.sharpness = () => ig.printing || window.devicePixelRatio || 1;

// Leaflet copies every property of a click; Firefox complains where that reads these two.
for (const name of ["mozPressure", "mozInputSource"]) {
  const told = Object.getOwnPropertyDescriptor(MouseEvent.prototype, name);
  if (told) Object.defineProperty(MouseEvent.prototype, name, { ...told, enumerable: false });
}
