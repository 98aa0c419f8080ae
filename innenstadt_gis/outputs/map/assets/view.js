/* Where the map stands: views framed in the room that the panels leave free. */
"use strict";
(function () {
  const d = ig.data;
  let touched = false;

  /** Whether somebody has moved the map since the scene began. */
  ig.touched = () => touched;
  ig.on("moved", () => { touched = true; });

  /** Rectangles of the view that panels leave free. */
  function freeRooms() {
    const size = ig.map.getSize();
    const of = (id) => {
      const box = document.getElementById(id)?.getBoundingClientRect();
      return box?.width ? box : null;
    };
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

  /**
   * Show a view: {box, core, near} in steps of the grid, {at, zoom} in steps, or what `ig.seen` gave.
   * A box stands in the free room that suits it best.
   */
  function frame(view) {
    if (Number.isFinite(view.lat)) {
      ig.see(view);
      return;
    }
    const map = ig.map;
    const size = map.getSize();
    const box = view.box || [...view.at, ...view.at];
    const wide = Math.abs(box[2] - box[0]) + 60;
    const high = Math.abs(box[3] - box[1]) + 60;
    const rooms = freeRooms().map((room) => ({ ...room,
      zoom: d.grid.z + Math.log2(Math.min((room.right - room.left) / wide, (room.bottom - room.top) / high) / d.grid.q) }));
    const whole = { left: 0, right: size.x, top: 0, bottom: size.y, zoom: 16 };
    const room = rooms.reduce((a, b) => (b.zoom > a.zoom + 0.25 ? b : a), rooms[0] || whole);
    const least = view.core ? 16.5 : 12;
    const zoom = view.zoom ?? Math.min(view.near || view.core ? 18 : 17, Math.max(least, Math.floor(room.zoom * 2 + 0.3) / 2));
    const middle = map.project(ig.latLng((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), zoom);
    const shift = L.point((room.left + room.right) / 2 - size.x / 2, (room.top + room.bottom) / 2 - size.y / 2);
    map.setView(map.unproject(middle.subtract(shift), zoom), zoom, { animate: false });
  }

  /**
   * Views of scenes that show what the page itself has made, by the scene's id.
   * @type {Object<string, () => ({box: number[]}|null)>}
   */
  ig.views = {};

  /** Show the view of the scene, else the first one. */
  ig.home = function () {
    touched = false;
    const scene = ig.scene();
    const view = (scene && !scene.own && ig.views[scene.id]?.()) || scene?.view || d.view;
    if (view) frame(view);
  };
})();
