"""
Intervals of Hill numbers: how far they would move in another town with the same mix.

The bootstrap community of Chao et al. 2014 (appendix G) has the classes seen, with a little
less than their share, and the estimated unseen ones with the rest; units are drawn from it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.analysis.mix.hill import coverages, rare, rows_of_counts
from innenstadt_gis.analysis.walkgraph import Floats
from innenstadt_gis.errors import InputError

#: Draws: each end of a 95 % interval rests on 12 of them.
DRAWS = 500
SEED = 20

#: Reckons one value for each row of a matrix of counts.
Statistic = Callable[[NDArray[Any]], Floats]


def community(counts: pd.Series | NDArray[Any]) -> Floats:
    """
    Shares of the classes of the bootstrap community: those seen, then those unseen.

    A class seen ``x`` times of ``n`` has ``x/n (1 - l (1 - x/n)^n)`` with ``l`` such that the
    seen ones sum to the coverage; ``ceil(f0)`` unseen classes share the rest evenly.

    Examples
    --------
    >>> community(pd.Series([4, 4])).round(2).tolist()
    [0.5, 0.5]
    """
    row = rows_of_counts(counts)
    told = rare(row)
    n = float(told.n[0])
    share = row[0] / n
    unseen = int(np.ceil(told.unseen[0] - 1e-9))
    missed = 1 - float(coverages(row)[0]) if unseen else 0.0
    weight = share * (1 - share) ** n
    pull = missed / weight.sum() if weight.sum() > 0 else 0.0
    seen = share * (1 - pull * (1 - share) ** n)
    both = np.concatenate([seen, np.full(unseen, missed / max(unseen, 1))])
    return both / both.sum()


def drawn(counts: pd.Series | NDArray[Any], *, draws: int = DRAWS, seed: int = SEED) -> Any:
    """
    Draw as many units as there are from the bootstrap community, again and again.

    Returns
    -------
    np.ndarray
        One row per draw, one column per class; the same for the same counts in any order.
    """
    row = rows_of_counts(counts)
    rng = np.random.default_rng(seed)
    return rng.multinomial(int(row.sum()), community(counts), size=draws)


def interval(
    value: float, draws: NDArray[Any], statistic: Statistic, *, confidence: float = 0.95
) -> tuple[float, float] | None:
    """
    Bootstrap interval of a value: its percentiles, moved so that their mean is the value.

    Draws from a small community are less diverse than it on average; the plain percentiles
    would lie too low.

    Parameters
    ----------
    value
        The statistic of the counts as they are.
    draws
        From `drawn`.
    statistic
        Reckons the value of each row.
    confidence
        Two-sided, 0 to 1.

    Returns
    -------
    tuple of float or None
        Never leaves out the value; None if the statistic exists in fewer than half of the draws.

    Raises
    ------
    InputError
        Unless 0 < confidence < 1.
    """
    if not 0 < confidence < 1:
        raise InputError(
            de=f"Bootstrap-Intervall bei {confidence}: es muss zwischen 0 und 1 liegen",
            en=f"bootstrap interval at {confidence}: it must lie between 0 and 1",
        )
    found = statistic(draws)
    found = found[np.isfinite(found)]
    if not np.isfinite(value) or len(found) * 2 < len(draws):
        return None
    half = (1 - confidence) / 2
    low, high = np.quantile(found, [half, 1 - half]) - found.mean() + value
    return float(min(low, value)), float(max(high, value))
