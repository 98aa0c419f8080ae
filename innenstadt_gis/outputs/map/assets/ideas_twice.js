/* Notes with the same words at the same place, as ingest/ideas.py finds them: to be joined by a moderator. */
"use strict";
(function () {
  const w = ig.words;
  const SAME_M = 50;
  const DEGREE_M = 111195;
  const SHOWN = 5;

  const sameWords = (text) => (text.normalize("NFC").toLowerCase().match(/[\p{L}\p{N}]+/gu) || []).join(" ");

  /** Mean of the corners in degrees; the one that closes a ring is the first again. */
  function middle({ at }) {
    const closed = at.length > 1 && String(at[0]) === String(at.at(-1));
    const some = closed ? at.slice(0, -1) : at;
    return [0, 1].map((i) => some.reduce((sum, one) => sum + one[i], 0) / some.length / ig.notes.STEPS);
  }

  function samePlace(a, b) {
    if (!a.shape || !b.shape) return !a.shape && !b.shape;
    const [[x0, y0], [x1, y1]] = [middle(a.shape), middle(b.shape)];
    return Math.hypot((x1 - x0) * Math.cos(((y0 + y1) / 2) * (Math.PI / 180)), y1 - y0) * DEGREE_M <= SAME_M;
  }

  /** Sets of notes that say the same, the oldest first; the notes come in the order of their making. */
  ig.saidTwice = function (notes) {
    const byWords = new Map();
    const sets = [];
    for (const note of notes) {
      const words = sameWords(note.text);
      if (!words) continue;
      const some = byWords.get(words) || byWords.set(words, []).get(words);
      let known = some.find((one) => samePlace(one[0], note));
      if (!known) {
        known = [];
        some.push(known);
        sets.push(known);
      }
      known.push(note);
    }
    return sets.filter((one) => one.length > 1);
  };

  function join(sets) {
    ig.ideas.join(sets.map((one) => one.map((note) => note.id)));
    ig.live.textContent = `${w.notesJoined}. ${w.joinUndo}`;
    document.querySelector("#ig-note-list button")?.focus();
  }

  /** The offer to join them, for the list of the moderator; nothing where nobody said anything twice. */
  ig.offerToJoin = function (notes) {
    const sets = ig.saidTwice(notes);
    if (!sets.length) return [];
    const lines = sets.slice(0, SHOWN).map((one) => {
      const numbers = one.map((note) => note.number).join(", ");
      return ig.el("li", {}, [`${w.number} ${numbers}: „${one[0].text}“ `,
        ig.button(w.join, `${w.number} ${numbers}: ${w.join}. ${w.joinHelp}`, () => join([one]))]);
    });
    const all = sets.length > 1 ? [ig.button(`${w.joinAll} (${ig.number.format(sets.length)})`, `${w.joinAll}. ${w.joinHelp}`, () => join(sets))] : [];
    return [ig.el("div", { class: "ig-twice" }, [ig.el("p", {}, [w.saidTwice]), ig.el("ul", {}, lines), ...all])];
  };
})();
