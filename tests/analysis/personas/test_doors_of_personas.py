"""Doors: stairs beside a house, goals on barred edges, there and back, with and without metres."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from innenstadt_gis.analysis.doors import between, doors, goals_for, nearest, node_doors
from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.analysis.walking import walk_minutes
from innenstadt_gis.personas import persona, personas

CRS = "EPSG:25832"
SEEDS = st.integers(0, 10_000)


def spread(edges, rng, points, count):
    west, south, east, north = edges.total_bounds
    xy = np.column_stack([rng.uniform(west, east, count), rng.uniform(south, north, count)])
    return points(*xy)


@pytest.fixture
def stairs_behind(network):
    """A street in the south, stairs 20 m north of it, joined in the east; a goal in the west."""
    return network(
        {1: (0, 0), 2: (200, 0), 3: (100, 20), 4: (200, 20)},
        [(1, 2, {}), (3, 4, {"steps": True}), (2, 4, {})],
    )


def test_a_house_nearest_to_stairs_is_left_by_the_street_within_thirty_metres(
    stairs_behind, points
):
    homes, goal = points((110, 17)), points((0, 0))
    for who in ("adult", "pram"):
        graph = walk_graph(*stairs_behind, persona=persona(who), join_m=30)
        found = nearest(graph, doors(graph, homes), doors(graph, goal))

        assert found.metres.tolist() == pytest.approx([17 + 110]), who

    drawn = walk_graph(*stairs_behind, persona=persona("pram"), join_m=0)
    assert np.isnan(nearest(drawn, doors(drawn, homes), doors(drawn, goal)).minutes).all()


def test_a_goal_whose_nearest_way_is_barred_is_reached_by_the_next_one(network, points):
    # A shop 5 m beside gravel and 25 m off a street; the gravel leads to the street.
    town = network(
        {1: (0, 0), 2: (200, 0), 3: (100, 30), 4: (200, 30)},
        [(1, 2, {}), (3, 4, {"surface": "gravel"}), (2, 4, {"surface": "gravel"})],
    )
    graph = walk_graph(*town, persona=persona("wheelchair"))
    shop = doors(graph, points((100, 25)))
    homes = doors(graph, points((0, 0)))

    assert np.isnan(nearest(graph, homes, shop).minutes).all()
    opened = goals_for(graph, shop)
    assert nearest(graph, homes, opened).metres.tolist() == pytest.approx([100 + 25])
    assert goals_for(graph, shop, more_m=19.9) is not shop
    assert np.isnan(nearest(graph, homes, goals_for(graph, shop, more_m=19.9)).minutes).all()
    free = walk_graph(*town)
    assert goals_for(free, shop) is shop  # nobody needs another door


def test_minutes_to_a_centre_by_persona_and_back(network):
    # 100 m uphill at 5 % to the centre, whose nearest way is gravel
    nodes, edges = network(
        {1: (0, 0), 2: (100, 0), 3: (110, 20), 4: (130, 20)},
        [(1, 2, {"slope": 0.05}), (3, 4, {"surface": "gravel"}), (2, 3, {"surface": "gravel"})],
    )
    home = gpd.GeoSeries([Point(0, 0)], index=["a"], crs=CRS)
    centre = gpd.GeoDataFrame(index=["c"], geometry=[Point(100, 19)], crs=CRS)

    def minutes(**how):
        found = walk_minutes(nodes, edges, home, centre, persona=persona("wheelchair"), **how)
        return found["walk_min"].item()

    pace = 3240 / 60  # metres a minute
    assert minutes() == pytest.approx((100 * np.exp(3.5 * 0.05) + 19) / pace)
    assert minutes(direction="from") == pytest.approx((100 * np.exp(-3.5 * 0.05) + 19) / pace)
    assert minutes(speed_kmh=6.48) == pytest.approx(minutes() / 2)


def test_far_goals_without_any_door_get_none(network, points):
    town = network({1: (0, 0), 2: (200, 0)}, [(1, 2, {"surface": "gravel"})])
    graph = walk_graph(*town, persona=persona("wheelchair"))

    assert not len(goals_for(graph, doors(graph, points((0, 9000)))).entries.point)
    assert len(goals_for(graph, doors(graph, points((0, 9)))).entries.point) == 1


@settings(max_examples=25)
@given(seed=SEEDS)
def test_laws_of_there_and_back(seed, random_network, points):
    nodes, edges = random_network(seed)
    rng = np.random.default_rng(seed)
    who = personas()[seed % 9]
    graph = walk_graph(nodes, edges, persona=who)
    homes = doors(graph, spread(edges, rng, points, 20))
    goals = doors(graph, spread(edges, rng, points, 3))

    there, back = nearest(graph, homes, goals), nearest(graph, homes, goals, direction="from")

    # Twice turned is as it was; "from" here is "to" on the turned network.
    again = nearest(graph.turned().turned(), homes, goals)
    np.testing.assert_array_equal(again.minutes, there.minutes)
    turned = nearest(graph.turned(), homes, goals)
    np.testing.assert_array_equal(turned.minutes, back.minutes)
    # From a home to a goal is, seen from the goal, from the home.
    legs = between(graph, homes, goals, limit=1e6)
    other = between(graph, goals, homes, limit=1e6, direction="from")
    mine = dict(zip(zip(legs.place, legs.goal, strict=True), legs.minutes, strict=True))
    theirs = dict(zip(zip(other.goal, other.place, strict=True), other.minutes, strict=True))
    assert mine.keys() == theirs.keys()
    assert [mine[k] for k in mine] == pytest.approx([theirs[k] for k in mine])
    # The nearest of them is the least of all.
    least = np.full(20, np.nan)
    for (place, _), minutes in mine.items():
        least[place] = np.fmin(least[place], minutes)
    np.testing.assert_allclose(least, there.minutes, rtol=1e-9)
    # Nobody's minutes depend on whether the metres were asked for.
    quick = nearest(graph, homes, goals, with_metres=False)
    np.testing.assert_array_equal(quick.minutes, there.minutes)
    assert np.isnan(quick.metres).all()


@settings(max_examples=25)
@given(seed=SEEDS)
def test_slower_is_never_earlier_and_without_barriers_nobody_is_later(seed, random_network, points):
    nodes, edges = random_network(seed)
    rng = np.random.default_rng(seed)
    homes, goals = (spread(edges, rng, points, n) for n in (20, 2))

    def minutes(who):
        graph = walk_graph(nodes, edges, persona=who)
        found = nearest(graph, doors(graph, homes), doors(graph, goals)).minutes
        return np.where(np.isnan(found), np.inf, found)

    for who in personas():
        as_it_is = minutes(who)
        assert (minutes(who.at_speed(who.speed_kmh / 2)) >= as_it_is - 1e-9).all()
        assert (minutes(who.unstopped()) <= as_it_is + 1e-9).all()


@settings(max_examples=25)
@given(seed=SEEDS)
def test_a_graph_for_somebody_else_is_that_of_a_new_build(seed, random_network, points):
    nodes, edges = random_network(seed, size=4)
    other = personas()[seed % 9]
    new = walk_graph(nodes, edges, persona=other)
    shared = walk_graph(nodes, edges).for_persona(edges, other)
    places = node_doors(new, nodes.geometry.to_numpy())
    goals = doors(new, points(edges.total_bounds[:2]))

    found, same = (nearest(graph, places, goals) for graph in (new, shared))

    np.testing.assert_array_equal(found.minutes, same.minutes)
    assert shared.persona is other and shared.per_metre == new.per_metre
