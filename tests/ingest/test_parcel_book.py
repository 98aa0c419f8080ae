"""Parcels as people name them: lists, parts, districts, dates; never a guess between two."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innenstadt_gis.ingest.parcel_book import ParcelBook, parcel_ids_of
from innenstadt_gis.ingest.parcel_id import ParcelId, read_parcel_id
from innenstadt_gis.ingest.parcel_names import said_parcels

# two districts without Fluren, one with two
TOWN = gpd.GeoDataFrame(
    {"district": ["Obertal"] * 4 + ["Obertal-Buchen"] + ["Niedersteinbach"] * 3},
    index=[
        "145678___000120003__", "145678___000120004__", "145678___00015______",
        "145678___000030001__", "145679___000120003__",
        "145680001000070009__", "145680002000070009__", "145680002000080001__",
    ],
)  # fmt: skip


def ids(district, flur, parcel):
    return [m.parcel_id for m in parcel_ids_of(district, flur, parcel, TOWN)]


def only(district, flur, parcel):
    (mention,) = parcel_ids_of(district, flur, parcel, TOWN)
    return mention


@pytest.mark.parametrize(
    "spelling",
    [
        "145678___000120003__", "145678___000120003", "14567800000012000300",
        "145678___ 00012 0003 __", "145678   000120003  ", "145678-12/3", "145678–00012/0003",
        "145678___oo0120003__", "Obertal-12/3", "Gemarkung Obertal, Flst. 12/3",
    ],
)  # fmt: skip
def test_input_34_every_spelling_of_an_id_reaches_the_same_parcel(spelling):
    read = read_parcel_id(spelling, districts={"Obertal": "145678"})

    assert read.parcel_id == "145678___000120003__"
    assert only(None, None, spelling).parcel_id == "145678___000120003__"


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ("145678___000120003_", "FSK_LENGTH"),
        ("155678___000120003__", "FSK_STATE"),
        ("145678___0001200a3__", "FSK_CHARACTERS"),
    ],
)
def test_input_34_a_spoilt_id_is_no_id_and_says_why(spoilt, reason):
    assert read_parcel_id(spoilt, state="14").reason == reason
    assert read_parcel_id(spoilt, state="14").parcel_id is None
    assert only("Obertal", None, spoilt).parcel_id != "145678___000120003__"


@pytest.mark.parametrize("rounded", [1.45678e19, "1,45678E+19", "1.45678E+19"])
def test_input_35_a_rounded_id_is_rejected_and_no_parcel_is_found(rounded):
    mention = only("Obertal", None, rounded)

    assert (mention.parcel_id, mention.reason) == (None, "FSK_FLOAT_PRECISION_LOST")


@pytest.mark.parametrize(
    "date",
    [pd.Timestamp(2024, 3, 12), dt.date(2024, 3, 12), "2024-03-12", "12.03.2024", "12. Mrz",
     "2024-03-12 00:00:00"],
)  # fmt: skip
def test_input_36_a_date_is_the_number_that_excel_took_for_one(date):
    mention = only("Obertal", None, date)

    assert mention.parcel_id == "145678___000120003__"
    assert mention.repairs == ("parcel_was_date",)


def test_input_36_a_date_that_fits_two_numbers_is_not_decided():
    two = gpd.GeoDataFrame(
        {"district": ["A", "A"]}, index=["145678___000010003__", "145678___000030090__"]
    )

    (mention,) = parcel_ids_of("A", None, dt.date(1990, 3, 1), two)  # 1/3 or 3/90

    assert mention.parcel_id is None
    assert mention.candidates == ("145678___000010003__", "145678___000030090__")


def test_input_37_a_list_names_each_parcel_and_marks_the_part():
    told = parcel_ids_of("Obertal", None, "12/3, 12/4 und TF von 15", TOWN)

    assert [m.parcel_id for m in told] == list(TOWN.index[:3])
    assert [m.part for m in told] == [False, False, True]


@pytest.mark.parametrize(
    "cell",
    ["12/3; 12/4", "12/3 + 12/4", "Flst. 12/3 u. 12/4", "12/3, /4", "12/3\n12/4",
     "145678___000120003__, 145678___000120004__"],
)  # fmt: skip
def test_input_37_lists_are_separated_in_many_ways(cell):
    assert ids("Obertal", None, cell) == list(TOWN.index[:2])


def test_input_38_an_id_that_the_cadastre_no_longer_holds_is_kept_and_flagged():
    by_id = only(None, None, "145678___000990001__")
    by_number = only("Obertal", None, "99/1")

    assert by_id.parcel_id == by_number.parcel_id == "145678___000990001__"
    assert by_id.reason == by_number.reason == "parcel_historic"
    assert not by_id.known


def test_input_38_without_its_flur_an_old_parcel_cannot_be_named():
    assert only("Niedersteinbach", None, "99/1").reason == "parcel_unknown"
    assert only("Niedersteinbach", 2, "99/1").parcel_id == "145680002000990001__"


@pytest.mark.parametrize(
    ("district", "expected"),
    [
        ("Obertal", "145678___000120003__"),
        ("OBERTAL/Sa.", "145678___000120003__"),
        ("Gmk. Obertal", "145678___000120003__"),
        ("5678", "145678___000120003__"),
        (145678.0, "145678___000120003__"),
        ("Obertal-Buchen", "145679___000120003__"),
        ("Buchen", "145679___000120003__"),
        ("Obertahl", "145678___000120003__"),
    ],
)
def test_input_39_a_district_is_found_by_its_names_and_numbers(district, expected):
    assert ids(district, None, "12/3") == [expected]


def test_input_39_without_a_district_two_parcels_are_candidates_and_no_guess():
    mention = only(None, None, "12/3")

    assert mention.parcel_id is None
    assert mention.candidates == ("145678___000120003__", "145679___000120003__")
    assert mention.reason == "parcel_ambiguous"


def test_input_39_a_foreign_district_is_unknown_though_the_number_exists():
    assert only("Hinterwald", None, "15").reason == "district_unknown"
    assert only("Hinterwald", None, "15").parcel_id is None


def test_a_flur_decides_where_there_are_several_and_is_ignored_where_there_is_none():
    assert ids("Niedersteinbach", "Flur 2", "7/9") == ["145680002000070009__"]
    assert only("Niedersteinbach", None, "7/9").reason == "parcel_ambiguous"
    assert only("Niedersteinbach", None, "8/1").repairs == ("flur_found",)
    assert only("Obertal", "1", "12/3").repairs == ("flur_ignored",)
    assert ids(None, None, "Gemarkung Niedersteinbach, Flur 1, Flst.-Nr. 7/9") == [
        "145680001000070009__"
    ]


@pytest.mark.parametrize("cell", ["12a", "beim Brunnen", "0", "?"])
def test_what_is_no_number_is_named_as_unread(cell):
    assert only("Obertal", None, cell).reason == "parcel_unread"


@pytest.mark.parametrize("cell", [None, float("nan"), "", "  "])
def test_a_blank_cell_names_nothing(cell):
    assert parcel_ids_of("Obertal", None, cell, TOWN) == ()


@given(
    st.text(alphabet="0123456789/ ,;-_aTFvonu.E+", max_size=30)
    | st.text(max_size=12) | st.floats() | st.integers() | st.dates() | st.none()
)  # fmt: skip
def test_any_cell_is_read_and_an_id_is_never_made_up(cell):
    book = ParcelBook(TOWN)
    for mention in book.find(parcel=cell, district="Obertal"):
        assert mention.known == (mention.parcel_id in TOWN.index)
        assert (mention.reason == "") == mention.known
        assert len(mention.candidates) != 1


@given(st.lists(st.tuples(st.integers(1, 99999), st.integers(1, 9999)), min_size=1, max_size=6))
def test_a_list_has_as_many_parcels_as_were_written(numbers):
    cell = ", ".join(f"{above}/{below}" for above, below in numbers)

    # a cell that is a date by itself is told apart
    assert [s.readings[0] for s in said_parcels(cell)] == numbers


@given(st.integers(1, 99999), st.none() | st.integers(1, 9999))
def test_a_label_finds_the_parcel_that_shows_it(above, below):
    parcel = ParcelId(state=14, district=5678, numerator=above, denominator=below)
    town = gpd.GeoDataFrame({"district": ["Obertal"]}, index=[parcel.format()])

    (mention,) = parcel_ids_of("Obertal", None, parcel.label, town)

    assert mention.parcel_id == parcel.format()


@given(st.floats())
def test_no_float_is_ever_an_id(value):
    assert read_parcel_id(value).parcel_id is None


@pytest.mark.parametrize(
    "cell",
    [
        "TF von 15", "TF v. Flst. 15", "15 (TF)", "15/TF", "15 TF", "Teilfl. aus 15", "T. v. 15",
        "Teilfläche des Flurstücks 15", "Teilstück 15", "Teil vom Flurstück 15", "15 tlw.",
        "15 teilweise", "15 z.T.", "15 z. T.", "15 (zum Teil)", "15 teils", "anteilig 15",
        "Anteil an 15", "TEILFLÄCHE 15", "TF von 145678___00015______", "14567800000015000000 tlw.",
        "Flst. 145678___00015______ (TF)",
    ],
)  # fmt: skip
def test_input_37_a_part_of_a_parcel_is_told_however_it_is_written(cell):
    (told,) = parcel_ids_of("Obertal", None, cell, TOWN)

    assert (told.parcel_id, told.known, told.part) == ("145678___00015______", True, True)


@pytest.mark.parametrize("cell", ["15", "Flst. 15", "Flurstück Nr. 15"])
def test_input_37_a_whole_parcel_is_no_part(cell):
    (told,) = parcel_ids_of("Obertal", None, cell, TOWN)

    assert (told.parcel_id, told.part) == ("145678___00015______", False)
