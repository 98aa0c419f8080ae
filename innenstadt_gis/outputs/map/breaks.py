"""Edges between classes of numbers: a class holds what lies above its lower edge, up to its upper."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def quantiles(values: Floats, classes: int, *, round_edges: bool = True) -> Floats:
    """
    Inner edges of classes of as equal numbers as ties allow, rounded as far as that holds.

    Examples
    --------
    >>> quantiles(np.array([1.2, 2.9, 3.1, 4.2, 6.3, 7.4, 8.8, 9.6]), 4).tolist()
    [2.0, 4.0, 8.0]
    """
    shares = np.arange(1, classes) / classes
    found = np.unique(np.quantile(values, shares, method="inverted_cdf"))
    raw = found[found < values.max()]
    if not round_edges or not len(raw):
        return raw
    wanted = _counts(values, raw)
    room = max(1.0, 0.25 * len(values) / classes)

    def fits(edges: Floats) -> bool:
        counts = _counts(values, edges)
        return bool((counts > 0).all() and (np.abs(counts - wanted) <= room).all())

    return _rounded(raw, values, fits)


def equal(values: Floats, classes: int, *, round_edges: bool = True) -> Floats:
    """
    Inner edges of classes of the same width, rounded by at most a tenth of it.

    Examples
    --------
    >>> equal(np.array([0.0, 3.0, 9.9]), 5).tolist()
    [2.0, 4.0, 6.0, 8.0]
    """
    low, high = float(values.min()), float(values.max())
    shares = np.arange(1, classes) / classes
    raw = np.unique(low * (1 - shares) + high * shares)
    if not len(raw):
        return raw
    if not round_edges:
        return np.unique(np.floor(raw))
    room = (high / classes - low / classes) / 10
    return _rounded(raw, values, lambda edges: bool((np.abs(edges - raw) <= room).all()))


def given(breaks: Sequence[float], fault: Callable[[str, str], Exception], *, most: int) -> Floats:
    """Edges as an analyst wrote them."""
    try:
        edges = np.array([float(one) for one in breaks])
    except (TypeError, ValueError) as error:
        raise fault(
            f"breaks={breaks!r}; bitte Zahlen", f"breaks={breaks!r}; write numbers"
        ) from error
    rising = bool(np.isfinite(edges).all() and (np.diff(edges) > 0).all())
    if not rising or not 1 <= len(edges) < most:
        raise fault(
            f"breaks={list(breaks)!r}; 1 bis {most - 1} steigende Grenzen zwischen den Klassen, z. B. [2, 5, 10]",
            f"breaks={list(breaks)!r}; 1 to {most - 1} rising edges between the classes, e.g. [2, 5, 10]",
        )
    return edges


def _counts(values: Floats, edges: Floats) -> NDArray[np.int64]:
    return np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)


def _rounded(raw: Floats, values: Floats, fits: Callable[[Floats], bool]) -> Floats:
    """Coarsest edges of 5, 2 or 1 times a power of ten that keep classes apart and fit."""
    low, high = float(values.min()), float(values.max())
    for tried in _coarse_to_fine(raw, high - low, whole=bool((values == np.rint(values)).all())):
        apart = bool((np.diff(tried) > 0).all())
        if apart and low <= tried[0] and tried[-1] < high and fits(tried):
            return tried
    return raw


def _coarse_to_fine(raw: Floats, span: float, *, whole: bool) -> Iterator[Floats]:
    if not (math.isfinite(span) and span > 1e-300):
        return
    top = math.floor(math.log10(span))
    for power in range(top, top - 7, -1):
        for part in (5, 2, 1):
            step = part * 10.0**power
            if not math.isfinite(step):
                continue
            if whole and step < 1:
                return
            yield np.round(np.rint(raw / step) * step, max(0, -power))
