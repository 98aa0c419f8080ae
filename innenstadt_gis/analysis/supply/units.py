"""Which units count for what: in use, standing, at the front of a street."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from innenstadt_gis.analysis.counting import flag
from innenstadt_gis.words import Text, number

#: Status of units that are used by the public on the survey day.
IN_USE = ("occupied", "at_risk", "interim_use", "partly_vacant")


def standing(premises: gpd.GeoDataFrame) -> pd.Series:
    """Tell the units that are there, let or not: all but those that are gone."""
    return premises["status"] != "gone"


def in_use(premises: gpd.GeoDataFrame) -> pd.Series:
    """Tell the units known to be in use."""
    return premises["status"].isin(IN_USE)


def at_the_front(premises: gpd.GeoDataFrame) -> pd.Series:
    """
    Tell the units that a passer-by meets: on the ground floor, and open to the public.

    A blank floor counts as the ground floor, as most lists and OpenStreetMap name other
    floors alone. Housing and storage have no public.
    """
    floor = premises["floor"].astype("str").fillna("EG")
    closed = (premises["function"] == "housing") | (premises["branch"] == "storage")
    return standing(premises) & floor.str.contains("EG", regex=False) & ~closed


def osm_share(units: gpd.GeoDataFrame) -> float | None:
    """Share of units that OpenStreetMap alone knows; None without units."""
    if not len(units):
        return None
    return float((~flag(units["in_register"])).mean())


def with_osm(said: Text, share: float | None) -> Text:
    """Add to a method which part of its units OpenStreetMap alone knows."""
    if not share:
        return said
    if share == 1:
        return Text(
            f"{said.de}; alle Einheiten aus OpenStreetMap, das nicht alle führt: Untergrenze",
            f"{said.en}; all units from OpenStreetMap, which holds not all: a lower bound",
        )
    return Text(
        f"{said.de}; {number(share * 100)} % der Einheiten nur aus OpenStreetMap",
        f"{said.en}; {share * 100:.0f}% of the units from OpenStreetMap alone",
    )
