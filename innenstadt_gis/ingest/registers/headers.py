"""Where the tables of a sheet stand: header rows, header words joined, several tables."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.ingest.registers.vocabulary import meaning, near_meaning, plain
from innenstadt_gis.mapping import ColumnRule

__all__ = ["Header", "find_header", "find_headers", "plain"]

_TELLING = {
    "street", "address", "house_number", "parcel_id", "parcel", "x", "y", "point", "name",
    "status", "vacant", "occupied", "any_object", "any_location",
}  # fmt: skip
#: So many known words are a header, though none tells a place, name or status for certain.
_MANY = 4
_DATA_WORDS = {"vacant", "occupied", "floor"}  # "leer", "belegt", "EG" also stand in cells
_DEEPEST_FIRST = 60
_UNIT_ROW = re.compile(
    r"^[\[(]?\s*(?:m²|qm|m2|m|€|eur|€/m²|ja/nein|j/n|tt\.mm\.jjjj)\s*[\])]?$", re.IGNORECASE
)
_NUMBERED = re.compile(r" #\d+$")


@dataclass(frozen=True, slots=True)
class Header:
    """
    The header of one table on a sheet.

    ``first`` and ``last`` are its rows (from 0), ``until`` the row at which the next table
    of the sheet begins (None: the sheet's end), ``labels`` the flattened headers by column
    ("Fläche › VK"), ``fields`` what each column means ("personal" is quarantined,
    "unknown" is kept as it is), ``fuzzy`` the columns recognised despite a typo, ``rules``
    what a person said about a column (its unit, its words), ``how`` by what and how surely
    a column was recognised. ``assumed`` are columns that the file does not have: a value
    that its layout or a person states for a row, with the code of the repair; ``read_as``
    what a column was taken for whose cells went into such columns. ``part``
    tells several tables apart that share rows, ``survey_day`` is the table's own day.
    """

    first: int
    last: int
    labels: dict[int, str]
    fields: dict[int, str]
    fuzzy: dict[int, float] = field(default_factory=dict)
    rules: dict[int, ColumnRule] = field(default_factory=dict)
    until: int | None = None
    how: dict[int, tuple[str, float]] = field(default_factory=dict)
    assumed: dict[int, str] = field(default_factory=dict)
    read_as: dict[int, str] = field(default_factory=dict)
    part: str = ""
    survey_day: dt.date | None = None

    def columns(self, *names: str) -> list[int]:
        """Columns that mean one of these, in their order."""
        return [column for column, name in self.fields.items() if name in names]

    def shown(self, column: int) -> str:
        """Header of a column as the program shows it; "Spalte 3" where it has none."""
        return self.labels.get(column) or f"Spalte {column + 1}"

    def end(self, sheet: Sheet) -> int:
        """Row behind the last one that belongs to this table."""
        return len(sheet.rows) if self.until is None else self.until

    def own_columns(self) -> list[int]:
        """Columns that the file itself has."""
        return [column for column in self.labels if column not in self.assumed]


def find_header(sheet: Sheet) -> Header | None:
    """
    Find the first header of a sheet by how many of its cells are known header words.

    Title rows above are passed over; further header rows are joined. None if no row names
    at least two known things, one of them a place, name or status.
    """
    found = find_headers(sheet)
    return found[0] if found else None


def find_headers(sheet: Sheet, *, header_row: int | None = None) -> list[Header]:
    """
    Find the headers of all tables of a sheet: below each other and side by side.

    Parameters
    ----------
    sheet
        The sheet.
    header_row
        Last row of the first header as Excel shows it, if a person stated it.
    """
    hits = [_hits(row) for row in sheet.rows]
    if header_row is not None:
        if not 1 <= header_row <= len(sheet.rows):
            return []
        starts = [header_row - 1]
        best = max(hits[header_row - 1], 2)
    else:
        best = max(hits[:_DEEPEST_FIRST], default=0)
        if best < 2:
            return []
        # The first row that comes near the best: further down the header may be repeated.
        starts = [next(i for i, many in enumerate(hits) if many >= max(2, 0.6 * best))]
    extents = [_extent(sheet, starts[0])]
    known = [_signature(sheet, *extents[0])]
    for row in range(extents[0][1] + 1, len(sheet.rows)):
        if row <= extents[-1][1] or hits[row] < max(2, 0.5 * best) or not _mostly_known(sheet, row):
            continue
        first, last = _extent(sheet, row)
        first = max(first, extents[-1][1] + 1)
        signature = _signature(sheet, first, last)
        if _alike(signature, known[-1]):
            continue  # the same header again, on a new page
        extents.append((first, last))
        known.append(signature)
    headers = []
    for number, (first, last) in enumerate(extents):
        until = extents[number + 1][0] if number + 1 < len(extents) else None
        headers += _side_by_side(sheet, first, last, until)
    return headers


def _hits(row: list[Any]) -> int:
    """How many different things a row names: a place, name or status among them, or many."""
    found = {m for v in row if isinstance(v, str) and (m := meaning(v))}
    return len(found) if found & _TELLING or len(found) >= _MANY else 0


def _mostly_known(sheet: Sheet, row: int) -> bool:
    values = [v for v in sheet.rows[row] if v is not None]
    words = [v.strip() for v in values if isinstance(v, str)]
    # "x" and "n" are marks in cells; only together do letters stand over coordinates
    letters = {m for v in words if len(v) == 1 and (m := meaning(v))}
    known = [m for v in words if (len(v) > 1 or len(letters) > 1) and (m := meaning(v))]
    # "belegt" beside "Muster Hausverwaltung" is a row of data, not a table's second header
    return len(known) * 2 >= len(values) and bool(set(known) & (_TELLING - _DATA_WORDS))


def _signature(sheet: Sheet, first: int, last: int) -> dict[int, str]:
    return {
        column: plain(value)
        for row in sheet.rows[first : last + 1]
        for column, value in enumerate(row)
        if isinstance(value, str)
    }


def _alike(one: dict[int, str], other: dict[int, str]) -> bool:
    """Tell whether a row repeats the header above it rather than beginning another table."""
    same = sum(other.get(column) == text for column, text in one.items())
    return same * 2 >= len(one)


def _extent(sheet: Sheet, row: int) -> tuple[int, int]:
    """First and last header row around the row with most known words."""
    first = last = row
    while first and last - first < 2 and _joins(sheet, first - 1, first):
        first -= 1
    while last + 1 < len(sheet.rows) and last - first < 2 and _continues(sheet, last, last + 1):
        last += 1
    if last + 1 < len(sheet.rows):
        below = [v for v in sheet.rows[last + 1] if v is not None]
        if below and all(isinstance(v, str) and _UNIT_ROW.match(v.strip()) for v in below):
            last += 1
    return first, last


def _wide(sheet: Sheet, row: int) -> bool:
    return any(r1 == row and (c2 > c1 or r2 > r1) for r1, c1, r2, c2 in sheet.merged)


def _words(sheet: Sheet, row: int) -> list[str]:
    """Texts of a row if every cell of it could be a header; else nothing."""
    values = [v for v in sheet.rows[row] if v is not None]
    if not values or not all(isinstance(v, str) and len(v) <= 60 for v in values):
        return []
    return [str(v) for v in values]


def _joins(sheet: Sheet, above: int, below: int) -> bool:
    """Tell whether the row above is part of the header: groups over the columns below."""
    texts = _words(sheet, above)
    known = sum(meaning(t) is not None for t in texts)
    if len(texts) < 2:
        return False
    if _wide(sheet, above) and known * 2 >= len(texts):
        return True
    # Without merged cells: a group stands over its first column, the rest is blank above.
    width = sum(v is not None for v in sheet.rows[below])
    digits = any(re.search(r"\d", t) for t in texts)
    return known * 2 >= len(texts) and known >= 1 and len(texts) < width and not digits


def _continues(sheet: Sheet, above: int, below: int) -> bool:
    """Tell whether the row below still belongs to the header."""
    texts = _words(sheet, below)
    if not texts:
        return False
    means = [meaning(t) for t in texts]
    known = [m for m in means if m is not None]
    if _wide(sheet, above) and known and len(known) * 2 >= len(texts):
        return True
    if len(texts) < 2 or any(re.search(r"\d", t) for t in texts):
        return False
    if _alike(_signature(sheet, below, below), _signature(sheet, above, above)):
        return False
    real = [m for m in known if m not in _DATA_WORDS]
    fills = any(
        column >= len(sheet.rows[above]) or sheet.rows[above][column] is None
        for column, value in enumerate(sheet.rows[below])
        if value is not None
    )
    return fills and len(real) >= 1 and len(known) * 2 >= len(texts)


def _parts(sheet: Sheet, first: int, last: int) -> dict[int, list[str]]:
    """Header words by column; a merged or open group is written over all of its columns."""
    spread: dict[tuple[int, int], Any] = {}
    for r1, c1, r2, c2 in sheet.merged:
        if first <= r1 <= last and r1 < len(sheet.rows) and c1 < len(sheet.rows[r1]):
            for r in range(r1, min(r2, last) + 1):
                for c in range(c1, c2 + 1):
                    spread[r, c] = sheet.rows[r1][c1]
    if last > first and not any(first <= r1 <= last for r1, _, _, _ in sheet.merged):
        _open_groups(sheet, first, last, spread)
    width = max((len(row) for row in sheet.rows[first:]), default=0)
    labels: dict[int, list[str]] = {}
    for column in range(width):
        parts: list[str] = []
        for number in range(first, last + 1):
            row = sheet.rows[number]
            value = spread.get((number, column), row[column] if column < len(row) else None)
            text = re.sub(r"\s+", " ", str(value)).strip() if value is not None else ""
            if text and text not in parts and not (parts and _UNIT_ROW.match(text)):
                parts.append(text)
        labels[column] = parts
    return labels


def _open_groups(sheet: Sheet, first: int, last: int, spread: dict[tuple[int, int], Any]) -> None:
    """Carry a group word over the blank cells to its right that have a word below."""
    for number in range(first, last):
        group: Any = None
        below = sheet.rows[number + 1]
        for column in range(len(below)):
            row = sheet.rows[number]
            here = row[column] if column < len(row) else None
            if here is not None:
                group = here if below[column] is not None else None
            elif below[column] is None:
                group = None
            elif group is not None:
                spread[number, column] = group


def _labels(parts: dict[int, list[str]]) -> dict[int, str]:
    """Flattened headers, each one once: the second "Nr." is "Nr. #2"."""
    flat = {column: " › ".join(words) for column, words in parts.items()}
    seen: Counter[str] = Counter()
    for column, label in flat.items():
        seen[label] += 1
        if label and seen[label] > 1:
            flat[column] = f"{label} #{seen[label]}"
    return flat


def bare(label: str) -> str:
    """Last word of a flattened header without its running number."""
    return _NUMBERED.sub("", label.rpartition(" › ")[2])


def _field_of(parts: list[str]) -> tuple[str, float, str]:
    """Meaning of a flattened header, how sure it is (1 certain) and by what."""
    if not parts:
        return "unknown", 0.0, "none"
    if len(parts) >= 2 and plain(parts[-1]) == "name":
        above = meaning(parts[-2])
        return ("personal" if above == "personal" else "name"), 1.0, "word"
    for label in (" ".join(parts), *reversed(parts)):
        found = meaning(label)
        if found:
            return found, 1.0, "word"
    near = near_meaning(parts[-1])
    if near:
        return near[0], near[1], "fuzzy"
    return "unknown", 0.0, "none"


def _side_by_side(sheet: Sheet, first: int, last: int, until: int | None) -> list[Header]:
    """Cut a header where a blank column divides two tables that both name a place."""
    parts = _parts(sheet, first, last)
    groups: list[dict[int, list[str]]] = [{}]
    for column, words in parts.items():
        if not words and not _any_below(sheet, last, until, column):
            if groups[-1]:
                groups.append({})
            continue
        groups[-1][column] = words
    groups = [group for group in groups if group] or [{}]
    means = [{meaning(words[-1]) for words in group.values() if words} - {None} for group in groups]
    alike = len(groups) > 1 and all(len(m & means[0]) >= 2 and m & _TELLING for m in means)
    if not alike:
        groups = [parts]
    flat = _labels(parts)
    headers = []
    for number, group in enumerate(groups):
        labels = {column: flat[column] for column in group}
        if number:  # the second table has the same words and no other: no running number
            labels = _labels(group)
        told = {column: _field_of(words) for column, words in group.items()}
        headers.append(
            Header(
                first,
                last,
                labels,
                {column: means for column, (means, _, _) in told.items()},
                {column: sure for column, (_, sure, how) in told.items() if how == "fuzzy"},
                until=until,
                how={column: (how, sure) for column, (_, sure, how) in told.items()},
                part=_letter(min(group)) if number else "",
            )
        )
    return headers


def _any_below(sheet: Sheet, last: int, until: int | None, column: int) -> bool:
    return any(
        column < len(row) and row[column] is not None for row in sheet.rows[last + 1 : until]
    )


def _letter(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
