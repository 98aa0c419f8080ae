"""What a person said of a column's words and unit, or of all rows, put into the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.ingest.registers.headers import Header, plain
from innenstadt_gis.ingest.registers.layout import add_column, cell
from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.ingest.registers.values import read_area
from innenstadt_gis.mapping import UNITS, RegisterMapping, SheetRule
from innenstadt_gis.tables import STATUS

__all__ = ["translated", "with_defaults"]

#: Words that `status.read_status` reads as our keys.
_STATUS_WORDS = {
    "vacant": "leer", "occupied": "belegt", "partly_vacant": "teilweise leer",
    "under_construction": "Umbau", "interim_use": "Zwischennutzung", "at_risk": "gekündigt",
    "gone": "Abriss", "unknown": "unbekannt",
}  # fmt: skip


def translated(sheet: Sheet, header: Header, rows: list[int]) -> Header:
    """Write what a person said of the words and the unit of a column; the cells stay raw."""
    for column, rule in list(header.rules.items()):
        factor = UNITS.get(rule.unit or "", 1.0)
        if not rule.values and factor == 1.0:
            continue
        words = {plain(word): _word(rule.means, said) for word, said in rule.values.items()}
        told: dict[int, Any] = {}
        rest: dict[int, Any] = {}
        for row in rows:
            value = cell(sheet, row, column)
            if value is None:
                continue
            if plain(value) in words:
                told[row] = words[plain(value)]
                continue
            size = read_area(value).m2 if factor != 1.0 else None
            if size is None:
                rest[row] = value
            else:
                told[row] = round(size * factor, 2)
        header = replace(header, fields={**header.fields, column: "kept"})
        code = "area_converted" if factor != 1.0 else "value_from_mapping"
        header = add_column(sheet, header, rule.means, told, code=code)
        header = add_column(sheet, header, rule.means, rest, code="")
    return header


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
