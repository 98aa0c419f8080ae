"""Persons by persona and goal, counted by hand; the question for towns that lack something."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from innenstadt_gis.analysis.doors import doors
from innenstadt_gis.analysis.personas.reach import (
    GOALS,
    persona_reach,
    persona_walking,
    walked,
    weighted_median,
)
from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.personas import personas
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.personas import ask_personas
from innenstadt_gis.tables.findings.personas import (
    BARRIERS,
    BENCH_GAPS,
    PERSONA_LABELS,
    PERSONA_REACH,
    PERSONA_WALKING,
)
from innenstadt_gis.town import Town

CRS = "EPSG:25832"
TABLES = {t.name: t for t in (PERSONA_REACH, PERSONA_WALKING, BARRIERS, BENCH_GAPS)}


@pytest.fixture
def street(network):
    """1,200 m to the centre in the west; 20 m of stairs at 400 m."""
    return network(
        {1: (0, 0), 2: (400, 0), 3: (420, 0), 4: (1200, 0)},
        [(1, 2, {"name": "Allee"}), (2, 3, {"steps": True, "incline": "up"}), (3, 4, {})],
    )


@pytest.fixture
def town(street):
    """Homes at 100, 300 (6 persons each), 500 and 1,200 m (20 each); 8 persons live nowhere."""
    nodes, edges = street
    homes = gpd.GeoDataFrame(
        {"house_number": list("1234"), "source": "test"}, index=list("abcd"),
        geometry=[Point(x, 0) for x in (100, 300, 500, 1200)], crs=CRS,
    )  # fmt: skip
    cells = gpd.GeoDataFrame(
        {"persons": [12.0, 40.0, 8.0], "source": "test"}, index=["w", "e", "n"],
        geometry=[box(0, -50, 400, 50), box(401, -50, 1300, 50), box(0, 500, 100, 600)], crs=CRS,
    )  # fmt: skip
    centre = gpd.GeoDataFrame(
        {"name": "Markt", "located_by": "coordinate", "proposed": False, "source": "test"},
        index=["c1"], geometry=[Point(0, 0)], crs=CRS,
    )  # fmt: skip
    benches = gpd.GeoDataFrame(
        {"kind": ["bench", "toilets"], "source": "test"}, index=["b1", "t1"],
        geometry=[Point(250, 4), Point(400, 4)], crs=CRS,
    )  # fmt: skip
    return Town.from_tables(
        name="Test", crs=CRS, survey_day=dt.date(2024, 1, 1), nodes=nodes, edges=edges,
        addresses=homes, population=cells, centres=centre, amenities=benches,
    )  # fmt: skip


def figures(town):
    return {f.id: f for f in ask_personas(Asked(town)).figures}


def test_persons_within_and_cut_off_counted_by_hand(town):
    table = ask_personas(Asked(town)).tables["persona_reach"]

    # adult, 80 m a minute: 1.25, 3.75, then with stairs down (1.9 of 20 m = 18 m more, towards
    # the centre) 6.475 and 15.2 min: within 5: 12 persons, within 10: 12 + 20
    adult = table.loc["adult:centre"]
    assert adult[["persons", "within_5_min", "within_10_min", "within_15_min"]].tolist() == [
        52, 12, 32, 32,
    ]  # fmt: skip
    assert adult["median_min"] == pytest.approx((500 + 18) / 80)
    assert adult["median_back_min"] == pytest.approx((500 + 24) / 80)  # stairs up: 2.2 of 20 m
    assert (adult["cut_off"], adult["goals"]) == (0, 1)
    assert adult["coverage"] == pytest.approx(52 / 60)
    # with a pram the 40 persons behind the stairs are cut off
    pram = table.loc["pram:centre"]
    assert pram[["persons", "within_5_min", "within_15_min", "cut_off"]].tolist() == [
        52,
        12,
        12,
        40,
    ]
    assert np.isnan(pram["median_min"])  # more than half do not get there
    # no supermarket, stop … in the data: nothing is known of them
    none = table.loc["adult:stop"]
    assert none["goals"] == 0 and none[["persons", "within_5_min", "cut_off"]].isna().all()


def test_figures_counted_by_hand(town):
    found = figures(town)

    old = found["E-04"]  # 45 m a minute: 100, 300, 518, 1218 m are 2.2, 6.7, 11.5, 27 min
    assert (old.numerator, old.denominator) == (32, 52)
    assert old.bound_low == pytest.approx(32 / 60) and old.bound_high == pytest.approx(40 / 60)
    assert old.coverage == pytest.approx(52 / 60) and old.unknown == ("n",)
    cells = [f for f in found.values() if f.id.startswith("E-05:")]
    assert [f.cell for f in cells] == [("persona_reach", f"{p.key}:centre") for p in personas()]
    assert found["E-05:senior_75_84"].value == old.value
    for number in ("E-06", "E-07", "E-08"):
        assert (found[number].numerator, found[number].denominator) == (40, 52), number
    assert found["E-09"].value is None and "0 %" in found["E-09"].why.de
    assert found["E-10"].value == pytest.approx(20)  # the stairs begin at 400 m
    # bench at 250: from 100 m 100 without, from 300 50 and 250, from 500 250, from 1200 950
    assert (found["E-11"].numerator, found["E-11"].denominator) == (6, 52)
    assert found["E-12"].value == pytest.approx(250)
    # without heights nobody knows by how much the way back is longer, nor what is too steep
    assert found["E-13"].value is None and "0 %" in found["E-13"].why.de
    assert [found[n].bound_high for n in ("E-06", "E-07")] == [1, 1]
    assert found["E-08"].bound_high == pytest.approx(48 / 60)  # stairs alone stop a pram
    assert found["E-14"].value is None and "keine Ziele" in found["E-14"].why.de
    assert found["E-15"].numerator == 0


def test_steep_ways_are_a_share_of_the_metres_whose_slope_is_known(town):
    # 400 m at 2 %, 20 m unknown, 780 m level on the whole but with a crest of 7 %
    sloped = town.replace(
        edges=town.edges.assign(slope=[0.02, np.nan, 0.0], steepest=[np.nan, np.nan, 0.07])
    )

    steep = figures(sloped)["E-09"]

    assert (steep.numerator, steep.denominator) == pytest.approx((780, 1180))
    assert (steep.bound_low, steep.bound_high) == pytest.approx((780 / 1200, 800 / 1200))
    assert steep.coverage == pytest.approx(1180 / 1200)
    assert (steep.numerator_ids, steep.unknown) == (("2",), ("1",))


def test_who_lives_on_the_barrier_itself_is_left_out_of_the_lower_bound(town):
    # the last 780 m, on which the 40 persons live, have a stretch of 12 %; no stairs
    steep = town.replace(
        edges=town.edges.assign(steps=False, slope=[0.0, 0.0, 0.01], steepest=[0.01, 0.01, 0.12])
    )

    found = figures(steep)

    for number in ("E-06", "E-07"):
        assert found[number].numerator == 40
        assert found[number].parameters["persons_at_barrier"] == 40
        assert found[number].bound_low == 0
    assert found["E-08"].numerator == 0  # a pram is pushed up


def test_every_figure_says_that_it_is_a_case_and_of_which_census(town):
    for figure in ask_personas(Asked(town)).figures:
        if figure.base_table == "population":
            assert "Bevölkerung ohne Angabe des Tages" in figure.method.de, figure.id
        if figure.id[:4] in ("E-04", "E-05", "E-06", "E-13", "E-14"):
            assert "keine Zählung derer" in figure.method.de, figure.id
        if figure.id in ("E-11", "E-12"):
            assert "in OpenStreetMap eingetragen" in figure.label.de


def test_the_tables_keep_their_contracts_and_a_pair_of_columns_per_persona(town):
    answer = ask_personas(Asked(town))

    assert set(answer.tables) == set(TABLES)
    for name, table in answer.tables.items():
        TABLES[name].check(table)
    homes = answer.tables["persona_walking"]
    assert homes.index.tolist() == list("abcd")
    assert homes["adult_min"].tolist() == pytest.approx([1.25, 3.75, 518 / 80, 1218 / 80])
    assert homes["pram_min"].isna().tolist() == [False, False, True, True]
    assert homes["bench_gap_m"].tolist() == pytest.approx([100, 250, 250, 950])
    barriers = answer.tables["barriers"].set_index(["persona", "goal"])
    assert barriers.loc[[("pram", "centre")], "persons"].tolist() == [40]
    assert len(barriers) == 4  # one flight, four personas on wheels; no supermarket


@pytest.mark.parametrize(
    "less",
    ["population", "centres", "amenities", "addresses", "edges", "stops"],
)
def test_a_town_that_lacks_something_is_answered_and_never_raises(town, less):
    bare = town.replace(**{less: getattr(town, less).iloc[:0]})

    answer = ask_personas(Asked(bare))

    if less in ("edges", "addresses"):
        assert not answer.figures and answer.missing[0].what == "personas"
        return
    for name, table in answer.tables.items():
        TABLES[name].check(table)
    for figure in answer.figures:
        assert (figure.value is None) == (figure.why is not None), figure.id
    got = {f.id for f in answer.figures if f.value is not None}
    if less == "population":
        assert got == {"E-10"}
    if less == "centres":
        assert got == set()


def test_all_at_one_address_and_one_home_are_no_special_case(town):
    one = town.replace(addresses=town.addresses.iloc[[0]])
    same = town.replace(
        addresses=town.addresses.set_geometry([Point(100, 0)] * 4).set_crs(CRS),
    )

    for changed in (one, same):
        assert figures(changed)["E-04"].value == 1


def test_homes_far_from_every_way_are_unknown_not_cut_off(town):
    moved = {
        name: getattr(town, name).set_geometry(getattr(town, name).translate(0, 9000))
        for name in ("addresses", "population")
    }

    answer = ask_personas(Asked(town.replace(**moved)))

    for figure in answer.figures:
        if figure.base_table == "population":
            assert figure.value is None and figure.why is not None, figure.id
    assert answer.tables["persona_walking"]["adult_min"].isna().all()
    assert not len(answer.tables["barriers"]) and not len(answer.tables["bench_gaps"])


def test_reshuffled_tables_give_the_same(town):
    rng = np.random.default_rng(7)
    mixed = town.replace(
        **{
            name: getattr(town, name).iloc[rng.permutation(len(getattr(town, name)))]
            for name in ("nodes", "edges", "addresses", "population", "amenities")
        }
    )

    one, other = ask_personas(Asked(town)), ask_personas(Asked(mixed))

    pd.testing.assert_frame_equal(
        one.tables["persona_reach"], other.tables["persona_reach"], rtol=1e-9
    )
    pd.testing.assert_frame_equal(
        pd.DataFrame(one.tables["persona_walking"]),
        pd.DataFrame(other.tables["persona_walking"]).sort_index(), rtol=1e-9,
    )  # fmt: skip
    for f, g in zip(one.figures, other.figures, strict=True):
        assert f.value == (None if g.value is None else pytest.approx(g.value)), f.id
        assert (f.counted, f.numerator_ids) == (g.counted, g.numerator_ids)


def test_half_of_the_weight_is_reached_with_blanks_last():
    assert weighted_median(np.array([3.0, 1.0, np.nan]), np.array([1.0, 1.0, 1.0])) == 3
    assert np.isnan(weighted_median(np.array([3.0, np.nan]), np.array([1.0, 2.0])))
    assert np.isnan(weighted_median(np.array([3.0]), np.array([0.0])))


def test_own_personas_may_be_walked_too(street, points):
    graph = walk_graph(*street, persona=personas()[0].at_speed(2.4))
    homes = doors(graph, points((80, 0)))
    goals = {key: doors(graph, points((0, 0))) for key in GOALS}

    found = walked({"own": graph}, homes, goals)

    assert found.there["own", "centre"].tolist() == pytest.approx([2.0])
    table = persona_reach(found, np.array([1.0]), 1.0, {"own": personas()[0].label})
    assert table.loc["own:centre", "within_5_min"] == 1
    rows = gpd.GeoDataFrame(index=["h"], geometry=[Point(80, 0)], crs=CRS)
    assert "own_min" not in persona_walking(found, rows).columns  # its contract has nine
    assert "adult" in PERSONA_LABELS
