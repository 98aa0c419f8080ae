"""The ladder by the inputs that town halls send: counted by hand in a made-up town."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from innenstadt_gis.codes import REPAIRS
from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.ingest.locate import locate
from innenstadt_gis.ingest.streets import split_address
from innenstadt_gis.mapping import RegisterMapping
from innenstadt_gis.tables import ADDRESSES, BUILDINGS, EDGES, PARCELS, RECORDS

UTM = CRS.from_epsg(25833)
X, Y = 358_560.0, 5_605_026.0
DAY = dt.date(2024, 10, 1)


def addresses(*rows: tuple[Any, ...]) -> Any:
    """Street, number, metres east and north; then district, source."""
    full = [(*row, *(None, "osm")[len(row) - 4 :]) for row in rows]
    frame = pd.DataFrame(
        {"street": [r[0] for r in full], "house_number": [r[1] for r in full],
         "district": [r[4] for r in full], "source": [r[5] for r in full]},
        index=[f"a{i}" for i in range(len(full))],
    )  # fmt: skip
    points = shapely.points([[X + r[2], Y + r[3]] for r in full])
    return ADDRESSES.conform(gpd.GeoDataFrame(frame, geometry=points, crs=UTM))


TOWN = addresses(
    ("Markt", "1", 0, 0), ("Markt", "2", 20, 0), ("Markt", "5", 50, 0), ("Markt", "12", 120, 0),
    ("Markt", "12a", 130, 0), ("Markt", "14", 140, 0), ("Markt", "16", 160, 0),
    ("Kirchgasse", "2", 10, 10), ("Kirchgasse", "4", 10, 40), ("Bahnhofstraße", "7", 900, 0),
    ("Dr.-Wilhelm-Külz-Straße", "3", 300, 300), ("Johannes-R.-Becher-Straße", "3", 400, 300),
    ("Am Anger", "1", 0, 500), ("Rosa-Luxemburg-Straße", "1", 500, 500),
)  # fmt: skip


def records(*rows: dict[str, Any]) -> Any:
    base = {"survey_day": pd.Timestamp(DAY), "located_by": "none", "status": "unknown",
            "source": "register:x"}  # fmt: skip
    frame = pd.DataFrame([{**base, **row} for row in rows], dtype=object)
    frame.index = pd.Index([f"reg:x::{i + 2}" for i in range(len(rows))])
    done = RECORDS.conform(frame)
    for column in frame.columns:
        if column.endswith("_given"):
            done[column] = frame[column]
    return done


def one(street: str | None, number: str | None = None, book: Any = TOWN, **more: Any) -> Any:
    tables = {k: more.pop(k) for k in ("parcels", "buildings", "edges", "mapping") if k in more}
    row = records({"street": street, "house_number": number, **more})
    return locate(row, addresses=book, crs=UTM, **tables).iloc[0]


def at(row: Any) -> tuple[int, int] | None:
    return None if row.geometry is None else (
        round(row.geometry.x - X), round(row.geometry.y - Y)
    )  # fmt: skip


def codes(row: Any) -> set[str]:
    told = set(str(row["repairs"]).split(";")) if isinstance(row["repairs"], str) else set()
    assert told <= set(REPAIRS)
    return told


@pytest.mark.parametrize(
    ("street", "number"),
    [("Markt", "1"), ("Am Markt", "1"), ("Markt1", None), ("Markt (ehem. Sparkasse)", "1"),
     ("Markt", "Nr. 1"), ("MARKT", "1"), ("Markt 1 (ehem. Sparkasse)", None)],
)  # fmt: skip
def test_input_28_all_ways_to_write_markt_1_are_one_place(street: str, number: str | None) -> None:
    row = one(street, number)
    assert (at(row), row["located_by"], row["street"]) == ((0, 0), "address", "Markt")


def test_input_28_am_markt_and_markt_stay_two_where_both_exist() -> None:
    book = addresses(("Markt", "1", 0, 0), ("Am Markt", "1", 900, 0))
    assert at(one("Am Markt", "1", book)) == (900, 0)
    assert at(one("Markt", "1", book)) == (0, 0)
    both = addresses(("Am Markt", "1", 0, 0), ("Auf dem Markt", "1", 900, 0))
    row = one("Markt", "1", both)
    assert (at(row), row["candidates"]) == (None, "Am Markt 1;Auf dem Markt 1")


@pytest.mark.parametrize(
    ("street", "where"),
    [("Dr.-W.-Külz-Str.", (300, 300)), ("W.-Külz-Straße", (300, 300)),
     ("Dr. Wilhelm Külz STR", (300, 300)), ("Joh.-R.-Becher-Str.", (400, 300)),
     ("Bahnhofst.", None), ("R.-Luxemburg-Str", None), ("Rosa-Luxemburg-Strasse", None)],
)  # fmt: skip
def test_input_29_abbreviations_and_initials_meet_their_street(street: str, where: Any) -> None:
    number = "3" if where else ("7" if "Bahn" in street else "1")
    expected = where or ((900, 0) if "Bahn" in street else (500, 500))
    row = one(street, number)
    assert (at(row), row["located_by"]) == (expected, "address")


def test_input_29_initials_that_fit_two_streets_are_not_guessed() -> None:
    book = addresses(("Robert-Koch-Straße", "1", 0, 0), ("Rudolf-Koch-Straße", "1", 500, 0))
    row = one("R.-Koch-Str.", "1", book)
    assert (at(row), row["located_by"]) == (None, "none")
    assert row["candidates"] == "Robert-Koch-Straße 1;Rudolf-Koch-Straße 1"


@pytest.mark.parametrize(
    ("number", "where", "how", "code"),
    [
        ("12a", (130, 0), "address", None), ("12 A", (130, 0), "address", None),
        ("12-14", (130, 0), "address", "house_number_range"),
        ("12–16 a", (138, 0), "address", "house_number_range"),
        ("12 u. 14", (130, 0), "address", "house_number_range"),
        ("12/1", (125, 0), "address", "house_number_suffix"),
        ("o. Nr.", None, "street", None), ("*", None, "street", None),
        ("HsNr. 5 Hinterhaus", (50, 0), "address", None),
        ("3", None, "address", "interpolated"), ("99", None, "street", None),
    ],
)  # fmt: skip
def test_input_30_suffixes_and_ranges_find_what_exists(
    number: str, where: Any, how: str, code: str | None
) -> None:
    row = one("Markt", number)
    assert row["located_by"] == how
    assert where is None or at(row) == where
    assert code is None or code in codes(row)
    assert row["location_accuracy_m"] >= 10


TWICE = addresses(
    ("Hauptstraße", "1", 0, 0, "Altdorf"), ("Hauptstraße", "3", 20, 0, "Altdorf"),
    ("Hauptstraße", "1", 4000, 0, "Neudorf"), ("Hauptstraße", "7", 4060, 0, "Neudorf"),
    ("Ringstraße", "1", 100, 50, "Altdorf"),
)  # fmt: skip


def test_input_31_a_street_of_two_districts_needs_the_district_or_stays_open() -> None:
    assert at(one("Hauptstr.", "1", TWICE, district_given="Neudorf")) == (4000, 0)
    assert at(one("Hauptstr.", "1", TWICE, place="Altdorf")) == (0, 0)
    assert at(one("Hauptstr. (OT Neudorf)", "1", TWICE)) == (4000, 0)
    open_ = one("Hauptstr.", "1", TWICE)
    assert (at(open_), codes(open_)) == (None, {"ambiguous_address"})
    assert open_["candidates"] == "Hauptstraße 1;Hauptstraße 3;Hauptstraße 7"


@pytest.mark.parametrize("number", ["5", "1a", None])
def test_input_31_nothing_is_nearly_right_between_two_districts(number: str | None) -> None:
    assert at(one("Hauptstr.", number, TWICE)) is None
    assert at(one("Hauptstr.", "7", TWICE)) == (4060, 0)  # it exists once


def test_input_31_a_street_of_another_district_is_no_answer() -> None:
    row = one("Ringstr.", "1", TWICE, district_given="Neudorf")
    assert (at(row), codes(row)) == (None, {"district_contradicts"})
    assert row["candidates"] == "Ringstraße 1"


def test_input_32_a_renamed_street_is_found_by_the_alias_table_or_its_old_name() -> None:
    said = RegisterMapping(streets={"Ernst-Thälmann-Str.": "Bahnhofstraße"})
    row = one("Ernst-Thälmann-Straße", "7", mapping=said)
    assert (at(row), codes(row)) == ((900, 0), {"street_renamed"})
    line = shapely.LineString([(X + 880, Y), (X + 920, Y)])
    ways = EDGES.conform(
        gpd.GeoDataFrame(
            {"name": ["Bahnhofstraße"], "other_names": ["Thälmannstr.;Zur Bahn"], "source": "t"},
            geometry=[line], index=[1], crs=UTM,
        )
    )  # fmt: skip
    assert at(one("Thälmannstraße", "7", edges=ways)) == (900, 0)
    nowhere = one("Ernst-Thälmann-Straße", "7")
    assert (nowhere["located_by"], at(nowhere)) == ("none", None)


@pytest.mark.parametrize(
    ("street", "number"),
    [("Markt 1 / Kirchgasse 2", None), ("Markt/Kirchgasse", "1/2"), ("Markt 1, Kirchgasse 2", None),
     ("Markt 1 Ecke Kirchgasse 2", None)],
)  # fmt: skip
def test_input_33_a_corner_house_is_one_place_with_its_other_address(
    street: str, number: str | None
) -> None:
    row = one(street, number)
    assert (at(row), row["street"], row["house_number"]) == ((0, 0), "Markt", "1")
    assert row["other_address"] == "Kirchgasse 2"
    assert "corner_address" in codes(row)


def test_input_33_two_addresses_far_apart_are_no_corner() -> None:
    row = one("Markt 1 / Bahnhofstr. 7")
    assert (at(row), row["located_by"]) == (None, "none")
    assert "ambiguous_address" in codes(row)


def test_input_33_a_corner_without_numbers_is_where_its_streets_meet() -> None:
    row = one("Ecke Markt/Kirchgasse")
    assert row["located_by"] == "street"
    assert row.geometry.distance(shapely.Point(X + 10, Y + 5)) < 15


@pytest.mark.parametrize("street", ["gegenüber Markt", "neben Markt", "ggü. vom Markt"])
def test_beside_an_address_is_not_at_it(street: str) -> None:
    row = one(street, "5")
    assert row["located_by"] == "street"
    assert pd.isna(row["house_number"])  # it is no second unit of number 5
    assert at(row) == (50, 0)
    assert "beside_address" in codes(row)
    assert row["location_accuracy_m"] >= 50


PLOTS = PARCELS.conform(
    gpd.GeoDataFrame(
        {"district": ["Oberdorf", "Oberdorf", "Unterdorf", "Oberdorf"], "source": "t"},
        index=["145678___000120003__", "145678___000120004__", "145679___000120003__",
               "145678___00015______"],
        geometry=[shapely.box(X + e, Y - 10, X + e + 20, Y + 10) for e in (-10, 10, 890, 300)],
        crs=UTM,
    )
)  # fmt: skip


def test_input_37_several_parcels_are_one_place_and_parts_are_told() -> None:
    row = one(
        None, parcel_given="12/3, 12/4 und TF von 15", gemarkung_given="Oberdorf", parcels=PLOTS
    )
    assert row["parcel_id"] == "145678___000120003__;145678___000120004__;145678___00015______"
    assert row["located_by"] == "parcel"
    assert {"parcel_several", "parcel_part"} <= codes(row)
    joined = shapely.union_all(PLOTS.geometry.to_numpy()[[0, 1, 3]])
    assert joined.contains(row.geometry)


def test_input_38_a_parcel_of_the_past_gives_way_to_the_address() -> None:
    row = one("Bahnhofstr.", "7", parcel_given="99/1", gemarkung_given="Oberdorf", parcels=PLOTS)
    assert (at(row), row["located_by"]) == ((900, 0), "address")
    assert codes(row) & {"parcel_historic", "parcel_unknown"}


def test_input_39_gemarkung_tells_two_parcels_of_one_number_apart() -> None:
    here = one(None, parcel_given="12/3", gemarkung_given="Unterdorf/Sa.", parcels=PLOTS)
    assert (at(here), here["located_by"]) == ((900, 0), "parcel")
    open_ = one(None, parcel_given="12/3", parcels=PLOTS)
    assert at(open_) is None
    assert "parcel_ambiguous" in codes(open_)
    assert open_["candidates"] == "145678___000120003__;145679___000120003__"


def test_a_parcel_is_refined_by_the_address_that_lies_on_it() -> None:
    row = one("Markt", "2", parcel_id="145678___000120004__", parcels=PLOTS)
    assert (at(row), row["located_by"], row["location_accuracy_m"]) == ((20, 0), "parcel", 10)
    off = one("Bahnhofstr.", "7", parcel_id="145678___000120004__", parcels=PLOTS)
    assert (at(off), codes(off)) == ((20, 0), {"parcel_contradicts_address"})


def test_a_coordinate_in_any_form_beats_the_address_nearby() -> None:
    lon, lat = project(np.array([X + 40.0]), np.array([Y + 5.0]), source=UTM, target=WGS84)
    for cells in (
        {"point_given": f"{lat[0]:.6f}, {lon[0]:.6f}"},
        {"point_given": f"POINT ({lon[0]:.6f} {lat[0]:.6f})"},
        {"x_given": f"{lon[0]:.6f}".replace(".", ","), "y_given": f"{lat[0]:.6f}".replace(".", ",")},
        {"x_given": X + 40, "y_given": Y + 5}, {"x_given": 33e6 + X + 40, "y_given": Y + 5},
        {"x_given": Y + 5, "y_given": X + 40},
    ):  # fmt: skip
        row = one("Markt", "5", **cells)
        assert (at(row), row["located_by"]) == ((40, 5), "coordinate"), cells


def test_a_coordinate_far_from_its_own_address_is_told_and_the_address_holds() -> None:
    row = one("Bahnhofstr.", "7", x_given=X, y_given=Y)
    assert (at(row), codes(row)) == ((900, 0), {"coordinate_contradicts_address"})
    backed = one(
        "Bahnhofstr.", "7", x_given=X, y_given=Y, parcel_id="145678___000120003__", parcels=PLOTS
    )
    assert (at(backed), backed["located_by"]) == ((0, 0), "coordinate")
    assert "coordinate_contradicts_address" in codes(backed)


@pytest.mark.parametrize("pair", [(0, 0), (-30.0, 45.0), (X + 60_000, Y), ("?", "-")])
def test_input_47_a_stray_coordinate_leaves_the_row_to_its_address(pair: Any) -> None:
    row = one("Markt", "5", x_given=pair[0], y_given=pair[1])
    assert (at(row), row["located_by"]) == ((50, 0), "address")
    assert ("coordinate_unused" in codes(row)) == (pair[0] != "?")


def test_input_42_old_lists_in_s42_are_put_right_by_the_buildings() -> None:
    houses = [shapely.box(X + e - 5, Y - 5, X + e + 5, Y + 5) for e in range(0, 600, 60)]
    town = BUILDINGS.conform(
        gpd.GeoDataFrame(
            {"source": "t"}, geometry=houses, index=[f"h{i}" for i in range(len(houses))], crs=UTM
        )
    )
    east, north = np.arange(0.0, 600.0, 60.0) + X, np.full(10, Y)
    x, y = project(east, north, source=UTM, target=2398)
    rows = records(*({"x_given": a, "y_given": b} for a, b in zip(x, y, strict=True)))
    placed = locate(rows, addresses=TOWN, buildings=town, crs=UTM)
    assert placed.geometry.distance(gpd.points_from_xy(east, north)[0]).min() < 3
    assert placed["repairs"].isna().all()
    unsure = locate(rows, addresses=TOWN, crs=UTM)
    assert (unsure["repairs"] == "crs_uncertain").all()


@pytest.mark.parametrize(
    ("right", "where", "how"),
    [
        ("Bahnhofstr. 7", (900, 0), "address"),
        ("-", None, "none"),
        ("13.00218, 50.58013", "xy", "coordinate"),
    ],
)
def test_a_persons_word_wins_over_every_step(right: str, where: Any, how: str) -> None:
    said = RegisterMapping(addresses={"Am Rathaus 3": right})
    row = one("Am Rathaus", "3", mapping=said, x_given=X, y_given=Y)
    assert (row["located_by"], codes(row)) == (how, {"placed_by_hand"})
    if where == "xy":
        assert row.geometry.distance(shapely.Point(X, Y)) < 100
    else:
        assert at(row) == where


def test_a_persons_word_that_is_found_nowhere_is_told() -> None:
    row = one("Markt", "5", mapping=RegisterMapping(addresses={"Markt 5": "Xyzgasse 77"}))
    assert (at(row), codes(row)) == ((50, 0), {"hand_not_found"})


def test_an_official_address_goes_before_the_one_of_openstreetmap() -> None:
    book = addresses(
        ("Markt", "1", 30, 0, None, "osm"), ("Markt", "1", 0, 0, None, "house_coordinates")
    )
    assert at(one("Markt", "1", book)) == (0, 0)


def test_every_row_of_a_large_town_finds_its_own_address() -> None:
    chance = np.random.default_rng(1)
    names = [f"{a}{b}{c}" for a in ("Linden", "Eichen", "Buchen", "Tannen", "Ahorn", "Birken")
             for b in ("berg", "tal", "hof", "feld", "grund", "bach", "quell")
             for c in ("straße", "gasse", "weg", "platz", "ring", "allee", "ufer")]  # fmt: skip
    doors = [(s, str(n), 30.0 * n, 50.0 * i) for i, s in enumerate(names) for n in range(1, 69)]
    book = addresses(*doors)
    picked = chance.integers(0, len(doors), 2_000)
    asked = [
        {"street": doors[i][0].replace("straße", "str."), "house_number": doors[i][1]}
        for i in picked
    ]
    rows = records(*asked)
    placed = locate(rows, addresses=book, crs=UTM)
    assert (placed["located_by"] == "address").all()
    assert (placed.geometry.x - X).tolist() == [doors[i][2] for i in picked]
    assert (placed.geometry.y - Y).tolist() == [doors[i][3] for i in picked]


ANYTHING = st.one_of(
    st.none(), st.text(max_size=40),
    st.text(alphabet="Markt12 /.,-?()ußgEcke\ufffd;&+", max_size=30),
    st.floats(), st.integers(-(10**9), 10**9),
)  # fmt: skip


@settings(max_examples=30)
@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_whatever_stands_in_the_cells_every_row_is_kept_and_says_how_it_was_located(
    street: Any, number: Any, x: Any, y: Any, point: Any
) -> None:
    texts = [None if cell is None else str(cell) for cell in (street, number)]
    row = one(texts[0], texts[1], x_given=x, y_given=y, point_given=point)
    assert (row["located_by"] == "none") == (row.geometry is None)
    assert codes(row) is not None


@pytest.mark.parametrize(
    "text", ["a.b.c.d.e.f.g.h.i.j.k. Str.", "a1 / bcd " * 60, "?a" * 40, "12/" * 80, "(" * 200]
)
def test_no_text_keeps_the_ladder_busy(text: str) -> None:
    # a pattern that tries every way to cut such a text would not come back
    assert one(text, "1")["located_by"] == "none"
    assert split_address(text) is not None
