"""Excel workbooks (.xlsx, .xlsm), read in passing: a blank row costs nothing.

openpyxl holds every formatted cell as an object: 20,000 rows of 20 columns take it some
15 s, a sheet with a million formatted blank rows minutes. Here each row is parsed, taken
over and forgotten; rows without any value are not even parsed.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from innenstadt_gis.ingest.registers.grids.parts import (
    Book,
    Page,
    open_book,
    parser_options,
    pieces,
    read_comments,
    text_of,
)
from innenstadt_gis.ingest.registers.grids.repair import repair_cells
from innenstadt_gis.ingest.registers.grids.sheet import (
    BAD_ZIP,
    MOST_CELLS,
    Sheet,
    broken,
    place_row,
    square,
    too_large,
)
from innenstadt_gis.ingest.registers.grids.styles import Style, local
from innenstadt_gis.words import Text

__all__ = ["read_xlsx"]

# A row with its number and without any value: closed at once, or cells that are closed at once.
_BLANK_ROW = re.compile(rb'<row (?=[^>]*\br=")[^>]*(?:/>|(?<!/)>(?:<c [^>]*/>)*</row>)')
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
_LAST_DAY = 2_958_466.0  # 1 January 10000 as a serial
_CONDITIONAL = Text(
    "Das Blatt färbt Zellen nach Regeln (bedingte Formatierung); diese Farben zählen nicht",
    "the sheet colours cells by rules (conditional formatting); these colours do not count",
)


def read_xlsx(content: bytes, *, name: str) -> list[Sheet]:
    """
    Read the sheets of a workbook with their colours, merged cells, comments.

    Raises
    ------
    SourceError
        If the workbook is damaged, or holds more than any register.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            book = open_book(archive, name=name)
            sheets = [_Reader(book, page).read() for page in book.pages]
    except (*BAD_ZIP, etree.XMLSyntaxError) as error:
        raise broken(name) from error
    if not sheets:
        raise broken(name)
    return sheets


