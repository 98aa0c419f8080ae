"""The timetable reader on real feeds, and on a corpus of broken ones."""

from __future__ import annotations

import datetime as dt

import pytest

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.gtfs import choose_day, read_gtfs, trips_on

pytestmark = pytest.mark.realdata


def test_the_feed_of_a_district_holds_what_its_publisher_says(shared):
    folder = shared / "data" / "erzgebirge_transit"

    timetable = read_gtfs(folder / "vms_2020_erzgebirgskreis.gtfs.zip", crs="EPSG:25833")

    counts = timetable.log.counts
    assert (counts["routes"], len(timetable.stops)) == (119, 3962)
    assert (counts["platforms"], counts["stations"]) == (2558, 1404)
    assert (counts["trips"], counts["stop_times"]) == (4090, 76416)
    assert trips_on(timetable, dt.date(2020, 6, 9)) == 2298
    assert trips_on(timetable, dt.date(2020, 6, 14)) == 277
    assert (timetable.first_day, timetable.last_day) == (
        dt.date(2019, 12, 15), dt.date(2020, 12, 12)
    )  # fmt: skip
    assert timetable.stops["lat"].isna().sum() == 15
    assert timetable.log.repairs == {"gtfs_stop_without_place": 15}
    assert timetable.stop_times["arrival_s"].max() > 24 * 3600
    assert timetable.day.weekday() in {1, 2, 3}
    assert timetable.log.notes[0].de.startswith(
        "119 Linien, 3.962 Haltestellen, gültig 15.12.2019 bis 12.12.2020, Stichtag "
    )
    with pytest.raises(SourceError, match="2019-12-15 to 2020-12-12"):
        trips_on(timetable, dt.date(2020, 12, 13))


def test_the_feed_of_a_city_is_carried_by_exceptions_alone(shared):
    timetable = read_gtfs(shared / "data" / "heidelberg" / "vrn_gtfs_cut.zip")

    assert (len(timetable.stops), len(timetable.trips)) == (392, 1480)
    assert len(timetable.stop_times) == 46269
    assert (timetable.first_day, timetable.last_day) == (
        dt.date(2022, 6, 12), dt.date(2022, 12, 10)
    )  # fmt: skip
    assert trips_on(timetable, dt.date(2022, 9, 13)) == 748
    assert not timetable.exceptional.any()


def test_the_simulated_town_bus_has_five_lines_and_a_regular_day(shared):
    timetable = read_gtfs(shared / "data" / "lauf" / "gtfs_simuliert.zip")

    assert len(timetable.routes) == 5 and timetable.log.repairs == {}
    day, why = choose_day(timetable, near=dt.date(2025, 5, 1))
    assert day == dt.date(2025, 4, 30)  # the first of May, a Thursday, is an exception
    assert "Dienstag bis Donnerstag" in why.de


def test_two_real_feeds_stand_beside_each_other(shared):
    data = shared / "data"
    paths = [data / "lauf" / "gtfs_simuliert.zip", data / "heidelberg" / "vrn_gtfs_cut.zip"]

    timetable = read_gtfs(paths)

    assert len(timetable.trips) == 420 + 1480 and timetable.trips.index.is_unique
    assert trips_on(timetable, dt.date(2022, 9, 13)) == 748
    assert (timetable.first_day, timetable.last_day) == (
        dt.date(2022, 6, 12), dt.date(2025, 12, 13)
    )  # fmt: skip


# The corpus: a feed of eleven trips, broken in one way each. Of the whole feed with its headways
# 140 trips run on Tuesday 2007-06-05 and 144 on the Saturday after: 32 of STBA (6:00 to 22:00 every
# 30 minutes), 4+12+12+18+6 = 52 each of CITY1 and CITY2, 4 single ones, and 4 at week-ends.
# On Monday 2007-06-04 the daily service does not run. Without frequencies.txt: 7 and 11.
WHOLE, BARE = (0, 140, 144), (0, 7, 11)
EVERY = {"gtfs_frequency_trips": 136}
NO_DIRECTION = {"gtfs_direction_missing": 1}
USUAL = EVERY | NO_DIRECTION

