"""An analyst's own frame as a layer: what becomes of every kind of column, place and mistake."""

from __future__ import annotations

import datetime as dt
import decimal
import itertools
import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

import innenstadt_gis as ig
from innenstadt_gis.outputs.map import SealedMap, sealed_html
from innenstadt_gis.outputs.map import own as own_module
from innenstadt_gis.outputs.map.breaks import quantiles
from innenstadt_gis.outputs.map.classing import SEQUENTIAL, exactly
from innenstadt_gis.outputs.map.own import add_layers
from innenstadt_gis.outputs.map.payload import payload

sync_api = pytest.importorskip("playwright.sync_api")

X, Y = 350_000.0, 5_605_000.0


def rows(values, **columns):
    """A point every ten metres along the street of the small model."""
    return gpd.GeoDataFrame(
        {"v": values, **columns},
        geometry=[shapely.Point(X + 10 * i, Y) for i in range(len(values))],
        crs="EPSG:25833",
    )


def legend(layer):
    return [(one.label.replace("\u00a0", " "), one.count) for one in layer.classes]


def made(values, **wish):
    return ig.layer(rows(values), title="T", column="v", **wish)


def test_numbers_with_few_values_have_a_class_each():
    layer = made([3, 1, 1, None, 2.5], unit="Min.")
    assert legend(layer) == [
        ("1 Min.", 2), ("2,5 Min.", 1), ("3 Min.", 1), ("keine Angabe", 1),
    ]  # fmt: skip
    assert layer.frame["class"].tolist() == ["2", "0", "0", None, "1"]
    assert layer.notes == ()


def test_many_numbers_are_put_into_ranges_of_as_equal_numbers_as_possible():
    layer = made(list(range(1, 101)), unit="Minuten")
    assert legend(layer) == [
        ("bis 20 Minuten", 20), ("über 20 bis 40 Minuten", 20), ("über 40 bis 60 Minuten", 20),
        ("über 60 bis 80 Minuten", 20), ("über 80 Minuten", 20),
    ]  # fmt: skip
    assert layer.notes == ("1 bis 100\u00a0Minuten; möglichst gleich viele je Klasse",)
    assert [one.colour for one in layer.classes] == list(SEQUENTIAL)
    assert layer.tooltip == (("text_0", ""), ("text_1", "T"))
    assert layer.frame["text_1"].iloc[6] == "7\u00a0Minuten"


def test_edges_are_rounded_only_as_far_as_the_classes_stay_alike():
    values = np.linspace(0, 9.97, 500)
    assert quantiles(values, 5).tolist() == [2.0, 4.0, 6.0, 8.0]
    assert quantiles(values + 0.03, 5).tolist() == [2.0, 4.0, 6.0, 8.0]


def test_a_value_that_half_of_the_rows_share_is_a_class_of_its_own():
    layer = made([0] * 60 + list(range(1, 41)))
    assert legend(layer)[0] == ("0", 60)
    assert sum(count for _, count in legend(layer)) == 100
    assert legend(layer)[1][0].startswith("über 0 bis ")


def test_edges_of_ones_own_hold_also_where_a_class_stays_empty():
    layer = made([1.0, 2.0, 2.5, 30.0], breaks=[2, 5, 10], unit="ha", colours=["#111111"] * 4)
    assert legend(layer) == [
        ("bis 2 ha", 2), ("über 2 bis 5 ha", 1), ("über 5 bis 10 ha", 0), ("über 10 ha", 1),
    ]  # fmt: skip


def test_classes_of_equal_width_and_fewer_of_them():
    layer = made([0, 1, 2, 3, 9, 10], breaks="equal", classes=2)
    assert legend(layer) == [("bis 5", 4), ("über 5", 2)]
    assert layer.notes == ("0 bis 10; Klassen gleich breit",)


def test_infinite_numbers_are_counted_as_not_stated_and_said():
    layer = made([1.0, math.inf, -math.inf, None])
    assert legend(layer) == [("1", 1), ("keine Angabe", 3)]
    assert layer.notes == ("2 unendlich, gezählt als keine Angabe",)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([7, 7, 7], [("7", 3)]),
        ([None, None], [("keine Angabe", 2)]),
        ([True, False, None, True], [("ja", 2), ("nein", 1), ("keine Angabe", 1)]),
        (["rot", "blau", "rot", " ", "keine Angabe"], [("rot", 2), ("blau", 1), ("keine Angabe", 2)]),
        ([decimal.Decimal("1.5"), decimal.Decimal(2)], [("1,5", 1), ("2", 1)]),
        ([10**400, 1], [("1", 1), ("keine Angabe", 1)]),
        ([1, "eins"], [("1", 1), ("eins", 1)]),
        ([["a", "b"], {"c": 1}], [("['a', 'b']", 1), ("{'c': 1}", 1)]),
        ([b"x", dt.time(8, 30)], [("08:30:00", 1), ("b'x'", 1)]),
    ],
)  # fmt: skip
def test_every_kind_of_value_has_an_outcome(values, expected):
    assert legend(made(pd.Series(values, dtype=object))) == expected


