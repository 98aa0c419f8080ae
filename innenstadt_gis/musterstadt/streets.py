"""From the plan to streets that meet in common points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import shapely

from innenstadt_gis.musterstadt.plan import StreetPlan, bend

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_SNAP_M = 20.0  # an end this close to another street is meant to meet it
_SAME_M = 7.0  # two junctions closer than this are one
_STEP_M = 16.0  # spacing of the points of a curve


@dataclass(frozen=True)
class Street:
    """A street as it lies in the town: metres in ETRS89/UTM 33."""

    plan: StreetPlan
    points: Points
    junctions: frozenset[int]  # positions in ``points`` shared with another street

    @property
    def line(self) -> shapely.LineString:
        """Centre line."""
        return shapely.LineString(self.points)

    @property
    def surface(self) -> shapely.Geometry:
        """Ground between the house fronts."""
        return shapely.buffer(
            self.line, self.plan.width_m / 2, cap_style="flat", join_style="mitre"
        )


def smooth(points: tuple[tuple[float, float], ...], *, step_m: float = _STEP_M) -> Points:
    """Catmull-Rom curve through the points, one point every ``step_m`` metres."""
    given = np.asarray(points, dtype=float)
    if np.allclose(given[0], given[-1]):
        padded = np.vstack((given[-2], given, given[1]))
    else:
        padded = np.vstack((2 * given[0] - given[1], given, 2 * given[-1] - given[-2]))
    pieces = []
    for i in range(len(given) - 1):
        a, b, c, d = padded[i : i + 4]
        count = max(1, round(float(np.hypot(*(c - b))) / step_m))
        t = (np.arange(count) / count)[:, None]
        pieces.append(
            0.5
            * (
                2 * b
                + (c - a) * t
                + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )
        )
    return np.vstack((*pieces, given[-1:]))


def _straight(points: tuple[tuple[float, float], ...]) -> Points:
    line = shapely.segmentize(shapely.LineString(points), 2 * _STEP_M)
    return np.asarray(shapely.get_coordinates(line))


def _snap_ends(lines: list[Points]) -> list[Points]:
    """Move ends that nearly touch another street onto it."""
    shapes = [shapely.LineString(line) for line in lines]
    moved = []
    for i, line in enumerate(lines):
        fixed = line.copy()
        if _closed(line):
            moved.append(fixed)
            continue
        for end in (0, -1):
            here = shapely.Point(line[end])
            others = [s for k, s in enumerate(shapes) if k != i]
            near = min(others, key=here.distance, default=None)
            if near is not None and here.distance(near) <= _SNAP_M:
                fixed[end] = near.interpolate(near.project(here)).coords[0]
        moved.append(fixed)
    return moved


def _closed(line: Points) -> bool:
    return bool(np.allclose(line[0], line[-1]))


def _meetings(lines: list[Points]) -> Points:
    """Points where two streets meet or cross, near ones joined to one."""
    shapes = [shapely.LineString(line) for line in lines]
    found = []
    for line in lines:
        if not _closed(line):
            found += [line[0], line[-1]]
    for a, b in combinations(shapes, 2):
        if a.intersects(b):
            found += list(
                shapely.get_coordinates(shapely.points(shapely.get_coordinates(a.intersection(b))))
            )
    kept: list[NDArray[np.float64]] = []
    for point in found:
        if all(np.hypot(*(point - other)) > _SAME_M for other in kept):
            kept.append(point)
    return np.asarray(np.round(np.asarray(kept, dtype=np.float64), 2), dtype=np.float64)


def _insert(line: Points, meetings: Points) -> tuple[Points, frozenset[int]]:
    """Make every meeting that lies on the line one of its points."""
    shape = shapely.LineString(line)
    on_line = meetings[shapely.distance(shape, shapely.points(meetings)) < _SAME_M]
    where = np.atleast_1d(shapely.line_locate_point(shape, shapely.points(on_line)))
    along = np.atleast_1d(shapely.line_locate_point(shape, shapely.points(line)))
    if _closed(line):
        along[-1] = shape.length
    keep = np.ones(len(line), dtype=bool)
    if len(where):
        keep = np.abs(along[:, None] - where[None, :]).min(axis=1) > 5.0
    ends_bare = [k for k in (0, len(line) - 1) if keep[k]]
    closed_at_meeting = _closed(line) and not keep[0]
    points = np.vstack((line[keep], on_line))
    order = np.argsort(np.concatenate((along[keep], where)), kind="stable")
    shared = np.concatenate((np.zeros(keep.sum(), bool), np.ones(len(on_line), bool)))[order]
    points = points[order]
    if closed_at_meeting:  # the ring starts in a junction: rotate so that it ends there too
        first = int(np.flatnonzero(shared)[0])
        points = np.vstack((points[first:], points[: first + 1]))
        shared = np.concatenate((shared[first:], shared[: first + 1]))
    elif _closed(line) and len(ends_bare) == 2:
        points[-1] = points[0]
    return points, frozenset(int(k) for k in np.flatnonzero(shared))


def lay_streets(plans: tuple[StreetPlan, ...], *, seed: int) -> tuple[Street, ...]:
    """Lay the planned streets so that those that meet share a point, and bend them."""
    lines = [smooth(plan.points) if plan.curved else _straight(plan.points) for plan in plans]
    lines = _snap_ends(lines)
    meetings = _meetings(lines)
    streets = []
    for plan, line in zip(plans, lines, strict=True):
        points, junctions = _insert(line, meetings)
        streets.append(Street(plan, np.round(bend(points, seed=seed), 2), junctions))
    return tuple(streets)
