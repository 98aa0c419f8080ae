"""Every tagged object of an extract that a town's tables may need, in metres.

Filtering and the assembly of polygons run in C++. Tags come as lines of text that osmium
writes: asking pyosmium for the tags of an object one by one takes four times as long.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import shapely

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.ingest.osm import opl

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from innenstadt_gis.ingest.osm.opl import Line
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
# Files that were stripped of their history say 1970.
_FIRST_DAY = "2004"


@dataclass(slots=True)
class Layer:
    """
    Objects of one shape in the order of the file.

    ``ids`` are ``n12``, ``w12``, ``r12``; ``days`` the day of the last change, None where
    the file does not tell; ``shapes`` are in metres.
    """

    ids: list[str] = field(default_factory=list)
    tags: list[dict[str, str]] = field(default_factory=list)
    days: list[dt.date | None] = field(default_factory=list)
    shapes: NDArray[np.object_] = field(default_factory=lambda: np.array([], dtype=object))

    def add(self, line: Line) -> None:
        """Add an object."""
        self.ids.append(f"{line.kind}{line.id}")
        self.tags.append(line.tags)
        self.days.append(_day(line.day))

    def move(self, at: int, to: Layer) -> None:
        """Append the object at that position to another layer, without its shape."""
        to.ids.append(self.ids[at])
        to.tags.append(self.tags[at])
        to.days.append(self.days[at])

    def keep(self, which: NDArray[np.bool_]) -> None:
        """Keep some of the objects; shapes are set by the caller."""
        self.ids = [x for x, ok in zip(self.ids, which, strict=True) if ok]
        self.tags = [x for x, ok in zip(self.tags, which, strict=True) if ok]
        self.days = [x for x, ok in zip(self.days, which, strict=True) if ok]


@dataclass(frozen=True, slots=True)
class Objects:
    """
    Everything tagged with one of `KEYS`.

    ``lines`` are open ways and all streets, railways and waters; ``broken`` are closed
    ways and relations that form no polygon, each with the middle of the nodes that the
    file holds (or None) and the reason of the same position.
    """

    nodes: Layer
    areas: Layer
    lines: Layer
    broken: Layer
    reasons: list[str]
    repaired: int


@dataclass(slots=True)
class _Raw:
    nodes: Layer = field(default_factory=Layer)
    node_ids: list[int] = field(default_factory=list)
    lines: Layer = field(default_factory=Layer)
    line_refs: list[str] = field(default_factory=list)
    shut: Layer = field(default_factory=Layer)  # closed ways and relations
    shut_refs: list[str] = field(default_factory=list)


def read_objects(extract: Extract, *, crs: CRS) -> Objects:
    """
    Read all objects with one of `KEYS` and bring them into metres.

    Closed ways and multipolygon relations become polygons (made valid where they cross
    themselves); what names nodes that a clipped file lacks is parted or set apart, never
    dropped.
    """
    raw = _read_lines(extract)
    areas, outlines, missed = _assemble(extract, raw.shut)
    broken, spots, reasons = _broken(extract, raw, missed)
    areas.shapes, repaired = _polygons(outlines, crs)
    lines = _lines(raw.line_refs, extract)
    kept = np.array([line is not None for line in lines], dtype=bool)
    for at in np.flatnonzero(~kept).tolist():
        raw.lines.move(at, broken)
        spots.append(None)
        reasons.append("nodes_missing")
    raw.lines.keep(kept)
    raw.lines.shapes = _to_metres(lines[kept], crs)
    points, found = _points(np.array(raw.node_ids, dtype=np.int64), extract)
    raw.nodes.keep(found)
    raw.nodes.shapes = _to_metres(np.asarray(shapely.points(points[found])), crs)
    broken.shapes = _to_metres(np.array(spots, dtype=object), crs)
    return Objects(raw.nodes, areas, raw.lines, broken, reasons, repaired)


@lru_cache(maxsize=8192)
def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text >= _FIRST_DAY else None


def _read_lines(extract: Extract) -> _Raw:
    raw = _Raw()
    wanted = osmium.filter.KeyFilter(*KEYS)
    every = osmium.osm.NODE | osmium.osm.WAY | osmium.osm.RELATION
    for line in opl.lines(extract.file, every, wanted, days=True):
        if line.kind == "n":
            raw.nodes.add(line)
            raw.node_ids.append(line.id)
            continue
        if line.kind == "w":
            refs = line.refs
            ring = refs[: refs.find(",")] == refs[refs.rfind(",") + 1 :]
            like_line = "building" not in line.tags and not _LINE_KEYS.isdisjoint(line.tags)
            if not ring or like_line:
                raw.lines.add(line)
                raw.line_refs.append(refs)
            if not ring:
                continue
        raw.shut.add(line)
        raw.shut_refs.append(line.refs)
    return raw


def _assemble(extract: Extract, shut: Layer) -> tuple[Layer, list[bytes], list[int]]:
    """Polygons of closed ways and relations as WKB, and which of these form none."""
    places = {name: at for at, name in enumerate(shut.ids)}
    wanted = osmium.filter.KeyFilter(*KEYS)
    only = osmium.filter.EntityFilter(osmium.osm.AREA)
    factory = osmium.geom.WKBFactory()
    objects = osmium.FileProcessor(extract.file).with_areas(osmium.filter.KeyFilter(*KEYS))
    found: dict[int, bytes] = {}
    for area in objects.with_filter(only).with_filter(wanted):
        if isinstance(area, osmium.osm.Area):
            try:
                shape = factory.create_multipolygon(area)
            except RuntimeError:  # assembled without a ring: told among the broken ones
                continue
            at = places.get(f"{'w' if area.from_way() else 'r'}{area.orig_id()}")
            if at is not None:
                found[at] = bytes.fromhex(shape)
    areas = Layer()
    order = sorted(found)
    for at in order:
        shut.move(at, areas)
    missed = [at for at in range(len(shut.ids)) if at not in found]
    return areas, [found[at] for at in order], missed


def _refs(texts: list[str]) -> NDArray[np.int64]:
    text = ",".join(texts).replace("n", "")
    return np.array(text.split(",") if text else [], dtype=np.int64)


def _points(
    ids: NDArray[np.int64], extract: Extract
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Longitude and latitude of nodes by their id, and which of them the file holds."""
    nodes = extract.nodes
    at = np.minimum(np.searchsorted(nodes["id"], ids), max(len(nodes) - 1, 0))
    found = nodes["id"][at] == ids
    return np.column_stack([nodes["x"][at] / 1e7, nodes["y"][at] / 1e7]), found


