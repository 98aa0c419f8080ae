"""Walking minutes: counted by hand on a few edges, laws, and networkx on random networks."""

from __future__ import annotations

import itertools
import math

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from innenstadt_gis.analysis.walkgraph import reach, snap
from innenstadt_gis.analysis.walking import edge_minutes, walk_graph, walk_minutes
from innenstadt_gis.errors import CrsError, InputError
from innenstadt_gis.ingest.osm.network import read_network
from innenstadt_gis.ingest.osm.source import open_extract

CRS = "EPSG:25832"
PACE = 80.0  # metres a minute at 4.8 km/h


def network(places, ways):
    """Nodes from {id: (x, y)}; ways are (u, v, {column: value, "via": [...]})."""
    nodes = gpd.GeoDataFrame(
        index=pd.Index(list(places), name="node_id"),
        geometry=[Point(xy) for xy in places.values()],
        crs=CRS,
    )
    lines = [LineString([places[u], *kw.get("via", []), places[v]]) for u, v, kw in ways]
    edges = gpd.GeoDataFrame(
        {
            "u": [u for u, _, _ in ways],
            "v": [v for _, v, _ in ways],
            "length_m": [line.length for line in lines],
            "foot_oneway": [kw.get("foot_oneway", "both") for _, _, kw in ways],
            "slope": np.array([kw.get("slope", np.nan) for _, _, kw in ways], dtype=float),
        },
        geometry=lines,
        crs=CRS,
    )
    return nodes, edges


def points(*xy):
    return gpd.GeoSeries([Point(p) for p in xy], index=[f"t{i}" for i in range(len(xy))], crs=CRS)


def centres(*shapes):
    return gpd.GeoDataFrame(
        index=[f"c{i}" for i in range(len(shapes))],
        geometry=[s if hasattr(s, "geom_type") else Point(s) for s in shapes],
        crs=CRS,
    )


@pytest.fixture
def street():
    """One straight street of 160 m from west (1) over 2 to east (3)."""
    return network({1: (0, 0), 2: (80, 0), 3: (160, 0)}, [(1, 2, {}), (2, 3, {})])


def test_uphill_takes_tobler_longer_and_downhill_shorter():
    edges = pd.DataFrame({"length_m": [80.0, 80.0, 80.0], "slope": [0.1, np.nan, -0.05]})

    forward, backward = edge_minutes(edges, speed_kmh=4.8)

    assert forward[0] == pytest.approx(math.exp(3.5 * 0.10))  # |0.10 + 0.05| - 0.05
    assert backward[0] == pytest.approx(1.0)  # 5 % beyond the best slope is like the flat
    assert forward[1] == backward[1] == pytest.approx(1.0)  # unknown is flat
    assert forward[2] == pytest.approx(math.exp(-3.5 * 0.05))  # Tobler's fastest


def test_slopes_beyond_half_are_errors_of_the_model_and_clipped():
    edges = pd.DataFrame({"length_m": [80.0, 80.0], "slope": [0.5, 9.0]})

    forward, _ = edge_minutes(edges)

    assert forward[1] == forward[0]


def test_a_speed_of_zero_is_refused():
    with pytest.raises(InputError, match="above 0"):
        edge_minutes(pd.DataFrame({"length_m": [1.0], "slope": [0.0]}), speed_kmh=0)


def test_one_leaves_and_enters_in_the_middle_of_an_edge(street):
    # 10 m off the street, 20 m west of node 2; the centre 40 m behind node 2, 5 m off.
    found = walk_minutes(*street, points((60, 10)), centres((120, -5)))

    assert found.loc["t0", "walk_m"] == pytest.approx(10 + 60 + 5)
    assert found.loc["t0", "walk_min"] == pytest.approx(75 / PACE)
    assert found.loc["t0", "centre_id"] == "c0"


