"""GML geometries as cadastres write them, arcs made of straight lines.

GDAL reads GML too, but not the CRS names of German cadastres, nor a NAS file without
building its whole tree in memory.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import shapely

#: An arc leaves the lines that stand for it by no more than this.
ARC_TOLERANCE_M = 0.01
_MOST_STEPS = 720
_SAME_M = 0.0011  # coordinates have three decimals

Point = tuple[float, float]

_LINES = {"LineStringSegment", "LineString", "LinearRing", "GeodesicString", "Geodesic"}
_ARCS = {"Arc", "ArcString", "Circle"}
_CENTRED = {"ArcByCenterPoint", "CircleByCenterPoint"}
_HREF = "{http://www.w3.org/1999/xlink}href"


def local(tag: object) -> str:
    """Return a tag's name without its namespace; blank for comments."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def read_shape(element: Any, *, tolerance: float = ARC_TOLERANCE_M) -> Any:
    """
    Read a point or a surface.

    Parameters
    ----------
    element
        A GML geometry element (Point, Polygon, Surface, MultiSurface, ...).
    tolerance
        How far an arc may leave the lines that stand for it, in the unit of the
        coordinates.

    Returns
    -------
    shapely geometry or None
        In the axis order of the file; None for a kind that is no point and no surface.

    Examples
    --------
    >>> from lxml import etree
    >>> circle = etree.fromstring(
    ...     "<Polygon><exterior><Ring><curveMember><Curve><segments><Circle>"
    ...     "<posList>1 0 0 1 -1 0</posList></Circle></segments></Curve></curveMember>"
    ...     "</Ring></exterior></Polygon>"
    ... )
    >>> bool(abs(read_shape(circle, tolerance=1e-5).area - math.pi) < 1e-3)
    True
    """
    if local(element.tag) == "Point":
        at = _positions(element)
        return shapely.Point(at[0]) if at else None
    parts = list(_polygons(element, tolerance))
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    if any(local(child.tag) == "patches" for child in element):
        return shapely.union_all([shapely.make_valid(part) for part in parts])
    return shapely.MultiPolygon(parts)


def srs_name(element: Any) -> str:
    """Return the CRS that a geometry names itself, or one inside of it; blank if none."""
    for each in element.iter():
        name = each.get("srsName")
        if name:
            return str(name)
    return ""


def _polygons(element: Any, tolerance: float) -> Iterator[Any]:
    kind = local(element.tag)
    if kind in {"Polygon", "PolygonPatch", "Rectangle", "Triangle"}:
        rings: dict[str, list[list[Point]]] = {"exterior": [], "interior": []}
        for child in element:
            side = local(child.tag).replace("outerBoundaryIs", "exterior")
            side = side.replace("innerBoundaryIs", "interior")
            if side in rings and len(child):
                rings[side].append(_curve(child[0], tolerance))
        shells = [ring for ring in rings["exterior"] if len(ring) >= 3]
        if shells:
            yield shapely.Polygon(shells[0], [r for r in rings["interior"] if len(r) >= 3])
        return
    for child in element:
        if local(child.tag):
            yield from _polygons(child, tolerance)


def _curve(element: Any, tolerance: float) -> list[Point]:
    """Return the vertices of a ring or curve of any kind."""
    kind = local(element.tag)
    if kind in _LINES:
        return _positions(element)
    if kind in _ARCS:
        return _arcs(_positions(element), tolerance, whole=kind == "Circle")
    if kind in _CENTRED:
        return _centred(element, tolerance, whole=kind == "CircleByCenterPoint")
    parts = []
    for child in element:
        if local(child.tag):
            part = _curve(_target(child), tolerance)
            if part:
                parts.append(part)
    line = _chained(parts)
    if kind == "OrientableCurve" and element.get("orientation") == "-":
        line.reverse()
    return line


def _target(element: Any) -> Any:
    """Follow a link to a curve that the same geometry holds already."""
    name = element.get(_HREF)
    if not name or len(element):
        return element
    name = name.rpartition("#")[2]
    top = element
    while top.getparent() is not None and not local(top.tag).startswith("A"):
        top = top.getparent()
    for each in top.iter():
        if each is not element and any(
            value == name and local(key) == "id" for key, value in each.attrib.items()
        ):
            return each
    return element


def _chained(parts: list[list[Point]]) -> list[Point]:
    """Join curves end to end; one that runs the other way is turned round."""
    if len(parts) < 2:
        return parts[0] if parts else []
    line = list(parts[0])
    ends = (parts[1][0], parts[1][-1])
    if not _meets(line[-1], ends) and _meets(line[0], ends):
        line.reverse()
    for part in parts[1:]:
        if not _meets(line[-1], part[:1]) and _meets(line[-1], part[-1:]):
            part = part[::-1]  # noqa: PLW2901
        line += part[1:] if _meets(line[-1], part[:1]) else part
    return line


