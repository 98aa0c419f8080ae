"""Tiles as the states deliver them: forms, packings, seams, places."""

import gzip
import zipfile

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from hypothesis import given
from hypothesis import strategies as st

from innenstadt_gis.crs import project, utm_of
from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.elevation import read_elevation, with_heights
from innenstadt_gis.ingest.elevation.mosaic import bilinear
from innenstadt_gis.tables import EDGES, NODES

# A square of 100 m in the east of zone 32 that lies in zone 33 for a town's own CRS too.
EAST, NORTH = 390000.0, 5640000.0
TOWN = "EPSG:25833"


def plane(east, north):
    """The ground: 5 % up to the east, 2 % to the north."""
    return 300 + 0.05 * (east - EAST) + 0.02 * (north - NORTH)


def grid(*, east=EAST, north=NORTH, width=100, height=100, cell=1.0, ground=plane):
    """Middles of cells from the north-west, row by row, and heights there."""
    x = east + (np.arange(int(width / cell)) + 0.5) * cell
    y = north + height - (np.arange(int(height / cell)) + 0.5) * cell
    x, y = np.meshgrid(x, y)
    return x, y, ground(x, y)


def places(east, north, crs=TOWN):
    return project(np.atleast_1d(east), np.atleast_1d(north), source=crs, target=4326)


def some_places(*, rim=0.0, n=60, width=100, height=100):
    """Places all over the square, ``rim`` metres from its border; and the truth there."""
    rng = np.random.default_rng(5)
    east = EAST + rng.uniform(rim, width - rim, n)
    north = NORTH + rng.uniform(rim, height - rim, n)
    return *places(east, north), plane(east, north)


def write_xyz(path, x, y, z, *, sign=" ", prefix=0, header=""):
    rows = np.column_stack([x.ravel() + prefix * 1e6, y.ravel(), z.ravel()])
    lines = [sign.join(f"{value:.3f}" for value in row) for row in rows]
    path.write_text("\n".join([*([header] if header else []), *lines, ""]), "utf-8")
    return path


def write_asc(path, x, y, z, *, cell=1.0, nodata=-9999, body=None):
    head = (
        f"ncols {z.shape[1]}\nnrows {z.shape[0]}\nxllcorner {x.min() - cell / 2}\n"
        f"yllcorner {y.min() - cell / 2}\ncellsize {cell}\nNODATA_value {nodata}\n"
    )
    rows = [" ".join(f"{v:.3f}" for v in row) for row in z]
    path.write_text(head + ("\n".join(rows) if body is None else body) + "\n", "utf-8")
    return path


def write_tiff(path, x, y, z, *, cell=1.0, crs=TOWN, **more):
    where = rasterio.Affine(cell, 0, x.min() - cell / 2, 0, -cell, y.max() + cell / 2)
    with rasterio.open(
        path, "w", driver="GTiff", width=z.shape[1], height=z.shape[0], count=1, crs=crs,
        transform=where, **({"dtype": "float32"} | more),
    ) as raster:  # fmt: skip
        raster.write(z.astype(raster.dtypes[0]), 1)
    return path


