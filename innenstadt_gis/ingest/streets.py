"""Street names and house numbers as keys, so that spelling variants meet.

"Altdorfer Str.", "ALTDORFER STRASSE" and "Altdorfer Straße" are one street; "4 a",
"Nr. 4A" and "4a" are one house number.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import NamedTuple

import pandas as pd

__all__ = [
    "Address",
    "HouseNumber",
    "house_number_key",
    "house_number_keys",
    "parse_house_number",
    "split_address",
    "street_key",
    "street_keys",
    "street_words",
]

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_BROKEN = re.compile(r"stra[?\ufffd]{1,2}e")
_NOT_WORD = re.compile(r"[\W_]+")
_STREET_END = re.compile(r"str(?:asse)?$")

# "12", "12a", "12 a-c", "12-14", "12/1", "12 u. 14", "12, 14"
_ONE = r"\d{1,4}(?:\s?[a-zA-Z](?![a-zA-ZäöüÄÖÜß.]))?"
_JOIN = r"\s*(?:[-–—/+&,]|u\.|und|bis)\s*"
_NUMBER = rf"{_ONE}(?:{_JOIN}(?:{_ONE}|[a-zA-Z](?![a-zA-ZäöüÄÖÜß.])))*"
_MARK = r"(?:(?:(?:haus|hs)\.?\s?-?)?nr\.?|hausnummer|hnr\.?)"
_WITHOUT = re.compile(
    r"(?:\bohne|\bo\.?)\s*(?:hs\.?|haus)?\.?\s*-?n(?:umme)?r\b\.?|\bo\.?\s?n\.|\*\s*$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"^(?P<street>.*?[^\W\d_].*?)[\s,]*{_MARK}?\s*(?P<number>{_NUMBER})"
    rf"(?P<rest>(?:[\s,;(].*)?)$",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"(?:^|[\s,;])(?:D-)?(\d{5})\s+([^\d,;]+?)\s*(?:$|[,;])")
# Two addresses of a corner house; behind a comma only what is surely a street.
_CORNER = re.compile(
    r"[^\W\d_].*?\d\s?[a-z]?\s*(?:[/&+;]|\becke\b|\bund\b|\bu\.)\s*"
    r"(?!(?:og|eg|ug|dg|hs|hh|vh|hinter|vorder|haus|laden|etage|stock|geb|tür|eingang|ot|whg|tel"
    r"|flur|flst|postfach|raum|top|teil)\w*\b)[^\W\d_]{3}[^,;/]*\d[\s\da-z/-]*"
    r"|[^\W\d_].*?\d\s?[a-z]?\s*,\s*[^\W\d_][^,;/]*"
    r"(?:str\.|straße|strasse|gasse|platz|weg|markt|ring|allee)\s*\d[\s\da-z/-]*",
    re.IGNORECASE,
)
_LONGEST_CORNER = 100
_DISTRICT = re.compile(r"\W*\b(?:OT|Ortsteil|Stadtteil)\.?\s+([^\d,;()/]+)")
_NUMBER_FIRST = re.compile(
    r"(?P<number>\d{1,4}\s?[a-zA-Z]?)(?:\s*,\s*|\s+)(?P<street>[^\W\d_]{3}.*)"
)
_PART = re.compile(r"(\d{1,4})(?:\s?([a-z])(?![a-zäöüß.]))?")


class Address(NamedTuple):
    """An address as it was split; ``note`` is what was written behind the number."""

    street: str | None
    house_number: str | None
    postcode: str | None = None
    place: str | None = None
    note: str | None = None


class HouseNumber(NamedTuple):
    """A house number: its ``base``, ``suffix``, and the ``last`` base of a range."""

    base: int
    suffix: str
    last: int | None
    parts: tuple[tuple[int, str], ...]


def _plain(text: str) -> str:
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    return _BROKEN.sub("strasse", lowered)


def street_words(name: str) -> list[str]:
    """
    Words of a street name in key spelling, abbreviations resolved where they are certain.

    Examples
    --------
    >>> street_words("Dr.-W.-Külz-Str.")
    ['dr', 'w', 'kuelz', 'str']
    >>> street_words("St.-Anna-Pl.")
    ['sankt', 'anna', 'platz']
    """
    plain = re.sub(r"pl\.(?=\W|$)", "platz ", _plain(name))
    plain = re.sub(r"(?<=\w{3})st\.\s*$", "str", plain)
    words = [word for word in _NOT_WORD.split(plain) if word]
    if len(words) > 1 and words[0] == "st":
        words[0] = "sankt"
    if len(words) > 1 and words[-1] == "st":
        words[-1] = "str"
    return [_STREET_END.sub("str", word) for word in words]


def street_key(name: str | None) -> str:
    """
    Key under which all spellings of a street name meet; blank for a blank name.

    Case, ß/ss, umlauts, "Str."/"Straße"/"Strasse", "Pl.", "St.", hyphens, dots and
    spaces make no difference. Words are not abbreviated or expanded otherwise.

    Examples
    --------
    >>> street_key("Altdorfer Straße") == street_key(" ALTDORFER  STR.")
    True
    >>> street_key("Dr.-Külz-Straße")
    'drkuelzstr'
    >>> street_key("Bergstraße") == street_key("Burgstraße")
    False
    """
    return _STREET_END.sub("str", "".join(street_words(name))) if name else ""


def street_keys(names: pd.Series) -> pd.Series:
    """Keys of a column of street names; blank where the name is missing."""
    known = {name: street_key(str(name)) for name in names.dropna().unique()}
    return names.astype("object").map(known).astype("object").fillna("").astype("str")


def parse_house_number(text: object) -> HouseNumber | None:
    """
    Take a house number apart; None if there is none ("o. Nr.", "*", blank).

    Examples
    --------
    >>> parse_house_number("Nr. 4 A")
    HouseNumber(base=4, suffix='a', last=None, parts=((4, 'a'),))
    >>> parse_house_number("12–14").last
    14
    >>> parse_house_number("12 u. 14").parts
    ((12, ''), (14, ''))
    >>> parse_house_number("o. Nr.") is None
    True
    """
    if text is None or text is pd.NA or (isinstance(text, float) and math.isnan(text)):
        return None
    plain = str(int(text)) if isinstance(text, float) and text.is_integer() else str(text)
    plain = re.sub(r"\(.*?\)", " ", plain.casefold()).strip()
    plain = re.sub(rf"^\s*{_MARK}\s*", "", plain)
    found = re.match(rf"\s*({_NUMBER})", plain, re.IGNORECASE)
    if found is None:
        return None
    parts = tuple((int(number), suffix) for number, suffix in _PART.findall(found[1]))
    ranged = re.search(r"\d\s*[a-z]?\s*(?:[-–—]|bis)\s*(\d+)", found[1])
    # "12-14" is a range; "3/5-7" may mean anything and stays a list
    is_range = ranged is not None and len(parts) == 2 and int(ranged[1]) > parts[0][0]
    last = int(ranged[1]) if ranged is not None and is_range else None
    return HouseNumber(parts[0][0], parts[0][1], last, parts)


def house_number_key(text: object) -> str:
    """
    Key of a house number; blank where there is none.

    Examples
    --------
    >>> house_number_key("4 a"), house_number_key("Nr. 1"), house_number_key("12 – 14")
    ('4a', '1', '12-14')
    >>> house_number_key("12 u. 14"), house_number_key("12/1"), house_number_key("o. Nr.")
    ('12+14', '12/1', '')
    """
    number = parse_house_number(text)
    if number is None:
        return ""
    parts = [f"{base}{suffix}" for base, suffix in number.parts]
    if number.last is not None:
        return "-".join(parts)
    if len(parts) == 2 and "/" in str(text):
        return "/".join(parts)
    return "+".join(parts)


def house_number_keys(numbers: pd.Series) -> pd.Series:
    """Keys of a column of house numbers; blank where there is none."""
    known = {number: house_number_key(number) for number in numbers.dropna().unique()}
    return numbers.astype("object").map(known).astype("object").fillna("").astype("str")


def split_address(text: str) -> Address:
    """
    Split "street number" as people write it, with or without postcode and place.

    A blank house number stays blank; what stands behind the number is kept as note.

    Examples
    --------
    >>> split_address("Altdorfer Str.  25")[:2]
    ('Altdorfer Str.', '25')
    >>> split_address("Friedensplatz 4 a")[:2], split_address("Markt1")[:2]
    (('Friedensplatz', '4 a'), ('Markt', '1'))
    >>> split_address("Markt Nr. 1 (ehem. Sparkasse)")
    Address(street='Markt', house_number='1', postcode=None, place=None, note='ehem. Sparkasse')
    >>> split_address("Kirchplatz o. Nr.")[:2]
    ('Kirchplatz', None)
    >>> split_address("Straße des 17. Juni")[:2]
    ('Straße des 17. Juni', None)
    >>> split_address("Markt 1, 99999 Musterstadt")[:4]
    ('Markt', '1', '99999', 'Musterstadt')

    Both addresses of a corner house stay together, for `address_text.read_asked`.

    >>> split_address("Markt 1 / Kirchgasse 2")[:2]
    ('Markt 1 / Kirchgasse 2', None)
    """
    rest = re.sub(r"\s+", " ", text).strip(" ,;")
    postcode = place = None
    told = _POSTCODE.search(rest)
    if told:
        postcode, place = told[1], told[2].strip()
        rest = (rest[: told.start()] + " " + rest[told.end() :]).strip(" ,;")
    if re.fullmatch(rf"{_MARK}?\s*{_NUMBER}", rest, re.IGNORECASE):
        return Address(None, rest, postcode, place)
    if _WITHOUT.search(rest):
        street = _WITHOUT.sub("", rest).strip(" ,;-")
        return Address(street or None, None, postcode, place)
    if len(rest) <= _LONGEST_CORNER and _CORNER.fullmatch(rest):
        return Address(rest, None, postcode, place)
    ahead = _NUMBER_FIRST.fullmatch(rest)
    if ahead and not re.search(r"\d", ahead["street"]):
        return Address(ahead["street"], ahead["number"], postcode, place)
    found = _TAIL.match(rest)
    if found is None or re.match(r"\.\s*[^\W\d_]", rest[found.end("number") :]):
        return Address(rest or None, None, postcode, place)
    street = re.sub(rf"[\s,]+{_MARK}$", "", found["street"], flags=re.IGNORECASE).strip(" ,;-")
    note = found["rest"].strip(" ,;()") or None
    district = _DISTRICT.match(note or "")
    place = place or (district[1].strip() if district else None)
    return Address(street or None, found["number"].strip(), postcode, place, note)
