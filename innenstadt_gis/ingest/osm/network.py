"""The walk network: what people on foot may use, cut at shared nodes.

One pass of osmium picks the ways and the ids of their nodes; everything else is done on
whole arrays. Lengths are metres on the GRS80 ellipsoid, not in the plane of the
UTM zone (which is up to 0.04 % off): they come from the radii of curvature in the middle
of every segment, which agrees with the geodesic to a millimetre per kilometre.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.ingest.osm.opl import tags_of, texts
from innenstadt_gis.ingest.osm.rules import direction, refusal
from innenstadt_gis.tables import EDGES, NODES

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from innenstadt_gis.ingest.osm.source import Extract

# Old lists call a street by the name it had, or by the one that people use.
_OTHER_NAMES = ("old_name", "alt_name", "loc_name", "official_name", "short_name")
_TEXTS = ("highway", "name", "incline", "surface", "smoothness", "wheelchair", "kerb", "lit")
#: From the worst for wheels to the best; the worst kerb on an edge is the edge's kerb.
_KERBS = ("raised", "regular", "yes", "rolled", "lowered", "flush", "no")
_AREA = "area_outline"
_BROKEN = "nodes_missing"

_EQUATOR_M = 6378137.0
_ECCENTRICITY2 = 0.00669438002290


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """
    Nodes and edges that people on foot may use, and what became of every way.

    ``counts["ways_read"]`` plus all of ``explained`` is ``counts["highway_ways"]``.
    """

    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame
    counts: dict[str, int]
    explained: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Ways:
    """Ways as columns; ``refs`` are the node ids of all ways one after the other."""

    ids: NDArray[np.int64]
    said: NDArray[np.intp]  # which of ``tags`` each way has
    tags: list[dict[str, str]]  # every combination once: most ways say the same
    refs: NDArray[np.int64]
    sizes: NDArray[np.int64]
    kerbs: dict[int, str]  # node id: kerb
    refused: Counter[str]


@dataclass(frozen=True, slots=True)
class _Points:
    """All points of all parts of ways: ``way`` and ``part`` say to which they belong."""

    node: NDArray[np.int64]  # position in Extract.nodes
    way: NDArray[np.int64]
    part: NDArray[np.int64]


def read_network(extract: Extract, *, crs: CRS) -> Network:
    """
    Read the walk network of an OpenStreetMap extract.

    Ways are chosen by `rules.RULES`, cut wherever they share a node, and kept with their
    shape. Parallel edges and loops stay. A way that names nodes which the file lacks (a
    clipped extract) loses these nodes and is parted there. The outline of a plaza
    (``area=yes``) is walked along (``repairs``: ``area_outline``).

    Parameters
    ----------
    extract
        The opened file.
    crs
        The town's CRS in metres, in which geometries are given.

    Returns
    -------
    Network
        ``nodes`` and ``edges`` keep the contracts NODES and EDGES. ``length_m`` is true
        metres on the ellipsoid. Blank attributes are untagged, not "no".

    Examples
    --------
    >>> network = read_network(extract, crs=extract.crs)  # doctest: +SKIP
    >>> network.counts["edges"], network.explained  # doctest: +SKIP
    (4457, {'access_private': 161, 'motorway': 10})
    """
    ways = _collect(extract)
    points, missing = _points(ways, extract.nodes["id"])
    cuts = _cuts(points)
    here, place = _distinct(points.node, len(extract.nodes))
    lon = extract.nodes["x"][here] / 1e7
    lat = extract.nodes["y"][here] / 1e7
    start, end = _edge_bounds(cuts, points.part)
    east, north = project(lon, lat, source=WGS84, target=crs)
    edges = _edges(ways, points, start, end, extract.nodes["id"])
    edges["kerb"] = _edge_kerbs(ways, points, (start, end), edges["kerb"], extract.nodes["id"])
    edges["length_m"] = _lengths(lon[place], lat[place], start, end)
    broken = np.isin(points.way[start], np.flatnonzero(missing))
    edges["repairs"] = _repairs(ways, points.way[start], broken)
    lines = _lines(np.column_stack([east, north]), place, start, end)
    table = EDGES.conform(gpd.GeoDataFrame(edges, geometry=lines, crs=crs))
    nodes = _nodes(
        _distinct(place[cuts], len(here))[0], extract.nodes["id"][here], east, north, crs
    )
    read = np.zeros(len(ways.ids), dtype=bool)
    read[points.way] = True
    refused = ways.refused + Counter({"no_nodes_in_extract": int((~read).sum())})
    counts = {
        "highway_ways": len(ways.ids) + sum(ways.refused.values()),
        "ways_read": int(read.sum()),
        "steps_read": int((_each(ways, "highway") == "steps")[read].sum()),
        "nodes": len(nodes),
        "edges": len(table),
        "nodes_missing": int(missing.sum()),
        "ways_clipped": int((missing > 0).sum()),
    }
    explained = {reason: n for reason, n in sorted(refused.items()) if n}
    return Network(nodes=nodes, edges=table, counts=counts, explained=explained)


def _collect(extract: Extract) -> _Ways:
    kerb = osmium.filter.KeyFilter("kerb")
    kerb.enable_for(osmium.osm.NODE)
    highway = osmium.filter.KeyFilter("highway")
    highway.enable_for(osmium.osm.WAY)
    entities = osmium.osm.NODE | osmium.osm.WAY
    tags: list[dict[str, str]] = []
    known: dict[str, int | str] = {}  # tags as written: place in ``tags``, or why refused
    found: list[tuple[str, int, str]] = []
    kerbs: dict[int, str] = {}
    refused: Counter[str] = Counter()
    for text in texts(extract.file, entities, kerb, highway):
        name, said, rest = text.split(maxsplit=2)
        if name[0] == "n":
            kerbs[int(name[1:])] = tags_of(said[1:])["kerb"]
            continue
        verdict = known.get(said)
        if verdict is None:
            way = tags_of(said[1:])
            verdict = known[said] = refusal(way) or len(tags)
            if isinstance(verdict, int):
                tags.append(way)
        if isinstance(verdict, str):
            refused[verdict] += 1
        else:
            found.append((name[1:], verdict, rest[1:-1]))
    return _columns(found, tags, kerbs, refused)


def _columns(
    found: list[tuple[str, int, str]],
    tags: list[dict[str, str]],
    kerbs: dict[int, str],
    refused: Counter[str],
) -> _Ways:
    refs = [nodes for _, _, nodes in found]
    text = ",".join(filter(None, refs)).replace("n", "")
    return _Ways(
        ids=np.array([int(name) for name, _, _ in found], dtype=np.int64),
        said=np.array([verdict for _, verdict, _ in found], dtype=np.intp),
        tags=tags,
        refs=np.fromstring(text, sep=",", dtype=np.int64),
        sizes=np.array([nodes.count(",") + 1 if nodes else 0 for nodes in refs], dtype=np.int64),
        kerbs=kerbs,
        refused=refused,
    )


def _points(ways: _Ways, known: NDArray[np.int64]) -> tuple[_Points, NDArray[np.int64]]:
    """Find the nodes; part ways where one is missing; return the missing ones per way."""
    way = np.repeat(np.arange(len(ways.sizes)), ways.sizes)
    spot = np.minimum(np.searchsorted(known, ways.refs), max(len(known) - 1, 0))
    found = known[spot] == ways.refs
    missing = np.bincount(way[~found], minlength=len(ways.sizes))
    # The part changes with the way and behind every missing node.
    part = way + np.cumsum(~found)
    again = np.zeros(len(way), dtype=bool)
    again[1:] = (ways.refs[1:] == ways.refs[:-1]) & (part[1:] == part[:-1])
    keep = found & ~again
    node, way, part = spot[keep], way[keep], part[keep]
    line = np.bincount(part)[part] > 1 if len(part) else np.zeros(0, dtype=bool)
    return _Points(node[line], way[line], part[line]), missing


def _distinct(places: NDArray[np.intp], n: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which of 0 to ``n`` occur, and for each place its position among them."""
    occurs = np.zeros(n, dtype=bool)
    occurs[places] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[places]


