"""Brownfields (Brachen) told by the town, the map, the cadastre and the register, each once."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from innenstadt_gis.analysis.sites.plots import covered_m2, given_up, land_uses, shapes_of
from innenstadt_gis.words import number

#: Polygons that share so much of the smaller one are the same site.
_SAME_SHARE = 0.3
#: A point so near to a site of another source is the same site.
_SAME_POINT_M = 25.0
#: Slivers of a neighbour's wall do not make a cleared plot a built one.
_STRAY_M2 = 15.0
_CHECK = "Vorschlag, vor Ort prüfen"
#: Whose word on kind, outline and name holds, from the surest.
_RANK = {"brownfields": 0, "cadastre": 1, "register": 2, "osm": 3}
_TOLD = {
    "brownfields": "Liste der Stadt", "cadastre": "Kataster: Nutzung aufgegeben",
    "register": "Register: Einheit abgegangen, kein Gebäude mehr",
    "osm": "OpenStreetMap",
}  # fmt: skip
_KINDS = {
    "reused": "wieder genutzt",
    "brownfield": "Brache", "construction": "Baustelle", "commercial_brownfield": "Gewerbebrache",
    "commercial_brownfield_in_part_use": "Gewerbebrache mit Restnutzung",
    "disused_industrial": "aufgegebenes Industriegelände",
    "disused_commercial": "aufgegebenes Gewerbe", "disused_retail": "aufgegebener Handel",
    "disused_railway": "aufgegebene Bahnfläche", "disused_military": "aufgegebenes Militärgelände",
}  # fmt: skip
_TRADE = ("disused_industrial", "disused_commercial", "disused_retail", "disused_railway")
_IN_USE = ("occupied", "at_risk", "interim_use", "partly_vacant")


def brownfield_sites(
    brownfields: gpd.GeoDataFrame,
    parcels: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    premises: gpd.GeoDataFrame,
    *,
    least_m2: float = 1000.0,
) -> gpd.GeoDataFrame:
    """
    Brownfields and building sites, one row a site however many sources know it.

    A Brachfläche is a site that was built on or used, whose use was given up and that waits
    for another. Sources: the town's list, OpenStreetMap (``landuse=brownfield``, disused
    areas, building sites), parcels whose land use the cadastre calls given up, and units of
    the register that are gone where no building stands on the parcel any more.

    Parameters
    ----------
    brownfields, parcels, buildings, premises
        Contracts in `tables`. A site that the town's list calls used again (``"reused"``) is
        a brownfield only where another source still says so, and then needs a look.
    least_m2
        Area from which a site inside of a town counts as a brownfield: 0.1 ha, the cut-off
        of LEG Thüringen's register; smaller ones are listed as below it.

    Returns
    -------
    gpd.GeoDataFrame
        Columns of `tables.findings.sites.SITES`; ``area_m2`` is what the town's list says, else
        measured, blank for a point.
    """
    evidence = _evidence(brownfields, parcels, buildings, premises)
    if evidence.empty:
        return _nothing(brownfields.crs)
    uses = land_uses(parcels)
    commercial = parcels[uses.str.contains("gewerbe|industrie").fillna(value=False).astype(bool)]
    used = premises[premises["status"].isin(_IN_USE) & premises.geometry.notna()]
    rows = [
        _site(evidence.iloc[members], used, commercial, least_m2=least_m2)
        for members in _same(evidence)
        if set(evidence["kind"].iloc[members]) != {"reused"}
    ]
    if not rows:
        return _nothing(brownfields.crs)
    frame = pd.DataFrame(rows).set_index("site_id")
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=brownfields.crs)


def _nothing(crs: Any) -> gpd.GeoDataFrame:
    none = pd.DataFrame(index=pd.Index([], name="site_id", dtype="str"))
    return gpd.GeoDataFrame(none, geometry=[], crs=crs)


def _evidence(
    brownfields: gpd.GeoDataFrame,
    parcels: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    premises: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    listed = brownfields
    origin = listed["source"].str.split(":").str[0]
    told = listed.assign(origin=origin.where(origin.isin(list(_RANK)), "brownfields"))
    idle = parcels[given_up(land_uses(parcels))]
    frames = [
        told[["kind", "name", "area_m2", "observed_on", "origin", told.geometry.name]],
        idle.assign(
            kind="brownfield", name=idle["situation"], origin="cadastre",
            observed_on=idle["updated_on"],
        )[["kind", "name", "area_m2", "observed_on", "origin", idle.geometry.name]],
        _cleared(parcels, buildings, premises),
    ]  # fmt: skip
    plain = [frame for frame in frames if len(frame)]
    if not plain:
        return listed.iloc[:0]
    values = pd.concat(
        [pd.DataFrame(f.drop(columns=f.geometry.name)).astype(object) for f in plain]
    )
    shapes = np.concatenate([shapely.force_2d(shapes_of(f)) for f in plain])
    rows = gpd.GeoDataFrame(values, geometry=shapes, crs=brownfields.crs)
    return rows.sort_index(key=lambda index: index.astype("str"), kind="stable")


def _cleared(
    parcels: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, premises: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Parcels of units that are gone, without a building; points where there are no parcels."""
    in_register = premises["in_register"].fillna(value=False).astype(bool)
    exact = premises["located_by"].isin(["coordinate", "parcel", "address"])
    gone = premises[in_register & exact & (premises["status"] == "gone")]
    gone = gone[gone.geometry.notna().to_numpy()]
    points = shapes_of(gone)
    feet = shapely.force_2d(shapes_of(buildings))
    beside, _ = shapely.STRtree(feet).query(points, predicate="dwithin", distance=1.0)
    bare = np.ones(len(gone), dtype=bool)
    bare[beside] = False
    shapes = points.copy()
    plots = shapely.force_2d(shapes_of(parcels))
    unit, plot = shapely.STRtree(plots).query(points, predicate="intersects")
    built = covered_m2(plots[plot], feet) > _STRAY_M2 if len(plot) else np.zeros(0, dtype=bool)
    bare[unit[built]] = False
    shapes[unit] = plots[plot]
    done = gpd.GeoDataFrame(
        {
            "kind": "brownfield", "name": gone["street"], "origin": "register",
            "area_m2": np.where(shapely.area(shapes) > 0, shapely.area(shapes), np.nan),
            "observed_on": gone["observed_on"],
        },
        geometry=shapes, index=gone.index, crs=premises.crs,
    )  # fmt: skip
    return done[bare]


