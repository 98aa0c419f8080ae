/* Corrections on the map: which unit was clicked, where a mark is moved to, what was corrected. */
"use strict";
(function () {
  const c = ig.corrections;
  const w = ig.data.corrections.words;
  const METRES_PER_DEGREE = 111195; // of latitude, on Leaflet's sphere
  let map = null;
  let armed = null;
  const marks = new Map();
  const lines = [];

  /** Place of a unit as it holds now; null where it has none. */
  function placeOf(unit) {
    const at = c.value(unit, "position");
    return at ? L.latLng(c.degrees(at).reverse()) : null;
  }

  /** What was done to a unit, as one sign that needs no colour. */
  function signOf(fields, unit) {
    if (c.isNew(unit)) return "+";
    if (fields.has("not_there")) return "×";
    if (fields.has("position")) return "→";
    return fields.size ? "✎" : "○";
  }

  /** Corrected units, and the one in hand, with the fields that were corrected. */
  function corrected() {
    const told = new Map();
    for (const entry of c.active()) {
      if (!told.has(entry.unit)) told.set(entry.unit, new Set());
      told.get(entry.unit).add(entry.field);
    }
    if (ig.correcting && c.chosen && !told.has(c.chosen)) told.set(c.chosen, new Set());
    return told;
  }

  /** Move a unit; a place outside of the town is refused and said. */
  function moveTo(unit, latlng) {
    const from = placeOf(unit);
    const done = c.set(unit, "position", c.position(latlng), c.reason?.());
    const away = from ? `, ${ig.number.format(Math.round(map.distance(from, latlng)))} ${w.metres}` : "";
    ig.live.textContent = done ? `${c.title(unit)}: ${w.moved}${away}` : w.outside;
    draw(); // what was refused goes back to where it was
    return done;
  }

  function step(unit, east, north) {
    const at = placeOf(unit);
    const wide = METRES_PER_DEGREE * Math.cos((at.lat * Math.PI) / 180);
    moveTo(unit, L.latLng(at.lat + north / METRES_PER_DEGREE, at.lng + east / wide));
  }

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

  /** Unit whose mark has the keyboard. */
  const held = (event) => [...marks].find(([, one]) => one.getElement() === event.target)?.[0];

  function push(event) {
    const unit = held(event);
    const metres = event.shiftKey ? 10 : 1;
    step(unit, WAYS[event.key][0] * metres, WAYS[event.key][1] * metres);
    focusMark(unit);
  }
  ig.key({ keys: Object.keys(WAYS), group: w.open, says: w.keyMove, when: (event) => Boolean(ig.correcting && held(event)), act: push });
  ig.key({ keys: ["Enter", " "], group: w.open, says: w.keyTake, when: (event) => Boolean(held(event)), act: (event) => ig.correct(held(event)) });

  function mark(unit, fields) {
    const sign = ig.el("b", { "aria-hidden": "true" }, [signOf(fields, unit)]);
    const chosen = ig.correcting && c.chosen === unit;
    const icon = L.divIcon({ className: `ig-fix-mark${chosen ? " ig-fix-chosen" : ""}`, html: sign, iconSize: null });
    const one = L.marker(placeOf(unit), { icon, draggable: Boolean(ig.correcting), keyboard: true, pane: "ig-fixes", zIndexOffset: chosen ? 1000 : 0 });
    one.on("click", () => ig.correct(unit));
    one.on("dragend", () => moveTo(unit, one.getLatLng()));
    one.on("add", () => {
      const element = one.getElement();
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", `${c.title(unit)}. ${ig.correcting ? w.move : w.changes}`);
    });
    one.bindTooltip(() => hint(unit), { direction: "top", opacity: 1, offset: [0, -ig.em()] });
    return one;
  }

  function hint(unit) {
    const entries = c.active().filter((entry) => entry.unit === unit);
    return ig.el("div", {}, [ig.el("b", {}, [c.title(unit)]), ...entries.map((entry) => ig.el("div", {}, [c.say(entry)]))]);
  }

  /** From where a unit was to where it is. */
  function trace(unit) {
    const was = c.source(unit, "position");
    if (!was || was === c.value(unit, "position")) return;
    const from = L.latLng(c.degrees(was).reverse());
    const style = { pane: "ig-fixes", renderer: ig.fixSvg, interactive: false, color: ig.paint.outline, weight: 3, dashArray: "5 6" };
    lines.push(L.polyline([from, placeOf(unit)], style).addTo(map),
      L.circleMarker(from, { ...style, dashArray: null, radius: ig.em() * 0.45, fill: false }).addTo(map));
  }

  /** Draw marks and traces anew; the keyboard stays on its mark. */
  function draw() {
    if (!map) return;
    const focused = [...marks].find(([, one]) => one.getElement() === document.activeElement)?.[0];
    for (const one of [...marks.values(), ...lines]) one.remove();
    marks.clear();
    lines.length = 0;
    for (const [unit, fields] of corrected()) {
      if (!placeOf(unit)) continue;
      marks.set(unit, mark(unit, fields).addTo(map));
      trace(unit);
    }
    if (focused) focusMark(focused);
  }

  function focusMark(unit) {
    marks.get(unit)?.getElement()?.focus({ preventScroll: true });
  }

  /** Bring the mark of a unit into the free half of the map. */
  function lead(unit) {
    const at = placeOf(unit);
    const panel = document.getElementById("ig-fix");
    if (!at) return;
    const point = map.latLngToContainerPoint(at);
    const right = map.getSize().x - (panel.hidden ? 0 : panel.offsetWidth);
    const inside = point.x > 40 && point.x < right - 40 && point.y > 40 && point.y < map.getSize().y - 40;
    if (inside && map.getZoom() >= 17) return;
    map.setView(at, Math.max(map.getZoom(), 17.5), { animate: false });
    map.panBy([panel.hidden ? 0 : panel.offsetWidth / 2, 0], { animate: false });
  }

  /** Middle of the map that the panel leaves free. */
  function middle() {
    const size = map.getSize();
    return map.containerPointToLatLng([(size.x - document.getElementById("ig-fix").offsetWidth) / 2, size.y / 2]);
  }

  /** Let the next click on the map be heard by `act`; null ends that. */
  function arm(act) {
    armed = act;
    document.body.classList.toggle("ig-armed", Boolean(act));
    if (act) ig.live.textContent = w.tapPlace;
    ig.emit("armed", Boolean(act));
  }

  function onMap(event) {
    if (!ig.correcting || !armed) return;
    const act = armed;
    arm(null);
    act(event.latlng);
  }

  /** Known address nearest to a place, with its distance in metres. */
  function nearest(latlng) {
    let best = null;
    for (const unit of c.units.keys()) {
      const [at, address] = [c.source(unit, "position"), c.source(unit, "address")];
      if (!at || !address) continue;
      const metres = map.distance(latlng, c.degrees(at).reverse());
      if (!best || metres < best.metres) best = { address, metres };
    }
    return best && best.metres <= 60 ? best : null;
  }

  c.map = { placeOf, moveTo, draw, focusMark, lead, middle, arm, armed: () => Boolean(armed), nearest };

  ig.on("start", (started) => {
    map = started;
    map.createPane("ig-fixes").classList.add("ig-fixes-pane");
    ig.fixSvg = L.svg({ pane: "ig-fixes", padding: 0.5 });
    for (const layer of ig.data.layers.filter((one) => one.kind === "units")) {
      for (const { path, rows } of layer.paths) {
        path.on("click", () => {
          if (!ig.correcting || armed) return;
          const shown = rows.filter((row) => ig.rowShown(layer, row));
          ig.correctOneOf(shown.map((row) => c.numbered.get(layer.unit[row])).filter(Boolean));
        });
      }
    }
    map.on("click", onMap);
    const show = ig.showPlace;
    ig.showPlace = function (row) {
      show(row);
      const unit = ig.correcting && c.numbered.get(row.unit);
      if (unit) ig.correct(unit, { focus: true });
    };
    ig.on("corrections", draw);
    ig.on("correcting", draw);
    ig.on("type", draw);
    ig.on("look", draw);
    draw();
  });
})();
