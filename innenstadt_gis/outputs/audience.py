"""Who may see what: the one place where a town is cut down to its audience.

Every writer takes a `Release`, and only `release` makes one. What a release does not
hold cannot reach a map, a table or a page, whoever writes it.

=============  ==========================  ==============================  ===============
               intern                      workshop                        oeffentlich
=============  ==========================  ==============================  ===============
personal data  never                       never                           never
columns        all                         those marked workshop or wider  public ones
single units   yes                         name, status, branch, duration  none
cells          all                         all                             safe ones
=============  ==========================  ==============================  ===============
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
from pyproj import CRS

from innenstadt_gis.errors import InputError, UnsafeOutputError
from innenstadt_gis.files import write_atomic
from innenstadt_gis.importlog import ImportLog, Missing
from innenstadt_gis.tables import AUDIENCES, TOWN_TABLES, Audience, Table
from innenstadt_gis.tables.findings import FINDINGS_TABLES
from innenstadt_gis.town import Figure, Findings, Town
from innenstadt_gis.words import Text

#: A published cell rests on at least so many units, and on none or so many vacant ones.
SMALLEST_CELL = 3

_TOO_FEW = Text(
    "nicht veröffentlicht: zu wenige Fälle (weniger als 3)",
    "not published: too few cases (fewer than 3)",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Release:
    """
    A town and its findings, cut down to what one audience may see.

    ``tables`` holds the town's and the findings' tables by name, with the columns that
    the audience may see; a table it may not see is missing.
    """

    audience: Audience
    name: str
    ags: str | None
    survey_day: dt.date
    crs: CRS
    scope: str | None
    study_area: Any
    tables: Mapping[str, Any]
    figures: tuple[Figure, ...]
    log: ImportLog
    missing: tuple[Missing, ...]
    _secrets: tuple[str, ...] = field(default=(), repr=False)

    def figure(self, key: str) -> Figure | None:
        """Return the figure of that key or id, None if this audience has none."""
        return next((f for f in self.figures if key in (f.key, f.id)), None)

    def write(self, path: Path, content: str | bytes) -> Path:
        """
        Write one file of this release, whole or not at all.

        The last gate: a file that holds a contact or name from the sources is not
        written, however it got there.
        """
        data = content.encode("utf-8") if isinstance(content, str) else content
        if any(secret.encode("utf-8") in data for secret in self._secrets):
            raise UnsafeOutputError(
                de=f"{path.name} enthielte personenbezogene Angaben aus den Quellen und wurde "
                "nicht geschrieben; bitte melden",
                en=f"{path.name} would hold personal data of the sources; not written",
            )
        return write_atomic(path, data)


def soften(town: Town, audience: Audience) -> Town:
    """
    Blur what an audience may not tell apart, before anything is counted.

    Outside of the town hall a unit at risk is an occupied one: counting first and
    hiding afterwards would let it be told from the sums.
    """
    if audience not in AUDIENCES:
        raise InputError(
            de=f"Zielgruppe '{audience}' gibt es nicht; möglich: {', '.join(AUDIENCES)}",
            en=f"there is no audience '{audience}'; there are: {', '.join(AUDIENCES)}",
        )
    if audience == "intern":
        return town
    return town.replace(
        premises=_calm(town.premises), records=_calm(town.records), history=_calm(town.history)
    )


def _calm(rows: Any) -> Any:
    return rows.assign(status=rows["status"].replace("at_risk", "occupied"))


def release(town: Town, findings: Findings, audience: Audience) -> Release:
    """Cut a softened town and its findings down to what ``audience`` may see."""
    scrub = _scrubber(town.personal)
    tables: dict[str, Any] = {}
    for name, table in TOWN_TABLES.items():
        if _sees(audience, table.audience):
            tables[name] = _visible(getattr(town, name), table, audience, scrub)
    for name, rows in findings.tables.items():
        table = FINDINGS_TABLES[name]
        if _sees(audience, table.audience):
            tables[name] = _visible(rows, table, audience, scrub)
    figures = tuple(
        f if _sees(audience, f.rows_audience) else _without_rows(f)
        for f in findings.figures
        if _sees(audience, f.audience)
    )
    log = town.log
    if audience == "oeffentlich":
        withheld: set[tuple[str, str]] = set()
        for name in tables.keys() & FINDINGS_TABLES.keys():
            table = FINDINGS_TABLES[name]
            if table.cells:
                tables[name], gone = suppress_cells(tables[name], table)
                withheld |= {(name, str(row)) for row in gone}
        figures = _public_figures(figures, withheld)
        log = replace(log, sources=tuple(replace(s, rows=()) for s in log.sources))
    return Release(
        audience=audience, name=town.name, ags=town.ags, survey_day=town.survey_day,
        crs=town.crs, scope=town.scope, study_area=town.study_area, tables=tables,
        figures=figures, log=log, missing=(*town.log.missing, *findings.missing),
        _secrets=_shortest(s for s in town.personal if _unmistakable(s)),
    )  # fmt: skip


def _sees(audience: Audience, widest: Audience) -> bool:
    return AUDIENCES.index(widest) >= AUDIENCES.index(audience)


def _visible(rows: Any, table: Table, audience: Audience, scrub: re.Pattern[str] | None) -> Any:
    """Keep the columns that the audience may see; an analyst's own only inside the house."""
    keep = [c for c in table.seen_by(audience) if c in rows.columns]
    if audience == "intern":
        keep += [c for c in rows.columns if c not in table.names and c != "geometry"]
    done = rows[[*keep, "geometry"]] if table.geometry else rows[keep]
    if scrub is None or table.name not in ("records", "premises"):
        return done
    for name in keep:
        if pd.api.types.is_string_dtype(done[name]):
            hits = [v for v in done[name].dropna().unique() if scrub.search(v)]
            if hits:
                done = done.assign(**{name: done[name].mask(done[name].isin(hits))})
    return done


