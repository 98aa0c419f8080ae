"""Coordinates in every form that people write them."""

from __future__ import annotations

import pytest

from innenstadt_gis.ingest.coordinates import read_number, read_point

LON, LAT = 13.0022, 50.58


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13,0022", 13.0022), ("50.58", 50.58), (50.58, 50.58), ("50°34'48\"", 50.58),
        ("50° 34′ 48″", 50.58), ("50° 34,8'", 50.58), ("5.605.026,12", 5605026.12),
        ("358.560,5", 358560.5), ("358.560", 358560.0), ("5 605 026", 5605026.0),
        ("33358560", 33358560.0), ("-71.1", -71.1), ("71,1 W", -71.1),
    ],
)  # fmt: skip
def test_input_46_a_value_is_read_with_comma_thousands_or_degrees(text: object, value: float):
    assert read_number(text) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("text", ["", "-", "n. v.", None, float("nan"), True, "Markt 1 b", "1/2"])
def test_what_is_no_number_is_none(text: object):
    assert read_number(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "50°34'48\" N, 13°0'7.92\" O", "13°0'7.92\" E 50°34'48\" N", "N 50.58 E 13.0022",
        "50,58 N 13,0022 O", "50 34 48 N 13 00 07,92 O", "lat: 50,58 lon: 13,0022",
        "Länge 13,0022 Breite 50,58", "geo:50.58,13.0022", "geo:50.58,13.0022?z=17",
        "https://www.openstreetmap.org/?mlat=50.58&mlon=13.0022#map=17/50.5/13.1",
        "https://www.openstreetmap.org/#map=17/50.58/13.0022",
        "https://maps.example/?q=50.58,13.0022", "https://maps.example/?q=50.58%2C13.0022",
        "https://maps.example/place/Markt/@50.5,13.1,17z/data=!3d50.58!4d13.0022",
        "SRID=4326;POINT(13.0022 50.58)",
    ],
)  # fmt: skip
def test_input_46_a_text_that_tells_its_axes_is_degrees_in_the_right_order(text: str):
    told = read_point(None, None, text)

    assert told is not None
    assert told[:2] == (pytest.approx(LON), pytest.approx(LAT))
    assert (told.epsg, told.ordered) == (4326, True)


@pytest.mark.parametrize(
    "text",
    ["50.58, 13.0022", "50,58 13,0022", "50,58; 13,0022", "(50.58/13.0022)", "50,58,13,0022"],
)
def test_input_46_a_pair_without_a_word_keeps_its_order_for_the_detective(text: str):
    told = read_point(None, None, text)

    assert told is not None
    assert (told.x, told.y, told.epsg, told.ordered) == (LAT, LON, 0, False)
    assert told.step == pytest.approx(1e-4)  # the finer of 50.58 and 13.0022


@pytest.mark.parametrize(
    ("text", "x", "y", "epsg"),
    [
        ("R 4532200 H 5605026", 4532200, 5605026, 0),
        ("Hochwert: 5605026 Rechtswert: 4532200", 4532200, 5605026, 0),
        ("R 4.532.200,5 H 5.605.026,1", 4532200.5, 5605026.1, 0),
        ("358560,5605026", 358560, 5605026, 0),
        ("33358560 / 5605026", 33358560, 5605026, 0),
        ("32U 678901 5489012", 678901, 5489012, 25832),
        ("UTM 33N 358560 5605026", 358560, 5605026, 25833),
        ("33U US 58560 05026", 358560.5, 5605026.5, 25833),
        ("32UPV7890189012", 678901.5, 5489012.5, 25832),
        ("POINT (4532200 5605026)", 4532200, 5605026, 0),
        ("POINT Z (13.0022 50.58 410)", 13.0022, 50.58, 0),
    ],
)
def test_grid_values_keep_what_the_text_tells_of_them(text: str, x: float, y: float, epsg: int):
    told = read_point(None, None, text)

    assert told is not None
    assert (told.x, told.y, told.epsg) == (x, y, epsg)


def test_two_cells_are_put_in_order_by_their_letters():
    told = read_point("50°34'48\"N", "13°00'07.92\"O")

    assert told is not None
    assert told[:2] == (pytest.approx(LON), pytest.approx(LAT))


def test_a_pair_in_the_x_column_is_read_too():
    assert read_point("50.58, 13.0022", None) == read_point(None, None, "50.58, 13.0022")


@pytest.mark.parametrize("text", ["Markt 1", "", "siehe Karte", "https://example/51", None])
def test_a_text_without_two_values_is_no_point(text: str | None):
    assert read_point(None, None, text) is None
