"""From records to units: registers found them, OSM records link to one or stay apart."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS

from innenstadt_gis.errors import InputError
from innenstadt_gis.ingest.linking import (
    CANDIDATES,
    Link,
    Place,
    Surfaces,
    Surveys,
    confirmed_links,
    find_conflicts,
    link_osm,
    link_surveys,
    places_of,
    row_identity,
    surfaces_of,
    unit_id,
)
from innenstadt_gis.ingest.linking.conflicts import as_conflicts
from innenstadt_gis.tables import HISTORY, LINKS, PREMISES, RECORDS

__all__ = [
    "Units",
    "confirmed_links",
    "found_units",
    "row_identity",
    "unit_id",
]

# Town halls survey one quarter after the other: registers this close belong together.
_ONE_ROUND_DAYS = 120
_TARGETS = {
    "parcel": "parcel", "parcel_given": "parcel", "building": "building",
    "building_address": "building", "address": "address",
}  # fmt: skip
# What an earlier survey said of a unit's vacancy says nothing about it today.
_PASSED = ("vacant_since", "vacant_since_precision", "vacant_months", "reason", "marketing")


@dataclass(frozen=True, eq=False)
class Units:
    """
    What `found_units` made: records with their unit, units, history, links, conflicts.

    ``candidates`` are the links between surveys that a person should confirm: record_id,
    identity (`row_identity`), unit_id, before (what was there, in words), confidence,
    linked (whether the link holds as long as nobody says otherwise), source_sheet, source_row.
    """

    records: Any
    premises: Any
    history: pd.DataFrame
    links: pd.DataFrame
    conflicts: pd.DataFrame
    candidates: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*CANDIDATES]))


def found_units(
    records: gpd.GeoDataFrame,
    *,
    ags: str | None,
    scope: str | None,
    survey_day: dt.date,
    buildings: gpd.GeoDataFrame,
    crs: CRS,
    parcels: gpd.GeoDataFrame | None = None,
    addresses: gpd.GeoDataFrame | None = None,
    confirmed: Mapping[str, str] | None = None,
) -> Units:
    """
    Found the units of a town from located records.

    Registers found units, several at one address are several. The newest survey gives the
    premises (registers within 120 days of it are one survey; of one day, a known status
    goes before an unknown one, then the later register), older ones give history. A unit
    that the newest survey does not list again stays, with status unknown and the repair
    ``not_listed_again``, whatever the scopes: a shorter list says nothing about what it
    leaves out, and a survey can forget a shop. ``observed_on`` is then the last day it was
    seen; who is told gone stays gone.

    An OSM record links to at most one register unit (same address, building or 25 m, and
    like name; or the only one there) or stays apart as ``in_register`` False. Nothing of
    the register is overwritten: contradictions stand in ``conflicts``. OSM values are not
    copied into register units (the ODbL would come with them); follow ``links``.

    Parameters
    ----------
    records
        Rows of `tables.RECORDS` in ``crs``; ``source`` "osm" tells OSM rows from registers.
        A column ``unit_given`` riding along holds unit ids that the rows themselves tell
        (our own survey workbook).
    ags
        The town's AGS, part of every id.
    scope
        "all_units" or "vacancies_only": in the latter only vacant register units exist.
    survey_day
        Day on which `vacant_months` is counted where a record does not tell its own.
    buildings, parcels, addresses
        `tables.BUILDINGS`, `tables.PARCELS`, `tables.ADDRESSES`: see
        `linking.surfaces_of` for which of them a unit belongs to.
    confirmed
        Record id to unit id or ``"new"``: links that a person confirmed
        (`confirmed_links`). They always hold.

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
    given = records["unit_given"].to_numpy() if "unit_given" in records.columns else None
    records = RECORDS.conform(records, crs=crs)
    places = places_of(records)
    surfaces = surfaces_of(
        records, places, parcels=parcels, buildings=buildings, addresses=addresses
    )
    is_osm = (records["source"] == "osm").to_numpy()
    surveys = link_surveys(
        records, places, np.flatnonzero(~is_osm).tolist(), ags=ags, given=given,
        confirmed=confirmed,
    )  # fmt: skip
    newest, listed = _newest(records, ~is_osm, surveys.units)
    inside = surfaces.ids("building", size=len(records))
    links = link_osm(records, np.flatnonzero(is_osm), newest, places, inside)
    alone = _name_osm(records, places, is_osm, links, surveys, ags=ags)
    records["unit_id"] = pd.Series(surveys.units, index=records.index, dtype="str")
    records["link_confidence"] = surveys.confidence
    RECORDS.check(records)
    chosen = [*newest, *alone]
    return Units(
        records=records,
        premises=_premises(
            records, chosen, listed=listed, is_osm=is_osm, surfaces=surfaces,
            survey_day=survey_day, crs=crs,
        ),
        history=_history(records.iloc[np.flatnonzero(~is_osm)]),
        links=_links(records, links, surveys, surfaces, chosen),
        conflicts=as_conflicts(
            find_conflicts(
                records, newest=newest, current=sorted(listed), links=links,
                building=surfaces.building, buildings=buildings,
            )
        ),
        candidates=surveys.candidates(records),
    )  # fmt: skip


