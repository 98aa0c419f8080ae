"""Walking minutes from every building and address to the nearest centre."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from innenstadt_gis.analysis.doors import Direction, doors, goals_for, nearest
from innenstadt_gis.analysis.pace import edge_minutes
from innenstadt_gis.analysis.walkgraph import WalkGraph, walk_graph
from innenstadt_gis.crs import require_metres
from innenstadt_gis.errors import InputError
from innenstadt_gis.personas import Persona

__all__ = ["WalkGraph", "edge_minutes", "walk_graph", "walk_minutes"]


def walk_minutes(
    nodes: gpd.GeoDataFrame,
    edges: gpd.GeoDataFrame,
    targets: gpd.GeoSeries,
    centres: gpd.GeoDataFrame,
    *,
    persona: Persona | None = None,
    speed_kmh: float | None = None,
    direction: Direction = "to",
    max_snap_m: float = 250.0,
    join_m: float = 0.0,
    graph: WalkGraph | None = None,
) -> gpd.GeoDataFrame:
    """
    Minutes and metres on foot from each target to its nearest centre.

    Exact shortest ways through the walk network: one leaves at the nearest point of the
    nearest edge, also in the middle of it, and so enters the centre. The straight way
    between a point and its edge is walked at the same speed. A centre drawn as a polygon
    is reached where an edge crosses its boundary; whoever stands inside needs 0 minutes. One
    whose nearest way is a barrier to the persona is reached by another close by
    (`doors.goals_for`).

    Parameters
    ----------
    nodes, edges
        The walk network in metres; contracts in `tables.NODES` and `tables.EDGES`.
        ``foot_oneway`` is honoured; ``slope`` makes up and down differ, blank is flat.
    targets
        Points to walk from. A blank one stays blank in the result.
    centres
        Points or polygons to walk to; contract in `tables.CENTRES`.
    persona
        Who walks (see `innenstadt_gis.personas`); None: an adult.
    speed_kmh
        Another speed on the flat than the persona's, km/h.
    direction
        ``"to"`` the centre, or ``"from"`` it: up and down, and one-ways, make them differ.
    max_snap_m
        A target or centre farther than this from every edge is not connected.
    join_m
        How far one may walk straight from a way that is joined to nothing to the largest part
        of the network (see `walk_graph`); 0 keeps the network as it is drawn.
    graph
        A network already built by `walk_graph` with the same edges, to save building it.
        Its own persona and joining hold then.

    Returns
    -------
    gpd.GeoDataFrame
        One row per target, same index: ``walk_min`` and ``walk_m`` (minutes, and metres of
        that same way; NaN where no centre can be reached), ``centre_id`` (blank there).

    Raises
    ------
    InputError
        If a target is no point, or an edge names an unknown node.
    CrsError
        If the edges, targets and centres are not in one CRS of metres.
    """
    _check_places(edges, targets, centres)
    graph = graph or walk_graph(nodes, edges, persona=persona, speed_kmh=speed_kmh, join_m=join_m)
    places = doors(graph, targets.to_numpy(), max_snap_m=max_snap_m)
    goals = goals_for(graph, doors(graph, centres.geometry.to_numpy(), max_snap_m=max_snap_m))
    minutes, metres, centre = nearest(graph, places, goals, direction=direction)
    ids = centres.index.to_numpy(dtype=object)
    names = np.full(len(targets), None, dtype=object)
    names[centre >= 0] = ids[centre[centre >= 0]]
    return gpd.GeoDataFrame(
        {
            "walk_min": minutes,
            "walk_m": metres,
            "centre_id": pd.array(names, dtype="str"),
        },
        index=targets.index,
        geometry=targets.to_numpy(),
        crs=targets.crs,
    )


def _check_places(
    edges: gpd.GeoDataFrame, targets: gpd.GeoSeries, centres: gpd.GeoDataFrame
) -> None:
    for name, places in (("edges", edges), ("targets", targets), ("centres", centres)):
        if not len(places):
            continue
        require_metres(places, name)
        if len(edges) and places.crs != edges.crs:
            raise InputError(
                de=f"{name}: Koordinatensystem '{places.crs.name}', die Wege stehen in "
                f"'{edges.crs.name}'; zuerst umrechnen: rows.to_crs(edges.crs)",
                en=f"{name}: the CRS is '{places.crs.name}', that of the edges is "
                f"'{edges.crs.name}'; project first: rows.to_crs(edges.crs)",
            )
    kinds = set(targets.geom_type.dropna().unique()) - {"Point"}
    if kinds:
        raise InputError(
            de=f"targets: {sorted(kinds)} statt Punkten; für Flächen "
            "rows.representative_point() nehmen",
            en=f"targets: {sorted(kinds)} instead of points; for polygons take "
            "rows.representative_point()",
        )
