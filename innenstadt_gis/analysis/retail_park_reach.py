"""Centre and edge: who reaches the centre, and who the retail parks outside of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from innenstadt_gis.analysis.doors import Doors, between, doors
from innenstadt_gis.analysis.people import People
from innenstadt_gis.analysis.walkgraph import Floats, WalkGraph
from innenstadt_gis.tables.findings.retail_parks import RETAIL_PARK_REACH
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

__all__ = ["ParkReach", "park_figures", "park_reach", "park_table"]

#: On foot to a shop, minutes; and with bus and train.
ON_FOOT_MIN = 15.0
BY_TRANSIT_MIN = 30.0
#: No way on foot is longer than this, minutes.
_FARTHEST_MIN = 180.0


class ParkReach(NamedTuple):
    """
    Minutes from each home (row) to each place (column); infinite where there is no way.

    ``places`` are the centres and the retail parks with their ``kind``; ``on_foot`` has one
    table for each persona, ``by_transit`` is None without a timetable.
    """

    places: gpd.GeoDataFrame
    on_foot: Mapping[str, Floats]
    by_transit: Floats | None


def places_of(centres: gpd.GeoDataFrame, parks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put centres and retail parks into one table, the centres first."""
    both = [
        rows[["name", "proposed"]].assign(kind=kind).set_geometry(rows.geometry)
        for rows, kind in ((centres, "centre"), (parks, "retail_park"))
    ]
    return gpd.GeoDataFrame(pd.concat(both), geometry="geometry", crs=centres.crs)


def park_reach(
    places: gpd.GeoDataFrame,
    homes: Doors,
    graphs: Mapping[str, WalkGraph],
    *,
    by_transit: Floats | None = None,
) -> ParkReach:
    """
    Search the ways on foot from every home to every centre and retail park.

    Parameters
    ----------
    places
        From `places_of`.
    homes
        Doors of the homes.
    graphs
        The walk network of each persona that is asked for.
    by_transit
        Minutes on foot or by public transport, homes by places; None without a timetable.
    """
    on_foot = {}
    for key, graph in graphs.items():
        goals = doors(graph, places.geometry.to_numpy())
        legs = between(graph, homes, goals, limit=_FARTHEST_MIN)
        minutes = np.full((len(homes.places), len(places)), np.inf)
        minutes[legs.place, legs.goal] = legs.minutes
        on_foot[key] = minutes
    return ParkReach(places, on_foot, by_transit)


def park_table(
    reach: ParkReach, people: People, *, service: pd.DataFrame | None = None
) -> gpd.GeoDataFrame:
    """
    Persons who reach each place, in the contract `tables.findings.retail_parks`.

    Parameters
    ----------
    reach
        From `park_reach`; of the personas ``adult`` and ``senior_75_84``.
    people
        Persons of the same homes.
    service
        ``quality_class`` and ``departures_day`` by place; None leaves them blank.
    """
    each = people.each
    adult, at_80 = reach.on_foot["adult"], reach.on_foot["senior_75_84"]
    table = reach.places.copy()
    if people.spread is not None:
        table["persons_15"] = each @ (adult <= ON_FOOT_MIN)
        table["persons_15_at_80"] = each @ (at_80 <= ON_FOOT_MIN)
        nearest, there = adult.argmin(axis=1), np.isfinite(adult).any(axis=1)
        table["persons_nearest"] = np.bincount(
            nearest[there], weights=each[there], minlength=len(table)
        )
        if reach.by_transit is not None:
            table["persons_30_transit"] = each @ (reach.by_transit <= BY_TRANSIT_MIN)
            table["median_transit_min"] = [_median(m, each) for m in reach.by_transit.T]
    if service is not None:
        table = table.join(service)
    return RETAIL_PARK_REACH.conform(table, crs=reach.places.crs)


