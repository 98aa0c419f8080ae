"""A validator of RFC 7946 of our own: the common ones accept metres and clockwise rings.

Every sentence of the RFC with a MUST, a SHOULD or an advice is a rule here; what our files promise
beyond (a bbox, unique ids, one foreign member, no heights, the region of the town) is marked so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

#: West, south, east, north.
Box = tuple[float, float, float, float]
_DEPTH = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2,
    "MultiPolygon": 3,
}  # fmt: skip
_BARRED = {
    "FeatureCollection": {"coordinates", "geometries", "geometry", "properties"},
    "Feature": {"coordinates", "geometries", "features"},
    "geometry": {"geometry", "properties", "features"},
}
_MEMBERS = {
    "FeatureCollection": {"type", "bbox", "features", "innenstadt_gis"},
    "Feature": {"type", "bbox", "id", "geometry", "properties"},
    "geometry": {"type", "bbox", "coordinates", "geometries"},
}
_DECIMALS = 7
_NUMBERS = {int, float, Decimal}
_DIGITS = re.compile(r"\.\d{8}|\d[eE]-")


class _TwiceError(ValueError):
    """A name stands twice in an object: which value holds is anybody's guess (RFC 8259 4)."""


def faults(data: str | bytes, *, within: Box | None = None) -> list[str]:
    """What in a GeoJSON text breaks RFC 7946, its advice or our promises; empty if nothing does."""
    try:
        told = _parsed(data)
    except UnicodeDecodeError as error:
        return [f"not UTF-8 (section 12, RFC 8259 8.1): {error}"]
    except ValueError as error:
        return [f"not JSON (RFC 8259): {error}"]
    if not isinstance(told, dict):
        return ["no object (section 3)"]
    found = list(_members(told, "FeatureCollection", "the collection"))
    if told.get("type") != "FeatureCollection" or not isinstance(told.get("features"), list):
        return [*found, "no FeatureCollection with features (section 3.3)"]
    ids = [f.get("id") if isinstance(f, dict) else None for f in told["features"]]
    if not all(type(i) in {str, *_NUMBERS} for i in ids):
        found.append("ids missing, or neither text nor number (section 3.2)")
    elif len(set(ids)) < len(ids):
        found.append("ids twice (ours)")
    places: list[tuple[float, float]] = []
    for feature in told["features"]:
        found += _feature(feature, places)
    found += _box(told.get("bbox"), places, needed=True)
    if within is not None and places:
        found += _region(places, within)
    return found


def _parsed(data: str | bytes) -> Any:
    """
    Read strict JSON: UTF-8 without a mark, no NaN, no name twice.

    Numbers keep all their digits where any of them has more than seven decimals.
    """
    text = data.decode("utf-8") if isinstance(data, bytes) else data
    if text.startswith("\ufeff"):
        raise ValueError("a byte order mark (8.1)")

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in members}) < len(members):
            raise _TwiceError(f"a name twice: {[name for name, _ in members]}")
        return dict(members)

    def constant(name: str) -> Any:
        raise ValueError(f"{name} is no number (6)")

    exact = Decimal if _DIGITS.search(text) else float
    return json.loads(text, parse_float=exact, parse_constant=constant, object_pairs_hook=pairs)


def _members(told: dict[str, Any], kind: str, name: object) -> Iterator[str]:
    if "crs" in told:
        yield f"{name}: member crs (section 4)"
    barred = sorted(told.keys() & _BARRED[kind])
    yield from (f"{name}: must not have {one} (section 7.1)" for one in barred)
    foreign = sorted(told.keys() - _MEMBERS[kind] - _BARRED[kind] - {"crs"})
    yield from (f"{name}: a member of its own, {one} (section 6.1, ours)" for one in foreign)


def _feature(feature: Any, places: list[tuple[float, float]]) -> Iterator[str]:
    if not isinstance(feature, dict):
        yield f"{feature!r}: no Feature (section 3.3)"
        return
    name = feature.get("id")
    yield from _members(feature, "Feature", name)
    if feature.get("type") != "Feature" or "geometry" not in feature:
        yield f"{name}: no Feature with a geometry (section 3.2)"
    if not isinstance(feature.get("properties", 0), dict | None):
        yield f"{name}: properties are no object (section 3.2)"
    here: list[tuple[float, float]] = []
    if feature.get("geometry") is not None:
        yield from _geometry(feature["geometry"], name, here, inside=False)
    yield from (f"{name}: {one}" for one in _box(feature.get("bbox"), here, needed=False))
    places += here


def _geometry(
    shape: Any, name: object, places: list[tuple[float, float]], *, inside: bool
) -> Iterator[str]:
    if not isinstance(shape, dict):
        yield f"{name}: geometry is no object (section 3.1)"
        return
    yield from _members(shape, "geometry", name)
    kind = shape.get("type")
    if kind == "GeometryCollection":
        if inside:
            yield f"{name}: a collection in a collection (section 3.1.8)"
        if not isinstance(shape.get("geometries"), list):
            yield f"{name}: a collection without geometries (section 3.1.8)"
            return
        if len({g.get("type") for g in shape["geometries"]}) < 2:
            yield f"{name}: a collection of one kind (section 3.1.8)"
        for part in shape["geometries"]:
            yield from _geometry(part, name, places, inside=True)
    elif kind not in _DEPTH:
        yield f"{name}: type {kind} (section 1.4)"
    else:
        yield from _coordinates(shape, kind, name, places)


