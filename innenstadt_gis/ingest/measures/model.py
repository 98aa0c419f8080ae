"""What a measure is, which columns the sheet has, and how cells say it."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.registers.dates import read_since
from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.tables.measures import MEASURE_STATUS, NETWORK_THEMES
from innenstadt_gis.words import Text

__all__ = [
    "COLUMNS", "EXAMPLE", "SHEET", "SOURCE_PREFIX", "Measure", "Measures", "read_due", "read_status",
    "read_theme", "read_value",
]  # fmt: skip

SHEET = Text("Maßnahmen", "Measures")
#: ``source`` of a measure: this and the name of the file.
SOURCE_PREFIX = "measures:"
#: A measure that begins so is the example of the template.
EXAMPLE = "Beispiel:"

#: The columns of the sheet.
COLUMNS: dict[str, Text] = {
    "measure": Text("Maßnahme", "measure"),
    "place": Text("Ort", "place"),
    "theme": Text("Thema", "theme"),
    "responsible": Text("Verantwortlich", "responsible"),
    "due": Text("Termin", "due"),
    "status": Text("Status", "status"),
    "indicator": Text("Kennzahl", "indicator"),
    "baseline": Text("Ausgangswert", "value before"),
    "target": Text("Zielwert", "target"),
    "remark": Text("Bemerkung", "remark"),
    "handed_on": Text("Austausch", "exchange"),
}

_STATUS_WORDS: dict[str, str] = {
    "offen": "planned", "vorgesehen": "planned", "idee": "planned", "in planung": "planned",
    "laufend": "running", "in arbeit": "running", "begonnen": "running", "in umsetzung": "running",
    "fertig": "done", "abgeschlossen": "done", "umgesetzt": "done", "beendet": "done",
    "zurueckgestellt": "postponed", "vertagt": "postponed", "pausiert": "postponed",
    "abgelehnt": "dropped", "gestrichen": "dropped", "entfaellt": "dropped",
    "aufgegeben": "dropped",
}  # fmt: skip
#: Beginnings of words that tell a theme; of several the first.
_THEME_STEMS: tuple[tuple[str, str], ...] = (
    ("digital", "digital"), ("leerst", "vacancy"), ("brach", "vacancy"), ("erreich", "access"),
    ("mobil", "access"), ("verkehr", "access"), ("funktion", "functions"),
    ("nutzung", "functions"), ("kooperation", "cooperation"), ("zentrenmanag", "cooperation"),
    ("image", "image"), ("identit", "image"), ("handel", "retail"), ("einzelhandel", "retail"),
    ("dienstleist", "retail"),
)  # fmt: skip
_NUMBER = re.compile(
    r"(?:ca\.?|rund|etwa)?\s*([-+−]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[-+−]?\d+(?:[.,]\d+)?)\s*(.*)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """
    One row of the sheet; a blank is None.

    ``value_unit`` is "%" where the values before and after are written as per cent;
    ``handed_on`` whether other towns may read of the measure. ``row`` is the row as Excel shows it.
    """

    row: int
    measure: str
    place: str | None = None
    theme: str | None = None
    responsible: str | None = None
    due: dt.date | None = None
    status: str | None = None
    indicator: str | None = None
    baseline: float | None = None
    target: float | None = None
    value_unit: str | None = None
    remark: str | None = None
    handed_on: bool | None = None
    repairs: tuple[str, ...] = ()


def _no_log() -> SourceLog:
    return SourceLog(role="measures", file="massnahmen.xlsx", kind="xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """All measures of a file, what was wrong with cells and rows, and the log."""

    file: str = "massnahmen.xlsx"
    entries: tuple[Measure, ...] = ()
    faults: tuple[Text, ...] = ()
    log: SourceLog = field(default_factory=_no_log)

    @property
    def source(self) -> str:
        """What stands in ``source`` of a row that comes from here."""
        return SOURCE_PREFIX + self.file


def read_status(value: Any) -> str | None:
    """
    Read how far a measure is; None where the word is not known.

    Examples
    --------
    >>> read_status("läuft"), read_status("Abgeschlossen"), read_status("vielleicht")
    ('running', 'done', None)
    """
    word = plain(str(value))
    for key, label in MEASURE_STATUS.items():
        if word in (key, plain(label.de), plain(label.en)):
            return key
    known = {plain(text): key for text, key in _STATUS_WORDS.items()}
    return known.get(word)


def read_theme(value: Any) -> str | None:
    """
    Read one of the seven themes; None where none is told.

    Examples
    --------
    >>> read_theme("Leerstand und Brachen"), read_theme("Mobilität"), read_theme("Sonstiges")
    ('vacancy', 'access', None)
    """
    word = plain(str(value))
    for key, label in NETWORK_THEMES.items():
        if word in (key, plain(label.de), plain(label.en)):
            return key
    words = word.split()
    return next((key for stem, key in _THEME_STEMS if any(w.startswith(stem) for w in words)), None)


def read_due(value: Any) -> dt.date | None:
    """
    Read by when: a day, or the last day of the month, quarter or year that is told.

    Examples
    --------
    >>> read_due("31.10.2026"), read_due("Q2/2027"), read_due("bald")
    (datetime.date(2026, 10, 31), datetime.date(2027, 6, 30), None)
    """
    told = read_since(value, dt.date(2999, 1, 1))
    if told.day is None or told.precision in (None, "day"):
        return told.day
    months = {"month": 1, "quarter": 3, "year": 12}[str(told.precision)]
    last = told.day.month + months - 1
    return dt.date(told.day.year, last, calendar.monthrange(told.day.year, last)[1])


def read_value(value: Any, *, percent_format: bool = False) -> tuple[float, bool] | None:
    """
    Read a number and whether it is per cent; None where there is none.

    Examples
    --------
    >>> read_value("12,5 %"), read_value(0.24, percent_format=True), read_value("1.200 Personen")
    ((12.5, True), (24.0, True), (1200.0, False))
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return (round(float(value) * 100, 10), True) if percent_format else (float(value), False)
    found = _NUMBER.fullmatch(str(value).strip())
    if found is None:
        return None
    text = found[1].replace("−", "-")
    if re.fullmatch(r"[-+]?\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    rest = found[2].strip().casefold()
    return float(text.replace(",", ".")), rest.startswith(("%", "prozent", "v. h", "v.h"))
