"""What a person said of all rows of a list, put into the table."""

from __future__ import annotations

from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.ingest.registers.headers import Header
from innenstadt_gis.ingest.registers.layout import add_column, cell
from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.mapping import RegisterMapping, SheetRule
from innenstadt_gis.tables import STATUS

__all__ = ["with_defaults"]

#: Words that `status.read_status` reads as our keys.
_STATUS_WORDS = {
    "vacant": "leer", "occupied": "belegt", "partly_vacant": "teilweise leer",
    "under_construction": "Umbau", "interim_use": "Zwischennutzung", "at_risk": "gekündigt",
    "gone": "Abriss", "unknown": "unbekannt",
}  # fmt: skip


def _word(means: str, said: str) -> str:
    """German word for one of our keys, which the readers of cells understand."""
    if means in ("status", "vacant", "occupied") and said in STATUS:
        return _STATUS_WORDS.get(said, STATUS[said].de)
    if means in ("branch", "previous_branch") and said in BRANCHES:
        return BRANCHES[said].words[0]
    return said


def with_defaults(
    sheet: Sheet, header: Header, rows: list[int], *, rule: SheetRule, mapping: RegisterMapping
) -> Header:
    """Write what a person said of all rows where a row has no cell for it."""
    said = {**mapping.defaults, **({"place": rule.place} if rule.place else {})}
    for means, value in said.items():
        names = ("status", "vacant", "occupied") if means == "status" else (means,)
        columns = header.columns(*names)
        word = _word(means, value)
        blank = [r for r in rows if all(cell(sheet, r, c) is None for c in columns)]
        header = add_column(
            sheet, header, means, dict.fromkeys(blank, word), code="value_from_mapping"
        )
    return header