def test_more_names_than_classes_share_one_and_are_counted():
    layer = made(list("aaaabbbccdefg"))
    assert legend(layer) == [("a", 4), ("b", 3), ("c", 2), ("d", 1), ("Sonstige (3 Werte)", 3)]
    assert layer.frame["text_1"].tolist()[-1] == "g"
    assert len({(one.colour, one.hatch, one.shape) for one in layer.classes}) == 5


def test_categories_keep_their_order_and_colours_by_value_come_first():
    grades = pd.Categorical(["gut", "schlecht", "gut"], ["schlecht", "mittel", "gut"], ordered=True)
    assert legend(made(grades)) == [("schlecht", 1), ("gut", 2)]
    layer = made(list("aaaabbbccdefg"), colours={"g": "#123456"})
    assert legend(layer)[0] == ("g", 1)
    assert layer.classes[0].colour == "#123456"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2020-05-01", "2021-01-01", "2021-02-01", None],
         [("2020", 1), ("2021", 2), ("keine Angabe", 1)]),
        (["2021-01-05", "2021-03-01", "2021-03-09"], [("01/2021", 1), ("03/2021", 2)]),
        (["2021-03-01", "2021-03-09"], [("01.03.2021", 1), ("09.03.2021", 1)]),
        ([f"{year}-06-01" for year in range(1990, 2020)],
         [("bis 1995", 6), ("nach 1995 bis 2000", 5), ("nach 2000 bis 2005", 5),
          ("nach 2005 bis 2010", 5), ("nach 2010", 9)]),
    ],
)  # fmt: skip
def test_days_go_by_years_else_months_else_days(days, expected):
    layer = made(pd.to_datetime(pd.Series(days)))
    found = legend(layer)
    if len(expected) == 5:  # rounded to years that people name, so classes are only nearly alike
        assert next(label for label, _ in found).startswith("bis ")
        assert sum(count for _, count in found) == 30
        assert all(4 <= count <= 8 for _, count in found)
    else:
        assert found == expected
    zoned = made(pd.to_datetime(pd.Series(days)).dt.tz_localize("Europe/Berlin"))
    plain = made(pd.Series([d and dt.date.fromisoformat(d) for d in days], dtype=object))
    assert legend(zoned) == legend(plain) == found


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.none() | st.floats() | st.integers(-5, 5) | st.integers(), min_size=1, max_size=40),
    st.integers(1, 5),
    st.sampled_from(["quantiles", "equal"]),
)
@example([0.0, 1.0, 9.999999999999347e307], 2, "quantiles")
def test_every_row_is_in_one_class_and_no_two_lines_of_a_legend_are_alike(values, classes, breaks):
    layer = made(pd.Series(values, dtype=object), classes=classes, breaks=breaks)
    counts = pd.Series(layer.frame["class"]).value_counts(dropna=False)
    assert sum(one.count for one in layer.classes) == len(values)
    assert len([one for one in layer.classes if one.value is not None]) <= classes
    for one in layer.classes:
        found = counts.get(one.value, 0) if one.value else layer.frame["class"].isna().sum()
        assert found == one.count
    assert len({one.value for one in layer.classes}) == len(layer.classes)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234.5, "1.234,5"), (0.00321, "0,00321"), (1 / 3, "0,3333"), (37.25, "37,25"), (1e300, "1e+300"),
     (-2.0, "-2"), (math.inf, "∞")],
)  # fmt: skip
def test_numbers_are_written_as_people_write_them(value, text):
    assert exactly(value) == text


SHAPES = {
    "points": shapely.Point(12.88, 50.58),
    "line": shapely.LineString([(12.88, 50.58), (12.881, 50.58)]),
    "area": shapely.box(12.88, 50.58, 12.881, 50.581),
}


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:31468", "EPSG:25832"])
@pytest.mark.parametrize("kind", SHAPES)
def test_any_declared_crs_leads_to_the_same_place(make_model, kind, crs):
    frame = gpd.GeoDataFrame(geometry=[SHAPES[kind]], crs="EPSG:4326")
    layer = ig.layer(frame.to_crs(crs), title="T")
    (placed,) = add_layers(make_model(), [layer]).layers[1:]
    truth = frame.to_crs("EPSG:25833").geometry.iloc[0]
    assert (placed.kind, placed.frame.crs) == (kind, "EPSG:25833")
    assert placed.frame.geometry.iloc[0].hausdorff_distance(truth) < 3  # datum grids may be absent
    assert legend(placed) == [("T", 1)]


