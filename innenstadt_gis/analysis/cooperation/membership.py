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
    asked: dict[str, Any] = {
        "base_table": "premises",
        "base": "all",
        "method": _METHOD,
        "rows_audience": "intern",
        "asked": premises,
        "nothing": _NOTHING,
    }
    events = units["events"]
    osm = float((~flag(units["in_register"])).mean()) if len(units) else None
    return (
        _share(
            units,
            units["association_member"],
            {"osm_share": osm},
            id="K-11",
            key="association_members",
            label=Text("in der Händlergemeinschaft", "members of the traders' association"),
            **asked,
        ),
        _share(
            units,
            units["voucher"],
            {"osm_share": osm},
            id="K-12",
            key="voucher_accepted",
            label=Text("nehmen den Stadtgutschein", "take the town's voucher"),
            **asked,
        ),
        _share(
            units,
            units["joint_hours"],
            {"osm_share": osm},
            id="K-13",
            key="joint_hours",
            label=Text("halten gemeinsame Öffnungszeiten", "keep joint opening hours"),
            **asked,
        ),
        _share(
            units,
            (events > 0).astype("boolean").mask(events.isna()),
            {"osm_share": osm, "participations": float(events.sum())},
            id="K-14",
            key="joint_events",
            label=Text("machen bei gemeinsamen Veranstaltungen mit", "take part in joint events"),
            **asked,
        ),
    )


def _asked(units: pd.DataFrame) -> pd.DataFrame:
    """Units of the register, and others of which something is stated; all without a register."""
    own = flag(units["in_register"])
    stated = units[["association_member", "voucher", "joint_hours", "events"]].notna().any(axis=1)
    return units[own | stated] if own.any() else units


def _share(
    units: pd.DataFrame, answers: pd.Series, parameters: dict[str, Any], **stated: Any
) -> Figure:
    known = answers.notna()
    few = int(known.sum()) < FEWEST_UNITS
    return share(
        units, flag(answers.astype("boolean")), known=known, parameters=parameters,
        audience="intern" if few and bool(known.any()) else "oeffentlich", **stated,
    )  # fmt: skip
