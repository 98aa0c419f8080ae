"""How long a unit has been vacant, where a list tells a length instead of a day."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any, NamedTuple

from innenstadt_gis.ingest.registers.areas import not_stated
from innenstadt_gis.ingest.registers.dates import Since, months_before

__all__ = ["Duration", "read_duration", "since_duration"]

_UNITS = {
    "j": 12.0,
    "y": 12.0,
    "m": 1.0,
    "q": 3.0,
    "w": 12 / 52.1775,
    "t": 12 / 365.25,
    "d": 12 / 365.25,
}
_TIME = r"(jahr\w*|j\b|years?|yrs?\b|y\b|monat\w*|mon\b|mo\b|mths?\b|months?|m\b|quartal\w*|woche\w*|weeks?|wo?\b|tage?n?\b|days?|t\b)"
_COUNT = r"(\d+(?:[.,]\d+)?|ein(?:em|er|e)?|zwei|drei|vier|fuenf|sechs|sieben|acht|neun|zehn|zwoelf|halbes|anderthalb)"
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_WORDS = {
    "ein": 1, "eine": 1, "einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fuenf": 5, "sechs": 6, "sieben": 7,
    "acht": 8, "neun": 9, "zehn": 10, "zwoelf": 12, "halbes": 0.5, "anderthalb": 1.5,
}  # fmt: skip


class Duration(NamedTuple):
    """Months of vacancy between ``low`` and ``high`` (None: open, or not told)."""

    low: float | None
    high: float | None = None
    repairs: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Tell whether anything was read."""
        return self.low is not None or self.high is not None


def read_duration(value: Any, *, header: str = "") -> Duration:
    """
    Read a length of vacancy in months; a bare number takes its unit from the header.

    Examples
    --------
    >>> read_duration("3 Jahre")[:2], read_duration("6-10 months")[:2]
    ((36.0, 36.0), (6.0, 10.0))
    >>> read_duration(">5 Jahre")[:2], read_duration("2", header="Leerstandsdauer (Jahre)")[:2]
    ((60.0, None), (24.0, 24.0))
    >>> read_duration("7").repairs
    ('duration_unread',)
    """
    if not_stated(value) or isinstance(value, bool):
        return Duration(None)
    if isinstance(value, dt.date):
        return Duration(None, None, ("duration_unread",))
    return _read(str(value), header)


@lru_cache(maxsize=8192)
def _read(value: str, header: str) -> Duration:
    text = value.casefold().translate(_FOLD).strip()
    text = re.sub(r"\bbis zu\b", "<", re.sub(r"\b1/2\b|½", "0,5", text))
    of_header = re.search(r"jahr|year|monat|month|\bmon\b|woche|\bin j\b|\(j\)", header.casefold())
    default = _UNITS[of_header.group().strip("(in ").strip()[0]] if of_header else None
    both = re.match(
        rf"{_COUNT}\s*{_TIME}?\s*(?:-|–|bis|to|u(?:nd|\.)?)\s*(?:unter )?{_COUNT}\s*{_TIME}?", text
    )
    if both and not (both[2] and re.match(r"\s*u", text[both.end(2) :])):
        last = _unit(both[4]) or default
        first = _unit(both[2]) or last
        if first and last:
            low, high = _count(both[1]) * first, _count(both[3]) * last
            return _within(min(low, high), max(low, high))
    parts = re.findall(rf"{_COUNT}\s*\+?\s*{_TIME}", text)
    if parts:
        months = sum(_count(count) * (_unit(unit) or 0) for count, unit in parts)
    elif default and (alone := re.search(_COUNT, text)):
        months = _count(alone[1]) * default
    elif re.search(r"\bjahrelang|mehrere jahre|viele jahre|einige jahre", text):
        return Duration(24.0, None)
    else:
        return Duration(None, None, ("duration_unread",))
    if re.search(
        r">|≥|\bueber\b|\bmehr als\b|\bmind|\blaenger\b|\bover\b|\bmore than\b|\+|\bab\b", text
    ):
        return _within(months, None)
    if re.search(r"<|≤|\bunter\b|\bweniger\b|\bmax|\bbis\b|\bless\b|\bunder\b|\bkuerzer\b", text):
        return _within(0.0, months)
    return _within(months, months)


def _count(text: str) -> float:
    return _WORDS[text] if text in _WORDS else float(text.replace(",", "."))


def _unit(text: str | None) -> float | None:
    if not text:
        return None
    return _UNITS["w" if text.startswith("w") else text[0]]


def _within(low: float, high: float | None) -> Duration:
    if low > 1200 or (high or 0) > 1200:
        return Duration(None, None, ("duration_unread",))
    return Duration(round(low, 2), None if high is None else round(high, 2))


def since_duration(told: Duration, survey_day: dt.date) -> Since:
    """
    First day of the period in which a vacancy of that length began.

    The middle of a class counts; a class with an open end tells no day. Exact months give the
    month, whole years and classes up to a year wide the year; ``months`` is the length told.

    Examples
    --------
    >>> since_duration(read_duration("18 Monate"), dt.date(2024, 10, 1))[:2]
    (datetime.date(2023, 4, 1), 'month')
    >>> since_duration(read_duration("3 Jahre"), dt.date(2024, 10, 1))[:2]
    (datetime.date(2021, 1, 1), 'year')
    >>> since_duration(read_duration(">5 Jahre"), dt.date(2024, 10, 1)).day is None
    True
    """
    if told.low is None or told.high is None or told.high - told.low > 12:
        return Since(None, None, told.repairs)
    months = (told.low + told.high) / 2
    begun = months_before(survey_day, months)
    first, precision = begun.replace(month=1, day=1), "year"
    if told.low == told.high and (told.low < 12 or told.low % 12 != 0):
        first, precision = begun.replace(day=1), "month"
    elif told.low != told.high and told.high - told.low <= 3:
        first, precision = begun.replace(month=(begun.month - 1) // 3 * 3 + 1, day=1), "quarter"
    return Since(first, precision, ("since_relative",), months)
