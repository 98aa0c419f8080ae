"""The proposed central shopping area, counted on a made-up town, and beside an official one."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box

from innenstadt_gis.analysis.supply.kernel import density_along
from innenstadt_gis.analysis.supply.magnets import find_magnets
from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.analysis.zone.figures import jaccard, zone_figures, zone_table, zone_units
from innenstadt_gis.analysis.zone.proposal import propose
from innenstadt_gis.analysis.zone.snap import ground_of
from innenstadt_gis.outputs.suppression import suppress_cells
from innenstadt_gis.tables import AMENITIES, BASEMAP, BUILDINGS, PARCELS, PREMISES, SECTIONS
from innenstadt_gis.tables.findings.zone import ZONE, ZONE_UNITS

CRS = "EPSG:25832"
#: Lange Straße has a shop every 20 m on each side of its first 300 m; the retail park at
#: Ring has one every 20 m too, 900 m on, and no magnet unless a test gives it one.
NODES = {"a": (0, 0), "b": (300, 0), "c": (1200, 0), "d": (1400, 0)}
STREETS = {"Lange": ("a", "b"), "Land": ("b", "c"), "Ring": ("c", "d")}
FUNCTIONS = ("retail", "gastronomy", "service", "health")


def streets():
    lines = [LineString([NODES[u], NODES[v]]) for u, v in STREETS.values()]
    names = list(NODES)
    nodes = gpd.GeoDataFrame(
        index=range(len(names)), geometry=[*map(Point, NODES.values())], crs=CRS
    )
    edges = gpd.GeoDataFrame(
        {
            "u": [names.index(u) for u, _ in STREETS.values()],
            "v": [names.index(v) for _, v in STREETS.values()],
            "length_m": [line.length for line in lines], "slope": np.nan, "foot_oneway": "both",
        },
        geometry=lines, crs=CRS,
    )  # fmt: skip
    sections = gpd.GeoDataFrame(
        {"street": list(STREETS), "number": 1, "centreline_m": 1.0, "source": "t"},
        index=[f"{name}-1" for name in STREETS], geometry=lines, crs=CRS,
    )  # fmt: skip
    return walk_graph(nodes, edges), SECTIONS.conform(sections)


def shops(*spots, **same):
    """(x, y, street); functions in turn, unless given."""
    rows = gpd.GeoDataFrame(
        {
            "status": "occupied", "in_register": True, "located_by": "address", "source": "t",
            "function": [f for f, _ in zip(itertools.cycle(FUNCTIONS), spots, strict=False)],
            "section_id": [f"{street}-1" for _, _, street in spots], **same,
        },
        index=[f"u{i:03}" for i in range(len(spots))],
        geometry=[Point(x, y) for x, y, _ in spots], crs=CRS,
    )  # fmt: skip
    done = PREMISES.conform(rows)
    PREMISES.check(done)
    return done


MAIN = [(x, y, "Lange") for x in range(10, 300, 20) for y in (8, -8)]  # 30 units
PARK = [(x, y, "Ring") for x in range(1210, 1400, 20) for y in (8, -8, 20, -20)]  # 40 units
MARKET = AMENITIES.conform(
    gpd.GeoDataFrame(
        {"kind": ["marketplace"], "source": "t"}, index=["m"], geometry=[Point(50, 0)], crs=CRS
    )
)


def proposal_of(town, *, amenities=MARKET, centre=None):
    graph, sections = streets()
    density = density_along(town, sections, graph)
    magnets = find_magnets(town, amenities)
    return propose(town, sections, graph, density=density, magnets=magnets, centre=centre), magnets


def ground(town, proposal, *, parcels=None, buildings=None, basemap=None):
    return ground_of(
        proposal, town,
        parcels=PARCELS.empty(CRS) if parcels is None else parcels,
        buildings=BUILDINGS.empty(CRS) if buildings is None else buildings,
        basemap=BASEMAP.empty(CRS) if basemap is None else basemap,
    )  # fmt: skip


def parcels(step=20):
    """Plots of 20 by 30 m on both sides of Lange Straße and beyond, the street between them."""
    shapes = [box(x, y, x + step, y + 30) for x in range(0, 1400, step) for y in (5, -35)]
    rows = gpd.GeoDataFrame(
        {"source": "t"}, index=[f"p{i}" for i in range(len(shapes))], geometry=shapes, crs=CRS
    )
    return PARCELS.conform(rows)


def test_the_area_is_where_shops_stand_close_with_a_magnet_not_the_larger_park():
    town = shops(*MAIN, *PARK)

    proposal, _ = proposal_of(town)

    assert proposal.why is None
    assert set(proposal.units.index) == set(town.index[:30])
    assert set(proposal.pieces["section_id"]) <= {"Lange-1", "Land-1"}
    assert proposal.pieces["nearest_unit_m"].max() <= 25
    assert (proposal.least_per_100m, proposal.longest_gap_m) == (4, 50)


def test_a_named_centre_decides_between_two_areas_else_the_number_of_units():
    town = shops(*MAIN, *PARK)
    both = AMENITIES.conform(
        gpd.GeoDataFrame(
            {"kind": "marketplace", "source": "t"}, index=["m", "n"],
            geometry=[Point(50, 0), Point(1300, 0)], crs=CRS,
        )
    )  # fmt: skip

    most, _ = proposal_of(town, amenities=both)
    named, _ = proposal_of(town, amenities=both, centre=Point(150, 20))
    far, _ = proposal_of(town, amenities=both, centre=Point(700, 20))

    assert set(most.units.index) == set(town.index[30:])
    assert set(named.units.index) == set(town.index[:30])
    assert set(far.units.index) == set(town.index[30:])  # neither is near to it


@pytest.mark.parametrize(
    ("town", "amenities"),
    [
        (shops(*MAIN[:9]), MARKET),  # fewer than 10 units
        (shops(*MAIN, function="retail"), MARKET),  # one function
        (shops(*MAIN), AMENITIES.empty(CRS)),  # no magnet
        (shops(*[(x, 8, "Land") for x in range(320, 1200, 110)] * 2), MARKET),  # thinly spread
        (shops(*MAIN).iloc[:0], MARKET),
        (shops(*MAIN, status="gone"), MARKET),
        (shops(*MAIN, status="unknown"), MARKET),
    ],
    ids=["few", "one function", "no magnet", "thin", "none", "gone", "unknown"],
)
def test_without_what_an_area_must_have_there_is_no_proposal_but_a_reason(town, amenities):
    proposal, magnets = proposal_of(town, amenities=amenities)
    zone = zone_table({}, town, magnets, crs=CRS)
    units = zone_units({}, town)

    figures = zone_figures(zone, units, town, proposal=proposal)

    assert proposal.why is not None
    assert len(proposal.pieces) == len(zone) == len(units) == 0
    assert all(f.value is None and f.why is not None for f in figures)


def test_where_no_street_is_used_closely_a_shop_every_100_m_on_each_side_is_enough():
    # two units on 70 m of street: 2.9 on 100 m, 70 m apart
    loose = [(x, y, "Lange") for x in range(10, 300, 70) for y in (8, -8)]
    town = shops(*loose)

    proposal, _ = proposal_of(town)

    assert (proposal.least_per_100m, proposal.longest_gap_m) == (2, 100)
    assert len(proposal.units) == 10


def test_the_area_follows_parcels_and_what_fronts_on_the_street_belongs_to_it():
    town = shops(*MAIN)
    proposal, magnets = proposal_of(town)

    whole = shapely.union_all(list(ground(town, proposal, parcels=parcels()).values()))

    west, south, east, north = whole.bounds
    assert (west, south, north) == (0, -35, 35)  # plots to their full depth
    assert 300 <= east <= 340
    zone = zone_table(ground(town, proposal, parcels=parcels()), town, magnets, crs=CRS)
    ZONE.check(zone)
    assert zone["units"].sum() == 30
    assert zone["magnets"].sum() == 1
    assert zone["proposed"].all()
    assert zone["label"].str.contains("Vorschlag").all()
    assert zone["area_ha"].sum() == pytest.approx(whole.area / 10_000)
    core, fringe = zone.geometry.loc[["zone-core", "zone-fringe"]]
    assert core.intersection(fringe).area < 1e-6


def test_without_parcels_it_follows_buildings_and_without_both_the_street():
    town = shops(*MAIN)
    proposal, _ = proposal_of(town)
    house = gpd.GeoDataFrame({"source": "t"}, index=["h"], geometry=[box(100, 6, 112, 25)], crs=CRS)

    houses = shapely.union_all(
        list(ground(town, proposal, buildings=BUILDINGS.conform(house)).values())
    )
    bare = shapely.union_all(list(ground(town, proposal).values()))

    assert houses.contains(box(100, 6, 112, 25))
    assert not bare.contains(box(100, 6, 112, 25))
    for whole in (houses, bare):
        assert all(whole.intersects(point) for point in town.geometry)


def test_large_grounds_and_street_parcels_are_cut_to_the_front():
    town = shops(*MAIN)
    proposal, _ = proposal_of(town)
    rows = gpd.GeoDataFrame(
        {"source": "t", "land_use": ["Park", "Straßenverkehr;9000", "Wohnbaufläche", "Weg"]},
        index=["park", "road", "plot", "lane"],
        geometry=[
            box(0, 10, 300, 400), box(0, -5, 1400, 5), box(0, -30, 20, -6), box(140, -205, 146, -5)
        ], crs=CRS,
    )  # fmt: skip

    whole = shapely.union_all(list(ground(town, proposal, parcels=PARCELS.conform(rows)).values()))

    assert whole.bounds[2] < 350  # not the whole road
    assert whole.bounds[3] < 60  # not the park behind the shops
    assert whole.bounds[1] > -32  # nor the lane to the back yards, small as it is
    assert whole.contains(box(0, -30, 20, -6))


def test_the_market_place_belongs_to_the_area_and_a_park_does_not():
    town = shops(*MAIN)
    proposal, _ = proposal_of(town)
    rows = gpd.GeoDataFrame(
        {"layer": ["square", "green", "square"], "source": "t"}, index=["a", "b", "c"],
        geometry=[box(100, 0, 160, 50), box(200, 0, 260, 50), box(700, 0, 760, 50)], crs=CRS,
    )  # fmt: skip

    whole = shapely.union_all(list(ground(town, proposal, basemap=BASEMAP.conform(rows)).values()))

    assert whole.buffer(0.1).contains(box(100, 0, 160, 50))
    assert not whole.intersects(box(200, 20, 260, 50))
    assert not whole.intersects(box(700, 20, 760, 50))  # a square elsewhere


def test_core_is_the_denser_part_and_near_a_magnet():
    # on top of every shop of the first 100 m there are two more
    town = shops(*MAIN, *[spot for spot in MAIN if spot[0] < 100] * 2)
    proposal, _ = proposal_of(town)

    kind = proposal.pieces.groupby("kind")
    peak = proposal.pieces["units_per_100m"].max()

    assert set(kind.groups) == {"core", "fringe"}
    assert kind["units_per_100m"].min()["core"] >= peak / 2
    assert kind["units_per_100m"].max()["fringe"] < peak / 2


def test_the_official_area_is_laid_beside_the_proposal():
    town = shops(*MAIN, (10, 60, "Lange"))
    proposal, magnets = proposal_of(town)
    grounds = ground(town, proposal, parcels=parcels())
    official = box(0, -35, 100, 100)  # the first ten units and the one in the second row
    zone, units = zone_table(grounds, town, magnets, crs=CRS), zone_units(grounds, town, official)
    ZONE_UNITS.check(units)

    found = {f.id: f for f in zone_figures(zone, units, town, proposal=proposal, official=official)}

    whole = zone.geometry.union_all()
    common = whole.intersection(official).area
    assert found["Z-02"].value == pytest.approx(common / (whole.area + official.area - common))
    assert (found["Z-03"].value, found["Z-03"].denominator) == (20, 30)
    assert found["Z-03"].numerator_ids == tuple(sorted(town.index[10:30]))
    assert (found["Z-04"].value, found["Z-04"].denominator) == (1, 11)
    assert found["Z-04"].numerator_ids == ("u030",)
    assert found["Z-01"].value == pytest.approx(whole.area / 10_000)


def test_without_an_official_area_there_is_nothing_to_compare():
    town = shops(*MAIN)
    proposal, magnets = proposal_of(town)
    grounds = ground(town, proposal)
    zone, units = zone_table(grounds, town, magnets, crs=CRS), zone_units(grounds, town)

    found = {f.id: f for f in zone_figures(zone, units, town, proposal=proposal)}

    assert found["Z-01"].value > 0
    assert all(found[name].value is None for name in ("Z-02", "Z-03", "Z-04"))
    assert units["official"].isna().all()


def test_at_the_edge_of_what_is_known_the_figure_says_so():
    town = shops(*MAIN)
    proposal, magnets = proposal_of(town)
    grounds = ground(town, proposal)
    zone, units = zone_table(grounds, town, magnets, crs=CRS), zone_units(grounds, town)

    inner, edge = (
        zone_figures(zone, units, town, proposal=proposal, known=(area, None))[0]
        for area in (box(-500, -500, 2000, 500), box(-20, -500, 2000, 500))
    )

    assert not inner.parameters["at_the_edge"]
    assert edge.parameters["at_the_edge"]
    assert "Rand der Daten" in edge.method.de


def test_in_public_a_part_with_one_or_two_vacancies_tells_no_counts():
    status = ["vacant"] + ["occupied"] * 29
    town = shops(*MAIN, status=status)
    proposal, magnets = proposal_of(town)
    zone = zone_table(ground(town, proposal), town, magnets, crs=CRS)

    public, withheld = suppress_cells(zone, ZONE)

    assert set(withheld) == set(zone.index[zone["units"] > 0])
    assert public.loc[list(withheld), list(ZONE.cells)].isna().all(axis=None)


def test_neither_order_nor_ids_change_the_area():
    town = shops(*MAIN, *PARK)
    other = town.sample(frac=1, random_state=2)
    other.index = [f"x{i}" for i in range(len(other))]

    one, _ = proposal_of(town)
    two, _ = proposal_of(other)

    assert one.pieces.equals(two.pieces)
    here, there = ground(town, one, parcels=parcels()), ground(other, two, parcels=parcels())
    assert {k: g.wkb for k, g in here.items()} == {k: g.wkb for k, g in there.items()}


boxes = st.tuples(*[st.integers(0, 50)] * 2, *[st.integers(1, 50)] * 2).map(
    lambda b: box(b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@given(boxes, boxes)
def test_overlap_is_between_0_and_1_and_the_same_from_both_sides(one, other):
    found = jaccard(one, other)

    assert 0 <= found <= 1
    assert found == pytest.approx(jaccard(other, one))
    assert jaccard(one, one) == pytest.approx(1)
    assert (found == 0) == (one.intersection(other).area == 0)


def test_two_areas_without_ground_have_no_overlap_to_tell():
    assert jaccard(shapely.Polygon(), shapely.Polygon()) is None
