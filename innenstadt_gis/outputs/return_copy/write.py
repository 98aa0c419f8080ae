"""Write marks, questions and the import report into a town's own workbook."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from innenstadt_gis.cells import safe_cell
from innenstadt_gis.mapping import (
    COPY_FILLS,
    COPY_NOTE,
    COPY_REPORT,
    COPY_SHEETS,
    FIELDS,
    SHEET_BY_PLACE,
    UNITS,
    Reading,
)
from innenstadt_gis.outputs.import_report import LostRow, RegisterReport, report_lines
from innenstadt_gis.outputs.return_copy.marks import RowMark
from innenstadt_gis.tables import STATUS
from innenstadt_gis.words import Lang, Text

__all__ = ["Candidate", "return_copy"]

_HEADER_ROW = 3
_LISTS = "_Auswahl"
_HEAD = PatternFill("solid", fgColor="1F3A5F")
_ANSWER = PatternFill("solid", fgColor="FFF8DC")
_WRAP = Alignment(wrap_text=True, vertical="top")

_INTRO: dict[str, Text] = {
    "columns": Text(
        "Was die Spalten bedeuten. Nur wo „erkannt als“ nicht stimmt: in der gelben Spalte die Bedeutung "
        "wählen, speichern, Datei nach daten/ legen, „innenstadt init“ aufrufen.",
        "What the columns mean. Only where 'read as' is wrong: choose the meaning in the yellow column, "
        "save, put the file into daten/, call 'innenstadt init'.",
    ),
    "words": Text(
        "Wörter im Status. Wo „erkannt als“ nicht stimmt, in der gelben Spalte wählen.",
        "Words of the status. Where 'read as' is wrong, choose in the yellow column.",
    ),
    "colours": Text(
        "Farben, die allein einen Status sagen. In der gelben Spalte wählen, was sie bedeuten.",
        "Colours that alone tell a status. Choose in the yellow column what they mean.",
    ),
    "not_found": Text(
        "Adressen, die nicht gefunden wurden: hinter dem richtigen Vorschlag ein x setzen oder rechts "
        "die richtige Adresse (oder „Länge, Breite“) eintragen; „-“ heißt: gibt es nicht.",
        "Addresses that were not found: put an x behind the right candidate, or write the right address "
        "(or 'lon, lat') at the right; '-' means there is none.",
    ),
    "links": Text(
        "Ist das dieselbe Einheit wie in der vorigen Erhebung? ja oder nein; leer lässt es beim Vorschlag.",
        "Is this the same unit as in the last survey? yes or no; blank keeps the guess.",
    ),
}  # fmt: skip
_STATUS_FIELDS = ("words", "colours")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A link to an earlier survey that a person should confirm."""

    sheet: str
    row: int
    identity: str
    unit_id: str
    before: str
    confidence: float


def return_copy(
    book: Workbook,
    *,
    reading: Reading,
    marks: Sequence[RowMark],
    report: RegisterReport,
    candidates: Iterable[Candidate] = (),
    day: dt.date,
    lang: Lang = "de",
) -> bytes:
    """
    Mark a town's list and add the sheets in which a person answers.

    Parameters
    ----------
    book
        The town's own workbook (it is changed); a text file made into one.
    reading, marks, report
        What was understood, what is marked, what there is to say.
    candidates
        Links to the survey before.
    day
        Written as the workbook's time, so that the same input gives the same bytes.

    Returns
    -------
    bytes
        The xlsx file. It holds what the town's list holds, persons included.
    """
    _mark(book, marks)
    _add_report(book, report, lang)
    lists = _add_lists(book, lang)
    rows: dict[str, list[dict[str, Any]]] = {
        "columns": list(_columns(reading, lang)),
        "words": [
            {"word": word, "count": count, "guess": STATUS[status].to(lang)}
            for word, (count, status) in sorted(reading.words.items())
        ],
        "colours": list(_colours(reading, lang)),
        "not_found": [_lost(row) for row in report.lost],
        "links": [
            {
                "sheet": c.sheet, "row": c.row, "identity": c.identity, "unit": c.unit_id,
                "before": c.before, "confidence": round(c.confidence, 2),
            }
            for c in candidates
        ],
    }  # fmt: skip
    for key, entries in rows.items():
        if entries or key == "columns":
            _add_sheet(book, key, entries, lists, lang)
    return _bytes(book, day)


def _mark(book: Workbook, marks: Sequence[RowMark]) -> None:
    for mark in marks:
        name = _sheet_of(book, mark.sheet)
        cell = book[name].cell(mark.row, mark.column + 1)
        if type(cell).__name__ == "MergedCell":
            continue
        if cell.fill.fill_type is None:  # the town's own colour stays: it may mean something
            cell.fill = PatternFill("solid", fgColor=COPY_FILLS[mark.kind])
        old = cell.comment.text if cell.comment else ""
        note = f"{COPY_NOTE} {mark.words}"
        if note not in old:
            cell.comment = Comment(f"{old}\n{note}".strip(), COPY_NOTE, width=320, height=90)


def _sheet_of(book: Workbook, told: str | None) -> str:
    """Name of the sheet that a report calls so; the only one of a list without sheets."""
    if told in book.sheetnames:
        return str(told)
    by_place = {SHEET_BY_PLACE.format(n): name for n, name in enumerate(book.sheetnames, start=1)}
    return by_place.get(str(told), book.sheetnames[0])


def _columns(reading: Reading, lang: Lang) -> Iterable[dict[str, Any]]:
    for sheet in reading.sheets:
        for column in sheet.columns:
            samples = (*column.samples, "", "", "")
            guess = FIELDS.get(column.means)
            yield {
                "sheet": sheet.name or "", "header": column.label, "sample_1": samples[0],
                "sample_2": samples[1], "sample_3": samples[2],
                "guess": guess.to(lang) if guess else "–",
                "confidence": round(column.confidence, 2), "unit": column.unit or "",
            }  # fmt: skip


