"""What the place of the vacancies says: the test, the verdict's figures, the windows found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.analysis.clusters.labelling import (
    JOINED_M,
    RADII_M,
    Neighbourhood,
    Together,
    local_joins,
    together,
)
from innenstadt_gis.analysis.clusters.near import Near, near_along
from innenstadt_gis.analysis.clusters.scan import Scan, power, scan, separate_windows
from innenstadt_gis.analysis.clusters.windows import LARGEST_M, Labels, Windows, make_windows
from innenstadt_gis.analysis.isochrones import STREET_WIDTH_M
from innenstadt_gis.analysis.streets import put, ways
from innenstadt_gis.analysis.walkgraph import WalkGraph
from innenstadt_gis.tables.findings.clusters import CLUSTERS, VACANCY_NEIGHBOURS

#: Fewer units, or fewer vacancies, cannot show anything at the 5 % level.
FEWEST_UNITS = 20
FEWEST_CASES = 5
LEVEL = 0.05
#: Units that are known by their street alone stand in its middle: no place to measure from.
_VAGUE = ("street", "none")
#: A door is drawn with the house around it.
_DOOR_M = 12.0
_STREETS_NAMED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Everything that was asked of the place of some labelled units."""

    units: gpd.GeoDataFrame  # in the order of the labels
    labels: Labels
    near: Near
    windows: Windows
    scan: Scan
    together: Together
    local: Neighbourhood
    power: float

    @property
    def speaks(self) -> bool:
        """Tell whether the cases stand together more than chance explains."""
        return self.scan.p_average <= LEVEL


def placed(units: gpd.GeoDataFrame, graph: WalkGraph) -> tuple[gpd.GeoDataFrame, Any]:
    """
    Units that stand at a known place on the network, and those places.

    They are put in the order of their places, so that neither the order of the rows nor
    their ids can change what chance deals.
    """
    sure = ~units["located_by"].isin(_VAGUE) & units.geometry.notna()
    some = units[sure.to_numpy()]
    xy = shapely.get_coordinates(some.geometry.to_numpy()).round(3)
    some = some.iloc[np.lexsort((some["status"].to_numpy(dtype="str"), xy[:, 1], xy[:, 0]))]
    places = put(graph, np.asarray(some.geometry.to_numpy(), dtype=object))
    return some[places.node >= 0], places


def neighbours(units: gpd.GeoDataFrame, graph: WalkGraph) -> tuple[gpd.GeoDataFrame, Near]:
    """Units with a place on the network, in a fixed order, and which of them are near."""
    some, places = placed(units, graph)
    return some, near_along(places, np.flatnonzero(places.node >= 0), reach_m=max(RADII_M))


def find_pattern(
    units: gpd.GeoDataFrame, near: Near, labels: pd.Series, *, seed: int = 0
) -> Pattern:
    """
    Ask all questions of labelled units: at all, where, and around which of them.

    Parameters
    ----------
    units, near
        From `neighbours`.
    labels
        Which units are cases; index of ``units``. At least `FEWEST_CASES` of each kind.
    seed
        Of the random numbers.
    """
    cases = labels.to_numpy(dtype=bool)
    windows = make_windows(near)
    result = scan(windows, cases, seed=seed)
    return Pattern(
        units, cases, near, windows, result, together(near, cases, seed=seed),
        local_joins(near, cases), power(windows, near, result, seed=seed),
    )  # fmt: skip


def cluster_table(
    pattern: Pattern, graph: WalkGraph, sections: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """
    The stretches of street where cases stand together; no row unless the test says so.

    Parameters
    ----------
    pattern
        From `find_pattern`.
    graph, sections
        To draw the stretches and to name their streets.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.CLUSTERS`, the likeliest first. The geometry is the
        streets that join the units of a window, with the houses along them.
    """
    crs = pattern.units.crs
    if not pattern.speaks:
        return CLUSTERS.empty(crs)
    found = separate_windows(pattern.windows, pattern.scan, level=LEVEL)
    rows = [_row(pattern, window, sections) for window in found]
    shapes = [_drawn(pattern, window, graph) for window in found]
    frame = gpd.GeoDataFrame(
        rows, index=[f"cluster-{n}" for n in range(1, len(rows) + 1)], geometry=shapes, crs=crs
    )
    frame["rank"] = range(1, len(rows) + 1)
    done: gpd.GeoDataFrame = CLUSTERS.conform(frame, crs=crs)
    return done


def _row(pattern: Pattern, window: int, sections: gpd.GeoDataFrame) -> dict[str, Any]:
    inside = pattern.windows.units(window)
    labels, units = pattern.labels, pattern.units.iloc[inside]
    k, n = int(labels[inside].sum()), len(inside)
    cases, rest = pattern.scan.cases, pattern.scan.units - n
    outside = (cases - k) / rest
    llr = float(pattern.scan.llr[np.searchsorted(pattern.windows.ends, window)])
    vacant = units[labels[inside]]
    return {
        "units": n, "known": n, "vacant": k, "vacancy_rate": k / n, "outside_rate": outside,
        "expected": n * cases / pattern.scan.units,
        "relative_risk": k / n / outside if outside > 0 else np.nan, "llr": llr,
        "p_value": pattern.scan.p_of(llr),
        "radius_m": float(pattern.windows.radius_m[window]),
        "streets": ";".join(streets_of(vacant, sections)),
        "section_ids": ";".join(sorted(units["section_id"].dropna().unique())),
        "unit_ids": ";".join(sorted(units.index)),
        "vacant_ids": ";".join(sorted(vacant.index)),
    }  # fmt: skip


def streets_of(units: gpd.GeoDataFrame, sections: gpd.GeoDataFrame) -> list[str]:
    """Streets of some units, that with most of them first; at most three."""
    names = sections["street"].reindex(units["section_id"].dropna())
    counts = Counter(str(name) for name in names.dropna())
    if not counts:
        counts = Counter(str(name) for name in units["street"].dropna())
    return sorted(counts, key=lambda name: (-counts[name], name))[:_STREETS_NAMED]


def _drawn(pattern: Pattern, window: int, graph: WalkGraph) -> Any:
    """The streets that join the units of a window, and their doors."""
    inside = pattern.windows.units(window)
    doors = np.asarray(pattern.units.geometry.iloc[inside].to_numpy(), dtype=object)
    places = put(graph, doors)
    streets = ways(graph, places, 0, np.arange(len(doors)))
    shapes = [shapely.buffer(streets, STREET_WIDTH_M), shapely.buffer(doors, _DOOR_M)]
    return shapely.union_all(np.concatenate(shapes))


def neighbour_table(pattern: Pattern) -> gpd.GeoDataFrame:
    """Cases and how many of their neighbours are cases (`tables.findings.VACANCY_NEIGHBOURS`)."""
    rows = pattern.units[pattern.labels]
    local = pattern.local
    frame = gpd.GeoDataFrame(
        {
            "neighbours": local.neighbours, "vacant_neighbours": local.cases,
            "expected": local.expected, "p_value": local.p, "q_value": local.q,
        },
        index=rows.index, geometry=rows.geometry.to_numpy(), crs=rows.crs,
    )  # fmt: skip
    done: gpd.GeoDataFrame = VACANCY_NEIGHBOURS.conform(frame.sort_index(), crs=rows.crs)
    return done


__all__ = [
    "FEWEST_CASES",
    "FEWEST_UNITS",
    "JOINED_M",
    "LARGEST_M",
    "LEVEL",
    "Pattern",
    "cluster_table",
    "find_pattern",
    "neighbour_table",
    "neighbours",
    "streets_of",
]
