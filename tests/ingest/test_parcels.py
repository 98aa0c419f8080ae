"""Parcels and buildings: counted by hand, and real cadastres."""

from __future__ import annotations

import geopandas as gpd
import pyogrio
import pytest
import shapely
from pyproj import CRS

from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.ingest.parcels import read_cadastre_buildings, read_parcels
from innenstadt_gis.tables import BUILDINGS, PARCELS

UTM33 = CRS.from_epsg(25833)
E, N = 358_000.0, 5_605_000.0


def square(at: int, side: float = 10.0) -> shapely.Polygon:
    return shapely.box(E + 20 * at, N, E + 20 * at + side, N + side)


BOW_TIE = shapely.Polygon([(E, N), (E + 10, N + 10), (E + 10, N), (E, N + 10), (E, N)])


def write(path, layer="Flurstueck", crs=UTM33, **columns):
    frame = gpd.GeoDataFrame(columns, geometry="geometry", crs=crs)
    pyogrio.write_dataframe(frame, path, layer=layer)
    return path


@pytest.fixture
def messy(tmp_path):
    """Eight rows: 4 parcels, 1 older twin, 2 without id, 1 without surface."""
    return write(
        tmp_path / "kataster.gpkg",
        layer="Flurstueeck",
        FLSTKENNZ=[
            "145678___000010001__", "145678___00002", "14567800000003000000", "145678___00004______",
            "145678___00004______", "145678___0005", None, "145678___00007______",
        ],
        flaeche=[100.0, 0.0, 50.0, 100.0, 100.0, 1.0, 1.0, 1.0],
        aktualit=["2024-01-01"] * 4 + ["2023-01-01Z"] + ["2024-01-01"] * 3,
        tntext=["Wohnbaufläche;100"] * 8,
        geometry=[square(0), square(1), square(2), BOW_TIE, square(4), square(5), square(6), None],
    )  # fmt: skip


def test_every_row_is_a_record_a_nonrecord_or_rejected(messy):
    parcels, log = read_parcels(messy, crs=UTM33)

    PARCELS.check(parcels)
    assert (log.rows_in, log.records, log.nonrecords, log.rejected) == (8, 4, 1, 3)
    assert log.adds_up()
    assert log.explained == {"FSK_BLANK": 1, "FSK_LENGTH": 1, "duplicate": 1, "no_surface": 1}
    assert log.repairs == {
        "AREA_DIFFERS": 2, "AREA_UNSTATED": 1, "FSK_PADDED": 1, "FSK_ZERO_BLOCKS": 1,
        "GEOMETRY_CHANGED": 1, "GEOMETRY_DIFFERS": 1, "GEOMETRY_REPAIRED": 1,
    }  # fmt: skip


def test_areas_are_measured_and_the_official_ones_kept_or_unknown(messy):
    parcels, _ = read_parcels(messy, crs=UTM33)

    one, two, three, four = parcels.itertuples()
    assert (one.area_m2, one.official_area_m2) == pytest.approx((100, 100))
    assert str(two.official_area_m2) == "nan"  # 0 in the file is no area
    assert three.repairs == "FSK_ZERO_BLOCKS;AREA_DIFFERS"  # 100 measured, 50 official
    assert four.area_m2 == pytest.approx(50)  # two triangles of the bow tie, 25 each
    assert four.repairs == "GEOMETRY_REPAIRED;GEOMETRY_CHANGED;GEOMETRY_DIFFERS;AREA_DIFFERS"
    assert four.land_use == "Wohnbaufläche;100"


def test_a_missing_id_is_built_from_its_parts(tmp_path):
    path = write(
        tmp_path / "a.gpkg", flstkennz=[None], gemaschl=["051406"], flur=["004"],
        flstnrzae=["1355"], flstnrnen=[None], geometry=[square(0)],
    )  # fmt: skip

    parcels, log = read_parcels(path, crs=UTM33)

    assert list(parcels.index) == ["05140600401355______"]
    assert log.repairs == {"FSK_BUILT_FROM_PARTS": 1}