def _scrubber(personal: frozenset[str]) -> re.Pattern[str] | None:
    """Match any personal value that is more than a bare word, as a whole."""
    words = sorted((s for s in personal if len(s) >= 6 and re.search(r"[\d@, ]", s)), key=len)
    if not words:
        return None
    return re.compile("|".join(rf"(?<!\w){re.escape(w)}(?!\w)" for w in reversed(words)))


def _shortest(secrets: Iterable[str]) -> tuple[str, ...]:
    """Drop what holds another secret: a file with the longer one holds the shorter one too."""
    done: list[str] = []
    for secret in sorted(secrets, key=lambda s: (len(s), s)):
        if not any(known in secret for known in done):
            done.append(secret)
    return tuple(done)


def _unmistakable(value: str) -> bool:
    """Tell whether a value can be nothing but a contact: a mail, or seven digits and more."""
    return "@" in value or sum(c.isdigit() for c in value) >= 7


def unsafe_cells(
    units: pd.Series, vacant: pd.Series, *, within: pd.Series | None = None
) -> pd.Series:
    """
    Tell which cells may not be published.

    A cell is safe if it has at least 3 units, and none or at least 3 of them are vacant,
    and not all of them are; cells without any unit tell nothing. A lone unsafe cell could
    be told from the total, so the next smallest one goes with it.

    Parameters
    ----------
    units, vacant
        Units and vacant units by cell; blank counts as none.
    within
        To which set with a total of its own each cell belongs; None: all cells are one set.

    Returns
    -------
    pd.Series
        True where the cell must be withheld.
    """
    n, k = units.fillna(0).astype(float), vacant.fillna(0).astype(float)
    safe = (n >= SMALLEST_CELL) & ((k == 0) | (k >= SMALLEST_CELL)) & (k < n)
    withheld = (n > 0) & ~safe
    sets = within if within is not None else pd.Series("", index=n.index)
    for _, some in n[n > 0].groupby(sets.fillna("").astype("str")):
        if int(withheld[some.index].sum()) == 1:
            others = some[~withheld[some.index]]
            if len(others):
                withheld.loc[others.sort_values(kind="stable").index[0]] = True
    return withheld


def suppress_cells(rows: Any, table: Table) -> tuple[Any, tuple[Any, ...]]:
    """
    Blank the counts of cells that may not be published (see `unsafe_cells`).

    Parameters
    ----------
    rows
        A found table with ``units`` and, where vacancies are counted, ``known`` and
        ``vacant``.
    table
        Its contract: ``cells`` names the columns to blank, ``within`` the sets of rows that
        have a total of their own; the cells of all of them are checked again until none
        is left alone.

    Returns
    -------
    tuple
        The rows, and the index of those that were withheld.
    """
    units = rows["units"].fillna(0).astype(float)
    smaller = units
    if "known" in rows.columns:
        known = rows["known"].fillna(0).astype(float)
        smaller = units.where((known == 0) | (units < known), known)
    none = pd.Series(0.0, index=rows.index)
    vacant = rows["vacant"] if "vacant" in rows.columns else none
    withheld = pd.Series(data=False, index=rows.index)
    sets: list[pd.Series | None] = [rows[column] for column in table.within] or [None]
    before = -1
    while int(withheld.sum()) != before:
        before = int(withheld.sum())
        for one in sets:
            # what went with another cell counts as unsafe: fewer units than may be told
            withheld |= unsafe_cells(
                smaller.mask(withheld & (smaller > 0), 1.0), vacant, within=one
            )
    done = rows.assign(**{c: rows[c].mask(withheld) for c in table.cells if c in rows.columns})
    return done, tuple(rows.index[withheld])


def _without_rows(figure: Figure) -> Figure:
    return replace(figure, counted=(), numerator_ids=(), left_out=(), unknown=())


def _public_figures(figures: tuple[Figure, ...], cells: set[tuple[str, str]]) -> tuple[Figure, ...]:
    """Drop every list of rows, every class too small to be published and withheld ``cells``."""
    classes = [f for f in figures if f.key.startswith("status_") and f.value is not None]
    counts = pd.Series({f.key: f.value for f in classes}, dtype=float)
    small = counts[(counts > 0) & (counts < SMALLEST_CELL)]
    withheld = set(small.index)
    if len(withheld) == 1 and len(counts) > len(small):
        rest = counts[(counts > 0) & ~counts.index.isin(withheld)].sort_values(kind="stable")
        withheld |= set(rest.index[:1])
    done = []
    for figure in figures:
        bare = _without_rows(figure)
        few = figure.numerator is not None and 0 < figure.numerator < SMALLEST_CELL
        derived = figure.key == "vacancy_rate_with_partly" and "status_partly_vacant" in withheld
        vacancies = figure.key.startswith("vacan")
        if figure.key in withheld or figure.cell in cells or derived or (vacancies and few):
            bare = replace(
                bare, value=None, numerator=None, denominator=None, low=None, high=None,
                interval="", bound_low=None, bound_high=None, coverage=None, parameters={},
                why=_TOO_FEW,
            ) if figure.cell in cells else replace(
                bare, value=None, numerator=None, low=None, high=None, bound_low=None,
                bound_high=None, why=_TOO_FEW,
            )  # fmt: skip
        done.append(bare)
    return tuple(done)
