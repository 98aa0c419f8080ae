"""The walk network around some places, cut out of the town's, with minutes for every pace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from innenstadt_gis.analysis.doors import doors
from innenstadt_gis.analysis.walkgraph import JOIN_M, Floats, Ints, walk_graph
from innenstadt_gis.personas import Persona

__all__ = ["Door", "WalkNet", "walk_net"]

#: Ways are kept so far around the places, m: who goes round something stays within.
_AROUND_M = 150.0


class Door(NamedTuple):
    """Where a place touches the network: which edge, where on it (0 to 1), how far off."""

    edge: int
    fraction: float
    metres: float


class WalkNet(NamedTuple):
    """
    A piece of the walk network.

    Attributes
    ----------
    nodes
        Places of the nodes, m; two columns.
    ends
        Nodes where each edge begins and ends.
    lines
        Edges as lines from their first to their last node.
    length_m, steps, usual
        Of each edge; usual ways are no stairs and belong to the part with most metres.
    near
        For stairs their street, or one that they lead to; blank for all else.
    minutes
        By pace, edge and direction (forward, backward); infinite where there is no way.
    doors
        Of each place, in their order; none where no way is near.
    """

    nodes: Floats
    ends: Ints
    lines: NDArray[np.object_]
    length_m: Floats
    steps: NDArray[np.bool_]
    usual: NDArray[np.bool_]
    near: tuple[str, ...]
    minutes: Floats
    doors: tuple[tuple[Door, ...], ...]


def walk_net(
    nodes: gpd.GeoDataFrame,
    edges: gpd.GeoDataFrame,
    places: Sequence[Any],
    *,
    area: Any,
    personas: Sequence[Persona],
) -> WalkNet:
    """
    Cut the network around places out of that of a town.

    Parameters
    ----------
    nodes, edges
        Contracts `tables.NODES` and `tables.EDGES`.
    places
        Points; their doors are those that the whole network gives them.
    area
        Polygon of which all ways are kept, besides those around and between the places.
    personas
        Who walks.

    Returns
    -------
    WalkNet
        Nodes and edges in an order that hangs on their places alone.
    """
    whole = walk_graph(nodes, edges, join_m=JOIN_M)
    found = doors(whole, np.array([*places, None], dtype=object)[:-1]).entries
    hull = shapely.convex_hull(shapely.union_all([area, *places])).buffer(_AROUND_M)
    kept = np.flatnonzero(shapely.intersects(whole.lines, hull))
    kept = np.union1d(kept, found.edge)
    used, ends = np.unique(np.stack([whole.u[kept], whole.v[kept]], axis=1), return_inverse=True)
    ends = ends.reshape(-1, 2)
    at = np.zeros((len(used), 2))
    for side, place in ((0, 0), (1, -1)):
        at[ends[:, side]] = shapely.get_coordinates(shapely.get_point(whole.lines[kept], place))
    order = _near_first(at)
    rank = np.argsort(order)
    ends = rank[ends]
    by_end = np.lexsort((whole.length_m[kept], ends[:, 1], ends[:, 0]))
    kept, ends = kept[by_end], ends[by_end]
    number = np.full(len(whole.u), -1)
    number[kept] = np.arange(len(kept))
    return WalkNet(
        nodes=at[order], ends=ends, lines=whole.lines[kept], length_m=whole.length_m[kept],
        steps=whole.steps[kept], usual=(whole.main & ~whole.steps)[kept],
        near=_near(edges.iloc[kept], whole.steps[kept], ends),
        minutes=_minutes(nodes, edges.iloc[kept], personas), doors=tuple(
            tuple(
                Door(int(number[e]), float(f), float(m))
                for e, f, m in zip(found.edge[of], found.fraction[of], found.metres[of], strict=True)
            )
            for of in (found.point == k for k in range(len(places)))
        ),
    )  # fmt: skip


def _near_first(at: Floats) -> Ints:
    """Order of points along a winding line, so that neighbours get neighbouring numbers."""
    if not len(at):
        return np.zeros(0, dtype=np.intp)
    cell = ((at - at.min(axis=0)) / 10.0).astype(np.int64)
    key = np.zeros(len(at), dtype=np.int64)
    for bit in range(16):
        key |= ((cell[:, 0] >> bit & 1) << 2 * bit) | ((cell[:, 1] >> bit & 1) << 2 * bit + 1)
    return np.lexsort((at[:, 1], at[:, 0], key))


def _minutes(
    nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame, personas: Sequence[Persona]
) -> Floats:
    graph = walk_graph(nodes, edges)
    each = [graph.for_persona(edges, who) for who in personas]
    return np.array([np.stack([one.forward, one.backward], axis=1) for one in each])


def _near(edges: gpd.GeoDataFrame, steps: NDArray[np.bool_], ends: Ints) -> tuple[str, ...]:
    """Name of the stairs, else the first by name of the streets that they touch."""
    names = [name if isinstance(name, str) else "" for name in edges["name"].astype(object)]
    at: dict[int, set[str]] = {}
    for name, pair in zip(names, ends.tolist(), strict=True):
        for node in pair if name else ():
            at.setdefault(node, set()).add(name)
    said = [""] * len(names)
    for one in np.flatnonzero(steps).tolist():
        touched = sorted(set().union(*(at.get(node, set()) for node in ends[one].tolist())))
        said[one] = names[one] or (touched[0] if touched else "")
    return tuple(said)