def test_target_and_centre_on_one_edge_take_the_direct_way(street):
    found = walk_minutes(*street, points((10, 0)), centres((30, 0)))

    assert found["walk_m"].item() == pytest.approx(20)  # not 10 back to node 1


def test_against_a_one_way_the_direct_way_is_closed():
    # A square block of 400 m; its south side leads east only.
    nodes, edges = network(
        {1: (0, 0), 2: (100, 0), 3: (100, 100), 4: (0, 100)},
        [(1, 2, {"foot_oneway": "forward"}), (2, 3, {}), (3, 4, {}), (4, 1, {})],
    )

    found = walk_minutes(nodes, edges, points((30, 0), (70, 0), (100, 0)), centres((50, 0)))

    # From the east: on to node 2, three sides around, and in again: 30 + 300 + 50.
    assert found["walk_m"].tolist() == pytest.approx([20, 380, 350])


def test_a_backward_one_way_is_open_from_v_to_u_only():
    nodes, edges = network({1: (0, 0), 2: (100, 0)}, [(1, 2, {"foot_oneway": "backward"})])

    found = walk_minutes(nodes, edges, points((80, 0), (20, 0)), centres((50, 0)))

    assert found.loc["t0", "walk_m"] == pytest.approx(30)
    assert math.isnan(found.loc["t1", "walk_min"])
    assert math.isnan(found.loc["t1", "walk_m"])
    assert pd.isna(found.loc["t1", "centre_id"])


def test_at_a_node_one_may_leave_by_every_edge():
    # The target's nearest edge, a bent one, leads only towards the node it lies at.
    nodes, edges = network(
        {1: (0, 0), 2: (100, 0), 3: (200, 0)},
        [(1, 2, {"foot_oneway": "forward", "via": [(50, 50)]}), (2, 3, {"via": [(150, -50)]})],
    )

    found = walk_minutes(nodes, edges, points((100, 0)), centres((200, 0)))

    assert found["walk_m"].item() == pytest.approx(2 * math.hypot(50, 50))
    assert walk_minutes(nodes, edges.iloc[:1], points((107, 0)), centres((109, 0)))[
        "walk_m"
    ].item() == pytest.approx(16)


def test_of_parallel_edges_the_shorter_is_walked(street):
    nodes, edges = network(
        {1: (0, 0), 2: (80, 0), 3: (160, 0)},
        [(1, 2, {"via": [(40, 60)]}), (1, 2, {}), (2, 1, {"via": [(40, -90)]}), (2, 3, {})],
    )

    found = walk_minutes(nodes, edges, points((160, 0)), centres((0, 0)))

    assert found["walk_m"].item() == pytest.approx(160)


def test_metres_belong_to_the_way_of_the_minutes():
    # Straight over the hill 100 m at 40 %, around it 130 m on the flat: around is faster.
    nodes, edges = network(
        {1: (0, 0), 2: (100, 0)},
        [(1, 2, {"slope": 0.4}), (1, 2, {"via": [(50, math.sqrt(65**2 - 50**2))]})],
    )

    found = walk_minutes(nodes, edges, points((0, 0)), centres((100, 0)))

    assert found["walk_m"].item() == pytest.approx(130)
    assert found["walk_min"].item() == pytest.approx(130 / PACE)


def test_uphill_to_the_centre_is_not_downhill():
    nodes, edges = network({1: (0, 0), 2: (80, 0)}, [(1, 2, {"slope": 0.1})])

    up = walk_minutes(nodes, edges, points((0, 0)), centres((80, 0)))
    down = walk_minutes(nodes, edges, points((80, 0)), centres((0, 0)))

    assert up["walk_min"].item() == pytest.approx(math.exp(0.35))
    assert down["walk_min"].item() == pytest.approx(1.0)


def test_the_nearest_of_several_centres_owns_the_target(street):
    found = walk_minutes(*street, points((10, 0), (150, 0)), centres((0, 0), (160, 0)))

    assert found["centre_id"].tolist() == ["c0", "c1"]
    assert found["walk_m"].tolist() == pytest.approx([10, 10])


