"""Metres along the streets between places: the one measure of nearness in the town.

Shops across a river are far from each other, however close they look on the map. All
questions of nearness (where vacancies stand together, which shops are around, how far the
next magnet is) are asked of the same network, in metres and the same in both directions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely.ops import substring

from innenstadt_gis.analysis.walkgraph import Floats, Ints, WalkGraph, cheapest, snap

#: A place farther than this from every street is not on the network.
FARTHEST_M = 100.0
_ROWS_AT_ONCE = 64
#: The network is searched in cells as wide as the limit, but not narrower.
_SMALLEST_CELL_M = 25.0


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Parts of edges, one between two neighbours; the shorter first where there are two."""

    key: Ints  # smaller node · size + larger node, sorted
    edge: Ints
    start: Floats
    end: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """
    Places put onto the network, each as a node of its own.

    ``node`` is -1 for places that lie too far from every street; ``edge`` and ``fraction``
    say where on the network the others stand, ``off_m`` how far from it. ``pieces`` are the
    parts of edges between neighbours on the cut network. ``xy`` are the coordinates of all
    nodes, those of places last; no arc is shorter than the straight line between its ends
    divided by ``beeline`` (1, unless lengths came from elsewhere).
    """

    node: Ints
    edge: Ints
    fraction: Floats
    off_m: Floats
    matrix: Any  # csr_array of metres, nodes of the network first, then one for each place
    pieces: Pieces
    xy: Floats
    beeline: float

    def __len__(self) -> int:
        """How many places there are, on the network or not."""
        return len(self.node)


def put(graph: WalkGraph, points: NDArray[np.object_], *, farthest_m: float = FARTHEST_M) -> Places:
    """
    Put places onto the nearest street.

    One-ways, slopes and steps do not count: this asks what lies side by side, not who gets
    where in time. A place that is nearest to a way outside of the largest part of the network (a footway
    that nobody joined) stands on a way of that part, if one is within the graph's ``join_m``.

    Parameters
    ----------
    graph
        From `walkgraph.walk_graph`; its lengths are read, its costs are not.
    points
        Points in the CRS of the network; None stands nowhere.
    farthest_m
        Places farther than this from every street are not on the network.
    """
    found = snap(graph, points, max_snap_m=farthest_m)
    order = np.lexsort((found.edge, found.metres, ~graph.main[found.edge], found.point))
    whose, first = np.unique(found.point[order], return_index=True)
    best = order[first]
    node = np.full(len(points), -1, dtype=np.intp)
    edge, fraction = np.full(len(points), -1, dtype=np.intp), np.full(len(points), np.nan)
    off_m = np.full(len(points), np.nan)
    node[whose] = graph.node_count + np.arange(len(whose))
    edge[whose], fraction[whose], off_m[whose] = (
        found.edge[best], found.fraction[best], found.metres[best],
    )  # fmt: skip
    matrix, pieces = _split(graph, found.edge[best], found.fraction[best])
    xy = _coordinates(graph, found.edge[best], found.fraction[best])
    return Places(node, edge, fraction, off_m, matrix, pieces, xy, _beeline(matrix, xy))


def _coordinates(graph: WalkGraph, edge: Ints, fraction: Floats) -> Floats:
    """Where the nodes of the network lie, then the places on it; nodes without an edge nowhere."""
    xy = np.full((graph.node_count, 2), np.inf)
    for nodes, end in ((graph.u, 0), (graph.v, -1)):
        xy[nodes] = shapely.get_coordinates(shapely.get_point(graph.lines, end))
    cut = shapely.line_interpolate_point(graph.lines[edge], fraction, normalized=True)
    return np.concatenate([xy, shapely.get_coordinates(cut)])


def _beeline(matrix: Any, xy: Floats) -> float:
    """Largest ratio of the straight line to the metres of an arc, at least 1."""
    tails = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    straight = np.hypot(*(xy[tails] - xy[matrix.indices]).T)
    # lengths are rounded, and those of nothing are not nothing
    return max(1.0, float(((straight - 0.01) / matrix.data).max(initial=1.0)))


