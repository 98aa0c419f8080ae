"""The figures of the verdict: L-20 to L-23 over all vacancies, L-24 and L-25 beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from innenstadt_gis.analysis.clusters.labelling import JOINED_M
from innenstadt_gis.analysis.clusters.near import Near
from innenstadt_gis.analysis.clusters.pattern import (
    FEWEST_CASES,
    FEWEST_UNITS,
    LEVEL,
    Pattern,
    cluster_table,
    find_pattern,
    neighbour_table,
    neighbours,
    streets_of,
)
from innenstadt_gis.analysis.clusters.scan import PERMUTATIONS, scan, separate_windows
from innenstadt_gis.analysis.clusters.windows import LARGEST_M, SMALLEST_M, make_windows
from innenstadt_gis.analysis.counting import flag, ids
from innenstadt_gis.analysis.vacancy import KNOWN, vacancy_rate
from innenstadt_gis.analysis.walkgraph import WalkGraph
from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.tables.findings.clusters import LABEL_SCANS
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

#: A vacancy of so many months is a long one (usual: over a year is structural).
LONG_MONTHS = 12.0
#: A branch with fewer units could not show anything after so many questions.
FEWEST_OF_BRANCH = 10
#: Functions that choose their place by customers; a school or an office does not.
_CHOOSING = ("retail", "gastronomy", "service", "health", "craft", "culture_leisure")
_POWER_ODDS, _POWER_RADIUS_M = 8.0, 120.0
_IN_USE = ("occupied", "at_risk", "partly_vacant", "interim_use")

_LABEL = Text(
    "Lage der Leerstände: p, wenn der Zufall sie verteilt", "place of vacancies: p by chance"
)
_METHOD = Text(
    f"mittlerer Likelihood-Quotient aller Umkreise bis {LARGEST_M:.0f} m Fußweg um jedes "
    "Ladenlokal; die Status werden 999-mal neu auf dieselben Ladenlokale verteilt",
    f"average likelihood ratio of all windows up to {LARGEST_M:.0f} m on foot around each "
    "unit; statuses dealt anew to the same units 999 times",
)


class PatternAnswer(NamedTuple):
    """Figures, and the found tables by name."""

    figures: tuple[Figure, ...]
    tables: dict[str, Any]


def vacancy_pattern(
    premises: gpd.GeoDataFrame,
    sections: gpd.GeoDataFrame,
    graph: WalkGraph | None,
    *,
    scope: str | None,
    seed: int = 0,
) -> PatternAnswer:
    """
    Do the vacancies stand together more than chance explains, and where?

    Of the register's units with known status and a place on the walk network, vacant ones
    are cases. Everything is asked *given where the units stand*: chance deals the same
    number of vacancies to the same units.

    Parameters
    ----------
    premises, sections
        Contracts in `tables.PREMISES` and `tables.SECTIONS`.
    graph
        The walk network; None if there is none.
    scope
        As for `vacancy.vacancy_rate`; where there is no headline there is no verdict.
    seed
        Of the random numbers: same seed, same result.

    Returns
    -------
    PatternAnswer
        L-20 ``vacancy_pattern`` (p of the verdict; ``parameters`` tell the power: how often
        eightfold odds within 120 m would have been found with these numbers), L-21
        ``vacancy_pairs`` (global join count), L-22 ``vacancy_k_difference``, L-23
        ``vacancy_neighbours`` (vacancies with a false discovery rate up to 5 %); tables
        ``vacancy_neighbours`` and, only if the verdict says so, ``clusters``. Too few units
        or vacancies, no network, no headline: ``value`` None and ``why``.
    """
    headline = vacancy_rate(premises, scope=scope)
    registered = premises[flag(premises["in_register"])]
    known = registered[registered["status"].isin(KNOWN)]
    why = headline.why if headline.value is None else None
    if why is None and (graph is None or not len(sections)):
        why = Text("kein Wegenetz mit Straßennamen", "no walk network with street names")
    if why is not None or graph is None:
        return PatternAnswer(_none(why, known), {})
    units, near = neighbours(known, graph)
    labels = units["status"] == "vacant"
    why = _too_little(labels, near)
    if why is not None:
        return PatternAnswer(_none(why, known), {})
    pattern = find_pattern(units, near, labels, seed=seed)
    tables: dict[str, Any] = {"vacancy_neighbours": neighbour_table(pattern)}
    found = cluster_table(pattern, graph, sections)
    if len(found):
        tables["clusters"] = found
    return PatternAnswer(_figures(pattern, known, seed), tables)


def _too_little(labels: pd.Series, near: Near) -> Text | None:
    cases, units = int(labels.sum()), len(labels)
    if units < FEWEST_UNITS or cases < FEWEST_CASES or units - cases < FEWEST_CASES:
        return Text(
            f"{cases} leere unter {units} verorteten Ladenlokalen sind zu wenige, um mehr als "
            f"Zufall zu zeigen (nötig: {FEWEST_UNITS} Ladenlokale, {FEWEST_CASES} leere und "
            f"{FEWEST_CASES} andere)",
            f"{cases} vacant ones among {units} located units are too few to show more than "
            f"chance (needed: {FEWEST_UNITS} units, {FEWEST_CASES} vacant and {FEWEST_CASES} others)",
        )
    if not (near.metres > 0).any():
        return Text(
            "alle Ladenlokale stehen weit auseinander oder an einem Ort",
            "all units stand far apart or at one place",
        )
    return None


def _none(why: Text | None, known: gpd.GeoDataFrame) -> tuple[Figure, ...]:
    return (
        Figure(
            id="L-20", key="vacancy_pattern", label=_LABEL, unit="p", value=None, method=_METHOD,
            base_table="premises", base="register", left_out=ids(known), why=why,
        ),
    )  # fmt: skip


def _figures(pattern: Pattern, known: gpd.GeoDataFrame, seed: int) -> tuple[Figure, ...]:
    result, joint = pattern.scan, pattern.together
    cases = pattern.units[pattern.labels]
    verdict = Figure(
        id="L-20", key="vacancy_pattern", label=_LABEL, unit="p", value=result.p_average,
        numerator=result.cases, denominator=result.units,
        coverage=result.units / len(known), method=_METHOD,
        parameters={
            "level": LEVEL, "permutations": PERMUTATIONS, "seed": seed,
            "smallest_m": SMALLEST_M, "largest_m": LARGEST_M,
            "p_of_likeliest_window": result.p_maximum, "power": round(pattern.power, 2),
            "power_odds": _POWER_ODDS, "power_radius_m": _POWER_RADIUS_M,
        },
        base_table="premises", base="register", counted=ids(pattern.units),
        numerator_ids=ids(cases), left_out=ids(known.index.difference(pattern.units.index)),
    )  # fmt: skip
    pairs = replace(
        verdict, id="L-21", key="vacancy_pairs",
        label=Text(
            f"Paare leerer Ladenlokale bis {JOINED_M:.0f} m Fußweg",
            f"pairs of vacant units within {JOINED_M:.0f} m on foot",
        ),
        unit="pairs", value=float(joint.joins), numerator=joint.joins, denominator=None,
        parameters={"expected": round(joint.joins_expected, 2), "p": joint.p_joins,
                    "permutations": PERMUTATIONS, "seed": seed},
        method=Text("globale Join-Count-Statistik, Status neu verteilt",
                    "global join count, statuses dealt anew"),
        numerator_ids=ids(cases),
    )  # fmt: skip
    spread = replace(
        pairs, id="L-22", key="vacancy_k_difference",
        label=Text("Nähe leerer gegenüber anderen Ladenlokalen bis 400 m: p",
                   "nearness of vacant against other units up to 400 m: p"),
        unit="p", value=joint.p_k, numerator=result.cases, denominator=result.units,
        parameters={"statistic": round(joint.k_difference, 3), "permutations": PERMUTATIONS,
                    "seed": seed},
        method=Text("Differenz der K-Funktionen im Wegenetz (Diggle und Chetwynd)",
                    "difference of network K functions (Diggle and Chetwynd)"),
    )  # fmt: skip
    near = pattern.local.q <= LEVEL
    single = replace(
        pairs, id="L-23", key="vacancy_neighbours",
        label=Text("leere Ladenlokale mit mehr leeren Nachbarn, als der Zufall erklärt",
                   "vacant units with more vacant neighbours than chance explains"),
        unit="units", value=float(near.sum()), numerator=int(near.sum()),
        denominator=result.cases, parameters={"joined_m": JOINED_M, "false_discovery_rate": LEVEL},
        method=Text("lokale Join-Counts, exakt, falsche Funde auf 5 % begrenzt (Benjamini-Hochberg)",
                    "local join counts, exact, false discovery rate 5% (Benjamini-Hochberg)"),
        counted=ids(cases), numerator_ids=ids(cases[near]),
    )  # fmt: skip
    return verdict, pairs, spread, single


class _Asked(NamedTuple):
    key: str
    what: Text
    units: gpd.GeoDataFrame
    near: Near
    labels: pd.Series
    asked: pd.Index  # of all rows that the question was asked of
    unknown: pd.Index  # of those whose answer nobody knows


def further_scans(
    premises: gpd.GeoDataFrame,
    sections: gpd.GeoDataFrame,
    graph: WalkGraph | None,
    *,
    scope: str | None,
    long_months: float = LONG_MONTHS,
    seed: int = 0,
) -> PatternAnswer:
    """
    The same question for long vacancies and for the larger branches; none of them is the verdict.

    Long vacancies are asked of the register's units of known status (a vacancy whose length
    nobody knows is left out), branches of all units in use whose branch is known. The p
    values are adjusted for asking so often (Holm 1979).

    Parameters
    ----------
    premises, sections, graph, scope, seed
        As for `vacancy_pattern`.
    long_months
        From so many months on a vacancy is a long one.

    Returns
    -------
    PatternAnswer
        L-24 ``long_vacancies_pattern`` and one L-25 a branch with at least 10 units, all with
        the adjusted p; table ``label_scans``. Nothing where nothing can be asked.
    """
    if graph is None or not len(sections):
        return PatternAnswer((), {})
    asked = [*_long(premises, graph, scope, long_months), *_branches(premises, graph)]
    if not asked:
        return PatternAnswer((), {})
    rows, figures = [], []
    for one in asked:
        windows = make_windows(one.near)
        labels = one.labels.to_numpy(dtype=bool)
        done = scan(windows, labels, seed=seed, early=True)
        likeliest = separate_windows(windows, done)[:1]
        inside = windows.units(likeliest[0]) if likeliest else np.empty(0, np.int32)
        cases = one.units.iloc[inside][labels[inside]]
        rows.append(
            {"scan_id": one.key, "what": one.what.de, "units": done.units, "cases": done.cases,
             "p_value": done.p_average, "streets": ";".join(streets_of(cases, sections))}
        )  # fmt: skip
    table = pd.DataFrame(rows).set_index("scan_id")
    table["p_adjusted"] = holm(table["p_value"].to_numpy())
    unclear = table["p_adjusted"] > LEVEL
    table["streets"] = table["streets"].mask(unclear)
    for one, p in zip(asked, table["p_adjusted"], strict=True):
        figures.append(_further_figure(one, float(p), len(asked), seed))
    return PatternAnswer(tuple(figures), {"label_scans": LABEL_SCANS.conform(table)})


def holm(p: Any) -> Any:
    """
    P values adjusted for their number (Holm): any of them below 5 % may be believed.

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, 0.03])).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    factor = len(values) - np.arange(len(values))
    done = np.empty(len(values))
    done[order] = np.minimum(np.maximum.accumulate(values[order] * factor), 1.0)
    return done


