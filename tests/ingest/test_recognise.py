"""What a dropped file is, by its content: made-up files and every real one."""

from __future__ import annotations

import gzip
import json
import zipfile

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely

from innenstadt_gis.ingest.recognise import ROLES, recognise

SQUARE = shapely.box(664_900, 5_486_700, 665_000, 5_486_800)
TEXTS = {
    "population": "Gitter_ID_100m;x_mp_100m;y_mp_100m;Einwohner\n100mN29330E44120;4412050;2933050;1\n",
    "addresses": "N;DESNAL0000000001;A;Feldwiese;7;a;33;358560,4;5605026,5;2022-01-01;09456;Ort\n",
    "register": "Straße;Hausnummer;Leerstand;Branche\nMarkt;1;ja;Bäcker\n",
    "brownfields": "Name;Adresse;Brache seit;Fläche\nFabrik;Markt 1;1990;200\n",
    "osm": '<?xml version="1.0"?>\n<osm version="0.6"></osm>',
}


@pytest.mark.parametrize("role", sorted(TEXTS))
def test_a_text_is_told_by_its_columns_whatever_its_name(tmp_path, role):
    path = tmp_path / "Kopie von Datei (2).txt"
    path.write_text(TEXTS[role], encoding="utf-8")

    assert recognise(path).role == role


@pytest.mark.parametrize(
    ("role", "layer", "columns"),
    [
        ("parcels", "x", {"FLSTKENNZ": ["145678___00001______"]}),
        ("parcels", "GebauedeBauwerk", {"oid": ["1"]}),
        ("brownfields", "Brachflaechen", {"name": ["Fabrik"]}),
        ("boundary", "grenze", {"name": ["Stadt"]}),
    ],
)
def test_map_data_is_told_by_layers_and_columns(tmp_path, role, layer, columns):
    path = tmp_path / "daten.gpkg"
    gpd.GeoDataFrame(columns, geometry=[SQUARE], crs=25832).to_file(path, layer=layer)

    assert recognise(path).role == role


def test_a_single_point_is_no_boundary(tmp_path):
    path = tmp_path / "a.kml"
    gpd.GeoDataFrame({"Name": ["a"]}, geometry=[shapely.Point(11, 49)], crs=4326).to_file(
        path, driver="LIBKML"
    )

    assert recognise(path).role == "unknown"


def test_a_workbook_with_title_rows_is_a_register(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["Leerstandsliste 2024"],
        [],
        ["Straße", "Hausnr.", "Status"],
        ["Markt", 1, "leer"],
    ):
        book.active.append(row)
    book.save(tmp_path / "liste.xlsx")

    assert recognise(tmp_path / "liste.xlsx").role == "register"


def test_archives_are_told_by_their_members(tmp_path):
    for name, member, text in (
        ("gtfs", "feed/{}.txt", ""),
        ("elevation", "N49E011.hgt", ""),
        ("population", "Zensus.csv", TEXTS["population"]),
    ):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            for part in ("stops", "routes", "trips") if name == "gtfs" else ("x",):
                archive.writestr(member.format(part), text)

        assert recognise(tmp_path / f"{name}.zip").role == name
    with gzip.open(tmp_path / "a.gz", "wt", encoding="utf-8") as stream:
        stream.write(TEXTS["osm"])

    assert (recognise(tmp_path / "a.gz").role, recognise(tmp_path / "a.gz").kind) == (
        "osm",
        "osm.gz",
    )


NAS = '<AX_Bestandsdatenauszug xmlns="http://www.adv-online.de/namespaces/adv/gid/7.1"/>'


