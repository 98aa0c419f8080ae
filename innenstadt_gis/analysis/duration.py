"""How long a unit has been vacant, in classes that lists and the census share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from innenstadt_gis.tables import DURATION_CLASSES

_EDGES_MONTHS = (3, 6, 12, 24, 60)


def duration_class(premises: pd.DataFrame) -> pd.Series:
    """
    Class of the months since when a unit has been vacant.

    Parameters
    ----------
    premises
        Table with ``status`` and ``vacant_months``.

    Returns
    -------
    pd.Series
        One of `DURATION_CLASSES` where the unit is vacant or partly vacant
        (``"unknown"`` where nobody knows since when), blank elsewhere. A class holds its
        lower edge: exactly 12 months are ``"12-24"``.

    Examples
    --------
    >>> rows = pd.DataFrame({"status": ["vacant", "vacant", "occupied"],
    ...                      "vacant_months": [12.0, np.nan, np.nan]})
    >>> duration_class(rows).fillna("").tolist()
    ['12-24', 'unknown', '']
    """
    labels = np.array(list(DURATION_CLASSES)[:-1], dtype=object)
    months = premises["vacant_months"].astype("float64")
    place = np.searchsorted(_EDGES_MONTHS, months.fillna(0).to_numpy(), side="right")
    classes = pd.Series(labels[place], index=premises.index, dtype="object")
    classes = classes.mask(months.isna(), "unknown")
    empty = premises["status"].isin(["vacant", "partly_vacant"])
    return classes.where(empty, None).astype("str")
