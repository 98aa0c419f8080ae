"""Several feeds in one timetable, ids kept apart; trips that are listed twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.ingest.gtfs.feed import Feed

__all__ = ["Joined", "duplicates", "joined", "patterns"]


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


def patterns(trips: pd.DataFrame, calls: pd.DataFrame, routes: pd.DataFrame) -> NDArray[np.int64]:
    """
    Give trips that cannot be told apart by a passenger the same number.

    The same feed, mode and line name, the same stops, arrivals and departures in the same
    order; on which days they run does not count here.
    """
    nth = calls.groupby("trip_index").cumcount()
    what = calls[["stop_index", "arrival_s", "departure_s"]].assign(nth=nth)
    row = pd.util.hash_pandas_object(what, index=False).to_numpy()
    total = np.zeros(len(trips), dtype="uint64")
    np.add.at(total, calls["trip_index"].to_numpy(), row)
    line = routes["short_name"].mask(routes["short_name"] == "", routes["long_name"])
    line = line.mask(line == "", routes.index.to_series())
    label = routes["feed"] + "\n" + routes["mode"].fillna("") + "\n" + line
    whole = pd.DataFrame({"calls": total, "line": label.reindex(trips["route_id"]).to_numpy()})
    return np.asarray(whole.groupby(["calls", "line"], sort=False).ngroup(), dtype=np.int64)


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