def _split(graph: WalkGraph, edge: Ints, fraction: Floats) -> tuple[Any, Pieces]:
    """Metres between neighbours on the network when places cut its edges."""
    place = graph.node_count + np.arange(len(edge))
    order = np.lexsort((fraction, edge))
    edge, fraction, place = edge[order], fraction[order], place[order]
    cut, first = np.unique(edge, return_index=True)
    last = np.append(first[1:], len(edge)) - 1 if len(edge) else first
    new = np.zeros(len(edge), dtype=bool)
    new[first] = True
    before = np.where(new, graph.u[edge], np.roll(place, 1))
    since = np.where(new, 0.0, np.roll(fraction, 1))
    step = (fraction - since) * graph.length_m[edge]
    whole = np.ones(len(graph.u), dtype=bool)
    whole[cut] = False
    heads = np.concatenate([graph.u[whole], before, place[last]])
    tails = np.concatenate([graph.v[whole], place, graph.v[cut]])
    metres = np.concatenate(
        [graph.length_m[whole], step, (1 - fraction[last]) * graph.length_m[cut]]
    )
    size = graph.node_count + len(place)
    uncut = np.flatnonzero(whole)
    pieces = _sorted_pieces(
        np.minimum(heads, tails) * size + np.maximum(heads, tails),
        np.concatenate([uncut, edge, cut]),
        np.concatenate([np.zeros(len(uncut)), since, fraction[last]]),
        np.concatenate([np.ones(len(uncut)), fraction, np.ones(len(cut))]),
        metres,
    )
    both = (
        np.concatenate([heads, tails]), np.concatenate([tails, heads]),
        np.concatenate([metres, metres]),
    )  # fmt: skip
    heads, tails, metres, _ = cheapest(*both, both[2])
    # scipy takes a stored 0 for no arc at all; a thousandth of a millimetre is none either
    metres = np.maximum(metres, 1e-6)
    indptr = np.searchsorted(heads, np.arange(size + 1)).astype(np.int32)
    matrix = csr_array((metres, tails.astype(np.int32), indptr), shape=(size, size))
    return matrix, pieces


def _sorted_pieces(key: Ints, edge: Ints, start: Floats, end: Floats, metres: Floats) -> Pieces:
    order = np.lexsort((metres, key))
    return Pieces(key[order], edge[order], start[order], end[order])


def ways(graph: WalkGraph, places: Places, start: int, end: Ints) -> NDArray[np.object_]:
    """
    Pieces of street on the shortest ways from one place to others, each piece once.

    Places that cannot be reached add nothing.
    """
    size = places.matrix.shape[0]
    source = int(places.node[start])
    if source < 0:
        return np.empty(0, dtype=object)
    _, before = dijkstra(places.matrix, indices=source, return_predecessors=True)
    here = np.unique(places.node[end][places.node[end] >= 0])
    keys: set[int] = set()
    while len(here):
        back = before[here].astype(np.intp)
        here, back = here[back >= 0], back[back >= 0]
        new = np.minimum(here, back) * size + np.maximum(here, back)
        fresh = np.array([key not in keys for key in new.tolist()], dtype=bool)
        keys.update(new.tolist())
        here = np.unique(back[fresh])
    at = np.searchsorted(places.pieces.key, np.array(sorted(keys), dtype=np.intp))
    pieces = [
        substring(graph.lines[places.pieces.edge[i]], places.pieces.start[i],
                  places.pieces.end[i], normalized=True)
        for i in at.tolist()
    ]  # fmt: skip
    return np.array([*pieces, None], dtype=object)[:-1]


