"""Truth on real towns: what the whole flow must say of them."""

from __future__ import annotations

import json
import re

import networkx as nx
import numpy as np
import pytest
from geojson_pydantic import FeatureCollection

from innenstadt_gis import pipeline
from innenstadt_gis.analysis.walking import edge_minutes, walk_minutes
from innenstadt_gis.codes import CODES, REASONS, REPAIRS
from innenstadt_gis.outputs.audience import release, soften
from innenstadt_gis.outputs.graph import to_osmnx
from innenstadt_gis.outputs.themes import geojson_files
from innenstadt_gis.pipeline.write import write
from innenstadt_gis.tables import AUDIENCES
from tests.attack import Secrets, broken, numbers, read_release
from tests.rfc7946 import faults
from tests.test_public_release import given_away

pytestmark = pytest.mark.realdata


def log_of(town, role):
    return next(source for source in town.log.sources if source.role == role)


@pytest.fixture(scope="module")
def lauf_findings(lauf):
    return pipeline.analyse(lauf)


def test_the_headline_of_register_b_is_25_of_201(lauf_findings):
    rate = lauf_findings.figure("vacancy_rate")

    assert (rate.numerator, rate.denominator, len(rate.unknown)) == (25, 201, 16)
    assert rate.value == pytest.approx(0.1244, abs=5e-5)
    assert rate.bound_low == pytest.approx(25 / 217)  # 11.5 %
    assert rate.bound_high == pytest.approx(41 / 217)  # 18.9 %


def test_all_rows_of_register_b_are_accounted_for(lauf):
    log = log_of(lauf, "register")

    assert log.rows_in == 221
    assert log.adds_up()
    assert sum(log.located.values()) == log.records


def test_nine_in_ten_locatable_rows_lie_within_30_m(lauf, shared):
    from innenstadt_gis.crs import project

    truth = json.loads(
        (shared / "data/lauf/registers/lauf_register_b.csv.truth.json").read_text("utf-8")
    )
    rows = [r for r in truth["rows"] if r["kind"] == "unit" and r["lon"] is not None]
    x, y = project(
        np.array([r["lon"] for r in rows]), np.array([r["lat"] for r in rows]),
        source=4326, target=lauf.crs,
    )  # fmt: skip
    records = lauf.records[lauf.records["source"] != "osm"].set_index("source_row")
    places = records.geometry.loc[[r["row"] for r in rows]]
    metres = np.hypot(places.x.to_numpy() - x, places.y.to_numpy() - y)

    assert len(rows) > 200
    assert (metres <= 30).mean() >= 0.9


@pytest.mark.parametrize(
    ("tagged", "read", "prefix", "count"),
    [
        ("buildings_tagged", "buildings", "buildings:", 6533),
        ("addresses_tagged", "addresses", "addresses:", 5425),
        ("shops_tagged", "shops", "shops:", 190),
        ("bus_stops_tagged", "bus_stops", "bus_stops:", 110),
    ],
)
def test_every_object_of_the_extract_is_read_or_explained(lauf, tagged, read, prefix, count):
    log = log_of(lauf, "osm")
    explained = sum(n for key, n in log.explained.items() if key.startswith(prefix))

    assert log.counts[tagged] == count
    assert log.counts[read] + explained == count


def test_every_code_in_the_log_has_words(lauf):
    codes = set()
    for source in lauf.log.sources:
        for counts in (source.counts, source.explained, source.repairs, source.located):
            codes |= {part for key in counts for part in key.split(":")}
        codes |= {row.reason for row in source.rows if row.reason}
        codes.add(source.role)

    assert sorted(codes - set(CODES) - set(REASONS) - set(REPAIRS)) == []


def test_walking_minutes_are_those_of_networkx_on_the_exported_graph(lauf):
    graph = to_osmnx(lauf.nodes, lauf.edges, minutes=edge_minutes(lauf.edges))
    rng = np.random.default_rng(5)
    home = int(rng.choice(lauf.nodes.index))
    centre = lauf.centres.iloc[[0]].set_geometry(
        lauf.nodes.geometry.loc[[home]].to_numpy(), crs=lauf.crs
    )
    targets = lauf.nodes.geometry.loc[rng.choice(lauf.nodes.index, 1000, replace=False)]

    ours = walk_minutes(lauf.nodes, lauf.edges, targets, centre)["walk_min"]
    theirs = nx.single_source_dijkstra_path_length(graph.reverse(), home, weight="walk_min")

    expected = np.array([theirs.get(int(node), np.nan) for node in targets.index])
    assert np.isnan(ours.to_numpy(dtype=float)).tolist() == np.isnan(expected).tolist()
    assert np.isnan(expected).any()  # the extract has ways that are cut off from the rest
    known = ~np.isnan(expected)
    assert np.abs(ours.to_numpy(dtype=float)[known] - expected[known]).max() < 0.1 / 60


