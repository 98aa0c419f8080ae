"""What bars the way: which stairs, slope or surface keeps whom from a goal that adults reach."""

from __future__ import annotations

from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.analysis.arcs import Floats, Ints
from innenstadt_gis.analysis.doors import Doors, nearest
from innenstadt_gis.analysis.pace import edge_barriers
from innenstadt_gis.analysis.personas.pieces import joined, middle, neighbours
from innenstadt_gis.analysis.personas.ways import Ways, ways
from innenstadt_gis.analysis.walkgraph import WalkGraph
from innenstadt_gis.personas import Persona
from innenstadt_gis.tables.findings.personas import BARRIERS

__all__ = ["Barred", "Passable", "barred", "barriers", "passable"]

#: A metre of barrier weighs as much as this on the way with the fewest of them, minutes.
_BARRIER_METRE_MIN = 1e4
#: A longer way round than this is told, minutes.
DETOUR_MIN = 5.0
#: Whoever walks less than this of an edge stands at its end, m.
_TOUCHED_M = 1e-6

Flags = NDArray[np.bool_]


class Barred(NamedTuple):
    """
    Whom barriers keep from a goal; all by home.

    ``cut_off``: an adult gets to a goal and the persona does not. ``at_barrier``: of those,
    who live on the barrier itself and have no other before them; where on it they live and
    where it is steep, nobody knows. ``surely``: of those cut off, who would also be if only
    the mean slope of each edge counted and not its steepest stretch, which a coarse elevation
    model easily errs about, and who do not live on the barrier. ``detour_min``: by how much the
    way of those who get there is longer than it would be without barriers; NaN for the others.
    """

    cut_off: Flags
    at_barrier: Flags
    surely: Flags
    detour_min: Floats
    blamed: list[tuple[Flags, Ways]]
    kind: NDArray[np.object_]


class Passable(NamedTuple):
    """
    The network of a persona, and the same with its barriers passable.

    ``smooth`` knows no steepest stretches but the mean slope of each edge; ``free`` has the
    barriers passable at the minutes that they would take, ``fewest`` at a huge price a metre;
    ``kind`` names what bars each edge, blank where nothing does.
    """

    graph: WalkGraph
    kind: NDArray[np.object_]
    smooth: WalkGraph
    free: WalkGraph
    fewest: WalkGraph


def passable(edges: gpd.GeoDataFrame, graph: WalkGraph) -> Passable:
    """Open the barriers of the persona of a network; ``edges`` are those it was built of."""
    kind = edge_barriers(edges, persona=graph.persona)
    free = graph.for_persona(edges, graph.persona.unstopped())
    price = np.where(kind != "", graph.length_m * _BARRIER_METRE_MIN, 0.0)
    fewest = free.with_costs(free.forward + price, free.backward + price)
    smooth = graph.for_persona(edges.assign(steepest=np.nan), graph.persona)
    return Passable(graph, kind, smooth, free, fewest)


def barred(
    opened: Passable,
    adult_min: Floats,
    places: Doors,
    goals: Doors,
    *,
    detour_min: float = DETOUR_MIN,
) -> Barred:
    """
    Tell whom the barriers of a persona keep from the nearest goal.

    To blame are, for those cut off, the barriers on their way with the fewest metres of them
    (of such ways the shortest); for those who go round, the barriers on the way that they
    would take without any.

    Parameters
    ----------
    opened
        From `passable`.
    adult_min
        Minutes of an adult from each place to the nearest goal; NaN: none.
    places, goals
        From `doors.doors`; goals best from `doors.goals_for` the persona.
    detour_min
        Longer ways round than this are told, minutes.
    """
    minutes = nearest(opened.graph, places, goals, with_metres=False).minutes
    smooth = nearest(opened.smooth, places, goals, with_metres=False).minutes
    cut_off = np.isfinite(adult_min) & np.isnan(minutes)
    through, straight = ways(opened.fewest, places, goals), ways(opened.free, places, goals)
    detour = minutes - np.where(np.isfinite(straight.place_cost), straight.place_cost, np.nan)
    bars = opened.kind != ""
    first, onward = _crossed(through, bars, opened.graph.length_m)
    at_barrier = cut_off & first & ~_over_barriers(through, onward)[through.place_node]
    return Barred(
        cut_off, at_barrier, cut_off & np.isnan(smooth) & ~at_barrier, np.maximum(detour, 0.0),
        [(cut_off, through), (detour > detour_min, straight)], opened.kind,
    )  # fmt: skip


def _crossed(way: Ways, bars: Flags, length_m: Floats) -> tuple[Flags, Flags]:
    """Tell whose first leg, and which nodes' next one, leads along a barrier and not past it."""
    first = np.abs(way.place_arrives - way.place_leaves) * length_m[way.place_edge]
    onward = np.abs(way.arrives - way.leaves) * length_m[way.edge]
    return (
        (way.place_edge >= 0) & bars[way.place_edge] & (first > _TOUCHED_M),
        (way.edge >= 0) & bars[way.edge] & (onward > _TOUCHED_M),
    )


