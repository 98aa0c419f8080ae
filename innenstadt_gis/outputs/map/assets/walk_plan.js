/* Which stops a walk takes within its time, and in which order: what analysis/town_walk/plan.py
   does, step for step; a test compares both. Minutes are a square: start first, end last. */
"use strict";
(function () {
  /** A second stop on the same theme tells half as much as the first, a third a quarter. */
  const AGAIN = 0.5;
  /** What differs by less is equal, and of equals the first is taken. */
  const ENOUGH = 0.01;
  const SAME_RATE = 1.001;
  const ROUNDING = 1e-9;
  /** Of so many stops every order is weighed. */
  const EXACT = 10;

  const path = (minutes, taken) => [0, ...taken.map((stop) => stop + 1), minutes.length - 1];

  function legs(minutes, taken) {
    const at = path(minutes, taken);
    return at.slice(1).map((to, i) => minutes[at[i]][to]);
  }
  const length = (minutes, taken) => legs(minutes, taken).reduce((sum, one) => sum + one, 0);

  /** Position of the first of the least. */
  function firstLeast(values) {
    const least = values.reduce((a, b) => Math.min(a, b), Infinity);
    return values.findIndex((one) => one <= least + ENOUGH);
  }

  /** Minutes that a stop adds at its best place in the order, and that place. */
  function cheapestPlace(minutes, taken, stop) {
    const at = path(minutes, taken);
    const more = at.slice(1).map((to, i) => {
      const direct = minutes[at[i]][to];
      return minutes[at[i]][stop + 1] + minutes[stop + 1][to] - (Number.isFinite(direct) ? direct : 0);
    });
    const place = firstLeast(more);
    return [more[place], place];
  }

  /** Turn pieces of the order round, and move single stops, while that saves time. */
  function exchanged(minutes, order) {
    let taken = order;
    let best = length(minutes, taken);
    let better = true;
    const consider = (other) => {
      const long = length(minutes, other);
      if (long >= best - ENOUGH) return;
      [taken, best, better] = [other, long, true];
    };
    while (better) {
      better = false;
      for (let i = 0; i < taken.length; i += 1) {
        for (let j = 0; j < taken.length; j += 1) {
          if (i === j) continue;
          const turned = i < j ? [...taken.slice(0, i), ...taken.slice(i, j + 1).reverse(), ...taken.slice(j + 1)] : null;
          const moved = [...taken.slice(0, i), ...taken.slice(i + 1)];
          moved.splice(j, 0, taken[i]);
          if (turned) consider(turned);
          consider(moved);
        }
      }
    }
    return taken;
  }

  /** Costs of all ways through a few stops (Held and Karp): by those visited, and the last. */
  function everyWay(minutes, at) {
    const count = at.length;
    const best = Array.from({ length: 1 << count }, () => new Array(count).fill(Infinity));
    const before = Array.from({ length: 1 << count }, () => new Array(count).fill(0));
    at.forEach((stop, k) => { best[1 << k][k] = minutes[0][stop]; });
    for (let visited = 1; visited < 1 << count; visited += 1) {
      for (let last = 0; last < count; last += 1) {
        const rest = visited ^ (1 << last);
        if (!((visited >> last) & 1) || !rest) continue;
        const ways = best[rest].map((cost, k) => cost + minutes[at[k]][at[last]]);
        const from = firstLeast(ways);
        before[visited][last] = from;
        best[visited][last] = ways[from];
      }
    }
    return { best, before };
  }

  /** Weigh every order of a few stops; keep one that none is shorter than. */
  function bestOrder(minutes, taken) {
    const count = taken.length;
    if (count < 2 || count > EXACT) return taken;
    const at = [...taken].sort((a, b) => a - b).map((stop) => stop + 1);
    const { best, before } = everyWay(minutes, at);
    let visited = (1 << count) - 1;
    let last = firstLeast(best[visited].map((cost, k) => cost + minutes[at[k]][minutes.length - 1]));
    const order = [];
    while (visited) {
      order.push(at[last] - 1);
      [visited, last] = [visited ^ (1 << last), before[visited][last]];
    }
    order.reverse();
    return length(minutes, order) < length(minutes, taken) - ENOUGH ? order : taken;
  }

  /** Whether the start leads to a stop and that one to the end. */
  const open = (minutes, stop) => Number.isFinite(minutes[0][stop + 1]) && Number.isFinite(minutes[stop + 1][minutes.length - 1]);

  /** The stop that adds most for its time, with its place in the order; null if none fits. */
  function next(minutes, taken, stops, { atStop, left }) {
    let best = null;
    for (const { stop, worth } of stops) {
      if (taken.includes(stop) || worth <= 0) continue;
      const [more, at] = cheapestPlace(minutes, taken, stop);
      if (more > left + ROUNDING) continue;
      const rate = worth / Math.max(Math.max(more, 0) + atStop, ENOUGH);
      if (!best || rate > best.rate * SAME_RATE) best = { rate, stop, at };
    }
    return best;
  }

  /**
   * Choose stops that tell most within a time, and their order.
   * @param {number[][]} minutes
   * @param {Array} theme of each stop
   * @param {number[]} weight of each stop
   * @param {{budget: number, atStop: number}} asked minutes for all, and at each stop
   * @returns {number[]} positions of stops
   */
  function choose(minutes, theme, weight, { budget, atStop }) {
    const stops = weight.map((_, stop) => stop).filter((stop) => open(minutes, stop));
    const seen = new Map();
    let taken = [];
    for (;;) {
      const left = budget - length(minutes, taken) - atStop * (taken.length + 1);
      const worth = stops.map((stop) => ({ stop, worth: weight[stop] * AGAIN ** (seen.get(theme[stop]) || 0) }));
      const best = next(minutes, taken, worth, { atStop, left });
      if (!best) return bestOrder(minutes, taken);
      taken.splice(best.at, 0, best.stop);
      seen.set(theme[best.stop], (seen.get(theme[best.stop]) || 0) + 1);
      taken = exchanged(minutes, taken);
    }
  }

  /** Bring stops that were chosen by people into a short order; those that can be reached. */
  function shorten(minutes) {
    let taken = [];
    for (let stop = 0; stop < minutes.length - 2; stop += 1) {
      if (!open(minutes, stop)) continue;
      taken.splice(cheapestPlace(minutes, taken, stop)[1], 0, stop);
      taken = exchanged(minutes, taken);
    }
    return bestOrder(minutes, taken);
  }

  /** Best place in an order for one stop more. */
  const place = (minutes, taken, stop) => Math.max(0, cheapestPlace(minutes, taken, stop)[1]);

  ig.walkPlan = { choose, shorten, legs, place };
})();
