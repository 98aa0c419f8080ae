"""Corrections over what the sources say: applied last, never lost, doubts told."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.corrections.model import (
    FIELDS,
    Correction,
    Corrections,
    parse,
    read_position,
    said,
)
from innenstadt_gis.ingest.corrections.work import (
    Work,
    as_premises,
    log_of,
    place_moved,
    with_conflicts,
    with_history,
    with_links,
)
from innenstadt_gis.ingest.linking import unit_id
from innenstadt_gis.ingest.linking.conflicts import conflict
from innenstadt_gis.ingest.streets import house_number_key, split_address, street_key
from innenstadt_gis.ingest.units import Units
from innenstadt_gis.words import Text

__all__ = ["Corrected", "apply_corrections"]

_ID = re.compile(r"u-[0-9a-f]{10}")
_NOT_VACANT = {"occupied", "gone", "unknown"}
_VACANCY = ("vacant_since", "vacant_since_precision", "vacant_months")
_MOVED = ("address", "position")
_FLEETING = {"status", "name", "branch", "vacant_since", "not_there"}


@dataclass(frozen=True, eq=False)
class Corrected:
    """
    Units as corrected, the log of the corrections, and what there is to say about them.

    ``done`` are entries that say what the source says by now ("erledigt").
    """

    units: Units
    log: SourceLog
    done: tuple[Text, ...] = ()


def apply_corrections(
    units: Units,
    corrections: Corrections,
    *,
    ags: str | None,
    crs: CRS,
    survey_day: dt.date,
    addresses: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    parcels: gpd.GeoDataFrame | None = None,
    edges: gpd.GeoDataFrame | None = None,
) -> Corrected:
    """
    Apply corrections to found units: they win over all sources, in the order of their days.

    An entry names a unit by id, or by an address where exactly one unit is. What names no
    known unit is a new unit and needs a status, and an address or "lon, lat" (as Einheit,
    or as its own row). A new status is a line of history on the day of the correction; a
    moved unit gets parcel and building of its new place. Corrected units carry the repair
    ``corrected``, and each corrected field is a row of ``links`` (kind ``correction``,
    record_id the file and row).

    Where the source says something else now than when the correction was made ("Bisheriger
    Wert"; without one, and for who is in a shop, where the source is newer than the
    correction), or where the unit is gone, a conflict holds both values and days; the
    correction holds all the same. Where the source says the same by now, ``done`` says so.

    Parameters
    ----------
    units
        What `found_units` made.
    corrections
        What `read_corrections` read.
    ags, crs, survey_day
        Of the town, as for `found_units`.
    addresses, buildings, parcels, edges
        Tables of the town, to place what moved or is new.

    Returns
    -------
    Corrected
        Tables keep their contracts; the log adds up, with entries that could not be
        applied rejected and named.
    """
    premises = units.premises
    rows = pd.DataFrame(premises.drop(columns="geometry")).astype(object)
    rows = rows.where(pd.notna(rows), None)
    rows["geometry"] = np.array(premises.geometry.to_numpy(), dtype=object)
    newest = units.records.groupby("unit_id")["survey_day"].max()
    work = Work(rows, corrections.source, corrections.file, ags, crs, survey_day, newest)
    by_target: dict[str, list[Correction]] = {}
    known = _Register.of(rows)
    for entry in corrections.entries:
        by_target.setdefault(known.key(entry.target), []).append(entry)
    # an id that no source knows may be that of a unit which another entry adds
    late = [target for target in by_target if _ID.fullmatch(target) and target not in known.ids]
    for target in (*(t for t in by_target if t not in late), *late):
        entries = sorted(by_target[target], key=lambda e: (e.day or dt.date.min, e.row))
        unit = known.find(target, entries, work) or _new_unit(work, target, entries)
        if unit is not None:
            _correct(work, unit, entries, new=unit not in premises.index)
    place_moved(work, addresses=addresses, edges=edges)
    changed = replace(
        units, premises=as_premises(work, buildings=buildings, parcels=parcels),
        history=with_history(units.history, work), links=with_links(units.links, work),
        conflicts=with_conflicts(units.conflicts, work),
    )  # fmt: skip
    return Corrected(changed, log_of(corrections, work), tuple(work.done))


@dataclass(slots=True)
class _Register:
    """Units by id and by address."""

    ids: frozenset[str]
    by_address: dict[tuple[str, str], list[str]]
    rows: pd.DataFrame

    @classmethod
    def of(cls, rows: pd.DataFrame) -> _Register:
        by_address: dict[tuple[str, str], list[str]] = {}
        for unit, street, number in zip(
            rows.index, rows["street"], rows["house_number"], strict=True
        ):
            key = street_key(street), house_number_key(number)
            if all(key):
                by_address.setdefault(key, []).append(str(unit))
        return cls(frozenset(map(str, rows.index)), by_address, rows)

    def key(self, target: str) -> str:
        """One spelling of what names a unit, so that its rows come together."""
        found = _ID.search(target)
        if found:
            return found[0]
        point = read_position(target)
        if point:
            return f"{point[0]:.6f}, {point[1]:.6f}"
        return " ".join(target.split())

    def find(self, target: str, entries: list[Correction], work: Work) -> str | None:
        """Id of the unit meant; None if there is none; a fault if it could be several."""
        if target in self.ids or target in work.touched:
            return target
        if _ID.fullmatch(target) or read_position(target):
            return None
        address = split_address(target)
        key = street_key(address.street), house_number_key(address.house_number)
        there = self.by_address.get(key, [])
        own = [u for u in there if self.rows.loc[u, "in_register"]] or there
        if len(own) > 1:
            names = ", ".join(
                f"{u} ({name or '–'})" for u, name in self.rows.loc[own, "name"].items()
            )
            for entry in entries:
                work.faults.append(
                    (entry.row, Text(
                        f"Zeile {entry.row}: an dieser Adresse gibt es mehrere Einheiten; bitte eine "
                        f"Kennung eintragen: {names}",
                        f"row {entry.row}: there are several units at this address; write the id: {names}",
                    ))
                )  # fmt: skip
            entries.clear()
        return own[0] if own else None


def _new_unit(work: Work, target: str, entries: list[Correction]) -> str | None:
    """Make the row of a unit that no source knows; None if too little is said about it."""
    if not entries:
        return None
    told = {entry.field: entry for entry in entries}
    by_id = _ID.fullmatch(target) is not None
    point = read_position(target)
    address = None if by_id or point else split_address(target)
    placed = point or (address and address.street) or told.keys() & set(_MOVED)
    if by_id:
        _say_lost(work, target, entries)
    if "status" not in told or not placed:
        for entry in entries:
            work.faults.append((entry.row, _too_little(entry.row, by_id=by_id)))
        return None
    row: dict[str, Any] = dict.fromkeys(work.rows.columns)
    street = number = None
    if address:
        street, number = address.street, address.house_number
    # where no register founds units, one that was added makes none: there is still no rate
    registered = bool(work.rows["in_register"].eq(True).any())
    row |= {
        "status": "unknown", "in_register": registered, "located_by": "none", "source": work.source,
        "street": street, "house_number": house_number_key(number) or None,
        "source_file": work.file, "source_row": entries[0].row,
    }  # fmt: skip
    unit = target if by_id else _free_id(work, target, address)
    work.rows.loc[unit] = pd.Series(row, dtype=object)
    if point:
        work.moved[unit] = "position"
        _put(work, unit, point)
    elif address:
        work.moved[unit] = "address"
    return unit


def _free_id(work: Work, target: str, address: Any) -> str:
    key = (street_key(address.street), house_number_key(address.house_number)) if address else None
    home = key if key and all(key) else (target, "")
    k = 0
    while unit_id(work.ags, *home, "", k) in work.rows.index:
        k += 1
    return unit_id(work.ags, *home, "", k)


def _say_lost(work: Work, unit: str, entries: list[Correction]) -> None:
    for entry in entries:
        work.conflicts.append(
            conflict(
                unit, _column(entry.field), (_kept(entry), work.source, entry.day),
                ("Einheit gibt es in den Quellen nicht mehr", "register", None),
            )
        )  # fmt: skip


def _too_little(row: int, *, by_id: bool) -> Text:
    if by_id:
        return Text(
            f"Zeile {row}: diese Einheit gibt es nicht (mehr); soll sie bleiben, Zeilen mit Status und "
            "Adresse dazu schreiben, sonst die Zeile löschen",
            f"row {row}: there is no such unit (any more); to keep it add rows with its status and "
            "address, else delete the row",
        )
    return Text(
        f"Zeile {row}: neue Einheit; sie braucht eine Adresse oder „Länge, Breite“ und eine Zeile mit "
        "Feld Status",
        f"row {row}: a new unit; it needs an address or 'lon, lat' and a row with field status",
    )


def _correct(work: Work, unit: str, entries: list[Correction], *, new: bool) -> None:
    source: Any = work.rows.loc[unit].copy()
    last = {entry.field: entry for entry in entries}
    for n, entry in enumerate(entries):
        if not new and entry is last[entry.field]:
            _compare(work, unit, _from_source(entry, entries[:n], work.survey_day), source)
        work.links.append((unit, entry.row, entry.field))
        _set(work, unit, entry)
    codes = [*filter(None, str(source["repairs"] or "").split(";")), "corrected"]
    work.rows.loc[unit, "repairs"] = ";".join(dict.fromkeys(codes))
    work.touched[unit] = None


def _from_source(entry: Correction, earlier: list[Correction], survey_day: dt.date) -> Correction:
    """Correct a correction: what was in force before it is what the first one found."""
    before = entry.before
    for one in reversed(earlier):
        day = one.day or survey_day
        if one.field == entry.field and _same(one.field, before, _written(one), day):
            before = one.before
    return replace(entry, before=before)


def _compare(work: Work, unit: str, entry: Correction, source: pd.Series) -> None:
    """Tell a correction that the source has caught up with, or that it contradicts anew."""
    day = entry.day or work.survey_day
    now = said(entry.field, source)
    if entry.field == "position":
        now = _position_text(source["geometry"], work.crs)
    seen = work.source_days.get(unit)
    if now is not None and _same(entry.field, now, _written(entry), day):
        label = FIELDS[entry.field].label
        work.done.append(
            Text(
                f"Zeile {entry.row}: erledigt, die Quelle sagt jetzt dasselbe ({label.de})",
                f"row {entry.row}: done, the source says the same by now ({label.en})",
            )
        )
        return
    newer = entry.day is not None and seen is not None and seen.date() > entry.day
    # An area stays wrong year after year; who is in a shop can be as it was before, anew.
    changed = newer and (entry.before is None or entry.field in _FLEETING)
    if entry.before is not None:
        changed = changed or not _same(entry.field, now, entry.before, day)
    if changed and (now is not None or entry.before is not None):
        work.conflicts.append(
            conflict(
                unit, _column(entry.field), (_kept(entry), work.source, entry.day),
                (source["status"] if entry.field == "status" else now, source["source"], seen),
            )
        )  # fmt: skip


def _column(name: str) -> str:
    return {"not_there": "status"}.get(name, name)


def _same(name: str, one: str | None, other: str | None, day: dt.date) -> bool:
    if one is None or other is None:
        return one == other
    a, b = parse(name, one, day), parse(name, other, day)
    if name == "position" and a and b:
        return max(abs(a[0] - b[0]), abs(a[1] - b[1])) < 2e-5  # about two metres
    if name == "address" and a and b:
        a, b = ((street_key(s), house_number_key(n)) for s, n in (a, b))
    return one.casefold() == other.casefold() if a is None or b is None else bool(a == b)


def _written(entry: Correction) -> str | None:
    """Say the value that an entry sets, as `model.said` would."""
    value = entry.value
    if value is None:
        return None
    if entry.field == "not_there":
        return "ja"
    if entry.field == "position":
        return f"{value[0]:.6f}, {value[1]:.6f}"
    if entry.field == "address":
        return said("address", {"street": value[0], "house_number": value[1]})
    if entry.field == "vacant_since":
        return f"{value[0]:%d.%m.%Y}"
    return said(entry.field, {entry.field: value})


def _kept(entry: Correction) -> str | None:
    """Value of an entry as the table of conflicts holds it: a status by its key."""
    return str(entry.value) if entry.field == "status" and entry.value else _written(entry)


def _position_text(point: Any, crs: CRS) -> str | None:
    if point is None or point.is_empty:
        return None
    lon, lat = project(np.array([point.x]), np.array([point.y]), source=crs, target=WGS84)
    return f"{lon[0]:.6f}, {lat[0]:.6f}"


def _set(work: Work, unit: str, entry: Correction) -> None:
    """Write one value, and what follows from it."""
    rows, value = work.rows, entry.value
    day = entry.day or work.survey_day
    if entry.field in ("status", "not_there"):
        status = "gone" if entry.field == "not_there" else value
        rows.loc[unit, "status"] = status
        rows.loc[unit, "observed_on"] = pd.Timestamp(day)
        work.history.append((unit, day, status))
        if status in _NOT_VACANT:
            rows.loc[unit, list(_VACANCY)] = None
    elif entry.field == "branch":
        known = BRANCHES.get(value) if value else None
        rows.loc[unit, "branch"] = value
        rows.loc[unit, "function"] = known.function if known else None
        rows.loc[unit, "need_tier"] = known.need_tier if known else None
    elif entry.field == "vacant_since":
        since, precision = value or (None, None)
        rows.loc[unit, "vacant_since"] = pd.Timestamp(since) if since else None
        rows.loc[unit, "vacant_since_precision"] = precision
        months = round((work.survey_day - since).days / 30.4375, 1) if since else None
        rows.loc[unit, "vacant_months"] = months if months is None or months >= 0 else None
    elif entry.field == "address":
        rows.loc[unit, "street"] = value[0]
        rows.loc[unit, "house_number"] = house_number_key(value[1]) or None
        if work.moved.get(unit) != "position":
            work.moved[unit] = "address"
    elif entry.field == "position":
        work.moved[unit] = "position"
        _put(work, unit, value)
    else:
        rows.loc[unit, entry.field] = value


def _put(work: Work, unit: str, point: tuple[float, float]) -> None:
    x, y = project(np.array([point[0]]), np.array([point[1]]), source=WGS84, target=work.crs)
    work.rows.loc[unit, "geometry"] = shapely.Point(float(x[0]), float(y[0]))
    work.rows.loc[unit, "located_by"] = "coordinate"
