"""Timetables (GTFS): zips and folders, in whatever state, to one checked timetable."""

from innenstadt_gis.ingest.gtfs.read import read_gtfs
from innenstadt_gis.timetable import (
    FeedInfo,
    Timetable,
    choose_day,
    services_on,
    trips_on,
)

__all__ = ["FeedInfo", "Timetable", "choose_day", "read_gtfs", "services_on", "trips_on"]