def _broken(extract: Extract, raw: _Raw, missed: list[int]) -> tuple[Layer, list[Any], list[str]]:
    """Closed ways and relations that formed no polygon: middle of their nodes, reason."""
    layer = Layer()
    spots: list[Any] = []
    reasons: list[str] = []
    lines = set(raw.lines.ids)
    for at in missed:
        tags = raw.shut.tags[at]
        if raw.shut.ids[at] in lines:
            continue  # a circular street: it is there as a line
        raw.shut.move(at, layer)
        if not raw.shut_refs[at]:
            whole = tags.get("type") in ("multipolygon", "boundary")
            spots.append(None)
            reasons.append("relation_incomplete" if whole else "relation_without_outline")
            continue
        points, found = _points(_refs([raw.shut_refs[at]]), extract)
        spots.append(shapely.Point(points[found].mean(axis=0)) if found.any() else None)
        if found.all():
            reasons.append("area_no" if tags.get("area") == "no" else "outline_broken")
        else:
            reasons.append("nodes_missing")
    return layer, spots, reasons


def _polygons(wkb: list[bytes], crs: CRS) -> tuple[NDArray[np.object_], int]:
    """Polygons in metres; single parts are unwrapped, invalid ones made valid."""
    shapes = _to_metres(shapely.from_wkb(np.array(wkb, dtype=object)), crs)
    single = shapely.get_num_geometries(shapes) == 1
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    bad = np.flatnonzero(~shapely.is_valid(shapes))
    for at in bad:
        mended = shapely.make_valid(shapes[at])
        parts = shapely.get_parts(shapely.get_parts(mended))
        rings = [part for part in parts if part.geom_type == "Polygon"]
        shapes[at] = rings[0] if len(rings) == 1 else shapely.MultiPolygon(rings)
    return shapes, len(bad)


def _lines(texts: list[str], extract: Extract) -> NDArray[np.object_]:
    """Lines in degrees; a clipped one is parted where nodes are missing, None if none is left."""
    lines = np.full(len(texts), None, dtype=object)
    sizes = np.array([text.count(",") + 1 if text else 0 for text in texts], dtype=np.int64)
    points, found = _points(_refs([text for text in texts if text]), extract)
    owner = np.repeat(np.arange(len(texts)), sizes)
    # The part changes with the line and behind every missing node.
    part = (owner + np.cumsum(~found))[found]
    _, part, length = np.unique(part, return_inverse=True, return_counts=True)
    long = length[part] > 1
    if not long.any():
        return lines
    _, first, index = np.unique(part[long], return_index=True, return_inverse=True)
    runs = np.asarray(shapely.linestrings(points[found][long], indices=index))
    of = owner[found][long][first]
    own, start, times = np.unique(of, return_index=True, return_counts=True)
    lines[own] = runs[start]
    for at, begin, n in zip(own[times > 1], start[times > 1], times[times > 1], strict=True):
        lines[at] = shapely.MultiLineString(list(runs[begin : begin + n]))
    return lines


def _to_metres(shapes: NDArray[np.object_], crs: CRS) -> NDArray[np.object_]:
    places = shapely.get_coordinates(shapes)
    if not len(places):
        return shapes
    east, north = project(places[:, 0], places[:, 1], source=WGS84, target=crs)
    return np.asarray(shapely.set_coordinates(shapes, np.column_stack([east, north])))
