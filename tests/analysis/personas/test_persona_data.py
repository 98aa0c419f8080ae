"""The walking profiles: what is in the file, what an own one may say, who is stopped where."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from innenstadt_gis.analysis.pace import BARRIERS, edge_barriers, edge_minutes
from innenstadt_gis.errors import InputError
from innenstadt_gis.personas import Persona, persona, personas
from innenstadt_gis.tables.findings import personas as tables
from innenstadt_gis.words import Text

WHO = Text("wer", "who")


def test_the_nine_profiles_have_the_speeds_of_their_sources():
    metres_a_second = {p.key: p.speed_kmh / 3.6 for p in personas()}

    assert metres_a_second == pytest.approx(
        {
            "adult": 4.8 / 3.6, "youth": 1.444, "pram": 1.056, "senior_65_74": 0.80,
            "senior_75_84": 0.75, "senior_85": 0.71, "rollator": 0.65, "wheelchair": 0.90,
            "wheelchair_electric": 1.40,
        },
        abs=0.01,
    )  # fmt: skip
    assert all(p.sources for p in personas())
    noted = {p.key for p in personas() if p.note.de}
    assert noted == {p.key for p in personas() if p.key.startswith("senior")}


def test_the_columns_of_the_tables_are_those_profiles():
    assert {p.key: p.label for p in personas()} == tables.PERSONA_LABELS
    kinds = tables.BARRIERS.column("kind").allowed
    assert sorted(kinds) == sorted(BARRIERS)


def test_stairs_stop_wheels_and_nobody_else():
    stopped = {p.key for p in personas() if p.steps_up is None}

    assert stopped == {"pram", "rollator", "wheelchair", "wheelchair_electric"}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"speed_kmh": 0}, "speed_kmh = 0"),
        ({"speed_kmh": float("nan")}, "speed_kmh"),
        ({"speed_kmh": 80}, "at most 20"),
        ({"steepest": -0.06}, "steepest = -0.06"),
        ({"steps_up": 2.0}, "both given or both left out"),
        ({"slow_factor": 0.5}, "at least 1"),
        ({"slope": "naismith"}, "tobler"),
        ({"kerbs": "raised"}, "a list"),
    ],
)
def test_numbers_with_which_nobody_walks_are_refused(wrong, told):
    with pytest.raises(InputError, match=told):
        Persona(**{"key": "own", "label": WHO, "speed_kmh": 4.0, **wrong})


def test_an_own_profile_may_give_lists_and_is_told_in_german():
    own = Persona(key="cane", label=WHO, speed_kmh=2.0, kerbs=["raised"], steepest=0.1)

    assert own.kerbs == frozenset({"raised"})
    with pytest.raises(InputError) as error:
        Persona(key="cane", label=WHO, speed_kmh=-1)
    assert "Gehprofil cane: speed_kmh = -1" in error.value.text.de


def test_a_profile_that_is_not_there_names_those_that_are():
    with pytest.raises(InputError, match="wheelchair_electric"):
        persona("cyborg")


def ways(**columns):
    rows = len(next(iter(columns.values())))
    return pd.DataFrame({"length_m": [100.0] * rows, **columns})


def test_tags_with_several_values_and_blanks_are_read():
    edges = ways(surface=["compacted;gravel", "asphalt", None, "gravel"], slope=[np.nan] * 4)

    assert edge_barriers(edges, persona=persona("wheelchair")).tolist() == [
        "surface", "", "", "surface",
    ]  # fmt: skip


def test_somebody_looked_outweighs_surface_but_neither_stairs_nor_slope():
    edges = ways(
        surface=["gravel"] * 3, wheelchair=["yes", "yes", "no"], steps=[False, True, False],
        slope=[0.0, 0.0, 0.0],
    )  # fmt: skip
    steep = ways(wheelchair=["yes"], slope=[0.0], steepest=[0.07])

    found = edge_barriers(edges, persona=persona("wheelchair")).tolist()

    assert found == ["", "steps", "wheelchair_no"]
    assert edge_barriers(steep, persona=persona("wheelchair")).tolist() == ["slope"]


def test_the_steepest_stretch_bars_not_the_mean_of_a_crest():
    edges = ways(slope=[0.0, 0.0, 0.07], steepest=[0.09, 0.06, np.nan])

    assert edge_barriers(edges, persona=persona("wheelchair")).tolist() == ["slope", "", "slope"]
    assert edge_barriers(edges, persona=persona("rollator")).tolist() == ["", "", ""]


def test_the_pace_along_the_edge_is_taken_before_that_of_its_mean_slope():
    edges = ways(slope=[0.0], pace_forward=[1.5], pace_backward=[1.25])

    there, back = edge_minutes(edges, persona=persona("adult"))

    assert (there[0], back[0]) == pytest.approx((100 / 80 * 1.5, 100 / 80 * 1.25))
    there, back = edge_minutes(edges, persona=persona("wheelchair_electric"))
    assert there[0] == back[0] == pytest.approx(100 / 84)  # a motor; 5.04 km/h


def test_stairs_take_their_factor_up_and_down_and_the_slower_one_if_nobody_knows():
    edges = ways(
        steps=[True] * 4, slope=[0.3, np.nan, np.nan, 0.3], incline=[None, "down", None, "down"]
    )

    there, back = edge_minutes(edges, persona=persona("adult"))

    up, down = 100 / 80 * 2.2, 100 / 80 * 1.9
    assert there.tolist() == pytest.approx([up, down, up, up])  # the last contradicts itself
    assert back.tolist() == pytest.approx([down, up, up, up])


def test_slow_surfaces_take_their_factor():
    edges = ways(surface=["sett", "asphalt"], slope=[0.0, 0.0])

    there, _ = edge_minutes(edges, persona=persona("rollator"))

    assert there[0] / there[1] == pytest.approx(1.5)


def test_nobody_is_stopped_once_unstopped_and_as_slow_as_before():
    edges = ways(
        steps=[True, False, False], surface=["asphalt", "mud", "sett"], kerb=["raised"] * 3,
        wheelchair=["no"] * 3, smoothness=["impassable"] * 3, slope=[0.2, 0.2, 0.0],
    )  # fmt: skip
    for who in personas():
        assert (edge_barriers(edges, persona=who.unstopped()) == "").all()
        there, _ = edge_minutes(edges.iloc[2:], persona=who.unstopped())
        slow = who.slow_factor if "sett" in who.slow_surfaces else 1.0
        assert there[0] == pytest.approx(100 * who.per_metre * slow)


def test_older_is_never_faster():
    edges = ways(steps=[False, True], slope=[0.1, -0.1])
    keys = ("adult", "senior_65_74", "senior_75_84", "senior_85")

    for one, other in itertools.pairwise(keys):
        there, back = edge_minutes(edges, persona=persona(one))
        later, earlier = edge_minutes(edges, persona=persona(other))
        assert (there < later).all() and (back < earlier).all()
