"""Names and contacts planted wherever a list can hold them, and looked for in all that is made."""

from __future__ import annotations

import subprocess
import sys

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from innenstadt_gis.musterstadt import write_musterstadt

# Surnames that nobody has and no word of a language contains, so that a hit is a leak.
PLANTS = {
    "owner": "Qwarzenbeck",
    "remark_role": "Zwilbatsch",
    "remark_verb": "Xumpfried",
    "remark_plain": "Qubbelmeyr",
    "remark_mail": "yx.vrobel@beispiel.test",
    "remark_phone": "03733 9182736",
    "comment": "Wrumsdrak",
    "hidden_column": "Pfluxenrieder",
    "odd_header": "Knarzbichl",
    "author": "Bluxhagen",
    "sheet": "Drombusch-Zyx",
    "correction": "Hrbatschek",
    "title": "Vlurkowski",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rathaus")
    study = write_musterstadt(folder)
    path = next((folder / "daten").glob("leerstand*.xlsx"))
    book = load_workbook(path)
    page = book.worksheets[0]
    heads = {
        str(c.value): c.column
        for row in page.iter_rows(min_row=4, max_row=5)
        for c in row
        if c.value
    }
    owner = next(col for name, col in heads.items() if name.startswith("Eigent"))
    remark = heads["Bemerkung"]
    page.cell(1, 1).value = f"{page.cell(1, 1).value} (bei Rückfragen: Frau {PLANTS['title']})"
    page.cell(8, owner).value = f"{PLANTS['owner']}, Karl"
    page.cell(8, remark).value = f"Eigentümer {PLANTS['remark_role']} lehnt ab"
    page.cell(9, remark).value = f"{PLANTS['remark_verb']} will verkaufen"
    page.cell(10, remark).value = f"Rückmeldung von {PLANTS['remark_plain']} fehlt"
    page.cell(
        11, remark
    ).value = f"Rückfrage an {PLANTS['remark_mail']}, Tel. {PLANTS['remark_phone']}"
    page.cell(12, remark).comment = Comment(f"Frau {PLANTS['comment']} fragen", PLANTS["author"])
    for column, header, plant in (
        (remark + 1, "Ansprechpartner vor Ort", "hidden_column"),
        (remark + 2, "Verfügungsberechtigt", "odd_header"),
    ):
        page.cell(4, column).value = header
        for row in range(6, 20):
            page.cell(row, column).value = f"{PLANTS[plant]}, Eva"
    page.column_dimensions["L"].hidden = True
    book.properties.creator = PLANTS["author"]
    other = book.create_sheet(f"Frau {PLANTS['sheet']}")
    other.append(["Termine mit Frau", PLANTS["sheet"]])
    book.save(path)
    said = types(folder, "init", ".")
    fixes = load_workbook(folder / "korrekturen.xlsx")
    fixes["Korrekturen"].append(
        ["Marktplatz 3", "Verkaufsfläche", 88, None, None, f"laut Frau {PLANTS['correction']}"]
    )
    fixes.save(folder / "korrekturen.xlsx")
    assert study.is_file()
    return folder, said


def types(folder, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "innenstadt_gis", *words],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def found(text: str) -> list[str]:
    return [place for place, plant in PLANTS.items() if plant in text]


@pytest.mark.parametrize("audience", ["intern", "workshop", "oeffentlich"])
def test_no_file_and_no_word_of_a_run_holds_a_person(town, audience):
    folder, said = town

    told = types(folder, "run", ".", "--audience", audience, "--out", audience)

    assert found(said) == []
    assert found(told) == []
    files = [file for file in (folder / audience).rglob("*") if file.is_file()]
    assert len(files) > 4
    for file in files:
        assert found(file.read_bytes().decode("utf-8", "replace")) == [], file.name


def test_check_and_the_mapping_beside_the_list_name_nobody(town):
    folder, _ = town

    told = types(folder, "check", ".", "--write-mapping")

    mapping = next((folder / "daten").glob("*.zuordnung.toml"))
    assert found(told) == []
    assert found(mapping.read_text("utf-8")) == []
    mapping.unlink()


def test_the_plants_are_in_the_list(town):
    folder, _ = town
    path = next((folder / "daten").glob("leerstand*.xlsx"))
    import zipfile

    with zipfile.ZipFile(path) as archive:
        text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert set(PLANTS) - set(found(text)) <= {"correction"}
