/* Colours of all that is no class of data: panels, base map, names, outlines. One palette a look:
   light, grey (only the data have a hue), high contrast, dark room. */
"use strict";
(function () {
  const w = ig.words;
  const root = document.documentElement;

  /**
   * `ui` reaches the styles as custom properties; the rest is drawn. The last three say how much of
   * its colour an area shows, what steps back, and what is white, so that none of them glares.
   */
  const PALETTES = {
    light: {
      ui: { scheme: "light", paper: "#f7f4ef", panel: "#ffffff", hover: "#eeeae3", ink: "#1a1a1a", soft: "#444444", faint: "#6b6b6b",
        rule: "#bbbbbb", edge: "transparent", shadow: "rgba(0, 0, 0, .28)", warn: "#8c1d1d", halo: "#ffffff", bar: "#0072b2", mark: "#ffe047", onmark: "#1a1a1a" },
      paper: "#f7f4ef",
      land: { any: "#f3efe8", industrial: "#eeeae4", commercial: "#f1ece5", retail: "#f4ece2", farmland: "#f5f2e6", meadow: "#e9eedb",
        railway: "#edeae6", cemetery: "#dbe5cd", allotments: "#e3ebd2", parking: "#efece8", school: "#f4efdf", brownfield: "#e9e2d6",
        construction: "#ebe4d8", farmyard: "#f1ebdf" },
      green: { any: "#dce7cc", forest: "#d3e0c2", wood: "#d3e0c2", scrub: "#dbe6cb", grass: "#e3ecd3", meadow: "#e7eed9",
        farmland: "#f4f1e4", pitch: "#d3e5cb", sports_centre: "#dfebd3", allotments: "#e3ebd2", garden: "#e4edd6", village_green: "#e3ecd3" },
      water: "#b5d4e6", square: "#fbf1dd", house: "#dcd5ca", houseLine: "#bcb1a2",
      casing: "#cfc6b8", street: "#ffffff", road: "#fdf6df", mainRoad: "#fbe7b6", path: "#cdbfa9", stairs: "#b9a88f", rail: "#b3aba2",
      halo: "#ffffff", names: { place: "#2f2a24", quarter: "#5b5247", small: "#6a6055", spot: "#6f6559", square: "#6b4f1d", water: "#2c6788",
        green: "#47683a", landmark: "#6b4a2e", street: "#453f37" },
      outline: "#1a1a1a", onWhite: "#1a1a1a", quiet: "#5668a8", mixed: "#f4efe6", badge: "#ffffff", halfTone: 0.26, pale: 1, white: 1,
    },
    grey: {
      ui: { scheme: "light", paper: "#f5f5f5", panel: "#ffffff", hover: "#ebebeb", ink: "#1a1a1a", soft: "#444444", faint: "#6b6b6b",
        rule: "#bbbbbb", edge: "transparent", shadow: "rgba(0, 0, 0, .28)", warn: "#8c1d1d", halo: "#ffffff", bar: "#0072b2", mark: "#ffe047", onmark: "#1a1a1a" },
      paper: "#f5f5f5",
      land: { any: "#f0f0f0", industrial: "#ebebeb", railway: "#ececec", cemetery: "#e4e4e4", brownfield: "#e4e4e4", construction: "#e6e6e6" },
      green: { any: "#e4e4e4", forest: "#dcdcdc", wood: "#dcdcdc", farmland: "#f1f1f1", grass: "#e9e9e9", meadow: "#ebebeb", garden: "#ebebeb" },
      water: "#cdcdcd", square: "#fafafa", house: "#d8d8d8", houseLine: "#b3b3b3",
      casing: "#c8c8c8", street: "#ffffff", road: "#ffffff", mainRoad: "#ededed", path: "#bebebe", stairs: "#a8a8a8", rail: "#adadad",
      halo: "#ffffff", names: { place: "#2a2a2a", quarter: "#545454", small: "#606060", spot: "#666666", square: "#4d4d4d", water: "#4d4d4d",
        green: "#4d4d4d", landmark: "#4d4d4d", street: "#404040" },
      outline: "#1a1a1a", onWhite: "#1a1a1a", quiet: "#5668a8", mixed: "#f0f0f0", badge: "#ffffff", halfTone: 0.26, pale: 1, white: 1,
    },
    contrast: {
      ui: { scheme: "light", paper: "#ffffff", panel: "#ffffff", hover: "#e4e4e4", ink: "#000000", soft: "#1a1a1a", faint: "#4d4d4d",
        rule: "#595959", edge: "#000000", shadow: "transparent", warn: "#8c0000", halo: "#ffffff", bar: "#00538a", mark: "#ffe047", onmark: "#000000" },
      paper: "#ffffff", land: { any: "#ffffff" }, green: { any: "#eef3e6", forest: "#dfe9d2", wood: "#dfe9d2", farmland: "#ffffff" },
      water: "#c3e1f5", square: "#ffffff", house: "#e3e3e3", houseLine: "#000000",
      casing: "#4d4d4d", street: "#ffffff", road: "#ffffff", mainRoad: "#fff3c4", path: "#4d4d4d", stairs: "#000000", rail: "#4d4d4d",
      halo: "#ffffff", names: { place: "#000000", quarter: "#000000", small: "#1a1a1a", spot: "#1a1a1a", square: "#000000", water: "#00395c",
        green: "#1d4010", landmark: "#3d2200", street: "#000000" },
      outline: "#000000", onWhite: "#000000", quiet: "#26387a", mixed: "#ffffff", badge: "#ffffff", halfTone: 0.34, pale: 1, white: 1,
    },
    dark: {
      ui: { scheme: "dark", paper: "#1a1d21", panel: "#22262b", hover: "#363d45", ink: "#eeece7", soft: "#c9c6c0", faint: "#a2a5a9",
        rule: "#59616a", edge: "#59616a", shadow: "rgba(0, 0, 0, .6)", warn: "#ff9d94", halo: "#1a1d21", bar: "#56b4e9", mark: "#ffe047", onmark: "#1a1a1a" },
      paper: "#1a1d21",
      land: { any: "#1d2024", industrial: "#212327", retail: "#23221f", commercial: "#212123", railway: "#202225", cemetery: "#1c2820", brownfield: "#242119" },
      green: { any: "#1c2a20", forest: "#192b1e", wood: "#192b1e", farmland: "#1d1f1f", grass: "#1d2821", meadow: "#1d2721", garden: "#1d2721" },
      water: "#15344a", square: "#35322a", house: "#2c3136", houseLine: "#565e67",
      casing: "#121417", street: "#3b4046", road: "#45423a", mainRoad: "#4a4231", path: "#4c4a45", stairs: "#6a655c", rail: "#555a60",
      halo: "#1a1d21", names: { place: "#f2efe9", quarter: "#d3cdc4", small: "#c2bcb3", spot: "#b5afa6", square: "#e3c78f", water: "#8fc3e3",
        green: "#a5c99a", landmark: "#dcbb98", street: "#e0dcd5" },
      outline: "#989da2", onWhite: "#121417", quiet: "#8f9cd0", mixed: "#3f3d38", badge: "#ffffff", halfTone: 0.42, pale: 0.42, white: 0.72,
    },
  };
  const KEY = `ig:${ig.data.id}:look`;

  const clean = (value) => {
    const name = String(value?.name ?? "");
    return { name: Object.hasOwn(PALETTES, name) ? name : "", at: Number(value?.at) || 0 };
  };

  function read() {
    try {
      return clean(JSON.parse(localStorage.getItem(KEY)));
    } catch {
      return clean(null); // nothing kept, or a browser that keeps nothing for files
    }
  }

  /** What somebody has chosen for this map; "" while nobody has. */
  let told = read();
  let worn = "";

  /** How the map opens: as its maker wishes, and with contrast where a person's system asks for it. */
  const first = () => (ig.data.look === "light" && matchMedia("(prefers-contrast: more)").matches ? "contrast" : ig.data.look);

  /** Put a palette on; what was drawn with another one is drawn anew. */
  function wear(name) {
    if (name === worn) return;
    worn = name;
    ig.paint = PALETTES[name];
    for (const [key, colour] of Object.entries(ig.paint.ui)) root.style.setProperty(`--${key}`, colour);
    ig.emit("look", name);
  }

  function show(name) {
    ig.state.look = name;
    wear(name);
  }

  /** Show a look without choosing it, as a scene or a snapshot asks; one that is not known is the chosen one. */
  ig.showLook = (name) => show(Object.hasOwn(PALETTES, name || "") ? name : told.name || first());

  /** The look as a scene of one's own keeps it: none where it is the one in which the map opens. */
  ig.keptLook = () => (ig.state.look === first() ? "" : ig.state.look);
  ig.cleanLook = (name) => clean({ name }).name;

  /** Choose a look for this map; it stays until another one is chosen. */
  ig.setLook = function (name) {
    told = { name, at: Date.now() };
    try {
      localStorage.setItem(KEY, JSON.stringify(told));
    } catch {
      // it holds until the page is closed, and in a saved copy
    }
    show(name);
    ig.live.textContent = words(name);
  };

  const words = (name) => `${w.look}: ${w[`look_${name}`]}`;

  /** On to the next look. */
  ig.nextLook = function () {
    const names = Object.keys(PALETTES);
    ig.setLook(names[(names.indexOf(ig.state.look) + 1) % names.length]);
  };

  /** Paper is white whatever the room is like; contrast is kept, as somebody needs it. */
  const forPaper = () => (ig.state.look === "contrast" ? "contrast" : "light");

  /** Do something, such as drawing a picture, in the look for paper. */
  ig.onPaper = function (act) {
    wear(forPaper());
    try {
      return act();
    } finally {
      wear(ig.state.look);
    }
  };
  addEventListener("beforeprint", () => wear(forPaper()));
  addEventListener("afterprint", () => wear(ig.state.look));

  ig.on("scene", (scene) => ig.showLook(scene?.look));
  ig.saved.look = {
    get: () => told,
    /** The newer of what a saved copy brings and what this browser kept. */
    set(value) {
      const brought = clean(value);
      if (!brought.name || brought.at <= told.at) return;
      told = brought;
      show(told.name);
    },
  };

  /** A picture on a button, drawn anew in the ink of each look. */
  ig.icon = function (draw) {
    const canvas = ig.el("canvas", { "aria-hidden": "true", width: 48, height: 48, class: "ig-icon" });
    const again = () => {
      const pen = canvas.getContext("2d");
      pen.setTransform(2, 0, 0, 2, 0, 0);
      pen.clearRect(0, 0, 24, 24);
      pen.strokeStyle = pen.fillStyle = ig.paint.ui.ink;
      pen.beginPath();
      draw(pen);
    };
    ig.on("look", again);
    again();
    return canvas;
  };

  /** Button of the looks: a disc, half of it filled. */
  ig.lookButton = function () {
    const button = ig.button("", "", ig.nextLook);
    button.id = "ig-look";
    button.append(ig.icon((pen) => {
      pen.lineWidth = 2.4;
      pen.arc(12, 12, 8.5, 0, 7);
      pen.stroke();
      pen.beginPath();
      pen.arc(12, 12, 8.5, Math.PI / 2, -Math.PI / 2);
      pen.fill();
    }));
    const name = () => {
      button.title = `${words(ig.state.look)} (H)`;
      button.setAttribute("aria-label", button.title);
    };
    ig.on("look", name);
    name();
    return button;
  };

  ig.key({ keys: ["h"], group: w.keysShow, says: w.look, act: ig.nextLook });
  show(told.name || first());
})();
