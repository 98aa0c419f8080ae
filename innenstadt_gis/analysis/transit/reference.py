"""
A slow and simple answer to the same question, to hold the engine against.

A search forward from one place at one time (Dijkstra over events), in plain Python, on the calls
themselves: waiting for the n-th departure of a stop, sitting in a run behind its n-th call. It
keeps the rule that `access` states and nothing else.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from innenstadt_gis.analysis.transit.access import Changes

__all__ = ["Reference"]


class _Call(NamedTuple):
    stop: int
    arrival: int
    departure: int
    boards: bool
    alights: bool


class Reference:
    """
    A day's calls and changes, ready to be searched.

    Parameters
    ----------
    calls
        As `timetable.calls_on` returns them.
    changes
        From `access.changes`.

    Examples
    --------
    >>> calls = pd.DataFrame({
    ...     "trip": [0, 0], "stop_index": [0, 1], "arrival_s": [60, 120],
    ...     "departure_s": [60, 120], "pickup": [0, 0], "drop_off": [0, 0]})
    >>> search = Reference(calls, {0: [(0, 1)], 1: [(1, 1)]})
    >>> search.arrival({0: 10}, {1: 30}, 50)  # walk 10 s, ride 60 to 120 s, walk 30 s
    (150, 1)
    >>> search.arrival({0: 10}, {1: 30}, 51) is None
    True
    """

    def __init__(
        self, calls: pd.DataFrame, changes: Changes | Mapping[int, list[tuple[int, int]]]
    ) -> None:
        self.changes = _listed(changes) if isinstance(changes, Changes) else changes
        runs: dict[int, list[_Call]] = defaultdict(list)
        columns = ("trip", "stop_index", "arrival_s", "departure_s", "pickup", "drop_off")
        for trip, stop, arrival, departure, pickup, drop_off in zip(
            *(calls[name].tolist() for name in columns), strict=True
        ):
            runs[trip].append(_Call(stop, arrival, departure, pickup != 1, drop_off != 1))
        self.runs = dict(runs)
        found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for trip, run in self.runs.items():
            for place, call in enumerate(run[:-1]):
                if call.boards:
                    found[call.stop].append((call.departure, trip, place))
        self.departures = {stop: sorted(rows) for stop, rows in found.items()}

    def arrival(
        self, access: Mapping[int, int], egress: Mapping[int, int], start: int
    ) -> tuple[int, int] | None:
        """
        Earliest arrival by any ride, and the fewest rides that reach it; None: never.

        Parameters
        ----------
        access, egress
            Seconds on foot from the origin to stops, and from stops to the goal.
        start
            Departure, seconds since midnight.
        """
        heap: list[tuple[int, int, str, int, int]] = []
        for stop, walk in access.items():
            self._wait(heap, stop, start + walk, 0)
        fewest: dict[tuple[str, int, int], int] = {}
        while heap:
            clock, rides, what, a, b = heapq.heappop(heap)
            if fewest.get((what, a, b), rides + 1) <= rides:
                continue
            fewest[what, a, b] = rides
            if what == "goal":
                return clock, rides
            if what == "wait":
                departure, trip, place = self.departures[a][b]
                heapq.heappush(heap, (departure, rides + 1, "ride", trip, place))
                self._wait_on(heap, a, b + 1, rides)
            else:
                self._ride(heap, egress, (a, b), rides)
        return None

    def _ride(
        self,
        heap: list[tuple[int, int, str, int, int]],
        egress: Mapping[int, int],
        at: tuple[int, int],
        rides: int,
    ) -> None:
        """Go on to the next call: get off there, or stay."""
        trip, place = at
        run = self.runs[trip]
        call = run[place + 1]
        if place + 2 < len(run):
            heapq.heappush(heap, (call.departure, rides, "ride", trip, place + 1))
        if not call.alights:
            return
        if call.stop in egress:
            heapq.heappush(heap, (call.arrival + egress[call.stop], rides, "goal", 0, 0))
        for stop, seconds in self.changes.get(call.stop, []):
            self._wait(heap, stop, call.arrival + seconds, rides)

    def _wait(
        self, heap: list[tuple[int, int, str, int, int]], stop: int, clock: int, rides: int
    ) -> None:
        """Stand at a stop from a time on."""
        rows = self.departures.get(stop, [])
        self._wait_on(heap, stop, bisect_left(rows, (clock,)), rides)

    def _wait_on(
        self, heap: list[tuple[int, int, str, int, int]], stop: int, number: int, rides: int
    ) -> None:
        rows = self.departures.get(stop, [])
        if number < len(rows):
            heapq.heappush(heap, (rows[number][0], rides, "wait", stop, number))


def _listed(changes: Changes) -> dict[int, list[tuple[int, int]]]:
    bounds = list(changes.start)
    return {
        stop: [(int(changes.stop[n]), int(changes.seconds[n])) for n in range(low, high)]
        for stop, (low, high) in enumerate(pairwise(bounds))
        if high > low
    }
