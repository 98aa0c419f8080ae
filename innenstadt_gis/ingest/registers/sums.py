"""Rows that only their neighbours explain: sums without a word, and headings of groups."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from innenstadt_gis.branches import branch_of_word
from innenstadt_gis.ingest.registers.headers import Header
from innenstadt_gis.ingest.registers.layout import cell
from innenstadt_gis.ingest.registers.row_words import NOTE, SUBTOTAL, figure
from innenstadt_gis.ingest.registers.sheets import Sheet

__all__ = ["lone_lines", "sum_rows"]

_TELLS_A_UNIT = {
    "street", "address", "parcel", "parcel_id", "x", "y", "point", "name", "house_number",
    "unit_id", "object_number", "postcode", "since", "observed_on", "floor", "status", "vacant",
    "occupied", "photo",
}  # fmt: skip
_AREAS = {"area", "sales_area", "usable_area", "plot_area"}
_ENOUGH_ALIKE = 3
_WIDE = 3
_FIRM = re.compile(r"\b(?:gmbh|kg|ohg|e\.? ?k|ug|ag|e\.? ?v|inh)\b|&", re.IGNORECASE)


def sum_rows(
    sheet: Sheet,
    header: Header,
    *,
    records: Iterable[int],
    rejected: Iterable[int],
    known: Iterable[int],
) -> set[int]:
    """
    Tell which rows of figures alone are sums.

    A row is one where a figure is the sum of its column (or the number of records) since
    the last sum, heading or start; and so are rows that fill the same columns, if one of
    them is proven or at least three stand each behind a record of its own.

    Parameters
    ----------
    sheet, header
        The table.
    records, rejected, known
        Rows (from 0) taken for records; rejected; known sums and headings.
    """
    taken, refused, cuts = set(records), set(rejected), set(known)
    found: set[int] = set()
    alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
    since: list[int] = []
    everything: list[int] = []
    for row in sorted(taken | refused | cuts):
        figures = _figures(sheet, header, row)
        if figures and row not in cuts:
            # A unit of a merged street may state two figures: it needs two to be summed.
            least = 1 if row in refused else 2
            parts = [part for part in (since, everything) if len(part) >= least]
            if any(_sums_up(sheet, header, row, part) for part in parts):
                found.add(row)
            if row in refused and since:
                alike[tuple(figures)].append(row)
        if row in cuts or row in found or (row in refused and figures):
            since = []
        elif row in taken:
            since.append(row)
            everything.append(row)
    for rows in alike.values():
        if found & set(rows) or len(rows) >= _ENOUGH_ALIKE:
            found |= set(rows)
    return found


def _figures(sheet: Sheet, header: Header, row: int) -> dict[int, float]:
    """Figures of a row that holds nothing else, and none where a unit would tell itself."""
    told: dict[int, float] = {}
    for column in header.own_columns():
        value: Any = cell(sheet, row, column)
        if value is None:
            continue
        number = figure(value)
        if number is None or header.fields[column] in _TELLS_A_UNIT:
            return {}
        told[column] = number
    return told


def _sums_up(sheet: Sheet, header: Header, row: int, part: list[int]) -> bool:
    for column, number in _figures(sheet, header, row).items():
        addends = [figure(cell(sheet, one, column)) for one in part]
        stated = [one for one in addends if one is not None]
        if stated and abs(sum(stated) - number) <= 0.5:
            return True
        if header.fields[column] not in _AREAS and number == len(part) > 1:
            return True
    return False


def lone_lines(sheet: Sheet, header: Header) -> set[int]:
    """
    Tell the headings of a table that names no street in its rows, by where they stand.

    They stand alone, above a row with a house number; and either run over the table as one
    merged cell, or the table begins with one. What says a branch or a firm stays a unit.
    """
    numbers = header.columns("house_number")
    if header.columns("street", "address") or not numbers:
        return set()
    filled: list[tuple[int, dict[int, Any]]] = []
    for row in range(header.last + 1, header.end(sheet)):
        values = {c: v for c in header.own_columns() if (v := cell(sheet, row, c)) is not None}
        if values:
            filled.append((row, values))
    wide = {r1 for r1, c1, r2, c2 in sheet.merged if r1 == r2 and c2 - c1 + 1 >= _WIDE}
    found: set[int] = set()
    first: int | None = None
    for place, ((row, values), (_, below)) in enumerate(pairwise(filled)):
        column, text = next(iter(values.items()))
        alone = len(values) == 1 and isinstance(text, str) and not any(map(str.isdigit, text))
        if not alone or len(below) < 2 or below.get(numbers[0]) is None or _is_other(str(text)):
            continue
        first = column if place == 0 else first
        if row in wide or column == first:
            found.add(row)
    return found


def _is_other(text: str) -> bool:
    if NOTE.match(text) or SUBTOTAL.match(text) or _FIRM.search(text):
        return True
    return len(text.strip()) < 3 or bool(branch_of_word(text))
