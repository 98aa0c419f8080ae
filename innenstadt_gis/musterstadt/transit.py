"""A small timetable: one railway line, two bus lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from innenstadt_gis import crs
from innenstadt_gis.musterstadt import plan
from innenstadt_gis.musterstadt.osm_things import BUS_STOPS, STATION, on_board
from innenstadt_gis.musterstadt.packing import pack

if TYPE_CHECKING:
    from innenstadt_gis.musterstadt.layout import Layout

#: Route: number, name, type, stops with minutes from the first, then day type -> departures.
_LINES: tuple[tuple[str, str, int, tuple[tuple[str, int], ...], dict[str, list[int]]], ...] = (
    (
        "RB 99",
        "Unterstadt - Musterstadt - Oberwald",
        2,
        (("unterstadt", 0), ("station", 14), ("oberwald", 27)),
        {"mf": list(range(300, 1321, 60)), "sa": list(range(360, 1321, 120))},
    ),
    (
        "A",
        "Weberweg - Markt - Bahnhof",
        3,
        (("weberweg", 0), ("spinnerei", 2), ("schule", 5), ("markt", 8), ("bahnhof", 11)),
        {"mf": list(range(330, 1171, 30)), "sa": list(range(480, 901, 60))},
    ),
    (
        "B",
        "Bergstraße - Talstraße - Bahnhof",
        3,
        (("berg", 0), ("markt", 4), ("talmarkt", 8), ("linde", 12), ("bahnhof", 14)),
        {"mf": list(range(345, 1126, 60)), "sa": [525, 645, 765]},
    ),
)

#: Stops of the railway outside of the town: metres from the market.
_AWAY = {"unterstadt": ("Unterstadt", 9800.0, -6000.0), "oberwald": ("Oberwald", -9400.0, -2000.0)}


def timetable(town: Layout) -> bytes:
    """Build the GTFS feed of 2026: weekdays and Saturdays, both directions."""
    trips, times = [], []
    for number, _, _, stops, days in _LINES:
        for service, starts in days.items():
            for direction in (0, 1):
                for k, start in enumerate(starts):
                    key = f"{number.replace(' ', '')}-{service}-{direction}-{k + 1}"
                    trips.append(f"{number},{service},{key},{direction}")
                    times += _calls(key, stops, start + 10 * direction, direction)
    return pack(
        {
            "agency.txt": _table(
                "agency_id,agency_name,agency_url,agency_timezone",
                ["mv,Musterverkehr,https://verkehr.example,Europe/Berlin"],
            ),
            "stops.txt": _table("stop_id,stop_name,stop_lat,stop_lon", _stops(town)),
            "routes.txt": _table(
                "route_id,agency_id,route_short_name,route_long_name,route_type",
                [f"{n},mv,{n},{name},{kind}" for n, name, kind, _, _ in _LINES],
            ),
            "trips.txt": _table("route_id,service_id,trip_id,direction_id", trips),
            "stop_times.txt": _table(
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence", times
            ),
            "calendar.txt": _table(
                "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,"
                "end_date",
                ["mf,1,1,1,1,1,0,0,20251214,20261212", "sa,0,0,0,0,0,1,0,20251214,20261212"],
            ),
            "calendar_dates.txt": _table(
                "service_id,date,exception_type",
                [
                    "mf,20260403,2",
                    "mf,20260406,2",
                    "mf,20260501,2",
                    "mf,20260514,2",
                    "mf,20260525,2",
                    "sa,20261003,2",
                    "mf,20261118,2",
                ],
            ),
        }
    )


def _calls(key: str, stops: tuple[tuple[str, int], ...], start: int, direction: int) -> list[str]:
    total = stops[-1][1]
    run = [(s, total - m) for s, m in reversed(stops)] if direction else list(stops)
    rows = []
    for k, (stop, minute) in enumerate(run, start=1):
        clock = f"{(start + minute) // 60:02d}:{(start + minute) % 60:02d}:00"
        rows.append(f"{key},{clock},{clock},{stop},{k}")
    return rows


def _stops(town: Layout) -> list[str]:
    places = [(key, name, *on_board(x, y, town)) for key, name, x, y, _ in BUS_STOPS]
    places.append((STATION[0], STATION[1], *on_board(STATION[2], STATION[3], town)))
    places += [
        (key, name, plan.ORIGIN[0] + dx, plan.ORIGIN[1] + dy)
        for key, (name, dx, dy) in _AWAY.items()
    ]
    x = np.array([place[2] for place in places])
    y = np.array([place[3] for place in places])
    lon, lat = crs.project(x, y, source=plan.EPSG, target=4326)
    return [
        f'{key},"{name}",{b:.6f},{a:.6f}'
        for (key, name, _, _), a, b in zip(places, lon, lat, strict=True)
    ]


def _table(head: str, rows: list[str]) -> str:
    return "\r\n".join((head, *rows, ""))
