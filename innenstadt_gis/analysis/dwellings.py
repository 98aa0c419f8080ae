"""Where people may live: addresses and buildings that are surely not homes are left out."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from innenstadt_gis.analysis.walkgraph import Ints

__all__ = ["DWELLING_KINDS", "SMALLEST_HOME_M2", "dwellings", "may_be_home"]

Flags = NDArray[np.bool_]

#: Column ``kind``: what stands for a home. The last two serve only cells of the census that
#: have persons, but nothing that looks like a home.
DWELLING_KINDS = ("address", "building", "address_of_other_use", "building_of_other_use")

#: A building without a stated use is no home below this ground area: a garage has 15 to 25 m2.
SMALLEST_HOME_M2 = 30.0

#: Values of OSM's ``building`` in which nobody lives.
_OSM = frozenset({
    "bank", "barn", "boathouse", "bridge", "bunker", "carport", "cathedral", "chapel",
    "church", "civic", "college", "commercial", "conservatory", "cowshed", "factory",
    "farm_auxiliary", "fire_station", "garage", "garages", "government", "grandstand",
    "greenhouse", "hangar", "hospital", "hut", "industrial", "kindergarten", "kiosk",
    "manufacture", "mortuary", "mosque", "museum", "office", "outbuilding", "parking",
    "pavilion", "police", "public", "religious", "retail", "riding_hall", "roof", "ruins",
    "school", "service", "shed", "shop", "shrine", "silo", "slurry_tank", "sports_centre",
    "sports_hall", "stable", "stadium", "storage_tank", "sty", "substation", "supermarket",
    "synagogue", "temple", "tent", "toilets", "townhall", "train_station",
    "transformer_tower", "transportation", "university", "warehouse", "water_tower",
})  # fmt: skip
#: Parts of the official words of the cadastre (AX_Gebaeudefunktion); "wohn" in a word undoes it.
_WORDS = (
    "apotheke", "bewirtung", "bibliothek", "bildung", "büro", "einkaufszentrum",
    "empfangsgebäude", "feuerwehr", "forstwirtschaft", "freizeit", "friedhof", "garage",
    "gaststätte", "gericht", "geschäfts", "gesundheits", "gewerbe", "hallenbad", "handel",
    "industrie", "kapelle", "kaufhaus", "kindertages", "kino", "kiosk", "kirche", "kranken",
    "kredit", "kulturell", "laden", "markthalle", "messehalle", "museum", "parken", "parkhaus",
    "polizei", "post", "rathaus", "religiös", "scheune", "schule", "schuppen", "sicherheit",
    "sport", "stall", "theater", "turnhalle", "umformer", "vergnügung", "versorgung",
    "verwaltung", "öffentliche zwecke",
)  # fmt: skip
#: Codes of the same catalogue in which people live or may: homes, mixed use, care, hostels,
#: monasteries, castles, and what nobody specified. Every other code of four digits is no home.
_HOME_CODES = frozenset({
    *range(1000, 1300), *range(2300, 2321), *range(2070, 2075),
    3031, 3038, 3048, 3060, 3064, 3066, 3100, 9998,
})  # fmt: skip


def may_be_home(use: pd.Series) -> Flags:
    """
    Tell in which buildings people may live, by what the building is used for.

    Only surely other uses are refused: values of OSM's ``building`` (garage, church,
    retail …), official building functions of the cadastre in words (without "Wohn-") or as
    codes. A blank or unknown word may be a home.

    Examples
    --------
    >>> may_be_home(pd.Series(["yes", "garage", "Kirche", "Wohngebäude mit Handel", "2463", None]))
    array([ True, False, False,  True, False,  True])
    """
    told = {str(word): _lives(str(word)) for word in use.dropna().unique()}
    return np.array([pd.isna(word) or told[str(word)] for word in use], dtype=bool)


def _lives(use: str) -> bool:
    word = use.strip().casefold()
    code = word.rpartition("_")[2]
    if len(code) == 4 and code.isdecimal():
        return int(code) in _HOME_CODES
    if word in _OSM:
        return False
    return "wohn" in word or not any(part in word for part in _WORDS)


def dwellings(
    addresses: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, cells: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """
    Points in which the persons of census cells live.

    Addresses that belong to no building of surely other use (by ``building_id``, else by
    lying in it). A populated cell without such an address has its buildings that may be
    homes; without these its other addresses, and without any its other buildings. In a town
    without addresses all buildings that may be homes.

    Parameters
    ----------
    addresses, buildings
        Contracts in `tables.ADDRESSES` and `tables.BUILDINGS`, in the CRS of ``cells``.
    cells
        Contract in `tables.POPULATION`; may be empty.

    Returns
    -------
    gpd.GeoDataFrame
        The rows of the two tables, their ids as index, points as geometry, and ``kind``
        (`DWELLING_KINDS`). An id that both tables use stands for the address.
    """
    houses = buildings.set_geometry(buildings.geometry.representative_point())
    lived = may_be_home(buildings["use"]) & _large(buildings)
    groups = (
        (addresses, _no_other_use(addresses, buildings)),
        (houses, lived),
        (addresses, np.ones(len(addresses), dtype=bool)),
        (houses, np.ones(len(houses), dtype=bool)),
    )
    empty = cells["persons"].to_numpy("float64") > 0
    everywhere = 0 if len(addresses) else 1
    chosen = []
    for at, (rows, fits) in enumerate(groups):
        cell = cell_of(rows, cells)
        there = np.append(empty, False)[cell]  # the last one is for rows in no cell
        some = fits if at == everywhere else fits & there
        chosen.append(rows[some].assign(kind=DWELLING_KINDS[at]))
        empty[cell[some & (cell >= 0)]] = False
    found = [rows for rows in chosen if len(rows)] or chosen[:1]
    joined = pd.concat(
        [
            rows[["kind", rows.geometry.name]].set_axis(["kind", "geometry"], axis=1)
            for rows in found
        ]
    )
    return gpd.GeoDataFrame(
        joined[~joined.index.duplicated()], geometry="geometry", crs=addresses.crs or buildings.crs
    )


def _large(buildings: gpd.GeoDataFrame) -> Flags:
    unsaid = buildings["use"].isna() | buildings["use"].isin(["yes", "9998"])
    return np.asarray((buildings.geometry.area >= SMALLEST_HOME_M2) | ~unsaid, dtype=bool)


def _no_other_use(addresses: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> Flags:
    """Tell which addresses belong to a building in which people may live, or to none."""
    other = ~may_be_home(buildings["use"])
    at = buildings.index.get_indexer(pd.Index(addresses["building_id"]))
    refused = np.append(other, False)[at]  # -1: no building named
    lost = np.flatnonzero(at < 0)
    points = np.asarray(addresses.geometry.to_numpy(), dtype=object)[lost]
    tree = shapely.STRtree(np.asarray(buildings.geometry.to_numpy(), dtype=object))
    point, building = tree.query(points, predicate="intersects")
    inside = np.zeros(len(points), dtype=bool)
    inside[point[other[building]]] = True
    inside[point[~other[building]]] = False  # in two at once: the one with a home in it
    refused[lost] = inside
    return ~refused


def cell_of(points: gpd.GeoDataFrame, cells: gpd.GeoDataFrame) -> Ints:
    """Position of the cell in which each point lies, the first of several; -1 outside of all."""
    tree = shapely.STRtree(np.asarray(points.geometry.to_numpy(), dtype=object))
    cell, point = tree.query(
        np.asarray(cells.geometry.to_numpy(), dtype=object), predicate="intersects"
    )
    point, first = np.unique(point, return_index=True)
    of = np.full(len(points), -1, dtype=np.intp)
    of[point] = cell[first]
    return of
