"""Boundaries and centres: every way in which people say where."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from pyproj import CRS

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.centres import find_centres
from innenstadt_gis.ingest.polygons import read_polygon
from innenstadt_gis.tables import ADDRESSES, CENTRES, RETAIL_PARKS

UTM32 = CRS.from_epsg(25832)
E, N = 664_900.0, 5_486_700.0  # 11.2789 E, 49.5106 N lies 10 m from here
SQUARE = shapely.box(E, N, E + 100, N + 100)


@dataclass(frozen=True)
class Ask:
    name: str
    at: str | None = None
    polygon: Path | None = None
    line: int | None = None


@pytest.fixture
def addresses():
    rows = [("Marktplatz", str(i)) for i in range(1, 10)] + [("Bergstraße", "3")]
    frame = gpd.GeoDataFrame(
        {
            "street": [r[0] for r in rows], "house_number": [r[1] for r in rows], "source": "osm",
        },
        geometry=[shapely.Point(E + 10 * i, N) for i in range(10)], crs=UTM32,
        index=[f"a{i}" for i in range(10)],
    )  # fmt: skip
    return ADDRESSES.conform(frame, crs=UTM32)


def one(addresses, **ask):
    centres, missing = find_centres([Ask("Markt", **ask)], addresses=addresses, crs=UTM32)
    CENTRES.check(centres)
    return centres, missing


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "kml", "shp"])
def test_a_boundary_is_read_from_any_format(tmp_path, suffix):
    path = tmp_path / f"grenze.{suffix}"
    frame = gpd.GeoDataFrame({"Name": ["a", "b"]}, geometry=[SQUARE, SQUARE], crs=UTM32)
    (frame.to_crs(4326) if suffix in {"kml", "geojson"} else frame).to_file(path)

    polygon = read_polygon(path, crs=UTM32)

    assert polygon.area == pytest.approx(10_000, rel=1e-4)  # the union, not the sum
    assert polygon.centroid.distance(SQUARE.centroid) < 0.1


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_zipped_shapefile_without_prj_is_placed_by_its_values(tmp_path):
    gpd.GeoDataFrame({"a": [1]}, geometry=[SQUARE]).to_file(tmp_path / "zvb.shp")
    with zipfile.ZipFile(tmp_path / "zvb.zip", "w") as archive:
        for part in tmp_path.glob("zvb.*"):
            if part.suffix != ".zip":
                archive.write(part, f"Ordner/{part.name}")

    assert read_polygon(tmp_path / "zvb.zip", crs=UTM32).equals(SQUARE)


def test_points_alone_are_no_boundary_and_the_error_says_what_there_is(tmp_path):
    path = tmp_path / "p.gpkg"
    gpd.GeoDataFrame(geometry=[shapely.Point(E, N)], crs=UTM32).to_file(path)

    with pytest.raises(SourceError, match="no polygon found, only Point"):
        read_polygon(path, crs=UTM32)


def test_an_empty_layer_is_told(tmp_path):
    path = tmp_path / "p.gpkg"
    gpd.GeoDataFrame({"a": [1]}, geometry=[SQUARE], crs=UTM32).iloc[:0].to_file(path)

    with pytest.raises(SourceError, match="holds no geometry"):
        read_polygon(path, crs=UTM32)


@pytest.mark.parametrize("at", ["Marktplatz 3", "MARKTPL. 3", "Marktplatz Nr. 3"])
def test_an_address_is_found_however_it_is_written(addresses, at):
    centres, missing = one(addresses, at=at)

    assert not missing
    assert centres.geometry["c1"].equals(shapely.Point(E + 20, N))
    assert (centres.loc["c1", "located_by"], centres.loc["c1", "proposed"]) == ("address", False)


@pytest.mark.parametrize(
    "at",
    [
        "11.2789, 49.5106", "49.5106, 11.2789", "11,2789; 49,5106", "11.2789/49.5106",
        "11.2789 49.5106", "11,2789, 49,5106", "[11.2789, 49.5106]",
    ],
)  # fmt: skip
def test_a_coordinate_may_be_written_in_every_usual_way(addresses, at):
    centres, missing = one(addresses, at=at)

    assert not missing
    assert centres.geometry["c1"].distance(shapely.Point(E, N)) < 100
    assert centres.loc["c1", "located_by"] == "coordinate"


@pytest.mark.parametrize("at", ["664900; 5486700", "32664900 5486700", "5486700, 664900"])
def test_metres_are_a_coordinate_as_well(addresses, at):
    assert one(addresses, at=at)[0].geometry["c1"].distance(shapely.Point(E, N)) < 0.01


def test_a_square_without_number_is_the_middle_of_its_addresses(addresses):
    centres, _ = one(addresses, at="Marktplatz")

    assert centres.geometry["c1"].equals(shapely.Point(E + 40, N))  # number 5 of 1 to 9
    assert centres.loc["c1", "repairs"] == "STREET_MIDDLE"


def test_an_unknown_number_names_the_nearest(addresses):
    centres, missing = one(addresses, at="Marktplatz 99")

    assert centres.empty
    assert missing[0].why.en == (
        "Place 'Marktplatz 99' not found; nearest: Marktplatz 9, Marktplatz 8, Marktplatz 7, "
        "Marktplatz 6, Marktplatz 5."
    )


def test_one_wrong_letter_is_repaired_and_said_but_another_street_is_only_offered(addresses):
    near, _ = one(addresses, at="Marktplats 3")
    far, missing = one(addresses, at="Burgstraße 3")

    assert near.loc["c1", "repairs"] == "STREET_SPELLING"
    assert far.empty
    assert "Bergstraße 3" in missing[0].why.de


def test_a_centre_in_another_town_is_reported_and_not_taken(addresses):
    centres, missing = one(addresses, at="11.6, 49.9")

    assert centres.empty
    assert "km outside of the town" in missing[0].why.en


def test_a_polygon_is_taken_beside_a_broken_one(addresses, tmp_path):
    path = tmp_path / "zvb.gpkg"
    gpd.GeoDataFrame(geometry=[SQUARE], crs=UTM32).to_file(path)
    asks = [Ask("weg", polygon=tmp_path / "weg.shp"), Ask("ZVB", polygon=path)]

    centres, missing = find_centres(asks, addresses=addresses, crs=UTM32)

    assert list(centres.index) == ["c2"]
    assert centres.loc["c2", "located_by"] == "polygon"
    assert [each.what for each in missing] == ["centre"]


def test_retail_parks_are_found_as_centres_are(addresses):
    park = Ask("Fachmarktzentrum", at="Marktplatz 9")
    rows, missing = find_centres([park], addresses=addresses, crs=UTM32, section="retail_parks")

    RETAIL_PARKS.check(rows)
    assert rows.index.tolist() == ["p1"]
    assert not missing

    lost = Ask("Fachmarktzentrum", at="Nirgendwo 3")
    rows, missing = find_centres([lost], addresses=addresses, crs=UTM32, section="retail_parks")

    assert rows.empty
    assert missing[0].what == "park"
    assert "[[retail_parks]] 'Fachmarktzentrum'" in missing[0].todo.de
