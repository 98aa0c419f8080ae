"""A workbook as sheets of rows: formats, heads, widths; no formula, whatever a cell holds."""

from __future__ import annotations

import datetime as dt
import io
import math
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
_WIDEST, _NARROWEST = 60, 8


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
        *, formats: Sequence[str] = (), wide: Sequence[int] = (),
    ) -> int:  # fmt: skip
        """
        Write a table with a head that stays in sight and can be filtered.

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
        wide
            Width by column in characters; what is not given follows from the head.

        Returns
        -------
        int
            The row below the table.
        """
        words = [one if isinstance(one, str) else one.to(self.lang) for one in head]
        for column, text in enumerate(words):
            page.write_string(at, column, str(safe_cell(text)), self._head)
            width = wide[column] if column < len(wide) else max(len(text) + 3, 12)
            page.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))
        last = at
        for last, row in enumerate(rows, start=at + 1):
            for column, value in enumerate(row):
                self._cell(
                    page, last, column, value, formats[column] if column < len(formats) else ""
                )
        page.freeze_panes(at + 1, 1)
        if last > at:
            page.autofilter(at, 0, last, len(words) - 1)
        page.repeat_rows(at)
        return last + 1

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
