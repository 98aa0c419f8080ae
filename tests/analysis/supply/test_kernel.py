"""Density along the streets: counted by hand, and laws of the kernel."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.analysis.supply.kernel import (
    density_along,
    quartic,
    section_densities,
    street_pieces,
)
from innenstadt_gis.tables.findings.supply import SUPPLY_DENSITY

LONG = {"Lange": [(0, 0), (1000, 0)]}


def density(made, town, streets=LONG, **options):
    found = density_along(town, made.sections(streets), made.graph(streets), **options)
    SUPPLY_DENSITY.check(found)
    return found


def test_the_kernel_adds_up_to_one_along_a_street():
    metres = np.abs(np.arange(-80, 80, 0.01))

    assert quartic(metres, 75.0).sum() * 0.01 == pytest.approx(1, abs=1e-4)


def test_pieces_cover_their_section_in_about_ten_metres_each(made):
    pieces = street_pieces(made.sections({"a": [(0, 0), (97, 0)], "b": [(0, 5), (3, 5)]}))

    assert np.bincount(pieces.section).tolist() == [10, 1]
    assert pieces.metres[:10] == pytest.approx(9.7)
    assert pieces.metres[10] == pytest.approx(3)


def test_one_shop_counts_by_its_metres_along_the_street(made):
    found = density(made, made.units(((505, 12), "Lange")))

    middle = found.geometry.interpolate(0.5, normalized=True).x
    here = found["units_per_100m"][(middle - 505).abs() < 0.1].item()
    assert here == pytest.approx(100 * 15 / 16 / 75)  # at its door; beside the street is free
    there = found["units_per_100m"][(middle - 545).abs() < 0.1].item()
    assert there == pytest.approx(100 * 15 / 16 / 75 * (1 - (40 / 75) ** 2) ** 2)
    assert found["nearest_unit_m"][(middle - 545).abs() < 0.1].item() == pytest.approx(40)
    assert len(found) == 15  # 7 pieces on either side, none beyond 75 m


def test_a_shop_across_the_river_counts_for_nothing(made):
    banks = {"Lange": [(0, 0), (300, 0)], "Ufer": [(0, 30), (300, 30)]}

    found = density(made, made.units(((150, 5), "Lange")), banks)

    assert set(found["section_id"]) == {"Lange-1"}


def test_a_shop_counts_on_its_own_street_though_a_back_lane_is_nearer(made):
    town = {"Lange": [(0, 0), (300, 0)], "Hof": [(0, 20), (300, 20)]}

    found = density(made, made.units(((150, 15), "Lange")), town)

    assert set(found["section_id"]) == {"Lange-1"}


def test_gone_upper_floor_and_unplaced_units_do_not_count(made):
    rows = (
        ((500, 5), "Lange", {"status": "gone"}), ((500, 5), "Lange", {"floor": "2. OG"}),
        ((500, 5), "Lange", {"located_by": "street"}), (None, "Lange"),
    )  # fmt: skip

    assert density(made, made.units(*rows)).empty


@given(st.lists(st.floats(200, 800), min_size=1, max_size=25))
@settings(max_examples=25)
def test_on_a_long_street_the_density_adds_up_to_the_number_of_units(made, places):
    found = density(made, made.units(*[((x, 6), "Lange") for x in places]))

    total = (found["units_per_100m"] * found["piece_m"]).sum() / 100
    assert total == pytest.approx(len(places), rel=0.01)


@given(st.lists(st.floats(0, 1000), min_size=2, max_size=12))
@settings(max_examples=25)
def test_one_more_unit_never_lowers_a_density(made, places):
    rows = [((x, 6), "Lange") for x in places]

    more = density(made, made.units(*rows))
    less = density(made, made.units(*rows[1:]))

    both = pd.DataFrame(
        {
            "more": more.set_index(more.geometry.to_wkb())["units_per_100m"],
            "less": less.set_index(less.geometry.to_wkb())["units_per_100m"],
        }
    ).fillna(0)  # a piece without units in reach is not listed
    assert (both["more"] >= both["less"] - 1e-9).all()


def test_neither_order_nor_ids_matter(made):
    rng = np.random.default_rng(3)
    town = made.units(*[((x, 6), "Lange") for x in rng.uniform(0, 1000, 40)])
    other = town.sample(frac=1, random_state=1)
    other.index = [f"z{i}" for i in range(len(other))]

    assert density(made, town).equals(density(made, other))


def test_a_section_without_units_in_reach_has_density_zero(made):
    streets = {"Lange": [(0, 0), (200, 0)], "Weit": [(900, 0), (1000, 0)]}
    found = density(made, made.units(((100, 5), "Lange")), streets)

    table = section_densities(found, made.sections(streets))

    assert table.loc["Weit-1"].tolist() == [0, 0]
    # all of the kernel lies in the 200 m: one unit on 200 m
    assert table.loc["Lange-1", "density_mean"] == pytest.approx(0.5, rel=0.01)
    assert table.loc["Lange-1", "density_max"] <= 1.25


def test_a_town_without_streets_or_units_has_no_density(made):
    town = made.units(((500, 5), "Lange"))
    sections, graph = made.sections(LONG), made.graph(LONG)

    assert density_along(town.iloc[:0], sections, graph).empty
    assert density_along(town, sections.iloc[:0], graph).empty
