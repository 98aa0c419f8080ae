"""House coordinates: with and without header, zones, placeholders."""

from __future__ import annotations

import geopandas as gpd
import pytest
from pyproj import CRS

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.addresses import read_addresses
from innenstadt_gis.tables import ADDRESSES

UTM32, UTM33 = CRS.from_epsg(25832), CRS.from_epsg(25833)
HEADER = "nba;oid;qua;strschl;str;hnr;adz;zone;ostwert;nordwert;datum;postplz;postonm\n"
ROWS = """N;DESNAL0000000001;A;00946;Feldwiese;7;a;33;358560,471;5605026,546;2022-01-01;09456;Annaberg
N;DESNAL0000000002;A;00946;Feldwiese;*;;33;358561,0;5605026,0;2022-01-01;09456;Annaberg
N;DESNAL0000000003;A;00946;Feldwiese;008;;33;;;2022-01-01;09456;Annaberg
N;DESNAL0000000004;A;00946;Feldwiese;7;a;33;358560,471;5605026,546;2022-01-01;09456;Annaberg
N;DESNAL0000000005;A;00946;Feldwiese;9;;33;358580,0;5605030,0;2022-01-01;09456;Annaberg
"""


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "hk.txt"
    path.write_text(text, encoding=encoding)
    return path


def test_every_row_is_accounted_for(tmp_path):
    addresses, log = read_addresses(write(tmp_path, HEADER + ROWS), crs=UTM33)

    ADDRESSES.check(addresses)
    assert list(addresses["house_number"]) == ["7a", "9"]
    assert list(addresses["postcode"]) == ["09456", "09456"]  # the leading zero stays
    assert list(addresses.index) == ["hk:DESNAL0000000001", "hk:DESNAL0000000005"]
    assert (log.rows_in, log.records, log.nonrecords, log.rejected) == (5, 2, 2, 1)
    assert log.explained == {"duplicate": 1, "no_coordinate": 1, "no_house_number": 1}


def test_a_file_without_header_reads_the_same(tmp_path):
    rows = "".join(ROWS.splitlines(keepends=True)[i] for i in (0, 1, 4))
    told, _ = read_addresses(write(tmp_path, HEADER + rows), crs=UTM33)

    bare, log = read_addresses(write(tmp_path, rows), crs=UTM33)

    assert log.rows_in == 3
    assert bare.equals(told)


def test_a_zone_before_the_easting_is_the_same_place(tmp_path):
    text = "str;hnr;ostwert;nordwert\nMarkt;1;33358560,5;5605026,5\n"

    addresses, _ = read_addresses(write(tmp_path, text, "cp1252"), crs=UTM33)

    point = addresses.geometry.iloc[0]
    assert (point.x, point.y) == pytest.approx((358560.5, 5605026.5))


def test_rows_of_two_zones_are_placed_each_by_its_own(tmp_path):
    text = (
        "str;hnr;zone;ostwert;nordwert\n"
        "Markt;1;33;285015.6;5542944.4\n"  # 12.0 E, 50.0 N in zone 33 …
        "Markt;2;32;714984.4;5542944.4\n"  # … and in zone 32
    )

    addresses, _ = read_addresses(write(tmp_path, text), crs=UTM33)

    one, two = addresses.geometry
    assert one.distance(two) < 1


def test_bounds_keep_the_town_of_a_statewide_file(tmp_path):
    box = (358_570.0, 5_605_000.0, 358_600.0, 5_605_100.0)

    addresses, log = read_addresses(write(tmp_path, HEADER + ROWS), crs=UTM33, bounds=box)

    assert list(addresses["house_number"]) == ["9"]
    assert log.adds_up()
    assert log.explained["outside"] == 3


def test_gml_of_something_else_is_refused_and_says_what_is_read(tmp_path):
    (tmp_path / "a.gml").write_text("<x/>", encoding="utf-8")

    with pytest.raises(SourceError, match="no readable"):
        read_addresses(tmp_path / "a.gml", crs=UTM32)
    gpd.GeoDataFrame({"art": ["Bank"]}, geometry=gpd.points_from_xy([1], [1]), crs=4326).to_file(
        tmp_path / "b.gpkg"
    )
    with pytest.raises(SourceError, match="no readable house coordinates") as raised:
        read_addresses(tmp_path / "b.gpkg", crs=UTM32)
    assert "ostwert, nordwert" in raised.value.text.de


