"""RFC 7946 to the letter."""

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from innenstadt_gis.outputs.geojson import feature_collection
from tests.rfc7946 import faults

# A square of 100 m in Annaberg's zone, ring clockwise as shapefiles have it, with a hole.
CLOCKWISE = shapely.Polygon(
    [(350000, 5600000), (350000, 5600100), (350100, 5600100), (350100, 5600000)],
    [[(350020, 5600020), (350040, 5600020), (350040, 5600040), (350020, 5600040)]],
)


@pytest.fixture
def rows():
    return gpd.GeoDataFrame(
        {
            "name": ['Café "Süß" </script>', None],
            "units": pd.array([3, None], dtype="Int64"),
            "rate": [1 / 3, float("nan")],
            "day": pd.to_datetime(["2026-10-01", None]),
            "proposed": pd.array([True, None], dtype="boolean"),
        },
        index=["a", "b"],
        geometry=[CLOCKWISE, None],
        crs="EPSG:25833",
    )


def test_it_is_degrees_without_crs_with_ids_bbox_and_metadata(rows):
    done = json.loads(feature_collection(rows, {"title": "Probe"}))

    assert done["type"] == "FeatureCollection"
    assert "crs" not in done
    assert done["innenstadt_gis"] == {"title": "Probe"}
    assert [f["id"] for f in done["features"]] == ["a", "b"]
    west, south, east, north = done["bbox"]
    assert 12.8 < west < east < 12.9
    assert 50.5 < south < north < 50.6


def test_outer_rings_run_against_the_clock_and_holes_with_it(rows):
    rings = json.loads(feature_collection(rows, {}))["features"][0]["geometry"]["coordinates"]

    assert shapely.LinearRing(rings[0]).is_ccw
    assert not shapely.LinearRing(rings[1]).is_ccw


def test_missing_values_are_null_and_days_are_iso(rows):
    first, second = (f["properties"] for f in json.loads(feature_collection(rows, {}))["features"])

    assert first == {
        "name": 'Café "Süß" </script>', "units": 3, "rate": 0.3333, "day": "2026-10-01",
        "proposed": True,
    }  # fmt: skip
    assert set(second.values()) == {None}


def test_a_row_without_a_place_keeps_a_null_geometry(rows):
    assert json.loads(feature_collection(rows, {}))["features"][1]["geometry"] is None


@given(
    st.lists(
        st.tuples(st.floats(280000, 720000), st.floats(5300000, 6100000)), min_size=1, max_size=8
    )
)
def test_no_coordinate_has_more_than_seven_decimals_and_all_are_degrees(places):
    rows = gpd.GeoDataFrame(geometry=[shapely.Point(p) for p in places], crs="EPSG:25832")

    done = json.loads(feature_collection(rows, {}))

    for feature in done["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert abs(lon) <= 180
        assert abs(lat) <= 90
        assert len(repr(lon).partition(".")[2]) <= 7


UTM = '{"type": "FeatureCollection", "features": [{"type": "Feature", "id": 1, "properties": {}, "geometry": {"type": "Point", "coordinates": [350000, 5600000]}}], "bbox": [350000, 5600000, 350000, 5600000]}'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (UTM, "no degrees"),
        (UTM.replace("350000, 5600000", "13.123456789, 50.5"), "decimals"),
        (UTM.replace('"features"', '"crs": {}, "features"'), "crs"),
        (UTM.replace(', "bbox": [350000, 5600000, 350000, 5600000]', ""), "no bbox"),
        (UTM.replace('"id": 1', '"id": null'), "ids"),
        (
            UTM.replace('"Point"', '"Polygon"').replace(
                "[350000, 5600000]}", "[[[0, 0], [0, 1], [1, 1], [0, 0]]]}"
            ),
            "left-hand",
        ),
    ],
)
def test_the_validator_finds_what_others_let_pass(text, fault):
    assert any(fault in one for one in faults(text))


def test_what_we_write_is_valid(rows):
    assert faults(feature_collection(rows, {"title": "Probe"})) == []
