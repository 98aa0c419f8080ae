"""Licences of open data by their names, as the catalogues of German administrations list them."""

from __future__ import annotations

import re

__all__ = ["LICENCES", "LICENCE_LIST", "licence_uri"]

#: The controlled list of DCAT-AP.de (identifiers; nothing is fetched from them).
LICENCE_LIST = "http://dcat-ap.de/def/licenses/"

#: Usual name of each licence, and its place in the list.
LICENCES: dict[str, str] = {
    "dl-de/by-2-0": "dl-by-de/2.0",
    "dl-de/zero-2-0": "dl-zero-de/2.0",
    "CC BY 4.0": "cc-by/4.0",
    "CC BY-SA 4.0": "cc-by-sa/4.0",
    "CC0": "cc-zero",
    "ODbL 1.0": "odbl",
}

_PLAIN = {re.sub(r"[^a-z0-9]", "", name.casefold()): place for name, place in LICENCES.items()}
_PLAIN |= {"odbl": "odbl", "cc010": "cc-zero", "cczero": "cc-zero", "dlbyde20": "dl-by-de/2.0"}
_IN_LIST = re.compile(r"https?://(?:www\.)?dcat-ap\.de/def/licenses/(?P<place>[\w./-]+?)/?")


def licence_uri(name: str) -> str | None:
    """
    Return the identifier of a licence in the list; None for a name that is not one of them.

    Examples
    --------
    >>> licence_uri("dl-de/by-2-0"), licence_uri("ODbL 1.0")
    ('http://dcat-ap.de/def/licenses/dl-by-de/2.0', 'http://dcat-ap.de/def/licenses/odbl')
    >>> licence_uri("by agreement") is None
    True
    """
    listed = _IN_LIST.fullmatch(name.strip())
    place = listed["place"] if listed else _PLAIN.get(re.sub(r"[^a-z0-9]", "", name.casefold()))
    return None if place is None else LICENCE_LIST + place
