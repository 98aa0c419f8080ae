"""A corpus of broken feeds: for each the clear error, or the right number and the flagged repair.

Nearly all are one feed of eleven trips, broken in one way each. Of the whole feed with its headways
144 trips come out, of which 140 run on Tuesday 2007-06-05 and 144 on the Saturday after: 32 of STBA
(6:00 to 22:00 every 30 minutes), 4+12+12+18+6 = 52 each of CITY1 and CITY2, 4 single ones, and
4 at week-ends. On Monday 2007-06-04 the daily service does not run. Without frequencies.txt
11 trips come out, of which 7 and 11 run.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

import pytest

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.gtfs import read_gtfs, trips_on
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.pipeline import read_town
from innenstadt_gis.pipeline.gather import Gathered
from innenstadt_gis.pipeline.read import _take_timetable
from innenstadt_gis.study import read_study
from innenstadt_gis.timetable import calls_on, day_types

pytestmark = pytest.mark.realdata

DAYS = tuple(dt.date(2007, 6, day) for day in (4, 5, 9))
WHOLE, BARE, ALONE = (144, 0, 140, 144), (11, 0, 7, 11), (1, 1, 1, 1)
EVERY = {"gtfs_frequency_trips": 136}
NO_DIRECTION = {"gtfs_direction_missing": 1}  # STBA's
USUAL = EVERY | NO_DIRECTION


@dataclass(frozen=True)
class Read:
    """What comes out: trips, of which on the three days; repairs. ``why`` judges it."""

    why: str
    trips: tuple[int | None, ...] = WHOLE
    repairs: dict[str, int] = field(default_factory=lambda: USUAL)


@dataclass(frozen=True)
class Refused:
    """What the error says: what is wrong, and where."""

    words: str


CORPUS: dict[str, Read | Refused] = {
    "au-sydney-entrances": Refused(
        "au-sydney-entrances: no complete GTFS feed, trips.txt, stop_times.txt is missing"
    ),
    "bad_date_format": Read(
        "two days as 2007-06-03, read", BARE, NO_DIRECTION | {"gtfs_date_format": 2}
    ),
    "bad_eol.zip": Read("line ends of three kinds, even doubled; every row is whole"),
    "bad_utf8": Read("five files with bytes of cp1252", repairs=USUAL | {"mojibake": 5}),
    "contains_null": Read(
        "a NUL in a name, removed; rows end early",
        repairs=USUAL | {"gtfs_nul": 1, "gtfs_cells_few": 50},
    ),
    "duplicate_schedule_id": Read(
        "a service twice, its days united", repairs=USUAL | {"gtfs_service_twice": 1}
    ),
    "duplicate_stop": Read(
        "two stops at one place, with ids of their own: both stay",
        repairs=USUAL | {"gtfs_cells_few": 54},
    ),
    "duplicate_stop_sequence": Read(
        "two calls with one number, by time", ALONE, {"gtfs_sequence_twice": 1}
    ),
    "empty_file": Read(
        "agency.txt is empty; of no weight for times",
        repairs=USUAL | {"gtfs_agency_missing": 1, "gtfs_cells_few": 25},
    ),
    "extra_row_cells": Read("a blank cell too many", repairs=EVERY | {"gtfs_cells_many": 1}),
    "filter_unusual_trips": Read(
        "ten trips more, of which eight copy others", (154, 0, 142, 146),
        USUAL | {"gtfs_trip_duplicate": 8},
    ),
    "flatten_feed": Read(
        "three trips without stop times, one copy; no directions", (8, 0, 7, 7),
        {"gtfs_direction_missing": 11, "gtfs_trip_unusable": 3, "gtfs_trip_duplicate": 1},
    ),
    "good_feed": Read("sound"),
    "good_feed.zip": Read("sound"),
    "googletransit": Read("a feed in a folder of the folder"),
    "invalid_agency_ids": Read("an agency without an id, meant by a route without one", BARE,
                               NO_DIRECTION),
    "invalid_route_agency": Read(
        "a route of an unknown agency", BARE, NO_DIRECTION | {"gtfs_agency_unknown": 1}
    ),
    "missing_agency": Read(
        "no agency.txt", repairs=USUAL | {"gtfs_agency_missing": 1, "gtfs_cells_few": 1}
    ),
    "missing_calendar": Refused("missing_calendar: without calendar.txt and calendar_dates.txt"),
    "missing_column": Read(
        "a column of agency.txt that nobody asks for is missing",
        repairs=USUAL | {"gtfs_cells_few": 25},
    ),
    "missing_departure_time": Read(
        "the arrival is taken for it", ALONE, {"gtfs_time_filled": 1}
    ),
    "missing_endpoint_times": Read(
        "two trips of two stops lack one of their two times and are left out", (142, 0, 138, 142),
        USUAL | {"gtfs_time_missing_end": 2, "gtfs_trip_unusable": 2},
    ),
    "missing_routes": Read(
        "no routes.txt: the mode is unknown, the times are not",
        repairs=USUAL | {"gtfs_route_unknown": 5},
    ),
    "missing_row_cells": Read(
        "a row of trips.txt ends early: no direction",
        repairs=EVERY | {"gtfs_direction_missing": 3, "gtfs_cells_few": 1},
    ),
    "missing_stop_times": Refused("missing_stop_times: no complete GTFS feed, stop_times.txt is"),
    "missing_stops": Refused("missing_stops: no complete GTFS feed, stops.txt is missing"),
    "missing_trips": Refused("missing_trips: no complete GTFS feed, trips.txt is missing"),
    "missing_weekday_column": Refused(
        "missing_weekday_column: calendar.txt lacks the column thursday"
    ),
    "negative_stop_sequence": Read(
        "a negative number orders as well", repairs=USUAL | {"gtfs_sequence_negative": 1}
    ),
    "one_line.kml": Refused("one_line.kml: no readable zip"),
    "one_stop.kml": Refused("one_stop.kml: no readable zip"),
    "only_calendar_dates": Read("no calendar.txt", (144, 140, 4, None)),
    "repeated_route_name": Read("two routes of one name; the second has no trip"),
    "same_short_long_name": Read("a route's short name is its long one"),
    "undefined_stop": Read(
        "one call at an unknown stop, left out of its trip", repairs=USUAL | {"gtfs_stop_unknown": 1}
    ),
    # the note names the file, see below
    "unknown_file": Read("the headways stand in frecuencias.txt", BARE, NO_DIRECTION),
    "unknown_format.zip": Refused("unknown_format.zip: no readable zip"),
    "unrecognized_columns": Read("columns misspelt that nobody asks for (stop_uri, sharpe_id …)"),
    "unused_stop": Read("a stop without a call stays a stop"),
    "upgrade_translations": Refused(
        "upgrade_translations/new-feed: no complete GTFS feed, stop_times.txt is missing"
    ),
    "utf16": Read("eight files in UTF-16", repairs=USUAL | {"gtfs_encoding": 8, "gtfs_cells_few": 50}),
    "utf8bom": Read("a byte order mark"),
}  # fmt: skip


@pytest.fixture
def corpus(shared):
    """Give the folder of the corpus."""
    return shared / "data" / "gtfs_broken"


@pytest.mark.parametrize("name", CORPUS)
def test_a_broken_feed_gives_the_right_number_or_the_reason(corpus, name):
    path, expected = corpus / "transitfeed" / name, CORPUS[name]
    if isinstance(expected, Refused):
        with pytest.raises(SourceError) as caught:
            read_gtfs(path)
        assert expected.words in caught.value.text.en
        assert caught.value.text.de and name in caught.value.text.de
        return

    timetable = read_gtfs(path)

    trips, *by_day = expected.trips
    assert len(timetable.trips) == trips
    for day, count in zip(DAYS, by_day, strict=True):
        if count is not None:
            assert trips_on(timetable, day) == count
    assert timetable.log.repairs == expected.repairs
    assert timetable.log.adds_up()


@pytest.mark.parametrize("name", [n for n, told in CORPUS.items() if isinstance(told, Read)])
def test_a_mended_feed_can_be_asked_everything(corpus, name):
    path = corpus / "transitfeed" / name
    timetable = read_gtfs(path)

    types = day_types(timetable)

    assert list(types["trips"].iloc[:7]) == [
        trips_on(timetable, day) for day in types.index[:7]
    ]  # fmt: skip
    calls = calls_on(timetable, timetable.day, demand=True)
    assert calls["trip"].nunique() == trips_on(timetable, timetable.day)
    # cut by DuckDB, nothing is read otherwise
    west, south, east, north = -117.14, 36.4, -116.7, 36.95
    small = read_gtfs(path, bounds=(west, south, east, north))
    cut = read_gtfs(path, bounds=(west, south, east, north), large_bytes=1)
    assert small.trips.equals(cut.trips) and small.stop_times.equals(cut.stop_times)


def test_every_feed_of_the_corpus_stands_in_the_table(corpus):
    assert {p.name for p in (corpus / "transitfeed").iterdir()} == set(CORPUS)
    assert [p.name for p in corpus.glob("*.zip")] == ["test_broken_gtfs.zip"]


def test_a_file_in_another_language_is_named_in_the_notes(corpus):
    timetable = read_gtfs(corpus / "transitfeed" / "unknown_file")

    assert any("frecuencias.txt" in note.de for note in timetable.log.notes)


def test_a_feed_cut_off_in_the_middle_keeps_whole_trips_and_tells_the_rest(corpus):
    timetable = read_gtfs(corpus / "test_broken_gtfs.zip")

    log = timetable.log
    assert (log.rows_in, log.records, log.rejected) == (401, 63, 338)
    assert log.repairs == {
        "gtfs_parent_unknown": 51, "gtfs_route_unknown": 1, "gtfs_stop_unknown": 1432,
        "gtfs_trip_unusable": 338,
    }  # fmt: skip
    # 1,999 rows less 1,432 at stops that stops.txt lacks
    assert len(timetable.stop_times) == 567


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Give the study of the made-up town."""
    return read_study(write_musterstadt(tmp_path_factory.mktemp("town")))


