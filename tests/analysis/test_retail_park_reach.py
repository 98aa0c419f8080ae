"""Who reaches the centre, and who the retail parks: counted by hand on one straight road."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point, box

from innenstadt_gis.analysis.doors import doors
from innenstadt_gis.analysis.people import people_of
from innenstadt_gis.analysis.retail_park_reach import (
    park_figures,
    park_reach,
    park_table,
    places_of,
)
from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.personas import persona
from innenstadt_gis.tables import CENTRES, RETAIL_PARKS
from innenstadt_gis.tables.findings.retail_parks import RETAIL_PARK_REACH
from innenstadt_gis.words import Text

CRS = "EPSG:25832"
#: Homes at these metres of a road of 6 km; the centre at 0, the park at 4,000 m.
HOMES = (100, 1100, 2500, 3500, 6000)
CENSUS = Text("Zensus 2022", "census 2022")
METHOD = {
    "adult": Text("zu Fuß", "on foot"),
    "senior_75_84": Text("langsam zu Fuß", "slowly on foot"),
}


@pytest.fixture
def road():
    nodes = gpd.GeoDataFrame(index=[1, 2], geometry=[Point(0, 0), Point(6000, 0)], crs=CRS)
    edges = gpd.GeoDataFrame(
        {"u": [1], "v": [2], "length_m": [6000.0], "slope": [0.0], "foot_oneway": ["both"]},
        geometry=[LineString([(0, 0), (6000, 0)])],
        crs=CRS,
    )
    return {
        key: walk_graph(nodes, edges, persona=persona(key)) for key in ("adult", "senior_75_84")
    }


def place(table, x, name):
    rows = gpd.GeoDataFrame(
        {"name": [name], "located_by": "coordinate", "proposed": False, "source": "study"},
        index=[name[0].lower()],
        geometry=[Point(x, 0)],
        crs=CRS,
    )
    return table.conform(rows, crs=CRS)


@pytest.fixture
def people():
    """Ten persons in each home, and five in a cell without one."""
    homes = gpd.GeoDataFrame(geometry=[Point(x, 0) for x in HOMES], crs=CRS)
    cells = gpd.GeoDataFrame(
        {"persons": [10.0] * len(HOMES) + [5.0]},
        index=[f"z{x}" for x in (*HOMES, "leer")],
        geometry=[box(x - 9, -9, x + 9, 9) for x in (*HOMES, 9000)],
        crs=CRS,
    )
    return people_of(homes, cells, CENSUS)


def reached(road, people, **more):
    places = places_of(place(CENTRES, 0, "Markt"), place(RETAIL_PARKS, 4000, "Gewerbepark"))
    homes = doors(road["adult"], people.homes.geometry.to_numpy())
    return park_reach(places, homes, road, **more)


def test_persons_are_counted_at_each_place_by_hand(road, people):
    """At 4.8 km/h fifteen minutes are 1,200 m, at 2.7 km/h 675 m."""
    table = park_table(reached(road, people), people)

    RETAIL_PARK_REACH.check(table)
    assert table["kind"].tolist() == ["centre", "retail_park"]
    assert table["persons_15"].tolist() == [20, 10]  # 100 and 1,100 m; 3,500 m
    assert table["persons_15_at_80"].tolist() == [10, 10]
    assert table["persons_nearest"].tolist() == [20, 30]  # 2,500 m is 1,500 m from the park
    assert table["persons_30_transit"].isna().all()


def test_shares_have_all_counted_persons_below_and_the_others_in_their_bounds(road, people):
    by_key = {f.key: f for f in park_figures(reached(road, people), people, method=METHOD)}

    near = by_key["persons_near_retail_park"]
    assert (near.id, near.value, near.numerator, near.denominator) == ("E-40", 0.2, 10, 50)
    assert near.coverage == pytest.approx(50 / 55)
    assert (near.bound_low, near.bound_high) == (pytest.approx(10 / 55), pytest.approx(15 / 55))
    assert near.unknown == ("zleer",)
    assert "Zensus 2022" in near.method.de
    assert by_key["persons_nearer_to_retail_park"].value == 0.6
    assert by_key["persons_near_retail_park_at_80"].method.de.startswith("langsam")
    assert "persons_near_retail_park_by_transit" not in by_key


def test_with_public_transport_the_slow_way_round_is_no_longer_the_only_one(road, people):
    minutes = np.array([[5, 40], [14, 35], [20, 25], [np.inf, 6], [60, 30]])
    reach = reached(road, people, by_transit=minutes)

    table = park_table(reach, people)
    figures = park_figures(reach, people, method=METHOD, transit=Text("mit Bus", "by bus"))

    assert table["persons_30_transit"].tolist() == [30, 30]
    assert table["median_transit_min"].tolist() == [20, 30]
    assert figures[-1].id == "E-43"
    assert figures[-1].value == 0.6
    assert figures[-1].method.de.startswith("mit Bus")


def test_without_a_census_nothing_is_counted_and_the_figures_say_why(road, people):
    nobody = people_of(
        people.homes, gpd.GeoDataFrame({"persons": []}, geometry=[], crs=CRS), CENSUS
    )
    reach = reached(road, nobody)

    assert park_table(reach, nobody)["persons_15"].isna().all()
    for figure in park_figures(reach, nobody, method=METHOD):
        assert figure.value is None
        assert figure.why is not None
