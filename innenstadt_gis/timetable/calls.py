"""The calls of one calendar day, ready for questions of minutes."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.timetable.model import Timetable, require_day

__all__ = ["calls_on"]

_DAY_S = 86_400


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
    require_day(timetable, day)
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
