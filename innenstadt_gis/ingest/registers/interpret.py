"""From sheets to tables: which sheets are read, what their columns, rows and headings are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from innenstadt_gis.ingest.registers.columns import header_by_content, settle, values_of
from innenstadt_gis.ingest.registers.days import (
    SurveyDay,
    day_of_column,
    day_of_name,
    day_of_title,
)
from innenstadt_gis.ingest.registers.headers import Header, bare, find_headers, plain
from innenstadt_gis.ingest.registers.layout import (
    STATES,
    add_column,
    cell,
    status_of_list,
    status_of_use,
    unfold,
)
from innenstadt_gis.ingest.registers.legends import is_legend_sheet
from innenstadt_gis.ingest.registers.mapped import with_defaults
from innenstadt_gis.ingest.registers.rows import (
    Line,
    classify,
    fill_merged,
    is_street,
)
from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.ingest.registers.status import read_status
from innenstadt_gis.mapping import ColumnRule, RegisterMapping, SheetRule
from innenstadt_gis.words import Text

__all__ = ["DONE", "Skipped", "Table", "tables_of"]

#: Marks an entry of an old list as settled.
DONE = re.compile(r"^\W*(?:leerstand\s+)?erledigt\b(?!.*\bnicht\b)", re.IGNORECASE)
_DISTRICT = re.compile(
    r"^\W*(?:OT|Ortsteil|Stadtteil|Stadtbezirk|Gemarkung)\b[\s:.]*(.+?)\W*$", re.IGNORECASE
)
_GENERIC_SHEET = re.compile(r"^(?:tabelle|sheet|blatt|table|daten|liste)?\s*\d*$", re.IGNORECASE)
_NO_STREET_SHEET = re.compile(
    r"\d{4}|leerst|kataster|register|erhebung|erfassung|innenstadt|übersicht|alle\b|gesamt"
    r"|einheiten|bestand|export|statist|auswertung",
    re.IGNORECASE,
)
_FIGURES = re.compile(
    r"\b(?:anzahl|anteil|quote|prozent|summe|zeilenbeschriftungen|row labels|count|gesamtergebnis"
    r"|davon leer|leerstandsquote|mittelwert|durchschnitt)\b|%"
)
_STATISTICS_SHEET = re.compile(
    r"statist|auswert|pivot|zusammenfass|diagramm|kennzahl", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sheet that is not read, and why."""

    name: str | None
    why: Text


@dataclass(frozen=True, slots=True)
class Table:
    """
    One table with its header and lines (see `rows.classify`).

    ``headings`` are the street headings by the rows below them, ``done`` the rows that
    are struck out or stand under "erledigt", with the code that says so; ``day`` is the
    table's own day.
    """

    sheet: Sheet
    header: Header
    lines: list[Line]
    merged_rows: frozenset[int]
    headings: dict[int, str]
    done: dict[int, str]
    day: SurveyDay | None
    street_of_sheet: str | None
    place_of_sheet: str | None


def tables_of(sheets: list[Sheet], mapping: RegisterMapping) -> tuple[list[Table], list[Skipped]]:
    """
    Find and understand all tables of a file.

    Parameters
    ----------
    sheets
        The sheets; merged cells and assumed columns are written into them.
    mapping
        What a person said; wins over every guess.
    """
    tables: list[Table] = []
    skipped: list[Skipped] = []
    stated = _states_of(sheets)
    for sheet in sheets:
        if not any(value is not None for row in sheet.rows for value in row):
            continue
        rule = mapping.sheets.get(sheet.name or "", SheetRule())
        if not rule.read:
            why = Text("laut Zuordnung nicht gelesen", "not read, as the mapping says")
            skipped.append(Skipped(sheet.name, why))
            continue
        rules = {**mapping.columns, **rule.columns}
        if not rule.header_row and _is_legend(sheet, sheets):
            why = Text("Legende, gelesen für alle Blätter", "legend, read for all sheets")
            skipped.append(Skipped(sheet.name, why))
            continue
        headers = _headers(sheet, rule, rules)
        found = [settle(sheet, header, rules=rules) for header in headers]
        kept = [h for h in found if rule.header_row or not _is_statistics(sheet, h)]
        if not kept:
            skipped.append(Skipped(sheet.name, _why(sheet, found)))
            continue
        for header in kept:
            tables += _tables(
                sheet, header, kept[0], rule=rule, mapping=mapping, stated=stated.get(sheet.name)
            )
    return tables, skipped


