"""From door to door on foot: exact minutes between places, each leaving in the middle of an edge.

`nearest` answers "how far is the nearest goal", `between` "which goals are within reach, and
how far is each". Both take `Doors`, which are found once and serve every persona.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from innenstadt_gis.analysis.walkgraph import (
    JOIN_M,
    Floats,
    Ints,
    Reach,
    Snapped,
    WalkGraph,
    accesses,
    entering,
    reach,
)

__all__ = [
    "Direction",
    "Doors",
    "Legs",
    "Nearest",
    "between",
    "doors",
    "goals_for",
    "nearest",
    "node_doors",
]

#: "to": from the places to the goals; "from": from the goals to the places.
Direction = Literal["to", "from"]

_GOALS_AT_ONCE = 64


class Doors(NamedTuple):
    """Places (points or polygons; None is nowhere) and where they touch the network."""

    places: NDArray[np.object_]
    entries: Snapped


class Nearest(NamedTuple):
    """Per place minutes and metres to the nearest goal (NaN: none), and which it is (-1)."""

    minutes: Floats
    metres: Floats
    goal: Ints


class Legs(NamedTuple):
    """Pairs of a place and a goal within reach of each other, sorted, and the minutes."""

    place: Ints
    goal: Ints
    minutes: Floats


def doors(graph: WalkGraph, places: NDArray[np.object_], *, max_snap_m: float = 250.0) -> Doors:
    """
    Find where places touch the network; whoever walks there finds the same doors.

    A place farther than ``max_snap_m`` from every edge has no door.
    """
    places = np.asarray(places, dtype=object)
    return Doors(places, accesses(graph, places, max_snap_m=max_snap_m))


def goals_for(graph: WalkGraph, goals: Doors, *, more_m: float = JOIN_M) -> Doors:
    """
    Give goals whose doors a persona cannot use another one close by.

    A shop, or the middle of a square, is a point, and the way nearest to a point need not be
    the one by which people come: behind the shop there may be a gravel path. Whoever gets to
    within ``more_m`` farther off than the nearest way, gets there.

    Parameters
    ----------
    graph
        Of the persona who walks.
    goals
        From `doors`.
    more_m
        How much farther off the other way may be, m.

    Returns
    -------
    Doors
        The same goals; those with a door that can be used as they were.
    """
    at = goals.entries
    usable = np.isfinite(graph.forward) | np.isfinite(graph.backward)
    shut = np.setdiff1d(at.point, at.point[usable[at.edge]])
    shut = shut[shapely.get_type_id(goals.places[shut]) == 0]
    open_ = np.flatnonzero(usable)
    if not len(shut) or not len(open_):
        return goals
    off = np.full(len(goals.places), np.inf)
    np.minimum.at(off, at.point, at.metres)
    point, edge = shapely.STRtree(graph.lines[open_]).query_nearest(goals.places[shut])
    whose, edge = shut[point], open_[edge]
    metres = shapely.distance(graph.lines[edge], goals.places[whose])
    near = metres <= off[whose] + more_m
    whose, edge, metres = whose[near], edge[near], metres[near]
    where = shapely.line_locate_point(graph.lines[edge], goals.places[whose], normalized=True)
    more = (whose, edge, np.nan_to_num(where), metres)
    return Doors(
        goals.places,
        Snapped(*(np.concatenate(both) for both in zip(_columns(at), more, strict=True))),
    )


def _columns(at: Snapped) -> tuple[Ints, Ints, Floats, Floats]:
    return at.point, at.edge, at.fraction, at.metres


def node_doors(graph: WalkGraph, nodes: NDArray[np.object_]) -> Doors:
    """
    Make every node of the network a place with its door at itself.

    Examples
    --------
    >>> everywhere = node_doors(graph, town.nodes.geometry.to_numpy())  # doctest: +SKIP
    """
    ends = np.concatenate([graph.u, graph.v])
    node, first = np.unique(ends, return_index=True)
    count = len(graph.u)
    entries = Snapped(
        node.astype(np.intp), first % max(count, 1), (first >= count).astype(float),
        np.zeros(len(node)),
    )  # fmt: skip
    return Doors(np.asarray(nodes, dtype=object), entries)


def nearest(
    graph: WalkGraph,
    places: Doors,
    goals: Doors,
    *,
    direction: Direction = "to",
    with_metres: bool = True,
) -> Nearest:
    """
    Minutes on foot from every place to its nearest goal, or from its nearest goal to it.

    One search for all places, from the goals outwards.

    Parameters
    ----------
    graph
        Of the persona who walks.
    places, goals
        From `doors` or `node_doors`.
    direction
        ``"to"``: from the places to the goals; ``"from"``: back.
    with_metres
        Whether the metres of those same ways are wanted; else they stay NaN, which is faster.
    """
    toward = graph if direction == "to" else graph.turned()
    reached = reach(toward, goals.entries, with_metres=with_metres)
    best = _best(
        len(places.places),
        _over_nodes(toward, reached, places.entries),
        _along_the_edge(toward, goals.entries, places.entries),
        _inside(toward, places, goals.places),
    )
    return best if with_metres else best._replace(metres=np.full(len(places.places), np.nan))


def between(
    graph: WalkGraph, places: Doors, goals: Doors, *, limit: float, direction: Direction = "to"
) -> Legs:
    """
    Minutes on foot between every place and every goal within ``limit`` minutes of it.

    Parameters
    ----------
    graph
        Of the persona who walks.
    places, goals
        From `doors`.
    limit
        Longest way, minutes.
    direction
        ``"to"``: from the places to the goals; ``"from"``: back.

    Returns
    -------
    Legs
        Sorted by place, then goal; pairs beyond the limit are not in it.
    """
    toward = graph if direction == "to" else graph.turned()
    ways = [*_along_the_edge(toward, goals.entries, places.entries)]
    ways += _inside(toward, places, goals.places)
    for start in range(0, len(goals.places), _GOALS_AT_ONCE):
        ways.append(_block(toward, places, goals.entries, start, limit))
    place, cost, _, goal = _joined(ways)
    keep = cost <= limit
    place, cost, goal = place[keep], cost[keep], goal[keep]
    order = np.lexsort((cost, goal, place))
    place, cost, goal = place[order], cost[order], goal[order]
    new = np.ones(len(place), dtype=bool)
    new[1:] = (place[1:] != place[:-1]) | (goal[1:] != goal[:-1])
    return Legs(place[new], goal[new], cost[new])


#: Candidate ways: position of the place, minutes, metres, position of the goal.
_Ways = tuple[Ints, Floats, Floats, Ints]


def _block(graph: WalkGraph, places: Doors, entries: Snapped, start: int, limit: float) -> _Ways:
    """Ways over the nodes from all places to some goals, each searched by itself."""
    of = (entries.point >= start) & (entries.point < start + _GOALS_AT_ONCE)
    some = Snapped(entries.point[of], entries.edge[of], entries.fraction[of], entries.metres[of])
    away = places.entries
    goals, whose = np.unique(some.point, return_inverse=True)
    if not len(goals) or not len(away.point):
        return _nothing()
    cost = _costs_to_each(graph, some, whose, len(goals), limit)
    edge, fraction = away.edge, away.fraction
    to_u = graph.travel(edge, fraction, np.zeros_like(fraction)) + away.metres * graph.per_metre
    to_v = graph.travel(edge, fraction, np.ones_like(fraction)) + away.metres * graph.per_metre
    whole = np.minimum(cost[:, graph.u[edge]] + to_u, cost[:, graph.v[edge]] + to_v)
    goal, entry = np.nonzero(whole <= limit)
    minutes = whole[goal, entry]
    return away.point[entry], minutes, np.zeros(len(minutes)), goals[goal]


def _costs_to_each(
    graph: WalkGraph, entries: Snapped, whose: Ints, count: int, limit: float
) -> Floats:
    """Cost from every node to each of some goals; one row a goal."""
    known = graph.node_count
    first, end, weight, _ = entering(graph, entries, whose + known)
    matrix = graph.arcs.with_more(first, end, weight, count)
    return np.asarray(dijkstra(matrix, indices=np.arange(known, known + count), limit=limit))[
        :, :known
    ]


def _nothing() -> _Ways:
    return (np.zeros(0, np.intp), np.zeros(0), np.zeros(0), np.zeros(0, np.intp))


def _over_nodes(graph: WalkGraph, reached: Reach, away: Snapped) -> list[_Ways]:
    """Ways that leave the edge at one of its ends: the better one of each entry."""
    edge, fraction = away.edge, away.fraction
    connector = away.metres * graph.per_metre
    length = graph.length_m[edge]
    ends = []
    for node, end in ((graph.u[edge], 0.0), (graph.v[edge], 1.0)):
        cost = graph.travel(edge, fraction, np.full_like(fraction, end))
        cost += connector + reached.cost[node]
        metres = away.metres + np.abs(end - fraction) * length + reached.metres[node]
        ends.append((cost, metres, reached.centre[node]))
    (cost_u, metres_u, goal_u), (cost_v, metres_v, goal_v) = ends
    equal = cost_u == cost_v
    shorter = (metres_v < metres_u) | ((metres_v == metres_u) & (goal_v < goal_u))
    by_v = (cost_v < cost_u) | (equal & shorter)
    return [
        (
            away.point,
            np.where(by_v, cost_v, cost_u),
            np.where(by_v, metres_v, metres_u),
            np.where(by_v, goal_v, goal_u),
        )
    ]


def _along_the_edge(graph: WalkGraph, entries: Snapped, away: Snapped) -> list[_Ways]:
    """Ways straight along the edge on which target and centre both lie."""
    order = np.argsort(entries.edge, kind="stable")
    lowest = np.searchsorted(entries.edge, away.edge, side="left", sorter=order)
    highest = np.searchsorted(entries.edge, away.edge, side="right", sorter=order)
    count = highest - lowest
    target = np.repeat(np.arange(len(away.edge)), count)
    if not len(target):
        return []
    offset = np.arange(len(target)) - np.repeat(np.cumsum(count) - count, count)
    entry = order[lowest[target] + offset]
    start, end = away.fraction[target], entries.fraction[entry]
    edge = away.edge[target]
    off = away.metres[target] + entries.metres[entry]
    return [
        (
            away.point[target],
            graph.travel(edge, start, end) + off * graph.per_metre,
            np.abs(end - start) * graph.length_m[edge] + off,
            entries.point[entry],
        )
    ]


def _inside(graph: WalkGraph, places: Doors, goals: NDArray[np.object_]) -> list[_Ways]:
    """No way at all inside a polygon; only the connector if just the edge lies inside."""
    ways: list[_Ways] = []
    away = places.entries
    for position in np.flatnonzero(shapely.get_type_id(goals) > 0):
        polygon = goals[position]
        shapely.prepare(polygon)
        home = np.flatnonzero(shapely.covers(polygon, places.places))
        nothing = np.zeros(len(home))
        ways.append((home, nothing, nothing, np.full(len(home), position)))
        foot = shapely.line_interpolate_point(
            graph.lines[away.edge], away.fraction, normalized=True
        )
        enters = shapely.covers(polygon, foot)
        metres = away.metres[enters]
        ways.append(
            (away.point[enters], metres * graph.per_metre, metres,
             np.full(len(metres), position))
        )  # fmt: skip
    return ways


def _joined(ways: list[_Ways]) -> _Ways:
    if not ways:
        return _nothing()
    point, cost, metres, goal = (np.concatenate(column) for column in zip(*ways, strict=True))
    return point, cost, metres, goal


def _best(count: int, *groups: list[_Ways]) -> Nearest:
    """The cheapest candidate of each place; of equal ones the shortest."""
    point, cost, metres, goal = _joined([way for group in groups for way in group])
    lowest = np.full(count, np.inf)
    np.minimum.at(lowest, point, cost)
    best = np.flatnonzero((cost == lowest[point]) & np.isfinite(cost))
    if len(best) and np.bincount(point[best]).max() > 1:
        order = best[np.lexsort((goal[best], metres[best], point[best]))]
        best = order[np.unique(point[order], return_index=True)[1]]
    whose = point[best]
    found = Nearest(
        np.full(count, np.nan), np.full(count, np.nan), np.full(count, -1, dtype=np.intp)
    )
    found.minutes[whose], found.goal[whose] = cost[best], goal[best]
    found.metres[whose] = np.where(np.isfinite(metres[best]), metres[best], np.nan)
    return found
