"""Density of units along the streets: a kernel over metres on the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from innenstadt_gis.analysis.streets import Places, pairs_within, put
from innenstadt_gis.analysis.supply.units import at_the_front
from innenstadt_gis.analysis.walkgraph import Floats, Ints, WalkGraph
from innenstadt_gis.tables.findings.supply import SUPPLY_DENSITY

#: Reach of the kernel in metres along the street; 50 to 75 m are usual for shop fronts.
BANDWIDTH_M = 75.0
#: Length of the pieces of street for which a density is told.
PIECE_M = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Pieces of street of about equal length: their section, line, middle and metres."""

    section: Ints
    lines: NDArray[np.object_]
    middle: NDArray[np.object_]
    metres: Floats


def quartic(metres: Floats, bandwidth_m: float) -> Floats:
    """
    Quartic kernel, 1 / m: ``15 / (16 h) · (1 - (d / h)²)²`` up to ``h``, 0 beyond.

    Along a straight street both its sides together add up to 1, so that the density of
    units adds up to their number.

    Examples
    --------
    >>> quartic(np.array([0.0, 75.0, 90.0]), 75.0).tolist()
    [0.0125, 0.0, 0.0]
    """
    near = np.clip(1.0 - (metres / bandwidth_m) ** 2, 0.0, None)
    return np.asarray(15.0 / (16.0 * bandwidth_m) * near**2, dtype=np.float64)


def street_pieces(sections: gpd.GeoDataFrame, *, piece_m: float = PIECE_M) -> Pieces:
    """Cut the axis of every section into pieces of about ``piece_m``."""
    parts, section = shapely.get_parts(sections.geometry.to_numpy(), return_index=True)
    length = shapely.length(parts)
    parts, section, length = parts[length > 0], section[length > 0], length[length > 0]
    count = np.maximum(np.round(length / piece_m), 1).astype(np.intp)
    whose = np.repeat(np.arange(len(parts)), count)
    order = np.arange(len(whose)) - np.repeat(np.cumsum(count) - count, count)
    step = (length / count)[whose]
    ends = [
        shapely.get_coordinates(shapely.line_interpolate_point(parts[whose], (order + k) * step))
        for k in (0.0, 0.5, 1.0)
    ]
    lines = np.asarray(shapely.linestrings(np.stack(ends, axis=1)), dtype=object)
    return Pieces(section[whose], lines, np.asarray(shapely.points(ends[1]), dtype=object), step)


def density_along(
    premises: gpd.GeoDataFrame,
    sections: gpd.GeoDataFrame,
    graph: WalkGraph,
    *,
    bandwidth_m: float = BANDWIDTH_M,
    piece_m: float = PIECE_M,
) -> gpd.GeoDataFrame:
    """
    Units per 100 m of street around each piece of it (network kernel density).

    ``100 · sum of quartic(d)`` over the units within ``bandwidth_m``, with ``d`` in metres
    along the network from the middle of the piece to the place on its own street where
    the unit stands. All units on the ground floor count, let or not. The kernel does not
    split at junctions: where streets meet, each of them counts what stands around the
    corner, as somebody who stands there sees it.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`; units whose street alone is known are left out.
    sections
        Contract in `tables.SECTIONS`; only their pieces are measured.
    graph
        The walk network, for the metres.
    bandwidth_m, piece_m
        Reach of the kernel and length of a piece, m.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.SUPPLY_DENSITY`: the pieces that units are in reach of.
    """
    where = _sorted(places_on_streets(premises, sections))
    lines = np.asarray(sections.geometry.to_numpy(), dtype=object)
    near = shapely.STRtree(where).query(lines, predicate="dwithin", distance=bandwidth_m)[0]
    sections = sections.iloc[np.unique(near)]
    pieces = _in_reach(street_pieces(sections, piece_m=piece_m), where, bandwidth_m)
    if not len(where) or not len(pieces.lines) or not len(graph.lines):
        return SUPPLY_DENSITY.empty(sections.crs)
    places = put(graph, np.concatenate([where, pieces.middle]))
    density, nearest = _sums(places, len(where), bandwidth_m)
    found = density > 0
    table = gpd.GeoDataFrame(
        {
            "section_id": sections.index.to_numpy(dtype=object)[pieces.section[found]],
            "piece_m": pieces.metres[found],
            "units_per_100m": density[found] * 100,
            "nearest_unit_m": nearest[found],
        },
        geometry=pieces.lines[found], crs=sections.crs,
    )  # fmt: skip
    return SUPPLY_DENSITY.conform(_numbered(table), crs=sections.crs)


