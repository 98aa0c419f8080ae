"""Cells of registers: areas, days, floors, status words, personal data."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innenstadt_gis.codes import REASONS, REPAIRS
from innenstadt_gis.ingest.registers.facts import days, grades, sizes
from innenstadt_gis.ingest.registers.private import collect, looks_personal
from innenstadt_gis.ingest.registers.status import read_status, speaks_of_status
from innenstadt_gis.ingest.registers.uses import read_use
from innenstadt_gis.ingest.registers.values import (
    area_style,
    floor_of,
    read_area,
    read_duration,
    read_floor,
    read_since,
)
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


def test_input_16_areas_with_units_ranges_and_parts() -> None:
    assert read_area("1.234,50 m²").m2 == 1234.5
    assert read_area("ca. 80")[:2] == (80.0, ("area_approximate",))
    assert read_area("80-100") == (90.0, ("area_range",), 80.0, 100.0)
    assert read_area(">200") == (200.0, ("area_minimum",), 200.0, None)
    assert read_area("80 qm + 20 Lager")[:2] == (80.0, ("area_composite",))
    assert read_area("1,234.50").m2 == 1234.5


@pytest.mark.parametrize(
    ("column", "m2", "repairs"),
    [
        (["1.234", "80", "120,5"], 1234.0, ("area_thousands",)),
        (["1.234", "2.5", "3.25"], 1.23, ()),
        (["1.234"], 1234.0, ("area_ambiguous",)),
    ],
)
def test_input_17_a_dot_before_three_digits_is_told_by_its_column(
    column: list[str], m2: float, repairs: tuple[str, ...]
) -> None:
    assert read_area("1.234", area_style(column))[:2] == (m2, repairs)


@pytest.mark.parametrize(
    ("value", "repair"),
    [
        (0, "area_zero"),
        ("0 m²", "area_zero"),
        (-5, "area_implausible"),
        ("-5", "area_implausible"),
        (99999, "area_implausible"),
        ("850000", "area_implausible"),
    ],
)
def test_input_18_impossible_areas_are_not_taken(value: Any, repair: str) -> None:
    assert read_area(value)[:2] == (None, (repair,))


def test_input_18_a_sales_area_above_the_usable_one_is_flagged() -> None:
    repairs: list[str] = []
    found = sizes({"sales_area": "120", "usable_area": "100"}, {}, repairs)
    assert (found["sales_area_m2"], found["usable_area_m2"], repairs) == (
        120.0,
        100.0,
        ["area_doubtful"],
    )


def test_areas_in_other_units_are_converted_exactly() -> None:
    assert read_area("1000 sq ft").m2 == 92.9  # 92.90304
    assert read_area("12", area_style(["12"], header="Fläche (ha)")).m2 is None  # 120,000 m²
    assert read_area("2", area_style(["2"], unit="a")).m2 == 200.0
    assert read_area(1000, area_style([1000], unit="ft2"))[:2] == (92.9, ("area_converted",))


@pytest.mark.parametrize(
    ("value", "day", "precision"),
    [
        (44562, "2022-01-01", "day"),
        ("01.2022", "2022-01-01", "month"),
        ("2022", "2022-01-01", "year"),
        ("Q3/21", "2021-07-01", "quarter"),
        ("Frühjahr 2019", "2019-01-01", "year"),
        ("seit ca. 5 Jahren", "2019-01-01", "year"),
        ("vor Corona", None, None),
        ("schon lange", None, None),
        ("01.01.1900", None, None),
        ("Mrz 22", "2022-03-01", "month"),
        ("KW 12/2023", "2023-03-01", "month"),
        ("2019-2021", "2019-01-01", "year"),
        ("seit Weihnachten 2020", "2020-12-01", "month"),
        ("vor 2010", "2010-01-01", "year"),
        ("März bis Juni 2021", "2021-03-01", "month"),
        ("12.2020 (Insolvenz)", "2020-12-01", "month"),
    ],
)
def test_input_19_days_of_every_shape(value: Any, day: str | None, precision: str | None) -> None:
    told = read_since(value, DAY)
    assert (told.day.isoformat() if told.day else None, told.precision) == (day, precision)


@pytest.mark.parametrize(
    ("value", "repair"),
    [
        ("01.11.2024", "since_after_survey"),
        ("2026", "since_after_survey"),
        ("1938", "since_before_1945"),
    ],
)
def test_input_20_days_after_the_survey_or_before_1945_are_flagged(value: str, repair: str) -> None:
    assert read_since(value, DAY).repairs == (repair,)


def test_input_21_two_digits_turn_at_the_year_after_the_survey() -> None:
    years = {text: read_since(text, DAY).day for text in ("89", "25", "26", "05.89")}
    assert {text: day.year for text, day in years.items() if day} == {
        "89": 1989,
        "25": 2025,
        "26": 1926,
        "05.89": 1989,
    }


def _days(since: Any, duration: Any, header: str = "Dauer") -> tuple[Any, Any, list[str]]:
    repairs: list[str] = []
    fields = {"since": since, "duration": duration}
    found = days(fields, "vacant", DAY, repairs, header=header)
    return found["vacant_since"], found["vacant_since_precision"], repairs


def test_input_22_a_length_without_a_date_gives_one_and_a_date_wins() -> None:
    assert _days(None, "18 Monate") == (dt.date(2023, 4, 1), "month", ["since_relative"])
    assert _days(None, 3, "Dauer (Jahre)") == (dt.date(2021, 1, 1), "year", ["since_relative"])
    assert _days("2020", "3 Jahre") == (dt.date(2020, 1, 1), "year", ["duration_contradicts"])
    assert _days("2021", "3 Jahre") == (dt.date(2021, 1, 1), "year", [])
    assert _days(None, ">5 Jahre")[0] is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("6-10 months", 6, 10), (">5 Jahre", 60, None), ("1,5 J.", 18, 18), ("< 3 Monate", 0, 3),
     ("ein halbes Jahr", 6, 6), ("1 Jahr 6 Monate", 18, 18), ("k.A.", None, None)],
)  # fmt: skip
def test_a_length_of_vacancy_is_months_between_two_ends(
    text: str, low: float | None, high: float | None
) -> None:
    assert read_duration(text)[:2] == (low, high)


@pytest.mark.parametrize(
    ("text", "header", "status"),
    [("ja", "vacant", "vacant"), ("nein", "vacant", "occupied"), ("x", "vacant", "vacant"),
     ("-", "vacant", "unknown"), ("?", "vacant", "unknown"), ("teilw.", "status", "partly_vacant"),
     ("demnächst frei", "status", "at_risk"), ("", "vacant", "unknown"), (None, "vacant", "unknown")],
)  # fmt: skip
def test_input_23_the_usual_signs(text: Any, header: str, status: str) -> None:
    assert read_status(text, header=header).status == status


def test_input_24_the_header_turns_no() -> None:
    assert read_status("nein", header="vacant").status == "occupied"
    assert read_status("nein", header="occupied").status == "vacant"


@pytest.mark.parametrize(
    ("text", "floor", "repairs"),
    [("III+D", None, ("floor_is_storeys",)), ("2,5", None, ("floor_is_storeys",)),
     ("EG+1.OG", "EG+1. OG", ()), ("UG", "UG", ()), ("0", "EG", ()), ("1. Etage links", "1. OG", ()),
     ("Souterrain", "Souterrain", ()), ("Laden", "Laden", ("floor_unread",))],
)  # fmt: skip
def test_input_25_floors_and_what_is_none(
    text: str, floor: str | None, repairs: tuple[str, ...]
) -> None:
    assert floor_of(text) == (floor, repairs)


@pytest.mark.parametrize(
    ("text", "flags"),
    [("gut", []), ("mittel", []), ("sanierungsbedürftig", []), ("2", ["scale_undeclared"]),
     ("Ampel rot", ["scale_undeclared"]), ("Note 3", ["scale_undeclared"])],
)  # fmt: skip
def test_input_26_a_bare_grade_is_kept_and_flagged(text: str, flags: list[str]) -> None:
    repairs: list[str] = []
    assert grades({"condition": text}, repairs)["condition"] == text
    assert repairs == flags


def test_input_27_typos_are_read_and_flagged_and_the_rest_stays_raw() -> None:
    assert read_status("Leerstnad") == ("vacant", ("status_fuzzy",))
    assert read_use("Bäckrei")[1:5:3] == ("bakery", ("branch_fuzzy",))
    assert read_use("Friesör")[1:5:3] == ("hairdresser", ("branch_fuzzy",))
    assert read_use("Qwertz").repairs == ("branch_unread",)


@pytest.mark.parametrize(
    ("text", "status"),
    [("steht seit 2022 leer", "vacant"), ("kein Leerstand", "occupied"),
     ("Leerstand behoben", "occupied"), ("bis 06/2024 leer, jetzt Bäckerei", "unknown"),
     ("war leer, jetzt vermietet", "unknown"), ("nicht mehr vermietet", "vacant"),
     ("leer, Umbau geplant", "vacant"), ("leer?", "unknown"), ("vorübergehend geschlossen", "unknown"),
     ("2 von 3 Einheiten leer", "partly_vacant"), ("Inhaber > 60", "at_risk")],
)  # fmt: skip
def test_sentences_about_status_are_read_or_left_unknown(text: str, status: str) -> None:
    told = read_status(text)
    assert told.status == status
    assert told.repairs or status != "unknown"


def test_numbers_of_a_legend_win_over_yes_and_no() -> None:
    legend = {"1": "occupied", "2": "vacant"}
    assert [read_status(v, header="vacant", legend=legend).status for v in (1, 2.0, "1")] == [
        "occupied", "vacant", "occupied",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["Metzger", "Schneider", "Koch", "Schneider GmbH", "Koch & Söhne", "Fischer", "Alte Post",
     "Zur Alten Post", "Altes Rathaus", "Wagner", "Schmuckert", "Becker"],
)  # fmt: skip
def test_a_surname_or_an_inn_is_no_branch(name: str) -> None:
    assert read_use(name, means="name").branch is None


@pytest.mark.parametrize(
    ("name", "branch"),
    [("Schneider Reisen", "travel_agency"), ("Optik Koch", "optician"), ("Sportcafé", "cafe"),
     ("Bäckerei Huber", "bakery"), ("Praxis für Zahnheilkunde", "dentist"),
     ("bike boutique", "bicycle"), ("Modehaus Metzger", "clothes")],
)  # fmt: skip
def test_the_word_in_a_name_tells_the_branch_and_is_flagged(name: str, branch: str) -> None:
    told = read_use(name, means="name")
    assert (told.name, told.branch, told.repairs) == (name, branch, ("branch_from_name",))


def test_uses_of_the_past_and_several_at_once() -> None:
    assert read_use("ehem. Metzgerei", means="use").previous == "butcher"
    assert read_use("leer (ehem. Schuhladen)", means="use")[:3] == (None, None, "shoes")
    combined = read_use("Bäckerei/Café", means="use")
    assert (combined.branch, combined.repairs) == ("bakery", ("branch_combined",))
