"""Cells of registers: areas, days, floors, status words, personal data."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innenstadt_gis.codes import REASONS, REPAIRS
from innenstadt_gis.ingest.registers.private import collect, looks_personal
from innenstadt_gis.ingest.registers.status import read_status, speaks_of_status
from innenstadt_gis.ingest.registers.values import read_area, read_floor, read_since
from innenstadt_gis.tables import STATUS

DAY = dt.date(2024, 10, 1)


@pytest.mark.parametrize(
    ("text", "m2", "repairs"),
    [
        ("1.234,50 m²", 1234.5, ()),
        ("1234,5", 1234.5, ()),
        ("59.0", 59.0, ()),
        (81.2, 81.2, ()),
        ("ca. 80", 80.0, ("area_approximate",)),
        ("58-78", 68.0, ("area_range",)),
        ("80 bis 100 qm", 90.0, ("area_range",)),
        (">200", 200.0, ("area_minimum",)),
        ("80 qm + 20 Lager", 80.0, ("area_composite",)),
        ("1.234", 1234.0, ("area_thousands",)),
        ("0,1 ha", 1000.0, ("area_converted",)),
        ("0", None, ("area_zero",)),
        (0, None, ("area_zero",)),
        (-5, None, ("area_implausible",)),
        ("-5", None, ("area_implausible",)),
        (850000, None, ("area_implausible",)),
        ("k.A.", None, ()),
        ("", None, ()),
        (None, None, ()),
        ("groß", None, ("area_unread",)),
    ],
)
def test_an_area_is_read_as_towns_write_it(
    text: Any, m2: float | None, repairs: tuple[str, ...]
) -> None:
    assert read_area(text)[:2] == (m2, repairs)


@given(st.floats(1, 9999).map(lambda v: round(v, 2)))
def test_a_german_number_is_read_back(m2: float) -> None:
    german = f"{m2:,.2f}".translate(str.maketrans(",.", ".,"))
    assert read_area(f"{german} m²").m2 == m2


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("16.06.2021", "2021-06-16", "day"),
        ("16.6.21", "2021-06-16", "day"),
        (dt.date(2018, 5, 24), "2018-05-24", "day"),
        (44562, "2022-01-01", "day"),
        ("43244", "2018-05-24", "day"),
        ("02/2018", "2018-02-01", "month"),
        ("01.2022", "2022-01-01", "month"),
        ("Mai 2022", "2022-05-01", "month"),
        ("Q3/21", "2021-07-01", "quarter"),
        ("II. Quartal 2020", "2020-04-01", "quarter"),
        ("2022", "2022-01-01", "year"),
        (2022, "2022-01-01", "year"),
        ("seit 2023", "2023-01-01", "year"),
        ("Frühjahr 2019", "2019-01-01", "year"),
        ("seit ca. 5 Jahren", "2019-01-01", "year"),
        ("seit 3 Monaten", "2024-07-01", "month"),
        ("schon lange", None, None),
        ("vor Corona", None, None),
        ("01.01.1900", None, None),
        ("31.02.2022", None, None),
        (None, None, None),
    ],
)
def test_a_day_is_read_with_its_precision(
    text: Any, day: str | None, precision: str | None
) -> None:
    told = read_since(text, DAY)
    assert (told.day.isoformat() if told.day else None, told.precision) == (day, precision)


def test_two_digit_years_turn_at_the_year_after_the_survey() -> None:
    days = [read_since(f"01.03.{year}", DAY).day for year in ("89", "25", "26")]
    assert [day.year for day in days if day] == [1989, 2025, 1926]


def test_a_day_after_the_survey_is_kept_and_told() -> None:
    assert read_since("01.01.2025", DAY).repairs == ("since_after_survey",)


@pytest.mark.parametrize(
    ("text", "floor"),
    [("EG", "EG"), ("Erdgeschoss", "EG"), ("0", "EG"), ("1.OG", "1. OG"), ("1. OG", "1. OG"),
     (1, "1. OG"), ("UG", "UG"), ("-1", "UG"), ("EG+1.OG", "EG+1. OG"), (None, None)],
)  # fmt: skip
def test_a_floor_is_written_one_way(text: Any, floor: str | None) -> None:
    assert read_floor(text) == floor


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("LS", "vacant"), ("LEER", "vacant"), ("leer stehend", "vacant"), ("Leerstnad", "vacant"),
        ("zu vermieten", "vacant"), ("nicht belegt", "vacant"), ("unvermietet", "vacant"),
        ("belegt ", "occupied"), ("vermietet", "occupied"), ("in Nutzung", "occupied"),
        ("kein Leerstand", "occupied"), ("nicht leer", "occupied"),
        ("teilw. leer", "partly_vacant"), ("EG leer", "partly_vacant"),
        ("Pop-up", "interim_use"), ("in Sanierung", "under_construction"),
        ("gekündigt zum Jahresende", "at_risk"), ("Nachfolge offen", "at_risk"),
        ("abgerissen", "gone"), ("k.A.", "unknown"), ("?", "unknown"), ("", "unknown"),
        (None, "unknown"), ("ja", "unknown"), ("x", "unknown"), ("Blumenkohl", "unknown"),
    ],
)  # fmt: skip
def test_status_words_mean_what_they_say(text: Any, status: str) -> None:
    assert read_status(text).status == status


@pytest.mark.parametrize("yes", ["ja", "JA", "x", "1", True, "j"])
def test_the_header_decides_what_yes_means(yes: Any) -> None:
    assert read_status(yes, header="vacant").status == "vacant"
    assert read_status(yes, header="occupied").status == "occupied"


@pytest.mark.parametrize("no", ["nein", "Nein", "n", "0", False])
def test_the_header_decides_what_no_means(no: Any) -> None:
    assert read_status(no, header="vacant").status == "occupied"
    assert read_status(no, header="occupied").status == "vacant"


@given(st.text(max_size=20), st.sampled_from(["status", "vacant", "occupied"]))
def test_any_cell_gives_a_known_status(text: str, header: str) -> None:
    told = read_status(text, header=header)
    assert told.status in STATUS
    assert set(told.repairs) <= set(REPAIRS)


@given(st.text(alphabet=" \t-?.", max_size=6), st.sampled_from(["status", "vacant", "occupied"]))
def test_a_blank_cell_is_never_vacant_or_occupied(text: str, header: str) -> None:
    assert read_status(text, header=header).status == "unknown"


def test_zustand_is_told_by_its_vocabulary() -> None:
    assert speaks_of_status(["belegt", None, "LS", "?"])
    assert not speaks_of_status(["gut", "mittel", "schlecht", "saniert"])


def test_persons_are_found_in_free_text() -> None:
    told = collect(["Geheim, Zita / 0170 1234567", "zita@geheim.example"])
    for text in (
        "Zita Geheim will nicht", "Geheim, Zita", "laut Geheim bald frei", "Fr. Anders fragt",
        "Tel. 03733 123456", "mail: a.b@c.de", "DE02 1203 0000 0000 2020 51", "+49 170 1234567",
    ):  # fmt: skip
        assert told.found_in(text), text


def test_harmless_remarks_are_no_persons() -> None:
    told = collect(["Geheim, Zita / 0170 1234567", "privat", "Stadt"])
    for text in ("Stufe am Eingang", "Schaufenster dekoriert", "frei ab 01.10.2024", "privat",
                 "gehört der Stadt", "ca. 120 m², 2. OG, 1998"):  # fmt: skip
        assert not told.found_in(text), text


def test_personal_values_are_never_shown() -> None:
    assert "Geheim" not in repr(collect(["Geheim, Zita"]))


def test_an_unknown_column_of_persons_is_seen() -> None:
    assert looks_personal(["Muster, Eva", "Beispiel, Karl", None])
    assert not looks_personal(["Bäckerei", "Schuhe, Taschen und mehr", "Optiker"])


def test_every_code_is_said_in_both_languages() -> None:
    assert all(text.de and text.en for text in (*REASONS.values(), *REPAIRS.values()))
