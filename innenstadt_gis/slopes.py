"""Time on a slope, relative to the flat: for who samples slopes and for who walks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

#: A steeper slope than 50 % along a way is an error of the elevation model.
STEEPEST = 0.5


def tobler_pace(slope: ArrayLike) -> NDArray[np.float64]:
    """
    Time to walk a slope, relative to the time on the flat (Tobler 1993).

    ``exp(3.5 (|s + 0.05| - 0.05))``: 1 on the flat, more uphill and steeply downhill, a
    little less gently downhill, least at -5 %. Only the ratio is Tobler's; how fast somebody
    walks on the flat is up to them.

    Parameters
    ----------
    slope
        Height gained over distance in the direction of walking, 0.1 for 10 % uphill;
        beyond ±0.5 it counts as ±0.5. Walking back takes ``tobler_pace(-slope)``.

    Returns
    -------
    np.ndarray
        Of the shape of ``slope``; NaN where the slope is.

    References
    ----------
    Tobler, W. (1993): Three presentations on geographical analysis and modeling. NCGIA
    Technical Report 93-1.

    Examples
    --------
    >>> tobler_pace([0.0, 0.1, -0.05, -0.1]).round(3)
    array([1.   , 1.419, 0.839, 1.   ])
    """
    clipped = np.clip(np.asarray(slope, dtype="float64"), -STEEPEST, STEEPEST)
    return np.asarray(np.exp(3.5 * (np.abs(clipped + 0.05) - 0.05)))
