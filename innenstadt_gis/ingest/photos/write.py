"""Write `fotos.xlsx`: the photos that are there, ready to be told what they show and who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from innenstadt_gis.cells import safe_cell
from innenstadt_gis.files import write_atomic
from innenstadt_gis.ingest.own_sheets import choices, guide_sheet, head_row, to_bytes
from innenstadt_gis.ingest.photos.index import COLUMNS, SHEET

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["write_photos_template"]

_GUIDE = (
    "Was zeigen die Fotos, und wer darf sie sehen?",
    "",
    "Eine Zeile je Foto. Was schon gefunden wurde, steht da und kann geändert werden.",
    "Einheit: die Kennung (u-…); eine Adresse genügt, wenn dort nur eine Einheit ist.",
    "Ein Foto, zu dem weder Einheit noch Adresse bekannt ist, erscheint nirgends.",
    "Vorher/Nachher: vorher oder nachher; beide zusammen lassen sich auf der Karte übereinanderlegen.",
    "Freigabe: intern, Workshop, öffentlich oder nein (nein: in keinem Ergebnis). Leer: intern.",
    'Damit Fotos das Rathaus verlassen, steht in study.toml unter [photos] die Zeile released = "index".',
    "Personen erkennbar: ja oder nein. Ja: das Foto bleibt intern. Öffentlich wird nur, wo nein steht.",
    "Bildtext: ein Satz, ohne Namen von Personen. Bildnachweis: wie er gedruckt werden soll.",
)
_WIDTHS = (34, 16, 30, 14, 16, 44, 14, 18, 26)


def write_photos_template(
    path: Path, names: Sequence[str], photos: pd.DataFrame, premises: pd.DataFrame
) -> Path:
    """
    Write a list of photos with what is known of them; a file that is there is left as it is.

    Parameters
    ----------
    path
        Where to write.
    names
        Photos by their names in the folder, those that found no unit included.
    photos, premises
        `tables.PHOTOS` and `tables.PREMISES`.
    """
    return path if path.exists() else write_atomic(path, to_bytes(_book(names, photos, premises)))


def _book(names: Sequence[str], photos: pd.DataFrame, premises: pd.DataFrame) -> Workbook:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET.de
    head_row(sheet, [label.de for label in COLUMNS.values()], _WIDTHS, freeze="B2")
    known = photos.drop_duplicates("file").set_index("file")
    for at, name in enumerate(names, start=2):
        row = known.loc[name] if name in known.index else None
        for n, value in enumerate((name, *_known(row, premises)), start=1):
            sheet.cell(at, n, safe_cell(value))
        sheet.cell(at, 4).number_format = "dd.mm.yyyy"
    words = {
        5: ("vorher", "nachher"), 7: ("intern", "Workshop", "öffentlich", "nein"), 8: ("ja", "nein"),
    }  # fmt: skip
    choices(book, sheet, words, rows=len(names) + 200, title="Ein Wort aus der Liste")
    guide_sheet(book, _GUIDE)
    return book


def _known(row: Any, premises: pd.DataFrame) -> tuple[Any, ...]:
    """Unit, address, day, and before or after of a photo that found its place."""
    if row is None:
        return ()
    unit = row["unit_id"] if isinstance(row["unit_id"], str) else None
    home: dict[Any, Any] = premises.loc[unit].to_dict() if unit in premises.index else {}
    door = (home.get("street"), home.get("house_number"))
    address = " ".join(part for part in door if isinstance(part, str)) or None
    day = row["taken_on"].date() if pd.notna(row["taken_on"]) else None
    moment = {"before": "vorher", "after": "nachher"}.get(row["moment"])
    return unit, address, day, moment
