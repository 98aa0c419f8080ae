/* Notes on the map: stickers that can be clicked, dragged and reached by keyboard, lines and areas. */
"use strict";
(function () {
  const w = ig.words;
  /** Colour of a kind with the sign that says the same without colour. */
  const LOOK = {
    idea: { colour: "#F7D154", ink: "#1a1a1a", sign: "lamp" },
    problem: { colour: "#B2182B", ink: "#ffffff", sign: "!" },
    favourite: { colour: "#CC79A7", ink: "#1a1a1a", sign: "heart" },
    avoid: { colour: "#4d4d4d", ink: "#ffffff", sign: "cross" },
    question: { colour: "#0072B2", ink: "#ffffff", sign: "?" },
  };
  const SIZE = 88;

  function heart(pen) {
    pen.moveTo(44, 64);
    pen.bezierCurveTo(10, 40, 22, 18, 44, 34);
    pen.bezierCurveTo(66, 18, 78, 40, 44, 64);
    pen.fill();
  }

  function lamp(pen) {
    pen.arc(44, 38, 16, 0.75 * Math.PI, 2.25 * Math.PI);
    pen.lineTo(52, 58);
    pen.lineTo(36, 58);
    pen.closePath();
    pen.fill();
    pen.fillRect(37, 62, 14, 4);
    pen.fillRect(40, 69, 8, 3);
  }

  function cross(pen) {
    pen.lineWidth = 10;
    pen.moveTo(30, 30);
    pen.lineTo(58, 58);
    pen.moveTo(58, 30);
    pen.lineTo(30, 58);
    pen.stroke();
  }

  /** Picture of a kind, drawn, so that it needs no font of signs. */
  ig.sticker = function (kind) {
    const look = LOOK[kind];
    const canvas = ig.el("canvas", { width: SIZE, height: SIZE, class: "ig-sticker", "aria-hidden": "true" });
    const pen = canvas.getContext("2d");
    pen.beginPath();
    pen.arc(44, 44, 39, 0, 7);
    pen.fillStyle = look.colour;
    pen.fill();
    pen.lineWidth = 6;
    pen.strokeStyle = ig.paint.outline;
    pen.stroke();
    pen.fillStyle = pen.strokeStyle = look.ink;
    pen.beginPath();
    if (look.sign === "heart") heart(pen);
    else if (look.sign === "lamp") lamp(pen);
    else if (look.sign === "cross") cross(pen);
    else {
      pen.font = "bold 56px sans-serif";
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText(look.sign, 44, 47);
    }
    return canvas;
  };

  const degrees = ([x, y]) => [y / ig.notes.STEPS, x / ig.notes.STEPS];
  const steps = (at) => [Math.round(L.Util.wrapNum(at.lng, [-180, 180], true) * ig.notes.STEPS), Math.round(at.lat * ig.notes.STEPS)];

  /** Where the sticker of a note stands: its point, the middle of its line, the mean of its corners. */
  function anchor(shape) {
    if (shape.type === "LineString") return degrees(shape.at[Math.floor((shape.at.length - 1) / 2)]);
    const corners = shape.type === "Polygon" ? shape.at.slice(0, -1) : shape.at;
    const sum = corners.reduce(([a, b], [x, y]) => [a + x, b + y], [0, 0]);
    return degrees(sum.map((v) => v / corners.length));
  }

  const moved = (shape, dx, dy) => ({ ...shape, at: shape.at.map(([x, y]) => [x + dx, y + dy]) });

  ig.dotWords = (count) => `${ig.number.format(count)} ${count === 1 ? w.dot : w.dots}`;

  /** What a note says in one line, for screen readers and hints. */
  ig.noteWords = (note) => [`${note.number}`, w[`kind_${note.kind}`], note.theme && w[`theme_${note.theme}`],
    note.group !== "open" && w[`group_${note.group}`], note.text || (note.withheld && w.noteWithheld),
    ig.notes.votes(note) && ig.dotWords(ig.notes.votes(note)), note.older && w.noteOlder].filter(Boolean).join(" · ");

  function face(note) {
    const box = ig.el("div", { class: "ig-note-face" }, [ig.sticker(note.kind), ig.el("b", { class: "ig-note-number" }, [String(note.number)])]);
    const votes = ig.notes.votes(note);
    if (votes) box.append(ig.el("b", { class: "ig-note-dots" }, [String(votes)]));
    return box;
  }

  const layers = new Map();
  let map = null;
  let svg = null;

  function path(note) {
    if (note.shape.type === "Point") return null;
    const options = { renderer: svg, pane: "ig-note-lines", interactive: false, color: LOOK[note.kind].colour, weight: 5, fillOpacity: 0.22,
      dashArray: note.older ? "10 8" : null };
    const at = note.shape.at.map(degrees);
    const make = note.shape.type === "Polygon" ? L.polygon : L.polyline;
    return L.layerGroup([make(at, { ...options, color: ig.paint.outline, weight: 9, fill: false }), make(at, options)]);
  }

  function hint(note) {
    const votes = ig.notes.votes(note);
    const second = [note.theme && w[`theme_${note.theme}`], note.group !== "open" && w[`group_${note.group}`],
      votes && ig.dotWords(votes), note.older && w.noteOlder].filter(Boolean).join(" · ");
    return ig.el("div", {}, [ig.el("b", {}, [`${note.number} ${w[`kind_${note.kind}`]}`]),
      ig.el("div", {}, [note.text || (note.withheld ? w.noteWithheld : "")]), ig.el("div", {}, [second])]);
  }

  const STEP = 6;
  const WAYS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

  /** Note whose sticker has the keyboard. */
  function held(event) {
    const id = [...layers].find(([, one]) => one.marker.getElement() === event.target)?.[0];
    return id ? ig.ideas.shown().find((note) => note.id === id) : undefined;
  }

  function push(event) {
    const note = held(event);
    const by = event.shiftKey ? 5 : 1;
    const [x, y] = WAYS[event.key];
    shift(note, map.layerPointToLatLng(map.latLngToLayerPoint(anchor(note.shape)).add([x * by, y * by])));
    ig.focusNote(note.id);
  }
  const movable = (event) => Boolean(ig.collecting && held(event));
  ig.key({ keys: Object.keys(WAYS), group: w.collect, says: w.keyMoveNote, when: movable, act: push });
  ig.key({ keys: ["Delete"], group: w.collect, says: w.noteDelete, when: movable, act: (event) => ig.ideas.remove(held(event).id) });
  ig.key({ keys: ["Enter", " "], group: w.collect, says: w.keyOpenNote, when: (event) => Boolean(held(event)), act: (event) => ig.emit("note", held(event).id) });

  /** Move a note with all its corners so that its sticker stands at a place. */
  function shift(note, to) {
    const [x0, y0] = steps(L.latLng(anchor(note.shape)));
    const [x, y] = steps(to);
    ig.ideas.change(note.id, { shape: moved(note.shape, x - x0, y - y0) });
  }

  function sticker(note) {
    const icon = L.divIcon({ className: `ig-pin${note.older ? " ig-older" : ""}`, html: face(note), iconSize: null });
    const marker = L.marker(anchor(note.shape), { icon, draggable: Boolean(ig.collecting), keyboard: true, riseOnHover: true, pane: "ig-notes" });
    marker.on("click", () => ig.emit("note", note.id));
    marker.on("dragend", () => shift(note, marker.getLatLng()));
    marker.on("add", () => {
      const element = marker.getElement();
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", ig.noteWords(note));
    });
    marker.bindTooltip(() => hint(note), { direction: "top", opacity: 1, offset: [0, -ig.em()] });
    return marker;
  }

  /** Kinds that the legend has switched off. */
  const off = new Set();
  let hideAll = false;

  function draw() {
    if (!map) return;
    const focused = [...layers].find(([, one]) => one.marker.getElement() === document.activeElement)?.[0];
    for (const { marker, line } of layers.values()) {
      marker.remove();
      line?.remove();
    }
    layers.clear();
    for (const note of ig.ideas.shown()) {
      if (!note.shape || note.hidden || hideAll || off.has(note.kind)) continue;
      const line = path(note);
      line?.addTo(map);
      layers.set(note.id, { marker: sticker(note).addTo(map), line });
    }
    if (focused) ig.focusNote(focused);
    legend();
  }

  function eyeButton(label, pressed, act) {
    const button = ig.el("button", { type: "button", class: "ig-class", "aria-pressed": String(pressed) }, [...label, ig.eye(pressed)]);
    button.addEventListener("click", act);
    return button;
  }

  /** Notes in the legend: how many of which kind, each can be left out. */
  function legend() {
    const notes = ig.ideas.shown().filter((note) => !note.hidden);
    let box = document.getElementById("ig-legend-notes");
    if (!notes.length) {
      box?.remove();
      return;
    }
    if (!box) {
      const home = document.getElementById("ig-legend") || ig.panel("section", "ig-legend", w.legend, []);
      if (!home.isConnected) document.body.append(home);
      box = ig.el("div", { id: "ig-legend-notes", class: "ig-layer" });
      home.prepend(box);
    }
    const at = document.activeElement?.dataset?.kind;
    const classes = ig.notes.KINDS.filter((kind) => notes.some((note) => note.kind === kind)).map((kind) => {
      const count = notes.filter((note) => note.kind === kind).length;
      const button = eyeButton([ig.sticker(kind), ig.el("span", { class: "ig-label" }, [w[`kind_${kind}`]]),
        ig.el("span", { class: "ig-count" }, [ig.number.format(count)])], !off.has(kind), () => {
        if (!off.delete(kind)) off.add(kind);
        ig.live.textContent = `${w[`kind_${kind}`]}: ${off.has(kind) ? w.hidden : w.shown}`;
        draw();
      });
      button.dataset.kind = kind;
      return button;
    });
    const head = eyeButton([ig.el("span", { class: "ig-label" }, [`${ig.number.format(notes.length)} ${notes.length === 1 ? w.note : w.notes}`])], !hideAll, () => {
      hideAll = !hideAll;
      draw();
    });
    head.classList.add("ig-head");
    head.dataset.kind = "all";
    box.replaceChildren(ig.el("h2", {}, [head]), ...(hideAll ? [] : classes));
    if (at) box.querySelector(`[data-kind="${at}"]`)?.focus();
  }

  /** Put the keyboard on a note; false where it is not on the map. */
  ig.focusNote = function (id) {
    const element = layers.get(id)?.marker.getElement();
    element?.focus();
    return Boolean(element);
  };

  /** Go to a note and put the keyboard there. */
  ig.showNote = function (id) {
    const note = ig.ideas.get(id);
    if (!note?.shape) return;
    map.setView(anchor(note.shape), Math.max(map.getZoom(), 17), { animate: false });
    ig.focusNote(id);
  };
  ig.noteAnchor = anchor;
  ig.toSteps = steps;

  ig.on("start", (started) => {
    map = started;
    map.createPane("ig-notes").classList.add("ig-notes-pane");
    map.createPane("ig-note-lines").classList.add("ig-note-lines-pane");
    svg = L.svg({ pane: "ig-note-lines", padding: 0.5 });
    // notes of an earlier workshop are there when asked for; they must not cover the story
    const notes = ig.ideas.shown();
    hideAll = notes.length > 0 && notes.every((note) => note.brought);
    draw();
    ig.on("ideas", draw);
    ig.on("look", draw);
    ig.on("scene", () => {
      if (ig.state.scene !== "ideas" || !hideAll) return;
      hideAll = false; // the scene that tells what was said shows where
      draw();
    });
    ig.on("collecting", (on) => {
      if (on) hideAll = false;
      draw();
    });
  });
})();
