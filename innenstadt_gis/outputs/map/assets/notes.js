/* What a note may hold, how it is written, and how notes of several laptops merge; as ideas.py does. */
"use strict";
(function () {
  const STEPS = 10000000;
  const LONGEST = 280;
  const MOST = 2000;
  const KINDS = ["idea", "problem", "favourite", "avoid", "question"];
  const GROUPS = ["open", "youth", "families", "seniors", "retail", "administration", "guests"];
  const THEMES = ["functions", "access", "vacancy", "retail", "digital", "cooperation", "image"];
  const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
  const STAMP = /^([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(?:Z|\+00(?::?00)?)$/;
  const DOT = /^([a-z0-9]{1,12}):([0-9]{1,2}):([0-9]{1,4}):([0-9]{1,6})$/;
  const MAP = /^([A-Za-z0-9_-]{1,64})$/;
  const DAY = /^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9:.Z+-]{0,30})?$/;

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const oneOf = (value, allowed) => (typeof value === "string" && allowed.includes(value) ? value : "");
  const matching = (value, pattern) => (typeof value === "string" ? pattern.exec(value)?.[1] ?? "" : "");
  const stripped = (text) => text.replace(/^[ \n]+|[ \n]+$/g, "");

  /** Free text: no control characters, no half characters, at most so many characters. */
  function clean(value, longest = LONGEST) {
    if (typeof value !== "string") return "";
    // eslint-disable-next-line no-control-regex
    const whole = stripped(value.replace(/[\ud800-\udfff]/gu, "\ufffd").replace(/[\x00-\x09\x0b-\x1f\x7f]/g, " "));
    return stripped([...whole].slice(0, longest).join(""));
  }

  /** A time of UTC written so that texts sort as times; blank if it is none. */
  function stamp(value) {
    const found = typeof value === "string" ? STAMP.exec(value) : null;
    if (!found) return "";
    const [, year, month, day, hour, minute, second, part] = found;
    const fits = +year >= 2000 && +month >= 1 && +month <= 12 && +day >= 1 && +day <= 31 && +hour < 24 && +minute < 60 && +second < 60;
    return fits ? `${year}-${month}-${day}T${hour}:${minute}:${second}.${`${part || ""}000`.slice(0, 3)}Z` : "";
  }

  function whole(value, low, high) {
    return typeof value === "number" && value >= low && value <= high && Number.isInteger(value) ? value : null;
  }

  /** Of each laptop and round its last word, sorted. */
  function joined(dots) {
    const last = new Map();
    for (const dot of dots) {
      const key = `${dot.laptop}:${dot.round}`;
      const known = last.get(key);
      if (!known || dot.version > known.version || (dot.version === known.version && dot.count > known.count)) last.set(key, dot);
    }
    return [...last.values()].sort((a, b) => (a.laptop === b.laptop ? a.round - b.round : a.laptop < b.laptop ? -1 : 1));
  }

  function dotsOf(value) {
    if (typeof value !== "string") return [];
    const found = value.split(";").slice(0, 200).map((part) => DOT.exec(part)).filter((hit) => hit && +hit[2] > 0);
    return joined(found.map((hit) => ({ laptop: hit[1], round: +hit[2], count: +hit[3], version: +hit[4] })));
  }

  function position(value) {
    if (!Array.isArray(value) || value.length < 2) return null;
    const [lon, lat] = value;
    if (typeof lon !== "number" || typeof lat !== "number" || !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return null;
    return [Math.floor(lon * STEPS + 0.5) + 0, Math.floor(lat * STEPS + 0.5) + 0];
  }

  /** Close a ring and turn it against the clock, as RFC 7946 asks. */
  function ring(at) {
    const [x0, y0] = at[0];
    const end = at[at.length - 1];
    if (at.length < 4 || x0 !== end[0] || y0 !== end[1]) return "geometry";
    let area = 0;
    for (let i = 1; i < at.length; i += 1) {
      area += (at[i - 1][0] - x0) * (at[i][1] - y0) - (at[i][0] - x0) * (at[i - 1][1] - y0);
    }
    if (area === 0) return "geometry";
    return { type: "Polygon", at: area > 0 ? at : [...at].reverse() };
  }

  function shapeOf(geometry) {
    if (geometry === null || geometry === undefined) return null;
    if (!isObject(geometry)) return "geometry";
    let { type, coordinates: inner } = geometry;
    if (typeof type === "string" && type.startsWith("Multi")) {
      if (!Array.isArray(inner) || inner.length !== 1) return "geometry";
      type = type.slice(5);
      [inner] = inner;
    }
    if (type === "Point") inner = [inner];
    else if (type === "Polygon") inner = Array.isArray(inner) && inner.length === 1 ? inner[0] : null;
    else if (type !== "LineString") return "geometry";
    if (!Array.isArray(inner) || !inner.length || inner.length > 500) return "geometry";
    const at = inner.map(position);
    if (at.includes(null)) return "geometry";
    if (type === "Polygon") return ring(at);
    return type === "LineString" && at.length < 2 ? "geometry" : { type, at };
  }

  /**
   * Read one feature of GeoJSON.
   * @returns {Object|string} a note, or why it is none: feature, id, kind, time, geometry
   */
  function read(feature) {
    if (!isObject(feature) || feature.type !== "Feature") return "feature";
    const told = isObject(feature.properties) ? feature.properties : {};
    const found = typeof feature.id === "string" ? feature.id : told.id;
    // eslint-disable-next-line no-control-regex
    const id = typeof found === "string" && /^[\x00-\x7f]*$/.test(found) ? found.toLowerCase() : "";
    if (!UUID.test(id)) return "id";
    if (!oneOf(told.kind, KINDS)) return "kind";
    const changed = stamp(told.changed);
    if (!changed) return "time";
    const deleted = told.deleted === true;
    const shape = deleted ? null : shapeOf(feature.geometry);
    if (shape === "geometry") return "geometry";
    return { id, kind: told.kind, theme: oneOf(told.theme, THEMES), group: oneOf(told.group, GROUPS) || "open",
      text: deleted ? "" : clean(told.text), shape, round: whole(told.round, 1, 99) || 1, dots: dotsOf(told.dots),
      created: stamp(told.created) || changed, changed, deleted, hidden: told.hidden === true,
      withheld: told.withheld === true, map: matching(told.map_id, MAP), day: matching(told.day, DAY),
      scene: clean(told.scene, 80) };
  }

  /** Read all features of a collection; what is no note is counted with its reason. */
  function readAll(collection) {
    const features = isObject(collection) && Array.isArray(collection.features) ? collection.features : [];
    const notes = [];
    const refused = [];
    features.forEach((feature, i) => {
      const note = notes.length < MOST ? read(feature) : "many";
      if (typeof note === "string") refused.push([i + 1, note]);
      else notes.push(note);
    });
    return { notes, refused };
  }

  const votes = (note) => note.dots.reduce((sum, dot) => sum + dot.count, 0);

  /** All that a note says, as ASCII, so that every laptop sorts two versions the same way. */
  const content = (n) => encodeURIComponent([n.kind, n.theme, n.group, n.text, String(n.round), n.created,
    n.deleted ? "1" : "0", n.hidden ? "1" : "0", n.map, n.day, n.scene, n.shape ? n.shape.type : "",
    n.shape ? n.shape.at.map(([x, y]) => `${x},${y}`).join(",") : ""].join("\x1f"));

  function wins(a, b) {
    if (a.changed !== b.changed) return a.changed > b.changed;
    if (a.withheld !== b.withheld) return !a.withheld;
    return content(a) >= content(b);
  }

  /** Join two versions: the newer one wins, dots of both are kept. */
  const merge = (a, b) => ({ ...(wins(a, b) ? a : b), dots: joined([...a.dots, ...b.dots]) });

  const order = (a, b) => (a.created === b.created ? (a.id < b.id ? -1 : 1) : a.created < b.created ? -1 : 1);

  /** Join all versions of all notes, in the order of their making. */
  function mergeAll(notes) {
    const known = new Map();
    for (const note of notes) known.set(note.id, known.has(note.id) ? merge(known.get(note.id), note) : note);
    return [...known.values()].sort(order);
  }

  function geometry(shape) {
    if (!shape) return null;
    const degrees = shape.at.map(([x, y]) => [x / STEPS, y / STEPS]);
    return { type: shape.type, coordinates: { Point: degrees[0], LineString: degrees, Polygon: [degrees] }[shape.type] };
  }

  const feature = (n) => ({ type: "Feature", id: n.id, geometry: geometry(n.shape), properties: { kind: n.kind,
    theme: n.theme || null, group: n.group, text: n.text, votes: votes(n),
    dots: n.dots.map((d) => `${d.laptop}:${d.round}:${d.count}:${d.version}`).join(";"), round: n.round,
    created: n.created, changed: n.changed, deleted: n.deleted, hidden: n.hidden, withheld: n.withheld,
    map_id: n.map, day: n.day || null, scene: n.scene } });

  const collection = (notes) => ({ type: "FeatureCollection", features: notes.map(feature) });

  /** Words that look like a mail address or a phone number; the page asks, and lets it pass. */
  const holdsContact = (text) => /[\w.+-]+@[\w-]+\.\w{2,}|(?:\+|\b0)[\d ()/-]{6,}\d/.test(text);

  ig.notes = { KINDS, GROUPS, THEMES, LONGEST, STEPS, clean, read, readAll, merge, mergeAll, votes, joined,
    collection, holdsContact };
})();
