"""Who must be named: said in the study, shown on the map and in every file."""

from __future__ import annotations

import json

from innenstadt_gis.importlog import ImportLog, SourceLog
from innenstadt_gis.outputs.themes import geojson_files
from innenstadt_gis.outputs.town_map.compose import source_lines
from innenstadt_gis.pipeline.gather import credited, uncredited
from innenstadt_gis.study.credits import Credits

OSM = SourceLog(role="osm", file="a.osm", kind="osm", licence="ODbL 1.0", attribution="© OSM")
PARCELS = SourceLog(role="parcels", file="c.gpkg", kind="gpkg")
PEOPLE = SourceLog(role="population", file="z.csv", kind="csv", attribution="Zensus 2022")
LIST = SourceLog(role="register", file="b.xlsx", kind="xlsx", attribution="Register")


def test_what_the_study_says_stands_over_what_files_tell_and_the_rest_stays():
    log = ImportLog((OSM, PARCELS, PEOPLE, LIST))
    said = Credits({"parcels": "© GeoSN", "population": "Destatis"}, {"registers": "CC0"})

    done = credited(log, said)

    assert [(s.attribution, s.licence) for s in done.sources] == [
        ("© OSM", "ODbL 1.0"), ("© GeoSN", ""), ("Destatis", ""), ("Register", "CC0"),
    ]  # fmt: skip


def test_check_names_the_sources_of_others_that_nobody_is_named_for():
    (told,) = uncredited(ImportLog((OSM, PARCELS, PARCELS, PEOPLE, LIST)))

    assert 'unter [attribution] parcels = "…" ergänzen' in told.de
    assert uncredited(ImportLog((OSM, PEOPLE, LIST))) == ()


def test_musterstadts_survey_office_is_named_once_on_the_map_and_with_its_licence_in_every_file(
    musterstadt_for,
):
    seen = musterstadt_for["workshop"]

    lines = [line for line in source_lines(seen) if "Landesvermessung" in line]
    assert lines == ["Landesvermessung Musterland (dl-de/by-2-0)"]
    for _, text in geojson_files(seen, version="1", lang="de"):
        told = {s["role"]: s for s in json.loads(text)["innenstadt_gis"]["sources"]}
        assert told["elevation"]["licence"] == "dl-de/by-2-0"
        assert told["osm"]["counts"]["buildings"] > 500
        assert sum(told["register"]["located"].values()) == told["register"]["records"]
