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
from innenstadt_gis.ingest.crs_guess import guess_crs, into_metres

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
