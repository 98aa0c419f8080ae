"""The text tables of a GTFS feed, however they are packed and written.

A feed is a zip, a folder, a zip in a zip or a folder in a zip. Its tables are CSV in UTF-8;
in the wild also UTF-16, cp1252, with NUL bytes, any line end, any number of cells.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO

import numpy as np
import pandas as pd

from innenstadt_gis.errors import MissingSourceError, SourceError

__all__ = ["LARGE_BYTES", "RawFeed", "Stored", "find_feeds", "readable", "table"]

#: The tables that are read.
READ = (
    "agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt", "calendar.txt",
    "calendar_dates.txt", "frequencies.txt", "feed_info.txt",
)  # fmt: skip
# A folder with one of these is meant to be a feed.
_TELLING = {"stops.txt", "trips.txt", "stop_times.txt", "routes.txt"}
# Further tables of the format, which we have no use for.
_KNOWN = {
    *READ, "areas.txt", "attributions.txt", "booking_rules.txt", "fare_attributes.txt",
    "fare_leg_join_rules.txt", "fare_leg_rules.txt", "fare_media.txt", "fare_products.txt",
    "fare_rules.txt", "fare_transfer_rules.txt", "levels.txt", "location_group_stops.txt",
    "location_groups.txt", "networks.txt", "pathways.txt", "route_networks.txt",
    "rider_categories.txt", "shapes.txt", "stop_areas.txt", "timeframes.txt", "transfers.txt",
    "translations.txt",
}  # fmt: skip

# No timetable shrinks to a two-hundredth; what does is made to fill the memory.
_LARGEST_RATIO = 200
_NO_BOMB_BYTES = 100_000_000
#: A feed with stop times of this size and more is not taken into memory as a whole.
LARGE_BYTES = 100_000_000
# what is left on disk of such a feed
_LEFT = ("stop_times.txt", "trips.txt")

# A byte that is no UTF-8 is read as the letter it is in Windows' old character set.
_ODD_BYTES = {0xDC00 + b: bytes([b]).decode("cp1252", "replace") for b in range(0x80, 0x100)}


@dataclass(frozen=True, slots=True)
class Stored:
    """One file where it lies: on disk, or as a member of a zip on disk or in memory."""

    size: int
    source: Path | bytes
    member: str = ""
    checksum: int = 0

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open it for reading, unpacked on the way."""
        if not self.member and isinstance(self.source, Path):
            with self.source.open("rb") as file:
                yield file
            return
        with zipfile.ZipFile(_openable(self.source)) as archive, archive.open(self.member) as file:
            yield file

    def read(self) -> bytes:
        """Give the whole of it."""
        with self.open() as file:
            return file.read()

    def fingerprint(self) -> bytes:
        """Tell it from others; a zip knows the checksums of its members."""
        if self.member:
            return f"{self.size}:{self.checksum}".encode()
        digest = hashlib.sha256()
        with self.open() as file:
            while part := file.read(1 << 20):
                digest.update(part)
        return digest.digest()


@dataclass(frozen=True)
class RawFeed:
    """
    One feed's tables by lower-case file name, and names nobody knows.

    ``files`` are in memory; ``large`` are left where they are.
    """

    name: str
    files: dict[str, bytes]
    strangers: tuple[str, ...] = ()
    large: dict[str, Stored] = field(default_factory=dict)

    @cached_property
    def sha256(self) -> str:
        """Fingerprint of the tables that are read."""
        digest = hashlib.sha256()
        for name in sorted({*self.files, *self.large}):
            left = self.large.get(name)
            digest.update(
                name.encode() + b"\0" + (left.fingerprint() if left else self.files[name])
            )
        return digest.hexdigest()


