"""The diversity of a town at steps of coverage: what towns exchange instead of counts by branch."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.analysis.mix.base import Base
from innenstadt_gis.analysis.mix.bootstrap import drawn, interval
from innenstadt_gis.analysis.mix.rarefaction import at_coverages, hill_at_coverage
from innenstadt_gis.analysis.mix.shares import asked_of
from innenstadt_gis.analysis.walkgraph import Floats
from innenstadt_gis.tables.findings.mix import MIX_AT_COVERAGE

__all__ = ["STEPS", "mix_at_coverage"]

#: Coverages at which two towns may meet. A centre of 50 shops in 40 branches reaches half, one
#: of 300 nine tenths.
STEPS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
#: The order that is compared, and so has an interval.
_COMPARED = 1


def mix_at_coverage(base: Base, *, steps: tuple[float, ...] = STEPS) -> pd.DataFrame:
    """
    Hill numbers 0, 1, 2 of the branches of one place, at each step of coverage.

    Counts by branch cannot be handed on: most branches of a small town have one or two units,
    which public rules withhold, and it is just these that coverage is estimated from. A town
    therefore reckons its own curve from all its counts (`rarefaction.hill_at_coverage`) and
    hands that on; where two curves have a step in common, the towns compare.

    Parameters
    ----------
    base
        From `base.centre_base` or `base.town_base`.
    steps
        Coverages, 0 to 1.

    Returns
    -------
    pd.DataFrame
        Contract in `tables.findings.mix.MIX_AT_COVERAGE`; ``value`` is blank where twice the
        units would not reach the coverage. ``low`` and ``high`` (bootstrap, 95 %) stand at order 1.
    """
    _, branch = asked_of(base, "branch")
    counts = branch.dropna().value_counts()
    draws = drawn(counts) if counts.sum() > 1 else None
    rows: list[dict[str, object]] = []
    for q in (0, 1, 2):
        for step in steps:
            at = hill_at_coverage(counts, step, q)
            span = None
            if q == _COMPARED and draws is not None and math.isfinite(at.value):
                span = interval(at.value, draws, partial(_compared, step))
            low, high = span if span is not None else (np.nan, np.nan)
            rows.append(
                {
                    "place": base.place, "diversity_order": q, "coverage": step, "value": at.value,
                    "low": max(low, 1.0) if span else np.nan, "high": high, "units": at.units,
                }
            )  # fmt: skip
    index = pd.Index([f"{base.place}:{r['diversity_order']}:{r['coverage']}" for r in rows])
    return MIX_AT_COVERAGE.conform(pd.DataFrame(rows, index=index))


def _compared(coverage: float, rows: NDArray[Any]) -> Floats:
    return at_coverages(rows, coverage, _COMPARED)[0]
