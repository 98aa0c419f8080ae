"""Heights, people and the boundary."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import rasterio
import shapely
from rasterio.transform import Affine

from innenstadt_gis import crs
from innenstadt_gis.musterstadt import plan

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from innenstadt_gis.musterstadt.layout import Layout

_CELL_M = 20.0
_REACH = (1060.0, 880.0)
_LAEA = 3035


def height_m(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Height above sea level: the river at 470 m, the market 14 m above it, the hill in the north.

    The slope is 7 % through the old town and 13 % on the hill, with two gentle knolls.
    """
    turn = np.radians(plan.TURN_DEGREES)
    dx, dy = x - plan.ORIGIN[0], y - plan.ORIGIN[1]
    east = np.cos(turn) * dx + np.sin(turn) * dy
    north = -np.sin(turn) * dx + np.cos(turn) * dy
    rise = 0.07 * np.logaddexp(0, (north + 200) / 30) * 30
    steep = 0.06 * np.logaddexp(0, (north - 160) / 40) * 40
    south = 0.11 * np.logaddexp(0, -(north + 380) / 40) * 40
    knolls = 9 * np.exp(-(((east - 420) / 190) ** 2 + ((north - 120) / 170) ** 2))
    knolls += 7 * np.exp(-(((east + 360) / 170) ** 2 + ((north - 160) / 150) ** 2))
    return np.asarray(470 - 0.004 * east + rise + steep + south + knolls)


def write_heights(path: Path) -> Path:
    """Write a GeoTIFF of 20 m cells, whole centimetres, DHHN-like heights in metres."""
    west, north = plan.ORIGIN[0] - _REACH[0], plan.ORIGIN[1] + _REACH[1]
    columns, rows = (int(2 * r / _CELL_M) for r in _REACH)
    x = west + (np.arange(columns) + 0.5) * _CELL_M
    y = north - (np.arange(rows) + 0.5) * _CELL_M
    east, up = np.meshgrid(x, y)
    values = np.round(height_m(east, up), 2).astype("float32")
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=columns,
        height=rows,
        count=1,
        dtype="float32",
        crs=f"EPSG:{plan.EPSG}",
        transform=Affine(_CELL_M, 0.0, west, 0.0, -_CELL_M, north),
        nodata=-9999.0,
        compress="deflate",
    ) as raster:
        raster.write(values, 1)
    return path


def population_cells(town: Layout) -> str:
    """Count the people in the cells of 100 m of the census grid; no cell has fewer than 3."""
    lived = [(h.shape.centroid, n) for h, n in zip(town.houses, town.persons, strict=True) if n]
    x = np.array([p.x for p, _ in lived])
    y = np.array([p.y for p, _ in lived])
    east, north = crs.project(x, y, source=plan.EPSG, target=_LAEA)
    cells: dict[tuple[int, int], int] = defaultdict(int)
    for e, n, (_, persons) in zip(east, north, lived, strict=True):
        cells[int(n // 100), int(e // 100)] += persons
    _fill_small(cells)
    rows = ["GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner"]
    for (n, e), persons in sorted(cells.items()):
        rows.append(f"CRS3035RES100mN{n * 100}E{e * 100};{e * 100 + 50};{n * 100 + 50};{persons}")
    return "\n".join((*rows, ""))


def _fill_small(cells: dict[tuple[int, int], int]) -> None:
    """Give the one or two persons of a cell that the census would hide to its nearest cell."""
    for cell in sorted(cells):
        if 0 < cells[cell] < 3:
            others = [c for c in sorted(cells) if c != cell and cells[c] >= 3]
            near = min(others, key=lambda c: (c[0] - cell[0]) ** 2 + (c[1] - cell[1]) ** 2)
            cells[near] += cells.pop(cell)


def boundary(town: Layout) -> str:
    """Return the municipal boundary as GeoJSON (RFC 7946)."""
    xy = shapely.get_coordinates(shapely.orient_polygons(town.boundary).exterior)
    lon, lat = crs.project(xy[:, 0], xy[:, 1], source=plan.EPSG, target=4326)
    ring = [[round(float(a), 7), round(float(b), 7)] for a, b in zip(lon, lat, strict=True)]
    feature = {
        "type": "Feature",
        "properties": {"name": plan.NAME, "ags": plan.AGS},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    collection = {"type": "FeatureCollection", "features": [feature]}
    return json.dumps(collection, ensure_ascii=False) + "\n"
