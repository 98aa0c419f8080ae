"""Times of the day and hours of the week in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from innenstadt_gis.tables.findings.cooperation import WEEKDAYS
from innenstadt_gis.words import Text

__all__ = ["clock", "core_text"]


def clock(hour: float) -> Text:
    """
    Write a time of the day.

    Examples
    --------
    >>> clock(18.5), clock(13.0).de
    (Text(de='18:30 Uhr', en='18:30'), '13 Uhr')
    """
    whole, minutes = divmod(round(hour * 60), 60)
    written = f"{whole}:{minutes:02d}"
    return Text(f"{written if minutes else whole} Uhr", written)


def core_text(core: NDArray[np.bool_]) -> Text:
    """
    Say at which hours of the week the flags are set, days of the same hours together.

    Examples
    --------
    >>> week = np.zeros(168, dtype=bool)
    >>> for day in (0, 1, 2, 4):
    ...     week[day * 24 + 10 : day * 24 + 12] = True
    >>> core_text(week).de
    'Mo–Mi, Fr 10–12 Uhr'
    """
    by_day = [_spans(day) for day in core.reshape(7, 24)]
    said_of: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day, spans in enumerate(by_day):
        if spans:
            said_of.setdefault(spans, []).append(day)
    parts = []
    for spans, days in said_of.items():
        times = ", ".join(f"{start}–{end}" for start, end in spans)
        parts.append(Text(f"{_named(days, 'de')} {times} Uhr", f"{_named(days, 'en')} {times}"))
    if not parts:
        return Text("zu keiner Stunde", "at no hour")
    return Text("; ".join(p.de for p in parts), "; ".join(p.en for p in parts))


def _spans(day: NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], day, [False]]).astype(int)))
    return tuple((int(a), int(b)) for a, b in edges.reshape(-1, 2))


def _named(days: Iterable[int], lang: Any) -> str:
    """Days of the week in words; neighbours of three and more as a span."""
    flags = np.zeros(7, dtype=bool)
    flags[list(days)] = True
    names = [text.to(lang) for text in WEEKDAYS.values()]
    parts: list[str] = []
    for start, end in _spans(flags):
        some = names[start:end]
        parts += [f"{some[0]}–{some[-1]}"] if len(some) > 2 else some
    return ", ".join(parts)
