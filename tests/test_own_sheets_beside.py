"""Files beside a study that are nearly called like the town's own sheets."""

from __future__ import annotations

import shutil

import pytest

from innenstadt_gis import pipeline
from innenstadt_gis.musterstadt import write_musterstadt


@pytest.fixture(scope="module")
def town_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("beside") / "musterstadt"
    write_musterstadt(folder)
    return folder


def gaps(folder, what):
    town = pipeline.read_town(folder)
    return [m.why.de for m in town.log.missing if m.what == what]


def test_only_files_that_are_not_read_are_named(town_folder):
    assert gaps(town_folder, "cooperation") == []

    for name in ("Kooperation.ods", "kooperation_2025.xlsx", "maßnahmen.xlsx", "korrekturen.xls"):
        (town_folder / name).write_bytes(b"")
    (town_folder / "~$kooperation.xlsx").write_bytes(b"")  # open in Excel
    (town_folder / "kooperation.pdf").write_bytes(b"")  # no table

    try:
        assert gaps(town_folder, "cooperation") == [
            "Kooperation.ods wird nicht gelesen, nur kooperation.xlsx",
            "kooperation_2025.xlsx wird nicht gelesen, nur kooperation.xlsx",
        ]
        assert gaps(town_folder, "measures") == [
            "maßnahmen.xlsx wird nicht gelesen, nur massnahmen.xlsx"
        ]
        assert gaps(town_folder, "corrections") == [
            "korrekturen.xls wird nicht gelesen, nur korrekturen.xlsx"
        ]
    finally:
        for path in town_folder.glob("*.*"):
            if path.name not in ("study.toml", "kooperation.xlsx"):
                path.unlink()


def test_a_file_that_is_named_is_read_once_and_not_complained_about(town_folder, tmp_path):
    folder = tmp_path / "stadt"
    shutil.copytree(town_folder, folder)
    shutil.copy(folder / "kooperation.xlsx", folder / "kooperation_2026.xlsx")
    text = (folder / "study.toml").read_text("utf-8")
    named = '[sources]\ncooperation = ["kooperation_2026.xlsx", "daten/../kooperation.xlsx"]'
    (folder / "study.toml").write_text(text.replace("[sources]", named), "utf-8")

    town = pipeline.read_town(folder)

    files = [source.file for source in town.log.sources if source.role == "cooperation"]
    assert files == ["kooperation_2026.xlsx", "kooperation.xlsx"]
    assert gaps(folder, "cooperation") == []


def test_a_file_that_is_missing_is_told_once_with_its_name(town_folder, tmp_path):
    folder = tmp_path / "stadt"
    shutil.copytree(town_folder, folder)
    text = (folder / "study.toml").read_text("utf-8")
    named = '[sources]\nmeasures = ["daten/plan.xlsx"]\nbrownfields = "daten/brachen.shp"'
    (folder / "study.toml").write_text(text.replace("[sources]", named), "utf-8")

    assert gaps(folder, "measures") == ["Datei daten/plan.xlsx gibt es nicht"]
    assert gaps(folder, "brownfields") == ["Datei daten/brachen.shp gibt es nicht"]
