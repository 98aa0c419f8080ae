"""
Shrunken rates: each town leans on all others, the more the fewer units it has.

Empirical Bayes with the beta-binomial: the true rates of towns are taken to spread as a beta
distribution with mean ``m`` and weight ``M`` (in units). Given ``k`` of ``n``,

    shrunken rate = (k + M m) / (n + M)

which lies between the town's own rate and the pooled one. ``m`` is the pooled rate. ``M`` follows from
how much more the towns differ than counting explains, by moments (Kleinman 1973, JASA 68), with
``S = sum n_i (p_i - m)²``, ``N = sum n_i`` and ``I`` towns:

    E[S] = m (1-m) [ (I-1) + r sum (n_i - 1)(1 - n_i/N) ],    M = 1/r - 1

``r`` is the intra-class correlation. At ``r <= 0`` towns differ no more than by chance: every rate shrinks to
the pooled one, and nothing more is to be said of single towns. Fewer than three towns do not tell how
towns differ: nothing is shrunken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import beta

from innenstadt_gis.analysis.comparison.funnel import pooled_rate

__all__ = ["FEWEST_TOWNS", "Shrunken", "Spread", "chance_of_differing", "shrunken", "spread_of"]

#: Towns from which a spread between towns can be told at all.
FEWEST_TOWNS = 3
#: Draws of the test whether towns differ, and their seed.
DRAWS, SEED = 4999, 20
_LARGEST_R = 0.999
_CONFIDENCE = 0.95


class Spread(NamedTuple):
    """Pooled rate, intra-class correlation, and the weight of the pooled rate in units (inf: all)."""

    rate: float
    correlation: float
    weight: float


class Shrunken(NamedTuple):
    """A shrunken rate with its 95 % interval; the interval is blank where all towns are one."""

    rate: float
    low: float | None
    high: float | None


def spread_of(counts: Sequence[tuple[float, float]]) -> Spread | None:
    """
    Estimate how towns differ beyond chance.

    Parameters
    ----------
    counts
        Hits and trials of each town; towns without trials are left out.

    Returns
    -------
    Spread or None
        None for fewer than `FEWEST_TOWNS` towns.

    Examples
    --------
    >>> spread_of([(10, 50), (20, 100), (40, 200)])
    Spread(rate=0.2, correlation=0.0, weight=inf)
    """
    rows = sorted((k, n) for k, n in counts if n > 0)  # the order of towns changes no last digit
    rate = pooled_rate(rows)
    if len(rows) < FEWEST_TOWNS or rate is None:
        return None
    whole, chance = sum(n for _, n in rows), rate * (1 - rate)
    room = sum((n - 1) * (1 - n / whole) for _, n in rows)
    if chance <= 0 or room <= 0:
        return Spread(rate, 0.0, float("inf"))
    squares = sum(n * (k / n - rate) ** 2 for k, n in rows)
    r = min((squares / chance - (len(rows) - 1)) / room, _LARGEST_R)
    return Spread(rate, r, 1 / r - 1) if r > 0 else Spread(rate, 0.0, float("inf"))


def chance_of_differing(
    counts: Sequence[tuple[float, float]], *, draws: int = DRAWS
) -> float | None:
    """
    How often towns of one and the same rate would differ as much as these, by chance alone.

    The hits of all towns together are dealt out to the units anew (multivariate hypergeometric:
    exact at any size), and ``S = sum n_i (p_i - m)²`` is reckoned each time;
    ``p = (1 + draws at least as far apart) / (1 + draws)``.

    Parameters
    ----------
    counts
        Hits and trials of each town.
    draws
        Seeded: the same counts give the same value, in any order.

    Returns
    -------
    float or None
        None for fewer than two towns.

    Examples
    --------
    >>> chance_of_differing([(10, 50), (20, 100), (40, 200)])
    1.0
    """
    rows = np.array(sorted((round(k), round(n)) for k, n in counts if n > 0), dtype=np.int64)
    if len(rows) < 2:
        return None
    hits, trials = rows[:, 0], rows[:, 1]
    rate = hits.sum() / trials.sum()
    rng = np.random.default_rng(SEED)
    drawn = rng.multivariate_hypergeometric(trials, int(hits.sum()), size=draws, method="marginals")
    apart = (trials * (drawn / trials - rate) ** 2).sum(axis=1)
    here = float((trials * (hits / trials - rate) ** 2).sum())
    return float((1 + (apart >= here - 1e-9).sum()) / (1 + draws))


def shrunken(hits: float, trials: float, spread: Spread) -> Shrunken:
    """
    Shrink the rate of one town.

    Parameters
    ----------
    hits, trials
        Of the town.
    spread
        From `spread_of` all towns.

    Returns
    -------
    Shrunken
        The interval is that of the beta distribution after counting; it does not hold how
        unsure the spread itself is, and is rather too narrow for few towns.

    Examples
    --------
    >>> shrunken(8, 10, Spread(0.2, 0.1, 9.0))._replace(low=None, high=None).rate
    0.5157894736842106
    """
    if spread.weight == float("inf"):
        return Shrunken(spread.rate, None, None)
    a = hits + spread.weight * spread.rate
    b = trials - hits + spread.weight * (1 - spread.rate)
    tail = (1 - _CONFIDENCE) / 2
    return Shrunken(a / (a + b), float(beta.ppf(tail, a, b)), float(beta.ppf(1 - tail, a, b)))
