"""Where a centre is proposed, and where it is not."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from innenstadt_gis.analysis.centre import NO_CENTRE, propose_centre
from innenstadt_gis.tables import BASEMAP, CENTRES, PREMISES

CRS = "EPSG:25832"


def units(xy, *, status="occupied"):
    rows = gpd.GeoDataFrame(
        {"status": status, "in_register": True, "located_by": "address", "source": "test"},
        index=[f"u{i}" for i in range(len(xy))],
        geometry=[None if p is None else Point(p) for p in xy],
        crs=CRS,
    )
    return PREMISES.conform(rows)


def basemap(*places):
    rows = gpd.GeoDataFrame(
        {"layer": ["place"] * len(places), "kind": [k for k, _ in places], "source": "osm"},
        index=[f"b{i}" for i in range(len(places))],
        geometry=[shape for _, shape in places],
        crs=CRS,
    )
    return BASEMAP.conform(rows, crs=CRS)


def test_the_centre_is_where_the_units_stand_densest():
    ribbon = [(x, 0) for x in range(1000, 3000, 200)]  # 10 along a road
    market = [(0, 0), (20, 0), (40, 0), (20, 30)]  # 4 around a square

    found = propose_centre(units(ribbon + market), basemap())

    CENTRES.check(found)
    assert found.geometry.item() == Point(20, 0)
    assert found[["name", "located_by", "proposed", "source"]].iloc[0].tolist() == [
        "Vorschlag", "proposed", True, "premises",
    ]  # fmt: skip


def test_units_at_one_address_weigh_each():
    found = propose_centre(units([(0, 0)] * 3 + [(x, 500) for x in range(0, 700, 100)]), basemap())

    # (300, 500) has neighbours at 100 m on both sides: 2 * (1 - 100²/150²) = 1.11 < 2.
    assert found.geometry.item() == Point(0, 0)


def test_gone_and_unlocated_units_do_not_count():
    few = units([(0, 0)] * 9 + [None] * 5)
    gone = units([(0, 0)] * 12, status="gone")
    node = basemap(("town", Point(7, 7)))

    for rows in (few, gone):
        assert propose_centre(rows, node).geometry.item() == Point(7, 7)


def test_the_place_node_of_the_highest_rank_and_most_central_is_taken():
    node = basemap(
        ("village", Point(50, 50)), ("town", Point(0, 0)), ("town", Point(60, 40)),
        ("suburb", Point(50, 51)), ("city", LineString([(0, 0), (100, 100)])),
    )  # fmt: skip

    found = propose_centre(units([]), node)

    assert found.geometry.item() == Point(60, 40)
    assert found["source"].item() == "osm"


def test_without_units_and_place_node_nothing_is_proposed():
    found = propose_centre(units([(0, 0)]), basemap(("hamlet", Point(0, 0))))

    CENTRES.check(found)
    assert not len(found)
    assert "weniger als 10" in NO_CENTRE.why.de
    assert "[[centres]]" in NO_CENTRE.todo.de


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1000))
def test_order_does_not_matter_and_moving_the_town_moves_the_centre(seed):
    rng = np.random.default_rng(seed)
    xy = rng.integers(0, 500, (30, 2))

    here = propose_centre(units(xy), basemap()).geometry.item()
    mixed = propose_centre(units(xy[rng.permutation(30)]), basemap()).geometry.item()
    moved = propose_centre(units(np.add(xy, (1024, 512))), basemap()).geometry.item()

    assert mixed == here
    assert (moved.x, moved.y) == pytest.approx((here.x + 1024, here.y + 512))
