"""The walk network as arrays, built once: costs, nearest edge, shortest ways to centres.

All searches run on the reversed network, from the centres outwards, so that one run gives
every node its way TO the nearest centre; with slopes and one-ways that is not the way back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from innenstadt_gis.analysis.arcs import (
    Arcs,
    Floats,
    Ints,
    cheapest,
    largest_part,
    reversed_arcs,
)
from innenstadt_gis.analysis.pace import edge_minutes, flags, walker
from innenstadt_gis.errors import InputError
from innenstadt_gis.personas import Persona

__all__ = [
    "JOIN_M", "Floats", "Ints", "Reach", "Snapped", "WalkGraph", "accesses", "cheapest",
    "entering", "largest_part", "reach", "snap", "walk_graph",
]  # fmt: skip

#: Closer than this to the end of an edge is at its node (0.001 mm of rounding).
_AT_NODE_M = 1e-6
#: Usual ``join_m``: a footway that somebody forgot to join, not the other bank of a river.
JOIN_M = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class WalkGraph:
    """
    The walk network ready to be searched; made by `walk_graph`, never changed.

    ``u`` and ``v`` are positions in the table of nodes. ``forward`` and ``backward`` are
    the costs of a whole edge, infinite against a one-way and where something stops the
    persona; ``per_metre`` is the cost of a metre off the network; ``main`` tells the edges of
    the part with most metres, ``steps`` those that are stairs. ``rank`` orders the nodes from
    west to east, whatever the order of the tables. ``arcs`` are those of the reversed network.
    """

    persona: Persona
    node_count: int
    u: Ints
    v: Ints
    length_m: Floats
    forward: Floats
    backward: Floats
    per_metre: float
    join_m: float
    lines: NDArray[np.object_]
    tree: shapely.STRtree
    main: NDArray[np.bool_]
    steps: NDArray[np.bool_]
    rank: Ints
    arcs: Arcs

    def with_costs(self, forward: Floats, backward: Floats) -> WalkGraph:
        """Return the same network, sharing its tree, with other costs of its edges."""
        arcs = reversed_arcs(
            self.u, self.v, forward, backward, self.length_m, count=self.node_count
        )
        return replace(self, forward=forward, backward=backward, arcs=arcs)

    def for_persona(self, edges: gpd.GeoDataFrame, persona: Persona) -> WalkGraph:
        """Return the same network, sharing its tree, for somebody else; of the same edges."""
        forward, backward = _one_way(edges, edge_minutes(edges, persona=persona))
        other = self.with_costs(forward, backward)
        return replace(other, persona=persona, per_metre=persona.per_metre)

    def in_metres(self) -> WalkGraph:
        """Return the same network, sharing its tree, with metres as costs."""
        metric = self.with_costs(
            np.where(np.isfinite(self.forward), self.length_m, np.inf),
            np.where(np.isfinite(self.backward), self.length_m, np.inf),
        )
        return replace(metric, per_metre=1.0)

    def turned(self) -> WalkGraph:
        """Return the network on which every way leads back: to a centre on it is from it here."""
        return replace(self, forward=self.backward, backward=self.forward, arcs=self.arcs.turned())

    def travel(self, edge: Ints, start: Floats, end: Floats) -> Floats:
        """Cost of going along edges from one fraction to another; infinite if forbidden."""
        ahead = end - start
        whole = np.where(ahead >= 0, self.forward[edge], self.backward[edge])
        moved = np.abs(ahead)
        # At a node one may leave by any edge, also against the one that was nearest.
        stays = moved * self.length_m[edge] <= _AT_NODE_M
        return np.where(stays, 0.0, whole * np.where(stays, 1.0, moved))


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """
    Points carried to the network: which point, which edge, where on it, how far.

    A point that lies equally near to several edges has one entry for each of them.
    """

    point: Ints
    edge: Ints
    fraction: Floats
    metres: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """
    Cost and metres from every node to its nearest centre; ``centre`` is -1 where none is.

    ``accesses`` are the places where the centres touch the network; its ``point`` is the
    position of the centre.
    """

    cost: Floats
    metres: Floats
    centre: Ints
    accesses: Snapped


def walk_graph(
    nodes: gpd.GeoDataFrame,
    edges: gpd.GeoDataFrame,
    *,
    persona: Persona | None = None,
    speed_kmh: float | None = None,
    join_m: float = 0.0,
) -> WalkGraph:
    """
    Build the network once, to be searched often.

    Parameters
    ----------
    nodes, edges
        The walk network; contracts in `tables.NODES` and `tables.EDGES`. The geometry of
        an edge runs from ``u`` to ``v``.
    persona
        Who walks (see `innenstadt_gis.personas`); None: an adult.
    speed_kmh
        Another speed on the flat than the persona's, km/h.
    join_m
        Whoever is nearest to stairs, or to a way outside of the largest part, may also walk
        straight to another way of that part no farther than this; 0 keeps the network as it
        is drawn.

    Returns
    -------
    WalkGraph
        With minutes as costs; ``in_metres()`` gives the same with metres.

    Raises
    ------
    InputError
        If an edge names a node that is not in ``nodes``.
    """
    u = nodes.index.get_indexer(pd.Index(edges["u"]))
    v = nodes.index.get_indexer(pd.Index(edges["v"]))
    lost = (u < 0) | (v < 0)
    if lost.any():
        raise InputError(
            de=f"edges: {int(lost.sum())} Kanten nennen Knoten, die in nodes fehlen, "
            f"z. B. {edges.index[lost][:3].tolist()}; beide Tabellen gemeinsam zuschneiden",
            en=f"edges: {int(lost.sum())} edges name nodes that are not in nodes, "
            f"e.g. {edges.index[lost][:3].tolist()}; cut both tables together",
        )
    who = walker(persona, speed_kmh)
    forward, backward = _one_way(edges, edge_minutes(edges, persona=who))
    length = edges["length_m"].to_numpy("float64")
    lines = np.asarray(edges.geometry.to_numpy(), dtype=object)
    return WalkGraph(
        persona=who, node_count=len(nodes), u=u, v=v, length_m=length, forward=forward,
        backward=backward, per_metre=who.per_metre, join_m=join_m, lines=lines,
        tree=shapely.STRtree(lines), main=largest_part(u, v, length),
        steps=flags(edges, "steps"), rank=_rank(u, v, lines, len(nodes)),
        arcs=reversed_arcs(u, v, forward, backward, length, count=len(nodes)),
    )  # fmt: skip


def _one_way(edges: gpd.GeoDataFrame, minutes: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Minutes forward and backward, infinite against a one-way."""
    oneway = edges["foot_oneway"].to_numpy(dtype=object)
    return (
        np.where(oneway == "backward", np.inf, minutes[0]),
        np.where(oneway == "forward", np.inf, minutes[1]),
    )


