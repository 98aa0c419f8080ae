/* The panel that tells the story: title, sentence, marks of figures, and how to go on. */
"use strict";
(function () {
  const w = ig.words;
  let now = null;
  /** Layers that no scene of the map knows, an analyst's own, stay as they opened. */
  const named = new Set(ig.data.scenes.flatMap((one) => Object.keys(one.layers)));
  const opened = new Map(ig.data.layers.map((one) => [one.key, one.visible]));

  /** The scene on screen. */
  ig.scene = () => now;

  /** Show what a scene says and shows. */
  ig.play = function (scene, { quiet = false } = {}) {
    now = scene;
    for (const layer of ig.data.layers) {
      const wish = Object.hasOwn(scene.layers, layer.key) ? scene.layers[layer.key] : null;
      layer.visible = wish ? Boolean(wish.visible) : !named.has(layer.key) && opened.get(layer.key);
      layer.on = layer.classes.map((one) => !(wish?.off || []).includes(one.key));
    }
    ig.state.scene = scene.id;
    ig.state.filter = ig.cleanFilter(scene.filter);
    ig.emit("filter");
    ig.emit("scene", scene);
    ig.emit("change");
    ig.home();
    if (!quiet) ig.live.textContent = [place(), scene.title, ...scene.text, ig.filteredText()].filter(Boolean).join(". ");
  };

  /** Step through the story; at its ends it stays. */
  ig.step = function (by) {
    const scenes = ig.story.played();
    const at = scenes.findIndex((one) => one.id === now.id);
    const next = scenes[Math.min(scenes.length - 1, Math.max(0, at + by))];
    if (next && (next.id !== now.id || moved)) ig.play(next);
  };

  /** Jump to the n-th scene, counted from one. */
  ig.jump = function (n) {
    const scene = ig.story.played()[n - 1];
    if (scene) ig.play(scene);
  };

  function place() {
    const scenes = ig.story.played();
    const at = scenes.findIndex((one) => one.id === now.id);
    return scenes.length > 1 && at >= 0 ? `${w.scene} ${at + 1} ${w.of} ${scenes.length}` : "";
  }

  let moved = false;
  /** Somebody explores: the way back is offered. */
  ig.on("moved", () => { moved = true; });

  /** A mark for each figure; cells of one breakdown ("L-16:…") share theirs. */
  function marks(figures) {
    const families = new Map();
    for (const id of figures) {
      const name = id.split(":")[0];
      families.set(name, [...(families.get(name) || []), id]);
    }
    return [...families].flatMap(([name, ids]) => {
      const text = ig.el("span", { class: "ig-figure" }, [name]);
      const known = ids.filter((id) => Object.hasOwn(ig.data.figures, id));
      if (!known.length) return [" ", text];
      const label = `${w.figure} ${name}: ${ig.data.figures[known[0]].label}`;
      const mark = ig.el("button", { type: "button", class: "ig-fig", title: label, "aria-label": label }, [text]);
      mark.addEventListener("click", () => ig.showFigures(known));
      return [" ", mark];
    });
  }

  /** Words of the scene, and what was written for other data. */
  function words(scene) {
    const lines = (scene.text.length ? scene.text : [""]).map((text) => ig.el("p", {}, [text]));
    lines[lines.length - 1].append(...marks(scene.figures));
    const notes = [...ig.data.notes];
    if (ig.story.foreign(scene)) notes.push(ig.story.writtenFor(scene));
    return [ig.el("div", { id: "ig-sentence" }, lines), ...notes.map((text) => ig.el("p", { class: "ig-note" }, [text]))];
  }

  /** Build the panel; `ig.addTool` puts further buttons into it. */
  ig.buildScene = function () {
    const title = ig.el("h2", { id: "ig-scene-title" });
    const text = ig.el("div");
    const filtered = ig.el("p", { id: "ig-filtered" });
    const count = ig.el("span", { class: "ig-place" });
    const back = ig.button("◀", `${w.previous} (${w.pageUp})`, () => ig.step(-1));
    const next = ig.button("▶", `${w.next} (${w.pageDown})`, () => ig.step(1));
    const home = ig.button(w.backToScene, `${w.backToScene} (0)`, () => ig.play(now));
    home.id = "ig-back";
    const steps = ig.el("span", { class: "ig-steps" }, [back, count, next]);
    const tools = ig.el("div", { class: "ig-tools" }, [steps, home]);
    document.querySelector("main").append(ig.panel("section", "ig-scene", w.scene, [title, text, filtered, tools]));
    ig.addTool = (...buttons) => tools.append(...buttons);
    const number = () => {
      const scenes = ig.story.played();
      const at = scenes.findIndex((one) => one.id === now.id);
      steps.hidden = scenes.length < 2;
      count.textContent = `${at < 0 ? "–" : at + 1} / ${scenes.length}`;
      back.disabled = at === 0;
      next.disabled = at === scenes.length - 1;
    };
    const write = (scene) => {
      moved = false;
      home.hidden = true;
      title.textContent = scene.title;
      title.hidden = !scene.title;
      text.replaceChildren(...words(scene));
      number();
    };
    ig.on("scene", (scene) => {
      if (!scene) return;
      now = scene;
      write(scene);
    });
    ig.on("moved", () => { home.hidden = false; });
    ig.on("change", () => {
      filtered.textContent = ig.filteredText();
      filtered.hidden = !filtered.textContent;
    });
    ig.on("story", () => {
      if (!now) return;
      const same = ig.story.all().find((one) => one.id === now.id);
      if (!same) {
        ig.jump(1);
        return;
      }
      now = same;
      title.textContent = same.title;
      title.hidden = !same.title;
      text.replaceChildren(...words(same));
      number();
    });
  };
})();
