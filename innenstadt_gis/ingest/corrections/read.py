"""Read `korrekturen.xlsx`: every row is a correction, or named with what to write."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path
from typing import Any

from innenstadt_gis.importlog import Row, SourceLog
from innenstadt_gis.ingest.corrections.model import (
    COLUMNS,
    FIELDS,
    SHEET,
    Correction,
    Corrections,
    parse,
)
from innenstadt_gis.ingest.own_sheets import clean, full, headers, rows_below
from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.ingest.registers.private import collect
from innenstadt_gis.words import Text

__all__ = ["read_corrections"]

# Ten digits of an id may look like a telephone number.
_ID = re.compile(r"u-[0-9a-f]{10}")
_NOBODY = collect([])
# A website is no contact of a person; everything else that looks like one is.
_FREE = ("name", "website", "opening_hours", "address")


def read_corrections(path: Path) -> Corrections:
    """
    Read the corrections of a study.

    Parameters
    ----------
    path
        `korrekturen.xlsx`: sheet "Korrekturen" with Einheit (u-… or an address or
        "lon, lat"), Feld, Neuer Wert, Bisheriger Wert, Datum, Grund. A blank new value says
        nothing; "-" blanks the field.

    Returns
    -------
    Corrections
        Rows that cannot be understood, and new values with contacts of persons, are
        ``faults``: the row and what to write, never the value. A reason with personal data
        is left out.

    Raises
    ------
    SourceError
        If the file is no workbook or has no such sheet or header.
    """
    rows, first = _table(path)
    entries: list[Correction] = []
    faults: list[Text] = []
    told: list[Row] = []
    cleaned = 0
    for number, cells in rows:
        made = _entry(number, cells)
        if isinstance(made, Text):
            faults.append(made)
            told.append(Row(first, number, "rejected", "correction_unread"))
            continue
        if made.reason is not None and _NOBODY.found_in(made.reason):
            made = _without_reason(made)
            cleaned += 1
        entries.append(made)
        told.append(Row(first, number, "record"))
    log = SourceLog(
        role="corrections", file=path.name, kind="xlsx", rows_in=len(told), records=len(entries),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        rejected=len(faults), rows=tuple(told), notes=tuple(faults),
        repairs={"personal_removed": cleaned} if cleaned else {},
    )  # fmt: skip
    return Corrections(file=path.name, entries=tuple(entries), faults=tuple(faults), log=log)


def _table(path: Path) -> tuple[list[tuple[int, dict[str, Any]]], str]:
    """Rows that hold anything, by column key, with their number; the sheet's name."""
    lines, title = rows_below(
        path, sheet=SHEET, columns=COLUMNS, header_of=lambda row: headers(row, COLUMNS),
        is_header=lambda found: {"unit", "field", "value"} <= found.keys(),
    )  # fmt: skip
    return [(n, {k: clean(cell.value) for k, cell in row.items()}) for n, row in lines], title


def _entry(row: int, cells: dict[str, Any]) -> Correction | Text:
    target, label, value = cells.get("unit"), cells.get("field"), cells.get("value")
    if not full(target):
        return _fault(
            row, "Spalte Einheit ist leer: Kennung (u-…), Adresse oder „Länge, Breite“ eintragen",
            "unit is blank: write its id (u-…), an address or 'lon, lat'",
        )  # fmt: skip
    if not (_ID.search(str(target)) or any(letter.isdigit() for letter in str(target))):
        return _fault(
            row, "Spalte Einheit: Kennung (u-…), Adresse mit Hausnummer oder „Länge, Breite“ eintragen",
            "unit: write its id (u-…), an address with its number or 'lon, lat'",
        )  # fmt: skip
    words = {plain(t): key for key, f in FIELDS.items() for t in (*f.label, key)}
    field = words.get(plain(label)) if full(label) else None
    if field is None:
        every = ", ".join(f.label.de for f in FIELDS.values())
        return _fault(
            row, f"Feld nicht erkannt; möglich sind: {every}",
            f"field not known; it may be: {', '.join(f.label.en for f in FIELDS.values())}",
        )  # fmt: skip
    if not full(value) and field != "not_there":
        return _fault(
            row, "Neuer Wert ist leer: Wert eintragen, oder „-“, um das Feld zu leeren",
            "new value is blank: write one, or '-' to blank the field",
        )  # fmt: skip
    day = _day(cells.get("day"))
    if full(cells.get("day")) and day is None:
        return _fault(
            row, "Datum nicht verstanden; bitte so: 24.11.2025",
            "date not understood; please write 24.11.2025",
        )  # fmt: skip
    if _personal(field, str(value)) or _NOBODY.found_in_name(_ID.sub("", str(target))):
        return _fault(
            row, "enthält persönliche Angaben (Name einer Person, Telefon, E-Mail); bitte entfernen",
            "holds personal data (a person's name, phone, mail); please take it out",
        )  # fmt: skip
    blanked = isinstance(value, str) and value in ("-", "–")
    read = (
        None
        if blanked
        else parse(field, value if full(value) else "ja", day or dt.date(2999, 1, 1))
    )
    unclear = blanked and field in ("status", "address", "position", "not_there")
    if unclear or (read is None and not blanked):
        example = FIELDS[field].example
        return _fault(
            row, f"{FIELDS[field].label.de}: Wert nicht verstanden; bitte so: {example.de}",
            f"{FIELDS[field].label.en}: value not understood; please write {example.en}",
        )  # fmt: skip
    return Correction(
        row=row, target=re.sub(r"\s+", " ", str(target)), field=field, value=read,
        before=_written(cells.get("before")), day=day, reason=_written(cells.get("reason")),
    )  # fmt: skip


def _personal(field: str, value: str) -> bool:
    return field in _FREE and _NOBODY.found_in_name(value)


def _fault(row: int, de: str, en: str) -> Text:
    return Text(f"{SHEET.de}, Zeile {row}: {de}", f"{SHEET.en}, row {row}: {en}")


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value or "")
    german = re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text)
    try:
        if german:
            return dt.date(int(german[3]), int(german[2]), int(german[1]))
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _written(value: Any) -> str | None:
    if not full(value):
        return None
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return str(value)


def _without_reason(entry: Correction) -> Correction:
    return Correction(
        row=entry.row, target=entry.target, field=entry.field, value=entry.value,
        before=entry.before, day=entry.day,
    )  # fmt: skip
