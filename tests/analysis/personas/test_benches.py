"""Stretches without a bench, counted by hand along one street, and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.analysis.doors import doors
from innenstadt_gis.analysis.personas.benches import bench_gaps, longest_gaps, sitting
from innenstadt_gis.analysis.personas.ways import ways
from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.tables.findings.personas import BENCH_GAPS


@pytest.fixture
def street(network):
    """A street of 600 m with a node every 100 m; the centre at its west end."""
    places = {n: (100 * n, 0) for n in range(7)}
    return network(places, [(n, n + 1, {"name": "Allee"}) for n in range(6)])


def asked(town, homes, goal, benches):
    graph = walk_graph(*town)
    at = doors(graph, homes)
    return ways(graph, at, doors(graph, goal)), sitting(graph, benches), at


def test_the_longest_stretch_goes_from_bench_to_bench(street, points):
    # benches at 450 and 100; the one at 350 stands 25 m off and counts for nobody
    found = asked(street, points((600, 0)), points((0, 0)), points((450, 5), (350, 25), (100, -5)))

    assert longest_gaps(*found).tolist() == pytest.approx([350])  # 150, 350, 100


def test_the_first_and_the_last_stretch_count_and_so_does_the_way_from_the_door(street, points):
    found = asked(street, points((600, 12), (60, 0)), points((0, 0)), points((400, 0)))

    # 12 + 200 to the bench, then 400; from 60 m without any
    assert longest_gaps(*found).tolist() == pytest.approx([400, 60])


def test_a_bench_behind_the_house_is_not_on_its_way(street, points):
    found = asked(street, points((350, 0)), points((0, 0)), points((380, 0)))

    assert longest_gaps(*found).tolist() == pytest.approx([350])


def test_benches_on_the_edge_that_home_and_centre_share_count(street, points):
    found = asked(street, points((290, 0)), points((210, 0)), points((250, 0), (205, 0)))

    assert longest_gaps(*found).tolist() == pytest.approx([40])


def test_without_benches_it_is_the_whole_way_and_without_a_way_nothing(street, points):
    homes = points((600, 0), (0, 9000))

    found = longest_gaps(*asked(street, homes, points((0, 0)), points()))

    assert found[0] == pytest.approx(600)
    assert np.isnan(found[1])


def test_gaps_lie_where_people_walk_more_than_200_m_without_a_bench(street, points):
    homes = points((600, 0), (250, 0), (390, 0))
    found, seats, at = asked(street, homes, points((0, 0)), points((150, 0), (450, 0)))

    table = bench_gaps(street[1], found, seats, at, np.array([30.0, 100.0, 15.0]))

    BENCH_GAPS.check(table)
    # From 600 it is 150 m to the first bench, then 300 m, then 150; of the 300 m the edges from
    # 200 to 400 bear no bench. From 390 it is 240 m. From 250 it is 100 m: no gap.
    assert table[["street", "metres", "persons"]].values.tolist() == [["Allee", 200, 45]]


def test_few_walkers_are_no_row(street, points):
    found = asked(street, points((600, 0)), points((0, 0)), points())

    assert not len(bench_gaps(street[1], *found, np.array([9.0])))
    assert len(bench_gaps(street[1], *found, np.array([10.0]))) == 1


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_laws_of_benches(seed, random_network, points):
    nodes, edges = random_network(seed)
    rng = np.random.default_rng(seed)
    west, south, east, north = edges.total_bounds

    def some(count):
        return points(
            *np.column_stack([rng.uniform(west, east, count), rng.uniform(south, north, count)])
        )

    homes, goal, benches = some(30), points((west + 250, south + 250)), some(12)
    few = longest_gaps(*asked((nodes, edges), homes, goal, benches[:6]))
    many = longest_gaps(*asked((nodes, edges), homes, goal, benches))
    none = longest_gaps(*asked((nodes, edges), homes, goal, benches[:0]))

    known = ~np.isnan(none)
    assert (np.isnan(few) == ~known).all() and (np.isnan(many) == ~known).all()
    # A further bench makes no stretch longer, and none is longer than the way.
    assert (many[known] <= few[known] + 1e-6).all()
    assert (few[known] <= none[known] + 1e-6).all()
    # Whoever joins a gap on its way passes it too, without walking all of it.
    found, seats, at = asked((nodes, edges), homes, goal, benches)
    table = bench_gaps(edges, found, seats, at, np.full(30, 10.0))
    assert (table["persons"] <= 10 * known.sum() + 1e-6).all()
    assert (table["persons"] > 0).all()
    order = rng.permutation(12)
    again = longest_gaps(*asked((nodes, edges), homes, goal, benches[order]))
    np.testing.assert_allclose(again, many)
