"""One grid for every table file: values, colours, merged cells, rows as Excel counts them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyproj import CRS

from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.words import Text

__all__ = ["Merge", "Sheet", "read_sheets"]

_LARGEST_UNPACKED = 400_000_000  # bytes; a register is some MB, a zip bomb is GB
_ERRORS = {"#N/A", "#NV", "#REF!", "#BEZUG!", "#VALUE!", "#WERT!", "#DIV/0!", "#NAME?", "#NULL!"}

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; from 0


@dataclass(slots=True)
class Sheet:
    """
    One sheet as a grid; ``rows[0]`` is row 1 as Excel shows it (CSV: the first record).

    ``fills`` holds cells with a colour of their own (not white, grey or black), ``faults``
    cells that could not be read as written (a code of `codes.REPAIRS`).
    """

    name: str | None
    rows: list[list[Any]]
    fills: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Merge] = field(default_factory=list)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: int = 0  # rows that Excel does not show; they are read all the same
    struck: set[tuple[int, int]] = field(default_factory=set)  # text wholly crossed out
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)  # "0%", "00000", '0" ha"'
    hidden_columns: int = 0
    hidden_sheet: bool = False
    crs: CRS | None = None  # as declared, of the last two columns ``x`` and ``y``
    notes: list[Text] = field(default_factory=list)


def read_sheets(path: Path) -> tuple[str, list[Sheet]]:
    """
    Read a table file into grids and tell what kind it is by its content.

    Returns
    -------
    tuple
        ``"xlsx"``, ``"xls"``, ``"ods"`` or ``"csv"``, and the sheets in their order.

    Raises
    ------
    MissingSourceError
        If there is no such file.
    SourceError
        If it is empty, protected, truncated, or no table at all.
    """
    if not path.is_file():
        raise MissingSourceError(
            de=f"{path.name}: Die Datei liegt nicht unter {path}",
            en=f"{path.name}: there is no file at {path}",
        )
    head = path.read_bytes()[:8]
    if not head:
        raise SourceError(
            de=f"{path.name}: Die Datei ist leer (0 Byte); bitte neu ausleiten",
            en=f"{path.name}: the file is empty (0 bytes); export it again",
        )
    if head.startswith(b"PK"):
        return _zipped(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _ole(path)
    if head.startswith(b"%PDF"):
        raise SourceError(
            de=f"{path.name}: Das ist ein PDF; bitte die Tabelle als xlsx oder csv liefern",
            en=f"{path.name}: this is a PDF; deliver the table as xlsx or csv",
        )
    return "csv", [_read_csv(path)]


def _zipped(path: Path) -> tuple[str, list[Sheet]]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            size = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise _broken(path) from error
    if size > _LARGEST_UNPACKED:
        raise SourceError(
            de=f"{path.name}: entpackt {size / 1e6:.0f} MB groß, das ist kein Register",
            en=f"{path.name}: unpacks to {size / 1e6:.0f} MB, which is no register",
        )
    if "xl/workbook.xml" in names:
        return "xlsx", _read_xlsx(path)
    if "content.xml" in names:
        return "ods", _read_calamine(path)
    raise SourceError(
        de=f"{path.name}: ein Zip-Archiv ohne Tabelle; bitte die Tabelle selbst angeben",
        en=f"{path.name}: a zip archive without a table; name the table itself",
    )


def _ole(path: Path) -> tuple[str, list[Sheet]]:
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise SourceError(
            de=f"{path.name}: mit Kennwort geschützt; bitte ohne Kennwort speichern",
            en=f"{path.name}: protected by a password; save it without one",
        )
    return "xls", _read_calamine(path)


def _broken(path: Path) -> SourceError:
    return SourceError(
        de=f"{path.name}: Die Datei ist beschädigt oder unvollständig; bitte neu liefern",
        en=f"{path.name}: the file is damaged or incomplete; deliver it again",
    )


def _read_calamine(path: Path) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        grids = [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        ]
    except CalamineError as error:
        raise _broken(path) from error
    sheets = []
    for name, grid in grids:
        sheet = Sheet(name, [[None if v == "" else v for v in row] for row in grid])
        _null_errors(sheet)
        sheets.append(sheet)
    return sheets


def _read_xlsx(path: Path) -> list[Sheet]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # Formulas are wanted as formulas, to tell "no value stored" from "blank"; their
        # stored values come from the second reader.
        book = load_workbook(io.BytesIO(path.read_bytes()), data_only=False)
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise _broken(path) from error
    sheets = []
    for page in book.worksheets:
        sheet = Sheet(page.title, [list(row) for row in page.iter_rows(values_only=True)])
        sheet.merged = [
            (m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1)
            for m in sorted(page.merged_cells.ranges, key=lambda m: (m.min_row, m.min_col))
        ]
        for r, row in enumerate(page.iter_rows()):
            for c, cell in enumerate(row):
                if cell.has_style and cell.fill.fill_type == "solid":
                    colour = _colour(cell.fill.fgColor)
                    if colour:
                        sheet.fills[r, c] = colour
        sheet.hidden = sum(bool(dim.hidden) for dim in page.row_dimensions.values())
        sheets.append(sheet)
    _fill_formulas(path, sheets)
    for sheet in sheets:
        _null_errors(sheet)
    return sheets


def _colour(colour: Any) -> str:
    """Name of a fill that may mean something; blank for white, grey and black."""
    if colour.type == "theme":
        return f"theme{colour.theme}" if colour.theme not in (0, 1, 2, 3) else ""
    if colour.type == "indexed":
        return f"index{colour.indexed}" if colour.indexed not in (0, 1, 8, 9, 22, 64, 65) else ""
    red, green, blue = (int(colour.rgb[-6:][i : i + 2], 16) for i in (0, 2, 4))
    return colour.rgb[-6:] if max(red, green, blue) - min(red, green, blue) > 40 else ""


def _fill_formulas(path: Path, sheets: list[Sheet]) -> None:
    formulas = [
        (sheet, r, c)
        for sheet in sheets
        for r, row in enumerate(sheet.rows)
        for c, value in enumerate(row)
        if (isinstance(value, str) and value.startswith("=") and len(value) > 1)
        or type(value).__name__ in ("ArrayFormula", "DataTableFormula")
    ]
    if not formulas:
        return
    stored = {sheet.name: sheet.rows for sheet in _read_calamine(path)}
    for sheet, r, c in formulas:
        grid = stored.get(sheet.name, [])
        value = grid[r][c] if r < len(grid) and c < len(grid[r]) else None
        sheet.rows[r][c] = value
        if value is None:
            sheet.faults[r, c] = "formula_without_value"


def _null_errors(sheet: Sheet) -> None:
    for r, row in enumerate(sheet.rows):
        for c, value in enumerate(row):
            if isinstance(value, str) and value.strip() in _ERRORS:
                row[c] = None
                sheet.faults[r, c] = "cell_error"


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _read_csv(path: Path) -> Sheet:
    content = path.read_bytes()
    text = _decode(content)
    start = text[:500].lstrip().casefold()
    if "\x00" in text or start.startswith(("<html", "<!doctype", "<?xml", "<table")):
        raise SourceError(
            de=f"{path.name}: keine Tabelle (HTML, XML oder Binärdatei); in Excel öffnen und "
            "als xlsx speichern",
            en=f"{path.name}: no table (HTML, XML or binary); open it in Excel and save as xlsx",
        )
    delimiter = _delimiter(text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    sheet = Sheet(None, [])
    width = max(Counter(len(row) for row in rows if row).most_common(1)[0][0], 1) if rows else 1
    for number, row in enumerate(rows):
        extra = [value for value in row[width:] if value.strip()]
        if delimiter == "," and extra and len(rows[0]) <= width:
            raise SourceError(
                de=f"{path.name}, Zeile {number + 1}: {len(row)} Werte in {width} Spalten; das "
                "Komma trennt hier Spalten und Dezimalen. Bitte mit Semikolon ausleiten",
                en=f"{path.name}, line {number + 1}: {len(row)} values in {width} columns; the "
                "comma divides both columns and decimals here. Export it with semicolons",
            )
        sheet.rows.append([_text(value, sheet, number, c) for c, value in enumerate(row)])
    return sheet


def _text(value: str, sheet: Sheet, row: int, column: int) -> str | None:
    if "Ã" in value or "â€" in value:
        try:
            value = value.encode("cp1252").decode("utf-8")
            sheet.faults[row, column] = "mojibake"
        except (UnicodeEncodeError, UnicodeDecodeError):
            sheet.faults[row, column] = "characters_lost"
    elif "\ufffd" in value:
        sheet.faults[row, column] = "characters_lost"
    return value if value.strip() else None


def _delimiter(text: str) -> str:
    """Delimiter that cuts the first records into most columns of the same number."""
    best, chosen = (0.0, 0), ";"
    for delimiter in (";", "\t", ",", "|"):
        reader = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter)
        widths = Counter(len(row) for _, row in zip(range(60), reader, strict=False) if row)
        if not widths:
            continue
        width, often = widths.most_common(1)[0]
        score = (often / widths.total() if width > 1 else 0.0, width)
        if width > 1 and score > best:
            best, chosen = score, delimiter
    return chosen
