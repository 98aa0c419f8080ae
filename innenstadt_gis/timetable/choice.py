"""The day of reference (Stichtag): neither the best nor the worst."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.errors import SourceError
from innenstadt_gis.timetable.model import Timetable
from innenstadt_gis.words import Text, number

__all__ = ["choose_day", "pick_day"]


def choose_day(timetable: Timetable, *, near: dt.date | None = None) -> tuple[dt.date, Text]:
    """
    Propose a day that is neither the best nor the worst: the median of Tuesday to Thursday.

    Of all Tuesdays to Thursdays on which trips run, without those that depart from the
    weekly pattern (calendar_dates.txt beside calendar.txt: holidays, mostly), the one with
    the median number of trips (the lower one of two); among equal ones the nearest to
    ``near``, else to the middle of the validity. Where no such day is left, all days count.

    Returns
    -------
    tuple[date, Text]
        The day, and the reason in words.
    """
    return pick_day(
        timetable.trips, timetable.services.index, timetable.running, timetable.exceptional,
        first_day=timetable.first_day, near=near,
    )  # fmt: skip


def pick_day(
    trips: pd.DataFrame,
    services: pd.Index,
    running: NDArray[np.bool_],
    exceptional: NDArray[np.bool_],
    *,
    first_day: dt.date,
    near: dt.date | None = None,
) -> tuple[dt.date, Text]:
    """Do what `choose_day` says, before there is a `Timetable`."""
    load = trips["service_id"].value_counts().reindex(services, fill_value=0).to_numpy()
    counts = load @ running.astype("int64")
    weekday = (np.arange(len(counts)) + first_day.weekday()) % 7
    midweek = (counts > 0) & (weekday >= 1) & (weekday <= 3)
    choices = [
        (midweek & ~exceptional, "Dienstag bis Donnerstag", "Tuesday to Thursday"),
        (midweek, "Dienstag bis Donnerstag, alle mit Abweichungen", "Tuesday to Thursday, all exceptional"),
        (counts > 0, "alle Tage; Dienstag bis Donnerstag fährt nichts", "any day; nothing runs midweek"),
    ]  # fmt: skip
    usable, de, en = next((c for c in choices if c[0].any()), choices[-1])
    if not usable.any():
        raise SourceError(
            de="Der Fahrplan hat keinen Tag mit Fahrten.", en="no day of the timetable has a trip."
        )
    places = np.flatnonzero(usable)
    middle = np.sort(counts[places])[(len(places) - 1) // 2]
    same = places[counts[places] == middle]
    aim = (near - first_day).days if near else (len(counts) - 1) / 2
    best = int(same[np.argmin(np.abs(same - aim))])
    chosen = first_day + dt.timedelta(days=best)
    return chosen, Text(
        f"mittlere Zahl von {number(int(middle))} Fahrten unter {len(places)} Tagen ({de})",
        f"median of {number(int(middle), lang='en')} trips among {len(places)} days ({en})",
    )
