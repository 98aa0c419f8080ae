"""What a walk could stop at, from small tables."""

from __future__ import annotations

import geopandas as gpd
from shapely import LineString, Point, box

from innenstadt_gis.analysis.town_walk.candidates import KINDS, stop_candidates
from innenstadt_gis.outputs.chapters import CHAPTERS

CRS = "EPSG:25832"
AREA = box(0, 0, 1000, 1000)


def premises(*rows):
    return gpd.GeoDataFrame(
        {
            "street": [r[0] for r in rows],
            "house_number": [r[1] for r in rows],
            "status": [r[2] for r in rows],
            "vacant_months": [r[3] for r in rows],
            "in_register": [r[4] for r in rows],
        },
        geometry=[r[5] for r in rows],
        crs=CRS,
    )


def test_every_kind_tells_of_a_chapter_of_the_products():
    assert set(KINDS.values()) <= {chapter.key for chapter in CHAPTERS}


def test_vacant_units_of_the_register_are_stops_the_long_vacant_ones_first():
    units = premises(
        ("Markt", "1", "vacant", 12, True, Point(10, 10)),
        ("Markt", "9", "vacant", 60, True, Point(200, 10)),
        ("Markt", "5", "occupied", None, True, Point(300, 10)),
        ("Markt", "6", "vacant", None, False, Point(400, 10)),  # OpenStreetMap alone says so
        ("Markt", "7", "vacant", None, True, None),
        ("Weit", "1", "vacant", 90, True, Point(5000, 10)),
    )

    found = stop_candidates({"premises": units}, area=AREA, crs=CRS)

    assert found["title"].tolist() == ["Markt 9", "Markt 1"]
    assert found["weight"].tolist() == [1.5, 1.0]
    assert set(found["theme"]) == {"vacancy"}


def test_of_several_side_by_side_the_weightiest_stays_and_its_neighbours_do_not_chain():
    """At 0, 30 and 60 m: the middle one goes for the first, the last one stays."""
    units = premises(
        ("A", "1", "vacant", 60, True, Point(100, 10)),
        ("B", "2", "vacant", 0, True, Point(130, 10)),
        ("C", "3", "vacant", 0, True, Point(160, 10)),
    )

    found = stop_candidates({"premises": units}, area=AREA, crs=CRS)

    assert found["title"].tolist() == ["A 1", "C 3"]


def test_lines_are_stopped_at_in_their_middle_and_different_kinds_may_stand_together():
    gaps = gpd.GeoDataFrame(
        {"street": ["Lange Gasse"], "length_m": [80.0]},
        geometry=[LineString([(0, 0), (80, 0)])], crs=CRS,
    )  # fmt: skip
    magnets = gpd.GeoDataFrame({"name": ["Rathaus"]}, geometry=[Point(40, 0)], crs=CRS)

    found = stop_candidates({"front_gaps": gaps, "magnets": magnets}, area=AREA, crs=CRS)

    assert sorted(found["kind"]) == ["front_gap", "magnet"]
    assert found.geometry.tolist() == [Point(40, 0), Point(40, 0)]


def test_without_any_table_there_is_no_stop():
    assert stop_candidates({}, area=AREA, crs=CRS).empty
