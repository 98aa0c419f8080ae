/* Sticking dots: each person of a round has a few; a click on a note gives one. */
"use strict";
(function () {
  const w = ig.words;
  const MOST = 20;
  const state = { on: false, budget: 3, left: 3, persons: 0 };
  let panel = null;

  const say = (text) => { ig.live.textContent = text; };
  const number = (label, value, most, act) => {
    const input = ig.el("input", { type: "number", min: "1", max: String(most), class: "ig-count-input" });
    input.value = value;
    input.addEventListener("change", () => {
      const typed = Math.round(Number(input.value));
      act(Math.min(most, Math.max(1, Number.isFinite(typed) ? typed : 1)));
      show();
    });
    return ig.el("label", { class: "ig-ask" }, [ig.el("span", {}, [label]), input]);
  };

  function show() {
    if (!panel) return;
    panel.hidden = !state.on;
    if (!state.on) return;
    ig.redraw(panel,
      ig.el("h2", {}, [w.vote]),
      ig.el("div", { class: "ig-asks" }, [
        number(w.round, ig.noteSettings.round, 99, (v) => { ig.noteSettings.round = v; fresh(); }),
        number(w.budget, state.budget, MOST, (v) => { state.budget = v; fresh(); }),
      ]),
      ig.el("p", { id: "ig-dots-left" }, ["●".repeat(state.left) + "○".repeat(Math.max(0, state.budget - state.left)),
        ` ${w.dotsLeft}: ${state.left}`]),
      ig.el("div", { class: "ig-tools" }, [
        ig.button(w.nextPerson, w.nextPerson, next),
        ig.button("↶", w.undo, back),
        ig.button(w.noteDone, w.noteDone, stop),
      ]));
  }

  const given = [];
  function fresh() {
    state.left = state.budget;
    given.length = 0;
  }

  function next() {
    state.persons += 1;
    fresh();
    show();
    say(`${w.nextPerson}: ${ig.dotWords(state.left)}`);
  }

  /** Take the last dot of this person back. */
  function back() {
    const id = given.pop();
    if (!id || !ig.ideas.get(id)) return;
    ig.ideas.dot(id, ig.noteSettings.round, -1);
    state.left += 1;
    show();
  }

  function start() {
    ig.disarm();
    if (!state.on) ig.opened(panel, stop);
    state.on = true;
    fresh();
    show();
    panel.querySelector(".ig-tools button").focus();
    say(`${w.vote}: ${ig.dotWords(state.left)}`);
  }

  function stop() {
    if (!state.on) return;
    state.on = false;
    show();
    ig.closed(panel);
  }

  ig.stopVoting = stop;
  /** Give a dot to a note; false if nobody is voting. */
  ig.vote = function (id) {
    if (!state.on) return false;
    const note = ig.ideas.get(id);
    if (!note || note.deleted) return true;
    if (state.left < 1) {
      say(w.noDots);
      return true;
    }
    state.left -= 1;
    given.push(id);
    ig.ideas.dot(id, ig.noteSettings.round, 1);
    show();
    say(`${w[`kind_${note.kind}`]}: ${ig.dotWords(ig.notes.votes(ig.ideas.get(id)))}. ${w.dotsLeft}: ${state.left}`);
    return true;
  };

  ig.ideaTools.vote = () => ig.button(w.vote, w.voteHelp, start);
  ig.on("start", () => {
    panel = ig.panel("section", "ig-votes", w.vote, []);
    panel.hidden = true;
    document.body.append(panel);
  });
})();