def _long(
    premises: gpd.GeoDataFrame, graph: WalkGraph, scope: str | None, long_months: float
) -> list[_Asked]:
    if vacancy_rate(premises, scope=scope).value is None:
        return []
    every = premises[flag(premises["in_register"]) & premises["status"].isin(KNOWN)]
    told = (every["status"] != "vacant") | every["vacant_months"].notna()
    rows = every[told]
    units, near = neighbours(rows, graph)
    labels = (units["status"] == "vacant") & (units["vacant_months"] >= long_months)
    what = Text(
        f"Leerstände ab {long_months:g} Monaten", f"vacancies of {long_months:g} months and more"
    )
    one = _Asked("long_vacancies", what, units, near, labels, every.index, every.index[~told])
    return [] if _too_little(labels, near) is not None else [one]


def _branches(premises: gpd.GeoDataFrame, graph: WalkGraph) -> list[_Asked]:
    rows = premises[premises["status"].isin(_IN_USE) & premises["branch"].notna()]
    counts = rows.loc[rows["function"].isin(_CHOOSING), "branch"].value_counts()
    if len(rows) < FEWEST_UNITS:
        return []
    units, near = neighbours(rows, graph)
    done = []
    for branch in sorted(counts.index[counts >= FEWEST_OF_BRANCH]):
        labels = units["branch"] == branch
        few = _too_little(labels, near) is not None or labels.sum() > len(units) / 2
        if not few:
            label = BRANCHES[branch].label if branch in BRANCHES else Text(branch, branch)
            done.append(
                _Asked(f"branch:{branch}", label, units, near, labels, rows.index, rows.index[:0])
            )
    return done


