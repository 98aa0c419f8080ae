"""Scenes that people made on the map: a file "Szenen sichern", or a saved copy of the map."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import Row, SourceLog
from innenstadt_gis.ingest.registers.private import collect
from innenstadt_gis.ingest.saved_copy import bytes_of, is_page, saved_text
from innenstadt_gis.tables import AUDIENCES, SCENES, Audience
from innenstadt_gis.words import Text

__all__ = ["KIND", "Scene", "ScenesFile", "holds_scenes", "place_scenes", "read_scenes"]

#: ``kind`` of a file of scenes.
KIND = "innenstadt-scenes"
_MOST_OWN, _MOST_KNOWN, _MOST_LAYERS, _MOST_VALUES = 60, 200, 100, 200
_LONGEST_TITLE, _LONGEST_TEXT, _LONGEST_WORD = 120, 1000, 200
_LATEST_MS = 4_102_444_800_000  # the year 2100
_OWN = re.compile(r"own-[0-9a-z-]{1,56}")
_GIVEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,59}")
# control characters, and those that turn the direction of what is written
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_NOBODY = collect([])


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """
    A scene that people kept, or one of the map that they moved, hid or wrote anew.

    ``shown`` is JSON of view, layers and filter of one that was kept. ``map_id``, ``day`` and
    ``town`` are those of the map that it was written on, ``written_for`` the widest audience
    that may read it; a scene without words of people is for everybody.
    """

    id: str
    own: bool = False
    title: str = ""
    text: str = ""
    shown: str = ""
    map_id: str = ""
    day: str = ""
    town: str = ""
    written_for: Audience = "oeffentlich"
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenesFile:
    """What one file holds: scenes, their order, those hidden, when it was saved, its log."""

    scenes: tuple[Scene, ...]
    order: tuple[str, ...]
    hidden: frozenset[str]
    saved_ms: int
    town: str
    log: SourceLog


def holds_scenes(path: Path) -> bool:
    """Tell whether a file is one of scenes, or a saved copy of the map with some inside."""
    try:
        read = read_scenes(path)
    except SourceError:
        return False
    return bool(read.scenes or read.order or read.hidden)


def read_scenes(path: Path) -> ScenesFile:
    """
    Read scenes that were saved from the map, or that a saved copy of it holds.

    Parameters
    ----------
    path
        ``….json`` of "Szenen sichern", or ``….html``; of a page only its block of data is read.

    Returns
    -------
    ScenesFile
        Texts are cut and cleaned; a text that names a person or holds a contact is withheld.
        What is no scene is rejected with its number. The town is that of the file, else that
        of the maps on which its scenes were written.

    Raises
    ------
    SourceError
        If the file is not there, is too large, or holds no scenes.
    """
    content = bytes_of(path, of=Text("Szenen", "scenes"))
    page = is_page(content)
    told, town = _story(content, path.name, page=page)
    scenes, refused = _scenes(told)
    order = [key for key in _list(told.get("order")) if _known(key)][:_MOST_KNOWN]
    hidden = [key for key in _list(told.get("hidden")) if _known(key)][:_MOST_KNOWN]
    return ScenesFile(
        scenes=tuple(scenes), order=tuple(dict.fromkeys(order)), hidden=frozenset(hidden),
        saved_ms=_whole(told.get("at")), town=town or next((s.town for s in scenes if s.town), ""),
        log=_log(scenes, refused, path.name, content, kind="html" if page else "json"),
    )  # fmt: skip


def place_scenes(files: Iterable[ScenesFile], *, source: str) -> pd.DataFrame:
    """
    Lay scenes of several files out as `tables.SCENES`.

    Of a scene that stands in several files the one saved last holds, and so do order and hiding.

    Parameters
    ----------
    files
        Read by `read_scenes`; at least one.
    source
        What stands in the column of that name.
    """
    by_age = sorted(files, key=lambda one: one.saved_ms)
    newest = by_age[-1]
    scenes = {scene.id: scene for one in by_age for scene in one.scenes}
    every = dict.fromkeys((*newest.order, *scenes, *sorted(newest.hidden)))
    own_lost = [key for key in every if key.startswith("own-") and key not in scenes]
    rows = {
        key: _row(scenes.get(key) or Scene(id=key), key, newest, source)
        for key in every
        if key not in own_lost
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(SCENES.names))
    frame.index = pd.Index(list(rows), dtype="str", name=SCENES.index)
    done: pd.DataFrame = SCENES.conform(frame)
    SCENES.check(done)
    return done


def _row(scene: Scene, key: str, newest: ScenesFile, source: str) -> dict[str, Any]:
    return {
        "own": scene.own, "hidden": key in newest.hidden,
        "position": newest.order.index(key) if key in newest.order else None,
        "title": scene.title or None, "text": scene.text or None, "shown": scene.shown or None,
        "map_id": scene.map_id or None, "map_day": scene.day or None,
        "map_town": scene.town or None, "written_for": scene.written_for,
        "changed": newest.saved_ms, "source": source,
        "repairs": "personal_removed" if scene.withheld else None,
    }  # fmt: skip


# reading ----------------------------------------------------------------------


def _story(content: bytes, name: str, *, page: bool) -> tuple[dict[str, Any], str]:
    """Take the story out of a file, and the town that the file names."""
    text = saved_text(content).encode() if page else content
    told: Any = None
    try:
        told = json.loads(text.decode("utf-8-sig"), parse_constant=_no_number) if text else None
    except (ValueError, RecursionError):
        told = None
    file = told if isinstance(told, dict) else {}
    story = file.get("scenes")
    if not isinstance(story, dict) or not (page or file.get("kind") == KIND):
        raise SourceError(
            de=f"{name} enthält keine Szenen; in der Karte bei den Szenen „Szenen sichern“ oder „Kopie "
            "speichern“ wählen",
            en=f"{name} holds no scenes; choose 'save scenes' or 'save a copy' in the map",
        )
    head = file.get("ideas", {}) if page else {"innenstadt_gis": file}
    head = head.get("innenstadt_gis") if isinstance(head, dict) else None
    return story, _clean(head.get("town") if isinstance(head, dict) else "", _LONGEST_TITLE)


def _no_number(_: str) -> float:
    raise ValueError("NaN and Infinity are no JSON")


def _scenes(told: dict[str, Any]) -> tuple[list[Scene], list[int]]:
    """Scenes of a story in the order of the file, and the numbers of those that are none."""
    found: list[Scene] = []
    refused: list[int] = []
    edits = told.get("edits")
    each: list[tuple[str, Any]] = list(edits.items()) if isinstance(edits, dict) else []
    each += [("", one) for one in _list(told.get("own"))]
    seen: set[str] = set()
    for at, (key, one) in enumerate(each, start=1):
        scene = _edited(key, one) if key else _kept(one)
        most = sum(s.own for s in found) >= _MOST_OWN or len(found) >= _MOST_KNOWN + _MOST_OWN
        if scene is None or scene.id in seen or (scene.own and most):
            refused.append(at)
            continue
        seen.add(scene.id)
        found.append(scene)
    return found, refused


def _edited(key: str, one: Any) -> Scene | None:
    if not _GIVEN.fullmatch(key) or key.startswith("own-") or not isinstance(one, dict):
        return None
    return _worded(Scene(id=key), one)


def _kept(one: Any) -> Scene | None:
    key = one.get("id") if isinstance(one, dict) else None
    if not (isinstance(key, str) and _OWN.fullmatch(key)):
        return None
    shown = {
        "view": _view(one.get("view")),
        "layers": _layers(one.get("layers")),
        "filter": _filter(one.get("filter")),
    }
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _worded(Scene(id=key, own=True, shown=text), one)


def _worded(scene: Scene, one: dict[str, Any]) -> Scene:
    """Add words and stamp; words with a person or a contact are withheld."""
    stamp = one.get("stamp")
    stamp = stamp if isinstance(stamp, dict) else {}
    title, text = _clean(one.get("title"), _LONGEST_TITLE), _clean(one.get("text"), _LONGEST_TEXT)
    kept = [("" if _NOBODY.found_in(words) else words) for words in (title, text)]
    return replace(
        scene, title=kept[0], text=kept[1], withheld=kept != [title, text],
        map_id=_clean(stamp.get("map"), 40), day=_clean(stamp.get("day"), 80),
        town=_clean(stamp.get("town"), _LONGEST_TITLE), written_for=_audience(stamp.get("stamp")),
    )  # fmt: skip


def _audience(stamp: Any) -> Audience:
    """
    Whom words may reach: no wider circle than that of their map, and never the public.

    Examples
    --------
    >>> _audience("WORKSHOP"), _audience("OEFFENTLICH"), _audience("INTERN"), _audience(None)
    ('workshop', 'workshop', 'intern', 'intern')
    """
    named = str(stamp).lower()
    return "workshop" if named in AUDIENCES[1:] else "intern"


def _view(view: Any) -> dict[str, float] | None:
    told = view if isinstance(view, dict) else {}
    most = {"lat": 90.0, "lng": 180.0, "zoom": 30.0, "width": 100_000.0}
    done = {key: told.get(key) for key in most}
    good = all(
        isinstance(value, int | float) and not isinstance(value, bool)
        and abs(value) <= most[key]
        for key, value in done.items()
    )  # fmt: skip
    return done if good else None  # type: ignore[return-value]


def _layers(layers: Any) -> dict[str, Any]:
    found = list(layers.items())[:_MOST_LAYERS] if isinstance(layers, dict) else []
    return {
        _clean(key, _LONGEST_WORD): {
            "visible": wish.get("visible") is True, "off": _words(wish.get("off")),
        }
        for key, wish in found
        if isinstance(wish, dict)
    }  # fmt: skip


def _filter(told: Any) -> dict[str, Any]:
    """Values by column and searched words; who searched for a person searched for nothing."""
    told = told if isinstance(told, dict) else {}
    by = told.get("by")
    columns = list(by.items())[:_MOST_LAYERS] if isinstance(by, dict) else []
    words = _clean(told.get("text"), _LONGEST_WORD)
    return {
        "text": "" if _NOBODY.found_in(words) else words,
        "by": {_clean(key, _LONGEST_WORD): _words(values) for key, values in columns},
    }


def _words(values: Any) -> list[str]:
    some = (v for v in _list(values)[:_MOST_VALUES] if isinstance(v, str))
    return [words for value in some if (words := _clean(value, _LONGEST_WORD))]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _known(key: Any) -> bool:
    return isinstance(key, str) and bool(_OWN.fullmatch(key) or _GIVEN.fullmatch(key))


def _clean(value: Any, longest: int) -> str:
    return _CONTROL.sub(" ", value).strip()[:longest].strip() if isinstance(value, str) else ""


def _whole(value: Any) -> int:
    """When it was saved; at least 1, for 0 is a page on which nothing was changed."""
    good = isinstance(value, int | float) and not isinstance(value, bool)
    return int(min(max(value, 1), _LATEST_MS)) if good else 1


def _log(
    scenes: list[Scene], refused: list[int], name: str, content: bytes, *, kind: str
) -> SourceLog:
    gone = set(refused)
    rows = tuple(
        Row(None, at, "rejected", "scene_unread") if at in gone else Row(None, at, "record")
        for at in range(1, len(scenes) + len(refused) + 1)
    )
    withheld = sum(scene.withheld for scene in scenes)
    return SourceLog(
        role="scenes", file=name, kind=kind, sha256=hashlib.sha256(content).hexdigest(),
        rows_in=len(rows), records=len(scenes), rejected=len(refused), rows=rows,
        repairs={"personal_removed": withheld} if withheld else {},
    )  # fmt: skip
