/* The list: every unit as a row of a table, for those who cannot or do not want to read a map. */
"use strict";
(function () {
  const w = ig.words;
  const compare = new Intl.Collator(ig.data.lang, { numeric: true, sensitivity: "base" }).compare;
  let ring = null;

  /** Columns of all layers of units, by their words; each row knows its layer. */
  function collect() {
    const layers = ig.data.layers.filter((one) => one.kind === "units");
    const columns = [...new Set(layers.flatMap((one) => one.columns))];
    const rows = layers.flatMap((layer) => layer.code.map((code, i) => ({
      layer, i, cells: [...columns.map((c) => (layer.rows[i] || [])[layer.columns.indexOf(c)] || ""),
        layer.classes[code].label],
    })));
    return { columns: [...columns, w.class], rows };
  }

  function show(map, row) {
    const path = row.layer.pathOf.get(row.i);
    if (ring) ring.remove();
    ring = null;
    if (!path) {
      ig.live.textContent = `${row.cells[0]}: ${w.noPlace}`;
      return;
    }
    const at = path.getLatLng ? path.getLatLng() : path.getBounds().getCenter();
    map.setView(at, Math.max(map.getZoom(), 17.5), { animate: false });
    map.panBy([-document.getElementById("ig-list").offsetWidth / 2, 0], { animate: false });
    ring = L.circleMarker(at, { radius: ig.em() * 1.6, color: "#111", weight: 5, fill: false, interactive: false }).addTo(map);
    ig.live.textContent = row.cells.filter(Boolean).join(", ");
  }

  function body(map, rows) {
    return rows.map((row) => {
      const name = ig.el("button", { type: "button", class: "ig-row" }, [row.cells[0] || "–"]);
      name.addEventListener("click", () => show(map, row));
      const cells = row.cells.slice(1).map((text) => ig.el("td", {}, [text || "–"]));
      return ig.el("tr", {}, [ig.el("th", { scope: "row" }, [name]), ...cells]);
    });
  }

  /** Build the list, closed; `ig.toggleList` opens it. */
  ig.buildList = function (map) {
    const { columns, rows } = collect();
    const tbody = ig.el("tbody");
    const heads = columns.map((text, c) => {
      const head = ig.el("th", { scope: "col", "aria-sort": "none" });
      const sort = ig.el("button", { type: "button", class: "ig-row" }, [text]);
      sort.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((h) => h.setAttribute("aria-sort", "none"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        rows.sort((a, b) => (down ? -1 : 1) * (compare(a.cells[c], b.cells[c]) || a.i - b.i));
        tbody.replaceChildren(...body(map, rows));
      });
      head.append(sort);
      return head;
    });
    const table = ig.el("table", {}, [ig.el("thead", {}, [ig.el("tr", {}, heads)]), tbody]);
    const close = ig.button("×", w.close, () => ig.toggleList());
    const box = ig.panel("section", "ig-list", w.list, [
      ig.el("div", { class: "ig-list-head" }, [
        ig.el("h2", {}, [`${w.list}: ${ig.number.format(rows.length)} ${w.units}`]), close]),
      ig.el("p", { class: "ig-note" }, [w.listHelp]),
      ig.el("div", { class: "ig-scroll", tabindex: "0" }, [table]),
    ]);
    box.hidden = true;
    document.body.append(box);
    ig.toggleList = () => {
      box.hidden = !box.hidden;
      if (!box.hidden && !tbody.childElementCount) tbody.replaceChildren(...body(map, rows));
      if (box.hidden && ring) ring.remove();
      (box.hidden ? map.getContainer() : close).focus();
    };
    return rows.length > 0;
  };
})();
