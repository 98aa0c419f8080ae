"""What leaves each stop: departures, how often, the first and the last, on every kind of day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.analysis.transit.class_tables import ARE, GERMAN, OEROK_LIKE
from innenstadt_gis.analysis.transit.classes import WINDOW_S, ClassTable
from innenstadt_gis.tables.findings.transit import SERVICE_DAYS, STOP_CLASSES, STOP_SERVICE
from innenstadt_gis.timetable import Timetable, calls_on, typical_days

__all__ = ["Board", "Service", "departure_board", "station_categories", "stop_service"]

_NO_PICKUP, _BY_PHONE = 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """
    Departures of one day.

    ``rows``: one row for each run of a trip and station where it is left: ``station_id, stop_id,
    route_id, line, mode, direction_id, departure_s`` (since midnight of ``day``), ``shift`` (0: a
    trip of the day itself, 1: one of the night before). ``platforms`` are the same rows before a
    trip that halts at two platforms of a station is counted once.
    """

    day: dt.date
    rows: pd.DataFrame
    platforms: pd.DataFrame

    def within(self, window_s: tuple[int, int]) -> pd.DataFrame:
        """Rows from the beginning of a window to just before its end."""
        return self.rows[_between(self.rows, window_s)]


class Service(NamedTuple):
    """Stations, platforms, what was looked at; contracts in `tables.findings.transit`."""

    stations: gpd.GeoDataFrame
    platforms: gpd.GeoDataFrame
    day: dt.date
    days: Mapping[str, dt.date]
    window_s: tuple[int, int]


def departure_board(timetable: Timetable, day: dt.date, *, on_demand: bool = False) -> Board:
    """
    List the departures of a day.

    The last halt of a trip is none, nor is one where nobody may get on (``pickup`` 1), nor one
    from which the trip goes no farther than to another platform of the same station. A trip
    that is listed twice counts once.

    Parameters
    ----------
    timetable, day
        What was read, and a day within its validity.
    on_demand
        False: what runs by itself; True: only what runs or halts when somebody calls.
    """
    calls = calls_on(timetable, day, demand=on_demand)
    trips, places = timetable.trips, timetable.stops
    at = calls["trip_index"].to_numpy()
    phoned = trips["on_demand"].to_numpy(dtype=bool)[at] | (calls["pickup"] == _BY_PHONE).to_numpy()
    stop = calls["stop_index"].to_numpy()
    codes, stations = pd.factorize(places["station_id"])
    leaves = _goes_on(calls["trip"].to_numpy(), codes[stop]) & (calls["pickup"] != _NO_PICKUP)
    keep = np.flatnonzero(leaves.to_numpy() & (phoned == on_demand))
    rows = pd.DataFrame(
        {
            "trip": calls["trip"].to_numpy()[keep],
            "station_id": stations.to_numpy()[codes[stop[keep]]],
            "stop_id": places.index.to_numpy()[stop[keep]],
            "route_id": trips["route_id"].to_numpy()[at[keep]],
            "direction_id": trips["direction_id"].to_numpy()[at[keep]],
            "departure_s": calls["departure_s"].to_numpy()[keep],
            "shift": calls["shift"].to_numpy()[keep],
        }
    )
    routes = timetable.routes.reindex(rows["route_id"])
    rows["line"] = _lines(routes)
    rows["mode"] = routes["mode"].to_numpy()
    once = rows.drop_duplicates(["trip", "station_id"])
    return Board(day, once, rows.drop_duplicates(["trip", "stop_id"]))


def _goes_on(trip: Any, station: Any) -> Any:
    """Tell the calls of runs after which another station follows."""
    if not len(trip):
        return np.zeros(0, dtype=bool)
    ends = np.append(trip[1:] != trip[:-1], True)
    last = np.flatnonzero(ends)
    run = np.cumsum(ends) - ends
    place = np.arange(len(trip))
    other = np.where(station != station[last][run], place, -1)
    farthest = np.maximum.reduceat(other, np.append(0, last[:-1] + 1))
    return place <= farthest[run]


def _lines(routes: pd.DataFrame) -> Any:
    """Name of the line as it stands on the bus; without any, the route's id."""
    name = routes["short_name"].fillna("").str.strip()
    name = name.where(name != "", routes["long_name"].fillna("").str.strip())
    return name.where(name != "", routes.index.to_series().to_numpy()).to_numpy()


