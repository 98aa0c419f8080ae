"""What GDAL is to open of a delivery, and what it must not do: write, follow links, go online."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyogrio
from pyproj import CRS

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.crs_guess import known_crs

__all__ = [
    "VECTOR_ENDINGS", "is_bomb", "is_gml", "offline", "sources", "srs_name", "unreadable",
]  # fmt: skip

#: File endings of the vector formats that towns send, in the order in which a zip is searched.
VECTOR_ENDINGS = (".gpkg", ".shp", ".geojson", ".json", ".gml", ".kml", ".fgb", ".tab", ".xml")
_WINDOW = "/vsisubfile/0_0,"  # the whole file, and a file system without writing
_ZIP = "/vsizip/"
_START = 65_536
# A schema that a GML names is fetched by default, and the CRS that a GeoJSON links to;
# behind a proxy where nobody answers, nothing is.
_OFFLINE = {
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_DOWNLOAD_WFS_SCHEMA": "NO",
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "none",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_HTTP_MAX_RETRY": "0",
}
# GDAL follows these wherever they point, by content, whatever the file is called
_POINTERS = re.compile(
    rb"<OGRVRTDataSource|<VRTDataset|<OGRWFSDataSource|<OGRCSWDataSource|<GDAL_WMT?S"
    rb"|<(?:\w+:)?(?:WFS|WMS)_Capabilities|\"gdal_streamed_alg\"|\A\s*\"?https?://"
)
_TEXTS = (".geojson", ".json", ".gml", ".kml", ".xml")
_BOMB_RATIO = 300  # XML packs 30 to 60 times
_BOMB_BYTES = 50_000_000


@contextmanager
def offline() -> Iterator[None]:
    """Keep GDAL from fetching what a file names: schemas, linked parts, other sources."""
    before = {key: pyogrio.get_gdal_config_option(key) for key in _OFFLINE}
    direct = {key: os.environ.pop(key) for key in ("no_proxy", "NO_PROXY") if key in os.environ}
    pyogrio.set_gdal_config_options(_OFFLINE)
    try:
        yield
    finally:
        os.environ.update(direct)
        pyogrio.set_gdal_config_options(before)


def sources(path: Path) -> list[str]:
    """
    List what GDAL is to open: the file itself, or the vector files of a folder or a zip.

    Raises
    ------
    SourceError
        If there is no vector file in it, if one only points to data elsewhere, or if it
        would unpack to many times its size.
    """
    found = _listed(path)
    for source in found:
        if _POINTERS.search(_head(source)):
            raise _pointer(path)
    return found


def is_gml(source: str) -> bool:
    """Tell whether a source is GML by its name."""
    return source.lower().endswith((".gml", ".xml"))


def is_bomb(member: zipfile.ZipInfo) -> bool:
    """
    Tell whether text in a zip is blown up: 300 times its packed size and more than 50 MB.

    Examples
    --------
    >>> member = zipfile.ZipInfo("a.gml")
    >>> member.compress_size, member.file_size = 1_000, 900_000_000
    >>> is_bomb(member)
    True
    """
    size = member.file_size
    return size > _BOMB_BYTES and size > _BOMB_RATIO * max(member.compress_size, 1)


def srs_name(source: str) -> CRS | None:
    """Return the CRS that a GML file names in words that GDAL does not know."""
    if not is_gml(source):
        return None
    found = re.search(rb"""srsName=["']([^"']+)""", _head(source))
    return known_crs(found[1].decode("ascii", "ignore")) if found else None


def unreadable(path: Path) -> SourceError:
    """Return the error of a file that GDAL cannot read."""
    return SourceError(
        de=f"{path.name}: Keine lesbare Geodatei (beschädigt oder fremdes Format). Erwartet "
        "wird GeoPackage, Shapefile (.shp mit .shx und .dbf), GeoJSON, GML oder KML.",
        en=f"{path.name}: no readable vector file (damaged or a foreign format). Expected "
        "is GeoPackage, Shapefile (.shp with .shx and .dbf), GeoJSON, GML or KML.",
    )


def _pointer(path: Path) -> SourceError:
    return SourceError(
        de=f"{path.name}: enthält selbst keine Daten, sondern verweist auf eine andere Quelle. "
        "Bitte die Geodatei selbst angeben.",
        en=f"{path.name}: holds no data itself but points to another source. "
        "Give the vector file itself.",
    )


def _listed(path: Path) -> list[str]:
    if path.is_dir() and path.suffix.lower() != ".gdb":
        return _in_folder(path)
    if path.is_dir() or not zipfile.is_zipfile(path):
        return [_as_opened(path)]
    try:
        with zipfile.ZipFile(path) as archive:
            held = sorted(archive.infolist(), key=lambda member: member.filename)
    except zipfile.BadZipFile as error:
        raise unreadable(path) from error
    members = [member for member in held if not member.filename.startswith("__MACOSX")]
    for ending in VECTOR_ENDINGS:
        found = [member for member in members if member.filename.lower().endswith(ending)]
        if ending in _TEXTS and any(map(is_bomb, found)):
            raise SourceError(
                de=f"{path.name}: entpackt sich auf mehr als das {_BOMB_RATIO}-Fache "
                "(Zip-Bombe?); bitte entpackt oder neu beschaffen.",
                en=f"{path.name}: unpacks to more than {_BOMB_RATIO} times its size "
                "(a zip bomb?); get it unpacked or again.",
            )
        if found:
            inside = f"{_ZIP}{path.resolve().as_posix()}/"
            return [_unwritten(inside + each.filename) for each in found]
    raise SourceError(
        de=f"{path.name}: In der Zip-Datei liegt keine Geodatei ({', '.join(VECTOR_ENDINGS)}).",
        en=f"{path.name}: the zip holds no vector file ({', '.join(VECTOR_ENDINGS)}).",
    )


def _in_folder(path: Path) -> list[str]:
    """List the vector files of a folder of tiles, in packed ones too."""
    files = sorted(each for each in path.rglob("*") if each.is_file())
    for ending in VECTOR_ENDINGS:
        found = [each for each in files if each.name.lower().endswith(ending)]
        if found:
            return [_as_opened(each) for each in found]
    packed = [each for each in files if each.suffix.lower() == ".zip"]
    if not packed:
        raise SourceError(
            de=f"{path.name}: In dem Ordner liegt keine Geodatei ({', '.join(VECTOR_ENDINGS)}).",
            en=f"{path.name}: the folder holds no vector file ({', '.join(VECTOR_ENDINGS)}).",
        )
    return [source for each in packed for source in _listed(each)]


def _as_opened(path: Path) -> str:
    """Name a file so that GDAL does not write a .gfs file beside it: reading never writes."""
    return _unwritten(path.resolve().as_posix()) if is_gml(path.name) else str(path)


def _unwritten(source: str) -> str:
    return f"{_WINDOW}{source}" if is_gml(source) else source


def _head(source: str) -> bytes:
    """Return the start of what GDAL opens, be it inside of a zip; blank of a folder."""
    bare = source.removeprefix(_WINDOW)
    path = Path(bare.removeprefix(_ZIP))
    if not bare.startswith(_ZIP):
        return _start(path) if path.is_file() else b""
    archive = next(each for each in path.parents if each.is_file())
    try:
        with (
            zipfile.ZipFile(archive) as packed,
            packed.open(path.as_posix().removeprefix(f"{archive.as_posix()}/")) as stream,
        ):
            return stream.read(_START)
    except (KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return b""  # GDAL may know better; if not it says so


def _start(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_START)
