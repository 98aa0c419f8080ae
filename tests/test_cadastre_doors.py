"""Doors that a cadastre tells where nobody named official house coordinates."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import shapely
from pyproj import CRS

from innenstadt_gis.ingest.parcels import read_parcels
from innenstadt_gis.pipeline.cadastre import take_from_cadastre
from innenstadt_gis.pipeline.gather import Gathered
from innenstadt_gis.tables import ADDRESSES, PARCELS

UTM = CRS.from_epsg(25833)
NAS = """<?xml version="1.0" encoding="UTF-8"?>
<AX_Bestandsdatenauszug xmlns="http://www.adv-online.de/namespaces/adv/gid/7.1"
 xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:wfs="http://www.opengis.net/wfs/2.0"><enthaelt><wfs:FeatureCollection><wfs:member>
<AX_Flurstueck gml:id="DESN000000000F01"><position><gml:Polygon srsName="urn:adv:crs:ETRS89_UTM33">
<gml:exterior><gml:LinearRing><gml:posList>358000 5605000 358010 5605000 358010 5605010 358000
5605010 358000 5605000</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></position>
<flurstueckskennzeichen>145678___00001______</flurstueckskennzeichen>
<weistAuf xlink:href="urn:adv:oid:DESN000000000L01"/>
<weistAuf xlink:href="urn:adv:oid:DESN000000000L02"/></AX_Flurstueck></wfs:member><wfs:member>
<AX_LagebezeichnungMitHausnummer gml:id="DESN000000000L01"><lagebezeichnung><AX_Lagebezeichnung>
<unverschluesselt>Markt</unverschluesselt></AX_Lagebezeichnung></lagebezeichnung>
<hausnummer>1</hausnummer></AX_LagebezeichnungMitHausnummer></wfs:member><wfs:member>
<AX_LagebezeichnungMitHausnummer gml:id="DESN000000000L02"><lagebezeichnung><AX_Lagebezeichnung>
<unverschluesselt>Markt</unverschluesselt></AX_Lagebezeichnung></lagebezeichnung>
<hausnummer>2 a</hausnummer></AX_LagebezeichnungMitHausnummer></wfs:member>
</wfs:FeatureCollection></enthaelt></AX_Bestandsdatenauszug>"""
BOX = (357_900.0, 5_604_900.0, 358_100.0, 5_605_100.0)


def gathered(folder, *, addresses=()):
    (folder / "nas.xml").write_text(NAS, encoding="utf-8")
    sources = SimpleNamespace(addresses=addresses, parcels=(folder / "nas.xml", folder / "weg.xml"))
    got = Gathered(SimpleNamespace(sources=sources, folder=folder), UTM)
    got.tables["parcels"] = read_parcels(folder / "nas.xml", crs=UTM)[0]
    door = gpd.GeoDataFrame(
        {"street": ["Markt", "Gasse"], "house_number": ["2a", "9"], "source": ["osm", "osm"]},
        index=["osm:n1", "osm:n2"], geometry=[shapely.Point(358_003, 5_605_003)] * 2, crs=UTM,
    )  # fmt: skip
    got.tables["addresses"] = ADDRESSES.conform(door, crs=UTM)
    return got


def test_a_nas_named_as_parcels_gives_its_house_numbers_in_place_of_those_of_osm(tmp_path):
    got = gathered(tmp_path)

    take_from_cadastre(got, BOX)

    doors = got.tables["addresses"]
    assert sorted(zip(doors["street"], doors["house_number"], doors["source"], strict=True)) == [
        ("Gasse", "9", "osm"),
        ("Markt", "1", "cadastre"),
        ("Markt", "2a", "cadastre"),
    ]
    assert [(log.file, log.role, log.records) for log in got.log.sources][:1] == [
        ("nas.xml", "addresses", 2)
    ]
    assert all(log.adds_up() for log in got.log.sources)


def test_a_nas_gives_no_house_numbers_where_the_study_names_official_ones(tmp_path):
    got = gathered(tmp_path, addresses=(tmp_path / "hk.csv",))

    take_from_cadastre(got, BOX)

    assert set(got.tables["addresses"]["source"]) == {"osm"}


def test_house_numbers_outside_of_the_study_leave_those_of_osm_alone(tmp_path):
    got = gathered(tmp_path)
    got.tables["parcels"] = PARCELS.empty(UTM)

    take_from_cadastre(got, (0.0, 0.0, 10.0, 10.0))

    assert list(got.tables["addresses"]["source"]) == ["osm", "osm"]
    assert got.log.sources[0].explained == {"outside": 2}


def test_parcels_tell_the_doors_that_osm_lacks_and_only_those():
    sources = SimpleNamespace(addresses=(), parcels=())
    got = Gathered(SimpleNamespace(sources=sources, folder=Path()), UTM)
    parcel = gpd.GeoDataFrame(
        {"situation": ["Markt 1, 2"], "source": ["cadastre"], "area_m2": [100.0]},
        index=["145678___00001______"], geometry=[shapely.box(0, 0, 10, 10)], crs=UTM,
    )  # fmt: skip
    door = gpd.GeoDataFrame(
        {"street": ["Markt"], "house_number": ["1"], "source": ["osm"]},
        index=["osm:n1"], geometry=[shapely.Point(3, 3)], crs=UTM,
    )  # fmt: skip
    got.tables = {"parcels": PARCELS.conform(parcel, crs=UTM),
                  "addresses": ADDRESSES.conform(door, crs=UTM)}  # fmt: skip

    take_from_cadastre(got, (0, 0, 10, 10))

    doors = got.tables["addresses"]
    assert list(zip(doors["house_number"], doors["source"], strict=True)) == [
        ("1", "osm"),
        ("2", "cadastre"),
    ]
    assert all(log.adds_up() for log in got.log.sources)
