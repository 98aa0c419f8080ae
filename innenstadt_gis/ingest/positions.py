"""Where given coordinates lie: one CRS for most rows, another for the rest, none for strays.

A list grows over years and offices: half of its rows may be UTM and half Gauß-Krüger, one
has its axes exchanged, one lost its decimal mark, one lies in the Atlantic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.ingest.coordinates import GivenPoint
from innenstadt_gis.ingest.crs_guess import (
    Bounds,
    choose_crs,
    crs_candidates,
    home_of,
    region_of,
)

__all__ = ["Placed", "place_points"]

_Floats = NDArray[np.float64]
# A given coordinate farther than this from the town's box is of another place.
_FARTHEST_M = 5_000.0
_SAMPLE = 300
_ROUNDS = 6
# A whole number of fewer digits has lost no decimal mark.
_LEAST_LOST = 1_000.0
# More rows than that are no slips: the column is no coordinate.
_MOST_RESTORED = 2_000
_LEAST_M = 5.0
_DEGREE_M = 111_000.0
# A row of its own CRS must be no accident: fewer rows than this share of the best stay out.
_ALIKE = 0.9


@dataclass(frozen=True, slots=True)
class Placed:
    """
    Points in the town's metres (NaN: nowhere), their accuracy, and a code where one is due.

    ``crs`` is what most rows are in; None where no row could be placed.
    """

    east: _Floats
    north: _Floats
    accuracy_m: _Floats
    codes: list[tuple[str, ...]]
    crs: CRS | None


@dataclass(slots=True)
class _Work:
    x: _Floats
    y: _Floats
    east: _Floats
    north: _Floats
    codes: list[list[str]]
    town: CRS
    near: Bounds | None


def place_points(
    given: Sequence[GivenPoint | None],
    *,
    town: CRS,
    declared: CRS | None = None,
    near: Bounds | None = None,
    expected: tuple[_Floats, _Floats] | None = None,
    witness: Any = None,
) -> Placed:
    """
    Bring given points into the town's metres, each by the CRS that puts it into the town.

    The CRS that places the most rows is taken first; what it puts elsewhere is asked again
    and marked ``coordinate_other_crs`` or ``coordinate_swapped``. What then is left gets
    its lost decimal mark back if there is one place only for it, or is
    ``coordinate_unused``. Where two datums fit, the rows' own addresses decide, then the
    witness; else the more usual one is taken and every row marked ``crs_uncertain``.

    Parameters
    ----------
    given
        From `coordinates.read_point`; None is not given.
    town
        The town's CRS in metres.
    declared
        What a person or the file says; tried first.
    near
        Box of the town in metres; a point more than 5 km off is of another place. None:
        anywhere in the town's zone.
    expected
        Where the rows should be by their addresses, metres (NaN: unknown).
    witness
        Buildings or parcels (shapes in ``town`` metres) on which the points should lie.

    Returns
    -------
    Placed
        In the order of ``given``. Accuracy is 5 m, or what the digits of rounded degrees
        allow.
    """
    size = len(given)
    work = _Work(
        x=np.array([p.x if p else np.nan for p in given], dtype="float64"),
        y=np.array([p.y if p else np.nan for p in given], dtype="float64"),
        east=np.full(size, np.nan), north=np.full(size, np.nan),
        codes=[[] for _ in range(size)], town=town, near=near,
    )  # fmt: skip
    hints = np.array([p.epsg if p else 0 for p in given], dtype=int)
    known = np.isfinite(work.x) & np.isfinite(work.y) & ((work.x != 0) | (work.y != 0))
    _hinted(work, np.flatnonzero(known & (hints > 0)), hints)
    left = np.flatnonzero(known & np.isnan(work.east))
    main = _in_rounds(work, left, declared, expected, witness)
    left = np.flatnonzero(known & np.isnan(work.east))
    if near is not None:
        whole = [i for i in left.tolist() if _lost_mark(work.x[i]) or _lost_mark(work.y[i])]
        for i in whole[:_MOST_RESTORED]:
            _restore_decimal(work, i, declared or main or town)
    accuracy = _accuracy(given)
    accuracy[np.isnan(work.east)] = np.nan
    for i in np.flatnonzero(np.isnan(work.east)).tolist():
        if given[i] is not None:
            work.codes[i] = ["coordinate_unused"]
    codes = [tuple(dict.fromkeys(told)) for told in work.codes]
    return Placed(work.east, work.north, accuracy, codes, main)


def _hinted(work: _Work, rows: Any, hints: Any) -> None:
    """Rows whose text tells the CRS; where it proves wrong they are guessed like the others."""
    for epsg in sorted(set(hints[rows].tolist())):
        mine = rows[hints[rows] == epsg]
        try:
            source = CRS.from_epsg(int(epsg))
        except CRSError:
            continue
        _try(work, mine, source, swapped=False)


def _try(work: _Work, rows: Any, crs: CRS, *, swapped: bool) -> Any:
    """Place the rows that the CRS puts into the town; return them."""
    x, y = work.x[rows], work.y[rows]
    east, north, inside = _placed(
        *((y, x) if swapped else (x, y)), crs, town=work.town, near=work.near
    )
    good = rows[inside]
    work.east[good], work.north[good] = east[inside], north[inside]
    return good


def _placed(
    x: _Floats, y: _Floats, crs: CRS, *, town: CRS, near: Bounds | None
) -> tuple[_Floats, _Floats, NDArray[np.bool_]]:
    """Points in the town's metres, and which of them lie where the town is."""
    nowhere = np.full(len(x), np.nan)
    try:
        lon, lat = project(x, y, source=crs, target=WGS84)
        inside = _in_box(lon, lat, region_of(crs)) & _in_box(lon, lat, home_of(town))
        if not inside.any():
            return nowhere, nowhere, inside
        east, north = project(x, y, source=crs, target=town)
    except (CRSError, ProjError):
        return nowhere, nowhere, np.zeros(len(x), dtype=bool)
    if near is not None:
        west, south, right, top = near
        pad = _FARTHEST_M
        inside = _in_box(east, north, (west - pad, south - pad, right + pad, top + pad))
    return east, north, inside


