/* All notes as a table to moderate, and what came together as counts; never per cent. */
"use strict";
(function () {
  const w = ig.words;
  const n = ig.notes;
  const compare = new Intl.Collator(ig.data.lang, { numeric: true, sensitivity: "base" }).compare;
  const filter = { kind: "", theme: "", group: "", round: "" };
  const sort = { by: "votes", down: true };
  const SPOKEN = 3;
  let list = null;
  let results = null;
  let editing = ""; // note that the list was left for

  const word = (start, key) => (key ? w[`${start}_${key}`] : "");
  const COLUMNS = {
    number: { head: () => w.number, value: (x) => x.number },
    kind: { head: () => w.noteKind, value: (x) => word("kind", x.kind) },
    text: { head: () => w.noteWords, value: (x) => x.text || (x.withheld ? w.noteWithheld : "") },
    theme: { head: () => w.noteTheme, value: (x) => word("theme", x.theme) },
    group: { head: () => w.noteGroup, value: (x) => word("group", x.group) },
    votes: { head: () => w.dotsHead, value: (x) => n.votes(x) },
    round: { head: () => w.round, value: (x) => x.round },
  };

  function rows() {
    const chosen = ig.ideas.shown().filter((x) => (!filter.kind || x.kind === filter.kind) && (!filter.theme || x.theme === filter.theme)
      && (!filter.group || x.group === filter.group) && (!filter.round || String(x.round) === filter.round));
    const value = COLUMNS[sort.by].value;
    const way = sort.down ? -1 : 1;
    return chosen.sort((a, b) => way * compare(String(value(a)), String(value(b))) || a.number - b.number);
  }

  function row(note) {
    const name = ig.el("button", { type: "button", class: "ig-row", "aria-label": `${w.number} ${note.number}: ${w.showOnMap}` }, [String(note.number)]);
    name.addEventListener("click", () => {
      if (!note.shape) {
        ig.live.textContent = w.noPlace;
        return;
      }
      toggle(list); // it lies over the map
      ig.showNote(note.id);
    });
    const cells = Object.entries(COLUMNS).slice(1).map(([key, column]) => {
      const text = column.value(note);
      const cell = ig.el("td", {}, [text === "" || text === 0 ? "–" : String(text)]);
      if (key === "kind") cell.prepend(ig.sticker(note.kind));
      if (key === "text" && note.older) cell.append(ig.el("span", { class: "ig-mark" }, [note.day ? `${w.olderMap} (${ig.germanDay(note.day)})` : w.olderMap]));
      if (key === "text" && note.outside) cell.append(ig.el("span", { class: "ig-mark" }, [w.outsideMap]));
      if (key === "text" && !note.shape) cell.append(ig.el("span", { class: "ig-mark" }, [w.noPlace]));
      return cell;
    });
    const edit = ig.button("✎", `${w.number} ${note.number}: ${w.noteEdit}`, () => {
      ig.stopVoting?.(); // else a click on a note gives it a dot
      toggle(list); // it would lie over the editor
      editing = note.id;
      ig.emit("note", note.id);
    });
    const eye = ig.button(note.hidden ? w.noteShow : w.noteHide, `${w.number} ${note.number}: ${note.hidden ? w.noteShow : w.noteHide}`, () => {
      ig.ideas.change(note.id, { hidden: !note.hidden });
    });
    for (const [act, button] of [["edit", edit], ["eye", eye]]) Object.assign(button.dataset, { act, note: note.id });
    const line = ig.el("tr", {}, [ig.el("th", { scope: "row" }, [name]), ...cells, ig.el("td", { class: "ig-acts" }, [edit, eye])]);
    line.classList.toggle("ig-hidden-note", note.hidden);
    return line;
  }

  function head(key, column) {
    const cell = ig.el("th", { scope: "col", "aria-sort": sort.by === key ? (sort.down ? "descending" : "ascending") : "none" });
    const button = ig.el("button", { type: "button", class: "ig-row" }, [column.head()]);
    button.addEventListener("click", () => {
      sort.down = sort.by === key ? !sort.down : key === "votes";
      sort.by = key;
      showList();
      list.querySelector(`[aria-sort]:not([aria-sort="none"]) button`).focus();
    });
    cell.append(button);
    return cell;
  }

  function filters() {
    const any = (options) => [["", w.all], ...options.filter(([key]) => key)];
    const set = (key) => (value) => {
      filter[key] = value;
      showList();
      list.querySelector(`[data-filter="${key}"] select`).focus();
    };
    const rounds = [...new Set(ig.ideas.shown().map((x) => String(x.round)))].sort(compare);
    const { kinds, themes, groups } = ig.noteChoices;
    const fields = { kind: ig.choose(w.noteKind, any(kinds()), filter.kind, set("kind")),
      theme: ig.choose(w.noteTheme, any(themes()), filter.theme, set("theme")),
      group: ig.choose(w.noteGroup, any(groups()), filter.group, set("group")),
      round: ig.choose(w.round, any(rounds.map((x) => [x, x])), filter.round, set("round")) };
    for (const [key, field] of Object.entries(fields)) field.dataset.filter = key;
    return ig.el("div", { class: "ig-asks" }, Object.values(fields));
  }

  /** Notes of other maps of this town that only this browser still knows, offered in one click. */
  ig.offerForgotten = function () {
    const notes = ig.ideas.forgotten();
    if (!notes.length) return [];
    const days = [...new Set(notes.map((note) => note.day).filter(Boolean))].sort().map(ig.germanDay).join(", ");
    const take = ig.button(w.takeOlder, w.takeOlder, () => {
      const got = ig.ideas.takeForgotten();
      ig.live.textContent = [`${count(got.fresh)} ${w.taken}`, got.outside && `${got.outside} ${w.outsideMap}`].filter(Boolean).join(", ");
    });
    const text = `${count(notes.length)} ${notes.length === 1 ? w.olderHereOne : w.olderHere}${days ? ` (${w.dataOf} ${days})` : ""}. `;
    return [ig.el("p", { class: "ig-older-here" }, [text, take])];
  };

  const count = (number) => `${ig.number.format(number)} ${number === 1 ? w.note : w.notes}`;

  /** What a row offers: "edit" or "eye". */
  const offered = (note, act) => list.querySelector(`[data-note="${note}"][data-act="${act}"]`);

  function showList() {
    if (list.hidden) return;
    const held = { ...document.activeElement?.dataset };
    const chosen = rows();
    const every = ig.ideas.shown();
    const hidden = every.filter((x) => x.hidden).length;
    const older = every.filter((x) => x.older).length;
    const outside = every.filter((x) => x.outside).length;
    const told = [chosen.length < every.length ? `${w.filtered}: ${chosen.length} ${w.of} ${count(every.length)}` : count(every.length),
      hidden && `${hidden} ${w.hidden}`, older && `${older} ${w.noteOlder}`, outside && `${outside} ${w.outsideMap}`].filter(Boolean).join(" · ");
    const at = list.querySelector(".ig-scroll")?.scrollTop || 0;
    const table = ig.el("table", {}, [
      ig.el("thead", {}, [ig.el("tr", {}, [...Object.entries(COLUMNS).map(([key, column]) => head(key, column)), ig.el("td")])]),
      ig.el("tbody", {}, chosen.map(row))]);
    list.replaceChildren(
      ig.el("div", { class: "ig-list-head" }, [ig.el("h2", {}, [w.noteList]), ig.button("×", w.close, () => toggle(list))]),
      ig.el("p", { class: "ig-note-help" }, [told]), ...ig.offerForgotten(), filters(),
      ig.el("div", { class: "ig-scroll", tabindex: "0", role: "region", "aria-label": w.noteList }, [...ig.offerToJoin(every), table]));
    list.querySelector(".ig-scroll").scrollTop = at;
    if (held.note) offered(held.note, held.act)?.focus();
  }

  // results -----------------------------------------------------------------------

  function bars(title, keys, label, of) {
    const notes = ig.ideas.shown().filter((x) => !x.hidden);
    const found = keys.map((key) => ({ key, some: notes.filter((x) => of(x) === key) })).filter((x) => x.some.length);
    found.sort((a, b) => (a.key === "") - (b.key === "") || b.some.length - a.some.length);
    const most = Math.max(1, ...found.map((x) => x.some.length));
    const lines = found.map(({ key, some }) => {
      const bar = ig.el("span", { class: "ig-bar", "aria-hidden": "true" });
      bar.style.width = `${(some.length / most) * 100}%`;
      const dots = some.reduce((sum, x) => sum + n.votes(x), 0);
      const text = `${count(some.length)}${dots ? ` · ${ig.dotWords(dots)}` : ""}`;
      return ig.el("tr", {}, [ig.el("th", { scope: "row" }, [label(key)]), ig.el("td", { class: "ig-bar-cell" }, [bar]), ig.el("td", {}, [text])]);
    });
    return ig.el("div", { class: "ig-result" }, [ig.el("h3", {}, [title]), ig.el("table", {}, [ig.el("tbody", {}, lines)])]);
  }

  /** "Nach Thema: Image 4, ohne Thema 2."; the smallest are told together, so that a scene stays short. */
  function counted(word_, keys, label, of, notes) {
    const some = keys.map((key) => [label(key), notes.filter((x) => of(x) === key).length]).filter(([, number]) => number);
    some.sort((a, b) => b[1] - a[1]);
    const rest = some.splice(some.length > SPOKEN + 1 ? SPOKEN : some.length).reduce((sum, [, number]) => sum + number, 0);
    if (rest) some.push([w.theRest, rest]);
    return `${word_}: ${some.map(([name, number]) => `${name} ${ig.number.format(number)}`).join(", ")}.`;
  }

  /** What was said so far, as sentences of a scene; none without notes. */
  ig.ideas.sentences = function () {
    const notes = ig.ideas.shown().filter((x) => !x.hidden);
    if (!notes.length) return [];
    const dots = notes.reduce((sum, x) => sum + n.votes(x), 0);
    return [`${count(notes.length)}${dots ? `, ${ig.dotWords(dots)}` : ""}; ${w.noSampleShort}.`,
      counted(w.byTheme, [...n.THEMES, ""], (key) => word("theme", key) || w.noTheme, (x) => x.theme, notes),
      counted(w.byGroup, n.GROUPS, (key) => word("group", key), (x) => x.group, notes)];
  };

  function showResults() {
    if (results.hidden) return;
    const notes = ig.ideas.shown().filter((x) => !x.hidden);
    const first = [...notes].filter((x) => n.votes(x)).sort((a, b) => n.votes(b) - n.votes(a) || a.number - b.number).slice(0, 5);
    const top = first.map((x) => ig.el("li", {}, [ig.sticker(x.kind),
      `${x.number} ${x.text || word("kind", x.kind)} · ${ig.dotWords(n.votes(x))}`]));
    results.replaceChildren(
      ig.el("div", { class: "ig-list-head" }, [ig.el("h2", {}, [`${w.results}: ${count(notes.length)}`]), ig.button("×", w.close, () => toggle(results))]),
      ig.el("div", { class: "ig-results" }, [
        bars(w.noteTheme, [...n.THEMES, ""], (key) => word("theme", key) || w.noTheme, (x) => x.theme),
        bars(w.noteGroup, n.GROUPS, (key) => word("group", key), (x) => x.group),
        bars(w.noteKind, n.KINDS, (key) => word("kind", key), (x) => x.kind),
        ...(top.length ? [ig.el("div", { class: "ig-result" }, [ig.el("h3", {}, [w.mostDots]), ig.el("ol", {}, top)])] : []),
      ]),
      ig.el("p", { class: "ig-note-help" }, [w.noSample]));
  }

  function toggle(panel) {
    const other = panel === list ? results : list;
    if (panel.hidden && !other.hidden) toggle(other);
    panel.hidden = !panel.hidden;
    if (!panel.hidden) ig.opened(panel, () => toggle(panel));
    showList();
    showResults();
    if (!panel.hidden) panel.querySelector("button").focus();
    else {
      if (ig.collecting) ig.refreshTray();
      ig.closed(panel);
    }
  }

  ig.germanDay = (day) => (ig.data.lang === "de" ? day.split("-").reverse().join(".") : day);
  ig.toggleNotes = () => toggle(list);
  ig.toggleResults = () => toggle(results);
  ig.ideaTools.list = () => ig.button(w.noteList, w.noteList, () => toggle(list));
  ig.ideaTools.results = () => ig.button(w.results, w.results, () => toggle(results));
  ig.on("start", () => {
    list = ig.panel("section", "ig-note-list", w.noteList, []);
    results = ig.panel("section", "ig-note-results", w.results, []);
    for (const panel of [list, results]) {
      panel.hidden = true;
      document.body.append(panel);
    }
    ig.on("edited", (id) => {
      if (id !== editing) return;
      editing = "";
      if (list.hidden) toggle(list);
      offered(id, "edit")?.focus();
    });
    ig.on("collecting", (on) => { if (!on) editing = ""; });
    ig.on("ideas", () => {
      showList();
      showResults();
    });
  });
})();