def _between(rows: pd.DataFrame, window_s: tuple[int, int]) -> pd.Series:
    return rows["departure_s"].between(*window_s, inclusive="left")


def station_categories(
    timetable: Timetable,
    board: Board,
    table: ClassTable,
    *,
    window_s: tuple[int, int] = WINDOW_S,
) -> pd.DataFrame:
    """
    Category of each station that is served, in one system of quality classes.

    ``interval_min = window / (departures / 2)`` where the departures are those of two directions
    (as ``table.halved`` says), else ``window / departures``.

    Parameters
    ----------
    timetable, board
        What was read, and its departures of a day.
    table
        One of `class_tables.CLASS_TABLES`, or your own.
    window_s
        Seconds since midnight; the systems take 6 to 20 o'clock.

    Returns
    -------
    pd.DataFrame
        By ``station_id``: ``group, departures`` (what decides), ``interval_min, category`` (blank
        where it runs too seldom).
    """
    rows = board.within(window_s)
    group = rows["route_id"].map(table.groups_of(timetable.routes))
    order = {name: rank for rank, name in enumerate(table.groups)}
    told = pd.DataFrame(
        {"station_id": rows["station_id"], "rank": group.map(order).astype("int64")}
    )
    if table.node:
        told["rank"] = _with_nodes(told, rows["line"], table, order)
    keys = ["station_id", "rank"]
    if table.by == "highest_group":
        told["rank"] = told.groupby("station_id")["rank"].transform("min")
    counts = told.groupby(keys).size().rename("departures").reset_index()
    names = np.array(list(table.groups), dtype=object)[counts["rank"].to_numpy()]
    minutes = (window_s[1] - window_s[0]) / 60
    both = counts["station_id"].map(_both_ways(rows, table)).to_numpy(dtype=bool)
    counts["group"] = pd.array(names, dtype="str")
    counts["interval_min"] = minutes * np.where(both, 2, 1) / counts["departures"].to_numpy()
    counts["category"] = table.category(names, counts["interval_min"])
    best = pd.Index(list(table.classes)).get_indexer(pd.Index(counts["category"]))
    counts["worst"] = np.where(best < 0, len(table.classes), best)
    counts = counts.sort_values(["station_id", "worst", "rank"]).drop_duplicates("station_id")
    return counts.set_index("station_id")[["group", "departures", "interval_min", "category"]]


def _with_nodes(
    told: pd.DataFrame, line: pd.Series, table: ClassTable, order: Mapping[str, int]
) -> pd.Series:
    """Lift a group at stations where enough of its lines meet."""
    assert table.node is not None  # asked only then
    single, node, enough = table.node
    own = told["rank"] == order[single]
    lines = line[own].groupby(told["station_id"][own]).nunique()
    many = told["station_id"].isin(lines.index[lines >= enough])
    return told["rank"].mask(own & many, order[node])


def _both_ways(rows: pd.DataFrame, table: ClassTable) -> pd.Series:
    """Tell at which stations the departures are those of two directions."""
    by = rows.groupby("station_id")
    if table.halved == "always":
        return by.size() > 0
    both = by["stop_id"].nunique() >= 2
    if table.halved == "directions" and len(rows):
        ways = rows.groupby(["station_id", "line"])["direction_id"].nunique()
        both |= ways.groupby("station_id").max() > 1
    return both


