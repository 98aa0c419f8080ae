"""Plots and what stands on them: built area, use, street they face, what the map shows."""

from __future__ import annotations

import re
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_BUILDABLE = re.compile(
    r"wohn|gemischt|gewerbe|industrie|handel|dienstleist|siedlung|bauplatz|baufläche|baulücke"
)
_GIVEN_UP = re.compile(r"stillgelegt|außer betrieb|brachfläche|brach gefallen")
#: What lies on the ground and is no place to build on.
_TAKEN = frozenset({
    "cemetery", "park", "playground", "pitch", "sports_centre", "track", "allotments",
    "recreation_ground", "forest", "wood", "railway", "school", "religious", "education",
    "military", "quarry", "farmyard",
})  # fmt: skip
#: What may be the use of a plot, or what grows on a gap: to be looked at.
_MAYBE = {
    "parking": "Parkplatz", "garden": "Garten", "grass": "Grünfläche", "grassland": "Grünfläche",
    "meadow": "Wiese", "scrub": "Gebüsch", "village_green": "Grünfläche", "orchard": "Obstwiese",
    "heath": "Heide", "greenfield": "Bauerwartungsland", "common": "Grünfläche",
    "farmland": "Acker",
}  # fmt: skip
_CARRIAGEWAYS = frozenset({
    "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential",
    "living_street", "pedestrian", "road", "motorway_link", "trunk_link", "primary_link",
    "secondary_link", "tertiary_link",
})  # fmt: skip
_HALF_STREET_M = 3.0
_HALF_RAIL_M = 5.0


def land_uses(parcels: gpd.GeoDataFrame) -> pd.Series:
    """
    Main land use of each parcel in lower case: the one with the largest area.

    The cadastre writes ``"Wohnbaufläche;340|Gartenland;120"``. Blank where it says nothing.

    Examples
    --------
    >>> rows = pd.DataFrame({"land_use": ["Wohnbaufläche;340|Gartenland;420", None]})
    >>> land_uses(rows).tolist()
    ['gartenland', nan]
    """
    known = {text: _main(text) for text in parcels["land_use"].dropna().unique()}
    return parcels["land_use"].map(known).astype("str")


def _main(text: str) -> str:
    parts = [part.rpartition(";") for part in re.split(r"[|\n]", text) if part.strip()]
    sized = [(name or size, size) if name else (size, "0") for name, _, size in parts]
    best = max(sized, key=lambda told: (_size(told[1]), told[0]), default=("", "0"))
    return best[0].casefold()


