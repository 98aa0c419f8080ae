"""Street sections (Straßenabschnitte): what lies between two corners of one street.

How a street is parted, in five steps:

1. Edges of one street name (spelling variants are one) make a street.
2. Where a street has several strands side by side (carriageways, pavements that carry
   the name), one is its axis: at every 10 m a line across the street, 25 m to each side,
   finds the others. Roads come before paths, lines before outlines of plazas; of equals
   the one to the north. The others belong to the section beside them.
3. The axis is cut at every node where another *named* street arrives.
4. Pieces shorter than 60 m join their shortest neighbour until they are long enough.
5. Sections are numbered from the western end of the street to the other.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from innenstadt_gis.ingest.streets import street_keys
from innenstadt_gis.tables import EDGES, NODES, SECTIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

_SAMPLE_M = 10.0
_RAY_M = 4.0
_PARALLEL_COS = np.cos(np.radians(35.0))
# A crossing nearer than this is the strand's own bend, no second strand.
_OWN_M = 1.5
_PATHS = ("footway", "path", "steps", "cycleway", "bridleway", "pedestrian", "track", "platform")
#: The name of a platform is the name of its stop, not of a street.
_NO_STREET = ("platform", "elevator", "corridor")
#: Of two equal strands the one further along this direction is the axis; it is slightly
#: off north, so that streets running due north have an answer, too.
_NORTH = (-0.2, 0.98)


def street_sections(
    nodes: gpd.GeoDataFrame,
    edges: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    *,
    min_length_m: float = 60.0,
    strand_m: float = 25.0,
    front_m: float = 20.0,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """
    Part the named streets of a network into sections and measure their building fronts.

    Parameters
    ----------
    nodes, edges
        The walk network (contracts NODES and EDGES), in one CRS.
    buildings
        Building footprints (BUILDINGS); without any, ``frontage_m`` is blank.
    min_length_m
        Neighbouring pieces of a street are joined until they are this long.
    strand_m
        Strands of one street name that run side by side within this distance are one.
    front_m
        How far from the street a building may stand to front on it.

    Returns
    -------
    sections, edges
        ``sections`` keeps the contract SECTIONS: ``centreline_m`` is the length of the
        axis alone (of a plaza known by its outline, half of the outline);
        ``frontage_m`` is the length of street, both sides summed, along which a line
        square to the axis meets a building within ``front_m`` of the outermost strand.
        It is at most twice the axis. ``edges`` are the same rows with ``section_id``;
        edges without a name have none.

    Examples
    --------
    >>> sections, edges = street_sections(nodes, edges, buildings)  # doctest: +SKIP
    >>> sections.loc["marktplatz-1", "centreline_m"]  # doctest: +SKIP
    84.2
    """
    NODES.check(nodes)
    keys = street_keys(edges["name"].fillna(""))
    known = ((keys != "") & ~edges["highway"].isin(_NO_STREET)).to_numpy()
    named = edges[known]
    if not len(named):
        blank = edges.assign(section_id=pd.Series(None, index=edges.index, dtype="str"))
        return SECTIONS.empty(edges.crs), EDGES.conform(blank)
    street, names = pd.factorize(keys[known].to_numpy())
    strands = _strands(named, street, reach=strand_m)
    piece = _pieces(named, street, strands.axis)
    piece[~strands.axis] = piece[strands.beside[~strands.axis]]
    share = np.where(_is_outline(named), 0.5, 1.0) * strands.axis
    length = named["length_m"].to_numpy() * share
    group = _join(named, street, piece, length, least=min_length_m)
    ids = _numbered(named, street, names, group, length)
    table = _section_table(named, ids, strands.axis, length)
    if len(buildings):
        table["frontage_m"] = _frontage(named, ids, strands, buildings, front_m)
    section = pd.Series(None, index=edges.index, dtype="str")
    section.loc[named.index] = ids
    return SECTIONS.conform(table), EDGES.conform(edges.assign(section_id=section))


class _Strands(NamedTuple):
    """Which edges are axis, beside which axis edge the others run, how wide the street is."""

    axis: NDArray[np.bool_]
    beside: Ints
    left_m: Floats  # to the outermost strand left of the edge, 0 if it is alone
    right_m: Floats


class _Pairs(NamedTuple):
    """Where a line across one strand meets another strand of the same street."""

    sample: Ints
    mine: Ints
    other: Ints
    offset: Floats  # metres to the left
    square: Floats  # unit vector to the left


def _samples(lines: NDArray[Any], step: float) -> tuple[Ints, Floats, Floats, Floats]:
    """Points in the middle of equal pieces of each line: line, place, direction, metres each."""
    length = shapely.length(lines)
    n = np.maximum(np.ceil(length / step).astype(np.intp), 1)
    line = np.repeat(np.arange(len(lines)), n)
    first = np.cumsum(n) - n
    each = (length / n)[line]
    along = (np.arange(len(line)) - first[line] + 0.5) * each
    here = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], along))
    back = np.maximum(along - 0.5, 0)
    ahead = np.minimum(along + 0.5, length[line])
    a = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], back))
    b = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], ahead))
    step_xy = b - a
    size = np.maximum(np.hypot(step_xy[:, 0], step_xy[:, 1]), 1e-9)
    return line, here, step_xy / size[:, None], each


def _across(here: Floats, way: Floats, left: Floats, right: Floats) -> NDArray[Any]:
    """Lines square to the street, ``left`` and ``right`` metres long."""
    square = np.column_stack([-way[:, 1], way[:, 0]])
    ends = np.stack([here + square * left[:, None], here - square * right[:, None]], axis=1)
    return np.asarray(shapely.linestrings(ends))


def _strands(named: gpd.GeoDataFrame, street: Ints, *, reach: float) -> _Strands:
    lines = named.geometry.to_numpy()
    xy, of = shapely.get_coordinates(lines, return_index=True)
    same = of[1:] == of[:-1]
    a, b, owner = xy[:-1][same], xy[1:][same], of[1:][same]
    line, here, way, _ = _samples(lines, _SAMPLE_M)
    wide = np.full(len(line), reach)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([a, b], axis=1))))
    sample, segment = tree.query(_across(here, way, wide, wide), predicate="intersects")
    mine, other = line[sample], owner[segment]
    step = b[segment] - a[segment]
    size = np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)
    cos = np.abs((step * way[sample]).sum(axis=1)) / size
    square = np.column_stack([-way[sample, 1], way[sample, 0]])
    gap = a[segment] - here[sample]
    turn = square[:, 0] * step[:, 1] - square[:, 1] * step[:, 0]
    offset = (gap[:, 0] * step[:, 1] - gap[:, 1] * step[:, 0]) / np.where(turn == 0, 1e-9, turn)
    good = (
        (street[mine] == street[other])
        & (cos > _PARALLEL_COS)
        & (np.abs(offset) > _OWN_M)
        & (mine != other)
    )
    pairs = _Pairs(sample[good], mine[good], other[good], offset[good], square[good])
    return _rank(named, line, pairs)


def _rank(named: gpd.GeoDataFrame, line: Ints, pairs: _Pairs) -> _Strands:
    """Decide for each edge whether most of it has a better strand beside it."""
    n = len(named)
    sample, mine, other, offset, square = pairs
    rank = 2 * _is_outline(named) + named["highway"].isin(_PATHS).to_numpy()
    north = offset * (square @ np.array(_NORTH))
    better = (rank[other] < rank[mine]) | ((rank[other] == rank[mine]) & (north > 0))
    beaten = np.zeros(len(line), dtype=bool)
    beaten[sample[better]] = True
    share = np.bincount(line, weights=beaten, minlength=n) / np.bincount(line, minlength=n)
    axis = share < 0.6
    # Only a strand that is axis itself can carry another one.
    carried = better & axis[other] & ~axis[mine]
    votes = pd.Series(1, index=[mine[carried], other[carried]]).groupby(level=[0, 1]).sum()
    beside = np.arange(n)
    votes = votes.sort_values(kind="stable")  # the most votes last: they stay
    beside[votes.index.get_level_values(0)] = votes.index.get_level_values(1)
    axis |= beside == np.arange(n)
    left, right = np.zeros(n), np.zeros(n)
    np.maximum.at(left, mine, offset)
    np.maximum.at(right, mine, -offset)
    return _Strands(axis, beside, left, right)


def _is_outline(named: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    return np.asarray(named["repairs"].str.contains("area_outline", na=False), dtype=bool)


def _pieces(named: gpd.GeoDataFrame, street: Ints, axis: NDArray[np.bool_]) -> Ints:
    """Connected edges of one street's axis between corners with other named streets."""
    u, v = named["u"].to_numpy(dtype=np.int64), named["v"].to_numpy(dtype=np.int64)
    ends = pd.DataFrame({"node": np.concatenate([u, v]), "street": np.tile(street, 2)})
    corner = ends.groupby("node")["street"].nunique()
    corners = corner.index[corner.to_numpy() > 1].to_numpy()
    edge = np.tile(np.arange(len(named)), 2)
    inner = np.tile(axis, 2) & ~np.isin(ends["node"], corners)
    return _linked(edge[inner], pd.factorize(ends["node"][inner])[0], len(named))


