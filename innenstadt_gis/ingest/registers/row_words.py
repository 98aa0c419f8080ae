"""The words and figures by which a row shows that it is no unit: sums, notes, column numbers."""

from __future__ import annotations

import re
from typing import Any

from innenstadt_gis.ingest.registers.headers import Header

__all__ = ["NOTE", "SUBTOTAL", "counts_columns", "figure", "is_note_with_day", "is_sum"]

_SUMS = (
    r"^\W*(?:zwischen|gesamt)?(?:summen?|anzahl|durchschnitt|mittelwert|total|insgesamt|gesamt"
    r"|leerstandsquote|davon leer)\b"
)
#: A text that says by itself that it is a sum: "Gesamt: 12", "Leerstandsquote: 8,3 %".
SUBTOTAL = re.compile(
    _SUMS + r"(?!.*(?:gmbh|straße|strasse))[^\d]{0,40}:?\s*[\d.,\s]*%?\s*$", re.IGNORECASE
)
_SUM_WORD = re.compile(_SUMS + r"[^\d]{0,60}$", re.IGNORECASE)
#: A text that says something of the list, not of a unit.
NOTE = re.compile(
    r"^\W*(?:quellen?\s*[:\s]\s*\w|(?:quellenangabe|hinweise?|anmerkung(?:en)?|stand|stichtag|erstellt"
    r"|seite \d+|gez|bearbeitet|druckdatum|gedruckt|ausgedruckt|aufgestellt|datengrundlage"
    r"|fortsetzung|ende der liste|(?:für |bei )?rückfragen|unterschrift|ort, datum"
    r"|datum, unterschrift|(?:insgesamt|gesamt|davon) \d+ \w+)\b)|^\*|^[\W_]{3,}$",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"^(?:ca|rd|rund|circa|etwa)?\.?\s*(-?\d[\d. ]*(?:,\d+)?)\s*(?:m²|m2|qm)?$", re.IGNORECASE
)


def figure(value: Any) -> float | None:
    """Number of a cell, with its unit or "ca." or without; None if it is anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    found = _NUMBER.match(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    text = found[1].replace(" ", "")
    if re.search(r",|\.\d{3}(?:\D|$)", text):
        text = text.replace(".", "").replace(",", ".")
    try:
        return float(text)
    except ValueError:
        return None


def counts_columns(values: dict[int, Any]) -> bool:
    """Tell a row "1 | 2 | 3 | 4" below the header, which numbers the columns."""
    told = [re.fullmatch(r"\W*(\d{1,2})(?:[.,]0)?\W*", str(v)) for v in values.values()]
    counts = [int(one[1]) for one in told if one]
    first = counts[0] if counts else 2
    in_turn = [first + i for i in range(len(counts))]
    by_place = [first + column - min(values) for column in values]
    return len(counts) == len(values) >= 3 and first <= 1 and counts in (in_turn, by_place)


def is_sum(values: dict[int, Any], header: Header) -> bool:
    """Tell "Summe Marktstraße | 3 | 240": the word comes first, the rest is figures."""
    (column, word), *rest = values.items()
    # A brand may be called "Total": what stands below "Name" is no word for a sum.
    told = isinstance(word, str) and bool(_SUM_WORD.match(word))
    figures = all(figure(value) is not None for _, value in rest)
    return told and figures and bool(rest) and header.fields.get(column) != "name"


def is_note_with_day(values: list[Any]) -> bool:
    """Tell "Stand: | 01.10.2024" and "Ort, Datum | Unterschrift"."""
    word, other = values
    if not (isinstance(word, str) and NOTE.match(word)):
        return False
    dated = not isinstance(other, str) or bool(re.search(r"\d{1,2}[./]\d{2,4}", other))
    return word.strip().endswith(":") or dated or bool(NOTE.match(str(other)))
