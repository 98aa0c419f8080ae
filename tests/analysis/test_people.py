"""Persons spread over homes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from innenstadt_gis.analysis.people import homes
from innenstadt_gis.tables import POPULATION

CRS = "EPSG:25833"


def cells(*persons):
    rows = gpd.GeoDataFrame(
        {"persons": [float(p) for p in persons], "source": "census"},
        index=[f"c{i}" for i in range(len(persons))],
        geometry=[box(100 * i, 0, 100 * i + 100, 100) for i in range(len(persons))],
        crs=CRS,
    )
    return POPULATION.conform(rows, crs=CRS)


def points(*x):
    return gpd.GeoDataFrame(geometry=[Point(v, 50) for v in x], crs=CRS)


def test_homes_of_a_cell_share_its_persons_and_a_border_belongs_to_one_cell():
    found = homes(points(10, 20, 100, 150, 999), cells(9, 4, 7))

    assert found.cell.tolist() == [0, 0, 0, 1, -1]
    assert found.each[:2].tolist() == [3, 4]
    assert found.added().tolist() == [3, 1, 0]
    assert found.added(np.array([1.0, 0, 1, 0, 1])).tolist() == [2, 0, 0]


def test_nobody_and_nowhere_are_empty():
    assert homes(points(), cells(5)).added().tolist() == [0]
    assert homes(points(10), cells()).cell.tolist() == [-1]


@given(x=st.lists(st.floats(0, 299), max_size=20))
def test_everybody_with_a_home_is_counted_once(x):
    census = cells(10, 20, 30)
    found = homes(points(*x), census)
    lived = found.added() > 0

    spread = (found.added() * found.each).sum()
    assert spread == pytest.approx(census["persons"].to_numpy()[lived].sum())
