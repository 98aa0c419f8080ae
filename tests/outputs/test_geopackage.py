"""The GeoPackage of a run over Musterstadt: metres, aliases, and the map's classes as styles."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from lxml import etree

from innenstadt_gis.crs import to_degrees
from innenstadt_gis.ingest.corrections import corrections_from_edits
from innenstadt_gis.musterstadt import PLANTED_PERSONAL, TRUTH
from innenstadt_gis.outputs.contracts import CONTRACTS
from innenstadt_gis.outputs.geopackage import geopackage
from innenstadt_gis.outputs.map.themes import classify
from innenstadt_gis.outputs.themes import THEMES, geojson_files
from innenstadt_gis.outputs.town_map import map_model
from innenstadt_gis.tables import AUDIENCES


@pytest.fixture(scope="module", params=AUDIENCES)
def package(request, musterstadt_for, tmp_path_factory):
    audience = request.param
    seen = musterstadt_for[audience]
    model = map_model(seen)
    path = tmp_path_factory.mktemp(audience) / "musterstadt.gpkg"
    path.write_bytes(geopackage(seen, model.layers, version="1", lang="de"))
    return seen, model, path


def query(path: Path, text: str):
    with closing(sqlite3.connect(path)) as base:
        return base.execute(text).fetchall()


def styles(path: Path):
    rows = query(path, "SELECT f_table_name, styleName, styleQML, useAsDefault FROM layer_styles")
    return [(table, name, etree.fromstring(text), bool(first)) for table, name, text, first in rows]


def test_every_layer_lies_in_the_metres_of_the_town(package):
    seen, _, path = package

    for name, kind in pyogrio.list_layers(path):
        rows = gpd.read_file(path, layer=name)
        if kind is None:
            assert name in {"lies_mich", "kennzahlen", "layer_styles"}
            continue
        assert rows.crs == seen.crs, name
        assert len(rows), name


def test_single_units_and_inner_columns_go_to_whom_they_may(package):
    seen, _, path = package
    layers = set(pyogrio.list_layers(path)[:, 0])

    assert ("premises" in layers) == (seen.audience != "oeffentlich")
    assert ("underused_plots" in layers) <= (seen.audience == "intern")
    if seen.audience != "oeffentlich":
        columns = set(gpd.read_file(path, layer="premises").columns)
        assert ({"reason", "condition"} <= columns) == (seen.audience == "intern")
    data = path.read_bytes().decode("utf-8", "replace")
    assert [word for word in PLANTED_PERSONAL if word in data] == []


def test_a_row_has_the_class_that_the_legend_of_the_map_counts(package):
    seen, model, path = package
    if seen.audience == "oeffentlich":  # gets no single units
        assert "premises" not in pyogrio.list_layers(path)[:, 0]
        return
    units = gpd.read_file(path, layer="premises")

    counted = units["map_units"].value_counts().to_dict()
    legend = {
        c.label: c.count for layer in model.layers if layer.key == "units" for c in layer.classes
    }
    assert counted == legend
    assert counted["Leer"] == TRUTH["vacant"]


def test_the_default_style_has_the_classes_and_colours_of_the_map(package):
    seen, model, path = package
    wanted = "premises" if seen.audience != "oeffentlich" else "sections"
    layer = next(m for m in model.layers if m.key in {"units", "sections"} and m.visible)
    (style,) = [root for table, _, root, first in styles(path) if table == wanted and first]

    renderer = style.find("renderer-v2")
    assert renderer.get("type") == "categorizedSymbol"
    assert renderer.get("attr") == f"map_{layer.key}"
    labels = [one.get("label") for one in renderer.find("categories")]
    assert labels == [c.label for c in layer.classes]
    values = set(gpd.read_file(path, layer=wanted)[f"map_{layer.key}"].dropna())
    assert values == set(labels)
    red = next(s.findall("layer")[-1] for s in renderer.find("symbols"))
    colours = {p.get("k"): p.get("v") for p in red.findall("prop")}
    r, g, b = (int(layer.classes[0].colour[i : i + 2], 16) for i in (1, 3, 5))
    assert f"{r},{g},{b},255" in colours.values()


def test_each_layer_has_exactly_one_default_style_and_aliases_for_all_its_columns(package):
    _, _, path = package
    placed = {name for name, kind in pyogrio.list_layers(path) if kind is not None}

    assert sorted(t for t, _, _, first in styles(path) if first) == sorted(placed)
    for table, _, root, _ in styles(path):
        columns = [c for c in pyogrio.read_info(path, layer=table)["fields"] if c != "fid"]
        named = {one.get("field"): one.get("name") for one in root.find("aliases")}
        assert [c for c in columns if not named.get(c)] == [], table


def test_codes_have_a_drop_down_in_german_that_names_no_inner_status_outside(package):
    seen, _, path = package
    if seen.audience == "oeffentlich":  # gets no single units
        assert "premises" not in pyogrio.list_layers(path)[:, 0]
        return
    root = next(root for table, _, root, first in styles(path) if table == "premises" and first)

    options = {
        one.get("value"): one.get("name")
        for one in root.iterfind("fieldConfiguration/field[@name='status']//Option[@value]")
    }
    assert options["vacant"] == "leer"
    assert ("at_risk" in options) == (seen.audience == "intern")


def test_the_same_release_gives_the_same_bytes(package):
    seen, model, path = package

    assert geopackage(seen, model.layers, version="1", lang="de") == path.read_bytes()


def test_an_edited_copy_comes_back_as_corrections(package, musterstadt, tmp_path):
    _, _, path = package
    if "premises" not in pyogrio.list_layers(path)[:, 0]:
        return  # the public has no units to edit
    copy = tmp_path / "korrigiert.gpkg"
    copy.write_bytes(path.read_bytes())
    units = musterstadt.premises
    unit = units.index[units["status"] == "vacant"][0]
    with closing(sqlite3.connect(copy)) as base:
        triggers = base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():  # they call functions that a GIS brings along
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("UPDATE premises SET status = 'occupied' WHERE unit_id = ?", (unit,))
        base.commit()

    (row,) = corrections_from_edits(units, copy)
    assert (row.unit, row.field) == (unit, "status")


def test_the_tables_beside_say_what_it_is_and_hold_every_figure(package):
    seen, _, path = package
    told = dict(query(path, "SELECT was, angabe FROM lies_mich WHERE was <> 'Quelle'"))

    assert told["Stadt"] == "Musterstadt"
    assert told["Zielgruppe"] == seen.audience
    assert told["Koordinaten"].startswith("25833 ")
    ids = [one for (one,) in query(path, "SELECT id FROM kennzahlen")]
    assert ids == [f.id for f in seen.figures]


def test_it_holds_every_theme_with_the_rows_ids_and_values_of_the_geojson(package):
    seen, _, path = package
    texts = dict(geojson_files(seen, version="1", lang="de"))
    placed = {name for name, kind in pyogrio.list_layers(path) if kind is not None}

    assert {f"{name}.geojson" for name in placed} == texts.keys()
    for name in placed:
        rows = gpd.read_file(path, layer=name)
        told = json.loads(texts[f"{name}.geojson"])
        ids = rows[CONTRACTS[next(t.table for t in THEMES if t.file == name)].index].tolist()
        assert ids == [row["id"] for row in told["features"]], name
        same = to_degrees(rows[["geometry"]]).geometry
        for row, place in zip(told["features"], same, strict=True):
            drawn = shapely.geometry.shape(row["geometry"]) if row["geometry"] else None
            assert (drawn is None) == (place is None), name
            if drawn is not None:  # 7 decimals are a centimetre
                far = np.abs(np.array(drawn.bounds) - np.array(place.bounds)).max()
                assert far < 1.1e-7, name


def test_every_column_has_its_german_name_of_the_contract(package):
    _, _, path = package
    tables = {t.file: CONTRACTS[t.table] for t in THEMES}
    for table, _, root, _ in styles(path):
        named = {one.get("field"): one.get("name") for one in root.find("aliases")}
        own = [c for c in tables[table].columns if c.name in named]
        assert own != [], table
        assert [c.name for c in own if named[c.name] != c.label.de] == [], table
        assert named[tables[table].index] == "Kennung"


def test_every_style_has_the_words_and_the_colours_of_its_layer_of_the_map(package):
    _, model, path = package
    drawn = {f"map_{layer.key}": layer for layer in model.layers}
    compared = 0
    for table, _, root, _ in styles(path):
        renderer = root.find("renderer-v2")
        if renderer is None:
            continue
        classes, _ = classify(drawn[renderer.get("attr")], "de")
        colours = {one.label: one.colour for one in classes}
        symbols = {one.get("name"): one for one in renderer.find("symbols")}
        for category in renderer.find("categories"):
            colour = colours[category.get("label")]
            ink = ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
            symbol = symbols[category.get("symbol")]
            inks = [
                p.get("v") for p in symbol.iter("prop") if p.get("k") in {"color", "line_color"}
            ]
            assert any(one.startswith(f"{ink},") for one in inks), (table, category.get("label"))
            compared += 1
    assert compared > 10
