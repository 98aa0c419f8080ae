"""The walk network as the MultiDiGraph that osmnx and networkx functions expect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from innenstadt_gis.crs import to_degrees
from innenstadt_gis.tables import EDGES, NODES

if TYPE_CHECKING:
    import geopandas as gpd
    import networkx as nx
    from numpy.typing import NDArray

_TEXTS = (
    "highway", "name", "surface", "smoothness", "incline", "wheelchair", "kerb", "lit",
    "section_id",
)  # fmt: skip
_FLAGS = ("steps", "bridge", "tunnel")
_SPEED_M_PER_MIN = 4.8 / 3.6 * 60


def to_osmnx(
    nodes: gpd.GeoDataFrame,
    edges: gpd.GeoDataFrame,
    *,
    minutes: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
) -> nx.MultiDiGraph:
    """
    Give the walk network as a MultiDiGraph for osmnx.

    Parameters
    ----------
    nodes, edges
        Tables NODES and EDGES.
    minutes
        Walking minutes of every edge from ``u`` to ``v`` and back, infinite where something
        stops whoever walks (``pace.edge_minutes`` of a persona); without them ``walk_min`` is
        the length at 4.8 km/h.

    Returns
    -------
    MultiDiGraph
        In WGS 84. Nodes have ``x`` (longitude), ``y`` (latitude), and ``elevation``
        where known. Every edge stands in both directions, unless people on foot may use
        it in one alone or need infinite minutes; ``geometry`` runs with the direction,
        ``reversed`` tells which one is against the drawing of the map. ``length`` is metres, ``walk_min``
        minutes, ``grade`` the slope in that direction where known. Attributes that are
        unknown are absent.

    Examples
    --------
    >>> graph = to_osmnx(town.nodes, town.edges)  # doctest: +SKIP
    >>> osmnx.distance.nearest_nodes(graph, 11.2789, 49.5106)  # doctest: +SKIP
    26575640
    """
    import networkx as nx  # slow to import

    NODES.check(nodes)
    EDGES.check(edges)
    graph = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    places = to_degrees(nodes).geometry
    heights = nodes["elevation_m"].to_numpy(dtype=float)
    for node, x, y, height in zip(
        nodes.index.tolist(), places.x.tolist(), places.y.tolist(), heights.tolist(), strict=True
    ):
        known = {} if np.isnan(height) else {"elevation": height}
        graph.add_node(node, x=x, y=y, street_count=0, **known)
    length = edges["length_m"].to_numpy(dtype=float)
    there, back = minutes if minutes is not None else (length / _SPEED_M_PER_MIN,) * 2
    lines = to_degrees(edges).geometry
    one_way = edges["foot_oneway"].to_numpy()
    slope = edges["slope"].to_numpy(dtype=float)
    parts = [
        ((one_way != "backward") & np.isfinite(there), "u", "v", lines, there, slope, False),
        ((one_way != "forward") & np.isfinite(back), "v", "u", lines.reverse(), back, -slope, True),
    ]
    shared = _attributes(edges)
    for open_, start, end, shape, walk, grade, against in parts:
        rows = np.flatnonzero(open_).tolist()
        first, last = edges[start].tolist(), edges[end].tolist()
        drawn = shape.tolist()
        for row in rows:
            data = shared[row] | {
                "oneway": bool(one_way[row] != "both"),
                "reversed": against,
                "walk_min": float(walk[row]),
                "geometry": drawn[row],
            }
            if not np.isnan(grade[row]):
                data["grade"] = float(grade[row])
            graph.add_edge(first[row], last[row], **data)
    for node, count in _street_count(edges).items():
        graph.nodes[node]["street_count"] = count
    return graph


def _attributes(edges: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """What both directions of each edge share; unknown attributes are left out."""
    shared: list[dict[str, Any]] = [
        {"length": length} for length in edges["length_m"].astype(float).tolist()
    ]
    columns = {"osmid": "way_id"} | {name: name for name in (*_TEXTS, *_FLAGS)}
    for key, column in columns.items():
        values = edges[column]
        known = values.to_numpy(dtype=object)
        for row in np.flatnonzero(values.notna().to_numpy()).tolist():
            value = known[row]
            shared[row][key] = value.item() if isinstance(value, np.generic) else value
    return shared


def _street_count(edges: gpd.GeoDataFrame) -> dict[int, int]:
    """How many edges end at each node; a loop ends twice."""
    ends = pd.concat([edges["u"], edges["v"]]).value_counts()
    return {int(str(node)): int(count) for node, count in ends.items()}
