"""Which words are German words: what is none, and written with a capital, may be a name.

Nobody can list all surnames or all ways to speak of people. The other way round is
possible: a remark whose every noun stands in a dictionary, or is a compound of such
words, names nobody that this dictionary would not know.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["common_surname", "known_word"]

_LANGUAGES = ("de", "en")  # lists hold "Second Hand" and "Coworking", and some are English
_SHORTEST_PART = 4
# Where a word ends so and no dictionary lists it as a whole, it is a name.
_NAME_END = re.compile(
    r"(?:mann|müller|me[iy]er|ma[iy]er|herr|huber|bauer|hofer|dorn|sen|ow|ski|ić|ic)$"
)
_JOINTS = ("", "s", "n", "en", "es", "e", "er", "-")
# The most frequent surnames of the country that a dictionary knows as words or names.
_SURNAMES = frozenset(["müller", "schmidt", "schmitt", "schmid", "schmitz", "schulz", "schulze", "schultz", "hoffmann", "hofmann", "meyer", "meier", "maier", "mayer", "neumann", "zimmermann", "hartmann", "krüger", "lehmann", "huber", "kaiser", "fuchs", "scholz", "möller", "hahn", "schubert", "vogel", "friedrich", "günther", "frank", "berger", "winkler", "roth", "beck", "lorenz", "baumann", "franke", "albrecht", "schuster", "ludwig", "böhm", "kraus", "martin", "schumacher", "krämer", "vogt", "jäger", "otto", "seidel", "heinrich", "brandt", "haas", "schreiber", "graf", "schulte", "dietrich", "ziegler", "kuhn", "kühn", "pohl", "engel", "bergmann", "thomas", "voigt", "sauer", "arnold", "wolff", "pfeiffer", "werner", "walter", "peters", "wagner", "becker", "schröder", "schneider", "fischer", "weber", "wolf", "richter", "krause", "köhler", "schäfer", "herrmann", "könig", "walther", "kaya", "yilmaz", "demir", "nguyen", "lindner", "probst", "döring", "förster", "wendt", "merkel", "herzog"])  # fmt: skip


def common_surname(word: str) -> bool:
    """
    Tell whether a word is one of the country's most frequent surnames.

    Examples
    --------
    >>> common_surname("Müller"), common_surname("Schaufenster")
    (True, False)
    """
    return word.casefold() in _SURNAMES


@lru_cache(maxsize=65_536)
def known_word(word: str) -> bool:
    """
    Tell whether a word is German, or a compound of German words.

    Examples
    --------
    >>> known_word("Schaufensterbeschädigung"), known_word("Ladeneinheit"), known_word("Kowalczyk")
    (True, True, False)
    """
    if not re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+)*", word):
        return False
    if "-" in word:  # the last part says what it is: "Oster-Deko", "Rosa-Luxemburg-Platz"
        last = word.rpartition("-")[2]
        return known_word(last) and not common_surname(last)
    return _listed(word) or _compound(word.casefold())


@lru_cache(maxsize=65_536)
def _listed(word: str) -> bool:
    # The dictionary takes a second to load: only remarks with a word of doubt need it.
    from simplemma import is_known

    low = word.casefold()
    return bool(is_known(low, lang=_LANGUAGES) or is_known(low.capitalize(), lang=_LANGUAGES))


def _compound(low: str) -> bool:
    """Cut a word once or twice into listed words, with the usual joints between them."""
    if _NAME_END.search(low):
        return False
    for at in range(_SHORTEST_PART, len(low) - _SHORTEST_PART + 1):
        head, tail = low[:at], low[at:]
        if tail in _SURNAMES:
            continue
        if not _listed(tail) and not (len(tail) >= 2 * _SHORTEST_PART and _compound(tail)):
            continue
        if any(_listed(head.removesuffix(joint)) for joint in _JOINTS if head.endswith(joint)):
            return True
    return False
