"""What people drop into daten/ of a study that exists, and what `init` does with it."""

from __future__ import annotations

import json
import shutil

import geopandas as gpd
import openpyxl
import pytest
import shapely
from PIL import Image

from innenstadt_gis import pipeline
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.pipeline.read import read_town
from innenstadt_gis.pipeline.setup import init
from innenstadt_gis.study import read_study

SQUARE = shapely.box(664_900, 5_486_700, 665_000, 5_486_800)


SPARED = ("gtfs", "elevation", "population", "parcels")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Musterstadt with the sources alone that these claims need."""
    study = write_musterstadt(tmp_path_factory.mktemp("studie"))
    lines = study.read_text("utf-8").splitlines()
    study.write_text("\n".join(x for x in lines if not x.startswith(SPARED)) + "\n", "utf-8")
    for name in ("gtfs.zip", "hoehe.tif", "bevoelkerung_100m.csv", "flurstuecke.gpkg"):
        (study.parent / "daten" / name).unlink()
    return study.parent


@pytest.fixture
def study(made, tmp_path):
    shutil.copytree(made, tmp_path / "studie")
    return tmp_path / "studie" / "study.toml"


def again(study):
    result = init(study.parent, progress=lambda _: None)
    return result, " | ".join(text.de for text in result.sentences)


def drop(study):
    folder = study.parent / "daten"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
def test_an_edited_copy_of_the_units_becomes_corrections(study, ending):
    units = read_town(read_study(study)).premises
    unit = units.index[units["status"].eq("vacant") & units["in_register"]][0]
    copy = units.reset_index()
    copy.loc[copy["unit_id"] == unit, "status"] = "occupied"
    if ending == "geojson":  # ours has the id of a unit as the id of its feature
        copy = copy.rename(columns={"unit_id": "id"})
    copy.to_crs(4326).to_file(drop(study) / f"ergebnis.{ending}")

    result, said = again(study)

    assert "ergebnis" in said
    assert "1 Änderung " in said
    assert (drop(study) / f"ergebnis.{ending}.uebernommen").is_file()
    assert result.files == ()
    assert read_town(read_study(study)).premises.loc[unit, "status"] == "occupied"
    assert "ergebnis" not in again(study)[1]  # taken over once


def test_the_geopackage_of_a_run_comes_back_edited(study):
    out = pipeline.run(study, audience="intern", out=study.parent / "aus", only="geopackage").out
    units = gpd.read_file(out / "Musterstadt.gpkg", layer="premises")
    unit = units["unit_id"][units["status"] == "vacant"].iloc[0]
    units.loc[units["unit_id"] == unit, "status"] = "occupied"
    copy = drop(study) / "Musterstadt.gpkg"
    copy.write_bytes((out / "Musterstadt.gpkg").read_bytes())
    units.to_file(copy, layer="premises")  # as a GIS saves one layer of it

    assert "1 Änderung " in again(study)[1]
    assert read_town(read_study(study)).premises.loc[unit, "status"] == "occupied"


def test_corrections_of_two_maps_are_merged_and_their_contradiction_is_told(study):
    units = read_town(read_study(study)).premises
    unit = units.index[units["status"].eq("vacant") & units["in_register"]][0]
    for name, status, minute in (("a", "interim_use", 59), ("b", "occupied", 30)):
        told = {
            "unit_id": unit, "field": "status", "value": status, "before": "vacant",
            "day": "2026-10-01", "changed": f"2026-10-01T10:{minute}:00.000Z",
        }  # fmt: skip
        features = [{"type": "Feature", "geometry": None, "properties": told}]
        file = {"type": "FeatureCollection", "features": features,
                "innenstadt_gis": {"format": "corrections", "town": "Musterstadt"}}  # fmt: skip
        (drop(study) / f"{name}.geojson").write_text(json.dumps(file), "utf-8")

    result, said = again(study)

    assert result.files == ()
    assert "1 Änderung nach korrekturen.xlsx" in said
    assert "b.geojson sagt „belegt“" in said  # though it was read last
    assert read_town(read_study(study)).premises.loc[unit, "status"] == "interim_use"
    assert "geojson" not in again(study)[1]  # taken over once


def test_corrections_in_daten_are_told_where_they_belong(study):
    book = openpyxl.Workbook()
    book.active.append(["Einheit", "Feld", "Neuer Wert"])
    book.save(drop(study) / "korrekturen.xlsx")
    (study.parent / "korrekturen.xlsx").unlink(missing_ok=True)

    assert "neben study.toml" in again(study)[1]


def test_mappings_and_edits_taken_over_are_no_data(study):
    for name in ("liste.zuordnung.toml", "a.gpkg.uebernommen", "b.shp", "b.dbf", "x.json"):
        (drop(study) / name).write_bytes(b'{"a": 1}')
    (drop(study) / "c.dbf").write_bytes(b"table")

    said = again(study)[1]

    assert "c.dbf" in said
    assert not any(name in said for name in ("zuordnung", "uebernommen", "b.dbf", "x.json"))


def test_parts_of_one_cadastre_are_entered_together(study):
    tiles = drop(study) / "kacheln"
    tiles.mkdir()
    for name in ("west", "ost"):
        tile = gpd.GeoDataFrame(
            {"flstkennz": [f"145678___0000{len(name)}______"]}, geometry=[SQUARE], crs=25832
        )
        tile.to_file(tiles / f"{name}.shp")
        tile.to_file(drop(study) / f"{name}.gpkg")

    again(study)

    named = [path.name for path in read_study(study).sources.parcels]
    assert named == ["kacheln", "ost.gpkg", "west.gpkg"]


def test_init_lays_out_who_works_together_and_takes_a_dropped_answer(tmp_path):
    study = write_musterstadt(tmp_path)
    beside = tmp_path / "kooperation.xlsx"
    filled = beside.read_bytes()
    beside.unlink()

    init(tmp_path, progress=lambda _: None)

    rows = list(openpyxl.load_workbook(beside).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 48  # units of the register in use
    beside.unlink()
    (tmp_path / "daten" / "gewerbeverein.xlsx").write_bytes(filled)
    init(tmp_path, progress=lambda _: None)
    assert 'cooperation = "daten/gewerbeverein.xlsx"' in study.read_text("utf-8")
    assert not beside.exists()  # the study names its own


def test_a_saved_copy_brings_its_corrections_notes_and_scenes(study):
    units = read_town(read_study(study)).premises
    unit = units.index[units["status"].eq("vacant") & units["in_register"]][0]
    head = {"format": "corrections", "town": "Musterstadt"}
    edit = {"unit_id": unit, "field": "status", "value": "occupied", "before": "vacant",
            "day": "2026-10-01", "changed": "2026-10-01T10:00:00.000Z"}  # fmt: skip
    note = {"kind": "idea", "text": "Bank", "changed": "2026-10-01T10:00:00Z"}
    key = "00000000-0000-4000-8000-000000000001"
    parts = {
        "corrections": {"type": "FeatureCollection", "innenstadt_gis": head, "features": [
            {"type": "Feature", "geometry": None, "properties": edit}]},
        "ideas": {"type": "FeatureCollection", "innenstadt_gis": {"town": "Musterstadt"}, "features": [
            {"type": "Feature", "id": key, "geometry": None, "properties": note}]},
        "scenes": {"hidden": ["mix"], "at": 1},
    }  # fmt: skip
    copy = drop(study) / "karte_Kopie.html"
    copy.write_text(
        f'<!doctype html><html><script id="ig-saved">{json.dumps(parts)}</script>', "utf-8"
    )

    result, said = again(study)

    assert "karte_Kopie.html: Korrekturen aus der Karte, 1 gelesen |" in said  # keeps its name
    assert "karte_Kopie.html: erkannt als Hinweise aus Workshops" in said
    assert "karte_Kopie.html: erkannt als Szenen" in said
    assert {path.name for path in result.files} == {copy.name}
    town = read_town(read_study(study))
    assert town.premises.loc[unit, "status"] == "occupied"
    assert list(town.ideas.index) == [key]
    assert list(town.scenes.index) == ["mix"]
    assert again(study)[1] == "Nichts Neues in daten/."


def test_a_folder_of_photos_is_entered_and_what_they_show_is_asked(study):
    units = read_town(read_study(study)).premises
    unit = units.index[units["in_register"] & units.geometry.notna()][0]
    folder = drop(study) / "bilder"
    folder.mkdir()
    for name, colour in ((f"{unit} vorher.jpg", "red"), ("=IMG_1.jpg", "blue")):
        Image.new("RGB", (60, 40), colour).save(folder / name)

    _, said = again(study)

    assert "bilder: erkannt als Fotos" in said
    assert (
        "fotos.xlsx: angelegt, mit 2 Fotos, davon 1 einer Einheit oder Adresse zugeordnet" in said
    )
    known = read_study(study)
    assert known.sources.photos == (folder,)
    rows = list(openpyxl.load_workbook(study.parent / "fotos.xlsx").worksheets[0].values)
    assert rows[0][:5] == ("Datei", "Einheit", "Adresse", "Tag", "Vorher/Nachher")
    told = {row[0]: row[1:9] for row in rows[1:3]}
    assert told[f"{unit} vorher.jpg"][0] == unit
    assert told[f"{unit} vorher.jpg"][3] == "vorher"
    assert not any(told["'=IMG_1.jpg"])
    before = read_town(known).photos  # the list as it was made says nothing new
    assert all(s.rejected == 0 for s in read_town(known).log.sources if s.file == "fotos.xlsx")
    (study.parent / "fotos.xlsx").unlink()
    after = read_town(known).photos
    assert list(before["unit_id"]) == list(after["unit_id"]) == [unit]
    assert list(before["audience"]) == list(after["audience"]) == ["intern"]
