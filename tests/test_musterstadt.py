"""Musterstadt: the files are what a town delivers, and the counts are counted by hand."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import zipfile
from collections import Counter
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import openpyxl
import osmium
import pyogrio
import pytest
import rasterio
import shapely

from innenstadt_gis import crs
from innenstadt_gis.musterstadt import (
    PLANTED_PERSONAL,
    POPULATION,
    REGISTER_ROWS,
    TRUTH,
    _laid_out,
    write_musterstadt,
)
from innenstadt_gis.musterstadt.layout import make_layout
from innenstadt_gis.musterstadt.units import OWNERS, UNITS

if TYPE_CHECKING:
    from pathlib import Path

    from innenstadt_gis.musterstadt.layout import Layout

KEY = re.compile(r"^(\d{2})(\d{4})(\d{3}|_{3})(\d{5})(\d{4}|_{4})(\d{2}|_{2})$")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_musterstadt(tmp_path_factory.mktemp("musterstadt")).parent


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


class _Osm(osmium.SimpleHandler):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.places: dict[int, tuple[float, float]] = {}
        self.ways: list[tuple[list[int], dict[str, str]]] = []
        self.addresses: Counter[tuple[str, str]] = Counter()
        self.units: list[dict[str, str]] = []
        self.apply_file(str(path))

    def node(self, node: osmium.osm.Node) -> None:
        tags = {t.k: t.v for t in node.tags}
        self.places[node.id] = (node.location.lon, node.location.lat)
        self._address(tags)
        if {"shop", "disused:shop", "amenity"} & set(tags) and "addr:street" in tags:
            self.units.append(tags)

    def way(self, way: osmium.osm.Way) -> None:
        tags = {t.k: t.v for t in way.tags}
        self.ways.append(([n.ref for n in way.nodes], tags))
        self._address(tags)

    def _address(self, tags: dict[str, str]) -> None:
        if "addr:housenumber" in tags:
            self.addresses[tags["addr:street"], tags["addr:housenumber"]] += 1


@pytest.fixture(scope="module")
def layout() -> Layout:
    return make_layout(seed=1)


@pytest.fixture(scope="module")
def drawn(town: Path) -> _Osm:
    return _Osm(town / "daten/musterstadt.osm")


def test_the_study_names_only_files_that_are_there(town: Path) -> None:
    study = tomllib.loads((town / "study.toml").read_text(encoding="utf-8"))
    sources = study["sources"]
    named = [
        *(v for v in sources.values() if isinstance(v, str)),
        *sources["gtfs"],
        *(r["path"] for r in study["registers"]),
    ]
    assert len(named) == 8
    assert all((town / name).is_file() for name in named)


def test_the_same_seed_writes_the_same_bytes_and_another_seed_another_town(
    town: Path, tmp_path: Path
) -> None:
    kept = _bytes(write_musterstadt(tmp_path / "kept").parent)  # from a layout written before
    _laid_out.cache_clear()
    first, again = _bytes(town), _bytes(write_musterstadt(tmp_path / "again").parent)
    other = _bytes(write_musterstadt(tmp_path / "other", seed=2).parent)
    assert first == again == kept
    differing = {name for name in first if first[name] != other[name]}
    assert {"daten/musterstadt.osm", "daten/flurstuecke.gpkg"} <= differing
    assert "daten/leerstand_2026.xlsx" not in differing  # units keep their addresses


def test_the_units_add_up_as_counted_by_hand() -> None:
    assert Counter(unit.status for unit in UNITS) == TRUTH
    # Marktplatz 16, Lange Straße 18 + number 199, Bahnhofstraße 15, Marktgasse 6,
    # Kirchgasse 4, Schulstraße 3, Obere Gasse 1, Untere Gasse 2: together 66.
    assert sum(TRUTH.values()) == 66
    # 44 occupied, 12 vacant, 2 partly vacant, 1 interim, 1 at risk: 60 of known status;
    # 12 of 60 is one fifth.
    known = sum(TRUTH[s] for s in ("occupied", "vacant", "partly_vacant", "interim_use", "at_risk"))
    assert (TRUTH["vacant"], known) == (12, 60)
    vacant = Counter(unit.street for unit in UNITS if unit.status == "vacant")
    # Bahnhofstraße 3, 4, 5, 7, 8, 11 and 14
    assert vacant == {
        "Marktplatz": 1,
        "Lange Straße": 2,
        "Bahnhofstraße": 7,
        "Marktgasse": 1,
        "Schulstraße": 1,
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_every_unit_but_the_planted_one_has_an_address(seed: int) -> None:
    layout = make_layout(seed=seed)
    missing = [(u.street, u.number) for u in UNITS if (u.street, u.number) not in layout.addresses]
    assert missing == [("Lange Straße", "199")]
    assert sum(layout.persons) == POPULATION


def test_the_register_is_as_messy_as_announced(town: Path) -> None:
    sheet = openpyxl.load_workbook(town / "daten/leerstand_2026.xlsx")["Leerstand"]
    rows = [
        r for r in sheet.iter_rows(min_row=6, values_only=True) if any(c is not None for c in r)
    ]
    # 66 units, the copy of number 12, one subtotal, four lines of legend
    assert len(rows) == REGISTER_ROWS == 66 + 1 + 1 + 4
    numbers = Counter(r[0] for r in rows if isinstance(r[0], int))
    assert [n for n, count in numbers.items() if count == 2] == [12]
    copies = [r for r in rows if r[0] == 12]
    assert [c[2:] for c in copies] == [copies[0][2:]] * 2
    assert "15.09.2026" in sheet["A2"].value
    assert "Kirchgase" in {r[1] for r in rows}
    owners = {r[9] for r in rows if r[9]}
    assert owners == set(OWNERS)  # nobody beyond the made-up list
    remarks = [r[10] for r in rows if r[10] and any(p in r[10] for p in PLANTED_PERSONAL)]
    assert len(remarks) == 2


def test_personal_data_stands_in_the_register_alone(town: Path) -> None:
    for name, content in _bytes(town).items():
        if name.endswith(".xlsx"):
            continue
        assert not [p for p in PLANTED_PERSONAL if p.encode() in content], name


def test_all_ways_reference_nodes_that_exist(drawn: _Osm) -> None:
    assert len(drawn.ways) > 500
    assert not [ref for refs, _ in drawn.ways for ref in refs if ref not in drawn.places]


def _streets(drawn: _Osm) -> nx.Graph:
    graph = nx.Graph()
    for refs, tags in drawn.ways:
        if "highway" in tags and tags.get("area") != "yes":
            nx.add_path(graph, refs)
    return graph


def test_every_street_hangs_together_with_the_market(drawn: _Osm) -> None:
    assert nx.number_connected_components(_streets(drawn)) == 1


def test_every_address_lies_on_a_pavement(drawn: _Osm, layout: Layout) -> None:
    lines = [
        shapely.LineString([drawn.places[r] for r in refs])
        for refs, tags in drawn.ways
        if "highway" in tags and tags.get("area") != "yes"
    ]
    metres = [
        shapely.transform(
            line,
            lambda xy: np.column_stack(crs.project(xy[:, 0], xy[:, 1], source=4326, target=25833)),
        )
        for line in lines
    ]
    street = shapely.union_all(metres)
    far = [k for k, a in layout.addresses.items() if street.distance(shapely.Point(a.x, a.y)) > 60]
    assert far == []


def test_the_town_has_the_size_of_a_small_town(drawn: _Osm) -> None:
    buildings = sum("building" in tags for _, tags in drawn.ways)
    assert 450 <= buildings <= 900
    bridges = {tags["name"] for _, tags in drawn.ways if tags.get("bridge") == "yes"}
    assert bridges == {"Bahnhofstraße", "Brückenstraße"}
    assert any(tags.get("highway") == "steps" for _, tags in drawn.ways)


def test_house_coordinates_and_openstreetmap_know_the_same_addresses(
    drawn: _Osm, town: Path
) -> None:
    text = (town / "daten/hauskoordinaten.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    official = {(r["str"], r["hnr"]) for r in rows}
    assert len(official) == len(rows)
    assert official == set(drawn.addresses)
    assert {r["zone"] for r in rows} == {"33"}


def test_one_shop_is_mapped_twice_and_one_has_two_values(drawn: _Osm) -> None:
    doubles = [t for _, t in drawn.ways if t.get("name") == "Bäckerei Sommer"]
    assert len(doubles) == 1
    assert sum(t.get("name") == "Bäckerei Sommer" for t in drawn.units) == 1
    assert [t["name"] for t in drawn.units if ";" in t.get("shop", "")] == ["Bioladen Kornblume"]
    vacant = [
        t
        for t in drawn.units
        if t.get("shop") == "vacant" or any(k.startswith("disused:") for k in t)
    ]
    assert vacant
    assert all("check_date" in t and "name" not in t for t in vacant)


def test_parcels_follow_the_vereinfachtes_schema(town: Path) -> None:
    path = town / "daten/flurstuecke.gpkg"
    assert {name for name, _ in pyogrio.list_layers(path)} == {"Flurstueck", "GebaeudeBauwerk"}
    parcels = pyogrio.read_dataframe(path, layer="Flurstueck")
    assert parcels.crs.to_epsg() == 25833
    assert parcels["flstkennz"].is_unique
    assert all(KEY.match(key) for key in parcels["flstkennz"])
    assert parcels.geometry.is_valid.all()
    assert (abs(parcels.area - parcels["flaeche"]) <= 0.51).all()
    overlap = parcels.area.sum() - shapely.union_all(parcels.geometry.array).area
    assert overlap / parcels.area.sum() < 0.005


def test_the_census_counts_everybody_and_hides_no_cell(town: Path) -> None:
    text = (town / "daten/bevoelkerung_100m.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert sum(int(r["Einwohner"]) for r in rows) == POPULATION == 3012
    assert min(int(r["Einwohner"]) for r in rows) >= 3
    for row in rows:
        assert row["GITTER_ID_100m"] == (
            f"CRS3035RES100mN{int(row['y_mp_100m']) - 50}E{int(row['x_mp_100m']) - 50}"
        )


def test_the_hill_rises_from_the_river_past_the_market(town: Path, layout: Layout) -> None:
    bottom = layout.addresses["Mühlgasse", "1"]
    market = layout.addresses["Marktplatz", "1"]
    top = layout.addresses["Bergstraße", "15"]
    with rasterio.open(town / "daten/hoehe.tif") as raster:
        low, middle, high = (
            v[0] for v in raster.sample([(a.x, a.y) for a in (bottom, market, top)])
        )
    assert 465 < low < middle - 5
    assert middle + 10 < high < 560


def test_the_timetable_is_a_whole_feed(town: Path) -> None:
    with zipfile.ZipFile(town / "daten/gtfs.zip") as feed:
        tables = {
            name: list(csv.DictReader(io.StringIO(feed.read(name).decode())))
            for name in feed.namelist()
        }
    assert Counter(r["route_type"] for r in tables["routes.txt"]) == {"2": 1, "3": 2}
    stops = {r["stop_id"] for r in tables["stops.txt"]}
    trips = {r["trip_id"] for r in tables["trips.txt"]}
    assert len(trips) == len(tables["trips.txt"])
    assert {r["stop_id"] for r in tables["stop_times.txt"]} == stops
    assert {r["trip_id"] for r in tables["stop_times.txt"]} == trips
    # weekdays, both directions: 18 trains, 29 buses A, 14 buses B, twice each
    weekdays = [r for r in tables["trips.txt"] if r["service_id"] == "mf"]
    assert len(weekdays) == 2 * (18 + 29 + 14)


def test_the_boundary_holds_every_address(town: Path, layout: Layout) -> None:
    data = json.loads((town / "daten/grenze.geojson").read_text(encoding="utf-8"))
    ring = shapely.geometry.shape(data["features"][0]["geometry"])
    addresses = list(layout.addresses.values())
    lon, lat = crs.project(
        np.array([a.x for a in addresses]),
        np.array([a.y for a in addresses]),
        source=25833,
        target=4326,
    )
    assert ring.exterior.is_ccw
    assert shapely.contains_xy(ring, lon, lat).all()
