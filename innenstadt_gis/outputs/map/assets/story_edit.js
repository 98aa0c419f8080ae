/* The panel in which people make the story their own: keep, rename, reorder, hide, write. */
"use strict";
(function () {
  const w = ig.words;

  /** Keep the focus on the same button of the same scene when the rows are drawn anew. */
  function drawn(list, make) {
    const active = document.activeElement;
    const mark = active?.dataset?.act && list.contains(active) ? [active.dataset.id, active.dataset.act] : null;
    list.replaceChildren(...make());
    if (!mark) return;
    const some = [...list.querySelectorAll("button")].filter((one) => one.dataset.id === mark[0]);
    (some.find((one) => one.dataset.act === mark[1] && !one.disabled) || some.find((one) => !one.disabled))?.focus();
  }

  function act(scene, name, text, label, run) {
    const button = ig.button(text, `${label}: ${scene.title || w.scene}`, run);
    button.dataset.id = scene.id;
    button.dataset.act = name;
    return button;
  }

  /** Fields for title and sentence in place of the row. */
  function form(scene, done) {
    const title = ig.el("input", { class: "ig-input", maxlength: "120" });
    const text = ig.el("textarea", { class: "ig-input", maxlength: "1000", rows: "4" });
    title.value = scene.title;
    text.value = scene.text.join("\n");
    const save = ig.button(w.keep, w.keep, () => {
      ig.story.edit(scene.id, title.value.trim(), text.value.trim());
      done();
    });
    const box = ig.el("div", { class: "ig-form" }, [
      ig.el("label", { class: "ig-by" }, [ig.el("span", {}, [w.sceneTitle]), title]),
      ig.el("label", { class: "ig-by" }, [ig.el("span", {}, [w.sentence]), text]),
      ig.el("div", { class: "ig-tools" }, [save, ig.button(w.cancel, w.cancel, done)])]);
    setTimeout(() => title.focus());
    return box;
  }

  function row(scene, i, all, state) {
    if (state.editing === scene.id) return ig.el("li", {}, [form(scene, () => state.close())]);
    const off = ig.story.hidden(scene.id);
    const name = ig.el("button", { type: "button", class: "ig-row" }, [scene.title || scene.text[0] || w.scene]);
    name.addEventListener("click", () => ig.play(ig.story.all().find((one) => one.id === scene.id)));
    if (ig.scene()?.id === scene.id) name.setAttribute("aria-current", "true");
    const up = act(scene, "up", "↑", w.earlier, () => ig.story.move(scene.id, -1));
    const down = act(scene, "down", "↓", w.later, () => ig.story.move(scene.id, 1));
    up.disabled = i === 0;
    down.disabled = i === all.length - 1;
    const hide = act(scene, "hide", off ? w.show : w.hide, off ? w.show : w.hide, () => ig.story.hide(scene.id, !off));
    const edit = act(scene, "edit", w.edit, w.edit, () => state.open(scene.id));
    const last = scene.own ? act(scene, "remove", w.remove, w.remove, () => ig.story.remove(scene.id))
      : act(scene, "restore", w.restore, w.restore, () => ig.story.restore(scene.id));
    const item = ig.el("li", { class: off ? "ig-off" : "" }, [name, ig.el("div", { class: "ig-tools" },
      [up, down, hide, edit, ...(scene.own || scene.stamp ? [last] : [])])]);
    if (scene.stamp) item.append(ig.el("p", { class: "ig-note" }, [ig.story.writtenFor(scene)]));
    return item;
  }

  /** Read a story from a file that was saved here or on another laptop. */
  async function load(input) {
    const file = input.files[0];
    input.value = "";
    if (!file) return;
    try {
      const content = JSON.parse(await file.text());
      if (content.kind !== "innenstadt-scenes") throw new Error("another file");
      ig.saved.scenes.load(content.scenes);
      ig.live.textContent = w.loaded;
    } catch {
      ig.live.textContent = w.noStory;
    }
  }

  /** Build the panel, closed; `ig.toggleStory` opens it. */
  ig.buildStoryPanel = function () {
    const list = ig.el("ol", { class: "ig-story" });
    const state = { editing: "", open: (id) => { state.editing = id; fill(); }, close };
    function close() {
      const id = state.editing;
      state.editing = "";
      fill();
      [...list.querySelectorAll('[data-act="edit"]')].find((one) => one.dataset.id === id)?.focus();
    }
    const fill = () => {
      if (box.hidden) return;
      const lost = ig.story.forgotten().length;
      older.hidden = !lost;
      older.textContent = older.title = `${lost} ${lost === 1 ? w.olderScene : w.olderScenes}`;
      older.setAttribute("aria-label", older.title);
      drawn(list, () => ig.story.all().map((one, i, all) => row(one, i, all, state)));
    };
    const keep = ig.button(w.keepView, w.keepView, () => {
      const id = ig.story.add(w.ownScene);
      ig.play(ig.story.all().find((one) => one.id === id));
      state.open(id);
    });
    const input = ig.el("input", { type: "file", accept: ".json", hidden: "", "aria-label": w.loadStory });
    input.addEventListener("change", () => load(input));
    const save = ig.button(w.saveStory, w.saveStory, () => {
      const file = { kind: "innenstadt-scenes", town: ig.data.town, day: ig.data.day, map: ig.data.id, scenes: ig.saved.scenes.get() };
      ig.download(new Blob([JSON.stringify(file)], { type: "application/json" }), w.storyFile, "json");
      ig.emit("filed", "scenes");
      ig.live.textContent = w.storySaved;
    });
    const shut = ig.button("×", w.close, () => ig.toggleStory());
    const older = ig.button("", w.takeOlder, () => {
      ig.story.recall();
      keep.focus();
    });
    older.hidden = true;
    const box = ig.panel("section", "ig-story", w.editScenes, [
      ig.el("div", { class: "ig-list-head" }, [ig.el("h2", {}, [w.scenes]), shut]),
      ig.el("div", { class: "ig-tools" }, [keep, save, ig.button(w.loadStory, w.loadStory, () => input.click()), input, older]),
      ig.el("div", { class: "ig-scroll", tabindex: "0", role: "region", "aria-label": w.scenes }, [list])]);
    box.hidden = true;
    document.querySelector("main").append(box);
    ig.on("story", fill);
    ig.on("scene", fill);
    ig.toggleStory = () => {
      box.hidden = !box.hidden;
      state.editing = "";
      fill();
      if (box.hidden) ig.closed(box);
      else ig.opened(box, () => (state.editing ? state.close() : ig.toggleStory()), keep);
    };
    ig.key({ keys: ["e"], group: w.keysOpen, says: w.editScenes, act: ig.toggleStory });
  };
})();
