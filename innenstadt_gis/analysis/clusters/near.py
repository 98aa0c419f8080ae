"""Which units stand near each unit along the streets, and how near."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innenstadt_gis.analysis.streets import Places, pairs_within
from innenstadt_gis.analysis.walkgraph import Floats, Ints

#: Steps in which metres are told apart; a finer difference between two doors means nothing.
_STEP_M = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """
    Neighbours of each of ``count`` places within ``reach_m``, itself first, nearest first.

    Those of place ``i`` are ``index[start[i]:start[i + 1]]``, ``metres`` away.
    """

    count: int
    reach_m: float
    start: Ints
    index: NDArray[np.int32]
    metres: NDArray[np.float32]

    def rows(self) -> Ints:
        """Place whose neighbour each entry is."""
        return np.repeat(np.arange(self.count), np.diff(self.start))

    def pairs(self) -> tuple[Ints, NDArray[np.int32], NDArray[np.float32]]:
        """Every ordered pair of different places and their metres."""
        row = self.rows()
        other = row != self.index
        return row[other], self.index[other], self.metres[other]


def near_along(places: Places, who: Ints, *, reach_m: float) -> Near:
    """
    Neighbours along the streets.

    Parameters
    ----------
    places
        From `streets.put`.
    who
        Positions of the places that are compared, each on the network.
    reach_m
        Pairs farther apart are left out.
    """
    row, column, metres = pairs_within(places, who, who, limit_m=reach_m + _STEP_M)
    return _gathered(len(who), reach_m, row, column, metres)


def near_from_metres(metres: Floats, *, reach_m: float) -> Near:
    """
    Neighbours from a square matrix of metres.

    Examples
    --------
    >>> near = near_from_metres(np.array([[0.0, 30], [30, 0]]), reach_m=50)
    >>> near.index.tolist(), near.metres.tolist()
    ([0, 1, 1, 0], [0.0, 30.0, 0.0, 30.0])
    """
    row, column = np.nonzero(metres <= reach_m + _STEP_M)
    return _gathered(len(metres), reach_m, row, column, metres[row, column])


def _gathered(count: int, reach_m: float, row: Ints, column: Ints, metres: Floats) -> Near:
    rounded = (np.round(metres / _STEP_M) * _STEP_M).astype(np.float32)
    rounded[row == column] = 0.0
    kept = rounded <= reach_m
    row, column, rounded = row[kept], column[kept], rounded[kept]
    # the place itself goes before others at its door
    order = np.lexsort((column, row != column, rounded, row))
    start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=count))])
    return Near(count, reach_m, start, column[order].astype(np.int32), rounded[order])
