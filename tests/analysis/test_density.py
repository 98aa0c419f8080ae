"""Units along streets and per hectare, counted by hand."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from innenstadt_gis.analysis.density import (
    assign_sections,
    density_figures,
    reference_area,
    section_density,
)
from innenstadt_gis.tables import PREMISES, SECTIONS
from innenstadt_gis.tables.findings import AREA, SECTION_DENSITY

CRS = "EPSG:25832"


def units(*rows):
    """(x, y) or None, street, status, in_register, section_id."""
    frame = pd.DataFrame(
        [(*row, *("occupied", True, None)[len(row) - 2 :]) for row in rows],
        columns=["xy", "street", "status", "in_register", "section_id"],
        index=[f"u{i}" for i in range(len(rows))],
    )
    frame = frame.assign(located_by="coordinate", source="test")
    places = [None if xy is None else Point(xy) for xy in frame["xy"]]
    rows = PREMISES.conform(gpd.GeoDataFrame(frame, geometry=places, crs=CRS))
    PREMISES.check(rows)
    return rows


@pytest.fixture
def sections():
    """Lange Straße, 200 m from west to east, in two sections; Am Markt, 50 m to the north."""
    lines = {
        "lange-1": ("Lange Straße", 1, [(0, 0), (100, 0)]),
        "lange-2": ("Lange Straße", 2, [(100, 0), (200, 0)]),
        "markt-1": ("Am Markt", 1, [(100, 0), (100, 50)]),
    }
    rows = gpd.GeoDataFrame(
        {
            "street": [street for street, _, _ in lines.values()],
            "number": [n for _, n, _ in lines.values()],
            "centreline_m": [LineString(xy).length for _, _, xy in lines.values()],
            "source": "test",
        },
        index=list(lines),
        geometry=[LineString(xy) for _, _, xy in lines.values()],
        crs=CRS,
    )
    return SECTIONS.conform(rows)


def test_a_unit_belongs_to_its_own_street_before_the_nearest(sections):
    rows = units(
        ((95, 20), "Lange Straße"),  # 5 m from Am Markt, 20 m from its own street
        ((95, 20), "LANGE STR."),
        ((95, 20), None),
        ((95, 20), "Gartenweg"),
        ((150, -150), "Lange Strasse"),  # a back yard, 150 m off
        ((150, -150), "Gartenweg"),
        ((150, -250), "Lange Straße"),
        (None, "Lange Straße"),
    )

    found = assign_sections(rows, sections)

    assert found.dropna().to_dict() == {
        "u0": "lange-1", "u1": "lange-1", "u2": "markt-1", "u3": "markt-1", "u4": "lange-2",
    }  # fmt: skip
    assert found.index.equals(rows.index)


def test_the_border_of_two_sections_does_not_depend_on_their_order(sections):
    rows = units(((100, -10), "Lange Straße"))

    assert assign_sections(rows, sections).item() == "lange-1"
    assert assign_sections(rows, sections.iloc[::-1]).item() == "lange-1"


def test_without_sections_or_units_nothing_is_assigned(sections):
    assert assign_sections(units(((0, 0), "Am Markt")), sections.iloc[:0]).isna().all()
    assert not len(assign_sections(units(((0, 0), "x")).iloc[:0], sections))


def test_density_counts_all_units_and_the_rate_those_of_the_register(sections):
    rows = units(
        (None, None, "vacant", True, "lange-1"),
        (None, None, "occupied", True, "lange-1"),
        (None, None, "partly_vacant", True, "lange-1"),
        (None, None, "unknown", True, "lange-1"),
        (None, None, "vacant", False, "lange-1"),  # OpenStreetMap alone
        (None, None, "gone", True, "lange-1"),
        (None, None, "unknown", True, "markt-1"),
        (None, None, "vacant", True, None),
    )

    found = section_density(rows, sections)

    SECTION_DENSITY.check(found)
    first = found.loc["lange-1"]
    assert first[["units", "known", "vacant", "unknown"]].tolist() == [5, 3, 1, 1]
    assert first["units_per_100m"] == pytest.approx(5.0)
    assert first["vacancy_rate"] == pytest.approx(1 / 3)
    assert found.loc["markt-1", "units_per_100m"] == pytest.approx(2.0)  # 1 on 50 m
    assert found["vacancy_rate"].isna().tolist() == [False, True, True]
    assert found.loc["lange-2", "units"] == 0


def test_a_section_without_length_has_no_density(sections):
    rows = units((None, None, "vacant", True, "lange-1"))

    found = section_density(rows, sections.assign(centreline_m=0.0))

    assert found["units_per_100m"].isna().all()
    assert found.loc["lange-1", "units"] == 1


def cross():
    """A crossing at (500, 500) with four arms of 1 km."""
    ends = [(500, 500), (1500, 500), (-500, 500), (500, 1500), (500, -500)]
    nodes = gpd.GeoDataFrame(index=range(5), geometry=[Point(p) for p in ends], crs=CRS)
    lines = [LineString([ends[0], end]) for end in ends[1:]]
    edges = gpd.GeoDataFrame(
        {"u": 0, "v": [1, 2, 3, 4], "length_m": 1000.0, "slope": 0.2, "foot_oneway": "both"},
        geometry=lines,
        crs=CRS,
    )
    return nodes, edges


def centres(*shapes):
    return gpd.GeoDataFrame(
        index=[f"c{i}" for i in range(len(shapes))], geometry=list(shapes), crs=CRS
    )


def test_an_official_polygon_is_the_area_as_it_is():
    rows = units(((10, 10), None), ((10, 10), None, "gone"), ((150, 10), None), (None, None))

    area = reference_area(centres(box(0, 0, 100, 200)), *cross(), premises=rows)

    AREA.check(area)
    assert area.loc["c0", "kind"] == "official"
    assert area.loc["c0", "area_ha"] == pytest.approx(2.0)
    assert area.loc["c0", "units"] == 1
    assert area.loc["c0", "units_per_ha"] == pytest.approx(0.5)


def test_else_it_is_400_metres_on_foot_whatever_the_slope():
    area = reference_area(centres(Point(500, 500)), *cross())

    # Four arms of 400 m and the street's width of 25 m, nothing between them.
    shape = area.geometry.item()
    assert area["kind"].item() == "walk_400m"
    assert shape.bounds == pytest.approx((100, 100, 900, 900), abs=0.5)
    assert not shape.contains(Point(700, 700))
    assert area["area_ha"].item() == pytest.approx((2 * 800 * 50 - 50**2) / 10_000, rel=1e-3)
    assert area["units"].isna().all()


def test_a_centre_without_connection_has_no_area():
    area = reference_area(centres(Point(9000, 9000)), *cross())

    AREA.check(area)
    assert not len(area)


def test_units_per_hectare_and_per_100_m_state_their_area_and_their_osm_share(sections):
    rows = units(
        ((50, 5), None, "occupied", True, "lange-1"),
        ((60, 5), None, "vacant", True, "lange-1"),
        ((70, 5), None, "occupied", False, "lange-1"),
        ((150, 5), None, "occupied", False, "lange-2"),
        ((50, 5), None, "gone", True, "lange-1"),
        (None, None, "occupied", True, None),
    )
    area = reference_area(centres(box(-50, -50, 110, 50)), *cross(), premises=rows)

    hectare, street = density_figures(rows, area, sections)

    assert (hectare.id, hectare.key) == ("B-01", "units_per_ha")
    assert (hectare.numerator, hectare.denominator) == (3, pytest.approx(1.6))
    assert hectare.value == pytest.approx(3 / 1.6)
    assert hectare.counted == ("u0", "u1", "u2")
    assert hectare.left_out == ("u3", "u4", "u5")
    assert hectare.parameters["osm_share"] == pytest.approx(1 / 3)
    assert hectare.parameters["without_place"] == 1
    assert hectare.method.de == (
        "Einheiten, belegt oder nicht, je Hektar im amtlich abgegrenzten Zentrum; 33 % der "
        "Einheiten nur aus OpenStreetMap"
    )
    # lange-1 and markt-1 lie inside, of lange-2 only 10 m: 3 units on 150 m.
    assert (street.id, street.key) == ("B-02", "units_per_100m")
    assert (street.numerator, street.denominator) == (3, 150)
    assert street.value == pytest.approx(2.0)


def test_no_area_or_no_section_gives_no_figure_but_says_why(sections):
    rows = units(((50, 5), None))
    nowhere = reference_area(centres(), *cross())
    far = reference_area(centres(box(900, 900, 1000, 1000)), *cross())

    hectare, street = density_figures(rows, nowhere, sections)
    empty, none = density_figures(rows, far, sections)

    assert (hectare.value, street.value, none.value) == (None, None, None)
    assert "Zentrum" in hectare.why.de
    assert "Straßenabschnitt" in none.why.de
    assert density_figures(rows, far)[1].value is None
    assert empty.value == 0
    assert empty.parameters["osm_share"] is None


def test_official_and_walked_areas_together_are_told_apart(sections):
    both = reference_area(centres(box(0, 0, 100, 100), Point(500, 500)), *cross())
    walked = reference_area(centres(Point(500, 500)), *cross())

    assert "oder" in density_figures(units(), both, sections)[0].method.de
    assert "400 m" in density_figures(units(), walked, sections)[0].method.de


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["vacant", "occupied", "unknown", "gone"]), max_size=20))
def test_the_counts_of_the_sections_add_up(statuses):
    lines = gpd.GeoDataFrame(
        {"street": ["A", "B"], "number": [1, 1], "centreline_m": [100.0, 70.0], "source": "t"},
        index=["a", "b"],
        geometry=[LineString([(0, 0), (100, 0)]), LineString([(0, 9), (70, 9)])],
        crs=CRS,
    )
    rows = units(*((None, None, status, True, "ab"[i % 2]) for i, status in enumerate(statuses)))

    found = section_density(rows, lines)

    assert found["units"].sum() == sum(status != "gone" for status in statuses)
    assert (found["vacant"] <= found["known"]).all()
    assert (found["known"] + found["unknown"] <= found["units"]).all()
    assert found["vacancy_rate"].dropna().between(0, 1).all()


def test_a_unit_of_which_only_the_street_is_known_is_in_no_section_of_several(sections):
    rows = units(((150, 5), "Lange Straße"), ((100, 25), "Am Markt"), ((150, 5), "Lange Straße"))
    rows["located_by"] = ["street", "street", "address"]

    assert assign_sections(rows, sections).fillna("").tolist() == ["", "markt-1", "lange-2"]


def test_the_density_says_that_it_counts_units_let_or_not(sections):
    rows = units(((50, 5), "Lange Straße"))
    area = AREA.conform(
        gpd.GeoDataFrame(
            {"kind": ["official"]}, index=["c"], geometry=[box(-10, -10, 210, 60)], crs=CRS
        )
    )

    for figure in density_figures(rows, area, sections):
        assert figure.base == "all"
        assert "belegt oder nicht" in figure.method.de
        assert "let or not" in figure.method.en
