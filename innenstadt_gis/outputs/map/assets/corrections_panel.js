/* The panel for correcting: the unit in hand, and the list of all changes. */
"use strict";
(function () {
  const c = ig.corrections;
  const w = ig.data.corrections.words;
  const FLOORS = ["UG", "EG", "1. OG", "2. OG", "3. OG", "DG"];
  const registered = [...c.units.values()].some((unit) => unit.counts);
  let box = null;
  let choices = [];
  let opener = null;

  const say = (text) => { ig.live.textContent = text; };

  /** A value in the words of the page. */
  function word(field, value) {
    if (!value) return w.blank;
    if (field === "status") return c.STATUSES.get(value) || value;
    if (field === "branch") return c.BRANCHES.get(value) || value;
    if (field === "position") return c.degrees(value).map((x) => ig.degrees.format(x)).join(" / ");
    return value;
  }
  ig.degrees = new Intl.NumberFormat(ig.data.lang === "de" ? "de-DE" : "en-GB", { minimumFractionDigits: 5, maximumFractionDigits: 6 });

  function dayWords(day) {
    return day ? new Intl.DateTimeFormat(ig.data.lang === "de" ? "de-DE" : "en-GB",
      { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`)) : "";
  }

  /** One correction in words: field, old and new value; for a place how far it is. */
  c.say = function (entry) {
    if (entry.field === "not_there") return w.not_there;
    const label = w[entry.field].replace(/ \(.*/, "");
    if (c.isNew(entry.unit)) return `${label}: ${word(entry.field, entry.value)}`;
    if (entry.field === "position" && entry.before) {
      const metres = ig.map.distance(c.degrees(entry.before).reverse(), c.degrees(entry.value).reverse());
      return `${label}: ${word("position", entry.before)} → ${word("position", entry.value)} (${ig.number.format(Math.round(metres))} ${w.metres})`;
    }
    return `${label}: ${word(entry.field, entry.before)} → ${word(entry.field, entry.value)}`;
  };

  // the unit in hand ---------------------------------------------------------------------

  const reasonField = () => document.getElementById("ig-fix-reason");
  /** Reason as it stands in the panel. */
  c.reason = () => (reasonField()?.dataset.unit === c.chosen ? reasonField().value : "");

  function apply(field, input) {
    if (c.set(c.chosen, field, input.value, c.reason())) return;
    const example = w[`example_${field}`];
    say(`${w[field]}: ${w.refused}${example ? `: ${example}` : ""}`);
    input.value = c.value(c.chosen, field);
    input.setAttribute("aria-invalid", "true");
  }

  function labelled(field, input, more = []) {
    input.classList.add("ig-fix-in");
    input.dataset.field = field;
    input.addEventListener("change", () => apply(field, input));
    const label = ig.el("label", { class: "ig-fix-by" }, [ig.el("span", {}, [w[field]]), input]);
    const entry = c.active().find((one) => one.unit === c.chosen && one.field === field);
    if (entry && !c.isNew(c.chosen)) label.append(ig.el("span", { class: "ig-fix-was" }, [`${word(field, entry.before)} →`]));
    return more.length ? ig.el("div", {}, [label, ...more]) : label;
  }

  function select(field, options) {
    const held = c.value(c.chosen, field);
    const known = options.some(([value]) => value === held) ? options : [[held, held || w.choose], ...options];
    const input = ig.el("select", {}, known.map(([value, text]) => ig.el("option", { value }, [text])));
    input.value = held;
    return labelled(field, input);
  }

  function text(field, more) {
    const input = ig.el("input", { type: "text", maxlength: String(c.LONGEST[field]), autocomplete: "off" });
    input.value = c.value(c.chosen, field);
    return labelled(field, input, more);
  }

  /** A name with a warning where it looks like a contact. */
  function name() {
    const warn = ig.el("p", { class: "ig-fix-warn", role: "status" });
    const field = text("name", [warn]);
    const input = field.querySelector("input");
    const check = () => { warn.textContent = ig.notes.holdsContact(input.value) ? w.contact : ""; };
    input.addEventListener("input", check);
    check();
    return field;
  }

  function address() {
    const at = c.map.placeOf(c.chosen);
    const found = c.isNew(c.chosen) && !c.value(c.chosen, "address") && at ? c.map.nearest(at) : null;
    if (!found) return text("address");
    const words = `${found.address} (${ig.number.format(Math.round(found.metres))} ${w.metres})`;
    const take = ig.button(words, `${w.suggest}: ${words}`, () => c.set(c.chosen, "address", found.address, c.reason()));
    return text("address", [ig.el("p", { class: "ig-note" }, [w.suggest]), take]);
  }

  function reason() {
    const input = ig.el("input", { type: "text", maxlength: "200", id: "ig-fix-reason", class: "ig-fix-in", autocomplete: "off", required: "" });
    input.dataset.unit = c.chosen;
    input.value = c.active().find((one) => one.unit === c.chosen)?.reason || w.seen;
    const warn = ig.el("p", { class: "ig-fix-warn", role: "status" });
    input.addEventListener("input", () => { warn.textContent = ig.notes.holdsContact(input.value) ? w.contact : ""; });
    input.addEventListener("change", () => {
      if (!input.value.trim()) input.value = w.seen;
      c.explain(c.chosen, input.value);
    });
    return [ig.el("label", { class: "ig-fix-by" }, [ig.el("span", {}, [w.reason]), input]), warn,
      ig.el("p", { class: "ig-note" }, [`${w.day}: ${dayWords(c.today())}. ${w.noNames}`])];
  }

  function places() {
    const tools = [];
    if (c.map.placeOf(c.chosen)) {
      const move = ig.button(w.moveNow, w.move, () => {
        c.map.lead(c.chosen);
        c.map.focusMark(c.chosen);
      });
      move.dataset.act = "move";
      tools.push(move);
    } else {
      tools.push(ig.button(w.setPlace, w.setPlace, () => c.map.arm((at) => c.map.moveTo(c.chosen, at))));
    }
    if (!c.isNew(c.chosen)) {
      const gone = c.value(c.chosen, "not_there") === "ja";
      const button = ig.button(gone ? w.there : w.not_there, gone ? w.there : w.not_there, () => {
        if (gone) c.takeBack(c.chosen, "not_there");
        else c.set(c.chosen, "not_there", "ja", c.reason());
      });
      button.dataset.act = "gone";
      tools.push(button);
    }
    return ig.el("div", { class: "ig-tools" }, tools);
  }

  const stands = (status) => ["vacant", "partly_vacant"].includes(status);

  /** Status, and since when it is so: shown at once, since a quick Tab comes before the panel is drawn anew. */
  function statusAndSince() {
    const status = select("status", [...c.STATUSES]);
    const since = text("vacant_since");
    const input = status.querySelector("select");
    const fit = () => { since.hidden = !stands(input.value); };
    input.addEventListener("change", fit);
    fit();
    return [status, since];
  }

  function floors() {
    const told = [...c.units.keys()].map((unit) => c.source(unit, "floor")).filter(Boolean);
    return [["", w.choose], ...[...new Set([...FLOORS, ...told])].map((floor) => [floor, floor])];
  }

  function form() {
    if (choices.length) return several();
    if (!c.chosen) return [ig.el("p", {}, [c.map.armed() ? w.tapPlace : w.pick])];
    const at = c.value(c.chosen, "position");
    return [
      ig.el("h3", {}, [c.title(c.chosen)]),
      ...(c.isNew(c.chosen) ? [] : [ig.el("p", { class: "ig-note" }, [`${w.unit} ${c.chosen}`])]),
      ...(registered && !c.isNew(c.chosen) && !c.units.get(c.chosen)?.counts ? [ig.el("p", { class: "ig-note" }, [w.osmOnly])] : []),
      ig.el("div", { class: "ig-fix-fields" }, [
        ...statusAndSince(), name(),
        select("branch", [["", w.choose], ...c.BRANCHES]), select("floor", floors()), address()]),
      ig.el("p", { class: "ig-note" }, [`${w.position}: ${word("position", at)}. ${at ? w.move : ""}`]),
      places(), ...reason(),
    ];
  }

  function several() {
    const rows = choices.map((unit) => {
      const words = [c.title(unit), c.value(unit, "floor"), word("status", c.value(unit, "status"))].filter(Boolean).join(", ");
      const row = ig.el("button", { type: "button", class: "ig-row" }, [words]);
      row.addEventListener("click", () => ig.correct(unit, { focus: true }));
      return ig.el("li", {}, [row]);
    });
    return [ig.el("h3", {}, [w.several]), ig.el("ul", { class: "ig-fix-several" }, rows)];
  }

  // all changes -----------------------------------------------------------------------------

  function change(entry) {
    const name = ig.el("button", { type: "button", class: "ig-row" }, [c.title(entry.unit)]);
    name.addEventListener("click", () => ig.correct(entry.unit, { focus: true }));
    const back = ig.button(w.takeBack, `${w.takeBack}: ${c.title(entry.unit)}, ${c.say(entry)}`, () => {
      c.takeBack(entry.unit, entry.field);
      say(w.takenBack);
    });
    const told = [c.isNew(entry.unit) && entry.field === "position" ? w.newUnit : "", c.say(entry)].filter(Boolean).join(". ");
    return ig.el("li", {}, [name, ig.el("p", {}, [told]),
      ig.el("p", { class: "ig-note" }, [[dayWords(entry.day), entry.reason].filter(Boolean).join(" · ")]), back]);
  }

  function changes() {
    const entries = c.active();
    const head = ig.el("h3", {}, [`${w.changes}: ${ig.number.format(entries.length)}`]);
    return [head, entries.length ? ig.el("ol", { class: "ig-fix-changes" }, entries.map(change)) : ig.el("p", {}, [w.none])];
  }

  function add(latlng) {
    const unit = c.add(latlng);
    if (!unit) {
      say(w.outside);
      return;
    }
    ig.correct(unit, { focus: true });
    say(w.added);
  }

  function tools() {
    const undo = ig.button("↶", w.undo, () => c.undo() && say(w.undone));
    undo.disabled = !c.canUndo();
    const made = [ig.button(`+ ${w.newUnit}`, w.newHere, () => c.map.arm(add)), ig.button(w.newMiddle, w.newMiddle, () => add(c.map.middle())),
      undo, ...c.fileTools()];
    made[0].dataset.act = "new";
    return ig.el("div", { class: "ig-tools" }, made);
  }

  function status() {
    const words = [c.storing() ? "" : w.noMemory, c.unsaved() ? w.unsaved : ""].filter(Boolean);
    return ig.el("p", { class: "ig-note", id: "ig-fix-state" }, [[...words, w.holds].join(" ")]);
  }

  // drawing ----------------------------------------------------------------------------------

  /** Which control holds the keyboard, so that it holds it after the panel is drawn anew. */
  function focusOf(active) {
    if (!active || !box.contains(active)) return "";
    if (active.id) return `#${active.id}`;
    for (const name of ["field", "act"]) {
      if (active.dataset[name]) return `[data-${name}="${active.dataset[name]}"]`;
    }
    return ".ig-fix-head .ig-button";
  }

  /** What was being written when the panel was drawn anew is kept, and heard when the field is left. */
  function goOn(input, typed) {
    if (input.value === typed) return;
    input.value = typed;
    input.addEventListener("blur", () => input.dispatchEvent(new Event("change")), { once: true });
  }

  function show() {
    if (!box) return;
    const n = c.active().length;
    opener.textContent = n ? `${w.open} (${ig.number.format(n)})` : w.open;
    if (box.hidden) return;
    const active = document.activeElement;
    const focus = focusOf(active);
    const typed = focus && active.matches("input") ? active.value : null;
    const at = box.querySelector(".ig-scroll")?.scrollTop || 0;
    const close = ig.button("×", ig.words.close, () => toggle(false));
    box.replaceChildren(
      ig.el("div", { class: "ig-list-head ig-fix-head" }, [ig.el("h2", {}, [w.open]), close]), tools(),
      ig.el("div", { class: "ig-scroll", tabindex: "0", role: "region", "aria-label": `${w.unit}, ${w.changes}` }, [
        ig.el("div", { class: "ig-fix-form" }, form()), ...changes(), status()]));
    box.querySelector(".ig-scroll").scrollTop = at;
    const held = focus ? box.querySelector(focus) : null;
    held?.focus();
    if (typed !== null && held?.matches("input")) goOn(held, typed);
  }

  let due = false;
  /** Draw soon: a field that is left tells its change before the keyboard has reached the next one. */
  function showSoon() {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      show();
    });
  }

  function toggle(on) {
    if (on === ig.correcting) return;
    if (on) {
      ig.collect?.(false);
      ig.opened(box, escape);
    } else document.activeElement?.blur?.(); // what is being written is heard before the panel goes
    ig.correcting = on;
    box.hidden = !on;
    if (!on) {
      c.chosen = "";
      choices = [];
      c.map.arm(null);
    }
    document.body.classList.toggle("ig-correcting", on);
    opener.setAttribute("aria-pressed", String(on));
    ig.emit("correcting", on);
    show();
    if (on) box.querySelector('[data-act="new"]').focus();
    else ig.closed(box);
  }

  /** Take a unit in hand. */
  ig.correct = function (unit, { focus = false } = {}) {
    if (!ig.correcting) toggle(true);
    c.map.arm(null);
    choices = [];
    c.chosen = unit;
    ig.emit("correcting", true);
    show();
    box.querySelector(".ig-scroll").scrollTop = 0;
    ig.emit("moved"); // the map stays at the unit, whatever else changes
    c.map.lead(unit);
    say(`${c.title(unit)}: ${word("status", c.value(unit, "status"))}`);
    if (focus) box.querySelector('[data-field="status"]')?.focus();
  };

  /** Take one of several units in hand: the only one, else the one that is chosen in the panel. */
  ig.correctOneOf = function (units) {
    const some = [...new Set(units)];
    if (some.length === 1) ig.correct(some[0]);
    if (some.length < 2) return;
    c.chosen = "";
    choices = some;
    show();
    box.querySelector(".ig-fix-several button").focus();
  };

  function escape() {
    if (c.map.armed()) c.map.arm(null);
    else if (c.chosen || choices.length) {
      c.chosen = "";
      choices = [];
      ig.emit("correcting", true);
    } else toggle(false);
    show();
  }

  ig.key({ keys: ["k"], group: ig.words.keysOpen, says: w.open, act: () => toggle(!ig.correcting) });
  ig.key({ keys: ["ctrl+z"], group: w.open, says: w.undo, when: () => ig.correcting, act: () => c.undo() && say(w.undone) });

  ig.correcting = false;
  c.chosen = "";
  c.toggle = toggle;
  c.show = show;
  ig.on("start", () => {
    box = ig.panel("section", "ig-fix", w.open, []);
    box.hidden = true;
    document.body.append(box);
    opener = ig.button(w.open, `${w.open} (K)`, () => toggle(!ig.correcting));
    opener.id = "ig-fix-open";
    opener.setAttribute("aria-pressed", "false");
    ig.addTool(opener);
    ig.on("corrections", showSoon);
    ig.on("armed", show);
    ig.on("collecting", (on) => on && ig.correcting && toggle(false));
    show();
  });
})();
