/* The walk that is planned: what was asked, its stops, what comes of it; kept in the browser. */
"use strict";
(function () {
  const told = ig.data.walk;
  const net = ig.walkNet;
  const plan = ig.walkPlan;
  const KEY = `ig:${ig.data.id}:walk`;
  const MOST = { stops: 30, name: 120, steps: 1e7 };
  const LIMITS = { minutes: [30, 180], atStop: [0, 30] };

  const paceOf = (key) => told.paces.findIndex((one) => one.key === key);

  /** What the page begins with, as the command does: nothing chosen by anybody. */
  const fresh = () => ({ minutes: told.asked.minutes, atStop: told.asked.at_stop, pace: told.asked.pace, noSteps: false,
    start: { place: 0 }, end: null, stops: [], own: false, at: 0 });
  let walk = fresh();

  // places ------------------------------------------------------------------------------

  const whole = (value, most) => Number.isInteger(value) && value >= 0 && value < most;

  /** A place that the page knows, or null: {stop}, {place}, or {name, x, y} for one of people's own. */
  function cleanPlace(one) {
    if (whole(one?.stop, told.stops.length)) return { stop: one.stop };
    if (whole(one?.place, told.places.length)) return { place: one.place };
    if (![one?.x, one?.y].every((value) => Number.isFinite(value) && Math.abs(value) < MOST.steps)) return null;
    return { name: String(one.name ?? "").slice(0, MOST.name), x: Math.round(one.x), y: Math.round(one.y) };
  }

  const doors = new Map();
  /** A place with its name, position and doors to the network. */
  function placed(ref) {
    const key = JSON.stringify(ref);
    if (doors.has(key)) return doors.get(key);
    const given = ref.stop !== undefined ? told.stops[ref.stop] : ref.place !== undefined ? told.places[ref.place] : null;
    const one = given
      ? { ref, key, name: given[0], x: given[1], y: given[2], doors: net.doorsOf(given[3]) }
      : { ref, key, name: ref.name || told.words.ownPlace, x: ref.x, y: ref.y, doors: net.doorsAt(ref.x, ref.y) };
    const stop = ref.stop !== undefined;
    Object.assign(one, { theme: stop ? given[4] : -1, chapter: stop ? told.themes[given[4]] : "",
      question: stop ? told.questions[given[5]] : told.question, weight: stop ? given[6] : 1,
      photos: stop ? given[7] || [] : ig.photosAt?.(one.x, one.y) || [] });
    doors.set(key, one);
    return one;
  }

  // keeping -----------------------------------------------------------------------------

  const between = (value, [low, high], usual) => (Number.isFinite(value) ? Math.min(high, Math.max(low, Math.round(value))) : usual);

  /** What a browser or a saved copy brings, cut to what a walk may hold. */
  function clean(value) {
    const usual = fresh();
    const stops = (Array.isArray(value?.stops) ? value.stops : []).slice(0, MOST.stops).map(cleanPlace).filter(Boolean);
    return { minutes: between(value?.minutes, LIMITS.minutes, usual.minutes), atStop: between(value?.atStop, LIMITS.atStop, usual.atStop),
      pace: paceOf(value?.pace) < 0 ? usual.pace : value.pace, noSteps: value?.noSteps === true,
      start: cleanPlace(value?.start) || usual.start, end: value?.end ? cleanPlace(value.end) : null,
      stops: stops.filter((one, i) => stops.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === i),
      own: value?.own === true, at: between(value?.at, [0, 1e14], 0) };
  }

  function read() {
    try {
      return clean(JSON.parse(localStorage.getItem(KEY)));
    } catch {
      return fresh(); // nothing kept, or a browser that keeps nothing for files
    }
  }

  function keep() {
    walk.at = Date.now();
    try {
      localStorage.setItem(KEY, JSON.stringify(walk));
    } catch {
      // the saved copy still holds it
    }
    ig.emit("kept", "walk");
    ig.emit("walk");
  }

  ig.saved.walk = {
    get: () => (walk.at ? walk : null),
    /** The newer of what the copy brings and what this browser kept. */
    set(value) {
      const brought = clean(value);
      if (brought.at <= walk.at) return;
      walk = brought;
      ig.emit("walk");
    },
  };
  walk = read();

  // what comes of it -----------------------------------------------------------------------

  const start = () => placed(walk.start);
  const end = () => placed(walk.end || walk.start);
  const pace = () => paceOf(walk.pace);

  /** Stops that tell most within the time; what was there before is gone. */
  function propose() {
    const all = told.stops.map((_, stop) => placed({ stop }));
    const minutes = net.square([start(), ...all, end()], pace(), walk.noSteps);
    const asked = { budget: walk.minutes, atStop: walk.atStop };
    walk.stops = plan.choose(minutes, all.map((one) => one.theme), all.map((one) => one.weight), asked).map((stop) => ({ stop }));
    walk.own = false;
  }

  /** Bring the stops into their shortest order; those that nobody gets to stay at the end. */
  function shorten() {
    const all = walk.stops.map(placed);
    const order = plan.shorten(net.square([start(), ...all, end()], pace(), walk.noSteps));
    const rest = walk.stops.filter((_, i) => !order.includes(i));
    walk.stops = [...order.map((i) => walk.stops[i]), ...rest];
  }

  /**
   * The walk as it goes: rows of stops with the way there, those without a way among them.
   * @returns {{rows: {place: Object, way: Object|null, number: number, arrives: number}[], last: Object|null,
   *   minutes: number, metres: number, ways: Object[]}} last: the way to the end
   */
  function route() {
    const way = (from, to) => ig.walkNet.way(from, to, pace(), walk.noSteps);
    let [here, number, minutes] = [start(), 0, 0];
    const ways = [];
    const rows = walk.stops.map(placed).map((place) => {
      const found = way(here, place);
      if (!found || !way(place, end())) return { place, way: null, number: 0, arrives: 0 };
      const row = { place, way: look(found), number: number += 1, arrives: minutes + found.minutes };
      minutes = row.arrives + walk.atStop;
      here = place;
      ways.push(row.way);
      return row;
    });
    const found = way(here, end());
    const last = found && look(found);
    if (last) ways.push(last);
    return { rows, last, ways, minutes: minutes + (last?.minutes || 0), metres: ways.reduce((sum, one) => sum + one.metres, 0) };
  }

  /** A way with what stands beside it. */
  function look(way) {
    const seats = net.beside(way.line, net.seats);
    const at = [0, ...seats.map((one) => one.along).sort((a, b) => a - b), net.long(way.line)];
    return { ...way, seats, toilets: net.beside(way.line, net.toilets),
      longest: at.slice(1).reduce((most, one, i) => Math.max(most, one - at[i]), 0) };
  }

  let ready = null;
  ig.on("walk", () => { ready = null; });

  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const within = (by) => {
    by();
    keep();
  };

  ig.walk = {
    get asked() { return walk; },
    get start() { return start(); },
    get end() { return end(); },
    limits: LIMITS,
    placed,
    route: () => (ready ||= route()),
    /** Change what is asked; stops that nobody has chosen are proposed anew. */
    ask: (wishes) => within(() => {
      walk = clean({ ...walk, ...wishes });
      if (!walk.own) propose();
    }),
    propose: () => within(propose),
    shorten: () => within(() => {
      shorten();
      walk.own = true;
    }),
    /** First proposal of a page on which nobody has planned yet; it is nobody's work, so not kept. */
    begin() {
      if (walk.at || walk.stops.length) return;
      propose();
      ig.emit("walk");
    },
    /** @returns {"added"|"already"|"most"} */
    add(ref) {
      const one = cleanPlace(ref);
      if (walk.stops.some((other) => same(one, other))) return "already";
      if (walk.stops.length >= MOST.stops) return "most";
      within(() => {
        const minutes = net.square([start(), ...[...walk.stops, one].map(placed), end()], pace(), walk.noSteps);
        walk.stops.splice(plan.place(minutes, walk.stops.map((_, i) => i), walk.stops.length), 0, one);
        walk.own = true;
      });
      return "added";
    },
    remove: (at) => within(() => {
      walk.stops.splice(at, 1);
      walk.own = true;
    }),
    move: (at, by) => within(() => {
      const to = Math.min(walk.stops.length - 1, Math.max(0, at + by));
      walk.stops.splice(to, 0, ...walk.stops.splice(at, 1));
      walk.own = true;
    }),
  };
})();
