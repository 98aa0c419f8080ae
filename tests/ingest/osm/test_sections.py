import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from innenstadt_gis.ingest.osm.network import read_network
from innenstadt_gis.ingest.osm.sections import street_sections
from innenstadt_gis.ingest.osm.source import open_extract
from innenstadt_gis.tables import BUILDINGS, EDGES, SECTIONS


def lane(name=None, kind="residential", **tags):
    return {"highway": kind} | ({"name": name} if name else {}) | tags


def sections_of(net, houses=()):
    rows = BUILDINGS.empty(net.nodes.crs)
    if houses:
        # Houses are told in metres from node 1.
        origin = net.nodes.geometry.loc[1]
        shapes = [
            box(origin.x + x0, origin.y + y0, origin.x + x1, origin.y + y1)
            for x0, y0, x1, y1 in houses
        ]
        ids = pd.Index([f"b{i}" for i in range(len(shapes))])
        rows = BUILDINGS.conform(
            gpd.GeoDataFrame({"source": "osm"}, index=ids, geometry=shapes, crs=net.nodes.crs)
        )
    found, edges = street_sections(net.nodes, net.edges, rows)
    SECTIONS.check(found)
    EDGES.check(edges)
    return found, edges


def test_a_street_is_parted_at_named_streets_alone(draw):
    # 1 --100-- 2 --80-- 3 --120-- 4; a named street meets at 2, an unnamed path at 3.
    net = draw(
        {1: (0, 0), 2: (100, 0), 3: (180, 0), 4: (300, 0), 5: (100, 90), 6: (180, 90)},
        {
            10: ([1, 2, 3, 4], lane("Hauptstraße")),
            11: ([2, 5], lane("Gasse")),
            12: ([3, 6], lane(kind="footway")),
        },
    )
    found, edges = sections_of(net)
    main = found[found["street"] == "Hauptstraße"]
    assert main["number"].tolist() == [1, 2]
    assert main["centreline_m"].tolist() == pytest.approx([100, 200], abs=0.1)
    ids = edges.set_index("way_id")["section_id"]
    assert ids[10].tolist() == [main.index[0], main.index[1], main.index[1]]
    assert ids.isna()[12]
    assert found["frontage_m"].isna().all()  # no buildings: unknown, not 0


def test_short_neighbours_join_until_sixty_metres(draw):
    # Corners every 40 m: 40+40, then 40+40 (pieces of 40 m are too short).
    stops = {i: ((i - 1) * 40, 0) for i in range(1, 6)}
    sides = {i + 10: ((i - 1) * 40, 70) for i in range(1, 6)}
    ways = {100: ([1, 2, 3, 4, 5], lane("Lange Gasse"))}
    ways |= {200 + i: ([i, i + 10], lane(f"Seitenweg {chr(64 + i)}")) for i in (2, 3, 4)}
    found, _ = sections_of(draw(stops | sides, ways))
    long = found[found["street"] == "Lange Gasse"]
    assert long["centreline_m"].tolist() == pytest.approx([80, 80], abs=0.1)


def test_two_carriageways_of_one_name_count_once(draw):
    net = draw(
        {1: (0, 0), 2: (200, 0), 3: (0, 14), 4: (200, 14), 5: (0, -6), 6: (200, -6)},
        {
            10: ([1, 2], lane("Ring", oneway="yes")),
            11: ([4, 3], lane("Ring", oneway="yes")),
            12: ([5, 6], lane("Ring", kind="footway")),
        },
    )
    found, edges = sections_of(net)
    assert found["centreline_m"].tolist() == pytest.approx([200], abs=0.1)
    assert edges["section_id"].tolist() == ["ring-1"] * 3


def test_streets_further_apart_than_a_street_is_wide_count_both(draw):
    net = draw(
        {1: (0, 0), 2: (200, 0), 3: (0, 40), 4: (200, 40)},
        {10: ([1, 2], lane("Ring")), 11: ([3, 4], lane("Ring"))},
    )
    found, _ = sections_of(net)
    assert found["centreline_m"].sum() == pytest.approx(400, abs=0.2)


