"""Rows that are no units, as town halls really write them; and units that say little."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from innenstadt_gis.ingest.registers import Register, read_register

DAY = dt.date(2024, 10, 1)


def read(folder: Path, text: str) -> Register:
    path = folder / "liste.csv"
    path.write_text(text, "utf-8")
    return read_register(path, survey_day=DAY)


def outcomes(register: Register) -> list[str]:
    assert register.log.adds_up()
    return [row.reason or row.outcome for row in register.log.rows]


HEAD = "Straße;Hausnr.;Status;Fläche m²;Name\n"
UNITS = "Markt;1;leer;40;\nMarkt;2;belegt;60,5;\n"


def test_a_figure_alone_that_is_the_sum_of_the_rows_above_is_a_subtotal(tmp_path: Path) -> None:
    got = read(tmp_path, HEAD + UNITS + ";;;100,5;\nAm Tor;1;leer;30;\n;;;30;\n;;;130,5;\n")

    assert outcomes(got) == ["record", "record", "subtotal", "record", "subtotal", "subtotal"]


def test_a_figure_alone_that_sums_nothing_stays_rejected(tmp_path: Path) -> None:
    got = read(tmp_path, HEAD + UNITS + ";;;77;\nAm Tor;1;leer;30;\n")

    assert outcomes(got) == ["record", "record", "nothing_to_identify", "record"]


def test_three_figures_each_behind_a_unit_are_subtotals_though_none_can_be_proven(
    tmp_path: Path,
) -> None:
    rows = "".join(f"Gasse {n};1;leer;k. A.;\n;;;{n}7;\n" for n in "123")

    assert outcomes(read(tmp_path, HEAD + rows)) == ["record", "subtotal"] * 3


@pytest.mark.parametrize(
    "row", ["Summe Marktstraße;2;;100,5;", "Zwischensumme;2;;;2", "Gesamt;;;;100,5"]
)
def test_a_word_for_a_sum_with_figures_behind_it_is_a_subtotal(tmp_path: Path, row: str) -> None:
    assert outcomes(read(tmp_path, HEAD + UNITS + row + "\n"))[2] == "subtotal"


def test_a_brand_called_total_is_a_unit(tmp_path: Path) -> None:
    got = read(tmp_path, "Name;Hausnr.;Straße;Status\nTotal;5;Markt;belegt\nTotal;7;;\n")

    assert outcomes(got) == ["record", "record"]


@pytest.mark.parametrize("other", ["01.10.2024", "10/2024"])
def test_stand_with_its_day_in_another_cell_is_a_note(tmp_path: Path, other: str) -> None:
    assert outcomes(read(tmp_path, HEAD + UNITS + f"Stand:;{other};;;\n"))[2] == "legend"


@pytest.mark.parametrize("row", ["1;2;3;4;5", "(1);(2);(3);(4);(5)", "0;1;2;3;4"])
def test_column_numbers_below_the_header_are_a_repeated_header(tmp_path: Path, row: str) -> None:
    assert outcomes(read(tmp_path, HEAD + row + "\n" + UNITS))[0] == "repeated_header"


def test_figures_in_turn_further_down_are_a_unit(tmp_path: Path) -> None:
    assert outcomes(read(tmp_path, HEAD + UNITS + "1;2;3;4;5\n"))[2] == "record"


@pytest.mark.parametrize("column", range(5))
@pytest.mark.parametrize(
    "text",
    ["Ort, Datum", "Leerstandsquote: 8,3 %", "Für Rückfragen: Rathaus, Zi. 12", "Seite 1 von 3",
     "Erstellt von der Stadt", "(Unterschrift)", "__________", "Insgesamt 40 Einheiten, davon 2 leer"],
)  # fmt: skip
def test_footers_are_no_units_in_whatever_column(tmp_path: Path, text: str, column: int) -> None:
    row = ";" * column + text + ";" * (4 - column)

    assert outcomes(read(tmp_path, f"{HEAD}{UNITS}{row}\n"))[2] in ("legend", "subtotal")


def test_a_heading_in_the_street_column_gives_its_street_to_the_blanks_below(
    tmp_path: Path,
) -> None:
    got = read(
        tmp_path,
        HEAD + "Hohe Linde;;;;\n;1;leer;40;\n;2;belegt;;\nAm Schwanenweiher;;;;\n;5;leer;;\n",
    )

    assert outcomes(got) == ["heading", "record", "record", "heading", "record"]
    assert got.records["street"].tolist() == ["Hohe Linde", "Hohe Linde", "Am Schwanenweiher"]


def test_headings_below_name_give_the_street_where_the_table_begins_with_one(
    tmp_path: Path,
) -> None:
    got = read(
        tmp_path,
        "Name;Hausnr.;Status\nHohe Linde;;\nHut Specht;1;belegt\n;2;leer\n"
        "Am Schwanenweiher;;\nSchuh Adler;5;belegt\nBäckerei;;\n;7;leer\n",
    )

    assert outcomes(got) == [
        "heading", "record", "record", "heading", "record", "record", "record",
    ]  # fmt: skip
    assert got.records["street"].tolist() == ["Hohe Linde"] * 2 + ["Am Schwanenweiher"] * 3


def test_a_name_alone_is_a_unit_where_no_heading_opens_the_table(tmp_path: Path) -> None:
    got = read(tmp_path, "Name;Hausnr.;Status\nHut Specht;1;belegt\nZum Adler;;\n;7;leer\n")

    assert outcomes(got) == ["record", "record", "record"]


def test_a_house_number_alone_below_a_merged_street_is_a_unit(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Straße", "Hausnr.", "Status", "Fläche m²", "Breite"], ["Markt", 1, "leer", 40, 4],
                [None, 2, None, None, None], [None, None, None, 40, 4]):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A2:A4")
    path = tmp_path / "liste.xlsx"
    book.save(path)

    assert outcomes(read_register(path, survey_day=DAY))[:2] == ["record", "record"]


def test_a_header_without_a_sure_place_is_found_before_a_unit_that_sounds_like_one(
    tmp_path: Path,
) -> None:
    got = read(
        tmp_path,
        "Nr;Geschäft;Verkaufsfläche;Situation;leer seit;Bemerkung\nHohe Linde:;;;;;\n"
        "8 a;;112;leer;01/2014;Kontakt im Rathaus\n10;Hut Specht;80;genutzt;;Stufe\n",
    )

    assert outcomes(got) == ["heading", "record", "record"]
    assert got.records["status"].tolist() == ["vacant", "occupied"]
