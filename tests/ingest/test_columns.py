"""Which table stands where on a sheet, and what its columns mean; small lists of town halls."""

import datetime as dt
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from innenstadt_gis.codes import REASONS, REPAIRS
from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.registers import Register, read_register
from innenstadt_gis.ingest.registers.headers import find_headers
from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.ingest.registers.vocabulary import meaning
from innenstadt_gis.mapping import FIELDS

DAY = dt.date(2024, 10, 1)
Rows = list[list[Any]]


def from_csv(folder: Path, text: str, *, name: str = "liste.csv", **options: Any) -> Register:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_register(path, **{"survey_day": DAY, **options})


def from_book(
    folder: Path,
    sheets: dict[str, Rows],
    *,
    merged: tuple[str, ...] = (),
    name: str = "liste.xlsx",
    **options: Any,
) -> Register:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    for area in merged:
        book.worksheets[0].merge_cells(area)
    book.save(folder / name)
    return read_register(folder / name, **{"survey_day": DAY, **options})


def told(register: Register, *columns: str) -> list[tuple[Any, ...]]:
    assert register.log.adds_up()
    assert {row.reason for row in register.log.rows if row.reason} <= set(REASONS)
    assert set(register.log.repairs) <= set(REPAIRS)
    values = register.records[list(columns)].astype(object)
    return list(values.where(values.notna(), None).itertuples(index=False, name=None))


def means(register: Register) -> dict[str, str]:
    return {c.label: c.means for sheet in register.reading.sheets for c in sheet.columns}


def reasons(register: Register) -> list[tuple[int, str]]:
    return [(row.source_row, row.reason) for row in register.log.rows if row.reason]


@pytest.mark.parametrize("field", FIELDS)
def test_every_label_of_ours_is_known_as_itself(field: str) -> None:
    assert {meaning(label) for label in FIELDS[field]} == {field}


def test_input_01_titles_and_a_merged_header_in_row_4_and_5_are_flattened(tmp_path: Path) -> None:
    rows: Rows = [
        ["Leerstandskataster"], ["Stand: 01.10.2024"], [None],
        ["Lage", None, "Status", "Fläche", None], ["Straße", "Hsnr.", None, "VK", "NF"],
        ["Markt", "1", "leer", 80, 100],
    ]  # fmt: skip
    merged = ("A4:B4", "C4:C5", "D4:E4")
    register = from_book(tmp_path, {"Liste": rows}, merged=merged, survey_day=None)
    assert told(register, "street", "sales_area_m2", "usable_area_m2") == [("Markt", 80, 100)]
    assert (means(register)["Fläche › VK"], register.survey_day) == ("sales_area", DAY)
    assert register.reading.sheets[0].header_last == 5


def test_a_header_over_two_rows_needs_no_merged_cells(tmp_path: Path) -> None:
    rows: Rows = [
        [None, "Titel"], [None], [None, "Lage", None, "Status", "Fläche", None],
        [None, "Straße", "Hsnr.", None, "VK", "NF"], [None, "Markt", "1", "leer", 80, 100],
    ]  # fmt: skip
    register = from_book(tmp_path, {"Liste": rows})
    assert told(
        register, "street", "house_number", "status", "sales_area_m2", "usable_area_m2"
    ) == [("Markt", "1", "vacant", 80, 100)]
    assert means(register)["Fläche › NF"] == "usable_area"


def test_input_02_a_merged_street_is_filled_inside_its_range_only(tmp_path: Path) -> None:
    rows: Rows = [
        ["lfd. Nr.", "Straße", "Hausnummer", "Belegung"], [1, "Markt", "1", "leer"],
        [None, None, "3", "belegt"], [2, None, "5", "belegt"], ["Summe", None, None, 3],
    ]  # fmt: skip
    register = from_book(tmp_path, {"Liste": rows}, merged=("A2:A3", "B2:B3"))
    assert told(register, "street", "house_number", "status") == [
        ("Markt", "1", "vacant"), ("Markt", "3", "occupied"), (None, "5", "occupied"),
    ]  # fmt: skip


