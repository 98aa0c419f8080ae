"""Towns compared: limits and shrunken rates by hand and by law, and why not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.analysis.comparison.compare import common_coverage, compare_towns
from innenstadt_gis.analysis.comparison.funnel import funnel_limits, limits_at
from innenstadt_gis.analysis.comparison.shrinkage import (
    Spread,
    chance_of_differing,
    shrunken,
    spread_of,
)
from innenstadt_gis.exchange.size import size_class
from innenstadt_gis.town import Figure

COUNTS = st.lists(
    st.integers(5, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=3, max_size=12,
)  # fmt: skip


# funnel ---------------------------------------------------------------------------


def test_funnel_limits_of_four_units_by_hand():
    """R of 4 at a half: P(R<=r) = 1, 5, 11, 15, 16 of 16; p = 0.1 lies in r = 1, p = 0.9 in r = 3."""
    low, high = limits_at(4, 0.5, 0.8)

    assert low == pytest.approx((1 - (5 / 16 - 0.1) / (4 / 16)) / 4)
    assert high == pytest.approx((3 - (15 / 16 - 0.9) / (4 / 16)) / 4)


@settings(max_examples=40)
@given(st.integers(10, 500), st.floats(0.05, 0.6))
def test_few_lie_more_than_one_unit_outside_by_chance_and_the_outer_limits_are_wider(n, rate):
    limits = funnel_limits(n, rate)

    assert 0 <= limits.low_998 <= limits.low_95 <= rate <= limits.high_95 <= limits.high_998 <= 1
    outside = sum(
        comb(n, k) * rate**k * (1 - rate) ** (n - k)
        for k in range(n + 1)
        if not limits.low_95 - 1 / n <= k / n <= limits.high_95 + 1 / n
    )
    assert outside <= 0.05 + 1e-9


def test_limits_close_in_as_units_grow():
    widths = [funnel_limits(n, 0.2).high_998 - funnel_limits(n, 0.2).low_998 for n in (20, 80, 320)]

    assert widths[0] > widths[1] > widths[2]


# shrinkage ------------------------------------------------------------------------


def test_the_spread_of_three_towns_by_hand():
    """m = 0.3, S = 300·0.08/3 = 8, 8/0.21 = 38.095; r = (38.095 - 2) / (297·2/3) = 0.1823."""
    spread = spread_of([(10, 100), (30, 100), (50, 100)])

    assert spread.rate == pytest.approx(0.3)
    assert spread.correlation == pytest.approx((8 / 0.21 - 2) / 198)
    assert spread.weight == pytest.approx(198 / (8 / 0.21 - 2) - 1)
    rate = shrunken(10, 100, spread).rate
    assert rate == pytest.approx((10 + spread.weight * 0.3) / (100 + spread.weight))


def test_two_towns_do_not_tell_how_towns_differ():
    assert spread_of([(5, 50), (25, 50)]) is None


def test_towns_that_differ_by_chance_alone_shrink_wholly():
    spread = spread_of([(20, 100), (19, 100), (21, 100)])

    assert spread.correlation == 0
    assert shrunken(19, 100, spread) == (pytest.approx(0.2), None, None)


@settings(max_examples=60)
@given(COUNTS)
def test_a_shrunken_rate_lies_between_its_own_and_the_common_one(counts):
    spread = spread_of(counts)

    for k, n in counts:
        done = shrunken(k, n, spread)
        low, high = sorted((k / n, spread.rate))
        assert low - 1e-9 <= done.rate <= high + 1e-9


def test_with_ever_more_units_nothing_is_shrunken():
    spread = Spread(0.2, 0.1, 9.0)
    gaps = [abs(shrunken(0.5 * n, n, spread).rate - 0.5) for n in (10, 1000, 1_000_000)]

    assert gaps[0] > gaps[1] > gaps[2] and gaps[2] < 1e-5


def test_the_test_of_differing_knows_alike_from_apart():
    assert chance_of_differing([(12, 60), (9, 60), (11, 60)]) > 0.5
    assert chance_of_differing([(3, 60), (12, 60), (30, 60)]) == pytest.approx(1 / 5000)
    assert chance_of_differing([(3, 60)]) is None


def test_it_is_exact_at_two_towns_of_two():
    """2 of 4 hits dealt to (2, 2): 1/6 all left, 1/6 all right, 4/6 one each: p of (2, 0) is 1/3."""
    assert chance_of_differing([(2, 2), (0, 2)]) == pytest.approx(1 / 3, abs=0.02)


# comparison -----------------------------------------------------------------------


def test_permuting_towns_changes_nothing(exchange):
    towns = [
        exchange("Zwönitz", "14521710", vacant=(9, 60), persons=11_000),
        exchange("Thum", "14521640", vacant=(21, 60), persons=5_000),
        exchange("Geyer", "14521210", vacant=(15, 50), persons=3_300),
        exchange("Aue-Bad Schlema", "14521035", vacant=(20, 140), persons=19_700),
    ]

    one, other = compare_towns(towns), compare_towns(towns[::-1])

    assert one == other
    assert [t.town for t in one.towns] == ["Geyer", "Thum", "Aue-Bad Schlema", "Zwönitz"]
    assert one.figure("vacancy_rate").pooled == pytest.approx(65 / 310)


def test_size_classes_are_those_of_the_bbsr():
    keys = [size_class(n).key for n in (4_999, 5_000, 10_000, 20_000, 50_000, 100_000, None)]

    assert keys == [
        "under_5000", "small_town_small", "small_town_large", "middle_town_small",
        "middle_town_large", "city", "unknown",
    ]  # fmt: skip


def others(exchange):
    return [
        exchange("Thum", "14521640", vacant=(9, 60)),
        exchange("Geyer", "14521210", vacant=(15, 60)),
        exchange("Zwönitz", "14521710", vacant=(12, 60)),
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"situation__scope": "vacancies_only"}, "vacancies_only"),
        ({"situation__scope": None}, "osm_only"),
        ({"situation__unknown_share": 0.21}, "unknown"),
        ({"survey_day": "2023-01-10"}, "days"),
    ],
)
def test_what_speaks_against_a_rate_is_said_and_it_leaves_the_common_one(exchange, changes, code):
    odd = exchange("Elterlein", "14521180", vacant=(50, 60), **changes)

    done = compare_towns([*others(exchange), odd]).figure("vacancy_rate")
    cell = next(c for c in done.cells if c.town.town == "Elterlein")

    assert [r.code for r in cell.reasons] == [code]
    assert not cell.comparable and cell.limits is None and cell.shrunk is None
    assert done.pooled == pytest.approx(36 / 180)


def test_a_fifth_of_unknown_status_and_two_years_are_still_compared(exchange):
    odd = exchange(
        "Elterlein", "14521180", vacant=(12, 60), situation__unknown_share=0.2,
        survey_day="2024-09-30",
    )  # fmt: skip

    cells = compare_towns([*others(exchange), odd]).figure("vacancy_rate").cells

    assert all(cell.comparable for cell in cells)


def test_another_definition_is_told_and_what_was_found_is_no_definition(exchange, another):
    towns = others(exchange)
    rate = towns[0].figures[0]

    def redefined(figure: Figure):
        return replace(towns[0], figures=(figure, *towns[0].figures[1:]))

    same = redefined(replace(rate, parameters={**rate.parameters, "without_place": 7}))
    other = redefined(replace(rate, parameters={**rate.parameters, "most_unknown": 0.5}))

    def reasons(town):
        cells = compare_towns([town, *towns[1:]]).figure("vacancy_rate").cells
        return [r.code for c in cells for r in c.reasons]

    assert reasons(same) == []
    assert reasons(other) == ["definition"]


def test_inhabitants_without_a_boundary_are_not_compared_but_shops_are(exchange):
    odd = exchange("Elterlein", "14521180", vacant=(12, 60), situation__boundary=False)
    done = compare_towns([*others(exchange), odd])

    def codes(key):
        return {r.code for c in done.figure(key).cells for r in c.reasons}

    assert codes("retail_per_1000") == codes("persons_within_10_min") == {"no_boundary"}
    assert codes("vacancy_rate") == set()


def test_another_version_asks_for_care_and_still_compares(exchange):
    odd = exchange("Elterlein", "14521180", vacant=(12, 60), version="0.2.0")

    cell = compare_towns([*others(exchange), odd]).figure("vacancy_rate").cells[0]

    assert cell.town.town == "Elterlein" and cell.comparable
    assert [n.code for n in cell.notes] == ["version"]


def test_diversity_is_compared_at_the_highest_coverage_that_all_reach(exchange):
    towns = others(exchange)
    short = replace(towns[0], steps=tuple(s for s in towns[0].steps if s.coverage <= 0.4))
    none = replace(towns[1], steps=())

    coverage, steps = common_coverage([short, none, towns[2]])

    assert coverage == 0.4
    assert [s is not None for s in steps] == [True, False, True]
    cells = compare_towns([short, none, towns[2]]).figure("effective_branches_common").cells
    assert {r.code for c in cells for r in c.reasons} == {"no_coverage"}


def test_shares_of_inhabitants_have_no_funnel(exchange):
    done = compare_towns(others(exchange))

    for key in ("persons_within_10_min", "vacancy_rate_by_area", "retail_per_1000"):
        figure = done.figure(key)
        assert figure.pooled is None and all(c.limits is None for c in figure.cells), key


def test_one_town_alone_is_shown_and_nothing_is_pooled(exchange):
    done = compare_towns([exchange("Thum", "14521640", vacant=(9, 60))])

    assert done.figure("vacancy_rate").pooled is None
    assert done.figure("vacancy_rate").cells[0].value == 0.15
    assert done.towns[0].survey_day == dt.date(2026, 9, 15)