def _adjusted(many: int) -> Text:
    if many == 1:
        return Text("wie L-20; die einzige weitere Frage, nichts zu berichtigen (Holm)",
                    "as L-20; the only further question, nothing to adjust (Holm)")  # fmt: skip
    return Text(f"wie L-20, berichtigt für {many} Fragen (Holm)",
                f"as L-20, adjusted for {many} questions (Holm)")  # fmt: skip


def _further_figure(one: _Asked, p: float, many: int, seed: int) -> Figure:
    long = one.key == "long_vacancies"
    branch = one.key.partition(":")[2]
    return Figure(
        id="L-24" if long else f"L-25:{branch}",
        key="long_vacancies_pattern" if long else "branch_pattern",
        label=Text(f"Lage: {one.what.de}, p nach Holm", f"place: {one.what.en}, p after Holm")
        if long
        else Text("Lage je Branche, p nach Holm", "place by branch, p after Holm"),
        unit="p", value=p, numerator=int(one.labels.sum()), denominator=len(one.labels),
        method=_adjusted(many),
        parameters={"questions": many, "permutations": PERMUTATIONS, "seed": seed},
        base_table="premises", base="register" if long else "all",
        group=None if long else one.what,
        counted=ids(one.units), numerator_ids=ids(one.units[one.labels.to_numpy()]),
        coverage=len(one.units) / len(one.asked), unknown=ids(one.unknown),
        left_out=ids(one.asked.difference(one.units.index).difference(one.unknown)),
    )  # fmt: skip
