"""Which CRS coordinates really are in: what the file declares, checked against the values.

A ``.prj`` is lost or wrong more often than coordinates are. What the numbers say wins,
with a note; nothing is moved silently.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from innenstadt_gis.crs import WGS84, project, to_metres
from innenstadt_gis.errors import SourceError
from innenstadt_gis.words import Text

Bounds = tuple[float, float, float, float]

# What German offices deliver, in the order of how often: ETRS89/UTM, the same with the
# zone before the easting, Gauß-Krüger, web maps, degrees, the European statistical grid.
_GERMAN = (25832, 25833, 4647, 5650, 31467, 31468, 31469, 31466, 4326, 3857, 3035)
_ELSEWHERE = (4326, 3857)
_GAUSS_KRUEGER = {31466, 31467, 31468, 31469, 3396, 3397, 3398, 3399, 2398, 2399}
_GERMANY: Bounds = (5.0, 46.9, 16.0, 55.6)
# A file may reach over the town's edge; a neighbouring town is no proof of a wrong CRS.
_NEAR_M = 10_000.0


@dataclass(frozen=True, slots=True)
class CrsGuess:
    """
    The CRS to take, whether x and y have to be exchanged, and what to tell people.

    ``code`` is blank (as declared), ``CRS_MISSING``, ``CRS_DECLARED_MISMATCH`` or
    ``AXES_SWAPPED``; ``note`` says it in words.
    """

    crs: CRS
    swapped: bool = False
    code: str = ""
    note: Text | None = None


def guess_crs(
    x: ArrayLike,
    y: ArrayLike,
    *,
    town: CRS,
    declared: CRS | None = None,
    near: Bounds | None = None,
    what: str = "",
) -> CrsGuess:
    """
    Find the CRS in which coordinates lie where the town is.

    Tried in turn: the declared CRS, the town's own, ETRS89/UTM 32 and 33 with and
    without zone prefix, Gauß-Krüger 2 to 5, degrees, Web Mercator, LAEA Europe; each
    also with x and y exchanged. The first that puts the coordinates near the town wins.

    Parameters
    ----------
    x, y
        Coordinates as they stand in the file; unknown ones (NaN, 0/0) are left out.
    town
        The town's CRS; with no ``near`` its zone is where the town may be.
    declared
        What the file says; None if it says nothing.
    near
        Box of the town in ``town`` metres.
    what
        File, for the note.

    Raises
    ------
    SourceError
        If the file declares nothing and no CRS fits. (A declared CRS that fits nowhere
        near is kept: the file then is of another place, which the caller will notice.)

    Examples
    --------
    >>> utm33 = CRS.from_epsg(25833)
    >>> guess_crs([358560.0], [5605026.0], town=utm33).crs.to_epsg()
    25833
    >>> guess_crs([4532200.0], [5605026.0], town=utm33).crs.to_epsg()
    31468
    >>> guess_crs([50.58], [13.0], town=utm33).swapped
    True
    """
    box = _box(np.asarray(x, dtype="float64"), np.asarray(y, dtype="float64"))
    if box is not None:
        for candidate, swapped in _candidates(declared, town):
            if _fits(box, candidate, swapped=swapped, town=town, near=near):
                return _told(candidate, swapped=swapped, declared=declared, what=what)
    if declared is not None:
        return CrsGuess(declared)
    raise SourceError(
        de=f"{what}: Das Koordinatensystem fehlt und lässt sich aus den Werten nicht erkennen"
        f"{_example(box)}. Beim Amt erfragen und mitspeichern (z. B. .prj-Datei, EPSG:25832).",
        en=f"{what}: the CRS is missing and the values do not tell it{_example(box)}. "
        "Ask the office and save it with the file (e.g. a .prj file, EPSG:25832).",
    )


def into_metres(frame: gpd.GeoDataFrame, guess: CrsGuess, crs: CRS) -> gpd.GeoDataFrame:
    """Bring a frame whose CRS was guessed into the town's metres, in two dimensions."""
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    if guess.swapped:
        shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
    placed = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=guess.crs))
    return to_metres(placed, crs)


def box_in(bounds: Bounds, guess: CrsGuess, crs: CRS) -> Bounds:
    """Carry a box in ``crs`` metres into the axes of a file, a little wider than needed."""
    x, y = _outline(bounds)
    east, north = project(x, y, source=crs, target=guess.crs)
    ok = np.isfinite(east) & np.isfinite(north)
    east, north = east[ok], north[ok]
    if guess.swapped:
        east, north = north, east
    return float(east.min()), float(north.min()), float(east.max()), float(north.max())


