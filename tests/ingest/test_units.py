"""Records become units: counted by hand in a made-up street, then on a real town."""

import datetime as dt
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pyproj import CRS

from innenstadt_gis.errors import InputError
from innenstadt_gis.ingest.linking import name_likeness
from innenstadt_gis.ingest.locate import locate
from innenstadt_gis.ingest.osm.features import read_features
from innenstadt_gis.ingest.osm.source import open_extract
from innenstadt_gis.ingest.registers import read_register
from innenstadt_gis.ingest.units import Units, found_units, unit_id
from innenstadt_gis.outputs.conflicts import conflict_text
from innenstadt_gis.tables import ADDRESSES, BUILDINGS, PARCELS, RECORDS

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


HOUSES = [shapely.box(X + x, Y, X + x + 8, Y + 20) for x in (16, 36, 76)]
BUILDINGS_HERE = BUILDINGS.conform(
    gpd.GeoDataFrame({"source": ["t"] * 3}, geometry=HOUSES, index=["h2", "h4", "h8"], crs=UTM)
)


def units(*frames: Any, ags: str | None = "09574138") -> Units:
    placed = pd.concat([locate(f, addresses=BOOK, crs=UTM) for f in frames])
    return found_units(
        placed, ags=ags, scope="all_units", survey_day=DAY, buildings=BUILDINGS_HERE, crs=UTM
    )


def twins(found: Units) -> Any:
    """Links between OSM and register."""
    return found.links[found.links["kind"].isin(["address_name", "near_name", "only_one"])]


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
    assert twins(found)["kind"].tolist() == ["near_name"]
    assert found.records["unit_id"].notna().all()
    assert found.conflicts.empty


def test_one_osm_record_links_to_one_unit_at_most() -> None:
    register = records(
        record("Marktstr.", "4", name="Adler"), record("Marktstr.", "4", name="Adler")
    )
    found = units(register, osm(record(None, name="Adler"), where=[(40, 5)]))
    assert (len(twins(found)), len(found.premises)) == (1, 2)


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
    assert (len(twins(found)), len(found.premises)) == (0, 2)


def test_the_newest_survey_gives_the_premises_and_older_ones_history() -> None:
    old = pd.Timestamp("2023-10-01")
    before = records(
        record("Marktstr.", "4", survey_day=old), record("Marktstr.", "8", survey_day=old)
    )
    before.index = ["reg:alt::2", "reg:alt::3"]
    found = units(before, records(record("Marktstr.", "4", status="vacant")))
    assert found.premises["status"].tolist() == ["unknown", "vacant"]
    mine = found.history[found.history["unit_id"] == found.premises.index[1]]
    assert mine.sort_values("survey_day")["status"].tolist() == ["occupied", "vacant"]
    assert len(found.history) == 3
    assert found.links["kind"].tolist().count("earlier_survey") == 1


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


PLOTS = PARCELS.conform(
    gpd.GeoDataFrame(
        {"source": ["t"] * 2},
        geometry=[
            shapely.box(X + 15, Y - 5, X + 45, Y + 25),
            shapely.box(X + 75, Y, X + 90, Y + 20),
        ],
        index=["091234___00012______", "091234___00013______"],
        crs=UTM,
    )
)


def placed(*rows: dict[str, Any], where: list[tuple[float, float]]) -> Any:
    """Register rows with a coordinate."""
    frame = records(*[{"located_by": "coordinate", **row} for row in rows])
    points = shapely.points([[X + x, Y + y] for x, y in where])
    return frame.set_geometry(gpd.GeoSeries(points, index=frame.index, crs=UTM))


def linked(rows: Any, **more: Any) -> Units:
    tables = {"buildings": BUILDINGS_HERE, "parcels": PLOTS, "addresses": BOOK, **more}
    return found_units(rows, ags="1", scope="all_units", survey_day=DAY, crs=UTM, **tables)


def test_a_unit_is_linked_with_parcel_building_and_address_each_with_its_confidence() -> None:
    found = linked(
        placed(record("Marktstr.", "4"), record(None, name="Kiosk"), where=[(40, 5), (94, 5)])
    )
    told = found.links.set_index(["record_id", "kind"])[["linked_id", "confidence"]]
    shop, kiosk = found.records.index
    assert told.loc[(shop, "parcel")].tolist() == ["091234___00012______", 1.0]
    assert told.loc[(shop, "building")].tolist() == ["h4", 1.0]
    assert told.loc[(shop, "address")].tolist() == ["a1", 1.0]
    # 4 m beside the parcel: 1 - 4 / 20; 10 m beside the house h8 (76 to 84): 1 - 10 / 20
    assert told.loc[(kiosk, "parcel")].tolist() == ["091234___00013______", 0.8]
    assert told.loc[(kiosk, "building")].tolist() == ["h8", 0.5]
    both = found.premises.sort_values("street")[["parcel_id", "building_id"]]
    assert both.iloc[0].tolist() == ["091234___00012______", "h4"]


def test_input_14_two_floors_of_one_house_are_two_units() -> None:
    found = units(
        records(
            record("Marktstr.", "4", floor="EG", name="Bäckerei Huber", object_number="7"),
            record("Marktstr.", "4", floor="1. OG", name="Bäckerei Huber", object_number="7"),
        )
    )
    assert found.premises["floor"].tolist() == ["EG", "1. OG"]
    assert len(set(found.premises.index)) == 2


