"""`katalog.jsonld`: what a data portal learns of a run's files, and what it must not."""

from __future__ import annotations

import copy
import datetime as dt
import json

import geopandas as gpd
import pytest
import rdflib
import shapely

import innenstadt_gis as ig
from innenstadt_gis.files import Outbox
from innenstadt_gis.importlog import ImportLog, SourceLog
from innenstadt_gis.licences import LICENCES, licence_uri
from innenstadt_gis.outputs.audience import release
from innenstadt_gis.outputs.catalogue import FileFacts, catalogue_jsonld
from innenstadt_gis.outputs.catalogue.origins import ACCESS_THEMES, ORIGINS
from innenstadt_gis.outputs.themes import THEMES
from innenstadt_gis.pipeline.write import deliver, write
from innenstadt_gis.study import UNSAID, Publication
from tests.dcat import faults

OSM = SourceLog(role="osm", file="a.osm", kind="osm", licence="ODbL 1.0", attribution="© OSM")
LIST = SourceLog(role="register", file="b.xlsx", kind="xlsx", attribution="Register der Stadt")
FEED = SourceLog(
    role="parcels", file="c.gpkg", kind="gpkg", licence="dl-de/by-2-0", attribution="Amt"
)
SAID = Publication(
    publisher="Stadt Zwönitz", licence=licence_uri("dl-de/by-2-0"),
    contributor_id="http://dcat-ap.de/def/contributors/stadtZwoenitz",
    contact="Stadtplanung", contact_email="planung@zwoenitz.example",
    url="https://www.example.org/innenstadt/",
)  # fmt: skip
FILES = (
    "report/sections.geojson", "report/underused_plots.geojson", "report/isochrones.geojson",
    "Zwönitz.gpkg", "kennzahlen.xlsx", "summary.json", "import.json", "bericht.html", "bericht.pdf",
    "Zwönitz_2024-10-01_OEFFENTLICH.html", "Zwönitz_2023-10-01_OEFFENTLICH.html", "workshop.html",
    "ablauf/rundgang.pdf", "bericht/abbildungen/l-01.png", "austausch.json",
)  # fmt: skip


def seen(audience="oeffentlich", sources=(OSM, LIST, FEED), **changes):
    town = ig.Town.from_tables(
        **({"name": "Zwönitz", "ags": "14521710", "crs": 25833, "survey_day": dt.date(2024, 10, 1),
            "study_area": shapely.box(350_000, 5_610_000, 351_000, 5_611_000),
            "log": ImportLog(sources)} | changes)
    )  # fmt: skip
    return release(town, ig.Findings(), audience)


def catalogue(said=SAID, files=FILES, lang="de", **changes):
    facts = {name: FileFacts.of(name) for name in files}
    return json.loads(catalogue_jsonld(seen(**changes), facts, publication=said, lang=lang))


def test_who_answers_questions_stands_at_every_data_set_if_the_study_says_it():
    for one in datasets(catalogue()).values():
        point = one["dcat:contactPoint"]
        assert point["vcard:fn"] == "Stadtplanung"
        assert point["vcard:hasEmail"] == {"@id": "mailto:planung@zwoenitz.example"}
    assert not any("dcat:contactPoint" in one for one in datasets(catalogue(UNSAID)).values())


def datasets(catalog):
    return {one["@id"].partition("#")[2]: one for one in catalog["dcat:dataset"]}


def parts(catalog, key):
    return {
        one["dcat:accessURL"]["@id"]: one for one in datasets(catalog)[key]["dcat:distribution"]
    }


