"""Whose mix is asked about: the units in use, in the town or in its centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd

from innenstadt_gis.analysis.counting import flag, within
from innenstadt_gis.words import Text

#: A unit of one of these is used for something; a vacancy is no function.
IN_USE = ("occupied", "at_risk", "partly_vacant", "interim_use")

Place = Literal["centre", "town"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Base:
    """
    The units of one place, by what they tell of its mix.

    ``used`` are the units in use, ``left_out`` those under construction, gone, vacant or of
    unknown status; ``without_place`` counts the units that stand in no centre for want of a place.
    """

    place: Place
    said: Text
    used: gpd.GeoDataFrame
    left_out: gpd.GeoDataFrame
    without_place: int = 0

    def named(self, label: Text) -> Text:
        """Say a label with the place that it is asked of."""
        place = Text("Zentrum", "centre")
        if self.place != "centre":
            place = Text("ganzes Gebiet", "whole area")
        return Text(f"{label.de}, {place.de}", f"{label.en}, {place.en}")

    @property
    def osm_share(self) -> float | None:
        """Share of the units in use that OpenStreetMap alone knows; None without units."""
        if not len(self.used):
            return None
        return float((~flag(self.used["in_register"])).mean())

    @property
    def vacant(self) -> gpd.GeoDataFrame:
        """Vacant units of the register, which stand beside the mix."""
        rows = self.left_out
        return rows[flag(rows["in_register"]) & (rows["status"] == "vacant")]


def in_use(premises: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Units that are used for something: occupied, at risk, partly vacant, interim use.

    Vacant ones have no function, those of unknown status none that is known.
    """
    return premises[premises["status"].isin(IN_USE)]


def town_base(premises: gpd.GeoDataFrame) -> Base:
    """All units of the study area, those without a place too."""
    used = in_use(premises)
    return Base(
        place="town", said=Text("im ganzen Gebiet", "in the whole area"), used=used,
        left_out=premises.loc[premises.index.difference(used.index)],
    )  # fmt: skip


def centre_base(premises: gpd.GeoDataFrame, area: gpd.GeoDataFrame) -> Base | None:
    """
    Units in the area of reference; None without an area or without any unit in use in it.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`.
    area
        Contract in `tables.findings.AREA`; several areas are taken together.
    """
    if not len(area):
        return None
    rows = premises[within(premises, area.geometry.union_all())]
    used = in_use(rows)
    if not len(used):
        return None
    return Base(
        place="centre", said=_said(area), used=used,
        left_out=rows.loc[rows.index.difference(used.index)],
        without_place=int(premises.geometry.isna().sum()),
    )  # fmt: skip


def _said(area: gpd.GeoDataFrame) -> Text:
    kinds = set(area["kind"])
    if kinds == {"official"}:
        return Text("im amtlich abgegrenzten Zentrum", "within the official centre")
    if kinds == {"walk_400m"}:
        return Text("im Zentrum (bis 400 m Fußweg)", "in the centre (within 400 m on foot)")
    return Text(
        "im Zentrum (amtlich abgegrenzt oder bis 400 m Fußweg)",
        "in the centre (officially bounded or within 400 m on foot)",
    )
