"""
The timetable engine: a connection scan, backwards in time, that answers for all origins at once.

Import it where it is needed, not at the top of a module: numba takes half a second to load, and
some seconds to compile when the engine is used for the first time on a machine; what is compiled is
kept. Times are whole seconds. An arrival and the number of rides to it are one key,
``arrival << 16 | rides``, so that "earliest, and of those with fewest rides" is the smaller
number; that holds below zero as well, on a day turned round.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from innenstadt_gis.analysis.transit.day import ServiceDay

__all__ = ["NEVER", "Profile", "back_kernel", "latest_kernel", "profile", "to_kernel"]

#: Key and seconds of what cannot be reached.
NEVER = np.int64(1) << 60
_RIDES = 16
_MASK = (1 << _RIDES) - 1

Keys = NDArray[np.int64]


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile on first use, and keep it on disk where there is a place to write to."""
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # neither beside the source nor in the user's cache
        return numba.njit(nogil=True)(function)


class Profile(NamedTuple):
    """
    What boarding at each stop is good for.

    The entries of stop s are ``start[s]`` to ``start[s + 1]``: departures ``when``, rising, and
    the ``key`` of the earliest arrival at the goal of whoever boards then or later; keys rise
    as well, for leaving earlier is listed only if it arrives earlier (or as early with fewer
    rides).
    """

    start: Keys
    when: Keys
    key: Keys


def profile(
    day: ServiceDay, egress_s: Keys, changes: tuple[Keys, Keys, Keys], *, after_s: int | None = None
) -> Profile:
    """
    Scan a day backwards for the ways from every stop to a goal.

    Parameters
    ----------
    day
        Its connections; turned round for ways from the goal.
    egress_s
        By stop, seconds on foot to the goal; negative: not on foot from here.
    changes
        By stop at which one gets off (``start``, as `Profile` has it): stops at which one may
        board, and seconds after which; the stop itself has to be among them, with at least 1 s.
    after_s
        Whoever boards earlier is not asked about; None: all day.
    """
    first = 0 if after_s is None else int(np.searchsorted(day.departure_s, after_s))
    chains = _scan(
        day.departure_s[first:], day.arrival_s[first:], day.origin[first:], day.target[first:],
        day.trip[first:], day.boards[first:], day.alights[first:], day.trip_count, egress_s,
        *changes,
    )  # fmt: skip
    return Profile(*_listed(*chains))


@_compiled
def _scan(  # noqa: PLR0917 - a kernel sees plain arrays
    departure: Any, arrival: Any, origin: Any, target: Any, trip: Any, boards: Any, alights: Any,
    trip_count: int, egress: Any, change_start: Any, change_stop: Any, change_s: Any,
) -> Any:  # fmt: skip
    count = len(departure)
    stops = len(egress)
    # Each connection adds one entry to the list of one stop at most: the pool cannot run over.
    when = np.empty(count, np.int64)
    key = np.empty(count, np.int64)
    later = np.empty(count, np.int64)
    head = np.full(stops, -1, np.int64)
    aboard = np.full(trip_count, NEVER, np.int64)
    used = 0
    for c in range(count - 1, -1, -1):
        best = aboard[trip[c]]
        if alights[c]:
            there, clock = target[c], np.int64(arrival[c])
            if egress[there] >= 0:
                best = min(best, ((clock + egress[there]) << _RIDES) + 1)
            for n in range(change_start[there], change_start[there + 1]):
                ready = clock + change_s[n]
                entry = head[change_stop[n]]
                while entry >= 0 and when[entry] < ready:
                    entry = later[entry]
                if entry >= 0:
                    best = min(best, key[entry] + 1)
        aboard[trip[c]] = best
        if best >= NEVER or not boards[c]:
            continue
        here = origin[c]
        top = head[here]
        if top >= 0 and key[top] <= best:
            continue
        if top >= 0 and when[top] == departure[c]:
            key[top] = best
            continue
        when[used], key[used], later[used], head[here] = departure[c], best, top, used
        used += 1
    return head, later, when, key


