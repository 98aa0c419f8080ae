"""Who lives in which class, and the areas of the classes."""

import dataclasses
import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from innenstadt_gis.analysis.people import people_of
from innenstadt_gis.analysis.transit.class_areas import (
    class_areas,
    class_people,
    home_classes,
    near_any,
)
from innenstadt_gis.analysis.transit.class_tables import ARE, GERMAN, OEROK_LIKE
from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.errors import InputError
from innenstadt_gis.tables import EDGES, NODES
from innenstadt_gis.tables.findings.transit import TRANSIT_CLASS_AREAS, TRANSIT_PEOPLE
from innenstadt_gis.words import Text

CRS = "EPSG:25832"
X, Y = 650_000.0, 5_480_000.0
CENSUS = Text("Zensus", "census")


def points(*places):
    geometry = [None if p is None else Point(X + p[0], Y + p[1]) for p in places]
    return gpd.GeoDataFrame(
        index=[f"p{n}" for n in range(len(geometry))],
        geometry=gpd.GeoSeries(geometry, crs=CRS).to_numpy(),
        crs=CRS,
    )


def texts(*values):
    return pd.Series(pd.array(values, dtype="str"), index=[f"p{n}" for n in range(len(values))])


def blank(values):
    return [None if pd.isna(v) else v for v in values]


# A train every 20 minutes (II) at 0, a bus every hour (VI) at 1,000 m.
STOPS = points((0, 0), (1000, 0))
KINDS = texts("II", "VI")
AWAY = (0, 300, 300.01, 500, 500.01, 749, 750, 900, 1299, 1300, 1300.01, 1500, 1500.01)


def test_the_best_class_of_all_stops_counts_and_not_that_of_the_nearest():
    homes = points(*((x, 0) for x in AWAY))

    # from 750 m on the bus is as near as the train or nearer: E within 300 m, F within 500 m;
    # the train gives C to 750 m, D to 1,000 m
    expected = ["A", "A", "B", "B", "C", "C", "C", "D", "E", "E", "F", "F", None]
    assert blank(home_classes(homes, STOPS, KINDS)) == expected


def test_stops_without_a_category_or_place_and_homes_without_a_place_have_no_class():
    homes = points((0, 0), None)
    stops = points((0, 0), None)

    assert blank(home_classes(homes, stops, texts(None, "I"))) == [None, None]
    assert blank(home_classes(homes, stops, texts("III", "I"))) == ["B", None]
    assert len(home_classes(points(), stops, texts("III", "I"))) == 0
    assert blank(home_classes(homes, points(), texts())) == [None, None]


def test_the_swiss_class_ends_before_300_m():
    homes = points((299.99, 0), (300, 0))

    assert blank(home_classes(homes, points((0, 0)), texts("II"), ARE)) == ["A", "B"]


@given(
    places=st.lists(
        st.tuples(st.integers(-1500, 1500), st.integers(-1500, 1500)), min_size=1, max_size=8
    ),
    kinds=st.data(),
)
def test_classes_by_category_equal_those_of_all_pairs(places, kinds):
    some = st.sampled_from([*GERMAN.classes, None])
    category = texts(*[kinds.draw(some) for _ in places])
    stops, homes = points(*places), points((0, 0), (200, -300), (-700, 50))
    best = []
    for home in homes.geometry:
        metres = [home.distance(stop) for stop in stops.geometry]
        names = [n for n in GERMAN.quality_class(category, metres) if not pd.isna(n)]
        best.append(min(names, default=None))

    assert blank(home_classes(homes, stops, category)) == best


def test_along_the_ways_it_is_farther_than_as_the_crow_flies():
    # from the stop 400 m east, then 400 m back on the other bank: 800 m on foot, 40 m straight
    ends = [(0, 0), (400, 0), (400, 40), (0, 40)]
    nodes = NODES.conform(
        gpd.GeoDataFrame(index=[0, 1, 2, 3], geometry=points(*ends).geometry.to_numpy(), crs=CRS)
    )
    lines = [LineString([(X + a, Y + b) for a, b in pair]) for pair in itertools.pairwise(ends)]
    edges = EDGES.conform(
        gpd.GeoDataFrame(
            {"u": [0, 1, 2], "v": [1, 2, 3], "length_m": [400.0, 40.0, 400.0]},
            index=[0, 1, 2], geometry=lines, crs=CRS,
        )
    )  # fmt: skip
    graph = walk_graph(nodes, edges)
    homes = points((0, 40), (400, 0))

    as_straight = dataclasses.replace(OEROK_LIKE, distance="straight")
    straight = home_classes(homes, points((0, 0)), texts("I"), as_straight)
    walked = home_classes(homes, points((0, 0)), texts("I"), OEROK_LIKE, graph=graph)

    assert blank(straight) == ["A", "A"]
    assert blank(walked) == ["C", "A"]  # 840 m; 400 m