def test_a_disconnected_part_is_not_reached():
    nodes, edges = network(
        {1: (0, 0), 2: (80, 0), 3: (0, 500), 4: (80, 500)}, [(1, 2, {}), (3, 4, {})]
    )

    found = walk_minutes(nodes, edges, points((40, 0), (40, 500)), centres((80, 0)))

    assert found["walk_min"].isna().tolist() == [False, True]


def test_input_67_a_footway_that_nobody_joined_is_left_straight_for_the_street():
    # a yard way 20 m north of the street, joined to nothing; the centre lies at its east end
    nodes, edges = network(
        {1: (0, 0), 2: (160, 0), 3: (0, 20), 4: (40, 20)}, [(1, 2, {}), (3, 4, {})]
    )

    found = walk_minutes(nodes, edges, points((10, 20)), centres((160, 0)), join_m=30)

    drawn = walk_minutes(nodes, edges, points((10, 20)), centres((160, 0)))

    assert drawn["walk_min"].isna().all()  # as the map draws it there is no way
    assert found["walk_m"].to_list() == pytest.approx([20 + 150])
    assert found["walk_min"].to_list() == pytest.approx([170 / PACE])


def test_input_67_a_centre_on_an_unjoined_way_is_reached_from_the_street():
    nodes, edges = network(
        {1: (0, 0), 2: (160, 0), 3: (140, 20), 4: (160, 20)}, [(1, 2, {}), (3, 4, {})]
    )

    found = walk_minutes(nodes, edges, points((0, 0), (150, 20)), centres((160, 20)), join_m=30)

    assert found["walk_m"].to_list() == pytest.approx([160 + 20, 10])


def test_input_67_beyond_the_tolerance_it_stays_unreached_and_never_becomes_0():
    nodes, edges = network(
        {1: (0, 0), 2: (160, 0), 3: (0, 31), 4: (40, 31)}, [(1, 2, {}), (3, 4, {})]
    )

    found = walk_minutes(nodes, edges, points((10, 31)), centres((160, 0)), join_m=30)

    assert found["walk_min"].isna().all() and found["walk_m"].isna().all()


def test_input_67_stairs_that_are_the_only_link_join_the_two_parts():
    nodes, edges = network(
        {1: (0, 0), 2: (80, 0), 3: (80, 40), 4: (160, 40)},
        [(1, 2, {}), (2, 3, {}), (3, 4, {})],
    )
    stairs = edges.assign(steps=[False, True, False])

    found = walk_minutes(nodes, stairs, points((160, 40)), centres((0, 0)))

    assert found["walk_m"].to_list() == pytest.approx([200])


def test_too_far_from_every_edge_is_not_connected(street):
    found = walk_minutes(*street, points((40, 251), (40, 249)), centres((80, 0)))
    lonely = walk_minutes(*street, points((40, 0)), centres((80, 300)))

    assert found["walk_min"].isna().tolist() == [True, False]
    assert lonely["walk_min"].isna().all()


def test_a_target_without_place_stays_blank(street):
    targets = gpd.GeoSeries([None, Point(0, 0)], index=["t0", "t1"], crs=CRS)

    found = walk_minutes(*street, targets, centres((80, 0)))

    assert found["walk_min"].isna().tolist() == [True, False]


def test_without_edges_centres_or_targets_nothing_is_reached(street):
    nodes, edges = street

    assert (
        walk_minutes(nodes, edges.iloc[:0], points((0, 0)), centres((1, 0)))["walk_min"]
        .isna()
        .all()
    )
    assert walk_minutes(nodes, edges, points((0, 0)), centres())["walk_min"].isna().all()
    assert not len(walk_minutes(nodes, edges, points((0, 0)).iloc[:0], centres((1, 0))))


