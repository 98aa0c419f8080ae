"""Brownfields, gaps and under-used plots: drawn by hand, in Musterstadt, in a real cadastre."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import CRS
from shapely import LineString, Point, box

from innenstadt_gis import pipeline
from innenstadt_gis.analysis.sites import (
    brownfield_sites,
    find_gaps,
    find_sites,
    find_underused,
    site_figures,
)
from innenstadt_gis.analysis.sites.plots import buildable, land_uses
from innenstadt_gis.ingest.parcels import read_cadastre_buildings, read_parcels
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.sites import ask_sites
from innenstadt_gis.tables import BASEMAP, BROWNFIELDS, BUILDINGS, PARCELS, PREMISES, SECTIONS
from innenstadt_gis.tables.findings.sites import SITES, UNDERUSED_PLOTS

UTM = "EPSG:25832"


def table(contract, shapes, **columns):
    index = columns.pop("index", [f"{contract.name[0]}{i}" for i in range(len(shapes))])
    frame = gpd.GeoDataFrame(
        {"source": "test", **columns}, index=pd.Index(index, dtype="str"), geometry=shapes, crs=UTM
    )
    done = contract.conform(frame, crs=UTM)
    contract.check(done)
    return done


def row_of_plots(count, *, empty=(), width=20.0, depth=30.0, land_use="Wohnbaufläche;600"):
    """Plots side by side north of a street; a house of 10 by 10 m on each but the empty ones."""
    plots = [box(i * width, 5, (i + 1) * width, 5 + depth) for i in range(count)]
    houses = [box(i * width + 5, 7, i * width + 15, 17) for i in range(count) if i not in empty]
    return (
        table(PARCELS, plots, land_use=land_use),
        table(BUILDINGS, houses),
        table(SECTIONS, [LineString([(-50, 0), (count * width + 50, 0)])], street="Gasse",
              number=1, centreline_m=100.0, frontage_m=100.0),
    )  # fmt: skip


GROUND = BASEMAP.empty(UTM)
NO_UNITS = PREMISES.empty(UTM)
NO_BROWN = BROWNFIELDS.empty(UTM)


# gaps -----------------------------------------------------------------------------


def test_an_empty_plot_between_two_houses_is_a_gap():
    gaps = find_gaps(*row_of_plots(5, empty={2}), GROUND)

    assert list(gaps.index) == ["gap:p2"]
    assert gaps.loc["gap:p2", "area_m2"] == 600  # 20 by 30 m
    assert gaps.loc["gap:p2", "name"] == "Gasse"
    assert "vor Ort prüfen" in gaps.loc["gap:p2", "why"]
    assert not gaps.loc["gap:p2", "needs_check"]


def test_two_empty_plots_side_by_side_are_one_gap():
    gaps = find_gaps(*row_of_plots(6, empty={2, 3}), GROUND)

    assert list(gaps["parcel_ids"]) == ["p2;p3"]
    assert list(gaps["area_m2"]) == [1200]


@pytest.mark.parametrize("empty", [{0}, {4}, {0, 1}], ids=["first", "last", "first two"])
def test_the_end_of_a_row_is_no_gap(empty):
    assert find_gaps(*row_of_plots(5, empty=empty), GROUND).empty


@pytest.mark.parametrize(
    "land_use", ["Straßenverkehr;600", "Friedhof;600", "Fläche besonderer Prägung;600"]
)
def test_a_plot_of_another_land_use_is_no_gap(land_use):
    parcels, buildings, sections = row_of_plots(5, empty={2})
    parcels.loc["p2", "land_use"] = land_use

    assert find_gaps(parcels, buildings, sections, GROUND).empty


def test_a_plot_whose_land_use_nobody_states_is_a_gap_to_be_checked():
    parcels, buildings, sections = row_of_plots(5, empty={2}, land_use=None)

    gaps = find_gaps(parcels, buildings, sections, GROUND)

    assert list(gaps["needs_check"]) == [True]
    assert "tatsächliche Nutzung nicht angegeben" in gaps["why"].iloc[0]


def ground(layer, kind, shape):
    return table(BASEMAP, [shape], layer=layer, kind=kind)


@pytest.mark.parametrize(
    ("layer", "kind"), [("green", "park"), ("water", "water"), ("square", "pedestrian"),
                        ("green", "playground"), ("green", "cemetery")],
)  # fmt: skip
def test_a_park_or_a_pond_between_houses_is_no_gap(layer, kind):
    on = ground(layer, kind, box(40, 5, 60, 35))

    assert find_gaps(*row_of_plots(5, empty={2}), on).empty


@pytest.mark.parametrize(
    ("layer", "kind", "word"), [("land", "parking", "Parkplatz"), ("green", "garden", "Garten")]
)
def test_a_car_park_or_garden_between_houses_is_a_gap_to_be_checked(layer, kind, word):
    gaps = find_gaps(*row_of_plots(5, empty={2}), ground(layer, kind, box(40, 5, 60, 35)))

    assert list(gaps["needs_check"]) == [True]
    assert f"OpenStreetMap: {word}" in gaps["why"].iloc[0]


def test_a_street_through_the_plot_makes_it_none():
    parcels, buildings, sections = row_of_plots(5, empty={2}, width=16)
    lane = ground("street", "residential", LineString([(40, 0), (40, 40)]))

    assert len(find_gaps(parcels, buildings, sections, GROUND))
    assert find_gaps(parcels, buildings, sections, lane).empty  # 6 of its 16 m


def test_a_yard_behind_a_house_faces_no_street():
    parcels, buildings, sections = row_of_plots(5)
    behind = table(PARCELS, [box(40, 35, 60, 60)], index=["yard"], land_use="Wohnbaufläche;500")

    assert find_gaps(pd.concat([parcels, behind]), buildings, sections, GROUND).empty


def test_houses_across_the_street_are_no_neighbours():
    parcels, _, sections = row_of_plots(1, empty={0})
    other = table(
        PARCELS, [box(-20, -35, 0, -5), box(20, -35, 40, -5)], index=["x", "y"],
        land_use="Wohnbaufläche;600",
    )  # fmt: skip
    houses = table(BUILDINGS, [box(-15, -20, -5, -7), box(25, -20, 35, -7)])

    assert find_gaps(pd.concat([parcels, other]), houses, sections, GROUND, beside_m=15.0).empty


def test_slivers_of_a_neighbours_wall_leave_a_plot_empty_and_a_garage_does_not():
    parcels, buildings, sections = row_of_plots(5, empty={2})
    wall = table(BUILDINGS, [box(40, 10, 40.5, 30)], index=["wall"])
    garage = table(BUILDINGS, [box(42, 10, 48, 14)], index=["garage"])  # 24 m²

    assert len(find_gaps(parcels, pd.concat([buildings, wall]), sections, GROUND)) == 1
    assert find_gaps(parcels, pd.concat([buildings, garage]), sections, GROUND).empty


def test_narrow_small_large_and_endless_plots_are_no_gaps():
    for width, depth in ((7, 40), (10, 14), (60, 60), (20, 90)):
        rows = row_of_plots(5, empty={2}, width=float(max(width, 16)), depth=float(depth))
        parcels = rows[0].copy()
        left = 2 * max(width, 16)
        parcels.loc[["p2"], "geometry"] = [box(left, 5, left + width, 5 + depth)]
        assert find_gaps(parcels, *rows[1:], GROUND, beside_m=12).empty, (width, depth)


def test_neither_the_order_nor_the_names_of_parcels_change_the_gaps():
    parcels, buildings, sections = row_of_plots(9, empty={2, 5, 6})
    gaps = find_gaps(parcels, buildings, sections, GROUND)

    other = find_gaps(parcels.iloc[::-1], buildings.iloc[::-1], sections, GROUND)
    renamed = find_gaps(
        parcels.set_axis([f"z{9 - i}" for i in range(9)]), buildings, sections, GROUND
    )

    pd.testing.assert_frame_equal(other, gaps)
    assert sorted(renamed.geometry.area) == sorted(gaps.geometry.area)


def test_the_main_land_use_is_the_one_with_the_largest_area():
    uses = land_uses(table(PARCELS, [box(0, 0, 1, 1)] * 3, land_use=[
        "Gartenland;120|Wohnbaufläche;340", "Weg", None]))  # fmt: skip

    assert list(uses.fillna("")) == ["wohnbaufläche", "weg", ""]
    assert list(buildable(uses)) == [True, False, True]


# under-used plots -------------------------------------------------------------------


def test_a_large_plot_with_a_small_house_is_under_used_and_a_garage_alone_slightly_built():
    parcels = table(
        PARCELS, [box(0, 0, 20, 30), box(20, 0, 40, 30), box(40, 0, 60, 30), box(60, 0, 80, 30)],
        land_use="Fläche gemischter Nutzung;600",
    )  # fmt: skip
    buildings = table(
        BUILDINGS, [box(2, 2, 12, 12), box(22, 2, 28, 8), box(42, 2, 58, 12)]
    )  # 100, 36 and 160 m² of 600; the fourth is empty

    found = find_underused(parcels, buildings, GROUND, box(0, 0, 100, 100))

    assert found["kind"].to_dict() == {"plot:p0": "low_coverage", "plot:p1": "slightly_built"}
    assert found.loc["plot:p0", "coverage"] == pytest.approx(1 / 6)
    assert find_underused(parcels, buildings, GROUND, box(0, 50, 100, 100)).empty
    assert find_underused(parcels, buildings, GROUND, None).empty


def test_a_house_in_its_garden_is_no_under_used_plot():
    parcels = table(PARCELS, [box(0, 0, 20, 30)], land_use="Wohnbaufläche;600")
    house = table(BUILDINGS, [box(2, 2, 12, 12)])  # 100 of 600 m²: more than a third of 0.4

    assert find_underused(parcels, house, GROUND, box(0, 0, 99, 99)).empty
    assert len(find_underused(parcels, house, GROUND, box(0, 0, 99, 99), least_part=0.5)) == 1


# brownfields ------------------------------------------------------------------------


def brown(*rows):
    """Rows of (id, kind, source, shape)."""
    return table(
        BROWNFIELDS, [r[3] for r in rows], index=[r[0] for r in rows], kind=[r[1] for r in rows],
        source=[r[2] for r in rows],
    )  # fmt: skip


def sites_of(rows, *, parcels=None, buildings=None, premises=NO_UNITS):
    found = brownfield_sites(
        rows, PARCELS.empty(UTM) if parcels is None else parcels,
        BUILDINGS.empty(UTM) if buildings is None else buildings, premises,
    )  # fmt: skip
    SITES.check(SITES.conform(found, crs=UTM))
    return found


def units(*rows):
    """Register units of (status, point)."""
    return table(
        PREMISES, [r[1] for r in rows], status=[r[0] for r in rows], in_register=True,
        located_by="address", index=[f"u{i}" for i in range(len(rows))],
    )  # fmt: skip


def test_a_site_known_to_list_and_map_is_one_row_with_both_sources():
    rows = brown(
        ("osm:w1", "brownfield", "osm", box(0, 0, 50, 40)),
        ("list:1", "commercial_brownfield", "brownfields:b.gpkg", box(5, 0, 50, 40)),
        ("list:2", "brownfield", "brownfields:b.csv", Point(10, -20)),
        ("osm:w2", "brownfield", "osm", box(200, 0, 210, 10)),
    )

    found = sites_of(rows)

    assert len(found) == 2
    one = found.loc["site:list:1"]
    assert (one["kind"], one["sources"]) == ("commercial_brownfield", "brownfields;osm")
    assert one["area_m2"] == 1800  # the outline of the list: 45 by 40 m
    assert not one["below_threshold"]
    assert found.loc["site:osm:w2", "below_threshold"]  # 100 m²
    assert list(found["proposed"]) == [False, False]


def test_points_of_one_list_are_sites_of_their_own_however_near():
    rows = brown(
        ("list:1", "brownfield", "brownfields:b.csv", Point(0, 0)),
        ("list:2", "brownfield", "brownfields:b.csv", Point(10, 0)),
    )

    assert len(sites_of(rows)) == 2


def test_a_commercial_brownfield_with_a_unit_in_use_is_one_in_part_use():
    rows = brown(("osm:w1", "disused_industrial", "osm", box(0, 0, 50, 40)))

    found = sites_of(rows, premises=units(("occupied", Point(5, 5)), ("vacant", Point(6, 6))))

    assert list(found["kind"]) == ["commercial_brownfield_in_part_use"]
    assert list(found["units_in_use"]) == [1]


def test_building_sites_are_no_brownfields_and_contradictions_are_to_be_checked():
    plain = sites_of(brown(("osm:w1", "construction", "osm", box(0, 0, 50, 40))))
    both = sites_of(
        brown(
            ("osm:w1", "construction", "osm", box(0, 0, 50, 40)),
            ("list:1", "brownfield", "brownfields:b.gpkg", box(0, 0, 50, 40)),
        )
    )
    reused = brown(("list:1", "reused", "brownfields:b.gpkg", box(0, 0, 50, 40)))
    doubted = pd.concat([reused, brown(("osm:w1", "brownfield", "osm", box(0, 0, 50, 40)))])

    assert list(plain["kind"]) == ["construction_site"]
    assert list(both["kind"]) == ["brownfield"]
    assert list(both["needs_check"]) == [True]
    assert sites_of(reused).empty
    assert list(sites_of(doubted)["needs_check"]) == [True]


def test_the_cadastre_tells_brownfields_and_commercial_plots():
    parcels = table(
        PARCELS, [box(0, 0, 50, 40), box(100, 0, 150, 40)],
        land_use=["Industrie- und Gewerbefläche, stillgelegt;2000", "Industrie- und Gewerbefläche;1"],
    )  # fmt: skip

    found = sites_of(brown(("osm:w1", "brownfield", "osm", box(100, 0, 150, 40))), parcels=parcels)

    assert found["kind"].to_dict() == {
        "site:p0": "commercial_brownfield", "site:osm:w1": "commercial_brownfield",
    }  # fmt: skip
    assert found.loc["site:p0", "sources"] == "cadastre"
    assert found.loc["site:p0", "proposed"]


def test_a_unit_that_is_gone_makes_a_site_only_where_no_building_stands():
    parcels = table(PARCELS, [box(0, 0, 20, 30), box(50, 0, 70, 30)], land_use="Wohnbaufläche;600")
    buildings = table(BUILDINGS, [box(52, 2, 65, 20)])
    gone = units(("gone", Point(10, 10)), ("gone", Point(60, 10)), ("gone", Point(500, 0)))

    found = sites_of(NO_BROWN, parcels=parcels, buildings=buildings, premises=gone)

    assert found["sources"].to_dict() == {"site:u0": "register", "site:u2": "register"}
    assert found.loc["site:u0", "area_m2"] == 600  # its parcel
    assert pd.isna(found.loc["site:u2", "area_m2"])  # a point without a parcel


def test_a_gap_on_a_brownfield_is_one_site():
    parcels, buildings, sections = row_of_plots(5, empty={2})
    rows = brown(("osm:w1", "brownfield", "osm", box(38, 5, 62, 35)))

    found = find_sites(
        parcels, buildings, brownfields=rows, premises=NO_UNITS, sections=sections, basemap=GROUND
    )

    SITES.check(found)
    assert found["sources"].to_dict() == {"site:osm:w1": "osm;cadastre"}


def test_a_building_is_vacant_only_if_all_of_several_units_are():
    parcels, buildings, sections = row_of_plots(3)
    premises = units(
        ("vacant", Point(6, 8)), ("vacant", Point(7, 8)), ("vacant", Point(26, 8)),
        ("vacant", Point(46, 8)), ("occupied", Point(47, 8)), ("gone", Point(6, 9)),
    ).assign(building_id=["b0", "b0", "b1", "b2", "b2", "b0"])  # fmt: skip

    found = find_sites(
        parcels, buildings, brownfields=NO_BROWN, premises=premises, sections=sections,
        basemap=GROUND,
    )  # fmt: skip

    assert list(found.index) == ["building:b0"]  # b1 has one unit, in b2 one is let
    assert list(found["area_m2"]) == [100]


# figures ----------------------------------------------------------------------------


def test_without_a_cadastre_the_figures_say_so():
    rows = brown(("osm:w1", "brownfield", "osm", box(0, 0, 50, 40)))
    none = {
        "parcels": PARCELS.empty(UTM), "buildings": BUILDINGS.empty(UTM),
        "sections": SECTIONS.empty(UTM), "premises": NO_UNITS,
    }  # fmt: skip
    sites = find_sites(brownfields=rows, basemap=GROUND, **none)

    figures = {f.id: f for f in site_figures(sites, None, **none)}

    assert (figures["F-01"].value, figures["F-05"].value) == (1, 0.2)  # 50 by 40 m
    for number in ("F-02", "F-03", "F-04"):
        assert figures[number].value is None
        assert figures[number].why is not None
    assert figures["F-02"].why.de.startswith("keine Flurstücke")
    assert figures["F-03"].audience == "intern"


def test_nothing_at_all_is_counted_as_nothing_known():
    none = {
        "parcels": PARCELS.empty(UTM), "buildings": BUILDINGS.empty(UTM),
        "sections": SECTIONS.empty(UTM), "premises": NO_UNITS,
    }  # fmt: skip

    sites = find_sites(brownfields=NO_BROWN, basemap=GROUND, **none)

    assert sites.empty
    assert site_figures(sites, None, **none)[0].value == 0


def test_musterstadt_has_its_spinning_mill_and_gaps_without_any_house(musterstadt):
    town = musterstadt

    answer = ask_sites(Asked(town))

    sites = answer.tables["sites"]
    mill = sites[sites["kind"] == "commercial_brownfield"]
    assert list(mill["name"]) == ["Alte Spinnerei"]
    assert list(mill["area_m2"].round(-2)) == [7900]
    gaps = sites[sites["kind"] == "gap"]
    assert len(gaps)
    houses = town.buildings.geometry.union_all()
    assert (gaps.geometry.intersection(houses).area <= 0.05 * gaps.geometry.area).all()
    assert not (set(gaps["parcel_ids"].str.split(";").explode()) & set(
        town.parcels.index[town.parcels["land_use"].str.contains("verkehr|Friedhof|Platz")]
    ))  # fmt: skip
    assert next(f for f in answer.figures if f.id == "F-03").value is None  # no centre asked yet
    assert {m.what for m in answer.missing} == set()


# a real cadastre ----------------------------------------------------------------------


def axis(shape):
    """Line along the long side of the smallest box around a street's parcel."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))[:4]
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    first = int(np.argmin(sides))
    ends = [(corners[i] + corners[(i + 1) % 4]) / 2 for i in (first, (first + 2) % 4)]
    return LineString(ends)


