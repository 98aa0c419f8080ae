"""The mix and local supply, said to people."""

from __future__ import annotations

from innenstadt_gis.outputs.sentences import mix_sentence, supply_sentence
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text


def figure(value, **more):
    stated = {"id": "M-02", "key": "effective_branches", "label": Text("", ""), "unit": "branches"}
    return Figure(value=value, **{**stated, **more})


def test_a_mix_is_said_as_equally_common_branches_with_what_is_not_known():
    said = mix_sentence(figure(31.99, coverage=0.71, parameters={"branches": 47, "units": 147}))

    assert said.de.startswith(
        "Der Branchenmix wirkt wie 32 gleich häufige Branchen (47 Branchen in 147"
    )
    assert "Von 29\u00a0% der genutzten Einheiten ist die Branche nicht bekannt." in said.de
    assert "29% of the units" in said.en


def test_one_branch_is_said_in_the_singular():
    said = mix_sentence(figure(1.0, coverage=1.0, parameters={"branches": 1, "units": 1}))

    assert said.de == (
        "Der Branchenmix wirkt wie eine einzige Branche (1 Branche in 1 Einheit mit bekannter Branche)."
    )


def test_a_missing_figure_says_why_as_a_sentence():
    why = Text("keine genutzte Einheit im Gebiet", "no unit in use in the area")

    assert mix_sentence(figure(None, why=why)).de == "Keine genutzte Einheit im Gebiet."
    assert supply_sentence(figure(None, why=why)).en == "No unit in use in the area."


def test_supply_is_said_with_what_the_data_leave_open_and_without_where_nothing_is():
    wide = figure(3.77, bound_low=2.59, bound_high=4.41, parameters={"within_m": 1000.0})
    sure = figure(3.77, bound_low=3.76, bound_high=3.78, parameters={"within_m": 1000.0})

    assert "(bis 1.000 m) erreicht eine Person im Mittel 3,8 der 5" in supply_sentence(wide).de
    assert "zwischen 2,6 und 4,4" in supply_sentence(wide).de
    assert "zwischen" not in supply_sentence(sure).de
