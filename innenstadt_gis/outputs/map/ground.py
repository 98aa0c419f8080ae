"""The base map as numbers: layers from the ground up, street names, places."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.outputs.map.grid import Geometries, Grid, pack

#: Class of a street by its OSM value, from the width at which it is drawn; 0 is dashed.
STREET_CLASS: dict[str, int] = {
    "motorway": 5, "trunk": 5, "primary": 5, "motorway_link": 4, "trunk_link": 4,
    "primary_link": 4, "secondary": 4, "secondary_link": 3, "tertiary": 3,
    "tertiary_link": 2, "unclassified": 2, "residential": 2, "living_street": 2,
    "road": 2, "pedestrian": 6, "service": 1, "track": 0, "path": 0, "footway": 0,
    "cycleway": 0, "bridleway": 0, "steps": 7, "corridor": 0,
}  # fmt: skip

_SURFACES = ("land", "green", "water", "square")
# what may be simplified away unseen: half a pixel at the zoom where details are read
_TOLERANCE_M = {"land": 1.5, "green": 0.8, "water": 0.8, "square": 0.3}
_LANDMARKS = frozenset({
    "castle", "cathedral", "chapel", "church", "city_gate", "civic", "hospital", "museum",
    "public", "school", "synagogue", "theatre", "tower", "townhall", "train_station",
    "university",
})  # fmt: skip
_SHORTEST_LABELLED_M = 25.0
_LABELS_PER_NAME = 3


def ground(basemap: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, grid: Grid) -> dict[str, Any]:
    """Pack base map and buildings in drawing order, with the names to write on them."""
    layers = []
    tunnel = basemap["tunnel"].eq(True).fillna(False).to_numpy(dtype=bool)
    shown = basemap[~tunnel]
    there = set(shown["layer"].dropna())
    for name in (one for one in _SURFACES if one in there):
        rows = _only(shown[shown["layer"] == name], surface=True)
        for kind, part in rows.groupby(rows["kind"].fillna("").astype(str), sort=True):
            smooth = shapely.simplify(_array(part), _TOLERANCE_M[name])
            layers.append({"k": name, "s": kind, "t": "p", **pack(smooth, grid, closed=True)})
    layers.append({"k": "building", "t": "p", **pack(_array(buildings), grid, closed=True)})
    for name in (one for one in ("waterway", "rail") if one in there):
        rows = _only(shown[shown["layer"] == name], surface=False)
        for kind, part in rows.groupby(rows["kind"].fillna("").astype(str), sort=True):
            smooth = shapely.simplify(_array(part), 0.5)
            layers.append({"k": name, "s": kind, "t": "l", **pack(smooth, grid, closed=False)})
    streets = _only(shown[shown["layer"] == "street"], surface=False)
    rank = streets["kind"].map(STREET_CLASS).fillna(1).astype(int)
    for number, part in streets.groupby(rank, sort=True):
        smooth = shapely.simplify(_array(part), 0.4)
        layers.append(
            {"k": "street", "s": str(number), "t": "l", **pack(smooth, grid, closed=False)}
        )
    return {
        "layers": layers,
        "names": _line_names(shown, grid),
        "places": _point_names(shown, buildings, grid),
    }


def _array(rows: gpd.GeoDataFrame) -> Geometries:
    return np.asarray(rows.geometry.array, dtype=object)


def _only(rows: gpd.GeoDataFrame, *, surface: bool) -> gpd.GeoDataFrame:
    dimension = shapely.get_dimensions(_array(rows))
    return rows[dimension == (2 if surface else 1)]


def _line_names(basemap: gpd.GeoDataFrame, grid: Grid) -> dict[str, Any]:
    """Merge the pieces of each street; the page chooses where on the line it writes."""
    named = basemap[basemap["name"].notna() & basemap["layer"].isin(("street", "waterway"))]
    if not len(named):
        return {"text": [], "rank": [], "d": [], "n": [], "r": []}
    named = _only(named, surface=False)
    wet = (named["layer"] == "waterway").to_numpy()
    rank = np.where(wet, 0, named["kind"].map(STREET_CLASS).fillna(1).to_numpy())
    lines, row = shapely.get_parts(_array(named), return_index=True)
    if not len(lines):
        return {"text": [], "rank": [], "d": [], "n": [], "r": []}
    key = pd.MultiIndex.from_arrays([named["name"].astype(str).to_numpy()[row], wet[row]])
    code, keys = pd.factorize(key, sort=True)
    order = np.argsort(code, kind="stable")
    merged = shapely.line_merge(shapely.multilinestrings(lines[order], indices=code[order]))
    best = pd.Series(rank[row]).groupby(code).max().to_numpy()
    pieces, owner = shapely.get_parts(merged, return_index=True)
    table = pd.DataFrame({"piece": pieces, "owner": owner, "length_m": shapely.length(pieces)})
    table = table[table["length_m"] >= _SHORTEST_LABELLED_M]
    table = table.sort_values(["owner", "length_m"], ascending=[True, False], kind="stable")
    table = table[table.groupby("owner").cumcount() < _LABELS_PER_NAME]
    table["rank"] = best[table["owner"].to_numpy()]
    table = table.sort_values(["rank", "length_m"], ascending=False, kind="stable")
    smooth = shapely.simplify(table["piece"].to_numpy(dtype=object), 1.5)
    return {
        "text": [keys[i][0] for i in table["owner"]],
        "rank": [
            -1 if keys[i][1] else int(r) for i, r in zip(table["owner"], table["rank"], strict=True)
        ],
        **pack(smooth, grid, closed=False),
    }


def _point_names(
    basemap: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, grid: Grid
) -> dict[str, Any]:
    """Names of places, squares, parks, waters and landmarks; larger ones are written first."""
    places = basemap[basemap["name"].notna() & basemap["layer"].isin(("place", *_SURFACES))]
    marks = buildings[buildings["name"].notna() & buildings["use"].isin(_LANDMARKS)]
    if not len(places) and not len(marks):
        return {"text": [], "kind": [], "size": [], "xy": []}
    kinds = [*places["layer"].where(places["layer"] != "place", places["kind"]).fillna("")]
    texts = [*places["name"].astype(str), *marks["name"].astype(str)]
    shapes = np.concatenate([_array(places), _array(marks)])
    table = pd.DataFrame(
        {
            "text": texts,
            "kind": [*map(str, kinds), *["landmark"] * len(marks)],
            "size_m": np.sqrt(shapely.area(shapes)).round().astype(int),
        }
    )
    points = grid.steps(shapely.get_coordinates(shapely.point_on_surface(shapes)))
    order = table.sort_values(["size_m", "text"], ascending=[False, True], kind="stable").index
    table = table.loc[order]
    return {
        "text": table["text"].tolist(),
        "kind": table["kind"].tolist(),
        "size": table["size_m"].tolist(),
        "xy": points[order.to_numpy()].ravel().tolist(),
    }
