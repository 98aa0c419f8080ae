"""The contents of ``austausch.json``, as one town writes and another reads them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from innenstadt_gis.importlog import Missing
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

__all__ = [
    "EXCHANGE_FILE",
    "KIND",
    "SCHEMA",
    "BranchCount",
    "Exchange",
    "HandedOn",
    "MixStep",
    "Situation",
    "Size",
    "SourceTold",
]

EXCHANGE_FILE = "austausch.json"
#: What stands in ``kind``: a file that says something else was made by another tool.
KIND = "innenstadt_gis/austausch"
#: Raised when a reader of before would misunderstand a file.
SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """
    How large a town is: what its figures are divided by.

    ``persons`` are the inhabitants of the study area that the figures count with, ``units`` those
    of the register in the study area; ``in_use`` the units behind the mix. None: not known.
    """

    persons: float | None = None
    units: int | None = None
    in_use: int | None = None


@dataclass(frozen=True, slots=True)
class SourceTold:
    """A source by what it is, of when and of whom; never the name of its file."""

    role: str
    day: str = ""
    licence: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """
    On what the figures rest.

    ``scope`` is that of the register ("all_units", "vacancies_only"), None without one.
    ``boundary`` tells whether the study area is the official one. ``unknown`` counts the
    units whose status nobody knows, ``unknown_share`` is their share of those asked about.
    """

    scope: str | None = None
    boundary: bool = False
    unknown: int | None = None
    unknown_share: float | None = None
    sources: tuple[SourceTold, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class BranchCount:
    """Units in use of one branch, where public rules let them be told (three or more)."""

    branch: str
    label: Text
    units: int


@dataclass(frozen=True, slots=True)
class MixStep:
    """The Hill number of an order at a coverage, reckoned by the town from all its counts."""

    order: int
    coverage: float
    value: float | None
    low: float | None
    high: float | None
    units: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn:
    """A measure that the town released to others: no place, no remark, no person."""

    measure: str
    theme: str | None = None
    responsible: str | None = None
    due: dt.date | None = None
    status: str | None = None
    indicator: str | None = None
    baseline: float | None = None
    target: float | None = None
    value_unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """
    A town as others may see it.

    Figures keep no ids of rows. ``mix_place`` is "centre" or "town"; ``branches`` are those
    that may be told, ``branches_withheld`` counts the units of all others.
    """

    town: str
    ags: str | None
    survey_day: dt.date
    version: str
    size: Size = Size()
    situation: Situation = Situation()
    figures: tuple[Figure, ...] = ()
    mix_place: str | None = None
    branches: tuple[BranchCount, ...] = ()
    branches_withheld: int | None = None
    steps: tuple[MixStep, ...] = ()
    measures: tuple[HandedOn, ...] = field(default=())

    def figure(self, key: str) -> Figure | None:
        """Return the figure of that key or id, None if the town tells none."""
        return next((f for f in self.figures if key in (f.key, f.id)), None)
