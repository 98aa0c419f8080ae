/* The list: the units that the map shows as rows of a table, for those who cannot or do not want
   to read a map; and the fields that filter both. */
"use strict";
(function () {
  const w = ig.words;
  const compare = new Intl.Collator(ig.data.lang, { numeric: true, sensitivity: "base" }).compare;
  /** Rows that stand in the table at once; the search leads to the others, the workbook holds all. */
  const MOST = 2000;
  let ring = null;

  /** Columns of all listed layers, by their words; each row knows its layer. An analyst's own follow the units. */
  function collect() {
    const units = ig.data.layers.filter((one) => one.kind === "units" && one.listed);
    const own = ig.data.layers.filter((one) => one.told);
    const columns = [...new Set([...units.flatMap((one) => one.columns), ...own.flatMap((one) => one.columns.slice(1))])];
    if (own.length && !units.length) columns.unshift(own[0].columns[0] || w.layer);
    const more = own.length ? [w.layer] : [];
    const told = (layer, i) => layer.rows[i] || [];
    const cells = (layer, i) => (layer.told
      ? columns.map((c, at) => (at ? told(layer, i)[layer.columns.indexOf(c, 1)] : told(layer, i)[0] || layer.title) || "")
      : columns.map((c) => told(layer, i)[layer.columns.indexOf(c)] || ""));
    const rows = [...units, ...own].flatMap((layer) => Array.from(layer.code, (code, i) => ({
      layer, i, unit: layer.unit ? layer.unit[i] : -1,
      cells: [...cells(layer, i), layer.classes[code].label, ...more.map(() => layer.title)],
    })));
    return { columns: [...columns, w.class, ...more], rows };
  }

  /** Place of a unit in whatever layer draws it, null where it has none. */
  function placeOf(row) {
    const path = row.layer.pathOf.get(row.i);
    if (!path) return null;
    if (path.middleOf) { // one of many features of a path
      const { rows } = row.layer.paths.find((one) => one.path === path);
      return path.middleOf(rows.indexOf(row.i));
    }
    return path.getLatLng ? path.getLatLng() : path.getBounds().getCenter();
  }

  /** Lead to the place of a row; what is covered by a panel is moved into the free half. */
  ig.showPlace = function (row) {
    const at = placeOf(row);
    if (ring) ring.remove();
    ring = null;
    if (!at) {
      ig.live.textContent = `${row.cells[0]}: ${w.noPlace}`;
      return;
    }
    const list = document.getElementById("ig-list");
    ig.map.setView(at, Math.max(ig.map.getZoom(), 17.5), { animate: false });
    ig.map.panBy([-(list.hidden ? 0 : list.offsetWidth / 2), 0], { animate: false });
    ring = L.circleMarker(at, { radius: ig.em() * 1.6, color: ig.paint.outline, weight: 5, fill: false, interactive: false }).addTo(ig.map);
    ig.live.textContent = row.cells.filter(Boolean).join(", ");
    ig.emit("moved");
  };

  /**
   * Rows of the list that the filter lets through and, where units are on the map, that it shows.
   * Rows of an analyst's own layer are listed as the map shows them; a search looks into them too.
   */
  ig.listed = function () {
    const { all, shown } = ig.shownUnits();
    return ig.rows.filter((row) => {
      if (row.layer.told) return ig.rowShown(row.layer, row.i) && ig.searched(row.cells);
      return all.size ? shown.has(row.unit) : !row.layer.pass || row.layer.pass[row.i];
    });
  };
  const unitsOf = (rows) => rows.filter((row) => !row.layer.told).length;

  /** How many units are listed, of how many; rows of own layers stand behind a plus. */
  ig.listedText = function (some) {
    const [units, all, own] = [unitsOf(some), unitsOf(ig.rows), some.length - unitsOf(some)];
    const count = units < all ? `${ig.number.format(units)} ${w.of} ${ig.number.format(all)}` : ig.number.format(all);
    const more = own ? `${ig.number.format(own)} ${w.ownRows}` : "";
    return [all || !more ? `${count} ${w.units}` : "", more].filter(Boolean).join(" + ");
  };

  function body(rows) {
    return rows.map((row) => {
      const name = ig.el("button", { type: "button", class: "ig-row" }, [row.cells[0] || "–"]);
      name.addEventListener("click", () => ig.showPlace(row));
      const cells = row.cells.slice(1).map((text) => ig.el("td", {}, [text || "–"]));
      return ig.el("tr", {}, [ig.el("th", { scope: "row" }, [name]), ...cells]);
    });
  }

  function heads(columns, redraw) {
    const made = columns.map((text, c) => {
      const head = ig.el("th", { scope: "col", "aria-sort": "none" });
      const sort = ig.el("button", { type: "button", class: "ig-row" }, [text]);
      sort.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        made.forEach((h) => h.setAttribute("aria-sort", "none"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        ig.rows.sort((a, b) => (down ? -1 : 1) * (compare(a.cells[c], b.cells[c]) || a.i - b.i));
        redraw();
      });
      head.append(sort);
      return head;
    });
    return made;
  }

  /** Build the list, closed; `ig.toggleList` opens it. Tells whether there is anything to list. */
  ig.buildList = function () {
    const { columns, rows } = collect();
    ig.rows = rows;
    ig.columns = columns;
    const tbody = ig.el("tbody");
    const title = ig.el("h2");
    const fill = () => {
      if (box.hidden) return;
      const some = ig.listed();
      tbody.replaceChildren(...body(some.slice(0, MOST)));
      if (some.length > MOST) {
        const text = `+ ${ig.number.format(some.length - MOST)} ${w.moreRows}`;
        tbody.append(ig.el("tr", {}, [ig.el("td", { colspan: String(columns.length) }, [text])]));
      }
      title.textContent = `${w.list}: ${ig.listedText(some)}`;
    };
    const table = ig.el("table", {}, [ig.el("thead", {}, [ig.el("tr", {}, heads(columns, fill))]), tbody]);
    const close = ig.button("×", w.close, () => ig.toggleList());
    const box = ig.panel("section", "ig-list", w.list, [
      ig.el("div", { class: "ig-list-head" }, [title, ig.el("div", { class: "ig-tools" }, [...ig.exports(), close])]),
      ig.filterFields(),
      ig.el("div", { class: "ig-scroll", tabindex: "0", role: "region", "aria-label": w.listHelp }, [table]),
    ]);
    box.hidden = true;
    document.querySelector("main").append(box);
    ig.on("change", fill);
    ig.toggleList = () => {
      box.hidden = !box.hidden;
      fill();
      if (box.hidden && ring) ring.remove();
      if (box.hidden) ig.closed(box);
      else ig.opened(box, ig.toggleList, close);
    };
    if (rows.length) ig.key({ keys: ["t"], group: w.keysOpen, says: w.listAndFilter, act: ig.toggleList });
    return rows.length > 0;
  };
})();
