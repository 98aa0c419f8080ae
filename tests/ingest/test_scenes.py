"""Scenes that a coach saved: read as data, cut, scanned, and laid out for the next map."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.recognise import recognise
from innenstadt_gis.ingest.scenes import holds_scenes, place_scenes, read_scenes

STAMP = {"map": "abc", "day": "Stand: 01.10.2024", "town": "Ort", "stamp": "WORKSHOP"}
HOSTILE = '</script><script>window.pwned=1</script>{{7*7}}\u202e<img src=x onerror="x">'


def own(number=1, **changes):
    told = {
        "id": f"own-k{number}", "title": "Ecke am Markt", "text": "Hier ist es laut.",
        "layers": {"units": {"visible": True, "off": ["=vacant"]}},
        "filter": {"text": "Brot", "by": {"branch_text": ["Lebensmittel"]}},
        "view": {"lat": 50.1, "lng": 12.2, "zoom": 17, "width": 1280}, "stamp": STAMP,
    }  # fmt: skip
    return told | changes


def story(*kept, at=1_700_000_000_000, **changes):
    told = {"edits": {}, "hidden": [], "order": [], "own": list(kept), "at": at}
    return told | changes


def file_of(folder, told, name="szenen.json", **changes):
    path = folder / name
    head = {"kind": "innenstadt-scenes", "town": "Ort", "scenes": told}
    path.write_text(json.dumps(head | changes), "utf-8")
    return path


def test_own_scenes_edits_order_and_hiding_become_rows(tmp_path):
    told = story(
        own(), edits={"vacancy": {"title": "Leer", "text": "Halb leer.", "stamp": STAMP}},
        hidden=["mix"], order=["vacancy", "own-k1", "start"],
    )  # fmt: skip
    read = read_scenes(file_of(tmp_path, told))
    rows = place_scenes([read], source="scenes:szenen.json")

    assert (read.log.rows_in, read.log.records, read.log.rejected) == (2, 2, 0)
    assert rows["own"].to_dict() == {"vacancy": False, "own-k1": True, "start": False, "mix": False}
    assert rows["position"].fillna(-1).to_dict() == {
        "vacancy": 0,
        "own-k1": 1,
        "start": 2,
        "mix": -1,
    }
    assert list(rows.index[rows["hidden"]]) == ["mix"]
    assert json.loads(rows.loc["own-k1", "shown"])["filter"] == own()["filter"]
    assert rows.loc["vacancy", "text"] == "Halb leer."
    assert rows.loc["start", "written_for"] == "oeffentlich"  # no word of anybody in it


@pytest.mark.parametrize(
    ("stamp", "reaches"),
    [("INTERN", "intern"), ("WORKSHOP", "workshop"), ("OEFFENTLICH", "workshop"), ("", "intern"), (7, "intern")],
)  # fmt: skip
def test_words_reach_no_wider_circle_than_their_map_and_never_the_public(tmp_path, stamp, reaches):
    read = read_scenes(file_of(tmp_path, story(own(stamp=STAMP | {"stamp": stamp}))))

    assert read.scenes[0].written_for == reaches


def test_a_text_with_a_person_is_withheld_and_so_is_a_search_for_one(tmp_path):
    kept = own(
        text="Frau Hrbatschek, 0170 9876543, fragen",
        filter={"text": "eva.hrbatschek@example.org", "by": {}},
    )
    read = read_scenes(file_of(tmp_path, story(kept)))

    assert (read.scenes[0].title, read.scenes[0].text) == ("Ecke am Markt", "")
    assert read.scenes[0].withheld
    assert "hrbatschek" not in read.scenes[0].shown
    assert read.log.repairs == {"personal_removed": 1}


def test_what_is_no_scene_is_rejected_by_number_and_hostile_text_stays_text(tmp_path):
    told = story(
        own(1, title=HOSTILE, view={"lat": 1e999, "lng": 0, "zoom": 1, "width": 1}, layers=[1], filter=7),
        own(1), own(2, id="../x"), "x", None,
        edits={"__proto__": {"title": "x"}, "vacancy": 5, "mix": {"title": ["x"], "text": "neu"}},
        hidden="mix", order=[1, "own-lost", "mix", "mix"],
    )  # fmt: skip
    path = file_of(tmp_path, told)
    path.write_text(path.read_text("utf-8").replace("Infinity", "1e999"), "utf-8")
    read = read_scenes(path)

    assert [row.source_row for row in read.log.rows if row.outcome == "rejected"] == [
        1,
        2,
        5,
        6,
        7,
        8,
    ]
    assert read.log.adds_up()
    mix, kept = read.scenes
    assert (mix.id, mix.title, mix.text) == ("mix", "", "neu")
    assert "\u202e" not in kept.title and kept.title.startswith("</script>")
    assert json.loads(kept.shown) == {"filter": {"by": {}, "text": ""}, "layers": {}, "view": None}
    rows = place_scenes([read], source="s")
    assert list(rows.index) == ["mix", "own-k1"]  # a scene that is only named is none


def test_of_two_files_the_one_saved_last_holds(tmp_path):
    old = story(own(1, title="alt"), own(2), hidden=["mix"], at=1)
    new = story(own(1, title="neu"), order=["own-k1"], at=2)
    read = [read_scenes(file_of(tmp_path, told, f"{n}.json")) for n, told in enumerate((old, new))]

    for files in (read, read[::-1]):
        rows = place_scenes(files, source="s")
        assert rows["title"].to_dict() == {"own-k1": "neu", "own-k2": "Ecke am Markt"}
        assert not rows["hidden"].any()


def test_a_saved_copy_is_read_by_its_own_block(tmp_path):
    path = tmp_path / "kopie.html"
    parts = {"scenes": story(own()), "ideas": {"features": [], "innenstadt_gis": {"town": "Ort"}}}
    path.write_text(
        f'<!doctype html><html><script type="application/json" id="ig-saved">{json.dumps(parts)}</script>',
        "utf-8",
    )
    assert read_scenes(path).town == "Ort"
    assert recognise(path).role == "scenes"


@pytest.mark.parametrize(
    "content",
    ["", "{", "[1]", '{"kind": "innenstadt-scenes"}', '{"kind": "x", "scenes": {}}', "<html></html>",
     '{"kind": "innenstadt-scenes", "scenes": ' + "[" * 100_000 + "]" * 100_000 + "}",
     '{"kind": "innenstadt-scenes", "scenes": {"at": NaN}}'],
)  # fmt: skip
def test_another_file_is_refused_in_one_sentence(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_text(content, "utf-8")

    with pytest.raises(SourceError, match="holds no scenes"):
        read_scenes(path)
    assert not holds_scenes(path)
    assert recognise(path).role != "scenes"


def test_a_file_is_told_by_its_content_and_an_empty_story_is_none(tmp_path):
    assert recognise(file_of(tmp_path, story(own()), "irgendwas.txt")).role == "scenes"
    assert not holds_scenes(file_of(tmp_path, story()))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries({"own": JSON, "edits": JSON, "order": JSON, "hidden": JSON, "at": JSON})
)
def test_reading_never_raises_and_the_table_keeps_its_contract(tmp_path_factory, told):
    told["own"] = (
        told["own"] if not isinstance(told["own"], list) else [own(view=v) for v in told["own"]]
    )
    read = read_scenes(file_of(tmp_path_factory.mktemp("s"), told))

    assert read.log.adds_up()
    place_scenes([read], source="s")
