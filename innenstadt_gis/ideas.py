"""
Notes of a workshop: what one may hold, how it is written, and how those of several laptops merge.

The page of the map follows the same rules in JavaScript (``assets/notes.js``); a test feeds
both the same files. Two versions of a note merge without regard to their order: the newer text
and place win, and dots are kept by laptop, so that none is lost where two tables gave some.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from innenstadt_gis.tables.ideas import IDEA_GROUPS, IDEA_KINDS, IDEAS
from innenstadt_gis.tables.measures import NETWORK_THEMES
from innenstadt_gis.words import Lang, Text

__all__ = [
    "FORMAT", "LONGEST_TEXT", "REFUSED", "Dot", "Note", "Notes", "collection", "features_of",
    "merge", "merge_all", "read_note", "read_notes",
]  # fmt: skip

#: ``innenstadt_gis.format`` of a file of notes.
FORMAT = "ideas"
LONGEST_TEXT = 280
#: Steps of a coordinate; 7 decimals of a degree are a centimetre (RFC 7946).
_STEPS = 10_000_000
_MOST_POSITIONS = 500
_MOST_DOTS = 200
#: More come from no workshop; a page that draws them all would stand still.
_MOST_NOTES = 2_000

#: Why a feature is no note.
REFUSED: Mapping[str, Text] = {
    "feature": Text("kein Feature", "no feature"),
    "id": Text("keine gültige Kennung (UUID)", "no valid id (UUID)"),
    "kind": Text("unbekannte Art", "unknown kind"),
    "time": Text("kein gültiger Zeitpunkt der Änderung", "no valid time of change"),
    "geometry": Text("Ort nicht lesbar", "place cannot be read"),
    "many": Text("mehr als 2.000 Hinweise in einer Datei", "more than 2,000 notes in one file"),
}

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_STAMP = re.compile(
    r"([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:\.([0-9]{1,9}))?(?:Z|\+00(?::?00)?)"
)
_DOT = re.compile(r"([a-z0-9]{1,12}):([0-9]{1,2}):([0-9]{1,4}):([0-9]{1,6})")
_MAP = re.compile(r"([A-Za-z0-9_-]{1,64})")
# a GIS writes a day as midnight
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9:.Z+-]{0,30})?")
_LONE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
# what encodeURIComponent leaves alone
_PLAIN = "!~*'()-_."


#: A position in steps.
_Position = tuple[int, int]


@dataclass(frozen=True, slots=True, order=True)
class Dot:
    """Dots that one laptop gave in one round; ``version`` counts its changes of mind."""

    laptop: str
    round: int
    count: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """
    One note. ``shape`` is a type of GeoJSON and its positions in steps of 1e-7 degrees; None
    for a note about no place. Of a deleted one only id and time are left.
    """

    id: str
    kind: str
    changed: str
    created: str
    theme: str = ""
    group: str = "open"
    text: str = ""
    shape: tuple[str, tuple[_Position, ...]] | None = None
    round: int = 1
    dots: tuple[Dot, ...] = ()
    deleted: bool = False
    hidden: bool = False
    withheld: bool = False
    map_id: str = ""
    day: str = ""
    scene: str = ""

    @property
    def votes(self) -> int:
        """All dots of all laptops and rounds."""
        return sum(dot.count for dot in self.dots)

    def rank(self) -> tuple[str, bool, str]:
        """Of two versions the one of higher rank wins; equal times are told apart by content."""
        kind, positions = self.shape or ("", ())
        parts = (
            self.kind, self.theme, self.group, self.text, str(self.round), self.created,
            "01"[self.deleted], "01"[self.hidden], self.map_id, self.day, self.scene, kind,
            ",".join(f"{x},{y}" for x, y in positions),
        )  # fmt: skip
        return self.changed, not self.withheld, quote("\x1f".join(parts), safe=_PLAIN)


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes of a file, and why features of it are none: (number from 1, key of `REFUSED`)."""

    notes: tuple[Note, ...] = ()
    refused: tuple[tuple[int, str], ...] = ()


# reading ----------------------------------------------------------------------


def read_notes(features: Iterable[Any]) -> Notes:
    """Read features of GeoJSON; those that are no notes are named with the reason."""
    notes: list[Note] = []
    refused: list[tuple[int, str]] = []
    for number, feature in enumerate(features, start=1):
        found = read_note(feature) if len(notes) < _MOST_NOTES else "many"
        if isinstance(found, Note):
            notes.append(found)
        else:
            refused.append((number, found))
    return Notes(tuple(notes), tuple(refused))