def test_a_catalogue_for_a_portal_keeps_every_rule_in_both_languages():
    assert faults(catalogue(), for_portal=True) == []
    assert faults(catalogue(lang="en"), for_portal=True) == []


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's, of itself
def test_a_reader_of_linked_data_sees_every_data_set_with_its_files_and_no_value_of_a_wrong_type():
    said = catalogue()
    graph = rdflib.Graph().parse(data=json.dumps(said), format="json-ld")
    kinds = rdflib.Namespace("http://www.w3.org/ns/dcat#")

    sets = set(graph.subjects(rdflib.RDF.type, kinds.Dataset))
    files = set(graph.subjects(rdflib.RDF.type, kinds.Distribution))

    assert len(sets) == len(said["dcat:dataset"])
    assert {f for one in sets for f in graph.objects(one, kinds.distribution)} == files
    assert len(files) == sum(len(one["dcat:distribution"]) for one in said["dcat:dataset"])
    assert set(graph.objects(None, kinds.dataset)) == sets
    assert not [o for o in graph.objects() if isinstance(o, rdflib.Literal) and o.ill_typed]
    (office,) = set(graph.objects(None, kinds.contactPoint))
    assert str(office).startswith(SAID.url)  # names are told below the folder on the web


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda c: c.pop("dct:description"), "no dct:description"),
        (lambda c: c["dcat:dataset"][0].pop("dcat:theme"), "no dcat:theme"),
        (lambda c: c["dcat:dataset"][0]["dcat:theme"][0].update({"@id": "REGI"}), "not of its vocabulary"),
        (lambda c: c["dcat:dataset"][0]["dct:issued"].update({"@value": "1.10.2024"}), "no day"),
        (lambda c: c["dcat:dataset"][0]["dcat:distribution"][0].pop("dct:license"), "no dct:license"),
        (lambda c: c["dcat:dataset"].append(copy.deepcopy(c["dcat:dataset"][0])), "one identifier"),
        (lambda c: c["@context"].pop("spdx"), "no prefix spdx"),
    ],
)  # fmt: skip
def test_the_rules_see_a_planted_fault(spoil, told):
    catalog = catalogue()
    spoil(catalog)

    assert any(told in one for one in faults(catalog, for_portal=True))


def test_each_theme_is_a_data_set_with_its_geojson_and_the_geopackage_and_one_holds_the_figures():
    catalog = catalogue()

    assert list(datasets(catalog)) == ["sections", "underused_plots", "isochrones", "kennzahlen"]
    assert list(parts(catalog, "sections")) == ["report/sections.geojson", "Zw%C3%B6nitz.gpkg"]
    # no import log, papers to walk with, pictures, second copy or map of another year
    assert set(parts(catalog, "kennzahlen")) == {
        "kennzahlen.xlsx", "summary.json", "bericht.html", "bericht.pdf", "austausch.json",
        "Zw%C3%B6nitz_2024-10-01_OEFFENTLICH.html",
    }  # fmt: skip


def test_fields_say_town_day_place_theme_and_who():
    catalog = catalogue()
    plots, reach = (datasets(catalog)[key] for key in ("underused_plots", "isochrones"))

    assert catalog["dct:publisher"]["foaf:name"] == "Stadt Zwönitz"
    assert plots["dct:title"]["@value"] == "Gering genutzte Grundstücke – Zwönitz"
    assert plots["dct:identifier"] == "14521710-2024-10-01-underused_plots"
    assert plots["dct:temporal"]["dcat:startDate"]["@value"] == "2024-10-01"
    assert plots["dcatde:politicalGeocodingURI"]["@id"].endswith("municipalityKey/14521710")
    assert plots["dcatde:contributorID"]["@id"].endswith("/stadtZwoenitz")
    assert [t["@id"][-4:] for t in plots["dcat:theme"]] == ["REGI"]
    assert [t["@id"][-4:] for t in reach["dcat:theme"]] == ["REGI", "TRAN"]
    # a square of 1 km at 50.6 degrees north
    corners = plots["dct:spatial"]["dcat:bbox"]["@value"]
    assert corners.startswith("POLYGON ((12.8") and corners.count(",") == 4


def test_size_and_checksum_are_those_of_the_file():
    one = parts(catalogue(), "sections")["report/sections.geojson"]

    assert one["dcat:byteSize"]["@value"] == str(len("report/sections.geojson"))
    assert (
        one["spdx:checksum"]["spdx:checksumValue"]["@value"]
        == FileFacts.of("report/sections.geojson").sha256
    )


def test_what_holds_openstreetmap_stays_under_its_licence_the_rest_is_the_towns_choice():
    catalog = catalogue()
    licence = {
        name: one["dct:license"]["@id"].removeprefix("http://dcat-ap.de/def/licenses/")
        for key in datasets(catalog)
        for name, one in parts(catalog, key).items()
    }

    assert licence["report/sections.geojson"] == licence["Zw%C3%B6nitz.gpkg"] == "odbl"
    assert licence["kennzahlen.xlsx"] == "odbl"
    assert licence["report/underused_plots.geojson"] == licence["bericht.pdf"] == "dl-by-de/2.0"
    line = parts(catalog, "sections")["report/sections.geojson"]["dcatde:licenseAttributionByText"]
    assert line["@value"] == "© OSM; Register der Stadt; Stadt Zwönitz"


