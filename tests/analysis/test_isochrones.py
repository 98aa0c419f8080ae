"""Isochrones follow the streets and are cut at the exact minute."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point, box

from innenstadt_gis.analysis.isochrones import isochrones
from innenstadt_gis.analysis.walking import walk_graph, walk_minutes
from innenstadt_gis.tables.findings import ISOCHRONES

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
            "foot_oneway": [m.get("foot_oneway", "both") for m in more],
        },
        geometry=lines,
        crs=CRS,
    )
    return nodes, edges


def centres(*shapes):
    return gpd.GeoDataFrame(
        index=[f"c{i}" for i in range(len(shapes))], geometry=list(shapes), crs=CRS
    )


@pytest.fixture
def road():
    """A straight road of 4 km; at 4.8 km/h five minutes are 400 m."""
    return network({1: (0, 0), 2: (1000, 0), 3: (4000, 0)}, [(1, 2), (2, 3)])


def grid(size, step):
    places = {(i, j): (i * step, j * step) for i in range(size) for j in range(size)}
    ways = [(p, (p[0] + 1, p[1])) for p in places if p[0] + 1 < size]
    ways += [(p, (p[0], p[1] + 1)) for p in places if p[1] + 1 < size]
    number = {p: n for n, p in enumerate(places)}
    return network(
        {number[p]: xy for p, xy in places.items()}, [(number[u], number[v]) for u, v in ways]
    )


def test_streets_are_cut_at_the_exact_minute(road):
    found = isochrones(*road, centres(Point(1000, 0)))

    ISOCHRONES.check(found)
    assert found.index.tolist() == ["walk-5", "walk-10", "walk-15"]
    ends = [shape.bounds[2] for shape in found.geometry]
    assert ends == pytest.approx([1425, 1825, 2225], abs=1)  # 400 m in 5 min, 25 m wide
    starts = [shape.bounds[0] for shape in found.geometry]
    assert starts == pytest.approx([575, 175, -25], abs=1)  # the road ends at 0
    assert found["area_ha"].iloc[0] == pytest.approx((800 * 50 + np.pi * 25**2) / 1e4, rel=0.02)
    assert found["persons"].isna().all()
    assert found["buildings"].isna().all()


def test_a_centre_in_the_middle_of_an_edge_spends_its_connector_first(road):
    found = isochrones(*road, centres(Point(2000, 80)), minutes=[5])

    # One minute to the road, four along it, either way.
    assert found.geometry.item().bounds == pytest.approx((1655, -25, 2345, 105), abs=1)


def test_one_ways_and_slopes_reach_only_as_far_as_one_can_come_from():
    nodes, edges = network(
        {1: (0, 0), 2: (1000, 0), 3: (2000, 0)},
        [(1, 2, {"foot_oneway": "forward"}), (2, 3, {"foot_oneway": "forward"})],
    )

    found = isochrones(nodes, edges, centres(Point(1000, 0)), minutes=[5])

    assert found.geometry.item().bounds == pytest.approx((575, -25, 1025, 25), abs=1)


def test_uphill_to_the_centre_reaches_less_than_downhill():
    nodes, edges = network(
        {1: (0, 0), 2: (1000, 0), 3: (2000, 0)}, [(1, 2, {"slope": 0.1}), (2, 3, {"slope": 0.1})]
    )

    west, _, east, _ = isochrones(nodes, edges, centres(Point(1000, 0)), minutes=[5]).total_bounds

    assert 1000 - west - 25 == pytest.approx(400 / np.exp(0.35), abs=1)  # climbs to come
    assert east - 1000 - 25 == pytest.approx(400, abs=1)


def test_across_a_river_without_a_bridge_there_is_no_island():
    nodes, edges = network({1: (0, 0), 2: (800, 0), 3: (0, 120), 4: (800, 120)}, [(1, 2), (3, 4)])

    found = isochrones(nodes, edges, centres(Point(400, 0)))

    assert all(shape.geom_type == "Polygon" for shape in found.geometry)
    assert found.total_bounds[3] == pytest.approx(25, abs=1)


def test_blocks_of_houses_are_filled_and_a_large_gap_stays_open():
    dense = isochrones(*grid(5, 80.0), centres(Point(160, 160))).geometry.iloc[-1]
    wide = isochrones(*grid(5, 200.0), centres(Point(400, 400))).geometry.iloc[-1]

    assert not dense.interiors
    assert dense.contains(Point(120, 120))
    assert len(wide.interiors) == 16
    assert not wide.contains(Point(500, 500))


def test_each_area_lies_in_the_next_and_the_order_asked_for_does_not_matter():
    nodes, edges = grid(9, 130.0)
    middle = centres(Point(401, 377), Point(900, 900))

    found = isochrones(nodes, edges, middle, minutes=[15, 5, 10, 5])

    assert found["walk_min"].tolist() == [5, 10, 15]
    first, second, third = found.geometry
    assert second.covers(first)
    assert third.covers(second)


def test_who_needs_less_than_the_limit_lives_inside_and_who_needs_more_outside():
    nodes, edges = grid(12, 150.0)
    middle = centres(Point(400, 377))
    rng = np.random.default_rng(5)
    lines = edges.geometry.iloc[rng.integers(0, len(edges), 300)]
    door = gpd.GeoSeries(
        lines.interpolate(rng.uniform(0, 1, 300), normalized=True).to_numpy(), crs=CRS
    )

    area = isochrones(nodes, edges, middle, minutes=[10]).geometry.item()
    minutes = walk_minutes(nodes, edges, door, middle)["walk_min"]

    inside = door.intersects(area.buffer(0.5))
    assert inside[minutes <= 10].all()
    # 25 m of street width are a third of a minute, also over a corner.
    assert not inside[minutes > 10 + 2 * 25 / 80].any()
    assert 20 < (minutes <= 10).sum() < 280


def test_a_polygon_centre_lies_in_its_isochrones_whole(road):
    square = box(900, -200, 1100, 200)

    found = isochrones(*road, centres(square), minutes=[5])

    shape = found.geometry.item()
    assert shape.covers(square)
    assert shape.bounds[0] == pytest.approx(900 - 400 - 25, abs=1)


def test_persons_are_counted_by_area_and_buildings_by_a_point_inside(road):
    cells = gpd.GeoDataFrame(
        {"persons": [100.0, 50.0, 7.0]},
        geometry=[box(950, -5, 1050, 5), box(1300, -50, 1400, 50), box(3000, 0, 3100, 100)],
        crs=CRS,
    )
    houses = gpd.GeoDataFrame(
        geometry=[box(1000, 5, 1010, 15), box(1000, 20, 1010, 60), box(3000, 0, 3010, 10)],
        crs=CRS,
    )

    found = isochrones(
        *road, centres(Point(1000, 0)), minutes=[5], population=cells, buildings=houses
    )

    assert found["persons"].item() == pytest.approx(100 + 50 / 2)  # the road covers half of it
    assert found["buildings"].item() == 1
    empty = isochrones(
        *road, centres(Point(1000, 0)), population=cells.iloc[:0], buildings=houses.iloc[:0]
    )
    assert empty["persons"].isna().all()


def test_without_a_connected_centre_there_is_no_isochrone(road):
    nodes, edges = road

    for found in (
        isochrones(nodes, edges, centres(Point(0, 9000))),
        isochrones(nodes, edges, centres()),
        isochrones(nodes, edges.iloc[:0], centres(Point(0, 0))),
    ):
        ISOCHRONES.check(found)
        assert not len(found)


def test_a_network_built_before_gives_the_same(road):
    nodes, edges = road
    graph = walk_graph(nodes, edges, speed_kmh=3.0)

    slow = isochrones(nodes, edges, centres(Point(1000, 0)), minutes=[5], graph=graph)
    same = isochrones(nodes, edges, centres(Point(1000, 0)), minutes=[5], speed_kmh=3.0)

    assert slow.geometry.item().equals(same.geometry.item())
    assert slow.total_bounds[2] == pytest.approx(1000 + 250 + 25, abs=1)
