/* The keys of the page: one table, by which they are heard and from which the help is written;
   and what is open, so that Escape closes it and the keyboard goes back to where it came from. */
"use strict";
(function () {
  const w = ig.words;
  const known = [];
  const NAMES = { PageDown: w.pageDown, PageUp: w.pageUp, ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓",
    Escape: "Esc", " ": w.keySpace, Backspace: w.keyBackspace, Delete: w.keyDelete, "-": "−" };
  const TEXT = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=range], [type=file])";

  /**
   * Add keys to the table. Of several entries for a key the first one that fits is taken, in the
   * order in which the parts were read; entries of main.js come last.
   * @param {Object} entry
   * @param {string[]} entry.keys as `event.key` gives them, letters small; "ctrl+z" for Ctrl or Cmd
   * @param {string} entry.group heading in the help
   * @param {string} entry.says what the keys do, in the help
   * @param {(event: KeyboardEvent) => void} entry.act
   * @param {(event: KeyboardEvent) => boolean} [entry.when] where the keys mean this; everywhere if missing
   * @param {boolean} [entry.anywhere] heard while a text is written or a dialog is open, too
   * @param {string} [entry.shown] name of the keys in the help, instead of one name a key
   */
  ig.key = (entry) => known.push(entry);

  /** All entries, in the order in which they are asked. */
  ig.keys = () => [...known];

  const nameOf = (event) => `${event.ctrlKey || event.metaKey ? "ctrl+" : ""}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;

  /** Whether a part of a panel can be scrolled by the arrow keys. */
  function scrolls(target) {
    for (let at = target; at?.closest?.(".ig-panel"); at = at.parentElement) {
      if (at.scrollHeight > at.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(at).overflowY)) return true;
    }
    return false;
  }

  /** Keys that a control has need of itself; those of a presenter's clicker only where people read. */
  function needed(target, key) {
    if (key === "Escape") return false;
    if (target.closest?.(TEXT)) return true;
    if (key.startsWith("Page")) return Boolean(target.closest?.(".ig-scroll"));
    return key.startsWith("Arrow") && (Boolean(target.closest?.("input")) || scrolls(target));
  }

  addEventListener("keydown", (event) => {
    if (event.altKey || !event.key) return; // a browser that fills a form in sends keys without a name
    const key = nameOf(event);
    const quiet = needed(event.target, key) || Boolean(document.querySelector("dialog[open]"));
    const entry = known.find((one) => one.keys.includes(key) && (one.anywhere || !quiet) && (!one.when || one.when(event)));
    if (!entry) return;
    entry.act(event);
    event.preventDefault();
  });

  // what is open --------------------------------------------------------------------------

  const open = [];
  const seen = (one) => Boolean(one?.isConnected && one !== document.body && one.getClientRects().length);
  const wordsOf = (one) => one?.getAttribute?.("aria-label") || one?.textContent;

  /** Give the keyboard back: to the control it came from, one of the same name where it was drawn anew, or the map. */
  function giveBack(from) {
    const again = seen(from) ? from : from?.tagName === "BUTTON" && [...document.querySelectorAll("button")].find((one) => seen(one) && wordsOf(one) === wordsOf(from));
    (again || open.at(-1)?.box.querySelector("button") || ig.map.getContainer()).focus();
  }

  /**
   * Tell that something has opened over the map.
   * @param {HTMLElement} box
   * @param {() => void} escape a step back; the last one closes the box and calls `ig.closed`
   * @param {HTMLElement} [first] control that gets the keyboard
   */
  ig.opened = function (box, escape, first) {
    open.push({ box, escape, from: document.activeElement });
    first?.focus();
  };

  /** Tell that it has closed; the keyboard is left where somebody has put it meanwhile. */
  ig.closed = function (box) {
    const at = open.findIndex((one) => one.box === box);
    const from = at < 0 ? null : open.splice(at, 1)[0].from;
    const active = document.activeElement;
    if (!seen(active) || box.contains(active)) giveBack(from);
  };

  ig.key({ keys: ["Escape"], group: w.keysOpen, says: w.keyEscape, when: () => open.length > 0, act: () => open.at(-1).escape() });

  // the help --------------------------------------------------------------------------------

  const shown = (key) => (key.startsWith("ctrl+") ? `${w.ctrl}+${shown(key.slice(5))}` : NAMES[key] || key.toUpperCase());

  function section(group) {
    const lines = known.filter((one) => one.group === group).map((one) => {
      const names = one.shown ? [one.shown] : one.keys.map(shown);
      return ig.el("tr", {}, [ig.el("th", { scope: "row" }, names.flatMap((name) => [ig.el("kbd", {}, [name]), " "])), ig.el("td", {}, [one.says])]);
    });
    return ig.el("div", { class: "ig-keys" }, [ig.el("h3", {}, [group]), ig.el("table", {}, [ig.el("tbody", {}, lines)])]);
  }

  /** Open the list of all keys. */
  ig.showKeys = function () {
    const groups = [...new Set([w.keysShow, w.map, w.keysOpen, ...known.map((one) => one.group)])];
    ig.dialog("ig-help", w.keys, groups.map(section));
  };
  ig.key({ keys: ["?"], group: w.keysOpen, says: w.keys, act: ig.showKeys });
})();
