"""The timetable reader on real feeds."""

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
