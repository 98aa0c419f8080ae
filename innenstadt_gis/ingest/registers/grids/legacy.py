"""Workbooks that calamine reads for us: .xls, .xlsb, .ods."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from innenstadt_gis.ingest.registers.grids.repair import repair_cells
from innenstadt_gis.ingest.registers.grids.sheet import MOST_CELLS, Sheet, broken, locked, too_large
from innenstadt_gis.words import Text

__all__ = ["read_legacy"]

_BLIND = Text(
    "Farben, durchgestrichene Zellen und Kommentare sind in diesem Format nicht lesbar; "
    "tragen sie Bedeutung, bitte als xlsx speichern",
    "colours, crossed-out cells and comments cannot be read in this format; save it as xlsx "
    "if they mean something",
)


def read_legacy(content: bytes, *, name: str) -> list[Sheet]:
    """
    Read the sheets of an .xls, .xlsb or .ods file: values and merged cells.

    Raises
    ------
    SourceError
        If it is protected or damaged.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        pages = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        return [_sheet(book, page, name=name) for page in pages]
    except PasswordError as error:
        raise locked(name) from error
    except (CalamineError, ValueError, OverflowError, OSError) as error:
        if "password" in str(error).lower():
            raise locked(name) from error
        raise broken(name) from error
    except BaseException as error:  # calamine panics on some damaged files
        if type(error).__name__ != "PanicException":
            raise
        raise broken(name) from error


def _sheet(book: Any, page: Any, *, name: str) -> Sheet:
    from python_calamine import SheetVisibleEnum

    source = book.get_sheet_by_name(page.name)
    if source.total_height * source.total_width > 4 * MOST_CELLS:
        raise too_large(name)
    rows = source.to_python(skip_empty_area=False)
    sheet = Sheet(page.name, [[_value(value) for value in row] for row in rows])
    last = len(sheet.rows) - 1
    sheet.merged = sorted(
        (r1, c1, min(r2, last), c2)
        for (r1, c1), (r2, c2) in source.merged_cell_ranges or ()
        if r1 <= last
    )
    sheet.hidden_sheet = page.visible != SheetVisibleEnum.Visible
    if sheet.rows:
        sheet.notes.append(_BLIND)
    repair_cells(sheet)
    return sheet


def _value(value: Any) -> Any:
    """Value as openpyxl gives it: whole numbers whole, a date as midnight."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001  a day has no zone
    return None if isinstance(value, str) and not value.strip() else value