def _is_legend(sheet: Sheet, sheets: list[Sheet]) -> bool:
    return len(sheets) > 1 and not is_street(sheet.name or "") and is_legend_sheet(sheet)


def _why(sheet: Sheet, found: list[Header]) -> Text:
    if found or _STATISTICS_SHEET.search(sheet.name or ""):
        return Text("Auswertung oder Statistik, nicht gelesen", "figures, not read")
    return Text("keine Kopfzeile gefunden, nicht gelesen", "no header found, not read")


def _headers(sheet: Sheet, rule: SheetRule, rules: dict[str, ColumnRule]) -> list[Header]:
    row = rule.header_row or _row_of_rules(sheet, rules)
    found = find_headers(sheet, header_row=row)
    if found or _STATISTICS_SHEET.search(sheet.name or ""):
        return found
    guessed = header_by_content(sheet)
    if guessed is None and any(re.match(r"^spalte \d+$", label.casefold()) for label in rules):
        first = next(i for i, r in enumerate(sheet.rows) if any(v is not None for v in r))
        columns = range(max(len(r) for r in sheet.rows))
        guessed = Header(
            first, first - 1, dict.fromkeys(columns, ""), dict.fromkeys(columns, "unknown")
        )
    return [guessed] if guessed else []


def _row_of_rules(sheet: Sheet, rules: dict[str, ColumnRule]) -> int | None:
    """Row (from 1) that holds most of the headers that a person named, if no word tells."""
    if len(rules) < 2 or find_headers(sheet):
        return None
    wanted = {plain(bare(label)) for label in rules}
    hits = [len(wanted & {plain(v) for v in row if isinstance(v, str)}) for row in sheet.rows[:100]]
    best = max(hits, default=0)
    return hits.index(best) + 1 if best >= 2 or (best and len(wanted) == 1) else None


def _is_statistics(sheet: Sheet, header: Header) -> bool:
    """Tell a count of units by street from a list of units."""
    if header.columns("house_number", "parcel", "parcel_id", "x", "point") or header.rules:
        return False
    doors = [str(v) for c in header.columns("address") for v in values_of(sheet, header, c)]
    if sum(bool(re.search(r"\D\s*\d+\s?[a-z]?\b", v)) for v in doors) * 2 > len(doors):
        return False  # a list of houses, whatever is counted in them
    figures = sum(bool(_FIGURES.search(label.casefold())) for label in header.labels.values())
    states = header.columns("status", "vacant", "occupied")
    cells = [value for column in states for value in values_of(sheet, header, column)]
    counts = [c for c in cells if isinstance(c, int | float) and not isinstance(c, bool)]
    counted = len(cells) > 0 and len(counts) * 2 > len(cells) and any(c > 1 for c in counts)
    named = bool(_STATISTICS_SHEET.search(sheet.name or ""))
    return counted or (figures >= 1 and (named or not states)) or figures >= 2


