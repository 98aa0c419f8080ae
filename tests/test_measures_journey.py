"""From an empty massnahmen.xlsx to milestones: what a town hall fills in and gets back."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
from openpyxl import load_workbook

from innenstadt_gis import pipeline
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.measures import ask_measures

PERSON = "Hrbatschek"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Musterstadt after init, with four measures below the example."""
    folder = tmp_path_factory.mktemp("massnahmen") / "musterstadt"
    write_musterstadt(folder)
    said = pipeline.init(folder, progress=lambda _: None).sentences
    path = folder / "massnahmen.xlsx"
    book = load_workbook(path)
    sheet = book["Maßnahmen"]
    for row in (
        (
            "Pop-up-Laden",
            "Marktplatz 7",
            "Leerstand und Brachen",
            "Citymanagement",
            "31.12.2025",
            "läuft",
            "L-01",
            "25 %",
            "15 %",
        ),
        ("Bänke", "Bahnhofstraße", "Image", f"Frau {PERSON}", "2027", "geplant"),
        ("Gutschein", None, "Kooperation", "Gewerbeverein", "06/2026", "erledigt", "L-77"),
        ("Lieferdienst", "Nirgendweg 3", "Digitale Innenstadt", "Bauamt", None, "geplant"),
    ):
        sheet.append(row)
    book.save(path)
    return folder, said


@pytest.fixture(scope="module")
def read(filled):
    """The town with its four measures, read once for all that only look at it."""
    return pipeline.read_town(filled[0])


def test_init_lays_out_the_file_once(filled):
    folder, said = filled
    again = pipeline.init(folder, progress=lambda _: None).sentences

    assert any("massnahmen.xlsx: leer angelegt" in s.de for s in said)
    assert not any("massnahmen.xlsx" in s.de for s in again)


def test_every_row_is_accounted_for_and_placed(read):
    log = next(source for source in read.log.sources if source.role == "measures")
    rows = read.measures.set_index("measure")

    assert (log.rows_in, log.records, log.nonrecords, log.rejected) == (5, 4, 1, 0)
    assert log.adds_up()
    assert rows["located_by"].to_dict() == {
        "Pop-up-Laden": "address", "Bänke": "street", "Gutschein": "centre", "Lieferdienst": "none",
    }  # fmt: skip
    assert rows.loc["Bänke", "due"] == pd.Timestamp("2027-12-31")
    assert pd.isna(rows.loc["Bänke", "responsible"])


def test_the_milestones_say_how_the_figure_moved_since(read):
    # L-01 of Musterstadt is 12 of 60 (20 %): half of the way from 25 to 15 per cent
    findings = pipeline.analyse(read)
    rows = findings.tables["milestones"].set_index("measure")
    found = {f.id: f.value for f in findings.figures}

    assert rows.loc["Pop-up-Laden", "way"] == pytest.approx(0.5)
    assert bool(rows.loc["Pop-up-Laden", "overdue"])  # due 2025, surveyed on 15.09.2026
    assert rows.loc["Gutschein", "no_way"] == "unknown_indicator"
    assert (found["V-11"], found["V-11:planned"], found["V-12"]) == (4, 2, 1)


def test_nobody_is_named_in_any_product(filled, tmp_path):
    done = pipeline.run(filled[0], out=tmp_path, audience="intern")
    texts = [p.read_text("utf-8", errors="replace") for p in done.out.rglob("*") if p.is_file()]

    assert len(texts) >= 10
    assert not any(PERSON in text for text in texts)


def test_a_file_that_was_dropped_into_daten_is_entered_and_read(tmp_path, filled):
    folder = tmp_path / "musterstadt"
    write_musterstadt(folder)
    shutil.copyfile(filled[0] / "massnahmen.xlsx", folder / "daten/plan.xlsx")

    pipeline.init(folder, progress=lambda _: None)

    assert 'measures = "daten/plan.xlsx"' in (folder / "study.toml").read_text("utf-8")
    assert not (folder / "massnahmen.xlsx").exists()
    assert len(pipeline.read_town(folder).measures) == 4


def test_a_damaged_file_never_stops_a_run(tmp_path):
    folder = tmp_path / "musterstadt"
    write_musterstadt(folder)
    (folder / "massnahmen.xlsx").write_bytes(b"kaputt")

    done = pipeline.run(folder, out=tmp_path / "out", only="summary")

    assert any(gap.what == "measures" and "in Excel" in gap.why.de for gap in done.missing)
    assert done.files


def test_a_town_without_measures_misses_none(musterstadt):
    answer = ask_measures(Asked(musterstadt))

    assert (answer.figures, answer.tables, answer.missing) == ((), {}, ())
