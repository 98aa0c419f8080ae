/* The same units at the days of several surveys: one day, or two with a line between them that is moved. */
"use strict";
(function () {
  const { days, change, words: w } = ig.data.surveys;
  const layers = days.map((one) => ig.data.layers.find((layer) => layer.key === one.key));
  const last = days.length - 1;
  layers.forEach((layer, n) => { layer.pane = `ig-survey-${n}`; });

  let share = 0.5; // where the line stands, of the width of the map
  let settled = null; // what was shown before a picture for paper
  const shown = () => layers.flatMap((layer, n) => (layer.visible ? [n] : []));

  /** Two surveys are compared; of more that are on, the first and the last stay. */
  function pair() {
    const on = shown();
    on.slice(1, -1).forEach((n) => { layers[n].visible = false; });
    return on.length < 2 ? null : [on[0], on[on.length - 1]];
  }

  const line = ig.el("div", { id: "ig-swipe", hidden: "" });
  const handle = ig.el("button", { type: "button", id: "ig-divider", class: "ig-button", role: "slider", "aria-orientation": "horizontal",
    "aria-valuemin": "0", "aria-valuemax": "100", "aria-label": w.divider, title: w.divider }, ["◀▶"]);
  const labels = ["left", "right"].map((side) => ig.el("span", { class: `ig-swipe-day ig-${side}`, "aria-hidden": "true" }));
  line.append(handle, ...labels);

  /** Cut each survey off at the line; panes move with the map, the line does not. */
  function cut() {
    const two = pair();
    const size = ig.map.getSize();
    const [west, north] = Object.values(ig.map.containerPointToLayerPoint([0, 0]));
    const at = west + size.x * share;
    layers.forEach((layer, n) => {
      const pane = ig.map.getPane(layer.pane);
      pane.hidden = !layer.visible;
      const [from, to] = !two ? [west, west + size.x] : n === two[0] ? [west, at] : [at, west + size.x];
      pane.style.clipPath = two ? `polygon(${from}px ${north}px, ${to}px ${north}px, ${to}px ${north + size.y}px, ${from}px ${north + size.y}px)` : "";
    });
  }

  function draw() {
    const two = pair();
    line.hidden = !two;
    if (two) {
      const [before, after] = two.map((n) => days[n].day);
      const percent = Math.round(share * 100);
      line.style.left = `${share * 100}%`;
      labels[0].textContent = before;
      labels[1].textContent = after;
      handle.setAttribute("aria-valuenow", String(percent));
      handle.setAttribute("aria-valuetext", `${w.left} ${before}, ${w.right} ${after}, ${w.at} ${percent}\u00a0%`);
    }
    cut();
  }

  function move(to) {
    share = Math.min(1, Math.max(0, to));
    draw();
  }

  const KEYS = { ArrowLeft: (x) => x - 0.02, ArrowRight: (x) => x + 0.02, ArrowDown: (x) => x - 0.02, ArrowUp: (x) => x + 0.02, Home: () => 0, End: () => 1 };
  handle.addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    move(step(share));
    event.preventDefault();
    event.stopPropagation(); // the arrows would move the map
  });
  handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const box = ig.map.getContainer().getBoundingClientRect();
    move((event.clientX - box.left) / box.width);
  });

  /** Show these surveys and no others; whatever else shows the same units gives way. */
  function show(wanted) {
    layers.forEach((layer, n) => { layer.visible = wanted.includes(n); });
    for (const layer of ig.data.layers) if (layer.kind === "units" && !layers.includes(layer)) layer.visible = false;
    ig.emit("moved");
    ig.emit("change");
    const said = wanted.map((n) => `${w.surveyOf} ${days[n].day}`).join(", ");
    ig.live.textContent = wanted.length > 1 ? `${w.compare}: ${said}` : said;
  }

  /** A button a day, and one for two of them; while two are compared, an earlier day takes the left side. */
  function buttons() {
    const single = days.map((one, n) => {
      const label = `${w.surveyOf} ${one.day}`;
      return ig.button(one.short, label, () => show(pair() && n < last ? [n, last] : [n]));
    });
    const both = ig.button(w.compare, w.compareHelp, () => {
      const two = pair();
      const on = shown();
      show(two ? [two[1]] : [Math.min(on[0] ?? last, last - 1), last]);
    });
    const box = ig.el("div", { class: "ig-surveys", role: "group", "aria-label": w.surveys }, [...single, both]);
    ig.on("change", () => {
      const on = shown();
      box.hidden = !on.length;
      single.forEach((button, n) => button.setAttribute("aria-pressed", String(on.includes(n))));
      both.setAttribute("aria-pressed", String(on.length > 1));
    });
    return box;
  }

  /**
   * Paper knows no line to move: it shows the later survey by what changed since the one before,
   * or the later survey alone where others are compared.
   */
  ig.settleSurveys = function (on) {
    if (on === Boolean(settled)) return;
    if (on) {
      const two = pair();
      if (!two) return;
      settled = { two, told: null };
      const told = ig.data.layers.find((layer) => layer.key === change);
      layers[two[0]].visible = false;
      if (told && two[0] === last - 1 && two[1] === last) {
        layers[two[1]].visible = false;
        told.visible = true;
        settled.told = told;
      }
    } else {
      for (const n of settled.two) layers[n].visible = true;
      if (settled.told) settled.told.visible = false;
      settled = null;
    }
    ig.emit("change");
    ig.redrawThemes();
  };

  ig.on("change", pair); // before the legend and the map hear of it
  ig.on("scene", () => { share = 0.5; });

  ig.on("start", (map) => {
    document.querySelector("main").append(line);
    document.querySelector("#ig-scene .ig-tools").before(buttons());
    map.on("move zoomend viewreset resize", cut);
    ig.on("change", draw);
    for (const sheet of Object.values(ig.sheets)) { // every paper: before it is laid out, after it is put away
      const { open, close } = sheet;
      sheet.open = () => { ig.settleSurveys(true); open.call(sheet); };
      sheet.close = () => { close.call(sheet); ig.settleSurveys(false); };
    }
    const picture = ig.picture;
    ig.picture = function () {
      ig.settleSurveys(true);
      try {
        return picture();
      } finally {
        ig.settleSurveys(false);
      }
    };
    ig.emit("change");
  });
})();
