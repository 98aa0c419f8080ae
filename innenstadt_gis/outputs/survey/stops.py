"""Where to look on the walk: every unit known, and addresses whose house has a trade."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.outputs.survey.order import walking_order
from innenstadt_gis.tables import STATUS
from innenstadt_gis.town import Town
from innenstadt_gis.words import Lang

__all__ = ["SurveyStop", "split_sheets", "survey_stops"]

#: Uses of buildings with a trade on the ground floor: OSM's words and those of the cadastre.
_TRADE = (
    r"retail|commercial|shop|kiosk|supermarket|mixed|hotel|gesch(?:ä|ae)ft|handel|laden|kauf"
    r"|gastst|restaurant|gewerbe|bank|apotheke|2\d{3}$|11[23]\d$"
)
_NEAR_ADDRESS_M = 25.0
_GAP_M = 30.0
_A_SHEET = 40
#: A sheet that has some doors already ends where more would need a smaller scale than 1:2000.
_SOME, _WIDEST_M = 20, (505.0, 290.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyStop:
    """One line of the survey: number, sheet, place, and what is known of it already."""

    number: int
    sheet: int
    x: float
    y: float
    street: str = ""
    house_number: str = ""
    floor: str = ""
    name: str = ""
    branch: str = ""
    last: str = ""  # the status of the last survey, in words
    unit_id: str = ""
    sales_area_m2: float | None = None
    frontage_m: float | None = None
    step_free: str = ""
    section_id: str = ""
    also: str = ""  # house numbers close by where no unit is known: vacancies hide there


def survey_stops(town: Town, area: Any, *, start: Any, lang: Lang = "de") -> tuple[SurveyStop, ...]:
    """
    List the units and likely units of an area in walking order, numbered from 1.

    Parameters
    ----------
    town
        Its premises (register and OpenStreetMap; what is gone is left out) and the
        addresses of houses with a trade where no unit is known.
    area
        Polygon in the town's metres.
    start
        Point at which the walk begins.
    lang
        Language of the words.

    Returns
    -------
    tuple of SurveyStop
        Units of a register that have no place come last, on sheet 0 (in the workbook, on
        no map). A unit without an address takes the nearest one within 25 m, else the street of
        its section alone. The status of the last survey is told for units of a register
        only: nobody has looked at the others.
    """
    units = town.premises[town.premises["status"] != "gone"]
    lost = units[units.geometry.isna() & units["in_register"].astype("bool")]
    units = units[units.geometry.notna() & units.geometry.intersects(area)]
    addresses = town.addresses[town.addresses.geometry.intersects(area)]
    more = _traded(addresses, units, town.buildings)
    found = [*_unit_stops(units, addresses, town, lang), *_address_stops(more, town)]
    nowhere = _unit_stops(lost, addresses.iloc[:0], town, lang)
    points = np.array([shapely.Point(stop.x, stop.y) for stop in found], dtype=object)
    order = walking_order(
        points, [stop.section_id or None for stop in found], start=start,
        sections=town.sections, nodes=town.nodes, edges=town.edges,
    )  # fmt: skip
    walked = _with_gaps([found[at] for at in order], addresses)
    sheets = [*split_sheets(walked), *(0 for _ in nowhere)]
    return tuple(
        replace(stop, number=at, sheet=sheet)
        for at, (stop, sheet) in enumerate(zip([*walked, *nowhere], sheets, strict=True), start=1)
    )


def split_sheets(stops: Sequence[SurveyStop]) -> list[int]:
    """Sheet (from 1) of each stop: about 40 on each, street sections kept together."""
    sheets: list[int] = []
    sheet, on_it = 1, 0
    at = begin = 0
    while at < len(stops):
        end = at
        while end < len(stops) and stops[end].section_id == stops[at].section_id:
            end += 1
        end = min(end, at + _A_SHEET)
        full = on_it + end - at > _A_SHEET * 1.1
        if on_it and (full or (on_it >= _SOME and _too_wide(stops[begin:end]))):
            sheet, on_it, begin = sheet + 1, 0, at
        sheets += [sheet] * (end - at)
        on_it += end - at
        at = end
    return sheets


def _too_wide(stops: Sequence[SurveyStop]) -> bool:
    sides = [max(v) - min(v) for v in ([s.x for s in stops], [s.y for s in stops])]
    return sides[0] > _WIDEST_M[0] or sides[1] > _WIDEST_M[1]


def _unit_stops(
    units: gpd.GeoDataFrame, addresses: gpd.GeoDataFrame, town: Town, lang: Lang
) -> list[SurveyStop]:
    doors = shapely.STRtree(addresses.geometry.to_numpy()) if len(addresses) else None
    street_of = town.sections["street"].to_dict()
    stops = []
    for unit_id, row in units.sort_index().iterrows():
        street, house = _text(row["street"]), _text(row["house_number"])
        x, y = (float("nan"),) * 2 if row.geometry is None else (row.geometry.x, row.geometry.y)
        if not (street and house) and doors is not None:
            near = doors.query_nearest(
                row.geometry, max_distance=_NEAR_ADDRESS_M, all_matches=False
            )
            if len(near) and street in {"", _text(addresses["street"].iloc[near[0]])}:
                street = _text(addresses["street"].iloc[near[0]])
                house = _text(addresses["house_number"].iloc[near[0]])
        section = _text(row["section_id"])
        registered = bool(row["in_register"])
        known = BRANCHES.get(_text(row["branch"]))
        stops.append(
            SurveyStop(
                number=0, sheet=0, x=x, y=y, street=street or _text(street_of.get(section)), house_number=house,
                floor=_text(row["floor"]) or "EG", name=_text(row["name"]),
                branch=known.label.to(lang) if known else "",
                last=_last(row, lang) if registered else "", unit_id=str(unit_id),
                sales_area_m2=_number(row["sales_area_m2"]) if registered else None,
                frontage_m=_number(row["frontage_m"]) if registered else None,
                step_free=_text(row["step_free"]) if registered else "", section_id=section,
            )
        )  # fmt: skip
    return stops


def _last(row: Any, lang: Lang) -> str:
    word = STATUS[row["status"]].to(lang)
    if row["status"] == "vacant" and not pd.isna(row["vacant_since"]):
        since = pd.Timestamp(row["vacant_since"])
        word += f" seit {since:%m/%Y}" if lang == "de" else f" since {since:%Y-%m}"
    return word


def _traded(
    addresses: gpd.GeoDataFrame, units: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Addresses in a house with a trade, where no unit is known within the house."""
    uses = buildings["use"].astype("str").str.casefold()
    houses = buildings[uses.str.contains(_TRADE, na=False, regex=True)]
    if addresses.empty or houses.empty:
        return addresses.iloc[:0]
    tree = shapely.STRtree(houses.geometry.to_numpy())
    taken = set(tree.query(units.geometry.to_numpy(), predicate="dwithin", distance=3.0)[1])
    door, house = tree.query(addresses.geometry.to_numpy(), predicate="dwithin", distance=1.0)
    free = [d for d, h in zip(door, house, strict=True) if h not in taken]
    return addresses.iloc[sorted(set(free))]


