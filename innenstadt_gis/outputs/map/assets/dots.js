/* Marks of one class as one path of the map: fifty thousand are no more work for Leaflet than one. */
"use strict";
(function () {
  /** More marks in view are stamped, each a copy of one picture: a path for each would take seconds. */
  const STAMPED = 500;

  /** Pixels from the middle of a mark to its edge: the same for all, growing with zoom and type. */
  ig.markRadius = (zoom) => ig.em() * Math.min(0.62, Math.max(0.22, 0.4 * 1.35 ** (zoom - 17.5)));
  /** Pixels from one mark to the next where several stand at one door. */
  ig.markWidth = (radius) => radius * 2.35;

  /**
   * Many marks that look alike.
   * @param {{x: number, y: number, off: number[]}[]} marks in steps of the grid; how many widths they stand aside
   * @param {(i: number) => boolean} shown whether a mark is not left out
   * @param {Object} options of a path of Leaflet
   */
  ig.Dots = ig.Field.extend({
    each: true, // what is shown is asked of each, so a filter draws it anew
    initialize(marks, shown, options) {
      const spots = marks.map(({ x, y }) => ({ rings: [[x, y]], box: [x, y, x, y] }));
      ig.Field.prototype.initialize.call(this, spots, false, { fill: true, ...options });
      this._off = marks.map(({ off }) => off);
      this._aside = this._off.reduce((most, [dx, dy]) => Math.max(most, Math.abs(dx), Math.abs(dy)), 0);
      this._shown = shown;
    },
    _project() {
      this._radius = ig.markRadius(this._map.getZoom());
      this._wide = ig.markWidth(this._radius);
      ig.Field.prototype._project.call(this);
    },
    /** How far a mark reaches from its place. */
    _reach() {
      return this._aside * this._wide + this._radius * 1.25 + this.options.weight;
    },
    _updateBounds() {
      const [west, north, east, south] = this._whole.map((n) => n * this._step);
      const rim = this._reach() + this._clickTolerance();
      this._pxBounds = L.bounds([west - this._x - rim, north - this._y - rim], [east - this._x + rim, south - this._y + rim]);
    },
    /** Middle of a mark, in pixels of the layers. */
    _spot(i) {
      const [x, y] = this._features[i].box;
      return [x * this._step - this._x + this._off[i][0] * this._wide, y * this._step - this._y + this._off[i][1] * this._wide];
    },
    /** Marks that are shown and reach into a rectangle of pixels of the layers. */
    _within(west, north, east, south) {
      const rim = this._reach();
      return ig.meeting(this._boxes, (west + this._x - rim) / this._step, (north + this._y - rim) / this._step,
        (east + this._x + rim) / this._step, (south + this._y + rim) / this._step).filter(this._shown);
    },
    _draw(pen, x, y) {
      ig.shape(pen, this.options.one.shape, x, y, this._radius);
      this._renderer._fillStroke(pen, this);
    },
    /** A picture of a mark, as sharp as the map. */
    _stamp() {
      const side = 2 * Math.ceil(this._radius * 1.25 + this.options.weight + 1);
      const dots = ig.sharpness();
      const stamp = ig.el("canvas", { width: Math.ceil(side * dots), height: Math.ceil(side * dots) });
      const pen = stamp.getContext("2d");
      pen.scale(dots, dots);
      this._draw(pen, side / 2, side / 2);
      return [stamp, side];
    },
    _updatePath() {
      const renderer = this._renderer;
      if (!renderer._drawing || this.options.off) return;
      const { min, max } = renderer._redrawBounds || renderer._bounds;
      const pen = renderer._ctx;
      const seen = this._within(min.x, min.y, max.x, max.y);
      const [stamp, side] = seen.length > STAMPED ? this._stamp() : [null, 0];
      for (const i of seen) {
        const [x, y] = this._spot(i);
        if (stamp) pen.drawImage(stamp, x - side / 2, y - side / 2, side, side);
        else this._draw(pen, x, y);
      }
    },
    /** Number of the mark under a point of the screen's layers; the one drawn last is the one meant. */
    at(p, pixels = this._clickTolerance()) {
      return this._within(p.x, p.y, p.x, p.y).reverse().find((i) => {
        const [x, y] = this._spot(i);
        return Math.hypot(x - p.x, y - p.y) <= this._radius + pixels;
      });
    },
  });
})();