def read_note(feature: Any) -> Note | str:
    """
    Read one feature of GeoJSON; what is no note gives a key of `REFUSED`.

    Unknown themes and groups are blank, texts are cut at 280 characters, positions are rounded
    to 7 decimals. Nothing else of the feature is kept.

    Examples
    --------
    >>> read_note({"type": "Feature", "properties": {"kind": "idea"}})
    'id'
    """
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return "feature"
    told = feature.get("properties")
    told = told if isinstance(told, dict) else {}
    found = feature.get("id")
    found = found if isinstance(found, str) else told.get("id")
    key = found.lower() if isinstance(found, str) and found.isascii() else ""
    if not _UUID.fullmatch(key):
        return "id"
    kind = told.get("kind")
    if not (isinstance(kind, str) and kind in IDEA_KINDS):
        return "kind"
    changed = _stamp(told.get("changed"))
    if not changed:
        return "time"
    deleted = told.get("deleted") is True
    shape = None if deleted else _shape(feature.get("geometry"))
    if shape == "geometry":
        return "geometry"
    assert not isinstance(shape, str)
    return Note(
        id=key, kind=kind, changed=changed, created=_stamp(told.get("created")) or changed,
        theme=_of(told.get("theme"), NETWORK_THEMES) or "",
        group=_of(told.get("group"), IDEA_GROUPS) or "open",
        text="" if deleted else _text(told.get("text"), LONGEST_TEXT),
        shape=shape, round=_whole(told.get("round"), 1, 99) or 1, dots=_dots(told.get("dots")),
        deleted=deleted, hidden=told.get("hidden") is True,
        withheld=told.get("withheld") is True, map_id=_matching(told.get("map_id"), _MAP),
        day=_matching(told.get("day"), _DAY), scene=_text(told.get("scene"), 80),
    )  # fmt: skip


def _of(value: Any, allowed: Mapping[str, Text]) -> str | None:
    return value if isinstance(value, str) and value in allowed else None


def _matching(value: Any, pattern: re.Pattern[str]) -> str:
    found = pattern.fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else ""


def _whole(value: Any, low: int, high: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not low <= value <= high or value != int(value):  # the first also refuses NaN
        return None
    return int(value)


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str):
        return ""
    whole = _CONTROL.sub(" ", _LONE.sub("\ufffd", value)).strip(" \n")
    return whole[:longest].strip(" \n")


def _stamp(value: Any) -> str:
    """Write a time of UTC as all notes do, so that texts sort as times; blank if it is none."""
    found = _STAMP.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return ""
    year, month, day, hour, minute, second, part = found.groups()
    fits = (
        int(year) >= 2000 and 1 <= int(month) <= 12 and 1 <= int(day) <= 31
        and int(hour) < 24 and int(minute) < 60 and int(second) < 60
    )  # fmt: skip
    thousandth = ((part or "") + "000")[:3]
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}.{thousandth}Z" if fits else ""


def _dots(value: Any) -> tuple[Dot, ...]:
    if not isinstance(value, str):
        return ()
    found = [_DOT.fullmatch(part) for part in value.split(";")[:_MOST_DOTS]]
    return _joined(
        Dot(hit[1], int(hit[2]), int(hit[3]), int(hit[4]))
        for hit in found
        if hit and int(hit[2]) > 0
    )


def _joined(dots: Iterable[Dot]) -> tuple[Dot, ...]:
    """Of each laptop and round its last word."""
    last: dict[tuple[str, int], Dot] = {}
    for dot in dots:
        key = dot.laptop, dot.round
        known = last.get(key)
        if known is None or (dot.version, dot.count) > (known.version, known.count):
            last[key] = dot
    return tuple(sorted(last.values()))


def _shape(geometry: Any) -> tuple[str, tuple[_Position, ...]] | str | None:
    """Read a point, line or area without holes; a single part of several counts as it."""
    if geometry is None:
        return None
    if not isinstance(geometry, dict):
        return "geometry"
    kind, inner = geometry.get("type"), geometry.get("coordinates")
    if isinstance(kind, str) and kind.startswith("Multi"):
        if not isinstance(inner, list) or len(inner) != 1:
            return "geometry"
        kind, inner = kind.removeprefix("Multi"), inner[0]
    if kind == "Point":
        inner = [inner]
    elif kind == "Polygon":
        inner = inner[0] if isinstance(inner, list) and len(inner) == 1 else None
    elif kind != "LineString":
        return "geometry"
    if not isinstance(inner, list) or not 0 < len(inner) <= _MOST_POSITIONS:
        return "geometry"
    found = [_position(each) for each in inner]
    positions = tuple(each for each in found if each is not None)
    if len(positions) < len(found):
        return "geometry"
    if kind == "Polygon":
        return _ring(positions)
    if kind == "LineString" and len(positions) < 2:
        return "geometry"
    return str(kind), positions


