"""Which pictures a folder or zip holds; nothing is unpacked to disk."""

from __future__ import annotations

import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from innenstadt_gis.errors import MissingSourceError, SourceError

__all__ = ["PhotoFile", "is_photo", "only_photos", "photo_files"]

_PHOTOS = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif"}
_TELEPHONE = {".heic", ".heif", ".avif", ".dng", ".cr2", ".cr3", ".nef", ".arw"}
_OTHER = {".svg", ".svgz", ".eps", ".ai", ".psd", ".pdf", ".mp4", ".mov", ".avi", ".webm", ".3gp"}
_TABLES = {".xlsx", ".csv"}
#: What people call the list of photos; the first that is there is read.
_INDEX = ("fotos", "photos", "bilder", "fotoliste", "bildliste", "index")
_MOST_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """
    A file of a folder or zip, by its path in there; ``refused`` is why it is not even opened.

    ``name`` is written with forward slashes and composed letters, as the index names it.
    """

    name: str
    place: Path
    member: zipfile.ZipInfo | None = None
    refused: str = ""

    @property
    def suffix(self) -> str:
        """Ending in small letters."""
        return PurePosixPath(self.name).suffix.lower()

    def read_bytes(self) -> bytes:
        """Bytes of the file; none if it is larger than any photo, or is locked or damaged."""
        try:
            if self.member is None:
                with self.place.open("rb") as stream:
                    data = stream.read(_MOST_BYTES + 1)
            else:
                with zipfile.ZipFile(self.place) as archive, archive.open(self.member) as inner:
                    data = inner.read(_MOST_BYTES + 1)
        except Exception:  # noqa: BLE001 - a damaged stream raises whatever its unpacker raises
            return b""
        return data if len(data) <= _MOST_BYTES else b""


def is_photo(path: Path) -> bool:
    """Tell by its ending whether a file is a photo, one that cannot be read included."""
    return path.suffix.lower() in _PHOTOS - {".tif", ".tiff"} | _TELEPHONE  # those may be heights


def only_photos(path: Path) -> bool:
    """Tell whether a folder or zip holds photos and nothing besides but a list of them."""
    try:
        names = [one.name for one in _listed(path)]
    except (SourceError, OSError):
        return False
    rest = [name for name in names if not is_photo(Path(name))]
    return len(rest) < len(names) and all(_is_list(name) for name in rest)


def _is_list(name: str) -> bool:
    path = PurePosixPath(name)
    system = path.name.casefold() in {"thumbs.db", "desktop.ini"}
    return system or (path.suffix.lower() in _TABLES and path.stem.casefold() in _INDEX)


def photo_files(path: Path) -> tuple[list[PhotoFile], PhotoFile | None]:
    """
    List the pictures of a folder (with all folders in it), a zip, or a single picture.

    Returns
    -------
    tuple
        The pictures, in the order of their names, and the list of photos that lies with them
        (`fotos.xlsx`, `fotos.csv` …), None if there is none. A picture whose name leads out of
        the folder or zip is refused, as is what is no photo (drawings, films).

    Raises
    ------
    MissingSourceError, SourceError
        If there is nothing at this place, or no picture in it.
    """
    if not path.exists():
        raise MissingSourceError(
            de=f"{path.name}: Den Fotoordner gibt es nicht.", en=f"{path.name}: no such folder."
        )
    found = sorted(_listed(path), key=lambda one: (one.name.casefold(), one.name))
    known = _PHOTOS | _TELEPHONE | _OTHER
    photos = [one for one in found if one.suffix in known]
    if not photos:
        raise SourceError(
            de=f"{path.name}: keine Fotos (JPEG, PNG, WebP, TIFF) im Ordner.",
            en=f"{path.name}: no photos (JPEG, PNG, WebP, TIFF) in the folder.",
        )
    tables = [one for one in found if one.suffix in _TABLES and not one.refused]
    return [_judged(one) for one in photos], _index_of(tables)


def _judged(one: PhotoFile) -> PhotoFile:
    why = one.refused or (
        "photo_heic" if one.suffix in _TELEPHONE else "photo_kind" if one.suffix in _OTHER else ""
    )
    return PhotoFile(one.name, one.place, one.member, why)


def _index_of(tables: list[PhotoFile]) -> PhotoFile | None:
    stems = {PurePosixPath(one.name).stem.casefold(): one for one in reversed(tables)}
    return next((stems[stem] for stem in _INDEX if stem in stems), None)


def _listed(path: Path) -> Iterator[PhotoFile]:
    if path.is_dir():
        yield from _in_folder(path)
    elif zipfile.is_zipfile(path):
        yield from _in_zip(path)
    elif path.suffix.lower() in _PHOTOS | _TELEPHONE | _OTHER:
        yield PhotoFile(_composed(path.name), path)
    else:
        raise SourceError(
            de=f"{path.name}: weder Ordner noch Zip-Datei noch Foto.",
            en=f"{path.name}: neither a folder nor a zip nor a photo.",
        )


def _in_folder(path: Path) -> Iterator[PhotoFile]:
    home = path.resolve()
    for file in path.rglob("*"):
        inside = file.relative_to(path)
        if not file.is_file() or _hidden(inside.parts):
            continue
        out = not file.resolve().is_relative_to(home)  # a link
        yield PhotoFile(_composed(inside.as_posix()), file, None, "photo_path" if out else "")


def _in_zip(path: Path) -> Iterator[PhotoFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise SourceError(
            de=f"{path.name}: Die Zip-Datei ist beschädigt; neu packen oder den Ordner nennen.",
            en=f"{path.name}: the zip is damaged; pack it again or name the folder.",
        ) from error
    for one in members:
        name = one.filename.replace("\\", "/")
        parts = PurePosixPath(name).parts
        if one.is_dir() or _hidden(tuple(part for part in parts if part != "..")):
            continue
        out = ".." in parts or name.startswith("/") or bool(PureWindowsPath(name).drive)
        out |= stat.S_ISLNK(one.external_attr >> 16)
        big = one.file_size > _MOST_BYTES
        why = "photo_path" if out else "photo_too_large" if big else ""
        yield PhotoFile(_composed(PurePosixPath(name).name if out else name), path, one, why)


def _hidden(parts: tuple[str, ...]) -> bool:
    return any(part.startswith((".", "~$", "__MACOSX")) for part in parts)


def _composed(name: str) -> str:
    """Letters as one sign each: some systems write ü as u and two dots."""
    return unicodedata.normalize("NFC", name)
