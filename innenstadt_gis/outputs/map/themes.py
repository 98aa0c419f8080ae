"""Thematic layers as numbers and words: which building is filled, where a mark stands."""

from __future__ import annotations

import datetime as dt
import numbers
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from innenstadt_gis import words
from innenstadt_gis.outputs.map.grid import Geometries, Grid, pack
from innenstadt_gis.outputs.map.model import NOT_STATED_COLOUR, MapClass, MapLayer
from innenstadt_gis.words import Lang, Text

NOT_STATED = Text(de="keine Angabe", en="not stated")
_YES, _NO = Text("ja", "yes"), Text("nein", "no")
# Units that lie closer than this share a doorstep: their marks are spread, or they hide one another.
_SAME_PLACE_M = 4.0
_MARKS_PER_ROW = 4
_SHAPES: dict[str, str] = {
    "none": "circle", "cross": "square", "diagonal": "triangle", "dots": "diamond",
    "lines": "square",
}  # fmt: skip


def theme(
    layer: MapLayer, buildings: gpd.GeoDataFrame, grid: Grid, *, lang: Lang
) -> dict[str, Any]:
    """Turn a layer into what the page reads: words, classes, geometry."""
    classes, code = classify(layer, lang)
    shapes = np.asarray(layer.frame.geometry.array, dtype=object)
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    done: dict[str, Any] = {
        "key": layer.key,
        "title": layer.title,
        "kind": layer.kind,
        "visible": layer.visible,
        "classes": [
            {
                "key": class_mark(one.value),
                "label": one.label,
                "colour": one.colour,
                "hatch": one.hatch,
                "shape": shape_of(one),
                "count": one.count,
                "quiet": one.quiet,
            }
            for one in classes
        ],
        "columns": [label for _, label in layer.tooltip],
        "rows": _rows(layer, lang),
        "code": code.tolist(),
        "notes": list(layer.notes),
        "unplaced": int((~placed).sum()),
    }
    if layer.listed and layer.kind != "units":
        done["told"] = True
    if layer.kind == "points":
        return done | _units(layer.frame, code, placed, buildings, grid)
    if layer.kind == "units":
        done |= {
            "listed": layer.listed is not False,
            "filters": [_coded(layer, *one, lang) for one in layer.filters],
        }
        return done | _units(layer.frame, code, placed, buildings, grid)
    there = np.flatnonzero(placed)
    geometry = pack(shapes[there], grid, closed=layer.kind == "area")
    return done | {"shapes": geometry, "row": there.tolist()}


def classify(layer: MapLayer, lang: Lang) -> tuple[list[MapClass], NDArray[np.int64]]:
    """Classes of a layer, counted, and the number of the class of each row.

    Values that no class names are "not stated", the last class then.
    """
    size = len(layer.frame)
    if layer.class_column is None or not layer.classes:
        one = layer.classes[0] if layer.classes else MapClass(None, layer.title, "#0072B2")
        return [_counted(one, size, layer)], np.zeros(size, np.int64)
    classes = list(layer.classes)
    values = _column(layer.frame, layer.class_column)
    code = np.full(size, -1, np.int64)
    rest = None
    for number, one in enumerate(classes):
        if one.value is None:
            rest = number
        else:
            code[values.eq(one.value).fillna(False).to_numpy(dtype=bool)] = number
    if (code < 0).any():
        if rest is None:
            rest = len(classes)
            label = NOT_STATED.to(lang)
            classes.append(MapClass(None, label, NOT_STATED_COLOUR, "dots"))
        code[code < 0] = rest
    found = np.bincount(code, minlength=len(classes))
    return [_counted(one, int(n), layer) for one, n in zip(classes, found, strict=True)], code


def shape_of(one: MapClass) -> str:
    """Outline of a single mark of a class: its own, else the one that goes with its hatch."""
    return one.shape or _SHAPES[one.hatch]


def class_mark(value: Any) -> str:
    """Mark of a class in the page, from its value; it outlives another label and other data."""
    return "" if value is None else shown(value)


def _counted(one: MapClass, found: int, layer: MapLayer) -> MapClass:
    """Fill in the count; "1" beside an area would say nothing."""
    count = one.count
    if count is None and layer.kind != "area":
        count = found
    return MapClass(one.value, one.label, one.colour, one.hatch, count, one.shape, one.quiet)


def _column(frame: gpd.GeoDataFrame, name: str) -> pd.Series:
    return frame[name] if name in frame.columns else pd.Series(frame.index, index=frame.index)


def _rows(layer: MapLayer, lang: Lang) -> list[list[str]]:
    """Words of all rows, column by column: a list for each row would make thousands of lists."""
    return [_written(_column(layer.frame, name), lang) for name, _ in layer.tooltip]


def _written(column: pd.Series, lang: Lang) -> list[str]:
    values = column.astype(object).tolist()
    try:
        "".join(values).encode()  # most columns are whole words already
    except (TypeError, UnicodeEncodeError):
        return [shown(value, lang) for value in values]
    return values


def _coded(layer: MapLayer, name: str, label: str, lang: Lang) -> dict[str, Any]:
    """Spell each value of a column once, in its own order if it has one; blanks are -1."""
    column = _column(layer.frame, name)
    if not isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("category")
    column = column.cat.remove_unused_categories()
    values = [shown(value, lang) for value in column.cat.categories]
    return {"key": name, "label": label, "values": values, "code": column.cat.codes.tolist()}


