"""What a person says about a list: written, read back, and obeyed."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import PatternFill
from pyproj import CRS

from innenstadt_gis.crs import project
from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.ingest.locate import locate
from innenstadt_gis.ingest.registers import Register, read_register
from innenstadt_gis.ingest.registers.mapping_file import (
    find_mapping,
    mapping_path,
    read_mapping,
    write_mapping,
)
from innenstadt_gis.mapping import (
    COPY_FILLS,
    COPY_SHEETS,
    FIELDS,
    UNITS,
    ColumnRule,
    RegisterMapping,
    SheetRule,
)
from innenstadt_gis.tables import STATUS, TOWN_TABLES
from innenstadt_gis.words import Lang

DAY = dt.date(2024, 10, 1)
LIST = "Ort des Ladens;Nr;Wie;Raum\nMarkt;1;LZ;100\nMarkt;2;OK;200\n"


def saved(folder: Path, text: str, *, name: str = "liste.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def toml(folder: Path, text: str) -> RegisterMapping:
    return read_mapping(saved(folder, text, name="x.zuordnung.toml"))


def values(register: Register, *columns: str) -> list[tuple[Any, ...]]:
    found = register.records[list(columns)].astype(object)
    return list(found.where(found.notna(), None).itertuples(index=False, name=None))


_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
_DAYS = st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2050, 1, 1))
_STATUS = st.dictionaries(_WORDS, st.sampled_from(sorted(STATUS)), max_size=3)
_TEXTS = st.dictionaries(_WORDS, _WORDS, max_size=3)
_PLAIN_FIELDS = sorted(set(FIELDS) - {"status", "vacant", "occupied"})
_RULES = st.dictionaries(
    _WORDS,
    st.builds(
        ColumnRule, means=st.sampled_from(_PLAIN_FIELDS),
        unit=st.none() | st.sampled_from(sorted(UNITS)), values=_TEXTS,
    )
    | st.builds(ColumnRule, means=st.just("status"), values=_STATUS),
    max_size=3,
)  # fmt: skip
_SHEETS = st.dictionaries(
    _WORDS,
    st.builds(
        SheetRule, read=st.booleans(), header_row=st.none() | st.integers(1, 99), survey_day=_DAYS,
        street=st.none() | _WORDS, place=st.none() | _WORDS, columns=_RULES,
    ),
    max_size=2,
)  # fmt: skip
_MAPPINGS = st.builds(
    RegisterMapping, columns=_RULES, sheets=_SHEETS, status=_STATUS, colours=_STATUS,
    streets=_TEXTS, addresses=_TEXTS, links=_TEXTS,
    defaults=st.dictionaries(st.just("status"), st.sampled_from(sorted(STATUS)))
    | st.dictionaries(st.sampled_from(["place", "floor"]), _WORDS),
    crs=st.none() | st.just("EPSG:25833"), survey_day=_DAYS,
    scope=st.none() | st.sampled_from(["all_units", "vacancies_only"]),
)  # fmt: skip


@given(mapping=_MAPPINGS)
def test_what_is_written_is_read_back_as_it_was(
    mapping: RegisterMapping, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("m") / "a.zuordnung.toml"
    path.write_text(write_mapping(mapping, file="a.csv"), encoding="utf-8")
    assert read_mapping(path) == mapping


def test_a_reading_is_written_with_its_guesses_as_comments(tmp_path: Path) -> None:
    mapping = RegisterMapping(columns={"Wie": ColumnRule(means="status")}, status={"LZ": "vacant"})
    text = "Straße;Hausnr.;Wie;Deckenhöhe;Eigentümer\nMarkt;1;LZ;3,2;Muster, Eva\nMarkt;2;leer;3;\n"
    register = read_register(saved(tmp_path, text), survey_day=DAY, mapping=mapping)
    written = write_mapping(register.reading, file="liste.csv")
    assert '"Wie" = "status"\n' in written
    assert '# "Straße" = "street"' in written
    assert "Sicherheit 100 %" in written or "Sicherheit 100%" in written
    assert '# "Deckenhöhe" = "kept"' in written
    assert '# "leer" = "vacant"' in written
    assert '# "Eigentümer" = "personal"' in written
    assert "Muster" not in written
    assert read_mapping(saved(tmp_path, written, name="b.toml")) == mapping
    # To correct a guess is to take the mark away and change the word.
    corrected = written.replace('# "Deckenhöhe" = "kept"', '"Deckenhöhe" = "remark"')
    assert (
        read_mapping(saved(tmp_path, corrected, name="c.toml")).columns["Deckenhöhe"].means
        == "remark"
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[columns]\nStraße = "street"\n', 2, 'Bitte schreiben: "Straße" = "street"'),
        ("survey_day = 1.10.2024\n", 1, "Bitte schreiben: survey_day = 2024-10-01"),
        ('survey_day = "1.10.2024"\n', 1, "Bitte schreiben: survey_day = 2024-10-01"),
        ("[columns]\n„Größe“ = „area“\n", 2, '"Größe" = "area"'),
        ('\n[colums]\n"a" = "street"\n', 2, "gemeint ist wohl columns"),
        ('[columns]\n"Größe" = "aera"\n', 2, '"Größe" = "area"'),
        ('[columns]\n"Größe" = { means = "area", unit = "ft3" }\n', 2, "ft2"),
        ('[columns]\n"Größe" = { meens = "area" }\n', 2, "Bedeutung fehlt"),
        ('[status]\n"LZ" = "vacnt"\n', 2, '"LZ" = "vacant"'),
        ('scope = "alles"\n', 1, "all_units"),
        ('[sheets."2022"]\nheader_row = 0\n', 2, "header_row = 4"),
        ('[sheets."2022"]\nreed = false\n', 2, "gemeint ist wohl read"),
        ('crs = "a"\ncrs = "b"\n', 2, "zweimal"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_write(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    with pytest.raises(SourceError) as error:
        toml(tmp_path, text)
    assert f"Zeile {line}: " in error.value.text.de
    assert words in error.value.text.de


def test_german_words_are_understood_beside_the_keys(tmp_path: Path) -> None:
    said = toml(tmp_path, '[columns]\n"A" = "Verkaufsfläche"\n[status]\n"LZ" = "leer"\n')
    assert (said.columns["A"].means, said.status) == ("sales_area", {"LZ": "vacant"})


def test_a_missing_mapping_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingSourceError):
        read_mapping(tmp_path / "fehlt.toml")


def test_a_mapping_wins_over_every_guess_and_is_applied_to_words_units_and_days(
    tmp_path: Path,
) -> None:
    mapping = toml(
        tmp_path,
        'survey_day = 2024-10-01\nscope = "vacancies_only"\n[defaults]\nplace = "Ort"\n[columns]\n'
        '"Ort des Ladens" = "street"\n"Nr" = "house_number"\n"Wie" = "status"\n'
        '"Raum" = { means = "sales_area", unit = "a" }\n[status]\nLZ = "vacant"\nOK = "occupied"\n',
    )
    register = read_register(saved(tmp_path, LIST), mapping=mapping)
    assert values(register, "street", "house_number", "status", "sales_area_m2", "place") == [
        ("Markt", "1", "vacant", 10_000, "Ort"), ("Markt", "2", "occupied", 20_000, "Ort"),
    ]  # fmt: skip
    assert (register.scope, register.survey_day) == ("vacancies_only", DAY)
    raw = json.loads(register.records["raw"].iloc[0])
    assert raw == {"Ort des Ladens": "Markt", "Nr": "1", "Wie": "LZ", "Raum": "100"}
    assert {c.how for c in register.reading.sheets[0].columns} == {"mapping"}


def test_words_of_a_single_column_are_read_as_said(tmp_path: Path) -> None:
    rule = ColumnRule(means="status", values={"ja": "occupied", "NEIN": "vacant"})
    text = "Straße;Hausnr.;Leerstand\nMarkt;1;ja\nMarkt;2;nein\nMarkt;3;Umbau\n"
    register = read_register(
        saved(tmp_path, text), survey_day=DAY, mapping=RegisterMapping(columns={"Leerstand": rule})
    )
    assert values(register, "status") == [("occupied",), ("vacant",), ("under_construction",)]


@pytest.mark.parametrize("status", STATUS)
def test_every_status_can_be_said_of_all_rows(tmp_path: Path, status: str) -> None:
    path = saved(tmp_path, "Straße;Hausnr.\nMarkt;1\n")
    mapping = RegisterMapping(defaults={"status": status})
    register = read_register(path, survey_day=DAY, mapping=mapping)
    assert values(register, "status", "repairs") == [(status, "value_from_mapping")]


def test_a_column_can_be_named_personal_or_kept(tmp_path: Path) -> None:
    text = "Straße;Hausnr.;Status;Wer;Bemerkung\nMarkt;1;leer;Quax;Stufe\n"
    mapping = RegisterMapping(
        columns={"Wer": ColumnRule(means="personal"), "Bemerkung": ColumnRule(means="kept")}
    )
    register = read_register(saved(tmp_path, text), survey_day=DAY, mapping=mapping)
    assert "Quax" not in register.records.to_csv()
    assert register.records["reason"].isna().all()
    assert "Stufe" in register.records["raw"].iloc[0]


def test_a_sheet_can_be_left_out_given_a_header_row_a_street_and_a_day(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name in ("Alt", "Neu"):
        page = book.create_sheet(name)
        for row in (["Straße", "Hausnr.", "Status"], ["intern"], ["Haus", "Was"], ["7", "leer"]):
            page.append(row)
    book.save(tmp_path / "liste.xlsx")
    columns = {"Haus": ColumnRule(means="house_number"), "Was": ColumnRule(means="status")}
    rule = SheetRule(header_row=3, street="Markt", place="Ort", survey_day=DAY, columns=columns)
    mapping = RegisterMapping(sheets={"Alt": SheetRule(read=False), "Neu": rule})
    register = read_register(tmp_path / "liste.xlsx", mapping=mapping)
    assert values(register, "source_sheet", "street", "house_number", "place", "status") == [
        ("Neu", "Markt", "7", "Ort", "vacant")
    ]
    assert any("Alt" in note.de for note in register.log.notes)


def test_a_table_without_header_is_read_by_the_columns_that_a_person_named(tmp_path: Path) -> None:
    columns = {
        "Spalte 1": ColumnRule(means="street"), "Spalte 2": ColumnRule(means="house_number"),
    }  # fmt: skip
    mapping = RegisterMapping(columns=columns, status={"z": "vacant"})
    mapping = RegisterMapping(columns={**columns, "Spalte 3": ColumnRule(means="status")}).over(
        mapping
    )
    register = read_register(saved(tmp_path, "Foo;1;z\nBar;2;z\n"), survey_day=DAY, mapping=mapping)
    assert values(register, "street", "house_number", "status") == [
        ("Foo", "1", "vacant"), ("Bar", "2", "vacant"),
    ]  # fmt: skip


def test_the_mapping_beside_a_list_is_found_and_next_year_too(tmp_path: Path) -> None:
    first = saved(tmp_path, LIST, name="leerstand_2023.csv")
    assert find_mapping(first) is None
    said = RegisterMapping(
        columns={
            "Ort des Ladens": ColumnRule(means="street"), "Nr": ColumnRule(means="house_number"),
            "Wie": ColumnRule(means="status"),
        },
        status={"LZ": "vacant", "OK": "occupied"}, survey_day=dt.date(2023, 3, 1),
        links={"a": "new"},
    )  # fmt: skip
    mapping_path(first).write_text(write_mapping(said, file=first.name), encoding="utf-8")
    old = read_register(first)
    assert (old.mapping, old.survey_day) == (said, dt.date(2023, 3, 1))
    later = saved(tmp_path, LIST, name="leerstand_2024.csv")
    assert find_mapping(later) == mapping_path(first)
    new = read_register(later)
    assert values(new, "status") == [("vacant",), ("occupied",)]
    # Last year's day and links say nothing about this year.
    assert (new.survey_day, dict(new.mapping.links)) == (dt.date(2024, 1, 1), {})
    other = saved(tmp_path, "Straße;Hausnr.;Status\nMarkt;1;leer\n", name="leerstand_2025.csv")
    assert find_mapping(other) is None


def copy_of(folder: Path, *, lang: Lang = "de") -> Path:
    """A return copy with answers in it: a list, marked, and the sheets of `COPY_SHEETS`."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Liste"
    for row in (
        ["Ort des Ladens", "Nr", "Wie", "Raum"],
        ["Markt", 1, "LZ", 100],
        ["Markt", 2, None, 5],
    ):
        page.append(row)
    page["A2"].fill = PatternFill("solid", fgColor=COPY_FILLS["rejected"])
    page["A3"].fill = PatternFill("solid", fgColor="FFFF0000")
    answers: dict[str, list[dict[str, Any]]] = {
        "columns": [
            {"sheet": "Liste", "header": "Ort des Ladens", "choice": FIELDS["street"].to(lang)},
            {"sheet": "Liste", "header": "Nr", "choice": None, "guess": "–"},
            {"sheet": "Liste", "header": "Wie", "choice": FIELDS["status"].to(lang)},
            {"sheet": "Liste", "header": "Raum", "guess": FIELDS["area"].de, "unit": "ft2"},
        ],
        "words": [
            {"word": "LZ", "choice": STATUS["vacant"].to(lang)},
            {"word": "OK", "choice": None},
        ],
        "colours": [{"colour": "FF0000", "choice": STATUS["occupied"].to(lang)}],
        "not_found": [
            {
                "address": "Mrakt 1",
                "candidate_1": "Markt 1",
                "tick_1": "x",
                "candidate_2": "Mark 1",
            },
            {"address": "Nirgends 2", "candidate_1": "Tor 2", "tick_1": "nein", "other": "-"},
            {"address": "Sonstwo 3", "candidate_1": "Tor 3"},
        ],
        "links": [
            {"identity": "a|1", "unit": "u-0123456789", "same": "ja"},
            {"identity": "a|2", "unit": "u-9876543210", "same": "Nein"},
            {"identity": "a|3", "unit": "u-0000000000", "same": None},
        ],
    }
    for key, rows in answers.items():
        told = COPY_SHEETS[key]
        sheet = book.create_sheet(told.name.to(lang))
        sheet["A1"] = "Titel"
        for at, (field, title) in enumerate(told.columns.items(), start=1):
            sheet.cell(3, at, title.to(lang))
            for down, answer in enumerate(rows, start=4):
                sheet.cell(down, at, answer.get(field))
    report = book.create_sheet("Importbericht")
    report.append(["Straße", "Hausnr.", "Status"])
    path = folder / "liste.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_answers_of_a_return_copy_are_read_and_blank_ones_say_nothing(
    tmp_path: Path, lang: Lang
) -> None:
    said = read_mapping(copy_of(tmp_path, lang=lang))
    assert dict(said.columns) == {
        "Ort des Ladens": ColumnRule(means="street"), "Wie": ColumnRule(means="status"),
        "Raum": ColumnRule(means="area", unit="ft2"),
    }  # fmt: skip
    assert (said.status, said.colours) == ({"LZ": "vacant"}, {"FF0000": "occupied"})
    assert said.addresses == {"Mrakt 1": "Markt 1", "Nirgends 2": "-"}
    assert said.links == {"a|1": "u-0123456789", "a|2": "new"}