def test_a_cadastre_in_parts_is_told_in_every_packing(tmp_path):
    tile = gpd.GeoDataFrame({"flstkennz": ["145678___00001______"]}, geometry=[SQUARE], crs=25832)
    tiles = tmp_path / "kacheln"
    tiles.mkdir()
    for name in ("t1", "t2"):
        tile.to_file(tiles / f"{name}.shp")
    with zipfile.ZipFile(tmp_path / "shp.zip", "w") as archive:
        for each in sorted(tiles.iterdir()):
            archive.write(each, each.name)
        archive.writestr("lizenz.txt", "Quelle; Jahr; Lizenz\n")
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as archive:
        archive.writestr("teil1.xml", NAS)
    with zipfile.ZipFile(tmp_path / "nas.zip", "w") as archive:
        archive.write(tmp_path / "inner.zip", "E_1.zip")
    (tmp_path / "nas.xml").write_text(NAS, encoding="utf-8")

    for name in ("kacheln", "shp.zip", "nas.zip", "inner.zip", "nas.xml"):
        assert recognise(tmp_path / name).role == "parcels", name


def test_a_folder_of_other_things_is_unknown_and_says_why(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "brief.pdf").write_bytes(b"%PDF-1.7")

    assert recognise(tmp_path / "x").role == "unknown"
    assert "Ordner" in recognise(tmp_path / "x").why.de


def test_terrain_models_of_the_states_are_told_alone_zipped_and_in_folders(tmp_path):
    tiles = tmp_path / "dgm1"
    tiles.mkdir()
    xyz = "x;y;z\n" + "390001,5;5640000,5;301,3\n" * 9
    grid = "NCOLS 2\nNROWS 1\nXLLCORNER 0\nYLLCORNER 0\nCELLSIZE 1\n1 2\n"
    (tiles / "a.xyz").write_text(xyz, encoding="utf-8")
    (tiles / "b.asc").write_text(grid, encoding="utf-8")
    with zipfile.ZipFile(tiles / "c.zip", "w") as archive:
        archive.writestr("dgm1_33_390_5640.xyz", xyz)
        archive.writestr("lizenz.txt", "Quelle; Jahr; Lizenz\n")
    with gzip.open(tiles / "d.xyz.gz", "wt", encoding="utf-8") as stream:
        stream.write(xyz)
    (tiles / "lizenz.txt").write_text("dl-de/by-2-0", encoding="utf-8")

    for name in ("a.xyz", "b.asc", "c.zip", "d.xyz.gz", "."):
        assert recognise(tiles / name).role == "elevation", name
    (tiles / "liste.xlsx").write_bytes(b"no tile")
    assert recognise(tiles).role != "elevation"


def test_a_list_of_words_that_ends_in_xyz_is_no_elevation(tmp_path):
    (tmp_path / "liste.xyz").write_text("Straße;Nr\nMarkt;1\nMarkt;2\n", encoding="utf-8")

    assert recognise(tmp_path / "liste.xyz").role != "elevation"


def test_an_elevation_tile_is_told_by_its_size(tmp_path):
    np.zeros((1201, 1201), dtype=">i2").tofile(tmp_path / "n50e012.hgt")

    assert recognise(tmp_path / "n50e012.hgt").role == "elevation"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("leer.csv", b"", "leer"),
        ("plan.pdf", b"%PDF-1.7 ...", "PDF"),
        ("flurstuecke.gml", b"<!DOCTYPE html><html><body>404", "Webseite"),
        ("brief.txt", b"Sehr geehrte Frau, anbei, wie besprochen, nichts.\n", "Tabelle"),
        ("grenze.prj", b"PROJCS[", ".shp-Datei"),
        ("register.xls", b"\xd0\xcf\x11\xe0 damaged", "beschädigt"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "Kennwort"),
        ("bild.jpg", b"\xff\xd8\xff\xe0 JFIF", "Bild"),
        ("a.gpkg", b"SQLite format 3\x00", "Geodatei"),
        ("a.zip", b"PK\x03\x04 cut off", "Zip"),
        ("noise.bin", bytes(range(256)), "Format"),
    ],
)
def test_what_cannot_be_used_says_why(tmp_path, name, content, word):
    (tmp_path / name).write_bytes(content)

    known = recognise(tmp_path / name)

    assert known.role == "unknown"
    assert word in known.why.de
    assert known.why.en


