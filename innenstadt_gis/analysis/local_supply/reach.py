"""Metres on foot from every home to the nearest of each kind of supply, and the score."""

from __future__ import annotations

from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from innenstadt_gis.analysis.local_supply.categories import CATEGORIES, CORE
from innenstadt_gis.analysis.streets import Places, put
from innenstadt_gis.analysis.walkgraph import Floats, Ints, WalkGraph
from innenstadt_gis.tables.findings.local_supply import LOCAL_SUPPLY

#: On foot to local supply, BBSR.
WITHIN_M = 1000.0


class Supply(NamedTuple):
    """
    Homes and what they reach: metres to the nearest of each kind, and who is served.

    ``homes`` keeps the contract of `tables.findings.local_supply.LOCAL_SUPPLY`. ``served``, ``low`` and
    ``high`` have one column per kind: served by places that are named so or nothing else;
    by those that are surely of the kind; by any that might be, seen or beyond the edge of
    the data. All are blank for homes without a way to the streets, ``served`` also for
    kinds of which the data hold no place. ``places`` counts the places of each kind by level.
    """

    homes: gpd.GeoDataFrame
    served: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    places: pd.DataFrame
    within_m: float


def local_supply(
    points: gpd.GeoDataFrame,
    found: gpd.GeoDataFrame,
    graph: WalkGraph,
    *,
    within_m: float = WITHIN_M,
    extent: Any = None,
) -> Supply:
    """
    Score local supply on foot as the BBSR does: how many of five kinds are within 1,000 m.

    ``score`` counts supermarket or discounter, general practitioner (Hausarzt), primary
    school (Grundschule), pharmacy (Apotheke) and stop (Haltestelle) that a home reaches along the
    ways, from door to door. One search runs from all places of a kind at once.

    Parameters
    ----------
    points
        Homes: addresses, or a point for each building.
    found
        From `categories.facilities`.
    graph
        From `walkgraph.walk_graph`; lengths are read, neither slopes nor one-ways.
    within_m
        Metres on foot; the BBSR takes 1,000 (in 2025 along footpaths, before as the crow flies).
    extent
        Polygon of which data were loaded; None: around the network. A home nearer to its
        edge than ``within_m`` may have supply that nobody loaded.

    Returns
    -------
    Supply
        The score is blank where a home has no way to the streets or the data hold no
        place of one of the five kinds: then ``score_low`` and ``score_high`` say what is certain.
    """
    everything = np.concatenate(
        [
            np.asarray(points.geometry.to_numpy(), dtype=object),
            np.asarray(found.geometry.to_numpy(), dtype=object),
        ]
    )
    places = put(graph, everything)
    start = np.arange(len(points))
    joined = _joined(graph, places, start)
    edge = _near_edge(points, graph, within_m, extent)
    metres, flags = {}, {}
    for category in CATEGORIES:
        here = (found["category"] == category.key).to_numpy()
        level = found["level"].to_numpy(dtype=object)
        sets = [here & np.isin(level, some) for some in _SETS]
        value, sure, any_ = (
            door_metres(places, start, len(points) + np.flatnonzero(some)) for some in sets
        )
        metres[category.key] = np.where(np.isfinite(value) & joined, value, np.nan)
        flags[category.key] = (
            value <= within_m if sets[0].any() else np.full(len(points), None),
            sure <= within_m,
            (any_ <= within_m) | edge | (not sets[0].any()),
        )
    served, low, high = (
        pd.DataFrame({k: v[i] for k, v in flags.items()}, index=points.index, dtype="boolean")
        .where(pd.Series(joined, index=points.index))
        for i in range(3)
    )  # fmt: skip
    homes = _homes(points, metres, (served, low, high), edge)
    return Supply(homes, served, low, high, _count(found), within_m)


_SETS = (("sure", "likely"), ("sure",), ("sure", "likely", "possible"))


def door_metres(places: Places, start: Ints, goal: Ints) -> Floats:
    """
    Metres from each place to the nearest of others, from door to door.

    The way from the door to the street is walked at both ends. Infinite where there is no
    way. One search for all: from a node that stands before every goal's door.
    """
    metres = np.full(len(start), np.inf)
    goal = goal[places.node[goal] >= 0]
    on = np.flatnonzero(places.node[start] >= 0)
    if not len(goal) or not len(on):
        return metres
    grid = places.matrix
    size = grid.shape[0]
    # scipy takes a stored 0 for no arc at all
    doors = np.maximum(places.off_m[goal], 1e-6)
    whole = csr_array(
        (
            np.concatenate([grid.data, doors]),
            np.concatenate([grid.indices, places.node[goal].astype(np.int32)]),
            np.concatenate([grid.indptr, [grid.nnz + len(goal)]]).astype(np.int32),
        ),
        shape=(size + 1, size + 1),
    )
    found = dijkstra(whole, indices=size)
    metres[on] = found[places.node[start[on]]] + places.off_m[start[on]]
    return metres


def _joined(graph: WalkGraph, places: Places, start: Ints) -> Any:
    """Tell which places stand on the network's largest part: only their ways are known."""
    on = places.node[start] >= 0
    joined = np.zeros(len(start), dtype=bool)
    joined[on] = graph.main[places.edge[start[on]]]
    return joined


def _near_edge(points: gpd.GeoDataFrame, graph: WalkGraph, within_m: float, extent: Any) -> Any:
    if extent is None:
        extent = shapely.convex_hull(shapely.multilinestrings(graph.lines))
    away = shapely.distance(
        np.asarray(points.geometry.to_numpy(), dtype=object), shapely.boundary(extent)
    )
    return away < within_m


def _homes(
    points: gpd.GeoDataFrame,
    metres: dict[str, Floats],
    flags: tuple[pd.DataFrame, ...],
    edge: Any,
) -> gpd.GeoDataFrame:
    told: dict[str, Any] = {f"{key}_m": values for key, values in metres.items()}
    for name, frame in zip(("score", "score_low", "score_high"), flags, strict=True):
        core = frame[list(CORE)]
        told[name] = core.sum(axis=1).astype("Int64").mask(core.isna().any(axis=1))
    told["near_edge"] = edge
    table = gpd.GeoDataFrame(
        pd.DataFrame(told, index=points.index), geometry=points.geometry.to_numpy(), crs=points.crs
    )
    return LOCAL_SUPPLY.conform(table, crs=points.crs)


def _count(found: gpd.GeoDataFrame) -> pd.DataFrame:
    """Places of each kind by level; a place that is there twice counts twice."""
    levels = pd.DataFrame(
        {name: found["level"] == name for name in ("sure", "likely", "possible")},
        index=found.index,
    )
    counts = levels.groupby(found["category"].to_numpy()).sum()
    return counts.reindex([category.key for category in CATEGORIES]).fillna(0).astype("int64")
