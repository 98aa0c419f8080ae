"""`read_register`: from a table file as a town hall sends it to records."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import Row, SourceLog
from innenstadt_gis.ingest.registers.headers import Header, find_header
from innenstadt_gis.ingest.registers.private import Personal, collect, looks_personal
from innenstadt_gis.ingest.registers.record import Context, read_record
from innenstadt_gis.ingest.registers.rows import Line, cell, classify, fill_merged, read_legend
from innenstadt_gis.ingest.registers.sheets import Sheet, read_sheets
from innenstadt_gis.ingest.registers.status import speaks_of_status
from innenstadt_gis.ingest.registers.values import read_since
from innenstadt_gis.tables import RECORDS
from innenstadt_gis.words import Text, day

__all__ = ["Register", "read_register", "with_located"]

_DAY = re.compile(
    r"(?:stand|stichtag|erhebung|erhoben|begehung|aufnahme|kartierung|datum)\w*\W{0,3}"
    r"(?:vom|am|zum|im)?\s*(\d{1,2}\.\s*\d{1,2}\.\s*\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{4})",
    re.IGNORECASE,
)
_GENERIC_SHEET = re.compile(r"^(?:tabelle|sheet|blatt|table|daten|liste)?\s*\d*$", re.IGNORECASE)
_NO_STREET_SHEET = re.compile(
    r"\d{4}|leerstand|kataster|register|erhebung|erfassung|innenstadt|übersicht", re.IGNORECASE
)


@dataclass(frozen=True, eq=False)
class Register:
    """
    A register as read: ``records`` (without places yet), its scope, day, log.

    ``personal`` are the values that were taken out; in memory only.
    """

    records: Any
    scope: str
    survey_day: dt.date
    personal: frozenset[str] = field(repr=False)
    log: SourceLog


@dataclass(slots=True)
class _Table:
    """One sheet with its header, its lines and the streets that merged cells gave."""

    sheet: Sheet
    header: Header
    lines: list[Line]
    merged_rows: frozenset[int]


def read_register(
    path: Path, *, survey_day: dt.date | None = None, scope: str | None = None
) -> Register:
    """
    Read a vacancy register from xlsx, xls, ods or csv, whatever its shape.

    Headers are found and understood by what they say, every non-blank row below becomes a
    record, a non-record (subtotal, legend, heading, exact copy) or is rejected with a
    reason. Personal columns are taken out on read; free text that holds a contact or a
    name is dropped (``personal_removed``).

    Parameters
    ----------
    path
        The file.
    survey_day
        Day of the survey; None takes the one that the sheet states ("Stand: ...").
    scope
        ``"all_units"`` if every unit is listed, ``"vacancies_only"`` if only vacancies;
        None: all units as soon as one row is occupied.

    Returns
    -------
    Register
        Records keep `tables.RECORDS`; ``located_by`` is "none" until `locate.locate`. Blank
        status is "unknown", blank areas and dates were not stated or not understood. Given
        coordinates ride along as ``x_given``, ``y_given``.

    Raises
    ------
    SourceError
        If no table is found in the file, or it tells no day.
    """
    kind, sheets = read_sheets(path)
    tables = [_table(sheet, header) for sheet in sheets if (header := find_header(sheet))]
    if not tables:
        raise SourceError(
            de=f"{path.name}: keine Kopfzeile gefunden (gesucht: z. B. Straße, Hausnr., Status). "
            "Die Spaltenüberschriften müssen in einer der ersten 40 Zeilen stehen",
            en=f"{path.name}: no header found (wanted: e.g. street, house number, status). "
            "The column headers must stand in one of the first 40 rows",
        )
    told = _told_day(tables)
    when = survey_day or told
    if when is None:
        raise SourceError(
            de=f"{path.name}: kein Stichtag. In study.toml unter [[registers]] ergänzen: "
            "survey_day = 2024-10-01",
            en=f"{path.name}: no survey day. Add under [[registers]] in study.toml: "
            "survey_day = 2024-10-01",
        )
    personal = _personal(tables)
    records = _records(path, tables, when, personal)
    notes = tuple(_notes(sheets, tables, records, when, told))
    log = _log(path, kind, tables, records, notes=notes)
    if scope is None:
        scope = "all_units" if bool((records["status"] == "occupied").any()) else "vacancies_only"
    return Register(records, scope, when, personal.values, log)


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
        repairs=_count(mine["repairs"]),
    )


def _table(sheet: Sheet, header: Header) -> _Table:
    lines = classify(sheet, header)
    rows = [line.row for line in lines if line.outcome == "record"]
    fields = dict(header.fields)
    for column, name in header.fields.items():
        values = [cell(sheet, row, column) for row in rows]
        if name == "condition_or_status":
            fields[column] = "status" if speaks_of_status(values) else "condition"
        elif name == "plain_name":
            fields[column] = "personal" if looks_personal(values) else "name"
        elif name in ("unknown", "use", "kept") and looks_personal(values):
            fields[column] = "personal"
    settled = replace(header, fields=fields)
    return _Table(sheet, settled, lines, frozenset(fill_merged(sheet, settled)))


def _told_day(tables: list[_Table]) -> dt.date | None:
    """Day that the title rows or, failing that, the names of the sheets state."""
    for table in tables:
        for row in table.sheet.rows[: table.header.first]:
            for value in row:
                if isinstance(value, dt.datetime):
                    return value.date()
                found = _DAY.search(value) if isinstance(value, str) else None
                if found:
                    since = read_since(found[1].replace(" ", ""), dt.date(2999, 1, 1))
                    if since.day:
                        return since.day
    return None


def _personal(tables: list[_Table]) -> Personal:
    cells = [
        cell(table.sheet, row, column)
        for table in tables
        for column in table.header.columns("personal")
        for row in range(table.header.last + 1, len(table.sheet.rows))
    ]
    return collect(cells)


def _records(path: Path, tables: list[_Table], when: dt.date, personal: Personal) -> Any:
    rows: list[dict[str, Any]] = []
    for table in tables:
        name = table.sheet.name
        streetless = not table.header.columns("street", "address")
        context = Context(
            sheet=table.sheet,
            header=table.header,
            legend=read_legend(table.sheet, table.lines),
            survey_day=when,
            personal=personal,
            merged_rows=table.merged_rows,
            street_of_sheet=name if streetless and _is_street_name(name) else None,
        )
        heading: str | None = None
        for line in table.lines:
            if line.reason == "heading" and streetless:
                heading = next(str(v) for v in table.sheet.rows[line.row] if v is not None)
            if line.outcome != "record":
                continue
            record = read_record(context, line.row, heading=heading)
            record["record_id"] = f"reg:{path.stem}:{name or ''}:{line.row + 1}"
            record |= {"source_sheet": name, "source_row": line.row + 1}
            rows.append(record)
    return _frame(path, rows, when)


def _is_street_name(name: str | None) -> bool:
    return (
        bool(name)
        and not _GENERIC_SHEET.match(name or "")
        and not _NO_STREET_SHEET.search(name or "")
    )


def _frame(path: Path, rows: list[dict[str, Any]], when: dt.date) -> Any:
    frame = pd.DataFrame(rows, columns=sorted({key for row in rows for key in row}), dtype=object)
    frame = frame.set_index("record_id") if rows else frame
    frame["source_file"] = path.name
    frame["source"] = f"register:{path.name}"
    frame["survey_day"] = pd.Timestamp(when)
    frame["located_by"] = "none"
    for column in ("vacant_since", "observed_on"):
        if column in frame:
            frame[column] = pd.to_datetime(frame[column])
    _mark_copies(frame)
    done = RECORDS.conform(frame)
    if rows and frame["x_given"].notna().any():
        done["x_given"] = frame["x_given"]
        done["y_given"] = frame["y_given"]
    return done


def _mark_copies(frame: pd.DataFrame) -> None:
    """Mark rows that say exactly the same: two alike units, or one written twice."""
    if "raw" not in frame or frame.empty:
        return
    key = frame["source_sheet"].fillna("").astype("str") + frame["raw"].astype("str")
    twice = key.duplicated()
    old = frame.loc[twice, "repairs"]
    frame.loc[twice, "repairs"] = [
        f"{o};possible_duplicate" if o else "possible_duplicate" for o in old
    ]


def _count(repairs: pd.Series) -> dict[str, int]:
    told = Counter(code for text in repairs.dropna() for code in str(text).split(";") if code)
    return dict(sorted(told.items()))


def _log(
    path: Path, kind: str, tables: list[_Table], records: Any, *, notes: tuple[Text, ...]
) -> SourceLog:
    rows = tuple(
        Row(table.sheet.name, line.row + 1, line.outcome, line.reason)
        for table in tables
        for line in table.lines
    )
    outcomes = Counter(row.outcome for row in rows)
    return SourceLog(
        role="register",
        file=path.name,
        kind=kind,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        day=str(records["survey_day"].max())[:10] if len(records) else "",
        rows_in=len(rows),
        records=outcomes["record"],
        nonrecords=outcomes["nonrecord"],
        rejected=outcomes["rejected"],
        rows=rows,
        repairs=_count(records["repairs"]),
        located={"none": len(records)} if len(records) else {},
        notes=notes,
    )


def _notes(
    sheets: list[Sheet], tables: list[_Table], records: Any, when: dt.date, told: dt.date | None
) -> list[Text]:
    notes = []
    if told and told != when:
        notes.append(
            Text(
                f"Stand im Blatt: {day(told)}; es gilt der Stichtag der Studie: {day(when)}",
                f"day in the sheet: {told}; the study's survey day holds: {when}",
            )
        )
    known = {id(table.sheet) for table in tables}
    notes += [
        Text(
            f"Blatt '{sheet.name}': keine Kopfzeile gefunden, nicht gelesen",
            f"sheet '{sheet.name}': no header found, not read",
        )
        for sheet in sheets
        if id(sheet) not in known and any(v is not None for row in sheet.rows for v in row)
    ]
    unknown = sorted(
        {t.header.labels[c] for t in tables for c in t.header.columns("unknown")} - {""}
    )
    if unknown:
        notes.append(
            Text(
                f"Spalten ohne bekannte Bedeutung, als Rohwerte behalten: {', '.join(unknown)}",
                f"columns of unknown meaning, kept as raw values: {', '.join(unknown)}",
            )
        )
    hidden = sum(sheet.hidden for sheet in sheets)
    if hidden:
        notes.append(
            Text(
                f"{hidden} ausgeblendete Zeilen wurden mitgelesen",
                f"{hidden} hidden rows were read too",
            )
        )
    coloured = int(records["repairs"].str.contains("colour_only", na=False).sum())
    if coloured:
        notes.append(
            Text(
                f"Bedeutung nur als Farbe: {coloured} Zeilen, Status unbekannt. Bitte den Status "
                "in Worten eintragen oder die Farben in einer Legende erklären",
                f"meaning told by colour only: {coloured} rows, status unknown. Write the status "
                "in words or explain the colours in a legend",
            )
        )
    return notes
