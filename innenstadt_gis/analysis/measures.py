"""Measures as milestones: the figure before, now and wanted, and what is overdue."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from innenstadt_gis.analysis.change.transitions import survey_states
from innenstadt_gis.analysis.change.trend import known_by, names_vacancies_alone
from innenstadt_gis.analysis.counting import ids
from innenstadt_gis.analysis.vacancy import KNOWN, MOST_UNKNOWN
from innenstadt_gis.tables.findings.measures import MILESTONES
from innenstadt_gis.tables.measures import MEASURE_STATUS
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, day

__all__ = ["earlier_values", "measure_figures", "milestones", "overdue"]

_ENDED = ("done", "dropped")
_NO_STATUS = Text("ohne Status", "without a status")


def overdue(measures: pd.DataFrame, *, survey_day: dt.date) -> pd.Series:
    """
    Tell which measures are overdue on the survey day: due before it, neither done nor dropped.

    The survey day and not the clock: the same inputs say the same next year. A measure that
    was put off and still carries a day that has passed is overdue too; without a day, or
    without a status, nobody knows (blank).

    Examples
    --------
    >>> rows = pd.DataFrame({"status": ["running", "done", "planned"],
    ...     "due": pd.to_datetime(["2026-01-31", "2026-01-31", None])})
    >>> overdue(rows, survey_day=dt.date(2026, 9, 15)).tolist()
    [True, False, <NA>]
    """
    ended = measures["status"].isin(_ENDED)
    late = (measures["due"] < pd.Timestamp(survey_day)) & ~ended
    told = ended | (measures["due"].notna() & measures["status"].notna())
    return late.astype("boolean").where(told)


def earlier_values(history: pd.DataFrame) -> dict[str, dict[dt.date, float]]:
    """
    Figures that earlier surveys tell, by key and day: what their own run would have said.

    The vacancy rate L-01, with partly vacant units L-04, and the units by status (S-01 …);
    no rate where more than 20 % of the units were of unknown status, or where a survey named
    vacancies alone. The newest survey is left out: its values are the figures of today.

    Parameters
    ----------
    history
        `tables.HISTORY` of the units to report on.
    """
    states = survey_states(history)
    done: dict[str, dict[dt.date, float]] = {}
    for when in list(states.columns)[:-1]:
        status = known_by(states, pd.Timestamp(when))
        for key, value in _values_of(status).items():
            done.setdefault(key, {})[pd.Timestamp(when).date()] = value
    return done


def _values_of(status: pd.Series) -> dict[str, float]:
    known, unknown = int(status.isin(KNOWN).sum()), int((status == "unknown").sum())
    values = {f"status_{key}": float(n) for key, n in status.value_counts().items()}
    if known and not names_vacancies_alone(status) and unknown / (known + unknown) <= MOST_UNKNOWN:
        values["vacancy_rate"] = float((status == "vacant").sum()) / known
        both = status.isin(["vacant", "partly_vacant"])
        values["vacancy_rate_with_partly"] = float(both.sum()) / known
    return values


class _Before(NamedTuple):
    value: float | None
    source: str | None
    day: Any  # Timestamp or NaT


def milestones(
    measures: pd.DataFrame,
    figures: Iterable[Figure],
    *,
    survey_day: dt.date,
    earlier: Mapping[str, Mapping[dt.date, float]] | None = None,
) -> pd.DataFrame:
    """
    How far each measure's figure is on its way: before, now, wanted.

    ``way = (now - before) / (target - before)``: 0 nothing moved, 1 reached, below 0 moved
    away, above 1 beyond. It says how the figure moved since then, not what moved it.

    Parameters
    ----------
    measures
        `tables.MEASURES`. Values of shares may be written as per cent (20 or 20 %).
    figures
        All figures of this run; a measure names one by id, key or label.
    survey_day
        Day of this run.
    earlier
        What `earlier_values` gives: where no value before is stated, that of the last survey
        before the measure's day (of the last one at all if it has no day).

    Returns
    -------
    pd.DataFrame
        `tables.findings.MILESTONES`, one row per measure. ``way`` is blank where it cannot be
        told; ``no_way`` says why.
    """
    named = _by_name(figures)
    late = overdue(measures, survey_day=survey_day)
    rows = [
        _milestone(row, named, earlier or {}) | {"overdue": late.loc[measure]}
        for measure, row in measures.iterrows()
    ]
    done: pd.DataFrame = MILESTONES.conform(
        pd.DataFrame(rows, index=measures.index, columns=[*MILESTONES.names]).sort_index()
    )
    MILESTONES.check(done)
    return done


def _by_name(figures: Iterable[Figure]) -> dict[str, Figure]:
    """Figures by every name under which people may write them; ids go before labels."""
    every = list(figures)
    named: dict[str, Figure] = {}
    for names in ([f.id for f in every], [f.key for f in every], *_labels(every)):
        for name, figure in zip(names, every, strict=True):
            named.setdefault(name.strip().casefold(), figure)
    return named


def _labels(figures: list[Figure]) -> tuple[list[str], list[str]]:
    return [f.label.de for f in figures], [f.label.en for f in figures]


def _milestone(
    row: pd.Series, named: Mapping[str, Figure], earlier: Mapping[str, Mapping[dt.date, float]]
) -> dict[str, Any]:
    told = {key: row[key] for key in ("measure", "theme", "responsible", "status", "due")}
    indicator = row["indicator"]
    if pd.isna(indicator):
        return told | {"no_way": "no_indicator"}
    figure = named.get(str(indicator).strip().casefold())
    if figure is None:
        return told | {"indicator": str(indicator), "no_way": "unknown_indicator"}
    if figure.audience == "intern":  # the table may be projected, such a figure may not
        return told | {"indicator": figure.id, "indicator_key": figure.key, "no_way": "intern"}
    baseline, target = _stated(row, figure)
    before = _before(row, baseline, earlier.get(figure.key, {}))
    way, why = _way(before.value, figure.value, target)
    return told | {
        "indicator": figure.id, "indicator_key": figure.key, "unit": figure.unit,
        "before": before.value, "before_from": before.source, "before_day": before.day,
        "now": figure.value, "target": target, "way": way, "no_way": why,
    }  # fmt: skip


def _stated(row: pd.Series, figure: Figure) -> tuple[float | None, float | None]:
    """Read the values before and after in the unit of the figure: shares are written as per cent."""
    values = [None if pd.isna(v) else float(v) for v in (row["baseline"], row["target"])]
    percent = row["value_unit"] == "%" or any(v is not None and v > 1 for v in values)
    if figure.unit == "share" and percent:
        values = [v if v is None else v / 100 for v in values]
    return values[0], values[1]


def _before(row: pd.Series, stated: float | None, told: Mapping[dt.date, float]) -> _Before:
    if stated is not None:
        return _Before(stated, "stated", pd.NaT)
    due = row["due"]
    days = sorted(d for d in told if pd.isna(due) or d <= due.date())
    if not days:
        return _Before(None, None, pd.NaT)
    return _Before(told[days[-1]], "survey", pd.Timestamp(days[-1]))


def _way(
    before: float | None, now: float | None, target: float | None
) -> tuple[float | None, str | None]:
    if now is None:
        return None, "not_computed"
    if target is None:
        return None, "no_target"
    if before is None:
        return None, "no_baseline"
    if math.isclose(before, target, abs_tol=1e-9):
        return None, "no_distance"
    return (now - before) / (target - before), None


def measure_figures(measures: pd.DataFrame, *, survey_day: dt.date) -> tuple[Figure, ...]:
    """
    Measures counted: V-11 ``measures`` with one cell per status, V-12 ``measures_overdue``.

    Parameters
    ----------
    measures
        `tables.MEASURES`.
    survey_day
        On which they are overdue or not.

    Returns
    -------
    tuple of Figure
        V-11 all measures, ``V-11:planned`` … by status (with ``V-11:unknown`` for those
        without one, if there are any), V-12 those overdue of those of which it is known. None
        without measures.
    """
    if not len(measures):
        return ()
    status = measures["status"].fillna("unknown")
    words = {**MEASURE_STATUS, **({"unknown": _NO_STATUS} if (status == "unknown").any() else {})}
    everything = _count(
        measures, measures, number="V-11", key="measures", label=Text("Maßnahmen", "measures")
    )
    cells = [
        _count(
            measures, measures[status == key], number=f"V-11:{key}", key=f"measures_{key}",
            label=Text(f"Maßnahmen: {label.de}", f"measures: {label.en}"), group=label,
        )
        for key, label in words.items()
    ]  # fmt: skip
    return (everything, *cells, _overdue_figure(measures, survey_day))


def _count(
    measures: pd.DataFrame, some: pd.DataFrame, *, number: str, key: str, label: Text,
    group: Text | None = None,
) -> Figure:  # fmt: skip
    return Figure(
        id=number, key=key, label=label, unit="count", value=float(len(some)), group=group,
        numerator=len(some), denominator=len(measures), base_table="measures",
        method=Text("Zeilen in massnahmen.xlsx gezählt", "rows of massnahmen.xlsx counted"),
        counted=ids(measures), numerator_ids=ids(some), audience="workshop",
    )  # fmt: skip


def _overdue_figure(measures: pd.DataFrame, survey_day: dt.date) -> Figure:
    late = overdue(measures, survey_day=survey_day)
    told = measures[late.notna()]
    some = measures[late.fillna(value=False).astype(bool)]
    on = Text(f" am {day(survey_day)}", f" on {day(survey_day, lang='en')}")
    return Figure(
        id="V-12", key="measures_overdue", unit="count", numerator=len(some),
        value=float(len(some)) if len(told) else None, denominator=len(told),
        label=Text("überfällige Maßnahmen" + on.de, "overdue measures" + on.en),
        method=Text(
            "Termin vor dem Stichtag, weder erledigt noch verworfen; ohne Termin oder Status unbekannt",
            "due before the survey day, neither done nor dropped; without a day or status unknown",
        ),
        parameters={"survey_day": survey_day.isoformat()}, base_table="measures",
        coverage=len(told) / len(measures), counted=ids(told), numerator_ids=ids(some),
        unknown=ids(measures[late.isna()]), audience="workshop",
        why=None if len(told) else Text(
            "keine Maßnahme mit Termin und Status", "no measure with a day and a status"
        ),
    )  # fmt: skip
