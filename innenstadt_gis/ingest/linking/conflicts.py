"""What sources say against each other; the one that holds stands first, nothing is changed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from innenstadt_gis.ingest.linking.names import name_likeness
from innenstadt_gis.ingest.linking.osm import ALIKE, Link
from innenstadt_gis.tables import CONFLICTS

__all__ = ["as_conflicts", "conflict", "find_conflicts"]

_USED = {"occupied", "at_risk", "interim_use", "partly_vacant"}
_PLACE_REPAIRS = {
    "coordinate_contradicts_address": ("position", "Koordinate", "Adresse"),
    "parcel_contradicts_address": ("parcel_id", "Flurstück", "Adresse"),
}
# How much a list may round, and how many floors a house may have whose floors nobody told.
_AREA_SLACK = 1.1
_FLOORS_AT_MOST = 4.0
_SURE_BUILDING = 0.9


def conflict(
    unit: str,
    field: str,
    mine: tuple[Any, str, Any],
    other: tuple[Any, str, Any],
    *,
    confidence: float | None = None,
    checked: bool | None = None,
) -> dict[str, Any]:
    """
    Make one row of `tables.CONFLICTS`; a side is value, source and day.

    ``checked``: the other side was looked at on its day (OSM check_date), not only edited.
    """
    return {
        "unit_id": unit, "field": field,
        "value": _word(mine[0]), "value_source": mine[1], "value_day": mine[2],
        "other": _word(other[0]), "other_source": other[1], "other_day": other[2],
        "other_checked": checked, "confidence": confidence, "source": other[1],
    }  # fmt: skip


def as_conflicts(rows: list[dict[str, Any]]) -> Any:
    """Make a table of conflicts; several about one field of a unit get " #2" in their ids."""
    table = pd.DataFrame(rows, columns=[*CONFLICTS.names])
    ids = table["unit_id"].astype("str") + ":" + table["field"].astype("str")
    nth = ids.groupby(ids).cumcount()
    table.index = pd.Index(ids.where(nth == 0, ids + " #" + (nth + 1).astype("str")))
    done = CONFLICTS.conform(table.sort_index())
    CONFLICTS.check(done)
    return done


def find_conflicts(
    records: pd.DataFrame,
    *,
    newest: list[int],
    current: Any,
    links: list[Link],
    building: pd.DataFrame,
    buildings: pd.DataFrame,
) -> list[dict[str, Any]]:
    """
    Tell where sources contradict each other about the units of the newest survey.

    Register against OSM (status, name), two registers of one day (status, name), a row's
    coordinate or parcel against its address, an area against the building's footprint
    times its floors. Unknown contradicts nothing.

    Parameters
    ----------
    records
        Rows with their ``unit_id``.
    newest
        Positions of the rows that give the premises.
    current
        Positions of those that are of the newest survey.
    links
        OSM rows that are register units.
    building
        Links to buildings (`surfaces.Surfaces`).
    buildings
        `tables.BUILDINGS`.
    """
    listed = set(current)
    rows = [
        row for link in links for row in _against_osm(records, link, listed=link.register in listed)
    ]
    rows += _between_registers(records, newest)
    rows += _of_places(records, newest)
    return rows + _of_areas(records, newest, building, buildings)


def _differ(one: pd.Series, other: pd.Series) -> list[str]:
    """Fields in which two records of one unit contradict each other."""
    told = []
    states = {one["status"], other["status"]}
    if "vacant" in states and states & _USED:
        told.append("status")
    names = one["name"], other["name"]
    if all(isinstance(name, str) for name in names) and name_likeness(*names) < ALIKE:
        told.append("name")
    return told


def _against_osm(records: pd.DataFrame, link: Link, *, listed: bool) -> list[dict[str, Any]]:
    mine, other = records.iloc[link.register], records.iloc[link.osm]
    checked = bool(pd.notna(other["observed_on"]))
    day = other["observed_on"] if checked else other["survey_day"]
    return [
        conflict(
            mine["unit_id"], field, (mine[field], mine["source"], mine["survey_day"]),
            (other[field], other["source"], day), confidence=link.confidence, checked=checked,
        )
        for field in _differ(mine, other)
        # What an older survey said is no longer held of a unit that was not listed again.
        if listed
    ]  # fmt: skip


def _between_registers(records: pd.DataFrame, newest: list[int]) -> list[dict[str, Any]]:
    chosen = {records["unit_id"].iloc[i]: i for i in newest}
    mine = records[(records["source"] != "osm") & records["unit_id"].isin(chosen)]
    several = mine[mine.duplicated(["unit_id", "survey_day"], keep=False)]
    rows = []
    for unit, position in chosen.items():
        if unit not in set(several["unit_id"]):
            continue
        held = records.iloc[position]
        others = several[
            (several["unit_id"] == unit)
            & (several["survey_day"] == held["survey_day"])
            & (several.index != records.index[position])
        ]
        for _, other in others.iterrows():
            rows += [
                conflict(
                    unit, field, (held[field], held["source"], held["survey_day"]),
                    (other[field], other["source"], other["survey_day"]),
                    confidence=other["link_confidence"],
                )
                for field in _differ(held, other)
            ]  # fmt: skip
    return rows


def _of_places(records: pd.DataFrame, newest: list[int]) -> list[dict[str, Any]]:
    rows = []
    some = records.iloc[newest]
    for code, (field, held, against) in _PLACE_REPAIRS.items():
        for _, row in some[some["repairs"].fillna("").str.contains(code)].iterrows():
            address = f"{row['street'] or ''} {row['house_number'] or ''}".strip()
            side = row["source"], row["survey_day"]
            rows.append(
                conflict(row["unit_id"], field, (held, *side), (f"{against} {address}", *side))
            )
    return rows


def _of_areas(
    records: pd.DataFrame, newest: list[int], building: pd.DataFrame, buildings: pd.DataFrame
) -> list[dict[str, Any]]:
    sure = building[building["confidence"] >= _SURE_BUILDING].set_index("position")["linked_id"]
    some = records.iloc[newest]
    areas = some[["sales_area_m2", "usable_area_m2", "unspecified_area_m2"]]
    in_house = pd.Series(sure.reindex(newest).to_numpy(), index=some.index)
    house = buildings[["area_m2", "levels", "source"]].reindex(in_house.to_numpy())
    footprint = house["area_m2"].to_numpy()
    levels = house["levels"].to_numpy()
    room = footprint * pd.Series(levels).fillna(_FLOORS_AT_MOST).clip(lower=1).to_numpy()
    most = areas.max(axis=1).to_numpy()
    rows = []
    for n in ((most > room * _AREA_SLACK) & (footprint > 0)).nonzero()[0]:
        row = some.iloc[n]
        column = areas.iloc[n].astype("float64").idxmax()
        floors = f"{levels[n]:g}" if levels[n] == levels[n] else f"höchstens {_FLOORS_AT_MOST:g}"
        rows.append(
            conflict(
                row["unit_id"], str(column),
                (f"{most[n]:g} m²", row["source"], row["survey_day"]),
                (f"Gebäude {footprint[n]:.0f} m² × {floors} Geschosse", house["source"].iloc[n], None),
            )
        )  # fmt: skip
    return rows


def _word(value: Any) -> Any:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)
