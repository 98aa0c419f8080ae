"""Which pieces of street make the central shopping area, and which of them its core."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from innenstadt_gis.analysis.streets import Places, metres_to_nearest, pairs_within, put
from innenstadt_gis.analysis.supply.kernel import places_on_streets
from innenstadt_gis.analysis.supply.units import in_use
from innenstadt_gis.analysis.walkgraph import Ints, WalkGraph
from innenstadt_gis.words import Text

#: How closely a front must stand: units per 100 m of street, and the longest break in it
#: over which it goes on, m. Four on 100 m are a shop every 50 m on each side; where no area
#: of a town is used like that, a shop every 100 m is enough.
STEPS = ((4.0, 50.0), (2.0, 100.0))
#: Length of a piece of street, and so the least distance between the middles of two.
_PIECE_M = 10.0
FEWEST_UNITS = 10
FEWEST_FUNCTIONS = 3
#: A magnet belongs to an area that it stands this near to.
_MAGNET_M = 50.0
#: The core is at least half as densely used as the densest place, and near to a magnet.
CORE_OF_PEAK = 0.5
CORE_MAGNET_M = 200.0
#: The area is sought at the named centre if there is one within this distance of it.
_CENTRE_M = 250.0


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """
    Pieces of the proposed area and its units; without any, ``why``.

    ``pieces`` are rows of `supply_density` with ``kind`` "core" or "fringe"; ``units`` says
    for each unit of the area where on its street it stands. ``least_per_100m`` and
    ``longest_gap_m`` tell which of the `STEPS` it took.
    """

    pieces: gpd.GeoDataFrame
    units: pd.Series
    least_per_100m: float | None = None
    longest_gap_m: float | None = None
    why: Text | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """Pieces, magnets and units of a town; pieces and magnets put onto the network once."""

    pieces: gpd.GeoDataFrame
    magnets: gpd.GeoDataFrame
    places: Places  # middles of pieces, then magnets
    units: pd.Series  # where each unit stands on its street
    rows: gpd.GeoDataFrame  # the same units
    centre: Any


def propose(
    premises: gpd.GeoDataFrame,
    sections: gpd.GeoDataFrame,
    graph: WalkGraph,
    *,
    density: gpd.GeoDataFrame,
    magnets: gpd.GeoDataFrame,
    centre: Any = None,
) -> Proposal:
    """
    Propose the central shopping area (zentraler Einkaufsbereich, Vorschlag).

    Pieces of street with at least 4 units on 100 m (`density_along`) and a unit within 25 m,
    joined along the streets over breaks of at most 50 m. Of the areas with at least 10
    units, 3 functions and a magnet, the one at the named centre, else the one with most
    units. Where there is none, 2 units on 100 m, a unit within 50 m and breaks of 100 m are
    enough (`STEPS`). The core is at least half as dense as the densest piece, and within
    200 m of a magnet.

    Parameters
    ----------
    premises, sections
        Contracts in `tables.PREMISES` and `tables.SECTIONS`.
    graph
        The walk network.
    density, magnets
        From `density_along` and `find_magnets`.
    centre
        Place that the town calls its centre; None: it names none.
    """
    units = places_on_streets(premises, sections)
    nothing = Proposal(density.iloc[:0], pd.Series(dtype="object"))
    if len(units) < FEWEST_UNITS or not len(density):
        return replace(nothing, why=_too_few(len(units)))
    middle = density.geometry.interpolate(0.5, normalized=True).to_numpy()
    places = put(graph, np.concatenate([middle, magnets.geometry.to_numpy()]))
    ground = _Ground(density, magnets, places, units, premises.loc[units.index], centre)
    for least, gap_m in STEPS:
        found = _step(ground, least, gap_m)
        if found is not None:
            return found
    return replace(nothing, why=_none_fits())


def _step(ground: _Ground, least: float, gap_m: float) -> Proposal | None:
    """The area at one density; None where no group of pieces has what an area must have."""
    near = ground.pieces["nearest_unit_m"] <= gap_m / 2
    dense = np.flatnonzero((ground.pieces["units_per_100m"] >= least) & near)
    if not len(dense):
        return None
    group = _groups(ground.places, dense, gap_m + _PIECE_M)
    pieces = ground.pieces.iloc[dense]
    piece = _piece_of(ground.units, pieces, gap_m / 2)
    chosen = _choose(ground, pieces, group, piece)
    if chosen is None:
        return None
    inside = (piece >= 0) & (group[piece] == chosen)
    pieces = pieces[group == chosen]
    return Proposal(pieces.assign(kind=_kinds(ground, pieces)), ground.units[inside], least, gap_m)


def _kinds(ground: _Ground, pieces: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Core or fringe, piece by piece."""
    at = ground.pieces.index.get_indexer(pieces.index)
    draws = len(ground.pieces) + np.arange(len(ground.magnets))
    away, _ = metres_to_nearest(ground.places, at, draws)
    peak = pieces["units_per_100m"].max()
    core = (pieces["units_per_100m"] >= peak * CORE_OF_PEAK).to_numpy() & (away <= CORE_MAGNET_M)
    return np.where(core, "core", "fringe").astype(object)