def find_feeds(path: Path, *, large_bytes: int = LARGE_BYTES) -> list[RawFeed]:
    """
    Open every feed in a zip or folder, wherever in it the tables lie.

    Stop times of ``large_bytes`` and more, and the trips beside them, are left on disk.

    Raises
    ------
    MissingSourceError
        If there is nothing at ``path``.
    SourceError
        If it is no zip, is damaged, protected by a password, or holds no feed.
    """
    if not path.exists():
        raise MissingSourceError(
            de=f"{path.name}: Den Fahrplan gibt es nicht ({path}).",
            en=f"{path.name}: there is no timetable at {path}.",
        )
    if path.is_dir():
        with readable(path.name):
            feeds = _group(_in_folder(path), path.name, large_bytes)
    else:
        feeds = _in_zip(path, path.name, large_bytes)
    if not feeds:
        raise SourceError(
            de=f"{path.name}: kein GTFS-Fahrplan; darin müssen stops.txt, trips.txt, stop_times.txt "
            "und calendar.txt oder calendar_dates.txt liegen.",
            en=f"{path.name}: no GTFS feed; it must hold stops.txt, trips.txt, stop_times.txt and "
            "calendar.txt or calendar_dates.txt.",
        )
    return feeds


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Say in our own words what is wrong with a zip or a file."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise SourceError(
            de=f"{name}: keine lesbare Zip-Datei; neu herunterladen.",
            en=f"{name}: no readable zip; download it again.",
        ) from error
    except RuntimeError as error:  # how zipfile says that a password is needed
        raise SourceError(
            de=f"{name}: Die Zip-Datei ist mit einem Passwort geschützt; bitte entpacken.",
            en=f"{name}: the zip is protected by a password; unpack it first.",
        ) from error
    except OSError as error:
        raise SourceError(
            de=f"{name}: Der Fahrplan lässt sich nicht lesen ({error.strerror or error}).",
            en=f"{name}: the timetable cannot be read ({error.strerror or error}).",
        ) from error


def _openable(source: Path | bytes) -> Path | io.BytesIO:
    return source if isinstance(source, Path) else io.BytesIO(source)


def _in_folder(path: Path) -> Iterator[tuple[PurePosixPath, Stored]]:
    for file in sorted(path.rglob("*")):
        if file.is_file():
            inside = PurePosixPath(file.relative_to(path).as_posix())
            yield inside, Stored(file.stat().st_size, file)


def _in_zip(
    source: Path | bytes, name: str, large_bytes: int, *, nested: bool = False
) -> list[RawFeed]:
    with readable(name), zipfile.ZipFile(_openable(source)) as archive:
        return _group(_members(archive, source, name), name, large_bytes, nested=nested)


def _members(
    archive: zipfile.ZipFile, source: Path | bytes, name: str
) -> Iterator[tuple[PurePosixPath, Stored]]:
    for info in sorted(archive.infolist(), key=lambda i: i.filename):
        inside = PurePosixPath(info.filename.replace("\\", "/"))
        if info.is_dir():
            continue
        wanted = inside.name.lower() in READ or inside.suffix.lower() == ".zip"
        if wanted and info.file_size > max(_NO_BOMB_BYTES, _LARGEST_RATIO * info.compress_size):
            raise SourceError(
                de=f"{name}: {inside.name} ist auf ein Zweihundertstel gepackt; das ist kein Fahrplan.",
                en=f"{name}: {inside.name} is packed to a two-hundredth; that is no timetable.",
            )
        yield inside, Stored(info.file_size, source, info.filename, info.CRC)


def _group(
    files: Iterator[tuple[PurePosixPath, Stored]],
    name: str,
    large_bytes: int,
    *,
    nested: bool = False,
) -> list[RawFeed]:
    """Files by the folder in which they lie; a zip inside is opened once, not twice."""
    folders: dict[PurePosixPath, dict[str, Stored]] = {}
    strangers: dict[PurePosixPath, list[str]] = {}
    feeds: list[RawFeed] = []
    for inside, stored in files:
        low = inside.name.lower()
        if inside.name.startswith(".") or "__MACOSX" in inside.parts:
            continue
        if low.endswith(".zip") and not nested:
            within = stored.read() if stored.member else stored.source
            feeds += _in_zip(within, inside.name, large_bytes, nested=True)
        elif low in READ:
            folders.setdefault(inside.parent, {})[low] = stored
        elif low.endswith(".txt") and low not in _KNOWN:
            strangers.setdefault(inside.parent, []).append(inside.name)
    for folder, found in folders.items():
        if _TELLING & set(found):
            label = f"{name}/{folder}" if len(folders) > 1 and folder.name else name
            big = "stop_times.txt" in found and found["stop_times.txt"].size >= large_bytes
            left = {n: found[n] for n in _LEFT if big and n in found}
            here = {n: stored.read() for n, stored in found.items() if n not in left}
            feeds.append(RawFeed(label, here, tuple(strangers.get(folder, ())), left))
    return feeds


