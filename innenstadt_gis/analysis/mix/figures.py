"""Hill numbers of the branches as Figures (M-01 to M-08, M-21 to M-28)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from innenstadt_gis.analysis.counting import ids
from innenstadt_gis.analysis.mix.base import Base
from innenstadt_gis.analysis.mix.bootstrap import DRAWS, SEED, drawn, interval
from innenstadt_gis.analysis.mix.hill import (
    coverages,
    estimated_hill,
    evenness,
    hill_number,
    hills,
    sample_coverage,
)
from innenstadt_gis.analysis.mix.rarefaction import (
    STANDARD_COVERAGE,
    at_coverages,
    hill_at_coverage,
)
from innenstadt_gis.analysis.mix.shares import asked_of, with_share
from innenstadt_gis.analysis.walkgraph import Floats
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, percent

_KEYS = ("branches", "effective_branches", "dominant_branches")
_LABELS = (
    Text("Branchen", "branches"),
    Text("Branchenmix: wirkt wie … gleich häufige Branchen", "branch mix: works like … equal ones"),
    Text(
        "Branchenmix nach den größten Branchen: wirkt wie … gleich häufige",
        "branch mix by its largest branches: works like … equal ones",
    ),
)
_METHODS = (
    Text("Hill-Zahl 0: Zahl der Branchen", "Hill number 0: number of branches"),
    Text("Hill-Zahl 1: exp(−Σ p ln p)", "Hill number 1: exp(-sum p ln p)"),
    Text("Hill-Zahl 2: 1 / Σ p²", "Hill number 2: 1 / sum p²"),
)
_NO_UNIT = Text("keine genutzte Einheit im Gebiet", "no unit in use in the area")
_NO_BRANCH = Text(
    "zu keiner genutzten Einheit ist die Branche bekannt", "no unit in use tells its branch"
)
_TOO_FEW = Text("nur eine Branche oder Einheit", "one branch or unit only")


def hill_figures(
    base: Base, *, headline: bool, coverage: float = STANDARD_COVERAGE
) -> tuple[Figure, ...]:
    """
    Diversity of the branches of one place, as observed and made comparable.

    M-01 to M-03 the Hill numbers 0, 1, 2 of the units in use of known branch; the bounds are
    those of any filling of the unknown ones (all of the largest branch, or each a branch of
    its own). M-04 evenness. M-05 to M-07 the Hill numbers 0, 1, 2 at the same coverage for every
    town: these are compared. M-08 the coverage. Intervals are of the bootstrap. Where the headline is the
    centre's, M-21 to M-28 say the same of the whole area.

    Parameters
    ----------
    base
        From `base.centre_base` or `base.town_base`.
    headline
        Whether ``base`` is the place of the headline.
    coverage
        At which M-05 to M-07 are given, 0 to 1.

    Returns
    -------
    tuple of Figure
        Eight; ``value`` is None, with ``why``, where there are too few units.
    """
    asked = _Asked(base, headline=headline)
    observed = [asked.observed(q) for q in (0, 1, 2)]
    standard = [asked.standard(q, coverage) for q in (0, 1, 2)]
    return (*observed, asked.evenness(), *standard, asked.coverage())


class _Stated(NamedTuple):
    """What a figure is called."""

    position: int
    key: str
    label: Text
    method: Text
    unit: str = "branches"


class _Asked:
    """The branches of one place, ready to be asked for each figure."""

    def __init__(self, base: Base, *, headline: bool) -> None:
        self.base, self.headline = base, headline
        self.rows, branch = asked_of(base, "branch")
        self.known = branch.notna()
        self.counts = branch.dropna().value_counts()
        self.units = int(self.known.sum())
        self.draws = drawn(self.counts) if self.units > 1 else None

    def observed(self, q: int) -> Figure:
        low, high = self._bounds(q)
        estimate = estimated_hill(self.counts, q)
        return self._figure(
            _Stated(1 + q, _KEYS[q], _LABELS[q], _METHODS[q]),
            hill_number(self.counts, q),
            lambda rows: hills(rows, q),
            parameters={"order": q, "estimated": _rounded(estimate)},
            bound_low=low,
            bound_high=high,
        )

    def standard(self, q: int, coverage: float) -> Figure:
        at = hill_at_coverage(self.counts, coverage, q)
        said = percent(coverage), percent(coverage, lang="en")
        label, method = _LABELS[q], _METHODS[q]
        stated = _Stated(
            5 + q, f"{_KEYS[q]}_standard",
            Text(f"{label.de} (vergleichbar)", f"{label.en} (comparable)"),
            Text(
                f"{method.de}, bei {said[0]} Abdeckung, damit Orte verschiedener Größe "
                "vergleichbar sind (Chao und Jost 2012)",
                f"{method.en}, at {said[1]} coverage, so that places of different size "
                "compare (Chao and Jost 2012)",
            ),
        )  # fmt: skip
        why = Text(
            f"zu wenige Einheiten: auch doppelt so viele deckten keine {said[0]} der Mischung ab",
            f"too few units: twice as many would not cover {said[1]} of the mix",
        )
        return self._figure(
            stated, at.value, lambda rows: at_coverages(rows, coverage, q)[0],
            parameters={"order": q, "at_coverage": coverage, "at_units": _rounded(at.units)},
            why=why if self.units > 1 else _TOO_FEW,
        )  # fmt: skip

    def evenness(self) -> Figure:
        label = Text("Gleichmäßigkeit der Branchen", "evenness of branches")
        method = Text("J = H / ln S; 1: alle Branchen gleich häufig", "J = H / ln S; 1: all equal")
        return self._figure(
            _Stated(4, "branch_evenness", label, method, "index"), evenness(self.counts), _evenness
        )

    def coverage(self) -> Figure:
        label = Text("Abdeckung der Branchen (geschätzt)", "coverage of branches (estimated)")
        method = Text(
            "Anteil der Einheiten, deren Branche schon vorkommt, wenn von derselben Mischung "
            "weitere gezählt würden (Chao und Jost 2012)",
            "share of units whose branch has been met, if more of the same mix were counted "
            "(Chao and Jost 2012)",
        )
        return self._figure(
            _Stated(8, "branch_coverage", label, method, "share"), sample_coverage(self.counts),
            coverages,
        )  # fmt: skip

    def _bounds(self, q: int) -> tuple[float | None, float | None]:
        """Smallest and largest Hill number that any filling of the unknown ones could give."""
        unknown = len(self.rows) - self.units
        if not unknown:
            return None, None
        seen = self.counts.to_numpy("int64")
        worst = seen.copy() if len(seen) else np.zeros(1, dtype=np.int64)
        worst[np.argmax(worst)] += unknown
        best = np.append(seen, np.ones(unknown, dtype=np.int64))
        return hill_number(worst, q), hill_number(best, q)

    def _figure(
        self, stated: _Stated, value: float, statistic: Callable[[NDArray[Any]], Floats], *,
        parameters: Mapping[str, Any] = MappingProxyType({}), why: Text = _TOO_FEW, **more: Any,
    ) -> Figure:  # fmt: skip
        known = bool(np.isfinite(value))
        span = interval(value, self.draws, statistic) if known and self.draws is not None else None
        low, high = (_kept(end, stated.unit) for end in span) if span else (None, None)
        base, n = self.base, len(self.rows)
        said = Text(f"{stated.method.de}; {base.said.de}", f"{stated.method.en}; {base.said.en}")
        return Figure(
            id=f"M-{stated.position + (0 if self.headline else 20):02d}",
            key=stated.key + ("" if self.headline else "_town"),
            label=base.named(stated.label), unit=stated.unit, value=float(value) if known else None,
            denominator=self.units, low=low, high=high,
            interval="Bootstrap 95 %" if span else "", coverage=self.units / n if n else None,
            method=with_share(said, base.osm_share),
            parameters={**parameters, **self._parameters(drawn=span is not None)},
            base_table="premises", base="all", counted=ids(self.rows[self.known]),
            unknown=ids(self.rows[~self.known]), left_out=ids(base.left_out),
            why=None if known else self._why(why), **more,
        )  # fmt: skip

    def _parameters(self, *, drawn: bool) -> dict[str, Any]:
        base = self.base
        told: dict[str, Any] = {
            "place": base.place, "osm_share": base.osm_share, "units": self.units,
            "branches": len(self.counts),
        }  # fmt: skip
        if drawn:
            told |= {"draws": DRAWS, "seed": SEED}
        if base.place == "centre":
            told["without_place"] = base.without_place
        return told

    def _why(self, else_: Text) -> Text:
        if not len(self.rows):
            return _NO_UNIT
        return else_ if self.units else _NO_BRANCH


def _evenness(rows: NDArray[Any]) -> Floats:
    number = hills(rows, 0)
    several = number > 1
    index = np.log(np.where(several, hills(rows, 1), 1.0))
    return np.where(several, index / np.log(np.where(several, number, 2.0)), np.nan)


def _kept(value: float, unit: str) -> float:
    """An end of an interval, kept where such a value can lie."""
    return max(value, 1.0) if unit == "branches" else min(max(value, 0.0), 1.0)


def _rounded(value: float) -> float | None:
    return round(value, 2) if np.isfinite(value) else None