def _meets(one: Point, others: Any) -> bool:
    return any(abs(one[0] - o[0]) < _SAME_M and abs(one[1] - o[1]) < _SAME_M for o in others)


def _positions(element: Any) -> list[Point]:
    """Return the vertices of one segment: posList, pos, coordinates, points."""
    found: list[Point] = []
    for each in element.iter():
        kind = local(each.tag)
        if kind in {"posList", "pos"} and each.text:
            values = list(map(float, each.text.split()))
            step = _dimension(each, values, single=kind == "pos")
            found += list(zip(values[0::step], values[1::step], strict=False))
        elif kind == "coordinates" and each.text:
            for pair in each.text.split():
                x, y = pair.split(",")[:2]
                found.append((float(x), float(y)))
    return found


def _dimension(element: Any, values: list[float], *, single: bool) -> int:
    if single:
        return max(2, len(values))
    above = element
    for _ in range(10):
        told = above.get("srsDimension") or above.get("dimension")
        if told in {"2", "3"}:
            return int(told)
        above = above.getparent()
        if above is None:
            break
    count = element.get("count")
    if count and count.isdigit() and int(count) * 3 == len(values):
        return 3
    return 2


def _arcs(at: list[Point], tolerance: float, *, whole: bool) -> list[Point]:
    """Linearise arcs through three points each; neighbours share their ends."""
    if len(at) < 3:
        return at
    if whole:
        first = _arc(at[0], at[1], at[2], tolerance)
        centre = _centre(at[0], at[1], at[2])
        if centre is None:
            return at
        opposite = (2 * centre[0] - at[1][0], 2 * centre[1] - at[1][1])
        return first[:-1] + _arc(at[2], opposite, at[0], tolerance)
    line = [at[0]]
    for k in range(0, len(at) - 2, 2):
        line += _arc(at[k], at[k + 1], at[k + 2], tolerance)[1:]
    return line


def _arc(a: Point, b: Point, c: Point, tolerance: float) -> list[Point]:
    centre = _centre(a, b, c)
    if centre is None:
        return [a, b, c]
    x, y = centre
    radius = math.hypot(a[0] - x, a[1] - y)
    start, middle, end = (math.atan2(p[1] - y, p[0] - x) for p in (a, b, c))
    left = (middle - start) % math.tau
    sweep = (end - start) % math.tau
    if left > sweep:  # the other way round
        sweep -= math.tau
    inner = _turned(centre, radius, start, sweep, tolerance)
    return [a, *inner, c]


def _turned(
    centre: Point, radius: float, start: float, sweep: float, tolerance: float
) -> list[Point]:
    """Vertices strictly between the two ends of an arc."""
    step = 2 * math.acos(max(-1.0, 1 - tolerance / radius)) if radius > tolerance else math.pi / 2
    count = min(_MOST_STEPS, max(2, math.ceil(abs(sweep) / max(step, 1e-9))))
    return [
        (
            centre[0] + radius * math.cos(start + sweep * k / count),
            centre[1] + radius * math.sin(start + sweep * k / count),
        )
        for k in range(1, count)
    ]


def _centre(a: Point, b: Point, c: Point) -> Point | None:
    """Return the centre of the circle through three points; None if they lie in line."""
    bx, by, cx, cy = b[0] - a[0], b[1] - a[1], c[0] - a[0], c[1] - a[1]
    twice = 2 * (bx * cy - by * cx)
    longest = max(bx * bx + by * by, cx * cx + cy * cy)
    if abs(twice) <= 1e-9 * longest:
        return None
    b2, c2 = bx * bx + by * by, cx * cx + cy * cy
    return (a[0] + (cy * b2 - by * c2) / twice, a[1] + (bx * c2 - cx * b2) / twice)


def _centred(element: Any, tolerance: float, *, whole: bool) -> list[Point]:
    told = {local(each.tag): each.text for each in element.iter() if local(each.tag)}
    centre = _positions(element)
    if not centre or not told.get("radius"):
        return []
    radius = float(told["radius"] or 0)
    start = 0.0 if whole else math.radians(float(told.get("startAngle") or 0))
    end = math.tau if whole else math.radians(float(told.get("endAngle") or 0))
    ends = [
        (centre[0][0] + radius * math.cos(angle), centre[0][1] + radius * math.sin(angle))
        for angle in (start, end)
    ]
    inner = _turned(centre[0], radius, start, end - start, tolerance)
    return [ends[0], *inner, ends[0] if whole else ends[1]]
