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

  const LINES = 4;
  /** What ends the text: marks of its figures, and the button for what does not fit. */
  let tail = null;
  let more = null;

  /** Whether large type leaves something out of the legend: notes, and classes that the scene leaves out. */
  const legendFolded = () => ig.state.large && ig.data.layers.some((one) => one.visible
    && (one.notes.length || one.unplaced || now.layers[one.key]?.off?.length));

  /** One sentence is read aloud, a button shows the others; what people wrote and what was said stands whole if it is short. */
  const brief = () => !now.own && !now.stamp && !now.easy && now.id !== "ideas";

  /** Leave out the paragraphs that go beyond four lines; the first one stays whole. */
  function fold() {
    const box = document.getElementById("ig-sentence");
    if (!box || ig.printing) return;
    const lines = [...box.children];
    const open = document.body.classList.contains("ig-full");
    document.getElementById("ig-scene").style.width = "";
    const high = parseFloat(getComputedStyle(box).lineHeight) * (LINES + 0.5);
    box.classList.add("ig-folded");
    for (let shown = brief() ? 1 : lines.length; shown > 0; shown -= 1) {
      more.hidden = shown === lines.length && !legendFolded();
      lines.forEach((one, i) => one.classList.toggle("ig-beyond", i >= shown));
      lines[shown - 1].append(tail);
      if (shown === 1 || box.offsetHeight <= high) break;
    }
    box.classList.toggle("ig-folded", !open);
    if (open) lines[lines.length - 1].append(tail);
    more.setAttribute("aria-expanded", String(open));
    more.textContent = open ? w.less : w.more;
    shrink();
  }

  /** Make the panel as narrow as its words allow without a further line. */
  function shrink() {
    const box = document.getElementById("ig-scene");
    if (ig.printing) return;
    box.style.width = "";
    const high = box.offsetHeight;
    let [low, wide] = [box.offsetWidth / 2, box.offsetWidth];
    while (wide - low > 4) {
      const width = (low + wide) / 2;
      box.style.width = `${width}px`;
      if (box.offsetHeight > high || box.scrollWidth > box.clientWidth + 1) low = width;
      else wide = width;
    }
    box.style.width = `${Math.ceil(wide)}px`;
  }

  /** Show all of the text, and in large type all of the legend; or the beginning of both. */
  ig.toggleMore = function () {
    if (more.hidden) return;
    document.body.classList.toggle("ig-full");
    fold();
    ig.emit("change");
  };

  /** Words of the scene, and what was written for other data. */
  function words(scene) {
    const lines = (scene.text.length ? scene.text : [""]).map((text) => ig.el("p", {}, [text]));
    more = ig.el("button", { id: "ig-more", type: "button", "aria-controls": "ig-sentence", title: `${w.moreText} (M)` });
    more.addEventListener("click", ig.toggleMore);
    tail = ig.el("span", {}, [...marks(scene.figures), " ", more]);
    lines[lines.length - 1].append(tail);
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
    const home = ig.button("⌂", `${w.backToScene} (0)`, () => ig.play(now));
    home.id = "ig-back";
    const steps = ig.el("span", { class: "ig-steps" }, [back, count, next]);
    const tools = ig.el("div", { class: "ig-tools", id: "ig-tools" });
    const menu = ig.button("☰", w.menu, () => {
      menu.setAttribute("aria-expanded", String(document.body.classList.toggle("ig-menu")));
      shrink();
    });
    for (const [name, value] of [["id", "ig-menu"], ["aria-expanded", "false"], ["aria-controls", "ig-tools"]]) menu.setAttribute(name, value);
    const head = ig.el("div", { class: "ig-scene-head" }, [title, ig.el("span", { class: "ig-steps" }, [home, steps, menu])]);
    document.querySelector("main").append(ig.panel("section", "ig-scene", w.scene, [head, text, ig.el("div", { class: "ig-scene-foot" }, [filtered, tools])]));
    ig.key({ keys: ["m"], group: w.keysShow, says: w.moreText, act: ig.toggleMore });
    ig.on("type", fold);
    addEventListener("resize", fold);
    ig.addTool = (...buttons) => {
      tools.append(...buttons);
      shrink();
    };
    const number = () => {
      const scenes = ig.story.played();
      const at = scenes.findIndex((one) => one.id === now.id);
      steps.hidden = scenes.length < 2;
      count.textContent = `${at < 0 ? "–" : at + 1} / ${scenes.length}`;
      back.disabled = at === 0;
      next.disabled = at === scenes.length - 1;
    };
    const write = (scene) => {
      document.body.classList.remove("ig-full");
      moved = false;
      home.hidden = true;
      title.textContent = scene.title;
      title.hidden = !scene.title;
      text.replaceChildren(...words(scene));
      fold();
      number();
    };
    ig.on("scene", (scene) => {
      if (!scene) return;
      now = scene;
      write(scene);
    });
    ig.on("moved", () => {
      if (!home.hidden) return;
      home.hidden = false;
      shrink();
    });
    ig.on("change", () => {
      filtered.textContent = ig.filteredText();
      filtered.hidden = !filtered.textContent;
      shrink();
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
      fold();
      number();
    });
  };
})();