def test_without_a_word_of_the_study_nothing_is_made_up_and_the_gap_is_said():
    catalog = catalogue(Publication())
    plots = datasets(catalog)["underused_plots"]

    assert faults(catalog) == []
    assert "licence, contributor_id" in catalog["dct:description"]["@value"]
    assert "dcatde:contributorID" not in plots and "dcat:landingPage" not in plots
    assert "@base" not in catalog["@context"]
    # cadastre alone: its own licence holds; the report is the town's, and nobody licensed it
    assert parts(catalog, "underused_plots")["report/underused_plots.geojson"]["dct:license"][
        "@id"
    ].endswith("2.0")
    assert "dct:license" not in parts(catalog, "kennzahlen")["bericht.pdf"]
    without_ags = datasets(catalogue(Publication(), ags=None))["sections"]
    assert "dcatde:politicalGeocodingURI" not in without_ags
    assert without_ags["dct:identifier"] == "Zwönitz-2024-10-01-sections"


@pytest.mark.parametrize(
    ("audience", "right"), [("intern", "NON_PUBLIC"), ("workshop", "RESTRICTED")]
)
def test_what_is_not_for_everybody_is_not_offered_under_a_licence(audience, right):
    catalog = catalogue(audience=audience)

    assert faults(catalog) == []
    assert catalog["dct:description"]["@value"].startswith("Nicht zur Veröffentlichung")
    assert {d["dct:accessRights"]["@id"].rpartition("/")[2] for d in catalog["dcat:dataset"]} == {
        right
    }
    assert "dct:license" not in json.dumps(catalog)
    assert any("no dct:license" in told for told in faults(catalog, for_portal=True))


def test_a_town_without_any_place_has_no_rectangle():
    assert "dct:spatial" not in datasets(catalogue(study_area=None))["sections"]
    edge = gpd.GeoDataFrame(
        {"u": [1], "v": [2], "length_m": [100.0], "steps": False, "foot_oneway": "both",
         "bridge": False, "tunnel": False, "source": "test"},
        geometry=[shapely.LineString([(350_000, 5_610_000), (350_100, 5_610_000)])], crs=25833,
    )  # fmt: skip
    assert "dct:spatial" in datasets(catalogue(study_area=None, edges=edge))["sections"]


def test_the_day_of_issue_is_the_survey_day_or_what_the_environment_names(monkeypatch):
    assert catalogue()["dct:issued"]["@value"] == "2024-10-01"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")  # 1 January 2025
    assert catalogue()["dct:issued"]["@value"] == "2025-01-01"


def test_every_theme_has_its_origins_and_every_licence_a_place_in_the_list():
    assert set(ORIGINS) == {theme.file for theme in THEMES}
    assert set(ORIGINS) >= ACCESS_THEMES
    for name in LICENCES:
        assert licence_uri(licence_uri(name)) == licence_uri(name)
    assert licence_uri("https://www.dcat-ap.de/def/licenses/odbl/") == licence_uri("odbl")
    assert licence_uri("") is None


def test_a_catalogue_that_lies_there_follows_every_later_run(tmp_path):
    def run(version, only):
        write(seen(), tmp_path, version=version, lang="de", only=only, publication=SAID)
        told = json.loads((tmp_path / "katalog.jsonld").read_text("utf-8"))
        one = parts(told, "kennzahlen")["summary.json"]["spdx:checksum"]["spdx:checksumValue"]
        assert one["@value"] == FileFacts.of((tmp_path / "summary.json").read_bytes()).sha256
        return one["@value"]

    first = run("1", "summary,catalogue")
    assert run("1", "import") == first
    assert run("2", "summary") != first


def test_a_run_for_everybody_says_what_only_the_town_can_say(tmp_path):
    def notes(audience, said):
        with Outbox(tmp_path / audience) as box:
            done = deliver(
                seen(audience), box, version="1", lang="de", only="summary,catalogue",
                publication=said,
            )  # fmt: skip
        return [note.de for note in done.notes]

    (told,) = notes("oeffentlich", UNSAID)
    assert told.endswith("fehlt in study.toml unter [publication]: licence, contributor_id")
    assert notes("oeffentlich", SAID) == notes("workshop", UNSAID) == []