def _linked(edge: Ints, node: Ints, n: int) -> Ints:
    """Label edges that hang together through nodes."""
    size = n + (int(node.max()) + 1 if len(node) else 0)
    links = coo_array((np.ones(len(edge), dtype=np.int8), (edge, node + n)), shape=(size, size))
    return np.asarray(connected_components(links, directed=False)[1][:n], dtype=np.intp)


def _neighbours(named: gpd.GeoDataFrame, group: Ints, street: Ints) -> dict[int, set[int]]:
    """Groups of the same street with which each group shares a node."""
    node = np.concatenate([named["u"].to_numpy(np.int64), named["v"].to_numpy(np.int64)])
    touch = pd.DataFrame(
        {"node": node, "street": np.tile(street, 2), "group": np.tile(group, 2)}
    ).drop_duplicates()
    pairs = touch.merge(touch, on=["node", "street"])
    pairs = pairs[pairs["group_x"] != pairs["group_y"]]
    beside: dict[int, set[int]] = {}
    for one, two in zip(pairs["group_x"].tolist(), pairs["group_y"].tolist(), strict=True):
        beside.setdefault(one, set()).add(two)
    return beside


def _join(
    named: gpd.GeoDataFrame, street: Ints, piece: Ints, length: Floats, *, least: float
) -> Ints:
    """Join the shortest piece to its shortest neighbour until all are long enough."""
    beside = _neighbours(named, piece, street)
    total = dict(enumerate(np.bincount(piece, weights=length).tolist()))
    into = {one: one for one in total}
    queue = [(metres, one) for one, metres in total.items() if metres < least and one in beside]
    heapq.heapify(queue)
    while queue:
        metres, one = heapq.heappop(queue)
        if into[one] != one or total[one] != metres or not beside[one]:
            continue
        host = min(beside[one], key=lambda two: (total[two], two))
        into[one] = host
        total[host] += metres
        for two in beside.pop(one):
            beside[two].discard(one)
            if two != host:
                beside[two].add(host)
                beside[host].add(two)
        if total[host] < least:
            heapq.heappush(queue, (total[host], host))
    return np.array([_root(into, one) for one in piece.tolist()], dtype=np.intp)


