import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from shapely.geometry import LineString, Point

from innenstadt_gis.outputs.graph import to_osmnx
from innenstadt_gis.tables import EDGES, NODES

CRS = "EPSG:25833"


@pytest.fixture
def network():
    """1 --100 m-- 2, an escalator up from 2 to 3, a loop at 3, two ways from 1 to 2."""
    nodes = NODES.conform(
        gpd.GeoDataFrame(
            {"elevation_m": [400.0, np.nan, 410.0], "source": "osm"},
            index=[1, 2, 3],
            geometry=[Point(390000, 5640000), Point(390100, 5640000), Point(390100, 5640050)],
            crs=CRS,
        )
    )
    lines = [
        LineString([(390000, 5640000), (390100, 5640000)]),
        LineString([(390000, 5640000), (390050, 5640040), (390100, 5640000)]),
        LineString([(390100, 5640000), (390100, 5640050)]),
        LineString([(390100, 5640050), (390120, 5640050), (390120, 5640070), (390100, 5640050)]),
    ]
    edges = EDGES.conform(
        gpd.GeoDataFrame(
            {
                "u": [1, 1, 2, 3],
                "v": [2, 2, 3, 3],
                "way_id": [10, 11, 12, 13],
                "length_m": [line.length for line in lines],
                "highway": ["residential", "footway", "steps", "path"],
                "name": ["Gasse", None, None, None],
                "steps": [False, False, True, False],
                "foot_oneway": ["both", "both", "forward", "both"],
                "slope": [0.1, np.nan, np.nan, np.nan],
                "bridge": False,
                "tunnel": False,
                "source": "osm",
            },
            geometry=lines,
            crs=CRS,
        )
    )
    return nodes, edges


def test_both_directions_stand_unless_one_way_and_loops_and_parallels_stay(network):
    graph = to_osmnx(*network)
    assert sorted(graph.edges()) == [(1, 2), (1, 2), (2, 1), (2, 1), (2, 3), (3, 3), (3, 3)]
    assert graph[1][2][0]["name"] == "Gasse"
    assert "name" not in graph[1][2][1]
    assert (graph[1][2][0]["grade"], graph[2][1][0]["grade"]) == (0.1, -0.1)
    assert "grade" not in graph[1][2][1]
    assert graph[2][3][0]["oneway"]
    assert graph.nodes[3]["elevation"] == 410
    assert "elevation" not in graph.nodes[2]
    assert graph.nodes[1]["street_count"] == 2
    assert graph.nodes[3]["street_count"] == 3


def test_geometry_runs_with_the_direction_of_its_edge(network):
    graph = to_osmnx(*network)
    for u, v, data in graph.edges(data=True):
        first, *_, last = data["geometry"].coords
        assert first == pytest.approx((graph.nodes[u]["x"], graph.nodes[u]["y"]))
        assert last == pytest.approx((graph.nodes[v]["x"], graph.nodes[v]["y"]))


def test_minutes_are_those_given_else_at_four_point_eight_kilometres_an_hour(network):
    plain = to_osmnx(*network)
    assert plain[1][2][0]["walk_min"] == pytest.approx(1.25)
    there, back = np.array([1.0, 2, 3, 4]), np.array([5.0, 6, 7, 8])
    given = to_osmnx(*network, minutes=(there, back))
    assert (given[1][2][0]["walk_min"], given[2][1][0]["walk_min"]) == (1, 5)
    assert nx.shortest_path_length(given, 1, 3, weight="walk_min") == 4
    assert not nx.has_path(given, 3, 1)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_osmnx_functions_accept_the_graph(network, tmp_path):
    import osmnx

    nodes, edges = network
    graph = to_osmnx(nodes, edges)
    near = nodes.geometry.to_crs(4326).loc[3]
    projected = osmnx.project_graph(graph)
    assert osmnx.nearest_nodes(projected, *_projected(projected, 3)) == 3
    back_nodes, back_edges = osmnx.graph_to_gdfs(graph)
    assert len(back_nodes) == 3
    assert len(back_edges) == 7
    assert back_nodes.geometry.loc[3].distance(near) < 1e-9
    stats = osmnx.basic_stats(projected)
    assert stats["n"] == 3
    assert stats["edge_length_total"] == pytest.approx(sum(edges["length_m"] * [2, 2, 1, 2]))
    path = tmp_path / "graph.graphml"
    osmnx.save_graphml(graph, path)
    read = osmnx.load_graphml(path)
    assert sorted(read.edges()) == sorted(graph.edges())
    assert read[2][3][0]["length"] == graph[2][3][0]["length"]


def _projected(graph, node):
    return graph.nodes[node]["x"], graph.nodes[node]["y"]