def _rank(u: Ints, v: Ints, lines: NDArray[np.object_], count: int) -> Ints:
    """Number nodes from west to east, then from south to north."""
    x, y = np.zeros(count), np.zeros(count)
    places, line = shapely.get_coordinates(lines, return_index=True)
    first = np.searchsorted(line, np.arange(len(lines)))
    last = np.searchsorted(line, np.arange(len(lines)), side="right") - 1
    for nodes, at in ((u, first), (v, last)):
        x[nodes], y[nodes] = places[at].T
    rank = np.empty(count, dtype=np.intp)
    rank[np.lexsort((y, x))] = np.arange(count)
    return rank


def snap(graph: WalkGraph, points: NDArray[np.object_], *, max_snap_m: float) -> Snapped:
    """
    Carry points to the nearest point of the nearest edge; none beyond ``max_snap_m``.

    A point nearest to stairs, or to an edge outside of the largest part, has a second entry on
    the nearest other edge of that part, if it lies within ``graph.join_m``: that a flight of
    stairs passes beside a house does not say that nobody gets out of it without stairs.
    """
    if not len(graph.lines) or not len(points):
        return _snapped([], [], [], [])
    (point, edge), metres = graph.tree.query_nearest(
        points, max_distance=max_snap_m, return_distance=True, all_matches=True
    )
    usual = graph.main & ~graph.steps
    lonely = point[~usual[edge]]
    more = _joined(graph, points, lonely, np.flatnonzero(usual), min(max_snap_m, graph.join_m))
    point, edge, metres = (
        np.concatenate(both) for both in zip((point, edge, metres), more, strict=True)
    )
    fraction = shapely.line_locate_point(graph.lines[edge], points[point], normalized=True)
    return _snapped(point, edge, fraction, metres)


def _joined(
    graph: WalkGraph, points: NDArray[np.object_], lonely: Ints, usual: Ints, limit_m: float
) -> tuple[Ints, Ints, Floats]:
    """Nearest of the usual edges, for points that are nearest to others."""
    lonely = np.unique(lonely)
    if not len(lonely) or not len(usual) or limit_m <= 0:
        return np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0)
    (point, edge), metres = shapely.STRtree(graph.lines[usual]).query_nearest(
        points[lonely], max_distance=limit_m, return_distance=True, all_matches=True
    )
    return lonely[point], usual[edge], metres


def _snapped(point: Any, edge: Any, fraction: Any, metres: Any) -> Snapped:
    # A line without length has its only point at fraction 0, not at 0 / 0.
    return Snapped(
        np.asarray(point, dtype=np.intp),
        np.asarray(edge, dtype=np.intp),
        np.nan_to_num(np.asarray(fraction, dtype=np.float64)),
        np.asarray(metres, dtype=np.float64),
    )


