"""Houses on the plots: closed rows in the old town, gardens farther out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import affinity

if TYPE_CHECKING:
    from innenstadt_gis.musterstadt.plots import Plot


@dataclass(frozen=True)
class House:
    """One building; ``plot`` is its position in the list of plots, -1 for public ground."""

    shape: shapely.Polygon
    kind: str  # value of the OSM key building
    plot: int
    main: bool
    levels: int
    name: str | None = None
    tags: tuple[tuple[str, str], ...] = ()


def build(plots: list[Plot], *, rng: np.random.Generator) -> list[House]:
    """Build on every plot what its zone has: perimeter blocks, rows or detached houses."""
    houses: list[House] = []
    rings = _Rings()
    for k, plot in enumerate(plots):
        if plot.zone == "open":
            houses += _detached(k, plot, rng)
        else:
            houses += _closed_row(k, plot, rings, rng)
    return houses


class _Rings:
    """Negative buffers of blocks, each made once: (block, depth) -> shape."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, float], shapely.Geometry] = {}

    def inside(self, block: shapely.Polygon, depth: float) -> shapely.Geometry:
        key = (id(block), depth)
        if key not in self._made:
            self._made[key] = shapely.buffer(block, -depth, join_style="mitre")
        return self._made[key]


def _biggest(shape: shapely.Geometry) -> shapely.Polygon | None:
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    if not parts:
        return None
    body = max(parts, key=lambda p: float(p.area))
    return shapely.Polygon(shapely.simplify(body, 0.35).exterior)


def _closed_row(k: int, plot: Plot, rings: _Rings, rng: np.random.Generator) -> list[House]:
    """House wall to wall with its neighbours; sometimes a wing or a rear building."""
    depth = float(rng.choice([9.5, 11.0, 12.0, 13.5]))
    setback = float(rng.choice([0.0, 0.0, 0.0, 0.6, 1.0])) + (2.5 if plot.zone == "row" else 0)
    chance, wing = float(rng.random()), float(rng.random())
    strip = (
        shapely.intersection(plot.shape, rings.inside(plot.block, setback))
        if setback
        else (plot.shape)
    )
    body = _biggest(shapely.difference(strip, rings.inside(plot.block, setback + depth)))
    if body is None or body.area < 45:
        return []
    if plot.zone == "row" and wing < 0.45:  # a passage to the yard on one side
        body = _biggest(shapely.intersection(body, _slab(plot, -3.5 if wing < 0.22 else 3.5)))
    if body is None or body.area < 45:
        return []
    levels = int(rng.integers(2, 5 if plot.zone == "old" else 4))
    made = [House(body, "apartments" if levels > 3 else "house", k, True, levels)]
    if chance < 0.42:
        rear = shapely.difference(
            shapely.intersection(plot.shape, rings.inside(plot.block, 21.0)),
            rings.inside(plot.block, 27.0),
        )
        yard = _biggest(shapely.intersection(rear, _slab(plot, 4.0 if wing < 0.5 else -4.0)))
        if yard is not None and yard.area > 22 and yard.minimum_clearance > 2.5:
            made.append(House(yard, "outbuilding", k, False, 1))
    elif chance < 0.75:
        made += _side_wing(k, plot, body, depth + setback, wing)
    return made


def _slab(plot: Plot, shift: float) -> shapely.Polygon:
    """Plot-wide strip moved sideways by ``shift``: what it misses stays open."""
    half, long = plot.front_m / 2 + 2.0, 60.0
    side = np.array([plot.inward[1], -plot.inward[0]]) * shift
    return _box(
        plot, (-half + 1.5, half - 1.5), (-5.0, long), offset=(float(side[0]), float(side[1]))
    )


def _box(
    plot: Plot,
    across_m: tuple[float, float],
    into_m: tuple[float, float],
    *,
    offset: tuple[float, float] = (0.0, 0.0),
) -> shapely.Polygon:
    """Rectangle in the plot's own axes: across the front and into the plot."""
    (left, right), (near, far) = across_m, into_m
    base = np.asarray(plot.front) + np.asarray(offset)
    into = np.asarray(plot.inward)
    across = np.array([into[1], -into[0]])
    corners = [
        base + across * a + into * b
        for a, b in ((left, near), (right, near), (right, far), (left, far))
    ]
    return shapely.Polygon(np.asarray(corners))


def _side_wing(k: int, plot: Plot, body: shapely.Polygon, depth: float, pick: float) -> list[House]:
    """Narrow wing along one side of the yard (Seitenflügel), joined to the house."""
    side = 1 if pick < 0.5 else -1
    half = plot.front_m / 2
    left, right = sorted((side * (half - 0.2), side * (half - 4.8)))
    wing = _box(plot, (left, right), (depth, depth + 7.5))
    clipped = _biggest(shapely.difference(shapely.intersection(wing, plot.shape), body))
    if clipped is None or clipped.area < 16 or clipped.minimum_clearance < 2:
        return []
    return [House(clipped, "outbuilding", k, False, 1)]


def _detached(k: int, plot: Plot, rng: np.random.Generator) -> list[House]:
    """House with a garden, a little turned, often with a garage."""
    width = float(rng.uniform(9.0, 13.0))
    depth = float(rng.uniform(8.5, 11.5))
    setback = float(rng.uniform(3.5, 7.0))
    aside = float(rng.uniform(-2.0, 2.0))
    turn, style, garage = float(rng.normal(0, 1.2)), float(rng.random()), float(rng.random())
    room = plot.shape.buffer(-0.6)
    for scale in (1.0, 0.85, 0.7):
        body = _box(
            plot,
            (aside - width * scale / 2, aside + width * scale / 2),
            (setback, setback + depth * scale),
        )
        if style < 0.3:  # an L: a porch or an annexe at the back
            extra = _box(
                plot,
                (aside, aside + width * scale / 2 - 0.5),
                (setback + depth * scale - 1, setback + depth * scale + 3.2),
            )
            body = _biggest(body.union(extra)) or body
        body = affinity.rotate(body, turn, origin="centroid")
        if room.covers(body):
            break
    else:
        return []
    made = [House(body, "detached" if style < 0.8 else "house", k, True, 2)]
    if garage < 0.62:
        side = 1 if garage < 0.31 else -1
        edge = side * (plot.front_m / 2 - 2.8)
        back = setback + (2.0 if garage < 0.4 else depth + 9.0)
        box = _box(plot, (edge - 1.7, edge + 1.7), (back, back + 6.2))
        if room.covers(box) and box.distance(body) > 0.8:
            kind = "garage" if garage < 0.4 else "shed"
            made.append(House(box, kind, k, False, 1))
    return made
