"""Tiles of heights: where they lie is read first, their cells only where the town is."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pyproj import CRS

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.crs_guess import guess_crs
from innenstadt_gis.ingest.elevation.sources import DRIVERS, SIDES, Source, unusable
from innenstadt_gis.ingest.elevation.xyz import read_xyz

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_TILE = re.compile(r"([NS])(\d{2})([EW])(\d{3})\.hgt$", re.IGNORECASE)
# Higher and lower than any ground on Earth: no data, whatever the file declares, or a tile
# in other units. SRTM's void (-32768) and the usual -9999 and 1e38 are among them.
_LOWEST_M, _HIGHEST_M = -500.0, 9000.0
# Cells held in memory at a time.
_STRIP_CELLS = 4_000_000


class Window(NamedTuple):
    """Rows and columns of a tile, the last ones excluded."""

    top: int
    left: int
    bottom: int
    right: int


class Strip(NamedTuple):
    """Some rows of a tile, NaN where the height is unknown."""

    top: int
    left: int
    cells: NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tile:
    """
    One tile, its cells not yet read.

    ``ground`` carries column and row, counted from the corner of the first cell, to x and
    y in ``crs``. The cells of SRTM are heights at points (``points``), all others stand for
    an area: up to half a cell beyond the middle of the outermost one they are known.
    """

    source: Source
    crs: CRS
    ground: Floats  # two rows: (per column, per row, at the corner)
    shape: tuple[int, int]
    points: bool
    assumed: bool  # the file does not say its CRS
    strips: Callable[[Window], Iterator[Strip]]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where the town is: a mesh over the box of its points, and its CRS."""

    lon: Floats
    lat: Floats
    crs: CRS

    @classmethod
    def of(cls, lon: Floats, lat: Floats, crs: CRS) -> Place:
        """Return the place of points in WGS 84 degrees."""
        x = np.linspace(lon.min(), lon.max(), 5)
        y = np.linspace(lat.min(), lat.max(), 5)
        mesh = np.meshgrid(x, y)
        return cls(mesh[0].ravel(), mesh[1].ravel(), crs)

    def box(self, crs: CRS) -> tuple[float, float, float, float] | None:
        """Return the box in a CRS, None where that CRS does not reach."""
        x, y = project(self.lon, self.lat, source=WGS84, target=crs)
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            return None
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def open_tile(source: Source, place: Place) -> Tile | None:
    """
    Read where a tile lies; None if that is not where the town is.

    Raises
    ------
    SourceError
        If the file is damaged or holds no heights.
    """
    if source.suffix == ".hgt":
        tile: Tile | None = _srtm(source)
    else:
        tile = _lines(source, place) if source.suffix == ".xyz" else _raster(source, place)
    if tile is None:
        return None
    box = place.box(tile.crs)
    west, south, east, north = _bounds(tile.ground, tile.shape)
    if box is None or box[0] > east or box[2] < west or box[1] > north or box[3] < south:
        return None
    return tile


def _bounds(ground: Floats, shape: tuple[int, int]) -> tuple[float, float, float, float]:
    corners = np.array([[0, shape[1], 0, shape[1]], [0, 0, shape[0], shape[0]], [1, 1, 1, 1]])
    x, y = ground @ corners
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _srtm(source: Source) -> Tile:
    told = _TILE.search(source.name)
    if told is None:
        raise unusable(
            source.file,
            de=f"Der Name '{source.name}' sagt nicht, wo die Kachel liegt",
            en=f"the name '{source.name}' does not say where the tile lies",
        )
    size = _size(source)
    side = next((side for side in SIDES if 2 * side * side == size), 0)
    if not side:
        raise unusable(
            source.file,
            de=f"Die Kachel ist beschädigt oder unvollständig ({size} Byte)",
            en=f"the tile is damaged or incomplete ({size} bytes)",
        )
    south = int(told[2]) * (1 if told[1].upper() == "N" else -1)
    west = int(told[4]) * (1 if told[3].upper() == "E" else -1)
    step = 1 / (side - 1)

    def strips(window: Window) -> Iterator[Strip]:
        cells = np.frombuffer(_content(source), dtype=">i2").reshape(side, side)
        part = cells[window.top : window.bottom, window.left : window.right]
        yield Strip(window.top, window.left, _known(part.astype("float32")))

    ground = np.array([[step, 0.0, west - step / 2], [0.0, -step, south + 1 + step / 2]])
    return Tile(
        source=source, crs=WGS84, ground=ground, shape=(side, side), points=True,
        assumed=False, strips=strips,
    )  # fmt: skip


