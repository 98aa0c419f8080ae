"""Shop front, supply and shopping area of Musterstadt (counted by hand) and of real towns."""

from __future__ import annotations

import datetime as dt
import time

import geopandas as gpd
import pytest

from innenstadt_gis import pipeline
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.supply import ask_supply
from innenstadt_gis.pipeline.questions.walking import ask_sections, ask_walking
from innenstadt_gis.pipeline.questions.zone import ask_zone
from innenstadt_gis.tables.findings import supply as supply_tables
from innenstadt_gis.tables.findings import zone as zone_tables
from innenstadt_gis.town import Town

OSM_ALONE = '[town]\nname = "Stadt"\n[sources]\nosm = "{0}"\n'


class Answers:
    """All that the two questions answer, figures by id."""

    def __init__(self, town):
        asked = Asked(town)
        for question in (ask_sections, ask_walking):
            asked.found |= question(asked).tables
        supply = ask_supply(asked)
        asked.found |= supply.tables
        zone = ask_zone(asked)
        self.tables = supply.tables | zone.tables
        self.figures = {f.id: f for f in (*supply.figures, *zone.figures)}
        self.asked = asked
        for name, rows in self.tables.items():
            where = supply_tables if hasattr(supply_tables, name.upper()) else zone_tables
            getattr(where, name.upper()).check(rows)
        for figure in self.figures.values():
            assert (figure.value is None) == (figure.why is not None), figure.id


@pytest.fixture(scope="module")
def muster_town(musterstadt):
    return musterstadt


@pytest.fixture(scope="module")
def muster(muster_town):
    return Answers(muster_town)


def test_musterstadt_has_28_shops_in_use(muster):
    # Marktplatz 8 (one at risk), Lange Straße 12 (the partly vacant Kaufhaus too; the gallery
    # of the interim use is none), Bahnhofstraße 2, Marktgasse 3, Kirchgasse 2, and the
    # supermarket out of town that OpenStreetMap alone knows
    retail = muster.figures["B-04"]

    assert retail.numerator == 28
    assert retail.value == pytest.approx(28 / retail.denominator * 1000)
    assert "Zensus 2022" in retail.method.de


def test_the_broken_front_of_bahnhofstrasse_is_found_side_by_side(muster):
    gaps = muster.tables["front_gaps"]
    street = gaps[gaps["street"] == "Bahnhofstraße"].sort_values("length_m", ascending=False)

    # even numbers, west: 6 to 10 (unknown) around the vacant 8; 10 to 16 around the site of 12
    # and the vacant 14. Odd ones, east: 1 to 9 around the vacant 3, 5 and 7
    assert street[["side", "vacant"]].to_numpy().tolist() == [["west", 1], ["east", 3], ["west", 1]]
    assert (street["remaining_m"] < 50).all()  # let, they would close all of them
    assert muster.figures["B-07"].value == 2  # 97 and 64 m
    assert muster.figures["B-11"].value == 0


def test_musterstadts_magnets_are_known_to_every_child(muster):
    magnets = muster.tables["magnets"]

    assert sorted(magnets["name"]) == [
        "Bürgerbüro im Rathaus", "Drogerie Seifenblase", "Frischemarkt Tal", "Kaufhaus am Tor",
        "Modehaus am Brunnen", "Stadtbibliothek",
    ]  # fmt: skip
    assert muster.figures["B-08"].numerator == 12  # every vacancy of the register
    assert muster.figures["B-08"].value > muster.figures["B-12"].value


def test_musterstadts_shopping_area_is_the_market_and_its_three_streets(muster, muster_town):
    units = muster.tables["zone_units"]
    premises = muster_town.premises
    zone = muster.tables["zone"]

    streets = premises.loc[units.index, "street"].value_counts()
    assert streets[["Marktplatz", "Marktgasse", "Bahnhofstraße"]].tolist() == [16, 6, 14]
    assert streets["Lange Straße"] >= 18
    # the supermarket out of town and the office in Obere Gasse are no part of it
    assert not set(premises.index[premises["street"].isin(["Obere Gasse", "Talstraße"])]) & set(
        units.index
    )
    assert zone["proposed"].all()
    assert zone["units"].sum() == len(units)


def test_the_sales_area_of_musterstadt_is_mostly_stated(muster):
    areas = muster.tables["sales_areas"]

    # 27 shops of the register state it, the supermarket is estimated from its building
    assert areas["how"].value_counts().to_dict() == {"stated": 27, "building": 1}
    # 27 shops together, counted from the list: 2,449 m²
    assert areas["area_m2"][areas["how"] == "stated"].sum() == pytest.approx(2449)
    assert 0 < muster.figures["B-05"].parameters["estimated_share"] < 0.5


