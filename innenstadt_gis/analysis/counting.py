"""Counting honestly: shares with their denominator, interval, bounds and lists of rows."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.errors import InputError
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

_NOTHING_KNOWN = Text("keine Angabe in den Daten", "nothing stated in the data")


def ids(rows: pd.DataFrame | pd.Index) -> tuple[str, ...]:
    """Ids of rows as sorted text, so that the order of the rows does not matter."""
    index = rows.index if isinstance(rows, pd.DataFrame) else rows
    return tuple(sorted(str(value) for value in index))


def within(rows: gpd.GeoDataFrame, area: Any) -> pd.Series:
    """Tell which rows lie in ``area`` by a point of theirs; all without an area, no blanks."""
    if area is None:
        return pd.Series(data=True, index=rows.index)
    geometry = np.asarray(rows.geometry.to_numpy(), dtype=object)
    points = shapely.point_on_surface(geometry)
    shapely.prepare(area)
    return pd.Series(shapely.covers(area, points), index=rows.index)


def bounds(
    numerator: float, denominator: float, unknown: float
) -> tuple[float | None, float | None]:
    """
    Bounds of a share if every unknown stood on the one or the other side.

    Examples
    --------
    >>> low, high = bounds(25, 201, 16)
    >>> round(low, 3), round(high, 3)
    (0.115, 0.189)
    """
    total = denominator + unknown
    if total <= 0:
        return None, None
    return numerator / total, min((numerator + unknown) / total, 1.0)


def wilson(k: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """
    Wilson score interval of a share of ``k`` in ``n``.

    ``(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)``. It stays in 0..1 and is honest
    at small numbers, where the usual interval has no width.

    Parameters
    ----------
    k, n
        Hits and trials; with no trial nothing is known and the interval is 0 to 1.
    confidence
        Two-sided, 0 to 1.

    Raises
    ------
    InputError
        Unless 0 <= k <= n and 0 < confidence < 1.

    Examples
    --------
    >>> low, high = wilson(25, 201)
    >>> round(low, 3), round(high, 3)
    (0.086, 0.177)
    """
    if not (0 <= k <= n and 0 < confidence < 1):
        raise InputError(
            de=f"Wilson-Intervall: {k} von {n} bei {confidence}; es muss 0 ≤ k ≤ n und "
            "0 < confidence < 1 gelten",
            en=f"Wilson interval: {k} of {n} at {confidence}; 0 <= k <= n and "
            "0 < confidence < 1 must hold",
        )
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = k / n
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    low = 0.0 if k == 0 else max((middle - half) / whole, 0.0)
    high = 1.0 if k == n else min((middle + half) / whole, 1.0)
    return low, high


def flag(values: pd.Series) -> pd.Series:
    """Read a flag as True or False; a blank is False."""
    return values.fillna(value=False).astype(bool)


def share(
    rows: pd.DataFrame,
    hit: pd.Series,
    *,
    known: pd.Series | None = None,
    asked: pd.DataFrame | None = None,
    nothing: Text = _NOTHING_KNOWN,
    **stated: Any,
) -> Figure:
    """
    Share of rows that are hit, as a Figure with all that stands behind it.

    ``value = hit and known / known``, Wilson 95 %, bounds as if every unknown row were no
    hit or a hit, ``coverage = known / rows``.

    Parameters
    ----------
    rows
        The rows asked about; one of them is one case.
    hit
        Which of them count; False or blank where ``known`` is False.
    known
        For which of them the answer is known; None: for all.
    asked
        A larger table whose other rows were left out, to be listed; None lists none.
    nothing
        Why there is no value if nothing is known.
    stated
        Further fields of the `Figure` (``id``, ``key``, ``label`` …); ``unit`` is "share".

    Examples
    --------
    >>> rows = pd.DataFrame({"web": [True, False, None]}, index=["a", "b", "c"])
    >>> web = share(rows, rows["web"] == True, known=rows["web"].notna(), id="D-01",
    ...             key="website", label=Text("Website", "website"))
    >>> web.value, web.denominator, web.unknown, round(web.coverage, 2)
    (0.5, 2, ('c',), 0.67)
    """
    sure = pd.Series(data=True, index=rows.index) if known is None else flag(known)
    counted = rows[sure]
    hits = rows[sure & flag(hit)]
    k, n, unknown = len(hits), len(counted), len(rows) - len(counted)
    low, high = wilson(k, n) if n else (None, None)
    bound_low, bound_high = bounds(k, n, unknown)
    return Figure(
        unit="share", value=k / n if n else None, numerator=k, denominator=n, low=low, high=high,
        interval="Wilson 95 %" if n else "", bound_low=bound_low, bound_high=bound_high,
        coverage=n / len(rows) if len(rows) else None, counted=ids(counted),
        numerator_ids=ids(hits), unknown=ids(rows[~sure]),
        left_out=ids(asked.index.difference(rows.index)) if asked is not None else (),
        why=None if n else nothing, **stated,
    )  # fmt: skip
