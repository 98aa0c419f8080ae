"""The ways themselves, not only their minutes: by which edges everybody walks to the nearest goal.

Ways of many places run together; they are held as a tree: every node knows the next one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse.csgraph import dijkstra

from innenstadt_gis.analysis.arcs import Floats, Ints
from innenstadt_gis.analysis.doors import Doors, nearest
from innenstadt_gis.analysis.walkgraph import WalkGraph, entering

__all__ = ["Ways", "ways"]

#: Costs that differ by less are equal (1 + cost is taken): sums in another order.
_EQUAL = 1e-12


class Ways(NamedTuple):
    """
    Ways of places to their nearest goal.

    Attributes
    ----------
    cost
        Of every node to its nearest goal; infinite where none is reached.
    following, edge
        The node that follows on the way from a node, and the edge by which it is reached. At
        the last node ``following`` is -1 and ``edge`` the one on which the goal has its door;
        that one is walked from ``leaves`` to ``arrives``, fractions of it (else to its end).
    leaves, arrives
        Fractions of ``edge`` at which one steps on it and off it.
    upward
        Reached nodes, the nearest to a goal first: nobody stands before the one that follows.
    place_cost
        Of every place; infinite where no goal is reached.
    place_edge, place_leaves, place_arrives, place_node
        The edge on which a place has its door (-1: none, or it stands within a goal), the
        fractions from which to which it is walked, and the node there; -1 if the goal has
        its door on the same edge and no node is passed.
    """

    cost: Floats
    following: Ints
    edge: Ints
    leaves: Floats
    arrives: Floats
    upward: Ints
    place_cost: Floats
    place_edge: Ints
    place_leaves: Floats
    place_arrives: Floats
    place_node: Ints


def ways(graph: WalkGraph, places: Doors, goals: Doors) -> Ways:
    """
    Find the ways of places to their nearest goal.

    Of ways that cost the same the one is taken whose next node lies farther west, then
    farther south, so that the order of the tables does not matter.

    Parameters
    ----------
    graph
        Of the persona who walks, or with other costs.
    places, goals
        From `doors`.
    """
    count = graph.node_count
    cost, following, edge, leaves, arrives = _tree(graph, goals)
    reached = np.flatnonzero(np.isfinite(cost))
    # A node may cost as much as the one that follows (an edge without length), so the number of
    # nodes ahead decides then.
    upward = reached[np.lexsort((_ahead(following, count)[reached], cost[reached]))]
    best = nearest(graph, places, goals, with_metres=False).minutes
    best = np.where(np.isnan(best), np.inf, best)
    node, own, start, end = _first_legs(graph, places, goals, cost, best)
    return Ways(cost, following, edge, leaves, arrives, upward, best, own, start, end, node)


def _tree(graph: WalkGraph, goals: Doors) -> tuple[Floats, Ints, Ints, Floats, Floats]:
    count = graph.node_count
    following, edge = np.full(count, -1, dtype=np.intp), np.full(count, -1, dtype=np.intp)
    leaves, arrives = np.zeros(count), np.ones(count)
    centres, whose = np.unique(goals.entries.point, return_inverse=True)
    if not len(centres):
        return np.full(count, np.inf), following, edge, leaves, arrives
    first, end, weight, _ = entering(graph, goals.entries, whose + count)
    matrix = graph.arcs.with_more(first, end, weight, len(centres))
    sources = np.arange(count, count + len(centres))
    cost, before, _ = dijkstra(matrix, indices=sources, min_only=True, return_predecessors=True)
    arc = _chosen(graph, cost, before[:count].astype(np.intp))
    has = arc >= 0
    following[has] = graph.arcs.first[arc[has]]
    edge[has] = graph.arcs.edge[arc[has]]
    ahead = graph.v[edge] == following  # walked as drawn
    leaves = np.where(has & ~ahead, 1.0, leaves)
    arrives = np.where(has & ~ahead, 0.0, arrives)
    last = np.flatnonzero(~has & np.isfinite(cost[:count]))
    edge[last], leaves[last], arrives[last] = _last_legs(graph, goals, last)
    return cost[:count], following, edge, leaves, arrives


def _chosen(graph: WalkGraph, cost: Floats, before: Ints) -> Ints:
    """The arc of the reversed network by which each node is reached; -1 from a goal itself."""
    arcs, first = graph.arcs, graph.arcs.first
    count = graph.node_count
    chosen = np.full(count, -1, dtype=np.intp)
    found = np.flatnonzero(before[arcs.end] == first)
    chosen[arcs.end[found]] = found
    chosen[before >= count] = -1
    inner = np.flatnonzero(np.isfinite(cost[arcs.end]) & (before[arcs.end] < count))
    gained = cost[arcs.end[inner]] - cost[first[inner]]
    equal = np.abs(gained - arcs.weight[inner]) <= _slack(cost[arcs.end[inner]])
    some = inner[equal & (gained > 0)]
    order = some[np.lexsort((graph.rank[first[some]], arcs.end[some]))]
    node, at = np.unique(arcs.end[order], return_index=True)
    chosen[node] = order[at]
    return chosen


def _slack(cost: Floats) -> Floats:
    return _EQUAL * (1 + cost)


def _loosened(cost: Floats) -> Floats:
    return np.asarray(cost + _slack(cost))


def _where(graph: WalkGraph, edge: Ints) -> tuple[Ints, Ints]:
    """Order edges by their ends, whatever the order of the rows."""
    ends = graph.rank[graph.u[edge]], graph.rank[graph.v[edge]]
    return np.maximum(*ends), np.minimum(*ends)


def _last_legs(graph: WalkGraph, goals: Doors, last: Ints) -> tuple[Ints, Floats, Floats]:
    """The edges from the last nodes to the doors of their goals."""
    at = goals.entries
    off = at.metres * graph.per_metre
    edge = np.concatenate([at.edge, at.edge])
    node = np.concatenate([graph.u[at.edge], graph.v[at.edge]])
    leaves = np.repeat([0.0, 1.0], len(at.edge))
    arrives = np.concatenate([at.fraction, at.fraction])
    whole = graph.travel(edge, leaves, arrives) + np.concatenate([off, off])
    order = np.lexsort((arrives, leaves, *_where(graph, edge), whole, node))
    nodes, first = np.unique(node[order], return_index=True)
    best = order[first][np.searchsorted(nodes, last)]
    return edge[best], leaves[best], arrives[best]


def _ahead(following: Ints, count: int) -> Ints:
    """How many nodes lie ahead of each, by doubling the stride to the last one."""
    here = np.arange(count)
    parent = np.where(following >= 0, following, here)
    total = (following >= 0).astype(np.intp)
    while (parent != parent[parent]).any():
        total = total + total[parent]
        parent = parent[parent]
    return total


def _first_legs(
    graph: WalkGraph, places: Doors, goals: Doors, cost: Floats, best: Floats
) -> tuple[Ints, Ints, Floats, Floats]:
    """The node to which each place walks first, the edge it stands on, and the part of it."""
    count = len(places.places)
    node, own = np.full(count, -1, dtype=np.intp), np.full(count, -1, dtype=np.intp)
    start, end = np.zeros(count), np.zeros(count)
    away = places.entries
    edge = np.concatenate([away.edge, away.edge])
    leaves = np.concatenate([away.fraction, away.fraction])
    arrives = np.repeat([0.0, 1.0], len(away.edge))
    to = np.concatenate([graph.u[away.edge], graph.v[away.edge]])
    point = np.concatenate([away.point, away.point])
    off = np.concatenate([away.metres, away.metres]) * graph.per_metre
    whole = graph.travel(edge, leaves, arrives) + off + cost[to]
    order = np.lexsort((arrives, *_where(graph, edge), whole, point))
    order = order[np.isfinite(whole[order])]
    order = order[whole[order] <= _loosened(best)[point[order]]]
    who, first = np.unique(point[order], return_index=True)
    use = order[first]
    node[who], own[who], start[who], end[who] = to[use], edge[use], leaves[use], arrives[use]
    _same_edge(graph, places, goals, best, node=node, own=own, start=start, end=end)
    return node, own, start, end


def _same_edge(
    graph: WalkGraph, places: Doors, goals: Doors, best: Floats, *,
    node: Ints, own: Ints, start: Floats, end: Floats,
) -> None:  # fmt: skip
    """Write the ways that pass no node: straight along the edge on which the goal has its door."""
    left = np.isfinite(best) & (node < 0)
    most = _loosened(best)
    away, at = places.entries, goals.entries
    for entry in np.flatnonzero(left[away.point]):
        point = away.point[entry]
        doors = np.flatnonzero(at.edge == away.edge[entry])
        straight = graph.travel(
            np.full(len(doors), away.edge[entry]),
            np.full(len(doors), away.fraction[entry]),
            at.fraction[doors],
        )
        straight += (away.metres[entry] + at.metres[doors]) * graph.per_metre
        hit = np.flatnonzero(straight <= most[point])
        if len(hit):
            own[point], start[point] = away.edge[entry], away.fraction[entry]
            end[point] = at.fraction[doors[hit[0]]]
