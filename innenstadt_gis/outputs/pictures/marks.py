"""Shapes of a map on paper: outlines, marks that differ by shape, houses whose units agree."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.outputs.map import MapClass, MapLayer
from innenstadt_gis.outputs.paper import Frame
from innenstadt_gis.outputs.pictures.canvas import INK, SOFT

__all__ = ["class_of_rows", "line_width", "marked", "path_of", "spread", "whole_buildings"]

#: Mark of a class that names none, by its hatch: no class is told by colour alone.
_SHAPE_OF_HATCH = {
    "none": "circle", "diagonal": "triangle", "cross": "square", "lines": "diamond", "dots": "circle",
}  # fmt: skip
_MARKERS = {"circle": "o", "square": "s", "diamond": "D", "triangle": "^"}
#: Looks equally large.
_SIZES = {"circle": 4.6, "square": 4.3, "diamond": 3.9, "triangle": 5.2}
_WIDEST, _STEP = 3.6, 0.7
_SAME_M = 2.0


def class_of_rows(layer: MapLayer) -> Any:
    """Place of each row's class in the legend; rows of no class are -1."""
    if not layer.classes or layer.class_column is None:
        return np.zeros(len(layer.frame), dtype=int)
    values = layer.frame[layer.class_column]
    found = np.full(len(values), -1)
    for at, one in enumerate(layer.classes):
        if one.value is not None:
            found[(values == one.value).fillna(value=False).to_numpy(dtype=bool)] = at
    for at, one in enumerate(layer.classes):
        if one.value is None:
            found[found == -1] = at
    return found


def path_of(shapes: Any, frame: Frame) -> Any:
    """One compound path, in millimetres, of all shapes that the frame shows; None if none."""
    from matplotlib.path import Path

    if not len(shapes):
        return None
    there = shapes[shapely.intersects(shapes, frame.box)]
    west, south, east, north = frame.box.bounds
    room = frame.scale / 200  # the edges of what is cut lie outside
    cut = shapely.clip_by_rect(there, west - room, south - room, east + room, north + room)
    parts = shapely.get_parts(shapely.simplify(cut, frame.scale / 7_000))
    parts = shapely.get_parts(parts[~shapely.is_empty(parts)])
    kind = shapely.get_type_id(parts)
    rings = shapely.get_rings(shapely.orient_polygons(parts[kind == 3]))
    lines = np.concatenate([rings, parts[kind == 1]])
    if not len(lines):
        return None
    at, line = shapely.get_coordinates(lines, return_index=True)
    codes = np.full(len(at), Path.LINETO, dtype=Path.code_type)
    first = np.r_[True, line[1:] != line[:-1]]
    codes[first] = Path.MOVETO
    last = np.r_[first[1:], True]
    codes[last & (line < len(rings))] = Path.CLOSEPOLY
    return Path(frame.to_mm(at), codes)


def line_width(layer: MapLayer, at: int) -> float:
    """Width of a class of lines: the first of the legend widest, what is not stated thin."""
    one = layer.classes[at]
    return 1.0 if one.quiet else max(_WIDEST - at * _STEP, 1.2)


def marked(axes: Any, points: Any, one: MapClass, frame: Frame | None) -> None:
    """Draw the marks of one class at places in millimetres."""
    if not len(points):
        return
    if frame is not None:
        inside = (points >= 0).all(axis=1) & (points <= (frame.width_mm, frame.height_mm)).all(
            axis=1
        )
        points = points[inside]
    shape = one.shape or _SHAPE_OF_HATCH[one.hatch]
    axes.plot(
        points[:, 0], points[:, 1], linestyle="none", marker=_MARKERS[shape],
        ms=_SIZES[shape] * (0.72 if one.quiet else 1.0), mfc=one.colour,
        mec=SOFT if one.quiet else INK, mew=0.35 if one.quiet else 0.6,
    )  # fmt: skip


def whole_buildings(layer: MapLayer, group: Any, buildings: gpd.GeoDataFrame) -> dict[str, int]:
    """Houses all of whose units are of one class, with that class."""
    if "building_id" not in layer.frame:
        return {}
    rows = pd.DataFrame({"house": layer.frame["building_id"].to_numpy(), "group": group})
    rows = rows[rows["house"].isin(buildings.index) & (rows["group"] >= 0)]
    agreed = rows.groupby("house", sort=True)["group"].agg(["min", "max"])
    one = agreed[agreed["min"] == agreed["max"]]
    return {str(house): int(at) for house, at in zip(one.index, one["min"], strict=True)}


def spread(shapes: Any, frame: Frame) -> Any:
    """Places of marks in millimetres; those that share one stand around it."""
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    if len(middle) != len(shapes):  # rows without a place are not drawn
        middle = np.array([[math.nan] * 2 if p is None or p.is_empty else [p.centroid.x, p.centroid.y]
                           for p in shapes]).reshape(-1, 2)  # fmt: skip
    at = frame.to_mm(middle)
    keys = [tuple(k) for k in np.round(np.nan_to_num(middle, nan=-1.0) / _SAME_M).tolist()]
    many, seen = Counter(keys), Counter[Any]()
    for row, key in enumerate(keys):
        if many[key] > 1:
            turn = 2 * math.pi * seen[key] / many[key]
            away = 0.35 + 0.25 * many[key]
            at[row] += away * math.cos(turn), away * math.sin(turn)
            seen[key] += 1
    return at
