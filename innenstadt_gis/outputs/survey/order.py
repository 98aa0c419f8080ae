"""A round through the streets that a person really walks, and the doors along it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

__all__ = ["walking_order"]

Floats = NDArray[np.float64]
#: What crossing the street costs beside the metres: nobody zigzags for two steps.
_CROSSING_M = 15.0
_DETOUR = 3.0  # where the network knows no way between two ends


def walking_order(
    points: NDArray[np.object_],
    section_ids: Sequence[str | None],
    *,
    start: Any,
    sections: gpd.GeoDataFrame,
    nodes: gpd.GeoDataFrame,
    edges: gpd.GeoDataFrame,
) -> list[int]:
    """
    Positions of ``points`` in the order of a short walk.

    The street sections with doors are chained by the metres on foot between their ends
    (nearest first, then improved by reversing parts of the walk); within a section the
    doors are taken side after side or from side to side, whichever is shorter from where
    one comes to where one goes on.

    Parameters
    ----------
    points
        Doors, in metres.
    section_ids
        Section of each door; blank ones come where they are nearest to the walk's section.
    start
        Where the walk begins (the centre).
    sections, nodes, edges
        Contracts of `tables`, in the metres of the points.

    Returns
    -------
    list[int]
        Every position once.
    """
    if not len(points):
        return []
    xy = shapely.get_coordinates(points)
    groups = _groups(points, section_ids, sections)
    names = sorted(groups)
    lines = [_line(name, xy[groups[name]], sections) for name in names]
    ends = np.array([[line.coords[0], line.coords[-1]] for line in lines])[:, :, :2]
    ways = _metres_between(ends.reshape(-1, 2), start, nodes, edges)
    chain = _chain(ways, len(names))
    order: list[int] = []
    here = np.array([start.x, start.y])
    for at, (which, backwards) in enumerate(chain):
        line = shapely.reverse(lines[which]) if backwards else lines[which]
        ahead = None
        if at + 1 < len(chain):
            after, turned = chain[at + 1]
            ahead = ends[after, 1 if turned else 0]
        members = groups[names[which]]
        order += _along(line, xy, members, here, ahead)
        here = xy[order[-1]]
    return order


def _groups(
    points: NDArray[np.object_], section_ids: Sequence[str | None], sections: gpd.GeoDataFrame
) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    known = set(sections.index)
    tree = shapely.STRtree(sections.geometry.to_numpy()) if len(sections) else None
    for at, section in enumerate(section_ids):
        name = section if isinstance(section, str) and section in known else None
        if name is None and tree is not None:
            name = str(sections.index[int(tree.nearest(points[at]))])
        groups.setdefault(name or "", []).append(at)
    return groups


def _line(name: str, doors: Floats, sections: gpd.GeoDataFrame) -> Any:
    """The section as one line; parts that do not join give way to the longest."""
    if name not in sections.index:
        first, last = doors[np.lexsort((doors[:, 1], doors[:, 0]))[[0, -1]]]
        return shapely.LineString([first, last + 0.01])
    shape = shapely.line_merge(sections.geometry.loc[name])
    return max(shapely.get_parts(shape), key=lambda part: part.length)


def _metres_between(
    ends: Floats, start: Any, nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame
) -> Floats:
    """Metres on foot between all ends; the last row and column are the start."""
    places = np.vstack([ends, [[start.x, start.y]]])
    straight = np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    if nodes.empty or edges.empty:
        return straight
    index = {node: at for at, node in enumerate(nodes.index)}
    u, v = ([index[n] for n in edges[side]] for side in ("u", "v"))
    length = edges["length_m"].to_numpy(dtype="float64")
    size = (len(nodes), len(nodes))
    # of parallel edges the shortest: a sparse matrix would add them up
    order = np.lexsort((length, v, u))
    keep = order[np.unique(np.column_stack([u, v])[order], axis=0, return_index=True)[1]]
    graph = csr_matrix((length[keep], (np.array(u)[keep], np.array(v)[keep])), shape=size)
    _, near = cKDTree(shapely.get_coordinates(nodes.geometry.to_numpy())).query(places)
    unique, back = np.unique(near, return_inverse=True)
    reached = dijkstra(graph, directed=False, indices=unique)[:, unique]
    ways = reached[np.ix_(back, back)]
    return np.where(np.isfinite(ways), ways, straight * _DETOUR)


def _chain(ways: Floats, count: int) -> list[tuple[int, bool]]:
    """Sections in walking order, each with whether it is walked backwards."""
    left, here = set(range(count)), 2 * count
    chain: list[tuple[int, bool]] = []
    while left:
        best = min((round(ways[here, 2 * s + b], 1), s, b) for s in left for b in (0, 1))
        chain.append((best[1], best[2] == 1))
        left.remove(best[1])
        here = 2 * best[1] + 1 - best[2]
    return _improved(chain, ways)


def _improved(chain: list[tuple[int, bool]], ways: Floats) -> list[tuple[int, bool]]:
    """Reverse parts of the walk as long as that shortens it (2-opt; the start stays)."""

    def entry(step: tuple[int, bool]) -> int:
        return 2 * step[0] + int(step[1])

    def leave(step: tuple[int, bool]) -> int:
        return 2 * step[0] + 1 - int(step[1])

    begin = len(ways) - 1
    for _ in range(20):
        better = False
        for i in range(len(chain)):
            before = leave(chain[i - 1]) if i else begin
            for j in range(i, len(chain)):
                now = ways[before, entry(chain[i])]
                new = ways[before, leave(chain[j])]
                if j + 1 < len(chain):
                    now += ways[leave(chain[j]), entry(chain[j + 1])]
                    new += ways[entry(chain[i]), entry(chain[j + 1])]
                if new < now - 0.5:
                    chain[i : j + 1] = [(s, not b) for s, b in reversed(chain[i : j + 1])]
                    better = True
        if not better:
            break
    return chain


def _along(
    line: Any, xy: Floats, members: list[int], here: Floats, ahead: Floats | None
) -> list[int]:
    """The doors of one section: side after side or from side to side, the shorter walk."""
    spots = shapely.points(xy[members])
    along = shapely.line_locate_point(line, spots)
    step = min(1.0, line.length / 4)
    behind = shapely.get_coordinates(
        shapely.line_interpolate_point(line, np.maximum(along - step, 0))
    )
    before = shapely.get_coordinates(
        shapely.line_interpolate_point(line, np.minimum(along + step, line.length))
    )
    way, off = before - behind, xy[members] - behind
    side = np.sign(way[:, 0] * off[:, 1] - way[:, 1] * off[:, 0])
    up = sorted(range(len(members)), key=lambda i: (round(along[i], 2), side[i], members[i]))
    left, right = [i for i in up if side[i] > 0], [i for i in up if side[i] <= 0]
    walks = [up, left + right[::-1], right + left[::-1], left + right, right + left]

    def metres(walk: list[int]) -> float:
        path = xy[[members[i] for i in walk]]
        path = np.vstack([here, path, *([ahead] if ahead is not None else [])])
        crossings = int(np.count_nonzero(np.diff(side[walk])))
        return float(np.hypot(*np.diff(path, axis=0).T).sum()) + _CROSSING_M * crossings

    return [members[i] for i in min(walks, key=metres)]
