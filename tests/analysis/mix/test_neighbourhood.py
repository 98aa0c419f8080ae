"""What stands beside what: counted on a street of 300 m, and lawful."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from innenstadt_gis.analysis.mix.hill import hill_number
from innenstadt_gis.analysis.mix.neighbourhood import (
    dissimilarity,
    location_quotients,
    mix_neighbours,
    neighbourhood_hill,
    section_mix,
    units_within,
)
from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.tables import PREMISES, SECTIONS
from innenstadt_gis.tables.findings.mix import (
    DISSIMILARITY,
    LOCATION_QUOTIENTS,
    MIX_NEIGHBOURS,
    SECTION_MIX,
)

CRS = "EPSG:25833"


@pytest.fixture(scope="module")
def street():
    """Two banks of a river, 20 m apart; the bridge is at the eastern end, 300 m off."""
    places = [(0, 0), (300, 0), (300, 20), (0, 20)]
    lines = [LineString(places[i : i + 2]) for i in range(3)]
    nodes = gpd.GeoDataFrame(index=range(4), geometry=[Point(p) for p in places], crs=CRS)
    edges = gpd.GeoDataFrame(
        {
            "u": [0, 1, 2], "v": [1, 2, 3], "length_m": [line.length for line in lines],
            "slope": np.nan, "foot_oneway": "both",
        },
        geometry=lines, crs=CRS,
    )  # fmt: skip
    return walk_graph(nodes, edges)


def units(*rows):
    """(x, y) or None, branch, status, section_id."""
    frame = pd.DataFrame(
        [(*row, *("occupied", None)[len(row) - 2 :]) for row in rows],
        columns=["xy", "branch", "status", "section_id"],
        index=[f"u{i}" for i in range(len(rows))],
    )
    known = frame["branch"].map(BRANCHES.get)
    frame["function"] = known.map(lambda b: b.function if b else None)
    frame = frame.assign(located_by="coordinate", source="test", in_register=True)
    places = [None if xy is None else Point(xy) for xy in frame["xy"]]
    return PREMISES.conform(gpd.GeoDataFrame(frame, geometry=places, crs=CRS), crs=CRS)


ROWS = units(
    ((10, 0), "bakery"), ((60, 0), "bakery"), ((100, 0), "cafe"), ((105, 0), None),
    ((10, 20), "clothes"),  # across the river: 590 m on foot
    ((50, 0), None, "vacant"), ((50, 0), "bank", "gone"), (None, "bank"), ((0, 900), "bank"),
)  # fmt: skip


def test_the_mix_around_a_unit_ends_after_100_m_on_foot(street):
    table = mix_neighbours(ROWS, street)

    MIX_NEIGHBOURS.check(table)
    told = table[["units", "functions", "branches"]]
    # at 10: itself, 60, 100, 105: four units (one without a branch), bakery twice and café
    assert told.loc["u0"].tolist() == [4, 2, 2]
    assert table.loc["u0", "effective_branches"] == pytest.approx(hill_number(pd.Series([2, 1]), 1))
    assert told.loc["u4"].tolist() == [1, 1, 1]
    # the vacant one counts nowhere, but has the others around it
    assert told.loc["u5"].tolist() == [4, 2, 2]
    assert told.loc[["u7", "u8"]].isna().all(axis=None)
    assert "u6" not in table.index


def test_hill_numbers_around_units_are_a_series_with_the_index_of_the_units(street):
    found = neighbourhood_hill(ROWS, street, q=0)

    assert found.index.equals(ROWS.index)
    assert found[["u0", "u4", "u5"]].tolist() == [2, 1, 2]
    assert found[["u7", "u8"]].isna().all()


def test_all_at_one_address_see_each_other(street):
    rows = units(*(((50, 0), slug) for slug in ("bakery", "cafe", "bank")))

    assert (units_within(rows, street).toarray() == 1).all()
    assert neighbourhood_hill(rows, street).tolist() == pytest.approx([3, 3, 3])


def test_without_streets_or_units_nothing_is_around(street):
    assert neighbourhood_hill(ROWS, None).isna().all()
    assert mix_neighbours(ROWS, None)["units"].isna().all()
    assert len(mix_neighbours(units(), street)) == 0
    assert mix_neighbours(units((None, "bank")), street)["units"].isna().all()


@settings(max_examples=20)
@given(at=st.lists(st.floats(0, 300), min_size=1, max_size=12), seed=st.integers(0, 9))
def test_nearness_is_mutual_and_grows_with_the_radius(street, at, seed):
    rng = np.random.default_rng(seed)
    rows = units(*(((x, 0), rng.choice(["bakery", "cafe", "bank"])) for x in at))
    near, far = (units_within(rows, street, radius_m=m).toarray() for m in (50, 120))

    assert (near == near.T).all()
    assert (near.diagonal() == 1).all()
    assert (far >= near).all()
    small, large = (neighbourhood_hill(rows, street, q=0, radius_m=m) for m in (50, 120))
    assert (large >= small).all()


# sections ---------------------------------------------------------------------


def sections(*ids):
    rows = gpd.GeoDataFrame(
        {"street": "Lange Straße", "number": range(1, len(ids) + 1), "centreline_m": 100.0,
         "source": "test"},
        index=list(ids), geometry=[LineString([(i, 0), (i, 100)]) for i in range(len(ids))], crs=CRS,
    )  # fmt: skip
    return SECTIONS.conform(rows, crs=CRS)


def in_sections(**counts):
    """``in_sections(a={"bakery": 3})``: three bakeries in section a."""
    return units(
        *(((0, 0), slug, "occupied", section) for section, told in counts.items()
          for slug, n in told.items() for _ in range(n))
    )  # fmt: skip


def test_the_mix_of_a_section_is_counted_by_hand():
    rows = in_sections(a={"bakery": 2, "cafe": 2}, b={"bank": 1})
    table = section_mix(rows, sections("a", "b", "c"))

    SECTION_MIX.check(table)
    assert table["units"].tolist() == [4, 1, 0]
    assert table["branches"].tolist() == [2, 1, 0]
    assert table.loc["a", "effective_branches"] == pytest.approx(2)
    assert np.isnan(table.loc["c", "effective_functions"])
    assert len(section_mix(rows, sections())) == 0
    assert (section_mix(units(), sections("a"))["units"] == 0).all()


def test_location_quotients_are_counted_by_hand_and_spare_small_sections():
    # gastronomy: 5 of 10 in a, 10 of 30 in all; section c has too few units
    rows = in_sections(
        a={"cafe": 5, "bakery": 5}, b={"cafe": 4, "bakery": 11}, c={"cafe": 1, "bakery": 4}
    )
    table = location_quotients(rows)

    LOCATION_QUOTIENTS.check(table)
    assert set(table["section_id"]) == {"a", "b"}
    row = table.loc["a:gastronomy"]
    assert (row["units"], row["share"]) == (5, 0.5)
    assert row["quotient"] == pytest.approx(0.5 / (10 / 30))
    assert len(location_quotients(units())) == 0


def test_dissimilarity_is_counted_by_hand():
    # cafés: 3 in a, 1 in b; bakeries: 1 in a, 3 in b: half of |3/4-1/4| + |1/4-3/4|
    table = dissimilarity(in_sections(a={"cafe": 3, "bakery": 1}, b={"cafe": 1, "bakery": 3}))

    DISSIMILARITY.check(table)
    assert table["index"].tolist() == pytest.approx([0.5, 0.5])
    # all placements: 4 of 8 into two sections of 4, k in a: C(4,k)² / 70; |k-2|/2 in the mean
    assert table["by_chance"].mean() == pytest.approx((2 * 1 + 2 * 16 * 0.5) / 70, abs=0.03)
    # at least as uneven: k in {0, 1, 3, 4}: 34/70
    assert table["p_value"].tolist() == pytest.approx([34 / 70] * 2, abs=0.06)


def test_streets_apart_are_as_uneven_as_can_be_and_chance_says_how_rare_that_is():
    table = dissimilarity(in_sections(a={"cafe": 12}, b={"bakery": 12}))

    assert table["index"].tolist() == [1, 1]
    assert (table["p_value"] < 0.01).all()


def test_one_function_alone_has_no_index():
    table = dissimilarity(in_sections(a={"cafe": 2}, b={"bar_pub": 1}))

    assert table["index"].isna().all()
    assert len(dissimilarity(units())) == 0


@settings(max_examples=20)
@given(a=st.lists(st.integers(0, 6), min_size=6, max_size=6))
def test_names_of_sections_and_order_of_rows_change_nothing(a):
    slugs = ("cafe", "bakery")
    told = {f"s{i}": {slugs[0]: a[i], slugs[1]: a[i + 3]} for i in range(3)}
    rows = in_sections(**told)
    other = in_sections(**{f"z{9 - i}": told[f"s{i}"] for i in range(3)})

    assert dissimilarity(rows).equals(dissimilarity(other.iloc[::-1]))
    index = dissimilarity(rows)["index"].dropna()
    assert index.between(0, 1).all()