def _candidates(declared: CRS | None, town: CRS) -> Iterator[tuple[CRS, bool]]:
    german = town.to_epsg() in {25831, 25832, 25833}
    listed = [CRS.from_epsg(code) for code in (_GERMAN if german else _ELSEWHERE)]
    tried = [*([declared] if declared is not None else []), town, *listed]
    for swapped in (False, True):
        for candidate in tried:
            yield candidate, swapped


def _box(x: NDArray[np.float64], y: NDArray[np.float64]) -> Bounds | None:
    known = np.isfinite(x) & np.isfinite(y) & ((x != 0) | (y != 0))
    if not known.any():
        return None
    x, y = x[known], y[known]
    if len(x) > 50:  # single strays must not stretch the box
        (west, east), (south, north) = (np.percentile(v, (2, 98)) for v in (x, y))
    else:
        west, east, south, north = x.min(), x.max(), y.min(), y.max()
    return float(west), float(south), float(east), float(north)


def _outline(box: Bounds) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    west, south, east, north = box
    x, y = np.meshgrid(np.linspace(west, east, 5), np.linspace(south, north, 5))
    return x.ravel(), y.ravel()


def _fits(box: Bounds, crs: CRS, *, swapped: bool, town: CRS, near: Bounds | None) -> bool:
    x, y = _outline(box)
    if swapped:
        x, y = y, x
    try:
        lon, lat = project(x, y, source=crs, target=WGS84)
    except (CRSError, ProjError):
        return False
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        return False
    if not _meet((lon.min(), lat.min(), lon.max(), lat.max()), _home(town)):
        return False
    if near is None:
        return True
    east, north = project(lon, lat, source=WGS84, target=town)
    if not (np.isfinite(east).all() and np.isfinite(north).all()):
        return False
    west_, south_, east_, north_ = near
    wide = (west_ - _NEAR_M, south_ - _NEAR_M, east_ + _NEAR_M, north_ + _NEAR_M)
    return _meet((east.min(), north.min(), east.max(), north.max()), wide)


def _home(town: CRS) -> Bounds:
    """Where a town of that CRS may be: its zone, one degree more, in Germany if German."""
    area = town.area_of_use
    if town.to_epsg() == 25832:
        return (_GERMANY[0], _GERMANY[1], 13.0, _GERMANY[3])
    if town.to_epsg() == 25833:
        return (11.0, _GERMANY[1], _GERMANY[2], _GERMANY[3])
    if area is None:
        return (-180.0, -90.0, 180.0, 90.0)
    return (area.west - 1, area.south - 1, area.east + 1, area.north + 1)


def _meet(a: Any, b: Bounds) -> bool:
    return bool(a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3])


def _told(crs: CRS, *, swapped: bool, declared: CRS | None, what: str) -> CrsGuess:
    rough = crs.to_epsg() in _GAUSS_KRUEGER
    de = " Gauß-Krüger: Lage auf etwa 1 bis 3 m genau." if rough else ""
    en = " Gauß-Krüger: positions are good to about 1 to 3 m." if rough else ""
    if swapped:
        de, en = f" Ost- und Nordwert waren vertauscht.{de}", f" X and Y were exchanged.{en}"
    if declared is None:
        note = Text(
            de=f"{what}: Koordinatensystem fehlt; nach den Werten {crs.name}.{de}",
            en=f"{what}: no CRS is given; by its values it is {crs.name}.{en}",
        )
        return CrsGuess(crs, swapped, "CRS_MISSING", note)
    if crs != declared:
        note = Text(
            de=f"{what}: angegeben ist {declared.name}, die Werte liegen aber in {crs.name}; "
            f"die Werte gelten.{de}",
            en=f"{what}: declared as {declared.name}, but the values lie in {crs.name}; "
            f"the values win.{en}",
        )
        return CrsGuess(crs, swapped, "CRS_DECLARED_MISMATCH", note)
    if swapped:
        return CrsGuess(crs, swapped, "AXES_SWAPPED", Text(f"{what}:{de}", f"{what}:{en}"))
    return CrsGuess(crs, note=Text(f"{what}:{de}", f"{what}:{en}") if rough else None)


def _example(box: Bounds | None) -> str:
    return "" if box is None else f" ({box[0]:.6g} / {box[1]:.6g})"
