"""Where which transit quality class holds, and how many people live there."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.analysis.local_supply.reach import door_metres
from innenstadt_gis.analysis.people import People
from innenstadt_gis.analysis.streets import put
from innenstadt_gis.analysis.transit.class_tables import GERMAN
from innenstadt_gis.analysis.transit.classes import ClassTable
from innenstadt_gis.analysis.walkgraph import Floats, WalkGraph
from innenstadt_gis.errors import InputError
from innenstadt_gis.tables.findings.transit import TRANSIT_CLASS_AREAS, TRANSIT_PEOPLE
from innenstadt_gis.words import Text

__all__ = ["NO_CLASS", "class_areas", "class_label", "class_people", "home_classes", "near_any"]

#: Row of those who live in no class.
NO_CLASS = "none"

#: Sides of a quarter of a circle: the drawn area is 0.4 % smaller than a round one.
_QUARTER = 10


def home_classes(
    homes: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    category: pd.Series,
    table: ClassTable = GERMAN,
    *,
    graph: WalkGraph | None = None,
) -> pd.Series:
    """
    Best class that any station gives each home.

    Within one category the nearest station gives the best class, so one search for each category
    is enough.

    Parameters
    ----------
    homes
        Points in the CRS of the stations.
    stations, category
        Points, and the category of each (blank: none) in the system ``table``.
    table
        One of `class_tables.CLASS_TABLES`, or your own.
    graph
        The walk network; needed (and read) only by a system that measures along the ways. Its
        lengths are read, neither slopes nor one-ways.

    Returns
    -------
    pd.Series
        Name of the class; blank beyond the reach of every station, and for homes without a place.

    Raises
    ------
    InputError
        If the system measures along the ways and there is no network.
    """
    if table.distance == "network" and graph is None:
        raise InputError(
            de=f"{table.label.de}: gemessen wird entlang der Wege; graph=walk_graph(…) angeben",
            en=f"{table.label.en}: measured along the ways; give graph=walk_graph(…)",
        )
    names = np.array([*table.names, None], dtype=object)
    best = np.full(len(homes), len(names) - 1)
    for key in table.classes:
        some = stations[(category == key).fillna(value=False).to_numpy(dtype=bool)]
        if len(some) and len(homes):
            metres = _metres(homes, some, table, graph)
            found = pd.Index(table.names).get_indexer(pd.Index(table.quality_class(key, metres)))
            best = np.minimum(best, np.where(found < 0, len(names) - 1, found))
    return pd.Series(pd.array(names[best], dtype="str"), index=homes.index)


def _metres(
    homes: gpd.GeoDataFrame, some: gpd.GeoDataFrame, table: ClassTable, graph: WalkGraph | None
) -> Floats:
    if table.distance == "straight":
        return straight_metres(homes, some, table.reach_m)
    assert graph is not None  # home_classes has asked for it
    everything = np.concatenate(
        [np.asarray(rows.geometry.to_numpy(), dtype=object) for rows in (homes, some)]
    )
    places = put(graph, everything)
    start = np.arange(len(homes))
    return door_metres(places, start, len(homes) + np.arange(len(some)))


def straight_metres(homes: gpd.GeoDataFrame, some: gpd.GeoDataFrame, limit_m: float) -> Floats:
    """Metres as the crow flies to the nearest of some points; infinite beyond the limit."""
    metres = np.full(len(homes), np.inf)
    tree = shapely.STRtree(np.asarray(some.geometry.to_numpy(), dtype=object))
    points = np.asarray(homes.geometry.to_numpy(), dtype=object)
    # the tree asks for distances below its limit, a class reaches up to and with its bound
    (who, _), away = tree.query_nearest(points, max_distance=limit_m + 1, return_distance=True)
    metres[who] = away
    return metres


def near_any(homes: gpd.GeoDataFrame, stations: gpd.GeoDataFrame, within_m: float) -> pd.Series:
    """Tell which homes have one of the stations within so many metres, as the crow flies."""
    placed = stations[stations.geometry.notna()]
    return pd.Series(straight_metres(homes, placed, within_m) <= within_m, index=homes.index)


def class_people(classes: pd.Series, people: People, table: ClassTable = GERMAN) -> pd.DataFrame:
    """
    Homes and persons of each class, and of none.

    Returns
    -------
    pd.DataFrame
        Contract in `tables.findings.transit.TRANSIT_PEOPLE`; persons are blank where nobody
        was counted. Persons of cells without a home stand in no row.
    """
    each = people.each
    rows = {}
    for key in (*table.names, NO_CLASS):
        here = (classes.isna() if key == NO_CLASS else classes == key).to_numpy(dtype=bool)
        rows[key] = {
            "label": class_label(key).de,
            "homes": int(here.sum()),
            "persons": each[here].sum(),
        }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    total = frame["persons"].sum()
    frame["share"] = frame["persons"] / total if total > 0 else np.nan
    if people.spread is None:
        frame["persons"] = np.nan
    return TRANSIT_PEOPLE.conform(frame)


def class_label(key: str) -> Text:
    """Write a class, or that there is none, in words."""
    if key == NO_CLASS:
        return Text("ohne Güteklasse", "without a class")
    return Text(f"Güteklasse {key}", f"class {key}")


def class_areas(
    stations: gpd.GeoDataFrame,
    category: pd.Series,
    table: ClassTable = GERMAN,
    *,
    area: Any = None,
    people: pd.DataFrame | None = None,
) -> gpd.GeoDataFrame:
    """
    Areas of the classes as the crow flies, disjoint: where several hold, the best one.

    Parameters
    ----------
    stations, category, table
        As in `home_classes`.
    area
        Polygon to which the areas are cut; None: as far as they reach.
    people
        From `class_people`, to say how many live there.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.transit.TRANSIT_CLASS_AREAS`; only classes that occur.

    Raises
    ------
    InputError
        If the system measures along the ways: its areas are no circles.
    """
    if table.distance == "network":
        raise InputError(
            de=f"{table.label.de}: gemessen wird entlang der Wege, die Flächen sind keine Kreise",
            en=f"{table.label.en}: measured along the ways, its areas are no circles",
        )
    placed = stations.geometry.notna().to_numpy() & category.notna().to_numpy()
    points = np.asarray(stations.geometry.to_numpy(), dtype=object)[placed]
    kinds = category.to_numpy(dtype=object)[placed]
    if area is not None and len(points):
        near = shapely.dwithin(points, area, table.reach_m)
        points, kinds = points[near], kinds[near]
    better: Any = shapely.Polygon()
    shapes = {}
    for name in table.names:
        radius = np.array([table.radius_m(kind, name) for kind in kinds], dtype="float64")
        round_ = shapely.buffer(points[radius > 0], radius[radius > 0], quad_segs=_QUARTER)
        whole = shapely.union_all([*round_, better])
        shape = shapely.difference(whole, better)
        better = whole
        if area is not None:
            shape = shapely.intersection(shape, area)
        if surface := _surface(shape):
            shapes[name] = surface
    told = gpd.GeoDataFrame(
        {"label": [class_label(key).de for key in shapes]},
        index=pd.Index(list(shapes), dtype="str"), geometry=list(shapes.values()), crs=stations.crs,
    )  # fmt: skip
    told["area_ha"] = told.geometry.area / 10_000
    if people is not None:
        told["persons"] = people["persons"].reindex(told.index)
    return TRANSIT_CLASS_AREAS.conform(told, crs=stations.crs)


def _surface(shape: Any) -> Any:
    """Keep what has an area of a cut; None where nothing is left."""
    parts = shapely.get_parts(shape, return_index=False)
    solid = [part for part in np.atleast_1d(parts) if shapely.area(part) > 0]
    return shapely.union_all(solid) if solid else None
