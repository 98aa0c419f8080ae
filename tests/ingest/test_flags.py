"""Yes-or-no columns of a register: the answer is kept, and nothing else."""

from __future__ import annotations

import pandas as pd
import pytest
from openpyxl import Workbook

from innenstadt_gis.codes import REPAIRS
from innenstadt_gis.ingest.corrections import Correction, read_corrections
from innenstadt_gis.ingest.osm.listed import listed
from innenstadt_gis.ingest.registers import read_register
from innenstadt_gis.ingest.registers.flags import YES_NO, yes_no
from innenstadt_gis.ingest.registers.vocabulary import meaning
from innenstadt_gis.tables import PREMISES, RECORDS


@pytest.mark.parametrize(
    ("cell", "name", "answer"),
    [
        ("ja", "", True), ("X", "", True), ("nein", "", False), (0.0, "", False), (True, "", True),
        ("nein, noch nicht", "", False), ("k. A.", "", None), ("weiß nicht", "", None),
        ("", "mail_listed", None), (7.0, "phone_listed", None), (1713920013.0, "phone_listed", True),
        ("0171 3920013", "phone_listed", True), ("@laden", "social_listed", True),
        ("instagram.com/laden", "social_listed", True), ("nur bar", "cashless", False),
        ("EC, Visa", "cashless", True), ("0171 3920013", "voucher", None),
    ],
)  # fmt: skip
def test_cells_are_read_as_yes_no_or_neither(cell, name, answer):
    assert yes_no(cell, name) is answer


def test_every_flag_is_a_column_of_records_and_units_for_the_town_hall_alone():
    for table in (RECORDS, PREMISES):
        for name in (*YES_NO, "events"):
            assert table.column(name).audience == "intern", name


@pytest.mark.parametrize(
    ("header", "means"),
    [
        ("E-Mail vorhanden (ja/nein)", "mail_listed"), ("Telefon vorhanden", "phone_listed"),
        ("Kartenzahlung", "cashless"), ("Social Media", "social_listed"),
        ("Gewerbeverein", "association_member"), ("Stadtgutschein", "voucher"),
        ("E-Mail", "personal"), ("Telefon", "personal"),  # numbers, until somebody says otherwise
    ],
)  # fmt: skip
def test_headers_of_flags_are_known_and_plain_contacts_stay_personal(header, means):
    assert meaning(header) == means


def test_addresses_under_a_yes_or_no_column_are_read_as_yes_and_dropped(tmp_path):
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("Straße", "Hausnr.", "Status", "E-Mail vorhanden", "Telefon vorhanden", "Kartenzahlung"),
        ("Marktplatz", "1", "belegt", "kontakt@laden.example", 1713920013, "EC"),
        ("Marktplatz", "2", "belegt", "nein", "0171 3920013", "nur bar"),
        ("Marktplatz", "3", "belegt", "kaputt", None, None),
    ):
        sheet.append(row)
    path = tmp_path / "liste.xlsx"
    book.save(path)

    register = read_register(path, survey_day=pd.Timestamp(2026, 5, 1).date())

    rows = register.records
    assert rows["mail_listed"].tolist()[:2] == [True, False]
    assert rows["phone_listed"].tolist()[:2] == [True, True]
    assert rows["cashless"].tolist()[:2] == [True, False]
    assert pd.isna(rows["mail_listed"].iloc[2])
    assert "yes_no_unread" in rows["repairs"].iloc[2]
    assert "yes_no_unread" in REPAIRS
    everything = rows.drop(columns="geometry").to_csv() + repr(register.reading)
    assert "laden.example" not in everything
    assert "3920013" not in everything


def test_a_correction_can_say_yes_or_no(tmp_path):
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Korrekturen"
    for row in (
        ("Einheit", "Feld", "Neuer Wert"),
        ("u-0000000001", "bargeldlose Zahlung", "ja"),
        ("u-0000000001", "E-Mail eingetragen", "nein"),
        ("u-0000000001", "stufenlos", "bedingt"),
        ("u-0000000001", "nimmt Stadtgutschein", "lila"),
    ):
        sheet.append(row)
    path = tmp_path / "korrekturen.xlsx"
    book.save(path)

    read = read_corrections(path)

    assert read.entries == (
        Correction(row=2, target="u-0000000001", field="cashless", value=True),
        Correction(row=3, target="u-0000000001", field="mail_listed", value=False),
        Correction(row=4, target="u-0000000001", field="step_free", value="limited"),
    )
    assert "lila" not in read.faults[0].de


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ({}, (False, False, False, None)),
        ({"contact:email": "a@b.example"}, (False, True, False, None)),
        ({"phone": "no"}, (False, False, False, None)),
        ({"contact:instagram": "laden"}, (False, False, True, None)),
        ({"payment:cards": "no", "payment:cash": "yes"}, (False, False, False, False)),
        ({"payment:cards": "no", "payment:girocard": "yes"}, (False, False, False, True)),
    ],
)
def test_openstreetmap_lists_ways_to_reach_and_pay(tags, told):
    assert tuple(listed(tags).values()) == told
