"""Several feeds in one timetable, ids kept apart; trips that are listed twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.ingest.gtfs.feed import Feed

__all__ = ["Joined", "duplicates", "joined", "patterns"]

_EARTH_M = 6_371_000.0
_SAME_STOP_M = 250.0


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """All feeds in one set of tables, over one row of days."""

    stops: pd.DataFrame
    routes: pd.DataFrame
    trips: pd.DataFrame
    calls: pd.DataFrame
    services: pd.Index
    first: np.datetime64
    running: NDArray[np.bool_]
    exceptional: NDArray[np.bool_]


def joined(feeds: Sequence[Feed]) -> Joined:
    """Join feeds; where there are several, each id starts with its feed's key."""
    stops, routes, trips, calls = [], [], [], []
    n_trips = n_stops = 0
    for feed in feeds:
        key = feed.info.key
        stops.append(_apart(feed.stops, key, "stop_id", "parent_id", "station_id"))
        routes.append(_apart(feed.routes, key, "route_id"))
        trips.append(_apart(feed.trips, key, "trip_id", "route_id", "service_id", "first_stop_id"))
        calls.append(
            feed.calls.assign(
                trip_index=feed.calls["trip_index"] + np.int32(n_trips),
                stop_index=feed.calls["stop_index"] + np.int32(n_stops),
            )
        )
        n_trips, n_stops = n_trips + len(feed.trips), n_stops + len(feed.stops)
    first = min(feed.calendar.first for feed in feeds)
    ends = [f.calendar.first + f.calendar.running.shape[1] for f in feeds]
    length = int((max(ends) - first).astype("int64"))
    running = np.zeros((sum(len(f.calendar.services) for f in feeds), length), dtype=bool)
    exceptional = np.zeros(length, dtype=bool)
    names: list[str] = []
    for feed in feeds:
        own, begin = feed.calendar, int((feed.calendar.first - first).astype("int64"))
        days = slice(begin, begin + own.running.shape[1])
        running[len(names) : len(names) + len(own.services), days] = own.running
        exceptional[days] |= own.exceptional
        names += [_id(feed.info.key, str(name)) for name in own.services]
    return Joined(
        pd.concat(stops), pd.concat(routes), pd.concat(trips),
        pd.concat(calls, ignore_index=True), pd.Index(names, name="service_id"),
        first, running, exceptional,
    )  # fmt: skip


def _id(key: str, name: str) -> str:
    return f"{key}:{name}" if key else name


def _apart(rows: pd.DataFrame, key: str, index: str, *others: str) -> pd.DataFrame:
    rows = rows.assign(feed=key)
    rows.index = pd.Index([_id(key, str(name)) for name in rows.index], name=index, dtype="str")
    for column in others if key else ():
        there = rows[column] != ""
        rows[column] = rows[column].where(~there, key + ":" + rows[column])
    return rows


def patterns(
    trips: pd.DataFrame, calls: pd.DataFrame, routes: pd.DataFrame, stops: pd.DataFrame
) -> NDArray[np.int64]:
    """
    Give trips that cannot be told apart by a passenger the same number.

    The same feed, mode and line name, the same stops, arrivals and departures in the same
    order; on which days they run does not count here. Trips of two feeds are the same if the
    line's name and all times agree, and the first and the last stop lie within 250 m.
    """
    nth = calls.groupby("trip_index").cumcount()
    clock = calls[["arrival_s", "departure_s"]].assign(nth=nth)
    times = _sums(clock, calls, len(trips))
    total = _sums(clock.assign(stop=calls["stop_index"]), calls, len(trips))
    line = routes["short_name"].mask(routes["short_name"] == "", routes["long_name"])
    line = line.mask(line == "", routes.index.to_series())
    label = routes["feed"] + "\n" + routes["mode"].fillna("") + "\n" + line
    whole = pd.DataFrame({"calls": total, "line": label.reindex(trips["route_id"]).to_numpy()})
    number = np.asarray(whole.groupby(["calls", "line"], sort=False).ngroup(), dtype=np.int64)
    if trips["feed"].nunique() < 2:
        return number
    ends = pd.DataFrame(
        {"times": times, "line": line.reindex(trips["route_id"]).str.casefold().to_numpy(),
         "feed": pd.factorize(trips["feed"])[0], "number": number}
    )  # fmt: skip
    by_trip = calls.groupby("trip_index")["stop_index"]
    for end, place in (("a", by_trip.first()), ("b", by_trip.last())):
        for degree in ("lon", "lat"):
            ends[f"{degree}_{end}"] = stops[degree].to_numpy()[place]
    return _across(ends)


def _sums(what: pd.DataFrame, calls: pd.DataFrame, trips: int) -> NDArray[np.uint64]:
    """One number a trip for all of its calls."""
    total = np.zeros(trips, dtype="uint64")
    row = pd.util.hash_pandas_object(what, index=False).to_numpy()
    np.add.at(total, calls["trip_index"].to_numpy(), row)
    return total


def _across(ends: pd.DataFrame) -> NDArray[np.int64]:
    """Give a trip that an earlier feed has already the number that it has there."""
    one = ends.drop_duplicates("number")
    pairs = one.merge(one, on=["times", "line"], suffixes=("", "_2"))
    pairs = pairs[pairs["feed"] < pairs["feed_2"]]
    for end in ("a", "b"):
        north = pairs[f"lat_{end}"] - pairs[f"lat_{end}_2"]
        east = (pairs[f"lon_{end}"] - pairs[f"lon_{end}_2"]) * np.cos(
            np.radians(pairs[f"lat_{end}"])
        )
        pairs = pairs[np.radians(np.hypot(north, east)) * _EARTH_M <= _SAME_STOP_M]
    first = pairs.sort_values(["feed", "number"]).drop_duplicates("number_2")
    known = first.set_index("number_2")["number"]
    return ends["number"].map(known).fillna(ends["number"]).to_numpy(dtype=np.int64)


def duplicates(
    trips: pd.DataFrame, services: pd.Index, running: NDArray[np.bool_]
) -> NDArray[np.object_]:
    """Per trip the earlier one of the same pattern that runs on one of its days; else blank."""
    found = np.full(len(trips), "", dtype=object)
    place = services.get_indexer(pd.Index(trips["service_id"]))
    several = trips["pattern"].duplicated(keep=False).to_numpy()
    ids = trips.index.to_numpy()
    for rows in (
        pd.Series(np.flatnonzero(several)).groupby(trips["pattern"].to_numpy()[several]).groups.values()
    ):  # fmt: skip
        members = np.flatnonzero(several)[np.asarray(rows)]
        for nth, row in enumerate(members[1:], start=1):
            shared = (running[place[members[:nth]]] & running[place[row]]).any(axis=1)
            if shared.any():
                found[row] = ids[members[int(np.argmax(shared))]]
    return found
