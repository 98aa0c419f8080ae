"""What an address cell says besides an address: a corner, "gegenüber", a district.

"Markt 1 / Kirchgasse 2" is one house with two addresses; "gegenüber Markt 5" is not
Markt 5; "Hauptstr. 3 (OT Neudorf)" names its district.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from innenstadt_gis.ingest.streets import split_address

__all__ = ["Asked", "read_asked"]

_BESIDE = re.compile(
    r"^(?:schräg\s+)?(?:gegenüber|gegenueber|ggü|ggue|gg|neben|hinter|vor|nahe|unweit|bei|"
    r"(?:in\s+der\s+)?nähe|höhe|zwischen|rückseite|zufahrt|einfahrt)\b\.?\s*"
    r"(?:(?:von|vom|der|dem|des|zu|zur|zum)\s+)?",
    re.IGNORECASE,
)
_CORNER = re.compile(r"\s*(?:/|,|&|\+|;|\bu\.|\bund\b|\becke\b)\s*/?\s*", re.IGNORECASE)
_DISTRICT = re.compile(
    r"[\s,(]*\b(?:OT|Ortst\.|Ortsteil|Stadtteil|ST)\.?\s+(?P<name>[^\d,()/;]+?)\s*[)]?\s*$"
)
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)")


class Asked(NamedTuple):
    """
    The address that a row asks for.

    ``other`` is the second address of a corner house; ``beside`` means that the row
    describes something near the address; ``crossing`` that only two streets are named.
    """

    street: str
    house_number: str | None
    other: tuple[str, str | None] | None = None
    district: str | None = None
    beside: bool = False

    @property
    def crossing(self) -> bool:
        """Whether the row names a corner by its streets alone."""
        return self.other is not None and not self.house_number and not self.other[1]


def read_asked(street: str, house_number: str | None, knows: Callable[[str], str | None]) -> Asked:
    """
    Take the cell of a street apart as far as it is no plain street name.

    Parameters
    ----------
    street, house_number
        As the register has them; the street's cell may hold the number too.
    knows
        Key of a street for a name that is surely one ("Hinter der Kirche"), else None: what
        is a street is not taken apart.

    Examples
    --------
    >>> from innenstadt_gis.ingest.streets import street_key
    >>> streets = {"markt": "markt", "kirchgasse": "kirchgasse"}
    >>> knows = lambda name: streets.get(street_key(name))
    >>> read_asked("Markt 1 / Kirchgasse 2", None, knows)[:3]
    ('Markt', '1', ('Kirchgasse', '2'))
    >>> read_asked("gegenüber Markt", "5", knows)
    Asked(street='Markt', house_number='5', other=None, district=None, beside=True)
    >>> read_asked("Markt (OT Neudorf)", "5", knows).district
    'Neudorf'
    """
    if knows(street) is not None:
        return Asked(street, house_number)
    text, district = street, None
    told = _DISTRICT.search(text)
    if told and told.start() > 0:
        text, district = text[: told.start()].strip(" ,("), told["name"].strip()
    bracket = _IN_BRACKETS.search(text)
    if bracket and bracket.start() > 0:
        # "(Neudorf)" may be the district; if it is none, nobody has such an address
        district = district or bracket[1].strip() or None
        text = _IN_BRACKETS.sub("", text)
    beside = _BESIDE.match(text)
    if beside and beside.end() < len(text) and knows(text) is None:
        text = text[beside.end() :]
    corner = None if knows(text) else _corner(text, house_number, knows)
    if corner is not None:
        return corner._replace(district=district, beside=bool(beside))
    if house_number is None and re.search(r"\d", text) and knows(text) is None:
        split = split_address(text)
        if split.street and split.house_number:
            text, house_number = split.street, split.house_number
            district = district or split.place
    return Asked(text.strip(" ,"), house_number, district=district, beside=bool(beside))


def _corner(
    text: str, house_number: str | None, knows: Callable[[str], str | None]
) -> Asked | None:
    """Two addresses, or two streets, if both are streets of the town."""
    pieces = [piece for piece in _CORNER.split(text) if piece and piece.strip(" ,")]
    split = [split_address(piece) for piece in pieces]
    real = [s for s in split if s.street and knows(s.street) is not None]
    if len(split) < 2 or not real:
        return None
    numbers = [part.strip() for part in re.split(r"[/;&]", house_number or "") if part.strip()]
    if len(real) > 1 and not any(s.house_number for s in real) and numbers:
        pairs = zip(real, [*numbers, *[None] * len(real)], strict=False)
        real = [s._replace(house_number=number) for s, number in pairs]
    first = real[0]
    other = next((s for s in real[1:] if knows(s.street or "") != knows(first.street or "")), None)
    second = (other.street or "", other.house_number) if other else None
    number = first.house_number or (house_number if second is None else None)
    return Asked(first.street or "", number, other=second)