def places_on_streets(premises: gpd.GeoDataFrame, sections: gpd.GeoDataFrame) -> pd.Series:
    """
    Where on its own street each unit of the ground floor stands.

    Parameters
    ----------
    premises, sections
        Contracts in `tables.PREMISES` and `tables.SECTIONS`.

    Returns
    -------
    pd.Series
        Points by unit: the nearest one of the axis of its section, its own place if it
        belongs to none. Units without a place, or whose street alone is known, are missing.
    """
    rows = premises[at_the_front(premises) & premises.geometry.notna()]
    rows = rows[rows["located_by"] != "street"]
    points = np.asarray(rows.geometry.to_numpy(), dtype=object).copy()
    at = sections.index.get_indexer(rows["section_id"].astype("str").fillna(""))
    own = np.flatnonzero(at >= 0)
    axis = np.asarray(sections.geometry.to_numpy(), dtype=object)[at[own]]
    points[own] = shapely.get_point(shapely.shortest_line(axis, points[own]), 0)
    return pd.Series(points, index=rows.index, dtype="object")


def _sorted(points: pd.Series) -> NDArray[np.object_]:
    """Points in the order of their places, so that sums do not depend on that of the rows."""
    found = points.to_numpy(dtype=object)
    return found[np.lexsort(shapely.get_coordinates(found).T)] if len(found) else found


def _in_reach(pieces: Pieces, where: NDArray[np.object_], reach_m: float) -> Pieces:
    tree = shapely.STRtree(where)
    near = np.unique(tree.query(pieces.middle, predicate="dwithin", distance=reach_m)[0])
    return Pieces(
        pieces.section[near], pieces.lines[near], pieces.middle[near], pieces.metres[near]
    )


def _sums(places: Places, units: int, bandwidth_m: float) -> tuple[Floats, Floats]:
    """Kernel sum and metres to the nearest unit of every piece."""
    # units at one door share one search
    spot = np.column_stack([places.edge[:units], places.fraction[:units] * 1e6]).round()
    _, first, doors = np.unique(
        np.nan_to_num(spot, nan=-1.0), axis=0, return_index=True, return_counts=True
    )
    goals = np.arange(units, len(places))
    nearest = np.full(len(goals), np.inf)
    door, goal, away = pairs_within(places, first, goals, limit_m=bandwidth_m)
    weight = doors[door] * quartic(away, bandwidth_m)
    total = np.bincount(goal, weights=weight, minlength=len(goals)).astype(np.float64)
    np.minimum.at(nearest, goal, away)
    return total, nearest


def _numbered(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Number the pieces of each section in the order in which they lie in it."""
    table = table.sort_values("section_id", kind="stable", ignore_index=True)
    number = table.groupby("section_id").cumcount() + 1
    table.index = pd.Index(table["section_id"] + ":" + number.astype("str"))
    return table


def section_densities(pieces: gpd.GeoDataFrame, sections: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Mean and peak of `density_along` for each section; pieces without units in reach count 0.

    Returns
    -------
    pd.DataFrame
        ``density_mean`` and ``density_max``, units per 100 m, index of ``sections``.
    """
    weight = pieces["units_per_100m"] * pieces["piece_m"]
    whose: Any = pieces["section_id"]
    total = weight.groupby(whose).sum().reindex(sections.index).fillna(0.0)
    length = sections.geometry.length
    return pd.DataFrame(
        {
            "density_mean": total / length.where(length > 0),
            "density_max": pieces["units_per_100m"].groupby(whose).max()
            .reindex(sections.index).fillna(0.0),
        },
        index=sections.index,
    )  # fmt: skip
