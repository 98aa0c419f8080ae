"""What became of each unit from one survey to the next: newly vacant, let again, gone."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import numpy as np
import pandas as pd

from innenstadt_gis.analysis.vacancy import KNOWN
from innenstadt_gis.tables.findings.change import CHURN, STATUS_GROUPS, TRANSITIONS

__all__ = [
    "CORRECTED", "ONE_ROUND_DAYS", "churn_matrix", "last_pair", "survey_states", "transitions",
]  # fmt: skip

#: How the source of a line of history begins that a person wrote by hand.
CORRECTED = "corrections:"
#: Registers this close belong to one survey: town halls walk one quarter after the other.
ONE_ROUND_DAYS = 120
#: A vacancy has ended when the unit is one of these; interim use is a use until further notice.
LET = ("occupied", "at_risk", "partly_vacant")


def survey_states(history: pd.DataFrame, *, one_round_days: int = ONE_ROUND_DAYS) -> pd.DataFrame:
    """
    Status of every unit at every survey, as the premises had it.

    Of the registers of one survey the newest statement holds, of one day a known status
    before an unknown one. Corrections win from the first survey on or after their day; those
    later than the newest survey hold for that one, since they say what holds today. Who is
    gone stays gone unless listed again.

    Parameters
    ----------
    history
        `tables.HISTORY`; lines whose source begins with "corrections:" are corrections.
    one_round_days
        Registers within so many days before another one are one survey, named by its last
        day.

    Returns
    -------
    pd.DataFrame
        One row per unit, sorted; one column per survey, from the oldest (Timestamp). Blank
        where a survey does not list the unit.

    Examples
    --------
    >>> told = pd.DataFrame({"unit_id": ["a", "b", "a"], "status": ["vacant", "gone", "occupied"],
    ...     "survey_day": pd.to_datetime(["2024-10-01", "2024-10-01", "2025-10-01"]),
    ...     "source": "register:x"})
    >>> survey_states(told).fillna("").to_numpy().tolist()
    [['vacant', 'occupied'], ['gone', 'gone']]
    """
    by_hand = history["source"].str.startswith(CORRECTED).fillna(value=False).astype(bool)
    listed, corrected = history[~by_hand], history[by_hand]
    rounds = _rounds(listed["survey_day"], one_round_days)
    days = sorted(set(rounds.values()))
    units = sorted(set(history["unit_id"]))
    table = listed[["unit_id", "survey_day", "status"]].assign(
        survey=listed["survey_day"].map(rounds), known=listed["status"] != "unknown"
    )
    # the last sort key only serves to be deaf to the order of rows
    table = table.sort_values(["survey_day", "known", "status"])
    newest = table.drop_duplicates(["unit_id", "survey"], keep="last")
    states = newest.pivot_table(index="unit_id", columns="survey", values="status", aggfunc="last")
    states = states.reindex(index=units, columns=pd.DatetimeIndex(days)).astype("object")
    for before, now in itertools.pairwise(days):
        still = states[now].isna() & (states[before] == "gone")
        states[now] = states[now].mask(still, "gone")
    return _with_corrections(states, corrected)


def _rounds(days: pd.Series, one_round_days: int) -> dict[pd.Timestamp, pd.Timestamp]:
    """Name the survey to which each day belongs, from the newest day back."""
    named: dict[pd.Timestamp, pd.Timestamp] = {}
    newest: pd.Timestamp | None = None
    for day in sorted(set(days.dropna()), reverse=True):
        if newest is None or newest - day > pd.Timedelta(days=one_round_days):
            newest = day
        named[day] = newest
    return named


def _with_corrections(states: pd.DataFrame, corrected: pd.DataFrame) -> pd.DataFrame:
    if not len(states.columns):
        return states
    values = states.to_numpy(dtype=object, copy=True)
    rows = states.index.get_indexer(pd.Index(corrected["unit_id"]))
    first = np.searchsorted(states.columns.to_numpy(), corrected["survey_day"].to_numpy())
    at = np.minimum(first, len(states.columns) - 1)
    order = np.lexsort((corrected["status"], corrected["survey_day"]))
    status = corrected["status"].to_numpy()
    for i in order:
        values[rows[i], at[i] :] = status[i]
    return pd.DataFrame(values, index=states.index, columns=states.columns)


def transitions(history: pd.DataFrame, *, one_round_days: int = ONE_ROUND_DAYS) -> pd.DataFrame:
    """
    What became of each unit between each two consecutive surveys.

    A unit that a survey does not list is of unknown status there: a shorter list says nothing
    about what it leaves out, and a longer one nothing about what was there before.

    Parameters
    ----------
    history, one_round_days
        As for `survey_states`.

    Returns
    -------
    pd.DataFrame
        `tables.findings.TRANSITIONS`: one row per unit known by then and pair of surveys;
        empty with fewer than two surveys.
    """
    states = survey_states(history, one_round_days=one_round_days)
    days = [pd.Timestamp(day) for day in states.columns]
    pairs = [_pair(states, before, now) for before, now in itertools.pairwise(days)]
    if not pairs:
        return TRANSITIONS.empty()
    done: pd.DataFrame = TRANSITIONS.conform(pd.concat(pairs).sort_index())
    TRANSITIONS.check(done)
    return done


def _pair(states: pd.DataFrame, before: pd.Timestamp, now: pd.Timestamp) -> pd.DataFrame:
    known = states.loc[:, :now].notna().any(axis=1)
    some = states.loc[known, [before, now]].fillna("unknown")
    rows = pd.DataFrame(
        {
            "unit_id": some.index, "from_day": before, "to_day": now,
            "from_status": some[before].to_numpy(), "to_status": some[now].to_numpy(),
        }
    )  # fmt: skip
    span = f":{before:%Y-%m-%d}:{now:%Y-%m-%d}"
    rows.index = pd.Index(rows["unit_id"].astype("str") + span, name=TRANSITIONS.index)
    return rows.assign(change=_change(rows["from_status"], rows["to_status"]))


def _change(before: pd.Series, now: pd.Series) -> Any:
    was = before == "vacant"
    return np.select(
        [
            (before == "unknown") | (now == "unknown"),
            before == "gone",
            now == "gone",
            ~was & (now == "vacant"),
            was & (now == "vacant"),
            was & now.isin(LET),
            was,
        ],
        [
            "not_told", "gone_before", "gone", "newly_vacant", "still_vacant", "let_again",
            "vacant_to_other",
        ],
        default="not_vacant",
    )  # fmt: skip


def last_pair(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `transitions` between the last two surveys, by unit."""
    if not len(rows):
        return rows.set_index("unit_id")
    return rows[rows["to_day"] == rows["to_day"].max()].set_index("unit_id")


