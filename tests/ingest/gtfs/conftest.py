"""A feed of two lines whose every number can be counted by hand."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

# Line 1 (bus): A 6:00, B 6:10, C 6:20 on weekdays of two weeks; line 2 (tram): C to A on Saturdays.
FEED = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\nv,Verkehr,x,Europe/Berlin\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
    "S,Markt,49.51,11.28,1,\nA,Markt Steig 1,49.51,11.28,0,S\nB,Bahnhof,49.515,11.28,,\n"
    "C,Dorf,49.60,11.28,0,\n",
    "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type\n"
    "r1,v,1,,3\nr2,v,2,,0\n",
    "trips.txt": "route_id,service_id,trip_id,direction_id\n"
    "r1,week,t1,0\nr1,week,t2,0\nr2,sat,t3,1\n",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "t1,6:00:00,6:00:00,A,1\nt1,6:10:00,6:11:00,B,2\nt1,6:20:00,6:20:00,C,3\n"
    "t2,25:30:00,25:30:00,A,1\nt2,25:50:00,25:50:00,C,2\n"
    "t3,9:00:00,9:00:00,C,1\nt3,9:30:00,9:30:00,A,2\n",
    # 2 March 2026 is a Monday
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,"
    "end_date\nweek,1,1,1,1,1,0,0,20260302,20260315\nsat,0,0,0,0,0,1,0,20260302,20260315\n",
}


@pytest.fixture
def write(tmp_path):
    """Write the feed as a zip, with some tables changed; None leaves a table out."""

    def writing(name: str = "feed.zip", *, folder: str = "", **changed: str | bytes | None) -> Path:
        tables = FEED | {key.removesuffix("_txt") + ".txt": text for key, text in changed.items()}
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            for file, text in tables.items():
                if text is not None:
                    archive.writestr(folder + file, text)
        return path

    return writing


@pytest.fixture(scope="session")
def feed() -> dict[str, str]:
    """Give the tables of the feed as text."""
    return dict(FEED)


@pytest.fixture(scope="session")
def feed_tables():
    """Write the feed with some tables changed into a folder of one's own."""

    def writing(folder: Path, changed: dict[str, str]) -> Path:
        tables = FEED | {key.removesuffix("_txt") + ".txt": text for key, text in changed.items()}
        for file, text in tables.items():
            (folder / file).write_text(text, encoding="utf-8")
        return folder

    return writing
