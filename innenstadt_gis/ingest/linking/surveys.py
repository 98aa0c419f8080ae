"""Which row of a survey is which unit of the surveys before, and how sure that is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from innenstadt_gis.ingest.linking.likeness import (
    Facts,
    bare_confidence,
    named_confidence,
    numbers_hold,
)
from innenstadt_gis.ingest.linking.places import Place, home_of, keys_of, unit_id
from innenstadt_gis.ingest.linking.rows import row_identity
from innenstadt_gis.ingest.streets import HouseNumber
from innenstadt_gis.tables import STATUS

__all__ = ["CANDIDATES", "LINK_FROM", "SURE_FROM", "SurveyLink", "Surveys", "link_surveys"]

#: Columns of the links that a person should confirm.
CANDIDATES = (
    "record_id", "identity", "unit_id", "before", "confidence", "linked", "source_sheet",
    "source_row",
)  # fmt: skip
#: A row is linked to a unit from this confidence on ...
LINK_FROM = 0.5
#: ... and below this one the link is written as a candidate for a person to confirm.
SURE_FROM = 0.8
_WORTH_ASKING = 0.3
_MOST_ASKED = 2
# More rows without house number and name in one street than this cannot be told apart.
_CROWD = 60
_UNIT_ID = re.compile(r"u-[0-9a-f]{10}")


@dataclass(frozen=True, slots=True)
class SurveyLink:
    """A row that is a unit of an earlier survey; ``before`` is that unit's last row."""

    row: int
    before: int
    confidence: float
    kind: str  # confirmed, given, earlier_survey


@dataclass(slots=True)
class Surveys:
    """Unit and confidence of every register row, links, and the pairs to be confirmed."""

    units: Any
    confidence: Any
    used: set[str] = field(default_factory=set)
    links: list[SurveyLink] = field(default_factory=list)
    asked: list[tuple[int, str, int, float, bool]] = field(default_factory=list)

    def candidates(self, records: pd.DataFrame) -> pd.DataFrame:
        """
        Links for a person to confirm, with what was there before, in words.

        ``linked`` tells whether the link holds as long as nobody says otherwise.
        """
        # As the register alone names its rows: so does who reads the answer.
        identity = pd.Series("", index=records.index, dtype="str")
        for _, mine in records.iloc[sorted({k for a in self.asked for k in a[:3:2]})].groupby(
            "source"
        ):
            whole = records[records["source"] == mine["source"].iloc[0]]
            identity[whole.index] = row_identity(whole)
        rows = []
        for i, unit, j, sure, linked in self.asked:
            last = records.iloc[j]
            status = STATUS[last["status"]].de
            before = f"{identity.iloc[j]}: {status}, Stand {last['survey_day']:%Y-%m-%d}"
            here = records.iloc[i][["source_sheet", "source_row"]]
            rows.append(
                (records.index[i], identity.iloc[i], unit, before, round(sure, 2), linked, *here)
            )
        return pd.DataFrame(rows, columns=list(CANDIDATES))


