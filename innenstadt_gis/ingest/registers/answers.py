"""Return copies that lie beside a register: which file answers for which list."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from innenstadt_gis.ingest.registers.mapping_file import (
    find_mapping,
    mapping_path,
    of_another_year,
    read_mapping,
)
from innenstadt_gis.mapping import COPY_REPORT, COPY_SHEETS, RegisterMapping

__all__ = ["answers_beside", "answers_for", "said_about"]

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


def answers_beside(register: Path, *, also: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Return copies of a register in its own folder and in ``also``, the oldest first."""
    folders = dict.fromkeys(folder.resolve() for folder in (register.parent, *also))
    found = [
        path
        for folder in folders
        if folder.is_dir()
        for path in folder.iterdir()
        if path != register.resolve() and answers_for(path) == register.name
    ]
    return tuple(sorted(found, key=lambda p: (p.stat().st_mtime, p.name)))


def said_about(
    register: Path, *, named: Path | None = None, also: Iterable[Path] = ()
) -> RegisterMapping | None:
    """
    Gather what people said about a register, wherever they said it.

    In the order of who holds: the mapping that the study names, return copies of this
    file that lie beside it (the newest first), its own text file, and what was said of the
    same list of another year (`mapping_file.find_mapping`).

    Parameters
    ----------
    register
        The register's file; what a return copy saved as the register says is read with it.
    named
        Mapping (TOML) or return copy (xlsx) that the study names.
    also
        Folders besides the register's own in which return copies may lie.

    Returns
    -------
    RegisterMapping or None
        None if nobody said anything beside the file itself.

    Raises
    ------
    MissingSourceError, SourceError
        If a file that was named is missing, or what a person wrote cannot be understood.
    """
    parts = [read_mapping(named)] if named is not None else []
    beside = answers_beside(register, also=also)
    parts += [read_mapping(path) for path in reversed(beside) if path != named]
    if named is None or parts[1:]:
        text = find_mapping(register)
        if text is not None and text != named:
            said = read_mapping(text)
            parts.append(said if text == mapping_path(register) else of_another_year(said))
    if not parts:
        return None
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.over(part)
    return joined
