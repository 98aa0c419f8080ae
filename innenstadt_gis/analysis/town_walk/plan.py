"""Which stops a walk takes within its time, and in which order."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from innenstadt_gis.analysis.walkgraph import Floats, Ints

__all__ = ["Plan", "choose_stops", "shortest_order"]

#: A second stop on the same theme tells half as much as the first, a third a quarter.
_AGAIN = 0.5
#: Minutes that nobody walks to: what differs by less is equal, and of equals the first is taken.
#: So whoever plans with slightly rounded minutes (as the map page does) finds the same walk.
_ENOUGH = 0.01
_SAME_RATE = 1.001
_ROUNDING = 1e-9
#: Of so many stops every order is weighed.
_EXACT = 10


class Plan(NamedTuple):
    """
    Stops in the order of walking, minutes of each leg (one more than stops), and in all.

    ``left_out`` are stops that cannot be reached from the start or lead to no end.
    """

    order: Ints
    legs_min: Floats
    minutes: float
    left_out: Ints


def choose_stops(
    minutes: Floats,
    theme: NDArray[np.object_],
    weight: Floats,
    *,
    budget_min: float,
    at_stop_min: float,
) -> Plan:
    """
    Choose stops that tell most within a time, and their order.

    Each step takes the stop that adds most for its time: its weight, halved for every stop
    on the same theme before, over the minutes that it costs, standing there and going out of
    the way. Then the order is made as short as it can be (of more than 10
    stops: as exchanges can make it). Not always the best choice there is, but always the same
    one and within the time.

    Parameters
    ----------
    minutes
        Square, minutes on foot from row to column; the first is the start, the last the end,
        those between are the stops. Infinite where there is no way.
    theme, weight
        Of each stop; a weight of 0 is never taken.
    budget_min
        Minutes for all, walking and standing.
    at_stop_min
        Minutes at each stop.

    Returns
    -------
    Plan
        Positions of stops (0: the first stop). No stop where not even one fits.
    """
    count = len(weight)
    open_ = _open(minutes)
    taken: list[int] = []
    seen: dict[object, int] = {}
    while True:
        best: tuple[float, int, int] | None = None
        length = _length(minutes, taken)
        left = budget_min - length - at_stop_min * (len(taken) + 1)
        for stop in np.flatnonzero(open_).tolist():
            if stop in taken or weight[stop] <= 0:
                continue
            more, at = _cheapest_place(minutes, taken, stop)
            if more > left + _ROUNDING:
                continue
            worth = weight[stop] * _AGAIN ** seen.get(theme[stop], 0)
            rate = worth / max(max(more, 0.0) + at_stop_min, _ENOUGH)
            if best is None or rate > best[0] * _SAME_RATE:
                best = (rate, stop, at)
        if best is None:
            break
        taken.insert(best[2], best[1])
        seen[theme[best[1]]] = seen.get(theme[best[1]], 0) + 1
        taken = _exchanged(minutes, taken)
    lost = np.setdiff1d(np.arange(count), np.flatnonzero(open_))
    return _plan(minutes, _best_order(minutes, taken), at_stop_min, lost)


def shortest_order(minutes: Floats, *, at_stop_min: float) -> Plan:
    """
    Bring stops that were chosen by people into a short order; all of them are taken.

    Parameters are those of `choose_stops`.
    """
    open_ = np.flatnonzero(_open(minutes)).tolist()
    taken: list[int] = []
    for stop in open_:
        taken.insert(_cheapest_place(minutes, taken, stop)[1], stop)
        taken = _exchanged(minutes, taken)
    lost = np.setdiff1d(np.arange(len(minutes) - 2), open_)
    return _plan(minutes, _best_order(minutes, taken), at_stop_min, lost)


def _open(minutes: Floats) -> NDArray[np.bool_]:
    """Stops that the start leads to and that lead to the end."""
    return np.asarray(np.isfinite(minutes[0, 1:-1]) & np.isfinite(minutes[1:-1, -1]))


def _path(taken: list[int], end: int) -> list[int]:
    return [0, *(stop + 1 for stop in taken), end]


def _length(minutes: Floats, taken: list[int]) -> float:
    path = _path(taken, len(minutes) - 1)
    return float(minutes[path[:-1], path[1:]].sum())


def _cheapest_place(minutes: Floats, taken: list[int], stop: int) -> tuple[float, int]:
    """Minutes that a stop adds at its best place in the order, and that place."""
    path = np.array(_path(taken, len(minutes) - 1))
    before, after = path[:-1], path[1:]
    direct = minutes[before, after]
    more = (
        minutes[before, stop + 1]
        + minutes[stop + 1, after]
        - np.where(np.isfinite(direct), direct, 0.0)
    )
    at = _first_least(more)
    return float(more[at]), at


def _first_least(minutes: Floats) -> int:
    """Position of the first of the least."""
    return int(np.argmax(minutes <= minutes.min() + _ENOUGH))


def _exchanged(minutes: Floats, taken: list[int]) -> list[int]:
    """Turn pieces of the order round, and move single stops, while that saves time."""
    best = _length(minutes, taken)
    better = True
    while better:
        better = False
        for i in range(len(taken)):
            for j in range(len(taken)):
                if i == j:
                    continue
                turned = taken[:i] + taken[i : j + 1][::-1] + taken[j + 1 :] if i < j else None
                moved = taken[:i] + taken[i + 1 :]
                moved.insert(j, taken[i])
                for other in (turned, moved):
                    if other is None:
                        continue
                    length = _length(minutes, other)
                    if length < best - _ENOUGH:
                        taken, best, better = other, length, True
    return taken


def _best_order(minutes: Floats, taken: list[int]) -> list[int]:
    """Weigh every order of a few stops (Held and Karp); keep one that none is shorter than."""
    count = len(taken)
    if not 1 < count <= _EXACT:
        return taken
    at = np.array(sorted(taken)) + 1
    step = minutes[np.ix_(at, at)]
    best = np.full((1 << count, count), np.inf)  # visited, last
    before = np.zeros((1 << count, count), dtype=np.intp)
    best[1 << np.arange(count), np.arange(count)] = minutes[0, at]
    for visited in range(1, 1 << count):
        for last in range(count):
            rest = visited ^ (1 << last)
            if visited >> last & 1 and rest:
                ways = best[rest] + step[:, last]
                before[visited, last] = _first_least(ways)
                best[visited, last] = ways[before[visited, last]]
    visited, last = (1 << count) - 1, _first_least(best[-1] + minutes[at, -1])
    order = []
    while visited:
        order.append(int(at[last]) - 1)
        visited, last = visited ^ (1 << last), int(before[visited, last])
    found = order[::-1]
    return found if _length(minutes, found) < _length(minutes, taken) - _ENOUGH else taken


def _plan(minutes: Floats, taken: list[int], at_stop_min: float, lost: Ints) -> Plan:
    path = _path(taken, len(minutes) - 1)
    legs = minutes[path[:-1], path[1:]]
    total = float(legs.sum()) + at_stop_min * len(taken)
    return Plan(np.array(taken, dtype=np.intp), legs, total, lost.astype(np.intp))
