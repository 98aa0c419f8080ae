"""One file: written under a name of ours, kept safe on the disk, then named."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from innenstadt_gis.errors import WriteError
from innenstadt_gis.files.faults import explained
from innenstadt_gis.files.held import held_by, if_stale
from innenstadt_gis.files.lock import take, taken_by_us

__all__ = [
    "beside_of",
    "copy_atomic",
    "forget_beside",
    "keep",
    "keep_names",
    "make_atomic",
    "place",
    "sweep",
    "write_atomic",
]

_OURS = re.compile(r"\.innenstadt-[0-9a-f]{12}\.tmp")
#: Scanners of Windows open a new file for a moment; a program that keeps it does not let go.
_TRIES = 5 if sys.platform == "win32" else 1


def write_atomic(path: Path, content: bytes | str, *, beside: bool = True) -> Path:
    """
    Write a file so that a reader sees the old one or the whole new one, never a half.

    Parameters
    ----------
    path
        Where to write; missing folders are made.
    content
        Bytes, or text (written as UTF-8 with LF line ends on every system, so that the
        same inputs give the same bytes).
    beside
        Whether a file that another program keeps open gets a neighbour. If not, it raises.

    Returns
    -------
    Path
        Where the file lies now: ``path``, or ``<stem>_neu<suffix>`` beside it while another
        program keeps it open. The neighbour goes when the file can be written again.

    Raises
    ------
    WriteError
        If the disk is full or the folder cannot be written; the old file is untouched.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    return _write(path, lambda stream: _all(stream, data), beside=beside)


def copy_atomic(source: Path, path: Path) -> Path:
    """Copy a file of any size as `write_atomic` writes one; raises where ``path`` is held open."""

    def copied(stream: BinaryIO) -> None:
        with source.open("rb") as old:
            shutil.copyfileobj(old, stream, 1 << 20)

    return _write(path, copied, beside=False)


def _all(stream: BinaryIO, data: bytes) -> None:
    stream.write(data)


def _write(path: Path, fill: Callable[[BinaryIO], None], *, beside: bool) -> Path:
    with explained(path):
        real = Path(os.path.realpath(path)) if path.is_symlink() else path  # a link stays a link
        real.parent.mkdir(parents=True, exist_ok=True)
        sweep(real.parent)
        with _temporary(real.parent) as (temporary, stream):
            fill(stream)
            keep(stream)
            if sys.platform == "win32":  # an open file cannot be renamed there
                stream.close()
            placed = place(temporary, real, beside=beside)
        keep_names(real.parent)
        return path if placed == real else placed


@contextmanager
def _temporary(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a new file of ours, locked as long as it is being written."""
    while True:
        path = folder / f".innenstadt-{secrets.token_hex(6)}.tmp"
        handle = os.open(
            path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
        )
        if sys.platform == "win32" or (take(handle) and taken_by_us(handle, path)):
            break
        os.close(handle)  # a neighbour swept it before it was locked
    stream = os.fdopen(handle, "wb")
    try:
        yield path, stream
    finally:
        with suppress(OSError):
            stream.close()
        with suppress(OSError):
            path.unlink(missing_ok=True)


def make_atomic(path: Path, make: Callable[[Path], object]) -> Path:
    """
    Have a library make a file that knows paths alone, and name it when it is whole.

    Parameters
    ----------
    path
        Where the file shall lie; raises where another program holds it open.
    make
        Called with the path to make it at, in a folder of ours beside.
    """
    with _folder_beside(path) as folder:
        part = folder / path.name
        make(part)
        with explained(path):
            with part.open("r+b") as stream:
                keep(stream)
            placed = place(part, path, beside=False)
            keep_names(path.parent)
    return placed


@contextmanager
def _folder_beside(path: Path) -> Iterator[Path]:
    """Give a folder of ours beside ``path``; that of a dead run goes after a day."""
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        folder = path.parent / f".innenstadt-{secrets.token_hex(6)}.tmp"
        folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(stream: BinaryIO) -> None:
    """Have the disk hold what was written, before a name promises it."""
    stream.flush()
    os.fsync(stream.fileno())


def keep_names(folder: Path) -> None:
    """Have the disk hold the names of a folder; Windows does so by itself."""
    if sys.platform == "win32":
        return
    with suppress(OSError):  # some network drives cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sweep(folder: Path) -> None:
    """Take away what dead runs left half-written in a folder: names of ours that nobody holds."""
    try:
        names = [entry.name for entry in os.scandir(folder) if _OURS.fullmatch(entry.name)]
    except OSError:
        return
    for name in names:
        with suppress(OSError):
            _sweep(folder / name)


def _sweep(path: Path) -> None:
    if path.is_dir():
        # made and left within minutes; a day is longer than any cutting of a state
        if time.time() - path.stat().st_mtime > 86_400:
            shutil.rmtree(path, ignore_errors=True)
        return
    if sys.platform == "win32":
        path.unlink()  # refused while its writer has it open
        return
    handle = os.open(path, os.O_RDWR)
    try:
        if take(handle):
            path.unlink()
    finally:
        os.close(handle)


# files that another program keeps open -------------------------------------------


def beside_of(path: Path) -> Path:
    """Where the new version of a file lies that another program keeps open."""
    return path.with_name(f"{path.stem}_neu{path.suffix}")


def place(temporary: Path, path: Path, *, beside: bool = True) -> Path:
    """Give a finished file its name, or that of its neighbour; returns which."""
    if held_by(path) is None:
        if sys.platform != "win32":
            with suppress(OSError):  # rights of the file that is replaced
                shutil.copymode(path, temporary)
        try:
            _replace(temporary, path)
        except PermissionError:
            if not path.exists():
                raise
        else:
            forget_beside(path)
            return path
    if not beside:
        raise _open_elsewhere(path)
    other = beside_of(path)
    with _mark(other).open("a", encoding="ascii") as marks:  # what is ours there, and what not
        marks.write(_sum(temporary) + "\n")
    _replace(temporary, other)
    return other


def _open_elsewhere(path: Path) -> WriteError:
    more = if_stale(path)
    return WriteError(
        de=f"{path.name} ist in einem anderen Programm geöffnet und wurde nicht geändert; schließen und noch "
        f"einmal aufrufen{more.de}",
        en=f"{path.name} is open in another program and was not changed; close it and run again{more.en}",
        errno=errno.EACCES,
    )


def _replace(temporary: Path, path: Path) -> None:
    for left in reversed(range(_TRIES)):
        try:
            temporary.replace(path)
        except PermissionError:
            if not left:
                raise
            time.sleep(0.1)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            copy_atomic(temporary, path)  # the folder lies on another disk
            return
        else:
            return


def forget_beside(path: Path, *, changed: bool = False) -> None:
    """
    Take away the neighbour of a file, now that the file itself is new.

    One that somebody has changed stays, unless ``changed``; one that is open stays too, and goes
    the next time.
    """
    other = beside_of(path)
    mark = _mark(other)
    if not mark.exists():
        return
    with suppress(OSError):
        if other.exists() and (changed or _sum(other) in mark.read_text("ascii").split()):
            other.unlink()
        mark.unlink()


def _mark(other: Path) -> Path:
    return other.with_name(f".{other.name}.innenstadt")


def _sum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
