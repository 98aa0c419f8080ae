"""Names that lead to a parcel: cadastral districts (Gemarkungen) and cells such as ``12/3``.

Nothing here looks at a parcel; what a cell may mean is told, the parcels at hand decide.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

_ALIKE = 88.0
_LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
# Words around the name of a district that are not part of it.
_FILLER = {"gemarkung", "gmkg", "gmk", "gem", "gemark", "sa", "sachs", "sachsen", "stadt", "ot"}
_MONTHS = {
    "jan": 1, "feb": 2, "mrz": 3, "mar": 3, "mär": 3, "apr": 4, "mai": 5, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dez": 12, "dec": 12,
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
_WORDS = re.compile(r"(\d{1,2})[.\s-]+([A-Za-zä]{3})[a-zäA-Z]*\.?(?:[\s-]+(\d{4}|\d{2}))?")
_PART = re.compile(
    r"(?:/\s*)?(?<![^\W\d_])(?:T\.?\s?F\.?(?:l\.?)?|Teilfl(?:äche|ache|aeche|\.)?n?|teils?|"
    r"Teil(?:grund)?st(?:ü|ue)cke?s?|teilw(?:eise|\.)?|tlw\.?|z(?:um\s+|\.\s?)?T(?:eil|\.)?|"
    r"T\.\s?v\.|anteilig|Anteil)(?![^\W\d_])(?:\s*(?:von|vom|v\.|aus|a\.|d\.|des|an))?",
    re.IGNORECASE,
)
_AND = re.compile(r"[;,+&\n]|\s(?:und|u\.|sowie|and)\s", re.IGNORECASE)
_FLUR = re.compile(
    r"\b(?:Flur\s*[-:]?\s*(?:Nr\.?\s*)?|Fl\.\s*)(\d{1,3})\b(?!\s*/)[,;]?", re.IGNORECASE
)
_PARCEL_WORD = re.compile(
    r"\b(?:Flurst(?:ü|ue)cke?s?|Flurst|Flst|FlSt|Flstk|Fl\.?-?\s?St|Fst|Parzellen?)\b\.?\s*"
    r"(?:-?\s?Nr(?:n)?\b\.?)?\s*:?|\bFl(?:ur)?\.?\s*-?\s*(?:Nrn?\b\.?|nummern?\b)\s*:?|\bNr\b\.?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?P<district>[^\d,;/]*?[^\W\d_][^\d,;/]*?)[\s-]+)?(?:(?P<flur>\d{1,3})\s*-\s*)?"
    r"(?P<numerator>\d{1,5})(?:\s*/\s*(?P<denominator>\d{1,4}))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """
    What one cell, or a part of it, says of one parcel.

    ``bare`` is the text without the words around the number.
    ``readings`` are (numerator, denominator) in the order of how likely they are; more
    than one only where Excel made a date of the cell, none where nothing was understood.
    """

    text: str
    bare: str = ""
    readings: tuple[tuple[int, int | None], ...] = ()
    district: str = ""
    flur: int | None = None
    part: bool = False
    was_date: bool = False


def fold(name: str) -> str:
    """
    Write a district's name in one spelling: lower case, no umlauts, words by blanks.

    Examples
    --------
    >>> fold("Gemarkung Buchholz/Sa."), fold("GROSSRÜCKERSWALDE")
    ('buchholz', 'grossrueckerswalde')
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = "".join(_LETTERS.get(letter, letter) for letter in text)
    words = [word for word in re.split(r"[\W\d_]+", text) if word]
    return " ".join([word for word in words if word not in _FILLER] or words)


def district_codes(name: object, codes: Mapping[str, Iterable[str]]) -> tuple[list[str], bool]:
    """
    Find the six-digit codes of a cadastral district.

    Parameters
    ----------
    name
        Name, four-digit or six-digit number, or both ("Buchholz (5678)").
    codes
        Folded name (`fold`) to six-digit codes; a code without a name stands under ``""``.

    Returns
    -------
    codes, exact
        All districts that are meant by the name, never a choice among them; ``exact`` is
        False where the spelling differs (a shorter or longer name, a typing error).

    Examples
    --------
    >>> known = {"obertal": ["145678"], "buchholz": ["145679"]}
    >>> district_codes("Buchholz/Sa.", known), district_codes("Obertal-Buchholz", known)
    ((['145679'], True), (['145678', '145679'], False))
    """
    text = plain(name)
    every = sorted({code for those in codes.values() for code in those})
    number = re.search(r"(?<!\d)(\d{6}|\d{1,4})(?!\d)", text)
    if number is not None:
        digits = number[1] if len(number[1]) == 6 else number[1].rjust(4, "0")
        found = [code for code in every if code.endswith(digits)]
        if found or not re.search(r"[^\W\d_]", text):
            return (found or ([digits] if len(digits) == 6 else [])), True
    key = fold(text)
    if not key:
        return [], True
    if key in codes:
        return sorted(codes[key]), True
    words = set(key.split())
    near = [known for known in codes if known and _same_words(words, set(known.split()))]
    if not near:
        near = [known for known in codes if known and fuzz.ratio(key, known) >= _ALIKE]
    return sorted({code for known in near for code in codes[known]}), False


