"""Reading massnahmen.xlsx: every row accounted for, nobody's name taken over, places found."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from shapely import LineString, Point

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.measures import (
    Measure,
    Measures,
    place_measures,
    read_measures,
    write_measures_template,
)
from innenstadt_gis.ingest.measures.model import COLUMNS, read_value
from innenstadt_gis.ingest.recognise import recognise
from innenstadt_gis.tables import ADDRESSES, PREMISES, SECTIONS

CRS = "EPSG:25832"
HEADS = [label.de for label in COLUMNS.values()]


def book(tmp_path, *rows, heads=HEADS, above=0):
    path = tmp_path / "massnahmen.xlsx"
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Maßnahmen"
    for _ in range(above):
        sheet.append(["Arbeitsstand"])
    sheet.append(heads)
    for row in rows:
        sheet.append([row.get(head) for head in heads])
    workbook.save(path)
    return path


def test_a_full_row_is_read_in_all_its_columns(tmp_path):
    path = book(
        tmp_path,
        {"Maßnahme": "Pop-up-Laden", "Ort": "Marktplatz 7", "Thema": "Leerstand und Brachen",
         "Verantwortlich": "Citymanagement", "Termin": dt.date(2026, 10, 31), "Status": "läuft",
         "Kennzahl": "L-01", "Ausgangswert": "20 %", "Zielwert": 15, "Bemerkung": "mit der Vhs",
         "Austausch": "ja"},
        above=2,
    )  # fmt: skip

    read = read_measures(path)

    assert read.faults == () and read.log.adds_up()
    assert read.entries == (
        Measure(
            row=4, measure="Pop-up-Laden", place="Marktplatz 7", theme="vacancy",
            responsible="Citymanagement", due=dt.date(2026, 10, 31), status="running",
            indicator="L-01", baseline=20.0, target=15.0, value_unit="%", remark="mit der Vhs",
            handed_on=True,
        ),
    )  # fmt: skip


def test_rows_with_faults_stay_and_say_what_to_write(tmp_path):
    path = book(
        tmp_path,
        {"Maßnahme": "Bänke", "Thema": "Sonstiges", "Termin": "bald", "Status": "vielleicht",
         "Zielwert": "viele"},
        {"Status": "läuft"},
        {"Maßnahme": "Beispiel: Bäume", "Status": "geplant"},
        {"Maßnahme": "WLAN"},
    )  # fmt: skip

    read = read_measures(path)

    assert [entry.measure for entry in read.entries] == ["Bänke", "WLAN"]
    assert (read.log.rows_in, read.log.records, read.log.nonrecords, read.log.rejected) == (
        4,
        2,
        1,
        1,
    )
    assert read.log.adds_up()
    said = [fault.de for fault in read.faults]
    assert len(said) == 5
    assert sum("Zeile 2" in line for line in said) == 4 and "Zeile 3, Maßnahme" in said[4]
    assert not [line for line in said if "vielleicht" in line or "viele" in line]
    first = read.entries[0]
    assert (first.theme, first.due, first.status, first.target) == (None, None, None, None)


@pytest.mark.parametrize(
    "who", ["Frau Huber", "Karl Muster", "Lindner", "Citymanagerin Weber", "h.weber@stadt.de",
            "Bauamt (K. Weber)", "Bauamt, Tel. 09123 918273"]
)  # fmt: skip
def test_a_person_who_is_responsible_is_left_out_and_a_role_is_asked_for(tmp_path, who):
    read = read_measures(book(tmp_path, {"Maßnahme": "Bänke", "Verantwortlich": who}))

    assert read.entries[0].responsible is None
    assert read.log.repairs == {"personal_removed": 1}
    assert any("Rolle" in fault.de for fault in read.faults)
    assert who not in repr(read)


@pytest.mark.parametrize(
    "role", ["Citymanagement", "Bauamt", "Bürgermeister", "Stadtmarketing e.V.", "Amt 61", "IHK",
             "Gewerbeverein", "Stabsstelle Innenstadt", "Stadtwerke GmbH", "Ordnungsamt / Bauhof"]
)  # fmt: skip
def test_a_role_is_taken_over(tmp_path, role):
    read = read_measures(book(tmp_path, {"Maßnahme": "Bänke", "Verantwortlich": role}))

    assert read.entries[0].responsible == role and read.faults == ()


def test_names_are_taken_out_wherever_they_stand(tmp_path):
    read = read_measures(
        book(
            tmp_path,
            {"Maßnahme": "Verkauf klären mit Eigentümer Zwilbatsch"},
            {"Maßnahme": "Fassade", "Ort": "Marktplatz 3 (Frau Zwilbatsch)",
             "Bemerkung": "Eigentümer Zwilbatsch lehnt ab. Gerüst bis Mai"},
        )
    )  # fmt: skip

    assert [entry.measure for entry in read.entries] == ["Fassade"]
    assert read.entries[0].place == "Marktplatz 3"
    assert "Zwilbatsch" not in repr(read)
    assert read.log.adds_up() and read.log.rejected == 1


def test_per_cent_formats_of_excel_are_per_cent(tmp_path):
    path = book(tmp_path, {"Maßnahme": "Bänke", "Ausgangswert": 0.24, "Zielwert": 0.2})
    workbook = load_workbook(path)
    sheet = workbook.active
    for head in ("Ausgangswert", "Zielwert"):
        sheet.cell(2, HEADS.index(head) + 1).number_format = "0.0%"
    workbook.save(path)

    entry = read_measures(path).entries[0]

    assert (entry.baseline, entry.target, entry.value_unit) == (24.0, 20.0, "%")


@pytest.mark.parametrize(
    ("text", "value"),
    [("24", (24.0, False)), ("1.200", (1200.0, False)), ("12,5%", (12.5, True)),
     ("ca. 40 Bänke", (40.0, False)), ("-3", (-3.0, False)), ("viele", None), ("", None),
     ("1.234,5", (1234.5, False)), ("0.5", (0.5, False)), (True, None)],
)  # fmt: skip
def test_numbers_are_read_as_germans_write_them(text, value):
    assert read_value(text) == value


@given(st.floats(-1e6, 1e6).map(lambda x: round(x, 2)))
def test_a_number_that_was_written_in_german_is_read_back(number):
    text = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))

    assert read_value(text) == (pytest.approx(number), False)


@pytest.mark.parametrize("content", [b"", b"kein Zip", b"PK\x03\x04"])
def test_a_file_that_is_no_workbook_says_what_to_do(tmp_path, content):
    path = tmp_path / "massnahmen.xlsx"
    path.write_bytes(content)

    with pytest.raises(SourceError) as error:
        read_measures(path)
    assert "in Excel öffnen" in error.value.text.de


def test_a_workbook_without_the_columns_names_them(tmp_path):
    path = book(tmp_path, heads=["Straße", "Hausnummer"])

    with pytest.raises(SourceError) as error:
        read_measures(path)
    assert "Maßnahme, Ort, Thema" in error.value.text.de


def test_the_template_reads_without_a_fault_and_counts_nothing(tmp_path):
    path = write_measures_template(tmp_path / "massnahmen.xlsx")
    read = read_measures(path)
    sheet = load_workbook(path)["Maßnahmen"]

    assert read.entries == () and read.faults == ()
    assert (read.log.rows_in, read.log.nonrecords) == (1, 1)
    assert [c.value for c in sheet[1]] == HEADS
    ranges = [str(v.sqref) for v in sheet.data_validations.dataValidation]
    assert ranges == ["C2:C1000", "F2:F1000", "K2:K1000"]  # theme, status, exchange
    assert recognise(path).role == "measures"


def test_what_stands_in_the_template_is_never_overwritten(tmp_path):
    path = book(tmp_path, {"Maßnahme": "Bänke"})
    before = path.read_bytes()

    write_measures_template(path)

    assert path.read_bytes() == before


# places -------------------------------------------------------------------------


def town():
    premises = gpd.GeoDataFrame(
        {"status": "vacant", "in_register": True, "located_by": "address", "source": "t",
         "street": ["Marktplatz", "Gasse"], "house_number": ["7", "1"]},
        index=["u-0123456789", "u-abcdef0123"], geometry=[Point(10, 20), None], crs=CRS,
    )  # fmt: skip
    addresses = gpd.GeoDataFrame(
        {"street": ["Marktplatz", "Lange Straße"], "house_number": ["7", "3a"], "source": "t"},
        index=["a1", "a2"], geometry=[Point(11, 21), Point(30, 40)], crs=CRS,
    )  # fmt: skip
    sections = gpd.GeoDataFrame(
        {"street": ["Lange Straße", "Lange Straße"], "number": [1, 2], "source": "t"},
        index=["s1", "s2"], geometry=[LineString([(0, 0), (50, 0)]), LineString([(90, 0), (140, 0)])],
        crs=CRS,
    )  # fmt: skip
    return {
        "premises": PREMISES.conform(premises), "addresses": ADDRESSES.conform(addresses),
        "sections": SECTIONS.conform(sections),
    }  # fmt: skip


def placed(*places):
    entries = tuple(Measure(row=n, measure=f"M{n}", place=p) for n, p in enumerate(places, start=2))
    done = place_measures(Measures(entries=entries), crs=CRS, **town())
    return done.rows.set_index("measure"), done.log


def test_units_addresses_streets_points_and_the_whole_centre_are_found():
    rows, log = placed(
        "u-0123456789", "Marktplatz 7", "Lange Str. 3 a", "Lange Straße", "11.28, 49.51", None,
        "Innenstadt", "Nirgendweg 5", "u-9999999999",
    )  # fmt: skip

    assert rows["located_by"].to_dict() == {
        "M2": "unit", "M3": "address", "M4": "address", "M5": "street", "M6": "coordinate",
        "M7": "centre", "M8": "centre", "M9": "none", "M10": "none",
    }  # fmt: skip
    assert rows.geometry["M2"] == Point(10, 20) and rows["unit_id"]["M2"] == "u-0123456789"
    assert rows.geometry["M3"] == Point(11, 21)  # the official door before the unit's point
    assert rows.geometry["M4"] == Point(30, 40)
    assert rows.geometry["M5"].length == 100
    assert rows.geometry["M7"] is None
    assert [note.de.split(",")[1] for note in log.notes] == [" Zeile 9", " Zeile 10"]
    assert sum(log.located.values()) == 9


def test_a_town_without_anything_places_nothing_and_does_not_fail():
    entries = (Measure(row=2, measure="M", place="Marktplatz 7"),)
    empty = {"premises": PREMISES, "addresses": ADDRESSES, "sections": SECTIONS}

    for some in (entries, ()):
        done = place_measures(
            Measures(entries=some), crs=CRS, **{k: t.empty(CRS) for k, t in empty.items()}
        )
        assert done.rows["located_by"].tolist() == ["none"] * len(some)


def test_ids_do_not_depend_on_the_order_of_rows_and_copies_stay_apart():
    def ids(*entries):
        told = tuple(
            Measure(row=n, measure=name, place=place) for n, (name, place) in enumerate(entries)
        )
        return set(place_measures(Measures(entries=told), crs=CRS, **town()).rows.index)

    one, other = ("Bänke", "Marktplatz 7"), ("Bäume", None)

    assert ids(one, other) == ids(other, one)
    assert ids(one) < ids(one, other, one) and len(ids(one, other, one)) == 3
