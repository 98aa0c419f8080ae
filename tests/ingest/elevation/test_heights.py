import zipfile

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from hypothesis import given
from hypothesis import strategies as st

from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.ingest.elevation import read_elevation
from innenstadt_gis.ingest.elevation.mosaic import bilinear


def tile(folder, name="N50E013.hgt"):
    """A tile that rises 1 m per cell to the east and 2 m per cell to the south."""
    column, row = np.meshgrid(np.arange(1201), np.arange(1201))
    path = folder / name
    path.write_bytes((column + 2 * row).astype(">i2").tobytes())
    return path


def test_heights_between_cells_are_bilinear(tmp_path):
    lon = np.array([13.0, 13.0 + 10 / 1200, 13.0 + 10.5 / 1200, 14.0])
    lat = np.array([51.0, 51.0 - 20 / 1200, 51.0 - 20.25 / 1200, 50.0])
    height, log = read_elevation(tile(tmp_path), lon, lat)
    assert height.tolist() == pytest.approx([0, 50, 51, 3600])
    assert log.counts == {"points": 4, "points_known": 4}
    assert log.adds_up()


def test_outside_and_void_are_unknown_and_told(tmp_path):
    path = tmp_path / "N50E013.hgt"
    cells = np.full((1201, 1201), 100, dtype=">i2")
    cells[0, 0] = -32768
    path.write_bytes(cells.tobytes())
    lon = np.array([13.0001, 12.5, 13.5])
    lat = np.array([50.9999, 50.5, 50.5])
    height, log = read_elevation(path, lon, lat)
    assert np.isnan(height).tolist() == [True, True, False]
    assert log.explained == {"outside_tiles": 1, "no_data": 1}
    assert "2 von 3" in log.notes[0].de


def test_zip_folder_and_list_read_the_same_as_the_tile(tmp_path):
    path = tile(tmp_path)
    packed = tmp_path / "zips" / "N50E013.hgt.zip"
    packed.parent.mkdir()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "N50E013.hgt")
    lon, lat = np.array([13.3]), np.array([50.7])
    expected = read_elevation(path, lon, lat)[0]
    for source in (packed, packed.parent, [packed, path]):
        assert read_elevation(source, lon, lat)[0] == expected


def test_a_geotiff_in_metres_reads_between_cell_middles(tmp_path):
    path = tmp_path / "dgm.tif"
    cells = np.arange(16, dtype="float32").reshape(4, 4)
    cells[3, 3] = -9999
    with rasterio.open(
        path, "w", driver="GTiff", width=4, height=4, count=1, dtype="float32", nodata=-9999,
        crs="EPSG:25833", transform=rasterio.Affine(10, 0, 390000, 0, -10, 5640040),
    ) as raster:  # fmt: skip
        raster.write(cells, 1)
    east = [390001, 390010, 390035, 390100]
    north = [5640035, 5640030, 5640005, 5640000]
    places = gpd.GeoSeries.from_xy(east, north, crs="EPSG:25833").to_crs(4326)
    height, log = read_elevation(path, places.x.to_numpy(), places.y.to_numpy())
    assert height[:2].tolist() == pytest.approx([0, 2.5], abs=1e-3)
    assert np.isnan(height[2:]).all()
    assert log.explained == {"outside_tiles": 1, "no_data": 1}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("N50E013.hgt", b"\0" * 1000),
        ("tile.hgt", b"\0" * 2 * 1201 * 1201),
        ("N50E013.hgt.zip", b"PK\x03\x04broken"),
        ("dgm.tif", b"no tiff"),
        ("heights.csv", b"1;2;3"),
    ],
)
def test_what_is_no_elevation_is_refused_by_name(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=name):
        read_elevation(path, np.array([13.5]), np.array([50.5]))


def test_a_missing_tile_says_which_key_to_check(tmp_path):
    with pytest.raises(MissingSourceError, match="elevation"):
        read_elevation(tmp_path / "N50E013.hgt", np.array([13.5]), np.array([50.5]))


@given(
    a=st.floats(-2, 2), b=st.floats(-2, 2), r=st.floats(0, 8), c=st.floats(0, 8),
    points=st.booleans(),
)  # fmt: skip
def test_on_a_plane_bilinear_is_exact(a, b, r, c, points):
    row, column = np.mgrid[0:9, 0:9]
    cells = a * row + b * column
    covered = np.ones(cells.shape, dtype=bool)
    found = bilinear(cells, covered, np.array([r]), np.array([c]), points=points)
    assert found.inside[0]
    assert found.height[0] == pytest.approx(a * r + b * c, abs=1e-9)


@pytest.mark.realdata
def test_a_real_tile_knows_the_real_terrain(shared):
    lon, lat = np.meshgrid(np.linspace(11.2474, 11.3079, 74), np.linspace(49.4995, 49.5304, 39))
    tile_path = shared / "data/lauf/N49E011.hgt.zip"
    height, log = read_elevation(tile_path, lon.ravel(), lat.ravel())
    assert log.counts["points_known"] == len(height)
    assert 311 <= height.min() <= 315
    assert 412 <= height.max() <= 421
    market, _ = read_elevation(tile_path, np.array([11.2789]), np.array([49.5106]))
    assert market[0] == pytest.approx(325.6, abs=0.1)  # cells 328, 327 and 321, 321


@pytest.mark.parametrize("nothing", [-9999, -32767, 9999, 3.4e38])
def test_input_68_a_nodata_that_the_file_does_not_declare_is_no_height(tmp_path, nothing):
    path = tmp_path / "dgm.tif"
    cells = np.full((4, 4), 100, dtype="float32")
    cells[1, 1] = nothing
    with rasterio.open(
        path, "w", driver="GTiff", width=4, height=4, count=1, dtype="float32",
        crs="EPSG:25833", transform=rasterio.Affine(10, 0, 390000, 0, -10, 5640040),
    ) as raster:  # fmt: skip
        raster.write(cells, 1)
    places = gpd.GeoSeries.from_xy([390016, 390035], [5640024, 5640005], crs="EPSG:25833")
    places = places.to_crs(4326)

    height, log = read_elevation(path, places.x.to_numpy(), places.y.to_numpy())

    assert np.isnan(height[0]) and height[1] == pytest.approx(100)
    assert log.explained == {"no_data": 1}
    assert log.notes[0].de.startswith("Für 1 von 2 Punkten ist keine Höhe bekannt")