def test_bounds_leave_the_rest_out_and_count_it(messy):
    parcels, log = read_parcels(messy, crs=UTM33, bounds=(E, N, E + 15, N + 10))

    assert len(parcels) == 2  # the first square and the bow tie
    assert log.explained["outside"] == 6
    assert log.adds_up()


def test_a_wrong_declaration_does_not_move_the_town(tmp_path):
    path = write(
        tmp_path / "a.gpkg", crs=CRS.from_epsg(25832), flstkennz=["145678___00001______"],
        geometry=[square(0)],
    )  # fmt: skip

    parcels, log = read_parcels(path, crs=UTM33)

    assert parcels.geometry.iloc[0].centroid.x == pytest.approx(E + 5)
    assert "25833" in log.notes[0].de or "33N" in log.notes[0].de


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("swap", [False, True])
def test_a_shapefile_without_prj_is_placed_by_its_values(tmp_path, swap):
    shape = shapely.transform(square(0), lambda xy: xy[:, ::-1]) if swap else square(0)
    path = tmp_path / "flurstuecke.shp"
    gpd.GeoDataFrame({"flstkennz": ["145678___00001______"]}, geometry=[shape]).to_file(path)

    parcels, log = read_parcels(path, crs=UTM33)

    assert parcels.geometry.iloc[0].equals(square(0))
    assert len(log.notes) == 1


def test_building_parts_and_cellars_are_no_buildings(tmp_path):
    path = write(
        tmp_path / "a.gpkg", layer="GebauedeBauwerk",
        oid=["A", "B", "C", "A"], gebnutzbez=["Gebäude", "Bauteil", "Gebäude", "Gebäude"],
        rellage=["", "", "1200", ""], funktion=["Wohnhaus"] * 4,
        lagebeztxt=["Markt 1 a", None, None, None], geometry=[square(i) for i in range(4)],
    )  # fmt: skip

    buildings, log = read_cadastre_buildings(path, crs=UTM33)

    BUILDINGS.check(buildings)
    assert list(buildings.index) == ["alkis:A"]
    assert tuple(buildings.loc["alkis:A", ["street", "house_number"]]) == ("Markt", "1 a")
    assert log.explained == {"building_part": 1, "duplicate": 1, "underground": 1}
    assert log.adds_up()


def test_a_file_without_parcels_names_its_layers(tmp_path):
    path = write(tmp_path / "a.gpkg", layer="Wege", name=["x"], geometry=[square(0)])

    with pytest.raises(SourceError, match="no parcels found; layers: Wege"):
        read_parcels(path, crs=UTM33)


def test_a_missing_and_a_broken_file_are_told_apart(tmp_path):
    (tmp_path / "kaputt.gpkg").write_bytes(b"SQLite format 3\x00 and no more")

    with pytest.raises(MissingSourceError):
        read_parcels(tmp_path / "fehlt.gpkg", crs=UTM33)
    with pytest.raises(SourceError, match="no readable vector file"):
        read_parcels(tmp_path / "kaputt.gpkg", crs=UTM33)


@pytest.mark.realdata
def test_lauf_has_its_parcels_and_buildings_under_misspelt_layers(shared):
    path = shared / "data/lauf/flurstuecke_simuliert.gpkg"
    utm32 = CRS.from_epsg(25832)

    parcels, log = read_parcels(path, crs=utm32)
    buildings, _ = read_cadastre_buildings(path, crs=utm32)

    PARCELS.check(parcels)
    assert (len(parcels), len(buildings), log.rows_in) == (7595, 6066, 7595)
    assert log.day == "2024-09-30"


@pytest.mark.realdata
def test_massenheim_measures_as_its_office_does(shared):
    path = shared / "data/alkis_massenheim/massenheim.gpkg"

    parcels, _ = read_parcels(path, crs=CRS.from_epsg(25832))

    off = parcels["area_m2"] / parcels["official_area_m2"] - 1
    assert len(parcels) == 2453
    assert off.median() == pytest.approx(-0.00077, abs=0.00001)  # the scale of UTM
    assert parcels["repairs"].str.contains("AREA_DIFFERS").sum() == 129
