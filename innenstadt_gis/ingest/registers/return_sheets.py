"""The sheets that a return copy adds, read back: what a person chose, ticked and wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.ingest.registers.sheets import Sheet, read_sheets
from innenstadt_gis.mapping import (
    COPY_FILLS,
    COPY_NOTE,
    COPY_REPORT,
    COPY_SHEETS,
    FIELDS,
    SURVEY_SHEETS,
    UNITS,
    ColumnRule,
    RegisterMapping,
    SheetRule,
)
from innenstadt_gis.tables import STATUS
from innenstadt_gis.words import Text

__all__ = ["field_of", "read_return_copy", "status_of", "take_return_sheets"]

_HEADER_ROW = 2  # from 0
_NO = {"nein", "no", "n", "0", "falsch", "false"}
_YES = {"ja", "yes", "j", "y", "x", "1", "wahr", "true"}


def field_of(word: str) -> str | None:
    """
    Tell which key of `FIELDS` a word names: the key, or its label in either language.

    Examples
    --------
    >>> field_of("street"), field_of("Verkaufsfläche"), field_of("Wetter")
    ('street', 'sales_area', None)
    """
    return _key(word, FIELDS)


def status_of(word: str) -> str | None:
    """
    Tell which key of `tables.STATUS` a word names: the key, or its label.

    Examples
    --------
    >>> status_of("vacant"), status_of("leer"), status_of("rot")
    ('vacant', 'vacant', None)
    """
    return _key(word, STATUS)


def _key(word: str, labels: Any) -> str | None:
    text = " ".join(str(word).split()).casefold()
    if text in labels:
        return text
    return next((k for k, told in labels.items() if text in {t.casefold() for t in told}), None)


def take_return_sheets(file: str, sheets: list[Sheet]) -> tuple[list[Sheet], RegisterMapping]:
    """
    Part a file's own sheets from those that a return copy added, and read the latter.

    Fills and comments by which the return copy marked the list itself are taken away:
    they mean nothing about the units.
    """
    own: list[Sheet] = []
    told: dict[str, Sheet] = {}
    sheets = [sheet for sheet in sheets if not _beside_the_survey(sheet)] or sheets
    for sheet in sheets:
        key = next((k for k, copy in COPY_SHEETS.items() if sheet.name in copy.name), None)
        if key is not None and _heads(sheet, key):
            told[key] = sheet
        else:
            own.append(sheet)
    if not told:
        return sheets, RegisterMapping()
    own = [s for s in own if s.name not in COPY_REPORT and not (s.name or "").startswith("_")]
    marks = set(COPY_FILLS.values())
    for sheet in own:
        sheet.fills = {at: colour for at, colour in sheet.fills.items() if colour not in marks}
        sheet.comments = {
            at: note for at, note in sheet.comments.items() if not note.startswith(COPY_NOTE)
        }
    return own, _mapping(file, told)


def _beside_the_survey(sheet: Sheet) -> bool:
    """Tell whether this is the guide or the list of words of our own survey workbook."""
    first = str(sheet.rows[0][0]) if sheet.rows and sheet.rows[0] else ""
    return any(
        sheet.name in name and first.startswith(tuple(start)) for name, start in SURVEY_SHEETS
    )


def read_return_copy(path: Path) -> RegisterMapping:
    """
    Read the answers in a return copy; blank answers say nothing.

    Raises
    ------
    SourceError
        If the file has no sheet of a return copy. An answer that cannot be understood is
        one of the mapping's ``faults``; the others hold.
    """
    _, sheets = read_sheets(path)
    own, mapping = take_return_sheets(path.name, sheets)
    if mapping == RegisterMapping() and len(own) == len(sheets):
        name = COPY_SHEETS["columns"].name
        raise SourceError(
            de=f"{path.name}: kein Blatt '{name.de}'; das ist keine Rückgabekopie",
            en=f"{path.name}: no sheet '{name.en}'; this is no return copy",
        )
    return mapping


def _heads(sheet: Sheet, key: str) -> dict[str, int]:
    """Columns of such a sheet by their German or English header."""
    if len(sheet.rows) <= _HEADER_ROW:
        return {}
    row = [
        " ".join(str(v).split()).casefold() if v is not None else ""
        for v in sheet.rows[_HEADER_ROW]
    ]
    found = {}
    for name, title in COPY_SHEETS[key].columns.items():
        at = next((row.index(t.casefold()) for t in title if t.casefold() in row), None)
        if at is not None:
            found[name] = at
    return found


def _answers(sheet: Sheet, key: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows below the header as texts by column name, with the row as Excel shows it."""
    heads = _heads(sheet, key)
    for number, row in enumerate(sheet.rows[_HEADER_ROW + 1 :], start=_HEADER_ROW + 2):
        texts = {}
        for name, at in heads.items():
            value = row[at] if at < len(row) else None
            if isinstance(value, float) and value.is_integer():
                value = int(value)
            texts[name] = "" if value is None else str(value).strip().removeprefix("'")
        if any(texts.values()):
            yield number, texts


