/* The list: the units that the map shows as rows of a table, for those who cannot or do not want
   to read a map; and the fields that filter both. */
"use strict";
(function () {
  const w = ig.words;
  /** Rows that are drawn at once; further ones follow while the first can be read already. */
  const AT_ONCE = 200;
  /** Rows that stand in the table at most; the search leads to the others, the workbook holds all. */
  const MOST = 5000;
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
      layer, i, unit: layer.unit ? layer.unit[i] : -1, no: layer.unit ? layer.unit[i] + 1 : 0,
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

  function unmark() {
    ring?.remove();
    ring = null;
  }

  /** Put a ring around the place of a row; gives the place, null where there is none. */
  function mark(row) {
    const at = placeOf(row);
    unmark();
    if (at) ring = L.circleMarker(at, { radius: ig.em() * 1.6, color: ig.paint.outline, weight: 5, fill: false, interactive: false }).addTo(ig.map);
    return at;
  }

  /** Lead to the place of a row; what is covered by a panel is moved into the free half. */
  ig.showPlace = function (row) {
    const at = mark(row);
    if (!at) {
      ig.live.textContent = `${row.cells[0]}: ${w.noPlace}`;
      return;
    }
    const list = document.getElementById("ig-list");
    ig.map.setView(at, Math.max(ig.map.getZoom(), 17.5), { animate: false });
    ig.map.panBy([-(list.hidden ? 0 : list.offsetWidth / 2), 0], { animate: false });
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
    const [units, all, own] = [unitsOf(some), ig.shownUnits().all.size || unitsOf(ig.rows), some.length - unitsOf(some)];
    const count = units < all ? `${ig.number.format(units)} ${w.of} ${ig.number.format(all)}` : ig.number.format(all);
    const more = own ? `${ig.number.format(own)} ${w.ownRows}` : "";
    return [all || !more ? `${count} ${w.units}` : "", more].filter(Boolean).join(" + ");
  };

  /** A row of a table; on screen its name is a button that leads to the place. */
  ig.listRow = function (row, named) {
    const cells = row.cells.slice(1).map((text) => ig.el("td", {}, [text || "–"]));
    return ig.el("tr", {}, [ig.el("td", { class: "ig-no" }, [row.no ? String(row.no) : ""]), ig.el("th", { scope: "row" }, [named(row)]), ...cells]);
  };

  const tbody = ig.el("tbody");
  /** Buttons of rows and the rows they stand for. */
  const rowOf = new WeakMap();
  let buttons = new Map();
  let waiting = [];
  let more = 0;
  let timer = 0;

  const named = (row) => {
    const button = ig.el("button", { type: "button", class: "ig-row" }, [row.cells[0] || "–"]);
    rowOf.set(button, row);
    buttons.set(row, button);
    return button;
  };

  /** Draw rows that wait; without a number all of them. */
  function draw(count = Infinity) {
    clearTimeout(timer);
    tbody.append(...waiting.splice(0, count).map((row) => ig.listRow(row, named)));
    if (waiting.length) timer = setTimeout(() => draw(4 * AT_ONCE));
    else if (more > 0) {
      tbody.append(ig.el("tr", {}, [ig.el("td", { colspan: String(ig.columns.length + 1) }, [`+ ${ig.number.format(more)} ${w.moreRows}`])]));
      more = 0;
    }
  }

  /** Draw the table anew; a row that had the keyboard keeps it. */
  function redraw() {
    const had = rowOf.get(document.activeElement);
    buttons = new Map();
    const all = ig.listed();
    waiting = all.slice(0, MOST);
    more = all.length - MOST;
    tbody.replaceChildren();
    draw(had ? Infinity : AT_ONCE);
    if (!had) return;
    (buttons.get(had) || document.querySelector("#ig-list .ig-scroll")).focus({ preventScroll: true });
  }

  /** Lead from the map to rows of the list. */
  function find(layer, { path, rows }) {
    const at = rows.length > 1 && path.pointed ? [rows[path.pointed()]] : rows;
    const shown = at.filter((row) => ig.rowShown(layer, row));
    const units = new Set(layer.unit ? shown.map((row) => layer.unit[row]) : []);
    draw();
    const found = [...buttons].filter(([row]) => units.has(row.unit) || (row.layer === layer && shown.includes(row.i))).map(([, button]) => button);
    tbody.querySelectorAll("[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    for (const button of found) button.setAttribute("aria-current", "true");
    found[0]?.scrollIntoView({ block: "center" });
    found[0]?.focus({ preventScroll: true });
  }

  /** Heads of the columns; each sorts, and says which way. */
  function heads(columns) {
    const made = [w.number, ...columns].map((text, at) => {
      const head = ig.el("th", { scope: "col", "aria-sort": at ? "none" : "ascending" });
      const sort = ig.el("button", { type: "button", class: "ig-row" }, [text]);
      sort.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        made.forEach((one) => one.setAttribute("aria-sort", "none"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        ig.sortRows(at - 1, down);
        redraw();
      });
      head.append(sort);
      return head;
    });
    return made;
  }

  function hear(box) {
    tbody.addEventListener("click", (event) => {
      const row = rowOf.get(event.target);
      if (row) ig.showPlace(row);
    });
    tbody.addEventListener("focusin", (event) => rowOf.has(event.target) && mark(rowOf.get(event.target)));
    ig.on("start", () => {
      for (const layer of ig.data.layers.filter((one) => one.kind === "units" || one.told)) {
        for (const one of layer.paths) one.path.on("click", () => !box.hidden && !ig.correcting && find(layer, one));
      }
    });
  }

  /** Build the list, closed; `ig.toggleList` opens it. Tells whether there is anything to list. */
  ig.buildList = function () {
    const { columns, rows } = collect();
    ig.rows = rows;
    ig.columns = columns;
    ig.sortRows(-1, false);
    const title = ig.el("h2");
    const table = ig.el("table", {}, [ig.el("thead", {}, [ig.el("tr", {}, heads(columns))]), tbody]);
    const close = ig.button("×", w.close, () => ig.toggleList());
    const box = ig.panel("section", "ig-list", w.list, [
      ig.el("div", { class: "ig-list-head" }, [title, ig.el("div", { class: "ig-tools" }, [...ig.exports(), close])]),
      ig.filterFields(),
      ig.el("div", { class: "ig-scroll", tabindex: "0", role: "region", "aria-label": w.listHelp }, [table]),
    ]);
    const fill = () => {
      if (box.hidden) return;
      redraw();
      title.textContent = `${w.list}: ${ig.listedText(ig.listed())}`;
    };
    box.hidden = true;
    document.querySelector("main").append(box);
    hear(box);
    ig.on("change", fill);
    ig.toggleList = () => {
      box.hidden = !box.hidden;
      fill();
      if (!box.hidden) return void ig.opened(box, ig.toggleList, close);
      unmark();
      ig.closed(box);
    };
    if (rows.length) ig.key({ keys: ["t"], group: w.keysOpen, says: w.listAndFilter, act: ig.toggleList });
    return rows.length > 0;
  };
})();
