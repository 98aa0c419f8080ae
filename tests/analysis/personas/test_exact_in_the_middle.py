"""Doors in the middle of edges, for every persona, there and back: networkx says the same."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
import shapely

from innenstadt_gis.analysis.doors import doors, nearest
from innenstadt_gis.analysis.pace import edge_minutes
from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.personas import personas


def by_networkx(nodes, edges, homes, goals, who, *, back=False):
    """Put every place into a graph at all of its nearest edges, and search from each goal."""
    lines = edges.geometry.to_numpy()
    forward, backward = edge_minutes(edges, persona=who)
    graph, feet = nx.MultiDiGraph(), {}
    graph.add_nodes_from(nodes.index)
    for name, place in [
        *((f"h{i}", place) for i, place in enumerate(homes)),
        *((f"g{i}", place) for i, place in enumerate(goals)),
    ]:
        away = shapely.distance(lines, place)
        for edge in np.flatnonzero(away <= away.min() + 1e-9):
            at = lines[edge].project(place, normalized=True)
            feet.setdefault(edge, []).append((at, (name, edge)))
            # one leaves a home and enters a goal (back: the other way): neither is a shortcut
            inward = name.startswith("g") != back
            ends = ((name, edge), name) if inward else (name, (name, edge))
            graph.add_edge(*ends, weight=away[edge] * who.per_metre)
    for edge, (u, v, way) in enumerate(zip(edges.u, edges.v, edges.foot_oneway, strict=True)):
        stops = [(0.0, u), *sorted(feet.get(edge, []), key=lambda foot: foot[0]), (1.0, v)]
        for (low, a), (high, b) in itertools.pairwise(stops):
            # whoever stands at a node may leave it by any edge, whatever bars this one
            at_once = (high - low) * lines[edge].length <= 1e-6
            if at_once or (way != "backward" and np.isfinite(forward[edge])):
                graph.add_edge(a, b, weight=0.0 if at_once else forward[edge] * (high - low))
            if at_once or (way != "forward" and np.isfinite(backward[edge])):
                graph.add_edge(b, a, weight=0.0 if at_once else backward[edge] * (high - low))
    searched = graph if back else graph.reverse(copy=False)
    found = nx.multi_source_dijkstra_path_length(searched, {f"g{i}" for i in range(len(goals))})
    return np.array([found.get(f"h{i}", np.nan) for i in range(len(homes))])


@pytest.mark.parametrize("who", personas(), ids=lambda p: p.key)
@pytest.mark.parametrize("seed", [1, 2])
def test_minutes_between_doors_in_the_middle_of_edges(who, seed, random_network, points):
    nodes, edges = random_network(seed, size=7)
    rng = np.random.default_rng(seed)
    west, south, east, north = edges.total_bounds
    xy = np.column_stack([rng.uniform(west, east, 203), rng.uniform(south, north, 203)])
    homes, goals = points(*xy[3:]), points(*xy[:3])
    graph = walk_graph(nodes, edges, persona=who)
    at, to = doors(graph, homes, max_snap_m=1e4), doors(graph, goals, max_snap_m=1e4)

    for direction in ("to", "from"):
        ours = nearest(graph, at, to, direction=direction).minutes
        theirs = by_networkx(nodes, edges, homes, goals, who, back=direction == "from")

        assert np.isnan(ours).tolist() == np.isnan(theirs).tolist()
        assert (~np.isnan(ours)).sum() > 10
        assert np.nanmax(np.abs(ours - theirs)) < 1e-6
