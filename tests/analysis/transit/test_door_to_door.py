"""From door to door in a street village with one bus: every number counted by hand."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from innenstadt_gis.analysis.doors import doors
from innenstadt_gis.analysis.transit.access import Rules, access, transit_ways
from innenstadt_gis.analysis.transit.day import service_day
from innenstadt_gis.analysis.transit.door_to_door import (
    Journeys,
    Window,
    door_to_door,
    summary,
)
from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.errors import InputError, SourceError
from innenstadt_gis.personas import persona

CRS = "EPSG:25832"


def clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def street(*xs):
    """One street along the x axis with a node at each x."""
    nodes = gpd.GeoDataFrame(
        geometry=[Point(x, 0) for x in xs], index=list(range(len(xs))), crs=CRS
    )
    edges = gpd.GeoDataFrame(
        {
            "u": range(len(xs) - 1), "v": range(1, len(xs)), "length_m": np.diff(xs).astype(float),
            "foot_oneway": "both", "slope": np.nan,
        },
        geometry=[LineString([(a, 0), (b, 0)]) for a, b in pairwise(xs)],
        crs=CRS,
    )  # fmt: skip
    return nodes, edges


def points(*xs):
    return np.array([Point(x, 0) for x in xs], dtype=object)


@pytest.fixture(scope="module")
def village(made_timetable):
    """Stop A at 400 m, B at 2,000 m; A to B in 6 minutes at 10, 30, 50 past, all day to 19:50."""
    there = [[("A", clock(m)), ("B", clock(m + 6))] for m in range(6 * 60 + 10, 20 * 60, 20)]
    home = [
        [("B", clock(m)), ("A", clock(m + 6))] for m in range(6 * 60, 21 * 60 + 1, 60)
    ]  # on the hour, the last at 21:00
    return made_timetable({"A": (400, 0), "B": (2000, 0)}, there + home)


def graph(who="adult"):
    return walk_graph(*street(0, 400, 2000, 2400, 3000), persona=persona(who))


def asked(timetable, who="adult", *, homes=(0,), centre=2400, **more):
    walked = graph(who)
    rules = more.pop("rules", Rules())
    made = transit_ways(timetable, walked, rules=rules)
    return door_to_door(
        made, doors(walked, points(*homes)), doors(walked, points(centre)), **more
    ).iloc[0]


def test_every_minute_of_the_morning_counts_and_the_whole_way_on_foot_too(village):
    # 5 min to A, 6 min ride, 5 min to the centre: 16 min for who leaves at 05, 25, 45; a minute
    # more for each earlier; on foot it is 30 min, so of 20 minutes 14 ride (16 to 29) and 6 walk
    row = asked(village)

    assert row["walk_to_min"] == pytest.approx(30.0)
    assert row["morning_best_min"] == 16.0
    assert row["morning_median_min"] == 25.0  # 60th of 120: the 10th of 20 values
    assert row["morning_p10_min"] == 17.0  # 12th of 120
    assert row["morning_p90_min"] == pytest.approx(30.0)  # 108th of 120
    assert row["morning_within_share"] == 1.0
    assert row["morning_ride_share"] == pytest.approx(14 / 20)
    assert row["morning_changes"] == 0.0


def test_the_way_home_is_counted_from_the_centre(village):
    # from the centre 5 min to B, on the hour 6 min to A, 5 min home: who leaves at 55 takes 16 min
    row = asked(village)

    assert row["evening_best_min"] == 16.0
    # minutes 16 to 29 for 14 of 60, on foot (30) for 46 of 60
    assert row["evening_median_min"] == pytest.approx(30.0)
    assert row["evening_ride_share"] == pytest.approx(14 / 60)


def test_the_last_way_home_is_the_last_bus_less_the_walk_to_it(village):
    assert asked(village)["latest_home_min"] == 20 * 60 + 55  # for the bus of 21:00


def test_whoever_walks_slower_takes_longer_by_his_own_pace(village):
    # 2.7 km/h are 45 m/min: 8.9 min to A (534 s), 6 min, 8.9 min: leaves at 01, 21, 41
    row = asked(village, "senior_75_84")

    assert row["walk_to_min"] == pytest.approx(2400 / 45)
    assert row["morning_best_min"] == pytest.approx((9 * 60 + 360 + 534) / 60)


def test_who_lives_at_the_centre_has_no_way_by_bus(village):
    row = asked(village, homes=(2400,))

    assert row["morning_median_min"] == 0.0
    assert np.isnan(row["latest_home_min"])
    assert np.isnan(row["morning_changes"])


def test_stops_beyond_the_longest_walk_are_no_stops(village):
    row = asked(village, rules=Rules(max_walk_min=4.9))

    assert row["morning_ride_share"] == 0.0
    assert row["morning_median_min"] == pytest.approx(30.0)


def test_no_bus_after_the_last_one_leaves_the_way_on_foot(village):
    row = asked(village, windows={"night": Window(22 * 60, 23 * 60)})

    assert row["night_best_min"] == pytest.approx(30.0)


def test_a_home_off_the_network_has_no_minutes(village):
    walked = graph()
    lost = np.array([Point(0, 5000), None], dtype=object)
    found = door_to_door(
        transit_ways(village, walked), doors(walked, lost), doors(walked, points(2400))
    )

    assert found.drop(columns=[c for c in found if c.endswith("share")]).isna().all(axis=None)
    assert (found["morning_within_share"] == 0).all()


def test_a_window_must_have_minutes(village):
    with pytest.raises(InputError, match="minute 540 to 540"):
        asked(village, windows={"none": Window(540, 540)})


def test_a_day_outside_of_the_validity_is_an_error(village):
    with pytest.raises(SourceError):
        transit_ways(village, graph(), day=dt.date(2020, 1, 1))


@pytest.mark.parametrize(("apart", "rides"), [(300, True), (900, False)])
def test_between_stops_one_walks_so_far_and_no_farther(made_timetable, apart, rides):
    # the first bus ends at 400 m, the second starts `apart` metres on: 3.75 or 11.25 min of walk
    far = 400 + apart
    timetable = made_timetable(
        {"H": (-3000, 0), "X": (400, 0), "Y": (far, 0), "Z": (9000, 0)},
        [[("H", "7:00"), ("X", "7:10")], [("Y", "7:30"), ("Z", "7:40")]],
    )
    walked = walk_graph(*street(-3000, 400, far, 9000))
    made = transit_ways(timetable, walked)
    row = door_to_door(
        made, doors(walked, points(-3000)), doors(walked, points(9000)),
        windows={"w": Window(7 * 60, 7 * 60 + 1)},
    ).iloc[0]  # fmt: skip

    assert (row["w_best_min"] == 40.0) == rides
    assert (row["w_changes"] == 1.0) == rides


@pytest.mark.parametrize(("leaves", "caught"), [("7:11", False), ("7:12", True)])
def test_a_change_at_a_stop_takes_two_minutes(made_timetable, leaves, caught):
    timetable = made_timetable(
        {"H": (0, 0), "X": (5000, 0), "Z": (9000, 0)},
        [[("H", "7:00"), ("X", "7:10")], [("X", leaves), ("Z", "7:20")]],
    )
    walked = walk_graph(*street(0, 5000, 9000))
    row = door_to_door(
        transit_ways(timetable, walked), doors(walked, points(0)), doors(walked, points(9000)),
        windows={"w": Window(7 * 60, 7 * 60 + 1)},
    ).iloc[0]  # fmt: skip

    assert (row["w_best_min"] == 20.0) == caught


@pytest.mark.parametrize(
    ("second", "change_s"),
    [
        ((5000, 900), 878),  # off the streets: 900 m x 1.3 at 80 m/min
        ((np.nan, np.nan, "X"), 120),  # of the same station, but nobody knows where
        ((np.nan, np.nan), None),
        ((5000, 2000), None),  # 32.5 min
    ],
)
def test_off_the_streets_the_straight_line_counts_and_without_place_the_station(
    made_timetable, second, change_s
):
    timetable = made_timetable(
        {"H": (0, 0), "X": (5000, 0), "Y": second, "Z": (9000, 0)},
        [[("H", "7:00"), ("X", "7:10")], [("Y", "7:40"), ("Z", "7:50")]],
    )
    walked = walk_graph(*street(0, 5000, 9000))
    rules = Rules(max_change_walk_min=20)
    found = transit_ways(timetable, walked, rules=rules).changes
    legs = dict(zip(found.stop[found.start[1] : found.start[2]],
                    found.seconds[found.start[1] : found.start[2]], strict=True))  # fmt: skip

    assert legs.get(2) == change_s
    assert legs[1] == 120


def test_a_stop_without_coordinates_is_ridden_through(made_timetable):
    timetable = made_timetable(
        {"H": (0, 0), "X": (np.nan, np.nan), "Z": (9000, 0)},
        [[("H", "7:00"), ("X", "7:10"), ("Z", "7:20")]],
    )
    walked = walk_graph(*street(0, 5000, 9000))
    made = transit_ways(timetable, walked)

    assert 1 not in access(made, doors(walked, points(0, 9000))).stop
    row = door_to_door(
        made, doors(walked, points(0)), doors(walked, points(9000)),
        windows={"w": Window(7 * 60, 7 * 60 + 1)},
    ).iloc[0]  # fmt: skip
    assert row["w_best_min"] == 20.0


def test_last_nights_bus_still_takes_people_home(made_timetable):
    # the run of 24:30 is at half past midnight of the next day as well
    timetable = made_timetable({"A": (0, 0), "B": (9000, 0)}, [[("A", "24:30"), ("B", "24:40")]])
    day = service_day(timetable, dt.date(2026, 3, 4))

    assert day.departure_s.tolist() == [1800, 88200]


def test_rules_refuse_negative_times():
    with pytest.raises(InputError, match="change_min"):
        Rules(change_min=-1)


_seconds = st.lists(st.integers(-1, 4000), min_size=1, max_size=30)


@given(_seconds, st.one_of(st.floats(1, 4000), st.just(np.inf)))
def test_percentiles_are_departures_and_in_order(ride_s, walk_s):
    found = Journeys(
        np.array([ride_s], dtype=np.int32), np.ones((1, len(ride_s)), dtype=np.int16),
        np.array([walk_s]),
    )  # fmt: skip
    row = summary(found).iloc[0]
    plain = np.array([min(walk_s, s) if s >= 0 else walk_s for s in ride_s]) / 60

    told = row[["best_min", "p10_min", "median_min", "p90_min"]].fillna(np.inf)
    assert told.is_monotonic_increasing
    for name, share in (("p10_min", 0.1), ("median_min", 0.5), ("p90_min", 0.9)):
        wanted = np.sort(plain)[max(int(np.ceil(share * len(plain) - 1e-9)) - 1, 0)]
        assert told[name] == pytest.approx(wanted) or (told[name] == np.inf == wanted)
        # so many departures take no longer
        assert (plain <= told[name] + 1e-9).mean() >= share - 1e-9
    assert row["within_share"] == pytest.approx((plain <= 30).mean())


def test_changes_are_the_lower_median_of_those_who_ride():
    found = Journeys(
        np.array([[60, 60, 60, 60, 900]], dtype=np.int32),
        np.array([[1, 2, 3, 4, 9]], dtype=np.int16), np.array([600.0]),
    )  # fmt: skip

    assert summary(found)["changes"].tolist() == [1.0]  # 0, 1, 2, 3 changes; the fifth walks


def test_minutes_of_each_departure_are_blank_where_nobody_arrives():
    found = Journeys(
        np.array([[60, -1], [-1, 120]], dtype=np.int32), np.ones((2, 2), dtype=np.int16),
        np.array([np.inf, 90.0]),
    )  # fmt: skip

    assert pd.DataFrame(found.minutes).fillna(-1).to_numpy().tolist() == [[1.0, -1.0], [1.5, 1.5]]
