"""What `kooperation.xlsx` holds: its columns, and a row that answers something."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.words import Text

__all__ = ["ANSWERS", "COLUMNS", "IN_USE", "SHEET", "Cooperation", "Entry", "fault", "header_of"]

SHEET = Text("Kooperation", "Cooperation")
#: Columns of the sheet, as the template calls them.
COLUMNS: dict[str, Text] = {
    "unit": Text("Einheit", "unit"),
    "address": Text("Adresse", "address"),
    "name": Text("Name", "name"),
    "association_member": Text("Händlergemeinschaft (ja/nein)", "association (yes/no)"),
    "voucher": Text("Gutschein (ja/nein)", "voucher (yes/no)"),
    "joint_hours": Text("Gemeinsame Öffnungszeiten (ja/nein)", "joint hours (yes/no)"),
    "events": Text("Veranstaltungen (Zahl oder Liste)", "events (number or list)"),
    "remark": Text("Bemerkung", "remark"),
}
#: Columns of `tables.PREMISES` that the file fills.
ANSWERS = ("association_member", "voucher", "joint_hours", "events")
_WORDS: dict[str, tuple[str, ...]] = {
    "unit": ("einheit", "kennung", "einheit id", "unit", "unit id"),
    "address": ("adresse", "anschrift", "address"),
    "name": ("name", "geschaeft", "betrieb", "firma"),
    "association_member": (
        "haendlergemeinschaft", "gewerbeverein", "haendlergemeinschaft gewerbeverein",
        "werbegemeinschaft", "mitglied", "mitglied gewerbeverein", "association", "member",
    ),
    "voucher": ("gutschein", "stadtgutschein", "nimmt gutschein", "voucher"),
    "joint_hours": (
        "gemeinsame oeffnungszeiten", "kernoeffnungszeiten", "oeffnungszeiten gemeinsam",
        "joint hours", "joint opening hours",
    ),
    "events": ("veranstaltungen", "veranstaltung", "aktionen", "events"),
    "remark": ("bemerkung", "bemerkungen", "remark", "anmerkung"),
}  # fmt: skip
_KEY_OF = {word: key for key, words in _WORDS.items() for word in words}
_ASIDE = re.compile(r"\b(?:ja nein|yes no|ja|nein|zahl oder liste|anzahl|zahl|liste)\b")
#: Status of a unit in which somebody can work together with others.
IN_USE = ("occupied", "at_risk", "interim_use", "partly_vacant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row that answers something; ``row`` as Excel shows it."""

    row: int
    unit: str
    address: str
    name: str
    answers: dict[str, Any]


def _no_log() -> SourceLog:
    return SourceLog(role="cooperation", file="kooperation.xlsx", kind="xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooperation:
    """Rows of a `kooperation.xlsx` that answer something, and what became of all of them."""

    entries: tuple[Entry, ...] = ()
    log: SourceLog = field(default_factory=_no_log)


def header_of(row: Any) -> dict[str, int]:
    """
    Tell which cells of a row are headers of this sheet: key to column, from 0.

    Examples
    --------
    >>> header_of(["Einheit", "Gewerbeverein ja/nein", "Gutschein (ja/nein)"])
    {'unit': 0, 'association_member': 1, 'voucher': 2}
    """
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            word = plain(cell)
            key = _KEY_OF.get(word) or _KEY_OF.get(" ".join(_ASIDE.sub(" ", word).split()))
            if key is not None:
                found.setdefault(key, column)
    return found


def fault(row: int, de: str, en: str) -> Text:
    """Say what is wrong with a row."""
    return Text(f"{SHEET.de}, Zeile {row}: {de}", f"{SHEET.en}, row {row}: {en}")
