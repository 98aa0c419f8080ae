/* Areas or lines of one class as one path of the map: fifty thousand are no more work for Leaflet than one. */
"use strict";
(function () {
  /** Boxes of features behind one another: west, north, east, south of each. */
  ig.boxes = function (features) {
    const boxes = new Int32Array(4 * features.length);
    features.forEach(({ rings, box }, i) => rings.length && boxes.set(box, 4 * i));
    return boxes;
  };

  /** Numbers of the features whose boxes meet a rectangle; all in steps of the grid. */
  ig.meeting = function (boxes, west, north, east, south) {
    const found = [];
    for (let i = 0; i < boxes.length; i += 4) {
      if (boxes[i] <= east && boxes[i + 1] <= south && boxes[i + 2] >= west && boxes[i + 3] >= north) found.push(i / 4);
    }
    return found;
  };

  /**
   * Add the rings of a feature to the path of a pen. A ring is closed by a line to its first
   * point, as `closePath` measures the whole path anew each time.
   */
  ig.traceRings = function (pen, rings, step, x, y, closed) {
    for (const ring of rings) {
      pen.moveTo(ring[0] * step - x, ring[1] * step - y);
      for (let i = 2; i < ring.length; i += 2) pen.lineTo(ring[i] * step - x, ring[i + 1] * step - y);
      if (closed) pen.lineTo(ring[0] * step - x, ring[1] * step - y);
    }
  };

  const PIECE = 50;

  /** Paint many features piece by piece: a long path takes far longer than many short ones. */
  ig.inPieces = function (pen, numbers, trace, act, piece = PIECE) {
    for (let from = 0; from < numbers.length; from += piece) {
      pen.beginPath();
      for (const i of numbers.slice(from, from + piece)) trace(i);
      act();
    }
  };

  /** Whether a point lies within the rings of an area. */
  function inside(rings, x, y) {
    let within = false;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        if ((ring[i + 1] > y) === (ring[j + 1] > y)) continue;
        if (x < ((ring[j] - ring[i]) * (y - ring[i + 1])) / (ring[j + 1] - ring[i + 1]) + ring[i]) within = !within;
      }
    }
    return within;
  }

  /** Whether a point lies nearer to a line than `reach`. */
  function beside(rings, x, y, reach) {
    return rings.some((line) => {
      for (let i = 2; i < line.length; i += 2) {
        const [ax, ay] = [line[i - 2], line[i - 1]];
        const [dx, dy] = [line[i] - ax, line[i + 1] - ay];
        const share = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
        if (Math.hypot(ax + share * dx - x, ay + share * dy - y) <= reach) return true;
      }
      return false;
    });
  }

  /**
   * Many features that look alike.
   * @param {Feature[]} features of ig.unpack
   * @param {boolean} closed areas; else lines
   * @param {Object} options of a path of Leaflet
   */
  ig.Field = L.Path.extend({
    initialize(features, closed, options) {
      // rings run one way round and holes the other (grid.py): areas that overlap stay filled
      L.setOptions(this, { fill: closed, fillRule: "nonzero", ...options });
      this._features = features;
      this._closed = closed;
      this._boxes = ig.boxes(features);
      const there = features.filter((one) => one.rings.length).map((one) => one.box);
      this._whole = [0, 1, 2, 3].map((k) => there.reduce((most, box) => (k < 2 ? Math.min(most, box[k]) : Math.max(most, box[k])), there[0]?.[k] ?? 0));
    },
    getBounds() {
      const [west, north, east, south] = this._whole;
      return L.latLngBounds(ig.latLng(west, south), ig.latLng(east, north));
    },
    /** Middle of the box of one feature. */
    middleOf(i) {
      const [west, north, east, south] = this._features[i].box;
      return ig.latLng((west + east) / 2, (north + south) / 2);
    },
    /** Number of the feature that the pointer was last found on. */
    pointed() {
      return this._pointed;
    },
    _project() {
      const zoom = this._map.getZoom();
      const origin = this._map.getPixelOrigin();
      const [cx, cy] = ig.corner(zoom);
      this._step = ig.stepPixels(zoom);
      this._x = origin.x - cx;
      this._y = origin.y - cy;
      this._updateBounds();
    },
    _updateBounds() {
      const [west, north, east, south] = this._whole.map((n) => n * this._step);
      const rim = this.options.weight + this._clickTolerance();
      this._pxBounds = L.bounds([west - this._x - rim, north - this._y - rim], [east - this._x + rim, south - this._y + rim]);
    },
    _empty: () => false,
    _update() {
      if (this._map) this._updatePath();
    },
    _updatePath() {
      const renderer = this._renderer;
      if (!renderer._drawing || this.options.off) return;
      const { min, max } = renderer._redrawBounds || renderer._bounds;
      const pen = renderer._ctx;
      const step = this._step;
      const rim = this.options.weight;
      const seen = ig.meeting(this._boxes, (min.x + this._x - rim) / step, (min.y + this._y - rim) / step,
        (max.x + this._x + rim) / step, (max.y + this._y + rim) / step);
      // a few are one path, so that where they overlap they are no darker
      const piece = seen.length > 10 * PIECE ? PIECE : seen.length;
      ig.inPieces(pen, seen, (i) => this._trace(pen, this._features[i]), () => renderer._fillStroke(pen, this), piece);
    },
    /** An area of a pixel or two is drawn as its box. */
    _trace(pen, { rings, box }) {
      const step = this._step;
      const wide = (box[2] - box[0]) * step;
      const high = (box[3] - box[1]) * step;
      if (this._closed && rings.length && wide + high < 4) pen.rect(box[0] * step - this._x, box[1] * step - this._y, Math.max(1, wide), Math.max(1, high));
      else ig.traceRings(pen, rings, step, this._x, this._y, this._closed);
    },
    /** Number of the feature under a point of the screen's layers, or nearer to it than `pixels`; the one drawn last is the one meant. */
    at(p, pixels = this._clickTolerance()) {
      const x = (p.x + this._x) / this._step;
      const y = (p.y + this._y) / this._step;
      const reach = pixels / this._step;
      const test = this._closed ? inside : beside;
      const near = ig.meeting(this._boxes, x - reach, y - reach, x + reach, y + reach);
      return near.reverse().find((i) => test(this._features[i].rings, x, y, reach));
    },
    _containsPoint(p) {
      const found = this.at(p);
      if (found === undefined) return false;
      const other = found !== this._pointed;
      this._pointed = found;
      if (other && this._tooltip?.isOpen()) this._tooltip.update();
      return true;
    },
  });
})();
