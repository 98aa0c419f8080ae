"""What kind of vehicle a route runs, and routes whose code cannot be right.

``route_type`` comes as the basic codes 0 to 12 and as the extended ones of Google (the
hundreds). Feeds made from other formats tag buses as railways, which would lift a stop
into a class it does not have.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd

__all__ = ["mode_of", "on_demand", "with_modes"]

_BASIC = {
    0: "tram", 1: "subway", 2: "rail", 3: "bus", 4: "ferry", 5: "tram", 6: "cable_car",
    7: "funicular", 11: "bus", 12: "rail",
}  # fmt: skip
_EXTENDED = (  # half-open ranges of codes
    (100, 200, "rail"), (200, 300, "bus"), (300, 400, "rail"), (400, 401, "rail"),
    (401, 405, "subway"), (405, 500, "rail"), (500, 700, "subway"), (700, 900, "bus"),
    (900, 1000, "tram"), (1000, 1100, "ferry"), (1200, 1300, "ferry"), (1300, 1400, "cable_car"),
    (1400, 1500, "funicular"), (1500, 1600, "taxi"),
)  # fmt: skip
_DEMAND_TYPE = 715

_BUS_WORDS = re.compile(
    r"\b(?:\w*bus|sev|bsv|\w*ersatzverkehr|omnibus\w*|replacement bus)\b", re.IGNORECASE
)
# the abbreviations in capitals only: a headsign may well begin with "Alt-"
_DEMAND_WORDS = re.compile(
    r"(?i:\b(?:ruf-?bus|ruf-?taxi|anruf|linientaxi|on-?demand|dial-?a-?ride|bedarfs))|"
    r"\b(?:AST|ALT|ALF|ALITA)\b"
)


def mode_of(code: int | None) -> str | None:
    """
    Tell the mode of a ``route_type``; None for a code that nobody knows.

    Examples
    --------
    >>> [mode_of(code) for code in (0, 2, 109, 700, 715, 1400, 9999, None)]
    ['tram', 'rail', 'rail', 'bus', 'bus', 'funicular', None, None]
    """
    if code is None:
        return None
    if code in _BASIC:
        return _BASIC[code]
    return next((mode for low, high, mode in _EXTENDED if low <= code < high), None)


def with_modes(routes: pd.DataFrame, *, mend: Counter[str]) -> pd.DataFrame:
    """
    Add ``mode`` and ``mode_doubt`` to routes.

    A route coded as a tram or railway whose own name says that it is a bus (Bus, SEV,
    Schienenersatzverkehr) becomes a bus and keeps its code; ``mode_doubt`` says why. An unknown
    or blank code is no mode at all: blank, never a bus.
    """
    codes = pd.to_numeric(routes["route_type"], errors="coerce").astype("Int64")
    known = {code: name for code in codes.dropna().unique() if (name := mode_of(int(code)))}
    mode: pd.Series = codes.map(known).astype("str")
    mend["gtfs_mode_unknown"] += int(mode.isna().sum())
    named = routes["short_name"] + " " + routes["description"]
    bus = mode.isin(["rail", "tram", "subway"]) & named.str.contains(_BUS_WORDS)
    mend["gtfs_mode_named_bus"] += int(bus.sum())
    return routes.assign(
        route_type=codes,
        mode=mode.mask(bus, "bus"),
        mode_doubt=pd.Series(np.where(bus, "named_bus", ""), routes.index, dtype="str"),
    )


def doubt_spacing(
    routes: pd.DataFrame, spacing_m: pd.Series, *, mend: Counter[str]
) -> pd.DataFrame:
    """
    Flag railways that halt every few hundred metres: most often buses.

    ``spacing_m`` is the median distance between neighbouring stops of each route. The mode is
    left as it is, since narrow-gauge and park railways do exist.
    """
    close = spacing_m.reindex(routes.index) < 600
    doubt = close & (routes["mode"] == "rail") & (routes["mode_doubt"] == "")
    mend["gtfs_mode_doubt"] += int(doubt.sum())
    return routes.assign(mode_doubt=routes["mode_doubt"].mask(doubt, "close_stops"))


def on_demand(trips: pd.DataFrame, routes: pd.DataFrame, *, phoned: pd.Series) -> pd.Series:
    """
    Tell the trips that run only when somebody calls (Rufbus, Anruf-Sammel-Taxi).

    By the code 715 or a taxi, by the words in the route's or trip's name, by boarding that
    must be phoned for at every stop (``phoned``), or because a bus leaves the same stop at
    least every second minute for an hour and more: the usual way to write "at any time".
    """
    own = routes.reindex(trips["route_id"])
    words = own["short_name"] + " " + own["long_name"] + " " + own["description"]
    named = (words.fillna("").str.contains(_DEMAND_WORDS)).to_numpy()
    named = named | trips["headsign"].str.contains(_DEMAND_WORDS).to_numpy()
    coded = ((own["route_type"] == _DEMAND_TYPE) | (own["mode"] == "taxi")).fillna(value=False)
    result = named | coded.to_numpy(dtype=bool) | phoned.reindex(trips.index).to_numpy(dtype=bool)
    every = trips.assign(bus=own["mode"].isin(["bus", "taxi"]).to_numpy(), nth=range(len(trips)))
    every = every[every["bus"]].sort_values("first_departure_s")
    keys = ["route_id", "service_id", "direction_id", "first_stop_id"]
    groups = every.groupby(keys, dropna=False, sort=False)["first_departure_s"]
    gap = groups.diff()
    dense = gap.where(gap > 0).groupby([every[k] for k in keys], dropna=False).transform("median")
    many = groups.transform("count") >= 30
    span = groups.transform("max") - groups.transform("min")
    near = (gap <= 120) | (groups.diff(-1).abs() <= 120)  # not the evening trip of the same line
    result[every.loc[near & (dense <= 120) & many & (span >= 3600), "nth"].to_numpy()] = True
    return pd.Series(result, trips.index)
