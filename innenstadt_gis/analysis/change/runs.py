"""From one run to the next: which units moved the vacancy rate, and why."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pandas as pd

from innenstadt_gis.analysis.vacancy import KNOWN
from innenstadt_gis.words import Text

__all__ = ["CAUSES", "attribute", "causes", "sides"]

#: Why a unit counts otherwise than in the run before, in the order of telling; ``{n}`` units.
CAUSES: MappingProxyType[str, Text] = MappingProxyType(
    {
        "let_again": Text("{n} neu vermietet", "{n} let again"),
        "interim": Text("{n} jetzt in Zwischennutzung", "{n} in interim use now"),
        "newly_vacant": Text("{n} neu leer", "{n} newly vacant"),
        "new_unit": Text("{n} neu im Register", "{n} new in the register"),
        "not_listed": Text("{n} nicht mehr gelistet", "{n} not listed any more"),
        "gone": Text("{n} abgegangen", "{n} gone"),
        "now_known": Text("{n} jetzt mit Status", "{n} with a status now"),
        "now_unknown": Text("{n} jetzt ohne Status", "{n} without a status now"),
        "works": Text("{n} Umbau begonnen oder beendet", "{n} works begun or finished"),
        "correction": Text("{n} durch Korrektur", "{n} by correction"),
        "other_source": Text(
            "{n} durch andere Quellen oder Einstellungen", "{n} by other sources or settings"
        ),
        "version_or_source": Text(
            "{n} durch neue Programmversion oder andere Quellen",
            "{n} by a new program version or other sources",
        ),
        "version": Text("{n} durch neue Programmversion", "{n} by a new program version"),
    }
)


def attribute(
    before: pd.DataFrame, now: pd.DataFrame, *, new_version: bool, other_sources: bool,
    new_registers: bool = True,
) -> pd.DataFrame:  # fmt: skip
    """
    Say of each unit that moved the vacancy rate between two runs by what it did.

    One cause per unit, the first that holds: what a person corrected about its status or place
    changed; what the register says of it changed (then what became of it); else the program
    reads the same otherwise, or something around it changed (addresses, map, study area,
    mapping). The changes of all units add up to the change of the rate's two sides.

    Parameters
    ----------
    before, now
        One row per unit of the register: ``status``, ``inside`` (counted in the study area),
        ``listed`` (the newest survey has it), ``source`` and ``corrections`` (fingerprints of
        what the register and what people say of it).
    new_version
        Whether the program's version changed.
    other_sources
        Whether a source besides register and corrections, or a setting, is known to have
        changed.
    new_registers
        Whether any register file changed; with the same files nothing that is told of a unit
        is news of the register, whatever the program reads in them now.

    Returns
    -------
    pd.DataFrame
        One row per unit that counts otherwise, sorted: ``cause``, and by how much it changed
        the ``vacant`` and the ``known`` units (-1, 0 or 1).
    """
    units = sorted(set(before.index) | set(now.index))
    old, new = before.reindex(units), now.reindex(units)
    vacant = _vacant(new).astype(int) - _vacant(old).astype(int)
    known = _known(new).astype(int) - _known(old).astype(int)
    moved = (vacant != 0) | (known != 0)
    unexplained = _unexplained(new_version=new_version, other_sources=other_sources)
    cause = _cause(old[moved], new[moved], unexplained, new_registers=new_registers)
    done = pd.DataFrame({"cause": cause, "vacant": vacant[moved], "known": known[moved]})
    return done.rename_axis("unit_id")


def _unexplained(*, new_version: bool, other_sources: bool) -> str:
    if not new_version:
        return "other_source"
    return "version_or_source" if other_sources else "version"


def sides(rows: pd.DataFrame) -> tuple[int, int]:
    """Count the vacant units and those in the denominator of the rate, of the units of a run."""
    return int(_vacant(rows).sum()), int(_known(rows).sum())


def _known(rows: pd.DataFrame) -> pd.Series:
    return rows["status"].isin(KNOWN) & _inside(rows)


def _vacant(rows: pd.DataFrame) -> pd.Series:
    return (rows["status"] == "vacant") & _inside(rows)


def _inside(rows: pd.DataFrame) -> pd.Series:
    return rows["inside"].eq(other=True).fillna(value=False).astype(bool)


def _cause(
    old: pd.DataFrame, new: pd.DataFrame, unexplained: str, *, new_registers: bool
) -> pd.Series:
    was, is_ = old["status"], new["status"]
    corrected = old["corrections"].fillna("") != new["corrections"].fillna("")
    same_row = old["source"].fillna("") == new["source"].fillna("")
    works = "under_construction"
    conditions = [
        corrected,
        (same_row & was.notna() & is_.notna()) | (not new_registers),
        was.isna(),
        is_.isna(),
        is_ == "gone",
        (is_ == "unknown") & (new["listed"].eq(other=False)),
        is_ == "unknown",
        was.isin(["unknown", "gone"]),
        (was == works) | (is_ == works),
        (was != "vacant") & (is_ == "vacant"),
        (was == "vacant") & (is_ == "interim_use"),
        (was == "vacant") & (is_ != "vacant"),
    ]
    names = [
        "correction", unexplained, "new_unit", "not_listed", "gone", "not_listed", "now_unknown",
        "now_known", "works", "newly_vacant", "interim",
        "let_again",
    ]  # fmt: skip
    # what is left moved in or out of the area while the register said something new of it
    return pd.Series(np.select(conditions, names, default="other_source"), index=old.index)


def causes(moved: pd.DataFrame) -> dict[str, int]:
    """Count the units by cause, in the order of `CAUSES`; causes without a unit are left out."""
    counts = moved["cause"].value_counts()
    return {name: int(counts[name]) for name in CAUSES if name in counts.index}
