"""Musterstadt smaller and larger than planned: what grows, what stays, what the register then holds."""

from __future__ import annotations

import tomllib
from collections import Counter

import pytest
import shapely

from innenstadt_gis.errors import InputError
from innenstadt_gis.musterstadt import POPULATION, write_musterstadt, write_network
from innenstadt_gis.musterstadt.layout import make_layout
from innenstadt_gis.musterstadt.units import UNITS
from innenstadt_gis.pipeline import read_town

SIZES = (0.5, 0.75, 1, 1.25, 1.5)


@pytest.fixture(scope="module")
def layouts():
    return {size: make_layout(seed=4, size=size) for size in SIZES}


def test_streets_houses_units_and_people_grow_with_the_size(layouts):
    counts = [
        (len(t.units), sum(t.persons), len(t.houses), sum(s.line.length for s in t.streets))
        for t in layouts.values()
    ]

    for column in zip(*counts, strict=True):
        assert list(column) == sorted(set(column))
    assert [c[0] for c in counts] == [33, 50, 66, 82, 99]  # 66 times the size, halves to even
    assert [c[1] for c in counts] == [round(POPULATION * size) for size in SIZES]


@pytest.mark.parametrize("size", [0.5, 1.5])
def test_no_house_of_another_size_stands_in_the_river_or_outside_of_the_town(layouts, size):
    town = layouts[size]

    assert not any(h.shape.intersects(town.river) for h in town.houses)
    assert all(town.boundary.contains(h.shape.centroid) for h in town.houses)


@pytest.mark.parametrize(("seed", "size"), [(4, 0.5), (4, 1.5), (6, 1)])
def test_no_two_plots_share_ground_whatever_the_seed(layouts, seed, size):
    town = layouts[size] if seed == 4 else make_layout(seed=seed, size=size)
    shapes = [plot.shape for plot in town.plots]

    one, other = shapely.STRtree(shapes).query(shapes, "overlaps")
    shared = [shapes[a].intersection(shapes[b]).area for a, b in zip(one, other, strict=True)]

    assert max(shared, default=0) < 20  # outlines are simplified to 0.3 m


def test_in_the_planned_size_the_units_are_those_counted_by_hand(layouts):
    assert layouts[1].units == UNITS


def test_the_seed_picks_who_is_missing_in_a_small_town():
    one, same, other = (make_layout(seed=s, size=0.5).units for s in (4, 4, 5))

    assert one == same
    assert set(one) < set(UNITS)
    assert one != other


def test_the_register_of_a_large_town_is_read_as_its_units_stand(tmp_path):
    study = write_musterstadt(tmp_path, seed=4, size=1.5, name="Musterstadt 4", ags="14521904")
    truth = make_layout(seed=4, size=1.5).units

    town = read_town(study)

    assert (town.name, town.ags) == ("Musterstadt 4", "14521904")
    assert Counter(town.premises.loc[town.premises["in_register"], "status"]) == Counter(
        unit.status for unit in truth
    )


def test_a_network_is_towns_of_many_sizes_with_names_and_keys_of_their_own(tmp_path):
    studies = write_network(tmp_path, towns=3)

    towns = [tomllib.loads(path.read_text("utf-8"))["town"] for path in studies]
    assert [t["name"] for t in towns] == ["Musterstadt 1", "Musterstadt 2", "Musterstadt 3"]
    assert [t["ags"] for t in towns] == ["14521901", "14521902", "14521903"]
    bytes_ = {path.parent.joinpath("daten/musterstadt.osm").stat().st_size for path in studies}
    assert len(bytes_) == 3


@pytest.mark.parametrize(("size", "past"), [(0.4, False), (1.6, False), (0.5, True)])
def test_a_town_that_cannot_be_built_is_refused(tmp_path, size, past):
    with pytest.raises(InputError, match=r"Musterstadt comes in sizes|size 1 alone"):
        write_musterstadt(tmp_path, size=size, past=past)

    assert list(tmp_path.iterdir()) == []
