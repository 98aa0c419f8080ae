"""
On foot to the stop, from stop to stop, from the stop to the door: the one rule of walking.

A journey is the whole way on foot, or: a walk, a ride, any number of changes and further rides,
a walk. Each walk is one shortest way of the persona and no longer than its limit; two walks
never follow each other, and after a ride one may walk on to another stop or home, not both.
Whoever changes, at the same stop or at another one, needs the time of change at least, however
short the way; nothing is added before the first ride. Walks are rounded up to whole seconds.

Walks lead along the streets. Where a stop lies off the network (farther than the doors allow),
the way to another stop is the straight line times a detour; where it has no coordinates, one
changes at it and within its station alone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from innenstadt_gis.analysis.doors import Direction, Doors, between, doors, nearest
from innenstadt_gis.analysis.transit.day import ServiceDay, service_day
from innenstadt_gis.analysis.walkgraph import Floats, Ints, WalkGraph
from innenstadt_gis.errors import InputError
from innenstadt_gis.timetable import Timetable

__all__ = ["Access", "Changes", "Rules", "Ways", "access", "changes", "egress", "seconds_of", "shorter", "straight_ways", "transit_ways"]  # fmt: skip

Seconds = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """
    What a journey may be.

    Attributes
    ----------
    change_min
        Least time between two rides, minutes; below one second it is one second.
    max_walk_min
        Longest walk to the first stop, and from the last one.
    max_change_walk_min
        Longest walk between two rides.
    detour
        Way on foot over the straight line, where no street is known.
    home_within_min
        A last way home takes less than this: not every bus of noon that is home by midnight.
    """

    change_min: float = 2.0
    max_walk_min: float = 20.0
    max_change_walk_min: float = 10.0
    detour: float = 1.3
    home_within_min: float = 120.0

    def __post_init__(self) -> None:
        """Refuse negative times."""
        for name in ("change_min", "max_walk_min", "max_change_walk_min", "detour"):
            if not getattr(self, name) >= 0:
                raise InputError(
                    de=f"{name} = {getattr(self, name)}; es muss mindestens 0 sein",
                    en=f"{name} = {getattr(self, name)}; it must be at least 0",
                )

    @property
    def change_s(self) -> int:
        """Least time between two rides, whole seconds, at least one."""
        return max(int(seconds_of(np.array([self.change_min]))[0]), 1)


class Changes(NamedTuple):
    """
    By stop at which one gets off, the stops at which one may board and the seconds until then.

    Those of stop s are ``start[s]`` to ``start[s + 1]``; the stop itself is always among them.
    """

    start: Seconds
    stop: Seconds
    seconds: Seconds

    def turned(self) -> Changes:
        """Return the changes by stop at which one boards."""
        origin = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        return _rows(len(self.start) - 1, self.stop, origin, self.seconds)


class Access(NamedTuple):
    """By place, the stops within reach on foot and the seconds; rows as in `Changes`."""

    start: Seconds
    stop: Seconds
    seconds: Seconds


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ways:
    """A day's rides and a persona's changes, ready for any origin and any centre."""

    day: ServiceDay
    changes: Changes
    stops: Ints  # places in Timetable.stops of those that are called at
    doors: Doors | None  # theirs; None without streets
    graph: WalkGraph | None
    rules: Rules


def transit_ways(
    timetable: Timetable,
    graph: WalkGraph,
    *,
    day: dt.date | None = None,
    rules: Rules | None = None,
    service: ServiceDay | None = None,
    stop_doors: Doors | None = None,
) -> Ways:
    """
    Make a day of a timetable ready for whoever walks as ``graph`` says.

    Parameters
    ----------
    timetable
        With ``x_m`` and ``y_m`` in the CRS of the network.
    graph
        The walk network of a persona.
    day
        None: the timetable's day of reference.
    rules
        What a journey may be.
    service, stop_doors
        From an earlier call, for another persona: they do not depend on it.

    Raises
    ------
    SourceError
        If the day lies outside of the timetable's validity.
    """
    rules = rules or Rules()
    running = service_day(timetable, day) if service is None else service
    stops = running.stops
    places = doors(graph, points(timetable, stops)) if stop_doors is None else stop_doors
    return Ways(
        day=running, changes=changes(
            timetable, stops, per_metre=graph.per_metre, rules=rules, graph=graph, stop_doors=places,
        ),
        stops=stops, doors=places, graph=graph, rules=rules,
    )  # fmt: skip


def points(timetable: Timetable, stops: Ints) -> NDArray[np.object_]:
    """Points of some stops; None where there are no coordinates."""
    xy = coordinates(timetable, stops)
    known = np.isfinite(xy).all(axis=1)
    found = np.full(len(stops), None, dtype=object)
    found[known] = shapely.points(xy[known])
    return found


def coordinates(timetable: Timetable, stops: Ints) -> Floats:
    """Metres east and north of some stops; NaN where the feed has none."""
    places = timetable.stops
    if "x_m" not in places.columns:
        raise InputError(
            de="Der Fahrplan wurde ohne Koordinaten in Metern gelesen: read_gtfs(..., crs=...)",
            en="the timetable was read without coordinates in metres: read_gtfs(..., crs=...)",
        )
    return places[["x_m", "y_m"]].to_numpy("float64")[stops]


def changes(
    timetable: Timetable,
    stops: Ints,
    *,
    per_metre: float,
    rules: Rules,
    graph: WalkGraph | None = None,
    stop_doors: Doors | None = None,
) -> Changes:
    """
    Ways between stops for whoever changes.

    Parameters
    ----------
    timetable, stops
        Which stops, as places in ``timetable.stops``.
    per_metre
        Minutes for a metre, where no street is known.
    rules
        Limits and time of change.
    graph, stop_doors
        The network and where the stops touch it; None: straight lines alone.
    """
    on_street = np.zeros(len(stops), dtype=bool)
    found = [(np.arange(len(stops)), np.arange(len(stops)), np.zeros(len(stops)))]
    if graph is not None and stop_doors is not None:
        on_street[np.unique(stop_doors.entries.point)] = True
        found.append(between(graph, stop_doors, stop_doors, limit=rules.max_change_walk_min))
    xy = coordinates(timetable, stops)
    straight = straight_ways(xy, xy, per_metre * rules.detour, rules.max_change_walk_min)
    found.append(_off_street(straight, on_street))
    found.append(_same_station(timetable, stops, np.isfinite(xy[:, 0] + xy[:, 1])))
    origin, target, minutes = (np.concatenate(parts) for parts in zip(*found, strict=True))
    seconds = np.maximum(seconds_of(minutes), rules.change_s)
    return _rows(len(timetable.stops), stops[origin], stops[target], seconds)


_Pairs = tuple[Ints, Ints, Floats]


def straight_ways(
    origins: Floats, targets: Floats, minutes_per_metre: float, limit_min: float
) -> _Pairs:
    """Pairs of points within so many minutes along the straight line, and the minutes."""
    here = np.flatnonzero(np.isfinite(origins).all(axis=1))
    there = np.flatnonzero(np.isfinite(targets).all(axis=1))
    if not len(here) or not len(there):
        return np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0)
    radius = limit_min / minutes_per_metre if minutes_per_metre > 0 else np.inf
    near = cKDTree(origins[here]).sparse_distance_matrix(
        cKDTree(targets[there]), radius, output_type="ndarray"
    )
    order = np.lexsort((near["j"], near["i"]))
    near = near[order]
    return here[near["i"]], there[near["j"]], near["v"] * minutes_per_metre


def _off_street(found: _Pairs, on_street: NDArray[np.bool_]) -> _Pairs:
    keep = ~(on_street[found[0]] & on_street[found[1]])
    return found[0][keep], found[1][keep], found[2][keep]


def _same_station(timetable: Timetable, stops: Ints, known: NDArray[np.bool_]) -> _Pairs:
    """Pairs of stops of one station of which one has no coordinates: nothing but the change."""
    station = timetable.stops.iloc[stops].station_id.to_numpy()
    rows = pd.DataFrame({"stop": np.arange(len(stops)), "known": known, "station": station})
    lost = rows[~rows["known"]].merge(rows, on="station", suffixes=("", "_other"))
    a, b = lost["stop"].to_numpy(np.intp), lost["stop_other"].to_numpy(np.intp)
    return np.concatenate([a, b]), np.concatenate([b, a]), np.zeros(2 * len(a))


def access(
    ways_: Ways, places: Doors, *, direction: Direction = "to"
) -> Access:  # fmt: skip
    """
    Ways on foot between places and stops within ``rules.max_walk_min``.

    ``direction``: ``"to"`` the stops, or ``"from"`` them.
    """
    assert ways_.graph is not None and ways_.doors is not None  # noqa: PT018 - made by `transit_ways`
    legs = between(
        ways_.graph, places, ways_.doors, limit=ways_.rules.max_walk_min, direction=direction
    )
    start = np.searchsorted(legs.place, np.arange(len(places.places) + 1))  # they are sorted
    return Access(start.astype(np.int64), ways_.stops[legs.goal], seconds_of(legs.minutes))


def shorter(legs: Access, than_s: Floats) -> Access:
    """Keep the walks that take less than so many seconds, by place."""
    place = np.repeat(np.arange(len(than_s)), np.diff(legs.start))
    keep = legs.seconds < than_s[place]
    start = np.searchsorted(place[keep], np.arange(len(than_s) + 1)).astype(np.int64)
    return Access(start, legs.stop[keep], legs.seconds[keep])


def egress(ways_: Ways, centres: Doors, *, direction: Direction = "to") -> Seconds:
    """
    Seconds on foot from every stop to the nearest centre, or from it; -1 beyond the limit.

    By place in ``Timetable.stops``.
    """
    assert ways_.graph is not None and ways_.doors is not None  # noqa: PT018 - made by `transit_ways`
    found = nearest(ways_.graph, ways_.doors, centres, direction=direction)
    near = np.flatnonzero(found.minutes <= ways_.rules.max_walk_min)
    seconds = np.full(ways_.day.stop_count, -1, dtype=np.int64)
    seconds[ways_.stops[near]] = seconds_of(found.minutes[near])
    return seconds


def seconds_of(minutes: Floats) -> Seconds:
    """Whole seconds, rounded up; what rounding of the computer adds does not count."""
    return np.ceil(minutes * 60.0 - 1e-6).astype(np.int64)


def _rows(count: int, row: Ints, stop: Ints, seconds: Seconds) -> Changes:
    """Sort by row and stop, keep the fastest of each pair, and tell where the rows begin."""
    order = np.lexsort((seconds, stop, row))
    row, stop, seconds = row[order], stop[order], seconds[order]
    new = np.ones(len(row), dtype=bool)
    new[1:] = (row[1:] != row[:-1]) | (stop[1:] != stop[:-1])
    start = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(row[new], minlength=count), out=start[1:])
    return Changes(start, stop[new].astype(np.int64), seconds[new].astype(np.int64))