class _Reader:
    """Reads one sheet, row by row."""

    def __init__(self, book: Book, page: Page) -> None:
        self.book = book
        self.page = page
        self.sheet = Sheet(page.name, [], hidden_sheet=page.hidden)
        self.cells = 0
        self.row = -1
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden: list[tuple[int, int]] = []
        self.used: set[int] = set()
        self.all_hidden = False

    def read(self) -> Sheet:
        for node in self._nodes():
            kind = local(node.tag)
            if kind == "row":
                self._take_row(node)
            elif kind == "mergeCell":
                self._take_merge(str(node.get("ref") or ""))
            elif kind == "col" and _true(node.get("hidden")):
                self.hidden.append((_number(node.get("min")) - 1, _number(node.get("max"))))
            elif kind == "sheetFormatPr":
                self.all_hidden = _true(node.get("zeroHeight"))
            elif kind == "conditionalFormatting" and _CONDITIONAL not in self.sheet.notes:
                self.sheet.notes.append(_CONDITIONAL)
            if kind in ("row", "mergeCell", "conditionalFormatting"):
                node.clear()
                while node.getprevious() is not None:
                    del node.getparent()[0]
        self._finish()
        return self.sheet

    def _nodes(self) -> Iterator[Any]:
        tags = ("row", "mergeCell", "col", "sheetFormatPr", "conditionalFormatting")
        parser = etree.XMLPullParser(
            events=("end",), tag=[f"{{*}}{tag}" for tag in tags], **parser_options()
        )
        for piece in self._without_blank_rows():
            parser.feed(piece)
            for _, node in parser.read_events():
                yield node
        parser.close()
        for _, node in parser.read_events():
            yield node

    def _without_blank_rows(self) -> Iterator[bytes]:
        """Sheet XML without rows that hold no value: a million of them must cost nothing."""
        rest = b""
        for piece in pieces(self.book.archive, self.page.part, name=self.book.name):
            text = rest + piece
            cut = text.rfind(b"<row ")
            if cut > 0:
                yield _BLANK_ROW.sub(b"", text[:cut])
                rest = text[cut:]
            elif len(text) > 4 << 20 or b"<row " not in text:
                yield text
                rest = b""
            else:
                rest = text
        yield rest

    def _take_row(self, node: Any) -> None:
        told = node.get("r")
        self.row = int(told) - 1 if told and told.isdigit() and int(told) else self.row + 1
        values: list[Any] = []
        faults = len(self.sheet.faults)
        column = -1
        for cell in node:
            reference = _CELL.match(cell.get("r") or "")
            column = _column(reference[1]) if reference else column + 1
            style = self.book.style(cell.get("s"))
            at = (self.row, column)
            value = self._value(cell, style, at) if len(cell) else None
            if style.fill:
                self.sheet.fills[at] = style.fill
            if value is None:
                continue
            if style.struck:
                self.sheet.struck.add(at)
            if style.telling and isinstance(value, (int, float)):
                self.sheet.formats[at] = style.telling
            if column >= len(values):
                values.extend([None] * (column + 1 - len(values)))
            values[column] = value
            self.used.add(column)
        self.cells += len(values)
        if not values and len(self.sheet.faults) == faults:
            return
        if self.cells > MOST_CELLS:
            raise too_large(self.book.name)
        place_row(self.sheet, self.row, values, name=self.book.name)
        self.sheet.hidden += _true(node.get("hidden")) or self.all_hidden

    def _value(self, cell: Any, style: Style, at: tuple[int, int]) -> Any:
        text = inline = None
        formula = False
        for part in cell:
            kind = local(part.tag)
            if kind == "v":
                text = part.text
            elif kind == "is":
                inline = part
            elif kind == "f":
                formula = True
        kind = cell.get("t") or "n"
        if kind == "inlineStr" and inline is not None:
            value, crossed = text_of(inline)
            self._cross(crossed, at)
            return value
        if text is None or not text.strip():
            if formula and kind != "str":
                self.sheet.faults[at] = "formula_without_value"
            return text if kind == "str" else None
        if kind == "s":
            number = int(text)
            self._cross(self.book.struck.get(number, ""), at)
            return self.book.texts[number] if 0 <= number < len(self.book.texts) else None
        if kind == "e":
            self.sheet.faults[at] = "cell_error"
            return None
        return _typed(text, kind, style, since_1904=self.book.since_1904)

    def _cross(self, crossed: str, at: tuple[int, int]) -> None:
        if crossed == "all":
            self.sheet.struck.add(at)
        elif crossed == "part":
            self.sheet.faults[at] = "partly_struck"

    def _take_merge(self, reference: str) -> None:
        first, _, last = reference.replace("$", "").partition(":")
        a, b = _CELL.match(first), _CELL.match(last or first)
        if a and b:
            self.merged.append((int(a[2]) - 1, _column(a[1]), int(b[2]) - 1, _column(b[1])))

    def _finish(self) -> None:
        sheet = self.sheet
        width = max(self.used, default=-1) + 1
        square(sheet, width)
        last = len(sheet.rows) - 1
        sheet.merged = sorted(
            (r1, c1, min(r2, last), c2)
            for r1, c1, r2, c2 in self.merged
            if r1 <= last and c1 < width
        )
        sheet.hidden_columns = sum(
            any(first <= column < end for first, end in self.hidden) for column in self.used
        )
        for reference, text in read_comments(self.book, self.page.part).items():
            found = _CELL.match(reference)
            if found:
                sheet.comments[int(found[2]) - 1, _column(found[1])] = text
        repair_cells(sheet)


def _typed(text: str, kind: str, style: Style, *, since_1904: bool) -> Any:
    if kind == "b":
        return text.strip() in ("1", "true")
    if kind == "d":
        try:
            return dt.datetime.fromisoformat(text.strip().removesuffix("Z"))
        except ValueError:
            return text
    if kind != "n":
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    if style.kind and 0 <= number < _LAST_DAY:
        return _moment(number, style, since_1904=since_1904)
    whole = number.is_integer() and abs(number) < 1e15
    return int(number) if whole else number


def _moment(number: float, style: Style, *, since_1904: bool) -> Any:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

    epoch = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
    try:
        return from_excel(number, epoch, timedelta=style.kind == "duration")
    except (ValueError, OverflowError):
        return number


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _true(text: str | None) -> bool:
    return text in ("1", "true", "on")