def _same_words(one: set[str], other: set[str]) -> bool:
    return one <= other or other <= one


def plain(value: object) -> str:
    """Write a cell as text; a whole float without its decimals, blank for a missing one."""
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, (float, np.floating)):
        if np.isnan(value):
            return ""
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return unicodedata.normalize("NFC", str(value)).translate(_DASHES).strip()


def said_parcels(cell: object) -> tuple[Said, ...]:
    """
    Take a cell apart into the parcels that it names.

    Understood are lists ("12/3, 12/4 und TF von 15"; "12/3, /4" repeats the numerator),
    parts of parcels (TF, Teilfläche, T. v., teilw.), words before the number (Flst., Flur
    2, Gemarkung …), the display form "Buchholz-2-12/3", and dates that Excel made of
    "12/3". What is not understood is kept as text without readings.

    Examples
    --------
    >>> [(s.readings, s.part) for s in said_parcels("12/3, 12/4 und TF von 15")]
    [(((12, 3),), False), (((12, 4),), False), (((15, None),), True)]
    >>> said_parcels("2024-03-12")[0].readings
    ((12, 3),)
    >>> said_parcels("Flur 2, Flst.-Nr. 15")[0].flur
    2
    """
    dated = _dated(cell)
    if dated:
        return (Said(text=plain(cell), readings=dated, was_date=True),)
    text = plain(cell)
    if not text:
        return ()
    flur: int | None = None
    district = ""
    above: int | None = None
    told: list[Said] = []
    for piece in _AND.split(_FLUR.sub(lambda m: f" \x00{m[1]}\x00 ", text)):
        named = re.search(r"\x00(\d+)\x00", piece)
        flur = int(named[1]) if named else flur
        bare, parts = _PART.subn(" ", re.sub(r"\x00\d+\x00", " ", piece))
        bare = _PARCEL_WORD.sub(" ", bare)
        bare = re.sub(r"[()\[\]]", " ", bare).strip(" .:-\t\r")
        if not bare:
            continue
        if not any(letter.isdigit() for letter in bare) and fold(bare):
            district = bare  # "Gemarkung Buchholz, Flur 2, Flst. 12/3"
            continue
        one = _one(
            piece.replace("\x00", "").strip(),
            bare,
            above=above,
            flur=flur,
            district=district,
            part=bool(parts),
        )
        if one.readings:
            above, district = one.readings[0][0], one.district or district
        told.append(replace(one, bare=bare))
    return tuple(told) or (Said(text=text),)


def _one(
    text: str, bare: str, *, above: int | None, flur: int | None, district: str, part: bool
) -> Said:
    again = re.fullmatch(r"/\s*(\d{1,4})", bare)
    if again is not None and above is not None:
        return Said(
            text=text, readings=((above, int(again[1])),), district=district, flur=flur, part=part
        )
    found = _LABEL.fullmatch(bare)
    if found is None or int(found["numerator"]) == 0:
        return Said(text=text, district=district, flur=flur, part=part)
    own = int(found["flur"]) if found["flur"] else flur
    below = int(found["denominator"]) if found["denominator"] else None
    return Said(
        text=text,
        readings=((int(found["numerator"]), below or None),),
        district=(found["district"] or "").strip(" ,-") or district,
        flur=own or None,
        part=part,
    )


def _dated(cell: object) -> tuple[tuple[int, int | None], ...]:
    """Undo Excel: 12/3 became a day and month of some year, 3/90 a month of 1990."""
    if isinstance(cell, (dt.date, np.datetime64)) and not pd.isna(cell):
        stamp = pd.Timestamp(cell)
        return _undone(stamp.day, stamp.month, stamp.year)
    if not isinstance(cell, str):
        return ()
    text = cell.strip()
    if found := _ISO.fullmatch(text):
        return _undone(int(found[3]), int(found[2]), int(found[1]))
    if found := _GERMAN.fullmatch(text):
        return _undone(int(found[1]), int(found[2]), int(found[3]))
    if found := _WORDS.fullmatch(text):
        month = _MONTHS.get(found[2].lower())
        if month is not None and 1 <= int(found[1]) <= 31:
            return ((int(found[1]), month),)
    return ()


def _undone(day: int, month: int, year: int) -> tuple[tuple[int, int | None], ...]:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return ()
    first: tuple[tuple[int, int | None], ...] = ((day, month),)
    # "3/90" and "3/1990" become the first day of that month
    return (*first, (month, year % 100), (month, year)) if day == 1 and year % 100 else first
