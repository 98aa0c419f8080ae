"""Persons of a census cell spread over the homes in it: the one way to count people on foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.analysis.walkgraph import Floats, Ints
from innenstadt_gis.words import Text


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


class People(NamedTuple):
    """Persons by home: where they live, how many, and of which census."""

    homes: gpd.GeoDataFrame
    spread: Homes | None  # None: no cells with persons are known
    cells: pd.Index
    persons: Floats  # by cell
    census: Text

    @property
    def each(self) -> Floats:
        """Persons of each home; 0 for homes in no cell."""
        if self.spread is None:
            return np.zeros(len(self.homes))
        there = self.spread.cell >= 0
        return np.where(there, self.spread.each[self.spread.cell], 0.0)

    @property
    def total(self) -> float:
        """All persons, also those of cells without a home."""
        return float(self.persons.sum())


def people_of(points: gpd.GeoDataFrame, population: gpd.GeoDataFrame, census: Text) -> People:
    """
    Spread persons over homes.

    Parameters
    ----------
    points
        Homes: addresses, or one point for each building.
    population
        Contract in `tables.POPULATION`; empty where nobody was counted.
    census
        Which count it was and of which day, as products print it.
    """
    if not len(population):
        return People(points, None, population.index, np.zeros(0), census)
    spread = homes(points, population)
    return People(
        points, spread, population.index, population["persons"].to_numpy("float64"), census
    )
