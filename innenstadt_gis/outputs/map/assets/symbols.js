/* Colours that carry: hatches and shapes, the same on the map and in the legend. */
"use strict";
(function () {
  const TILE = 10;
  const PALE = (colour) => /^#f{6}$/i.test(colour);
  /** Colours on which dark can be told better than white. */
  const BRIGHT = (colour) => {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    return 0.299 * r + 0.587 * g + 0.114 * b > 140;
  };

  function strokes(pen, hatch) {
    const s = TILE;
    pen.beginPath();
    if (hatch === "diagonal" || hatch === "cross") {
      for (const o of [-s, 0, s]) {
        pen.moveTo(o - 2, s + 2);
        pen.lineTo(o + s + 2, -2);
      }
    }
    if (hatch === "cross") {
      for (const o of [-s, 0, s]) {
        pen.moveTo(o - 2, -2);
        pen.lineTo(o + s + 2, s + 2);
      }
    }
    if (hatch === "lines") {
      pen.moveTo(-2, s / 2);
      pen.lineTo(s + 2, s / 2);
    }
    pen.stroke();
    if (hatch === "dots") {
      pen.beginPath();
      pen.arc(s / 2, s / 2, 1.7, 0, 7);
      pen.fill();
    }
  }

  const tiles = new Map();
  /**
   * Fill style of a class; drawn at double size, so that it stays sharp on fine screens.
   * @returns {string|CanvasPattern}
   */
  ig.fill = function (pen, one) {
    if (one.hatch === "none") return one.colour;
    const key = one.colour + one.hatch;
    if (!tiles.has(key)) {
      const tile = document.createElement("canvas");
      tile.width = tile.height = TILE * 2;
      const p = tile.getContext("2d");
      p.scale(2, 2);
      p.fillStyle = one.colour;
      p.fillRect(0, 0, TILE, TILE);
      p.strokeStyle = p.fillStyle = PALE(one.colour) ? "#4d4d4d" : "rgba(255,255,255,.88)";
      p.lineWidth = 1.7;
      strokes(p, one.hatch);
      tiles.set(key, tile);
    }
    const pattern = pen.createPattern(tiles.get(key), "repeat");
    pattern.setTransform(new DOMMatrix([0.5, 0, 0, 0.5, 0, 0]));
    return pattern;
  };

  /** Line around a house or a mark of a class, by its name in the palette: a white one is bounded by dark everywhere. */
  ig.edge = (one) => (one.quiet ? "quiet" : PALE(one.colour) ? "onWhite" : "outline");
  /** How much of its colour a house or a mark of a class shows in the look of now. */
  ig.tone = (one) => (one.quiet ? ig.paint.pale : PALE(one.colour) ? ig.paint.white : 1);

  /** Trace a mark of a shape around a point; all shapes look equally large. */
  ig.shape = function (pen, shape, x, y, r) {
    pen.beginPath();
    if (shape === "square") {
      pen.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
    } else if (shape === "diamond") {
      pen.moveTo(x, y - r * 1.2);
      pen.lineTo(x + r * 1.2, y);
      pen.lineTo(x, y + r * 1.2);
      pen.lineTo(x - r * 1.2, y);
      pen.closePath();
    } else if (shape === "triangle") {
      pen.moveTo(x, y - r * 1.2);
      pen.lineTo(x + r * 1.15, y + r * 0.85);
      pen.lineTo(x - r * 1.15, y + r * 0.85);
      pen.closePath();
    } else {
      pen.arc(x, y, r, 0, Math.PI * 2);
    }
  };

  /** What runs along the middle of a line, so that no class is told by its colour alone: dashes, width, ends. */
  const ALONG = {
    lines: [[], 2.2, "butt"], dots: [[0.1, 9], 4.4, "round"], diagonal: [[10, 9], 3, "butt"], cross: [[2, 5], 8.2, "butt"],
  };

  /** Stroke the path of a pen as a line of a class: a dark casing, its colour, its pattern along the middle. */
  ig.stroke = function (pen, one, grown = 1) {
    const size = grown * (one.quiet ? 0.6 : 1);
    const draw = (colour, width, dashes = [], cap = "butt") => {
      pen.strokeStyle = colour;
      pen.lineWidth = width * size;
      pen.lineCap = cap;
      pen.setLineDash(dashes.map((dash) => dash * size));
      pen.stroke();
    };
    pen.lineJoin = "round";
    draw(ig.paint.outline, 11);
    draw(one.colour, 8.2);
    if (one.hatch !== "none") draw(BRIGHT(one.colour) ? "#1a1a1a" : "#ffffff", ALONG[one.hatch][1], ALONG[one.hatch][0], ALONG[one.hatch][2]);
    pen.setLineDash([]);
  };

  /** Small picture of a class for the legend. */
  ig.swatch = function (kind, one) {
    const canvas = ig.el("canvas", { "aria-hidden": "true", width: 120, height: 80, class: "ig-swatch" });
    const pen = canvas.getContext("2d");
    pen.scale(2, 2);
    pen.lineJoin = "round";
    pen.strokeStyle = ig.paint[ig.edge(one)];
    if (kind === "line") {
      pen.beginPath();
      pen.moveTo(5, 20);
      pen.lineTo(55, 20);
      ig.stroke(pen, one, 1.5);
      return canvas;
    }
    if (kind === "points") {
      ig.shape(pen, one.shape, 30, 20, 13);
      pen.fillStyle = ig.fill(pen, one);
      pen.globalAlpha = ig.tone(one);
      pen.fill();
      pen.globalAlpha = 1;
      pen.lineWidth = 2.4;
      pen.stroke();
      return canvas;
    }
    pen.scale(1.45, 1.45);
    pen.translate(-0.4, -0.4);
    pen.fillStyle = ig.fill(pen, one);
    pen.globalAlpha = kind === "area" ? 0.5 : ig.tone(one);
    pen.fillRect(2, 2, 38, 24);
    pen.globalAlpha = 1;
    pen.lineWidth = one.quiet ? 1.2 : 1.8;
    if (kind === "area" && !one.dense) {
      pen.lineWidth = 2.8;
      pen.strokeStyle = ig.paint.outline; // an area of white too: its edge lies on the ground
      pen.strokeRect(2, 2, 38, 24);
      pen.lineWidth = 1.8;
      pen.strokeStyle = one.colour;
    }
    pen.strokeRect(2, 2, 38, 24);
    return canvas;
  };
})();