def test_input_03_sums_and_legends_are_no_records_and_not_rejected(tmp_path: Path) -> None:
    text = (
        "Straße;Hausnr.;Status;qm\nMarkt;1;LS;80\nZwischensumme;;;80\nMarkt;2;b;20\n"
        "Gesamt;;;100\n;;;\nLegende:;;;\nLS = Leerstand;;;\nb = belegt;;;\n"
        "Quelle: eigene Erhebung;;;\n"
    )
    register = from_csv(tmp_path, text)
    assert told(register, "house_number", "status") == [("1", "vacant"), ("2", "occupied")]
    assert reasons(register) == [
        (3, "subtotal"), (5, "subtotal"), (7, "legend"), (8, "legend"), (9, "legend"),
        (10, "legend"),
    ]  # fmt: skip
    assert register.log.rejected == 0


def test_input_04_sheets_that_are_years_are_surveys_of_their_own_day(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "2022": [["Straße", "Hausnr.", "Status"], ["Markt", "1", "leer"]],
        "Stand 10_2023": [["Adresse", "Leerstand"], ["Markt 1", "ja"]],
        "Erhebung Herbst 2024": [["Straße", "Nr.", "Status"], ["Markt", 1, "belegt"]],
        "Tabelle2": [],
    }
    register = from_book(tmp_path, sheets, survey_day=None)
    days = [value.date().isoformat() for value in register.records["survey_day"]]
    assert days == ["2022-01-01", "2023-10-01", "2024-09-01"]
    assert register.survey_day == dt.date(2024, 9, 1)
    assert told(register, "street", "house_number", "status") == [
        ("Markt", "1", "vacant"), ("Markt", "1", "vacant"), ("Markt", "1", "occupied"),
    ]  # fmt: skip
    notes = " ".join(note.de for note in register.log.notes)
    assert "3 Erhebungen" in notes
    assert "verschiedene Spalten" in notes
    assert "auf das Jahr genau" in notes
    assert "Tabelle2" not in notes


def test_columns_that_are_quarters_are_surveys_too(tmp_path: Path) -> None:
    text = "Straße;Hausnr.;Firma;Q1/2023;Q2/2023\nMarkt;1;Adler;leer;belegt\nMarkt;2;;belegt;leer\n"
    register = from_csv(tmp_path, text, survey_day=None)
    records = register.records
    history = dict(zip(records.index, records["status"], strict=True))
    assert history == {
        "reg:liste::2:2023-01-01": "vacant", "reg:liste::3:2023-01-01": "occupied",
        "reg:liste::2:2023-04-01": "occupied", "reg:liste::3:2023-04-01": "vacant",
    }  # fmt: skip
    # What was seen in the newest survey was not seen in the older one.
    assert records["name"].dropna().index.tolist() == ["reg:liste::2:2023-04-01"]
    assert (register.survey_day, register.log.records) == (dt.date(2023, 4, 1), 4)
    assert means(register)["Q1/2023"] == "status"


def test_a_group_of_columns_a_year_is_a_survey_too(tmp_path: Path) -> None:
    rows: Rows = [
        ["Straße", "Nr.", "2023", None, "2024", None],
        [None, None, "Status", "Nutzung", "Status", "Nutzung"],
        ["Markt", 1, "leer", None, "belegt", "Bäckerei"],
    ]  # fmt: skip
    merged = ("A1:A2", "B1:B2", "C1:D1", "E1:F1")
    register = from_book(tmp_path, {"Liste": rows}, merged=merged, survey_day=None)
    assert told(register, "house_number", "status", "branch") == [
        ("1", "vacant", None), ("1", "occupied", "bakery"),
    ]  # fmt: skip
    assert [day.year for day in register.records["survey_day"]] == [2023, 2024]


def test_a_number_beside_a_place_without_numbers_is_its_house_number(tmp_path: Path) -> None:
    text = "Standort;Nr.;Größe (qm);Zustand\nMarktstraße;5;80;gut\nTor;7;30;mittel\n"
    register = from_csv(tmp_path, text)
    assert told(register, "street", "house_number") == [("Marktstraße", "5"), ("Tor", "7")]
    assert means(register)["Zustand"] == "condition"


