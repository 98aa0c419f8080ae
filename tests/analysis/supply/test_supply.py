"""Supply per inhabitant, sales areas, magnets and chains, counted by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from innenstadt_gis.analysis.supply.figures import (
    frontage_figures,
    gap_figures,
    magnet_figures,
    supply_sections,
)
from innenstadt_gis.analysis.supply.gaps import front_gaps, lay_front
from innenstadt_gis.analysis.supply.kernel import density_along
from innenstadt_gis.analysis.supply.magnets import find_magnets, kinds_of, metres_to_magnets
from innenstadt_gis.analysis.supply.people import chain_figure, inhabitants, per_1000_figures
from innenstadt_gis.analysis.supply.sales_area import sales_area_figure, sales_areas
from innenstadt_gis.tables import ADDRESSES, AMENITIES, BUILDINGS, POPULATION
from innenstadt_gis.tables.findings.supply import (
    MAGNET_DISTANCES,
    MAGNETS,
    SALES_AREAS,
    SUPPLY_SECTIONS,
)
from innenstadt_gis.words import Text

CRS = "EPSG:25832"
CENSUS = Text("Zensus 2022", "census 2022")
SHOP = {"function": "retail", "branch": "clothes"}
LANGE = {"Lange": [(0, 0), (400, 0)]}
EVERYWHERE = box(-50, -50, 500, 50)


def shops(made, *rows):
    """(x, columns): units on Lange, 8 m north of its axis."""
    return made.units(*[((x, 8), "Lange", columns) for x, columns in rows])


def table_of(made, town, *, frontage_m=500.0):
    sections = made.sections(LANGE, frontage_m=frontage_m)
    front = lay_front(town, sections)
    density = density_along(town, sections, made.graph(LANGE))
    return supply_sections(town, sections, gaps=front_gaps(front), density=density), front


def figure(some, name):
    return next(f for f in some if name in (f.id, f.key))


# along the streets ------------------------------------------------------------


def test_units_per_100_m_of_frontage_count_the_ground_floor_on_both_sides(made):
    town = made.units(
        ((10, 8), "Lange"), ((20, -8), "Lange"), ((30, 8), "Lange", {"status": "vacant"}),
        ((30, 8), "Lange", {"floor": "1. OG"}), ((40, 8), "Lange", {"status": "gone"}),
        ((50, 8), None, {"in_register": False}),
    )  # fmt: skip
    table, _ = table_of(made, town)
    SUPPLY_SECTIONS.check(table)

    whole, section = frontage_figures(town, table, EVERYWHERE)

    assert (whole.id, section.id) == ("B-03", "B-03:Lange-1")
    for one in (whole, section):  # 3 on the ground floor of the street, 500 m of front
        assert (one.numerator, one.denominator, one.value) == (3, 500, pytest.approx(0.6))
        assert one.counted == ("u0000", "u0001", "u0002")
    assert section.cell == ("supply_sections", "Lange-1")
    assert whole.left_out == ("u0003", "u0004", "u0005")
    # the cell counts all that stands, as `section_density` does: 4, 1 of them vacant
    assert table.loc["Lange-1", ["units", "known", "vacant", "front_units"]].tolist() == [
        4,
        4,
        1,
        3,
    ]


def test_without_a_building_at_the_street_there_is_no_density_by_frontage(made):
    town = shops(made, (10, {}), (60, {}))
    table, _ = table_of(made, town, frontage_m=0.0)

    assert all(f.value is None and f.why for f in frontage_figures(town, table, EVERYWHERE))


def test_gaps_are_counted_by_length_in_the_area_of_reference(made):
    # fronts of 10 m: gaps of 30 (15-45), 60 (55-115), 110 (125-235)
    town = shops(made, (10, {}), (50, {}), (120, {}), (240, {}))
    table, front = table_of(made, town)
    gaps = front_gaps(front)

    found = gap_figures(gaps, gaps, front.rows, EVERYWHERE)

    assert figure(found, "B-06").value == 110
    assert figure(found, "B-06").parameters["street"] == "Lange"
    assert figure(found, "B-07").value == 2
    assert figure(found, "B-07").parameters == {"from_25m": 3, "from_100m": 1}
    row = table.loc["Lange-1"]
    assert row[["longest_gap_m", "gaps_25", "gaps_50", "gaps_100"]].tolist() == [110, 3, 2, 1]
    west = gap_figures(gaps, gaps, front.rows, box(-50, -50, 100, 50))
    assert figure(west, "B-06").value == 60


def test_unknown_units_widen_the_longest_gap_to_a_bound(made):
    town = shops(made, (10, {}), (60, {"status": "unknown"}), (110, {}))
    _, front = table_of(made, town)

    sure, most = front_gaps(front), front_gaps(front, unknown_closes=False)
    longest = figure(gap_figures(sure, most, front.rows, EVERYWHERE), "B-06")

    assert (longest.value, longest.bound_low, longest.bound_high) == (40, 40, 90)


@pytest.mark.parametrize("status", ["vacant", "unknown", "gone"])
def test_a_street_without_shops_in_use_has_no_gaps_to_tell_of(made, status):
    town = shops(made, (10, {"status": status}), (110, {"status": status}))
    _, front = table_of(made, town)
    gaps = front_gaps(front)

    found = gap_figures(gaps, gaps, front.rows, EVERYWHERE)

    assert all(f.value is None and f.why for f in found)


# people -----------------------------------------------------------------------


def cells(*persons):
    rows = gpd.GeoDataFrame(
        {"persons": [float(p) for p in persons], "source": "t"},
        index=[f"c{i}" for i in range(len(persons))],
        geometry=[box(100 * i, 0, 100 * i + 100, 100) for i in range(len(persons))], crs=CRS,
    )  # fmt: skip
    return POPULATION.conform(rows)


def houses(*xs):
    rows = gpd.GeoDataFrame(
        {"house_number": "1", "source": "t"}, index=[f"a{i}" for i in range(len(xs))],
        geometry=[Point(x, 50) for x in xs], crs=CRS,
    )  # fmt: skip
    return ADDRESSES.conform(rows)


def test_a_cell_counts_where_its_middle_lies_and_houses_tell_what_is_covered():
    people = inhabitants(cells(300, 500, 40), houses(50, 150, 190, 260), box(0, 0, 260, 100),
                         source=CENSUS)  # fmt: skip

    assert people.persons == 840  # the middle of the third cell lies at 250
    assert people.covered == 1
    few = inhabitants(cells(300), houses(50, 150), None, source=CENSUS)
    assert few.covered == 0.5
    assert few.said.de == "Zensus 2022, 50 % der Häuser abgedeckt"


def test_shops_per_1000_inhabitants_with_what_nobody_knows_in_the_bounds(made):
    town = shops(
        made,
        (0, SHOP), (10, {**SHOP, "status": "at_risk"}), (20, {**SHOP, "status": "vacant"}),
        (30, {**SHOP, "status": "unknown"}), (40, {"function": "gastronomy"}), (50, {}),
        (60, {**SHOP, "status": "gone"}),
    )  # fmt: skip
    people = inhabitants(cells(500, 500), houses(), None, source=CENSUS)

    retail, supply = per_1000_figures(town, people)

    assert (retail.id, retail.value, retail.numerator) == ("B-04", 2, 2)
    # the unit of unknown status and the one of unknown function may be shops in use
    assert (retail.bound_low, retail.bound_high) == (2, 4)
    assert retail.unknown == ("u0003", "u0005")
    assert retail.coverage == pytest.approx(4 / 6)  # of 6 that are not gone
    assert (supply.id, supply.value) == ("B-10", 3)


def test_supply_known_from_the_map_alone_is_called_a_lower_bound(made):
    people = inhabitants(cells(500), houses(), None, source=CENSUS)
    osm = {**SHOP, "in_register": False}

    alone, mixed, none = (
        per_1000_figures(shops(made, *rows), people)[0].method.de
        for rows in ([(0, osm)], [(0, osm), (9, SHOP)], [(0, SHOP)])
    )

    assert "Untergrenze" in alone
    assert "50 % der Einheiten nur aus OpenStreetMap" in mixed
    assert "OpenStreetMap" not in none


def test_a_town_of_unknown_units_has_no_supply_to_tell_of_rather_than_none(made):
    people = inhabitants(cells(500), houses(), None, source=CENSUS)
    unknown = shops(made, (0, {**SHOP, "status": "unknown"}), (9, {}))
    vacant = shops(made, (0, {**SHOP, "status": "vacant"}))

    assert per_1000_figures(unknown, people)[0].value is None
    assert per_1000_figures(vacant, people)[0].value == 0  # known: its only shop is shut
    nobody = inhabitants(cells(), houses(), None, source=CENSUS)
    assert per_1000_figures(vacant, nobody)[0].value is None


def test_chains_are_a_lower_bound_and_dealers_brands_are_no_chain(made):
    town = shops(
        made,
        (0, {**SHOP, "brand": "Kette"}), (1, SHOP), (2, SHOP),
        (3, {"function": "retail", "branch": "vehicles", "brand": "Automarke"}),
        (4, {"function": "gastronomy", "brand": "Burger"}),
        (5, {**SHOP, "brand": "Kette", "status": "vacant"}),
    )  # fmt: skip

    chains = chain_figure(town)

    assert (chains.numerator, chains.denominator) == (1, 4)
    assert (chains.value, chains.bound_low, chains.bound_high) == (0.25, 0.25, 1)
    assert chains.low is None  # no interval: what is missing is no chance
    assert chain_figure(town[town["brand"].isna()]).value is None


# sales areas ------------------------------------------------------------------


def buildings(**areas):
    rows = gpd.GeoDataFrame(
        {"area_m2": list(areas.values()), "source": "t"}, index=list(areas),
        geometry=[box(0, 0, 10, 10)] * len(areas), crs=CRS,
    )  # fmt: skip
    return BUILDINGS.conform(rows)


def test_each_shop_has_its_area_from_the_surest_source(made):
    stated = [(i, {**SHOP, "sales_area_m2": float(40 + i)}) for i in range(5)]  # median 42
    town = shops(
        made,
        *stated,
        (10, {**SHOP, "usable_area_m2": 100.0}),
        (11, {**SHOP, "unspecified_area_m2": 200.0, "building_id": "b"}),
        (12, {**SHOP, "building_id": "b"}),
        (13, SHOP),
        (14, {"function": "retail", "branch": "shoes"}),
        (15, {**SHOP, "sales_area_m2": 99.0, "status": "vacant"}),
        (16, {"function": "gastronomy", "sales_area_m2": 99.0}),
    )

    areas = sales_areas(town, buildings(b=300.0))
    table = areas.table
    SALES_AREAS.check(table)

    assert table["how"].tolist()[5:] == ["other_area", "other_area", "building", "branch", "none"]
    assert table["area_m2"].tolist()[:5] == [40, 41, 42, 43, 44]
    # 0.75 of 100 and of 200; 300 m² shared by two units, 0.6 of it; the branch's median
    assert table["area_m2"].tolist()[5:9] == [75, 150, 90, 42]
    assert table["estimated"].sum() == 5
    assert areas.low <= table["area_m2"].sum() <= areas.high


def test_ten_shops_with_both_known_tell_the_towns_own_part_of_the_footprint(made):
    town = shops(
        made,
        *[(i, {**SHOP, "sales_area_m2": 50.0, "building_id": f"b{i}"}) for i in range(10)],
        (50, {"function": "retail", "branch": "shoes", "building_id": "new"}),
    )
    houses_m2 = buildings(**{f"b{i}": 100.0 for i in range(10)}, new=80.0)

    areas = sales_areas(town, houses_m2)

    assert areas.table.loc["u0010", "area_m2"] == pytest.approx(40)  # half of 80, as ever
    assert areas.low == areas.high == pytest.approx(540)  # no two shops differ


def test_sales_area_per_person_says_how_much_of_it_is_estimated(made):
    town = shops(
        made,
        *[(i, {**SHOP, "sales_area_m2": 100.0}) for i in range(5)],
        (9, SHOP),
    )
    given = sales_area_figure(sales_areas(town, buildings()), 400, said=CENSUS)

    assert (given.id, given.value) == ("B-05", pytest.approx(600 / 400))
    assert given.parameters["estimated_share"] == pytest.approx(100 / 600)
    assert given.coverage == pytest.approx(5 / 6)
    assert "17 % der Fläche geschätzt" in given.method.de
    assert given.rows_audience == "intern"


def test_mostly_estimated_sales_areas_give_no_figure(made):
    town = shops(made, (0, {**SHOP, "sales_area_m2": 50.0}), (1, SHOP), (2, SHOP))

    none = sales_area_figure(sales_areas(town, buildings()), 400, said=CENSUS)

    assert none.value is None
    assert none.why is not None
    assert "1 der 3 Geschäfte" in none.why.de
    assert none.low is none.high is None


@given(st.lists(st.tuples(st.floats(5, 900), st.booleans()), min_size=1, max_size=20))
@settings(max_examples=30)
def test_neither_order_nor_ids_change_the_sum_or_its_interval(made, some):
    rows = [
        (i, {**SHOP, "sales_area_m2": size if known else None, "building_id": f"b{i}"})
        for i, (size, known) in enumerate(some)
    ]
    town, ground = shops(made, *rows), buildings(**{f"b{i}": s for i, (s, _) in enumerate(some)})
    other = town.iloc[::-1].rename(index=lambda name: f"x{name}")

    one, two = sales_areas(town, ground), sales_areas(other, ground)

    assert (one.low, one.high) == pytest.approx((two.low, two.high))
    assert one.low <= one.high


# magnets ----------------------------------------------------------------------


def amenities(*rows):
    table = gpd.GeoDataFrame(
        {"kind": [kind for kind, _ in rows], "source": "t"},
        index=[f"m{i}" for i in range(len(rows))], geometry=[Point(x, 0) for _, x in rows],
        crs=CRS,
    )  # fmt: skip
    return AMENITIES.conform(table) if rows else AMENITIES.empty(CRS)


def test_magnets_are_what_people_have_errands_at(made):
    food = {"function": "retail", "branch": "food"}
    town = shops(
        made,
        (0, {**SHOP, "sales_area_m2": 450.0}), (10, {**SHOP, "sales_area_m2": 160.0}),
        (20, {**SHOP, "sales_area_m2": 140.0}), (30, food), (40, {**food, "sales_area_m2": 60.0}),
        (50, {**food, "status": "vacant"}), (60, {**food, "status": "unknown"}),
        (70, {"function": "retail", "branch": "drugstore"}),
        (80, {"function": "culture_leisure", "branch": "library"}),
        (90, {"function": "administration", "branch": "town_hall", "name": "Altes Rathaus"}),
        (95, {"function": "administration", "branch": "town_hall", "name": "Finanzamt"}),
        *[(100 + i, {"function": "health", "branch": "doctor", "building_id": "b"})
          for i in range(3)],
        (110, {"function": "health", "branch": "dentist", "building_id": "c"}),
    )  # fmt: skip

    found = find_magnets(town, amenities(("library", 85), ("marketplace", 200), ("bench", 5)))
    MAGNETS.check(found)

    assert kinds_of(found) == {
        "large": 2, "food": 1, "drugstore": 1, "market": 1, "town_hall": 1, "library": 1,
        "doctors": 1,
    }  # fmt: skip
    assert found.loc["u0000", "kind"] == "large"
    assert "u0002" not in found.index  # smaller than 150 m²
    assert "m0" not in found.index  # OpenStreetMap's library is the register's


def test_metres_run_along_the_streets_and_a_magnet_is_at_itself(made):
    town = shops(made, (100, {"branch": "library"}), (130, {}), (310, {}))
    magnets = find_magnets(town, amenities(("marketplace", 400)))

    found = metres_to_magnets(town, magnets, made.graph(LANGE))
    MAGNET_DISTANCES.check(found)

    assert found["magnet_m"].tolist() == [0, 30, 90]
    assert found["magnet_id"].tolist() == ["u0000", "u0000", "m0"]


def test_the_median_way_of_vacant_units_stands_beside_that_of_let_ones(made):
    town = made.units(
        *[((x, 8), "Lange", {"status": "vacant"}) for x in (10, 20, 30, 40, 50, 60)],
        ((100, 8), "Lange"), ((200, 8), "Lange"),
        ((90, 8), "Lange", {"in_register": False}), ((80, 8), None, {"status": "unknown"}),
        (None, None, {"status": "vacant"}),
    )  # fmt: skip
    magnets = find_magnets(town, amenities(("marketplace", 0)))
    far = metres_to_magnets(town, magnets, made.graph(LANGE))

    vacant, used = magnet_figures(town, far, magnets)

    assert (vacant.id, vacant.value, vacant.low, vacant.high) == ("B-08", 35, 10, 60)
    assert vacant.unknown == ("u0010",)  # nobody knows where it is
    assert vacant.coverage == pytest.approx(6 / 7)
    assert (used.id, used.value, used.numerator) == ("B-12", 150, 2)
    assert used.low is None  # two are too few for an interval


def test_without_magnets_ways_or_vacancies_the_figure_says_why(made):
    town = shops(made, (10, {}), (20, {"status": "vacant"}))
    none = find_magnets(town, amenities())
    some = find_magnets(town, amenities(("marketplace", 0)))

    for magnets, rows in ((none, town), (some, town.iloc[:0]), (some, town.iloc[:1])):
        far = metres_to_magnets(rows, magnets, made.graph(LANGE))
        vacant = magnet_figures(rows, far, magnets)[0]
        assert vacant.value is None
        assert vacant.why is not None


@given(st.lists(st.integers(0, 60), min_size=6, max_size=40))
@settings(max_examples=40)
def test_the_interval_of_a_median_holds_it(made, metres):
    town = shops(made, *[(10, {"status": "vacant"}) for _ in metres])
    far = pd.DataFrame({"magnet_m": np.array(metres, dtype=float)}, index=town.index)

    vacant = magnet_figures(town, far, find_magnets(town, amenities(("marketplace", 0))))[0]

    assert vacant.low <= vacant.value <= vacant.high


def test_a_section_with_two_houses_less_of_front_has_no_density(made):
    town = shops(made, (10, SHOP), (20, SHOP), (30, SHOP))
    table, _ = table_of(made, town, frontage_m=19.0)

    whole, section = frontage_figures(town, table, EVERYWHERE)

    assert whole.value is None
    assert section.value is None
    assert "weniger als 20 m" in section.why.de
    assert table["units_per_100m_frontage"].isna().all()
    table, _ = table_of(made, town, frontage_m=20.0)
    assert frontage_figures(town, table, EVERYWHERE)[1].value == pytest.approx(15.0)
