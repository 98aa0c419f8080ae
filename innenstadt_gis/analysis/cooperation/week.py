"""Opening hours as people write them to one week, quarter hour by quarter hour."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.tables.findings.cooperation import WEEKDAYS

__all__ = ["HOURS", "QUARTERS", "Weeks", "osm_hours", "week_of", "weeks_of"]

#: Quarters of an hour in a week, Monday 00:00 first.
QUARTERS = 7 * 24 * 4
#: Column names of an hour table: "mo-00" to "su-23".
HOURS = tuple(f"{day}-{hour:02d}" for day in WEEKDAYS for hour in range(24))

_DAYS = {
    "mo": "Mo", "di": "Tu", "mi": "We", "do": "Th", "fr": "Fr", "sa": "Sa", "so": "Su",
    "montag": "Mo", "dienstag": "Tu", "mittwoch": "We", "donnerstag": "Th", "freitag": "Fr",
    "samstag": "Sa", "sonnabend": "Sa", "sonntag": "Su", "täglich": "Mo-Su",
    "taeglich": "Mo-Su", "tgl": "Mo-Su", "werktags": "Mo-Sa", "werktäglich": "Mo-Sa",
    "wochentags": "Mo-Fr",
}  # fmt: skip
_DAY = r"(?:mo|di|mi|do|fr|sa|so)(?:n?tags?|enstags?|ttwochs?|nnerstags?|eitags?|mstags?|nnabends?|nntags?)?"
_TOKEN = re.compile(
    rf"(?P<day>\b(?:{_DAY}|t(?:ä|ae)glich|tgl|werkt(?:ags|äglich)|wochentags)\b\.?)"
    r"|(?P<time>\b\d{1,2}(?:[:.]\d{2})?(?=\D|$)|\b\d{4}(?=\s*(?:-|uhr|$)))"
    r"|(?P<to>\s*(?:-|–|—|\bbis\b)\s*)"
    r"|(?P<from>\bab\b)"
    r"|(?P<off>\b(?:geschlossen|zu|ruhetag|closed|off|frei)\b)"
    r"|(?P<and>\bund\b|\bu\.|[,&+/])"
    r"|(?P<stop>[;\n|])"
    r"|(?P<skip>\buhr\b|\bh\b|\bvon\b|\bjeweils\b|\bdurchgehend\b|[\s:.()]+)",
    re.IGNORECASE,
)
_TELLING = re.compile(r"\d|off|closed|sun(?:rise|set)|dawn|dusk")
_ALWAYS = re.compile(
    r"\s*(?:24\s*/\s*7|rund um die uhr|24\s*(?:h|stunden|std)\b.*)\s*", re.IGNORECASE
)
_ASIDE = re.compile(
    r"\(?\b(?:(?:und|sowie|oder)\s+)?(?:nach (?:telefonischer )?(?:vereinbarung|absprache)|n\.\s?v\."
    r"|feiertags?|an feiertagen|mittagspause|öffnungszeiten|oeffnungszeiten)\b\.?:?\)?",
    re.IGNORECASE,
)


def osm_hours(text: str) -> str | None:
    """
    Write opening hours in the syntax of OpenStreetMap.

    What is written so already stays; German free text is read by its days and times. Times
    without a day, and words that are neither, give None: no guess.

    Examples
    --------
    >>> osm_hours("Mo-Fr 9-18 Uhr, Sa 9-12")
    'Mo-Fr 09:00-18:00, Sa 09:00-12:00'
    >>> osm_hours("Di bis Fr 9.30–12 und 14–18 Uhr; Mi geschlossen")
    'Tu-Fr 09:30-12:00,14:00-18:00; We off'
    >>> osm_hours("Mo-Sa 08:00-20:00; PH off"), osm_hours("nach Vereinbarung")
    ('Mo-Sa 08:00-20:00; PH off', None)
    """
    if _valid(text):
        return text
    if _ALWAYS.fullmatch(text):
        return "24/7"
    rules = _rules(_ASIDE.sub(" ", text))
    if rules is None:
        return None
    opened = [f"{days} {times}" for days, times in rules if times != "off"]
    closed = [f"{days} off" for days, times in rules if times == "off"]
    written = "; ".join(([", ".join(opened)] if opened else []) + closed)
    return written if opened and _valid(written) else None


def _valid(text: str) -> bool:
    from opening_hours import validate

    # "Mo-Fr" alone is 24 hours to OpenStreetMap and an unfinished sentence to everybody else
    return bool(_TELLING.search(text)) and bool(validate(text))


def _rules(text: str) -> list[tuple[str, str]] | None:
    """Days and their times, in the order of the text; None if it holds anything else."""
    tokens = _tokens(text)
    if tokens is None:
        return None
    rules: list[tuple[str, str]] = []
    at = 0
    while at < len(tokens):
        days, at = _spans(tokens, at, "day")
        if not days:
            return None
        if at < len(tokens) and tokens[at][0] == "off":
            rules.append((",".join(days), "off"))
            at += 1
        else:
            times, at = _spans(tokens, at, "time")
            if not times or not all("-" in t or t.endswith("+") for t in times):
                return None
            rules.append((",".join(days), ",".join(times)))
        while at < len(tokens) and tokens[at][0] in ("and", "stop"):
            at += 1
    return rules or None


def _tokens(text: str) -> list[tuple[str, str]] | None:
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            return None
        kind = str(match.lastgroup)
        if kind == "day":
            found.append((kind, _day(match.group())))
        elif kind == "time":
            clock = _clock(match.group())
            if clock is None:
                return None
            found.append((kind, clock))
        elif kind != "skip":
            found.append((kind, ""))
        at = match.end()
    return found


def _spans(tokens: list[tuple[str, str]], at: int, kind: str) -> tuple[list[str], int]:
    """Spans of one kind ("Mo-Fr", "09:00-18:00") joined by commas, and where they end."""
    spans: list[str] = []
    while at < len(tokens):
        here = tokens[at][0]
        if here == "from" and kind == "time" and _is(tokens, at + 1, kind):
            spans.append(f"{tokens[at + 1][1]}+")
            at += 2
        elif here == kind:
            span = tokens[at][1]
            at += 1
            if _is(tokens, at, "to") and _is(tokens, at + 1, kind):
                span = f"{span}-{tokens[at + 1][1]}"
                at += 2
            spans.append(span)
        elif here == "and" and spans and (_is(tokens, at + 1, kind) or _is(tokens, at + 1, "from")):
            at += 1
        else:
            break
    return spans, at


def _is(tokens: list[tuple[str, str]], at: int, kind: str) -> bool:
    return at < len(tokens) and tokens[at][0] == kind


def _day(word: str) -> str:
    plain = word.casefold().rstrip(".")
    return _DAYS.get(plain) or _DAYS.get(plain.removesuffix("s")) or _DAYS[plain[:2]]


def _clock(word: str) -> str | None:
    hour, minute = (
        (word[:2], word[2:])
        if re.fullmatch(r"\d{4}", word)
        else re.split(r"[:.]", f"{word}:00")[:2]
    )
    if int(hour) > 24 or int(minute) > 59:
        return None
    return f"{int(hour):02d}:{int(minute):02d}"


@dataclass(frozen=True, slots=True, eq=False)
class Weeks:
    """
    One week of several units, quarter hour by quarter hour.

    ``open`` is a row a unit, a column a quarter of an hour from Monday 00:00; ``known`` says
    for which rows the hours could be read.
    """

    index: pd.Index
    open: NDArray[np.bool_]
    known: NDArray[np.bool_]

    def __len__(self) -> int:
        """How many units there are, of known hours or not."""
        return len(self.index)

    def stating(self) -> Weeks:
        """Those of known hours."""
        return Weeks(self.index[self.known], self.open[self.known], self.known[self.known])

    def of(self, chosen: pd.Series) -> Weeks:
        """Those that are chosen; ``chosen`` is a flag with the same index."""
        some = chosen.reindex(self.index).fillna(value=False).to_numpy(dtype=bool)
        return Weeks(self.index[some], self.open[some], self.known[some])

    def days(self) -> NDArray[np.bool_]:
        """Unit, day of the week, quarter of an hour of the day."""
        return self.open.reshape(len(self.index), 7, 96)

    def hours(self) -> NDArray[np.bool_]:
        """Unit, hour of the week: open for at least half of it."""
        quarters = self.open.reshape(len(self.index), 168, 4)
        return np.asarray(quarters.sum(axis=2) >= 2, dtype=bool)


def weeks_of(hours: pd.Series, *, survey_day: dt.date) -> Weeks:
    """
    Read opening hours into one week.

    The week is that of the survey day (seasonal hours hold or not), without public
    holidays: they are nobody's usual week. "By appointment" is not open.

    Parameters
    ----------
    hours
        Text in the syntax of OpenStreetMap or German free text (`osm_hours`); blank says
        nothing.
    survey_day
        Any day of the week that is asked.
    """
    monday = dt.datetime.combine(survey_day - dt.timedelta(days=survey_day.weekday()), dt.time())
    read: dict[str, NDArray[np.bool_] | None] = {}
    opened = np.zeros((len(hours), QUARTERS), dtype=bool)
    known = np.zeros(len(hours), dtype=bool)
    for at, text in enumerate(hours.tolist()):
        if not isinstance(text, str):
            continue
        if text not in read:
            read[text] = _week(text, monday)
        week = read[text]
        if week is not None:
            opened[at], known[at] = week, True
    return Weeks(hours.index, opened, known)


def _week(text: str, monday: dt.datetime) -> NDArray[np.bool_] | None:
    from opening_hours import OpeningHours, State

    written = osm_hours(text)
    if written is None:
        return None
    week = np.zeros(QUARTERS, dtype=bool)
    told = False
    spans: Any = OpeningHours(written).intervals(monday, monday + dt.timedelta(days=7))
    for start, end, state, _ in spans:
        told |= state != State.UNKNOWN
        if state == State.OPEN:
            # a quarter is open if more than half of it is
            first = round((start - monday).total_seconds() / 900)
            last = round((end - monday).total_seconds() / 900)
            week[max(first, 0) : min(last, QUARTERS)] = True
    return week if told else None


def week_of(hours: pd.Series, *, survey_day: dt.date) -> pd.DataFrame:
    """
    Tell for every hour of the week whether a unit is open (for at least half of the hour).

    Returns
    -------
    pd.DataFrame
        168 flags (`HOURS`, "mo-00" to "su-23"), index of ``hours``; a whole row is blank where
        nothing is stated or the text cannot be read.

    Examples
    --------
    >>> week = week_of(pd.Series(["Mo 9-12.30 Uhr", None]), survey_day=dt.date(2024, 10, 1))
    >>> week[["mo-08", "mo-09", "mo-12", "mo-13"]].iloc[0].tolist()
    [False, True, True, False]
    >>> bool(week.iloc[1].isna().all())
    True
    """
    weeks = weeks_of(hours, survey_day=survey_day)
    table = pd.DataFrame(weeks.hours(), index=hours.index, columns=list(HOURS)).astype("boolean")
    table[~weeks.known] = pd.NA
    return table
