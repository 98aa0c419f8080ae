"""National feeds: stop times of gigabytes, cut to a town before they are taken into memory.

DuckDB reads the two columns that decide, as fingerprints of 64 bits, half a million rows at a
time, and tells which rows belong to trips that call in the area. These rows are then copied as they
stand in the file, so that everything behind reads and mends them as it would have in a small
feed. A fingerprint shared by two ids keeps a trip too many, never one too few, and the reader drops
it again.

Rows of trips elsewhere are never looked at: what is wrong with them is not counted.
"""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.gtfs.files import RawFeed, Stored, readable

if TYPE_CHECKING:
    import duckdb

__all__ = ["narrowed"]

Prints = tuple[NDArray[np.uint64], NDArray[np.uint64]]
Rows = NDArray[np.bool_]
_Folded = TypeVar("_Folded")

_HEAD_BYTES = 65_536
_CHUNK_BYTES = 16_000_000
_VECTORS = 256  # of 2,048 rows
_MEMORY = "300MB"
_THREADS = 4
# A row may have as many cells too many and is still read.
_SPARE = 3
# Beyond this a table that cannot be cut is not taken into memory either.
_WHOLE_BYTES = 1_000_000_000


class _UnlikeError(Exception):
    """The table is not written in a way that can be cut by lines."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Ids of all stops, and of the stops and services to which trips must belong (None: any)."""

    all_stops: Collection[str]
    inside: Collection[str] | None
    services: Collection[str] | None


@dataclass(frozen=True, slots=True)
class _Table:
    """A table on disk, and how it is written."""

    path: Path
    head: bytes  # up to the end of the header
    columns: tuple[str, ...]
    mark: str
    ending: str

    @property
    def skip(self) -> int:
        return self.head.count(b"\n")


def narrowed(
    raw: RawFeed,
    *,
    all_stops: Collection[str],
    inside: Collection[str] | None,
    services: Collection[str] | None,
) -> tuple[RawFeed, int]:
    """
    Take into memory what belongs to some stops and services.

    Parameters
    ----------
    raw
        A feed whose stop times and trips are left on disk.
    all_stops, inside
        Ids of all stops, and of those at which a trip must call; None keeps all.
    services
        Ids of the services that are wanted; None keeps all.

    Returns
    -------
    tuple[RawFeed, int]
        The feed with nothing left on disk, and how many trips were left out.

    Raises
    ------
    SourceError
        If it cannot be unpacked, or is too large and written in a way that cannot be cut.
    """
    if set(raw.large) < {"stop_times.txt", "trips.txt"} or (inside is None and services is None):
        return _whole(raw), 0
    with readable(raw.name), tempfile.TemporaryDirectory(prefix="innenstadt-") as folder:
        paths = {name: _on_disk(raw, name, Path(folder)) for name in raw.large}
        try:
            files, left = _cut(paths, Path(folder), _Wanted(all_stops, inside, services))
        except _UnlikeError:
            return _whole(raw), 0
    return replace(raw, files=raw.files | files, large={}), left


def _whole(raw: RawFeed) -> RawFeed:
    most = max((stored.size for stored in raw.large.values()), default=0)
    if most > _WHOLE_BYTES:
        raise SourceError(
            de=f"{raw.name}: Der Fahrplan ist zu groß, um ihn ganz zu lesen, und in dieser Form nicht "
            "teilbar; bitte für das Gebiet ausschneiden oder als UTF-8 mit einer Zeile je Halt "
            "speichern.",
            en=f"{raw.name}: the timetable is too large to be read as a whole and cannot be cut as it is "
            "written; cut it to the area, or save it as UTF-8 with one line a call.",
        )
    with readable(raw.name):
        files = {name: stored.read() for name, stored in raw.large.items()}
    return replace(raw, files=raw.files | files, large={})


def _on_disk(raw: RawFeed, name: str, folder: Path) -> Path:
    """Give a file that DuckDB can open; a path with its wildcards is copied."""
    stored: Stored = raw.large[name]
    lies = stored.source if not stored.member and isinstance(stored.source, Path) else None
    if lies is not None and not set("*?[]") & set(str(lies)):
        return lies
    free = shutil.disk_usage(folder).free
    if stored.size > 0.9 * free:
        raise SourceError(
            de=f"{raw.name}: Zum Entpacken von {name} fehlt Platz: {stored.size // 10**6} MB in {folder}.",
            en=f"{raw.name}: no room to unpack {name}: {stored.size // 10**6} MB in {folder}.",
        )
    path = folder / name
    with stored.open() as source, path.open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
    return path


