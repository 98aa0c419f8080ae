"""From metres to the integers of the page: web-map pixels, quantised, as differences.

A geometry column becomes three flat arrays: ``d`` (dx, dy, dx, dy … in steps of the grid,
running on over the whole layer), ``n`` (points per ring or line) and ``r`` (rings or lines
per feature); `fold` writes them as text. One step is 0.2 m in Germany, finer than any file of a town.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from innenstadt_gis.crs import project
from innenstadt_gis.outputs.map.digits import Ints

ZOOM = 20
STEP = 2  # pixels of zoom 20; one is about 0.1 m at 49 degrees north
_EARTH_M = 2 * math.pi * 6378137.0
_WORLD = 256 * 2**ZOOM

Geometries = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Grid:
    """Integer grid of a page: CRS of the tables, the corner from which it counts, its extent."""

    crs: Any
    x0: int = 0
    y0: int = 0
    width: int = 0
    height: int = 0

    @classmethod
    def over(cls, frames: list[gpd.GeoDataFrame]) -> Grid:
        """Lay the grid over all frames, so that the numbers in the page stay small."""
        full = [f for f in frames if len(f) and not np.isnan(f.total_bounds).all()]
        if not full:
            return cls("EPSG:25832")
        bounds = np.array([f.total_bounds for f in full])
        west, south, _, _ = bounds.min(axis=0)
        _, _, east, north = bounds.max(axis=0)
        corners = np.array([[west, north], [east, south]])
        (x0, y0), (x1, y1) = cls(full[0].crs).steps(corners).tolist()
        return cls(full[0].crs, x0, y0, x1 - x0, y1 - y0)

    def steps(self, metres: NDArray[np.float64]) -> Ints:
        """Carry points (n x 2, metres) to integer steps, y growing to the south."""
        x, y = project(metres[:, 0], metres[:, 1], source=self.crs, target="EPSG:3857")
        pixels = np.column_stack((x / _EARTH_M + 0.5, 0.5 - y / _EARTH_M)) * _WORLD
        return np.rint(pixels / STEP).astype(np.int64) - (self.x0, self.y0)

    def head(self) -> dict[str, Any]:
        """What the page must know to read the numbers."""
        return {"z": ZOOM, "q": STEP, "o": [self.x0, self.y0], "e": [self.width, self.height]}


def pack(geometries: Geometries, grid: Grid, *, closed: bool) -> dict[str, Ints]:
    """
    Pack polygons (``closed``) or lines; every geometry stays one feature, even if empty.

    Points that fall on the same step as the one before are dropped, and so are rings of
    fewer than three and lines of fewer than two points: they have no extent on a screen.
    """
    parts, feature = shapely.get_parts(geometries, return_index=True)
    if closed:  # rings one way round, holes the other: areas that overlap stay filled
        parts = shapely.orient_polygons(parts, exterior_cw=True)
        parts, ring_of = shapely.get_rings(parts, return_index=True)
        feature = feature[ring_of]
    metres, ring = shapely.get_coordinates(parts, return_index=True)
    if not len(metres):
        none = np.empty(0, np.int64)
        return {"d": none, "n": none, "r": np.zeros(len(geometries), np.int64)}
    if closed:  # the last point of a ring repeats its first
        turns = np.r_[ring[1:] == ring[:-1], False]
        metres, ring = metres[turns], ring[turns]
    points = grid.steps(metres)
    first = np.r_[True, ring[1:] != ring[:-1]]
    moved = np.r_[True, (points[1:] != points[:-1]).any(axis=1)]
    keep = first | moved
    size = np.bincount(ring[keep], minlength=len(parts))
    fit = size >= (3 if closed else 2)
    keep &= fit[ring]
    steps = np.diff(points[keep], axis=0, prepend=np.zeros((1, 2), np.int64))
    rings = np.bincount(feature[fit], minlength=len(geometries))
    return {"d": steps.ravel(), "n": size[fit], "r": rings}
