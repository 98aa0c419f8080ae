"""Heights of the ground: SRTM tiles (.hgt, .hgt.zip) and GeoTIFF, read at points.

Unknown is NaN: outside of all tiles, no-data cells, and -32768 (SRTM's void) are never
taken for a height.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_TILE = re.compile(r"([NS])(\d{2})([EW])(\d{3})\.hgt$", re.IGNORECASE)
_SUFFIXES = (".hgt", ".hgt.zip", ".tif", ".tiff")
_VOID = -32768
# Beyond open-cast mines and the highest mountain no height is one.
_LOWEST_M, _HIGHEST_M = -600.0, 9000.0
#: Samples along one side of a tile: SRTM 3", 1", and the 1.5" and 2" of other makers.
_SIDES = (1201, 3601, 2401, 1801)
# Higher and lower than any ground on Earth: a tile in other units or a broken one.
_LOWEST_M, _HIGHEST_M = -500.0, 9000.0


def read_elevation(
    paths: Path | Iterable[Path], lon: Floats, lat: Floats
) -> tuple[Floats, SourceLog]:
    """
    Read the height of the ground at points, bilinear between the four cells around each.

    Parameters
    ----------
    paths
        Tiles ``N49E011.hgt`` or ``.hgt.zip``, GeoTIFFs, folders of these, or a list.
        Where tiles overlap, the first one that knows a height wins.
    lon, lat
        Places in WGS 84 degrees.

    Returns
    -------
    heights, log
        Metres above sea level, NaN where unknown. A point with one unknown cell around
        it is unknown. The log counts ``points``, ``points_known``, and explains the
        rest as ``outside_tiles`` and ``no_data``.

    Raises
    ------
    MissingSourceError
        If a path does not exist.
    SourceError
        If a file is no elevation data, is damaged, or a folder holds none.

    Examples
    --------
    >>> z, log = read_elevation(Path("N49E011.hgt.zip"), lon, lat)  # doctest: +SKIP
    >>> float(z[0])  # doctest: +SKIP
    331.6
    """
    files = _files([paths] if isinstance(paths, Path | str) else list(paths))
    lon, lat = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    height = np.full(len(lon), np.nan)
    inside = np.zeros(len(lon), dtype=bool)
    for file in files:
        todo = np.isnan(height)
        found = _read(file, lon[todo], lat[todo])
        height[todo] = found.height
        inside[todo] |= found.inside
    odd = (height < _LOWEST_M) | (height > _HIGHEST_M)
    height[odd] = np.nan
    unknown = np.isnan(height)
    explained = {
        "outside_tiles": int((unknown & ~inside).sum()),
        "no_data": int((unknown & inside).sum()),
    }
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    log = SourceLog(
        role="elevation",
        file=", ".join(file.name for file in files),
        kind=_suffix(files[0]).lstrip("."),
        sha256=digest.hexdigest(),
        rows_in=len(lon),
        records=len(lon),
        counts={"points": len(lon), "points_known": int((~unknown).sum())},
        explained={reason: n for reason, n in explained.items() if n},
        notes=_notes(int(unknown.sum()), len(lon)),
    )
    return height, log


def with_slope(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Give edges their slope from ``u`` to ``v``: height gained over ``length_m``.

    Parameters
    ----------
    nodes
        NODES with ``elevation_m``.
    edges
        EDGES.

    Returns
    -------
    GeoDataFrame
        The edges with ``slope``, 0.1 for 10 % uphill from ``u`` to ``v``. It is blank
        (unknown, walked as flat) on bridges and in tunnels, whose ends the ground under
        or above them says nothing about, and where a height is unknown.
    """
    height = nodes["elevation_m"]
    ends = [height.reindex(edges[end].astype("int64")).to_numpy(dtype=float) for end in ("u", "v")]
    length = edges["length_m"].to_numpy(dtype=float)
    slope = (ends[1] - ends[0]) / np.where(length > 0, length, np.nan)
    aloft = edges["bridge"].to_numpy(dtype=bool) | edges["tunnel"].to_numpy(dtype=bool)
    slope[aloft] = np.nan
    return edges.assign(slope=pd.Series(slope, index=edges.index))


class _Found(NamedTuple):
    height: Floats
    inside: NDArray[np.bool_]


def _notes(unknown: int, points: int) -> tuple[Text, ...]:
    if not unknown:
        return ()
    return (
        Text(
            de=f"Für {unknown} von {points} Punkten ist keine Höhe bekannt; "
            "dort wird ohne Steigung gerechnet",
            en=f"no height is known at {unknown} of {points} points; they count as flat",
        ),
    )


def _suffix(path: Path) -> str:
    name = path.name.lower()
    return next((suffix for suffix in _SUFFIXES if name.endswith(suffix)), "")


def _files(paths: list[Path]) -> list[Path]:
    files: list[Path] = []
    for path in map(Path, paths):
        if not path.exists():
            raise MissingSourceError(
                de=f"{path.name}: Die Höhendatei gibt es nicht ({path}); "
                "Pfad unter [sources] elevation prüfen",
                en=f"{path.name}: there is no such elevation file ({path}); "
                "check the path under [sources] elevation",
            )
        found = sorted(f for f in path.iterdir() if _suffix(f)) if path.is_dir() else [path]
        if not found or not all(map(_suffix, found)):
            raise _unusable(path, de="keine Höhendaten", en="no elevation data")
        files += found
    if not files:
        raise SourceError(de="Keine Höhendatei angegeben", en="no elevation file was given")
    return files


