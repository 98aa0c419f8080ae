/* What frames the map: title, north, scale, sentence, sources. */
"use strict";
(function () {
  const d = ig.data;
  const w = ig.words;

  /** A panel over the map. */
  ig.panel = (tag, id, label, children) =>
    ig.el(tag, { id, class: "ig-panel", "aria-label": label }, children);

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

  function scene(tools) {
    const box = ig.panel("section", "ig-scene", w.scene, []);
    const text = ig.el("p", { id: "ig-sentence" }, [d.sentence]);
    if (d.figure) {
      const mark = ig.el("span", { class: "ig-figure", title: `${w.figure} ${d.figure}` }, [d.figure]);
      text.append(" ", mark);
    }
    if (d.sentence || d.figure) box.append(text);
    for (const note of d.notes) box.append(ig.el("p", { class: "ig-note" }, [note]));
    box.append(ig.el("div", { class: "ig-tools" }, tools));
    return box;
  }

  function zoomButtons(map, home) {
    return ig.el("div", { id: "ig-zoom", class: "ig-panel" }, [
      ig.button("+", w.zoomIn, () => map.zoomIn()),
      ig.button("−", w.zoomOut, () => map.zoomOut()),
      ig.button("⌂", w.home, home),
    ]);
  }

  /** Metric scale bar: the largest round length that fits. */
  function scale(map) {
    const text = ig.el("span");
    const bar = ig.el("div", { id: "ig-scale", role: "img" }, [text]);
    const update = () => {
      const metres = (40075016.7 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (256 * 2 ** map.getZoom());
      const room = metres * ig.em() * 9;
      const power = 10 ** Math.floor(Math.log10(room));
      const length = [5, 2, 1].map((n) => n * power).find((n) => n <= room);
      bar.style.width = `${length / metres}px`;
      text.textContent = length >= 1000 ? `${ig.number.format(length / 1000)} km` : `${ig.number.format(length)} m`;
      bar.setAttribute("aria-label", `${w.scale}: ${text.textContent}`);
    };
    map.on("zoomend moveend resize", update);
    update();
    return bar;
  }

  /** Build the frame around the map. */
  ig.buildFrame = function (map, tools, home) {
    const foot = ig.el("footer", { id: "ig-foot" }, [
      scale(map),
      ig.el("p", { id: "ig-sources", "aria-label": w.sources }, [d.sources.join(" · ")]),
    ]);
    ig.live = ig.el("div", { id: "ig-live", class: "ig-unseen", "aria-live": "polite" });
    ig.black = ig.el("div", { id: "ig-black", hidden: "", role: "img", "aria-label": w.black });
    document.body.append(title(), corner(), zoomButtons(map, home), scene(tools), foot, ig.live, ig.black);
  };

  /** Rectangles that cover the map, in page pixels. */
  ig.panels = () =>
    [...document.querySelectorAll(".ig-panel")].map((p) => p.getBoundingClientRect()).filter((r) => r.width > 0);
})();
