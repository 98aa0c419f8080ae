"""A walk through the centre, planned on the page: network, minutes for every pace, stops.

The page adds up minutes that were computed by the analysis and knows no formula: what an edge
takes is a number of hundredths of a second times a ratio, both looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from innenstadt_gis.errors import InputError
from innenstadt_gis.outputs.map.digits import write
from innenstadt_gis.outputs.map.grid import Grid
from innenstadt_gis.outputs.map.walk_wording import WALK_WORDS
from innenstadt_gis.words import Lang

__all__ = ["SCRIPTS", "STYLES", "MapWalk", "WalkPace", "WalkPlace", "WalkStop", "walk_part"]

#: Scripts and styles of a page on which a walk can be planned, besides those of every page.
SCRIPTS = (
    "walk_plan.js", "walk_net.js", "walk.js", "walk_map.js", "walk_panel.js", "walk_papers.js",
)  # fmt: skip
STYLES = ("walk.css",)

#: Lines are drawn as exactly as this, m.
_LINE_M = 0.5
_DOOR_PARTS = 100_000
#: So many different ratios at most make one pace a multiple of another.
_MOST_RATIOS = 24

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkPace:
    """Somebody who walks: key, name, what the papers say of the pace, minutes for a flat metre."""

    key: str
    label: str
    said: str
    per_metre: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkPlace:
    """
    A place by name, with its doors to the network: (edge, fraction, metres off).

    Every pace enters by the same doors.
    """

    name: str
    point: Any
    doors: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkStop(WalkPlace):
    """
    A stop that can be proposed: its theme (key and title), question, and how much it tells.

    ``photos`` of its sheet are numbers: of the place in the photos of the page, of the photo there.
    """

    theme: str
    chapter: str
    question: str
    weight: float
    photos: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MapWalk:
    """
    What a page needs to plan a walk.

    Attributes
    ----------
    nodes, ends, lines, length_m, steps, usual, near
        The network: places of nodes (m), the two nodes of each edge, its line, its metres,
        whether it is stairs, whether it is a usual way, what stairs are near to.
    minutes
        By pace, edge and direction; infinite where there is no way.
    paces
        In the order of ``minutes``.
    stops
        To be proposed, the weightiest first.
    places
        Where a walk may start or end; the first is where it does unless others are chosen.
    seats, toilets
        Points.
    asked
        What the page begins with: ``minutes``, ``at_stop``, ``pace`` (key); and what holds
        for all: ``beside_m`` (a seat no farther from the way is on it), ``join_m`` and
        ``snap_m`` (how a place finds its doors).
    question
        What to ask at a stop that people choose themselves.
    papers
        Words of the papers by key, with braces for what is filled in.
    version
        Of the program, for the files.
    """

    nodes: _Floats
    ends: NDArray[np.intp]
    lines: NDArray[np.object_]
    length_m: _Floats
    steps: NDArray[np.bool_]
    usual: NDArray[np.bool_]
    near: tuple[str, ...]
    minutes: _Floats
    paces: tuple[WalkPace, ...]
    stops: tuple[WalkStop, ...]
    places: tuple[WalkPlace, ...]
    seats: NDArray[np.object_]
    toilets: NDArray[np.object_]
    asked: Mapping[str, float | str]
    question: str
    papers: Mapping[str, str]
    version: str

    def __post_init__(self) -> None:
        """Refuse minutes that do not fit the network, and a walk that starts nowhere."""
        if self.minutes.shape != (len(self.paces), len(self.lines), 2):
            raise InputError(
                de="Rundgang: minutes passt nicht zu Gehprofilen und Wegen",
                en="walk: minutes fit neither paces nor edges",
            )
        if not self.places:
            raise InputError(de="Rundgang ohne Startort", en="a walk without a place to start")


def walk_part(told: MapWalk, grid: Grid, *, lang: Lang) -> dict[str, Any]:
    """Write what the page needs to plan a walk."""
    nodes = grid.steps(told.nodes) if len(told.nodes) else np.zeros((0, 2), np.int64)
    themes = list(dict.fromkeys(stop.theme for stop in told.stops))
    chapter = {stop.theme: stop.chapter for stop in told.stops}
    questions = list(dict.fromkeys(stop.question for stop in told.stops))
    return {
        "words": {key: text.to(lang) for key, text in WALK_WORDS.items()},
        "papers": dict(told.papers),
        "version": told.version,
        "asked": dict(told.asked),
        "question": told.question,
        "themes": [chapter[one] for one in themes],
        "questions": questions,
        "paces": [
            {"key": one.key, "label": one.label, "said": one.said, "perMetre": one.per_metre}
            for one in told.paces
        ],
        "net": {
            "nodes": _differences(nodes),
            "u": write(np.diff(told.ends[:, 0], prepend=0)),
            "v": write(told.ends[:, 1] - told.ends[:, 0]),
            "cm": write(np.rint(told.length_m * 100)),
            "steps": write(np.flatnonzero(told.steps)),
            "near": [told.near[one] for one in np.flatnonzero(told.steps)],
            "unusual": write(np.flatnonzero(~told.usual & ~told.steps)),
            "lines": _inner(told, nodes, grid),
            "minutes": _looked_up(told),
        },
        "stops": [
            [
                *_place(stop, grid), themes.index(stop.theme), questions.index(stop.question),
                round(stop.weight, 3), *([stop.photos] if stop.photos else []),
            ]
            for stop in told.stops
        ],
        "places": [_place(place, grid) for place in told.places],
        "seats": _points(told.seats, grid),
        "toilets": _points(told.toilets, grid),
    }  # fmt: skip


def _place(place: WalkPlace, grid: Grid) -> list[Any]:
    """Name, position, doors as edge, part of a hundred thousand and centimetres."""
    x, y = grid.steps(shapely.get_coordinates(place.point))[0].tolist()
    doors: list[int] = []
    for edge, fraction, metres in place.doors:
        part = round(fraction * _DOOR_PARTS)
        if 0 < fraction < 1:  # only a place at a node may leave by every edge
            part = min(max(part, 1), _DOOR_PARTS - 1)
        doors += [edge, part, round(metres * 100)]
    return [place.name, x, y, write(doors)]


def _differences(points: NDArray[np.int64]) -> str:
    return write(np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int64)))


def _points(points: NDArray[np.object_], grid: Grid) -> str:
    if not len(points):
        return ""
    return _differences(grid.steps(shapely.get_coordinates(points)))


def _inner(told: MapWalk, nodes: NDArray[np.int64], grid: Grid) -> dict[str, str]:
    """Corners between the ends of each edge: how many, and steps from one to the next."""
    count: list[int] = []
    steps: list[int] = []
    for line, start in zip(shapely.simplify(told.lines, _LINE_M), told.ends[:, 0], strict=True):
        corners = shapely.get_coordinates(line)[1:-1]
        count.append(len(corners))
        if len(corners):
            path = np.vstack([nodes[start], grid.steps(corners)])
            steps += np.diff(path, axis=0).ravel().tolist()
    return {"n": write(count), "d": write(steps)}


def _looked_up(told: MapWalk) -> dict[str, Any]:
    """
    Minutes of all paces as few columns: hundredths of a second for some, ratios for the others.

    A pace that takes for every edge one of a few multiples of the time of another (or of the
    edge's centimetres) is written as those multiples.
    """
    hundredths = told.minutes * 6000.0
    bases = [np.repeat(told.length_m[:, None] * 100, 2, axis=1)]
    base_of, ratios = [], []
    for times in hundredths:
        found = next(
            ((b, r) for b, base in enumerate(bases) if (r := _ratios(times, base)) is not None),
            None,
        )
        if found is None:
            bases.append(times)
            found = (len(bases) - 1, np.isfinite(times).astype(float))
        base_of.append(found[0])
        ratios.append(found[1])
    table, code = np.unique(np.concatenate(ratios, axis=1), axis=0, return_inverse=True)
    return {
        "base": base_of,
        "bases": [_residuals(base, np.rint(told.length_m * 100)) for base in bases[1:]],
        "ratios": table.tolist(),
        "code": write(code),
    }


def _ratios(times: _Floats, base: _Floats) -> _Floats | None:
    """Time over base, 0 where there is no way; None where they are too many to be looked up."""
    open_ = np.isfinite(times)
    if (open_ & ~np.isfinite(base)).any():
        return None
    ratio = np.where(open_, 1.0, 0.0)
    some = open_ & (base > 0)
    ratio[some] = np.round(times[some] / base[some], 6)
    return None if len(np.unique(ratio)) > _MOST_RATIOS else ratio


def _residuals(base: _Floats, cm: _Floats) -> dict[str, Any]:
    """Hundredths of a second as what is left of a multiple of the centimetres; there, and summed."""
    some = np.isfinite(base) & (cm > 0)[:, None]
    wide = np.repeat(cm[:, None], 2, axis=1)
    factor = round(float(np.median(base[some] / wide[some])), 4) if some.any() else 0.0
    flat = np.floor(wide * factor + 0.5)
    left = np.where(np.isfinite(base), np.rint(base) - flat, 0.0)
    return {
        "factor": factor,
        "there": write(left[:, 0]),
        "sum": write(left.sum(axis=1)),  # small: what climbs there descends back
    }
