"""CSV and other text tables: delimiter, quotes, fixed columns; the rows stay as written."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice, pairwise

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.registers.grids.encoding import decode
from innenstadt_gis.ingest.registers.grids.repair import repair_cells
from innenstadt_gis.ingest.registers.grids.sheet import MOST_CELLS, Sheet, too_large
from innenstadt_gis.words import Text

__all__ = ["read_text"]

_DELIMITERS = (";", "\t", ",", "|")
_SEP_LINE = re.compile(r"^\ufeff?\"?sep=(.)\"?[^\S\t]*(?:\r\n|\n|\r)", re.IGNORECASE)
_WHOLE = re.compile(r"^[<>~≈]?\s*(?:ca\.?\s*)?-?\d[\d.]*$")
_PLACES = re.compile(r"^\d{1,3}(?:\s*(?:m²|m2|qm|ha|€|%))?$")
_GAP = re.compile(r" {2,}|\t")


def read_text(content: bytes, *, name: str) -> Sheet:
    """
    Read a text table into a grid; every cell stays text, blank ones become None.

    Raises
    ------
    SourceError
        If it is binary, the comma divides both columns and decimals, or a quote never ends;
        with the line number.
    """
    text, encoding = decode(content)
    zeros = text.count("\x00")
    if zeros > 0.05 * len(text) or _is_binary(text):
        raise SourceError(
            de=f"{name}: keine Tabelle (Binärdatei); bitte als xlsx oder csv liefern",
            en=f"{name}: no table (a binary file); deliver it as xlsx or csv",
        )
    sheet = Sheet(None, [])
    if zeros:
        text = text.replace("\x00", "")
        sheet.notes.append(
            Text(f"{zeros} NUL-Bytes entfernt", f"{zeros} NUL bytes taken out"),
        )
    if encoding in ("cp850", "mac_roman", "utf-16-le", "utf-16-be"):
        sheet.notes.append(
            Text(f"Zeichensatz erkannt: {encoding}", f"character set told by content: {encoding}")
        )
    told = _SEP_LINE.match(text)
    delimiter = told[1] if told else _delimiter(text)
    if told:
        text = text[told.end() :]  # Excel does not count this line either
    edges = [] if delimiter else _fixed_edges(text)
    if edges:
        sheet.rows = [_cut(line, edges) for line in text.splitlines()]
        sheet.notes.append(Text("Spalten an Leerzeichen getrennt", "columns parted at blanks"))
    else:
        _read_delimited(sheet, text, delimiter or ";", name=name)
    repair_cells(sheet)
    return sheet


def _is_binary(text: str) -> bool:
    head = text[:20_000]
    odd = sum(head.count(chr(code)) for code in range(32) if code not in (0, 9, 10, 11, 12, 13, 26))
    return odd > 0.01 * len(head) + 2


def _read_delimited(sheet: Sheet, text: str, delimiter: str, *, name: str) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines: list[int] = []  # where each record starts; records may span lines
    cells, start = 0, 1
    try:
        for row in reader:
            sheet.rows.append(row)  # type: ignore[arg-type]
            lines.append(start)
            start = reader.line_num + 1
            cells += len(row)
            if cells > MOST_CELLS:
                raise too_large(name)
    except csv.Error as error:
        raise _endless(name, start) from error
    width = _width(sheet.rows)  # type: ignore[arg-type]
    for row, line in zip(sheet.rows, lines, strict=True):
        if any("\n" in value or "\r" in value for value in row):
            _check_quotes(row, delimiter, width=width, name=name, line=line)
        if delimiter == "," and len(row) > width:
            _check_decimals(row, width=width, name=name, line=line)


def _endless(name: str, line: int) -> SourceError:
    return SourceError(
        de=f"{name}, Zeile {line}: Das Anführungszeichen wird nicht geschlossen; bitte dort "
        "ergänzen oder die Tabelle als xlsx liefern",
        en=f"{name}, line {line}: the quote never ends; close it there or deliver xlsx",
    )


def _check_quotes(row: list[str], delimiter: str, *, width: int, name: str, line: int) -> None:
    """A cell that swallowed whole rows began with a quote that nobody closed."""
    for value in row:
        inner = re.split(r"\r\n|\n|\r", value)[1:]
        if width > 2 and sum(part.count(delimiter) >= width - 1 for part in inner) >= 1:
            raise _endless(name, line)


def _check_decimals(row: list[str], *, width: int, name: str, line: int) -> None:
    """A row longer than the header, with "12" beside "5": the comma did both."""
    filled = list(row)
    while filled and not filled[-1].strip():
        filled.pop()
    split = any(
        _WHOLE.match(left.strip()) and _PLACES.match(right.strip()) for left, right in pairwise(row)
    )
    if len(filled) > width and split:
        raise SourceError(
            de=f"{name}, Zeile {line}: {len(filled)} Werte in {width} Spalten; das "
            "Komma trennt hier Spalten und Dezimalen. Bitte mit Semikolon ausleiten",
            en=f"{name}, line {line}: {len(filled)} values in {width} columns; the "
            "comma divides both columns and decimals here. Export it with semicolons",
        )


def _width(rows: list[list[str]]) -> int:
    """Number of columns that the header names: the first row about as wide as the most."""
    counts = Counter(len(row) for row in rows if len(row) > 1)
    if not counts:
        return 1
    usual = counts.most_common(1)[0][0]
    for row in rows:
        named = max((at + 1 for at, value in enumerate(row) if value.strip()), default=0)
        if named >= max(2, 0.6 * usual):
            return named
    return usual


def _delimiter(text: str) -> str:
    """Delimiter that cuts the first records into most columns of the same number; or blank."""
    best, chosen = (0.0, 0.0), ""
    start = text[:50_000]
    for delimiter in _DELIMITERS:
        reader = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
        try:
            rows = [len(row) for row in islice(reader, 100) if row]
        except csv.Error:
            continue
        widths = Counter(width for width in rows if width > 1)
        if not widths:
            continue
        width, often = widths.most_common(1)[0]
        # title and comment lines hold no delimiter: they count half against it
        steady = often / (widths.total() + 0.5 * (len(rows) - widths.total()))
        # steady enough is enough, then the width decides; a comma counts half, because
        # decimals have one too
        score = (min(steady, 0.8), width if delimiter != "," else width / 2)
        if delimiter == "," and _prose(rows):
            continue
        if score > best:
            best, chosen = score, delimiter
    return chosen


def _prose(widths: list[int]) -> bool:
    """Commas of sentences: no number of columns stands on half of the lines."""
    return len(widths) > 3 and Counter(widths).most_common(1)[0][1] < 0.3 * len(widths)


def _fixed_edges(text: str) -> list[int]:
    """Columns where every line of a fixed-width table begins a cell; none if it is no such."""
    lines = [line.rstrip() for line in text.splitlines()[:500]]
    table = [line for line in lines if len(_GAP.split(line.strip())) >= 3]
    if len(table) < 3 or len(table) < 0.5 * sum(bool(line) for line in lines):
        return []
    width = max(map(len, table))
    blank = [all(line[at : at + 1] in ("", " ") for line in table) for at in range(width)]
    edges = [
        at
        for at in range(width)
        if not blank[at] and (at == 0 or (blank[at - 1] and (at < 2 or blank[at - 2])))
    ]
    return edges if len(edges) >= 3 else []


def _cut(line: str, edges: list[int]) -> list[str]:
    """Cut a line at the edges; a title that runs across one stays whole."""
    if any(line[at - 1 : at].strip() for at in edges[1:]):
        return [line.strip()]
    ends = [*edges[1:], len(line)]
    first = [0, *edges[1:]]
    return [line[a:b].strip() for a, b in zip(first, ends, strict=True)]