def test_the_day_of_a_title_a_column_or_the_file_is_found_in_this_order(tmp_path: Path) -> None:
    text = "Straße;Hausnr.;Status;erhoben am\nMarkt;1;leer;12.03.2024\nMarkt;2;leer;12.03.2024\n"
    name = "Leerstand_2023-05.csv"
    seen = from_csv(tmp_path, text, name=name, survey_day=None)
    assert seen.survey_day == dt.date(2024, 3, 12)
    titled = from_csv(tmp_path, "Stand: 01.02.2024;;;\n" + text, name=name, survey_day=None)
    assert titled.survey_day == dt.date(2024, 2, 1)
    bare = text.replace("12.03.2024", "").replace("erhoben am", "Farbe")
    named = from_csv(tmp_path, bare, name=name, survey_day=None)
    assert named.survey_day == dt.date(2023, 5, 1)
    assert "nur aus dem Dateinamen" in " ".join(note.de for note in named.log.notes)


def test_the_day_of_a_cover_sheet_holds_for_the_list(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "Deckblatt": [["Leerstandskataster"], ["Stand: 05.06.2024"]],
        "Kataster": [["Straße", "Hausnr.", "Status"], ["Markt", "1", "leer"]],
        "Statistik": [["Straße", "leer", "belegt", "Anzahl"], ["Markt", 1, 4, 5], ["Tor", 2, 3, 5]],
        "Pivot": [["Zeilenbeschriftungen", "Anzahl von Status"], ["belegt", 4]],
    }
    register = from_book(tmp_path, sheets, survey_day=None)
    assert told(register, "source_sheet", "street") == [("Kataster", "Markt")]
    assert register.survey_day == dt.date(2024, 6, 5)
    notes = " ".join(note.de for note in register.log.notes)
    assert all(name in notes for name in ("Deckblatt", "Statistik", "Pivot"))


@pytest.mark.parametrize(
    ("left", "right", "numbers", "rows"),
    [
        ("Nr.", "Nr.", ["12", "14a", "3"], ["1", "2", "3"]),
        ("lfd. Nr.", "Nr.", ["12", "14a", "3"], ["1", "2", "3"]),
    ],
)
def test_input_12_of_two_columns_nr_content_tells_which_is_which(
    tmp_path: Path, left: str, right: str, numbers: list[str], rows: list[str]
) -> None:
    text = f"{left};Straße;{right};Status\n1;Markt;12;leer\n2;Markt;14a;belegt\n3;Tor;3;leer\n"
    register = from_csv(tmp_path, text)
    assert told(register, "object_number", "house_number") == list(zip(rows, numbers, strict=True))


def test_two_columns_of_one_name_are_told_apart_in_the_raw_values(tmp_path: Path) -> None:
    register = from_csv(tmp_path, "Nr.;Straße;Nr.;Status\n1;Markt;12;leer\n2;Markt;13;leer\n")
    assert '"Nr.": "1"' in register.records["raw"].iloc[0]
    assert '"Nr. #2": "12"' in register.records["raw"].iloc[0]


def test_input_13_unknown_columns_are_kept_and_listed(tmp_path: Path) -> None:
    register = from_csv(tmp_path, "Straße;Hausnr.;Status;Deckenhöhe\nMarkt;1;leer;3,20\n")
    assert '"Deckenhöhe": "3,20"' in register.records["raw"].iloc[0]
    assert any("Deckenhöhe" in note.de for note in register.log.notes)
    assert means(register)["Deckenhöhe"] == "unknown"


def test_input_14_two_floors_are_two_units_and_an_exact_copy_is_one(tmp_path: Path) -> None:
    text = (
        "Objekt-Nr.;Straße;Hausnr.;Geschoss;Status\n1;Markt;1;EG;leer\n2;Markt;1;1. OG;leer\n"
        "2;Markt;1;1. OG;leer\n"
    )
    register = from_csv(tmp_path, text)
    assert told(register, "floor") == [("EG",), ("1. OG",)]
    assert reasons(register) == [(4, "duplicate")]


def test_input_15_what_is_struck_out_is_gone_and_what_is_settled_is_let(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["Straße", "Hausnr.", "Status", "Bemerkung"], ["Markt", "1", "leer", None],
        ["Markt", "2", "leer", "erledigt"], ["Markt", "3", "leer", None],
        ["erledigt:", None, None, None], ["Markt", "4", "leer", None],
    ):  # fmt: skip
        page.append(row)
    for column in "ABC":
        page[f"{column}2"].font = Font(strike=True)
    book.save(tmp_path / "alt.xlsx")
    register = read_register(tmp_path / "alt.xlsx", survey_day=DAY)
    assert told(register, "house_number", "status", "repairs") == [
        ("1", "gone", "struck_through"), ("2", "occupied", "marked_done"),
        ("3", "vacant", None), ("4", "occupied", "marked_done"),
    ]  # fmt: skip