@_compiled
def _listed(head: Any, later: Any, when: Any, key: Any) -> Any:
    """Lay the chains of the stops one behind the other, departures rising."""
    stops = len(head)
    start = np.zeros(stops + 1, np.int64)
    for s in range(stops):
        entry, length = head[s], 0
        while entry >= 0:
            length += 1
            entry = later[entry]
        start[s + 1] = start[s] + length
    out_when = np.empty(start[stops], np.int64)
    out_key = np.empty(start[stops], np.int64)
    for s in range(stops):
        entry = head[s]
        for n in range(start[s], start[s + 1]):
            out_when[n], out_key[n] = when[entry], key[entry]
            entry = later[entry]
    return start, out_when, out_key


@_compiled
def _first(values: Any, low: int, high: int, least: int) -> int:
    """Return the first place from low to high whose value is at least that."""
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low


@_compiled
def to_kernel(  # noqa: PLR0917 - a kernel sees plain arrays
    start: Any, when: Any, key: Any, leg_start: Any, leg_stop: Any, leg_s: Any, departures: Any
) -> Any:
    """Seconds from each origin to the goal by departure, -1 for none, and rides."""
    origins, count = len(leg_start) - 1, len(departures)
    seconds = np.full((origins, count), -1, np.int32)
    rides = np.zeros((origins, count), np.int16)
    best = np.empty(count, np.int64)
    for o in range(origins):
        best[:] = NEVER
        for leg in range(leg_start[o], leg_start[o + 1]):
            s, walk = leg_stop[leg], leg_s[leg]
            end = start[s + 1]
            n = _first(when, start[s], end, departures[0] + walk)
            for i in range(count):
                ready = departures[i] + walk
                while n < end and when[n] < ready:
                    n += 1
                if n == end:
                    break
                best[i] = min(best[i], key[n])
        for i in range(count):
            if best[i] < NEVER:
                seconds[o, i] = (best[i] >> _RIDES) - departures[i]
                rides[o, i] = best[i] & _MASK
    return seconds, rides


@_compiled
def back_kernel(  # noqa: PLR0917 - a kernel sees plain arrays
    start: Any, when: Any, key: Any, leg_start: Any, leg_stop: Any, leg_s: Any, departures: Any
) -> Any:
    """
    Seconds from the goal to each home by departure there; the profile is of the day turned.

    On it an entry says: who gets off at ``-when`` can have left the goal at ``-(key >> _RIDES)``.
    """
    homes, count = len(leg_start) - 1, len(departures)
    seconds = np.full((homes, count), -1, np.int32)
    rides = np.zeros((homes, count), np.int16)
    best = np.empty(count, np.int64)
    how = np.empty(count, np.int64)
    for h in range(homes):
        best[:] = NEVER
        for leg in range(leg_start[h], leg_start[h + 1]):
            s, walk = leg_stop[leg], leg_s[leg]
            n = start[s + 1] - 1
            for i in range(count):
                # the later one gets off (further down the list), the later one may leave
                while n >= start[s] and -(key[n] >> _RIDES) < departures[i]:
                    n -= 1
                if n < start[s]:
                    break
                home = -when[n] + walk
                if home < best[i] or (home == best[i] and key[n] < how[i]):
                    best[i], how[i] = home, key[n]
        for i in range(count):
            if best[i] < NEVER:
                seconds[h, i] = best[i] - departures[i]
                rides[h, i] = how[i] & _MASK
    return seconds, rides


@_compiled
def latest_kernel(  # noqa: PLR0917 - a kernel sees plain arrays
    start: Any, when: Any, key: Any, leg_start: Any, leg_stop: Any, leg_s: Any, most_s: Any
) -> Any:
    """Latest second at which one leaves the goal and is home in less than ``most_s``; NEVER."""
    homes = len(leg_start) - 1
    latest = np.full(homes, NEVER, np.int64)
    for h in range(homes):
        for leg in range(leg_start[h], leg_start[h + 1]):
            s, walk = leg_stop[leg], leg_s[leg]
            for n in range(start[s], start[s + 1]):
                leaves = -(key[n] >> _RIDES)
                if latest[h] != NEVER and leaves <= latest[h]:
                    break
                if -when[n] + walk - leaves < most_s[h]:
                    latest[h] = leaves
                    break
    return latest
