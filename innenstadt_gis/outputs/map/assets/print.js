/* Paper: which sheet is printed, how large it is, and a map on it at an exact scale.
   Every paper of the page goes through here; a part adds its own to `ig.sheets`. */
"use strict";
(function () {
  const root = document.documentElement;
  const PIXEL_M = 0.0254 / 96;
  /**
   * Sizes of paper in mm, how much larger than on A4 all is drawn, and dots a pixel of the map: a
   * power of two, as Chromium prints a canvas in 64ths of its size and with 3 dots all would be 1.6 % small.
   */
  ig.PAPERS = {
    a4: { name: "A4", short: 210, long: 297, grown: 1, dots: 4 },
    a3: { name: "A3", short: 297, long: 420, grown: 1.3, dots: 4 },
    a0: { name: "A0", short: 841, long: 1189, grown: 3, dots: 4 },
  };
  /** Round scales, from the largest. */
  ig.SCALES = [500, 750, 1000, 1250, 1500, 2000, 2500, 3000, 4000, 5000, 7500, 10000, 12500, 15000, 20000, 25000, 30000, 40000, 50000, 75000, 100000, 150000, 200000];

  /** Zoom at which a pixel that is drawn larger by a factor shows the ground at a scale. */
  ig.paperZoom = (lat, scale, grown = 1) => Math.log2(ig.worldMetres(lat) / (256 * scale * grown * PIXEL_M));

  /** Scale of a map on paper, from metres of ground a pixel of the layout. */
  ig.paperScale = (metres, grown = 1) => metres / grown / PIXEL_M;

  let before = null;

  // A browser prints a canvas as lines and type, sharp on any paper, if it was new when it was drawn
  // on; one that has been cleared would wipe out all that lies below it. So a sheet gets its own.
  function fresh(pane, draw) {
    const map = ig.map;
    const size = map.getSize();
    const dots = ig.sharpness();
    const canvas = ig.el("canvas", { class: "ig-on-paper", width: Math.ceil(size.x * dots), height: Math.ceil(size.y * dots) });
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    const corner = map.containerPointToLayerPoint([0, 0]);
    L.DomUtil.setPosition(canvas, corner);
    const pen = canvas.getContext("2d");
    pen.scale(dots, dots);
    draw(pen, corner);
    map.getPane(pane).append(canvas);
  }

  /** The ground in one piece, as tiles would show their seams. */
  function ground(pen) {
    const size = ig.map.getSize();
    const side = Math.max(size.x, size.y);
    const { min } = ig.map.getPixelBounds();
    ig.drawGround(pen, { x: min.x / side, y: min.y / side, z: ig.map.getZoom() }, side);
  }

  /** All that a canvas of layers shows, drawn by it with another pen. */
  function themes(renderer) {
    fresh(renderer.options.pane, (pen, corner) => {
      const own = renderer._ctx;
      pen.translate(-corner.x, -corner.y);
      renderer._ctx = pen;
      renderer._redrawBounds = null;
      renderer._draw();
      renderer._ctx = own;
    });
  }

  function draw() {
    document.querySelectorAll(".ig-on-paper").forEach((one) => one.remove());
    fresh("tilePane", ground);
    const paths = ig.data.layers.flatMap((layer) => layer.paths.map((one) => one.path.options.renderer));
    for (const renderer of new Set(paths)) themes(renderer);
    fresh("names", (pen) => ig.names.drawOn(pen));
  }

  /** Show a place at an exact zoom on the sheet that is laid out. */
  ig.layMap = function (centre, zoom) {
    ig.map.invalidateSize({ animate: false, pan: false });
    ig.map.setView(centre, zoom, { animate: false, reset: true });
    draw();
  };

  /** What a paper is called in the styles. */
  ig.sheetName = (paper, upright) => `${paper}-${upright ? "portrait" : "landscape"}`;

  /** Set the size of the sheet, before anything on it is measured. */
  ig.setSheet = function (name) {
    root.dataset.sheet = name;
    ig.printing = ig.PAPERS[name.split("-")[0]].dots;
  };

  /**
   * Sheets by name.
   * @type {Object<string, {open: () => void, close: () => void}>} `open` begins with `ig.setSheet`
   *   and lays the sheet out at once; `close` takes away what it put there
   */
  ig.sheets = {};
  /** Name of the sheet that is printed where nobody asks for another. */
  ig.sheet = "map";
  let once = "";

  /** Print a sheet, this time. */
  ig.printSheet = function (name) {
    once = name;
    window.print();
  };

  function open() {
    if (before) return;
    const map = ig.map;
    before = { sheet: ig.sheets[once || ig.sheet], centre: map.getCenter(), zoom: map.getZoom(), snap: map.options.zoomSnap };
    root.classList.add("ig-paper");
    map.options.zoomSnap = 0;
    ig.ground.remove();
    before.sheet.open();
  }

  function close() {
    if (!before) return;
    const { sheet, centre, zoom, snap } = before;
    sheet.close();
    before = null;
    once = "";
    ig.printing = 0;
    root.classList.remove("ig-paper");
    delete root.dataset.sheet;
    document.querySelectorAll(".ig-on-paper").forEach((one) => one.remove());
    ig.map.options.zoomSnap = snap;
    ig.map.invalidateSize({ animate: false, pan: false });
    ig.map.setView(centre, zoom, { animate: false, reset: true });
    ig.ground.addTo(ig.map);
  }

  addEventListener("beforeprint", open);
  addEventListener("afterprint", close);
})();