def _colours(reading: Reading, lang: Lang) -> Iterable[dict[str, Any]]:
    row_word = Text("Zeile", "row").to(lang)
    for colour, rows in sorted(reading.colours.items()):
        sheet, row = rows[0]
        meant = reading.mapping.colours.get(colour)
        yield {
            "colour": colour, "count": len(rows),
            "example": f"{sheet + ', ' if sheet else ''}{row_word} {row}",
            "guess": STATUS[meant].to(lang) if meant in STATUS else "–",
        }  # fmt: skip


def _lost(row: LostRow) -> dict[str, Any]:
    near = (*row.candidates, "", "", "")
    return {
        "sheet": row.sheet, "row": row.row, "address": row.address, "candidate_1": near[0],
        "candidate_2": near[1], "candidate_3": near[2],
    }  # fmt: skip


def _add_lists(book: Workbook, lang: Lang) -> Mapping[str, str]:
    """Write the lists of the drop-downs on a hidden sheet; returns their ranges."""
    if _LISTS in book.sheetnames:
        del book[_LISTS]
    page = book.create_sheet(_LISTS)
    page.sheet_state = "hidden"
    ranges = {}
    lists = {
        "fields": [text.to(lang) for text in FIELDS.values()],
        "status": [text.to(lang) for text in STATUS.values()],
        "units": list(UNITS),
        "same": [Text("ja", "yes").to(lang), Text("nein", "no").to(lang)],
    }
    for column, (key, values) in enumerate(lists.items(), start=1):
        for row, value in enumerate(values, start=1):
            page.cell(row, column, value)
        letter = get_column_letter(column)
        ranges[key] = f"'{_LISTS}'!${letter}$1:${letter}${len(values)}"
    return ranges


_CHOICES = {"unit": "units", "same": "same"}
_ANSWERS = {"choice", "unit_choice", "tick_1", "tick_2", "tick_3", "other", "same"}


def _add_sheet(
    book: Workbook,
    key: str,
    entries: list[dict[str, Any]],
    lists: Mapping[str, str],
    lang: Lang,
) -> None:
    told = COPY_SHEETS[key]
    for text in told.name:
        if text in book.sheetnames:
            del book[text]
    page = book.create_sheet(told.name.to(lang))
    page["A1"] = told.name.to(lang)
    page["A1"].font = Font(bold=True, size=14)
    page["A2"] = _INTRO[key].to(lang)
    for at, (field, title) in enumerate(told.columns.items(), start=1):
        head = page.cell(_HEADER_ROW, at, title.to(lang))
        head.font, head.fill = Font(bold=True, color="FFFFFF"), _HEAD
        head.alignment = _WRAP
        values = [str(entry.get(field, "")) for entry in entries]
        width = max([len(title.to(lang)) * 0.7, *(len(v) for v in values), 8])
        page.column_dimensions[get_column_letter(at)].width = min(width + 2, 46)
        for down, entry in enumerate(entries, start=_HEADER_ROW + 1):
            cell = page.cell(down, at, safe_cell(entry.get(field)))
            cell.alignment = _WRAP
            if field in _ANSWERS or field == "unit":
                cell.fill = _ANSWER
            if key == "colours" and field == "colour" and len(str(cell.value)) == 6:
                cell.fill = PatternFill("solid", fgColor=str(cell.value))
        _drop_down(page, key, field, column=at, rows=len(entries), lists=lists)
    page.freeze_panes = page.cell(_HEADER_ROW + 1, 1)


def _drop_down(
    page: Any, key: str, field: str, *, column: int, rows: int, lists: Mapping[str, str]
) -> None:
    which = _CHOICES.get(field)
    if field == "choice":
        which = "status" if key in _STATUS_FIELDS else "fields"
    if key == "links" and field == "unit":
        which = None
    if which is None or not rows:
        return
    rule = DataValidation(type="list", formula1=lists[which], allow_blank=True)
    letter = get_column_letter(column)
    rule.add(f"{letter}{_HEADER_ROW + 1}:{letter}{_HEADER_ROW + rows}")
    page.add_data_validation(rule)


def _add_report(book: Workbook, report: RegisterReport, lang: Lang) -> None:
    for text in COPY_REPORT:
        if text in book.sheetnames:
            del book[text]
    page = book.create_sheet(COPY_REPORT.to(lang))
    page.column_dimensions["A"].width = 110
    page["A1"] = f"{COPY_REPORT.to(lang)}: {report.file}"
    page["A1"].font = Font(bold=True, size=14)
    row = 3
    for title, lines in report_lines(report):
        page.cell(row, 1, title.to(lang)).font = Font(bold=True)
        for line in lines:
            row += 1
            cell = page.cell(row, 1, safe_cell(line.to(lang)))
            cell.alignment = _WRAP
        row += 2


def _bytes(book: Workbook, day: dt.date) -> bytes:
    """Save with a fixed time inside, so that the same input gives the same bytes."""
    when = dt.datetime(day.year, day.month, day.day, tzinfo=None)  # noqa: DTZ001 - Excel knows no zones
    book.properties.created = book.properties.modified = when
    saved = io.BytesIO()
    book.save(saved)
    done = io.BytesIO()
    stamp = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            entry = zipfile.ZipInfo(info.filename, date_time=stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, _timeless(info.filename, old.read(info), when))
    return done.getvalue()


def _timeless(name: str, content: bytes, when: dt.datetime) -> bytes:
    """Openpyxl writes the clock into the core properties whatever they say."""
    if name != "docProps/core.xml":
        return content
    iso = when.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + iso, content)
