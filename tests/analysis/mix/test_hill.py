"""Hill numbers: counted by hand, equal to brute force over all draws, and lawful."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from innenstadt_gis.analysis.mix.bootstrap import community, drawn, interval
from innenstadt_gis.analysis.mix.hill import (
    estimated_hill,
    evenness,
    hill_number,
    hills,
    sample_coverage,
)
from innenstadt_gis.analysis.mix.rarefaction import (
    coverage_at_size,
    hill_at_coverage,
    hill_at_size,
)
from innenstadt_gis.errors import InputError

ORDERS = (0, 1, 2)
counts_of_units = st.lists(st.integers(1, 12), min_size=1, max_size=12)


def brute_hill(counts, m, q):
    """Hill number of the expected abundance-frequency counts, by drawing every subset of units."""
    units = [name for name, n in enumerate(counts) for _ in range(n)]
    subsets = list(itertools.combinations(range(len(units)), m))
    f = Counter()
    for subset in subsets:
        f.update(Counter(units[i] for i in subset).values())
    f = {k: n / len(subsets) for k, n in f.items()}
    if q == 1:
        return math.exp(-sum(n * k / m * math.log(k / m) for k, n in f.items()))
    return sum(n * (k / m) ** q for k, n in f.items()) ** (1 / (1 - q))


def brute_coverage(counts, m):
    """How often one more unit, drawn after ``m`` others, is of a class that they hold."""
    units = [name for name, n in enumerate(counts) for _ in range(n)]
    met = total = 0
    for subset in itertools.combinations(range(len(units)), m):
        seen = {units[i] for i in subset}
        for other in set(range(len(units))) - set(subset):
            met += units[other] in seen
            total += 1
    return met / total


def test_three_equal_branches_work_like_three():
    assert [hill_number(pd.Series([5, 5, 5]), q) for q in ORDERS] == [3, 3, 3]


def test_one_large_branch_is_worth_less_than_the_branches_there_are():
    # p = 0.8, 0.1, 0.1: exp(0.8 ln 1.25 + 0.2 ln 10) = 1.8946; 1 / (0.64 + 0.02) = 1.5152
    counts = pd.Series({"bakery": 8, "clothes": 1, "bank": 1})

    assert hill_number(counts, 0) == 3
    assert hill_number(counts, 1) == pytest.approx(1.8946, abs=1e-4)
    assert hill_number(counts, 2) == pytest.approx(1 / 0.66)
    assert evenness(counts) == pytest.approx(math.log(1.8946) / math.log(3), abs=1e-4)


def test_coverage_and_unseen_classes_are_those_of_the_papers():
    # n = 12, f1 = 2, f2 = 1: A = 11·2 / (11·2 + 2) = 22/24; C = 1 - 2/12 · 22/24
    counts = pd.Series([5, 3, 1, 1, 2])

    assert sample_coverage(counts) == pytest.approx(1 - 2 / 12 * 22 / 24)
    assert estimated_hill(counts, 0) == pytest.approx(5 + 11 / 12 * 4 / 2)
    assert estimated_hill(counts, 2) == pytest.approx(12 * 11 / (20 + 6 + 2))


def test_without_classes_of_two_the_estimates_are_the_corrected_ones():
    # f1 = 3, f2 = 0, n = 7: f0 = 6/7 · 3·2/2
    counts = pd.Series([4, 1, 1, 1])

    assert estimated_hill(counts, 0) == pytest.approx(4 + 6 / 7 * 3)
    assert sample_coverage(counts) == pytest.approx(1 - 3 / 7 * (18 / (18 + 3)))


@pytest.mark.parametrize("counts", [[5, 3, 1, 1, 2], [1, 1, 1, 2], [40, 30, 20, 5, 2, 1, 1, 1]])
def test_the_entropy_of_endless_units_is_that_of_the_published_formula(counts):
    n, f1, f2 = sum(counts), counts.count(1), counts.count(2)
    a = 2 * f2 / ((n - 1) * f1 + 2 * f2)
    seen = sum(x / n * sum(1 / k for k in range(x, n)) for x in counts)
    first = sum((1 - a) ** r / r for r in range(1, n))
    unseen = f1 / n * (1 - a) ** (1 - n) * (-math.log(a) - first)

    assert estimated_hill(np.array(counts), 1) == pytest.approx(math.exp(seen + unseen), rel=1e-9)


def test_two_units_of_three_are_reckoned_by_hand():
    # of A A B: AA once, AB twice; classes (1 + 2 + 2) / 3
    # f1 = 4/3, f2 = 1/3: exp(-(4/3 · 1/2 ln 1/2)) and 1 / (4/3 · 1/4 + 1/3)
    counts = pd.Series([2, 1])

    assert hill_at_size(counts, 2, 0) == pytest.approx(5 / 3)
    assert hill_at_size(counts, 2, 1) == pytest.approx(2 ** (2 / 3))
    assert hill_at_size(counts, 2, 2) == pytest.approx(1.5)


@settings(max_examples=25)
@given(counts=st.lists(st.integers(1, 4), min_size=1, max_size=4), q=st.sampled_from(ORDERS))
def test_rarefaction_equals_every_draw_that_there_is(counts, q):
    n = sum(counts)
    for m in range(1, min(n, 9) + 1):
        assert hill_at_size(np.array(counts), m, q) == pytest.approx(brute_hill(counts, m, q))


@settings(max_examples=25)
@given(counts=st.lists(st.integers(1, 4), min_size=2, max_size=4))
def test_coverage_of_fewer_units_equals_every_draw_that_there_is(counts):
    for m in range(1, min(sum(counts), 9)):
        assert coverage_at_size(np.array(counts), m) == pytest.approx(brute_coverage(counts, m))


@given(counts=counts_of_units)
def test_hill_numbers_are_ordered_and_at_least_one(counts):
    zero, one, two = (hill_number(np.array(counts), q) for q in ORDERS)

    assert zero == len(counts)
    assert zero + 1e-9 >= one
    assert one + 1e-9 >= two
    assert two + 1e-9 >= 1


@given(size=st.integers(1, 9), classes=st.integers(1, 30))
def test_equal_classes_are_worth_their_number(size, classes):
    for q in ORDERS:
        assert hill_number(np.full(classes, size), q) == pytest.approx(classes)


@given(counts=counts_of_units, q=st.sampled_from(ORDERS))
def test_rarefaction_rises_and_never_exceeds_what_was_observed(counts, q):
    row = np.array(counts)
    path = [hill_at_size(row, m, q) for m in range(1, row.sum() + 1)]

    assert path[0] == pytest.approx(1)
    assert path[-1] == pytest.approx(hill_number(row, q))
    assert (np.diff(path) >= -1e-9).all()


@given(counts=counts_of_units, q=st.sampled_from(ORDERS))
def test_extrapolation_starts_at_the_observed_and_rises(counts, q):
    row = np.array(counts)
    assume(row.sum() > 1)
    n = int(row.sum())
    path = [hill_at_size(row, m, q) for m in range(n, 2 * n + 1)]

    assert (np.diff(path) >= -1e-9).all()


@given(counts=counts_of_units)
def test_coverage_rises_with_the_units(counts):
    row = np.array(counts)
    assume(row.sum() > 1)
    path = [coverage_at_size(row, m) for m in range(1, 2 * row.sum() + 1)]

    assert (np.diff(path) >= -1e-9).all()
    assert path[-1] <= 1 + 1e-12
    assert path[row.sum() - 1] == pytest.approx(sample_coverage(row))


@given(counts=counts_of_units, q=st.sampled_from(ORDERS), coverage=st.floats(0.05, 1))
def test_at_its_own_coverage_a_mix_has_its_own_hill_number(counts, q, coverage):
    row = np.array(counts)
    assume(row.sum() > 1)
    own = hill_at_coverage(row, max(sample_coverage(row), 1e-6), q)
    other = hill_at_coverage(row, coverage, q)

    # a coverage of 1 may be reached by fewer units already
    assert own.value <= hill_number(row, q) + 1e-9
    if sample_coverage(row) < 1:
        assert own.value == pytest.approx(hill_number(row, q), rel=1e-6)
    if coverage <= sample_coverage(row):
        assert other.value <= hill_number(row, q) + 1e-9
        assert other.units <= row.sum()
    elif np.isfinite(other.value):
        assert row.sum() <= other.units <= 2 * row.sum() + 1e-6


@given(counts=counts_of_units, seed=st.integers(0, 99))
def test_order_names_and_empty_classes_change_nothing(counts, seed):
    rng = np.random.default_rng(seed)
    other = pd.Series(
        [*rng.permutation(counts), 0, 0], index=[f"x{i}" for i in range(len(counts) + 2)]
    )
    row = pd.Series(counts)

    for q in ORDERS:
        assert hill_number(other, q) == hill_number(row, q)
        assert hill_at_size(other, 1, q) == hill_at_size(row, 1, q)
        assert str(hill_at_coverage(other, 0.5, q)) == str(hill_at_coverage(row, 0.5, q))
    assert (drawn(other, draws=20) == drawn(row, draws=20)).all()


@given(counts=counts_of_units)
def test_the_bootstrap_community_covers_what_was_seen(counts):
    row = np.array(counts)
    assume(row.sum() > 1)
    shares = community(row)

    assert shares.sum() == pytest.approx(1)
    assert (shares >= 0).all()
    if len(shares) > len(row):  # there are unseen classes: the seen ones hold the coverage
        assert shares[: len(row)].sum() == pytest.approx(sample_coverage(row), abs=1e-6)


@settings(max_examples=20)
@given(counts=counts_of_units, q=st.sampled_from(ORDERS))
def test_the_interval_holds_the_value_and_is_the_same_every_time(counts, q):
    row = np.array(counts)
    assume(row.sum() > 1)
    value = hill_number(row, q)
    once = interval(value, drawn(row), lambda rows: hills(rows, q))
    again = interval(value, drawn(row), lambda rows: hills(rows, q))

    assert once == again
    assert once[0] <= value <= once[1]


def test_the_interval_of_a_known_mix_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(4)
    shares = np.array([0.3, 0.2, 0.1, 0.1, *[0.03] * 10])
    truth = float(np.exp(-(shares * np.log(shares)).sum()))
    hit = 0
    for _ in range(100):
        row = rng.multinomial(300, shares)
        value = hill_number(row, 1)
        low, high = interval(value, drawn(row, draws=200), lambda rows: hills(rows, 1))
        hit += low <= truth <= high

    assert hit >= 85


@pytest.mark.parametrize("counts", [[1.5, 2], [-1, 3], [np.nan, 1]])
def test_what_is_no_count_is_refused(counts):
    with pytest.raises(InputError, match=r"counts|Anzahlen"):
        hill_number(pd.Series(counts))


def test_other_orders_sizes_coverages_and_confidences_are_refused():
    counts = pd.Series([3, 2])
    for wrong in (
        lambda: hill_number(counts, 3),
        lambda: hill_at_size(counts, 0),
        lambda: hill_at_size(counts, 11),
        lambda: coverage_at_size(counts, 11),
        lambda: hill_at_coverage(counts, 0),
        lambda: interval(1.0, drawn(counts), lambda rows: hills(rows, 1), confidence=1),
    ):
        with pytest.raises(InputError):
            wrong()


def test_nothing_and_a_single_unit_have_no_coverage_and_no_warning():
    nothing, one = pd.Series([], dtype="int64"), pd.Series([1])

    assert np.isnan(hill_number(nothing))
    assert np.isnan(evenness(nothing))
    assert np.isnan(sample_coverage(one))
    assert np.isnan(estimated_hill(one))
    assert np.isnan(hill_at_coverage(nothing).value)
    assert hill_number(one) == 1
    assert hill_at_size(one, 1) == 1


def test_shops_that_are_all_different_reach_no_coverage():
    counts = np.ones(60, dtype=int)

    assert np.isnan(hill_at_coverage(counts, 0.6).value)
    assert np.isnan(estimated_hill(counts, 2))
    assert interval(60.0, drawn(counts), lambda rows: hills(rows, 0)) is not None


def test_five_thousand_units_need_no_more_than_exactness_allows():
    counts = np.random.default_rng(0).multinomial(5000, np.full(90, 1 / 90))

    for q in ORDERS:
        assert hill_at_size(counts, 5000, q) == pytest.approx(hill_number(counts, q), rel=1e-9)
        assert hill_at_size(counts, 2500, q) <= hill_number(counts, q)
        assert estimated_hill(counts, q) >= hill_number(counts, q)