@dataclass(slots=True)
class _Known:
    """The units found so far: last row of each, and where they were ever listed."""

    last: dict[str, int] = field(default_factory=dict)
    listed: dict[Any, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    by_number: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    by_line: dict[Any, str] = field(default_factory=dict)


def link_surveys(
    records: pd.DataFrame,
    places: list[Place],
    rows: list[int],
    *,
    ags: str | None,
    given: Any = None,
    confirmed: Mapping[str, str] | None = None,
) -> Surveys:
    """
    Give every register row its unit, from the oldest survey to the newest.

    A survey is one register of one day. In each, confirmed links hold first, then unit ids
    that the list itself holds, then its lines (where years stand side by side, a line is one
    unit), then names and proven object numbers, then the place alone; within an address the
    assignment is one to one and the best as a whole. Nothing depends on the order of rows.

    Parameters
    ----------
    records, places
        Rows of `tables.RECORDS` and their places.
    rows
        Positions of the register rows.
    ags
        Part of every id.
    given
        Unit id that a row itself holds, by position (None: no row does).
    confirmed
        Record id to unit id or ``"new"``.
    """
    done = Surveys(np.full(len(records), None, dtype=object), np.full(len(records), np.nan))
    facts, known = Facts.of(records, places), _Known()
    lines = _lines(records, places)
    # Rows that say the same of their unit are told apart by all else they say, not by order.
    rest = list(zip(records["status"].fillna(""), records["raw"].fillna(""), strict=True))
    days, sources = records["survey_day"].to_numpy(), records["source"].to_numpy()
    order = {source: n for n, source in enumerate(dict.fromkeys(sources[rows].tolist()))}
    batches: dict[Any, list[int]] = defaultdict(list)
    for i in rows:
        batches[days[i], order[sources[i]]].append(i)
    taken: dict[tuple[str, str, str], int] = defaultdict(int)
    numbers: dict[str, HouseNumber | None] = {}
    for _, batch in sorted(batches.items()):
        batch.sort(key=lambda i: (places[i][:4], facts.content(i), rest[i], records.index[i]))
        _Batch(records, facts, known, done, batch, numbers, lines).link(given, confirmed or {})
        for i in batch:
            if done.units[i] is None:
                home = home_of(places[i], facts.name[i])
                done.units[i] = _free_id(ags, home, taken, done.used)
                done.confidence[i] = 1.0
        _remember(known, facts, done, batch, numbers)
        known.by_line |= {lines[i]: done.units[i] for i in batch if lines[i] is not None}
    return done


def _lines(records: pd.DataFrame, places: list[Place]) -> list[Any]:
    """Line of the file that a record stands in, with its place: two tables may lie abreast."""
    columns = (records[c] for c in ("source", "source_sheet", "source_row"))
    told = zip(*columns, places, strict=True)
    return [
        None if pd.isna(row) else (source, "" if pd.isna(sheet) else sheet, int(row), place[:4])
        for source, sheet, row, place in told
    ]


def _free_id(
    ags: str | None,
    home: tuple[str, str, str],
    taken: dict[tuple[str, str, str], int],
    used: set[str],
) -> str:
    while True:
        unit = unit_id(ags, *home, taken[home])
        taken[home] += 1
        if unit not in used:
            used.add(unit)
            return unit


def _remember(
    known: _Known,
    facts: Facts,
    done: Surveys,
    batch: list[int],
    numbers: dict[str, HouseNumber | None],
) -> None:
    for i in batch:
        unit = done.units[i]
        known.last[unit] = i
        for key in keys_of(facts.places[i], facts.name[i], numbers=numbers, around=False):
            known.listed[key][unit] = None
        if facts.number[i]:
            known.by_number[facts.number[i]][unit] = None


@dataclass(slots=True)
class _Batch:
    """One survey on its way to its units."""

    records: pd.DataFrame
    facts: Facts
    known: _Known
    done: Surveys
    rows: list[int]
    numbers: dict[str, HouseNumber | None]
    lines: list[Any]

    def link(self, given: Any, confirmed: Mapping[str, str]) -> None:
        """Fill unit and confidence of the rows that are known units."""
        fixed = self._held(given, confirmed)
        free = [i for i in self.rows if self.done.units[i] is None and i not in fixed]
        if not self.known.last:
            return
        proven = numbers_hold(self.facts, self.rows, list(self.known.last.values()))
        pairs = self._pairs(free, proven=proven)
        sure = {p: named_confidence(self.facts, p[0], j, numbers=proven) for p, j in pairs.items()}
        self._assign({p: score for p, score in sure.items() if score > 0})
        taken = {self.done.units[i] for i in self.rows}
        rest = {
            (i, unit): j
            for (i, unit), j in pairs.items()
            if self.done.units[i] is None and unit not in taken
        }
        bare = self._bare(rest, pairs, proven=proven)
        self._assign({p: score for p, score in bare.items() if score >= LINK_FROM})
        self._ask(free, sure, bare)

    def _held(self, given: Any, confirmed: Mapping[str, str]) -> set[int]:
        """Take what persons confirmed and what the list itself says; return the new units."""
        new: set[int] = set()
        held: set[str] = set()
        for i in self.rows:
            said = confirmed.get(self.records.index[i])
            if said == "new":
                new.add(i)
            elif (
                said and said in held
            ):  # one unit is one row of a survey: ask again about the second
                self.done.asked.append((i, said, self.known.last.get(said, i), 0.45, False))
            elif said and _UNIT_ID.fullmatch(said):
                self._take(i, said, 1.0, "confirmed")
                held.add(said)
        self._given(given, new, held)
        for i in self.rows:
            unit = self.known.by_line.get(self.lines[i])
            if unit and i not in new and unit not in held and self.done.units[i] is None:
                self._take(i, unit, 0.99, "given")
                held.add(unit)
        return new

    def _given(self, given: Any, new: set[int], held: set[str]) -> None:
        """Take the unit ids that the list itself holds."""
        for i in self.rows if given is not None else ():
            unit = given[i]
            if i in new or self.done.units[i] is not None or not isinstance(unit, str):
                continue
            if not _UNIT_ID.fullmatch(unit) or unit in held:
                continue
            last = self.known.last.get(unit)
            if last is None or self._may_be(i, last):
                self._take(i, unit, 0.99, "given")
                held.add(unit)
            else:
                self.done.asked.append((i, unit, last, 0.45, False))

    def _may_be(self, i: int, last: int) -> bool:
        """Doubt an id beside another address and another name: a column was sorted alone."""
        elsewhere = self.facts.relation(i, last) == "elsewhere"
        return not elsewhere or self.facts.same_name(i, last)

    def _take(self, i: int, unit: str, sure: float, kind: str) -> None:
        self.done.units[i], self.done.confidence[i] = unit, sure
        self.done.used.add(unit)
        if unit in self.known.last:
            self.done.links.append(SurveyLink(i, self.known.last[unit], sure, kind))

    def _pairs(self, free: list[int], *, proven: bool) -> dict[tuple[int, str], int]:
        """Rows and units that could be one, with the unit's last row."""
        gone = {self.done.units[i] for i in self.rows} - {None}
        pairs: dict[tuple[int, str], int] = {}
        for i in free:
            place, name = self.facts.places[i], self.facts.name[i]
            found: dict[str, None] = {}
            for key in keys_of(place, name, numbers=self.numbers, around=True):
                there = self.known.listed.get(key, {})
                if key[0] != "street" or len(there) <= _CROWD:
                    found |= there
            if proven and self.facts.number[i]:
                found |= self.known.by_number.get(self.facts.number[i], {})
            pairs |= {(i, unit): self.known.last[unit] for unit in found if unit not in gone}
        return pairs

    def _assign(self, scores: dict[tuple[int, str], float]) -> None:
        """Choose one to one within each group of pairs, the best as a whole."""
        for group in _groups(list(scores)):
            rows = list(dict.fromkeys(i for i, _ in group))
            units = sorted({unit for _, unit in group})
            if len(group) == 1:
                chosen = [(0, 0)]
            else:
                weight = np.zeros((len(rows), len(units)))
                for i, unit in group:
                    # Steep, so that one sure pair is not given up for two doubtful ones.
                    weight[rows.index(i), units.index(unit)] = scores[i, unit] ** 8
                a, b = linear_sum_assignment(weight, maximize=True)
                chosen = list(zip(a.tolist(), b.tolist(), strict=True))
            for row, unit in ((rows[m], units[n]) for m, n in chosen):
                sure = scores.get((row, unit), 0.0)
                if sure > 0:
                    self._take(row, unit, round(sure, 3), "earlier_survey")

    def _bare(
        self,
        rest: dict[tuple[int, str], int],
        all_pairs: dict[tuple[int, str], int],
        *,
        proven: bool,
    ) -> dict[tuple[int, str], float]:
        """Confidence of the pairs that are left, by their place."""
        days = self.records["survey_day"].to_numpy()
        at_first, now = _counts(self.facts, all_pairs), _counts(self.facts, rest)
        scores = {}
        for (i, unit), j in rest.items():
            home = self.facts.places[i][:3]
            many = now[0][home], now[1][self.facts.places[j][:3]]
            if many == (1, 1):
                first = at_first[0][home], at_first[1][self.facts.places[j][:3]]
                alone = "only" if first == (1, 1) else "left"
            else:
                alone = "even" if many[0] == many[1] else ""
            scores[i, unit] = bare_confidence(
                self.facts, i, j, alone=alone, numbers=proven, same_day=days[i] == days[j]
            )
        return scores

    def _ask(
        self, free: list[int], sure: dict[Any, float], bare: dict[tuple[int, str], float]
    ) -> None:
        """Note what a person should confirm: doubtful links, and rows that found no unit."""
        certain = {
            self.done.units[i] for i in self.rows if (self.done.confidence[i] or 0) >= SURE_FROM
        }
        by_row: dict[int, list[tuple[float, str]]] = defaultdict(list)
        for (i, unit), score in (sure | bare).items():
            if score >= _WORTH_ASKING and unit not in certain:
                by_row[i].append((score, unit))
        for i in free:
            if self.done.units[i] is not None and self.done.confidence[i] >= SURE_FROM:
                continue
            # The link that holds comes first, then what else it could be.
            found = sorted(by_row[i], key=lambda p: (p[1] != self.done.units[i], -p[0], p[1]))
            for score, unit in found[:_MOST_ASKED]:
                linked = unit == self.done.units[i]
                self.done.asked.append((i, unit, self.known.last[unit], score, linked))


def _counts(facts: Facts, pairs: dict[tuple[int, str], int]) -> tuple[Any, Any]:
    """How many rows and how many units are at each place."""
    rows = {i for i, _ in pairs}
    last = {unit: j for (_, unit), j in pairs.items()}
    return (
        Counter(facts.places[i][:3] for i in rows),
        Counter(facts.places[j][:3] for j in last.values()),
    )


def _groups(pairs: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """Pairs that hang together."""
    if not pairs:
        return []
    row_codes, rows = pd.factorize(np.array([i for i, _ in pairs]))
    unit_codes, units = pd.factorize(np.array([u for _, u in pairs], dtype=object))
    size = len(rows) + len(units)
    graph = coo_array(
        (np.ones(len(pairs)), (row_codes, unit_codes + len(rows))), shape=(size, size)
    )
    _, label = connected_components(graph, directed=False)
    groups: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for code, pair in zip(row_codes.tolist(), pairs, strict=True):
        groups[int(label[code])].append(pair)
    return list(groups.values())