def accesses(
    graph: WalkGraph, centres: NDArray[np.object_], *, max_snap_m: float = 250.0
) -> Snapped:
    """
    Where centres touch the network.

    A point is entered at the nearest point of the nearest edge; a polygon wherever an edge
    crosses its boundary and, where none does, at the nearest point of the nearest edge.
    """
    is_point = shapely.get_type_id(centres) == 0
    at = np.flatnonzero(is_point)
    near = snap(graph, centres[at], max_snap_m=max_snap_m)
    parts = [(at[near.point], near.edge, near.fraction, near.metres)]
    for position in np.flatnonzero(shapely.get_type_id(centres) > 0):
        edge, fraction, metres = _polygon_accesses(graph, centres[position], max_snap_m)
        parts.append((np.full(len(edge), position), edge, fraction, metres))
    return _snapped(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _polygon_accesses(
    graph: WalkGraph, polygon: Any, max_snap_m: float
) -> tuple[Ints, Floats, Floats]:
    edge = np.sort(graph.tree.query(polygon, predicate="intersects"))
    if not len(edge):
        near, metres = graph.tree.query_nearest(
            polygon, max_distance=max_snap_m, return_distance=True
        )
        ways = shapely.shortest_line(graph.lines[near], polygon)
        start = shapely.get_point(ways, 0)
        fraction = shapely.line_locate_point(graph.lines[near], start, normalized=True)
        return near, np.nan_to_num(fraction), metres
    inside = shapely.intersection(graph.lines[edge], polygon)
    pieces, whose = shapely.get_parts(inside, return_index=True)
    lines = shapely.get_type_id(pieces) == 1
    first = np.where(lines, shapely.get_point(pieces, 0), pieces)
    last = np.where(lines, shapely.get_point(pieces, -1), pieces)
    ends = np.concatenate([first, last])
    edge = edge[np.concatenate([whose, whose])]
    fraction = shapely.line_locate_point(graph.lines[edge], ends, normalized=True)
    return edge, np.nan_to_num(fraction), np.zeros(len(edge))


def reach(
    graph: WalkGraph, entries: Snapped, *, limit: float = np.inf, with_metres: bool = True
) -> Reach:
    """
    Search the way from every node to its nearest centre (Dijkstra, all centres at once).

    Each centre becomes one more node with arcs to the ends of the edges it touches, so
    that leaving in the middle of an edge is exact. Nodes farther than ``limit`` stay
    infinite; so do the metres if nobody asks for them.
    """
    centres, whose = np.unique(entries.point, return_inverse=True)
    count = graph.node_count
    if not len(centres):
        nowhere = np.full(count, np.inf)
        return Reach(nowhere, nowhere.copy(), np.full(count, -1, dtype=np.intp), entries)
    first, end, weight, metres = entering(graph, entries, whose + count)
    matrix = graph.arcs.with_more(first, end, weight, len(centres))
    cost, before, owner = dijkstra(
        matrix, indices=np.arange(count, count + len(centres)), min_only=True,
        return_predecessors=True, limit=limit,
    )  # fmt: skip
    reached = np.isfinite(cost[:count])
    centre = np.full(count, -1, dtype=np.intp)
    centre[reached] = centres[owner[:count][reached] - count]
    along = np.full(count, np.inf)
    if with_metres:
        all_metres = np.concatenate([graph.length_m[graph.arcs.edge], metres])
        along[reached] = _metres_along(before.astype(np.intp), matrix, all_metres)[:count][reached]
    return Reach(cost[:count], along, centre, entries)


def entering(graph: WalkGraph, entries: Snapped, centre: Ints) -> tuple[Ints, Ints, Floats, Floats]:
    """Arcs from each centre back to both ends of the edges it touches, sorted; their metres."""
    edge, fraction = entries.edge, entries.fraction
    connector = entries.metres * graph.per_metre
    from_u = graph.travel(edge, np.zeros_like(fraction), fraction) + connector
    from_v = graph.travel(edge, np.ones_like(fraction), fraction) + connector
    length = graph.length_m[edge]
    return cheapest(
        np.concatenate([centre, centre]),
        np.concatenate([graph.u[edge], graph.v[edge]]),
        np.concatenate([from_u, from_v]),
        np.concatenate(
            [length * fraction + entries.metres, length * (1 - fraction) + entries.metres]
        ),
    )


def _metres_along(before: Ints, matrix: Any, metres: Floats) -> Floats:
    """Metres along the tree of cheapest ways, by doubling the stride to the root."""
    size = len(before)
    here = np.arange(size)
    has = before >= 0
    parent = np.where(has, before, here)
    total = np.zeros(size)
    heads = np.repeat(here, np.diff(matrix.indptr))
    tails = matrix.indices
    used = before[tails] == heads  # one arc at most leads to a node from the one before it
    total[tails[used]] = metres[used]
    while (parent != parent[parent]).any():
        total += total[parent]
        parent = parent[parent]
    return total
