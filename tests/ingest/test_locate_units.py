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
from innenstadt_gis.errors import InputError
from innenstadt_gis.ingest.linking import name_likeness
from innenstadt_gis.ingest.locate import locate
from innenstadt_gis.ingest.osm.features import read_features
from innenstadt_gis.ingest.osm.source import open_extract
from innenstadt_gis.ingest.registers import read_register, with_located
from innenstadt_gis.ingest.units import Units, found_units, unit_id
from innenstadt_gis.tables import ADDRESSES, BUILDINGS, EDGES, PARCELS, RECORDS

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


HOUSES = [shapely.box(X + x, Y, X + x + 8, Y + 20) for x in (16, 36, 76)]
BUILDINGS_HERE = BUILDINGS.conform(
    gpd.GeoDataFrame({"source": ["t"] * 3}, geometry=HOUSES, index=["h2", "h4", "h8"], crs=UTM)
)


def units(*frames: Any, ags: str | None = "09574138") -> Units:
    placed = pd.concat([locate(f, addresses=BOOK, crs=UTM) for f in frames])
    return found_units(
        placed, ags=ags, scope="all_units", survey_day=DAY, buildings=BUILDINGS_HERE, crs=UTM
    )


def osm(*rows: dict[str, Any], where: list[tuple[float, float]]) -> Any:
    frame = records(*[{**r, "located_by": "coordinate"} for r in rows], source="osm")
    points = shapely.points([[X + x, Y + y] for x, y in where])
    return frame.set_geometry(gpd.GeoSeries(points, index=frame.index, crs=UTM))


def test_several_units_at_one_address_are_several() -> None:
    found = units(records(record("Marktstr.", "4"), record("Marktstraße", "4")))
    assert found.premises.index.tolist() == [
        unit_id("09574138", "marktstr", "4", "", k) for k in (0, 1)
    ]


def test_a_unit_keeps_its_id_when_spelling_or_floor_are_told_otherwise() -> None:
    plain = units(records(record("Marktstr.", "4"))).premises.index
    other = units(records(record("MARKTSTRASSE", "Nr. 4", floor="EG"))).premises.index
    upper = units(records(record("Marktstr.", "4", floor="1. OG"))).premises.index
    assert plain.equals(other)
    assert not plain.equals(upper)


def test_osm_links_by_name_and_stays_apart_otherwise() -> None:
    register = records(record("Marktstr.", "4", name="Schuhhaus Adler"), record("Marktstr.", "2"))
    shops = osm(
        record(None, name="Schuh-Haus Adler"),
        record(None, name="Hutladen"),
        where=[(40, 5), (0, 400)],
    )
    found = units(register, shops)
    assert found.premises["in_register"].tolist() == [True, True, False]
    assert found.links["kind"].tolist() == ["near_name"]
    assert found.records["unit_id"].notna().all()
    assert found.conflicts.empty


def test_one_osm_record_links_to_one_unit_at_most() -> None:
    register = records(
        record("Marktstr.", "4", name="Adler"), record("Marktstr.", "4", name="Adler")
    )
    found = units(register, osm(record(None, name="Adler"), where=[(40, 5)]))
    assert (len(found.links), len(found.premises)) == (1, 2)


def test_a_contradiction_is_kept_and_the_register_holds() -> None:
    register = records(record("Marktstr.", "4", status="vacant"))
    shop = osm(record(None, name="Adler", observed_on=pd.Timestamp("2020-01-15")), where=[(40, 5)])
    found = units(register, shop)
    told = found.conflicts.iloc[0]
    assert found.premises["status"].tolist() == ["vacant"]
    assert (told["field"], told["value"], told["other"]) == ("status", "vacant", "occupied")
    assert told["other_day"] == pd.Timestamp("2020-01-15")
    assert 0 < told["confidence"] < 1


def test_a_different_use_at_the_same_house_is_another_unit() -> None:
    register = records(record("Marktstr.", "4", name="Adler", function="retail"))
    found = units(
        register, osm(record(None, name="Dr. Specht", function="health"), where=[(40, 5)])
    )
    assert (len(found.links), len(found.premises)) == (0, 2)


def test_the_newest_survey_gives_the_premises_and_older_ones_history() -> None:
    old = pd.Timestamp("2023-10-01")
    before = records(
        record("Marktstr.", "4", survey_day=old), record("Marktstr.", "8", survey_day=old)
    )
    before.index = ["reg:alt::2", "reg:alt::3"]
    found = units(before, records(record("Marktstr.", "4", status="vacant")))
    assert found.premises["status"].tolist() == ["vacant"]
    mine = found.history[found.history["unit_id"] == found.premises.index[0]]
    assert mine.sort_values("survey_day")["status"].tolist() == ["occupied", "vacant"]
    assert len(found.history) == 3
    assert found.links["kind"].tolist() == ["earlier_survey"]


def test_surveys_of_one_autumn_are_one_survey() -> None:
    first = records(record("Marktstr.", "8", survey_day=pd.Timestamp("2024-08-15")))
    first.index = ["reg:alt::2"]
    assert len(units(first, records(record("Marktstr.", "4"))).premises) == 2


def test_without_a_register_units_come_from_osm() -> None:
    found = units(
        osm(record(None, name="Adler"), record("Marktstr.", "4"), where=[(5, 5), (40, 5)])
    )
    assert found.premises["in_register"].tolist() == [False, False]
    assert found.history.empty


def test_a_unit_knows_its_building_unless_only_its_street_is_known() -> None:
    found = units(records(record("Marktstr.", "4"), record("Marktstr.", None)))
    assert found.premises["building_id"].fillna("-").tolist() == ["h4", "-"]


def test_a_scope_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InputError, match="vacancies_only"):
        found_units(
            records(record("Markt", "1")), ags=None, scope="alles", survey_day=DAY,
            buildings=BUILDINGS_HERE, crs=UTM,
        )  # fmt: skip


def test_names_are_alike_or_not() -> None:
    assert name_likeness("VR-Bank Lauf", "VR Bank") >= 75
    assert name_likeness("Bäckerei Meier", "Bäckerei Schulze") < 75
    assert name_likeness(None, "Adler") == 0


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


@pytest.mark.realdata
def test_a_real_register_founds_221_units_and_links_most_named_ones(
    shared: Path, town: tuple[CRS, Any]
) -> None:
    crs, features = town
    path = shared / "data/lauf/registers/lauf_register_b.csv"
    register = read_register(path, survey_day=DAY)
    placed = locate(register.records, addresses=features.addresses, crs=crs)
    found = found_units(
        pd.concat([features.records, placed]), ags="09574138", scope=register.scope,
        survey_day=DAY, buildings=features.buildings, crs=crs,
    )  # fmt: skip
    mine = found.premises[found.premises["in_register"]]
    assert len(mine) == 221
    assert mine["status"].value_counts().to_dict() == {
        "occupied": 164, "vacant": 25, "unknown": 16, "partly_vacant": 7, "under_construction": 4,
        "interim_use": 3, "at_risk": 2,
    }  # fmt: skip
    linked = found.links[found.links["source"] == "osm"]
    # The names of this register are those of OSM, so nearly each named unit has its twin.
    assert len(linked) >= 0.9 * mine["name"].notna().sum()
    assert linked["record_id"].is_unique
    assert linked["unit_id"].is_unique
    assert len(found.premises) == 221 + len(features.records) - len(linked)
