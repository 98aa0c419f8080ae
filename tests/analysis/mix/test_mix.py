"""Shares and Hill numbers of a town's units as Figures."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from innenstadt_gis.analysis.mix.base import IN_USE, centre_base, town_base
from innenstadt_gis.analysis.mix.figures import hill_figures
from innenstadt_gis.analysis.mix.hill import hill_number
from innenstadt_gis.analysis.mix.shares import (
    DIMENSIONS,
    mix_cells,
    share_figures,
    vacant_beside,
)
from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.outputs.suppression import suppress_cells
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.mix import ask_mix
from innenstadt_gis.pipeline.questions.walking import ask_sections, ask_walking
from innenstadt_gis.tables import PREMISES
from innenstadt_gis.tables.findings import AREA
from innenstadt_gis.tables.findings.mix import MIX_CELLS

CRS = "EPSG:25833"
SOME = ("bakery", "clothes", "bank", "cafe", "hairdresser")


def units(*rows):
    """(branch or None, status, in_register); ids u0 …, one every 10 m."""
    frame = pd.DataFrame(
        [(*row, *("occupied", True)[len(row) - 1 :]) for row in rows],
        columns=["branch", "status", "in_register"],
        index=[f"u{i}" for i in range(len(rows))],
    )
    known = frame["branch"].map(BRANCHES.get)
    frame["function"] = known.map(lambda b: b.function if b else None)
    frame["need_tier"] = known.map(lambda b: b.need_tier if b else None)
    frame = frame.assign(located_by="coordinate", source="test")
    places = [Point(10 * i, 0) for i in range(len(rows))]
    return PREMISES.conform(gpd.GeoDataFrame(frame, geometry=places, crs=CRS))


def area(*shapes, kind="walk_400m"):
    rows = gpd.GeoDataFrame(
        {"kind": kind}, index=range(len(shapes)), geometry=list(shapes), crs=CRS
    )
    return AREA.conform(rows, crs=CRS)


def by_id(figures):
    return {f.id: f for f in figures}


SMALL = units(
    ("bakery",), ("bakery",), ("clothes",), ("bank", "at_risk"), ("cafe", "interim_use", False),
    (None,), (None, "vacant"), ("clothes", "vacant", False), ("bakery", "unknown"),
    ("bakery", "gone"), ("cafe", "under_construction"), ("bank", "partly_vacant"),
)  # fmt: skip
# in use: bakery 2, clothes 1, bank 2, cafe 1, and one that does not tell: 7


def test_branches_of_the_units_in_use_are_counted_by_hand():
    figures = by_id(hill_figures(town_base(SMALL), headline=True))
    zero, one, two = (figures[f"M-0{i}"] for i in (1, 2, 3))

    assert (zero.value, zero.denominator) == (4, 6)
    # p = 1/3, 1/3, 1/6, 1/6
    assert one.value == pytest.approx(np.exp(2 / 3 * np.log(3) + 1 / 3 * np.log(6)))
    assert two.value == pytest.approx(36 / (4 + 4 + 1 + 1))
    assert zero.unknown == ("u5",)
    assert zero.left_out == ("u10", "u6", "u7", "u8", "u9")
    assert zero.coverage == pytest.approx(6 / 7)
    assert zero.parameters["osm_share"] == pytest.approx(1 / 7)
    # the unknown one is a bakery, or of a branch of its own
    assert (zero.bound_low, zero.bound_high) == (4, 5)
    assert two.bound_low == pytest.approx(49 / (9 + 4 + 1 + 1))
    assert zero.base == "all"


def test_shares_have_their_own_denominators():
    base = town_base(SMALL)
    cells = {
        dimension: {f.cell[1]: f for f in share_figures(base, dimension, headline=True)}
        for dimension in DIMENSIONS
    }
    retail = cells["function"]["town:function:retail"]
    bakery = cells["branch"]["town:branch:bakery"]
    short = cells["need_tier"]["town:need_tier:short"]

    assert (retail.numerator, retail.denominator, retail.unknown) == (3, 6, ("u5",))
    assert (bakery.numerator, bakery.denominator) == (2, 6)
    assert (short.numerator, short.denominator) == (2, 3)  # of three shops two are bakeries
    assert cells["need_tier"]["town:need_tier:long"].numerator == 0
    assert bakery.bound_high == pytest.approx(3 / 7)
    assert bakery.id == "M-12:bakery"
    assert bakery.group.de == "Bäckerei und Konditorei"


def test_vacancies_stand_beside_and_are_of_the_register():
    figure = vacant_beside(town_base(SMALL), headline=True)

    assert (figure.value, figure.counted, figure.base) == (1, ("u6",), "register")


def test_the_centre_is_asked_for_what_stands_in_it():
    # u0 … u3 stand in the first 35 m
    base = centre_base(SMALL, area(box(-1, -1, 35, 1)))

    assert base.place == "centre"
    assert base.used.index.tolist() == ["u0", "u1", "u2", "u3"]
    assert centre_base(SMALL, area(box(900, 0, 910, 9))) is None
    assert centre_base(SMALL, area()) is None


def test_the_table_holds_the_same_numbers_as_the_figures_and_the_quotient():
    town, centre = town_base(SMALL), centre_base(SMALL, area(box(-1, -1, 35, 1)))
    figures = (
        *share_figures(centre, "branch", headline=True),
        *share_figures(town, "branch", headline=False),
    )
    table = mix_cells(figures)

    MIX_CELLS.check(table)
    for f in figures:
        row = table.loc[f.cell[1]]
        assert (row["units"], row["of"], row["share"]) == (f.numerator, f.denominator, f.value)
    # bakeries: 2 of 4 in the centre, 2 of 6 in town
    assert table.loc["centre:branch:bakery", "quotient"] == pytest.approx(1.5)
    assert table.loc[table["place"] == "town", "quotient"].isna().all()


def test_no_public_cell_is_small_or_alone():
    table = mix_cells(share_figures(town_base(SMALL), "branch", headline=True))
    shown, withheld = suppress_cells(table, MIX_CELLS)

    assert set(withheld) == set(table.index)  # all cells have fewer than three units
    assert shown["units"].isna().all()
    assert shown["share"].isna().all()


branches = st.lists(st.sampled_from([*SOME, None]), min_size=0, max_size=25)


@settings(max_examples=40)
@given(told=branches, seed=st.integers(0, 9))
def test_bounds_hold_for_any_filling_of_the_unknown_ones(told, seed):
    rng = np.random.default_rng(seed)
    filled = [b or rng.choice([*SOME, "pet", "music", "bicycle"]) for b in told]
    figures = by_id(hill_figures(town_base(units(*((b,) for b in told))), headline=True))
    truth = pd.Series(filled, dtype="object").value_counts()

    for q in (0, 1, 2):
        f = figures[f"M-0{q + 1}"]
        if f.bound_low is not None:
            value = hill_number(truth, q)
            assert f.bound_low - 1e-9 <= value <= f.bound_high + 1e-9
            if f.value is not None:
                assert f.bound_low - 1e-9 <= f.value <= f.bound_high + 1e-9


@settings(max_examples=25)
@given(told=branches, data=st.data())
def test_neither_the_order_of_rows_nor_their_ids_matter(told, data):
    rows = units(*((b,) for b in told))
    order = list(data.draw(st.permutations(range(len(rows)))))
    renamed = rows.rename(index=lambda i: f"zz{i}")

    def numbers(rows):
        figures = hill_figures(town_base(rows), headline=True)
        return [(f.id, f.value, f.low, f.high, f.denominator) for f in figures]

    assert hill_figures(town_base(rows.iloc[order]), headline=True) == hill_figures(
        town_base(rows), headline=True
    )
    assert numbers(renamed) == numbers(rows)
    for dimension in DIMENSIONS:
        assert share_figures(town_base(rows.iloc[order]), dimension, headline=True) == (
            share_figures(town_base(rows), dimension, headline=True)
        )


@settings(max_examples=25)
@given(told=branches)
def test_shares_of_a_breakdown_sum_to_one(told):
    base = town_base(units(*((b,) for b in told)))
    for dimension in DIMENSIONS:
        figures = share_figures(base, dimension, headline=True)
        if figures:
            assert sum(f.value for f in figures) == pytest.approx(1)
            assert sum(f.numerator for f in figures) == figures[0].denominator


@pytest.mark.parametrize(
    "rows",
    [
        units(),
        units((None,)),
        units(("bakery",)),
        units(("bakery",), ("bakery",)),
        units(("bakery", "vacant"), ("cafe", "vacant")),
        units((None, "unknown"), (None, "unknown")),
        units((None,), (None,)),
        units(("no_such_branch",), ("bakery",)),
    ],
    ids=["none", "unknown", "one", "two alike", "all vacant", "no status", "no branch", "foreign"],
)
def test_towns_without_a_mix_get_reasons_and_no_warning(rows):
    base = town_base(rows)
    figures = hill_figures(base, headline=True)

    assert [f.id for f in figures] == [f"M-0{i}" for i in range(1, 9)]
    assert all((f.value is None) == (f.why is not None) for f in figures)
    cells = [f for d in DIMENSIONS for f in share_figures(base, d, headline=True)]
    MIX_CELLS.check(mix_cells(tuple(cells)))


def asked_of(town):
    asked = Asked(town)
    for question in (ask_sections, ask_walking):
        asked.found |= question(asked).tables
    return asked


def test_the_mix_of_musterstadt_is_that_of_its_list(musterstadt):
    answer = ask_mix(asked_of(musterstadt))
    figures = by_id(answer.figures)

    # In use: 44 occupied, 2 partly vacant, 1 interim, 1 at risk, and of OpenStreetMap alone the
    # supermarket and the primary school: 50 units. Three gift shops (Nussknacker, Wohnstube,
    # Lichterwerkstatt), three of food (Bioladen, Eine-Welt-Laden, Frischemarkt); two each of
    # administration, books and stationery, jewellery, doctors, museum and gallery, fast food; 32
    # more branches with one unit: 3 + 3 + 12 + 32 = 50, in 2 + 6 + 32 = 40 branches.
    assert (figures["M-21"].value, figures["M-21"].denominator) == (40, 50)
    assert figures["M-23"].value == pytest.approx(2500 / (2 * 9 + 6 * 4 + 32))
    assert figures["M-21"].coverage == 1
    assert figures["M-21"].parameters["osm_share"] == pytest.approx(2 / 50)
    # retail: Markt 8, Lange Straße 12, Bahnhofstraße 2, Marktgasse 3, Kirchgasse 2, supermarket
    assert figures["M-31:retail"].numerator == 28
    # the supermarket on Talstraße stands outside of the centre
    assert (figures["M-01"].denominator, figures["M-11:retail"].numerator) == (49, 27)
    assert figures["M-30"].value == 12
    for f in answer.figures:
        if f.value is not None and f.low is not None:
            assert f.low <= f.value <= f.high


def test_a_town_without_streets_or_units_is_answered_too(musterstadt):
    nothing = musterstadt.replace(
        premises=PREMISES.empty(musterstadt.crs),
    )
    bare = musterstadt.replace(
        edges=musterstadt.edges.iloc[:0], sections=musterstadt.sections.iloc[:0]
    )

    assert [m.what for m in ask_mix(Asked(nothing)).missing] == ["mix"]
    answer = ask_mix(asked_of(bare))
    assert by_id(answer.figures)["M-01"].parameters["place"] == "town"
    assert set(answer.tables) == {"mix_cells", "mix_at_coverage"}


def test_every_status_of_use_is_a_status():
    from innenstadt_gis.tables.units import STATUS

    assert set(IN_USE) < set(STATUS)