def _mapping(file: str, told: dict[str, Sheet]) -> RegisterMapping:
    faults: list[Text] = []
    columns, sheets = _columns(told.get("columns"), faults)
    return RegisterMapping(
        columns=columns,
        sheets=sheets,
        status=_statuses(told.get("words"), "words", "word", faults),
        colours=_statuses(told.get("colours"), "colours", "colour", faults),
        addresses=_addresses(told.get("not_found"), faults),
        links=_links(told.get("links"), faults),
        faults=tuple(Text(f"{file}, {fault.de}", f"{file}, {fault.en}") for fault in faults),
    )


def _fault(key: str, row: int, word: str) -> Text:
    name = COPY_SHEETS[key].name
    return Text(
        f"Blatt '{name.de}', Zeile {row}: '{word}' steht nicht zur Wahl; bitte aus der Liste wählen",
        f"sheet '{name.en}', row {row}: '{word}' is no choice; please choose from the list",
    )


def _columns(
    sheet: Sheet | None, faults: list[Text]
) -> tuple[dict[str, ColumnRule], dict[str, SheetRule]]:
    if sheet is None:
        return {}, {}
    said: dict[str, dict[str, ColumnRule | None]] = {}
    for row, told in _answers(sheet, "columns"):
        header = told.get("header", "")
        if not header:
            continue
        choice, unit = told.get("choice", ""), told.get("unit", "")
        means = field_of(choice) if choice else None
        if choice and means is None:
            faults.append(_fault("columns", row, choice))
        if unit and unit not in UNITS:
            faults.append(_fault("columns", row, unit))
            unit = ""
        if not choice and unit:  # the guess was right, but for its unit
            means = field_of(told.get("guess", ""))
        rule = ColumnRule(means=means, unit=unit or None) if means else None
        said.setdefault(header, {})[told.get("sheet", "")] = rule
    columns: dict[str, ColumnRule] = {}
    by_sheet: dict[str, dict[str, ColumnRule]] = {}
    for header, rules in said.items():
        given = [rule for rule in rules.values() if rule is not None]
        if given and all(rule == given[0] for rule in rules.values()):
            columns[header] = given[0]  # the same on every sheet that has it
            continue
        for name, rule in rules.items():
            if rule is not None:
                by_sheet.setdefault(name, {})[header] = rule
    return columns, {name: SheetRule(columns=rules) for name, rules in by_sheet.items()}


def _statuses(sheet: Sheet | None, key: str, of: str, faults: list[Text]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row, told in _answers(sheet, key) if sheet else ():
        choice = told.get("choice", "")
        if not choice or not told.get(of):
            continue
        status = status_of(choice)
        if status is None:
            faults.append(_fault(key, row, choice))
        else:
            found[told[of]] = status
    return found


def _addresses(sheet: Sheet | None, faults: list[Text]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row, told in _answers(sheet, "not_found") if sheet else ():
        written, other = told.get("address", ""), told.get("other", "")
        ticked = [
            told.get(f"candidate_{n}", "")
            for n in (1, 2, 3)
            if (mark := told.get(f"tick_{n}", "")) and plain(mark) not in _NO
        ]
        ticked = [candidate for candidate in ticked if candidate]
        if not written or not (other or ticked):
            continue
        if not other and len(ticked) > 1:
            name = COPY_SHEETS["not_found"].name
            faults.append(
                Text(
                    f"Blatt '{name.de}', Zeile {row}: {len(ticked)} Vorschläge angekreuzt; bitte nur einen",
                    f"sheet '{name.en}', row {row}: {len(ticked)} candidates ticked; please tick one",
                )
            )
            continue
        found[written] = other or ticked[0]
    return found


def _links(sheet: Sheet | None, faults: list[Text]) -> dict[str, str]:
    """Answers about last year's units; a row is one unit, and a unit one row, or nothing is said."""
    found: dict[str, str] = {}
    taken: dict[str, str] = {}
    for row, told in _answers(sheet, "links") if sheet else ():
        answer, identity = plain(told.get("same", "")), told.get("identity", "")
        unit = told.get("unit", "")
        if not re.search(r"\w", identity):
            continue
        if answer in _NO:
            found.setdefault(identity, "new")
        elif answer in _YES and unit:
            if found.get(identity, "new") not in ("new", unit) or taken.get(unit) not in (
                None,
                identity,
            ):
                faults.append(_twice(row))
                continue
            found[identity], taken[unit] = unit, identity
        elif answer:
            faults.append(_fault("links", row, told["same"]))
    return found


def _twice(row: int) -> Text:
    name = COPY_SHEETS["links"].name
    return Text(
        f"Blatt '{name.de}', Zeile {row}: schon anders zugeordnet; eine Einheit ist nur eine Zeile der "
        "Liste, bitte nur eines mit ja beantworten",
        f"sheet '{name.en}', row {row}: linked otherwise already; one unit is one row of the list, "
        "please answer only one with yes",
    )
