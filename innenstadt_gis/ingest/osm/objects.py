"""Every tagged object of an extract that a town's tables may need, in metres.

Filtering runs in C++. Tags come as lines of text that osmium writes: asking pyosmium for
the tags of an object one by one takes four times as long. Closed ways become polygons all
at once; osmium's assembler is asked only about relations and rings that are not simple.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import shapely

from innenstadt_gis.ingest.osm import opl
from innenstadt_gis.ingest.osm.outlines import (
    assembled,
    mended,
    node_ids,
    open_lines,
    points_of,
    simple_polygons,
    to_metres,
)
from innenstadt_gis.ingest.osm.tags import Tags

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from innenstadt_gis.ingest.osm.source import Extract

#: Prefixes of the life cycle that say: it stands, but is out of use.
PAUSED = ("disused", "abandoned", "was", "closed", "vacant", "former")
#: Prefixes of the life cycle that say: it is no more, or not yet.
GONE = ("removed", "demolished", "razed", "destroyed", "proposed", "planned", "construction")

UNIT_KEYS = (
    "shop", "tourism", "amenity", "healthcare", "craft", "leisure", "office", "club",
)  # fmt: skip
_PLAIN_KEYS = (
    "building", "addr:housenumber", "landuse", "natural", "place", "highway", "railway",
    "waterway", "public_transport", "historic", "man_made", "emergency", "vacant", "ruins",
    "building:use", "brownfield", "brownfield:landuse", "social_facility",
)  # fmt: skip
#: An object with at least one of these keys is looked at.
KEYS = (
    *UNIT_KEYS,
    *_PLAIN_KEYS,
    *(f"{prefix}:{key}" for prefix in (*PAUSED, *GONE) for key in UNIT_KEYS),
    *(f"{prefix}:{key}" for prefix in PAUSED for key in ("building", "landuse")),
)

_LINE_KEYS = frozenset(("highway", "waterway", "railway"))
_DATED = frozenset(("highway", "shop", "amenity"))
# Files that were stripped of their history say 1970.
_FIRST_DAY = "2004"


@dataclass(frozen=True, slots=True)
class Layer:
    """
    Objects of one shape in the order of the file.

    ``ids`` are ``n12``, ``w12``, ``r12``; ``days`` the day of the last change, None where
    the file does not tell; ``shapes`` are in metres.
    """

    ids: NDArray[np.object_]
    tags: Tags
    days: NDArray[np.object_]
    shapes: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Objects:
    """
    Everything tagged with one of `KEYS`.

    ``lines`` are open ways and all streets, railways and waters; ``broken`` are closed
    ways and relations that form no polygon, each with the middle of the nodes that the
    file holds (or None) and the reason of the same position. ``newest`` is the day of the
    last change of any street, shop or amenity (ISO), blank without timestamps.
    """

    nodes: Layer
    areas: Layer
    lines: Layer
    broken: Layer
    reasons: list[str]
    repaired: int
    newest: str


@dataclass(frozen=True, slots=True)
class _Raw:
    """Objects as read: ``refs`` are a way's nodes as ``n1,n2``, blank for all others."""

    ids: NDArray[np.object_]
    tags: Tags
    days: NDArray[np.object_]
    refs: NDArray[np.object_]

    def layer(self, which: NDArray[np.intp], shapes: NDArray[np.object_]) -> Layer:
        return Layer(self.ids[which], self.tags.take(which), self.days[which], shapes)


def read_objects(extract: Extract, *, crs: CRS) -> Objects:
    """
    Read all objects with one of `KEYS` and bring them into metres.

    Closed ways and multipolygon relations become polygons (made valid where they cross
    themselves); what names nodes that a clipped file lacks is parted or set apart, never
    dropped.
    """
    raw = _read_lines(extract)
    kinds = np.array([name[0] for name in raw.ids.tolist()], dtype="U1")
    ring = np.array([_is_ring(refs) for refs in raw.refs.tolist()], dtype=bool)
    line = np.flatnonzero((kinds == "w") & (~ring | raw.tags.fit(_like_line)))
    shut = np.flatnonzero((kinds == "r") | ring)
    shapes, repaired = _polygons(raw, shut, extract, crs)
    formed = np.array([shape is not None for shape in shapes], dtype=bool)
    # A circular street that forms no area is there as a line.
    missed = np.setdiff1d(shut[~formed], line)
    spots, reasons = _spots(raw, missed, extract)
    lines = open_lines(raw.refs[line].tolist(), extract)
    kept = np.array([shape is not None for shape in lines], dtype=bool)
    lost = line[~kept]
    spots += [None] * len(lost)
    reasons += ["nodes_missing"] * len(lost)
    node = np.flatnonzero(kinds == "n")
    points, found = points_of(_numbers(raw.ids[node]), extract)
    return Objects(
        raw.layer(node[found], to_metres(np.asarray(shapely.points(points[found])), crs)),
        raw.layer(shut[formed], shapes[formed]),
        raw.layer(line[kept], to_metres(lines[kept], crs)),
        raw.layer(np.concatenate([missed, lost]), to_metres(np.array(spots, dtype=object), crs)),
        reasons,
        repaired,
        _newest(raw),
    )


