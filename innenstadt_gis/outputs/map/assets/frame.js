/* What frames the map: title, north, scale, sentence, sources. */
"use strict";
(function () {
  const d = ig.data;
  const w = ig.words;

  /** A panel over the map. */
  ig.panel = (tag, id, label, children) =>
    ig.el(tag, { id, class: "ig-panel", "aria-label": label }, children);

  /** Open a dialog; it goes when it is closed, and the keyboard returns to where it was. */
  ig.dialog = function (id, title, children) {
    const dialog = ig.el("dialog", { id, class: "ig-dialog", "aria-labelledby": `${id}-title` });
    dialog.append(
      ig.el("div", { class: "ig-list-head" }, [ig.el("h2", { id: `${id}-title` }, [title]), ig.button("×", w.close, () => dialog.close())]),
      ig.el("div", { class: "ig-scroll", tabindex: "0", role: "region", "aria-label": title }, children));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
  };

  function title() {
    const line = [d.town, d.day].filter(Boolean).join(" · ");
    return ig.panel("header", "ig-title", d.title, [ig.el("h1", {}, [d.title]), ig.el("p", {}, [line])]);
  }

  function corner() {
    const box = ig.el("div", { id: "ig-corner" });
    if (d.stamp) box.append(ig.el("div", { id: "ig-stamp", class: "ig-panel" }, [d.stamp]));
    const north = ig.el("div", { id: "ig-north", class: "ig-panel", role: "img", "aria-label": w.north });
    north.append(ig.el("span", { "aria-hidden": "true" }, ["▲"]), "N");
    box.append(north);
    return box;
  }

  function zoomButtons(map, more) {
    const by = (step) => () => {
      ig.emit("moved");
      map.setZoom(map.getZoom() + step);
    };
    return ig.el("div", { id: "ig-zoom", class: "ig-panel", role: "group", "aria-label": w.map }, [
      ig.button("+", w.zoomIn, by(0.5)),
      ig.button("−", w.zoomOut, by(-0.5)),
      ig.button("⌂", `${w.home} (0)`, () => ig.play(ig.scene())),
      ...more,
    ]);
  }

  /** Metric scale bar: the largest round length that fits. */
  ig.scaleBar = function (map) {
    const perPixel = ig.worldMetres(map.getCenter().lat) / (256 * 2 ** map.getZoom());
    const room = perPixel * ig.em() * 9;
    const power = 10 ** Math.floor(Math.log10(room));
    const metres = [5, 2, 1].map((n) => n * power).find((n) => n <= room);
    const text = metres >= 1000 ? `${ig.number.format(metres / 1000)} km` : `${ig.number.format(metres)} m`;
    return { metres, pixels: metres / perPixel, text };
  };

  function scale(map) {
    const text = ig.el("span");
    const bar = ig.el("div", { id: "ig-scale", role: "img" }, [text]);
    const update = () => {
      const { pixels, text: length } = ig.scaleBar(map);
      bar.style.width = `${pixels}px`;
      text.textContent = length;
      bar.setAttribute("aria-label", `${w.scale}: ${length}`);
    };
    map.on("zoomend moveend resize", update);
    ig.on("type", update);
    update();
    return bar;
  }

  /** Four corners: the sign for the full screen. */
  ig.corners = () => ig.icon((pen) => {
    pen.lineWidth = 2.6;
    for (const [x, y, dx, dy] of [[4, 4, 1, 1], [20, 4, -1, 1], [4, 20, 1, -1], [20, 20, -1, -1]]) {
      pen.moveTo(x + 6 * dx, y);
      pen.lineTo(x, y);
      pen.lineTo(x, y + 6 * dy);
    }
    pen.stroke();
  });

  /** Build the frame around the map. */
  ig.buildFrame = function (map, more) {
    const foot = ig.el("footer", { id: "ig-foot" }, [
      scale(map),
      ig.el("p", { id: "ig-sources", "aria-label": w.sources }, [d.sources.join(" · ")]),
    ]);
    ig.live = ig.el("div", { id: "ig-live", class: "ig-unseen", "aria-live": "polite" });
    ig.black = ig.el("div", { id: "ig-black", hidden: "", role: "img", "aria-label": w.black });
    document.querySelector("main").append(title(), corner(), zoomButtons(map, more), foot, ig.live, ig.black);
  };

  /** Rectangles that cover the map, in page pixels. */
  ig.panels = () =>
    [...document.querySelectorAll(".ig-panel")].map((p) => p.getBoundingClientRect()).filter((r) => r.width > 0);
})();
