"""A town's list as a workbook that can be marked: its own if it is one, else made of its grid."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from innenstadt_gis.cells import safe_cell
from innenstadt_gis.ingest.registers.sheets import read_sheets

__all__ = ["open_book"]

_BAD_TITLE = re.compile(r"[\[\]:*?/\\]")


def open_book(path: Path) -> Any:
    """
    Open a register as an openpyxl workbook, in memory.

    An xlsx file comes as it is, with its formats and formulas. Of any other kind every
    grid becomes a sheet with the same rows and columns, so that a row has the number
    that the import report gives it; text that would be a formula stays text.

    Raises
    ------
    SourceError
        If the file cannot be read (see `sheets.read_sheets`).
    """
    from openpyxl import Workbook, load_workbook

    kind, sheets = read_sheets(path)
    if kind in ("xlsx", "xlsm"):
        return load_workbook(io.BytesIO(path.read_bytes()), keep_vba=False)
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, sheet in enumerate(sheets, start=1):
        title = _BAD_TITLE.sub(" ", sheet.name or "").strip()[:31] or f"Tabelle{number}"
        page = book.create_sheet(title)
        for r, row in enumerate(sheet.rows, start=1):
            for c, value in enumerate(row, start=1):
                if value is not None:
                    page.cell(r, c).value = _plain(value)
    return book


def _plain(value: Any) -> Any:
    """Keep what a cell can hold; a formula from a text file becomes text."""
    known = isinstance(value, bool | int | float | str) or hasattr(value, "year")
    return safe_cell(value if known else str(value))
