"""Read the list of photos (`fotos.xlsx` or .csv): what each shows, and whom it may reach."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from innenstadt_gis.importlog import Row, SourceLog
from innenstadt_gis.ingest.own_sheets import Readable, clean, full, headers, rows_below
from innenstadt_gis.ingest.registers.contacts import holds_contact
from innenstadt_gis.ingest.registers.dates import read_since
from innenstadt_gis.ingest.registers.flags import yes_no
from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.ingest.registers.private import collect
from innenstadt_gis.words import Text

__all__ = ["COLUMNS", "SHEET", "PhotoIndex", "PhotoRow", "read_index"]

SHEET = Text("Fotos", "photos")
#: The columns of the list; only the first is needed.
COLUMNS: dict[str, Text] = {
    "file": Text("Datei", "file"),
    "unit": Text("Einheit", "unit"),
    "address": Text("Adresse", "address"),
    "day": Text("Tag", "day"),
    "moment": Text("Vorher/Nachher", "before/after"),
    "caption": Text("Bildtext", "caption"),
    "released": Text("Freigabe", "released"),
    "persons": Text("Personen erkennbar", "persons visible"),
    "credit": Text("Bildnachweis", "credit"),
}
#: Other words for them. "Fotograf" is not among them: a name is printed from its own column alone.
_ALIASES: dict[str, tuple[str, ...]] = {
    "file": ("Dateiname", "Foto", "Bild", "Fotodatei", "Bilddatei", "file name", "photo"),
    "unit": ("Einheit (u-…)", "Kennung", "unit id", "unit_id"),
    "address": ("Anschrift", "Straße und Hausnummer", "Ort"),
    "day": ("Datum", "Aufnahmedatum", "aufgenommen am", "Aufnahmetag", "date", "taken on"),
    "moment": ("vorher nachher", "vorher oder nachher", "Zeitpunkt", "before after"),
    "caption": ("Beschreibung", "Bildunterschrift", "Titel", "description", "title"),
    "released": ("freigegeben", "freigegeben für", "Veröffentlichung", "released for", "audience"),
    "persons": ("Personen", "Personen sichtbar", "Personen zu erkennen", "Personen erkennbar ja/nein", "persons"),
    "credit": ("Bildnachweis/Urheber", "Bildrechte", "Copyright"),
}  # fmt: skip
_RELEASED: dict[str, str] = {
    "intern": "intern", "nur intern": "intern", "rathaus": "intern", "verwaltung": "intern",
    "workshop": "workshop", "im workshop": "workshop", "workshops": "workshop",
    "oeffentlich": "oeffentlich", "veroeffentlichen": "oeffentlich", "public": "oeffentlich",
    "internet": "oeffentlich", "presse": "oeffentlich",
    "gesperrt": "none", "nicht": "none", "nicht freigegeben": "none", "privat": "none",
}  # fmt: skip
_MOMENTS: dict[str, str] = {
    "vorher": "before", "davor": "before", "before": "before", "alt": "before",
    "nachher": "after", "danach": "after", "after": "after", "neu": "after",
}  # fmt: skip
_NOBODY = collect([])
_UNIT = re.compile(r"u-[0-9a-f]{10}")
_LONGEST_CAPTION, _LONGEST_CREDIT = 240, 120
_FAR = dt.date(2999, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRow:
    """
    One row of the list. ``audience`` is the widest circle that it names, ``"none"`` bars the photo,
    blank: nothing is said. ``persons``: recognisable ones are in the picture; None: not said.
    """

    row: int
    file: str
    unit: str = ""
    address: str = ""
    day: dt.date | None = None
    moment: str = ""
    caption: str = ""
    credit: str = ""
    audience: str = ""
    persons: bool | None = None
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoIndex:
    """The rows of a list of photos, and its log."""

    rows: tuple[PhotoRow, ...]
    log: SourceLog


def read_index(path: Readable) -> PhotoIndex:
    """
    Read a list of photos.

    Parameters
    ----------
    path
        A workbook or CSV with Datei and any of Einheit (u-…), Adresse, Tag, Vorher/Nachher,
        Bildtext, Freigabe (intern, Workshop, öffentlich, nein), Personen erkennbar (ja/nein),
        Bildnachweis.

    Returns
    -------
    PhotoIndex
        What cannot be understood is told by its row, and read as the narrower: a word of
        release as "intern", persons as "yes". A caption that names a person or holds a contact
        is left out. Rows without a file are rejected.

    Raises
    ------
    SourceError
        If the file is no table or has no such header.
    """
    lines, sheet = rows_below(
        path, sheet=SHEET, columns=COLUMNS, header_of=_header_of,
        is_header=lambda found: "file" in found and len(found) > 1,
    )  # fmt: skip
    rows: list[PhotoRow] = []
    notes: list[Text] = []
    told: list[Row] = []
    for number, cells in lines:
        made, faults = _row(number, {key: clean(cell.value) for key, cell in cells.items()})
        notes += faults
        if made is None:
            told.append(Row(sheet, number, "rejected", "photo_row_unread"))
            continue
        rows.append(made)
        told.append(Row(sheet, number, "record"))
    repairs = Counter(code for row in rows for code in row.repairs)
    log = SourceLog(
        role="photos", file=path.name, kind="xlsx" if path.name.endswith("xlsx") else "csv",
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(), rows_in=len(told),
        records=len(rows), rejected=len(told) - len(rows), rows=tuple(told),
        repairs=dict(sorted(repairs.items())), notes=tuple(notes),
    )  # fmt: skip
    return PhotoIndex(rows=tuple(rows), log=log)


def _header_of(row: list[Any]) -> dict[str, int]:
    found = headers(row, COLUMNS)
    words = {plain(word): key for key, many in _ALIASES.items() for word in many}
    for n, cell in enumerate(row):
        if isinstance(cell, str) and plain(cell) in words:
            found.setdefault(words[plain(cell)], n)
    return found


def _row(number: int, cells: dict[str, Any]) -> tuple[PhotoRow | None, list[Text]]:
    name = _text(cells.get("file")).replace("\\", "/").strip("/ ")
    if not name:
        return None, [_fault(number, "Datei fehlt", "the file is missing")]
    faults: list[Text] = []

    def read(key: str, how: Callable[[Any], Any], please: Text) -> Any:
        value = cells.get(key)
        if not full(value):
            return None
        answer = how(value)
        if answer is None:
            label = COLUMNS[key]
            faults.append(
                _fault(
                    number, f"{label.de} nicht verstanden; bitte {please.de}",
                    f"{label.en} not understood; please write {please.en}",
                )
            )  # fmt: skip
        return answer

    said = read(
        "released",
        _released,
        Text("intern, Workshop, öffentlich oder nein", "intern, workshop, public or no"),
    )
    persons = read("persons", yes_no, Text("ja oder nein", "yes or no"))
    unit = read("unit", _unit, Text("die Kennung u-…", "the id u-…"))
    day = read("day", _day, Text("einen Tag wie 01.10.2024", "a day such as 2024-10-01"))
    moment = read(
        "moment",
        lambda v: _MOMENTS.get(plain(str(v))),
        Text("vorher oder nachher", "before or after"),
    )
    caption, credit, repairs = _words(cells)
    return PhotoRow(
        row=number, file=name, unit=unit or "", address=_text(cells.get("address")), day=day,
        moment=moment or "", caption=caption, credit=credit,
        audience=said or ("intern" if full(cells.get("released")) else ""),
        persons=persons if persons is not None else (True if full(cells.get("persons")) else None),
        repairs=repairs,
    ), faults  # fmt: skip


def _words(cells: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """Caption and credit: a caption names nobody, a credit may, but gives no contact."""
    caption = _text(cells.get("caption"))[:_LONGEST_CAPTION]
    credit = _text(cells.get("credit"))[:_LONGEST_CREDIT]
    kept_caption = "" if caption and _NOBODY.found_in(caption) else caption
    kept_credit = "" if credit and holds_contact(credit) else credit
    removed = (kept_caption, kept_credit) != (caption, credit)
    return kept_caption, kept_credit, ("personal_removed",) if removed else ()


def _text(value: Any) -> str:
    return re.sub(r"\s+", " ", str(value)).strip() if full(value) else ""


def _unit(value: Any) -> str | None:
    found = _UNIT.search(str(value).casefold())
    return found[0] if found else None


def _released(value: Any) -> str | None:
    known = _RELEASED.get(plain(str(value)))
    if known is not None:
        return known
    answer = yes_no(value)
    return None if answer is None else "workshop" if answer else "none"


def _day(value: Any) -> dt.date | None:
    told = read_since(value, _FAR)
    return told.day if told.precision == "day" else None


def _fault(row: int, de: str, en: str) -> Text:
    return Text(f"{SHEET.de}, Zeile {row}: {de}", f"{SHEET.en}, row {row}: {en}")
