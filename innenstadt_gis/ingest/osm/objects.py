"""One pass over an extract: every tagged object that a town's tables may need, in metres.

Filtering and the assembly of polygons run in C++; Python touches an object's tags once.
Reading all tags of an object costs fifty times one look-up, so objects with nothing but
an address or a plain building are recognised by counting their tags.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import shapely

from innenstadt_gis.crs import WGS84, project

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

# Keys of plain objects, the likeliest first: they are looked up one by one until all tags
# of the object are found; only what is left over is read tag by tag.
_ADDRESS = (
    "addr:housenumber", "addr:street", "addr:postcode", "addr:city", "addr:country",
    "addr:suburb", "addr:place", "source", "name",
)  # fmt: skip
_BUILDING = ("building", "source", *_ADDRESS[:6], "name", "building:levels", "roof:shape")
_GROUND = ("landuse", "leisure", "natural", "source", "name", "access", "amenity")
_STREET = (
    "highway", "name", "bridge", "tunnel", "area", "building", "shop", "addr:housenumber",
)  # fmt: skip
_LINE_KEYS = ("highway", "waterway", "railway")
_NO_STREETS = ("bus_stop", "platform")


@dataclass(slots=True)
class Layer:
    """
    Objects of one shape in the order of the file.

    ``ids`` are ``n12``, ``w12``, ``r12``; ``days`` the day of the last change, None for
    objects that are nothing but a building or an address; ``shapes`` are in metres.
    """

    ids: list[str] = field(default_factory=list)
    tags: list[dict[str, str]] = field(default_factory=list)
    days: list[dt.date | None] = field(default_factory=list)
    shapes: NDArray[np.object_] = field(default_factory=lambda: np.array([], dtype=object))

    def add(self, name: str, thing: Any, tags: dict[str, str] | None) -> None:
        """Add an object; ``tags`` None reads all of its tags and its day."""
        self.ids.append(name)
        if tags is not None:
            self.tags.append(tags)
            self.days.append(None)
            return
        stamp = thing.timestamp
        # Files that were stripped of their history say 1970.
        self.days.append(stamp.date() if stamp.year >= 2004 else None)
        self.tags.append({tag.k: tag.v for tag in thing.tags})

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
    areas: Layer = field(default_factory=Layer)
    area_wkb: list[bytes] = field(default_factory=list)
    lines: Layer = field(default_factory=Layer)
    line_wkb: list[bytes | None] = field(default_factory=list)
    line_refs: dict[int, list[int]] = field(default_factory=dict)  # of clipped lines
    closed: list[int] = field(default_factory=list)
    relations: Layer = field(default_factory=Layer)


def read_objects(extract: Extract, *, crs: CRS) -> Objects:
    """
    Read all objects with one of `KEYS` and bring them into metres.

    Closed ways and multipolygon relations become polygons (made valid where they cross
    themselves); what names nodes that a clipped file lacks is parted or set apart, never
    dropped.
    """
    raw = _stream(extract)
    known = set(raw.areas.ids)
    broken, spots, reasons = _broken(extract, [w for w in raw.closed if f"w{w}" not in known])
    for at, name in enumerate(raw.relations.ids):
        if name not in known:
            whole = raw.relations.tags[at].get("type") in ("multipolygon", "boundary")
            raw.relations.move(at, broken)
            spots.append(None)
            reasons.append("relation_incomplete" if whole else "relation_without_outline")
    raw.areas.shapes, repaired = _polygons(raw.area_wkb, crs)
    lines = _lines(raw, extract)
    kept = np.array([line is not None for line in lines], dtype=bool)
    for at in np.flatnonzero(~kept).tolist():
        raw.lines.move(at, broken)
        spots.append(None)
        reasons.append("nodes_missing")
    raw.lines.keep(kept)
    raw.lines.shapes = _to_metres(lines[kept], crs)
    points, found = _points(raw.node_ids, extract)
    raw.nodes.keep(found)
    raw.nodes.shapes = _to_metres(np.asarray(shapely.points(points[found])), crs)
    broken.shapes = _to_metres(np.array(spots, dtype=object), crs)
    return Objects(raw.nodes, raw.areas, raw.lines, broken, reasons, repaired)


def _plain(tags: Any, keys: tuple[str, ...]) -> dict[str, str] | None:
    """Tags of an object that has no others than ``keys``, else None."""
    left = len(tags)
    get = tags.get
    found = {}
    for key in keys:
        value = get(key)
        if value is not None:
            found[key] = value
            left -= 1
            if not left:
                return found
    return None


def _area_tags(tags: Any) -> dict[str, str] | None:
    if tags.get("building") is None:
        return _plain(tags, _GROUND)
    return _plain(tags, _BUILDING)


def _line_tags(tags: Any) -> dict[str, str] | None:
    """What a base map needs to know of a street; all tags of anything else."""
    if tags.get("highway") in (None, *_NO_STREETS):
        return None
    found = {key: value for key in _STREET if (value := tags.get(key)) is not None}
    return None if "shop" in found or "addr:housenumber" in found else found


def _stream(extract: Extract) -> _Raw:
    raw = _Raw()
    wkb = osmium.geom.WKBFactory()
    wanted = osmium.filter.KeyFilter(*KEYS)
    objects = osmium.FileProcessor(extract.file)
    for thing in objects.with_areas(osmium.filter.KeyFilter(*KEYS)).with_filter(wanted):
        if isinstance(thing, osmium.osm.Area):
            try:
                shape = wkb.create_multipolygon(thing)
            except RuntimeError:  # assembled without a ring: told among the broken ones
                continue
            raw.area_wkb.append(bytes.fromhex(shape))
            kind = "w" if thing.from_way() else "r"
            raw.areas.add(f"{kind}{thing.orig_id()}", thing, _area_tags(thing.tags))
        elif isinstance(thing, osmium.osm.Way):
            _take_way(thing, raw, wkb)
        elif isinstance(thing, osmium.osm.Node):
            number = thing.id
            raw.nodes.add(f"n{number}", thing, _plain(thing.tags, _ADDRESS))
            raw.node_ids.append(number)
        elif isinstance(thing, osmium.osm.Relation):
            raw.relations.add(f"r{thing.id}", thing, None)
    return raw


def _take_way(way: osmium.osm.Way, raw: _Raw, wkb: osmium.geom.WKBFactory) -> None:
    tags = way.tags
    if way.is_closed():
        raw.closed.append(way.id)
        if "building" in tags or not any(key in tags for key in _LINE_KEYS):
            return
    raw.lines.add(f"w{way.id}", way, _line_tags(tags))
    try:
        raw.line_wkb.append(bytes.fromhex(wkb.create_linestring(way)))
    except (osmium.InvalidLocationError, RuntimeError):
        raw.line_refs[len(raw.line_wkb)] = [node.ref for node in way.nodes]
        raw.line_wkb.append(None)


def _points(ids: list[int], extract: Extract) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Longitude and latitude of nodes by their id, and which of them the file holds."""
    nodes = extract.nodes
    wanted = np.array(ids, dtype=np.int64)
    at = np.minimum(np.searchsorted(nodes["id"], wanted), max(len(nodes) - 1, 0))
    found = nodes["id"][at] == wanted
    return np.column_stack([nodes["x"][at] / 1e7, nodes["y"][at] / 1e7]), found


