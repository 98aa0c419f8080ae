"""What kind of day a day is (Schultag, Ferientag, Samstag, Sonntag), by what runs on it.

No calendar of holidays is asked: the feed tells it itself. Days are compared by the trips that
run (``pattern``: line, stops and times; a feed may give every trip a service of its own), and
only with days near by, since a timetable changes in the course of a year.

1. A day from Monday to Saturday is a Sunday (or a Saturday) if its trips are closer to those of a
   Sunday (or Saturday) within three weeks than to its own kind's, as the median of three weeks
   (Monday to Friday are one kind). Closeness: trips in common to trips of either (Jaccard).
2. A remaining Monday to Friday is a school holiday if trips rest that run both before and after:
   at least a hundredth of those common to a full day before and a full day after, and it has
   fewer trips than either, by a hundredth. A full day is the third fullest of its weekday within ten
   weeks, more than the longest holidays (or the second fullest within four, where the timetable
   has changed since). A service cut for good is none: it does not come back.
3. Where the feed begins or ends within seven weeks and gives no full day on that side, the day is
   what the decided days are to which it is closest; if only one kind is decided, it is a holiday if
   it has a twentieth fewer trips than the full day, no more than seven weeks from the feed's end.
   Fewer than three such days are chance: then the feed knows one kind of weekday.
4. A day without a trip is "none", unless nothing runs on other days of its kind either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.timetable.model import Timetable
from innenstadt_gis.words import Text

__all__ = ["DAY_KINDS", "day_types", "typical_days"]

DAY_KINDS = {
    "weekday": Text("Montag bis Freitag", "Monday to Friday"),
    "school_day": Text("Schultag", "school day"),
    "holiday_day": Text("Ferientag", "day of school holidays"),
    "saturday": Text("Samstag", "Saturday"),
    "sunday": Text("Sonn- und Feiertag", "Sunday and public holiday"),
    "none": Text("ohne Fahrten", "without trips"),
}

_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_NEAR_WEEKS = 3
_CLOSE_WEEKS = 4
_REACH_WEEKS = 10
_LONGEST_WEEKS = 7  # the longest school holidays take six weeks and a half
_LEAST_REST = 0.01
_CLEARLY_LESS = 0.05
_LEAST_DAYS = 3

Counts = NDArray[np.int64]
Likeness = Callable[[int, int], float]


def day_types(timetable: Timetable) -> pd.DataFrame:
    """
    Propose the kind of each day of the validity from what runs on it.

    How, and by which thresholds, stands at the top of this module. It is a proposal: a strike
    timetable looks like holidays, and a day that the feed does not tell apart has no kind of its
    own.

    Returns
    -------
    pd.DataFrame
        By ``day``: ``kind`` (a key of `DAY_KINDS`: ``school_day, holiday_day, saturday, sunday``
        with public holidays, ``weekday`` where the feed shows no school holidays, ``none``) and
        ``trips``, as `trips_on` counts them.
    """
    days = _Days(timetable)
    weekday = days.weekday
    base = np.array([_alike(days, place) for place in range(len(weekday))])
    kind = np.select(
        [base == _SUNDAY, base == _SATURDAY, base < 0], ["sunday", "saturday", "none"], "weekday"
    ).astype(object)
    ordinary = np.flatnonzero(kind == "weekday")
    resting = _resting(days, ordinary)
    if resting.sum() >= _LEAST_DAYS:
        kind[ordinary] = np.where(resting, "holiday_day", "school_day")
    index = pd.Index(
        [timetable.first_day + dt.timedelta(days=n) for n in range(len(weekday))], name="day"
    )
    return pd.DataFrame({"kind": pd.Series(kind, index, dtype="str"), "trips": days.trips}, index)


def typical_days(timetable: Timetable, *, near: dt.date | None = None) -> pd.DataFrame:
    """
    Choose a day for each kind of day: one with the median number of trips of its kind.

    Of Mondays to Fridays only Tuesdays to Thursdays are chosen, where there are any. Of two medians
    the lower one counts; of equal days the one nearest to ``near``, else to the day of reference.

    Returns
    -------
    pd.DataFrame
        By ``kind``, in the order of `DAY_KINDS` and only for those that occur (never ``none``):
        ``day, trips`` (that day), ``days`` (how many are of the kind).
    """
    types = day_types(timetable)
    aim = near or timetable.day
    rows = {}
    for kind in DAY_KINDS:
        own = types[types["kind"] == kind]
        if kind == "none" or own.empty:
            continue
        midweek = own[[1 <= day.weekday() <= 3 for day in own.index]]
        some = own if kind in {"saturday", "sunday"} or midweek.empty else midweek
        middle = np.sort(some["trips"].to_numpy())[(len(some) - 1) // 2]
        same = some.index[some["trips"] == middle]
        rows[kind] = (min(same, key=lambda day: (abs(day - aim), day)), int(middle), len(own))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["day", "trips", "days"])


class _Days:
    """The days of a timetable as sets of patterns; days on which the same runs share one set."""

    def __init__(self, timetable: Timetable) -> None:
        packed = np.packbits(timetable.running, axis=0).T
        _, first, self.set_of = np.unique(packed, axis=0, return_index=True, return_inverse=True)
        service = timetable.services.index.get_indexer(pd.Index(timetable.trips["service_id"]))
        pattern = timetable.trips["pattern"].to_numpy()
        rows = np.unique(np.stack([pattern, service]), axis=1)
        numbers, row = np.unique(rows[0], return_inverse=True)
        self.runs = np.zeros((len(first), len(numbers)), dtype=bool)
        for place, day in enumerate(first):
            self.runs[place, row[timetable.running[rows[1], day]]] = True
        self.trips: Counts = self.runs.sum(axis=1)[self.set_of]
        self.weekday = (np.arange(len(self.set_of)) + timetable.first_day.weekday()) % 7
        self.class_of = np.maximum(self.weekday, _FRIDAY)
        self.like: Likeness = cache(self._like)
        self.rest: Callable[[int, int, int], float] = cache(self._rest)

    def _like(self, one: int, other: int) -> float:
        either = int((self.runs[one] | self.runs[other]).sum())
        return int((self.runs[one] & self.runs[other]).sum()) / either if either else 0.0

    def _rest(self, one: int, before: int, after: int) -> float:
        """Share of the trips on both full days that do not run on one."""
        both = self.runs[before] & self.runs[after]
        return int((both & ~self.runs[one]).sum()) / max(int(both.sum()), 1)

    def near(self, place: int, kind: int) -> NDArray[np.intp]:
        """Other days of a kind (Friday stands for Monday to Friday) within three weeks."""
        low = max(place - 7 * _NEAR_WEEKS, 0)
        found = low + np.flatnonzero(self.class_of[low : place + 7 * _NEAR_WEEKS + 1] == kind)
        return found[found != place]

    def likeness(self, place: int, others: NDArray[np.intp]) -> NDArray[np.float64]:
        own = int(self.set_of[place])
        return np.array([self.like(own, int(self.set_of[other])) for other in others])


def _alike(days: _Days, place: int) -> int:
    """As what a day runs: its own kind, Saturday, Sunday; -1 if it does not run."""
    own = int(days.class_of[place])
    peers = {day: days.near(place, day) for day in {own, _SATURDAY, _SUNDAY}}
    if days.trips[place] == 0:
        return _silent(days, place, own, peers)
    if own == _SUNDAY:
        return own
    usual = float(np.median(days.likeness(place, peers[own]))) if len(peers[own]) else 0.0
    best, chosen = usual, own
    for day in (_SUNDAY, _SATURDAY):  # a tie is a Sunday: holidays on Saturdays run as such
        if day != own and len(peers[day]):
            found = float(days.likeness(place, peers[day]).max())
            if found > best:
                best, chosen = found, day
    return chosen


def _silent(days: _Days, place: int, own: int, peers: dict[int, NDArray[np.intp]]) -> int:
    """Name a day without trips: as quiet as its own kind, as a Sunday, or a gap in the feed."""
    quiet = {
        day: len(others) > 0 and np.median(days.trips[others]) == 0 for day, others in peers.items()
    }
    if own >= _SATURDAY and quiet[own]:
        return own
    if not quiet[_SUNDAY]:
        return -1
    if own >= _SATURDAY:
        return _SUNDAY
    monday = place - int(days.weekday[place])
    week = days.trips[max(monday, 0) : monday + 5]
    return own if (week == 0).sum() >= 4 else _SUNDAY


def _resting(days: _Days, ordinary: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell which days from Monday to Friday are school holidays."""
    told = [_rests(days, place, ordinary) for place in ordinary]
    sets = {kind: np.unique([days.set_of[p] for p, k in zip(ordinary, told, strict=True) if k is kind])
            for kind in (True, False)}  # fmt: skip
    result = np.zeros(len(ordinary), dtype=bool)
    for n, (place, kind) in enumerate(zip(ordinary, told, strict=True)):
        if isinstance(kind, bool):
            result[n] = kind
        elif len(sets[True]) and len(sets[False]):
            closest = {
                k: max(days.like(int(days.set_of[place]), int(s)) for s in sets[k]) for k in sets
            }
            result[n] = closest[True] > closest[False]
        else:
            result[n] = _clearly_less(days, place, kind, ordinary)
    return result


