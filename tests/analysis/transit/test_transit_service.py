"""Departures, intervals and categories of stops, counted by hand."""

import dataclasses
import datetime as dt
import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innenstadt_gis.analysis.transit.class_tables import ARE, GERMAN, OEROK_LIKE
from innenstadt_gis.analysis.transit.service import (
    departure_board,
    station_categories,
    stop_service,
)
from innenstadt_gis.ingest.gtfs import read_gtfs
from innenstadt_gis.tables.findings.transit import STOP_CLASSES, STOP_SERVICE

TUESDAY, WEDNESDAY = dt.date(2026, 3, 3), dt.date(2026, 3, 4)

STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,platform_code\n"
    "S,Markt,49.5100,11.2800,1,,\n"
    "S1,Markt,49.5100,11.2800,0,S,1\n"
    "S2,Markt,49.5104,11.2800,0,S,2\n"
    "B,Schule,49.5150,11.2800,0,,\n"
    "C,Dorf,49.5200,11.2800,0,,\n"
    "D,Nirgends,,,0,,\n"
)
ROUTES = (
    "route_id,agency_id,route_short_name,route_type\n"
    "r1,v,1,3\nr2,v,2,3\nrb,v,RB 1,2\nre,v,RE 2,2\ntr,v,5,0\nzz,v,Z,9999\nruf,v,Rufbus 9,3\n"
)
CALENDAR = (
    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "mf,1,1,1,1,1,0,0,20260302,20260329\nsa,0,0,0,0,0,1,0,20260302,20260329\n"
)


def trip(route, stops, minute, *, way=0, service="mf", pickup=None, step=10):
    """One trip: (route, service, direction, [(stop, minute, pickup)])."""
    calls = [(stop, minute + step * k, (pickup or {}).get(stop, 0)) for k, stop in enumerate(stops)]
    return route, service, way, calls


def hourly(route, stops, *, first, count=14, way=0, **more):
    return [trip(route, stops, first + 60 * k, way=way, **more) for k in range(count)]


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    def reading(trips):
        heads = ["route_id,service_id,trip_id,direction_id"]
        calls = ["trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type"]
        for n, (route, service, way, halts) in enumerate(trips):
            heads.append(f"{route},{service},t{n},{'' if way is None else way}")
            for k, (stop, minute, pickup) in enumerate(halts):
                clock = f"{int(minute) // 60}:{int(minute) % 60:02d}:00"
                calls.append(f"t{n},{clock},{clock},{stop},{k},{pickup}")
        path = tmp_path_factory.mktemp("feed") / "feed.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(
                "agency.txt",
                "agency_id,agency_name,agency_url,agency_timezone\nv,V,x,Europe/Berlin\n",
            )
            archive.writestr("stops.txt", STOPS)
            archive.writestr("routes.txt", ROUTES)
            archive.writestr("calendar.txt", CALENDAR)
            archive.writestr("trips.txt", "\n".join(heads) + "\n")
            archive.writestr("stop_times.txt", "\n".join(calls) + "\n")
        return read_gtfs(path, day=TUESDAY, crs="EPSG:25832")

    return reading


def served(timetable, **asked):
    return stop_service(timetable, crs="EPSG:25832", **asked)


# Line 1: Markt 6:00 … 19:00 and 20:00, last one 25:30, to Dorf; back 6:30 … 19:30.
LINE = [
    *hourly("r1", ["S1", "B", "C"], first=360, count=15),
    trip("r1", ["S1", "B", "C"], 1530),
    *hourly("r1", ["C", "B", "S2"], first=390, way=1),
]


def test_a_line_of_two_directions_counted_by_hand(read):
    stations = served(read(LINE)).stations
    markt, school, village = (stations.loc[key] for key in ("S", "B", "C"))

    # Markt: 6:00 to 19:00 are 14; 20:00 lies outside of the window, 25:30 past it
    assert (markt["departures"], markt["departures_day"]) == (14, 16)
    assert (markt["first"], markt["last"]) == ("06:00", "25:30")
    assert markt["platforms"] == 1  # at platform 2 trips end
    # 840 / 14 = 60 min: nothing to halve, from one platform in one direction
    assert (markt["interval_min"], markt["category"], markt["class_here"]) == (60, "VI", "E")
    # both ways from one platform: 840 / (28 / 2) = 60 min
    assert (school["departures"], school["interval_min"], school["category"]) == (28, 60, "VI")
    # 6:10, 6:40, 7:10 …: 30 minutes between any two, 60 in one direction
    assert (school["longest_gap_min"], school["longest_gap_one_way_min"]) == (30, 60)
    assert (village["departures"], village["last"]) == (14, "19:30")
    assert school["lines"] == "1"
    assert school["modes"] == "bus"


