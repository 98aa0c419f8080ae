"""Floors in cells; the number of storeys of a house is no floor of the unit."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

__all__ = ["Floor", "floor_of", "read_floor"]

_GROUND = {"eg", "0", "erdgeschoss", "erdgeschoß", "parterre", "ebenerdig", "e", "erdg", "ebene 0", "erdgesch", "ground floor", "gf", "ptr", "part"}  # fmt: skip
_BELOW = {"ug", "kg", "-1", "keller", "untergeschoss", "untergeschoß", "kellergeschoss", "kellergeschoß", "1 ug", "basement", "tiefparterre", "tp", "u", "ebene -1"}  # fmt: skip
_ATTIC = {"dg", "dachgeschoss", "dachgeschoß", "dach", "mansarde", "dachboden"}
_NAMED = {
    "hochparterre": "Hochparterre", "hp": "Hochparterre", "hochptr": "Hochparterre",
    "souterrain": "Souterrain", "sout": "Souterrain", "zwischengeschoss": "ZG",
    "zwischengeschoß": "ZG", "zg": "ZG", "mezzanin": "ZG", "galerie": "ZG",
}  # fmt: skip
_ORDINAL = {"erstes": 1, "erster": 1, "erste": 1, "zweites": 2, "zweiter": 2, "zweite": 2, "drittes": 3, "dritter": 3, "dritte": 3, "viertes": 4, "vierte": 4}  # fmt: skip
_UPPER = r"(?:og|obergeschoss|obergeschoß|stock|stockwerk|etage|geschoss|o)"
_STOREYS = re.compile(r"^(?:[ivx]+\s*\+\s*d|[ivx]{1,4}|\d[.,]5|\d+\s*(?:geschosse|geschossig|-geschossig|gesch))\.?$")  # fmt: skip


class Floor(NamedTuple):
    """A floor as Germans write it (None: not stated or not a floor) and what was repaired."""

    floor: str | None
    repairs: tuple[str, ...] = ()


def floor_of(value: Any) -> Floor:
    """
    Read a floor; the storeys of a house ("III+D", "2,5") and unknown words are flagged.

    Examples
    --------
    >>> floor_of("EG+1.OG"), floor_of("III+D")
    (Floor(floor='EG+1. OG', repairs=()), Floor(floor=None, repairs=('floor_is_storeys',)))
    >>> floor_of("Laden hinten")
    Floor(floor='Laden hinten', repairs=('floor_unread',))
    """
    if value is None or isinstance(value, bool):
        return Floor(None)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _floor_of(re.sub(r"^(-?\d)\.0$", r"\1", str(value).strip()))


@lru_cache(maxsize=4096)
def _floor_of(text: str) -> Floor:
    low = text.casefold()
    if not re.search(r"\w", low) or low in {"k.a.", "k. a.", "ka", "unbekannt", "n/a"}:
        return Floor(None)
    if _STOREYS.match(low):
        return Floor(None, ("floor_is_storeys",))
    span = re.fullmatch(
        rf"(eg|ug|\d)\s*\.?\s*{_UPPER}?\s*(?:-|–|bis)\s*(\d)\s*\.?\s*{_UPPER}?", low
    )
    if span:
        first = {"eg": 0, "ug": -1}.get(span[1], int(span[1]) if span[1].isdigit() else 0)
        floors = [_name(n) for n in range(first, int(span[2]) + 1)]
        return Floor("+".join(floors)) if floors else Floor(text, ("floor_unread",))
    parts = re.split(r"\s*(?:[+;/,&]|\bu\.|\bund\b)\s*", low)
    read = [_part(part) for part in parts if part.strip(" .")]
    if not read or None in read:
        return Floor(text, ("floor_unread",))
    return Floor("+".join(dict.fromkeys(part for part in read if part)))


def _name(number: int) -> str:
    if number < 0:
        return "UG" if number == -1 else f"{-number}. UG"
    return "EG" if number == 0 else f"{number}. OG"


def _part(text: str) -> str | None:
    """One floor; words for the side of the house ("links", "hinten") are passed over."""
    low = re.sub(
        r"\b(?:links|rechts|mitte|vorn|vorne|hinten|li|re|hof|strassenseite)\b\.?|\(.*?\)",
        " ",
        text,
    )
    low = re.sub(r"\s+", " ", low).strip(" .,:-" if not low.strip().startswith("-") else " .,:")
    if low in _GROUND:
        return "EG"
    if low in _BELOW:
        return "UG"
    if low in _ATTIC:
        return "DG"
    if low in _NAMED:
        return _NAMED[low]
    found = re.fullmatch(rf"(\d)\s*\.?\s*{_UPPER}?", low) or re.fullmatch(rf"{_UPPER}\s*(\d)", low)
    if found:
        return _name(int(found[1]))
    found = re.fullmatch(r"(\d)\s*\.?\s*(?:ug|untergeschoss|kg)", low) or re.fullmatch(
        r"-(\d)", low
    )
    if found:
        return _name(-int(found[1]))
    found = re.fullmatch(rf"(iv|i{{1,3}})\.?\s*{_UPPER}", low)
    if found:
        return _name({"i": 1, "ii": 2, "iii": 3, "iv": 4}[found[1]])
    words = low.split()
    if len(words) == 2 and words[0] in _ORDINAL and re.fullmatch(_UPPER, words[1]):
        return _name(_ORDINAL[words[0]])
    return "1. OG" if low in {"og", "obergeschoss", "obergeschoß"} else None


def read_floor(value: Any) -> str | None:
    """
    Bring a floor into the way Germans write it; unknown words stay as they are.

    Examples
    --------
    >>> read_floor("Erdgeschoss"), read_floor("1.OG"), read_floor("0"), read_floor(2)
    ('EG', '1. OG', 'EG', '2. OG')
    """
    return floor_of(value).floor
