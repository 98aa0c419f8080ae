"""Walking minutes from every building and address to the nearest centre."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from innenstadt_gis.analysis.walkgraph import (
    Floats,
    Ints,
    Reach,
    Snapped,
    WalkGraph,
    accesses,
    edge_minutes,
    reach,
    snap,
    walk_graph,
)
from innenstadt_gis.crs import require_metres
from innenstadt_gis.errors import InputError

__all__ = ["WalkGraph", "edge_minutes", "walk_graph", "walk_minutes"]


def walk_minutes(
    nodes: gpd.GeoDataFrame,
    edges: gpd.GeoDataFrame,
    targets: gpd.GeoSeries,
    centres: gpd.GeoDataFrame,
    *,
    speed_kmh: float = 4.8,
    max_snap_m: float = 250.0,
    join_m: float = 0.0,
    graph: WalkGraph | None = None,
) -> gpd.GeoDataFrame:
    """
    Minutes and metres on foot from each target to its nearest centre.

    Exact shortest ways through the walk network: one leaves at the nearest point of the
    nearest edge, also in the middle of it, and so enters the centre. The straight way
    between a point and its edge is walked at the same speed. A centre drawn as a polygon
    is reached where an edge crosses its boundary; whoever stands inside needs 0 minutes.

    Parameters
    ----------
    nodes, edges
        The walk network in metres; contracts in `tables.NODES` and `tables.EDGES`.
        ``foot_oneway`` is honoured; ``slope`` makes up and down differ, blank is flat.
    targets
        Points to walk from. A blank one stays blank in the result.
    centres
        Points or polygons to walk to; contract in `tables.CENTRES`.
    speed_kmh
        Walking speed on the flat, km/h.
    max_snap_m
        A target or centre farther than this from every edge is not connected.
    join_m
        How far one may walk straight from a way that is joined to nothing to the largest part
        of the network (see `walk_graph`); 0 keeps the network as it is drawn.
    graph
        A network already built by `walk_graph` with the same edges, to save building it.
        Its own speed and joining hold then, ``speed_kmh`` and ``join_m`` are not read.

    Returns
    -------
    gpd.GeoDataFrame
        One row per target, same index: ``walk_min`` and ``walk_m`` (minutes, and metres of
        that same way; NaN where no centre can be reached), ``centre_id`` (blank there).

    Raises
    ------
    InputError
        If a target is no point, or an edge names an unknown node.
    CrsError
        If the edges, targets and centres are not in one CRS of metres.
    """
    _check_places(edges, targets, centres)
    points = np.asarray(targets.to_numpy(), dtype=object)
    found = np.asarray(centres.geometry.to_numpy(), dtype=object)
    graph = graph or walk_graph(nodes, edges, speed_kmh=speed_kmh, join_m=join_m)
    reached = reach(graph, accesses(graph, found, max_snap_m=max_snap_m))
    away = snap(graph, points, max_snap_m=max_snap_m)
    ways = _best(
        len(points),
        _over_nodes(graph, reached, away),
        _along_the_edge(graph, reached.accesses, away),
        _inside(graph, points, away, found),
    )
    minutes, metres, centre = ways
    ids = centres.index.to_numpy(dtype=object)
    names = np.full(len(points), None, dtype=object)
    names[centre >= 0] = ids[centre[centre >= 0]]
    return gpd.GeoDataFrame(
        {
            "walk_min": minutes,
            "walk_m": metres,
            "centre_id": pd.array(names, dtype="str"),
        },
        index=targets.index,
        geometry=targets.to_numpy(),
        crs=targets.crs,
    )


def _check_places(
    edges: gpd.GeoDataFrame, targets: gpd.GeoSeries, centres: gpd.GeoDataFrame
) -> None:
    for name, places in (("edges", edges), ("targets", targets), ("centres", centres)):
        if not len(places):
            continue
        require_metres(places, name)
        if len(edges) and places.crs != edges.crs:
            raise InputError(
                de=f"{name}: Koordinatensystem '{places.crs.name}', die Wege stehen in "
                f"'{edges.crs.name}'; zuerst umrechnen: rows.to_crs(edges.crs)",
                en=f"{name}: the CRS is '{places.crs.name}', that of the edges is "
                f"'{edges.crs.name}'; project first: rows.to_crs(edges.crs)",
            )
    kinds = set(targets.geom_type.dropna().unique()) - {"Point"}
    if kinds:
        raise InputError(
            de=f"targets: {sorted(kinds)} statt Punkten; für Flächen "
            "rows.representative_point() nehmen",
            en=f"targets: {sorted(kinds)} instead of points; for polygons take "
            "rows.representative_point()",
        )


#: Candidate ways: position of the target, minutes, metres, position of the centre.
_Ways = tuple[Ints, Floats, Floats, Ints]


def _over_nodes(graph: WalkGraph, reached: Reach, away: Snapped) -> list[_Ways]:
    """Ways that leave the edge at one of its ends."""
    edge, fraction = away.edge, away.fraction
    connector = away.metres * graph.per_metre
    ways = []
    for node, end in ((graph.u[edge], 0.0), (graph.v[edge], 1.0)):
        cost = graph.travel(edge, fraction, np.full_like(fraction, end))
        along = np.abs(end - fraction) * graph.length_m[edge]
        ways.append(
            (
                away.point,
                connector + cost + reached.cost[node],
                away.metres + along + reached.metres[node],
                reached.centre[node],
            )
        )
    return ways


def _along_the_edge(graph: WalkGraph, entries: Snapped, away: Snapped) -> list[_Ways]:
    """Ways straight along the edge on which target and centre both lie."""
    order = np.argsort(entries.edge, kind="stable")
    lowest = np.searchsorted(entries.edge, away.edge, side="left", sorter=order)
    highest = np.searchsorted(entries.edge, away.edge, side="right", sorter=order)
    count = highest - lowest
    target = np.repeat(np.arange(len(away.edge)), count)
    if not len(target):
        return []
    offset = np.arange(len(target)) - np.repeat(np.cumsum(count) - count, count)
    entry = order[lowest[target] + offset]
    start, end = away.fraction[target], entries.fraction[entry]
    edge = away.edge[target]
    off = away.metres[target] + entries.metres[entry]
    return [
        (
            away.point[target],
            graph.travel(edge, start, end) + off * graph.per_metre,
            np.abs(end - start) * graph.length_m[edge] + off,
            entries.point[entry],
        )
    ]


def _inside(
    graph: WalkGraph,
    points: NDArray[np.object_],
    away: Snapped,
    centres: NDArray[np.object_],
) -> list[_Ways]:
    """No way at all inside a polygon; only the connector if just the edge lies inside."""
    ways: list[_Ways] = []
    for position in np.flatnonzero(shapely.get_type_id(centres) > 0):
        polygon = centres[position]
        shapely.prepare(polygon)
        home = np.flatnonzero(shapely.covers(polygon, points))
        nothing = np.zeros(len(home))
        ways.append((home, nothing, nothing, np.full(len(home), position)))
        foot = shapely.line_interpolate_point(
            graph.lines[away.edge], away.fraction, normalized=True
        )
        enters = shapely.covers(polygon, foot)
        metres = away.metres[enters]
        ways.append(
            (away.point[enters], metres * graph.per_metre, metres,
             np.full(len(metres), position))
        )  # fmt: skip
    return ways


def _best(count: int, *groups: list[_Ways]) -> tuple[Floats, Floats, Ints]:
    """The cheapest candidate of each target; of equal ones the shortest."""
    ways = [way for group in groups for way in group]
    point, cost, metres, centre = (np.concatenate(column) for column in zip(*ways, strict=True))
    order = np.lexsort((centre, metres, cost, point))
    order = order[np.isfinite(cost[order])]
    whose, first = np.unique(point[order], return_index=True)
    best = order[first]
    minutes = np.full(count, np.nan)
    length = np.full(count, np.nan)
    owner = np.full(count, -1, dtype=np.intp)
    minutes[whose], length[whose], owner[whose] = cost[best], metres[best], centre[best]
    return minutes, length, owner
