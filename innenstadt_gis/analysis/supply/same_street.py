"""What of its own street lies nearest to a point."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from innenstadt_gis.analysis.walkgraph import Ints

__all__ = ["nearest_of_street"]

#: Two distances that differ by less are the same, m.
_SAME_M = 0.001


def nearest_of_street(
    points: NDArray[np.object_],
    street: NDArray[np.object_],
    shapes: NDArray[np.object_],
    street_of_shape: NDArray[np.object_],
    *,
    rank: Ints | None = None,
) -> tuple[Ints, Ints]:
    """
    Find for each point the nearest shape that bears the name of its street.

    Street by street, each with a tree of its own: a name that returns in every village has as
    many points as shapes, and pairs of all with all would be the square of them.

    Parameters
    ----------
    points, street
        Points and the street of each; None, or a street without shapes, has no nearest.
    shapes, street_of_shape
        What is looked for, and the street of each.
    rank
        Which of several that are equally near (to the millimetre) goes first: the lowest; by
        default the position.

    Returns
    -------
    tuple
        Positions of the points that have one, ascending, and of their shapes.
    """
    rank = np.arange(len(shapes)) if rank is None else rank
    there = _real(points) & pd.notna(street)
    real = np.flatnonzero(_real(shapes))
    of_points = pd.Series(np.flatnonzero(there)).groupby(street[there], sort=False)
    of_shapes = {
        name: some.to_numpy(np.intp)
        for name, some in pd.Series(real).groupby(street_of_shape[real], sort=False)
    }
    found: list[tuple[Ints, Ints]] = [(np.zeros(0, np.intp), np.zeros(0, np.intp))]
    for name, some in of_points:
        if name in of_shapes:
            found.append(_nearest(points, some.to_numpy(np.intp), shapes, of_shapes[name], rank))
    point, shape = (np.concatenate(both) for both in zip(*found, strict=True))
    order = np.argsort(point, kind="stable")
    return point[order], shape[order]


def _real(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    return np.asarray(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))


def _nearest(
    points: NDArray[np.object_], some: Ints, shapes: NDArray[np.object_], own: Ints, rank: Ints
) -> tuple[Ints, Ints]:
    tree = shapely.STRtree(shapes[own])
    (_, _), metres = tree.query_nearest(points[some], return_distance=True, all_matches=False)
    point, shape = tree.query(points[some], predicate="dwithin", distance=metres + _SAME_M)
    away = shapely.distance(points[some[point]], shapes[own[shape]]).round(3)
    order = np.lexsort((rank[own[shape]], away, point))
    which, first = np.unique(point[order], return_index=True)
    return some[which], own[shape[order[first]]]
