"""Geometry of ways and relations: polygons, and lines that may be clipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import osmium
import shapely

from innenstadt_gis.crs import WGS84, project

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from innenstadt_gis.ingest.osm.source import Extract

_FEWEST = 4  # nodes of a ring, the first one counted twice


def node_ids(texts: list[str]) -> NDArray[np.int64]:
    """Numbers of nodes written as ``n1,n2``."""
    text = ",".join(text for text in texts if text).replace("n", "")
    return np.fromstring(text, dtype=np.int64, sep=",")


def node_counts(texts: list[str]) -> NDArray[np.int64]:
    """How many nodes each text names."""
    return np.array([text.count(",") + 1 if text else 0 for text in texts], dtype=np.int64)


def points_of(
    ids: NDArray[np.int64], extract: Extract
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Longitude and latitude of nodes by their id, and which of them the file holds."""
    nodes = extract.nodes
    at = np.minimum(np.searchsorted(nodes["id"], ids), max(len(nodes) - 1, 0))
    found = nodes["id"][at] == ids
    return np.column_stack([nodes["x"][at] / 1e7, nodes["y"][at] / 1e7]), found


def to_metres(shapes: NDArray[np.object_], crs: CRS) -> NDArray[np.object_]:
    """Carry shapes from degrees into metres."""
    places = shapely.get_coordinates(shapes)
    if not len(places):
        return shapes
    east, north = project(places[:, 0], places[:, 1], source=WGS84, target=crs)
    return np.asarray(shapely.set_coordinates(shapes, np.column_stack([east, north])))


def simple_polygons(texts: list[str], extract: Extract) -> NDArray[np.object_]:
    """
    Polygons in degrees of closed ways, None where a ring is clipped or not simple.

    Rings begin at their westernmost node and run counter-clockwise, as osmium writes them.
    """
    shapes = np.full(len(texts), None, dtype=object)
    sizes = node_counts(texts)
    points, found = points_of(node_ids(texts), extract)
    owner = np.repeat(np.arange(len(texts)), sizes)
    clipped = np.bincount(owner[~found], minlength=len(texts)) > 0
    again = np.zeros(len(owner), dtype=bool)
    again[1:] = (owner[1:] == owner[:-1]) & (points[1:] == points[:-1]).all(axis=1)
    sizes = np.bincount(owner[~again], minlength=len(texts))
    use = ~clipped & (sizes >= _FEWEST)
    keep = use[owner] & ~again
    if not keep.any():
        return shapes
    rings = _turned(points[keep], sizes[use])
    of = np.repeat(np.arange(use.sum()), sizes[use])
    polygons = np.asarray(shapely.polygons(shapely.linearrings(rings, indices=of)))
    polygons[~shapely.is_valid(polygons)] = None
    shapes[use] = polygons
    return shapes


def _turned(points: NDArray[np.float64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Closed rings, one behind the other: begun in the west, turned counter-clockwise."""
    ends = np.cumsum(sizes)
    starts = ends - sizes
    owner = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(points)) - starts[owner]
    x, y = points[:, 0], points[:, 1]
    western = x == np.minimum.reduceat(x, starts)[owner]
    southern = np.where(western, y, np.inf)
    corner = np.flatnonzero(southern == np.minimum.reduceat(southern, starts)[owner])
    first = place[corner[np.unique(owner[corner], return_index=True)[1]]]
    # Shoelace formula, relative to each ring's first node to lose no digits
    x0, y0 = x - x[starts][owner], y - y[starts][owner]
    cross = x0[:-1] * y0[1:] - x0[1:] * y0[:-1]
    cross = np.append(np.where(owner[1:] == owner[:-1], cross, 0.0), 0.0)
    step = np.where(np.add.reduceat(cross, starts) < 0, -1, 1)
    at = (first[owner] + step[owner] * place) % (sizes[owner] - 1)
    return points[starts[owner] + at]


def assembled(
    names: list[str], extract: Extract, keys: tuple[str, ...]
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """
    Polygons in degrees that osmium's assembler makes of ways (``w1``) and relations (``r1``).

    Returns
    -------
    tuple
        The shapes, and which of them there are.
    """
    shapes = np.full(len(names), None, dtype=object)
    if not names:
        return shapes, np.zeros(0, dtype=bool)
    places = {name: at for at, name in enumerate(names)}
    factory = osmium.geom.WKBFactory()
    only = osmium.filter.EntityFilter(osmium.osm.AREA)
    # osmium numbers areas: twice the number of a way, and one more for a relation
    wanted = osmium.filter.IdFilter(2 * int(name[1:]) + (name[0] == "r") for name in names)
    objects = osmium.FileProcessor(extract.file).with_areas(osmium.filter.KeyFilter(*keys))
    for area in objects.with_filter(only).with_filter(wanted):
        if isinstance(area, osmium.osm.Area):
            at = places.get(f"{'w' if area.from_way() else 'r'}{area.orig_id()}")
            if at is not None:
                try:
                    shapes[at] = bytes.fromhex(factory.create_multipolygon(area))
                except RuntimeError:  # assembled without a ring: told among the broken ones
                    continue
    found = np.array([shape is not None for shape in shapes], dtype=bool)
    shapes[found] = shapely.from_wkb(shapes[found])
    single = found & (shapely.get_num_geometries(shapes) == 1)
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    return shapes, found


def mended(shapes: NDArray[np.object_]) -> int:
    """Make invalid polygons valid in place; how many there were."""
    bad = np.flatnonzero(~shapely.is_valid(shapes))
    for at in bad:
        parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shapes[at])))
        rings = [part for part in parts if part.geom_type == "Polygon"]
        shapes[at] = rings[0] if len(rings) == 1 else shapely.MultiPolygon(rings)
    return len(bad)


def open_lines(texts: list[str], extract: Extract) -> NDArray[np.object_]:
    """Lines in degrees; a clipped one is parted where nodes are missing, None if none is left."""
    lines = np.full(len(texts), None, dtype=object)
    points, found = points_of(node_ids(texts), extract)
    owner = np.repeat(np.arange(len(texts)), node_counts(texts))
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
