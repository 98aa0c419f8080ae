"""Notes counted by hand, and the laws of counting them."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon

from innenstadt_gis.analysis.ideas import idea_counts, idea_figures, idea_streets
from innenstadt_gis.tables import IDEAS, SECTIONS

CRS = "EPSG:25833"
X, Y = 350_000.0, 5_605_000.0


def ideas(*rows):
    """(kind, theme, group, votes, geometry)."""
    index = [f"n{k}" for k in range(len(rows))]
    frame = gpd.GeoDataFrame(
        {
            "kind": [r[0] for r in rows], "theme": [r[1] for r in rows], "group": [r[2] for r in rows],
            "votes": [r[3] for r in rows], "source": "ideas:test",
        },
        geometry=gpd.GeoSeries([r[4] for r in rows], crs=CRS), crs=CRS,
    )  # fmt: skip
    frame.index = pd.Index(index, dtype="str")
    return IDEAS.conform(frame, crs=CRS)


@pytest.fixture
def sections():
    """Two streets: Lange Gasse along y = 0, Markt along y = 100; a way without a name."""
    lines = [LineString([(X, Y + k), (X + 200, Y + k)]) for k in (0, 100, 50)]
    frame = gpd.GeoDataFrame(
        {"street": ["Lange Gasse", "Markt", None], "source": "test"}, geometry=lines, crs=CRS,
        index=["a-1", "b-1", "c-1"],
    )  # fmt: skip
    return SECTIONS.conform(frame)


@pytest.fixture
def five():
    """Two at Lange Gasse (30 m), one at Markt, one 50 m from both, one without a place."""
    area = Polygon([(X, Y + 90), (X + 20, Y + 90), (X + 20, Y + 110), (X, Y + 110)])
    return ideas(
        ("idea", "vacancy", "youth", 3, Point(X + 10, Y + 5)),
        ("idea", "access", "youth", 0, LineString([(X, Y - 30), (X + 40, Y - 30)])),
        ("problem", "vacancy", "open", 1, area),
        ("question", None, "seniors", 0, Point(X + 10, Y + 50)),
        ("idea", None, "open", 0, None),
    )


def test_a_note_belongs_to_the_nearest_named_street_within_forty_metres(five, sections):
    assert idea_streets(five, sections).fillna("–").tolist() == [
        "Lange Gasse", "Lange Gasse", "Markt", "–", "–",
    ]  # fmt: skip


def test_notes_and_dots_are_counted_by_hand(five, sections):
    counts = idea_counts(five, sections)["units"]
    votes = idea_counts(five, sections)["votes"]

    assert counts["kind:idea"] == 3 and counts["kind:problem"] == 1 and counts["kind:avoid"] == 0
    assert counts["theme:vacancy"] == 2 and votes["theme:vacancy"] == 4
    assert counts["group:open"] == 2 and counts["group:guests"] == 0
    assert counts["street:Lange Gasse"] == 2 and votes["street:Lange Gasse"] == 3
    assert list(counts.index[-2:]) == ["street:Lange Gasse", "street:Markt"]


def test_figures_are_counts_with_what_is_known_and_never_shares(five, sections):
    figures = {f.id: f for f in idea_figures(five, sections)}

    assert figures["H-01"].value == 5
    assert figures["H-02"].value == 3 and figures["H-02"].unknown == ("n3", "n4")
    assert figures["H-02:vacancy"].numerator_ids == ("n0", "n2")
    assert figures["H-03:youth"].value == 2
    assert figures["H-04"].value == 3 and figures["H-04:Markt"].value == 1
    assert figures["H-05"].value == 4 and figures["H-05"].numerator == 2
    assert {(f.unit, f.coverage) for f in figures.values()} == {("count", None)}
    assert len({f.key for f in figures.values()}) == len(figures)


def test_every_cell_of_a_figure_stands_in_the_table(five, sections):
    counts = idea_counts(five, sections)
    for figure in idea_figures(five, sections):
        if figure.cell is not None:
            assert figure.cell[0] == "idea_counts"
            assert counts.loc[figure.cell[1], "units"] == figure.value


def test_without_notes_nothing_is_said_and_without_streets_no_street(five, sections):
    assert idea_figures(ideas(), sections) == ()
    assert idea_counts(ideas(), sections)["units"].sum() == 0
    none = SECTIONS.empty(CRS)
    assert idea_streets(five, none).isna().all()
    assert "street" not in set(idea_counts(five, none)["dimension"])


kinds = st.sampled_from(["idea", "problem", "avoid"])
themes = st.sampled_from(["vacancy", "image", None])
spots = st.none() | st.builds(
    lambda x, y: Point(X + x, Y + y), st.floats(0, 200), st.floats(-60, 160)
)
rows = st.tuples(kinds, themes, st.sampled_from(["open", "youth"]), st.integers(0, 5), spots)


@given(st.lists(rows, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_counts_add_up_and_know_no_order(many, order):
    lines = [LineString([(X, Y), (X + 200, Y)]), LineString([(X, Y + 100), (X + 200, Y + 100)])]
    sections = SECTIONS.conform(
        gpd.GeoDataFrame(
            {"street": ["A", "B"], "source": "t"}, geometry=lines, crs=CRS, index=["a", "b"]
        )
    )
    mixed = list(many)
    order.shuffle(mixed)
    table = ideas(*many)

    counts = idea_counts(table, sections)
    by = counts.groupby("dimension")["units"].sum()

    assert by["kind"] == by["group"] == len(many)
    assert by["theme"] == table["theme"].notna().sum()
    assert by.get("street", 0) == idea_streets(table, sections).notna().sum()
    assert counts["votes"][counts["dimension"] == "kind"].sum() == table["votes"].sum()
    assert counts.equals(idea_counts(ideas(*mixed), sections))


@pytest.mark.parametrize(
    ("themes", "public"),
    [
        (["vacancy"] * 2, set()),
        (["vacancy"] * 3, {"H-01", "H-02", "H-03"}),
        (["vacancy"] * 3 + [None], {"H-01", "H-03"}),  # the one without a theme could be told
        (["vacancy"] * 3 + [None] * 3, {"H-01", "H-02", "H-03"}),
    ],
)
def test_totals_of_few_notes_and_those_that_tell_of_few_stay_in_the_workshop(
    sections, themes, public
):
    table = ideas(*(("idea", theme, "open", 0, None) for theme in themes))

    told = {
        f.id
        for f in idea_figures(table, sections)
        if f.cell is None and f.audience == "oeffentlich"
    }

    assert told == public