def stop_service(
    timetable: Timetable,
    *,
    day: dt.date | None = None,
    days: Mapping[str, dt.date] | None = None,
    window_s: tuple[int, int] = WINDOW_S,
    crs: Any = None,
) -> Service:
    """
    Service and categories of every station and platform of a timetable.

    ``departures`` count both directions within the window, whatever the vehicle. ``first``,
    ``last`` and the departures of a day are those of the day's own trips: the bus after
    midnight is the last of the day before, at 24:30. The longest gap lies between two
    neighbouring departures within the window; with fewer than two it is blank. What runs only
    on call is counted beside. A station without a departure has a row; one without coordinates
    has service, but no place.

    Parameters
    ----------
    timetable
        What was read; with ``x_m, y_m``, else nothing has a place.
    day
        Day of the classes; None: the timetable's day of reference.
    days
        A day for each kind of day; None: `timetable.typical_days`. Kinds that are missing stay
        blank.
    window_s
        Seconds since midnight for classes, intervals and gaps.
    crs
        CRS of the coordinates in metres.
    """
    when = day or timetable.day
    chosen = dict(days) if days is not None else _typical(timetable)
    board = departure_board(timetable, when)
    stations = _stations(timetable)
    whole = stations.join(_categories(timetable, board, window_s))
    whole = whole.join(_counts(board, window_s)).join(_times(board, window_s))
    called = departure_board(timetable, when, on_demand=True).rows
    whole["on_demand"] = called[called["shift"] == 0].groupby("station_id").size()
    for kind in SERVICE_DAYS:
        if kind in chosen:
            other = board if chosen[kind] == when else departure_board(timetable, chosen[kind])
            counts = _of_the_day(other).groupby("station_id").size()
            whole[f"departures_{kind}"] = counts.reindex(whole.index).fillna(0)
    doubtful = timetable.routes["mode"].isna() | (timetable.routes["mode_doubt"] == "close_stops")
    unsure = board.rows["route_id"].map(doubtful).groupby(board.rows["station_id"]).any()
    whole["mode_doubt"] = unsure.reindex(whole.index)
    for name in ("platforms", "departures", "departures_day", "rail_departures_day", "on_demand"):
        whole[name] = whole[name].fillna(0)
    points = _points(whole, crs)
    whole["placed"] = points.notna()
    placed = gpd.GeoDataFrame(whole.drop(columns=["x", "y"]), geometry=points, crs=crs)
    table = STOP_SERVICE.conform(placed.sort_index(), crs=crs)
    return Service(table, _platforms(timetable, table, board, window_s), when, chosen, window_s)


def _typical(timetable: Timetable) -> dict[str, dt.date]:
    found = typical_days(timetable)
    return {str(kind): day for kind, day in zip(found.index, found["day"], strict=True)}


def _of_the_day(board: Board) -> pd.DataFrame:
    return board.rows[board.rows["shift"] == 0]


def _halts(timetable: Timetable) -> pd.Series:
    """Tell the stops where vehicles halt: platforms, and whatever else a trip calls at."""
    places = timetable.stops
    called = np.zeros(len(places), dtype=bool)
    called[timetable.stop_times["stop_index"].to_numpy()] = True
    return (places["location_type"] == 0) | called


def _stations(timetable: Timetable) -> pd.DataFrame:
    """Name and place of each station: its own name, the middle of its platforms."""
    halts = timetable.stops[_halts(timetable)]
    by = halts.groupby("station_id")
    own = timetable.stops["name"]
    ids = by.size().index
    named = own.reindex(ids)
    named = named.where(named.notna() & (named != ""), by["name"].first())
    frame = pd.DataFrame({"name": named, "x": np.nan, "y": np.nan}, index=ids)
    for axis, metres in (("x", "x_m"), ("y", "y_m")):
        if metres in halts.columns:
            spare = timetable.stops[metres].reindex(ids)
            frame[axis] = by[metres].mean().fillna(spare)
    return frame