def pairs_within(
    places: Places, start: Ints, end: Ints, *, limit_m: float = np.inf
) -> tuple[Ints, Ints, Floats]:
    """
    Metres along the network from some places to all others within a limit.

    What lies farther than the limit as the crow flies is not looked at, so that time and memory
    grow with the pairs that are found, not with the town.

    Parameters
    ----------
    places
        From `put`.
    start, end
        Positions of places; none twice in ``end``.
    limit_m
        Pairs farther apart are left out, as are those without a way between them.

    Returns
    -------
    tuple
        Positions in ``start``, positions in ``end``, and metres, ordered by the first two.
    """
    on, goals = (np.flatnonzero(places.node[which] >= 0) for which in (start, end))
    position = np.full(len(places.xy), -1, dtype=np.intp)
    position[places.node[end[goals]]] = goals
    rows, columns, metres = [np.empty(0, np.intp)], [np.empty(0, np.intp)], [np.empty(0)]
    node = places.node[start[on]]
    for some, around in _neighbourhoods(places.xy, node, limit_m * places.beeline):
        found = dijkstra(
            _part_of(places.matrix, around), indices=np.searchsorted(around, node[some]),
            limit=limit_m,
        )  # fmt: skip
        row, column = np.nonzero((found <= limit_m) & (position[around] >= 0) & np.isfinite(found))
        rows.append(on[some[row]])
        columns.append(position[around[column]])
        metres.append(found[row, column])
    row, column = np.concatenate(rows), np.concatenate(columns)
    order = np.lexsort((column, row))
    return row[order], column[order], np.concatenate(metres)[order]


def _neighbourhoods(xy: Floats, node: Ints, reach_m: float) -> Iterator[tuple[Ints, Ints]]:
    """Some of the nodes at a time, and all nodes within reach of them as the crow flies."""
    if not len(node):
        return
    if not np.isfinite(reach_m):
        everywhere = np.arange(len(xy))
        for at in range(0, len(node), _ROWS_AT_ONCE):
            yield np.arange(at, min(at + _ROWS_AT_ONCE, len(node))), everywhere
        return
    lies = np.isfinite(xy).all(axis=1)
    origin = xy[lies].min(axis=0, initial=np.inf)
    cell = np.zeros(xy.shape, dtype=np.intp)
    cell[lies] = (xy[lies] - origin) // max(reach_m, _SMALLEST_CELL_M) + 1
    high = int(cell[:, 1].max(initial=0)) + 2
    key = cell[:, 0] * high + cell[:, 1]
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    mine = np.argsort(key[node], kind="stable")
    first = np.flatnonzero(np.diff(key[node[mine]], prepend=-1))
    for low, top in zip(first, np.append(first[1:], len(mine)), strict=True):
        here = key[node[mine[low]]]
        # the cells below, beside and above, in the columns before, of and after it
        bands = np.searchsorted(ordered, [[here + d - 1, here + d + 2] for d in (-high, 0, high)])
        around = np.sort(np.concatenate([order[a:b] for a, b in bands]))
        for at in range(low, top, _ROWS_AT_ONCE):
            yield mine[at : min(at + _ROWS_AT_ONCE, top)], around


def _part_of(matrix: Any, nodes: Ints) -> Any:
    """Part of the network between some nodes, given in ascending order."""
    if len(nodes) == matrix.shape[0]:
        return matrix
    many = matrix.indptr[nodes + 1] - matrix.indptr[nodes]
    tail = np.repeat(np.arange(len(nodes)), many)
    before = np.cumsum(many) - many
    arc = np.arange(len(tail)) + np.repeat(matrix.indptr[nodes] - before, many)
    head = np.searchsorted(nodes, matrix.indices[arc])
    inside = nodes[np.minimum(head, len(nodes) - 1)] == matrix.indices[arc]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tail[inside], minlength=len(nodes)))])
    return csr_array(
        (matrix.data[arc[inside]], head[inside].astype(np.int32), indptr.astype(np.int32)),
        shape=(len(nodes), len(nodes)),
    )


def metres_to_nearest(places: Places, start: Ints, end: Ints) -> tuple[Floats, Ints]:
    """
    Metres from each place to the nearest of others, and which of them that is.

    Infinite, and -1, where none can be reached.
    """
    metres = np.full(len(start), np.inf)
    which = np.full(len(start), -1, dtype=np.intp)
    goal = places.node[end]
    there = np.flatnonzero(goal >= 0)
    on = np.flatnonzero(places.node[start] >= 0)
    if not len(there) or not len(on):
        return metres, which
    nodes, first = np.unique(goal[there], return_index=True)
    found, _, owner = dijkstra(
        places.matrix, indices=nodes, min_only=True, return_predecessors=True
    )
    at = places.node[start[on]]
    reached = np.isfinite(found[at])
    metres[on] = found[at]
    position = np.searchsorted(nodes, owner[at[reached]])
    which[on[reached]] = there[first[position]]
    return metres, which
