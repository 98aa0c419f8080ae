"""Stops, routes and trips of one feed, with what is missing or contradictory mended."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from innenstadt_gis.ingest.gtfs.files import RawFeed, table
from innenstadt_gis.ingest.gtfs.modes import with_modes
from innenstadt_gis.ingest.gtfs.times import seconds

__all__ = ["expand_frequencies", "read_routes", "read_stops", "read_trips"]


def unique(rows: pd.DataFrame, key: str, code: str, mend: Counter[str]) -> pd.DataFrame:
    """Index by a key that must be there once; the first of several counts."""
    blank = rows[key] == ""
    twice = rows[key].duplicated() & ~blank
    mend[code] += int(twice.sum())
    mend["gtfs_id_blank"] += int(blank.sum())
    return rows[~twice & ~blank].set_index(key)


def read_stops(feed: RawFeed, *, mend: Counter[str]) -> pd.DataFrame:
    """Read stops; a place that cannot be is no place, an unknown parent no parent."""
    raw = table(
        feed, "stops.txt",
        columns=("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type",
                 "parent_station", "platform_code"),
        required=("stop_id", "stop_lat", "stop_lon"), mend=mend,
    )  # fmt: skip
    raw = unique(raw, "stop_id", "gtfs_stop_twice", mend)
    lat, lon = (
        pd.to_numeric(raw[c].str.replace(",", ".", regex=False), errors="coerce")
        for c in ("stop_lat", "stop_lon")
    )
    # latitudes of 5 to 16 beside longitudes of 47 to 56 are Germany, swapped
    swapped = lat.between(5, 16) & lon.between(47, 56)
    if len(raw) and swapped.mean() > 0.5:
        mend["gtfs_swapped"] += int(swapped.sum())
        lat, lon = lat.where(~swapped, lon), lon.where(~swapped, lat)
    bad = lat.isna() | lon.isna() | (lat.abs() > 90) | (lon.abs() > 180)
    bad |= (lat.abs() < 0.01) & (lon.abs() < 0.01)
    kind = pd.to_numeric(raw["location_type"], errors="coerce").fillna(0).astype("int8")
    mend["gtfs_stop_without_place"] += int(bad.sum())
    parent = raw["parent_station"]
    lost = (parent != "") & ~parent.isin(raw.index)
    mend["gtfs_parent_unknown"] += int(lost.sum())
    parent = parent.mask(lost, "")
    return pd.DataFrame(
        {
            "name": raw["stop_name"],
            "lon": lon.mask(bad),
            "lat": lat.mask(bad),
            "location_type": kind,
            "parent_id": parent,
            "station_id": _stations(raw.index, parent, kind, mend),
            "platform": raw["platform_code"],
        }
    )


def _stations(ids: pd.Index, parent: pd.Series, kind: pd.Series, mend: Counter[str]) -> pd.Series:
    """Parent; else country, district and stop of an IFOPT id (``de:14521:123:0:1``)."""
    own = ids.to_series()
    official = own.str.extract(r"^([a-z]{2}:\d+:[^:]+):", expand=False)
    derive = (parent == "") & (kind == 0) & official.notna()
    mend["gtfs_station_from_id"] += int(derive.sum())
    return own.mask(derive, official).mask(parent != "", parent)


def read_routes(feed: RawFeed, *, mend: Counter[str]) -> pd.DataFrame:
    """Read routes with their mode; without routes.txt every mode is unknown."""
    raw = table(
        feed, "routes.txt",
        columns=("route_id", "agency_id", "route_short_name", "route_long_name", "route_desc",
                 "route_type"),
        required=("route_id",), mend=mend,
    )  # fmt: skip
    raw = unique(raw, "route_id", "gtfs_route_twice", mend)
    agencies = table(feed, "agency.txt", columns=("agency_id", "agency_name"), mend=mend)
    mend["gtfs_agency_missing"] += int(agencies.empty)
    named = dict(zip(agencies["agency_id"], agencies["agency_name"], strict=True))
    if len(agencies) == 1:
        named[""] = agencies["agency_name"].iloc[0]  # a single one need not be named
    lost = ~raw["agency_id"].isin(list(named)) & (len(agencies) > 0)
    mend["gtfs_agency_unknown"] += int(lost.sum())
    return with_modes(
        pd.DataFrame(
            {
                "short_name": raw["route_short_name"],
                "long_name": raw["route_long_name"],
                "description": raw["route_desc"],
                "agency": [named.get(agency, "") for agency in raw["agency_id"]],
                "route_type": raw["route_type"],
            }
        ),
        mend=mend,
    )


def read_trips(
    feed: RawFeed, routes: pd.DataFrame, services: pd.Index, *, mend: Counter[str]
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """
    Read trips; return them, routes with those only trips know of added, and rows in.

    A trip of a service that no calendar knows is kept out: nobody can say when it runs.
    """
    before = mend["gtfs_cells_shifted"]
    raw = table(
        feed, "trips.txt",
        columns=("trip_id", "route_id", "service_id", "trip_headsign", "direction_id"),
        required=("trip_id", "route_id", "service_id"), mend=mend,
    )  # fmt: skip
    # a row whose cells have shifted is left out by the reader, and a row of the feed all the same
    rows = len(raw) + mend["gtfs_cells_shifted"] - before
    raw = unique(raw, "trip_id", "gtfs_trip_twice", mend)
    dateless = ~raw["service_id"].isin(services)
    mend["gtfs_service_unknown"] += int(dateless.sum())
    raw = raw[~dateless]
    unknown = sorted(set(raw["route_id"]) - set(routes.index))
    mend["gtfs_route_unknown"] += len(unknown)
    if unknown:
        blank = pd.DataFrame(
            "", pd.Index(unknown, name="route_id"), list(routes.columns), dtype="str"
        )
        blank["route_type"] = pd.array([pd.NA] * len(unknown), dtype="Int64")
        blank["mode"] = pd.Series([None] * len(unknown), blank.index, dtype="str")
        routes = pd.concat([routes, blank])
    direction = pd.to_numeric(raw["direction_id"], errors="coerce")
    mend["gtfs_direction_missing"] += int((~direction.isin([0, 1])).sum())
    return (
        pd.DataFrame(
            {
                "route_id": raw["route_id"],
                "service_id": raw["service_id"],
                "direction_id": direction.where(direction.isin([0, 1])).astype("Int8"),
                "headsign": raw["trip_headsign"],
            }
        ),
        routes,
        rows,
    )


def expand_frequencies(
    feed: RawFeed, trips: pd.DataFrame, calls: pd.DataFrame, *, mend: Counter[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Write "every 10 minutes from 6 to 8" out as trips.

    A trip of frequencies.txt only shows the running times; it leaves at ``start_time`` and then
    every ``headway_secs``, the last time before ``end_time``. Rows that say nothing usable are
    counted and left out; a trip with no usable row stays as it is written.
    """
    raw = table(
        feed, "frequencies.txt", columns=("trip_id", "start_time", "end_time", "headway_secs"),
        required=("trip_id", "start_time", "end_time", "headway_secs"), mend=mend,
    )  # fmt: skip
    trips = trips.assign(frequency=False)
    if raw.empty:
        return trips, calls
    start, end = seconds(raw["start_time"]), seconds(raw["end_time"])
    headway = pd.to_numeric(raw["headway_secs"], errors="coerce").to_numpy(dtype="float64")
    place = trips.index.get_indexer(pd.Index(raw["trip_id"]))
    fine = (place >= 0) & (headway > 0) & (end > start)
    mend["gtfs_frequency_unread"] += int((~fine).sum())
    copies = [
        (int(p), int(begin))
        for p, a, b, h in zip(place[fine], start[fine], end[fine], headway[fine], strict=True)
        for begin in np.arange(a, b, h)
    ]
    copies = sorted(set(copies))  # two rows may meet at one minute
    has_calls = set(calls["trip_index"].unique())
    copies = [c for c in copies if c[0] in has_calls]
    if not copies:
        return trips, calls
    mend["gtfs_frequency_trips"] += len(copies)
    return _written_out(trips, calls, np.array(copies, dtype="int64"))


