"""The survey workbook: one line a door in walking order, drop-downs, room for what is new."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break

from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.cells import safe_cell
from innenstadt_gis.mapping import FIELDS, SURVEY_SHEETS
from innenstadt_gis.outputs.survey.stops import SurveyStop
from innenstadt_gis.tables import STATUS
from innenstadt_gis.words import Lang, Text

__all__ = ["HEADER_ROW", "survey_workbook"]

HEADER_ROW = 4
_ROOM_PER_STREET = 2
_ROOM_AT_END = 30
_ROW_PT = 31  # two lines of print, or one by hand

#: Columns that are for the walk alone and are not read back.
_OWN = {
    "sheet": Text("Kartenblatt", "map sheet"),
    "last": Text("zuletzt (Vorjahr)", "last survey (year before)"),
    "also": Text("auch ansehen", "look there, too"),
}
#: Columns from the left: field of the register or of `_OWN`, width in characters.
_COLUMNS: tuple[tuple[str, int], ...] = (
    ("object_number", 7), ("sheet", 6), ("street", 17), ("house_number", 7), ("floor", 7), ("name", 24),
    ("branch", 20), ("last", 11), ("status", 13), ("since", 9), ("sales_area", 9),
    ("frontage", 9), ("step_free", 9), ("condition", 9), ("remark", 18), ("observed_on", 10),
    ("also", 10), ("unit_id", 12),
)  # fmt: skip
_FLOORS = ("UG", "EG", "1. OG", "2. OG", "3. OG", "DG")
_STEP_FREE = {
    "yes": Text("ja", "yes"), "limited": Text("eingeschränkt", "limited"), "no": Text("nein", "no"),
}  # fmt: skip
_CONDITION = (
    Text("gut", "good"),
    Text("mittel", "fair"),
    Text("schlecht", "poor"),
)

_ASKED = ("status", "since")
_HEAD = PatternFill("solid", fgColor="1F3A5F")
_ASK = PatternFill("solid", fgColor="FFF8DC")
_LINE = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_TOP = Alignment(vertical="top", wrap_text=True)

_GUIDE: tuple[Text, ...] = (
    Text(
        "Vor dem Losgehen: im Blatt „Erhebung“ neben „Stand:“ den Tag der Begehung eintragen. Die "
        "Nummern stehen auch auf den Kartenblättern; die Zeilen folgen dem Weg.",
        "Before you start: write the day of the walk beside 'Stand:' on the first sheet. The numbers "
        "stand on the map sheets, too; the rows follow the walk.",
    ),
    Text(
        "Was zählt: jedes Ladenlokal und jede andere Einheit im Erdgeschoss, die Kundschaft betreten "
        "kann oder konnte (Laden, Gaststätte, Praxis, Bank, Büro mit Schaufenster), auch wenn sie leer "
        "steht. Mehrere Läden in einem Haus sind mehrere Zeilen. Wohnungen zählen nicht.",
        "What counts: each shop and each other ground-floor unit that customers may or might enter "
        "(shop, restaurant, practice, bank, office with a window), also a vacant one. Several shops in "
        "one house are several rows. Flats do not count.",
    ),
    Text(
        "Name und Branche sind aus OpenStreetMap oder der letzten Erhebung vorgeschlagen: ansehen, "
        "berichtigen, was nicht stimmt. Was niemand angesehen hat, bleibt im Status leer; es gilt dann "
        "als unbekannt, nicht als belegt.",
        "Name and branch are proposed from OpenStreetMap or the last survey: look, and correct what "
        "is wrong. What nobody looked at stays blank in the status; it counts as unknown, not as "
        "occupied.",
    ),
    Text(
        "Neue Einheiten: in die leeren Zeilen unter der Straße oder ans Ende schreiben, mit Straße und "
        "Hausnummer. Die Spalte „Einheit (u-…)“ bleibt dort leer und wird nirgends geändert: an ihr "
        "erkennt das Programm die Einheit im nächsten Jahr wieder.",
        "New units: write them into the blank rows below the street or at the end, with street and "
        "number. The column 'unit id (u-…)' stays blank there and is changed nowhere: by it the "
        "program knows the unit again next year.",
    ),
    Text(
        "„auch ansehen“ nennt Hausnummern in der Nähe, zu denen keine Einheit bekannt ist. Steht dort ein "
        "leerer Laden, gehört er in eine leere Zeile; sind es Wohnungen, bleibt es dabei.",
        "'look there, too' names house numbers close by where no unit is known. If there is a vacant "
        "shop, it belongs into a blank row; if there are flats, leave it at that.",
    ),
    Text(
        "Datenschutz: keine Namen von Personen, keine Telefonnummern, keine Mailadressen, auch nicht "
        "in der Bemerkung. Firmennamen am Schaufenster sind erlaubt.",
        "Privacy: no names of persons, no phone numbers, no mail addresses, not in the remarks "
        "either. Names of firms on the window are allowed.",
    ),
    Text(
        "Danach: die Datei nach daten/ legen und „innenstadt init“ aufrufen (oder unter [[registers]] in "
        "study.toml eintragen), dann „innenstadt run“.",
        "Afterwards: put the file into daten/ and call 'innenstadt init' (or name it under "
        "[[registers]] in study.toml), then 'innenstadt run'.",
    ),
)
_MEANS: dict[str, Text] = {
    "occupied": Text(
        "wird genutzt, auch wenn gerade geschlossen", "in use, also if closed just now"
    ),
    "vacant": Text("niemand nutzt es: ausgeräumt, verhängt, „zu vermieten“", "nobody uses it"),
    "partly_vacant": Text("ein Teil der Fläche steht leer", "part of its area is vacant"),
    "interim_use": Text("vorübergehend genutzt (Pop-up, Ausstellung)", "used for a time (pop-up)"),
    "under_construction": Text("wird umgebaut oder gebaut", "being built or rebuilt"),
    "at_risk": Text("noch genutzt, Schließung angekündigt", "still used, closing announced"),
    "gone": Text("gibt es nicht mehr (abgerissen, Wohnung geworden)", "exists no more"),
    "unknown": Text("nicht zu erkennen", "cannot be told"),
}
_SOURCE = Text(
    "Namen, Branchen und Adressen zum Teil aus OpenStreetMap, © OpenStreetMap-Mitwirkende, Lizenz ODbL "
    "1.0 (openstreetmap.org/copyright)",
    "names, branches and addresses partly from OpenStreetMap, © OpenStreetMap contributors, ODbL 1.0 "
    "(openstreetmap.org/copyright)",
)


def survey_workbook(
    stops: Sequence[SurveyStop], *, town: str, area: Text, day: dt.date, lang: Lang = "de"
) -> bytes:
    """
    Write the survey workbook.

    Parameters
    ----------
    stops
        From `survey_stops`; their numbers are those of the map sheets.
    town
        Name for the title.
    area
        Which area is surveyed, in words.
    day
        Stamp of the file inside (the same input gives the same bytes); it is not the day
        of the survey, which is filled in by hand.
    lang
        Language; the headers are the labels of `mapping.FIELDS`, which the register
        reader knows without a mapping.

    Returns
    -------
    bytes
        An .xlsx file: the sheets "Erhebung", "Anleitung" and "Listen".
    """
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = Text("Erhebung", "Survey").to(lang)
    _title(page, town, area, len(stops), lang)
    last = _rows(page, stops, lang)
    lists = _lists(book, lang)
    _drop_downs(page, lists, last)
    _shade(page, last)
    _print(page, lang, last)
    _guide(book, lang)
    book.move_sheet(book.worksheets[-1], offset=-1)
    return _bytes(book, day)


def _title(page: Any, town: str, area: Text, count: int, lang: Lang) -> None:
    title = Text(f"Erhebung der Ladenlokale {town}", f"survey of units {town}").to(lang)
    page["A1"] = safe_cell(title)
    page["A1"].font = Font(bold=True, size=14)
    page["A2"] = "Stand:"
    page["A2"].font = Font(bold=True)
    page["B2"].fill, page["B2"].border = _ASK, _BOX
    page.merge_cells("B2:C2")  # a date needs more than the width of a sheet number
    page["B2"].number_format = "DD.MM.YYYY"
    page["B2"].alignment = Alignment(horizontal="left")
    told = Text(f"{count} Einheiten {area.de}. ", f"{count} units {area.en}. ").to(lang)
    page["A3"] = safe_cell(told + _SOURCE.to(lang))
    page["A3"].font = Font(size=8, color="595959")
    rule = DataValidation(
        type="date", operator="between", formula1="DATE(2000,1,1)", formula2="DATE(2100,1,1)"
    )
    rule.add("B2")
    page.add_data_validation(rule)


def _rows(page: Any, stops: Sequence[SurveyStop], lang: Lang) -> int:
    """Write header and doors; blank rows where a street ends. Returns the last row."""
    for at, (field, width) in enumerate(_COLUMNS, start=1):
        label = _OWN.get(field) or FIELDS[field]
        cell = page.cell(HEADER_ROW, at, label.to(lang))
        cell.font, cell.fill = Font(bold=True, color="FFFFFF", size=9), _HEAD
        cell.alignment, cell.border = Alignment(wrap_text=True, vertical="center"), _BOX
        page.column_dimensions[get_column_letter(at)].width = width
    page.row_dimensions[HEADER_ROW].height = 40
    row = HEADER_ROW
    for at, stop in enumerate(stops):
        row += 1
        _fill(page, row, stop, lang)
        after = stops[at + 1] if at + 1 < len(stops) else None
        if after is None or (after.section_id != stop.section_id and after.street != stop.street):
            for _ in range(_ROOM_PER_STREET):
                row += 1
                _fill(page, row, None, lang)
        if after is not None and after.sheet != stop.sheet:
            page.row_breaks.append(Break(id=row))
    for _ in range(_ROOM_AT_END):
        row += 1
        _fill(page, row, None, lang)
    return row


def _fill(page: Any, row: int, stop: SurveyStop | None, lang: Lang) -> None:
    page.row_dimensions[row].height = _ROW_PT
    values: dict[str, Any] = {}
    if stop is not None:
        free = _STEP_FREE.get(stop.step_free)
        values = {
            "object_number": stop.number, "sheet": stop.sheet or None, "street": stop.street, "house_number": stop.house_number,
            "floor": stop.floor, "name": stop.name, "branch": stop.branch, "last": stop.last, "also": f"Nr. {stop.also}" if stop.also else None,
            "sales_area": stop.sales_area_m2, "frontage": stop.frontage_m,
            "step_free": free.to(lang) if free else None, "unit_id": stop.unit_id,
        }  # fmt: skip
    for at, (field, _) in enumerate(_COLUMNS, start=1):
        cell = page.cell(row, at, safe_cell(values.get(field)) or None)
        cell.border, cell.alignment = _BOX, _TOP
        if field in {"house_number", "name", "street"}:
            cell.number_format = "@"
        if field == "observed_on":
            cell.number_format = "DD.MM.YYYY"
        if field in {*_OWN, "unit_id"}:
            cell.font = Font(size=9, color="7F7F7F")


def _lists(book: Workbook, lang: Lang) -> dict[str, str]:
    """The words to choose from, and where they stand."""
    page = book.create_sheet(SURVEY_SHEETS[1][0].to(lang))
    columns = {
        "status": [text.to(lang) for text in STATUS.values()],
        "branch": sorted(branch.label.to(lang) for branch in BRANCHES.values()),
        "floor": list(_FLOORS),
        "step_free": [text.to(lang) for text in _STEP_FREE.values()],
        "condition": [text.to(lang) for text in _CONDITION],
    }
    where = {}
    own = [field for field, _ in _COLUMNS]
    for at, (field, words) in enumerate(columns.items(), start=1):
        letter = get_column_letter(at)
        # the letter of the column, not its name: this is no list of units
        mark = SURVEY_SHEETS[1][1].to(lang)
        page.cell(1, at, f"{mark} {get_column_letter(own.index(field) + 1)}").font = Font(bold=True)
        page.column_dimensions[letter].width = 32
        for row, word in enumerate(words, start=2):
            page.cell(row, at, safe_cell(word))
        where[field] = f"{page.title}!${letter}$2:${letter}${len(words) + 1}"
    return where


def _drop_downs(page: Any, lists: dict[str, str], last: int) -> None:
    for at, (field, _) in enumerate(_COLUMNS, start=1):
        if field not in lists:
            continue
        # own words are allowed but for the status, on which every figure stands
        rule = DataValidation(
            type="list", formula1=lists[field], allow_blank=True, showErrorMessage=field == "status"
        )
        letter = get_column_letter(at)
        rule.add(f"{letter}{HEADER_ROW + 1}:{letter}{last}")
        page.add_data_validation(rule)


def _shade(page: Any, last: int) -> None:
    """
    Shade what is to be filled in, and what is not to be touched.

    By a rule, not by the cells' own fill: a colour in the cells of a list is how some
    offices write a status, and the reader would ask what this one means.
    """
    for at, (field, _) in enumerate(_COLUMNS, start=1):
        fill = "E7E6E6" if field in {*_OWN, "unit_id"} else "FFF8DC" if field in _ASKED else None
        if fill is not None:
            letter = get_column_letter(at)
            rule = Rule(
                type="expression", formula=["TRUE"],
                dxf=DifferentialStyle(fill=PatternFill("solid", bgColor=fill)),
            )  # fmt: skip
            page.conditional_formatting.add(f"{letter}{HEADER_ROW + 1}:{letter}{last}", rule)


def _print(page: Any, lang: Lang, last: int) -> None:
    page.freeze_panes = page.cell(HEADER_ROW + 1, 5)
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    page.print_area = f"A1:{get_column_letter(len(_COLUMNS))}{last}"
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.6
    page.oddFooter.left.text = "© OpenStreetMap (ODbL)"
    page.oddFooter.right.text = Text("Seite &P von &N", "page &P of &N").to(lang)


def _guide(book: Workbook, lang: Lang) -> None:
    page = book.create_sheet(SURVEY_SHEETS[0][0].to(lang))
    page.column_dimensions["A"].width = 24
    page.column_dimensions["B"].width = 90
    page["A1"] = SURVEY_SHEETS[0][1].to(lang)
    page["A1"].font = Font(bold=True, size=14)
    row = 2
    for text in (*_GUIDE, _SOURCE):
        row += 1
        cell = page.cell(row, 1, safe_cell(text.to(lang)))
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        cell.alignment = _TOP
        page.row_dimensions[row].height = 48
    row += 1
    for status, means in _MEANS.items():
        row += 1
        page.cell(row, 1, STATUS[status].to(lang)).font = Font(bold=True)
        page.cell(row, 2, means.to(lang)).alignment = _TOP


def _bytes(book: Workbook, day: dt.date) -> bytes:
    """Save with fixed times inside, so that the same input gives the same bytes."""
    when = dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001  Excel knows no zones
    saved, done = io.BytesIO(), io.BytesIO()
    book.save(saved)
    stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ").encode()

    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
            entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return done.getvalue()
