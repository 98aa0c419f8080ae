"""Figures about local supply on foot (N-01 to N-13, and persons by score N-14)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from innenstadt_gis.analysis.counting import ids
from innenstadt_gis.analysis.local_supply.categories import BY_KEY, CATEGORIES, CORE, Category
from innenstadt_gis.analysis.local_supply.reach import Supply
from innenstadt_gis.analysis.people import People
from innenstadt_gis.analysis.walkgraph import Floats
from innenstadt_gis.tables.findings.local_supply import SUPPLY_CATEGORIES, SUPPLY_SCORES
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

_NO_CELLS = Text("keine Bevölkerungszellen in den Daten", "no population cells in the data")
_NO_HOME = Text(
    "in keiner bewohnten Zelle liegt eine Adresse oder ein Gebäude mit Anschluss ans Wegenetz",
    "no populated cell holds an address or building connected to the network",
)


def supply_figures(supply: Supply, people: People) -> tuple[Figure, ...]:
    """
    How well people are supplied on foot.

    N-01 mean score of a person (0 to 5); N-02 to N-06 persons who reach a supermarket or
    discounter, a general practitioner, a primary school, a pharmacy, a stop; N-07 to N-12 a
    bakery, drugstore, bank, post, dentist, kindergarten; N-13 mean score of an address;
    N-14 persons by score, one cell each.

    Bounds: at least, by places that are surely of the kind, with all uncounted persons
    unserved; at most, with places of unknown status, with whatever may lie beyond the edge
    of the data, and with all uncounted persons served.

    Parameters
    ----------
    supply
        From `reach.local_supply`.
    people
        From `people.people_of`, of the homes that were scored.

    Returns
    -------
    tuple of Figure
        ``value`` is None, with ``why``, without population and for kinds of which the
        data hold no place. ``coverage`` is the share of the persons whose home is known.
    """
    asked = _Asked(supply, people)
    shares = [asked.share(at, category) for at, category in enumerate(CATEGORIES, start=2)]
    return (asked.mean(), *shares, asked.mean_of_addresses(), *asked.by_score())


class _Asked:
    """Homes and persons, ready to be asked for each figure."""

    def __init__(self, supply: Supply, people: People) -> None:
        self.supply, self.people = supply, people
        self.joined = supply.homes["score_high"].notna().to_numpy()
        self.total = float(people.persons.sum())
        self.known = self._cells(self.joined.astype(float))
        self.covered = float(self.known.sum())
        within = number(supply.within_m), number(supply.within_m, lang="en")
        self.way = Text(
            f"bis {within[0]} m Fußweg entlang der Wege",
            f"within {within[1]} m on foot by the ways",
        )
        self.missing = [k for k in CORE if not supply.places.loc[k, ["sure", "likely"]].sum()]

    def _cells(self, weights: Floats) -> Floats:
        """Sum over the persons of each cell: one home stands for as many as live there."""
        spread = self.people.spread
        return np.zeros(0) if spread is None else spread.added(weights) * spread.each

    def _sum(self, values: Any) -> float:
        return float(self._cells(_numbers(values)).sum())

    def _nobody(self) -> Text | None:
        if self.people.spread is None:
            return _NO_CELLS
        return None if self.covered > 0 else _NO_HOME

    def _persons(self, **stated: Any) -> Figure:
        method = stated.pop("method")
        parameters = stated.pop("parameters", {})
        census, spread = self.people.census, self.people.said
        counted = self.people.cells[self.known > 0]
        unknown = (self.known <= 0) & (self.people.persons > 0)
        return Figure(
            method=Text(
                f"{method.de}; {spread.de}; {census.de}", f"{method.en}; {spread.en}; {census.en}"
            ),
            parameters={
                "within_m": self.supply.within_m, "persons": self.total,
                "persons_near_edge": self._sum(self.supply.homes["near_edge"]), **parameters,
            },
            base_table="population",
            coverage=min(self.covered / self.total, 1.0) if self.total > 0 else None,
            denominator=self.covered if self.people.spread is not None else None,
            counted=ids(counted), unknown=ids(self.people.cells[unknown]), **stated,
        )  # fmt: skip

    def mean(self) -> Figure:
        score, why = self.supply.homes["score"], self._nobody() or self._none_of_core()
        low = high = None
        if self.covered > 0:
            away = max(self.total - self.covered, 0.0)
            low = self._sum(self.supply.homes["score_low"]) / self.total
            high = (self._sum(self.supply.homes["score_high"]) + 5 * away) / self.total
        return self._persons(
            id="N-01", key="local_supply_score",
            label=Text("Nahversorgung zu Fuß, 0 bis 5", "local supply on foot, 0 to 5"),
            unit="points", value=None if why else self._sum(score) / self.covered,
            numerator=None if why else self._sum(score), bound_low=low, bound_high=high,
            method=_score_said(self.way), why=why, parameters={"kinds": ";".join(CORE)},
        )  # fmt: skip

    def _none_of_core(self) -> Text | None:
        if not self.missing:
            return None
        told = [_none(BY_KEY[key]) for key in self.missing]
        return Text("; ".join(t.de for t in told), "; ".join(t.en for t in told))

    def share(self, at: int, category: Category) -> Figure:
        supply, there = self.supply, _places(self.supply, category)
        why = self._nobody() or (None if there.all else _none(category))
        near = self._sum(supply.served[category.key])
        low = high = None
        if self.covered > 0:
            away = max(self.total - self.covered, 0.0)
            low = self._sum(supply.low[category.key]) / self.total
            high = min((self._sum(supply.high[category.key]) + away) / self.total, 1.0)
        hit = self._cells(_numbers(supply.served[category.key])) > 0
        return self._persons(
            id=f"N-{at:02d}", key=f"persons_near_{category.key}",
            label=Text(
                f"Personen mit {category.label.de} {self.way.de.split(' entlang')[0]}",
                f"persons with {category.label.en} {self.way.en.split(' by')[0]}",
            ),
            unit="share", value=None if why else min(near / self.covered, 1.0),
            numerator=None if why else near, bound_low=low, bound_high=high,
            method=_share_said(category, self.way), why=why,
            numerator_ids=() if why else ids(self.people.cells[hit]),
            parameters={
                "places": there.all, "places_sure": there.sure,
                "places_of_unknown_status": there.unsure,
            },
        )  # fmt: skip

    def mean_of_addresses(self) -> Figure:
        rows = self.supply.homes
        known = rows[rows["score"].notna()]
        why = self._none_of_core()
        if not len(known) and why is None:
            why = Text("kein Haus mit Anschluss ans Wegenetz", "no home connected to the network")
        return Figure(
            id="N-13", key="local_supply_score_addresses",
            label=Text("Nahversorgung zu Fuß, Mittel der Adressen", "local supply, mean of addresses"),
            unit="points", value=None if why else float(known["score"].astype("float64").mean()),
            numerator=None if why else float(known["score"].sum()), denominator=len(known),
            bound_low=_mean(rows["score_low"], 0), bound_high=_mean(rows["score_high"], 5),
            coverage=len(known) / len(rows) if len(rows) else None,
            method=_score_said(self.way), parameters={"within_m": self.supply.within_m},
            base_table="local_supply", counted=ids(known),
            unknown=ids(rows[rows["score"].isna()]), why=why,
        )  # fmt: skip

    def by_score(self) -> tuple[Figure, ...]:
        if self._nobody() or self._none_of_core():
            return ()
        score = self.supply.homes["score"]
        figures = []
        for points in range(len(CORE) + 1):
            each = self._cells(_numbers((score == points).fillna(value=False)))
            figures.append(
                self._persons(
                    id=f"N-14:{points}", key=f"persons_with_supply_{points}",
                    label=Text("Personen nach Nahversorgung", "persons by local supply"),
                    group=Text(f"{points} von 5 erreichbar", f"{points} of 5 in reach"),
                    cell=("supply_scores", str(points)), unit="share",
                    value=float(each.sum()) / self.covered, numerator=float(each.sum()),
                    method=_score_said(self.way), numerator_ids=ids(self.people.cells[each > 0]),
                )
            )  # fmt: skip
        return tuple(figures)


class _Places(NamedTuple):
    """Places of a kind: all that count, those sure of it, and those of unknown status."""

    all: int
    sure: int
    unsure: int


def _places(supply: Supply, category: Category) -> _Places:
    sure, likely, possible = (int(n) for n in np.asarray(supply.places.loc[category.key]))
    return _Places(sure + likely, sure, possible)


def _numbers(values: Any) -> Floats:
    return np.asarray(pd.Series(values).astype("Float64").fillna(0.0), dtype=np.float64)


def _mean(values: pd.Series, blank: int) -> float | None:
    """Mean of a column with blanks counted as ``blank``; None of no rows."""
    return float(values.fillna(blank).astype("float64").mean()) if len(values) else None


def _none(category: Category) -> Text:
    return Text(
        f"{category.one.de} in den Daten: nicht eingetragen heißt nicht, dass es keine gibt",
        f"{category.one.en} in the data: not entered does not mean that there is none",
    )


def _score_said(way: Text) -> Text:
    return Text(
        "wie viele von Supermarkt oder Discounter, Hausarzt, Grundschule, Apotheke, Haltestelle "
        f"(BBSR) {way.de}, von Tür zu Tür",
        "how many of supermarket or discounter, general practitioner, primary school, pharmacy, "
        f"stop (BBSR) {way.en}, from door to door",
    )


def _share_said(category: Category, way: Text) -> Text:
    said = Text(
        f"{category.label.de} {way.de}, von Tür zu Tür; nach Register und OpenStreetMap",
        f"{category.label.en} {way.en}, from door to door; by register and OpenStreetMap",
    )
    if not category.yes:
        return said
    return Text(
        f"{said.de}; Art nach dem Namen, Namen ohne Hinweis zählen mit (die untere Grenze ohne sie)",
        f"{said.en}; kind by name, names that tell nothing count (not in the lower bound)",
    )


def supply_categories(supply: Supply, people: People) -> pd.DataFrame:
    """
    Places, persons served and the metres that half of the persons walk at most, by kind.

    Returns
    -------
    pd.DataFrame
        Contract in `tables.findings.local_supply.SUPPLY_CATEGORIES`; blank where the data
        hold no place of a kind, or no persons.
    """
    each = people.each
    rows = []
    for category in CATEGORIES:
        there = _places(supply, category)
        row = {
            "category": category.key, "label": category.label.de, "places": there.all, "sure": there.sure, "unsure": there.unsure,
        }  # fmt: skip
        known = supply.high[category.key].notna().to_numpy()
        if there.all and len(each) and each[known].sum() > 0:
            near = _numbers(supply.served[category.key])
            row |= {
                "persons": (near * each)[known].sum(), "of": each[known].sum(),
                "share": (near * each)[known].sum() / each[known].sum(),
                "median_m": _median(
                    supply.homes[f"{category.key}_m"].to_numpy("float64")[known], each[known]
                ),
            }  # fmt: skip
        rows.append(row)
    frame = pd.DataFrame(rows, columns=["category", *SUPPLY_CATEGORIES.names])
    return SUPPLY_CATEGORIES.conform(frame.set_index("category"))


def _median(metres: Floats, weight: Floats) -> float:
    """Metres within which half of the weight lies; blank ones lie farther than all others."""
    order = np.argsort(np.where(np.isnan(metres), np.inf, metres), kind="stable")
    reached = np.cumsum(weight[order])
    return float(metres[order[np.searchsorted(reached, reached[-1] / 2)]])


def supply_scores(supply: Supply, people: People) -> pd.DataFrame:
    """
    Addresses and persons by score.

    Returns
    -------
    pd.DataFrame
        Contract in `tables.findings.local_supply.SUPPLY_SCORES`, one row for 0 to 5;
        persons are blank without population, all is where no home has a score.
    """
    score, each = supply.homes["score"], people.each
    scores = range(len(CORE) + 1)
    known = score.notna().to_numpy()
    frame = pd.DataFrame(index=list(scores))
    if known.any():
        frame["addresses"] = [int((score == p).sum()) for p in scores]
    if len(each) and each[known].sum() > 0:
        at = score.fillna(-1).to_numpy("int64")
        frame["persons"] = [float(each[known & (at == p)].sum()) for p in scores]
        frame["share"] = frame["persons"] / each[known].sum()
    frame.index = pd.Index([str(p) for p in scores])
    return SUPPLY_SCORES.conform(frame)
