"""The looks of the map, counted: who can read what, and that no colour stands anywhere else."""

from __future__ import annotations

import itertools
import json
import re
from importlib import resources

import pytest

from innenstadt_gis.outputs.map.model import GROUNDS

ASSETS = resources.files("innenstadt_gis.outputs.map") / "assets"
HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
#: Scripts that hold colours of classes: stickers, and what is drawn upon the colour of a class.
OF_CLASSES = {"palette.js", "ideas_draw.js", "symbols.js"}


def palettes():
    """The object literal of palette.js; its keys are words and its values are quoted."""
    script = (ASSETS / "palette.js").read_text(encoding="utf-8")
    literal = re.search(r"const PALETTES = (\{.*?\n  \});", script, re.DOTALL)[1]
    quoted = re.sub(r"(\w+): ", r'"\1": ', literal)
    return json.loads(re.sub(r",\s*\}", "}", quoted))


PALETTES = palettes()
LOOKS = pytest.mark.parametrize("look", GROUNDS)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Ratio of the WCAG, from 1 to 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def grounds(look):
    """All that a unit, a mark or a line may stand on."""
    one = PALETTES[look]
    plain = (one[k] for k in ("paper", "water", "square", "house", "street", "road", "mainRoad"))
    return [*plain, *one["land"].values(), *one["green"].values()]


def test_contrast_is_that_of_the_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the known near miss


def test_every_look_of_the_model_has_its_palette_and_all_palettes_name_the_same():
    assert tuple(PALETTES) == GROUNDS
    for one in PALETTES.values():
        assert one.keys() == PALETTES["light"].keys()
        assert one["ui"].keys() == PALETTES["light"]["ui"].keys()
        assert one["names"].keys() == PALETTES["light"]["names"].keys()
        assert "any" in one["land"] and "any" in one["green"]


@LOOKS
def test_words_on_panels_can_be_read(look):
    ui = PALETTES[look]["ui"]
    for ink, behind in itertools.product(("ink", "soft", "faint", "warn"), ("panel",)):
        assert contrast(ui[ink], ui[behind]) >= 4.5, (ink, behind)
    assert contrast(ui["ink"], ui["hover"]) >= 4.5
    assert contrast(ui["onmark"], ui["mark"]) >= 4.5
    assert contrast(ui["bar"], ui["panel"]) >= 3
    assert contrast(ui["ink"], ui["paper"]) >= 3  # the ring around what has the keyboard


@LOOKS
def test_names_can_be_read_on_their_halo_and_the_number_on_its_badge(look):
    one = PALETTES[look]
    for kind, ink in one["names"].items():
        assert contrast(ink, one["halo"]) >= 4.5, kind
        assert contrast(ink, one["paper"]) >= 4.5, kind
    assert contrast(one["ui"]["ink"], one["ui"]["halo"]) >= 4.5
    assert contrast(one["onWhite"], one["badge"]) >= 4.5


@LOOKS
def test_outlines_stand_out_from_every_ground_and_from_a_white_class(look):
    one = PALETTES[look]
    for ground in grounds(look):
        assert contrast(one["outline"], ground) >= 3, ground
        assert contrast(one["quiet"], ground) >= 3, ground
    assert contrast(one["outline"], one["mixed"]) >= 3


@LOOKS
def test_a_white_class_keeps_a_dark_line_around_it_and_its_face_stands_out_where_the_room_is_dark(
    look,
):
    one = PALETTES[look]
    share, house = one["white"], one["house"]
    mixed = (round(255 * share + int(house[i : i + 2], 16) * (1 - share)) for i in (1, 3, 5))
    face = "#" + "".join(f"{c:02x}" for c in mixed)
    assert contrast(one["onWhite"], face) >= 4.5
    assert max(contrast(face, one["paper"]), contrast(one["onWhite"], one["paper"])) >= 4.5


@LOOKS
def test_houses_water_and_streets_can_be_told_from_the_ground(look):
    one = PALETTES[look]
    edge, fill = {"contrast": (7, 1.25)}.get(look, (1.8, 1.25))
    assert contrast(one["houseLine"], one["paper"]) >= edge
    assert contrast(one["house"], one["paper"]) >= fill
    assert contrast(one["water"], one["paper"]) >= 1.25
    assert max(contrast(one["street"], one["paper"]), contrast(one["casing"], one["paper"])) >= 1.5


def test_in_grey_only_the_data_have_a_hue():
    one = PALETTES["grey"]
    drawn = [*grounds("grey"), *one["names"].values(), one["halo"], one["houseLine"], one["casing"],
             one["rail"], one["path"], one["stairs"], one["mixed"], one["badge"]]  # fmt: skip
    assert [c for c in drawn if len({c[1:3], c[3:5], c[5:7]}) > 1] == []


def test_the_dark_room_does_not_glare():
    # no surface of the page is brighter than a fifteenth of white
    one = PALETTES["dark"]
    surfaces = [*grounds("dark"), *(one["ui"][k] for k in ("paper", "panel", "hover"))]
    assert max(map(luminance, surfaces)) < 1 / 15


def test_no_colour_of_the_frame_stands_outside_of_the_palette():
    found = {}
    for file in ASSETS.iterdir():
        if file.name in OF_CLASSES or not file.name.endswith((".js", ".css")):
            continue
        text = re.sub(r"#ig-[\w-]+|#map", "", file.read_text(encoding="utf-8"))
        text = text.replace("rgba(0, 0, 0, .45)", "").replace(
            "background: #000;", ""
        )  # black is black
        colours = HEX.findall(text) + re.findall(r"rgba?\([^)]*\)", text)
        if colours:
            found[file.name] = colours
    assert found == {}


#: Custom properties that are lengths and factors, no colours.
LENGTHS = {"fs", "ig-cut", "wide", "high", "grown", "side"}


def test_every_colour_that_the_styles_ask_for_is_in_every_palette():
    styles = "".join(f.read_text(encoding="utf-8") for f in ASSETS.iterdir() if f.suffix == ".css")
    asked = set(re.findall(r"var\(--([\w-]+)\)", styles)) - LENGTHS

    assert asked == set(PALETTES["light"]["ui"])
