"""
From door to door, on foot and by public transport, for every minute of a window.

What a journey may be stands in `access`. Minutes are those from leaving the door to arriving,
waiting for the bus included; for each minute of departure the fastest way counts, the whole way
on foot among them. After the last rides of the service day (some hours past midnight) nobody
rides any more: the next day is not looked at.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.analysis.doors import Direction, Doors, nearest
from innenstadt_gis.analysis.transit.access import Access, Seconds, Ways, access, egress, shorter
from innenstadt_gis.analysis.walkgraph import Floats
from innenstadt_gis.errors import InputError

__all__ = ["SUMMARY", "WINDOWS", "Journeys", "Window", "clock", "door_to_door", "journeys", "scanned", "summary"]  # fmt: skip

#: What is said of a window, by origin.
SUMMARY = (
    "best_min", "median_min", "p10_min", "p90_min", "within_share", "ride_share", "changes",
)  # fmt: skip


class Window(NamedTuple):
    """Departures at every full minute from ``start_min`` to before ``end_min`` of the day."""

    start_min: int
    end_min: int
    direction: Direction = "to"

    @property
    def departures_s(self) -> Seconds:
        """Departures in seconds since midnight."""
        if not self.start_min < self.end_min:
            raise InputError(
                de=f"Zeitfenster von Minute {self.start_min} bis {self.end_min} des Tages; das "
                "Ende muss nach dem Anfang liegen",
                en=f"window from minute {self.start_min} to {self.end_min} of the day; its end "
                "must lie after its start",
            )
        return np.arange(self.start_min, self.end_min, dtype=np.int64) * 60


#: To the centre in the morning and before noon, home in the evening.
WINDOWS: Mapping[str, Window] = MappingProxyType(
    {
        "morning": Window(7 * 60, 9 * 60),
        "forenoon": Window(10 * 60, 12 * 60),
        "evening": Window(18 * 60, 20 * 60, "from"),
    }
)


class Journeys(NamedTuple):
    """
    Every departure of every origin.

    ``ride_s`` (origin by departure): seconds by the fastest way with a ride, -1 where there is
    none; ``rides`` on it. ``walk_s``: seconds of the whole way on foot, infinite without one.
    """

    ride_s: NDArray[np.int32]
    rides: NDArray[np.int16]
    walk_s: Floats

    @property
    def minutes(self) -> Floats:
        """Minutes of the fastest way, by origin and departure; NaN where there is none."""
        ride = np.where(self.ride_s >= 0, self.ride_s, np.inf)
        fastest = np.minimum(ride, self.walk_s[:, None]) / 60.0
        return np.where(np.isfinite(fastest), fastest, np.nan)


def scanned(
    ways: Ways, foot_s: Seconds, *, direction: Direction, after_s: int | None = None
) -> Any:
    """
    Scan the day once for the ways from all stops to a goal, or from it to them.

    Parameters
    ----------
    ways
        A day and its changes.
    foot_s
        By stop, seconds on foot to the goal (from it); -1: too far.
    direction
        Which of both.
    after_s
        Departures before this are not asked about; for ``"to"`` alone.

    Returns
    -------
    engine.Profile
        For `journeys`.
    """
    from innenstadt_gis.analysis.transit.engine import profile

    if direction == "to":
        return profile(ways.day, foot_s, ways.changes, after_s=after_s)
    return profile(ways.day.turned(), foot_s, ways.changes.turned())


def journeys(profile: Any, legs: Access, window: Window, walk_s: Floats) -> Journeys:
    """
    Ask a scan for every departure of a window.

    Parameters
    ----------
    profile
        From `scanned`, in the direction of the window.
    legs
        Ways on foot between origins and stops, from `access.access`.
    window
        When one departs: at the origin, or at the centre on the way home.
    walk_s
        Seconds of the whole way on foot by origin; infinite where there is none.
    """
    from innenstadt_gis.analysis.transit.engine import back_kernel, to_kernel

    kernel = to_kernel if window.direction == "to" else back_kernel
    ride_s, rides = kernel(*profile, *legs, window.departures_s)
    return Journeys(ride_s, rides, walk_s)


def summary(found: Journeys, *, within_min: float = 30.0) -> pd.DataFrame:
    """
    Sum up all departures of a window, by origin.

    Returns
    -------
    pd.DataFrame
        ``best_min``; ``median_min, p10_min, p90_min``: at so many of 100 departures it takes no
        longer (the smallest such time; blank if so many never arrive); ``within_share``: share
        of departures that take ``within_min`` at most; ``ride_share``: share at which riding is
        faster than the whole way on foot; ``changes``: median of the changes of those (the
        lower of two; of equally early arrivals the one with fewest counts, on the way home of
        those the one that leaves last), blank where nobody rides.
    """
    count = found.ride_s.shape[1]
    ridden = (found.ride_s >= 0) & (found.ride_s < found.walk_s[:, None])
    seconds = np.where(ridden, found.ride_s, found.walk_s[:, None])
    within = (seconds <= within_min * 60.0 + 1e-6).mean(axis=1)
    seconds.sort(axis=1)
    ranks = [0, *(max(math.ceil(share * count - 1e-9) - 1, 0) for share in (0.5, 0.1, 0.9))]
    told = seconds[:, ranks] / 60.0
    often = ridden.sum(axis=1)
    changes = np.where(ridden, found.rides - 1, np.iinfo(np.int16).max)
    changes.sort(axis=1)
    usual = changes[np.arange(len(changes)), np.maximum(often - 1, 0) // 2]
    done = pd.DataFrame(np.where(np.isfinite(told), told, np.nan), columns=list(SUMMARY[:4]))
    done["within_share"], done["ride_share"] = within, often / count
    done["changes"] = np.where(often > 0, usual, np.nan)
    return done


def door_to_door(
    ways: Ways,
    origins: Doors,
    centres: Doors,
    *,
    windows: Mapping[str, Window] = WINDOWS,
    within_min: float = 30.0,
) -> pd.DataFrame:
    """
    Minutes from every origin to the nearest centre and home again.

    Parameters
    ----------
    ways
        A day's rides for a persona, from `access.transit_ways`.
    origins, centres
        Where they touch the network, from `doors.doors`. The fastest centre counts.
    windows
        Departures by name; those with ``direction="from"`` leave the centre.
    within_min
        For ``within_share``.

    Returns
    -------
    pd.DataFrame
        By position of the origin: ``walk_to_min, walk_from_min`` (the whole way on foot), for
        each window ``<name>_<column>`` with the columns of `summary`, and ``latest_home_min``:
        the last full minute of the day (past 1,440 in the night) at which one leaves the
        centre and is home by a ride, faster than on foot and within ``rules.home_within_min``.
        Blank: never.
    """
    assert ways.graph is not None  # made by `access.transit_ways`
    directions: tuple[Direction, ...] = ("to", "from")
    done: dict[str, Any] = {}
    for direction in directions:
        found = nearest(ways.graph, origins, centres, direction=direction).minutes
        done[f"walk_{direction}_min"] = found
        walk_s = np.where(np.isnan(found), np.inf, found * 60.0)
        # who walks to the stop for longer than to the centre has no use for the bus
        legs = shorter(access(ways, origins, direction=direction), walk_s)
        asked = {k: w for k, w in windows.items() if w.direction == direction}
        done |= _one_way(ways, legs, walk_s, asked, within_min=within_min,
                         foot_s=egress(ways, centres, direction=direction), direction=direction)  # fmt: skip
    return pd.DataFrame(done)


def _one_way(
    ways: Ways, legs: Access, walk_s: Floats, windows: Mapping[str, Window],
    *, within_min: float, foot_s: Seconds, direction: Direction,
) -> dict[str, Any]:  # fmt: skip
    if direction == "to" and not windows:
        return {}
    after = min((w.start_min * 60 for w in windows.values()), default=None)
    profile = scanned(ways, foot_s, direction=direction, after_s=after)
    done: dict[str, Any] = {}
    for name, window in windows.items():
        told = summary(journeys(profile, legs, window, walk_s), within_min=within_min)
        done |= {f"{name}_{column}": told[column].to_numpy() for column in told}
    if direction == "from":
        done["latest_home_min"] = latest_home(profile, legs, walk_s, ways.rules.home_within_min)
    return done


def latest_home(profile: Any, legs: Access, walk_s: Floats, home_within_min: float) -> Floats:
    """
    Last full minute of the day at which one leaves the centre and gets home by a ride.

    Parameters
    ----------
    profile
        From `scanned` with ``direction="from"``.
    legs
        Ways on foot from stops to homes.
    walk_s
        Whoever walks home faster does not ride.
    home_within_min
        The way home takes less than this.

    Returns
    -------
    np.ndarray
        By home, past 1,440 in the night after; NaN: no way home by a ride.
    """
    from innenstadt_gis.analysis.transit.engine import NEVER, latest_kernel

    latest = latest_kernel(*profile, *legs, np.minimum(walk_s, home_within_min * 60.0))
    return np.where(latest == NEVER, np.nan, np.floor(latest / 60.0))


def clock(minutes: Floats) -> list[str | None]:
    """
    Write minutes of the day as timetables do: the night after is past 24:00.

    Examples
    --------
    >>> clock(np.array([1255.0, 1481.0, np.nan]))
    ['20:55', '24:41', None]
    """
    return [None if np.isnan(m) else f"{int(m) // 60:02d}:{int(m) % 60:02d}" for m in minutes]
