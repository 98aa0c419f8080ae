"""Change on a real town: the same survey sent twice, in two shapes, has changed nothing."""

from __future__ import annotations

import pytest

from innenstadt_gis import pipeline
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.change import ask_change

pytestmark = pytest.mark.realdata

STUDY = """
[town]
name = "Lauf a.d. Pegnitz"
ags = "09574138"
[sources]
osm = "{0}/lauf-200115.osm.pbf"
parcels = "{0}/flurstuecke_simuliert.gpkg"
[[registers]]
path = "{0}/registers/lauf_register_a.xlsx"
survey_day = 2024-10-01
[[registers]]
path = "{0}/registers/lauf_register_b.csv"
survey_day = 2025-10-01
"""


@pytest.fixture(scope="module")
def twice(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("zweimal")
    data = (shared / "data" / "lauf").resolve().as_posix()
    (folder / "study.toml").write_text(STUDY.format(data), "utf-8")
    town = pipeline.read_town(folder)
    return town, ask_change(Asked(town))


def test_nothing_became_vacant_or_let_or_went_between_two_copies_of_one_survey(twice):
    found = {figure.id: figure for figure in twice[1].figures}

    assert {i: found[i].numerator for i in ("V-01", "V-02", "V-04", "V-05")} == {
        "V-01": 0, "V-02": 0, "V-04": 0, "V-05": 0,
    }  # fmt: skip
    # 25 vacant; two of their rows name no address that both shapes hold, and are unknown once
    assert found["V-03"].numerator == 23
    assert found["V-03"].denominator <= 221
    assert found["V-03"].bound_low <= 25 / 221 <= found["V-03"].bound_high


def test_the_last_status_of_each_unit_is_that_of_the_premises(twice):
    town, answer = twice
    newest = answer.tables["transitions"].set_index("unit_id")["to_status"].astype("str")

    assert newest.equals(town.premises.loc[newest.index, "status"].astype("str"))


def test_a_town_without_a_register_is_told_why_there_is_no_change(shared, tmp_path):
    osm = next((shared / "data" / "hoyerswerda").glob("*.osm*")).resolve().as_posix()
    (tmp_path / "study.toml").write_text(
        f'[town]\nname = "H"\nsurvey_day = 2025-01-01\n[sources]\nosm = "{osm}"\n', "utf-8"
    )

    answer = ask_change(Asked(pipeline.read_town(tmp_path)))

    assert answer.figures == () and answer.missing[0].why.de == "kein Leerstandsregister"