@pytest.mark.parametrize("name", [*CORPUS, "test_broken_gtfs.zip", "no such file"])
def test_no_broken_feed_stops_the_reading_of_a_town(corpus, study, name):
    folder = corpus if name == "test_broken_gtfs.zip" else corpus / "transitfeed"
    swapped = replace(study, sources=replace(study.sources, gtfs=(folder / name,)))
    got = Gathered(swapped, crs="EPSG:25832")

    timetable = _take_timetable(got, (640_000.0, 5_480_000.0, 650_000.0, 5_490_000.0), DAYS[0])

    # none of these feeds comes near the town, so each ends in a reason in both languages
    assert timetable is None
    (gap,) = got.log.missing
    assert gap.what == "gtfs" and name in gap.why.de and name in gap.why.en


def test_a_town_with_a_broken_timetable_is_read_all_the_same(corpus, study):
    gtfs = corpus / "transitfeed" / "missing_stop_times"

    town = read_town(replace(study, sources=replace(study.sources, gtfs=(gtfs,))))

    assert town.timetable is None and len(town.premises) > 0
    assert [gap.why.de for gap in town.log.missing if gap.what == "gtfs"] == [
        "missing_stop_times: kein vollständiger GTFS-Fahrplan, es fehlt stop_times.txt."
    ]
