"""Numbers as text: what is written reads back, in Python and in the page."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.outputs.map import MapLayer, sealed_html
from innenstadt_gis.outputs.map.digits import SIGNS, read, write
from innenstadt_gis.outputs.map.fold import fold
from innenstadt_gis.outputs.map.payload import as_json, payload

WHOLE = st.integers(-(2**31), 2**31 - 1)
# where numbers grow by a sign, and the ends of 32 bits
EDGES = sorted(
    {s * (n // 2 + k) for n in (76, 1066, 17266, 2**32) for k in (-1, 0, 1) for s in (-1, 1)}
    - {2**31, 2**31 + 1, -(2**31) - 1}
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WHOLE | st.integers(-600, 600)))
def test_numbers_of_32_bits_read_back_as_they_were_written(numbers):
    text = write(numbers)
    assert read(text).tolist() == numbers
    assert set(text) <= set(SIGNS)


def test_small_numbers_take_one_sign_and_larger_ones_more():
    assert [len(write([n])) for n in (0, -38, 37, 38, 532, 533, 8632, 8633, 2**31 - 1)] == [
        1, 1, 1, 2, 2, 3, 3, 6, 6,
    ]  # fmt: skip
    assert write([]) == ""
    assert read(write(EDGES)).tolist() == EDGES


def test_no_sign_is_written_otherwise_in_json_or_html():
    assert len(SIGNS) == len(set(SIGNS)) == 90
    assert as_json({"t": SIGNS}) == f'{{"t":"{SIGNS}"}}'
    assert not set(SIGNS) & set('"<>&\\')


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1])
def test_a_number_beyond_32_bits_is_refused(number):
    with pytest.raises(OverflowError):
        write([0, number])


def many(make_model):
    """Areas with a hole, an empty one and one too small to draw, beside the units."""
    model = make_model()
    hole = shapely.box(350_010, 5_605_010, 350_020, 5_605_020)
    area = shapely.box(350_000, 5_605_000, 350_400, 5_605_300).difference(hole)
    shapes = [area, None, shapely.box(350_000, 5_605_000, 350_000.01, 5_605_000.01), area]
    frame = model.layers[0].frame.iloc[:4].set_geometry(shapes, crs=model.basemap.crs)
    layer = MapLayer(key="a", title="A", kind="area", frame=frame, tooltip=(("status", "Status"),))
    return make_model(layers=(layer, *model.layers))


def test_repeated_words_stand_in_the_page_once(make_model):
    data = fold(payload(many(make_model)))
    assert data["layers"][0]["rows"] == [
        {"words": ["vacant", "occupied"], "at": write([0, 0, 0, 1])}
    ]
    names = data["layers"][1]["rows"][0]  # seven shops, seven names
    assert names[:2] == ["Bäckerei", "Metzger"] and len(names) == 7


def plain(value):
    """Arrays as lists, as JSON has them."""
    return json.loads(json.dumps(value, default=np.ndarray.tolist))


@pytest.mark.browser
def test_the_page_reads_the_same_numbers_and_words(opened, make_model):
    model = many(make_model)
    wanted = payload(model)
    with opened(sealed_html(model)) as page:
        assert page.evaluate("t => [...ig.numbers(t)]", write(EDGES)) == EDGES
        keys = ["code", "row", "unit", "fills", "mixed", "members", "sharing", "inside", "rows",
                "marks"]  # fmt: skip
        told = page.evaluate(
            """keys => ig.data.layers.map(layer => Object.fromEntries(keys.filter(key => key in layer)
               .map(key => [key, layer[key]])))""",
            keys,
        )
        for layer in wanted["layers"]:  # columns; the page reads them row by row
            layer["rows"] = list(zip(*layer["rows"], strict=True))
        assert told == [
            plain({key: layer[key] for key in keys if key in layer}) for layer in wanted["layers"]
        ]
        houses, areas = page.evaluate(
            """() => [ig.houses, ig.unpack(ig.data.layers[0].shapes)].map(
               some => some.map(one => one.rings.map(ring => [...ring])))"""
        )
    for found, packed in (
        (houses, next(one for one in wanted["ground"]["layers"] if one["k"] == "building")),
        (areas, wanted["layers"][0]["shapes"]),
    ):
        assert [len(rings) for rings in found] == packed["r"].tolist()
        rings = [ring for one in found for ring in one]
        assert [len(ring) // 2 for ring in rings] == packed["n"].tolist()
        points = np.array([n for ring in rings for n in ring]).reshape(-1, 2)
        assert (points == packed["d"].reshape(-1, 2).cumsum(axis=0)).all()
    assert [len(rings) for rings in areas] == [2, 0, 2]
