"""Which unit a photo shows: by the list of photos, its name, the register, or where it was taken."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.ingest.photos.index import PhotoRow
from innenstadt_gis.ingest.streets import (
    house_number_key,
    house_number_keys,
    split_address,
    street_key,
    street_keys,
)

__all__ = ["Match", "Places", "file_keys"]

#: A camera farther from a unit than this was not pointed at it, m.
_NEAR_M = 30.0
#: Two units whose distances differ by less than a telephone can tell are not told apart, m.
_ALIKE_M = 5.0
_UNIT = re.compile(r"(?<![0-9a-z])u-[0-9a-f]{10}(?![0-9a-z])", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W\d_]+\.?|\d+")
_LONGEST_STREET = 6  # words
_CELL = re.compile(r"[;,|\n]+")


@dataclass(frozen=True, slots=True)
class Match:
    """
    Where a photo belongs. ``how`` is one of `tables.PHOTO_PLACES`; blank: nowhere, and then
    ``candidates`` are the units between which nobody could decide.
    """

    how: str = ""
    unit: str = ""
    point: Any = None
    candidates: tuple[str, ...] = ()


class Places:
    """Units and addresses by all that a photo may say of them."""

    def __init__(self, premises: gpd.GeoDataFrame, addresses: gpd.GeoDataFrame, crs: CRS) -> None:
        there = premises.sort_index()
        self.crs = crs
        self.points = dict(zip(there.index.astype("str"), there.geometry, strict=True))
        self.gone = frozenset(there.index[(there["status"] == "gone").to_numpy()].astype("str"))
        listed = there["in_register"].fillna(value=False).astype(bool)
        self.register = frozenset(there.index[listed.to_numpy()].astype("str"))
        self.doors = _doors(there)
        self.houses = _houses(addresses)
        self.streets = frozenset(key[0] for key in (*self.doors, *self.houses))
        self.named = _named(there)
        placed = there[there.geometry.notna() & ~there.geometry.is_empty]
        placed = placed[~placed.index.isin(self.gone)]
        self.units = placed.index.astype("str").to_numpy()
        self.tree = shapely.STRtree(np.asarray(placed.geometry.array, dtype=object))

    def find(self, name: str, row: PhotoRow | None, at: tuple[float, float] | None = None) -> Match:
        """
        Find the place of a photo; what is said most plainly counts first.

        Parameters
        ----------
        name
            Of the file, with its path in the folder.
        row
            Of the list of photos, None if it is not listed.
        at
            Longitude and latitude of the camera.
        """
        if row is not None and (row.unit or row.address):
            return self._listed(row)
        stem = PurePosixPath(name).stem
        told = [unit.lower() for unit in dict.fromkeys(_UNIT.findall(stem))]
        known = [unit for unit in told if unit in self.points]
        if known:
            return self._one(known, "unit")
        column = {unit for key in file_keys(name) for unit in self.named.get(key, ())}
        if column:
            return self._one(sorted(column), "column")
        by_name = self._addressed(stem)
        if by_name is not None:
            return by_name
        return self._nearest(at) if at is not None and not told else Match()

    def _listed(self, row: PhotoRow) -> Match:
        if row.unit in self.points:
            return self._one([row.unit], "index")
        address = split_address(row.address) if row.address else None
        if address is None:
            return Match()
        key = street_key(address.street), house_number_key(address.house_number)
        return self._at_doors({key}, "index") or Match()

    def _addressed(self, stem: str) -> Match | None:
        return self._at_doors(set(self._spelled(stem)), "address")

    def _spelled(self, stem: str) -> Iterator[tuple[str, str]]:
        """Doors of the town that a name spells: "2024-10 Am-Markt_5a (2)" spells Am Markt 5a."""
        words = _TOKEN.findall(stem)
        for n, word in enumerate(words):
            if not word.isdigit():
                continue
            behind = words[n + 1] if n + 1 < len(words) else ""
            numbers = [f"{word}{behind}"] if len(behind) == 1 else [f"{word}-{behind}"]
            keys = [house_number_key(number) for number in (*numbers, word)]
            for first in range(max(0, n - _LONGEST_STREET), n):
                street = street_key(" ".join(words[first:n]))
                door = next(
                    (k for k in keys if (street, k) in self.doors or (street, k) in self.houses), ""
                )
                if street in self.streets and door:
                    yield street, door
                    break

    def _at_doors(self, doors: set[tuple[str, str]], how: str) -> Match | None:
        units = [unit for door in sorted(doors) for unit in self.doors.get(door, ())]
        if units:
            return self._one(self._narrowed(units), how)
        points = [self.houses[door] for door in sorted(doors) if door in self.houses]
        return Match(how, "", points[0]) if len(points) == 1 else None

    def _narrowed(self, units: list[str]) -> list[str]:
        """Those that are not gone, then those of the register, as long as any is left."""
        here = [unit for unit in units if unit not in self.gone] or units
        return [unit for unit in here if unit in self.register] or here

    def _one(self, units: list[str], how: str) -> Match:
        if len(units) > 1:
            return Match(candidates=tuple(sorted(set(units))))
        point = self.points[units[0]]
        return Match(how, units[0], None if point is None or point.is_empty else point)

    def _nearest(self, at: tuple[float, float]) -> Match:
        x, y = project(np.array([at[0]]), np.array([at[1]]), source=WGS84, target=self.crs)
        if not (np.isfinite(x[0]) and np.isfinite(y[0])):
            return Match()
        camera = shapely.Point(float(x[0]), float(y[0]))
        near = self.tree.query(camera, predicate="dwithin", distance=_NEAR_M + _ALIKE_M)
        away = shapely.distance(self.tree.geometries[near], camera)
        if not len(away) or away.min() > _NEAR_M:
            return Match()
        alike = near[away <= away.min() + _ALIKE_M]
        return self._one([str(unit) for unit in self.units[alike]], "coordinate")


def file_keys(name: str) -> tuple[str, ...]:
    """
    Keys under which a list may name a file: with its folder, alone, without its ending.

    Examples
    --------
    >>> file_keys("Markt/IMG_5.JPG")
    ('markt/img_5.jpg', 'img_5.jpg', 'markt/img_5', 'img_5')
    """
    path = PurePosixPath(name.casefold())
    bare = path.with_suffix("") if path.suffix else path
    return tuple(dict.fromkeys((str(path), path.name, str(bare), bare.name)))


def _doors(premises: gpd.GeoDataFrame) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    keys = zip(
        street_keys(premises["street"]), house_number_keys(premises["house_number"]), strict=True
    )
    for unit, key in zip(premises.index.astype("str"), keys, strict=True):
        if all(key):
            found[key].append(unit)
    return dict(found)


def _houses(addresses: gpd.GeoDataFrame) -> dict[tuple[str, str], Any]:
    """Points of the addresses; of several the one with the smallest id."""
    there = addresses[addresses.geometry.notna()].sort_index(ascending=False)
    keys = zip(street_keys(there["street"]), house_number_keys(there["house_number"]), strict=True)
    points = there.geometry.representative_point()
    return {key: point for key, point in zip(keys, points, strict=True) if all(key)}


def _named(premises: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """Units by the files that the register's photo column names."""
    found: dict[str, list[str]] = defaultdict(list)
    cells = premises["photo"].dropna()
    for unit, cell in zip(cells.index.astype("str"), cells, strict=True):
        for key in _cell_keys(str(cell)):
            found[key].append(unit)
    return dict(found)


def _cell_keys(cell: str) -> Iterable[str]:
    names = [part.replace("\\", "/").strip(" /") for part in _CELL.split(cell)]
    return sorted({PurePosixPath(name).name.casefold() for name in names if name})