def _root(into: dict[int, int], one: int) -> int:
    while into[one] != one:
        one = into[one]
    return one


def _numbered(
    named: gpd.GeoDataFrame,
    street: Ints,
    names: NDArray[Any],
    group: Ints,
    length: Floats,
) -> NDArray[np.object_]:
    """Give every edge the id of its section, numbered along its street."""
    half = shapely.line_interpolate_point(named.geometry.to_numpy(), 0.5, normalized=True)
    rows = pd.DataFrame({"group": group, "street": street, "x": shapely.get_x(half)})[length > 0]
    heads = rows.groupby("group").agg(street=("street", "first"), x=("x", "mean"))
    west = dict(zip(heads.index.tolist(), heads["x"].tolist(), strict=True))
    metres = dict(enumerate(np.bincount(group, weights=length).tolist()))
    beside = _neighbours(named, group, street)
    groups: dict[int, list[int]] = {}
    for one, of in zip(heads.index.tolist(), heads["street"].tolist(), strict=True):
        groups.setdefault(of, []).append(one)
    ids: dict[int, str] = {}
    for of, some in groups.items():
        order = _walk(some, beside, west, metres)
        ids |= {one: f"{names[of]}-{k}" for k, one in enumerate(order, start=1)}
    return np.array([ids[g] for g in group.tolist()], dtype=object)