def test_input_40_an_object_number_is_no_identity_from_year_to_year(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "2023": [["ID", "Straße", "Hausnr.", "Status"], ["neu1", "Markt", "1", "leer"]],
        "2024": [["ID", "Straße", "Hausnr.", "Status"], ["neu1", "Tor", "5", "leer"]],
    }
    register = from_book(tmp_path, sheets, survey_day=None)
    assert told(register, "object_number", "street") == [("neu1", "Markt"), ("neu1", "Tor")]
    assert register.records.index.is_unique
    assert reasons(register) == []


@pytest.mark.parametrize(("status", "scope"), [("belegt", "all_units"), ("leer", "vacancies_only")])
def test_input_69_a_list_without_or_of_nothing_but_vacancies_is_read(
    tmp_path: Path, status: str, scope: str
) -> None:
    text = "Straße;Hausnr.;Status\n" + "".join(f"Markt;{n};{status}\n" for n in range(1, 4))
    register = from_csv(tmp_path, text)
    assert (len(register.records), register.scope) == (3, scope)
    assert register.records["status"].nunique() == 1


def test_input_69_a_list_of_no_row_is_read(tmp_path: Path) -> None:
    register = from_csv(tmp_path, "Straße;Hausnr.;Status\n")
    assert (len(register.records), register.log.rows_in) == (0, 0)


def test_input_06_a_colour_without_words_is_told_for_a_person_to_name(tmp_path: Path) -> None:
    from openpyxl.styles import PatternFill

    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (["Straße", "Hausnr.", "Status"], ["Markt", "1", None], ["Markt", "2", "belegt"]):
        page.append(row)
    page["B2"].fill = PatternFill("solid", fgColor="FFFF0000")
    book.save(tmp_path / "bunt.xlsx")
    register = read_register(tmp_path / "bunt.xlsx", survey_day=DAY)
    assert told(register, "status") == [("unknown",), ("occupied",)]
    assert dict(register.reading.colours) == {"FF0000": (("Sheet", 2),)}
    assert any("nur als Farbe" in note.de for note in register.log.notes)


# Lists in the shapes of other town halls


def test_a_row_a_building_with_a_column_a_floor(tmp_path: Path) -> None:
    text = (
        "Straße;Nr.;EG;1. OG;Bemerkung\nMarkt;1;Bäckerei;leer;\nMarkt;2;Leerstand;;\nMarkt;3;;;\n"
    )
    register = from_csv(tmp_path, text)
    assert told(register, "house_number", "floor", "status", "branch") == [
        ("1", "EG", "occupied", "bakery"), ("2", "EG", "vacant", None),
        ("3", None, "unknown", None), ("1", "1. OG", "vacant", None),
    ]  # fmt: skip


def test_a_sheet_a_street_with_bare_numbers(tmp_path: Path) -> None:
    rows: Rows = [["Nr", "Nutzung", "Status"], [1, "Bäckerei", "belegt"], [3, None, "leer"]]
    register = from_book(tmp_path, {"Marktstraße": rows, "Am Tor": rows, "Tabelle3": []})
    assert told(register, "street", "house_number", "status") == [
        ("Marktstraße", "1", "occupied"), ("Marktstraße", "3", "vacant"),
        ("Am Tor", "1", "occupied"), ("Am Tor", "3", "vacant"),
    ]  # fmt: skip


def test_a_sheet_a_district(tmp_path: Path) -> None:
    rows: Rows = [["Straße", "Hausnr.", "Status"], ["Dorfplatz", "2", "leer"]]
    register = from_book(tmp_path, {"OT Neudorf": rows, "OT Oberau": rows})
    assert told(register, "street", "district_given") == [
        ("Dorfplatz", "Neudorf"), ("Dorfplatz", "Oberau"),
    ]  # fmt: skip
    assert register.log.repairs["district_from_sheet"] == 2


