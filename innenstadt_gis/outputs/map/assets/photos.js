/* Photos of units and places: small beside a pointer, large in a dialog, before and after by a slider. */
"use strict";
(function () {
  const w = ig.data.photos.words;
  const places = ig.data.photos.places;
  const dialog = ig.el("dialog", { class: "ig-dialog ig-photos", "aria-labelledby": "ig-photos-title" });
  let back = null; // what had the keyboard before the first dialog

  const source = (photo) => `data:image/jpeg;base64,${photo.src}`;

  /** What is said of a photo below its title, in one line. */
  const told = (photo, title) => [photo.moment && w[photo.moment], photo.caption !== title && photo.caption, photo.when, photo.credit]
    .filter(Boolean).join(" · ");

  function picture(photo, title) {
    const image = ig.el("img", { class: "ig-photo", alt: `${w.photo}: ${[title, told(photo, title)].filter(Boolean).join(", ")}`,
      width: String(photo.w), height: String(photo.h) });
    image.src = source(photo);
    return image;
  }

  function figure(photo, title) {
    const words = told(photo, title);
    return ig.el("figure", {}, words ? [picture(photo, title), ig.el("figcaption", {}, [words])] : [picture(photo, title)]);
  }

  /** The photo of before lies over that of after, cut off where the slider stands. */
  function slider(before, after, title) {
    const over = picture(before, title);
    over.classList.add("ig-over");
    const label = (photo, side) => ig.el("span", { class: `ig-moment ig-${side}`, "aria-hidden": "true" },
      [[w[side], photo.when].filter(Boolean).join(" · ")]);
    const stage = ig.el("div", { class: "ig-before-after" },
      [picture(after, title), over, ig.el("span", { class: "ig-cut", "aria-hidden": "true" }), label(before, "before"), label(after, "after")]);
    stage.style.aspectRatio = `${after.w} / ${after.h}`;
    const range = ig.el("input", { type: "range", min: "0", max: "100", step: "1", value: "50", class: "ig-slide", "aria-label": w.slide });
    range.title = w.help;
    for (const one of [stage, range]) one.style.width = `min(100%, calc(60vh * ${after.w} / ${after.h}))`;
    const set = () => {
      stage.style.setProperty("--ig-cut", `${range.value}%`);
      range.setAttribute("aria-valuetext", `${range.value} ${w.slideText}`);
    };
    range.addEventListener("input", set);
    set();
    const words = [...new Set([before, after].map((one) => [one.caption !== title && one.caption, one.credit].filter(Boolean).join(" · ")).filter(Boolean))];
    return ig.el("figure", {}, [stage, range, ...words.map((text) => ig.el("figcaption", {}, [text]))]);
  }

  /** Rows of the list that belong to a place: the list knows where a unit stands. */
  const listed = (place) => (place.unit < 0 ? null : (ig.rows || []).find((row) => row.unit === place.unit));

  function open(title, parts, tools) {
    const close = ig.button("×", ig.words.close, () => dialog.close());
    const scroll = ig.el("div", { class: "ig-scroll", tabindex: "0", role: "region", "aria-label": title }, parts);
    dialog.replaceChildren(ig.el("div", { class: "ig-list-head" },
      [ig.el("h2", { id: "ig-photos-title" }, [title]), ig.el("div", { class: "ig-tools" }, [...tools, close])]), scroll);
    if (!dialog.isConnected) document.body.append(dialog);
    if (!dialog.open) {
      back = document.activeElement;
      dialog.showModal();
    }
    (dialog.querySelector(".ig-slide") || close).focus();
  }

  /** Show the photos of some places, large. */
  function show(some) {
    const parts = some.flatMap((place) => {
      const pair = place.pair ? [slider(place.photos[place.pair[0]], place.photos[place.pair[1]], place.title)] : [];
      const rest = place.photos.filter((_, i) => !place.pair?.includes(i)).map((photo) => figure(photo, place.title));
      const head = some.length > 1 ? [ig.el("h3", {}, [place.title])] : [];
      return [...head, ...pair, ...rest];
    });
    const row = some.length === 1 ? listed(some[0]) : null;
    const tools = [ig.button(w.all, w.all, gallery)];
    if (row) tools.unshift(ig.button(w.onMap, w.onMap, () => { dialog.close(); ig.showPlace(row); }));
    open(some.length === 1 ? some[0].title : w.photos, parts, tools);
  }

  /** All places with photos, as small pictures: the way for those who do not point at a map. */
  function gallery() {
    const items = places.map((place) => {
      const first = place.photos[place.pair ? place.pair[1] : 0];
      const small = picture(first, place.title);
      small.alt = "";
      const moment = place.pair ? [` (${w.before}/${w.after})`] : [];
      const button = ig.el("button", { type: "button", class: "ig-thumb" }, [small, ig.el("span", {}, [place.title, ...moment])]);
      button.addEventListener("click", () => show([place]));
      return ig.el("li", {}, [button]);
    });
    const notes = (ig.data.layers.find((one) => one.key === "photos")?.notes || []).map((text) => ig.el("p", { class: "ig-note" }, [text]));
    open(`${w.photos} (${ig.number.format(places.reduce((sum, place) => sum + place.photos.length, 0))})`,
      [...notes, ig.el("ul", { class: "ig-gallery" }, items)], []);
  }

  /** Places with photos behind rows of a layer. */
  function behind(layer, rows) {
    if (layer.key === "photos") return places.filter((place) => rows.includes(place.row));
    if (!layer.unit) return [];
    const units = new Set(rows.map((row) => layer.unit[row]));
    return places.filter((place) => place.unit >= 0 && units.has(place.unit));
  }

  /** The same address, as on the sheets of `innenstadt walk`, in metres. */
  const SAME_M = 2;

  /** Before and after of a place on the grid, else its newest photo: pairs of place and photo in there. */
  ig.photosAt = function (x, y) {
    const marks = ig.data.layers.find((one) => one.key === "photos")?.marks;
    const away = (i) => ig.map.distance(ig.latLng(marks.xy[2 * i], marks.xy[2 * i + 1]), ig.latLng(x, y));
    const at = marks ? marks.row.findIndex((_, i) => away(i) <= SAME_M) : -1;
    const nth = at < 0 ? -1 : places.findIndex((place) => place.row === marks.row[at]);
    if (nth < 0) return [];
    return (places[nth].pair || [places[nth].photos.length - 1]).map((photo) => [nth, photo]);
  };

  /** One photo as a figure, by the numbers of its place and of itself in there. */
  ig.photoFigure = ([nth, photo]) => figure(places[nth].photos[photo], places[nth].title);

  /** A pointer over a unit shows its photo small, a click shows all of them large. */
  function attach(layer, path, rows) {
    if (!behind(layer, rows).length) return;
    const shown = () => behind(layer, rows.filter((row) => ig.rowShown(layer, row)));
    const say = path.getTooltip()?.getContent();
    if (typeof say === "function") {
      path.setTooltipContent((...given) => {
        const box = say(...given);
        const some = shown();
        for (const place of some.slice(0, 2)) {
          const image = picture(place.photos[place.pair ? place.pair[1] : 0], place.title);
          image.classList.add("ig-small");
          box.append(image);
        }
        if (some.length) box.append(ig.el("div", { class: "ig-note" }, [w.click]));
        return box;
      });
    }
    path.on("click", () => {
      if (ig.collecting || ig.correcting || ig.walking) return; // a sticker is put down, a unit is corrected
      const some = shown();
      if (some.length) show(some);
    });
  }

  dialog.addEventListener("close", () => (back?.isConnected ? back : ig.map.getContainer()).focus());

  ig.on("start", () => {
    const opener = ig.button(w.photos, w.all, gallery);
    opener.id = "ig-open-photos";
    ig.addTool(opener);
    for (const layer of ig.data.layers) {
      for (const { path, rows } of layer.paths) attach(layer, path, rows);
    }
  });
})();
