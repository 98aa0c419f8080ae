/* Files made in the page: the selection as a workbook, the map as a picture. */
"use strict";
(function () {
  const d = ig.data;
  const w = ig.words;

  /** Hand a file to the browser. */
  ig.download = function (blob, name, kind) {
    const link = ig.el("a", { download: `${name}_${d.town}_${d.day}.${kind}`.replace(/[^\p{L}\p{N}._-]+/gu, "_") });
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  /** The rows of the list as they are on screen, with what they are and where from. */
  ig.selectionRows = function () {
    const rows = ig.listed();
    const told = [`${ig.filteredText() ? `${w.filtered}: ` : ""}${ig.listedText(rows)}`, ...ig.filterWords()].join(" · ");
    const top = [[d.title], [[d.town, d.day, d.stamp].filter(Boolean).join(" · ")], [told], [d.sources.join(" · ")], [""]];
    return [...top, [w.number, ...ig.columns], ...rows.map((row) => [row.no || "", ...row.cells])];
  };

  function excel() {
    ig.download(ig.workbook(w.selection, ig.selectionRows(), [0, 5]), w.selection, "xlsx");
  }

  /** A line or area that is a path of SVG: ways of a walk, notes. */
  function drawPath(pen, path, style) {
    const { a, b, c, d: e, e: x, f: y } = path.getScreenCTM();
    const line = new Path2D(path.getAttribute("d"));
    pen.transform(a, b, c, e, x, y);
    if (style.fill !== "none") {
      pen.globalAlpha = Number(style.fillOpacity);
      pen.fillStyle = style.fill;
      pen.fill(line, style.fillRule);
    }
    if (style.stroke === "none") return;
    pen.globalAlpha = Number(style.strokeOpacity);
    Object.assign(pen, { strokeStyle: style.stroke, lineWidth: parseFloat(style.strokeWidth), lineCap: style.strokeLinecap, lineJoin: style.strokeLinejoin });
    pen.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(",").map(parseFloat));
    pen.stroke(line);
  }

  /** A mark that is a box with a rim and words: stops of a walk, numbers of notes. */
  function drawBox(pen, mark, style, box) {
    const rim = parseFloat(style.borderTopWidth) || 0;
    const outer = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
    const round = style.borderTopLeftRadius.endsWith("%") ? box.width / 2 : parseFloat(style.borderTopLeftRadius);
    const layers = [...(outer ? [[style.outlineColor, outer]] : []), ...(rim ? [[style.borderTopColor, 0]] : []), [style.backgroundColor, -rim]];
    for (const [colour, by] of layers) {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.roundRect(box.left - by, box.top - by, box.width + 2 * by, box.height + 2 * by, Math.max(0, round + by));
      pen.fill();
    }
    const text = [...mark.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE ? node.data.trim() : "")).join("");
    if (!text) return;
    Object.assign(pen, { font: style.font, fillStyle: style.color, textAlign: "center", textBaseline: "middle" });
    pen.fillText(text, box.left + box.width / 2, box.top + box.height / 2);
  }

  function drawPart(pen, part) {
    const box = part.getBoundingClientRect();
    const style = getComputedStyle(part);
    if (!box.width || !box.height || style.visibility === "hidden" || style.rotate !== "none") return;
    pen.save();
    if (part instanceof HTMLCanvasElement) pen.drawImage(part, box.left, box.top, box.width, box.height);
    else if (part instanceof SVGPathElement) drawPath(pen, part, style);
    else drawBox(pen, part, style, box);
    pen.restore();
  }

  /** Draw what the map shows onto one canvas, twice as fine as the screen: pane by pane, as they lie. */
  function drawMap(pen, size) {
    const frame = ig.map.getContainer().getBoundingClientRect();
    const depth = (pane) => Number(getComputedStyle(pane).zIndex) || 0;
    const panes = [...ig.map.getPane("mapPane").children].sort((a, b) => depth(a) - depth(b));
    pen.save();
    pen.translate(-frame.left, -frame.top);
    for (const pane of panes) {
      for (const part of pane.querySelectorAll("canvas, path, .leaflet-marker-icon, .leaflet-marker-icon *")) drawPart(pen, part);
    }
    pen.restore();
    pen.strokeStyle = ig.paint.ui.ink;
    pen.strokeRect(0.5, 0.5, size.x - 1, size.y - 1);
  }

  /** Cut a text into lines that fit; words longer than a line stay whole. */
  function lines(pen, text, width) {
    const done = [];
    for (const word of text.split(/[ \n]+/).filter(Boolean)) {
      const longer = done.length ? `${done[done.length - 1]} ${word}` : word;
      if (done.length && pen.measureText(longer).width <= width) done[done.length - 1] = longer;
      else done.push(word);
    }
    return done;
  }

  const face = (px, weight = 400) => `${weight} ${px}px "Noto Sans","Segoe UI",system-ui,sans-serif`;

  function write(pen, texts, x, y, width) {
    let at = y;
    for (const [text, px, weight] of texts) {
      pen.font = face(px, weight);
      for (const line of lines(pen, text, width)) {
        pen.fillText(line, x, at + px);
        at += px * 1.3;
      }
    }
    return at;
  }

  /** Classes of the visible layers, one under another. */
  function drawLegend(pen, x, y, em) {
    let at = y;
    for (const layer of [...d.layers].reverse().filter((one) => one.visible)) {
      at = write(pen, [[ig.layerWord(layer), em, 700]], x, at, em * 17);
      layer.classes.forEach((one, code) => {
        if (!layer.on[code]) return;
        pen.drawImage(ig.swatch(layer.kind, one), x, at + em * 0.15, em * 1.9, em * 1.27);
        const count = ig.countText(layer, code);
        at = Math.max(at + em * 1.5, write(pen, [[`${ig.classWord(layer, code)}${count ? ` (${count})` : ""}`, em, 400]], x + em * 2.4, at, em * 15));
      });
      at += em * 0.6;
    }
    return at;
  }

  function drawScale(pen, x, y, em) {
    const { pixels, text } = ig.scaleBar(ig.map);
    pen.font = face(em * 0.8);
    pen.fillRect(x, y, pixels, 3);
    pen.fillText(`${text}   ▲ N`, x, y + em * 1.2);
  }

  /** What stands beside the map; gives how far down it reaches. */
  function drawBeside(pen, x, y, em, width) {
    const scene = ig.scene();
    const marks = scene.figures.map((id) => id.split(":")[0]).join(", ");
    const said = [[scene.title, em * 1.1, 700], ...scene.text.map((text) => [text, em, 400]), [marks, em * 0.8, 600], [ig.filteredText(), em, 700], [ig.filterWords().join("; "), em * 0.8, 400]];
    const told = write(pen, said.filter(([text]) => text), x, y, width);
    const legend = drawLegend(pen, x, told + em, em);
    drawScale(pen, x, legend + em, em);
    return legend + em * 4;
  }

  /** The picture: title, map, legend, sentence, scale, north, sources; in the look for paper. */
  ig.picture = () => ig.onPaper(picture);

  function picture() {
    const size = ig.map.getSize();
    const em = ig.em() * 0.8;
    const side = em * 19;
    const top = em * 4;
    const needed = drawBeside(ig.el("canvas", { width: 1, height: 1 }).getContext("2d"), 0, top, em, side - em * 2);
    const high = Math.max(size.y + top, needed);
    const canvas = ig.el("canvas", { width: Math.ceil((size.x + side) * 2), height: Math.ceil((high + em * 4) * 2) });
    const pen = canvas.getContext("2d");
    pen.scale(2, 2);
    pen.fillStyle = ig.paint.ui.panel;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.save();
    pen.translate(0, top);
    pen.beginPath();
    pen.rect(0, 0, size.x, size.y);
    pen.clip();
    pen.fillStyle = ig.paint.paper;
    pen.fillRect(0, 0, size.x, size.y);
    drawMap(pen, size);
    pen.restore();
    pen.fillStyle = ig.paint.ui.ink;
    write(pen, [[d.title, em * 1.4, 700], [[d.town, d.day, d.stamp].filter(Boolean).join(" · "), em * 0.85, 400]], em, em * 0.4, size.x);
    drawBeside(pen, size.x + em, top, em, side - em * 2);
    write(pen, [[d.sources.join(" · "), em * 0.75, 400]], em, high + em * 0.5, size.x + side - em * 2);
    return canvas;
  }

  function png() {
    ig.picture().toBlob((blob) => blob && ig.download(blob, w.map, "png"), "image/png");
  }

  /** Buttons for the selection. */
  ig.exports = () => [
    ig.button("Excel", `${w.selection}: Excel`, excel),
    ig.button("PNG", `${w.map}: PNG`, png),
  ];
})();
