"""A workbook as sheets of rows: formats, heads, widths; no formula, whatever a cell holds."""

from __future__ import annotations

import datetime as dt
import io
import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from innenstadt_gis.cells import safe_cell
from innenstadt_gis.words import Lang, Text

#: Number formats by unit of a figure; Excel writes them in the reader's language.
FORMATS = {"share": "0.0%", "p": "0.000", "units": "#,##0", "persons": "#,##0", "o'clock": "0.00"}
#: Width of columns in characters.
_WIDEST, _NARROWEST = 60, 8
#: Rows that are looked at to find how wide a column must be.
_LOOKED_AT = 1_000
_LINE_POINTS, _MOST_LINES = 15.0, 12
#: Above this width, in characters, a table is printed on A3.
_A4_CHARACTERS = 190
_A3_PAPER = 8
#: Rows of a sheet of Excel; what goes beyond would be lost without a word.
_MOST_ROWS = 1_048_576


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to another sheet."""

    sheet: str
    words: str


class Book:
    """
    A workbook in memory; the same sheets give the same bytes.

    Parameters
    ----------
    day
        Stands as the day of making.
    lang
        Language of heads.
    """

    def __init__(self, title: str, day: dt.date, lang: Lang) -> None:
        self.lang: Lang = lang
        self._stream = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self._stream,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
             "strings_to_numbers": False, "nan_inf_to_errors": False},
        )  # fmt: skip
        when = dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - Excel knows no zones
        self.book.set_properties({"title": title, "created": when})
        self._formats: dict[tuple[str, bool], Any] = {}
        self._head = self.book.add_format(
            {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True,
             "valign": "top", "border": 1, "border_color": "#BFBFBF"}
        )  # fmt: skip
        self._title = self.book.add_format({"bold": True, "font_size": 14})
        self._link = self.book.add_format(
            {"font_color": "#0B5394", "underline": 1, "valign": "top"}
        )

    def form(self, number: str = "", *, wrap: bool = False) -> Any:
        """Format of a cell, made once."""
        key = (number, wrap)
        if key not in self._formats:
            chosen: dict[str, Any] = {"valign": "top", "text_wrap": wrap}
            self._formats[key] = self.book.add_format(
                chosen | ({"num_format": number} if number else {})
            )
        return self._formats[key]

    def sheet(self, name: str, title: str, notes: Sequence[str] = ()) -> tuple[Worksheet, int]:
        """Add a sheet with its title and some lines; gives it and the next free row."""
        page = self.book.add_worksheet(name)
        page.write_string(0, 0, str(safe_cell(title)), self._title)
        for row, note in enumerate(notes, start=1):
            page.write_string(row, 0, str(safe_cell(note)))
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        return page, len(notes) + 2

    def table(
        self, page: Worksheet, at: int, head: Sequence[Text | str], rows: Iterable[Sequence[Any]],
        *, formats: Sequence[str] = (),
    ) -> int:  # fmt: skip
        """
        Write a table with a head that stays in sight and can be filtered.

        Columns are as wide as what stands in them, rows as high as their longest text in lines.

        Parameters
        ----------
        page, at
            Sheet, and row of the head.
        head
            Words above the columns.
        rows
            Values: text, numbers, days, flags, `Link`, or None for blank. A pair
            ``(value, number format)`` has a format of its own.
        formats
            Number format by column, ``""`` for none.

        Returns
        -------
        int
            The row below the table.
        """
        words = [str(safe_cell(o if isinstance(o, str) else o.to(self.lang))) for o in head]
        lines = list(rows)
        left = len(lines) - (_MOST_ROWS - at - 2)
        if left > 0:
            more = Text(f"… und {left} weitere Zeilen", f"… and {left} more rows").to(self.lang)
            lines = [*lines[:-left], [more]]
        wide = _widths(words, lines[:_LOOKED_AT])
        for column, (text, width) in enumerate(zip(words, wide, strict=True)):
            page.write_string(at, column, text, self._head)
            page.set_column(column, column, width)
        _heighten(page, at, words, wide)
        for row, line in enumerate(lines, start=at + 1):
            for column, value in enumerate(line):
                number = formats[column] if column < len(formats) else ""
                self._cell(page, row, column, value, number)
            _heighten(page, row, line, wide)
        page.freeze_panes(at + 1, 1)
        if lines:
            page.autofilter(at, 0, at + len(lines), len(words) - 1)
        page.repeat_rows(at)
        if sum(wide) > _A4_CHARACTERS:
            page.set_paper(_A3_PAPER)
        return at + len(lines) + 1

    def _cell(self, page: Worksheet, row: int, column: int, value: Any, number: str) -> None:
        if isinstance(value, tuple):
            value, number = value
        if isinstance(value, Link):
            page.write_url(row, column, f"internal:'{value.sheet}'!A1", self._link, value.words)
        elif value is None or value is pd.NA or value is pd.NaT:
            page.write_blank(row, column, None, self.form(number))
        elif isinstance(value, bool):
            words = Text("ja", "yes") if value else Text("nein", "no")
            page.write_string(row, column, words.to(self.lang), self.form())
        elif isinstance(value, dt.date):
            when = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - see above
            page.write_datetime(row, column, when, self.form("dd.mm.yyyy"))
        elif isinstance(value, int | float):
            if math.isfinite(value):
                page.write_number(row, column, value, self.form(number))
        else:
            text = str(safe_cell(str(value)))
            page.write_string(row, column, text[:32_767], self.form(wrap=len(text) > _WIDEST))

    def bytes(self) -> bytes:
        """Finish the workbook."""
        self.book.close()
        return self._stream.getvalue()


def _said(value: Any) -> str:
    """What a cell shows, about."""
    if isinstance(value, tuple):
        value = value[0]
    if isinstance(value, Link):
        return value.words
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, dt.date):
        return "00.00.0000"
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def _widths(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Width of each column: its longest cell, and the longest word of its head."""
    found = [max(map(len, text.split() or [""])) + 2 for text in head]  # room for the filter
    for row in rows:
        for column, value in enumerate(row):
            found[column] = max(found[column], len(_said(value)))
    return [min(max(width + 2, _NARROWEST), _WIDEST) for width in found]


def _heighten(page: Worksheet, row: int, line: Sequence[Any], wide: Sequence[int]) -> None:
    """Make a row as high as its longest text: not every program does so by itself."""
    texts = [(v, w) for v, w in zip(line, wide, strict=False) if isinstance(v, str) and len(v) > w]
    if texts:
        most = max(len(textwrap.wrap(text, width)) for text, width in texts)
        page.set_row(row, _LINE_POINTS * min(most, _MOST_LINES))
