"""Street names and house numbers: spellings meet, different streets do not."""

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from innenstadt_gis.ingest.streets import (
    house_number_key,
    house_number_keys,
    parse_house_number,
    split_address,
    street_key,
    street_keys,
)

NAMES = st.text(alphabet="abgkmrstäöüßABSTÄÖÜ -.'", min_size=1, max_size=25)


@given(NAMES)
def test_a_street_key_of_a_key_is_that_key(name: str) -> None:
    assert street_key(street_key(name)) == street_key(name)


@given(NAMES)
def test_case_and_outer_space_make_no_difference(name: str) -> None:
    assert street_key(f"  {name.upper()}  ") == street_key(name)


@given(st.text(alphabet="abcdefgmnoäöü", min_size=2, max_size=12))
def test_all_spellings_of_strasse_are_one_street(stem: str) -> None:
    spellings = [f"{stem}{end}" for end in ("straße", "strasse", "str.", "STRASSE", "str")]
    spellings += [f"{stem}{end}" for end in (" Straße", "-Straße", " Str.", "-Str.")]
    assert len({street_key(name) for name in spellings}) == 1


@given(st.integers(1, 999), st.sampled_from(["", "a", "f"]))
def test_all_spellings_of_a_house_number_are_one_number(base: int, suffix: str) -> None:
    spellings = [f"{base}{suffix}", f" {base} {suffix} ", f"Nr. {base}{suffix.upper()}"]
    assert {house_number_key(text) for text in spellings} == {f"{base}{suffix}"}


@given(st.text(alphabet="0123456789abu-/+ .Nr", max_size=12))
@example("0/0-1")
def test_a_house_number_key_of_a_key_is_that_key(text: str) -> None:
    assert house_number_key(house_number_key(text)) == house_number_key(text)


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("Altdorfer Str.  25", "Altdorfer Str.", "25"),
        ("Friedensplatz 4 a", "Friedensplatz", "4a"),
        ("Markt Nr. 1", "Markt", "1"),
        ("Bergstr. Nr. 2", "Bergstr.", "2"),
        ("Markt1", "Markt", "1"),
        ("Markt 1 (ehem. Sparkasse)", "Markt", "1"),
        ("Markt HsNr. 5 Hinterhaus", "Markt", "5"),
        ("Reisgasse 12-14", "Reisgasse", "12-14"),
        ("Reisgasse 12–16 a", "Reisgasse", "12-16a"),
        ("Markt 12 u. 14", "Markt", "12+14"),
        ("Markt 12/1", "Markt", "12/1"),
        ("Kirchplatz o. Nr.", "Kirchplatz", ""),
        ("Kirchplatz ohne Nummer", "Kirchplatz", ""),
        ("Markt *", "Markt", ""),
        ("Straße des 17. Juni", "Straße des 17. Juni", ""),
        ("Straße des 17. Juni 135", "Straße des 17. Juni", "135"),
        ("Markt 1, 99999 Musterstadt", "Markt", "1"),
        ("99999 Musterstadt, Markt 1", "Markt", "1"),
    ],
)
def test_an_address_is_split_as_people_write_it(text: str, street: str, number: str) -> None:
    told = split_address(text)
    assert (told.street, house_number_key(told.house_number)) == (street, number)


def test_different_streets_stay_different() -> None:
    names = ["Bergstraße", "Burgstraße", "Am Berg", "Berggasse", "Markt", "Marktplatz"]
    assert len({street_key(name) for name in names}) == len(names)


def test_a_number_with_and_without_suffix_are_two_numbers() -> None:
    assert house_number_key("4") != house_number_key("4a")


def test_no_number_is_no_number() -> None:
    assert [parse_house_number(text) for text in (None, "", "o. Nr.", "*", "-")] == [None] * 5


def test_a_column_keeps_blank_for_missing() -> None:
    streets = pd.Series(["Marktstr.", None, "Marktstraße"])
    assert street_keys(streets).tolist() == ["marktstr", "", "marktstr"]
    assert house_number_keys(pd.Series([14.0, None])).tolist() == ["14", ""]
