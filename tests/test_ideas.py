"""Notes of a workshop: what is read of a feature, and that merging knows no order."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.ideas import (
    Note,
    collection,
    features_of,
    merge,
    merge_all,
    read_note,
    read_notes,
)

ID = "8d7f6b1e-0c1d-4f4e-9a55-0123456789ab"
WHEN = "2026-10-01T10:00:00.000Z"


def feature(geometry=None, *, key=ID, **properties):
    told = {"kind": "idea", "changed": WHEN, **properties}
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": told}


def point(lon=12.9, lat=50.6):
    return {"type": "Point", "coordinates": [lon, lat]}


# reading ------------------------------------------------------------------------


def test_a_note_comes_back_as_it_was_written():
    told = feature(
        point(), theme="vacancy", group="youth", text="Bank </script> {{7*7}}\u2028fehlt", round=2,
        dots="abc:1:3:4;xyz:2:1:1", created="2026-10-01T09:00:00Z", hidden=True, map_id="a1",
        day="2024-10-01", scene="s1",
    )  # fmt: skip

    note = read_note(told)
    (written,) = features_of([note])

    assert note.text == "Bank </script> {{7*7}}\u2028fehlt"
    assert note.created == "2026-10-01T09:00:00.000Z"
    assert note.votes == 4
    assert read_note(json.loads(json.dumps(written))) == note
    assert written["properties"]["votes"] == 4


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (None, "feature"),
        ({"type": "Point"}, "feature"),
        (feature(key="1"), "id"),
        (feature(key=ID + "0"), "id"),
        (feature(kind="Idee"), "kind"),
        (feature(kind=["idea"]), "kind"),
        (feature(changed="gestern"), "time"),
        (feature(changed="2026-13-01T00:00:00Z"), "time"),
        (feature(changed="2026-10-01T10:00:00+02:00"), "time"),
        (feature({"type": "Circle", "coordinates": [1, 2]}), "geometry"),
        (feature(point(lon=181)), "geometry"),
        (feature(point(lon="12.9")), "geometry"),
        (feature(point(lon=True)), "geometry"),
        (feature({"type": "LineString", "coordinates": [[1, 2]]}), "geometry"),
        (feature({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]}), "geometry"),
        (feature({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [2, 0], [0, 0]]]}),
         "geometry"),
        (feature({"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]}), "geometry"),
        (feature({"type": "LineString", "coordinates": [[1, 2]] * 501}), "geometry"),
        (feature("POINT(1 2)"), "geometry"),
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused_with_the_reason(told, why):
    assert read_note(told) == why


def test_what_a_note_may_not_hold_is_blank_and_the_note_stays():
    note = read_note(
        feature(theme="<img>", group="admin", round=1e400, dots="a:1:2:3;<b>:1:1:1;x:0:1:1", day="gestern",
                map_id="../x", text=["liste"], hidden="ja", name="Eva Muster")
    )  # fmt: skip

    assert (note.theme, note.group, note.round, note.day, note.map_id, note.text, note.hidden) == (
        "", "open", 1, "", "", "", False,
    )  # fmt: skip
    assert note.votes == 2
    assert "Muster" not in json.dumps(features_of([note]))


def test_a_text_is_cut_at_280_characters_however_wide_they_are():
    assert read_note(feature(text="😀" * 300)).text == "😀" * 280
    assert read_note(feature(text=" \n a\x00b\ud800 \n")).text == "a b\ufffd"


def test_files_edited_in_qgis_are_read():
    told = {
        "type": "Feature",
        "properties": {
            "id": ID.upper(),
            "kind": "idea",
            "changed": "2026/10/01 10:00:00+00",
            "day": "2024-10-01T00:00:00",
        },
        "geometry": {"type": "MultiPoint", "coordinates": [[12.9, 50.6, 431.0]]},
    }

    assert read_note(told) == read_note(feature(point(), day="2024-10-01"))


def test_areas_turn_against_the_clock_as_rfc_7946_asks():
    corners = [[0, 0], [0, 1], [1, 1], [0, 0]]  # with the clock

    (written,) = features_of([read_note(feature({"type": "Polygon", "coordinates": [corners]}))])

    assert written["geometry"]["coordinates"] == [corners[::-1]]


def test_of_a_deleted_note_no_word_and_no_place_is_left():
    note = read_note(feature(point(), text="weg damit", deleted=True))

    assert (note.text, note.shape, note.deleted) == ("", None, True)


# merging ------------------------------------------------------------------------


def test_the_newer_version_wins_and_dots_of_both_laptops_stay():
    old = read_note(feature(point(), text="alt", dots="aa:1:2:2;bb:1:1:1"))
    new = read_note(
        feature(point(), text="neu", dots="aa:1:1:3;cc:1:3:1", changed="2026-10-01T10:00:00.001Z")
    )

    joined = merge(old, new)

    assert joined.text == "neu"
    # aa took one back (version 3), bb gave 1, cc gave 3
    assert joined.votes == 1 + 1 + 3


def test_a_deleted_note_does_not_come_back_from_an_older_file():
    old = read_note(feature(point(), text="da"))
    gone = read_note(feature(deleted=True, changed="2026-10-02T00:00:00Z"))

    assert merge_all([old, gone, old])[0].deleted


def test_a_withheld_text_never_wins_over_the_same_version_with_its_text():
    full = read_note(feature(text="Frau Muster fragen"))
    empty = read_note(feature(withheld=True))

    assert merge(full, empty).text == merge(empty, full).text == "Frau Muster fragen"


notes = st.builds(
    Note,
    id=st.sampled_from([ID, ID[:-1] + "c"]),
    kind=st.sampled_from(["idea", "problem"]),
    changed=st.sampled_from([f"2026-10-01T10:00:0{k}.000Z" for k in range(3)]),
    created=st.just(WHEN),
    text=st.sampled_from(["", "a", "ä", "\U0001f600", "\ufffd"]),
    deleted=st.booleans(),
    withheld=st.booleans(),
    dots=st.lists(
        st.builds(
            lambda a, b, c, d: f"{a}:{b}:{c}:{d}", st.sampled_from("ab"), st.integers(1, 2),
            st.integers(0, 3), st.integers(1, 3),
        ), max_size=3,
    ).map(lambda parts: read_note(feature(dots=";".join(parts))).dots),
)  # fmt: skip


@given(notes, notes, notes)
def test_merging_is_commutative_associative_and_idempotent(a, b, c):
    a, b, c = (
        n if n.id == ID else read_note(feature(text=n.text, dots="a:1:1:1")) for n in (a, b, c)
    )

    assert merge(a, b) == merge(b, a)
    assert merge(merge(a, b), c) == merge(a, merge(b, c))
    assert merge(a, a) == a


@given(st.lists(notes, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_files_changes_nothing(many, order):
    mixed = list(many)
    order.shuffle(mixed)

    assert merge_all(many) == merge_all(mixed)
    assert merge_all([*merge_all(many), *many]) == merge_all(many)


json_like = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=200)
@given(json_like, json_like, json_like)
def test_reading_never_raises_and_never_invents(geometry, properties, key):
    for told in (geometry, {"type": "Feature", "id": key, "geometry": geometry, "properties": properties},
                 feature(geometry, **(properties if isinstance(properties, dict) else {}))):  # fmt: skip
        found = read_note(told)
        assert isinstance(found, Note) or found in {"feature", "id", "kind", "time", "geometry"}


def test_a_file_says_its_codes_in_words_and_names_its_town():
    text = collection([read_note(feature(point(), theme="vacancy"))], town="Musterstadt")
    told = json.loads(text)

    assert told["type"] == "FeatureCollection"
    assert "crs" not in told
    assert told["innenstadt_gis"]["town"] == "Musterstadt"
    assert told["innenstadt_gis"]["labels"]["kind"] == "Art"
    assert told["innenstadt_gis"]["values"]["kind"]["avoid"] == "meide ich"
    assert set(told["innenstadt_gis"]["labels"]) <= set(told["features"][0]["properties"])
    assert read_notes(told["features"]).refused == ()
