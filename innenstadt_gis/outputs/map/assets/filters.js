/* Which units pass the filter, how many are shown, and what the filter says in words. */
"use strict";
(function () {
  const w = ig.words;
  const layers = ig.data.layers.filter((one) => one.kind === "units");
  const listed = layers.filter((one) => one.listed);

  /** Letters without case and dots: ß is ss. */
  const plain = (text) => text.toLowerCase().replace(/ß/g, "ss").normalize("NFD").replace(/\p{M}/gu, "");
  /** Umlauts that were spelled with an e are the same letters, too. */
  const spelled = (text) => plain(text).replace(/([aou])e/g, "$1");

  /**
   * Ready a text to be searched.
   * @param {string[]} words
   * @returns {string[]} the two spellings
   */
  ig.searchable = (words) => [plain(words.join(" ")), spelled(words.join(" "))];

  /** Tell whether all words of a text stand in something searchable: "Baecker" and "backer" find "Bäcker". */
  ig.searcher = function (text) {
    const tokens = text.split(/\s+/).filter(Boolean).map((one) => [plain(one), spelled(one)]);
    return ([as, like]) => tokens.every(([a, b]) => as.includes(a) || like.includes(b));
  };

  /** All that can be searched in a row. */
  function haystack(layer, row) {
    layer.hay ??= [];
    if (!layer.hay[row]) {
      const words = [...(layer.rows[row] || []), layer.classes[layer.code[row]].label];
      for (const one of layer.filters) if (one.code[row] >= 0) words.push(one.values[one.code[row]]);
      layer.hay[row] = ig.searchable(words);
    }
    return layer.hay[row];
  }

  /** Columns of the filter with a test for each row; a blank is the value "". */
  function tests(layer, by) {
    return Object.entries(by).map(([key, values]) => {
      const column = layer.filters.find((one) => one.key === key);
      const wanted = column ? column.values.map((value) => values.includes(value)) : [];
      const blank = values.includes("");
      return { key, pass: (row) => (column && column.code[row] >= 0 ? wanted[column.code[row]] : blank) };
    });
  }

  /** Whether the text searched for stands in these words. */
  ig.searched = (words) => ig.searcher(ig.state.filter.text)(ig.searchable(words));

  /** Tell for each row of a layer whether the filter lets it through; null: all of them. */
  function passing(layer, { text, by }) {
    if (!ig.isFiltered()) return null;
    const columns = tests(layer, by);
    const found = ig.searcher(text);
    return layer.code.map((_, row) => columns.every((one) => one.pass(row)) && found(haystack(layer, row)));
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

  /** What is filtered by, in words: "Branche: Bäckerei, Metzger"; none where all is shown. */
  ig.filterWords = function () {
    const { text, by } = ig.state.filter;
    const known = ig.filterColumns();
    const said = Object.entries(by).map(([key, values]) =>
      `${known.find((one) => one.key === key)?.label ?? key}: ${values.map((value) => value || w.blank).join(", ")}`);
    if (text.trim()) said.push(`${w.search}: ${text.trim()}`);
    const off = ig.data.layers.filter((one) => one.visible).flatMap((one) => one.classes
      .flatMap((_, code) => (one.on[code] || !ig.classListed(one, code) ? [] : [ig.classWord(one, code)])));
    if (off.length) said.push(`${w.hidden}: ${[...new Set(off)].join(", ")}`);
    return said;
  };

  /** Whether a filter is set. */
  ig.isFiltered = () => Boolean(ig.state.filter.text.trim() || Object.keys(ig.state.filter.by).length);

  /** Listed layers first: the others ask them. */
  function apply() {
    for (const layer of listed) layer.pass = passing(layer, ig.state.filter);
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

  let columns = null;
  /** Columns of all layers with the values that occur, in their order; a blank last. */
  ig.filterColumns = function () {
    if (columns) return columns;
    const found = new Map();
    for (const layer of listed) {
      for (const one of layer.filters) {
        if (!found.has(one.key)) found.set(one.key, { label: one.label, values: new Set() });
        one.values.forEach((value) => found.get(one.key).values.add(value));
      }
    }
    const blank = (key) => listed.some((layer) => {
      const column = layer.filters.find((one) => one.key === key);
      return column ? column.code.some((code) => code < 0) : layer.code.length;
    });
    columns = [...found].map(([key, { label, values }]) => ({ key, label, values: [...values, ...(blank(key) ? [""] : [])] }));
    return columns;
  };

  /** Units that the legend lets be seen, whatever the filter says; null where no unit is on the map. */
  function open() {
    const units = new Set();
    const visible = layers.filter((one) => one.visible);
    for (const layer of visible) layer.unit.forEach((unit, row) => layer.on[layer.code[row]] && units.add(unit));
    return visible.length ? units : null;
  }

  /**
   * How many units each value would show, given all that is filtered in other fields.
   * @returns {Map<string, Map<string, number>>} by column and value
   */
  ig.facets = function () {
    const counts = new Map(ig.filterColumns().map(({ key }) => [key, new Map()]));
    const found = ig.searcher(ig.state.filter.text);
    const units = open();
    const seen = new Set();
    for (const layer of listed) {
      const columns = tests(layer, ig.state.filter.by);
      const own = [...counts].map(([key, count]) => ({ key, count, column: layer.filters.find((one) => one.key === key) }));
      layer.unit.forEach((unit, row) => {
        if (seen.has(unit) || (units && !units.has(unit)) || !found(haystack(layer, row))) return;
        seen.add(unit);
        const failing = columns.filter((one) => !one.pass(row));
        if (failing.length > 1) return;
        for (const { key, count, column } of own) {
          if (failing.length && failing[0].key !== key) continue;
          const value = column && column.code[row] >= 0 ? column.values[column.code[row]] : "";
          count.set(value, (count.get(value) || 0) + 1);
        }
      });
    }
    return counts;
  };

  ig.on("change", () => {
    const text = document.getElementById("ig-filtered");
    if (text) text.title = ig.filterWords().join("; ");
  });
})();
