/* The base map: drawn on canvas tiles from the page's own numbers, sharp at every half zoom. */
"use strict";
(function () {
  /** Street class of ground.py: width in pixels at zoom 17, its colour in the palette, first zoom. */
  const STREET = {
    0: { width: 1.3, colour: "path", from: 15.5, dash: [4, 3.5] },
    1: { width: 3.6, colour: "street", from: 15 },
    2: { width: 7, colour: "street", from: 13 },
    3: { width: 9, colour: "street", from: 12 },
    4: { width: 10, colour: "road", from: 11 },
    5: { width: 12, colour: "mainRoad", from: 10 },
    6: { width: 8, colour: "square", from: 13.5 },
    7: { width: 3.2, colour: "stairs", from: 16, dash: [1.6, 2.2] },
  };
  /** Lower streets first, pedestrian streets above them, main roads on top; paths last. */
  const STREET_ORDER = ["1", "2", "6", "3", "4", "5"];

  const layers = ig.data.ground.layers.map((layer) => ({
    key: layer.k, sort: layer.s || "", closed: layer.t === "p", features: ig.unpack(layer),
  }));
  for (const layer of layers) layer.boxes = ig.boxes(layer.features);
  const named = (key) => layers.filter((layer) => layer.key === key);
  /** Houses by the number that layers of units know them by. */
  ig.houses = named("building")[0].features;

  /** Box of the data without the few ways that run out of it: west, north, east, south in steps. */
  const whole = (() => {
    const boxes = layers.flatMap(({ features }) => features.filter((one) => one.rings.length).map((one) => one.box));
    const some = boxes.filter((_, i) => i % Math.ceil(boxes.length / 20000) === 0); // of a large town they tell as much
    const few = Math.floor(some.length * 0.002);
    const sorted = (k) => Float64Array.from(some, (box) => box[k]).sort();
    return some.length ? [sorted(0)[few], sorted(1)[few], sorted(2)[some.length - 1 - few], sorted(3)[some.length - 1 - few]] : null;
  })();
  const FADE = 70;

  /** Let the ground fade into the paper where the data end, so that no hard edge is taken for one of the town. */
  function fade(pen, t, size) {
    if (!whole) return;
    const { paper } = ig.paint;
    const reach = Math.min(FADE, (whole[2] - whole[0]) * t.step * 0.12, (whole[3] - whole[1]) * t.step * 0.12);
    const edges = [[whole[0] * t.step - t.x, 1], [whole[2] * t.step - t.x, -1], [whole[1] * t.step - t.y, 1], [whole[3] * t.step - t.y, -1]];
    edges.forEach(([edge, inward], i) => {
      if (inward > 0 ? edge + reach <= 0 : edge - reach >= size) return;
      const to = edge + inward * reach;
      const blend = i < 2 ? pen.createLinearGradient(edge, 0, to, 0) : pen.createLinearGradient(0, edge, 0, to);
      blend.addColorStop(0, paper);
      blend.addColorStop(1, `${paper}00`);
      pen.fillStyle = blend;
      pen.fillRect(0, 0, size, size);
    });
  }

  /** Paint the features of a layer that touch the tile and can be seen. */
  function paint(pen, layer, t, act) {
    const seen = ig.meeting(layer.boxes, t.west, t.north, t.east, t.south).filter((i) => {
      const { box } = layer.features[i];
      return (box[2] - box[0] + box[3] - box[1]) * t.step >= 1.2;
    });
    ig.inPieces(pen, seen, (i) => ig.traceRings(pen, layer.features[i].rings, t.step, t.x, t.y, layer.closed), act);
  }

  function surfaces(pen, key, colourOf, t) {
    for (const layer of named(key)) {
      pen.fillStyle = colourOf(layer.sort);
      paint(pen, layer, t, () => pen.fill());
    }
  }

  function lines(pen, layer, colour, width, t, dash = []) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(dash);
    paint(pen, layer, t, () => pen.stroke());
    pen.setLineDash([]);
  }

  function streets(pen, t) {
    const shown = (sort) => named("street").filter((s) => s.sort === sort && t.zoom >= STREET[sort].from);
    const width = (sort) => Math.max(0.8, STREET[sort].width * t.scale);
    for (const sort of STREET_ORDER) {
      for (const layer of shown(sort)) {
        lines(pen, layer, ig.paint.casing, width(sort) + Math.min(2.4, 1.2 + t.scale), t);
      }
    }
    for (const sort of STREET_ORDER) {
      for (const layer of shown(sort)) lines(pen, layer, ig.paint[STREET[sort].colour], width(sort), t);
    }
    pen.lineCap = "butt";
    for (const sort of ["0", "7"]) {
      for (const layer of shown(sort)) {
        const dash = STREET[sort].dash.map((d) => d * Math.max(1, t.scale));
        lines(pen, layer, ig.paint[STREET[sort].colour], Math.max(1, width(sort)), t, dash);
      }
    }
    pen.lineCap = "round";
  }

  function rails(pen, t) {
    if (t.zoom < 13) return;
    const width = Math.max(1, 2.4 * t.scale);
    for (const layer of named("rail")) {
      lines(pen, layer, ig.paint.rail, width, t);
      if (t.zoom >= 16) {
        pen.lineCap = "butt";
        lines(pen, layer, ig.paint.paper, width * 0.5, t, [width * 3, width * 3]);
        pen.lineCap = "round";
      }
    }
  }

  function houses(pen, t) {
    if (t.zoom < 14) return;
    for (const layer of named("building")) {
      pen.fillStyle = ig.paint.house;
      paint(pen, layer, t, () => pen.fill());
      if (t.zoom < 15.5) continue;
      pen.strokeStyle = ig.paint.houseLine;
      pen.lineWidth = Math.min(1.2, 0.55 * t.scale + 0.2);
      paint(pen, layer, t, () => pen.stroke());
    }
  }

  ig.Ground = L.GridLayer.extend({
    options: { tileSize: 512, minZoom: 11, maxZoom: 20, updateWhenZooming: false, keepBuffer: 3 },

    // Leaflet rounds the zoom of tiles to whole numbers and stretches them between; ours are
    // drawn for the very zoom, so that nothing is blurred.
    _setView(center, zoom, noPrune, noUpdate) {
      this._exact = zoom;
      L.GridLayer.prototype._setView.call(this, center, zoom, noPrune, noUpdate);
    },
    _clampZoom() {
      return Math.round(this._exact * 2) / 2;
    },

    onAdd(map) {
      this._waiting = [];
      this._spare = [];
      this.on("tileunload", ({ tile }) => this._spare.push(tile));
      L.GridLayer.prototype.onAdd.call(this, map);
    },

    // While the map zooms, one tile after another: the others wait behind the old ones.
    createTile(coords, done) {
      const size = this.getTileSize().x;
      const wide = Math.ceil(size * ig.sharpness());
      const tile = this._canvas(wide);
      const draw = () => {
        const pen = tile.getContext("2d");
        pen.setTransform(wide / size, 0, 0, wide / size, 0, 0);
        ig.drawGround(pen, coords, size);
      };
      const tell = () => done(null, tile);
      if (this._map._animatingZoom) this._later(coords, () => { draw(); tell(); });
      else {
        draw();
        L.Util.requestAnimFrame(tell);
      }
      return tile;
    },

    /** A canvas that is no longer shown, else a new one: making them takes longer than drawing. */
    _canvas(wide) {
      const old = this._spare.splice(-24).find((one) => one.width === wide && !one.isConnected);
      const tile = old || document.createElement("canvas");
      if (!old) tile.width = tile.height = wide;
      return tile;
    },

    _later(coords, act) {
      this._waiting.push([this._tileCoordsToKey(coords), act]);
      if (this._waiting.length === 1) L.Util.requestAnimFrame(this._next, this);
    },

    /** Draw one of the tiles that wait and are still wanted; the next one in the next frame. */
    _next() {
      this._waiting = this._waiting.filter(([key]) => this._tiles[key]);
      this._waiting.shift()?.[1]();
      if (this._waiting.length) L.Util.requestAnimFrame(this._next, this);
    },
  });

  /** Draw one tile: ground, water, streets, houses, from below. */
  ig.drawGround = function (pen, coords, size) {
    const step = ig.stepPixels(coords.z);
    const [cx, cy] = ig.corner(coords.z);
    const x = coords.x * size - cx;
    const y = coords.y * size - cy;
    const margin = 24 / step;
    const t = { zoom: coords.z, step, x, y, scale: 1.75 ** (coords.z - 17), west: x / step - margin,
      north: y / step - margin, east: (x + size) / step + margin, south: (y + size) / step + margin };
    const { paper, land, green, water, square } = ig.paint;
    pen.fillStyle = paper;
    pen.fillRect(0, 0, size, size);
    pen.lineJoin = pen.lineCap = "round";
    surfaces(pen, "land", (sort) => land[sort] || land.any, t);
    surfaces(pen, "green", (sort) => green[sort] || green.any, t);
    surfaces(pen, "water", () => water, t);
    for (const layer of named("waterway")) {
      lines(pen, layer, water, Math.max(1, (layer.sort === "river" ? 5 : 2.6) * t.scale), t);
    }
    surfaces(pen, "square", () => square, t);
    streets(pen, t);
    rails(pen, t);
    houses(pen, t);
    fade(pen, t, size);
  };
})();
