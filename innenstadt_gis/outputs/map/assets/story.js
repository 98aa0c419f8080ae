/* The story: the scenes that came with the map, and what people made of them. */
"use strict";
(function () {
  const d = ig.data;
  const NOTES = "ideas";
  const KEY = `ig:${d.id}:scenes`;
  const MOST = { own: 60, known: 260, title: 120, text: 1000 };

  /** Without a story the page shows what it shows when it opens. */
  function first() {
    const layers = Object.fromEntries(d.layers.map((one) => [one.key, { visible: one.visible, off: [] }]));
    return { id: "start", title: "", text: d.sentence ? [d.sentence] : [], figures: d.figure ? [d.figure] : [],
      layers, filter: {}, view: null, words: {}, easy: false };
  }
  const written = d.scenes.length ? d.scenes : [first()];

  /**
   * The scenes that came with the map; the one of the notes is there as soon as somebody said
   * something, and says what was said up to now, once that is more than the map was made with.
   */
  function given() {
    const text = ig.ideas?.sentences?.() || [];
    const known = written.find((one) => one.id === NOTES);
    if (!text.length || (known && !ig.ideas.unsaved() && text[0].startsWith(`${d.figures["H-01"]?.value} `))) return written;
    const live = { ...(known || { id: NOTES, title: ig.words.whatWasSaid, layers: written[0].layers, filter: {}, view: null, words: {}, easy: false }),
      text, figures: [] };
    if (known) return written.map((one) => (one === known ? live : one));
    const at = written.findIndex((one) => one.easy);
    return at < 0 ? [...written, live] : [...written.slice(0, at), live, ...written.slice(at)];
  }

  const empty = () => ({ edits: {}, hidden: [], order: [], own: [], at: 0 });
  let told = empty();

  /** What a sentence was written for: data, and the audience, so that no wider one is shown it later. */
  const stamp = () => ({ map: d.id, day: d.day, town: d.town, stamp: d.stamp });
  const line = (value, most) => String(value ?? "").slice(0, most);
  const list = (value) => (Array.isArray(value) ? value : []);
  const cleanStamp = (one) => ({ map: line(one?.map, 40), day: line(one?.day, 80), town: line(one?.town, 120), stamp: line(one?.stamp, 40) });

  /** A place on the map, as `ig.seen` gives it; null: where the map opens. */
  function cleanView(view) {
    const [lat, lng, zoom, width] = [view?.lat, view?.lng, view?.zoom, view?.width].map(Number);
    return [lat, lng, zoom, width].every(Number.isFinite) ? { lat, lng, zoom, width } : null;
  }

  function cleanOwn(one) {
    const layers = {};
    for (const [key, wish] of Object.entries(one?.layers || {})) {
      layers[key] = { visible: Boolean(wish?.visible), off: list(wish?.off).map(String) };
    }
    return { id: line(one?.id, 60), title: line(one?.title, MOST.title), text: line(one?.text, MOST.text), layers,
      filter: ig.cleanFilter(one?.filter), view: cleanView(one?.view), look: ig.cleanLook(one?.look), stamp: cleanStamp(one?.stamp) };
  }

  /** What a file or a saved copy brings, cut to what a story may hold. */
  function clean(value) {
    const edits = Object.create(null); // an id may be called as a property of every object
    for (const [id, one] of Object.entries(value?.edits || {}).slice(0, MOST.known)) {
      edits[id] = { title: line(one?.title, MOST.title), text: line(one?.text, MOST.text), stamp: cleanStamp(one?.stamp) };
    }
    return { edits, hidden: list(value?.hidden).slice(0, MOST.known).map(String), order: list(value?.order).slice(0, MOST.known).map(String),
      own: list(value?.own).slice(0, MOST.own).map(cleanOwn).filter((one) => /^own-/.test(one.id)), at: Number(value?.at) || 0 };
  }

  function read(key) {
    try {
      return clean(JSON.parse(localStorage.getItem(key)));
    } catch {
      return empty(); // nothing kept, or a browser that keeps nothing for files
    }
  }

  /** Names under which this browser keeps stories of other maps. */
  function others() {
    try {
      return Object.keys(localStorage).filter((key) => /^ig:[0-9a-f]+:scenes$/.test(key) && key !== KEY);
    } catch {
      return [];
    }
  }

  function keep() {
    told.at = Date.now();
    try {
      localStorage.setItem(KEY, JSON.stringify(told));
    } catch {
      // the saved copy still holds it
    }
    ig.emit("kept", "scenes");
    ig.emit("story");
  }

  function merged(one) {
    const edit = told.edits[one.id];
    if (!edit) return { ...one, filter: { text: "", by: one.filter }, own: false, stamp: null };
    return { ...one, filter: { text: "", by: one.filter }, own: false, title: edit.title, text: [edit.text], stamp: edit.stamp };
  }
  const mine = (one) => ({ ...one, text: one.text ? one.text.split("\n") : [], figures: [], words: {}, easy: false, own: true });

  ig.story = {
    /** All scenes in their order, hidden ones too. */
    all() {
      const scenes = [...given().map(merged), ...told.own.map(mine)];
      const place = (one, i) => (told.order.includes(one.id) ? told.order.indexOf(one.id) : told.order.length + i);
      return scenes.map((one, i) => [place(one, i), one]).sort((a, b) => a[0] - b[0]).map(([, one]) => one);
    },
    /** Those that are played. */
    played() {
      const some = ig.story.all().filter((one) => !told.hidden.includes(one.id));
      return some.length ? some : ig.story.all().slice(0, 1);
    },
    hidden: (id) => told.hidden.includes(id),
    /** Whether a scene was written for other data than those of this map. */
    foreign: (scene) => Boolean(scene.stamp && scene.stamp.map !== d.id),
    /** "Geschrieben für Lauf, Stand 01.10.2024" */
    writtenFor: ({ stamp: one }) => `${ig.words.writtenFor} ${[one.town, one.day.replace(": ", " ")].filter(Boolean).join(", ")}`,
    /** Keep what is on screen as a scene of one's own. */
    add(title) {
      const { view, layers, filter } = ig.snapshot();
      const id = `own-${Date.now().toString(36)}-${told.own.length}`;
      const order = ig.story.all().map((one) => one.id);
      const at = order.indexOf(ig.state.scene) + 1 || order.length;
      told.own.push(cleanOwn({ id, title, text: "", view, layers, filter, look: ig.keptLook(), stamp: stamp() }));
      told.order = [...order.slice(0, at), id, ...order.slice(at)];
      keep();
      return id;
    },
    /** Write another title or sentence; it is stamped with the data that it was written for. */
    edit(id, title, text) {
      const own = told.own.find((one) => one.id === id);
      if (own) Object.assign(own, cleanOwn({ ...own, title, text, stamp: stamp() }));
      else told.edits[id] = { title: line(title, MOST.title), text: line(text, MOST.text), stamp: stamp() };
      keep();
    },
    /** Go back to the words that came with the map. */
    restore(id) {
      delete told.edits[id];
      keep();
    },
    hide(id, on) {
      told.hidden = told.hidden.filter((one) => one !== id);
      if (on) told.hidden.push(id);
      keep();
    },
    move(id, by) {
      const order = ig.story.all().map((one) => one.id);
      const at = order.indexOf(id);
      const to = Math.min(order.length - 1, Math.max(0, at + by));
      order.splice(to, 0, ...order.splice(at, 1));
      told.order = order;
      keep();
    },
    remove(id) {
      told.own = told.own.filter((one) => one.id !== id);
      told.order = told.order.filter((one) => one !== id);
      keep();
    },
    /** Own scenes of older maps of this town that this browser still keeps; of each its last words. */
    forgotten() {
      const known = new Map();
      for (const story of others().map(read).sort((a, b) => a.at - b.at)) {
        for (const one of story.own) if (one.stamp.town === d.town) known.set(one.id, one);
      }
      return [...known.values()].filter((one) => !told.own.some((mine) => mine.id === one.id));
    },
    /** Take the scenes of older maps over; they still say for which data they were written. */
    recall() {
      told.own = [...told.own, ...ig.story.forgotten()].slice(0, MOST.own);
      keep();
    },
  };

  let spoken = "";
  ig.on("ideas", () => {
    const now = (ig.ideas?.sentences?.() || []).join("\n");
    if (now === spoken) return;
    spoken = now;
    ig.emit("story");
  });

  ig.saved.scenes = {
    get: () => told,
    /** The newer of what the copy brings and what this browser kept. */
    set(value) {
      const brought = clean(value);
      if (brought.at > told.at) told = brought;
      ig.emit("story");
    },
    /** Take over a story whatever its age: a file that somebody chose. */
    load(value) {
      told = clean(value);
      keep();
      ig.emit("filed", "scenes");
    },
  };
  // before the first scene is played: the story that came with the page may begin with another
  told = read(KEY);
  const brought = clean(ig.readSaved().scenes);
  if (brought.at > told.at) told = brought;
})();