def _broken(extract: Extract, lost: list[int]) -> tuple[Layer, list[Any], list[str]]:
    """Look up closed ways that formed no polygon: tags, middle of their nodes, reason."""
    layer = Layer()
    spots: list[Any] = []
    reasons: list[str] = []
    if not lost:
        return layer, spots, reasons
    ways = osmium.FileProcessor(extract.file, osmium.osm.WAY)
    for way in ways.with_filter(osmium.filter.IdFilter(lost)):
        if not isinstance(way, osmium.osm.Way):
            continue
        points, found = _points([node.ref for node in way.nodes], extract)
        layer.add(f"w{way.id}", way, None)
        middle = shapely.Point(points[found].mean(axis=0)) if found.any() else None
        spots.append(middle)
        if not found.all():
            reasons.append("nodes_missing")
        else:
            reasons.append("area_no" if way.tags.get("area") == "no" else "outline_broken")
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


def _lines(raw: _Raw, extract: Extract) -> NDArray[np.object_]:
    """Lines in degrees; a clipped one is parted where nodes are missing, None if none is left."""
    lines = np.asarray(shapely.from_wkb(np.array(raw.line_wkb, dtype=object)))
    for at, refs in raw.line_refs.items():
        points, found = _points(refs, extract)
        part = np.cumsum(~found)
        runs = [points[found & (part == number)] for number in np.unique(part)]
        parts = [shapely.LineString(run) for run in runs if len(run) > 1]
        lines[at] = None
        if parts:
            lines[at] = parts[0] if len(parts) == 1 else shapely.MultiLineString(parts)
    return lines


def _to_metres(shapes: NDArray[np.object_], crs: CRS) -> NDArray[np.object_]:
    places = shapely.get_coordinates(shapes)
    if not len(places):
        return shapes
    east, north = project(places[:, 0], places[:, 1], source=WGS84, target=crs)
    return np.asarray(shapely.set_coordinates(shapes, np.column_stack([east, north])))
