"""What draws people to a centre (Magnetbetriebe), and how far each unit is from it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.analysis.streets import metres_to_nearest, put
from innenstadt_gis.analysis.supply.units import in_use
from innenstadt_gis.analysis.walkgraph import WalkGraph
from innenstadt_gis.tables.findings.supply import MAGNET_DISTANCES, MAGNET_KINDS, MAGNETS

#: A shop of this sales area draws people by itself, m².
LARGE_M2 = 400.0
#: Of the shops below, the five largest may; smaller ones than this never do, m².
SMALLEST_M2 = 150.0
_TOP = 5
#: So many practices in one building are a doctors' house.
_PRACTICES = 3
#: The same magnet known from two sources stands within this distance, m.
_SAME_M = 60.0

_BRANCHES = {
    "food": "food", "drugstore": "drugstore", "department_store": "department_store",
    "library": "library", "clinic": "doctors",
}  # fmt: skip
_AMENITIES = {
    "marketplace": "market", "townhall": "town_hall", "library": "library",
    "clinic": "doctors", "hospital": "doctors",
}  # fmt: skip


def find_magnets(premises: gpd.GeoDataFrame, amenities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Magnets of a town: large shops, daily needs, and what people have errands at.

    From units in use: shops of 400 m² of sales area and more, and those of the five largest
    that have at least 150 m²; food stores, drugstores and department stores whose area is
    not known to be smaller than 150 m²; libraries, clinics, buildings with at least three
    practices, a unit that calls itself Rathaus. From OpenStreetMap's amenities: market
    places, town halls, libraries, clinics, hospitals. One that both know counts once.

    Parameters
    ----------
    premises, amenities
        Contracts in `tables.PREMISES` and `tables.AMENITIES`; without a place they are
        left out. A vacant unit draws nobody, nor does one of unknown status.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.MAGNETS`; ``unit_id`` is blank for amenities.
    """
    units = premises[in_use(premises) & premises.geometry.notna()]
    kind = _kinds(units)
    some = units[kind.notna()]
    ours = gpd.GeoDataFrame(
        {
            "kind": kind[kind.notna()], "name": some["name"], "unit_id": some.index,
        },
        geometry=some.geometry, crs=premises.crs,
    )  # fmt: skip
    placed = amenities[amenities["kind"].isin(list(_AMENITIES)) & amenities.geometry.notna()]
    theirs = gpd.GeoDataFrame(
        {"kind": placed["kind"].map(_AMENITIES), "name": placed["name"], "unit_id": None},
        geometry=placed.geometry, crs=premises.crs,
    )  # fmt: skip
    ours.index, theirs.index = ours.index.astype("str"), theirs.index.astype("str")
    theirs = _once(theirs)
    new = ~_beside(theirs, ours)
    frames = [frame for frame in (ours, theirs[new]) if len(frame)]
    if not frames:
        return MAGNETS.empty(premises.crs)
    return MAGNETS.conform(pd.concat(frames).sort_index(), crs=premises.crs)


def _kinds(units: gpd.GeoDataFrame) -> pd.Series:
    """Kind of magnet of each unit, blank for most."""
    area = units["sales_area_m2"].astype("float64")
    retail, branch = units["function"] == "retail", units["branch"]
    kind = pd.Series(pd.NA, index=units.index, dtype="object")
    size = area[retail & (area >= SMALLEST_M2)].sort_values(ascending=False)
    fifth = size.iloc[min(_TOP, len(size)) - 1] if len(size) else np.inf
    kind[retail & (area >= min(fifth, LARGE_M2)) & (area >= SMALLEST_M2)] = "large"
    small = retail & (area < SMALLEST_M2)
    for word, meant in _BRANCHES.items():
        kind[(branch == word) & ~small] = meant
    name = units["name"].astype("str").fillna("").str.casefold()
    kind[(branch == "town_hall") & name.str.contains("rathaus", regex=False)] = "town_hall"
    return kind.where(~_practices(units), "doctors")


def _practices(units: gpd.GeoDataFrame) -> pd.Series:
    """Tell the first practice of each building that holds at least three."""
    health = units[units["branch"].isin(["doctor", "dentist", "therapy"])]
    health = health[health["building_id"].notna()].sort_index()
    many = health.groupby("building_id")["building_id"].transform("size") >= _PRACTICES
    first = ~health["building_id"].duplicated() & many
    return pd.Series(first, index=health.index).reindex(units.index, fill_value=False).astype(bool)


def _once(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep one of several amenities of a kind that stand side by side."""
    rows = rows.sort_index()
    points = np.asarray(rows.geometry.to_numpy(), dtype=object)
    if len(rows) < 2:
        return rows
    a, b = shapely.STRtree(points).query(points, predicate="dwithin", distance=_SAME_M)
    kind = rows["kind"].to_numpy(dtype=object)
    later = np.unique(a[(kind[a] == kind[b]) & (b < a)])
    return rows.drop(rows.index[later])


def _beside(rows: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> pd.Series:
    """Tell the rows that have one of the same kind among the others beside them."""
    beside = np.zeros(len(rows), dtype=bool)
    if len(rows) and len(others):
        points = np.asarray(rows.geometry.to_numpy(), dtype=object)
        there = np.asarray(others.geometry.to_numpy(), dtype=object)
        a, b = shapely.STRtree(there).query(points, predicate="dwithin", distance=_SAME_M)
        same = rows["kind"].to_numpy(dtype=object)[a] == others["kind"].to_numpy(dtype=object)[b]
        beside[a[same]] = True
    return pd.Series(beside, index=rows.index)


def metres_to_magnets(
    premises: gpd.GeoDataFrame, magnets: gpd.GeoDataFrame, graph: WalkGraph
) -> pd.DataFrame:
    """
    Metres along the streets from each unit to the nearest magnet; 0 for a magnet itself.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`.
    magnets
        From `find_magnets`.
    graph
        The walk network, for the metres.

    Returns
    -------
    pd.DataFrame
        Contract in `tables.findings.MAGNET_DISTANCES`, index of ``premises``; blank without
        a place, without a street within 100 m, or without a way to any magnet.
    """
    nothing = pd.DataFrame({"magnet_m": np.nan, "magnet_id": None}, index=premises.index)
    if not len(magnets) or not len(premises) or not len(graph.lines):
        return MAGNET_DISTANCES.conform(nothing)
    own = np.asarray(premises.geometry.to_numpy(), dtype=object)
    there = np.asarray(magnets.geometry.to_numpy(), dtype=object)
    places = put(graph, np.concatenate([own, there]))
    goals = len(own) + np.arange(len(there))
    metres, which = metres_to_nearest(places, np.arange(len(own)), goals)
    itself = premises.index.get_indexer(magnets["unit_id"].astype("str").fillna(""))
    metres[itself[itself >= 0]], which[itself[itself >= 0]] = 0.0, np.flatnonzero(itself >= 0)
    reached = np.isfinite(metres) & (which >= 0)
    named = magnets.index.to_numpy(dtype=object)[np.where(reached, which, 0)]
    table = pd.DataFrame(
        {
            "magnet_m": np.where(reached, metres.round(1), np.nan),
            "magnet_id": np.where(reached, named, None),
        },
        index=premises.index,
    )
    return MAGNET_DISTANCES.conform(table)


def kinds_of(magnets: gpd.GeoDataFrame) -> dict[str, int]:
    """Count magnets by kind, in the order of `MAGNET_KINDS`."""
    counts = magnets["kind"].value_counts()
    return {kind: int(counts[kind]) for kind in MAGNET_KINDS if kind in counts}