def _cut(paths: dict[str, Path], folder: Path, wanted: _Wanted) -> tuple[dict[str, bytes], int]:
    import duckdb

    tables = {name: _table(path) for name, path in paths.items()}
    times, trips = tables["stop_times.txt"], tables["trips.txt"]
    lacking = {"trip_id", "stop_id"} - set(times.columns) or {"trip_id", "service_id"} - set(
        trips.columns
    )
    if lacking:
        # the reader says so itself
        return {"stop_times.txt": times.head, "trips.txt": trips.head}, 0
    try:
        with _connection(folder) as con:
            keep_times, keep_trips = _chosen(con, times, trips, wanted)
    except duckdb.Error as error:
        raise _UnlikeError from error
    files = {
        "stop_times.txt": b"".join(_lines(times, keep_times)),
        "trips.txt": b"".join(_lines(trips, keep_trips)),
    }
    return files, int((~keep_trips).sum())


def _connection(folder: Path) -> duckdb.DuckDBPyConnection:
    """Memory with a limit, nothing fetched from anywhere."""
    import duckdb

    con = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": _MEMORY,
            "temp_directory": str(folder),
            "threads": min(os.cpu_count() or 1, _THREADS),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    # so that the reader need not wait for whoever takes the rows
    con.execute("SET streaming_buffer_size = '32MB'")
    return con


def _chosen(
    con: duckdb.DuckDBPyConnection, times: _Table, trips: _Table, wanted: _Wanted
) -> tuple[Rows, Rows]:
    """Rows of both tables that belong to the wanted trips."""
    stops = _prints_of(con, wanted.all_stops)
    inside = stops if wanted.inside is None else _prints_of(con, wanted.inside)
    for tidy in (False, True):
        trip, service = _folded(con, trips, ("trip_id", "service_id"), _together, tidy=tidy)
        runs = _folded(
            con,
            times,
            ("trip_id", "stop_id"),
            partial(_runs, stops=stops, inside=inside),
            tidy=tidy,
        )
        # ids with blanks or stray quotation marks around them are met the second time
        if not runs.strange and np.isin(runs.trip, trip).all():
            break
    served = trip
    if wanted.services is not None:
        served = trip[np.isin(service, _prints_of(con, wanted.services))]
    served = np.intersect1d(served, runs.trip[runs.calls])
    return np.repeat(np.isin(runs.trip, served), runs.length), np.isin(trip, served)


@dataclass(frozen=True, slots=True)
class _Runs:
    """Rows of one trip that follow each other: whose, how many, whether one calls inside."""

    trip: NDArray[np.uint64]
    length: NDArray[np.int64]
    calls: Rows
    strange: bool  # a stop that nobody knows


def _runs(parts: Iterator[Prints], stops: NDArray[np.uint64], inside: NDArray[np.uint64]) -> _Runs:
    """Fold rows together as they come; 35 million are 2 million runs."""
    trips, lengths, calls, strange = [], [], [], False
    known, wanted = pd.Index(stops).drop_duplicates(), pd.Index(inside).drop_duplicates()
    for trip, stop in parts:
        place, some = pd.factorize(stop)
        strange |= bool((known.get_indexer(pd.Index(some)) < 0).any())
        begins = np.flatnonzero(np.append(True, trip[1:] != trip[:-1]))
        trips.append(trip[begins])
        lengths.append(np.diff(begins, append=len(trip)))
        calls.append(
            np.logical_or.reduceat((wanted.get_indexer(pd.Index(some)) >= 0)[place], begins)
        )
    return _Runs(np.concatenate(trips), np.concatenate(lengths), np.concatenate(calls), strange)


def _together(parts: Iterator[Prints]) -> Prints:
    whole = list(parts)
    return np.concatenate([p[0] for p in whole]), np.concatenate([p[1] for p in whole])