def _walk(
    groups: list[int],
    beside: dict[int, set[int]],
    west: dict[int, float],
    metres: dict[int, float],
) -> list[int]:
    """Sections of one street from its western end on; the longest connected part first."""
    left = set(groups)
    clusters = []
    while left:
        start = min(left)
        found, queue = {start}, [start]
        while queue:
            for two in beside.get(queue.pop(), ()):
                if two not in found:
                    found.add(two)
                    queue.append(two)
        left -= found
        clusters.append(sorted(found))
    clusters.sort(key=lambda cluster: (-sum(metres[g] for g in cluster), cluster))
    return [g for cluster in clusters for g in _along(cluster, beside, west, metres)]


def _along(
    cluster: list[int],
    beside: dict[int, set[int]],
    west: dict[int, float],
    metres: dict[int, float],
) -> list[int]:
    start = min(cluster, key=lambda g: (len(beside.get(g, ())) > 1, west[g], g))
    order: list[int] = []
    queue = [(0.0, west[start], start)]
    while queue:
        far, _, one = heapq.heappop(queue)
        if one in order:
            continue
        order.append(one)
        for two in beside.get(one, ()):
            if two not in order:
                heapq.heappush(queue, (far + metres[one], west[two], two))
    return order


def _section_table(
    named: gpd.GeoDataFrame, ids: NDArray[np.object_], axis: NDArray[np.bool_], length: Floats
) -> gpd.GeoDataFrame:
    order = np.flatnonzero(axis)
    order = order[np.argsort(ids[order], kind="stable")]
    section, first = np.unique(ids[order], return_index=True)
    inverse = np.searchsorted(section, ids[order])
    lines = shapely.multilinestrings(named.geometry.to_numpy()[order], indices=inverse)
    street, number = zip(*(text.rsplit("-", 1) for text in section), strict=True)
    del street
    return gpd.GeoDataFrame(
        {
            "street": named["name"].to_numpy()[order][first],
            "number": np.array(number, dtype=np.int64),
            "centreline_m": np.bincount(inverse, weights=length[order]),
            "source": "osm",
        },
        index=pd.Index(section, name="section_id"),
        geometry=shapely.line_merge(lines),
        crs=named.crs,
    )


def _frontage(
    named: gpd.GeoDataFrame,
    ids: NDArray[np.object_],
    strands: _Strands,
    buildings: gpd.GeoDataFrame,
    reach: float,
) -> pd.Series:
    """Metres of street, both sides, along which a line square to it meets a building."""
    # Under a building (an archway, a tunnel) there is no front.
    open_air = np.flatnonzero(strands.axis & ~named["tunnel"].to_numpy(dtype=bool))
    line, here, way, each = _samples(named.geometry.to_numpy()[open_air], _RAY_M)
    edge = open_air[line]
    nothing = np.zeros(len(edge))
    tree = shapely.STRtree(buildings.geometry.to_numpy())
    met = np.zeros(len(edge))
    for left, right in (
        (strands.left_m[edge] + reach, nothing),
        (nothing, strands.right_m[edge] + reach),
    ):
        rays = _across(here, way, left, right)
        met[np.unique(tree.query(rays, predicate="intersects")[0])] += 1
    metres = pd.Series(met * each).groupby(ids[edge]).sum()
    return metres.reindex(pd.unique(ids)).fillna(0.0)
