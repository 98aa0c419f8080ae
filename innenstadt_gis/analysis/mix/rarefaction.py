"""
Mixes of different size made comparable: Hill numbers at a size or at a coverage.

More shops show more branches, whatever the mix: 200 units are never compared with 30 as
they stand. Rarefaction says what fewer units of the same mix would show on average, exactly;
extrapolation, to twice the size at most, what more of them would. Two towns are compared at
the same coverage (Chao and Jost 2012; Chao et al. 2014).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.analysis.mix.hill import (
    checked_order,
    coverages,
    estimated,
    hills,
    rare,
    rows_of_counts,
)
from innenstadt_gis.analysis.walkgraph import Floats, Ints
from innenstadt_gis.errors import InputError

#: Coverage at which towns are compared. Among some 90 branches a centre of 50 shops covers
#: about two thirds of its mix: a higher one would leave small towns out.
STANDARD_COVERAGE = 0.60
#: Extrapolation beyond twice the size rests on nothing (Chao et al. 2014).
FARTHEST = 2.0
_CELLS_AT_ONCE = 2_000_000


class AtCoverage(NamedTuple):
    """A Hill number at a coverage, and the number of units that shows it (NaN: out of reach)."""

    value: float
    units: float


def hill_at_size(counts: pd.Series | NDArray[Any], units: int, q: int = 1) -> float:
    """
    Hill number that so many units of the same mix show.

    Up to the number of units there are: the Hill number of the expected numbers ``f_k`` of
    classes with ``k`` units over all ways of drawing ``units`` of them,
    ``f_k = sum_i C(x_i, k) C(n-x_i, m-k) / C(n, m)``. Beyond, up to twice as many: estimated.

    Parameters
    ----------
    counts
        Units by class.
    units
        From 1 to twice the units there are.
    q
        Order 0, 1 or 2.

    Raises
    ------
    InputError
        For another number of units or order, or counts that are none.

    Examples
    --------
    >>> round(hill_at_size(pd.Series([2, 1]), 2, 0), 4)  # AA, AB, AB: (1 + 2 + 2) / 3
    1.6667
    """
    row, order = rows_of_counts(counts), checked_order(q)
    n = int(row.sum())
    if not 1 <= units <= FARTHEST * n:
        raise InputError(
            de=f"Hill-Zahl für {units} Einheiten: möglich sind 1 bis {int(FARTHEST * n)}",
            en=f"Hill number of {units} units: 1 to {int(FARTHEST * n)} are possible",
        )
    if units <= n:
        return float(_at_sizes(row, np.array([units]), order)[0])
    return float(_beyond(row, np.array([units - n], dtype=np.float64), order)[0])


def coverage_at_size(counts: pd.Series | NDArray[Any], units: int) -> float:
    """
    Coverage that so many units of the same mix reach (see `hill.sample_coverage`).

    Below the units there are it is exact in expectation; it never falls with more units.

    Examples
    --------
    >>> round(coverage_at_size(pd.Series([5, 3, 1, 1, 2]), 6), 3)
    0.706
    """
    row = rows_of_counts(counts)
    n = int(row.sum())
    if not 1 <= units <= FARTHEST * n:
        raise InputError(
            de=f"Abdeckung für {units} Einheiten: möglich sind 1 bis {int(FARTHEST * n)}",
            en=f"coverage of {units} units: 1 to {int(FARTHEST * n)} are possible",
        )
    if units <= n:
        return float(_coverage_of(row, np.array([units]))[0])
    told = rare(row)
    return float((1 - told.once / told.n * told.again ** (units - n + 1))[0])


def hill_at_coverage(
    counts: pd.Series | NDArray[Any], coverage: float = STANDARD_COVERAGE, q: int = 1
) -> AtCoverage:
    """
    Hill number at a coverage: the measure by which mixes of different size are compared.

    Between two sizes it is interpolated in their coverage; up to twice the units there are
    it is extrapolated.

    Parameters
    ----------
    counts
        Units by class.
    coverage
        Above 0, up to 1.
    q
        Order 0, 1 or 2.

    Returns
    -------
    AtCoverage
        NaN where twice the units would not reach the coverage, or there are fewer than two.

    Examples
    --------
    >>> at = hill_at_coverage(pd.Series([8, 6, 4, 2, 1, 1]), 0.8, 0)
    >>> round(at.value, 2), round(at.units, 1)
    (4.23, 8.4)
    """
    if not 0 < coverage <= 1:
        raise InputError(
            de=f"Abdeckung {coverage}: sie muss über 0 und höchstens 1 sein",
            en=f"coverage {coverage}: it must be above 0 and at most 1",
        )
    row = rows_of_counts(counts)
    if row.sum() < 2:
        return AtCoverage(float("nan"), float("nan"))
    value, units = at_coverages(row, coverage, checked_order(q))
    return AtCoverage(float(value[0]), float(units[0]))


def at_coverages(counts: NDArray[Any], coverage: float, q: int) -> tuple[Floats, Floats]:
    """Hill number at a coverage of each row of counts, and the units that show it."""
    value, units = np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    within = coverages(counts) >= coverage
    if within.any():
        value[within], units[within] = _interpolated(counts[within], coverage, q)
    n = counts.sum(axis=1)
    more = _units_more(counts, coverage)
    beyond = ~within & (more <= (FARTHEST - 1) * n)
    if beyond.any():
        value[beyond] = _beyond(counts[beyond], more[beyond], q)
        units[beyond] = n[beyond] + more[beyond]
    return value, units


def _interpolated(counts: NDArray[Any], coverage: float, q: int) -> tuple[Floats, Floats]:
    """Hill number between the two neighbouring sizes that enclose the coverage."""
    n = counts.sum(axis=1)
    low, high = np.ones_like(n), n.copy()
    while (high - low > 1).any():  # the coverage never falls with the size
        middle = (low + high) // 2
        below = _coverage_of(counts, middle) < coverage
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    at_low, at_high = _coverage_of(counts, low), _coverage_of(counts, high)
    rise = np.where(at_high > at_low, at_high - at_low, 1.0)
    part = np.clip((coverage - at_low) / rise, 0.0, 1.0)
    value = (1 - part) * _at_sizes(counts, low, q) + part * _at_sizes(counts, high, q)
    return value, low + part * (high - low)


def _units_more(counts: NDArray[Any], coverage: float) -> Floats:
    """Units beyond those there are that reach the coverage; infinite if none do."""
    told = rare(counts)
    unmet = (1 - coverage) * told.n / np.where(told.once > 0, told.once, 1.0)
    known = (told.again > 0) & (told.again < 1) & (unmet > 0)
    again = np.where(known, told.again, 0.5)
    more = np.log(np.where(known, unmet, 1.0)) / np.log(again) - 1
    return np.where(known, np.maximum(more, 0.0), np.where(told.again > 0, np.inf, 0.0))


def _log_factorials(largest: int) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, largest + 1)))])


def _coverage_of(counts: NDArray[Any], size: Ints) -> Floats:
    """Coverage of each row at a size up to its own."""
    n = counts.sum(axis=1)
    log = _log_factorials(int(n.max(initial=1)))
    rest, m = n[:, None] - counts, size[:, None]
    may = (counts > 0) & (rest >= m)
    # C(n-x, m) / C(n-1, m)
    top, less = np.where(may, rest, 0), np.where(may, rest - m, 0)
    whole, part = n[:, None] - 1, np.maximum(n[:, None] - 1 - m, 0)
    chance = log[top] - log[less] - log[whole] + log[part]
    missed = np.exp(np.where(may, chance, -np.inf))
    inside = 1 - (missed * counts).sum(axis=1) / n
    return np.where(size >= n, coverages(counts), inside)


def _at_sizes(counts: NDArray[Any], size: Ints, q: int) -> Floats:
    """Hill number of each row at a size up to its own, a block of rows at a time."""
    if q == 2:
        return _second(counts, size.astype(np.float64))
    n = counts.sum(axis=1)
    log = _log_factorials(int(n.max(initial=1)))
    block = max(1, _CELLS_AT_ONCE // int(n.max(initial=1)))
    parts = [
        _moment(counts[at : at + block], size[at : at + block], q, log)
        for at in range(0, len(counts), block)
    ]
    return np.concatenate([*parts, np.empty(0)])


def _moment(counts: NDArray[Any], size: Ints, q: int, log: Floats) -> Floats:
    """
    Order 0 or 1 from the expected numbers of classes with k units among those drawn.

    Every class with x units adds to k = 1 … x: as many terms as there are units.
    """
    row, which = np.nonzero(counts)
    found = counts[row, which]
    start = np.repeat(np.cumsum(found) - found, found)
    k = np.arange(int(found.sum())) - start + 1
    row, x = np.repeat(row, found), np.repeat(found, found)
    n, m = counts.sum(axis=1)[row], size[row]
    may = (k <= m) & (m - k <= n - x)
    row, x, k, n, m = row[may], x[may], k[may], n[may], m[may]
    # C(x, k) C(n-x, m-k) / C(n, m)
    chance = log[x] - log[k] - log[x - k]
    chance += log[n - x] - log[m - k] - log[n - x - m + k]
    chance -= log[n] - log[m] - log[n - m]
    share = k / m
    weight = np.exp(chance) * (1.0 if q == 0 else -share * np.log(share))
    total: Floats = np.bincount(row, weights=weight, minlength=len(counts)).astype(np.float64)
    return total if q == 0 else np.exp(total)


def _second(counts: NDArray[Any], size: Floats) -> Floats:
    """Order 2 at any size: ``1 / (1/m + (m-1)/m · sum x (x-1) / n (n-1))``."""
    x, n = counts.astype(np.float64), counts.sum(axis=1).astype(np.float64)
    pairs = (x * (x - 1)).sum(axis=1) / np.where(n > 1, n * (n - 1), 1.0)
    return 1 / (1 / size + (size - 1) / size * pairs)


def _beyond(counts: NDArray[Any], more: Floats, q: int) -> Floats:
    """
    Hill number of each row with ``more`` units beyond its own.

    From the value at ``n`` towards the estimate for endlessly many units, at the pace of
    the last step: ``D + (D∞ - D) (1 - (1-b)^more)``, ``b = (D(n) - D(n-1)) / (D∞ - D(n-1))``.
    """
    n = counts.sum(axis=1)
    if q == 2:
        return _second(counts, n + more)
    now, end = hills(counts, q), np.maximum(estimated(counts, q), hills(counts, q))
    before = _at_sizes(counts, np.maximum(n - 1, 1), q)
    way = end - before
    pace = np.clip((now - before) / np.where(way > 0, way, 1.0), 0.0, 1.0)
    return now + (end - now) * (1 - (1 - pace) ** more)
