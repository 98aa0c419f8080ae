"""Legends: what the codes and colours of a register mean, beside a table or on their own sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from innenstadt_gis.ingest.registers.headers import find_headers, plain
from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.ingest.registers.status import read_status
from innenstadt_gis.ingest.registers.vocabulary import meaning

__all__ = ["Legend", "is_legend_sheet", "legend_of_sheets", "pairs_of", "read_legend"]

_PAIR = re.compile(r"^\W*([^=:]{1,20}?)\s*(?:=|:|→|\s[-–]\s)\s*(.{2,60})$", re.DOTALL)
_NEXT = re.compile(r"[,;|\n]\s*(?=[^=:,;|\n]{1,20}=)")
_LEGEND_SHEET = re.compile(
    r"legende|schl(?:ü|ue)ssel|erl(?:ä|ae)uterung|\bcodes?\b|k(?:ü|ue)rzel|codierung|kodierung"
    r"|abk(?:ü|ue)rzung|zeichenerkl|bedeutung|farbcode",
    re.IGNORECASE,
)
_SHORT_WORD = re.compile(r"^\s*(?!\d+\s*$)\S{1,3}\s*$")  # not a count: "leer | 12"
_LONGEST_CODE = 20
_SHORT_CODE = 4
_LONGEST_LEGEND = 40
_PLACES = ("street", "address", "house_number", "parcel", "parcel_id", "x", "y", "point")
_OF_STATUS = {"status", "vacant", "occupied", "condition_or_status", "use"}


@dataclass(frozen=True, slots=True)
class Legend:
    """What legends say: abbreviations (in plain spelling) and fill colours to status."""

    words: dict[str, str] = field(default_factory=dict)
    colours: dict[str, str] = field(default_factory=dict)

    def over(self, other: Legend) -> Legend:
        """Join two legends; this one wins where both say something."""
        return Legend({**other.words, **self.words}, {**other.colours, **self.colours})


def _written(value: Any) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else value).strip()


def _status_of(text: str) -> str | None:
    """Status that a meaning names; "unknown" only if it says so itself."""
    told = read_status(text)
    return None if told.status == "unknown" and (told.repairs or not plain(text)) else told.status


def _is_code(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    text = _written(value)
    return 0 < len(text) <= _LONGEST_CODE and bool(plain(text)) and _status_of(text) is None


def pairs_of(row: Iterable[Any]) -> Iterator[tuple[str, str, int]]:
    """
    Give the codes of one row of a legend with the status they mean, and the meaning's column.

    Code and meaning stand in one cell ("1 = belegt", also several), in two cells beside each
    other ("L" | "leer"), or the other way round if the code is a short word ("leer" | "L").

    Examples
    --------
    >>> list(pairs_of([1.0, "belegt", None, "L", "leer"]))
    [('1', 'occupied', 1), ('l', 'vacant', 4)]
    >>> list(pairs_of(["B = belegt, U = Umbau"])), list(pairs_of(["leer", 12]))
    ([('b', 'occupied', 0), ('u', 'under_construction', 0)], [])
    """
    cells = [(column, value) for column, value in enumerate(row) if value is not None]
    for place, (column, value) in enumerate(cells):
        if not isinstance(value, str) or not plain(value):
            continue
        told = [m for part in _NEXT.split(value) if (m := _PAIR.match(part.strip()))]
        found = [(plain(m[1]), status) for m in told if (status := _status_of(m[2]))]
        if found:
            yield from ((code, status, column) for code, status in found)
            continue
        status = _status_of(value)
        if status is None:
            continue
        left = cells[place - 1][1] if place else None
        right = cells[1][1] if len(cells) == 2 and not place else None
        if left is not None and _is_code(left):
            yield plain(_written(left)), status, column
        elif isinstance(right, str) and _is_code(right) and _SHORT_WORD.match(right):
            yield plain(right), status, column


def _colours(sheet: Sheet, row: int) -> Iterator[tuple[str, str]]:
    """Colours of one row with the status that is written in them or to their right."""
    told = {
        column: status
        for column, value in enumerate(sheet.rows[row])
        if isinstance(value, str) and value.strip()
        for status in (_named(value),)
        if status
    }
    fills = {column: colour for (at, column), colour in sheet.fills.items() if at == row}
    if len(set(told.values())) == 1:
        yield from ((colour, status) for status in told.values() for colour in fills.values())
        return
    for column, status in told.items():  # several on one row: its own cell, else its left one
        colour = fills.get(column) or fills.get(column - 1)
        if colour:
            yield colour, status


def _named(text: str) -> str | None:
    means = _PAIR.match(text)
    status = _status_of(means[2] if means else text)
    return None if status == "unknown" else status


def read_legend(sheet: Sheet, rows: Iterable[int]) -> Legend:
    """
    Read what the rows of a legend say; a code or colour told to mean two things means nothing.

    A block under a heading of another kind ("Zustand:") speaks of something else.
    """
    words: dict[str, set[str]] = {}
    colours: dict[str, set[str]] = {}
    about = True
    for row in rows:
        values = [v for v in sheet.rows[row] if v is not None]
        found = list(pairs_of(sheet.rows[row]))
        if len(values) == 1 and isinstance(values[0], str) and not found:
            headed = meaning(values[0].strip(" :"))
            about = headed in _OF_STATUS or (headed is None and about)
        if not about:
            continue
        for code, status, _ in found:
            words.setdefault(code, set()).add(status)
        for colour, status in _colours(sheet, row):
            colours.setdefault(colour, set()).add(status)
    return Legend(
        {code: next(iter(told)) for code, told in words.items() if len(told) == 1},
        {colour: next(iter(told)) for colour, told in colours.items() if len(told) == 1},
    )


def is_legend_sheet(sheet: Sheet) -> bool:
    """
    Tell whether a whole sheet is a legend: few rows, half of them a code and what it means.

    Every code and every meaning stands there once: a list of numbers and states repeats them.
    Where no name says "Legende", the codes are short and no header of a list stands above.
    """
    rows = [i for i, row in enumerate(sheet.rows) if any(v is not None for v in row)]
    if not 0 < len(rows) <= _LONGEST_LEGEND:
        return False
    if any(sum(v is not None for v in sheet.rows[row]) > 4 for row in rows):
        return False
    named = bool(_LEGEND_SHEET.search(sheet.name or ""))
    headers = find_headers(sheet)
    if any(header.columns(*_PLACES) for header in headers) or (headers and not named):
        return False
    pairs = [pair for row in rows for pair in pairs_of(sheet.rows[row])]
    coloured = [row for row in rows if any(True for _ in _colours(sheet, row))]
    said = {i for i in rows if any(True for _ in pairs_of(sheet.rows[i]))} | set(coloured)
    once = len({code for code, _, _ in pairs}) == len(pairs)
    if named:
        return bool(said)
    texts = [str(v) for row in said for v in sheet.rows[row] if isinstance(v, str)]
    short = all(len(code) <= _SHORT_CODE for code, _, _ in pairs)
    many = len(said) >= 2 and len(said) * 2 >= len(rows)
    return many and short and once and len(set(texts)) == len(texts)


def legend_of_sheets(sheets: Iterable[Sheet]) -> Legend:
    """Join the legends that have a sheet of their own; they hold for all tables of a file."""
    legend = Legend()
    for sheet in sheets:
        if is_legend_sheet(sheet):
            legend = legend.over(read_legend(sheet, range(len(sheet.rows))))
    return legend
