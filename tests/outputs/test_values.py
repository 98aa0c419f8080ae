"""Values, intervals and bounds in words."""

from __future__ import annotations

import pytest

from innenstadt_gis.outputs.values import interval_text, plain_value
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text


def said(value, unit, lang="de"):
    return plain_value(value, unit, lang).replace("\u00a0", " ")


def bounded(low, high, unit="share"):
    return Figure(
        id="L-01", key="k", label=Text("", ""), unit=unit, value=low, bound_low=low,
        bound_high=high,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "unit", "de", "en"),
    [
        (1.0, "sites", "1 Fläche", "1 site"),
        (2.0, "sites", "2 Flächen", "2 sites"),
        (1.0, "gaps", "1 Lücke", "1 gap"),
        (1.0, "units", "1 Einheit", "1 unit"),
        (0.0, "units", "0 Einheiten", "0 units"),
        (1.0, "units/ha", "1 Einheit je ha", "1 unit per ha"),
    ],
)
def test_one_is_said_in_the_singular(value, unit, de, en):
    assert said(value, unit) == de
    assert said(value, unit, "en") == en


def test_half_hours_are_times_of_the_day():
    assert said(18.5, "o'clock") == "18:30 Uhr"
    assert said(18.0, "o'clock") == "18 Uhr"
    assert said(18.0, "o'clock", "en") == "18:00"


def test_many_metres_have_no_decimetres():
    assert said(325.4645, "m") == "325 m"
    assert said(25.43, "m") == "25,4 m"
    assert interval_text(bounded(91.4, 192.1, "m"), "de").endswith("91–192")


def test_bounds_that_are_written_alike_are_not_written():
    assert interval_text(bounded(0.2348, 0.2352), "de") == ""
    assert interval_text(bounded(0.2341, 0.2352), "de").endswith("23,4–23,5\u00a0%")


def test_intervals_are_named_in_the_language_of_the_page():
    ranks = Figure(
        id="B-08", key="k", label=Text("", ""), unit="m", value=140.0, low=91.4, high=192.1,
        interval="Rangstatistik 95 %",
    )  # fmt: skip

    assert interval_text(ranks, "de") == "Rangstatistik 95 %: 91–192"
    assert interval_text(ranks, "en") == "order statistics 95%: 91–192"


def test_both_ends_of_a_span_are_equally_fine():
    assert interval_text(bounded(4.7845, 5.0, "points"), "de").endswith("4,8–5,0")
    assert interval_text(bounded(0.872, 1.604, "m²/person"), "de").endswith("0,9–1,6")
    assert interval_text(bounded(47.0, 108.0, "branches"), "de").endswith("47–108")
