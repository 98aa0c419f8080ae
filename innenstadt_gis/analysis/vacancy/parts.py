"""A part of the units when some may belong to it or not: its rate, bounds, and who may see it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from innenstadt_gis.analysis.vacancy.headline import MOST_UNKNOWN, TOO_LITTLE
from innenstadt_gis.tables import Audience
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

#: Published counts rest on none or so many units, and so does what is left beside them.
FEWEST = 3


class Pool(NamedTuple):
    """Units of which nobody knows whether they belong to the part, by what is known of them."""

    vacant: int = 0
    let: int = 0  # of known status, not vacant
    unknown: int = 0


EMPTY = Pool()


def part_bounds(
    k: int, n: int, unknown: int, pool: Pool = EMPTY
) -> tuple[float | None, float | None]:
    """
    Least and greatest share of ``k`` in ``n`` for any filling of what is unknown.

    ``low = k / (n + unknown + pool.let + pool.unknown)``,
    ``high = (k + unknown + pool.vacant + pool.unknown) / (n + unknown + …)``: a vacant unit
    more raises a share, a let one lowers it.

    Parameters
    ----------
    k, n
        Vacant units of the part, and all of known status in it.
    unknown
        Units of the part whose status is unknown.
    pool
        Units that may belong to it or not.

    Examples
    --------
    >>> part_bounds(1, 4, 1, Pool(vacant=1, let=2))
    (0.14285714285714285, 0.5)
    """
    least = n + unknown + pool.let + pool.unknown
    most = n + unknown + pool.vacant + pool.unknown
    if not least and not most:
        return None, None
    if not least:  # only vacant units may belong to it
        return 1.0, 1.0
    if not most:
        return 0.0, 0.0
    return k / least, (k + unknown + pool.vacant + pool.unknown) / most


def gated(figure: Figure, *, vacant: int, vacant_unsure: int, lacking: Text) -> Figure:
    """
    Take the value from a figure of which too little is known; counts and bounds stay.

    Too little: more than 20 % of the units asked about are unknown, or more than 20 % of
    the vacant ones, on which the share hangs, cannot be told.

    Parameters
    ----------
    figure
        With ``counted`` and ``unknown``.
    vacant, vacant_unsure
        Vacant units in all, and those among them that cannot be told.
    lacking
        What is not known, to follow "ohne".
    """
    n, unknown = len(figure.counted), len(figure.unknown)
    if not n + unknown:
        return figure
    if unknown <= MOST_UNKNOWN * (n + unknown) and vacant_unsure <= MOST_UNKNOWN * vacant:
        return figure
    kinds = Text("Ladenlokalen", "units")
    if vacant_unsure > MOST_UNKNOWN * vacant:
        unknown, n = vacant_unsure, vacant - vacant_unsure
        kinds = Text("leeren Ladenlokalen", "vacant units")
    share = number(unknown / (n + unknown) * 100)
    why = Text(
        f"{TOO_LITTLE.de}: {unknown} von {n + unknown} {kinds.de} ({share} %) ohne {lacking.de}",
        f"{TOO_LITTLE.en}: {unknown} of {n + unknown} {kinds.en} ({share}%) without {lacking.en}",
    )
    return replace(figure, value=None, low=None, high=None, interval="", why=why)


def reach(part: tuple[int, int], whole: tuple[int, int]) -> Audience:
    """
    Widest circle that may see a part beside the whole: the rest can be told from both.

    Parameters
    ----------
    part, whole
        Vacant units and units.
    """
    (k, n), (all_k, all_n) = part, whole
    return "oeffentlich" if _safe(k, n) and _safe(all_k - k, all_n - n) else "workshop"


def _safe(k: int, n: int) -> bool:
    return n == 0 or (n >= FEWEST and k < n and (k == 0 or k >= FEWEST))
