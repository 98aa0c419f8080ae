"""The ways themselves: they add up to their minutes, and ties do not depend on the rows."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.analysis.doors import doors, nearest
from innenstadt_gis.analysis.personas.ways import ways
from innenstadt_gis.analysis.walkgraph import walk_graph

SEEDS = st.integers(0, 10_000)


def legs_of(found, place):
    """Edges with the fractions that a place walks, in order."""
    legs = []
    if found.place_edge[place] >= 0:
        legs.append(
            (found.place_edge[place], found.place_leaves[place], found.place_arrives[place])
        )
    node = found.place_node[place]
    while node >= 0:
        legs.append((found.edge[node], found.leaves[node], found.arrives[node]))
        node = found.following[node]
    return [(int(edge), float(a), float(b)) for edge, a, b in legs]


@settings(max_examples=40)
@given(seed=SEEDS)
def test_the_legs_of_every_way_add_up_to_its_minutes(seed, random_network, points):
    nodes, edges = random_network(seed)
    graph = walk_graph(nodes, edges)
    rng = np.random.default_rng(seed)
    west, south, east, north = edges.total_bounds
    xy = np.column_stack([rng.uniform(west, east, 33), rng.uniform(south, north, 33)])
    homes, goals = doors(graph, points(*xy[:30])), doors(graph, points(*xy[30:]))

    found = ways(graph, homes, goals)

    best = nearest(graph, homes, goals).minutes
    np.testing.assert_array_equal(np.isfinite(found.place_cost), ~np.isnan(best))
    ends: dict[tuple[int, float], float] = {}
    at = goals.entries
    for edge, fraction, metres in zip(at.edge, at.fraction, at.metres, strict=True):
        key = (int(edge), round(fraction, 9))
        ends[key] = min(metres, ends.get(key, np.inf))
    for place in np.flatnonzero(~np.isnan(best)):
        legs = legs_of(found, place)
        walked = sum(
            graph.travel(np.array([e]), np.array([a]), np.array([b]))[0] for e, a, b in legs
        )
        off = homes.entries.metres[homes.entries.point == place].min()
        last = ends[legs[-1][0], round(legs[-1][2], 9)]
        assert walked + (off + last) * graph.per_metre == pytest.approx(best[place])
        # and they hang together: each begins where the one before ended
        for (e, _, b), (f, c, _) in itertools.pairwise(legs):
            end = shapely.line_interpolate_point(graph.lines[e], b, normalized=True)
            start = shapely.line_interpolate_point(graph.lines[f], c, normalized=True)
            assert shapely.distance(end, start) == pytest.approx(0, abs=1e-6)


@settings(max_examples=40)
@given(seed=SEEDS)
def test_equal_ways_are_chosen_by_place_not_by_row(seed, random_network, points):
    nodes, edges = random_network(seed, jitter=0)  # a straight grid: most ways have equals
    edges = edges.assign(slope=np.nan, steps=False, foot_oneway="both")
    rng = np.random.default_rng(seed)
    mixed = nodes.iloc[rng.permutation(len(nodes))], edges.iloc[rng.permutation(len(edges))]
    goal, homes = points((500_000, 5_600_000)), nodes.geometry.to_numpy()

    def used(nodes, edges):
        graph = walk_graph(nodes, edges)
        found = ways(graph, doors(graph, homes), doors(graph, goal))
        ids, names = nodes.index.to_numpy(), [*edges.geometry.centroid.to_wkt(), ""]
        reached = np.flatnonzero(np.isfinite(found.cost))
        return {
            ids[n]: (
                names[found.edge[n]],
                None if found.following[n] < 0 else ids[found.following[n]],
            )
            for n in reached
        }

    assert used(nodes, edges) == used(*mixed)


def test_a_home_on_the_edge_of_the_goal_passes_no_node(network, points):
    town = network({1: (0, 0), 2: (100, 0)}, [(1, 2, {})])
    graph = walk_graph(*town)

    found = ways(graph, doors(graph, points((80, 3))), doors(graph, points((30, 2))))

    assert found.place_node.tolist() == [-1]
    assert legs_of(found, 0) == [(0, pytest.approx(0.8), pytest.approx(0.3))]
    assert found.place_cost.tolist() == pytest.approx([55 / 80])


def test_without_goals_or_homes_nobody_walks(network, points):
    graph = walk_graph(*network({1: (0, 0), 2: (100, 0)}, [(1, 2, {})]))
    none = doors(graph, np.empty(0, dtype=object))

    assert np.isinf(ways(graph, doors(graph, points((1, 0))), none).place_cost).all()
    assert not len(ways(graph, none, doors(graph, points((1, 0)))).place_cost)
