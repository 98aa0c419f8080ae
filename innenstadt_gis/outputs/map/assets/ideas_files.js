/* Notes to a file and back: saved as GeoJSON, merged from other laptops. */
"use strict";
(function () {
  const w = ig.words;
  const LARGEST = 60e6;

  /** Words for the codes, so that QGIS shows what they mean. */
  function labels() {
    const words = (keys, start) => Object.fromEntries(keys.map((key) => [key, w[`${start}_${key}`]]));
    const { KINDS, THEMES, GROUPS } = ig.notes;
    return { kind: w.noteKind, theme: w.noteTheme, group: w.noteGroup, text: w.noteText, votes: w.dots, round: w.round,
      values: { kind: words(KINDS, "kind"), theme: words(THEMES, "theme"), group: words(GROUPS, "group") } };
  }

  function saveNotes() {
    const told = ig.notes.collection(ig.ideas.all());
    const { values, ...columns } = labels();
    const file = { type: told.type, innenstadt_gis: { format: "ideas", town: ig.data.town, map_id: ig.data.id,
      day: ig.ideas.mapDay(), labels: columns, values }, features: told.features };
    ig.saveFile(`ideen_${ig.fileTown()}_${ig.moment()}.geojson`, `${JSON.stringify(file)}\n`, "application/geo+json");
    ig.ideas.saved();
    ig.live.textContent = w.notesSaved;
  }

  /** Collection in a file: GeoJSON, or the block of saved parts in a copy of this page. */
  function collectionOf(text) {
    if (!text.trimStart().startsWith("<")) return JSON.parse(text);
    const page = new DOMParser().parseFromString(text, "text/html"); // an inert document: nothing of it runs
    return JSON.parse(page.getElementById("ig-saved")?.textContent || "{}").ideas;
  }

  function told(name, got) {
    const count = (number, words) => (number ? `${ig.number.format(number)} ${words}` : "");
    const why = new Map();
    for (const [, reason] of got.refused) why.set(reason, (why.get(reason) || 0) + 1);
    const refused = [...why].map(([reason, number]) => `${ig.number.format(number)} × ${w[`refused_${reason}`]}`).join(", ");
    return `${name}: ${[count(got.read, w.notesRead), count(got.fresh, w.notesNew), count(got.changed, w.notesChanged),
      count(got.deleted, w.notesDeleted), count(got.older, w.notesOlder), count(got.outside, w.outsideMap), refused && `${w.notesRefused}: ${refused}`]
      .filter(Boolean).join(", ") || w.nothingNew}`;
  }

  async function load(file) {
    if (file.size > LARGEST) return `${file.name}: ${w.fileTooLarge}`;
    try {
      const collection = collectionOf(await file.text());
      if (!Array.isArray(collection?.features)) return `${file.name}: ${w.fileNoNotes}`;
      const town = collection.innenstadt_gis?.town;
      if (typeof town === "string" && town && town !== ig.data.town) return `${file.name}: ${w.fileOtherTown} (${town.slice(0, 60)})`;
      return told(file.name, ig.ideas.take(ig.notes.readAll(collection), { fromFile: true }));
    } catch {
      return `${file.name}: ${w.fileNoNotes}`;
    }
  }

  function close() {
    const box = document.getElementById("ig-loaded");
    box.hidden = true;
    ig.refreshTray();
    ig.closed(box);
  }

  function report(lines) {
    const box = document.getElementById("ig-loaded");
    box.querySelector("ul").replaceChildren(...lines.map((line) => ig.el("li", {}, [line])));
    if (box.hidden) ig.opened(box, close);
    box.hidden = false;
    box.querySelector("button").focus();
    ig.live.textContent = lines.join(". ");
  }

  const input = ig.el("input", { type: "file", accept: ".geojson,.json,.html,.htm", multiple: "", id: "ig-load-notes", class: "ig-unseen",
    tabindex: "-1", "aria-label": w.loadNotes });
  input.addEventListener("change", async () => {
    const lines = [];
    for (const file of input.files) lines.push(await load(file));
    input.value = "";
    report(lines);
  });

  ig.saveNotes = saveNotes;
  ig.ideaTools.save = () => ig.button(w.saveNotes, w.saveNotesHelp, saveNotes);
  ig.ideaTools.load = () => ig.button(w.loadNotes, w.loadNotesHelp, () => input.click());
  ig.ideaTools.copy = () => ig.button(w.saveCopy, `${w.saveCopyHelp} (${w.ctrl}+S)`, ig.saveCopy);
  ig.on("start", () => {
    const box = ig.panel("section", "ig-loaded", w.loadNotes, [ig.el("h2", {}, [w.loadNotes]), ig.el("ul"),
      ig.button(w.close, w.close, close)]);
    box.hidden = true;
    document.body.append(box, input);
  });
})();
