"""Which parcel or building a point belongs to, how far it is, and how sure that is.

A point of a list lies on the pavement as often as in the house: GPS is off by metres, and
so is Gauß-Krüger. The nearest surface is taken, and how sure that is stands beside it.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

__all__ = ["FARTHEST_M", "building_at", "parcel_at"]

#: A surface farther from a point than this is not its own.
FARTHEST_M = 10.0
# Two surfaces whose distances differ by less than this are equally near.
_SAME_M = 1.0


def parcel_at(
    points: gpd.GeoSeries, parcels: gpd.GeoDataFrame, *, within_m: float = FARTHEST_M
) -> pd.DataFrame:
    """
    Parcel of each point: the one around it, else the nearest.

    Confidence is 1 inside and falls to 0.5 at ``within_m``; it is halved where another
    parcel is as near (less than 1 m more) and the point does not lie inside, as on a border.

    Parameters
    ----------
    points
        Points in the parcels' CRS; missing ones get no parcel.
    parcels
        `tables.PARCELS`.
    within_m
        Farthest distance in metres.

    Returns
    -------
    DataFrame
        ``parcel_id``, ``distance_m``, ``confidence`` on the index of ``points``; blank
        where nothing lies within reach.

    Examples
    --------
    >>> plot = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 20, 20)], index=["a"])
    >>> told = parcel_at(gpd.GeoSeries([shapely.Point(22, 5), shapely.Point(50, 5)]), plot)
    >>> told["parcel_id"].tolist()[0], told["distance_m"].tolist()[0]
    ('a', 2.0)
    >>> bool(told["parcel_id"].isna()[1])
    True
    """
    return _at(points, parcels, name="parcel_id", within_m=within_m)


def building_at(
    points: gpd.GeoSeries, buildings: gpd.GeoDataFrame, *, within_m: float = FARTHEST_M
) -> pd.DataFrame:
    """
    Building of each point: the smallest around it, else the nearest; see `parcel_at`.

    Of several around a point (a hall over a shop) the smallest is the unit's own, and
    that does not make it less sure.

    Examples
    --------
    >>> houses = gpd.GeoDataFrame(
    ...     geometry=[shapely.box(0, 0, 90, 90), shapely.box(0, 0, 9, 9)], index=["hall", "shop"]
    ... )
    >>> told = building_at(gpd.GeoSeries([shapely.Point(5, 5)]), houses)
    >>> told["building_id"].tolist(), told["confidence"].tolist()
    (['shop'], [1.0])
    """
    return _at(points, buildings, name="building_id", within_m=within_m)


def _at(
    points: gpd.GeoSeries, surfaces: gpd.GeoDataFrame, *, name: str, within_m: float
) -> pd.DataFrame:
    ids = np.full(len(points), None, dtype=object)
    away = np.full(len(points), np.nan)
    sure = np.full(len(points), np.nan)
    known = np.flatnonzero(~(points.isna() | points.is_empty).to_numpy())
    if len(surfaces) and len(known):
        shapes = surfaces.geometry.to_numpy()
        wanted = points.to_numpy()[known]
        point, surface = shapely.STRtree(shapes).query(
            wanted, predicate="dwithin", distance=within_m + _SAME_M
        )
        far = shapely.distance(wanted[point], shapes[surface])
        # of several the nearest, of those around the point the smallest
        order = np.lexsort((surface, shapely.area(shapes[surface]), far, point))
        first = order[np.unique(point[order], return_index=True)[1]]
        least = np.full(len(wanted), np.inf)
        least[point[first]] = far[first]
        rivals = np.bincount(point[far - least[point] < _SAME_M], minlength=len(wanted)) > 1
        first = first[far[first] <= within_m]
        chosen = shapes[surface[first]]
        inside = shapely.contains_properly(chosen, wanted[point[first]])
        doubt = np.where(rivals[point[first]] & ~inside, 0.5, 1.0)
        at = known[point[first]]
        ids[at] = surfaces.index.to_numpy()[surface[first]]
        away[at] = far[first]
        sure[at] = (1.0 - far[first] / (2.0 * within_m)) * doubt
    told = {name: ids, "distance_m": away.round(2), "confidence": sure.round(3)}
    return pd.DataFrame(told, index=points.index).astype({name: "str"})
