"""From records to units: registers found them, OSM records link to one or stay apart."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from innenstadt_gis.errors import InputError
from innenstadt_gis.ingest.linking import Link, contradictions, link_osm, name_likeness
from innenstadt_gis.ingest.streets import house_number_keys, street_keys
from innenstadt_gis.tables import CONFLICTS, HISTORY, LINKS, PREMISES, RECORDS

__all__ = ["Units", "found_units", "unit_id"]

# Town halls survey one quarter after the other: registers this close belong together.
_ONE_ROUND_DAYS = 120
_NEAREST_BUILDING_M = 15.0
_SAME_NAME = 80.0


@dataclass(frozen=True, eq=False)
class Units:
    """What `found_units` made: records with their unit, units, history, links, conflicts."""

    records: Any
    premises: Any
    history: pd.DataFrame
    links: pd.DataFrame
    conflicts: pd.DataFrame


def unit_id(ags: str | None, street: str, house_number: str, floor: str, k: int) -> str:
    """
    Id of a unit: ``u-`` and 10 hex digits that depend on its place alone.

    Parameters
    ----------
    ags
        The town's AGS (blank if unknown).
    street, house_number, floor
        Keys of the place (`streets.street_key`, `streets.house_number_key`).
    k
        0 for the first unit there, 1 for the second ...

    Examples
    --------
    >>> unit_id("09574138", "marktplatz", "1", "EG", 0)
    'u-babdff5694'
    """
    text = f"{ags or ''}|{street}|{house_number}|{floor}|{k}"
    return f"u-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def found_units(
    records: gpd.GeoDataFrame,
    *,
    ags: str | None,
    scope: str | None,
    survey_day: dt.date,
    buildings: gpd.GeoDataFrame,
    crs: CRS,
) -> Units:
    """
    Found the units of a town from located records.

    Registers found units, several at one address are several; the newest survey gives the
    premises (registers within 120 days of it are one survey), older ones give history. An
    OSM record links to at most one register unit (same address, building or 25 m, and
    like name; or the only one there) or stays apart as ``in_register`` False. Nothing of
    the register is overwritten: contradictions stand in ``conflicts``. OSM values are not
    copied into register units (the ODbL would come with them); follow ``links``.

    Parameters
    ----------
    records
        Rows of `tables.RECORDS` in ``crs``; ``source`` "osm" tells OSM rows from registers.
    ags
        The town's AGS, part of every id.
    scope
        "all_units" or "vacancies_only": in the latter only vacant register units exist.
    survey_day
        Day on which `vacant_months` is counted where a record does not tell its own.
    buildings
        `tables.BUILDINGS`: a unit's building is the one around it, else the nearest
        within 15 m.

    Returns
    -------
    Units
        All five tables keep their contracts; records carry ``unit_id``.

    Raises
    ------
    InputError
        If ``scope`` is neither of the two.
    """
    if scope not in (None, "all_units", "vacancies_only"):
        raise InputError(
            de=f'scope ist "{scope}"; möglich sind "all_units" und "vacancies_only"',
            en=f'scope is "{scope}"; it may be "all_units" or "vacancies_only"',
        )
    records = RECORDS.conform(records, crs=crs)
    buildings_at = _buildings_of(records, buildings)
    places = _places(records)
    is_osm = (records["source"] == "osm").to_numpy()
    taken: dict[tuple[str, str, str], int] = defaultdict(int)
    units = np.full(len(records), None, dtype=object)
    surveys, survey_links = _found_by_registers(
        records, places, ~is_osm, ags=ags, taken=taken, units=units
    )
    newest = _newest(records, ~is_osm, units)
    links = link_osm(records, np.flatnonzero(is_osm), newest, places, buildings_at)
    confidence = np.where(is_osm, np.nan, 1.0)
    for link in links:
        units[link.osm] = units[link.register]
        confidence[link.osm] = link.confidence
    alone = [int(i) for i in np.flatnonzero(is_osm) if units[i] is None]
    for i in alone:
        units[i] = _new_id(places[i], records.index[i], ags, taken)
        confidence[i] = 1.0
    records["unit_id"] = pd.Series(units, index=records.index, dtype="str")
    records["link_confidence"] = confidence
    chosen = [*newest, *alone]
    premises = _premises(
        records, chosen, is_osm=is_osm, buildings_at=buildings_at, survey_day=survey_day, crs=crs
    )
    RECORDS.check(records)
    return Units(
        records=records,
        premises=premises,
        history=_history(records.iloc[surveys]),
        links=_links(records, links, survey_links),
        conflicts=_conflicts(records, links),
    )


def _places(records: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Street key, house number key and floor (blank for the ground floor) of every record."""
    streets = street_keys(records["street"])
    numbers = house_number_keys(records["house_number"])
    # A list without floors speaks of shops at street level; should it tell "EG" next year,
    # its units must keep their ids.
    floors = records["floor"].fillna("").replace("EG", "")
    return list(zip(streets, numbers, floors, strict=True))