def _folded(
    con: duckdb.DuckDBPyConnection,
    table: _Table,
    columns: tuple[str, str],
    fold: Callable[[Iterator[Prints]], _Folded],
    *,
    tidy: bool,
) -> _Folded:
    """Fold the fingerprints of two columns; UTF-8, else Windows' old character set."""
    import duckdb

    try:
        return fold(_prints(con, table, columns, tidy=tidy, letters="utf-8"))
    except duckdb.Error:
        return fold(_prints(con, table, columns, tidy=tidy, letters="latin-1"))


def _prints_of(con: duckdb.DuckDBPyConnection, ids: Collection[str]) -> NDArray[np.uint64]:
    query = "SELECT hash(id) AS id FROM (SELECT unnest(?::VARCHAR[]) AS id)"
    return _plain(con.execute(query, [list(ids)]).fetchnumpy()["id"])


def _prints(
    con: duckdb.DuckDBPyConnection,
    table: _Table,
    columns: tuple[str, str],
    *,
    tidy: bool,
    letters: str,
) -> Iterator[Prints]:
    """Fingerprints of two columns, some rows at a time, in their order."""
    cell = "hash(trim(c{0}, ' \"\t'))" if tidy else "hash(c{0})"
    wanted = ", ".join(f"{cell.format(table.columns.index(c))} AS {c}" for c in columns)
    names = {f"c{n}": "VARCHAR" for n in range(len(table.columns) + _SPARE)}
    query = (
        f"SELECT {wanted} FROM read_csv(?, auto_detect=false, header=false, skip=?, delim=?, "  # noqa: S608 - our own names only
        "quote='\"', escape='\"', new_line=?, null_padding=true, strict_mode=false, encoding=?, "
        f"columns={names})"
    )
    said = con.execute(query, [str(table.path), table.skip, table.mark, table.ending, letters])
    rows = 0
    while len(part := said.fetch_df_chunk(_VECTORS)):
        rows += len(part)
        yield part[columns[0]].to_numpy(), part[columns[1]].to_numpy()
    if not rows:
        raise _UnlikeError


def _plain(values: object) -> NDArray[np.uint64]:
    return np.asarray(np.ma.getdata(values), dtype=np.uint64)


def _table(path: Path) -> _Table:
    """See how a table is written by its beginning."""
    with path.open("rb") as file:
        begin = file.read(_HEAD_BYTES)
    blank = len(begin) - len(begin.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))
    end = begin.find(b"\n", blank) + 1
    if not end or b"\0" in begin:
        raise _UnlikeError
    line = begin[blank:end].decode("utf-8", errors="replace").strip()
    mark = max(",;\t", key=line.count)
    cells = next(csv.reader([line], delimiter=mark))
    return _Table(
        path,
        begin[:end],
        tuple(cell.strip().strip('"').strip().lower() for cell in cells),
        mark,
        "\\r\\n" if begin[:end].endswith(b"\r\n") else "\\n",
    )


def _lines(table: _Table, rows: Rows) -> Iterator[bytes]:
    """Copy the header and the lines of some rows; every row must be one line."""
    yield table.head
    done, rest = 0, b""
    with table.path.open("rb") as file:
        file.seek(len(table.head))
        while chunk := file.read(_CHUNK_BYTES):
            lines, _, rest = (rest + chunk).rpartition(b"\n")
            if lines:
                done, some = _pick(lines + b"\n", rows, done)
                yield some
        if rest.strip():
            done, some = _pick(rest + b"\n", rows, done)
            yield some
    if done != len(rows):
        raise _UnlikeError


def _pick(text: bytes, rows: Rows, done: int) -> tuple[int, bytes]:
    letters = np.frombuffer(text, dtype=np.uint8)
    count = int(np.count_nonzero(letters == ord("\n")))
    keep = rows[done : done + count]
    if len(keep) < count and text.rstrip().count(b"\n") + 1 > len(keep):
        raise _UnlikeError
    if not keep.any():
        return done + len(keep), b""
    ends = np.flatnonzero(letters == ord("\n"))[: len(keep)] + 1
    lengths = np.diff(ends, prepend=0)
    return done + len(keep), letters[: ends[-1]][np.repeat(keep, lengths)].tobytes()