EXPECTED = {
    "addresses_essen/027.gml": "addresses",
    "alkis_massenheim/massenheim.gpkg": "parcels",
    "alkis_massenheim/massenheim.nas.xml.gz": "parcels",
    "erzgebirge_transit/haltestellen-zwoenitz.csv": "unknown",  # a list of stops: no source
    "erzgebirge_transit/vms_2020_erzgebirgskreis.gtfs.zip": "gtfs",
    "gtfs_broken/test_broken_gtfs.zip": "gtfs",
    "heidelberg/heidelberg.osm.pbf": "osm",
    "heidelberg/vrn_gtfs_cut.zip": "gtfs",
    "hoyerswerda/Hoyerswerda.osm.pbf": "osm",
    "hoyerswerda/zensus2011_100m_hoyerswerda.csv": "population",
    "lauf/N49E011.hgt.zip": "elevation",
    "lauf/flurstuecke_simuliert.gpkg": "parcels",
    "lauf/gtfs_simuliert.zip": "gtfs",
    "lauf/lauf-200115.osm.pbf": "osm",
    "lauf/lauf_s2_from_nigiri_siri_test.gtfs.zip": "gtfs",
    "lauf/registers/lauf_register_a.xlsx": "register",
    "lauf/registers/lauf_register_a.xlsx.truth.json": "unknown",
    "lauf/registers/lauf_register_b.csv": "register",
    "lauf/registers/lauf_register_b.csv.truth.json": "unknown",
    "lauf/registers/lauf_register_c.xlsx": "register",
    "lauf/registers/lauf_register_c.xlsx.truth.json": "unknown",
    "lauf/zensus2011_100m_lauf_an_der_pegnitz.csv": "population",
    "vacancy_cambridge/businesses_2020.csv": "register",
    "vacancy_cambridge/geocode_corrections.csv": "unknown",
    "vacancy_cambridge/vacant_storefronts_2020.csv": "register",
    "README.md": "unknown",
}


@pytest.mark.realdata
def test_every_real_file_is_told(shared):
    data = shared / "data"
    files = sorted(p for p in data.rglob("*") if p.is_file() and "transitfeed" not in p.parts)

    told = {p.relative_to(data).as_posix(): recognise(p).role for p in files}

    assert told == EXPECTED


@pytest.mark.realdata
def test_no_broken_feed_breaks_the_look_at_it(shared):
    for path in sorted((shared / "data/gtfs_broken").rglob("*")):
        assert recognise(path).role in ROLES


POINT = shapely.Point(664_950, 5_486_750)
SHOPS = {"name": ["Bäcker", "x"], "Leerstand": ["nein", "ja"]}


@pytest.mark.parametrize("shape", [POINT, SQUARE], ids=["points", "outlines"])
@pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp", "kml", "fgb"])
def test_premises_drawn_on_a_map_are_a_register(tmp_path, ending, shape):
    path = tmp_path / f"erhebung.{ending}"
    rows = gpd.GeoDataFrame(SHOPS, geometry=[shape, shape], crs=25832)
    if ending == "kml":
        rows.to_crs(4326).to_file(path, driver="LIBKML")
    else:
        rows.to_file(path)

    assert recognise(path).role == "register"


def test_a_dbf_is_a_table_when_it_lies_alone(tmp_path):
    gpd.GeoDataFrame(SHOPS, geometry=[POINT, POINT], crs=25832).assign(
        Strasse="Markt", Hausnr=["1", "2"]
    ).to_file(tmp_path / "a.shp")
    assert recognise(tmp_path / "a.dbf").role == "unknown"

    (tmp_path / "a.dbf").rename(tmp_path / "b.dbf")

    assert recognise(tmp_path / "b.dbf").role == "register"


def test_the_state_of_an_entry_is_no_state_of_a_shop(tmp_path):
    doors = {"strasse": ["Markt"], "hausnummer": ["1"], "status": ["gültig"]}
    gpd.GeoDataFrame(doors, geometry=[POINT], crs=25832).to_file(tmp_path / "a.gpkg")
    parcels = {"flstkennz": ["145678___00001______"], "status": ["fortgeführt"]}
    gpd.GeoDataFrame(parcels, geometry=[SQUARE], crs=25832).to_file(tmp_path / "b.gpkg")

    assert recognise(tmp_path / "a.gpkg").role == "addresses"
    assert recognise(tmp_path / "b.gpkg").role == "parcels"