def _same(evidence: gpd.GeoDataFrame) -> list[NDArray[np.intp]]:
    """Group what is the same site: overlapping areas, points of one source near another's."""
    shapes, origin = shapes_of(evidence), evidence["origin"].to_numpy(object)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=_SAME_POINT_M)
    area = shapely.area(shapes)
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    smaller = np.minimum(area[one], area[other])
    alike = (smaller > 0) & (shared >= _SAME_SHARE * smaller)
    near = (smaller == 0) & (origin[one] != origin[other])
    keep = alike | near | (one == other)
    size = len(evidence)
    matrix = coo_array((np.ones(int(keep.sum())), (one[keep], other[keep])), shape=(size, size))
    _, group = connected_components(matrix, directed=False)
    return [np.flatnonzero(group == g) for g in range(int(group.max()) + 1)]


def _site(
    members: gpd.GeoDataFrame,
    used: gpd.GeoDataFrame,
    commercial: gpd.GeoDataFrame,
    *,
    least_m2: float,
) -> dict[str, Any]:
    rank = members["origin"].map(_RANK).to_numpy()
    flat = shapely.area(shapes_of(members)) > 0
    best = members.iloc[np.lexsort((members.index.astype("str"), rank, ~flat))]
    shape = best.geometry.iloc[0]
    in_use = int(shapely.intersects(shape, shapes_of(used)).sum()) if shape.area > 0 else 0
    kinds = list(dict.fromkeys(members["kind"]))
    kind = _kind(members, in_use, commercial=_mostly(shape, commercial))
    stated = best[best["origin"] == "brownfields"]["area_m2"].dropna()
    area = float(stated.iloc[0]) if len(stated) else (float(shape.area) or None)
    sources = [origin for origin in _RANK if origin in set(members["origin"])]
    names = best["name"].dropna()
    days = pd.to_datetime(members["observed_on"]).dropna()
    contradicts = bool({"construction", "reused"} & set(kinds)) and len(kinds) > 1
    return {
        "site_id": f"site:{min(members.index.astype('str'))}", "kind": kind,
        "name": str(names.iloc[0]) if len(names) else None, "area_m2": area,
        "sources": ";".join(sources),
        "why": "; ".join([*_why(members, sources, in_use, contradicts=contradicts), _CHECK]),
        "proposed": not {"brownfields", "osm"} & set(sources),
        "needs_check": contradicts or (in_use > 0 and not kind.startswith("commercial")),
        "below_threshold": None if area is None else area < least_m2, "units_in_use": in_use,
        "observed_on": days.max() if len(days) else pd.NaT, "geometry": shape,
    }  # fmt: skip


def _mostly(shape: Any, commercial: gpd.GeoDataFrame) -> bool:
    """Tell whether a site lies mostly on plots of trade or industry."""
    plots = shapes_of(commercial)
    near = plots[shapely.STRtree(plots).query(shape, predicate="intersects")]
    if shape.area == 0:
        return bool(len(near))
    return bool(shapely.area(shapely.intersection(near, shape)).sum() > shape.area / 2)


def _kind(members: gpd.GeoDataFrame, in_use: int, *, commercial: bool) -> str:
    kinds = set(members["kind"])
    official = set(members.loc[members["origin"] == "brownfields", "kind"]) - {"reused"}
    if "construction" in kinds and not official - {"construction"}:
        return "construction_site"
    trade = commercial or any(k.startswith("commercial_") or k in _TRADE for k in kinds)
    part = in_use > 0 or any(k.endswith("in_part_use") for k in kinds)
    if not trade:
        return "brownfield"
    return "commercial_brownfield_in_part_use" if part else "commercial_brownfield"


def _why(
    members: gpd.GeoDataFrame, sources: list[str], in_use: int, *, contradicts: bool
) -> list[str]:
    said = []
    for origin in sources:
        kinds = members.loc[members["origin"] == origin, "kind"]
        named = ", ".join(sorted({_KINDS.get(kind, "aufgegebene Nutzung") for kind in kinds}))
        plain = origin in ("cadastre", "register")
        said.append(_TOLD[origin] if plain else f"{_TOLD[origin]}: {named}")
    if in_use:
        said.append(f"{number(in_use)} Einheiten in Nutzung")
    if contradicts:
        said.append("Quellen widersprechen sich")
    return said