def _new_id(
    place: tuple[str, str, str],
    record_id: str,
    ags: str | None,
    taken: dict[tuple[str, str, str], int],
) -> str:
    """Next free id of a place; an OSM object without an address is its own place."""
    if not place[0] or not place[1]:
        place = (record_id, "", place[2])
    k = taken[place]
    taken[place] += 1
    return unit_id(ags, *place, k)


def _found_by_registers(
    records: pd.DataFrame,
    places: list[tuple[str, str, str]],
    is_register: Any,
    *,
    ags: str | None,
    taken: dict[tuple[str, str, str], int],
    units: Any,
) -> tuple[list[int], list[tuple[int, int, float]]]:
    """
    Give every register record its unit, from the oldest survey to the newest.

    Fills ``units``; returns the register rows and the links between surveys (row, the
    row of the survey before, confidence).
    """
    days = records["survey_day"].to_numpy()
    rows = sorted(np.flatnonzero(is_register).tolist(), key=lambda i: (days[i], i))
    links: list[tuple[int, int, float]] = []
    last_row: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    by_survey: dict[Any, dict[tuple[str, str, str], list[int]]] = {}
    for i in rows:
        by_survey.setdefault(days[i], {}).setdefault(places[i], []).append(i)
    for survey in by_survey.values():
        for place, here in survey.items():
            pairs = _pair(records, here, last_row[place])
            for i in here:
                if i in pairs:
                    before, sure = pairs[i]
                    units[i] = units[before]
                    last_row[place][last_row[place].index(before)] = i
                    links.append((i, before, sure))
                else:
                    units[i] = unit_id(ags, *place, taken[place])
                    taken[place] += 1
                    last_row[place].append(i)
    return rows, links


def _pair(
    records: pd.DataFrame, here: list[int], before: list[int]
) -> dict[int, tuple[int, float]]:
    """Pair rows of one place with the rows of the survey before: by name, then in order."""
    if not before:
        return {}
    names = records["name"].astype(object).to_numpy()
    pairs: dict[int, tuple[int, float]] = {}
    free = list(before)
    scored = sorted((-name_likeness(names[i], names[j]), i, j) for i in here for j in before)
    for score, i, j in scored:
        if -score >= _SAME_NAME and i not in pairs and j in free:
            pairs[i] = (j, 0.95)
            free.remove(j)
    for i in here:
        if i not in pairs and free:
            # A unit keeps its place while its shop changes: that is what history is for.
            pairs[i] = (free.pop(0), 0.9 if len(here) == len(before) == 1 else 0.6)
    return pairs


def _newest(records: pd.DataFrame, is_register: Any, units: Any) -> list[int]:
    """Rows that give the premises: the newest row of each unit of the newest round."""
    rows = np.flatnonzero(is_register)
    if not len(rows):
        return []
    days = records["survey_day"].to_numpy()
    since = days[rows].max() - np.timedelta64(_ONE_ROUND_DAYS, "D")
    best: dict[str, int] = {}
    for i in rows:
        if days[i] >= since and (units[i] not in best or days[i] >= days[best[units[i]]]):
            best[units[i]] = int(i)
    return sorted(best.values())


