"""Tables while corrections are applied to them, and what comes out of that."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from innenstadt_gis.importlog import Row, SourceLog
from innenstadt_gis.ingest.corrections.model import SHEET, Corrections
from innenstadt_gis.ingest.linking import places_of, surfaces_of
from innenstadt_gis.ingest.linking.conflicts import as_conflicts
from innenstadt_gis.ingest.locate import locate
from innenstadt_gis.tables import CONFLICTS, HISTORY, LINKS, PREMISES, RECORDS
from innenstadt_gis.words import Text

__all__ = [
    "Work",
    "as_premises",
    "log_of",
    "place_moved",
    "with_conflicts",
    "with_history",
    "with_links",
]


@dataclass(slots=True)
class Work:
    """The tables on their way, by column lists of rows."""

    rows: pd.DataFrame
    source: str
    file: str
    ags: str | None
    crs: CRS
    survey_day: dt.date
    source_days: pd.Series
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    links: list[tuple[str, int, str]] = field(default_factory=list)
    history: list[tuple[str, dt.date, str]] = field(default_factory=list)
    done: list[Text] = field(default_factory=list)
    faults: list[tuple[int, Text]] = field(default_factory=list)
    touched: dict[str, None] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)


def place_moved(work: Work, *, addresses: gpd.GeoDataFrame, edges: Any) -> None:
    """Find the places of units whose address was corrected."""
    ids = [unit for unit, how in work.moved.items() if how == "address"]
    if not ids:
        return
    asked = work.rows.loc[ids, ["street", "house_number", "postcode", "place"]]
    asked = asked.assign(
        survey_day=pd.Timestamp(work.survey_day), status="unknown", located_by="none",
        source=work.source,
    )  # fmt: skip
    found = locate(
        RECORDS.conform(asked, crs=work.crs), addresses=addresses, edges=edges, crs=work.crs
    )
    for unit, row in found.iterrows():
        work.rows.at[unit, "geometry"] = row.geometry  # noqa: PD008 - loc takes a point apart
        work.rows.loc[unit, "located_by"] = row["located_by"]
        work.rows.loc[unit, "street"] = row["street"]
        codes = [work.rows.loc[unit, "repairs"], row["repairs"]]
        told = ";".join(c for c in codes if isinstance(c, str) and c)
        work.rows.loc[unit, "repairs"] = told or None


def as_premises(work: Work, *, buildings: gpd.GeoDataFrame, parcels: Any) -> Any:
    """Rows as `tables.PREMISES`; what moved or is new gets parcel and building of its place."""
    frame = work.rows.drop(columns="geometry")
    points = gpd.GeoSeries(work.rows["geometry"].tolist(), index=frame.index, crs=work.crs)
    done = PREMISES.conform(gpd.GeoDataFrame(frame, geometry=points, crs=work.crs), crs=work.crs)
    moved = list(work.moved)
    if moved:
        some = done.loc[moved].assign(
            survey_day=pd.Timestamp(work.survey_day), parcel_id=None, section_id=None
        )
        rows = RECORDS.conform(some, crs=work.crs)
        found = surfaces_of(
            rows, places_of(rows), parcels=parcels, buildings=buildings, addresses=None
        )
        for target in ("parcel", "building"):
            done.loc[moved, f"{target}_id"] = pd.Series(
                found.ids(target, size=len(rows)), index=moved, dtype="str"
            )
        done.loc[moved, "section_id"] = pd.Series(None, index=moved, dtype="str")
    PREMISES.check(done)
    return done


def with_history(history: pd.DataFrame, work: Work) -> Any:
    """Add what corrections say of the status, in the place of what else was said that day."""
    if not work.history:
        return history
    rows = pd.DataFrame(work.history, columns=["unit_id", "survey_day", "status"])
    rows["survey_day"] = pd.to_datetime(rows["survey_day"])
    rows["source"] = work.source
    rows.index = pd.Index(rows["unit_id"] + ":" + rows["survey_day"].dt.strftime("%Y-%m-%d"))
    rows = HISTORY.conform(rows)
    table = pd.concat([history, rows]) if len(history) else rows
    done = HISTORY.conform(table[~table.index.duplicated(keep="last")].sort_index())
    HISTORY.check(done)
    return done


def with_links(links: pd.DataFrame, work: Work) -> Any:
    """Add which row of the corrections said what; links to places that were left are gone."""
    if not work.links:
        return links
    kept = links[
        ~(links["unit_id"].isin(list(work.moved)) & links["kind"].isin(
            ["parcel", "parcel_given", "building", "building_address", "address"]
        ))
    ]  # fmt: skip
    rows = pd.DataFrame(work.links, columns=["unit_id", "row", "linked_id"])
    rows["record_id"] = f"{work.source}:" + rows.pop("row").astype("str")
    rows["kind"], rows["confidence"], rows["source"] = "correction", 1.0, work.source
    rows.index = pd.Index(rows["unit_id"] + ":" + rows["record_id"])
    rows = LINKS.conform(rows)
    done = LINKS.conform(pd.concat([kept, rows]) if len(kept) else rows)
    LINKS.check(done)
    return done


def with_conflicts(conflicts: pd.DataFrame, work: Work) -> Any:
    """Add where sources say something new against a correction."""
    if not work.conflicts:
        return conflicts
    held = conflicts.astype(object).where(conflicts.notna(), None).to_dict("records")
    old: list[Any] = [*held]
    done = as_conflicts([*work.conflicts, *old])
    CONFLICTS.check(done)
    return done


def log_of(corrections: Corrections, work: Work) -> SourceLog:
    """Log that adds up: rows that could not be applied are rejected and named."""
    faults = dict(work.faults)
    rows = tuple(
        replace(row, outcome="rejected", reason="correction_without_unit")
        if row.source_row in faults
        else row
        for row in corrections.log.rows or _rows(corrections)
    )
    lost = sum(row.outcome == "rejected" for row in rows)
    notes: tuple[Text, ...] = (*corrections.faults, *faults.values(), *work.done)
    return replace(
        corrections.log, rows=rows, rows_in=len(rows), records=len(rows) - lost, rejected=lost,
        notes=notes,
    )  # fmt: skip


def _rows(corrections: Corrections) -> tuple[Row, ...]:
    return tuple(Row(SHEET.de, entry.row, "record") for entry in corrections.entries)
