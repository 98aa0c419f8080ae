"""Maps of buildings as single features: building and opening the page, against folium and explore.

    python benchmarks/maps.py [--runs 5] [--only load]

Data: the buildings of Lauf from the folder that ``INNENSTADT_SHARED`` names, and Lauf copied
eight times side by side (about 50,000). All draw the same polygons with the same two columns in
the tooltip, no tiles. ``ours_size`` and ``peer_size`` are bytes of the file; at most a third is
wanted. "load" opens the file in headless Chromium without a network, drawn in software, until the
frame after the layer is drawn: the peers are handed Leaflet from the dependency, their other
libraries, which they do not need for polygons, are refused. explore() needs mapclassify and
matplotlib, which are no dependencies of the package.
"""

from __future__ import annotations

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _race import Case, main
from ingest import _CACHE, _LAUF, _town

_COPIES = 8
_COLUMNS = ("name", "source")
_PEERS = [("folium.GeoJson", "folium")]
if find_spec("mapclassify"):
    _PEERS.append(("GeoDataFrame.explore", "explore"))

CASES = [
    Case(
        case=f"{what} {key}", ours=f"ours_{what}", ours_file=f"{key}_{ours}",
        peer=peer, peer_runner=f"{runner}_{what}", peer_file=f"{key}_{runner if ours else ''}",
        least_ratio=least,
    )
    for peer, runner in _PEERS
    for what, ours, key, least in (
        ("build", "", "lauf", 10.0), ("build", "", "lauf8", 10.0),
        ("load", "ours", "lauf", 1.0), ("load", "ours", "lauf8", 2.0),
    )
]  # fmt: skip


def _houses(path: Path):
    import geopandas as gpd

    return gpd.read_file(path)


def _ours(path: Path):
    from innenstadt_gis.outputs.map import MapLayer, MapModel, sealed_html
    from innenstadt_gis.tables import BASEMAP, BUILDINGS

    houses = _houses(path)
    metres = houses.to_crs(houses.estimate_utm_crs())
    columns = tuple((one, one) for one in _COLUMNS)
    layer = MapLayer(key="houses", title="Houses", kind="area", frame=metres, tooltip=columns)
    nothing = metres.iloc[:0][["geometry"]]
    model = MapModel(
        title="Lauf", town="Lauf", day_text="", audience_stamp="", sentence="", figure_id="",
        sources=("© OpenStreetMap",), basemap=BASEMAP.conform(nothing.assign(kind="")),
        buildings=BUILDINGS.conform(nothing.assign(source="osm")), layers=(layer,),
    )  # fmt: skip
    return lambda: sealed_html(model)


def _folium(path: Path):
    import folium

    houses = _houses(path)

    def page() -> str:
        shown = folium.Map(tiles=None, prefer_canvas=True)
        tip = folium.GeoJsonTooltip(list(_COLUMNS))
        layer = folium.GeoJson(houses, tooltip=tip).add_to(shown)
        shown.fit_bounds(layer.get_bounds())
        return shown.get_root().render()

    return page


def _explore(path: Path):
    houses = _houses(path)
    return lambda: (
        houses.explore(tiles=None, prefer_canvas=True, tooltip=list(_COLUMNS)).get_root().render()
    )


_PAGES = {"ours": _ours, "folium": _folium, "explore": _explore}


def _build(who: str):
    def runner(path: Path):
        page = _PAGES[who](path)
        return lambda: len(page().encode())

    return runner


def _load(who: str):
    def runner(path: Path):
        from playwright.sync_api import sync_playwright
        from xstatic.pkg import leaflet

        start = sync_playwright().start()
        browser = start.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        own = Path(leaflet.BASE_DIR)

        def give(route) -> None:
            name = route.request.url.rsplit("/", 1)[-1]
            found = next(own.rglob(name), None) if name.startswith("leaflet.") else None
            route.fulfill(path=found) if found else route.abort()

        page.route("http*://**", give)
        drawn = "window.__ig?.ready" if who == "ours" else "document.readyState === 'complete'"
        there = (
            "1" if who == "ours" else "Object.keys(window).filter(k => /^geo_json_/.test(k)).length"
        )
        frame = (
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

        def work() -> int:
            page.goto(path.as_uri())
            page.wait_for_function(drawn)
            page.evaluate(frame)
            assert page.evaluate(there), "the layer is not there"
            return path.stat().st_size

        return work

    return runner


def _table(copies: int) -> Path:
    import pandas as pd

    from innenstadt_gis.ingest.osm.features import read_features
    from innenstadt_gis.ingest.osm.source import open_extract

    made = Path(tempfile.gettempdir()) / _CACHE / f"houses{copies}.gpkg"
    if made.is_file():
        return made
    made.parent.mkdir(parents=True, exist_ok=True)
    extract = open_extract(_town(_LAUF))
    houses = read_features(extract, crs=extract.crs).buildings[["geometry", "source"]]
    houses["name"] = [f"Haus {i}" for i in range(len(houses))]
    wide = houses.total_bounds[2] - houses.total_bounds[0]
    shifted = [houses.set_geometry(houses.translate(wide * n)) for n in range(copies)]
    pd.concat(shifted, ignore_index=True).to_crs(4326).to_file(made)
    return made


def _page(copies: int, who: str) -> Path:
    made = _table(copies).with_name(f"houses{copies}_{who}.html")
    made.write_text(_PAGES[who](_table(copies))(), encoding="utf-8")
    return made


RUNNERS = {
    f"{who}_{what}": runner(who)
    for who in _PAGES
    for what, runner in (("build", _build), ("load", _load))
}
FILES = {
    f"{key}_{who}": (lambda n=n, who=who: _page(n, who) if who else _table(n))
    for key, n in (("lauf", 1), ("lauf8", _COPIES))
    for who in ("", *_PAGES)
}

if __name__ == "__main__":
    main(__file__, "maps", CASES, RUNNERS, FILES)
