"""Vacancy cell by cell: streets, sections, centre, branches, floors, duration."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from innenstadt_gis.analysis.counting import wilson
from innenstadt_gis.analysis.duration import duration_class
from innenstadt_gis.analysis.vacancy import classes as parted
from innenstadt_gis.analysis.vacancy.classes import Classes
from innenstadt_gis.analysis.vacancy.headline import KNOWN, MOST_UNKNOWN, TOO_LITTLE
from innenstadt_gis.analysis.vacancy.parts import Pool, part_bounds
from innenstadt_gis.analysis.vacancy.variants import ONLY_VACANCIES
from innenstadt_gis.tables import DURATION_CLASSES
from innenstadt_gis.tables.findings.vacancy import DIMENSIONS, VACANCY_CELLS
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

_NUMBERS = {
    "street": "L-11", "section": "L-12", "centre": "L-13", "branch": "L-14", "floor": "L-15",
    "duration": "L-16",
}  # fmt: skip
_NOT_STATED = "not_stated"
_METHOD = Text(
    "wie L-01, je {de}; Zellen mit mehr als 20 % Unbekannten ohne Quote; kleine Zahlen, keine "
    "Rangfolge",
    "as L-01, by {en}; no rate for cells with more than 20% unknown; small numbers, no ranking",
)
_BRANCH = Text(
    "; leere Ladenlokale nach der früheren Branche, andere nach ihrer Branche",
    "; vacant units by their former branch, others by their branch",
)
_DURATION = Text(
    "Leerstände der Klasse / Leerstände mit bekannter Dauer; keine Angabe / alle Leerstände; Dauer "
    "vom ersten Tag der Angabe an (2019: 1. Januar), also höchstens; die untere Grenze gehört zur "
    "Klasse",
    "vacancies of the class / vacancies of known duration; not stated / all vacancies; duration "
    "from the first day of what is stated (2019: 1 January), so at most; a class holds its lower "
    "edge",
)


class Cells(NamedTuple):
    """The table of cells (`VACANCY_CELLS`) and one Figure for each, in the same order."""

    table: pd.DataFrame
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Units:
    """Register units but those gone, sorted by id, as arrays."""

    rows: gpd.GeoDataFrame
    ids: Any
    vacant: Any
    partly: Any
    known: Any
    unknown: Any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cell:
    """One cell before it becomes a row and a Figure."""

    dimension: str
    key: str
    label: Text
    total: str
    units: Any  # masks over the units
    known: Any
    vacant: Any
    unknown: Any
    partly: int
    bounds: tuple[float | None, float | None]
    why: Text | None
    silent: bool = False  # no cell of its dimension has a rate: one Figure says so for all


def vacancy_cells(
    premises: gpd.GeoDataFrame,
    *,
    sections: gpd.GeoDataFrame,
    area: gpd.GeoDataFrame | None = None,
    scope: str | None = None,
) -> Cells:
    """
    Vacancy rate by street, section, centre, branch and floor; vacancies by duration.

    Each cell is reckoned as the headline is (see `headline.vacancy_rate`); the cells of a
    dimension, with the one of units for which it is not stated, add up to it.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`; register units but those gone are parted.
    sections
        Contract in `tables.SECTIONS`, for the names of streets and sections.
    area
        From `density.reference_area`: the centre. None or empty: no cells by centre.
    scope
        As for `headline.vacancy_rate`; with ``"vacancies_only"`` vacancies are counted
        and no cell has a rate.

    Returns
    -------
    Cells
        ``table``: contract in `tables.findings.vacancy.VACANCY_CELLS`. ``figures``: L-11
        street, L-12 section, L-13 centre, L-14 branch (of vacant units the former one), L-15
        floor, L-16 duration (share of the vacancies), as ``"L-11:<cell>"``; a dimension of
        which too little is known has one Figure without value instead.

        A cell has no rate where more than 20 % of its units are of unknown status. No cell of a
        dimension has one where that holds for all units (then there is no headline either), or
        where the dimension is unknown for more than 20 % of the units or of the vacant ones.
        The bounds hold for any filling, also of the dimension: a unit without a stated branch
        may belong to each.
    """
    units = _units(premises)
    only = scope == "vacancies_only"
    cells: list[_Cell] = []
    figures: list[Figure] = []
    for classes in _classes(units.rows, sections, area):
        found = _cells(units, classes, only=only)
        cells += found
        figures += _figures(units, found) or [_nothing(classes.dimension, _never(classes.what))]
    lasting = _durations(units)
    cells += lasting
    figures += _figures(units, lasting)
    table = pd.DataFrame([_row(cell, only=only) for cell in cells])
    if table.empty:
        return Cells(VACANCY_CELLS.empty(), tuple(figures))
    return Cells(VACANCY_CELLS.conform(table.set_index("cell_id")), tuple(figures))


def _units(premises: gpd.GeoDataFrame) -> _Units:
    registered = premises["in_register"].fillna(value=False).astype(bool)
    rows = premises[registered & (premises["status"] != "gone")]
    rows = rows.iloc[np.argsort(rows.index.astype("str").to_numpy(dtype=object), kind="stable")]
    status = rows["status"]
    return _Units(
        rows=rows,
        ids=rows.index.astype("str").to_numpy(dtype=object),
        vacant=(status == "vacant").to_numpy(),
        partly=(status == "partly_vacant").to_numpy(),
        known=status.isin(KNOWN).to_numpy(),
        unknown=(status == "unknown").to_numpy(),
    )


def _classes(
    premises: gpd.GeoDataFrame, sections: gpd.GeoDataFrame, area: gpd.GeoDataFrame | None
) -> list[Classes]:
    streets = parted.by_street(premises, sections)
    found = [streets]
    if len(sections):
        found.append(parted.by_section(premises, sections, streets))
    if area is not None and len(area):
        found.append(parted.by_centre(premises, area))
    return [*found, parted.by_branch(premises), parted.by_floor(premises)]


def _cells(units: _Units, classes: Classes, *, only: bool) -> list[_Cell]:
    keys = list(classes.labels)
    codes = pd.Categorical(classes.of, categories=keys).codes
    blank = codes < 0
    if blank.all():
        return []
    pool = Pool(
        vacant=int((blank & units.vacant).sum()),
        let=int((blank & units.known & ~units.vacant).sum()),
        unknown=int((blank & units.unknown).sum()),
    )
    why = ONLY_VACANCIES if only else _too_little(units, blank, classes.what)
    silent = why is not None
    done = [
        _cell(units, codes == code, (classes.dimension, key, classes.labels[key]), pool=pool,
              total=classes.totals.get(key, classes.dimension), why=why)
        for code, key in enumerate(keys)
    ]  # fmt: skip
    if blank.any():
        counted = Text("keine Angabe: nur gezählt", "not stated: counted only")
        label = Text("keine Angabe", "not stated")
        done.append(
            _cell(units, blank, (classes.dimension, _NOT_STATED, label), pool=Pool(),
                  total=classes.dimension, why=counted)
        )  # fmt: skip
    return [replace(cell, silent=silent) for cell in done if cell.units.any()]


def _cell(
    units: _Units, mask: Any, named: tuple[str, str, Text], *, pool: Pool, total: str,
    why: Text | None,
) -> _Cell:  # fmt: skip
    known, unknown, vacant = mask & units.known, mask & units.unknown, mask & units.vacant
    n, u = int(known.sum()), int(unknown.sum())
    if why is None and n + u == 0:
        why = Text("kein Ladenlokal mit bekanntem Status", "no unit of known status")
    elif why is None and u > MOST_UNKNOWN * (n + u):
        share = number(u / (n + u) * 100)
        why = Text(
            f"{TOO_LITTLE.de}: {u} von {n + u} Ladenlokalen ({share} %) ohne bekannten Status",
            f"{TOO_LITTLE.en}: {u} of {n + u} units ({share}%) are of unknown status",
        )
    return _Cell(
        dimension=named[0], key=named[1], label=named[2], total=total, units=mask, known=known,
        vacant=vacant, unknown=unknown, partly=int((mask & units.partly).sum()), why=why,
        bounds=part_bounds(int(vacant.sum()), n, u, pool),
    )  # fmt: skip


def _too_little(units: _Units, blank: Any, what: Text) -> Text | None:
    """Why no cell of a dimension has a rate: its class or the status is unknown too often."""
    asked = units.known | units.unknown
    lacking, of = int(units.unknown.sum()), int(asked.sum())
    if lacking > MOST_UNKNOWN * of:  # a street that was walked by chance stands for nothing
        share = number(lacking / of * 100)
        return Text(
            f"{TOO_LITTLE.de}: {lacking} von {of} Ladenlokalen ({share} %) ohne bekannten Status",
            f"{TOO_LITTLE.en}: {lacking} of {of} units ({share}%) are of unknown status",
        )
    for base, kind in (
        (units.vacant, Text("leeren Ladenlokalen", "vacant units")),
        (asked, Text("Ladenlokalen", "units")),
    ):
        lacking, of = int((blank & base).sum()), int(base.sum())
        if lacking > MOST_UNKNOWN * of:
            return Text(
                f"{TOO_LITTLE.de}: bei {lacking} von {of} {kind.de} ist {what.de} nicht bekannt",
                f"{TOO_LITTLE.en}: of {lacking} of {of} {kind.en} the {what.en} is unknown",
            )
    return None


def _durations(units: _Units) -> list[_Cell]:
    """Vacancies by how long they have lasted; every row rests on all of them."""
    if not units.vacant.any():
        return []
    classes = duration_class(units.rows)
    unsure = units.vacant & (classes == "unknown").to_numpy()
    n, u = int((units.vacant & ~unsure).sum()), int(unsure.sum())
    too_little = None
    if u > MOST_UNKNOWN * (n + u):
        too_little = Text(
            f"{TOO_LITTLE.de}: bei {u} von {n + u} Leerständen ist die Dauer nicht bekannt",
            f"{TOO_LITTLE.en}: of {u} of {n + u} vacancies the duration is unknown",
        )
    maybe = int(units.unknown.sum())  # may be further vacancies, of any duration
    pool = Pool(vacant=maybe, let=maybe)
    none = np.zeros(len(units.ids), dtype=bool)
    cells = []
    for key, label in DURATION_CLASSES.items():
        here = units.vacant & (classes == key).to_numpy()
        last = key == "unknown"
        k = int(here.sum())
        if last and not k:
            continue
        cells.append(
            _Cell(
                dimension="duration", key=key, label=label, total="duration", units=units.vacant,
                known=units.vacant if last else units.vacant & ~unsure, vacant=here,
                unknown=none if last else unsure, partly=0, why=None if last else too_little,
                bounds=part_bounds(k, n + u, 0) if last else part_bounds(k, n, u, pool),
                silent=too_little is not None and not last,
            )
        )  # fmt: skip
    return cells


def _row(cell: _Cell, *, only: bool) -> dict[str, Any]:
    n, u, k = int(cell.known.sum()), int(cell.unknown.sum()), int(cell.vacant.sum())
    counts_only = only and cell.dimension != "duration"
    rated = cell.why is None
    low, high = wilson(k, n) if rated else (None, None)
    return {
        "cell_id": f"{cell.dimension}:{cell.key}", "dimension": cell.dimension, "cell": cell.key,
        "label": cell.label.de, "total": cell.total, "units": int(cell.units.sum()),
        "known": None if counts_only else n, "vacant": k, "partly_vacant": cell.partly,
        "unknown": None if counts_only else u, "rate": k / n if rated else None, "low": low,
        "high": high, "bound_low": None if counts_only else cell.bounds[0],
        "bound_high": None if counts_only else cell.bounds[1],
        "coverage": None if counts_only or not n + u else n / (n + u),
    }  # fmt: skip


def _figures(units: _Units, cells: list[_Cell]) -> list[Figure]:
    """One for each cell; one for all of a dimension where none of them can have a rate."""
    whole = next((cell for cell in cells if cell.silent), None)
    alone = [_nothing(whole.dimension, whole.why)] if whole is not None else []
    return alone + [_figure(units, cell) for cell in cells if not cell.silent]


def _figure(units: _Units, cell: _Cell) -> Figure:
    row = _row(cell, only=False)
    rated = cell.why is None
    return Figure(
        id=f"{_NUMBERS[cell.dimension]}:{cell.key}",
        key=f"vacancy_{cell.dimension}_{_snake(cell.key)}",
        label=_label(cell.dimension), unit="share", value=row["rate"], numerator=row["vacant"],
        denominator=row["known"], low=row["low"], high=row["high"],
        interval="Wilson 95 %" if rated else "", bound_low=row["bound_low"],
        bound_high=row["bound_high"], coverage=row["coverage"], method=_method(cell.dimension),
        parameters={"units": row["units"], "unknown": row["unknown"]}, base_table="premises",
        base="register", cell=("vacancy_cells", row["cell_id"]), group=cell.label,
        counted=tuple(units.ids[cell.known]), numerator_ids=tuple(units.ids[cell.vacant]),
        unknown=tuple(units.ids[cell.unknown]), why=cell.why,
        left_out=tuple(units.ids[cell.units & ~cell.known & ~cell.unknown]),
    )  # fmt: skip


def _snake(key: str) -> str:
    """Spell a cell's key as names in code are."""
    worded = key.casefold().replace("<", "under_").replace(">", "over_")
    return re.sub(r"[^a-z0-9]+", "_", worded).strip("_")


def _label(dimension: str) -> Text:
    if dimension == "duration":
        return Text("Leerstände nach Dauer", "vacancies by duration")
    what = DIMENSIONS[dimension]
    return Text(f"Leerstandsquote je {what.de}", f"vacancy rate by {what.en}")


def _method(dimension: str) -> Text:
    if dimension == "duration":
        return _DURATION
    what = DIMENSIONS[dimension]
    told = Text(_METHOD.de.format(de=what.de), _METHOD.en.format(en=what.en))
    return Text(told.de + _BRANCH.de, told.en + _BRANCH.en) if dimension == "branch" else told


def _nothing(dimension: str, why: Text | None) -> Figure:
    return Figure(
        id=_NUMBERS[dimension], key=f"vacancy_{dimension}", label=_label(dimension), unit="share",
        value=None, method=_method(dimension), base_table="premises", base="register", why=why,
    )  # fmt: skip


def _never(what: Text) -> Text:
    return Text(
        f"im Register ist {what.de} bei keinem Ladenlokal angegeben",
        f"the register states the {what.en} of no unit",
    )
