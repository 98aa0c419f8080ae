"""Lay out a sheet for people to fill in: head, instructions, drop-downs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_GUIDE_SHEET, _LIST_SHEET = "Anleitung", "Auswahl"
_HEAD_COLOUR = "E4E4E0"


def head_row(
    sheet: Worksheet, heads: Iterable[str], widths: Iterable[int], *, freeze: str = "A2"
) -> None:
    """Write the first row, bold on grey, with the widths of its columns."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for n, (head, width) in enumerate(zip(heads, widths, strict=True), start=1):
        cell = sheet.cell(1, n, head)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=_HEAD_COLOUR)
        sheet.column_dimensions[get_column_letter(n)].width = width
    sheet.freeze_panes = freeze


def guide_sheet(book: Workbook, lines: Sequence[str]) -> None:
    """Add the sheet of instructions; its first line is the title."""
    from openpyxl.styles import Alignment, Font

    guide = book.create_sheet(_GUIDE_SHEET)
    guide.column_dimensions["A"].width = 110
    for n, line in enumerate(lines, start=1):
        cell = guide.cell(n, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=n == 1)


def choices(
    book: Workbook, sheet: Worksheet, words: Mapping[int, Sequence[str]], *, rows: int, title: str
) -> None:
    """
    Give columns (from 1) a drop-down of words, which stand on a hidden sheet.

    A list in the cell itself may hold 255 characters; a sheet holds any number.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = book.create_sheet(_LIST_SHEET)
    lists.sheet_state = "hidden"
    for place, (column, some) in enumerate(words.items(), start=1):
        letter, at = get_column_letter(place), get_column_letter(column)
        for n, word in enumerate(some, start=1):
            lists.cell(n, place, word)
        choice = DataValidation(
            type="list", formula1=f"={_LIST_SHEET}!${letter}$1:${letter}${len(some)}",
            allow_blank=True, showErrorMessage=True, errorTitle=title,
            error="Bitte ein Wort aus der Liste wählen",
        )  # fmt: skip
        choice.add(f"{at}2:{at}{rows}")
        sheet.add_data_validation(choice)


def to_bytes(book: Workbook) -> bytes:
    """Save a workbook into memory."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
