"""Records get places and units: counted by hand in a made-up street, then on a real town."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import CRS

from innenstadt_gis.codes import REPAIRS
from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.ingest.locate import locate
from innenstadt_gis.ingest.osm.features import read_features
from innenstadt_gis.ingest.osm.source import open_extract
from innenstadt_gis.ingest.registers import read_register, with_located
from innenstadt_gis.tables import ADDRESSES, EDGES, PARCELS, RECORDS

UTM = CRS.from_epsg(25832)
X, Y = 660_000.0, 5_486_000.0
DAY = dt.date(2024, 10, 1)


def addresses(*rows: tuple[str, str, float, float]) -> Any:
    """Addresses: street, number, metres east and north of the corner."""
    frame = pd.DataFrame(
        {"street": [r[0] for r in rows], "house_number": [r[1] for r in rows], "source": "test"},
        index=[f"a{i}" for i in range(len(rows))],
    )
    points = shapely.points([[X + r[2], Y + r[3]] for r in rows])
    return ADDRESSES.conform(gpd.GeoDataFrame(frame, geometry=points, crs=UTM))


# Even numbers on the north side, 10 m apart a number; Marktstraße has no 6 and no 5.
BOOK = addresses(
    ("Marktstraße", "2", 20, 10), ("Marktstraße", "4", 40, 10), ("Marktstraße", "8", 80, 10),
    ("Marktstraße", "10a", 100, 10), ("Marktstraße", "1", 10, 0), ("Marktstraße", "3", 30, 0),
    ("Bergstraße", "1", 0, 500), ("Dr.-Wilhelm-Külz-Straße", "7", 300, 300),
    ("Bahnhofsplatz", "1", 700, 0),
)  # fmt: skip


def record(street: str | None, number: str | None = None, **more: Any) -> dict[str, Any]:
    return {"street": street, "house_number": number, "status": "occupied", **more}


def records(*rows: dict[str, Any], source: str = "register:liste.csv") -> Any:
    kind = "osm:n" if source == "osm" else "reg:liste::"
    base = {"survey_day": pd.Timestamp(DAY), "located_by": "none", "source": source}
    frame = pd.DataFrame([{**base, **row} for row in rows], dtype=object)
    frame.index = pd.Index([f"{kind}{i + 2}" for i in range(len(rows))])
    frame["survey_day"] = pd.to_datetime(frame["survey_day"])
    done = RECORDS.conform(frame)
    for column in ("x_given", "y_given"):
        if column in frame:
            done[column] = frame[column]
    return done


def at(row: Any) -> tuple[float, float]:
    return round(row.geometry.x - X, 1), round(row.geometry.y - Y, 1)


def one(book: Any, row: dict[str, Any], **more: Any) -> Any:
    return locate(records(row), addresses=book, crs=UTM, **more).iloc[0]


@pytest.mark.parametrize(
    ("street", "number", "where", "how", "repairs"),
    [
        ("Marktstr.", "4", (40, 10), "address", ""),
        ("MARKTSTRASSE", "Nr. 4", (40, 10), "address", ""),
        ("Makrtstraße", "4", (40, 10), "address", "street_fuzzy"),
        ("Bahnhofslpatz", "1", (700, 0), "address", "street_fuzzy"),
        ("Dr.-W.-Külz-Str.", "7", (300, 300), "address", "street_initials"),
        ("Marktstraße", "2-4", (30, 10), "address", "house_number_range"),
        ("Marktstraße", "2 u. 4", (30, 10), "address", "house_number_range"),
        ("Marktstraße", "2-8", (46.7, 10), "address", "house_number_range"),
        ("Marktstraße", "4a", (40, 10), "address", "house_number_suffix"),
        ("Marktstraße", "10", (100, 10), "address", "house_number_suffix"),
        ("Marktstraße", "6", (60, 10), "address", "interpolated"),
        ("Marktstraße", None, (35, 10), "street", ""),
        ("Marktstraße", "99", (35, 10), "street", ""),
    ],
)
def test_each_step_of_the_ladder_is_counted_by_hand(
    street: str, number: str | None, where: tuple[float, float], how: str, repairs: str
) -> None:
    row = one(BOOK, record(street, number))
    told = row["repairs"] if isinstance(row["repairs"], str) else ""
    assert (at(row), row["located_by"], told) == (where, how, repairs)
    assert row["location_accuracy_m"] > 0
    assert set(filter(None, told.split(";"))) <= set(REPAIRS)


def test_another_street_is_no_typo() -> None:
    row = one(BOOK, record("Burgstraße", "1"))
    assert (row["located_by"], row.geometry) == ("none", None)
    assert "Bergstraße 1" in row["candidates"]


def test_an_address_that_exists_twice_is_not_guessed() -> None:
    book = addresses(("Hauptstr.", "1", 0, 0), ("Hauptstr.", "1", 4000, 0))
    row = one(book, record("Hauptstraße", "1"))
    assert (row["located_by"], row["repairs"]) == ("none", "ambiguous_address")
    assert row["candidates"]


@pytest.mark.parametrize("column", ["postcode", "place"])
def test_postcode_or_place_tells_same_streets_apart(column: str) -> None:
    book = addresses(("Hauptstr.", "1", 0, 0), ("Hauptstr.", "1", 4000, 0))
    book[column] = ["11111", "22222"]
    row = one(book, record("Hauptstraße", "1", **{column: "22222"}))
    assert (at(row), row["located_by"]) == ((4000, 0), "address")


def test_a_coordinate_beats_the_address_in_whatever_crs_it_comes() -> None:
    lon, lat = project(np.array([X + 55]), np.array([Y + 5]), source=UTM, target=WGS84)
    row = one(
        BOOK, record("Marktstr.", "4", x_given=f"{lon[0]:.7f}".replace(".", ","), y_given=lat[0])
    )
    assert row["located_by"] == "coordinate"
    assert at(row) == (55, 5)


def test_a_parcel_places_what_has_no_number() -> None:
    square = shapely.box(X, Y, X + 20, Y + 20)
    ids = ["091234___00012______"]
    frame = pd.DataFrame({"source": "test"}, index=ids)
    plots = PARCELS.conform(gpd.GeoDataFrame(frame, geometry=[square], crs=UTM))
    row = one(BOOK, record(None, parcel_id=ids[0]), parcels=plots)
    assert (at(row), row["located_by"], row["location_accuracy_m"]) == ((10, 10), "parcel", 10)


def test_a_street_without_addresses_is_found_by_its_line() -> None:
    line = shapely.LineString([(X, Y - 100), (X + 200, Y - 100)])
    frame = pd.DataFrame({"name": ["Hintergasse"], "source": "test"}, index=[1])
    ways = EDGES.conform(gpd.GeoDataFrame(frame, geometry=[line], crs=UTM))
    row = one(BOOK, record("Hintergasse", "3"), edges=ways)
    assert (at(row), row["located_by"]) == ((100, -100), "street")


def test_a_record_that_has_a_place_keeps_it() -> None:
    rows = records(record("Marktstr.", "4", located_by="coordinate"), source="osm")
    rows = rows.set_geometry(gpd.GeoSeries([shapely.Point(X, Y)], index=rows.index, crs=UTM))
    assert at(locate(rows, addresses=BOOK, crs=UTM).iloc[0]) == (0, 0)


@pytest.fixture(scope="module")
def town(shared: Path) -> tuple[CRS, Any]:
    extract = open_extract(shared / "data/lauf/lauf-200115.osm.pbf")
    return extract.crs, read_features(extract, crs=extract.crs)


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["a.xlsx", "b.csv", "c.xlsx"])
def test_nine_of_ten_rows_of_a_real_survey_lie_within_30_metres(
    shared: Path, town: tuple[CRS, Any], name: str
) -> None:
    crs, features = town
    path = shared / "data/lauf/registers" / f"lauf_register_{name}"
    register = read_register(path, survey_day=DAY)
    placed = locate(register.records, addresses=features.addresses, crs=crs)
    truth = json.loads(path.with_name(path.name + ".truth.json").read_text(encoding="utf-8"))
    told = [t for t in truth["rows"] if t["kind"] == "unit" and t["locate"] != "none"]
    east, north = project(
        np.array([t["lon"] for t in told]), np.array([t["lat"] for t in told]),
        source=WGS84, target=crs,
    )  # fmt: skip
    key = pd.MultiIndex.from_arrays([placed["source_sheet"].fillna(""), placed["source_row"]])
    row = key.get_indexer(pd.MultiIndex.from_tuples([(t.get("sheet", ""), t["row"]) for t in told]))
    assert (row >= 0).all()
    points = placed.geometry.to_numpy()[row]
    off = np.hypot(shapely.get_x(points) - east, shapely.get_y(points) - north)
    exact = np.array([t["locate"] == "address" for t in told])
    assert (off[exact] <= 30).all()
    assert np.mean(off <= 30) >= 0.9
    assert (placed["located_by"].to_numpy()[row][exact] == "address").all()
    log = with_located(register.log, placed)
    assert sum(log.located.values()) == log.records == 221
