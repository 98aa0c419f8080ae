"""Charts for paper: fine enough, self-contained, the same bytes, seen without colour."""

from __future__ import annotations

import io
import re
from importlib import resources

import matplotlib as mpl
import pytest
from PIL import Image

from innenstadt_gis.outputs.pictures import (
    INK,
    RULE,
    SOFT,
    Bar,
    Part,
    Point,
    bars,
    curve,
    height_of,
    painted,
    parts,
)
from innenstadt_gis.words import percent

NASTY = "Café $x_1$ #panic() {a} <script>alert(1)</script> & [b] @c"


def chart(label="Markt"):
    rows = [
        Bar(label=label, value=0.25, said="1 von 4", low=0.05, high=0.7, colour="#B2182B", hatch="cross"),
        Bar(label="Gasse", value=None, said="nicht gezeigt", colour="#FFFFFF", hatch="dots"),
    ]  # fmt: skip
    return painted(
        bars(rows, tick=percent, axis="Leerstandsquote"), name="l-11", title="Leerstand",
        alt="Balken", height_mm=height_of(2), credit="L-11 · Stand 01.10.2024",
    )  # fmt: skip


def test_a_picture_is_as_wide_as_a_page_at_300_dots_an_inch_and_counts_at_most_256_colours():
    image = Image.open(io.BytesIO(chart().png))

    assert [round(dpi) for dpi in image.info["dpi"]] == [300, 300]
    assert image.width == int(170 / 25.4 * 300)
    assert image.mode == "P"


def test_the_same_picture_is_the_same_bytes_whatever_a_notebook_has_set():
    first = chart()
    with mpl.rc_context({"font.size": 20, "svg.fonttype": "path", "axes.grid": True}):
        again = chart()

    assert (first.png, first.svg) == (again.png, again.svg)
    assert mpl.rcParams["svg.hashsalt"] is None  # and leaves nothing behind


def test_a_name_is_text_whatever_it_holds_and_nothing_is_fetched():
    svg = chart(NASTY).svg.decode()

    assert "Café $x_1$ #panic() {a}" in svg and "&lt;script&gt;alert(1)&lt;/script&gt;" in svg
    assert "<script" not in svg and "<image" not in svg and "<!DOCTYPE" not in svg
    assert set(re.findall(r"https?://[^\"' ]+", svg)) <= {
        "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink",
    }  # fmt: skip


def test_a_hatch_is_drawn_beside_the_colour_and_a_withheld_bar_is_none():
    svg = chart().svg.decode()

    assert svg.count("<pattern") == 1  # the one bar that has a value
    assert "nicht gezeigt" in svg and "L-11 · Stand 01.10.2024" in svg


@pytest.mark.parametrize(
    "paint",
    [
        parts([Part(label="leer", value=1, said="1", colour="#B2182B", hatch="cross")]),
        curve(
            [Point(at=0, day="2023", value=0.1, said="10 %", low=0.0, high=0.2),
             Point(at=9, day="2024", value=0.2, said="20 %")],
            tick=percent, axis="Quote",
        ),
    ],
)  # fmt: skip
def test_every_kind_of_chart_is_drawn_twice_alike(paint):
    one, two = (painted(paint, name="x", title="", alt="", height_mm=60) for _ in range(2))

    assert one == two and len(one.png) > 1000


def test_inks_are_those_of_the_map():
    script = resources.files("innenstadt_gis.outputs.map").joinpath("assets/palette.js")
    light = script.read_text("utf-8").partition("light: {")[2].partition("grey: {")[0]

    assert f'ink: "{INK}", soft: "{SOFT}"' in light and f'rule: "{RULE}"' in light
