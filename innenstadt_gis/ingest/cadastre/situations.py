"""Addresses that parcels and buildings tell: ``Markt 1, 2, 3; Kirchgasse 4``."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from innenstadt_gis.tables import ADDRESSES

__all__ = ["addresses_of_situations", "split_situation"]

# a house number: digits, perhaps a letter, a half, or a range up to another one
_NUMBER = r"\d{1,4}\s?(?:[a-zA-Z](?![a-zA-ZäöüÄÖÜß]))?(?:\s?[-–/]\s?\d{1,4}\s?[a-zA-Z]?)?"
_LED = re.compile(rf"(?P<street>.*[^\W\d_].*?)[\s,]+(?P<number>{_NUMBER})")
_BARE = re.compile(_NUMBER)


def split_situation(text: object) -> tuple[tuple[str, str], ...]:
    """
    Split a Lagebezeichnung into streets and house numbers; blank where it has none.

    A street name in front holds for the bare numbers that follow. Field names and streets
    without a number give nothing.

    Examples
    --------
    >>> split_situation("Markt 1, 2, 3; Kirchgasse 4")
    (('Markt', '1'), ('Markt', '2'), ('Markt', '3'), ('Kirchgasse', '4'))
    >>> split_situation("Straße des 17. Juni 5a"), split_situation("Am Bach")
    ((('Straße des 17. Juni', '5a'),), ())
    """
    if not isinstance(text, str):
        return ()
    street = ""
    found: list[tuple[str, str]] = []
    for piece in re.split(r"[;,|\n]|\s(?:und|u\.)\s", text):
        bare = piece.strip()
        if street and _BARE.fullmatch(bare):
            found.append((street, _spelt(bare)))
        elif led := _LED.fullmatch(bare):
            street = led["street"].strip()
            found.append((street, _spelt(led["number"])))
        else:
            street = bare if bare and not bare[-1].isdigit() else ""
    return tuple(dict.fromkeys(found))


def _spelt(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _addresses(text: object) -> tuple[tuple[str, str], ...]:
    """The same with numbers in one spelling: "5 a" and "5a" are one address."""
    return tuple(
        dict.fromkeys((street, nr.replace(" ", "")) for street, nr in split_situation(text))
    )


def addresses_of_situations(parcels: Any, buildings: Any = None) -> gpd.GeoDataFrame:
    """
    Make addresses of what parcels and buildings say about where they lie.

    For towns without official house coordinates. A building's address wins over its
    parcel's; of several parcels of one address the largest gives the point.

    Parameters
    ----------
    parcels
        `tables.PARCELS`, read for ``situation``.
    buildings
        `tables.BUILDINGS` of the cadastre, read for ``street`` and ``house_number``.

    Returns
    -------
    gpd.GeoDataFrame
        `tables.ADDRESSES` of source ``cadastre``, one row for each street and number; the
        point lies inside of the building or parcel.

    Examples
    --------
    >>> parcels = gpd.GeoDataFrame(
    ...     {"situation": ["Markt 1, 2"]}, index=["145678___00001______"],
    ...     geometry=[shapely.box(0, 0, 10, 10)], crs=25833,
    ... )
    >>> list(addresses_of_situations(parcels)["house_number"])
    ['1', '2']
    """
    rows: dict[tuple[str, str], tuple[float, Any, str | None]] = {}
    if buildings is not None:
        told = buildings[buildings["house_number"].notna() & buildings["street"].notna()]
        for key, street, numbers, shape in zip(
            told.index, told["street"], told["house_number"], told.geometry, strict=True
        ):
            for at in _addresses(f"{street} {numbers}"):
                if at not in rows or shape.area > rows[at][0]:
                    rows[at] = (shape.area, shape, str(key))
    housed = set(rows)
    told = parcels[parcels["situation"].notna()]
    for situation, shape in zip(told["situation"], told.geometry, strict=True):
        for at in _addresses(situation):
            if at not in housed and (at not in rows or shape.area > rows[at][0]):
                rows[at] = (shape.area, shape, None)
    if not rows:
        return ADDRESSES.empty(parcels.crs)
    order = sorted(rows)
    done = pd.DataFrame(order, columns=["street", "house_number"])
    done["building_id"] = pd.Series([rows[at][2] for at in order], dtype="str")
    done["source"] = "cadastre"
    done.index = pd.Index([f"kat:{street} {nr}" for street, nr in order], name="address_id")
    points = shapely.point_on_surface([rows[at][1] for at in order])
    return ADDRESSES.conform(
        gpd.GeoDataFrame(done, geometry=list(points), crs=parcels.crs), crs=parcels.crs
    )
