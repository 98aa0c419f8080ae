"""Locks that the system keeps: they end with their process, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from innenstadt_gis.errors import WriteError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["LOCK", "only_one", "take", "taken_by_us"]

#: Lies in a folder while a run writes into it.
LOCK = ".innenstadt-lauf.lock"
#: Windows bars others from reading what is locked: a byte far behind the text.
_FAR = 1 << 30


def take(handle: int) -> bool:
    """
    Lock an open file; False if another process holds it.

    Where the file system knows no locks (some network drives) it is taken as free: each file is
    still written whole.
    """
    try:
        if sys.platform == "win32":
            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


def taken_by_us(handle: int, path: Path) -> bool:
    """Tell whether ``path`` is still the file that was opened: its owner may have taken it away."""
    try:
        there, ours = path.stat(), os.fstat(handle)
    except OSError:
        return False
    return (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """
    Be the only one who writes into a folder, until the block or the process ends.

    Raises
    ------
    WriteError
        If another run is at it; it says which.
    """
    path = folder / LOCK
    handle = _opened(path, folder)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()} {_host()}".encode())
        yield
    finally:
        if sys.platform == "win32":  # an open file cannot be taken away there
            os.close(handle)
            with suppress(OSError):  # the next run has it already
                path.unlink()
        else:
            with suppress(OSError):
                path.unlink()
            os.close(handle)


def _opened(path: Path, folder: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        if not take(handle):
            holder = os.read(handle, 200).decode("utf-8", "replace")
            os.close(handle)
            raise _busy(folder, holder)
        if taken_by_us(handle, path):
            return handle
        os.close(handle)


def _host() -> str:
    import socket

    return socket.gethostname() or "?"


def _busy(folder: Path, holder: str) -> WriteError:
    number, _, host = holder.partition(" ")
    de = f" (Prozess {number} auf {host})" if host else ""
    en = f" (process {number} on {host})" if host else ""
    return WriteError(
        de=f"In {folder} schreibt gerade ein anderer Lauf{de}. Warten, bis er fertig ist, oder mit --out "
        "einen anderen Ordner wählen",
        en=f"another run is writing into {folder}{en}. Wait until it is done, or choose another folder "
        "with --out",
    )
