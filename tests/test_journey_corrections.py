"""What a planner corrects, asks back and adds, and that it holds next year: on a real town.

The second evening after `test_journey`: the return copy is answered, four things are
corrected, and a new survey comes in.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.typing_in import types

pytestmark = pytest.mark.realdata


def units(home: Path) -> dict[str, dict]:
    text = (home / "lauf/intern/report/premises.geojson").read_text("utf-8")
    return {f["id"]: f for f in json.loads(text)["features"]}


def sheet_rows(page, head: int) -> tuple[dict[str, int], int]:
    names = {str(c.value): c.column for c in page[head] if c.value is not None}
    return names, head + 1


def correct(path: Path, rows: list[dict]) -> None:
    book = load_workbook(path)
    page = book["Korrekturen"]
    head = next(
        r for r in range(1, 12) if "Feld" in [c.value for c in page[r]] and page.cell(r, 1).value
    )
    names, first = sheet_rows(page, head)
    for at, row in enumerate(rows, start=first):
        for name, value in row.items():
            page.cell(at, names[name]).value = value
    book.save(path)


@pytest.fixture(scope="module")
def evening(shared, lauf_cut, tmp_path_factory):
    home = tmp_path_factory.mktemp("rathaus")
    lauf = shared / "data" / "lauf"
    shutil.copytree(lauf_cut, home / "lauf")
    register = home / "lauf/daten/leerstand_2024.xlsx"
    book = load_workbook(lauf / "registers/lauf_register_a.xlsx")
    page = book.worksheets[0]
    assert page["C5"].value == "Hsnr."
    page["C6"].value = "9999"
    book.save(register)
    said = {"init": types(home, "init", "lauf")}
    said["check"] = types(home, "check", "lauf", "--copy", "lauf/daten/rueckfragen.xlsx")
    return home, said


@pytest.fixture(scope="module")
def corrected(evening):
    """Four corrections by hand, then a run."""
    home, said = evening
    types(
        home, "run", "lauf", "--audience", "intern", "--out", "lauf/intern",
        "--only", "geojson,summary",
    )  # fmt: skip
    before = units(home)
    known = [
        (i, f)
        for i, f in before.items()
        if f["geometry"] and f["properties"]["status"] in ("vacant", "occupied")
    ]
    vacant = [i for i, f in known if f["properties"]["status"] == "vacant"]
    moved, relet, area = vacant[0], vacant[1], vacant[2]
    correct(
        home / "lauf/korrekturen.xlsx",
        [
            {"Einheit": moved, "Feld": "Position", "Neuer Wert": "11.27900, 49.51050",
             "Datum": dt.date(2024, 11, 5), "Grund": "steht im Hinterhaus"},
            {"Einheit": relet, "Feld": "Status", "Neuer Wert": "belegt",
             "Bisheriger Wert": "leer", "Datum": dt.date(2024, 11, 5), "Grund": "neu vermietet"},
            {"Einheit": relet, "Feld": "Name", "Neuer Wert": "Radladen am Tor",
             "Datum": dt.date(2024, 11, 5)},
            {"Einheit": area, "Feld": "Verkaufsfläche", "Neuer Wert": 77,
             "Datum": dt.date(2024, 11, 5)},
            {"Einheit": "11.27950, 49.51070", "Feld": "Status", "Neuer Wert": "leer",
             "Datum": dt.date(2024, 11, 5), "Grund": "fehlte"},
        ],
    )  # fmt: skip
    said["run"] = types(
        home, "run", "lauf", "--audience", "intern", "--out", "lauf/intern",
        "--only", "geojson,summary",
    )  # fmt: skip
    return home, before, units(home), (moved, relet, area), said


def test_a_file_for_corrections_is_laid_out_with_the_units_in_it(evening):
    home, said = evening
    book = load_workbook(home / "lauf/korrekturen.xlsx")

    assert "korrekturen.xlsx" in said["init"]
    assert any(re.fullmatch(r"u-[0-9a-f]{10}", str(c.value)) for p in book for r in p for c in r)


def test_the_return_copy_is_coloured_asks_and_warns(evening):
    home, said = evening
    book = load_workbook(home / "lauf/daten/rueckfragen.xlsx")

    assert {"Zuordnung", "Importbericht", "Nicht gefunden"} <= set(book.sheetnames)
    assert "persönlichen Angaben" in said["check"]
    assert any(c.comment for row in book.worksheets[0].iter_rows() for c in row)


def test_an_answer_in_the_return_copy_holds_from_then_on(evening):
    home, said = evening
    path = home / "lauf/daten/rueckfragen.xlsx"
    book = load_workbook(path)
    page = book["Nicht gefunden"]
    names, first = sheet_rows(page, 3)
    wrong = next(
        row
        for row in range(first, page.max_row + 1)
        if page.cell(row, names["Adresse in der Liste"]).value == "Kupferschmiedsgasse 9999"
    )
    page.cell(wrong, names["oder: richtige Adresse"]).value = "Kupferschmiedsgasse 3"
    book.save(path)

    now = types(home, "check", "lauf")

    assert "215 von 221 gefunden, diese 6 bitte zuordnen" in said["check"]
    assert "216 von 221 gefunden, diese 5 bitte zuordnen" in now
    assert "liegt in daten/, steht aber nicht" not in now


def test_moved_relet_corrected_and_added_units_hold(corrected):
    _, before, after, (moved, relet, area), said = corrected

    x, y = after[moved]["geometry"]["coordinates"]
    assert (round(x, 4), round(y, 4)) == (11.279, 49.5105)
    assert after[relet]["properties"]["status"] == "occupied"
    assert after[relet]["properties"]["name"] == "Radladen am Tor"
    assert after[area]["properties"]["sales_area_m2"] == 77
    new = set(after) - set(before)
    assert len(new) == 1
    assert after[new.pop()]["properties"]["status"] == "vacant"
    assert "korrekturen.xlsx" in said["run"]


def test_a_new_survey_keeps_the_corrections_and_names_what_contradicts(corrected, shared):
    home, _, after, (moved, relet, area), _ = corrected
    register = home / "lauf/daten/leerstand_2025.xlsx"
    shutil.copy(shared / "data/lauf/registers/lauf_register_a.xlsx", register)
    study = home / "lauf/study.toml"
    study.write_text(
        study.read_text("utf-8")
        + '\n[[registers]]\npath = "daten/leerstand_2025.xlsx"\nsurvey_day = 2025-10-01\n',
        "utf-8",
    )

    said = types(
        home, "run", "lauf", "--audience", "intern", "--out", "lauf/intern",
        "--only", "geojson,summary,report",
    )  # fmt: skip
    now = units(home)

    assert set(now) == set(after)  # every unit was known again
    assert now[moved]["geometry"] == after[moved]["geometry"]
    assert now[relet]["properties"]["name"] == "Radladen am Tor"
    assert now[relet]["properties"]["status"] == "occupied"
    assert now[area]["properties"]["sales_area_m2"] == 77
    # the new list still says the re-let shop is empty: both stand in the conflicts
    conflicts = json.loads((home / "lauf/intern/summary.json").read_text("utf-8"))
    assert conflicts["survey_day"] == "2025-10-01"
    report = (home / "lauf/intern/bericht.html").read_text("utf-8")
    assert relet in report
    assert "leerstand_2025.xlsx" in said
