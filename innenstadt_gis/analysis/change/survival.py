"""How long vacancies last: those that go on are counted for what was seen of them."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from innenstadt_gis.analysis.change.transitions import LET, ONE_ROUND_DAYS, survey_states
from innenstadt_gis.analysis.counting import ids
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

__all__ = ["Survival", "median_duration", "median_of", "product_limit", "vacancy_spells"]

_DAYS_A_MONTH = 30.4375
#: From the first day of the period that was told to its middle.
_TO_MIDDLE = {"day": 0, "month": 15, "quarter": 46, "year": 182}
#: Fewer endings say little about a median.
FEWEST_ENDS = 30
#: With fewer vacancies under observation one ending would move the curve by more than 10 %.
FEWEST_AT_RISK = 10


class Survival(NamedTuple):
    """Share of vacancies that last longer than each of the times, with its interval."""

    times: Any
    survival: Any
    low: Any
    high: Any
    at_risk: Any
    ended: Any


def vacancy_spells(
    history: pd.DataFrame, records: pd.DataFrame, *, one_round_days: int = ONE_ROUND_DAYS
) -> pd.DataFrame:
    """
    Every vacancy that the surveys saw: since when, first and last seen, how it ended.

    A spell goes from the first survey that calls a unit vacant to the first one that calls
    it something else; unknown in between does not end it. It began on the day that the
    register tells (the middle of a month, quarter or year), never after it was first seen and
    never before the last survey that saw the unit in use; without such a day, in the middle
    between these two surveys; else nobody knows. It ended where the unit is occupied or partly
    vacant afterwards: in the middle between the two surveys. Interim use, building works, a
    unit that is gone or unknown end the watch, not the vacancy.

    Parameters
    ----------
    history, one_round_days
        As for `survey_states`.
    records
        `tables.RECORDS`: ``vacant_since`` as the registers told it.

    Returns
    -------
    pd.DataFrame
        One row per spell: ``unit_id``, ``began`` (blank if nobody knows), ``seen``, ``last``
        (last seen vacant), ``next`` (first seen let; blank if it was not), ``ended``.
    """
    states = survey_states(history, one_round_days=one_round_days)
    told = _told_since(records)
    spells: list[dict[str, Any]] = []
    vacant = states[(states == "vacant").any(axis=1)]
    for unit, row in zip(vacant.index, vacant.to_numpy(), strict=True):
        spells += _spells_of(unit, row, states.columns, told.get(str(unit), []))
    columns = ["unit_id", "began", "seen", "last", "next", "ended"]
    return pd.DataFrame(spells, columns=columns).astype({"ended": bool})


def _told_since(records: pd.DataFrame) -> dict[str, list[tuple[Any, Any]]]:
    """Give what registers told of the start of a vacancy, by unit: (survey day, since)."""
    rows = records[records["vacant_since"].notna() & (records["status"] == "vacant")]
    rows = rows[rows["unit_id"].notna()].sort_values(["survey_day", "vacant_since"])
    shift = rows["vacant_since_precision"].map(_TO_MIDDLE).fillna(0).astype(int)
    since = rows["vacant_since"] + pd.to_timedelta(shift, unit="D")
    told: dict[str, list[tuple[Any, Any]]] = {}
    for unit, when, day in zip(rows["unit_id"], rows["survey_day"], since, strict=True):
        told.setdefault(str(unit), []).append((when, day))
    return told


def _spells_of(
    unit: Any, row: Any, days: pd.Index, told: list[tuple[Any, Any]]
) -> list[dict[str, Any]]:
    """Walk through the surveys of one unit."""
    spells: list[dict[str, Any]] = []
    open_spell: dict[str, Any] | None = None
    used: Any = None  # last survey that saw the unit in another state
    for day, status in zip(days, row, strict=True):
        if status == "vacant":
            if open_spell is None:
                open_spell = {"unit_id": unit, "seen": day, "used": used, "next": pd.NaT}
                spells.append(open_spell)
            open_spell["last"] = day
        elif isinstance(status, str) and status != "unknown":
            if open_spell is not None and status in LET:
                open_spell["next"] = day
            open_spell, used = None, day
    for spell in spells:
        spell["began"] = _began(spell, told)
        spell["ended"] = not pd.isna(spell["next"])
    return spells


def _began(spell: dict[str, Any], told: list[tuple[Any, Any]]) -> Any:
    seen, used = spell["seen"], spell["used"]
    since = [
        day for when, day in told if when <= spell["last"] and (used is None or when > used)
    ]  # fmt: skip
    if since:
        day = min(since[-1], seen)
        return day if used is None else max(day, used)
    return pd.NaT if used is None else used + (seen - used) / 2


def product_limit(entry: Any, leave: Any, ended: Any, *, confidence: float = 0.95) -> Survival:
    """
    Share of durations that are longer than t, by the product-limit estimate of Kaplan and Meier.

    ``S(t) = product over endings t_i <= t of (1 - d_i / n_i)``; ``n_i`` are those under
    observation just before ``t_i``: seen before and not left yet. So a vacancy that was ten
    years old when it was first seen says nothing about the first ten years (left truncation),
    and one that goes on counts for what was seen of it (right censoring). Interval by
    Greenwood on the log-log scale.

    Parameters
    ----------
    entry, leave
        Duration when first and when last under observation, in one unit; rows with
        ``leave <= entry`` were never under observation.
    ended
        Whether the vacancy ended then.
    confidence
        Two-sided, 0 to 1.

    Returns
    -------
    Survival
        One value per time at which a vacancy ended.

    References
    ----------
    Kaplan, Meier (1958), Nonparametric estimation from incomplete observations.

    Examples
    --------
    >>> curve = product_limit([0, 0, 0, 3], [2, 4, 5, 6], [True, True, False, True])
    >>> curve.at_risk.tolist(), curve.survival.round(3).tolist()
    ([3, 3, 1], [0.667, 0.444, 0.0])
    """
    start, end = np.asarray(entry, dtype=float), np.asarray(leave, dtype=float)
    seen = end > start
    start, end, event = start[seen], end[seen], np.asarray(ended, dtype=bool)[seen]
    times, deaths = np.unique(end[event], return_counts=True)
    risk = (
        np.searchsorted(np.sort(start), times, side="left")
        - np.searchsorted(np.sort(end), times, side="left")
    ).astype(int)
    survival = np.cumprod(1 - deaths / risk) if len(times) else np.zeros(0)
    left = risk - deaths
    # where all that were watched ended, nothing is left to tell a spread from
    greenwood = np.cumsum(np.divide(deaths, risk * left, out=np.full(len(times), np.nan),
                                    where=left > 0))  # fmt: skip
    low, high = _log_log(survival, greenwood, confidence)
    return Survival(times, survival, low, high, risk, deaths)


def _log_log(survival: Any, greenwood: Any, confidence: float) -> tuple[Any, Any]:
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    low, high = np.full(len(survival), np.nan), np.full(len(survival), np.nan)
    inside = (survival > 0) & (survival < 1) & np.isfinite(greenwood)
    log = np.log(survival[inside])
    spread = np.exp(z * np.sqrt(greenwood[inside]) / np.abs(log))
    low[inside], high[inside] = np.exp(log * spread), np.exp(log / spread)
    return low, high


def median_of(curve: Survival) -> tuple[float | None, float | None, float | None]:
    """
    Median of a survival curve and its interval: first times at which curve and bounds reach 1/2.

    Returns
    -------
    tuple
        Median, low, high; None where the curve or bound does not come down to one half.
    """

    def first(values: Any) -> float | None:
        there = np.flatnonzero(values <= 0.5)
        return float(curve.times[there[0]]) if len(there) else None

    median = first(curve.survival)
    low = first(curve.low)
    return median, low if low is not None else median, first(curve.high)


def median_duration(
    spells: pd.DataFrame, *, fewest_ends: int = FEWEST_ENDS, fewest_at_risk: int = FEWEST_AT_RISK
) -> Figure:
    """
    Median duration of vacancies in months: V-06 ``vacancy_median_months``.

    Vacancies that go on count for what was seen of them (right censoring), and only the time
    from when a vacancy was first seen is watched (left truncation): counting the finished ones
    alone would say too little, and taking old ones as watched from their first day too much.
    Vacancies that come and go between two surveys are never seen.

    Parameters
    ----------
    spells
        What `vacancy_spells` gives.
    fewest_ends
        With fewer endings there is no median.
    fewest_at_risk
        Nor where the curve down to the median rests on fewer vacancies at any ending.

    Returns
    -------
    Figure
        Months; ``numerator`` endings, ``denominator`` vacancies watched. In ``parameters``
        ``end_within_months``: an ending lies so many months before or after the middle at most,
        on average.
    """
    known = spells[spells["began"].notna()]
    watched = known[(known["last"] > known["seen"]) | known["ended"]]
    ends = int(watched["ended"].sum())
    figure = Figure(
        id="V-06", key="vacancy_median_months", unit="months", value=None,
        label=Text("Dauer eines Leerstands (Median)", "duration of a vacancy (median)"),
        numerator=ends, denominator=len(watched),
        coverage=len(known) / len(spells) if len(spells) else None,
        method=Text(
            "Kaplan-Meier, beobachtet ab der ersten Erhebung, die den Leerstand nennt; andauernde zählen, "
            "soweit sie gesehen wurden; Ende in der Mitte zwischen zwei Erhebungen; Leerstände, die "
            "zwischen zwei Erhebungen kommen und gehen, sieht niemand",
            "Kaplan-Meier, watched from the first survey that names the vacancy; lasting ones count for "
            "what was seen; end in the middle between two surveys; vacancies that come and go between "
            "two surveys are not seen",
        ),
        parameters={"fewest_ends": fewest_ends, "fewest_at_risk": fewest_at_risk},
        base_table="history", base="register",
        counted=_units(watched), numerator_ids=_units(watched[watched["ended"]]),
        unknown=_units(spells[spells["began"].isna()]), audience="workshop",
    )  # fmt: skip
    if ends < fewest_ends:
        why = Text(f"unter {fewest_ends} Enden", f"under {fewest_ends} endings")
        return replace(figure, why=why)
    return _measured(figure, watched)


def _measured(figure: Figure, watched: pd.DataFrame) -> Figure:
    curve = _curve(watched)
    median, low, high = median_of(curve)
    if median is None:
        longest = number(float(curve.times[-1]), digits=0)
        return replace(figure, why=Text(
            f"mehr als die Hälfte dauert länger als beobachtet (über {longest} Monate)",
            f"more than half last longer than was watched (over {longest} months)",
        ))  # fmt: skip
    thin = int(curve.at_risk[curve.times <= median].min())
    fewest = int(figure.parameters["fewest_at_risk"])
    if thin < fewest:
        return replace(figure, why=Text(
            f"zu wenige Leerstände früh beobachtet ({thin}, nötig {fewest})",
            f"too few vacancies were watched early ({thin}, needed {fewest})",
        ))  # fmt: skip
    ends = watched[watched["ended"]]
    return replace(
        figure, value=median, low=low, high=high, interval="Greenwood 95 % (log-log)",
        audience="oeffentlich",  # rests on so many; without a value the count of ends is few
        parameters={
            **figure.parameters,
            "end_within_months": float(_months(ends["next"] - ends["last"]).mean() / 2),
        },
    )  # fmt: skip


def _curve(watched: pd.DataFrame) -> Survival:
    """Give the curve of spells; an ending lies in the middle between last and next sight."""
    half = (watched["next"] - watched["last"]).fillna(pd.Timedelta(0)) / 2
    entry = _months(watched["seen"] - watched["began"])
    leave = _months(watched["last"] + half - watched["began"])
    return product_limit(entry, leave, watched["ended"])


def _months(span: pd.Series) -> Any:
    # tenths are finer than any register; binary fractions would part equal durations
    return np.round(span.dt.total_seconds().to_numpy() / 86_400 / _DAYS_A_MONTH, 1)


def _units(spells: pd.DataFrame) -> tuple[str, ...]:
    return ids(pd.Index(sorted(set(spells["unit_id"]))))