def _in_box(x: _Floats, y: _Floats, box: Bounds) -> NDArray[np.bool_]:
    inside = np.isfinite(x) & np.isfinite(y)
    inside &= (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
    return inside


def _in_rounds(
    work: _Work, left: Any, declared: CRS | None, expected: Any, witness: Any
) -> CRS | None:
    """Take the CRS of most rows, then that of most of the rest, until nothing fits."""
    main: CRS | None = None
    for _ in range(_ROUNDS):
        if not len(left):
            break
        best = _vote(work, left, declared if main is None else main)
        if best is None:
            break
        crs, swapped, rivals = best
        unsure = False
        if rivals:
            a, b = (work.y[left], work.x[left]) if swapped else (work.x[left], work.y[left])
            fits = left[_placed(a, b, crs, town=work.town, near=work.near)[2]]
            crs, unsure = _among(
                work, fits, [crs, *rivals], swapped=swapped, expected=expected, witness=witness
            )
        good = _try(work, left, crs, swapped=swapped)
        for i in good.tolist():
            if swapped:
                work.codes[i].append("coordinate_swapped")
            if main is not None and crs != main:
                work.codes[i].append("coordinate_other_crs")
            if main is None and declared is not None and crs != declared:
                work.codes[i].append("crs_mismatch")
            if unsure and crs != declared:
                work.codes[i].append("crs_uncertain")
        main = main or crs
        left = np.setdiff1d(left, good, assume_unique=True)
        if not len(good):
            break
    return main


def _vote(work: _Work, left: Any, first: CRS | None) -> tuple[CRS, bool, list[CRS]] | None:
    """CRS that puts the most rows into the town, and those that do so nearly as well."""
    some = left[:: max(1, len(left) // _SAMPLE)]
    x, y = work.x[some], work.y[some]
    votes: dict[tuple[CRS, bool], int] = {}
    for crs, swapped in crs_candidates(first, work.town):
        a, b = (y, x) if swapped else (x, y)
        votes[crs, swapped] = int(_placed(a, b, crs, town=work.town, near=work.near)[2].sum())
        if votes[crs, swapped] == len(some) and crs.is_geographic:
            break  # degrees are not mistaken for anything else
    best = max(votes, key=lambda key: votes[key], default=None)
    if best is None or not votes[best]:
        return None
    least = _ALIKE * votes[best]
    rivals = [c for (c, s), n in votes.items() if s == best[1] and n >= least and c != best[0]]
    return best[0], best[1], rivals


def _among(
    work: _Work, rows: Any, crs: list[CRS], *, swapped: bool, expected: Any, witness: Any
) -> tuple[CRS, bool]:
    """Choose among CRS that fit alike: by the rows' own addresses, then by the witness."""
    x, y = work.x[rows], work.y[rows]
    if expected is not None:
        told = np.isfinite(expected[0][rows])
        if told.any():
            away = []
            for one in crs:
                a, b = (y, x) if swapped else (x, y)
                east, north = project(a[told], b[told], source=one, target=work.town)
                off = np.hypot(east - expected[0][rows][told], north - expected[1][rows][told])
                away.append(float(np.median(off)))
            nearest = int(np.argmin(away))
            others = [d for one, d in zip(crs, away, strict=True) if d > away[nearest] + 100.0]
            if others and away[nearest] * 3.0 < min(others):
                crs = [c for c, d in zip(crs, away, strict=True) if d <= away[nearest] + 100.0]
                return crs[0], False
    best, others_ = choose_crs(x, y, crs, swapped=swapped, town=work.town, witness=witness)
    return best, bool(others_)


def _restore_decimal(work: _Work, i: int, usual: CRS) -> None:
    """Find the one place that a value without its decimal mark can mean."""
    x, y = float(work.x[i]), float(work.y[i])
    spots = set()
    for crs in dict.fromkeys((WGS84, usual)):
        most = 10 if crs.is_geographic else 4
        # a value that was whole lost its mark; one with decimals has it still
        powers = [10.0 ** np.arange(most if _lost_mark(value) else 1) for value in (x, y)]
        first, second = (grid.ravel() for grid in np.meshgrid(x / powers[0], y / powers[1]))
        for swapped in (False, True):
            pair = (second, first) if swapped else (first, second)
            east, north, inside = _placed(*pair, crs, town=work.town, near=work.near)
            spots |= {
                (round(float(e), 2), round(float(n), 2), swapped)
                for e, n in zip(east[inside], north[inside], strict=True)
            }
    if len({(round(e), round(n)) for e, n, _ in spots}) != 1:
        return
    work.east[i], work.north[i], swapped = min(spots)
    work.codes[i].append("coordinate_decimal_restored")
    if swapped:
        work.codes[i].append("coordinate_swapped")


def _lost_mark(value: float) -> bool:
    return value.is_integer() and abs(value) >= _LEAST_LOST


def _accuracy(given: Sequence[GivenPoint | None]) -> _Floats:
    degrees = [p is not None and abs(p.x) <= 180 and abs(p.y) <= 180 for p in given]
    steps = [p.step if p and d else 0.0 for p, d in zip(given, degrees, strict=True)]
    return np.maximum(_LEAST_M, np.array(steps, dtype="float64") * _DEGREE_M * 0.5).round(1)
