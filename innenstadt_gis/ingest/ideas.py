"""Notes of a workshop from files: GeoJSON, or a saved copy of the map with notes inside."""

from __future__ import annotations

import hashlib
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import CRS

from innenstadt_gis.crs import WGS84, to_metres
from innenstadt_gis.errors import SourceError
from innenstadt_gis.ideas import REFUSED, Note, Notes, features_of, read_notes
from innenstadt_gis.importlog import Row, SourceLog
from innenstadt_gis.ingest.registers.private import collect
from innenstadt_gis.ingest.saved_copy import bytes_of, is_page, saved_text
from innenstadt_gis.tables.ideas import IDEAS
from innenstadt_gis.words import Text, number

__all__ = [
    "IdeasFile",
    "Placed",
    "far_away",
    "holds_ideas",
    "holds_person",
    "place_ideas",
    "read_ideas",
    "refused_lines",
    "said_twice",
]

#: Larger files are no files of notes; a saved copy holds its base map and pictures.
_MOST_NAMED = 8
_SAME_PLACE_M = 50.0
_METRES_A_DEGREE = 111_195.0
_NOBODY = collect([])


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeasFile:
    """What one file holds: notes, what was refused of it, the town that it names, its log."""

    file: str
    notes: tuple[Note, ...]
    refused: tuple[tuple[int, str], ...]
    town: str
    log: SourceLog


def read_ideas(path: Path) -> IdeasFile:
    """
    Read notes from a GeoJSON file, or from a copy of the map that was saved with them.

    Parameters
    ----------
    path
        ``ideen_….geojson``, or ``….html``: of a page only the block of data is read, as JSON.

    Returns
    -------
    IdeasFile
        Every feature is a note or is named with the reason why it is none.

    Raises
    ------
    SourceError
        If the file is not there, is too large, or holds no collection of features.
    """
    content = bytes_of(path, of=Text("Hinweise", "notes"))
    page = is_page(content)
    told = _saved_in(content, path.name) if page else _json(content, path.name)
    features, town = _features(told, path.name)
    read = read_notes(features)
    return IdeasFile(
        file=path.name, notes=read.notes, refused=read.refused, town=town,
        log=_log(read, path.name, content, kind="html" if page else "geojson"),
    )  # fmt: skip


def _json(content: bytes, name: str) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise SourceError(
            de=f"{name} ist kein lesbares GeoJSON; die Datei aus der Karte noch einmal speichern",
            en=f"{name} is no readable GeoJSON; save the file from the map again",
        ) from error


def _no_number(_: str) -> float:
    raise ValueError("NaN and Infinity are no JSON")


def _saved_in(content: bytes, name: str) -> Any:
    text = saved_text(content)
    saved = _json(text.encode(), name) if text else None
    if not isinstance(saved, dict) or "ideas" not in saved:
        raise SourceError(
            de=f"{name} enthält keine Hinweise; in der Karte „Kopie speichern“ oder bei den "
            "Hinweisen „Speichern“ wählen",
            en=f"{name} holds no notes; choose 'save a copy' or 'save notes' in the map",
        )
    return saved["ideas"]


def _features(told: Any, name: str) -> tuple[list[Any], str]:
    features = told.get("features") if isinstance(told, dict) else None
    if not isinstance(features, list) or told.get("type") != "FeatureCollection":
        raise SourceError(
            de=f"{name} ist keine Sammlung von Hinweisen (GeoJSON FeatureCollection)",
            en=f"{name} is no collection of notes (GeoJSON FeatureCollection)",
        )
    head = told.get("innenstadt_gis")
    town = head.get("town") if isinstance(head, dict) else None
    return features, town if isinstance(town, str) else ""


def _log(read: Notes, name: str, content: bytes, *, kind: str) -> SourceLog:
    why = dict(read.refused)
    notes = iter(read.notes)
    rows = []
    for at in range(1, len(read.notes) + len(why) + 1):
        if at in why:
            rows.append(Row(None, at, "rejected", f"idea_{why[at]}"))
            continue
        note = next(notes)
        gone = "idea_deleted" if note.deleted else "idea_hidden" if note.hidden else ""
        rows.append(Row(None, at, "nonrecord" if gone else "record", gone))
    told = Counter(row.outcome for row in rows)
    return SourceLog(
        role="ideas", file=name, kind=kind, sha256=hashlib.sha256(content).hexdigest(),
        rows_in=len(rows), records=told["record"], nonrecords=told["nonrecord"],
        rejected=told["rejected"], rows=tuple(rows), notes=refused_lines(read.refused),
    )  # fmt: skip


def refused_lines(refused: Iterable[tuple[int, str]]) -> tuple[Text, ...]:
    """
    Say what was refused and why, one line a reason.

    Examples
    --------
    >>> [line.en for line in refused_lines([(2, "id"), (5, "id")])]
    ['no. 2, 5: no valid id (UUID)']
    """
    numbers: dict[str, list[str]] = {}
    for at, why in refused:
        numbers.setdefault(why, []).append(str(at))
    done = []
    for why, some in numbers.items():
        known = REFUSED[why]
        rest = len(some) - _MOST_NAMED
        first = ", ".join(some[:_MOST_NAMED])
        de, en = (f" und {number(rest)} weitere", f" and {rest} more") if rest > 0 else ("", "")
        done.append(Text(f"Nr. {first}{de}: {known.de}", f"no. {first}{en}: {known.en}"))
    return tuple(done)


