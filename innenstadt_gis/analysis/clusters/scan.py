"""
Do cases stand closer together than chance puts them, given where all units stand?

A Bernoulli scan (Kulldorff) whose windows are stretches of street: each unit with all units
within so many metres along the network. Two statistics of the same windows:

- the *average* likelihood ratio over all windows, which answers "anywhere at all?". At the
  numbers of a small town it finds more than the maximum does, at the same level
  (`benchmarks/clusters.py`);
- the *maximum* log-likelihood ratio, which answers "where?", window by window.

Both are compared with the same statistics when the labels are dealt anew to the same units
(random labelling), so that a street full of shops is no finding.

Sources: Kulldorff (1997), A spatial scan statistic; Gangnon & Clayton (2001), A weighted
average likelihood ratio test for spatial clustering of disease; Besag & Clifford (1991),
Sequential Monte Carlo p-values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from innenstadt_gis.analysis.clusters.near import Near
from innenstadt_gis.analysis.clusters.windows import Labels, Windows, running_cases
from innenstadt_gis.analysis.walkgraph import Floats, Ints

#: Odds of a case inside against outside that the average looks for.
ODDS = (4.0, 8.0, 16.0)
PERMUTATIONS = 999
#: A window needs so many cases to be named.
_FEWEST_CASES = 2
#: Likelihood ratios beyond e^600 say no more, and their sum stays a number.
_HIGHEST_LOG = 600.0
#: So many chance results above the found one settle that it is no finding.
_ENOUGH_ABOVE = 50
#: Entries of windows that are reckoned together.
_AT_ONCE = 1 << 15


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """
    What a scan found: the statistics, what chance gives, and the likelihood of each window.

    ``p_average`` answers "anywhere?", ``p_maximum`` is the p of the likeliest window; both
    are ``(1 + chance results at least as high) / (1 + permutations)``.
    """

    units: int
    cases: int
    average: float
    maximum: float
    p_average: float
    p_maximum: float
    chance_average: Floats
    chance_maximum: Floats
    llr: Floats  # of windows.ends; -1 where cases are no denser inside than outside

    def p_of(self, llr: float) -> float:
        """Monte-Carlo p of a window with this log-likelihood ratio, against the maximum."""
        return _p_value(llr, self.chance_maximum)


def log_likelihood_ratio(
    cases: NDArray[np.integer], size: NDArray[np.integer], *, all_cases: int, all_units: int
) -> Floats:
    """
    Bernoulli log-likelihood ratio of windows in which cases are denser than outside.

    ``c ln(c/m) + (m-c) ln((m-c)/m) + (C-c) ln((C-c)/(n-m)) + (n-m-C+c) ln((n-m-C+c)/(n-m))
    - C ln(C/n) - (n-C) ln((n-C)/n)`` with *c* of *m* units cases inside, *C* of *n* in all.

    Parameters
    ----------
    cases, size
        Cases and units in each window.
    all_cases, all_units
        Cases and units in all.

    Returns
    -------
    np.ndarray
        At least 0; -1 where cases are no denser inside than outside, or nothing is outside.

    Examples
    --------
    >>> log_likelihood_ratio(np.array([3, 1]), np.array([3, 4]), all_cases=3, all_units=9).round(3)
    array([ 5.729, -1.   ])
    """
    c, m = cases.astype(np.float64), size.astype(np.float64)
    out, rest = all_cases - c, all_units - m
    inside = _times_log(c, m) + _times_log(m - c, m)
    outside = _times_log(out, rest) + _times_log(rest - out, rest)
    flat = _times_log(np.array(float(all_cases)), np.array(float(all_units))) + _times_log(
        np.array(float(all_units - all_cases)), np.array(float(all_units))
    )
    denser = (m > 0) & (rest > 0) & (c * rest > out * m)
    return np.where(denser, np.maximum(inside + outside - flat, 0.0), -1.0)


def _times_log(part: Floats, whole: Floats) -> Floats:
    """``part · ln(part / whole)``, 0 where the part is nothing."""
    some = (part > 0) & (whole > 0)
    ratio = np.where(some, part, 1.0) / np.where(some, whole, 1.0)
    return np.where(some, part * np.log(ratio), 0.0)


def average_ratio(
    size: int, *, all_cases: int, all_units: int, odds: tuple[float, ...] = ODDS
) -> Floats:
    """
    Likelihood ratio of a window of ``size`` units for 0, 1, … cases in it, mean over odds.

    Given all cases, those in a window follow Fisher's non-central hypergeometric
    distribution; its ratio to chance is ``θ^c / E[θ^c]``, averaged over the odds *θ*.

    Examples
    --------
    >>> average_ratio(1, all_cases=1, all_units=2, odds=(3.0,))  # 3 against 1, mean of both 2
    array([0.5, 1.5])
    """
    return _ratio_table(np.array([size]), all_cases, all_units, odds)[0]


def _ratio_table(
    sizes: Ints, cases: int, units: int, odds: tuple[float, ...], *, most: int | None = None
) -> Floats:
    """Ratio by size of the window (rows) and cases in it (columns, up to ``most``)."""
    most = cases if most is None else most
    c, m = np.arange(most + 1.0)[None], sizes.astype(np.float64)[:, None]
    possible = (c <= m) & (cases - c <= units - m)

    def choose(n: Floats, k: Floats) -> Floats:
        inside = (k >= 0) & (k <= n)
        k = np.where(inside, k, 0.0)
        return np.where(inside, gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), -np.inf)

    every = choose(np.array([[float(units)]]), np.array([[float(cases)]]))
    chance = choose(m, c) + choose(units - m, cases - c) - every
    total = np.zeros_like(chance)
    for theta in odds:
        weighed = c * np.log(theta)
        top = np.max(np.where(possible, chance + weighed, -np.inf), axis=1, keepdims=True)
        scale = top + np.log(np.exp(chance + weighed - top).sum(axis=1, keepdims=True))
        total += np.exp(np.minimum(weighed - scale, _HIGHEST_LOG)) / len(odds)
    return np.where(possible, total, 0.0)


class _Block(NamedTuple):
    """Windows of some units: so few that what is reckoned of them stays in the processor's cache."""

    units: NDArray[np.int32]
    lengths: Ints
    offset: NDArray[np.int32]
    weight: Floats
    ends: Ints


