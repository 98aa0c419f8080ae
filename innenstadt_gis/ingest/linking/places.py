"""Where a record says that its unit is, and the id that a place gives to its units."""

from __future__ import annotations

import hashlib
import math
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.ingest.streets import (
    HouseNumber,
    house_number_keys,
    parse_house_number,
    street_keys,
)

__all__ = ["Place", "home_of", "keys_of", "places_of", "unit_id"]

# "1-999" is a typo, not a thousand houses.
_LONGEST_RANGE = 40
_CELL_M = 4.0


class Place(NamedTuple):
    """
    Keys of a place: street, house number and floor (blank for the ground floor).

    ``parcel``, ``x``, ``y`` serve rows without an address; the point is blank unless a
    coordinate told it.
    """

    street: str
    number: str
    floor: str
    parcel: str = ""
    x: float = float("nan")
    y: float = float("nan")

    @property
    def address(self) -> tuple[str, str] | None:
        """Street and house number, if both are known."""
        return (self.street, self.number) if self.street and self.number else None


def places_of(records: gpd.GeoDataFrame) -> list[Place]:
    """
    Place of every record.

    A list without floors speaks of shops at street level; should it tell "EG" next year,
    its units must keep their ids: ground floor and no floor are one.
    """
    floors = records["floor"].fillna("").replace("EG", "")
    points = records.geometry.to_numpy()
    by_point = (records["located_by"] == "coordinate").to_numpy()
    x = np.where(by_point, shapely.get_x(points), np.nan)
    y = np.where(by_point, shapely.get_y(points), np.nan)
    keys = street_keys(records["street"]), house_number_keys(records["house_number"])
    parcels = records["parcel_id"].fillna("")
    rows = zip(*keys, floors, parcels, x.tolist(), y.tolist(), strict=True)
    return [Place(*row) for row in rows]


def unit_id(ags: str | None, street: str, house_number: str, floor: str, k: int) -> str:
    """
    Id of a unit: ``u-`` and 10 hex digits that depend on its place alone.

    Parameters
    ----------
    ags
        The town's AGS (blank if unknown).
    street, house_number, floor
        Keys of the place (`streets.street_key`, `streets.house_number_key`).
    k
        0 for the first unit there, 1 for the second ...

    Examples
    --------
    >>> unit_id("09574138", "marktplatz", "1", "EG", 0)
    'u-babdff5694'
    """
    text = f"{ags or ''}|{street}|{house_number}|{floor}|{k}"
    return f"u-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def home_of(place: Place, name: Any) -> tuple[str, str, str]:
    """
    Tell the three keys that `unit_id` asks for; what has no address lives elsewhere.

    Without a house number the parcel, else the coordinate (to 4 m), else the name tells
    units of one street apart, so that the order of rows does not.
    """
    if place.address:
        return place.street, place.number, place.floor
    if place.parcel:
        return place.street, f"parcel:{place.parcel}", place.floor
    if not math.isnan(place.x):
        return place.street, "point:{}:{}".format(*_cell(place)), place.floor
    told = plain(name) if isinstance(name, str) else ""
    return place.street, f"name:{told}" if told else "", place.floor


def keys_of(
    place: Place, name: Any, *, numbers: dict[str, HouseNumber | None], around: bool
) -> list[tuple[Any, ...]]:
    """
    Keys by which rows of one unit can meet; rows that share none are never compared.

    ``around`` asks for the neighbouring cells of a coordinate too.
    """
    keys: list[tuple[Any, ...]] = []
    told_name = plain(name) if isinstance(name, str) else ""
    if place.address:
        if place.number not in numbers:
            numbers[place.number] = parse_house_number(place.number)
        told = numbers[place.number]
        keys += [("address", place.street, base) for base in (_bases(told) if told else [])]
        if told_name:  # another survey may have left the house number out
            keys.append(("street", place.street, told_name))
        return keys
    if place.parcel:
        keys.append(("parcel", place.parcel))
    if not math.isnan(place.x):
        i, j = _cell(place)
        reach = (-1, 0, 1) if around else (0,)
        keys += [("cell", i + a, j + b) for a in reach for b in reach]
    if place.street or told_name:
        keys.append(("street", place.street, told_name))
    return keys


def _cell(place: Place) -> tuple[int, int]:
    return int(place.x // _CELL_M), int(place.y // _CELL_M)


def _bases(number: HouseNumber) -> list[int]:
    """Numbers that a house number covers: 12, 14 of "12-14"; 12, 15 of "12, 15"."""
    if number.last is None:
        return sorted({base for base, _ in number.parts})
    step = 2 if number.base % 2 == number.last % 2 else 1
    return list(range(number.base, number.last + 1, step))[:_LONGEST_RANGE]
