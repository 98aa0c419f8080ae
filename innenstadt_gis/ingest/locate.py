"""Give records a place: coordinate, parcel, address, street, or none with candidates.

A ladder from the surest to none; every step says what it did (``located_by``,
``location_accuracy_m``, ``repairs``), and an address that exists twice is never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from innenstadt_gis.crs import project
from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.address_book import AddressBook, Match
from innenstadt_gis.ingest.crs_guess import guess_crs
from innenstadt_gis.ingest.parcel_id import read_parcel_ids
from innenstadt_gis.tables import RECORDS

__all__ = ["locate"]

_COORDINATE_M = 5.0
# A given coordinate farther than this from every known address is of another place, or
# its axes are mixed up; then the address decides.
_FARTHEST_M = 5_000.0


@dataclass(slots=True)
class _Found:
    """What was found, by position in the frame."""

    x: Any
    y: Any
    located_by: Any
    accuracy: Any
    candidates: Any
    street: Any
    repairs: list[list[str]] = field(default_factory=list)


def locate(
    records: gpd.GeoDataFrame,
    *,
    addresses: gpd.GeoDataFrame,
    parcels: gpd.GeoDataFrame | None = None,
    edges: gpd.GeoDataFrame | None = None,
    crs: CRS,
) -> Any:
    """
    Place records that have no geometry yet; placed ones are left as they are.

    The ladder: given coordinate (``x_given``, ``y_given``) -> parcel id -> exact address ->
    the same with the street's typo forgiven -> other suffix or range -> between the nearest
    house numbers -> middle of the street -> none, with the three nearest addresses.

    Parameters
    ----------
    records
        Rows of `tables.RECORDS`.
    addresses
        `tables.ADDRESSES`; postcode and place tell same-named streets apart.
    parcels
        `tables.PARCELS`, for rows that name a parcel and no address.
    edges
        `tables.EDGES`: streets without addresses are found by their name.
    crs
        The town's CRS in metres.

    Returns
    -------
    GeoDataFrame
        The records in ``crs``; ``location_accuracy_m`` is metres, blank where not located.
    """
    todo = records.geometry.isna().to_numpy()
    geometry = records.geometry.to_numpy().copy()
    work = records.loc[todo]
    found = _start(work)
    near = addresses.total_bounds if len(addresses) else None
    if "x_given" in work.columns:
        _by_coordinate(work, found, crs, near)
    if parcels is not None and len(parcels):
        _by_parcel(work, found, parcels)
    _by_address(work, found, AddressBook.of(addresses, edges))
    placed = ~np.isnan(found.x)
    points = np.full(len(work), None, dtype=object)
    points[placed] = shapely.points(found.x[placed], found.y[placed])
    geometry[todo] = points
    done = records.drop(columns=[c for c in ("x_given", "y_given") if c in records.columns])
    done = pd.DataFrame(done.drop(columns=done.geometry.name))
    _write(done, todo, found)
    done = RECORDS.conform(gpd.GeoDataFrame(done, geometry=geometry, crs=crs), crs=crs)
    RECORDS.check(done)
    return done


def _start(work: pd.DataFrame) -> _Found:
    n = len(work)
    repairs = [str(r).split(";") if isinstance(r, str) and r else [] for r in work["repairs"]]
    return _Found(
        x=np.full(n, np.nan),
        y=np.full(n, np.nan),
        located_by=np.full(n, "none", dtype=object),
        accuracy=np.full(n, np.nan),
        candidates=np.full(n, None, dtype=object),
        street=work["street"].astype(object).to_numpy().copy(),
        repairs=repairs,
    )


def _write(done: pd.DataFrame, todo: Any, found: _Found) -> None:
    for column, values in (
        ("located_by", found.located_by),
        ("location_accuracy_m", found.accuracy),
        ("candidates", found.candidates),
        ("street", found.street),
        ("repairs", [";".join(dict.fromkeys(codes)) or None for codes in found.repairs]),
    ):
        merged = done[column].astype(object).to_numpy().copy()
        merged[todo] = np.array(values, dtype=object)
        done[column] = merged


def _by_coordinate(work: pd.DataFrame, found: _Found, crs: CRS, near: Any) -> None:
    x = _numbers(work["x_given"])
    y = _numbers(work["y_given"])
    given = np.isfinite(x) & np.isfinite(y) & (x != 0) & (y != 0)
    if not given.any():
        return
    box = tuple(float(v) for v in near) if near is not None else None
    try:
        guess = guess_crs(x[given], y[given], town=crs, near=box, what="x/y")  # type: ignore[arg-type]
    except SourceError:
        for i in np.flatnonzero(given):
            found.repairs[i].append("coordinate_unused")
        return
    if guess.swapped:
        x, y = y, x
    east, north = project(x[given], y[given], source=guess.crs, target=crs)
    inside = np.isfinite(east) & np.isfinite(north)
    if box is not None:
        inside &= (east > box[0] - _FARTHEST_M) & (east < box[2] + _FARTHEST_M)
        inside &= (north > box[1] - _FARTHEST_M) & (north < box[3] + _FARTHEST_M)
    at = np.flatnonzero(given)
    good = at[inside]
    found.x[good], found.y[good] = east[inside], north[inside]
    found.located_by[good] = "coordinate"
    found.accuracy[good] = _COORDINATE_M
    for i in at[~inside]:
        found.repairs[i].append("coordinate_unused")


def _numbers(values: pd.Series) -> Any:
    text = values.astype("str").str.strip()
    german = text.str.replace(r"\.(?=\d{3}(?:\D|$))", "", regex=True).str.replace(",", ".")
    text = german.where(text.str.contains(","), text)
    return pd.to_numeric(text, errors="coerce").to_numpy(dtype="float64")


def _by_parcel(work: pd.DataFrame, found: _Found, parcels: gpd.GeoDataFrame) -> None:
    """Rows that name a parcel but no house number: an address is more exact than a parcel."""
    named = work["parcel_id"].notna().to_numpy() & np.isnan(found.x)
    named &= work["house_number"].isna().to_numpy()
    if not named.any():
        return
    ids = read_parcel_ids(work.loc[named, "parcel_id"])["parcel_id"]
    at = np.flatnonzero(named)
    spot = parcels.index.get_indexer(pd.Index(ids))
    known = (spot >= 0) & ids.notna().to_numpy()
    shapes = parcels.geometry.to_numpy()[spot[known]]
    inner = shapely.point_on_surface(shapes)
    good = at[known]
    found.x[good], found.y[good] = shapely.get_x(inner), shapely.get_y(inner)
    found.located_by[good] = "parcel"
    found.accuracy[good] = np.round(np.sqrt(shapely.area(shapes)) / 2, 1)
    for i in at[~known]:
        found.repairs[i].append("parcel_unknown")


def _by_address(work: pd.DataFrame, found: _Found, book: AddressBook) -> None:
    wanted = np.flatnonzero(np.isnan(found.x))
    asked = work.iloc[wanted][["street", "house_number", "postcode", "place"]]
    asked = asked.astype(object).where(asked.notna(), None)
    known: dict[tuple[Any, ...], Match] = {}
    for i, key in zip(wanted, asked.itertuples(index=False, name=None), strict=True):
        if key[0] is None:
            continue
        if key not in known:
            known[key] = book.find(*key)
        match = known[key]
        found.repairs[i].extend(match.repairs)
        found.candidates[i] = match.candidates
        # One street, one spelling from here on; the record's raw values keep the town's own.
        found.street[i] = match.street or key[0]
        if match.x is not None:
            found.x[i], found.y[i] = match.x, match.y
            found.located_by[i] = match.located_by
            found.accuracy[i] = match.accuracy_m