class _Reckoner:
    """The two statistics of any labelling, by looking up ratios reckoned once."""

    def __init__(self, windows: Windows, cases: int) -> None:
        self.windows = windows
        sizes, place = np.unique(windows.size, return_inverse=True)
        # No window holds more cases than units: so the tables stay small, and near.
        most = min(cases, int(sizes.max(initial=0)))
        self.offset = (place * (most + 1)).astype(np.int32)
        self.ratio = _ratio_table(
            sizes.astype(np.intp), cases, windows.count, ODDS, most=most
        ).ravel()
        grid_c, grid_m = np.meshgrid(np.arange(most + 1), sizes)
        llr = log_likelihood_ratio(grid_c, grid_m, all_cases=cases, all_units=windows.count)
        self.llr = np.where(grid_c >= _FEWEST_CASES, llr, -1.0).ravel()
        self.blocks = list(self._blocks())

    def _blocks(self) -> Iterator[_Block]:
        windows, unit = self.windows, 0
        while unit < windows.count:
            start = windows.start[unit]
            after = int(np.searchsorted(windows.start, start + _AT_ONCE, side="right")) - 1
            after = max(after, unit + 1)
            some = slice(start, windows.start[after])
            ends = windows.ends[slice(*np.searchsorted(windows.ends, [some.start, some.stop]))]
            yield _Block(
                windows.index[some], np.diff(windows.start[unit : after + 1]), self.offset[some],
                windows.weight[some], ends - start,
            )  # fmt: skip
            unit = after

    def __call__(self, labels: Labels) -> tuple[float, float]:
        """Average ratio, and highest log-likelihood ratio."""
        some = labels.view(np.uint8)
        average, highest = 0.0, -1.0
        for block in self.blocks:
            at = running_cases(some.take(block.units), block.lengths)
            at += block.offset
            # einsum, not @: the threads of a BLAS wait for each other on a busy machine
            average += float(np.einsum("i,i->", block.weight, self.ratio.take(at)))
            highest = max(highest, float(self.llr.take(at.take(block.ends)).max(initial=-1.0)))
        return average, highest

    def of_ends(self, labels: Labels) -> Floats:
        """Log-likelihood ratio of every window's end."""
        at = self.windows.cases(labels) + self.offset
        return self.llr.take(at.take(self.windows.ends))


