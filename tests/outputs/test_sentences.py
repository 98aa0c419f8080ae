"""The mix and local supply, said to people."""

from __future__ import annotations

from innenstadt_gis.outputs.sentences import mix_sentence, reach_sentences, supply_sentence
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


_SHARES = {
    "persons_within_15_min": ("E-03", 0.565, {"census": "Zensus 2011, Stichtag 09.05.2011"}),
    "persons_within_15_min_at_75_84": ("E-04", 0.138, {}),
    "persons_within_15_min_by_transit": ("E-30", 0.6, {"day": "2024-12-03"}),
    "persons_within_15_min_by_transit_at_75_84": ("E-31", 0.2, {}),
    "persons_within_30_min_by_transit": ("E-32", 0.98, {}),
    "persons_within_30_min_by_transit_at_75_84": ("E-33", 0.677, {}),
}


def shares(**without):
    known = {key: told for key, told in _SHARES.items() if key not in without}
    return {
        key: figure(value, id=number, key=key, unit="share", coverage=0.9989, parameters=parameters)
        for key, (number, value, parameters) in known.items()
    }


def test_who_reaches_the_centre_is_said_with_census_coverage_day_and_both_paces():
    foot, bus = reach_sentences(shares().get)

    assert "56,5\u00a0% der Einwohner zu Fuß" in foot.de
    assert "13,8\u00a0%" in foot.de
    assert "(Zensus 2011, Stichtag 09.05.2011; bekannt für fast 100 % der Einwohner)" in foot.de
    assert "(census 2011, as of 2011-05-09; known for nearly 100%" in foot.en
    assert (
        "in 15 Minuten 60,0\u00a0% der Einwohner im Zentrum (gingen alle wie Ältere von 75 bis 84: 20,0\u00a0%)"
        in bus.de
    )
    assert "von 7 bis 9 Uhr am 03.12.2024" in bus.de


def test_a_population_without_a_day_is_said_in_the_language_of_the_reader():
    figures = shares()
    stated = {"census": "Bevölkerung ohne Angabe des Tages"}
    figures["persons_within_15_min"] = figure(0.5, coverage=1.0, parameters=stated)

    foot = reach_sentences(figures.get)[0]

    assert "(Bevölkerung ohne Angabe des Tages; bekannt" in foot.de
    assert "(population of an unstated day; known" in foot.en


def test_a_sentence_with_a_missing_number_is_not_said():
    said = reach_sentences(shares(persons_within_15_min_at_75_84=True).get)

    assert len(said) == 1
    assert "mit Bus und Bahn" in said[0].de
    assert reach_sentences({}.get) == ()


def test_the_last_bus_after_midnight_is_said_as_the_clock_shows_it():
    figures = {
        "centre_stop_departures": figure(86, unit="departures", parameters={"stop": "Markt"}),
        "centre_stop_last_departure": figure(25 + 27 / 60, unit="o'clock"),
    }

    assert "zuletzt um 1:27 Uhr" in reach_sentences(figures.get)[0].de


def test_without_heights_no_elevation_model_is_said_to_have_been_asked():
    stated = {"unit": "share", "bound_low": 0.0, "bound_high": 0.76}
    said = {}
    for known in (0.0045, 1.0):
        cut_off = figure(0.0, parameters={"slope_known_share": known}, **stated)
        figures = {"persons_cut_off_wheelchair": cut_off, "persons_cut_off_rollator": cut_off}
        said[known] = reach_sentences(figures.get)[0]

    assert "Höhenmodell" in said[1.0].de
    assert "Höhenmodell" not in said[0.0045].de
    assert "ohne Steigungen" in said[0.0045].de
    assert "mindestens 0,0\u00a0%" in said[0.0045].de
    assert "76" not in said[0.0045].de
    assert "at least 0.0%" in said[0.0045].en


def test_who_times_the_bus_gains_and_that_is_said_in_percentage_points():
    gained = {
        "persons_gained_by_transit": figure(0.241, unit="share", coverage=1.0),
        "persons_gained_by_transit_at_75_84": figure(0.418, unit="share", coverage=1.0),
    }

    said = reach_sentences((shares() | gained).get)[-1]

    assert "24 Prozentpunkte mehr, gingen alle wie Ältere von 75 bis 84: 42." in said.de


def test_nothing_is_said_of_inhabitants_of_whom_less_than_half_are_known():
    few = {key: figure(0.9, unit="share", coverage=0.24, parameters={}) for key in shares()}

    assert reach_sentences(few.get) == ()