def test_a_system_along_the_ways_is_refused_without_ways_and_drawn_as_no_circle():
    with pytest.raises(InputError, match="along the ways"):
        home_classes(points((0, 0)), points((0, 0)), texts("I"), OEROK_LIKE)
    with pytest.raises(InputError, match="no circles"):
        class_areas(points((0, 0)), texts("I"), OEROK_LIKE)


def test_persons_are_counted_by_class_and_the_uncounted_stand_in_no_row():
    homes = points((50, 50), (60, 60), (950, 50))
    cells = gpd.GeoDataFrame(
        {"persons": [10.0, 4.0, 7.0]},
        index=["a", "b", "c"],
        geometry=[box(X + x, Y, X + x + 100, Y + 100) for x in (0, 900, 5000)], crs=CRS,
    )  # fmt: skip
    people = people_of(homes, cells, CENSUS)

    table = class_people(texts("A", None, "D"), people)

    TRANSIT_PEOPLE.check(table)
    assert list(table.index) == ["A", "B", "C", "D", "E", "F", "none"]
    assert table["persons"].tolist() == [5, 0, 0, 4, 0, 0, 5]
    assert table["homes"].tolist() == [1, 0, 0, 1, 0, 0, 1]
    assert table["share"].sum() == pytest.approx(1)
    nobody = class_people(texts("A", None, "D"), people_of(homes, cells[:0], CENSUS))
    assert nobody["persons"].isna().all()
    assert nobody["share"].isna().all()


def test_areas_are_disjoint_rings_with_the_best_on_top_and_cut_to_the_town():
    town = box(X - 2000, Y - 2000, X + 200, Y + 2000)
    areas = class_areas(STOPS, KINDS, area=town)
    whole = class_areas(STOPS, KINDS)

    TRANSIT_CLASS_AREAS.check(areas)
    assert list(whole.index) == ["A", "B", "C", "D", "E", "F"]
    assert list(areas.index) == ["A", "B", "C", "D"]  # the bus reaches as far as 500 m: x >= 500
    for n, one in enumerate(whole.geometry):
        for other in whole.geometry[n + 1 :]:
            assert one.intersection(other).area < 1e-3
    assert whole.loc["A", "area_ha"] == pytest.approx(np.pi * 9, rel=0.01)
    # a ring of 300 to 500 m
    assert whole.loc["B", "area_ha"] == pytest.approx(np.pi * (25 - 9), rel=0.01)
    assert all(town.buffer(0.01).covers(shape) for shape in areas.geometry)


@given(x=st.integers(-1600, 2600), y=st.integers(-1600, 1600))
def test_a_home_lies_in_the_area_of_its_class(x, y):
    home = points((x, y))
    own = blank(home_classes(home, STOPS, KINDS))[0]
    # a drawn circle lies inside of the true one: only near a border they may differ
    middle = Point(X + x, Y + y)
    holding = [key for key, shape in AREAS.items() if shape.covers(middle)]
    near_border = any(shape.boundary.distance(middle) < 4 for shape in AREAS.values())

    assert near_border or holding == ([own] if own else [])


AREAS = class_areas(STOPS, KINDS).geometry.to_dict()


def test_without_stops_there_is_no_area():
    assert len(class_areas(points(), texts())) == 0
    assert len(class_areas(points(None), texts("I"), area=box(X, Y, X + 1, Y + 1))) == 0
    assert len(class_areas(points((9000, 0)), texts("I"), area=box(X, Y, X + 1, Y + 1))) == 0


def test_near_counts_the_bound_itself():
    homes = points((600, 0), (600.01, 0), None)

    assert near_any(homes, points((0, 0), None), 600).tolist() == [True, False, False]
    assert near_any(homes, points(), 600).tolist() == [False, False, False]
    assert shapely.get_x(homes.geometry.iloc[0]) == X + 600
