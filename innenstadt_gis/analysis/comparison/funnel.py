"""
Funnel limits: how far a town may lie from all towns together by chance alone.

A rate of 20 shops jumps where one of 400 stands still. A league table does not know that; a funnel
plot does (Spiegelhalter 2005): the fewer the units, the wider the limits.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import binom

from innenstadt_gis.errors import InputError
from innenstadt_gis.exchange.comparison import Limits

__all__ = ["OUTER", "WARNING", "funnel_curve", "funnel_limits", "limits_at", "pooled_rate"]

#: Confidence of the inner and outer limits: two and three standard deviations.
WARNING, OUTER = 0.95, 0.998


def pooled_rate(counts: Sequence[tuple[float, float]]) -> float | None:
    """
    Rate of all towns together: hits over trials.

    Examples
    --------
    >>> pooled_rate([(2, 10), (18, 90)]), pooled_rate([])
    (0.2, None)
    """
    n = sum(trials for _, trials in counts)
    return sum(hits for hits, _ in counts) / n if n else None


def limits_at(units: int, rate: float, confidence: float) -> tuple[float, float]:
    """
    Exact binomial control limits of a share of so many units.

    With ``r`` the smallest count for which ``P(R <= r) >= p``, the limit is ``(r - a) / n`` with
    ``a = (P(R <= r) - p) / (P(R <= r) - P(R <= r - 1))``: interpolated, so that it does not jump from
    one number of units to the next (Spiegelhalter 2005, Statistics in Medicine 24, appendix A.1.1).

    Parameters
    ----------
    units
        Trials, 1 or more.
    rate
        Of all towns together, 0 to 1.
    confidence
        Two-sided, 0 to 1.

    Returns
    -------
    tuple of float
        Lower and upper limit, 0 to 1.

    Raises
    ------
    InputError
        For fewer units than one, or a rate or confidence that is none.

    Examples
    --------
    >>> low, high = limits_at(50, 0.2, 0.95)
    >>> round(low, 3), round(high, 3)
    (0.084, 0.307)
    """
    if units < 1 or not 0 <= rate <= 1 or not 0 < confidence < 1:
        raise InputError(
            de=f"Trichtergrenzen für {units} Einheiten, Quote {rate}, {confidence}: so geht es nicht",
            en=f"funnel limits of {units} units, rate {rate}, confidence {confidence}: impossible",
        )
    tail = (1 - confidence) / 2
    low, high = (_limit(units, rate, p) for p in (tail, 1 - tail))
    return low, high


def _limit(units: int, rate: float, p: float) -> float:
    if rate in (0.0, 1.0):
        return rate
    hits = float(binom.ppf(p, units, rate))
    reached, before = (float(binom.cdf(r, units, rate)) for r in (hits, hits - 1))
    part = (reached - p) / (reached - before) if reached > before else 0.0
    return min(max((hits - part) / units, 0.0), 1.0)


def funnel_limits(units: float | None, rate: float | None) -> Limits | None:
    """Limits at 95 and 99.8 % around a pooled rate; None without units or rate."""
    if not units or rate is None:
        return None
    inner, outer = (limits_at(round(units), rate, c) for c in (WARNING, OUTER))
    return Limits(inner[0], inner[1], outer[0], outer[1])


def funnel_curve(largest: float, rate: float) -> tuple[tuple[int, Limits], ...]:
    """Numbers of units up to ``largest`` with the limits there: the lines of the plot."""
    steps = np.unique(np.round(np.geomspace(3, max(largest, 4), 90)).astype(int))
    curve = []
    for n in steps.tolist():
        limits = funnel_limits(n, rate)
        assert limits is not None
        curve.append((n, limits))
    return tuple(curve)
