"""Milestones counted by hand: before, now, wanted, share of the way, overdue."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innenstadt_gis.analysis.measures import (
    earlier_values,
    measure_figures,
    milestones,
    overdue,
)
from innenstadt_gis.tables import HISTORY, MEASURES
from innenstadt_gis.tables.measures import MEASURE_STATUS
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

DAY = dt.date(2026, 9, 15)
RATE = Figure(
    id="L-01", key="vacancy_rate", label=Text("Leerstandsquote", "vacancy rate"), unit="share",
    value=0.20,
)  # fmt: skip
SHOPS = Figure(
    id="D-01", key="units_per_ha", label=Text("Besatz", "density"), unit="units/ha", value=12.0
)
INNER = replace(RATE, id="I-01", key="inner", label=Text("intern", "inner"), audience="intern")
NONE = Figure(
    id="X-01", key="never", label=Text("Nie", "never"), unit="share", value=None,
    why=Text("nicht berechnet", "not computed"),
)  # fmt: skip


def measures(*rows):
    table = gpd.GeoDataFrame(
        [{"measure": f"M{n}", "located_by": "centre", "source": "t"} | row for n, row in enumerate(rows)],
        index=[f"m-{n}" for n in range(len(rows))], geometry=[None] * len(rows), crs="EPSG:25832",
    )  # fmt: skip
    if "due" in table:
        table["due"] = pd.to_datetime(table["due"])
    done = MEASURES.conform(table)
    MEASURES.check(done)
    return done


def one(row, *, earlier=None):
    found = milestones(measures(row), (RATE, SHOPS, NONE, INNER), survey_day=DAY, earlier=earlier)
    return found.iloc[0]


@pytest.mark.parametrize("values", [(25, 15), (0.25, 0.15)])
@pytest.mark.parametrize("name", ["L-01", "l-01 ", "vacancy_rate", "Leerstandsquote"])
def test_half_of_the_way_from_25_to_15_per_cent_is_20(name, values):
    told = one({"indicator": name, "baseline": values[0], "target": values[1]})

    assert (told["before"], told["now"], told["target"]) == pytest.approx((0.25, 0.20, 0.15))
    assert told["way"] == pytest.approx(0.5)
    assert (told["indicator"], told["before_from"]) == ("L-01", "stated")
    assert pd.isna(told["no_way"])


def test_one_per_cent_is_told_from_everything_by_its_sign_or_its_neighbour():
    signed = one({"indicator": "L-01", "baseline": 1.0, "target": 0.5, "value_unit": "%"})
    beside = one({"indicator": "L-01", "baseline": 5.0, "target": 1.0})

    assert (signed["before"], signed["target"]) == (0.01, 0.005)
    assert (beside["before"], beside["target"]) == (0.05, 0.01)


def test_other_figures_keep_their_unit():
    told = one({"indicator": "D-01", "baseline": 10.0, "target": 20.0})

    assert (told["before"], told["now"], told["way"]) == (10, 12, pytest.approx(0.2))


def test_a_way_can_lead_back_and_beyond():
    assert one({"indicator": "L-01", "baseline": 18.0, "target": 8.0})["way"] == pytest.approx(-0.2)
    assert one({"indicator": "L-01", "baseline": 40.0, "target": 30.0})["way"] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({}, "no_indicator"),
        ({"indicator": "L-99"}, "unknown_indicator"),
        ({"indicator": "X-01", "baseline": 1.0, "target": 2.0}, "not_computed"),
        ({"indicator": "I-01", "baseline": 20.0, "target": 10.0}, "intern"),
        ({"indicator": "L-01", "baseline": 20.0}, "no_target"),
        ({"indicator": "L-01", "target": 20.0}, "no_baseline"),
        ({"indicator": "L-01", "baseline": 20.0, "target": 20.0}, "no_distance"),
    ],
)
def test_what_lacks_for_a_way_is_told(row, why):
    told = one(row)

    assert told["no_way"] == why and pd.isna(told["way"])


def test_without_a_stated_value_the_survey_before_the_day_of_the_measure_holds():
    earlier = {"vacancy_rate": {dt.date(2024, 10, 1): 0.30, dt.date(2025, 10, 1): 0.25}}
    row = {"indicator": "L-01", "target": 10.0}

    early = one(row | {"due": "2025-06-30"}, earlier=earlier)
    late = one(row | {"due": "2027-12-31"}, earlier=earlier)
    undated = one(row, earlier=earlier)
    before = one(row | {"due": "2024-01-01"}, earlier=earlier)

    assert (early["before"], early["before_from"]) == (0.30, "survey")
    assert early["before_day"] == pd.Timestamp("2024-10-01")
    assert early["way"] == pytest.approx(0.5)  # 30 -> 20 of 30 -> 10
    assert late["before"] == undated["before"] == 0.25
    assert before["no_way"] == "no_baseline"


def history(said):
    days = ("2024-10-01", "2025-10-01", "2026-09-15")
    rows = [
        (unit, pd.Timestamp(day), status, "register:x")
        for unit, told in said.items()
        for day, status in zip(days, told, strict=True)
        if status
    ]
    table = pd.DataFrame(rows, columns=["unit_id", "survey_day", "status", "source"])
    table.index = pd.Index([f"{r[0]}:{r[1]:%Y}" for r in rows], dtype="str")
    return HISTORY.conform(table)


def test_earlier_surveys_tell_the_rate_that_their_own_run_would_have_told():
    # 2024: 2 of 5 vacant (40 %), with the partly vacant one 3 of 5; 2025: 1 of 4, one unknown
    # (20 % of 5 are not more than a fifth); the newest survey is the run of today
    said = {
        "a": ("vacant", "vacant", "vacant"), "b": ("vacant", "occupied", "occupied"),
        "c": ("occupied", "occupied", "vacant"), "d": ("occupied", "occupied", "vacant"),
        "e": ("partly_vacant", "", "occupied"),
    }  # fmt: skip

    told = earlier_values(history(said))

    assert told["vacancy_rate"] == {dt.date(2024, 10, 1): 0.4, dt.date(2025, 10, 1): 0.25}
    assert told["vacancy_rate_with_partly"][dt.date(2024, 10, 1)] == 0.6
    assert told["status_vacant"] == {dt.date(2024, 10, 1): 2.0, dt.date(2025, 10, 1): 1.0}


def test_earlier_surveys_with_too_much_unknown_or_of_vacancies_alone_tell_no_rate():
    unknown = {f"u{i}": ("occupied" if i < 7 else "unknown", "", "occupied") for i in range(10)}
    alone = {"a": ("vacant", "", "vacant"), "b": ("", "", "occupied")}

    assert "vacancy_rate" not in earlier_values(history(unknown))
    assert "vacancy_rate" not in earlier_values(history(alone))
    assert earlier_values(history({})) == {}


def test_overdue_is_counted_on_the_survey_day_and_not_on_the_clock():
    table = measures(
        {"status": "running", "due": "2026-09-14"},  # overdue by a day
        {"status": "running", "due": "2026-09-15"},  # due today
        {"status": "done", "due": "2020-01-01"},
        {"status": "dropped", "due": None},
        {"status": "postponed", "due": "2026-01-01"},  # put off, and no new day
        {"status": "planned", "due": None},  # nobody knows
        {"status": None, "due": "2026-01-01"},
    )

    assert overdue(table, survey_day=DAY).tolist() == [
        True, False, False, False, True, pd.NA, pd.NA,
    ]  # fmt: skip
    late = {f.id: f for f in measure_figures(table, survey_day=DAY)}["V-12"]
    assert (late.value, late.denominator, late.coverage) == (2.0, 5, 5 / 7)
    assert late.numerator_ids == ("m-0", "m-4") and late.unknown == ("m-5", "m-6")
    assert late.label.de == "überfällige Maßnahmen am 15.09.2026"


def test_measures_are_counted_by_status():
    table = measures({"status": "done"}, {"status": "done"}, {"status": "planned"}, {})
    found = {f.id: f for f in measure_figures(table, survey_day=DAY)}

    assert found["V-11"].value == 4
    assert {k: f.value for k, f in found.items() if ":" in k} == {
        "V-11:planned": 1, "V-11:running": 0, "V-11:done": 2, "V-11:postponed": 0,
        "V-11:dropped": 0, "V-11:unknown": 1,
    }  # fmt: skip
    assert {f.audience for f in found.values()} == {"workshop"}


def test_no_measures_no_figures():
    assert measure_figures(measures(), survey_day=DAY) == ()
    assert len(milestones(measures(), (RATE,), survey_day=DAY)) == 0


rows = st.fixed_dictionaries(
    {
        "status": st.sampled_from([None, *MEASURE_STATUS]),
        "indicator": st.sampled_from([None, "L-01", "D-01", "X-01", "Z-99"]),
        "baseline": st.one_of(st.none(), st.floats(0, 100)),
        "target": st.one_of(st.none(), st.floats(0, 100)),
        "due": st.sampled_from([None, "2025-01-01", "2027-01-01"]),
    }
)


@given(st.lists(rows, min_size=1, max_size=6))
def test_every_measure_has_a_way_or_a_reason_and_the_statuses_add_up(some):
    table = measures(*some)
    found = milestones(table, (RATE, SHOPS, NONE), survey_day=DAY)
    figures = {f.id: f for f in measure_figures(table, survey_day=DAY)}

    assert (found["way"].isna() != found["no_way"].isna()).all()
    assert sum(f.value for k, f in figures.items() if ":" in k) == len(table)
    there = found[found["way"].notna()]
    back = there["before"] + there["way"] * (there["target"] - there["before"])
    assert back.to_numpy() == pytest.approx(there["now"].to_numpy())
    assert milestones(table.iloc[::-1], (NONE, SHOPS, RATE), survey_day=DAY).equals(found)
