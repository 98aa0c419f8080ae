"""Read `kooperation.xlsx`: every row answers something, or is accounted for."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from innenstadt_gis.importlog import Row, SourceLog
from innenstadt_gis.ingest.cooperation.model import (
    ANSWERS,
    COLUMNS,
    SHEET,
    Cooperation,
    Entry,
    fault,
    header_of,
)
from innenstadt_gis.ingest.own_sheets import clean, full, rows_below
from innenstadt_gis.ingest.registers.flags import yes_no
from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.ingest.registers.private import collect
from innenstadt_gis.words import Text

__all__ = ["is_header", "read_cooperation", "summed"]

_ID = re.compile(r"u-[0-9a-f]{10}")
_LIST = re.compile(r"\s*(?:[;,\n/&+]|\bund\b)\s*")
_NOBODY = collect([])
#: Words of people who do not know: the answer stays open, and nothing is wrong with the row.
_OPEN = {"", "weiss nicht", "unbekannt", "unklar", "offen", "k a", "ka", "keine angabe", "unknown"}
_PLEASE = {
    "events": Text("eine Zahl oder Namen mit Semikolon", "a number, or names with semicolons"),
    "": Text("ja oder nein, leer heißt unbekannt", "yes or no, blank is unknown"),
}


def read_cooperation(path: Path) -> Cooperation:
    """
    Read who works together.

    Parameters
    ----------
    path
        A workbook with the columns Einheit (u-…) or Adresse, Name, Händlergemeinschaft,
        Gutschein, Gemeinsame Öffnungszeiten (ja/nein), Veranstaltungen (a number, or a list
        that is counted), Bemerkung (not kept).

    Returns
    -------
    Cooperation
        Rows without any answer are non-records; a row that cannot be understood, or whose
        unit or address holds personal data, is rejected, and ``log.notes`` say which and
        what to write, never its value.

    Raises
    ------
    SourceError
        If the file is no workbook or has no such header.
    """
    lines, sheet = _table(path)
    entries: list[Entry] = []
    told: list[Row] = []
    notes: list[Text] = []
    private = 0
    for number, cells in lines:
        entry, faults, found = _entry(number, cells)
        notes += faults
        private += found
        if entry is not None:
            entries.append(entry)
            told.append(Row(sheet, number, "record"))
        elif faults:
            told.append(Row(sheet, number, "rejected", "cooperation_unread"))
        else:
            told.append(Row(sheet, number, "nonrecord", "not_filled_in"))
    log = SourceLog(
        role="cooperation", file=path.name, kind="xlsx",
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(), rows=tuple(told), notes=tuple(notes),
        repairs={"personal_removed": private} if private else {},
    )  # fmt: skip
    return Cooperation(entries=tuple(entries), log=summed(log, told))


def summed(log: SourceLog, rows: Iterable[Row]) -> SourceLog:
    """Count what became of the rows into the log."""
    every = tuple(rows)
    told = Counter(row.outcome for row in every)
    return replace(
        log, rows=every, rows_in=len(every), records=told["record"],
        nonrecords=told["nonrecord"], rejected=told["rejected"],
    )  # fmt: skip


def is_header(found: dict[str, int]) -> bool:
    """Tell whether headers name a unit and at least one answer."""
    return bool({"unit", "address"} & found.keys()) and bool(set(ANSWERS) & found.keys())


def _table(path: Path) -> tuple[list[tuple[int, dict[str, Any]]], str]:
    """Rows below the header that hold anything, with their number; the sheet's name."""
    lines, title = rows_below(
        path, sheet=SHEET, columns=COLUMNS, header_of=header_of, is_header=is_header
    )
    return [(n, {k: clean(cell.value) for k, cell in row.items()}) for n, row in lines], title


def _entry(row: int, cells: dict[str, Any]) -> tuple[Entry | None, list[Text], int]:
    """The row's answers, what is wrong with it, and whether something personal was dropped."""
    given = [key for key in ANSWERS if full(cells.get(key)) and not _is_open(cells[key])]
    if not given:
        return None, [], 0
    unit, address = (str(cells.get(key) or "") for key in ("unit", "address"))
    if not unit and not address:
        return None, [fault(row, "Einheit (u-…) oder Adresse eintragen", "write a unit (u-…) or an address")], 0  # fmt: skip
    if any(_NOBODY.found_in_name(_ID.sub("", text)) for text in (unit, address) if text):
        return None, [fault(
            row, "Einheit oder Adresse enthält persönliche Angaben; bitte entfernen",
            "unit or address holds personal data; please take it out",
        )], 1  # fmt: skip
    answers: dict[str, Any] = {}
    faults: list[Text] = []
    dropped = False
    for key in given:
        value = cells[key]
        dropped |= isinstance(value, str) and _NOBODY.found_in(value)
        answer = _events(value) if key == "events" else yes_no(value, key)
        if answer is None:
            label, please = COLUMNS[key], _PLEASE.get(key, _PLEASE[""])
            faults.append(fault(
                row, f"{label.de} nicht verstanden; bitte {please.de}",
                f"{label.en} not understood; please write {please.en}",
            ))  # fmt: skip
        else:
            answers[key] = answer
    for key in ("name", "remark"):
        value = cells.get(key)
        dropped |= isinstance(value, str) and _NOBODY.found_in(value) and key == "remark"
    if not answers:
        return None, faults, int(dropped)
    name = str(cells.get("name") or "")
    return (
        Entry(row=row, unit=unit, address=address, name=name, answers=answers),
        faults,
        int(dropped),
    )


def _is_open(value: Any) -> bool:
    return (
        isinstance(value, str) and plain(value) in _OPEN and value not in ("-", "–", "+", "✓", "✔")
    )


def _events(value: Any) -> float | None:
    """
    Count events: a number as it stands, names one by one; yes is one, no is none.

    Examples
    --------
    >>> _events(3), _events("Stadtfest; Martinimarkt"), _events("keine"), _events("2 im Jahr")
    (3.0, 2.0, 0.0, 2.0)
    """
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return float(value) if 0 <= value < 1000 else None
    text = str(value).strip()
    number = re.match(r"(?:ca\.?\s*)?(\d{1,3})(?:[.,]0)?(?:\s|x|$)", text)
    if number:
        return float(number[1])
    answer = yes_no(text)
    if answer is not None and not _LIST.search(text):
        return float(answer)
    if _NOBODY.found_in(text) or re.search(r"\d{4}", text):
        return None
    return float(len([part for part in _LIST.split(text) if re.search(r"[^\W\d_]", part)])) or None