def test_no_brand_in_the_map_is_no_proof_that_there_are_no_chains(muster):
    assert muster.figures["B-09"].value is None


def strange(town):
    units = town.premises
    yield "no units", town.replace(premises=units.iloc[:0])
    yield "one unit", town.replace(premises=units.iloc[:1])
    nowhere = gpd.GeoSeries([None] * len(units), index=units.index, crs=units.crs)
    yield "no places", town.replace(premises=units.assign(geometry=nowhere, section_id=None))
    one = units.assign(section_id=units["section_id"].iloc[0])
    one.geometry = [units.geometry.iloc[0]] * len(one)
    yield "one address", town.replace(premises=one)
    none = {name: getattr(town, name).iloc[:0] for name in ("nodes", "edges", "sections")}
    yield "no streets", town.replace(**none)
    yield "no names", town.replace(sections=town.sections.iloc[:0])
    yield "no register", town.replace(premises=units.assign(in_register=False))
    for status in ("vacant", "occupied", "unknown", "gone"):
        yield f"all {status}", town.replace(premises=units.assign(status=status))
    for name in ("population", "addresses", "parcels", "buildings", "amenities", "centres"):
        yield f"no {name}", town.replace(**{name: getattr(town, name).iloc[:0]})
    yield "no functions", town.replace(premises=units.assign(function=None, branch=None))
    yield "nothing", Town.from_tables(name="x", crs=town.crs, survey_day=dt.date(2026, 1, 1))


def test_a_strange_town_is_answered_too_and_never_with_a_made_up_number(muster_town):
    told = {name: Answers(town).figures for name, town in strange(muster_town)}

    assert len(told) == 19
    for name in ("no units", "all unknown", "all gone", "nothing"):
        assert {i for i, f in told[name].items() if f.value is not None} <= {"B-03"} | {
            i for i in told[name] if i.startswith("B-03:")
        }, name
    assert told["all vacant"]["B-04"].value == 0
    assert told["no register"]["B-08"].value is None
    assert told["no population"]["B-05"].value is None
    assert told["no parcels"]["Z-01"].value > 0


# real towns -------------------------------------------------------------------


@pytest.fixture(scope="module")
def lauf_answers(lauf):
    return Answers(lauf)


@pytest.mark.realdata
def test_the_old_town_of_lauf_is_proposed_and_the_retail_park_is_not(lauf, lauf_answers):
    zone = lauf_answers.tables["zone"].geometry.union_all()
    sections = lauf.sections.geometry
    square = lauf.basemap.geometry[(lauf.basemap["name"] == "Marktplatz")].union_all()

    assert zone.buffer(0.1).contains(square)
    for street in ("friedensplatz-1", "johannisstr-1", "burggasse-1"):
        assert zone.buffer(10).contains(sections[street]), street
    assert zone.intersection(sections["altdorferstr-3"]).is_empty  # across the river
    assert 8 < lauf_answers.figures["Z-01"].value < 20


@pytest.mark.realdata
def test_figures_of_laufs_register_never_count_more_than_its_221_units(lauf_answers):
    ours = [f for f in lauf_answers.figures.values() if f.base == "register"]

    assert ours
    assert all(len(f.counted) + len(f.unknown) <= 221 for f in ours)
    assert lauf_answers.figures["B-08"].numerator == 25


@pytest.mark.realdata
def test_with_a_fifth_of_the_sales_areas_known_lauf_gets_no_figure(lauf_answers):
    figure = lauf_answers.figures["B-05"]

    assert figure.value is None
    assert "von 23 der 104 Geschäfte" in figure.why.de


@pytest.mark.realdata
def test_the_market_of_hoyerswerda_is_proposed_though_it_lies_at_the_edge(shared, tmp_path):
    extract = (shared / "data" / "hoyerswerda" / "Hoyerswerda.osm.pbf").resolve().as_posix()
    (tmp_path / "study.toml").write_text(OSM_ALONE.format(extract), "utf-8")
    town = pipeline.read_town(tmp_path)

    found = Answers(town)

    market = town.sections.geometry[town.sections["street"] == "Markt"].union_all()
    assert found.tables["zone"].geometry.union_all().distance(market) < 1
    assert found.figures["Z-01"].parameters["at_the_edge"]
    assert found.figures["B-08"].value is None  # no register
    assert found.figures["B-09"].value == pytest.approx(0.48)  # 12 of 25 shops, at least


@pytest.mark.realdata
def test_both_questions_take_little_time_on_lauf(lauf):
    asked = Asked(lauf)
    for question in (ask_sections, ask_walking):
        asked.found |= question(asked).tables

    start = time.process_time()
    asked.found |= ask_supply(asked).tables
    ask_zone(asked)

    assert time.process_time() - start < 3  # about 0.5 s on a quiet machine
