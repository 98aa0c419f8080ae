"""A validator of RFC 7946 of our own: the common ones accept metres and clockwise rings."""

from __future__ import annotations

import json
import re
from typing import Any

from shapely.geometry import shape

_KINDS = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
}  # fmt: skip
_LONG = re.compile(r"-?\d+\.\d{8,}")


def faults(text: str) -> list[str]:
    """What in a GeoJSON text breaks RFC 7946 or its advice; empty if nothing does."""
    told = json.loads(text, parse_constant=lambda name: f"not JSON: {name}")
    found = []
    if told.get("type") != "FeatureCollection" or not isinstance(told.get("features"), list):
        found.append("no FeatureCollection with features")
    if "crs" in told:
        found.append("member crs (section 4)")
    barred = told.keys() & {"coordinates", "geometries", "geometry", "properties"}
    found += [f"a collection must not have {name} (section 7.1)" for name in sorted(barred)]
    ids = [f.get("id") for f in told["features"]]
    if len(set(ids)) < len(ids) or not all(isinstance(i, (str, int)) for i in ids):
        found.append("ids missing or twice")
    boxes = []
    for feature in told["features"]:
        found += _feature(feature, boxes)
    found += _box(told.get("bbox"), boxes)
    return found


def _feature(feature: dict[str, Any], boxes: list[tuple[float, ...]]) -> list[str]:
    name = feature.get("id")
    found = []
    if feature.get("type") != "Feature" or "geometry" not in feature:
        found.append(f"{name}: no Feature with a geometry")
    if not isinstance(feature.get("properties"), dict | None):
        found.append(f"{name}: properties are no object")
    geometry = feature.get("geometry")
    if geometry is None:
        return found
    if geometry.get("type") not in _KINDS:
        return [*found, f"{name}: type {geometry.get('type')}"]
    if _LONG.search(json.dumps(geometry)):
        found.append(f"{name}: more than 7 decimals (section 11.2)")
    drawn = shape(geometry)
    if drawn.is_empty:
        return [*found, f"{name}: empty geometry"]
    west, south, east, north = drawn.bounds
    boxes.append(drawn.bounds)
    if west < -180 or east > 180 or south < -90 or north > 90:
        found.append(f"{name}: no degrees (section 4)")
    if drawn.has_z:
        found.append(f"{name}: a height nobody asked for (section 3.1.1)")
    polygons = [p for p in _parts(drawn) if p.geom_type == "Polygon"]
    if any(not p.exterior.is_ccw or any(r.is_ccw for r in p.interiors) for p in polygons):
        found.append(f"{name}: left-hand rings (section 3.1.6)")
    return found


def _parts(drawn):
    return [p for part in drawn.geoms for p in _parts(part)] if hasattr(drawn, "geoms") else [drawn]


def _box(told: list[float] | None, boxes: list[tuple[float, ...]]) -> list[str]:
    if not boxes:
        return [] if told is None else ["bbox of nothing"]
    if told is None:
        return ["no bbox"]
    wests, souths, easts, norths = zip(*boxes, strict=True)
    real = [min(wests), min(souths), max(easts), max(norths)]
    far = max(abs(a - b) for a, b in zip(told, real, strict=True))
    return [f"bbox {told} is not {real}"] if far > 1e-7 else []
