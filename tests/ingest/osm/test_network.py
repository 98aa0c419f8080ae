import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from innenstadt_gis.crs import to_degrees
from innenstadt_gis.ingest.osm.network import read_network
from innenstadt_gis.ingest.osm.rules import RULES, direction, refusal
from innenstadt_gis.ingest.osm.source import open_extract
from innenstadt_gis.tables import EDGES, NODES

# A cross:      3 (0,100)
#   1 (-100,0)  2 (0,0)  4 (200,0)
#               5 (0,-50)
CROSS = {1: (-100, 0), 2: (0, 0), 3: (0, 100), 4: (200, 0), 5: (0, -50)}


def test_two_streets_that_cross_make_four_edges_and_five_nodes(draw):
    net = draw(
        CROSS,
        {
            10: ([1, 2, 4], {"highway": "residential", "name": "Lange, Straße = 100 %"}),
            11: ([3, 2, 5], {"highway": "steps", "surface": "sett", "incline": "up"}),
        },
    )
    NODES.check(net.nodes)
    EDGES.check(net.edges)
    assert net.nodes.index.tolist() == [1, 2, 3, 4, 5]
    found = net.edges[["u", "v", "way_id"]].to_numpy().tolist()
    assert found == [[1, 2, 10], [2, 4, 10], [3, 2, 11], [2, 5, 11]]
    assert net.edges["length_m"].tolist() == pytest.approx([100, 200, 100, 50], abs=0.05)
    assert net.edges["steps"].tolist() == [False, False, True, True]
    assert net.edges["name"].tolist()[:2] == ["Lange, Straße = 100 %"] * 2
    assert net.edges["name"].isna().tolist() == [False, False, True, True]
    assert net.edges["surface"].tolist()[2:] == ["sett"] * 2
    assert net.counts["ways_read"] == 2
    assert net.explained == {}


def test_a_bend_that_nobody_shares_is_shape_and_no_node(draw):
    net = draw({1: (0, 0), 2: (30, 0), 3: (30, 40)}, {10: ([1, 2, 3], {"highway": "path"})})
    assert net.nodes.index.tolist() == [1, 3]
    assert net.edges["length_m"].tolist() == pytest.approx([70], abs=0.05)
    assert len(net.edges.geometry.iloc[0].coords) == 3


def test_refused_ways_are_counted_by_reason(draw):
    tags = {
        10: {"highway": "motorway"},
        11: {"highway": "service", "access": "private"},
        12: {"highway": "service", "access": "private", "foot": "yes"},
        13: {"highway": "residential", "foot": "no"},
        14: {"highway": "construction"},
        15: {"highway": "cycleway"},
        16: {"highway": "cycleway", "foot": "designated"},
        17: {"highway": "trunk", "sidewalk": "right"},
        18: {"highway": "something"},
    }
    net = draw(CROSS, {way: ([1, 2], tag) for way, tag in tags.items()})
    assert sorted(net.edges["way_id"]) == [12, 16, 17]
    assert net.explained == {
        "access_private": 1,
        "cycleway": 1,
        "foot_no": 1,
        "highway_unknown": 1,
        "motorway": 1,
        "not_built": 1,
    }
    assert net.counts["highway_ways"] == 9


def test_a_way_with_a_node_that_the_extract_lacks_is_parted_there(draw):
    net = draw(
        CROSS,
        {
            10: ([1, 2, 99, 3, 4], {"highway": "footway"}),
            11: ([98, 97], {"highway": "footway"}),
            12: ([5, 96], {"highway": "footway"}),
        },
    )
    assert net.edges[["u", "v"]].to_numpy().tolist() == [[1, 2], [3, 4]]
    assert net.edges["repairs"].tolist() == ["nodes_missing"] * 2
    assert net.explained == {"no_nodes_in_extract": 2}
    assert net.counts["ways_read"] == 1
    assert net.counts["nodes_missing"] == 4
    assert net.counts["ways_clipped"] == 3


def test_the_outline_of_a_plaza_is_walked_along_from_corner_to_corner(draw):
    square = {1: (0, 0), 2: (60, 0), 3: (60, 40), 4: (0, 40), 5: (-50, 0), 6: (90, 40)}
    net = draw(
        square,
        {
            10: ([1, 2, 3, 4, 1], {"highway": "pedestrian", "area": "yes"}),
            11: ([5, 1], {"highway": "footway"}),
            12: ([3, 6], {"highway": "footway"}),
        },
    )
    outline = net.edges[net.edges["way_id"] == 10]
    assert outline[["u", "v"]].to_numpy().tolist() == [[1, 3], [3, 1]]
    assert outline["length_m"].tolist() == pytest.approx([100, 100], abs=0.05)
    assert outline["repairs"].tolist() == ["area_outline"] * 2


