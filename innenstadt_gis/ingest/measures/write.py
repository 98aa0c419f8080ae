"""Write an empty `massnahmen.xlsx`: headers, drop-downs, an example, instructions."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from innenstadt_gis.files import write_atomic
from innenstadt_gis.ingest.measures.model import COLUMNS, EXAMPLE, SHEET
from innenstadt_gis.tables.measures import MEASURE_STATUS, NETWORK_THEMES

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["write_measures_template"]

_GUIDE_SHEET, _LIST_SHEET = "Anleitung", "Auswahl"
_ROWS_WITH_CHOICE = 1000
_WIDTHS = (44, 26, 26, 26, 14, 14, 14, 14, 14, 44)
_EXAMPLE = {
    "measure": f"{EXAMPLE} Pop-up-Laden im Leerstand", "place": "Marktplatz 7",
    "theme": NETWORK_THEMES["vacancy"].de, "responsible": "Citymanagement", "due": "31.10.2026",
    "status": MEASURE_STATUS["planned"].de, "indicator": "L-01", "baseline": "20 %",
    "target": "15 %", "remark": "Diese Zeile zählt nicht; sie kann stehen bleiben.",
}  # fmt: skip
_GUIDE = (
    "Maßnahmen für die Innenstadt",
    "",
    "Jede Zeile ist eine Maßnahme; nötig ist nur die Spalte Maßnahme. Das Programm ändert nichts an",
    "dieser Datei. Zeilen, die mit „Beispiel:“ beginnen, zählen nicht.",
    "",
    "Maßnahme: was getan wird.",
    "Ort: Kennung einer Einheit (u-…), Adresse, Straße oder „Länge, Breite“; leer: ganze Innenstadt.",
    "Thema: eines der sieben Themen des Netzwerks: "
    + ", ".join(label.de for label in NETWORK_THEMES.values())
    + ".",
    "Verantwortlich: eine Rolle oder Stelle (Citymanagement, Bauamt), kein Name einer Person.",
    "Termin: bis wann, zum Beispiel 31.10.2026, 10/2026 oder 2027 (dann gilt der letzte Tag).",
    "Status: " + ", ".join(label.de for label in MEASURE_STATUS.values()) + ".",
    "Kennzahl: woran man es sieht: Kennung aus dem Bericht, zum Beispiel L-01 (Leerstandsquote).",
    "Ausgangswert, Zielwert: in der Einheit der Kennzahl, Anteile als 20 %. Ohne Ausgangswert gilt für",
    "die Leerstandsquote der Wert der Erhebung vor dem Termin.",
    "Bemerkung: freier Text, bitte ohne Namen von Personen, Telefonnummern oder E-Mail-Adressen.",
    "",
    "Der Bericht sagt, wie sich die Kennzahl seitdem bewegt hat, nicht, wodurch: Eine Maßnahme ist",
    "selten der einzige Grund.",
)


def write_measures_template(path: Path) -> Path:
    """
    Write an empty `massnahmen.xlsx`; a file that is there is left as it is.

    Parameters
    ----------
    path
        Where to write.

    Returns
    -------
    Path
        Where the file lies.
    """
    if path.exists():
        return path
    stream = io.BytesIO()
    _template().save(stream)
    return write_atomic(path, stream.getvalue())


def _template() -> Workbook:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET.de
    _head(sheet)
    for n, key in enumerate(COLUMNS, start=1):
        sheet.cell(2, n, _EXAMPLE[key]).font = Font(italic=True, color="808080")
    guide = book.create_sheet(_GUIDE_SHEET)
    guide.column_dimensions["A"].width = 110
    for n, line in enumerate(_GUIDE, start=1):
        cell = guide.cell(n, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=n == 1)
    lists = book.create_sheet(_LIST_SHEET)
    lists.sheet_state = "hidden"
    choices = {"theme": NETWORK_THEMES, "status": MEASURE_STATUS}
    for column, (key, words) in enumerate(choices.items(), start=1):
        for n, label in enumerate(words.values(), start=1):
            lists.cell(n, column, label.de)
        _choose(sheet, key, column, len(words))
    return book


def _choose(sheet: Worksheet, key: str, column: int, words: int) -> None:
    """Give a column a drop-down of the words in a column of the hidden sheet."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(column)
    choice = DataValidation(
        type="list", formula1=f"={_LIST_SHEET}!${letter}$1:${letter}${words}", allow_blank=True,
        showErrorMessage=True, errorTitle=COLUMNS[key].de,
        error="Bitte ein Wort aus der Liste wählen",
    )  # fmt: skip
    at = get_column_letter(list(COLUMNS).index(key) + 1)
    choice.add(f"{at}2:{at}{_ROWS_WITH_CHOICE}")
    sheet.add_data_validation(choice)


def _head(sheet: Worksheet) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for n, (label, width) in enumerate(zip(COLUMNS.values(), _WIDTHS, strict=True), start=1):
        cell = sheet.cell(1, n, label.de)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E4E4E0")
        sheet.column_dimensions[get_column_letter(n)].width = width
    sheet.freeze_panes = "B2"