def test_an_export_of_a_gis_with_cut_names(tmp_path: Path) -> None:
    text = (
        "OBJECTID,STR_NAME,HAUSNR,HAUSNR_ZUS,LEERSTAND,VERKAUFSFL,FLURSTUECK\n"
        "1,Markt,1,a,ja,80,12/3\n2,Markt,2,,nein,50,12/4\n"
    )
    register = from_csv(tmp_path, text)
    assert told(register, "street", "house_number", "status", "sales_area_m2", "parcel_given") == [
        ("Markt", "1a", "vacant", 80, "12/3"), ("Markt", "2", "occupied", 50, "12/4"),
    ]  # fmt: skip


def test_a_list_that_calls_itself_one_of_vacancies(tmp_path: Path) -> None:
    text = "Leerstandsliste Innenstadt;;\nAdresse;Größe;frei ab\nMarkt 1;80 qm;2023\nAm Tor 5;;\n"
    register = from_csv(tmp_path, text)
    assert told(register, "street", "house_number", "status") == [
        ("Markt", "1", "vacant"), ("Am Tor", "5", "vacant"),
    ]  # fmt: skip
    assert (register.scope, register.log.repairs["status_from_title"]) == ("vacancies_only", 2)


def test_a_day_since_when_it_is_vacant_tells_the_status_where_nothing_else_does(
    tmp_path: Path,
) -> None:
    register = from_csv(tmp_path, "Straße;Hausnr.;leer seit\nMarkt;1;2021\nMarkt;2;\n")
    assert told(register, "status", "repairs") == [
        ("vacant", "status_from_since"), ("unknown", None),
    ]  # fmt: skip


def test_the_use_that_says_leerstand_is_the_status(tmp_path: Path) -> None:
    text = (
        "Straße;Hausnr.;Nutzung\nMarkt;1;Leerstand\nMarkt;2;Bäckerei\nMarkt;3;\n"
        "Markt;4;ehem. Fleischerei\nMarkt;5;leer (ehem. Schuhe)\n"
    )
    register = from_csv(tmp_path, text)
    assert told(register, "status", "branch", "previous_branch") == [
        ("vacant", None, None), ("occupied", "bakery", None), ("unknown", None, None),
        ("unknown", None, "butcher"), ("vacant", None, "shoes"),
    ]  # fmt: skip
    assert means(register)["Nutzung"] == "use"


def test_names_in_the_column_of_addresses(tmp_path: Path) -> None:
    text = (
        "Objekt;Status;Größe\nMarktstraße 1 (ehem. Sparkasse);leer;80\nBadergasse 3, Café;belegt;\n"
    )
    register = from_csv(tmp_path, text)
    assert told(register, "street", "house_number") == [("Marktstraße", "1"), ("Badergasse", "3")]


def test_two_tables_side_by_side(tmp_path: Path) -> None:
    rows: Rows = [
        ["Straße", "Nr.", "Status", None, "Straße", "Nr.", "Status"],
        ["Markt", 1, "leer", None, "Am Tor", 2, "belegt"],
        ["Markt", 3, "belegt", None, None, None, None],
    ]
    register = from_book(tmp_path, {"Blatt1": rows})
    assert told(register, "street", "house_number", "status") == [
        ("Markt", "1", "vacant"), ("Markt", "3", "occupied"), ("Am Tor", "2", "occupied"),
    ]  # fmt: skip
    assert register.records.index.tolist()[-1] == "reg:liste:Blatt1:2:E"


def test_tables_below_each_other_have_their_own_headers_and_streets(tmp_path: Path) -> None:
    rows: Rows = [
        ["Marktstraße"], ["Nr.", "Nutzung", "Status"], [1, "Bäckerei", "belegt"], [3, None, "leer"],
        [None], ["Badergasse"], ["Haus-Nr.", "Status", "Fläche"], [5, "leer", 80],
    ]  # fmt: skip
    register = from_book(tmp_path, {"Liste": rows})
    assert told(register, "street", "house_number", "status", "unspecified_area_m2") == [
        ("Marktstraße", "1", "occupied", None), ("Marktstraße", "3", "vacant", None),
        ("Badergasse", "5", "vacant", 80),
    ]  # fmt: skip
    assert reasons(register) == [(6, "heading"), (7, "repeated_header")]


def test_the_header_of_a_new_page_is_no_new_table(tmp_path: Path) -> None:
    text = "Straße;Hausnr.;Status\nMarkt;1;leer\nSeite 1 von 2;;\nStraße;Hausnr.;Status\nMarkt;2;leer\n"
    register = from_csv(tmp_path, text)
    assert told(register, "house_number") == [("1",), ("2",)]
    assert reasons(register) == [(3, "legend"), (4, "repeated_header")]
    assert len(register.reading.sheets) == 1


