"""Given coordinates get their place: mixtures, strays, lost decimal marks, two datums."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from innenstadt_gis.codes import REPAIRS
from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.ingest.coordinates import GivenPoint, read_point
from innenstadt_gis.ingest.positions import Placed, place_points

TOWN = CRS.from_epsg(25833)
# 400 houses of 10 m, 60 m apart, around 13.0022 E, 50.58 N
X0, Y0 = 358_560.0, 5_605_026.0
HOUSES = [
    shapely.box(x, y, x + 10, y + 10)
    for x in X0 + np.arange(20) * 60.0
    for y in Y0 + np.arange(20) * 60.0
]
NEAR = (X0, Y0, X0 + 1200.0, Y0 + 1200.0)


def shops(n: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Middle of every tenth house, in the town's metres."""
    middles = shapely.centroid(np.array(HOUSES[:: max(1, len(HOUSES) // n)][:n]))
    return shapely.get_x(middles), shapely.get_y(middles)


def given_in(code: int, n: int = 40) -> list[GivenPoint]:
    x, y = project(*shops(n), source=TOWN, target=code)
    return [GivenPoint(float(a), float(b)) for a, b in zip(x, y, strict=True)]


def off(placed: Placed, n: int = 40) -> np.ndarray:
    x, y = shops(n)
    return np.hypot(placed.east - x, placed.north - y)


@pytest.mark.parametrize(
    "code", [25833, 25832, 25831, 5650, 4647, 31468, 31469, 3398, 4326, 3857, 3035, 3034]
)
def test_input_44_and_45_every_usual_crs_is_placed_and_swapped_axes_are_told(code: int) -> None:
    straight = given_in(code)
    swapped = [GivenPoint(p.y, p.x) for p in straight]

    one = place_points(straight, town=TOWN, near=NEAR)
    two = place_points(swapped, town=TOWN, near=NEAR)

    assert off(one).max() < 3.0
    assert off(two).max() < 3.0
    assert all("coordinate_swapped" not in told for told in one.codes)
    assert all("coordinate_swapped" in told for told in two.codes)


def test_input_42_buildings_tell_s42_from_dhdn_and_without_them_the_doubt_is_kept() -> None:
    gdr, west = given_in(2398), given_in(31468)

    assert off(place_points(gdr, town=TOWN, near=NEAR, witness=HOUSES)).max() < 3.0
    assert off(place_points(west, town=TOWN, near=NEAR, witness=HOUSES)).max() < 3.0
    unsure = place_points(gdr, town=TOWN, near=NEAR)
    assert 560 < np.median(off(unsure)) < 620  # the 588 m between the two
    assert all(told == ("crs_uncertain",) for told in unsure.codes)


def test_input_42_the_rows_own_addresses_tell_the_datum_too() -> None:
    x, y = shops()
    x[::2] = np.nan  # half of the rows have no address

    placed = place_points(given_in(2398), town=TOWN, near=NEAR, expected=(x, y))

    assert off(placed).max() < 3.0
    assert set(placed.codes) == {()}


def test_input_43_values_win_over_a_wrong_word_and_say_so() -> None:
    placed = place_points(given_in(25833), town=TOWN, near=NEAR, declared=CRS.from_epsg(25832))

    assert off(placed).max() < 0.01
    assert set(placed.codes) == {("crs_mismatch",)}


def test_half_utm_and_half_gauss_krueger_are_each_placed_by_their_own() -> None:
    mixed = given_in(25833)[:24] + given_in(31468)[24:36] + given_in(4326)[36:]

    placed = place_points(mixed, town=TOWN, near=NEAR, witness=HOUSES)

    assert off(placed).max() < 3.0
    assert placed.crs == TOWN
    assert [told for told in placed.codes[:24] if told] == []
    assert {t for told in placed.codes[24:] for t in told} == {"coordinate_other_crs"}


@pytest.mark.parametrize(
    "stray",
    [
        GivenPoint(0.0, 0.0), GivenPoint(-30.0, 45.0), GivenPoint(X0 + 40_000, Y0),
        GivenPoint(1.0, 1.0), GivenPoint(5.0, 2.0), GivenPoint(1e12, -1e12),
    ],
)  # fmt: skip
def test_input_47_a_stray_loses_its_place_and_nothing_else(stray: GivenPoint) -> None:
    placed = place_points([*given_in(25833), stray, None], town=TOWN, near=NEAR)

    assert np.isnan(placed.east[-2:]).all()
    assert placed.codes[-2:] == [("coordinate_unused",), ()]
    assert np.isfinite(placed.east[:-2]).all()
    assert np.isnan(placed.accuracy_m[-1])


@pytest.mark.parametrize(
    ("x", "y"),
    [("13,00220", "5058000"), ("1300220", "5058000"), ("50.580.000", "13.002.200")],
)
def test_input_46_a_lost_decimal_mark_is_restored_where_one_place_only_is_meant(
    x: str, y: str
) -> None:
    lone = read_point(x, y)
    lon, lat = np.array([13.0022]), np.array([50.58])
    east, north = project(lon, lat, source=WGS84, target=TOWN)

    placed = place_points([*given_in(25833), lone], town=TOWN, near=NEAR)

    assert placed.east[-1] == pytest.approx(east[0], abs=1)
    assert placed.north[-1] == pytest.approx(north[0], abs=1)
    assert "coordinate_decimal_restored" in placed.codes[-1]
    assert {code for told in placed.codes for code in told} <= set(REPAIRS)


def test_degrees_with_two_decimals_are_no_better_than_half_a_kilometre() -> None:
    placed = place_points([read_point("13.00", "50.58")], town=TOWN, near=NEAR)

    assert placed.accuracy_m[0] == 555.0  # half of 0.01 degrees of 111 km


def test_what_a_text_tells_of_its_crs_holds() -> None:
    placed = place_points([read_point(None, None, "33U US 58560 05026")], town=TOWN, near=NEAR)

    assert (placed.east[0], placed.north[0]) == (X0 + 0.5, Y0 + 0.5)


@settings(max_examples=25)
@given(st.lists(st.sampled_from([25833, 31468, 4326, 3857, 5650]), min_size=1, max_size=12))
def test_whatever_is_mixed_every_point_comes_to_its_place(codes: list[int]) -> None:
    points = [given_in(code, len(codes))[i] for i, code in enumerate(codes)]

    placed = place_points(points, town=TOWN, near=NEAR, expected=shops(len(codes)))

    assert off(placed, len(codes)).max() < 3.0
