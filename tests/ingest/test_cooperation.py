"""kooperation.xlsx: every row accounted for, nobody's name kept, and a template to fill in."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from shapely import Point

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.cooperation import (
    read_cooperation,
    with_cooperation,
    write_cooperation_template,
)
from innenstadt_gis.ingest.recognise import recognise
from innenstadt_gis.study import read_study
from innenstadt_gis.tables import PREMISES

HEADER = (
    "Einheit", "Adresse", "Name", "Händlergemeinschaft/Gewerbeverein ja/nein", "Gutschein ja/nein",
    "gemeinsame Öffnungszeiten ja/nein", "Veranstaltungen", "Bemerkung",
)  # fmt: skip
ONE, TWO, THREE, FOUR = (f"u-{n * 10:0>10}" for n in ("1", "2", "3", "4"))


def premises():
    frame = pd.DataFrame(
        {
            "street": ["Markt", "Markt", "Markt", None],
            "house_number": ["1", "2", "2", None],
            "name": ["Blumen Rot", "Optik Blau", "Bäcker Grün", None],
            "status": ["occupied", "occupied", "occupied", "vacant"],
            "in_register": True, "located_by": "address", "source": "reg",
        },
        index=[ONE, TWO, THREE, FOUR],
    )  # fmt: skip
    places = [Point(0, 0)] * 4
    return PREMISES.conform(gpd.GeoDataFrame(frame, geometry=places, crs="EPSG:25832"))


def book(path, *rows, header=HEADER, above=0):
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Kooperation"
    for n, cells in enumerate((header, *rows), start=1 + above):
        for column, value in enumerate(cells, start=1):
            sheet.cell(n, column, value)
    made.save(path)
    return path


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kooperation.xlsx"


def taken(path):
    rows, log = with_cooperation(premises(), read_cooperation(path))
    PREMISES.check(rows)
    assert log.adds_up()
    return rows, log


def test_answers_stand_beside_their_units_by_id_address_or_name(path):
    book(
        path,
        (ONE, None, None, "ja", "nein", "x", 3),
        (None, "Markt 2", "optik blau", "nein", None, "ja", "Stadtfest; Lichternacht"),
        (None, "Markt 2", "Bäcker Grün", None, "ja", None, "keine"),
    )

    rows, log = taken(path)

    assert rows["association_member"].tolist()[:2] == [True, False]
    assert rows["association_member"].isna().tolist() == [False, False, True, True]
    assert rows.loc[[ONE, THREE], "voucher"].tolist() == [False, True]
    assert rows["events"].tolist()[:3] == [3.0, 2.0, 0.0]
    assert (log.rows_in, log.records) == (3, 3)


def test_a_blank_row_says_nothing_and_is_no_no(path):
    book(path, (ONE, "Markt 1", "Blumen Rot"), (TWO, None, None, "ja"))

    rows, log = taken(path)

    assert rows.loc[ONE, ["association_member", "voucher", "joint_hours"]].isna().all()
    assert (log.records, log.nonrecords) == (1, 1)
    assert log.rows[0].reason == "not_filled_in"


def test_rows_without_a_certain_unit_are_rejected_and_named(path):
    book(
        path,
        ("u-9999999999", None, None, "ja"),
        (None, "Markt 7", None, "ja"),
        (None, "Markt 2", None, "ja"),
        (None, None, "Blumen Rot", "ja"),
        above=2,
    )

    _, log = taken(path)

    assert (log.rows_in, log.rejected) == (4, 4)
    notes = " | ".join(note.de for note in log.notes)
    assert "Zeile 4: diese Kennung gibt es nicht" in notes
    assert "Zeile 5: an dieser Adresse ist keine Einheit bekannt" in notes
    assert f"Zeile 6: an dieser Adresse sind mehrere Einheiten; bitte den Namen oder eine Kennung eintragen: {TWO}, {THREE}" in notes  # fmt: skip
    assert "Zeile 7: Einheit (u-…) oder Adresse eintragen" in notes


def test_what_is_not_understood_is_named_without_its_value(path):
    book(path, (ONE, None, None, "vielleicht", "ja"), (TWO, None, None, "Quatsch"))

    rows, log = taken(path)

    assert rows.loc[ONE, "voucher"]
    assert pd.isna(rows.loc[ONE, "association_member"])
    assert (log.records, log.rejected) == (1, 1)
    told = " ".join(text for note in log.notes for text in note)
    assert "nicht verstanden" in told
    assert "vielleicht" not in told
    assert "Quatsch" not in told


def test_persons_and_contacts_are_kept_nowhere(path):
    book(
        path,
        ("Frau Qwarzenbeck, 0171 3920013", None, None, "ja"),
        (ONE, None, None, "ja, Frau Qwarzenbeck", None, None, None, "Hr. Qwarzenbeck ruft an"),
        (TWO, None, None, None, None, None, "Tel. 0171 3920013"),
    )

    rows, log = taken(path)

    assert rows.loc[ONE, "association_member"]
    assert (log.records, log.rejected) == (1, 2)
    assert log.repairs == {"personal_removed": 3}
    everything = rows.drop(columns="geometry").to_csv() + repr(log)
    assert "Qwarzenbeck" not in everything
    assert "3920013" not in everything


def test_the_lower_of_two_rows_for_one_unit_holds(path):
    book(path, (ONE, None, None, "ja"), (None, "Markt 1", None, "nein"))

    rows, log = taken(path)

    assert not rows.loc[ONE, "association_member"]
    assert [row.reason for row in log.rows] == ["told_twice", ""]


def test_the_file_goes_before_what_a_register_says(path):
    units = premises().assign(
        voucher=pd.array([True, True, True, None], dtype="boolean"),
    )
    book(path, (ONE, None, None, None, "nein"))

    rows, _ = with_cooperation(units, read_cooperation(path))

    assert rows["voucher"].tolist()[:3] == [False, True, True]


def test_the_template_holds_the_units_in_use_and_reads_as_unanswered(path):
    write_cooperation_template(path, premises())

    rows, log = taken(path)

    assert (log.rows_in, log.nonrecords) == (3, 3)  # the vacant one is not asked
    assert rows[["association_member", "events"]].isna().all().all()
    sheet = load_workbook(path).worksheets[0]
    assert [c.value for c in sheet[2]][:3] == [ONE, "Markt 1", "Blumen Rot"]
    sheet["D2"] = "ja"
    sheet.parent.save(path)
    assert taken(path)[0].loc[ONE, "association_member"]


def test_a_filled_file_is_never_overwritten(path):
    book(path, (ONE, None, None, "ja"))
    before = path.read_bytes()

    write_cooperation_template(path, premises())

    assert path.read_bytes() == before


def test_the_template_neutralises_formulas(path):
    write_cooperation_template(path, premises().assign(name='=HYPERLINK("x")'))

    assert load_workbook(path).worksheets[0]["C2"].value == '\'=HYPERLINK("x")'


@pytest.mark.parametrize("content", [b"no workbook", b""])
def test_what_is_no_workbook_is_told_in_one_sentence(path, content):
    path.write_bytes(content)

    with pytest.raises(SourceError, match="cannot be read"):
        read_cooperation(path)


def test_a_workbook_of_something_else_is_told_with_the_columns_it_needs(path):
    book(path, header=("Straße", "Status"))

    with pytest.raises(SourceError, match='no sheet "Kooperation" with the columns Einheit'):
        read_cooperation(path)


def test_a_dropped_file_is_recognised_and_is_no_register(path):
    book(path, (ONE, "Markt 1", "Blumen Rot", "ja", "nein"))

    assert recognise(path).role == "cooperation"


def test_the_study_can_name_the_file(tmp_path):
    (tmp_path / "study.toml").write_text(
        '[town]\nname = "X"\n[sources]\nosm = "x.osm"\ncooperation = "verein.xlsx"\n', "utf-8"
    )

    assert read_study(tmp_path).sources.cooperation == (tmp_path / "verein.xlsx",)
