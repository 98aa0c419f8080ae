"""Edges that lie side by side made one: a flight of stairs, a steep street."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from innenstadt_gis.analysis.arcs import Ints

__all__ = ["joined", "middle", "neighbours"]


def neighbours(edges: gpd.GeoDataFrame, kinds: Sequence[str]) -> Ints:
    """
    Number the groups of edges that touch, are of one kind and of one street name.

    Examples
    --------
    >>> ways = pd.DataFrame({"u": [1, 2, 7], "v": [2, 3, 8], "name": ["Markt"] * 3})
    >>> neighbours(ways, ["steps"] * 3).tolist()
    [0, 0, 1]
    """
    count = len(edges)
    if not count:
        return np.empty(0, dtype=np.intp)
    what = list(zip(kinds, edges["name"].astype("str").fillna(""), strict=True))
    ends = [
        *zip(edges["u"].tolist(), what, strict=True),
        *zip(edges["v"].tolist(), what, strict=True),
    ]
    code, _ = pd.factorize(pd.Series(ends, dtype=object))
    size = count + int(code.max()) + 1
    touching = csr_array(
        (np.ones(2 * count), (np.tile(np.arange(count), 2), count + code)), shape=(size, size)
    )
    _, part = connected_components(touching, directed=False)
    return np.unique(part[:count], return_inverse=True)[1]


def joined(lines: NDArray[np.object_]) -> Any:
    """One line of many, the same whatever their order."""
    at = shapely.get_coordinates(shapely.centroid(lines))
    return shapely.line_merge(shapely.multilinestrings(lines[np.lexsort((at[:, 1], at[:, 0]))]))


def middle(shape: Any) -> list[float]:
    """Centre of a shape to the millimetre, to sort by where nothing else tells rows apart."""
    return [float(value) for value in shapely.get_coordinates(shapely.centroid(shape))[0].round(3)]
