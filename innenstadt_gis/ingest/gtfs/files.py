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
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pandas as pd

from innenstadt_gis.errors import MissingSourceError, SourceError

__all__ = ["RawFeed", "find_feeds", "table"]

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
_LARGE_BYTES = 100_000_000

# A byte that is no UTF-8 is read as the letter it is in Windows' old character set.
_ODD_BYTES = {0xDC00 + b: bytes([b]).decode("cp1252", "replace") for b in range(0x80, 0x100)}


@dataclass(frozen=True, slots=True)
class RawFeed:
    """The bytes of one feed's tables, by lower-case file name, and names nobody knows."""

    name: str
    files: dict[str, bytes]
    strangers: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Fingerprint of the tables that are read."""
        digest = hashlib.sha256()
        for name in sorted(self.files):
            digest.update(name.encode() + b"\0" + self.files[name])
        return digest.hexdigest()


def find_feeds(path: Path) -> list[RawFeed]:
    """
    Open every feed in a zip or folder, wherever in it the tables lie.

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
        feeds = _group(_in_folder(path), path.name)
    else:
        feeds = _in_zip(path.read_bytes(), path.name)
    if not feeds:
        raise SourceError(
            de=f"{path.name}: kein GTFS-Fahrplan; darin müssen stops.txt, trips.txt, stop_times.txt "
            "und calendar.txt oder calendar_dates.txt liegen.",
            en=f"{path.name}: no GTFS feed; it must hold stops.txt, trips.txt, stop_times.txt and "
            "calendar.txt or calendar_dates.txt.",
        )
    return feeds


def _in_folder(path: Path) -> Iterator[tuple[PurePosixPath, bytes | None]]:
    for file in sorted(path.rglob("*")):
        if file.is_file():
            inside = PurePosixPath(file.relative_to(path).as_posix())
            wanted = file.name.lower() in READ or file.suffix.lower() == ".zip"
            yield inside, file.read_bytes() if wanted else None


def _in_zip(data: bytes, name: str, *, nested: bool = False) -> list[RawFeed]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _group(_members(archive, name), name, nested=nested)
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


def _members(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[PurePosixPath, bytes | None]]:
    for info in sorted(archive.infolist(), key=lambda i: i.filename):
        inside = PurePosixPath(info.filename.replace("\\", "/"))
        if info.is_dir():
            continue
        if inside.name.lower() not in READ and inside.suffix.lower() != ".zip":
            yield inside, None
            continue
        if info.file_size > max(_LARGE_BYTES, _LARGEST_RATIO * info.compress_size):
            raise SourceError(
                de=f"{name}: {inside.name} ist auf ein Zweihundertstel gepackt; das ist kein Fahrplan.",
                en=f"{name}: {inside.name} is packed to a two-hundredth; that is no timetable.",
            )
        yield inside, archive.read(info)


def _group(
    files: Iterator[tuple[PurePosixPath, bytes | None]], name: str, *, nested: bool = False
) -> list[RawFeed]:
    """Files by the folder in which they lie; a zip inside is opened once, not twice."""
    folders: dict[PurePosixPath, dict[str, bytes]] = {}
    strangers: dict[PurePosixPath, list[str]] = {}
    feeds: list[RawFeed] = []
    for inside, data in files:
        low = inside.name.lower()
        if inside.name.startswith(".") or "__MACOSX" in inside.parts:
            continue
        if low.endswith(".zip") and data is not None and not nested:
            feeds += _in_zip(data, inside.name, nested=True)
        elif low in READ and data is not None:
            folders.setdefault(inside.parent, {})[low] = data
        elif low.endswith(".txt") and low not in _KNOWN:
            strangers.setdefault(inside.parent, []).append(inside.name)
    for folder, found in folders.items():
        if _TELLING & set(found):
            label = f"{name}/{folder}" if len(folders) > 1 and folder.name else name
            feeds.append(RawFeed(label, found, tuple(strangers.get(folder, ()))))
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
            c: rows[places[c]].fillna("").str.strip()
            if c in places
            else pd.Series("", rows.index, dtype="str")
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
    shifted = rows[width].str.strip() != ""
    mend["gtfs_cells_shifted"] += int(shifted.sum())
    return rows[~shifted] if shifted.any() else rows


def _ragged(body: str, *, mark: str, width: int, mend: Counter[str]) -> None:
    """Count the rows with other than the header's number of cells."""
    for line in body.split("\n"):
        cells = line.count(mark) + 1
        if cells != width and line.strip():
            if '"' in line:
                cells = len(next(csv.reader([line], delimiter=mark)))
            mend["gtfs_cells_few"] += int(cells < width)
            mend["gtfs_cells_many"] += int(cells > width)
