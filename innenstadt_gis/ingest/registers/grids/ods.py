"""OpenDocument sheets (.ods), read in passing: repeated rows and cells as they are shown."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from lxml import etree

from innenstadt_gis.ingest.registers.grids.parts import parser_options, pieces
from innenstadt_gis.ingest.registers.grids.repair import repair_cells
from innenstadt_gis.ingest.registers.grids.sheet import (
    BAD_ZIP,
    MOST_CELLS,
    MOST_ROWS,
    Sheet,
    broken,
    place_row,
    square,
    too_large,
)
from innenstadt_gis.ingest.registers.grids.styles import colour_name, local
from innenstadt_gis.words import Text

__all__ = ["read_ods"]

_TIME = re.compile(r"^(-?)P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d*)?S)?$")
_NUMBERS = ("float", "currency", "percentage")
_MOST_COLUMNS = 16_384
_CONDITIONAL = Text(
    "Das Blatt färbt Zellen nach Regeln (bedingte Formatierung); diese Farben zählen nicht",
    "the sheet colours cells by rules (conditional formatting); these colours do not count",
)


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says itself, and the style that it continues; None is not said."""

    parent: str = ""
    fill: str | None = None
    struck: bool | None = None
    hidden: bool = False


def read_ods(content: bytes, *, name: str) -> list[Sheet]:
    """
    Read the sheets of an .ods with their colours, merged cells, comments.

    Raises
    ------
    SourceError
        If it is damaged, or holds more than any register.
    """
    reader = _Reader(name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in ("styles.xml", "content.xml"):
                if part in archive.NameToInfo:
                    reader.take(archive, part)
    except (*BAD_ZIP, etree.XMLSyntaxError) as error:
        raise broken(name) from error
    if not reader.sheets:
        raise broken(name)
    return reader.sheets


class _Reader:
    """Walks through the XML; what was read is forgotten at once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sheets: list[Sheet] = []
        self.styles: dict[str, _Style] = {}
        self.cells = 0
        self.row = 0
        self.column = 0
        self.used: set[int] = set()
        self.hidden: list[tuple[int, int]] = []

    def take(self, archive: zipfile.ZipFile, part: str) -> None:
        tags = ("style", "table", "table-column", "table-row", "conditional-formats")
        parser = etree.XMLPullParser(
            events=("start", "end"), tag=[f"{{*}}{tag}" for tag in tags], **parser_options()
        )
        for piece in pieces(archive, part, name=self.name):
            parser.feed(piece)
            self._events(parser)
        parser.close()
        self._events(parser)

    def _events(self, parser: Any) -> None:
        for event, node in parser.read_events():
            kind = local(node.tag)
            if kind == "table":
                self._open(node) if event == "start" else self._close()
            elif event == "end" and kind == "style":
                self._take_style(node)
            elif event == "end" and self.sheets:
                if kind == "table-row":
                    self._take_row(node)
                    node.clear(keep_tail=True)
                elif kind == "table-column":
                    self._take_column(node)
                else:
                    self.sheets[-1].notes.append(_CONDITIONAL)

    def _open(self, node: Any) -> None:
        style = self.styles.get(_get(node, "style-name"), _Style())
        self.sheets.append(Sheet(_get(node, "name"), [], hidden_sheet=style.hidden))
        self.row = self.column = 0
        self.used, self.hidden = set(), []

    def _close(self) -> None:
        sheet = self.sheets[-1]
        square(sheet, max(self.used, default=-1) + 1)
        last = len(sheet.rows) - 1
        sheet.merged = sorted(
            (r1, c1, min(r2, last), c2) for r1, c1, r2, c2 in sheet.merged if r1 <= last
        )
        sheet.hidden_columns = sum(
            any(first <= column < end for first, end in self.hidden) for column in self.used
        )
        repair_cells(sheet)

    def _take_style(self, node: Any) -> None:
        fill = struck = None
        hidden = False
        for part in node:
            kind = local(part.tag)
            if kind == "table-cell-properties" and _get(part, "background-color"):
                fill = colour_name(_get(part, "background-color").removeprefix("#"))
            elif kind == "text-properties" and _get(part, "text-line-through-style"):
                struck = _get(part, "text-line-through-style") != "none"
            elif kind == "table-properties":
                hidden = _get(part, "display") == "false"
        name = _get(node, "name")
        self.styles[name] = _Style(_get(node, "parent-style-name"), fill, struck, hidden)

    def _look(self, name: str) -> tuple[str, bool]:
        """Fill and strike of a style, through the styles that it continues."""
        fill = struck = None
        for _ in range(10):
            style = self.styles.get(name)
            if style is None:
                break
            fill = style.fill if fill is None else fill
            struck = style.struck if struck is None else struck
            name = style.parent
        return fill or "", bool(struck)

    def _take_column(self, node: Any) -> None:
        times = _count(node, "number-columns-repeated")
        if _get(node, "visibility") in ("collapse", "filter"):
            self.hidden.append((self.column, self.column + times))
        self.column += times

    def _take_row(self, node: Any) -> None:
        times = _count(node, "number-rows-repeated")
        sheet = self.sheets[-1]
        values: list[Any] = []
        column = 0
        for cell in node:
            if local(cell.tag) not in ("table-cell", "covered-table-cell"):
                continue
            again = _count(cell, "number-columns-repeated")
            value = self._cell(cell, _get(node, "default-cell-style-name"), column, again)
            if value is not None and column + again <= _MOST_COLUMNS:
                values.extend([None] * (column - len(values)))
                values.extend([value] * again)
                self.used.update(range(column, column + again))
            column += again
        hidden = _get(node, "visibility") in ("collapse", "filter")
        if values or any((self.row, c) in sheet.faults for c in range(min(column, 100))):
            self.cells += len(values) * times
            if self.cells > MOST_CELLS or times > MOST_ROWS:
                raise too_large(self.name)
            for at in range(self.row, self.row + times):
                place_row(sheet, at, list(values), name=self.name)
            self._repeat(self.row, times)
            sheet.hidden += times if hidden else 0
        self.row += times

    def _repeat(self, row: int, times: int) -> None:
        """What a repeated row says of its cells holds for each of its copies."""
        sheet = self.sheets[-1]
        marks: tuple[dict[tuple[int, int], str], ...] = (sheet.fills, sheet.faults, sheet.formats)
        for at in range(row + 1, row + times) if times > 1 else ():
            for book in marks:
                book.update({(at, c): v for (r, c), v in list(book.items()) if r == row})
            sheet.struck |= {(at, c) for r, c in sheet.struck if r == row}

    def _cell(self, cell: Any, default: str, column: int, again: int) -> Any:
        sheet, at = self.sheets[-1], (self.row, column)
        fill, struck = self._look(_get(cell, "style-name") or default)
        down = _count(cell, "number-rows-spanned")
        across = _count(cell, "number-columns-spanned")
        if down > 1 or across > 1:
            sheet.merged.append((*at, at[0] + down - 1, at[1] + across - 1))
        if fill:
            for c in range(column, min(column + again, column + 50)):
                sheet.fills[self.row, c] = fill
        if not len(cell) and not cell.attrib:
            return None
        for note in cell.iterchildren("{*}annotation"):
            text = "\n".join(_words(p) for p in note.iterchildren("{*}p")).strip()
            if text:
                sheet.comments[at] = text
        value = self._value(cell, at)
        if value is not None and struck:
            sheet.struck.update(
                (self.row, c) for c in range(column, min(column + again, column + 50))
            )
        return value

    def _value(self, cell: Any, at: tuple[int, int]) -> Any:
        sheet = self.sheets[-1]
        kinds = [v for k, v in cell.attrib.items() if local(k) == "value-type"]
        text = "\n".join(_words(p) for p in cell.iterchildren("{*}p"))
        if "error" in kinds:
            sheet.faults[at] = "cell_error"
            return None
        kind = kinds[0] if kinds else ""
        if not kind:
            if _get(cell, "formula") and not text:
                sheet.faults[at] = "formula_without_value"
            return text or None
        if kind == "percentage":
            sheet.formats[at] = "0%"
        return _typed(kind, cell, text)


def _typed(kind: str, cell: Any, text: str) -> Any:
    try:
        if kind in _NUMBERS:
            number = float(_get(cell, "value"))
            return int(number) if number.is_integer() and abs(number) < 1e15 else number
        if kind == "boolean":
            return _get(cell, "boolean-value") == "true"
        if kind == "date":
            return dt.datetime.fromisoformat(_get(cell, "date-value").removesuffix("Z"))
        if kind == "time":
            return _clock(_get(cell, "time-value")) or text or None
    except (ValueError, OverflowError):
        return text or None
    return (text or _get(cell, "string-value")) or None


def _clock(text: str) -> dt.time | dt.timedelta | None:
    found = _TIME.match(text)
    if not found:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    span = dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if found[1] or span >= dt.timedelta(days=1):
        return -span if found[1] else span
    return dt.time(hours, minutes % 60, seconds % 60)


def _words(node: Any) -> str:
    """Text of a paragraph; repeated blanks, tabs and line breaks are elements of their own."""
    parts = [node.text or ""]
    for part in node:
        kind = local(part.tag)
        if kind == "s":
            parts.append(" " * _count(part, "c"))
        elif kind in ("tab", "line-break"):
            parts.append("\t" if kind == "tab" else "\n")
        elif kind != "annotation" and isinstance(part.tag, str):
            parts.append(_words(part))
        parts.append(part.tail or "")
    return "".join(parts)


def _get(node: Any, name: str) -> str:
    """Attribute by its name, whatever its namespace; blank if there is none."""
    return next((str(v) for k, v in node.attrib.items() if local(k) == name), "")


def _count(node: Any, name: str) -> int:
    text = _get(node, name)
    return max(int(text), 1) if text.isdigit() and len(text) < 10 else 1
