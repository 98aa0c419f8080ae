"""Write an empty `massnahmen.xlsx`: headers, drop-downs, an example, instructions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from innenstadt_gis.files import write_atomic
from innenstadt_gis.ingest.measures.model import COLUMNS, EXAMPLE, SHEET
from innenstadt_gis.ingest.own_sheets import choices, guide_sheet, head_row, to_bytes
from innenstadt_gis.tables.measures import MEASURE_STATUS, NETWORK_THEMES

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["write_measures_template"]

_ROWS_WITH_CHOICE = 1000
_WIDTHS = (44, 26, 26, 26, 14, 14, 14, 14, 14, 44, 14)
_EXAMPLE = {
    "measure": f"{EXAMPLE} Pop-up-Laden im Leerstand", "place": "Marktplatz 7",
    "theme": NETWORK_THEMES["vacancy"].de, "responsible": "Citymanagement", "due": "31.10.2026",
    "status": MEASURE_STATUS["planned"].de, "indicator": "L-01", "baseline": "20 %",
    "target": "15 %", "remark": "Diese Zeile zählt nicht; sie kann stehen bleiben.",
    "handed_on": "nein",
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
    "Austausch: ja, wenn andere Städte von der Maßnahme lesen dürfen (austausch.json): Maßnahme, Thema,",
    "Rolle, Termin, Status, Kennzahl und Werte, nie Ort und Bemerkung. Leer heißt nein.",
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
    return write_atomic(path, to_bytes(_template()))


def _template() -> Workbook:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET.de
    head_row(sheet, [label.de for label in COLUMNS.values()], _WIDTHS, freeze="B2")
    for n, key in enumerate(COLUMNS, start=1):
        sheet.cell(2, n, _EXAMPLE[key]).font = Font(italic=True, color="808080")
    guide_sheet(book, _GUIDE)
    at = {key: n for n, key in enumerate(COLUMNS, start=1)}
    words = {
        at["theme"]: [label.de for label in NETWORK_THEMES.values()],
        at["status"]: [label.de for label in MEASURE_STATUS.values()],
        at["handed_on"]: ["ja", "nein"],
    }
    choices(book, sheet, words, rows=_ROWS_WITH_CHOICE, title="Auswahl")
    return book