def said_twice(notes: Iterable[Note]) -> tuple[tuple[Note, ...], ...]:
    """
    Find notes with the same words at the same place: entered twice, or on two laptops.

    Signs and capitals do not matter; the same place is within 50 m of the oldest, or no place at
    all. Notes without words are never the same. The page finds the same ones (``ideas_twice.js``).

    Returns
    -------
    tuple of tuples
        Sets of at least two, the oldest first.
    """
    sets: list[list[Note]] = []
    by_words: dict[str, list[list[Note]]] = {}
    for note in sorted(notes, key=lambda n: (n.created, n.id)):
        words = _same_words(note.text)
        if note.deleted or not words:
            continue
        known = next((s for s in by_words.get(words, ()) if _same_place(s[0], note)), None)
        if known is None:
            known = []
            sets.append(known)
            by_words.setdefault(words, []).append(known)
        known.append(note)
    return tuple(tuple(one) for one in sets if len(one) > 1)


def _same_words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower()))


def _same_place(one: Note, other: Note) -> bool:
    if one.shape is None or other.shape is None:
        return one.shape is other.shape
    (x0, y0), (x1, y1) = _middle(one.shape[1]), _middle(other.shape[1])
    shrunk = math.cos(math.radians((y0 + y1) / 2))
    return math.hypot((x1 - x0) * shrunk, y1 - y0) * _METRES_A_DEGREE <= _SAME_PLACE_M


def _middle(positions: tuple[tuple[int, int], ...]) -> tuple[float, float]:
    """Mean of the corners in degrees; the one that closes a ring is the first again."""
    some = positions[:-1] if len(positions) > 1 and positions[0] == positions[-1] else positions
    return tuple(sum(at[n] for at in some) / len(some) / 1e7 for n in (0, 1))  # type: ignore[return-value]


def holds_ideas(path: Path) -> bool:
    """Tell whether a file holds notes, as GeoJSON or in a saved copy of the map."""
    try:
        return bool(read_ideas(path).notes)
    except SourceError:
        return False


def holds_person(note: Note) -> bool:
    """
    Tell whether the text of a note holds a contact or names a person.

    Examples
    --------
    >>> from dataclasses import replace
    >>> note = Note(id="", kind="idea", changed="", created="", text="Bank am Brunnen")
    >>> holds_person(note), holds_person(replace(note, text="Frau Muster, 0170 0000000"))
    (False, True)
    """
    return bool(note.text) and _NOBODY.found_in(note.text)


@dataclass(frozen=True, eq=False)
class Placed:
    """Notes as `tables.IDEAS`, and how many texts of them were withheld."""

    rows: gpd.GeoDataFrame
    withheld: int


def place_ideas(notes: Iterable[Note], *, crs: CRS, source: str = "ideas") -> Placed:
    """
    Lay notes out as a table in the town's metres; deleted and hidden ones stay outside.

    Texts are scanned: one that names a person or holds a contact is withheld, and ``text_rest``
    keeps the sentences that certainly do not (None if nothing is certain).

    Parameters
    ----------
    notes
        Merged: one version of each.
    crs
        Of the town.
    source
        What stands in the column of that name.
    """
    shown = sorted((n for n in notes if not (n.deleted or n.hidden)), key=lambda n: n.id)
    private = [holds_person(note) for note in shown]
    rows = [
        _row(note, withheld=held, source=source)
        for note, held in zip(shown, private, strict=True)
    ]  # fmt: skip
    index = pd.Index([note.id for note in shown], dtype="str", name=IDEAS.index)
    table = pd.DataFrame(rows, index=index, columns=[*IDEAS.names])
    table["day"] = pd.to_datetime(table["day"], errors="coerce")
    written = [feature["geometry"] for feature in features_of(shown)]
    shapes = [None if g is None else shapely.geometry.shape(g) for g in written]
    placed = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, index=index, crs=WGS84))
    done = IDEAS.conform(to_metres(placed, crs), crs=crs)
    done["dots"] = done["dots"].mask(done["dots"] == "")
    IDEAS.check(done)
    return Placed(done, sum(private))


def _row(note: Note, *, withheld: bool, source: str) -> dict[str, Any]:
    dots = ";".join(f"{d.laptop}:{d.round}:{d.count}:{d.version}" for d in note.dots)
    rest = _NOBODY.cleaned(note.text) if withheld else None
    return {
        "kind": note.kind, "theme": note.theme or None, "group": note.group,
        "text": None if withheld else note.text or None, "text_rest": rest,
        "withheld": withheld or note.withheld, "votes": note.votes, "dots": dots,
        "round": note.round, "created": note.created, "changed": note.changed,
        "map_id": note.map_id or None, "day": note.day or None, "scene": note.scene or None,
        "source": source, "repairs": "personal_removed" if withheld else None,
    }  # fmt: skip


def far_away(rows: gpd.GeoDataFrame, bounds: tuple[float, float, float, float]) -> int:
    """Count notes that lie more than 2 km outside of what is known of the town."""
    if not len(rows) or not all(map(math.isfinite, bounds)):
        return 0
    west, south, east, north = bounds
    near = shapely.box(west - 2000, south - 2000, east + 2000, north + 2000)
    placed = rows.geometry[rows.geometry.notna()]
    return int((~placed.intersects(near)).sum())