def test_an_edited_copy_of_the_units_is_edits(tmp_path):
    copy = {"unit_id": ["u-0123456789"], "status": ["vacant"], "street": ["Markt"],
            "house_number": ["1"], "branch": [None]}  # fmt: skip
    gpd.GeoDataFrame(copy, geometry=[POINT], crs=25832).to_file(tmp_path / "a.gpkg")
    gpd.GeoDataFrame(copy, geometry=[POINT], crs=25832).to_crs(4326).to_file(tmp_path / "a.geojson")

    assert {recognise(tmp_path / name).role for name in ("a.gpkg", "a.geojson")} == {"edits"}


def book(path, *rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    made.save(path)
    return path


def test_corrections_are_known_by_their_columns(tmp_path):
    path = book(tmp_path / "x.xlsx", ("Einheit", "Feld", "Neuer Wert"), ("u-1", "Status", "leer"))

    assert recognise(path).role == "corrections"


def test_a_column_about_contamination_makes_a_list_one_of_brownfields(tmp_path):
    header = ("Straße", "Hausnr.", "Status", "Altlast bekannt?")
    assert recognise(book(tmp_path / "a.xlsx", header, ("Markt", 1, "leer"))).role == "brownfields"
    header = ("Straße", "Hausnr.", "Branche")
    assert recognise(book(tmp_path / "b.xlsx", header, ("Markt", 1, "Bäcker"))).role == "register"


def test_a_text_table_with_title_rows_and_a_zipped_workbook_are_registers(tmp_path):
    rows = (
        "Leerstände;;;\nStand 10/2024;;;\nStraße;Hausnummer;Status;Branche\nMarkt;1;leer;Bäcker\n"
    )
    (tmp_path / "a.csv").write_text(rows, encoding="utf-8")
    inner = book(tmp_path / "b.xlsx", ("Straße", "Hausnr.", "Status"), ("Markt", 1, "leer"))
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.write(inner, "liste.xlsx")

    assert recognise(tmp_path / "a.csv").role == "register"
    assert recognise(tmp_path / "c.zip").role == "register"


def test_an_ods_is_told_like_any_workbook(tmp_path):
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>'
            for c in row
        )
        + "</table:table-row>"
        for row in (("Straße", "Hausnr.", "Status"), ("Markt", "1", "leer"))
    )
    ns = "urn:oasis:names:tc:opendocument:xmlns"
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{ns}:office:1.0" xmlns:table="{ns}:table:1.0" '
            f'xmlns:text="{ns}:text:1.0"><office:body><office:spreadsheet><table:table '
            f'table:name="A">{cells}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )

    assert recognise(tmp_path / "a.ods").role == "register"


def test_nas_parts_in_a_folder_are_one_cadastre(tmp_path):
    (tmp_path / "teile").mkdir()
    for name in ("a.xml", "b.xml"):
        (tmp_path / "teile" / name).write_text(NAS, encoding="utf-8")

    assert (recognise(tmp_path / "teile").role, recognise(tmp_path / "teile").kind) == (
        "parcels",
        "nas",
    )


def test_notes_of_a_workshop_are_told_from_other_vector_files(tmp_path):
    note = {
        "type": "Feature",
        "id": "00000000-0000-4000-8000-000000000001",
        "geometry": {"type": "Point", "coordinates": [13.0, 50.6]},
        "properties": {"kind": "idea", "changed": "2026-10-01T10:00:00Z", "text": "Bank"},
    }
    told = {"type": "FeatureCollection", "features": [note]}
    (tmp_path / "x.geojson").write_text(json.dumps(told), "utf-8")
    page = f'<!doctype html><html><script type="application/json" id="ig-saved">{json.dumps({"ideas": told})}</script>'
    (tmp_path / "Ort_Kopie.html").write_text(page, "utf-8")
    del note["id"]
    (tmp_path / "y.geojson").write_text(json.dumps(told), "utf-8")

    roles = {path.name: recognise(path).role for path in tmp_path.iterdir()}

    assert roles["x.geojson"] == roles["Ort_Kopie.html"] == "ideas"
    assert roles["y.geojson"] != "ideas"
