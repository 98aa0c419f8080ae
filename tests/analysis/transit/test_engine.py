"""The scan gives what a plain search gives, on any day however odd; the search what listing gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.analysis.transit import engine
from innenstadt_gis.analysis.transit.access import Access, Changes
from innenstadt_gis.analysis.transit.day import connections
from innenstadt_gis.analysis.transit.door_to_door import latest_home
from innenstadt_gis.analysis.transit.engine import back_kernel, profile, to_kernel
from innenstadt_gis.analysis.transit.reference import Reference

STOPS = 5
CLOCK = np.arange(-3, 45, dtype=np.int64)

# Short days of few seconds: equal times, rides without duration, loops, overtaking and runs of
# the night before (below zero) come by themselves.
_call = st.tuples(
    st.integers(0, STOPS - 1), st.integers(0, 3), st.integers(0, 2),  # stop, ride, wait
    st.sampled_from([0, 0, 0, 1]), st.sampled_from([0, 0, 0, 1]),  # pickup, drop_off
)  # fmt: skip
_run = st.tuples(st.integers(-6, 24), st.lists(_call, min_size=2, max_size=5))
days = st.lists(_run, max_size=7)
walks = st.dictionaries(st.integers(0, STOPS - 1), st.integers(0, 6), max_size=3)
pairs = st.dictionaries(
    st.tuples(st.integers(0, STOPS - 1), st.integers(0, STOPS - 1)), st.integers(0, 6), max_size=8
)
least = st.integers(1, 4)


def calls_of(runs):
    """Calls as `calls_on` gives them, from (start, [(stop, ride, wait, pickup, drop_off)])."""
    rows = []
    for trip, (start, run) in enumerate(runs):
        clock = start
        for place, (stop, ride, wait, pickup, drop_off) in enumerate(run):
            arrival = clock + (ride if place else 0)
            clock = arrival + wait
            rows.append((trip, stop, place, arrival, clock, pickup, drop_off))
    columns = ["trip", "stop_index", "sequence", "arrival_s", "departure_s", "pickup", "drop_off"]
    return pd.DataFrame(rows, columns=columns).astype("int64")


def changes_of(between, change_s):
    """Changes from {(a, b): seconds}; at a stop itself the least time."""
    found = {(stop, stop): change_s for stop in range(STOPS)}
    found |= {(a, b): max(walk, change_s) for (a, b), walk in between.items() if a != b}
    keys = sorted(found)
    start = np.searchsorted([a for a, _ in keys], np.arange(STOPS + 1))
    return Changes(
        start.astype(np.int64),
        np.array([b for _, b in keys], dtype=np.int64),
        np.array([found[key] for key in keys], dtype=np.int64),
    )


def legs_of(*places):
    stop = [s for walk in places for s in sorted(walk)]
    seconds = [walk[s] for walk in places for s in sorted(walk)]
    start = np.cumsum([0, *(len(walk) for walk in places)])
    return Access(*(np.array(v, dtype=np.int64) for v in (start, stop, seconds)))


def feet(walk):
    seconds = np.full(STOPS, -1, dtype=np.int64)
    seconds[list(walk)] = list(walk.values())
    return seconds


def there(runs, changes, walk_out, walk_in):
    day = connections(calls_of(runs), stop_count=STOPS)
    return to_kernel(*profile(day, feet(walk_in), changes), *legs_of(walk_out), CLOCK)


def back_profile(runs, changes, walk_out):
    day = connections(calls_of(runs), stop_count=STOPS)
    return profile(day.turned(), feet(walk_out), changes.turned())


@settings(max_examples=400)
@given(days, walks, walks, pairs, least)
def test_the_scan_finds_the_arrival_and_the_rides_of_the_plain_search(
    runs, walk_out, walk_in, between, change_s
):
    changes = changes_of(between, change_s)
    seconds, rides = there(runs, changes, walk_out, walk_in)
    search = Reference(calls_of(runs), changes)

    for n, start in enumerate(CLOCK):
        plain = search.arrival(walk_out, walk_in, int(start))
        found = (int(start + seconds[0, n]), int(rides[0, n])) if seconds[0, n] >= 0 else None
        assert found == plain


@settings(max_examples=400)
@given(days, walks, walks, pairs, least)
def test_the_way_home_arrives_when_the_plain_search_does(
    runs, walk_out, walk_in, between, change_s
):
    changes = changes_of(between, change_s)
    home = back_kernel(*back_profile(runs, changes, walk_out), *legs_of(walk_in), CLOCK)
    search = Reference(calls_of(runs), changes)
    turned = Reference(turned_calls(runs), changes.turned())

    for n, start in enumerate(CLOCK):
        plain = search.arrival(walk_out, walk_in, int(start))
        assert (home[0][0, n] >= 0) == (plain is not None)
        if plain is not None:
            assert start + home[0][0, n] == plain[0]
            # of those who arrive then, whoever leaves last, and of these with fewest rides
            assert turned.arrival(walk_in, walk_out, -plain[0])[1] == home[1][0, n]


def turned_calls(runs):
    """The day backwards: calls in reverse, arrivals and departures swapped and negative."""
    calls = calls_of(runs)
    back = calls.assign(
        sequence=-calls["sequence"], arrival_s=-calls["departure_s"],
        departure_s=-calls["arrival_s"], pickup=calls["drop_off"], drop_off=calls["pickup"],
    )  # fmt: skip
    return back.sort_values(["trip", "sequence"], ignore_index=True)


@settings(max_examples=200)
@given(days, walks, walks, pairs, least, st.integers(1, 30))
def test_the_last_way_home_is_the_last_second_from_which_one_is_home_in_time(
    runs, walk_out, walk_in, between, change_s, most_s
):
    changes = changes_of(between, change_s)
    search = Reference(calls_of(runs), changes)
    found = [
        start
        for start in range(-20, 60)
        if (plain := search.arrival(walk_out, walk_in, start)) and plain[0] - start < most_s
    ]

    latest = latest_home(
        back_profile(runs, changes, walk_out), legs_of(walk_in), np.array([np.inf]), most_s / 60
    )

    assert (np.isnan(latest[0]) and not found) or latest[0] == found[-1] // 60


@settings(max_examples=100)
@given(days, walks, walks, pairs, least, st.randoms(use_true_random=False))
def test_the_order_of_the_trips_does_not_matter(runs, walk_out, walk_in, between, change_s, chance):
    changes = changes_of(between, change_s)
    other = list(runs)
    chance.shuffle(other)

    for one, same in zip(
        there(runs, changes, walk_out, walk_in), there(other, changes, walk_out, walk_in),
        strict=True,
    ):  # fmt: skip
        assert (one == same).all()


@settings(max_examples=100)
@given(days, walks, walks, pairs, least)
def test_who_leaves_later_never_arrives_earlier_and_who_changes_faster_never_later(
    runs, walk_out, walk_in, between, change_s
):
    arrivals = []
    for least_s in (change_s, change_s + 2):
        seconds, _ = there(runs, changes_of(between, least_s), walk_out, walk_in)
        arrivals.append(np.where(seconds[0] >= 0, CLOCK + seconds[0], 10_000))

    assert (np.diff(arrivals[0]) >= 0).all()
    assert (arrivals[0] <= arrivals[1]).all()


@settings(max_examples=60)
@given(st.lists(_run, max_size=4), walks, walks, pairs, least)
def test_the_plain_search_finds_the_best_of_all_journeys_listed_one_by_one(
    runs, walk_out, walk_in, between, change_s
):
    changes = changes_of(between, change_s)
    calls = calls_of(runs)
    search = Reference(calls, changes)

    for start in (-3, 0, 5, 12):
        every = every_journey(calls, changes, walk_out, walk_in, start)
        assert search.arrival(walk_out, walk_in, start) == (min(every) if every else None)


def every_journey(calls, changes, walk_out, walk_in, start):
    """(arrival, rides) of each journey that boards no run twice: more cannot be of use."""
    runs = [rows.to_dict("records") for _, rows in calls.groupby("trip")]
    found = set()

    def board(stop, ready, rides, used):
        for trip, run in enumerate(runs):
            if trip in used:
                continue
            for place, call in enumerate(run):
                if (
                    call["stop_index"] == stop
                    and call["pickup"] != 1
                    and call["departure_s"] >= ready
                ):
                    for later in run[place + 1 :]:
                        if later["drop_off"] != 1:
                            leave(later["stop_index"], later["arrival_s"], rides + 1, used | {trip})

    def leave(stop, clock, rides, used):
        if stop in walk_in:
            found.add((clock + walk_in[stop], rides))
        for n in range(changes.start[stop], changes.start[stop + 1]):
            board(int(changes.stop[n]), clock + int(changes.seconds[n]), rides, used)

    for stop, walk in walk_out.items():
        board(stop, start + walk, 0, frozenset())
    return found


def test_an_empty_day_goes_nowhere():
    seconds, _ = there([], changes_of({}, 1), {0: 0}, {1: 0})

    assert (seconds == -1).all()


def test_a_walk_to_a_stop_is_not_followed_by_a_walk_to_another():
    # from the door one reaches stop 0 in 1 s; from there it is 1 s to stop 1, where the bus leaves
    runs = [(10, [(1, 0, 0, 0, 0), (2, 3, 0, 0, 0)])]
    changes = changes_of({(0, 1): 1}, 1)

    assert (there(runs, changes, {0: 1}, {2: 0})[0] == -1).all()
    assert (there(runs, changes, {1: 2}, {2: 0})[0] >= 0).any()


def test_more_rides_than_a_short_list_holds_are_all_kept():
    # a bus every second for an hour: 3,600 departures, each with its own arrival
    runs = [(start, [(0, 0, 0, 0, 0), (1, 3, 0, 0, 0)]) for start in range(3600)]
    day = connections(calls_of(runs), stop_count=STOPS)

    found = profile(day, feet({1: 0}), changes_of({}, 1))

    assert found.start[1] - found.start[0] == 3600
    assert found.when[:3].tolist() == [0, 1, 2]


@pytest.mark.parametrize(("least_s", "rides"), [(2, 2), (3, 1)])
def test_a_change_takes_its_time(least_s, rides):
    # 0 -> 1 arrives at 5; from 1 a fast run leaves at 7 (arrives 9), the first run goes on to 2 at 30
    runs = [
        (0, [(0, 0, 0, 0, 0), (1, 5, 0, 0, 0), (2, 25, 0, 0, 0)]),
        (7, [(1, 0, 0, 0, 0), (2, 2, 0, 0, 0)]),
    ]
    seconds, told = there(runs, changes_of({}, least_s), {0: 0}, {2: 0})
    at = int(np.flatnonzero(CLOCK == 0)[0])

    assert seconds[0, at] == (9 if rides == 2 else 30)
    assert told[0, at] == rides


def test_of_two_ways_home_at_the_same_time_the_one_that_leaves_later_counts():
    # home lies 1 s from stop 2 and 2 s from stop 3; both ways are home at 12: one leaves at 0
    # with a change, the other at 4 without
    runs = [
        (0, [(0, 0, 0, 0, 0), (1, 2, 0, 0, 0)]),
        (5, [(1, 0, 0, 0, 0), (2, 6, 0, 0, 0)]),
        (4, [(0, 0, 0, 0, 0), (3, 6, 0, 0, 0)]),
    ]
    at = int(np.flatnonzero(CLOCK == 0)[0])
    for walk_in in ({2: 1, 3: 2}, {4: 1, 2: 1, 3: 2}):
        profile_ = back_profile(runs, changes_of({}, 1), {0: 0})
        seconds, rides = back_kernel(*profile_, *legs_of(walk_in), CLOCK)
        assert (seconds[0, at], rides[0, at]) == (12, 1)


def test_without_a_place_for_compiled_code_the_engine_compiles_each_time(monkeypatch):
    real = engine.numba.njit

    def nowhere(**options):
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return real(**options)

    monkeypatch.setattr(engine.numba, "njit", nowhere)

    assert engine._compiled(lambda number: number + 1)(41) == 42
