"""Persons spread over homes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from innenstadt_gis.analysis.people import homes, people_of
from innenstadt_gis.tables import POPULATION
from innenstadt_gis.words import Text

CRS = "EPSG:25833"


def cells(*persons):
    rows = gpd.GeoDataFrame(
        {"persons": [float(p) for p in persons], "source": "census"},
        index=[f"c{i}" for i in range(len(persons))],
        geometry=[box(100 * i, 0, 100 * i + 100, 100) for i in range(len(persons))],
        crs=CRS,
    )
    return POPULATION.conform(rows, crs=CRS)


def points(*x):
    return gpd.GeoDataFrame(geometry=[Point(v, 50) for v in x], crs=CRS)


def test_homes_of_a_cell_share_its_persons_and_a_border_belongs_to_one_cell():
    found = homes(points(10, 20, 100, 150, 999), cells(9, 4, 7))

    assert found.cell.tolist() == [0, 0, 0, 1, -1]
    assert found.each[:2].tolist() == [3, 4]
    assert found.added().tolist() == [3, 1, 0]
    assert found.added(np.array([1.0, 0, 1, 0, 1])).tolist() == [2, 0, 0]


def test_nobody_and_nowhere_are_empty():
    assert homes(points(), cells(5)).added().tolist() == [0]
    assert homes(points(10), cells()).cell.tolist() == [-1]


@given(x=st.lists(st.floats(0, 299), max_size=20))
def test_everybody_with_a_home_is_counted_once(x):
    census = cells(10, 20, 30)
    found = homes(points(*x), census)
    lived = found.added() > 0

    spread = (found.added() * found.each).sum()
    assert spread == pytest.approx(census["persons"].to_numpy()[lived].sum())


CENSUS = Text("Zensus 2022", "census 2022")


def test_a_share_of_persons_states_its_coverage_bounds_and_cells():
    # 3, 3, 3 and 8 persons by home; 7 of the third cell live nowhere
    people = people_of(points(10, 20, 30, 150), cells(9, 8, 7), CENSUS)

    found = people.share([True, False, True, True], known=[True, True, False, True])

    assert (found.numerator, found.denominator) == (3 + 8, 3 + 3 + 8)
    assert found.value == pytest.approx(11 / 14)
    assert (found.bound_low, found.bound_high) == (11 / 24, (11 + 3 + 7) / 24)
    assert found.coverage == 14 / 24
    assert (found.counted, found.numerator_ids) == (("c0", "c1"), ("c0", "c1"))
    assert (found.unknown, found.why) == (("c2",), None)


def test_a_home_may_count_in_part():
    people = people_of(points(10, 150), cells(10, 30), CENSUS)

    assert people.share([0.5, 1 / 3]).numerator == pytest.approx(5 + 10)


def test_a_share_of_nobody_says_why():
    none = people_of(points(10), cells(), CENSUS).share([True])
    lost = people_of(points(10), cells(5), CENSUS).share([True], known=[False])
    homeless = people_of(points(), cells(5), CENSUS).share([])
    empty = people_of(points(10), cells(0), CENSUS).share([True])

    for found in (none, lost, homeless, empty):
        assert found.value is found.numerator is found.denominator is None
        assert found.why is not None
    assert "Bevölkerung" in none.why.de
    assert (lost.coverage, lost.bound_low, lost.bound_high) == (0, 0, 1)
    assert (lost.unknown, homeless.unknown, empty.unknown) == (("c0",), ("c0",), ())
    assert (none.coverage, empty.coverage) == (None, None)


@given(
    x=st.lists(st.floats(0, 399), min_size=1, max_size=15),
    data=st.data(),
)
def test_the_bounds_hold_the_share_whatever_the_unknown_homes_would_say(x, data):
    flags = st.lists(st.booleans(), min_size=len(x), max_size=len(x))
    hit, known = np.array(data.draw(flags)), np.array(data.draw(flags))
    people = people_of(points(*x), cells(10, 20, 30), CENSUS)

    some, whole = people.share(hit, known=known), people.share(hit)

    assert some.bound_low <= (whole.numerator or 0) / 60 + 1e-9
    assert some.bound_high >= (whole.numerator or 0) / 60 - 1e-9
    if some.value is not None:
        assert some.bound_low - 1e-9 <= some.value <= some.bound_high + 1e-9
        assert some.coverage <= whole.coverage


def test_it_is_said_over_what_persons_are_spread():
    at = points(10, 20)

    said = {
        kinds: people_of(at.assign(kind=kinds), cells(9), CENSUS).said.de.split("auf ihre ")[1]
        for kinds in (
            ("address", "address_of_other_use"), ("building", "building"), ("address", "building"),
        )
    }  # fmt: skip

    assert list(said.values()) == [
        "Wohnadressen verteilt",
        "Wohngebäude verteilt",
        "Wohnadressen und, wo es keine gibt, Wohngebäude verteilt",
    ]
    other = people_of(at.assign(kind=["address", "address_of_other_use"]), cells(9), CENSUS)
    assert other.elsewhere == 4.5
    assert people_of(at, cells(9), CENSUS).elsewhere == 0
