"""Ground of a printed map as SVG: a true scale, streets with names, houses, north and a scale bar."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from innenstadt_gis.town import Town
from innenstadt_gis.words import Lang, number

__all__ = [
    "GROUND_STYLE", "HEIGHT_MM", "LABEL_MM", "WIDTH_MM", "Frame", "StreetName", "drawn_ground",
    "drawn_names", "frame_around", "furniture", "label_places", "path_of", "scale_bar", "street_names",
]  # fmt: skip

#: The map on a page (A4 landscape less margins and title), millimetres.
WIDTH_MM, HEIGHT_MM = 279.0, 172.0
#: Radius of a number's disc, millimetres.
LABEL_MM = 2.7
_SCALES = (500, 750, 1000, 1250, 1500, 2000, 2500, 3000, 4000, 5000, 7500, 10_000, 15_000, 25_000)
_EDGE_M = 25.0
_RING = tuple(
    (r * math.cos(math.radians(a)), r * math.sin(math.radians(a)))
    for r in (4.5, 7.5, 11.0, 15.0, 19.0)
    for a in range(0, 360, 30)
)

#: How the ground looks; a page adds its own style.
GROUND_STYLE = """
.house { fill: #d9d3c8; stroke: #8f877a; stroke-width: 0.15; }
.green { fill: #e3efd9; } .water { fill: #cfe3f1; } .square { fill: #f3efe6; }
.waterway { fill: none; stroke: #a9cbe4; stroke-width: 1; } .rail { fill: none; stroke: #777; stroke-width: 0.5; stroke-dasharray: 2 1; }
.casing { fill: none; stroke: #b9b2a6; stroke-linecap: round; stroke-linejoin: round; }
.street { fill: none; stroke: #fff; stroke-linecap: round; stroke-linejoin: round; }
.name { font-size: 2.9px; font-weight: 600; fill: #3b3b3b; text-anchor: middle; paint-order: stroke; stroke: #fff; stroke-width: 0.8px; }
.scale { font-size: 3px; }
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """Which part of the town a page shows, and how large: metres to millimetres."""

    west: float
    north: float
    scale: int
    width_mm: float = WIDTH_MM
    height_mm: float = HEIGHT_MM

    def to_mm(self, xy: Any) -> Any:
        """Carry coordinates in metres to millimetres on the page, down from the top."""
        factor = 1000 / self.scale
        return np.column_stack([(xy[:, 0] - self.west) * factor, (self.north - xy[:, 1]) * factor])

    @property
    def box(self) -> Any:
        """The ground that the page shows."""
        metres = self.scale / 1000
        return shapely.box(
            self.west,
            self.north - self.height_mm * metres,
            self.west + self.width_mm * metres,
            self.north,
        )


def frame_around(
    x: list[float], y: list[float], *, width_mm: float = WIDTH_MM, height_mm: float = HEIGHT_MM
) -> Frame:
    """Choose the largest usual scale at which places fit the paper, and centre it on them."""
    width, height = max(x) - min(x) + 2 * _EDGE_M, max(y) - min(y) + 2 * _EDGE_M
    need = max(width * 1000 / width_mm, height * 1000 / height_mm)
    scale = next((s for s in _SCALES if s >= need), math.ceil(need / 5000) * 5000)
    metres = scale / 1000
    west = (max(x) + min(x)) / 2 - width_mm * metres / 2
    north = (max(y) + min(y)) / 2 + height_mm * metres / 2
    return Frame(west, north, scale, width_mm, height_mm)


def drawn_ground(town: Town, frame: Frame) -> list[str]:
    """Draw green, water, houses and streets, from the ground up."""
    drawn = []
    layers = town.basemap["layer"]
    for layer in ("green", "water", "square", "waterway", "rail"):
        shapes = _clipped(town.basemap[(layers == layer).to_numpy()], frame)
        drawn += [f'<path class="{layer}" d="{path_of(shape, frame)}"/>' for shape in shapes]
    drawn += [
        f'<path class="house" d="{path_of(shape, frame)}"/>'
        for shape in _clipped(town.buildings, frame)
    ]
    streets = _clipped(town.basemap[(layers == "street").to_numpy()], frame)
    paths = [path_of(shape, frame) for shape in streets]
    wide = min(max(4.5 * 1000 / frame.scale, 1.0), 5.0)
    drawn += [f'<path class="casing" stroke-width="{wide + 0.3:.2f}" d="{d}"/>' for d in paths]
    return [*drawn, *(f'<path class="street" stroke-width="{wide:.2f}" d="{d}"/>' for d in paths)]


def _clipped(rows: gpd.GeoDataFrame, frame: Frame) -> list[Any]:
    shapes = rows.geometry.to_numpy()
    box = frame.box
    near = shapes[shapely.intersects(shapes, box)]
    cut = shapely.intersection(shapely.make_valid(near), box)
    return [s for s in shapely.simplify(cut, frame.scale / 10_000) if not shapely.is_empty(s)]


def path_of(shape: Any, frame: Frame) -> str:
    """The outline of any shape as SVG path data, to a hundredth of a millimetre."""
    said = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "GeometryCollection":
            said.append(path_of(part, frame))
        elif part.geom_type == "Polygon":
            rings: Iterable[Any] = (part.exterior, *part.interiors)
            said += [f"M{_pairs(ring, frame)}Z" for ring in rings]
        elif part.geom_type in {"LineString", "LinearRing"}:
            said.append(f"M{_pairs(part, frame)}")
    return "".join(said)


def _pairs(line: Any, frame: Frame) -> str:
    return "L".join(f"{x:.2f} {y:.2f}" for x, y in frame.to_mm(shapely.get_coordinates(line)))


@dataclass(frozen=True, slots=True)
class StreetName:
    """A street's name on paper: where its middle is, millimetres, and its slope in degrees down."""

    name: str
    x: float
    y: float
    angle: float


def drawn_names(sections: gpd.GeoDataFrame, frame: Frame) -> list[str]:
    """Street names along the middle of their sections, as SVG."""
    return [
        f'<text class="name" transform="translate({one.x:.2f} {one.y:.2f}) rotate({one.angle:.1f})" '
        f'dy="1">{html.escape(one.name)}</text>'
        for one in street_names(sections, frame)
    ]


def street_names(
    sections: gpd.GeoDataFrame, frame: Frame, *, letter_mm: float = 1.3
) -> list[StreetName]:
    """Choose where street names stand: on sections long enough, one name not twice side by side."""
    written: list[StreetName] = []
    inside = sections[sections.geometry.intersects(frame.box).to_numpy()]
    cut = shapely.intersection(inside.geometry.to_numpy(), frame.box)
    streets = inside["street"].tolist()
    for at in sorted(range(len(inside)), key=lambda i: (-shapely.length(cut[i]), streets[i])):
        line = max(shapely.get_parts(shapely.line_merge(cut[at])), key=shapely.length, default=None)
        name = streets[at]
        if line is None or line.geom_type != "LineString" or not isinstance(name, str):
            continue
        if line.length * 1000 / frame.scale < len(name) * letter_mm:
            continue
        spots = [line.interpolate(part, normalized=True) for part in (0.4, 0.5, 0.6)]
        (x1, y1), (x, y), (x2, y2) = frame.to_mm(np.array([[s.x, s.y] for s in spots])).tolist()
        if any(one.name == name and math.hypot(one.x - x, one.y - y) < 70 for one in written):
            continue
        if any(math.hypot(one.x - x, one.y - y) < 8 for one in written):
            continue
        angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
        angle = angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle
        written.append(StreetName(name, x, y, angle))
    return written


def label_places(doors: Any) -> list[tuple[float, float]]:
    """
    Where the numbers stand: beside their door, clear of other numbers and doors.

    Each takes the nearest of some rings of places that touches nothing; where none is
    free the one with the least overlap.
    """
    placed: list[tuple[float, float]] = []
    for x, y in doors:
        others = [(a, b) for a, b in doors if (a, b) != (x, y)]
        best: tuple[float, tuple[float, float]] | None = None
        for away, (dx, dy) in enumerate(_RING):
            spot = (
                min(max(x + dx, LABEL_MM), WIDTH_MM - LABEL_MM),
                min(max(y + dy, LABEL_MM), HEIGHT_MM - LABEL_MM),
            )
            over = sum(max(0.0, 2 * LABEL_MM + 0.2 - math.dist(spot, p)) for p in placed) * 20
            over += sum(max(0.0, LABEL_MM + 0.9 - math.dist(spot, p)) for p in others)
            if best is None or over + away / 1000 < best[0]:
                best = (over + away / 1000, spot)
            if over == 0:
                break
        assert best is not None
        placed.append(best[1])
    return placed


def scale_bar(frame: Frame, *, longest_mm: float = 60.0) -> tuple[int, float]:
    """Choose a round length for the scale bar: metres, and millimetres on paper."""
    lengths = (5000, 2000, 1000, 500, 200, 100, 50, 20, 10)
    metres = next((m for m in lengths if m * 1000 / frame.scale <= longest_mm), lengths[-1])
    return metres, metres * 1000 / frame.scale


def furniture(frame: Frame, lang: Lang) -> list[str]:
    """Scale bar and north arrow, on a white ground."""
    bar_m, bar = scale_bar(frame)
    y = HEIGHT_MM - 5
    return [
        f'<rect x="2" y="{y - 5:.1f}" width="{bar + 26:.1f}" height="9" fill="#fff" opacity="0.9"/>',
        f'<path d="M5 {y - 1.5}V{y}H{5 + bar:.2f}V{y - 1.5}" fill="none" stroke="#1b1b1b" stroke-width="0.5"/>',
        f'<text class="scale" x="{7 + bar:.2f}" y="{y + 0.5}">{number(bar_m, lang=lang)} m</text>',
        f'<path d="M{WIDTH_MM - 8} 4l3 9l-3 -2l-3 2Z" fill="#1b1b1b" stroke="#fff" stroke-width="0.4"/>',
        f'<text class="scale" x="{WIDTH_MM - 8}" y="17" text-anchor="middle" font-weight="700">N</text>',
    ]
