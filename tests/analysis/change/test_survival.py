"""How long vacancies last: spells by hand, the curve against a brute force and against scipy."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from innenstadt_gis.analysis.change.survival import (
    median_duration,
    median_of,
    product_limit,
    vacancy_spells,
)
from innenstadt_gis.tables import HISTORY, RECORDS

DAYS = pd.to_datetime(["2024-10-01", "2025-10-01", "2026-10-01"])


def surveys(said, since=None):
    """Histories and records of units by what three surveys say; ``since``: unit -> (day, precision)."""
    rows = [
        {"unit_id": unit, "survey_day": day, "status": status, "source": "register:x"}
        for unit, told in said.items()
        for day, status in zip(DAYS, told, strict=True)
        if status
    ]
    table = pd.DataFrame(rows, columns=["unit_id", "survey_day", "status", "source"])
    index = pd.Index([f"{r['unit_id']}:{r['survey_day']:%Y}" for r in rows], dtype="str")
    told = [(since or {}).get(unit, (None, None)) for unit in table["unit_id"]]
    vacant = (table["status"] == "vacant").to_numpy()
    records = table.assign(
        vacant_since=pd.to_datetime([d if v else None for (d, _), v in zip(told, vacant, strict=True)]),
        vacant_since_precision=[p if v else None for (_, p), v in zip(told, vacant, strict=True)],
        located_by="none",
    )  # fmt: skip
    return HISTORY.conform(table.set_index(index)), RECORDS.conform(
        records.set_index(index), crs="EPSG:25832"
    )


def spells_of(said, since=None):
    spells = vacancy_spells(*surveys(said, since))
    return {
        (row.unit_id, f"{row.seen:%Y}"): row for row in spells.itertuples()
    }  # fmt: skip


def test_a_spell_goes_from_the_first_survey_that_says_vacant_to_the_first_that_says_let():
    found = spells_of(
        {
            "let": ("vacant", "vacant", "occupied"),
            "lasting": ("vacant", "vacant", "vacant"),
            "gap": ("vacant", "unknown", "vacant"),
            "twice": ("vacant", "occupied", "vacant"),
            "interim": ("vacant", "interim_use", "occupied"),
            "never": ("occupied", "occupied", "occupied"),
        }
    )

    assert set(found) == {
        ("let", "2024"), ("lasting", "2024"), ("gap", "2024"), ("twice", "2024"),
        ("twice", "2026"), ("interim", "2024"),
    }  # fmt: skip
    assert found["let", "2024"].ended and found["let", "2024"].next == DAYS[2]
    assert not found["lasting", "2024"].ended and found["lasting", "2024"].last == DAYS[2]
    assert found["gap", "2024"].last == DAYS[2]
    assert not found["interim", "2024"].ended  # a use until further notice ends the watch alone


def test_the_beginning_is_told_or_lies_between_two_surveys_or_is_not_known():
    said = {
        "told": ("vacant", "occupied", "occupied"),
        "year": ("vacant", "occupied", "occupied"),
        "between": ("occupied", "vacant", "occupied"),
        "contradicted": ("occupied", "vacant", "vacant"),
        "nobody_knows": ("vacant", "vacant", "occupied"),
    }
    since = {
        "told": ("2020-05-17", "day"),
        "year": ("2019-01-01", "year"),
        "contradicted": ("2020-01-01", "day"),
    }

    found = spells_of(said, since)

    assert found["told", "2024"].began == pd.Timestamp("2020-05-17")
    assert found["year", "2024"].began == pd.Timestamp("2019-07-02")  # the middle of 2019
    # half of the 365 days between the surveys
    assert found["between", "2025"].began == pd.Timestamp("2025-04-01 12:00")
    assert found["contradicted", "2025"].began == DAYS[0]  # it was in use then
    assert pd.isna(found["nobody_knows", "2024"].began)


def brute_force(entry, leave, ended, t):
    """Share that last longer than t, from the definition: one factor per time of an ending."""
    share = 1.0
    for time in sorted({x for x, e, s in zip(leave, ended, entry, strict=True) if e and x > s}):
        if time <= t:
            watched = sum(s < time <= x for s, x in zip(entry, leave, strict=True))
            over = sum(
                e and x == time and x > s for s, x, e in zip(entry, leave, ended, strict=True)
            )
            share *= 1 - over / watched
    return share


durations = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 20), st.booleans()), min_size=1, max_size=25
)


@given(durations)
def test_the_curve_equals_the_definition(rows):
    entry, leave, ended = map(list, zip(*rows, strict=True))

    curve = product_limit(entry, leave, ended)

    assert np.allclose(
        curve.survival, [brute_force(entry, leave, ended, t) for t in curve.times], atol=1e-12
    )
    assert np.all(np.diff(curve.survival) <= 1e-12)
    inside = np.isfinite(curve.low)
    assert np.all(curve.low[inside] <= curve.survival[inside] + 1e-12)
    assert np.all(curve.high[inside] >= curve.survival[inside] - 1e-12)


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=3, max_size=40))
def test_watched_from_the_first_day_the_curve_and_its_interval_are_those_of_scipy(rows):
    leave, ended = (np.array(values) for values in zip(*rows, strict=True))
    curve = product_limit(np.zeros(len(leave)), leave, ended)
    if not ended.any():
        assert len(curve.times) == 0
        return
    sample = stats.CensoredData(uncensored=leave[ended], right=leave[~ended])
    theirs = stats.ecdf(sample).sf

    assert np.allclose(curve.survival, theirs.evaluate(curve.times))
    inside = np.isfinite(curve.low)
    if inside.any():
        with warnings.catch_warnings():  # undefined where the curve has come down to 0
            warnings.simplefilter("ignore", RuntimeWarning)
            band = theirs.confidence_interval(method="log-log")
        at = curve.times[inside]
        assert np.allclose(curve.low[inside], band.low.evaluate(at))
        assert np.allclose(curve.high[inside], band.high.evaluate(at))


def test_old_vacancies_say_nothing_about_the_time_before_they_were_seen():
    # 10 were watched from the start and 5 of them ended at 6 months; 90 were 100 months old
    # when first seen. Taken as watched from their first day the curve stays above one half.
    entry = np.array([0.0] * 10 + [100.0] * 90)
    leave = np.array([6.0] * 5 + [12.0] * 5 + [112.0] * 90)
    ended = np.array([True] * 5 + [False] * 95)

    assert median_of(product_limit(entry, leave, ended))[0] == 6
    assert median_of(product_limit(np.zeros(100), leave, ended))[0] is None


def town(ends, lasting=20):
    """Units let after 1 year to 3 years of known duration, and some that go on."""
    said, since = {}, {}
    for i in range(ends):
        said[f"e{i:02d}"] = ("occupied", "vacant", "occupied")
        since[f"e{i:02d}"] = (f"2025-{1 + i % 9:02d}-15", "day")
    for i in range(lasting):
        said[f"l{i:02d}"] = ("occupied", "vacant", "vacant")
        since[f"l{i:02d}"] = (f"2025-{1 + i % 9:02d}-15", "day")
    return vacancy_spells(*surveys(said, since))


def test_under_thirty_endings_there_is_no_median_and_no_substitute():
    few, enough = median_duration(town(29)), median_duration(town(30, lasting=10))

    assert few.value is None and few.why.de == "unter 30 Enden" and few.numerator == 29
    assert few.low is None and few.high is None and "end_within_months" not in few.parameters
    assert enough.value is not None and enough.why is None


def test_the_median_of_a_town_counted_by_hand():
    # 40 vacancies since 1 April 2025 (6.0 months old when first seen in October 2025): 32 are
    # let by October 2026 and end in the middle, 12.0 months old; 8 go on to 18.0 months
    said = {f"e{i:02d}": ("occupied", "vacant", "occupied") for i in range(32)}
    said |= {f"l{i}": ("occupied", "vacant", "vacant") for i in range(8)}
    since = dict.fromkeys(said, ("2025-04-01", "day"))

    figure = median_duration(vacancy_spells(*surveys(said, since)))

    assert (figure.value, figure.low, figure.high) == (12.0, 12.0, 12.0)
    assert (figure.numerator, figure.denominator) == (32, 40)
    assert figure.parameters["end_within_months"] == 6.0  # half of the year between the surveys


def test_a_median_that_rests_on_a_handful_is_not_told():
    spells = pd.DataFrame(
        {
            "unit_id": [f"u{i}" for i in range(40)],
            "began": pd.to_datetime(["2024-09-01"] * 3 + ["2014-01-01"] * 37),
            "seen": pd.to_datetime("2024-10-01"), "last": pd.to_datetime("2025-10-01"),
            "next": pd.to_datetime("2026-10-01"), "ended": True,
        }
    )  # fmt: skip

    figure = median_duration(spells)

    assert figure.value is None and "früh beobachtet (3, nötig 10)" in figure.why.de


def test_where_most_last_longer_than_was_watched_the_figure_says_so():
    figure = median_duration(town(30, lasting=300))

    assert figure.value is None and "mehr als die Hälfte" in figure.why.de


@settings(max_examples=40)
@given(st.integers(0, 40), st.integers(0, 12))
def test_there_is_a_median_only_with_thirty_endings(ends, lasting):
    figure = median_duration(town(ends, lasting))

    assert (figure.value is None) == (ends < 30)


def test_no_vacancies_and_shuffled_rows_make_no_difference():
    assert median_duration(vacancy_spells(*surveys({}))).numerator == 0
    history, records = surveys({f"u{i}": ("vacant", "vacant", "occupied") for i in range(5)})
    one = vacancy_spells(history, records)
    other = vacancy_spells(history.iloc[::-1], records.iloc[::-1])

    assert one.equals(other)


@pytest.mark.parametrize("status", ["vacant", "occupied", "unknown", "gone"])
def test_a_town_of_one_status_has_a_reason(status):
    figure = median_duration(vacancy_spells(*surveys({"a": (status,) * 3})))

    assert figure.value is None and figure.why is not None
