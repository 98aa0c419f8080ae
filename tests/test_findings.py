"""All questions at once: towns of extremes, shuffled rows, renamed units, every audience."""

from __future__ import annotations

import datetime as dt
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, box

from innenstadt_gis import pipeline
from innenstadt_gis.outputs.audience import release
from innenstadt_gis.outputs.report import report_html, report_paper
from innenstadt_gis.outputs.summary import summary_json
from innenstadt_gis.pipeline import analyse
from innenstadt_gis.tables import AUDIENCES
from innenstadt_gis.town import Town

CRS = "EPSG:25833"
X0, Y0 = 362_000.0, 5_610_000.0


def premises(statuses, *, same_door=False, in_register=True, places=True):
    n = len(statuses)
    step = 0 if same_door else 15
    return gpd.GeoDataFrame(
        {
            "status": pd.array(statuses, dtype="str"), "in_register": in_register,
            "located_by": "address", "source": "test", "street": "Lange Straße",
            "house_number": [str(1 if same_door else i + 1) for i in range(n)],
            "section_id": "lange-1", "function": "retail", "branch": "clothes",
            "vacant_months": [30.0 if s == "vacant" else np.nan for s in statuses],
        },
        index=pd.Index([f"u-{i:010x}" for i in range(n)], dtype="str"),
        geometry=[Point(X0 + step * i, Y0 + 8) if places else None for i in range(n)],
        crs=CRS,
    )  # fmt: skip


def town(units, *, streets=True, people=True, scope=None):
    """One street of 400 m with houses on both sides, a centre, cells with people."""
    line = LineString([(X0 - 50, Y0), (X0 + 350, Y0)])
    tables = {"premises": units}
    if streets:
        tables |= {
            "nodes": gpd.GeoDataFrame(
                {"source": "test"}, index=[1, 2], geometry=[Point(c) for c in line.coords], crs=CRS
            ),
            "edges": gpd.GeoDataFrame(
                {"u": [1], "v": [2], "length_m": [400.0], "steps": [False], "bridge": [False],
                 "tunnel": [False], "foot_oneway": ["both"], "name": ["Lange Straße"],
                 "section_id": ["lange-1"], "source": ["test"]},
                index=[1], geometry=[line], crs=CRS,
            ),
            "sections": gpd.GeoDataFrame(
                {"street": ["Lange Straße"], "number": [1], "centreline_m": [400.0],
                 "frontage_m": [600.0], "source": ["test"]},
                index=["lange-1"], geometry=[line], crs=CRS,
            ),
            "centres": gpd.GeoDataFrame(
                {"name": ["Markt"], "located_by": ["coordinate"], "proposed": [False],
                 "source": ["test"]},
                index=["centre-1"], geometry=[Point(X0 + 100, Y0)], crs=CRS,
            ),
        }  # fmt: skip
    if people:
        houses = [box(X0 + 15 * i - 5, Y0 + 4, X0 + 15 * i + 5, Y0 + 14) for i in range(20)]
        tables |= {
            "buildings": gpd.GeoDataFrame(
                {"area_m2": 100.0, "source": "test"}, index=[f"b{i}" for i in range(20)],
                geometry=houses, crs=CRS,
            ),
            "addresses": gpd.GeoDataFrame(
                {"street": "Lange Straße", "house_number": [str(i + 1) for i in range(20)],
                 "source": "test"},
                index=[f"a{i}" for i in range(20)], geometry=[h.centroid for h in houses], crs=CRS,
            ),
            "population": gpd.GeoDataFrame(
                {"persons": [40.0, 60.0], "source": "test"}, index=["c1", "c2"],
                geometry=[box(X0 - 50, Y0 - 50, X0 + 150, Y0 + 50),
                          box(X0 + 150, Y0 - 50, X0 + 350, Y0 + 50)],
                crs=CRS,
            ),
        }  # fmt: skip
    return Town.from_tables(
        name="Ort", crs=CRS, survey_day=dt.date(2026, 1, 1), scope=scope, **tables
    )


EXTREMES = {
    "no units at all": lambda: town(premises([])),
    "no vacancy": lambda: town(premises(["occupied"] * 24)),
    "all vacant": lambda: town(premises(["vacant"] * 24)),
    "all unknown": lambda: town(premises(["unknown"] * 24)),
    "all gone": lambda: town(premises(["gone"] * 24)),
    "one unit": lambda: town(premises(["vacant"])),
    "one occupied unit": lambda: town(premises(["occupied"])),
    "no street": lambda: town(premises(["vacant", "occupied"] * 12), streets=False),
    "nobody and no house": lambda: town(premises(["vacant", "occupied"] * 12), people=False),
    "all at one address": lambda: town(premises(["vacant", "occupied"] * 12, same_door=True)),
    "no unit has a place": lambda: town(premises(["vacant", "occupied"] * 12, places=False)),
    "no register": lambda: town(premises(["occupied"] * 24, in_register=False)),
    "vacancies alone": lambda: town(premises(["vacant"] * 12), scope="vacancies_only"),
    "nothing but a name": lambda: town(premises([]), streets=False, people=False),
}


