"""What a table file is read into, and the errors that all kinds of files share."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

from pyproj import CRS

from innenstadt_gis.errors import SourceError
from innenstadt_gis.words import Text

__all__ = [
    "BAD_ZIP",
    "MOST_CELLS",
    "MOST_ROWS",
    "Merge",
    "Place",
    "Sheet",
    "broken",
    "locked",
    "place_row",
    "square",
    "too_large",
]

#: Cells with a value that are taken from one file; a register of 20,000 rows has 400,000.
MOST_CELLS = 8_000_000

#: Rows of a sheet in Excel and LibreOffice.
MOST_ROWS = 1_048_576
_PADDED = 256  # columns; a stray cell far to the right does not make every row that long

#: What Python raises on a damaged zip, wherever the damage lies.
BAD_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError,
    RuntimeError, UnicodeDecodeError, struct.error, KeyError, OverflowError,
)  # fmt: skip

Place = tuple[int, int]  # row, column; from 0
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; from 0


@dataclass(slots=True)
class Sheet:
    """
    One sheet as a grid; ``rows[0]`` is row 1 as Excel shows it (CSV: the first record).

    Rows may differ in length. None is a blank cell. Typed cells (workbooks, vector files)
    stay typed, a CSV holds text alone.

    Attributes
    ----------
    fills
        Cells that a person gave a colour (six hex digits; not white, grey or black).
    merged
        Merged ranges, cut to the used rows.
    faults
        Cells that could not be read as written: a code of `codes.REPAIRS`.
    hidden, hidden_columns, hidden_sheet
        What Excel does not show (rows and columns with a value); read all the same.
    struck, comments
        Cells whose text is crossed out; what people pinned to a cell.
    formats
        Number formats that change what a number says: ``"0%"``, ``"00000"``, ``'0" ha"'``.
    crs
        Declared CRS of the last two columns, ``x`` and ``y``; None for tables without
        geometry, and where the file declares none.
    notes
        What else a person should know about how this sheet was read.
    """

    name: str | None
    rows: list[list[Any]]
    fills: dict[Place, str] = field(default_factory=dict)
    merged: list[Merge] = field(default_factory=list)
    faults: dict[Place, str] = field(default_factory=dict)
    hidden: int = 0
    struck: set[Place] = field(default_factory=set)
    comments: dict[Place, str] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)
    hidden_columns: int = 0
    hidden_sheet: bool = False
    crs: CRS | None = None
    notes: list[Text] = field(default_factory=list)


def place_row(sheet: Sheet, at: int, values: list[Any], *, name: str) -> None:
    """
    Put a row at its number (from 0), with blank rows before it.

    Far below the table (a stray cell in the last row of Excel) the blank rows share one list.
    """
    if at >= MOST_ROWS:
        raise broken(name)
    rows = sheet.rows
    gap = at - len(rows)
    if gap > 2000:
        rows.extend([[]] * gap)
    elif gap > 0:
        rows.extend([] for _ in range(gap))
    if at < len(rows):  # a row written twice: the later one adds to the first
        old = rows[at]
        both = max(len(old), len(values))
        new, was = (row + [None] * (both - len(row)) for row in (values, old))
        rows[at] = [n if n is not None else o for n, o in zip(new, was, strict=True)]
    else:
        rows.append(values)


def square(sheet: Sheet, width: int) -> None:
    """Cut off blank rows at the end with their colours, fill up the others to one width."""
    rows = sheet.rows
    kept = {r for r, _ in sheet.faults}
    while rows and len(rows) - 1 not in kept and all(value is None for value in rows[-1]):
        rows.pop()
    for row in rows:
        if len(row) < min(width, _PADDED):
            row.extend([None] * (min(width, _PADDED) - len(row)))
    sheet.fills = {at: colour for at, colour in sheet.fills.items() if at[0] < len(rows)}


def broken(name: str) -> SourceError:
    """Return the error for a file that is cut off or damaged."""
    return SourceError(
        de=f"{name}: Die Datei ist beschädigt oder unvollständig; bitte neu liefern",
        en=f"{name}: the file is damaged or incomplete; deliver it again",
    )


def locked(name: str) -> SourceError:
    """Return the error for a file that asks for a password."""
    return SourceError(
        de=f"{name}: mit Kennwort geschützt; bitte ohne Kennwort speichern",
        en=f"{name}: protected by a password; save it without one",
    )


def too_large(name: str) -> SourceError:
    """Return the error for what unpacks to more than any register holds."""
    return SourceError(
        de=f"{name}: entpackt viel zu groß, das ist kein Register; bitte nur die Tabelle liefern",
        en=f"{name}: unpacks to far too much, which is no register; deliver the table alone",
    )
