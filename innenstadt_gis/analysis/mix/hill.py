"""
Hill numbers: how many equally common branches a mix is worth.

A list with 30 branches of which one holds half of all shops is less diverse than one with
30 of equal size. The Hill number of order *q* says as how many equally common branches
the mix works: 0 counts every branch alike, 1 weighs them by their share, 2 looks at the big ones.

Sources: Hill 1973 (numbers), Chao 1984 (unseen classes), Chao, Wang and Jost 2013
(entropy), Chao and Jost 2012 (coverage).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import digamma

from innenstadt_gis.analysis.walkgraph import Floats
from innenstadt_gis.errors import InputError

Counts = NDArray[np.int64]
#: Orders that are computed: number of branches, effective number, effective number of big ones.
ORDERS = (0, 1, 2)
_LONGEST_SUM = 20_000


def rows_of_counts(counts: pd.Series | NDArray[Any]) -> Counts:
    """
    Check counts and return them as one row, largest first, without the zeros.

    Raises
    ------
    InputError
        If a count is blank, below 0 or no whole number.
    """
    values = np.asarray(counts, dtype=np.float64)
    if not np.isfinite(values).all() or (values < 0).any() or (values % 1 != 0).any():
        raise InputError(
            de="Hill-Zahlen brauchen Anzahlen: ganze Zahlen ab 0, keine leeren Werte",
            en="Hill numbers need counts: whole numbers from 0, no blanks",
        )
    return -np.sort(-values[values > 0].astype(np.int64))[None, :]


def checked_order(q: int) -> int:
    """Return the order if it is 0, 1 or 2; `InputError` else."""
    if q not in ORDERS:
        raise InputError(
            de=f"Hill-Zahl der Ordnung {q}: es gibt 0, 1 und 2",
            en=f"Hill number of order {q}: there are 0, 1 and 2",
        )
    return int(q)


def hill_number(counts: pd.Series | NDArray[Any], q: int = 1) -> float:
    """
    Hill number of order 0, 1 or 2: the number of equally common classes with this diversity.

    ``D0 = S``, ``D1 = exp(-sum p ln p)``, ``D2 = 1 / sum p²`` with ``p = counts / sum``.

    Parameters
    ----------
    counts
        Units by class (branch, function); classes of 0 do not count.
    q
        Order.

    Returns
    -------
    float
        From 1 to the number of classes; NaN if there is no unit at all.

    Raises
    ------
    InputError
        For counts that are blank, negative or no whole numbers, and for other orders.

    Examples
    --------
    >>> hill_number(pd.Series({"bakery": 5, "clothes": 5, "bank": 5}), 1)
    3.0
    >>> mixed = pd.Series({"bakery": 8, "clothes": 1, "bank": 1})
    >>> [round(hill_number(mixed, q), 2) for q in (0, 1, 2)]
    [3.0, 1.89, 1.52]
    """
    return float(np.round(hills(rows_of_counts(counts), checked_order(q))[0], 12))


def hills(counts: NDArray[Any], q: int) -> Floats:
    """Hill number of each row of a matrix of counts; NaN for rows without any unit."""
    total = counts.sum(axis=1, dtype=np.float64)
    share = counts / np.where(total > 0, total, 1.0)[:, None]
    if q == 0:
        value = (counts > 0).sum(axis=1).astype(np.float64)
    elif q == 1:
        value = np.exp(-(share * np.log(np.where(share > 0, share, 1.0))).sum(axis=1))
    else:
        squares = (share**2).sum(axis=1)
        value = 1.0 / np.where(squares > 0, squares, 1.0)
    return np.where(total > 0, value, np.nan)


def evenness(counts: pd.Series | NDArray[Any]) -> float:
    """
    Evenness ``J = H / ln S`` (Pielou): 1 if all classes are equally common, towards 0 if not.

    NaN for fewer than two classes.

    Examples
    --------
    >>> round(evenness(pd.Series([4, 4])), 6), round(evenness(pd.Series([9, 1])), 2)
    (1.0, 0.47)
    """
    row = rows_of_counts(counts)
    if row.shape[1] < 2:
        return float("nan")
    return float(min(np.log(hills(row, 1)[0]) / np.log(row.shape[1]), 1.0))


class Rare(NamedTuple):
    """What rare classes tell of unseen ones, for each row of counts."""

    n: Floats
    once: Floats  # classes with one unit
    unseen: Floats  # estimated classes without a unit (Chao 1984)
    again: Floats  # A of Chao and Jost: how fast the unseen share shrinks with more units


def rare(counts: NDArray[Any]) -> Rare:
    """Estimate the unseen classes of each row from its classes with one and two units."""
    n = counts.sum(axis=1).astype(np.float64)
    once = (counts == 1).sum(axis=1).astype(np.float64)
    twice = (counts == 2).sum(axis=1).astype(np.float64)
    less = np.where(n > 0, (n - 1) / np.where(n > 0, n, 1.0), 0.0)
    pairs = np.where(
        twice > 0, once**2 / (2 * np.where(twice > 0, twice, 1.0)), once * (once - 1) / 2
    )
    unseen = less * pairs
    below = n * unseen + once
    again = np.where(once > 0, n * unseen / np.where(below > 0, below, 1.0), 0.0)
    return Rare(n, once, unseen, again)


def sample_coverage(counts: pd.Series | NDArray[Any]) -> float:
    """
    Coverage: the estimated share of all units whose class has been met (Chao and Jost 2012).

    ``C = 1 - f1/n · A`` with ``A = (n-1) f1 / ((n-1) f1 + 2 f2)``, where ``f1`` and ``f2`` are
    the classes with one and with two units (without any of two: ``f1 - 1`` for ``f1`` and 1
    for ``f2`` in ``A``).

    Returns
    -------
    float
        0 to 1; NaN for fewer than two units, which tell nothing of what is unseen.

    Examples
    --------
    >>> round(sample_coverage(pd.Series([5, 3, 1, 1, 2])), 4)
    0.8472
    >>> sample_coverage(pd.Series([4, 4]))
    1.0
    """
    row = rows_of_counts(counts)
    return float(coverages(row)[0]) if row.sum() > 1 else float("nan")


def coverages(counts: NDArray[Any]) -> Floats:
    """Coverage of each row of counts at its full size."""
    told = rare(counts)
    return 1 - told.once / np.where(told.n > 0, told.n, 1.0) * told.again


def estimated_hill(counts: pd.Series | NDArray[Any], q: int = 0) -> float:
    """
    Hill number that endlessly many units of this mix would show, unseen classes included.

    Order 0 is Chao1, ``S + (n-1)/n · f1²/2f2`` (without classes of two ``f1 (f1-1)/2``): a lower
    bound. Order 1 is the exponential of the entropy of Chao, Wang and Jost 2013; order 2
    ``n (n-1) / sum x (x-1)``.

    Returns
    -------
    float
        NaN for fewer than two units; order 2 also where no class has two units.

    Examples
    --------
    >>> round(estimated_hill(pd.Series([5, 3, 1, 1, 2]), 0), 4)
    6.8333
    """
    row = rows_of_counts(counts)
    if row.sum() < 2:
        return float("nan")
    value = float(estimated(row, checked_order(q))[0])
    return value if np.isfinite(value) else float("nan")


def estimated(counts: NDArray[Any], q: int) -> Floats:
    """Asymptotic Hill number of each row of counts (see `estimated_hill`); infinite if unbounded."""
    told = rare(counts)
    if q == 0:
        return (counts > 0).sum(axis=1) + told.unseen
    x = counts.astype(np.float64)
    if q == 2:
        pairs = (x * (x - 1)).sum(axis=1)
        return np.where(pairs > 0, told.n * (told.n - 1) / np.where(pairs > 0, pairs, 1.0), np.inf)
    seen = np.where(x > 0, x, 1.0)
    parts = seen / told.n[:, None] * (digamma(told.n)[:, None] - digamma(seen))
    return np.exp(np.where(x > 0, parts, 0.0).sum(axis=1) + _entropy_unseen(told))


def _entropy_unseen(told: Rare) -> Floats:
    """
    Entropy of the unseen: ``f1/n sum_r A^(r-n+1) / r`` over all ``r >= n``.

    The paper writes the sum as a logarithm less its first terms, which cancel to nothing
    where ``A`` is small; only where it is so near to 1 that the sum has no end is that used.
    """
    more = np.zeros(len(told.n))
    for i in np.flatnonzero((told.once > 0) & (told.again > 0)):
        n, again = int(told.n[i]), float(told.again[i])
        terms = int(-40 / np.log(again)) + 1
        if terms <= _LONGEST_SUM:
            r = np.arange(n, n + terms, dtype=np.float64)
            tail = (again ** (r - n + 1) / r).sum()
        else:
            r = np.arange(1, n, dtype=np.float64)
            tail = again ** (1 - n) * (-np.log(1 - again) - (again**r / r).sum())
        more[i] = told.once[i] / n * tail
    return more
