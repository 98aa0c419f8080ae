/* Numbers of the list at the units on a printed map; a number that finds no room is told, not dropped. */
"use strict";
(function () {
  const FACE = '"Noto Sans","Segoe UI","Open Sans",system-ui,sans-serif';
  const SIZE = 0.76; // em; seven points on A4
  /** Where a number may stand, in sizes of type away from its unit, from the nearest. */
  const AWAY = [0.1, 0.5, 1, 1.7, 2.6, 3.8];
  const WAYS = 16;

  /** "12–14, 17" */
  function runs(numbers) {
    const parts = [];
    for (const n of [...numbers].sort((a, b) => a - b)) {
      const last = parts.at(-1);
      if (last && last[1] === n - 1) last[1] = n;
      else parts.push([n, n]);
    }
    return parts.map(([a, b]) => (a === b ? String(a) : `${a}–${b}`)).join(", ");
  }
  ig.numberRuns = runs;

  /** Which marks of a layer stand at one place: in one house, else on one spot. */
  function together(layer) {
    const house = new Map(layer.sharing.flatMap((rows, i) => rows.map((row) => [row, `house ${layer.mixed[i]}`])));
    const groups = new Map();
    layer.marks.row.forEach((row, i) => {
      const key = house.get(row) ?? `${layer.marks.xy[2 * i]} ${layer.marks.xy[2 * i + 1]}`;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(row);
    });
    return [...groups.values()];
  }

  /** Circles that fill the box of a house. */
  function filling(box, v) {
    const [x0, y0, x1, y1] = [box[0] * v.step - v.x, box[1] * v.step - v.y, box[2] * v.step - v.x, box[3] * v.step - v.y];
    const r = Math.max(1, Math.min(x1 - x0, y1 - y0) / 2);
    const count = Math.max(1, Math.min(12, Math.round(Math.max(x1 - x0, y1 - y0) / r / 1.5)));
    return Array.from({ length: count }, (_, k) => {
      const share = count < 2 ? 0.5 : k / (count - 1);
      return [x0 + r + (x1 - x0 - 2 * r) * share, y0 + r + (y1 - y0 - 2 * r) * share, r * 0.9];
    });
  }

  /** Units on the map that belong together, each with its numbers, its middle and how far it reaches. */
  function groups(v) {
    const told = new Set();
    const made = [];
    const put = (layer, rows, place) => {
      const shown = rows.filter((row) => ig.rowShown(layer, row) && !told.has(layer.unit[row]));
      if (!shown.length) return;
      for (const row of shown) told.add(layer.unit[row]);
      made.push({ numbers: shown.map((row) => layer.unit[row] + 1), ...place(shown) });
    };
    for (const layer of ig.data.layers.filter((one) => one.kind === "units" && one.visible)) {
      let several = 0;
      layer.fills.forEach((house, i) => {
        const rows = layer.members[i];
        const at = rows.length > 1 ? 2 * several++ : -1;
        const { box } = ig.houses[house];
        const [x, y] = at < 0 ? [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] : [layer.inside[at], layer.inside[at + 1]];
        put(layer, rows, () => ({ x: x * v.step - v.x, y: y * v.step - v.y, inside: true, marks: filling(box, v),
          reach: (Math.min(box[2] - box[0], box[3] - box[1]) * v.step) / 2 }));
      });
      for (const rows of together(layer)) {
        put(layer, rows, (shown) => {
          const marks = shown.map((row) => layer.pathOf.get(row)).map((path) => [...Object.values(ig.map.layerPointToContainerPoint(path._point)), path._radius]);
          const [x, y] = [0, 1].map((k) => marks.reduce((sum, one) => sum + one[k], 0) / marks.length);
          return { x, y, inside: false, marks, reach: Math.max(...marks.map((one) => Math.hypot(one[0] - x, one[1] - y) + one[2])) };
        });
      }
    }
    return made.sort((a, b) => Math.min(...a.numbers) - Math.min(...b.numbers));
  }

  /** Places to try for a text, the farther the later. */
  function* spots(group, width, size) {
    for (const away of AWAY) {
      for (let k = 0; k < WAYS; k += 1) {
        const angle = (Math.ceil(k / 2) * (k % 2 ? 1 : -1) * 2 * Math.PI) / WAYS;
        const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
        const far = group.reach + away * size;
        yield [group.x + dx * (far + width / 2), group.y + dy * (far + size * 0.45), away];
      }
    }
  }

  const circles = (x, y, width, size) => {
    const count = Math.max(1, Math.round(width / size / 0.8));
    return Array.from({ length: count }, (_, k) => [x + ((k + 0.5) / count - 0.5) * width, y, size * 0.55]);
  };

  /** A line to a number that stands away from its unit. */
  function lead(pen, group, x, y, size) {
    const [dx, dy] = [group.x - x, group.y - y];
    const length = Math.hypot(dx, dy);
    const stop = group.inside ? 0 : Math.min(group.reach, length) / length;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(group.x - dx * stop, group.y - dy * stop);
    pen.lineWidth = size * 0.2;
    pen.strokeStyle = ig.paint.halo;
    pen.stroke();
    pen.lineWidth = size * 0.08;
    pen.strokeStyle = ig.paint.outline;
    pen.stroke();
  }

  const inView = (v, x, y, wide = 0, high = 0) => x - wide > 0 && y - high > 0 && x + wide < v.width && y + high < v.height;

  /** Whether a number leaves enough of its house to be seen that its class can be read. */
  const roomy = (group, width, size) => group.inside && group.reach * 2 > size * 1.9 && (group.reach * 2) ** 2 > width * size * 2.2;

  /** Find a place for each text: in a large house, beside others, at last on its own; gives those placed and the numbers left. */
  function settle(pen, v, taken, size, some) {
    const marks = new taken.constructor();
    for (const group of some) group.marks.forEach((one) => marks.add(...one));
    const placed = [];
    const left = [];
    for (const group of some) {
      const text = runs(group.numbers);
      const width = pen.measureText(text).width;
      const free = (x, y, over) => {
        const covers = circles(x, y, width, size);
        return inView(v, x, y, width / 2 + 2, size * 0.6) && (over || covers.every((c) => marks.free(...c))) && taken.claim(covers);
      };
      const own = [group.x, group.y, 0];
      const found = (roomy(group, width, size) && free(...own.slice(0, 2), true) && own)
        || [...spots(group, width, size)].find(([x, y]) => free(x, y, false)) || (group.inside && free(...own.slice(0, 2), true) && own);
      if (found) placed.push({ text, group, x: found[0], y: found[1], away: found[2] });
      else left.push(...group.numbers);
    }
    return { placed, left };
  }

  /** Numbers that found no room on the sheet, and how many units stand outside of it. */
  ig.numbersLeft = { left: [], placed: 0, outside: 0 };

  /** Write the numbers of the units, before any name; false where none are wanted. */
  ig.drawNumbers = function (pen, v, taken) {
    if (!ig.printing || !ig.numbered) return false;
    const size = v.em * SIZE;
    pen.font = `700 ${size}px ${FACE}`;
    const all = groups(v);
    const some = all.filter((group) => inView(v, group.x, group.y));
    const { placed, left } = settle(pen, v, taken, size, some);
    ig.numbersLeft = { left, placed: placed.length, outside: all.filter((group) => !some.includes(group)).reduce((sum, one) => sum + one.numbers.length, 0) };
    placed.filter((one) => one.away > 0.5).forEach(({ group, x, y }) => lead(pen, group, x, y, size));
    pen.lineWidth = size * 0.34;
    pen.strokeStyle = ig.paint.halo;
    pen.fillStyle = ig.paint.outline;
    for (const { text, x, y } of placed) pen.strokeText(text, x, y);
    for (const { text, x, y } of placed) pen.fillText(text, x, y); // over every halo
    return true;
  };
})();
