"""One feed: its tables brought together, cut to a box and to days."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.gtfs.calendar import Calendar, read_calendar
from innenstadt_gis.ingest.gtfs.files import RawFeed, table
from innenstadt_gis.ingest.gtfs.large import narrowed
from innenstadt_gis.ingest.gtfs.modes import doubt_spacing, on_demand
from innenstadt_gis.ingest.gtfs.parts import (
    expand_frequencies,
    read_routes,
    read_stops,
    read_trips,
)
from innenstadt_gis.ingest.gtfs.times import arrange
from innenstadt_gis.timetable import FeedInfo

__all__ = ["Box", "Feed", "cut_to_days", "placed", "read_feed"]

Box = tuple[float, float, float, float]

_NEEDED = ("stops.txt", "trips.txt", "stop_times.txt")
_EARTH_M = 6_371_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """One feed, read; ``rows_in`` of trips.txt became ``records`` and ``outside``."""

    info: FeedInfo
    stops: pd.DataFrame
    routes: pd.DataFrame
    trips: pd.DataFrame
    calls: pd.DataFrame
    calendar: Calendar
    rows_in: int
    records: int
    outside: int


def read_feed(
    raw: RawFeed, key: str, *, bounds: Box | None, crs: Any, only_day: dt.date | None,
    mend: Counter[str],
) -> Feed:  # fmt: skip
    """
    Read one feed; of one that is left on disk only what ``bounds`` and ``only_day`` need.

    Raises
    ------
    SourceError
        If a table is missing or of no use.
    """
    lacking = [
        name for name in _NEEDED if name not in raw.large and not raw.files.get(name, b"").strip()
    ]
    if lacking:
        raise SourceError(
            de=f"{raw.name}: kein vollständiger GTFS-Fahrplan, es fehlt {', '.join(lacking)}.",
            en=f"{raw.name}: no complete GTFS feed, {', '.join(lacking)} is missing.",
        )
    info, calendar = _info(raw, key), read_calendar(raw, mend=mend)
    stops, routes = read_stops(raw, mend=mend), read_routes(raw, mend=mend)
    inside = None if bounds is None else _inside(stops, bounds, crs)
    with ThreadPoolExecutor(max_workers=1) as beside:
        # of a national feed the checksum takes half a second, in which the rest can be read
        checksum = beside.submit(getattr, raw, "sha256")
        small, elsewhere = narrowed(
            raw, all_stops=stops.index, inside=None if inside is None else stops.index[inside],
            services=calendar.on(only_day, around=1) if only_day else None,
        )  # fmt: skip
        info = replace(info, sha256=checksum.result())
    raw = small
    trips, routes, rows_in = read_trips(raw, routes, calendar.services, mend=mend)
    trips, calls = _sound(raw, trips, stops, mend)
    sound = len(trips)
    if inside is not None:
        trips, calls = _with_calls(
            trips, calls, np.unique(calls["trip_index"][inside[calls["stop_index"]]])
        )
    kept = len(trips)
    trips, calls = expand_frequencies(raw, trips, calls, mend=mend)
    if inside is not None:
        stops, calls = _used_stops(stops, calls)
        routes = routes[routes.index.isin(trips["route_id"])]
        calendar = calendar.of(trips["service_id"].unique())
    trips = _described(trips, calls, stops)
    routes = doubt_spacing(routes, _spacing_m(trips, calls, stops), mend=mend)
    trips["on_demand"] = on_demand(trips, routes, phoned=_phoned(trips, calls))
    mend["gtfs_on_demand"] += int(trips["on_demand"].sum())
    return Feed(
        info, stops, routes, trips, calls, calendar, rows_in + elsewhere, kept,
        sound - kept + elsewhere,
    )  # fmt: skip


def cut_to_days(feed: Feed, first: dt.date, last: dt.date) -> Feed:
    """Keep the trips of some days, what they use, and these days."""
    calendar = feed.calendar.between(first, last)
    runs = feed.trips["service_id"].isin(calendar.services).to_numpy()
    trips, calls = _with_calls(feed.trips, feed.calls, np.flatnonzero(runs))
    stops, calls = _used_stops(feed.stops, calls)
    # a trip written out of a headway is a row of the feed once
    ids = trips.index.to_series()
    rows = ids.mask(trips["frequency"], ids.str.replace(r"@\d+:\d\d:\d\d$", "", regex=True))
    records = int(rows.nunique())
    return replace(
        feed, stops=stops, routes=feed.routes[feed.routes.index.isin(trips["route_id"])],
        trips=trips, calls=calls, calendar=calendar, records=records,
        outside=feed.outside + feed.records - records,
    )  # fmt: skip


def _sound(
    raw: RawFeed, trips: pd.DataFrame, stops: pd.DataFrame, mend: Counter[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Trips with two calls and more in order, and their calls."""
    times = table(
        raw, "stop_times.txt",
        columns=("trip_id", "stop_id", "arrival_time", "departure_time", "stop_sequence",
                 "pickup_type", "drop_off_type"),
        required=("trip_id", "stop_id", "departure_time"), mend=mend,
    )  # fmt: skip
    calls = arrange(times, trips=trips.index, stops=stops.index, mend=mend)
    sound = np.unique(calls["trip_index"])
    mend["gtfs_trip_unusable"] += len(trips) - len(sound)
    return _with_calls(trips, calls, sound)


