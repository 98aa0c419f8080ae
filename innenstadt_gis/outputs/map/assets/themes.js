/* Thematic layers on one canvas: areas, lines, filled buildings, marks. */
"use strict";
(function () {
  /** Canvas that knows hatches and shapes and leaves out what the legend has switched off: no work is done for it. */
  const Renderer = L.Canvas.extend({
    _onZoomEnd() {
      for (const path of Object.values(this._layers)) if (!path.options.off) path._project();
    },
    _updatePaths() {
      if (this._postponeUpdatePaths) return;
      this._redrawBounds = null;
      for (const path of Object.values(this._layers)) if (!path.options.off) path._update();
      this._redraw();
    },
    _updatePoly(layer, closed) {
      if (!layer.options.off) L.Canvas.prototype._updatePoly.call(this, layer, closed);
    },
    _updateCircle(layer) {
      const one = layer.options.one;
      if (layer.options.off || !this._drawing || layer._empty()) return;
      if (!one) {
        L.Canvas.prototype._updateCircle.call(this, layer);
        return;
      }
      ig.shape(this._ctx, one.shape, layer._point.x, layer._point.y, layer._radius);
      this._fillStroke(this._ctx, layer);
    },
    _fillStroke(pen, layer) {
      const { one, plain, ink, fillInk, area } = layer.options;
      if (ink) layer.options.color = ig.paint[ink];
      if (fillInk) layer.options.fillColor = ig.paint[fillInk];
      if (plain || !one) {
        pen.setLineDash([]);
        L.Canvas.prototype._fillStroke.call(this, pen, layer);
        return;
      }
      if (layer.options.line) {
        ig.stroke(pen, one, this._map.getZoom() < 16 ? 0.8 : 1);
        return;
      }
      pen.globalAlpha = area ? ig.paint.halfTone : one.dense ? 0.55 : ig.tone(one);
      pen.fillStyle = ig.fill(pen, one);
      pen.fill(layer.options.fillRule);
      pen.globalAlpha = 1;
      pen.lineJoin = "round";
      pen.setLineDash([]);
      const width = layer.options.weight * (this._map.getZoom() < 16 ? 0.7 : 1);
      if (area) { // the edge of an area is of its class: a rim tells it from any ground
        pen.lineWidth = width + 2.4;
        pen.strokeStyle = ig.paint.outline;
        pen.stroke();
      }
      pen.lineWidth = width;
      pen.strokeStyle = layer.options.color;
      pen.stroke();
    },
  });

  /** What is left out is placed on the screen once it is shown. */
  const lazy = (Path) => Path.extend({
    _reset() {
      if (!this.options.off) Path.prototype._reset.call(this);
    },
  });
  const House = lazy(L.Polygon);
  const Field = lazy(ig.Field);
  const Dots = lazy(ig.Dots);
  /** More points of a layer become one path a class; fewer keep one each, as other parts hang clicks on it. */
  const MANY = 500;

  /** A mark: same size for all, growing with zoom and type, set aside from its neighbours. */
  const Mark = lazy(L.CircleMarker).extend({
    _project() {
      this._radius = ig.markRadius(this._map.getZoom());
      const [dx, dy] = this.options.off2;
      const wide = ig.markWidth(this._radius);
      this._point = this._map.latLngToLayerPoint(this._latlng).add([dx * wide, dy * wide]);
      this._updateBounds();
    },
  });

  /** What a pointer over rows of a layer shows; text nodes only. */
  function hint(layer, rows) {
    const box = ig.el("div");
    const shown = rows.slice(0, 8);
    for (const row of shown) {
      const [told, at] = layer.columns.length ? [layer, row] : ig.listedAs(layer, row);
      const words = told.rows[at] || [];
      const entry = ig.el("div", { class: "ig-hint" });
      if (words.length && words[0]) entry.append(ig.el("b", {}, [words[0]]));
      const name = layer.classes[layer.code[row]].label;
      const state = ig.el("div", { class: "ig-hint-class" }, [ig.swatch(layer.kind, layer.classes[layer.code[row]]), name]);
      entry.append(state);
      words.slice(1).forEach((word, i) => {
        if (word && rows.length < 4) entry.append(ig.el("div", {}, [`${told.columns[i + 1]}: ${word}`]));
      });
      box.append(entry);
    }
    if (rows.length > shown.length) {
      box.append(ig.el("div", {}, [`+ ${ig.number.format(rows.length - shown.length)} ${ig.words.units}`]));
    }
    return box;
  }

  function add(map, layer, path, rows) {
    const told = () => (path.pointed ? [rows[path.pointed()]] : rows.filter((r) => ig.rowShown(layer, r)));
    path.bindTooltip(() => hint(layer, told()), { sticky: true, opacity: 1 });
    path.options.off = !rows.some((row) => ig.rowShown(layer, row));
    path.options.interactive = !path.options.off;
    path.addTo(map);
    layer.paths.push({ path, rows });
    for (const row of rows) layer.pathOf.set(row, path);
  }

  function dressed(layer, code, renderer) {
    const one = layer.classes[code];
    return { renderer, one, ink: ig.edge(one), weight: one.quiet ? 1.4 : 1.6 };
  }

  function units(map, layer, renderer) {
    const solid = (code) => dressed(layer, code, renderer);
    layer.mixed.forEach((house, i) => {
      const feature = ig.houses[house];
      if (!feature.rings.length) return;
      const rows = layer.sharing[i];
      const path = new House(ig.latLngs(feature), { renderer, plain: true, ink: "outline", fillInk: "mixed",
        weight: 1.3, fillOpacity: 1, dashArray: "4 3" });
      add(map, layer, path, rows);
    });
    let several = 0;
    const fills = layer.fills.map((house, i) => {
      const rows = layer.members[i];
      const at = rows.length > 1 ? 2 * several++ : 0;
      return { feature: ig.houses[house], rows, x: layer.inside[at], y: layer.inside[at + 1] };
    });
    const marks = layer.marks.row.map((row, i) => ({ row, i }));
    for (let code = layer.classes.length - 1; code >= 0; code -= 1) {
      for (const { feature, rows, x, y } of fills) {
        if (layer.code[rows[0]] !== code || !feature.rings.length) continue;
        const house = new House(ig.latLngs(feature), solid(code));
        add(map, layer, house, rows);
        if (rows.length > 1) ig.badges.push({ house, layer, rows, count: rows.length, box: feature.box, x, y });
      }
    }
    for (let code = layer.classes.length - 1; code >= 0; code -= 1) {
      for (const { row, i } of marks) {
        if (layer.code[row] !== code) continue;
        const { xy, off } = layer.marks;
        const at = ig.latLng(xy[2 * i], xy[2 * i + 1]);
        const options = { ...solid(code), off2: [off[2 * i], off[2 * i + 1]], fill: true };
        add(map, layer, new Mark(at, options), [row]);
      }
    }
  }

  /** Thousands of points: all of a class at once, the class on top last. */
  function dots(map, layer, renderer) {
    const { row: rows, xy, off } = layer.marks;
    for (let code = layer.classes.length - 1; code >= 0; code -= 1) {
      const mine = rows.map((row, i) => i).filter((i) => layer.code[rows[i]] === code);
      const marks = mine.map((i) => ({ x: xy[2 * i], y: xy[2 * i + 1], off: [off[2 * i], off[2 * i + 1]] }));
      const shown = (n) => ig.rowShown(layer, rows[mine[n]]);
      if (mine.length) add(map, layer, new Dots(marks, shown, dressed(layer, code, renderer)), mine.map((i) => rows[i]));
    }
  }

  /** Areas and lines: all of a class at once, the class on top last. */
  function shapes(map, layer, renderer) {
    const features = ig.unpack(layer.shapes ?? ig.data.layers.find((one) => one.key === layer.like).shapes);
    const some = layer.row.map((row, i) => ({ row, feature: features[i] })).filter(({ feature }) => feature.rings.length);
    for (let code = layer.classes.length - 1; code >= 0; code -= 1) {
      const mine = some.filter(({ row }) => layer.code[row] === code);
      const rows = mine.map(({ row }) => row);
      const one = layer.classes[code];
      const put = (options) => rows.length && add(map, layer, new Field(mine.map(({ feature }) => feature), layer.kind === "area", { renderer, ...options }), rows);
      if (layer.kind === "area") {
        put({ one, ...(one.dense ? { ink: "outline", weight: 1.2 } : { color: one.colour, area: true, weight: 3 }) });
        continue;
      }
      put({ one, line: true, weight: 11 });
    }
  }

  const homes = new Map();
  for (const layer of ig.data.layers.filter((one) => one.listed)) {
    layer.unit.forEach((unit, row) => homes.set(unit, [layer, row]));
  }
  /** Layer and row under which a unit is listed: a layer that shows it once more has no words of its own. */
  ig.listedAs = (layer, row) => (layer.unit && !layer.listed && homes.get(layer.unit[row])) || [layer, row];

  /** Houses filled for more than one unit; their number is written on them. */
  ig.badges = [];
  for (const layer of ig.data.layers) {
    layer.paths = [];
    layer.pathOf = new Map();
    layer.on = layer.classes.map(() => true);
    layer.pass = null;
    // areas of an analyst that lie side by side: told apart by their fill, as each outline is shared
    if (layer.told && layer.kind === "area" && layer.classes.length > 1) layer.classes.forEach((one) => { one.dense = true; });
  }

  /** Draw all layers; afterwards they follow legend, filter and scene. */
  ig.drawThemes = function (map) {
    const renderers = new Map();
    const rendererOf = (pane) => {
      if (!map.getPane(pane)) map.createPane(pane).classList.add("ig-over-pane");
      if (!renderers.has(pane)) renderers.set(pane, new Renderer({ padding: 0.3, pane }));
      return renderers.get(pane);
    };
    /** Draw at once what waits for the next frame: a picture or a print does not wait. */
    ig.redrawThemes = () => renderers.forEach((one) => one._map && one._redraw());
    for (const layer of ig.data.layers) {
      const renderer = rendererOf(layer.pane || "overlayPane");
      const drawn = !["units", "points"].includes(layer.kind) ? shapes : layer.kind === "points" && layer.marks.row.length > MANY ? dots : units;
      drawn(map, layer, renderer);
      refresh(layer);
    }
    ig.on("look", ig.redrawThemes);
    ig.on("change", () => {
      ig.data.layers.forEach(refresh);
      ig.names.draw();
    });
  };

  /** Show or leave out each path: a shared building stays while one of its units is shown. */
  function refresh(layer) {
    for (const { path, rows } of layer.paths) {
      const off = !rows.some((row) => ig.rowShown(layer, row));
      if (Boolean(path.options.off) === off && !path.each) continue;
      path.options.off = off;
      path.options.interactive = !off;
      if (!off) path._reset();
      path.redraw();
    }
    for (const badge of ig.badges) {
      if (badge.layer === layer) badge.count = badge.rows.filter((row) => ig.rowShown(layer, row)).length;
    }
  }
})();
