"""The calls of a calendar day, counted by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.gtfs import read_gtfs
from innenstadt_gis.timetable import calls_on, trips_on

MONDAY, TUESDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 3)
SATURDAY, NEXT_MONDAY = dt.date(2026, 3, 7), dt.date(2026, 3, 9)
HEAD = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"


def told(timetable, day, **asked):
    """(trip_id, shift) -> [(stop, arrival, departure)] of a day."""
    calls = calls_on(timetable, day, **asked)
    stops = timetable.stops.index[calls["stop_index"]]
    ids = timetable.trips.index[calls["trip_index"]]
    found = {}
    for trip, shift, *call in zip(
        ids, calls["shift"], stops, calls["arrival_s"], calls["departure_s"], strict=True
    ):
        found.setdefault((trip, shift), []).append(tuple(call))
    return found


def test_a_late_trip_runs_tonight_and_did_so_last_night(write):
    timetable = read_gtfs(write())
    t1 = [("A", 21600, 21600), ("B", 22200, 22260), ("C", 22800, 22800)]
    late = [("A", 91800, 91800), ("C", 93000, 93000)]
    # half past one and ten to two in the morning, of Monday's service
    last_night = [("A", 5400, 5400), ("C", 6600, 6600)]

    assert told(timetable, MONDAY) == {("t1", 0): t1, ("t2", 0): late}  # nothing known of Sunday
    assert told(timetable, TUESDAY) == {
        ("t2", 1): last_night, ("t1", 0): t1, ("t2", 0): late,
    }  # fmt: skip
    assert set(told(timetable, SATURDAY)) == {("t2", 1), ("t3", 0)}
    assert set(told(timetable, NEXT_MONDAY)) == {("t1", 0), ("t2", 0)}  # none ran on Sunday
    calls = calls_on(timetable, TUESDAY)
    assert list(calls["trip"]) == [0, 0, 1, 1, 1, 2, 2]
    assert list(calls["sequence"]) == [1, 2, 1, 2, 3, 1, 2]


def test_a_trip_across_midnight_keeps_the_calls_at_which_one_can_be_aboard(write):
    rows = (
        "t1,23:50:00,23:50:00,A,1\nt1,24:00:00,24:00:00,B,2\nt1,24:10:00,24:10:00,C,3\n"
        # waits through midnight at B; nobody boards at C, where it ends
        "t2,23:50:00,23:50:00,A,1\nt2,23:59:00,24:01:00,B,2\nt2,24:20:00,24:20:00,C,3\n"
        # arrives a minute past midnight: over for whoever starts today
        "t3,23:50:00,23:50:00,A,1\nt3,24:01:00,24:01:00,C,2\n"
    )
    trips = "route_id,service_id,trip_id,direction_id\nr1,week,t1,0\nr1,week,t2,0\nr1,week,t3,0\n"
    timetable = read_gtfs(write(trips_txt=trips, stop_times_txt=HEAD + rows))

    found = told(timetable, TUESDAY)

    assert found["t1", 1] == [("B", 0, 0), ("C", 600, 600)]
    assert found["t2", 1] == [("B", -60, 60), ("C", 1200, 1200)]
    assert ("t3", 1) not in found and found["t3", 0][1] == ("C", 86460, 86460)


def test_a_trip_of_two_nights_is_met_on_the_third_day(write):
    rows = "t1,20:00:00,20:00:00,A,1\nt1,47:00:00,47:00:00,B,2\nt1,50:00:00,50:00:00,C,3\n"
    trips = "route_id,service_id,trip_id,direction_id\nr1,week,t1,0\n"
    timetable = read_gtfs(write(trips_txt=trips, stop_times_txt=HEAD + rows))

    assert list(told(timetable, dt.date(2026, 3, 4))) == [("t1", 1), ("t1", 0)]
    assert told(timetable, TUESDAY)["t1", 1] == [("B", 82800, 82800), ("C", 93600, 93600)]


def test_duplicates_are_told_by_the_day_not_by_the_feed(write):
    # t1 and t2 meet on weekdays; t3 is the same trip on Saturdays, alone
    trips = "route_id,service_id,trip_id,direction_id\nr1,week,t1,0\nr1,week,t2,0\nr1,sat,t3,0\n"
    same = "".join(
        f"{t},6:00:00,6:00:00,A,1\n{t},6:10:00,6:10:00,B,2\n" for t in ("t1", "t2", "t3")
    )
    # t2 is left on Tuesday alone
    dates = "service_id,date,exception_type\nsat,20260303,1\nweek,20260303,2\n"
    timetable = read_gtfs(
        write(trips_txt=trips, stop_times_txt=HEAD + same, calendar_dates_txt=dates)
    )

    assert list(told(timetable, MONDAY)) == [("t1", 0)]
    assert list(told(timetable, MONDAY, duplicates=True)) == [("t1", 0), ("t2", 0)]
    assert list(told(timetable, SATURDAY)) == list(told(timetable, TUESDAY)) == [("t3", 0)]


def test_trips_on_demand_are_left_out_unless_asked_for(write):
    head = "route_id,agency_id,route_short_name,route_long_name,route_type\n"
    timetable = read_gtfs(write(routes_txt=f"{head}r1,v,Rufbus,,3\nr2,v,2,,0\n"))

    assert told(timetable, MONDAY) == {}
    assert list(calls_on(timetable, MONDAY).columns) == list(calls_on(timetable, SATURDAY).columns)
    assert set(told(timetable, MONDAY, demand=True)) == {("t1", 0), ("t2", 0)}


def test_a_day_outside_of_the_validity_is_no_day_without_buses(write):
    with pytest.raises(SourceError, match="2026-03-02 to 2026-03-14"):
        calls_on(read_gtfs(write()), dt.date(2026, 3, 15))


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("feed", "day", "trips", "late"),
    [
        ("erzgebirge_transit/vms_2020_erzgebirgskreis.gtfs.zip", dt.date(2020, 6, 9), 2298, 1),
        ("erzgebirge_transit/vms_2020_erzgebirgskreis.gtfs.zip", dt.date(2020, 6, 14), 277, 0),
        ("heidelberg/vrn_gtfs_cut.zip", dt.date(2022, 9, 13), 748, 23),
    ],
)
def test_real_days_hold_their_trips_and_the_late_ones_of_the_night_before(
    shared, feed, day, trips, late
):
    timetable = read_gtfs(shared / "data" / feed)

    calls = calls_on(timetable, day)

    by_trip = calls.groupby("trip")
    assert by_trip["shift"].first().value_counts().to_dict() == {0: trips} | (
        {1: late} if late else {}
    )
    assert trips == trips_on(timetable, day)
    # beside a plain merge of the tables, row by row
    running = timetable.services.index[timetable.running[:, (day - timetable.first_day).days]]
    ids = timetable.trips.reset_index()
    plain = timetable.stop_times.merge(ids, left_on="trip_index", right_index=True)
    plain = plain[plain["service_id"].isin(running)]
    plain = plain.drop_duplicates(["pattern", "sequence"])
    today = calls[calls["shift"] == 0]
    columns = ["trip_index", "stop_index", "sequence", "arrival_s", "departure_s"]
    pd.testing.assert_frame_equal(
        today[columns].reset_index(drop=True), plain[columns].reset_index(drop=True)
    )
    assert (by_trip.size() >= 2).all() and (calls["departure_s"] >= 0).all()
    assert calls["trip"].is_monotonic_increasing
    assert (by_trip["sequence"].diff().dropna() > 0).all()