def _size(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return 0.0


def buildable(uses: pd.Series) -> Flags:
    """Tell which land uses are those of building plots; a blank one may be."""
    return (uses.isna() | uses.str.contains(_BUILDABLE)).fillna(value=True).to_numpy(bool)


def site_cover(uses: pd.Series) -> Floats:
    """
    Share of a plot that may be built over, by land use (§ 17 BauNVO, orientation values).

    Examples
    --------
    >>> site_cover(pd.Series(["wohnbaufläche", "fläche gemischter nutzung", None])).tolist()
    [0.4, 0.6, 0.4]
    """
    trade = uses.str.contains("gewerbe|industrie|handel|dienstleist").fillna(value=False)
    mixed = uses.str.contains("gemischt").fillna(value=False)
    return np.select([trade.to_numpy(bool), mixed.to_numpy(bool)], [0.8, 0.6], 0.4)


def given_up(uses: pd.Series) -> Flags:
    """Tell where the cadastre itself calls the use given up."""
    return uses.str.contains(_GIVEN_UP).fillna(value=False).to_numpy(bool)


def shapes_of(rows: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the geometries as an array."""
    return np.asarray(rows.geometry.to_numpy(), dtype=object)


def covered_m2(plots: NDArray[np.object_], over: NDArray[np.object_]) -> Floats:
    """Area of each plot that is covered by other surfaces."""
    plot, other = shapely.STRtree(over).query(plots, predicate="intersects")
    areas = shapely.area(shapely.intersection(plots[plot], over[other]))
    return np.bincount(plot, areas, minlength=len(plots)).astype(np.float64)


def built_m2(plots: NDArray[np.object_], buildings: NDArray[np.object_]) -> tuple[Floats, Floats]:
    """Area of each plot under buildings, and the area that the largest of them takes."""
    plot, other = shapely.STRtree(buildings).query(plots, predicate="intersects")
    areas = shapely.area(shapely.intersection(plots[plot], buildings[other]))
    largest = np.zeros(len(plots))
    np.maximum.at(largest, plot, areas)
    return np.bincount(plot, areas, minlength=len(plots)).astype(np.float64), largest


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What the map shows on the ground of some plots."""

    taken: Floats  # share of the plot that is street, water, rail, park, cemetery …
    maybe: tuple[str, ...]  # what may be its use, in German, blank for none


def ground(plots: NDArray[np.object_], basemap: gpd.GeoDataFrame) -> Ground:
    """Tell what covers each plot on the base map; ``maybe`` needs a quarter of it."""
    layer, kind = basemap["layer"].to_numpy(object), basemap["kind"].fillna("").to_numpy(object)
    shapes = shapely.force_2d(shapes_of(basemap))
    flat = np.isin(shapely.get_type_id(shapes), (3, 6))
    hard = flat & (np.isin(layer, ("water", "square")) | np.isin(kind, list(_TAKEN)))
    roads = (layer == "street") & np.isin(kind, list(_CARRIAGEWAYS)) & ~flat
    rails = (layer == "rail") & ~flat
    taken = np.concatenate([
        shapes[hard], shapely.buffer(shapes[roads], _HALF_STREET_M),
        shapely.buffer(shapes[rails], _HALF_RAIL_M),
    ])  # fmt: skip
    area = np.maximum(shapely.area(plots), 1e-9)
    soft = flat & ~hard & np.isin(kind, list(_MAYBE))
    said = [""] * len(plots)
    plot, other = shapely.STRtree(shapes[soft]).query(plots, predicate="intersects")
    parts = shapely.area(shapely.intersection(plots[plot], shapes[soft][other])) / area[plot]
    kinds = kind[soft][other]
    for one in sorted(_MAYBE, reverse=True):
        mine = kinds == one
        share = np.bincount(plot[mine], parts[mine], minlength=len(plots))
        for i in np.flatnonzero(share > 0.25).tolist():
            said[i] = _MAYBE[one]
    return Ground(np.minimum(covered_m2(plots, taken) / area, 1.0), tuple(said))


@dataclass(frozen=True, slots=True, eq=False)
class Fronts:
    """Which plots face which street sections, nothing built lying between."""

    plot: NDArray[np.intp]
    section: NDArray[np.intp]
    lines: NDArray[np.object_]  # of all sections
    streets: NDArray[np.object_]  # to which each section belongs


def fronts(
    plots: NDArray[np.object_],
    built: NDArray[np.intp],
    sections: gpd.GeoDataFrame,
    *,
    reach_m: float,
) -> Fronts:
    """
    Find the sections that each plot faces.

    Parameters
    ----------
    plots, built
        All plots, and the positions of those that are built on.
    sections
        Contract in `tables.SECTIONS`.
    reach_m
        Farthest that a plot may lie from the middle of its street.
    """
    lines = shapely.force_2d(shapes_of(sections))
    plot, section = shapely.STRtree(lines).query(plots, predicate="dwithin", distance=reach_m)
    ways = shapely.shortest_line(plots[plot], lines[section])
    between = np.concatenate(
        [shapely.line_interpolate_point(ways, part, normalized=True) for part in (0.3, 0.6, 0.9)]
    )
    point, other = shapely.STRtree(plots[built]).query(between, predicate="within")
    pair = point % max(len(plot), 1)
    barred = np.zeros(len(plot), dtype=bool)
    barred[pair[built[other] != plot[pair]]] = True
    streets = sections["street"].astype("str").to_numpy(object)
    return Fronts(plot[~barred], section[~barred], lines, streets)
