"""Write `kooperation.xlsx`: the town's units in use, ready to be filled in."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from innenstadt_gis.cells import safe_cell
from innenstadt_gis.files import write_atomic
from innenstadt_gis.ingest.cooperation.model import COLUMNS, IN_USE, SHEET

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["write_cooperation_template"]

_GUIDE = (
    "Wer arbeitet in der Innenstadt zusammen?",
    "",
    "Eine Zeile je Einheit. Was leer bleibt, gilt als unbekannt, nicht als nein.",
    "Einheit: die Kennung (u-…) stehen lassen. Eine Adresse genügt, wenn dort nur eine Einheit ist.",
    "Händlergemeinschaft, Gutschein, Gemeinsame Öffnungszeiten: ja oder nein.",
    (
        "Veranstaltungen: bei wie vielen gemeinsamen Veranstaltungen im Jahr macht sie mit? Eine Zahl, "
        "oder ihre Namen mit Semikolon."
    ),
    "Bemerkung: nur für Sie; wird nicht gelesen. Bitte keine Namen von Personen, Telefonnummern, E-Mails.",
    "",
    "Im Rathaus bleibt, wer was angegeben hat; veröffentlicht werden nur Anteile.",
)


def write_cooperation_template(path: Path, premises: pd.DataFrame) -> Path:
    """
    Write a `kooperation.xlsx` with the town's units in use, ready to be filled in.

    The units of the register, where there is one, else all. A file that is there is left as
    it is.

    Parameters
    ----------
    path
        Where to write.
    premises
        `tables.PREMISES`.
    """
    return path if path.exists() else write_atomic(path, _bytes(_template(premises)))


def _template(premises: pd.DataFrame) -> Workbook:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET.de
    widths = (16, 30, 34, 22, 18, 26, 30, 40)
    for n, (label, width) in enumerate(zip(COLUMNS.values(), widths, strict=True), start=1):
        cell = sheet.cell(1, n, label.de)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E4E4E0")
        sheet.column_dimensions[get_column_letter(n)].width = width
    sheet.freeze_panes = "D2"
    rows = _prefilled(premises)
    for at, row in enumerate(rows, start=2):
        for n, value in enumerate(row, start=1):
            sheet.cell(at, n, safe_cell(value))
    choice = DataValidation(
        type="list", formula1='"ja,nein"', allow_blank=True, showErrorMessage=True,
        errorTitle="ja oder nein", error="Bitte ja oder nein, oder leer lassen",
    )  # fmt: skip
    choice.add(f"D2:F{max(len(rows) + 200, 2)}")
    sheet.add_data_validation(choice)
    guide = book.create_sheet("Anleitung")
    guide.column_dimensions["A"].width = 110
    for n, line in enumerate(_GUIDE, start=1):
        cell = guide.cell(n, 1, line)
        cell.alignment, cell.font = Alignment(wrap_text=True, vertical="top"), Font(bold=n == 1)
    return book


def _prefilled(premises: pd.DataFrame) -> list[tuple[str, str | None, str | None]]:
    """Id, address and name of the units in use, along the streets."""
    units = premises[premises["status"].isin(IN_USE)]
    own = units[units["in_register"].fillna(value=False).astype(bool)]
    some = own if len(own) else units
    some = some.assign(
        number=pd.to_numeric(some["house_number"].str.extract(r"(\d+)")[0], errors="coerce"),
        id=some.index,
    ).sort_values(["street", "number", "house_number", "id"], na_position="last")
    told = zip(some.index, some["street"], some["house_number"], some["name"], strict=True)
    return [
        (
            str(unit),
            " ".join(part for part in (street, number) if isinstance(part, str)) or None,
            name if isinstance(name, str) else None,
        )
        for unit, street, number, name in told
    ]


def _bytes(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
