"""Do cases stand together at all: pairs of cases against what random labelling gives.

Sources: Diggle & Chetwynd (1991), Second-order analysis of spatial clustering for
inhomogeneous populations; Cliff & Ord (1981), Spatial Processes (join counts); Okabe &
Sugihara (2012), Spatial Analysis along Networks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from innenstadt_gis.analysis.clusters.near import Near
from innenstadt_gis.analysis.clusters.scan import PERMUTATIONS
from innenstadt_gis.analysis.clusters.windows import Labels
from innenstadt_gis.analysis.walkgraph import Floats, Ints

#: Radii of the K functions, metres along the streets.
RADII_M = (50.0, 100.0, 150.0, 200.0, 300.0, 400.0)
#: Two units no farther apart than this are joined.
JOINED_M = 100.0
_AT_ONCE = 128


class Together(NamedTuple):
    """
    Whether cases stand together at all, two ways.

    ``joins`` are pairs of joined cases, ``joins_expected`` their mean under chance;
    ``k_difference`` is the summed standardised difference of the K functions of cases and
    controls. Each p is one-sided: ``(1 + at least as high) / (1 + permutations)``.
    """

    joins: int
    joins_expected: float
    p_joins: float
    k_difference: float
    p_k: float


def together(
    near: Near, labels: Labels, *, permutations: int = PERMUTATIONS, seed: int = 0
) -> Together:
    """
    Test for clustering as such, given where the units stand.

    Parameters
    ----------
    near
        Neighbours within at least 400 m.
    labels
        Which units are cases; at least 2, and at least 2 are none.
    permutations, seed
        How often the labels are dealt anew, and the seed of it.
    """
    row, column, metres = near.pairs()
    rings = np.searchsorted(RADII_M, metres, side="left")
    joined = metres <= JOINED_M
    parts = [_matrix(near.count, row, column, rings == k) for k in range(len(RADII_M))]
    parts.append(_matrix(near.count, row, column, joined))
    every = _dealt(labels, permutations, seed)
    pairs = _pairs_of_cases(parts, every)
    joins = pairs[:, -1] / 2
    difference = _k_differences(parts[:-1], pairs[:, :-1], every)
    spread = difference[1:].std(axis=0)
    some = spread > 0
    k = (difference[:, some] / spread[some]).sum(axis=1) if some.any() else np.zeros(len(every))
    return Together(int(joins[0]), float(joins[1:].mean()), _p(joins), float(k[0]), _p(k))


def _matrix(
    count: int, row: Ints, column: NDArray[np.int32], which: NDArray[np.bool_]
) -> csr_array:
    ones = np.ones(int(which.sum()), dtype=np.float32)
    return csr_array((ones, (row[which], column[which])), shape=(count, count))


def _dealt(labels: Labels, permutations: int, seed: int) -> Labels:
    """The labels as found, then dealt anew, one row each."""
    rng = np.random.default_rng(seed)
    every = np.tile(labels, (permutations + 1, 1))
    every[1:] = rng.permuted(every[1:], axis=1)
    return every


def _pairs_of_cases(parts: list[csr_array], every: Labels) -> Floats:
    done = np.empty((len(every), len(parts)))
    for at in range(0, len(every), _AT_ONCE):
        some = every[at : at + _AT_ONCE].T.astype(np.float32)
        for k, part in enumerate(parts):
            done[at : at + _AT_ONCE, k] = ((part @ some) * some).sum(axis=0)
    return done


def _k_differences(parts: list[csr_array], pairs: Floats, every: Labels) -> Floats:
    """K of cases less K of controls, by radius, without the factor that both share."""
    cases = int(every[0].sum())
    others = every.shape[1] - cases
    degree = np.array([part.sum(axis=1) for part in parts]).T
    of_controls = degree.sum(axis=0) - 2 * (every @ degree) + pairs
    k_cases = pairs.cumsum(axis=1) / max(cases * (cases - 1), 1)
    k_controls = of_controls.cumsum(axis=1) / max(others * (others - 1), 1)
    return np.asarray(k_cases - k_controls)


def _p(values: Floats) -> float:
    above = (values[1:] >= values[0] - abs(values[0]) * 1e-9).sum()
    return float((1 + above) / len(values))


class Neighbourhood(NamedTuple):
    """Of each case: neighbours, cases among them, how many chance gives, exact p, FDR q."""

    neighbours: Ints
    cases: Ints
    expected: Floats
    p: Floats
    q: Floats


def local_joins(near: Near, labels: Labels, *, joined_m: float = JOINED_M) -> Neighbourhood:
    """
    Local join counts: which cases have more cases around them than chance puts there.

    Given that a unit is a case, the cases among its *k* neighbours are hypergeometric
    (the other cases dealt to the other units): p is exact, nothing is simulated. *q* holds
    the false discovery rate (Benjamini & Hochberg) over all cases that have a neighbour.

    Parameters
    ----------
    near
        Neighbours within at least ``joined_m``.
    labels
        Which units are cases.
    joined_m
        Metres along the streets within which units are neighbours.

    Returns
    -------
    Neighbourhood
        Arrays over the cases, in the order of the units. Without a neighbour p and q are 1.
    """
    from scipy.stats import false_discovery_control, hypergeom  # 0.3 s, not for every town

    row, column, metres = near.pairs()
    joined = metres <= joined_m
    neighbours = np.bincount(row[joined], minlength=near.count)
    around = np.bincount(row[joined], weights=labels[column[joined]], minlength=near.count)
    which = np.flatnonzero(labels)
    k, x = neighbours[which], around[which].astype(np.intp)
    others, cases = max(near.count - 1, 1), max(int(labels.sum()) - 1, 0)
    p = np.asarray(hypergeom.sf(x - 1, others, cases, k), dtype=np.float64)
    p = np.where(k > 0, np.clip(p, 0.0, 1.0), 1.0)
    q = np.ones(len(p))
    if (k > 0).any():
        q[k > 0] = false_discovery_control(p[k > 0])
    return Neighbourhood(k, x, k * cases / others, p, q)