def _cuts(points: _Points) -> NDArray[np.bool_]:
    """Tell which points end an edge: ends of parts and nodes that are passed twice."""
    if not len(points.node):
        return np.zeros(0, dtype=bool)
    cut = np.bincount(points.node)[points.node] > 1
    new = points.part[1:] != points.part[:-1]
    cut[1:] |= new
    cut[:-1] |= new
    cut[:1] = True
    cut[-1:] = True
    return np.asarray(cut)


def _edge_bounds(
    cuts: NDArray[np.bool_], part: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    at = np.flatnonzero(cuts)
    same = part[at[1:]] == part[at[:-1]]
    return at[:-1][same], at[1:][same]


def _lengths(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    start: NDArray[np.intp],
    end: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Metres on the GRS80 ellipsoid from point ``start`` to point ``end``, along the points."""
    if not len(start):
        return np.zeros(0)
    middle = np.radians((lat[1:] + lat[:-1]) / 2)
    bend = 1 - _ECCENTRICITY2 * np.sin(middle) ** 2
    across = _EQUATOR_M / np.sqrt(bend)  # radius of curvature east to west
    along = across * (1 - _ECCENTRICITY2) / bend  # radius of curvature north to south
    east = across * np.cos(middle) * np.radians(np.diff(lon))
    north = along * np.radians(np.diff(lat))
    way = np.concatenate([[0.0], np.hypot(east, north)])
    # reduceat sums each edge on its own: no digits are lost to a running total.
    bounds = np.column_stack([start + 1, end + 1]).ravel()
    return np.asarray(np.add.reduceat(np.append(way, 0.0), bounds)[::2])


def _lines(
    places: NDArray[np.float64],
    place: NDArray[np.intp],
    start: NDArray[np.intp],
    end: NDArray[np.intp],
) -> NDArray[np.object_]:
    sizes = end - start + 1
    line = np.repeat(np.arange(len(start)), sizes)
    first = np.cumsum(sizes) - sizes
    point = np.arange(len(line)) - first[line] + start[line]
    return np.asarray(shapely.linestrings(places[place[point]], indices=line))


def _edges(
    ways: _Ways,
    points: _Points,
    start: NDArray[np.intp],
    end: NDArray[np.intp],
    ids: NDArray[np.int64],
) -> pd.DataFrame:
    way = points.way[start]
    said = ways.said[way]
    tags = ways.tags
    frame = pd.DataFrame(index=pd.RangeIndex(len(start), name="edge_id"))
    frame["u"] = ids[points.node[start]]
    frame["v"] = ids[points.node[end]]
    frame["way_id"] = ways.ids[way]
    for key in _TEXTS:
        values = pd.array([tag.get(key) for tag in tags], dtype="str")
        frame[key] = values.take(said)
    others = [";".join(dict.fromkeys(t[k] for k in _OTHER_NAMES if k in t)) or None for t in tags]
    frame["other_names"] = pd.array(others, dtype="str").take(said)
    frame["steps"] = np.array([t["highway"] == "steps" for t in tags], dtype=bool)[said]
    frame["foot_oneway"] = pd.array([direction(t) for t in tags], dtype="str").take(said)
    for key in ("bridge", "tunnel"):
        frame[key] = np.array([t.get(key, "no") != "no" for t in tags], dtype=bool)[said]
    frame["source"] = pd.array(["osm"], dtype="str").take(np.zeros(len(frame), dtype=np.intp))
    return frame


def _edge_kerbs(
    ways: _Ways,
    points: _Points,
    bounds: tuple[NDArray[np.intp], NDArray[np.intp]],
    known: pd.Series,
    ids: NDArray[np.int64],
) -> pd.Series:
    """
    Give every edge its worst kerb: its own tag or a kerb node on it.

    A kerb node inside an edge counts; one at its end counts if nothing branches off
    there or the edge is a crossing, so that a pavement that merely touches a crossing's
    kerb is not a barrier.
    """
    start, end = bounds
    if not ways.kerbs:
        return known
    spots = np.flatnonzero(np.isin(ids[points.node], np.array(sorted(ways.kerbs))))
    crossing = _each(ways, "footway") == "crossing"
    ends = np.concatenate([points.node[start], points.node[end]])
    node, degree = np.unique(ends, return_counts=True)
    worst: dict[int, str] = {}
    for spot in spots.tolist():
        kerb = ways.kerbs[int(ids[points.node[spot]])]
        last = int(np.searchsorted(start, spot, side="right")) - 1
        for edge in (last - 1, last):
            if edge < 0 or not start[edge] <= spot <= end[edge]:
                continue
            inside = start[edge] < spot < end[edge]
            branches = degree[np.searchsorted(node, points.node[spot])] > 2 if not inside else 0
            if inside or not branches or crossing[points.way[spot]]:
                worst[edge] = min(worst.get(edge, kerb), kerb, key=_kerb_rank)
    if worst:
        known = known.astype(object)
        for edge, kerb in worst.items():
            own = known.iloc[edge]
            known.iloc[edge] = kerb if pd.isna(own) else min(own, kerb, key=_kerb_rank)
    return known


def _kerb_rank(kerb: str) -> tuple[int, str]:
    return (_KERBS.index(kerb) if kerb in _KERBS else len(_KERBS), kerb)


def _each(ways: _Ways, key: str) -> NDArray[np.object_]:
    """What each way says under a key, None if nothing."""
    return np.array([tag.get(key) for tag in ways.tags], dtype=object)[ways.said]


def _repairs(ways: _Ways, way: NDArray[np.int64], broken: NDArray[np.bool_]) -> pd.Series:
    area = (_each(ways, "area") == "yes")[way]
    codes = np.array([None, _AREA, _BROKEN, f"{_AREA};{_BROKEN}"], dtype=object)
    return pd.Series(codes[area + 2 * broken], dtype="str")


def _nodes(
    which: NDArray[np.intp],
    ids: NDArray[np.int64],
    east: NDArray[np.float64],
    north: NDArray[np.float64],
    crs: CRS,
) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {"source": "osm"},
        index=pd.Index(ids[which], name="node_id"),
        geometry=shapely.points(east[which], north[which]),
        crs=crs,
    )
    return NODES.conform(frame)
