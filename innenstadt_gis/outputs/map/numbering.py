"""Numbers of units: one order for the list, the workbook and the paper."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable
from typing import Any

import pandas as pd

from innenstadt_gis.outputs.map.model import MapLayer

#: Floors by how their names begin; what is none of these stands above all of them.
_BELOW, _GROUND, _ROOF = ("u", "k", "souterrain", "tief"), ("e", "p", "g"), ("d",)
_UNKNOWN_FLOOR = 1000


def unit_ids(layer: MapLayer) -> list[Hashable]:
    """Ids of the units of a layer; those without a name of their own are the layer's."""
    return [i if isinstance(i, str) else (layer.key, i) for i in layer.frame.index]


def unit_numbers(layers: Iterable[MapLayer]) -> dict[Hashable, int]:
    """
    Number the units of a map as its list shows them, from 0.

    Listed layers first, that on top of the map before those below it (the register before
    what OpenStreetMap alone knows, so that the numbers of a register have no gaps); in a
    layer by street, house number, floor and name; without a street as the rows come.

    Parameters
    ----------
    layers
        Layers of a map; those that are no units are passed over.

    Returns
    -------
    dict
        Number by id; a unit in several layers has one.
    """
    units = [one for one in layers if one.kind == "units"]
    first = [one for one in reversed(units) if one.listed is not False]
    numbers: dict[Hashable, int] = {}
    for layer in (*first, *(one for one in units if one.listed is False)):
        ids = unit_ids(layer)
        for row in _order(layer):
            numbers.setdefault(ids[row], len(numbers))
    return numbers


def _order(layer: MapLayer) -> list[int]:
    frame = layer.frame
    columns = [_texts(frame, name) for name in ("street", "house_number", "floor", "name")]
    keys = [
        (street == "", folded(street), _house(house), _floor(floor), street and folded(name), row)
        for row, (street, house, floor, name) in enumerate(zip(*columns, strict=True))
    ]
    return [key[-1] for key in sorted(keys)]


def _texts(frame: Any, name: str) -> list[str]:
    if name not in frame.columns:
        return [""] * len(frame)
    return ["" if pd.isna(value) else str(value) for value in frame[name]]


def folded(text: str) -> str:
    """
    Spell a word as German dictionaries sort it: small, ä as a, ß as ss.

    Examples
    --------
    >>> sorted(["Zum Tor", "Ölgasse", "Oststraße"], key=folded)
    ['Ölgasse', 'Oststraße', 'Zum Tor']
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _house(text: str) -> tuple[float, str]:
    """Sort 9 before 10 and 10 before 10a; what begins with no number comes last."""
    found = re.match(r"\s*(\d+)\s*(.*)", text)
    return (float(found[1]), folded(found[2])) if found else (float("inf"), folded(text))


def _floor(text: str) -> tuple[int, str]:
    """Sort from below: basement, ground floor, upper floors, roof; unknown ones last."""
    word = folded(text).strip()
    digits = re.search(r"-?\d+", word)
    level = int(digits[0]) if digits else None
    if word.startswith(_BELOW):
        level = -abs(level or 1)
    elif level is None and word.startswith(_GROUND):
        level = 0
    elif level is None and word.startswith(_ROOF):
        level = _UNKNOWN_FLOOR - 1
    return (_UNKNOWN_FLOOR if level is None else level, word)
