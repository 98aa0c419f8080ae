"""Where one can sit down on the way: the longest stretch without a bench, and where it lies."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from innenstadt_gis.analysis.arcs import Floats
from innenstadt_gis.analysis.doors import Doors
from innenstadt_gis.analysis.personas.pieces import joined, middle, neighbours
from innenstadt_gis.analysis.personas.ways import Ways
from innenstadt_gis.analysis.walkgraph import WalkGraph
from innenstadt_gis.tables.findings.personas import BENCH_GAPS

__all__ = ["BESIDE_M", "GAP_M", "Sitting", "bench_gaps", "longest_gaps", "sitting"]

#: A bench not farther than this from a way stands on it, m.
BESIDE_M = 20.0
#: Half of the walkers with a disability do not manage more without a rest, m; seats every 50 m
#: are what is asked of streets that many use.
GAP_M = 200.0
#: Pieces that fewer than 1 in 100 persons walk, or fewer than 10, are not drawn.
_FEWEST_SHARE, _FEWEST = 0.01, 10.0


class Sitting(NamedTuple):
    """Fractions of every edge at which benches stand beside it, rising."""

    at: dict[int, list[float]]
    length: list[float]

    def between(self, edge: int, leaves: float, arrives: float) -> list[float]:
        """Metres from ``leaves`` to each bench on the way to ``arrives``, rising."""
        low, high = min(leaves, arrives), max(leaves, arrives)
        length = self.length[edge]
        return sorted(
            abs(fraction - leaves) * length
            for fraction in self.at.get(edge, ())
            if low <= fraction <= high
        )


def sitting(
    graph: WalkGraph, benches: NDArray[np.object_], *, beside_m: float = BESIDE_M
) -> Sitting:
    """
    Carry benches to every edge that passes them within ``beside_m``.

    Parameters
    ----------
    graph
        Of any persona.
    benches
        Points.
    beside_m
        Reach of a bench, m.
    """
    at: dict[int, list[float]] = {}
    benches = np.asarray(benches, dtype=object)
    if len(benches) and len(graph.lines):
        bench, edge = graph.tree.query(benches, predicate="dwithin", distance=beside_m)
        where = shapely.line_locate_point(graph.lines[edge], benches[bench], normalized=True)
        where = np.nan_to_num(where)
        for one in np.lexsort((where, edge)).tolist():
            at.setdefault(int(edge[one]), []).append(float(where[one]))
    return Sitting(at, graph.length_m.tolist())


class _Stretch(NamedTuple):
    """Metres to the next bench (or the goal), from the last one on, and the longest between."""

    first: float
    last: float
    longest: float
    benches: bool


def _stretch(sitting_: Sitting, edge: int, leaves: float, arrives: float) -> _Stretch:
    whole = abs(arrives - leaves) * sitting_.length[edge]
    metres = sitting_.between(edge, leaves, arrives) if edge in sitting_.at else []
    if not metres:
        return _Stretch(whole, whole, 0.0, benches=False)
    longest = max((b - a for a, b in itertools.pairwise(metres)), default=0.0)
    return _Stretch(metres[0], whole - metres[-1], longest, benches=True)


class _Ahead(NamedTuple):
    """Of every node: metres to the next bench on the way, and the longest stretch behind it."""

    first: list[float]
    longest: list[float]
    onward: list[_Stretch | None]


def _ahead(found: Ways, sitting_: Sitting) -> _Ahead:
    size = len(found.cost)
    first, longest = [0.0] * size, [0.0] * size
    onward: list[_Stretch | None] = [None] * size
    following, edge = found.following.tolist(), found.edge.tolist()
    leaves, arrives = found.leaves.tolist(), found.arrives.tolist()
    for node in found.upward.tolist():
        step = _stretch(sitting_, edge[node], leaves[node], arrives[node])
        onward[node] = step
        after = following[node]
        open_, worst = (first[after], longest[after]) if after >= 0 else (0.0, 0.0)
        if step.benches:
            first[node] = step.first
            longest[node] = max(step.longest, step.last + open_, worst)
        else:
            first[node], longest[node] = step.first + open_, worst
    return _Ahead(first, longest, onward)


def longest_gaps(found: Ways, sitting_: Sitting, homes: Doors) -> Floats:
    """
    Longest stretch without a bench on the way of every home to its nearest goal, m.

    From the door to the first bench, from bench to bench, and from the last one to the goal;
    without any bench the whole way. The metres from the door to the way count, those from the
    way to the middle of the goal do not.

    Parameters
    ----------
    found
        From `ways.ways`, of the homes.
    sitting_
        From `sitting`.
    homes
        Of whom ``found`` was asked.

    Returns
    -------
    np.ndarray
        NaN where no goal is reached.
    """
    ahead = _ahead(found, sitting_)
    off = _off(homes)
    gaps = np.full(len(found.place_cost), np.nan)
    for place in np.flatnonzero(np.isfinite(found.place_cost)).tolist():
        gaps[place] = max(_from_home(found, sitting_, ahead, place, off[place]))
    return gaps


def _off(homes: Doors) -> Floats:
    """Metres from each place to the network, by its shortest door."""
    off = np.full(len(homes.places), np.inf)
    np.minimum.at(off, homes.entries.point, homes.entries.metres)
    return np.where(np.isfinite(off), off, 0.0)


def _from_home(
    found: Ways, sitting_: Sitting, ahead: _Ahead, place: int, off: float
) -> tuple[float, float]:
    """Metres from the door to the first bench, and the longest stretch behind it."""
    edge, node = int(found.place_edge[place]), int(found.place_node[place])
    if edge < 0:
        return 0.0, 0.0
    step = _stretch(
        sitting_, edge, float(found.place_leaves[place]), float(found.place_arrives[place])
    )
    open_, worst = (ahead.first[node], ahead.longest[node]) if node >= 0 else (0.0, 0.0)
    if step.benches:
        return off + step.first, max(step.longest, step.last + open_, worst)
    return off + step.first + open_, worst


def bench_gaps(
    edges: gpd.GeoDataFrame, found: Ways, sitting_: Sitting, homes: Doors, persons: Floats, *,
    gap_m: float = GAP_M,
) -> gpd.GeoDataFrame:  # fmt: skip
    """
    Streets on which persons walk farther than ``gap_m`` without a bench, to the centre.

    A piece counts those for whom it lies in a stretch of more than ``gap_m`` between two
    benches of their own way (or their door, or the goal). Edges beside which a bench stands are
    not drawn. Neighbouring pieces of one street are one row, with the persons of its most
    walked piece; what fewer than 1 in 100 persons or fewer than 10 walk is left out.

    Parameters
    ----------
    edges
        Those of the network that ``found`` was searched on.
    found, sitting_, homes
        As in `longest_gaps`.
    persons
        Of each home.
    gap_m
        Longest stretch that is no gap, m.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.personas.BENCH_GAPS`; the most persons first.
    """
    load = _gap_load(found, sitting_, homes, persons, gap_m=gap_m)
    walking = persons[np.isfinite(found.place_cost)].sum()
    used = np.flatnonzero(load >= max(walking * _FEWEST_SHARE, _FEWEST))
    if not len(used):
        return BENCH_GAPS.conform(pd.DataFrame(index=pd.Index([])), crs=edges.crs)
    some = edges.iloc[used]
    group = neighbours(some, [""] * len(some))
    lines = np.asarray(some.geometry.to_numpy(), dtype=object)
    street, metres = some["name"].to_numpy(dtype=object), some["length_m"].to_numpy("float64")
    rows = [
        {
            "street": street[of][0], "metres": float(metres[of].sum()),
            "persons": float(load[used[of]].max()), "geometry": joined(lines[of]),
        }
        for of in (np.flatnonzero(group == number) for number in range(group.max() + 1))
    ]  # fmt: skip
    rows.sort(key=lambda row: (-round(row["persons"], 6), *middle(row["geometry"])))
    index = [f"gap:{number}" for number in range(1, len(rows) + 1)]
    return BENCH_GAPS.conform(
        gpd.GeoDataFrame(rows, index=index, geometry="geometry", crs=edges.crs)
    )


def _gap_load(
    found: Ways, sitting_: Sitting, homes: Doors, persons: Floats, *, gap_m: float
) -> Floats:
    """Persons in a gap on each edge without a bench."""
    ahead = _ahead(found, sitting_)
    off = _off(homes)
    walkers, gapped = [0.0] * len(found.cost), [0.0] * len(found.cost)
    load = np.zeros(len(sitting_.length))
    for place in np.flatnonzero(np.isfinite(found.place_cost) & (persons > 0)).tolist():
        node, edge, who = int(found.place_node[place]), int(found.place_edge[place]), persons[place]
        first, _ = _from_home(found, sitting_, ahead, place, off[place])
        step = None if edge < 0 else _stretch(
            sitting_, edge, float(found.place_leaves[place]), float(found.place_arrives[place])
        )  # fmt: skip
        if node < 0 or step is None:
            continue
        walkers[node] += who
        if step.benches:
            gapped[node] += who if step.last + ahead.first[node] > gap_m else 0.0
        elif first > gap_m:
            gapped[node] += who
            load[edge] += who
    return _down(found, ahead, (walkers, gapped), load, gap_m=gap_m)


def _down(
    found: Ways,
    ahead: _Ahead,
    at_nodes: tuple[list[float], list[float]],
    load: Floats,
    *,
    gap_m: float,
) -> Floats:
    """Add up along the ways, from the farthest node to the goal."""
    following, edge = found.following.tolist(), found.edge.tolist()
    walkers, gapped = at_nodes
    for node in found.upward[::-1].tolist():
        step, after = ahead.onward[node], following[node]
        assert step is not None  # every reached node has one
        if not step.benches:
            load[edge[node]] += gapped[node]
        if after < 0:
            continue
        walkers[after] += walkers[node]
        if not step.benches:
            gapped[after] += gapped[node]
        elif step.last + ahead.first[after] > gap_m:
            gapped[after] += walkers[node]
    return load
