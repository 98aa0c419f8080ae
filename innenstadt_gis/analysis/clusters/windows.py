"""Every stretch of street that a scan looks at: each unit with its nearest neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innenstadt_gis.analysis.clusters.near import Near
from innenstadt_gis.analysis.walkgraph import Floats, Ints

__all__ = ["LARGEST_M", "SMALLEST_M", "Labels", "Windows", "make_windows", "running_cases"]

#: Windows are weighed evenly on a scale of doublings between these radii, metres on foot.
SMALLEST_M = 50.0
LARGEST_M = 250.0

Labels = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """
    Every stretch of street that is looked at: a unit and its nearest neighbours.

    Entry ``k`` is the window around the unit ``row[k]`` that ends with ``index[k]``, holds
    ``size[k]`` units and reaches ``radius_m[k]``. ``weight`` sums to 1; ``ends`` are the
    entries that hold all units at their radius and at most half of all.
    """

    count: int
    start: Ints
    row: Ints
    index: NDArray[np.int32]
    size: NDArray[np.int32]
    radius_m: NDArray[np.float32]
    weight: Floats
    ends: Ints

    def cases(self, labels: Labels) -> NDArray[np.int32]:
        """Cases in each window."""
        return running_cases(labels.view(np.uint8).take(self.index), np.diff(self.start))

    def units(self, window: int) -> NDArray[np.int32]:
        """Units in one window, nearest first."""
        return self.index[self.start[self.row[window]] : window + 1]


def running_cases(cases: NDArray[np.uint8], lengths: Ints) -> NDArray[np.int32]:
    """Sum cases from the first entry of each unit on; units have ``lengths`` entries."""
    run = np.cumsum(cases, dtype=np.int32)
    first = np.cumsum(lengths) - lengths
    run -= np.repeat(run.take(first) - cases.take(first), lengths)
    return run


def make_windows(
    near: Near, *, smallest_m: float = SMALLEST_M, largest_m: float = LARGEST_M
) -> Windows:
    """
    Lay the windows around every unit.

    Parameters
    ----------
    near
        Neighbours within at least ``largest_m``.
    smallest_m, largest_m
        Radii between which windows are weighed evenly on a logarithmic scale; smaller ones
        weigh nothing, larger ones are not looked at. A vacancy problem of a small town is a
        few houses to a few streets.
    """
    keep = near.metres <= largest_m
    row = near.rows()[keep]
    metres = near.metres[keep]
    lengths = np.bincount(row, minlength=near.count)
    start = np.concatenate([[0], np.cumsum(lengths)])
    size = (np.arange(len(row)) - start[:-1].take(row) + 1).astype(np.int32)
    following = np.full(len(row), np.inf)
    following[:-1] = np.where(row[1:] == row[:-1], metres[1:], np.inf)
    inner = np.clip(metres.astype(np.float64), smallest_m, largest_m)
    weight = np.log(np.clip(following, smallest_m, largest_m) / inner)
    total = weight.sum()
    ends = np.flatnonzero((following > metres) & (size <= near.count // 2))
    return Windows(
        near.count, start, row, near.index[keep], size, metres,
        weight / total if total > 0 else weight, ends,
    )  # fmt: skip
