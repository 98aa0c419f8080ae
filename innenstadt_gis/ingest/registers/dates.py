"""Days in cells, with how exact they are. Unread is NA, never a guess."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from functools import lru_cache
from typing import Any, NamedTuple

from innenstadt_gis.ingest.registers.areas import not_stated

__all__ = ["Since", "read_since"]

_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_EPOCH = dt.date(1899, 12, 30)  # day 0 of Excel's calendar after its leap-year mistake
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jan jaenner jaen january", "februar feb febr feber february", "maerz mrz mar maer march",
            "april apr", "mai may", "juni jun june juno", "juli jul july", "august aug",
            "september sept sep", "oktober okt oct october", "november nov", "dezember dez dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_PARTS = (
    "anfang|beginn|mitte|ende|fruehjahr|fruehling|fruehsommer|sommer|spaetsommer|herbst|spaetherbst"
    "|winter"
)
_FEASTS = {
    "weihnachten": (12, "month"), "silvester": (12, "month"), "neujahr": (1, "month"),
    "jahreswechsel": (1, "month"), "jahresende": (10, "quarter"), "jahresanfang": (1, "quarter"),
    "jahresbeginn": (1, "quarter"), "jahresmitte": (4, "quarter"), "ostern": (4, "quarter"),
    "pfingsten": (4, "quarter"), "advent": (12, "month"), "fasching": (1, "quarter"),
}  # fmt: skip
_QUARTER = re.compile(
    r"(?:q\s*([1-4])|([1-4]|iv|i{1,3})\.?\s*(?:q|qu|quart|quartal))\.?\s*[./ -]?\s*'?(\d{4}|\d{2})$"
)
_ROMAN_QUARTER = re.compile(  # "IV/2018", "III. 2020", "2019/II": the numeral alone says quarter
    r"(?:q\s*)?(?P<q>iv|i{1,3})\s*(?:[./-]\s*|\s)'?(?P<y>\d{4}|\d{2})$"
    r"|(?P<y2>\d{4})\s*[./ -]\s*(?:q\s*)?(?P<q2>iv|i{1,3})$"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_NOISE = re.compile(
    r"\b(?:seit|ab|ca|circa|etwa|ungefaehr|rund|vsl|voraussichtlich|leer|leerstand|leerstehend|steht"
    r"|vermutlich|wohl|evtl|dem|der|den|zum|im|am|jahr(?= ?\d{4})|kal|stand|geschlossen|frei)\b\.?(?!\w)|~|≈|\?$"
)
_WORD_NUMBERS = {
    "einem": 1, "ein": 1, "einer": 1, "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fuenf": 5,
    "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "zwoelf": 12, "zwanzig": 20,
}  # fmt: skip


class Since(NamedTuple):
    """
    First day of the period told, how exact it is, and what was repaired.

    ``months`` is the length of time itself where one was told ("seit 5 Jahren": 60); the day
    is rounded to the period and must not lengthen it.
    """

    day: dt.date | None
    precision: str | None = None
    repairs: tuple[str, ...] = ()
    months: float | None = None


def read_since(value: Any, survey_day: dt.date) -> Since:
    """
    Read since when a unit is vacant: the first day of the period, and its precision.

    Two digits of a year turn at the year after the survey. A season counts as its year,
    flagged ``since_season``; a range ("2019-2021") as its beginning.

    Examples
    --------
    >>> day = dt.date(2024, 10, 1)
    >>> read_since("Q3/21", day)
    Since(day=datetime.date(2021, 7, 1), precision='quarter', repairs=(), months=None)
    >>> read_since("seit 2022", day).precision, read_since("05/2024", day).day.isoformat()
    ('year', '2024-05-01')
    >>> read_since(44562, day).day.isoformat(), read_since("schon lange", day).repairs
    ('2022-01-01', ('since_vague',))
    >>> read_since("seit 5 Jahren", day).months
    60.0
    """
    if value is None or isinstance(value, bool):
        return Since(None)
    if isinstance(value, str):
        return _from_text(value, survey_day)
    if isinstance(value, dt.datetime):
        return _checked(Since(value.date(), "day"), survey_day)
    if isinstance(value, dt.date):
        return _checked(Since(value, "day"), survey_day)
    if isinstance(value, int | float):
        if math.isnan(value):
            return Since(None)
        return _checked(_number(float(value)), survey_day)
    return Since(None, None, ("since_unread",))


@lru_cache(maxsize=65_536)
def _from_text(value: str, survey_day: dt.date) -> Since:
    return Since(None) if not_stated(value) else _checked(_text(value, survey_day), survey_day)


def _checked(told: Since, survey_day: dt.date) -> Since:
    if told.day is None:
        return told
    if told.day.year <= 1900 or told.day.year >= 2999:
        return Since(None, None, (*told.repairs, "since_placeholder"))
    if told.day > survey_day:
        return told._replace(repairs=(*told.repairs, "since_after_survey"))
    if told.day.year < 1945:
        return told._replace(repairs=(*told.repairs, "since_before_1945"))
    return told


def _text(value: str, survey_day: dt.date) -> Since:
    text = value.casefold().translate(_FOLD)
    text = re.sub(r"\s*\([^\d()]*\)$", "", re.sub(r"\s+", " ", text)).strip(" .,;()")
    if re.fullmatch(r"\d{4,5}(?:[.,]0+)?", text):
        return _number(float(text.replace(",", ".")))
    before = re.match(
        r"(?:bereits |schon |deutlich )?(?:vor|bis|spaetestens seit|laenger als)\s+(\d{4})$", text
    )
    if before:  # "vor 2010": vacant by then, since when nobody says
        return Since(dt.date(int(before[1]), 1, 1), "year", ("since_before",))
    text = re.sub(r"\s+", " ", _NOISE.sub(" ", text)).strip(" .,;:")
    if re.fullmatch(r"\d{4}", text):
        return _number(float(text))
    if re.fullmatch(r"'?\d{2}", text):
        year = _year(text[-2:], survey_day)
        return Since(dt.date(year, 1, 1), "year", ("since_two_digits",))
    ranged = re.match(r"(.+?)\s*(?:-|–|bis)\s*(\S.*)$", text)
    readers = (_day_of, _period_of, _season_of, _duration_of)
    for reader in readers:
        found = reader(text, survey_day)
        if found:
            return found
    if ranged:
        return _range_of(ranged[1].strip(" ."), ranged[2], survey_day)
    return Since(None, None, ("since_unread" if re.search(r"\d", text) else "since_vague",))


def _range_of(first: str, last: str, survey_day: dt.date) -> Since:
    """The beginning of a range; what both ends have in common may stand at the end alone."""
    year = re.search(r"(\d{4})$", last)
    options = [first, *([f"{first}.{year[1]}", f"{first} {year[1]}"] if year else [])]
    for text in options:
        if re.fullmatch(r"(?:19|20)\d{2}", text):
            return Since(dt.date(int(text), 1, 1), "year", ("since_range",))
        for reader in (_day_of, _period_of, _season_of):
            found = reader(text, survey_day)
            if found:
                return found._replace(repairs=(*found.repairs, "since_range"))
    return Since(None, None, ("since_unread",))


def _number(number: float) -> Since:
    if number.is_integer() and 1900 <= number <= 2100:
        return Since(dt.date(int(number), 1, 1), "year")
    if 10_000 <= number <= 80_000:
        return Since(_EPOCH + dt.timedelta(days=int(number)), "day", ("since_serial",))
    if number.is_integer() and 19_450_101 <= number <= 21_001_231:
        text = str(int(number))
        made = _made(int(text[:4]), int(text[4:6]), int(text[6:]), "day")
        return made or Since(None, None, ("since_unread",))
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


def _day_of(text: str, survey_day: dt.date) -> Since | None:
    found = re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t]\d{2}:\d{2}(?::\d{2})?)?$", text)
    if found:
        return _made(int(found[1]), int(found[2]), int(found[3]), "day")
    found = re.match(r"(\d{4})(\d{2})(\d{2})$", text)
    if found:
        return _made(int(found[1]), int(found[2]), int(found[3]), "day")
    found = re.match(
        r"(?:(?:mo|di|mi|do|fr|sa|so)\w*[., ]+)?(\d{1,2})\s*(?P<by>[./-])\s*(\d{1,2})\s*(?P=by)\s*'?(\d{4}|\d{2})"
        r"(?: \d{2}:\d{2}(?::\d{2})?)?$", text,
    )  # fmt: skip
    if found:
        year, month, day = _year(found[4], survey_day), int(found[3]), int(found[1])
        return _made(year, month, day, "day")
    found = re.match(r"(\d{1,2})\.?\s*([a-z]+)\.?\s*'?(\d{4}|\d{2})$", text)
    if found and found[2] in _MONTHS:
        return _made(_year(found[3], survey_day), _MONTHS[found[2]], int(found[1]), "day")
    return None


def _period_of(text: str, survey_day: dt.date) -> Since | None:
    found = re.match(r"(\d{1,2})\s*[./-]\s*'?(\d{4}|\d{2})$", text)
    if found:
        return _made(_year(found[2], survey_day), int(found[1]), 1, "month")
    found = re.match(r"(\d{4})\s*[-/.]\s*(\d{1,2})$", text)
    if found:
        return _made(int(found[1]), int(found[2]), 1, "month")
    found = re.match(
        r"(?:anfang|mitte|ende|beginn)?\s*([a-z]+)[.,]?\s*[-/]?\s*'?(\d{4}|\d{2})$", text
    )
    if found and found[1] in _MONTHS:
        return _made(_year(found[2], survey_day), _MONTHS[found[1]], 1, "month")
    found = re.match(r"(\d{4})\s*[/ -]?\s*([a-z]+)$", text)
    if found and found[2] in _MONTHS:
        return _made(int(found[1]), _MONTHS[found[2]], 1, "month")
    found = _QUARTER.match(text)
    if found:
        told = found[1] or found[2]
        quarter = _ROMAN.get(told) or int(told)
        return _made(_year(found[3], survey_day), quarter * 3 - 2, 1, "quarter")
    found = _ROMAN_QUARTER.match(text)
    if found:
        quarter = _ROMAN[found["q"] or found["q2"]]
        return _made(_year(found["y"] or found["y2"], survey_day), quarter * 3 - 2, 1, "quarter")
    found = re.match(r"(\d{4})\s*[/ -]?\s*(?:q\s*([1-4])|([1-4])\.?\s*quartal)$", text)
    if found:
        return _made(int(found[1]), int(found[2] or found[3]) * 3 - 2, 1, "quarter")
    found = re.match(r"([12])\.?\s*(?:halbjahr|hj|hjahr)\s*[./ -]?\s*(\d{4}|\d{2})$", text)
    if found:
        made = _made(_year(found[2], survey_day), int(found[1]) * 6 - 5, 1, "quarter")
        return made and made._replace(repairs=("since_season",))
    found = re.match(r"(?:kw|kalenderwoche)\s*(\d{1,2})\s*[./ -]?\s*(\d{4}|\d{2})$", text)
    if found and 1 <= int(found[1]) <= 53:
        year = _year(found[2], survey_day)
        monday = dt.date.fromisocalendar(year, min(int(found[1]), 52), 1)
        return Since(monday.replace(day=1), "month")
    return None


def _season_of(text: str, survey_day: dt.date) -> Since | None:
    found = re.match(rf"({_PARTS})\s*'?(\d{{4}}|\d{{2}})(?:\s*/\s*\d{{2,4}})?$", text)
    if found:  # a season is no quarter: the year alone is sure
        return Since(dt.date(_year(found[2], survey_day), 1, 1), "year", ("since_season",))
    found = re.match(r"([a-z]+)\s*(\d{4})$", text)
    if found and found[1] in _FEASTS:
        month, precision = _FEASTS[found[1]]
        return Since(dt.date(int(found[2]), month, 1), precision, ("since_season",))
    found = re.match(r"((?:19|20)\d{2})\s*/\s*(\d{2}|\d{4})$", text)  # "2019/20": first year
    if found and 13 <= int(found[2]) % 100 == (int(found[1]) + 1) % 100:
        return Since(dt.date(int(found[1]), 1, 1), "year", ("since_range",))
    return None


def _duration_of(text: str, survey_day: dt.date) -> Since | None:
    words = "|".join(_WORD_NUMBERS)
    found = re.match(
        rf"(?:vor |mehr als |ueber |mind\w*\.? |> ?)?(\d{{1,3}}(?:[.,]\d)?|{words})\s*\+?\s*"
        r"(jahr|j\b|monat|mon\b|mo\b|m\b|woche|wo\b|tag)", text,
    )  # fmt: skip
    if not found:
        return None
    count = float(_WORD_NUMBERS.get(found[1], 0) or found[1].replace(",", "."))
    unit = found[2]
    if unit.startswith("j") and count.is_integer():
        year = survey_day.year - int(count)
        told = Since(dt.date(max(year, 1), 1, 1), "year", ("since_relative",), count * 12)
        return told if year > 1900 else None
    if unit.startswith(("w", "t")):
        days = int(count * (7 if unit[0] == "w" else 1))
        first = (survey_day - dt.timedelta(days=days)).replace(day=1)
        return Since(first, "month", ("since_relative",), days * 12 / 365.25)
    months = count * 12 if unit.startswith("j") else count
    first = months_before(survey_day, months).replace(day=1)
    return Since(first, "month", ("since_relative",), months)


def months_before(day: dt.date, months: float) -> dt.date:
    """
    Day that lies whole months earlier, held to the end of the month.

    Examples
    --------
    >>> months_before(dt.date(2024, 3, 31), 1).isoformat()
    '2024-02-29'
    """
    count = day.year * 12 + day.month - 1 - round(months)
    year, month = divmod(count, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
