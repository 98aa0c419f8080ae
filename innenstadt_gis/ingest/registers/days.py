"""Of which day a list is: title rows, names of sheets and columns, the file's name."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from innenstadt_gis.ingest.registers.values import read_since

__all__ = ["SurveyDay", "day_of_column", "day_of_file", "day_of_name", "day_of_title"]

_LATEST = dt.date(2999, 1, 1)
_ABOUT = (
    r"(?:stand|stichtag|erhebung|erhoben|begehung|aufnahme|kartierung|datum|survey|as of"
    r"|aktualisiert)"
)
_WRITTEN = (
    r"\d{1,2}\.\s*\d{1,2}\.\s*\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}[./_-]\d{4}|\d{4}[-_/]\d{1,2}"
    r"|(?:Q[1-4]|[1-4]\. ?Quartal)[\s/_-]*\d{4}|[IV]{1,3}\. ?Quartal \d{4}"
    r"|(?:jan|feb|mär|maer|apr|mai|jun|jul|aug|sep|okt|nov|dez)\w*\.?\s+\d{4}"
    r"|(?:frühjahr|fruehjahr|frühling|sommer|herbst|winter)\s*\d{4}|(?:19|20)\d\d"
)
_TITLE = re.compile(rf"{_ABOUT}\w*\W{{0,3}}(?:vom|am|zum|im)?\s*({_WRITTEN})(?!\d)", re.IGNORECASE)
_NAME = re.compile(
    rf"^\W*(?:(?:{_ABOUT}\w*|leerst\w*|kataster|liste|register|erfassung|status|jahr|zustand|belegung"
    rf"|vom|im|am)[\s_.:-]*)*({_WRITTEN})\W*$",
    re.IGNORECASE,
)
_FILE = re.compile(r"(?<!\d)(20\d\d)(?:[-_. ]?(0[1-9]|1[0-2]))?(?:[-_. ]?([0-3]\d))?(?!\d)")
_SEASON = {"fr": 3, "so": 6, "he": 9, "wi": 12}
_MONTHS = ("jan", "feb", "m", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_APART = 92  # days within which the visits of one survey lie


class SurveyDay(NamedTuple):
    """First day of the period that is named, and how exactly it was named."""

    day: dt.date
    precision: str  # day, month, quarter, season, year


def read_period(text: str) -> SurveyDay | None:
    """
    Read a day, month, quarter, season or year as people name a survey.

    Examples
    --------
    >>> read_period("10_2023"), read_period("Herbst 2024").day.isoformat()
    (SurveyDay(day=datetime.date(2023, 10, 1), precision='month'), '2024-09-01')
    >>> read_period("Q3/2021").day.isoformat(), read_period("2022").precision
    ('2021-07-01', 'year')
    """
    low = text.strip().casefold()
    if re.fullmatch(r"(?:19|20)\d\d", low):
        return SurveyDay(dt.date(int(low), 1, 1), "year")
    found = re.fullmatch(r"(\d{1,2})[./_-](\d{4})", low)
    turned = re.fullmatch(r"(\d{4})[-_/](\d{1,2})", low)
    month, year = (found[1], found[2]) if found else (turned[2], turned[1]) if turned else ("", "")
    if month:
        return (
            SurveyDay(dt.date(int(year), int(month), 1), "month") if 1 <= int(month) <= 12 else None
        )
    quarter = re.fullmatch(
        r"(?:q([1-4])|([1-4])\. ?quartal|([iv]{1,3})\. ?quartal)[\s/_-]*(\d{4})", low
    )
    if quarter:
        number = int(quarter[1] or quarter[2] or _ROMAN.get(quarter[3], 0))
        return SurveyDay(dt.date(int(quarter[4]), number * 3 - 2, 1), "quarter") if number else None
    word = re.fullmatch(r"([a-zäöü]+)\.?\s*(\d{4})", low)
    if word:
        if word[1][:2] in _SEASON and len(word[1]) > 4:
            return SurveyDay(dt.date(int(word[2]), _SEASON[word[1][:2]], 1), "season")
        for number, name in enumerate(_MONTHS, start=1):
            if word[1].startswith(name):
                return SurveyDay(dt.date(int(word[2]), number, 1), "month")
        return None
    since = read_since(low.replace(" ", ""), _LATEST)
    return SurveyDay(since.day, since.precision or "day") if since.day else None


def day_of_title(rows: Iterable[list[Any]]) -> SurveyDay | None:
    """Day that the title rows state ("Stand: 01.10.2024", "Erhebung Herbst 2024")."""
    for row in rows:
        for value in row:
            if isinstance(value, dt.datetime):
                return SurveyDay(value.date(), "day")
            if isinstance(value, dt.date):
                return SurveyDay(value, "day")
            found = _TITLE.search(value) if isinstance(value, str) else None
            told = read_period(found[1]) if found else None
            if told:
                return told
    return None


def day_of_name(name: str | None) -> SurveyDay | None:
    """
    Day that the name of a sheet or column is, if it is nothing else.

    Examples
    --------
    >>> day_of_name("Stand 10_2023").day.isoformat(), day_of_name("Straße des 17. Juni")
    ('2023-10-01', None)
    """
    found = _NAME.match(name or "")
    return read_period(found[1]) if found else None


def day_of_file(path: Path) -> SurveyDay | None:
    """
    Day that a file's name holds: the last resort.

    Examples
    --------
    >>> day_of_file(Path("Leerstand_2024-10.xlsx")).precision, day_of_file(Path("liste.csv"))
    ('month', None)
    """
    found = None
    for found in _FILE.finditer(path.stem):  # noqa: B007 - the last one is wanted
        pass
    if found is None:
        return None
    year, month, number = found[1], found[2], found[3]
    try:
        if month and number:
            return SurveyDay(dt.date(int(year), int(month), int(number)), "day")
    except ValueError:
        pass
    return SurveyDay(dt.date(int(year), int(month or 1), 1), "month" if month else "year")


def day_of_column(cells: list[Any]) -> SurveyDay | None:
    """Day on which most of a list was taken down, by its column "erhoben am"."""
    days: list[dt.date] = []
    for cell in cells:
        since = read_since(cell, _LATEST)
        if since.day and since.precision == "day":
            days.append(since.day)
    if not days or len(days) * 2 < len(cells):
        return None
    common, often = Counter(sorted(days)).most_common(1)[0]
    if often * 2 >= len(days):
        return SurveyDay(common, "day")
    newest = max(days)
    near = sum((newest - day).days <= _APART for day in days)
    return SurveyDay(newest, "day") if near * 5 >= len(days) * 4 else None
