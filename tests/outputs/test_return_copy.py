"""The return copy: marks where something is to be seen to, questions where a person knows."""

from __future__ import annotations

import datetime as dt
import io

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from innenstadt_gis.importlog import Row, SourceLog
from innenstadt_gis.mapping import (
    COPY_FILLS,
    COPY_SHEETS,
    FIELDS,
    ColumnReading,
    Reading,
    SheetReading,
)
from innenstadt_gis.outputs.import_report import LostRow, RegisterReport
from innenstadt_gis.outputs.return_copy import Candidate, marks_of, return_copy
from innenstadt_gis.words import Text

DAY = dt.date(2024, 10, 1)
READING = Reading(
    file="liste.xlsx",
    kind="xlsx",
    sheets=(
        SheetReading(
            name="Markt",
            header_first=1,
            header_last=1,
            columns=(
                ColumnReading(
                    column=0, label="Adr.", means="address", confidence=0.9, how="fuzzy",
                    samples=("=Markt 1", "Markt 2"),
                ),
                ColumnReading(column=1, label="belegt", means="occupied", confidence=1, how="word"),
                ColumnReading(column=2, label="Wer", means="personal", confidence=1, how="word"),
            ),
        ),
    ),
    colours={"FF0000": (("Markt", 3), ("Markt", 4))},
    words={"wohl": (2, "unknown")},
)  # fmt: skip
LOG = SourceLog(
    role="register", file="liste.xlsx", kind="xlsx", rows_in=4, records=3, rejected=1,
    rows=(
        Row("Markt", 2, "record"), Row("Markt", 3, "record"), Row("Markt", 4, "record"),
        Row("Markt", 5, "rejected", "nothing_to_identify"),
    ),
)  # fmt: skip
RECORDS = pd.DataFrame(
    {
        "source_sheet": "Markt",
        "source_row": [2, 3, 4],
        "located_by": ["address", "none", "street"],
        "candidates": [None, "Markt 10;Markt 11", None],
        "repairs": ["status_unread;area_range", "colour_only", "address_split"],
    }
)
REPORT = RegisterReport(
    file="daten/liste.xlsx",
    counts=(Text("4 Zeilen.", "4 rows."),),
    repairs=(),
    helps=(),
    lost=(LostRow("daten/liste.xlsx", "Markt", 3, "Markt 100", ("Markt 10", "Markt 11"), False),),
)


def book() -> Workbook:
    done = Workbook()
    page = done.active
    page.title = "Markt"
    for row in (("Adr.", "belegt", "Wer"), ("Markt 1", "wohl"), ("Markt 100",), ("Markt",), ("?",)):
        page.append(row)
    return done


@pytest.fixture
def copy():
    content = return_copy(
        book(),
        reading=READING,
        marks=marks_of(READING, LOG, RECORDS),
        report=REPORT,
        candidates=[Candidate("Markt", 2, "Markt 1", "u-0123456789", "Bäckerei (belegt)", 0.62)],
        day=DAY,
    )
    return load_workbook(io.BytesIO(content))


def table(page) -> list[dict]:
    heads = [cell.value for cell in page[3]]
    return [
        dict(zip(heads, row, strict=True)) for row in page.iter_rows(min_row=4, values_only=True)
    ]


def fill(page, cell: str) -> str | None:
    found = page[cell].fill
    return found.fgColor.rgb[-6:] if found.fill_type else None


def test_rows_are_marked_where_the_doubt_is_and_say_why(copy):
    page = copy["Markt"]

    assert fill(page, "A5") == COPY_FILLS["rejected"]
    assert fill(page, "A3") == COPY_FILLS["lost"]
    assert "Markt 10; Markt 11" in page["A3"].comment.text
    assert fill(page, "B2") == COPY_FILLS["doubt"]
    assert "Status nicht verstanden" in page["B2"].comment.text
    # the area has no column of its own here: the place tells
    assert "Flächenspanne" in page["A2"].comment.text
    assert "nur die Straße" in page["A4"].comment.text
    # a split address is no doubt
    assert "zerlegt" not in page["A4"].comment.text


def test_the_colour_of_the_town_stays(copy):
    own = book()
    own["Markt"]["A3"].fill = load_fill("FF0000")

    done = load_workbook(
        io.BytesIO(
            return_copy(
                own, reading=READING, marks=marks_of(READING, LOG, RECORDS), report=REPORT, day=DAY
            )
        )
    )

    assert fill(done["Markt"], "A3") == "FF0000"
    assert done["Markt"]["A3"].comment is not None


def load_fill(colour: str):
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=colour)


def test_the_sheets_ask_with_samples_guess_confidence_and_a_list(copy):
    page = copy["Zuordnung"]
    rows = table(page)

    assert [row["Spalte"] for row in rows] == ["Adr.", "belegt", "Wer"]
    assert rows[0]["erkannt als"] == FIELDS["address"].de
    assert rows[0]["Sicherheit"] == 0.9
    # a sample that would be a formula stays text, and a person's column shows none
    assert rows[0]["Beispiel 1"] == "'=Markt 1"
    assert rows[2]["Beispiel 1"] in (None, "")
    lists = {str(v.sqref): v.formula1 for v in page.data_validations.dataValidation}
    assert any("_Auswahl" in formula for formula in lists.values())
    assert len(lists) == 2


def test_the_sheets_hold_what_is_to_be_answered(copy):
    assert table(copy["Wörter"])[0]["Wort im Status"] == "wohl"
    assert table(copy["Farben"])[0]["Zeilen"] == 2
    assert table(copy["Nicht gefunden"])[0]["Vorschlag 2"] == "Markt 11"
    assert table(copy["Vorjahr"])[0]["Einheit"] == "u-0123456789"
    assert copy["Importbericht"]["A1"].value == "Importbericht: daten/liste.xlsx"
    assert {COPY_SHEETS[k].name.de for k in COPY_SHEETS} <= set(copy.sheetnames)


def test_the_same_list_gives_the_same_bytes():
    both = [
        return_copy(
            book(), reading=READING, marks=marks_of(READING, LOG, RECORDS), report=REPORT, day=DAY
        )
        for _ in range(2)
    ]

    assert both[0] == both[1]
