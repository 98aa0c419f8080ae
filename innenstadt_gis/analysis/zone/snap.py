"""From pieces of street to ground: the proposed area drawn along parcels or buildings."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from innenstadt_gis.analysis.zone.proposal import Proposal

#: Parcels and buildings this near to the middle of the street front on it.
_FRONT_M = 15.0
#: Half of the width of street that belongs to the area where no parcel says so.
_STREET_M = 8.0
#: Larger grounds without a unit (parks, schools) are no part of a shop front, m².
_LARGEST_M2 = 2_000.0
#: Of grounds larger than this, and of streets, only what lies along the front belongs, m².
_WHOLE_M2 = 10_000.0
#: Slits narrower than this between parts are closed, holes smaller than this filled.
_SLIT_M = 10.0
_HOLE_M2 = 3_000.0
_DEPTH_M = 40.0
_GRID_M = 0.01


def ground_of(
    proposal: Proposal,
    premises: gpd.GeoDataFrame,
    *,
    parcels: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    basemap: gpd.GeoDataFrame,
) -> dict[str, Any]:
    """
    Ground of the core and of the fringe of a proposal.

    Parcels that front on its streets, and all on which its units stand, with the street
    and the squares between them; without parcels, the buildings instead, and without those
    a strip along the streets. Each ground belongs to the part whose street is nearest to it.

    Parameters
    ----------
    proposal
        From `proposal.propose`.
    premises
        Contract in `tables.PREMISES`.
    parcels, buildings, basemap
        Contracts in `tables.PARCELS`, `tables.BUILDINGS` and `tables.BASEMAP` (read are its
        squares); each may be empty.

    Returns
    -------
    dict
        Polygon by kind, "core" and "fringe"; a kind without ground is missing. The two do
        not overlap.
    """
    lines = np.asarray(proposal.pieces.geometry.to_numpy(), dtype=object)
    lines = lines[np.argsort(shapely.to_wkb(lines).astype(object))] if len(lines) else lines
    core = proposal.pieces[proposal.pieces["kind"] == "core"].geometry.to_numpy()
    street, heart = (shapely.line_merge(shapely.union_all(some)) for some in (lines, core))
    plots = _grounds(proposal, premises, parcels=parcels, buildings=buildings, street=street)
    grounds = np.concatenate([plots, _squares(basemap, street)])
    whole = _joined(_tidy(shapely.union_all([*grounds, _strip(street)])), _strip(street))
    if heart.is_empty:
        return {"fringe": whole}
    fringe = shapely.difference(street, shapely.buffer(heart, 0.5))
    near = _nearer(grounds, heart, fringe)
    core_ground = _tidy(shapely.union_all([*grounds[near], _strip(heart)]))
    inner = _surface(shapely.intersection(core_ground, whole))
    parts = {"core": inner, "fringe": _surface(shapely.difference(whole, inner))}
    return {kind: shape for kind, shape in parts.items() if not shape.is_empty}


def _joined(shape: Any, strip: Any) -> Any:
    """Keep what the street joins: a plot in the second row is no part of a shopping area."""
    return shapely.union_all([p for p in shapely.get_parts(shape) if p.intersects(strip)])


def _strip(street: Any) -> Any:
    return shapely.buffer(street, _STREET_M, cap_style="flat")


def _nearer(grounds: NDArray[np.object_], heart: Any, fringe: Any) -> NDArray[np.bool_]:
    if fringe.is_empty:
        return np.ones(len(grounds), dtype=bool)
    # a corner that fronts on both belongs to the core
    return np.asarray(shapely.distance(grounds, heart) <= shapely.distance(grounds, fringe) + 0.5)


def _grounds(
    proposal: Proposal,
    premises: gpd.GeoDataFrame,
    *,
    parcels: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    street: Any,
) -> NDArray[np.object_]:
    """Parcels, else buildings, of the units and of the front."""
    units = premises.loc[proposal.units.index]
    if len(parcels):
        rows, own, grow = parcels, units["parcel_id"], 0.0
    else:
        rows, own, grow = buildings, units["building_id"], 3.0
    shapes = np.asarray(rows.geometry.to_numpy(), dtype=object)
    size = shapely.area(shapes)
    front = shapely.STRtree(shapes).query(street, predicate="dwithin", distance=_FRONT_M)
    way = _ways(rows)
    front = front[(size[front] <= _LARGEST_M2) & ~way[front]]
    at = rows.index.get_indexer(own.dropna().unique())
    chosen = np.unique(np.concatenate([front, at[at >= 0]]))
    cut = (size[chosen] > _WHOLE_M2) | way[chosen]
    found = shapes[chosen].copy()
    if cut.any():
        near = shapely.buffer(street, _DEPTH_M, quad_segs=4)
        found[cut] = shapely.intersection(found[cut], near)
    lost = units[~own.isin(rows.index[chosen])]
    points = shapely.buffer(np.asarray(lost.geometry.to_numpy(), dtype=object), 8.0)
    every = np.concatenate([shapely.buffer(found, grow) if grow else found, points])
    every = every[~shapely.is_empty(every)]
    return every[np.argsort(shapely.to_wkb(every).astype(object))] if len(every) else every


def _squares(basemap: gpd.GeoDataFrame, street: Any) -> NDArray[np.object_]:
    """Market places and the like on which the shops of the area look."""
    squares = basemap.geometry[(basemap["layer"] == "square").to_numpy()].to_numpy()
    flat = squares[np.isin(shapely.get_type_id(squares), (3, 6))]
    near = flat[(shapely.area(flat) <= _WHOLE_M2) & shapely.intersects(flat, street)]
    return near[np.argsort(shapely.to_wkb(near).astype(object))] if len(near) else near


def _ways(rows: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Tell parcels that are streets: their ground is that of the street, not of the front."""
    if "land_use" not in rows.columns:
        return np.zeros(len(rows), dtype=bool)
    use = rows["land_use"].astype("str").fillna("").str.casefold()
    return use.str.contains(r"verkehr|weg\b|bahn", regex=True).to_numpy(dtype=bool)


def _tidy(shape: Any) -> Any:
    """Close slits, fill small holes, drop crumbs; on a grid, so that bytes do not differ."""
    closed = shapely.buffer(
        shapely.buffer(shape, _SLIT_M / 2, join_style="mitre"), -_SLIT_M / 2, join_style="mitre"
    )
    parts = shapely.get_parts(shapely.union_all([closed, shape]))
    kept = [_filled(part) for part in parts if part.area >= 100.0]
    if not kept:
        return shape
    return _surface(shapely.set_precision(shapely.union_all(kept), _GRID_M))


def _filled(polygon: Any) -> Any:
    rings = [r for r in polygon.interiors if shapely.Polygon(r).area >= _HOLE_M2]
    return shapely.Polygon(polygon.exterior, rings)


def _surface(shape: Any) -> Any:
    """Keep the surfaces of a shape alone, and those that are more than a sliver."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and p.area >= 20.0]
    return shapely.normalize(shapely.union_all(parts)) if parts else shapely.Polygon()
