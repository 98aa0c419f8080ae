"""Figures E-30 to E-39 by hand, and the question asked of strange towns."""

from __future__ import annotations

import dataclasses
import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from innenstadt_gis import pipeline
from innenstadt_gis.analysis.people import people_of
from innenstadt_gis.analysis.transit.access import Rules
from innenstadt_gis.analysis.transit.door_figures import Asked as Stated
from innenstadt_gis.analysis.transit.door_figures import catchment_figures, door_figures, door_table
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.door_to_door import ask_door_to_door
from innenstadt_gis.tables.findings.door_to_door import CATCHMENT, DOOR_TO_DOOR
from innenstadt_gis.words import Text

CRS = "EPSG:25832"
STATED = Stated(dt.date(2026, 3, 3), Rules(), 0.5, "Verkehr")
CENSUS = Text("Zensus 2022", "census 2022")


def people(count, persons=10):
    """One home to a cell of so many persons."""
    homes = gpd.GeoDataFrame(
        {"kind": ["address"] * count},
        geometry=[Point(100 * n + 50, 50) for n in range(count)],
        index=[f"h{n}" for n in range(count)], crs=CRS,
    )  # fmt: skip
    cells = gpd.GeoDataFrame(
        {"persons": [float(persons)] * count},
        geometry=[box(100 * n, 0, 100 * n + 100, 100) for n in range(count)],
        index=[f"c{n}" for n in range(count)], crs=CRS,
    )  # fmt: skip
    return people_of(homes, cells, CENSUS)


def rows(**columns):
    """What `door_to_door` returns, of the columns that are read."""
    count = len(next(iter(columns.values())))
    names = (
        "walk_to_min", "walk_from_min", "morning_best_min", "morning_median_min",
        "morning_p10_min", "morning_p90_min", "morning_within_share", "morning_changes",
        "forenoon_median_min", "evening_median_min", "latest_home_min",
    )  # fmt: skip
    nothing = [np.nan] * count
    return pd.DataFrame({name: columns.get(name, nothing) for name in names})


# Five homes: by foot 10, 20, 20, 40 min, and one that does not touch the network.
FOUND = rows(
    walk_to_min=[10, 20, 20, 40, np.nan], walk_from_min=[10, 20, 20, 40, np.nan],
    morning_best_min=[10, 15, 16, 25, np.nan], morning_median_min=[10, 15, 20, 30, np.nan],
    latest_home_min=[np.nan, 1199, 1200, 1481, np.nan],
)  # fmt: skip
JOINED = np.array([True, True, True, True, False])


def figures(found=FOUND, joined=JOINED, who=None):
    who = people(len(found)) if who is None else who
    told = door_figures({"adult": found, "senior_75_84": found}, joined, who, STATED)
    return {figure.id: figure for figure in told}


def test_persons_in_time_are_counted_by_the_median_and_the_unjoined_make_the_bounds():
    figure = figures()["E-30"]

    assert (figure.numerator, figure.denominator) == (20, 40)  # 10 and 15 min, of four homes
    assert (figure.bound_low, figure.bound_high) == (20 / 50, 30 / 50)
    assert figure.coverage == 0.8
    assert figure.unknown == ("c4",)
    assert figure.numerator_ids == ("c0", "c1")
    assert figure.parameters["on_foot_alone"] == 0.25
    assert figure.parameters["day"] == "2026-03-03"
    assert figure.parameters["window"] == "07:00-09:00"
    assert "Zensus 2022" in figure.method.de
    assert "4,8 km/h" in figure.method.de
    assert "2,7 km/h" in figures()["E-31"].method.de
    assert figures()["E-32"].numerator == 40


def test_who_rides_at_eight_in_the_evening_or_lives_near_comes_home_late():
    # 10 min on foot; 19:59 is too early; 20:00 and 24:41 are not
    assert figures()["E-34"].numerator == 30


def test_the_last_way_home_is_that_of_half_of_those_who_live_far():
    figure = figures()["E-35"]

    assert figure.value == 20.0  # of 19:59, 20:00 and 24:41 two in three come home at 20:00
    assert figure.denominator == 30
    assert figure.unit == "o'clock"


def test_who_has_no_ride_home_counts_among_those_who_live_far():
    found = FOUND.assign(latest_home_min=[np.nan, np.nan, np.nan, 1400, np.nan])

    assert figures(found)["E-35"].value is None
    assert "nichts" in figures(found)["E-35"].why.de


def test_what_public_transport_adds_is_counted_just_in_time():
    assert figures()["E-36"].numerator == 10  # 15 min by bus, 20 on foot


@pytest.mark.parametrize(
    ("joined", "who"),
    [
        (JOINED, people_of(people(5).homes, people(5).homes.iloc[:0].assign(persons=0.0), CENSUS)),
        (np.zeros(5, dtype=bool), None),
    ],
)
def test_without_persons_or_network_no_figure_has_a_value_and_each_says_why(joined, who):
    for figure in figures(joined=joined, who=who).values():
        assert figure.value is None
        assert figure.why is not None


