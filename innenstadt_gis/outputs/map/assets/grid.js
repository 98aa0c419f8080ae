/* From the integers of the page to pixels; the reverse of grid.py. */
"use strict";

/**
 * @typedef {Object} Feature
 * @property {Float64Array[]} rings x, y, x, y … in steps of the grid
 * @property {number[]} box west, north, east, south
 */

/**
 * Unpack the three flat lists of grid.py.
 * @param {{d: number[], n: number[], r: number[]}} packed
 * @returns {Feature[]}
 */
ig.unpack = function (packed) {
  const { d, n, r } = packed;
  const features = new Array(r.length);
  let x = 0;
  let y = 0;
  let at = 0;
  let ring = 0;
  for (let f = 0; f < r.length; f += 1) {
    const rings = new Array(r[f]);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let k = 0; k < r[f]; k += 1) {
      const points = new Float64Array(n[ring] * 2);
      for (let i = 0; i < points.length; i += 2) {
        x += d[at];
        y += d[at + 1];
        at += 2;
        points[i] = x;
        points[i + 1] = y;
        if (x < box[0]) box[0] = x;
        if (y < box[1]) box[1] = y;
        if (x > box[2]) box[2] = x;
        if (y > box[3]) box[3] = y;
      }
      rings[k] = points;
      ring += 1;
    }
    features[f] = { rings, box };
  }
  return features;
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
