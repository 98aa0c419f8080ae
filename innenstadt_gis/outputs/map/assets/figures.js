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

  function rows(figure, dialog) {
    const some = counted(figure);
    if (!some.length) return [];
    const items = some.map((row) => {
      const button = ig.el("button", { type: "button", class: "ig-row" }, [row.cells[0] || "–"]);
      button.addEventListener("click", () => {
        dialog.close();
        dialog.remove();
        ig.showPlace(row);
      });
      const same = (text, i, all) => text && all.findIndex((one) => one.toLowerCase() === text.toLowerCase()) === i;
      const rest = row.cells.filter(same).slice(row.cells[0] ? 1 : 0);
      return ig.el("li", {}, [button, " ", ig.el("span", { class: "ig-note" }, [rest.join(" · ")])]);
    });
    return [ig.el("h3", {}, [`${w.countedUnits}: ${ig.number.format(some.length)}`]), ig.el("ul", {}, items)];
  }

  function one(id, dialog) {
    const figure = ig.data.figures[id];
    const facts = figure.facts.flatMap(([word, text]) => [ig.el("dt", {}, [word]), ig.el("dd", {}, [text])]);
    return [ig.el("dl", {}, facts), ...rows(figure, dialog)];
  }

  /** Open the definitions of some figures, one below another. */
  ig.showFigures = function (ids) {
    const dialog = ig.el("dialog", { class: "ig-dialog", "aria-labelledby": "ig-figure-title" });
    const close = ig.button("×", w.close, () => dialog.close());
    const title = (id) => `${id.split(":")[0]} ${ig.data.figures[id].label}: ${ig.data.figures[id].value}`;
    const more = ids.slice(1).flatMap((id) => [ig.el("h2", {}, [title(id)]), ...one(id, dialog)]);
    dialog.append(
      ig.el("div", { class: "ig-list-head" }, [ig.el("h2", { id: "ig-figure-title" }, [title(ids[0])]), close]),
      ig.el("div", { class: "ig-scroll", tabindex: "0", role: "region", "aria-label": w.figure }, [...one(ids[0], dialog), ...more]));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };
})();