def test_a_table_of_something_else_is_refused(tmp_path):
    with pytest.raises(SourceError, match="no readable house coordinates"):
        read_addresses(write(tmp_path, "Name;Farbe\nx;rot\n"), crs=UTM32)


ESSEN = """<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0"
 xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:h="https://example.org/h">{}</wfs:FeatureCollection>"""
HOUSE = """<wfs:member><h:Haus gml:id="H.{0}"><h:STRNAME>Feldwiese</h:STRNAME><h:HSNR>{1}</h:HSNR>
<h:HSNRZU>{2}</h:HSNRZU><h:SHAPE><gml:Point srsName="urn:ogc:def:crs:EPSG::102329">
<gml:pos>5707493.588 3236370{0}.471</gml:pos></gml:Point></h:SHAPE></h:Haus></wfs:member>"""


def test_input_52_and_53_gml_in_an_esri_code_with_exchanged_axes_is_placed(tmp_path):
    houses = [(1, "7", ""), (2, "8", "a"), (3, "*", "")]
    path = tmp_path / "027.gml"
    path.write_text(ESSEN.format("".join(HOUSE.format(*h) for h in houses)), encoding="utf-8")

    addresses, log = read_addresses(path, crs=UTM32)

    ADDRESSES.check(addresses)
    assert list(addresses["house_number"]) == ["7", "8a"]
    assert (addresses.geometry.iloc[0].x, addresses.geometry.iloc[0].y) == pytest.approx(
        (363701.471, 5707493.588)
    )
    assert (log.rows_in, log.records, log.nonrecords) == (3, 2, 1)
    assert log.explained == {"no_house_number": 1}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["027.gml"]  # reading never writes


@pytest.mark.parametrize("ending", ["gpkg", "shp", "geojson"])
def test_any_point_file_with_address_columns_is_read(tmp_path, ending):
    path = tmp_path / f"adressen.{ending}"
    frame = gpd.GeoDataFrame(
        {"Strasse": ["Am Rößlein", "Am Rößlein"], "HausNr": ["1", "2 a"], "PLZ": ["01234"] * 2},
        geometry=gpd.points_from_xy([358560.0, 358570.0], [5605026.0, 5605026.0]), crs=UTM33,
    )  # fmt: skip
    (frame.to_crs(4326) if ending == "geojson" else frame).to_file(path)

    addresses, _ = read_addresses(path, crs=UTM33)

    assert list(addresses["street"]) == ["Am Rößlein"] * 2
    assert list(addresses["house_number"]) == ["1", "2a"]
    assert list(addresses["postcode"]) == ["01234"] * 2
    assert addresses.geometry.iloc[0].x == pytest.approx(358560.0, abs=0.01)


def test_one_column_with_street_and_number_is_enough(tmp_path):
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame(
        {"ADRESSE": ["Markt 1", "ohne"]}, geometry=gpd.points_from_xy([358560.0] * 2, [5605026.0] * 2),
        crs=UTM33,
    ).to_file(path)  # fmt: skip

    addresses, log = read_addresses(path, crs=UTM33)

    assert list(zip(addresses["street"], addresses["house_number"], strict=True)) == [
        ("Markt", "1")
    ]
    assert log.adds_up()


@pytest.mark.realdata
def test_the_addresses_of_essen_lie_in_essen(shared):
    addresses, log = read_addresses(shared / "data/addresses_essen/027.gml", crs=UTM32)

    ADDRESSES.check(addresses)
    assert log.adds_up()
    assert log.rows_in == 1000
    assert addresses.geometry.iloc[0].x == pytest.approx(363702.471)
    assert addresses.total_bounds == pytest.approx((355455, 5692449, 368435, 5707703), abs=1)
