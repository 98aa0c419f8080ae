"""The timetable itself: stops, routes, trips, stop times, and the days on which they run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.words import Text
from innenstadt_gis.words import day as said

__all__ = ["FeedInfo", "Timetable", "require_day", "require_within", "services_on", "trips_on"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedInfo:
    """One feed as it names itself; ``key`` stands before its ids where there are several."""

    name: str
    key: str
    publisher: str = ""
    version: str = ""
    timezone: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Timetable:
    """
    What feeds say, mended and complete; no day is chosen out of it.

    Attributes
    ----------
    feeds
        The feeds in the order of reading.
    stops
        By ``stop_id``: ``name, lon, lat`` (degrees, NaN where the feed has none), ``x_m, y_m``
        (if a CRS was asked for), ``location_type`` (0 platform, 1 station …), ``parent_id``
        (blank: none), ``station_id`` (parent, else the station in a German IFOPT id, else the
        stop itself), ``platform, feed``.
    routes
        By ``route_id``: ``short_name, long_name, description, agency, route_type`` (code of the feed),
        ``mode`` (tram, subway, rail, bus, ferry, cable_car, funicular, taxi; blank: unknown),
        ``mode_doubt`` (``named_bus``: code says railway, name says bus; ``close_stops``; else
        blank), ``feed``.
    trips
        By ``trip_id``: ``route_id, service_id, direction_id`` (NA: not stated), ``headsign,
        on_demand, pattern`` (equal for trips that call at the same stops at the same times under
        the same line), ``frequency`` (made from frequencies.txt), ``first_departure_s,
        last_arrival_s, first_stop_id, feed``. In the order of ``stop_times["trip_index"]``.
    stop_times
        Sorted by trip and sequence: ``trip_index, stop_index`` (places in ``trips`` and
        ``stops``), ``sequence, arrival_s, departure_s`` (seconds since midnight of the service
        day, past 86,400 in the night after), ``interpolated, pickup, drop_off``.
    services
        By ``service_id``: ``first_day, last_day, days``.
    running
        Whether a service (row, as in ``services``) runs on a day (column, from ``first_day``).
    exceptional
        Whether a day departs from the weekly pattern; never where there is no pattern.
    first_day, last_day
        First and last day on which anything runs.
    day, day_reason
        Day of reference (Stichtag), and why it is that one.
    log
        Counts, repairs and notes for the import report; ``log.rows_in`` are rows of trips.txt.
    """

    feeds: tuple[FeedInfo, ...]
    stops: pd.DataFrame
    routes: pd.DataFrame
    trips: pd.DataFrame
    stop_times: pd.DataFrame
    services: pd.DataFrame
    running: NDArray[np.bool_]
    exceptional: NDArray[np.bool_]
    first_day: dt.date
    last_day: dt.date
    day: dt.date
    day_reason: Text
    log: SourceLog

    def __post_init__(self) -> None:
        """Refuse a day of reference on which the timetable says nothing."""
        require_day(self, self.day)


def services_on(timetable: Timetable, day: dt.date) -> pd.Index:
    """
    Ids of the services that run on a day.

    Raises
    ------
    SourceError
        If the day lies outside of the timetable's validity.
    """
    require_day(timetable, day)
    column = (day - timetable.first_day).days
    return timetable.services.index[timetable.running[:, column]]


def trips_on(timetable: Timetable, day: dt.date, *, duplicates: bool = False) -> int:
    """
    Number of trips that start on a service day; a trip listed twice counts once.

    Parameters
    ----------
    timetable, day
        What was read, and a day within its validity.
    duplicates
        Count also further trips of the same line with the same stops and times that day.

    Raises
    ------
    SourceError
        If the day lies outside of the timetable's validity: nothing is known of it, which
        is not the same as no trip.
    """
    rows = timetable.trips[timetable.trips["service_id"].isin(services_on(timetable, day))]
    return len(rows) if duplicates else int(rows["pattern"].nunique())


def require_day(timetable: Timetable, day: dt.date) -> None:
    """Raise SourceError for a day outside of the validity: nothing is known of it."""
    require_within(day, timetable.first_day, timetable.last_day)


def require_within(day: dt.date, first: dt.date, last: dt.date) -> None:
    """Raise SourceError for a day outside of a range of days."""
    if first <= day <= last:
        return
    raise SourceError(
        de=f"Der Tag {said(day)} liegt nicht in der Gültigkeit des Fahrplans, {said(first)} bis "
        f"{said(last)}; unter [transit] in study.toml einen Tag daraus nennen oder die Zeile "
        "weglassen: dann wird ein typischer gewählt.",
        en=f"{day} lies outside of the timetable's validity, {first} to {last}; name a day within "
        "it under [transit] in study.toml, or leave the line out: then a typical one is chosen.",
    )
