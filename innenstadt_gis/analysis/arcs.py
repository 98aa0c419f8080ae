"""The walk network as sorted arcs, as a search reads them: the cheapest of parallel ones only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

__all__ = ["Arcs", "Floats", "Ints", "cheapest", "largest_part", "reversed_arcs"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


class Arcs(NamedTuple):
    """
    Arcs sorted by their first node: those of node ``n`` stand from ``start[n]`` on.

    ``edge`` is the position of the edge behind each arc.
    """

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    weight: Floats
    edge: Ints

    @property
    def first(self) -> Ints:
        """First node of every arc."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    def turned(self) -> Arcs:
        """Return every arc the other way round."""
        count = len(self.start) - 1
        # Columns by rows are the same arcs turned, and no sorting is needed for it.
        order = csr_array((np.arange(len(self.end)), self.end, self.start), shape=(count, count))
        by_end = order.tocsc()
        return Arcs(
            by_end.indptr.astype(np.int32), by_end.indices.astype(np.int32),
            self.weight[by_end.data], self.edge[by_end.data],
        )  # fmt: skip

    def with_more(self, first: Ints, end: Ints, weight: Floats, count: int) -> csr_array:
        """Return the matrix with ``count`` more nodes, of which alone the new sorted arcs leave."""
        known = len(self.start) - 1
        more = np.searchsorted(first, np.arange(known + 1, known + count + 1)) + len(self.end)
        return csr_array(
            (
                np.concatenate([self.weight, weight]),
                np.concatenate([self.end, end.astype(np.int32)]),
                np.concatenate([self.start, more.astype(np.int32)]),
            ),
            shape=(known + count, known + count),
        )


def reversed_arcs(
    u: Ints, v: Ints, forward: Floats, backward: Floats, length_m: Floats, *, count: int
) -> Arcs:
    """Arcs of the reversed network of ``count`` nodes: from the end of each edge to its start."""
    heads, tails = np.concatenate([v, u]), np.concatenate([u, v])
    weights = np.concatenate([forward, backward])
    keep = _cheapest(heads, tails, weights, np.concatenate([length_m, length_m]))
    return Arcs(
        np.searchsorted(heads[keep], np.arange(count + 1)).astype(np.int32),
        tails[keep].astype(np.int32), weights[keep], keep % max(len(u), 1),
    )  # fmt: skip


def cheapest(
    first: Ints, second: Ints, weights: Floats, metres: Floats
) -> tuple[Ints, Ints, Floats, Floats]:
    """Sort by pair and keep the cheapest of each; a sparse matrix would add them up."""
    keep = _cheapest(first, second, weights, metres)
    return first[keep], second[keep], weights[keep], metres[keep]


def _cheapest(first: Ints, second: Ints, weights: Floats, metres: Floats) -> Ints:
    order = np.lexsort((metres, weights, second, first))
    order = order[np.isfinite(weights[order])]
    a, b = first[order], second[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    return order[new]


def largest_part(u: Ints, v: Ints, length_m: Floats) -> NDArray[np.bool_]:
    """
    Tell the edges of the connected part with most metres; one-ways join as any edge does.

    Examples
    --------
    >>> largest_part(np.array([1, 2, 8]), np.array([2, 3, 9]), np.array([50.0, 50.0, 80.0]))
    array([ True,  True, False])
    """
    if not len(u):
        return np.zeros(0, dtype=bool)
    count = int(max(u.max(), v.max())) + 1
    joined = csr_array((np.ones(len(u)), (u, v)), shape=(count, count))
    _, part = connected_components(joined, directed=False)
    metres = np.bincount(part[u], weights=length_m)
    return np.asarray(part[u] == metres.argmax())
