"""Heights of the ground at points: SRTM, GeoTIFF, and the terrain models of the states.

Unknown is NaN: outside of all tiles, no-data cells, and what no ground on Earth has are
never taken for a height.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pyproj import CRS

from innenstadt_gis.crs import WGS84, project, utm_of
from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.elevation.mosaic import Found, heights_on, in_grids
from innenstadt_gis.ingest.elevation.sources import find_sources
from innenstadt_gis.ingest.elevation.tiles import Place, Tile, open_tile
from innenstadt_gis.words import Text, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from innenstadt_gis.ingest.elevation.sources import Source

    Floats = NDArray[np.float64]

# So many files are named; a state delivers a town in hundreds.
_NAMED = 5


def read_elevation(
    paths: Path | Iterable[Path], lon: Floats, lat: Floats, *, crs: Any = None
) -> tuple[Floats, SourceLog]:
    """
    Read the height of the ground at points, bilinear between the four cells around each.

    Of many tiles only those are opened whose bounds touch the box of the points. Tiles of
    one grid are laid side by side first, so that nothing is unknown or jumps at a seam.
    Cells finer than 5 m are averaged to about 5 m (a DGM1 knows kerbs and walls).

    Parameters
    ----------
    paths
        Tiles ``N49E011.hgt``, GeoTIFF, ``.xyz`` (easting, northing, height of middles of
        cells) and ESRI ``.asc``, each also inside of a zip; folders of these, or a list.
        Where tiles overlap, the first one that knows a height wins.
    lon, lat
        Places in WGS 84 degrees.
    crs
        The town's CRS; by default the ETRS89/UTM zone of the points. A tile that names no
        CRS is taken to lie in the one in which it touches the town, this one first (so are
        eastings with the zone before them read); the log says so.

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
        If a file is no elevation data, is damaged, a folder holds none, or if no point
        lies on any tile.

    Examples
    --------
    >>> z, log = read_elevation(Path("N49E011.hgt.zip"), lon, lat)  # doctest: +SKIP
    >>> float(z[0])  # doctest: +SKIP
    331.6
    """
    sources = find_sources([paths] if isinstance(paths, Path | str) else paths)
    lon, lat = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    tiles: list[Tile] = []
    found = Found(np.full(len(lon), np.nan), np.zeros(len(lon), dtype=bool))
    if len(lon):
        mean = float(lon.mean()), float(lat.mean())
        town = utm_of(*mean) if crs is None else CRS.from_user_input(crs)
        place = Place.of(lon, lat, town)
        tiles = [tile for each in sources if (tile := open_tile(each, place)) is not None]
        _read(tiles, lon, lat, found)
        if not found.inside.any():
            raise _elsewhere(sources)
    return found.height, _log(tiles, sources, found)


def _read(tiles: Sequence[Tile], lon: Floats, lat: Floats, found: Found) -> None:
    """Fill in heights, grid by grid, where none is known yet."""
    for grid in in_grids(tiles):
        todo = np.isnan(found.height)
        x, y = project(lon[todo], lat[todo], source=WGS84, target=grid[0].crs)
        got = heights_on(grid, x, y)
        found.height[todo] = got.height
        found.inside[todo] |= got.inside


def _elsewhere(sources: Sequence[Source]) -> SourceError:
    names = _names(sources)
    return SourceError(
        de=f"{names}: Keine Höhenkachel liegt in der Stadt; Kacheln der Stadt besorgen, und wenn "
        "es diese sind, ihr Koordinatensystem prüfen (z. B. EPSG:25832 oder EPSG:25833)",
        en=f"{names}: no elevation tile lies in the town; get the town's own tiles, and if these "
        "are, check their CRS (e.g. EPSG:25832 or EPSG:25833)",
    )


def _names(sources: Iterable[Source]) -> str:
    names = list(dict.fromkeys(source.file.name for source in sources))
    more = f" + {len(names) - _NAMED}" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _log(tiles: Sequence[Tile], sources: Sequence[Source], found: Found) -> SourceLog:
    used = [tile.source for tile in tiles] or list(sources)
    digest = hashlib.sha256()
    for file in dict.fromkeys(source.file for source in used):
        with file.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
    points, unknown = len(found.height), np.isnan(found.height)
    explained = {
        "outside_tiles": int((unknown & ~found.inside).sum()),
        "no_data": int((unknown & found.inside).sum()),
    }
    return SourceLog(
        role="elevation",
        file=_names(used),
        kind=used[0].kind,
        sha256=digest.hexdigest(),
        rows_in=points,
        records=points,
        counts={"points": points, "points_known": int((~unknown).sum())},
        explained={reason: n for reason, n in explained.items() if n},
        notes=(*_unknown(int(unknown.sum()), points), *_assumed(tiles), *_coarse(tiles)),
    )


def _unknown(unknown: int, points: int) -> tuple[Text, ...]:
    if not unknown:
        return ()
    return (
        Text(
            de=f"Für {unknown} von {points} Punkten ist keine Höhe bekannt; "
            "dort wird ohne Steigung gerechnet",
            en=f"no height is known at {unknown} of {points} points; they count as flat",
        ),
    )


def _assumed(tiles: Sequence[Tile]) -> tuple[Text, ...]:
    silent = [tile for tile in tiles if tile.assumed]
    if not silent:
        return ()
    names = ", ".join(dict.fromkeys(tile.crs.name for tile in silent))
    n = len(silent)
    return (
        Text(
            de=f"{number(n)} Höhenkacheln nennen kein Koordinatensystem; {names} angenommen, "
            "weil sie damit in der Stadt liegen",
            en=f"{number(n, lang='en')} elevation tiles name no CRS; {names} assumed, with which "
            "they lie in the town",
        ),
    )


def _coarse(tiles: Sequence[Tile]) -> tuple[Text, ...]:
    if not any(tile.points for tile in tiles):
        return ()
    return (
        Text(
            de="Höhen aus SRTM sind grob und sehen Dächer und Bäume; einzelne Steigungen können "
            "um einige Prozent falsch sein. Genauer ist das Geländemodell (DGM) des Landes",
            en="heights of SRTM are coarse and see roofs and trees; single slopes may be wrong by "
            "a few per cent. The terrain model (DGM) of the state is better",
        ),
    )
