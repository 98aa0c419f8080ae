from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.crs import project
from innenstadt_gis.errors import CrsError, InputError, UnsafeOutputError
from innenstadt_gis.outputs.map import MapClass, MapLayer, sealed_html
from innenstadt_gis.outputs.map import page as page_module
from innenstadt_gis.outputs.map.grid import STEP, ZOOM, Grid, pack
from innenstadt_gis.outputs.map.payload import as_json, payload


class Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []
        self.scripts = []
        self.comments = []
        self.policy = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "meta" and ("http-equiv", "Content-Security-Policy") in attrs:
            self.policy = dict(attrs)["content"]

    def handle_data(self, data):
        if (
            self.tags
            and self.tags[-1][0] == "script"
            and self.get_starttag_text().startswith("<script")
        ):
            self.scripts.append(data)

    def handle_comment(self, data):
        self.comments.append(data)


def seen(page):
    parser = Seen()
    parser.feed(page)
    parser.close()
    return parser


def data_of(page):
    text = re.search(r'id="ig-data">(.*?)</script>', page, re.DOTALL).group(1)
    return json.loads(text)


def ints(packed, grid):
    """Undo `pack`: corners of every feature's rings."""
    steps = np.array(packed["d"]).reshape(-1, 2).cumsum(axis=0)
    rings = np.split(steps, np.cumsum(packed["n"])[:-1]) if len(packed["n"]) else []
    done, at = [], 0
    for count in packed["r"]:
        done.append(rings[at : at + count])
        at += count
    return done


def test_the_page_names_no_address_and_loads_nothing(make_model):
    page = sealed_html(make_model())
    assert "://" not in page
    assert "sourceMappingURL" not in page
    styles = "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    assert "leaflet-container" in styles and not re.search(r"url\(|@import", styles)
    inner = {"src", "href", "action", "style", "srcdoc"}
    assert not [t for t in seen(page).tags if inner & set(t[1])]


def test_only_scripts_known_before_the_data_may_run(make_model, hostile_model):
    ordinary, hostile = seen(sealed_html(make_model())), seen(sealed_html(hostile_model))
    assert ordinary.policy == hostile.policy
    run = [t for t, a in hostile.tags if t == "script" and "type" not in a]
    assert len(run) == len(page_module.SCRIPTS) + 1
    hashes = re.findall(r"'sha256-([^']+)'", re.search(r"script-src ([^;]*)", hostile.policy)[1])
    bodies = re.findall(r"<script>(.*?)</script>", sealed_html(hostile_model), re.DOTALL)
    assert hashes == [
        base64.b64encode(hashlib.sha256(b.encode()).digest()).decode() for b in bodies
    ]
    assert "unsafe" not in hostile.policy and "default-src 'none'" in hostile.policy


def test_hostile_words_come_through_as_the_same_words(hostile_model, hostile):
    data = data_of(sealed_html(hostile_model))
    clean = hostile.encode("utf-8", "replace").decode()
    for key in ("title", "town", "day", "stamp", "sentence", "figure"):
        assert data[key] == clean
    layer = data["layers"][0]
    assert layer["columns"] == [clean]
    assert layer["classes"][1]["label"] == clean
    assert layer["rows"][0]["words"][0].startswith("<img src=x")  # a column; its word stands once
    assert "49" not in data["title"]


def test_the_same_model_gives_the_same_bytes(make_model):
    assert sealed_html(make_model()).encode() == sealed_html(make_model()).encode()


def test_the_page_carries_the_licence_of_leaflet_and_the_language(make_model):
    page = sealed_html(make_model())
    notice = "".join(seen(page).comments)
    assert "Copyright (c) 2010-2023, Volodymyr Agafonkin" in notice
    assert "Copyright (c) 2010-2011, CloudMade" in notice
    assert "Redistributions in binary form must reproduce" in notice
    assert '<html lang="de">' in page
    assert "user-scalable" not in page
    assert '<html lang="en">' in sealed_html(make_model(lang="en"))


@pytest.mark.parametrize("extra", ["<script>1</script>", "<a href=x>", "<p onclick=x>", "<img>"])
def test_a_page_with_anything_foreign_is_refused(extra):
    with pytest.raises(UnsafeOutputError):
        page_module._look_again(f"<html><script>1</script>{extra}</html>", scripts=1)


def test_a_house_is_filled_only_when_its_units_agree(make_model):
    layer = payload(make_model())["layers"][0]
    assert layer["members"] == [[0, 1], [4]]
    assert layer["sharing"] == [[2, 3]]
    assert layer["marks"]["row"] == [2, 3, 5]
    assert layer["unplaced"] == 1


def test_units_on_one_doorstep_stand_side_by_side_along_the_facade(make_model):
    marks = payload(make_model())["layers"][0]["marks"]
    places = np.array(marks["xy"]).reshape(-1, 2)
    offsets = np.array(marks["off"]).reshape(-1, 2)
    assert (places[0] == places[1]).all()
    assert offsets[:2].tolist() == [[-0.5, 0.0], [0.5, 0.0]]
    assert offsets[2].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("shift", [0.0, 0.9, 1.7, 2.6, 3.5])
def test_marks_a_step_apart_never_hide_each_other_wherever_they_stand(make_model, units, shift):
    points = [shapely.Point(350_500 + shift + step, 5_605_100) for step in (0, 1, 2)]
    frame = units.iloc[:3].assign(building_id=None).set_geometry(points, crs=units.crs)
    layer = MapLayer(key="k", title="t", kind="units", frame=frame)
    marks = payload(make_model(layers=(layer,)))["layers"][0]["marks"]
    assert np.array(marks["off"]).reshape(-1, 2).tolist() == [[-1, 0], [0, 0], [1, 0]]


def test_the_legend_counts_every_row_and_blanks_are_not_stated(make_model):
    layer = payload(make_model())["layers"][0]
    assert [(c["label"], c["count"]) for c in layer["classes"]] == [
        ("Leer", 3), ("Teilleer", 1), ("Belegt", 2), ("keine Angabe", 1),
    ]  # fmt: skip
    assert layer["code"] == [0, 0, 0, 2, 3, 1, 2]
    assert layer["classes"][3] | {"count": 1} == {
        "key": "", "label": "keine Angabe", "colour": "#FFFFFF", "hatch": "dots", "shape": "diamond",
        "count": 1, "quiet": False,
    }  # fmt: skip


def test_packed_corners_lie_within_one_step_of_the_house(buildings):
    grid = Grid.over([buildings])
    rings = ints(pack(np.asarray(buildings.geometry.array), grid, closed=True), grid)
    lon, lat = project(
        np.array([350_000.0]), np.array([5_605_016.0]), source=buildings.crs, target="EPSG:4326"
    )
    x = (lon[0] + 180) / 360 * 256 * 2**ZOOM
    s = np.sin(np.radians(lat[0]))
    y = (0.5 - np.log((1 + s) / (1 - s)) / (4 * np.pi)) * 256 * 2**ZOOM
    corner = (rings[0][0] + (grid.x0, grid.y0)) * STEP
    assert np.abs(corner - (x, y)).min(axis=0).max() <= STEP
    assert [len(f) for f in rings] == [1] * 5
    assert [len(f[0]) for f in rings] == [4] * 5


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.floats(0, 500), st.floats(0, 500), st.floats(0, 40), st.integers(0, 2)),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_every_geometry_stays_one_feature_whatever_its_size(boxes):
    shapes = []
    for x, y, size, holes in boxes:
        outer = shapely.box(3.5e5 + x, 5.6e6 + y, 3.5e5 + x + size, 5.6e6 + y + size)
        west, south = outer.bounds[:2]
        inner = [shapely.box(west + k, south, west + k + 0.5, south + 1) for k in range(holes)]
        shapes.append(shapely.Polygon(outer.exterior, [i.exterior for i in inner]))
    frame = gpd.GeoDataFrame(geometry=shapes, crs="EPSG:25833")
    grid = Grid.over([frame])
    packed = pack(np.asarray(frame.geometry.array), grid, closed=True)
    assert len(packed["r"]) == len(shapes)
    assert sum(packed["r"]) == len(packed["n"])
    assert 2 * sum(packed["n"]) == len(packed["d"])
    assert all(size >= 3 for size in packed["n"])