def _points(rows: pd.DataFrame, crs: Any) -> gpd.GeoSeries:
    known = (rows["x"].notna() & rows["y"].notna()).to_numpy()
    points = np.full(len(rows), None, dtype=object)
    points[known] = shapely.points(rows["x"].to_numpy()[known], rows["y"].to_numpy()[known])
    return gpd.GeoSeries(points, index=rows.index, crs=crs)


def _categories(timetable: Timetable, board: Board, window_s: tuple[int, int]) -> pd.DataFrame:
    shown, are, oerok = (
        station_categories(timetable, board, table, window_s=window_s)
        for table in (GERMAN, ARE, OEROK_LIKE)
    )
    frame = shown.rename(columns={"group": "mode_group"}).drop(columns="departures")
    frame["class_here"] = GERMAN.quality_class(frame["category"], np.zeros(len(frame)))
    frame["category_are"] = are["category"].reindex(frame.index)
    frame["category_oerok_like"] = oerok["category"].reindex(frame.index)
    return frame


def _counts(board: Board, window_s: tuple[int, int]) -> pd.DataFrame:
    own = _of_the_day(board)
    all_day, day = board.rows.groupby("station_id"), own.groupby("station_id")
    return pd.DataFrame(
        {
            "platforms": all_day["stop_id"].nunique(),
            "departures": board.within(window_s).groupby("station_id").size(),
            "departures_day": day.size(),
            "rail_departures_day": own[own["mode"] == "rail"].groupby("station_id").size(),
            "modes": all_day["mode"].agg(_joined),
            "lines": all_day["line"].agg(_joined),
        }
    )


def _joined(values: Iterable[Any]) -> str:
    """Different names, numbers by size, in one text."""
    names = {str(value) for value in values if not pd.isna(value)}
    return ";".join(sorted(names, key=lambda name: (len(name) if name.isdigit() else 99, name)))


def _times(board: Board, window_s: tuple[int, int]) -> pd.DataFrame:
    day = _of_the_day(board).groupby("station_id")["departure_s"]
    rows = board.within(window_s)
    one_way = _longest_gap(rows, ["station_id", "direction_id"]).groupby("station_id").max()
    known = rows["direction_id"].notna().groupby(rows["station_id"]).all()
    return pd.DataFrame(
        {
            "first": day.min().map(_clock),
            "last": day.max().map(_clock),
            "longest_gap_min": _longest_gap(rows, ["station_id"]),
            "longest_gap_one_way_min": one_way.where(known.reindex(one_way.index)),
        }
    )


def _longest_gap(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Most minutes between neighbouring departures of one set."""
    ordered = rows.sort_values([*keys, "departure_s"])
    gap = ordered.groupby(keys)["departure_s"].diff() / 60
    return gap.groupby([ordered[key] for key in keys]).max()


def _clock(seconds: float) -> str:
    """Write a time as timetables do; the night after is past 24."""
    minutes = int(seconds) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _platforms(
    timetable: Timetable, stations: gpd.GeoDataFrame, board: Board, window_s: tuple[int, int]
) -> gpd.GeoDataFrame:
    """One row for each platform: its own departures, the category of its station."""
    halts = timetable.stops[_halts(timetable)]
    rows = board.platforms
    own = stations.reindex(pd.Index(halts["station_id"]))
    frame = halts[["station_id", "name", "platform"]].assign(
        departures=rows[_between(rows, window_s)].groupby("stop_id").size(),
        departures_day=rows[rows["shift"] == 0].groupby("stop_id").size(),
        x=halts.get("x_m", np.nan),
        y=halts.get("y_m", np.nan),
    )
    for name in STOP_CLASSES.names:
        if name in own and name not in {*frame.columns, "placed"}:
            frame[name] = own[name].to_numpy()
    frame = frame.fillna({"departures": 0, "departures_day": 0})
    points = _points(frame, stations.crs)
    frame["placed"] = points.notna()
    placed = gpd.GeoDataFrame(frame.drop(columns=["x", "y"]), geometry=points, crs=stations.crs)
    return STOP_CLASSES.conform(placed.sort_index(), crs=stations.crs)
