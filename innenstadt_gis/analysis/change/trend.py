"""The vacancy rate survey by survey, each as its own run would have said it."""

from __future__ import annotations

import pandas as pd

from innenstadt_gis.analysis.change.transitions import ONE_ROUND_DAYS, survey_states
from innenstadt_gis.analysis.counting import bounds, wilson
from innenstadt_gis.analysis.vacancy import KNOWN, MOST_UNKNOWN
from innenstadt_gis.tables.findings.change import TREND

__all__ = ["known_by", "names_vacancies_alone", "survey_rates"]


def names_vacancies_alone(status: pd.Series) -> bool:
    """Tell whether a survey knows vacancies and no unit that is in use."""
    in_use = status.isin(["occupied", "at_risk"]).any()
    return bool((status == "vacant").any()) and not bool(in_use)


def known_by(states: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """
    Status at a survey of all units that were known by then; unknown where it lists none.

    Parameters
    ----------
    states
        What `survey_states` gives.
    day
        One of its surveys.
    """
    there = states.loc[:, :day].notna().any(axis=1)
    return states.loc[there, day].fillna("unknown")


def survey_rates(history: pd.DataFrame, *, one_round_days: int = ONE_ROUND_DAYS) -> pd.DataFrame:
    """
    Vacancy rate of every survey, with interval and bounds.

    As the headline: vacant of the units of known status; no rate where more than 20 % are of
    unknown status or the list names vacancies alone. Lists grow: two rates of different lists
    differ also because they count different units; `transitions` compares the same ones.

    Parameters
    ----------
    history, one_round_days
        As for `survey_states`.

    Returns
    -------
    pd.DataFrame
        `tables.findings.TREND`: one row per survey, from the oldest; its rate blank where
        there is none.
    """
    states = survey_states(history, one_round_days=one_round_days)
    rows = [_rate(known_by(states, pd.Timestamp(day))) | {"day": day} for day in states.columns]
    index = pd.Index([f"{day:%Y-%m-%d}" for day in states.columns], dtype="str", name=TREND.index)
    done: pd.DataFrame = TREND.conform(pd.DataFrame(rows, index=index, columns=[*TREND.names]))
    TREND.check(done)
    return done


def _rate(status: pd.Series) -> dict[str, object]:
    vacant, known = int((status == "vacant").sum()), int(status.isin(KNOWN).sum())
    unknown = int((status == "unknown").sum())
    told: dict[str, object] = {
        "units": len(status), "known": known, "vacant": vacant, "unknown": unknown
    }  # fmt: skip
    if names_vacancies_alone(status):
        return told
    low, high = bounds(vacant, known, unknown)
    told |= {"bound_low": low, "bound_high": high}
    if not known or unknown / (known + unknown) > MOST_UNKNOWN:
        return told
    interval = wilson(vacant, known)
    return told | {"vacancy_rate": vacant / known, "low": interval[0], "high": interval[1]}
