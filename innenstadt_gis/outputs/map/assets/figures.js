/* What stands behind a figure: how it was counted, and which shops it counts. */
"use strict";
(function () {
  const w = ig.words;

  /** Rows of the list by their unit, each unit once. */
  function byUnit() {
    const rows = new Map();
    for (const row of ig.rows) if (row.unit >= 0 && !rows.has(row.unit)) rows.set(row.unit, row);
    return rows;
  }

  /** A row as the list has it; its name leads to its place. */
  function item(row, close) {
    const button = ig.el("button", { type: "button", class: "ig-row" }, [row.cells[0] || "–"]);
    button.addEventListener("click", () => {
      close();
      ig.showPlace(row);
    });
    const same = (text, i, all) => text && all.findIndex((one) => one.toLowerCase() === text.toLowerCase()) === i;
    const rest = row.cells.filter(same).slice(row.cells[0] ? 1 : 0);
    return ig.el("li", {}, [`${row.no} `, button, " ", ig.el("span", { class: "ig-note" }, [rest.join(" · ")])]);
  }

  /** The units behind a figure, part by part; the first part lies open. */
  function rows(figure, close) {
    const known = byUnit();
    const parts = [...new Set([...Object.keys(figure.units), ...Object.keys(figure.more || {})])];
    const lists = parts.map((part) => {
      const some = (figure.units[part] || []).map((unit) => known.get(unit)).filter(Boolean).map((row) => item(row, close));
      const more = (figure.more?.[part] || []).map((name) => ig.el("li", {}, [`${name} (${w.notOnMap})`]));
      return [part, [...some, ...more]];
    });
    return lists.filter(([, items]) => items.length).map(([part, items], at) => ig.el("details", at ? {} : { open: "" }, [
      ig.el("summary", { class: "ig-row" }, [`${w[`part_${part}`]}: ${ig.number.format(items.length)}`]), ig.el("ul", {}, items)]));
  }

  function one(id, close) {
    const figure = ig.data.figures[id];
    const facts = figure.facts.flatMap(([word, text]) => [ig.el("dt", {}, [word]), ig.el("dd", {}, [text])]);
    return [ig.el("dl", {}, facts), ...rows(figure, close)];
  }

  /** Open the definitions of some figures, one below another. */
  ig.showFigures = function (ids) {
    const title = (id) => `${id.split(":")[0]} ${ig.data.figures[id].label}: ${ig.data.figures[id].value}`;
    const close = () => document.getElementById("ig-figure").close();
    const more = ids.slice(1).flatMap((id) => [ig.el("h2", {}, [title(id)]), ...one(id, close)]);
    ig.dialog("ig-figure", title(ids[0]), [...one(ids[0], close), ...more]);
  };
})();