def _rests(days: _Days, place: int, ordinary: NDArray[np.intp]) -> bool | int:
    """Whether trips rest that come back; where one side tells nothing, the other's full day."""
    # after a lasting change of the timetable only the near days are like
    near = _sides(days, place, ordinary, weeks=_CLOSE_WEEKS)
    if len(near) == 2 and _both_lack(days, place, near):
        return True
    full = _sides(days, place, ordinary, weeks=_REACH_WEEKS)
    if len(full) < 2:
        return full[0] if full else False
    return _both_lack(days, place, full)


def _sides(days: _Days, place: int, ordinary: NDArray[np.intp], *, weeks: int) -> list[int]:
    """Find a full day of the same weekday before and after, as far as either tells anything."""
    own = ordinary[days.weekday[ordinary] == days.weekday[place]]
    apart = (own - place) // 7
    sides = [
        own[(apart < 0) & (apart >= -weeks)],
        own[(apart > 0) & (apart <= weeks)],
    ]
    full = [(_full_day(days, some), len(some) >= _LONGEST_WEEKS) for some in sides if len(some)]
    fullest = max((int(days.trips[day]) for day, _ in full), default=0)
    # a short side that is quiet itself tells nothing: the feed may begin or end in holidays
    return [d for d, long in full if long or days.trips[d] >= (1 - _LEAST_REST) * fullest]


