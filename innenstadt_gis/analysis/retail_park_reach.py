"""Centre and edge: who reaches the centre, and who the retail parks outside of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.analysis.doors import Doors, Legs, between, doors, nearest
from innenstadt_gis.analysis.people import People
from innenstadt_gis.analysis.walkgraph import Floats, Ints, WalkGraph
from innenstadt_gis.tables.findings.retail_parks import RETAIL_PARK_REACH
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

__all__ = ["ParkReach", "park_figures", "park_reach", "park_table"]

#: On foot to a shop, minutes; and with bus and train.
ON_FOOT_MIN = 15.0
BY_TRANSIT_MIN = 30.0


class OnFoot(NamedTuple):
    """
    What is asked of the ways on foot from the homes; never all of them, for they are too many.

    ``near`` has the ways of at most `ON_FOOT_MIN` minutes; ``centre`` and ``park`` are the
    minutes from each home to the nearest of either, infinite where there is no way, and
    ``place`` is the nearest of all places (-1: none).
    """

    near: Legs
    centre: Floats
    park: Floats
    place: Ints


class ParkReach(NamedTuple):
    """
    How homes reach places: the centres and the retail parks with their ``kind``.

    ``on_foot`` is told for each persona; ``by_transit`` are minutes from each home (row) to each
    place (column), infinite where there is no way, and None without a timetable.
    """

    places: gpd.GeoDataFrame
    on_foot: Mapping[str, OnFoot]
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
    Search the ways on foot from every home to centres and retail parks, as far as they are asked for.

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
    on_foot = {key: _on_foot(graph, places, homes) for key, graph in graphs.items()}
    return ParkReach(places, on_foot, by_transit)


def _on_foot(graph: WalkGraph, places: gpd.GeoDataFrame, homes: Doors) -> OnFoot:
    shapes = places.geometry.to_numpy()
    near = between(graph, homes, doors(graph, shapes), limit=ON_FOOT_MIN)
    parks = _parks(places)
    minutes, which = [], []
    for rows in (np.flatnonzero(~parks), np.flatnonzero(parks)):
        found = nearest(graph, homes, doors(graph, shapes[rows]), with_metres=False)
        minutes.append(np.nan_to_num(found.minutes, nan=np.inf))
        which.append(np.append(rows, -1)[found.goal])  # none is -1 on both sides
    centre, park = minutes
    return OnFoot(near, centre, park, np.where(centre <= park, *which))


def _parks(places: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    return np.asarray(places["kind"] == "retail_park")


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
        for column, (home, place, _) in (
            ("persons_15", adult.near),
            ("persons_15_at_80", at_80.near),
        ):
            table[column] = np.bincount(place, weights=each[home], minlength=len(table))
        there = adult.place >= 0
        table["persons_nearest"] = np.bincount(
            adult.place[there], weights=each[there], minlength=len(table)
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
    park = _parks(reach.places)
    adult, at_80 = reach.on_foot["adult"], reach.on_foot["senior_75_84"]
    known = np.isfinite(adult.park)
    told = [
        (*_ON_FOOT, adult.park <= ON_FOOT_MIN, known, method["adult"]),
        (*_AT_80, at_80.park <= ON_FOOT_MIN, np.isfinite(at_80.park), method["senior_75_84"]),
        (*_NEARER, adult.park < adult.centre, known & np.isfinite(adult.centre), method["adult"]),
    ]
    if reach.by_transit is not None and transit is not None:
        minutes = reach.by_transit[:, park].min(axis=1, initial=np.inf)
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
