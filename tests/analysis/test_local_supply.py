"""Local supply on foot: counted along one straight street, and lawful."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from innenstadt_gis import pipeline
from innenstadt_gis.analysis.local_supply.categories import CORE, facilities
from innenstadt_gis.analysis.local_supply.figures import (
    supply_categories,
    supply_figures,
    supply_scores,
)
from innenstadt_gis.analysis.local_supply.reach import local_supply
from innenstadt_gis.analysis.people import people_of
from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.local_supply import ask_local_supply
from innenstadt_gis.tables import AMENITIES, POPULATION, PREMISES, STOPS
from innenstadt_gis.tables.findings.local_supply import (
    LOCAL_SUPPLY,
    SUPPLY_CATEGORIES,
    SUPPLY_SCORES,
)
from innenstadt_gis.words import Text

CRS = "EPSG:25833"
CENSUS = Text("Zensus 2022", "census 2022")
FAR = box(-9000, -9000, 9000, 9000)  # the data go on far beyond the street


@pytest.fixture(scope="module")
def street():
    """One street of 3 km from west to east."""
    ends = [Point(0, 0), Point(3000, 0)]
    nodes = gpd.GeoDataFrame(index=[0, 1], geometry=ends, crs=CRS)
    edges = gpd.GeoDataFrame(
        {"u": [0], "v": [1], "length_m": [3000.0], "slope": np.nan, "foot_oneway": "both"},
        geometry=[LineString(ends)], crs=CRS,
    )  # fmt: skip
    return walk_graph(nodes, edges)


def units(*rows):
    """(x, branch, name, status, sales area)."""
    frame = pd.DataFrame(
        [(*row, *("occupied", None)[len(row) - 3 :]) for row in rows],
        columns=["x", "branch", "name", "status", "sales_area_m2"],
        index=[f"u{i}" for i in range(len(rows))],
    )
    frame = frame.assign(located_by="coordinate", source="test", in_register=True)
    places = [None if pd.isna(x) else Point(x, 0) for x in frame["x"]]
    return PREMISES.conform(gpd.GeoDataFrame(frame, geometry=places, crs=CRS), crs=CRS)


def amenities(*rows):
    """(x, kind, name); ids osm:n0 …"""
    frame = gpd.GeoDataFrame(
        {"kind": [r[1] for r in rows], "name": [r[2] for r in rows], "source": "osm"},
        index=[f"osm:n{i}" for i in range(len(rows))],
        geometry=[Point(r[0], 0) for r in rows], crs=CRS,
    )  # fmt: skip
    return AMENITIES.conform(frame, crs=CRS)


def stops(*x):
    rows = gpd.GeoDataFrame(
        {"source": "osm"}, index=[f"s{i}" for i in range(len(x))],
        geometry=[Point(v, 0) for v in x], crs=CRS,
    )  # fmt: skip
    return STOPS.conform(rows, crs=CRS)


def homes(*xy):
    return gpd.GeoDataFrame(
        index=[f"a{i}" for i in range(len(xy))], geometry=[Point(p) for p in xy], crs=CRS
    )


def cells(*persons):
    """Cells of 1,000 m along the street from the west."""
    rows = gpd.GeoDataFrame(
        {"persons": [float(p) for p in persons], "source": "census"},
        index=[f"c{i}" for i in range(len(persons))],
        geometry=[box(1000 * i, -50, 1000 * i + 999, 50) for i in range(len(persons))], crs=CRS,
    )  # fmt: skip
    return POPULATION.conform(rows, crs=CRS)


UNITS = units(
    (500, "food", "REWE"), (500, "doctor", "Hausarztpraxis"), (1200, "pharmacy", "Apotheke"),
    (600, "school", "Grundschule am Bach"),
)  # fmt: skip


def supplied(street, points, rows=UNITS, more=None, halts=(1500,), extent=FAR):
    found = facilities(rows, amenities() if more is None else more, stops(*halts))
    return local_supply(points, found, street, extent=extent)


def levels(rows, more=None, *, linked=()):
    found = facilities(rows, amenities() if more is None else more, stops(), linked=linked)
    return sorted(zip(found.index, found["category"], found["level"], strict=True))


def by_id(figures):
    return {f.id: f for f in figures}


def test_the_score_counts_the_five_of_the_bbsr_from_door_to_door(street):
    # at 100 m: supermarket and doctor 400, school 500; pharmacy 1,100 and stop 1,400 too far;
    # at 520 m all five, the stop at 980; the same 30 m beside the street: 1,010
    supply = supplied(street, homes((100, 0), (520, 0), (520, 30), (2900, 0)))
    table = supply.homes

    LOCAL_SUPPLY.check(table)
    assert table["score"].tolist() == [3, 5, 4, 0]
    assert table.loc["a0", "pharmacy_m"] == pytest.approx(1100, abs=0.01)
    assert table.loc["a2", "stop_m"] == pytest.approx(1010, abs=0.01)
    assert (table["score_low"] == table["score"]).all()
    assert (table["score_high"] == table["score"]).all()


def test_persons_are_counted_by_the_homes_they_live_in(street):
    # 100 persons in the first km at 100 and 520 m (50 each), 30 in the third at 2,900 m
    supply = supplied(street, homes((100, 0), (520, 0), (2900, 0)))
    people = people_of(supply.homes, cells(100, 0, 30), CENSUS)
    figures = by_id(supply_figures(supply, people))

    # (50·3 + 50·5 + 30·0) / 130
    assert figures["N-01"].value == pytest.approx(400 / 130)
    assert (figures["N-02"].numerator, figures["N-02"].denominator) == (100, 130)
    assert figures["N-05"].value == pytest.approx(50 / 130)
    assert figures["N-14:5"].value == pytest.approx(50 / 130)
    assert sum(f.value for i, f in figures.items() if i.startswith("N-14")) == pytest.approx(1)
    assert figures["N-01"].coverage == 1
    assert "Zensus 2022" in figures["N-02"].method.de
    table, scores = supply_categories(supply, people), supply_scores(supply, people)
    SUPPLY_CATEGORIES.check(table)
    SUPPLY_SCORES.check(scores)
    assert table.loc["pharmacy", "persons"] == 50
    assert scores.loc["5", ["addresses", "persons"]].tolist() == [1, 50]


def test_persons_without_a_home_are_not_covered_and_widen_the_bounds(street):
    supply = supplied(street, homes((520, 0)))
    figures = by_id(supply_figures(supply, people_of(supply.homes, cells(60, 40), CENSUS)))

    assert (figures["N-02"].value, figures["N-02"].coverage) == (1, 0.6)
    assert (figures["N-02"].bound_low, figures["N-02"].bound_high) == (0.6, 1)
    assert figures["N-02"].unknown == ("c1",)
    assert figures["N-01"].bound_low == pytest.approx(3)


def test_a_kind_that_the_data_lack_is_unknown_and_not_none(street):
    supply = supplied(street, homes((520, 0)), rows=UNITS[UNITS["branch"] != "pharmacy"])
    figures = by_id(supply_figures(supply, people_of(supply.homes, cells(60), CENSUS)))

    assert supply.homes["score"].isna().all()
    assert supply.homes[["score_low", "score_high"]].iloc[0].tolist() == [4, 5]
    assert figures["N-05"].value is None
    assert "heißt nicht, dass es keine gibt" in figures["N-05"].why.de
    assert (figures["N-01"].value, figures["N-01"].bound_low, figures["N-01"].bound_high) == (
        None, 4, 5,
    )  # fmt: skip
    assert figures["N-02"].value == 1


def test_homes_near_the_edge_of_the_data_may_have_more_beyond(street):
    inner = supplied(street, homes((2900, 0)))
    edge = supplied(street, homes((2900, 0)), extent=box(-9000, -9000, 3100, 9000))

    assert not inner.homes["near_edge"].any()
    assert edge.homes["near_edge"].all()
    assert (edge.homes["score"].item(), edge.homes["score_high"].item()) == (0, 5)


def test_a_home_far_from_every_street_has_no_score(street):
    supply = supplied(street, homes((520, 0), (520, 400)))

    assert supply.homes["score"].isna().tolist() == [False, True]
    assert np.isnan(supply.homes.loc["a1", "stop_m"])


@pytest.mark.parametrize(
    ("branch", "name", "area", "level"),
    [
        ("food", "Aldi Süd", None, "sure"),
        ("food", "E-Center", None, "sure"),
        ("food", "Frischemarkt Tal", None, "sure"),
        ("food", "Eine-Welt-Laden", None, None),
        ("food", "Bioladen Kornblume", None, None),
        ("food", "Müller", None, "likely"),
        ("food", "Müller", 120, None),
        ("food", "Müller", 800, "sure"),
        ("doctor", "Hausarztpraxis am Ring", None, "sure"),
        ("doctor", "Dr. med. Muster", None, "likely"),
        ("doctor", "Praxis für Orthopädie", None, None),
        ("doctor", "Kinderärzte", None, None),
        ("school", "Grund- und Mittelschule", None, "sure"),
        ("school", "Volkshochschule", None, None),
        ("school", "Realschule", None, None),
        ("school", "Bachschule", None, "likely"),
    ],
)
def test_names_tell_what_the_branch_does_not(branch, name, area, level):
    told = levels(units((0, branch, name, "occupied", area)))

    assert [row[2] for row in told] == ([level] if level else [])


def test_a_dentist_in_the_list_of_doctors_is_a_dentist():
    assert levels(units((0, "doctor", "Zahnarztpraxis"))) == [("u0", "dentist", "sure")]


def test_vacant_units_supply_nobody_and_unknown_ones_perhaps():
    rows = units(
        (0, "pharmacy", "A", "vacant"), (0, "pharmacy", "B", "unknown"), (0, "pharmacy", "C", "gone"),
        (None, "pharmacy", "D"), (0, "pharmacy", "E", "at_risk"),
    )  # fmt: skip

    assert levels(rows) == [("u1", "pharmacy", "possible"), ("u4", "pharmacy", "sure")]


def test_where_a_unit_stands_for_an_amenity_the_unit_speaks():
    more = amenities((0, "pharmacy", "A"), (900, "school", None), (5, "atm", None))
    rows = units((0, "pharmacy", "A", "vacant"), (950, "school", "Gymnasium"))

    assert levels(rows, more, linked=("osm:n0",)) == [("osm:n2", "bank_atm", "sure")]
    # a nameless school far from any other may be a primary school
    assert ("osm:n1", "primary_school", "likely") in levels(rows.iloc[:1], more)


def test_nothing_at_all_gives_reasons_and_no_warning(street):
    for points in (homes(), homes((520, 0))):
        supply = supplied(street, points, rows=units(), halts=())
        for census in (cells(), cells(10)):
            people = people_of(supply.homes, census, CENSUS)
            figures = supply_figures(supply, people)
            assert all(f.value is None and f.why is not None for f in figures)
            SUPPLY_CATEGORIES.check(supply_categories(supply, people))
            SUPPLY_SCORES.check(supply_scores(supply, people))


shops = st.lists(
    st.tuples(
        st.integers(0, 3000), st.sampled_from(["food", "doctor", "school", "pharmacy"]),
        st.sampled_from(["REWE", "Muster", "Hausarzt", "Grundschule"]),
        st.sampled_from(["occupied", "unknown", "vacant"]),
    ),
    max_size=10,
)  # fmt: skip


@settings(max_examples=25)
@given(rows=shops, x=st.lists(st.integers(0, 3000), min_size=1, max_size=8), data=st.data())
def test_bounds_enclose_and_more_supply_never_lowers_the_score(street, rows, x, data):
    points = homes(*((v, 0) for v in x))
    less = supplied(street, points)
    added = units(*rows)
    more = supplied(street, points, rows=pd.concat([UNITS, added.rename(index=lambda i: f"z{i}")]))
    order = data.draw(st.permutations(range(len(points))))
    figures = supply_figures(more, people_of(more.homes, cells(10, 20, 30), CENSUS))

    assert (more.homes["score"] >= less.homes["score"]).all()
    assert (more.homes["score_low"] <= more.homes["score"]).all()
    assert (more.homes["score"] <= more.homes["score_high"]).all()
    shuffled = supplied(
        street, points.iloc[list(order)],
        rows=pd.concat([added.rename(index=lambda i: f"z{i}"), UNITS]),
    ).homes  # fmt: skip
    assert shuffled["score"].reindex(points.index).tolist() == more.homes["score"].tolist()
    for f in figures:
        if f.value is not None and f.bound_low is not None:
            assert f.bound_low - 1e-9 <= f.value <= f.bound_high + 1e-9


def test_musterstadt_is_supplied_as_its_plan_says(musterstadt):
    answer = ask_local_supply(Asked(musterstadt))
    table = answer.tables["local_supply"].join(musterstadt.addresses[["street", "house_number"]])
    figures = by_id(answer.figures)
    market = table[(table["street"] == "Marktplatz") & (table["house_number"] == "2")].iloc[0]
    weber = table[(table["street"] == "Weberweg") & (table["house_number"] == "1")].iloc[0]

    # one supermarket (Frischemarkt Tal), one Hausarzt, one Grundschule, one Apotheke, eight
    # bus stops and the station; the dentist is no Hausarzt, Bioladen and Eine-Welt-Laden no supermarket
    places = answer.tables["supply_categories"].loc[list(CORE), "places"].tolist()
    assert places == [1, 1, 1, 1, 9]
    # Marktplatz 2 is the pharmacy itself; the supermarket lies 530 m off as the crow flies
    assert market["score"] == 5
    assert market["pharmacy_m"] < 30
    assert market["supermarket_m"] > 530
    # Weberweg 1 lies 1,076 m from the supermarket as the crow flies, with all else in reach
    assert weber["score"] == 4
    assert weber["supermarket_m"] > 1076
    assert figures["N-01"].denominator == pytest.approx(3012)
    assert figures["N-01"].coverage == pytest.approx(1)
    assert figures["N-10"].value is None  # no post office in Musterstadt
    assert "; Zensus 20" in figures["N-01"].method.de


def test_a_town_without_streets_or_homes_says_why(musterstadt):
    no_streets = musterstadt.replace(edges=musterstadt.edges.iloc[:0])
    no_homes = musterstadt.replace(
        addresses=musterstadt.addresses.iloc[:0], buildings=musterstadt.buildings.iloc[:0]
    )
    houses = musterstadt.replace(addresses=musterstadt.addresses.iloc[:0])

    for town in (no_streets, no_homes):
        assert [m.what for m in ask_local_supply(Asked(town)).missing] == ["local_supply"]
    assert by_id(ask_local_supply(Asked(houses)).figures)["N-01"].value is not None


@pytest.mark.realdata
def test_metres_are_those_of_networkx_between_addresses_and_pharmacies_of_a_real_town(
    shared, tmp_path
):
    path = (shared / "data/lauf/lauf-200115.osm.pbf").resolve().as_posix()
    (tmp_path / "study.toml").write_text(f'[town]\nname = "Ort"\n[sources]\nosm = "{path}"\n')
    town = pipeline.read_town(tmp_path)
    asked = Asked(town)
    table = ask_local_supply(asked).tables["local_supply"]

    # brute force: a graph of the street network with every door joined to its foot on the edge
    from innenstadt_gis.analysis.streets import put

    found = facilities(town.premises, town.amenities, town.stops, linked=set(town.records.index))
    doors = found[(found["category"] == "pharmacy") & (found["level"] == "sure")]
    some = table.iloc[:: max(len(table) // 150, 1)]
    both = np.concatenate([np.asarray(some.geometry), np.asarray(doors.geometry)])
    places = put(asked.graph, both)
    coo = places.matrix.tocoo()
    graph = nx.Graph()
    for u, v, m in zip(coo.row.tolist(), coo.col.tolist(), coo.data.tolist(), strict=True):
        graph.add_edge(u, v, m=m)
    for at in range(len(both)):
        if places.node[at] >= 0:
            graph.add_edge(("door", at), int(places.node[at]), m=float(places.off_m[at]))
    goals = {("door", at) for at in range(len(some), len(both)) if places.node[at] >= 0}
    metres = nx.multi_source_dijkstra_path_length(graph, goals, weight="m")

    checked = 0
    for at, ours in enumerate(some["pharmacy_m"]):
        if np.isfinite(ours):
            assert ours == pytest.approx(metres["door", at], abs=0.01)
            checked += 1
    assert checked > 100
