"""What a file is that somebody dropped into ``daten/``: told by its content, not its name."""

from __future__ import annotations

import bz2
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from innenstadt_gis.ingest.cadastre.nas import is_nas
from innenstadt_gis.ingest.corrections.map_file import holds_map_edits
from innenstadt_gis.ingest.ideas import holds_ideas
from innenstadt_gis.ingest.photos import only_photos
from innenstadt_gis.ingest.recognise.found import Recognised, unknown
from innenstadt_gis.ingest.recognise.maps import in_layers
from innenstadt_gis.ingest.recognise.tables import in_sheets, in_start, start_of
from innenstadt_gis.ingest.registers.grids.kinds import kind_of, why_not
from innenstadt_gis.ingest.scenes import KIND, holds_scenes
from innenstadt_gis.ingest.vector import VECTOR_ENDINGS
from innenstadt_gis.words import Text

__all__ = ["also", "recognise"]

_START = 65_536
_GTFS = {"stops.txt", "routes.txt", "trips.txt", "stop_times.txt", "agency.txt"}
_SIDECARS = {".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qmd", ".qml"}
_READ_AS_TEXT = {"csv", "html", "xml", "nas", "osm", "gml", "kml", "json", "geojson", "excel_xml"}
_TEXTS = (".csv", ".txt", ".tsv")
_BOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".dbf")
_HGT = {1201 * 1201 * 2, 3601 * 3601 * 2}
_TILES = (".hgt", ".tif", ".tiff", ".asc", ".xyz")
# What states put beside their tiles.
_BESIDE_TILES = (".tfw", ".prj", ".xml", ".meta", ".txt", ".pdf", ".html", ".md5")
_ASCII_GRID = re.compile(rb"\s*ncols\s+\d+\s+nrows\s+\d+", re.IGNORECASE)
_FROM_MAP = Text("Korrekturen aus der Karte", "corrections from the map")
_NOTES = Text("Hinweise aus einem Workshop", "notes of a workshop")
_SCENES = Text("eigene Szenen der Karte", "own scenes of the map")
_XYZ_LINE = re.compile(rb"\s*-?\d+(?:[.,]\d+)?(?:[\s;,]+-?\d+(?:[.,]\d+)?){2}\s*")


def recognise(path: Path) -> Recognised:
    """
    Tell what a file or folder is, from its first bytes, zip members, columns and layers.

    Nothing raises: what cannot be told is ``"unknown"``. Of large files only the start is
    read; workbooks are read as a register would be.

    Parameters
    ----------
    path
        A file, or a folder such as an unpacked GTFS feed.
    """
    if path.is_dir():
        return _folder(path)
    if not path.exists():
        return unknown("", "Datei nicht gefunden", "no such file")
    if path.stat().st_size == 0:
        return unknown("", "Die Datei ist leer (0 Byte)", "the file is empty (0 bytes)")
    with path.open("rb") as stream:
        start = stream.read(_START)
    if path.suffix.lower() in _SIDECARS or _beside_shape(path):
        return unknown(
            path.suffix[1:].lower(),
            "Begleitdatei; angegeben wird die .shp-Datei daneben",
            "belongs to a shapefile; name the .shp file beside it",
        )
    return _binary(path, start) or _text(path, start)


def also(path: Path, role: str) -> tuple[str, ...]:
    """Name what a saved copy of the map holds besides ``role``: it may carry notes and scenes too."""
    if role not in {"edits", "ideas"} or path.suffix.lower() not in {".html", ".htm"}:
        return ()
    more = (("ideas", holds_ideas), ("scenes", holds_scenes))
    return tuple(name for name, holds in more if name != role and holds(path))


def _beside_shape(path: Path) -> bool:
    """Whether a .dbf holds the attributes of a shapefile; alone it is a table."""
    return path.suffix.lower() == ".dbf" and any(
        path.with_suffix(ending).is_file() for ending in (".shp", ".SHP", ".Shp")
    )


def _folder(path: Path) -> Recognised:
    names = {each.name.lower() for each in path.iterdir()}
    if _is_gtfs(names):
        return Recognised("gtfs", "folder", Text("Fahrplan (GTFS)", "timetable (GTFS)"))
    if _only_tiles(path):
        return Recognised(
            "elevation", "folder", Text("Ordner mit Höhenkacheln", "folder of elevation tiles")
        )
    if is_nas(path):
        return Recognised("parcels", "nas", Text("Ordner mit NAS-Teilen", "folder of NAS parts"))
    if only_photos(path):
        return Recognised("photos", "folder", Text("Ordner mit Fotos", "folder of photos"))
    return in_layers(path, kind="folder")


