"""National feeds: stop times of gigabytes, cut to a town before they are taken into memory.

DuckDB reads the two or three columns that decide, as fingerprints of 64 bits (6 million stop
times are 96 MB), and tells which rows belong to trips that call in the area. These rows are then
copied as they stand in the file, so that everything behind reads and mends them as it would
have in a small feed. A fingerprint shared by two ids keeps a trip too many, never one too few,
and the reader drops it again.

Rows of trips elsewhere are never looked at: what is wrong with them is not counted.
"""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.gtfs.files import RawFeed, Stored, readable

if TYPE_CHECKING:
    import duckdb

__all__ = ["narrowed"]

Prints = dict[str, NDArray[np.uint64]]
Rows = NDArray[np.bool_]

_HEAD_BYTES = 65_536
_CHUNK_BYTES = 16_000_000
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

    return duckdb.connect(
        ":memory:",
        config={
            "memory_limit": _MEMORY,
            "temp_directory": str(folder),
            "threads": min(os.cpu_count() or 1, _THREADS),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )


def _chosen(
    con: duckdb.DuckDBPyConnection, times: _Table, trips: _Table, wanted: _Wanted
) -> tuple[Rows, Rows]:
    """Rows of both tables that belong to the wanted trips."""
    stops = _prints_of(con, wanted.all_stops)
    for tidy in (False, True):
        runs = _prints(con, trips, ("trip_id", "service_id"), tidy=tidy)
        calls = _prints(con, times, ("trip_id", "stop_id"), tidy=tidy)
        trip, ids = pd.factorize(calls.pop("trip_id"))
        stop, places = pd.factorize(calls.pop("stop_id"))
        # ids with blanks or stray quotation marks around them are met the second time
        if np.isin(ids, runs["trip_id"]).all() and np.isin(places, stops).all():
            break
    served = runs["trip_id"]
    if wanted.services is not None:
        served = served[np.isin(runs["service_id"], _prints_of(con, wanted.services))]
    keep = np.isin(ids, served)
    if wanted.inside is not None:
        calling = np.zeros(len(ids), dtype=bool)
        calling[trip[np.isin(places, _prints_of(con, wanted.inside))[stop]]] = True
        keep &= calling
    return keep[trip], np.isin(runs["trip_id"], ids[keep])


def _prints_of(con: duckdb.DuckDBPyConnection, ids: Collection[str]) -> NDArray[np.uint64]:
    query = "SELECT hash(id) AS id FROM (SELECT unnest(?::VARCHAR[]) AS id)"
    return _plain(con.execute(query, [list(ids)]).fetchnumpy()["id"])


def _prints(
    con: duckdb.DuckDBPyConnection, table: _Table, columns: tuple[str, ...], *, tidy: bool
) -> Prints:
    """Fingerprints of some columns, in the order of rows."""
    import duckdb

    cell = "hash(trim(c{0}, ' \"\t'))" if tidy else "hash(c{0})"
    wanted = ", ".join(f"{cell.format(table.columns.index(c))} AS {c}" for c in columns)
    names = {f"c{n}": "VARCHAR" for n in range(len(table.columns) + _SPARE)}
    query = (
        f"SELECT {wanted} FROM read_csv(?, auto_detect=false, header=false, skip=?, delim=?, "  # noqa: S608 - our own names only
        "quote='\"', escape='\"', new_line=?, null_padding=true, strict_mode=false, encoding=?, "
        f"columns={names})"
    )
    how = [str(table.path), table.skip, table.mark, table.ending]
    try:
        said = con.execute(query, [*how, "utf-8"]).fetchnumpy()
    except duckdb.Error:
        # most often letters of Windows' old character set
        said = con.execute(query, [*how, "latin-1"]).fetchnumpy()
    return {name: _plain(values) for name, values in said.items()}


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
