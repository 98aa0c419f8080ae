"""Minutes of every home to and from what people walk to, for every persona."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.analysis.arcs import Floats
from innenstadt_gis.analysis.doors import Doors, doors, goals_for, nearest
from innenstadt_gis.analysis.local_supply.categories import facilities
from innenstadt_gis.analysis.walkgraph import WalkGraph
from innenstadt_gis.tables.findings.personas import PERSONA_REACH, PERSONA_WALKING
from innenstadt_gis.words import Text

__all__ = [
    "GOALS",
    "LIMITS_MIN",
    "Walked",
    "goal_doors",
    "persona_reach",
    "persona_walking",
    "walked",
]

#: What people walk to, in the order of the table.
GOALS: dict[str, Text] = {
    "centre": Text("Zentrum", "centre"),
    "supermarket": Text("Supermarkt oder Discounter", "supermarket or discounter"),
    "pharmacy": Text("Apotheke", "pharmacy"),
    "gp": Text("Hausarzt", "general practitioner"),
    "stop": Text("Haltestelle", "stop"),
    "bench": Text("Bank zum Sitzen", "bench"),
    "toilet": Text("öffentliche Toilette", "public toilet"),
}
LIMITS_MIN = (5, 10, 15)


class Walked(NamedTuple):
    """Minutes of every home by persona and goal, there and back; NaN: no way."""

    there: Mapping[tuple[str, str], Floats]
    back: Mapping[tuple[str, str], Floats]
    goals: Mapping[str, Doors]


def goal_doors(
    graph: WalkGraph,
    centres: gpd.GeoDataFrame,
    premises: gpd.GeoDataFrame,
    amenities: gpd.GeoDataFrame,
    stops: gpd.GeoDataFrame,
    *,
    linked: frozenset[str] = frozenset(),
) -> dict[str, Doors]:
    """
    Find where the goals touch the network, for all personas at once.

    Supermarkets, pharmacies and practices are those of local supply that are in use and of
    the kind by their name or likely so; benches also those at stops.

    Parameters
    ----------
    graph
        Of any persona.
    centres, premises, amenities, stops
        Contracts in `tables`.
    linked
        Ids of amenities that stand among the premises too.

    Returns
    -------
    dict
        Doors by the keys of `GOALS`.
    """
    found = facilities(premises, amenities, stops, linked=linked)
    found = found[found["level"].isin(["sure", "likely"])]
    benches = [benches_of(amenities, stops)]
    places: dict[str, Any] = {
        "centre": centres.geometry.to_numpy(),
        "bench": np.concatenate(benches),
        "toilet": amenities.geometry[amenities["kind"] == "toilets"].to_numpy(),
    }
    for key in ("supermarket", "pharmacy", "gp", "stop"):
        places[key] = found.geometry[found["category"] == key].to_numpy()
    return {key: doors(graph, np.asarray(places[key], dtype=object)) for key in GOALS}


def benches_of(amenities: gpd.GeoDataFrame, stops: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Points of all benches: those by themselves, and stops that have one."""
    free = amenities.geometry[(amenities["kind"] == "bench").fillna(value=False)]
    at_stops = stops.geometry[(stops["bench"] == "yes").fillna(value=False)]
    return np.concatenate([np.asarray(part.to_numpy(), dtype=object) for part in (free, at_stops)])


def walked(graphs: Mapping[str, WalkGraph], homes: Doors, goals: Mapping[str, Doors]) -> Walked:
    """
    Search the minutes of every home to and from its nearest goal, for every persona.

    Parameters
    ----------
    graphs
        By persona.
    homes
        From `doors.doors`; the same for all.
    goals
        From `goal_doors`.
    """
    there: dict[tuple[str, str], Floats] = {}
    back: dict[tuple[str, str], Floats] = {}
    for who, graph in graphs.items():
        turned = graph.turned()
        for goal, doors_ in goals.items():
            at = goals_for(graph, doors_)
            there[who, goal] = nearest(graph, homes, at, with_metres=False).minutes
            back[who, goal] = nearest(turned, homes, at, with_metres=False).minutes
    return Walked(there, back, goals)


def persona_walking(
    found: Walked, homes: gpd.GeoDataFrame, *, bench_gap_m: Floats | None = None
) -> gpd.GeoDataFrame:
    """
    Minutes to the nearest centre and back for every home, one pair of columns per persona.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.personas.PERSONA_WALKING`; blank where there is no way.
    """
    columns: dict[str, Floats] = {}
    for who, goal in found.there:
        if goal == "centre":
            columns[f"{who}_min"] = found.there[who, goal]
            columns[f"{who}_back_min"] = found.back[who, goal]
    if bench_gap_m is not None:
        columns["bench_gap_m"] = bench_gap_m
    table = gpd.GeoDataFrame(columns, index=homes.index, geometry=homes.geometry.to_numpy())
    return PERSONA_WALKING.conform(table.set_crs(homes.crs), crs=homes.crs)


def persona_reach(
    found: Walked, persons: Floats, total: float, labels: Mapping[str, Text]
) -> pd.DataFrame:
    """
    Persons within 5, 10 and 15 minutes of each goal, as if all walked like each persona.

    A person counts as known where an adult gets from their home to a goal of the kind; whoever
    of them does not get there as the persona is cut off, and within no limit.

    Parameters
    ----------
    found
        From `walked`.
    persons
        Of each home.
    total
        All persons, also those without a home.
    labels
        Names of the personas by key.

    Returns
    -------
    pd.DataFrame
        Contract in `tables.findings.personas.PERSONA_REACH`, one row per persona and goal;
        blank where the data hold no goal of a kind, or no persons.
    """
    rows, index = [], []
    adult = next((who for who, _ in found.there), "")
    for (who, goal), there in found.there.items():
        known = np.isfinite(found.there[adult, goal])
        row: dict[str, Any] = {
            "persona": who, "persona_label": labels[who].de, "goal": goal,
            "goal_label": GOALS[goal].de,
            "goals": len(np.unique(found.goals[goal].entries.point)),
        }  # fmt: skip
        covered = float(persons[known].sum())
        if row["goals"] and covered > 0:
            row |= _of_persons(there, found.back[who, goal], np.where(known, persons, 0.0))
            row["coverage"] = min(covered / total, 1.0)
        rows.append(row)
        index.append(f"{who}:{goal}")
    frame = pd.DataFrame(
        rows, columns=list(PERSONA_REACH.names), index=pd.Index(index, dtype="str")
    )
    return PERSONA_REACH.conform(frame)


def _of_persons(there: Floats, back: Floats, weight: Floats) -> dict[str, float]:
    within = {f"within_{m}_min": float(weight[there <= m].sum()) for m in LIMITS_MIN}
    return {
        "persons": float(weight.sum()), **within,
        "median_min": weighted_median(there, weight),
        "median_back_min": weighted_median(back, weight),
        "cut_off": float(weight[np.isnan(there)].sum()),
    }  # fmt: skip


def weighted_median(values: Floats, weight: Floats) -> float:
    """
    Value that half of the weight does not exceed; NaN is more than any, and NaN of nothing.

    Examples
    --------
    >>> weighted_median(np.array([1.0, 5.0, np.nan]), np.array([1.0, 2.0, 2.0]))
    5.0
    """
    some = weight > 0
    if not some.any():
        return float("nan")
    values, weight = values[some], weight[some]
    order = np.argsort(np.where(np.isnan(values), np.inf, values), kind="stable")
    reached = np.cumsum(weight[order])
    return float(values[order[np.searchsorted(reached, reached[-1] / 2)]])
