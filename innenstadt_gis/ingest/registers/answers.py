"""Return copies that lie beside a register: which file answers for which list."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from innenstadt_gis.mapping import COPY_REPORT, COPY_SHEETS

__all__ = ["answers_beside", "answers_for"]

_TITLES = tuple(COPY_SHEETS["columns"].name)
_LARGEST = 200_000_000  # bytes unpacked; a workbook beyond is no list of a town


def answers_for(path: Path) -> str | None:
    """
    Tell for which file a workbook is the return copy.

    Returns
    -------
    str or None
        The file's name as its import report states it, without folders; None if the
        workbook is no return copy (or no workbook).
    """
    if path.suffix.lower() not in (".xlsx", ".xlsm") or not path.is_file():
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > _LARGEST:
                return None
            names = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, OSError):
        return None
    if not any(f'name="{title}"' in names for title in _TITLES):
        return None
    return _told(path)


def _told(path: Path) -> str | None:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile):
        return None
    try:
        for title in COPY_REPORT:
            if title in book.sheetnames:
                text = str(next(book[title].iter_rows(max_row=1, values_only=True), ("",))[0])
                found = re.match(rf"{re.escape(title)}: (.+)", text)
                if found:
                    return found[1].replace("\\", "/").rpartition("/")[2]
    finally:
        book.close()
    return None


def answers_beside(register: Path) -> tuple[Path, ...]:
    """Return copies of a register that lie in its folder, the oldest first."""
    if not register.parent.is_dir():
        return ()
    found = [
        path
        for path in register.parent.iterdir()
        if path != register and answers_for(path) == register.name
    ]
    return tuple(sorted(found, key=lambda p: (p.stat().st_mtime, p.name)))
