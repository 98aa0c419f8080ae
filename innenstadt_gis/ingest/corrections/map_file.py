"""Corrections that were made on the map: what a file may hold, and how several files merge.

The page follows the same rules in JavaScript (``assets/corrections.js``). A file comes from
another computer: every text is cut and cleaned, every id, field and value is checked against
what it may be, and what is none of that is counted with its reason.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.corrections.model import parse
from innenstadt_gis.ingest.saved_copy import bytes_of, is_page, saved_text
from innenstadt_gis.tables import STATUS
from innenstadt_gis.words import Text

__all__ = [
    "FORMAT", "REFUSED", "MapEdit", "MapEdits", "Overruled", "holds_map_edits", "merge_map_edits",
    "read_map_edits",
]  # fmt: skip

#: ``innenstadt_gis.format`` of a file of corrections.
FORMAT = "corrections"

#: Why a feature is no correction.
REFUSED: Mapping[str, Text] = {
    "feature": Text("kein Feature", "no feature"),
    "unit": Text("keine gültige Kennung einer Einheit", "no valid id of a unit"),
    "field": Text("unbekanntes Feld", "unknown field"),
    "value": Text("Wert nicht erlaubt", "value not allowed"),
    "time": Text("kein gültiger Zeitpunkt der Änderung", "no valid time of change"),
    "many": Text("zu viele Einträge in einer Datei", "too many entries in one file"),
    "place": Text("liegt nicht in der Stadt", "does not lie in the town"),
    "lone": Text("neue Einheit ohne Lage", "a new unit without a place"),
    "personal": Text("enthält persönliche Angaben", "holds personal data"),
}

_MOST = 5_000
_LONGEST = {"name": 120, "address": 120, "floor": 20, "branch": 60, "vacant_since": 20,
            "status": 30, "position": 40, "not_there": 2}  # fmt: skip
_LONGEST_REASON = 200
_UNIT = re.compile(r"(?:u-[0-9a-f]{10}|new-[0-9a-f]{12})")
_STAMP = re.compile(r"20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{3}Z", re.ASCII)
_POSITION = re.compile(r"-?\d{1,3}\.\d{1,9}, -?\d{1,2}\.\d{1,9}", re.ASCII)
_SINCE = re.compile(r"(?:\d{4}|\d{1,2}[./]\d{4}|\d{1,2}\.\d{1,2}\.\d{4})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONE = re.compile("[\ud800-\udfff]")
# control characters, and those that turn the direction of what is written
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
_FAR = dt.date(2999, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapEdit:
    """
    One corrected field of one unit; status and branch by their key, a place as "lon, lat".

    ``unit`` is the id of a unit, or ``new-…`` for one that no source knows. Of a correction
    that was taken back (``withdrawn``) only unit, field and time are left.
    """

    unit: str
    field: str
    value: str
    changed: str
    before: str | None = None
    day: dt.date | None = None
    reason: str | None = None
    withdrawn: bool = False

    def rank(self) -> tuple[str, bool, str, str]:
        """Of two versions the one of higher rank wins; equal times are told apart by content."""
        return self.changed, self.withdrawn, self.value, self.reason or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapEdits:
    """What one file holds: corrections, what was refused of it by number, the town it names."""

    file: str
    edits: tuple[MapEdit, ...]
    refused: tuple[tuple[int, str], ...] = ()
    town: str = ""


@dataclass(frozen=True, slots=True)
class Overruled:
    """Two files say different things of one field: what holds, and what does not."""

    holds: MapEdit
    lost: MapEdit
    holds_file: str
    lost_file: str


def holds_map_edits(path: Path) -> bool:
    """Tell whether a file is one of corrections from the map, or a saved copy with some inside."""
    try:
        told = _told(path)
    except SourceError:
        return False
    return told is not None


def read_map_edits(path: Path) -> MapEdits | None:
    """
    Read corrections that were saved from the map, or that a saved copy of the page holds.

    Parameters
    ----------
    path
        ``korrekturen_….geojson`` or ``….html``; of a page only its block of data is read.

    Returns
    -------
    MapEdits
        Every feature is a correction or is named with the reason why it is none (`REFUSED`).
        None if the file is something else, such as an edited copy of the units.

    Raises
    ------
    SourceError
        If the file is too large or cannot be read.
    """
    told = _told(path)
    if told is None:
        return None
    edits, refused = [], []
    for number, feature in enumerate(told["features"], start=1):
        found = _edit(feature) if number <= _MOST else "many"
        if isinstance(found, MapEdit):
            edits.append(found)
        elif number <= _MOST + 1:  # the rest is as good as named by the first
            refused.append((number, found))
    town = told["innenstadt_gis"].get("town")
    return MapEdits(
        file=path.name, edits=tuple(edits), refused=tuple(refused),
        town=town if isinstance(town, str) else "",
    )  # fmt: skip


def merge_map_edits(files: Iterable[MapEdits]) -> tuple[list[MapEdit], list[Overruled]]:
    """
    Join corrections of several laptops: of each field of a unit the newest holds.

    Returns
    -------
    list of MapEdit, list of Overruled
        Sorted by time; and where two files say different things of one field.
    """
    held: dict[tuple[str, str], tuple[MapEdit, str]] = {}
    lost: list[Overruled] = []
    for file in sorted(files, key=lambda one: one.file):
        for edit in file.edits:
            key = edit.unit, edit.field
            known = held.get(key)
            if known is None:
                held[key] = edit, file.file
                continue
            newer, older = (edit, file.file), known
            if known[0].rank() >= edit.rank():
                newer, older = known, (edit, file.file)
            held[key] = newer
            one, other = newer[0], older[0]
            if (one.value, one.withdrawn) != (other.value, other.withdrawn):
                lost.append(Overruled(one, other, newer[1], older[1]))
    merged = sorted((edit for edit, _ in held.values()), key=lambda e: (e.changed, e.unit, e.field))
    return merged, lost


def _told(path: Path) -> dict[str, Any] | None:
    """Collection of features of our format; None if the file is none of ours."""
    content = bytes_of(path, of=Text("Korrekturen aus der Karte", "corrections from the map"))
    if b'"corrections"' not in content:
        return None
    try:
        if is_page(content):
            saved = json.loads(saved_text(content) or "{}", parse_constant=_no_number)
            told = saved.get("corrections") if isinstance(saved, dict) else None
        else:
            told = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not isinstance(told.get("features"), list):
        return None
    head = told.get("innenstadt_gis")
    return told if isinstance(head, dict) and head.get("format") == FORMAT else None


def _no_number(_: str) -> float:
    raise ValueError("NaN and Infinity are no JSON")


def _edit(feature: Any) -> MapEdit | str:
    """Read one feature; what is no correction gives a key of `REFUSED`."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return "feature"
    told = feature.get("properties")
    told = told if isinstance(told, dict) else {}
    unit, field, changed = (_plain(told.get(name), 40) for name in ("unit_id", "field", "changed"))
    if not _UNIT.fullmatch(unit):
        return "unit"
    if field not in _LONGEST or (field == "not_there" and unit.startswith("new-")):
        return "field"
    if not (_STAMP.fullmatch(changed) and _day(changed[:10])):
        return "time"
    if told.get("withdrawn") is True:
        return MapEdit(unit=unit, field=field, value="", changed=changed, withdrawn=True)
    value = told.get("value")
    if not isinstance(value, str) or not _allowed(field, cut := _plain(value, _LONGEST[field])):
        return "value"
    return MapEdit(
        unit=unit, field=field, value=cut, changed=changed,
        before=_plain(told.get("before"), max(_LONGEST[field], 60)) or None,
        day=_day(_plain(told.get("day"), 10)), reason=_plain(told.get("reason"), _LONGEST_REASON) or None,
    )  # fmt: skip


def _plain(value: Any, longest: int) -> str:
    """Free text on one line, cut; blank if it is no text."""
    if not isinstance(value, str):
        return ""
    text = _CONTROL.sub(" ", _LONE.sub("\ufffd", value[: 4 * longest]))
    return re.sub(" +", " ", text).strip(" ")[:longest].strip(" ")


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _allowed(field: str, value: str) -> bool:
    """Tell whether a field may hold a value; blank empties the fields that may be empty."""
    if field == "status":
        return value in STATUS and value != "gone"  # that is said by not_there
    if field == "not_there":
        return value == "ja"
    if field == "branch":
        return value == "" or value in BRANCHES
    if field == "vacant_since":
        return value == "" or bool(_SINCE.fullmatch(value) and parse(field, value, _FAR))
    if field == "position":
        return bool(_POSITION.fullmatch(value)) and _on_earth(value)
    if field == "address":
        return any(c.isalpha() for c in value) and bool(re.search(r"\d", value))
    return True


def _on_earth(value: str) -> bool:
    lon, lat = map(float, value.split(", "))
    return math.isfinite(lon) and abs(lon) <= 180 and abs(lat) <= 90
