"""What invites people to stay: things along streets, and the way to the next of them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from innenstadt_gis import pipeline
from innenstadt_gis.analysis.image import image_figures, image_sections, things
from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.image import ask_image
from innenstadt_gis.pipeline.questions.walking import ask_walking
from innenstadt_gis.tables import AMENITIES, EDGES, NODES, SECTIONS
from innenstadt_gis.tables.findings import AREA
from innenstadt_gis.tables.findings.image import IMAGE_SECTIONS, NEEDED, THINGS

CRS = "EPSG:25832"


def amenities(*rows):
    """(x, y, kind) or (x, y, kind, heritage)."""
    frame = pd.DataFrame(
        [(kind, heritage) for _, _, kind, heritage in ((*r, False)[:4] for r in rows)],
        columns=["kind", "heritage"],
        index=[f"a{i}" for i in range(len(rows))],
    ).assign(source="osm")
    places = [Point(r[0], r[1]) for r in rows]
    return AMENITIES.conform(gpd.GeoDataFrame(frame, geometry=places, crs=CRS), crs=CRS)


@pytest.fixture(scope="module")
def sections():
    """Two streets that meet at (200, 0): "Lang" 200 m to the west, "Quer" 100 m to the north."""
    frame = pd.DataFrame(
        {"street": ["Lang", "Quer"], "number": 1, "centreline_m": [200.0, 100.0], "source": "osm"},
        index=["lang-1", "quer-1"],
    )
    lines = [LineString([(0, 0), (200, 0)]), LineString([(200, 0), (200, 100)])]
    return SECTIONS.conform(gpd.GeoDataFrame(frame, geometry=lines, crs=CRS), crs=CRS)


@pytest.fixture(scope="module")
def graph():
    spots = [(0, 0), (200, 0), (200, 100)]
    nodes = gpd.GeoDataFrame(
        pd.DataFrame({"source": "osm"}, index=[0, 1, 2]),
        geometry=[Point(p) for p in spots], crs=CRS,
    )  # fmt: skip
    ends = [(0, 1), (1, 2)]
    lines = [LineString([spots[a], spots[b]]) for a, b in ends]
    frame = pd.DataFrame(
        {
            "u": [a for a, _ in ends], "v": [b for _, b in ends],
            "length_m": [line.length for line in lines], "highway": "residential",
            "source": "osm",
        }
    )  # fmt: skip
    edges = EDGES.conform(gpd.GeoDataFrame(frame, geometry=lines, crs=CRS), crs=CRS)
    return walk_graph(NODES.conform(nodes, crs=CRS), edges)


def area(shape):
    frame = pd.DataFrame({"kind": ["official"]}, index=["c"])
    return AREA.conform(gpd.GeoDataFrame(frame, geometry=[shape], crs=CRS), crs=CRS)


EVERYWHERE = area(box(-50, -50, 250, 150))


def figures_of(table, things_there, where):
    return {f.id: f for f in image_figures(table, things_there, where)}


def test_a_thing_belongs_to_its_nearest_street_within_30_metres(sections):
    there = amenities(
        (100, 29, "bench"), (100, 31, "bench"), (195, 40, "tree"), (10, -5, "artwork"),
        (10, -5, "parking"),
    )  # fmt: skip

    table = image_sections(sections, there)

    IMAGE_SECTIONS.check(table)
    assert table["seats"].tolist() == [1, 0]
    assert table["trees"].tolist() == [0, 1]
    assert table["art"].tolist() == [1, 0]
    assert table[list(THINGS)].sum().sum() == 3


def test_the_way_to_the_next_seat_is_measured_along_the_streets(sections, graph):
    there = amenities((0, 0, "bench"), (200, 100, "toilets"))

    table = image_sections(sections, there, area=EVERYWHERE, graph=graph)

    # From the far end of each street: 200 m along "Lang", 200 + 100 m from the end of "Quer".
    assert table["seats_m"].tolist() == pytest.approx([200, 300], abs=0.1)
    assert table["toilets_m"].tolist() == pytest.approx([300, 100], abs=0.1)
    assert table["trees_m"].isna().all()


def test_between_two_seats_the_middle_is_farthest(sections, graph):
    table = image_sections(
        sections, amenities((0, 0, "bench"), (200, 0, "bench")), area=EVERYWHERE, graph=graph
    )

    assert table.loc["lang-1", "seats_m"] == pytest.approx(100, abs=0.1)


def test_figures_counted_by_hand(sections, graph):
    there = amenities(
        (50, 5, "bench"), (60, 5, "bench"), (70, 5, "picnic_table"), (100, 60, "museum", True),
        (100, 5, "fountain"), (120, 5, "memorial", True), (400, 400, "bench"),
    )  # fmt: skip
    table = image_sections(sections, there, area=EVERYWHERE, graph=graph)

    figures = figures_of(table, there, EVERYWHERE)

    assert figures["I-04"].value == pytest.approx(3 / 300 * 100)  # 3 of 4 seats on 300 m
    assert figures["I-01"].numerator == 1  # a museum that is old, too, is a sight alone
    assert figures["I-02"].numerator == 1
    assert figures["I-03"].numerator == 1
    assert figures["I-05"].value == 0.0
    assert "nicht eingetragen" in figures["I-05"].method.de
    # From (200, 100) 100 + 130 m to the table at 70.
    assert figures["I-09"].value == pytest.approx(230, abs=0.1)
    assert figures["I-09"].parameters["street"] == "Quer"
    assert figures["I-10"].value is None
    assert "vor Ort" in figures["I-10"].why.de


def test_where_nothing_is_entered_in_the_area_no_gap_is_told_but_what_to_do(sections, graph):
    west = area(box(-50, -50, 190, 50))
    there = amenities((200, 100, "toilets"))
    table = image_sections(sections, there, area=west, graph=graph)

    figures = figures_of(table, there, west)

    assert figures["I-06"].value == 0.0
    assert figures["I-11"].value is None
    assert "vor Ort nachsehen (bis zum nächsten Eintrag 300 m)" in figures["I-11"].why.de


def test_every_label_says_where_it_is_entered(sections):
    figures = image_figures(image_sections(sections, amenities()), amenities(), None)

    assert len(figures) == 11
    assert all("in OpenStreetMap eingetragen" in f.label.de for f in figures)


def test_a_street_half_outside_of_the_area_does_not_count(sections):
    there = amenities((50, 5, "bench"))
    west = area(box(-50, -50, 90, 150))  # 90 of 200 m of "Lang"

    figures = figures_of(image_sections(sections, there, area=west), there, west)

    assert figures["I-04"].value is None
    assert "Straßenabschnitt" in figures["I-04"].why.de


@pytest.mark.parametrize("where", [None, AREA.empty(CRS)])
def test_strange_towns_get_figures_with_a_reason(where):
    table = image_sections(SECTIONS.empty(CRS), amenities(), area=where)

    figures = image_figures(table, AMENITIES.empty(CRS), where)

    assert len(table) == 0
    assert all(f.value is None and f.why is not None for f in figures)


def test_things_that_hang_on_no_street_are_counted_but_not_walked_to(sections, graph):
    far = amenities((100, 149, "bench"))
    table = image_sections(sections, far, area=EVERYWHERE, graph=graph)

    figures = figures_of(table, far, EVERYWHERE)

    assert figures["I-04"].numerator == 1
    # 149 m from "Lang" and 111 m from the end of "Quer": farther than 100 m from every street.
    assert figures["I-09"].value is None
    assert figures["I-09"].unknown == ("lang-1", "quer-1")


spot = st.tuples(
    st.integers(-40, 240), st.integers(-40, 140),
    st.sampled_from(["bench", "tree", "toilets", "museum", "parking"]),
)  # fmt: skip


@settings(max_examples=30)
@given(st.lists(spot, max_size=10), spot, st.randoms(use_true_random=False))
def test_one_thing_more_brings_nothing_farther_and_order_does_not_matter(
    sections, graph, spots, more, rng
):
    there = amenities(*spots)
    table = image_sections(sections, there, area=EVERYWHERE, graph=graph)
    richer = image_sections(sections, amenities(*spots, more), area=EVERYWHERE, graph=graph)
    order = list(there.index)
    rng.shuffle(order)
    again = image_sections(sections.iloc[::-1], there.loc[order], area=EVERYWHERE, graph=graph)

    for name in NEEDED:
        before, after = (t[f"{name}_m"].to_numpy() for t in (table, richer))
        assert np.all(np.isnan(before) | (after <= before + 1e-6))
    pd.testing.assert_frame_equal(table, again.loc[table.index])
    beside = things(there).notna().sum()
    assert table[list(THINGS)].sum().sum() <= beside


# Musterstadt ---------------------------------------------------------------------


def test_musterstadt_counted_by_hand(musterstadt):
    asked = Asked(musterstadt)
    asked.found |= ask_walking(asked).tables

    answer = ask_image(asked)

    figures = {f.id: f for f in answer.figures}
    # `musterstadt.osm_things`: one fountain, one toilet, one drinking water, one playground, all
    # within 400 m of the market; the museum in Kirchgasse is the only sight.
    assert [figures[f"I-0{n}"].numerator for n in (1, 2, 3, 6, 7, 8)] == [1, 0, 1, 1, 1, 1]
    # 19 benches: 7 on the square, 4 in Lange Straße, 4 on Uferweg of which 2 lie beyond the last of
    # 400 m, 4 on Friedhofsweg, too far away.
    assert figures["I-04"].numerator == 7 + 4 + 2
    by_street = answer.tables["image_sections"].groupby("street")["seats"].sum()
    # Two on the square stand in its middle, 33 m from every street.
    assert by_street[["Marktplatz", "Lange Straße", "Uferweg", "Friedhofsweg"]].tolist() == [
        5, 4, 4, 4,
    ]  # fmt: skip
    assert answer.missing == ()


@pytest.mark.realdata
def test_lauf_holds_what_osmium_counts(shared, tmp_path):
    import osmium

    extract = shared / "data" / "lauf" / "lauf-200115.osm.pbf"
    (tmp_path / "study.toml").write_text(
        f'[town]\nname = "Lauf"\nsurvey_day = 2020-01-15\n[sources]\nosm = "{extract.resolve().as_posix()}"\n',
        "utf-8",
    )
    kinds = things(pipeline.read_town(tmp_path).amenities)
    tagged = [dict(o.tags) for o in osmium.FileProcessor(extract)]

    benches = sum(t.get("amenity") == "bench" for t in tagged)
    trees = sum(t.get("natural") == "tree" for t in tagged)
    assert (kinds == "seats").sum() == benches == 125
    assert (kinds == "trees").sum() == trees == 46
    assert (kinds == "toilets").sum() == sum(t.get("amenity") == "toilets" for t in tagged)
    old = sum("historic" in t or t.get("heritage", "no") != "no" for t in tagged)
    assert 0 < (kinds == "heritage").sum() <= old
