"""Zips: which are workbooks themselves, and the table files in the others."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from innenstadt_gis.ingest.registers.grids.sheet import BAD_ZIP, broken, locked, too_large

__all__ = ["unpack", "what_zip"]

_TABLES = (
    ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".dbf", ".shp", ".gpkg",
    ".geojson", ".json", ".kml", ".gml", ".dxf", ".fgb", ".xml",
)  # fmt: skip
_SIDES = (".dbf", ".shx", ".prj", ".cpg", ".qpj", ".dbt", ".fpt", ".xsd")
_LARGEST = 600_000_000  # bytes, all files of a zip together
_MOST_FILES = 2000
# Kinds of packed documents: a part that only they have, and what they are.
_INSIDE: tuple[tuple[str, str], ...] = (
    ("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"), ("word/document.xml", "word"),
    ("ppt/presentation.xml", "slides"),
)  # fmt: skip


def what_zip(path: Path, *, name: str) -> str:
    """
    Tell a zipped document (xlsx, ods, Word) from a zip of files.

    Raises
    ------
    SourceError
        If the zip is cut off or protected.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            for part, kind in _INSIDE:
                if part in names:
                    return kind
            return _open_document(archive, names, name=name)
    except BAD_ZIP as error:
        raise broken(name) from error


def _open_document(archive: zipfile.ZipFile, names: set[str], *, name: str) -> str:
    if "mimetype" not in names and "content.xml" not in names:
        strict = any(n.startswith("xl/") and n.endswith("workbook.xml") for n in names)
        return "xlsx" if strict else "zip"
    if (
        "META-INF/manifest.xml" in names
        and _small(archive, "META-INF/manifest.xml").find(b"encryption-data") >= 0
    ):
        raise locked(name)
    told = _small(archive, "mimetype") if "mimetype" in names else b"spreadsheet"
    if b"opendocument.text" in told:
        return "word"
    if b"opendocument.presentation" in told:
        return "slides"
    return "ods" if "content.xml" in names else "zip"


def _small(archive: zipfile.ZipFile, part: str) -> bytes:
    try:
        with archive.open(part) as stream:
            return stream.read(1_000_000)
    except RuntimeError:  # a password
        return b""


def unpack(path: Path, folder: Path, *, name: str) -> list[tuple[str, Path]]:
    """
    Unpack the table files of a zip, and the files that belong to them.

    Each goes into ``folder`` under a name of ours: no name in a zip can lead elsewhere.
    What is hidden, or belongs to the Macintosh, is left out.

    Returns
    -------
    list
        Names in the zip and where the files now lie, in the order of the zip; without
        side files (the .dbf of a .shp).

    Raises
    ------
    SourceError
        If the zip is protected, or unpacks to more than any register.
    """
    found: list[tuple[str, Path]] = []
    with zipfile.ZipFile(path) as archive:
        wanted = [info for info in archive.infolist() if _is_wanted(info)][:_MOST_FILES]
        if any(info.flag_bits & 1 for info in wanted):
            raise locked(name)
        places: dict[str, Path] = {}
        left = _LARGEST
        for info in wanted:
            inner = PurePosixPath(info.filename.replace("\\", "/"))
            group = str(inner.with_suffix("")).casefold()
            stem = places.setdefault(group, folder / str(len(places)) / "table")
            stem.parent.mkdir(exist_ok=True)
            file = stem.with_suffix(inner.suffix.lower())
            left -= _copy(archive, info, file, most=left, name=name)
            found.append((info.filename, file))
    shapes = {file.parent for _, file in found if file.suffix == ".shp"}
    return [
        (_readable(inner), file)
        for inner, file in found
        if file.suffix in _TABLES and not (file.suffix == ".dbf" and file.parent in shapes)
    ]


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    inner = PurePosixPath(info.filename.replace("\\", "/"))
    hidden = any(part.startswith((".", "__MACOSX", "~$")) for part in inner.parts if part != "..")
    return not info.is_dir() and not hidden and inner.suffix.lower() in (*_TABLES, *_SIDES)


def _copy(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: Path, *, most: int, name: str
) -> int:
    """Copy one file out, counting what really comes, not what the zip says."""
    size = 0
    with archive.open(info) as stream, file.open("wb") as out:
        while piece := stream.read(1 << 20):
            size += len(piece)
            if size > most:
                raise too_large(name)
            out.write(piece)
    return size


def _readable(inner: str) -> str:
    """Name without the steps that lead out of the folder."""
    parts = PurePosixPath(inner.replace("\\", "/")).parts
    return "/".join(part for part in parts if part not in ("..", "/"))