def scan(
    windows: Windows,
    labels: Labels,
    *,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
    early: bool = False,
) -> Scan:
    """
    Scan labelled units.

    Parameters
    ----------
    windows
        From `make_windows`, of the same units in the same order.
    labels
        Which units are cases; at least one, not all.
    permutations
        How often the labels are dealt anew.
    seed
        Of the random numbers: same seed, same result.
    early
        Stop as soon as 50 chance results are at least as high (p is no finding then, and
        unbiased all the same); for tests that are many and speak for nobody.
    """
    cases = int(labels.sum())
    reckon = _Reckoner(windows, cases)
    average, maximum = reckon(labels)
    chance = np.empty((permutations, 2))
    rng = np.random.default_rng(seed)
    dealt, above = 0, 0
    while dealt < permutations and not (early and above >= _ENOUGH_ABOVE):
        some = np.zeros(windows.count, dtype=bool)
        some[rng.permutation(windows.count)[:cases]] = True
        chance[dealt] = reckon(some)
        above += int(chance[dealt, 0] >= average * (1 - 1e-12))
        dealt += 1
    chance = chance[:dealt]
    return Scan(
        units=windows.count, cases=cases, average=average, maximum=maximum,
        p_average=_p_value(average, chance[:, 0]), p_maximum=_p_value(maximum, chance[:, 1]),
        chance_average=chance[:, 0], chance_maximum=chance[:, 1],
        llr=reckon.of_ends(labels),
    )  # fmt: skip


def _p_value(found: float, chance: Floats) -> float:
    # Two sums of the same numbers in another order must count as equal.
    return float((1 + (chance >= found - abs(found) * 1e-12).sum()) / (1 + len(chance)))


def separate_windows(windows: Windows, result: Scan, *, level: float = 0.05) -> tuple[int, ...]:
    """
    The likeliest window and further ones that share no unit with a likelier one.

    Of equally likely windows the smaller radius goes first, then the first unit. Further
    windows must reach ``level`` by themselves, measured against the maximum of chance (which
    is strict with them).
    """
    free = result.llr > 0
    taken = np.zeros(windows.count, dtype=bool)
    found: list[int] = []
    while free.any():
        best = np.flatnonzero(free & (result.llr >= result.llr[free].max() - 1e-9))
        window = int(windows.ends[best[np.argmin(windows.radius_m[windows.ends[best]])]])
        llr = float(result.llr[best[0]])
        if found and result.p_of(llr) > level:
            break
        found.append(window)
        taken[windows.units(window)] = True
        free &= windows.cases(taken)[windows.ends] == 0
    return tuple(found)


def power(
    windows: Windows,
    near: Near,
    result: Scan,
    *,
    odds: float = 8.0,
    radius_m: float = 120.0,
    level: float = 0.05,
    runs: int = 200,
    seed: int = 0,
) -> float:
    """
    How often a scan of these units with so many cases would have found a real difference.

    Cases are dealt with ``odds``-fold odds to all units within ``radius_m`` of a unit chosen
    at random; counted is how often the average likelihood ratio reaches ``level``.

    Parameters
    ----------
    windows, near, result
        The scan that was made; its chance results are used again.
    odds, radius_m
        The difference to be found.
    level, runs, seed
        Level of the test, how often to try, seed of the random numbers.

    Returns
    -------
    float
        Share of the runs, 0 to 1.
    """
    reckon = _Reckoner(windows, result.cases)
    rng = np.random.default_rng(seed)
    hits = 0
    for _ in range(runs):
        centre = int(rng.integers(near.count))
        some = slice(near.start[centre], near.start[centre + 1])
        weight = np.ones(near.count)
        weight[near.index[some][near.metres[some] <= radius_m]] = odds
        # the smallest of exponential waiting times: drawn one by one by weight, none twice
        first = np.argpartition(rng.exponential(size=near.count) / weight, result.cases - 1)
        labels = np.zeros(near.count, dtype=bool)
        labels[first[: result.cases]] = True
        hits += _p_value(reckon(labels)[0], result.chance_average) <= level
    return hits / runs
