/* The panel of the walk: what is asked, the stops with their legs, what does not fit. */
"use strict";
(function () {
  const w = ig.data.walk.words;
  const told = ig.data.walk;
  const walk = ig.walk;
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const one = new Intl.NumberFormat(ig.data.lang === "de" ? "de-DE" : "en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const number = (value) => ig.number.format(Math.round(value));
  const say = (text) => { ig.live.textContent = text; };
  ig.walkWords = { filled, one: (value) => one.format(value), number };
  let panel = null;
  let opener = null;

  // what is asked ---------------------------------------------------------------------------

  function amount(label, key) {
    const [low, high] = walk.limits[key];
    const input = ig.el("input", { type: "number", min: String(low), max: String(high), step: key === "minutes" ? "5" : "1", class: "ig-count-input", value: String(walk.asked[key]) });
    input.addEventListener("change", () => walk.ask({ [key]: input.value === "" ? walk.asked[key] : Number(input.value) }));
    return ig.el("label", { class: "ig-ask" }, [ig.el("span", {}, [label]), input]);
  }

  function stairs() {
    const input = ig.el("input", { type: "checkbox", id: "ig-walk-steps", class: "ig-walk-check" });
    input.checked = walk.asked.noSteps;
    input.addEventListener("change", () => walk.ask({ noSteps: input.checked }));
    return ig.el("label", { class: "ig-walk-tick" }, [input, w.noSteps]);
  }

  /** Where it starts or ends: a place that the page knows, or, by its button, one on the map. */
  function place(label, key) {
    const now = walk.asked[key];
    const known = now?.place;
    const own = now && known === undefined ? [["now", walk.placed(now).name]] : [];
    const same = key === "end" ? [["", w.sameEnd]] : [];
    const options = [...same, ...own, ...told.places.map(([name], i) => [String(i), name])];
    const select = ig.choose(label, options, known !== undefined ? String(known) : now ? "now" : "", (value) => {
      if (value !== "now") walk.ask({ [key]: value === "" ? null : { place: Number(value) } });
    });
    const pick = onMap(label, (at) => walk.ask({ [key]: at }));
    return ig.el("div", { class: "ig-walk-place" }, [select, pick]);
  }

  /** A button after which the next tap on the map is the place. */
  const onMap = (what, act) => ig.button(w.map, `${what}: ${w.onMap}`, () => ig.walkMap.arm((at) => act({ name: w.ownPlace, ...at })));

  const asks = () => ig.el("div", { class: "ig-asks" }, [amount(w.budget, "minutes"), amount(w.atStop, "atStop"),
    ig.choose(w.pace, told.paces.map(({ key, label }) => [key, label]), walk.asked.pace, (pace) => walk.ask({ pace })), stairs(),
    place(w.start, "start"), place(w.end, "end")]);

  // the stops ---------------------------------------------------------------------------------

  const benches = (count) => `${number(count)} ${count === 1 ? w.bench : w.benches}`;

  /** What is said of a leg: minutes, metres, benches, toilets, stairs. */
  function legWords(way) {
    return [filled(w.leg, { minutes: one.format(way.minutes), metres: number(way.metres) }), way.seats.length && benches(way.seats.length),
      way.toilets.length && w.toilets, ...new Set(way.stairs.map((name) => [w.stairs, name].filter(Boolean).join(" ")))].filter(Boolean).join(" · ");
  }

  function stop({ place: at, way, number: nth, arrives }, i, all) {
    const button = (sign, word, act, off) => {
      const made = ig.button(sign, `${word}: ${at.name}`, act);
      made.disabled = off;
      return made;
    };
    const words = way ? [`↓ ${legWords(way)}`] : [w.noWay];
    const head = ig.el("div", { class: "ig-walk-name" }, [ig.el("b", { class: way ? "" : "ig-walk-none" }, [way ? String(nth) : "–"]), ig.el("span", {}, [at.name]),
      ...(way ? [ig.el("span", { class: "ig-walk-when" }, [filled(w.arrives, { minutes: number(arrives) })])] : [])]);
    const item = ig.el("li", { "data-key": at.key, tabindex: "-1" }, [ig.el("p", { class: way ? "ig-walk-leg" : "ig-walk-warn" }, words), head,
      ig.el("div", { class: "ig-tools" }, [button("▲", w.earlier, () => walk.move(i, -1), i === 0),
        button("▼", w.later, () => walk.move(i, 1), i === all.length - 1),
        button("×", w.remove, () => {
          walk.remove(i);
          say(`${at.name}: ${w.removed}`);
          (panel.querySelectorAll("li")[i] || panel.querySelector("h2")).focus();
        }, false)])]);
    return item;
  }

  function summary(route) {
    const { minutes, noSteps } = walk.asked;
    const over = Math.round(route.minutes) - minutes;
    const count = (key) => new Set(route.ways.flatMap((way) => way[key]).map((spot) => spot.at.join())).size;
    const lines = [ig.el("p", { id: "ig-walk-total", role: "status" }, [filled(w.total, { minutes: number(route.minutes), budget: number(minutes) })])];
    const warn = (text) => lines.push(ig.el("p", { class: "ig-walk-warn" }, [text]));
    if (over > 0) warn(filled(w.over, { over: number(over) }));
    if (!route.rows.length) warn(walk.asked.own ? w.noStops : w.nothing);
    const lost = route.rows.filter((row) => !row.way).map((row) => row.place.name);
    if (lost.length) warn(`${w.lost}: ${lost.join(", ")}`);
    if (!route.last) warn(w.noWayEnd);
    if (route.ways.length) lines.push(ig.el("p", { class: "ig-walk-way" }, [filled(w.onWay, { seats: benches(count("seats")), toilets: number(count("toilets")),
      longest: number(Math.max(...route.ways.map((way) => way.longest))) }), noSteps ? ` · ${w.noSteps}` : ""]));
    return lines;
  }

  let wished = ""; // proposal that is chosen but not yet added: a choice by arrow keys steps over many

  function adder() {
    const on = new Set(walk.asked.stops.map((ref) => ref.stop));
    const rest = told.stops.map(([name, , , , theme], i) => [String(i), name, theme]).filter(([i]) => !on.has(Number(i)));
    if (!rest.some(([i]) => i === wished)) wished = "";
    const label = ig.choose(w.add, [["", w.choose]], "", (value) => { wished = value; });
    const select = label.querySelector("select");
    const groups = told.themes.map((title, theme) => ig.el("optgroup", { label: title }, rest.filter((entry) => entry[2] === theme)
      .map(([i, name]) => ig.el("option", { value: i }, [name]))));
    select.append(...groups.filter((group) => group.childElementCount));
    select.value = wished;
    label.classList.add("ig-wide");
    const take = ig.button(w.take, `${w.take}: ${w.add}`, () => (wished === "" ? select.focus() : ig.walkAdd({ stop: Number(wished) })));
    return ig.el("div", {}, [ig.el("div", { class: "ig-walk-place" }, [label, take, onMap(w.add, ig.walkAdd)]), ig.el("p", { class: "ig-note" }, [w.addHelp])]);
  }

  function tools(route) {
    const buttons = [ig.button(w.propose, w.propose, () => {
      walk.propose();
      ig.walkMap.frame();
      const now = walk.route();
      say(filled(w.proposed, { stops: number(now.rows.length), minutes: number(now.minutes) }));
    }), ig.button(w.shorten, w.shorten, () => walk.shorten())];
    const papers = [ig.button(w.gpx, `${w.gpx}: ${w.gpxHelp}`, () => ig.walkGpx()), ig.button(w.print, `${w.print}: ${w.printHelp}`, () => ig.walkPrint())];
    for (const button of papers) button.disabled = !route.last || !route.rows.some((row) => row.way);
    return ig.el("div", { class: "ig-tools" }, [...buttons, ...papers]);
  }

  /** Draw the panel anew; the control that has the keyboard keeps it, and the list its place. */
  function show() {
    if (!panel || panel.hidden) return;
    const route = walk.route();
    const scrolled = panel.querySelector(".ig-scroll")?.scrollTop || 0;
    const list = ig.el("ol", { class: "ig-walk-stops" }, route.rows.map(stop));
    const end = ig.el("p", { class: "ig-walk-leg" }, route.last ? [`↓ ${legWords(route.last)} · ${w.end}: ${walk.end.name}`] : []);
    ig.redraw(panel, ig.el("div", { class: "ig-list-head" }, [ig.el("h2", { tabindex: "-1" }, [w.walk]), ig.button("×", ig.words.close, () => toggle(false))]),
      ig.el("div", { class: "ig-scroll", role: "region", "aria-label": w.stops, tabindex: "0" }, [asks(), ...summary(route), tools(route),
        ig.el("p", { class: "ig-walk-leg" }, [`${w.start}: ${walk.start.name}`]), list, end, adder(),
        ig.el("p", { class: "ig-note" }, [w.keepHelp])]));
    panel.querySelector(".ig-scroll").scrollTop = scrolled;
  }

  // open and close ------------------------------------------------------------------------------

  function toggle(on) {
    if (on === ig.walking) return;
    ig.walking = on;
    document.body.classList.toggle("ig-walking", on);
    opener.setAttribute("aria-expanded", String(on));
    if (on) {
      ig.collect(false);
      if (ig.correcting) ig.corrections.toggle(false);
      walk.begin();
    } else ig.walkMap.arm(null);
    panel.hidden = !on;
    ig.emit("walking", on);
    show();
    if (on) {
      ig.walkMap.frame();
      ig.opened(panel, escape, panel.querySelector("input"));
    } else ig.closed(panel);
  }

  function escape() {
    if (ig.walkMap.armed()) {
      ig.walkMap.arm(null);
      show();
    } else toggle(false);
  }

  ig.walking = false;
  /** Add a stop and say what became of it. */
  ig.walkAdd = (ref) => {
    const done = walk.add(ref);
    say(done === "most" ? w.most : `${walk.placed(ref).name}: ${w[done]}`);
  };
  /** Lead the keyboard to a stop in the list. */
  ig.walkFocus = (key) => {
    const item = [...panel.querySelectorAll("li")].find((li) => li.dataset.key === key);
    item?.scrollIntoView({ block: "nearest" });
    item?.focus();
  };
  ig.key({ keys: ["r"], group: ig.words.keysOpen, says: w.open, act: () => toggle(!ig.walking) });
  ig.on("start", () => {
    opener = ig.button(w.walk, `${w.open} (R)`, () => toggle(!ig.walking));
    opener.id = "ig-open-walk";
    opener.setAttribute("aria-expanded", "false");
    document.getElementById("ig-corner").append(opener);
    panel = ig.panel("section", "ig-walk", w.walk, []);
    panel.hidden = true;
    document.querySelector("main").append(panel);
    ig.on("walk", show);
    ig.on("collecting", (on) => on && toggle(false));
    ig.on("correcting", (on) => ig.correcting && on !== false && toggle(false));
  });
})();
