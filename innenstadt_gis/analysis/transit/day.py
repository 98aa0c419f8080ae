"""One day of a timetable as connections: from one call to the next, sorted to be scanned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.timetable import Timetable, calls_on

__all__ = ["Ints32", "ServiceDay", "connections", "service_day"]

Ints32 = NDArray[np.int32]

_NOT_POSSIBLE = 1  # pickup_type, drop_off_type


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ServiceDay:
    """
    All rides of a calendar day from one call to the next.

    Attributes
    ----------
    departure_s, arrival_s
        Seconds since midnight. Sorted by departure, arrival, trip and place in the trip: on
        one trip a later connection always stands later, also where rides take no time.
    origin, target
        Places of the stops in ``Timetable.stops``.
    trip
        One run of one trip; whoever stays on it does not change.
    place
        Of the connection in its trip.
    boards, alights
        Whether one may get on at the origin and off at the target.
    stop_count, trip_count
        How many stops the timetable has, and how many runs the day.
    """

    departure_s: Ints32
    arrival_s: Ints32
    origin: Ints32
    target: Ints32
    trip: Ints32
    place: Ints32
    boards: NDArray[np.bool_]
    alights: NDArray[np.bool_]
    stop_count: int
    trip_count: int

    @property
    def stops(self) -> NDArray[np.intp]:
        """Places of the stops at which anything calls, sorted."""
        return np.unique(np.concatenate([self.origin, self.target])).astype(np.intp)

    def turned(self) -> ServiceDay:
        """
        Return the day backwards: clocks are negative, whoever gets off gets on.

        A way to a goal on it is, read from its end, a way from the goal on the day itself.
        """
        return _sorted(
            departure_s=-self.arrival_s, arrival_s=-self.departure_s,
            origin=self.target, target=self.origin, trip=self.trip, place=-self.place,
            boards=self.alights, alights=self.boards,
            stop_count=self.stop_count, trip_count=self.trip_count,
        )  # fmt: skip


def service_day(timetable: Timetable, day: dt.date | None = None) -> ServiceDay:
    """
    Take one calendar day out of a timetable, last night's late trips among it.

    Trips that run only when somebody calls are left out, and of trips listed twice one.

    Parameters
    ----------
    timetable
        What was read.
    day
        A day within its validity; None: its day of reference.

    Raises
    ------
    SourceError
        If the day lies outside of the timetable's validity.
    """
    calls = calls_on(timetable, timetable.day if day is None else day)
    return connections(calls, stop_count=len(timetable.stops))


def connections(calls: pd.DataFrame, *, stop_count: int) -> ServiceDay:
    """
    Join the calls of runs to connections.

    Parameters
    ----------
    calls
        As `timetable.calls_on` returns them: sorted by trip and sequence, times of a trip
        never falling.
    stop_count
        Of the timetable.

    Examples
    --------
    >>> calls = pd.DataFrame({
    ...     "trip": [0, 0, 0], "stop_index": [4, 2, 7], "arrival_s": [60, 120, 240],
    ...     "departure_s": [60, 150, 240], "pickup": [0, 0, 0], "drop_off": [0, 1, 0]})
    >>> day = connections(calls, stop_count=8)
    >>> day.departure_s.tolist(), day.arrival_s.tolist(), day.alights.tolist()
    ([60, 150], [120, 240], [False, True])
    """
    trip = calls["trip"].to_numpy("int32")
    start = np.flatnonzero(trip[1:] == trip[:-1])
    end = start + 1
    stop = calls["stop_index"].to_numpy("int32")
    return _sorted(
        departure_s=calls["departure_s"].to_numpy("int32")[start],
        arrival_s=calls["arrival_s"].to_numpy("int32")[end],
        origin=stop[start], target=stop[end], trip=trip[start], place=start.astype(np.int32),
        boards=calls["pickup"].to_numpy()[start] != _NOT_POSSIBLE,
        alights=calls["drop_off"].to_numpy()[end] != _NOT_POSSIBLE,
        stop_count=stop_count, trip_count=int(trip.max()) + 1 if len(trip) else 0,
    )  # fmt: skip


def _sorted(*, stop_count: int, trip_count: int, **columns: NDArray[Any]) -> ServiceDay:
    order = np.lexsort(
        (columns["place"], columns["trip"], columns["arrival_s"], columns["departure_s"])
    )
    some = {name: np.ascontiguousarray(values[order]) for name, values in columns.items()}
    return ServiceDay(**some, stop_count=stop_count, trip_count=trip_count)
