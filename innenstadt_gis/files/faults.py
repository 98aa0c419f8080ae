"""What the system says when it does not write, in one line that says what to do."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from innenstadt_gis.errors import InnenstadtError, WriteError
from innenstadt_gis.words import Text

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
#: What Windows says of a full disk where it has no errno of its own.
_FULL_WINDOWS = {39, 112}

_SAID = {
    "full": Text(
        "{where}: der Datenträger ist voll. Was schon da war, ist unverändert; Platz schaffen und noch "
        "einmal aufrufen",
        "{where}: the disk is full. What was there is unchanged; make room and run again",
    ),
    "large": Text(
        "{where}: die Datei ist größer, als das System hier erlaubt. Was schon da war, ist unverändert; "
        "mit --out einen anderen Ordner wählen",
        "{where}: the file is larger than the system allows here. What was there is unchanged; choose "
        "another folder with --out",
    ),
    "access": Text(
        "{where}: kein Zugriff. Rechte prüfen, die Datei in anderen Programmen schließen oder mit --out einen "
        "anderen Ordner wählen",
        "{where}: no access. Check the rights, close the file in other programs, or choose another folder "
        "with --out",
    ),
    "no_folder": Text(
        "{where}: dort lässt sich kein Ordner anlegen, weil ein Teil des Weges eine Datei ist; mit --out einen "
        "anderen Ordner wählen",
        "{where}: no folder can be made there, because a part of the path is a file; choose another "
        "folder with --out",
    ),
    "folder": Text(
        "{where}: dort liegt ein Ordner, wo eine Datei hingehört; umbenennen und noch einmal aufrufen",
        "{where}: there is a folder where a file belongs; rename it and run again",
    ),
    "long": Text(
        "{where}: der Weg ist zu lang für dieses System; mit --out einen kürzeren Ordner wählen",
        "{where}: the path is too long for this system; choose a shorter folder with --out",
    ),
    "other": Text(
        "{where}: nicht lesbar oder nicht beschreibbar, das System meldet: {what}",
        "{where}: cannot be read or written, the system says: {what}",
    ),
}
_KINDS = {
    errno.EFBIG: "large", errno.EACCES: "access", errno.EPERM: "access", errno.EROFS: "access",
    errno.ENOTDIR: "no_folder", errno.EEXIST: "no_folder", errno.EISDIR: "folder",
    errno.ENAMETOOLONG: "long",
}  # fmt: skip


def write_error(error: OSError, path: Path | str | None = None) -> WriteError:
    """
    Say a refusal of the system in words.

    Parameters
    ----------
    error
        What the system said.
    path
        What was to be written; what ``error`` names, if None.
    """
    full = error.errno in _FULL or getattr(error, "winerror", None) in _FULL_WINDOWS
    kind = "full" if full else _KINDS.get(error.errno or 0, "other")
    where = str(path if path is not None else error.filename or "").strip() or "?"
    said, what = _SAID[kind], error.strerror or str(error)
    return WriteError(
        de=said.de.format(where=where, what=what), en=said.en.format(where=where, what=what),
        errno=error.errno,
    )  # fmt: skip


#: How libraries of others say that the system let them write no more.
_FULL_SAID = re.compile(
    r"No space left|not enough space|disk is full|disk full|quota exceeded|Could not resize file"
    r"|disk I/O error|File too large|kein Speicherplatz|nicht genug Speicherplatz",
    re.IGNORECASE,
)


def full_disk(error: BaseException, path: Path) -> WriteError | None:
    """Tell whether an error of another library means a full disk; `WriteError` if so."""
    if not _FULL_SAID.search(str(error)):
        return None
    return write_error(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), path)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn refusals of the system while ``path`` is written into a `WriteError`."""
    try:
        yield
    except InnenstadtError:
        raise
    except OSError as error:
        raise write_error(error, path) from error
