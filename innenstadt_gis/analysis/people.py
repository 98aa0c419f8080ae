"""Persons of a census cell spread over the homes in it: the one way to count people on foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from innenstadt_gis.analysis.counting import bounds, ids
from innenstadt_gis.analysis.dwellings import cell_of
from innenstadt_gis.analysis.walkgraph import Floats, Ints
from innenstadt_gis.words import Text

#: Said of figures in which everybody walks as a part of them does.
NOT_COUNTED = Text(
    "Rechenfall für alle Einwohner, keine Zählung derer, die so gehen",
    "a case for all inhabitants, not a count of those who walk so",
)
NO_CELLS = Text("keine Bevölkerungszellen in den Daten", "no population cells in the data")
_NOTHING_KNOWN = Text(
    "in keiner bewohnten Zelle ist für eine Adresse oder ein Gebäude eine Antwort bekannt",
    "in no populated cell is the answer known for an address or a building",
)


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
    >>> import shapely
    >>> cells = gpd.GeoDataFrame({"persons": [6.0]}, geometry=[shapely.box(0, 0, 100, 100)])
    >>> points = gpd.GeoDataFrame(geometry=gpd.points_from_xy([10, 20, 500], [10, 20, 500]))
    >>> found = homes(points, cells)
    >>> found.cell.tolist(), found.each.tolist()
    ([0, 0, -1], [3.0])
    """
    of = cell_of(points, cells)
    every = np.bincount(of[of >= 0], minlength=len(cells))
    return Homes(of, cells["persons"].to_numpy("float64") / np.maximum(every, 1))


class PersonsShare(NamedTuple):
    """
    A share of persons and what stands behind it, by the names of the fields of a `Figure`.

    ``coverage`` is the share of all persons for whose home the answer is known;
    ``counted``, ``numerator_ids`` and ``unknown`` are cells.
    """

    value: float | None
    numerator: float | None
    denominator: float | None
    bound_low: float | None
    bound_high: float | None
    coverage: float | None
    counted: tuple[str, ...]
    numerator_ids: tuple[str, ...]
    unknown: tuple[str, ...]
    why: Text | None


#: What is said without cells of a census.
NOBODY = PersonsShare(None, None, None, None, None, None, (), (), (), NO_CELLS)


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

    @property
    def kinds(self) -> pd.Series:
        """What each home is, one of `dwellings.DWELLING_KINDS`; addresses if nobody says."""
        if "kind" in self.homes:
            return self.homes["kind"].astype("str")
        return pd.Series("address", index=self.homes.index, dtype="str")

    @property
    def said(self) -> Text:
        """How the persons were spread, as products print it."""
        kinds = (
            set(self.homes["kind"].str.split("_").str[0]) if "kind" in self.homes else {"address"}
        )
        where = {
            "address": Text("Wohnadressen", "addresses"),
            "building": Text("Wohngebäude", "residential buildings"),
        }
        both = Text(
            "Wohnadressen und, wo es keine gibt, Wohngebäude",
            "addresses and, where there is none, residential buildings",
        )
        over = both if len(kinds) > 1 else where[next(iter(kinds), "address")]
        return Text(
            f"Personen je Zelle gleichmäßig auf ihre {over.de} verteilt",
            f"persons of a cell spread evenly over its {over.en}",
        )

    @property
    def elsewhere(self) -> float:
        """Persons spread over houses of other use, for their cells hold no home."""
        other = self.kinds.str.endswith("other_use").to_numpy(dtype=bool)
        return float(self.each[other].sum())

    def share(self, hit: ArrayLike, *, known: ArrayLike | None = None) -> PersonsShare:
        """
        Share of the persons whose home is hit, of those for whose home that is known.

        Every figure that counts persons counts them here.

        Parameters
        ----------
        hit
            By home: whether it counts, or by how much (0 to 1); of no use where not known.
        known
            By home: whether the answer is known; None: everywhere.

        Returns
        -------
        PersonsShare
            ``why`` says what is missing where there is no value. The bounds count the
            persons for whom nothing is known, also those of cells without a home, on the
            one or the other side.
        """
        if self.spread is None:
            return NOBODY
        sure = np.ones(len(self.homes)) if known is None else np.asarray(known, dtype=float)
        of = self.spread.added(sure) * self.spread.each
        weights = np.where(sure > 0, np.asarray(hit, dtype=float), 0.0)
        near = np.minimum(self.spread.added(weights) * self.spread.each, of)
        k, n, total = float(near.sum()), float(of.sum()), self.total
        low, high = bounds(k, n, max(total - n, 0.0))
        nobody = n <= 0
        return PersonsShare(
            value=None if nobody else k / n,
            numerator=None if nobody else k,
            denominator=None if nobody else n,
            bound_low=low, bound_high=high,
            coverage=min(n / total, 1.0) if total > 0 else None,
            counted=ids(self.cells[of > 0]),
            numerator_ids=ids(self.cells[near > 0]),
            unknown=ids(self.cells[(of <= 0) & (self.persons > 0)]),
            why=_NOTHING_KNOWN if nobody else None,
        )  # fmt: skip


def people_of(points: gpd.GeoDataFrame, population: gpd.GeoDataFrame, census: Text) -> People:
    """
    Spread persons over homes.

    Parameters
    ----------
    points
        Homes, as `dwellings.dwellings` finds them; its column ``kind`` may be missing where
        all are addresses.
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
