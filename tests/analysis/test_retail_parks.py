"""Retail parks are large shops that stand together outside of the centre."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point, box

from innenstadt_gis.analysis.retail_parks import find_retail_parks
from innenstadt_gis.tables import BUILDINGS, PREMISES, RETAIL_PARKS

CRS = "EPSG:25832"
CENTRE = box(-100, -100, 100, 100)


def shops(*rows):
    """Each row: x, name, branch, sales area or None, footprint or None, status."""
    defaults = ("occupied",)
    rows = [(*row, *defaults[len(row) - 5 :]) for row in rows]
    premises = gpd.GeoDataFrame(
        {
            "name": [r[1] for r in rows],
            "function": "retail",
            "branch": [r[2] for r in rows],
            "sales_area_m2": [np.nan if r[3] is None else float(r[3]) for r in rows],
            "status": [r[5] for r in rows],
            "building_id": [f"b{i}" if r[4] else None for i, r in enumerate(rows)],
            "in_register": False,
        },
        index=[f"u{i}" for i in range(len(rows))],
        geometry=[Point(r[0], 0) for r in rows],
        crs=CRS,
    )
    houses = [(i, r) for i, r in enumerate(rows) if r[4]]
    buildings = gpd.GeoDataFrame(
        {"area_m2": [float(r[4]) for _, r in houses]},
        index=[f"b{i}" for i, _ in houses],
        geometry=[box(r[0] - 1, -1, r[0] + 1, 1) for _, r in houses],
        crs=CRS,
    )
    return PREMISES.conform(premises, crs=CRS), BUILDINGS.conform(buildings, crs=CRS)


def test_shops_of_800_m2_or_in_1200_m2_outside_of_the_centre_are_joined_within_200_m():
    found = find_retail_parks(
        *shops(
            (0, "Kaufhaus", "department_store", 3000, None),  # in the centre
            (2000, "Lidl", "food", 800, None),
            (2150, "Möbel", "furniture", None, 1200),
            (2340, "Baumarkt", "diy_garden", 2500, None),  # 190 m from the furniture
            (2600, "Edeka", "food", 1500, None),  # 260 m from it: another place
            (3000, "Nah", "food", 799, 5000),  # its stated area is below
            (3500, "Haus", "furniture", None, 1199),
        ),
        centre=CENTRE,
    )

    RETAIL_PARKS.check(found)
    assert found["name"].tolist() == ["Baumarkt, Möbel, Lidl", "Edeka"]
    assert found.geometry.x.tolist() == [2340, 2600]
    assert found["proposed"].all()


@pytest.mark.parametrize(
    ("branch", "status"), [("vehicles", "occupied"), ("bakery", "occupied"), ("food", "vacant")]
)
def test_car_dealers_bakeries_in_a_foyer_and_empty_halls_make_no_retail_park(branch, status):
    found = find_retail_parks(*shops((2000, "X", branch, None, 3000, status)), centre=CENTRE)

    assert found.empty
    assert found.crs == CRS


def test_without_a_centre_every_place_counts_and_a_shop_without_a_name_gets_one():
    found = find_retail_parks(*shops((0, None, "food", 900, None)), centre=None)

    assert found["name"].tolist() == ["ohne Namen"]


def test_more_than_three_shops_are_named_by_the_largest_three():
    rows = [(2000 + 10 * i, f"Laden {i}", "food", 1000 - i, None) for i in range(5)]

    assert find_retail_parks(*shops(*rows), centre=CENTRE)["name"].tolist() == [
        "Laden 0, Laden 1, Laden 2 …"
    ]
