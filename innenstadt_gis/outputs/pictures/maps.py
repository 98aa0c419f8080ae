"""A small map for paper: the layers of the screen's map in their colours, hatches and words."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from innenstadt_gis.outputs.map import MapClass, MapLayer
from innenstadt_gis.outputs.paper import Frame, frame_around, scale_bar, street_names
from innenstadt_gis.outputs.pictures.canvas import INK, SOFT, WIDTH_MM, filled
from innenstadt_gis.outputs.pictures.marks import (
    class_of_rows,
    line_width,
    marked,
    path_of,
    spread,
    whole_buildings,
)
from innenstadt_gis.outputs.typeset import printable
from innenstadt_gis.words import Lang, Text, number

__all__ = ["Ground", "frame_of", "map_height", "printed_map"]

MAP_MM = 88.0
_LEGEND_MM, _BELOW_MM = 5.2, 6.0
#: Beyond this scale single houses are only noise.
_HOUSES = 10_000
#: Larger areas lie below streets and houses, smaller ones above, if nothing lies on them.
_LARGE_M2 = 10_000.0
#: Share of the units nearest to their middle that a map of the centre shows.
_CORE = 0.85

#: Colours of the ground, as in the light palette of the map.
GROUND = {
    "green": "#dce7cc", "water": "#b5d4e6", "square": "#fbf1dd", "house": "#dcd5ca",
    "houseLine": "#bcb1a2", "casing": "#cfc6b8", "street": "#ffffff", "rail": "#b3aba2",
    "paper": "#f7f4ef",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What lies below every map: base map, buildings and named street sections, in metres."""

    basemap: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    sections: gpd.GeoDataFrame
    _paths: dict[tuple[Frame, str], Any] = field(default_factory=dict, repr=False)

    def path(self, kind: str, frame: Frame) -> Any:
        """Outline of one kind of ground within a frame, made once for all maps that show it."""
        if (frame, kind) not in self._paths:
            if kind == "house":
                shapes = self.buildings.geometry.to_numpy()
            else:
                rows = (self.basemap["layer"] == kind).to_numpy(dtype=bool, na_value=False)
                shapes = self.basemap.geometry.to_numpy()[rows]
            self._paths[frame, kind] = path_of(shapes, frame)
        return self._paths[frame, kind]


def frame_of(layers: Sequence[MapLayer]) -> Frame | None:
    """Frame the core of units, marks and stated lines, and all of the areas; None: nothing has a place."""
    spots = [_middles(one) for one in layers if one.kind != "area"]
    at = np.concatenate([*spots, np.empty((0, 2))])
    if len(at):
        away = np.hypot(*(at - np.median(at, axis=0)).T)
        at = at[away <= np.quantile(away, _CORE)]
    areas = [one.frame.geometry.to_numpy() for one in layers if one.kind == "area"]
    at = np.concatenate([at, *(shapely.get_coordinates(shapes) for shapes in areas)])
    if not len(at):
        return None
    return frame_around(at[:, 0].tolist(), at[:, 1].tolist(), width_mm=WIDTH_MM, height_mm=MAP_MM)


def _middles(layer: MapLayer) -> Any:
    """Middle of every row that says anything; of units all do."""
    shapes = layer.frame.geometry.to_numpy()
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if layer.kind == "line" and layer.classes:
        group = class_of_rows(layer)
        said = [at for at, one in enumerate(layer.classes) if not one.quiet]
        there = there & np.isin(group, said) if np.isin(group, said).any() else there
    return shapely.get_coordinates(shapely.centroid(shapes[there]))


def map_height(layers: Sequence[MapLayer]) -> float:
    """Height in millimetres of a map with its legend."""
    return MAP_MM + 2 + math.ceil(len(legend(layers)) / 2) * _LEGEND_MM + _BELOW_MM


def legend(layers: Sequence[MapLayer]) -> list[tuple[MapLayer, MapClass, str]]:
    """Lines of the legend, the layer on top first; counts as on the screen."""
    lines = []
    for layer in reversed(layers):
        classes = layer.classes or (MapClass(None, layer.title, SOFT),)
        for one in classes:
            count = one.count
            if count is None and layer.kind in {"units", "points"} and layer.class_column:
                count = int((class_of_rows(layer) == classes.index(one)).sum())
            lines.append(
                (layer, one, one.label if count is None else f"{one.label} ({number(count)})")
            )
    return lines


