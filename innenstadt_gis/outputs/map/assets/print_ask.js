/* The small dialog before a print: paper, format, what, numbers. */
"use strict";
(function () {
  const w = ig.words;

  /** A group of boxes of which one is chosen. */
  function one(name, legend, choices, chosen) {
    const lines = choices.map(([value, text]) => {
      const box = ig.el("input", { type: "radio", name: `ig-print-${name}`, value });
      box.checked = value === chosen;
      return ig.el("label", { class: "ig-tick" }, [box, ig.el("span", { class: "ig-label" }, [text])]);
    });
    return ig.el("fieldset", { class: "ig-ask-one" }, [ig.el("legend", {}, [legend]), ...lines]);
  }

  /** Ask what to print, and print it; the answer holds for the browser's own print, too. */
  ig.askPrint = function () {
    const choice = ig.printChoice;
    const papers = Object.entries(ig.PAPERS).map(([key, paper]) => [key, paper.name]);
    const numbers = ig.el("input", { type: "checkbox", id: "ig-print-numbers" });
    numbers.checked = choice.numbers;
    const what = [["area", w.whatArea], ["view", w.whatView], ...(ig.rows.length ? [["list", w.whatList]] : [])];
    const fields = ig.el("div", { class: "ig-ask-print" }, [
      one("what", w.printWhat, what, ig.sheet === "list" ? "list" : choice.what),
      one("paper", w.paperSize, papers, choice.paper),
      one("way", w.paperWay, [["", w.wayAuto], ["landscape", w.wayLandscape], ["portrait", w.wayPortrait]], choice.way),
      ig.el("label", { class: "ig-tick" }, [numbers, ig.el("span", { class: "ig-label" }, [w.printNumbers])]),
    ]);
    const read = (name) => fields.querySelector(`[name="ig-print-${name}"]:checked`).value;
    const print = ig.button(w.print, w.print, () => {
      ig.sheet = read("what") === "list" ? "list" : "map";
      if (ig.sheet === "map") choice.what = read("what");
      Object.assign(choice, { paper: read("paper"), way: read("way"), numbers: numbers.checked });
      dialog.close();
      window.print();
    });
    const still = () => {
      const listed = read("what") === "list";
      for (const box of fields.querySelectorAll('[name="ig-print-paper"], [name="ig-print-way"], #ig-print-numbers')) box.disabled = listed;
    };
    fields.addEventListener("change", still);
    still();
    const dialog = ig.dialog("ig-print", w.print, [fields, ig.el("p", { class: "ig-note" }, [w.printHelp]), ig.el("div", { class: "ig-tools" }, [print])]);
    fields.querySelector(":checked").focus();
  };
})();
