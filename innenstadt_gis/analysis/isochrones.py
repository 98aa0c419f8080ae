"""Isochrones: from where a centre is reached on foot within so many minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.analysis.doors import Direction, Doors, doors, goals_for, nearest
from innenstadt_gis.analysis.people import People
from innenstadt_gis.analysis.reached import STREET_WIDTH_M, reached_areas
from innenstadt_gis.analysis.walkgraph import Floats, WalkGraph, walk_graph
from innenstadt_gis.personas import Persona
from innenstadt_gis.tables.findings import ISOCHRONES

__all__ = ["STREET_WIDTH_M", "Counted", "isochrones", "reached_areas"]

#: Who needs no name in the id of an isochrone.
_USUAL = "adult"


class Counted(NamedTuple):
    """
    Who and what is counted in isochrones: persons by home, and `doors.doors` of both.

    ``linked`` tells which homes are joined to a centre, whoever walks: whom stairs keep from
    it is known not to reach it. None: those from which the persona gets there.
    """

    people: People | None = None
    homes: Doors | None = None
    linked: NDArray[np.bool_] | None = None
    buildings: Doors | None = None


def isochrones(
    nodes: gpd.GeoDataFrame,
    edges: gpd.GeoDataFrame,
    centres: gpd.GeoDataFrame,
    *,
    minutes: Sequence[float] = (5, 10, 15),
    persona: Persona | None = None,
    speed_kmh: float | None = None,
    direction: Direction = "to",
    by_centre: bool = False,
    counted: Counted | None = None,
    graph: WalkGraph | None = None,
) -> gpd.GeoDataFrame:
    """
    Areas from which the nearest centre is reached on foot within so many minutes.

    The streets are cut at the exact minute, as in `walking.walk_minutes`. Only for drawing
    they get a width of 25 m on either side, and gaps up to 1 ha between them, the blocks of
    houses, are filled: a river without a bridge and a large block stay out (see
    `reached.reached_areas`).

    Parameters
    ----------
    nodes, edges, centres
        The walk network and the centres, in one CRS of metres.
    minutes
        Limits; each area lies in the next.
    persona, speed_kmh
        Who walks, and another speed on the flat, km/h; None: an adult at theirs.
    direction
        ``"to"`` the centre, or ``"from"`` it.
    by_centre
        One area for each centre by itself, instead of those to the nearest of all.
    counted
        Persons and buildings, by the minutes of their own doors, not by the drawing; what is
        None, and persons where there is no census, stays blank.
    graph
        A network already built by `walk_graph`; its own persona holds then.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.ISOCHRONES`, one row per centre and limit, the nearest
        first. No row where no centre is connected to the network. Ids are ``walk-10``, from
        the centre ``back-10``, for others than adults ``wheelchair:walk-10``, for one centre
        ``markt:walk-10``.
    """
    graph = graph or walk_graph(nodes, edges, persona=persona, speed_kmh=speed_kmh)
    limits = sorted({float(limit) for limit in minutes})
    places = np.asarray(centres.geometry.to_numpy(), dtype=object)
    single = [(str(id_), places[[at]]) for at, id_ in enumerate(centres.index)]
    rows: list[dict[str, Any]] = []
    for centre_id, some in single if by_centre else [("", places)]:
        goals = goals_for(graph, doors(graph, some))
        tally = _Tally(graph, goals, direction, counted or Counted())
        toward = graph if direction == "to" else graph.turned()
        areas = reached_areas(toward, some, limits, entries=goals.entries)
        for limit, area in zip(limits, areas, strict=True):
            if not area.is_empty:
                stated = {
                    "walk_min": limit, "persona": graph.persona.key, "centre_id": centre_id or None,
                    "direction": direction, "geometry": area, "area_ha": area.area / 10_000,
                }  # fmt: skip
                rows.append({**stated, **tally.within(limit)})
    crs = centres.crs if centres.crs is not None else edges.crs
    table = gpd.GeoDataFrame(rows, columns=["geometry", *ISOCHRONES.names], geometry="geometry")
    table.index = pd.Index([_id(row) for row in rows], dtype="str")
    return ISOCHRONES.conform(table.set_crs(crs), crs=crs)


def _id(row: dict[str, Any]) -> str:
    way = "walk" if row["direction"] == "to" else "back"
    who = "" if row["persona"] == _USUAL else f"{row['persona']}:"
    where = f"{row['centre_id']}:" if row["centre_id"] else ""
    return f"{who}{where}{way}-{row['walk_min']:g}"


class _Tally:
    """Minutes of homes and buildings to some centres, to be counted for each limit."""

    def __init__(self, graph: WalkGraph, goals: Doors, way: Direction, counted: Counted) -> None:
        people, homes, linked, buildings = counted
        self.people = people if people is not None and people.spread is not None else None
        self.homes = self.buildings = np.zeros(0)
        self.known = linked
        if self.people is not None:
            if homes is None:
                homes = doors(graph, self.people.homes.geometry.to_numpy())
            self.homes = _minutes(graph, homes, goals, way)
        if buildings is not None:
            self.buildings = _minutes(graph, buildings, goals, way)

    def within(self, limit: float) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.people is not None:
            known = np.isfinite(self.homes) if self.known is None else self.known
            share = self.people.share(self.homes <= limit, known=known)
            found = {
                "persons": share.numerator, "coverage": share.coverage,
                "census": self.people.census.de,
            }  # fmt: skip
        if len(self.buildings):
            found["buildings"] = int((self.buildings <= limit).sum())
        return found


def _minutes(graph: WalkGraph, places: Doors, goals: Doors, way: Direction) -> Floats:
    return nearest(graph, places, goals, direction=way, with_metres=False).minutes