def test_a_polygon_is_entered_where_an_edge_crosses_its_boundary(street):
    square = box(60, -20, 100, 20)

    found = walk_minutes(
        *street, points((10, 0), (130, 0), (80, 15), (80, 25), (70, 0)), centres(square)
    )

    # To x = 60, to x = 100, inside, only the connector to an edge inside, inside.
    assert found["walk_m"].tolist() == pytest.approx([50, 30, 0, 25, 0])
    assert found["walk_min"].tolist() == pytest.approx([50 / 80, 30 / 80, 0, 25 / 80, 0])


def test_a_polygon_crossed_twice_by_one_edge_has_both_doors():
    nodes, edges = network({1: (0, 0), 2: (200, 0)}, [(1, 2, {})])
    horseshoe = shapely.union_all(
        [box(40, -5, 60, 50), box(140, -5, 160, 50), box(40, 30, 160, 50)]
    )

    found = walk_minutes(nodes, edges, points((90, 0), (120, 0), (200, 0)), centres(horseshoe))

    assert found["walk_m"].tolist() == pytest.approx([30, 20, 40])


def test_a_polygon_that_only_touches_an_edge_is_entered_there(street):
    found = walk_minutes(*street, points((10, 0)), centres(shapely.Polygon(
        [(50, 0), (60, 30), (40, 30)])))  # fmt: skip

    assert found["walk_m"].item() == pytest.approx(40)


def test_a_polygon_beside_the_streets_is_entered_from_the_nearest_edge(street):
    found = walk_minutes(*street, points((0, 0)), centres(box(60, 10, 100, 20)))

    assert found["walk_m"].item() == pytest.approx(60 + 10)


def test_a_polygon_far_from_all_streets_is_not_connected(street):
    found = walk_minutes(*street, points((0, 0)), centres(box(60, 900, 100, 920)))

    assert found["walk_min"].isna().all()


def test_an_edge_without_length_does_no_harm():
    nodes, edges = network({1: (0, 0), 2: (80, 0), 3: (80, 0)}, [(1, 2, {}), (2, 3, {})])

    found = walk_minutes(nodes, edges, points((0, 0), (80, 0)), centres((80, 0)))

    assert found["walk_m"].tolist() == pytest.approx([80, 0])


def test_a_loop_is_left_by_its_shorter_side():
    nodes, edges = network(
        {1: (0, 0), 2: (-80, 0)},
        [(1, 1, {"via": [(100, 0), (100, 100), (0, 100)]}), (1, 2, {})],
    )

    found = walk_minutes(nodes, edges, points((0, 40), (60, 0)), centres((-80, 0)))

    assert found["walk_m"].tolist() == pytest.approx([120, 140])


def test_an_edge_to_an_unknown_node_is_refused(street):
    nodes, edges = street

    with pytest.raises(InputError, match="cut both tables together"):
        walk_graph(nodes.drop(3), edges)


def test_degrees_other_crs_and_polygons_as_targets_are_refused(street):
    nodes, edges = street

    with pytest.raises(CrsError):
        walk_minutes(nodes, edges, points((0, 0)).to_crs(4326), centres((80, 0)))
    with pytest.raises(InputError, match="to_crs"):
        walk_minutes(nodes, edges, points((0, 0)), centres((80, 0)).to_crs(25833))
    with pytest.raises(InputError, match="representative_point"):
        walk_minutes(nodes, edges, points((0, 0)).buffer(3), centres((80, 0)))


# --- networkx -------------------------------------------------------------------------


