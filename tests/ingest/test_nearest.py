"""Parcels and buildings around or beside a point: counted by hand in two squares."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from pyproj import CRS

from innenstadt_gis.ingest.nearest import building_at, parcel_at

UTM = CRS.from_epsg(25833)
PLOTS = gpd.GeoDataFrame(
    geometry=[shapely.box(0, 0, 20, 20), shapely.box(20, 0, 40, 20)], index=["west", "east"],
    crs=UTM,
)  # fmt: skip


@pytest.mark.parametrize(
    ("x", "y", "plot", "away", "sure"),
    [
        (10, 10, "west", 0.0, 1.0),
        (30, -2, "east", 2.0, 0.9),  # on the road, 2 m off the plot: 1 - 2/20
        (-10, 5, "west", 10.0, 0.5),
        (20, 10, "west", 0.0, 0.5),  # on the border of two: the first, and doubt
        (20, -4, "west", 4.0, 0.4),  # as near to both: half of 1 - 4/20
    ],
)
def test_input_59_a_point_beside_or_on_the_border_gets_the_nearest_parcel_and_its_confidence(
    x: float, y: float, plot: str, away: float, sure: float
) -> None:
    told = parcel_at(gpd.GeoSeries([shapely.Point(x, y)], index=["r"], crs=UTM), PLOTS)

    assert told.loc["r"].tolist() == [plot, away, pytest.approx(sure)]


def test_input_59_farther_than_ten_metres_is_nobodys_point() -> None:
    told = parcel_at(gpd.GeoSeries([shapely.Point(-10.1, 5), None], crs=UTM), PLOTS)

    assert told.isna().all(axis=None)


def test_a_shop_in_a_hall_is_the_smaller_of_both() -> None:
    houses = gpd.GeoDataFrame(
        geometry=[shapely.box(0, 0, 90, 90), shapely.box(0, 0, 9, 9)], index=["hall", "shop"]
    )

    told = building_at(gpd.GeoSeries([shapely.Point(5, 5), shapely.Point(50, 50)]), houses)

    assert told["building_id"].tolist() == ["shop", "hall"]
    assert told["confidence"].tolist() == [1.0, 1.0]


def test_without_parcels_nothing_is_found() -> None:
    told = parcel_at(gpd.GeoSeries([shapely.Point(0, 0)], crs=UTM), PLOTS.iloc[:0])

    assert told["parcel_id"].isna().all()
