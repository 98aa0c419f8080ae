"""Give records a place: by hand, coordinate, parcel, address, street, or none with candidates.

A ladder from the surest to none; every step says what it did (``located_by``,
``location_accuracy_m``, ``repairs``), and an address that exists twice is never guessed.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from innenstadt_gis.ingest.address_book import AddressBook
from innenstadt_gis.ingest.coordinates import GivenPoint, read_point
from innenstadt_gis.ingest.crs_guess import Bounds, known_crs
from innenstadt_gis.ingest.located import ByHand, Found, ask_addresses
from innenstadt_gis.ingest.parcel_book import ParcelBook, ParcelMention
from innenstadt_gis.ingest.positions import place_points
from innenstadt_gis.mapping import RegisterMapping
from innenstadt_gis.tables import RECORDS

__all__ = ["locate"]

# An exact address farther than this from the given coordinate contradicts it.
_CONTRADICTS_M = 250.0
# A coordinate rounded more coarsely than this is no better than an address.
_COARSE_M = 50.0
_PARCEL_CONTRADICTS_M = 100.0
_BESIDE_PARCEL_M = 10.0
_GIVEN = ("x_given", "y_given", "point_given", "gemarkung_given", "flur_given", "parcel_given",
          "district_given")  # fmt: skip


def locate(
    records: gpd.GeoDataFrame,
    *,
    addresses: gpd.GeoDataFrame,
    parcels: gpd.GeoDataFrame | None = None,
    buildings: gpd.GeoDataFrame | None = None,
    edges: gpd.GeoDataFrame | None = None,
    crs: CRS,
    mapping: RegisterMapping | None = None,
) -> Any:
    """
    Place records that have no geometry yet; placed ones are left as they are.

    The ladder: a person's word -> given coordinate -> parcel id, or Gemarkung, Flur and
    parcel number -> exact address (official before OpenStreetMap) -> the same with the
    street's spelling forgiven -> other suffix or range -> between the nearest house
    numbers -> middle of the street -> none, with the three nearest addresses.

    A coordinate more than 250 m off the row's own exact address is marked
    ``coordinate_contradicts_address``; then the address holds (people know addresses,
    nobody reads coordinates), unless the row's parcel supports the coordinate.

    Parameters
    ----------
    records
        Rows of `tables.RECORDS`; the columns ``x_given, y_given, point_given,
        gemarkung_given, flur_given, parcel_given, district_given`` may ride along as
        written and are dropped.
    addresses
        `tables.ADDRESSES`; district, postcode and place tell same-named streets apart.
    parcels
        `tables.PARCELS`, for rows that name a parcel.
    buildings
        `tables.BUILDINGS`: where two datums fit the given coordinates, the one that puts
        them on buildings is right.
    edges
        `tables.EDGES`: streets without addresses are found by their name, and former
        names of streets.
    crs
        The town's CRS in metres.
    mapping
        What a person said of the register: addresses, streets, CRS.

    Returns
    -------
    GeoDataFrame
        The records in ``crs``; ``location_accuracy_m`` is metres, blank where not located.
        ``parcel_id`` holds the parcels found, joined by ``;``, else what was given.
    """
    mapping = mapping or RegisterMapping()
    todo = records.geometry.isna().to_numpy()
    geometry = records.geometry.to_numpy().copy()
    work = pd.DataFrame(records.loc[todo])
    found = Found.of(work)
    book = AddressBook.of(addresses, edges, said=mapping.streets)
    hand = ByHand(mapping.addresses, book=book, crs=crs, near=_box(addresses, buildings))
    hand.place(work, found)
    ask_addresses(work, found, book)
    mentions = _mentions(work, parcels)
    shapes = [_union(told, parcels) for told in mentions]
    _by_coordinate(
        work, found, crs=crs, near=_box(addresses, buildings), declared=known_crs(mapping.crs),
        witness=buildings if buildings is not None and len(buildings) else parcels, shapes=shapes,
    )  # fmt: skip
    _by_parcel(found, mentions, shapes)
    found.take_addresses()
    geometry[todo] = found.points()
    done = records.drop(columns=[c for c in _GIVEN if c in records.columns])
    done = pd.DataFrame(done.drop(columns=done.geometry.name))
    found.write(done, todo)
    done = RECORDS.conform(gpd.GeoDataFrame(done, geometry=geometry, crs=crs), crs=crs)
    RECORDS.check(done)
    return done


def _box(addresses: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame | None) -> Bounds | None:
    for table in (addresses, buildings):
        if table is not None and len(table):
            west, south, east, north = (float(v) for v in table.total_bounds)
            return west, south, east, north
    return None


def _cells(work: pd.DataFrame, name: str) -> Any:
    if name not in work.columns:
        return np.full(len(work), None, dtype=object)
    column = work[name].astype(object)
    return column.where(column.notna(), None).to_numpy()


def _given(work: pd.DataFrame) -> list[GivenPoint | None]:
    columns = [_cells(work, name) for name in ("x_given", "y_given", "point_given")]
    return [read_point(*cells) for cells in zip(*columns, strict=True)]


def _by_coordinate(
    work: pd.DataFrame,
    found: Found,
    *,
    crs: CRS,
    near: Bounds | None,
    declared: CRS | None,
    witness: Any,
    shapes: list[Any],
) -> None:
    given = _given(work)
    if not any(given):
        return
    exact = found.exact()
    expected = (np.where(exact, found.address_x, np.nan), np.where(exact, found.address_y, np.nan))
    placed = place_points(
        given, town=crs, declared=declared, near=near, expected=expected, witness=witness
    )
    apart = np.hypot(placed.east - expected[0], placed.north - expected[1])
    for i in np.flatnonzero([told is not None for told in given]).tolist():
        if found.settled[i]:
            continue
        found.repairs[i].extend(placed.codes[i])
        if np.isnan(placed.east[i]):
            continue
        accuracy = float(placed.accuracy_m[i])
        if exact[i] and apart[i] > _CONTRADICTS_M + accuracy:
            found.repairs[i].append("coordinate_contradicts_address")
            point = shapely.Point(placed.east[i], placed.north[i])
            if shapes[i] is None or shapely.distance(shapes[i], point) > _PARCEL_CONTRADICTS_M:
                continue
        elif exact[i] and accuracy > _COARSE_M:
            continue
        found.put(i, placed.east[i], placed.north[i], "coordinate", accuracy)


def _mentions(
    work: pd.DataFrame, parcels: gpd.GeoDataFrame | None
) -> list[tuple[ParcelMention, ...]]:
    """Parcels that each row names, by id or by Gemarkung, Flur and number."""
    none: list[tuple[ParcelMention, ...]] = [()] * len(work)
    if parcels is None or not len(parcels):
        return none
    book = ParcelBook(parcels)
    names = ("parcel_id", "parcel_given", "gemarkung_given", "flur_given")
    known: dict[tuple[Any, ...], tuple[ParcelMention, ...]] = {}
    for i, cells in enumerate(zip(*(_cells(work, name) for name in names), strict=True)):
        if cells[0] is None and cells[1] is None:
            continue
        key = tuple(map(repr, cells))
        if key not in known:
            told = book.find(parcel=cells[0], district=cells[2], flur=cells[3])
            if not any(mention.known for mention in told) and cells[1] is not None:
                told = book.find(parcel=cells[1], district=cells[2], flur=cells[3]) or told
            known[key] = told
        none[i] = known[key]
    return none


def _union(told: tuple[ParcelMention, ...], parcels: gpd.GeoDataFrame | None) -> Any:
    ids = [mention.parcel_id for mention in told if mention.known]
    if not ids or parcels is None:
        return None
    shapes = parcels.geometry.to_numpy()[parcels.index.get_indexer(pd.Index(ids))]
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)


def _by_parcel(found: Found, mentions: list[tuple[ParcelMention, ...]], shapes: list[Any]) -> None:
    for i, told in enumerate(mentions):
        if not told:
            continue
        known = [mention.parcel_id for mention in told if mention.known]
        if known:
            found.parcel_id[i] = ";".join(dict.fromkeys(map(str, known)))
        for mention in told:
            found.add_known(i, (mention.reason, *mention.repairs))
            if mention.candidates and found.candidates[i] is None:
                found.candidates[i] = ";".join(mention.candidates[:3])
            if mention.part:
                found.repairs[i].append("parcel_part")
        if len(told) > 1:
            found.repairs[i].append("parcel_several")
        if shapes[i] is None or found.is_placed(i):
            continue
        _put_on_parcel(found, i, shapes[i])


def _put_on_parcel(found: Found, i: int, shape: Any) -> None:
    """Place a row on its parcel; at its address where that lies there, which is more exact."""
    match = found.matches[i]
    at_address = match is not None and match.located_by == "address"
    if match is not None and at_address and match.x is not None and match.y is not None:
        away = float(shapely.distance(shape, shapely.Point(match.x, match.y)))
        if away <= _BESIDE_PARCEL_M:
            found.put(i, match.x, match.y, "parcel", match.accuracy_m or _BESIDE_PARCEL_M)
            return
        if away > _PARCEL_CONTRADICTS_M:
            found.repairs[i].append("parcel_contradicts_address")
    inner = shapely.point_on_surface(shape)
    found.put(i, inner.x, inner.y, "parcel", round(float(np.sqrt(shape.area)) / 2, 1))
