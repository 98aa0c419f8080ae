"""Old Excel workbooks (.xls), read by xlrd, which knows their colours, too.

calamine would be faster, but ends the whole program on some damaged files (it asks for
memory by a count that the file states).
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from innenstadt_gis.ingest.registers.grids.repair import repair_cells
from innenstadt_gis.ingest.registers.grids.sheet import Place, Sheet, broken, locked, square
from innenstadt_gis.ingest.registers.grids.styles import PLAIN, Style, colour_name, style_of

__all__ = ["read_xls"]


def read_xls(content: bytes, *, name: str) -> list[Sheet]:
    """
    Read the sheets of an .xls with their colours, merged cells and comments.

    Raises
    ------
    SourceError
        If it is protected or damaged.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        return [_sheet(book, page) for page in book.sheets()]
    except Exception as error:  # a damaged file breaks xlrd in any of its lines
        if "encrypted" in str(error):
            raise locked(name) from error
        raise broken(name) from error


def _sheet(book: Any, page: Any) -> Sheet:
    sheet = Sheet(page.name, [], hidden_sheet=page.visibility != 0)
    styles = [_style(book, xf) for xf in book.xf_list]
    used: set[int] = set()
    for r in range(page.nrows):
        row: list[Any] = []
        cells = zip(page.row_types(r), page.row_values(r), strict=True)
        for c, (kind, value) in enumerate(cells):
            number = page.cell_xf_index(r, c)
            style = styles[number] if 0 <= number < len(styles) else PLAIN
            row.append(_value(kind, value, style, book, sheet=sheet, at=(r, c)))
            if style.fill:
                sheet.fills[r, c] = style.fill
            if row[-1] is not None:
                used.add(c)
                _mark(sheet, style, row[-1], at=(r, c))
        sheet.rows.append(row)
        info = page.rowinfo_map.get(r)
        sheet.hidden += bool(info and info.hidden and any(v is not None for v in row))
    square(sheet, max(used, default=-1) + 1)
    last = len(sheet.rows) - 1
    sheet.merged = sorted(
        (r1, c1, min(r2 - 1, last), c2 - 1) for r1, r2, c1, c2 in page.merged_cells if r1 <= last
    )
    for at, note in page.cell_note_map.items():
        text = str(note.text or "").strip()
        author = f"{note.author}:"
        sheet.comments[at] = text.removeprefix(author).strip() if note.author else text
    sheet.hidden_columns = sum(
        bool(info.hidden) for c, info in page.colinfo_map.items() if c in used
    )
    repair_cells(sheet)
    return sheet


def _mark(sheet: Sheet, style: Style, value: Any, *, at: Place) -> None:
    if style.struck:
        sheet.struck.add(at)
    if style.telling and isinstance(value, (int, float)):
        sheet.formats[at] = style.telling


def _style(book: Any, xf: Any) -> Style:
    code = book.format_map[xf.format_key].format_str if xf.format_key in book.format_map else ""
    fill = ""
    if xf.background.fill_pattern:
        tone = book.colour_map.get(xf.background.pattern_colour_index)
        fill = colour_name("".join(f"{part:02X}" for part in tone)) if tone else ""
    font = book.font_list[xf.font_index] if xf.font_index < len(book.font_list) else None
    return style_of(code, fill=fill, struck=bool(font and font.struck_out))


def _value(kind: int, value: Any, style: Style, book: Any, *, sheet: Sheet, at: Place) -> Any:
    import xlrd

    if kind == xlrd.XL_CELL_NUMBER:
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        sheet.faults[at] = "cell_error"
        return None
    if kind == xlrd.XL_CELL_DATE:
        return _moment(value, style, since_1904=bool(book.datemode))
    return value if isinstance(value, str) and value.strip() else None


def _moment(value: float, style: Style, *, since_1904: bool) -> Any:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

    epoch = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
    try:
        told = from_excel(value, epoch, timedelta=style.kind == "duration")
    except (ValueError, OverflowError):
        return value
    return told if isinstance(told, (dt.datetime, dt.time, dt.timedelta)) else value