def churn_matrix(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Units by status before and after, between the last two surveys.

    ``share = units / units of that status before``; a unit at risk counts as occupied.

    Parameters
    ----------
    rows
        What `transitions` gives.

    Returns
    -------
    pd.DataFrame
        `tables.findings.CHURN`: one row per status before and after, also where nothing
        changed so; ``share`` blank where no unit had that status before. Empty without
        transitions.
    """
    if not len(rows):
        return CHURN.empty()
    last = last_pair(rows)
    groups = list(STATUS_GROUPS)
    calm = last[["from_status", "to_status"]].replace("at_risk", "occupied")
    units = calm.value_counts()
    cells = pd.MultiIndex.from_product([groups, groups], names=["from_status", "to_status"])
    table = units.reindex(cells, fill_value=0).rename("units").reset_index()
    total = table.groupby("from_status")["units"].transform("sum")
    table["share"] = (table["units"] / total.where(total > 0)).astype("float64")
    table["from_day"], table["to_day"] = last["from_day"].iloc[0], last["to_day"].iloc[0]
    table.index = pd.Index(table["from_status"] + ":" + table["to_status"], name=CHURN.index)
    done: pd.DataFrame = CHURN.conform(table)
    CHURN.check(done)
    return done


def in_rate(status: pd.Series) -> pd.Series:
    """Tell which statuses stand in the denominator of the vacancy rate."""
    return status.isin(KNOWN)


def years_between(rows: pd.DataFrame) -> pd.Series:
    """Years from one survey to the next, row by row."""
    return (rows["to_day"] - rows["from_day"]).dt.days / 365.25


def day_of(value: Any) -> dt.date:
    """Give the calendar day of a time stamp."""
    return pd.Timestamp(value).date()