def test_loops_and_parallel_ways_are_kept(draw):
    net = draw(
        {1: (0, 0), 2: (50, 0), 3: (50, 50), 4: (20, 9)},
        {
            10: ([1, 2, 3, 1], {"highway": "residential"}),
            11: ([1, 2], {"highway": "footway"}),
            12: ([1, 4, 2], {"highway": "footway"}),
        },
    )
    assert net.edges[["u", "v"]].to_numpy().tolist() == [[1, 2], [2, 1], [1, 2], [1, 2]]
    alone = draw({1: (0, 0), 2: (50, 0), 3: (50, 50)}, {10: ([1, 2, 3, 1], {"highway": "path"})})
    assert alone.edges[["u", "v"]].to_numpy().tolist() == [[1, 1]]


def test_the_worst_kerb_on_a_crossing_counts_and_the_pavement_beside_it_has_none(draw):
    net = draw(
        {1: (0, 0), 2: (1, 0), 3: (7, 0), 4: (8, 0), 5: (1, -50), 6: (1, 50)},
        {
            10: ([1, 2, 3, 4], {"highway": "footway", "footway": "crossing"}),
            11: ([5, 2, 6], {"highway": "footway", "footway": "sidewalk"}),
        },
        node_tags={2: {"kerb": "lowered"}, 3: {"kerb": "raised"}},
    )
    kerbs = net.edges.set_index(["u", "v"])["kerb"]
    assert kerbs[1, 2] == "lowered"
    assert kerbs[2, 4] == "raised"
    assert kerbs.isna()[5, 2]
    assert kerbs.isna()[2, 6]


@pytest.mark.parametrize(
    ("tags", "way"),
    [
        ({"highway": "residential", "oneway": "yes"}, "both"),
        ({"highway": "steps", "oneway": "yes"}, "forward"),
        ({"highway": "steps", "conveying": "forward"}, "forward"),
        ({"highway": "steps", "conveying": "backward"}, "backward"),
        ({"highway": "steps", "conveying": "reversible"}, "both"),
        ({"highway": "steps", "conveying": "yes", "oneway": "-1"}, "backward"),
        ({"highway": "footway", "oneway:foot": "yes"}, "forward"),
        ({"highway": "steps", "oneway:foot": "no", "oneway": "yes"}, "both"),
        ({"highway": "path", "foot:backward": "no"}, "forward"),
    ],
)
def test_one_way_is_about_people_on_foot_not_about_cars(tags, way):
    assert direction(tags) == way


def test_every_refusal_has_a_reason_and_words():
    assert all(bool(rule.reason) != rule.allowed for rule in RULES)
    assert all(rule.why.de and rule.why.en for rule in RULES)


@given(
    highway=st.sampled_from(["motorway", "path", "trunk", "cycleway", "steps", "service"]),
    access=st.sampled_from([None, "private", "no", "yes"]),
)
def test_foot_yes_opens_and_foot_no_closes_whatever_else_is_said(highway, access):
    tags = {"highway": highway} | ({"access": access} if access else {})
    assert refusal(tags | {"foot": "yes"}) == ""
    assert refusal(tags | {"foot": "no"}) == "foot_no"


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("file", "ways", "steps"),
    [
        ("lauf/lauf-200115.osm.pbf", 2931, 53),  # one of the 54 is private
        ("heidelberg/heidelberg.osm.pbf", 25359, 1498),
        ("hoyerswerda/Hoyerswerda.osm.pbf", 548, 5),
    ],
)
def test_every_highway_of_real_towns_is_read_or_explained(shared, file, ways, steps):
    extract = open_extract(shared / "data" / file)
    net = read_network(extract, crs=extract.crs)
    NODES.check(net.nodes)
    EDGES.check(net.edges)
    assert net.counts["highway_ways"] == ways
    assert net.counts["ways_read"] + sum(net.explained.values()) == ways
    assert net.counts["ways_read"] == net.edges["way_id"].nunique()
    assert net.counts["steps_read"] == steps
    assert set(net.edges["u"]) | set(net.edges["v"]) == set(net.nodes.index)


@pytest.mark.realdata
def test_lengths_are_metres_on_the_ellipsoid_and_ends_lie_on_their_nodes(shared):
    extract = open_extract(shared / "data/lauf/lauf-200115.osm.pbf")
    net = read_network(extract, crs=extract.crs)
    some = net.edges.iloc[::20]
    geod = Geod(ellps="GRS80")
    true = [geod.geometry_length(line) for line in to_degrees(some).geometry]
    assert some["length_m"].to_numpy() == pytest.approx(np.array(true), abs=1e-3)
    first = net.edges.geometry.get_coordinates().groupby(level=0).first().to_numpy()
    at = net.nodes.geometry.reindex(net.edges["u"]).get_coordinates().to_numpy()
    assert np.abs(first - at).max() == 0


def test_a_map_without_ways_for_people_is_an_empty_network(draw):
    net = draw(CROSS, {10: ([1, 2], {"highway": "motorway"})})
    NODES.check(net.nodes)
    EDGES.check(net.edges)
    assert (len(net.nodes), len(net.edges)) == (0, 0)
    assert net.explained == {"motorway": 1}
