/* The walk on the map: its way, numbers, benches, proposals to tap, and the next tap on the map. */
"use strict";
(function () {
  const w = ig.data.walk.words;
  const told = ig.data.walk;
  const { q, o, z } = ig.data.grid;
  let map = null;
  let armed = null;
  let drawn = [];

  const at = ([x, y]) => ig.latLng(x, y);
  /** Steps of the grid of a place on the map. */
  const toGrid = (latlng) => {
    const { x, y } = L.CRS.EPSG3857.latLngToPoint(latlng, z);
    return { x: Math.round(x / q) - o[0], y: Math.round(y / q) - o[1] };
  };

  /** The way stands on the map while it is planned, and in the scene that tells of it. */
  const shown = () => ig.walking || ig.state.scene === "walk";

  function put(layer) {
    drawn.push(layer.addTo(map));
    return layer;
  }

  /** Ways aside for a number that would lie over another one, in its own widths. */
  const ASIDE = [[0, 0], ...[1.05, 1.8, 2.6].flatMap((r) => Array.from({ length: 8 }, (_, k) => [r * Math.cos((k * Math.PI) / 4), r * Math.sin((k * Math.PI) / 4)]))];
  let taken = [];

  /** Where a number stands: at its place, or beside it with a line that leads there. */
  function clear(latlng) {
    const wide = ig.em() * 1.85;
    const home = map.latLngToLayerPoint(latlng);
    const spots = ASIDE.map(([x, y]) => home.add([x * wide, y * wide]));
    const spot = spots.find((one) => taken.every((other) => one.distanceTo(other) >= wide)) || home;
    taken.push(spot);
    if (spot === spots[0] || spot === home) return latlng;
    const to = map.layerPointToLatLng(spot);
    put(L.polyline([latlng, to], { renderer: svg, pane: "ig-walk-way", interactive: false, color: ig.paint.ui.onmark, weight: 3 }));
    return to;
  }

  function mark(place, text, className, hint, aside = false) {
    const icon = L.divIcon({ className: `ig-walk-mark ${className}`, html: ig.el("b", {}, [text]), iconSize: null });
    const home = at([place.x, place.y]);
    const one = put(L.marker(aside ? clear(home) : home, { icon, keyboard: false, pane: "ig-walk-marks" }));
    one.bindTooltip(() => ig.el("div", {}, [hint]), { direction: "top", opacity: 1, offset: [0, -ig.em()] });
    return one;
  }

  function ways(route) {
    const style = { renderer: svg, pane: "ig-walk-way", interactive: false, fill: false };
    for (const [color, weight] of [[ig.paint.ui.onmark, 10], [ig.paint.ui.mark, 5.5]]) {
      for (const way of route.ways) put(L.polyline(way.line.map(at), { ...style, color, weight: weight * ig.em() / 20 }));
    }
    const beside = (key) => new Map(route.ways.flatMap((way) => way[key]).map((one) => [one.at.join(), one.at]));
    for (const spot of beside("seats").values()) put(L.circleMarker(at(spot), { ...style, fill: true, fillColor: ig.paint.badge, fillOpacity: 1, color: ig.paint.onWhite, weight: 2.5, radius: ig.em() * 0.24 }));
    for (const [x, y] of beside("toilets").values()) mark({ x, y }, w.toilets, "ig-walk-wc", w.toilets);
  }

  function proposals(on) {
    told.stops.forEach((one, stop) => {
      const place = ig.walk.placed({ stop });
      if (on.has(place.key)) return;
      mark(place, "", "ig-walk-offer", `+ ${place.name}`).on("click", () => !armed && ig.walkAdd({ stop }));
    });
  }

  /** Draw all of it anew. */
  function draw() {
    if (!map) return;
    for (const one of drawn) one.remove();
    [drawn, taken] = [[], []];
    if (!shown()) return;
    const route = ig.walk.route();
    if (ig.walking) proposals(new Set(route.rows.map((row) => row.place.key)));
    ways(route);
    const ends = [[ig.walk.start, w.start], ...(ig.walk.end === ig.walk.start ? [] : [[ig.walk.end, w.end]])];
    for (const [place, word] of ends) mark(place, word[0], "ig-walk-end", `${word}: ${place.name}`, true);
    for (const { place, way, number } of route.rows) {
      const hint = way ? `${number} ${place.name}` : `${place.name}: ${w.noWay}`;
      mark(place, way ? String(number) : "?", way ? "ig-walk-stop" : "ig-walk-lost", hint, true).on("click", () => ig.walkFocus?.(place.key));
    }
  }

  /** Let the next tap on the map be heard by `act`; null ends that. */
  function arm(act) {
    armed = act;
    document.body.classList.toggle("ig-armed", Boolean(act));
    if (!act) return;
    ig.live.textContent = w.tapMap;
    map.getContainer().focus();
  }

  function take(latlng) {
    const act = armed;
    arm(null);
    act(toGrid(latlng));
  }

  /** Middle of the map that the panel leaves free. */
  function middle() {
    const size = map.getSize();
    const panel = document.getElementById("ig-walk").getBoundingClientRect();
    return map.containerPointToLatLng([(panel.width ? panel.left : size.x) / 2, size.y / 2]);
  }

  /** Show the whole way in what the panel leaves free. */
  function frame() {
    const points = ig.walk.route().ways.flatMap((way) => way.line).map(at);
    if (!points.length) return;
    const panel = document.getElementById("ig-walk").getBoundingClientRect();
    const right = panel.width ? map.getSize().x - panel.left : 0;
    map.fitBounds(L.latLngBounds(points), { animate: false, maxZoom: 18, paddingTopLeft: [30, ig.em() * 4.5], paddingBottomRight: [right + 30, 40] });
    ig.emit("moved");
  }

  const ROOM = 0.1;
  /** Box of the whole way, its numbers and the proposals left out; the scene of the walk shows it. */
  ig.views.walk = function () {
    ig.walk.begin();
    const route = ig.walk.route();
    const spots = [...route.ways.flatMap((way) => way.line), ...route.rows.map(({ place }) => [place.x, place.y])];
    if (!spots.length) return null;
    const [xs, ys] = [0, 1].map((part) => spots.map((spot) => spot[part]).sort((a, b) => a - b));
    const rim = ROOM * Math.max(xs.at(-1) - xs[0], ys.at(-1) - ys[0]); // numbers stand beside their place
    return { near: true, box: [xs[0] - rim, ys[0] - rim, xs.at(-1) + rim, ys.at(-1) + rim] };
  };

  /** Name of a unit as the list has it: name and address, as far as they are known. */
  function named(layer, row) {
    const [home, nth] = ig.listedAs(layer, row);
    return (home.rows[nth] || []).slice(0, 2).filter(Boolean).join(", ") || layer.classes[layer.code[row]].label;
  }

  function tapUnits() {
    for (const layer of ig.data.layers.filter((one) => one.kind === "units")) {
      for (const { path, rows } of layer.paths) {
        path.on("click", () => {
          const some = rows.filter((row) => ig.rowShown(layer, row));
          if (!ig.walking || armed || !some.length) return;
          const latlng = path.getLatLng ? path.getLatLng() : path.getBounds().getCenter();
          ig.walkAdd({ name: named(layer, some[0]), ...toGrid(latlng) });
        });
      }
    }
  }

  let svg = null;
  ig.walkMap = { arm, frame, draw, armed: () => Boolean(armed) };
  ig.key({ keys: ["Enter", " "], group: w.walk, says: w.keyMiddle, when: (event) => Boolean(armed) && event.target === map.getContainer(), act: () => take(middle()) });
  ig.on("start", (started) => {
    map = started;
    for (const pane of ["ig-walk-way", "ig-walk-marks"]) map.createPane(pane).classList.add(`${pane}-pane`);
    svg = L.svg({ pane: "ig-walk-way", padding: 0.3 });
    tapUnits();
    map.on("click", (event) => armed && take(event.latlng));
    for (const event of ["walk", "walking", "scene", "type", "look"]) ig.on(event, draw);
    map.on("zoomend", draw);
    if (shown()) ig.walk.begin();
    ig.on("scene", () => shown() && ig.walk.begin());
    draw();
  });
})();
