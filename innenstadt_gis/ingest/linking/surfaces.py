"""Parcel, building and address of each unit, each with how it was found and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from innenstadt_gis.ingest.linking.places import Place
from innenstadt_gis.ingest.nearest import building_at, parcel_at
from innenstadt_gis.ingest.parcel_id import read_parcel_ids
from innenstadt_gis.ingest.streets import house_number_keys, street_keys

__all__ = ["Surfaces", "surfaces_of"]

# A point estimated between house numbers, or the middle of several, may be next door.
_ROUGH = r"interpolated|house_number_range|house_number_suffix"
_ROUGH_FACTOR = 0.5
_BY_ADDRESS = 0.9
# A point in a building is surer than the building's own address; beside one it is not.
_INSIDE = 1.0


@dataclass(frozen=True, slots=True)
class Surfaces:
    """
    Links of records by position: id, kind and confidence of each target.

    Kinds: ``parcel_given``, ``parcel``; ``building``, ``building_address``; ``address``.
    """

    parcel: pd.DataFrame
    building: pd.DataFrame
    address: pd.DataFrame

    def links(self) -> pd.DataFrame:
        """All links below each other: position, linked_id, kind, confidence."""
        return pd.concat([self.parcel, self.building, self.address], ignore_index=True)

    def ids(self, target: str, *, size: int) -> Any:
        """Id of the target by position; None where there is none."""
        table: pd.DataFrame = getattr(self, target)
        ids = np.full(size, None, dtype=object)
        ids[table["position"].to_numpy(dtype=int)] = table["linked_id"].to_numpy()
        return ids


def surfaces_of(
    records: gpd.GeoDataFrame,
    places: list[Place],
    *,
    parcels: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame,
    addresses: gpd.GeoDataFrame | None,
) -> Surfaces:
    """
    Find parcel, building and address of every record.

    A parcel id that the row itself names wins (1.0 if the cadastre has it); else the
    parcel around the point, else the nearest within 10 m. The building is the one around
    the point, else the only one that bears the unit's address (0.9), else the nearest
    within 10 m. What is placed on the middle of a street has neither; a point that was
    estimated counts half.
    """
    located = records["located_by"].astype(object)
    points = records.geometry.where(~located.isin(["street", "none"]).to_numpy())
    rough = records["repairs"].fillna("").str.contains(_ROUGH).to_numpy()
    return Surfaces(
        parcel=_parcels(records, points, rough, parcels),
        building=_buildings(points, rough, places, buildings),
        address=_addresses(places, addresses),
    )


def _table(position: Any, ids: Any, kind: Any, confidence: Any) -> pd.DataFrame:
    return pd.DataFrame(
        {"position": position, "linked_id": ids, "kind": kind, "confidence": confidence}
    )


def _parcels(
    records: gpd.GeoDataFrame, points: gpd.GeoSeries, rough: Any, parcels: Any
) -> pd.DataFrame:
    ids = np.full(len(records), None, dtype=object)
    sure = np.full(len(records), np.nan)
    kind = np.full(len(records), "parcel", dtype=object)
    if parcels is not None and len(parcels):
        near = parcel_at(points, parcels)
        hit = near["parcel_id"].notna().to_numpy()
        ids[hit] = near["parcel_id"].to_numpy()[hit]
        sure = near["confidence"].to_numpy() * np.where(rough, _ROUGH_FACTOR, 1.0)
    told = np.flatnonzero(records["parcel_id"].notna().to_numpy())
    if len(told):
        read = read_parcel_ids(records["parcel_id"].iloc[told])["parcel_id"]
        good = read.notna().to_numpy()
        at, named = told[good], read.to_numpy()[good]
        known = np.ones(len(at), dtype=bool)
        if parcels is not None and len(parcels):
            known = pd.Index(named).isin(parcels.index)
        # Without a cadastre the row's own word is all there is.
        ids[at[known]], sure[at[known]], kind[at[known]] = named[known], 1.0, "parcel_given"
    found = np.flatnonzero(pd.notna(ids))
    return _table(found, ids[found], kind[found], sure[found].round(3))


def _buildings(
    points: gpd.GeoSeries, rough: Any, places: list[Place], buildings: gpd.GeoDataFrame
) -> pd.DataFrame:
    near = building_at(points, buildings)
    told = near["building_id"].astype(object).where(near["building_id"].notna(), None)
    ids = told.to_numpy(copy=True)
    sure = near["confidence"].to_numpy() * np.where(rough, _ROUGH_FACTOR, 1.0)
    kind = np.full(len(ids), "building", dtype=object)
    by_address = _only_ones(buildings)
    for i, place in enumerate(places):
        named = by_address.get(place.address) if place.address else None
        # A row of buildings shares walls: what lies in one with certainty stays there.
        if named is not None and not sure[i] >= _INSIDE:
            ids[i], sure[i], kind[i] = named, _BY_ADDRESS, "building_address"
    found = np.flatnonzero(pd.notna(ids))
    return _table(found, ids[found], kind[found], sure[found].round(3))


def _addresses(places: list[Place], addresses: Any) -> pd.DataFrame:
    known = _only_ones(addresses) if addresses is not None else {}
    hit = [i for i, place in enumerate(places) if place.address in known]
    ids = [known[places[i].address] for i in hit]
    return _table(np.array(hit, dtype=int), np.array(ids, dtype=object), "address", 1.0)


def _only_ones(rows: pd.DataFrame) -> dict[Any, Any]:
    """Street and number to the one row that bears them; what several bear is nobody's."""
    if not len(rows):
        return {}
    told = (rows["street"].notna() & rows["house_number"].notna()).to_numpy()
    some = rows[told]
    streets, numbers = street_keys(some["street"]), house_number_keys(some["house_number"])
    keys = pd.MultiIndex.from_arrays([streets, numbers])
    once = ~keys.duplicated(keep=False)
    return dict(zip(keys[once].tolist(), some.index[once].tolist(), strict=True))
