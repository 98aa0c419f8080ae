"""Shares of functions, branches and need tiers, with their intervals and bounds."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import pandas as pd

from innenstadt_gis.analysis.counting import ids, share
from innenstadt_gis.analysis.mix.base import Base
from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.tables.findings.mix import MIX_CELLS
from innenstadt_gis.tables.units import FUNCTIONS, NEED_TIERS
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

Dimension = Literal["function", "branch", "need_tier"]
DIMENSIONS: tuple[Dimension, ...] = ("function", "branch", "need_tier")

_LABELS: dict[Dimension, Text] = {
    "function": Text("Anteil nach Funktion", "share by function"),
    "branch": Text("Anteil nach Branche", "share by branch"),
    "need_tier": Text("Anteil am Einzelhandel nach Bedarfsstufe", "share of retail by need tier"),
}
_METHODS: dict[Dimension, Text] = {
    "function": Text(
        "Einheiten der Funktion / genutzte Einheiten mit bekannter Funktion",
        "units of the function / units in use of known function",
    ),
    "branch": Text(
        "Einheiten der Branche / genutzte Einheiten mit bekannter Branche",
        "units of the branch / units in use of known branch",
    ),
    "need_tier": Text(
        "Läden der Bedarfsstufe / genutzte Läden des Einzelhandels mit bekannter Branche",
        "shops of the need tier / retail units in use of known branch",
    ),
}
_NUMBERS: dict[tuple[str, Dimension], int] = {
    ("headline", "function"): 11,
    ("headline", "branch"): 12,
    ("headline", "need_tier"): 13,
    ("beside", "function"): 31,
    ("beside", "branch"): 32,
    ("beside", "need_tier"): 33,
}


class Asked(NamedTuple):
    """One breakdown: the units asked about, and the value of each of them."""

    rows: pd.DataFrame
    values: pd.Series


def asked_of(base: Base, dimension: Dimension) -> Asked:
    """
    Units in use that a breakdown asks about, and what they tell.

    Need tiers are a notion of goods: only retail units are asked. Branches that the list
    of `branches.BRANCHES` does not know are unknown.
    """
    if dimension == "function":
        return Asked(base.used, base.used["function"])
    if dimension == "branch":
        branch = base.used["branch"]
        return Asked(base.used, branch.where(branch.isin(list(BRANCHES))))
    retail = base.used[(base.used["function"] == "retail").fillna(value=False)]
    return Asked(retail, retail["need_tier"])


def cell_label(dimension: Dimension, cell: str) -> Text:
    """What a cell is, in words."""
    if dimension == "function":
        return FUNCTIONS[cell]
    return NEED_TIERS[cell] if dimension == "need_tier" else BRANCHES[cell].label


def _cells(dimension: Dimension, values: pd.Series) -> list[str]:
    """Cells of a breakdown: all need tiers, but only functions and branches that occur."""
    found = set(values.dropna())
    order: list[str] = list(
        {"function": FUNCTIONS, "need_tier": NEED_TIERS}.get(dimension, BRANCHES)
    )
    return [cell for cell in order if cell in found or dimension == "need_tier"]


def with_share(said: Text, osm_share: float | None) -> Text:
    """Add to a method how many of the units OpenStreetMap alone knows."""
    if osm_share is None:
        return said
    return Text(
        f"{said.de}; {number(osm_share * 100)} % der Einheiten nur aus OpenStreetMap",
        f"{said.en}; {number(osm_share * 100, lang='en')}% of the units from OpenStreetMap alone",
    )


def share_figures(base: Base, dimension: Dimension, *, headline: bool) -> tuple[Figure, ...]:
    """
    Share of each cell of a breakdown in the units in use: M-11 to M-13, M-31 to M-33.

    M-11 by function, M-12 by branch, M-13 by need tier (retail alone) for the place of the
    headline; M-31 to M-33 the same for the whole area where the headline is the centre's.
    Ids go on with the cell: ``"M-11:retail"``.

    Parameters
    ----------
    base
        From `base.centre_base` or `base.town_base`.
    dimension
        What to break down by.
    headline
        Whether ``base`` is the place of the headline.

    Returns
    -------
    tuple of Figure
        One per cell, in the order of the contract. ``unknown`` holds the units in use that do
        not tell, ``coverage`` the share of those that do; no figure if nobody is asked.
    """
    rows, values = asked_of(base, dimension)
    known = values.notna()
    if not known.any():
        return ()
    mark = f"M-{_NUMBERS['headline' if headline else 'beside', dimension]}"
    method = _METHODS[dimension]
    said = Text(f"{method.de}, {base.said.de}", f"{method.en}, {base.said.en}")
    stated: dict[str, Any] = {
        "label": base.named(_LABELS[dimension]), "method": with_share(said, base.osm_share),
        "base_table": "premises", "base": "all", "known": known,
        "parameters": {"place": base.place, "osm_share": base.osm_share},
    }  # fmt: skip
    bare = pd.DataFrame(index=rows.index)  # ids are all that a share needs of a row
    figures = []
    for cell in _cells(dimension, values):
        key = cell_key(base, dimension, cell)
        figures.append(
            share(
                bare, values == cell, id=f"{mark}:{cell}", key=f"share_{key.replace(':', '_')}",
                cell=("mix_cells", key), group=cell_label(dimension, cell), **stated,
            )
        )  # fmt: skip
    return tuple(figures)


def cell_key(base: Base, dimension: Dimension, cell: str) -> str:
    """Row id of a cell in `tables.findings.mix.MIX_CELLS`."""
    return f"{base.place}:{dimension}:{cell}"


def mix_cells(figures: tuple[Figure, ...]) -> Any:
    """
    The shares of all breakdowns as a table.

    ``quotient`` is the location quotient: the share in the centre as a multiple of that in
    the whole area (1: as everywhere), blank in the rows of the whole area.

    Parameters
    ----------
    figures
        From `share_figures`, of one or two places.

    Returns
    -------
    pd.DataFrame
        Contract in `tables.findings.mix.MIX_CELLS`.
    """
    rows = []
    for f in figures:
        assert f.cell is not None
        place, dimension, cell = f.cell[1].split(":", 2)
        rows.append(
            {
                "cell_id": f.cell[1], "part": f"{place}:{dimension}", "place": place,
                "dimension": dimension, "cell": cell, "label": f.group.de if f.group else cell,
                "units": f.numerator, "of": f.denominator, "share": f.value, "low": f.low,
                "high": f.high, "bound_low": f.bound_low, "bound_high": f.bound_high,
            }
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=["cell_id", *MIX_CELLS.names]).set_index("cell_id")
    pair = frame["dimension"].astype("str") + ":" + frame["cell"].astype("str")
    town = frame["place"] == "town"
    everywhere = frame.loc[town, "share"].set_axis(pair[town])
    share_there = pair.map(everywhere).astype("float64")
    quotient = frame["share"].astype("float64") / share_there.where(share_there > 0)
    return MIX_CELLS.conform(frame.assign(quotient=quotient.where(~town)))


def vacant_beside(base: Base, *, headline: bool) -> Figure:
    """
    Vacant units of the register in the place asked about: M-10, M-30.

    They have no function, so that no share counts them; the figure stands beside the mix.
    """
    rows = base.vacant
    suffix = "" if headline else "_town"
    return Figure(
        id="M-10" if headline else "M-30",
        key=f"vacant_beside_mix{suffix}",
        label=base.named(
            Text("leere Ladenlokale neben der Mischung", "vacant units beside the mix")
        ),
        unit="units",
        value=float(len(rows)),
        numerator=len(rows),
        method=Text(
            f"Leerstand ist keine Funktion und in keinem Anteil der Mischung enthalten; Register, {base.said.de}",
            f"vacancy is no function and in no share of the mix; register, {base.said.en}",
        ),
        parameters={"place": base.place},
        base_table="premises",
        base="register",
        counted=ids(rows),
        numerator_ids=ids(rows),
    )