def _over_barriers(found: Ways, bars: Flags) -> Flags:
    """Tell the nodes whose way on passes a barrier; one more, False, for places without a node."""
    passes = [False] * (len(found.cost) + 1)
    following, barred_ = found.following.tolist(), bars.tolist()
    for node in found.upward.tolist():
        passes[node] = barred_[node] or passes[following[node]]
    return np.array(passes, dtype=bool)


def barriers(
    edges: gpd.GeoDataFrame, found: Barred, persons: Floats, *, persona: Persona, goal: str
) -> gpd.GeoDataFrame:
    """
    One row per barrier: neighbouring edges of one kind and one street that bar ways.

    Parameters
    ----------
    edges
        Those of which `barred` was asked.
    found
        From `barred`.
    persons
        Of each place.
    persona, goal
        Who walks, and to what, to be written in the table.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.personas.BARRIERS`; the most persons first. Whoever
        lives behind several barriers is counted at each of them; ``persons_alone`` counts
        those on whose way with the fewest metres of barrier no other one lies. Without this
        one barrier they get to the goal, and maybe more do: others behind a shorter one.
    """
    shut, round_ = (
        _behind(places, way, found.kind != "", edges["length_m"].to_numpy("float64"))
        for places, way in found.blamed
    )
    used = np.unique(np.concatenate([*shut, *round_, np.empty(0, np.intp)]).astype(np.intp))
    if not len(used):
        return BARRIERS.conform(pd.DataFrame(index=pd.Index([])), crs=edges.crs)
    group = np.full(len(edges), -1, dtype=np.intp)
    group[used] = neighbours(edges.iloc[used], found.kind[used].tolist())
    counts = _counts(shut, round_, found, persons, group)
    said = {"persona": persona.key, "persona_label": persona.label.de, "goal": goal}
    shapes = _shapes(edges.iloc[used], found.kind[used], group[used])
    rows = [said | shape | counted for shape, counted in zip(shapes, counts, strict=True)]
    order = sorted(range(len(rows)), key=lambda at: _order(rows[at]))
    rows = [rows[at] for at in order]
    index = [f"{persona.key}:{goal}:{number}" for number in range(1, len(rows) + 1)]
    table = gpd.GeoDataFrame(rows, index=index, geometry="geometry", crs=edges.crs)
    return BARRIERS.conform(table)


def _behind(places: Flags, way: Ways, bars: Flags, length_m: Floats) -> list[Ints]:
    """The barrier edges on the way of each of some places, in the order of the places."""
    first, onward = (flags.tolist() for flags in _crossed(way, bars, length_m))
    on: dict[int, tuple[int, ...]] = {-1: ()}
    following, edge = way.following.tolist(), way.edge.tolist()
    for node in way.upward.tolist():
        ahead = on[following[node]]
        on[node] = (*ahead, edge[node]) if onward[node] else ahead
    found = []
    for place in np.flatnonzero(places).tolist():
        own = (int(way.place_edge[place]),) if first[place] else ()
        found.append(np.array([*own, *on[int(way.place_node[place])]], dtype=np.intp))
    return found


def _counts(
    shut: list[Ints], round_: list[Ints], found: Barred, persons: Floats, group: Ints
) -> list[dict[str, float]]:
    """Persons and homes behind each barrier, and those whom it sends round."""
    names = ("persons", "persons_alone", "homes", "persons_detour")
    count = int(group.max()) + 1
    totals = {name: np.zeros(count) for name in names}
    for place, passed in zip(np.flatnonzero(found.blamed[0][0]), shut, strict=True):
        at = np.unique(group[passed])
        totals["persons"][at] += persons[place]
        totals["homes"][at] += 1
        if len(at) == 1:
            totals["persons_alone"][at] += persons[place]
    for place, passed in zip(np.flatnonzero(found.blamed[1][0]), round_, strict=True):
        totals["persons_detour"][np.unique(group[passed])] += persons[place]
    return [{name: float(values[at]) for name, values in totals.items()} for at in range(count)]


def _shapes(some: gpd.GeoDataFrame, kind: NDArray[np.object_], group: Ints) -> list[dict[str, Any]]:
    """What each barrier is, without those it bars."""
    slope = np.abs(some["slope"].to_numpy("float64", na_value=np.nan))
    if "steepest" in some:
        slope = np.fmax(slope, some["steepest"].to_numpy("float64", na_value=np.nan))
    lines = np.asarray(some.geometry.to_numpy(), dtype=object)
    street, metres = some["name"].to_numpy(dtype=object), some["length_m"].to_numpy("float64")
    rows = []
    for number in range(int(group.max()) + 1):
        of = np.flatnonzero(group == number)
        known = slope[of][np.isfinite(slope[of])]
        rows.append({
            "kind": kind[of[0]], "street": street[of[0]], "metres": float(metres[of].sum()),
            "steepest": float(known.max()) if len(known) else None, "geometry": joined(lines[of]),
        })  # fmt: skip
    return rows


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    persons = (-round(row["persons"], 6), -round(row["persons_detour"], 6))
    return (*persons, row["kind"], *middle(row["geometry"]))
