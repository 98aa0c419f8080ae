"""The verdict on whole towns: Musterstadt, the planted street of Lauf, and towns of extremes."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point

from innenstadt_gis import pipeline
from innenstadt_gis.analysis.clusters.figures import further_scans, holm, vacancy_pattern
from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.pipeline.questions import Asked
from innenstadt_gis.tables import PREMISES, SECTIONS

CRS = "EPSG:25833"


def street_town(statuses, *, step_m=25.0, ids=None, same_door=False):
    """Units side by side along one street of 25 m a door."""
    n = len(statuses)
    places = [Point(0 if same_door else step_m * i, 6) for i in range(n)]
    premises = gpd.GeoDataFrame(
        {
            "status": statuses, "in_register": True, "located_by": "address", "source": "test",
            "street": "Lange Straße", "section_id": "lange-1", "function": "retail",
            "branch": "clothes", "vacant_months": [20.0 if s == "vacant" else np.nan
                                                   for s in statuses],
        },
        index=ids or [f"u-{i:03d}" for i in range(n)], geometry=places, crs=CRS,
    )  # fmt: skip
    line = LineString([(-50, 0), (step_m * max(n, 2), 0)])
    sections = gpd.GeoDataFrame(
        {"street": ["Lange Straße"], "number": [1], "centreline_m": [line.length],
         "source": ["test"]},
        index=["lange-1"], geometry=[line], crs=CRS,
    )  # fmt: skip
    nodes = gpd.GeoDataFrame(index=[0, 1], geometry=[Point(c) for c in line.coords], crs=CRS)
    edges = gpd.GeoDataFrame(
        {"u": [0], "v": [1], "length_m": [line.length], "slope": [np.nan],
         "foot_oneway": ["both"]},
        geometry=[line], crs=CRS,
    )  # fmt: skip
    return PREMISES.conform(premises), SECTIONS.conform(sections), walk_graph(nodes, edges)


def clustered():
    return ["occupied"] * 20 + ["vacant"] * 9 + ["occupied"] * 31


def test_nine_vacancies_side_by_side_among_sixty_units_speak():
    premises, sections, graph = street_town(clustered())

    answer = vacancy_pattern(premises, sections, graph, scope="all_units")

    verdict, pairs, _, single = answer.figures
    assert (verdict.id, verdict.numerator, verdict.denominator) == ("L-20", 9, 60)
    assert verdict.value == 0.001
    # joined within 100 m are doors up to 4 apart: 8 + 7 + 6 + 5 pairs of 9 in a row
    assert pairs.value == 26
    assert single.value == 9
    (row,) = answer.tables["clusters"].to_dict("records")
    assert (row["units"], row["vacant"], row["streets"]) == (9, 9, "Lange Straße")
    assert row["outside_rate"] == 0
    assert row["unit_ids"].split(";") == [f"u-{i:03d}" for i in range(20, 29)]
    assert row["geometry"].contains(premises.geometry.iloc[24])
    assert not row["geometry"].contains(premises.geometry.iloc[40])


def test_scattered_vacancies_do_not_speak_and_leave_no_table():
    premises, sections, graph = street_town((["vacant"] + ["occupied"] * 7) * 8)

    answer = vacancy_pattern(premises, sections, graph, scope="all_units")

    assert answer.figures[0].value > 0.2
    assert "clusters" not in answer.tables
    assert 0 < answer.figures[0].parameters["power"] <= 1
    assert len(answer.tables["vacancy_neighbours"]) == 8


def test_nothing_changes_when_rows_are_shuffled_or_ids_renamed():
    statuses = np.random.default_rng(8).permutation(clustered()).tolist()
    premises, sections, graph = street_town(statuses)
    order = np.random.default_rng(1).permutation(len(premises))
    other = premises.iloc[order].rename(index=lambda i: f"x-{hash(i) % 10**9}")

    one = vacancy_pattern(premises, sections, graph, scope="all_units")
    two = vacancy_pattern(other, sections, graph, scope="all_units")

    assert [f.value for f in one.figures] == [f.value for f in two.figures]
    assert [dict(f.parameters) for f in one.figures] == [dict(f.parameters) for f in two.figures]


@pytest.mark.parametrize(
    ("statuses", "why"),
    [
        (["occupied"] * 30, "0 leere unter 30"),
        (["vacant"] * 30, "30 leere unter 30"),
        (["vacant"], "1 leere unter 1"),
        ([], "Register"),
        (["vacant"] * 6 + ["unknown"] * 30, "Datenlage reicht nicht"),
    ],
)
def test_towns_of_extremes_get_a_reason_and_no_verdict(statuses, why):
    premises, sections, graph = street_town(statuses)

    answer = vacancy_pattern(premises, sections, graph, scope="all_units")

    (verdict,) = answer.figures
    assert verdict.value is None
    assert why in verdict.why.de
    assert answer.tables == {}


def test_all_units_at_one_address_and_a_town_without_streets_have_no_verdict():
    premises, sections, graph = street_town(clustered(), same_door=True)

    at_one = vacancy_pattern(premises, sections, graph, scope="all_units").figures[0]
    without = vacancy_pattern(premises, sections.iloc[:0], None, scope="all_units").figures[0]

    assert "an einem Ort" in at_one.why.de
    assert "kein Wegenetz" in without.why.de


def test_a_register_of_vacancies_alone_has_no_verdict():
    premises, sections, graph = street_town(["vacant"] * 30)

    verdict = vacancy_pattern(premises, sections, graph, scope="vacancies_only").figures[0]

    assert verdict.value is None
    assert "mindestens 30 leer" in verdict.why.de


def test_units_known_by_their_street_alone_are_left_out():
    premises, sections, graph = street_town(clustered())
    premises["located_by"] = ["street"] * 10 + ["address"] * 50

    verdict = vacancy_pattern(premises, sections, graph, scope="all_units").figures[0]

    assert verdict.denominator == 50
    assert verdict.coverage == pytest.approx(50 / 60)
    assert verdict.left_out == tuple(f"u-{i:03d}" for i in range(10))


def test_holm_counts_by_hand():
    assert holm([0.01, 0.04, 0.03]).tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9]).tolist() == [0.9]


def test_long_vacancies_and_branches_are_asked_together_and_adjusted():
    premises, sections, graph = street_town(clustered())
    premises["branch"] = pd.array(["books_stationery"] * 12 + ["clothes"] * 48, dtype="str")

    answer = further_scans(premises, sections, graph, scope="all_units")

    scans = answer.tables["label_scans"]
    # clothes are more than half of the units in use and the shops of the twelve stand together
    assert scans.index.tolist() == ["long_vacancies", "branch:books_stationery"]
    assert (scans["p_adjusted"] <= 0.05).all()
    assert {f.key for f in answer.figures} == {"long_vacancies_pattern", "branch_pattern"}


def test_musterstadt_has_its_vacancies_on_bahnhofstrasse(musterstadt):
    # 7 of 12 vacancies stand among 13 known units of Bahnhofstraße (units.py)
    town = musterstadt
    asked = Asked(town)

    answer = vacancy_pattern(asked.premises, asked.sections, asked.graph, scope=town.scope)

    assert answer.figures[0].value <= 0.05
    assert answer.figures[0].denominator == 60
    assert answer.tables["clusters"]["streets"].iloc[0].split(";")[0] == "Bahnhofstraße"


CLUSTER_WORDS = re.compile(
    r"schwerpunkt|\bball(t|en|ung)|auffällig|häufung|\bcluster|hot ?spot", re.IGNORECASE
)


@pytest.fixture(scope="module")
def lauf(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lauf_pattern")
    data = (shared / "data" / "lauf").resolve().as_posix()
    (folder / "study.toml").write_text(
        f'[town]\nname = "Lauf"\n[sources]\nosm = "{data}/lauf-200115.osm.pbf"\n[[registers]]\n'
        f'path = "{data}/registers/lauf_register_b.csv"\nsurvey_day = 2024-10-01\n',
        "utf-8",
    )
    return pipeline.read_town(folder)


@pytest.mark.realdata
def test_the_planted_street_of_lauf_is_found(lauf):
    asked = Asked(lauf)

    answer = vacancy_pattern(asked.premises, asked.sections, asked.graph, scope=lauf.scope)

    assert answer.figures[0].value <= 0.01
    assert answer.tables["clusters"]["streets"].iloc[0] == "Altdorfer Straße"  # truth.json
    assert answer.figures[0].denominator <= 201


def shuffled(premises, seed):
    registered = premises.index[premises["in_register"]]
    done = premises.copy()
    order = np.random.default_rng(seed).permutation(len(registered))
    done.loc[registered, "status"] = premises.loc[registered, "status"].to_numpy()[order]
    return done


@pytest.mark.realdata
def test_of_100_shuffles_of_lauf_at_most_10_alarm(lauf):
    asked = Asked(lauf)
    values = [
        vacancy_pattern(
            shuffled(asked.premises, seed), asked.sections, asked.graph, scope=lauf.scope
        ).figures[0].value
        for seed in range(100)
    ]  # fmt: skip

    assert 0 < sum(p <= 0.05 for p in values) <= 10
    assert np.mean(values) == pytest.approx(0.5, abs=0.1)


@pytest.mark.realdata
@pytest.mark.parametrize("audience", ["intern", "oeffentlich"])
def test_no_product_of_a_shuffled_lauf_speaks_of_clusters(lauf, audience, tmp_path):
    from innenstadt_gis.pipeline import _released
    from innenstadt_gis.pipeline.write import write

    town = lauf.replace(premises=shuffled(lauf.premises, 3))
    seen = _released(town, audience)
    assert seen.figure("vacancy_pattern").value > 0.05

    # what is packed (workbook, PDF) is made of the same words, and cannot be searched so
    parts = "map,geojson,geopackage,summary,import,report,catalogue"
    files = write(seen, tmp_path, version="0", lang="de", only=parts)

    told = {
        file.name: CLUSTER_WORDS.findall(file.read_bytes().decode("utf-8", "replace"))
        for file in files
    }
    assert len(files) >= 8
    assert {name: words for name, words in told.items() if words} == {}


def test_a_single_further_question_is_not_called_questions(musterstadt):
    asked = Asked(musterstadt)

    figures, _ = further_scans(asked.premises, asked.sections, asked.graph, scope="all_units")

    assert [f.id for f in figures] == ["L-24"]  # no branch of Musterstadt has ten units
    assert "1 Fragen" not in figures[0].method.de
    assert "1 questions" not in figures[0].method.en


def test_long_vacancies_say_which_ones_have_no_known_length(musterstadt):
    asked = Asked(musterstadt)

    (long,), _ = further_scans(asked.premises, asked.sections, asked.graph, scope="all_units")

    # Bahnhofstraße 11 is vacant, nobody knows since when: 60 known, 59 asked
    (lost,) = long.unknown
    assert asked.premises.loc[lost, ["street", "house_number"]].tolist() == ["Bahnhofstraße", "11"]
    assert lost not in long.counted
    assert (long.denominator, len(long.counted), long.left_out) == (59, 59, ())
    assert long.coverage == pytest.approx(59 / 60)