def _full_day(days: _Days, some: NDArray[np.intp]) -> int:
    """Find the third fullest day; of few the second, of very few the fullest."""
    order = some[np.argsort(-days.trips[some], kind="stable")]
    return int(order[2 if len(some) >= _LONGEST_WEEKS else 1 if len(some) >= _LEAST_DAYS else 0])


def _both_lack(days: _Days, place: int, full: list[int]) -> bool:
    one, before, after = (int(days.set_of[day]) for day in (place, *full))
    usual = min(days.trips[full[0]], days.trips[full[1]])
    fewer = days.trips[place] <= (1 - _LEAST_REST) * usual
    return bool(fewer) and days.rest(one, before, after) >= _LEAST_REST


def _clearly_less(days: _Days, place: int, full: int, ordinary: NDArray[np.intp]) -> bool:
    """Judge by one side: fewer trips than a full day, and not for longer than holidays last."""
    least = (1 - _CLEARLY_LESS) * days.trips[full]
    if days.trips[place] > least:
        return False
    usual = ordinary[days.trips[ordinary] > least]
    if full > place:
        return int(usual[usual > place].min()) <= 7 * _LONGEST_WEEKS
    return len(days.trips) - 1 - int(usual[usual < place].max()) <= 7 * _LONGEST_WEEKS
