"""Streets as lines to walk along: their axes, and where on them and on which side units stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from innenstadt_gis.analysis.supply.same_street import nearest_of_street
from innenstadt_gis.analysis.walkgraph import Floats, Ints

#: Ways of one street that meet at less than this angle go on as one line.
_STRAIGHT_DEGREES = 50.0
#: The direction of a way at its end is taken over this length.
_LOOK_M = 12.0
#: Nearer to the axis than this a unit stands on neither side of it.
_ON_AXIS_M = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Axes:
    """Lines of the named streets; ``street`` names the street of each line."""

    street: NDArray[np.object_]
    lines: NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Fronts:
    """
    Units along the axes: which unit, on which axis, from where to where, on which side.

    ``side`` is 1 to the left of the line, -1 to the right, 0 on the line itself (then the
    unit counts on both).
    """

    unit: Ints
    axis: Ints
    at_m: Floats
    start_m: Floats
    end_m: Floats
    side: Ints


def street_axes(sections: gpd.GeoDataFrame, *, streets: Any = None) -> Axes:
    """
    Join the sections of each street to lines that go straight on where ways of it meet.

    Parameters
    ----------
    sections
        Contract in `tables.SECTIONS`.
    streets
        Names of the streets wanted; None: all.
    """
    wanted = sections if streets is None else sections[sections["street"].isin(list(streets))]
    names: list[str] = []
    lines: list[Any] = []
    for street, some in wanted.groupby("street", sort=True):
        for line in _strokes(np.asarray(some.geometry.to_numpy(), dtype=object)):
            names.append(str(street))
            lines.append(line)
    return Axes(np.array(names, dtype=object), np.array(lines, dtype=object))


def _strokes(geometry: NDArray[np.object_]) -> list[Any]:
    """Lines through the ways of one street, each going straight on at every meeting."""
    parts = shapely.get_parts(shapely.line_merge(shapely.union_all(geometry)))
    parts = parts[(shapely.get_type_id(parts) == 1) & (shapely.length(parts) > 0)]
    if len(parts) > 1:
        groups = _joined(parts)
        merged = [shapely.line_merge(shapely.multilinestrings(parts[g])) for g in groups]
        parts = shapely.get_parts(np.array(merged, dtype=object))
    lines = [_oriented(part) for part in parts]
    return sorted(lines, key=lambda line: (-round(line.length, 3), line.wkb))


def _oriented(line: Any) -> Any:
    """Give a line the direction and a ring the start that do not depend on how it was drawn."""
    xy = shapely.get_coordinates(line)
    if (xy[0] == xy[-1]).all():
        xy = xy[:-1]
        first = int(np.lexsort((xy[:, 1], xy[:, 0]))[0])
        xy = np.roll(xy, -first, axis=0)
        ring = shapely.linearrings([*xy, xy[0]])
        xy = np.array([*xy, xy[0]])
        return shapely.LineString(xy if shapely.is_ccw(ring) else xy[::-1])
    return line if tuple(xy[0]) <= tuple(xy[-1]) else line.reverse()


def _joined(parts: NDArray[np.object_]) -> list[list[int]]:
    """Parts that go straight on into each other, as groups."""
    ends = _ends(parts)
    pairs = []
    for _, some in ends.groupby(["x", "y"], sort=True):
        if len(some) > 1:
            pairs += _straightest(some)
    group = np.arange(len(parts))
    for a, b in pairs:
        group[group == group[b]] = group[a]
    return [list(np.flatnonzero(group == g)) for g in np.unique(group)]


def _ends(parts: NDArray[np.object_]) -> pd.DataFrame:
    """Both ends of every part: where, and in which direction it leaves."""
    look = np.minimum(_LOOK_M, shapely.length(parts))
    tables = []
    for start, inner in ((0, look), (-1, -look)):
        here = shapely.get_coordinates(shapely.get_point(parts, start))
        there = shapely.get_coordinates(shapely.line_interpolate_point(parts, inner))
        way = there - here
        tables.append(
            pd.DataFrame(
                {
                    "part": np.arange(len(parts)), "x": here[:, 0].round(3),
                    "y": here[:, 1].round(3), "angle": np.arctan2(way[:, 1], way[:, 0]),
                }
            )
        )  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def _straightest(ends: pd.DataFrame) -> list[tuple[int, int]]:
    """Pairs of parts that continue each other at one meeting, the straightest first."""
    angle, part = ends["angle"].to_numpy(), ends["part"].to_numpy()
    i, j = np.triu_indices(len(ends), k=1)
    turn = np.abs(np.pi - np.abs(angle[i] - angle[j]) % (2 * np.pi))
    order = np.lexsort((np.minimum(angle[i], angle[j]), turn.round(6)))
    used: set[int] = set()
    pairs = []
    for k in order[turn[order] <= np.radians(_STRAIGHT_DEGREES)]:
        if not {int(i[k]), int(j[k])} & used and part[i[k]] != part[j[k]]:
            used |= {int(i[k]), int(j[k])}
            pairs.append((int(part[i[k]]), int(part[j[k]])))
    return pairs


def place_fronts(
    axes: Axes,
    points: NDArray[np.object_],
    street: NDArray[np.object_],
    *,
    width_m: Floats,
    outlines: NDArray[np.object_] | None = None,
    most_m: float = 30.0,
) -> Fronts:
    """
    Put units onto the axis of their street and tell how much of its front they take.

    A unit takes the ``width_m`` of its front around its own point; where that is NaN, what
    its building takes of the axis, at most ``most_m``; without either, 10 m.

    Parameters
    ----------
    axes
        From `street_axes`.
    points
        Place of each unit.
    street
        Its street, as in ``axes``; None or an unknown one stands on no axis.
    width_m
        Width of its own front, m; NaN where nobody measured it.
    outlines
        Building of each unit, None where unknown.
    most_m
        More of the front than this no unit takes because of its building.
    """
    unit, axis = nearest_of_street(points, street, axes.lines, axes.street)
    lines = axes.lines[axis] if len(axis) else np.empty(0, dtype=object)
    at = shapely.line_locate_point(lines, points[unit])
    half = np.where(np.isnan(width_m[unit]), 5.0, width_m[unit] / 2)
    before, after = half.copy(), half.copy()
    if outlines is not None:
        guess = np.flatnonzero(np.isnan(width_m[unit]) & ~shapely.is_missing(outlines[unit]))
        low, high = _reach(lines[guess], at[guess], outlines[unit[guess]], most_m / 2)
        before[guess], after[guess] = np.maximum(low, 1.0), np.maximum(high, 1.0)
    side = _side(lines, at, points[unit])
    return Fronts(unit, axis, at, at - before, at + after, side)


def _reach(
    lines: NDArray[np.object_], at: Floats, outlines: NDArray[np.object_], most_m: float
) -> tuple[Floats, Floats]:
    """How far buildings go along the axis before and behind a point of it, at most ``most_m``."""
    corners, whose = shapely.get_coordinates(outlines, return_index=True)
    if not len(corners):
        return np.zeros(len(at)), np.zeros(len(at))
    along = shapely.line_locate_point(lines[whose], shapely.points(corners)) - at[whose]
    length = shapely.length(lines)[whose]
    ring = shapely.is_closed(lines)[whose]
    along = np.where(ring, (along + length / 2) % length - length / 2, along)
    along = np.clip(along, -most_m, most_m)
    low, high = np.zeros(len(at)), np.zeros(len(at))
    np.maximum.at(low, whose, -along)
    np.maximum.at(high, whose, along)
    return low, high


def _side(lines: NDArray[np.object_], at: Floats, points: NDArray[np.object_]) -> Ints:
    """1 to the left of the line, -1 to the right, 0 on it."""
    here = shapely.get_coordinates(shapely.line_interpolate_point(lines, at))
    way = directions(lines, at)
    off = shapely.get_coordinates(points) - here
    cross = way[:, 0] * off[:, 1] - way[:, 1] * off[:, 0]
    return np.where(np.abs(cross) < _ON_AXIS_M, 0, np.sign(cross)).astype(np.intp)


def directions(lines: NDArray[np.object_], at: Floats) -> Floats:
    """Unit vectors along lines at given metres."""
    length = shapely.length(lines)
    back = shapely.line_interpolate_point(lines, np.clip(at - 2.0, 0.0, None))
    on = shapely.line_interpolate_point(lines, np.minimum(at + 2.0, length))
    way = shapely.get_coordinates(on) - shapely.get_coordinates(back)
    size = np.hypot(way[:, 0], way[:, 1])
    return np.asarray(way / np.where(size > 0, size, 1.0)[:, None], dtype=np.float64)
