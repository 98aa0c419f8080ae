"""Join counts and K functions: counted by hand, exact chance against enumeration."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.analysis.clusters.labelling import local_joins, together
from innenstadt_gis.analysis.clusters.near import near_from_metres


def near(*doors):
    at = np.array(doors, dtype=float)
    return near_from_metres(np.abs(at[:, None] - at[None]), reach_m=400)


def labelled(count, *cases):
    labels = np.zeros(count, dtype=bool)
    labels[list(cases)] = True
    return labels


def test_joins_of_vacant_neighbours_are_counted_by_hand():
    # doors at 0, 50, 90, 300, 350: joined (<= 100 m) are 0-1, 0-2, 1-2, 3-4
    doors = near(0, 50, 90, 300, 350)

    done = together(doors, labelled(5, 0, 1, 3), permutations=199)

    assert done.joins == 1  # 0 and 1; 3's neighbour is not vacant
    # of 10 pairs of doors 4 are joined; 3 cases make 3 pairs: 1.2 on average
    assert done.joins_expected == pytest.approx(1.2, abs=0.2)


def test_vacancies_side_by_side_have_a_low_p_and_scattered_ones_a_high_one():
    doors = near(*[30.0 * i for i in range(60)])

    close = together(doors, labelled(60, *range(10, 18)))
    apart = together(doors, labelled(60, *range(0, 56, 8)))

    assert close.p_joins == close.p_k == 0.001
    assert apart.p_joins > 0.5
    assert apart.p_k > 0.5


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_the_order_of_units_does_not_change_what_is_counted(seed):
    rng = np.random.default_rng(seed)
    doors = rng.uniform(0, 1000, 20)
    labels = rng.permutation(np.arange(20) < 6)
    order = rng.permutation(20)

    one = together(near(*doors), labels, permutations=19)
    other = together(near(*doors[order]), labels[order], permutations=19)

    assert one.joins == other.joins


def test_the_local_p_is_the_share_of_all_ways_to_deal_the_other_cases():
    doors = near(0, 40, 80, 300, 500, 700)
    labels = labelled(6, 0, 1, 4)

    local = local_joins(doors, labels)

    # unit 0: neighbours 1 and 2, one of them vacant; the 2 other cases fall on 5 units
    ways = [len({1, 2} & set(pair)) for pair in combinations(range(1, 6), 2)]
    assert local.neighbours.tolist() == [2, 2, 0]
    assert local.cases.tolist() == [1, 1, 0]
    assert local.p[0] == pytest.approx(np.mean([w >= 1 for w in ways]))  # 7 of 10
    assert local.p[2] == 1.0
    assert (local.q >= local.p).all()


def test_a_unit_without_neighbours_and_a_town_without_cases_are_no_error():
    assert local_joins(near(0, 900), labelled(2, 0)).p.tolist() == [1.0]
    assert len(local_joins(near(0, 900), labelled(2)).p) == 0
