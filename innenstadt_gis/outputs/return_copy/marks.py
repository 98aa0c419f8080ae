"""Which cells of a town's list are marked, and what is said about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from innenstadt_gis.codes import told
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.mapping import Reading
from innenstadt_gis.words import Lang, Text

__all__ = ["RowMark", "marks_of"]

# Which columns a repair speaks of, by the start of its code; the first that the sheet has.
_PLACE = ("address", "street", "house_number", "parcel_id", "parcel", "x", "point")
_COLUMNS_OF: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("status", ("status", "vacant", "occupied", "use")),
    ("colour", ("status", "vacant", "occupied", "use")),
    ("area", ("sales_area", "usable_area", "area")),
    ("since", ("since", "duration")),
    ("duration", ("duration", "since")),
    ("branch", ("branch", "use", "previous_branch")),
    ("floor", ("floor",)),
    ("personal", ("remark", "reason", "marketing")),
    ("number", ("house_number", "address")),
    ("", _PLACE),
)
# Done without a doubt: told in the counts, not worth a mark in every row.
_SILENT = {
    "address_split", "merged_street", "street_from_sheet", "street_from_heading",
    "status_from_flag", "area_converted", "corrected",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowMark:
    """
    One mark: where (``row`` as Excel shows it, ``column`` from 0), how serious, what to say.

    ``kind`` is ``"rejected"``, ``"lost"`` (no place), ``"doubt"`` (read with a doubt) or
    ``"nonrecord"``.
    """

    sheet: str | None
    row: int
    column: int
    kind: str
    words: str


def marks_of(reading: Reading, log: SourceLog, records: Any, *, lang: Lang = "de") -> list[RowMark]:
    """
    Tell what to mark in a register.

    Parameters
    ----------
    reading
        What the program took its sheets and columns for.
    log
        The register's log: rejected rows and non-records.
    records
        Rows of `tables.RECORDS` of this register, located.
    """
    columns = {
        sheet.name or "": {c.means: c.column for c in reversed(sheet.columns)}
        for sheet in reading.sheets
    }
    marks = [
        RowMark(row.source_sheet, row.source_row, 0, row.outcome, told(row.reason, lang))
        for row in log.rows
        if row.outcome != "record"
    ]
    for row in records.itertuples():
        sheet = row.source_sheet if isinstance(row.source_sheet, str) else None
        place = columns.get(sheet or "", {})
        said: dict[int, list[str]] = {}
        if str(row.located_by) in ("none", "street"):
            marks.append(
                RowMark(sheet, int(row.source_row), _column(place, ""), "lost", _lost(row, lang))
            )
        codes = row.repairs.split(";") if isinstance(row.repairs, str) else []
        for code in codes:
            if code not in _SILENT:
                said.setdefault(_column(place, code), []).append(told(code, lang))
        marks += [
            RowMark(sheet, int(row.source_row), column, "doubt", "; ".join(words))
            for column, words in said.items()
        ]
    return marks


def _lost(row: Any, lang: Lang) -> str:
    only = str(row.located_by) == "street"
    what = Text("nur die Straße gefunden", "only the street was found") if only else Text(
        "Adresse nicht gefunden", "address not found"
    )  # fmt: skip
    near = str(row.candidates).replace(";", "; ") if isinstance(row.candidates, str) else ""
    similar = Text("ähnlich", "similar").to(lang)
    return what.to(lang) + (f" ({similar}: {near})" if near else "")


def _column(place: dict[str, int], code: str) -> int:
    wanted = next(fields for start, fields in _COLUMNS_OF if code.startswith(start))
    for field in (*wanted, *_PLACE):
        if field in place:
            return place[field]
    return 0
