"""A town of eleven nodes and three outlines, and the real towns."""

import pandas as pd
import pytest
import shapely

from innenstadt_gis.crs import utm_of
from innenstadt_gis.ingest.osm.features import read_features
from innenstadt_gis.ingest.osm.source import open_extract
from innenstadt_gis.tables import TOWN_TABLES

TABLES = ("buildings", "addresses", "records", "brownfields", "amenities", "stops", "basemap")
KINDS = ("buildings", "addresses", "shops", "bus_stops", "brownfields")
STAMP = 'version="1" timestamp="2023-05-04T10:00:00Z"'


def element(kind, number, tags, *, at=None, refs=()):
    place = "" if at is None else f' lat="{50.5 + at[1] / 1e4:.7f}" lon="{13.0 + at[0] / 1e4:.7f}"'
    inner = "".join(f'<nd ref="{ref}"/>' for ref in refs)
    inner += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
    return f'<{kind} id="{number}" {STAMP}{place}>{inner}</{kind}>'


def square(first, west, south, size=2.0):
    """Four corner nodes and the closed ring of their ids."""
    corners = [(0, 0), (size, 0), (size, size), (0, size)]
    nodes = [
        element("node", first + i, {}, at=(west + dx, south + dy))
        for i, (dx, dy) in enumerate(corners)
    ]
    return nodes, [*range(first, first + 4), first]


@pytest.fixture
def read(tmp_path):
    def reader(nodes, ways=(), relations=()):
        path = tmp_path / "town.osm"
        path.write_text(
            '<osm version="0.6">' + "".join([*nodes, *ways, *relations]) + "</osm>", "utf-8"
        )
        features = read_features(open_extract(path), crs=utm_of(13.0, 50.5))
        for table in TABLES:
            TOWN_TABLES[table].check(getattr(features, table))
        return features

    return reader


def adds_up(features, kind):
    lost = sum(n for key, n in features.explained.items() if key.startswith(f"{kind}:"))
    return features.counts[f"{kind}_tagged"] == features.counts[kind] + lost


def test_a_shop_mapped_as_node_and_as_building_counts_once(read):
    corners, ring = square(1, 0, 0)
    node = element("node", 9, {"shop": "bakery", "name": "Beck", "level": "0"}, at=(1, 1))
    house = element(
        "way",
        1,
        {"building": "retail", "shop": "bakery", "addr:street": "Markt", "addr:housenumber": "3"},
        refs=ring,
    )
    features = read([*corners, node], [house])
    assert features.records.index.tolist() == ["osm:n9"]
    row = features.records.iloc[0]
    assert (row["name"], row["street"], row["house_number"], row["floor"]) == (
        "Beck", "Markt", "3", "EG",
    )  # fmt: skip
    assert row["repairs"] == "osm_twice"
    assert features.explained["shops:counted_once"] == 1
    assert features.counts["shops_tagged"] == 2
    assert adds_up(features, "shops")


def test_two_bakeries_of_different_names_in_one_house_are_two(read):
    corners, ring = square(1, 0, 0)
    house = element("way", 1, {"building": "yes", "shop": "bakery", "name": "Alt"}, refs=ring)
    node = element("node", 9, {"shop": "bakery", "name": "Neu"}, at=(1, 1))
    assert len(read([*corners, node], [house]).records) == 2


def test_a_unit_without_address_takes_that_of_its_building(read):
    corners, ring = square(1, 0, 0)
    house = element(
        "way", 1, {"building": "yes", "addr:street": "Markt", "addr:housenumber": "7a"}, refs=ring
    )
    row = read([*corners, element("node", 9, {"shop": "shoes"}, at=(1, 1))], [house]).records.iloc[
        0
    ]
    assert (row["street"], row["house_number"]) == ("Markt", "7a")
    assert row["repairs"] == "address_from_building"


@pytest.mark.parametrize(
    ("tags", "evidence", "before"),
    [
        ({"shop": "vacant"}, "shop=vacant", None),
        ({"shop": "vacant", "disused:shop": "clothes"}, "shop=vacant", "clothes"),
        ({"disused:shop": "bakery"}, "disused:shop=bakery", "bakery"),
        ({"abandoned:amenity": "pub"}, "abandoned:amenity=pub", "bar_pub"),
        ({"was:shop": "books"}, "was:shop=books", "books_stationery"),
        ({"shop": "shoes", "vacant": "yes"}, "shop=shoes+vacant=yes", "shoes"),
    ],
)
def test_evidence_of_vacancy_is_a_vacant_record_with_its_tag_and_day(read, tags, evidence, before):
    row = read([element("node", 1, tags | {"check_date": "2024-02-01"}, at=(0, 0))]).records.iloc[0]
    assert (row["status"], row["evidence"]) == ("vacant", evidence)
    assert (row["previous_branch"] if before else None) == before
    assert pd.isna(row["branch"])
    assert str(row["observed_on"].date()) == "2024-02-01"
    assert str(row["survey_day"].date()) == "2023-05-04"


