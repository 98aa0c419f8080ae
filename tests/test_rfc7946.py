"""The validator of GeoJSON is itself tried: one broken file for every rule of it."""

from __future__ import annotations

import json

import pydantic
import pytest
from geojson_pydantic import FeatureCollection

from tests.rfc7946 import faults

SQUARE = [[13.0, 50.5], [13.1, 50.5], [13.1, 50.6], [13.0, 50.6], [13.0, 50.5]]
HOLE = [[13.02, 50.52], [13.02, 50.54], [13.04, 50.54], [13.04, 50.52], [13.02, 50.52]]
FAR_HOLE = [[x + 5, y] for x, y in HOLE]
POINT = {"type": "Point", "coordinates": [13.0, 50.5]}


def collection(geometry=None, **members) -> dict:
    feature = {"type": "Feature", "id": "a", "properties": {"n": 1}, "geometry": geometry}
    box = {} if geometry is None else {"bbox": [13.0, 50.5, 13.1, 50.6]}
    return {"type": "FeatureCollection", **box, "features": [feature], **members}


def shaped(kind: str, coordinates, **members) -> dict:
    return collection({"type": kind, "coordinates": coordinates, **members})


def feature(told: dict, **members) -> dict:
    told["features"][0].update(members)
    return told


def without(told: dict, name: str) -> dict:
    del told["features"][0][name]
    return told


