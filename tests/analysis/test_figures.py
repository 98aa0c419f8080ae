"""Figures about walking: who counts, who does not, and what is said."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from innenstadt_gis.analysis.counting import bounds
from innenstadt_gis.analysis.figures import (
    isolated_share,
    slope_share,
    walking_figures,
    walking_method,
)
from innenstadt_gis.tables import POPULATION
from innenstadt_gis.tables.findings import WALKING

CRS = "EPSG:25832"
FLAT = pd.DataFrame({"u": [1], "v": [2], "length_m": [100.0], "slope": [np.nan]})


def walking(*rows):
    """(kind, minutes, (x, y)); ids w0, w1 …"""
    frame = gpd.GeoDataFrame(
        {"kind": [row[0] for row in rows], "walk_min": [row[1] for row in rows]},
        index=[f"w{i}" for i in range(len(rows))],
        geometry=[Point(row[2]) for row in rows],
        crs=CRS,
    )
    return WALKING.conform(frame, crs=CRS)


def cells(*persons):
    """Cells of 100 m from (0, 0) eastwards."""
    rows = gpd.GeoDataFrame(
        {"persons": list(persons), "source": "test"},
        index=[f"cell{i}" for i in range(len(persons))],
        geometry=[box(100 * i, 0, 100 * i + 100, 100) for i in range(len(persons))],
        crs=CRS,
    )
    return POPULATION.conform(rows)


def test_buildings_within_ten_minutes_of_those_connected():
    rows = walking(
        ("building", 4.0, (10, 10)),
        ("building", 10.0, (10, 10)),
        ("building", 10.1, (10, 10)),
        ("building", None, (10, 10)),
        ("building", 2.0, (900, 10)),  # outside of the area
        ("address", 1.0, (10, 10)),
    )

    share = walking_figures(rows, None, FLAT, area=box(0, 0, 100, 100))[0]

    assert (share.id, share.key) == ("E-01", "buildings_within_10_min")
    assert share.value == pytest.approx(2 / 3)
    assert (share.numerator, share.denominator) == (2, 3)
    assert (share.bound_low, share.bound_high) == (2 / 4, 3 / 4)
    assert share.counted == ("w0", "w1", "w2")
    assert share.numerator_ids == ("w0", "w1")
    assert share.unknown == ("w3",)
    assert share.left_out == ("w4",)
    assert share.method.de.endswith("4,8 km/h, ohne Steigung")
    assert share.parameters["speed_kmh"] == 4.8


def test_persons_are_spread_over_the_addresses_of_their_cell():
    rows = walking(
        ("address", 5.0, (10, 10)),
        ("address", 12.0, (20, 10)),
        ("address", None, (30, 10)),
        ("address", 30.0, (110, 10)),
        ("building", 1.0, (250, 10)),  # where there are addresses, buildings house nobody
    )

    _, ten, fifteen = walking_figures(rows, cells(30, 20, 50), FLAT)

    # 10 persons an address in the first cell, 20 at one in the second; nobody in the third
    # can be placed: of 100 persons 40 have minutes, 10 of them at most 10, 20 at most 15.
    assert (ten.id, ten.key) == ("E-02", "persons_within_10_min")
    assert (ten.numerator, ten.denominator, ten.value) == (10, 40, 0.25)
    assert (fifteen.id, fifteen.key) == ("E-03", "persons_within_15_min")
    assert (fifteen.numerator, fifteen.denominator, fifteen.value) == (20, 40, 0.5)
    assert ten.parameters["coverage"] == pytest.approx(0.4)
    assert (ten.bound_low, ten.bound_high) == (0.1, pytest.approx(0.7))
    assert ten.counted == ("cell0", "cell1")
    assert ten.numerator_ids == ("cell0",)
    assert ten.unknown == ("cell2",)


def test_without_addresses_the_buildings_house_the_persons():
    rows = walking(("building", 5.0, (10, 10)), ("building", 50.0, (20, 10)))

    ten = walking_figures(rows, cells(30), FLAT, minutes=[10])[1]

    assert ten.value == pytest.approx(0.5)


def test_an_address_on_the_border_of_two_cells_is_counted_once():
    rows = walking(("address", 5.0, (100, 10)), ("address", 50.0, (150, 10)))

    ten = walking_figures(rows, cells(10, 10), FLAT)[1]

    assert (ten.numerator, ten.denominator) == (10, 20)


def test_cells_outside_of_the_area_are_not_reported():
    rows = walking(("address", 5.0, (10, 10)), ("address", 5.0, (110, 10)))

    ten = walking_figures(rows, cells(30, 20), FLAT, area=box(0, 0, 100, 100))[1]

    assert ten.parameters["persons"] == 30


def test_what_is_missing_is_said_and_never_zero():
    nothing = walking()
    lost = walking(("building", None, (10, 10)))

    building, ten, _ = walking_figures(nothing, None, FLAT)
    alone, unplaced, _ = walking_figures(lost, cells(10), FLAT)

    for figure in (building, ten, alone, unplaced):
        assert figure.value is None
        assert figure.why is not None
    assert "keine Gebäude" in building.why.de
    assert "verbunden" in alone.why.de
    assert "Bevölkerung" in ten.why.de
    assert ten.numerator is None
    assert "Adresse" in unplaced.why.de
    assert walking_figures(lost, cells(), FLAT)[1].value is None
    assert walking_figures(lost, cells(0), FLAT)[1].parameters["coverage"] is None


@pytest.mark.parametrize(
    ("slopes", "said"),
    [([0.1, 0.0], "mit Steigung"), ([0.1, np.nan], "mit Steigung (für 75 % der Wege bekannt)")],
)
def test_the_method_says_for_how_much_of_the_network_slope_is_known(slopes, said):
    edges = pd.DataFrame({"u": [1, 2], "v": [2, 3], "length_m": [75.0, 25.0], "slope": slopes})

    assert walking_method(edges, speed_kmh=3.5).de.endswith(f"3,5 km/h, {said}")


def test_without_edges_no_slope_is_known():
    assert slope_share(FLAT.iloc[:0]) == 0.0


@settings(max_examples=30, deadline=None)
@given(k=st.integers(0, 50), rest=st.integers(0, 50), unknown=st.integers(0, 50))
def test_bounds_hold_the_share_and_widen_with_each_unknown(k, rest, unknown):
    low, high = bounds(k, k + rest, unknown)

    if k + rest + unknown == 0:
        assert (low, high) == (None, None)
        return
    wider = bounds(k, k + rest, unknown + 1)
    assert 0 <= wider[0] <= low <= high <= wider[1] <= 1


def test_input_67_the_share_of_ways_that_hang_on_nothing_is_stated():
    # 75 m and 25 m joined, 60 m and 40 m apart from them: 100 of 200 m, the first part wins by 0 m
    edges = pd.DataFrame(
        {
            "u": [1, 2, 8, 10],
            "v": [2, 3, 9, 11],
            "length_m": [75.0, 25.0, 60.0, 40.0],
            "slope": np.nan,
        }
    )

    assert isolated_share(edges) == 0.5
    assert isolated_share(edges[:2]) == 0
