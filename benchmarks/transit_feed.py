"""A national timetable: 6 million stop times cut to a day and a box.

    python benchmarks/transit_feed.py [--runs 5]

The feed is a folder made of the real feed of Heidelberg (VRN), 130 times, each copy with ids of its
own and moved to a place of its own, as the towns of a country lie apart; 46,269 stop times a copy.
Asked for are the trips of 2022-09-13 that call in the box of one town. The peer does the same
with pandas: it reads the columns it needs, keeps the trips that run that day and call in the box,
and mends nothing.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _race import Case, Limit, main

COPIES, ACROSS, STEP = 130, 13, 0.6
DAY = "2022-09-13"
BOX = (8.6, 49.3, 8.8, 49.5)  # of the first copy; the next lies 0.6 degrees to the east
TABLES = ("stops", "routes", "trips", "stop_times", "calendar", "calendar_dates")


def _source() -> Path:
    beside = Path(__file__).resolve().parent.parent.parent / "shared"
    shared = Path(os.environ.get("INNENSTADT_SHARED", beside))
    return shared / "data" / "heidelberg" / "vrn_gtfs_cut.zip"


def multiplied(folder: Path, copies: int = COPIES) -> Path:
    """Write the folder of many copies, unless it is there."""
    import pandas as pd

    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "agency.txt").is_file():
        return folder
    with zipfile.ZipFile(_source()) as archive:
        raw = {f"{name}.txt": archive.read(f"{name}.txt") for name in (*TABLES, "agency")}
    for name in TABLES:
        rows = pd.read_csv(io.BytesIO(raw[f"{name}.txt"]), dtype=str, keep_default_na=False)
        with (folder / f"{name}.txt").open("w", encoding="utf-8", newline="") as file:
            for copy in range(copies):
                _moved(rows, copy).to_csv(file, index=False, header=copy == 0)
    (folder / "agency.txt").write_bytes(raw["agency.txt"])
    return folder


def _moved(rows, copy: int):
    ids = [
        c for c in ("stop_id", "parent_station", "route_id", "trip_id", "service_id") if c in rows
    ]
    rows = rows.assign(**{c: rows[c].where(rows[c] == "", rows[c] + f"#{copy}") for c in ids})
    if "stop_lat" in rows:
        for column, steps in (("stop_lon", copy % ACROSS), ("stop_lat", copy // ACROSS)):
            rows[column] = (rows[column].astype(float) + steps * STEP).round(6).astype(str)
    return rows


def folder() -> Path:
    """Give the folder of the whole feed, and a zip of it beside."""
    return multiplied(Path(tempfile.gettempdir()) / f"innenstadt-bench-vrn-{COPIES}")


def zipped() -> Path:
    """The same feed as a zip."""
    whole = folder()
    path = whole.with_suffix(".zip")
    if not path.is_file():
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in sorted(whole.glob("*.txt")):
                archive.write(table, table.name)
    return path


def ours(path: Path):
    """Read, mended and checked, the day alone."""
    import datetime as dt

    import duckdb  # noqa: F401 - imported untimed

    from innenstadt_gis.ingest.gtfs import read_gtfs

    day = dt.date.fromisoformat(DAY)

    def work() -> int:
        return len(read_gtfs(path, day=day, only_day=True, bounds=BOX).stop_times)

    return work


def plain_pandas(path: Path):
    """The same cut with pandas, nothing mended."""
    import pandas as pd

    def read(name: str, *columns: str):
        return pd.read_csv(path / f"{name}.txt", usecols=list(columns), dtype=str)

    def work() -> int:
        stops = read("stops", "stop_id", "stop_lon", "stop_lat")
        lon, lat = (stops[c].astype(float) for c in ("stop_lon", "stop_lat"))
        here = stops["stop_id"][lon.between(BOX[0], BOX[2]) & lat.between(BOX[1], BOX[3])]
        dates = read("calendar_dates", "service_id", "date", "exception_type")
        days = {"20220912", "20220913", "20220914"}
        runs = dates["service_id"][dates["date"].isin(days) & (dates["exception_type"] == "1")]
        trips = read("trips", "trip_id", "service_id")
        trips = trips["trip_id"][trips["service_id"].isin(runs)]
        times = read("stop_times", "trip_id", "stop_id", "stop_sequence", "arrival_time",
                     "departure_time")  # fmt: skip
        times = times[times["trip_id"].isin(trips)]
        calling = times["trip_id"][times["stop_id"].isin(here)]
        return len(times[times["trip_id"].isin(calling)])

    return work


CASES = [
    Limit(case="6 million stop times, day and box", ours="ours", ours_file="folder",
          limit_s=2.0, limit_mb=600),
    Limit(case="the same in a zip", ours="ours", ours_file="zipped", limit_s=5.0, limit_mb=600),
    Case(case="6 million stop times, beside pandas", ours="ours", ours_file="folder",
         peer="pandas", peer_runner="plain_pandas", peer_file="folder", least_ratio=1.0,
         most_memory=1.0),
]  # fmt: skip
RUNNERS = {"ours": ours, "plain_pandas": plain_pandas}
FILES = {"folder": folder, "zipped": zipped}

if __name__ == "__main__":
    main(__file__, "transit_feed", CASES, RUNNERS, FILES)
