"""Propose a centre where the town names none: where the units stand densest."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from innenstadt_gis.importlog import Missing
from innenstadt_gis.tables.places import CENTRES
from innenstadt_gis.words import Text

#: Fewer located units than this have no densest place.
FEWEST_UNITS = 10

#: To be logged where `propose_centre` gives no row.
NO_CENTRE = Missing(
    what="centre",
    why=Text(
        f"Kein Zentrum angegeben, und mit weniger als {FEWEST_UNITS} verorteten Einheiten und "
        "ohne Ortsmittelpunkt in OpenStreetMap lässt sich keines vorschlagen",
        f"no centre is given, and with fewer than {FEWEST_UNITS} located units and no place "
        "node in OpenStreetMap none can be proposed",
    ),
    todo=Text(
        'In study.toml ergänzen: [[centres]] mit name = "Markt" und at = "Marktplatz 1"',
        'add to study.toml: [[centres]] with name = "Markt" and at = "Marktplatz 1"',
    ),
)

_RANK = {"city": 0, "town": 1, "village": 2}


def propose_centre(
    premises: gpd.GeoDataFrame, basemap: gpd.GeoDataFrame, *, kernel_m: float = 150.0
) -> gpd.GeoDataFrame:
    """
    Propose the place of the highest density of units as the centre (Vorschlag).

    Each unit adds ``1 - (d / kernel_m)²`` (Epanechnikov) to every unit closer than
    ``kernel_m``; the unit with the largest sum is the place. With fewer than 10 located
    units it is the place node of the base map (city before town before village, of equal
    ones the most central).

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`; units that are gone or have no place do not count.
    basemap
        Contract in `tables.BASEMAP`; read are the points of the layer ``place``.
    kernel_m
        Radius of the kernel, m.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.CENTRES`, one row marked ``proposed``; no row if neither way
        gives a place (log `NO_CENTRE` then).
    """
    units = premises[(premises["status"] != "gone") & premises.geometry.notna()]
    crs = premises.crs if premises.crs is not None else basemap.crs
    if len(units) >= FEWEST_UNITS:
        place = _densest(shapely.get_coordinates(units.geometry.to_numpy()), kernel_m)
        return _proposed(place, "premises", crs)
    place = _place_node(basemap)
    return CENTRES.empty(crs) if place is None else _proposed(place, "osm", crs)


def _densest(xy: Any, kernel_m: float) -> Any:
    # The sums are rounded and ties fall to the south-west, whatever the order of the rows.
    xy = xy[np.lexsort((xy[:, 1], xy[:, 0]))]
    pairs = cKDTree(xy).query_pairs(kernel_m, output_type="ndarray")
    away = ((xy[pairs[:, 0]] - xy[pairs[:, 1]]) ** 2).sum(axis=1)
    weight = 1 - away / kernel_m**2
    density = np.bincount(pairs[:, 0], weights=weight, minlength=len(xy))
    density += np.bincount(pairs[:, 1], weights=weight, minlength=len(xy))
    return shapely.Point(xy[int(np.argmax(density.round(6)))])


def _place_node(basemap: gpd.GeoDataFrame) -> Any | None:
    named = basemap[(basemap["layer"] == "place") & basemap["kind"].isin(_RANK)]
    named = named[named.geometry.geom_type == "Point"]
    if not len(named):
        return None
    west, south, east, north = basemap.total_bounds
    middle = shapely.Point((west + east) / 2, (south + north) / 2)
    order = pd.DataFrame(
        {
            "rank": named["kind"].map(_RANK).astype("int64"),
            "away": named.geometry.distance(middle),
            "name": named.index.astype("str"),
        },
        index=named.index,
    ).sort_values(["rank", "away", "name"])
    return named.geometry[order.index[0]]


def _proposed(place: Any, source: str, crs: Any) -> gpd.GeoDataFrame:
    row = gpd.GeoDataFrame(
        {
            "name": ["Vorschlag"],
            "located_by": ["proposed"],
            "proposed": [True],
            "source": [source],
        },
        index=["centre-1"],
        geometry=[place],
        crs=crs,
    )
    return CENTRES.conform(row, crs=crs)
