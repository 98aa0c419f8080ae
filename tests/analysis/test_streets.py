"""Metres along the streets: counted on a cross, and equal to networkx on random networks."""

from __future__ import annotations

import itertools
from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from innenstadt_gis.analysis.streets import metres_to_nearest, pairs_within, put, ways
from innenstadt_gis.analysis.walkgraph import walk_graph

CRS = "EPSG:25833"


def network(places, pairs, *, oneway="both", join_m=0.0):
    nodes = gpd.GeoDataFrame(index=range(len(places)), geometry=[Point(p) for p in places], crs=CRS)
    lines = [LineString([places[a], places[b]]) for a, b in pairs]
    edges = gpd.GeoDataFrame(
        {
            "u": [a for a, _ in pairs], "v": [b for _, b in pairs],
            "length_m": [line.length for line in lines], "slope": np.nan, "foot_oneway": oneway,
        },
        geometry=lines, crs=CRS,
    )  # fmt: skip
    return walk_graph(nodes, edges, join_m=join_m)


def points(*places):
    return np.array([None if p is None else Point(p) for p in places], dtype=object)


@pytest.fixture
def cross():
    """A crossing with four arms of 100 m; the one-way does not count here."""
    ends = [(0, 0), (100, 0), (-100, 0), (0, 100), (0, -100)]
    return network(ends, [(0, i) for i in range(1, 5)], oneway="forward")


def metres_between(places, *, limit_m=np.inf):
    """All pairs as a square, infinite where there is none."""
    n = np.arange(len(places))
    row, column, metres = pairs_within(places, n, n, limit_m=limit_m)
    square = np.full((len(n), len(n)), np.inf)
    square[row, column] = metres
    return square


def test_metres_are_measured_along_the_street_from_door_to_door(cross):
    # 40 and 90 m east (8 and 5 m beside the street), 30 m north, one far off, one nowhere
    places = put(cross, points((40, 8), (90, -5), (5, 30), (500, 500), None))

    metres = metres_between(places)

    assert metres[0, 1] == pytest.approx(50, abs=1e-3)  # the metres to the street do not count
    assert metres[0, 2] == pytest.approx(70, abs=1e-3)
    assert metres[1, 2] == pytest.approx(120, abs=1e-3)
    assert np.isinf(metres[0, 3:]).all()
    assert np.isinf(metres[3]).all()
    assert places.node[3] == places.node[4] == -1
    assert metres[0, 0] == 0


def test_ways_beyond_the_limit_are_infinite(cross):
    places = put(cross, points((40, 0), (90, 0), (0, 30)))

    assert np.isinf(metres_between(places, limit_m=60)[0, 2])


def test_the_nearest_of_others_is_named(cross):
    places = put(cross, points((40, 0), (90, 0), (0, 30), (-80, 0), None))

    metres, which = metres_to_nearest(places, np.array([0, 3, 4]), np.array([1, 2, 4]))

    assert metres[:2] == pytest.approx([50, 110], abs=1e-3)
    assert which.tolist() == [0, 1, -1]  # position among the others: the first, the second
    assert np.isinf(metres[2])


def test_doors_side_by_side_are_0_m_apart(cross):
    places = put(cross, points((40, 8), (40, -8), (0, 0)))

    metres = metres_between(places)

    assert metres[0, 1] == pytest.approx(0, abs=1e-3)
    assert metres[0, 2] == pytest.approx(40, abs=1e-3)


def test_a_door_on_a_loose_footway_stands_on_the_street_beside_it():
    ends = [(0, 0), (300, 0), (100, 20), (140, 20)]
    graph = network(ends, [(0, 1), (2, 3)], join_m=30.0)

    metres = metres_between(put(graph, points((120, 21), (50, 0))))

    assert metres[0, 1] == pytest.approx(70, abs=1e-3)


def test_the_pieces_of_street_between_doors_are_as_long_as_the_way(cross):
    places = put(cross, points((40, 8), (90, -5), (5, 30), (-500, 0)))

    pieces = ways(cross, places, 0, np.array([1, 2, 3]))

    # 50 m to the second door, 40 m back to the crossing and 30 m north; the last is nowhere
    assert sum(piece.length for piece in pieces) == pytest.approx(120)
    assert all(piece.distance(Point(0, -50)) > 40 for piece in pieces)
    assert len(ways(cross, places, 3, np.array([0]))) == 0


coordinate = st.integers(0, 300)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=12, unique=True),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), min_size=2, max_size=20),
    st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=10),
    st.integers(1, 400),
)
def test_metres_are_those_of_networkx_on_the_cut_network(ends, pairs, doors, limit):
    n = len(ends)
    pairs = [(a % n, b % n) for a, b in pairs if a % n != b % n]
    if not pairs:
        return
    graph = network(ends, pairs)
    places = put(graph, points(*doors), farthest_m=1000)
    theirs = nx.Graph()
    theirs.add_nodes_from(range(n + len(doors)))

    def way(a, b, metres):
        if not theirs.has_edge(a, b) or theirs[a][b]["metres"] > metres:
            theirs.add_edge(a, b, metres=metres)

    for e, (a, b) in enumerate(pairs):
        stops = sorted((float(places.fraction[i]), n + i) for i in np.flatnonzero(places.edge == e))
        chain = [(0.0, a), *stops, (1.0, b)]
        for (f, one), (g, two) in itertools.pairwise(chain):
            way(one, two, (g - f) * graph.length_m[e])

    ours = metres_between(places)

    for i in range(len(doors)):
        found = nx.single_source_dijkstra_path_length(theirs, n + i, weight="metres")
        expected = [found.get(n + j, np.inf) for j in range(len(doors))]
        assert ours[i] == pytest.approx(expected, abs=0.01)
    assert ours == pytest.approx(ours.T, abs=1e-6)
    near = metres_between(places, limit_m=limit)
    sure = np.abs(ours - limit) > 1e-6
    assert near[sure] == pytest.approx(np.where(ours <= limit, ours, np.inf)[sure], abs=1e-6)


def test_lengths_shorter_than_the_straight_line_lose_no_pair():
    # somebody's own network: 1000 m on the map are 40 m to walk (a lift, or an error)
    graph = network([(0, 0), (1000, 0), (1100, 0)], [(0, 1), (1, 2)])
    shorter = replace(graph, length_m=np.array([40.0, 100.0]))

    metres = metres_between(put(shorter, points((0, 0), (1000, 0), (1100, 0))), limit_m=60)

    assert metres[0].tolist() == pytest.approx([0, 40, np.inf], abs=1e-3)


def test_pairs_come_in_the_order_of_their_places(cross):
    places = put(cross, points((90, 0), None, (40, 0), (0, 30)))

    row, column, metres = pairs_within(places, np.array([3, 1, 0]), np.array([2, 0]), limit_m=80)

    assert (row.tolist(), column.tolist()) == ([0, 2, 2], [0, 0, 1])
    assert metres == pytest.approx([70, 50, 0], abs=1e-3)
