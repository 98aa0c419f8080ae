import bz2
import gzip

import pytest

from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.ingest.osm.source import open_extract

PLACES = {1: (0, 0), 2: (100, 50)}
WAYS = {10: ([1, 2], {"highway": "footway"})}


@pytest.mark.parametrize(
    ("name", "pack"),
    [("a.osm", bytes), ("a.osm.gz", gzip.compress), ("a.osm.bz2", bz2.compress)],
)
def test_every_packing_gives_the_same_place_day_and_counts(tmp_path, xml, name, pack):
    path = tmp_path / name
    path.write_bytes(pack(xml(PLACES, WAYS).encode()))
    extract = open_extract(path)
    assert extract.kind == name[2:]
    assert extract.bbox == pytest.approx((13.3, 51.0, 13.3 + 100 / 70197.65, 51 + 50 / 111248.26))
    assert extract.day == "2024-10-01"
    assert extract.crs.to_epsg() == 25833
    assert extract.counts == {"osm_nodes": 2}
    assert len(extract.sha256) == 64


def test_the_box_of_the_header_is_not_believed(tmp_path, xml):
    path = tmp_path / "a.osm"
    bogus = '<bounds minlat="0" minlon="0" maxlat="90" maxlon="180"/>'
    text = xml(PLACES, WAYS).replace('<osm version="0.6">', f'<osm version="0.6">{bogus}')
    path.write_text(text)
    assert open_extract(path).bbox[0] == pytest.approx(13.3)


def test_a_blank_timestamp_is_no_day(tmp_path, xml):
    path = tmp_path / "a.osm"
    path.write_text(xml(PLACES, WAYS, stamp="1970-01-01T00:00:00Z"))
    assert open_extract(path).day == ""


def test_nodes_that_were_never_uploaded_are_read(tmp_path, xml):
    path = tmp_path / "a.osm"
    path.write_text(xml({-1: (0, 0), -2: (100, 50)}, {-9: ([-1, -2], {"highway": "path"})}))
    assert open_extract(path).counts["osm_nodes"] == 2


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.osm.pbf", b"", "leer"),
        ("a.osm.pbf", b"<!DOCTYPE html><html><body>Not found</body></html>", "Webseite"),
        ("a.osm.pbf", b"\x89PNG\r\n\x1a\n" + b"\0" * 80, "keine OpenStreetMap-Datei"),
        ("a.osm.pbf", b"PK\x03\x04" + b"\0" * 80, "ZIP"),
        ("a.osm.gz", gzip.compress(b"<osm version='0.6'>" + b" " * 9, mtime=0)[:12], "beschädigt"),
        ("a.osm", b"<osm version='0.6'></osm>", "leer"),
        ("a.osm", b"<osm version='0.6'><node id='1' lat='51' lon='13'/><way id", "heruntergeladen"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line_with_the_file_name(
    tmp_path, name, content, word
):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        open_extract(path)
    assert word in caught.value.text.de
    assert caught.value.text.de.startswith(name)
    assert "\n" not in caught.value.text.de


def test_a_missing_file_says_which_key_to_check(tmp_path):
    with pytest.raises(MissingSourceError, match=r"\[sources\] osm"):
        open_extract(tmp_path / "none.osm.pbf")


@pytest.mark.realdata
@pytest.mark.parametrize("share", [0.3, 0.9, 0.99, 0.999])
def test_a_download_that_broke_off_is_refused(tmp_path, shared, share):
    whole = (shared / "data/lauf/lauf-200115.osm.pbf").read_bytes()
    path = tmp_path / "half.osm.pbf"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(SourceError, match="in part"):
        open_extract(path)


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("file", "bbox", "day", "epsg"),
    [
        ("lauf/lauf-200115.osm.pbf", (11.2474, 49.4995, 11.3079, 49.5304), "2020-01-15", 25832),
        (
            "heidelberg/heidelberg.osm.pbf",
            (7.7085, 49.3073, 9.1046, 49.5168),
            "2024-09-08",
            25832,
        ),
        (
            "hoyerswerda/Hoyerswerda.osm.pbf",
            (14.2007, 51.3869, 14.268, 51.4671),
            "2024-08-12",
            25833,
        ),
    ],
)
def test_real_towns_lie_where_their_nodes_are(shared, file, bbox, day, epsg):
    extract = open_extract(shared / "data" / file)
    assert extract.bbox == pytest.approx(bbox, abs=1e-4)
    assert (extract.day, extract.crs.to_epsg()) == (day, epsg)
