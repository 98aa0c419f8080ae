"""What a person says about a register file, and what the program read out of it.

`RegisterMapping` has two faces that say the same: a TOML file beside the register and the
sheets of the return copy (`COPY_SHEETS`). Whatever it says wins over every guess, and
whatever it does not say is guessed as before. `Reading` is the other direction: what the
program took each column, word and colour for, so that a person can correct it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from innenstadt_gis.words import Text

__all__ = [
    "COPY_FILLS",
    "COPY_NOTE",
    "COPY_REPORT",
    "COPY_SHEETS",
    "FIELDS",
    "SHEET_BY_PLACE",
    "SURVEY_SHEETS",
    "UNITS",
    "ColumnReading",
    "ColumnRule",
    "CopySheet",
    "Reading",
    "RegisterMapping",
    "SheetReading",
    "SheetRule",
]

#: What a column can mean, and how people call it (drop-down of the sheet "Zuordnung").
FIELDS: dict[str, Text] = {
    "object_number": Text("Objekt-Nr.", "object number"),
    "unit_id": Text("Einheit (u-…)", "unit id (u-…)"),
    "street": Text("Straße", "street"),
    "address": Text("Adresse (Straße und Hausnr.)", "address (street and number)"),
    "house_number": Text("Hausnr.", "house number"),
    "house_suffix": Text("Hausnr.-Zusatz", "house number suffix"),
    "postcode": Text("PLZ", "postcode"),
    "place": Text("Ort", "place"),
    "district": Text("Ortsteil", "district"),
    "parcel_id": Text("Flurstückskennzeichen", "parcel id"),
    "gemarkung": Text("Gemarkung", "cadastral district"),
    "flur": Text("Flur", "Flur"),
    "parcel": Text("Flurstück (12/3)", "parcel number (12/3)"),
    "x": Text("Ostwert / Länge", "easting / longitude"),
    "y": Text("Nordwert / Breite", "northing / latitude"),
    "point": Text("Koordinate (beide Werte in einer Zelle)", "coordinate (both values in a cell)"),
    "status": Text("Status", "status"),
    "vacant": Text("leer? (ja/nein)", "vacant? (yes/no)"),
    "occupied": Text("belegt? (ja/nein)", "occupied? (yes/no)"),
    "condition": Text("baulicher Zustand", "condition of the building"),
    "since": Text("leer seit", "vacant since"),
    "duration": Text("Leerstandsdauer", "length of vacancy"),
    "sales_area": Text("Verkaufsfläche", "sales area"),
    "usable_area": Text("Nutzfläche", "usable area"),
    "area": Text("Fläche (Art nicht angegeben)", "area (kind not stated)"),
    "plot_area": Text("Grundstücksfläche", "plot area"),
    "floor": Text("Geschoss", "floor"),
    "frontage": Text("Schaufensterfront", "frontage"),
    "step_free": Text("stufenlos", "step-free"),
    "use": Text("Nutzung (Name oder Branche)", "use (name or branch)"),
    "branch": Text("Branche", "branch"),
    "previous_branch": Text("frühere Nutzung", "previous use"),
    "name": Text("Name des Geschäfts", "name of the shop"),
    "brand": Text("Marke, Filialist", "brand, chain"),
    "reason": Text("Grund des Leerstands", "reason of vacancy"),
    "remark": Text("Bemerkung", "remark"),
    "marketing": Text("Vermarktung", "marketing"),
    "interim": Text("Zwischennutzung", "interim use"),
    "photo": Text("Foto", "photo"),
    "observed_on": Text("erhoben am", "observed on"),
    "website": Text("Website", "website"),
    "opening_hours": Text("Öffnungszeiten", "opening hours"),
    "phone_listed": Text("Telefon eingetragen? (ja/nein)", "phone listed? (yes/no)"),
    "mail_listed": Text("E-Mail eingetragen? (ja/nein)", "mail listed? (yes/no)"),
    "social_listed": Text("soziale Medien? (ja/nein)", "social media? (yes/no)"),
    "cashless": Text("bargeldlose Zahlung? (ja/nein)", "cashless payment? (yes/no)"),
    "association_member": Text(
        "Mitglied der Händlergemeinschaft? (ja/nein)", "member of the association? (yes/no)"
    ),
    "voucher": Text("nimmt Stadtgutschein? (ja/nein)", "takes the voucher? (yes/no)"),
    "joint_hours": Text("gemeinsame Öffnungszeiten? (ja/nein)", "joint opening hours? (yes/no)"),
    "kept": Text("nur als Rohwert behalten", "keep as raw value only"),
    "personal": Text("Person oder Kontakt (wird nicht gelesen)", "person or contact (not read)"),
}

#: Units a column may be in, with the factor into metres or square metres.
UNITS: dict[str, float] = {
    "m2": 1.0,
    "a": 100.0,
    "ha": 10_000.0,
    "ft2": 0.09290304,
    "m": 1.0,
    "cm": 0.01,
    "ft": 0.3048,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRule:
    """
    What one column means: a key of `FIELDS`, its unit, and what its cells say.

    ``values`` turns a cell's words (any case) into ours: a key of `tables.STATUS` for a
    status column, a slug of `branches.BRANCHES` for a branch, "6-10 Monate" for a
    duration; what it does not name is read as ever.
    """

    means: str
    unit: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRule:
    """What one sheet is: read or not, its header row as Excel shows it, its day and place."""

    read: bool = True
    header_row: int | None = None
    survey_day: dt.date | None = None
    street: str | None = None
    place: str | None = None
    columns: Mapping[str, ColumnRule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterMapping:
    """
    Everything that a person said about one register file (nothing said: all blank).

    ``columns`` by header as the program shows it ("Fläche › VK"; the second of two alike is
    "Nr. #2"); ``status`` words and ``colours`` (six hex digits, "theme5", "index10") to a key of
    `tables.STATUS`; ``streets`` old to new name; ``addresses`` as written in the list to the
    right address, to "lon, lat", or to "-" for nowhere; ``links`` from a row (see
    `ingest.units.row_identity`) to the unit it is, or to "new"; ``defaults`` says for a key of
    `FIELDS` what holds where a row has no cell for it ("status": "vacant" in a list that
    holds vacancies only).
    """

    columns: Mapping[str, ColumnRule] = field(default_factory=dict)
    sheets: Mapping[str, SheetRule] = field(default_factory=dict)
    status: Mapping[str, str] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    streets: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    survey_day: dt.date | None = None
    scope: str | None = None
    faults: tuple[Text, ...] = ()

    def over(self, other: RegisterMapping) -> RegisterMapping:
        """Join two mappings; where both say something, this one holds."""
        tables = (
            "columns", "sheets", "status", "colours", "streets", "addresses", "links", "defaults",
        )  # fmt: skip
        joined = {name: {**getattr(other, name), **getattr(self, name)} for name in tables}
        return RegisterMapping(
            **joined,
            crs=self.crs or other.crs,
            survey_day=self.survey_day or other.survey_day,
            scope=self.scope or other.scope,
            faults=(*self.faults, *other.faults),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnReading:
    """
    What the program took one column for.

    ``column`` counts from 0; ``samples`` are up to three different cells as text (none of a
    personal column); ``how`` is mapping, word (a known header), fuzzy, content or none.
    """

    column: int
    label: str
    means: str
    confidence: float
    how: str
    samples: tuple[str, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetReading:
    """What the program made of one sheet; rows as Excel shows them (from 1)."""

    name: str | None
    header_first: int
    header_last: int
    columns: tuple[ColumnReading, ...]
    survey_day: dt.date | None = None
    street: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """
    What the program understood of a register, for a person to correct.

    ``colours``: fill colour to the rows told by it alone, as (sheet, row) with the row as
    Excel shows it. ``words``: status word as written to how often it stands there and the
    status it was read as.
    """

    file: str
    kind: str
    sheets: tuple[SheetReading, ...]
    colours: Mapping[str, tuple[tuple[str | None, int], ...]] = field(default_factory=dict)
    words: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    mapping: RegisterMapping = field(default_factory=RegisterMapping)


@dataclass(frozen=True, slots=True)
class CopySheet:
    """A sheet that the return copy adds: its name and its headers, in both languages."""

    name: Text
    columns: Mapping[str, Text]


_SHEET, _ROW = Text("Blatt", "sheet"), Text("Zeile", "row")
_CHOOSE = Text("Bedeutung (bitte wählen; leer = wie erkannt)", "meaning (choose; blank = as read)")
_READ_AS = Text("erkannt als", "read as")

#: The sheets of the return copy that are read back: key, name, headers (row 3; rows below).
COPY_SHEETS: dict[str, CopySheet] = {
    "columns": CopySheet(
        Text("Zuordnung", "Columns"),
        {
            "sheet": _SHEET, "header": Text("Spalte", "column"),
            "sample_1": Text("Beispiel 1", "sample 1"), "sample_2": Text("Beispiel 2", "sample 2"),
            "sample_3": Text("Beispiel 3", "sample 3"), "guess": _READ_AS,
            "confidence": Text("Sicherheit", "confidence"), "choice": _CHOOSE,
            "unit": Text("Einheit (m2, a, ha, ft2)", "unit (m2, a, ha, ft2)"),
        },
    ),
    "words": CopySheet(
        Text("Wörter", "Words"),
        {
            "word": Text("Wort im Status", "status word"), "count": Text("Anzahl", "count"),
            "guess": _READ_AS, "choice": _CHOOSE,
        },
    ),
    "colours": CopySheet(
        Text("Farben", "Colours"),
        {
            "colour": Text("Farbe", "colour"), "count": Text("Zeilen", "rows"),
            "example": Text("zum Beispiel", "for example"), "guess": _READ_AS, "choice": _CHOOSE,
        },
    ),
    "not_found": CopySheet(
        Text("Nicht gefunden", "Not found"),
        {
            "sheet": _SHEET, "row": _ROW,
            "address": Text("Adresse in der Liste", "address in the list"),
            "candidate_1": Text("Vorschlag 1", "candidate 1"), "tick_1": Text("x 1", "x 1"),
            "candidate_2": Text("Vorschlag 2", "candidate 2"), "tick_2": Text("x 2", "x 2"),
            "candidate_3": Text("Vorschlag 3", "candidate 3"), "tick_3": Text("x 3", "x 3"),
            "other": Text("oder: richtige Adresse", "or: the right address"),
        },
    ),
    "links": CopySheet(
        Text("Vorjahr", "Last survey"),
        {
            "sheet": _SHEET, "row": _ROW, "identity": Text("Eintrag", "entry"),
            "unit": Text("Einheit", "unit"),
            "before": Text("dort zuletzt", "last seen there"),
            "confidence": Text("Sicherheit", "confidence"),
            "same": Text("gleiche Einheit? (ja/nein)", "same unit? (yes/no)"),
        },
    ),
}  # fmt: skip

#: Fills by which the return copy marks cells; they mean nothing when they are read back.
COPY_FILLS: dict[str, str] = {
    "rejected": "F4B6AE",
    "lost": "FBD9A5",
    "doubt": "FFF2A8",
    "nonrecord": "E4E4E0",
}

#: Starts every comment that the return copy writes; such comments are not read back.
COPY_NOTE = "innenstadt:"

#: Sheet of the return copy that tells what became of the list; its title names the list.
COPY_REPORT = Text("Importbericht", "Import report")

#: Sheets of our own survey workbook that hold no units: their name, and how their first cell begins.
SURVEY_SHEETS: tuple[tuple[Text, Text], ...] = (
    (Text("Anleitung", "Guide"), Text("Anleitung zur Begehung", "How to walk the survey")),
    (Text("Listen", "Lists"), Text("Auswahl für Spalte", "choices for column")),
)

#: What a sheet is called in reports whose own name holds a person's; counted from 1.
SHEET_BY_PLACE = "Blatt {}"
