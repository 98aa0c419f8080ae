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

  function fullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.();
  }

  /** Large type for the last row; the view is drawn anew, as names and marks grow with it. */
  ig.largeType = function (on) {
    ig.state.large = on;
    document.body.classList.toggle("ig-large", on);
    tools.bigger.setAttribute("aria-pressed", String(on));
    ig.emit("type");
    if (ig.touched()) map.setView(map.getCenter(), map.getZoom(), { animate: false, reset: true });
    else ig.home();
  };

  function black() {
    ig.black.hidden = !ig.black.hidden;
    if (!ig.black.hidden) ig.live.textContent = w.black;
  }

  const tools = {
    bigger: ig.button("A+", `${w.bigger} (G)`, () => ig.largeType(!ig.state.large)),
    list: ig.button(w.list, `${w.listAndFilter} (T)`, () => ig.toggleList()),
    story: ig.button(w.scenes, `${w.editScenes} (E)`, () => ig.toggleStory()),
    full: ig.button("", `${w.fullscreen} (F). ${w.keys}`, fullscreen),
    print: ig.button(w.print, `${w.print} (P)`, () => window.print()),
  };
  tools.bigger.setAttribute("aria-pressed", "false");
  tools.full.append(ig.corners());

  const STEP = 140;
  const KEYS = {
    ArrowLeft: () => pan(-STEP, 0), ArrowRight: () => pan(STEP, 0),
    ArrowUp: () => pan(0, -STEP), ArrowDown: () => pan(0, STEP),
    "+": () => zoom(0.5), "-": () => zoom(-0.5), 0: () => ig.play(ig.scene()), l: () => ig.toggleLegend(),
    t: () => ig.toggleList(), e: () => ig.toggleStory(), f: fullscreen, b: black, ".": black,
    p: () => window.print(), g: () => ig.largeType(!ig.state.large),
    PageDown: () => ig.step(1), PageUp: () => ig.step(-1),
  };

  function pan(x, y) {
    ig.emit("moved");
    map.panBy([x, y]);
  }
  function zoom(by) {
    ig.emit("moved");
    map.setZoom(map.getZoom() + by);
  }

  /** Panels that are open over the map are closed one after another. */
  function escape() {
    for (const [id, toggle] of [["ig-list", ig.toggleList], ["ig-story", ig.toggleStory]]) {
      if (document.getElementById(id).hidden) continue;
      toggle();
      return;
    }
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("dialog")) return;
    if (event.key === "Escape") escape();
    if (event.target.closest?.("input, textarea, select")) return;
    if (/^(Arrow|Page)/.test(event.key) && event.target.closest?.(".ig-scroll")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = /^[1-9]$/.test(key) ? () => ig.jump(Number(key)) : KEYS[key];
    if (!act) return;
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
  ig.buildFrame(map, [tools.bigger, tools.full]);
  ig.buildScene();
  ig.addTool(tools.list, tools.story, tools.print);
  ig.buildLegend();
  tools.list.hidden = !ig.buildList();
  ig.buildStoryPanel();
  ig.play(ig.story.played()[0], { quiet: true });
  const ground = new ig.Ground().addTo(map);
  ig.drawThemes(map);
  ig.names = new ig.Names().addTo(map);
  for (const event of ["dragstart", "boxzoomend"]) map.on(event, () => ig.emit("moved"));
  for (const event of ["wheel", "dblclick", "touchmove"]) stage.addEventListener(event, () => ig.emit("moved"));
  addEventListener("resize", () => {
    if (ig.touched() || ig.printing) return;
    map.invalidateSize({ animate: false });
    ig.home();
  });
  ig.emit("start", map);
  for (const [name, value] of Object.entries(ig.readSaved())) ig.saved[name]?.set(value);
  window.__ig = { ready: true, map, layers: d.layers, ig };
})();