def _address_stops(addresses: gpd.GeoDataFrame, town: Town) -> list[SurveyStop]:
    if addresses.empty:
        return []
    lines = town.sections.geometry.to_numpy()
    near = shapely.STRtree(lines).nearest(addresses.geometry.to_numpy()) if len(lines) else None
    stops = []
    for at, (_, row) in enumerate(addresses.iterrows()):
        section = "" if near is None else str(town.sections.index[near[at]])
        stops.append(
            SurveyStop(
                number=0, sheet=0, x=float(row.geometry.x), y=float(row.geometry.y),
                street=_text(row["street"]), house_number=_text(row["house_number"]), floor="EG",
                section_id=section,
            )
        )  # fmt: skip
    return stops


def _with_gaps(stops: list[SurveyStop], addresses: gpd.GeoDataFrame) -> list[SurveyStop]:
    """
    Name at each door the house numbers close by in its street where no unit is known.

    OpenStreetMap knows open shops well and vacant ones hardly: the gaps in a row of shops
    are where to look. They are a hint and no rows, for most of them are flats.
    """
    taken = {(s.street, s.house_number.replace(" ", "").casefold()) for s in stops}
    tree = shapely.STRtree([shapely.Point(s.x, s.y) for s in stops])
    also: dict[int, set[str]] = {}
    rows = zip(addresses["street"], addresses["house_number"], addresses.geometry, strict=True)
    for street, house, point in rows:
        if (street, _text(house).replace(" ", "").casefold()) in taken:
            continue
        near = [i for i in tree.query(point, "dwithin", _GAP_M) if stops[i].street == street]
        if near:
            best = min(
                near, key=lambda i: (point.distance(shapely.Point(stops[i].x, stops[i].y)), i)
            )
            also.setdefault(int(best), set()).add(_text(house))
    return [
        replace(stop, also=", ".join(sorted(also.get(at, ()), key=_natural)))
        for at, stop in enumerate(stops)
    ]


def _natural(house: str) -> tuple[int, str]:
    digits = re.match(r"\d+", house)
    return int(digits.group()) if digits else 0, house


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
