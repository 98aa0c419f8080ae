"""Slope, steepest stretch and pace of edges, from heights along them and from incline."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString

from innenstadt_gis.crs import project
from innenstadt_gis.ingest.elevation import incline_slope, sample_edges, with_heights, with_slope
from innenstadt_gis.ingest.osm.network import read_network
from innenstadt_gis.ingest.osm.source import open_extract
from innenstadt_gis.slopes import tobler_pace
from innenstadt_gis.tables import EDGES, NODES

UTM = "EPSG:25833"
COLUMNS = ["slope", "steepest", "pace_forward", "pace_backward"]


def ways(*lines, **more):
    """Edges in the contract; ``length_m`` is that of the line unless it is given."""
    shapes = [LineString(line) for line in lines]
    n = range(len(shapes))
    given_ = {
        "u": list(n), "v": [i + 1 for i in n], "length_m": [line.length for line in shapes],
        "steps": False, "foot_oneway": "both", "bridge": False, "tunnel": False, "source": "osm",
    }  # fmt: skip
    return EDGES.conform(gpd.GeoDataFrame(given_ | more, geometry=shapes, crs=UTM))


def walk(ground, *lines, **more):
    """Edges over a ground that is a function of x and y."""
    edges = ways(*lines, **more)
    at = sample_edges(edges)
    done = with_slope(edges, at, np.asarray(ground(at.x, at.y), dtype=float))
    EDGES.check(done)
    return done


def ramp(x, y):
    return 400 + 0.08 * x + 0 * y


def test_a_ramp_has_its_slope_its_pace_and_is_as_steep_everywhere():
    edges = walk(ramp, [(0, 0), (95, 0)], [(95, 0), (0, 0)], [(0, 0), (0, 95)])

    assert edges["slope"].tolist() == pytest.approx([0.08, -0.08, 0])
    assert edges["steepest"].tolist() == pytest.approx([0.08, 0.08, 0])
    # up exp(3.5 * 0.08) = 1.323, down exp(3.5 * (0.03 - 0.05)) = 0.932
    assert edges["pace_forward"].tolist() == pytest.approx([1.3231, 0.9324, 1], abs=5e-5)
    assert edges["pace_backward"].tolist() == pytest.approx([0.9324, 1.3231, 1], abs=5e-5)


def test_over_a_crest_there_is_no_net_slope_but_a_climb_both_ways():
    # 5 pieces up 1 m each, 5 down; the mean of three takes 2/3 m off the top alone:
    # 0 1 2 3 4 4.33 4 3 2 1 0, so four pieces of 10 % and one of 3.33 % either side
    edges = walk(lambda x, y: 10 - np.abs(x - 50) / 10, [(0, 0), (100, 0)])

    assert edges["slope"][0] == pytest.approx(0)
    assert edges["steepest"][0] == pytest.approx(0.1)
    by_hand = (4 * tobler_pace([0.1, -0.1]).sum() + tobler_pace([1 / 30, -1 / 30]).sum()) / 10
    assert edges["pace_forward"][0] == pytest.approx(by_hand)
    assert edges["pace_backward"][0] == pytest.approx(by_hand)
    assert by_hand > 1.15


def test_a_kerb_inside_an_edge_is_spread_over_the_window():
    # 15 cm between 40 and 50 m of 90 m: after smoothing 5 cm on each of three pieces
    edges = walk(lambda x, y: np.where(x < 45, 0.0, 0.15), [(0, 0), (90, 0)])

    assert edges["steepest"][0] == pytest.approx(0.005)
    assert edges["slope"][0] == pytest.approx(0.15 / 90)


def test_an_edge_of_a_metre_is_no_ramp_because_of_a_bump_of_8_centimetres():
    lines = [(0, 0), (1, 0)], [(0.4, 0), (0.6, 0)]
    edges = walk(lambda x, y: np.where(x < 0.5, 0.0, 0.08), *lines)

    # 8 cm in 1 m is all that is known of the first; 20 cm count as 1 m, not as 40 %
    assert edges["slope"].tolist() == pytest.approx([0.08, 0.08])
    assert edges["steepest"].tolist() == pytest.approx([0.008, 0.008])  # 8 cm in 10 m


def test_slope_is_told_by_the_true_length_not_by_that_in_the_plane():
    assert walk(ramp, [(0, 0), (100, 0)], length_m=[80.0])["slope"][0] == pytest.approx(0.1)


def test_one_unknown_place_makes_the_whole_edge_unknown_and_no_other():
    def ground(x, y):
        return np.where((x > 35) & (x < 45), np.nan, x * 0.1)

    edges = walk(ground, [(0, 0), (30, 0)], [(30, 0), (60, 0)], [(60, 0), (90, 0)])

    for column in COLUMNS:
        assert edges[column].isna().tolist() == [False, True, False]
    assert edges["repairs"].fillna("").tolist() == ["", "elevation_unknown", ""]
    assert edges["slope"][2] == pytest.approx(0.1)


def test_bridges_and_tunnels_are_flat_even_where_the_ground_is_unknown():
    lines = [[(0, 0), (100, 0)]] * 4
    edges = walk(
        lambda x, y: np.where(x == 50, np.nan, x), *lines,
        bridge=[True, False, True, True], tunnel=[False, True, False, True],
        incline=[None, None, "4%", "up"], repairs=["area_outline", None, None, None],
    )  # fmt: skip

    assert edges["slope"].tolist() == pytest.approx([0, 0, 0.04, 0])
    assert edges["steepest"].tolist() == pytest.approx([0, 0, 0.04, 0])
    assert edges["pace_backward"][[0, 1, 3]].tolist() == [1, 1, 1]
    assert edges["repairs"].tolist() == [
        "area_outline;bridge_flat", "tunnel_flat", "incline_tagged", "tunnel_flat",
    ]  # fmt: skip


def test_a_number_seen_on_a_ramp_wins_and_a_mere_up_adds_nothing():
    lines = [[(0, 0), (20, 0)]] * 4
    edges = walk(ramp, *lines, incline=["-12%", "down", "steep", None])

    assert edges["slope"].tolist() == pytest.approx([-0.12, 0.08, 0.08, 0.08])
    assert edges["steepest"].tolist() == pytest.approx([0.12, 0.08, 0.08, 0.08])
    assert edges["pace_forward"][0] == pytest.approx(float(tobler_pace(-0.12)))
    assert edges["pace_backward"][0] == pytest.approx(float(tobler_pace(0.12)))
    assert edges["repairs"].fillna("").tolist() == ["incline_tagged", "", "", ""]


def test_on_a_long_way_a_number_is_its_steepest_stretch_and_heights_tell_the_time():
    lines = [[(0, 0), (100, 0)]] * 4
    edges = walk(ramp, *lines, incline=["12%", "-12%", "3%", "0"])

    assert edges["steepest"].tolist() == pytest.approx([0.12, 0.12, 0.03, 0])
    # no stretch is steeper than the number: 3 % and nothing instead of the 8 % measured
    assert edges["slope"].tolist() == pytest.approx([0.08, 0.08, 0.03, 0])
    assert edges["pace_forward"].tolist() == pytest.approx(
        tobler_pace([0.08, 0.08, 0.03, 0]).tolist()
    )


def test_on_a_long_way_of_unknown_height_a_number_is_all_that_is_known():
    edges = walk(lambda x, y: x * np.nan, *[[(0, 0), (100, 0)]] * 2, incline=["12%", "up"])

    assert edges["slope"].tolist() == pytest.approx([0.12, np.nan], nan_ok=True)
    assert edges["repairs"].tolist() == ["incline_tagged", "elevation_unknown"]


def test_without_elevation_only_tagged_numbers_give_a_slope_and_nothing_else_is_told():
    lines = [[(0, 0), (100, 0)]] * 3
    edges = with_slope(ways(*lines, incline=["1:12", "up", None], bridge=[False, False, True]))
    EDGES.check(edges)

    assert edges["slope"].tolist() == pytest.approx([1 / 12, np.nan, np.nan], nan_ok=True)
    assert edges["pace_forward"].notna().tolist() == [True, False, False]
    assert edges["repairs"].fillna("").tolist() == ["incline_tagged", "", ""]


def test_no_edges_and_no_inclines_are_no_trouble():
    none = EDGES.empty(UTM)

    assert with_slope(none, sample_edges(none), np.zeros(0)).empty
    assert with_slope(none).empty
    EDGES.check(with_slope(none))


@pytest.mark.parametrize(
    ("said", "slope"),
    [
        ("10%", 0.1), ("10 %", 0.1), ("-7%", -0.07), ("\N{MINUS SIGN}7 %", -0.07), ("+3%", 0.03),
        ("7.5", 0.075), ("7,5 %", 0.075), ("0", 0), ("0%", 0), ("-0%", 0), ("1:12", 1 / 12),
        ("-1:12", -1 / 12), ("1 : 8", 0.125), ("5°", 0.0874887), ("-45°", -1), ("up 8%", 0.08),
        ("down 8%", -0.08), ("down -8%", -0.08), ("UP 8 %", 0.08), ("100%", 1),
        ("up", None), ("down", None), ("yes", None), ("", None), ("steep", None), ("8-10%", None),
        ("10%;12%", None), ("up -8%", None), ("250%", None), ("90°", None), ("1:0", None),
        ("10 m", None), ("%", None), ("1e2", None), (None, None),
    ],
)  # fmt: skip
def test_what_people_write_under_incline(said, slope):
    edges = ways([(0, 0), (1, 0)], incline=[said])
    expected = np.nan if slope is None else slope

    assert incline_slope(edges["incline"])[0] == pytest.approx(expected, nan_ok=True, abs=1e-6)


def test_minus_nothing_is_nothing():
    assert not np.signbit(incline_slope(ways([(0, 0), (1, 0)], incline=["-0%"])["incline"])[0])


@given(
    heights=st.lists(st.floats(0, 30), min_size=2, max_size=15),
    piece=st.floats(8, 14),
)
def test_forward_is_backward_of_the_way_back_and_smoothing_never_steepens(heights, piece):
    line = LineString([(0, 0), (piece * (len(heights) - 1), 0)])
    edges = ways(line.coords, line.reverse().coords)
    at = sample_edges(edges)
    places = np.linspace(0, line.length, len(heights))
    done = with_slope(edges, at, np.interp(at.x, places, heights))

    there, back = done.loc[0], done.loc[1]
    assert there["pace_forward"] == pytest.approx(back["pace_backward"], rel=1e-9)
    assert there["pace_backward"] == pytest.approx(back["pace_forward"], rel=1e-9)
    assert there["slope"] == pytest.approx(-back["slope"], abs=1e-12)
    assert there["steepest"] == pytest.approx(back["steepest"], abs=1e-9)
    assert there["steepest"] <= np.abs(np.diff(heights)).max() / piece * (1 + 1e-9) + 1e-12
    if line.length >= 10:
        assert there["steepest"] >= abs(there["slope"]) - 1e-12


@given(slope=st.floats(-0.6, 0.6), length=st.floats(1, 300))
def test_on_a_constant_ramp_pace_is_that_of_its_slope(slope, length):
    edges = walk(lambda x, y: slope * x, [(0, 0), (length, 0)])

    assert edges["slope"][0] == pytest.approx(slope, abs=1e-9)
    assert edges["pace_forward"][0] == pytest.approx(float(tobler_pace(slope)), rel=1e-6)
    assert edges["pace_backward"][0] == pytest.approx(float(tobler_pace(-slope)), rel=1e-6)


@given(order=st.permutations(range(5)))
def test_what_is_found_of_an_edge_does_not_depend_on_the_others(order):
    lines = [[(0, 0), (4, 0)], [(4, 0), (90, 9)], [(90, 9), (90, 60)], [(0, 0), (0, 12)],
             [(0, 12), (33, 33), (50, 12)]]  # fmt: skip

    def ground(x, y):
        return 300 + 5 * np.sin(x / 20) + 3 * np.cos(y / 15)

    straight = walk(ground, *lines)[COLUMNS].to_numpy()
    turned = walk(ground, *(lines[i] for i in order))[COLUMNS].to_numpy()
    assert np.array_equal(turned, straight[list(order)])


def test_samples_lie_on_the_line_in_equal_pieces_with_both_ends():
    at = sample_edges(ways([(0, 0), (0, 31), (9, 31)], [(5, 5), (5, 6)]))

    assert at.pieces.tolist() == [4, 1]
    assert at.x.tolist() == pytest.approx([0, 0, 0, 0, 9, 5, 5], abs=1.01)
    assert (at.x[[0, 4, 5, 6]], at.y[[0, 4, 5, 6]]) == (
        pytest.approx([0, 9, 5, 5]), pytest.approx([0, 31, 5, 6]),
    )  # fmt: skip


def test_input_68_beside_a_gap_between_tiles_slope_is_unknown_not_flat(tmp_path):
    # the tile rises 1 m a cell to the east and ends at 14 degrees; its neighbour is missing
    cells = np.tile(np.arange(1201), (1201, 1)).astype(">i2")
    (tmp_path / "N50E013.hgt").write_bytes(cells.tobytes())
    lon, lat = np.array([13.9, 13.95, 14.05]), np.full(3, 50.5)
    x, y = project(lon, lat, source=4326, target=UTM)
    points = gpd.points_from_xy(x, y)
    nodes = NODES.conform(gpd.GeoDataFrame({"source": ["osm"] * 3}, geometry=points, crs=UTM))
    edges = ways(points[:2], points[1:], length_m=[1000.0, 1000.0])

    nodes, edges, log = with_heights(nodes, edges, [tmp_path])

    NODES.check(nodes)
    EDGES.check(edges)
    # 0.05 degrees are 60 cells of 1 m: 60 m up in 1,000 m
    assert edges["slope"].tolist() == pytest.approx([0.06, np.nan], nan_ok=True)
    assert nodes["elevation_m"].tolist() == pytest.approx([1080, 1140, np.nan], nan_ok=True)
    assert edges["repairs"].fillna("").tolist() == ["", "elevation_unknown"]
    assert log.explained.keys() == {"outside_tiles"}
    assert log.repairs == {"elevation_unknown": 1}
    assert (log.counts["edges"], log.counts["edges_sloped"]) == (2, 1)
    assert log.counts["metres_unsloped"] == 1000
    assert log.notes[-1].de == "Steigung unbekannt auf 1 Wegstücken (1.000 m)"


@pytest.mark.realdata
def test_lauf_is_a_hilly_town_and_all_of_it_is_known(shared):
    extract = open_extract(shared / "data/lauf/lauf-200115.osm.pbf")
    network = read_network(extract, crs=extract.crs)
    nodes, edges, log = with_heights(
        network.nodes, network.edges, [shared / "data/lauf/N49E011.hgt.zip"]
    )

    assert nodes["elevation_m"].min() >= 311
    assert nodes["elevation_m"].max() <= 421
    assert log.counts["edges_sloped"] == len(edges)
    ends = [nodes["elevation_m"].reindex(edges[end].astype("int64")).to_numpy() for end in "uv"]
    measured = ~edges["repairs"].fillna("").str.contains("flat|tagged")
    long = measured & (edges["length_m"] > 1)
    net = (ends[1] - ends[0]) / edges["length_m"]
    assert np.allclose(edges["slope"][long], net[long], atol=1e-6)  # ends are the nodes
    steep = edges.loc[edges["steepest"] > 0.06, "length_m"].sum() / edges["length_m"].sum()
    assert 0.1 < steep < 0.4
    assert (
        edges["steepest"] + 1e-9 >= edges["slope"].abs() * (edges["length_m"] / 10).clip(0, 1)
    ).all()
    assert (edges.loc[edges["incline"] == "25%", "steepest"] == 0.25).all()
    assert edges.loc[edges["bridge"], "steepest"].max() == 0