def test_of_several_points_each_is_a_mark_and_the_legend_counts_rows():
    frame = rows(["a", "b"])
    frame.geometry = [shapely.MultiPoint([(X, Y), (X + 50, Y)]), shapely.Point(X, Y + 90)]
    layer = ig.layer(frame, title="T", column="v")
    assert (len(layer.frame), legend(layer)) == (3, [("a", 1), ("b", 1)])


def test_rows_without_a_place_stay_and_are_counted(make_model):
    frame = rows(["a", "b", "c", "d"])
    frame.geometry = [shapely.Point(X, Y), None, shapely.Point(), shapely.Point(math.nan, 1)]
    layer = ig.layer(frame, title="T", column="v")
    told = payload(add_layers(make_model(), [layer]))["layers"][1]
    assert (told["unplaced"], len(told["code"]), told["told"]) == (3, 4, True)


@pytest.mark.parametrize(
    "frame",
    [rows([]), rows([1.0, None]).set_geometry([None, None], crs="EPSG:4326")],
    ids=["no rows", "no places"],
)
def test_a_frame_with_nothing_to_draw_is_said_and_opens(make_model, frame):
    layer = ig.layer(frame, title="T", column="v")
    assert layer.notes == (() if len(frame) else ("enthält keine Zeilen",))
    assert "enthält keine Zeilen" in sealed_html(add_layers(make_model(), [layer])) or len(frame)


def refused(match, **wish):
    with pytest.raises(ig.InputError, match=match):
        ig.layer(**({"gdf": rows([1, 2]), "title": "T"} | wish))


def test_every_mistake_is_told_with_the_line_to_write():
    bare = gpd.GeoDataFrame(geometry=[SHAPES["points"]])
    refused(r"set_crs\('EPSG:4326'\)", gdf=bare)
    refused(r"set_crs\('EPSG:25832'\)", gdf=rows([1]).set_crs(None, allow_override=True))
    mixed = gpd.GeoDataFrame(geometry=list(SHAPES.values()), crs=4326)
    refused(r"LineString, Point, Polygon.*gdf\.geom_type == 'LineString'", gdf=mixed)
    collection = gpd.GeoDataFrame(
        geometry=[shapely.GeometryCollection([SHAPES["points"]])], crs=4326
    )
    refused(r"explode", gdf=collection)
    refused("points_from_xy", gdf=pd.DataFrame({"lon": [1]}))
    refused("set_geometry", gdf=gpd.GeoDataFrame({"a": [1]}))
    refused(r"column 'w' does not exist; there are \['v'\]", column="w")
    refused("column 'w' does not exist", tooltip=["v", "w"])
    refused("column 'geometry' does not exist", column="geometry")
    twice = pd.concat([rows([1]), pd.DataFrame({"v": [2]})], axis=1)
    refused("occurs twice", gdf=twice, column="v")
    refused("needs a name", title=" ")
    refused("1 to 5", classes=6)
    refused("'quantiles', 'equal' or edges", breaks="jenks")
    refused("rising edges", column="v", breaks=[5, 2])
    refused("rising edges", column="v", breaks=[1, 2, 3, 4, 5])
    refused("write numbers", column="v", breaks=["a"])
    refused("needs a column of numbers", gdf=rows(["a"]), column="v", breaks=[1])
    refused("3 colours for 2 classes", column="v", colours=["#111111"] * 3)
    refused("a list for numbers", column="v", colours={1: "#111111"})
    refused("names none of", gdf=rows(["a"]), column="v", colours={"b": "#111111"})
    refused("#rrggbb", column="v", colours=["red", "green"])
    refused("column= is missing", colours=["#111111", "#222222"])
    refused("total_seconds", gdf=rows([dt.timedelta(1)]), column="v")
    elsewhere = gpd.GeoDataFrame(geometry=[shapely.Point(1e9, 1e9)], crs="EPSG:31468")
    far = gpd.GeoDataFrame(geometry=[shapely.Point(1, 200)], crs="EPSG:4326")
    for frame in (elsewhere.set_crs("EPSG:3035", allow_override=True), far):
        refused("leads to no place", gdf=frame)


