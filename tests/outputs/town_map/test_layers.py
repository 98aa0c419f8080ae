"""Layers for every question: counted by hand on Musterstadt with its past, and who may see them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pandas as pd
import pytest

from innenstadt_gis.outputs.map.payload import payload
from innenstadt_gis.outputs.town_map import map_model
from innenstadt_gis.outputs.town_map.streets import rate_layer
from innenstadt_gis.tables import CONFLICTS

AUDIENCES = ("intern", "workshop", "oeffentlich")
#: What tells of single units, and for whom at most.
TOWN_HALL_ALONE = {"digital", "conflicts"}
OF_UNITS = {"units", "places", "mix", "duration", "change", "osm_units"} | TOWN_HALL_ALONE
GERMAN = re.compile(
    r"[äöüß]|\b(und|oder|der|die|das|von|mit|bis|leer|belegt|Erhebung|Uhr|Straße|nicht|je)\b", re.IGNORECASE
)  # fmt: skip


@pytest.fixture(scope="module")
def releases(past_musterstadt_for):
    return {one: past_musterstadt_for[one] for one in AUDIENCES}


@pytest.fixture(scope="module")
def models(releases):
    return {one: map_model(release) for one, release in releases.items()}


def layers(model):
    return {one.key: one for one in model.layers}


def counts(layer):
    """Rows by class as the legend says them, blank ones under None."""
    groups = layer.frame["group"].astype(object)
    return groups.where(groups.notna(), None).value_counts(dropna=False).to_dict()


def test_streets_are_drawn_by_rate_for_every_audience(models):
    # vacant of known: Bahnhofstraße 6/11; Schulstraße 1/3; Lange Straße 1/8 and 1/9, Marktgasse 1/5,
    # Marktplatz 1/8; 0/4, 0/4 and 0/3 in Kirchgasse and on Marktplatz; seven have fewer than three
    for audience in ("intern", "workshop"):
        layer = layers(models[audience])["sections"]
        said = {one.label: one.count for one in layer.classes}
        assert said == {
            "> 35\u00a0%": 1, "20–35\u00a0%": 1, "10–20\u00a0%": 4, "0–10\u00a0%": 3,
            "keine Angabe oder zu wenige": 7,
        }  # fmt: skip
        assert layer.visible is False
    public = layers(models["oeffentlich"])["sections"]
    assert public.visible is True
    assert {one.label for one in public.classes} == {
        "0–10\u00a0%",
        "keine Angabe oder zu wenige",
    }


def test_classes_of_lines_are_told_apart_without_colour(models):
    for model in models.values():
        for layer in model.layers:
            if layer.key in {"sections", "supply", "street_minutes"}:
                patterns = [one.hatch for one in layer.classes]
                assert len(set(patterns)) == len(patterns) <= 5


def test_a_street_of_which_too_little_is_known_has_no_share(releases):
    rows = releases["intern"].tables["section_density"]
    one = rows[rows["units"] > 0].iloc[:1]
    said = {}
    for known, vacant, unknown in ((2, 1, 0), (3, 1, 0), (8, 2, 2), (8, 2, 3)):
        told = one.assign(
            units=known + unknown, known=known, vacant=vacant, unknown=unknown,
            vacancy_rate=vacant / known,
        )  # fmt: skip
        both = pd.concat([told, one.assign(known=9, vacant=0, unknown=0, vacancy_rate=0.0)])
        layer = rate_layer(both, "de", visible=True)
        said[(known, unknown)] = (layer.frame["group"].iloc[0], layer.frame["said"].iloc[0])
    told = ["" if pd.isna(group) else group for group, _ in said.values()]
    assert told == ["", "2", "2", ""]
    assert said[(8, 2)][1] == "2 von 8; 2 unbekannt, also zwischen 20 und 40\u00a0%"


def test_what_is_withheld_is_on_no_line_of_the_public_map(releases, models):
    rows = releases["oeffentlich"].tables["section_density"]
    frame = layers(models["oeffentlich"])["sections"].frame
    hidden = rows.index[rows["units"].isna()]
    assert len(hidden)
    assert set(frame.loc[frame.index.isin(hidden), "said"]) == {""}
    assert frame.loc[frame.index.isin(hidden), "group"].isna().all()


def test_entries_of_shops_and_contradictions_stay_in_the_town_hall(releases, models):
    assert counts(layers(models["intern"])["digital"]) == {"both": 18, "one": 25, "none": 7}
    release = releases["intern"]
    unit = release.tables["premises"].index[0]
    row = pd.DataFrame(
        {
            "unit_id": [unit], "field": ["status"], "value": ["vacant"],
            "value_source": ["register:liste.xlsx"], "value_day": [pd.Timestamp("2026-09-15")],
            "other": ["occupied"], "other_source": ["osm"], "other_day": [pd.Timestamp("2026-07-04")],
            "other_checked": [True], "confidence": [0.9],
        },
        index=["c1"],
    )  # fmt: skip
    told = replace(release, tables={**release.tables, "conflicts": CONFLICTS.conform(row)})
    model = map_model(told)
    layer = layers(model)["conflicts"]
    assert layer.frame["said"].tolist() == [
        "Status – Register (liste.xlsx): leer, Stand 2026-09; OSM: aktiv, geprüft 2026-07"
    ]
    assert [one.id for one in model.scenes if "conflicts" in one.layers] == ["conflicts"]
    for audience in ("workshop", "oeffentlich"):
        assert not TOWN_HALL_ALONE & set(layers(models[audience]))
        assert "keins von beiden" not in json.dumps(payload(models[audience]), default=str)


def test_the_public_has_no_layer_of_single_units_and_no_survey(models):
    keys = set(layers(models["oeffentlich"]))
    assert not (OF_UNITS | {"measures", "examples"}) & keys
    assert not any(key.startswith("survey_") for key in keys)
    assert models["oeffentlich"].surveys is None


def test_occupied_units_are_shown_at_first_and_pale(models):
    (units,) = (one for one in models["workshop"].layers if one.key == "units")
    assert [one.value for one in units.classes if one.quiet] == ["occupied"]
    (scene,) = (one for one in models["workshop"].scenes if one.id == "vacancy")
    assert "units" in scene.layers
    assert not scene.off  # a town does not look dead
    places = next(one for one in models["workshop"].layers if one.key == "places")
    assert [one.quiet for one in places.classes] == [True]


def test_measures_are_counted_and_good_examples_have_reached_their_target(models):
    drawn = layers(models["workshop"])
    assert counts(drawn["measures"]) == {"done": 3, "running": 2, "planned": 1, "off": 1}
    assert sorted(drawn["examples"].frame["measure"]) == [
        "Neue Bänke",
        "Stadtgutschein in mehr Läden",
    ]
    assert payload(models["workshop"])["layers"][-2]["unplaced"] == 1  # in the whole centre
    (said,) = (one for one in models["workshop"].scenes if one.id == "cooperation")
    assert said.sentences == (
        "8 von 13 sind in der Händlergemeinschaft; 7 von 11 nehmen den Stadtgutschein; "  # noqa: ISC004
        "6 von 12 haben gemeinsame Öffnungszeiten (soweit bekannt).",
        "Auf der Liste der Stadt stehen 7 Maßnahmen: 3 erledigt, 2 laufend, 1 überfällig; "  # noqa: ISC004
        "2 sind gute Beispiele (erledigt, Ziel erreicht).",
    )


def test_each_survey_is_drawn_as_it_was(models):
    drawn = layers(models["workshop"])
    vacant = {key: counts(one)["vacant"] for key, one in drawn.items() if key.startswith("survey_")}
    assert vacant == {"survey_20220913": 9, "survey_20240917": 13, "survey_20260915": 12}
    assert [short for _, _, short in models["workshop"].surveys.days] == ["2022", "2024", "2026"]
    before, now = drawn["survey_20220913"].frame, drawn["survey_20260915"].frame
    assert "Rats-Apotheke" in set(now["title"])
    assert set(before["title"]) == set(before["address"])  # the shop may have been another one
    assert len(before) == len(now) + 1  # one house has been pulled down since


def test_nobody_is_at_risk_in_a_survey_outside_of_the_town_hall(models):
    for audience in AUDIENCES[:2]:
        frames = [one.frame for one in models[audience].layers if one.key.startswith("survey_")]
        found = any("at_risk" in set(one["status"]) for one in frames)
        assert found is (audience == "intern")


def test_without_an_earlier_survey_there_is_nothing_to_compare(releases):
    release = releases["workshop"]
    bare = {k: v for k, v in release.tables.items() if k != "transitions"}
    model = map_model(replace(release, tables=bare))
    assert model.surveys is None
    assert not any(one.key.startswith("survey_") for one in model.layers)
    assert "surveys" not in {one.id for one in model.scenes}


def test_each_pace_has_its_own_minutes_and_the_slower_get_less_far(models):
    drawn = layers(models["oeffentlich"])
    areas = {}
    for who in ("pram", "senior_75_84", "rollator", "wheelchair"):
        layer = drawn[f"isochrones_{who}"]
        assert layer.visible is False
        areas[who] = layer.frame.set_index("group").area["15"]
    adult = drawn["isochrones"].frame.set_index("group").area["15"]
    assert adult >= areas["pram"] > areas["senior_75_84"] > areas["rollator"] > areas["wheelchair"]


def test_streets_have_the_minutes_of_the_houses_beside_them(releases):
    tables = releases["workshop"].tables
    houses = tables["walking"]
    houses = houses[houses["kind"] == "building"]
    near = 0
    for street in tables["section_minutes"].itertuples():
        beside = houses[houses.distance(street.geometry.interpolate(0.5, normalized=True)) < 25]
        if len(beside):
            near += 1
            assert abs(beside["walk_min"].median() - street.walk_min) < 1.0
    assert near > 20


def test_every_theme_of_the_network_has_its_scene(models):
    told = {one.id for one in models["workshop"].scenes}
    for scenes in (
        {"mix"}, {"walking", "paces", "transit"}, {"vacancy", "streets", "sites"},
        {"supply", "local_supply"}, {"digital"}, {"cooperation"}, {"stay"},
    ):  # fmt: skip
        assert scenes <= told


def test_what_two_layers_draw_alike_is_written_once(models):
    written = {one["key"]: one for one in payload(models["workshop"])["layers"]}
    assert written["sections"]["like"] == "supply"
    assert "shapes" not in written["sections"]


def test_an_english_map_has_no_german_in_legend_scenes_and_buttons(releases):
    model = map_model(releases["intern"], lang="en")
    data = payload(model)
    words = [*data["words"].values(), data["title"], data["day"], data["stamp"]]
    words += [one for scene in model.scenes for one in (scene.title, *scene.sentences)]
    words += data["surveys"]["words"].values()
    for one in data["layers"]:
        words += [one["title"], *one["columns"], *one["notes"]]
        words += [each["label"] for each in one["classes"]]
        for each in one.get("filters", []):
            words += [each["label"], *(each["values"] if each["key"] != "street" else [])]
    streets = set(releases["intern"].tables["premises"]["street"].dropna())
    streets |= set(releases["intern"].tables["stops"]["name"].dropna())
    for text in words:
        for street in sorted(streets, key=len, reverse=True):
            text = text.replace(street, "")  # noqa: PLW2901
        assert not GERMAN.search(text), text
        assert "T00:00" not in text