def _tables(
    sheet: Sheet,
    header: Header,
    first: Header,
    *,
    rule: SheetRule,
    mapping: RegisterMapping,
    stated: str | None,
) -> Iterator[Table]:
    titles = [str(v) for row in sheet.rows[: header.first] for v in row if v is not None]
    parts = unfold(sheet, header)
    filled = set().union(*(_own_rows(sheet, part) for part in parts)) if len(parts) > 1 else set()
    for number, part in enumerate(parts):
        lines = classify(sheet, part)
        if part.part and part.survey_day is None and len(parts) > 1:
            own = _own_rows(sheet, part)
            lines = [
                line
                for line in lines
                if line.row in own or (number == 0 and line.row not in filled)
            ]
        if number == 0:
            lines += _header_lines(sheet, header, first)
        if stated and "status" not in mapping.defaults and not part.columns(*STATES):
            rows = [line.row for line in lines if line.outcome == "record"]
            words = dict.fromkeys(rows, stated)
            part = add_column(sheet, part, "status", words, code="status_from_sheet")  # noqa: PLW2901
        yield _table(sheet, part, lines, [*titles, sheet.name or ""], rule=rule, mapping=mapping)


def _states_of(sheets: list[Sheet]) -> dict[str | None, str]:
    """Sheets (or folders of a map) that are each called by another status: "leer", "belegt"."""
    told = {sheet.name: read_status(sheet.name) for sheet in sheets if sheet.name}
    known = {n: t.status for n, t in told.items() if t.status != "unknown" and not t.repairs}
    return {n: n or "" for n in known} if len(set(known.values())) > 1 else {}


def _own_rows(sheet: Sheet, part: Header) -> set[int]:
    """Rows for which the layout assumed something: those of this floor."""
    rows = range(part.last + 1, part.end(sheet))
    return {r for r in rows if any(cell(sheet, r, c) is not None for c in part.assumed)}


def _header_lines(sheet: Sheet, header: Header, first: Header) -> list[Line]:
    """Header rows of a further table on the sheet are rows below the first header."""
    if first.last >= header.first or header.part:
        return []
    return [
        Line(row, "nonrecord", "repeated_header")
        for row in range(header.first, header.last + 1)
        if any(v is not None for v in sheet.rows[row])
    ]


def _table(
    sheet: Sheet,
    header: Header,
    lines: list[Line],
    titles: list[str],
    *,
    rule: SheetRule,
    mapping: RegisterMapping,
) -> Table:
    merged = frozenset(fill_merged(sheet, header))
    streets, districts, done = _headings(sheet, header, lines)
    above = _street_above(sheet, header)
    if above and not header.columns("street", "address"):
        streets = {line.row: above for line in lines if line.outcome == "record"} | streets
    if not any(title and DONE.match(title) for title in titles):
        done |= _struck(sheet, header, lines)
    rows = [line.row for line in lines if line.outcome == "record"]
    if "status" not in mapping.defaults:
        header = status_of_list(sheet, status_of_use(sheet, header), titles)
    if districts and not header.columns("district"):
        header = add_column(sheet, header, "district", districts, code="district_from_heading")
    named = _DISTRICT.match(sheet.name or "")
    if named and not header.columns("district"):
        everywhere = dict.fromkeys(rows, named[1])
        header = add_column(sheet, header, "district", everywhere, code="district_from_sheet")
    header = with_defaults(sheet, header, rows, rule=rule, mapping=mapping)
    streetless = not header.columns("street", "address") and not _called_by_status(header)
    street = sheet.name if streetless and _is_street_name(sheet.name) else None
    return Table(
        sheet, header, lines, merged, streets, done, _day(sheet, header, rule),
        rule.street or street, rule.place,
    )  # fmt: skip


def _headings(
    sheet: Sheet, header: Header, lines: list[Line]
) -> tuple[dict[int, str], dict[int, str], dict[int, str]]:
    """Streets, districts and "erledigt" that group headings give to the rows below them."""
    streetless = not header.columns("street", "address")
    streets: dict[int, str] = {}
    districts: dict[int, str] = {}
    done: dict[int, str] = {}
    street = district = ""
    settled = False
    for line in sorted(lines, key=lambda one: one.row):
        if line.reason == "heading":
            text = next(str(v).strip(" :") for v in sheet.rows[line.row] if v is not None)
            named = _DISTRICT.match(text)
            settled = bool(DONE.match(text))
            if named:
                district, street = named[1], ""
            elif not settled and (
                streetless or is_street(text) or _heads_blanks(sheet, header, line)
            ):
                street = text
            elif not settled:
                street = ""
        elif line.outcome == "record":
            if street and (streetless or not _any_merge(sheet, header)):
                streets[line.row] = street
            if district:
                districts[line.row] = district
            if settled:
                done[line.row] = "marked_done"
    return streets, districts, done


