"""Gaps in the shop front, counted by hand on straight streets, and what must always hold."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from innenstadt_gis.analysis.supply.axes import street_axes
from innenstadt_gis.analysis.supply.gaps import front_gaps, lay_front
from innenstadt_gis.tables import BUILDINGS
from innenstadt_gis.tables.findings.supply import FRONT_GAPS

LANGE = {"Lange": [(0, 0), (400, 0)]}


def gaps_of(made, *rows, streets=None, buildings=None, **options):
    sections = made.sections(streets or LANGE)
    found = front_gaps(lay_front(made.units(*rows), sections, buildings=buildings), **options)
    FRONT_GAPS.check(found)
    return found


def test_a_gap_lies_between_the_fronts_of_two_units_in_use_on_one_side(made):
    gaps = gaps_of(
        made, ((10, 8), "Lange"), ((110, 8), "Lange"), ((60, -8), "Lange")
    )  # the one on the other side closes nothing, and is alone there

    # fronts of 10 m each: from 15 to 105
    assert gaps[["street", "side", "length_m", "class_m"]].to_numpy().tolist() == [
        ["Lange", "north", 90.0, 50.0]
    ]
    assert gaps["section_id"].tolist() == ["Lange-1"]
    assert gaps.geometry.iloc[0].bounds == (15, 0, 105, 0)


def test_a_vacant_unit_closes_no_gap_but_is_told_with_what_would_be_left(made):
    gaps = gaps_of(
        made, ((10, 8), "Lange"), ((50, 8), "Lange", {"status": "vacant"}), ((110, 8), "Lange")
    )

    # let, it would stand from 45 to 55: 30 m before it (15 to 45), 50 m behind it (55 to 105)
    assert gaps[["length_m", "vacant", "remaining_m"]].to_numpy().tolist() == [[90, 1, 50]]


@pytest.mark.parametrize("status", ["vacant", "under_construction"])
def test_what_is_not_in_use_never_ends_a_gap(made, status):
    gaps = gaps_of(made, ((10, 8), "Lange"), ((60, 8), "Lange", {"status": status}))

    assert gaps.empty


def test_an_unknown_unit_may_be_in_use_so_the_gap_counts_up_to_it(made):
    rows = (((10, 8), "Lange"), ((60, 8), "Lange", {"status": "unknown"}), ((110, 8), "Lange"))

    sure, at_most = gaps_of(made, *rows), gaps_of(made, *rows, unknown_closes=False)

    assert sure["length_m"].tolist() == [40, 40]  # 15 to 55, 65 to 105
    assert at_most["length_m"].tolist() == [90]


def test_beyond_200_m_the_front_has_ended_and_short_breaks_are_no_gaps(made):
    far = gaps_of(made, ((10, 8), "Lange"), ((230, 8), "Lange"))  # 210 m
    near = gaps_of(made, ((10, 8), "Lange"), ((44, 8), "Lange"))  # 24 m

    assert far.empty
    assert near.empty


def test_upper_floors_flats_and_units_of_a_street_alone_close_nothing(made):
    gaps = gaps_of(
        made,
        ((10, 8), "Lange", {"floor": "EG"}),
        ((40, 8), "Lange", {"floor": "1. OG"}),
        ((60, 8), "Lange", {"function": "housing"}),
        ((80, 8), "Lange", {"located_by": "street"}),
        ((110, 8), "Lange"),
    )

    assert gaps["length_m"].tolist() == [90]


def test_a_unit_takes_its_measured_front_else_that_of_its_building_up_to_30_m(made):
    houses = gpd.GeoDataFrame(
        {"source": "t"}, index=["small", "long"],
        geometry=[box(102, 4, 122, 20), box(260, 4, 400, 20)], crs=made.crs,
    )  # fmt: skip

    gaps = gaps_of(
        made,
        ((10, 8), "Lange", {"frontage_m": 20.0}),  # 0 to 20
        ((110, 8), "Lange", {"building_id": "small"}),  # 102 to 122
        ((300, 8), "Lange", {"building_id": "long"}),  # 285 to 315, not from 260
        buildings=BUILDINGS.conform(houses),
    )

    assert sorted(gaps["length_m"]) == [82, 163]


def test_around_a_square_the_front_goes_on_over_the_start_of_the_line(made):
    square = {"Markt": [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]}
    # south side at 50, east side at 150, west side at 350 of 400 m
    rows = (((50, -8), "Markt"), ((108, 50), "Markt"), ((-8, 50), "Markt"))

    gaps = gaps_of(made, *rows, streets=square, ends_m=400)

    assert sorted(gaps["length_m"]) == [90, 90, 190]  # 400 m less three fronts of 10 m
    assert gaps.geometry.length.sum() == pytest.approx(370)


def test_a_street_goes_straight_on_where_a_lane_of_its_name_leaves_it(made):
    sections = made.sections(
        {"a": [(0, 0), (50, 0)], "b": [(50, 0), (100, 0)], "c": [(50, 0), (50, 30)]}
    )
    sections["street"] = "Lange"

    axes = street_axes(sections)

    assert [line.length for line in axes.lines] == [100, 30]


def test_the_way_a_line_is_drawn_changes_no_gap(made):
    rows = (((10, 8), "Lange"), ((110, 8), "Lange"), ((90, -8), "Lange"), ((30, -8), "Lange"))

    there = gaps_of(made, *rows)
    back = gaps_of(made, *rows, streets={"Lange": [(400, 0), (0, 0)]})

    assert there[["side", "length_m"]].equals(back[["side", "length_m"]])


spots = st.tuples(st.floats(0, 400), st.sampled_from([-8, 8, 0]))
statuses = st.sampled_from(["occupied", "vacant", "unknown", "gone", "interim_use"])


@given(st.lists(st.tuples(spots, statuses), max_size=15), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_gaps_of_one_side_fit_into_the_street_and_do_not_hang_on_the_order(made, units, random):
    rows = [(xy, "Lange", {"status": status}) for xy, status in units]
    sections = made.sections(LANGE)
    if not rows:
        return
    town = made.units(*rows)
    other = town.sample(frac=1, random_state=random.randint(0, 99))
    other.index = [f"x{i}" for i in range(len(other))]

    gaps = front_gaps(lay_front(town, sections))
    again = front_gaps(lay_front(other, sections))

    assert gaps.drop(columns="geometry").equals(again.drop(columns="geometry"))
    assert (gaps["remaining_m"] <= gaps["length_m"] + 0.1).all()
    for _, side in gaps.groupby("side"):
        assert side["length_m"].sum() <= 400
        ends = np.sort(side.geometry.bounds[["minx", "maxx"]].to_numpy(), axis=0).ravel()
        assert (np.diff(ends) >= -1e-6).all()  # none lies upon another


@given(st.lists(st.floats(0, 400), min_size=2, max_size=12), st.floats(0, 1))
@settings(max_examples=40)
def test_one_more_unit_between_others_never_adds_to_the_metres_of_gaps(made, places, share):
    sections = made.sections(LANGE)
    new = min(places) + share * (max(places) - min(places))

    def metres(some):
        town = made.units(*[((x, 8), "Lange") for x in some])
        found = front_gaps(lay_front(town, sections), shortest_m=25.0, ends_m=1_000.0)
        return found["length_m"].sum()

    assert metres([*places, new]) <= metres(places) + 0.2  # told to 0.1 m


@pytest.mark.parametrize("rows", [[], [((10, 8), "Lange")], [(None, "Lange")], [((5, 5), None)]])
def test_without_two_units_at_a_street_there_is_no_gap(made, rows):
    sections = made.sections(LANGE)
    town = made.units(*rows) if rows else made.units(((0, 0), "Lange")).iloc[:0]

    assert front_gaps(lay_front(town, sections)).empty
    assert front_gaps(lay_front(town, sections.iloc[:0])).empty
