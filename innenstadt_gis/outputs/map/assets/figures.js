/* What stands behind a figure: how it was counted, and which shops it counts. */
"use strict";
(function () {
  const w = ig.words;

  /** Rows of the list that a figure counts. */
  function counted(figure) {
    const wanted = new Set(figure.units);
    const seen = new Set();
    return ig.rows.filter((row) => {
      if (!wanted.has(row.unit) || seen.has(row.unit)) return false;
      seen.add(row.unit);
      return true;
    });
  }

  function rows(figure, close) {
    const some = counted(figure);
    if (!some.length) return [];
    const items = some.map((row) => {
      const button = ig.el("button", { type: "button", class: "ig-row" }, [row.cells[0] || "–"]);
      button.addEventListener("click", () => {
        close();
        ig.showPlace(row);
      });
      const same = (text, i, all) => text && all.findIndex((one) => one.toLowerCase() === text.toLowerCase()) === i;
      const rest = row.cells.filter(same).slice(row.cells[0] ? 1 : 0);
      return ig.el("li", {}, [button, " ", ig.el("span", { class: "ig-note" }, [rest.join(" · ")])]);
    });
    return [ig.el("h3", {}, [`${w.countedUnits}: ${ig.number.format(some.length)}`]), ig.el("ul", {}, items)];
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