def printed_map(
    layers: Sequence[MapLayer], ground: Ground, frame: Frame, *, lang: Lang
) -> Callable[[Any], None]:
    """
    Return the drawing of a map with legend, scale, scale bar and north.

    Parameters
    ----------
    layers
        From the lowest to the one on top.
    ground, frame
        What lies below, and which part at which scale; true when printed at 100 %.
    lang
        Language of scale and numbers.
    """
    return partial(_draw, tuple(layers), ground, frame, lang)


def _draw(
    layers: tuple[MapLayer, ...], ground: Ground, frame: Frame, lang: Lang, sheet: Any
) -> None:
    width, height = sheet.get_size_inches() * 25.4
    axes = sheet.add_axes((0, 1 - MAP_MM / height, 1, MAP_MM / height))
    axes.set_xlim(0, frame.width_mm)
    axes.set_ylim(frame.height_mm, 0)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor(GROUND["paper"])
    for spine in axes.spines.values():
        spine.set_visible(True)
    below = [one for one in layers if one.kind == "area" and (one is not layers[-1] or _large(one))]
    _land(axes, ground, frame)
    for layer in below:
        _areas(axes, layer, frame, see_through=0.4 if layer is not layers[-1] else 0.72)
    _streets(axes, ground, frame)
    for layer in layers:
        if layer not in below:
            _layer(axes, layer, ground, frame)
    _names(axes, ground, frame)
    _furniture(axes, frame, lang)
    _legend(sheet, layers, width, height)


def _large(layer: MapLayer) -> bool:
    return bool(shapely.area(layer.frame.geometry.to_numpy()).max() > _LARGE_M2)


def _land(axes: Any, ground: Ground, frame: Frame) -> None:
    for kind in ("green", "water", "square"):
        _plain(axes, ground.path(kind, frame), GROUND[kind])


def _streets(axes: Any, ground: Ground, frame: Frame) -> None:
    from matplotlib.patches import PathPatch

    wide = min(max(12_000 / frame.scale, 0.5), 5.0)
    for kind, colour, width in (
        ("waterway", "water", 1.4), ("rail", "rail", 1.0), ("street", "casing", wide + 0.9),
        ("street", "street", wide),
    ):  # fmt: skip
        path = ground.path(kind, frame)
        if path is not None:
            axes.add_artist(PathPatch(path, fill=False, edgecolor=GROUND[colour], linewidth=width))
    if frame.scale <= _HOUSES:
        _plain(axes, ground.path("house", frame), GROUND["house"], edge=GROUND["houseLine"])


def _plain(axes: Any, path: Any, colour: str, *, edge: str = "none") -> None:
    from matplotlib.patches import PathPatch

    if path is not None:
        axes.add_artist(PathPatch(path, facecolor=colour, edgecolor=edge, linewidth=0.25))


def _layer(axes: Any, layer: MapLayer, ground: Ground, frame: Frame) -> None:
    if layer.kind == "area":
        _areas(axes, layer, frame)
    elif layer.kind == "line":
        _lines(axes, layer, frame)
    else:
        _units(axes, layer, ground, frame)


def _areas(axes: Any, layer: MapLayer, frame: Frame, *, see_through: float = 1.0) -> None:
    from matplotlib.patches import PathPatch

    group, shapes = class_of_rows(layer), layer.frame.geometry.to_numpy()
    for at in reversed(range(len(layer.classes))):
        path = path_of(shapes[group == at], frame)
        if path is not None:
            one = layer.classes[at]
            shape = partial(PathPatch, path, alpha=see_through)
            filled(axes, shape, one.colour, one.hatch, quiet=one.quiet)


def _lines(axes: Any, layer: MapLayer, frame: Frame) -> None:
    from matplotlib.patches import PathPatch

    group, shapes = class_of_rows(layer), layer.frame.geometry.to_numpy()
    for at in reversed(range(len(layer.classes))):
        path = path_of(shapes[group == at], frame)
        if path is None:
            continue
        one, wide = layer.classes[at], line_width(layer, at)
        for colour, width in ((INK if not one.quiet else SOFT, wide + 0.9), (one.colour, wide)):
            axes.add_artist(
                PathPatch(path, fill=False, edgecolor=colour, linewidth=width, capstyle="butt")
            )


