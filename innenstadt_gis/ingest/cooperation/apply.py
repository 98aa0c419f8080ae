"""Put the answers of `kooperation.xlsx` beside the units that they speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from innenstadt_gis.importlog import Outcome, SourceLog
from innenstadt_gis.ingest.cooperation.model import ANSWERS, IN_USE, Cooperation, Entry, fault
from innenstadt_gis.ingest.cooperation.read import summed
from innenstadt_gis.ingest.streets import house_number_key, split_address, street_key
from innenstadt_gis.words import Text

__all__ = ["with_cooperation"]

_ID = re.compile(r"u-[0-9a-f]{10}")


def with_cooperation(premises: Any, read: Cooperation) -> tuple[Any, SourceLog]:
    """
    Put the answers beside the units they speak of; they go before a register's.

    Parameters
    ----------
    premises
        `tables.PREMISES`.
    read
        From `read_cooperation`. A row names its unit by id, else by an address; where several
        units are at one address, by the name as well.

    Returns
    -------
    tuple
        The units, and the log: rows whose unit was not found or not unique are rejected and
        named; of two rows for one unit the lower one holds.
    """
    known = _Units.of(premises)
    outcome: dict[int, tuple[Outcome, str]] = {}
    notes: list[Text] = []
    last: dict[str, Entry] = {}
    for entry in read.entries:
        unit, why = known.find(entry)
        if unit is None:
            outcome[entry.row] = ("rejected", "cooperation_without_unit")
            notes.append(why)
            continue
        if unit in last:
            outcome[last[unit].row] = ("nonrecord", "told_twice")
        last[unit] = entry
    done = premises.copy()
    for name in ANSWERS:
        told = {unit: e.answers[name] for unit, e in last.items() if name in e.answers}
        if told:
            values = pd.Series(told, dtype="float64" if name == "events" else "boolean")
            done[name] = values.reindex(done.index).fillna(done[name]).astype(done[name].dtype)
    rows = []
    for row in read.log.rows:
        became, reason = outcome.get(row.source_row, (row.outcome, row.reason))
        rows.append(replace(row, outcome=became, reason=reason))
    return done, summed(replace(read.log, notes=(*read.log.notes, *notes)), rows)


@dataclass(frozen=True, slots=True)
class _Units:
    """Units by id and by address."""

    rows: pd.DataFrame
    by_address: dict[tuple[str, str], list[str]]

    @classmethod
    def of(cls, premises: Any) -> _Units:
        found: dict[tuple[str, str], list[str]] = {}
        known = premises[premises["street"].notna() & premises["house_number"].notna()]
        places = zip(known.index, known["street"], known["house_number"], strict=True)
        for unit, street, number in places:
            key = street_key(street), house_number_key(number)
            if all(key):
                found.setdefault(key, []).append(str(unit))
        columns = ["name", "in_register", "status"]
        return cls(pd.DataFrame(premises[columns]), found)

    def find(self, entry: Entry) -> tuple[str | None, Text]:
        given = _ID.search(entry.unit)
        if given and given[0] in self.rows.index:
            return given[0], Text("", "")
        if given and not entry.address:
            return None, fault(
                entry.row, "diese Kennung gibt es nicht (mehr); Adresse dazuschreiben",
                "there is no such unit (any more); add its address",
            )  # fmt: skip
        address = split_address(entry.address or entry.unit)
        key = street_key(address.street), house_number_key(address.house_number)
        there = self.by_address.get(key, [])
        if not there:
            return None, fault(
                entry.row, "an dieser Adresse ist keine Einheit bekannt; Straße und Hausnummer prüfen "
                "oder die Kennung (u-…) eintragen",
                "no unit is known at this address; check street and number, or write the id (u-…)",
            )  # fmt: skip
        chosen = self._narrowed(there, entry.name)
        if len(chosen) == 1:
            return chosen[0], Text("", "")
        listed = ", ".join(sorted(chosen))
        return None, fault(
            entry.row, "an dieser Adresse sind mehrere Einheiten; bitte den Namen oder eine Kennung "
            f"eintragen: {listed}",
            f"there are several units at this address; please write the name or one id: {listed}",
        )  # fmt: skip

    def _narrowed(self, there: list[str], name: str) -> list[str]:
        """By the name, then those in use, then those of the register, as long as any is left."""
        some = self.rows.loc[there]
        folded = some["name"].astype("str").fillna("").map(_folded)
        for fits in (
            (folded == _folded(name)) & (folded != ""),
            some["status"].isin(IN_USE),
            some["in_register"].fillna(value=False).astype(bool),
        ):
            left = fits.loc[some.index]
            if left.any():
                some = some[left.to_numpy()]
        return [str(unit) for unit in some.index]


def _folded(name: str) -> str:
    return re.sub(r"\W+", "", str(name)).casefold()
