"""A walk keeps its time, tells much, and goes no needless way."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.analysis.town_walk.plan import choose_stops, shortest_order


def line(*places):
    """Minutes between places on one road, a minute for each unit."""
    at = np.array(places, dtype=float)
    return np.abs(at[:, None] - at[None, :])


def test_three_stops_on_a_road_are_taken_in_the_order_of_the_road():
    plan = shortest_order(line(0, 7, 2, 5, 10), at_stop_min=5)

    assert plan.order.tolist() == [1, 2, 0]
    assert plan.legs_min.tolist() == [2, 3, 2, 3]
    assert plan.minutes == 25


def test_a_second_theme_is_worth_more_than_a_second_stop_on_the_first():
    """Both are on the way; there is time for two of three stops: 10 min walking, 5 each."""
    plan = choose_stops(
        line(0, 2, 4, 6, 10),
        np.array(["a", "a", "b"], dtype=object),
        np.array([1.0, 0.9, 0.6]),
        budget_min=20,
        at_stop_min=5,
    )

    assert sorted(plan.order.tolist()) == [0, 2]
    assert plan.minutes == 20


def test_a_detour_is_taken_only_if_its_time_is_there():
    minutes = line(0, 15, 0)  # out and back are 30 minutes

    for budget, taken in ((34.9, []), (35, [0])):
        plan = choose_stops(
            minutes, np.array(["a"], dtype=object), np.ones(1), budget_min=budget, at_stop_min=5
        )
        assert plan.order.tolist() == taken


def test_what_cannot_be_reached_is_left_out_and_told():
    minutes = line(0, 3, 5, 8)
    minutes[:, 2] = np.inf

    plan = shortest_order(minutes, at_stop_min=1)

    assert plan.order.tolist() == [0]
    assert plan.left_out.tolist() == [1]


def test_one_way_streets_count_in_their_direction():
    """Stop 0 first costs 1 + 1 + 1, stop 1 first 9."""
    minutes = np.array([[0, 1, 3, 9], [9, 0, 1, 9], [9, 3, 0, 1], [9, 9, 9, 0]], dtype=float)

    assert shortest_order(minutes, at_stop_min=0).order.tolist() == [0, 1]


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.floats(5, 120))
@settings(max_examples=60, deadline=None)
def test_a_walk_never_takes_longer_than_its_time_and_names_each_stop_once(seed, count, budget):
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 20, (count + 2, 2))
    minutes = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    theme = rng.choice(["a", "b", "c"], count).astype(object)

    plan = choose_stops(minutes, theme, rng.uniform(0, 1, count), budget_min=budget, at_stop_min=4)

    if len(plan.order):
        assert plan.minutes <= budget + 1e-6
    assert len(set(plan.order.tolist())) == len(plan.order)
    assert plan.minutes == pytest.approx(plan.legs_min.sum() + 4 * len(plan.order))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_no_order_of_five_stops_is_shorter_by_more_than_a_few_steps(seed):
    """Each of six legs may be chosen for 0.01 min less than counts as a difference, and one order."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 20, (7, 2))
    minutes = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))

    found = shortest_order(minutes, at_stop_min=0).minutes

    best = min(
        sum(minutes[a, b] for a, b in zip((0, *p), (*p, 6), strict=True))
        for p in permutations(range(1, 6))
    )
    assert best - 1e-9 <= found <= best + 0.07 + 1e-9