def test_the_original_halves_only_where_several_platforms_are_served(read):
    timetable = read(LINE)
    board = departure_board(timetable, TUESDAY)
    original = dataclasses.replace(GERMAN, halved="platforms")

    found = station_categories(timetable, board, original)

    assert found.loc["B", "interval_min"] == 30  # 840 / 28: both ways as if they were one
    assert found.loc["B", "category"] == "V"
    assert found.loc["S", "interval_min"] == 60


def test_two_served_platforms_are_two_directions(read):
    timetable = read([*hourly("r1", ["S1", "B"], first=360), *hourly("r2", ["S2", "C"], first=360)])

    # 28 departures of two lines, each one way: 840 / (28 / 2)
    assert served(timetable).stations.loc["S", "interval_min"] == 60


def test_without_directions_a_single_platform_is_not_halved_and_has_no_gap_of_one_way(read):
    timetable = read(hourly("r1", ["B", "C"], first=360, way=None))
    school = served(timetable).stations.loc["B"]

    assert school["interval_min"] == 60
    assert school["longest_gap_min"] == 60
    assert pd.isna(school["longest_gap_one_way_min"])


def test_ends_of_trips_forbidden_boardings_copies_and_second_platforms_do_not_count(read):
    timetable = read(
        [
            trip("r1", ["S1", "B", "C"], 400),
            trip("r1", ["S1", "B", "C"], 400),  # the same trip again
            trip("r1", ["S1", "B", "C"], 500, pickup={"B": 1}),  # nobody may get on at the school
            trip("r2", ["S1", "S2", "B"], 600),  # halts twice at Markt
            trip("r2", ["B", "S1", "S2"], 700),  # on to the other platform is no way out
        ]
    )
    stations = served(timetable).stations

    assert stations["departures"].to_dict() == {"S": 3, "B": 2, "C": 0, "D": 0}
    assert pd.isna(stations.loc["C", "interval_min"])
    assert pd.isna(stations.loc["C", "first"])


def test_a_trip_that_comes_round_again_is_counted_once(read):
    timetable = read([trip("r1", ["S1", "B", "S2", "C"], 400)])

    assert served(timetable).stations.loc["S", "departures"] == 1


def test_what_runs_on_call_is_counted_beside(read):
    timetable = read(
        [
            *hourly("r1", ["S1", "B", "C"], first=360),
            *hourly("ruf", ["B", "C"], first=370, count=3),
            trip("r2", ["S1", "B", "C"], 615, pickup={"B": 2}),  # the school on call alone
        ]
    )
    stations = served(timetable).stations

    assert stations["departures"].to_dict() == {"S": 15, "B": 14, "C": 0, "D": 0}
    assert stations["on_demand"].to_dict() == {"S": 0, "B": 4, "C": 0, "D": 0}


def test_last_nights_late_trip_is_no_first_departure_of_the_day(read):
    stations = served(read(LINE), day=WEDNESDAY).stations

    assert stations.loc["S", "first"] == "06:00"
    assert stations.loc["S", "departures_day"] == 16


def test_the_best_vehicle_decides_with_the_departures_of_all(read):
    # 7 trains and 35 buses, one way: 840 / 42 = 20 minutes, a train -> II
    trips = [trip("rb", ["B", "C"], 360 + 120 * k) for k in range(7)]
    trips += [trip("r1", ["B", "C"], 365 + 24 * k) for k in range(35)]
    timetable = read(trips)
    board = departure_board(timetable, TUESDAY)

    german = station_categories(timetable, board, GERMAN).loc["B"]
    are = station_categories(timetable, board, ARE).loc["B"]

    assert (german["group"], german["interval_min"], german["category"]) == ("A", 20, "II")
    # each by itself, halved: trains every 240 min: none; buses every 48 min: V
    assert (are["group"], are["interval_min"], are["category"]) == ("B", 48, "V")


