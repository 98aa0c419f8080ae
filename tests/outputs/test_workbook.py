"""``kennzahlen.xlsx`` of Musterstadt: the same numbers as the figures, and the rows behind them."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile

import openpyxl
import pytest

from innenstadt_gis.musterstadt import PLANTED_PERSONAL, TRUTH
from innenstadt_gis.outputs.summary import summary_json
from innenstadt_gis.outputs.workbook import kennzahlen_xlsx
from innenstadt_gis.outputs.workbook.paper import Book
from innenstadt_gis.tables import AUDIENCES


@pytest.fixture(scope="module", params=AUDIENCES)
def made(request, musterstadt_for):
    seen = musterstadt_for[request.param]
    data = kennzahlen_xlsx(seen, version="1")
    return seen, data, openpyxl.load_workbook(io.BytesIO(data))


def table(page) -> list[dict]:
    """Rows of the table of a sheet, by the words of its head."""
    rows = list(page.iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if n and row[0] is not None and row[1] is not None)
    names = rows[head]
    return [dict(zip(names, row, strict=True)) for row in rows[head + 1 :]]


def test_every_figure_of_the_summary_stands_in_the_workbook_with_the_same_number(made):
    seen, _, book = made
    told = json.loads(summary_json(seen, version="1", lang="de"))["figures"]
    plain = {f["id"]: f for f in told if not f["group"]}
    rows = table(book["Kennzahlen"])

    assert [row["Nr."] for row in rows] == list(plain)
    for row in rows:
        figure = plain[row["Nr."]]
        assert row["Wert"] == pytest.approx(figure["value"]), row["Nr."]
        assert row["Nenner"] == pytest.approx(figure["denominator"]), row["Nr."]
        assert row["mindestens (je nach Unbekannten)"] == pytest.approx(figure["bound_low"])
        assert row["Kennzahl"] == figure["label"]
    cells = table(book["Aufschlüsselungen"])
    assert len(cells) == len(told) - len(plain)
    assert [c["Gruppe"] for c in cells] == [f["group"] for f in told if f["group"]]


def test_which_twelve_the_sheet_of_the_rate_names_them(made):
    seen, _, book = made
    if seen.audience == "oeffentlich":  # no list of single units for everybody
        assert "L-01" not in book.sheetnames
        return
    rows = table(book["L-01"])
    of = lambda role: [row["Kennung"] for row in rows if row["Rolle"] == role]  # noqa: E731
    rate = seen.figure("vacancy_rate")

    assert len(of("gezählt, im Zähler")) == TRUTH["vacant"] == 12
    assert sorted(of("gezählt, im Zähler")) == sorted(rate.numerator_ids)
    assert len(of("gezählt, im Zähler")) + len(of("gezählt, im Nenner")) == rate.denominator
    assert sorted(of("unbekannt")) == sorted(rate.unknown)
    assert sorted(of("ausgelassen")) == sorted(rate.left_out)
    assert {row["Status"] for row in rows if row["Rolle"] == "gezählt, im Zähler"} == {"leer"}


def named(table: str) -> str:
    """Table that says what the rows of a figure are called."""
    return "premises" if table in {"digital", "history", "transitions"} else table


def test_every_figure_with_rows_that_may_be_shown_has_its_sheet(made):
    seen, _, book = made
    wanted = {
        f.id for f in seen.figures
        if f.group is None and (f.counted or f.unknown) and named(f.base_table) in seen.tables
    }  # fmt: skip

    assert wanted == {name for name in book.sheetnames if re.fullmatch(r"[A-Z]-\d+", name)}
    linked = {row[0].value for row in book["Kennzahlen"].iter_rows() if row[0].hyperlink}
    assert linked == wanted


def test_numbers_are_numbers_and_days_are_days(made):
    seen, _, book = made
    stand = next(r["Angabe"] for r in table(book["Lies mich"]) if r["Was"] == "Stand")
    assert stand == dt.datetime.combine(seen.survey_day, dt.time())
    page = book["Kennzahlen"]
    rate = next(row for row in page.iter_rows() if row[0].value == "L-01")
    assert rate[3].number_format == "0.0%"
    assert isinstance(rate[3].value, float)


def test_no_cell_is_a_formula_and_none_holds_a_contact(made):
    _, data, book = made
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        texts = {n: archive.read(n).decode("utf-8", "replace") for n in archive.namelist()}

    assert [n for n, text in texts.items() if "<f>" in text and n.startswith("xl/worksheets")] == []
    assert [w for w in PLANTED_PERSONAL for text in texts.values() if w in text] == []
    assert book["Diagramme"] is not None
    assert any("charts/chart" in name for name in texts)


def test_hostile_text_stays_text(tmp_path):
    day = dt.date(2026, 1, 1)
    book = Book("x", day, "de")
    page, at = book.sheet("Blatt", "=1+1")
    hostile = [
        "=HYPERLINK(1)",
        "+49 170 1",
        "@SUM(1)",
        "a\x00b",
        "{=1}",
        "x" * 40_000,
        "http://x.y",
    ]
    book.table(page, at, ["was"], [[one] for one in hostile])
    data = book.bytes()

    read = openpyxl.load_workbook(io.BytesIO(data))["Blatt"]
    values = [row[0].value for row in read.iter_rows(min_row=at + 2)]
    assert [cell.data_type for row in read.iter_rows() for cell in row if cell.value] == ["s"] * 9
    assert values[0] == "'=HYPERLINK(1)"
    assert values[3] == "ab"
    assert len(values[5]) == 32_767
    assert read["A1"].value == "'=1+1"


def test_the_same_release_gives_the_same_bytes(made):
    seen, data, _ = made

    assert kennzahlen_xlsx(seen, version="1") == data
