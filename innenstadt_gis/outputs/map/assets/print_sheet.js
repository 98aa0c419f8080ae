/* The sheet with the map, and the sheet with the list: what stands on paper beside them. */
"use strict";
(function () {
  const d = ig.data;
  const w = ig.words;
  const root = document.documentElement;
  /** What is printed: paper, way ("" is whichever fits best), "area" or "view", numbers at the units. */
  ig.printChoice = { paper: "a3", way: "", what: "area", numbers: true };
  /** Room left around the surveyed area, in mm on A4. */
  const MARGIN = 6;
  const PIXELS_MM = 96 / 25.4;
  /** So many signs of numbers without room are named; of more it is said how many. */
  const LONGEST = 60;
  /** Widths of the column in mm and sizes of its type, until all fits. */
  const FITS = [[56, 1], [56, 0.9], [66, 0.86], [66, 0.78], [82, 0.78], [100, 0.76]];

  const el = (tag, name, children) => ig.el(tag, { class: `ig-sheet-${name}` }, children.filter(Boolean));

  /** Title, place and day, for whom. */
  function head() {
    const line = [d.town, d.day].filter(Boolean).join(" · ");
    return ig.el("header", { class: "ig-sheet-head ig-sheet-part" }, [
      el("div", "title", [ig.el("h1", {}, [d.title]), ig.el("p", {}, [line])]),
      ...(d.stamp ? [el("div", "stamp", [d.stamp])] : [])]);
  }

  function legendLine(picture, text, count, off) {
    const line = el("div", "class", [picture, ig.el("span", { class: "ig-label" }, [off ? `${text} (${w.hidden})` : text]), count && ig.el("span", { class: "ig-count" }, [count])]);
    line.classList.toggle("ig-sheet-off", off);
    return line;
  }

  function legendOf(layer) {
    const classes = layer.classes.map((one, code) => (ig.classListed(layer, code)
      ? legendLine(ig.swatch(layer.kind, one), ig.classWord(layer, code), ig.countText(layer, code), !layer.on[code]) : null));
    const alone = layer.classes.length === 1 && ig.classWord(layer, 0) === ig.layerWord(layer);
    const notes = [...layer.notes, ...(layer.unplaced ? [`${ig.number.format(layer.unplaced)} ${w.unplaced}`] : [])];
    return el("div", "layer", [alone ? null : ig.el("h2", {}, [ig.layerWord(layer)]), ...classes, ...notes.map((text) => ig.el("p", {}, [text]))]);
  }

  /** Notes of participants that are on the map, as the legend on screen tells them. */
  function notesLegend() {
    const shown = [...document.querySelectorAll('#ig-legend-notes [data-kind][aria-pressed="true"]')];
    if (!shown.some((one) => one.dataset.kind === "all")) return null;
    return el("div", "layer", shown.map((one) => {
      const text = one.querySelector(".ig-label").textContent;
      if (one.dataset.kind === "all") return ig.el("h2", {}, [text]);
      return legendLine(ig.sticker(one.dataset.kind), text, one.querySelector(".ig-count")?.textContent, false);
    }));
  }

  function legend() {
    const layers = [...d.layers].reverse().filter((one) => one.visible);
    return el("section", "legend", [notesLegend(), ...layers.map(legendOf)]);
  }

  /** What the scene says, and what is left out. */
  function story() {
    const scene = ig.scene();
    const marks = [...new Set(scene.figures.map((id) => id.split(":")[0]))].join(", ");
    const filtered = ig.filteredText();
    const words = filtered ? ig.filterWords() : [];
    return el("section", "story", [
      scene.title && ig.el("h2", {}, [scene.title]),
      ...[...scene.text, ...d.notes].map((text) => ig.el("p", {}, [text])),
      marks && el("p", "small", [`${w.figure}: ${marks}`]),
      filtered && ig.el("p", {}, [ig.el("b", {}, [filtered]), ...(words.length ? [`. ${words.join("; ")}`] : [])])]);
  }

  /** The bar of the scale: a round length in four parts, and the scale in words. */
  function scaleBox() {
    return el("section", "scale", [
      el("div", "north", [ig.el("span", {}, ["▲"]), "N"]),
      el("div", "measure", [el("div", "bar", [1, 2, 3, 4].map(() => ig.el("i"))), el("div", "ends", []), el("b", "words", [])]),
      el("p", "left", [])]);
  }

  function writeScale(box, scale, grown, paper) {
    const room = (36 * grown * scale) / 1000;
    const power = 10 ** Math.floor(Math.log10(room));
    const metres = [8, 4, 2, 1].map((n) => n * power).find((n) => n <= room);
    const length = (m) => (metres >= 4000 ? `${ig.number.format(m / 1000)} km` : `${ig.number.format(m)} m`);
    box.querySelector(".ig-sheet-bar").style.width = `${((metres / scale) * 1000) / grown}mm`;
    box.querySelector(".ig-sheet-bar").dataset.metres = String(metres);
    box.querySelector(".ig-sheet-ends").replaceChildren(ig.el("span", {}, ["0"]), ig.el("span", {}, [length(metres)]));
    box.querySelector(".ig-sheet-ends").style.width = box.querySelector(".ig-sheet-bar").style.width;
    box.querySelector(".ig-sheet-words").textContent = `${w.scale} 1 : ${ig.number.format(scale)} (${paper})`;
  }

  /** Numbers without room and units outside of the sheet: nothing is missing without a word. */
  function leftText() {
    const { left, placed, outside } = ig.numbersLeft;
    const count = (n, one, many) => `${ig.number.format(n)} ${n === 1 ? one : many}`;
    const which = ig.numberRuns(left);
    const named = which.length <= LONGEST ? `: ${which}` : "";
    return [
      placed ? `${w.numbersHelp}.` : "",
      left.length ? `${count(left.length, w.numberLeft, w.numbersLeft)}${named}.` : "",
      outside ? `${count(outside, w.unitOff, w.unitsOff)}.` : ""].filter(Boolean).join(" ");
  }

  // where --------------------------------------------------------------------------------

  /** Bounds of the units: of the layers that are shown, else of the register, else of all that is shown. */
  function surveyed() {
    const units = d.layers.filter((one) => one.kind === "units");
    const choices = [units.filter((one) => one.visible), units.filter((one) => one.listed).slice(-1), d.layers.filter((one) => one.visible)];
    for (const layers of choices) {
      const bounds = L.latLngBounds([]);
      for (const layer of layers) for (const { path } of layer.paths) bounds.extend(path.getLatLng ? path.getLatLng() : path.getBounds());
      if (bounds.isValid()) return bounds;
    }
    return before.seen;
  }

  /** Scale at which bounds just fit the map of the sheet, as it is laid out. */
  function needed(bounds, grown) {
    ig.map.invalidateSize({ animate: false, pan: false });
    const size = ig.map.getSize();
    const [a, b] = [bounds.getNorthWest(), bounds.getSouthEast()].map((at) => ig.map.project(at, 0));
    const share = Math.max((b.x - a.x) / Math.max(1, size.x - 2 * MARGIN * PIXELS_MM), (b.y - a.y) / Math.max(1, size.y - 2 * MARGIN * PIXELS_MM));
    return ig.paperScale((share * ig.worldMetres(bounds.getCenter().lat)) / 256, grown);
  }

  /** Centre of bounds on the map, not of their degrees. */
  const middle = (bounds) => ig.map.unproject(ig.map.project(bounds.getNorthWest(), 0).add(ig.map.project(bounds.getSouthEast(), 0)).divideBy(2), 0);

  /** The largest round scale at which bounds fit and the map can be drawn. */
  function roundScale(need, lat, grown) {
    const drawn = ig.SCALES.filter((scale) => {
      const zoom = ig.paperZoom(lat, scale, grown);
      return zoom <= ig.map.getMaxZoom() && zoom >= ig.map.getMinZoom();
    });
    return drawn.find((scale) => scale >= need * 0.9999) || drawn.at(-1);
  }

  // the sheet with the map ------------------------------------------------------------------

  let before = null;

  /** Set size and way, and the type of the column so that all of it fits; gives the scale that is needed. */
  function lay(bounds, upright) {
    const { paper } = ig.printChoice;
    ig.setSheet(ig.sheetName(paper, upright));
    root.classList.toggle("ig-upright", upright);
    const side = before.parts[1];
    for (const [width, type] of FITS) {
      side.style.setProperty("--side", `${width}mm`);
      root.style.setProperty("--side", `${width}mm`);
      side.style.fontSize = `${type}em`;
      if (upright ? side.offsetHeight < document.querySelector("main").offsetHeight * 0.34 : side.scrollHeight <= side.clientHeight + 1) break;
    }
    return needed(bounds, ig.PAPERS[paper].grown);
  }

  function open() {
    const { paper, way, what, numbers } = ig.printChoice;
    const { grown, name } = ig.PAPERS[paper];
    const scaled = scaleBox();
    before = { seen: ig.map.getBounds(), numbered: ig.numbered, parts: [head(),
      ig.el("div", { class: "ig-sheet-side ig-sheet-part" }, [story(), legend(), scaled]),
      ig.el("footer", { class: "ig-sheet-foot ig-sheet-part" }, [d.sources.join(" · ")])] };
    root.classList.add("ig-sheet");
    document.querySelector("main").append(...before.parts);
    ig.numbered = numbers;
    const bounds = what === "view" ? before.seen : surveyed();
    const left = scaled.querySelector(".ig-sheet-left");
    left.textContent = numbers ? `${w.numbersHelp}. 99 ${w.numbersLeft}. 99 ${w.unitsOff}.` : "";
    const ways = way ? [way === "portrait"] : [false, true];
    const needs = ways.map((upright) => lay(bounds, upright));
    const best = needs.indexOf(Math.min(...needs));
    const need = best === ways.length - 1 ? needs[best] : lay(bounds, ways[best]);
    const at = middle(bounds);
    const scale = roundScale(need, at.lat, grown);
    writeScale(scaled, scale, grown, name);
    ig.layMap(at, ig.paperZoom(at.lat, scale, grown));
    left.textContent = numbers ? leftText() : "";
  }

  function close() {
    for (const part of before.parts) part.remove();
    root.classList.remove("ig-sheet", "ig-upright");
    root.style.removeProperty("--side");
    ig.numbered = before.numbered;
    before = null;
  }
  ig.sheets.map = { open, close };

  // the sheets with the list --------------------------------------------------------------------

  let list = null;
  ig.sheets.list = {
    open() {
      ig.setSheet("a4-list");
      const rows = ig.listed();
      const said = [d.town, d.day, d.stamp].filter(Boolean).join(" · ");
      const count = [`${ig.filteredText() ? `${w.filtered}: ` : ""}${ig.listedText(rows)}`, ...(ig.filteredText() ? ig.filterWords() : [])].join("; ");
      const heads = [w.number, ...ig.columns].map((text) => ig.el("th", { scope: "col" }, [text]));
      list = ig.el("section", { id: "ig-sheet-list" }, [ig.el("h1", {}, [d.title]), ig.el("p", {}, [said]), ig.el("p", {}, [ig.el("b", {}, [count])]),
        ig.el("table", {}, [ig.el("thead", {}, [ig.el("tr", {}, heads)]), ig.el("tbody", {}, rows.map((row) => ig.listRow(row, () => row.cells[0] || "–")))]),
        ig.el("p", { class: "ig-sheet-small" }, [d.sources.join(" · ")])]);
      document.body.append(list);
    },
    close() {
      list.remove();
    },
  };
})();