def test_group_headings_are_streets_and_districts(tmp_path: Path) -> None:
    text = (
        "Nr.;Straße;Hausnr.;Status\n;Marktstraße;;\n1;;1;leer\n2;;3;belegt\n;Ortsteil Süd;;\n"
        "3;Dorfplatz;2;leer\n"
    )
    register = from_csv(tmp_path, text)
    assert told(register, "street", "house_number", "district_given") == [
        ("Marktstraße", "1", None), ("Marktstraße", "3", None), ("Dorfplatz", "2", "Süd"),
    ]  # fmt: skip
    assert reasons(register) == [(2, "heading"), (5, "heading")]


def test_without_a_heading_a_blank_street_stays_blank(tmp_path: Path) -> None:
    register = from_csv(tmp_path, "Straße;Hausnr.;Status\nMarkt;1;leer\n;3;belegt\n")
    assert told(register, "street") == [("Markt",), (None,)]


def test_a_list_in_the_way_of_lean_needs_no_mapping(tmp_path: Path) -> None:
    text = (
        "Objektname;Straße;Hausnummer;PLZ;Ort;Stadtteil;Lage;Gesamtfläche;Verkaufsfläche;Etage;Status;"
        "verfügbar ab;Leerstand seit;letzte Nutzung;Branche;Sortiment;Eigentümer\n"
        "Haus am Markt;Markt;1;09999;Musterstadt;Mitte;1a;120;80;EG;Leerstand;;03/2023;"
        "Schuhgeschäft;;;Muster, Eva\n"
    )
    register = from_csv(tmp_path, text)
    assert told(
        register, "street", "house_number", "postcode", "place", "floor", "status",
        "sales_area_m2", "usable_area_m2", "previous_branch",
    ) == [("Markt", "1", "09999", "Musterstadt", "EG", "vacant", 80, 120, "shoes")]  # fmt: skip
    assert register.records["vacant_since"].iloc[0].date() == dt.date(2023, 3, 1)
    assert means(register)["Eigentümer"] == "personal"
    assert means(register)["Lage"] == "kept"


def test_a_table_without_a_header_is_read_by_its_content_and_said_to_be(tmp_path: Path) -> None:
    register = from_csv(tmp_path, "Marktstraße;1;leer\nMarktstraße;3;belegt\nBadergasse;7;leer\n")
    assert told(register, "street", "house_number", "status") == [
        ("Marktstraße", "1", "vacant"), ("Marktstraße", "3", "occupied"),
        ("Badergasse", "7", "vacant"),
    ]  # fmt: skip
    assert all(c.confidence <= 0.5 for c in register.reading.sheets[0].columns)
    assert any("Kopfzeile fehlt" in note.de for note in register.log.notes)


def test_without_header_and_content_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as error:
        from_csv(tmp_path, "a;b\n1;2\n")
    assert "liste.zuordnung.toml" in error.value.text.de
    assert "header_row" in error.value.text.de


def test_a_typo_in_a_header_is_forgiven_and_told_with_its_confidence(tmp_path: Path) -> None:
    register = from_csv(tmp_path, "Straße;Hausnummmer;Status;Verkaufsfläsche\nMarkt;1;leer;80\n")
    assert told(register, "house_number", "sales_area_m2") == [("1", 80)]
    told_by = {c.label: (c.how, c.confidence < 1) for c in register.reading.sheets[0].columns}
    assert told_by["Verkaufsfläsche"] == ("fuzzy", True)


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (("09999", "09999", "09998", "09999"), "postcode"),
        (("EG", "1. OG", "EG", "UG"), "floor"),
        (("12/3", "14/1", "17/22", "9/1"), "parcel"),
        (("POINT (11.2 49.5)", "POINT (11.3 49.6)", "POINT (11.2 49.6)", "POINT (11 49)"), "point"),
        (("Muster, Eva", "Beispiel, Udo", "Probe, Ina", "Test, Uli"), "personal"),
        (("https://a.example", "www.b.example", "https://c.example", "www.d.example"), "website"),
    ],
)
def test_a_column_without_a_header_is_known_by_its_cells(
    tmp_path: Path, cells: tuple[str, ...], field: str
) -> None:
    text = "Straße;Hausnr.;Status;\n" + "".join(
        f"Markt;{n};leer;{c}\n" for n, c in enumerate(cells, 1)
    )
    assert means(from_csv(tmp_path, text))["Spalte 4"] == field


