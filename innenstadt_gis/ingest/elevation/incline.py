"""What ``incline`` in OpenStreetMap says about a slope."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAID = re.compile(
    r"(?P<way>up|down)? ?(?P<sign>[+-])? ?(?P<value>\d+(?:[.,]\d+)?)"
    r" ?(?:(?P<unit>%|°|deg)|[:/] ?(?P<to>\d+(?:[.,]\d+)?))?"
)
# Steeper than 45 degrees nobody tags on purpose: a slip of the comma or of the unit.
_MOST = 1.0


def incline_slope(said: pd.Series) -> NDArray[np.float64]:
    """
    Read slopes from ``incline``: per cent, degrees, or a ratio, in the direction of the way.

    A number without a unit is per cent. ``up`` and ``down`` give a number its sign.

    Parameters
    ----------
    said
        Texts such as ``"10%"``, ``"-7,5 %"``, ``"5°"``, ``"1:12"``, ``"up 8%"``.

    Returns
    -------
    np.ndarray
        0.1 for 10 % uphill in the direction of the way. NaN where nothing is said, where
        only ``up`` or ``down`` is said, where it is no number, where words and sign
        contradict each other, or where it is steeper than 100 %.

    Examples
    --------
    >>> incline_slope(pd.Series(["10%", "-7 %", "1:8", "down 5", "up", None])).tolist()
    [0.1, -0.07, 0.125, -0.05, nan, nan]
    """
    known = {text: _slope(text) for text in said.dropna().unique()}
    return said.map(known).to_numpy(dtype="float64")


def _slope(text: str) -> float:
    plain = " ".join(text.lower().replace("\N{MINUS SIGN}", "-").split())
    told = _SAID.fullmatch(plain)
    if told is None or (told["way"] and told["sign"] == "-" and told["way"] == "up"):
        return np.nan
    value = float(told["value"].replace(",", "."))
    if told["to"]:
        run = float(told["to"].replace(",", "."))
        slope = value / run if run else np.inf
    elif told["unit"] in ("°", "deg"):
        slope = float(np.tan(np.radians(value))) if value < 90 else np.inf
    else:
        slope = value / 100
    if slope > _MOST:
        return np.nan
    return -slope if slope and (told["way"] == "down" or told["sign"] == "-") else slope
