"""What each row below the header is: a record, no record, or rejected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from innenstadt_gis.importlog import Outcome
from innenstadt_gis.ingest.registers.headers import Header, bare, plain
from innenstadt_gis.ingest.registers.layout import cell
from innenstadt_gis.ingest.registers.legends import pairs_of
from innenstadt_gis.ingest.registers.row_words import (
    NOTE,
    SUBTOTAL,
    counts_columns,
    is_note_with_day,
    is_sum,
)
from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.ingest.registers.sums import lone_lines, sum_rows

__all__ = ["Line", "cell", "classify", "fill_merged", "is_street"]

_LEGEND_START = re.compile(
    r"^\W*(?:legende|zeichenerkl|abkürzung|abkuerzung|erläuterung|erlaeuterung"
    r"|(?:status|nutzungs|farb)?(?:schlüssel|schluessel|codes?|kürzel|kuerzel|[ck]odierung)\W*$)",
    re.IGNORECASE,
)
_STREET_END = re.compile(
    r"(?:stra(?:ß|ss)e|str\.?|gasse|gässchen|platz|weg|allee|ring|markt|steig|damm|ufer|graben"
    r"|promenade|chaussee|zeile|tor|brücke|berg)\s*:?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?!\W*(?:o|ohne)\b)[^\d]*[^\W\d_]{3}[^\d]*$", re.IGNORECASE)
_LONGEST_HEADING = 60
_MEANS = re.compile(r"^\s*([^=]{1,20}?)\s*=\s*(.{2,60})$")
_IDENTITY = (
    "street", "address", "parcel", "parcel_id", "x", "y", "point", "name", "house_number",
    "unit_id",
)  # fmt: skip
_NEVER_A_STATUS = {
    "street", "address", "postcode", "place", "house_number", "object_number", "district",
    "parcel", "parcel_id", "floor", "sales_area", "usable_area", "area",
}  # fmt: skip
_FILLED_DOWN = (
    "street", "address", "postcode", "place", "district", "gemarkung", "parcel", "parcel_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank row below the header (``row`` from 0) and what it is."""

    row: int
    outcome: Outcome
    reason: str = ""


def _filled(sheet: Sheet, header: Header) -> Iterator[tuple[int, dict[int, Any]]]:
    own = header.own_columns()
    for row in range(header.last + 1, header.end(sheet)):
        found = {
            column: value
            for column in own
            if (value := cell(sheet, row, column)) is not None
            or sheet.faults.get((row, column)) == "formula_without_value"
        }
        if found:
            yield row, found


def classify(sheet: Sheet, header: Header) -> list[Line]:
    """
    Tell for every non-blank row below the header what it is.

    Must be asked before `fill_merged`: a row is blank or not by its own cells.
    """
    lines: list[Line] = []
    seen: set[tuple[str, ...]] = set()
    heads = {
        column: {plain(bare(label)), *(plain(part) for part in label.split(" › "))} - {""}
        for column, label in header.labels.items()
    }
    numbers = header.columns("object_number")
    lone = lone_lines(sheet, header)
    in_legend = False
    for row, values in _filled(sheet, header):
        texts = [str(v).strip() for v in values.values() if isinstance(v, str)]
        in_legend = in_legend or bool(texts and _LEGEND_START.match(texts[0]))
        reason = _nonrecord(values, texts, header, heads, in_legend=in_legend)
        below_header = not lines or lines[-1].reason == "repeated_header"
        if not reason and row in lone:
            reason = "heading"
        if not reason and below_header and counts_columns(values):
            reason = "repeated_header"
        if not reason and numbers and values.get(numbers[0]) is not None:
            copy = tuple(f"{column}={value}" for column, value in values.items())
            reason = "duplicate" if copy in seen else ""
            seen.add(copy)
        if reason:
            lines.append(Line(row, "nonrecord", reason))
        elif _identified(sheet, header, row, values):
            lines.append(Line(row, "record"))
        else:
            lines.append(Line(row, "rejected", "nothing_to_identify"))
    return _with_sums(sheet, header, lines)