def _with_calls(
    trips: pd.DataFrame, calls: pd.DataFrame, places: NDArray[np.int_]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keep the trips at some places, and number their calls anew."""
    new = np.full(len(trips), -1, dtype="int32")
    new[places] = np.arange(len(places), dtype="int32")
    index = new[calls["trip_index"]]
    calls = calls.assign(trip_index=index)[index >= 0]
    return trips.iloc[places], calls.reset_index(drop=True)


def _used_stops(stops: pd.DataFrame, calls: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    used = stops.index[np.unique(calls["stop_index"])]
    keep = stops.index.isin(used) | stops.index.isin(stops["parent_id"].reindex(used))
    new = np.cumsum(keep, dtype="int32") - 1
    return stops[keep], calls.assign(stop_index=new[calls["stop_index"]].astype("int32"))


def _inside(stops: pd.DataFrame, bounds: Box, crs: Any) -> NDArray[np.bool_]:
    x, y = stops["lon"].to_numpy(), stops["lat"].to_numpy()
    if crs is not None:
        x, y = placed(stops, crs)
    west, south, east, north = bounds
    return (x >= west) & (x <= east) & (y >= south) & (y <= north)


def placed(stops: pd.DataFrame, crs: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give places in metres; NaN for a stop without coordinates."""
    x, y = np.full(len(stops), np.nan), np.full(len(stops), np.nan)
    there = stops["lon"].notna().to_numpy()
    x[there], y[there] = project(
        stops["lon"].to_numpy()[there], stops["lat"].to_numpy()[there], source=WGS84, target=crs
    )
    return x, y


def _described(trips: pd.DataFrame, calls: pd.DataFrame, stops: pd.DataFrame) -> pd.DataFrame:
    by_trip = calls.groupby("trip_index", sort=True)
    first = by_trip["stop_index"].first().to_numpy()
    return trips.assign(
        first_departure_s=by_trip["departure_s"].first().to_numpy(),
        last_arrival_s=by_trip["arrival_s"].last().to_numpy(),
        first_stop_id=stops.index[first].to_numpy(),
    )


def _phoned(trips: pd.DataFrame, calls: pd.DataFrame) -> pd.Series:
    """Whether nobody may board at any stop but the last without a call."""
    last = calls["trip_index"].ne(calls["trip_index"].shift(-1))
    asked = calls["pickup"].isin([2, 3])[~last].groupby(calls["trip_index"][~last]).all()
    return pd.Series(asked.to_numpy(dtype=bool), trips.index)


def _spacing_m(trips: pd.DataFrame, calls: pd.DataFrame, stops: pd.DataFrame) -> pd.Series:
    """Median distance between neighbouring stops of each route, as the crow flies."""
    lon, lat = (np.radians(stops[c].to_numpy()[calls["stop_index"]]) for c in ("lon", "lat"))
    dx, dy = np.diff(lon) * np.cos(lat[1:]), np.diff(lat)
    same = np.diff(calls["trip_index"].to_numpy()) == 0
    route = trips["route_id"].to_numpy()[calls["trip_index"].to_numpy()[1:][same]]
    return pd.Series((np.hypot(dx, dy) * _EARTH_M)[same]).groupby(route).median()


def _info(raw: RawFeed, key: str) -> FeedInfo:
    quiet: Counter[str] = Counter()
    own = table(raw, "feed_info.txt", columns=("feed_publisher_name", "feed_version"), mend=quiet)
    agency = table(raw, "agency.txt", columns=("agency_name", "agency_timezone"), mend=quiet)
    publisher = own["feed_publisher_name"] if len(own) else agency["agency_name"]
    return FeedInfo(
        name=raw.name, key=key,
        publisher=str(publisher.iloc[0]) if len(publisher) else "",
        version=str(own["feed_version"].iloc[0]) if len(own) else "",
        timezone=str(agency["agency_timezone"].iloc[0]) if len(agency) else "",
    )  # fmt: skip