@lru_cache(maxsize=8192)
def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text >= _FIRST_DAY else None


def _read_lines(extract: Extract) -> _Raw:
    wanted = osmium.filter.KeyFilter(*KEYS)
    every = osmium.osm.NODE | osmium.osm.WAY | osmium.osm.RELATION
    ids: list[str] = []
    codes: list[int] = []
    days: list[dt.date | None] = []
    refs: list[str] = []
    known: dict[str, int] = {}
    for text in opl.texts(extract.file, every, wanted, days=True):
        # osmium's order: what it is, if it is there, when it was changed, tags, where it is
        name, _, stamp, said, where = text.split(" ", 4)
        ids.append(name)
        codes.append(known.setdefault(said, len(known)))
        days.append(_day(stamp[1:11]))
        refs.append(where[1:-1] if where[0] == "N" else "")
    distinct = np.full(len(known), None, dtype=object)
    for at, said in enumerate(known):
        distinct[at] = opl.tags_of(said[1:])
    return _Raw(
        np.array(ids, dtype=object),
        Tags(distinct, np.array(codes, dtype=np.intp)),
        np.array(days, dtype=object),
        np.array(refs, dtype=object),
    )


def _newest(raw: _Raw) -> str:
    told = raw.tags.fit(lambda tags: not _DATED.isdisjoint(tags))
    days = {day for day in raw.days[told].tolist() if day is not None}
    return max(days).isoformat() if days else ""


def _is_ring(refs: str) -> bool:
    return bool(refs) and refs[: refs.find(",")] == refs[refs.rfind(",") + 1 :]


def _like_line(tags: dict[str, str]) -> bool:
    return "building" not in tags and not _LINE_KEYS.isdisjoint(tags)


def _numbers(ids: NDArray[np.object_]) -> NDArray[np.int64]:
    return node_ids(ids.tolist())


def _polygons(
    raw: _Raw, shut: NDArray[np.intp], extract: Extract, crs: CRS
) -> tuple[NDArray[np.object_], int]:
    """Polygons in metres, None where there is none; how many had to be made valid."""
    tags = raw.tags.take(shut)
    refs = raw.refs[shut]
    shapes = np.full(len(shut), None, dtype=object)
    plain = (refs != "") & ~tags.fit(lambda said: said.get("area") == "no")
    shapes[plain] = simple_polygons(refs[plain].tolist(), extract)
    rest = np.flatnonzero([shape is None for shape in shapes])
    shapes[rest] = assembled(raw.ids[shut[rest]].tolist(), extract, KEYS)[0]
    there = np.array([shape is not None for shape in shapes], dtype=bool)
    metres = to_metres(shapes[there], crs)
    repaired = mended(metres)
    shapes[there] = metres
    return shapes, repaired


def _spots(raw: _Raw, missed: NDArray[np.intp], extract: Extract) -> tuple[list[Any], list[str]]:
    """Closed ways and relations that formed no polygon: middle of their nodes, reason."""
    spots: list[Any] = []
    reasons: list[str] = []
    for at in missed.tolist():
        tags = raw.tags[at]
        if not raw.refs[at]:
            whole = tags.get("type") in ("multipolygon", "boundary")
            spots.append(None)
            reasons.append("relation_incomplete" if whole else "relation_without_outline")
            continue
        points, found = points_of(node_ids([raw.refs[at]]), extract)
        spots.append(shapely.Point(points[found].mean(axis=0)) if found.any() else None)
        if found.all():
            reasons.append("area_no" if tags.get("area") == "no" else "outline_broken")
        else:
            reasons.append("nodes_missing")
    return spots, reasons
