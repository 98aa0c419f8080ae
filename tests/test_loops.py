"""The loop from one survey to the next, as a planner walks it: check, answer, check again."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook

import innenstadt_gis as ig
from innenstadt_gis import cli
from innenstadt_gis.musterstadt import write_musterstadt

RELET, OTHER = "Handy Eck", "Nagelstudio Lack"
LAST_YEAR = {RELET: "Bäckerei Sommer", OTHER: "Stoffe und Wolle"}
FIRST_ROW, NUMBER, AREA, USE, NAME = 6, 0, 5, 7, 8


def write_next_year(folder: Path) -> None:
    """The list of the year after: counted anew, two shops of shared addresses changed."""
    book = load_workbook(folder / "daten/leerstand_2026.xlsx")
    page = book.active
    page["A2"] = "Stand: 15.09.2027"
    by_old = {old: new for new, old in LAST_YEAR.items()}
    for row in page.iter_rows(min_row=FIRST_ROW):
        if isinstance(row[NUMBER].value, int):
            row[NUMBER].value = 1000 - row[NUMBER].value
        if row[NAME].value in by_old:
            row[NAME].value, row[AREA].value = by_old[row[NAME].value], None
            row[USE].value = None
    book.save(folder / "daten/leerstand_2027.xlsx")
    study = folder / "study.toml"
    study.write_text(
        study.read_text("utf-8").replace("survey_day = 2026-09-15", "survey_day = 2027-09-15")
        + '\n[[registers]]\npath = "daten/leerstand_2027.xlsx"\nsurvey_day = 2027-09-15\n',
        "utf-8",
    )


def checks(folder: Path, copy: str) -> Path:
    with pytest.raises(SystemExit) as left:
        cli.main(["check", str(folder), "--copy", str(folder / copy)])
    assert not left.value.code
    path = folder / copy
    return path.with_name(f"{path.stem}_leerstand_2027.xlsx")


def questions(copy: Path) -> dict[str, int]:
    """Rows of the sheet that are not answered yet, by the shop's name."""
    page = load_workbook(copy)
    if "Vorjahr" not in page.sheetnames:
        return {}
    rows = page["Vorjahr"].iter_rows(min_row=4)
    return {str(r[2].value).split(" | ")[-1]: r[2].row for r in rows if r[6].value is None}


@dataclass
class Years:
    """Unit of every named shop, year by year, and what was asked along the way."""

    units: dict[tuple[int, str], str]
    status: dict[str, str]
    asked: dict[str, int]


def looked_at(folder: Path, copy: Path) -> Years:
    town = ig.read_town(folder / "study.toml")
    rows = town.records[town.records["source"] != "osm"].dropna(subset="name")
    keys = zip(rows["survey_day"].dt.year, rows["name"], strict=True)
    return Years(
        dict(zip(keys, rows["unit_id"], strict=True)),
        town.premises["status"].to_dict(),
        questions(copy),
    )


@pytest.fixture(scope="module")
def loop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schleife") / "musterstadt"
    write_musterstadt(folder)
    write_next_year(folder)
    copy = checks(folder, "daten/kopie.xlsx")
    asked = looked_at(folder, copy)
    book = load_workbook(copy)
    for shop, answer in ((RELET, "ja"), (OTHER, "nein")):
        book["Vorjahr"].cell(asked.asked[shop], 7).value = answer
    book.save(copy)
    answered = looked_at(folder, checks(folder, "zweite.xlsx"))
    (folder / "daten/kopie_leerstand_2026.xlsx").unlink()
    shutil.move(copy, folder / "daten/leerstand_2027.xlsx")
    in_place = looked_at(folder, checks(folder, "dritte.xlsx"))
    return asked, answered, in_place


def test_the_copy_asks_about_the_doubtful_links_alone(loop):
    asked, _, _ = loop

    assert set(asked.asked) == {RELET, OTHER}
    for new, old in LAST_YEAR.items():  # the proposal holds as long as nobody answers
        assert asked.units[2027, new] == asked.units[2026, old]


@pytest.mark.parametrize("turn", [1, 2], ids=["copy beside the list", "copy in the list's place"])
def test_answers_hold_on_the_next_check(loop, turn):
    told = loop[turn]

    assert told.asked == {}
    assert told.units[2027, RELET] == told.units[2026, LAST_YEAR[RELET]]
    assert told.units[2027, OTHER] != told.units[2026, LAST_YEAR[OTHER]]


@pytest.mark.parametrize("turn", [1, 2], ids=["copy beside the list", "copy in the list's place"])
def test_the_unit_that_was_answered_with_no_is_unknown_and_not_gone(loop, turn):
    told = loop[turn]

    assert told.status[told.units[2026, LAST_YEAR[OTHER]]] == "unknown"
    assert told.status[told.units[2027, OTHER]] == "occupied"


def test_every_other_unit_keeps_its_id(loop):
    for told in loop:
        names = {name for year, name in told.units if year == 2026} - set(LAST_YEAR.values())
        assert len(names) > 40
        assert all(told.units[2026, name] == told.units[2027, name] for name in names)
