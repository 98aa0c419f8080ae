"""Where people may live, and where they surely do not."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from innenstadt_gis import pipeline
from innenstadt_gis.analysis.dwellings import dwellings, may_be_home
from innenstadt_gis.analysis.people import people_of
from innenstadt_gis.ingest.cadastre.buildings import read_cadastre_buildings
from innenstadt_gis.ingest.cadastre.functions import FUNCTIONS
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.tables import ADDRESSES, BUILDINGS, POPULATION
from innenstadt_gis.words import Text

CRS = "EPSG:25832"


def buildings(*rows):
    """(use, x): houses of 10 m sides, ids b0, b1 …"""
    frame = gpd.GeoDataFrame(
        {"use": [use for use, _ in rows], "source": "test"},
        index=[f"b{i}" for i in range(len(rows))],
        geometry=[box(x, 10, x + 10, 20) for _, x in rows],
        crs=CRS,
    )
    return BUILDINGS.conform(frame, crs=CRS)


def addresses(*rows):
    """(building_id, x): ids a0, a1 …"""
    frame = gpd.GeoDataFrame(
        {"house_number": "1", "building_id": [at for at, _ in rows], "source": "test"},
        index=[f"a{i}" for i in range(len(rows))],
        geometry=[Point(x, 15) for _, x in rows],
        crs=CRS,
    )
    return ADDRESSES.conform(frame, crs=CRS)


def cells(*persons):
    frame = gpd.GeoDataFrame(
        {"persons": list(persons), "source": "test"},
        index=[f"c{i}" for i in range(len(persons))],
        geometry=[box(100 * i, 0, 100 * i + 100, 100) for i in range(len(persons))],
        crs=CRS,
    )
    return POPULATION.conform(frame, crs=CRS)


def kinds(found):
    return found["kind"].to_dict()


@pytest.mark.parametrize(
    "use", ["yes", "house", "apartments", "residential", "farm", "hotel", None, "9998", "1010",
            "31001_2310", "Wohngebäude mit Gewerbe und Industrie", "Wohn- und Wirtschaftsgebäude",
            "Seniorenheim", "Nach Quellenlage nicht zu spezifizieren"],
)  # fmt: skip
def test_where_people_may_live(use):
    assert may_be_home(pd.Series([use])).tolist() == [True]


@pytest.mark.parametrize(
    "use", ["garage", "garages", "industrial", "church", "school", "retail", "supermarket", "shed",
            "Garage", " Kirche", "Allgemein bildende Schule", "Gebäude zum Parken", "2463",
            "31001_3041", "Gebäude für Wirtschaft oder Gewerbe", "Rathaus", "Kaufhaus"],
)  # fmt: skip
def test_where_nobody_lives(use):
    assert may_be_home(pd.Series([use])).tolist() == [False]


def test_the_words_and_the_codes_of_the_cadastre_say_the_same():
    codes, words = pd.Series(list(FUNCTIONS)), pd.Series(list(FUNCTIONS.values()))
    differ = codes[may_be_home(codes) != may_be_home(words)]

    assert differ.tolist() == []


def test_addresses_of_a_garage_or_church_are_no_homes():
    houses = buildings(("house", 0), ("garage", 20), ("church", 40))
    doors = addresses(("b0", 5), ("b1", 8), (None, 45), (None, 60))  # the third lies in b2

    found = dwellings(doors, houses, cells(10))

    assert kinds(found) == {"a0": "address", "a3": "address"}
    assert found.geometry["a0"] == Point(5, 15)


def test_a_cell_with_nothing_but_a_school_houses_its_persons_there_and_says_so():
    houses = buildings(("house", 0), ("school", 120), ("school", 220))
    doors = addresses(("b0", 5), ("b1", 125), ("b2", 225))

    found = dwellings(doors, houses, cells(10, 4, 0))

    assert kinds(found) == {"a0": "address", "a1": "address_of_other_use"}
    people = people_of(found, cells(10, 4, 0), Text("", ""))
    assert people.elsewhere == 4


def test_a_block_without_a_number_houses_people_before_a_school_with_one_does():
    houses = buildings(("school", 0), ("apartments", 40))

    found = dwellings(addresses(("b0", 5)), houses, cells(10))

    assert kinds(found) == {"b1": "building"}


def test_cells_without_an_address_use_their_buildings():
    houses = buildings(("house", 0), ("yes", 120), ("garage", 140), ("shed", 220), ("yes", 320))
    doors = addresses(("b0", 5))

    found = dwellings(doors, houses, cells(10, 4, 3, 0))

    # In the third cell there is but a shed; in the fourth lives nobody.
    assert kinds(found) == {"a0": "address", "b1": "building", "b3": "building_of_other_use"}
    people = people_of(found, cells(10, 4, 3, 0), Text("", ""))
    assert people.each.tolist() == [10, 4, 3]
    assert people.share(np.ones(3)).coverage == 1


def test_without_addresses_all_buildings_of_homes_count_also_where_no_census_is():
    houses = buildings(("house", 0), ("garage", 20), ("yes", 500))

    assert kinds(dwellings(addresses(), houses, cells(10))) == {"b0": "building", "b2": "building"}
    assert kinds(dwellings(addresses(), houses, cells())) == {"b0": "building", "b2": "building"}


def test_a_small_building_of_unsaid_use_is_a_shed():
    houses = buildings(("yes", 0), ("yes", 20), ("house", 40))
    small = [box(20, 10, 25, 15), box(40, 10, 45, 15)]  # 25 m2
    houses.geometry = [houses.geometry.iloc[0], *small]

    assert kinds(dwellings(addresses(), houses, cells(9))) == {"b0": "building", "b2": "building"}


def test_nothing_is_nowhere():
    found = dwellings(addresses(), buildings(), cells())

    assert len(found) == 0
    assert len(dwellings(addresses(), buildings(), cells(5))) == 0
    assert people_of(found, cells(5), Text("", "")).share([]).why is not None


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_nobody_is_lost_who_could_be_housed_whatever_the_order(data):
    spots = st.tuples(st.sampled_from(["yes", "garage", "church"]), st.integers(0, 380))
    houses = buildings(*data.draw(st.lists(spots, max_size=12)))
    ids = st.sampled_from([None, *houses.index])
    doors = addresses(*data.draw(st.lists(st.tuples(ids, st.integers(0, 399)), max_size=8)))
    census = cells(*data.draw(st.lists(st.integers(0, 20), min_size=4, max_size=4)))

    found = dwellings(doors, houses, census)
    people = people_of(found, census, Text("", ""))
    mixed = dwellings(doors[::-1], houses[::-1], census)

    points = [*doors.geometry, *houses.representative_point()]
    could = [cell.intersects(gpd.GeoSeries(points)).any() if points else False
             for cell in census.geometry]  # fmt: skip
    border = {x for p in points if (x := p.x) % 100 == 0}  # belongs to the first of two cells
    if not border:
        assert people.each.sum() == pytest.approx(census["persons"][could].sum())
    assert sorted(kinds(mixed).items()) == sorted(kinds(found).items())


@pytest.mark.realdata
def test_everybody_of_lauf_has_a_home_and_in_hoyerswerda_all_whose_houses_are_mapped(
    shared, tmp_path
):
    osm = {
        "lauf": ("lauf-200115.osm.pbf", "zensus2011_100m_lauf_an_der_pegnitz.csv"),
        "hoyerswerda": ("Hoyerswerda.osm.pbf", "zensus2011_100m_hoyerswerda.csv"),
    }
    covered = {}
    for name, (extract, census) in osm.items():
        folder, data = tmp_path / name, (shared / "data" / name).as_posix()
        folder.mkdir()
        (folder / "study.toml").write_text(
            f'[town]\nname = "{name}"\n[sources]\nosm = "{data}/{extract}"\n'
            f'population = "{data}/{census}"\n', "utf-8",
        )  # fmt: skip
        asked = Asked(pipeline.read_town(folder))
        buildings = asked.inside("buildings").representative_point()
        houses = [*asked.inside("addresses").geometry, *buildings]
        mapped = asked.population.intersects(gpd.GeoSeries(houses, crs=asked.town.crs).union_all())

        share = asked.people.share(np.ones(len(asked.homes)))

        assert share.denominator == pytest.approx(asked.population["persons"][mapped].sum())
        assert asked.people.elsewhere < 0.05 * asked.people.total
        covered[name] = share.coverage
    assert covered["lauf"] > 0.99
    assert covered["hoyerswerda"] == pytest.approx(0.24, abs=0.01)  # the extract ends there


@pytest.mark.realdata
def test_of_1593_buildings_of_massenheim_1367_may_be_homes(shared):
    """1355 Wohngebäude and 12 nobody specified; not 132 of business, 62 to park, 26 public …"""
    found, _ = read_cadastre_buildings(
        shared / "data/alkis_massenheim/massenheim.gpkg", crs=pyproj.CRS(CRS)
    )

    assert (len(found), may_be_home(found["use"]).sum()) == (1593, 1355 + 12)