@pytest.mark.parametrize("extreme", EXTREMES)
def test_a_town_of_extremes_gets_figures_or_reasons_for_every_audience(extreme):
    made = EXTREMES[extreme]()
    found = analyse(made)  # no unit is at risk: all audiences are told of the same findings

    for audience in AUDIENCES:  # warnings are errors here
        seen = release(made, found, audience)
        summary = json.loads(summary_json(seen, version="0", lang="de"))
        drawn = audience == "workshop"  # pictures of one audience are slow enough
        paper = report_paper(seen, version="0", lang="en", pictures=drawn)
        report_html(paper)

        assert len(seen.figures) > 20
        for figure in summary["figures"]:
            assert figure["value"] is not None or figure["why"], figure["id"]
            if figure["unit"] == "share" and figure["value"] is not None:
                assert 0 <= figure["value"] <= 1


def values(found):
    return {
        f.id: (f.value, f.numerator, f.denominator, f.low, f.high, f.bound_low, f.bound_high)
        for f in found.figures
    }


def assert_same(one, other):
    assert one.keys() == other.keys()
    for key, expected in one.items():
        for a, b in zip(expected, other[key], strict=True):
            assert (a is None and b is None) or a == pytest.approx(b, rel=1e-7, abs=1e-9), key


def test_nothing_changes_when_the_rows_of_every_table_are_shuffled(musterstadt):
    rng = np.random.default_rng(3)
    mixed = {
        name: rows.iloc[rng.permutation(len(rows))]
        for name in ("premises", "records", "history", "buildings", "addresses", "parcels",
                     "amenities", "stops", "population", "sections")
        if len(rows := getattr(musterstadt, name))
    }  # fmt: skip

    assert_same(
        values(pipeline.analyse(musterstadt)),
        values(pipeline.analyse(musterstadt.replace(**mixed))),
    )


def test_nothing_changes_when_units_are_renamed(musterstadt):
    ids = musterstadt.premises.index
    rng = np.random.default_rng(4)
    new = dict(zip(ids, [f"u-{k:010x}" for k in rng.permutation(len(ids))], strict=True))
    renamed = {"premises": musterstadt.premises.rename(index=new)}
    for name in ("records", "history", "links", "conflicts"):
        rows = getattr(musterstadt, name)
        renamed[name] = rows.assign(unit_id=rows["unit_id"].map(new).fillna(rows["unit_id"]))

    assert_same(
        values(pipeline.analyse(musterstadt)),
        values(pipeline.analyse(musterstadt.replace(**renamed))),
    )


def test_every_list_of_rows_is_as_long_as_its_denominator_and_no_row_is_on_two_sides(musterstadt):
    for figure in pipeline.analyse(musterstadt).figures:
        if figure.base_table != "premises" or figure.denominator is None or not figure.counted:
            continue
        assert not set(figure.counted) & set(figure.left_out), figure.id
        assert not set(figure.counted) & set(figure.unknown), figure.id
        if figure.unit == "share" and float(figure.denominator).is_integer():
            assert set(figure.numerator_ids) <= set(figure.counted), figure.id


def test_all_figures_of_a_town_count_the_same_people(musterstadt):
    town = musterstadt
    middle = town.centres.geometry.iloc[0]
    # a study area whose border runs through cells and parts their addresses
    cut = town.replace(study_area=middle.buffer(333))
    middles = town.population.geometry.centroid.within(cut.study_area)
    touched = town.population.geometry.intersects(cut.study_area)
    people = town.population["persons"][middles].sum()

    found = pipeline.analyse(cut)

    assert people < town.population["persons"][touched].sum()
    assert found.figure("B-04").denominator == people
    for key in ("E-02", "E-03", "N-01", "N-05"):
        assert found.figure(key).parameters["persons"] == people


def test_ways_that_are_not_known_are_told_as_coverage(musterstadt):
    found = pipeline.analyse(musterstadt)

    for key in ("E-01", "E-02", "E-03"):
        assert found.figure(key).coverage == 1.0
    assert found.figure("vacant_buildings").unit == "buildings"
