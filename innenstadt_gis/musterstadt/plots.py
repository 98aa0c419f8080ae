"""Blocks between the streets, and the plots that share them out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from innenstadt_gis.musterstadt import plan
from innenstadt_gis.musterstadt.streets import Street, smooth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_DEPTH_M = 42.0  # land this deep beside a street is laid out in plots
#: Spacing in metres of the points whose Voronoi cells become the plots.
_SPACING = {"old": 2.0, "row": 2.0, "open": 3.5}
_SHARPEST = np.radians(35)  # a bend sharper than this is a street corner

#: Plot width in metres by zone: mean and half-range.
WIDTHS = {"old": (14.5, 3.5), "row": (16.0, 3.0), "open": (28.0, 5.0)}


@dataclass(frozen=True)
class Plot:
    """A plot with a front to a street."""

    shape: shapely.Polygon
    block: shapely.Polygon
    street: Street
    zone: str
    front: tuple[float, float]  # middle of the front
    inward: tuple[float, float]  # unit vector from the street into the plot
    front_m: float
    along_m: float  # where on the street, from its start
    left: bool  # on the left hand, seen from the start of the street


def polygon(points: tuple[tuple[float, float], ...], *, seed: int) -> shapely.Polygon:
    """Carry an outline from the board into the town."""
    ring = shapely.segmentize(shapely.Polygon(points), 30.0)
    bent = bend_shape(ring, seed=seed)
    return shapely.Polygon(shapely.get_coordinates(bent))


def bend_shape(shape: shapely.Geometry, *, seed: int) -> shapely.Geometry:
    """Carry any geometry from the board into the town."""
    return shapely.transform(shape, lambda xy: np.round(plan.bend(xy, seed=seed), 2))


def lay_line(points: tuple[tuple[float, float], ...], *, seed: int) -> shapely.LineString:
    """Smooth curve through the points, in the town."""
    return shapely.LineString(np.round(plan.bend(smooth(points, step_m=30), seed=seed), 2))


def blocks(streets: tuple[Street, ...], *, taken: shapely.Geometry) -> tuple[shapely.Polygon, ...]:
    """Land for houses: beside built streets, less the streets and all ground with a use."""
    built = [street for street in streets if street.plan.built]
    towns = [s for s in built if not _leaves_town(s)]
    land = shapely.union_all([s.line.buffer(_DEPTH_M) for s in towns])
    ring = next(s for s in built if s.plan.name == "Ringstraße")
    land = land.union(shapely.Polygon(ring.points))
    leaving = [s for s in built if _leaves_town(s)]
    near = shapely.Point(plan.ORIGIN).buffer(560)
    land = land.union(shapely.union_all([s.line.buffer(_DEPTH_M) for s in leaving]) & near)
    roads = shapely.union_all([s.surface for s in streets])
    left = shapely.difference(shapely.difference(land, roads), taken)
    parts = [p for p in shapely.get_parts(left) if p.area > 160]
    simple = [shapely.simplify(p, 0.25) for p in parts]
    return tuple(sorted(simple, key=lambda p: (round(p.centroid.x), round(p.centroid.y))))


def _leaves_town(street: Street) -> bool:
    return street.plan.name in ("Silberstraße", "Talstraße")


def _walk(block: shapely.Polygon, spacing_m: float) -> tuple[Points, Points, Points]:
    """Points along the outline every ``spacing_m``, their place on it, and its corners."""
    ring = shapely.get_coordinates(block.exterior)
    step = np.hypot(*np.diff(ring, axis=0).T)
    length = float(step.sum())
    count = max(8, round(length / spacing_m))
    at = (np.arange(count) + 0.5) * length / count
    corner_at = np.concatenate(([0.0], np.cumsum(step)))
    east = np.interp(at, corner_at, ring[:, 0])
    north = np.interp(at, corner_at, ring[:, 1])
    way = np.arctan2(*np.diff(ring, axis=0).T[::-1])
    turn = np.abs((way - np.roll(way, 1) + np.pi) % (2 * np.pi) - np.pi)
    return np.column_stack((east, north)), at, corner_at[:-1][turn > _SHARPEST]


def _cuts(
    length: float, corners: Points, zone: str, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Where one plot ends and the next begins, kept away from the corners."""
    mean, half = WIDTHS[zone]
    widths = rng.uniform(mean - half, mean + half, int(length / (mean - half)) + 2)
    cuts = np.cumsum(widths)
    cuts = cuts[cuts < length - mean / 2]
    if len(corners):
        reach = 0.62 * mean
        gap = np.abs((cuts[:, None] - corners[None, :] + length / 2) % length - length / 2)
        cuts = cuts[gap.min(axis=1) > reach + 0.45 * mean] if len(cuts) else cuts
        cuts = np.sort(
            np.concatenate((cuts, (corners - reach) % length, (corners + reach) % length))
        )
    keep = np.ones(len(cuts), dtype=bool)
    last = -np.inf
    for k, cut in enumerate(cuts):
        keep[k] = cut - last > 0.5 * mean
        last = cut if keep[k] else last
    return np.asarray(cuts[keep])


