"""What people write into cells: areas, dates, floors. Unread is NA, never a guess."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NamedTuple

__all__ = ["Area", "Since", "read_area", "read_floor", "read_since"]

_NOT_STATED = {"", "-", "–", "--", "?", "k.a.", "k. a.", "ka", "k.a", "n/a", "unbekannt", "nn"}
_LARGEST_M2 = 50_000
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\s*(?:-|–|—|bis)\s*({_NUMBER})")
_EPOCH = dt.date(1899, 12, 30)  # day 0 of Excel's calendar after its leap-year mistake
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jan jaenner", "februar feb", "maerz mrz mar", "april apr", "mai", "juni jun",
            "juli jul", "august aug", "september sept sep", "oktober okt", "november nov",
            "dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_QUARTER = re.compile(
    r"(?:q\s*([1-4])|([1-4]|iv|i{1,3})\.?\s*(?:q|quartal))\s*[./ -]?\s*'?(\d{4}|\d{2})$"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


class Area(NamedTuple):
    """An area in m² (None: not stated or not readable) and what was repaired."""

    m2: float | None
    repairs: tuple[str, ...] = ()


class Since(NamedTuple):
    """First day of the period told, how exact it is, and what was repaired."""

    day: dt.date | None
    precision: str | None = None
    repairs: tuple[str, ...] = ()


def _number(text: str) -> tuple[float, bool]:
    """A German number; True if a dot was read as thousands separator without a comma."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        return float(text.replace(".", "").replace(",", ".")), "," not in text
    return float(text.replace(",", ".")), False


def read_area(value: Any) -> Area:
    """
    Read an area in m² as towns write it; 0 means not stated.

    Examples
    --------
    >>> read_area("1.234,50 m²"), read_area("ca. 80")
    (Area(m2=1234.5, repairs=()), Area(m2=80.0, repairs=('area_approximate',)))
    >>> read_area("58-78")
    Area(m2=68.0, repairs=('area_range',))
    >>> read_area("k.A."), read_area(0)
    (Area(m2=None, repairs=()), Area(m2=None, repairs=('area_zero',)))
    """
    if value is None or isinstance(value, bool):
        return Area(None)
    if isinstance(value, int | float):
        return _plausible(float(value), ())
    if not isinstance(value, str):
        return Area(None, ("area_unread",))
    text = value.casefold().strip()
    if text in _NOT_STATED:
        return Area(None)
    text = text.replace("m²", " qm").replace("m2", " qm")
    found = re.findall(_NUMBER, text)
    if not found or re.search(r"-\s*\d", text[:2]):
        return Area(None, ("area_unread",))
    first, thousands = _number(found[0])
    repairs = ["area_thousands"] if thousands else []
    if re.search(r"\b(ca|circa|etwa|rd|rund)\b|~", text):
        repairs.append("area_approximate")
    span = _RANGE.search(text)
    if span:
        first = (_number(span[1])[0] + _number(span[2])[0]) / 2
        repairs.append("area_range")
    elif len(found) > 1:
        repairs.append("area_composite")
    if re.search(r">|\bmind|\büber\b|\bab\b", text):
        repairs.append("area_minimum")
    elif re.search(r"<|\bmax|\bbis\b|\bunter\b", text) and not span:
        repairs.append("area_maximum")
    if re.search(r"\d\s*ha\b", text):
        first *= 10_000
        repairs.append("area_converted")
    return _plausible(first, tuple(repairs))


def _plausible(m2: float, repairs: tuple[str, ...]) -> Area:
    if m2 == 0:
        return Area(None, (*repairs, "area_zero"))
    if not 0 < m2 < _LARGEST_M2:
        return Area(None, (*repairs, "area_implausible"))
    return Area(round(m2, 2), repairs)


def read_since(value: Any, survey_day: dt.date) -> Since:
    """
    Read since when a unit is vacant: the first day of the period, and its precision.

    Examples
    --------
    >>> day = dt.date(2024, 10, 1)
    >>> read_since("Q3/21", day)
    Since(day=datetime.date(2021, 7, 1), precision='quarter', repairs=())
    >>> read_since("seit 2022", day).precision, read_since("05/2024", day).day.isoformat()
    ('year', '2024-05-01')
    >>> read_since(44562, day).day.isoformat(), read_since("schon lange", day)
    ('2022-01-01', Since(day=None, precision=None, repairs=('since_vague',)))
    """
    told = _since(value, survey_day)
    if told.day is None:
        return told
    if told.day.year <= 1900:
        return Since(None, None, (*told.repairs, "since_placeholder"))
    if told.day > survey_day:
        return told._replace(repairs=(*told.repairs, "since_after_survey"))
    if told.day.year < 1945:
        return told._replace(repairs=(*told.repairs, "since_before_1945"))
    return told


