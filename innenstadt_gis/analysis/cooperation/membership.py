"""Who works together, as far as the town writes it down (K-11 to K-14)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from innenstadt_gis.analysis.counting import flag, share
from innenstadt_gis.analysis.digital import FEWEST_UNITS, in_use
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

__all__ = ["membership_figures"]

_NOTHING = Text("keine Angabe", "not stated")
_METHOD = Text(
    "nach Angabe der Stadt (kooperation.xlsx, Register); Einheiten ohne Angabe zählen nicht mit",
    "as the town states (kooperation.xlsx, register); units of which nothing is stated do not count",
)

#: Column of the answers, and the figure that is made of it.
_QUESTIONS: dict[str, tuple[str, str, Text]] = {
    "association_member": (
        "K-11", "association_members",
        Text("in der Händlergemeinschaft", "members of the traders' association"),
    ),
    "voucher": (
        "K-12", "voucher_accepted", Text("nehmen den Stadtgutschein", "take the town's voucher"),
    ),
    "joint_hours": (
        "K-13", "joint_hours",
        Text("halten gemeinsame Öffnungszeiten", "keep joint opening hours"),
    ),
    "events": (
        "K-14", "joint_events",
        Text("machen bei gemeinsamen Veranstaltungen mit", "take part in joint events"),
    ),
}  # fmt: skip


def membership_figures(premises: pd.DataFrame) -> tuple[Figure, ...]:
    """
    Share of the units in use that work together, as the town states it.

    K-11 members of the traders' association, K-12 units that take the town's voucher, K-13
    units that keep joint opening hours, K-14 units that take part in a joint event (the sum of
    participations in ``parameters``). ``value = yes / (yes + no)``; units of which nothing is
    stated stand on neither side and make the bounds.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`. Where there is a register, its units in use are asked
        about, and others only if something is stated of them.
    """
    units = _asked(in_use(premises))
    osm = float((~flag(units["in_register"])).mean()) if len(units) else None
    events = units["events"]
    answers = {
        "association_member": units["association_member"],
        "voucher": units["voucher"],
        "joint_hours": units["joint_hours"],
        "events": (events > 0).astype("boolean").mask(events.isna()),
    }
    figures = []
    for column, (mark, key, label) in _QUESTIONS.items():
        parameters = {"osm_share": osm}
        if column == "events":
            parameters["participations"] = float(events.sum())
        figures.append(
            _share(
                units, answers[column], parameters, id=mark, key=key, label=label,
                asked=premises,
            )
        )  # fmt: skip
    return tuple(figures)


def _asked(units: pd.DataFrame) -> pd.DataFrame:
    """Units of the register, and others of which something is stated; all without a register."""
    own = flag(units["in_register"])
    stated = units[list(_QUESTIONS)].notna().any(axis=1)
    return units[own | stated] if own.any() else units


def _share(
    units: pd.DataFrame, answers: pd.Series, parameters: dict[str, Any], **stated: Any
) -> Figure:
    known = answers.notna()
    few = int(known.sum()) < FEWEST_UNITS
    return share(
        units, flag(answers.astype("boolean")), known=known, parameters=parameters,
        base_table="premises", base="all", method=_METHOD, nothing=_NOTHING, rows_audience="intern",
        audience="intern" if few and bool(known.any()) else "oeffentlich", **stated,
    )  # fmt: skip