@given(st.lists(st.one_of(st.floats(0, 90), st.none()), min_size=1, max_size=8))
def test_bounds_hold_the_share_for_any_minutes_of_the_unjoined(minutes):
    known = np.array([m is not None for m in minutes])
    told = [np.nan if m is None else m for m in minutes]
    found = rows(
        walk_to_min=told, walk_from_min=told, morning_best_min=told, morning_median_min=told
    )
    figure = figures(found, known)["E-30"]

    for filled in (5.0, 60.0):
        truth = np.mean([(filled if m is None else m) <= 15 for m in minutes])
        if known.any():
            assert figure.bound_low - 1e-9 <= truth <= figure.bound_high + 1e-9


def test_the_table_keeps_its_contract_and_says_the_last_way_home_as_a_clock():
    table = door_table({"adult": FOUND, "senior_75_84": FOUND}, people(5).homes)

    DOOR_TO_DOOR.check(table)
    assert table["adult_latest_home"].tolist()[1:4] == ["19:59", "20:00", "24:41"]
    assert table["adult_latest_home"].isna().tolist() == [True, False, False, False, True]
    assert table["senior_75_84_walk_min"].tolist()[:4] == [10, 20, 20, 40]


def test_stops_of_the_catchment_are_counted_up_to_their_class():
    around = CATCHMENT.conform(
        gpd.GeoDataFrame(
            {"departures": 1, "connections": [1, 1, 1, 0], "connections_home": 0,
             "journey_min": [30.0, 30.1, 60.0, np.nan]},
            index=list("abcd"), geometry=[None] * 4, crs=CRS,
        )
    )  # fmt: skip
    near, far = catchment_figures(around, STATED)

    assert (near.id, near.value, near.numerator_ids) == ("E-38", 1.0, ("a",))
    assert (far.id, far.value, far.denominator) == ("E-39", 3.0, 4)


# The question -----------------------------------------------------------------


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("muster")
    pipeline.musterstadt(folder)
    return pipeline.read_town(folder)


def test_musterstadt_is_small_enough_to_be_walked(town):
    told = {f.id: f for f in ask_door_to_door(Asked(town)).figures}

    assert list(told) == [f"E-{n}" for n in range(30, 40)]
    assert told["E-30"].value == 1.0  # nobody lives farther than 11 min on foot
    assert told["E-31"].value == pytest.approx(0.952, abs=0.001)
    assert told["E-35"].why is not None
    assert told["E-30"].coverage == 1.0


def test_tables_keep_their_contracts_and_hold_every_home_and_station(town):
    asked = Asked(town)
    tables = ask_door_to_door(asked).tables

    for contract in (DOOR_TO_DOOR, CATCHMENT):
        contract.check(tables[contract.name])
    assert (tables["door_to_door"].index == asked.homes.index).all()
    # villages of the feed lie outside of the map, and have minutes all the same
    assert tables["catchment"]["journey_min"].notna().all()


def missing(town, **changes):
    answer = ask_door_to_door(Asked(town.replace(**changes)))
    return answer, [m.what for m in answer.missing]


def test_without_a_timetable_nothing_is_reckoned_and_it_is_said_why(town):
    answer, what = missing(town, timetable=None)

    assert what == ["door_to_door"]
    assert not answer.figures
    assert not answer.tables


def test_without_streets_the_catchment_is_left(town):
    answer, what = missing(town, edges=town.edges.iloc[:0])

    assert what == ["door_to_door"]
    assert list(answer.tables) == ["catchment"]
    assert [f.id for f in answer.figures] == ["E-38", "E-39"]


def test_without_homes_the_catchment_is_left(town):
    answer, what = missing(
        town, addresses=town.addresses.iloc[:0], buildings=town.buildings.iloc[:0]
    )

    assert what == ["door_to_door"]
    assert list(answer.tables) == ["catchment"]


def test_without_a_centre_it_is_said_why_and_what_to_write(town):
    answer, what = missing(town, centres=town.centres.iloc[:0])

    assert what == ["door_to_door"]
    assert "[[centres]]" in answer.missing[0].todo.de
    assert not answer.figures


def test_a_timetable_without_metres_is_no_error(town):
    timetable = town.timetable
    bare = dataclasses.replace(timetable, stops=timetable.stops.drop(columns=["x_m", "y_m"]))
    answer, what = missing(town, timetable=bare)

    assert what == ["door_to_door"]
    assert "Metern" in answer.missing[0].why.de


def test_without_population_figures_have_no_value(town):
    answer, _ = missing(town, population=town.population.iloc[:0])

    assert all(f.value is None and f.why for f in answer.figures if f.id < "E-38")
    assert len(answer.tables["door_to_door"])


def test_a_timetable_of_another_region_has_no_stop_at_any_way(town, made_timetable):
    far = made_timetable({"a": (0, 0), "b": (9000, 0)}, [[("a", "7:00"), ("b", "7:10")]])
    answer, what = missing(town, timetable=far)

    assert what == ["door_to_door"]
    assert answer.tables["catchment"]["journey_min"].isna().all()


def test_a_day_without_trips_is_said(town, made_timetable):
    silent = made_timetable({"a": (0, 0), "b": (9000, 0)}, [[("a", "7:00"), ("b", "7:10")]])
    silent.running[:] = False
    answer, what = missing(town, timetable=silent)

    assert what == ["door_to_door"]
    assert "fährt" in answer.missing[0].why.de
