"""Isochrones follow the streets and are cut at the exact minute."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from innenstadt_gis.analysis.doors import doors
from innenstadt_gis.analysis.isochrones import Counted, isochrones
from innenstadt_gis.analysis.people import people_of
from innenstadt_gis.analysis.reached import reached_areas
from innenstadt_gis.analysis.walkgraph import JOIN_M, accesses, reach
from innenstadt_gis.analysis.walking import walk_graph, walk_minutes
from innenstadt_gis.personas import persona
from innenstadt_gis.tables.findings import ISOCHRONES
from innenstadt_gis.words import Text

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
    assert ends == pytest.approx([1400, 1800, 2200])  # 400 m in 5 min, cut straight
    starts = [shape.bounds[0] for shape in found.geometry]
    assert starts == pytest.approx([600, 200, -25])  # the road ends at 0
    assert found["area_ha"].iloc[0] == pytest.approx(800 * 50 / 1e4, rel=1e-6)  # 25 m wide
    assert set(found["persona"]) == {"adult"}
    assert set(found["direction"]) == {"to"}
    assert found["centre_id"].isna().all()
    assert found["persons"].isna().all()
    assert found["buildings"].isna().all()


def test_a_centre_in_the_middle_of_an_edge_spends_its_connector_first(road):
    found = isochrones(*road, centres(Point(2000, 80)), minutes=[5])

    # One minute to the road, four along it, either way.
    assert found.geometry.item().bounds == pytest.approx((1680, -25, 2320, 105))


def test_one_ways_and_slopes_reach_only_as_far_as_one_can_come_from():
    nodes, edges = network(
        {1: (0, 0), 2: (1000, 0), 3: (2000, 0)},
        [(1, 2, {"foot_oneway": "forward"}), (2, 3, {"foot_oneway": "forward"})],
    )

    found = isochrones(nodes, edges, centres(Point(1000, 0)), minutes=[5])

    shape = found.geometry.item()
    assert shape.bounds == pytest.approx((600, -25, 1025, 25), abs=0.5)
    # Beside the centre 25 m are drawn, but not the street against which nobody may come.
    assert shape.intersection(edges.geometry.iloc[1]).length < 0.5


def test_uphill_to_the_centre_reaches_less_than_downhill():
    nodes, edges = network(
        {1: (0, 0), 2: (1000, 0), 3: (2000, 0)}, [(1, 2, {"slope": 0.1}), (2, 3, {"slope": 0.1})]
    )

    west, _, east, _ = isochrones(nodes, edges, centres(Point(1000, 0)), minutes=[5]).total_bounds

    assert 1000 - west == pytest.approx(400 / np.exp(0.35))  # climbs to come
    assert east - 1000 == pytest.approx(400)


def test_across_a_river_without_a_bridge_there_is_no_island():
    nodes, edges = network({1: (0, 0), 2: (800, 0), 3: (0, 120), 4: (800, 120)}, [(1, 2), (3, 4)])

    found = isochrones(nodes, edges, centres(Point(400, 0)))

    assert all(shape.geom_type == "Polygon" for shape in found.geometry)
    assert found.total_bounds[3] == pytest.approx(25)


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
    assert shape.bounds[0] == pytest.approx(900 - 400)


def test_persons_and_buildings_are_counted_by_the_minutes_of_their_doors(road):
    nodes, edges = road
    graph = walk_graph(nodes, edges)
    # 200 m, 390 m and 10 m off, 395 m and 10 m off: 2.5, 5 and a little more than 5 minutes
    at = gpd.GeoDataFrame(
        {"kind": ["address"] * 3},
        geometry=[Point(1200, 0), Point(1390, 10), Point(1395, 10)],
        crs=CRS,
    )
    cells = gpd.GeoDataFrame(
        {"persons": [9.0, 7.0]}, geometry=[box(1100, -50, 1500, 50), box(3000, 0, 3100, 100)],
        crs=CRS,
    )  # fmt: skip
    people = people_of(at, cells, Text("Zensus 2022", "census 2022"))
    counted = Counted(people, buildings=doors(graph, at.geometry.to_numpy()))

    found = isochrones(*road, centres(Point(1000, 0)), minutes=[5], counted=counted)
    lost = isochrones(
        *road, centres(Point(1000, 0)), minutes=[5],
        counted=Counted(people_of(at, cells.iloc[:0], Text("", ""))),
    )  # fmt: skip

    assert found["persons"].item() == 6  # 3 of a cell of 9 at each of its addresses
    assert found["coverage"].item() == 9 / 16  # 7 live where no address is
    assert found["census"].item() == "Zensus 2022"
    assert found["buildings"].item() == 2
    assert lost[["persons", "coverage", "buildings"]].isna().all(axis=None)


def test_whom_stairs_keep_out_is_known_not_to_come():
    nodes, edges = network({1: (0, 0), 2: (100, 0), 3: (200, 0)}, [(1, 2), (2, 3)])
    edges["steps"] = [False, True]
    at = gpd.GeoDataFrame(
        {"kind": ["address"] * 2}, geometry=[Point(50, 0), Point(150, 0)], crs=CRS
    )
    cells = gpd.GeoDataFrame({"persons": [10.0]}, geometry=[box(0, -50, 200, 50)], crs=CRS)
    people = people_of(at, cells, Text("", ""))
    places = doors(walk_graph(nodes, edges), at.geometry.to_numpy())

    table = isochrones(
        nodes, edges, centres(Point(0, 0)), persona=persona("wheelchair"), minutes=[15],
        counted=Counted(people, places, linked=np.array([True, True])),
    )  # fmt: skip

    assert table.index.tolist() == ["wheelchair:walk-15"]
    assert (table["persons"].item(), table["coverage"].item()) == (5, 1)
    assert table.geometry.item().bounds[2] == pytest.approx(125, abs=0.5)


def test_each_centre_has_areas_of_its_own_and_together_they_are_those_of_the_nearest(road):
    both = centres(Point(500, 0), Point(3000, 0))

    each = isochrones(*road, both, minutes=[5, 10], by_centre=True)
    nearest = isochrones(*road, both, minutes=[5, 10])

    assert each.index.tolist() == ["c0:walk-5", "c0:walk-10", "c1:walk-5", "c1:walk-10"]
    assert each["centre_id"].tolist() == ["c0", "c0", "c1", "c1"]
    assert nearest.index.tolist() == ["walk-5", "walk-10"]
    for limit in (5, 10):
        joined = each[each["walk_min"] == limit].union_all()
        area = nearest[nearest["walk_min"] == limit].geometry.item()
        assert joined.symmetric_difference(area).area < 1


def test_the_way_back_is_another_one():
    nodes, edges = network({1: (0, 0), 2: (1000, 0)}, [(1, 2, {"slope": 0.1})])

    up = isochrones(nodes, edges, centres(Point(1000, 0)), minutes=[5])
    down = isochrones(nodes, edges, centres(Point(1000, 0)), minutes=[5], direction="from")

    assert down.index.tolist() == ["back-5"]
    assert 1000 - up.total_bounds[0] == pytest.approx(400 / np.exp(0.35))
    assert 1000 - down.total_bounds[0] == pytest.approx(400)


def test_a_street_beside_that_is_out_of_reach_bounds_the_area():
    # Both streets meet 1000 m to the west; the centre lies on the southern one.
    nodes, edges = network(
        {1: (-1000, 8), 2: (400, 0), 3: (600, 16)},
        [(1, 2), (1, 3)],
    )

    area = isochrones(nodes, edges, centres(Point(400, 0)), minutes=[5]).geometry.item()

    assert area.covers(edges.geometry.iloc[0].interpolate(0.9, normalized=True))
    assert area.intersection(edges.geometry.iloc[1]).length < 0.5
    assert area.bounds[3] < 16  # nothing of it beyond that street, though it lies within 25 m


def test_a_way_out_of_reach_inside_a_block_leaves_no_trace():
    """A square of 60 m sides, and in it a way that nobody may enter."""
    corners = {1: (0, 0), 2: (60, 0), 3: (60, 60), 4: (0, 60), 5: (30, 30)}
    ways = [(1, 2), (2, 3), (3, 4), (4, 1), (5, 1, {"foot_oneway": "backward"})]

    area = isochrones(*network(corners, ways), centres(Point(0, 0)), minutes=[5]).geometry.item()

    assert not area.interiors
    assert area.covers(Point(30, 30))


def crossings(graph, area):
    """Edges and fractions at which the border of an area crosses or touches them."""
    border = shapely.boundary(area)
    edge = np.sort(graph.tree.query(border, predicate="intersects"))
    points, whose = shapely.get_parts(
        shapely.intersection(graph.lines[edge], border), return_index=True
    )
    edge = edge[whose]
    assert (shapely.get_type_id(points) == 0).all()  # the border runs along no street
    return edge, shapely.line_locate_point(graph.lines[edge], points, normalized=True), points


def _fields(entries):
    return entries.edge, entries.fraction, entries.metres


def minutes_at(graph, reached, edge, fraction):
    """Exact minutes on an edge: by either end, or straight to where a centre touches it."""
    least = np.minimum(
        reached.cost[graph.u[edge]] + graph.travel(edge, fraction, np.zeros_like(fraction)),
        reached.cost[graph.v[edge]] + graph.travel(edge, fraction, np.ones_like(fraction)),
    )
    for on, where, metres in zip(*_fields(reached.accesses), strict=True):
        here = np.flatnonzero(edge == on)
        straight = graph.travel(edge[here], fraction[here], np.full(len(here), where))
        least[here] = np.minimum(least[here], straight + metres * graph.per_metre)
    return least


def wrong_crossings(graph, places, limits):
    """Crossings, those not within a second of the limit and at no barrier, and their points."""
    reached = reach(graph, accesses(graph, places))
    wrong, count = [], 0
    for limit, area in zip(limits, reached_areas(graph, places, limits), strict=True):
        assert area.is_valid
        edge, fraction, points = crossings(graph, area)
        off = np.abs(minutes_at(graph, reached, edge, fraction) - limit) > 1 / 60
        # A barrier or a one-way ends what is in reach at a node, earlier than the limit.
        stops = ~np.isfinite(graph.forward[edge] + graph.backward[edge])
        metres = graph.length_m[edge]
        first = (fraction * metres < 0.6) & (reached.cost[graph.u[edge]] <= limit)
        last = ((1 - fraction) * metres < 0.6) & (reached.cost[graph.v[edge]] <= limit)
        count += len(edge)
        wrong.extend(points[off & ~(stops & (first | last))])
    return count, np.array([*wrong, None])[:-1]


def crooked(rng):
    """A grid of crooked, sloping streets, a fifth of them missing."""
    nodes, edges = grid(9, 90.0)
    x, y = rng.uniform(-35, 35, (2, len(nodes)))
    at = [Point(p.x + a, p.y + b) for p, a, b in zip(nodes.geometry, x, y, strict=True)]
    edges = edges[rng.uniform(size=len(edges)) < 0.8].copy()
    edges.geometry = [
        LineString([at[u], at[v]]) for u, v in zip(edges["u"], edges["v"], strict=True)
    ]
    edges["length_m"] = edges.length
    edges["slope"] = rng.uniform(-0.1, 0.1, len(edges))
    return nodes, edges


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_borders_cross_streets_only_at_their_minute(seed):
    rng = np.random.default_rng(seed)
    nodes, edges = crooked(rng)
    graph = walk_graph(nodes, edges, speed_kmh=float(rng.uniform(2.3, 5)))

    count, wrong = wrong_crossings(graph, np.array([Point(360, 360)]), [2, 3.5, 5])

    assert count or not len(edges)
    assert not len(wrong)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_whoever_walks_slower_or_less_reaches_no_more(seed):
    rng = np.random.default_rng(seed)
    nodes, edges = crooked(rng)
    slow, fast = np.sort(rng.uniform(2.3, 5, 2))
    middle = centres(Point(360, 360))

    inner, outer = (
        isochrones(nodes, edges, middle, minutes=[2, 3.5, 5], speed_kmh=float(speed)).geometry
        for speed in (slow, fast)
    )

    for areas in (inner, outer):
        assert areas.iloc[0].difference(areas.iloc[1]).area < 1e-3
        assert areas.iloc[1].difference(areas.iloc[2]).area < 1e-3
    # Round corners are drawn as octagons, up to 2 m short of the circle.
    assert inner.difference(outer.buffer(2)).area.max() < 0.1


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_all_in_reach_is_inside_and_nothing_beyond_leads_out(seed):
    rng = np.random.default_rng(seed)
    nodes, edges = crooked(rng)
    middle = centres(Point(360, 360))
    lines = edges.geometry.iloc[rng.integers(0, len(edges), 200)]
    doors_ = gpd.GeoSeries(
        lines.interpolate(rng.uniform(0, 1, 200), normalized=True).to_numpy(), crs=CRS
    )

    area = isochrones(nodes, edges, middle, minutes=[4]).geometry.item()
    minutes = walk_minutes(nodes, edges, doors_, middle)["walk_min"]
    inside = doors_.intersects(area.buffer(0.01))

    assert inside[minutes <= 4].all()
    # Beyond the limit is inside only what the area encloses whole: blocks up to 1 ha.
    late = doors_[inside & ~(minutes <= 4 + 1 / 60)]
    assert (late.distance(area.boundary) > 0.2).all()


@pytest.mark.realdata
@pytest.mark.parametrize("direction", ["to", "from"])
@pytest.mark.parametrize("key", ["adult", "senior_75_84", "rollator", "wheelchair"])
def test_borders_in_lauf_lie_within_a_second_of_their_minutes(lauf, key, direction):
    graph = walk_graph(lauf.nodes, lauf.edges, persona=persona(key), join_m=JOIN_M)
    graph = graph if direction == "to" else graph.turned()

    count, wrong = wrong_crossings(graph, lauf.centres.geometry.to_numpy(), [5, 10, 15])

    layers = lauf.edges["bridge"] | lauf.edges["tunnel"]
    beside = shapely.distance(wrong, lauf.edges[layers].union_all()) < 2
    assert count > 80
    assert beside.all()  # a plane cannot show the street on a bridge and the one below it
    assert len(wrong) <= 10


@pytest.mark.realdata
def test_who_walks_slower_reaches_no_more_of_lauf_and_less_time_reaches_less(lauf):
    places = lauf.centres.geometry.to_numpy()
    drawn = {
        key: reached_areas(
            walk_graph(lauf.nodes, lauf.edges, persona=persona(key), join_m=JOIN_M),
            places, [5, 10, 15],
        )
        for key in ("youth", "adult", "senior_75_84", "rollator", "wheelchair")
    }  # fmt: skip

    for areas in drawn.values():
        assert areas[0].difference(areas[1]).area < 1e-3
        assert areas[1].difference(areas[2]).area < 1e-3
    for slow, fast in (
        ("adult", "youth"), ("senior_75_84", "adult"), ("rollator", "senior_75_84"),
        ("wheelchair", "adult"),
    ):  # fmt: skip
        for inner, outer in zip(drawn[slow], drawn[fast], strict=True):
            # Round corners are drawn as octagons, up to 2 m short of the circle.
            assert inner.difference(outer.buffer(2)).area < 0.1
            assert inner.area < outer.area


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
    assert slow.total_bounds[2] == pytest.approx(1000 + 250)
