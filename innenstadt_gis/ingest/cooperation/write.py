"""Write `kooperation.xlsx`: the town's units in use, ready to be filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from innenstadt_gis.cells import safe_cell
from innenstadt_gis.files import write_atomic
from innenstadt_gis.ingest.cooperation.model import COLUMNS, IN_USE, SHEET
from innenstadt_gis.ingest.own_sheets import choices, guide_sheet, head_row, to_bytes

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
    return path if path.exists() else write_atomic(path, to_bytes(_template(premises)))


def _template(premises: pd.DataFrame) -> Workbook:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET.de
    heads = [label.de for label in COLUMNS.values()]
    head_row(sheet, heads, (16, 30, 34, 22, 18, 26, 30, 40), freeze="D2")
    rows = _prefilled(premises)
    for at, row in enumerate(rows, start=2):
        for n, value in enumerate(row, start=1):
            sheet.cell(at, n, safe_cell(value))
    answers = dict.fromkeys((4, 5, 6), ("ja", "nein"))
    choices(book, sheet, answers, rows=max(len(rows) + 200, 2), title="ja oder nein")
    guide_sheet(book, _GUIDE)
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
