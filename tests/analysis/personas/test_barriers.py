"""Barriers counted by hand on a few streets, and laws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.analysis.doors import doors, nearest
from innenstadt_gis.analysis.personas.barriers import barred, barriers, passable
from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.personas import persona
from innenstadt_gis.tables.findings.personas import BARRIERS

STAIRS = {"steps": True}


def told(town, homes, goal, who, persons=None):
    """What `barred` and `barriers` say."""
    nodes, edges = town
    adult = walk_graph(nodes, edges)
    graph = walk_graph(nodes, edges, persona=persona(who))
    at, goals = doors(adult, homes), doors(adult, goal)
    found = barred(passable(edges, graph), nearest(adult, at, goals).minutes, at, goals)
    weight = np.ones(len(homes)) if persons is None else np.array(persons, dtype=float)
    table = barriers(edges, found, weight, persona=persona(who), goal="centre")
    BARRIERS.check(table)
    return found, table


def rows(table, *names):
    return [tuple(row) for row in table[list(names)].itertuples(index=False)]


def test_round_the_stairs_is_a_detour_and_cuts_nobody_off(network, points):
    # 100 m of stairs straight, or two sides of a triangle of 403.1 m each.
    town = network(
        {1: (0, 0), 2: (100, 0), 3: (50, 400)},
        [(1, 2, {**STAIRS, "name": "Treppe"}), (1, 3, {}), (3, 2, {})],
    )

    found, table = told(town, points((100, 0)), points((0, 0)), "pram", [7])

    round_, stairs = 2 * np.hypot(50, 400), 100 * 2.2  # nobody knows which way is up
    assert not found.cut_off.any()
    assert found.detour_min.tolist() == pytest.approx([(round_ - stairs) / (3.8 / 0.06)])  # 9.3
    assert rows(table, "kind", "street", "persons", "persons_detour") == [("steps", "Treppe", 0, 7)]


def test_a_short_way_round_is_no_detour(network, points):
    town = network({1: (0, 0), 2: (100, 0), 3: (50, 100)}, [(1, 2, STAIRS), (1, 3, {}), (3, 2, {})])

    found, table = told(town, points((100, 0)), points((0, 0)), "pram")

    assert found.detour_min.tolist() == pytest.approx([0.055], abs=0.01)
    assert not len(table)


def test_stairs_in_series_are_two_barriers_and_the_far_house_is_behind_both(network, points):
    # centre - stairs of two edges, 30 m - house A - stairs of 20 m - house B
    town = network(
        {1: (0, 0), 2: (15, 0), 3: (30, 0), 4: (130, 0), 5: (150, 0), 6: (250, 0)},
        [(1, 2, STAIRS), (2, 3, STAIRS), (3, 4, {}), (4, 5, STAIRS), (5, 6, {})],
    )

    found, table = told(town, points((80, 1), (240, 1)), points((0, 0)), "rollator", [4, 10])

    assert found.cut_off.tolist() == [True, True]
    assert not found.at_barrier.any()
    # the lower flight: 4 + 10 behind it, 4 by it alone; the upper one: 10, none by it alone
    assert rows(table, "metres", "persons", "persons_alone", "homes") == [
        (30, 14, 4, 2), (20, 10, 0, 1),
    ]  # fmt: skip
    assert table.geometry.iloc[0].length == pytest.approx(30)  # one flight, one line


def test_flights_of_two_streets_are_two_barriers(network, points):
    town = network(
        {1: (0, 0), 2: (15, 0), 3: (30, 0), 4: (90, 0)},
        [(1, 2, {**STAIRS, "name": "A"}), (2, 3, {**STAIRS, "name": "B"}), (3, 4, {})],
    )

    _, table = told(town, points((90, 0)), points((0, 0)), "pram")

    assert sorted(rows(table, "street", "metres", "persons_alone")) == [("A", 15, 0), ("B", 15, 0)]


def test_an_island_behind_a_kerb_is_cut_off_by_the_kerb(network, points):
    town = network(
        {1: (0, 0), 2: (100, 0), 3: (106, 0), 4: (200, 0)},
        [(1, 2, {}), (2, 3, {"kerb": "raised"}), (3, 4, {})],
    )

    found, table = told(town, points((50, 0), (150, 0)), points((0, 0)), "wheelchair", [1, 8])

    assert found.cut_off.tolist() == [False, True]
    assert rows(table, "kind", "metres", "persons", "persons_alone") == [("kerb", 6, 8, 8)]
    nobody, empty = told(town, points((50, 0), (150, 0)), points((0, 0)), "pram")
    assert not nobody.cut_off.any() and not len(empty)


def test_a_slope_stops_a_wheelchair_and_no_rollator_and_its_steepness_is_told(network, points):
    town = network(
        {1: (0, 0), 2: (100, 0), 3: (200, 0)},
        [(1, 2, {"slope": 0.01, "steepest": 0.08, "name": "Steig"}), (2, 3, {})],
    )

    _, table = told(town, points((150, 0)), points((0, 0)), "wheelchair", [3])

    assert rows(table, "kind", "street", "steepest", "persons") == [("slope", "Steig", 0.08, 3)]
    assert not len(told(town, points((150, 0)), points((0, 0)), "rollator")[1])


def test_surely_cut_off_is_who_is_so_by_the_mean_slope_too(network, points):
    # two streets to the centre: a crest of 8 % that is level on the whole, and 8 % throughout
    crest, hill = {"slope": 0.01, "steepest": 0.08}, {"slope": 0.08, "steepest": 0.08}
    town = network(
        {1: (0, 0), 2: (100, 0), 3: (200, 0), 4: (0, 300), 5: (0, 400)},
        [(1, 2, crest), (2, 3, {}), (1, 4, hill), (4, 5, {})],
    )

    found, _ = told(town, points((150, 0), (0, 350), (0, 200)), points((0, 0)), "wheelchair")

    assert found.cut_off.tolist() == [True, True, True]
    assert found.at_barrier.tolist() == [False, False, True]
    assert found.surely.tolist() == [False, True, False]


def test_who_lives_on_the_steep_street_itself_is_told_apart(network, points):
    steep = {"slope": 0.01, "steepest": 0.08}
    town = network({1: (0, 0), 2: (100, 0), 3: (200, 0)}, [(1, 2, {}), (2, 3, steep)])

    found, table = told(town, points((150, 0), (200, 0)), points((0, 0)), "wheelchair", [3, 2])

    # the second lives at its far end: also on it
    assert found.cut_off.tolist() == found.at_barrier.tolist() == [True, True]
    assert rows(table, "persons", "persons_alone") == [(5, 5)]


def test_to_blame_is_the_way_with_the_fewest_metres_of_barrier(network, points):
    # straight over 40 m of gravel, or round by 300 m with 10 m of stairs
    town = network(
        {1: (0, 0), 2: (40, 0), 3: (0, 145), 4: (10, 145), 5: (40, 145)},
        [(1, 2, {"surface": "gravel"}), (1, 3, {}), (3, 4, STAIRS), (4, 5, {}), (5, 2, {})],
    )

    _, table = told(town, points((40, 0)), points((0, 0)), "wheelchair")

    # the home stands at node 2, so the gravel edge is one of its own: it need not walk it
    assert rows(table, "kind", "metres", "persons") == [("steps", 10, 1)]


def test_nobody_is_blamed_for_who_even_adults_do_not_reach(network, points):
    town = network(
        {1: (0, 0), 2: (100, 0), 3: (0, 900), 4: (100, 900)}, [(1, 2, {}), (3, 4, STAIRS)]
    )

    found, table = told(town, points((50, 900)), points((0, 0)), "pram")

    assert not found.cut_off.any() and not len(table)


def test_without_homes_there_is_no_barrier(network):
    town = network({1: (0, 0), 2: (100, 0)}, [(1, 2, STAIRS)])
    none = np.empty(0, dtype=object)

    found, table = told(town, none, none, "pram")

    assert not len(found.cut_off) and not len(table)


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_laws_of_barriers(seed, random_network, points):
    nodes, edges = random_network(seed)
    rng = np.random.default_rng(seed)
    west, south, east, north = edges.total_bounds
    homes = points(*np.column_stack([rng.uniform(west, east, 40), rng.uniform(south, north, 40)]))
    goal, who = points((west + 200, south + 200)), ("pram", "rollator", "wheelchair")[seed % 3]
    persons = rng.integers(0, 9, 40)

    found, table = told((nodes, edges), homes, goal, who, persons)

    # Whoever is cut off is behind some barrier; none holds more than are cut off.
    cut = persons[found.cut_off].sum()
    assert (table["persons"] <= cut).all() and (table["persons_alone"] <= table["persons"]).all()
    assert table["persons"].sum() >= cut
    assert (table["persons"].sum() > 0) == (cut > 0)
    # Without the barrier they alone blame, those people get there.
    for row in table[table["persons_alone"] > 0].itertuples():
        gone = edges.geometry.within(row.geometry.buffer(0.01)).to_numpy()
        opened = edges.assign(
            steps=edges["steps"] & ~gone,
            surface=edges["surface"].mask(gone, "asphalt"),
            slope=edges["slope"].mask(gone, 0.0),
        )
        after, _ = told((nodes, opened), homes, goal, who, persons)
        assert cut - persons[after.cut_off].sum() >= row.persons_alone - 1e-9
    # The order of the rows changes nothing.
    mixed = nodes.iloc[rng.permutation(len(nodes))], edges.iloc[rng.permutation(len(edges))]
    _, again = told(mixed, homes, goal, who, persons)
    pd.testing.assert_frame_equal(
        again.drop(columns="geometry"), table.drop(columns="geometry"), rtol=1e-9
    )
    assert again.geometry.geom_equals_exact(table.geometry, 1e-6, align=False).all()
