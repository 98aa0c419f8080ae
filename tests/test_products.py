"""What lies in OUT after a run over Musterstadt: the right words, and nothing that must not."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

import pytest
from geojson_pydantic import FeatureCollection

from innenstadt_gis import __version__, pipeline
from innenstadt_gis.errors import InputError
from innenstadt_gis.musterstadt import PLANTED_PERSONAL, TRUTH, write_musterstadt
from innenstadt_gis.outputs.contracts import CONTRACTS
from innenstadt_gis.outputs.themes import THEMES
from innenstadt_gis.tables import AUDIENCES, PREMISES
from tests import dcat, office
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


#: Numbers without a unit: counts of what the label names, and ratios.
BARE = {
    "events", "expected", "llr", "relative_risk", "effective_branches", "effective_functions", "changes",
    "senior_75_84_morning_changes", "adult_morning_changes",
}  # fmt: skip


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


def test_a_folder_for_the_public_keeps_nothing_of_an_earlier_run(finished, tmp_path):
    out = tmp_path / "ergebnis"
    shutil.copytree(finished("intern").out, out)
    (out / "report" / "notizen.txt").write_text("of the town's own")
    pipeline.run(finished.study, out=out, audience="oeffentlich")

    left = [name for name, text in every_text(out) if '"u-' in text or "INTERN" in text]
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    public = finished("oeffentlich").out

    assert left == []
    assert names == {
        "report/notizen.txt",
        *(p.relative_to(public).as_posix() for p in public.rglob("*") if p.is_file()),
    }


def test_same_inputs_give_the_same_bytes(finished, tmp_path):
    first = finished("workshop")
    second = pipeline.run(finished.study, out=tmp_path)

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


def html(data: bytes) -> bool:
    return data[:15].lower() == b"<!doctype html>" and data.rstrip().endswith(b"</html>")


def archive(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.testzip() is None and len(packed.namelist()) > 0


def sound(data: bytes) -> bool:
    """Nothing in it that a reader would offer to repair."""
    return office.faults(data) == []


def package(data: bytes) -> bool:
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(data)
        return base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


#: How to tell that a file is whole, by its ending.
WHOLE = {
    ".html": html, ".xlsx": sound, ".docx": sound, ".zip": archive, ".gpkg": package,
    ".json": lambda data: bool(json.loads(data)),
    ".jsonld": lambda data: bool(json.loads(data)),
    ".geojson": lambda data: bool(json.loads(data)),
    ".pdf": lambda data: data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF"),
    ".png": lambda data: data.startswith(b"\x89PNG") and data.endswith(b"IEND\xaeB\x60\x82"),
    ".svg": lambda data: data.rstrip().endswith(b"</svg>"),
    ".md": lambda data: data.decode("utf-8").endswith("\n"),
    ".csv": lambda data: data.decode("utf-8-sig").endswith("\n"),
    "": lambda data: data.decode("utf-8").endswith("\n"),
}  # fmt: skip


def test_every_file_is_whole_and_none_is_left_that_is_no_product(product):
    _, done = product
    files = [path for path in sorted(done.out.rglob("*")) if path.is_file()]

    assert [path.name for path in files if not WHOLE[path.suffix](path.read_bytes())] == []
    assert {*files} - {*done.files} == {done.out / ".zielgruppe", done.out / "run.log.json"}


def test_every_geojson_is_valid_to_the_letter_and_for_the_validator_of_others(product):
    _, done = product
    files = sorted(done.out.rglob("*.geojson"))

    assert len(files) >= 10
    for file in files:
        assert faults(file.read_bytes(), within=HERE) == [], file.name
        FeatureCollection.model_validate_json(file.read_bytes())


#: What the metadata of every file say, in the order of reading.
SAID = {
    "title": str, "method": str, "town": str, "ags": str, "survey_day": str, "audience": str,
    "rows": int, "labels": dict, "units": dict, "accuracy": dict, "figures": dict, "sources": list,
    "version": str,
}  # fmt: skip


def test_every_geojson_says_how_it_was_made_and_from_what(product):
    audience, done = product
    for file in sorted(done.out.glob("report/*.geojson")):
        told = json.loads(file.read_text("utf-8"))
        said, rows = told["innenstadt_gis"], told["features"]
        assert {key: type(value) for key, value in said.items()} == SAID, file.name
        assert (said["town"], said["ags"], said["audience"], said["survey_day"]) == (
            "Musterstadt", "14521999", audience, "2026-09-15",
        )  # fmt: skip
        assert said["version"] == __version__
        assert said["rows"] == len(rows)
        assert said["accuracy"]["decimals"] == 7
        assert said["accuracy"]["without_place"] == sum(row["geometry"] is None for row in rows)
        assert len(said["method"]) > 40, file.name


def test_every_geojson_names_its_sources_with_licence_checksum_and_all_their_rows(product):
    _, done = product
    files = sorted(done.out.glob("report/*.geojson"))
    texts = {file.name: json.loads(file.read_text("utf-8"))["innenstadt_gis"] for file in files}
    first = texts["premises.geojson" if "premises.geojson" in texts else "sections.geojson"]
    for said in texts.values():
        assert said["sources"] == first["sources"]
    for source in first["sources"]:
        assert re.fullmatch(r"[0-9a-f]{64}", source["sha256"]), source
        assert {"licence", "attribution", "day"} <= source.keys()
        if source["role"] != "osm":  # its objects are accounted for by kind, in import.json
            assert source["rows_in"] == (
                source["records"] + source["nonrecords"] + source["rejected"]
            )
    osm = next(source for source in first["sources"] if source["role"] == "osm")
    assert (osm["licence"], osm["attribution"]) == ("ODbL 1.0", "© OpenStreetMap-Mitwirkende")


def test_properties_are_named_as_in_the_contract_with_german_labels_and_units(product):
    audience, done = product
    for theme in THEMES:
        file = done.out / "report" / f"{theme.file}.geojson"
        if not file.exists():
            continue
        table = CONTRACTS[theme.table]
        told = json.loads(file.read_text("utf-8"))
        said = told["innenstadt_gis"]
        seen = {name for row in told["features"] for name in row["properties"]}
        assert seen <= set(table.seen_by(audience)), theme.file
        assert said["labels"] == {c.name: c.label.de for c in table.columns if c.name in seen}, (
            theme.file
        )
        numbers = {
            name for row in told["features"] for name, value in row["properties"].items()
            if isinstance(value, float)
        }  # fmt: skip
        assert numbers - said["units"].keys() <= BARE, theme.file
    sections = json.loads((done.out / "report/sections.geojson").read_text("utf-8"))
    said = sections["innenstadt_gis"]
    assert said["units"]["centreline_m"] == "m"
    assert said["units"]["vacancy_rate"] == "Anteil, 0 bis 1"
    assert said["units"]["units_per_100m"] == "1/100 m"


def test_parameters_of_the_method_stand_in_the_file(product):
    _, done = product
    figures = {
        name: json.loads((done.out / f"report/{name}.geojson").read_text("utf-8"))[
            "innenstadt_gis"
        ]["figures"]
        for name in ("walking", "isochrones", "section_mix")
    }
    assert figures["walking"]["E-01"]["parameters"]["minutes"] == 10
    assert figures["isochrones"]["E-02"]["parameters"]["speed_kmh"] == 4.8
    assert figures["section_mix"]["M-02"]["parameters"]["order"] == 1
    assert "Erwachsene, 4,8 km/h" in figures["isochrones"]["E-02"]["method"]


def test_ids_are_the_same_for_every_audience(finished):
    ids = {}
    for audience in ("intern", "workshop", "oeffentlich"):
        for file in sorted(finished(audience).out.glob("report/*.geojson")):
            rows = json.loads(file.read_text("utf-8"))["features"]
            ids.setdefault(file.name, []).append({row["id"] for row in rows})
    several = {name: some for name, some in ids.items() if len(some) == 3}
    assert len(several) >= 15
    for name, (town_hall, workshop, public) in several.items():
        assert public <= workshop <= town_hall, name


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


#: What a run writes that is no data for a portal: papers, pictures, logs, a second copy of the map.
NOT_IN_CATALOGUE = (
    r"workshop\.html|import\.json|run\.log\.json|katalog\.jsonld|(ablauf|abbildungen)/.*|\..*"
)


def test_the_catalogue_names_every_file_of_data_with_its_checksum_and_offers_what_is_public(
    product,
):
    audience, done = product
    catalog = json.loads((done.out / "katalog.jsonld").read_text("utf-8"))
    parts = [part for one in catalog["dcat:dataset"] for part in one["dcat:distribution"]]
    told = {unquote(part["dcat:accessURL"]["@id"]): part for part in parts}
    files = {p.relative_to(done.out).as_posix() for p in done.out.rglob("*") if p.is_file()}

    assert dcat.faults(catalog) == []
    assert {f for f in files - set(told) if not re.fullmatch(NOT_IN_CATALOGUE, f)} == set()
    for name, part in told.items():
        data = (done.out / name).read_bytes()
        assert part["dcat:byteSize"]["@value"] == str(len(data))
        said = part["spdx:checksum"]["spdx:checksumValue"]["@value"]
        assert said == hashlib.sha256(data).hexdigest(), name
    assert any("dct:license" in part for part in parts) == (audience == "oeffentlich")
    town, osm = told.get("report/premises.geojson"), told.get("report/osm_premises.geojson")
    assert (town is None) == (osm is None) == (audience == "oeffentlich")