WHOLE = {
    "polygon with a hole": shaped("Polygon", [SQUARE, HOLE]),
    "multipolygon": shaped("MultiPolygon", [[SQUARE], [[[x, y] for x, y in SQUARE]]]),
    "lines": shaped("MultiLineString", [SQUARE[:2], SQUARE[2:4]]),
    "points": shaped("MultiPoint", [SQUARE[0], SQUARE[2]]),
    "several kinds": collection(
        {"type": "GeometryCollection", "geometries": [
            POINT, {"type": "LineString", "coordinates": [[13.0, 50.5], [13.1, 50.6]]}]}
    ),
    "without a place": collection(),
    "with metadata": collection(innenstadt_gis={"title": "x"}),
    "no features": {"type": "FeatureCollection", "features": []},
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_has_no_fault_here_nor_for_the_validator_of_others(name):
    assert faults(json.dumps(WHOLE[name]), within=(12.9, 50.4, 13.2, 50.7)) == []
    FeatureCollection.model_validate(WHOLE[name])


#: What is broken, the rule that tells it, and whether the validator of others sees it too.
BROKEN = {
    "metres": (shaped("Point", [350000.0, 5600000.0]), "no degrees (section 4)", False),
    "crs": (collection(crs={}), "member crs (section 4)", False),
    "left hand": (shaped("Polygon", [SQUARE[::-1]]), "left-hand rings", False),
    "hole by the right hand": (shaped("Polygon", [SQUARE, HOLE[::-1]]), "left-hand rings", False),
    "hole elsewhere": (shaped("Polygon", [SQUARE, FAR_HOLE]), "hole outside of its ring", False),
    "open ring": (shaped("Polygon", [SQUARE[:-1]]), "an open ring", True),
    "ring of three": (shaped("Polygon", [[SQUARE[0], SQUARE[1], SQUARE[0]]]), "less than four", True),
    "line of one": (shaped("LineString", SQUARE[:1]), "a line of one position", True),
    "lines of one": (shaped("MultiLineString", [SQUARE[:1]]), "a line of one position", True),
    "around the world": (
        shaped("LineString", [[-179.0, 50.5], [179.0, 50.6]]), "half around the world", False,
    ),
    "height": (shaped("Point", [13.0, 50.5, 400.0]), "a height", False),
    "one number": (shaped("Point", [13.0]), "no position of two numbers", True),
    "numbers as text": (shaped("Point", ["13.0", "50.5"]), "no position of two numbers", False),
    "truth as a number": (shaped("Point", [True, 50.5]), "no position of two numbers", False),
    "too deep": (shaped("Point", [[13.0, 50.5]]), "no position of two numbers", True),
    "too flat": (shaped("LineString", [13.0, 50.5]), "no position of two numbers", True),
    "no array": (shaped("Polygon", [13.0, 50.5]), "no array of that kind", True),
    "empty": (shaped("MultiPoint", []), "empty coordinates", False),
    "decimals": (shaped("Point", [13.00000001, 50.5]), "more than 7 decimals", False),
    "decimals of the box": (
        {**shaped("Polygon", [SQUARE]), "bbox": [13.000000001, 50.5, 13.1, 50.6]},
        "decimals in bbox", False,
    ),
    "kind": (shaped("Circle", [13.0, 50.5]), "type Circle", True),
    "kind in small letters": (shaped("point", [13.0, 50.5]), "type point", True),
    "collection in a collection": (
        collection({"type": "GeometryCollection", "geometries": [
            POINT, {"type": "GeometryCollection", "geometries": [POINT, POINT]}]}),
        "a collection in a collection", True,
    ),
    "collection of one kind": (
        collection({"type": "GeometryCollection", "geometries": [POINT, POINT]}), "of one kind", True,
    ),
    "collection of nothing": (collection({"type": "GeometryCollection"}), "without geometries", True),
    "no box": ({**shaped("Polygon", [SQUARE]), "bbox": None}, "no bbox", False),
    "box of the wrong order": (
        {**shaped("Polygon", [SQUARE]), "bbox": [50.5, 13.0, 50.6, 13.1]}, "(section 5)", False,
    ),
    "box too small": (
        {**shaped("Polygon", [SQUARE]), "bbox": [13.0, 50.5, 13.1, 50.59]}, "(section 5)", False,
    ),
    "box of three": ({**shaped("Polygon", [SQUARE]), "bbox": [13.0, 50.5, 13.1]}, "(section 5)", True),
    "box of a feature": (
        feature(shaped("Polygon", [SQUARE]), bbox=[13.0, 50.5, 13.1, 50.59]), "a: bbox", False,
    ),
    "box of nothing": (collection(bbox=[13.0, 50.5, 13.1, 50.6]), "bbox of nothing", False),
    "no id": (without(collection(), "id"), "ids missing", False),
    "id that is true": (feature(collection(), id=True), "ids missing", True),
    "id twice": (
        {**collection(), "features": collection()["features"] * 2}, "ids twice", False,
    ),
    "no properties": (without(collection(), "properties"), "properties are no object", True),
    "properties as a list": (feature(collection(), properties=[]), "properties are no object", True),
    "no geometry": (without(collection(), "geometry"), "no Feature with a geometry", True),
    "geometry as text": (feature(collection(), geometry="Point"), "geometry is no object", True),
    "kind of the feature": (feature(collection(), type="feature"), "no Feature", True),
    "no feature": ({**collection(), "features": [1]}, "no Feature", True),
    "kind of the collection": ({**collection(), "type": "Collection"}, "no FeatureCollection", True),
    "no features": ({"type": "FeatureCollection"}, "no FeatureCollection", True),
    "no object": ([], "no object", True),
    "a collection with properties": (collection(properties={}), "must not have properties", False),
    "a feature with coordinates": (feature(collection(), coordinates=[]), "must not have", False),
    "a geometry with properties": (
        shaped("Point", [13.0, 50.5], properties={}), "must not have properties", False,
    ),
    "a member that nobody knows": (collection(title="x"), "a member of its own, title", False),
    "a member of a feature": (feature(collection(), title="x"), "a member of its own, title", False),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_and_the_validator_of_others_lets_half_of_them_pass(name):
    told, rule, seen_by_others = BROKEN[name]

    found = faults(json.dumps(told))

    assert [one for one in found if rule in one] != [], found
    if seen_by_others:
        with pytest.raises((pydantic.ValidationError, UserWarning)):
            FeatureCollection.model_validate(told)
    else:
        FeatureCollection.model_validate(told)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"\xef\xbb\xbf{}", "byte order mark"),
        ('{"a": "ä"}'.encode("latin-1"), "not UTF-8"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": -Infinity}', "-Infinity is no number"),
        (b'{"type": "x", "type": "x"}', "a name twice"),
        (b'{"type": "FeatureCollection", "features": [', "not JSON"),
    ],
)
def test_what_is_no_strict_json_is_told(data, rule):
    assert rule in faults(data)[0]


def test_a_town_elsewhere_is_told_and_longitude_is_not_latitude():
    swapped = shaped("Polygon", [[[y, x] for x, y in SQUARE[::-1]]])
    swapped["bbox"] = [50.5, 13.0, 50.6, 13.1]

    assert faults(json.dumps(swapped)) == []  # somewhere in the Arabian Sea
    assert "outside of the town's region" in faults(json.dumps(swapped), within=(12, 50, 14, 51))[0]
