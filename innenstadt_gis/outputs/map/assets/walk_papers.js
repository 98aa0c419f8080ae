/* The walk to take along: GPX, and papers by the browser's print, in the words of `innenstadt walk`. */
"use strict";
(function () {
  const told = ig.data.walk;
  const w = told.words;
  const p = told.papers;
  const { filled, one, number } = ig.walkWords;
  const SPACE = "http:\/\/www.topografix.com/GPX/1/1"; // a name, spelled so that it reads as no address
  /** The map on a sheet and what is left free around the way, in metres. */
  const SHEET = { wide: 0.279, high: 0.172, edge: 25 };
  const ROWS_A_PAGE = 16;
  const LINES = 9;

  const pace = () => told.paces.find((who) => who.key === ig.walk.asked.pace).said + (ig.walk.asked.noSteps ? p.without_steps : "");
  /** The walk as it is carried away: only stops that can be reached. */
  function taken() {
    const route = ig.walk.route();
    return { ...route, rows: route.rows.filter((row) => row.way) };
  }

  // GPX ------------------------------------------------------------------------------------

  /** Leave out signs that XML cannot hold. */
  // eslint-disable-next-line no-control-regex
  const plain = (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[\ud800-\udfff]/gu, "");

  function node(doc, parent, tag, text) {
    const made = doc.createElementNS(SPACE, tag);
    if (text) made.textContent = plain(text);
    parent.append(made);
    return made;
  }

  function spot(doc, parent, tag, [x, y], name, desc) {
    const made = node(doc, parent, tag);
    const { lat, lng } = ig.latLng(x, y);
    made.setAttribute("lat", lat.toFixed(6));
    made.setAttribute("lon", lng.toFixed(6));
    if (name) node(doc, made, "name", name);
    if (desc) node(doc, made, "desc", desc);
  }

  /** The walk as GPX 1.1: stops as waypoints, each leg a segment of the track. */
  function gpx() {
    const { rows, ways } = taken();
    const doc = document.implementation.createDocument(SPACE, "gpx", null);
    const root = doc.documentElement;
    root.setAttribute("version", "1.1");
    root.setAttribute("creator", `innenstadt_gis ${told.version}`);
    const title = filled(p.track, { town: ig.data.town });
    node(doc, node(doc, root, "metadata"), "name", title);
    const [start, end] = [ig.walk.start, ig.walk.end];
    spot(doc, root, "wpt", [start.x, start.y], start.name);
    for (const { place, number: nth } of rows) spot(doc, root, "wpt", [place.x, place.y], `${nth} ${place.name}`, place.question);
    spot(doc, root, "wpt", [end.x, end.y], end.name);
    const track = node(doc, root, "trk");
    node(doc, track, "name", title);
    for (const way of ways) {
      const segment = node(doc, track, "trkseg");
      for (const at of way.line) spot(doc, segment, "trkpt", at);
    }
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(doc)}\n`;
  }

  ig.walkGpx = function () {
    ig.saveFile(`${w.file}_${ig.fileTown()}_${ig.moment()}.gpx`, gpx(), "application/gpx+xml");
    ig.live.textContent = w.saved;
  };

  // papers -----------------------------------------------------------------------------------

  const el = ig.el;
  const head = (title, said) => el("header", {}, [el("h1", {}, [title]), el("p", {}, [said])]);
  const title = () => filled(p.title, { town: ig.data.town });
  const page = (name, children) => el("section", { class: `ig-walk-page ${name}` }, children);

  function said({ rows, minutes, metres }) {
    return filled(p.told, { stops: number(rows.length), metres: number(metres), minutes: number(minutes), at_stop: number(ig.walk.asked.atStop), pace: pace() });
  }

  function line(words, after, way) {
    const more = way ? [`${number(way.metres)} m, ${one(way.minutes)} min`, number(way.seats.length), `${number(way.longest)} m`, number(way.toilets.length)] : ["", "", "", ""];
    return el("tr", {}, [...words.map((text) => el("td", {}, [text])), ...[after, ...more].map((text) => el("td", { class: "ig-n" }, [text]))]);
  }

  function timetable(walk) {
    const heads = ["number", "stop", "theme", "after", "way", "benches", "no_bench", "toilets"].map((key) => el("th", {}, [p[key]]));
    const lines = [line(["", ig.walk.start.name, ""], "0", null),
      ...walk.rows.map((row) => line([String(row.number), row.place.name, row.place.chapter], number(row.arrives), row.way)),
      line(["", ig.walk.end.name, ""], number(walk.minutes), walk.last)];
    const note = filled(p.entered, { beside: number(told.asked.beside_m) });
    const pages = [];
    for (let at = 0; at < lines.length; at += ROWS_A_PAGE) {
      pages.push(page("ig-walk-times", [head(title(), said(walk)), el("table", {}, [el("thead", {}, [el("tr", {}, heads.map((one_) => one_.cloneNode(true)))]),
        el("tbody", {}, lines.slice(at, at + ROWS_A_PAGE))]), el("footer", {}, [note])]));
    }
    return pages;
  }

  function sheet({ place, way, number: nth, arrives }) {
    const photos = place.photos.length ? [el("div", { class: "ig-walk-photos" }, place.photos.map(ig.photoFigure))] : [];
    return page("ig-walk-sheet", [head(title(), filled(p.of, { number: nth })), ...photos, el("p", { class: "ig-theme" }, [place.chapter]),
      el("h2", {}, [`${nth} ${place.name}`]), el("p", {}, [filled(p.arrives, { minutes: number(arrives), metres: number(way.metres) })]),
      el("p", { class: "ig-question" }, [place.question]), el("p", {}, [p.ask]),
      el("div", { class: "ig-lines" }, Array.from({ length: LINES }, () => el("div")))]);
  }

  /** Box of the way in steps of the grid, and the usual scale at which it fits a sheet. */
  function frame(ways) {
    const all = ways.flatMap((way) => way.line);
    const [xs, ys] = [0, 1].map((part) => all.map((at) => at[part]));
    const range = (values) => [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    const [[x0, x1], [y0, y1]] = [range(xs), range(ys)];
    const room = (low, high, wide) => ((high - low) * ig.walkNet.metre + 2 * SHEET.edge) / wide;
    const need = Math.max(room(x0, x1, SHEET.wide), room(y0, y1, SHEET.high));
    return { middle: ig.latLng((x0 + x1) / 2, (y0 + y1) / 2), scale: ig.SCALES.find((scale) => scale >= need) || Math.ceil(need / 5000) * 5000 };
  }

  let papers = null;
  /** A4: the overview at its scale, the timetable, a sheet for every stop. */
  ig.sheets.walk = {
    open() {
      const walk = taken();
      const { middle, scale } = frame(walk.ways);
      const overview = page("ig-walk-overview", [head(title(), said(walk)), el("footer", {}, [filled(p.scale, { scale: number(scale) })])]);
      papers = el("div", { id: "ig-walk-papers" }, [overview, ...timetable(walk), ...walk.rows.map(sheet)]);
      ig.setSheet("a4-landscape");
      document.documentElement.classList.add("ig-walk-paper");
      document.body.append(papers);
      ig.layMap(middle, ig.paperZoom(middle.lat, scale));
      ig.walkMap.draw();
    },
    close() {
      papers.remove();
      document.documentElement.classList.remove("ig-walk-paper");
      ig.walkMap.draw();
    },
  };

  ig.walkPrint = () => ig.printSheet("walk");
})();
