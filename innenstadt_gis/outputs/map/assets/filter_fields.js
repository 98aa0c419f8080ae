/* The fields to filter by: a text, and for each column a choice of several values with their counts. */
"use strict";
(function () {
  const w = ig.words;
  const SHORT = 24;
  let shutOpen = null; // closes the choice that is open

  /** What stands on the button of a choice. */
  function told(values) {
    const text = values.map((value) => value || w.blank).join(", ");
    if (!values.length) return w.all;
    return text.length <= SHORT ? text : `${ig.number.format(values.length)} ${w.chosen}`;
  }

  /** Values that are ticked in a column now. */
  const ticked = (key) => ig.state.filter.by[key] || [];

  function set(key, values) {
    const by = { ...ig.state.filter.by };
    delete by[key];
    if (values.length) by[key] = values;
    ig.setFilter({ ...ig.state.filter, by });
  }

  /** A box to tick, with its value and how many units that would show. */
  function line(key, value) {
    const box = ig.el("input", { type: "checkbox" });
    const count = ig.el("span", { class: "ig-count" });
    const label = ig.el("label", { class: "ig-tick" }, [box, ig.el("span", { class: "ig-label" }, [value || w.blank]), count]);
    box.addEventListener("change", () => {
      const some = ticked(key).filter((one) => one !== value);
      set(key, box.checked ? [...some, value] : some);
    });
    return { value, box, label, update(found, wanted) {
      box.checked = wanted.includes(value);
      count.textContent = ig.number.format(found);
      label.classList.toggle("ig-none", !found);
    } };
  }

  /** Arrow keys go from box to box. */
  function walk(event, lines) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const at = lines.findIndex((one) => one.box === document.activeElement);
    lines[Math.min(lines.length - 1, Math.max(0, at + step))].box.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  function choice({ key, label, values }) {
    const name = ig.el("span", { id: `ig-name-${key}` }, [label]);
    const button = ig.el("button", { type: "button", class: "ig-input ig-choose", id: `ig-by-${key}`, "aria-expanded": "false",
      "aria-controls": `ig-ticks-${key}`, "aria-labelledby": `ig-name-${key} ig-by-${key}`, title: `${label}: ${w.chooseHelp}` });
    const lines = values.map((value) => line(key, value));
    const every = ig.button(w.tickAll, `${label}: ${w.tickAll}`, () => set(key, values));
    const none = ig.button(w.tickNone, `${label}: ${w.tickNone}`, () => set(key, []));
    const pop = ig.el("div", { id: `ig-ticks-${key}`, class: "ig-ticks", role: "group", "aria-labelledby": `ig-name-${key}`, hidden: "" }, [
      ig.el("div", { class: "ig-tools" }, [every, none]), ...lines.map((one) => one.label)]);
    const box = ig.el("div", { class: "ig-by" }, [name, button, pop]);
    const update = () => {
      button.textContent = told(ticked(key));
      if (pop.hidden) return;
      const found = ig.facets().get(key);
      lines.forEach((one) => one.update(found.get(one.value) || 0, ticked(key)));
    };
    const shut = () => {
      if (pop.hidden) return;
      pop.hidden = true;
      shutOpen = null;
      button.setAttribute("aria-expanded", "false");
      ig.closed(pop);
    };
    const show = () => {
      shutOpen?.();
      pop.hidden = false;
      shutOpen = shut;
      button.setAttribute("aria-expanded", "true");
      button.focus(); // so that the keyboard comes back to it
      update();
      pop.classList.toggle("ig-leftward", pop.getBoundingClientRect().right > innerWidth);
      ig.opened(pop, shut, (lines.find((one) => one.box.checked) || lines[0]).box);
    };
    button.addEventListener("click", () => (pop.hidden ? show() : shut()));
    button.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" || !pop.hidden) return;
      show();
      event.preventDefault();
      event.stopPropagation();
    });
    pop.addEventListener("keydown", (event) => walk(event, lines));
    box.addEventListener("focusout", (event) => event.relatedTarget && !box.contains(event.relatedTarget) && shut());
    addEventListener("pointerdown", (event) => !box.contains(event.target) && shut());
    ig.on("filter", update);
    ig.on("change", update);
    update();
    return box;
  }

  /** The fields: a text, and a choice for each column in which units differ. */
  ig.filterFields = function () {
    const text = ig.el("input", { type: "search", class: "ig-input", id: "ig-text", maxlength: "200" });
    text.addEventListener("input", () => ig.setFilter({ ...ig.state.filter, text: text.value }));
    ig.on("filter", () => {
      if (text.value !== ig.state.filter.text) text.value = ig.state.filter.text;
    });
    const clear = ig.button(w.showAll, w.showAll, () => ig.setFilter({ text: "", by: {} }));
    const show = () => { clear.disabled = !ig.isFiltered(); };
    ig.on("filter", show);
    show();
    return ig.el("div", { class: "ig-fields", role: "search", "aria-label": w.filter }, [
      ig.el("label", { class: "ig-by" }, [ig.el("span", {}, [w.search]), text]),
      ...ig.filterColumns().filter((one) => one.values.length > 1).map(choice), clear]);
  };
})();
