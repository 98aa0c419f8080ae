"""A large town, and thousands of areas as one path: silent, whole, and each its own words."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from innenstadt_gis.outputs.map import MapClass, MapLayer, sealed_html
from tests.outputs.map import towns
from tests.outputs.map.towns import CRS, HOUSES, X, Y

pytestmark = pytest.mark.browser


def test_a_town_of_43000_houses_opens_pans_and_zooms_in_silence(opened, make_model):
    tables, units = towns.large_town()
    layers = towns.large_layers(tables, units)
    with opened(sealed_html(make_model(layers=layers, **tables))) as page:
        assert page.evaluate("() => ig.houses.length") == HOUSES
        assert page.evaluate("() => ig.data.layers.map(one => one.code.length)") == [HOUSES, 400]
        # one path for all areas, one for each filled house
        assert page.evaluate("() => ig.data.layers.map(one => one.paths.length)") == [1, 400]
        for zoom in (12, 15, 18.5):
            page.evaluate("zoom => { ig.map.setZoom(zoom, {animate: false}); }", zoom)
            page.mouse.move(640, 360)
            page.mouse.down()
            page.mouse.move(500, 300, steps=3)
            page.mouse.up()
            page.wait_for_timeout(60)
        assert page.evaluate("() => document.querySelectorAll('.leaflet-tile').length") > 0


def overlapping(make_model):
    """Two areas of one class that overlap, the second with a hole, and one of another class."""
    hole = shapely.box(X + 80, Y + 20, X + 100, Y + 40)
    shapes = [
        shapely.box(X, Y, X + 60, Y + 60).reverse(),
        shapely.box(X + 40, Y, X + 120, Y + 60).difference(hole),
        shapely.box(X + 130, Y, X + 190, Y + 60),
    ]
    frame = gpd.GeoDataFrame(
        {"name": ["West", "Ost", "Fern"], "sort": ["a", "a", "b"]}, geometry=shapes, crs=CRS
    )
    layer = MapLayer(
        key="areas", title="Gebiete", kind="area", frame=frame, class_column="sort",
        classes=(MapClass("a", "Sorte A", "#B2182B"), MapClass("b", "Sorte B", "#0072B2")),
        tooltip=(("name", "Name"),),
    )  # fmt: skip
    return make_model(layers=(layer,))


def test_areas_of_a_class_keep_their_own_words_under_the_pointer(opened, make_model):
    model = overlapping(make_model)
    with opened(sealed_html(model)) as page:
        boxes = page.evaluate("() => ig.unpack(ig.data.layers[0].shapes).map(one => one.box)")
        shares = {"West": (0, 0.2, 0.8), "Ost": (1, 0.9, 0.9), "Fern": (2, 0.5, 0.5)}
        told = {}
        for name, (number, along, down) in shares.items():
            west, north, east, south = boxes[number]
            x, y = west + along * (east - west), north + down * (south - north)
            point = page.evaluate(
                "([x, y]) => { const p = ig.map.latLngToContainerPoint(ig.latLng(x, y)); return [p.x, p.y]; }",
                [x, y],
            )
            for step in (1, 0):  # a pointer that comes and stays
                page.mouse.move(point[0] - step, point[1])
                page.wait_for_timeout(60)
            told[name] = page.locator(".leaflet-tooltip").inner_text().split()
        assert told == {
            "West": ["West", "Sorte", "A"],
            "Ost": ["Ost", "Sorte", "A"],
            "Fern": ["Fern", "Sorte", "B"],
        }


def test_areas_of_a_class_that_overlap_stay_filled_and_holes_stay_open(opened, make_model):
    model = overlapping(make_model)
    with opened(sealed_html(model)) as page:
        west, north, east, south = page.evaluate("() => ig.unpack(ig.data.layers[0].shapes)[1].box")
        wide, high = (east - west) / 80, (south - north) / 60  # steps a metre
        alpha = page.evaluate(
            """points => {
            const canvas = document.querySelector(".leaflet-overlay-pane canvas");
            const frame = canvas.getBoundingClientRect();
            const copy = new OffscreenCanvas(canvas.width, canvas.height);
            const pen = copy.getContext("2d", { willReadFrequently: true });
            pen.drawImage(canvas, 0, 0);
            const dots = canvas.width / frame.width;
            return points.map(([x, y]) => {
              const p = ig.map.latLngToContainerPoint(ig.latLng(x, y));
              return pen.getImageData((p.x - frame.left) * dots, (p.y - frame.top) * dots, 1, 1).data[3];
            });
          }""",
            [
                [west + wide * metres, south - high * 30] for metres in (10, 30, 50, -20)
            ],  # overlap, alone, hole, the other alone
        )
    assert alpha[0] == alpha[1] == alpha[3] > 0
    assert alpha[2] == 0


def test_thousands_of_points_are_one_path_a_class_and_each_keeps_its_own_words(opened, make_model):
    # 40 x 40 points 15 m apart; the first and the second stand at one door: their marks stand aside
    places = [(X + 15 * (n % 40), Y - 15 * (n // 40)) for n in range(1600)]
    places[1] = (places[0][0] + 1, places[0][1])
    frame = gpd.GeoDataFrame(
        {"name": [f"P {n}" for n in range(1600)], "sort": ["b", *["a"] * 1599]}, crs=CRS,
        geometry=[shapely.Point(one) for one in places],
    )  # fmt: skip
    layer = MapLayer(
        key="points", title="Punkte", kind="points", frame=frame, class_column="sort",
        classes=(MapClass("a", "Sorte A", "#B2182B"), MapClass("b", "Sorte B", "#0072B2")),
        tooltip=(("name", "Name"),), listed=True,
    )  # fmt: skip
    with opened(sealed_html(make_model(layers=(layer,)))) as page:
        paths = page.evaluate("() => ig.data.layers[0].paths.map(one => one.rows.length)")
        assert paths == [1, 1599]  # the class on top last
        shown = """([path, nth]) => { const one = ig.data.layers[0].paths[path].path;
          ig.map.setView(one.middleOf(nth), 18, { animate: false }); ig.redrawThemes();
          const [x, y] = one._spot(nth); const p = ig.map.layerPointToContainerPoint([x, y]); return [p.x, p.y]; }"""
        told = {}
        for name, at in {"P 0": (0, 0), "P 1": (1, 0), "P 57": (1, 56)}.items():
            x, y = page.evaluate(shown, at)
            for step in (1, 0):
                page.mouse.move(x - step, y)
                page.wait_for_timeout(60)
            told[name] = page.locator(".leaflet-tooltip").inner_text().split("\n")
        assert told == {one: [one, f"Sorte {'B' if one == 'P 0' else 'A'}"] for one in told}
        found = "([path, nth]) => { const one = ig.data.layers[0].paths[path].path; const [x, y] = one._spot(nth); return one.at(L.point(x, y)); }"
        assert page.evaluate(found, [1, 56]) == 56
        page.evaluate("() => { ig.data.layers[0].on[0] = false; ig.emit('change'); }")
        assert page.evaluate(found, [1, 56]) is None  # what the legend leaves out is not there
        assert page.evaluate("() => ig.data.layers[0].paths[1].path.options.off")
