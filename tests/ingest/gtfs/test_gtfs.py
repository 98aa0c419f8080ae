"""The timetable reader on feeds that are counted by hand."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from innenstadt_gis.codes import REPAIRS
from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.ingest import gtfs
from innenstadt_gis.ingest.gtfs import choose_day, read_gtfs, services_on, trips_on
from innenstadt_gis.ingest.gtfs.times import seconds
from innenstadt_gis.timetable import calls_on

MONDAY, SATURDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 7)


def calls(timetable, trip):
    rows = timetable.stop_times
    rows = rows[rows["trip_index"] == timetable.trips.index.get_loc(trip)]
    stops = timetable.stops.index[rows["stop_index"]]
    return list(zip(stops, rows["arrival_s"], rows["departure_s"], strict=True))


def test_a_sound_feed_is_read_without_a_repair(write):
    timetable = read_gtfs(write())

    assert timetable.log.repairs == {}
    assert timetable.log.adds_up() and timetable.log.rows_in == timetable.log.records == 3
    assert timetable.log.counts == {
        "routes": 2, "platforms": 3, "stations": 1, "trips": 3, "stop_times": 7,
        "trips_on_day": 2,
    }  # fmt: skip
    assert calls(timetable, "t1") == [("A", 21600, 21600), ("B", 22200, 22260), ("C", 22800, 22800)]
    assert list(timetable.routes["mode"]) == ["bus", "tram"]
    assert list(timetable.stops["station_id"]) == ["S", "S", "B", "C"]
    assert (timetable.first_day, timetable.last_day) == (MONDAY, dt.date(2026, 3, 14))
    assert trips_on(timetable, MONDAY) == 2 and trips_on(timetable, SATURDAY) == 1
    assert list(services_on(timetable, SATURDAY)) == ["sat"]


def test_the_summary_says_what_check_prints(write):
    note = read_gtfs(write()).log.notes[0].de

    assert note.startswith("2 Linien, 4 Haltestellen, gültig 02.03.2026 bis 14.03.2026, Stichtag ")
    assert "mit 2 Fahrten" in note


@pytest.mark.parametrize(
    "packed",
    [
        lambda path, tmp: path,
        lambda path, tmp: zipfile.ZipFile(path).extractall(tmp / "folder") or tmp / "folder",
        lambda path, tmp: _zip(tmp / "outer.zip", {"inner/feed.zip": path.read_bytes()}),
        lambda path, tmp: _zip(
            tmp / "deep.zip",
            {f"a/b/{n.upper()}": zipfile.ZipFile(path).read(n) for n in zipfile.ZipFile(path).namelist()}
            | {"__MACOSX/a/b/stops.txt": b"x"},
        ),
    ],
    ids=["zip", "folder", "zip in zip", "folder in zip, capitals"],
)  # fmt: skip
def test_a_feed_is_found_however_it_is_packed(write, tmp_path, packed):
    timetable = read_gtfs(packed(write(), tmp_path))

    assert len(timetable.trips) == 3 and len(timetable.stop_times) == 7


def _zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_zip_bomb_is_refused(tmp_path):
    path = _zip(tmp_path / "bomb.zip", {"stop_times.txt": b"0" * 120_000_000, "stops.txt": b"x"})

    with pytest.raises(SourceError, match="two-hundredth"):
        read_gtfs(path)


def test_two_feeds_keep_their_ids_apart_and_the_same_one_is_read_once(write, tmp_path):
    one, two = write("one.zip"), write("two.zip", routes_txt=None)
    copy = tmp_path / "copy.zip"
    copy.write_bytes(one.read_bytes())

    timetable = read_gtfs([one, two, copy])

    assert list(timetable.trips.index) == ["1:t1", "1:t2", "1:t3", "2:t1", "2:t2", "2:t3"]
    assert calls(timetable, "2:t2") == [("2:A", 91800, 91800), ("2:C", 93000, 93000)]
    assert timetable.stops.loc["2:A", "parent_id"] == "2:S"
    assert trips_on(timetable, MONDAY) == 4
    assert any("copy.zip" in note.de for note in timetable.log.notes)


# files as they are written -----------------------------------------------------


@pytest.mark.parametrize(
    ("change", "repairs"),
    [
        (lambda text: text.encode("utf-8-sig"), {}),
        (lambda text: text.encode("utf-16"), {"gtfs_encoding": 1}),
        (lambda text: text.encode("cp1252"), {"mojibake": 1}),
        (lambda text: text.replace("\n", "\r\n"), {}),
        (lambda text: text.replace("\n", "\r"), {}),
        (lambda text: text.replace("Dorf", '"Dorf"').replace(",", ", "), {}),
        (lambda text: text.replace("Dorf", "Do\0rf"), {"gtfs_nul": 1}),
        (lambda text: text.replace(",", ";").replace("49.", "49,"), {"gtfs_delimiter": 1}),
    ],
    ids=["BOM", "UTF-16", "cp1252", "CRLF", "CR", "quotes", "NUL", "German Excel"],
)
def test_stops_are_the_same_however_they_are_written(write, change, repairs):
    text = "stop_id,stop_name,stop_lat,stop_lon\nA,Märkt,49.51,11.28\nB,Süd,49.5,11.28\nC,Dorf,49.6,11.28\n"

    timetable = read_gtfs(write(stops_txt=change(text)))

    assert list(timetable.stops["name"]) == ["Märkt", "Süd", "Dorf"]
    assert list(timetable.stops["lat"]) == [49.51, 49.5, 49.6]
    assert timetable.log.repairs == repairs


def test_a_row_with_an_unquoted_comma_is_left_out_not_shifted(write):
    text = (
        "stop_id,stop_name,stop_lat,stop_lon\nA,Dorf, Mitte,49.51,11.28\nB,x,49.5,11\nC,y,49.6,11\n"
    )

    timetable = read_gtfs(write(stops_txt=text))

    assert timetable.log.repairs["gtfs_cells_shifted"] == 1
    assert list(timetable.stops.index) == ["B", "C"]
    assert timetable.log.rejected == 2  # t2 and t3 keep one known stop; t1 keeps B and C


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"stops_txt": None}, "stops.txt is missing"),
        ({"stop_times_txt": ""}, "stop_times.txt is missing"),
        ({"trips_txt": None}, "trips.txt is missing"),
        ({"calendar_txt": None}, "without calendar.txt"),
        ({"stops_txt": "stop_id,stop_name\nA,x\n"}, "lacks the column stop_lat, stop_lon"),
        ({"stops_txt": 'stop_id,stop_lat,stop_lon\n"A,1,2\n'}, "quotation mark"),
        (
            {"calendar_txt": None, "calendar_dates_txt": "service_id,date,exception_type\nweek,20260302,2\n"},
            "nothing runs on any day",
        ),
    ],
)  # fmt: skip
def test_what_nobody_can_guess_is_an_error_that_names_it(write, changed, message):
    with pytest.raises(SourceError, match=message):
        read_gtfs(write(**changed))


def test_a_missing_file_and_a_file_that_is_no_zip_are_told_apart(tmp_path):
    with pytest.raises(MissingSourceError):
        read_gtfs(tmp_path / "no.zip")
    (tmp_path / "a.zip").write_bytes(b"no zip")
    with pytest.raises(SourceError, match="no readable zip"):
        read_gtfs(tmp_path / "a.zip")
    _zip(tmp_path / "b.zip", {"readme.txt": b"x"})
    with pytest.raises(SourceError, match="no GTFS feed"):
        read_gtfs(tmp_path / "b.zip")


# times -------------------------------------------------------------------------


def times(*rows):
    head = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    return head + "".join(f"{row}\n" for row in rows)


@pytest.mark.parametrize(
    ("rows", "expected", "repairs"),
    [
        # a third and two thirds of the 30 minutes between
        (["t1,6:00:00,6:00:00,A,1", "t1,,,B,2", "t1,,,C,3", "t1,6:30:00,6:30:00,A,4"],
         [21600, 22200, 22800, 23400], {"gtfs_time_interpolated": 2}),
        (["t1,6:00:00,,A,1", "t1,,6:30:00,B,2"], [21600, 23400], {"gtfs_time_filled": 2}),
        (["t1,,,A,1", "t1,6:00:00,6:00:00,B,2", "t1,6:30:00,6:30:00,C,3", "t1,,,A,4"],
         [21600, 23400], {"gtfs_time_missing_end": 2}),
        (["t1,23:50:00,23:50:00,A,1", "t1,0:10:00,0:12:00,B,2", "t1,0:20:00,0:20:00,C,3"],
         [85800, 87000, 87600], {"gtfs_past_midnight": 1}),
        (["t1,23:50:00,23:50:00,A,1", "t1,23:59:00,0:01:00,B,2", "t1,0:20:00,0:20:00,C,3"],
         [85800, 86340, 87600], {"gtfs_past_midnight": 1}),
        (["t1,6:30:00,6:30:00,C,30", "t1,6:00:00,6:00:00,A,2"], [21600, 23400], {}),
        (["t1,6:30:00,6:30:00,C,1", "t1,6:00:00,6:00:00,A,1"], [21600, 23400],
         {"gtfs_sequence_twice": 1}),
        (["t1,6:00:00,6:00:00,A,x", "t1,6:30:00,6:30:00,C,y"], [21600, 23400],
         {"gtfs_sequence_unread": 2}),
        (["t1,6:00:00,6:00:00,A,1", "t1,6:05:00,6:05:00,Z,2", "t1,6:30:00,6:30:00,C,3"],
         [21600, 23400], {"gtfs_stop_unknown": 1}),
    ],
)  # fmt: skip
def test_input_66_odd_times_are_mended_and_counted(write, rows, expected, repairs):
    trips = "route_id,service_id,trip_id,direction_id\nr1,week,t1,0\n"

    timetable = read_gtfs(write(trips_txt=trips, stop_times_txt=times(*rows)))

    assert list(timetable.stop_times["arrival_s"]) == expected
    assert timetable.log.repairs == repairs
    assert (timetable.stop_times["departure_s"] >= timetable.stop_times["arrival_s"]).all()


def test_input_66_times_past_midnight_stay_on_their_service_day(write):
    assert calls(read_gtfs(write()), "t2") == [("A", 91800, 91800), ("C", 93000, 93000)]


def test_a_trip_that_runs_backwards_is_left_out_and_counted(write):
    rows = times("t1,6:00:00,6:00:00,A,1", "t1,5:50:00,5:50:00,B,2", "t2,7:00:00,7:00:00,A,1",
                 "t2,7:10:00,7:10:00,B,2")  # fmt: skip

    timetable = read_gtfs(write(stop_times_txt=rows))

    assert list(timetable.trips.index) == ["t2"]
    # t1 runs backwards, t3 has no times at all
    assert timetable.log.repairs == {"gtfs_time_backwards": 1, "gtfs_trip_unusable": 2}
    assert (timetable.log.rows_in, timetable.log.records, timetable.log.rejected) == (3, 1, 2)


@hypothesis.given(st.integers(0, 999 * 3600 + 3599))
def test_every_time_of_day_is_read_as_it_is_written(second):
    text = f"{second // 3600}:{second % 3600 // 60:02d}:{second % 60:02d}"

    assert seconds(pd.Series([text, "", "x"]))[0] == second


# days --------------------------------------------------------------------------


def test_input_66_a_feed_of_exceptions_alone_runs_on_its_dates(write):
    dates = "service_id,date,exception_type\nweek,20260303,1\nsat,20260307,1\nsat,20260304,1\n"
    zero = (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "week,0,0,0,0,0,0,0,20260101,20261231\nsat,0,0,0,0,0,0,0,20260101,20261231\n"
    )
    for calendar in (None, zero):
        timetable = read_gtfs(write(calendar_txt=calendar, calendar_dates_txt=dates))

        assert (timetable.first_day, timetable.last_day) == (dt.date(2026, 3, 3), SATURDAY)
        assert trips_on(timetable, dt.date(2026, 3, 3)) == 2
        assert trips_on(timetable, dt.date(2026, 3, 5)) == 0
        assert not timetable.exceptional.any()


def test_input_66_exceptions_beside_a_pattern_add_and_take_away(write):
    dates = "service_id,date,exception_type\nweek,20260303,2\nsat,2026-03-03,1\nweek,04.03.2026,2\n"

    timetable = read_gtfs(write(calendar_dates_txt=dates))

    assert trips_on(timetable, dt.date(2026, 3, 3)) == 1  # t3 alone
    assert trips_on(timetable, dt.date(2026, 3, 4)) == 0
    assert timetable.log.repairs == {"gtfs_date_format": 2}


@pytest.mark.parametrize("text", ["20261301", "soon", "2026.3", ""])
def test_a_day_that_cannot_be_read_is_counted(write, text):
    dates = f"service_id,date,exception_type\nweek,{text},2\n"

    timetable = read_gtfs(write(calendar_dates_txt=dates))

    assert timetable.log.repairs == {"gtfs_date_unread": 1}
    assert trips_on(timetable, MONDAY) == 2


def test_until_further_notice_does_not_make_a_timetable_of_eight_thousand_years(write):
    row = (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    )
    timetable = read_gtfs(write(calendar_txt=f"{row}week,1,1,1,1,1,1,1,20260302,99991231\n"))

    assert timetable.last_day.year == 2066


def test_the_day_of_reference_is_the_median_tuesday_to_thursday_outside_exceptions(write):
    # Tue 3 March lacks the week's trips, Wed 11 March has one more: both are exceptions.
    dates = "service_id,date,exception_type\nweek,20260303,2\nsat,20260311,1\n"
    timetable = read_gtfs(write(calendar_dates_txt=dates))

    day, why = choose_day(timetable)

    # left: Wed 4, Thu 5, Tue 10, Thu 12 with two trips each; the middle of 2 to 14 is Sun 8
    assert day == timetable.day == dt.date(2026, 3, 10)
    assert "2 Fahrten unter 4 Tagen" in why.de
    assert choose_day(timetable, near=MONDAY)[0] == dt.date(2026, 3, 4)


def test_input_66_a_day_outside_of_the_validity_is_an_error_with_the_range(write):
    with pytest.raises(SourceError, match="2026-03-02 to 2026-03-14") as caught:
        read_gtfs(write(), day=dt.date(2027, 1, 5))
    assert "02.03.2026 bis 14.03.2026" in caught.value.text.de
    with pytest.raises(SourceError, match="validity"):
        trips_on(read_gtfs(write()), dt.date(2026, 3, 15))
    assert read_gtfs(write(), day=SATURDAY).day == SATURDAY


# trips -------------------------------------------------------------------------


def test_input_66_a_trip_listed_twice_is_flagged_and_counted_once_a_day(write):
    trips = "route_id,service_id,trip_id\nr1,week,t1\nr1,week,t2\nr1,sat,t3\n"
    same = [f"{t},6:00:00,6:00:00,A,1\n{t},6:10:00,6:10:00,B,2" for t in ("t1", "t2", "t3")]

    timetable = read_gtfs(write(trips_txt=trips, stop_times_txt=times(*same)))

    assert trips_on(timetable, MONDAY) == 1
    assert trips_on(timetable, MONDAY, duplicates=True) == 2
    assert trips_on(timetable, SATURDAY) == 1
    assert list(timetable.trips["duplicate_of"]) == ["", "t1", ""]  # t3 never meets the others
    assert timetable.log.repairs == {"gtfs_trip_duplicate": 1, "gtfs_direction_missing": 3}
    assert timetable.trips["direction_id"].isna().all()


def test_two_feeds_that_overlap_count_a_trip_once(write, feed):
    # the second feed has the same town with ids of its own, and B 30 m to the north
    def renamed(name):
        text = feed[name]
        for old, new in (("t1", "x7"), ("t2", "x8"), ("t3", "x9"), ("week", "Mo-Fr"), ("r1", "L1")):
            text = text.replace(old, new)
        return text.replace("B,Bahnhof,49.515", "B,Bf,49.5153")

    two = {name.replace(".", "_"): renamed(name) for name in feed}
    one = write("one.zip")
    far = two | {"stops_txt": two["stops_txt"].replace("49.51,", "49.52,")}
    line = two | {"routes_txt": two["routes_txt"].replace("L1,v,1,", "L1,v,11,")}

    same = read_gtfs([one, write("two.zip", **two)])

    assert trips_on(same, MONDAY) == 2 and trips_on(same, MONDAY, duplicates=True) == 4
    assert list(same.trips["duplicate_of"]) == ["", "", "", "1:t1", "1:t2", "1:t3"]
    assert same.log.repairs == {"gtfs_trip_duplicate": 3}
    assert len(same.stops) == 8  # the ids stay apart
    # a first stop a kilometre away, or another line, is another trip
    assert trips_on(read_gtfs([one, write("far.zip", **far)]), MONDAY) == 4
    assert trips_on(read_gtfs([one, write("line.zip", **line)]), MONDAY) == 4


def test_lines_of_other_names_on_the_same_minute_are_no_duplicates(write):
    trips = "route_id,service_id,trip_id,direction_id\nr1,week,t1,0\nr2,week,t2,0\n"
    same = [f"{t},6:00:00,6:00:00,A,1\n{t},6:10:00,6:10:00,B,2" for t in ("t1", "t2")]

    assert trips_on(read_gtfs(write(trips_txt=trips, stop_times_txt=times(*same))), MONDAY) == 2


def test_a_headway_is_written_out_as_trips(write):
    rows = "trip_id,start_time,end_time,headway_secs\nt1,7:00:00,8:00:00,1200\nt1,8:00:00,8:10:00,600\nt2,9:00:00,10:00:00,0\n"

    timetable = read_gtfs(write(frequencies_txt=rows))

    # 7:00, 7:20, 7:40 and 8:00; t2's row says nothing, so t2 stays as written
    assert list(timetable.trips.index) == ["t2", "t3"] + [
        f"t1@{at}:00" for at in ("07:00", "07:20", "07:40", "08:00")
    ]
    assert calls(timetable, "t1@07:20:00") == [
        ("A", 26400, 26400), ("B", 27000, 27060), ("C", 27600, 27600)
    ]  # fmt: skip
    assert trips_on(timetable, MONDAY) == 5
    assert timetable.log.repairs == {"gtfs_frequency_trips": 4, "gtfs_frequency_unread": 1}
    assert timetable.log.adds_up()


@pytest.mark.parametrize("exact", ["", "0", "1"])
def test_a_headway_past_midnight_is_written_out_and_named_as_one(write, exact):
    rows = (
        f"trip_id,start_time,end_time,headway_secs,exact_times\nt1,23:00:00,25:00:00,3600,{exact}\n"
    )

    timetable = read_gtfs(write(frequencies_txt=rows))

    made = timetable.trips[timetable.trips["frequency"]]
    assert list(made["first_departure_s"]) == [23 * 3600, 24 * 3600]
    # at midnight and until 0:20 last night's second trip; at 23:00 and 24:00 tonight's two
    calls = calls_on(timetable, dt.date(2026, 3, 3))
    first = (
        calls[timetable.trips["frequency"].to_numpy()[calls["trip_index"]]].groupby("trip").first()
    )
    assert list(zip(first["shift"], first["departure_s"], strict=True)) == [
        (1, 0), (0, 82800), (0, 86400)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("route", "mode", "repairs"),
    [
        ("r1,v,5,,0", "tram", {}),
        ("r1,v,Bus 5,,2", "bus", {"gtfs_mode_named_bus": 1}),
        ("r1,v,SEV S2,,109", "bus", {"gtfs_mode_named_bus": 1}),
        ("r1,v,Busbahnhof Express,,2", "rail", {}),
        ("r1,v,Stadtbus,,0", "bus", {"gtfs_mode_named_bus": 1}),
        ("r1,v,5,,704", "bus", {}),
        ("r1,v,5,,900", "tram", {}),
        ("r1,v,5,,400", "rail", {}),
        ("r1,v,5,,402", "subway", {}),
        ("r1,v,5,,4711", None, {"gtfs_mode_unknown": 1}),
        ("r1,v,5,,", None, {"gtfs_mode_unknown": 1}),
        ("r1,x,5,,3", "bus", {"gtfs_agency_unknown": 1}),
    ],
)
def test_input_66_a_bus_coded_as_a_railway_is_told_by_its_name(write, route, mode, repairs):
    head = "route_id,agency_id,route_short_name,route_long_name,route_type\n"

    timetable = read_gtfs(write(routes_txt=f"{head}{route}\nr2,v,2,,0\n"))

    read = timetable.routes.loc["r1", "mode"]
    assert (None if pd.isna(read) else read) == mode
    assert timetable.log.repairs == repairs


def test_input_66_a_railway_that_halts_every_few_hundred_metres_is_doubted(write):
    head = "route_id,agency_id,route_short_name,route_long_name,route_type\n"
    # A and B lie 0.005 degrees apart: 556 m; C is 9 km away
    near = times("t1,6:00:00,6:00:00,A,1", "t1,6:02:00,6:02:00,B,2")

    one = read_gtfs(write(routes_txt=f"{head}r1,v,1,,2\nr2,v,2,,0\n", stop_times_txt=near))
    two = read_gtfs(write(routes_txt=f"{head}r1,v,1,,2\nr2,v,2,,0\n"))

    assert one.routes.loc["r1", "mode_doubt"] == "close_stops"
    assert one.routes.loc["r1", "mode"] == "rail"  # flagged, not changed
    assert two.routes.loc["r1", "mode_doubt"] == ""


def test_input_66_trips_on_demand_are_flagged(write):
    head = "route_id,agency_id,route_short_name,route_long_name,route_type\n"
    for route in ("r1,v,Rufbus 5,,3", "r1,v,AST,,3", "r1,v,5,Anruf-Linien-Taxi,3", "r1,v,5,,715",
                  "r1,v,5,,1501"):  # fmt: skip
        timetable = read_gtfs(write(routes_txt=f"{head}{route}\nr2,v,2,,0\n"))

        assert list(timetable.trips["on_demand"]) == [True, True, False], route
        assert timetable.log.repairs == {"gtfs_on_demand": 2}
    plain = read_gtfs(write(routes_txt=f"{head}r1,v,5,Altstadt - Alt-Hausen,3\nr2,v,2,,0\n"))
    assert not plain.trips["on_demand"].any()


def test_input_66_a_bus_every_minute_is_on_demand_and_a_metro_is_not(write):
    every = (
        "trip_id,start_time,end_time,headway_secs\nt1,6:00:00,9:00:00,60\nt3,6:00:00,9:00:00,60\n"
    )

    timetable = read_gtfs(write(frequencies_txt=every))

    demand = timetable.trips.groupby("route_id")["on_demand"]
    assert demand.sum().to_dict() == {"r1": 180, "r2": 0}  # t2 at 25:30 is a plain trip
    assert not timetable.trips.loc["t2", "on_demand"]


def test_boarding_by_phone_alone_is_on_demand(write):
    rows = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type\n"
        "t1,6:00:00,6:00:00,A,1,2\nt1,6:10:00,6:10:00,B,2,\n"
        "t2,6:00:00,6:00:00,A,1,2\nt2,6:10:00,6:10:00,B,2,0\nt2,6:20:00,6:20:00,C,3,\n"
    )

    assert list(read_gtfs(write(stop_times_txt=rows)).trips["on_demand"]) == [True, False]


# stops -------------------------------------------------------------------------


def test_stops_without_a_place_or_a_parent_are_kept_and_counted(write):
    text = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "A,a,,,0,gone\nB,b,0,0,0,\nC,c,49.6,11.28,,\nC,again,49.7,11.28,,\nde:1:2:0:1,d,149.6,11.28,,\n"
    )

    timetable = read_gtfs(write(stops_txt=text))

    assert timetable.stops["lat"].isna().to_list() == [True, True, False, True]
    assert timetable.stops["lon"].isna().to_list() == [True, True, False, True]
    assert list(timetable.stops["station_id"]) == ["A", "B", "C", "de:1:2"]
    assert timetable.log.repairs == {
        "gtfs_stop_without_place": 3, "gtfs_parent_unknown": 1, "gtfs_stop_twice": 1,
        "gtfs_station_from_id": 1,
    }  # fmt: skip


def test_a_call_at_a_stop_without_a_place_stays_in_its_trip(write, feed):
    stops = feed["stops.txt"].replace("B,Bahnhof,49.515,11.28", "B,Bahnhof,,")
    path = write(stops_txt=stops)

    timetable = read_gtfs(path, crs="EPSG:25832")

    assert [stop for stop, _, _ in calls(timetable, "t1")] == ["A", "B", "C"]
    assert timetable.stops.loc["B", ["lon", "lat", "x_m", "y_m"]].isna().all()
    assert timetable.log.repairs == {"gtfs_stop_without_place": 1}
    # nobody can say that it lies in a box
    with pytest.raises(SourceError, match="no trip"):
        read_gtfs(path, bounds=(11.2, 49.512, 11.3, 49.52))


def test_swapped_degrees_are_swapped_back(write):
    text = "stop_id,stop_name,stop_lat,stop_lon\nA,a,11.28,49.51\nB,b,11.28,49.52\nC,c,11.3,49.6\n"

    timetable = read_gtfs(write(stops_txt=text))

    assert list(timetable.stops["lat"]) == [49.51, 49.52, 49.6]
    assert timetable.log.repairs == {"gtfs_swapped": 3}


def test_a_box_keeps_the_trips_that_call_in_it_with_all_their_stops(write):
    timetable = read_gtfs(write(), bounds=(11.2, 49.512, 11.3, 49.52))  # B alone

    assert list(timetable.trips.index) == ["t1"]
    assert [stop for stop, _, _ in calls(timetable, "t1")] == ["A", "B", "C"]
    assert list(timetable.stops.index) == ["S", "A", "B", "C"]  # the parent stays
    assert list(timetable.routes.index) == ["r1"]
    assert (timetable.log.records, timetable.log.nonrecords) == (1, 2)
    with pytest.raises(SourceError, match="no trip"):
        read_gtfs(write(), bounds=(0, 0, 1, 1))


def test_a_box_in_metres_is_the_same_box(write):
    crs = "EPSG:25832"
    timetable = read_gtfs(write(), crs=crs)
    x, y = timetable.stops.loc["B", ["x_m", "y_m"]]

    assert 600_000 < x < 700_000 and 5_400_000 < y < 5_500_000
    inside = read_gtfs(write(), crs=crs, bounds=(x - 10, y - 10, x + 10, y + 10))
    assert list(inside.trips.index) == ["t1"]


def test_a_trip_without_service_days_or_route_is_told(write):
    trips = "route_id,service_id,trip_id,direction_id\nr1,never,t1,0\nr9,week,t2,0\nr2,sat,t3,1\nr2,sat,t3,1\n"

    timetable = read_gtfs(write(trips_txt=trips))

    assert list(timetable.trips.index) == ["t2", "t3"]
    assert pd.isna(timetable.routes.loc["r9", "mode"])
    assert timetable.log.repairs == {
        "gtfs_service_unknown": 1, "gtfs_route_unknown": 1, "gtfs_trip_twice": 1,
        "gtfs_trip_unknown": 3,  # t1's calls
    }  # fmt: skip
    assert (timetable.log.rows_in, timetable.log.records, timetable.log.rejected) == (4, 2, 2)


def test_every_code_of_the_reader_has_words():
    folder = Path(gtfs.__file__).parent
    used = {c for p in folder.glob("*.py") for c in re.findall(r'"(gtfs_\w+|mojibake)"', p.read_text("utf-8"))}  # fmt: skip

    assert used and used <= set(REPAIRS)


# laws --------------------------------------------------------------------------


@hypothesis.settings(max_examples=40)
@hypothesis.given(st.data())
def test_a_feed_of_any_bytes_is_read_or_refused_in_our_own_words(tmp_path_factory, feed, data):
    name = data.draw(st.sampled_from(sorted(feed)))
    text = bytearray(feed[name].encode())
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(text) - 1))
        text[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    path = _zip(tmp_path_factory.mktemp("any") / "feed.zip", feed | {name: bytes(text)})

    try:
        timetable = read_gtfs(path)
    except SourceError:
        return
    assert timetable.log.adds_up()
    times = timetable.stop_times
    same = np.diff(times["trip_index"]) == 0
    assert (np.diff(times["trip_index"]) >= 0).all()
    assert (
        times["arrival_s"].to_numpy()[1:][same] >= times["departure_s"].to_numpy()[:-1][same]
    ).all()
    assert (times.groupby("trip_index").size() >= 2).all()


def test_a_trip_whose_cells_have_shifted_is_a_row_that_was_left_out(feed_tables, feed, tmp_path):
    trips = feed["trips.txt"].replace("r2,sat,t3", ",r2,sat,t3")
    folder = feed_tables(tmp_path, {"trips_txt": trips})

    for size in (10**8, 1):
        log = read_gtfs(folder, bounds=(11.2, 49.505, 11.3, 49.52), large_bytes=size).log
        assert log.rows_in == 3
        assert log.records == 2
        assert log.adds_up()
