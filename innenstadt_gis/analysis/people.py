"""Persons of a census cell spread over the homes in it: the one way to count people on foot."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from innenstadt_gis.analysis.walkgraph import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """
    Homes in cells: the position of each home's cell, and the persons of every home of a cell.

    ``cell`` is -1 for homes in no cell. ``each`` is 0 for cells without persons, and of no
    use for cells without homes: their persons live nowhere (`added` gives them 0).
    """

    cell: Ints
    each: Floats

    def added(self, weights: Floats | None = None) -> Floats:
        """Sum weights (1 without any) over the homes of each cell."""
        there = self.cell >= 0
        some = None if weights is None else weights[there]
        return np.bincount(self.cell[there], weights=some, minlength=len(self.each)).astype(float)


def homes(points: gpd.GeoDataFrame, cells: gpd.GeoDataFrame) -> Homes:
    """
    Spread the persons of each cell evenly over the homes in it.

    Parameters
    ----------
    points
        Homes: addresses, or one point for each building.
    cells
        Contract in `tables.POPULATION`, in the same CRS.

    Returns
    -------
    Homes
        A home on the border of two cells lives in the first of them only.

    Examples
    --------
    >>> cells = gpd.GeoDataFrame({"persons": [6.0]}, geometry=[shapely.box(0, 0, 100, 100)])
    >>> points = gpd.GeoDataFrame(geometry=gpd.points_from_xy([10, 20, 500], [10, 20, 500]))
    >>> found = homes(points, cells)
    >>> found.cell.tolist(), found.each.tolist()
    ([0, 0, -1], [3.0])
    """
    tree = shapely.STRtree(np.asarray(points.geometry.to_numpy(), dtype=object))
    cell, point = tree.query(
        np.asarray(cells.geometry.to_numpy(), dtype=object), predicate="intersects"
    )
    point, first = np.unique(point, return_index=True)
    of = np.full(len(points), -1, dtype=np.intp)
    of[point] = cell[first]
    every = np.bincount(of[of >= 0], minlength=len(cells))
    return Homes(of, cells["persons"].to_numpy("float64") / np.maximum(every, 1))
