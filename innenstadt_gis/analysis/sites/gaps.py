"""Gaps between buildings (Baulücken) and under-used plots, from the cadastre and the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from innenstadt_gis.analysis.sites.plots import (
    Flags,
    Floats,
    Fronts,
    buildable,
    built_m2,
    fronts,
    ground,
    land_uses,
    shapes_of,
    site_cover,
)
from innenstadt_gis.words import number

#: Slivers of a neighbour's wall do not make a plot a built one.
_STRAY_M2 = 15.0
_STRAY_SHARE = 0.05
#: From here on a building is more than a garage.
_HOUSE_M2 = 40.0
#: A plot that is street, water, rail or park to this share is none to build on.
_MOST_TAKEN = 0.3
#: Area by squared outline below which a plot is a strip: a square has 0.0625, 1 to 8 0.025.
_STRIP = 0.025
_CHECK = "Vorschlag, vor Ort prüfen"


@dataclass(frozen=True, slots=True, eq=False)
class _Plots:
    """Parcels and what stands on them."""

    parcels: gpd.GeoDataFrame
    shapes: NDArray[np.object_]
    area: Floats
    built: Floats
    largest: Floats
    fits: Flags
    houses: NDArray[np.intp]
    tree: shapely.STRtree  # of the plots with houses


def _plots(parcels: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> _Plots:
    ordered = parcels.iloc[np.argsort(parcels.index.astype("str").to_numpy(object), kind="stable")]
    shapes = shapely.force_2d(shapes_of(ordered))
    solid = buildings[~buildings["use"].isin(["roof", "carport"])]
    feet = shapely.force_2d(shapes_of(solid))
    built, largest = built_m2(shapes, feet)
    houses = np.flatnonzero(largest >= _HOUSE_M2)
    return _Plots(
        parcels=ordered, shapes=shapes, area=shapely.area(shapes), built=built, largest=largest,
        fits=buildable(land_uses(ordered)), houses=houses, tree=shapely.STRtree(shapes[houses]),
    )  # fmt: skip


def find_gaps(
    parcels: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    sections: gpd.GeoDataFrame,
    basemap: gpd.GeoDataFrame,
    *,
    least_m2: float = 150.0,
    most_m2: float = 3000.0,
    least_width_m: float = 8.0,
    most_length_m: float = 80.0,
    reach_m: float = 20.0,
    beside_m: float = 5.0,
) -> gpd.GeoDataFrame:
    """
    Plots without a building in a built-up row (Baulücke klassisch), as proposals.

    A gap is one parcel or several side by side that

    - hold no building (slivers up to 15 m² and 5 % are a neighbour's wall),
    - are of a land use to build on where the cadastre states one, and no street, water,
      rail, park, cemetery or sports ground on the map (at most 30 % of it),
    - face a named street with no built plot between,
    - have a house on a plot beside them in both directions of that street, or, at a
      corner, one on each of two streets,
    - are large and wide enough to be built on.

    Whether somebody may build, or uses it as a garden or for parking, no map tells.

    Parameters
    ----------
    parcels, buildings, sections, basemap
        Contracts in `tables`.
    least_m2, most_m2
        Area of a gap; below it is a yard or a path, above it an area to be developed, which
        asks for a plan. Conventions, to be set to what the town is used to.
    least_width_m, most_length_m
        Width that a gap has somewhere, and length that it does not pass: longer ones are
        strips along a railway or the edge of the town, not a row with a plot missing.
    reach_m
        Farthest from the middle of the street to the front of the plot.
    beside_m
        Widest lane between a gap and the plot beside it.

    Returns
    -------
    gpd.GeoDataFrame
        Columns of `tables.findings.sites.SITES`, id ``gap:<first parcel>``; no rows without
        parcels, buildings or streets.
    """
    if parcels.empty or buildings.empty or sections.empty:
        return _frame([], parcels.crs)
    plots = _plots(parcels, buildings)
    empty = (plots.built <= _STRAY_M2) & (plots.built <= _STRAY_SHARE * plots.area) & plots.fits
    empty &= (plots.area <= most_m2) & (plots.area >= least_width_m)
    # streets and lanes of a cadastre that states no land use
    empty &= plots.area > _STRIP * shapely.length(plots.shapes) ** 2
    facing = fronts(plots.shapes, plots.houses, sections, reach_m=reach_m)
    some = np.intersect1d(np.flatnonzero(empty), facing.plot)
    on = ground(plots.shapes[some], basemap)
    keep = on.taken <= _MOST_TAKEN
    some, maybe = some[keep], np.array(on.maybe, dtype=object)[keep]
    rows = []
    for members in _side_by_side(plots, some):
        shape = shapely.union_all(plots.shapes[some[members]])
        fits = _is_place_for_a_house(shape, least_width_m, most_length_m)
        if fits and least_m2 <= shape.area <= most_m2:
            street = _between_houses(plots, facing, some[members], shape, beside_m=beside_m)
            if street is not None:
                rows.append(_gap(plots, some[members], shape, street, sorted(set(maybe[members]))))
    return _frame(rows, parcels.crs)


def _is_place_for_a_house(shape: Any, least_width_m: float, most_length_m: float) -> bool:
    """Tell whether it is wide enough, not too long, and no yard around another plot."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    length = float(np.hypot(*np.diff(corners, axis=0).T).max())
    if length > most_length_m or shapely.buffer(shape, -least_width_m / 2).is_empty:
        return False
    filled = shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(shape)))
    return bool(shapely.area(filled).sum() - shape.area < _HOUSE_M2)