def _buildings_of(records: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> Any:
    """Building around each record, else the nearest within 15 m; None where there is none."""
    found = np.full(len(records), None, dtype=object)
    points = records.geometry.to_numpy()
    placed = np.flatnonzero(~records.geometry.isna().to_numpy())
    if not len(buildings) or not len(placed):
        return found
    # A house number on a street's middle tells nothing about a building.
    exact = ~np.isin(records["located_by"].to_numpy()[placed].astype(str), ["street", "none"])
    placed = placed[exact]
    shapes = buildings.geometry.to_numpy()
    ids = buildings.index.to_numpy()
    tree = shapely.STRtree(shapes)
    near, building = tree.query_nearest(
        points[placed], max_distance=_NEAREST_BUILDING_M, all_matches=True
    )
    # Of several around a point (a hall over a shop) the smallest is the unit's own.
    order = np.lexsort((building, shapely.area(shapes[building]), near))
    first = order[np.unique(near[order], return_index=True)[1]]
    found[placed[near[first]]] = ids[building[first]]
    return found


def _premises(
    records: gpd.GeoDataFrame,
    chosen: list[int],
    *,
    is_osm: Any,
    buildings_at: Any,
    survey_day: dt.date,
    crs: CRS,
) -> Any:
    rows = records.iloc[chosen].copy()
    rows["in_register"] = ~is_osm[chosen]
    rows["building_id"] = pd.Series(buildings_at[chosen], index=rows.index, dtype="str")
    lacking = rows["vacant_months"].isna() & rows["vacant_since"].notna()
    lacking &= rows["status"].isin(["vacant", "partly_vacant", "interim_use"])
    days = (pd.Timestamp(survey_day) - rows["vacant_since"]).dt.days
    months = (days / 30.4375).round(1).where(days >= 0)
    rows["vacant_months"] = rows["vacant_months"].where(~lacking, months)
    rows = rows.set_index("unit_id")
    done = PREMISES.conform(rows, crs=crs)
    PREMISES.check(done)
    return done


def _history(rows: pd.DataFrame) -> pd.DataFrame:
    day = rows["survey_day"].dt.strftime("%Y-%m-%d")
    table = rows[["unit_id", "survey_day", "status", "source"]].copy()
    table.index = pd.Index(rows["unit_id"] + ":" + day, name="history_id")
    table = table[~table.index.duplicated(keep="last")].sort_index()
    done: pd.DataFrame = HISTORY.conform(table)
    HISTORY.check(done)
    return done


def _links(
    records: pd.DataFrame, links: list[Link], surveys: list[tuple[int, int, float]]
) -> pd.DataFrame:
    units = records["unit_id"].to_numpy()
    rows = [(units[k.osm], records.index[k.osm], k.confidence, k.kind, "osm") for k in links]
    sources = records["source"].to_numpy()
    rows += [
        (units[i], records.index[i], sure, "earlier_survey", sources[i]) for i, _, sure in surveys
    ]
    table = pd.DataFrame(rows, columns=["unit_id", "record_id", "confidence", "kind", "source"])
    table.index = pd.Index(
        [f"{unit}:{record}" for unit, record in zip(table.unit_id, table.record_id, strict=True)],
        name="link_id",
    )
    done: pd.DataFrame = LINKS.conform(table.sort_index())
    LINKS.check(done)
    return done


def _conflicts(records: pd.DataFrame, links: list[Link]) -> pd.DataFrame:
    rows = [row for link in links for row in contradictions(records, link)]
    table = pd.DataFrame(rows, columns=[*CONFLICTS.names])
    table.index = pd.Index(
        [f"{unit}:{name}" for unit, name in zip(table.unit_id, table.field, strict=True)],
        name="conflict_id",
    )
    done: pd.DataFrame = CONFLICTS.conform(table.sort_index())
    CONFLICTS.check(done)
    return done
