"""`MapModel` to the one JSON block of the page."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from innenstadt_gis.crs import project
from innenstadt_gis.outputs.map.grid import Grid
from innenstadt_gis.outputs.map.ground import ground
from innenstadt_gis.outputs.map.model import MapModel
from innenstadt_gis.outputs.map.themes import theme
from innenstadt_gis.outputs.map.wording import wording

_CORE_SHARE = 0.5
_ID_LENGTH = 12


def payload(model: MapModel) -> dict[str, Any]:
    """All that the page shows, as plain lists, numbers and text."""
    frames = [model.basemap, model.buildings, *(layer.frame for layer in model.layers)]
    grid = Grid.over(frames)
    data = {
        "lang": model.lang,
        "title": model.title,
        "town": model.town,
        "day": model.day_text,
        "stamp": model.audience_stamp,
        "sentence": model.sentence,
        "figure": model.figure_id,
        "sources": list(model.sources),
        "notes": list(model.notes),
        "words": wording(model.lang),
        "grid": grid.head(),
        "view": _view(model, grid),
        "ground": ground(model.basemap, model.buildings, grid),
        "layers": [theme(one, model.buildings, grid, lang=model.lang) for one in model.layers],
    }
    return {"id": hashlib.sha256(as_json(data).encode()).hexdigest()[:_ID_LENGTH]} | data


def as_json(data: dict[str, Any]) -> str:
    r"""
    Write JSON that can stand inside of a script element whatever its texts hold.

    Examples
    --------
    >>> print(as_json({"name": "</script>"}))
    {"name":"\u003c/script\u003e"}
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = text.encode("utf-8", "replace").decode("utf-8")
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _view(model: MapModel, grid: Grid) -> dict[str, Any] | None:
    """Where the page opens, in steps of the grid: a centre with a zoom, or a box."""
    if model.view is None:
        return _core(model, grid)
    lon, lat = np.array(model.view[0::2], float), np.array(model.view[1::2], float)
    if len(model.view) == 3:
        x, y = project(lon[:1], lat, source="EPSG:4326", target=grid.crs)
        return {"at": grid.steps(np.column_stack((x, y)))[0].tolist(), "zoom": model.view[2]}
    x, y = project(lon, lat, source="EPSG:4326", target=grid.crs)
    return {"box": grid.steps(np.column_stack((x, y))).ravel().tolist()}


def _core(model: MapModel, grid: Grid) -> dict[str, Any] | None:
    """Box of the half of the units (else of what is shown) that lies closest together."""
    points = _middles(model)
    if not len(points):
        return None
    centre = np.median(points, axis=0)
    for _ in range(20):  # from the median to the middle of the crowd
        away = np.hypot(*(points - centre).T)
        centre = points[away <= np.quantile(away, 0.5)].mean(axis=0)
    away = np.hypot(*(points - centre).T)
    core = points[away <= np.quantile(away, _CORE_SHARE)]
    box = grid.steps(np.array([core.min(axis=0), core.max(axis=0)]))
    return {"box": box.ravel().tolist(), "core": True}


def _middles(model: MapModel) -> NDArray[np.float64]:
    """Middles of the first of these that has any: units shown, units, themes shown, ground."""
    units = [one for one in model.layers if one.kind == "units"]
    wishes = [
        [one.frame for one in units if one.visible],
        [one.frame for one in units],
        [one.frame for one in model.layers if one.visible],
        [model.buildings],
        [model.basemap],
    ]
    for frames in wishes:
        shapes = [np.asarray(f.geometry.array, dtype=object) for f in frames if len(f)]
        if shapes:
            points = shapely.get_coordinates(shapely.centroid(np.concatenate(shapes)))
            if len(points):
                return points
    return np.empty((0, 2))
