/* Puts the page together: map, frame, keys. */
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
    if (ig.black.hidden) {
      ig.closed(ig.black);
      return;
    }
    ig.opened(ig.black, black);
    ig.live.textContent = w.black;
  }

  const tools = {
    bigger: ig.button("A+", `${w.bigger} (G)`, () => ig.largeType(!ig.state.large)),
    list: ig.button(w.list, `${w.listAndFilter} (T)`, () => ig.toggleList()),
    story: ig.button(w.scenes, `${w.editScenes} (E)`, () => ig.toggleStory()),
    full: ig.button("", `${w.fullscreen} (F)`, fullscreen),
    help: ig.button("?", `${w.keys} (?)`, ig.showKeys),
    print: ig.button(w.print, `${w.print} (P)`, () => ig.askPrint()),
  };
  tools.bigger.setAttribute("aria-pressed", "false");
  tools.full.append(ig.corners());

  const STEP = 140;
  const WAYS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
  function pan([x, y]) {
    ig.emit("moved");
    map.panBy([x, y]);
  }
  function zoom(by) {
    ig.emit("moved");
    map.setZoom(map.getZoom() + by);
  }

  for (const [keys, group, says, act, shown] of [
    [["PageDown"], w.keysShow, w.next, () => ig.step(1)],
    [["PageUp"], w.keysShow, w.previous, () => ig.step(-1)],
    [[..."123456789"], w.keysShow, w.keyJump, (event) => ig.jump(Number(event.key)), "1 – 9"],
    [["0"], w.keysShow, w.home, () => ig.play(ig.scene())],
    [["b", "."], w.keysShow, w.keyBlack, black],
    [["g"], w.keysShow, w.bigger, () => ig.largeType(!ig.state.large)],
    [["f"], w.keysShow, w.fullscreen, fullscreen],
    [Object.keys(WAYS), w.map, w.keyMove, (event) => pan(WAYS[event.key])],
    [["+"], w.map, w.zoomIn, () => zoom(0.5)],
    [["-"], w.map, w.zoomOut, () => zoom(-0.5)],
    [["p"], w.keysOpen, w.print, () => ig.askPrint()],
  ]) ig.key({ keys, group, says, act, shown });

  map.setView(ig.latLng(0, 0), 15, { animate: false }); // the frame needs a map that stands somewhere
  ig.buildFrame(map, [tools.bigger, ig.lookButton(), tools.full, tools.help]);
  ig.buildScene();
  ig.addTool(tools.list, tools.story, tools.print);
  ig.buildLegend();
  tools.list.hidden = !ig.buildList();
  ig.buildStoryPanel();
  ig.play(ig.story.played()[0], { quiet: true });
  ig.ground = new ig.Ground().addTo(map);
  ig.drawThemes(map);
  ig.names = new ig.Names().addTo(map);
  ig.on("look", () => {
    ig.ground.redraw();
    ig.emit("change");
  });
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
  document.documentElement.dataset.ready = ""; // whoever watches the page may not run scripts in it
})();
