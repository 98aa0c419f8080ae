/* Entering notes: pick a sticker, tap the map; words are added afterwards, if at all. */
"use strict";
(function () {
  const w = ig.words;
  const n = ig.notes;
  const armed = { kind: null, shape: "Point", at: [], preview: null };
  const choice = { theme: "", group: "open", round: 1 };
  let map = null;
  let tray = null;
  let current = null;

  const option = (value, text) => ig.el("option", { value }, [text]);

  /** A labelled choice. */
  ig.choose = function (label, options, value, act) {
    const select = ig.el("select", { class: "ig-choice" }, options.map(([key, text]) => option(key, text)));
    select.value = value;
    select.addEventListener("change", () => act(select.value));
    return ig.el("label", { class: "ig-ask" }, [ig.el("span", {}, [label]), select]);
  };
  const themes = () => [["", w.noTheme], ...n.THEMES.map((key) => [key, w[`theme_${key}`]])];
  const groups = () => n.GROUPS.map((key) => [key, w[`group_${key}`]]);
  const kinds = () => n.KINDS.map((key) => [key, w[`kind_${key}`]]);
  ig.noteChoices = { themes, groups, kinds };

  const say = (text) => { ig.live.textContent = text; };

  /** What a control is called, so that it can be found again when its panel is drawn anew. */
  const nameOf = (control) => [control.tagName, control.closest("[class*='ig-editor']") ? "editor" : "",
    control.id || control.dataset.kind || control.getAttribute("aria-label") || control.labels?.[0]?.firstChild?.textContent || control.textContent].join(" ");

  /** Put new content into a panel; the control that has the keyboard keeps it. */
  ig.redraw = function (panel, ...content) {
    const had = panel.contains(document.activeElement) ? nameOf(document.activeElement) : null;
    panel.replaceChildren(...content);
    if (had) [...panel.querySelectorAll("button, select, input")].find((control) => nameOf(control) === had)?.focus();
  };

  // the sticker in hand ---------------------------------------------------------

  function arm(kind) {
    armed.kind = armed.kind === kind ? null : kind;
    cancelLine();
    current = null;
    document.body.classList.toggle("ig-armed", Boolean(armed.kind));
    if (armed.kind) {
      ig.stopVoting?.();
      say(`${w[`kind_${kind}`]}: ${armed.shape === "Point" ? w.tapPoint : w.tapLine}`);
    }
    show();
  }

  function cancelLine() {
    armed.preview?.remove();
    armed.preview = null;
    armed.at = [];
    map?.doubleClickZoom.enable();
  }

  /** Put the sticker in hand down at a place; lines and areas grow by it. */
  function tap(latlng) {
    if (!armed.kind) return;
    if (armed.shape === "Point") {
      place({ type: "Point", at: [ig.toSteps(latlng)] });
      return;
    }
    map.doubleClickZoom.disable();
    const at = ig.toSteps(latlng);
    const last = armed.at.at(-1);
    if (!last || last[0] !== at[0] || last[1] !== at[1]) armed.at.push(at);
    preview();
    say(`${armed.at.length} ${w.corners}. ${w.tapLine}`);
  }

  function preview() {
    armed.preview?.remove();
    const at = armed.at.map(([x, y]) => [y / n.STEPS, x / n.STEPS]);
    const style = { color: ig.paint.outline, weight: 5, dashArray: "8 8", interactive: false, pane: "ig-note-lines", renderer: L.svg({ pane: "ig-note-lines" }) };
    const line = armed.shape === "Polygon" ? L.polygon(at, style) : L.polyline(at, style);
    const dots = at.map((one) => L.circleMarker(one, { ...style, dashArray: null, radius: 6, fillOpacity: 1 }));
    armed.preview = L.layerGroup([line, ...dots]).addTo(map);
  }

  function finish() {
    const enough = armed.shape === "Polygon" ? 3 : 2;
    if (armed.at.length < enough) {
      say(w.moreCorners);
      return;
    }
    const at = armed.shape === "Polygon" ? [...armed.at, armed.at[0]] : armed.at;
    const drawn = n.read({ type: "Feature", id: "00000000-0000-4000-8000-000000000000",
      geometry: { type: armed.shape, coordinates: armed.shape === "Polygon" ? [at.map(degrees)] : at.map(degrees) },
      properties: { kind: "idea", changed: "2000-01-01T00:00:00Z" } });
    cancelLine();
    if (typeof drawn === "string") say(w.moreCorners);
    else place(drawn.shape);
  }
  const degrees = ([x, y]) => [x / n.STEPS, y / n.STEPS];

  function place(shape) {
    const note = ig.ideas.add({ kind: armed.kind, shape, ...choice });
    current = note.id;
    show();
    say(`${w[`kind_${note.kind}`]} ${w.placed}`);
  }

  /** Without a hand on the mouse the middle of the free map is the place. */
  function middle() {
    const box = tray.getBoundingClientRect();
    const size = map.getSize();
    return map.containerPointToLatLng([(Math.min(box.right, size.x / 2) + size.x) / 2, size.y / 2]);
  }

  // the note in hand --------------------------------------------------------------

  function editor() {
    const note = ig.ideas.shown().find((one) => one.id === current);
    if (!note) return [ig.el("p", { class: "ig-note-help" }, [armed.kind ? (armed.shape === "Point" ? w.tapPoint : w.tapLine) : w.pickSticker])];
    const text = ig.el("textarea", { id: "ig-note-text", maxlength: String(2 * n.LONGEST), rows: "2", "aria-label": w.noteText, placeholder: w.noteText });
    text.value = note.text;
    const left = ig.el("span", { class: "ig-note-left" });
    const warn = ig.el("p", { class: "ig-note-warn", role: "status" });
    const count = () => {
      const length = [...text.value].length;
      left.textContent = `${length}/${n.LONGEST}`;
      left.classList.toggle("ig-too-long", length > n.LONGEST);
      warn.textContent = n.holdsContact(text.value) ? w.noteContact : "";
    };
    text.addEventListener("input", count);
    text.addEventListener("change", () => ig.ideas.change(note.id, { text: text.value }));
    count();
    const set = (key) => (value) => ig.ideas.change(note.id, { [key]: value });
    return [
      ig.el("h3", {}, [ig.sticker(note.kind), `${w.number} ${note.number} · ${w[`kind_${note.kind}`]}`, left]),
      text, warn,
      ig.el("p", { class: "ig-note-help" }, [w.noNames]),
      ig.el("div", { class: "ig-asks" }, [ig.choose(w.noteKind, kinds(), note.kind, set("kind")),
        ig.choose(w.noteTheme, themes(), note.theme, set("theme")), ig.choose(w.noteGroup, groups(), note.group, set("group"))]),
      ig.el("div", { class: "ig-tools" }, [
        ig.button(w.noteDone, w.noteDone, () => done()),
        ig.button(w.noteDelete, w.noteDelete, () => {
          current = null;
          ig.ideas.remove(note.id);
          say(w.noteDeleted);
          ig.emit("edited", note.id);
        }),
      ]),
    ];
  }

  function keepText() {
    const text = document.getElementById("ig-note-text");
    if (text && current && ig.ideas.get(current)) ig.ideas.change(current, { text: text.value });
  }

  function done() {
    keepText();
    const id = current;
    current = null;
    show();
    if (armed.kind || !ig.focusNote(id)) map.getContainer().focus();
    ig.emit("edited", id);
  }

  // the tray ------------------------------------------------------------------------

  function stickers() {
    return ig.el("div", { class: "ig-stickers", role: "group", "aria-label": w.noteKind }, n.KINDS.map((kind) => {
      const button = ig.el("button", { type: "button", class: "ig-button ig-pick", "aria-pressed": String(armed.kind === kind) },
        [ig.sticker(kind), w[`kind_${kind}`]]);
      button.dataset.kind = kind;
      button.addEventListener("click", () => {
        keepText();
        arm(kind);
        tray.querySelector(`[data-kind="${kind}"]`)?.focus();
      });
      return button;
    }));
  }

  function shapes() {
    const words = { Point: w.shapePoint, LineString: w.shapeLine, Polygon: w.shapeArea };
    return ig.choose(w.shape, Object.entries(words), armed.shape, (value) => {
      armed.shape = value;
      cancelLine();
      show();
    });
  }

  function tools() {
    const undo = ig.button("↶", `${w.undo} (${w.ctrl}+Z)`, back);
    undo.disabled = !ig.ideas.canUndo();
    return ig.el("div", { class: "ig-tools" }, [undo, ...Object.values(ig.ideaTools).map((make) => make())]);
  }

  function back() {
    const note = current;
    if (ig.ideas.undo()) say(w.undone);
    if (note && ig.ideas.get(note)?.deleted) current = null;
    show();
  }

  function status() {
    const words = ig.ideas.storing() ? [] : [w.noMemory];
    if (ig.ideas.unsaved()) words.push(w.noteUnsaved);
    return ig.el("p", { class: "ig-note-help" }, [words.join(" ")]);
  }

  /** Draw the tray anew; the text that is being written stays. */
  function show() {
    if (!tray || tray.hidden) return;
    const writing = document.activeElement?.id === "ig-note-text" ? document.getElementById("ig-note-text") : null;
    const kept = writing && { text: writing.value, at: writing.selectionStart, note: writing.dataset.note };
    const close = ig.button("×", w.close, () => toggle(false));
    ig.redraw(tray,
      ig.el("div", { class: "ig-list-head" }, [ig.el("h2", {}, [w.collect]), close]), ...ig.offerForgotten(), stickers(),
      ...(current ? [] : [ig.el("div", { class: "ig-asks" }, [shapes(), ig.choose(w.noteTheme, themes(), choice.theme, (v) => { choice.theme = v; }),
        ig.choose(w.noteGroup, groups(), choice.group, (v) => { choice.group = v; })])]),
      ig.el("div", { class: "ig-editor" }, editor()), tools(), status());
    const text = document.getElementById("ig-note-text");
    if (text) text.dataset.note = current;
    if (text && kept?.note === current) {
      text.value = kept.text;
      text.focus();
      text.setSelectionRange(kept.at, kept.at);
      text.dispatchEvent(new Event("input"));
    }
  }

  function toggle(on) {
    if (on === ig.collecting) return;
    keepText();
    if (on) ig.opened(tray, escape);
    ig.collecting = on;
    tray.hidden = !on;
    document.body.classList.toggle("ig-collecting", on);
    opener.setAttribute("aria-expanded", String(on));
    if (!on) {
      armed.kind = null;
      current = null;
      document.body.classList.remove("ig-armed");
      cancelLine();
      ig.stopVoting?.();
    }
    ig.emit("collecting", on);
    show();
    if (on) tray.querySelector(".ig-pick").focus();
    else ig.closed(tray);
  }
  const opener = ig.button(w.noteList, `${w.collect} (N)`, () => toggle(!ig.collecting));

  const atMap = (event) => event.target === map.getContainer();
  const drawing = (event) => Boolean(armed.kind) && armed.at.length > 0 && atMap(event);
  ig.key({ keys: ["n"], group: w.keysOpen, says: w.collect, act: () => toggle(!ig.collecting) });
  ig.key({ keys: ["Enter"], group: w.collect, says: w.keyFinish, when: (event) => drawing(event) && armed.at.length > 1, act: finish });
  ig.key({ keys: ["Enter", " "], group: w.collect, says: w.keyTap, when: (event) => Boolean(armed.kind) && atMap(event), act: () => tap(middle()) });
  ig.key({ keys: ["Backspace"], group: w.collect, says: w.keyCorner, when: drawing, act() {
    armed.at.pop();
    preview();
  } });
  ig.key({ keys: ["ctrl+z"], group: w.collect, says: w.undo, when: () => ig.collecting, act: back });

  function escape() {
    keepText();
    if (armed.at.length) cancelLine();
    else if (armed.kind) arm(armed.kind);
    else if (current) done();
    else toggle(false);
  }

  /** Tools of the tray by name, in their order; other parts add theirs. */
  ig.ideaTools = {};
  ig.collecting = false;
  ig.collect = toggle;
  ig.refreshTray = show;
  ig.disarm = () => armed.kind && arm(armed.kind);
  ig.noteSettings = choice;

  ig.on("start", (started) => {
    map = started;
    opener.id = "ig-open-ideas";
    opener.setAttribute("aria-expanded", "false");
    ig.addTool(opener);
    tray = ig.panel("section", "ig-ideas", w.collect, []);
    tray.hidden = true;
    document.body.append(tray);
    map.on("click", (event) => ig.collecting && tap(event.latlng));
    map.on("dblclick", () => armed.at.length > 1 && finish());
    ig.on("note", (id) => {
      if (ig.vote?.(id)) return;
      const shape = ig.ideas.get(id)?.shape;
      if (armed.at.length && shape) { // a sticker under a line that is being drawn is a corner of it
        tap(L.latLng(ig.noteAnchor(shape)));
        return;
      }
      keepText();
      if (!ig.collecting) toggle(true);
      if (armed.kind) arm(armed.kind);
      current = id;
      show();
      document.getElementById("ig-note-text")?.focus();
    });
    ig.on("ideas", show);
  });
})();
