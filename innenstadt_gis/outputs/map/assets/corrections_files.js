/* Corrections to a file that the next run takes, and those of other laptops back. */
"use strict";
(function () {
  const c = ig.corrections;
  const w = ig.data.corrections.words;
  const LARGEST = 60e6;

  function save() {
    ig.saveFile(`korrekturen_${ig.fileTown()}_${ig.moment()}.geojson`, `${JSON.stringify(c.collection())}\n`, "application/geo+json");
    c.filed();
    ig.live.textContent = w.saved;
  }

  /** Collection in a file: GeoJSON, or the block of saved parts in a copy of this page. */
  function collectionOf(text) {
    if (!text.trimStart().startsWith("<")) return JSON.parse(text);
    const page = new DOMParser().parseFromString(text, "text/html"); // an inert document: nothing of it runs
    return JSON.parse(page.getElementById("ig-saved")?.textContent || "{}").corrections;
  }

  function told(got) {
    const count = (number, words) => (number ? `${ig.number.format(number)} ${words}` : "");
    const lines = [[count(got.fresh, w.fresh), count(got.changed, w.changed), count(got.refused.length, w.skipped)].filter(Boolean).join(", ")];
    for (const [holds, lost] of got.conflicts) {
      const was = c.say({ ...holds, before: lost.value });
      lines.push(`${w.conflict}: ${c.title(holds.unit)}, ${was}`);
    }
    return lines.filter(Boolean);
  }

  async function load(file) {
    if (file.size > LARGEST) return [`${file.name}: ${w.tooLarge}`];
    try {
      const collection = collectionOf(await file.text());
      const head = collection?.innenstadt_gis;
      if (head?.format !== "corrections" || !Array.isArray(collection.features)) return [`${file.name}: ${w.noFile}`];
      if (typeof head.town === "string" && head.town && head.town !== ig.data.town) return [`${file.name}: ${w.otherTown} (${head.town.slice(0, 60)})`];
      return [`${file.name}: ${w.loaded}`, ...told(c.take(c.readAll(collection), { fromFile: true }))];
    } catch {
      return [`${file.name}: ${w.noFile}`];
    }
  }

  const input = ig.el("input", { type: "file", accept: ".geojson,.json,.html,.htm", multiple: "", id: "ig-fix-load", hidden: "",
    "aria-label": w.load });
  const report = ig.el("ul", { class: "ig-fix-told", role: "status" });
  input.addEventListener("change", async () => {
    const lines = [];
    for (const file of input.files) lines.push(...await load(file));
    input.value = "";
    report.replaceChildren(...lines.map((line) => ig.el("li", {}, [line])));
    ig.live.textContent = lines.join(". ");
    c.show();
  });

  c.fileTools = function () {
    const keep = ig.button(w.save, w.save, save);
    keep.dataset.act = "save";
    keep.disabled = !c.all().length;
    const made = [keep, ig.button(w.load, w.load, () => input.click())];
    if (c.forgotten().length) made.push(ig.button(w.older, w.older, () => { c.remember(); c.show(); }));
    if (report.childElementCount) made.push(report);
    return made;
  };
  ig.on("start", () => document.body.append(input));
})();
