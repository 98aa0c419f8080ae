"""The vacancy register as a town hall sends it: one grown Excel sheet."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from innenstadt_gis.musterstadt.packing import pack
from innenstadt_gis.musterstadt.plan import NAME, SURVEY_DAY
from innenstadt_gis.musterstadt.units import OWNERS, UNITS, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

#: Non-blank rows below the header: 66 units, 1 copy, 1 subtotal, 4 lines of legend.
REGISTER_ROWS = 72
REGISTER_NONRECORDS = 6

_HEADER_1 = (
    "Objekt-\nNr.",
    "Lage",
    None,
    None,
    "Status",
    "Fläche (m²)",
    "leer seit",
    "Nutzung",
    None,
    "Eigentümer / Tel.",
    "Bemerkung",
)
_HEADER_2 = (
    None,
    "Straße",
    "Hsnr.",
    "Geschoss",
    None,
    "VK",
    None,
    "ehem./aktuell",
    "Name",
    None,
    None,
)
_LEGEND = ("Legende:", "LS = Leerstand", "VK = Verkaufsfläche", "k.A. = keine Angabe")
_FIRST = 6
_COPIED = 12  # this object stands in the sheet a second time, right below


def write_register(units: Sequence[Unit] = UNITS) -> bytes:
    """Build the workbook of these units, street by street; the same bytes on every day."""
    book = Workbook()
    sheet = book.active
    if sheet is None:  # pragma: no cover - a new workbook has a sheet
        raise RuntimeError
    sheet.title = "Leerstand"
    _head(sheet)
    row = _FIRST
    street = ""
    begin = row
    for number, unit in enumerate(units, start=1):
        written = _street_as_written(unit)
        if unit.street != street or written != unit.street:
            _close_street(sheet, begin, row - 1)
            if street == "Marktplatz":
                told = f"{sum(u.street == street for u in units[: number - 1])} Einheiten"
                _line(sheet, row, (None, "Zwischensumme Marktplatz", None, None, told))
                row += 1
            begin = row
        _line(sheet, row, _cells(number, unit, written if row == begin else None))
        row += 1
        if number == _COPIED:
            _line(sheet, row, _cells(number, unit, None))
            row += 1
        street = unit.street if written == unit.street else ""
    _close_street(sheet, begin, row - 1)
    for text in _LEGEND:
        row += 1
        sheet.cell(row, 1, text)
    return settled(book)


def _head(sheet: Worksheet) -> None:
    sheet["A1"] = f"Leerstandskataster Innenstadt {NAME}"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = f"Stand: {SURVEY_DAY:%d.%m.%Y} (Begehung Bauamt)"
    sheet.merge_cells("A1:K1")
    for column, (first, second) in enumerate(zip(_HEADER_1, _HEADER_2, strict=True), start=1):
        for row, text in ((4, first), (5, second)):
            if text is not None:
                cell = sheet.cell(row, column, text)
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", fgColor="FFD9D9D9")
    for cells in ("B4:D4", "H4:I4", "A4:A5", "E4:E5", "G4:G5", "J4:J5", "K4:K5"):
        sheet.merge_cells(cells)
    for letter, width in zip("ABCDEFGHIJK", (8, 18, 7, 9, 16, 11, 11, 17, 27, 34, 40), strict=True):
        sheet.column_dimensions[letter].width = width


def _street_as_written(unit: Unit) -> str:
    """A misspelling, an abbreviation, a street repeated: as hands write them."""
    if unit.name == "Eine-Welt-Laden":
        return "Kirchgase"
    if unit.number == "199":
        return "Lange Str."
    return unit.street


def _cells(number: int, unit: Unit, street: str | None) -> tuple[Any, ...]:
    owner = None if number % 3 == 0 else OWNERS[number % len(OWNERS)]
    house = f"Nr. {unit.number}" if number % 11 == 0 else unit.number
    return (
        number,
        street,
        house,
        unit.floor,
        unit.written,
        unit.area,
        unit.since,
        unit.use or None,
        unit.name or None,
        owner,
        unit.remark,
    )


def _line(sheet: Worksheet, row: int, values: tuple[Any, ...]) -> None:
    for column, value in enumerate(values, start=1):
        if value is not None:
            sheet.cell(row, column, value)


def _close_street(sheet: Worksheet, first: int, last: int) -> None:
    if last > first:
        sheet.merge_cells(start_row=first, end_row=last, start_column=2, end_column=2)


def settled(book: Workbook) -> bytes:
    """Save with the survey day instead of the clock, inside and in the archive."""
    stream = io.BytesIO()
    book.save(stream)
    day = f"{SURVEY_DAY:%Y-%m-%d}T08:00:00Z".encode()
    entries: dict[str, bytes | str] = {}
    with zipfile.ZipFile(stream) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", day, content)
            entries[name] = content
    return pack(entries)
