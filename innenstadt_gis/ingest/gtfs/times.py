"""Stop times: text to seconds, blanks filled, each trip in order or not at all."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["arrange", "seconds"]

_TIME = re.compile(r"(\d{1,3}):([0-5]?\d)(?::([0-5]?\d))?")
_DAY_S = 24 * 3600


def seconds(values: pd.Series) -> NDArray[np.float64]:
    """
    Read times of a service day as seconds since its midnight; blank or unread is NaN.

    Hours go past 24: ``25:30:00`` is half past one in the night after.

    Examples
    --------
    >>> seconds(pd.Series(["6:00:00", "25:30:00", "07:05", "", "noon"])).tolist()
    [21600.0, 91800.0, 25500.0, nan, nan]
    """
    codes, written = pd.factorize(values)
    read = np.full(len(written) + 1, np.nan)
    for n, text in enumerate(written):
        if found := _TIME.fullmatch(str(text)):
            hours, minutes, rest = (int(part or 0) for part in found.groups())
            read[n] = hours * 3600 + minutes * 60 + rest
    return read[codes]


def arrange(
    raw: pd.DataFrame, *, trips: pd.Index, stops: pd.Index, mend: Counter[str]
) -> pd.DataFrame:
    """
    Bring stop times into order, by trip (as in ``trips``) and sequence.

    Parameters
    ----------
    raw
        Columns of stop_times.txt as text.
    trips, stops
        The ids that exist; a call at an unknown stop, or of an unknown trip, is left out.
    mend
        Counts what was left out or filled in.

    Returns
    -------
    pd.DataFrame
        ``trip_index, stop_index, sequence, arrival_s, departure_s, interpolated, pickup,
        drop_off`` (GTFS codes 0 to 3); only trips with two calls and more whose time never
        runs backwards. Blank times lie evenly between their neighbours in the trip, by
        number of stops; blanks before the first or after the last time are left out.
    """
    trip = trips.get_indexer(pd.Index(raw["trip_id"]))
    stop = stops.get_indexer(pd.Index(raw["stop_id"]))
    mend["gtfs_trip_unknown"] += int((trip < 0).sum())
    mend["gtfs_stop_unknown"] += int(((trip >= 0) & (stop < 0)).sum())
    arrival, departure = seconds(raw["arrival_time"]), seconds(raw["departure_time"])
    for column, read in (("arrival_time", arrival), ("departure_time", departure)):
        mend["gtfs_time_unread"] += int((np.isnan(read) & (raw[column] != "").to_numpy()).sum())
    one = np.isnan(arrival) != np.isnan(departure)
    mend["gtfs_time_filled"] += int(one.sum())
    calls = pd.DataFrame(
        {
            "trip_index": trip,
            "stop_index": stop,
            "sequence": _sequence(raw, mend),
            "arrival_s": np.where(np.isnan(arrival), departure, arrival),
            "departure_s": np.where(np.isnan(departure), arrival, departure),
            "pickup": _code(raw["pickup_type"]),
            "drop_off": _code(raw["drop_off_type"]),
        }
    )[(trip >= 0) & (stop >= 0)]
    calls = calls.sort_values(
        ["trip_index", "sequence", "departure_s"], kind="stable", ignore_index=True
    )
    twice = calls.duplicated(["trip_index", "sequence"])
    mend["gtfs_sequence_twice"] += int(twice.sum())
    return _in_time(_fill(calls, mend), mend)


def _sequence(raw: pd.DataFrame, mend: Counter[str]) -> NDArray[np.float64]:
    """The order of calls; where it cannot be read, the order of the trip's rows, from 0."""
    number = pd.to_numeric(raw["stop_sequence"], errors="coerce").to_numpy(dtype="float64")
    unread = np.isnan(number)
    mend["gtfs_sequence_unread"] += int(unread.sum())
    mend["gtfs_sequence_negative"] += int((number < 0).sum())
    if unread.any():
        # one unread number makes the whole trip's order that of its rows
        broken = pd.Series(unread).groupby(raw["trip_id"].to_numpy()).transform("any")
        nth = raw.groupby("trip_id").cumcount().to_numpy()
        number = np.where(broken, nth, number)
    return number


def _code(values: pd.Series) -> NDArray[np.int8]:
    """0 to 3 as GTFS means them; blank is 0, the ordinary way."""
    read = pd.to_numeric(values, errors="coerce").fillna(0)
    return read.where(read.isin([0, 1, 2, 3]), 0).to_numpy(dtype="int8")


def _fill(calls: pd.DataFrame, mend: Counter[str]) -> pd.DataFrame:
    """Times between neighbours; none before the first or after the last known one."""
    known = calls["departure_s"].notna()
    place = pd.Series(np.arange(len(calls), dtype="float64"), calls.index).where(known)
    by_trip = place.groupby(calls["trip_index"])
    inside = (place.isna()) & (by_trip.ffill().notna()) & (by_trip.bfill().notna())
    outside = ~known & ~inside
    mend["gtfs_time_interpolated"] += int(inside.sum())
    mend["gtfs_time_missing_end"] += int(outside.sum())
    if not inside.any() and not outside.any():
        return calls.assign(interpolated=False)
    before, after = by_trip.ffill(), by_trip.bfill()
    trip = calls["trip_index"]
    left = calls["departure_s"].groupby(trip).ffill()
    right = calls["arrival_s"].groupby(trip).bfill()
    share = (np.arange(len(calls)) - before) / (after - before).where(inside)
    guess = left + share * (right - left)
    return calls.assign(
        arrival_s=calls["arrival_s"].where(known, guess),
        departure_s=calls["departure_s"].where(known, guess),
        interpolated=inside,
    )[~outside].reset_index(drop=True)


def _in_time(calls: pd.DataFrame, mend: Counter[str]) -> pd.DataFrame:
    """Add the day that a trip past midnight forgot; drop trips that run backwards."""
    trip = calls["trip_index"]
    same = trip.eq(trip.shift())
    step = (calls["arrival_s"] - calls["departure_s"].shift()).where(same, 0)
    # 23:50, 00:10 instead of 24:10: twelve hours back is no mistake of minutes
    forgot = step < -_DAY_S / 2
    over = calls["departure_s"] < calls["arrival_s"] - _DAY_S / 2  # midnight while it waits
    days = (forgot.astype("int64") + over).groupby(trip).cumsum()
    arrival = calls["arrival_s"] + (days - over) * _DAY_S
    departure = calls["departure_s"] + days * _DAY_S
    mend["gtfs_past_midnight"] += int(forgot.sum() + over.sum())
    step = (arrival - departure.shift()).where(same, 0)
    back = (step < 0) | (departure < arrival)
    backwards = back.groupby(trip).transform("any")
    alone = trip.groupby(trip).transform("count") < 2
    mend["gtfs_time_backwards"] += int(trip[backwards].nunique())
    calls = calls.assign(arrival_s=arrival, departure_s=departure)[~backwards & ~alone]
    whole = {"trip_index": "int32", "stop_index": "int32", "sequence": "int64"}
    clock = {"arrival_s": "int32", "departure_s": "int32"}
    calls = calls.assign(
        arrival_s=calls["arrival_s"].round(), departure_s=calls["departure_s"].round()
    )
    return calls.astype(whole | clock).reset_index(drop=True)
