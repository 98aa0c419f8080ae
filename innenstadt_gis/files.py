"""Writing files: whole or not at all, and beside a file that Excel keeps locked."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_atomic(path: Path, content: bytes | str) -> Path:
    """
    Write a file so that a reader sees the old one or the whole new one, never a half.

    Parameters
    ----------
    path
        Where to write; missing folders are made.
    content
        Bytes, or text (written as UTF-8 with LF line ends on every system, so that the
        same inputs give the same bytes).

    Returns
    -------
    Path
        Where the file lies now: ``path``, or ``<stem>_neu<suffix>`` beside it when the
        system refuses to replace a file that another program keeps open.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        temporary.chmod(0o644)
        try:
            temporary.replace(path)
        except PermissionError:
            path = path.with_name(f"{path.stem}_neu{path.suffix}")
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path
