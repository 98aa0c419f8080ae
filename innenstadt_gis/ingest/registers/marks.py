"""Status told by counts ("Einheiten | davon leer") or by marks ("belegt | leer | Umbau")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.ingest.registers.status import read_status

__all__ = ["Cells", "of_counts", "of_marks"]

#: Non-blank cells by column and row, under the last word of each column's header.
Cells = Mapping[int, Mapping[int, Any]]

_SHOPS = r"ge|gewerbe\w*|laden\w*|laeden|geschaefte|geschaeftseinheiten|lokale|shops"
_HOMES = r"we|wohn\w*"
_UNITS = rf"{_SHOPS}|{_HOMES}|\w*einheiten|ne|units"
_COUNT = r"(?:(?:anz|anzahl|zahl) )?(?:der )?"
_TOTAL = re.compile(rf"^{_COUNT}({_UNITS})(?: (?:gesamt|insgesamt|im (?:haus|gebaeude|objekt)))?$")
_EMPTY = r"leer|leere|leerstehende?|leerstaende|leerstand|frei|freie|unvermietet|vakant|vacant"
_VACANT = re.compile(
    rf"^(?:davon )?{_COUNT}(?:({_UNITS}) )?(?:davon )?(?:{_EMPTY})(?: ({_UNITS}))?$"
)
_OCCUPIED = re.compile(
    rf"^(?:davon )?{_COUNT}(?:(?:{_UNITS}) )?(?:davon )?(?:belegte?|vermietete?|genutzte?)$"
)
_LONGEST_MARK = 5


def of_counts(labels: Mapping[int, str], cells: Cells) -> tuple[dict[int, str], set[int]]:
    """
    Tell from how many units of a house are vacant whether it is, in words of the status.

    0 of 3 is occupied, 1 of 3 partly vacant, 3 of 3 vacant; a blank cell tells nothing, and
    more vacant units than there are, or some out of an unknown number, is not understood.

    Returns
    -------
    Words by row, and the columns whose numbers are counts and no "ja" or "nein".

    Examples
    --------
    >>> of_counts({4: "Einheiten", 5: "davon leer"}, {4: {1: 3, 2: 3}, 5: {1: 1, 2: "0"}})
    ({1: 'teilweise leer', 2: 'belegt'}, {4, 5})
    """
    names = {c: plain(label) for c, label in labels.items() if _counted(cells.get(c, {}))}
    totals = {c: _kind(m[1]) for c, name in names.items() if (m := _TOTAL.match(name))}
    empty = {c: _kind(m[1] or m[2]) for c, name in names.items() if (m := _VACANT.match(name))}
    pairs: dict[int | None, list[int]] = {}
    for column, kind in empty.items():
        total = _total_of(column, kind, totals)
        many = any((_whole(v) or 0) > 1 for v in cells[column].values())
        if total is not None or many:
            pairs.setdefault(total, []).append(column)
    if not pairs:
        return {}, set()
    used = {c for total, columns in pairs.items() for c in (total, *columns) if c is not None}
    used |= {c for c, name in names.items() if _OCCUPIED.match(name)}
    # Flats tell of a house of shops only where nothing else does.
    shops = {t: cs for t, cs in pairs.items() if t is None or totals[t] != "home"}
    words: dict[int, str] = {}
    for total, columns in (shops or pairs).items():
        kinds = {empty[c] for c in columns}
        whole = total is None or totals[total] or "" in kinds or len(kinds) > 1
        of = cells[total] if total is not None and whole else {}
        for row in sorted({row for c in columns for row in cells[c]}):
            told = _of_house(of.get(row), [cells[c].get(row) for c in columns])
            if told and row not in words:
                words[row] = told
    return words, used


def _total_of(column: int, kind: str, totals: Mapping[int, str]) -> int | None:
    fits = [c for c, k in totals.items() if k == kind or not kind] or [
        c for c, k in totals.items() if not k
    ]
    left = [c for c in fits if c < column]
    return max(left) if left else min(fits, default=None)


def _of_house(total: Any, vacant: list[Any]) -> str | None:
    stated = [n for value in vacant if (n := _whole(value)) is not None]
    units, empty = _whole(total), sum(stated)
    if not stated or (not empty and (not units or len(stated) < len(vacant))):
        return None
    if units is None or empty > units:
        return f"{empty} von {'' if units is None else units}?"
    return "belegt" if not empty else "leer" if empty == units else "teilweise leer"


def _kind(word: str | None) -> str:
    if word and re.fullmatch(_SHOPS, word):
        return "shop"
    return "home" if word and re.fullmatch(_HOMES, word) else ""


def _whole(value: Any) -> int | None:
    found = re.fullmatch(r"\s*(\d{1,3})(?:[.,]0+)?\s*", str(value))
    return int(found[1]) if found else None


def _counted(cells: Mapping[int, Any]) -> bool:
    numbers = sum(_whole(value) is not None for value in cells.values())
    said = sum(bool(plain(value)) for value in cells.values())
    return numbers > 0 and numbers * 10 >= said * 9


def of_marks(labels: Mapping[int, str], cells: Cells) -> tuple[dict[int, str], set[int]]:
    """
    Read a mark under one of several status words as that word.

    Only where the columns exclude each other: a row is rarely marked twice. Two marks are
    read as the two words in one cell would be.

    Returns
    -------
    Words by row, and the columns of marks; nothing where vacant and occupied are all there is.

    Examples
    --------
    >>> of_marks({3: "leer", 4: "Umbau"}, {3: {1: "x"}, 4: {2: "x"}})
    ({1: 'leer', 2: 'Umbau'}, {3, 4})
    """
    states: dict[int, str] = {}
    for column, label in labels.items():
        told = read_status(label)
        own = cells.get(column, {})
        marks = bool(own) and all(_mark(value) is not None for value in own.values())
        if marks and told.status != "unknown" and not told.repairs:
            states[column] = told.status
    if len(set(states.values())) < 2 or not set(states.values()) - {"vacant", "occupied"}:
        return {}, set()
    marked: dict[int, list[str]] = {}
    for column in states:
        for row, value in cells[column].items():
            if _mark(value):
                marked.setdefault(row, []).append(labels[column])
    single = sum(len(words) == 1 for words in marked.values())
    if single * 10 < len(marked) * 8:
        return {}, set()
    return {row: ", ".join(words) for row, words in sorted(marked.items())}, set(states)


def _mark(value: Any) -> bool | None:
    """True for "x", "ja", 1; False for "nein", 0 and a dash; None for anything else."""
    if len(str(value)) > _LONGEST_MARK or read_status(value).status != "unknown":
        return None
    if not plain(value) and str(value).strip() in ("-", "–", "/"):
        return False
    told = read_status(value, header="vacant").status
    return None if told == "unknown" else told == "vacant"
