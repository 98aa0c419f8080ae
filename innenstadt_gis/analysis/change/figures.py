"""Figures V-01 to V-05: what changed between surveys, and how much a year."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from scipy.special import gammaincinv

from innenstadt_gis.analysis.change.transitions import (
    day_of,
    in_rate,
    last_pair,
    years_between,
)
from innenstadt_gis.analysis.change.trend import names_vacancies_alone
from innenstadt_gis.analysis.counting import ids, share
from innenstadt_gis.analysis.vacancy import MOST_UNKNOWN
from innenstadt_gis.tables import Audience
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, day, percent

__all__ = ["change_figures", "churn_rate"]

_FIGURES: dict[str, tuple[str, str, Text, Text]] = {
    "newly_vacant": (
        "V-01", "vacancies_new", Text("neu leer", "newly vacant"),
        Text("davor nicht leer, jetzt leer", "not vacant before, vacant now"),
    ),
    "let_again": (
        "V-02", "vacancies_let_again", Text("wieder belegt", "let again"),
        Text(
            "davor leer, jetzt belegt oder teilweise leer; Zwischennutzung und Umbau zählen nicht",
            "vacant before, occupied or partly vacant now; interim use and works do not count",
        ),
    ),
    "still_vacant": (
        "V-03", "vacancies_lasting", Text("weiterhin leer", "still vacant"),
        Text("davor leer und jetzt leer", "vacant before and vacant now"),
    ),
    "gone": (
        "V-04", "units_gone", Text("abgegangen", "gone"),
        Text("davor vorhanden, jetzt abgegangen", "there before, gone now"),
    ),
}  # fmt: skip
_OF = Text(
    "Anteil an den Einheiten des Registers, deren Status an beiden Tagen bekannt ist und die davor "
    "vorhanden waren; nicht wieder gelistete sind unbekannt",
    "share of the register's units whose status is known on both days and that were there before; "
    "units not listed again are unknown",
)
_VACANCIES_ONLY = Text(
    "eine der Listen nennt nur Leerstände: Was sie nicht nennt, ist unbekannt, ein Anteil ließe sich "
    "nicht berechnen",
    "one of the lists names vacancies alone: what it leaves out is unknown, and no share can be told",
)
#: Fewer cases could be told apart by the public (none tells nothing).
_FEWEST_TOLD = 3


def change_figures(rows: pd.DataFrame, *, scope: str | None) -> tuple[Figure, ...]:
    """
    Change between the last two surveys (V-01 to V-04) and churn a year (V-05).

    V-01 ``vacancies_new`` (neu leer), V-02 ``vacancies_let_again`` (wieder belegt), V-03
    ``vacancies_lasting`` (weiterhin leer), V-04 ``units_gone`` (abgegangen): each a share of
    the units of known status on both days that were there before, bounded by those of unknown
    status. V-05 ``churn_per_year``: see `churn_rate`.

    Parameters
    ----------
    rows
        What `transitions` gives, of the units to report on.
    scope
        Of the newest register; a list of vacancies alone gives counts and no share.

    Returns
    -------
    tuple of Figure
        None without transitions. ``value`` None with ``why`` where a list names vacancies
        alone or more than 20 % are unknown on one of the days; the counts stay. Where one of
        the counts is 1 or 2, none of the figures is public.
    """
    if not len(rows):
        return ()
    last = last_pair(rows)
    there = last[last["change"] != "gone_before"]
    partial = scope == "vacancies_only" or _names_vacancies_alone(last)
    told = _audience(there, (*_FIGURES, "vacant_to_other"))
    figures = [_one(change, there, last, told) for change in _FIGURES]
    churn = churn_rate(rows, scope=scope)
    if told != "oeffentlich":  # the changes of all could be told apart by their sum
        churn = replace(churn, audience=told)
    return (*(_honest(f, partial=partial) for f in figures), churn)


def _one(change: str, there: pd.DataFrame, last: pd.DataFrame, audience: Audience) -> Figure:
    number, key, label, what = _FIGURES[change]
    span = _span(last)
    since = Text(f" seit {day(span[0])}", f" since {day(span[0], lang='en')}")
    return share(
        there, there["change"] == change, known=there["change"] != "not_told", asked=last,
        id=number, key=key, label=Text(label.de + since.de, label.en + since.en),
        method=Text(f"{what.de}; {_OF.de}", f"{what.en}; {_OF.en}"),
        parameters={
            "from_day": span[0].isoformat(), "to_day": span[1].isoformat(),
            "most_unknown": MOST_UNKNOWN,
            "vacant_to_other": int((there["change"] == "vacant_to_other").sum()),
        },
        base_table="transitions", base="register", audience=audience,
    )  # fmt: skip


def _span(rows: pd.DataFrame) -> tuple[Any, Any]:
    return day_of(rows["from_day"].min()), day_of(rows["to_day"].max())


def _names_vacancies_alone(rows: pd.DataFrame) -> bool:
    return any(names_vacancies_alone(rows[column]) for column in ("from_status", "to_status"))


def _audience(rows: pd.DataFrame, changes: tuple[str, ...]) -> Audience:
    counts = rows["change"].value_counts().reindex(list(changes), fill_value=0)
    few = ((counts > 0) & (counts < _FEWEST_TOLD)).any()
    return "workshop" if few else "oeffentlich"


def _honest(figure: Figure, *, partial: bool) -> Figure:
    """Take the value where a list names vacancies alone or too much is unknown."""
    bare = replace(figure, value=None, low=None, high=None, interval="")
    if partial:
        return replace(bare, bound_low=None, bound_high=None, why=_VACANCIES_ONLY)
    unknown = 1 - figure.coverage if figure.coverage is not None else 0.0
    if figure.value is None or unknown <= MOST_UNKNOWN:
        return figure
    why = Text(
        f"Datenlage reicht nicht: {percent(unknown)} an einem der Tage ohne bekannten Status",
        f"the data do not suffice: {percent(unknown, lang='en')} of unknown status on one of the days",
    )
    return replace(bare, why=why)


def churn_rate(rows: pd.DataFrame, *, scope: str | None, confidence: float = 0.95) -> Figure:
    """
    Changes between vacant and not vacant, per 100 units and year: V-05.

    ``100 * changes / unit-years`` over all pairs of consecutive surveys, of units that stand
    in the vacancy rate on both days. Exact Poisson interval. It is a lower bound: changes back
    and forth between two surveys are not seen, nor a new tenant without a vacancy between.

    Parameters
    ----------
    rows, scope
        As for `change_figures`.
    confidence
        Two-sided, 0 to 1.
    """
    both = rows[in_rate(rows["from_status"]) & in_rate(rows["to_status"])]
    changed = both[(both["from_status"] == "vacant") != (both["to_status"] == "vacant")]
    years = float(years_between(both).sum())
    k, outside = len(changed), (1 - confidence) / 2
    told = rows[rows["change"] != "not_told"]
    partial = scope == "vacancies_only" or any(
        _names_vacancies_alone(some) for _, some in rows.groupby("to_day")
    )
    figure = Figure(
        id="V-05", key="churn_per_year", unit="changes/100 units/year",
        label=Text(
            "Wechsel zwischen leer und nicht leer je 100 Ladenlokale und Jahr, mindestens",
            "changes between vacant and not vacant per 100 units and year, at least",
        ),
        value=100 * k / years if years else None, numerator=k, denominator=round(years, 6),
        low=float(100 * gammaincinv(k, outside) / years) if k and years else
        0.0 if years else None,
        high=float(100 * gammaincinv(k + 1, 1 - outside) / years) if years else None,
        interval=f"Poisson {confidence * 100:g} %" if years else "",
        coverage=len(told) / len(rows) if len(rows) else None,
        method=Text(
            "Wechsel / Jahre, die die Einheiten zwischen zwei Erhebungen mit bekanntem Status lagen; "
            "was zwischen den Erhebungen hin und zurück wechselt, bleibt ungesehen",
            "changes / years that units lay between two surveys with known status; what changes back "
            "and forth between surveys is not seen",
        ),
        parameters={
            "surveys": len(set(rows["to_day"])) + 1, "from_day": _span(rows)[0].isoformat(),
            "to_day": _span(rows)[1].isoformat(), "confidence": confidence,
            "most_unknown": MOST_UNKNOWN,
        },
        base_table="transitions", base="register",
        counted=ids(pd.Index(sorted(set(both["unit_id"])))),
        numerator_ids=ids(pd.Index(sorted(set(changed["unit_id"])))),
        unknown=ids(pd.Index(sorted(set(rows["unit_id"]) - set(told["unit_id"])))),
        audience="workshop" if 0 < k < _FEWEST_TOLD else "oeffentlich",
        why=None if years else Text(
            "keine Einheit mit bekanntem Status an zwei Erhebungen",
            "no unit of known status at two surveys",
        ),
    )  # fmt: skip
    return _honest(figure, partial=partial)
