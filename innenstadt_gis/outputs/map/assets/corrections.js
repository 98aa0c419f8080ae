/* Corrections of units: what one may hold, how those of several laptops merge, and what is kept of
   them in the browser; as map_file.py does. Nothing is drawn here. */
"use strict";
(function () {
  const d = ig.data.corrections;
  const w = d.words;
  const PREFIX = "ig-corrections:";
  const MOST = 5000;
  const LONGEST = { name: 120, address: 120, floor: 20, branch: 60, vacant_since: 20, status: 30, position: 40, not_there: 2 };
  /** Fields in the order in which a person goes through them. */
  const FIELDS = ["status", "vacant_since", "name", "branch", "floor", "address", "position", "not_there"];
  const UNIT = /^(?:u-[0-9a-f]{10}|new-[0-9a-f]{12})$/;
  const STAMP = /^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$/;
  const POSITION = /^-?[0-9]{1,3}\.[0-9]{1,9}, -?[0-9]{1,2}\.[0-9]{1,9}$/;
  const SINCE = /^(?:[0-9]{4}|(?:0?[1-9]|1[0-2])[./][0-9]{4}|(?:0?[1-9]|[12][0-9]|3[01])\.(?:0?[1-9]|1[0-2])\.[0-9]{4})$/;
  const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
  const STATUSES = new Map(d.statuses);
  const BRANCHES = new Map(d.branches);

  // what the page knows of its units ------------------------------------------------

  const units = new Map();
  const numbered = new Map();
  d.id.forEach((id, i) => {
    const [lon, lat] = [d.at[2 * i], d.at[2 * i + 1]].map((micro) => (micro / 1e6).toFixed(6));
    const unit = { name: d.name[i], address: d.address[i], position: d.at[2 * i] || d.at[2 * i + 1] ? `${lon}, ${lat}` : "",
      counts: d.counts[i] === "1" };
    for (const [field, { values, code }] of Object.entries(d.coded)) unit[field] = values[code[i]];
    units.set(id, unit);
    if (d.unit[i] >= 0) numbered.set(d.unit[i], id);
  });

  /** What the sources say of a field; blank for a new unit. */
  const source = (id, field) => units.get(id)?.[field] || "";

  // what a correction may hold ---------------------------------------------------------

  /** Free text on one line: no control characters, none that turn the direction, cut. */
  function plain(value, longest) {
    if (typeof value !== "string") return "";
    const start = [...value].slice(0, 4 * longest).join("").replace(/[\ud800-\udfff]/gu, "\ufffd");
    // eslint-disable-next-line no-control-regex
    const text = start.replace(/[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]/g, " ").replace(/ +/g, " ");
    return [...text.replace(/^ +| +$/g, "")].slice(0, longest).join("").replace(/^ +| +$/g, "");
  }

  function isDay(text) {
    const at = DAY.test(text) ? new Date(`${text}T00:00:00Z`) : NaN;
    return !Number.isNaN(+at) && at.toISOString().startsWith(text);
  }

  /** [lon, lat] of a text "lon, lat". */
  const degrees = (text) => text.split(", ").map(Number);

  /** Tell whether a place lies in the town, with the margin that the box has. */
  function inTown([lon, lat]) {
    const [west, south, east, north] = d.box;
    return lon >= west && lon <= east && lat >= south && lat <= north;
  }

  function allowed(field, value) {
    if (field === "status") return STATUSES.has(value);
    if (field === "not_there") return value === "ja";
    if (field === "branch") return value === "" || BRANCHES.has(value);
    if (field === "vacant_since") return value === "" || SINCE.test(value);
    if (field === "position") return POSITION.test(value) && Math.abs(degrees(value)[0]) <= 180 && Math.abs(degrees(value)[1]) <= 90;
    if (field === "address") return /\p{L}/u.test(value) && /[0-9]/.test(value);
    return true;
  }

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

  /**
   * Read one feature.
   * @returns {Object|string} a correction, or why it is none: feature, unit, field, time, value
   */
  function read(feature) {
    if (!isObject(feature) || feature.type !== "Feature") return "feature";
    const told = isObject(feature.properties) ? feature.properties : {};
    const [unit, field, changed] = [told.unit_id, told.field, told.changed].map((one) => plain(one, 40));
    if (!UNIT.test(unit)) return "unit";
    if (!FIELDS.includes(field) || (field === "not_there" && unit.startsWith("new-"))) return "field";
    if (!STAMP.test(changed) || !isDay(changed.slice(0, 10))) return "time";
    if (told.withdrawn === true) return { unit, field, value: "", before: "", day: "", changed, reason: "", withdrawn: true };
    const value = plain(told.value, LONGEST[field]);
    if (typeof told.value !== "string" || !allowed(field, value)) return "value";
    const day = plain(told.day, 10);
    return { unit, field, value, before: plain(told.before, Math.max(LONGEST[field], 60)), day: isDay(day) ? day : "",
      changed, reason: plain(told.reason, 200), withdrawn: false };
  }

  /** Read all features of a collection; what is no correction is counted with its reason. */
  function readAll(collection) {
    const features = isObject(collection) && Array.isArray(collection.features) ? collection.features : [];
    const entries = [];
    const refused = [];
    features.slice(0, MOST + 1).forEach((feature, i) => {
      const entry = i < MOST ? read(feature) : "many";
      if (typeof entry === "string") refused.push([i + 1, entry]);
      else entries.push(entry);
    });
    return { entries, refused };
  }

  const rank = (e) => [e.changed, e.withdrawn ? "1" : "0", encodeURIComponent(e.value), encodeURIComponent(e.reason)].join("\x1f");
  const key = (unit, field) => `${unit} ${field}`;

  // state ------------------------------------------------------------------------------

  const known = new Map();
  const back = [];
  let unsaved = false;
  let storing = true;

  function recall(name) {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "null");
    } catch {
      return null;
    }
  }

  function store() {
    try {
      localStorage.setItem(PREFIX + ig.data.id, JSON.stringify({ town: ig.data.town, unsaved, told: collection() }));
      storing = true;
    } catch {
      storing = false;
    }
    ig.emit(unsaved ? "kept" : "filed", "corrections");
    ig.emit("corrections");
  }

  const two = (value) => String(value).padStart(2, "0");
  /** Today as this computer has it. */
  function today() {
    const now = new Date();
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  function later(entry) {
    const now = Date.now();
    return new Date(entry ? Math.max(now, Date.parse(entry.changed) + 1) : now).toISOString();
  }

  /** What holds of a field now: the correction if there is one, else the source. */
  function value(unit, field) {
    const entry = known.get(key(unit, field));
    return entry && !entry.withdrawn ? entry.value : source(unit, field);
  }

  const isNew = (unit) => unit.startsWith("new-");
  const withdrawn = (entry) => ({ ...entry, value: "", before: "", day: "", reason: "", withdrawn: true, changed: later(entry) });

  function put(entries) {
    back.push(entries.map((entry) => [key(entry.unit, entry.field), known.get(key(entry.unit, entry.field))]));
    if (back.length > 100) back.shift();
    for (const entry of entries) known.set(key(entry.unit, entry.field), entry);
    unsaved = true;
    store();
  }

  function made(unit, field, text, reason) {
    return { unit, field, value: text, before: source(unit, field), day: today(), changed: later(known.get(key(unit, field))),
      reason: plain(reason, 200) || w.seen, withdrawn: false };
  }

  /**
   * Correct a field of a unit; what the source says anyway takes the correction back.
   * @returns {boolean} false if the field cannot hold that
   */
  function set(unit, field, wish, reason) {
    const text = plain(wish, LONGEST[field]);
    const before = known.get(key(unit, field));
    if (text === value(unit, field)) return true;
    if (text === source(unit, field) && !(isNew(unit) && field === "position")) {
      if (before) put([withdrawn(before)]);
      return true;
    }
    if (!allowed(field, text) || (field === "position" && !inTown(degrees(text)))) return false;
    put([made(unit, field, text, reason)]);
    return true;
  }

  /** Say why a unit was corrected; it goes for all its corrections. */
  function explain(unit, reason) {
    const text = plain(reason, 200);
    const mine = active().filter((entry) => entry.unit === unit && entry.reason !== text);
    if (text && mine.length) put(mine.map((entry) => ({ ...entry, reason: text, changed: later(entry) })));
    return Boolean(text);
  }

  const position = (latlng) => `${latlng.lng.toFixed(6)}, ${latlng.lat.toFixed(6)}`;

  /** Add a unit at a place; its id here is a random mark until the next run gives it one. */
  function add(latlng) {
    const at = position(latlng);
    if (!inTown(degrees(at))) return "";
    const unit = `new-${[...crypto.getRandomValues(new Uint8Array(6))].map((b) => b.toString(16).padStart(2, "0")).join("")}`;
    put([made(unit, "position", at, w.seen), made(unit, "status", "unknown", w.seen)]);
    return unit;
  }

  /** Take a correction back; a new unit without its place is none, so all of it goes. */
  function takeBack(unit, field) {
    const whole = isNew(unit) && ["position", "status"].includes(field);
    const gone = active().filter((entry) => entry.unit === unit && (whole || entry.field === field));
    if (gone.length) put(gone.map(withdrawn));
  }

  /** Undo the last step, as the newest version, so that no merge brings it back. */
  function undo() {
    const step = back.pop();
    if (!step) return false;
    for (const [name, before] of step) {
      const now = known.get(name);
      known.set(name, before && !before.withdrawn ? { ...before, changed: later(now) } : withdrawn(now));
    }
    unsaved = true;
    store();
    return true;
  }

  const order = (a, b) => (a.changed === b.changed ? (key(a.unit, a.field) < key(b.unit, b.field) ? -1 : 1) : a.changed < b.changed ? -1 : 1);
  const all = () => [...known.values()].sort(order);
  const active = () => all().filter((entry) => !entry.withdrawn);

  /** Join corrections of another laptop; tells what came in and where both say different things. */
  function take({ entries, refused }, { fromFile = false } = {}) {
    const told = { fresh: 0, changed: 0, refused: [...refused], conflicts: [] };
    let moved = false;
    for (const entry of entries) {
      if (entry.field === "position" && !entry.withdrawn && !inTown(degrees(entry.value))) {
        told.refused.push([0, "place"]);
        continue;
      }
      const name = key(entry.unit, entry.field);
      const mine = known.get(name);
      const wins = !mine || rank(entry) > rank(mine);
      if (mine && !mine.withdrawn && !entry.withdrawn && mine.value !== entry.value) {
        told.conflicts.push(wins ? [entry, mine] : [mine, entry]);
      }
      if (!wins) continue;
      known.set(name, entry);
      moved = true;
      if (mine) told.changed += 1;
      else if (!entry.withdrawn) told.fresh += 1;
    }
    if (moved) {
      back.length = 0; // steps back would undo what another laptop said
      unsaved = unsaved || fromFile;
      store();
    }
    return told;
  }

  /** What a unit is called: its name and address as they hold now. */
  function title(unit) {
    const words = [value(unit, "name"), value(unit, "address")].filter(Boolean).join(", ");
    return words || (isNew(unit) ? w.newUnit : unit);
  }

  function feature(entry) {
    const at = value(entry.unit, "position");
    const geometry = at ? { type: "Point", coordinates: degrees(at) } : null;
    return { type: "Feature", id: `${entry.unit}:${entry.field}`, geometry, properties: { unit_id: entry.unit, unit: title(entry.unit),
      field: entry.field, value: entry.value, before: entry.before || null, day: entry.day || null, changed: entry.changed,
      reason: entry.reason || null, withdrawn: entry.withdrawn } };
  }

  /** All corrections as GeoJSON; those that were taken back stay, so that a merge takes them back, too. */
  function collection() {
    return { type: "FeatureCollection", innenstadt_gis: { format: "corrections", town: ig.data.town, map_id: ig.data.id,
      day: ig.ideas.mapDay() }, features: all().map(feature) };
  }

  /** Corrections of older maps of this town that no file holds. */
  function forgotten() {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX) && name !== PREFIX + ig.data.id);
      const told = names.map((name) => [name, recall(name)]).filter(([, one]) => one?.town === ig.data.town && one.unsaved === true);
      return told.map(([name, one]) => [name, readAll(one.told)]).filter(([, one]) => one.entries.some((entry) => !entry.withdrawn));
    } catch {
      return [];
    }
  }

  /** Take what older maps have kept; it belongs to this one from now on. */
  function remember() {
    for (const [name, told] of forgotten()) {
      take(told, { fromFile: true });
      localStorage.removeItem(name);
    }
  }

  function filed() {
    unsaved = false;
    store();
  }

  ig.corrections = { FIELDS, LONGEST, STATUSES, BRANCHES, units, numbered, source, value, set, explain, add, takeBack, undo, take,
    readAll, active, all, collection, title, isNew, degrees, position, inTown, today, forgotten, remember, filed,
    canUndo: () => back.length > 0, storing: () => storing, unsaved: () => unsaved };
  ig.saved.corrections = { get: collection, set: (told) => take(readAll(told)) };
  ig.on("copied", filed);
  ig.on("start", () => {
    const kept = recall(PREFIX + ig.data.id);
    take(readAll(kept?.told));
    unsaved = kept?.unsaved === true && known.size > 0;
    if (unsaved) ig.emit("kept", "corrections");
    ig.emit("corrections");
  });
  addEventListener("storage", (event) => {
    if (event.key === PREFIX + ig.data.id && event.newValue) take(readAll(recall(event.key)?.told));
  });
})();