def test_input_33_a_corner_house_is_one_unit_that_keeps_its_other_address() -> None:
    corner = record("Marktstr.", "2", other_address="Bergstraße 1", name="Eckladen")
    found = units(records(corner))
    assert len(found.premises) == 1
    assert found.records["other_address"].tolist() == ["Bergstraße 1"]


def test_input_64_a_vacant_shop_of_osm_does_not_overwrite_the_register() -> None:
    shop = osm(
        record(None, name="Adler", status="vacant", observed_on=pd.Timestamp("2025-11-20")),
        where=[(40, 5)],
    )
    found = units(records(record("Marktstr.", "4", name="Adler")), shop)
    assert found.premises["status"].tolist() == ["occupied"]
    assert [conflict_text(row).de for row in found.conflicts.to_dict("records")] == [
        "Status – Register (liste.csv): belegt, Stand 2024-10; OSM: leer, geprüft 2025-11"
    ]


_TWICE = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
<node id="1" version="1" timestamp="2024-10-01T12:00:00Z" lon="13.3000" lat="51.0000"/>
<node id="2" version="1" timestamp="2024-10-01T12:00:00Z" lon="13.3002" lat="51.0000"/>
<node id="3" version="1" timestamp="2024-10-01T12:00:00Z" lon="13.3002" lat="51.0001"/>
<node id="4" version="1" timestamp="2024-10-01T12:00:00Z" lon="13.3000" lat="51.0001"/>
<node id="9" version="1" timestamp="2024-10-01T12:00:00Z" lon="13.3001" lat="51.00005">
<tag k="shop" v="shoes"/><tag k="name" v="Schuhhaus Adler"/></node>
<way id="5" version="1" timestamp="2024-10-01T12:00:00Z"><nd ref="1"/><nd ref="2"/><nd ref="3"/>
<nd ref="4"/><nd ref="1"/><tag k="building" v="yes"/><tag k="shop" v="shoes"/>
<tag k="name" v="Schuhhaus Adler"/></way>
</osm>"""


def test_input_64_a_shop_mapped_as_node_and_as_building_is_one_unit(tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    path.write_text(_TWICE, encoding="utf-8")
    extract = open_extract(path)
    features = read_features(extract, crs=extract.crs)
    found = found_units(
        features.records, ags=None, scope=None, survey_day=DAY, buildings=features.buildings,
        crs=extract.crs,
    )  # fmt: skip
    assert found.premises["name"].tolist() == ["Schuhhaus Adler"]
    assert len(features.buildings) == 1


def test_two_registers_of_one_day_that_differ_are_a_conflict_of_one_unit() -> None:
    shops = records(record("Marktstr.", "4", name="Adler"))
    empty = records(
        record("Marktstr.", "4", name="Adler", status="vacant"), source="register:leer.csv"
    )
    empty.index = ["reg:leer::2"]
    found = units(shops, empty)
    assert found.premises["status"].tolist() == ["vacant"]  # the later register holds
    assert len(found.history) == 1
    told = conflict_text(found.conflicts.iloc[0].to_dict()).en
    assert told == (
        "status – register (leer.csv): vacant, as of 2024-10; "
        "register (liste.csv): occupied, as of 2024-10"
    )


def test_a_known_status_goes_before_an_unknown_one_of_the_same_day() -> None:
    told = records(record("Marktstr.", "4", status="vacant"))
    silent = records(record("Marktstr.", "4", status="unknown"), source="register:laeden.csv")
    silent.index = ["reg:laeden::2"]
    found = units(told, silent)
    assert found.premises["status"].tolist() == ["vacant"]
    assert found.history["status"].tolist() == ["vacant"]
    assert found.conflicts.empty


def test_an_area_larger_than_its_house_is_told() -> None:
    houses = BUILDINGS_HERE.assign(area_m2=80.0, levels=2.0)
    rows = placed(
        record("Marktstr.", "4", sales_area_m2=300.0), record("Marktstr.", "8", sales_area_m2=150.0),
        where=[(40, 5), (80, 5)],
    )  # fmt: skip
    found = linked(rows, buildings=houses)
    assert found.conflicts[["field", "value", "other"]].to_numpy().tolist() == [
        ["sales_area_m2", "300 m²", "Gebäude 80 m² × 2 Geschosse"]
    ]


def test_a_coordinate_far_from_its_address_is_told() -> None:
    row = record("Marktstr.", "4", repairs="coordinate_contradicts_address")
    found = linked(placed(row, where=[(40, 5)]))
    assert found.conflicts[["field", "value", "other"]].to_numpy().tolist() == [
        ["position", "Koordinate", "Adresse Marktstr. 4"]
    ]


@pytest.fixture(scope="module")
def town(shared: Path) -> tuple[CRS, Any]:
    extract = open_extract(shared / "data/lauf/lauf-200115.osm.pbf")
    return extract.crs, read_features(extract, crs=extract.crs)


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
    linked = twins(found)
    # The names of this register are those of OSM, so nearly each named unit has its twin.
    assert len(linked) >= 0.9 * mine["name"].notna().sum()
    assert linked["record_id"].is_unique
    assert linked["unit_id"].is_unique
    assert len(found.premises) == 221 + len(features.records) - len(linked)