def test_a_return_copy_saved_as_the_register_is_read_with_its_answers(tmp_path: Path) -> None:
    register = read_register(copy_of(tmp_path), survey_day=DAY)
    assert values(register, "source_sheet", "street", "house_number", "status") == [
        ("Liste", "Markt", "1", "vacant"), ("Liste", "Markt", "2", "occupied"),
    ]  # fmt: skip
    assert register.records["unspecified_area_m2"].iloc[0] == pytest.approx(9.29)
    assert {sheet.name for sheet in register.reading.sheets} == {"Liste"}
    assert register.log.rows_in == 2


def test_an_answer_that_is_no_choice_is_told_with_its_sheet_and_row_and_the_rest_holds(
    tmp_path: Path,
) -> None:
    path = copy_of(tmp_path)
    whole = read_mapping(path)
    book = openpyxl.load_workbook(path)
    book["Wörter"]["D4"] = "kaputt"
    book.save(path)

    said = read_mapping(path)

    (fault,) = said.faults
    assert fault.de.startswith(f"{path.name}, Blatt 'Wörter', Zeile 4: 'kaputt' steht nicht zur")
    assert (whole.faults, said.columns) == ((), whole.columns)
    assert (said.addresses, said.colours) == (whole.addresses, whole.colours)


def test_two_ticks_and_one_unit_for_two_rows_are_told_and_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    pages = {}
    for key in ("not_found", "links"):
        pages[key] = book.create_sheet(COPY_SHEETS[key].name.de)
        pages[key].append([])
        pages[key].append([])
        pages[key].append([title.de for title in COPY_SHEETS[key].columns.values()])
    pages["not_found"].append(["", 5, "Ring 99", "Ring 9", "x", "Ring 19", "x"])
    pages["not_found"].append(["", 6, "Ring 98", "Ring 9", None, "Ring 18", "x"])
    unit = "u-0123456789"
    pages["links"].append(["", 5, "Ring 9 | EG | Huber", unit, "Huber", 0.6, "ja"])
    pages["links"].append(["", 6, "Ring 9 | EG | Maier", unit, "Huber", 0.5, "ja"])
    pages["links"].append(["", 7, "Ring 8 | EG", "u-1111111111", "leer", 0.4, "nein"])
    book.save(tmp_path / "x.xlsx")

    said = read_mapping(tmp_path / "x.xlsx")

    assert said.addresses == {"Ring 98": "Ring 18"}
    assert said.links == {"Ring 9 | EG | Huber": unit, "Ring 8 | EG": "new"}
    told = [fault.de for fault in said.faults]
    assert len(told) == 2
    assert "Zeile 4: 2 Vorschläge angekreuzt" in told[0]
    assert "Zeile 5: schon anders zugeordnet" in told[1]


