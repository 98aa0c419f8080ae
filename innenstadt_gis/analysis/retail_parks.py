"""Retail outside of the centre: where large shops stand together (Fachmarktstandorte)."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from innenstadt_gis.analysis.supply.units import in_use
from innenstadt_gis.tables import RETAIL_PARKS

__all__ = ["find_retail_parks"]

#: From this sales area on a shop is a large one (BVerwG 4 C 10.04, on § 11 (3) BauNVO).
LARGE_SALES_M2 = 800.0
#: From this floor area on large-scale effects are presumed (§ 11 (3) BauNVO).
LARGE_FLOOR_M2 = 1200.0
#: Large shops this near to each other are one place, m.
TOGETHER_M = 200.0
#: What sells from large floors; a bakery in the foyer of a supermarket is not large.
_LARGE_BRANCHES = frozenset(
    ("food", "beverages", "drugstore", "department_store", "clothes", "shoes", "sports",
     "electronics", "appliances_lighting", "furniture", "diy_garden", "pets", "toys",
     "household_gifts", "bicycle")
)  # fmt: skip


def find_retail_parks(
    premises: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, *, centre: Any
) -> gpd.GeoDataFrame:
    """
    Propose the retail parks of a town: places outside of its centre with large shops.

    A large shop has at least 800 m² of sales area or, where nobody stated an area, stands
    in a building of at least 1,200 m² of footprint. Those within 200 m of each other are
    one place; it lies where its largest shop is and bears the names of its shops.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`; only retail in use counts, vehicles do not.
    buildings
        Contract in `tables.BUILDINGS`.
    centre
        Polygon of the centre; shops in it belong to no retail park. None: all count.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.RETAIL_PARKS`, from west to east, all of them ``proposed``.
    """
    large = _large(premises, buildings)
    if centre is not None and len(large):
        large = large[~large.geometry.intersects(centre).to_numpy()]
    if not len(large):
        return RETAIL_PARKS.empty(premises.crs)
    large = large.assign(place=_together(large.geometry.to_numpy()))
    rows = [
        {"name": _name(some), "geometry": some.geometry.iloc[0], "x": float(some.geometry.x.min())}
        for _, some in large.groupby("place", sort=False)
    ]
    rows.sort(key=lambda row: (row["x"], row["name"]))
    frame = gpd.GeoDataFrame(
        {
            "name": [row["name"] for row in rows], "located_by": "proposed", "proposed": True,
            "source": "osm",
        },
        index=[f"p{n}" for n in range(1, len(rows) + 1)],
        geometry=[row["geometry"] for row in rows], crs=premises.crs,
    )  # fmt: skip
    return RETAIL_PARKS.conform(frame, crs=premises.crs)


def _large(premises: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Large shops in use with their size, the largest first."""
    shops = premises[
        in_use(premises)
        & (premises["function"] == "retail")
        & premises["branch"].isin(_LARGE_BRANCHES)
        & premises.geometry.notna()
    ]
    floor = buildings["area_m2"].astype("float64")
    floor = floor.fillna(pd.Series(buildings.geometry.area.to_numpy(), index=buildings.index))
    stated = shops["sales_area_m2"].astype("float64")
    other = shops["usable_area_m2"].fillna(shops["unspecified_area_m2"]).astype("float64")
    footprint = (
        shops["building_id"].map(floor).astype("float64").where(stated.isna() & other.isna())
    )
    is_large = (stated.fillna(0) >= LARGE_SALES_M2) | (footprint.fillna(0) >= LARGE_FLOOR_M2)
    size = stated.fillna(footprint)
    found = shops.assign(size=size)[is_large.to_numpy()]
    return found.sort_values(["size", "name"], ascending=[False, True], kind="stable")


def _together(points: Any) -> Any:
    """Number the places: shops within reach of each other, directly or by way of others."""
    points = np.asarray(points, dtype=object)
    a, b = shapely.STRtree(points).query(points, predicate="dwithin", distance=TOGETHER_M)
    near = coo_array((np.ones(len(a)), (a, b)), shape=(len(points), len(points)))
    return connected_components(near, directed=False)[1]


def _name(shops: gpd.GeoDataFrame) -> str:
    """Names of the three largest shops, each once; else where it is."""
    names = [n for n in dict.fromkeys(shops["name"].dropna().astype("str")) if n.strip()]
    if names:
        return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
    streets = shops["street"].dropna().astype("str")
    return streets.iloc[0] if len(streets) else "ohne Namen"
