"""Isochrones: from where a centre is reached on foot within so many minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import ops

from innenstadt_gis.analysis.walkgraph import (
    Floats,
    Ints,
    Reach,
    WalkGraph,
    accesses,
    reach,
    walk_graph,
)
from innenstadt_gis.tables.findings import ISOCHRONES

#: Drawn width on either side of a reached street, m: about the houses along it.
STREET_WIDTH_M = 25.0
#: Gaps up to this size between reached streets are blocks of houses and filled, m2.
BLOCK_M2 = 10_000.0
#: Corners of the drawing may move by so much, m.
_SMOOTH_M = 1.0
#: Shorter pieces of a street than this are not drawn, m.
_SHORTEST_M = 0.01


def isochrones(
    nodes: gpd.GeoDataFrame,
    edges: gpd.GeoDataFrame,
    centres: gpd.GeoDataFrame,
    *,
    minutes: Sequence[float] = (5, 10, 15),
    speed_kmh: float = 4.8,
    population: gpd.GeoDataFrame | None = None,
    buildings: gpd.GeoDataFrame | None = None,
    graph: WalkGraph | None = None,
) -> gpd.GeoDataFrame:
    """
    Areas from which the nearest centre is reached on foot within so many minutes.

    The streets are cut at the exact minute, towards the centre as in
    `walking.walk_minutes`. Only for drawing they get a width of 25 m on either side, and
    gaps up to 1 ha between them, the blocks of houses, are filled: a river without a bridge
    and a large block stay out.

    Parameters
    ----------
    nodes, edges, centres
        The walk network and the centres, in one CRS of metres.
    minutes
        Limits; each area lies in the next.
    speed_kmh
        Walking speed on the flat, km/h.
    population
        Cells with persons; a cell cut by the border counts by the share of its area.
        None or empty leaves ``persons`` blank.
    buildings
        Counted where a point inside of them lies in the area; None or empty leaves
        ``buildings`` blank.
    graph
        A network already built by `walk_graph`; its own speed holds then.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.ISOCHRONES`, one row per limit, the nearest first. No
        row where no centre is connected to the network.
    """
    graph = graph or walk_graph(nodes, edges, speed_kmh=speed_kmh)
    limits = sorted({float(limit) for limit in minutes})
    places = np.asarray(centres.geometry.to_numpy(), dtype=object)
    areas = reached_areas(graph, places, limits)
    rows = [(limit, area) for limit, area in zip(limits, areas, strict=True) if not area.is_empty]
    shapes = [area for _, area in rows]
    table = gpd.GeoDataFrame(
        {"walk_min": [limit for limit, _ in rows]},
        index=pd.Index([f"walk-{limit:g}" for limit, _ in rows]),
        geometry=shapes,
        crs=centres.crs if centres.crs is not None else edges.crs,
    )
    table["area_ha"] = table.geometry.area / 10_000
    if population is not None and len(population):
        table["persons"] = [_persons(population, shape) for shape in shapes]
    if buildings is not None and len(buildings):
        points = shapely.point_on_surface(np.asarray(buildings.geometry.to_numpy(), dtype=object))
        table["buildings"] = [_inside(points, shape) for shape in shapes]
    return ISOCHRONES.conform(table, crs=table.crs)


def _inside(points: NDArray[np.object_], shape: Any) -> int:
    shapely.prepare(shape)
    return int(shapely.covers(shape, points).sum())


def _persons(population: gpd.GeoDataFrame, shape: Any) -> float:
    shapely.prepare(shape)
    cells = np.asarray(population.geometry.to_numpy(), dtype=object)
    persons = population["persons"].to_numpy("float64")
    touched = shapely.intersects(shape, cells)
    share = np.zeros(len(cells))
    part = shapely.area(shapely.intersection(cells[touched], shape))
    share[touched] = part / shapely.area(cells[touched])
    return float((persons * share).sum())


def reached_areas(
    graph: WalkGraph, centres: NDArray[np.object_], limits: Sequence[float]
) -> list[Any]:
    """
    Polygon of each rising limit (in the costs of ``graph``), each holding the one before.

    Empty where no centre is connected. See `isochrones` for how the area is drawn.
    """
    entries = accesses(graph, centres)
    if not len(entries.point):
        return [shapely.Polygon() for _ in limits]
    reached = reach(graph, entries, limit=max(limits))
    official = centres[shapely.get_type_id(centres) > 0]
    sofar: Any = shapely.union_all(official) if len(official) else shapely.Polygon()
    drawn = np.zeros(len(graph.lines), dtype=bool)
    areas = []
    for limit in limits:
        whole, pieces = _reached_streets(graph, reached, limit)
        new = np.concatenate([graph.lines[whole & ~drawn], pieces, _connectors(graph, reached,
                              centres, limit)])  # fmt: skip
        drawn |= whole
        strips = shapely.buffer(new, STREET_WIDTH_M, quad_segs=2)
        shape = _filled(shapely.union_all(np.append(strips, sofar)))
        sofar = shapely.union(shapely.simplify(shape, _SMOOTH_M), sofar)
        areas.append(sofar)
    return areas


def _reached_streets(
    graph: WalkGraph, reached: Reach, limit: float
) -> tuple[NDArray[np.bool_], NDArray[np.object_]]:
    """Edges from all of which a centre is reached within the limit, and cut pieces."""
    count = len(graph.lines)
    edge = np.arange(count)
    # What is left of the limit at each end buys so much of the edge.
    to_u = _bought(limit - reached.cost[graph.u], graph.backward, edge)
    to_v = _bought(limit - reached.cost[graph.v], graph.forward, edge)
    whole = to_u + to_v >= 1.0
    entries = reached.accesses
    left = limit - entries.metres * graph.per_metre
    ahead = _bought(left, graph.forward, entries.edge)
    behind = _bought(left, graph.backward, entries.edge)
    on = left >= 0
    edges = np.concatenate([edge, edge, entries.edge[on]])
    start = np.concatenate([np.zeros(count), 1 - to_v, (entries.fraction - ahead)[on]])
    end = np.concatenate([to_u, np.ones(count), (entries.fraction + behind)[on]])
    return whole, _cut(graph, edges, np.maximum(start, 0.0), np.minimum(end, 1.0), whole)


def _bought(left: Floats, whole: Floats, edge: Ints) -> Floats:
    """Share of an edge that can be walked with what is left of the limit, 0 to 1."""
    cost = np.maximum(whole[edge], 1e-12)
    affordable = np.where(np.isfinite(left), np.maximum(left, 0.0), 0.0)
    return np.minimum(affordable / cost, 1.0)


def _cut(
    graph: WalkGraph, edges: Ints, start: Floats, end: Floats, whole: NDArray[np.bool_]
) -> NDArray[np.object_]:
    long = (end - start) * graph.length_m[edges] > _SHORTEST_M
    keep = np.flatnonzero(long & ~whole[edges])
    pieces = [ops.substring(graph.lines[edges[i]], start[i], end[i], normalized=True) for i in keep]
    return np.array([*pieces, None], dtype=object)[:-1]


def _connectors(
    graph: WalkGraph, reached: Reach, centres: NDArray[np.object_], limit: float
) -> NDArray[np.object_]:
    """Straight ways between the centres and the network, as far as the limit carries."""
    entries = reached.accesses
    foot = shapely.line_interpolate_point(
        graph.lines[entries.edge], entries.fraction, normalized=True
    )
    near = entries.metres * graph.per_metre <= limit
    return shapely.shortest_line(centres[entries.point[near]], foot[near])


def _filled(shape: Any) -> Any:
    """Fill holes no larger than a block of houses."""
    filled = []
    for part in shapely.get_parts(shape):
        large = [ring for ring in part.interiors if shapely.Polygon(ring).area > BLOCK_M2]
        filled.append(shapely.Polygon(part.exterior, large))
    return shapely.union_all(filled)
