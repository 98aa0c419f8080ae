"""The line of a way is as long and takes as long as the search says."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from innenstadt_gis.analysis.doors import between, doors
from innenstadt_gis.analysis.town_walk.route import route
from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.personas import persona

CRS = "EPSG:25832"


def network(places, ways):
    nodes = gpd.GeoDataFrame(
        index=list(places), geometry=[Point(xy) for xy in places.values()], crs=CRS
    )
    lines = [LineString([places[u], places[v]]) for u, v, *_ in ways]
    more = [way[2] if len(way) > 2 else {} for way in ways]
    edges = gpd.GeoDataFrame(
        {
            "u": [way[0] for way in ways],
            "v": [way[1] for way in ways],
            "length_m": [line.length for line in lines],
            "slope": np.array([m.get("slope", np.nan) for m in more], dtype=float),
            "steps": [m.get("steps", False) for m in more],
            "foot_oneway": [m.get("foot_oneway", "both") for m in more],
        },
        geometry=lines,
        crs=CRS,
    )
    return nodes, edges


#: A square of 100 m whose southern side is a flight of stairs.
SQUARE = network(
    {1: (0, 0), 2: (100, 0), 3: (100, 100), 4: (0, 100)},
    [(1, 2, {"steps": True}), (2, 3), (3, 4), (4, 1)],
)


def test_the_way_leaves_in_the_middle_of_an_edge_and_turns_at_the_corner():
    found = route(walk_graph(*SQUARE), Point(110, 20), Point(60, 100))

    assert list(found.line.coords) == [(110, 20), (100, 20), (100, 100), (60, 100)]
    assert found.metres == pytest.approx(10 + 80 + 40)
    assert found.minutes == pytest.approx(130 / 80)  # 4.8 km/h are 80 m a minute


def test_on_one_edge_the_way_goes_straight_along_it():
    found = route(walk_graph(*SQUARE), Point(100, 20), Point(100, 70))

    assert list(found.line.coords) == [(100, 20), (100, 70)]
    assert found.metres == pytest.approx(50)


def test_who_cannot_climb_stairs_goes_round():
    rollator = walk_graph(*SQUARE, persona=persona("rollator"))

    found = route(rollator, Point(0, 10), Point(100, 10))

    assert found.metres == pytest.approx(90 + 100 + 90)
    assert found.line.bounds[3] == 100


def test_a_place_without_a_way_has_no_route():
    nodes, edges = network({1: (0, 0), 2: (100, 0), 3: (0, 900), 4: (100, 900)}, [(1, 2), (3, 4)])

    assert route(walk_graph(nodes, edges), Point(50, 0), Point(50, 900)) is None


def test_a_one_way_street_is_gone_round_in_one_direction_alone():
    nodes, edges = network(
        {1: (0, 0), 2: (100, 0), 3: (100, 100), 4: (0, 100)},
        [(1, 2, {"foot_oneway": "forward"}), (2, 3), (3, 4), (4, 1)],
    )
    graph = walk_graph(nodes, edges)

    assert route(graph, Point(20, 0), Point(80, 0)).metres == pytest.approx(60)
    assert route(graph, Point(80, 0), Point(20, 0)).metres == pytest.approx(20 + 300 + 20)


@given(st.integers(0, 2**32 - 1), st.sampled_from(["adult", "wheelchair_electric"]))
@settings(max_examples=60, deadline=None)
def test_minutes_are_those_of_the_search_and_metres_those_of_the_line(seed, who):
    rng = np.random.default_rng(seed)
    places = {i: (i % 5 * 100.0 + rng.uniform(-30, 30), i // 5 * 100.0 + rng.uniform(-30, 30))
              for i in range(25)}  # fmt: skip
    ways = [(i, j, {"slope": rng.uniform(-0.1, 0.1), "steps": rng.random() < 0.1,
                    "foot_oneway": rng.choice(["both", "forward", "backward"], p=[0.8, 0.1, 0.1])})
            for i in range(25) for j in (i + 1, i + 5)
            if j < 25 and (j - i == 5 or j % 5)]  # fmt: skip
    graph = walk_graph(*network(places, ways), persona=persona(who))
    start, end = Point(rng.uniform(0, 400, 2)), Point(rng.uniform(0, 400, 2))

    found = route(graph, start, end)

    legs = between(graph, doors(graph, [start]), doors(graph, [end]), limit=1e9)
    if found is None:
        assert not len(legs.place)
    else:
        assert found.minutes == pytest.approx(legs.minutes[0])
        assert found.metres == pytest.approx(found.line.length)