def _name_osm(
    records: pd.DataFrame,
    places: list[Place],
    is_osm: Any,
    links: list[Link],
    surveys: Surveys,
    *,
    ags: str | None,
) -> list[int]:
    """Give OSM rows their register unit, else an id of their own; return the latter."""
    for link in links:
        surveys.units[link.osm] = surveys.units[link.register]
        surveys.confidence[link.osm] = link.confidence
    alone = [int(i) for i in np.flatnonzero(is_osm) if surveys.units[i] is None]
    taken: dict[tuple[str, str, str], int] = defaultdict(int)
    for i in alone:
        # An OSM object without an address is its own place.
        street, number, floor = places[i][:3]
        if not places[i].address:
            street, number = records.index[i], ""
        home = street, number, floor
        while surveys.units[i] is None:
            unit = unit_id(ags, street, number, floor, taken[home])
            taken[home] += 1
            if unit not in surveys.used:
                surveys.units[i] = unit
                surveys.used.add(unit)
        surveys.confidence[i] = 1.0
    return alone


def _newest(records: pd.DataFrame, is_register: Any, units: Any) -> tuple[list[int], set[int]]:
    """
    Rows that give the premises, and which of them are of the newest round.

    Of each unit the row of the newest day; of one day the known status, then the later row.
    """
    rows = np.flatnonzero(is_register)
    if not len(rows):
        return [], set()
    table = pd.DataFrame(
        {
            "row": rows,
            "unit": units[rows],
            "day": records["survey_day"].to_numpy()[rows],
            "known": (records["status"] != "unknown").to_numpy()[rows],
        }
    )
    table = table.sort_values(["day", "known", "row"]).drop_duplicates("unit", keep="last")
    since = table["day"].max() - np.timedelta64(_ONE_ROUND_DAYS, "D")
    listed = set(table.loc[table["day"] >= since, "row"].tolist())
    return sorted(table["row"].tolist()), listed


def _premises(
    records: gpd.GeoDataFrame,
    chosen: list[int],
    *,
    listed: set[int],
    is_osm: Any,
    surfaces: Surfaces,
    survey_day: dt.date,
    crs: CRS,
) -> Any:
    rows = records.iloc[chosen].copy()
    rows["in_register"] = ~is_osm[chosen]
    for target in ("building", "parcel"):
        ids = surfaces.ids(target, size=len(records))[chosen]
        rows[f"{target}_id"] = pd.Series(ids, index=rows.index, dtype="str")
    lacking = rows["vacant_months"].isna() & rows["vacant_since"].notna()
    lacking &= rows["status"].isin(["vacant", "partly_vacant", "interim_use"])
    days = (pd.Timestamp(survey_day) - rows["vacant_since"]).dt.days
    months = (days / 30.4375).round(1).where(days >= 0)
    rows["vacant_months"] = rows["vacant_months"].where(~lacking, months)
    passed = np.array([i not in listed and not is_osm[i] for i in chosen], dtype=bool)
    if passed.any():
        _forget(rows, passed)
    rows = rows.set_index("unit_id")
    done = PREMISES.conform(rows, crs=crs)
    PREMISES.check(done)
    return done


def _forget(rows: pd.DataFrame, passed: Any) -> None:
    """Units that were not listed again: what is known of them is when they were last seen."""
    seen = rows["observed_on"].fillna(rows["survey_day"])
    rows["observed_on"] = rows["observed_on"].where(~passed, seen)
    rows["repairs"] = [
        ";".join(filter(None, (told if isinstance(told, str) else "", "not_listed_again")))
        if late
        else told
        for told, late in zip(rows["repairs"], passed, strict=True)
    ]
    still = passed & (rows["status"] != "gone").to_numpy()
    rows["status"] = rows["status"].where(~still, "unknown")
    for column in _PASSED:
        rows[column] = rows[column].where(~passed)


def _history(rows: pd.DataFrame) -> pd.DataFrame:
    """What was said, unit by day; of two registers of one day as the premises have it."""
    known = (rows["status"] != "unknown").to_numpy()
    rows = rows.iloc[np.argsort(known, kind="stable")]
    day = rows["survey_day"].dt.strftime("%Y-%m-%d")
    table = rows[["unit_id", "survey_day", "status", "source"]].copy()
    table.index = pd.Index(rows["unit_id"] + ":" + day, name="history_id")
    table = table[~table.index.duplicated(keep="last")].sort_index()
    done: pd.DataFrame = HISTORY.conform(table)
    HISTORY.check(done)
    return done


def _links(
    records: pd.DataFrame,
    links: list[Link],
    surveys: Surveys,
    surfaces: Surfaces,
    chosen: list[int],
) -> pd.DataFrame:
    """Every link of the units in the premises; ``record_id`` says by which record."""
    place = surfaces.links()
    place = place[place["position"].isin(chosen)]
    joined = [(k.osm, records.index[k.register], k.kind, k.confidence) for k in links]
    joined += [(k.row, records.index[k.before], k.kind, k.confidence) for k in surveys.links]
    own = pd.DataFrame(joined, columns=["position", "linked_id", "kind", "confidence"])
    table = pd.concat([f for f in (own, place) if len(f)] or [own], ignore_index=True)
    at = table.pop("position").to_numpy(dtype=int)
    table["unit_id"] = records["unit_id"].to_numpy()[at]
    table["record_id"] = records.index.to_numpy()[at]
    table["source"] = records["source"].to_numpy()[at]
    # A row has one record that it continues, one parcel, one building, one address.
    target = table["kind"].map(_TARGETS)
    record = target.isna()
    table.index = pd.Index(
        table["unit_id"] + ":" + table["record_id"] + (":" + target).where(~record, ""),
        name="link_id",
    )
    done: pd.DataFrame = LINKS.conform(table.sort_index())
    LINKS.check(done)
    return done
