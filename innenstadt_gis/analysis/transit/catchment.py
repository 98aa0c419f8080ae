"""
The town's catchment: who reaches the centre from the stops around, without any street.

Whoever stands at a station of the feed boards at any of its stops; walks lead along the straight
line times a detour (`access.Rules`), at the persona's pace on the flat.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from innenstadt_gis.analysis.doors import Direction
from innenstadt_gis.analysis.transit.access import (
    Access,
    Rules,
    Seconds,
    Ways,
    changes,
    points,
    seconds_of,
)
from innenstadt_gis.analysis.transit.day import service_day
from innenstadt_gis.analysis.transit.door_to_door import (
    Journeys,
    Window,
    clock,
    journeys,
    latest_home,
    scanned,
    summary,
)
from innenstadt_gis.analysis.walkgraph import Floats, Ints
from innenstadt_gis.personas import Persona, persona
from innenstadt_gis.tables.findings.door_to_door import CATCHMENT
from innenstadt_gis.timetable import Timetable

__all__ = ["CLASSES_MIN", "catchment"]

#: Classes of the catchment, minutes.
CLASSES_MIN = (30, 45, 60)


def catchment(
    timetable: Timetable,
    centres: NDArray[np.object_],
    *,
    day: dt.date | None = None,
    window: tuple[int, int] = (6 * 60, 20 * 60),
    rules: Rules | None = None,
    who: Persona | None = None,
    classes_min: tuple[int, ...] = CLASSES_MIN,
) -> gpd.GeoDataFrame:
    """
    Minutes from every station of a timetable to the centre and home again.

    Parameters
    ----------
    timetable
        With ``x_m`` and ``y_m``. Read with ``bounds`` it holds the trips that call in them,
        with all their stops: changes far outside between lines that never come to town are
        not in it.
    centres
        Points or polygons in the same CRS; the fastest counts.
    day
        A day within its validity; None: its day of reference.
    window
        First and last minute (excluded) of the day at which people leave, both ways.
    rules
        What a journey may be.
    who
        Who walks; None: an adult.
    classes_min
        Upper ends of the classes.

    Returns
    -------
    GeoDataFrame
        Contract in `tables.findings.door_to_door.CATCHMENT`, one row for each station at which
        anything calls that day. ``connections`` are the ways that differ in their arrival;
        ``journey_min`` is the median of their minutes for whoever comes just in time
        (to the minute), ``best_min`` the smallest; ``median_min`` and percentiles are over
        every minute of the window, waiting included; ``within_min`` is the first class that
        holds ``journey_min``. Within walking reach of the centre a way on foot counts too.
        ``latest_home`` is past 24:00 in the night after. Blank: never.

    Raises
    ------
    SourceError
        If the day lies outside of the timetable's validity.
    """
    rules, who = rules or Rules(), who or persona("adult")
    per_metre = who.per_metre * rules.detour
    running = service_day(timetable, day)
    stops = running.stops
    ways = Ways(
        day=running, changes=changes(timetable, stops, per_metre=who.per_metre, rules=rules), stops=stops,
        doors=None, graph=None, rules=rules,
    )  # fmt: skip
    stations, legs = _stations(timetable, stops)
    foot_s = np.full(running.stop_count, -1, dtype=np.int64)
    foot_s[stops] = _on_foot(points(timetable, stops), centres, per_metre, rules)
    rows = stations.assign(departures=_departures(ways, legs))
    walk_s = _on_foot(rows.geometry.to_numpy(), centres, per_metre, rules).astype(float)
    walk_s[walk_s < 0] = np.inf
    directions: tuple[Direction, ...] = ("to", "from")
    for direction in directions:
        profile = scanned(ways, foot_s, direction=direction)
        found = journeys(profile, legs, Window(*window, direction), walk_s)
        for column, values in _told(found, direction).items():
            rows[column] = values
    rows["latest_home"] = clock(latest_home(profile, legs, walk_s, rules.home_within_min))
    rows["within_min"] = _class(rows["journey_min"].to_numpy("float64"), classes_min)
    return CATCHMENT.conform(rows)


def _stations(timetable: Timetable, stops: Ints) -> tuple[gpd.GeoDataFrame, Access]:
    """Stations of some stops, where they lie, and the stops of each as ways of no length."""
    called = timetable.stops.iloc[stops]
    names, station = np.unique(called["station_id"].astype(str).to_numpy(), return_inverse=True)
    order = np.argsort(station, kind="stable")
    start = np.searchsorted(station[order], np.arange(len(names) + 1)).astype(np.int64)
    legs = Access(start, stops[order].astype(np.int64), np.zeros(len(stops), dtype=np.int64))
    own = timetable.stops.reindex(names)
    first = called.iloc[order[start[:-1]]] if len(names) else called
    xy = called[["x_m", "y_m"]].astype("float64").groupby(station).mean().to_numpy()
    known = np.isfinite(xy).all(axis=1)
    place = np.full(len(names), None, dtype=object)
    place[known] = shapely.points(xy[known])
    rows = pd.DataFrame({"name": own["name"].to_numpy()}, index=names)
    rows["name"] = rows["name"].where(
        rows["name"].notna(), pd.Series(first["name"].to_numpy(), names)
    )
    return gpd.GeoDataFrame(rows, geometry=place), legs


def _departures(ways: Ways, legs: Access) -> Ints:
    """Departures of a day at which one may board, by station."""
    each = np.bincount(ways.day.origin[ways.day.boards], minlength=ways.day.stop_count)
    return np.add.reduceat(np.append(each[legs.stop], 0), legs.start[:-1])


def _on_foot(
    places: NDArray[np.object_], centres: NDArray[np.object_], per_metre: float, rules: Rules
) -> Seconds:
    """Seconds along the straight line to the nearest centre; -1 beyond the limit."""
    metres = np.full(len(places), np.inf)
    for centre in centres:
        there = shapely.distance(places, centre)
        metres = np.fmin(metres, np.where(np.isnan(there), np.inf, there))
    minutes = metres * per_metre
    near = minutes <= rules.max_walk_min
    return np.where(near, seconds_of(np.where(near, minutes, 0.0)), -1)


def _told(found: Journeys, direction: Direction) -> dict[str, Any]:
    """Columns of a window, from every minute and from the ways that differ."""
    told = summary(found)
    connections, journey, best = _connections(found)
    if direction == "from":
        return {"connections_home": connections, "journey_home_min": journey}
    columns = ("median_min", "p10_min", "p90_min", "changes")
    return {
        "connections": connections, "journey_min": journey, "best_min": best,
        **{name: told[name].to_numpy() for name in columns},
    }  # fmt: skip


def _connections(found: Journeys) -> tuple[Ints, Floats, Floats]:
    """Ways that differ in their arrival, the median of their minutes, the fewest minutes."""
    minutes = found.minutes
    rides = (found.ride_s >= 0) & (found.ride_s < found.walk_s[:, None])
    # the last minute before a bus leaves is the one at which nobody waits: then minutes jump up
    later = minutes[:, 1:] >= minutes[:, :-1]
    last = np.zeros(minutes.shape, dtype=bool)  # after the window's last minute one may still wait
    last[:, :-1] = (later | ~rides[:, 1:]) & rides[:, :-1]
    typical = np.where(np.isfinite(found.walk_s), found.walk_s / 60.0, np.nan)
    best = typical.copy()
    for row in np.flatnonzero(last.any(axis=1)):
        some = np.sort(minutes[row, last[row]])
        typical[row] = np.fmin(typical[row], some[(len(some) - 1) // 2])
        best[row] = np.fmin(best[row], some[0])
    return last.sum(axis=1), typical, best


def _class(minutes: Floats, classes_min: tuple[int, ...]) -> Floats:
    ends = np.append(np.sort(np.asarray(classes_min, dtype=np.float64)), np.nan)
    return ends[np.searchsorted(ends[:-1], np.nan_to_num(minutes, nan=np.inf))]
