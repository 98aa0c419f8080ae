"""What can be corrected, how a cell says it, and what a correction is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from innenstadt_gis.branches import BRANCHES, branch_of_word
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.coordinates import read_point
from innenstadt_gis.ingest.registers.areas import read_area
from innenstadt_gis.ingest.registers.dates import read_since
from innenstadt_gis.ingest.registers.facts import step_free
from innenstadt_gis.ingest.registers.flags import YES_NO, yes_no
from innenstadt_gis.ingest.registers.floors import read_floor
from innenstadt_gis.ingest.registers.status import read_status
from innenstadt_gis.ingest.streets import split_address
from innenstadt_gis.mapping import FIELDS as FIELDS_OF_REGISTERS
from innenstadt_gis.tables import STATUS
from innenstadt_gis.words import Text

__all__ = [
    "COLUMNS",
    "FIELDS",
    "SHEET",
    "SOURCE_PREFIX",
    "Correction",
    "Corrections",
    "Field",
    "parse",
    "read_position",
    "said",
]

SHEET = Text("Korrekturen", "Corrections")
#: ``source`` of what a correction says: this and the name of the file.
SOURCE_PREFIX = "corrections:"

#: The columns of the sheet.
COLUMNS: dict[str, Text] = {
    "unit": Text("Einheit", "unit"),
    "field": Text("Feld", "field"),
    "value": Text("Neuer Wert", "new value"),
    "before": Text("Bisheriger Wert", "previous value"),
    "day": Text("Datum", "date"),
    "reason": Text("Grund", "reason"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field that can be corrected: its label, what to write, and how a cell is read."""

    label: Text
    example: Text
    read: Callable[[Any, dt.date], Any]


def _status(value: Any, _: dt.date) -> str | None:
    for key, label in STATUS.items():
        if str(value).strip().casefold() in (key, label.de.casefold(), label.en.casefold()):
            return key
    told = read_status(value)
    return None if told.status == "unknown" else told.status


def _branch(value: Any, _: dt.date) -> str | None:
    text = str(value).strip()
    for slug, branch in BRANCHES.items():
        if text.casefold() in (slug, branch.label.de.casefold(), branch.label.en.casefold()):
            return slug
    return branch_of_word(text)


def _text(value: Any, _: dt.date) -> str | None:
    return re.sub(r"\s+", " ", str(value)).strip() or None


def _address(value: Any, _: dt.date) -> tuple[str, str | None] | None:
    found = split_address(str(value))
    return (found.street, found.house_number) if found.street else None


def read_position(value: Any) -> tuple[float, float] | None:
    """
    Longitude and latitude of a cell "lon, lat", in whichever order they stand.

    Examples
    --------
    >>> read_position("11.28, 49.51"), read_position("49.51, 11.28"), read_position("Markt 1")
    ((11.28, 49.51), (11.28, 49.51), None)
    """
    found = read_point(None, None, str(value))
    if found is None:
        return None
    one, other = float(found[0]), float(found[1])
    # Longitudes and latitudes of central Europe do not overlap.
    for lon, lat in ((one, other), (other, one)):
        if 4.0 <= lon <= 17.0 and 45.0 <= lat <= 57.0:
            return lon, lat
    return None


def _since(value: Any, day: dt.date) -> tuple[dt.date, str] | None:
    told = read_since(value, day)
    return (told.day, told.precision or "day") if told.day else None


_STEP_FREE = {"yes": "ja", "limited": "bedingt", "no": "nein"}


def _flag(name: str) -> Field:
    """A field that holds yes or no, called as a register's column is."""
    label = FIELDS_OF_REGISTERS[name]
    short = Text(label.de.removesuffix("? (ja/nein)"), label.en.removesuffix("? (yes/no)"))
    return Field(short, Text("ja", "yes"), lambda value, _: yes_no(value, name))


