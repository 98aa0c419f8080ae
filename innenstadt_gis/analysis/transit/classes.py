"""Transit quality classes (ÖV-Güteklassen): each system one table, as data with its source.

A system has two steps. How often something leaves, and what, gives a stop its category (I is
best); the category and the metres to the stop give a place its class (A is best).

All three look at 6 to 20 o'clock, 840 minutes, unless another window is asked for. The tables
themselves stand in `class_tables`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.errors import InputError
from innenstadt_gis.words import Text

__all__ = ["WINDOW_S", "Bound", "ClassTable"]

#: From 6 to 20 o'clock, in seconds since midnight; a departure at 20:00:00 lies outside.
WINDOW_S = (21_600, 72_000)

Cells = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """Upper end of a band, and whether the end itself belongs to it."""

    upper: float
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTable:
    """
    One system of quality classes: cells, bounds with the side they are closed on, its source.

    Attributes
    ----------
    key, label, source, notes
        Name in code and in words, where the cells are from, and what is doubtful about them.
    groups
        Groups of vehicles, the best first, in words.
    modes, codes
        Group of each mode of `timetable.Timetable`; ranges of GTFS codes (half-open) that
        say it finer stand before it. What neither knows is of the group ``lowest``.
    node
        ``(line, node, lines)``: a group that becomes another one where so many of its lines meet.
    intervals, categories
        Bands of minutes between departures in one direction, the shortest first; per band a
        category (None: none) for each group.
    distances, classes
        Bands of metres, the nearest first; per category (the best first) a class for each band.
    by
        ``"highest_group"``: the best group there decides, with the departures of all;
        ``"best_category"``: each group counts its own departures, the best category wins.
    halved
        When departures are those of two directions: ``"always"``; ``"platforms"`` (more than
        one platform of the station is served); ``"directions"`` (that, or a line leaves both
        ways from the same platform).
    distance
        ``"straight"``, or ``"network"`` along the ways.
    """

    key: str
    label: Text
    source: Text
    notes: Text
    groups: Mapping[str, Text]
    modes: Mapping[str, str]
    codes: tuple[tuple[int, int, str], ...] = ()
    lowest: str
    node: tuple[str, str, int] | None = None
    intervals: tuple[Bound, ...]
    categories: tuple[Cells, ...]
    distances: tuple[Bound, ...]
    classes: Mapping[str, Cells]
    by: Literal["highest_group", "best_category"]
    halved: Literal["always", "platforms", "directions"]
    distance: Literal["straight", "network"] = "straight"

    def __post_init__(self) -> None:
        """Refuse a table with holes, or one that calls what it does not know."""
        rows = [*self.categories, *self.classes.values()]
        widths = [len(self.groups)] * len(self.categories) + [len(self.distances)] * len(
            self.classes
        )
        called = {cell for row in self.categories for cell in row if cell is not None}
        grouped = {*self.modes.values(), *(group for _, _, group in self.codes), self.lowest}
        if (
            len(self.categories) != len(self.intervals)
            or [len(row) for row in rows] != widths
            or not called <= set(self.classes)
            or not grouped <= set(self.groups)
        ):
            raise InputError(
                de=f"Güteklassen '{self.key}': Zeilen und Spalten der Tafel passen nicht zusammen",
                en=f"quality classes '{self.key}': the table's rows and columns do not fit",
            )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the classes, the best first."""
        return tuple(sorted({cell for row in self.classes.values() for cell in row if cell}))

    @property
    def reach_m(self) -> float:
        """Metres beyond which no stop gives a class."""
        return self.distances[-1].upper

    def radius_m(self, category: str, name: str) -> float:
        """Metres up to which a stop of a category gives a class or a better one; 0 if none."""
        row = self.classes[category]
        fits = [
            b.upper for b, cell in zip(self.distances, row, strict=True) if cell and cell <= name
        ]
        return max(fits, default=0.0)

    def category(self, group: Any, interval_min: Any) -> Any:
        """
        Category of stops by group of vehicle and minutes between departures in one direction.

        Parameters
        ----------
        group
            Names out of ``groups``, one or an array; blank is none.
        interval_min
            Minutes; blank where nothing leaves.

        Returns
        -------
        pandas array of text
            Blank where a stop has no category.

        Examples
        --------
        >>> from innenstadt_gis.analysis.transit.class_tables import ARE
        >>> ARE.category(["B", "B", "A1"], [40, 60.01, 4.99]).tolist()
        ['V', nan, 'I']
        """
        column = pd.Index(list(self.groups)).get_indexer(pd.Index(_texts(group)))
        row = _band(interval_min, self.intervals)
        return _looked_up(self.categories, row, column)

    def quality_class(self, category: Any, metres: Any) -> Any:
        """
        Class of places by the category of a stop and the metres to it.

        Examples
        --------
        >>> from innenstadt_gis.analysis.transit.class_tables import ARE, GERMAN
        >>> ARE.quality_class(["I", "II", "V"], [300, 299.99, 300]).tolist()
        ['A', 'A', nan]
        >>> GERMAN.quality_class("VII", 300).tolist()
        ['F']
        """
        row = pd.Index(list(self.classes)).get_indexer(pd.Index(_texts(category)))
        column = _band(metres, self.distances)
        return _looked_up(tuple(self.classes.values()), row, column)

    def groups_of(self, routes: pd.DataFrame) -> pd.Series:
        """
        Group of each route, by its mode and, where the system knows them, finer GTFS codes.

        A mended mode (a bus coded as a train) counts as what it was mended to. Routes of
        unknown mode are of the lowest group.
        """
        found = routes["mode"].map(dict(self.modes)).astype("object")
        code = pd.to_numeric(routes["route_type"], errors="coerce").to_numpy(
            "float64", na_value=np.nan
        )
        trusted = (routes["mode_doubt"] != "named_bus").to_numpy()
        for low, high, group in self.codes:
            found = found.mask(trusted & (code >= low) & (code < high), group)
        return found.where(found.notna(), self.lowest)


def _texts(values: Any) -> NDArray[np.object_]:
    return np.atleast_1d(np.asarray(values, dtype=object))


def _band(values: Any, bounds: tuple[Bound, ...]) -> NDArray[np.int64]:
    """Place of the band each value lies in; -1 beyond the last one, below 0, and for blanks."""
    number = np.atleast_1d(
        np.asarray(
            pd.to_numeric(pd.Series(np.atleast_1d(values)), errors="coerce"), dtype="float64"
        )
    )
    passed = np.zeros(len(number), dtype=np.int64)
    for bound in bounds:
        passed += number > bound.upper if bound.closed else number >= bound.upper
    inside = np.isfinite(number) & (number >= 0) & (passed < len(bounds))
    return np.where(inside, passed, -1)


def _looked_up(cells: tuple[Cells, ...], row: Any, column: Any) -> Any:
    row, column = np.broadcast_arrays(row, column)
    grid = np.array([*cells], dtype=object)
    found = np.where((row >= 0) & (column >= 0), grid[row, column], None)
    return pd.array(found, dtype="str")
