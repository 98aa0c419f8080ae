"""Find the header of a town's own sheet and take the rows below it."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.delimited import sniff_bytes
from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.ingest.registers.private import collect
from innenstadt_gis.words import Text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_SEARCH_HEADER_ROWS = 20
#: What no cell can hold.
_SIGNS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Readable(Protocol):
    """A file on disk or inside of a zip."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def suffix(self) -> str:
        """Its ending, with the dot."""

    def read_bytes(self) -> bytes:
        """All of it."""


#: Cells of one row by the key of their column, and the row as Excel numbers it.
Line = tuple[int, "dict[str, Cell | MergedCell]"]


def headers(row: Iterable[Any], columns: Mapping[str, Text]) -> dict[str, int]:
    """
    Tell which cells of a row are headers of a sheet: key to column, from 0, the first counts.

    Examples
    --------
    >>> headers(["Einheit", None, "Neuer Wert"], {"unit": Text("Einheit", "Unit")})
    {'unit': 0}
    """
    words = {plain(label): key for key, text in columns.items() for label in text}
    found: dict[str, int] = {}
    for n, cell in enumerate(row):
        if isinstance(cell, str) and plain(cell) in words:
            found.setdefault(words[plain(cell)], n)
    return found


def rows_below(
    path: Readable,
    *,
    sheet: Text,
    columns: Mapping[str, Text],
    header_of: Callable[[list[Any]], dict[str, int]],
    is_header: Callable[[dict[str, int]], bool],
) -> tuple[list[Line], str]:
    """
    Take the rows below the header that hold anything.

    Parameters
    ----------
    path
        The workbook, or a text table (.csv).
    sheet, columns
        Name of the sheet, which is looked at first, and its columns, to be told if neither
        is there.
    header_of, is_header
        Reads headers out of a row, and tells whether they are enough.

    Returns
    -------
    tuple
        Row number and cells by column key, and the title of the sheet.

    Raises
    ------
    SourceError
        If the file is no workbook, or no sheet of it has such a header.
    """
    book = _opened(path)
    for page in sorted(book.worksheets, key=lambda s: plain(s.title) not in map(plain, sheet)):
        lines = list(page.iter_rows())
        for at, line in enumerate(lines[:_SEARCH_HEADER_ROWS]):
            found = header_of([cell.value for cell in line])
            if is_header(found):
                same = _joined(page, found.values())
                below = [
                    (n, {k: same.get((n, col + 1), row[col]) for k, col in found.items()})
                    for n, row in enumerate(lines[at + 1 :], start=at + 2)
                ]
                return [r for r in below if any(full(c.value) for c in r[1].values())], _title(
                    page.title, sheet
                )
    heads = [", ".join(label.to(lang) for label in columns.values()) for lang in ("de", "en")]
    raise SourceError(
        de=f'{path.name}: kein Blatt "{sheet.de}" mit den Spalten {heads[0]}',
        en=f'{path.name}: no sheet "{sheet.de}" with the columns {heads[0]} ({heads[1]})',
    )


def _title(title: str, sheet: Text) -> str:
    """Name the sheet as it is called; one that is called after a person as it should be."""
    # one word, as "Tabelle1", is no first name and surname
    person = len(title.split()) > 1 and collect([]).found_in(title)
    return sheet.de if person else title


def _opened(path: Readable) -> Workbook:
    if path.suffix.lower() == ".csv":
        return _from_text(path)
    from openpyxl import load_workbook

    try:
        # what openpyxl leaves out (pictures, rules, styles) says nothing about the cells
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    except Exception as error:  # a damaged part raises whatever its parser raises
        raise SourceError(
            de=f"{path.name} lässt sich nicht lesen (beschädigt, mit Kennwort oder keine Excel-Datei); "
            "in Excel öffnen und ohne Kennwort neu als .xlsx speichern",
            en=f"{path.name} cannot be read (damaged, locked by a password or no workbook); open it in "
            "Excel and save it as .xlsx again, without a password",
        ) from error
    return book


def _from_text(path: Readable) -> Workbook:
    """A text table as a workbook of one sheet, so that it is read in no other way."""
    from openpyxl import Workbook

    data = path.read_bytes()
    told = sniff_bytes(data)
    if told is None:
        raise SourceError(
            de=f"{path.name}: leer oder keine Texttabelle; erwartet wird CSV, z. B. mit Semikolon.",
            en=f"{path.name}: empty or no text table; a CSV is expected, e.g. with semicolons.",
        )
    book = Workbook()
    page = book.worksheets[0]
    lines = io.StringIO(data.decode(told.encoding, errors="replace"), newline="")
    for n, line in enumerate(csv.reader(lines, delimiter=told.delimiter), start=1):
        for column, text in enumerate(line, start=1):
            if text:
                page.cell(n, column, _SIGNS.sub("", text))
    return book


def _joined(page: Worksheet, columns: Iterable[int]) -> dict[tuple[int, int], Cell | MergedCell]:
    """Cells merged downwards say the same in each row; by row and column, from 1."""
    mine = {column + 1 for column in columns}
    return {
        (row, merged.min_col): page.cell(merged.min_row, merged.min_col)
        for merged in page.merged_cells.ranges
        if merged.min_col == merged.max_col and merged.min_col in mine
        for row in range(merged.min_row + 1, merged.max_row + 1)
    }


def clean(value: Any) -> Any:
    """Take blanks around and within a text, and the quote that keeps it from being a formula."""
    if not isinstance(value, str):
        return value
    return re.sub(r"[ \t\r\f\v\u00a0]+", " ", value).strip().removeprefix("'")


def full(value: Any) -> bool:
    """Tell whether a cell holds anything."""
    return value is not None and value != ""
