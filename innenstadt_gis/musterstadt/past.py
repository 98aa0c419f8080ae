"""What Musterstadt's town hall did before: two earlier surveys, and its list of measures.

Counted by hand, of the 66 units of the register (`units.UNITS`):

| survey | vacant | known | moved to the next one |
|---|---|---|---|
| 13.09.2022 | 9 | 62 | 4 newly vacant, 13 vacant in 2024 |
| 17.09.2024 | 13 | 62 | 4 newly vacant, 8 still vacant, 3 let again, 1 in interim use, 1 gone |
| 15.09.2026 | 12 | 60 | the register itself |

Of the 7 measures 3 are done, 2 running, 1 planned, 1 postponed; the one on opening hours is
overdue. Two of those that are done have reached their target: the benches (I-04, from 0.20 to
0.28 per 100 m, wanted 0.25) and the voucher (K-12, from 40 to 63.6 %, wanted 60 %).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from innenstadt_gis.musterstadt.plan import NAME
from innenstadt_gis.musterstadt.register import settled
from innenstadt_gis.musterstadt.units import UNITS, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["EARLIER", "MEASURES", "STUDY_LINES", "earlier_survey", "measures"]

_B = "Bahnhofstraße"
_LONG_EMPTY = {(_B, "3"), (_B, "4"), (_B, "5"), (_B, "7"), (_B, "11"), (_B, "14")}

#: Street and number of all that stood empty at an earlier survey; the rest was as it is, or let.
EARLIER: dict[dt.date, set[tuple[str, str]]] = {
    dt.date(2022, 9, 13): {
        *_LONG_EMPTY, ("Lange Straße", "7"), ("Kirchgasse", "2"), ("Untere Gasse", "6"),
    },
    dt.date(2024, 9, 17): {
        *_LONG_EMPTY, ("Marktplatz", "7"), ("Lange Straße", "4"), ("Lange Straße", "7"),
        ("Lange Straße", "16"), ("Lange Straße", "18"), ("Kirchgasse", "2"), ("Untere Gasse", "6"),
    },
}  # fmt: skip

#: Measure, place, theme, who, due, status, figure, before, wanted, whether other towns may read of it.
MEASURES: tuple[tuple[str | dt.date | None, ...], ...] = (
    ("Neue Bänke", "Marktplatz", "Image", "Bauamt", dt.date(2026, 5, 31), "erledigt", "I-04",
     "0,20", "0,25", "ja"),
    ("Ladenbörse für leere Läden", _B, "Leerstand und Brachen", "Citymanagement",
     dt.date(2026, 12, 31), "läuft", "L-01", "25 %", "15 %", "ja"),
    ("Stadtgutschein in mehr Läden", "Marktplatz 12", "Kooperation", "Gewerbeverein",
     dt.date(2026, 3, 31), "erledigt", "K-12", "40 %", "60 %", "ja"),
    ("Öffnungszeiten online nachtragen", "Lange Straße", "Digitale Innenstadt",
     "Wirtschaftsförderung", dt.date(2026, 6, 30), "läuft", "D-02", "50 %", "80 %", "nein"),
    ("Pop-up-Galerie im Leerstand", "Lange Straße 16", "Leerstand und Brachen", "Citymanagement",
     dt.date(2025, 10, 31), "erledigt", None, None, None, "nein"),
    ("Rampe am Bahnsteig", f"{_B} 16", "Erreichbarkeit", "Bauamt", dt.date(2028, 12, 31),
     "verschoben", None, None, None, None),
    ("Frühstück der Händlerinnen und Händler", "ganze Innenstadt", "Kooperation",
     "Gewerbeverein", dt.date(2027, 3, 31), "geplant", None, None, None, "ja"),
)  # fmt: skip

_MEASURE_HEAD = (
    "Maßnahme", "Ort", "Thema", "Verantwortlich", "Termin", "Status", "Kennzahl", "Ausgangswert",
    "Zielwert", "Austausch",
)  # fmt: skip
_SURVEY_HEAD = ("Straße", "Hausnummer", "Geschoss", "Status", "Nutzung", "Name")

#: What the study says of the earlier surveys.
STUDY_LINES = "".join(
    f'\n[[registers]]\npath = "daten/leerstand_{one:%Y}.xlsx"\nsurvey_day = {one:%Y-%m-%d}\n'
    for one in EARLIER
)


def earlier_survey(when: dt.date) -> bytes:
    """Write the workbook of an earlier survey: one plain row a unit, in the order of the register."""
    empty = EARLIER[when]
    rows = [_row(unit, empty=(unit.street, unit.number) in empty) for unit in UNITS]
    return _book(f"Leerstand {NAME} {when:%Y}", _SURVEY_HEAD, rows)


def _row(unit: Unit, *, empty: bool) -> tuple[Any, ...]:
    if empty:
        status, name = "leer", None
    elif unit.status == "unknown":
        status, name = "unbekannt", None
    else:
        status, name = "belegt", unit.name or None
    return (unit.street, unit.number, unit.floor, status, unit.use or None, name)


def measures() -> bytes:
    """Write massnahmen.xlsx as the town hall filled it in."""
    return _book("Maßnahmen", _MEASURE_HEAD, MEASURES)


def _book(title: str, head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for number, cells in enumerate((head, *rows), start=1):
        for column, value in enumerate(cells, start=1):
            sheet.cell(number, column, value)
    return settled(book)
