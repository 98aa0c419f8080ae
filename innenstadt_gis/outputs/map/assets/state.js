/* What can be saved and restored, and how the parts of the page hear of each other. */
"use strict";
(function () {
  const hearers = new Map();

  /**
   * Hear an event of the page: "change" (what is shown has changed: layers, classes, filter),
   * "filter" (the filter itself), "scene" (another scene), "story" (the scenes themselves), "moved"
   * (somebody explores away from the scene), "type" (size of the type), "look" (another palette),
   * "kept" (a part that goes into a saved copy has changed), "start" (map and frame stand; once).
   * @param {string} name
   * @param {(detail: any) => void} act
   */
  ig.on = function (name, act) {
    if (!hearers.has(name)) hearers.set(name, []);
    hearers.get(name).push(act);
  };

  /** Tell all who listen. */
  ig.emit = (name, detail) => (hearers.get(name) || []).forEach((act) => act(detail));

  /**
   * The state that is not a layer's own; `layer.visible` and `layer.on` hold the rest.
   * @property {string} scene id of the scene on screen, "" for none
   * @property {{text: string, by: Object<string, string[]>}} filter values let through, by column
   * @property {boolean} large large type
   * @property {string} look palette of panels and base map, see palette.js
   */
  ig.state = { scene: "", filter: { text: "", by: {} }, large: false, look: "" };

  /**
   * Parts that go into a saved copy: name -> {get: () => plain JSON, set: (plain JSON) => void}.
   * Each part checks what `set` is given: a copy comes from another laptop.
   */
  ig.saved = {};

  const copy = (value) => JSON.parse(JSON.stringify(value));

  /** Centre and zoom with the width they were seen at, so that another screen shows the same. */
  ig.seen = function () {
    const at = ig.map.getCenter();
    return { lat: +at.lat.toFixed(6), lng: +at.lng.toFixed(6), zoom: ig.map.getZoom(), width: ig.map.getSize().x };
  };

  /** Show a view of `ig.seen`. */
  ig.see = function (view) {
    if (![view?.lat, view?.lng, view?.zoom].every(Number.isFinite)) return;
    const grown = view.width > 0 ? Math.log2(ig.map.getSize().x / view.width) : 0;
    const zoom = Math.min(20, Math.max(11, Math.round((view.zoom + grown) * 2) / 2));
    ig.map.setView([view.lat, view.lng], zoom, { animate: false });
  };

  /** All that is shown now, as plain JSON. */
  ig.snapshot = function () {
    const layers = {};
    for (const one of ig.data.layers) {
      const off = one.classes.filter((_, code) => !one.on[code]).map((c) => c.key);
      layers[one.key] = off.length ? { visible: one.visible, off } : { visible: one.visible };
    }
    return { map: ig.data.id, view: ig.seen(), layers, ...copy(ig.state) };
  };

  /** Set layers and classes; layers that are not named stay as they are. */
  ig.applyLayers = function (layers) {
    for (const one of ig.data.layers) {
      const wish = Object.hasOwn(layers || {}, one.key) ? layers[one.key] : null;
      if (!wish) continue;
      one.visible = Boolean(wish.visible);
      one.on = one.classes.map((c) => !(wish.off || []).includes(c.key));
    }
  };

  /** Only what a filter may hold: a text, and lists of texts by column. */
  ig.cleanFilter = function (filter) {
    const by = {};
    for (const [column, values] of Object.entries(filter?.by || {})) {
      if (Array.isArray(values) && values.length) by[column] = values.map(String);
    }
    return { text: String(filter?.text || "").slice(0, 200), by };
  };

  /** Show what a snapshot says; what this map does not have is left out. */
  ig.apply = function (snapshot) {
    ig.applyLayers(snapshot.layers);
    ig.state.filter = ig.cleanFilter(snapshot.filter);
    ig.state.scene = String(snapshot.scene || "");
    if (ig.state.large !== Boolean(snapshot.large)) ig.largeType?.(Boolean(snapshot.large));
    ig.emit("filter");
    ig.emit("scene", ig.story.all().find((one) => one.id === ig.state.scene));
    ig.showLook(ig.cleanLook(snapshot.look));
    ig.emit("change");
    ig.see(snapshot.view);
    ig.emit("moved");
  };

  /** What a saved copy brought with it, by part; read once, when the page opens. */
  ig.readSaved = function () {
    const block = document.getElementById("ig-saved");
    return block ? JSON.parse(block.textContent || "{}") : {};
  };

  /** All parts as they are now. */
  ig.keptParts = () => Object.fromEntries(Object.entries(ig.saved).map(([name, part]) => [name, part.get()]));
})();
