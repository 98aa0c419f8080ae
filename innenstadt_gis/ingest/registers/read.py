"""`read_register`: from a table file as a town hall sends it to records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.registers.days import SurveyDay, day_of_file
from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.ingest.registers.interpret import (
    Table,
    day_by_observation,
    day_on_cover,
    tables_of,
)
from innenstadt_gis.ingest.registers.layout import cell
from innenstadt_gis.ingest.registers.legends import Legend, legend_of_sheets, read_legend
from innenstadt_gis.ingest.registers.logs import count_repairs, log_of, notes_of, reading_of
from innenstadt_gis.ingest.registers.mapping_file import (
    find_mapping,
    mapping_path,
    of_another_year,
    read_mapping,
)
from innenstadt_gis.ingest.registers.private import Personal, collect, name_for_all
from innenstadt_gis.ingest.registers.record import Context, read_record
from innenstadt_gis.ingest.registers.return_sheets import take_return_sheets
from innenstadt_gis.ingest.registers.sheets import read_sheets
from innenstadt_gis.mapping import Reading, RegisterMapping
from innenstadt_gis.tables import RECORDS
from innenstadt_gis.words import Text, day

__all__ = ["Register", "read_register", "with_located"]

_DONE_STATUS = {"struck_through": "gone", "marked_done": "occupied"}
# What a register gives that is not ours to keep as it is written: read by later steps.
_GIVEN = {
    "unit_id": "unit_given", "point": "point_given", "gemarkung": "gemarkung_given",
    "flur": "flur_given", "parcel": "parcel_given", "district": "district_given",
}  # fmt: skip
_PRECISION = {
    "month": Text("auf den Monat genau", "to the month"),
    "quarter": Text("auf das Quartal genau", "to the quarter"),
    "season": Text("auf die Jahreszeit genau", "to the season"),
    "year": Text("auf das Jahr genau", "to the year"),
}


@dataclass(frozen=True, eq=False)
class Register:
    """
    A register as read: ``records`` (without places yet), its scope, newest day, log.

    ``personal`` are the values that were taken out; in memory only. ``reading`` is what
    the program understood, ``mapping`` what a person had said.
    """

    records: Any
    scope: str
    survey_day: dt.date
    personal: frozenset[str] = field(repr=False)
    log: SourceLog
    reading: Reading
    mapping: RegisterMapping


def read_register(
    path: Path,
    *,
    survey_day: dt.date | None = None,
    scope: str | None = None,
    mapping: RegisterMapping | None = None,
    prefix: str | None = None,
) -> Register:
    """
    Read a vacancy register of any kind of table, whatever its shape.

    Headers are found and understood by what they say, every non-blank row below becomes a
    record, a non-record (subtotal, legend, heading, exact copy) or is rejected with a
    reason. Personal columns are taken out on read; free text that holds a contact or a
    name is dropped (``personal_removed``). Sheets or columns that are years or quarters
    are surveys of their own day.

    Parameters
    ----------
    path
        The file.
    survey_day
        Day of the survey; None takes the mapping's, else the one that the sheet states
        ("Stand: ..."), else the column "erhoben am", else the file's name.
    scope
        ``"all_units"`` if every unit is listed, ``"vacancies_only"`` if only vacancies;
        None: all units as soon as one row is occupied.
    mapping
        What a person said about this file; wins over every guess. It is joined with what
        a return copy says that was saved as the register; None looks beside the file
        (see `mapping_file.find_mapping`).
    prefix
        Stands before the file's stem in the ids of records, where two registers share it.

    Returns
    -------
    Register
        Records keep `tables.RECORDS`; ``located_by`` is "none" until `locate.locate`. Blank
        status is "unknown", blank areas and dates were not stated or not understood. Given
        coordinates ride along as ``x_given``, ``y_given``, a given unit as ``unit_given``.

    Raises
    ------
    SourceError
        If no table is found in the file, or it tells no day.
    """
    kind, sheets = read_sheets(path)
    sheets, answered = take_return_sheets(path.name, sheets)
    name_for_all(sheets)
    notes: list[Text] = []
    if mapping is None:
        beside = find_mapping(path, sheets=sheets)
        mapping = read_mapping(beside) if beside else RegisterMapping()
        if beside and beside != mapping_path(path):
            mapping = of_another_year(mapping)
        if beside:
            notes.append(Text(f"Zuordnung aus {beside.name}", f"mapping from {beside.name}"))
    mapping = answered.over(mapping)
    notes += mapping.faults
    tables, skipped = tables_of(sheets, mapping)
    if not tables:
        raise _no_table(path)
    stated = survey_day or mapping.survey_day
    if not stated and not any(table.day for table in tables):
        cover = day_on_cover(sheets, tables)
        tables = [replace(table, day=cover) for table in tables]
    tables, newest = _with_days(path, tables, stated, notes)
    personal = _personal(tables)
    used = {id(table.sheet) for table in tables}
    shared = legend_of_sheets(sheet for sheet in sheets if id(sheet) not in used)
    records = _records(path, tables, personal, mapping, shared, prefix=prefix)
    notes += notes_of(sheets, tables, skipped, records)
    scope = scope or mapping.scope
    if scope is None:
        scope = "all_units" if bool((records["status"] == "occupied").any()) else "vacancies_only"
    return Register(
        records=records,
        scope=scope,
        survey_day=newest,
        personal=personal.values,
        log=log_of(path, kind, tables, records, notes=tuple(notes)),
        reading=reading_of(path, kind, tables, records, mapping=mapping, personal=personal),
        mapping=mapping,
    )


def with_located(log: SourceLog, records: pd.DataFrame) -> SourceLog:
    """
    Complete the log of a register after `locate.locate`: ways of locating and repairs.

    ``records`` may hold other sources too; only rows of this file count.
    """
    mine = records[records["source_file"] == log.file]
    located = mine["located_by"].value_counts().sort_index()
    return replace(
        log,
        located={str(way): int(count) for way, count in located.items()},
        repairs=count_repairs(mine["repairs"]),
    )


def _no_table(path: Path) -> SourceError:
    beside = path.stem + ".zuordnung.toml"
    return SourceError(
        de=f"{path.name}: keine Kopfzeile gefunden (gesucht: z. B. Straße, Hausnr., Status). "
        f"Spaltenüberschriften ergänzen oder in {beside} sagen, was die Spalten bedeuten "
        '([columns] "Spalte 1" = "street") und wo die Kopfzeile steht (header_row)',
        en=f"{path.name}: no header found (wanted: e.g. street, house number, status). "
        f'Add column headers or say in {beside} what the columns mean ([columns] "Spalte 1" = '
        '"street") and where the header stands (header_row)',
    )


def _with_days(
    path: Path, tables: list[Table], stated: dt.date | None, notes: list[Text]
) -> tuple[list[Table], dt.date]:
    """Give every table its day; a day that the study states holds where there is one survey."""
    own = {table.day.day for table in tables if table.day}
    if len(own) > 1:
        rest = stated or max(own)
        dated = [t if t.day else replace(t, day=SurveyDay(rest, "day")) for t in tables]
        told = sorted({t.day for t in dated if t.day})
        days = ", ".join(day(one.day) for one in told)
        notes.append(Text(f"{len(told)} Erhebungen: {days}", f"{len(told)} surveys: {days}"))
        notes += [_precision(one) for one in told if one.precision in _PRECISION]
        return dated, max(t.day.day for t in dated if t.day)
    found = next((table.day for table in tables if table.day), None)
    if stated is not None:
        if found and found.day != stated and found.precision not in _PRECISION:
            notes.append(
                Text(
                    f"Stand im Blatt: {day(found.day)}; es gilt der Stichtag der Studie: {day(stated)}",
                    f"day in the sheet: {found.day}; the study's survey day holds: {stated}",
                )
            )
        return [replace(t, day=SurveyDay(stated, "day")) for t in tables], stated
    if found is None:
        found = day_by_observation(tables)
        if found:
            notes.append(
                Text(
                    f"Stichtag aus der Spalte 'erhoben am': {day(found.day)}",
                    f"survey day from the column 'observed on': {found.day}",
                )
            )
    if found is None:
        found = day_of_file(path)
        if found:
            notes.append(
                Text(
                    f"Stichtag nur aus dem Dateinamen: {day(found.day)}; bitte prüfen",
                    f"survey day from the file's name alone: {found.day}; please check",
                )
            )
    if found is None:
        raise SourceError(
            de=f"{path.name}: kein Stichtag. In study.toml unter [[registers]] ergänzen: "
            "survey_day = 2024-10-01",
            en=f"{path.name}: no survey day. Add under [[registers]] in study.toml: "
            "survey_day = 2024-10-01",
        )
    if found.precision in _PRECISION:
        notes.append(_precision(found))
    return [replace(t, day=found) for t in tables], found.day


def _precision(told: SurveyDay) -> Text:
    words = _PRECISION[told.precision]
    return Text(
        f"Stichtag {day(told.day)} ist nur {words.de} bekannt",
        f"survey day {told.day} is known {words.en} only",
    )


def _personal(tables: list[Table]) -> Personal:
    return collect(
        cell(table.sheet, row, column)
        for table in tables
        for column in table.header.columns("personal")
        for row in range(table.header.last + 1, table.header.end(table.sheet))
    )


def _records(
    path: Path,
    tables: list[Table],
    personal: Personal,
    mapping: RegisterMapping,
    shared: Legend,
    *,
    prefix: str | None,
) -> Any:
    rows: list[dict[str, Any]] = []
    stem = f"{prefix}/{path.stem}" if prefix else path.stem
    for table in tables:
        name, when = table.sheet.name, table.day
        assert when is not None
        context = _context(table, when.day, personal, mapping, shared)
        for line in table.lines:
            if line.outcome != "record":
                continue
            record = read_record(context, line.row, heading=table.headings.get(line.row))
            _settle_done(record, table.done.get(line.row))
            part = f":{table.header.part}" if table.header.part else ""
            record |= {
                "record_id": f"reg:{stem}:{name or ''}:{line.row + 1}{part}",
                "source_sheet": name,
                "source_row": line.row + 1,
                "survey_day": pd.Timestamp(when.day),
            }
            for field_name, column in _GIVEN.items():
                record.setdefault(column, _given(table, line.row, field_name, personal))
            rows.append(record)
    return _frame(path, rows)


def _context(
    table: Table, when: dt.date, personal: Personal, mapping: RegisterMapping, shared: Legend
) -> Context:
    """Give a table its words: a person's before its own legend's before those of the file."""
    rows = [line.row for line in table.lines if line.reason == "legend"]
    own = read_legend(table.sheet, rows)
    words = {plain(word): status for word, status in mapping.status.items()}
    return Context(
        sheet=table.sheet,
        header=table.header,
        legend=Legend(words, dict(mapping.colours)).over(own).over(shared),
        survey_day=when,
        personal=personal,
        merged_rows=table.merged_rows,
        street_of_sheet=table.street_of_sheet,
        mapping=mapping,
    )


def _settle_done(record: dict[str, Any], code: str | None) -> None:
    """An entry that is struck out is gone, one marked done is let again: both said so."""
    if code is None:
        return
    if not (code == "marked_done" and record["status"] == "gone"):
        record["status"] = _DONE_STATUS[code]
    record["vacant_months"] = None
    told = [c for c in (record["repairs"] or "").split(";") if c and c != "status_unread"]
    record["repairs"] = ";".join([*told, code])


def _given(table: Table, row: int, means: str, personal: Personal) -> Any:
    """Cell of a column that rides along as it is written, for `locate` and linking."""
    told: Iterable[Any] = (cell(table.sheet, row, c) for c in table.header.columns(means))
    value = next((value for value in told if value is not None), None)
    return personal.public(value, means) if isinstance(value, str) else value


def _frame(path: Path, rows: list[dict[str, Any]]) -> Any:
    frame = pd.DataFrame(rows, columns=sorted({key for row in rows for key in row}), dtype=object)
    frame = frame.set_index("record_id") if rows else frame
    frame["source_file"] = path.name
    frame["source"] = f"register:{path.name}"
    frame["located_by"] = "none"
    for column in ("vacant_since", "observed_on", "survey_day"):
        if column in frame:
            frame[column] = pd.to_datetime(frame[column])
    _mark_copies(frame)
    done = RECORDS.conform(frame)
    for column in [name for name in frame.columns if str(name).endswith("_given")]:
        pair = {"x_given": "y_given", "y_given": "x_given"}.get(column, column)
        if frame[[column, pair]].notna().any(axis=None):
            done[column] = frame[column]
    return done


def _mark_copies(frame: pd.DataFrame) -> None:
    """Mark rows that say exactly the same: two alike units, or one written twice."""
    if "raw" not in frame or frame.empty:
        return
    sheets, days = frame["source_sheet"].fillna("").astype("str"), frame["survey_day"].astype("str")
    floors = frame["floor"].fillna("").astype("str")
    twice = (sheets + days + floors + frame["raw"].astype("str")).duplicated()
    old = frame.loc[twice, "repairs"]
    frame.loc[twice, "repairs"] = [
        f"{o};possible_duplicate" if o else "possible_duplicate" for o in old
    ]