def _median(minutes: Floats, each: Floats) -> float:
    """Minutes within which half of the persons get there; NaN if fewer ever do."""
    order = np.argsort(minutes, kind="stable")
    reached = np.cumsum(each[order])
    if not len(order) or reached[-1] <= 0:
        return np.nan
    middle = minutes[order[np.searchsorted(reached, reached[-1] / 2)]]
    return float(middle) if np.isfinite(middle) else np.nan


def park_figures(
    reach: ParkReach, people: People, *, method: Mapping[str, Text], transit: Text | None = None
) -> tuple[Figure, ...]:
    """
    The edge beside the centre (E-40 to E-43).

    E-40 persons within 15 minutes on foot of a retail park; E-41 the same at the pace of 75
    to 84; E-42 persons to whom a retail park is nearer on foot than the centre; E-43 persons
    within 30 minutes of a retail park on foot or by public transport.

    Parameters
    ----------
    reach, people
        See `park_table`.
    method
        How the ways of each persona were reckoned, in words.
    transit
        How those by public transport were; None without a timetable.
    """
    park = (reach.places["kind"] == "retail_park").to_numpy()
    adult, at_80 = reach.on_foot["adult"], reach.on_foot["senior_75_84"]
    edge, edge_80, centre = (_nearest(m, on) for m, on in
                             ((adult, park), (at_80, park), (adult, ~park)))  # fmt: skip
    known = np.isfinite(edge)
    told = [
        (*_ON_FOOT, edge <= ON_FOOT_MIN, known, method["adult"]),
        (*_AT_80, edge_80 <= ON_FOOT_MIN, np.isfinite(edge_80), method["senior_75_84"]),
        (*_NEARER, edge < centre, known & np.isfinite(centre), method["adult"]),
    ]
    if reach.by_transit is not None and transit is not None:
        minutes = _nearest(reach.by_transit, park)
        told.append((*_TRANSIT, minutes <= BY_TRANSIT_MIN, np.isfinite(minutes), transit))
    parameters = {
        "retail_parks": int(park.sum()),
        "retail_parks_proposed": int(reach.places["proposed"][park].sum()),
        "persons": people.total,
    }
    said = people.said
    return tuple(
        Figure(
            id=number, key=key, label=label, unit="share", base_table="population",
            method=Text(f"{how.de}; {said.de}; {people.census.de}",
                        f"{how.en}; {said.en}; {people.census.en}"),
            parameters=parameters, **people.share(hit, known=sure)._asdict(),
        )
        for number, key, label, hit, sure, how in told
    )  # fmt: skip


def _nearest(minutes: Floats, which: Any) -> Floats:
    """Minutes to the nearest of some places; infinite where there is none."""
    some = minutes[:, which]
    return np.asarray(some.min(axis=1)) if some.shape[1] else np.full(len(minutes), np.inf)


_ON_FOOT = (
    "E-40", "persons_near_retail_park",
    Text("Personen höchstens 15 Gehminuten von einem Fachmarktstandort",
         "persons at most 15 minutes on foot from a retail park"),
)  # fmt: skip
_AT_80 = (
    "E-41", "persons_near_retail_park_at_80",
    Text("Personen höchstens 15 Gehminuten von einem Fachmarktstandort, gingen alle so langsam wie "
         "Ältere von 75 bis 84",
         "persons at most 15 minutes on foot from a retail park if all walked as slowly as people of "
         "75 to 84"),
)  # fmt: skip
_NEARER = (
    "E-42", "persons_nearer_to_retail_park",
    Text("Personen, denen ein Fachmarktstandort zu Fuß näher ist als das Zentrum",
         "persons to whom a retail park is nearer on foot than the centre"),
)  # fmt: skip
_TRANSIT = (
    "E-43", "persons_near_retail_park_by_transit",
    Text("Personen höchstens 30 Minuten von einem Fachmarktstandort, zu Fuß oder mit Bus und Bahn",
         "persons at most 30 minutes from a retail park, on foot or by public transport"),
)  # fmt: skip