def _coordinates(
    shape: dict[str, Any], kind: str, name: object, places: list[tuple[float, float]]
) -> Iterator[str]:
    lines, wrong = [], []
    _walk(shape.get("coordinates"), _DEPTH[kind], lines, wrong)
    if wrong:
        yield f"{name}: {wrong[0]}"
        return
    points = [p for line in lines for p in line]
    if not points:
        yield f"{name}: empty coordinates (section 3.1)"
        return
    places += [(float(p[0]), float(p[1])) for p in points]
    yield from _positions(points, name)
    if kind.endswith("LineString") and any(len(line) < 2 for line in lines):
        yield f"{name}: a line of one position (section 3.1.4)"
    if kind.endswith("Polygon"):
        polygons = [shape["coordinates"]] if kind == "Polygon" else shape["coordinates"]
        for polygon in polygons:
            yield from _rings(polygon, name)
    if kind[-5:] != "Point" and any(_far(line) for line in lines):
        yield f"{name}: more than half around the world in one step (section 3.1.9)"


def _walk(node: Any, depth: int, lines: list[list[Any]], wrong: list[str]) -> None:
    """Gather the rows of positions of a geometry; what is no array of that depth is wrong."""
    if not isinstance(node, list):
        wrong.append("coordinates are no array of that kind (section 3.1)")
    elif depth > 1:
        for part in node:
            _walk(part, depth - 1, lines, wrong)
    else:
        row = node if depth else [node] if node else []
        if not all(_is_position(one) for one in row):
            wrong.append("no position of two numbers (section 3.1.1)")
        else:
            lines.append(row)


def _is_position(one: Any) -> bool:
    return isinstance(one, list) and len(one) >= 2 and all(type(v) in _NUMBERS for v in one)


def _positions(points: list[list[Any]], name: object) -> Iterator[str]:
    if any(len(p) > 2 for p in points):
        yield f"{name}: a height nobody asked for (section 3.1.1)"
    if any(type(v) is Decimal and _long(v) for p in points for v in p):
        yield f"{name}: more than 7 decimals (section 11.2)"
    if any(abs(p[0]) > 180 or abs(p[1]) > 90 for p in points):
        yield f"{name}: no degrees (section 4)"


def _long(number: Any) -> bool:
    return isinstance(number, Decimal) and -int(number.as_tuple().exponent) > _DECIMALS


def _far(line: list[Any]) -> bool:
    return any(abs(a[0] - b[0]) > 180 for a, b in pairwise(line))


def _rings(polygon: list[Any], name: object) -> Iterator[str]:
    for nth, ring in enumerate(polygon):
        if len(ring) < 4:
            yield f"{name}: a ring of less than four positions (section 3.1.6)"
        elif ring[0] != ring[-1]:
            yield f"{name}: an open ring (section 3.1.6)"
        elif (area := _signed_area(ring)) and (area > 0) == bool(nth):
            yield f"{name}: left-hand rings (section 3.1.6)"
        elif nth and not _boxed(ring, polygon[0]):
            yield f"{name}: a hole outside of its ring (section 3.1.6)"


def _signed_area(ring: list[Any]) -> Any:
    """Twice the area, seen from the first corner lest small rings drown; positive against the clock."""
    x, y = ring[0][0], ring[0][1]
    return sum((a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y) for a, b in pairwise(ring[1:-1]))


def _boxed(ring: list[Any], outer: list[Any]) -> bool:
    return all(
        min(p[k] for p in outer) <= min(p[k] for p in ring)
        and max(p[k] for p in ring) <= max(p[k] for p in outer)
        for k in (0, 1)
    )


def _box(told: Any, places: list[tuple[float, float]], *, needed: bool) -> list[str]:
    if told is None:
        return ["no bbox (ours)"] if needed and places else []
    if not places:
        return ["bbox of nothing (ours)"]
    if not (isinstance(told, list) and len(told) == 4):
        return ["bbox is no west, south, east, north (section 5)"]
    long = ["more than 7 decimals in bbox (section 11.2)"] if any(map(_long, told)) else []
    x, y = [p[0] for p in places], [p[1] for p in places]
    real = [min(x), min(y), max(x), max(y)]
    far = max(abs(float(a) - b) for a, b in zip(told, real, strict=True))
    return [*long, f"bbox {[*map(float, told)]} is not {real} (section 5)"] if far > 1e-7 else long


def _region(places: list[tuple[float, float]], within: Box) -> list[str]:
    west, south, east, north = within
    out = [p for p in places if not (west <= p[0] <= east and south <= p[1] <= north)]
    return [f"{len(out)} positions outside of the town's region, as {out[0]} (ours)"] if out else []
