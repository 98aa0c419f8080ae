"""The scan: windows and ratios against brute force, its level, its power, its indifference."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.analysis.clusters import scan as scan_module
from innenstadt_gis.analysis.clusters.near import near_from_metres
from innenstadt_gis.analysis.clusters.scan import (
    average_ratio,
    log_likelihood_ratio,
    power,
    scan,
    separate_windows,
)
from innenstadt_gis.analysis.clusters.windows import make_windows


def street(*doors):
    """Metres between doors along one straight street."""
    at = np.array(doors, dtype=float)
    return np.abs(at[:, None] - at[None])


def labelled(count, *cases):
    labels = np.zeros(count, dtype=bool)
    labels[list(cases)] = True
    return labels


def brute_llr(c, m, cases, units):
    """Kulldorff's ratio from the definition: product of Bernoulli likelihoods."""
    if m in (0, units) or not c / m > (cases - c) / (units - m):
        return -1.0

    def log_likelihood(k, n):
        return sum(x * math.log(x / n) for x in (k, n - k) if x)

    return (
        log_likelihood(c, m) + log_likelihood(cases - c, units - m) - log_likelihood(cases, units)
    )


@given(st.integers(2, 40), st.data())
def test_the_likelihood_ratio_is_that_of_the_definition(units, data):
    cases = data.draw(st.integers(1, units - 1))
    m = data.draw(st.integers(0, units))
    c = data.draw(st.integers(max(0, cases - (units - m)), min(m, cases)))

    ours = log_likelihood_ratio(np.array([c]), np.array([m]), all_cases=cases, all_units=units)

    assert ours[0] == pytest.approx(brute_llr(c, m, cases, units), abs=1e-9)


def test_three_of_three_among_nine_counted_by_hand():
    # ln L1 = 0 inside, 0 of 6 outside; ln L0 = 3 ln(1/3) + 6 ln(2/3) = -5.729
    ours = log_likelihood_ratio(np.array([3]), np.array([3]), all_cases=3, all_units=9)

    assert ours[0] == pytest.approx(5.7286, abs=1e-4)


def test_the_ratio_of_a_window_is_its_chance_under_the_odds_against_dealing_evenly():
    # 2 cases among 4 units, windows of 2: choose which two units are cases, each choice
    # weighed with odds^(cases inside); dealt evenly all 6 are alike
    odds = 5.0
    choices = [sum(u < 2 for u in pair) for pair in combinations(range(4), 2)]
    mean = sum(odds**inside for inside in choices) / len(choices)

    ours = average_ratio(2, all_cases=2, all_units=4, odds=(odds,))

    assert ours == pytest.approx([odds**c / mean for c in range(3)])


@given(st.integers(2, 30), st.data())
def test_the_average_ratio_is_1_on_average_when_labels_are_dealt(units, data):
    from scipy.stats import hypergeom

    cases, size = data.draw(st.integers(1, units - 1)), data.draw(st.integers(1, units - 1))
    chance = hypergeom.pmf(np.arange(cases + 1), units, cases, size)

    assert chance @ average_ratio(size, all_cases=cases, all_units=units) == pytest.approx(1.0)


def test_the_windows_are_each_unit_with_its_neighbours_up_to_every_radius():
    windows = make_windows(near_from_metres(street(0, 60, 60, 200, 900), reach_m=400))

    found = {
        (int(windows.row[k]), tuple(sorted(windows.units(int(k)).tolist()))) for k in windows.ends
    }

    # at most half of five units: one or two; the two at 60 m share a door and stand together
    assert found == {(0, (0,)), (1, (1, 2)), (2, (1, 2)), (3, (3,)), (4, (4,))}
    assert windows.weight.sum() == pytest.approx(1)


def test_cases_are_counted_in_every_window():
    near = near_from_metres(street(0, 40, 100, 190), reach_m=400)
    windows = make_windows(near)
    labels = labelled(4, 1, 2)

    counted = windows.cases(labels).tolist()

    assert counted == [int(labels[windows.units(k)].sum()) for k in range(len(windows.row))]


def test_the_likeliest_window_is_the_one_of_a_brute_force_search():
    rng = np.random.default_rng(3)
    metres = street(*rng.uniform(0, 900, 24))
    labels = rng.random(24) < 0.3
    near = near_from_metres(metres, reach_m=400)
    windows = make_windows(near)

    result = scan(windows, labels, permutations=9)

    best = -1.0
    for i in range(24):
        for radius in np.round(metres[i], 1):
            inside = np.round(metres[i], 1) <= radius + 1e-6
            c, m = int(labels[inside].sum()), int(inside.sum())
            if radius <= 250 and m <= 12 and c >= 2:
                best = max(best, brute_llr(c, m, int(labels.sum()), 24))
    assert result.maximum == pytest.approx(best, abs=1e-9)
    window = separate_windows(windows, result)[0]
    inside = windows.units(window)
    assert brute_llr(int(labels[inside].sum()), len(inside), int(labels.sum()), 24) == (
        pytest.approx(best)
    )


