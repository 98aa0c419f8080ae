"""Numbered map sheets of the survey: one A4 page each, one file, no script, no request."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from innenstadt_gis.outputs.survey.stops import SurveyStop
from innenstadt_gis.town import Town
from innenstadt_gis.words import Lang, Text, number

__all__ = ["map_sheets_html"]

#: The map on a page (A4 landscape less margins and title), millimetres.
_WIDTH_MM, _HEIGHT_MM = 279.0, 172.0
_SCALES = (500, 750, 1000, 1250, 1500, 2000, 2500, 3000, 4000, 5000, 7500, 10_000, 15_000, 25_000)
_EDGE_M = 25.0
_LABEL_MM = 2.7  # radius of a number's disc
_RING = tuple(
    (r * math.cos(math.radians(a)), r * math.sin(math.radians(a)))
    for r in (4.5, 7.5, 11.0, 15.0, 19.0)
    for a in range(0, 360, 30)
)

_STYLE = """
@page { size: A4 landscape; margin: 8mm; }
* { box-sizing: border-box; }
body { margin: 0; font-family: "Noto Sans", Arial, Helvetica, sans-serif; color: #1b1b1b; background: #fff; }
section { width: 281mm; height: 193mm; page-break-after: always; break-after: page; overflow: hidden; }
section:last-of-type { page-break-after: auto; break-after: auto; }
header { display: flex; justify-content: space-between; align-items: baseline; height: 9mm; }
h1 { font-size: 5mm; margin: 0; } header p { font-size: 3.6mm; margin: 0; }
footer { font-size: 2.9mm; height: 7mm; padding-top: 1mm; display: flex; justify-content: space-between; }
svg { display: block; outline: 0.3mm solid #444; outline-offset: -0.3mm; width: 281mm; height: 174mm; }
.house { fill: #d9d3c8; stroke: #8f877a; stroke-width: 0.15; }
.green { fill: #e3efd9; } .water { fill: #cfe3f1; } .square { fill: #f3efe6; }
.waterway { fill: none; stroke: #a9cbe4; stroke-width: 1; } .rail { fill: none; stroke: #777; stroke-width: 0.5; stroke-dasharray: 2 1; }
.casing { fill: none; stroke: #b9b2a6; stroke-linecap: round; stroke-linejoin: round; }
.street { fill: none; stroke: #fff; stroke-linecap: round; stroke-linejoin: round; }
.name { font-size: 2.9px; font-weight: 600; fill: #3b3b3b; text-anchor: middle; paint-order: stroke; stroke: #fff; stroke-width: 0.8px; }
.walk { fill: none; stroke: #c8102e; stroke-width: 0.35; stroke-dasharray: 1.2 1; opacity: 0.55; }
.leader { stroke: #c8102e; stroke-width: 0.25; } .door { fill: #c8102e; }
.disc { fill: #fff; stroke: #c8102e; stroke-width: 0.35; }
.number { font-size: 3.1px; font-weight: 700; text-anchor: middle; dominant-baseline: central; }
.scale { font-size: 3px; } @media screen { section { margin: 4mm auto; } }
"""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Which part of the town a page shows, and how large: metres to millimetres."""

    west: float
    north: float
    scale: int

    def to_mm(self, xy: Any) -> Any:
        """Carry coordinates in metres to millimetres on the page, down from the top."""
        factor = 1000 / self.scale
        return np.column_stack([(xy[:, 0] - self.west) * factor, (self.north - xy[:, 1]) * factor])

    @property
    def box(self) -> Any:
        """The ground that the page shows."""
        metres = self.scale / 1000
        return shapely.box(
            self.west, self.north - _HEIGHT_MM * metres, self.west + _WIDTH_MM * metres, self.north
        )


def map_sheets_html(town: Town, stops: Sequence[SurveyStop], *, lang: Lang = "de") -> str:
    """
    Draw the map sheets of a survey.

    Parameters
    ----------
    town
        Its base map, buildings and sections are drawn.
    stops
        From `survey_stops`: every one stands with its number on the page of its sheet.
    lang
        Language of the words.

    Returns
    -------
    str
        A page of HTML with one A4 page of inline SVG a sheet; the stated scale is true when
        printed at 100 %.
    """
    sheets = sorted({stop.sheet for stop in stops} - {0})
    pages = [
        _page(town, [s for s in stops if s.sheet == sheet], sheet, len(sheets), lang)
        for sheet in sheets
    ]
    title = html.escape(f"{Text('Erhebung', 'survey').to(lang)} {town.name}")
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(pages)
        + "\n</body></html>\n"
    )


def _page(town: Town, stops: Sequence[SurveyStop], sheet: int, of: int, lang: Lang) -> str:
    frame = _frame(stops)
    first, last = stops[0].number, stops[-1].number
    title = Text(
        f"Erhebung {town.name}: Blatt {sheet} von {of}",
        f"survey {town.name}: sheet {sheet} of {of}",
    )
    told = Text(f"Nr. {first} bis {last}", f"no. {first} to {last}").to(lang)
    scale = Text(
        f"Maßstab 1:{number(frame.scale)} (beim Drucken: A4 quer, 100 %)",
        f"scale 1:{number(frame.scale, lang='en')} (print on A4 landscape at 100 %)",
    )
    drawn = [*_ground(town, frame), *_names(town.sections, frame), *_doors(stops, frame)]
    source = Text(
        "Kartengrundlage © OpenStreetMap-Mitwirkende, ODbL 1.0",
        "base map © OpenStreetMap contributors, ODbL 1.0",
    )
    return (
        f"<section><header><h1>{html.escape(title.to(lang))}</h1><p>{told} · "
        f"{html.escape(scale.to(lang))}</p></header>\n"
        f'<svg viewBox="-1 -1 {_WIDTH_MM + 2:.0f} {_HEIGHT_MM + 2:.0f}" role="img" '
        f'aria-label="{html.escape(title.to(lang))}">\n'
        + "\n".join((*drawn, *_furniture(frame, lang)))
        + f"\n</svg>\n<footer><span>{source.to(lang)}</span><span>"
        + Text("gestrichelt: der Weg von Nummer zu Nummer", "dashed: the way from number to number").to(lang)
        + "</span></footer></section>"
    )  # fmt: skip


def _frame(stops: Sequence[SurveyStop]) -> _Frame:
    x, y = [s.x for s in stops], [s.y for s in stops]
    width, height = max(x) - min(x) + 2 * _EDGE_M, max(y) - min(y) + 2 * _EDGE_M
    need = max(width * 1000 / _WIDTH_MM, height * 1000 / _HEIGHT_MM)
    scale = next((s for s in _SCALES if s >= need), math.ceil(need / 5000) * 5000)
    metres = scale / 1000
    west = (max(x) + min(x)) / 2 - _WIDTH_MM * metres / 2
    return _Frame(west, (max(y) + min(y)) / 2 + _HEIGHT_MM * metres / 2, scale)


def _ground(town: Town, frame: _Frame) -> list[str]:
    drawn = []
    layers = town.basemap["layer"]
    for layer in ("green", "water", "square", "waterway", "rail"):
        shapes = _clipped(town.basemap[(layers == layer).to_numpy()], frame)
        drawn += [f'<path class="{layer}" d="{_path(shape, frame)}"/>' for shape in shapes]
    drawn += [
        f'<path class="house" d="{_path(shape, frame)}"/>'
        for shape in _clipped(town.buildings, frame)
    ]
    streets = _clipped(town.basemap[(layers == "street").to_numpy()], frame)
    paths = [_path(shape, frame) for shape in streets]
    wide = min(max(4.5 * 1000 / frame.scale, 1.0), 5.0)
    drawn += [f'<path class="casing" stroke-width="{wide + 0.3:.2f}" d="{d}"/>' for d in paths]
    return [*drawn, *(f'<path class="street" stroke-width="{wide:.2f}" d="{d}"/>' for d in paths)]


def _clipped(rows: gpd.GeoDataFrame, frame: _Frame) -> list[Any]:
    shapes = rows.geometry.to_numpy()
    box = frame.box
    near = shapes[shapely.intersects(shapes, box)]
    cut = shapely.intersection(shapely.make_valid(near), box)
    return [s for s in shapely.simplify(cut, frame.scale / 10_000) if not shapely.is_empty(s)]


def _path(shape: Any, frame: _Frame) -> str:
    """The outline of any shape as SVG path data, to a hundredth of a millimetre."""
    said = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "GeometryCollection":
            said.append(_path(part, frame))
        elif part.geom_type == "Polygon":
            rings: Iterable[Any] = (part.exterior, *part.interiors)
            said += [f"M{_pairs(ring, frame)}Z" for ring in rings]
        elif part.geom_type in {"LineString", "LinearRing"}:
            said.append(f"M{_pairs(part, frame)}")
    return "".join(said)


def _pairs(line: Any, frame: _Frame) -> str:
    return "L".join(f"{x:.2f} {y:.2f}" for x, y in frame.to_mm(shapely.get_coordinates(line)))


def _names(sections: gpd.GeoDataFrame, frame: _Frame) -> list[str]:
    """Street names along the middle of their sections; one name not twice side by side."""
    written: list[tuple[str, float, float]] = []
    drawn = []
    inside = sections[sections.geometry.intersects(frame.box).to_numpy()]
    cut = shapely.intersection(inside.geometry.to_numpy(), frame.box)
    streets = inside["street"].tolist()
    for at in sorted(range(len(inside)), key=lambda i: (-shapely.length(cut[i]), streets[i])):
        line = max(shapely.get_parts(shapely.line_merge(cut[at])), key=shapely.length, default=None)
        name = streets[at]
        if line is None or line.geom_type != "LineString" or not isinstance(name, str):
            continue
        length_mm = line.length * 1000 / frame.scale
        if length_mm < len(name) * 1.3:
            continue
        spots = [line.interpolate(part, normalized=True) for part in (0.4, 0.5, 0.6)]
        (x1, y1), (x, y), (x2, y2) = frame.to_mm(np.array([[s.x, s.y] for s in spots]))
        if any(n == name and math.hypot(a - x, b - y) < 70 for n, a, b in written):
            continue
        if any(math.hypot(a - x, b - y) < 8 for _, a, b in written):
            continue
        angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
        angle = angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle
        written.append((name, x, y))
        drawn.append(
            f'<text class="name" transform="translate({x:.2f} {y:.2f}) rotate({angle:.1f})" '
            f'dy="1">{html.escape(name)}</text>'
        )
    return drawn


def _doors(stops: Sequence[SurveyStop], frame: _Frame) -> list[str]:
    doors = frame.to_mm(np.array([[s.x, s.y] for s in stops]))
    labels = _places(doors)
    walk = "L".join(f"{x:.2f} {y:.2f}" for x, y in doors)
    drawn = [f'<path class="walk" d="M{walk}"/>']
    for (x, y), (a, b) in zip(doors, labels, strict=True):
        drawn.append(f'<line class="leader" x1="{x:.2f}" y1="{y:.2f}" x2="{a:.2f}" y2="{b:.2f}"/>')
        drawn.append(f'<circle class="door" cx="{x:.2f}" cy="{y:.2f}" r="0.7"/>')
    for stop, (a, b) in zip(stops, labels, strict=True):
        drawn.append(f'<circle class="disc" cx="{a:.2f}" cy="{b:.2f}" r="{_LABEL_MM}"/>')
        drawn.append(f'<text class="number" x="{a:.2f}" y="{b:.2f}">{stop.number}</text>')
    return drawn


def _places(doors: Any) -> list[tuple[float, float]]:
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
                min(max(x + dx, _LABEL_MM), _WIDTH_MM - _LABEL_MM),
                min(max(y + dy, _LABEL_MM), _HEIGHT_MM - _LABEL_MM),
            )
            over = sum(max(0.0, 2 * _LABEL_MM + 0.2 - math.dist(spot, p)) for p in placed) * 20
            over += sum(max(0.0, _LABEL_MM + 0.9 - math.dist(spot, p)) for p in others)
            if best is None or over + away / 1000 < best[0]:
                best = (over + away / 1000, spot)
            if over == 0:
                break
        assert best is not None
        placed.append(best[1])
    return placed


def _furniture(frame: _Frame, lang: Lang) -> list[str]:
    """Scale bar and north arrow, on a white ground."""
    bar_m = next(m for m in (500, 200, 100, 50, 20, 10) if m * 1000 / frame.scale <= 60)
    bar = bar_m * 1000 / frame.scale
    y = _HEIGHT_MM - 5
    return [
        f'<rect x="2" y="{y - 5:.1f}" width="{bar + 26:.1f}" height="9" fill="#fff" opacity="0.9"/>',
        f'<path d="M5 {y - 1.5}V{y}H{5 + bar:.2f}V{y - 1.5}" fill="none" stroke="#1b1b1b" stroke-width="0.5"/>',
        f'<text class="scale" x="{7 + bar:.2f}" y="{y + 0.5}">{number(bar_m, lang=lang)} m</text>',
        f'<path d="M{_WIDTH_MM - 8} 4l3 9l-3 -2l-3 2Z" fill="#1b1b1b" stroke="#fff" stroke-width="0.4"/>',
        f'<text class="scale" x="{_WIDTH_MM - 8}" y="17" text-anchor="middle" font-weight="700">N</text>',
    ]