@given(st.text())
def test_json_in_the_page_cannot_end_its_element_and_reads_back(text):
    written = as_json({"t": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written)["t"] == text.encode("utf-8", "replace").decode()


def test_an_empty_town_still_makes_a_page(make_model, basemap, buildings):
    model = make_model(basemap=basemap.iloc[:0], buildings=buildings.iloc[:0], layers=())
    assert data_of(sealed_html(model))["view"] is None


def test_layers_refuse_degrees_unknown_columns_and_unknown_kinds(units):
    ok = {"key": "k", "title": "t", "kind": "units", "frame": units}
    with pytest.raises(CrsError):
        MapLayer(**(ok | {"frame": units.to_crs("EPSG:4326")}))
    with pytest.raises(InputError, match="has no columns \\['nope'\\]"):
        MapLayer(**ok, tooltip=(("nope", "Nein"),))
    with pytest.raises(InputError, match="not one of"):
        MapLayer(**(ok | {"kind": "heat"}))
    with pytest.raises(InputError, match="#rrggbb"):
        MapClass("a", "b", "red;}</style>")


def test_a_map_without_sources_is_refused(make_model):
    with pytest.raises(InputError, match="sources"):
        make_model(sources=())


def test_a_view_in_degrees_is_kept(make_model):
    grid_model = make_model(view=(12.88, 50.58, 17.5))
    data = data_of(sealed_html(grid_model))
    assert data["view"]["zoom"] == 17.5
    x = (data["grid"]["o"][0] + data["view"]["at"][0]) * STEP / (256 * 2**ZOOM) * 360 - 180
    assert x == pytest.approx(12.88, abs=1e-5)


@pytest.mark.realdata
def test_the_page_of_a_real_town_stays_below_seven_tenths_of_a_megabyte(shared, make_model):
    from innenstadt_gis.ingest.osm import features
    from innenstadt_gis.ingest.osm.source import open_extract

    extract = open_extract(shared / "data" / "lauf" / "lauf-200115.osm.pbf")
    read = features.read_features(extract, crs=extract.crs)
    model = make_model(basemap=read.basemap, buildings=read.buildings, layers=())
    houses = next(one for one in payload(model)["ground"]["layers"] if one["k"] == "building")
    assert len(houses["r"]) == len(read.buildings) > 6_000
    assert len(sealed_html(model).encode()) < 700_000


def test_no_script_goes_on_after_a_comment_that_shares_its_line():
    """`lean` drops lines of comments whole: code behind the end of one would be lost."""
    for path in sorted((Path(page_module.__file__).parent / "assets").iterdir()):
        inside = False
        for number, line in enumerate(map(str.strip, path.read_text("utf-8").splitlines()), 1):
            inside = inside or line.startswith("/*")
            if inside and "*/" in line:
                assert not line.partition("*/")[2].strip(), f"{path.name}:{number}"
                inside = False