def test_nine_vacancies_side_by_side_are_found_and_named():
    doors = [25.0 * i for i in range(60)]
    labels = labelled(60, *range(20, 29))
    near = near_from_metres(street(*doors), reach_m=400)
    windows = make_windows(near)

    result = scan(windows, labels)

    assert result.p_average == 0.001  # no dealing of 999 comes near it
    assert result.p_maximum == 0.001
    (window, *others) = separate_windows(windows, result)
    assert sorted(windows.units(window).tolist()) == list(range(20, 29))
    assert others == []


def test_a_second_stretch_is_found_and_shares_no_unit_with_the_first():
    doors = [25.0 * i for i in range(100)]
    labels = labelled(100, *range(10, 17), *range(70, 79))
    windows = make_windows(near_from_metres(street(*doors), reach_m=400))

    found = separate_windows(windows, scan(windows, labels))

    assert [sorted(windows.units(w).tolist()) for w in found] == [
        list(range(70, 79)), list(range(10, 17)),
    ]  # fmt: skip


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_renaming_and_shuffling_units_changes_no_statistic(seed):
    rng = np.random.default_rng(seed)
    metres = street(*rng.choice(np.arange(0, 900, 15), 25, replace=True))
    labels = rng.permutation(np.arange(25) < 7)
    order = rng.permutation(25)

    one = scan(make_windows(near_from_metres(metres, reach_m=400)), labels, permutations=1)
    other = scan(
        make_windows(near_from_metres(metres[order][:, order], reach_m=400)), labels[order],
        permutations=1,
    )  # fmt: skip

    assert one.average == pytest.approx(other.average, rel=1e-9)
    assert one.maximum == pytest.approx(other.maximum, abs=1e-9)


def test_the_same_seed_gives_the_same_p_and_early_stopping_agrees_where_it_matters():
    rng = np.random.default_rng(5)
    windows = make_windows(near_from_metres(street(*rng.uniform(0, 1500, 80)), reach_m=400))
    labels = rng.permutation(np.arange(80) < 12)

    once, again = (scan(windows, labels, seed=4) for _ in range(2))
    early = scan(windows, labels, seed=4, early=True)

    assert once.p_average == again.p_average
    assert len(early.chance_average) < 999
    assert early.p_average == pytest.approx(once.p_average, abs=0.15)


def test_the_level_is_kept_on_dealt_labels():
    # 300 dealings on one street against 99 permutations each: 5 % +- 4 standard errors
    rng = np.random.default_rng(11)
    windows = make_windows(near_from_metres(street(*rng.uniform(0, 2000, 60)), reach_m=400))
    alarms = [
        scan(windows, rng.permutation(np.arange(60) < 9), permutations=99, seed=s).p_average <= 0.05
        for s in range(300)
    ]

    assert 0.05 - 0.05 < np.mean(alarms) < 0.05 + 0.05
    assert any(alarms)


def test_power_grows_with_the_difference_to_be_found():
    rng = np.random.default_rng(2)
    near = near_from_metres(street(*rng.uniform(0, 3000, 150)), reach_m=400)
    windows = make_windows(near)
    result = scan(windows, rng.permutation(np.arange(150) < 20))

    little, much = (power(windows, near, result, odds=odds, runs=200) for odds in (1.0, 30.0))

    assert little < 0.15  # no difference: the level
    assert much > 0.5


def test_a_town_at_one_door_and_one_unit_have_no_windows():
    for metres in (np.zeros((6, 6)), np.zeros((1, 1))):
        windows = make_windows(near_from_metres(metres, reach_m=400))
        assert len(windows.ends) == 0
        assert np.isfinite(windows.weight).all()


@pytest.mark.parametrize("at_once", [1, 7, 50])
def test_how_many_windows_are_reckoned_together_changes_nothing(monkeypatch, at_once):
    """A town of this size is one block; a large one is many."""
    rng = np.random.default_rng(4)
    windows = make_windows(near_from_metres(street(*np.sort(rng.uniform(0, 900, 40))), reach_m=400))
    labels = labelled(40, 3, 4, 5, 17, 30)
    assert len(windows.index) < scan_module._AT_ONCE

    whole = scan(windows, labels, permutations=99)
    monkeypatch.setattr(scan_module, "_AT_ONCE", at_once)
    parts = scan(windows, labels, permutations=99)

    assert len(scan_module._Reckoner(windows, 5).blocks) > 10
    assert (parts.p_average, parts.p_maximum, parts.maximum) == (
        whole.p_average, whole.p_maximum, whole.maximum,
    )  # fmt: skip
    assert parts.average == pytest.approx(whole.average)
    assert parts.chance_average == pytest.approx(whole.chance_average)
    assert (parts.chance_maximum == whole.chance_maximum).all()
    assert parts.llr.max() == parts.maximum