def share_out(
    block: shapely.Polygon, streets: tuple[Street, ...], *, zone: str, rng: np.random.Generator
) -> list[Plot]:
    """
    Share a block out among the houses that front its streets.

    Every point of the block belongs to the plot whose front is nearest (Voronoi cells of
    the outline), so plots meet at the middle of the block, as they do in old towns.
    """
    spacing = _SPACING[zone]
    points, at, corners = _walk(block, spacing)
    near, gap = _nearest_street(points, streets)
    fronts = gap < 1.2
    if not fronts.any():
        return []
    labels = np.searchsorted(_cuts(block.exterior.length, corners, zone, rng), at)
    labels[labels == labels.max()] = 0  # the walk is a ring: its last piece joins the first
    used = np.flatnonzero(fronts)
    cells = _cells(points[used], block)
    plots = []
    for label in np.unique(labels[used]):
        mine = labels[used] == label
        if mine.sum() * spacing < 6:
            continue
        shape = shapely.intersection(shapely.union_all(cells[mine]), block)
        front = [(streets[n], p) for n, p in zip(near[used[mine]], points[used[mine]], strict=True)]
        plot = _plot(shape, block, front, zone=zone)
        if plot is not None:
            plots.append(plot)
    return plots


def _cells(points: Points, block: shapely.Polygon) -> NDArray[np.object_]:
    """Voronoi cells; where GEOS makes cells of even points that overlap, they are moved by a finger."""
    for step in range(8):
        moved = points + 0.02 * step * np.sin(np.outer(np.arange(len(points)) + step, (2.1, 3.7)))
        mosaic = shapely.voronoi_polygons(shapely.MultiPoint(moved), ordered=True, extend_to=block)
        cells = np.asarray(shapely.get_parts(mosaic))
        whole = float(shapely.envelope(mosaic).area)
        covered = abs(float(shapely.area(cells).sum()) - whole) < whole / 1000
        if covered and shapely.is_valid(cells).all():
            break
    return cells


def _nearest_street(points: Points, streets: tuple[Street, ...]) -> tuple[NDArray[np.intp], Points]:
    lines = [street.line for street in streets]
    half = np.array([street.plan.width_m / 2 for street in streets])
    dots = np.asarray(shapely.points(points))
    gaps = shapely.distance(dots[:, None], np.array(lines)[None, :]) - half
    near = gaps.argmin(axis=1)
    return near, np.abs(gaps[np.arange(len(points)), near])


def _plot(
    shape: shapely.Geometry,
    block: shapely.Polygon,
    front: list[tuple[Street, Points]],
    *,
    zone: str,
) -> Plot | None:
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    if not parts:
        return None
    body = max(parts, key=lambda p: float(p.area))
    body = shapely.simplify(body, 0.3)
    names = Counter(street.plan.name or "" for street, _ in front)
    name = min(names, key=lambda n: (-names[n], n))
    street = next(s for s, _ in front if (s.plan.name or "") == name)
    points = [point for s, point in front if s is street]
    middle = points[len(points) // 2]
    along = float(street.line.project(shapely.Point(middle)))
    foot = np.asarray(street.line.interpolate(along).coords[0])
    ahead = np.asarray(street.line.interpolate(along + 0.5).coords[0])
    behind = np.asarray(street.line.interpolate(max(along - 0.5, 0)).coords[0])
    inward = (middle - foot) / np.hypot(*(middle - foot))
    way = ahead - behind
    left = way[0] * inward[1] - way[1] * inward[0] > 0
    return Plot(
        body,
        block,
        street,
        zone,
        (float(middle[0]), float(middle[1])),
        (float(inward[0]), float(inward[1])),
        len(points) * _SPACING[zone],
        float(along),
        bool(left),
    )