def shown(value: Any, lang: Lang = "de") -> str:
    """
    Write one value of a table for people; blank stays blank.

    Examples
    --------
    >>> shown(1234.5), shown(True), shown(None), shown(dt.date(2024, 10, 1))
    ('1.234,5', 'ja', '', '01.10.2024')
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return (_YES if value else _NO).to(lang)
    if isinstance(value, dt.date):
        return words.day(value, lang=lang)
    if isinstance(value, numbers.Real):
        whole = float(value).is_integer()
        return words.number(float(value), digits=0 if whole else 1, lang=lang)
    return str(value)


def _units(
    frame: gpd.GeoDataFrame,
    code: NDArray[np.int64],
    placed: NDArray[np.bool_],
    buildings: gpd.GeoDataFrame,
    grid: Grid,
) -> dict[str, Any]:
    table = pd.DataFrame({"row": np.arange(len(frame)), "code": code})
    table["house"] = (
        buildings.index.get_indexer(frame["building_id"].astype(object))
        if "building_id" in frame.columns
        else -1
    )
    housed = table[table["house"] >= 0]
    kinds = housed.groupby("house")["code"].nunique()
    agreed = kinds.index[kinds == 1]
    mixed = kinds.index[kinds > 1]
    filled = housed[housed["house"].isin(agreed)].groupby("house", sort=True)["row"].agg(list)
    shared = housed[housed["house"].isin(mixed)].groupby("house", sort=True)["row"].agg(list)
    outlines = np.asarray(buildings.geometry.array, dtype=object)
    homes = filled.index.to_numpy(dtype=int)
    several = homes[
        np.array([len(one) > 1 for one in filled], dtype=bool)
    ]  # their number is written on them
    inside = shapely.get_coordinates(shapely.point_on_surface(outlines[several]))
    single = table[~table["house"].isin(agreed) & placed]
    # houses by their number in the base map: their outlines stand in the page already
    return {
        "fills": homes.tolist(),
        "inside": grid.steps(inside).ravel().tolist() if len(inside) else [],
        "members": filled.tolist(),
        "mixed": shared.index.to_numpy(dtype=int).tolist(),
        "sharing": shared.tolist(),
        "marks": _marks(frame, single, outlines, grid),
    }


def _marks(
    frame: gpd.GeoDataFrame, single: pd.DataFrame, outlines: Geometries, grid: Grid
) -> dict[str, Any]:
    """Place of each mark, and how many mark widths it stands aside from its neighbours."""
    if single.empty:
        return {"row": [], "xy": [], "off": []}
    points = np.asarray(frame.geometry.array, dtype=object)[single["row"].to_numpy()]
    metres = shapely.get_coordinates(shapely.point_on_surface(points))
    spot = single.assign(door=_doorsteps(metres)).reset_index(drop=True)
    several = spot[spot.duplicated(["door", "house"], keep=False)]
    offset = np.zeros((len(spot), 2))
    for _, group in several.groupby(["door", "house"], sort=False):
        here = group.index.to_numpy()
        metres[here] = metres[here].mean(axis=0)
        house = int(group["house"].iloc[0])
        along = _facade(outlines[house], metres[here[0]]) if house >= 0 else np.array([1.0, 0.0])
        offset[here] = _spread(len(here), along)
    return {
        "row": single["row"].tolist(),
        "xy": grid.steps(metres).ravel().tolist(),
        "off": np.round(offset, 2).ravel().tolist(),
    }


def _doorsteps(metres: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number of the doorstep of each point; points nearer than 4 m share one."""
    # places once each: thousands of marks on one and the same would be millions of pairs
    places, place = np.unique(metres, axis=0, return_inverse=True)
    pairs = cKDTree(places).query_pairs(_SAME_PLACE_M, output_type="ndarray")
    size = len(places)
    near = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    return np.asarray(connected_components(near, directed=False)[1], dtype=np.int64)[place.ravel()]


def _spread(size: int, along: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of marks along a façade, in mark widths, about the middle; y to the south."""
    number = np.arange(size)
    width = min(size, _MARKS_PER_ROW)
    row, column = np.divmod(number, width)
    in_row = np.minimum(width, size - row * width)
    u = column - (in_row - 1) / 2
    v = row - (row.max()) / 2
    across = np.array([-along[1], along[0]])
    return u[:, None] * along + v[:, None] * across


def _facade(outline: Any, point: NDArray[np.float64]) -> NDArray[np.float64]:
    """Direction of the wall nearest to a point, read from left to right, y to the south."""
    corners = shapely.get_coordinates(shapely.get_exterior_ring(shapely.get_parts(outline)[0]))
    wall = corners[1:] - corners[:-1]
    length2 = np.maximum((wall**2).sum(axis=1), 1e-9)
    share = np.clip(((point - corners[:-1]) * wall).sum(axis=1) / length2, 0, 1)
    away = ((corners[:-1] + share[:, None] * wall - point) ** 2).sum(axis=1)
    dx, dy = wall[int(away.argmin())]
    flat = np.array([dx, -dy]) / np.hypot(dx, dy)
    return flat if flat[0] >= 0 else -flat
