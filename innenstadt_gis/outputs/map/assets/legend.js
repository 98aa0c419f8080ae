/* The legend: what each colour means, how many there are, and a button to leave a class out. */
"use strict";
(function () {
  const w = ig.words;

  /** An open eye, as a tap shows or hides: dark for what is shown, grey and hollow for what is hidden. */
  function eye(shown) {
    const canvas = ig.el("canvas", { "aria-hidden": "true", width: 48, height: 32, class: "ig-eye" });
    const pen = canvas.getContext("2d");
    pen.scale(2, 2);
    pen.strokeStyle = pen.fillStyle = ig.paint.ui[shown ? "ink" : "faint"];
    pen.lineWidth = 1.6;
    pen.beginPath();
    pen.moveTo(2, 8);
    pen.quadraticCurveTo(12, -3, 22, 8);
    pen.quadraticCurveTo(12, 19, 2, 8);
    pen.stroke();
    pen.beginPath();
    pen.arc(12, 8, 3, 0, 7);
    if (shown) pen.fill();
    else pen.stroke();
    return canvas;
  }
  ig.eye = eye;

  function say(name, on) {
    ig.live.textContent = `${name}: ${on ? w.shown : w.hidden}`;
  }

  /** Words of the scene for a layer or a class, else its own. */
  ig.layerWord = (layer) => ig.scene()?.words?.[layer.key]?.[""] || layer.title;
  ig.classWord = (layer, code) =>
    ig.scene()?.words?.[layer.key]?.[`=${layer.classes[code].key}`] || layer.classes[code].label;

  /** Whether a class has its line in the legend: a scene in plain language leaves out what it leaves out. */
  ig.classListed = (layer, code) =>
    layer.on[code] || !ig.scene()?.easy || !ig.scene().layers[layer.key]?.off?.includes(layer.classes[code].key);

  /** How many stand in a class; behind a stroke of how many, while the filter hides some. */
  ig.countText = function (layer, code) {
    const { count } = layer.classes[code];
    if (count === null) return "";
    if (!layer.pass) return ig.number.format(count);
    const passed = layer.pass.filter((pass, row) => pass && layer.code[row] === code).length;
    return `${ig.number.format(passed)}/${ig.number.format(count)}`;
  };

  function classButton(layer, code) {
    const button = ig.el("button", { type: "button", class: "ig-class" });
    const draw = () => {
      const on = layer.on[code];
      button.setAttribute("aria-pressed", String(on));
      button.hidden = !ig.classListed(layer, code);
      button.classList.toggle("ig-left-out", !on && Boolean(ig.scene()?.layers[layer.key]?.off?.includes(layer.classes[code].key)));
      button.replaceChildren(on ? ig.swatch(layer.kind, layer.classes[code]) : eye(false), ig.el("span", { class: "ig-label" }, [ig.classWord(layer, code)]),
        ig.el("span", { class: "ig-count" }, [ig.countText(layer, code)]));
    };
    button.addEventListener("click", () => {
      layer.on[code] = !layer.on[code];
      ig.emit("moved");
      ig.emit("change");
      say(ig.classWord(layer, code), layer.on[code]);
    });
    ig.on("change", draw);
    return button;
  }

  /** Whether title and single class of a layer say the same: one line will do. */
  const said = (layer) => layer.classes.length === 1 && layer.classes[0].label === layer.title;

  /** Title of a layer, which shows it or not. */
  function head(layer) {
    const alone = said(layer);
    const button = ig.el("button", { type: "button", class: "ig-class ig-head" });
    ig.on("change", () => {
      button.setAttribute("aria-pressed", String(layer.visible));
      const picture = alone ? [ig.swatch(layer.kind, layer.classes[0])] : [];
      const count = alone ? [ig.el("span", { class: "ig-count" }, [ig.countText(layer, 0)])] : [];
      button.replaceChildren(...picture, ig.el("span", { class: "ig-label" }, [ig.layerWord(layer)]), ...count, eye(layer.visible));
    });
    button.addEventListener("click", () => {
      layer.visible = !layer.visible;
      ig.emit("moved");
      ig.emit("change");
      say(ig.layerWord(layer), layer.visible);
      button.focus(); // it may have moved between the two parts of the legend
    });
    return button;
  }

  function section(layer, single) {
    const box = ig.el("div", { class: "ig-layer" });
    const codes = !said(layer) || single ? layer.classes.map((_, code) => code) : [];
    const classes = ig.el("div", { class: "ig-classes" }, codes.map((code) => classButton(layer, code)));
    const notes = [...layer.notes];
    if (layer.unplaced) notes.push(`${ig.number.format(layer.unplaced)} ${w.unplaced}`);
    classes.append(...notes.map((text) => ig.el("p", { class: "ig-note" }, [text])));
    box.append(ig.el("h2", {}, [single ? layer.title : head(layer)]), classes);
    ig.on("change", () => { classes.hidden = !layer.visible; });
    return box;
  }

  /** Part of the legend that holds the layers that are off, folded. */
  function folded() {
    const rest = ig.el("div", { id: "ig-rest", hidden: "" });
    const fold = ig.el("button", { type: "button", class: "ig-fold", "aria-expanded": "false", "aria-controls": "ig-rest" });
    fold.addEventListener("click", () => {
      rest.hidden = !rest.hidden;
      fold.setAttribute("aria-expanded", String(!rest.hidden));
    });
    return { rest, fold };
  }

  const WIDTHS = Array.from({ length: 17 }, (_, i) => 9 + i * 1.25); // in em
  const cut = (box) => [...box.querySelectorAll(".ig-label, .ig-note, .ig-fold")].some((one) => one.scrollWidth > one.clientWidth + 1);

  /** Give the legend the width and the columns with which it covers least of the map and breaks no word. */
  function fit(box) {
    const most = innerWidth * 0.46;
    const em = ig.em();
    let best = { cost: Infinity, width: 20, columns: 1 };
    const wear = ({ width, columns }) => {
      box.style.width = `${width}em`;
      box.style.setProperty("--ig-columns", columns);
    };
    box.classList.add("ig-fitting");
    for (const columns of [1, 2, 3]) {
      for (const width of WIDTHS.filter((one) => one * em <= most)) {
        wear({ width, columns });
        const low = box.scrollHeight > box.clientHeight + 1 ? 2 : 1;
        const cost = width * box.offsetHeight ** 1.25 * low; // a low one leaves a better view than a slim one
        if (cost < best.cost && !cut(box)) best = { cost, width, columns };
      }
    }
    box.classList.remove("ig-fitting");
    wear(best);
  }

  /** Build the legend; layers on top of the map stand on top of it. */
  ig.buildLegend = function () {
    const layers = [...ig.data.layers].reverse();
    const parts = layers.map((one) => ({ layer: one, box: section(one, layers.length === 1) }));
    const top = ig.el("div");
    const { rest, fold } = folded();
    const box = ig.panel("section", "ig-legend", w.legend, [top, fold, rest]);
    box.tabIndex = 0;
    if (layers.length) document.querySelector("main").append(box);
    ig.on("change", () => {
      for (const one of parts) {
        const home = one.layer.visible || layers.length === 1 ? top : rest;
        if (one.box.parentNode !== home) home.append(one.box);
      }
      fold.textContent = `${w.moreLayers} (${ig.number.format(rest.childElementCount)})`;
      fold.hidden = !rest.childElementCount;
    });
    let fitted = "";
    const again = () => {
      const key = [innerWidth, innerHeight, ig.em(), ...[...box.querySelectorAll(".ig-label, .ig-note")].map((one) => one.offsetParent && one.textContent)].join("|");
      if (ig.printing || !rest.hidden || (key === fitted && !cut(box))) return;
      fitted = key;
      fit(box);
    };
    for (const event of ["change", "type"]) ig.on(event, again);
    ig.on("ideas", () => queueMicrotask(again)); // their lines are drawn by who hears of them later
    addEventListener("resize", again);
    ig.on("scene", () => {
      rest.hidden = true;
      fold.setAttribute("aria-expanded", "false");
    });
    ig.toggleLegend = () => {
      box.hidden = !box.hidden;
      if (box.hidden) ig.closed(box);
      say(w.legend, !box.hidden);
    };
    ig.key({ keys: ["l"], group: w.map, says: w.keyLegend, act: ig.toggleLegend });
  };
})();
