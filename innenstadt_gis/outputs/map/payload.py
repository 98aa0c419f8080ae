"""`MapModel` to the one JSON block of the page."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from innenstadt_gis.crs import project
from innenstadt_gis.outputs.map.corrections import corrections_part
from innenstadt_gis.outputs.map.fold import fold
from innenstadt_gis.outputs.map.grid import Grid
from innenstadt_gis.outputs.map.ground import ground
from innenstadt_gis.outputs.map.model import MapModel, MapScene, View
from innenstadt_gis.outputs.map.numbering import unit_ids, unit_numbers
from innenstadt_gis.outputs.map.photos import LAYER, photos_part
from innenstadt_gis.outputs.map.surveys import surveys_part
from innenstadt_gis.outputs.map.themes import class_mark, theme
from innenstadt_gis.outputs.map.walk import walk_part
from innenstadt_gis.outputs.map.wording import wording

_CORE_SHARE = 0.5
_CORE_SAMPLE = 2000  # shapes are enough to find the middle of a crowd
_ID_LENGTH = 12


def page_data(model: MapModel) -> str:
    """Write the JSON block of the page; its first entry is the name of just these data."""
    text = as_json(fold(payload(model)))
    name = hashlib.sha256(text.encode()).hexdigest()[:_ID_LENGTH]
    return f'{{"id":"{name}",{text[1:]}'


def payload(model: MapModel) -> dict[str, Any]:
    """All that the page shows, as plain lists, numbers and text."""
    frames = [model.basemap, model.buildings, *(layer.frame for layer in model.layers)]
    grid = Grid.over(frames)
    layers = [theme(one, model.buildings, grid, lang=model.lang) for one in model.layers]
    data: dict[str, Any] = {
        "lang": model.lang,
        "look": model.ground,
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
        "view": _view(model.view, grid) or _core(model, grid),
        "ground": ground(model.basemap, model.buildings, grid),
        "layers": layers,
    }
    data |= _numbered(model, layers)
    _share_shapes(layers)
    if model.surveys is not None:
        data["surveys"] = surveys_part(model.surveys, lang=model.lang)
    if model.walk is not None:
        data["walk"] = walk_part(model.walk, grid, lang=model.lang)
    data["scenes"] = [_scene(one, model, grid) for one in model.scenes]
    return data


def _share_shapes(layers: list[dict[str, Any]]) -> None:
    """Write the same lines or areas once, where layers show them in other classes."""
    first: dict[tuple[Any, ...], str] = {}
    for one in layers:
        if one.get("shapes"):
            numbers = (np.asarray(some).tobytes() for some in one["shapes"].values())
            key = first.setdefault((one["kind"], *numbers), one["key"])
            if key != one["key"]:
                one["like"] = key
                del one["shapes"]


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


def _view(view: View, grid: Grid) -> dict[str, Any] | None:
    """Where the page opens, in steps of the grid: a centre with a zoom, or a box."""
    if view is None:
        return None
    lon, lat = np.array(view[0::2], float), np.array(view[1::2], float)
    if len(view) == 3:
        x, y = project(lon[:1], lat, source="EPSG:4326", target=grid.crs)
        return {"at": grid.steps(np.column_stack((x, y)))[0].tolist(), "zoom": view[2]}
    x, y = project(lon, lat, source="EPSG:4326", target=grid.crs)
    return {"box": grid.steps(np.column_stack((x, y))).ravel().tolist()}


def _scene(scene: MapScene, model: MapModel, grid: Grid) -> dict[str, Any]:
    """A scene as the page plays it: layers by key, classes by their mark."""
    view = scene.view
    off: dict[str, list[str]] = {}
    for key, value in scene.off:
        off.setdefault(key, []).append(class_mark(value))
    words: dict[str, dict[str, str]] = {}
    for key, value, text in scene.words:
        words.setdefault(key, {})["=" + class_mark(value) if value != "" else ""] = text
    return {
        "id": scene.id,
        "title": scene.title,
        "text": list(scene.sentences),
        "figures": list(scene.figures),
        "layers": {
            key: {"visible": True, "off": off[key]} if key in off else {"visible": True}
            for key in scene.layers
        },
        "filter": {column: list(values) for column, values in scene.filter},
        "view": _extent(view, model, grid) if isinstance(view, str) else _view(view, grid),
        "words": words,
        "easy": scene.easy,
    }


def _extent(key: str, model: MapModel, grid: Grid) -> dict[str, Any] | None:
    """Box of all that a layer shows."""
    frame = next(layer.frame for layer in model.layers if layer.key == key)
    west, south, east, north = frame.total_bounds
    if not np.isfinite([west, south, east, north]).all():
        return None
    return {"box": grid.steps(np.array([[west, south], [east, north]])).ravel().tolist()}


def _numbered(model: MapModel, layers: list[dict[str, Any]]) -> dict[str, Any]:
    """
    Number the units of all layers, so that the page knows who stands in two of them.

    Ids do not reach the page, unless units are to be corrected on it: each is a number
    there, one less than the number under which people find it in the list.
    """
    numbers = unit_numbers(model.layers)
    for layer, written in zip(model.layers, layers, strict=True):
        if layer.kind == "units":
            written["unit"] = [numbers[one] for one in unit_ids(layer)]
    listed = {
        one
        for layer in model.layers
        if layer.kind == "units" and layer.listed is not False
        for one in unit_ids(layer)
    }
    figures = {
        one.id: {
            "label": one.label,
            "value": one.value,
            "facts": [list(fact) for fact in one.facts],
            "units": {
                part: sorted(numbers[i] for i in ids if i in listed) for part, ids in one.rows
            },
        }
        | ({"more": {part: list(names) for part, names in one.more}} if one.more else {})
        for one in model.figures
    }
    parts: dict[str, Any] = {"figures": figures}
    if model.corrections is not None:
        parts["corrections"] = corrections_part(
            model.corrections, numbers, (model.basemap, model.buildings), lang=model.lang
        )
    if model.photos:
        marks = [row for one in model.layers if one.key == LAYER for row in one.frame.index]
        parts["photos"] = photos_part(model.photos, numbers, marks, lang=model.lang)
    return parts


def _core(model: MapModel, grid: Grid) -> dict[str, Any] | None:
    """Box of the half of the units (else of what is shown) that lies closest together."""
    points = _middles(model)
    if not len(points):
        return None
    centre = np.median(points, axis=0)
    for _ in range(20):  # from the median to the middle of the crowd
        away = np.hypot(*(points - centre).T)
        before, centre = centre, points[away <= np.median(away)].mean(axis=0)
        if (centre == before).all():
            break
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
            some = np.concatenate(shapes)
            some = some[:: max(1, len(some) // _CORE_SAMPLE)]
            points = shapely.get_coordinates(shapely.centroid(some))
            if len(points):
                return points
    return np.empty((0, 2))