def test_two_railway_lines_are_a_node_and_one_is_a_line(read):
    # 28 trains: 840 / 14 = 60 min: at a node IV, on a line V
    one = read([trip("rb", ["B", "C"], 360 + 30 * k) for k in range(28)])
    two = read([trip(["rb", "re"][k % 2], ["B", "C"], 360 + 30 * k) for k in range(28)])

    found = [
        station_categories(t, departure_board(t, TUESDAY), ARE).loc["B"].tolist()
        for t in (one, two)
    ]

    assert found == [["A2", 28, 60.0, "V"], ["A1", 28, 60.0, "IV"]]


def test_an_unknown_vehicle_is_of_the_lowest_group_and_flagged(read):
    stations = served(read(hourly("zz", ["B", "C"], first=360))).stations

    assert (stations.loc["B", "mode_group"], stations.loc["B", "category"]) == ("C", "VI")
    assert bool(stations.loc["B", "mode_doubt"])
    assert stations.loc["B", "modes"] == ""


def test_days_are_counted_by_kind_and_missing_kinds_stay_blank(read):
    timetable = read([*LINE, *hourly("r1", ["S1", "B", "C"], first=480, count=4, service="sa")])
    service = served(timetable)
    markt = service.stations.loc["S"]

    assert set(service.days) == {"weekday", "saturday", "sunday"}
    assert markt["departures_weekday"] == 16
    assert markt["departures_saturday"] == 4
    assert markt["departures_sunday"] == 0
    assert pd.isna(markt["departures_school_day"])


def test_a_stop_without_place_has_service_and_every_platform_has_a_row(read):
    service = served(read(hourly("r1", ["D", "B"], first=360)))

    STOP_SERVICE.check(service.stations)
    STOP_CLASSES.check(service.platforms)
    assert service.stations.loc["D", "category"] == "VI"
    assert service.stations.geometry.isna().to_dict() == {
        "S": False,
        "B": False,
        "C": False,
        "D": True,
    }
    assert list(service.platforms.index) == ["B", "C", "D", "S1", "S2"]
    assert not service.platforms.loc["D", "placed"]
    # the middle of both platforms
    both = service.platforms.loc[["S1", "S2"]].geometry
    assert service.stations.loc["S"].geometry.y == pytest.approx(both.y.mean())


def test_platforms_have_their_own_departures_and_the_category_of_their_station(read):
    trips = [*hourly("r1", ["S1", "B"], first=360), *hourly("r2", ["S2", "C"], first=360, count=7)]
    platforms = served(read(trips)).platforms

    assert platforms["departures"].to_dict() == {"B": 0, "C": 0, "D": 0, "S1": 14, "S2": 7}
    # 21 departures from two platforms: 840 / 10.5 = 80 min -> VII
    assert platforms.loc[["S1", "S2"], "category"].tolist() == ["VII", "VII"]
    assert platforms.loc["B", "category"] is None or pd.isna(platforms.loc["B", "category"])


def test_without_coordinates_in_metres_nothing_has_a_place(read):
    timetable = read(LINE)
    bare = dataclasses.replace(timetable, stops=timetable.stops.drop(columns=["x_m", "y_m"]))

    assert stop_service(bare).stations.geometry.isna().all()


def test_a_day_on_which_nothing_runs_leaves_every_stop_without_a_category(read):
    service = served(read(LINE), day=dt.date(2026, 3, 7), days={})

    assert service.stations["departures"].tolist() == [0, 0, 0, 0]
    assert service.stations["category"].isna().all()
    assert len(service.platforms) == 5


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    starts=st.lists(st.integers(360, 1150), min_size=2, max_size=30, unique=True), data=st.data()
)
def test_one_more_trip_never_worsens_any_stop_of_its_line(read, starts, data):
    trips = [trip("r1", ["B", "C"], minute) for minute in starts]
    fewer = trips[: data.draw(st.integers(1, len(trips) - 1))]
    order = [*GERMAN.classes, None]
    few, many = (
        served(read(some), days={}).stations.loc["B", "category"] for some in (fewer, trips)
    )

    assert order.index(None if pd.isna(many) else many) <= order.index(
        None if pd.isna(few) else few
    )


@pytest.mark.parametrize("table", [GERMAN, ARE, OEROK_LIKE], ids=lambda t: t.key)
def test_the_order_of_trips_and_their_names_change_nothing(read, table):
    trips = [*LINE, *hourly("rb", ["C", "B", "S1"], first=355, way=1)]
    told = []
    for some in (trips, trips[::-1]):
        timetable = read(some)
        told.append(station_categories(timetable, departure_board(timetable, TUESDAY), table))

    pd.testing.assert_frame_equal(told[0], told[1])