def _only_tiles(path: Path) -> bool:
    """Tell a folder of tiles, zipped or not, and of what states put beside them."""
    kinds = set()
    for each in path.iterdir():
        name = each.name.lower()
        zipped = name.endswith(".zip")
        tile = (zipped and _zip(each).role == "elevation") or name.endswith((*_TILES, ".xyz.gz"))
        kinds.add("tile" if tile else "beside" if name.endswith(_BESIDE_TILES) else "other")
    return "tile" in kinds and "other" not in kinds


def _is_gtfs(names: Iterable[str]) -> bool:
    return len(_GTFS & set(names)) >= 3


def _binary(path: Path, start: bytes) -> Recognised | None:
    """Recognise by magic numbers; None if it may be text."""
    if start[4:15].find(b"OSMHeader") >= 0 and start[:1] == b"\x00":
        return Recognised("osm", "osm.pbf", Text("OpenStreetMap-Auszug", "OpenStreetMap extract"))
    if start.startswith(b"PK"):
        return _zip(path)
    if start.startswith((b"\x1f\x8b", b"BZh")):
        return _compressed(path, start)
    if start.startswith((b"SQLite format 3", b"\x00\x00\x27\x0a")):
        return in_layers(path)
    if start.startswith((b"II*\x00", b"MM\x00*", b"II+\x00")):
        return _tiff(path)
    if path.suffix.lower() == ".hgt" and path.stat().st_size in _HGT:
        return Recognised("elevation", "hgt", Text("Höhenkachel (SRTM)", "elevation tile (SRTM)"))
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return _table(path, "xls")
    kind = kind_of(start)
    if kind == "dbf":
        return _table(path, kind)
    if kind in ("fgb", "dxf"):
        return in_layers(path)
    if start.startswith(b"%PDF"):
        return unknown(
            "pdf",
            "PDF lässt sich nicht auswerten; bitte die Tabelle oder Geodatei dahinter erfragen",
            "a PDF cannot be read; ask for the table or map data behind it",
        )
    if kind not in _READ_AS_TEXT and (told := why_not(kind)) is not None:
        what, remedy = told
        return unknown(kind, f"{what.de}; {remedy.de}", f"{what.en}; {remedy.en}")
    return None


def _table(path: Path, kind: str) -> Recognised:
    sheets = start_of(path, kind)
    return sheets if isinstance(sheets, Recognised) else in_sheets(sheets, kind, path)


def _zip(path: Path) -> Recognised:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            lower = [name.lower() for name in names]
            if any(name.startswith(("xl/", "word/", "ppt/")) for name in lower):
                return _table(path, "xlsx")
            if "mimetype" in lower and "content.xml" in lower:
                return _table(path, "ods")
            if _is_gtfs(name.rpartition("/")[2] for name in lower):
                return Recognised("gtfs", "zip", Text("Fahrplan (GTFS)", "timetable (GTFS)"))
            if any(name.endswith(_TILES) for name in lower):
                return Recognised(
                    "elevation", "zip", Text("Höhendaten in Zip", "elevation inside a zip")
                )
            if only_photos(path):
                return Recognised("photos", "zip", Text("Fotos in Zip", "photos inside a zip"))
            maps = any(name.endswith(VECTOR_ENDINGS) for name in lower)
            if is_nas(path):
                why = Text("ALKIS-Bestandsdaten (NAS) in Zip", "ALKIS data (NAS) inside a zip")
                return Recognised("parcels", "nas.zip", why)
            texts = [name for name in names if name.lower().endswith(_TEXTS) and not maps]
            if texts:
                largest = max(texts, key=lambda name: (archive.getinfo(name).file_size, name))
                with archive.open(largest) as stream:
                    found = in_start(stream.read(_START), "zip", path)
                if found.role != "unknown":
                    return found
            if (texts or any(name.endswith(_BOOKS) for name in lower)) and not maps:
                return _table(path, "zip")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):
        return unknown(
            "zip",
            "Zip beschädigt oder mit Passwort; bitte neu beschaffen oder entpacken",
            "zip damaged or protected; get it again or unpack it",
        )
    return in_layers(path, kind="zip")


