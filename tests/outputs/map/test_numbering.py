"""The number of a unit: the same in list, workbook and on paper, and the same tomorrow."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

from innenstadt_gis.outputs.map import MapLayer
from innenstadt_gis.outputs.map.numbering import unit_numbers

ROWS = {
    "a": ("Zum Tor", "1", None, "Bäcker"),
    "b": ("Ölgasse", "10", None, "Imker"),
    "c": ("Ölgasse", "9", "1. OG", "Arzt"),
    "d": ("Ölgasse", "9", "EG", "Café"),
    "e": ("Ölgasse", "9", "UG", "Keller"),
    "f": ("Oststraße", "2b", None, "Zoo"),
    "g": ("Oststraße", "2a", None, "Kino"),
    "h": (None, None, None, "Kiosk"),
    "i": ("Oststraße", "2a", None, "Apotheke"),
}


def layer(key: str, rows: dict[str, tuple[str | None, ...]], **more: object) -> MapLayer:
    frame = gpd.GeoDataFrame(
        dict(zip(("street", "house_number", "floor", "name"), zip(*rows.values(), strict=True), strict=True)),
        geometry=[shapely.Point(350_000, 5_600_000)] * len(rows), crs="EPSG:25833", index=list(rows),
    )  # fmt: skip
    return MapLayer(key=key, title=key, kind="units", frame=frame, **more)


def test_units_are_numbered_by_street_house_number_floor_and_name():
    numbers = unit_numbers([layer("units", ROWS)])
    # Ö sorts as O: Ölgasse before Oststraße; 9 before 10; basement, ground floor, first floor
    assert sorted(numbers, key=numbers.get) == ["e", "d", "c", "b", "i", "g", "f", "a", "h"]
    assert sorted(numbers.values()) == list(range(9))


@pytest.mark.parametrize("turn", range(1, 9))
def test_the_number_of_a_unit_does_not_hang_on_the_order_of_the_rows(turn):
    names = list(ROWS)
    turned = {name: ROWS[name] for name in names[turn:] + names[:turn]}
    assert unit_numbers([layer("units", turned)]) == unit_numbers([layer("units", ROWS)])


def test_the_register_is_numbered_without_gaps_before_what_lies_below_it():
    below = layer("osm", {"x": ("Alte Gasse", "1", None, "Bank")})
    again = layer("again", {"a": ROWS["a"], "y": ("Aa", "1", None, "A")}, listed=False)
    numbers = unit_numbers([again, below, layer("units", ROWS)])
    assert {numbers[one] for one in ROWS} == set(range(9))
    assert (numbers["x"], numbers["y"]) == (9, 10)


def test_rows_without_a_street_keep_their_order_and_units_of_other_frames_stay_apart(units):
    plain = MapLayer(key="units", title="x", kind="units", frame=units.reset_index(drop=True))
    other = replace(plain, key="other")
    numbers = unit_numbers([other, plain])
    assert [numbers["units", row] for row in range(7)] == list(range(7))
    assert [numbers["other", row] for row in range(7)] == list(range(7, 14))
