"""The way itself: the line of the shortest way on foot from one place to another."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.ops import substring

from innenstadt_gis.analysis.arcs import Arcs
from innenstadt_gis.analysis.doors import Doors, doors
from innenstadt_gis.analysis.walkgraph import Reach, WalkGraph, reach

__all__ = ["Route", "route"]

_NO_LENGTH_M = 1e-6


class Route(NamedTuple):
    """A way on foot: its line (from door to door), minutes and metres."""

    line: Any
    minutes: float
    metres: float


class _Piece(NamedTuple):
    """A part of an edge in the direction of walking."""

    edge: int
    start: float
    end: float


def route(graph: WalkGraph, place: Any, goal: Any) -> Route | None:
    """
    Shortest way on foot between two points for the graph's persona.

    Parameters
    ----------
    graph
        From `walkgraph.walk_graph`.
    place, goal
        Points in the CRS of the network.

    Returns
    -------
    Route or None
        None where there is no way. The minutes are those of `doors.between`.
    """
    here, there = doors(graph, np.array([place])), doors(graph, np.array([goal]))
    found = reach(graph, there.entries)
    best = _first(graph, found, here, there)
    if best is None:
        return None
    minutes, pieces, node = best
    forward = graph.arcs.turned()
    if node >= 0:
        pieces = [*pieces, *_descend(graph, found, forward, node, there)]
    ways = [
        substring(graph.lines[p.edge], p.start, p.end, normalized=True)
        for p in pieces
        if abs(p.end - p.start) * graph.length_m[p.edge] > _NO_LENGTH_M
    ]
    on_network = sum(abs(p.end - p.start) * graph.length_m[p.edge] for p in pieces)
    line = _joined(place, ways, goal)
    off = _off(place, goal, ways)
    return Route(line, minutes, float(on_network + off))


def _first(
    graph: WalkGraph, found: Reach, here: Doors, there: Doors
) -> tuple[float, list[_Piece], int] | None:
    """Best way to leave: minutes in all, the first piece, and the node it leads to (-1: none)."""
    best: tuple[float, list[_Piece], int] | None = None
    away, goals = here.entries, there.entries
    for edge, fraction, metres in zip(away.edge, away.fraction, away.metres, strict=True):
        off = metres * graph.per_metre
        for node, end in ((graph.u[edge], 0.0), (graph.v[edge], 1.0)):
            cost = off + _travel(graph, edge, fraction, end) + found.cost[node]
            if np.isfinite(cost) and (best is None or cost < best[0]):
                best = (float(cost), [_Piece(int(edge), float(fraction), end)], int(node))
        for goal in np.flatnonzero(goals.edge == edge):
            cost = (
                off
                + _travel(graph, edge, fraction, goals.fraction[goal])
                + goals.metres[goal] * graph.per_metre
            )
            if np.isfinite(cost) and (best is None or cost <= best[0]):
                piece = _Piece(int(edge), float(fraction), float(goals.fraction[goal]))
                best = (float(cost), [piece], -1)
    return best


def _descend(
    graph: WalkGraph, found: Reach, forward: Arcs, node: int, there: Doors
) -> list[_Piece]:
    """Go from a node to the goal: each step loses as much of the cost as it takes."""
    pieces: list[_Piece] = []
    goals = there.entries
    for _ in range(graph.node_count + 1):
        gap, last = np.inf, None
        for edge, fraction, metres in zip(goals.edge, goals.fraction, goals.metres, strict=True):
            for end, at in ((0.0, graph.u[edge]), (1.0, graph.v[edge])):
                if at == node:
                    cost = _travel(graph, edge, end, fraction) + metres * graph.per_metre
                    over = abs(cost - found.cost[node])
                    if over < gap:
                        gap, last = over, _Piece(int(edge), end, float(fraction))
        arcs = slice(forward.start[node], forward.start[node + 1])
        over = np.abs(forward.weight[arcs] + found.cost[forward.end[arcs]] - found.cost[node])
        over = np.where(found.cost[forward.end[arcs]] < found.cost[node], over, np.inf)
        if last is not None and (not len(over) or gap <= over.min()):
            return [*pieces, last]
        arc = int(np.argmin(over)) + int(forward.start[node])
        edge = int(forward.edge[arc])
        ahead = graph.u[edge] == node and graph.v[edge] == forward.end[arc]
        pieces.append(_Piece(edge, 0.0, 1.0) if ahead else _Piece(edge, 1.0, 0.0))
        node = int(forward.end[arc])
    raise AssertionError("a way without an end")


def _travel(graph: WalkGraph, edge: int, start: float, end: float) -> float:
    one = graph.travel(np.array([edge]), np.array([float(start)]), np.array([float(end)]))
    return float(one[0])


def _joined(place: Any, ways: list[Any], goal: Any) -> Any:
    """Join the door, the pieces of street and the other door into one line."""
    parts = [shapely.get_coordinates(place), *map(shapely.get_coordinates, ways),
             shapely.get_coordinates(goal)]  # fmt: skip
    points = np.concatenate(parts)
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = np.hypot(*np.diff(points, axis=0).T) > _NO_LENGTH_M
    points = points[keep]
    return shapely.LineString(points if len(points) > 1 else np.repeat(points, 2, axis=0))


def _off(place: Any, goal: Any, ways: list[Any]) -> float:
    """Metres between the doors and the streets."""
    if not ways:
        return float(shapely.distance(place, goal))
    first, last = shapely.get_point(ways[0], 0), shapely.get_point(ways[-1], -1)
    return float(shapely.distance(place, first) + shapely.distance(last, goal))