def random_network(seed, *, size=9, step=100.0):
    """A bent grid with one-ways, slopes, parallel and missing edges, and a far island."""
    rng = np.random.default_rng(seed)
    places = {
        row * size + col: (
            500_000 + col * step + rng.uniform(-20, 20),
            5_600_000 + row * step + rng.uniform(-20, 20),
        )
        for row in range(size)
        for col in range(size)
    }
    pairs = [(n, n + 1) for n in places if n % size < size - 1]
    pairs += [(n, n + size) for n in places if n + size in places]
    ways = []
    for u, v in pairs:
        for _ in range(int(rng.choice([0, 1, 2], p=[0.1, 0.75, 0.15]))):
            middle = (np.array(places[u]) + places[v]) / 2 + rng.uniform(-30, 30, 2)
            ends = (u, v) if rng.random() < 0.5 else (v, u)
            ways.append((
                *ends,
                {
                    "via": [tuple(middle)],
                    "slope": float(rng.choice([np.nan, rng.uniform(-0.25, 0.25)])),
                    "foot_oneway": str(rng.choice(
                        ["both", "forward", "backward"], p=[0.8, 0.1, 0.1])),
                },
            ))  # fmt: skip
    places |= {900: (501_500, 5_600_000), 901: (501_500, 5_600_300)}
    ways.append((900, 901, {}))
    return network(places, ways)


def by_networkx(nodes, edges, targets, middle, *, speed_kmh=4.8):
    """Insert every point into a MultiDiGraph at its nearest edge and search backwards."""
    lines = edges.geometry.to_numpy()
    forward, backward = edge_minutes(edges, speed_kmh=speed_kmh)
    oneway = edges["foot_oneway"].tolist()
    pace = speed_kmh * 1000 / 60
    shapes = [*middle, *targets]
    names = [*(f"c{i}" for i in range(len(middle))), *(f"t{i}" for i in range(len(targets)))]
    on = {}
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(nodes.index)
    for name, shape in zip(names, shapes, strict=True):
        away = shapely.distance(lines, shape)
        edge = int(np.argmin(away))
        on.setdefault(edge, []).append((lines[edge].project(shape, normalized=True), name))
        one = [("foot", name), name] if name.startswith("c") else [name, ("foot", name)]
        graph.add_edge(*one, weight=away[edge] / pace)
    for edge, (u, v) in enumerate(zip(edges["u"], edges["v"], strict=True)):
        stops = [(0.0, u), *sorted((f, ("foot", n)) for f, n in on.get(edge, [])), (1.0, v)]
        for (f0, a), (f1, b) in itertools.pairwise(stops):
            if oneway[edge] != "backward":
                graph.add_edge(a, b, weight=forward[edge] * (f1 - f0))
            if oneway[edge] != "forward":
                graph.add_edge(b, a, weight=backward[edge] * (f1 - f0))
    found = nx.multi_source_dijkstra_path_length(
        graph.reverse(copy=False), {f"c{i}" for i in range(len(middle))}
    )
    return np.array([found.get(f"t{i}", np.nan) for i in range(len(targets))])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_thousand_random_points_agree_with_networkx_to_a_tenth_of_a_second(seed):
    nodes, edges = random_network(seed)
    rng = np.random.default_rng(seed + 100)
    west, south, east, north = edges.total_bounds
    targets = points(
        *np.column_stack([rng.uniform(west, east, 1000), rng.uniform(south, north, 1000)])
    )
    middle = centres(
        *np.column_stack([rng.uniform(west, west + 800, 4), rng.uniform(south, north, 4)])
    )

    ours = walk_minutes(nodes, edges, targets, middle, max_snap_m=10_000)
    theirs = by_networkx(nodes, edges, list(targets), list(middle.geometry))

    assert np.isnan(theirs).sum() > 10  # the island
    assert (~np.isnan(theirs)).sum() > 500
    assert ours["walk_min"].isna().tolist() == np.isnan(theirs).tolist()
    assert np.nanmax(np.abs(ours["walk_min"] - theirs)) * 60 < 0.1


