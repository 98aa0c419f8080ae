"""What a person changed in an edited copy of the units (GeoPackage, GeoJSON), as rows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.crs import WGS84, project, to_degrees, utm_of
from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.corrections.model import parse, said
from innenstadt_gis.ingest.corrections.write import NewRow
from innenstadt_gis.tables import PREMISES

__all__ = ["corrections_from_edits"]

_FIELDS = (
    "status", "name", "branch", "previous_branch", "floor", "sales_area_m2", "usable_area_m2",
    "vacant_since", "opening_hours", "website",
)  # fmt: skip
_MOVED_M = 1.0
#: A column that only the town hall's own files have.
_INNER = "reason"
#: The layers of our own GeoPackage that hold units; of another file the first layer is read.
_LAYERS = (PREMISES.name, f"osm_{PREMISES.name}")


def corrections_from_edits(
    premises: gpd.GeoDataFrame, edited: Path, *, day: dt.date | None = None
) -> list[NewRow]:
    """
    Turn an edited copy of the units into rows for `append_corrections`.

    Parameters
    ----------
    premises
        `tables.PREMISES` as they were written.
    edited
        GeoPackage or GeoJSON with ``unit_id`` (or the ids of the features) and some of the
        columns of `tables.PREMISES`.
        A changed cell is a correction, a point moved by more than a metre a new position, a
        feature without a known id a new unit (its status "unbekannt" if it tells none).
        Columns and units that the copy lacks say nothing: it may be an extract.
    day
        Day of the corrections; blank if unknown.

    Raises
    ------
    SourceError
        If the file cannot be read or has no ``unit_id``.
    """
    rows = _read(edited)
    if _INNER not in rows.columns:  # a workshop's file calls a unit at risk occupied
        premises = premises.assign(status=premises["status"].replace("at_risk", "occupied"))
    known = premises.index.astype("str")
    degrees = _degrees(premises)
    made: list[NewRow] = []
    for n in range(len(rows)):
        row = rows.iloc[n]
        unit = row["unit_id"] if isinstance(row["unit_id"], str) else ""
        point = _point(row.geometry)
        if unit in known:
            at = int(known.get_indexer([unit])[0])
            made += _changed(unit, premises.iloc[at], row, was=degrees[at], point=point, day=day)
        else:
            made += _new(row, point, day)
    return made


def _read(path: Path) -> gpd.GeoDataFrame:
    try:
        layers = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        mine = [name for name in layers if name in _LAYERS] or layers[:1]
        rows = pd.concat([gpd.read_file(path, layer=name) for name in mine])
    except (OSError, ValueError, IndexError, RuntimeError) as error:
        raise SourceError(
            de=f"{path.name} lässt sich nicht als GeoPackage oder GeoJSON lesen",
            en=f"{path.name} cannot be read as GeoPackage or GeoJSON",
        ) from error
    if "unit_id" not in rows.columns and _ids_of_units(rows):
        rows = rows.rename(columns={"id": "unit_id"})  # as GeoJSON says it: the id of a feature
    if "unit_id" not in rows.columns or not isinstance(rows, gpd.GeoDataFrame):
        raise SourceError(
            de=f"{path.name}: Punkte mit der Spalte unit_id nötig (aus den Ergebnissen kopieren)",
            en=f"{path.name}: points with a column unit_id are needed (copy them from the results)",
        )
    return to_degrees(rows)


def _ids_of_units(rows: Any) -> bool:
    ids = rows["id"].astype("str") if "id" in rows.columns else pd.Series(dtype="str")
    return bool(ids.str.fullmatch(r"u-[0-9a-f]{10}").any())


def _degrees(premises: gpd.GeoDataFrame) -> list[tuple[float, float] | None]:
    return [_point(point) for point in to_degrees(premises).geometry]


def _point(point: Any) -> tuple[float, float] | None:
    """The place of a feature; a GIS may have saved points as collections of one."""
    if point is None or point.is_empty:
        return None
    one = point.representative_point()
    return float(one.x), float(one.y)


def _changed(
    unit: str,
    held: pd.Series,
    row: pd.Series,
    *,
    was: tuple[float, float] | None,
    point: tuple[float, float] | None,
    day: dt.date | None,
) -> list[NewRow]:
    made = []
    for field in _FIELDS:
        if field not in row.index:
            continue
        before, value = said(field, held), _told(field, row[field])
        if before != value:
            made.append(NewRow(unit=unit, field=field, value=value or "-", before=before, day=day))
    if {"street", "house_number"} <= set(row.index):
        before, value = said("address", held), said("address", row)
        if value is not None and before != value:
            made.append(NewRow(unit=unit, field="address", value=value, before=before, day=day))
    if point is not None and (was is None or _apart_m(was, point) > _MOVED_M):
        before = _text(was) if was else None
        made.append(NewRow(unit=unit, field="position", value=_text(point), before=before, day=day))
    return made


def _new(row: pd.Series, point: tuple[float, float] | None, day: dt.date | None) -> list[NewRow]:
    address = said("address", row) if {"street", "house_number"} <= set(row.index) else None
    # by its place, where it has one: at its address there may be another unit already
    target = _text(point) if point else address
    if target is None:
        return []
    told = {f: _told(f, row[f]) for f in _FIELDS if f in row.index}
    told["status"] = told.get("status") or "unbekannt"
    made = [NewRow(unit=target, field=f, value=v, day=day) for f, v in told.items() if v]
    if address and point:
        made.append(NewRow(unit=target, field="address", value=address, day=day))
    return made


def _told(field: str, value: Any) -> str | None:
    """Say a cell of the edited copy in the words of the sheet, be it a code or a word."""
    if value is None or (not isinstance(value, str) and pd.isna(value)) or value == "":
        return None
    if field == "vacant_since":
        return f"{pd.Timestamp(value):%d.%m.%Y}"
    if field in ("status", "branch", "previous_branch"):
        read = parse(field, value, dt.date(2999, 1, 1))
        known = read is not None and (field == "status" or read in BRANCHES)
        return said(field, {field: read}) if known else str(value)
    return said(field, {field: float(value) if isinstance(value, int | np.number) else value})


def _text(point: tuple[float, float]) -> str:
    return f"{point[0]:.6f}, {point[1]:.6f}"


def _apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    both = np.array([one, other])
    x, y = project(both[:, 0], both[:, 1], source=WGS84, target=utm_of(*one))
    return float(np.hypot(x[1] - x[0], y[1] - y[0]))
