"""Timetables made up call by call."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.timetable import FeedInfo, Timetable
from innenstadt_gis.words import Text

DAY = dt.date(2026, 3, 3)


def minutes(clock: str) -> int:
    hours, some = clock.split(":")
    return int(hours) * 3600 + int(some) * 60


@pytest.fixture(scope="session")
def made_timetable():
    """Make a timetable of one service on two days from stops and runs.

    ``stops``: {id: (x, y) or (x, y, station)}; ``runs``: lists of (stop, arrival[, departure]).
    """

    def making(stops, runs) -> Timetable:
        ids = list(stops)
        places = pd.DataFrame(
            {
                "name": ids,
                "x_m": [float(at[0]) for at in stops.values()],
                "y_m": [float(at[1]) for at in stops.values()],
                "location_type": 0, "parent_id": "", "platform": "", "feed": "",
                "station_id": [at[2] if len(at) > 2 else key for key, at in stops.items()],
                "lon": np.nan, "lat": np.nan,
            },
            index=pd.Index(ids, name="stop_id", dtype="str"),
        )  # fmt: skip
        calls = pd.DataFrame(
            [
                (trip, ids.index(call[0]), place, minutes(call[1]), minutes(call[-1]))
                for trip, run in enumerate(runs)
                for place, call in enumerate(run)
            ],
            columns=["trip_index", "stop_index", "sequence", "arrival_s", "departure_s"],
        ).assign(interpolated=False, pickup=0, drop_off=0)
        trips = pd.DataFrame(
            {
                "route_id": "r", "service_id": "s", "direction_id": pd.NA, "headsign": "",
                "on_demand": False, "pattern": range(len(runs)), "frequency": False,
                "first_departure_s": [minutes(run[0][-1]) for run in runs],
                "last_arrival_s": [minutes(run[-1][1]) for run in runs],
                "first_stop_id": [run[0][0] for run in runs], "feed": "",
            },
            index=pd.Index([f"t{n}" for n in range(len(runs))], name="trip_id", dtype="str"),
        )  # fmt: skip
        last = DAY + dt.timedelta(days=1)
        return Timetable(
            feeds=(FeedInfo(name="made up", key=""),),
            stops=places,
            routes=pd.DataFrame({"mode": ["bus"]}, index=pd.Index(["r"], name="route_id")),
            trips=trips,
            stop_times=calls,
            services=pd.DataFrame(
                {"first_day": [DAY], "last_day": [last], "days": [2]},
                index=pd.Index(["s"], name="service_id"),
            ),
            running=np.ones((1, 2), dtype=bool),
            exceptional=np.zeros(2, dtype=bool),
            first_day=DAY,
            last_day=last,
            day=DAY,
            day_reason=Text("", ""),
            log=SourceLog(role="gtfs", file="", kind="gtfs"),
        )

    return making