def packed(path, name="Kachel/{}"):
    target = path.with_name(f"{path.stem}_{path.suffix[1:]}.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, name.format(path.name))
        archive.writestr("Lizenz.txt", "dl-de/by-2-0")
    path.unlink()
    return target


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize(
    "form",
    [
        dict(sign=" "), dict(sign=","), dict(sign=";"), dict(sign="\t"),
        dict(sign=" ", prefix=33), dict(sign=";", header="x;y;z"), dict(sign=" ", south_up=True),
    ],
    ids=str,
)  # fmt: skip
def test_xyz_tiles_give_the_ground_in_every_spelling(tmp_path, form, zipped):
    south_up = form.pop("south_up", False) if "south_up" in form else False
    x, y, z = (values[::-1] if south_up else values for values in grid())
    path = write_xyz(tmp_path / "dgm1_33_390_5640.xyz", x, y, z, **form)
    form.update({"south_up": True} if south_up else {})
    lon, lat, truth = some_places(rim=3)

    height, log = read_elevation(packed(path) if zipped else path, lon, lat, crs=TOWN)

    assert height == pytest.approx(truth, abs=2e-3)
    assert log.kind == ("xyz.zip" if zipped else "xyz")
    assert "nennen kein Koordinatensystem" in log.notes[0].de
    assert "UTM" in log.notes[0].de


def test_xyz_lines_may_stand_in_any_order_with_more_columns_and_packed_one_by_one(tmp_path):
    x, y, z = (values.ravel() for values in grid())
    mixed = np.random.default_rng(2).permutation(len(x))
    path = write_xyz(tmp_path / "dgm.xyz", x[mixed], y[mixed], z[mixed])
    text = path.read_text().replace("\n", " 2024 a\n")
    with gzip.open(tmp_path / "dgm1_33_390_5640.xyz.gz", "wt") as stream:
        stream.write(text)
    path.unlink()
    lon, lat, truth = some_places(rim=3)

    height, log = read_elevation(tmp_path, lon, lat)

    assert height == pytest.approx(truth, abs=2e-3)
    assert log.kind == "xyz.gz"


@pytest.mark.parametrize(
    "text",
    [
        "1 2\n3 4\n",  # two numbers
        "x y z\nx y z\n",  # names alone
        "390000 5640000 300\n",  # one place is no grid
        "390000 5640000 300\n390001 5640000 300\n390002.4 5640001 300\n",  # no regular one
        "390000 5640000 300\n390001 5640001 300\n399000 5649000 300\n",  # a cloud
        "390000 5640000 300\n390001 5640000 hoch\n",
    ],
)
def test_lines_that_are_no_grid_are_refused_by_name(tmp_path, text):
    (tmp_path / "punkte.xyz").write_text(text)
    lon, lat, _ = some_places()

    with pytest.raises(SourceError, match=r"punkte\.xyz"):
        read_elevation(tmp_path, lon, lat)


def test_a_damaged_packed_tile_is_refused_by_name(tmp_path):
    (tmp_path / "dgm.xyz.gz").write_bytes(b"\x1f\x8b no more")
    lon, lat, _ = some_places()

    with pytest.raises(SourceError, match=r"dgm\.xyz\.gz"):
        read_elevation(tmp_path, lon, lat)


@pytest.mark.parametrize("zipped", [False, True])
def test_ascii_grids_give_the_ground_and_say_that_their_crs_was_assumed(tmp_path, zipped):
    x, y, z = grid(cell=2.0)
    z[10, 10] = -9999
    path = write_asc(tmp_path / "dgm2.asc", x, y, z, cell=2.0)
    lon, lat, truth = some_places(rim=2)

    height, log = read_elevation(packed(path) if zipped else path, lon, lat)

    known = np.isfinite(height)
    assert known.mean() > 0.9
    assert height[known] == pytest.approx(truth[known], abs=0.1)
    assert "ETRS89 / UTM zone 33N angenommen" in log.notes[-1].de


def test_an_ascii_grid_with_a_prj_beside_it_assumes_nothing(tmp_path):
    path = write_asc(tmp_path / "dgm.asc", *grid())
    path.with_suffix(".prj").write_text(utm_of(13.0, 50.0).to_wkt("WKT1_ESRI"), "utf-8")
    lon, lat, truth = some_places(rim=3)

    height, log = read_elevation(path, lon, lat)

    assert height == pytest.approx(truth, abs=2e-3)
    assert not log.notes


@pytest.mark.parametrize("suffix", ["asc", "xyz"])
def test_centimetres_that_come_late_in_a_text_are_not_cut_off(tmp_path, suffix):
    x, y, z = grid(width=500, height=500, ground=lambda e, n: 0 * e + 200)
    z[-40:] = 200.75
    path = tmp_path / f"dgm.{suffix}"
    {"asc": write_asc, "xyz": write_xyz}[suffix](path, x, y, z)
    path.write_text(path.read_text().replace("200.000", "200"))
    at = places([EAST + 50, EAST + 50], [NORTH + 480, NORTH + 20])

    assert read_elevation(path, *at)[0] == pytest.approx([200, 200.75])


def test_a_tile_with_gaps_in_its_rows_and_decimal_commas_is_read(tmp_path):
    x, y, z = grid()
    keep = ~((x > EAST + 60) & (y < NORTH + 40))
    path = write_xyz(tmp_path / "dgm.xyz", x[keep], y[keep], z[keep], sign=";")
    path.write_text(path.read_text().replace(".", ","))
    at = places([EAST + 30, EAST + 80], [NORTH + 30, NORTH + 20])

    height, log = read_elevation(path, *at)

    assert height == pytest.approx([plane(EAST + 30, NORTH + 30), np.nan], abs=2e-3, nan_ok=True)
    assert log.explained == {"no_data": 1}


@pytest.mark.parametrize("crs", [TOWN, None, "EPSG:25833+7837"])
def test_geotiffs_give_the_ground_zipped_or_not_and_with_or_without_a_crs(tmp_path, crs):
    path = write_tiff(tmp_path / "dgm.tif", *grid(), crs=crs)
    lon, lat, truth = some_places(rim=3)
    plain, log = read_elevation(path, lon, lat, crs=TOWN)
    zipped, _ = read_elevation(packed(path), lon, lat, crs=TOWN)

    assert plain == pytest.approx(truth, abs=2e-3)
    assert zipped.tolist() == plain.tolist()
    assert len(log.notes) == (crs is None)


def test_whole_numbers_with_a_scale_are_metres(tmp_path):
    x, y, z = grid()
    path = write_tiff(tmp_path / "dgm.tif", x, y, np.rint(z * 100) - 20000, dtype="int32")
    with rasterio.open(path, "r+") as raster:
        raster.scales, raster.offsets = (0.01,), (200.0,)
    lon, lat, truth = some_places(rim=3)

    assert read_elevation(path, lon, lat)[0] == pytest.approx(truth, abs=6e-3)


def test_a_town_beyond_12_degrees_reads_the_tiles_of_a_state_in_zone_32(tmp_path):
    # Altenburg lies at 12.43 east, but Thuringia keeps zone 32
    lon, lat = np.array([12.4330, 12.4331]), np.array([50.9870, 50.9871])
    east, north = project(lon, lat, source=4326, target=25832)
    corner = {"east": np.floor(east[0]) - 50, "north": np.floor(north[0]) - 50}
    path = write_xyz(tmp_path / "dgm1.xyz", *grid(**corner, ground=lambda x, y: 0 * x + 205))

    height, log = read_elevation(path, lon, lat, crs=utm_of(12.433, 50.987))

    assert height == pytest.approx([205, 205])
    assert "zone 32N angenommen" in log.notes[0].de


def test_tiles_of_another_town_are_an_error_that_says_so(tmp_path):
    write_xyz(tmp_path / "a.xyz", *grid(east=EAST + 40_000))
    write_tiff(tmp_path / "b.tif", *grid(east=EAST + 40_000))
    lon, lat, _ = some_places()

    with pytest.raises(SourceError, match="no elevation tile lies in the town") as caught:
        read_elevation(tmp_path, lon, lat)
    assert "a.xyz, b.tif: Keine Höhenkachel liegt in der Stadt" in caught.value.text.de


def test_of_many_tiles_only_those_in_the_town_are_read(tmp_path):
    (tmp_path / "nord").mkdir()
    for k in range(6):
        write_asc(tmp_path / f"dgm_{k}.asc", *grid(east=EAST + 3_000 * (k + 1)), body="1 2 3")
    write_tiff(tmp_path / "nord" / "dgm_here.tif", *grid())
    (tmp_path / "readme.txt").write_text("dl-de/by-2-0")
    with zipfile.ZipFile(tmp_path / "meta.zip", "w") as archive:
        archive.writestr("meta.xml", "<meta/>")
    lon, lat, truth = some_places(rim=3)

    height, log = read_elevation([tmp_path], lon, lat)

    assert height == pytest.approx(truth, abs=2e-3)
    assert log.file == "dgm_here.tif"


def test_a_tile_that_is_read_and_broken_is_named(tmp_path):
    path = write_asc(tmp_path / "kaputt.asc", *grid(), body="1 2 3")
    lon, lat, _ = some_places()

    with pytest.raises(SourceError, match=r"kaputt\.asc"):
        read_elevation(path, lon, lat)


@pytest.mark.parametrize("cell", [1.0, 2.0, 10.0, 25.0])
@pytest.mark.parametrize("suffix", ["tif", "asc", "xyz"])
def test_at_a_seam_nothing_is_unknown_and_nothing_jumps(tmp_path, cell, suffix):
    write = {"tif": write_tiff, "asc": write_asc, "xyz": write_xyz}[suffix]
    more = {} if suffix == "xyz" else {"cell": cell}
    # 150 m are no whole number of averaged cells, and the tiles meet in one point
    for i in (0, 1):
        for j in (0, 1):
            corner = {"east": EAST + 150 * i, "north": NORTH + 150 * j}
            cells = grid(**corner, width=150, height=150, cell=cell)
            write(tmp_path / f"{i}{j}.{suffix}", *cells, **more)
    across = np.arange(cell, 300 - cell, 0.37)
    east = EAST + np.concatenate([across, np.full(len(across), 150.0), across])
    north = NORTH + np.concatenate([np.full(len(across), 150.0), across, across])

    height, log = read_elevation(tmp_path, *places(east, north), crs=TOWN)

    inner = (np.abs(east - EAST - 150) < 150 - 5) & (np.abs(north - NORTH - 150) < 150 - 5)
    assert np.isfinite(height).all()
    assert height[inner] == pytest.approx(plane(east, north)[inner], abs=3e-3)
    assert log.counts["points_known"] == len(east)


def test_beside_a_missing_tile_the_rim_of_half_a_cell_is_known(tmp_path):
    for i, j in ((0, 0), (1, 0), (0, 1)):  # the one in the north-east is missing
        cells = grid(east=EAST + 100 * i, north=NORTH + 100 * j, cell=20.0)
        write_tiff(tmp_path / f"{i}{j}.tif", *cells, cell=20.0)
    rim = [(150, 95), (95, 150), (99, 99), (99, 108)]
    off = [(150, 105), (105, 150), (101, 101)]
    east, north = (np.array(at) for at in zip(*rim, *off, strict=True))

    height, log = read_elevation(tmp_path, *places(EAST + east, NORTH + north))

    assert np.isfinite(height).tolist() == [True] * 4 + [False] * 3
    assert height[:4] == pytest.approx(plane(EAST + east, NORTH + north)[:4], abs=0.51)
    assert log.explained == {"outside_tiles": 3}


@pytest.mark.parametrize(("crs", "shift"), [("EPSG:25833+7837", 0), (TOWN, 10)])
def test_neighbours_join_whatever_height_datum_they_name_but_not_off_the_grid(tmp_path, crs, shift):
    write_tiff(tmp_path / "a.tif", *grid(cell=25.0), cell=25.0)
    corner = {"east": EAST + 100 - shift, "north": NORTH - shift}
    write_tiff(tmp_path / "b.tif", *grid(**corner, cell=25.0), cell=25.0, crs=crs)
    east = EAST + np.arange(15, 175, 0.9)
    north = np.full(len(east), NORTH + 50)

    height, _ = read_elevation(tmp_path, *places(east, north))

    # off the grid each tile is read alone: half a cell of nearest value at its rim
    rim = 0 if not shift else 25 / 2 * 0.05
    assert height == pytest.approx(plane(east, north), abs=3e-3 + rim)
    inner = np.abs(east - EAST - 95) > 13
    assert height[inner] == pytest.approx(plane(east, north)[inner], abs=3e-3)


@given(
    cut=st.integers(1, 23), step=st.sampled_from([1.0, 2.5, 6.0]), seed=st.integers(0, 9),
    holes=st.integers(0, 40),
)  # fmt: skip
def test_a_raster_cut_in_two_reads_as_the_whole_one_does(tmp_path_factory, cut, step, seed, holes):
    rng = np.random.default_rng(seed)
    folder = tmp_path_factory.mktemp("cut")
    x, y, z = grid(width=24 * step, height=20 * step, cell=step)
    z = z + rng.normal(0, 2, z.shape)
    z.ravel()[rng.choice(z.size, holes, replace=False)] = -9999
    whole = write_tiff(folder / "whole.tif", x, y, z, cell=step)
    for name, part in (("a", np.s_[:, :cut]), ("b", np.s_[:, cut:])):
        write_tiff(folder / f"{name}.tif", x[part], y[part], z[part], cell=step)
    east = EAST + rng.uniform(0, 24 * step, 200)
    north = NORTH + rng.uniform(0, 20 * step, 200)
    at = places(east, north)

    one = read_elevation(whole, *at)[0]
    two = read_elevation([folder / "a.tif", folder / "b.tif"], *at)[0]

    assert two == pytest.approx(one, abs=1e-6, nan_ok=True)


def test_a_stray_far_away_costs_no_memory_and_changes_nothing(tmp_path, monkeypatch):
    x, y, z = grid(width=400, height=400, cell=5.0)
    path = write_tiff(tmp_path / "dgm5.tif", x, y, z + np.sin(x / 9) + np.cos(y / 7), cell=5.0)
    lon, lat, _ = some_places(n=300, width=400, height=400)
    whole = read_elevation(path, lon, lat)[0]
    monkeypatch.setattr("innenstadt_gis.ingest.elevation.mosaic._BLOCK_CELLS", 7)

    parts = read_elevation(path, lon, lat)[0]

    assert np.array_equal(parts, whole)
    assert np.isfinite(whole).all()


def test_cells_finer_than_5_metres_are_averaged_so_that_a_kerb_is_no_slope(tmp_path):
    # noise of 15 cm a cell, as in a DGM1; 25 cells leave 3 cm
    rng = np.random.default_rng(1)
    x, y, z = grid(ground=lambda e, n: 300 + rng.normal(0, 0.15, e.shape))
    path = write_tiff(tmp_path / "dgm1.tif", x, y, z)
    lon, lat, _ = some_places(rim=5, n=400)

    height, _ = read_elevation(path, lon, lat)

    assert np.std(height) < 0.04


def test_a_hole_of_a_few_fine_cells_does_not_make_the_place_unknown_but_a_pond_does(tmp_path):
    x, y, z = grid(ground=lambda e, n: 0 * e + 300)
    z[2, 2] = z[2, 3] = -9999
    z[40:60, 40:60] = -9999
    path = write_tiff(tmp_path / "dgm1.tif", x, y, z, nodata=-9999)

    height, log = read_elevation(path, *places([EAST + 2.5, EAST + 50], [NORTH + 97.5, NORTH + 50]))

    assert height == pytest.approx([300, np.nan], nan_ok=True)
    assert log.explained == {"no_data": 1}


def test_where_tiles_overlap_the_first_that_knows_wins(tmp_path):
    x, y, z = grid(cell=10.0)
    first = write_tiff(tmp_path / "a.tif", x, y, np.where(x < EAST + 50, 100.0, -9999), cell=10.0)
    second = write_tiff(tmp_path / "b.tif", x, y, 0 * z + 200, cell=10.0)
    coarse = write_tiff(
        tmp_path / "c.tif", *grid(cell=50.0, ground=lambda e, n: 0 * e + 9), cell=50
    )
    at = places([EAST + 20, EAST + 80], [NORTH + 50, NORTH + 50])

    assert read_elevation([first, second], *at)[0] == pytest.approx([100, 200])
    assert read_elevation([second, first], *at)[0] == pytest.approx([200, 200])
    assert read_elevation([first, coarse], *at)[0] == pytest.approx([100, 9])


def test_between_srtm_tiles_nothing_is_unknown(tmp_path):
    column = np.tile(np.arange(1201), (1201, 1))
    for east in (12, 13):
        cells = (column + 1200 * (east - 12)).astype(">i2")
        (tmp_path / f"N50E{east:03}.hgt").write_bytes(cells.tobytes())
    lon = np.linspace(12.99, 13.01, 41)

    height, _ = read_elevation(tmp_path, lon, np.full(41, 50.5))

    assert height == pytest.approx((lon - 12) * 1200, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("bild.tif", lambda p: write_tiff(p, *grid(), dtype="uint8")),
        ("kein.xyz", lambda p: p.write_text("Hallo Welt\n")),
        ("kein.asc", lambda p: p.write_text("-----BEGIN PGP SIGNATURE-----\n")),
    ],
)
def test_images_and_other_files_of_the_same_ending_are_refused_by_name(tmp_path, name, write):
    write(tmp_path / name)
    lon, lat, _ = some_places()

    with pytest.raises(SourceError, match=name):
        read_elevation(tmp_path / name, lon, lat)


