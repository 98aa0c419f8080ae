"""NAS as nobody should write it: loose rings, bombs, strange names of a CRS."""

from __future__ import annotations

import zipfile

import pytest
import shapely
from pyproj import CRS

from innenstadt_gis.crs import project
from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.addresses import read_addresses
from innenstadt_gis.ingest.cadastre.nas import is_nas
from innenstadt_gis.ingest.parcels import read_parcels

UTM33 = CRS.from_epsg(25833)
E, N = 358_000.0, 5_605_000.0
A = "145678___00001______"
SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<AX_Bestandsdatenauszug xmlns="http://www.adv-online.de/namespaces/adv/gid/7.1"
 xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:wfs="http://www.opengis.net/wfs/2.0"><enthaelt><wfs:FeatureCollection><wfs:member>
<AX_Flurstueck gml:id="DESN000000000F01"><position>{shape}</position>
<flurstueckskennzeichen>{id}</flurstueckskennzeichen></AX_Flurstueck>
</wfs:member></wfs:FeatureCollection></enthaelt></AX_Bestandsdatenauszug>"""
POLYGON = (
    '<gml:Surface srsName="{srs}"><gml:patches><gml:PolygonPatch><gml:exterior>{ring}'
    "</gml:exterior></gml:PolygonPatch></gml:patches></gml:Surface>"
)


def positions(points, west=E, south=N):
    return " ".join(f"{west + x:.3f} {south + y:.3f}" for x, y in points)


def linear(points):
    return f"<gml:LinearRing><gml:posList>{positions(points)}</gml:posList></gml:LinearRing>"


def chained(*lines):
    members = "".join(
        "<gml:curveMember><gml:LineString><gml:posList>"
        f"{positions(line)}</gml:posList></gml:LineString></gml:curveMember>"
        for line in lines
    )
    return f"<gml:Ring>{members}</gml:Ring>"


def nas(ring, srs="urn:adv:crs:ETRS89_UTM33"):
    return DOCUMENT.format(id=A, shape=POLYGON.format(srs=srs, ring=ring))


@pytest.mark.parametrize(
    "ring",
    [
        linear(SQUARE[:-1]),
        linear([point for point in SQUARE for _ in range(3)]),
        chained(SQUARE[:3], SQUARE[2:4]),
        chained(SQUARE[:3], SQUARE[2:3] * 2, SQUARE[2:]),
        chained(SQUARE[:2], SQUARE[1:3][::-1], SQUARE[2:]),
        linear([*SQUARE[:2], (5, 0), *SQUARE[1:]]),
    ],
    ids=["unclosed", "each vertex thrice", "unclosed curves", "a curve of one point",
         "one curve the other way", "there and back"],
)  # fmt: skip
def test_input_48_loose_rings_and_repeated_vertices_are_the_same_parcel(tmp_path, ring):
    path = tmp_path / "nas.xml"
    path.write_text(nas(ring), encoding="utf-8")

    parcels, log = read_parcels(path, crs=UTM33)

    (shape,) = parcels.geometry
    assert shape.is_valid
    assert shape.symmetric_difference(shapely.box(E, N, E + 10, N + 10)).area < 1e-6
    assert log.adds_up()


@pytest.mark.parametrize("count", [0, 1, 2])
def test_input_48_a_ring_of_less_than_three_vertices_is_no_surface_and_counted(tmp_path, count):
    path = tmp_path / "nas.xml"
    path.write_text(nas(linear(SQUARE[:count])), encoding="utf-8")

    parcels, log = read_parcels(path, crs=UTM33)

    assert len(parcels) == 0
    assert log.explained == {"no_surface": 1}
    assert log.adds_up()


@pytest.mark.parametrize(
    "text",
    ["358000 x", "358000,1 5605000,2", "358000 5605000 1", "nan nan nan nan nan nan nan nan"],
)
def test_positions_that_are_no_numbers_are_no_surface_or_one_clear_error(tmp_path, text):
    ring = f"<gml:LinearRing><gml:posList>{text}</gml:posList></gml:LinearRing>"
    path = tmp_path / "nas.xml"
    path.write_text(nas(ring), encoding="utf-8")

    parcels, log = read_parcels(path, crs=UTM33)

    assert (len(parcels), log.explained) == (0, {"no_surface": 1})


@pytest.mark.parametrize(
    ("srs", "epsg"),
    [
        ("urn:adv:crs:DE_RD-83_3GK4", 3398),
        ("urn:adv:crs:DE_RD-83_3GK5", 3399),
        ("urn:adv:crs:DE_RD/83_3GK5", 3399),
        ("urn:adv:crs:DE_RD83_3GK5", 3399),
        ("urn:adv:crs:DE_42-83_3GK4", 2398),
        ("urn:adv:crs:DE_42-83_3GK5", 2399),
        ("urn:adv:crs:DE_S42-83_3GK5", 2399),
        ("urn:adv:crs:DE_S42/83_3GK5_H16", 2399),
        ("urn:adv:crs:DE_PD-83_3GK4", 3397),
        ("urn:adv:crs:de_rd-83_3gk5", 3399),
    ],
)
def test_input_52_names_of_eastern_datums_are_understood(tmp_path, srs, epsg):
    # each in its own zone; RD/83 and S42/83 lie 588 m apart
    at = 460_000 if "3gk5" in srs.lower() else 360_000
    x, y = project(
        [at + a for a, _ in SQUARE], [5_655_000 + b for _, b in SQUARE],
        source=UTM33, target=CRS.from_epsg(epsg),
    )  # fmt: skip
    ring = linear([(a - E, b - N) for a, b in zip(x, y, strict=True)])
    path = tmp_path / "nas.xml"
    path.write_text(nas(ring, srs=srs), encoding="utf-8")

    parcels, log = read_parcels(path, crs=UTM33)

    assert parcels.geometry.iloc[0].centroid.distance(shapely.Point(at + 5, 5_655_005)) < 3.0
    assert not any("fehlt" in note.de for note in log.notes)


@pytest.mark.parametrize("packed", ["zip", "zip in zip"])
def test_a_nas_that_blows_up_is_refused_unread(tmp_path, packed):
    path = tmp_path / "bombe.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("nas.xml", nas(linear(SQUARE)) + " " * 60_000_000)
    if packed == "zip in zip":
        inner = path.read_bytes()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.zip", inner)

    with pytest.raises(SourceError, match=r"bombe\.zip: "):
        read_parcels(path, crs=UTM33)


@pytest.mark.parametrize("name", ["../nas.xml", "/nas.xml", "a/../../nas.xml", "..\\nas.xml"])
@pytest.mark.parametrize("packed", ["zip", "zip in zip"])
def test_a_member_that_would_leave_the_zip_is_read_and_written_nowhere(tmp_path, name, packed):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    path = folder / "nas.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, nas(linear(SQUARE)))
    if packed == "zip in zip":
        inner = path.read_bytes()
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("../innen.zip", inner)

    assert is_nas(path)
    assert list(read_parcels(path, crs=UTM33)[0].index) == [A]
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == ["nas.zip"]


def test_a_nas_without_house_numbers_has_no_addresses_and_says_so(tmp_path):
    path = tmp_path / "nas.xml"
    path.write_text(nas(linear(SQUARE)), encoding="utf-8")

    addresses, log = read_addresses(path, crs=UTM33)

    assert len(addresses) == 0
    assert log.adds_up()