def test_too_many_features_are_refused_with_the_way_out(monkeypatch, make_model):
    assert own_module.MOST_FEATURES == 50_000
    monkeypatch.setattr(own_module, "MOST_FEATURES", 3)
    refused(
        r"4 features, at most 3; clip to the town \(gdf\.to_crs\(town\.crs\)\.clip",
        gdf=rows([1] * 4),
    )
    two = [ig.layer(rows([1, 2]), title=title) for title in "AB"]
    with pytest.raises(ig.InputError, match="own layers: 4 features"):
        add_layers(make_model(), two)


def test_layers_that_cannot_be_told_apart_or_lie_elsewhere_are_refused(make_model):
    layer = ig.layer(rows([1]), title="T")
    with pytest.raises(ig.InputError, match="two layers of the map are called 'T'"):
        add_layers(make_model(), [layer, layer])
    with pytest.raises(ig.InputError, match="are called 'Ladenlokale'"):
        add_layers(make_model(), [ig.layer(rows([1]), title="Ladenlokale")])
    with pytest.raises(ig.InputError, match=r"ig\.layer\(gdf, title='…'\)"):
        add_layers(make_model(), [rows([1])])
    swapped = gpd.GeoDataFrame(geometry=[shapely.Point(50.58, 12.88)], crs=4326)
    with pytest.raises(ig.CrsError, match="latitude and longitude swapped"):
        add_layers(make_model(), [ig.layer(swapped, title="T")])
    wrong = rows([1]).set_crs("EPSG:25832", allow_override=True)
    with pytest.raises(ig.CrsError, match=r"lies 4\d\d km from Ort"):
        add_layers(make_model(), [ig.layer(wrong, title="T")])


def test_nothing_of_a_frame_leaves_but_what_was_named(make_model):
    frame = rows([1, 2], name=["Bank", "Bank am Tor"], secret=["Frau Geheim", "0151 23"])
    frame.index = ["id-geheim-1", "id-geheim-2"]
    layer = ig.layer(
        frame, title="T", column="v", tooltip={"name": "Name"}, source="Amt", lang="en"
    )
    page = sealed_html(add_layers(make_model(), [layer]))
    assert "Bank am Tor" in page
    assert "Source: Amt" in page
    assert not [word for word in ("Geheim", "geheim", "0151", "secret") if word in page]


def test_an_own_layer_is_no_unit_whatever_columns_it_has(make_model, units):
    frame = units.assign(status="x")
    told = payload(add_layers(make_model(), [ig.layer(frame, title="T", tooltip="name")]))
    own = told["layers"][1]
    assert (own["kind"], list(own["fills"]), "unit" in own) == ("points", [], False)
    assert told["view"] == payload(make_model())["view"]


def test_thousands_of_marks_on_one_place_are_drawn(make_model):
    frame = rows([1] * 20_000)
    frame.geometry = [shapely.Point(X, Y)] * 20_000
    told = payload(add_layers(make_model(), [ig.layer(frame, title="T")]))["layers"][1]
    offsets = np.array(told["marks"]["off"]).reshape(-1, 2)
    assert len(np.unique(offsets, axis=0)) == 20_000


def test_the_ramp_grows_darker_step_by_step():
    def light(colour):
        r, g, b = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    steps = [light(a) - light(b) for a, b in itertools.pairwise(SEQUENTIAL)]
    assert min(steps) > 30


def test_the_same_layers_give_the_same_bytes(make_model):
    def page():
        layer = ig.layer(rows([1, 2, 3, 3, 4, 5, 6]), title="T", column="v")
        return SealedMap(add_layers(make_model(), [layer])).render()

    assert page() == page()


@pytest.mark.browser
def test_a_list_of_thousands_shows_the_first_and_finds_every_other(opened, make_model):
    names = [f"Punkt {i}" for i in range(5_500)]
    frame = rows(names).assign(geometry=[shapely.Point(X + i % 50, Y + i) for i in range(5_500)])
    layer = ig.layer(frame, title="T", tooltip={"v": "Name"})
    with opened(sealed_html(add_layers(make_model(), [layer]))) as page:
        page.keyboard.press("t")
        listed = page.locator("#ig-list tbody tr")
        sync_api.expect(listed).to_have_count(5_001, timeout=30_000)
        assert listed.last.inner_text() == "+ 507 weitere: die Suche grenzt ein, Excel enthält alle"
        assert page.evaluate("() => __ig.ig.selectionRows().length") == 6 + 7 + 5_500
        page.locator("#ig-text").fill("punkt 5499")
        assert listed.locator("th").all_inner_texts() == ["Punkt 5499"]
