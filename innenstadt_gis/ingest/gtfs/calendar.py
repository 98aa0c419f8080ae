"""On which days which service runs: calendar.txt and calendar_dates.txt, or either alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.gtfs.files import RawFeed, table

__all__ = ["Calendar", "read_calendar"]

# rows, first and last day; rows, day, added (else removed)
Weeks = tuple[pd.DataFrame, NDArray[np.datetime64], NDArray[np.datetime64]]
Exceptions = tuple[pd.DataFrame, NDArray[np.datetime64], NDArray[np.bool_]]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# "Until further notice" is often written as the year 2099; no timetable is planned so far.
_LONGEST = np.timedelta64(40 * 366, "D")


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """
    Service days of a feed.

    ``running[i, j]`` tells whether ``services[i]`` runs ``j`` days after ``first``;
    ``exceptional[j]`` whether that day departs from the weekly pattern (a holiday, say), by one of
    ``exceptions``: pairs of service and day.
    """

    services: pd.Index
    first: np.datetime64
    running: NDArray[np.bool_]
    exceptional: NDArray[np.bool_]
    exceptions: NDArray[np.int64]

    def of(self, services: Iterable[str]) -> Calendar:
        """Keep some services; the days stay those of the whole feed."""
        rows = np.flatnonzero(self.services.isin(list(services)))
        own = np.isin(self.exceptions[0], rows)
        exceptional = np.zeros_like(self.exceptional)
        exceptional[self.exceptions[1, own]] = self.exceptional[self.exceptions[1, own]]
        new = np.full(len(self.services), -1)
        new[rows] = np.arange(len(rows))
        left = np.stack([new[self.exceptions[0, own]], self.exceptions[1, own]])
        return Calendar(self.services[rows], self.first, self.running[rows], exceptional, left)

    def between(self, first: dt.date, last: dt.date) -> Calendar:
        """Keep some days, and the services that run on them."""
        days = np.arange(np.datetime64(first), np.datetime64(last) + 1)
        place = (days - self.first).astype("int64")
        there = (place >= 0) & (place < self.running.shape[1])
        running = np.zeros((len(self.services), len(days)), dtype=bool)
        running[:, there] = self.running[:, place[there]]
        exceptional = np.zeros(len(days), dtype=bool)
        exceptional[there] = self.exceptional[place[there]]
        who, when = self.exceptions
        own = np.isin(when, place[there])
        cut = Calendar(
            self.services, days[0], running, exceptional, np.stack([who[own], when[own] - place[0]])
        )
        return cut.of(self.services[np.flatnonzero(running.any(axis=1))])

    def on(self, day: dt.date, *, around: int) -> pd.Index:
        """Services that run on a day or up to so many days before and after it."""
        place = int((np.datetime64(day) - self.first).astype("int64"))
        days = self.running[:, max(place - around, 0) : max(place + around + 1, 0)]
        return self.services[np.flatnonzero(days.any(axis=1))]


def read_calendar(feed: RawFeed, *, mend: Counter[str]) -> Calendar:
    """
    Read the days on which services run.

    A service may be carried by exceptions alone (calendar.txt missing, or all zero).

    Raises
    ------
    SourceError
        If there is neither table, a weekday is missing, or nothing ever runs.
    """
    weekly = table(
        feed, "calendar.txt", columns=("service_id", *_WEEKDAYS, "start_date", "end_date"),
        required=("service_id", *_WEEKDAYS, "start_date", "end_date"), mend=mend,
    )  # fmt: skip
    dates = table(
        feed, "calendar_dates.txt", columns=("service_id", "date", "exception_type"),
        required=("service_id", "date"), mend=mend,
    )  # fmt: skip
    if weekly.empty and dates.empty:
        raise SourceError(
            de=f"{feed.name}: Ohne calendar.txt und calendar_dates.txt ist nicht bekannt, an welchen "
            "Tagen gefahren wird.",
            en=f"{feed.name}: without calendar.txt and calendar_dates.txt nobody knows on which days "
            "trips run.",
        )
    start, end = _days(weekly["start_date"], mend), _days(weekly["end_date"], mend)
    on = _days(dates["date"], mend)
    kind = dates["exception_type"].to_numpy()
    weeks = _usable_weeks(weekly, start, end, mend)
    fine = ~np.isnat(on) & np.isin(kind, ["1", "2"])
    mend["gtfs_date_unread"] += int((~fine).sum())
    return _spread(feed, weeks, (dates[fine], on[fine], kind[fine] == "1"))


def _spread(feed: RawFeed, weeks: Weeks, exceptions: Exceptions) -> Calendar:
    (weekly, start, end), (dates, on, added) = weeks, exceptions
    everything = np.concatenate([start, end, on])
    if not len(everything):
        raise _never(feed)
    first, last = everything.min(), everything.max()
    last = min(last, first + _LONGEST)
    keep = on <= last
    dates, on, added = dates[keep], on[keep], added[keep]
    services = pd.Index(pd.concat([weekly["service_id"], dates["service_id"]]).unique())
    days = np.arange(first, last + 1)
    # 1970-01-01 was a Thursday
    weekday = (days.astype("datetime64[D]").astype("int64") + 3) % 7
    running = np.zeros((len(services), len(days)), dtype=bool)
    flags = weekly[list(_WEEKDAYS)].to_numpy() == "1"
    for row, service in enumerate(services.get_indexer(weekly["service_id"])):
        # a service given twice runs on the days of both rows
        running[service] |= (days >= start[row]) & (days <= end[row]) & flags[row][weekday]
    regular = running.any(axis=0)
    place = (on - first).astype("int64")
    who = services.get_indexer(dates["service_id"])
    running[who, place] = added
    exceptional = np.zeros(len(days), dtype=bool)
    exceptional[place] = True
    # a feed without a weekly pattern has nothing to depart from
    exceptional &= bool(regular.any())
    runs = np.flatnonzero(running.any(axis=0))
    if not len(runs):
        raise _never(feed)
    span = slice(runs[0], runs[-1] + 1)
    seen = (place >= span.start) & (place < span.stop)
    pairs = np.stack([who[seen], place[seen] - span.start])
    return Calendar(services, days[runs[0]], running[:, span], exceptional[span], pairs)


def _usable_weeks(
    weekly: pd.DataFrame,
    start: NDArray[np.datetime64],
    end: NDArray[np.datetime64],
    mend: Counter[str],
) -> Weeks:
    fine = ~np.isnat(start) & ~np.isnat(end)
    mend["gtfs_date_unread"] += int((~fine).sum())
    turned = start > end  # never true where a day is unread
    mend["gtfs_dates_turned"] += int(turned.sum())
    fine &= ~turned
    twice = weekly["service_id"].duplicated().to_numpy() & fine
    mend["gtfs_service_twice"] += int(twice.sum())
    return weekly[fine], start[fine], end[fine]


def _never(feed: RawFeed) -> SourceError:
    return SourceError(
        de=f"{feed.name}: Laut calendar.txt und calendar_dates.txt fährt an keinem Tag etwas.",
        en=f"{feed.name}: by calendar.txt and calendar_dates.txt nothing runs on any day.",
    )


def _days(values: pd.Series, mend: Counter[str]) -> NDArray[np.datetime64]:
    """Days of ``20200609``, ``2020-06-09``, ``2020.06.09`` or ``09.06.2020``; else not a day."""
    codes, written = pd.factorize(values)
    days, strange = (
        np.full(len(written), "NaT", dtype="datetime64[D]"),
        np.zeros(len(written), bool),
    )
    for n, text in enumerate(written):
        digits = [part for part in str(text).replace("-", ".").replace("/", ".").split(".") if part]
        if not digits:
            continue
        if len(digits) == 3 and len(digits[2]) == 4:
            digits.reverse()
        joined = digits[0] if len(digits) == 1 else "".join(f"{d:0>2}" for d in digits)
        if len(joined) == 8 and joined.isdigit():
            try:
                days[n] = np.datetime64(dt.date(int(joined[:4]), int(joined[4:6]), int(joined[6:])))
            except ValueError:
                continue
            strange[n] = joined != text
    if len(values):
        mend["gtfs_date_format"] += int(strange[codes].sum())
        return days[codes]
    return np.array([], dtype="datetime64[D]")
