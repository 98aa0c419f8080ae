"""Maps of buildings: building, size, opening, and frames a second, against folium and explore.

    python benchmarks/maps.py [--runs 5] [--only load]

Data: Lauf from the folder that ``INNENSTADT_SHARED`` names, as it is and copied side by side.

"build" makes the text of the page from one GeoDataFrame in memory, the same for all, in metres;
"load" opens the file in headless Chromium without a network, drawn in software, until the frame
after the layer is drawn. All draw the same polygons with the same two columns in the tooltip, no
tiles, on a canvas. What differs: our page holds Leaflet and has title, legend, scale and list;
the peers load their libraries by address, so they are handed Leaflet from the dependency and
empty files for the rest, which polygons do not need. ``ours_size`` and ``peer_size`` are bytes
of the files, without the libraries that the peers' files lack. A peer that has not drawn after
120 s is stopped: ``peer_unfinished``, and its seconds are the least that it would take.

"fps" counts the frames of whole gestures, four drags with their inertia or six steps of the
zoom, beside the same gestures on a map of Leaflet that shows nothing: what is missing to 60
there, the machine lacks. Memory is that of the process that drives, which says nothing here.
explore() needs mapclassify and matplotlib (extra ``bench``).
"""

from __future__ import annotations

import re
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _race import Case, Limit, Rate, main
from ingest import _CACHE, _LAUF, _town

_COPIES = 8
_TOWNS = 7  # 45,000 buildings with streets and names
_COLUMNS = ("name", "source")
_PATIENCE_S = 120
_PEERS = [("folium.GeoJson", "folium")]
if find_spec("mapclassify") and find_spec("matplotlib"):
    _PEERS.append(("GeoDataFrame.explore", "explore"))
else:
    print("explore() is left out: mapclassify and matplotlib are missing", file=sys.stderr)
_SCENES = (0, 5, 8)

CASES = [
    Case(
        case=f"{what} {key}", ours=f"ours_{what}", ours_file=f"{key}_{ours}",
        peer=peer, peer_runner=f"{runner}_{what}", peer_file=f"{key}_{runner if ours else ''}",
        least_ratio=least, most_size=None if ours else 1 / 3,
    )
    for peer, runner in _PEERS
    for what, ours, key, least in (
        ("build", "", "lauf", 10.0), ("build", "", "lauf8", 10.0),
        ("load", "ours", "lauf", 1.0), ("load", "ours", "lauf8", 2.0),
    )
] + [
    Limit(case=f"ready {name}", ours="ours_load", ours_file=file, limit_s=limit)
    for name, file, limit in (
        ("Lauf, all layers", "lauf_map", 1.0), ("50,000 features", "lauf8_ours", 2.5),
        ("town of 45,000 houses", "town", 2.5),
    )
] + [
    Rate(
        case=f"fps {move} {name}", ours=f"{move}{scene}", ours_file=file,
        peer="empty Leaflet map", peer_file="empty", least_fps=least,
    )
    for name, file, scene in (
        *((f"Lauf, scene {scene + 1}", "lauf_map", scene) for scene in _SCENES),
        ("town of 45,000 houses", "town", 0), ("50,000 features", "lauf8_ours", 0),
    )
    for move, least in (("pan", 50.0), ("zoom", 45.0))
]  # fmt: skip


def _empty_tables(frame):
    from innenstadt_gis.tables import BASEMAP, BUILDINGS

    nothing = frame[["geometry"]]
    return {
        "basemap": BASEMAP.conform(nothing.assign(kind="", source="osm")),
        "buildings": BUILDINGS.conform(nothing.assign(source="osm")),
    }


def _sealed(layers, tables) -> str:
    from innenstadt_gis.outputs.map import MapModel, sealed_html

    return sealed_html(
        MapModel(
            title="Lauf", town="Lauf", day_text="", audience_stamp="", sentence="", figure_id="",
            sources=("© OpenStreetMap",), layers=layers, **tables,
        )
    )  # fmt: skip


class _NoGround(dict):
    """The tables of a base map that shows nothing, as the peers show none; made once for a CRS."""

    def __missing__(self, crs: str):
        import geopandas as gpd

        self[crs] = _empty_tables(gpd.GeoDataFrame(geometry=[], crs=crs))
        return self[crs]


