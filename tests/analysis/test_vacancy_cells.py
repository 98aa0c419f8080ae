"""Vacancy by street, section, centre, branch, floor and duration, counted by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from innenstadt_gis import pipeline
from innenstadt_gis.analysis.vacancy import vacancy_cells, vacancy_rate
from innenstadt_gis.outputs.suppression import suppress_cells
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.vacancy import ask_vacancy, ask_vacancy_cells
from innenstadt_gis.pipeline.questions.walking import ask_sections, ask_walking
from innenstadt_gis.tables import PREMISES, SECTIONS
from innenstadt_gis.tables.findings import AREA
from innenstadt_gis.tables.findings.vacancy import VACANCY_CELLS
from innenstadt_gis.tables.units import STATUS
from tests.studies import lauf_alone

CRS = "EPSG:25832"


def units(status, *, in_register=True, places=None, **columns):
    frame = gpd.GeoDataFrame(
        {
            "status": list(status), "in_register": in_register, "located_by": "coordinate",
            "source": "test", **columns,
        },
        index=pd.Index([f"u-{i:03d}" for i in range(len(status))], dtype="str"),
        geometry=places or [Point(i, 0) for i in range(len(status))], crs=CRS,
    )  # fmt: skip
    done = PREMISES.conform(frame)
    PREMISES.check(done)
    return done


def streets(**named):
    """Sections by id: street and number."""
    rows = gpd.GeoDataFrame(
        {"street": [n[0] for n in named.values()], "number": [n[1] for n in named.values()],
         "centreline_m": 100.0, "frontage_m": 200.0, "source": "test"},
        index=pd.Index([name.replace("_", "-") for name in named], dtype="str"),
        geometry=[LineString([(0, i), (100, i)]) for i in range(len(named))], crs=CRS,
    )  # fmt: skip
    done = SECTIONS.conform(rows)
    SECTIONS.check(done)
    return done


NONE = SECTIONS.empty(CRS)


def ask(rows, sections=NONE, **options):
    cells = vacancy_cells(rows, sections=sections, **options)
    VACANCY_CELLS.check(cells.table)
    return cells


def test_spellings_of_a_street_are_one_cell_and_the_section_gives_the_name():
    rows = units(
        ["vacant", "occupied", "occupied", "occupied"],
        street=["Kirchstr.", "KIRCHSTRASSE", "Kirchstraße", "Kirchweg"],
        section_id=["kirchstr-1", None, None, None],
    )  # fmt: skip

    table, figures = ask(rows, streets(kirchstr_1=("Kirchstraße", 1)))

    row = table.loc["street:kirchstrasse"]
    assert (row["label"], row["units"], row["known"], row["vacant"]) == ("Kirchstraße", 3, 3, 1)
    assert row["rate"] == pytest.approx(1 / 3)
    figure = next(f for f in figures if f.id == "L-11:kirchstrasse")
    assert figure.key == "vacancy_street_kirchstrasse"
    assert figure.cell == ("vacancy_cells", "street:kirchstrasse")
    assert figure.group.de == "Kirchstraße"
    assert figure.counted == ("u-000", "u-001", "u-002")
    assert figure.numerator_ids == ("u-000",)


def test_sections_add_up_to_their_street_and_share_a_total_with_it():
    rows = units(
        ["vacant", "occupied", "occupied", "gone"], street=["Gasse"] * 4,
        section_id=["gasse-1", "gasse-2", None, "gasse-1"],
    )  # fmt: skip

    table, _ = ask(rows, streets(gasse_1=("Gasse", 1), gasse_2=("Gasse", 2)))

    table = table[table["dimension"] != "duration"]
    assert table["units"].to_dict() == {
        "street:gasse": 3, "section:gasse-0": 1, "section:gasse-1": 1, "section:gasse-2": 1,
    }  # fmt: skip
    assert table.loc["section:gasse-0", "label"] == "Gasse, ohne Abschnitt"
    assert set(table["total"]) == {"section/gasse"}


def test_a_cell_with_more_than_a_fifth_unknown_has_counts_and_no_rate():
    rows = units(
        ["unknown", *["occupied"] * 3, *["occupied"] * 20], street=[*["A"] * 4, *["B"] * 20]
    )

    table, figures = ask(rows)

    assert np.isnan(table.loc["street:a", "rate"])
    assert (table.loc["street:a", "known"], table.loc["street:a", "unknown"]) == (3, 1)
    assert table.loc["street:a", "bound_high"] == 0.25
    figure = next(f for f in figures if f.id == "L-11:a")
    assert figure.value is None
    assert figure.why.de == (
        "Datenlage reicht nicht: 1 von 4 Ladenlokalen (25 %) ohne bekannten Status"
    )
    assert table.loc["street:b", "rate"] == 0


def test_where_there_is_no_headline_no_cell_has_a_rate():
    rows = units([*["unknown"] * 4, *["occupied"] * 6], street=[*["A"] * 4, *["B"] * 6])

    table, figures = ask(rows)

    assert vacancy_rate(rows, scope=None).value is None
    assert table["rate"].isna().all()
    assert [f.id for f in figures][:1] == ["L-11"]
    assert "4 von 10 Ladenlokalen (40 %)" in figures[0].why.de


def test_vacant_shops_count_in_the_branch_they_had_and_let_ones_in_their_own():
    rows = units(
        ["vacant", "occupied", "partly_vacant", "occupied"],
        branch=[None, "books_stationery", "bakery", "bakery"],
        previous_branch=["bakery", "clothes", "clothes", None],
    )  # fmt: skip

    table, figures = ask(rows)

    bakery = table.loc["branch:bakery"]
    assert (bakery["label"], bakery["known"], bakery["vacant"]) == ("Bäckerei und Konditorei", 3, 1)
    assert table.loc["branch:books_stationery", "vacant"] == 0
    assert "branch:clothes" not in table.index
    assert "früheren Branche" in next(f for f in figures if f.id == "L-14:bakery").method.de


def test_branches_have_no_rate_where_nobody_knows_what_the_vacant_shops_were():
    rows = units(["vacant", "vacant", *["occupied"] * 18], branch=[None, None, *["bakery"] * 18])

    table, figures = ask(rows)

    assert np.isnan(table.loc["branch:bakery", "rate"])  # 0 of 18 would be wrong
    assert table.loc["branch:bakery", "bound_high"] == pytest.approx(2 / 20)
    assert table.loc["branch:not_stated", "vacant"] == 2
    told = [f for f in figures if f.id.startswith("L-14")]
    assert [f.id for f in told] == ["L-14"]
    assert (
        "bei 2 von 2 leeren Ladenlokalen ist die (frühere) Branche nicht bekannt" in told[0].why.de
    )


def test_centre_and_rest_are_told_by_place_and_units_without_one_may_stand_in_both():
    rows = units(
        ["vacant", *["occupied"] * 9, "occupied"],
        places=[Point(1, 1), *[Point(2, 2)] * 5, *[Point(50, 50)] * 4, None],
    )  # fmt: skip
    area = AREA.conform(
        gpd.GeoDataFrame({"kind": ["official"]}, index=["c"], geometry=[box(0, 0, 9, 9)], crs=CRS)
    )

    table, figures = ask(rows, area=area)

    core = table.loc["centre:core"]
    assert (core["known"], core["vacant"]) == (6, 1)
    assert core["bound_low"] == pytest.approx(1 / 7)  # the one without a place is let
    assert core["bound_high"] == pytest.approx(1 / 6)
    assert table.loc["centre:rest", "known"] == 4
    assert table.loc["centre:not_stated", "units"] == 1
    assert next(f for f in figures if f.id == "L-13:core").group.de == (
        "im Zentrum (amtlich abgegrenzt)"
    )


def test_floors_stand_in_their_order_and_words_that_name_none_are_not_stated():
    rows = units(["occupied"] * 6, floor=["1. OG", "EG", "UG", "EG+1. OG", "Laden hinten", "EG"])

    table, _ = ask(rows)

    floors = table[table["dimension"] == "floor"]
    assert list(floors["label"]) == ["UG", "EG", "EG+1. OG", "1. OG", "keine Angabe"]
    assert list(floors["units"]) == [1, 2, 1, 1, 1]


def test_vacancies_by_duration_rest_on_those_of_known_duration():
    rows = units(
        [*["vacant"] * 6, "occupied", "partly_vacant"],
        vacant_months=[1, 4, 4, 70, 12, np.nan, np.nan, 5],
    )  # fmt: skip

    table, figures = ask(rows)

    lasting = table[table["dimension"] == "duration"].set_index("cell")
    assert lasting["vacant"].to_dict() == {
        "<3": 1, "3-6": 2, "6-12": 0, "12-24": 1, "24-60": 0, ">60": 1, "unknown": 1,
    }  # fmt: skip
    assert lasting.loc["3-6", "rate"] == pytest.approx(2 / 5)  # of five that say since when
    assert (lasting.loc["3-6", "bound_low"], lasting.loc["3-6", "bound_high"]) == (2 / 6, 3 / 6)
    assert lasting.loc["unknown", "rate"] == pytest.approx(1 / 6)
    keys = {f.key for f in figures if f.id.startswith("L-16")}
    assert {"vacancy_duration_under_3", "vacancy_duration_over_60"} <= keys


def test_a_register_of_vacancies_alone_is_counted_by_street_without_any_rate():
    rows = units(["vacant", "vacant", "vacant"], street=["A", "A", "B"], vacant_months=[1, 1, 30])

    table, figures = ask(rows, scope="vacancies_only")

    by_street = table[table["dimension"] == "street"]
    assert list(by_street["vacant"]) == [2, 1]
    assert by_street[["known", "rate", "bound_low", "coverage"]].isna().all(axis=None)
    assert next(f for f in figures if f.id == "L-11").value is None
    assert table.loc["duration:<3", "rate"] == pytest.approx(2 / 3)  # shares of vacancies are known


@pytest.mark.parametrize(
    ("status", "in_register", "rows"),
    [
        ([], True, 0), (["gone"], True, 0), (["vacant"], False, 0), (["unknown"], True, 0),
        (["vacant"], True, 7),  # seven classes of duration, the last for not stated
    ],
)  # fmt: skip
def test_strange_registers_give_tables_and_no_error(status, in_register, rows):
    table, figures = ask(units(status, in_register=in_register))

    assert len(table) == rows
    assert all(f.value is None or 0 <= f.value <= 1 for f in figures)
    assert all(f.value is not None or f.why is not None for f in figures)


def test_all_at_one_address_is_one_cell():
    table, _ = ask(units(["vacant"] * 4, street=["Markt"] * 4, places=[Point(0, 0)] * 4))

    assert table.loc["street:markt", "rate"] == 1.0


def test_in_public_a_withheld_street_cannot_be_told_from_its_sections():
    # one vacancy of four: the street is withheld, so its only section must be, too
    rows = units(
        ["vacant", *["occupied"] * 3, *["occupied"] * 9, *["occupied"] * 20],
        street=[*["A"] * 4, *["B"] * 9, *["C"] * 20],
        section_id=[*["a-1"] * 4, *["b-1"] * 4, *["b-2"] * 5, *["c-1"] * 10, *["c-2"] * 10],
    )  # fmt: skip
    named = {"a_1": ("A", 1), "b_1": ("B", 1), "b_2": ("B", 2), "c_1": ("C", 1), "c_2": ("C", 2)}

    table, withheld = suppress_cells(ask(rows, streets(**named)).table, VACANCY_CELLS)

    gone = set(withheld)
    assert {"street:a", "section:a-1", "street:b"} <= gone  # B goes with the lone A
    assert len(gone & {"section:b-1", "section:b-2"}) >= 1
    for _, some in table.groupby("total"):
        assert int(some["units"].isna().sum()) != 1
    assert table.loc[list(gone), list(VACANCY_CELLS.cells)].isna().all(axis=None)


# laws -----------------------------------------------------------------------------

one_unit = st.fixed_dictionaries(
    {
        "status": st.sampled_from(list(STATUS)),
        "street": st.sampled_from([None, "A", "B"]),
        "branch": st.sampled_from([None, "bakery", "clothes"]),
        "previous_branch": st.sampled_from([None, "bakery", "clothes"]),
        "floor": st.sampled_from([None, "EG", "1. OG"]),
        "vacant_months": st.sampled_from([None, 1.0, 20.0]),
    }
)


def made(rows):
    columns = {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
    return units(columns.pop("status", []), **columns)


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(one_unit, min_size=1, max_size=14), data=st.data())
def test_the_cells_of_every_dimension_add_up_to_the_headline_whatever_the_order(rows, data):
    frame = made(rows)
    headline = vacancy_rate(frame, scope="all_units")
    order = data.draw(st.permutations(range(len(frame))))

    table, figures = ask(frame)
    shuffled = ask(frame.iloc[list(order)])

    pd.testing.assert_frame_equal(shuffled.table, table)
    assert shuffled.figures == figures
    standing = int((frame["status"] != "gone").sum())
    for dimension, cells in table.groupby("dimension"):
        assert cells["vacant"].sum() == headline.numerator
        if dimension != "duration":
            assert cells["known"].sum() == headline.denominator
            assert cells["unknown"].sum() == len(headline.unknown)
            assert cells["units"].sum() == standing


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(one_unit, min_size=1, max_size=10), data=st.data())
def test_the_bounds_of_a_cell_hold_the_truth_for_any_filling(rows, data):
    before, _ = ask(made(rows))
    branches = st.sampled_from(["bakery", "clothes"])
    truth = [
        {
            "status": data.draw(st.sampled_from(["vacant", "occupied"]))
            if row["status"] == "unknown" else row["status"],
            "street": row["street"] or data.draw(st.sampled_from("AB")),
            "branch": row["branch"] or data.draw(branches),
            "previous_branch": row["previous_branch"] or row["branch"] or data.draw(branches),
            "floor": row["floor"] or data.draw(st.sampled_from(["EG", "1. OG"])),
            "vacant_months": row["vacant_months"] or data.draw(st.sampled_from([1.0, 20.0])),
        }
        for row in rows
    ]  # fmt: skip

    after, _ = ask(made(truth))

    for name, cell in before.iterrows():
        stated = cell["cell"] not in ("not_stated", "unknown")
        if not stated or name not in after.index or pd.isna(cell["bound_low"]):
            continue
        known = after.loc[name, "known"]
        if known:
            share = after.loc[name, "vacant"] / known
            assert cell["bound_low"] - 1e-12 <= share <= cell["bound_high"] + 1e-12


# Musterstadt and Lauf ---------------------------------------------------------------


def answered(town):
    asked = Asked(town)
    asked.found |= ask_sections(asked).tables
    asked.found |= ask_walking(asked).tables
    return ask_vacancy(asked), ask_vacancy_cells(asked)


def test_seven_of_the_twelve_vacancies_of_musterstadt_lie_on_bahnhofstrasse(musterstadt):
    headline, cells = answered(musterstadt)

    table = cells.tables["vacancy_cells"]
    row = table.loc["street:bahnhofstrasse"]
    # 15 units: 6 let, 7 vacant, 1 under construction, 1 unknown
    assert (row["units"], row["known"], row["vacant"], row["unknown"]) == (15, 13, 7, 1)
    assert (row["bound_low"], row["bound_high"]) == (7 / 14, 8 / 14)
    market = table.loc["street:marktplatz"]
    assert (market["known"], market["vacant"]) == (16, 1)
    rate = headline.figures[0]
    for dimension in ("street", "section", "centre", "branch", "floor"):
        some = table[table["dimension"] == dimension]
        assert (some["vacant"].sum(), some["known"].sum()) == (rate.numerator, rate.denominator)
    # 12 vacancies, one (Bahnhofstraße 11) says nothing of its beginning
    assert table.loc["duration:unknown", "vacant"] == 1
    assert len({f.key for f in cells.figures}) == len(cells.figures)


def test_without_a_register_no_cells_are_made_up(musterstadt):
    town = musterstadt
    osm = town.replace(premises=town.premises[~town.premises["in_register"].astype(bool)])

    answer = ask_vacancy_cells(Asked(osm))

    assert answer.tables == {}
    assert answer.missing[0].what == "vacancy_cells"


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "vacant", "known"),
    [("lauf_register_b.csv", 25, 201), ("lauf_register_c.xlsx", 11, 96)],
)
def test_the_cells_of_a_real_register_add_up_and_are_honest(shared, tmp_path, name, vacant, known):
    headline, cells = answered(pipeline.read_town(lauf_alone(tmp_path, shared, name)))

    table = cells.tables["vacancy_cells"]
    some = table[table["dimension"] == "street"]
    assert (some["vacant"].sum(), some["known"].sum()) == (vacant, known)
    assert all((f.denominator or 0) <= 221 for f in (*headline.figures, *cells.figures))
    if known == 96:  # more than half is unknown: no street may look known
        assert table.loc[table["dimension"] != "duration", "rate"].isna().all()
    else:
        assert table.loc["centre:core", "rate"] == pytest.approx(12 / 142)