_NAME = Text("Bäckerei Huber", "Bäckerei Huber")
FIELDS: dict[str, Field] = {
    "status": Field(
        Text("Status", "status"),
        Text("leer, belegt, Zwischennutzung …", "vacant, occupied, interim use …"),
        _status,
    ),
    "name": Field(Text("Name", "name"), _NAME, _text),
    "branch": Field(Text("Branche", "branch"), Text("Bäckerei", "bakery"), _branch),
    "previous_branch": Field(
        Text("frühere Branche", "previous branch"), Text("Bäckerei", "bakery"), _branch
    ),
    "address": Field(
        Text("Adresse", "address"), Text("Marktplatz 3", "Marktplatz 3"), _address
    ),
    "position": Field(
        Text("Position", "position"),
        Text("11.2812, 49.5103 (Länge, Breite)", "11.2812, 49.5103 (lon, lat)"),
        lambda value, _: read_position(value),
    ),
    "floor": Field(Text("Geschoss", "floor"), Text("EG", "EG"), lambda v, _: read_floor(v)),
    "sales_area_m2": Field(
        Text("Verkaufsfläche", "sales area"), Text("120", "120"), lambda v, _: read_area(v).m2
    ),
    "usable_area_m2": Field(
        Text("Nutzfläche", "usable area"), Text("160", "160"), lambda v, _: read_area(v).m2
    ),
    "vacant_since": Field(
        Text("leer seit", "vacant since"), Text("03/2024", "03/2024"), _since
    ),
    "opening_hours": Field(
        Text("Öffnungszeiten", "opening hours"), Text("Mo-Fr 08:00-18:00", "Mo-Fr 08:00-18:00"),
        _text,
    ),
    "website": Field(
        Text("Website", "website"), Text("https://…", "https://…"), _text
    ),
    **{name: _flag(name) for name in YES_NO},
    "step_free": Field(
        Text("stufenlos", "step-free"), Text("ja, bedingt oder nein", "yes, limited or no"),
        lambda value, _: step_free(value, []),
    ),
    "not_there": Field(
        Text("gibt es nicht", "does not exist"), Text("ja", "yes"),
        lambda v, _: str(v).strip().casefold() in ("ja", "x", "j", "yes", "y", "true") or None,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """
    One row of the sheet: which unit, what, the value that holds from now on.

    ``value`` is parsed (`Field.read`); None blanks the field. ``before`` is what the source
    said when the correction was made, as written; blank says nothing. ``row`` is the row as
    Excel shows it.
    """

    row: int
    target: str
    field: str
    value: Any
    before: str | None = None
    day: dt.date | None = None
    reason: str | None = None


def _no_log() -> SourceLog:
    return SourceLog(role="corrections", file="korrekturen.xlsx", kind="xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """All corrections of a study, what was wrong with rows that are none, and the log."""

    file: str = "korrekturen.xlsx"
    entries: tuple[Correction, ...] = ()
    faults: tuple[Text, ...] = ()
    log: SourceLog = field(default_factory=_no_log)

    @property
    def source(self) -> str:
        """What stands in ``source`` of a row that comes from here."""
        return SOURCE_PREFIX + self.file


def parse(field: str, value: Any, day: dt.date) -> Any:
    """Read a cell as its field asks; None where it says nothing that the field can be."""
    return FIELDS[field].read(value, day)


def said(field: str, row: Any) -> str | None:
    """
    Say what a unit's row holds in a field, as a person writes it in the sheet.

    Examples
    --------
    >>> said("status", {"status": "vacant"}), said("address", {"street": "Markt", "house_number": "3"})
    ('leer', 'Markt 3')
    """
    if field == "not_there":
        return "ja" if row["status"] == "gone" else None
    if field == "address":
        parts = [row[c] for c in ("street", "house_number")]
        return " ".join(p for p in parts if isinstance(p, str)) or None
    if field == "position":
        return None  # positions are written by who knows the town's CRS
    value = row[field]
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if field == "status":
        return STATUS[value].de
    if field in YES_NO:
        return "ja" if value else "nein"
    if field == "step_free":
        return _STEP_FREE[value]
    if field in ("branch", "previous_branch"):
        return BRANCHES[value].label.de if value in BRANCHES else str(value)
    if field == "vacant_since":
        return f"{value:%d.%m.%Y}"
    return f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)
