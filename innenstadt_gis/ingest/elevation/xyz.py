"""Terrain models as lines of easting, northing and height (``.xyz``), in any spelling."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from innenstadt_gis.ingest.elevation.sources import Source, unusable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_START = 4096
_NUMBER = r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?"
_LINE = re.compile(
    rf"\s*{_NUMBER}(?P<sign>[;,\s])\s*{_NUMBER}(?P=sign)\s*{_NUMBER}\s*(?:[;,\s].*)?"
)
# A tile of 5 km with cells of 1 m; more is no tile.
_MOST_LINES = 30_000_000
# Middles of cells stand in the file to a few digits only.
_OFF_GRID = 0.05
# So many cells of the box may be missing for each that is there: a border town at the
# edge of the state, not a cloud of points.
_MOST_EMPTY = 50


class Lattice(NamedTuple):
    """Heights in rows from the north, NaN where no line is, and where the cells lie."""

    cells: NDArray[np.float32]
    ground: Floats


def read_xyz(source: Source) -> Lattice:
    """
    Read a whole tile; lines may stand in any order, and some may be missing.

    Space, tab, semicolon or comma part the numbers, with decimal points or commas; a line
    of names may stand above them, further columns behind them.

    Raises
    ------
    SourceError
        If there are no three numbers on a line, or the places are no regular grid.
    """
    try:
        with _stream(source) as stream:
            start = stream.read(_START)
        skip, form = _form(source, start)
        with _stream(source) as stream:
            rows = pd.read_csv(
                stream, header=None, skiprows=skip, usecols=[0, 1, 2], dtype="float64",
                encoding="latin-1", nrows=_MOST_LINES, **form,
            )  # fmt: skip
    except (ValueError, OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
        raise _no_grid(source) from error
    if len(rows) >= _MOST_LINES:
        raise _no_grid(source)
    return _lattice(source, *(rows[column].to_numpy() for column in (0, 1, 2)))


@contextmanager
def _stream(source: Source) -> Iterator[Any]:
    if source.member:
        with zipfile.ZipFile(source.file) as archive, archive.open(source.member) as stream:
            yield stream
    elif source.file.name.lower().endswith(".gz"):
        with gzip.open(source.file) as packed:
            yield packed
    else:
        with source.file.open("rb") as plain:
            yield plain


def _form(source: Source, start: bytes) -> tuple[int, dict[str, str]]:
    """How many lines stand above the numbers, and what parts them."""
    lines = start.decode("latin-1").removeprefix("ï»¿").splitlines()
    for above, line in enumerate(lines[:2]):
        told = _LINE.fullmatch(line)
        if told:
            sign = told["sign"]
            comma = "," if sign != "," and "," in line else "."
            return above, {"sep": r"\s+" if sign.isspace() else sign, "decimal": comma}
    raise _no_grid(source)


def _lattice(source: Source, x: Floats, y: Floats, z: Floats) -> Lattice:
    known = np.isfinite(x) & np.isfinite(y) & np.isfinite(z)
    x, y, z = x[known], y[known], z[known]
    steps = [np.abs(np.diff(at)) for at in (x, y)]
    least = [float(step[step > 0].min()) if (step > 0).any() else 0.0 for step in steps]
    across, along = least[0] or least[1], least[1] or least[0]
    if not across or not along:
        raise _no_grid(source)
    column, row = (x - x.min()) / across, (y.max() - y) / along
    places = np.rint(column), np.rint(row)
    shape = int(places[1].max()) + 1, int(places[0].max()) + 1
    off = max(np.abs(column - places[0]).max(), np.abs(row - places[1]).max())
    if off > _OFF_GRID or shape[0] * shape[1] > _MOST_EMPTY * len(z):
        raise _no_grid(source)
    cells = np.full(shape, np.nan, dtype="float32")
    cells[places[1].astype(np.intp), places[0].astype(np.intp)] = z
    west, north = x.min() - across / 2, y.max() + along / 2
    return Lattice(cells, np.array([[across, 0.0, west], [0.0, -along, north]]))


def _no_grid(source: Source) -> Exception:
    return unusable(
        source.file,
        de=f"{source.name} ist kein lesbares XYZ-Gitter",
        en=f"{source.name} is no readable XYZ grid",
    )
