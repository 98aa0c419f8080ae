"""Change from survey to survey, counted by hand on three small ones, and laws of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.analysis.change.figures import change_figures, churn_rate
from innenstadt_gis.analysis.change.transitions import (
    CORRECTED,
    churn_matrix,
    last_pair,
    survey_states,
    transitions,
)
from innenstadt_gis.analysis.change.trend import survey_rates
from innenstadt_gis.ingest.corrections.model import SOURCE_PREFIX
from innenstadt_gis.tables import HISTORY
from innenstadt_gis.tables.units import STATUS

DAYS = ("2024-10-01", "2025-10-01", "2026-10-01")
# unit: what the three surveys say; blank where one does not list it
SAID = {
    "a": ("occupied", "occupied", "vacant"),
    "b": ("vacant", "occupied", "occupied"),
    "c": ("vacant", "vacant", "vacant"),
    "d": ("vacant", "", "vacant"),
    "e": ("occupied", "gone", ""),
    "f": ("", "occupied", "vacant"),
    "g": ("vacant", "vacant", "interim_use"),
    "h": ("vacant", "vacant", "occupied"),
    "i": ("at_risk", "occupied", "occupied"),
}


def history(said, *, days=DAYS, source="register:liste.xlsx"):
    """Make a history of a dict from unit to its statuses, survey by survey."""
    rows = [
        (unit, day, status, source)
        for unit, told in said.items()
        for day, status in zip(days, told, strict=True)
        if status
    ]
    return history_of(rows)


def history_of(rows):
    table = pd.DataFrame(rows, columns=["unit_id", "survey_day", "status", "source"])
    table["survey_day"] = pd.to_datetime(table["survey_day"])
    days = table["survey_day"].dt.strftime("%Y-%m-%d")
    table.index = pd.Index(table["unit_id"] + ":" + days + ":" + table["source"], dtype="str")
    table = HISTORY.conform(table)
    HISTORY.check(table)
    return table


def figures_of(table, *, scope="all_units"):
    return {f.id: f for f in change_figures(transitions(table), scope=scope)}


def test_each_unit_has_one_change_between_the_last_two_surveys():
    last = last_pair(transitions(history(SAID)))

    assert last["change"].to_dict() == {
        "a": "newly_vacant", "b": "not_vacant", "c": "still_vacant", "d": "not_told",
        "e": "gone_before", "f": "newly_vacant", "g": "vacant_to_other", "h": "let_again",
        "i": "not_vacant",
    }  # fmt: skip


def test_the_four_figures_count_units_of_known_status_on_both_days():
    # 9 units; e was gone before, d is unknown in 2025: 7 of 8 are told
    found = figures_of(history(SAID))

    assert {i: (found[i].numerator, found[i].denominator) for i in ("V-01", "V-02", "V-03")} == {
        "V-01": (2, 7), "V-02": (1, 7), "V-03": (1, 7),
    }  # fmt: skip
    new = found["V-01"]
    assert new.value == pytest.approx(2 / 7)
    assert (new.bound_low, new.bound_high) == (2 / 8, 3 / 8)
    assert new.numerator_ids == ("a", "f") and new.unknown == ("d",) and new.left_out == ("e",)
    assert new.coverage == 7 / 8
    assert found["V-04"].numerator == 0
    assert found["V-01"].label.de == "neu leer seit 01.10.2025"


def test_churn_counts_changes_over_all_surveys_and_the_years_they_were_watched():
    # 2024-25: a b c g h i are told twice and stand in the rate (e goes), b changes.
    # 2025-26: a b c f g h i, of which a f g h change. 5 changes in 13 times 365 days.
    rate = figures_of(history(SAID))["V-05"]

    assert rate.numerator == 5
    assert rate.denominator == pytest.approx(13 * 365 / 365.25)
    assert rate.value == pytest.approx(100 * 5 / (13 * 365 / 365.25))
    # exact Poisson limits of 5 events: 1.623 and 11.668
    assert rate.low * rate.denominator / 100 == pytest.approx(1.623, abs=1e-3)
    assert rate.high * rate.denominator / 100 == pytest.approx(11.668, abs=1e-3)
    assert rate.numerator_ids == ("a", "b", "f", "g", "h")
    assert rate.coverage == 15 / 18  # d twice and f once are not told


def test_the_matrix_holds_every_cell_and_adds_up():
    cells = churn_matrix(transitions(history(SAID)))

    assert len(cells) == 49  # 7 groups: at risk is occupied
    assert cells["units"].sum() == 9
    assert cells.loc["occupied:vacant", "units"] == 2  # a, f
    assert cells.loc["vacant:occupied", "units"] == 1  # h
    assert cells.loc["vacant:vacant", "share"] == pytest.approx(1 / 3)  # c of c, g, h
    assert cells.loc["unknown:vacant", "units"] == 1  # d
    assert cells.loc["partly_vacant:vacant", "share"] is pd.NA or np.isnan(
        cells.loc["partly_vacant:vacant", "share"]
    )


def test_the_trend_counts_every_survey_as_its_own_run_would():
    # 2024: b c d g h vacant of a b c d e g h i; 2025: c g h vacant of a b c f g h i, d unknown;
    # 2026: a c d f vacant of a b c d f g h i (interim use stands in the rate, e is gone)
    trend = survey_rates(history(SAID))

    assert trend[["vacant", "known", "unknown"]].to_numpy().tolist() == [
        [5, 8, 0], [3, 7, 1], [4, 8, 0],
    ]  # fmt: skip
    assert trend["vacancy_rate"].tolist() == [5 / 8, 3 / 7, 4 / 8]
    assert trend["units"].tolist() == [8, 9, 9]


def test_the_trend_leaves_out_the_rate_of_a_list_of_vacancies_alone():
    said = {"a": ("vacant", "vacant"), "b": ("", "occupied")}
    trend = survey_rates(history(said, days=DAYS[:2]))

    assert trend["vacancy_rate"].isna().tolist() == [True, False]
    assert len(survey_rates(history({}))) == 0


def test_registers_of_one_round_are_one_survey_named_by_its_last_day():
    told = history_of(
        [
            ("a", "2025-06-15", "vacant", "register:nord"),
            ("b", "2025-10-01", "occupied", "register:sued"),
            ("a", "2026-10-01", "occupied", "register:alle"),
            ("b", "2026-10-01", "occupied", "register:alle"),
        ]
    )

    states = survey_states(told)

    assert [f"{day:%Y-%m-%d}" for day in states.columns] == ["2025-10-01", "2026-10-01"]
    assert states.loc["a"].tolist() == ["vacant", "occupied"]


def test_a_correction_holds_from_the_first_survey_after_its_day_and_wins():
    told = pd.concat(
        [
            history({"a": ("vacant",) * 3, "b": ("vacant",) * 3}),
            history_of(
                [
                    ("a", "2025-03-01", "occupied", SOURCE_PREFIX + "korrekturen.xlsx"),
                    ("b", "2026-12-24", "gone", SOURCE_PREFIX + "korrekturen.xlsx"),
                ]
            ),
        ]
    )

    states = survey_states(told)

    assert states.loc["a"].tolist() == ["vacant", "occupied", "occupied"]
    assert states.loc["b"].tolist() == ["vacant", "vacant", "gone"]
    assert SOURCE_PREFIX == CORRECTED


def test_a_list_of_vacancies_alone_gives_counts_and_no_share():
    said = {"a": ("vacant", "vacant"), "b": ("vacant", ""), "c": ("", "vacant")}
    table = history(said, days=DAYS[:2])

    for scope in ("vacancies_only", "all_units"):
        found = figures_of(table, scope=scope)
        assert found["V-03"].value is None and found["V-03"].numerator == 1
        assert "nur Leerstände" in found["V-03"].why.de
        assert found["V-03"].bound_low is None


def test_more_than_a_fifth_unknown_is_too_little():
    said = {f"u{i}": ("occupied", "occupied" if i < 7 else "") for i in range(10)}

    found = figures_of(history(said, days=DAYS[:2]))

    assert found["V-01"].value is None
    assert "30\u00a0%" in found["V-01"].why.de
    assert found["V-01"].denominator == 7


def test_one_or_two_of_a_kind_keep_all_of_them_out_of_the_public():
    few = figures_of(history(SAID))
    said = {f"v{i}": ("vacant", "occupied") for i in range(3)}
    said |= {f"o{i}": ("occupied", "occupied") for i in range(9)}
    many = figures_of(history(said, days=DAYS[:2]))

    # the sum of all changes (V-05) would give a single one away as well
    assert {figure.audience for figure in few.values()} == {"workshop"}
    assert {figure.audience for figure in many.values()} == {"oeffentlich"}


@pytest.mark.parametrize("said", [{}, {"a": ("vacant",)}, {"a": ("unknown",)}])
def test_without_a_second_survey_nothing_is_told(said):
    rows = transitions(history(said, days=DAYS[:1]))

    assert len(rows) == 0
    assert change_figures(rows, scope="all_units") == ()
    assert len(churn_matrix(rows)) == 0


@pytest.mark.parametrize("status", list(STATUS))
def test_a_town_of_one_status_has_figures_or_a_reason(status):
    said = {f"u{i}": (status, status) for i in range(4)}

    for figure in figures_of(history(said, days=DAYS[:2])).values():
        assert figure.value is not None or figure.why is not None
    assert churn_rate(transitions(history(said, days=DAYS[:2])), scope=None).numerator == 0


statuses = st.sampled_from([*STATUS])
towns = st.lists(st.tuples(statuses, statuses), min_size=1, max_size=14)


@settings(max_examples=40)
@given(towns, st.data())
def test_bounds_contain_the_share_for_any_filling_of_the_unknown(told, data):
    def filled(status):
        return (
            data.draw(statuses.filter(lambda s: s != "unknown")) if status == "unknown" else status
        )

    said = {f"u{i:02d}": pair for i, pair in enumerate(told)}
    truth = {unit: tuple(map(filled, pair)) for unit, pair in said.items()}
    found, true = (figures_of(history(s, days=DAYS[:2])) for s in (said, truth))

    for number in ("V-01", "V-02", "V-03", "V-04"):
        if found[number].bound_low is not None and true[number].denominator:
            share = true[number].numerator / true[number].denominator
            assert found[number].bound_low - 1e-12 <= share <= found[number].bound_high + 1e-12


@settings(max_examples=40)
@given(towns, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_the_names_of_units_matter(told, random):
    said = {f"u{i:02d}": pair for i, pair in enumerate(told)}
    table = history(said, days=DAYS[:2])
    order = list(range(len(table)))
    random.shuffle(order)
    renamed = {f"z{len(told) - i:02d}": pair for i, pair in enumerate(told)}

    assert transitions(table.iloc[order]).equals(transitions(table))
    one, other = (figures_of(t) for t in (table, history(renamed, days=DAYS[:2])))
    for number, figure in one.items():
        assert (figure.value, figure.numerator, figure.bound_high) == (
            other[number].value, other[number].numerator, other[number].bound_high,
        )  # fmt: skip


@settings(max_examples=40)
@given(towns)
def test_the_changes_part_the_units_and_the_matrix_adds_up(told):
    rows = transitions(history({f"u{i:02d}": p for i, p in enumerate(told)}, days=DAYS[:2]))
    cells = churn_matrix(rows)

    assert len(rows) == len(told) == cells["units"].sum()
    shares = cells.groupby("from_status")["share"].sum()
    there = cells.groupby("from_status")["units"].sum() > 0
    assert np.allclose(shares[there], 1)