def _unusable(path: Path, *, de: str, en: str) -> SourceError:
    return SourceError(
        de=f"{path.name}: {de}; gebraucht werden Kacheln wie N50E013.hgt oder .hgt.zip "
        "oder ein GeoTIFF",
        en=f"{path.name}: {en}; needed are tiles such as N50E013.hgt or .hgt.zip or a GeoTIFF",
    )


def _read(file: Path, lon: Floats, lat: Floats) -> _Found:
    if _suffix(file) in (".tif", ".tiff"):
        return _read_tiff(file, lon, lat)
    name, content = _hgt_content(file)
    told = _TILE.search(name)
    if told is None:
        raise _unusable(
            file,
            de=f"Der Name '{name}' sagt nicht, wo die Kachel liegt",
            en=f"the name '{name}' does not say where the tile lies",
        )
    side = next((side for side in _SIDES if 2 * side * side == len(content)), 0)
    if not side:
        raise _unusable(
            file,
            de=f"Die Kachel ist beschädigt oder unvollständig ({len(content)} Byte)",
            en=f"the tile is damaged or incomplete ({len(content)} bytes)",
        )
    south = int(told[2]) * (1 if told[1].upper() == "N" else -1)
    west = int(told[4]) * (1 if told[3].upper() == "E" else -1)
    cells = np.frombuffer(content, dtype=">i2").reshape(side, side)
    column = (lon - west) * (side - 1)
    row = (south + 1 - lat) * (side - 1)
    return _bilinear(cells, row, column, nodata=_VOID)


def _hgt_content(file: Path) -> tuple[str, bytes]:
    if _suffix(file) == ".hgt":
        return file.name, file.read_bytes()
    try:
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                # No tile is larger than 1": whatever else claims to be is no tile.
                small = info.file_size <= 2 * max(_SIDES) ** 2
                if info.filename.lower().endswith(".hgt") and small:
                    return info.filename.rsplit("/", 1)[-1], archive.read(info)
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise _unusable(
            file, de="Das ZIP-Archiv ist beschädigt", en="the ZIP archive is damaged"
        ) from error
    raise _unusable(
        file, de="Im ZIP-Archiv liegt keine .hgt-Kachel", en="the ZIP archive holds no .hgt tile"
    )


def _read_tiff(file: Path, lon: Floats, lat: Floats) -> _Found:
    import rasterio  # heavy, and SRTM tiles do without
    from rasterio.windows import Window

    try:
        with rasterio.open(file) as raster:
            if raster.crs is None:
                raise _unusable(
                    file, de="Dem GeoTIFF fehlt das Koordinatensystem", en="the GeoTIFF has no CRS"
                )
            x, y = project(lon, lat, source=WGS84, target=raster.crs.to_wkt())
            to = ~raster.transform
            column = to.a * x + to.b * y + to.c - 0.5  # counted between cell middles
            row = to.d * x + to.e * y + to.f - 0.5
            inside = _inside(row, column, raster.shape, rim=0.5)
            row = row.clip(0, raster.height - 1)
            column = column.clip(0, raster.width - 1)
            if not inside.any():
                return _Found(np.full(len(lon), np.nan), inside)
            top, left = int(row[inside].min()), int(column[inside].min())
            bottom, right = int(row[inside].max()) + 2, int(column[inside].max()) + 2
            window = Window(left, top, right - left, bottom - top)
            window = window.intersection(Window(0, 0, raster.width, raster.height))
            cells = raster.read(1, window=window, masked=True).astype(float).filled(np.nan)
    except rasterio.errors.RasterioIOError as error:
        raise _unusable(
            file,
            de="Das ist kein lesbares GeoTIFF",
            en="this is no readable GeoTIFF",
        ) from error
    found = _bilinear(cells, row - top, column - left, nodata=_VOID)
    return _Found(np.where(inside, found.height, np.nan), inside)


def _inside(
    row: Floats, column: Floats, shape: tuple[int, ...], *, rim: float = 0.0
) -> NDArray[np.bool_]:
    """Tell what lies between cell middles, or up to ``rim`` cells beyond the outermost."""
    return np.asarray(
        (row >= -rim)
        & (row <= shape[0] - 1 + rim)
        & (column >= -rim)
        & (column <= shape[1] - 1 + rim)
    )


def _bilinear(cells: NDArray[np.generic], row: Floats, column: Floats, *, nodata: int) -> _Found:
    """Weigh the four cells around each place; cells of weight 0 need not be known."""
    height = np.full(len(row), np.nan)
    inside = _inside(row, column, cells.shape)
    r, c = row[inside], column[inside]
    total = np.zeros(len(r))
    top = np.minimum(np.floor(r).astype(np.intp), max(cells.shape[0] - 2, 0))
    left = np.minimum(np.floor(c).astype(np.intp), max(cells.shape[1] - 2, 0))
    for down in (0, 1):
        for over in (0, 1):
            weight = np.abs(1 - down - (r - top)) * np.abs(1 - over - (c - left))
            at = np.minimum(top + down, cells.shape[0] - 1)
            value = cells[at, np.minimum(left + over, cells.shape[1] - 1)].astype(float)
            # -9999 and 1e38 mean nothing too, whatever the file declares
            value[(value == nodata) | ~((value > _LOWEST_M) & (value < _HIGHEST_M))] = np.nan
            total += np.where(weight > 0, weight * value, 0.0)
    height[inside] = total
    return _Found(height, inside)
