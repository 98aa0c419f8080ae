/* Which units pass the filter, how many are shown, and the fields to filter by. */
"use strict";
(function () {
  const w = ig.words;
  const layers = ig.data.layers.filter((one) => one.kind === "units");

  /** All that can be searched in a row, in small letters. */
  function haystack(layer, row) {
    const words = [...(layer.rows[row] || []), layer.classes[layer.code[row]].label];
    for (const one of layer.filters) if (one.code[row] >= 0) words.push(one.values[one.code[row]]);
    return words.join(" ").toLowerCase();
  }

  const tokensOf = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);

  /** Whether the text searched for stands in these words. */
  ig.searched = function (words) {
    const line = words.join(" ").toLowerCase();
    return tokensOf(ig.state.filter.text).every((token) => line.includes(token));
  };

  /** Tell for each row of a layer whether the filter lets it through; null: all of them. */
  function passing(layer, { text, by }) {
    const columns = Object.entries(by);
    const tokens = tokensOf(text);
    if (!columns.length && !tokens.length) return null;
    const codes = columns.map(([key, values]) => {
      const column = layer.filters.find((one) => one.key === key);
      const wanted = new Set(column ? column.values.flatMap((v, i) => (values.includes(v) ? [i] : [])) : []);
      return (row) => Boolean(column) && wanted.has(column.code[row]);
    });
    return layer.code.map((_, row) => {
      if (!codes.every((test) => test(row))) return false;
      if (!tokens.length) return true;
      const words = haystack(layer, row);
      return tokens.every((token) => words.includes(token));
    });
  }

  /** Whether a row is on the map as far as filter and legend decide. */
  ig.rowShown = (layer, row) => layer.visible && layer.on[layer.code[row]] && (!layer.pass || layer.pass[row]);

  /** Numbers of the units that visible layers hold, and of those they show. */
  ig.shownUnits = function () {
    const all = new Set();
    const shown = new Set();
    for (const layer of layers) {
      if (!layer.visible) continue;
      layer.unit.forEach((unit, row) => {
        all.add(unit);
        if (ig.rowShown(layer, row)) shown.add(unit);
      });
    }
    return { all, shown };
  };

  /** Classes of visible areas and lines that the legend leaves out. */
  const classesOff = () => ig.data.layers.filter((one) => one.kind !== "units" && one.visible)
    .reduce((sum, one) => sum + one.on.filter((on, code) => !on && ig.classListed(one, code)).length, 0);

  /** "gefiltert: 41 von 190"; blank while nothing is left out. */
  ig.filteredText = function () {
    const { all, shown } = ig.shownUnits();
    const off = classesOff();
    const parts = [];
    if (shown.size < all.size) parts.push(`${ig.number.format(shown.size)} ${w.of} ${ig.number.format(all.size)}`);
    if (off) parts.push(`${ig.number.format(off)} ${off === 1 ? w.classOff : w.classesOff}`);
    return parts.length ? `${w.filtered}: ${parts.join(", ")}` : "";
  };

  /** Whether a filter is set. */
  ig.isFiltered = () => Boolean(ig.state.filter.text.trim() || Object.keys(ig.state.filter.by).length);

  /** Listed layers first: the others ask them. */
  function apply() {
    for (const layer of layers.filter((one) => one.listed)) layer.pass = passing(layer, ig.state.filter);
    for (const layer of layers.filter((one) => !one.listed)) {
      layer.pass = ig.isFiltered() ? layer.unit.map((_, row) => {
        const [home, at] = ig.listedAs(layer, row);
        return home !== layer && home.pass[at];
      }) : null;
    }
  }
  ig.on("filter", apply);

  /** Set the filter; the map, the list and the count follow. */
  ig.setFilter = function (filter) {
    ig.state.filter = ig.cleanFilter(filter);
    ig.emit("filter");
    ig.emit("change");
    const { all, shown } = ig.shownUnits();
    ig.live.textContent = ig.filteredText() || `${ig.number.format(shown.size)} ${w.of} ${ig.number.format(all.size)}`;
  };

  /** Columns of all layers with the values that occur, each counted once a unit. */
  function columns() {
    const found = new Map();
    for (const layer of layers.filter((one) => one.listed)) {
      for (const one of layer.filters) {
        if (!found.has(one.key)) found.set(one.key, { label: one.label, count: new Map(one.values.map((v) => [v, 0])) });
        const { count } = found.get(one.key);
        one.code.forEach((code) => {
          if (code >= 0) count.set(one.values[code], (count.get(one.values[code]) || 0) + 1);
        });
      }
    }
    return [...found].filter(([, one]) => one.count.size > 1);
  }

  function select(key, { label, count }) {
    const box = ig.el("select", { class: "ig-input", id: `ig-by-${key}` });
    box.append(ig.el("option", { value: "" }, [w.all]));
    const values = [...count.keys()];
    values.forEach((value, i) => box.append(ig.el("option", { value: String(i + 1) }, [`${value} (${ig.number.format(count.get(value))})`])));
    const many = ig.el("option", { value: "many", hidden: "" });
    box.append(many);
    box.addEventListener("change", () => {
      const by = { ...ig.state.filter.by };
      delete by[key];
      if (box.value) by[key] = [values[Number(box.value) - 1]];
      ig.setFilter({ ...ig.state.filter, by });
    });
    ig.on("filter", () => {
      const wanted = ig.state.filter.by[key] || [];
      many.textContent = `${ig.number.format(wanted.length)} ${w.chosen}`;
      many.hidden = wanted.length < 2;
      box.value = wanted.length > 1 ? "many" : String(values.indexOf(wanted[0]) + 1 || "");
    });
    return ig.el("label", { class: "ig-by" }, [ig.el("span", {}, [label]), box]);
  }

  /** The fields: a text, and a choice for each column. */
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
      ...columns().map(([key, one]) => select(key, one)), clear]);
  };
})();
