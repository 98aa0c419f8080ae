"""Run sheets: they add up, name keys and scenes that the map has, and say what the map says."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from innenstadt_gis.outputs.map import MapScene
from innenstadt_gis.outputs.runsheets import filled_sheets, run_sheet_pdf, run_sheets
from innenstadt_gis.outputs.runsheets.model import SHEETS
from innenstadt_gis.outputs.runsheets.pdf import _value
from innenstadt_gis.outputs.runsheets.wording import KEYS, key_cap
from innenstadt_gis.outputs.town_map.scenes import STORY
from innenstadt_gis.outputs.typeset import typeset_query

ROOM = Path(__file__).parents[2] / "innenstadt_gis/outputs"
DAY = dt.date(2026, 9, 15)
LANGS = ("de", "en")
SCENES = (
    MapScene(id="start", title="Ist das Ihre Innenstadt?", sentences=("Wo sind wir?",)),
    MapScene(id="vacancy", title="Leerstand", sentences=("3 von 5 stehen leer;", "1 unbekannt.")),
    MapScene(id="seniors", title="Für ältere Menschen", sentences=("Es gibt 2 Bänke.",)),
)


def town(audience="workshop", **tables):
    return SimpleNamespace(name="Neu#stadt [x]", audience=audience, survey_day=DAY, tables=tables)


def sheet(key, release=None, scenes=SCENES, lang="de"):
    return next(
        one for one in filled_sheets(release or town(), scenes, lang=lang) if one.key == key
    )


def row(filled, title):
    return next(one for one in filled.rows if one.title == title)


@pytest.mark.parametrize("one", run_sheets(), ids=lambda one: one.key)
def test_the_minutes_add_up_to_the_length_that_is_promised(one):
    assert sum(step.minutes for step in one.steps) == one.minutes
    assert all(step.minutes >= 3 for step in one.steps)


def test_the_workshop_lasts_90_minutes_and_there_is_a_sheet_for_every_focus_group():
    lengths = {one.key: one.minutes for one in run_sheets()}

    assert lengths["ideenwerkstatt"] == lengths["rundgang"] == 90
    assert all(60 <= lengths[key] <= 90 for key in ("jugend", "familien", "senioren"))
    assert {one.key for one in run_sheets() if one.handout} == {"jugend", "familien", "senioren"}


def test_every_file_of_a_sheet_is_read_and_no_key_of_it_is_lost():
    known = {
        "minutes", "title", "goal", "who", "room", "material", "rules", "after", "pitfalls",
        "steps", "handout", "common",
    }  # fmt: skip
    files = {
        p.stem: tomllib.loads(p.read_text("utf-8")) for p in (ROOM / "runsheets").rglob("*.toml")
    }

    assert set(files) == {*SHEETS, "common"}
    assert {key: set(said) - known for key, said in files.items() if set(said) - known} == {}
    steps = [step for said in files.values() for step in said.get("steps", ())]
    assert {key for step in steps for key in step} == {"minutes", "title", "do", "say", "scenes"}


def test_sheets_ask_for_scenes_of_the_story_alone():
    asked = {scene for one in run_sheets() for step in one.steps for scene in step.scenes}

    assert asked <= {told.id for told in STORY}
    assert {"vacancy", "young", "families", "seniors", "walk"} <= asked


HOLE = re.compile(r"\{[^}]*\}")


def texts(value):
    """Every text of both languages in the files, as pairs."""
    if isinstance(value, dict) and set(value) == {"de", "en"}:
        return [(value["de"], value["en"])]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [pair for part in parts for pair in texts(part)]


def test_both_languages_name_the_same_keys_buttons_and_days():
    pairs = [
        pair
        for path in (ROOM / "runsheets/sheets").glob("*.toml")
        for pair in texts(tomllib.loads(path.read_text("utf-8")))
    ]

    assert len(pairs) > 150
    assert [de for de, en in pairs if sorted(HOLE.findall(de)) != sorted(HOLE.findall(en))] == []
    assert [de for de, en in pairs if not (de and en) or de == en] == []


def registered():
    """Keys of the page and the word that says what each does, read from its scripts."""
    found = {}
    for path in (ROOM / "map/assets").glob("*.js"):
        text = path.read_text("utf-8")
        walk = path.name.startswith("walk_")
        for keys, word in re.findall(
            r"ig\.key\(\{ keys: \[([^\]]+)\], group: [\w.]+, says: (?:ig\.words|w)\.(\w+)", text
        ) + re.findall(r"^ *\[\[([^\]]+)\], w\.\w+, w\.(\w+), ", text, re.MULTILINE):
            for key in ["1"] if "..." in keys else re.findall(r'"([^"]+)"', keys):
                found.setdefault(key, set()).add(f"walk.{word}" if walk else word)
    return found


def test_every_key_that_a_sheet_may_name_is_a_key_of_the_map_and_does_what_is_said():
    page = registered()

    assert len(page) > 20
    assert {key: word for key, word in KEYS.items() if word not in page.get(key, ())} == {}


def test_a_row_shows_the_scenes_that_the_map_has_in_its_order_and_says_their_sentences():
    found = row(sheet("ideenwerkstatt"), "Was leer steht")

    assert (found.start, found.end) == (15, 30)
    assert found.scenes == (("Szene 2 „Leerstand“", "3 von 5 stehen leer; 1 unbekannt."),)
    assert found.note == ""
    assert "[Bild ab]" in found.do
    turned = tuple(reversed((*SCENES, MapScene(id="place", title="Lage", sentences=("p.",)))))
    assert [name for name, _ in row(sheet("ideenwerkstatt", scenes=turned), "Was leer steht").scenes] == [
        "Szene 1 „Lage“", "Szene 3 „Leerstand“"
    ]  # fmt: skip


def test_where_the_map_has_no_scene_the_row_says_so_instead_of_making_one_up():
    found = row(sheet("senioren"), "Besorgungen und Bus")

    assert found.scenes == ()
    assert found.note == "Keine Szene dazu auf dieser Karte, die Daten fehlen: ohne Zahlen fragen."
    assert row(sheet("senioren"), "Pause").note == ""


def test_a_story_that_people_have_ordered_anew_is_told_by_titles_not_by_numbers():
    own = town(scenes=pd.DataFrame({"title": ["Unsere Szene"]}))

    assert row(sheet("senioren", own), "Was es gibt").scenes[0][0] == "Szene „Für ältere Menschen“"
    assert row(sheet("senioren"), "Was es gibt").scenes[0][0] == "Szene 3 „Für ältere Menschen“"


@pytest.mark.parametrize("lang", LANGS)
def test_no_hole_stays_open_and_every_key_that_is_named_is_explained(lang):
    for one in filled_sheets(town(), SCENES, lang=lang):
        assert not re.search(r"\{\w", one.text)  # JSON opens braces before quotes alone
        named = set(re.findall(r"\[([^\]\"]+)\]", " ".join(
            (*(r.do for r in one.rows), *(line for lines in one.parts.values() for line in lines))
        )))  # fmt: skip
        assert named & {key_cap(key, lang) for key in KEYS} <= {cap for cap, _ in one.keys}
        shown = {cap for cap, _ in one.keys}
        assert one.key == "begehung" or {"B", key_cap("PageDown", lang)} <= shown
        assert one.key != "begehung" or not shown  # outside nobody has the map


def test_the_sheets_of_the_town_hall_warn_that_they_are_not_for_a_workshop():
    assert "INTERN" in sheet("jugend", town("intern")).warning
    assert sheet("jugend").warning == ""


def test_a_sheet_is_set_with_its_headings_and_the_same_sheet_gives_the_same_bytes():
    one = sheet("senioren")

    made = run_sheet_pdf(one, day=DAY)
    heads = str(typeset_query("runsheets/ablauf.typ", _value(one), "heading"))

    assert made.startswith(b"%PDF-") and made == run_sheet_pdf(one, day=DAY)
    for words in (
        "Fokusgruppe Senioren",
        "Ablauf",
        "Tasten der Karte",
        "Unterwegs in der Innenstadt",
    ):
        assert words in heads
    assert "Unterwegs" not in str(
        typeset_query("runsheets/ablauf.typ", _value(sheet("austausch")), "heading")
    )
