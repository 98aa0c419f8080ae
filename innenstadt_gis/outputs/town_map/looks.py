"""Colour and hatch of a figure's class, as the map draws it: charts and map look alike."""

from __future__ import annotations

from innenstadt_gis.outputs.chapters import family
from innenstadt_gis.outputs.map.model import Hatch
from innenstadt_gis.outputs.town_map.layers import _GROUPS
from innenstadt_gis.outputs.town_map.plans import _STATUS
from innenstadt_gis.outputs.town_map.reach import _CLASSES
from innenstadt_gis.outputs.town_map.themes import _CHANGES, _DURATIONS, _FUNCTIONS
from innenstadt_gis.town import Figure

__all__ = ["look_of"]

Look = tuple[str, Hatch]


def _of(table: tuple[tuple[object, ...], ...]) -> dict[str, Look]:
    """Look by member of a table of classes: (…, colour, hatch, …, members)."""
    looks: dict[str, Look] = {}
    for row in table:
        colour, hatch, members = row[2], row[3], row[-1]
        for member in members if isinstance(members, tuple) else ():
            looks[member] = (str(colour), hatch)  # type: ignore[assignment]
    return looks


_BY_FAMILY: dict[str, dict[str, Look]] = {
    "L-16": _of(_DURATIONS), "M-11": _of(_FUNCTIONS), "M-31": _of(_FUNCTIONS), "V-11": _of(_STATUS),
    "E-28": {one: (colour, hatch) for many, colour, hatch in _CLASSES for one in many}
    | {"none": ("#FFFFFF", "none")},
}  # fmt: skip

# The map has one class for three of these; side by side in a chart they must differ.
_BY_STATUS: dict[str, Look] = _of(_GROUPS) | {
    "interim_use": ("#E69F00", "lines"), "at_risk": ("#E69F00", "dots"),
}  # fmt: skip

_BY_CHANGE = _of(_CHANGES)
_CHANGE_OF = {
    "vacancies_new": "newly_vacant", "vacancies_let_again": "let_again",
    "vacancies_lasting": "still_vacant",
}  # fmt: skip


def look_of(figure: Figure) -> Look | None:
    """
    Colour and hatch of what a figure counts, None where the map has no class for it.

    Examples
    --------
    >>> from innenstadt_gis.words import Text
    >>> leer = Text("leer", "vacant")
    >>> look_of(Figure(id="S-02", key="status_vacant", label=leer, unit="units", value=3))
    ('#B2182B', 'cross')
    """
    if figure.key.startswith("status_"):
        return _BY_STATUS.get(figure.key.removeprefix("status_"))
    if figure.key in _CHANGE_OF:
        return _BY_CHANGE.get(_CHANGE_OF[figure.key])
    return _BY_FAMILY.get(family(figure), {}).get(figure.id.partition(":")[2])