def _size(source: Source) -> int:
    if not source.member:
        return source.file.stat().st_size
    with zipfile.ZipFile(source.file) as archive:
        return archive.getinfo(source.member).file_size


def _content(source: Source) -> bytes:
    if not source.member:
        return source.file.read_bytes()
    try:
        with zipfile.ZipFile(source.file) as archive:
            return archive.read(source.member)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise unusable(
            source.file,
            de="Das ZIP-Archiv ist beschädigt oder mit Passwort geschützt",
            en="the ZIP archive is damaged or protected",
        ) from error


def _known(cells: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    cells[~((cells > _LOWEST_M) & (cells < _HIGHEST_M))] = np.nan
    return cells


def _lines(source: Source, place: Place) -> Tile | None:
    """Read a grid of lines: where it lies is known at its end only, so it is kept."""
    cells, ground = read_xyz(source)
    crs = _guessed(ground, cells.shape, place)
    if crs is None:
        return None

    def strips(window: Window) -> Iterator[Strip]:
        part = cells[window.top : window.bottom, window.left : window.right]
        yield Strip(window.top, window.left, _known(part.copy()))

    return Tile(
        source=source, crs=crs, ground=ground, shape=cells.shape, points=False,
        assumed=True, strips=strips,
    )  # fmt: skip


def _raster(source: Source, place: Place) -> Tile | None:
    with _opened(source) as raster:
        if not raster.count or raster.dtypes[0] == "uint8":
            raise unusable(
                source.file, de="Das ist ein Bild, keine Höhen", en="this is an image, no heights"
            )
        ground = np.array(raster.transform[:6], dtype=float).reshape(2, 3)
        shape = (int(raster.height), int(raster.width))
        declared = CRS.from_wkt(raster.crs.to_wkt()) if raster.crs else None
    crs = _flat(declared) if declared is not None else _guessed(ground, shape, place)
    if crs is None:
        return None

    def strips(window: Window) -> Iterator[Strip]:
        yield from _strips(source, window)

    return Tile(
        source=source, crs=crs, ground=ground, shape=shape, points=False,
        assumed=declared is None, strips=strips,
    )  # fmt: skip


def _flat(crs: CRS) -> CRS:
    """Return the part of a CRS that says where, without the one that says how high."""
    return crs.sub_crs_list[0] if crs.is_compound else crs


def _guessed(ground: Floats, shape: tuple[int, int], place: Place) -> CRS | None:
    """Find the CRS in which a tile lies where the town is; None if there is none."""
    west, south, east, north = _bounds(ground, shape)
    try:
        guess = guess_crs(
            np.array([west, east]), np.array([south, north]),
            town=place.crs, near=place.box(place.crs),
        )  # fmt: skip
    except SourceError:
        return None
    return None if guess.swapped else guess.crs


def _opened(source: Source) -> Any:
    import rasterio  # heavy, and SRTM tiles do without

    try:
        with warnings.catch_warnings():
            # a file without place lies nowhere near the town, and that is told
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            driver = DRIVERS[source.suffix]
            # else the first rows decide, and may hold whole metres only
            options = {"DATATYPE": "Float32"} if driver == "AAIGrid" else {}
            return rasterio.open(source.address, driver=driver, **options)
    except rasterio.errors.RasterioError as error:
        raise _unreadable(source) from error


def _strips(source: Source, window: Window) -> Iterator[Strip]:
    from rasterio.errors import RasterioError
    from rasterio.windows import Window as Part

    width = window.right - window.left
    height = max(1, _STRIP_CELLS // max(width, 1))
    with _opened(source) as raster:
        scale, offset = raster.scales[0], raster.offsets[0]
        for top in range(window.top, window.bottom, height):
            rows = min(height, window.bottom - top)
            try:
                read = raster.read(1, window=Part(window.left, top, width, rows), masked=True)
            except RasterioError as error:
                raise _unreadable(source) from error
            cells = read.astype("float32").filled(np.nan)
            if (scale, offset) != (1.0, 0.0):
                cells = (cells * scale + offset).astype("float32")
            yield Strip(top, window.left, _known(cells))


def _unreadable(source: Source) -> SourceError:
    what = "ASCII-Gitter" if source.suffix == ".asc" else "GeoTIFF"
    return unusable(
        source.file,
        de=f"{source.name} ist kein lesbares {what}",
        en=f"{source.name} is no readable {what.replace('-Gitter', ' grid')}",
    )
