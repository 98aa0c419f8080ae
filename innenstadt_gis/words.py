"""Words that people read: a text in two languages, and how numbers and days are written.

The lowest floor of the house: errors, tables and products all speak through it, so
that no product says "25 %" where another says "25%".
"""

from __future__ import annotations

import datetime as dt
import math
import os
from typing import Literal, NamedTuple

Lang = Literal["de", "en"]

NBSP = "\u00a0"


class Text(NamedTuple):
    """
    One thing to say, in German (what planners read) and in English (what code reads).

    Examples
    --------
    >>> Text(de="leer", en="vacant").to("de")
    'leer'
    """

    de: str
    en: str

    def to(self, lang: Lang) -> str:
        """Return the wording in ``lang``."""
        return self.de if lang == "de" else self.en


def spoken(chosen: str | None = None) -> Lang:
    """
    Language that somebody chose, else that of ``INNENSTADT_LANG``, else German.

    Examples
    --------
    >>> spoken("en"), spoken("EN_us"), spoken("de")
    ('en', 'en', 'de')
    """
    named = os.environ.get("INNENSTADT_LANG", "de") if chosen is None else chosen
    return "en" if named.strip().lower().startswith("en") else "de"


def number(value: float | None, *, digits: int = 0, lang: Lang = "de") -> str:
    """
    Write a number as the reader's language does; a missing one is an en dash.

    Examples
    --------
    >>> number(1234.56, digits=1)
    '1.234,6'
    >>> number(1234.56, digits=1, lang="en")
    '1,234.6'
    >>> number(None)
    '–'
    """
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "de" else text


def percent(share: float | None, *, digits: int = 0, lang: Lang = "de") -> str:
    """
    Write a share of 0 to 1 as per cent.

    Examples
    --------
    >>> percent(0.1244, digits=1).replace(NBSP, " ")
    '12,4 %'
    >>> percent(0.1244, lang="en")
    '12%'
    """
    if share is None or not math.isfinite(share):
        return "–"
    written = number(share * 100, digits=digits, lang=lang)
    return f"{written}{NBSP}%" if lang == "de" else f"{written}%"


def day(value: dt.date | None, *, lang: Lang = "de") -> str:
    """
    Write a calendar day.

    Examples
    --------
    >>> day(dt.date(2024, 10, 1))
    '01.10.2024'
    >>> day(dt.date(2024, 10, 1), lang="en")
    '2024-10-01'
    """
    if value is None:
        return "–"
    return value.strftime("%d.%m.%Y") if lang == "de" else value.isoformat()
