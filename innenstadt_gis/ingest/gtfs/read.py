"""Feeds to one `Timetable`: read, mend, keep apart, cut to a box, choose a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.gtfs.calendar import read_calendar
from innenstadt_gis.ingest.gtfs.files import RawFeed, find_feeds, table
from innenstadt_gis.ingest.gtfs.join import Feed, duplicates, joined, patterns
from innenstadt_gis.ingest.gtfs.modes import doubt_spacing, on_demand
from innenstadt_gis.ingest.gtfs.parts import (
    expand_frequencies,
    read_routes,
    read_stops,
    read_trips,
)
from innenstadt_gis.ingest.gtfs.times import arrange
from innenstadt_gis.timetable import FeedInfo, Timetable, pick_day
from innenstadt_gis.words import Text, number
from innenstadt_gis.words import day as said

__all__ = ["read_gtfs"]

Box = tuple[float, float, float, float]

_NEEDED = ("stops.txt", "trips.txt", "stop_times.txt")
_EARTH_M = 6_371_000.0


def read_gtfs(
    path_or_paths: Path | Sequence[Path],
    *,
    day: dt.date | None = None,
    bounds: Box | None = None,
    crs: Any = None,
    near: dt.date | None = None,
) -> Timetable:
    """
    Read timetables (GTFS) out of zips and folders, in whatever state they are.

    Parameters
    ----------
    path_or_paths
        A zip or folder, or several. Feeds may lie in a folder of the zip or in a zip of the zip.
        With more than one feed every id gets the number of its feed in front (``"2:4711"``).
        The same feed twice is read once.
    day
        Day of reference; None lets `choose_day` propose one.
    bounds
        West, south, east, north in ``crs``, else in degrees. Only trips that call inside of it
        stay, with all their calls; None keeps all.
    crs
        CRS in metres for ``stops["x_m"]`` and ``stops["y_m"]``; None leaves them out.
    near
        The proposed day is, of those with equally many trips, the one nearest to this.

    Returns
    -------
    Timetable
        All that was mended or left out stands in ``.log.repairs``, in codes with words.

    Raises
    ------
    MissingSourceError
        If a path does not exist.
    SourceError
        If a feed cannot be read, lacks what nobody can guess (stops, trips, times, days), has
        no trip in ``bounds``, or ``day`` lies outside of its validity.
    """
    paths = [path_or_paths] if isinstance(path_or_paths, Path) else list(path_or_paths)
    raws, again = _distinct(feed for path in paths for feed in find_feeds(path))
    mend: Counter[str] = Counter()
    keys = [str(n + 1) for n in range(len(raws))] if len(raws) > 1 else [""]
    parts = [
        _read_part(raw, key, bounds=bounds, crs=crs, mend=mend)
        for raw, key in zip(raws, keys, strict=True)
    ]
    if not any(len(part.trips) for part in parts):
        raise SourceError(
            de=f"{_names(paths)}: In diesem Gebiet hält keine Fahrt des Fahrplans.",
            en=f"{_names(paths)}: no trip of the timetable calls in this area.",
        )
    notes = [
        Text(f"{name} ist doppelt genannt und wurde einmal gelesen", f"{name} is given twice and was read once")
        for name in again
    ]  # fmt: skip
    notes += [
        Text(f"{raw.name}: {', '.join(raw.strangers)} gehört nicht zu GTFS und wurde nicht gelesen",
             f"{raw.name}: {', '.join(raw.strangers)} is no part of GTFS and was not read")
        for raw in raws if raw.strangers
    ]  # fmt: skip
    return _timetable(parts, paths, mend, notes, day=day, near=near, crs=crs)


def _distinct(feeds: Iterable[RawFeed]) -> tuple[list[RawFeed], list[str]]:
    seen: dict[str, RawFeed] = {}
    again = []
    for feed in feeds:
        if feed.sha256 in seen:
            again.append(feed.name)
        else:
            seen[feed.sha256] = feed
    return list(seen.values()), again


def _read_part(raw: RawFeed, key: str, *, bounds: Box | None, crs: Any, mend: Counter[str]) -> Feed:
    lacking = [name for name in _NEEDED if not raw.files.get(name, b"").strip()]
    if lacking:
        raise SourceError(
            de=f"{raw.name}: kein vollständiger GTFS-Fahrplan, es fehlt {', '.join(lacking)}.",
            en=f"{raw.name}: no complete GTFS feed, {', '.join(lacking)} is missing.",
        )
    calendar = read_calendar(raw, mend=mend)
    stops, routes = read_stops(raw, mend=mend), read_routes(raw, mend=mend)
    trips, routes, rows_in = read_trips(raw, routes, calendar.services, mend=mend)
    times = table(
        raw, "stop_times.txt",
        columns=("trip_id", "stop_id", "arrival_time", "departure_time", "stop_sequence",
                 "pickup_type", "drop_off_type"),
        required=("trip_id", "stop_id", "departure_time"), mend=mend,
    )  # fmt: skip
    calls = arrange(times, trips=trips.index, stops=stops.index, mend=mend)
    sound = int(calls["trip_index"].nunique())
    mend["gtfs_trip_unusable"] += len(trips) - sound
    trips, calls = _with_calls(trips, calls, np.unique(calls["trip_index"]))
    if bounds is not None:
        inside = _inside(stops, bounds, crs)
        trips, calls = _with_calls(
            trips, calls, np.unique(calls["trip_index"][inside[calls["stop_index"]]])
        )
    kept = len(trips)
    trips, calls = expand_frequencies(raw, trips, calls, mend=mend)
    if bounds is not None:
        stops, calls = _used_stops(stops, calls)
        routes = routes[routes.index.isin(trips["route_id"])]
    trips = _described(trips, calls, stops)
    routes = doubt_spacing(routes, _spacing_m(trips, calls, stops), mend=mend)
    trips["on_demand"] = on_demand(trips, routes, phoned=_phoned(trips, calls))
    mend["gtfs_on_demand"] += int(trips["on_demand"].sum())
    return Feed(_info(raw, key), stops, routes, trips, calls, calendar, rows_in, kept, sound - kept)


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
        x, y = _project(stops, crs)
    west, south, east, north = bounds
    return (x >= west) & (x <= east) & (y >= south) & (y <= north)


def _project(stops: pd.DataFrame, crs: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
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
        name=raw.name, key=key, sha256=raw.sha256,
        publisher=str(publisher.iloc[0]) if len(publisher) else "",
        version=str(own["feed_version"].iloc[0]) if len(own) else "",
        timezone=str(agency["agency_timezone"].iloc[0]) if len(agency) else "",
    )  # fmt: skip


def _timetable(
    parts: list[Feed],
    paths: Sequence[Path],
    mend: Counter[str],
    notes: list[Text],
    *,
    day: dt.date | None,
    near: dt.date | None,
    crs: Any,
) -> Timetable:
    whole = joined(parts)
    trips = whole.trips.assign(pattern=patterns(whole.trips, whole.calls, whole.routes))
    again = duplicates(trips, whole.services, whole.running)
    mend["gtfs_trip_duplicate"] += int((again != "").sum())
    trips = trips.assign(duplicate_of=again)
    stops = whole.stops
    if crs is not None:
        x_m, y_m = _project(stops, crs)
        stops = stops.assign(x_m=x_m, y_m=y_m)
    first = dt.date.fromisoformat(str(whole.first))
    last = first + dt.timedelta(days=whole.running.shape[1] - 1)
    reason = Text("in study.toml genannt", "named in study.toml")
    proposed, why = (day, reason) if day else pick_day(
        trips, whole.services, whole.running, whole.exceptional, first_day=first, near=near
    )  # fmt: skip
    columns = [np.flatnonzero(row) for row in whole.running]
    services = pd.DataFrame(
        {
            "first_day": [first + dt.timedelta(int(c[0])) if len(c) else None for c in columns],
            "last_day": [first + dt.timedelta(int(c[-1])) if len(c) else None for c in columns],
            "days": [len(c) for c in columns],
        },
        index=whole.services,
    )
    log = SourceLog(
        role="gtfs", file=_names(paths), kind="gtfs",
        sha256=parts[0].info.sha256 if len(parts) == 1 else "",
        rows_in=sum(p.rows_in for p in parts), records=sum(p.records for p in parts),
        nonrecords=sum(p.outside for p in parts),
        rejected=sum(p.rows_in - p.records - p.outside for p in parts),
        repairs={code: n for code, n in sorted(mend.items()) if n},
    )  # fmt: skip
    made = Timetable(
        feeds=tuple(p.info for p in parts), stops=stops, routes=whole.routes, trips=trips,
        stop_times=whole.calls, services=services, running=whole.running,
        exceptional=whole.exceptional, first_day=first, last_day=last, day=proposed,
        day_reason=why, log=log,
    )  # fmt: skip
    return replace(made, log=_summed_up(made, notes))


def _names(paths: Sequence[Path]) -> str:
    return "; ".join(path.name for path in paths)


def _summed_up(made: Timetable, notes: list[Text]) -> SourceLog:
    """Counts, and the one sentence that says what the timetable is."""
    column = (made.day - made.first_day).days
    runs = made.trips["service_id"].isin(made.services.index[made.running[:, column]])
    that_day = int(made.trips.loc[runs, "pattern"].nunique())
    kinds = made.stops["location_type"]
    counts = {
        "routes": len(made.routes), "platforms": int((kinds == 0).sum()),
        "stations": int((kinds == 1).sum()), "trips": len(made.trips),
        "stop_times": len(made.stop_times), "trips_on_day": that_day,
    }  # fmt: skip
    halts, lines = len(made.stops), len(made.routes)
    span = (said(made.first_day), said(made.last_day), said(made.day))
    sentence = Text(
        f"{number(lines)} Linien, {number(halts)} Haltestellen, gültig {span[0]} bis {span[1]}, "
        f"Stichtag {span[2]} mit {number(that_day)} Fahrten: {made.day_reason.de}",
        f"{number(lines, lang='en')} routes, {number(halts, lang='en')} stops, valid "
        f"{made.first_day} to {made.last_day}, day of reference {made.day} with "
        f"{number(that_day, lang='en')} trips: {made.day_reason.en}",
    )
    return replace(made.log, counts=counts, day=made.day.isoformat(), notes=(sentence, *notes))