def test_a_shop_that_moved_in_is_not_vacant(read):
    row = read(
        [element("node", 1, {"shop": "shoes", "disused:amenity": "cafe"}, at=(0, 0))]
    ).records.iloc[0]
    assert (row["status"], row["branch"], row["previous_branch"]) == ("occupied", "shoes", "cafe")


def test_what_is_no_unit_gives_no_record(read):
    tags = [
        {"amenity": "bench"}, {"tourism": "information"}, {"removed:shop": "bakery"},
        {"shop": "no"}, {"disused:amenity": "telephone"}, {"leisure": "playground"},
    ]  # fmt: skip
    features = read([element("node", i + 1, t, at=(i, 0)) for i, t in enumerate(tags)])
    assert len(features.records) == 0
    assert features.explained["units:removed"] == 1
    assert features.explained["shops:not_a_shop"] == 1
    assert features.amenities["kind"].tolist() == ["bench", "information", "playground"]


def test_several_values_count_once_and_a_vague_shop_has_no_branch(read):
    features = read(
        [
            element("node", 1, {"shop": "bakery;convenience"}, at=(0, 0)),
            element("node", 2, {"shop": "yes"}, at=(3, 0)),
        ]
    )
    assert features.records["function"].tolist() == ["retail", "retail"]
    assert features.records["branch"].fillna("-").tolist() == ["bakery", "-"]
    assert features.records["need_tier"].fillna("-").tolist() == ["short", "-"]


def test_no_personal_data_is_read(read):
    said = {
        "shop": "shoes", "operator": "Zacharias Planted", "phone": "+49 3733 4711",
        "email": "planted@example.org", "contact:fax": "4712",
    }  # fmt: skip
    features = read([element("node", 1, said, at=(0, 0))])
    written = " ".join(str(getattr(features, table).to_csv()) for table in TABLES)
    assert not [w for w in ("Planted", "planted", "4711", "4712") if w in written]
    assert bool(features.records["phone_listed"].iloc[0])


def test_every_building_is_read_or_its_absence_explained(read):
    corners, ring = square(1, 0, 0)
    hole, inner = square(11, 0.5, 0.5, 1.0)
    more, outer = square(21, 5, 0)
    ways = [
        element("way", 1, {"building": "yes"}, refs=ring),
        element("way", 2, {"building": "yes"}, refs=[1, 2, 3]),  # open
        element("way", 3, {"building": "yes"}, refs=[1, 2, 999, 1]),  # clipped
        element("way", 4, {}, refs=outer),
        element("way", 5, {}, refs=inner),
    ]
    members = '<member type="way" ref="1" role="outer"/><member type="way" ref="5" role="inner"/>'
    court = f'<relation id="1" {STAMP}>{members}<tag k="type" v="multipolygon"/>'
    court += '<tag k="building" v="school"/></relation>'
    gap = f'<relation id="2" {STAMP}><member type="way" ref="77" role="outer"/>'
    gap += '<tag k="type" v="multipolygon"/><tag k="building" v="yes"/></relation>'
    point = element("node", 31, {"building": "yes"}, at=(9, 9))
    features = read([*corners, *hole, *more, point], ways, [court, gap])
    assert features.counts["buildings_tagged"] == 6
    assert features.buildings.index.tolist() == ["osm:w1", "osm:r1"]
    assert {k: n for k, n in features.explained.items() if k.startswith("buildings")} == {
        "buildings:nodes_missing": 1,
        "buildings:outline_open": 1,
        "buildings:point_only": 1,
        "buildings:relation_incomplete": 1,
    }
    # 2e-4 degrees at 50.5 N are 14.19 m by 22.25 m; the court takes a quarter of it.
    assert features.buildings.loc["osm:w1", "area_m2"] == pytest.approx(14.19 * 22.25, rel=5e-3)
    ratio = features.buildings.loc["osm:r1", "area_m2"] / features.buildings["area_m2"].iloc[0]
    assert ratio == pytest.approx(0.75, abs=1e-6)


def test_a_bow_tie_is_made_valid(read):
    nodes = [
        element("node", i + 1, {}, at=at) for i, at in enumerate([(0, 0), (2, 2), (2, 0), (0, 2)])
    ]
    features = read(nodes, [element("way", 1, {"building": "yes"}, refs=[1, 2, 3, 4, 1])])
    assert adds_up(features, "buildings")
    assert features.buildings.geometry.is_valid.all()


