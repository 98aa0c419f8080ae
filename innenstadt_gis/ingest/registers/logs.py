"""What is said about a register that was read: its log, notes, and what was understood."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from innenstadt_gis.importlog import Row, SourceLog
from innenstadt_gis.ingest.registers.interpret import Skipped, Table
from innenstadt_gis.ingest.registers.layout import cell
from innenstadt_gis.ingest.registers.private import Personal
from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.ingest.registers.status import read_status
from innenstadt_gis.mapping import FIELDS, ColumnReading, Reading, RegisterMapping, SheetReading
from innenstadt_gis.words import Text

__all__ = ["count_repairs", "log_of", "notes_of", "reading_of"]

_SAMPLES = 3
_LONGEST_SAMPLE = 40


def count_repairs(repairs: pd.Series) -> dict[str, int]:
    """How often each code of a repair stands in a column ``repairs``."""
    told = Counter(code for text in repairs.dropna() for code in str(text).split(";") if code)
    return dict(sorted(told.items()))


def log_of(
    path: Path, kind: str, tables: Iterable[Table], records: Any, *, notes: tuple[Text, ...]
) -> SourceLog:
    """Account for every non-blank row below the headers."""
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
        repairs=count_repairs(records["repairs"]),
        located={"none": len(records)} if len(records) else {},
        notes=notes,
    )


def notes_of(
    sheets: Sequence[Sheet], tables: Sequence[Table], skipped: Iterable[Skipped], records: Any
) -> list[Text]:
    """What a person should know about how the file was read."""
    notes = [
        Text(f"Blatt '{one.name}': {one.why.de}", f"sheet '{one.name}': {one.why.en}")
        for one in skipped
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
    notes += _guessed(tables)
    if any(t.header.last < t.header.first for t in tables):
        notes.append(
            Text(
                "Kopfzeile fehlt; Spalten nur nach ihrem Inhalt gedeutet, bitte prüfen",
                "the header is missing; columns read by their content alone, please check",
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
    layouts = {tuple(sorted(filter(None, t.header.labels.values()))) for t in tables if t.day}
    if len(layouts) > 1 and len({t.day.day for t in tables if t.day}) > 1:
        notes.append(
            Text(
                "Die Erhebungen haben verschiedene Spalten; jede wurde für sich gedeutet",
                "the surveys have different columns; each was read by itself",
            )
        )
    return notes + [note for sheet in sheets for note in sheet.notes]


def _guessed(tables: Sequence[Table]) -> list[Text]:
    guesses = {
        table.header.shown(column): (name, how, sure)
        for table in tables
        for column, (how, sure) in table.header.how.items()
        if how in ("fuzzy", "content")
        and (name := table.header.read_as.get(column, table.header.fields[column])) in FIELDS
    }
    said = [
        (f"{label} = {FIELDS[name].de} ({sure:.0%})", f"{label} = {FIELDS[name].en} ({sure:.0%})")
        for label, (name, how, sure) in sorted(guesses.items())
        if sure < 1
    ]
    if not said:
        return []
    return [
        Text(
            "Spalten vermutet, bitte prüfen: " + "; ".join(de for de, _ in said),
            "columns guessed, please check: " + "; ".join(en for _, en in said),
        )
    ]


def reading_of(
    path: Path,
    kind: str,
    tables: Sequence[Table],
    records: Any,
    *,
    mapping: RegisterMapping,
    personal: Personal,
) -> Reading:
    """What the program took each column, word and colour for; no sample names a person."""
    sheets = []
    seen: set[tuple[str | None, int, int]] = set()
    for table in tables:
        header = table.header
        at = (table.sheet.name, header.first, min(header.labels, default=0))
        if at in seen:
            continue
        seen.add(at)
        sheets.append(
            SheetReading(
                name=table.sheet.name,
                header_first=header.first + 1,
                header_last=header.last + 1,
                columns=tuple(_column(table, column, personal) for column in header.own_columns()),
                survey_day=table.day.day if table.day else None,
                street=table.street_of_sheet,
            )
        )
    return Reading(
        file=path.name, kind=kind, sheets=tuple(sheets), colours=_colours(tables, records),
        words=_words(tables, personal), mapping=mapping,
    )  # fmt: skip


def _record_rows(table: Table) -> list[int]:
    """Rows that are units: a subtotal is no sample, its words are no status."""
    return [line.row for line in table.lines if line.outcome == "record"]


def _column(table: Table, column: int, personal: Personal) -> ColumnReading:
    header = table.header
    rule = header.rules.get(column)
    means = rule.means if rule else header.read_as.get(column, header.fields[column])
    how, sure = header.how.get(column, ("none", 0.0))
    samples: tuple[str, ...] = ()
    if means != "personal":
        cells = (cell(table.sheet, row, column) for row in _record_rows(table))
        texts = dict.fromkeys(str(value) for value in cells if value is not None)
        clean = (t[:_LONGEST_SAMPLE] for t in texts if personal.public(t, means) == t)
        samples = tuple(islice(clean, _SAMPLES))
    return ColumnReading(
        column=column,
        label=header.shown(column),
        means=means,
        confidence=sure if means != "unknown" else 0.0,
        how=how if means != "unknown" else "none",
        samples=samples,
        unit=rule.unit if rule else None,
    )


def _colours(
    tables: Sequence[Table], records: Any
) -> dict[str, tuple[tuple[str | None, int], ...]]:
    """Fill colours of the rows whose status is told by nothing else, or by a mapping."""
    told = records["repairs"].str.contains("colour_only|status_from_colour", na=False)
    wanted = {
        (None if pd.isna(sheet) else sheet, int(row))
        for sheet, row in zip(
            records.loc[told, "source_sheet"], records.loc[told, "source_row"], strict=True
        )
    }
    found: dict[str, set[tuple[str | None, int]]] = defaultdict(set)
    for table in {id(t.sheet): t for t in tables}.values():
        for (row, _), colour in table.sheet.fills.items():
            if (table.sheet.name, row + 1) in wanted:
                found[colour].add((table.sheet.name, row + 1))
    return {
        colour: tuple(sorted(rows, key=lambda r: (r[0] or "", r[1])))
        for colour, rows in sorted(found.items())
    }


def _words(tables: Sequence[Table], personal: Personal) -> dict[str, tuple[int, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for table in tables:
        for name in ("status", "vacant", "occupied"):
            for column in table.header.columns(name):
                if column in table.header.assumed:
                    continue
                cells = (cell(table.sheet, row, column) for row in _record_rows(table))
                counts.update((str(value).strip(), name) for value in cells if value is not None)
    told: dict[str, tuple[int, str]] = {}
    for (word, name), often in sorted(counts.items()):
        if personal.public(word, name) != word:
            continue
        told[word] = (told.get(word, (0, ""))[0] + often, read_status(word, header=name).status)
    return told
