/* From the text of the page to numbers and pixels; the reverse of fold.py and grid.py. */
"use strict";

(function () {
  /** Digits of digits.py: value of each sign by its code, and how long numbers begin. */
  const DIGIT = new Uint8Array(128);
  [...Array(127).keys()].slice(32).filter((code) => !'"\\\u003c\u003e&'.includes(String.fromCharCode(code)))
    .forEach((code, value) => { DIGIT[code] = value; });
  const BASE = 90;
  const [TWO, THREE, SIX] = [76, 87, 89];
  const LEAST = [TWO, TWO + (THREE - TWO) * BASE, TWO + (THREE - TWO) * BASE + (SIX - THREE) * BASE ** 2];

  /**
   * Read whole numbers that were written as text.
   * @param {string} text
   * @returns {Int32Array}
   */
  ig.numbers = function (text) {
    const numbers = new Int32Array(text.length);
    let count = 0;
    for (let i = 0; i < text.length; count += 1) {
      let value = DIGIT[text.charCodeAt(i)];
      i += 1;
      if (value >= TWO) {
        const form = value < THREE ? 0 : value < SIX ? 1 : 2;
        const end = i + [1, 2, 5][form];
        value -= [TWO, THREE, SIX][form];
        for (; i < end; i += 1) value = value * BASE + DIGIT[text.charCodeAt(i)];
        value += LEAST[form];
      }
      numbers[count] = (value >>> 1) ^ -(value & 1);
    }
    return numbers.subarray(0, count);
  };

  /** Sums of differences, each with the number `apart` places before. */
  function summed(numbers, apart = 1) {
    for (let i = apart; i < numbers.length; i += 1) numbers[i] += numbers[i - apart];
    return numbers;
  }

  /**
   * @typedef {Object} Feature
   * @property {Int32Array[]} rings x, y, x, y … in steps of the grid
   * @property {number[]} box west, north, east, south
   */

  /** Box of the points from one place to another in a list of them. */
  function boxOf(points, from, to, box) {
    for (let i = from; i < to; i += 2) {
      const x = points[i];
      const y = points[i + 1];
      if (x < box[0]) box[0] = x;
      if (y < box[1]) box[1] = y;
      if (x > box[2]) box[2] = x;
      if (y > box[3]) box[3] = y;
    }
  }

  /**
   * Unfold the geometry of fold.py.
   * @param {{d: string, n: string}} packed differences of points; points per ring, below zero
   *   for further rings of a feature
   * @returns {Feature[]}
   */
  ig.unpack = function (packed) {
    const points = summed(ig.numbers(packed.d), 2);
    const features = [];
    let at = 0;
    let feature = null;
    for (const size of ig.numbers(packed.n)) {
      if (size >= 0) {
        feature = { rings: [], box: [Infinity, Infinity, -Infinity, -Infinity] };
        features.push(feature);
      }
      if (!size) continue;
      const end = at + 2 * Math.abs(size);
      feature.rings.push(points.subarray(at, end));
      boxOf(points, at, end, feature.box);
      at = end;
    }
    return features;
  };

  /** Lists of lists: their sizes, and all they hold. */
  function lists({ n, v }) {
    const all = [...summed(ig.numbers(v))];
    let at = 0;
    return [...ig.numbers(n)].map((size) => all.slice(at, (at += size)));
  }

  /** Words of a column; those that repeat were written once. */
  const column = (written) => (Array.isArray(written) ? written : [...ig.numbers(written.at)].map((n) => written.words[n]));

  /** Unfold a layer: afterwards it holds plain lists, and its geometry as it came. */
  function unfold(layer) {
    layer.code = [...ig.numbers(layer.code)];
    for (const key of ["row", "unit", "fills", "mixed"]) if (key in layer) layer[key] = [...summed(ig.numbers(layer[key]))];
    for (const key of ["members", "sharing"]) if (key in layer) layer[key] = lists(layer[key]);
    const columns = layer.rows.map(column);
    layer.rows = columns.length ? layer.code.map((_, row) => columns.map((words) => words[row])) : [];
    for (const one of layer.filters || []) one.code = [...ig.numbers(one.code)];
    if (!layer.marks) return;
    layer.inside = [...summed(ig.numbers(layer.inside), 2)];
    const row = [...summed(ig.numbers(layer.marks.row))];
    const off = layer.marks.off ? [...ig.numbers(layer.marks.off)].map((n) => n / 100) : new Array(2 * row.length).fill(0);
    layer.marks = { row, off, xy: [...summed(ig.numbers(layer.marks.xy), 2)] };
  }
  ig.data.layers.forEach(unfold);
  for (const { units } of Object.values(ig.data.figures)) {
    for (const part of Object.keys(units)) units[part] = [...summed(ig.numbers(units[part]))];
  }
  ig.data.ground.places.xy = summed(ig.numbers(ig.data.ground.places.xy), 2);
})();

/** Metres around the world at a latitude: on the ellipsoid, in the mean of both directions. */
ig.worldMetres = function (lat) {
  const [a, e2] = [6378137, 0.00669438];
  const phi = (lat * Math.PI) / 180;
  return (2 * Math.PI * a * Math.sqrt(1 - e2) * Math.cos(phi)) / (1 - e2 * Math.sin(phi) ** 2);
};

/** Pixels of one step of the grid at a zoom. */
ig.stepPixels = (zoom) => ig.data.grid.q * 2 ** (zoom - ig.data.grid.z);

/** Pixel of the grid's corner at a zoom, counted from the corner of the world. */
ig.corner = function (zoom) {
  const step = ig.stepPixels(zoom);
  return [ig.data.grid.o[0] * step, ig.data.grid.o[1] * step];
};

/** Position of a point of the grid. */
ig.latLng = function (x, y) {
  const { q, o, z } = ig.data.grid;
  return L.CRS.EPSG3857.pointToLatLng(L.point((o[0] + x) * q, (o[1] + y) * q), z);
};

/** Rings of a feature as Leaflet wants them. */
ig.latLngs = (feature) =>
  feature.rings.map((ring) => {
    const points = [];
    for (let i = 0; i < ring.length; i += 2) points.push(ig.latLng(ring[i], ring[i + 1]));
    return points;
  });
