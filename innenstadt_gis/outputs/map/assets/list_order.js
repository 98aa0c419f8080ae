/* In which order the list stands: numbers as numbers, days as days, statuses in their own order. */
"use strict";
(function () {
  const compare = new Intl.Collator(ig.data.lang, { numeric: true, sensitivity: "base" }).compare;
  const german = ig.data.lang === "de";
  const NUMBER = german ? /^([+-−]?\d{1,3}(?:\.\d{3})+|[+-−]?\d+)(,\d+)?(\s?[^\d\s]{1,6})?$/ : /^([+-−]?\d{1,3}(?:,\d{3})+|[+-−]?\d+)(\.\d+)?(\s?[^\d\s]{1,6})?$/;
  const DAY = /^(\d{2})\.(\d{2})\.(\d{4})$/;

  /** Value of a number as it is written in the language of the page; NaN where it is none. */
  function numberOf(text) {
    const found = NUMBER.exec(text);
    if (!found) return NaN;
    return Number(found[1].replace(/[.,]/g, "").replace("−", "-") + (found[2] || "").replace(",", "."));
  }

  function dayOf(text) {
    const found = DAY.exec(text);
    return found ? Number(found[3] + found[2] + found[1]) : NaN;
  }

  /** Ranks of values that have an order of their own, as a column of the filter gives them; null for an alphabetical one. */
  function ranksOf(label) {
    const column = ig.data.layers.flatMap((layer) => layer.filters || []).find((one) => one.label === label);
    const values = column?.values || [];
    if (values.every((value, i) => !i || compare(values[i - 1], value) <= 0 || values[i - 1] <= value)) return null;
    return new Map(values.map((value, i) => [value, i]));
  }

  /**
   * What the rows of a column are sorted by, and how two of it compare.
   * @param {string} label
   * @param {string[]} texts of all rows, blanks left out
   */
  function keyOf(label, texts) {
    for (const read of [dayOf, numberOf]) {
      if (texts.length && texts.every((text) => !Number.isNaN(read(text)))) return [read, (a, b) => a - b];
    }
    const ranks = ranksOf(label);
    if (ranks && texts.every((text) => ranks.has(text))) return [(text) => ranks.get(text), (a, b) => a - b];
    return [(text) => text, compare];
  }

  const kept = new Map();
  /**
   * Sort the rows of the list.
   * @param {number} c column; below zero: by number
   * @param {boolean} down the largest first; blanks stand last either way
   */
  ig.sortRows = function (c, down) {
    const way = down ? -1 : 1;
    const last = (row) => row.no || Infinity;
    const byNumber = (a, b) => (last(a) === last(b) ? a.i - b.i : last(a) - last(b));
    if (c < 0) {
      ig.rows.sort((a, b) => (a.no && b.no ? way * (a.no - b.no) : byNumber(a, b)));
      return;
    }
    if (!kept.has(c)) kept.set(c, keyOf(ig.columns[c], ig.rows.map((row) => row.cells[c]).filter(Boolean)));
    const [read, order] = kept.get(c);
    const keys = new Map(ig.rows.map((row) => [row, row.cells[c] ? read(row.cells[c]) : null]));
    ig.rows.sort((a, b) => {
      const [x, y] = [keys.get(a), keys.get(b)];
      if (x === null || y === null) return (x === null) - (y === null) || byNumber(a, b);
      return way * order(x, y) || byNumber(a, b);
    });
  };
})();