def test_a_plaza_known_by_its_outline_is_half_as_long_as_the_outline(draw):
    net = draw(
        {1: (0, 0), 2: (120, 0), 3: (120, 60), 4: (0, 60)},
        {10: ([1, 2, 3, 4, 1], lane("Markt", kind="pedestrian", area="yes"))},
    )
    found, _ = sections_of(net)
    assert found["centreline_m"].tolist() == pytest.approx([180], abs=0.1)


def test_frontage_is_the_street_along_which_a_building_stands_on_either_side(draw):
    net = draw({1: (0, 0), 2: (200, 0)}, {10: ([1, 2], lane("Allee"))})
    houses = [
        (0, 5, 80, 15),  # 80 m on the left
        (40, -30, 100, -10),  # 60 m on the right
        (120, 25, 200, 40),  # too far back
        (0, 15.1, 80, 30),  # second row: hidden behind the first
    ]
    found, _ = sections_of(net, houses)
    # One sample every 4 m: each house is exact to one sample.
    assert found["frontage_m"].tolist() == pytest.approx([140], abs=8)


def test_a_street_without_houses_has_no_frontage_where_buildings_are_known(draw):
    net = draw({1: (0, 0), 2: (200, 0)}, {10: ([1, 2], lane("Allee"))})
    found, _ = sections_of(net, [(0, 500, 10, 510)])
    assert found["frontage_m"].tolist() == [0]


def test_numbers_run_along_the_street_from_the_west(draw):
    stops = {i: ((5 - i) * 100, 0) for i in range(1, 6)}  # drawn from the east
    sides = {i + 10: ((5 - i) * 100, 70) for i in (2, 3, 4)}
    ways = {100: ([1, 2, 3, 4, 5], lane("Lange Gasse"))}
    ways |= {200 + i: ([i, i + 10], lane(f"Weg {chr(64 + i)}")) for i in (2, 3, 4)}
    found, _ = sections_of(draw(stops | sides, ways))
    long = found[found["street"] == "Lange Gasse"].sort_values("number")
    assert long["number"].tolist() == [1, 2, 3, 4]
    assert long.geometry.centroid.x.is_monotonic_increasing


def test_spellings_of_one_name_are_one_street_and_platforms_are_none(draw):
    net = draw(
        {1: (0, 0), 2: (80, 0), 3: (160, 0), 4: (160, 9)},
        {
            10: ([1, 2], lane("Altdorfer Straße")),
            11: ([2, 3], lane("Altdorfer Str.")),
            12: ([3, 4], lane("Bahnhof", kind="platform")),
        },
    )
    found, _ = sections_of(net)
    assert found["centreline_m"].tolist() == pytest.approx([160], abs=0.1)


def test_a_network_without_names_has_no_sections(draw):
    found, edges = sections_of(draw({1: (0, 0), 2: (80, 0)}, {10: ([1, 2], lane())}))
    assert len(found) == 0
    assert edges["section_id"].isna().all()


@pytest.mark.realdata
def test_sections_of_a_real_town_hold_every_named_street_once(shared):
    extract = open_extract(shared / "data/lauf/lauf-200115.osm.pbf")
    net = read_network(extract, crs=extract.crs)
    found, edges = sections_of(net)
    streets = edges["name"].notna() & (edges["highway"] != "platform")
    assert (edges["section_id"].notna() == streets).all()
    assert set(edges["section_id"].dropna()) == set(found.index)
    assert found["centreline_m"].sum() <= edges.loc[streets, "length_m"].sum()
    assert found["centreline_m"].sum() > 0.95 * edges.loc[streets, "length_m"].sum()
    again, _ = street_sections(net.nodes, net.edges, BUILDINGS.empty(net.nodes.crs))
    assert again.equals(found)
