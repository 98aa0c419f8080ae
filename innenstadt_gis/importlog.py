"""The import log: what every source held, and what became of every row of it.

``rows_in = records + nonrecords + len(rejected)`` holds for every source; nothing is
silently dropped.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from innenstadt_gis.words import Text

Outcome = Literal["record", "nonrecord", "rejected"]


@dataclass(frozen=True, slots=True)
class Row:
    """
    What became of one row; ``source_row`` is the row as Excel shows it (CSV: header = 1).

    ``reason`` is a code such as ``"subtotal"`` or ``"duplicate"``, blank for a plain
    record; it never holds a value of the row.
    """

    source_sheet: str | None
    source_row: int
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLog:
    """
    One source: file, role, counts, repairs, ways of locating, notes.

    Sources without rows to account for singly (an OSM extract, a cadastre) give
    ``counts`` such as ``{"buildings": 6493}`` beside ``rows_in``, ``records`` and
    ``nonrecords``; their ``explained`` says for each kind of object why fewer were read
    than the file holds.
    """

    role: str  # osm, register, parcels, addresses, elevation, population, boundary, gtfs …
    file: str  # name as in study.toml
    kind: str  # what the content is: "csv", "xlsx", "osm.pbf", "gpkg" …
    sha256: str = ""
    day: str = ""  # day of the content, ISO
    licence: str = ""
    attribution: str = ""
    rows_in: int = 0
    records: int = 0
    nonrecords: int = 0
    rejected: int = 0
    rows: tuple[Row, ...] = ()
    repairs: dict[str, int] = field(default_factory=dict)
    located: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    explained: dict[str, int] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()

    def adds_up(self) -> bool:
        """Tell whether every row of the source is accounted for."""
        told = Counter(row.outcome for row in self.rows)
        return self.rows_in == self.records + self.nonrecords + self.rejected and (
            not self.rows
            or (told["record"], told["nonrecord"], told["rejected"])
            == (self.records, self.nonrecords, self.rejected)
        )


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that was not computed or not read, why, and what to do about it."""

    what: str  # a key such as "vacancy_rate", "walking", "parcels"
    why: Text
    todo: Text = Text("", "")


@dataclass(frozen=True, slots=True)
class ImportLog:
    """All sources of a town and what is missing, in the order in which they were read."""

    sources: tuple[SourceLog, ...] = ()
    missing: tuple[Missing, ...] = ()

    def plus(self, *sources: SourceLog, missing: tuple[Missing, ...] = ()) -> ImportLog:
        """Return the log with more sources or gaps added."""
        return ImportLog((*self.sources, *sources), (*self.missing, *missing))