_NO_GROUND = _NoGround()


def _ours(houses):
    from innenstadt_gis.outputs.map import MapLayer

    columns = tuple((one, one) for one in _COLUMNS)
    layer = MapLayer(key="houses", title="Houses", kind="area", frame=houses, tooltip=columns)
    return _sealed((layer,), _NO_GROUND[houses.crs.to_string()])


def _folium(houses):
    import folium

    shown = folium.Map(tiles=None, prefer_canvas=True)
    tip = folium.GeoJsonTooltip(list(_COLUMNS))
    layer = folium.GeoJson(houses, tooltip=tip).add_to(shown)
    shown.fit_bounds(layer.get_bounds())
    return shown.get_root().render()


def _explore(houses):
    shown = houses.explore(tiles=None, prefer_canvas=True, tooltip=list(_COLUMNS))
    return shown.get_root().render()


_PAGES = {"ours": _ours, "folium": _folium, "explore": _explore}


def _build(who: str):
    def runner(path: Path):
        import geopandas as gpd

        houses = gpd.read_file(path)
        _PAGES[who](houses.iloc[:50])  # imports are not timed
        return lambda: len(_PAGES[who](houses).encode())

    return runner


_DRAWN = """async ours => {
  if (ours) { if (!window.__ig?.ready) throw "the page is not ready"; }
  else {
    const drawn = Object.keys(window).filter(key => /^geo_json_[0-9a-f]+$/.test(key));
    if (!drawn.some(key => window[key].getLayers?.().length > 0)) throw "the layer is not drawn";
  }
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def _opened():
    """A page of headless Chromium that is handed what peers ask for."""
    from playwright.sync_api import sync_playwright
    from xstatic.pkg import leaflet

    browser = (
        sync_playwright()
        .start()
        .chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
    )
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.set_default_timeout(_PATIENCE_S * 1000)
    page.goto("about:blank")
    own = {one.name: one for one in Path(leaflet.BASE_DIR).rglob("leaflet.*")}

    def give(route) -> None:
        name = route.request.url.split("?")[0].rsplit("/", 1)[-1]
        route.fulfill(path=own[name]) if name in own else route.fulfill(body="")

    page.route(re.compile("^https?:"), give)
    return page


def _load(who: str):
    def runner(path: Path):
        from playwright.sync_api import TimeoutError as TooLong

        page = _opened()

        def work() -> dict:
            told = {"size": path.stat().st_size}
            try:
                page.goto(path.as_uri())
                page.evaluate(_DRAWN, who == "ours")
            except TooLong:
                return told | {"unfinished": True}
            return told

        return work

    return runner


_MOVE = """async ({move, scene}) => {
  const map = window.__ig?.map ?? window.map;
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const wait = ms => new Promise(done => setTimeout(done, ms));
  if (window.__ig) ig.play(ig.story.played()[scene]);
  await wait(700);
  const box = map.getContainer();
  const mouse = (kind, x, y, buttons) => box.dispatchEvent(new MouseEvent(kind,
    { bubbles: true, cancelable: true, view: window, clientX: x, clientY: y, buttons }));
  const gaps = [];
  let last = 0;
  let on = true;
  const tick = () => { const now = performance.now(); if (last) gaps.push(now - last); last = now; if (on) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  if (move === "pan") {
    for (const way of [1, -1, 1, -1]) {
      mouse("mousedown", 640, 300, 1);
      for (let i = 1; i <= 30; i += 1) {
        await frame();
        mouse("mousemove", 640 + way * i * 12, 300 + way * i * 4, 1);
      }
      mouse("mouseup", 640 + way * 360, 300 + way * 120, 0);
      await wait(300);
    }
  } else {
    const zoom = map.getZoom();
    for (const by of [1, 0, -1, 0, 0.5, 0]) {
      map.setZoom(zoom + by);
      await wait(600);
    }
  }
  on = false;
  const sum = gaps.reduce((a, b) => a + b, 0);
  return { fps: 1000 * gaps.length / sum, longest_ms: Math.max(...gaps) };
}"""


def _frames(move: str, scene: int):
    def runner(path: Path):
        page = _opened()
        page.goto(path.as_uri())
        return lambda: page.evaluate(_MOVE, {"move": move, "scene": scene})

    return runner


def _made(name: str) -> Path:
    made = Path(tempfile.gettempdir()) / _CACHE / name
    made.parent.mkdir(parents=True, exist_ok=True)
    return made


def _side_by_side(frame, copies: int, wide: float):
    import pandas as pd

    parts = [frame.set_geometry(frame.translate(wide * n)) for n in range(copies)]
    return pd.concat([p.set_axis([f"{n}:{i}" for i in p.index]) for n, p in enumerate(parts)])


def _lauf():
    from innenstadt_gis.ingest.osm.features import read_features
    from innenstadt_gis.ingest.osm.source import open_extract

    extract = open_extract(_town(_LAUF))
    read = read_features(extract, crs=extract.crs)
    return read, read.buildings.total_bounds[2] - read.buildings.total_bounds[0]


def _table(copies: int) -> Path:
    made = _made(f"houses{copies}_metres.gpkg")
    if made.is_file():
        return made
    read, wide = _lauf()
    houses = _side_by_side(read.buildings[["geometry", "source"]], copies, wide)
    houses["name"] = [f"Haus {i}" for i in range(len(houses))]
    houses.to_file(made)
    return made


def _page(copies: int, who: str) -> Path:
    import geopandas as gpd

    made = _made(f"houses{copies}_{who}.html")
    made.write_text(_PAGES[who](gpd.read_file(_table(copies))), encoding="utf-8")
    return made


def _town_page() -> Path:
    read, wide = _lauf()
    tables = {
        name: _side_by_side(getattr(read, name), _TOWNS, wide) for name in ("basemap", "buildings")
    }
    made = _made("town.html")
    made.write_text(_sealed((), tables), encoding="utf-8")
    return made


def _lauf_map() -> Path:
    """The map of the whole study of Lauf: all layers, all scenes."""
    import innenstadt_gis as ig

    folder = _town(_LAUF).parent.resolve().as_posix()
    study = _made("lauf_study") / "study.toml"
    study.parent.mkdir(exist_ok=True)
    study.write_text(
        f'[town]\nname = "Lauf"\n[sources]\nosm = "{folder}/lauf-200115.osm.pbf"\n'
        f'parcels = "{folder}/flurstuecke_simuliert.gpkg"\nelevation = "{folder}/N49E011.hgt.zip"\n'
        f'population = "{folder}/zensus2011_100m_lauf_an_der_pegnitz.csv"\n'
        f'gtfs = ["{folder}/gtfs_simuliert.zip"]\n[[registers]]\n'
        f'path = "{folder}/registers/lauf_register_b.csv"\nsurvey_day = 2024-10-01\n'
        '[[centres]]\nname = "Markt"\nat = "Marktplatz 1"\n',
        encoding="utf-8",
    )
    made = _made("lauf_map.html")
    ig.workshop_map(ig.read_town(study.parent)).save(made)
    return made


def _empty_page() -> Path:
    from xstatic.pkg import leaflet

    style, script = (
        (Path(leaflet.BASE_DIR) / f"leaflet.{end}").read_text("utf-8") for end in ("css", "js")
    )
    made = _made("empty.html")
    made.write_text(
        f"<!doctype html><style>{style}\nhtml,body,#map{{height:100%;margin:0}}</style>"
        f"<div id=map></div><script>{script}</script>"
        "<script>map = L.map('map', {zoomSnap: 0.5, maxZoom: 20}).setView([49.5, 11.3], 16)</script>",
        encoding="utf-8",
    )
    return made


RUNNERS = {
    f"{who}_{what}": runner(who)
    for who in _PAGES
    for what, runner in (("build", _build), ("load", _load))
} | {f"{move}{scene}": _frames(move, scene) for move in ("pan", "zoom") for scene in _SCENES}
FILES = {
    f"{key}_{who}": (lambda n=n, who=who: _page(n, who) if who else _table(n))
    for key, n in (("lauf", 1), ("lauf8", _COPIES))
    for who in ("", *_PAGES)
} | {"lauf_map": _lauf_map, "town": _town_page, "empty": _empty_page}

if __name__ == "__main__":
    main(__file__, "maps", CASES, RUNNERS, FILES)
