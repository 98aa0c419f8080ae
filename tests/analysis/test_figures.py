"""Figures about walking: who counts, who does not, and what is said."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from innenstadt_gis.analysis.counting import bounds
from innenstadt_gis.analysis.doors import doors
from innenstadt_gis.analysis.figures import (
    isolated_share,
    slope_share,
    walking_figures,
    walking_ids,
    walking_method,
)
from innenstadt_gis.analysis.isochrones import Counted, isochrones
from innenstadt_gis.analysis.people import people_of
from innenstadt_gis.analysis.walking import walk_graph, walk_minutes
from innenstadt_gis.personas import persona
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.walking import ask_walking
from innenstadt_gis.tables import POPULATION
from innenstadt_gis.tables.findings import ISOCHRONES, WALKING
from innenstadt_gis.words import Text

CRS = "EPSG:25832"
FLAT = pd.DataFrame({"u": [1], "v": [2], "length_m": [100.0], "slope": [np.nan]})


CENSUS = Text("Zensus 2022, Stichtag 15.05.2022", "census 2022, as of 2022-05-15")


def walking(*rows):
    """(kind, minutes, (x, y)); ids w0, w1 …, of addresses adr:w0 …"""
    ids = [walking_ids(row[0], pd.Index([f"w{i}"]))[0] for i, row in enumerate(rows)]
    frame = gpd.GeoDataFrame(
        {"kind": [row[0] for row in rows], "walk_min": [row[1] for row in rows]},
        index=ids,
        geometry=[Point(row[2]) for row in rows],
        crs=CRS,
    )
    return WALKING.conform(frame, crs=CRS)


def cells(*persons):
    """Cells of 100 m from (0, 0) eastwards."""
    rows = gpd.GeoDataFrame(
        {"persons": list(persons), "source": "test"},
        index=[f"cell{i}" for i in range(len(persons))],
        geometry=[box(100 * i, 0, 100 * i + 100, 100) for i in range(len(persons))],
        crs=CRS,
    )
    return POPULATION.conform(rows)


def lived(rows, cells):
    """People in the addresses of ``walking``, or in its buildings where there are none."""
    addresses = rows["kind"] == "address"
    some = rows[addresses] if addresses.any() else rows
    points = some.set_axis(some.index.str.removeprefix("adr:"))
    return people_of(points[["kind", "geometry"]], cells, CENSUS)


def test_buildings_within_ten_minutes_of_those_connected():
    rows = walking(
        ("building", 4.0, (10, 10)),
        ("building", 10.0, (10, 10)),
        ("building", 10.1, (10, 10)),
        ("building", None, (10, 10)),
        ("building", 2.0, (900, 10)),  # outside of the area
        ("address", 1.0, (10, 10)),
    )

    share = walking_figures(rows, None, FLAT, area=box(0, 0, 100, 100))[0]

    assert (share.id, share.key) == ("E-01", "buildings_within_10_min")
    assert share.value == pytest.approx(2 / 3)
    assert (share.numerator, share.denominator) == (2, 3)
    assert (share.bound_low, share.bound_high) == (2 / 4, 3 / 4)
    assert share.counted == ("w0", "w1", "w2")
    assert share.numerator_ids == ("w0", "w1")
    assert share.unknown == ("w3",)
    assert share.left_out == ("w4",)
    assert share.method.de.endswith("4,8 km/h, ohne Steigung")
    assert share.parameters["speed_kmh"] == 4.8


def test_persons_are_spread_over_the_addresses_of_their_cell():
    rows = walking(
        ("address", 5.0, (10, 10)),
        ("address", 12.0, (20, 10)),
        ("address", None, (30, 10)),
        ("address", 30.0, (110, 10)),
        ("building", 1.0, (250, 10)),  # where there are addresses, buildings house nobody
    )

    _, ten, fifteen = walking_figures(rows, lived(rows, cells(30, 20, 50)), FLAT)

    # 10 persons an address in the first cell, 20 at one in the second; nobody in the third
    # can be placed: of 100 persons 40 have minutes, 10 of them at most 10, 20 at most 15.
    assert (ten.id, ten.key) == ("E-02", "persons_within_10_min")
    assert (ten.numerator, ten.denominator, ten.value) == (10, 40, 0.25)
    assert (fifteen.id, fifteen.key) == ("E-03", "persons_within_15_min")
    assert (fifteen.numerator, fifteen.denominator, fifteen.value) == (20, 40, 0.5)
    assert ten.parameters["coverage"] == pytest.approx(0.4)
    assert (ten.bound_low, ten.bound_high) == (0.1, pytest.approx(0.7))
    assert ten.counted == ("cell0", "cell1")
    assert ten.numerator_ids == ("cell0",)
    assert ten.unknown == ("cell2",)
    assert ten.method.de == (
        "kürzester Fußweg zum nächsten Zentrum, Erwachsene, 4,8 km/h, ohne Steigung; "
        "Personen je Zelle gleichmäßig auf ihre Wohnadressen verteilt; "
        "Zensus 2022, Stichtag 15.05.2022"
    )
    assert ten.parameters["persona"] == "adult"
    assert ten.parameters["census"] == "Zensus 2022, Stichtag 15.05.2022"


def test_without_addresses_the_buildings_house_the_persons():
    rows = walking(("building", 5.0, (10, 10)), ("building", 50.0, (20, 10)))

    ten = walking_figures(rows, lived(rows, cells(30)), FLAT, minutes=[10])[1]

    assert ten.value == pytest.approx(0.5)
    assert "auf ihre Wohngebäude verteilt" in ten.method.de


def test_an_address_on_the_border_of_two_cells_is_counted_once():
    rows = walking(("address", 5.0, (100, 10)), ("address", 50.0, (150, 10)))

    ten = walking_figures(rows, lived(rows, cells(10, 10)), FLAT)[1]

    assert (ten.numerator, ten.denominator) == (10, 20)


def test_another_persona_is_stated():
    rows = walking(("address", 5.0, (10, 10)))

    figures = walking_figures(rows, lived(rows, cells(30)), FLAT, persona=persona("senior_85"))

    for figure in figures:
        assert figure.parameters["persona"] == "senior_85"
        assert figure.parameters["speed_kmh"] == 2.556
        assert "Ältere ab 85, 2,6 km/h" in figure.method.de


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000))
def test_an_isochrone_holds_the_persons_and_buildings_of_the_figures(seed):
    rng = np.random.default_rng(seed)
    at = [Point(x, y) for x, y in rng.uniform(0, 300, (40, 2))]
    houses = gpd.GeoDataFrame({"kind": "building"}, index=range(40), geometry=at, crs=CRS)
    houses.index = [f"b{i}" for i in range(40)]
    nodes = gpd.GeoDataFrame(geometry=[Point(0, 0), Point(300, 300), Point(300, 0)], crs=CRS)
    lines = [LineString([(0, 0), (300, 300)]), LineString([(300, 300), (300, 0)])]
    edges = gpd.GeoDataFrame(
        {
            "u": [0, 1], "v": [1, 2], "length_m": [x.length for x in lines],
            "slope": 0.02, "foot_oneway": "both",
        },
        geometry=lines, crs=CRS,
    )  # fmt: skip
    centre = gpd.GeoDataFrame(geometry=[Point(0, 0)], crs=CRS)
    minutes = walk_minutes(nodes, edges, houses.geometry, centre).assign(kind="building")
    people = people_of(houses, cells(10, 20, 30), CENSUS)

    building, *persons = walking_figures(WALKING.conform(minutes), people, edges, minutes=[2, 4, 6])
    table = isochrones(
        nodes, edges, centre, minutes=[2, 4, 6],
        counted=Counted(people, buildings=doors(walk_graph(nodes, edges), np.array(at))),
    )  # fmt: skip

    assert table["buildings"].iloc[0] == building.numerator
    assert table["persons"].tolist() == [figure.numerator for figure in persons]
    assert table["coverage"].tolist() == [figure.coverage for figure in persons]


def test_what_is_missing_is_said_and_never_zero():
    nothing = walking()
    lost = walking(("building", None, (10, 10)))

    building, ten, _ = walking_figures(nothing, None, FLAT)
    alone, unplaced, _ = walking_figures(lost, lived(lost, cells(10)), FLAT)

    for figure in (building, ten, alone, unplaced):
        assert figure.value is None
        assert figure.why is not None
    assert "keine Gebäude" in building.why.de
    assert "verbunden" in alone.why.de
    assert "Bevölkerung" in ten.why.de
    assert ten.numerator is None
    assert "Adresse" in unplaced.why.de
    assert walking_figures(lost, lived(lost, cells()), FLAT)[1].value is None
    assert walking_figures(lost, lived(lost, cells(0)), FLAT)[1].parameters["coverage"] is None


@pytest.mark.parametrize(
    ("slopes", "metres", "said"),
    [
        ([0.1, 0.0], [75.0, 25.0], "mit Steigung"),
        ([0.1, np.nan], [75.0, 25.0], "mit Steigung (für 75 % der Wege bekannt)"),
        ([0.1, np.nan], [1.0, 499.0], "mit Steigung (für unter 1 % der Wege bekannt)"),
        ([np.nan, np.nan], [1.0, 499.0], "ohne Steigung"),
    ],
)
def test_the_method_says_for_how_much_of_the_network_slope_is_known(slopes, metres, said):
    edges = pd.DataFrame({"u": [1, 2], "v": [2, 3], "length_m": metres, "slope": slopes})

    assert walking_method(edges).de.endswith(f"4,8 km/h, {said}")


def test_without_edges_no_slope_is_known():
    assert slope_share(FLAT.iloc[:0]) == 0.0


@settings(max_examples=30, deadline=None)
@given(k=st.integers(0, 50), rest=st.integers(0, 50), unknown=st.integers(0, 50))
def test_bounds_hold_the_share_and_widen_with_each_unknown(k, rest, unknown):
    low, high = bounds(k, k + rest, unknown)

    if k + rest + unknown == 0:
        assert (low, high) == (None, None)
        return
    wider = bounds(k, k + rest, unknown + 1)
    assert 0 <= wider[0] <= low <= high <= wider[1] <= 1


def test_input_67_the_share_of_ways_that_hang_on_nothing_is_stated():
    # 75 m and 25 m joined, 60 m and 40 m apart from them: 100 of 200 m, the first part wins by 0 m
    edges = pd.DataFrame(
        {
            "u": [1, 2, 8, 10],
            "v": [2, 3, 9, 11],
            "length_m": [75.0, 25.0, 60.0, 40.0],
            "slope": np.nan,
        }
    )

    assert isolated_share(edges) == 0.5
    assert isolated_share(edges[:2]) == 0


def test_musterstadt_with_two_centres_has_areas_for_both_each_and_those_who_walk_slower(
    musterstadt,
):
    town = musterstadt
    other = town.centres.assign(name="Bahnhof", geometry=town.centres.translate(300, 0))
    town = replace(town, centres=pd.concat([town.centres, other.set_axis(["bahnhof"])]))
    first = town.centres.index[0]

    answer = ask_walking(Asked(town))

    areas, walking = answer.tables["isochrones"], answer.tables["walking"]
    ISOCHRONES.check(areas)
    WALKING.check(walking)
    assert areas.index.tolist() == [
        "walk-5", "walk-10", "walk-15",
        f"{first}:walk-5", f"{first}:walk-10", f"{first}:walk-15",
        "bahnhof:walk-5", "bahnhof:walk-10", "bahnhof:walk-15",
        "pram:walk-10", "pram:walk-15",
        "senior_75_84:walk-10", "senior_75_84:walk-15",
        "rollator:walk-10", "rollator:walk-15",
        "wheelchair:walk-10", "wheelchair:walk-15",
    ]  # fmt: skip
    building, ten, fifteen = (f for f in answer.figures if f.id in {"E-01", "E-02", "E-03"})
    assert areas.loc["walk-10", "buildings"] == building.numerator
    assert areas.loc["walk-10", "persons"] == ten.numerator
    assert areas.loc["walk-15", ["persons", "coverage"]].tolist() == [
        fifteen.numerator, fifteen.coverage,
    ]  # fmt: skip
    alone = areas.loc[[f"{first}:walk-5", "bahnhof:walk-5"], "persons"]
    assert alone.max() <= areas.loc["walk-5", "persons"] <= alone.sum()
    # Everybody who can walk to the centre can walk back; the hills make it another time.
    assert (walking["back_min"].notna() == walking["walk_min"].notna()).all()
    assert not np.allclose(walking["back_min"], walking["walk_min"])
    assert walking["centre_id"].isin([first, "bahnhof"]).all()
