"""Areas around the streets from which a centre is reached in time, cut at the exact minute.

A border crosses a street only where its minutes equal the limit, or where a one-way or a
barrier ends what can be reached. Bridges, tunnels and ways that cross in the data without
meeting are the exception: a plane cannot show the street below and the one above at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely import ops

from innenstadt_gis.analysis.walkgraph import (
    Floats,
    Ints,
    Reach,
    Snapped,
    WalkGraph,
    accesses,
    reach,
)

__all__ = ["BLOCK_M2", "STREET_WIDTH_M", "reached_areas"]

Flags = NDArray[np.bool_]
Shapes = NDArray[np.object_]

#: Drawn width on either side of a reached street, m: about the houses along it.
STREET_WIDTH_M = 25.0
#: Gaps up to this size between reached streets are blocks of houses and filled, m2.
BLOCK_M2 = 10_000.0
#: Corners of the drawing may move by so much, m; streets are cut exactly afterwards.
_SMOOTH_M = 0.05
#: Half the width of the slit along a street out of reach, m: too narrow to be seen.
_SLIT_M = 0.3
#: Half the width of a street in reach that a slit would cut off, m.
_THREAD_M = 0.05
#: Shorter pieces of a street than this are not drawn, m.
_SHORTEST_M = 0.01


class _Pieces(NamedTuple):
    """Pieces of edges, from one fraction of the edge to another."""

    edge: Ints
    start: Floats
    end: Floats

    def take(self, rows: Any) -> _Pieces:
        return _Pieces(self.edge[rows], self.start[rows], self.end[rows])

    def lines(self, graph: WalkGraph) -> Shapes:
        found = graph.lines[self.edge]
        for at in np.flatnonzero((self.start > 0) | (self.end < 1)):
            found[at] = ops.substring(found[at], self.start[at], self.end[at], normalized=True)
        return found


class _Streets(NamedTuple):
    """What can be reached within a limit: whole edges, lines cut off others, and the gaps."""

    limit: float
    whole: Flags
    cut_edges: Ints
    cut_lines: Shapes
    gaps: _Pieces


def reached_areas(
    graph: WalkGraph, centres: Shapes, limits: Sequence[float], *, entries: Snapped | None = None
) -> list[Any]:
    """
    Polygon of each rising limit (in the costs of ``graph``), each holding the one before.

    Streets in reach get a width of 25 m on either side, cut straight where the limit is
    used up; gaps up to 1 ha between them, the blocks of houses, are filled. Streets out of
    reach are cut out again, with what lies beyond them, unless they lie wholly inside such
    blocks. Empty where no centre is connected by a street that ``graph``'s persona can use.
    ``entries`` are where the centres touch the network (`walkgraph.accesses`, the default).
    """
    entries = _usable(graph, accesses(graph, centres) if entries is None else entries)
    if not len(entries.point):
        return [shapely.Polygon() for _ in limits]
    reached = reach(graph, entries, limit=max(limits), with_metres=False)
    official = centres[shapely.get_type_id(centres) > 0]
    broad: Any = shapely.union_all(official) if len(official) else shapely.Polygon()
    sofar = broad
    drawn = np.zeros(len(graph.lines), dtype=bool)
    areas = []
    for limit in limits:
        streets = _streets(graph, reached, limit)
        strips = _strips(graph, reached, streets, drawn)
        ways = _connectors(graph, reached, centres, limit)
        wide = shapely.buffer(ways, STREET_WIDTH_M, quad_segs=2)
        broad = _filled(shapely.union_all(np.concatenate([strips, wide, [broad]])))
        broad = shapely.simplify(broad, _SMOOTH_M)
        sofar = shapely.union(_exact(graph, reached, streets, broad, ways), sofar)
        areas.append(sofar)
    return areas


def _usable(graph: WalkGraph, at: Snapped) -> Snapped:
    """Return the entries on edges that can be walked in some direction."""
    on = np.isfinite(np.minimum(graph.forward, graph.backward))[at.edge]
    return Snapped(at.point[on], at.edge[on], at.fraction[on], at.metres[on])


def _streets(graph: WalkGraph, reached: Reach, limit: float) -> _Streets:
    """Edges from all of which a centre is reached within the limit, cut pieces, and the rest."""
    count = len(graph.lines)
    edge = np.arange(count)
    # What is left of the limit at each end buys so much of the edge.
    to_u = _bought(limit - reached.cost[graph.u], graph.backward, edge)
    to_v = _bought(limit - reached.cost[graph.v], graph.forward, edge)
    entries = reached.accesses
    left = limit - entries.metres * graph.per_metre
    ahead = _bought(left, graph.forward, entries.edge)
    behind = _bought(left, graph.backward, entries.edge)
    on = left >= 0
    spans = _Pieces(
        np.concatenate([edge, edge, entries.edge[on]]),
        np.concatenate([np.zeros(count), 1 - to_v, np.maximum(entries.fraction - ahead, 0)[on]]),
        np.concatenate([to_u, np.ones(count), np.minimum(entries.fraction + behind, 1)[on]]),
    )
    gaps = _between(spans, graph.length_m)
    whole = np.ones(count, dtype=bool)
    whole[gaps.edge] = False
    long = (spans.end - spans.start) * graph.length_m[spans.edge] > _SHORTEST_M
    pieces = spans.take(long & ~whole[spans.edge])
    return _Streets(limit, whole, pieces.edge, pieces.lines(graph), gaps)


def _bought(left: Floats, whole: Floats, edge: Ints) -> Floats:
    """Share of an edge that can be walked with what is left of the limit, 0 to 1."""
    cost = np.maximum(whole[edge], 1e-12)
    affordable = np.where(np.isfinite(left), np.maximum(left, 0.0), 0.0)
    return np.minimum(affordable / cost, 1.0)


def _between(spans: _Pieces, length_m: Floats) -> _Pieces:
    """Return what the spans leave of each edge; one of them starts at 0, one ends at 1."""
    order = np.lexsort((spans.end, spans.start, spans.edge))
    edge, start, end = spans.take(order)
    # Farthest end so far, edge by edge: edges are kept apart by whole numbers.
    farthest = np.maximum.accumulate(end + 2.0 * edge) - 2.0 * edge
    follows = edge[1:] == edge[:-1]
    wide = (start[1:] - farthest[:-1]) * length_m[edge[1:]] > _SHORTEST_M
    at = np.flatnonzero(follows & wide)
    return _Pieces(edge[at], farthest[at], start[at + 1])


def _strips(graph: WalkGraph, reached: Reach, streets: _Streets, drawn: Flags) -> Shapes:
    """Streets as surfaces; ``drawn`` ones are left out, and those that need no more are marked."""
    spare = (streets.limit - reached.cost) / graph.per_metre
    far = spare >= STREET_WIDTH_M
    deep = streets.whole & far[graph.u] & far[graph.v]
    round_ = deep & ~drawn
    drawn |= deep
    shallow = streets.whole & ~deep
    # Where less is left than the width, the corner of a street is rounded no wider than that.
    ends = np.zeros(graph.node_count, dtype=bool)
    for some in (np.flatnonzero(shallow), streets.cut_edges):
        ends[graph.u[some]] = ends[graph.v[some]] = True
    corner = np.flatnonzero(ends & (spare > 0))
    edge, last = _an_edge_of(graph, corner)
    points = shapely.get_point(graph.lines[edge], np.where(last, -1, 0))
    radius = np.minimum(spare[corner], STREET_WIDTH_M)
    flat = np.concatenate([graph.lines[shallow], streets.cut_lines])
    return np.concatenate(
        [
            shapely.buffer(graph.lines[round_], STREET_WIDTH_M, quad_segs=2),
            shapely.buffer(flat, STREET_WIDTH_M, quad_segs=2, cap_style="flat"),
            shapely.buffer(points, radius, quad_segs=2),
        ]
    )


def _an_edge_of(graph: WalkGraph, node: Ints) -> tuple[Ints, Flags]:
    """Return an edge at each node, and whether the node is its last point."""
    count = len(graph.u)
    at = np.zeros(graph.node_count, dtype=np.intp)
    at[graph.v] = np.arange(count, 2 * count)
    at[graph.u] = np.arange(count)
    return at[node] % max(count, 1), at[node] >= count


def _connectors(graph: WalkGraph, reached: Reach, centres: Shapes, limit: float) -> Shapes:
    """Straight ways between the centres and the network, as far as the limit carries."""
    entries = reached.accesses
    foot = shapely.line_interpolate_point(
        graph.lines[entries.edge], entries.fraction, normalized=True
    )
    near = entries.metres * graph.per_metre <= limit
    return np.asarray(shapely.shortest_line(centres[entries.point[near]], foot[near]))


def _filled(shape: Any) -> Any:
    """Fill holes no larger than a block of houses."""
    filled = []
    for part in shapely.get_parts(shape):
        large = [ring for ring in part.interiors if shapely.Polygon(ring).area > BLOCK_M2]
        filled.append(shapely.Polygon(part.exterior, large))
    return shapely.union_all(filled)


def _exact(graph: WalkGraph, reached: Reach, streets: _Streets, broad: Any, ways: Shapes) -> Any:
    """Cut what is out of reach out of the broad area, and keep all that is in reach."""
    within = np.concatenate([graph.lines[streets.whole], streets.cut_lines])
    slits = _slits(graph, reached, streets, _open_gaps(graph, reached, streets, broad))
    shapely.prepare(slits)
    near = within[shapely.intersects(slits, within)]
    area = shapely.difference(broad, slits)
    shapely.prepare(area)
    cut_off = near[~shapely.covers(area, near)]
    cut_off = cut_off[shapely.length(shapely.difference(cut_off, area)) > _SHORTEST_M]
    threads = shapely.buffer(cut_off, _THREAD_M, quad_segs=1)
    parts = shapely.get_parts(shapely.union_all(np.append(threads, area)))
    tree = shapely.STRtree(np.concatenate([within, ways]))
    kept, _ = tree.query(parts, predicate="intersects")
    return shapely.union_all(parts[np.unique(kept)])


def _slits(graph: WalkGraph, reached: Reach, streets: _Streets, gaps: _Pieces) -> Any:
    """Narrow surface of gaps; those that begin at a node in reach stay clear of it."""
    clear = np.minimum(_SLIT_M / np.maximum(graph.length_m[gaps.edge], 1e-9), 0.4)
    lost = reached.cost > streets.limit
    u, v = graph.u[gaps.edge], graph.v[gaps.edge]
    at_u, at_v = gaps.start <= 0, gaps.end >= 1
    trimmed = _Pieces(
        gaps.edge,
        np.where(at_u & ~lost[u], clear, gaps.start),
        np.where(at_v & ~lost[v], 1 - clear, gaps.end),
    )
    joints = np.concatenate(
        [
            shapely.get_point(graph.lines[gaps.edge[at_u & lost[u]]], 0),
            shapely.get_point(graph.lines[gaps.edge[at_v & lost[v]]], -1),
        ]
    )
    narrow = shapely.buffer(
        trimmed.lines(graph), _SLIT_M, cap_style="flat", join_style="mitre", mitre_limit=2
    )
    return shapely.union_all(np.append(narrow, shapely.buffer(joints, _SLIT_M, quad_segs=2)))


def _open_gaps(graph: WalkGraph, reached: Reach, streets: _Streets, broad: Any) -> _Pieces:
    """Return streets out of reach that lead out of the area, as far as they lie near it."""
    gaps = streets.gaps
    touched = np.zeros(len(graph.lines), dtype=bool)
    touched[graph.tree.query(broad, predicate="intersects")] = True
    near = np.flatnonzero(touched[gaps.edge])
    shapely.prepare(broad)
    inside = np.zeros(len(gaps.edge), dtype=bool)
    inside[near] = shapely.contains_properly(broad, gaps.take(near).lines(graph))
    label, count = _joined(graph, reached, streets)
    leads_out = np.zeros(count, dtype=bool)
    leads_out[label[~inside]] = True
    return gaps.take(near[leads_out[label[near]]])


def _joined(graph: WalkGraph, reached: Reach, streets: _Streets) -> tuple[Ints, int]:
    """Label gaps; those that meet at a node out of reach have one label."""
    gaps, size = streets.gaps, graph.node_count
    u = np.where(gaps.start <= 0, graph.u[gaps.edge], -1)
    v = np.where(gaps.end >= 1, graph.v[gaps.edge], -1)
    u, v = (np.where((n >= 0) & (reached.cost[n] > streets.limit), n, -1) for n in (u, v))
    both = (u >= 0) & (v >= 0)
    joined = csr_array((np.ones(both.sum()), (u[both], v[both])), shape=(size, size))
    _, part = connected_components(joined, directed=False)
    alone = size + np.arange(len(gaps.edge))
    label = np.where(u >= 0, part[u], np.where(v >= 0, part[v], alone))
    return label, size + len(alone)
