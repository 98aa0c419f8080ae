"""Legends, days, lengths and headers in forms that town halls were seen to write."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from innenstadt_gis.ingest.registers import read_register
from innenstadt_gis.ingest.registers.dates import read_since
from innenstadt_gis.ingest.registers.grids import Sheet
from innenstadt_gis.ingest.registers.legends import is_legend_sheet
from innenstadt_gis.ingest.registers.vocabulary import meaning, near_meaning

DAY = dt.date(2024, 10, 1)
HEAD = ["Lfd. Nr.", "Straße", "Hausnr.", "Status"]


def book(path: Path, sheets: dict[str, list[list[Any]]], fills: dict[tuple[str, str], str]) -> Path:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    for (name, at), colour in fills.items():
        made[name][at].fill = PatternFill("solid", fgColor=colour)
    made.save(path)
    return path


def status_of(path: Path) -> list[str]:
    return read_register(path, survey_day=DAY).records["status"].tolist()


@pytest.mark.parametrize("head", [["Legende:"], ["Statusschlüssel"], [None]])
def test_a_legend_below_the_table_may_stand_in_two_cells(tmp_path: Path, head: list[Any]) -> None:
    rows = [HEAD, [1, "Markt", 1, 1], [2, "Markt", 2, "L"], [None], head, [1, "belegt"]]
    path = book(tmp_path / "a.xlsx", {"Liste": [*rows, ["L", "leer"]]}, {})

    got = read_register(path, survey_day=DAY)

    assert got.records["status"].tolist() == ["occupied", "vacant"]
    assert got.log.adds_up()


def test_a_house_number_with_a_status_is_a_unit_and_no_legend(tmp_path: Path) -> None:
    rows = [HEAD, [1, "Markt", 1, "leer"], [None, None, 2, "belegt"]]
    path = book(tmp_path / "a.xlsx", {"Liste": rows}, {})

    assert status_of(path) == ["vacant", "occupied"]


@pytest.mark.parametrize("name", ["Legende", "Schlüssel", "Erläuterungen", "Tabelle2"])
def test_a_legend_on_its_own_sheet_holds_for_all_tables_of_the_file(
    tmp_path: Path, name: str
) -> None:
    sheets = {
        "Nord": [HEAD, [1, "Markt", 1, 1], [2, "Markt", 2, 2]],
        name: [["Status", "Bedeutung"], [1, "belegt"], [2, "leer"], [3, "im Umbau"]],
        "Süd": [HEAD, [1, "Gasse", 1, 3], [2, "Gasse", 2, 2]],
    }

    got = status_of(book(tmp_path / "a.xlsx", sheets, {}))

    assert got == ["occupied", "vacant", "under_construction", "vacant"]


def test_colours_may_be_explained_on_another_sheet(tmp_path: Path) -> None:
    head = HEAD[:3]
    sheets = {
        "Liste": [head, [1, "Markt", 1], [2, "Markt", 2], [3, "Markt", 3]],
        "Legende": [["Farbe", "Bedeutung"], [None, "leer"], [None, "belegt"]],
    }
    fills = {
        ("Liste", "A2"): "FF0000", ("Liste", "A3"): "00B050",
        ("Legende", "A2"): "FF0000", ("Legende", "A3"): "00B050",
    }  # fmt: skip

    assert status_of(book(tmp_path / "a.xlsx", sheets, fills)) == ["vacant", "occupied", "unknown"]


def test_a_code_with_two_meanings_means_nothing(tmp_path: Path) -> None:
    sheets = {
        "Liste": [HEAD, [1, "Markt", 1, "A"], [2, "Markt", 2, "B"]],
        "Legende": [["A", "leer"], ["A = belegt"], ["B", "belegt"]],
    }
    book(tmp_path / "a.xlsx", sheets, {})

    assert status_of(tmp_path / "a.xlsx") == ["unknown", "occupied"]


@pytest.mark.parametrize(
    "rows",
    [
        [["Straße", "Status"], ["Markt 1", "leer"], ["Markt 2", "belegt"]],
        [["Markt 1", "leer"], ["Markt 2", "belegt"]],
        [["1", "leer"], ["2", "belegt"], ["3", "leer"]],
        [["leer", 12], ["belegt", 80]],
    ],
)
def test_a_list_of_units_or_a_count_is_no_legend(rows: list[list[Any]]) -> None:
    assert not is_legend_sheet(Sheet("Tabelle1", rows))


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("IV/2018", dt.date(2018, 10, 1)),
        ("III. 2020", dt.date(2020, 7, 1)),
        ("seit II-19", dt.date(2019, 4, 1)),
        ("2021/I", dt.date(2021, 1, 1)),
    ],
)
def test_a_roman_numeral_before_a_year_is_a_quarter(told: str, day: dt.date) -> None:
    assert read_since(told, DAY)[:3] == (day, "quarter", ())


@pytest.mark.parametrize(
    ("head", "told", "months", "precision"),
    [
        ("Leerstandsdauer", "5 Jahre", 60.0, "year"),
        ("leer seit", "5 Jahren", 60.0, "year"),
        ("leer seit", "seit 1 Jahr", 12.0, "year"),
        ("Leerstandsdauer", "1-2 Jahre", 18.0, "year"),
        ("Leerstandsdauer", "6 Monate", 6.0, "month"),
    ],
)
def test_months_are_those_of_the_length_told(
    tmp_path: Path, head: str, told: str, months: float, precision: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"Straße;Hausnr.;Status;{head}\nMarkt;1;leer;{told}\n", "utf-8")

    (row,) = read_register(path, survey_day=dt.date(2024, 10, 17)).records.itertuples()

    assert (row.vacant_months, row.vacant_since_precision) == (months, precision)


@pytest.mark.parametrize(
    ("label", "means"),
    [
        ("leerstehend seit wann?", "since"),
        ("seit wann leer", "since"),
        ("wann frei geworden", "since"),
        ("seit wann im Leerstand?", "since"),
        ("Wie lange leer?", "duration"),
        ("wann erfasst?", "observed_on"),
        ("Name der Straße", "street"),
        ("wann neu vermietet?", None),
        ("bis wann frei?", None),
        ("wann wird frei?", None),
    ],
)
def test_a_header_may_be_a_question(label: str, means: str | None) -> None:
    near = meaning(label) or near_meaning(label)

    assert (near[0] if isinstance(near, tuple) else near) == means


@pytest.mark.parametrize("label", ["m²", "qm", "(m²)", "in m²", "Fläche m²", "M2", "ca. m²"])
def test_a_bare_unit_of_area_is_an_area(label: str) -> None:
    assert meaning(label) == "area"


@pytest.mark.parametrize("label", ["€/m²", "EUR/qm", "m", "€", "Miete €/m²"])
def test_a_price_or_a_length_is_no_area(label: str) -> None:
    assert meaning(label) in (None, "kept")


def test_a_bare_unit_over_a_column_of_sizes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Straße;Hausnr.;Status;m²;seit wann leer?\nMarkt;1;leer;85,5;2021\n", "utf-8")

    (row,) = read_register(path, survey_day=DAY).records.itertuples()

    assert (row.unspecified_area_m2, row.vacant_since.year) == (85.5, 2021)