def _side_by_side(plots: _Plots, some: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Group empty plots that touch: two empty plots side by side are one gap."""
    if not len(some):
        return []
    one, other = shapely.STRtree(plots.shapes[some]).query(
        plots.shapes[some], predicate="dwithin", distance=0.2
    )
    matrix = coo_array((np.ones(len(one)), (one, other)), shape=(len(some), len(some)))
    _, group = connected_components(matrix, directed=False)
    return [np.flatnonzero(group == g) for g in range(int(group.max()) + 1)]


def _between_houses(
    plots: _Plots,
    facing: Fronts,
    members: NDArray[np.intp],
    shape: Any,
    *,
    beside_m: float,
) -> str | None:
    """Return the street along which houses stand on both sides; None if there is none."""
    beside = plots.houses[plots.tree.query(shape, predicate="dwithin", distance=beside_m)]
    middle = shapely.centroid(shape)
    met = []
    ours = np.isin(facing.plot, members)
    for street in sorted(set(facing.streets[facing.section[ours]])):
        along = facing.streets[facing.section] == street
        lines = facing.lines[facing.section[ours & along]]
        line = lines[np.argmin(shapely.distance(lines, middle))]
        same = np.intersect1d(beside, facing.plot[along])
        sides = _sides(line, middle, shapely.centroid(plots.shapes[same]))
        if {-1, 1} <= sides:
            return str(street)
        if sides:
            met.append(str(street))
    return met[0] if len(met) > 1 else None


def _sides(line: Any, middle: Any, others: Any) -> set[int]:
    """On which sides of a plot others stand on the same side of the street: -1, 1 or both."""
    at = shapely.line_locate_point(line, middle)
    a = shapely.line_interpolate_point(line, max(at - 5.0, 0.0))
    b = shapely.line_interpolate_point(line, min(at + 5.0, line.length))
    along = np.array([b.x - a.x, b.y - a.y])
    across = shapely.crosses(
        shapely.linestrings([[(middle.x, middle.y), (o.x, o.y)] for o in others]), line
    ) if len(others) else np.zeros(0, dtype=bool)  # fmt: skip
    steps = np.array([[o.x - middle.x, o.y - middle.y] for o in others]).reshape(-1, 2)
    told = steps @ along / max(float(np.hypot(*along)), 1e-9)
    far = np.hypot(steps[:, 0], steps[:, 1])
    aside = ~across & (np.abs(told) > 0.5 * far)
    return {int(side) for side in np.sign(told[aside])}


def _gap(
    plots: _Plots, members: NDArray[np.intp], shape: Any, street: str, maybe: list[str]
) -> dict[str, Any]:
    ids = plots.parcels.index.astype("str").to_numpy(object)[members]
    use = ", ".join(told for told in maybe if told)
    unsure = plots.parcels["land_use"].isna().to_numpy(bool)[members].any()
    said = [f"Kataster: kein Gebäude, {number(shape.area)} m², an der {_of(street)}",
            "Häuser auf den Grundstücken daneben"]  # fmt: skip
    if use:
        said.append(f"OpenStreetMap: {use}")
    if unsure:
        said.append("tatsächliche Nutzung nicht angegeben")
    return {
        "site_id": f"gap:{ids[0]}", "kind": "gap", "name": _situation(plots, members, street),
        "area_m2": float(shape.area), "sources": "cadastre;osm",
        "why": "; ".join([*said, _CHECK]), "proposed": True, "needs_check": bool(use) or unsure,
        "parcel_ids": ";".join(ids), "geometry": shape,
    }  # fmt: skip


def _of(street: str) -> str:
    return f"Straße „{street}“"


def _situation(plots: _Plots, members: NDArray[np.intp], street: str) -> str:
    told = plots.parcels["situation"].iloc[members].dropna()
    return str(told.iloc[0]) if len(told) else street


def find_underused(
    parcels: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    basemap: gpd.GeoDataFrame,
    area: Any,
    *,
    least_part: float = 1 / 3,
    least_m2: float = 300.0,
) -> gpd.GeoDataFrame:
    """
    Plots of the centre that are built on, but little (geringfügig bebaut), as proposals.

    Parameters
    ----------
    parcels, buildings, basemap
        Contracts in `tables`.
    area
        Polygon of the centre; elsewhere gardens around houses are what a town wants.
    least_part
        A plot is under-used if less than this part of what § 17 BauNVO names as the
        share of plots to be built over is: 0.4 for housing, 0.6 mixed, 0.8 trade and industry
        (0.4 where the cadastre states no land use).
    least_m2
        Smaller plots give no second house.

    Returns
    -------
    gpd.GeoDataFrame
        Columns of `tables.findings.sites.UNDERUSED_PLOTS`, id ``plot:<parcel>``. Plots for
        churches, schools and the like, streets, parks and water are left out.
    """
    if parcels.empty or buildings.empty or area is None:
        return _frame([], parcels.crs, index="plot_id")
    points = shapely.point_on_surface(shapes_of(parcels))
    plots = _plots(parcels[shapely.covers(area, points)], buildings)
    coverage = plots.built / np.maximum(plots.area, 1e-9)
    little = coverage < least_part * site_cover(land_uses(plots.parcels))
    some = np.flatnonzero(
        plots.fits & (plots.area >= least_m2) & little & (plots.built > _STRAY_M2)
    )
    on = ground(plots.shapes[some], basemap)
    rows = [
        _underused(plots, i, use)
        for i, taken, use in zip(some.tolist(), on.taken, on.maybe, strict=True)
        if taken <= _MOST_TAKEN
    ]
    return _frame(rows, parcels.crs, index="plot_id")


def _underused(plots: _Plots, i: int, use: str) -> dict[str, Any]:
    share = float(plots.built[i] / plots.area[i])
    said = [f"Kataster: {number(plots.built[i])} von {number(plots.area[i])} m² überbaut"]
    if use:
        said.append(f"OpenStreetMap: {use}")
    told = plots.parcels["situation"].iloc[i]
    return {
        "plot_id": f"plot:{plots.parcels.index[i]}", "name": None if pd.isna(told) else str(told),
        "kind": "low_coverage" if plots.largest[i] >= _HOUSE_M2 else "slightly_built",
        "area_m2": float(plots.area[i]), "built_m2": float(plots.built[i]), "coverage": share,
        "why": "; ".join([*said, _CHECK]), "needs_check": bool(use),
        "parcel_ids": str(plots.parcels.index[i]), "geometry": plots.shapes[i],
    }  # fmt: skip


def _frame(rows: list[dict[str, Any]], crs: Any, *, index: str = "site_id") -> gpd.GeoDataFrame:
    if not rows:
        none = pd.DataFrame(index=pd.Index([], name=index, dtype="str"))
        return gpd.GeoDataFrame(none, geometry=[], crs=crs)
    return gpd.GeoDataFrame(pd.DataFrame(rows).set_index(index), geometry="geometry", crs=crs)