def _compressed(path: Path, start: bytes) -> Recognised:
    kind = "gz" if start.startswith(b"\x1f") else "bz2"
    try:
        if kind == "gz":
            with gzip.open(io.BytesIO(start)) as stream:
                inner = stream.read(4096)
        else:
            inner = bz2.BZ2Decompressor().decompress(start, 4096)
    except (OSError, EOFError, zlib.error):
        return unknown(kind, "beschädigtes Archiv", "damaged archive")
    inside = path.with_suffix("")
    grid = _text_grid(inside, inner) if inside.suffix.lower() == ".xyz" else None
    found = grid or _xml(path, inner)
    if found is None:
        return unknown(kind, "Archiv unbekannten Inhalts; bitte entpacken", "unpack it first")
    return Recognised(found.role, f"{found.kind}.{kind}", found.why)


def _tiff(path: Path) -> Recognised:
    # rasterio loads GDAL a second time: only when a TIFF is there at all
    import rasterio
    from rasterio.errors import RasterioIOError

    try:
        with rasterio.open(path) as raster:
            heights = raster.count == 1 and not raster.transform.is_identity
    except RasterioIOError:
        heights = False
    if heights:
        return Recognised("elevation", "tif", Text("Höhenraster", "elevation raster"))
    return unknown("tif", "Bild ohne Lage oder Farbbild", "an image without place or in colour")


def _text(path: Path, start: bytes) -> Recognised:
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    grid = _text_grid(path, head)
    if grid is not None:
        return grid
    if head.startswith(b"<"):
        found = _xml(path, head)
        return found or unknown("xml", "XML unbekannter Art", "XML of an unknown kind")
    if head.startswith((b"{", b"[")):
        if b'"innenstadt_gis"' in head and holds_map_edits(path):
            return Recognised("edits", "geojson", _FROM_MAP)
        if b'"changed"' in head and holds_ideas(path):
            return Recognised("ideas", "geojson", _NOTES)
        if f'"{KIND}"'.encode() in head and holds_scenes(path):
            return Recognised("scenes", "json", _SCENES)
        if b'"FeatureCollection"' in head or b'"Feature"' in head or b'"coordinates"' in head:
            return in_layers(path)
        return unknown("json", "JSON ohne Geometrie", "JSON without geometry")
    return in_start(start, "csv", path)


def _text_grid(path: Path, head: bytes) -> Recognised | None:
    """Recognise a terrain model written as text: by its header, or its ending and numbers."""
    if _ASCII_GRID.match(head):
        return Recognised("elevation", "asc", Text("Höhengitter (ASCII)", "elevation grid (ASCII)"))
    lines = head.splitlines()[1:4]  # the first may name the columns, the last may be cut
    if path.suffix.lower() == ".xyz" and lines and all(map(_XYZ_LINE.fullmatch, lines)):
        return Recognised("elevation", "xyz", Text("Höhengitter (XYZ)", "elevation grid (XYZ)"))
    return None


def _xml(path: Path, head: bytes) -> Recognised | None:
    text = head[:_START].decode("utf-8", errors="ignore")
    if re.search(r"<(?:!doctype\s+)?html", text[:2000], re.IGNORECASE):
        if holds_map_edits(path):
            return Recognised("edits", "html", _FROM_MAP)
        if holds_ideas(path):
            return Recognised("ideas", "html", _NOTES)
        if holds_scenes(path):
            return Recognised("scenes", "html", _SCENES)
        return unknown(
            "html",
            "Webseite statt Daten (Fehlermeldung des Servers?)",
            "a web page, no data (an error of the server?)",
        )
    if re.search(r"<(?:osm|osmChange)\b", text[:2000]):
        return Recognised("osm", "osm", Text("OpenStreetMap-Auszug", "OpenStreetMap extract"))
    if "AX_Bestandsdatenauszug" in text or "AX_Flurstueck" in text or "/adv/gid/" in text[:4000]:
        return Recognised("parcels", "nas", Text("ALKIS-Bestandsdaten (NAS)", "ALKIS data (NAS)"))
    if re.search(r"hauskoordinaten", text, re.IGNORECASE):
        return Recognised("addresses", "gml", Text("Hauskoordinaten (GML)", "house coordinates"))
    if path.suffix.lower() == ".gz":
        return None
    if re.search(r"<(?:\w+:)?(?:kml|FeatureCollection)\b", text[:4000]):
        return in_layers(path)
    return None
