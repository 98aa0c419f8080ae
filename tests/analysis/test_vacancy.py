"""The headline vacancy rate, counted by hand, and laws of it."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from innenstadt_gis.analysis.counting import wilson
from innenstadt_gis.analysis.vacancy import (
    status_figures,
    vacancy_figures,
    vacancy_rate,
)
from innenstadt_gis.errors import InputError
from innenstadt_gis.tables import PREMISES
from innenstadt_gis.tables.units import STATUS

CRS = "EPSG:25832"


def units(registered=(), osm=(), *, places=None, seen=None):
    """Units of the register and of OSM by status; ids u-000, u-001 … in that order."""
    status = [*registered, *osm]
    rows = gpd.GeoDataFrame(
        {
            "status": status,
            "in_register": [True] * len(registered) + [False] * len(osm),
            "located_by": "coordinate",
            "source": "test",
            "observed_on": pd.to_datetime(seen or [None] * len(status)),
        },
        index=pd.Index([f"u-{i:03d}" for i in range(len(status))], dtype="str"),
        geometry=places or [None] * len(status),
        crs=CRS,
    )
    rows = PREMISES.conform(rows)
    PREMISES.check(rows)
    return rows


def mixed():
    """25 vacant in a denominator of 201, 16 unknown, 4 on neither side."""
    return units(
        ["vacant"] * 25 + ["occupied"] * 160 + ["at_risk"] * 9 + ["interim_use"] * 4
        + ["partly_vacant"] * 3 + ["unknown"] * 16 + ["under_construction"] * 3 + ["gone"],
        ["vacant"] * 7 + ["occupied"] * 40,
    )  # fmt: skip


def test_25_of_201_are_vacant_and_16_unknown_make_the_bounds():
    rate = vacancy_rate(mixed(), scope="all_units")

    assert (rate.id, rate.key) == ("L-01", "vacancy_rate")
    assert (rate.numerator, rate.denominator) == (25, 201)
    assert rate.value == pytest.approx(0.1244, abs=5e-5)  # 25 / 201
    assert rate.bound_low == pytest.approx(0.1152, abs=5e-5)  # 25 / 217
    assert rate.bound_high == pytest.approx(0.1889, abs=5e-5)  # 41 / 217
    assert (rate.low, rate.high) == wilson(25, 201)
    assert rate.interval == "Wilson 95 %"
    assert rate.why is None
    assert rate.parameters["unknown"] == 16


def test_every_counted_row_is_listed_once():
    rate = vacancy_rate(mixed(), scope="all_units")

    assert len(rate.counted) == 201
    assert rate.numerator_ids == tuple(f"u-{i:03d}" for i in range(25))
    assert len(rate.unknown) == 16
    assert len(rate.left_out) == 4  # 3 under construction, 1 gone; OSM units are no candidates
    assert not set(rate.counted) & {*rate.unknown, *rate.left_out}


def test_partly_vacant_counts_as_vacant_only_in_the_variant_beside():
    headline, beside = vacancy_figures(mixed(), scope="all_units")

    assert headline.numerator == 25
    assert (beside.id, beside.key) == ("L-04", "vacancy_rate_with_partly")
    assert (beside.numerator, beside.denominator) == (28, 201)
    assert beside.value == pytest.approx(28 / 201)
    assert beside.bound_high == pytest.approx(44 / 217)
    assert len(beside.numerator_ids) == 28
    assert beside.method != headline.method


def test_more_than_a_fifth_unknown_gives_no_headline_but_keeps_the_counts():
    enough = vacancy_rate(units(["vacant", *["occupied"] * 7, "unknown", "unknown"]), scope=None)
    little = vacancy_figures(
        units(["vacant", *["occupied"] * 6, "unknown", "unknown"]), scope="all_units"
    )

    assert enough.value == pytest.approx(1 / 8)  # 2 of 10 unknown is not more than 20 %
    for rate in little:  # 2 of 9 is
        assert rate.value is None
        assert rate.low is None
        assert rate.interval == ""
        assert rate.why.de.startswith("Datenlage reicht nicht: 2 von 9 Ladenlokalen (22 %)")
        assert (rate.numerator, rate.denominator) == (1, 7)
        assert (rate.bound_low, rate.bound_high) == (1 / 9, 3 / 9)


def test_a_register_of_vacancies_alone_gives_a_lower_bound_and_no_rate():
    rows = units(["vacant"] * 5 + ["gone"], ["occupied"] * 11 + ["gone"])

    rate, least = vacancy_figures(rows, scope="vacancies_only")

    assert rate.value is None
    assert rate.denominator is None
    assert rate.why.de == "mindestens 5 leer; 11 bekannte OSM-Einheiten (Untergrenze)"
    assert (least.id, least.key, least.value) == ("L-02", "vacant_at_least", 5)
    assert least.parameters["osm_units"] == 11
    assert least.why is None
    assert "5" not in least.method.de  # a figure withheld must not stand in its method


def test_without_a_register_there_is_dated_evidence_and_no_rate():
    rows = units(
        osm=["vacant", "vacant", "vacant", "occupied", "gone"],
        seen=["2023-05-01", "2019-02-03", None, "2024-01-01", None],
    )

    rate, evidence = vacancy_figures(rows, scope=None)

    assert rate.value is None
    assert rate.numerator is None
    assert "Register" in rate.why.de
    assert (evidence.id, evidence.key, evidence.value) == ("L-03", "vacancy_evidence", 3)
    assert evidence.denominator == 4
    assert evidence.parameters == {
        "observed_from": "2019-02-03", "observed_to": "2023-05-01", "undated": 1,
    }  # fmt: skip


def test_no_units_at_all_divide_nothing_by_zero():
    rate, evidence = vacancy_figures(units(), scope=None)

    assert rate.value is None
    assert evidence.value == 0
    assert evidence.parameters["observed_from"] is None
    assert all(figure.value == 0 for figure in status_figures(units()))


def test_a_register_of_gone_units_has_no_rate():
    rate = vacancy_rate(units(["gone", "under_construction"]), scope="all_units")

    assert rate.value is None
    assert rate.bound_low is None
    assert "bekanntem Status" in rate.why.de


@pytest.mark.parametrize(("status", "value"), [("vacant", 1.0), ("occupied", 0.0)])
def test_all_or_none_vacant(status, value):
    rate = vacancy_rate(units([status] * 10), scope="all_units")

    assert rate.value == value
    assert rate.low <= value <= rate.high
    assert rate.high - rate.low > 0.2  # ten units prove little


def test_outside_of_the_area_and_without_place_is_left_out():
    rows = units(
        ["vacant", "occupied", "vacant", "occupied"],
        ["occupied", "occupied"],
        places=[Point(1, 1), Point(2, 2), Point(99, 0), None, Point(1, 1), Point(99, 99)],
    )

    rate = vacancy_rate(rows, scope="all_units", area=box(0, 0, 10, 10))
    whole = vacancy_rate(rows, scope="all_units")

    assert (rate.numerator, rate.denominator) == (1, 2)
    assert rate.left_out == ("u-002", "u-003")
    assert rate.parameters["without_place"] == 1
    assert (whole.numerator, whole.denominator) == (2, 4)


def test_status_figures_add_up_to_the_register():
    figures = status_figures(mixed())

    assert [f.key for f in figures] == [f"status_{status}" for status in STATUS]
    assert [f.id for f in figures] == [f"S-{i:02d}" for i in range(1, 9)]
    assert sum(f.value for f in figures) == 221
    assert {f.key: f.value for f in figures}["status_vacant"] == 25
    assert [f.key for f in figures if f.audience == "intern"] == ["status_at_risk"]


def test_without_a_register_the_units_of_osm_are_counted_by_status():
    figures = status_figures(
        units(osm=["vacant", "occupied"], places=[Point(1, 1), Point(50, 1)]),
        area=box(0, 0, 2, 2),
    )

    assert {f.key: f.value for f in figures if f.value} == {"status_vacant": 1}
    assert figures[0].parameters["base"] == "osm"
    assert figures[0].left_out == ("u-001",)


def test_the_ends_of_wilson_are_just_1_96_standard_errors_away():
    for end in wilson(81, 263):
        assert abs(81 / 263 - end) == pytest.approx(1.959964 * (end * (1 - end) / 263) ** 0.5)
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 20)[0] == 0.0
    assert wilson(20, 20)[1] == 1.0


@pytest.mark.parametrize("bad", [(2, 1, 0.95), (-1, 1, 0.95), (1, 2, 1.0), (1, 2, 0.0)])
def test_wilson_refuses_what_is_no_share(bad):
    with pytest.raises(InputError, match="Wilson"):
        wilson(*bad)


statuses = st.lists(st.sampled_from(list(STATUS)), max_size=40)


@settings(max_examples=30, deadline=None)
@given(n=st.integers(1, 500), data=st.data(), confidence=st.sampled_from([0.5, 0.9, 0.99]))
def test_wilson_holds_the_share_and_grows_with_confidence(n, data, confidence):
    k = data.draw(st.integers(0, n))

    low, high = wilson(k, n, confidence)
    wide = wilson(k, n, 0.999)

    assert 0 <= low <= k / n <= high <= 1
    assert wide[0] <= low
    assert high <= wide[1]


@settings(max_examples=30, deadline=None)
@given(registered=statuses, osm=statuses)
def test_a_rate_is_a_share_within_its_bounds(registered, osm):
    for figure in vacancy_figures(units(registered, osm), scope=None):
        if figure.unit == "share" and figure.bound_low is not None:
            assert 0 <= figure.bound_low <= figure.bound_high <= 1
            if figure.value is not None:
                assert figure.bound_low <= figure.value <= figure.bound_high
                assert figure.low <= figure.value <= figure.high


@settings(max_examples=30, deadline=None)
@given(registered=statuses, data=st.data())
def test_the_order_of_rows_does_not_matter(registered, data):
    rows = units(registered)
    order = data.draw(st.permutations(range(len(rows))))

    assert vacancy_figures(rows.iloc[list(order)], scope=None) == vacancy_figures(rows, scope=None)


@settings(max_examples=30, deadline=None)
@given(registered=statuses)
def test_one_more_unknown_widens_the_bounds(registered):
    less = vacancy_rate(units([*registered, "occupied"]), scope=None)
    more = vacancy_rate(units([*registered, "occupied", "unknown"]), scope=None)

    assert more.bound_low <= less.bound_low
    assert more.bound_high >= less.bound_high
    assert (more.numerator, more.denominator) == (less.numerator, less.denominator)


def test_the_method_names_every_status_that_counts():
    known = ("occupied", "at_risk", "vacant", "partly_vacant", "interim_use")
    rate = vacancy_rate(units(known), scope="all_units")

    assert rate.denominator == 5
    for status in known:
        assert STATUS[status].de in rate.method.de
        assert STATUS[status].en in rate.method.en