@pytest.mark.realdata
def test_a_real_cadastre_gives_few_gaps_none_of_them_built_on_or_in_the_fields(shared):
    path = shared / "data" / "alkis_massenheim" / "massenheim.nas.xml.gz"
    parcels, _ = read_parcels(path, crs=CRS(25832))
    buildings, _ = read_cadastre_buildings(path, crs=CRS(25832))
    numbered = parcels.loc[parcels["situation"].str.contains(r"\d"), "situation"]
    named = set(numbered.str.split("; ").explode().str.replace(r"\s+\d+\s*\w?$", "", regex=True))
    lanes = parcels[parcels["situation"].isin(named)]
    lanes = lanes[lanes.area < 0.05 * lanes.length**2]
    sections = table(
        SECTIONS, [axis(shape) for shape in lanes.geometry], street=lanes["situation"].to_numpy(),
        number=1, centreline_m=100.0, frontage_m=100.0,
    )  # fmt: skip

    gaps = find_gaps(parcels, buildings, sections, GROUND)

    assert 3 <= len(gaps) <= 25  # of 2,453 parcels, 1,814 of them without a building
    houses = buildings.geometry.union_all()
    assert (gaps.geometry.intersection(houses).area <= 0.05 * gaps["area_m2"]).all()
    assert (gaps.geometry.distance(houses) < 15).all()
    assert gaps["needs_check"].all()  # this cadastre states no land use


@pytest.mark.realdata
def test_a_simulated_cadastre_of_a_real_town_is_answered(shared, tmp_path):
    data = (shared / "data" / "lauf").resolve().as_posix()
    (tmp_path / "study.toml").write_text(
        f'[town]\nname = "Lauf"\n[sources]\nosm = "{data}/lauf-200115.osm.pbf"\n'
        f'parcels = "{data}/flurstuecke_simuliert.gpkg"\n', "utf-8",
    )  # fmt: skip
    town = pipeline.read_town(tmp_path)

    answer = ask_sites(Asked(town))

    sites = answer.tables["sites"]
    SITES.check(sites)
    assert int(sites["kind"].str.contains("brownfield").sum()) == 4  # as OpenStreetMap has them
    assert 20 <= int((sites["kind"] == "gap").sum()) <= 150  # of 7,595 parcels
    assert UNDERUSED_PLOTS.name not in answer.tables  # no centre asked yet