def test_zustand_is_the_condition_where_its_words_are(tmp_path: Path) -> None:
    one = from_csv(tmp_path, "Straße;Hausnr.;Zustand\nMarkt;1;leer\nMarkt;2;belegt\n")
    other = from_csv(tmp_path, "Straße;Hausnr.;Zustand\nMarkt;1;gut\nMarkt;2;ruinös\n")
    assert (means(one)["Zustand"], means(other)["Zustand"]) == ("status", "condition")


def test_our_own_survey_workbook_needs_no_mapping(tmp_path: Path) -> None:
    fields = [
        f for f in FIELDS if f not in ("kept", "personal", "point", "vacant", "occupied", "address")
    ]
    row = {"unit_id": "u-0123456789", "street": "Markt", "house_number": "1", "status": "leer"}
    rows: Rows = [[FIELDS[f].de for f in fields], [row.get(f) for f in fields]]
    register = from_book(tmp_path, {"Erhebung": rows})
    assert told(register, "unit_given", "street", "status") == [("u-0123456789", "Markt", "vacant")]
    assert means(register) == {FIELDS[f].de: f for f in fields}


def test_two_registers_of_one_stem_get_different_ids(tmp_path: Path) -> None:
    text = "Straße;Hausnr.;Status\nMarkt;1;leer\n"
    one, other = (from_csv(tmp_path, text, prefix=p).records.index[0] for p in (None, "alt"))
    assert (one, other) == ("reg:liste::2", "reg:alt/liste::2")


_CELLS = st.one_of(
    st.none(), st.sampled_from(["Straße", "Nr.", "Status", "leer", "Markt", "Summe", "EG", "2023"]),
    st.integers(0, 9), st.text(max_size=5),
)  # fmt: skip


@given(st.lists(st.lists(_CELLS, max_size=6), max_size=9), st.integers(1, 12))
def test_headers_never_overlap_and_lie_on_the_sheet(rows: Rows, header_row: int) -> None:
    for asked in (None, header_row):
        headers = find_headers(Sheet("x", [list(row) for row in rows]), header_row=asked)
        ends = [(h.first, h.last) for h in headers if not h.part]
        assert all(0 <= first <= last < len(rows) for first, last in ends)
        assert all(a[1] < b[0] for a, b in pairwise(ends))


_HEADS = st.sampled_from(
    ["Straße", "Nr.", "Hausnr.", "Status", "Leerstand", "EG", "1. OG", "2022", "2023", "Q1/2024",
     "Nutzung", "leer seit", "Eigentümer", "Fläche", "Adresse", "Gemarkung", "Ortsteil", "", "XY"]
)  # fmt: skip
_TEXTS = st.sampled_from(
    ["", "", "Markt", "Markt 1", "Marktstraße", "1", "2", "leer", "belegt", "ja", "Summe", "Legende",
     "Straße", "Status", "erledigt", "ehem. Bäckerei", "Bäckerei", "OT Süd", "2023", "80 qm", "x"]
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    st.lists(_TEXTS, max_size=2),
    st.lists(_HEADS, min_size=2, max_size=7),
    st.lists(st.lists(_TEXTS, min_size=1, max_size=7), max_size=8),
)
def test_whatever_a_list_looks_like_every_row_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory,
    title: list[str],
    heads: list[str],
    body: list[list[str]],
) -> None:
    text = "\n".join(";".join([*row, ""]) for row in (title, heads, *body))
    try:
        register = from_csv(tmp_path_factory.mktemp("f"), text + "\n")
    except SourceError:
        return
    assert register.log.adds_up()
    assert len(register.records) == register.log.records
    assert register.records.index.is_unique
    assert set(register.log.repairs) <= set(REPAIRS)
    assert {row.reason for row in register.log.rows if row.reason} <= set(REASONS)
    below = {row.source_row for row in register.log.rows}
    first = min(sheet.header_last for sheet in register.reading.sheets)
    rows = [r for r, line in enumerate(text.split("\n"), start=1) if line.strip(";") and r > first]
    assert below == set(rows)
