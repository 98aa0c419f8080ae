"""The town's own workbooks as towns leave them: damaged, merged, half known."""

from __future__ import annotations

import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.cooperation import read_cooperation
from innenstadt_gis.ingest.corrections import read_corrections
from innenstadt_gis.ingest.measures import read_measures

HEADER = ("Adresse", "Händlergemeinschaft (ja/nein)", "Veranstaltungen (Zahl oder Liste)")


def cooperation(path, *rows, merge=None):
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Kooperation"
    for row in (HEADER, *rows):
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    made.save(path)
    return path


def with_part(path, part, content):
    """The same workbook with one part of it replaced."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts[part] = content
    with zipfile.ZipFile(path, "w") as book:
        for name, bytes_ in parts.items():
            book.writestr(name, bytes_)
    return path


@pytest.mark.parametrize("read", [read_cooperation, read_measures, read_corrections])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_workbook_with_a_torn_part_is_one_sentence_that_says_what_to_do(tmp_path, read, part):
    path = cooperation(tmp_path / "blatt.xlsx", ("Markt 1", "ja", None))
    with_part(path, part, b'<?xml version="1.0"?><worksheet xmlns="x"><sheetDa')

    with pytest.raises(SourceError) as error:
        read(path)
    assert error.value.text.de.startswith("blatt.xlsx lässt sich nicht lesen")
    assert error.value.text.de.endswith("neu als .xlsx speichern")


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 900, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 900, b"a;b\n1;2\n"],
)
def test_no_bytes_make_anything_but_that_sentence(tmp_path, content):
    path = tmp_path / "kooperation.xlsx"
    path.write_bytes(content)

    with pytest.raises(SourceError) as error:
        read_cooperation(path)
    assert "ohne Kennwort neu als .xlsx speichern" in error.value.text.de


def test_what_openpyxl_misses_of_the_looks_is_no_warning(tmp_path):
    # warnings are errors here: openpyxl warns of a workbook without styles
    path = cooperation(tmp_path / "kooperation.xlsx", ("Markt 1", "ja", None))
    with_part(path, "xl/styles.xml", b"<x/>")

    assert len(read_cooperation(path).entries) == 1


def test_an_answer_merged_downwards_holds_for_each_of_its_rows(tmp_path):
    path = cooperation(
        tmp_path / "kooperation.xlsx", ("Markt 1", "ja", None), ("Markt 2", None, None),
        ("Markt 3", None, None), merge="B2:B3",
    )  # fmt: skip

    read = read_cooperation(path)

    assert [entry.answers for entry in read.entries] == [{"association_member": True}] * 2
    assert (read.log.rows_in, read.log.records, read.log.nonrecords) == (3, 2, 1)


@pytest.mark.parametrize("word", ["?", "weiß nicht", "k. A.", "unbekannt", "Offen"])
def test_who_does_not_know_is_not_blamed(tmp_path, word):
    read = read_cooperation(
        cooperation(tmp_path / "kooperation.xlsx", ("Markt 1", word, word), ("Markt 2", word, 2))
    )

    assert [entry.answers for entry in read.entries] == [{"events": 2.0}]
    assert read.log.notes == ()
    assert (read.log.records, read.log.nonrecords, read.log.rejected) == (1, 1, 0)


def test_what_is_not_understood_says_what_to_write(tmp_path):
    read = read_cooperation(
        cooperation(tmp_path / "kooperation.xlsx", ("Markt 1", "vielleicht", "2,5"))
    )

    assert [note.de.split("; ")[1] for note in read.log.notes] == [
        "bitte ja oder nein, leer heißt unbekannt",
        "bitte eine Zahl oder Namen mit Semikolon",
    ]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Tabelle1", "Tabelle1"),
        ("Stand Mai", "Stand Mai"),
        ("Frau Erna Wurzelprumpft", "Kooperation"),
    ],
)
def test_a_sheet_called_after_a_person_is_told_by_its_own_name(tmp_path, title, told):
    path = cooperation(tmp_path / "kooperation.xlsx", ("Markt 1", "ja", None))
    book = load_workbook(path)
    book.worksheets[0].title = title
    book.save(path)

    assert {row.source_sheet for row in read_cooperation(path).log.rows} == {told}


@pytest.mark.parametrize(
    ("indicator", "kept"),
    [("L-01", True), ("Sitzplätze am Markt", True), ("Wurzelprumpft, Erna", False)],
)
def test_an_indicator_is_no_person(tmp_path, indicator, kept):
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.append(("Maßnahme", "Status", "Kennzahl"))
    sheet.append(("Bänke", "geplant", indicator))
    made.save(tmp_path / "massnahmen.xlsx")

    (entry,) = read_measures(tmp_path / "massnahmen.xlsx").entries
    assert entry.indicator == (indicator if kept else None)
