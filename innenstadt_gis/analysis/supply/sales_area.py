"""Sales areas (Verkaufsflächen) of shops: stated where the list states them, else estimated."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.analysis.counting import ids
from innenstadt_gis.analysis.supply.units import in_use, standing
from innenstadt_gis.analysis.walkgraph import Floats
from innenstadt_gis.tables.findings.supply import SALES_AREAS
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

#: Part of a usable area, or of one whose kind nobody stated, that is sales area. An
#: assumption: back rooms, storage and staff usually take a fifth to a third.
OF_OTHER_AREA = 0.75
#: Part of a building's footprint that is sales area where the town's own shops do not tell.
OF_FOOTPRINT = 0.6
#: So many shops with both known tell the town's own part, and so many a branch's own area.
_TELL = 10
_TELL_OF_BRANCH = 5
#: The town's own part of the footprint is not believed beyond 1: there is one ground floor.
_MOST_OF_FOOTPRINT = 1.0
_DRAWS = 999


@dataclass(frozen=True, slots=True, eq=False)
class SalesAreas:
    """
    Sales area of each shop and the interval of their sum.

    ``table`` keeps the contract `tables.findings.SALES_AREAS`; ``low`` and ``high`` are the
    2.5 % and 97.5 % points of the sum when each estimate is drawn again.
    """

    table: pd.DataFrame
    low: float
    high: float


def sales_areas(
    premises: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, *, seed: int = 20_260_915
) -> SalesAreas:
    """
    Sales area of every shop (Einzelhandel) in use, m².

    In this order: the sales area as stated; 0.75 of a usable area or of an area whose kind
    is not stated; the footprint of its building, shared by the units on the ground floor,
    times the town's own mean part (of at least 10 shops with both known, else 0.6); the
    median of at least 5 shops of the same branch with a stated area; else nothing.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`.
    buildings
        Contract in `tables.BUILDINGS`; read is ``area_m2``, else the outline.
    seed
        Seed of the draws behind the interval.

    Returns
    -------
    SalesAreas
        One row per shop; blank ``area_m2`` where there is nothing to estimate from.
    """
    shops = premises[in_use(premises) & (premises["function"] == "retail")]
    stated = _positive(shops["sales_area_m2"])
    other = _positive(shops["usable_area_m2"].fillna(shops["unspecified_area_m2"])) * OF_OTHER_AREA
    ground = _ground(premises, buildings).reindex(shops.index)
    parts = (stated / ground).dropna().clip(upper=_MOST_OF_FOOTPRINT)
    part = float(parts.mean()) if len(parts) >= _TELL else OF_FOOTPRINT
    branch = shops["branch"].astype("str")
    told = stated.groupby(branch).transform("count") >= _TELL_OF_BRANCH
    usual = stated.groupby(branch).transform("median").where(told)
    area, how = stated.copy(), pd.Series("none", index=shops.index)
    how[stated.notna()] = "stated"
    for word, guess in (("other_area", other), ("building", ground * part), ("branch", usual)):
        new = area.isna() & guess.notna()
        area[new], how[new] = guess[new], word
    low, high = _interval(area, how, parts.to_numpy("float64"), seed)
    table = pd.DataFrame({"area_m2": area, "how": how, "estimated": how != "stated"})
    return SalesAreas(SALES_AREAS.conform(table), low, high)


def _positive(values: pd.Series) -> pd.Series:
    metres = values.astype("float64")
    return metres.where(metres > 0)


def _ground(premises: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> pd.Series:
    """Footprint of each unit's building, shared by the units on its ground floor, m²."""
    floor = premises["floor"].astype("str").fillna("EG")
    below = premises[standing(premises) & floor.str.contains("EG", regex=False)]
    whose = below["building_id"].dropna()
    size = buildings["area_m2"].fillna(buildings.geometry.area).reindex(whose.to_numpy())
    shared = whose.map(whose.value_counts()).to_numpy("float64")
    return _positive(pd.Series(size.to_numpy("float64") / shared, index=whose.index))


def _interval(area: pd.Series, how: pd.Series, parts: Floats, seed: int) -> tuple[float, float]:
    """95 % of the sums when each estimate is as far off as the town's shops are among each other."""
    guessed = np.sort(area[how.isin(["other_area", "building", "branch"])].to_numpy("float64"))
    sure = float(area[how == "stated"].sum())
    if not len(guessed):
        return sure, sure
    middle = float(parts.mean()) if len(parts) >= _TELL else OF_FOOTPRINT
    # without shops that tell, a part of 0.4 to 0.8 of the footprint is as likely as another
    spread = np.sort(parts) if len(parts) >= _TELL else np.linspace(0.4, 0.8, 41)
    rng = np.random.default_rng(seed)
    sums = np.array([_drawn(rng, spread, guessed, middle) for _ in range(_DRAWS)])
    low, high = np.quantile(sums, [0.025, 0.975])
    return sure + float(low), sure + float(high)


def _drawn(
    rng: np.random.Generator, spread: Floats, guessed: NDArray[np.float64], middle: float
) -> float:
    """Sum of the estimates with a part drawn for each, around a mean that is drawn too."""
    seen = rng.choice(spread, len(spread))
    each = rng.choice(seen, len(guessed))
    return float((guessed * each).sum() / middle)


def sales_area_figure(areas: SalesAreas, persons: float, *, said: Text) -> Figure:
    """
    Sales area per inhabitant (B-05, Verkaufsflächendichte), m² per person.

    ``sum of sales areas of shops in use / persons``. ``parameters["estimated_share"]`` is
    the part of the sum that is estimated, ``coverage`` the share of shops whose area is
    stated. Shops with nothing to estimate from are missing in the sum and listed as
    unknown.

    Parameters
    ----------
    areas
        From `sales_areas`.
    persons
        Inhabitants of the same area.
    said
        Where the number of inhabitants is from.

    Returns
    -------
    Figure
        No value, with ``why``, without shops or persons, and if more than half of the sum
        or of the shops is estimated or unknown.
    """
    table = areas.table
    known = table[table["area_m2"].notna()]
    total = float(known["area_m2"].sum())
    guessed = float(known["area_m2"][known["estimated"].astype(bool)].sum())
    stated = int((table["how"] == "stated").sum())
    share = guessed / total if total > 0 else None
    why = _why_no_area(len(table), stated, share, persons)
    given = why is None
    return Figure(
        id="B-05", key="sales_area_per_person", base="all",
        label=Text("Verkaufsfläche je Einwohner", "sales area per inhabitant"),
        unit="m²/person", value=total / persons if given else None,
        numerator=total if given else None, denominator=persons or None,
        low=areas.low / persons if given else None, high=areas.high / persons if given else None,
        interval="Bootstrap 95 %" if given and guessed else "",
        coverage=stated / len(table) if len(table) else None,
        method=_area_method(share if given else None, said), base_table="premises",
        parameters={
            "estimated_share": share, "shops": len(table), "shops_stated": stated,
            "of_other_area": OF_OTHER_AREA, "of_footprint": OF_FOOTPRINT,
        },
        counted=ids(known), numerator_ids=ids(known), unknown=ids(table[table["area_m2"].isna()]),
        rows_audience="intern", why=why,
    )  # fmt: skip


def _area_method(share: float | None, said: Text) -> Text:
    part = "" if share is None else f"; {number(share * 100)} % der Fläche geschätzt"
    teil = "" if share is None else f"; {share * 100:.0f}% of the area estimated"
    return Text(
        "Verkaufsfläche der betriebenen Einzelhandelsgeschäfte / Einwohner; wo sie nicht "
        "erhoben ist, geschätzt aus anderer Fläche, Gebäudegrundfläche oder Branche"
        f"{part}; {said.de}",
        "sales area of the shops in use / inhabitants; estimated from another area, the "
        f"building's footprint or the branch where nobody stated it{teil}; {said.en}",
    )


def _why_no_area(shops: int, stated: int, share: float | None, persons: float) -> Text | None:
    if persons <= 0:
        return Text("keine Einwohnerzahlen im Gebiet", "no numbers of inhabitants in the area")
    if not shops:
        return Text("kein Einzelhandelsgeschäft im Gebiet", "no shop in the area")
    if share is None or share > 0.5 or stated < shops / 2:
        return Text(
            f"Verkaufsfläche nur von {stated} der {shops} Geschäfte bekannt; mehr als die "
            "Hälfte wäre geschätzt",
            f"the sales area of {stated} of the {shops} shops is known; more than half would "
            "be estimated",
        )
    return None
