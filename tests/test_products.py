"""What lies in OUT after a run over Musterstadt: the right words, and nothing that must not."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from geojson_pydantic import FeatureCollection

from innenstadt_gis import pipeline
from innenstadt_gis.errors import InputError
from innenstadt_gis.musterstadt import PLANTED_PERSONAL, TRUTH, write_musterstadt
from innenstadt_gis.tables import AUDIENCES, PREMISES
from tests.rfc7946 import faults

#: West, south, east, north of Musterstadt with the way to its retail park, in degrees.
HERE = (12.9, 50.5, 13.2, 50.7)
HEADLINE = (
    "12 von 60 Ladenlokalen mit bekanntem Status stehen leer (20,0\u00a0%); "
    "4 unbekannt, also zwischen 18,8 und 25,0\u00a0%."
)


@pytest.fixture(scope="module")
def study(finished):
    return finished.study


@pytest.fixture(scope="module", params=AUDIENCES)
def product(request, finished):
    return request.param, finished(request.param)


def every_text(folder: Path):
    """Every byte below a folder as text, archives unpacked."""
    for file in sorted(folder.rglob("*")):
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                for name in archive.namelist():
                    yield f"{file.name}/{name}", archive.read(name).decode("utf-8", "replace")
        elif file.is_file():
            yield file.name, file.read_bytes().decode("utf-8", "replace")


def properties(out: Path, theme: str) -> set[str]:
    file = out / "report" / f"{theme}.geojson"
    features = json.loads(file.read_text("utf-8"))["features"]
    return set(features[0]["properties"])


def test_every_product_says_the_same_headline(product):
    # TRUTH: 12 vacant of 44 + 12 + 1 + 1 + 2 = 60 known; bounds 12/64 and 16/64
    assert TRUTH["vacant"] == 12
    _, done = product

    assert done.sentences[0].de == HEADLINE
    summary = json.loads((done.out / "summary.json").read_text("utf-8"))
    assert summary["headline"] == HEADLINE
    assert HEADLINE in (done.out / "bericht.html").read_text("utf-8")
    assert HEADLINE in (done.out / "workshop.html").read_text("utf-8")


def test_no_product_holds_a_contact_of_the_sources(product):
    _, done = product

    found = [
        (name, word)
        for name, text in every_text(done.out)
        for word in PLANTED_PERSONAL
        if word in text
    ]

    assert len(list(every_text(done.out))) >= 10
    assert found == []


def test_what_stays_in_the_town_hall_is_in_no_other_product(product):
    audience, done = product
    texts = dict(every_text(done.out))
    inner = [c.name for c in PREMISES.columns if c.audience == "intern"]

    if audience == "intern":
        assert {"reason", "sales_area_m2", "source_row"} <= properties(done.out, "premises")
        assert any('"at_risk"' in text for text in texts.values())
    else:
        assert len(inner) > 10
        assert not any('"at_risk"' in text for text in texts.values())
        assert not [
            (name, column)
            for name, text in texts.items()
            if name not in {"import.json", "centres.geojson"}  # how a centre was found is public
            for column in inner
            if f'"{column}":' in text
        ]


def test_the_public_gets_no_single_unit_in_any_file(product):
    audience, done = product
    texts = dict(every_text(done.out))

    if audience == "oeffentlich":
        assert not (done.out / "report" / "premises.geojson").exists()
        assert not [name for name, text in texts.items() if '"u-' in text]
        log = json.loads(texts["import.json"])
        assert all(source["rows"] == [] for source in log["sources"])
    else:
        assert '"u-' in texts["premises.geojson"]


def test_a_folder_for_the_public_keeps_nothing_of_an_earlier_run(study, tmp_path):
    pipeline.run(study, out=tmp_path, audience="intern")
    pipeline.run(study, out=tmp_path, audience="oeffentlich")

    left = [name for name, text in every_text(tmp_path) if '"u-' in text or "INTERN" in text]

    assert left == []
    assert not list(tmp_path.glob("*_INTERN.html"))


def test_same_inputs_give_the_same_bytes(study, tmp_path):
    first = pipeline.run(study, out=tmp_path / "a")
    second = pipeline.run(study, out=tmp_path / "b")

    assert len(first.files) == len(second.files) >= 10
    for one, two in zip(first.files, second.files, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name


def test_only_map_and_summary_writes_these_alone(study, tmp_path):
    done = pipeline.run(study, out=tmp_path, only="summary, map")

    assert [f.name for f in done.files] == [
        "Musterstadt_2026-09-15_WORKSHOP.html",
        "workshop.html",
        "summary.json",
    ]


def test_every_geojson_is_valid_to_the_letter_and_for_the_validator_of_others(product):
    _, done = product
    files = sorted(done.out.rglob("*.geojson"))

    assert len(files) >= 10
    for file in files:
        assert faults(file.read_bytes(), within=HERE) == [], file.name
        FeatureCollection.model_validate_json(file.read_bytes())


def test_every_geojson_says_how_it_was_made_and_from_what(product):
    audience, done = product
    for file in sorted((done.out / "report").glob("*.geojson")):
        told = json.loads(file.read_text("utf-8"))
        said = told["innenstadt_gis"]
        assert (said["town"], said["audience"], said["survey_day"]) == (
            "Musterstadt", audience, "2026-09-15",
        )  # fmt: skip
        assert said["rows"] == len(told["features"])
        assert all(len(source["sha256"]) == 64 for source in said["sources"])
        register = next(source for source in said["sources"] if source["role"] == "register")
        assert register["rows_in"] == (
            register["records"] + register["nonrecords"] + register["rejected"]
        )
    sections = json.loads((done.out / "report/sections.geojson").read_text("utf-8"))
    said = sections["innenstadt_gis"]
    assert said["units"]["centreline_m"] == "m"
    assert said["units"]["vacancy_rate"] == "share 0 to 1"
    assert "units_per_100m" in said["units"]
    walking = json.loads((done.out / "report/walking.geojson").read_text("utf-8"))
    assert walking["innenstadt_gis"]["figures"]["E-01"]["parameters"]["minutes"] == 10


def test_register_and_osm_units_lie_in_separate_files(product):
    audience, done = product
    if audience == "oeffentlich":
        assert not (done.out / "report" / "osm_premises.geojson").exists()
        return
    ours = json.loads((done.out / "report" / "premises.geojson").read_text("utf-8"))
    osm = json.loads((done.out / "report" / "osm_premises.geojson").read_text("utf-8"))

    assert len(ours["features"]) == sum(TRUTH.values())  # 66 units of the register
    assert all(f["properties"]["in_register"] for f in ours["features"])
    assert not any(f["properties"]["in_register"] for f in osm["features"])


def test_a_part_that_does_not_exist_is_refused_before_anything_is_read(tmp_path):
    with pytest.raises(
        InputError, match="there are: map, geojson, geopackage, workbook, summary, import, report"
    ):
        pipeline.run(tmp_path / "no_study.toml", only="map,karte")


def test_results_of_one_town_are_not_mixed_with_those_of_another(study, tmp_path):
    other = write_musterstadt(tmp_path / "other")
    other.write_text(other.read_text("utf-8").replace('"Musterstadt"', '"Nachbarstadt"'), "utf-8")
    out = tmp_path / "ergebnis"
    pipeline.run(study, out=out, only="import")

    with pytest.raises(InputError, match="holds results of Musterstadt"):
        pipeline.run(other, out=out, only="import")

    assert json.loads((out / "import.json").read_text("utf-8"))["town"] == "Musterstadt"