def test_a_picture_without_a_place_lies_nowhere_near_the_town(tmp_path):
    path = tmp_path / "scan.tif"
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
        rasterio.open(path, "w", driver="GTiff", width=100, height=100, count=1, dtype="float32").close()  # fmt: skip
    lon, lat, _ = some_places()

    with pytest.raises(SourceError, match=r"scan\.tif"):
        read_elevation(path, lon, lat)


def test_an_archive_that_claims_a_tile_larger_than_any_is_no_tile(tmp_path):
    path = tmp_path / "bombe.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("N50E013.hgt", bytes(2 * 3601 * 3601 + 2))
        archive.writestr("__MACOSX/._N50E013.hgt", b"shadow")

    with pytest.raises(SourceError, match=r"bombe\.zip"):
        read_elevation(path, np.array([13.5]), np.array([50.5]))


def test_no_points_are_no_trouble(tmp_path):
    path = write_tiff(tmp_path / "dgm.tif", *grid())

    height, log = read_elevation(path, np.zeros(0), np.zeros(0))

    assert len(height) == 0
    assert log.counts == {"points": 0, "points_known": 0}


def test_points_on_the_border_of_a_raster_are_inside_and_just_beyond_are_not():
    cells = np.arange(6.0).reshape(2, 3)
    covered = np.ones((2, 3), dtype=bool)
    at = np.array([-0.5, -0.5001, 2.5, 2.5001])

    found = bilinear(cells, covered, np.zeros(4), at, points=False)

    assert found.inside.tolist() == [True, False, True, False]
    assert found.height == pytest.approx([0, np.nan, 2, np.nan], nan_ok=True)


def test_a_way_across_a_seam_of_xyz_tiles_is_one_ramp(tmp_path):
    for k in (0, 1):
        cells = grid(east=EAST + 100 * k)
        packed(write_xyz(tmp_path / f"dgm1_33_{k}.xyz", *cells, prefix=33))
    points = gpd.points_from_xy([EAST + 10, EAST + 190], [NORTH + 50] * 2)
    nodes = NODES.conform(gpd.GeoDataFrame({"source": ["osm"] * 2}, geometry=points, crs=TOWN))
    line = gpd.GeoSeries(points, crs=TOWN).union_all().convex_hull
    edges = EDGES.conform(
        gpd.GeoDataFrame(
            {"u": [0], "v": [1], "length_m": [180.0], "steps": False, "foot_oneway": "both",
             "bridge": False, "tunnel": False, "source": "osm"}, geometry=[line], crs=TOWN,
        )
    )  # fmt: skip

    _, edges, log = with_heights(nodes, edges, [tmp_path])

    assert edges["slope"][0] == pytest.approx(0.05, abs=1e-4)
    assert edges["steepest"][0] == pytest.approx(0.05, abs=1e-3)
    assert log.file == "dgm1_33_0_xyz.zip, dgm1_33_1_xyz.zip"
