"""Flurstückskennzeichen: the known examples, the repairs, and laws."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innenstadt_gis.ingest.parcel_id import (
    ParcelId,
    read_parcel_id,
    read_parcel_ids,
    split_parcel_id,
)

ids = st.builds(
    ParcelId,
    state=st.integers(1, 16),
    district=st.integers(0, 9999),
    flur=st.none() | st.integers(1, 999),
    numerator=st.integers(1, 99999),
    denominator=st.none() | st.integers(1, 9999),
    sequence=st.none() | st.integers(1, 99),
)


@pytest.mark.parametrize(
    ("given_", "expected", "repair"),
    [
        ("145678___000120003__", "145678___000120003__", ()),
        ("145678___00012", "145678___00012______", ("FSK_PADDED",)),
        ("145678___000120003", "145678___000120003__", ("FSK_PADDED",)),
        ("14567800000012000000", "145678___00012______", ("FSK_ZERO_BLOCKS",)),
        ("145678___00012 0003__", "145678___000120003__", ("FSK_SPACES",)),
        ("145678   000120003  ", "145678___000120003__", ("FSK_SPACES",)),
        ("145678   00012", "145678___00012______", ("FSK_SPACES",)),
        ("053001-001-00007/0009", "053001001000070009__", ("FSK_DISPLAY_FORM",)),
        ("053001–1–7/9", "053001001000070009__", ("FSK_DISPLAY_FORM",)),
        ("145678-12/3", "145678___000120003__", ("FSK_DISPLAY_FORM",)),
        ("145678___oo0120003__", "145678___000120003__", ("FSK_LETTER_O",)),
    ],
)
def test_what_town_halls_do_to_an_id_is_undone(given_, expected, repair):
    read = read_parcel_id(given_)

    assert (read.parcel_id, read.repairs, read.reason) == (expected, repair, "")


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        (1.45678e19, "FSK_FLOAT_PRECISION_LOST"),
        (14567800100012.0, "FSK_FLOAT_PRECISION_LOST"),
        ("1,45678E+19", "FSK_FLOAT_PRECISION_LOST"),
        ("1.4567E+19", "FSK_FLOAT_PRECISION_LOST"),
        ("14567800000012000.0", "FSK_FLOAT_PRECISION_LOST"),
        ("145678___000120003_", "FSK_LENGTH"),  # 19 characters
        ("12/3", "FSK_LENGTH"),
        ("145678___0001200a3__", "FSK_CHARACTERS"),
        ("14567_8__000120003__", "FSK_PATTERN"),
        ("175678___000120003__", "FSK_STATE"),
        ("145678___00000______", "FSK_NUMERATOR_ZERO"),
        (None, "FSK_BLANK"),
        (float("nan"), "FSK_BLANK"),
        ("  ", "FSK_BLANK"),
    ],
)
def test_what_cannot_be_known_is_rejected_with_its_reason(given_, reason):
    read = read_parcel_id(given_)

    assert (read.parcel_id, read.reason) == (None, reason)


def test_an_id_of_another_land_is_rejected_where_one_land_is_asked_for():
    assert read_parcel_id("145678___000120003__", state="14").reason == ""
    assert read_parcel_id("135678___000120003__", state="14").reason == "FSK_STATE"


@given(ids)
def test_split_undoes_format(parts):
    text = parts.format()

    assert len(text) == 20
    assert split_parcel_id(text) == parts
    assert read_parcel_id(text).parcel_id == text


@given(ids)
def test_stripped_underscores_come_back(parts):
    text = parts.format()
    if not text.startswith("_", 14) and parts.sequence is not None:
        return  # nothing to strip
    cut = text[:14] if text.endswith("______") else text[:18] if text.endswith("__") else text

    assert read_parcel_id(cut).parcel_id == text


@given(ids)
def test_zeros_in_the_place_of_underscores_mean_absent(parts):
    assert read_parcel_id(parts.format().replace("_", "0")).parcel_id == parts.format()


@given(st.text(alphabet="0123456789_ -/oOE.,", max_size=24) | st.integers() | st.floats())
def test_what_is_read_is_valid_and_reading_again_changes_nothing(value):
    read = read_parcel_id(value)

    assert (read.parcel_id is None) == (read.reason != "")
    if read.parcel_id is not None:
        assert split_parcel_id(read.parcel_id).format() == read.parcel_id
        again = read_parcel_id(read.parcel_id)
        assert (again.parcel_id, again.repairs) == (read.parcel_id, ())


@given(
    st.lists(st.text(alphabet="0123456789_ ", max_size=22) | ids.map(ParcelId.format), max_size=8)
)
def test_a_column_reads_as_its_values_do(values):
    column = pd.Series(values, index=range(5, 5 + len(values)), dtype="object")

    read = read_parcel_ids(column)

    assert list(read.index) == list(column.index)
    for value, row in zip(values, read.itertuples(), strict=True):
        single = read_parcel_id(value)
        assert (None if pd.isna(row.parcel_id) else row.parcel_id) == single.parcel_id
        assert (row.repairs, row.reason) == (";".join(single.repairs), single.reason)


def test_a_column_of_floats_is_rejected_whole():
    read = read_parcel_ids(pd.Series([1.4e19, None]))

    assert list(read["reason"]) == ["FSK_FLOAT_PRECISION_LOST", "FSK_BLANK"]