def table(
    feed: RawFeed,
    name: str,
    *,
    columns: tuple[str, ...],
    required: tuple[str, ...] = (),
    mend: Counter[str],
) -> pd.DataFrame:
    """
    Read one table of a feed as stripped text; a column that is not there is blank.

    ``columns`` are wanted; without ``required`` ones the table is of no use. What was
    mended is counted in ``mend``. A missing or empty file gives no rows.

    Raises
    ------
    SourceError
        If a required column is missing, or a quotation mark is never closed.
    """
    text = _decode(feed.files.get(name, b""), mend)
    if not text.strip():
        return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
    head, _, body = text.lstrip("\n").partition("\n")
    mark = max(",;\t", key=head.count)
    mend["gtfs_delimiter"] += int(mark != ",")
    here = [c.strip().strip('"').strip().lower() for c in next(csv.reader([head], delimiter=mark))]
    lacking = [c for c in required if c not in here]
    if lacking:
        raise SourceError(
            de=f"{feed.name}: In {name} fehlt die Spalte {', '.join(lacking)}.",
            en=f"{feed.name}: {name} lacks the column {', '.join(lacking)}.",
        )
    rows = _parse(body, name, feed.name, mark=mark, width=len(here))
    rows = _regular(rows, width=len(here), mend=mend)
    _ragged(body, mark=mark, width=len(here), mend=mend)
    # of two columns of one name the first counts
    places = {c: here.index(c) for c in columns if c in here}
    return pd.DataFrame(
        {
            c: _stripped(rows[places[c]]) if c in places else pd.Series("", rows.index, dtype="str")
            for c in columns
        }
    ).reset_index(drop=True)


def _decode(data: bytes, mend: Counter[str]) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = data.decode("utf-16", errors="replace")
        mend["gtfs_encoding"] += 1
    elif data[1:2] == b"\0" and data[3:4] == b"\0":
        text = data.decode("utf-16-le", errors="replace")
        mend["gtfs_encoding"] += 1
    else:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="surrogateescape")
        if not text.isascii() and any("\udc80" <= letter <= "\udcff" for letter in set(text)):
            text = text.translate(_ODD_BYTES)
            mend["mojibake"] += 1
    if "\0" in text:
        mend["gtfs_nul"] += text.count("\0")
        text = text.replace("\0", "")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _parse(body: str, name: str, feed: str, *, mark: str, width: int) -> pd.DataFrame:
    # a first line of full width tells the parser how many cells there may be
    full = mark.join("x" * (width + 1)) + "\n"
    try:
        return pd.read_csv(
            io.StringIO(full + body), sep=mark, header=None, names=range(width + 1),
            usecols=range(width + 1), dtype="str", keep_default_na=False, index_col=False,
            skip_blank_lines=True, skipinitialspace=True,
        ).iloc[1:]  # fmt: skip
    except pd.errors.ParserError as error:
        raise SourceError(
            de=f"{feed}: {name} ist keine lesbare Tabelle; meist wird ein Anführungszeichen nicht "
            "geschlossen.",
            en=f"{feed}: {name} is no readable table; most often a quotation mark is never closed.",
        ) from error


def _regular(rows: pd.DataFrame, *, width: int, mend: Counter[str]) -> pd.DataFrame:
    """Drop rows with a cell too many that holds something: their cells have shifted."""
    shifted = _stripped(rows[width]) != ""
    mend["gtfs_cells_shifted"] += int(shifted.sum())
    return rows[~shifted] if shifted.any() else rows


def _stripped(cells: pd.Series) -> pd.Series:
    # a third of the time of .str.strip, which counts for millions of cells
    return cells.fillna("").map(str.strip).astype("str")


def _ragged(body: str, *, mark: str, width: int, mend: Counter[str]) -> None:
    """Count the rows with other than the header's number of cells."""
    letters = np.frombuffer(body.encode("utf-8", "replace"), dtype=np.uint8)
    ends = np.append(np.flatnonzero(letters == ord("\n")), len(letters))
    marks = np.searchsorted(np.flatnonzero(letters == ord(mark)), ends)
    for place in np.flatnonzero(np.diff(marks, prepend=0) + 1 != width):
        begin = ends[place - 1] + 1 if place else 0
        line = letters[begin : ends[place]].tobytes().decode("utf-8", "replace")
        if line.strip():
            cells = line.count(mark) + 1
            if '"' in line:
                cells = len(next(csv.reader([line], delimiter=mark)))
            mend["gtfs_cells_few"] += int(cells < width)
            mend["gtfs_cells_many"] += int(cells > width)
