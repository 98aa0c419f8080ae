/* The legend: what each colour means, how many there are, and a button to leave a class out. */
"use strict";
(function () {
  const w = ig.words;

  /** An eye, open or closed, drawn with two strokes. */
  function eye(open) {
    const canvas = ig.el("canvas", { "aria-hidden": "true", width: 48, height: 32, class: "ig-eye" });
    const pen = canvas.getContext("2d");
    pen.scale(2, 2);
    pen.strokeStyle = pen.fillStyle = "#1a1a1a";
    pen.lineWidth = 1.6;
    pen.beginPath();
    pen.moveTo(2, 8);
    pen.quadraticCurveTo(12, open ? -3 : 12, 22, 8);
    if (open) pen.quadraticCurveTo(12, 19, 2, 8);
    pen.stroke();
    if (open) {
      pen.beginPath();
      pen.arc(12, 8, 3, 0, 7);
      pen.fill();
    }
    return canvas;
  }

  function say(name, on) {
    ig.live.textContent = `${name}: ${on ? w.shown : w.hidden}`;
  }

  function classButton(layer, code) {
    const one = layer.classes[code];
    const button = ig.el("button", { type: "button", class: "ig-class" });
    const draw = () => {
      const on = layer.on[code];
      button.setAttribute("aria-pressed", String(on));
      button.replaceChildren(ig.swatch(layer.kind, one), ig.el("span", { class: "ig-label" }, [one.label]),
        ig.el("span", { class: "ig-count" }, [one.count === null ? "" : ig.number.format(one.count)]), eye(on));
    };
    button.addEventListener("click", () => {
      layer.on[code] = !layer.on[code];
      ig.refresh(layer);
      draw();
      say(one.label, layer.on[code]);
    });
    draw();
    return button;
  }

  function section(layer, single) {
    const box = ig.el("div", { class: "ig-layer" });
    const classes = ig.el("div", { class: "ig-classes" }, layer.classes.map((_, code) => classButton(layer, code)));
    const notes = [...layer.notes];
    if (layer.unplaced) notes.push(`${ig.number.format(layer.unplaced)} ${w.unplaced}`);
    classes.append(...notes.map((text) => ig.el("p", { class: "ig-note" }, [text])));
    if (single) {
      box.append(ig.el("h2", {}, [layer.title]), classes);
      return box;
    }
    const head = ig.el("button", { type: "button", class: "ig-class ig-head" });
    const draw = () => {
      head.setAttribute("aria-pressed", String(layer.visible));
      head.replaceChildren(ig.el("span", { class: "ig-label" }, [layer.title]), eye(layer.visible));
      classes.hidden = !layer.visible;
    };
    head.addEventListener("click", () => {
      layer.visible = !layer.visible;
      ig.refresh(layer);
      draw();
      say(layer.title, layer.visible);
    });
    draw();
    box.append(ig.el("h2", {}, [head]), classes);
    return box;
  }

  /** Build the legend; layers on top of the map stand on top of it. */
  ig.buildLegend = function () {
    const layers = [...ig.data.layers].reverse();
    const box = ig.panel("section", "ig-legend", w.legend, layers.map((one) => section(one, layers.length === 1)));
    if (layers.length) document.body.append(box);
    ig.toggleLegend = () => {
      box.hidden = !box.hidden;
      say(w.legend, !box.hidden);
    };
  };
})();
