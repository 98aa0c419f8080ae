"""Which files of heights there are: tiles, folders of tiles, and tiles inside of zips."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from innenstadt_gis.errors import MissingSourceError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Samples along one side of an SRTM tile: 3", 1", and the 1.5" and 2" of other makers.
SIDES = (1201, 3601, 2401, 1801)
#: How GDAL calls what a file of that ending holds.
DRIVERS = {".tif": "GTiff", ".tiff": "GTiff", ".asc": "AAIGrid"}
_TILES = (".hgt", ".xyz", *DRIVERS)
# No tile is larger: whatever in an archive claims to be is no tile.
_LARGEST_HGT = 2 * max(SIDES) ** 2
_LARGEST_RASTER = 2 << 30


class Source(NamedTuple):
    """One tile: a file, or a member of a zip."""

    file: Path
    member: str = ""

    @property
    def name(self) -> str:
        """Name of the tile itself, which for SRTM says where it lies."""
        return self.member.rsplit("/", 1)[-1] or self.file.name

    @property
    def suffix(self) -> str:
        """Ending of the tile itself, in small letters."""
        return _suffix(self.name)

    @property
    def kind(self) -> str:
        """Say what it is for the import log, e.g. ``"xyz.zip"``."""
        packing = self.file.suffix.lower()
        return self.suffix.lstrip(".") + (packing if packing in (".zip", ".gz") else "")

    @property
    def address(self) -> str:
        """Where GDAL finds it; a member is read where it lies and never unpacked."""
        if not self.member:
            return str(self.file)
        return f"/vsizip/{{{self.file.resolve().as_posix()}}}/{self.member}"


def find_sources(paths: Iterable[Path]) -> list[Source]:
    """
    List the tiles in files, folders (with their subfolders) and zips, in the order given.

    Raises
    ------
    MissingSourceError
        If a path does not exist.
    SourceError
        If a path is or holds no tile, or a zip is damaged.
    """
    found: list[Source] = []
    for path in map(Path, paths):
        if not path.exists():
            raise MissingSourceError(
                de=f"{path.name}: Die Höhendatei gibt es nicht ({path}); "
                "Pfad unter [sources] elevation prüfen",
                en=f"{path.name}: there is no such elevation file ({path}); "
                "check the path under [sources] elevation",
            )
        here = _in_folder(path) if path.is_dir() else _in_file(path)
        if not here:
            raise unusable(path, de="keine Höhendaten", en="no elevation data")
        found += here
    if not found:
        raise SourceError(de="Keine Höhendatei angegeben", en="no elevation file was given")
    return list(dict.fromkeys(found))


def unusable(path: Path, *, de: str, en: str) -> SourceError:
    """Return the error that names the file, what is wrong with it, and what is needed."""
    return SourceError(
        de=f"{path.name}: {de}; gebraucht werden Kacheln wie N50E013.hgt, GeoTIFF, DGM als "
        ".xyz oder .asc, auch als Zip",
        en=f"{path.name}: {en}; needed are tiles such as N50E013.hgt, GeoTIFF, terrain models as "
        ".xyz or .asc, zipped or not",
    )


def _in_folder(path: Path) -> list[Source]:
    files = sorted(file for file in path.rglob("*") if file.is_file())
    return [tile for file in files if not _hidden(file.name) for tile in _in_file(file)]


def _in_file(file: Path) -> list[Source]:
    if file.suffix.lower() == ".zip":
        return _in_zip(file)
    return [Source(file)] if _suffix(file.name) in _TILES else []


def _suffix(name: str) -> str:
    """Ending of a file; grids of lines may be packed one by one."""
    whole = name.lower()
    return ".xyz" if whole.endswith(".xyz.gz") else Path(whole).suffix


def _in_zip(file: Path) -> list[Source]:
    try:
        with zipfile.ZipFile(file) as archive:
            members = [info for info in archive.infolist() if _is_tile(info)]
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise unusable(
            file, de="Das ZIP-Archiv ist beschädigt", en="the ZIP archive is damaged"
        ) from error
    return [Source(file, name) for name in sorted(info.filename for info in members)]


def _is_tile(info: zipfile.ZipInfo) -> bool:
    suffix = Path(info.filename).suffix.lower()
    largest = _LARGEST_HGT if suffix == ".hgt" else _LARGEST_RASTER
    return suffix in _TILES and info.file_size <= largest and not _hidden(info.filename)


def _hidden(name: str) -> bool:
    """Tell the shadows that macOS leaves in archives and folders."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")
