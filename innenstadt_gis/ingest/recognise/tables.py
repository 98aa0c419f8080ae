"""What a table is, by the columns that the reader of registers finds in its first rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest import addresses, population
from innenstadt_gis.ingest.cooperation import header_of
from innenstadt_gis.ingest.corrections.model import COLUMNS
from innenstadt_gis.ingest.delimited import Delimited, sniff_bytes
from innenstadt_gis.ingest.measures.model import COLUMNS as MEASURE_COLUMNS
from innenstadt_gis.ingest.recognise.found import Recognised, unknown
from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.ingest.registers.interpret import tables_of
from innenstadt_gis.ingest.registers.sheets import Sheet, read_sheets
from innenstadt_gis.ingest.registers.status import read_status
from innenstadt_gis.mapping import FIELDS, RegisterMapping
from innenstadt_gis.words import Text

__all__ = ["BROWN", "as_register", "in_sheets", "in_start", "start_of"]

BROWN = re.compile(r"brach|brownfield|altlast")
_ROWS = 60
_COLUMNS = 200
_SHEETS = 12
#: A register names a place, and the state of what is there or what it is used for.
_WHERE = {"street", "address", "house_number", "parcel_id", "parcel", "x", "y", "point"}
_ADDRESSED = {"street", "address", "house_number", "parcel_id", "parcel"}
_STATE = {"status", "vacant", "occupied"}
_WHAT = _STATE | {
    "since", "duration", "use", "branch", "previous_branch", "sales_area", "reason", "interim",
    "marketing", "brand",
}  # fmt: skip
_USES = re.compile(
    r"status|zustand|leer|belegt|vacan|nutzung|branche|mieter|betreiber|open or closed|"
    r"verkaufsfl|ladenlokal|nutzer|\bvkf?\b|geschäft|objekt"
)
_CORRECTIONS = {"unit", "field", "value"}


def in_start(start: bytes, kind: str, path: Path) -> Recognised:
    """Tell what a text table is, from its first bytes."""
    told = sniff_bytes(start)
    if told is None:
        return unknown(kind, "keine Tabelle und kein bekanntes Format", "no format known here")
    if {"id", "x", "y", "persons"} <= set(places := population.find_columns(told.head[0])) or (
        {"id", "persons"} <= set(places) and "gitter" in told.head[0][places["id"]].lower()
    ):
        return Recognised(
            "population", kind, Text("Einwohner je Gitterzelle", "persons by grid cell")
        )
    if _is_house_coordinates(told):
        return Recognised("addresses", kind, Text("Hauskoordinaten", "house coordinates"))
    # prose has commas, too: some lines of a table below each other are equally wide
    widths = [len(row) for row in told.head]
    common = max(set(widths), key=widths.count)
    if common < 2 or widths.count(common) < 0.5 * len(widths):
        return unknown(kind, "Text ohne Tabelle", "text without a table")
    rows: list[list[Any]] = [[cell or None for cell in row] for row in told.head]
    return in_sheets([Sheet(None, rows)], kind, path)


def _is_house_coordinates(told: Delimited) -> bool:
    places, header = addresses.locate_columns(told)
    if not {"street", "number", "x", "y"} <= set(places):
        return False
    names = {name.lower() for name in told.head[0]}
    # a register may hold coordinates as well; house coordinates tell nothing of a use
    return not header or not any(_USES.search(name) for name in names)


def start_of(path: Path, kind: str) -> list[Sheet] | Recognised:
    """Read the first rows of each sheet of a table file, or say why it cannot be read."""
    try:
        sheets = read_sheets(path)[1]
    except SourceError as error:
        return Recognised("unknown", kind, error.text)
    return [_cut(sheet) for sheet in sheets[:_SHEETS]]


def _cut(sheet: Sheet) -> Sheet:
    rows = [list(row[:_COLUMNS]) for row in sheet.rows[:_ROWS]]
    merged = [each for each in sheet.merged if each[2] < _ROWS and each[3] < _COLUMNS]
    return replace(sheet, rows=rows, merged=merged, fills={}, faults={}, struck=set())


def in_sheets(sheets: list[Sheet], kind: str, path: Path) -> Recognised:
    """Tell a register, corrections, measures and a list of brownfields from other tables."""
    if any(_corrects(row) for sheet in sheets for row in sheet.rows[:20]):
        why = Text("Korrekturen zu Einheiten", "corrections of units")
        return Recognised("corrections", kind, why)
    if any(_plans(row) for sheet in sheets for row in sheet.rows[:20]):
        return Recognised("measures", kind, Text("Liste von Maßnahmen", "list of measures"))
    if any(_cooperates(row) for sheet in sheets for row in sheet.rows[:20]):
        return Recognised("cooperation", kind, Text("Zusammenarbeit", "cooperation"))
    found = as_register(sheets)
    brown = _is_brown(sheets, path)
    if found is None:
        if brown:
            return Recognised("brownfields", kind, Text("Liste von Brachen", "brownfield list"))
        return unknown(
            kind,
            "Tabelle ohne erkennbare Spalten für Adresse und Status oder Nutzung",
            "table without columns known as address and status or use",
        )
    if brown:
        return Recognised("brownfields", kind, Text("Liste von Brachen", "brownfield list"))
    return Recognised("register", kind, found)


def as_register(sheets: list[Sheet]) -> Text | None:
    """Return by which columns the first register among some sheets is told; None if none is."""
    try:
        tables, _ = tables_of(sheets, RegisterMapping())
    except SourceError:
        return None
    for table in tables:
        fields = set(table.header.fields.values())
        where, what = fields & _WHERE, fields & _WHAT
        if "name" in fields and fields & _ADDRESSED:
            what |= {"name"}
        if not where or not what:
            continue
        if what == {"status"} and not _says_status(table.sheet, table.header):
            continue  # the state of an entry, or of a map, not of a shop
        named = [name for name in FIELDS if name in where][:2]
        named += [name for name in FIELDS if name in what][:2]
        de, en = (", ".join(getattr(FIELDS[n], lang) for n in named) for lang in ("de", "en"))
        return Text(f"Liste mit den Spalten {de}", f"list with the columns {en}")
    return None


def _says_status(sheet: Sheet, header: Any) -> bool:
    """Whether some cell of a column "Status" speaks of premises; blank ones say nothing."""
    cells = [
        row[column]
        for column in header.columns("status")
        for row in sheet.rows[header.last + 1 :]
        if column < len(row) and row[column] not in (None, "")
    ]
    return not cells or any(read_status(cell).status != "unknown" for cell in cells)


def _corrects(row: Iterable[Any]) -> bool:
    cells = {plain(cell) for cell in row if isinstance(cell, str)}
    return all(
        plain(COLUMNS[key].de) in cells or plain(COLUMNS[key].en) in cells for key in _CORRECTIONS
    )


def _plans(row: Iterable[Any]) -> bool:
    """Whether a row is the header of a list of measures: their name, and four columns more."""
    cells = {plain(cell) for cell in row if isinstance(cell, str)}
    told = {key for key, text in MEASURE_COLUMNS.items() if {plain(t) for t in text} & cells}
    return {"measure", "status"} <= told and len(told) >= 5


def _cooperates(row: Iterable[Any]) -> bool:
    """Whether a row is the header of kooperation.xlsx: a unit, two answers, and no status."""
    row = list(row)
    found = header_of(row)
    state = {plain(cell) for cell in row if isinstance(cell, str)} & {"status", "leerstand"}
    answers = {"association_member", "voucher", "joint_hours", "events"} & found.keys()
    return bool({"unit", "address"} & found.keys()) and len(answers) >= 2 and not state


def _is_brown(sheets: list[Sheet], path: Path) -> bool:
    """Whether the file's name or a header of three columns and more speaks of brownfields."""
    if BROWN.search(path.stem.casefold()):
        return True
    for sheet in sheets:
        for row in sheet.rows[:40]:
            labels = [c.casefold() for c in row if isinstance(c, str) and 0 < len(c) < 60]
            if len(labels) >= 3 and any(BROWN.search(label) for label in labels):
                return not any(read_status(label).status != "unknown" for label in labels)
    return False
