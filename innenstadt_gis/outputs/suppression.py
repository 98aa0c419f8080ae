"""What rests on too few is not published: cells of tables, classes, figures too near to others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from innenstadt_gis.tables import Table
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

__all__ = [
    "SMALLEST_CELL",
    "public_figures",
    "suppress_cells",
    "suppress_tables",
    "unsafe_cells",
    "without_rows",
]

#: A published cell rests on at least so many units, and on none or so many vacant ones.
SMALLEST_CELL = 3

_TOO_FEW = Text(
    "nicht veröffentlicht: zu wenige Fälle (weniger als 3)",
    "not published: too few cases (fewer than 3)",
)


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


def suppress_tables(
    tables: Mapping[str, Any], contracts: Mapping[str, Table]
) -> tuple[dict[str, Any], set[tuple[str, str]]]:
    """
    Blank what may not be published in all tables of counts, twins alike.

    Parameters
    ----------
    tables
        Found tables by name; those whose contract has no ``cells`` stay as they are.
    contracts
        Contracts by name.

    Returns
    -------
    tuple
        The tables, and table and row of everything that was withheld.
    """
    counted = {n: rows for n, rows in tables.items() if n in contracts and contracts[n].cells}
    withheld: dict[str, set[Any]] = {name: set() for name in counted}
    done = dict(tables)
    before = -1
    while sum(map(len, withheld.values())) != before:
        before = sum(map(len, withheld.values()))
        for name, rows in counted.items():
            done[name], gone = suppress_cells(rows, contracts[name], also=withheld[name])
            withheld[name] = set(gone)
        for name in counted:
            _tell_twin(name, contracts[name], withheld)
    return done, {(name, str(row)) for name, rows in withheld.items() for row in rows}


def _tell_twin(name: str, table: Table, withheld: dict[str, set[Any]]) -> None:
    if table.twin is None or table.twin[0] not in withheld:
        return
    other, start = table.twin
    here, there = withheld[name], withheld[other]
    there |= {f"{start}{row}" for row in here}
    here |= {str(row).removeprefix(start) for row in there if str(row).startswith(start)}


def suppress_cells(
    rows: Any, table: Table, *, also: Collection[Any] = ()
) -> tuple[Any, tuple[Any, ...]]:
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
    also
        Rows to withhold besides.

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
    withheld = pd.Series(rows.index.isin(list(also)), index=rows.index) & (units > 0)
    sets = [rows[column] if column else None for column in table.within or ("",)]
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


def without_rows(figure: Figure) -> Figure:
    """Return the figure without its lists of ids."""
    return replace(figure, counted=(), numerator_ids=(), left_out=(), unknown=())


def public_figures(figures: tuple[Figure, ...], cells: set[tuple[str, str]]) -> tuple[Figure, ...]:
    """
    Drop every list of rows and every figure that tells of fewer than three units.

    Withheld are cells of ``cells``, small classes of status (a lone one with the next
    smallest), counts of one or two register units, and variants of the vacancy rate that
    differ from the headline by one or two units: the difference would tell of them.
    """
    classes = _small_classes(figures)
    headline = next((f for f in figures if f.key == "vacancy_rate"), None)
    done = []
    for figure in figures:
        bare = without_rows(figure)
        few = figure.base == "register" or figure.key.startswith("vacan")
        if figure.cell in cells:
            bare = _blank(replace(bare, denominator=None, coverage=None, parameters={}))
        elif (
            figure.key in classes
            or _near(figure, headline, classes)
            or (few and figure.numerator is not None and 0 < figure.numerator < SMALLEST_CELL)
        ):
            bare = _blank(bare)
        done.append(bare)
    return tuple(done)


def _small_classes(figures: tuple[Figure, ...]) -> set[str]:
    classes = [f for f in figures if f.key.startswith("status_") and f.value is not None]
    counts = pd.Series({f.key: f.value for f in classes}, dtype=float)
    small = counts[(counts > 0) & (counts < SMALLEST_CELL)]
    withheld = set(small.index)
    if len(withheld) == 1 and len(counts) > len(small):
        rest = counts[(counts > 0) & ~counts.index.isin(withheld)].sort_values(kind="stable")
        withheld |= set(rest.index[:1])
    return withheld


def _near(figure: Figure, headline: Figure | None, classes: set[str]) -> bool:
    if not figure.key.startswith("vacancy_rate") or figure.key == "vacancy_rate":
        return False
    if figure.key == "vacancy_rate_with_partly" and "status_partly_vacant" in classes:
        return True
    if headline is None or figure.unit != "share":
        return False
    return any(
        one is not None and other is not None and 0 < abs(one - other) < SMALLEST_CELL
        for one, other in (
            (figure.numerator, headline.numerator), (figure.denominator, headline.denominator),
        )
    )  # fmt: skip


def _blank(figure: Figure) -> Figure:
    return replace(
        figure, value=None, numerator=None, low=None, high=None, interval="", bound_low=None,
        bound_high=None, why=_TOO_FEW,
    )  # fmt: skip