def _since(value: Any, survey_day: dt.date) -> Since:
    if value is None or isinstance(value, bool):
        return Since(None)
    if isinstance(value, dt.datetime):
        return Since(value.date(), "day")
    if isinstance(value, dt.date):
        return Since(value, "day")
    if isinstance(value, int | float):
        return _since_number(float(value))
    text = str(value).casefold().replace("ä", "ae").strip()
    if text in _NOT_STATED:
        return Since(None)
    if re.fullmatch(r"\d{4,5}(?:[.,]0+)?", text):
        return _since_number(float(text.replace(",", ".")))
    text = re.sub(r"\b(seit|ab|ca|etwa|vsl|leer|circa)\b\.?|~", " ", text).strip(" .,")
    if re.fullmatch(r"\d{4}", text):
        return _since_number(float(text))
    return (
        _since_day(text, survey_day)
        or _since_period(text, survey_day)
        or _since_duration(text, survey_day)
        or Since(None, None, ("since_unread" if re.search(r"\d", text) else "since_vague",))
    )


def _since_number(number: float) -> Since:
    if number.is_integer() and 1900 <= number <= 2100:
        return Since(dt.date(int(number), 1, 1), "year")
    if 10_000 <= number <= 80_000:
        return Since(_EPOCH + dt.timedelta(days=int(number)), "day", ("since_serial",))
    return Since(None, None, ("since_unread",))


def _year(text: str, survey_day: dt.date) -> int:
    year = int(text)
    if year >= 100:
        return year
    # Two digits: the last such year that is not after next year.
    pivot = survey_day.year + 1
    century = pivot // 100 * 100
    return century + year if century + year <= pivot else century - 100 + year


def _made(year: int, month: int, day: int, precision: str) -> Since | None:
    try:
        return Since(dt.date(year, month, day), precision)
    except ValueError:
        return None


def _since_day(text: str, survey_day: dt.date) -> Since | None:
    found = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]00:00(?::00)?)?$", text)
    if found:
        return _made(int(found[1]), int(found[2]), int(found[3]), "day")
    found = re.match(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})$", text)
    if found:
        return _made(_year(found[3], survey_day), int(found[2]), int(found[1]), "day")
    found = re.match(r"(\d{1,2})\.\s*([a-z]+)\.?\s+(\d{4}|\d{2})$", text)
    if found and found[2] in _MONTHS:
        return _made(_year(found[3], survey_day), _MONTHS[found[2]], int(found[1]), "day")
    return None


def _since_period(text: str, survey_day: dt.date) -> Since | None:
    found = re.match(r"(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})$", text)
    if found:
        return _made(_year(found[2], survey_day), int(found[1]), 1, "month")
    found = re.match(r"(\d{4})[-/](\d{1,2})$", text)
    if found:
        return _made(int(found[1]), int(found[2]), 1, "month")
    found = re.match(r"([a-z]+)\.?\s*'?(\d{4}|\d{2})$", text)
    if found and found[1] in _MONTHS:
        return _made(_year(found[2], survey_day), _MONTHS[found[1]], 1, "month")
    found = _QUARTER.match(text)
    if found:
        told = found[1] or found[2]
        quarter = _ROMAN.get(told) or int(told)
        return _made(_year(found[3], survey_day), quarter * 3 - 2, 1, "quarter")
    found = re.match(r"(\d{4})\s*[/ -]?\s*q\s*([1-4])$", text)
    if found:
        return _made(int(found[1]), int(found[2]) * 3 - 2, 1, "quarter")
    found = re.match(
        r"(anfang|mitte|ende|jahr|fruehjahr|frühjahr|sommer|herbst|winter)\s+(\d{4})$", text
    )
    if found:
        return Since(dt.date(int(found[2]), 1, 1), "year", ("since_season",))
    return None


def _since_duration(text: str, survey_day: dt.date) -> Since | None:
    found = re.match(r"(\d{1,3})\s*(jahr|monat|j\b|mon\b)", text)
    if not found:
        return None
    count = int(found[1])
    if found[2].startswith("j"):
        return Since(dt.date(survey_day.year - count, 1, 1), "year", ("since_relative",))
    months = survey_day.year * 12 + survey_day.month - 1 - count
    return Since(dt.date(months // 12, months % 12 + 1, 1), "month", ("since_relative",))


def read_floor(value: Any) -> str | None:
    """
    Bring a floor into the way Germans write it; unknown words stay as they are.

    Examples
    --------
    >>> read_floor("Erdgeschoss"), read_floor("1.OG"), read_floor("0"), read_floor(2)
    ('EG', '1. OG', 'EG', '2. OG')
    """
    if value is None:
        return None
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    parts = [_floor(part) for part in re.split(r"\s*(?:[+;/,&]|\bu\.|\bund\b)\s*", text.strip())]
    return "+".join(dict.fromkeys(part for part in parts if part)) or None


def _floor(text: str) -> str:
    low = text.casefold().strip(" .")
    if low in {"eg", "0", "erdgeschoss", "erdgeschoß", "parterre", "ebenerdig", "e"}:
        return "EG"
    if low in {"ug", "kg", "-1", "keller", "untergeschoss", "kellergeschoss", "souterrain"}:
        return "UG"
    if low in {"dg", "dachgeschoss", "dachgeschoß"}:
        return "DG"
    found = re.fullmatch(r"(\d)\s*\.?\s*(?:og|obergeschoss|stock|etage)?", low) or re.fullmatch(
        r"og\s*(\d)", low
    )
    if found:
        return f"{found[1]}. OG"
    return "1. OG" if low == "og" else text.strip()
