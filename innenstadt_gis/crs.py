"""Metres inside, degrees outside: the only ``to_crs`` calls of the house.

Inside, every table is in the ETRS89/UTM zone of its town, so that ``.area`` and
``.length`` are square metres and metres. Files that leave for the web are WGS 84.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
from pyproj import CRS, Geod, Transformer

from innenstadt_gis.errors import CrsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

WGS84 = CRS.from_epsg(4326)

_GEOD = Geod(ellps="GRS80")
# UTM is off by at most 0.04 % inside its zone and 0.1 % a little outside of it; Web
# Mercator is off by 60 % in Germany, a US-foot grid by 70 %.
_LARGEST_SCALE_ERROR = 0.005


def utm_of(lon: float, lat: float) -> CRS:
    """
    ETRS89/UTM zone in which German cadastres keep a place (EPSG:25832 or EPSG:25833).

    Germany uses two zones; the border is 12° east. Places outside of Germany get the
    zone of their longitude.

    Examples
    --------
    >>> utm_of(11.28, 49.51).to_epsg(), utm_of(13.0, 50.58).to_epsg()
    (25832, 25833)
    """
    if 5.5 <= lon < 15.5 and 47.0 <= lat <= 55.5:
        return CRS.from_epsg(25832 if lon < 12 else 25833)
    zone = int((lon + 180) // 6) + 1
    return CRS.from_epsg((32600 if lat >= 0 else 32700) + zone)


@lru_cache(maxsize=32)
def _transformer(source: CRS, target: CRS) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def project(
    x: NDArray[np.float64], y: NDArray[np.float64], *, source: Any, target: Any
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Carry coordinate arrays from one CRS to another, always east/lon first."""
    to = _transformer(CRS.from_user_input(source), CRS.from_user_input(target))
    east, north = to.transform(x, y)
    return np.asarray(east), np.asarray(north)


def to_metres(frame: gpd.GeoDataFrame, crs: CRS) -> gpd.GeoDataFrame:
    """Bring a frame with a known CRS into the town's metres."""
    if frame.crs is None:
        raise CrsError(
            de="Die Geometrien haben kein Koordinatensystem; es muss gesetzt sein, "
            "z. B. rows.set_crs('EPSG:25833')",
            en="the geometries have no CRS; set it first, e.g. rows.set_crs('EPSG:25833')",
        )
    return frame if frame.crs == crs else frame.to_crs(crs)


def to_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Bring a frame into WGS 84 degrees (longitude, latitude) for the web."""
    return frame.to_crs(WGS84)


@lru_cache(maxsize=32)
def _scale_error(crs: CRS) -> float:
    """How far one unit step, taken where this CRS is at home, is from one metre."""
    area = crs.area_of_use
    lon, lat = (10.5, 51.0)
    if area is not None and not (area.west <= lon <= area.east and area.south <= lat <= area.north):
        lon, lat = (area.west + area.east) / 2, (area.south + area.north) / 2
    there = _transformer(WGS84, crs)
    back = _transformer(crs, WGS84)
    x, y = there.transform(lon, lat)
    worst = 0.0
    for dx, dy in ((1000.0, 0.0), (0.0, 1000.0)):
        lon2, lat2 = back.transform(x + dx, y + dy)
        metres = _GEOD.inv(lon, lat, lon2, lat2)[2]
        worst = max(worst, abs(metres / 1000.0 - 1.0))
    return worst


def is_metre(crs: Any) -> bool:
    """
    Tell whether one step in ``crs`` is one metre on the ground.

    A step of 1 km is compared with its geodesic length, so Web Mercator is refused for
    what it is, under whatever name it comes.

    Examples
    --------
    >>> is_metre("EPSG:25833"), is_metre("EPSG:3857"), is_metre("EPSG:4326")
    (True, False, False)
    """
    known = CRS.from_user_input(crs)
    return bool(known.is_projected) and _scale_error(known) < _LARGEST_SCALE_ERROR


def require_metres(frame: gpd.GeoDataFrame, table: str) -> None:
    """Raise `CrsError` unless one step in the CRS of ``frame`` is one metre."""
    if frame.crs is None:
        raise CrsError(
            de=f"{table}: kein Koordinatensystem gesetzt; z. B. rows.set_crs('EPSG:25833')",
            en=f"{table}: no CRS is set; e.g. rows.set_crs('EPSG:25833')",
        )
    if not is_metre(frame.crs):
        name = frame.crs.name
        raise CrsError(
            de=f"{table}: Das Koordinatensystem ist '{name}', ein Schritt darin ist kein Meter. "
            "Zuerst umrechnen, in Deutschland z. B. rows.to_crs('EPSG:25832')",
            en=f"{table}: the CRS is '{name}', in which one step is not one metre. "
            "Project first, for Germany e.g. rows.to_crs('EPSG:25832')",
        )
