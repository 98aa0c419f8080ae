"""Read `massnahmen.xlsx`: every row is a measure, or named with what to write."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from innenstadt_gis.importlog import Row, SourceLog
from innenstadt_gis.ingest.measures.model import (
    COLUMNS,
    EXAMPLE,
    SHEET,
    Measure,
    Measures,
    read_due,
    read_status,
    read_theme,
    read_value,
)
from innenstadt_gis.ingest.own_sheets import clean, full, headers, rows_below
from innenstadt_gis.ingest.registers.flags import yes_no
from innenstadt_gis.ingest.registers.private import collect, without_persons
from innenstadt_gis.tables.measures import MEASURE_STATUS, NETWORK_THEMES
from innenstadt_gis.words import Text

__all__ = ["read_measures"]

_NOBODY = collect([])
_ID = re.compile(r"u-[0-9a-f]{10}")


def read_measures(path: Path) -> Measures:
    """
    Read the measures of a study.

    Parameters
    ----------
    path
        `massnahmen.xlsx`: sheet "Maßnahmen" with Maßnahme, Ort (u-…, an address, a street,
        "lon, lat", or blank: the whole centre), Thema, Verantwortlich (a role), Termin, Status,
        Kennzahl, Ausgangswert, Zielwert, Bemerkung, Austausch (ja: other towns may
        read of it). Only the first is needed.

    Returns
    -------
    Measures
        ``faults`` name the row and what to write, never the value. A cell that cannot be
        understood is blank, its measure stays; a row without a measure, or whose measure
        names a person, is rejected. Names of persons are taken out wherever they stand. Rows
        that begin with "Beispiel:" are no records.

    Raises
    ------
    SourceError
        If the file is no workbook or has no such sheet or header.
    """
    rows, sheet = _table(path)
    entries: list[Measure] = []
    faults: list[Text] = []
    told: list[Row] = []
    for number, cells in rows:
        name = cells.get("measure", (None, ""))[0]
        if isinstance(name, str) and name.casefold().startswith(EXAMPLE.casefold()):
            told.append(Row(sheet, number, "nonrecord", "example_row"))
            continue
        made, wrong = _entry(number, cells)
        faults += wrong
        if made is None:
            told.append(Row(sheet, number, "rejected", "measure_unread"))
            continue
        entries.append(made)
        told.append(Row(sheet, number, "record"))
    counts = [row.outcome for row in told]
    removed = sum("personal_removed" in entry.repairs for entry in entries)
    log = SourceLog(
        role="measures", file=path.name, kind="xlsx", rows_in=len(told), records=len(entries),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        nonrecords=counts.count("nonrecord"), rejected=counts.count("rejected"), rows=tuple(told),
        notes=tuple(faults), repairs={"personal_removed": removed} if removed else {},
    )  # fmt: skip
    return Measures(file=path.name, entries=tuple(entries), faults=tuple(faults), log=log)


def _table(path: Path) -> tuple[list[tuple[int, dict[str, tuple[Any, str]]]], str]:
    """Rows that hold anything: by column key the value and its number format; the sheet."""
    lines, title = rows_below(
        path, sheet=SHEET, columns=COLUMNS, header_of=lambda row: headers(row, COLUMNS),
        is_header=lambda found: {"measure", "status"} <= found.keys(),
    )  # fmt: skip
    told = [
        (n, {k: (_one_line(cell.value), str(cell.number_format)) for k, cell in row.items()})
        for n, row in lines
    ]
    return told, without_persons(title)


def _one_line(value: Any) -> Any:
    return clean(re.sub(r"\s+", " ", value)) if isinstance(value, str) else value


class _Cells:
    """The cells of one row on their way to a `Measure`, and what was wrong with them."""

    def __init__(self, row: int, cells: dict[str, tuple[Any, str]]) -> None:
        self.row = row
        self.cells = cells
        self.faults: list[Text] = []
        self.repairs: list[str] = []

    def value(self, key: str) -> Any:
        value = self.cells.get(key, (None, ""))[0]
        return value if full(value) else None

    def fault(self, key: str, de: str, en: str) -> None:
        label = COLUMNS[key]
        self.faults.append(
            Text(
                f"{SHEET.de}, Zeile {self.row}, {label.de}: {de}",
                f"{SHEET.en}, row {self.row}, {label.en}: {en}",
            )
        )

    def read(self, key: str, reader: Any, example: Text) -> Any:
        """Read a cell; what it says but cannot be understood is a fault and blank."""
        value = self.value(key)
        if value is None:
            return None
        read = reader(value)
        if read is None:
            self.fault(
                key, f"nicht verstanden; bitte so: {example.de}", f"not understood; please: {example.en}"
            )  # fmt: skip
        return read

    def free(self, key: str) -> str | None:
        """Free text without sentences that speak of persons."""
        value = self.value(key)
        if value is None:
            return None
        text = str(value)
        kept = _NOBODY.cleaned(text)
        if kept != text:
            self.removed(key)
        return kept

    def removed(self, key: str) -> None:
        if "personal_removed" not in self.repairs:
            self.repairs.append("personal_removed")
        self.fault(
            key, "enthielt persönliche Angaben (Name einer Person, Telefon, E-Mail), nicht übernommen",
            "held personal data (a person's name, phone, mail), not taken over",
        )  # fmt: skip


def _entry(row: int, cells: dict[str, tuple[Any, str]]) -> tuple[Measure | None, list[Text]]:
    got = _Cells(row, cells)
    if got.value("measure") is None:
        got.fault("measure", "ist leer; bitte eintragen, was getan wird", "is blank; what is done?")
        return None, got.faults
    name = got.free("measure")
    if name is None:
        return None, got.faults
    status = ", ".join(label.de for label in MEASURE_STATUS.values())
    themes = ", ".join(label.de for label in NETWORK_THEMES.values())
    baseline, target, unit = _values(got)
    made = Measure(
        row=row, measure=name, place=_place(got), responsible=_role(got), indicator=_short(got),
        theme=got.read("theme", read_theme, Text(themes, ", ".join(NETWORK_THEMES))),
        due=got.read("due", read_due, Text("31.10.2026", "31.10.2026")),
        status=got.read("status", read_status, Text(status, ", ".join(MEASURE_STATUS))),
        baseline=baseline, target=target, value_unit=unit, remark=got.free("remark"),
        handed_on=got.read("handed_on", yes_no, Text("ja oder nein", "yes or no")),
        repairs=tuple(got.repairs),
    )  # fmt: skip
    return made, got.faults


def _role(got: _Cells) -> str | None:
    """Who is responsible is a role; a person's name does not belong into a plan for all."""
    value = got.value("responsible")
    if value is None:
        return None
    if _NOBODY.found_in(str(value)):
        got.removed("responsible")
        got.fault(
            "responsible", "bitte eine Rolle oder Stelle eintragen, zum Beispiel Citymanagement",
            "please write a role or office, for example city management",
        )  # fmt: skip
        return None
    return str(value)


def _place(got: _Cells) -> str | None:
    value = got.value("place")
    if value is None:
        return None
    text = str(value)
    if not _NOBODY.found_in_name(_ID.sub("", text)):
        return text
    got.removed("place")
    return without_persons(text) or None


def _short(got: _Cells) -> str | None:
    value = got.value("indicator")
    if value is None:
        return None
    if _NOBODY.found_in(str(value)):
        got.removed("indicator")
        return None
    return str(value)


def _values(got: _Cells) -> tuple[float | None, float | None, str | None]:
    """Values before and after, both in per cent where one is written so."""
    read: list[float | None] = []
    percent = False
    for key in ("baseline", "target"):
        cell, style = got.cells.get(key, (None, ""))
        found = read_value(cell, percent_format="%" in style) if full(cell) else None
        if found is None and full(cell):
            got.fault(key, "keine Zahl; bitte so: 24 oder 24 %", "no number; please: 24 or 24 %")
        read.append(found[0] if found else None)
        percent = percent or bool(found and found[1])
    return read[0], read[1], "%" if percent else None
