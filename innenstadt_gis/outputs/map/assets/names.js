/* Names on the map: along their street, drawn anew after each move, never one over another. */
"use strict";
(function () {
  const FACE = '"Noto Sans","Segoe UI","Open Sans",system-ui,sans-serif';
  /** Size in em, weight, its colour in the palette, first zoom. */
  const PLACE = {
    city: [1.25, 700, "place", 11], town: [1.2, 700, "place", 11], suburb: [1, 600, "quarter", 13],
    quarter: [0.95, 600, "quarter", 14], village: [1, 600, "quarter", 12], hamlet: [0.85, 600, "small", 13.5],
    neighbourhood: [0.85, 600, "small", 14.5], locality: [0.75, 500, "spot", 15.5],
    square: [0.72, 600, "square", 16], water: [0.72, 500, "water", 15], green: [0.7, 500, "green", 16],
    land: [0.7, 500, "small", 16.5], landmark: [0.68, 500, "landmark", 16.5],
  };

  const texts = ig.data.ground.names;
  const streets = ig.unpack(texts).map((feature, i) => ({
    text: texts.text[i], rank: texts.rank[i], line: feature.rings[0], box: feature.box,
  }));
  const points = ig.data.ground.places;

  /** Boxes already written on; a coarse grid makes the test quick. */
  class Taken {
    constructor() {
      this.cells = new Map();
      this.cell = 64;
    }
    keys(x, y, r) {
      const keys = [];
      for (let i = Math.floor((x - r) / this.cell); i <= Math.floor((x + r) / this.cell); i += 1) {
        for (let j = Math.floor((y - r) / this.cell); j <= Math.floor((y + r) / this.cell); j += 1) {
          keys.push(i * 100003 + j);
        }
      }
      return keys;
    }
    free(x, y, r) {
      return this.keys(x, y, r).every((key) =>
        (this.cells.get(key) || []).every((c) => Math.hypot(c[0] - x, c[1] - y) > (c[2] + r) * 0.92));
    }
    add(x, y, r) {
      for (const key of this.keys(x, y, r)) {
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push([x, y, r]);
      }
    }
    /** Take all circles, or none if one of them is not free. */
    claim(circles) {
      if (!circles.every((c) => this.free(...c))) return false;
      circles.forEach((c) => this.add(...c));
      return true;
    }
  }

  /** Point and direction on a line at a distance from its beginning. */
  function along(path, distance) {
    let i = 1;
    while (i < path.length - 1 && path[i].at < distance) i += 1;
    const a = path[i - 1];
    const b = path[i];
    const share = (distance - a.at) / (b.at - a.at || 1);
    return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share, angle: Math.atan2(b.y - a.y, b.x - a.x) };
  }

  /** The line in pixels of the view, with the distance at each corner. */
  function pixels(line, v) {
    const path = [];
    let at = 0;
    for (let i = 0; i < line.length; i += 2) {
      const x = line[i] * v.step - v.x;
      const y = line[i + 1] * v.step - v.y;
      if (path.length) at += Math.hypot(x - path[path.length - 1].x, y - path[path.length - 1].y);
      path.push({ x, y, at });
    }
    return path;
  }

  /** How far a stretch bends away from its chord, as a share of its length. */
  function bend(path, from, width) {
    const a = along(path, from);
    const b = along(path, from + width);
    const chord = Math.hypot(b.x - a.x, b.y - a.y);
    let worst = chord < width * 0.9 ? 1 : 0;
    for (let k = 1; k < 6; k += 1) {
      const p = along(path, from + (width * k) / 6);
      const off = Math.abs((b.x - a.x) * (a.y - p.y) - (a.x - p.x) * (b.y - a.y)) / (chord || 1);
      worst = Math.max(worst, off / width);
    }
    return worst;
  }

  /** Best place for a text on a line: straight, in the view, near the middle; null if none. */
  function stretch(path, width, v) {
    const length = path[path.length - 1].at;
    const room = length - width * 1.06;
    if (room < 0) return null;
    let best = null;
    for (let k = 0; k <= 16; k += 1) {
      const from = width * 0.03 + (room * k) / 16;
      const middle = along(path, from + width / 2);
      if (middle.x < width / 2 || middle.y < 20 || middle.x > v.width - width / 2 || middle.y > v.height - 20) continue;
      const covered = v.panels.some((p) =>
        middle.x > p.left - width / 2 && middle.x < p.right + width / 2 && middle.y > p.top - 14 && middle.y < p.bottom + 14);
      const cost = bend(path, from, width) + Math.abs(k / 16 - 0.5) * 0.04 + (covered ? 0.08 : 0);
      if (!best || cost < best.cost) best = { from, cost };
    }
    return best && best.cost < 0.16 ? best : null;
  }

  function write(pen, text, x, y, angle) {
    pen.save();
    pen.translate(x, y);
    pen.rotate(angle);
    pen.strokeText(text, 0, 0);
    pen.fillText(text, 0, 0);
    pen.restore();
  }

  function street(pen, name, v, taken) {
    const path = pixels(name.line, v);
    const main = name.rank >= 3;
    const size = v.em * (main ? 0.78 : 0.72);
    pen.font = `${name.rank < 0 ? "italic 500" : main ? "600" : "500"} ${size}px ${FACE}`;
    const width = pen.measureText(name.text).width;
    const found = stretch(path, width, v);
    if (!found) return;
    const ends = [along(path, found.from), along(path, found.from + width)];
    const turned = ends[1].x < ends[0].x;
    const at = (share) => along(path, found.from + width * (turned ? 1 - share : share));
    const count = Math.max(2, Math.ceil(width / size));
    const circles = Array.from({ length: count }, (_, k) => {
      const p = at((k + 0.5) / count);
      return [p.x, p.y, size * 0.62];
    });
    if (!taken.claim(circles)) return;
    const { halo, names } = ig.paint;
    pen.lineWidth = size * 0.26;
    pen.strokeStyle = halo;
    pen.fillStyle = name.rank < 0 ? names.water : names.street;
    const a = at(0);
    const b = at(1);
    if (bend(path, found.from, width) < 0.02) {
      write(pen, name.text, (a.x + b.x) / 2, (a.y + b.y) / 2, Math.atan2(b.y - a.y, b.x - a.x));
    } else {
      curved(pen, name.text, width, at);
    }
  }

  /** Write letter by letter on a bent line: halos first, so that none covers a neighbour. */
  function curved(pen, text, width, at) {
    let before = 0;
    const letters = [...text].map((letter, i, all) => {
      const to = pen.measureText(all.slice(0, i + 1).join("")).width;
      const middle = (before + to) / 2 / width;
      const reach = 0.8 / all.length;
      const p = at(Math.max(0, middle - reach));
      const q = at(Math.min(1, middle + reach));
      const here = at(middle);
      before = to;
      return [letter, (here.x * 2 + p.x + q.x) / 4, (here.y * 2 + p.y + q.y) / 4, Math.atan2(q.y - p.y, q.x - p.x)];
    });
    for (const method of ["strokeText", "fillText"]) {
      for (const [letter, x, y, angle] of letters) {
        pen.save();
        pen.translate(x, y);
        pen.rotate(angle);
        pen[method](letter, 0, 0);
        pen.restore();
      }
    }
  }

  /** Whether areas or lines of a layer that is shown lie below a point of the view. */
  function onData(x, y) {
    const at = ig.map.containerPointToLayerPoint([x, y]);
    return ig.data.layers.some((layer) => layer.visible && layer.paths.some(({ path }) => path.at && !path.options.off && path.at(at, ig.em() * 0.5) !== undefined));
  }

  function place(pen, i, v, taken) {
    const kind = points.kind[i].startsWith("landmark") ? "landmark" : points.kind[i];
    const style = PLACE[kind] || PLACE.locality;
    const landmark = ON_GROUND.includes(kind);
    if (v.zoom < style[3] || (!landmark && v.zoom > (style[0] > 1 ? 15 : 16.5))) return;
    const x = points.xy[2 * i] * v.step - v.x;
    const y = points.xy[2 * i + 1] * v.step - v.y;
    if (x < 0 || y < 0 || x > v.width || y > v.height) return;
    const settled = style[0] >= 1; // names of settlements are large: they give way to data
    const covers = settled && [-2, -1, 0, 1, 2].some((k) => [-0.6, 0.6].some((j) => onData(x + k * v.em, y + j * v.em)));
    if (covers && ig.data.town.startsWith(points.text[i])) return; // the title says it
    const size = v.em * style[0] * (covers ? 0.7 : 1);
    pen.font = `${kind === "water" ? "italic " : ""}${style[1]} ${size}px ${FACE}`;
    const rows = wrap(points.text[i]);
    const width = Math.max(...rows.map((row) => pen.measureText(row).width));
    if (landmark && points.size[i] && (points.size[i] / 0.2) * v.step < width * 0.6) return;
    if (x < width / 2 || y < size || x > v.width - width / 2 || y > v.height - size) return;
    const count = Math.max(1, Math.ceil(width / size));
    const circles = rows.flatMap((_, r) => Array.from({ length: count }, (__, k) =>
      [x - width / 2 + ((k + 0.5) * width) / count, y + (r - (rows.length - 1) / 2) * size * 1.1, size * 0.6]));
    if (!taken.claim(circles)) return;
    pen.lineWidth = size * 0.26;
    pen.strokeStyle = ig.paint.halo;
    pen.fillStyle = ig.paint.names[style[2]];
    rows.forEach((row, r) => write(pen, row, x, y + (r - (rows.length - 1) / 2) * size * 1.1, 0));
  }

  const ON_GROUND = ["square", "water", "green", "land", "landmark"];
  /** Places first, what stands on the ground after the streets. */
  const late = (i) => points.kind[i].startsWith("landmark") || points.kind[i] === "green" || points.kind[i] === "land";
  const order = points.text.map((_, i) => i);
  const early = order.filter((i) => !late(i));
  const last = order.filter(late);

  /** Two rows for long names, cut at the space nearest to the middle. */
  function wrap(text) {
    if (text.length < 15) return [text];
    const spaces = [...text.matchAll(/ /g)].map((m) => m.index);
    if (!spaces.length) return [text];
    const half = text.length / 2;
    const cut = spaces.reduce((a, b) => (Math.abs(b - half) < Math.abs(a - half) ? b : a));
    return [text.slice(0, cut), text.slice(cut + 1)];
  }

  /** Number of units on a house that stands for several; houses that fill little room go without. */
  function badges(pen, v, taken) {
    const size = v.em * 0.62;
    pen.font = `700 ${size}px ${FACE}`;
    for (const badge of ig.badges) {
      const { house, count, box } = badge;
      const x = badge.x * v.step - v.x;
      const y = badge.y * v.step - v.y;
      const room = Math.min(box[2] - box[0], box[3] - box[1]) * v.step;
      const r = size * (0.55 + 0.22 * String(count).length);
      if (house.options.off || count < 2 || room < r * 2.2 || !taken.claim([[x, y, r]])) continue;
      pen.beginPath();
      pen.arc(x, y, r, 0, Math.PI * 2);
      pen.fillStyle = ig.paint.badge;
      pen.fill();
      pen.lineWidth = 1.3;
      pen.strokeStyle = pen.fillStyle = ig.paint.onWhite;
      pen.stroke();
      pen.fillText(ig.number.format(count), x, y + size * 0.04);
    }
  }

  ig.Names = L.Layer.extend({
    onAdd(map) {
      const pane = map.getPane("names") || map.createPane("names");
      pane.style.zIndex = 450;
      pane.style.pointerEvents = "none";
      this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", pane);
      this._canvas.setAttribute("aria-hidden", "true");
      map.on("moveend zoomend resize", this.draw, this);
      this.draw();
    },
    onRemove(map) {
      this._canvas.remove();
      map.off("moveend zoomend resize", this.draw, this);
    },
    draw() {
      if (ig.printing) return; // a sheet has a canvas of its own
      const size = this._map.getSize();
      const dots = ig.sharpness();
      const canvas = this._canvas;
      L.DomUtil.setPosition(canvas, this._map.containerPointToLayerPoint([0, 0]));
      canvas.width = size.x * dots;
      canvas.height = size.y * dots;
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      const pen = canvas.getContext("2d");
      pen.scale(dots, dots);
      this.drawOn(pen);
    },
    /** Write the names of the view with a pen that counts pixels of the page. */
    drawOn(pen) {
      const size = this._map.getSize();
      const zoom = this._map.getZoom();
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.lineJoin = "round";
      const [cx, cy] = ig.corner(zoom);
      const view = this._map.getPixelBounds().min;
      const v = { zoom, step: ig.stepPixels(zoom), x: view.x - cx, y: view.y - cy, width: size.x,
        height: size.y, em: ig.em(), panels: ig.panels ? ig.panels() : [] };
      this._write(pen, v, new Taken());
    },
    _write(pen, v, taken) {
      if (!ig.drawNumbers(pen, v, taken)) badges(pen, v, taken);
      early.forEach((i) => place(pen, i, v, taken));
      if (v.zoom >= 14.5) {
        for (const name of streets) {
          const b = name.box;
          if (v.zoom < 15.5 && name.rank < 3 && name.rank !== 6) continue;
          if (b[2] * v.step - v.x < 0 || b[0] * v.step - v.x > v.width) continue;
          if (b[3] * v.step - v.y < 0 || b[1] * v.step - v.y > v.height) continue;
          street(pen, name, v, taken);
        }
      }
      last.forEach((i) => place(pen, i, v, taken));
    },
  });
})();
