"""How alike two names of shops are."""

from __future__ import annotations

from typing import Any

from rapidfuzz import fuzz

from innenstadt_gis.ingest.registers.headers import plain

__all__ = ["name_likeness"]


def name_likeness(a: Any, b: Any) -> float:
    """
    How alike two names are, 0 to 100; 0 if one is missing.

    Examples
    --------
    >>> name_likeness("VR-Bank Lauf", "VR Bank") >= 75, name_likeness("Rewe", None)
    (True, 0.0)
    """
    if not isinstance(a, str) or not isinstance(b, str):
        return 0.0
    if a == b:
        return 100.0
    one, other = plain(a), plain(b)
    if min(len(one), len(other)) < 3:
        return 100.0 if one == other and one else 0.0
    # One shared word ("Bäckerei") is no proof: half of the score is about the whole name.
    words = (fuzz.token_set_ratio(one, other) + fuzz.token_sort_ratio(one, other)) / 2
    # "Schuhhaus" and "Schuh-Haus" share no word.
    letters = fuzz.ratio(one.replace(" ", ""), other.replace(" ", ""))
    return float(max(words, letters))
