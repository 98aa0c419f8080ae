"""The story that comes with a map: what it says, to whom, and what it leaves out."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from innenstadt_gis.errors import InputError
from innenstadt_gis.outputs.map import MapModel, MapScene, sealed_html
from innenstadt_gis.outputs.map.payload import payload
from innenstadt_gis.outputs.sentences import headline, pattern
from innenstadt_gis.outputs.town_map import map_model
from innenstadt_gis.outputs.town_map.scenes import STORY, Told, scenes_of
from innenstadt_gis.words import Text

AUDIENCES = ("intern", "workshop", "oeffentlich")
CLUSTER_WORDS = re.compile(
    r"schwerpunkt|\bball(t|en|ung)|auffällig|häufung|\bcluster|hot ?spot", re.IGNORECASE
)


@pytest.fixture(scope="module")
def releases(musterstadt_for):
    return {one: musterstadt_for[one] for one in AUDIENCES}


@pytest.fixture(scope="module")
def models(releases):
    return {one: map_model(release) for one, release in releases.items()}


def scene(model: MapModel, name: str) -> MapScene:
    return next(one for one in model.scenes if one.id == name)


def test_the_story_begins_with_the_question_whether_this_is_the_town(models):
    for model in models.values():
        first = model.scenes[0]
        assert first.title == "Ist das Ihre Innenstadt?"
        assert first.sentences[0].startswith("Die Liste der Stadt nennt 66 Ladenlokale.")
        assert set(first.layers) <= {"places"}


def test_vacancy_and_place_say_the_words_of_all_products(releases, models):
    for audience, model in models.items():
        release = releases[audience]
        rate = headline(release.figure("vacancy_rate")).de
        assert scene(model, "vacancy").sentences == (rate,)
        assert rate.startswith("12 von 60 Ladenlokalen mit bekanntem Status stehen leer (20,0")
        assert scene(model, "place").sentences == (pattern(release).de,)


def test_no_other_scene_speaks_as_the_test_of_the_place_does(models):
    for model in models.values():
        for one in model.scenes:
            said = " ".join((one.title, *one.sentences, *(word for _, _, word in one.words)))
            assert one.id == "place" or not CLUSTER_WORDS.search(said)


def test_how_long_units_stand_empty_is_counted_by_hand(models):
    # of 12 vacancies one has no date; 3 stand empty for 2 to 5 years, 4 for 5 years and longer
    assert scene(models["workshop"], "duration").sentences == (
        "7 von 11 Leerständen mit bekannter Dauer stehen seit 2 Jahren oder länger leer; "  # noqa: ISC004
        "bei 1 weiteren ist die Dauer nicht bekannt.",
    )
    layer = next(one for one in models["workshop"].layers if one.key == "duration")
    counts = layer.frame["group"].value_counts()
    assert counts.to_dict() == {"rest": 53, "middle": 5, "long": 4, "short": 2, "unknown": 1}


def test_the_public_gets_no_units_no_filter_and_no_list_of_rows(models):
    model = models["oeffentlich"]
    assert {one.kind for one in model.layers} <= {"area", "line", "points"}
    assert not any(one.filters for one in model.layers)
    assert not any(one.rows for one in model.figures)
    told = {one.id for one in model.scenes}
    assert {"start", "vacancy", "place", "supply", "seniors"} <= told
    assert not {"duration", "mix", "digital"} & told


def test_units_at_risk_are_told_apart_in_the_town_hall_alone(models):
    for audience, model in models.items():
        assert ("Leerstand droht" in str(payload(model)["layers"])) is (audience == "intern")


def test_a_figure_carries_the_shops_that_it_counts_and_no_ids(models):
    model = models["workshop"]
    data = payload(model)
    parts = data["figures"]["L-01"]["units"]
    assert {part: len(units) for part, units in parts.items()} == {
        "numerator": 12, "denominator": 48, "unknown": 4, "left_out": 1,
    }  # fmt: skip
    vacant = next(one for one in data["layers"] if one["key"] == "units")
    marks = [one["key"] for one in vacant["classes"]]
    rows = {unit: row for row, unit in enumerate(vacant["unit"])}
    told = [rows[unit] for unit in parts["numerator"]]
    assert {marks[vacant["code"][row]] for row in told} == {"vacant"}
    assert not re.search(r'"u-[0-9a-f]{10}"', sealed_html(model))


def test_a_unit_has_one_number_in_all_layers_and_its_words_once(models):
    data = payload(models["workshop"])
    units = {one["key"]: one for one in data["layers"] if one["kind"] == "units"}
    assert set(units["units"]["unit"]) <= set(units["places"]["unit"])
    assert set(units["duration"]["unit"]) == set(units["units"]["unit"])
    assert len(set(units["places"]["unit"])) == len(units["places"]["unit"]) == 67
    for key in ("places", "mix", "duration"):
        assert (units[key]["rows"], units[key]["filters"]) == ([], [])
        assert units[key]["listed"] is False


def test_filters_name_what_may_be_seen_in_the_order_of_its_table(models):
    data = payload(models["workshop"])
    units = next(one for one in data["layers"] if one["key"] == "units")
    found = {one["key"]: one for one in units["filters"]}
    assert list(found) == ["status_text", "branch_text", "duration_text", "street", "floor"]
    assert found["status_text"]["values"] == [
        "belegt", "leer", "teilweise leer", "Zwischennutzung", "im Umbau", "unbekannt",
    ]  # fmt: skip
    assert found["street"]["code"].count(found["street"]["values"].index("Bahnhofstraße")) == 15
    assert found["duration_text"]["values"][0] == "6 bis 12 Monate"


def test_what_a_release_does_not_hold_drops_out_of_the_story(releases):
    release = releases["workshop"]
    bare = replace(release, figures=(), tables={})
    assert [one.id for one in scenes_of(bare, [], lang="de")] == ["start"]
    layers = map_model(release).layers
    (only,) = scenes_of(
        release, [one for one in layers if one.key == "supply"], lang="de",
        story=tuple(one for one in STORY if one.id in {"supply", "walking"}),
    )  # fmt: skip
    assert (only.id, only.layers, only.view) == ("supply", ("supply",), None)


def test_a_further_scene_is_one_further_row(releases):
    release = releases["workshop"]
    row = Told(
        id="more", title=Text("Noch eine", "One more"), figures=("vacancy_rate", "no_such_figure"),
        say=lambda _: iter((Text("Satz.", "Sentence."),)), layers=("units", "no_such_layer"),
        needs=("units",), off=(("units", "occupied"), ("no_such_layer", "x")),
    )  # fmt: skip
    (made,) = scenes_of(release, map_model(release).layers, lang="en", story=(row,))
    assert (made.title, made.sentences) == ("One more", ("Sentence.",))
    assert (made.figures, made.layers) == (("L-01",), ("units",))
    assert made.off == (("units", "occupied"),)


def test_plain_language_keeps_its_sentences_short(models):
    easy = [one for one in models["workshop"].scenes if one.easy]
    assert [one.id for one in easy] == ["young", "families", "seniors"]
    for one in easy:
        for sentence in re.split(r"(?<=[.?])\s", " ".join(one.sentences)):
            assert len(sentence.split()) <= 8
            assert "," not in sentence
        assert {key for key, _, _ in one.words} == set(one.layers)
    assert "Im Zentrum gibt es 1 Spielplatz." in easy[1].sentences  # osm:n6091


def test_every_class_of_a_plain_legend_has_plain_words(models):
    for one in models["workshop"].scenes:
        if not one.easy:
            continue
        words = {(key, value) for key, value, _ in one.words}
        for layer in models["workshop"].layers:
            if layer.key in one.layers:
                assert {(layer.key, c.value) for c in layer.classes} <= words


def test_scenes_that_name_what_the_map_lacks_are_refused(models):
    model = models["workshop"]
    for wrong in ({"layers": ("nowhere",)}, {"figures": ("X-99",)}):
        bad = MapScene(id="x", title="x", **wrong)
        with pytest.raises(InputError, match=r"nowhere|X-99"):
            replace(model, scenes=(bad,))


@pytest.mark.realdata
def test_the_map_of_lauf_with_all_its_layers_stays_below_its_limit(lauf_for):
    page = sealed_html(map_model(lauf_for["workshop"]))
    assert len(page.encode()) < 1_200_000
