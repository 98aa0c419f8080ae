"""A timetable in memory: stops, routes, trips, stop times, and the days on which they run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.words import Text, number
from innenstadt_gis.words import day as said

__all__ = ["FeedInfo", "Timetable", "calls_on", "choose_day", "services_on", "trips_on"]

_DAY_S = 86_400


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
        _require(self, self.day)


def services_on(timetable: Timetable, day: dt.date) -> pd.Index:
    """
    Ids of the services that run on a day.

    Raises
    ------
    SourceError
        If the day lies outside of the timetable's validity.
    """
    _require(timetable, day)
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


def calls_on(
    timetable: Timetable, day: dt.date, *, demand: bool = False, duplicates: bool = False
) -> pd.DataFrame:
    """
    Every call of a calendar day, last night's late trips among them.

    The trips of the day's own services stand as the feed writes them, so the bus of half past
    one in the night after is at 91,800 s. A trip of the day before that still runs past midnight
    is there as well, 86,400 s earlier, with the calls at which one can still be aboard; the day
    before the validity is unknown and gives none. GTFS counts seconds from noon less twelve
    hours; a day is taken as 24 hours here, so on the two days of the clock change the trips of
    the night before may lie an hour off.

    Parameters
    ----------
    timetable, day
        What was read, and a day within its validity.
    demand
        Also trips that run only when somebody calls.
    duplicates
        Also further trips of the same line with the same stops and times on that very day.

    Returns
    -------
    pd.DataFrame
        By ``trip`` (one run of one trip on one day; a trip may run yesterday and today) and
        ``sequence``: ``trip, trip_index, stop_index`` (places in ``trips`` and ``stops``),
        ``sequence, arrival_s, departure_s`` (since midnight of ``day``), ``pickup, drop_off,
        shift`` (days since the service day: 0 today's, 1 yesterday's).

    Raises
    ------
    SourceError
        If the day lies outside of the timetable's validity.
    """
    _require(timetable, day)
    trips = timetable.trips
    late = int(trips["last_arrival_s"].max()) // _DAY_S if len(trips) else 0
    runs = []
    for shift in range(max(late, 0), -1, -1):
        column = (day - timetable.first_day).days - shift
        if column >= 0:
            rows = _runs(timetable, column, shift, demand=demand, duplicates=duplicates)
            runs.append((np.full(len(rows), shift, dtype="int8"), rows))
    shifts, rows = (np.concatenate(parts) for parts in zip(*runs, strict=True))
    return _instances(timetable, rows, shifts)


def _runs(
    timetable: Timetable, column: int, shift: int, *, demand: bool, duplicates: bool
) -> NDArray[np.intp]:
    """Places of the trips of one service day that still run ``shift`` midnights later."""
    trips = timetable.trips
    services = timetable.services.index[timetable.running[:, column]]
    here = trips["service_id"].isin(services).to_numpy()
    here = here & (trips["last_arrival_s"].to_numpy() >= shift * _DAY_S)
    if not demand:
        here = here & ~trips["on_demand"].to_numpy(dtype=bool)
    places = np.flatnonzero(here)
    if duplicates:
        return places
    _, first = np.unique(trips["pattern"].to_numpy()[places], return_index=True)
    return places[np.sort(first)]


def _instances(
    timetable: Timetable, rows: NDArray[np.intp], shifts: NDArray[np.int8]
) -> pd.DataFrame:
    """Calls of runs in seconds of the day; those over before its midnight are left out."""
    calls = timetable.stop_times
    index = calls["trip_index"].to_numpy()
    begin, end = np.searchsorted(index, rows), np.searchsorted(index, rows, side="right")
    count = end - begin
    run = np.repeat(np.arange(len(rows), dtype="int32"), count)
    place = np.arange(len(run)) + np.repeat(begin - (np.cumsum(count) - count), count)
    shift = np.repeat(shifts, count)
    earlier = shift.astype("int32") * _DAY_S
    departure = calls["departure_s"].to_numpy()[place] - earlier
    keep = departure >= 0
    keep &= np.bincount(run, weights=keep, minlength=len(rows))[run] >= 2  # else nobody boards
    run, place, shift, earlier = run[keep], place[keep], shift[keep], earlier[keep]
    there = calls.iloc[place]
    _, trip = np.unique(run, return_inverse=True)
    return pd.DataFrame(
        {
            "trip": trip.astype("int32"),
            "trip_index": there["trip_index"].to_numpy(),
            "stop_index": there["stop_index"].to_numpy(),
            "sequence": there["sequence"].to_numpy(),
            "arrival_s": there["arrival_s"].to_numpy() - earlier,
            "departure_s": departure[keep],
            "pickup": there["pickup"].to_numpy(),
            "drop_off": there["drop_off"].to_numpy(),
            "shift": shift,
        }
    )


def choose_day(timetable: Timetable, *, near: dt.date | None = None) -> tuple[dt.date, Text]:
    """
    Propose a day that is neither the best nor the worst: the median of Tuesday to Thursday.

    Of all Tuesdays to Thursdays on which trips run, without those that depart from the
    weekly pattern (calendar_dates.txt beside calendar.txt: holidays, mostly), the one with
    the median number of trips (the lower one of two); among equal ones the nearest to
    ``near``, else to the middle of the validity. Where no such day is left, all days count.

    Returns
    -------
    tuple[date, Text]
        The day, and the reason in words.
    """
    return pick_day(
        timetable.trips, timetable.services.index, timetable.running, timetable.exceptional,
        first_day=timetable.first_day, near=near,
    )  # fmt: skip


def pick_day(
    trips: pd.DataFrame,
    services: pd.Index,
    running: NDArray[np.bool_],
    exceptional: NDArray[np.bool_],
    *,
    first_day: dt.date,
    near: dt.date | None = None,
) -> tuple[dt.date, Text]:
    """Do what `choose_day` says, before there is a `Timetable`."""
    load = trips["service_id"].value_counts().reindex(services, fill_value=0).to_numpy()
    counts = load @ running.astype("int64")
    weekday = (np.arange(len(counts)) + first_day.weekday()) % 7
    midweek = (counts > 0) & (weekday >= 1) & (weekday <= 3)
    choices = [
        (midweek & ~exceptional, "Dienstag bis Donnerstag", "Tuesday to Thursday"),
        (midweek, "Dienstag bis Donnerstag, alle mit Abweichungen", "Tuesday to Thursday, all exceptional"),
        (counts > 0, "alle Tage; Dienstag bis Donnerstag fährt nichts", "any day; nothing runs midweek"),
    ]  # fmt: skip
    usable, de, en = next((c for c in choices if c[0].any()), choices[-1])
    if not usable.any():
        raise SourceError(
            de="Der Fahrplan hat keinen Tag mit Fahrten.", en="no day of the timetable has a trip."
        )
    places = np.flatnonzero(usable)
    middle = np.sort(counts[places])[(len(places) - 1) // 2]
    same = places[counts[places] == middle]
    aim = (near - first_day).days if near else (len(counts) - 1) / 2
    best = int(same[np.argmin(np.abs(same - aim))])
    chosen = first_day + dt.timedelta(days=best)
    return chosen, Text(
        f"mittlere Zahl von {number(int(middle))} Fahrten unter {len(places)} Tagen ({de})",
        f"median of {number(int(middle), lang='en')} trips among {len(places)} days ({en})",
    )


def _require(timetable: Timetable, day: dt.date) -> None:
    if timetable.first_day <= day <= timetable.last_day:
        return
    first, last = timetable.first_day, timetable.last_day
    raise SourceError(
        de=f"Fahrplan: Der Tag {said(day)} liegt nicht in der Gültigkeit {said(first)} bis "
        f"{said(last)}; unter [transit] in study.toml z. B. day = {timetable.last_day.isoformat()} "
        "schreiben oder einen neueren Fahrplan nehmen.",
        en=f"timetable: {day} lies outside of its validity, {first} to {last}; write another day "
        "under [transit] in study.toml, or take a newer timetable.",
    )
