/* The walk network of the page: minutes along it for a pace, from place to place, with the line. */
"use strict";
(function () {
  const told = ig.data.walk;
  const net = told.net;
  const asked = told.asked;
  const PARTS = 100000;
  const TOUCH = 1e-6;

  const list = (text) => Array.from(ig.numbers(text));
  const sums = (steps) => {
    let sum = 0;
    return steps.map((step) => (sum += step));
  };
  /** Points out of differences: x, y, x, y … */
  const points = (text) => {
    const d = list(text);
    const [x, y] = [0, 1].map((part) => sums(d.filter((_, i) => i % 2 === part)));
    return x.map((one, i) => [one, y[i]]);
  };
  const nodes = points(net.nodes);
  const u = sums(list(net.u));
  const v = list(net.v).map((more, e) => u[e] + more);
  const length = list(net.cm).map((cm) => cm / 100);
  const count = u.length;
  const flights = list(net.steps);
  const steps = new Set(flights);
  const usual = u.map(() => true);
  for (const e of [...flights, ...list(net.unusual)]) usual[e] = false;

  /** Lines of the edges in steps of the grid, from their first to their last node. */
  const lines = (() => {
    const inner = ig.numbers(net.lines.d);
    let at = 0;
    return list(net.lines.n).map((corners, e) => {
      const line = [nodes[u[e]]];
      for (let k = 0; k < corners; k += 1) {
        const last = line[line.length - 1];
        line.push([last[0] + inner[at], last[1] + inner[at + 1]]);
        at += 2;
      }
      return [...line, nodes[v[e]]];
    });
  })();

  /** Metres of a step of the grid, here. */
  const metre = (() => {
    const [x, y] = nodes[0] || [0, 0];
    const lat = (ig.latLng(x, y).lat * Math.PI) / 180;
    return ((40075016.7 * Math.cos(lat)) / (256 * 2 ** ig.data.grid.z)) * ig.data.grid.q;
  })();
  const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) * metre;

  const arcs = nodes.map(() => []);
  for (let e = 0; e < count; e += 1) {
    arcs[u[e]].push([e, 0, v[e]]);
    arcs[v[e]].push([e, 1, u[e]]);
  }

  /** Minutes of every edge forward and backward for a pace; infinite where there is no way. */
  function costs(pace, noSteps) {
    const { base, bases, ratios } = net.minutes;
    const code = ig.numbers(net.minutes.code);
    const own = base[pace] ? bases[base[pace] - 1] : { factor: 1, there: "", sum: "" };
    const [there, sum] = [ig.numbers(own.there), ig.numbers(own.sum)];
    return [0, 1].map((way) => length.map((metres, e) => {
      const ratio = ratios[code[e]][2 * pace + way];
      if (!ratio || (noSteps && steps.has(e))) return Infinity;
      const left = way ? (sum[e] || 0) - (there[e] || 0) : there[e] || 0;
      return ((Math.floor(Math.round(metres * 100) * own.factor + 0.5) + left) * ratio) / 6000;
    }));
  }
  const known = new Map();
  /** The network for a pace: what it costs to go along an edge from one part of it to another. */
  function walker(pace, noSteps) {
    const key = `${pace} ${noSteps}`;
    if (!known.has(key)) {
      const [there, back] = costs(pace, noSteps);
      const travel = (e, from, to) => {
        if (Math.abs(to - from) * length[e] <= TOUCH) return 0; // at a node one leaves by any edge
        return (to > from ? there[e] : back[e]) * Math.abs(to - from);
      };
      known.set(key, { there, back, travel, perMetre: told.paces[pace].perMetre });
    }
    return known.get(key);
  }

  /** Smallest first: a heap of [minutes, node]. */
  class Heap {
    constructor() { this.all = []; }
    push(one) {
      const a = this.all;
      let i = a.push(one) - 1;
      while (i && a[(i - 1) >> 1][0] > one[0]) {
        a[i] = a[(i - 1) >> 1];
        i = (i - 1) >> 1;
      }
      a[i] = one;
    }
    pop() {
      const a = this.all;
      const top = a[0];
      const one = a.pop();
      if (!a.length) return top;
      let i = 0;
      for (;;) {
        let k = 2 * i + 1;
        if (k >= a.length) break;
        if (k + 1 < a.length && a[k + 1][0] < a[k][0]) k += 1;
        if (a[k][0] >= one[0]) break;
        a[i] = a[k];
        i = k;
      }
      a[i] = one;
      return top;
    }
  }

  /** Minutes from a place to every node, and by which piece of edge each was come to. */
  function search(who, place) {
    const cost = new Float64Array(nodes.length).fill(Infinity);
    const by = new Array(nodes.length).fill(null);
    const heap = new Heap();
    const come = (node, minutes, piece) => {
      if (minutes >= cost[node]) return;
      cost[node] = minutes;
      by[node] = piece;
      heap.push([minutes, node]);
    };
    for (const { e, f, m } of place.doors) {
      come(u[e], m * who.perMetre + who.travel(e, f, 0), { e, from: f, to: 0, node: -1 });
      come(v[e], m * who.perMetre + who.travel(e, f, 1), { e, from: f, to: 1, node: -1 });
    }
    while (heap.all.length) {
      const [minutes, node] = heap.pop();
      if (minutes > cost[node]) continue;
      for (const [e, way, next] of arcs[node]) {
        come(next, minutes + (way ? who.back[e] : who.there[e]), { e, from: way, to: 1 - way, node });
      }
    }
    return { cost, by };
  }

  /** Best way from a searched place to another: minutes, last piece, node before it (-1: none). */
  function last(who, found, from, to) {
    let best = { minutes: Infinity };
    for (const { e, f, m } of to.doors) {
      const off = m * who.perMetre;
      for (const [node, end] of [[u[e], 0], [v[e], 1]]) {
        const minutes = found.cost[node] + who.travel(e, end, f) + off;
        if (minutes < best.minutes) best = { minutes, node, piece: { e, from: end, to: f }, off: m };
      }
      for (const door of from.doors) {
        if (door.e !== e) continue;
        const minutes = who.travel(e, door.f, f) + off + door.m * who.perMetre;
        if (minutes <= best.minutes) best = { minutes, node: -1, piece: { e, from: door.f, to: f }, off: m };
      }
    }
    return best;
  }

  /** Minutes from each place to each other: the square that walk_plan.js reads. */
  function square(places, pace, noSteps) {
    const who = walker(pace, noSteps);
    return places.map((from, i) => {
      const found = search(who, from);
      return places.map((to, j) => (i === j ? 0 : last(who, found, from, to).minutes));
    });
  }

  /** Corners of a piece of an edge, from one part of it to another. */
  function cut(e, from, to) {
    const line = lines[e];
    const whole = line.slice(1).reduce((sum, at, i) => sum + apart(line[i], at), 0);
    const [low, high] = [Math.min(from, to) * whole, Math.max(from, to) * whole];
    const corners = [];
    let gone = 0;
    for (let i = 1; i < line.length; i += 1) {
      const long = apart(line[i - 1], line[i]);
      const at = (where) => {
        const share = long ? (where - gone) / long : 0;
        return [line[i - 1][0] + (line[i][0] - line[i - 1][0]) * share, line[i - 1][1] + (line[i][1] - line[i - 1][1]) * share];
      };
      if (!corners.length && gone + long >= low) corners.push(at(low));
      if (corners.length && gone + long < high) corners.push(line[i]);
      else if (corners.length) {
        corners.push(at(high));
        break;
      }
      gone += long;
    }
    return from <= to ? corners : corners.reverse();
  }

  /** Streets beside the stairs on a way, each flight once. */
  function stairs(pieces) {
    const met = [];
    let before = false;
    for (const { e } of pieces) {
      const on = steps.has(e);
      const name = on ? net.near[flights.indexOf(e)] : "";
      if (on && !(before && met.at(-1) === name)) met.push(name);
      before = on;
    }
    return met;
  }

  /**
   * Shortest way from place to place; null where there is none: never a straight line.
   * @returns {{minutes: number, metres: number, line: number[][], stairs: string[]}|null}
   */
  function way(from, to, pace, noSteps) {
    const who = walker(pace, noSteps);
    const found = search(who, from);
    const best = last(who, found, from, to);
    if (!Number.isFinite(best.minutes)) return null;
    const pieces = [best.piece];
    for (let node = best.node; node >= 0; node = pieces[0].node) pieces.unshift(found.by[node]);
    const real = pieces.filter((one) => Math.abs(one.to - one.from) * length[one.e] > TOUCH);
    const on = real.reduce((sum, one) => sum + Math.abs(one.to - one.from) * length[one.e], 0);
    const street = real.flatMap((one) => cut(one.e, one.from, one.to));
    const [a, b] = [[from.x, from.y], [to.x, to.y]];
    const off = street.length ? apart(a, street[0]) + apart(street.at(-1), b) : apart(a, b);
    const line = [a, ...street, b].filter((at, i, all) => !i || apart(at, all[i - 1]) > 0.05);
    return { minutes: best.minutes, metres: on + off, line: line.length > 1 ? line : [a, b], stairs: stairs(real) };
  }

  /** Nearest place on a line: how far off, how far along it, and how long it is, in metres. */
  function nearestOn(line, at) {
    const best = { m: Infinity, along: 0, whole: 0 };
    for (let i = 1; i < line.length; i += 1) {
      const [a, b] = [line[i - 1], line[i]];
      const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
      const share = Math.min(1, Math.max(0, ((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / (dx * dx + dy * dy || 1)));
      const m = apart(at, [a[0] + dx * share, a[1] + dy * share]);
      const part = apart(a, b);
      if (m < best.m) Object.assign(best, { m, along: best.whole + part * share });
      best.whole += part;
    }
    return best;
  }

  const nearest = (all, most) => {
    const least = all.reduce((m, one) => Math.min(m, one.m), Infinity);
    return least > most ? [] : all.filter((one) => one.m <= least + TOUCH);
  };

  /** Doors of a place as walkgraph.snap finds them: nearest way, and a usual one beside stairs. */
  function doorsAt(x, y) {
    const all = lines.map((line, e) => {
      const { m, along, whole } = nearestOn(line, [x, y]);
      return { e, m, f: whole ? along / whole : 0 };
    });
    const near = nearest(all, asked.snap_m);
    if (near.every(({ e }) => usual[e])) return near;
    return [...near, ...nearest(all.filter(({ e }) => usual[e]), Math.min(asked.snap_m, asked.join_m))];
  }

  /** Doors as walk.py wrote them. */
  function doorsOf(text) {
    const flat = ig.numbers(text);
    const doors = [];
    for (let i = 0; i < flat.length; i += 3) doors.push({ e: flat[i], f: flat[i + 1] / PARTS, m: flat[i + 2] / 100 });
    return doors;
  }

  /** Which of some points lie beside a line, as metres from its beginning. */
  const beside = (line, some) => some.map((at) => ({ at, ...nearestOn(line, at) })).filter(({ m }) => m <= asked.beside_m);

  const long = (line) => line.slice(1).reduce((sum, at, i) => sum + apart(line[i], at), 0);

  ig.walkNet = { square, way, doorsAt, doorsOf, beside, long, metre,
    seats: points(told.seats), toilets: points(told.toilets) };
})();