def _position(value: Any) -> _Position | None:
    if not isinstance(value, list) or len(value) < 2:
        return None
    lon, lat = value[0], value[1]
    for number in (lon, lat):
        if isinstance(number, bool) or not isinstance(number, int | float):
            return None
    if not (abs(lon) <= 180 and abs(lat) <= 90):  # also what is no number
        return None
    return math.floor(lon * _STEPS + 0.5), math.floor(lat * _STEPS + 0.5)


def _ring(positions: tuple[_Position, ...]) -> tuple[str, tuple[_Position, ...]] | str:
    """Close a ring and turn it against the clock, as RFC 7946 asks."""
    if len(positions) < 4 or positions[0] != positions[-1]:
        return "geometry"
    x0, y0 = positions[0]
    area = 0.0
    for (x1, y1), (x2, y2) in pairwise(positions):
        area += float(x1 - x0) * float(y2 - y0) - float(x2 - x0) * float(y1 - y0)
    if area == 0:
        return "geometry"
    return "Polygon", positions if area > 0 else positions[::-1]


# merging ----------------------------------------------------------------------


def merge(one: Note, other: Note) -> Note:
    """
    Join two versions of a note: the newer one wins, dots of both are kept.

    It does not matter which is named first, nor in which order many are joined.
    """
    better = one if one.rank() >= other.rank() else other
    return replace(better, dots=_joined((*one.dots, *other.dots)))


def merge_all(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Join all versions of all notes, in the order of their making."""
    known: dict[str, Note] = {}
    for note in notes:
        known[note.id] = merge(known[note.id], note) if note.id in known else note
    return tuple(sorted(known.values(), key=lambda n: (n.created, n.id)))


# writing ----------------------------------------------------------------------


def features_of(notes: Iterable[Note]) -> list[dict[str, Any]]:
    """Write notes as features of GeoJSON."""
    return [_feature(note) for note in notes]


def _feature(note: Note) -> dict[str, Any]:
    dots = ";".join(f"{d.laptop}:{d.round}:{d.count}:{d.version}" for d in note.dots)
    return {
        "type": "Feature",
        "id": note.id,
        "geometry": _geometry(note),
        "properties": {
            "kind": note.kind, "theme": note.theme or None, "group": note.group,
            "text": note.text, "votes": note.votes, "dots": dots, "round": note.round,
            "created": note.created, "changed": note.changed, "deleted": note.deleted,
            "hidden": note.hidden, "withheld": note.withheld, "map_id": note.map_id,
            "day": note.day or None, "scene": note.scene,
        },
    }  # fmt: skip


def _geometry(note: Note) -> dict[str, Any] | None:
    if note.shape is None:
        return None
    kind, positions = note.shape
    degrees = [[x / _STEPS, y / _STEPS] for x, y in positions]
    nested: Any = {"Point": degrees[0], "LineString": degrees, "Polygon": [degrees]}[kind]
    return {"type": kind, "coordinates": nested}


def collection(notes: Iterable[Note], *, town: str = "", lang: Lang = "de") -> str:
    """
    Write notes as a file of GeoJSON (RFC 7946), one a line, with words for its codes.

    Same notes, same bytes.
    """
    every = list(notes)
    written = _feature(every[0])["properties"] if every else {}
    labels = {c.name: c.label.to(lang) for c in IDEAS.columns if c.name in written}
    values = {
        "kind": {k: v.to(lang) for k, v in IDEA_KINDS.items()},
        "theme": {k: v.to(lang) for k, v in NETWORK_THEMES.items()},
        "group": {k: v.to(lang) for k, v in IDEA_GROUPS.items()},
    }
    head = {"format": FORMAT, "town": town, "labels": labels, "values": values}
    lines = ",\n".join(json.dumps(f, ensure_ascii=False) for f in features_of(every))
    return (
        '{"type": "FeatureCollection",\n'
        f'"innenstadt_gis": {json.dumps(head, ensure_ascii=False)},\n'
        f'"features": [\n{lines}\n]}}\n'
    )