def _too_few(count: int) -> Text:
    return Text(
        f"nur {count} verortete Einheiten im Erdgeschoss; unter {FEWEST_UNITS} oder überall "
        "locker verteilt gibt es keinen Vorschlag",
        f"only {count} located units on the ground floor; below {FEWEST_UNITS}, or thinly "
        "spread everywhere, there is no proposal",
    )


def _none_fits() -> Text:
    return Text(
        f"kein zusammenhängender Bereich mit mindestens {FEWEST_UNITS} Einheiten, "
        f"{FEWEST_FUNCTIONS} Funktionen und einem Magnetbetrieb",
        f"no contiguous area with at least {FEWEST_UNITS} units, {FEWEST_FUNCTIONS} functions "
        "and a magnet",
    )


def _piece_of(units: pd.Series, pieces: gpd.GeoDataFrame, reach_m: float) -> Ints:
    """Position of the piece on which each unit stands; -1 where none is near."""
    points = units.to_numpy(dtype=object)
    lines = np.asarray(pieces.geometry.to_numpy(), dtype=object)
    unit, piece = shapely.STRtree(lines).query(points, predicate="dwithin", distance=reach_m)
    away = shapely.distance(points[unit], lines[piece]).round(3)
    order = np.lexsort((piece, away, unit))
    whose, first = np.unique(unit[order], return_index=True)
    found = np.full(len(points), -1, dtype=np.intp)
    found[whose] = piece[order[first]]
    return found


def _groups(places: Places, who: Ints, reach_m: float) -> Ints:
    """Group of each piece: those within reach of each other along the streets are one."""
    a, b, _ = pairs_within(places, who, who, limit_m=reach_m)
    near = coo_array((np.ones(len(a)), (a, b)), shape=(len(who), len(who)))
    return np.asarray(connected_components(near, directed=False)[1], dtype=np.intp)


def _choose(ground: _Ground, pieces: gpd.GeoDataFrame, group: Ints, piece: Ints) -> int | None:
    """Number of the group that is proposed; None where none has what an area must have."""
    rows, whose = ground.rows[piece >= 0], group[piece[piece >= 0]]
    known = in_use(rows) & ~rows["function"].isin(["other", "housing"])
    lines = np.asarray(pieces.geometry.to_numpy(), dtype=object)
    count = int(group.max()) + 1
    found = pd.DataFrame(
        {
            "units": np.bincount(whose, minlength=count),
            "functions": rows["function"].where(known).groupby(whose).nunique()
            .reindex(range(count)).fillna(0),
            "magnets": _magnets_of(lines, group, ground.magnets),
        }
    )  # fmt: skip
    fits = found[
        (found["units"] >= FEWEST_UNITS) & (found["functions"] >= FEWEST_FUNCTIONS)
        & (found["magnets"] > 0)
    ]  # fmt: skip
    if not len(fits):
        return None
    every = [shapely.multilinestrings(lines[group == number]) for number in fits.index]
    away = [_CENTRE_M if ground.centre is None else one.distance(ground.centre) for one in every]
    order = fits.assign(
        far=np.minimum(np.round(away, 1), _CENTRE_M), place=[one.bounds[:2] for one in every]
    ).sort_values(["far", "units", "place"], ascending=[True, False, True])
    return int(order.index[0])


def _magnets_of(
    lines: NDArray[np.object_], group: Ints, magnets: gpd.GeoDataFrame
) -> NDArray[np.intp]:
    """How many magnets stand near to the streets of each group."""
    there = np.asarray(magnets.geometry.to_numpy(), dtype=object)
    magnet, piece = shapely.STRtree(lines).query(there, predicate="dwithin", distance=_MAGNET_M)
    pairs = np.unique(np.column_stack([magnet, group[piece]]), axis=0)
    return np.bincount(pairs[:, 1], minlength=int(group.max()) + 1)