BROKEN = {
    "bad_date_format": (BARE, NO_DIRECTION | {"gtfs_date_format": 2}),
    "bad_eol.zip": (WHOLE, USUAL),
    "bad_utf8": (WHOLE, USUAL | {"mojibake": 5}),
    "contains_null": (WHOLE, USUAL | {"gtfs_nul": 1, "gtfs_cells_few": 50}),
    "duplicate_schedule_id": (WHOLE, USUAL | {"gtfs_service_twice": 1}),
    "duplicate_stop": (WHOLE, USUAL | {"gtfs_cells_few": 54}),
    "duplicate_stop_sequence": ((1, 1, 1), {"gtfs_sequence_twice": 1}),
    "empty_file": (WHOLE, USUAL | {"gtfs_agency_missing": 1, "gtfs_cells_few": 25}),
    "extra_row_cells": (WHOLE, EVERY | {"gtfs_cells_many": 1}),
    # eight trips more, which copy others
    "filter_unusual_trips": ((0, 142, 146), USUAL | {"gtfs_trip_duplicate": 8}),
    # three trips without stop times, one copy
    "flatten_feed": (
        (0, 7, 7),
        {"gtfs_direction_missing": 11, "gtfs_trip_unusable": 3, "gtfs_trip_duplicate": 1},
    ),
    "good_feed": (WHOLE, USUAL),
    "good_feed.zip": (WHOLE, USUAL),
    "googletransit": (WHOLE, USUAL),
    "invalid_agency_ids": (BARE, NO_DIRECTION),
    "invalid_route_agency": (BARE, NO_DIRECTION | {"gtfs_agency_unknown": 1}),
    "missing_agency": (WHOLE, USUAL | {"gtfs_agency_missing": 1, "gtfs_cells_few": 1}),
    "missing_column": (WHOLE, USUAL | {"gtfs_cells_few": 25}),
    "missing_departure_time": ((1, 1, 1), {"gtfs_time_filled": 1}),
    # two trips of two stops lack one of their two times
    "missing_endpoint_times": (
        (0, 138, 142),
        USUAL | {"gtfs_time_missing_end": 2, "gtfs_trip_unusable": 2},
    ),
    "missing_routes": (WHOLE, USUAL | {"gtfs_route_unknown": 5}),
    "missing_row_cells": (WHOLE, EVERY | {"gtfs_direction_missing": 3, "gtfs_cells_few": 1}),
    "negative_stop_sequence": (WHOLE, USUAL | {"gtfs_sequence_negative": 1}),
    "only_calendar_dates": ((140, 4, None), USUAL),
    "repeated_route_name": (WHOLE, USUAL),
    "same_short_long_name": (WHOLE, USUAL),
    "undefined_stop": (WHOLE, USUAL | {"gtfs_stop_unknown": 1}),
    "unknown_file": (BARE, NO_DIRECTION),  # the headways stand in frecuencias.txt
    "unrecognized_columns": (WHOLE, USUAL),
    "unused_stop": (WHOLE, USUAL),
    "utf16": (WHOLE, USUAL | {"gtfs_encoding": 8, "gtfs_cells_few": 50}),
    "utf8bom": (WHOLE, USUAL),
}
REFUSED = {
    "au-sydney-entrances": "trips.txt, stop_times.txt is missing",
    "missing_calendar": "without calendar.txt and calendar_dates.txt",
    "missing_stop_times": "stop_times.txt is missing",
    "missing_stops": "stops.txt is missing",
    "missing_trips": "trips.txt is missing",
    "missing_weekday_column": "calendar.txt lacks the column thursday",
    "one_line.kml": "no readable zip",
    "one_stop.kml": "no readable zip",
    "unknown_format.zip": "no readable zip",
    "upgrade_translations": "stop_times.txt is missing",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_feed_gives_the_right_number_and_says_what_was_mended(shared, name):
    expected, repairs = BROKEN[name]

    timetable = read_gtfs(shared / "data" / "gtfs_broken" / "transitfeed" / name)

    for day, count in zip((4, 5, 9), expected, strict=True):
        if count is not None:
            assert trips_on(timetable, dt.date(2007, 6, day)) == count
    assert timetable.log.repairs == repairs
    assert timetable.log.adds_up()


@pytest.mark.parametrize("name", REFUSED)
def test_a_feed_beyond_repair_is_refused_with_the_reason(shared, name):
    with pytest.raises(SourceError, match=REFUSED[name]):
        read_gtfs(shared / "data" / "gtfs_broken" / "transitfeed" / name)


def test_every_feed_of_the_corpus_stands_in_the_table(shared):
    folder = shared / "data" / "gtfs_broken"

    assert {p.name for p in (folder / "transitfeed").iterdir()} == set(BROKEN) | set(REFUSED)
    assert [p.name for p in folder.glob("*.zip")] == ["test_broken_gtfs.zip"]


def test_a_file_in_another_language_is_named_in_the_notes(shared):
    timetable = read_gtfs(shared / "data" / "gtfs_broken" / "transitfeed" / "unknown_file")

    assert any("frecuencias.txt" in note.de for note in timetable.log.notes)


def test_a_feed_cut_off_in_the_middle_keeps_whole_trips_and_tells_the_rest(shared):
    timetable = read_gtfs(shared / "data" / "gtfs_broken" / "test_broken_gtfs.zip")

    log = timetable.log
    assert (log.rows_in, log.records, log.rejected) == (401, 63, 338)
    assert log.repairs == {
        "gtfs_parent_unknown": 51, "gtfs_route_unknown": 1, "gtfs_stop_unknown": 1432,
        "gtfs_trip_unusable": 338,
    }  # fmt: skip
    # 1,999 rows less 1,432 at stops that stops.txt lacks
    assert len(timetable.stop_times) == 567
