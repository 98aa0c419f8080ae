"""Write `korrekturen.xlsx`: an empty one, and more rows below what is there."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from innenstadt_gis.cells import safe_cell
from innenstadt_gis.errors import SourceError
from innenstadt_gis.files import write_atomic
from innenstadt_gis.ingest.corrections.model import COLUMNS, FIELDS, SHEET, said
from innenstadt_gis.ingest.own_sheets import choices, guide_sheet, head_row, to_bytes
from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.tables import STATUS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["NewRow", "append_corrections", "write_corrections_template"]

_UNIT_SHEET = "Einheiten"
_ROWS_WITH_CHOICE = 2000
_WIDTHS = (18, 18, 34, 30, 12, 40)
_UNIT_HEADS = ("Einheit", "Adresse", "Geschoss", "Name", "Status", "Branche")
_HEADER_ROWS = 20
_GUIDE = (
    "Korrekturen zu den Daten der Innenstadt",
    "",
    "Was hier steht, gilt vor allen anderen Quellen und wird bei jedem Lauf zuletzt angewendet.",
    "Das Programm ändert keine Zeile dieses Blattes; es hängt höchstens neue unten an.",
    "",
    (
        "Einheit: die Kennung (u-…, siehe Blatt „Einheiten“). Eine Adresse genügt, wenn dort nur eine "
        "Einheit ist. Eine neue Einheit: Adresse oder „Länge, Breite“, dazu eine Zeile mit Feld Status."
    ),
    "Feld: aus der Liste wählen. Jede Zeile berichtigt ein Feld.",
    "Neuer Wert: was künftig gelten soll. „-“ leert das Feld.",
    (
        "Bisheriger Wert: was die Quelle bisher sagt. Sagt sie später etwas anderes, wird das gemeldet; "
        "die Korrektur gilt trotzdem."
    ),
    "Datum: an welchem Tag das gesehen wurde, zum Beispiel 24.11.2025.",
    "Grund: freier Text, bitte ohne Namen von Personen, Telefonnummern oder E-Mail-Adressen.",
    "",
    "Umgezogen: Feld Adresse (Marktplatz 3) oder Position (11.2812, 49.5103: Länge, Breite).",
    "Neu vermietet: je eine Zeile für Status (belegt), Name und Branche, mit Datum.",
    "Gibt es nicht (mehr): Feld „gibt es nicht“, neuer Wert ja.",
    "Status: " + ", ".join(label.de for label in STATUS.values()) + ".",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """A row to be appended: cells as a person would write them."""

    unit: str
    field: str  # a key of `model.FIELDS`
    value: str
    before: str | None = None
    day: dt.date | None = None
    reason: str | None = None


def write_corrections_template(path: Path, premises: pd.DataFrame) -> Path:
    """
    Write an empty `korrekturen.xlsx`: headers, drop-downs, instructions, list of units.

    A file that is there is left as it is: corrections are never overwritten.

    Parameters
    ----------
    path
        Where to write.
    premises
        `tables.PREMISES`: ids and addresses for the sheet "Einheiten".

    Returns
    -------
    Path
        Where the file lies.
    """
    if path.exists():
        return path
    return write_atomic(path, to_bytes(_template(premises)))


def append_corrections(path: Path, rows: Iterable[NewRow]) -> Path:
    """
    Append rows to `korrekturen.xlsx`; what stands there is kept with formats and comments.

    Returns
    -------
    Path
        ``path``.

    Raises
    ------
    SourceError
        If the file has no sheet of corrections.
    WriteError
        While another program has the file open: nothing is appended then, so that no row lies in
        a second file that nobody reads. What was to be appended waits for the next time.
    """
    from openpyxl import load_workbook

    new = list(rows)
    if path.exists():
        book = load_workbook(io.BytesIO(path.read_bytes()))
    else:
        book = _template(pd.DataFrame())
    if not new:
        return path
    sheet, header, columns = _find(book, path)
    last = max(
        (cell.row for line in sheet.iter_rows() for cell in line if cell.value not in (None, "")),
        default=header,
    )
    for n, row in enumerate(new, start=last + 1):
        for key, column in columns.items():
            value: Any = FIELDS[row.field].label.de if key == "field" else getattr(row, key)
            cell = sheet.cell(n, column)
            if type(cell).__name__ == "MergedCell":
                continue
            cell.value = safe_cell(value)
            if isinstance(value, dt.date):
                cell.number_format = "DD.MM.YYYY"
    return write_atomic(path, to_bytes(book), beside=False)


def _find(book: Workbook, path: Path) -> tuple[Worksheet, int, dict[str, int]]:
    """Sheet, header row and columns (from 1) of the corrections."""
    words = {plain(label): key for key, text in COLUMNS.items() for label in text}
    for sheet in book.worksheets:
        for top, line in enumerate(sheet.iter_rows(max_row=_HEADER_ROWS), start=1):
            found = {
                words[plain(cell.value)]: n
                for n, cell in enumerate(line, start=1)
                if isinstance(cell.value, str) and plain(cell.value) in words
            }
            if {"unit", "field", "value"} <= found.keys():
                return sheet, top, found
    raise SourceError(
        de=f'{path.name}: kein Blatt "{SHEET.de}" mit Einheit, Feld und Neuer Wert; nichts angehängt',
        en=f'{path.name}: no sheet "{SHEET.de}" with unit, field and new value; nothing appended',
    )


def _template(premises: pd.DataFrame) -> Workbook:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET.de
    head_row(sheet, [label.de for label in COLUMNS.values()], _WIDTHS)
    guide_sheet(book, _GUIDE)
    units = book.create_sheet(_UNIT_SHEET)
    head_row(units, _UNIT_HEADS, (16, 34, 10, 34, 18, 26))
    for n, (unit, row) in enumerate(_units(premises), start=2):
        told = (unit, *(said(f, row) for f in ("address", "floor", "name", "status", "branch")))
        for column, value in enumerate(told, start=1):
            units.cell(n, column, safe_cell(value))
    fields = [one.label.de for one in FIELDS.values()]
    choices(book, sheet, {2: fields}, rows=_ROWS_WITH_CHOICE, title="Feld")
    return book


def _units(premises: pd.DataFrame) -> list[tuple[str, Any]]:
    if not len(premises):
        return []
    some = premises[premises["in_register"].fillna(False)] if len(premises) else premises
    some = some if len(some) else premises
    some = some.sort_values(["street", "house_number", "floor"], na_position="last")
    return [(str(unit), row) for unit, row in some.iterrows()]