def _written_out(
    trips: pd.DataFrame, calls: pd.DataFrame, copies: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    shown = np.unique(copies[:, 0])
    stay = np.setdiff1d(np.arange(len(trips)), shown)
    new = trips.iloc[copies[:, 0]].assign(frequency=True)
    clock = [f"{s // 3600:02d}:{s % 3600 // 60:02d}:{s % 60:02d}" for s in copies[:, 1]]
    new.index = pd.Index(
        [f"{name}@{at}" for name, at in zip(new.index, clock, strict=True)], name=trips.index.name
    )
    first = calls.groupby("trip_index")["departure_s"].first()
    parts = calls.merge(
        pd.DataFrame(
            {
                "trip_index": copies[:, 0],
                "later_s": copies[:, 1] - first.reindex(copies[:, 0]).to_numpy(),
                "new_index": np.arange(len(copies)) + len(stay),
            }
        ),
        on="trip_index",
    ).sort_values(["new_index", "sequence"], kind="stable")
    parts = parts.assign(
        trip_index=parts["new_index"],
        arrival_s=parts["arrival_s"] + parts["later_s"],
        departure_s=parts["departure_s"] + parts["later_s"],
    )[list(calls.columns)]
    old = calls[calls["trip_index"].isin(stay)]
    old = old.assign(trip_index=np.searchsorted(stay, old["trip_index"]))
    together = pd.concat([old, parts], ignore_index=True).astype(calls.dtypes.to_dict())
    return pd.concat([trips.iloc[stay], new]), together
