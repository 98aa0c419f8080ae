"""Vector files are read as they were delivered: nothing is fetched, followed or written."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import zipfile

import pytest
import shapely
from pyproj import CRS

from innenstadt_gis.crs import project
from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.parcels import read_parcels
from innenstadt_gis.ingest.vector import open_layers, read_layer

UTM33 = CRS.from_epsg(25833)
E, N = 358_000.0, 5_605_000.0
A = "145678___00001______"
SQUARE = shapely.box(E, N, E + 10, N + 10)

GML = """<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0"
 xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:ave="http://repository.gdi-de.org/schemas/adv/produkt/alkis-vereinfacht/2.0" {root}>
<wfs:member><ave:Flurstueck gml:id="F1"><ave:flstkennz>{id}</ave:flstkennz><ave:geometrie>
<gml:Polygon gml:id="p" srsName="{srs}"><gml:exterior><gml:LinearRing><gml:posList>{at}
</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></ave:geometrie></ave:Flurstueck>
</wfs:member></wfs:FeatureCollection>"""


def gml(srs="urn:ogc:def:crs:EPSG::25833", root="", corners=SQUARE.exterior.coords):
    return GML.format(id=A, srs=srs, root=root, at=" ".join(f"{x} {y}" for x, y in corners))


def corners_in(epsg):
    x, y = project(
        *zip(*SQUARE.exterior.coords, strict=True), source=UTM33, target=CRS.from_epsg(epsg)
    )
    return list(zip(x, y, strict=True))


@pytest.fixture
def asked(monkeypatch):
    """Return an address and the list of what was asked there; proxies would hide it."""
    monkeypatch.setenv("no_proxy", "*")
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            with contextlib.suppress(OSError):  # closed: the test is over
                while True:
                    caller, _ = server.accept()
                    with caller:
                        caller.settimeout(2)
                        heard.append(caller.recv(200))
                        caller.sendall(b"HTTP/1.0 404 no\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
    assert os.environ["no_proxy"] == "*"


def _schema(at):
    query = (
        "SERVICE=WFS&amp;VERSION=2.0.0&amp;REQUEST=DescribeFeatureType&amp;TYPENAME=ave:Flurstueck"
    )
    space = "http://repository.gdi-de.org/schemas/adv/produkt/alkis-vereinfacht/2.0"
    return gml(root=f'xsi:schemaLocation="{space} {at}/wfs?{query}"')


def _linked_crs(at):
    told = {"type": "link", "properties": {"href": f"{at}/crs", "type": "proj4"}}
    shape = shapely.geometry.mapping(SQUARE)
    row = {"type": "Feature", "properties": {"flstkennz": A}, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "crs": told, "features": [row]})


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("schema.gml", _schema),
        ("crs.gml", lambda at: gml(srs=f"{at}/crs.xml#25833")),
        ("crs.geojson", _linked_crs),
    ],
)
def test_nothing_that_a_file_names_is_fetched(tmp_path, asked, name, content):
    address, heard = asked
    path = tmp_path / name
    path.write_text(content(address), encoding="utf-8")

    parcels, _ = read_parcels(path, crs=UTM33)

    assert list(parcels.index) == [A]
    assert heard == []


@pytest.mark.enable_socket
@pytest.mark.parametrize("name", ["flurstueck.gml", "flurstueck.json", "flurstueck.shp", "a.zip"])
@pytest.mark.parametrize(
    "content",
    [
        "<OGRVRTDataSource><OGRVRTLayer name='flurstueck'><SrcDataSource>/vsicurl/{at}/a.geojson",
        "<OGRWFSDataSource><URL>{at}/wfs</URL></OGRWFSDataSource>",
        '"{at}/a.geojson"',
    ],
    ids=["vrt", "wfs", "address"],
)
def test_a_file_that_points_elsewhere_is_refused_and_not_followed(tmp_path, asked, name, content):
    address, heard = asked
    path = tmp_path / name
    text = content.replace("{at}", address)
    if name == "a.zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("flurstueck.gml", text)
    else:
        path.write_text(text, encoding="utf-8")

    with pytest.raises(SourceError, match=f"{name}: holds no data itself"):
        read_parcels(path, crs=UTM33)
    assert heard == []


@pytest.mark.parametrize("epsg", [25833, 31468, 4326])
@pytest.mark.parametrize("exchanged", [False, True])
def test_input_53_old_addresses_of_a_crs_are_understood_in_both_axis_orders(
    tmp_path, epsg, exchanged
):
    corners = [(y, x) if exchanged else (x, y) for x, y in corners_in(epsg)]
    path = tmp_path / "alt.gml"
    text = gml(srs=f"http://www.opengis.net/gml/srs/epsg.xml#{epsg}", corners=corners)
    path.write_text(text, encoding="utf-8")

    inside, log = read_parcels(path, crs=UTM33, bounds=(E - 5, N - 5, E + 5, N + 5))
    outside, far = read_parcels(path, crs=UTM33, bounds=(E + 50, N, E + 60, N + 10))

    off_m = inside.geometry.iloc[0].hausdorff_distance(SQUARE)
    assert off_m < (3 if epsg == 31468 else 0.001)  # Gauß-Krüger: as good as its datum shift
    assert any("vertauscht" in note.de for note in log.notes) == exchanged
    assert (len(outside), far.explained) == (0, {"outside": 1})


@pytest.mark.parametrize(
    "srs", ["urn:adv:crs:DE_DHDN_3GK4", "http://www.opengis.net/gml/srs/epsg.xml#31468"]
)
def test_a_gml_inside_of_a_zip_tells_its_crs_and_the_zip_stays_as_it_is(tmp_path, srs):
    path = tmp_path / "alkis.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ordner/flurstück.gml", gml(srs=srs, corners=corners_in(31468)))
    before = path.read_bytes()

    parcels, log = read_parcels(path, crs=UTM33)

    assert parcels.geometry.iloc[0].hausdorff_distance(SQUARE) < 3  # the datum shift is no better
    assert not any("fehlt" in note.de for note in log.notes)  # the CRS is given
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["alkis.zip"]


@pytest.mark.parametrize("ending", ["gml", "geojson"])
def test_a_zip_that_blows_up_is_refused_unread(tmp_path, ending):
    path = tmp_path / "bombe.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"flurstueck.{ending}", b"<a>" * 20_000_000)

    with pytest.raises(SourceError, match=r"bombe\.zip: unpacks to more than"):
        open_layers(path)


@pytest.mark.parametrize("name", ["../flucht.gml", "/flucht.gml", "a/../../flucht.gml"])
def test_a_member_that_would_leave_the_zip_reads_nothing_outside_of_it(tmp_path, name):
    secret = gml().replace(A, "145678___09999______")
    (tmp_path / "flucht.gml").write_text(secret, encoding="utf-8")
    folder = tmp_path / "lieferung"
    folder.mkdir()
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr(name, gml())

    with contextlib.suppress(SourceError):  # GDAL refuses some of these names: as good
        assert list(read_parcels(folder / "a.zip", crs=UTM33)[0].index) == [A]
    assert [each.name for each in folder.iterdir()] == ["a.zip"]
    assert (tmp_path / "flucht.gml").read_text(encoding="utf-8") == secret


def test_a_box_reads_the_same_from_a_named_crs_as_from_one_gdal_complains_of(tmp_path):
    frames = []
    for k, srs in enumerate(("EPSG:25833", "http://www.opengis.net/gml/srs/epsg.xml#25833")):
        path = tmp_path / f"{k}.gml"
        path.write_text(gml(srs=srs), encoding="utf-8")
        (layer,) = open_layers(path)
        box = (E + 9, N + 9, E + 20, N + 20)
        columns = {"id": "flstkennz"}
        frames.append(read_layer(layer, columns=columns, town=UTM33, what="x", bounds=box)[0])

    assert frames[0].equals(frames[1])
    assert len(frames[0]) == 1
