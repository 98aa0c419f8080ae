/* Puts the page together: map, frame, keys, paper. */
"use strict";
(function () {
  const d = ig.data;
  const w = ig.words;
  const map = L.map("map", { zoomControl: false, attributionControl: false, keyboard: false, zoomSnap: 0.5,
    zoomDelta: 0.5, minZoom: 11, maxZoom: 20, fadeAnimation: false, wheelPxPerZoomLevel: 90,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches });
  ig.map = map;
  const stage = map.getContainer();
  stage.tabIndex = 0;
  stage.setAttribute("role", "application");
  stage.setAttribute("aria-label", `${w.map}: ${d.title}, ${d.town}. ${w.mapHelp}`);

  /** Whether somebody has moved the map; until then it stays framed when the window changes. */
  let touched = false;

  /** Rectangle of the view that panels leave free, as the share of it that the core may fill. */
  function freeRooms() {
    const size = map.getSize();
    const of = (id) => document.getElementById(id)?.getBoundingClientRect();
    const top = (of("ig-title")?.bottom ?? 0) + 6;
    const scene = of("ig-scene") ?? { top: size.y, right: 0, height: 0 };
    const legend = of("ig-legend") ?? { top: size.y, left: size.x, height: 0 };
    const above = Math.min(scene.top + scene.height * 0.25, legend.top + legend.height * 0.35, size.y - 30);
    return [
      { left: 20, right: size.x - 20, top, bottom: above },
      { left: 20, right: Math.min(legend.left, size.x) - 10, top, bottom: Math.min(scene.top, size.y - 30) },
      { left: scene.right + 10, right: legend.left - 10, top, bottom: size.y - 40 },
      { left: scene.right + 10, right: size.x - 20, top, bottom: Math.min(legend.top, size.y - 30) },
    ].filter((room) => room.right - room.left > 120 && room.bottom - room.top > 120);
  }

  /** Show the view of the model in the room that suits it best. */
  function home() {
    touched = false;
    const view = d.view;
    if (!view) return;
    const size = map.getSize();
    const box = view.box || [...view.at, ...view.at];
    const wide = Math.abs(box[2] - box[0]) + 60;
    const high = Math.abs(box[3] - box[1]) + 60;
    const rooms = freeRooms().map((room) => ({ ...room,
      zoom: d.grid.z + Math.log2(Math.min((room.right - room.left) / wide, (room.bottom - room.top) / high) / d.grid.q) }));
    const room = rooms.reduce((a, b) => (b.zoom > a.zoom + 0.25 ? b : a), rooms[0] || { left: 0, right: size.x, top: 0, bottom: size.y, zoom: 16 });
    const zoom = view.zoom ?? Math.min(18, Math.max(view.core ? 16.5 : 14, Math.floor(room.zoom * 2 + 0.3) / 2));
    const middle = map.project(ig.latLng((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), zoom);
    const shift = L.point((room.left + room.right) / 2 - size.x / 2, (room.top + room.bottom) / 2 - size.y / 2);
    map.setView(map.unproject(middle.subtract(shift), zoom), zoom, { animate: false });
  }

  function fullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.();
  }

  function bigger(event) {
    const on = document.body.classList.toggle("ig-large");
    (event?.currentTarget ?? tools.bigger).setAttribute("aria-pressed", String(on));
    if (touched) map.setView(map.getCenter(), map.getZoom(), { animate: false, reset: true });
    else home();
  }

  function black() {
    ig.black.hidden = !ig.black.hidden;
    if (!ig.black.hidden) ig.live.textContent = w.black;
  }

  const tools = {
    list: ig.button(w.list, `${w.list} (T)`, () => ig.toggleList()),
    bigger: ig.button("A+", `${w.bigger} (G)`, bigger),
    full: ig.button(w.fullscreen, `${w.fullscreen} (F). ${w.keys}`, fullscreen),
    print: ig.button(w.print, `${w.print} (P)`, () => window.print()),
  };
  tools.bigger.setAttribute("aria-pressed", "false");

  const STEP = 140;
  const KEYS = {
    ArrowLeft: () => map.panBy([-STEP, 0]), ArrowRight: () => map.panBy([STEP, 0]),
    ArrowUp: () => map.panBy([0, -STEP]), ArrowDown: () => map.panBy([0, STEP]),
    "+": () => map.zoomIn(), "-": () => map.zoomOut(), 0: home, l: () => ig.toggleLegend(),
    t: () => ig.toggleList(), f: fullscreen, b: black, ".": black, p: () => window.print(), g: () => bigger(),
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !document.getElementById("ig-list").hidden) ig.toggleList();
    if (event.key.startsWith("Arrow") && event.target.closest?.(".ig-scroll")) return;
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    if (/^(Arrow|[+-]$)/.test(event.key)) touched = true;
    act();
    event.preventDefault();
  });

  let before = null;
  /** Lay the map out for paper (A3 landscape), drawn at once: no frame comes before the print. */
  function paper(on) {
    if (on === Boolean(ig.printing)) return;
    if (on) before = { centre: map.getCenter(), zoom: map.getZoom(), width: map.getSize().x, retina: L.Browser.retina };
    ig.printing = on;
    document.documentElement.classList.toggle("ig-paper", on);
    L.Browser.retina = on || before.retina;
    map.invalidateSize({ animate: false, pan: false });
    const grown = on ? Math.floor(2 * Math.log2(map.getSize().x / before.width)) / 2 : 0;
    map.setView(before.centre, before.zoom + grown, { animate: false, reset: true });
    ground.redraw();
  }
  addEventListener("beforeprint", () => paper(true));
  addEventListener("afterprint", () => paper(false));

  map.setView(ig.latLng(0, 0), 15, { animate: false }); // the frame needs a map that stands somewhere
  ig.buildFrame(map, Object.values(tools), () => home());
  ig.buildLegend();
  const rows = ig.buildList(map);
  tools.list.hidden = !rows;
  home();
  const ground = new ig.Ground().addTo(map);
  ig.drawThemes(map);
  ig.names = new ig.Names().addTo(map);
  document.getElementById("ig-zoom").addEventListener("click", () => { touched = true; }, true);
  for (const event of ["dragstart", "boxzoomend"]) map.on(event, () => { touched = true; });
  for (const event of ["wheel", "dblclick", "touchmove"]) stage.addEventListener(event, () => { touched = true; });
  addEventListener("resize", () => {
    if (touched || ig.printing) return;
    map.invalidateSize({ animate: false });
    home();
  });
  ig.emit("start", map);
  window.__ig = { ready: true, map, layers: d.layers };
})();
