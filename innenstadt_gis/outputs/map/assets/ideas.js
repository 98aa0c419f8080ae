/* The notes of this map: kept in the browser, changed, undone, merged; nothing of it is drawn here. */
"use strict";
(function () {
  const d = ig.data;
  const n = ig.notes;
  const PREFIX = "ig-ideas:";
  const STEPS_BACK = 100;
  const JOINED = 12; // length of the mark of dots that came from another note; laptops have eight signs
  const known = new Map();
  const back = [];
  let unsaved = false;
  let storing = true;

  /** The browser's memory; null where a browser keeps it closed, as for a page in a notebook. */
  function memory() {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  }

  function recall(key) {
    try {
      return JSON.parse(memory()?.getItem(key) ?? "null");
    } catch {
      return null;
    }
  }

  function remember(key, value) {
    try {
      memory().setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }

  const random = (length) => [...crypto.getRandomValues(new Uint8Array(length))].map((b) => (b % 36).toString(36)).join("");

  /** Which laptop gave a dot; a random mark, nothing of the laptop or its user. */
  function laptopId() {
    const kept = recall("ig-laptop");
    if (typeof kept === "string" && /^[a-z0-9]{8}$/.test(kept)) return kept;
    const made = random(8);
    remember("ig-laptop", made);
    return made;
  }
  const laptop = laptopId();

  function uuid() {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const hex = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /** Now, but always later than the version that is changed, even where a clock is slow. */
  function later(note) {
    const now = Date.now();
    return new Date(note ? Math.max(now, Date.parse(note.changed) + 1 || now) : now).toISOString();
  }

  /** Day of the map as ISO, out of the words that the page shows. */
  function mapDay() {
    const german = /(\d{2})\.(\d{2})\.(\d{4})/.exec(d.day);
    return german ? `${german[3]}-${german[2]}-${german[1]}` : (/\d{4}-\d{2}-\d{2}/.exec(d.day) || [""])[0];
  }

  const all = () => n.mergeAll([...known.values()]);

  function store() {
    storing = remember(PREFIX + d.id, { town: d.town, day: mapDay(), unsaved, ideas: n.collection(all()) });
    tell();
    ig.emit("kept", "ideas");
  }

  // A press that takes the keyboard out of a text changes its note; what is pressed must not be
  // drawn anew under the finger, or the click is lost.
  let pressed = false;
  let waiting = false;
  function tell() {
    waiting = pressed;
    if (!pressed) ig.emit("ideas");
  }
  addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => {
      pressed = false;
      if (waiting) setTimeout(tell);
    }, true);
  }

  /** Set notes to new versions, in one step that can be undone. */
  function put(notes, { undoable = true } = {}) {
    if (undoable) {
      back.push(notes.map((note) => [note.id, known.get(note.id)]));
      if (back.length > STEPS_BACK) back.shift();
    }
    for (const note of notes) known.set(note.id, note);
    unsaved = true;
    store();
  }

  /** Make a note; it belongs to this map and to the scene on screen. */
  function add({ kind, shape = null, text = "", theme = "", group = "open", round = 1 }) {
    const now = later(null);
    const note = { id: uuid(), kind, theme, group, text: n.clean(text), shape, round, dots: [], created: now, changed: now,
      deleted: false, hidden: false, withheld: false, map: d.id, day: mapDay(), scene: n.clean(ig.state?.scene || "", 80) };
    put([note]);
    return note;
  }

  function change(id, wishes) {
    const note = known.get(id);
    if (!note) return;
    const next = { ...note, ...wishes };
    if (JSON.stringify(next) === JSON.stringify(note)) return;
    const told = "text" in wishes ? { text: n.clean(wishes.text), withheld: false } : {};
    put([{ ...next, ...told, changed: later(note) }]);
  }

  /** Of a deleted note nothing is left but its id, so that a merge does not bring it back. */
  const erased = (note) => ({ ...note, text: "", shape: null, deleted: true, changed: later(note) });
  const remove = (id) => known.has(id) && put([erased(known.get(id))]);

  /** Dots of this laptop in a round, one more or fewer; `version` lets the last word win in a merge. */
  function dot(id, round, step) {
    const note = known.get(id);
    const mine = note.dots.find((one) => one.laptop === laptop && one.round === round);
    const count = Math.max(0, (mine?.count || 0) + step);
    const next = { laptop, round, count, version: (mine?.version || 0) + 1 };
    put([{ ...note, dots: n.joined([...note.dots, next]) }]);
  }

  /** Dots of a note as they are counted with another; the same on every laptop that joins the two. */
  function carried(note, into) {
    const mark = note.id.replaceAll("-", "").slice(-JOINED);
    return [...new Set(note.dots.map((one) => one.round))].map((round) => {
      const some = note.dots.filter((one) => one.round === round);
      const kept = into.dots.find((one) => one.laptop === mark && one.round === round);
      const sum = (key) => some.reduce((total, one) => total + one[key], 0);
      return { laptop: mark, round, count: sum("count"), version: Math.max(sum("version"), (kept?.version || 0) + (kept ? 1 : 0)) };
    });
  }

  /** Join sets of notes that say the same, in one step: of each the oldest stays, dots are added. */
  function join(sets) {
    const next = [];
    for (const [first, ...rest] of sets.map((ids) => ids.map((id) => known.get(id)))) {
      const dots = rest.reduce((found, one) => n.joined([...found, ...carried(one, first)]), first.dots);
      const theme = first.theme || rest.find((one) => one.theme)?.theme || "";
      next.push({ ...first, theme, dots, changed: theme === first.theme ? first.changed : later(first) }, ...rest.map(erased));
    }
    if (next.length) put(next);
  }

  /** A version before, as the newest one: what has been merged elsewhere in between must not win. */
  function again(before, now) {
    // dots of this laptop, and those that came with a note that was joined
    const mine = now.dots.filter((one) => one.laptop === laptop || one.laptop.length === JOINED).map((one) => {
      const old = before.dots.find((x) => x.laptop === one.laptop && x.round === one.round);
      return { ...one, count: old?.count || 0, version: one.version + ((old?.count || 0) === one.count ? 0 : 1) };
    });
    const changed = JSON.stringify({ ...before, dots: 0 }) === JSON.stringify({ ...now, dots: 0 }) ? now.changed : later(now);
    return { ...before, dots: n.joined([...now.dots, ...mine]), changed };
  }

  /** Take the last step back; false if there is none. */
  function undo() {
    const step = back.pop();
    if (!step) return false;
    put(step.map(([id, before]) => (before ? again(before, known.get(id)) : erased(known.get(id)))), { undoable: false });
    return true;
  }

  /** Merge notes of another laptop; tells what came in. */
  function take({ notes, refused }, { fromFile = false } = {}) {
    const told = { read: notes.length, fresh: 0, changed: 0, deleted: 0, older: 0, outside: 0, refused };
    let moved = false;
    for (const note of n.mergeAll(notes)) {
      const before = known.get(note.id);
      const after = before ? n.merge(before, note) : note;
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      moved = true;
      if (!before) told.fresh += after.deleted ? 0 : 1;
      else if (after.deleted && !before.deleted) told.deleted += 1;
      else told.changed += 1;
      if (!after.deleted && older(after)) told.older += 1;
      if (!after.deleted && outside(after)) told.outside += 1;
      known.set(note.id, after);
    }
    if (moved) {
      back.length = 0; // steps back would undo what another laptop said
      unsaved = unsaved || fromFile;
      store();
    }
    return told;
  }

  let elsewhere = null;
  /** Notes of other maps of this town that this browser still remembers; read once, as it is asked often. */
  function forgotten() {
    if (!elsewhere) {
      const store = memory();
      const keys = store ? Object.keys(store).filter((key) => key.startsWith(PREFIX) && key !== PREFIX + d.id) : [];
      elsewhere = n.mergeAll(keys.map((key) => recall(key)).filter((one) => one?.town === d.town).flatMap((one) => n.readAll(one.ideas).notes));
    }
    return elsewhere.filter((note) => !note.deleted && !known.has(note.id));
  }
  const takeForgotten = () => take({ notes: forgotten(), refused: [] }, { fromFile: true });

  /** A note was made on data of another day: a map that was only written anew is not an older one. */
  const older = (note) => note.map !== d.id && (!note.day || note.day !== mapDay());

  /** Whether all of a note lies beyond what the map shows. */
  function outside({ shape }) {
    const { o, e, q, z } = d.grid;
    if (!shape || !e?.[0]) return false;
    return !shape.at.some(([x, y]) => {
      const at = L.CRS.EPSG3857.latLngToPoint(L.latLng(y / n.STEPS, x / n.STEPS), z);
      const [right, down] = [at.x / q - o[0], at.y / q - o[1]];
      return right >= 0 && down >= 0 && right <= e[0] && down <= e[1];
    });
  }

  /**
   * What is on the map: all but deleted notes, numbered in the order of their making.
   * `brought`: of another map than this one; `older`: of other data; `outside`: beyond the map.
   */
  function shown() {
    return all().filter((note) => !note.deleted).map((note, i) => ({ ...note, number: i + 1, brought: note.map !== d.id,
      older: older(note), outside: outside(note) }));
  }

  function open() {
    const kept = recall(PREFIX + d.id);
    const brought = ig.readSaved().ideas;
    unsaved = kept?.unsaved === true;
    if (brought) take(n.readAll(brought));
    if (kept) take(n.readAll(kept.ideas));
    storing = remember("ig-test", 1);
  }

  addEventListener("storage", (event) => {
    if (event.key === PREFIX + d.id && event.newValue) take(n.readAll(recall(event.key)?.ideas));
  });
  addEventListener("beforeunload", (event) => {
    if (!unsaved) return;
    event.preventDefault();
    event.returnValue = "";
  });

  ig.ideas = { all, shown, add, change, remove, dot, join, undo, take, forgotten, takeForgotten, laptop, mapDay,
    get: (id) => known.get(id), canUndo: () => back.length > 0, storing: () => storing, unsaved: () => unsaved,
    saved() {
      unsaved = false;
      store();
    } };
  const kept = () => ({ type: "FeatureCollection", innenstadt_gis: { format: "ideas", town: d.town }, features: n.collection(all()).features });
  ig.saved.ideas = { get: kept, set: (told) => take(n.readAll(told)) };
  open();
})();
