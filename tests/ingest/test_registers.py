"""Registers as files: headers, rows, personal data, days; made by hand, counted by hand."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.styles import PatternFill

from innenstadt_gis.codes import REASONS, REPAIRS
from innenstadt_gis.errors import InputError, MissingSourceError, SourceError
from innenstadt_gis.importlog import Row
from innenstadt_gis.ingest.registers import Register, read_register
from innenstadt_gis.ingest.registers.headers import find_header
from innenstadt_gis.ingest.registers.sheets import read_sheets
from innenstadt_gis.tables import RECORDS

DAY = dt.date(2024, 10, 1)
HEADER = "Straße;Hausnr.;Status;Verkaufsfläche;Firma;Bemerkung\n"


def csv_register(folder: Path, text: str, *, encoding: str = "utf-8", **options: Any) -> Register:
    path = folder / "liste.csv"
    path.write_bytes(text.encode(encoding))
    return read_register(path, survey_day=options.pop("survey_day", DAY), **options)


def xlsx_register(folder: Path, rows: list[list[Any]], *, merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    path = folder / "liste.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    register = csv_register(tmp_path, HEADER + "Königstraße;1;leer;;;\n", encoding=encoding)
    assert register.records["street"].tolist() == ["Königstraße"]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, mark: str) -> None:
    text = (HEADER + "Markt;1;leer;12,5;;\nMarkt;2;belegt;1.200,0;;\n").replace(";", mark)
    assert csv_register(tmp_path, text).records["sales_area_m2"].tolist() == [12.5, 1200.0]


def test_quoted_line_breaks_and_trailing_marks_do_not_make_rows(tmp_path: Path) -> None:
    text = HEADER + 'Markt;1;leer;;;"zwei\nZeilen";;;\n\nMarkt;2;belegt;;;\n'
    register = csv_register(tmp_path, text)
    assert (register.log.rows_in, register.records["source_row"].tolist()) == (2, [2, 4])


def test_broken_umlauts_are_repaired_and_told(tmp_path: Path) -> None:
    register = csv_register(tmp_path, HEADER + "KÃ¶nigstraÃŸe;1;leer;;;\n")
    assert register.records["street"].tolist() == ["Königstraße"]
    assert register.log.repairs == {"mojibake": 1}


def test_a_comma_that_divides_both_is_refused_with_its_line(tmp_path: Path) -> None:
    text = "Straße,Hausnr.,Status,Fläche\n" + "Markt,1,leer,12\n" * 3 + "Markt,4,leer,12,5\n"
    with pytest.raises(SourceError, match="line 5"):
        csv_register(tmp_path, text)


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "empty"), (b"%PDF-1.7", "PDF"), (b"<html><table>", "HTML"), (b"PK\x03\x04x", "damaged"),
     (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
     (b"a;b\n1;2\n", "no header")],
)  # fmt: skip
def test_what_is_no_table_is_one_clear_error(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "liste.xlsx"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=word):
        read_register(path, survey_day=DAY)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingSourceError):
        read_register(tmp_path / "fehlt.xlsx", survey_day=DAY)


def test_without_a_day_the_line_to_add_is_named(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(HEADER + "Markt;1;leer;;;\n", encoding="utf-8")
    with pytest.raises(SourceError) as error:
        read_register(path)
    assert "survey_day = 2024-10-01" in error.value.text.de
    assert "[[registers]]" in error.value.text.de


def test_titles_two_row_headers_merged_streets_sums_and_legend(tmp_path: Path) -> None:
    path = xlsx_register(
        tmp_path,
        [
            ["Leerstandskataster", None, None, None, None],
            ["Stand: 01.10.2024", None, None, None, None],
            ["Lage", None, "Status", "Fläche (m²)", None],
            ["Straße", "Hsnr.", None, "VK", "NF"],
            ["Marktstr.", "1", "LS", "80,5", 100],
            [None, "3", "belegt", None, None],
            [None, "Summe", None, 80.5, 100],
            [None, None, None, None, None],
            ["Am Tor", "o. Nr.", "?", None, None],
            ["Straße", "Hsnr.", "Status", "VK", "NF"],
            ["Legende:", None, None, None, None],
            ["LS = Leerstand", None, None, None, None],
        ],
        merged=("A3:B3", "D3:E3", "A5:A6"),
    )
    register = read_register(path)
    records = register.records
    assert register.survey_day == DAY
    assert records["street"].tolist() == ["Marktstr.", "Marktstr.", "Am Tor"]
    assert records["status"].tolist() == ["vacant", "occupied", "unknown"]
    assert records["sales_area_m2"].iloc[0] == 80.5
    assert records["usable_area_m2"].iloc[0] == 100
    assert records["source_row"].tolist() == [5, 6, 9]
    assert records["house_number"].isna().tolist() == [False, False, True]
    assert [(r.source_row, r.reason) for r in register.log.rows if r.outcome == "nonrecord"] == [
        (7, "subtotal"), (10, "repeated_header"), (11, "legend"), (12, "legend"),
    ]  # fmt: skip
    assert register.log.adds_up()
    header = find_header(read_sheets(path)[1][0])
    assert header is not None
    assert header.labels[3] == "Fläche (m²) › VK"


def test_a_street_is_filled_inside_its_merged_range_only(tmp_path: Path) -> None:
    rows = [["Straße", "Hausnr.", "Status"], ["Markt", "1", "leer"], [None, "2", "leer"],
            [None, "3", "leer"]]  # fmt: skip
    records = read_register(
        xlsx_register(tmp_path, rows, merged=("A2:A3",)), survey_day=DAY
    ).records
    assert records["street"].fillna("-").tolist() == ["Markt", "Markt", "-"]


def test_sheets_named_by_streets_give_the_street_and_empty_ones_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("Marktstraße", "Am Tor"):
        sheet = book.create_sheet(name)
        sheet.append(["Hausnr", "Zustand", "Fläche"])
        sheet.append(["1", "leer", "50"])
    path = tmp_path / "strassen.xlsx"
    book.save(path)
    records = read_register(path, survey_day=DAY).records
    assert records["street"].tolist() == ["Marktstraße", "Am Tor"]
    assert records["unspecified_area_m2"].tolist() == [50, 50]
    assert records["sales_area_m2"].isna().all()
    assert records.index.tolist() == ["reg:strassen:Marktstraße:2", "reg:strassen:Am Tor:2"]


@pytest.mark.parametrize("legend", [False, True])
def test_a_colour_means_something_only_if_a_legend_says_so(tmp_path: Path, legend: bool) -> None:
    path = xlsx_register(tmp_path, [["Straße", "Hausnr.", "Status"], ["Markt", "1", None]])
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    red = PatternFill("solid", fgColor="FFFF0000")
    sheet["B2"].fill = red
    if legend:
        sheet["A5"] = "Legende"
        sheet["A6"] = "leer"
        sheet["A6"].fill = red
    book.save(path)
    register = read_register(path, survey_day=DAY)
    expected = ("vacant", "status_from_colour") if legend else ("unknown", "colour_only")
    told = register.records.iloc[0]
    assert (told["status"], told["repairs"]) == expected
    assert bool(register.log.notes) is not legend


def test_an_exact_copy_with_its_number_is_no_record_and_two_alike_units_are(
    tmp_path: Path,
) -> None:
    numbered = "Nr.;Straße;Hausnr.;Status\n".replace("Nr.", "Objekt-Nr.", 1)
    register = csv_register(tmp_path, numbered + "7;Markt;1;leer\n" * 2 + "8;Markt;1;leer\n")
    assert [r.reason for r in register.log.rows] == ["", "duplicate", ""]
    alike = csv_register(tmp_path, HEADER + "Markt;1;leer;;;\n" * 2)
    assert (len(alike.records), alike.log.repairs) == (2, {"possible_duplicate": 1})


def test_a_row_that_names_nothing_is_rejected_and_counted(tmp_path: Path) -> None:
    register = csv_register(tmp_path, HEADER + "Markt;1;leer;;;\n;;leer;40;;\n")
    assert register.log.rows[1] == Row(None, 3, "rejected", "nothing_to_identify")
    assert register.log.adds_up()


def test_personal_values_are_in_no_table_and_in_no_log(tmp_path: Path) -> None:
    text = (
        "Straße;Hausnr.;Status;Firma;Eigentümer;Tel.;letzter Mieter;Wer;Bemerkung\n"
        "Markt;1;leer;Schuh Adler;Geheim, Zita;0170 1234567;Quax Yps;Ohm, Uwe;Zita Geheim sperrt\n"
        "Markt;2;belegt;Hut Specht;Stadt;;;Rad, Ute;Stufe am Eingang\n"
    )
    register = csv_register(tmp_path, text)
    told = register.records.to_csv() + repr(register.log) + repr(register)
    for secret in ("Geheim", "Zita", "1234567", "Quax", "Ohm", "Uwe", "Rad, Ute"):
        assert secret not in told
    assert {"Geheim, Zita", "Zita Geheim", "0170 1234567", "Quax Yps"} <= register.personal
    assert register.records["name"].tolist() == ["Schuh Adler", "Hut Specht"]
    assert register.records["reason"].fillna("-").tolist() == ["-", "Stufe am Eingang"]
    assert register.log.repairs == {"personal_removed": 1}


def test_unknown_columns_stay_as_raw_values_and_are_named(tmp_path: Path) -> None:
    register = csv_register(tmp_path, "Straße;Hausnr.;Status;Deckenhöhe\nMarkt;1;leer;3,20\n")
    assert json.loads(register.records["raw"].iloc[0])["Deckenhöhe"] == "3,20"
    assert "Deckenhöhe" in register.log.notes[0].de


def test_nutzung_holds_a_branch_or_a_name(tmp_path: Path) -> None:
    text = "Straße;Hausnr.;Status;Nutzung\nMarkt;1;belegt;Bäckerei\nMarkt;2;belegt;Zum Adler\n"
    records = csv_register(tmp_path, text + "Markt;3;leer;Bäckerei\n").records
    assert records["branch"].fillna("-").tolist() == ["bakery", "-", "-"]
    assert records["name"].fillna("-").tolist() == ["-", "Zum Adler", "-"]
    assert records["previous_branch"].fillna("-").tolist() == ["-", "-", "bakery"]


def test_the_scope_is_what_the_rows_show_unless_told(tmp_path: Path) -> None:
    vacant = HEADER + "Markt;1;leer;;;\nMarkt;2;?;;;\n"
    assert csv_register(tmp_path, vacant).scope == "vacancies_only"
    assert csv_register(tmp_path, vacant, scope="all_units").scope == "all_units"
    assert csv_register(tmp_path, vacant + "Markt;3;belegt;;;\n").scope == "all_units"


def test_a_house_number_that_excel_made_a_date_is_turned_back(tmp_path: Path) -> None:
    rows = [["Straße", "Hausnr.", "Status"], ["Markt", dt.date(2024, 4, 2), "leer"]]
    records = read_register(xlsx_register(tmp_path, rows), survey_day=DAY).records
    assert records["house_number"].tolist() == ["2-4"]
    assert records["repairs"].tolist() == ["number_was_date"]


def test_two_reads_give_the_same(tmp_path: Path) -> None:
    text = HEADER + "Markt;1;leer;;;\nMarkt;2;belegt;ca. 80;;\n"
    one, other = csv_register(tmp_path, text), csv_register(tmp_path, text)
    assert one.records.drop(columns="geometry").equals(other.records.drop(columns="geometry"))
    assert one.log == other.log


REAL = {"a.xlsx": (238, 17, None), "b.csv": (221, 0, DAY), "c.xlsx": (221, 0, DAY)}


def real_register(shared: Path, name: str) -> tuple[Register, list[dict[str, Any]]]:
    path = shared / "data/lauf/registers" / f"lauf_register_{name}"
    truth = json.loads(path.with_name(path.name + ".truth.json").read_text(encoding="utf-8"))
    return read_register(path, survey_day=REAL[name][2]), truth["rows"]


@pytest.mark.realdata
@pytest.mark.parametrize("name", REAL)
def test_each_row_of_a_real_survey_is_what_it_is(shared: Path, name: str) -> None:
    register, truth = real_register(shared, name)
    rows_in, nonrecords, _ = REAL[name]
    log = register.log
    assert (log.rows_in, log.records, log.nonrecords, log.rejected) == (rows_in, 221, nonrecords, 0)
    assert log.adds_up()
    assert register.scope == "all_units"
    assert register.survey_day == DAY
    outcome = {(row.source_sheet, row.source_row): row.outcome for row in log.rows}
    kinds = {"unit": "record", "nonrecord": "nonrecord"}
    assert outcome == {(t.get("sheet"), t["row"]): kinds[t["kind"]] for t in truth}
    assert {row.reason for row in log.rows if row.reason} <= set(REASONS)
    assert set(log.repairs) <= set(REPAIRS)


def _first_day(since: str | None) -> str | None:
    if since is None or len(since) == 10:
        return since
    if "Q" in since:
        return f"{since[:4]}-{int(since[-1]) * 3 - 2:02d}-01"
    return since + "-01" * (3 - since.count("-") - 1)


@pytest.mark.realdata
@pytest.mark.parametrize("name", REAL)
def test_status_area_and_day_of_every_row_are_the_truth(shared: Path, name: str) -> None:
    register, truth = real_register(shared, name)
    records = register.records.set_index(
        [register.records["source_sheet"].fillna(""), register.records["source_row"]]
    )
    areas = ["sales_area_m2", "usable_area_m2", "unspecified_area_m2"]
    area = records[areas].bfill(axis=1).iloc[:, 0]
    for told in (t for t in truth if t["kind"] == "unit"):
        key = (told.get("sheet", ""), told["row"])
        row = records.loc[key]
        assert row["status"] == told["status"], key
        since = row["vacant_since"]
        day = None if pd.isna(since) else since.date().isoformat()
        assert day == _first_day(told["since"]), key
        if told["area_m2"] is None:
            assert pd.isna(area[key]), key
        else:
            assert area[key] == pytest.approx(told["area_m2"], abs=0.6), key


@pytest.mark.realdata
@pytest.mark.parametrize("name", REAL)
def test_no_personal_value_of_a_real_survey_gets_through(shared: Path, name: str) -> None:
    register, truth = real_register(shared, name)
    told = register.records.to_csv() + repr(register.log)
    assert not [value for value in register.personal if value in told]
    removed = register.records["repairs"].str.contains("personal_removed", na=False)
    held = {(t.get("sheet", ""), t["row"]) for t in truth if t.get("personal_data_in_remark")}
    mine = register.records[removed]
    assert set(zip(mine["source_sheet"].fillna(""), mine["source_row"], strict=True)) == held
    # What the file itself holds: phone numbers, addresses of mail, titled persons.
    for word in ("0170 ", "@example", "Herr ", "Fr. "):
        assert word not in register.records.drop(columns="repairs").to_csv()


def test_records_keep_their_contract(tmp_path: Path) -> None:
    records = csv_register(tmp_path, HEADER + "Markt;1;leer;;;\n").records
    placed = records.set_crs("EPSG:25833")
    RECORDS.check(placed)
    with pytest.raises(InputError, match="leer"):
        RECORDS.check(placed.assign(status="leer"))
