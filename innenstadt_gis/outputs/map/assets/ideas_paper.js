/* Paper: a poster with a grid of letters and numbers, and fast entry of what was stuck on it. */
"use strict";
(function () {
  const w = ig.words;
  const n = ig.notes;
  /** Round scales of a sheet A3; a cell is 30 mm wide on it. */
  const SCALES = [1000, 1500, 2000, 2500, 3000];
  const SHEET = { width: 0.42, height: 0.297, margin: 0.012, head: 0.03 };
  const CELL_M = 0.03;
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  let map = null;

  const stepMetres = (lat) => (ig.worldMetres(lat) / (256 * 2 ** ig.data.grid.z)) * ig.data.grid.q;

  /** Box of the middle nine tenths of the town's own units, in steps of the page's grid; else the first view. */
  function core() {
    const xs = [];
    const ys = [];
    for (const layer of ig.data.layers.filter((one) => one.key === "units")) {
      for (const xy of [layer.marks.xy, layer.inside]) {
        for (let i = 0; i < xy.length; i += 2) {
          xs.push(xy[i]);
          ys.push(xy[i + 1]);
        }
      }
    }
    const view = ig.data.view;
    if (xs.length < 5) return view?.box || (view?.at ? [...view.at, ...view.at] : [0, 0, 0, 0]);
    const at = (values, share) => values.sort((a, b) => a - b)[Math.round((values.length - 1) * share)];
    return [at(xs, 0.05), at(ys, 0.05), at(xs, 0.95), at(ys, 0.95)];
  }

  /**
   * The grid of this map: the same on every sheet and screen, as it hangs on the data alone.
   * @returns {{scale: number, cell: number, columns: number, rows: number, west: number, north: number, lat: number}}
   *   cell in metres; west and north in steps of the page's grid
   */
  ig.poster = function () {
    let [x0, y0, x1, y1] = core();
    const lat = ig.latLng((x0 + x1) / 2, (y0 + y1) / 2).lat;
    const step = stepMetres(lat);
    const room = { wide: SHEET.width - 2 * SHEET.margin, high: SHEET.height - 2 * SHEET.margin - SHEET.head };
    const need = Math.max((Math.abs(x1 - x0) * step) / room.wide, (Math.abs(y1 - y0) * step) / room.high);
    const scale = SCALES.find((one) => one >= need) || SCALES.at(-1);
    // units spread wider than a sheet with cells that people can tell apart: show where most are
    if (need > scale && ig.data.view?.box) [x0, y0, x1, y1] = ig.data.view.box;
    const columns = Math.floor(room.wide / CELL_M);
    const rows = Math.floor(room.high / CELL_M);
    const cell = CELL_M * scale;
    return { scale, cell, columns, rows, lat, step, west: (x0 + x1) / 2 - (columns * cell) / 2 / step, north: (y0 + y1) / 2 - (rows * cell) / 2 / step };
  };

  /** Middle of a cell such as "C4"; null if there is none. */
  ig.cellMiddle = function (name) {
    const found = /^\s*([a-z])\s*(\d{1,2})\s*$/i.exec(name);
    const grid = ig.poster();
    const column = found ? LETTERS.indexOf(found[1].toUpperCase()) : -1;
    const row = found ? Number(found[2]) - 1 : -1;
    if (column < 0 || column >= grid.columns || row < 0 || row >= grid.rows) return null;
    const size = grid.cell / grid.step;
    return { name: `${LETTERS[column]}${row + 1}`, size, x: grid.west + (column + 0.5) * size, y: grid.north + (row + 0.5) * size };
  };

  /** Cell in which a place lies, "" outside of the grid. */
  ig.cellOf = function ([lat, lng]) {
    const grid = ig.poster();
    const at = L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lng), ig.data.grid.z);
    const column = Math.floor(((at.x / ig.data.grid.q - ig.data.grid.o[0] - grid.west) * grid.step) / grid.cell);
    const row = Math.floor(((at.y / ig.data.grid.q - ig.data.grid.o[1] - grid.north) * grid.step) / grid.cell);
    return column < 0 || row < 0 || column >= grid.columns || row >= grid.rows ? "" : `${LETTERS[column]}${row + 1}`;
  };

  // lines of the grid ------------------------------------------------------------

  function lines() {
    const grid = ig.poster();
    const size = grid.cell / grid.step;
    const at = (column, row) => ig.latLng(grid.west + column * size, grid.north + row * size);
    const style = { color: ig.paint.outline, weight: 1.2, opacity: 0.75, interactive: false, pane: "ig-note-lines", renderer: L.svg({ pane: "ig-note-lines", padding: 1 }) };
    const layers = [];
    for (let c = 0; c <= grid.columns; c += 1) layers.push(L.polyline([at(c, 0), at(c, grid.rows)], style));
    for (let r = 0; r <= grid.rows; r += 1) layers.push(L.polyline([at(0, r), at(grid.columns, r)], style));
    const letter = (text, where) => L.marker(where, { interactive: false, keyboard: false, pane: "ig-note-lines",
      icon: L.divIcon({ className: "ig-cell", html: ig.el("b", {}, [text]), iconSize: null }) });
    for (let c = 0; c < grid.columns; c += 1) {
      for (const r of [-0.12, grid.rows + 0.12]) layers.push(letter(LETTERS[c], at(c + 0.5, r)));
    }
    for (let r = 0; r < grid.rows; r += 1) {
      for (const c of [-0.12, grid.columns + 0.12]) layers.push(letter(String(r + 1), at(c, r + 0.5)));
    }
    return L.layerGroup(layers);
  }

  let drawn = null;
  function showGrid(on) {
    drawn?.remove();
    drawn = on ? lines().addTo(map) : null;
  }

  // poster --------------------------------------------------------------------------

  function noteTable() {
    const notes = ig.ideas.shown().filter((one) => !one.hidden);
    const lines = notes.map((one) => ig.el("li", { value: String(one.number) }, [
      [one.shape ? ig.cellOf(ig.noteAnchor(one.shape)) : w.noPlace, w[`kind_${one.kind}`], one.text || (one.withheld ? w.noteWithheld : "")].filter(Boolean).join(" · ")]));
    return ig.el("section", { id: "ig-poster-list" }, [ig.el("h2", {}, [`${ig.data.title} · ${ig.data.town}: ${ig.number.format(notes.length)} ${notes.length === 1 ? w.note : w.notes}`]), ig.el("ol", {}, lines)]);
  }

  function posterFrame() {
    const grid = ig.poster();
    const told = `${w.scale} 1 : ${ig.number.format(grid.scale)} (A3, 100 %) · ${w.cell} ${ig.number.format(grid.cell)} m`;
    const key = n.KINDS.map((kind) => ig.el("span", {}, [ig.sticker(kind), w[`kind_${kind}`]]));
    return ig.el("aside", { id: "ig-poster-frame" }, [ig.el("b", {}, [w.posterHelp]), ig.el("div", {}, key), ig.el("span", {}, [told])]);
  }

  let parts = [];
  /** The poster: A3 at its scale, with the notes on a second page. */
  ig.sheets.poster = {
    open() {
      const grid = ig.poster();
      const size = grid.cell / grid.step;
      parts = [noteTable(), posterFrame()];
      ig.setSheet("a3-landscape");
      document.documentElement.classList.add("ig-poster");
      document.body.append(...parts);
      const zoom = ig.paperZoom(grid.lat, grid.scale);
      const middle = map.project(ig.latLng(grid.west + (grid.columns * size) / 2, grid.north + (grid.rows * size) / 2), zoom);
      const shift = L.point(0, (SHEET.head / 2 / 0.0254) * 96);
      ig.layMap(map.unproject(middle.subtract(shift), zoom), zoom);
      showGrid(true);
    },
    close() {
      for (const part of parts) part.remove();
      document.documentElement.classList.remove("ig-poster");
      showGrid(false);
    },
  };

  // entry by cell ---------------------------------------------------------------

  let panel = null;
  const last = { kind: "idea" };

  /** A free place in a cell: those that stand there already are not covered. */
  function spot(cell) {
    const taken = ig.ideas.shown().filter((one) => one.shape?.type === "Point" && ig.cellOf(ig.noteAnchor(one.shape)) === cell.name).length;
    const angle = taken * 2.4;
    const away = Math.min(0.42, 0.24 * Math.sqrt(taken)) * cell.size;
    return { type: "Point", at: [ig.toSteps(ig.latLng(cell.x + away * Math.cos(angle), cell.y + away * Math.sin(angle)))] };
  }

  function entry() {
    const cell = ig.el("input", { type: "text", maxlength: "4", class: "ig-cell-input", autocomplete: "off" });
    const text = ig.el("input", { type: "text", maxlength: String(2 * n.LONGEST), class: "ig-text-input", autocomplete: "off" });
    const grid = ig.poster();
    const told = ig.el("p", { class: "ig-note-help", role: "status" }, [`A1 … ${LETTERS[grid.columns - 1]}${grid.rows}. ${w.noNames}`]);
    const put = () => {
      const found = cell.value.trim() ? ig.cellMiddle(cell.value) : undefined;
      if (found === null) {
        told.textContent = `${cell.value.trim()}: ${w.noCell} (A1 … ${LETTERS[grid.columns - 1]}${grid.rows})`;
        cell.focus();
        return;
      }
      const note = ig.ideas.add({ kind: last.kind, text: text.value, shape: found ? spot(found) : null, ...ig.noteSettings });
      const number = ig.ideas.shown().find((one) => one.id === note.id).number;
      told.textContent = `${found ? found.name : w.noPlace}: ${w[`kind_${note.kind}`]} ${w.placed} (${w.number} ${number})`;
      cell.value = "";
      text.value = "";
      cell.focus();
    };
    const enter = (event) => event.key === "Enter" && put();
    cell.addEventListener("keydown", enter);
    text.addEventListener("keydown", enter);
    panel.replaceChildren(
      ig.el("div", { class: "ig-list-head" }, [ig.el("h2", {}, [w.byCell]), ig.button("×", w.close, toggle)]),
      ig.el("div", { class: "ig-asks" }, [
        ig.el("label", { class: "ig-ask" }, [ig.el("span", {}, [w.cell]), cell]),
        ig.choose(w.noteKind, ig.noteChoices.kinds(), last.kind, (value) => { last.kind = value; }),
        ig.el("label", { class: "ig-ask ig-wide" }, [ig.el("span", {}, [w.noteText]), text]),
        ig.button(w.enter, w.enter, put),
      ]), told);
    cell.focus();
  }

  function toggle() {
    panel.hidden = !panel.hidden;
    if (!panel.hidden) ig.opened(panel, toggle);
    document.body.classList.toggle("ig-entering", !panel.hidden);
    showGrid(!panel.hidden);
    if (panel.hidden) {
      ig.refreshTray();
      ig.closed(panel);
    } else {
      entry();
      map.fitBounds(L.latLngBounds(corner(0, 0), corner(1, 1)), { animate: false, paddingTopLeft: [70, ig.em() * 5], paddingBottomRight: [10, panel.offsetHeight + ig.em() * 3] });
    }
  }

  function corner(x, y) {
    const grid = ig.poster();
    const size = grid.cell / grid.step;
    return ig.latLng(grid.west + x * grid.columns * size, grid.north + y * grid.rows * size);
  }

  ig.ideaTools.cell = () => ig.button(w.byCell, w.byCellHelp, toggle);
  ig.ideaTools.poster = () => ig.button(w.poster, w.posterButton, () => ig.printSheet("poster"));
  ig.on("start", (started) => {
    map = started;
    panel = ig.panel("section", "ig-by-cell", w.byCell, []);
    panel.hidden = true;
    document.body.append(panel);
  });
})();
