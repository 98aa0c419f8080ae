"""Doors that a cadastre tells where nobody named official house coordinates."""

from __future__ import annotations

from types import SimpleNamespace

import geopandas as gpd
import shapely
from pyproj import CRS

from innenstadt_gis.pipeline.cadastre import take_from_cadastre
from innenstadt_gis.pipeline.gather import Gathered
from innenstadt_gis.tables import ADDRESSES, PARCELS

UTM = CRS.from_epsg(25833)


def test_parcels_tell_the_doors_that_osm_lacks_and_only_those():
    sources = SimpleNamespace(addresses=(), parcels=())
    got = Gathered(SimpleNamespace(sources=sources), UTM)
    parcel = gpd.GeoDataFrame(
        {"situation": ["Markt 1, 2"], "source": ["cadastre"], "area_m2": [100.0]},
        index=["145678___00001______"], geometry=[shapely.box(0, 0, 10, 10)], crs=UTM,
    )  # fmt: skip
    door = gpd.GeoDataFrame(
        {"street": ["Markt"], "house_number": ["1"], "source": ["osm"]},
        index=["osm:n1"], geometry=[shapely.Point(3, 3)], crs=UTM,
    )  # fmt: skip
    got.tables = {"parcels": PARCELS.conform(parcel, crs=UTM),
                  "addresses": ADDRESSES.conform(door, crs=UTM)}  # fmt: skip

    take_from_cadastre(got, (0, 0, 10, 10))

    doors = got.tables["addresses"]
    assert list(zip(doors["house_number"], doors["source"], strict=True)) == [
        ("1", "osm"),
        ("2", "cadastre"),
    ]
    assert all(log.adds_up() for log in got.log.sources)