def _units(axes: Any, layer: MapLayer, ground: Ground, frame: Frame) -> None:
    """Fill houses whose units agree, mark all others, those on top last."""
    from matplotlib.patches import PathPatch

    classes = layer.classes or (MapClass(None, layer.title, SOFT),)
    group = class_of_rows(layer)
    alone = whole_buildings(layer, group, ground.buildings) if layer.kind == "units" else {}
    shapes = ground.buildings.geometry
    for at in reversed(range(len(classes))):
        houses = [house for house, one in alone.items() if one == at]
        path = path_of(shapes.loc[houses].to_numpy(), frame) if houses else None
        if path is not None:
            one = classes[at]
            filled(axes, partial(PathPatch, path), one.colour, one.hatch, quiet=one.quiet)
    rest = np.ones(len(layer.frame), dtype=bool)
    if alone:
        rest = ~layer.frame["building_id"].isin(list(alone)).to_numpy()
    points = spread(layer.frame.geometry.to_numpy()[rest], frame)
    for at in reversed(range(len(classes))):
        marked(axes, points[group[rest] == at], classes[at], frame)


def _names(axes: Any, ground: Ground, frame: Frame) -> None:
    """Write street names as text; a halo would make outlines of them, and half of the seconds."""
    if frame.scale > _HOUSES:
        return
    for one in street_names(ground.sections, frame, letter_mm=1.15):
        axes.text(
            one.x, one.y, printable(one.name), rotation=-one.angle, size=5.6, color="#2f2a24",
            ha="center", va="center", rotation_mode="anchor", clip_on=True,
        )  # fmt: skip


def _furniture(axes: Any, frame: Frame, lang: Lang) -> None:
    """Scale bar, scale and north, above everything else."""
    from matplotlib.patches import Polygon, Rectangle

    metres, long = scale_bar(frame, longest_mm=34.0)
    y = frame.height_mm - 4
    ground = Rectangle((1.5, y - 5.5), long + 38, 8, facecolor="#ffffff", alpha=0.88, zorder=5)
    axes.add_artist(ground)
    bar = [4, 4, 4 + long, 4 + long], [y - 1.4, y, y, y - 1.4]
    axes.plot(*bar, color=INK, lw=0.9, zorder=6)
    word = Text("Maßstab", "scale").to(lang)
    said = f"{number(metres, lang=lang)} m     {word} 1:{number(frame.scale, lang=lang)}"
    axes.text(6 + long, y + 0.4, said, size=6, va="bottom", zorder=6)
    right = frame.width_mm - 6
    arrow = [(right, 3), (right + 2.4, 10.5), (right, 8.8), (right - 2.4, 10.5)]
    axes.add_artist(Polygon(arrow, facecolor=INK, edgecolor="#ffffff", linewidth=0.5, zorder=6))
    axes.text(right, 14.2, "N", size=7, weight="bold", ha="center", zorder=6)


def _legend(sheet: Any, layers: tuple[MapLayer, ...], width: float, height: float) -> None:
    from matplotlib.patches import Rectangle

    axes = sheet.add_axes((0, 0, 1, 1), zorder=-1)
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    lines = legend(layers)
    rows = math.ceil(len(lines) / 2)
    for nth, (layer, one, label) in enumerate(lines):
        left, y = 1.0 + nth // rows * width / 2, MAP_MM + 3 + nth % rows * _LEGEND_MM
        if layer.kind == "points":
            marked(axes, np.array([[left + 3, y + 1.9]]), one, None)
        elif layer.kind == "line":
            wide = line_width(layer, layer.classes.index(one))
            for colour, more in ((SOFT if one.quiet else INK, 0.9), (one.colour, 0.0)):
                axes.plot(
                    [left, left + 6], [y + 1.9] * 2, color=colour, lw=wide + more,
                    solid_capstyle="butt",
                )  # fmt: skip
        else:
            shape = partial(Rectangle, (left, y), 6, 3.8)
            filled(axes, shape, one.colour, one.hatch, quiet=one.quiet)
            if layer.kind == "units":
                marked(axes, np.array([[left + 9, y + 1.9]]), one, None)
        shift = 12 if layer.kind == "units" else 8
        axes.text(left + shift, y + 1.9, printable(label), va="center", size=7)