def test_addresses_know_their_building_and_clipped_ones_keep_a_place(read):
    corners, ring = square(1, 0, 0)
    number = {"addr:street": "Markt", "addr:housenumber": "1"}
    house = element("way", 1, {"building": "yes"}, refs=ring)
    cut = element(
        "way", 2, {"building": "yes", "addr:place": "Dorf", "addr:housenumber": "2"},
        refs=[1, 2, 3, 999, 1],
    )  # fmt: skip
    inside = element("node", 9, number, at=(1, 1))
    outside = element("node", 10, number | {"addr:housenumber": "1a"}, at=(4, 4))
    table = read([*corners, inside, outside], [house, cut]).addresses
    assert table["building_id"].fillna("-").to_dict() == {
        "osm:n9": "osm:w1", "osm:n10": "-", "osm:w2": "osm:w1",
    }  # fmt: skip
    assert table.loc["osm:w2", ["street", "repairs"]].tolist() == ["Dorf", "outline_clipped"]


def test_poles_platforms_and_stopping_points_of_one_stop_are_one_row(read):
    name = {"name": "Markt"}
    features = read(
        [
            element("node", 1, name | {"highway": "bus_stop"}, at=(0, 0)),
            element(
                "node", 2, name | {"public_transport": "stop_position", "bus": "yes"}, at=(0, 1)
            ),
            element(
                "node", 3, name | {"public_transport": "platform", "bench": "yes"}, at=(0, 0.5)
            ),
            element("node", 4, {"name": "Bad", "highway": "bus_stop"}, at=(1, 0)),
            element("node", 5, {"railway": "halt", "name": "Bf"}, at=(30, 0)),
        ]
    )
    assert features.stops["name"].tolist() == ["Markt", "Bad", "Bf"]
    assert features.stops["mode"].tolist() == ["bus", "bus", "rail"]
    assert features.stops["bench"].iloc[0] == "yes"
    assert features.explained["stops:part_of_a_stop"] == 2
    assert adds_up(features, "bus_stops")


def test_the_base_map_has_one_layer_for_each_thing(read):
    corners, ring = square(1, 0, 0)
    ways = [
        element("way", 1, {"landuse": "forest"}, refs=ring),
        element("way", 2, {"natural": "water"}, refs=ring),
        element("way", 3, {"highway": "pedestrian", "area": "yes", "name": "Markt"}, refs=ring),
        element("way", 4, {"highway": "motorway"}, refs=[1, 2, 999, 3, 4]),  # clipped: parted
        element("way", 5, {"highway": "residential", "junction": "circular"}, refs=ring),
        element("way", 6, {"waterway": "river", "tunnel": "yes"}, refs=[1, 3]),
        element("way", 7, {"railway": "rail", "bridge": "yes"}, refs=[1, 3]),
        element("way", 8, {"landuse": "brownfield"}, refs=ring),
    ]
    nodes = [
        element("node", 9, {"place": "town", "name": "Stadt"}, at=(1, 1)),
        element("node", 10, {"amenity": "place_of_worship", "name": "St. Anna"}, at=(1, 1)),
    ]
    features = read([*corners, *nodes], ways)
    found = features.basemap[["layer", "kind"]].agg(" ".join, axis=1)
    assert sorted(found) == [
        "green forest", "land brownfield", "place landmark_church", "place town",
        "rail rail", "square pedestrian", "street motorway", "street residential",
        "water water", "waterway river",
    ]  # fmt: skip
    motorway = features.basemap[features.basemap["kind"] == "motorway"].geometry.iloc[0]
    assert motorway.geom_type == "MultiLineString"
    assert shapely.get_num_geometries(motorway) == 2
    assert features.brownfields["kind"].tolist() == ["brownfield"]


def test_a_file_without_any_feature_gives_empty_tables(read):
    features = read([element("node", 1, {}, at=(0, 0))])
    assert [len(getattr(features, table)) for table in TABLES] == [0] * len(TABLES)


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("file", "tagged"),
    [
        ("lauf/lauf-200115.osm.pbf", (6533, 5425, 190, 110, 4)),
        ("hoyerswerda/Hoyerswerda.osm.pbf", (341, 225, 30, 17, 0)),
        ("heidelberg/heidelberg.osm.pbf", (16, 633, 36, 492, 0)),
    ],
)
def test_every_object_of_a_real_town_is_read_or_explained(shared, file, tagged):
    extract = open_extract(shared / "data" / file)
    features = read_features(extract, crs=extract.crs)
    for table in TABLES:
        TOWN_TABLES[table].check(getattr(features, table))
    assert tuple(features.counts[f"{kind}_tagged"] for kind in KINDS) == tagged
    assert all(adds_up(features, kind) for kind in KINDS)
    read = (features.buildings, features.addresses)
    assert tuple(map(len, read)) == (features.counts["buildings"], features.counts["addresses"])


@pytest.mark.realdata
def test_lauf_has_its_addresses_and_buildings(shared):
    extract = open_extract(shared / "data/lauf/lauf-200115.osm.pbf")
    features = read_features(extract, crs=extract.crs)
    assert len(features.addresses) == 5425
    # 6,493 outlines form polygons; one of them says building=no.
    assert len(features.buildings) == 6492
    assert len(features.brownfields.query("kind == 'brownfield'")) == 4
    assert (features.records["status"] == "vacant").sum() == 3
