"""What rests on too few is not published: cells of tables, classes, figures too near to others."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from innenstadt_gis.outputs.differences import Told
from innenstadt_gis.tables import Table
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

__all__ = [
    "SMALLEST_CELL",
    "public_figures",
    "public_reason",
    "suppress_cells",
    "suppress_tables",
    "unsafe_cells",
    "without_rows",
]

#: A published cell rests on at least so many units, and on none or so many vacant ones.
SMALLEST_CELL = 3

#: A count of one or two in a German sentence, as in "bei 2 von 9 Leerständen".
_COUNTS_FEW = re.compile(r"(?<![\d.,/-])[12](?= (?:von|leere|Ladenlokal|Leerst|unter|Einheit))")

#: Statuses on the same side of the rate: their sum can be told.
_IN_RATE = ("vacant", "occupied", "partly_vacant", "interim_use")
_BESIDE = ("under_construction", "gone")

_TOO_FEW = Text(
    "nicht veröffentlicht: zu wenige Fälle (weniger als 3)",
    "not published: too few cases (fewer than 3)",
)


def unsafe_cells(
    units: pd.Series,
    vacant: pd.Series,
    *,
    within: pd.Series | None = None,
    also: pd.Series | None = None,
    wholes: pd.Series | None = None,
) -> pd.Series:
    """
    Tell which cells may not be published.

    A cell is safe if it has at least 3 units, and none or at least 3 of them are vacant,
    and not all of them are; cells without any unit tell nothing. Whatever is withheld in a
    set can be told together, as its total less what is published: this rest must be as safe
    as a cell, and be more than one cell. Until it is, the smallest cell that makes it so
    goes with it, else the smallest. So all that can be reckoned from what is published are
    sums of safe cells.

    Parameters
    ----------
    units, vacant
        Units and vacant units by cell; blank counts as none.
    within
        To which set with a total of its own each cell belongs; None: all cells are one set.
    also
        Cells that are withheld for other reasons.
    wholes
        Cells that are the total of the others of their set; units of such a total that stand
        in no other cell are part of the rest. Where the total is withheld, the others cannot
        be told from it.

    Returns
    -------
    pd.Series
        True where the cell must be withheld.
    """
    n = units.fillna(0).to_numpy(dtype=float)
    k = vacant.fillna(0).to_numpy(dtype=float)
    nowhere = np.zeros(len(n), dtype=bool)
    whole = nowhere if wholes is None else wholes.fillna(value=False).to_numpy(dtype=bool)
    withheld = (n > 0) & ~_safe(n, k)
    if also is not None:
        withheld |= (n > 0) & also.to_numpy(dtype=bool)
    sets = within if within is not None else pd.Series("", index=units.index)
    codes = pd.factorize(sets.fillna("").astype("str"))[0]
    filled = np.flatnonzero(n > 0)
    order = filled[np.argsort(codes[filled], kind="stable")]
    for rows in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        _complete(withheld, n, k, rows=rows, whole=whole)
    return pd.Series(withheld, index=units.index)


def _safe(n: Any, k: Any) -> Any:
    return (n >= SMALLEST_CELL) & ((k == 0) | (k >= SMALLEST_CELL)) & (k < n)


def _complete(withheld: Any, n: Any, k: Any, *, rows: Any, whole: Any) -> None:
    """Withhold cells of one set until what is withheld of it cannot be told."""
    parts, totals = rows[~whole[rows]], rows[whole[rows]]
    if withheld[totals].any():
        return  # then the parts are cells beside those of the other totals
    base = totals if len(totals) else parts
    n_all, k_all = n[base].sum(), k[base].sum()
    told = bool(_safe(n_all, k_all))  # else nobody is told the total
    while len(shown := parts[~withheld[parts]]):
        hidden = len(parts) - len(shown)
        n_rest, k_rest = n_all - n[shown].sum(), k_all - k[shown].sum()
        if _hides(n_rest, k_rest, hidden=hidden, told=told):
            return
        order = shown[np.argsort(n[shown], kind="stable")]
        fits = _safe(n_rest + n[order], k_rest + k[order])
        withheld[order[int(np.argmax(fits))]] = True
    if len(parts) == 1 and withheld[parts].all():
        withheld[totals] = True


def _hides(n: float, k: float, *, hidden: int, told: bool) -> bool:
    if hidden == 0:  # what is left over are units without a cell
        return not told or k <= 0 or SMALLEST_CELL <= k < n
    return hidden > 1 and (not told or bool(_safe(n, k)))


def suppress_tables(
    tables: Mapping[str, Any],
    contracts: Mapping[str, Table],
    *,
    also: Collection[tuple[str, str]] = (),
) -> tuple[dict[str, Any], set[tuple[str, str]]]:
    """
    Blank what may not be published in all tables of counts, twins alike.

    Parameters
    ----------
    tables
        Found tables by name; those whose contract has no ``cells`` stay as they are.
    contracts
        Contracts by name.
    also
        Table and row of what must be withheld besides.

    Returns
    -------
    tuple
        The tables, and table and row of everything that was withheld.
    """
    counted = {n: rows for n, rows in tables.items() if n in contracts and contracts[n].cells}
    withheld: dict[str, set[Any]] = {
        name: {row for table, row in also if table == name} for name in counted
    }
    done = dict(tables)
    before = -1
    while sum(map(len, withheld.values())) != before:
        before = sum(map(len, withheld.values()))
        for name, rows in counted.items():
            done[name], gone = suppress_cells(rows, contracts[name], also=withheld[name])
            withheld[name] |= set(gone)
        for name, rows in counted.items():
            _tell_twin(name, contracts[name], withheld)
            withheld[name] |= _led_by(rows, contracts[name], withheld)
    for name, rows in counted.items():
        led = rows.index.isin(list(_led_by(rows, contracts[name], withheld)))
        if led.any():  # none in use is a count, too
            here = [c for c in contracts[name].cells if c in rows.columns]
            done[name] = done[name].assign(**{c: done[name][c].mask(led) for c in here})
    return done, {(name, str(row)) for name, rows in withheld.items() for row in rows}


def _tell_twin(name: str, table: Table, withheld: dict[str, set[Any]]) -> None:
    if table.twin is None or table.twin[0] not in withheld:
        return
    other, start = table.twin
    here, there = withheld[name], withheld[other]
    there |= {f"{start}{row}" for row in here}
    here |= {str(row).removeprefix(start) for row in there if str(row).startswith(start)}


def _led_by(rows: Any, table: Table, withheld: Mapping[str, set[Any]]) -> set[Any]:
    """Rows that another table withholds, where this one follows it."""
    if table.follows is None or table.follows[0] not in withheld:
        return set()
    other, column = table.follows
    names = rows[column] if column else rows.index.to_series()
    return set(rows.index[names.isin(list(withheld[other])).to_numpy(dtype=bool)])


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
    units = _fewest(rows)
    none = pd.Series(0.0, index=rows.index)
    vacant = rows["vacant"] if "vacant" in rows.columns else none
    withheld = pd.Series(rows.index.isin(list(also)), index=rows.index) & (units > 0)
    wholes = rows[table.whole[0]] == table.whole[1] if table.whole else None
    before = -1
    while int(withheld.sum()) != before:
        before = int(withheld.sum())
        for at, column in enumerate(table.within or ("",)):
            within = rows[column] if column else pd.Series("", index=rows.index)
            n, k = units, vacant.fillna(0).astype(float)
            if wholes is not None and at > 0:
                n, k, within = _leaves(rows, table, wholes & withheld, (n, k, within))
            withheld |= unsafe_cells(
                n, k, also=withheld, within=within, wholes=wholes if at == 0 else None
            )
        if wholes is not None:
            withheld |= _leftover(rows, table, wholes, withheld) & (units > 0)
    done = rows.assign(**{c: rows[c].mask(withheld) for c in table.cells if c in rows.columns})
    return done, tuple(rows.index[withheld])


def _fewest(rows: Any) -> pd.Series:
    """Units of each row, or those of known status if these are fewer (but some)."""
    units = rows["units"].fillna(0).astype(float)
    if "known" not in rows.columns:
        return units
    known = rows["known"].fillna(0).astype(float)
    return units.where((known == 0) | (units < known), known)


def _leaves(
    rows: Any, table: Table, gone: pd.Series, counts: tuple[pd.Series, pd.Series, pd.Series]
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """
    Put the parts of withheld totals in the place of these, and leave out all other parts.

    Of a withheld total stays what stands in none of its parts.
    """
    assert table.whole is not None
    n, k, within = counts
    sets = rows[table.within[0]]
    whole = rows[table.whole[0]] == table.whole[1]
    part = ~whole & sets.isin(sets[whole])
    beside = part & sets.isin(sets[gone])
    less = [c.where(beside, 0.0).groupby(sets).transform("sum") for c in (n, k)]
    n, k = (c.mask(gone, (c - own).clip(lower=0)) for c, own in zip((n, k), less, strict=True))
    kind = str(table.whole[1])
    return n.mask(part & ~beside, 0.0), k, within.mask(beside, kind)


def _leftover(rows: Any, table: Table, wholes: pd.Series, withheld: pd.Series) -> pd.Series:
    """Parts without a total of their own: with them a withheld part could be told."""
    assert table.whole is not None
    sets, kinds = rows[table.within[0]], rows[table.whole[0]]
    of_a_whole = sets.isin(sets[wholes]) & ~wholes
    orphans = kinds.isin(kinds[of_a_whole]) & ~of_a_whole & ~wholes
    return orphans & bool((withheld & of_a_whole).any())


def without_rows(figure: Figure) -> Figure:
    """Return the figure without its lists of ids."""
    return replace(figure, counted=(), numerator_ids=(), left_out=(), unknown=())


def public_figures(
    figures: tuple[Figure, ...],
    cells: set[tuple[str, str]],
    *,
    told: Told | None = None,
) -> tuple[Figure, ...]:
    """
    Drop every list of rows and every figure that tells of fewer than three units.

    Withheld are cells of ``cells``, small classes of status (with the next smallest, until
    three units are withheld), figures that rest on one or two register units, variants of the
    vacancy rate that differ from the headline by one or two units, and figures that ``told``
    refuses. What is withheld keeps nothing but its name; reasons and parameters that count one
    or two units go, too.
    """
    classes = _small_classes(figures)
    headline = next((f for f in figures if f.key == "vacancy_rate"), None)
    told = told if told is not None else Told(frozenset())
    done = {}
    for at, figure in sorted(enumerate(figures), key=lambda pair: pair[1].cell is not None):
        gone = (
            figure.cell in cells
            or figure.key in classes
            or _near(figure, headline, classes)
            or _rests_on_few(figure, told.vacant)
        )
        counts = figure.base == "register" and figure.cell is None and _published(figure)
        if not gone and counts:
            gone = not told.adds_figure(figure)
        bare = without_rows(figure)
        done[at] = _blank(bare) if gone else _without_few(bare)
    return tuple(done[at] for at in range(len(figures)))


def _published(figure: Figure) -> bool:
    return figure.value is not None or figure.numerator is not None


def _rests_on_few(figure: Figure, vacant: Collection[str]) -> bool:
    if figure.base != "register" and figure.cell is None and not figure.key.startswith("vacan"):
        return False
    if figure.base == "":
        return False
    few = [figure.numerator or 0, len(figure.numerator_ids)]
    if figure.cell is None and figure.base == "register":
        few.append(len(set(figure.numerator_ids).intersection(vacant)))
    return any(0 < n < SMALLEST_CELL for n in few)


def _without_few(figure: Figure) -> Figure:
    """Drop parameters and reasons that count one or two units of the register."""
    if figure.base != "register" or figure.key == "vacancy_rate":
        return figure
    kept = {
        name: value
        for name, value in figure.parameters.items()
        if isinstance(value, bool) or not (isinstance(value, int) and 0 < value < SMALLEST_CELL)
    }
    return replace(figure, parameters=kept, why=public_reason(figure.why))


def public_reason(why: Text | None) -> Text | None:
    """Return a reason, or that there are too few cases if it counts one or two of anything."""
    return _TOO_FEW if why is not None and _COUNTS_FEW.search(why.de) else why


def _small_classes(figures: tuple[Figure, ...]) -> set[str]:
    """
    Keys of the statuses to withhold: those in the rate's denominator, and those on no side.

    Zeros go with the small ones (else one small class would be told by the others). The units
    of unknown status stay: every headline names them.
    """
    counts = {
        f.key.removeprefix("status_"): f.value
        for f in figures
        if f.key.startswith("status_") and f.value is not None
    }
    withheld: set[str] = set()
    for side in (_IN_RATE, _BESIDE):
        here = {name: counts[name] for name in side if name in counts}
        if any(0 < n < SMALLEST_CELL for n in here.values()):
            few = [name for name, n in here.items() if n < SMALLEST_CELL]
            # the vacant ones last: every headline names them
            more = sorted(
                (name == "vacant", n, name) for name, n in here.items() if n >= SMALLEST_CELL
            )
            while more and (len(few) < 2 or sum(here[name] for name in few) < SMALLEST_CELL):
                few.append(more.pop(0)[2])
            withheld |= set(few)
    return {f"status_{name}" for name in withheld}


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
    known = figure.denominator if figure.key == "vacancy_rate" else None
    return replace(
        figure, value=None, numerator=None, denominator=known, low=None, high=None, interval="",
        bound_low=None, bound_high=None, coverage=None, parameters={}, why=_TOO_FEW,
    )  # fmt: skip