def _heads_blanks(sheet: Sheet, header: Header, line: Line) -> bool:
    """Tell whether a heading stands in the street column, above a row that leaves it blank."""
    own = header.columns("street", "address")
    below = range(line.row + 1, header.end(sheet))
    filled = (row for row in below if any(v is not None for v in sheet.rows[row]))
    following = next(filled, None)
    named = any(cell(sheet, line.row, column) is not None for column in own)
    return (
        named
        and following is not None
        and all(cell(sheet, following, column) is None for column in own)
    )


def _street_above(sheet: Sheet, header: Header) -> str:
    """Street that a title row right above the header names, in the table's own columns."""
    for row in range(header.first - 1, max(header.first - 4, -1), -1):
        values = [v for c in header.own_columns() if (v := cell(sheet, row, c)) is not None]
        if len(values) > 1:
            return ""
        if values:
            text = str(values[0]).strip(" :")
            return text if is_street(text) else ""
    return ""


def _any_merge(sheet: Sheet, header: Header) -> bool:
    """Tell whether merged cells run down the street column: then they alone are filled."""
    columns = header.columns("street", "address")
    return any(r2 > r1 > header.last and c1 in columns for r1, c1, r2, _ in sheet.merged)


def _struck(sheet: Sheet, header: Header, lines: list[Line]) -> dict[int, str]:
    found: dict[int, str] = {}
    places = header.columns("street", "address", "house_number", "name", "object_number")
    texts = header.columns(
        "status", "remark", "reason", "marketing", "interim", "unknown", "vacant"
    )
    struck: set[tuple[int, int]] = getattr(sheet, "struck", set())
    for line in lines:
        if line.outcome != "record":
            continue
        own = [c for c in places if cell(sheet, line.row, c) is not None]
        if own and all((line.row, c) in struck for c in own):
            found[line.row] = "struck_through"
        elif any(DONE.match(str(cell(sheet, line.row, c) or "")) for c in texts):
            found[line.row] = "marked_done"
    return found


def _called_by_status(header: Header) -> bool:
    return "status_from_sheet" in header.assumed.values()


def _is_street_name(name: str | None) -> bool:
    named = name or ""
    return (
        bool(named)
        and not _GENERIC_SHEET.match(named)
        and not _NO_STREET_SHEET.search(named)
        and not _DISTRICT.match(named)
    )


def _day(sheet: Sheet, header: Header, rule: SheetRule) -> SurveyDay | None:
    """Day of a table: as a person said, its column, its title rows, its sheet's name."""
    if header.survey_day:
        return SurveyDay(header.survey_day, "column")
    if rule.survey_day:
        return SurveyDay(rule.survey_day, "mapping")
    above = [row for i, row in enumerate(sheet.rows[: header.first]) if i < header.first]
    return day_of_title(reversed(above)) or day_of_name(sheet.name)


def observed(table: Table) -> list[Any]:
    """Cells of the column "erhoben am"."""
    columns = table.header.columns("observed_on")
    return [v for column in columns for v in values_of(table.sheet, table.header, column)]


def day_by_observation(tables: list[Table]) -> SurveyDay | None:
    """Day on which most of the list was taken down."""
    return day_of_column([value for table in tables for value in observed(table)])


def day_on_cover(sheets: list[Sheet], tables: list[Table]) -> SurveyDay | None:
    """Day that a sheet states which holds no table."""
    used = {id(table.sheet) for table in tables}
    rows = (row for sheet in sheets if id(sheet) not in used for row in sheet.rows[:30])
    return day_of_title(row for row in rows if any(isinstance(v, str) for v in row))