def test_the_run_names_its_sources_on_every_page(lauf_for, tmp_path):
    write(lauf_for["workshop"], tmp_path, version="1", lang="de", only="map,report")

    for name in ("workshop.html", "bericht.html"):
        text = (tmp_path / name).read_text("utf-8")
        assert "© OpenStreetMap-Mitwirkende (ODbL 1.0)" in text
        assert "Zensus 2011" in text


#: West, south, east, north of each town with what its extract drags along.
AT_LAUF, AT_HOYERSWERDA, AT_HEIDELBERG = (
    (11, 49.3, 11.4, 49.6),
    (14.1, 51.3, 14.4, 51.5),
    (7, 49, 9.5, 50),
)


def assert_valid(town, findings, region):
    """Every GeoJSON file for every audience is valid, here and for the validator of others."""
    known = set()
    for audience in AUDIENCES:
        seen = release(soften(town, audience), findings, audience)
        files = dict(geojson_files(seen, version="1", lang="de"))
        assert len(files) >= 8
        for name, whole in files.items():
            features = whole.partition('"features": [')[2]
            text = without_features(whole) if features in known else whole
            known.add(features)
            assert faults(text.encode("utf-8"), within=region) == [], (audience, name)
            FeatureCollection.model_validate_json(text)


def without_features(text):
    """A file whose features were looked at already: only its metadata are another audience's."""
    head = text.partition('"features": [')[0]
    return re.sub(r'"bbox": .*\n', "", head) + '"features": []}'


@pytest.fixture(scope="module")
def told_to_all(lauf):
    """Lauf as the public's analysis sees it, what is found, and what is told of it."""
    town = soften(lauf, "oeffentlich")
    findings = pipeline.analyse(town)
    return town, findings, release(town, findings, "oeffentlich")


def test_the_numbers_of_lauf_give_no_small_cell_away(told_to_all):
    town, findings, public = told_to_all

    assert given_away(public, findings, town.premises) == []
    assert public.figure("vacancy_rate").numerator == 25
    assert public.figure("vacancy_street_altdorferstrasse").numerator == 11


def test_all_numbers_of_lauf_together_give_no_withheld_count_away(told_to_all):
    town, findings, public = told_to_all
    secrets = Secrets(town.premises, findings)

    told = numbers(read_release(public), secrets)

    assert [one for one in broken(told, secrets) if one.low == one.high] == []
    assert len(list(secrets.targets())) > 10


def test_every_geojson_of_lauf_is_valid_for_every_audience(lauf, lauf_findings):
    assert_valid(lauf, lauf_findings, AT_LAUF)


@pytest.mark.parametrize(
    ("extract", "region", "parts"),
    [
        ("hoyerswerda/Hoyerswerda.osm.pbf", AT_HOYERSWERDA, "map,geojson,summary,report"),
        # ten times as large: what is slow and the same in every town is not drawn again
        ("heidelberg/heidelberg.osm.pbf", AT_HEIDELBERG, "summary"),
    ],
)
def test_a_town_without_a_register_gets_no_rate_but_a_report_and_valid_files(
    shared, tmp_path, monkeypatch, extract, region, parts
):
    kept = []
    monkeypatch.setattr(pipeline, "release", lambda *told: kept.append(told) or release(*told))
    path = (shared / "data" / extract).resolve().as_posix()
    (tmp_path / "study.toml").write_text(
        f'[town]\nname = "Ort"\n[sources]\nosm = "{path}"\n', "utf-8"
    )

    done = pipeline.run(tmp_path, only=parts)

    summary = json.loads((done.out / "summary.json").read_text("utf-8"))
    rate = next(f for f in summary["figures"] if f["key"] == "vacancy_rate")
    assert rate["value"] is None
    assert "%" not in summary["headline"]
    assert {"register", "population", "vacancy_rate"} <= {m.what for m in done.missing}
    if "report" in parts:
        report = (done.out / "bericht.html").read_text("utf-8")
        assert "Nicht berechnet, weil" in report
        assert "kein Leerstandsregister" in report
        assert done.map is not None
    town, findings, _ = next(told for told in kept if told[2] == "workshop")
    assert_valid(town, findings, region)
