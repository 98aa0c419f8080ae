"""The catchment of a made-up town, and of Annaberg-Buchholz by its real timetable."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import shapely
from shapely import Point, box

from innenstadt_gis.analysis.transit import engine
from innenstadt_gis.analysis.transit.access import Rules, changes, points
from innenstadt_gis.analysis.transit.catchment import catchment
from innenstadt_gis.analysis.transit.day import service_day
from innenstadt_gis.analysis.transit.reference import Reference
from innenstadt_gis.crs import project
from innenstadt_gis.errors import InputError, SourceError
from innenstadt_gis.ingest.gtfs import read_gtfs
from innenstadt_gis.personas import persona
from innenstadt_gis.timetable import calls_on, trips_on

MARKET = np.array([Point(0, 0)], dtype=object)


@pytest.fixture(scope="module")
def valley(made_timetable):
    """Village 3 buses a day, farm beyond it by a change, a stop at the market 160 m off."""
    stops = {
        "market": (160, 0, "M"), "market back": (160, 20, "M"),
        "village": (9000, 0), "farm": (20000, 0), "island": (90000, 0), "shore": (91000, 0),
    }  # fmt: skip
    there = [
        [("village", f"{h}:00"), ("market", f"{h}:{m}")] for h, m in ((7, 20), (8, 20), (9, 26))
    ]
    home = [
        [("market back", "16:00"), ("village", "16:20")],
        [("market back", "22:30"), ("village", "22:50")],
    ]
    feeder = [[("farm", "7:30"), ("village", "7:50")]]
    ferry = [[("island", "8:00"), ("shore", "8:10")]]
    return made_timetable(stops, [*there, *home, *feeder, *ferry])


def test_minutes_of_a_village_are_the_ride_and_the_walk_from_the_stop(valley):
    row = catchment(valley, MARKET).loc["village"]

    # 160 m x 1.3 at 80 m/min are 2.6 min; rides of 20, 20, 26 min
    assert row["best_min"] == pytest.approx(22.6)
    assert row["journey_min"] == pytest.approx(22.6)  # the middle of 22.6, 22.6, 28.6
    assert row["connections"] == 3
    assert row["within_min"] == 30
    assert row["changes"] == 0
    assert row["departures"] == 3
    assert row["connections_home"] == 1  # from 6 to 20
    assert row["journey_home_min"] == pytest.approx(23.0)  # leaves at the full minute: 15:57
    assert row["latest_home"] == "22:27"


def test_a_change_adds_its_wait(valley):
    row = catchment(valley, MARKET).loc["farm"]

    assert row["best_min"] == pytest.approx(50 + 2.6)  # 7:30 to 8:20, 10 min of wait in the village
    assert (row["changes"], row["within_min"], row["connections"]) == (1, 60, 1)


def test_what_never_comes_to_town_is_blank_and_listed(valley):
    row = catchment(valley, MARKET).loc["island"]

    assert row["connections"] == 0
    assert row[["best_min", "journey_min", "median_min", "within_min", "latest_home"]].isna().all()


def test_stops_of_a_station_are_one_place_and_near_the_centre_one_walks(valley):
    rows = catchment(valley, MARKET)

    assert "M" in rows.index
    # the middle of the two stops lies 160.3 m off
    assert rows.loc["M", "best_min"] == pytest.approx(np.hypot(160, 10) * 1.3 / 80, abs=1 / 60)
    assert rows.loc["M", "connections"] == 0


def test_slow_walkers_take_longer_from_the_stop(valley):
    old = catchment(valley, MARKET, who=persona("senior_75_84")).loc["village"]

    assert old["best_min"] == pytest.approx(20 + np.ceil(160 * 1.3 / 45 * 60) / 60)


def test_a_centre_beyond_every_stop_is_reached_from_nowhere(valley):
    far = np.array([Point(50_000, 50_000)], dtype=object)

    assert catchment(valley, far)["best_min"].isna().all()


def test_a_polygon_is_reached_at_its_border(valley):
    row = catchment(valley, np.array([box(-10, -10, 200, 200)], dtype=object)).loc["village"]

    assert row["best_min"] == pytest.approx(20.0)


def test_other_classes_and_windows_may_be_asked_for(valley):
    row = catchment(valley, MARKET, classes_min=(10, 20), window=(9 * 60, 10 * 60)).loc["village"]

    # the bus of 9:00 alone, at the first minute of the window
    assert row["best_min"] == pytest.approx(28.6)
    assert row[["within_min"]].isna().all()


def test_no_trips_give_no_rows(made_timetable):
    timetable = made_timetable({"a": (0, 0), "b": (9, 9)}, [[("a", "7:00"), ("b", "7:10")]])
    timetable.running[:, 1] = False
    rows = catchment(timetable, MARKET, day=dt.date(2026, 3, 4))

    assert len(rows) == 0


def test_a_day_outside_of_the_validity_is_an_error(valley):
    with pytest.raises(SourceError):
        catchment(valley, MARKET, day=dt.date(2020, 1, 1))


def test_a_timetable_without_metres_is_an_error_that_says_what_to_do(valley):
    valley_ = valley.__class__(
        **{f: getattr(valley, f) for f in valley.__dataclass_fields__}
        | {"stops": valley.stops.drop(columns=["x_m", "y_m"])}
    )
    with pytest.raises(InputError, match="crs"):
        catchment(valley_, MARKET)


# Annaberg-Buchholz ------------------------------------------------------------

TUESDAY, SUNDAY = dt.date(2020, 6, 9), dt.date(2020, 6, 14)


@pytest.fixture(scope="module")
def erzgebirge(shared):
    feed = shared / "data" / "erzgebirge_transit" / "vms_2020_erzgebirgskreis.gtfs.zip"
    return read_gtfs(feed, crs=25833)


@pytest.fixture(scope="module")
def annaberg(erzgebirge):
    x, y = project(np.array([13.0022]), np.array([50.5797]), source=4326, target=25833)
    market = np.array([shapely.Point(x[0], y[0])], dtype=object)
    return {day: catchment(erzgebirge, market, day=day) for day in (TUESDAY, SUNDAY)}


@pytest.mark.realdata
def test_many_more_stops_reach_annaberg_in_time_on_a_tuesday_than_on_a_sunday(erzgebirge, annaberg):
    within = {
        day: [int((rows["journey_min"] <= limit).sum()) for limit in (30, 45, 60)]
        for day, rows in annaberg.items()
    }

    assert (trips_on(erzgebirge, TUESDAY), trips_on(erzgebirge, SUNDAY)) == (2298, 277)
    assert within[TUESDAY] == [97, 177, 248]
    assert within[SUNDAY] == [61, 102, 135]
    assert len(annaberg[TUESDAY]) == 1356
    assert len(annaberg[SUNDAY]) == 516


#: Station, minutes of the median way on Tuesday, and how many ways there are on both days.
PLACES = {
    "Geyer, Busbahnhof": (29.4, 24, 6),
    "Schlettau, Markt": (18.7, 38, 6),
    "Scheibenberg, Markt": (22.7, 24, 0),
    "Kurort Oberwiesenthal, Riedelstr": (31.6, 16, 6),
    "Thum, Markt": (32.4, 18, 6),
    "Ehrenfriedersdorf, Mönchsbad": (25.4, 22, 7),
    "Bärenstein, Rathaus": (18.6, 16, 6),
    "Jöhstadt, Markt": (23.7, 10, 3),
}


@pytest.mark.realdata
@pytest.mark.parametrize("name", PLACES)
def test_the_towns_around_annaberg_are_as_far_as_their_buses_say(annaberg, name):
    minutes, tuesday, sunday = PLACES[name]
    rows = {day: table[table["name"] == name] for day, table in annaberg.items()}

    assert rows[TUESDAY]["journey_min"].item() == pytest.approx(minutes, abs=0.1)
    assert rows[TUESDAY]["connections"].item() == tuesday
    assert rows[SUNDAY]["connections"].sum() == sunday


@pytest.mark.realdata
def test_a_longer_change_makes_no_stop_nearer(erzgebirge, annaberg):
    market = np.array([Point(358_545, 5_604_890)], dtype=object)
    short, long = (
        catchment(erzgebirge, market, day=SUNDAY, rules=Rules(change_min=m)) for m in (1, 10)
    )

    both = short["best_min"].notna() & long["best_min"].notna()
    assert both.sum() > 100
    assert (short["best_min"][both] <= long["best_min"][both]).all()
    assert (short["best_min"].notna() >= long["best_min"].notna()).all()


@pytest.mark.realdata
@pytest.mark.parametrize("day", [TUESDAY, SUNDAY])
def test_stations_of_the_erzgebirge_equal_the_plain_search_all_day_and_night(erzgebirge, day):
    centre = np.array([Point(358_545, 5_604_890)], dtype=object)
    running = service_day(erzgebirge, day)
    rules, stops = Rules(), running.stops
    between = changes(erzgebirge, stops, per_metre=persona("adult").per_metre, rules=rules)
    foot = np.full(running.stop_count, -1, dtype=np.int64)
    near = shapely.distance(points(erzgebirge, stops), centre[0]) < 900
    foot[stops[near]] = 600
    profile = engine.profile(running, foot, (between.start, between.stop, between.seconds))
    search = Reference(calls_on(erzgebirge, day), between)
    goal = dict.fromkeys(stops[near].tolist(), 600)
    chance = np.random.default_rng(9)

    reached = 0
    for stop in chance.choice(stops, 60, replace=False).tolist():
        starts = np.sort(chance.integers(0, 27 * 60, 10)) * 60
        legs = (np.array([0, 1]), np.array([stop]), np.array([0]))
        seconds, rides = engine.to_kernel(*profile, *legs, starts)
        for n, start in enumerate(starts.tolist()):
            plain = search.arrival({stop: 0}, goal, start)
            found = int(seconds[0, n]), int(rides[0, n])
            assert found == ((plain[0] - start, plain[1]) if plain else (-1, 0))
            reached += plain is not None
    assert reached > 100