def _with_sums(sheet: Sheet, header: Header, lines: list[Line]) -> list[Line]:
    """Tell the sums that have no word of their own from what they are the sums of."""
    sums = sum_rows(
        sheet,
        header,
        records=[line.row for line in lines if line.outcome == "record"],
        rejected=[line.row for line in lines if line.outcome == "rejected"],
        known=[line.row for line in lines if line.reason in ("subtotal", "heading")],
    )
    return [Line(one.row, "nonrecord", "subtotal") if one.row in sums else one for one in lines]


def _nonrecord(
    values: dict[int, Any],
    texts: list[str],
    header: Header,
    heads: dict[int, set[str]],
    *,
    in_legend: bool,
) -> str:
    if in_legend and len(values) <= 3:
        return "legend"
    if len(values) == 2 and _is_code_and_meaning(values, header):
        return "legend"
    same = sum(plain(v) in heads.get(c, set()) for c, v in values.items() if isinstance(v, str))
    if same >= 2 and same * 2 >= len(values):
        return "repeated_header"
    if is_sum(values, header):
        return "subtotal"
    if len(values) == 2 and is_note_with_day(list(values.values())):
        return "legend"
    told = [values[c] for c in header.columns("house_number", "name") if values.get(c) is not None]
    numbered = any(not SUBTOTAL.match(str(value)) for value in told)
    if not numbered and any(SUBTOTAL.match(text) for text in texts):
        return "subtotal"
    if len(values) == 1 and texts:
        if NOTE.match(texts[0]) or _MEANS.match(texts[0]) or len(texts[0]) > _LONGEST_HEADING:
            return "legend"
        column = next(iter(values))
        if is_street(texts[0]) and header.fields.get(column) not in ("address", "name"):
            return "heading"
        streetless = not header.columns("street", "address")
        if streetless and header.fields.get(column) == "house_number" and _WORD.match(texts[0]):
            return "heading"  # no number at all: the street of the numbers below
        if header.fields.get(column) in ("object_number", "street") or (
            column == 0 and header.fields.get(0) not in _IDENTITY
        ):
            return "heading"
    return ""


def _is_code_and_meaning(values: dict[int, Any], header: Header) -> bool:
    """Tell a row "L" | "leer" whose meaning stands where the table has no status nor words."""
    told = [values.get(column) for column in range(max(values) + 1)]
    placed = {header.fields.get(column) for _, _, column in pairs_of(told)}
    return bool(placed) and placed <= _NEVER_A_STATUS


def is_street(text: str) -> bool:
    """
    Tell whether a text is the name of a street and no more.

    Examples
    --------
    >>> is_street("Untere Marktstraße:"), is_street("Markt 4"), is_street("Ortsteil Süd")
    (True, False, False)
    """
    return len(text) <= _LONGEST_HEADING and bool(_STREET_END.search(text.strip()))


def _identified(sheet: Sheet, header: Header, row: int, values: dict[int, Any]) -> bool:
    if any(values.get(column) is not None for column in header.columns(*_IDENTITY)):
        return True
    # A unit may have nothing of its own but the street of the merged cell it stands in.
    streets = header.columns("street", "address")
    merged = any(
        r1 <= row <= r2 and c1 in streets and cell(sheet, r1, c1) is not None
        for r1, c1, r2, _ in sheet.merged
    )
    return (merged or not streets) and len(values) >= 2


def fill_merged(sheet: Sheet, header: Header) -> set[int]:
    """Write merged street cells into all rows of their own range; return the rows filled."""
    columns = set(header.columns(*_FILLED_DOWN))
    filled = set()
    for r1, c1, r2, c2 in sheet.merged:
        if r1 <= header.last or c1 != c2 or c1 not in columns:
            continue
        if c1 >= len(sheet.rows[r1]) or r1 >= header.end(sheet):
            continue
        for row in range(r1 + 1, min(r2, header.end(sheet) - 1) + 1):
            sheet.rows[row].extend([None] * (c1 + 1 - len(sheet.rows[row])))
            sheet.rows[row][c1] = sheet.rows[r1][c1]
            filled.add(row)
    return filled