def test_a_workbook_without_these_sheets_is_no_return_copy(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    with pytest.raises(SourceError, match="no return copy"):
        read_mapping(tmp_path / "x.xlsx")


def test_the_answer_of_one_sheet_holds_for_that_sheet_alone(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Zuordnung"
    page.append([])
    page["A3"], page["B3"], page["H3"] = (
        "Blatt",
        "Spalte",
        COPY_SHEETS["columns"].columns["choice"].de,
    )
    for row in (["2022", "Was"], ["2023", "Was"]):
        page.append([*row, *[None] * 5, "Status" if row[0] == "2022" else None])
    book.save(tmp_path / "x.xlsx")
    said = read_mapping(tmp_path / "x.xlsx")
    assert said.columns == {}
    assert said.sheets == {"2022": SheetRule(columns={"Was": ColumnRule(means="status")})}


FOREIGN = """\
survey_day = 2020-03-01
scope = "vacancies_only"
crs = "EPSG:4326"
[defaults]
status = "vacant"
[columns]
"Commercial District" = "kept"
"Address" = "address"
"City" = "place"
"State" = "kept"
"Zip Code" = "postcode"
"Coordinates for Mapping" = "point"
"Square Footage" = { means = "usable_area", unit = "ft2" }
"Ownership Type" = "kept"
"Former Tenant" = "previous_branch"
"Leasing Activity" = "marketing"
[columns."Length of Vacancy"]
means = "duration"
[columns."Length of Vacancy".values]
"Less than 6 months" = "unter 6 Monate"
"6-10 months" = "6-10 Monate"
"1-2 years" = "1-2 Jahre"
"2 years or more" = "über 2 Jahre"
"""


@pytest.mark.realdata
def test_a_foreign_register_is_read_through_a_mapping_alone(shared: Path, tmp_path: Path) -> None:
    path = shared / "data/vacancy_cambridge/vacant_storefronts_2020.csv"
    register = read_register(path, mapping=toml(tmp_path, FOREIGN))
    records = register.records
    assert (len(records), register.log.rejected, register.scope) == (86, 0, "vacancies_only")
    assert set(records["status"]) == {"vacant"}
    area = records["usable_area_m2"].dropna().astype(float)
    assert (len(area), area.iloc[0]) == (55, pytest.approx(3504 * 0.09290304, abs=0.01))
    raw = [json.loads(text) for text in records["raw"]]
    assert sum(row["Ownership Type"] == "Trust" for row in raw) == 34
    assert "Trust" not in records.drop(columns="raw").to_csv()
    metres = CRS.from_epsg(32619)
    nowhere = TOWN_TABLES["addresses"].empty(metres)
    placed = locate(records, addresses=nowhere, crs=metres, mapping=register.mapping)
    truth = shapely.from_wkt([row["Coordinates for Mapping"] for row in raw])
    x, y = project(
        shapely.get_x(truth), shapely.get_y(truth),
        source="EPSG:4326", target=metres,
    )  # fmt: skip
    assert set(placed["located_by"]) == {"coordinate"}
    assert np.hypot(placed.geometry.x - x, placed.geometry.y - y).max() < 30