# --- laws -----------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_laws_of_minutes(seed):
    nodes, edges = random_network(seed, size=4)
    rng = np.random.default_rng(seed)
    west, south, east, north = edges.total_bounds
    xy = np.column_stack([rng.uniform(west, east, 30), rng.uniform(south, north, 30)])
    middle = centres(tuple(xy[0]), tuple(xy[1]))

    plain = walk_minutes(nodes, edges, points(*xy), middle)

    # Nobody is faster than at Tobler's best slope, as the crow flies.
    crow = shapely.distance(
        np.array(points(*xy).to_numpy())[:, None], middle.geometry.to_numpy()[None, :]
    ).min(axis=1)
    known = plain["walk_min"].notna()
    assert (plain["walk_m"][known] >= crow[known] - 1e-6).all()
    assert (plain["walk_min"][known] >= crow[known] / PACE * math.exp(-3.5 * 0.05) - 1e-9).all()
    # The order of edges, nodes and targets does not matter.
    mixed = walk_minutes(
        nodes.iloc[rng.permutation(len(nodes))],
        edges.iloc[rng.permutation(len(edges))],
        points(*xy).iloc[::-1],
        middle,
    ).sort_index()
    pd.testing.assert_series_equal(mixed["walk_min"], plain["walk_min"].sort_index())
    # Moving the town moves nothing; a further centre makes no one slower.
    moved = [frame.set_geometry(frame.geometry.translate(64, -32)) for frame in (nodes, edges)]
    there = middle.set_geometry(middle.geometry.translate(64, -32))
    shifted = walk_minutes(*moved, points(*np.add(xy, (64, -32))), there)
    pd.testing.assert_series_equal(shifted["walk_min"], plain["walk_min"], rtol=1e-6, atol=1e-6)
    more = walk_minutes(nodes, edges, points(*xy), centres(*map(tuple, xy[:3])))
    assert (more["walk_min"][known] <= plain["walk_min"][known] + 1e-9).all()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_over_a_stop_on_the_way_is_never_shorter(seed):
    nodes, edges = random_network(seed, size=4)
    a, b, c = nodes.geometry.iloc[[0, 5, 10]]

    def minutes(start, end):
        found = walk_minutes(nodes, edges, points((start.x, start.y)), centres(end))
        return found["walk_min"].item()

    direct, first, second = minutes(a, c), minutes(a, b), minutes(b, c)

    if not math.isnan(first + second):
        assert direct <= first + second + 1e-9


def test_the_metric_network_shares_its_tree_and_counts_metres(street):
    graph = walk_graph(*street)
    metric = graph.in_metres()

    assert metric.tree is graph.tree
    assert metric.forward.tolist() == [80, 80]
    entries = snap(metric, np.array([Point(160, 0)], dtype=object), max_snap_m=1)
    assert reach(metric, entries).cost.tolist() == pytest.approx([160, 80, 0])
    assert np.isinf(reach(metric, entries, limit=100).cost).tolist() == [True, False, False]


# --- a real town ----------------------------------------------------------------------


@pytest.mark.realdata
@pytest.mark.parametrize("with_slope", [False, True])
def test_a_thousand_points_in_a_real_town_agree_with_networkx(shared, with_slope):
    extract = open_extract(shared / "data" / "lauf" / "lauf-200115.osm.pbf")
    found = read_network(extract, crs=extract.crs)
    nodes, edges = found.nodes, found.edges
    rng = np.random.default_rng(2020)
    if with_slope:
        edges = edges.assign(slope=rng.normal(0, 0.06, len(edges)))
    west, south, east, north = edges.total_bounds
    xy = np.column_stack([rng.uniform(west, east, 1002), rng.uniform(south, north, 1002)])
    targets = points(*xy[2:]).set_crs(edges.crs, allow_override=True)
    middle = centres(*xy[:2]).set_crs(edges.crs, allow_override=True)

    ours = walk_minutes(nodes, edges, targets, middle, max_snap_m=10_000)
    theirs = by_networkx(nodes, edges, list(targets), list(middle.geometry))

    assert ours["walk_min"].isna().tolist() == np.isnan(theirs).tolist()
    assert (~np.isnan(theirs)).sum() > 900
    assert np.nanmax(np.abs(ours["walk_min"] - theirs)) * 60 < 0.1
