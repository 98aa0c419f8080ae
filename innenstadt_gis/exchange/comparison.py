"""Towns side by side: what a comparison holds, whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from innenstadt_gis.exchange.model import Exchange, HandedOn
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

__all__ = ["Cell", "Comparison", "Failed", "FigureCompared", "Limits", "Reason", "TownMeasure"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a value is not compared, or compared with care: a code and the words."""

    code: str
    said: Text


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which a town of this size lies by chance if it is like all others together."""

    low_95: float
    high_95: float
    low_998: float
    high_998: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """
    One town's value of one figure.

    ``figure`` is as the town tells it; None if it tells none. ``reasons`` say why it is not
    comparable: then it is shown but stands in no pooled rate. ``notes`` ask for care.
    ``limits`` and ``shrunk`` (with its interval) are blank where the figure is no share of units,
    or too few towns compare.
    """

    town: Exchange
    figure: Figure | None
    value: float | None
    low: float | None = None
    high: float | None = None
    limits: Limits | None = None
    shrunk: float | None = None
    shrunk_low: float | None = None
    shrunk_high: float | None = None
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()

    @property
    def comparable(self) -> bool:
        """Whether the value stands beside the others."""
        return self.value is not None and not self.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCompared:
    """
    One figure of all towns, in the order of the towns.

    ``of_units`` tells whether it is a share of counted units: only then is there chance of
    counting to speak of. ``pooled`` is the rate of all comparable towns together;
    ``spread`` how differently towns are beyond chance (intra-class correlation, 0: not at all);
    ``chance_p`` is how often chance alone lets towns of one rate differ as much;
    ``said`` what is to be said of the comparison as a whole; ``funnel`` are numbers of units with
    the limits there, to be drawn.
    """

    id: str
    key: str
    label: Text
    unit: str
    theme: str
    method: Text
    of_units: bool
    cells: tuple[Cell, ...]
    pooled: float | None = None
    spread: float | None = None
    chance_p: float | None = None
    said: tuple[Text, ...] = ()
    funnel: tuple[tuple[int, Limits], ...] = ()


@dataclass(frozen=True, slots=True)
class TownMeasure:
    """A measure that a town hands on."""

    town: Exchange
    measure: HandedOn


@dataclass(frozen=True, slots=True)
class Failed:
    """A town that is not in the comparison, and why."""

    name: str
    why: Text


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """
    A network of towns compared: no rank anywhere.

    ``towns`` stand by size class and within it by name; every list follows this order.
    """

    name: str
    towns: tuple[Exchange, ...]
    figures: tuple[FigureCompared, ...] = ()
    measures: tuple[TownMeasure, ...] = ()
    failed: tuple[Failed, ...] = ()
    warnings: tuple[Text, ...] = ()
    coverage: float | None = field(default=None)

    def figure(self, key: str) -> FigureCompared:
        """Return the figure of that key or id; ``KeyError`` if it is not compared."""
        for one in self.figures:
            if key in (one.key, one.id):
                return one
        raise KeyError(f"{key!r} is not compared; there are {[f.key for f in self.figures]}")
