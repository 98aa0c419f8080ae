"""The CRS that coordinates tell: everything an office may send for one place."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.crs_guess import guess_crs, into_metres, known_crs

UTM32, UTM33 = CRS.from_epsg(25832), CRS.from_epsg(25833)
CODES = [25832, 25833, 4647, 5650, 31468, 4326, 3857, 3035]


@pytest.mark.parametrize("code", [*CODES, 31469])
@pytest.mark.parametrize("swapped", [False, True])
def test_a_place_in_the_erzgebirge_is_recognised_in_every_usual_crs(code, swapped):
    x, y = project(np.array([13.0]), np.array([50.58]), source=WGS84, target=code)
    if swapped:
        x, y = y, x

    guess = guess_crs(x, y, town=UTM33)

    assert (guess.crs.to_epsg(), guess.swapped, guess.code) == (code, swapped, "CRS_MISSING")


@given(st.floats(6.2, 14.8), st.floats(47.6, 54.8), st.sampled_from(CODES))
def test_the_guess_puts_any_german_place_back_where_it_is(lon, lat, code):
    town = UTM32 if lon < 12 else UTM33
    x, y = project(np.array([lon]), np.array([lat]), source=WGS84, target=code)
    here = project(np.array([lon]), np.array([lat]), source=WGS84, target=town)
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(x[0], y[0])])

    guess = guess_crs(x, y, town=town, near=(here[0][0], here[1][0], here[0][0], here[1][0]))
    placed = into_metres(frame, guess, town).geometry.iloc[0]

    # there and back between two datums, far outside of the zone: the 1 to 3 m of the note
    allowed = 3.0 if code == 31468 else 0.01
    assert placed.distance(shapely.Point(here[0][0], here[1][0])) < allowed


def test_values_win_over_a_wrong_declaration_and_say_so():
    guess = guess_crs([358560.0], [5605026.0], town=UTM33, declared=UTM32, what="a.shp")

    assert guess.crs == UTM33
    assert guess.code == "CRS_DECLARED_MISMATCH"
    assert guess.note is not None
    assert "a.shp" in guess.note.de


def test_a_right_declaration_is_taken_without_a_word():
    guess = guess_crs([358560.0], [5605026.0], town=UTM33, declared=UTM33)

    assert (guess.crs, guess.code, guess.note) == (UTM33, "", None)


def test_points_at_zero_do_not_count():
    guess = guess_crs([0.0, 358560.0, np.nan], [0.0, 5605026.0, 1.0], town=UTM33)

    assert guess.crs == UTM33


def test_numbers_that_fit_nowhere_are_an_error_that_says_what_to_ask_for():
    with pytest.raises(SourceError, match="CRS is missing") as raised:
        guess_crs([12.0], [3.0], town=UTM33, what="plan.shp")

    assert "EPSG:25832" in raised.value.text.de


# 100 houses around a market in the east, whose lists of 1985 are in S42/83
HOUSES = [
    shapely.box(x, y, x + 10, y + 10)
    for x in 358_560 + np.arange(10) * 70.0
    for y in 5_605_026 + np.arange(10) * 70.0
]
BOX = (358_560.0, 5_605_026.0, 359_300.0, 5_605_700.0)


def middles_in(code: int) -> tuple[np.ndarray, np.ndarray]:
    points = shapely.centroid(np.array(HOUSES))
    return project(shapely.get_x(points), shapely.get_y(points), source=UTM33, target=code)


def test_input_42_without_prj_the_range_tells_utm_and_gauss_krueger_with_a_word_on_accuracy():
    utm = guess_crs(*middles_in(25833), town=UTM33, near=BOX)
    gk = guess_crs(*middles_in(31468), town=UTM33, near=BOX, witness=HOUSES, what="a.shp")

    assert (utm.crs.to_epsg(), utm.code, utm.alternatives) == (25833, "CRS_MISSING", ())
    assert (gk.crs.to_epsg(), gk.code, gk.alternatives) == (31468, "CRS_MISSING", ())
    assert gk.note is not None
    assert "1 bis 3 m" in gk.note.de


def test_input_42_s42_is_told_by_the_buildings_and_else_both_candidates_are_named():
    with_houses = guess_crs(*middles_in(2398), town=UTM33, near=BOX, witness=HOUSES)
    as_frame = guess_crs(
        *middles_in(2398), town=UTM33, near=BOX,
        witness=gpd.GeoDataFrame(geometry=HOUSES, crs=UTM33),
    )  # fmt: skip
    without = guess_crs(*middles_in(2398), town=UTM33, near=BOX, what="a.shp")

    assert with_houses.crs.to_epsg() == as_frame.crs.to_epsg() == 2398
    assert without.crs.to_epsg() == 31468
    assert [crs.to_epsg() for crs in without.alternatives] == [2398]
    assert without.note is not None
    assert "Pulkovo 1942(83)" in without.note.de


def test_input_42_a_witness_that_supports_neither_leaves_the_doubt():
    far = [shapely.box(0, 0, 1, 1)]

    assert guess_crs(*middles_in(2398), town=UTM33, near=BOX, witness=far).alternatives


def test_gauss_krueger_of_the_west_has_no_rival_from_the_east():
    x, y = project(np.array([8.68]), np.array([50.11]), source=WGS84, target=31467)

    guess = guess_crs(x, y, town=UTM32)

    assert (guess.crs.to_epsg(), guess.alternatives) == (31467, ())


def test_input_43_a_wrong_prj_loses_against_the_range():
    guess = guess_crs(*middles_in(25833), town=UTM33, declared=UTM32, near=BOX)

    assert (guess.crs, guess.code) == (UTM33, "CRS_DECLARED_MISMATCH")


@pytest.mark.parametrize(
    ("code", "lon"), [(4647, 11.28), (5650, 13.0), (5652, 11.28), (5653, 13.0)]
)
def test_input_44_an_easting_with_its_zone_in_front_is_understood(code, lon):
    town = UTM32 if lon < 12 else UTM33
    x, y = project(np.array([lon]), np.array([50.0]), source=WGS84, target=code)
    here = project(np.array([lon]), np.array([50.0]), source=WGS84, target=town)

    guess = guess_crs(x, y, town=town)

    assert x[0] > 32e6
    assert project(x, y, source=guess.crs, target=town) == (
        pytest.approx(here[0], abs=0.01), pytest.approx(here[1], abs=0.01),
    )  # fmt: skip


@pytest.mark.parametrize("code", [25833, 4326, 31468, 5650])
def test_input_45_exchanged_axes_are_told_and_put_right(code):
    x, y = middles_in(code)

    guess = guess_crs(y, x, town=UTM33, near=BOX, witness=HOUSES)

    assert (guess.crs.to_epsg(), guess.swapped) == (code, True)


def test_soldner_berlin_is_known_and_swallows_no_degrees():
    berlin = CRS.from_epsg(25833)
    x, y = project(np.array([13.45]), np.array([52.5]), source=WGS84, target=3068)

    assert guess_crs(x, y, town=berlin).crs.to_epsg() == 3068


@pytest.mark.parametrize(
    ("text", "epsg"),
    [
        ("urn:adv:crs:ETRS89_UTM32", 25832), ("urn:adv:crs:DE_DHDN_3GK4", 31468),
        ("urn:adv:crs:DE_RD-83_3GK5", 3399), ("EPSG:25833", 25833), ("25833", 25833),
        ("urn:ogc:def:crs:EPSG::25832", 25832),
    ],
)  # fmt: skip
def test_names_of_german_offices_are_known(text, epsg):
    found = known_crs(text)

    assert found is not None
    assert found.to_epsg() == epsg


@pytest.mark.parametrize("text", ["EPSG:102329", "urn:ogc:def:crs:EPSG::102329"])
def test_input_44_esris_code_under_the_name_of_epsg_is_zone_prefixed_utm_32(text):
    found = known_crs(text)
    assert found is not None

    east, north = project(np.array([32363702.0]), np.array([5706454.5]), source=found, target=UTM32)

    assert (east[0], north[0]) == (pytest.approx(363702.0, abs=0.01), pytest.approx(5706454.5))


@pytest.mark.parametrize("text", [None, "", "unbekannt", "EPSG:1"])
def test_an_unknown_name_is_no_crs(text):
    assert known_crs(text) is None
