"""How alike two names of shops are."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from innenstadt_gis.branches import branch_of_word
from innenstadt_gis.ingest.registers.headers import plain

__all__ = ["name_likeness"]

# Words that every second shop has: they tell no shop from another.
_COMMON = {
    "am", "an", "auf", "bei", "beim", "das", "dem", "den", "der", "des", "die", "e", "fa",
    "filiale", "firma", "gbr", "gmbh", "im", "in", "inh", "inhaber", "k", "kg", "mbh", "nr",
    "ohg", "ug", "und", "v", "vom", "von", "zu", "zum", "zur",
}  # fmt: skip
_OWN_ALIKE = 70.0
_OTHER_SHOP = 65.0  # at most, where what is its own in either name differs


def name_likeness(a: Any, b: Any) -> float:
    """
    How alike two names are, 0 to 100; 0 if one is missing.

    A branch that both names begin with ("Versicherung Ott", "Versicherung Haas") makes no
    two shops one: where both have words of their own beside it, those must be alike too.

    Examples
    --------
    >>> name_likeness("VR-Bank Lauf", "VR Bank") >= 75, name_likeness("Rewe", None)
    (True, 0.0)
    >>> name_likeness("Reisebüro Graf", "Reisebüro Jung") <= 65
    True
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
    whole = float(max(words, letters))
    own, others = _own(one), _own(other)
    if own and others and fuzz.token_set_ratio(own, others) < _OWN_ALIKE:
        joined = fuzz.ratio(own.replace(" ", ""), others.replace(" ", ""))
        return whole if joined >= _OWN_ALIKE else min(whole, _OTHER_SHOP)
    return whole


@lru_cache(maxsize=65_536)
def _own(name: str) -> str:
    """The words of a name that are neither a branch nor common to all names."""
    return " ".join(w for w in name.split() if w not in _COMMON and branch_of_word(w) is None)
