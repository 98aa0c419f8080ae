"""Text tables as offices send them: unknown encoding, delimiter and decimal sign."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.errors import MissingSourceError, SourceError

_DELIMITERS = (";", "\t", "|", ",")
_HEAD_BYTES = 65_536
_TEXT_ENDINGS = (".csv", ".txt", ".tsv")


@dataclass(frozen=True, slots=True)
class Delimited:
    """How a text table is written, and its first rows."""

    encoding: str
    delimiter: str
    head: tuple[tuple[str, ...], ...]
    member: str | None = None  # inside of a zip


def sniff_bytes(start: bytes, *, member: str | None = None) -> Delimited | None:
    r"""
    Tell encoding, delimiter and first rows from the first bytes; None if it is no text.

    Examples
    --------
    >>> sniff_bytes("Straße;Nr\nMarkt;1\n".encode("cp1252")).head[0]
    ('Straße', 'Nr')
    """
    encoding = _encoding(start)
    if encoding is None:
        return None
    lines = start.decode(encoding, errors="ignore").splitlines()
    if len(start) >= _HEAD_BYTES:
        lines = lines[:-1]  # the last one is cut
    lines = [line for line in lines if line.strip()][:200]
    if not lines:
        return None
    delimiter = max(_DELIMITERS, key=lambda mark: _steady(lines, mark))
    if _steady(lines, delimiter) == (0, 0):
        return None
    head = tuple(tuple(c.strip().strip('"') for c in row.split(delimiter)) for row in lines)
    return Delimited(encoding, delimiter, head, member)


def sniff(path: Path) -> Delimited:
    """
    Tell how a text table is written, also one inside a zip (the largest one there).

    Raises
    ------
    MissingSourceError, SourceError
        If the file is missing, empty, or no table.
    """
    if not path.exists():
        raise MissingSourceError(
            de=f"{path.name}: Datei nicht gefunden ({path}).",
            en=f"{path.name}: no such file ({path}).",
        )
    found: Delimited | None = None
    if path.is_file() and path.stat().st_size:
        member = largest_member(path)
        with opened(path, member) as stream:
            found = sniff_bytes(stream.read(_HEAD_BYTES), member=member)
    if found is None:
        raise SourceError(
            de=f"{path.name}: leer oder keine Texttabelle; erwartet wird CSV, z. B. mit Semikolon.",
            en=f"{path.name}: empty or no text table; a CSV is expected, e.g. with semicolons.",
        )
    return found


def largest_member(path: Path) -> str | None:
    """Return the largest text table inside of a zip; None if the file is no zip."""
    if not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as archive:
        texts = [m for m in archive.infolist() if m.filename.lower().endswith(_TEXT_ENDINGS)]
    if not texts:
        raise SourceError(
            de=f"{path.name}: In der Zip-Datei liegt keine Tabelle (.csv, .txt).",
            en=f"{path.name}: the zip holds no table (.csv, .txt).",
        )
    return max(texts, key=lambda m: (m.file_size, m.filename)).filename


@contextmanager
def opened(path: Path, member: str | None) -> Iterator[IO[bytes]]:
    """Open a file, or one member of a zip without unpacking it to disk."""
    if member is None:
        with path.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
        yield stream


def read_chunks(
    path: Path, told: Delimited, *, header: bool, columns: list[int], rows: int = 500_000
) -> Iterator[pd.DataFrame]:
    """Read some columns (by place) as text, in pieces; column names are their places."""
    try:
        with opened(path, told.member) as raw:
            stream = io.TextIOWrapper(raw, encoding=told.encoding, errors="replace", newline="")
            yield from pd.read_csv(
                stream, sep=told.delimiter, header=None, skiprows=1 if header else 0,
                usecols=columns, dtype="str", keep_default_na=False, chunksize=rows,
                skip_blank_lines=True, names=range(max(len(r) for r in told.head)),
                index_col=False,
            )  # fmt: skip
    except pd.errors.ParserError as error:
        raise SourceError(
            de=f"{path.name}: Die Zeilen haben nicht gleich viele Spalten ({error}).",
            en=f"{path.name}: the rows differ in their number of columns ({error}).",
        ) from error


def numbers(values: pd.Series) -> NDArray[np.float64]:
    """
    Read numbers with a decimal comma or point; NaN where there is none.

    Examples
    --------
    >>> numbers(pd.Series(["32363702,471", "12.5", "", "–"])).tolist()
    [32363702.471, 12.5, nan, nan]
    """
    text = values.astype("str").str.strip().str.replace(",", ".", regex=False)
    return pd.to_numeric(text, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)


def _encoding(start: bytes) -> str | None:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in start[:4096]:
        return None
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        # a letter cut in two by the end of the window is no other encoding
        cut = len(start) >= _HEAD_BYTES and error.start >= len(start) - 3
        return "utf-8-sig" if cut else "cp1252"
    return "utf-8-sig"


def _steady(lines: list[str], mark: str) -> tuple[int, int]:
    """How many lines have the same number of marks as the first, and how many marks."""
    first = lines[0].count(mark)
    if not first:
        return (0, 0)
    return (sum(line.count(mark) == first for line in lines), first)
