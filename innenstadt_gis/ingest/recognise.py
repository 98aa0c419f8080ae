"""What a file is that somebody dropped into ``daten/``: told by its content, not its name."""

from __future__ import annotations

import bz2
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from innenstadt_gis.errors import InnenstadtError
from innenstadt_gis.ingest import addresses, population
from innenstadt_gis.ingest.cadastre.nas import is_nas
from innenstadt_gis.ingest.delimited import Delimited, sniff_bytes
from innenstadt_gis.ingest.parcels import PARCEL_COLUMNS
from innenstadt_gis.ingest.vector import VECTOR_ENDINGS, Layer, holds_surfaces, open_layers
from innenstadt_gis.words import Text

#: What a file can be; the names are those of ``[sources]`` in study.toml.
ROLES = (
    "osm", "register", "parcels", "addresses", "elevation", "population", "boundary", "gtfs",
    "brownfields", "unknown",
)  # fmt: skip

_START = 65_536
_GTFS = {"stops.txt", "routes.txt", "trips.txt", "stop_times.txt", "agency.txt"}
_SIDECARS = {".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qmd", ".qml"}
_HGT = {1201 * 1201 * 2, 3601 * 3601 * 2}
_WHERE = re.compile(
    r"stra(?:ß|ss)e|\bstr\b|adresse|address|anschrift|hausn|hsnr|\blage\b|flst|flurst"
)
_WHAT = re.compile(
    r"status|zustand|leer|belegt|vacan|nutzung|branche|mieter|betreiber|open or closed|"
    r"verkaufsfl|ladenlokal|nutzer|\bvkf?\b|geschäft|objekt"
)
_BROWN = re.compile(r"brach|brownfield|altlast")
_BOUNDARY_FEATURES = 5


@dataclass(frozen=True, slots=True)
class Recognised:
    """
    What a file is: its role in study.toml, the kind of file, and why it was taken so.

    For ``"unknown"`` ``why`` says what it looks like and what to do.
    """

    role: str
    kind: str
    why: Text


def recognise(path: Path) -> Recognised:
    """
    Tell what a file or folder is, from its first bytes, zip members, columns and layers.

    Nothing is read whole, and nothing raises: what cannot be told is ``"unknown"``.

    Parameters
    ----------
    path
        A file, or a folder such as an unpacked GTFS feed.
    """
    if path.is_dir():
        return _folder(path)
    if not path.exists():
        return _unknown("", "Datei nicht gefunden", "no such file")
    if path.stat().st_size == 0:
        return _unknown("", "Die Datei ist leer (0 Byte)", "the file is empty (0 bytes)")
    with path.open("rb") as stream:
        start = stream.read(_START)
    if path.suffix.lower() in _SIDECARS:
        return _unknown(
            path.suffix[1:].lower(),
            "Begleitdatei; angegeben wird die .shp-Datei daneben",
            "belongs to a shapefile; name the .shp file beside it",
        )
    return _binary(path, start) or _text(path, start)


def _folder(path: Path) -> Recognised:
    names = {each.name.lower() for each in path.iterdir()}
    if _is_gtfs(names):
        return Recognised("gtfs", "folder", Text("Fahrplan (GTFS)", "timetable (GTFS)"))
    tiles = [name for name in names if name.endswith((".hgt", ".hgt.zip", ".tif", ".tiff"))]
    if tiles and len(tiles) == len(names):
        return Recognised(
            "elevation", "folder", Text("Ordner mit Höhenkacheln", "folder of elevation tiles")
        )
    return _vector(path, kind="folder")


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
        return _vector(path)
    if start.startswith((b"II*\x00", b"MM\x00*", b"II+\x00")):
        return _tiff(path)
    if path.suffix.lower() == ".hgt" and path.stat().st_size in _HGT:
        return Recognised("elevation", "hgt", Text("Höhenkachel (SRTM)", "elevation tile (SRTM)"))
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return _workbook(path, "xls")
    if start.startswith(b"%PDF"):
        return _unknown(
            "pdf",
            "PDF lässt sich nicht auswerten; bitte die Tabelle oder Geodatei dahinter erfragen",
            "a PDF cannot be read; ask for the table or map data behind it",
        )
    return None


def _zip(path: Path) -> Recognised:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            lower = [name.lower() for name in names]
            if "xl/workbook.xml" in lower or "xl/workbook.bin" in lower:
                return _workbook(path, "xlsx")
            if _is_gtfs(name.rpartition("/")[2] for name in lower):
                return Recognised("gtfs", "zip", Text("Fahrplan (GTFS)", "timetable (GTFS)"))
            if any(name.endswith((".hgt", ".tif", ".tiff", ".asc")) for name in lower):
                return Recognised(
                    "elevation", "zip", Text("Höhendaten in Zip", "elevation inside a zip")
                )
            maps = any(name.endswith(VECTOR_ENDINGS) for name in lower)
            if is_nas(path):
                why = Text("ALKIS-Bestandsdaten (NAS) in Zip", "ALKIS data (NAS) inside a zip")
                return Recognised("parcels", "nas.zip", why)
            tables = [
                name for name in names if name.lower().endswith((".csv", ".txt")) and not maps
            ]
            if tables:
                largest = max(tables, key=lambda name: (archive.getinfo(name).file_size, name))
                with archive.open(largest) as stream:
                    return _table(stream.read(_START), "zip", path)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):
        return _unknown(
            "zip",
            "Zip beschädigt oder mit Passwort; bitte neu beschaffen oder entpacken",
            "zip damaged or protected; get it again or unpack it",
        )
    return _vector(path, kind="zip")


def _compressed(path: Path, start: bytes) -> Recognised:
    kind = "gz" if start.startswith(b"\x1f") else "bz2"
    try:
        if kind == "gz":
            with gzip.open(io.BytesIO(start)) as stream:
                inner = stream.read(4096)
        else:
            inner = bz2.BZ2Decompressor().decompress(start, 4096)
    except (OSError, EOFError, zlib.error):
        return _unknown(kind, "beschädigtes Archiv", "damaged archive")
    found = _xml(path, inner)
    if found is None:
        return _unknown(kind, "Archiv unbekannten Inhalts; bitte entpacken", "unpack it first")
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
    return _unknown("tif", "Bild ohne Lage oder Farbbild", "an image without place or in colour")


def _text(path: Path, start: bytes) -> Recognised:
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        found = _xml(path, head)
        return found or _unknown("xml", "XML unbekannter Art", "XML of an unknown kind")
    if head.startswith((b"{", b"[")):
        if b'"FeatureCollection"' in head or b'"Feature"' in head or b'"coordinates"' in head:
            return _vector(path)
        return _unknown("json", "JSON ohne Geometrie", "JSON without geometry")
    return _table(start, "csv", path)


def _xml(path: Path, head: bytes) -> Recognised | None:
    text = head[:_START].decode("utf-8", errors="ignore")
    if re.search(r"<(?:!doctype\s+)?html", text[:2000], re.IGNORECASE):
        return _unknown(
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
        return _vector(path)
    return None


def _vector(path: Path, kind: str = "") -> Recognised:
    kind = kind or path.suffix.lower().removeprefix(".") or "vector"
    try:
        layers = open_layers(path)
    except InnenstadtError as error:
        return Recognised("unknown", kind, error.text)
    role, why = _role_of(layers, path.stem.lower())
    return Recognised(role, kind, why)


def _role_of(layers: tuple[Layer, ...], stem: str) -> tuple[str, Text]:
    names = [layer.name.lower() for layer in layers]
    columns = {column.lower() for layer in layers for column in layer.columns}
    surfaces = [layer for layer in layers if holds_surfaces(layer)]
    if any(layer.column(PARCEL_COLUMNS["parcel_id"]) for layer in surfaces) or any(
        re.search(r"flurst|geb\w+bauwerk", name) for name in names
    ):
        return "parcels", Text("Flurstücke oder Gebäude (ALKIS)", "parcels or buildings (ALKIS)")
    if any(_BROWN.search(word) for word in (*names, stem, *columns)):
        return "brownfields", Text("Brachflächen", "brownfields")
    if addresses.HOUSE_NUMBERS & columns and not surfaces:
        return "addresses", Text("Punkte mit Hausnummern", "points with house numbers")
    count = sum(layer.features for layer in surfaces)
    if surfaces and 0 < count <= _BOUNDARY_FEATURES:
        return "boundary", Text(f"{count} Fläche(n): Abgrenzung", f"{count} polygon(s): an outline")
    held = ", ".join(names[:4]) or "–"
    return "unknown", Text(
        f"Geodatei unbekannten Inhalts (Ebenen: {held})",
        f"vector file of unknown content (layers: {held})",
    )


def _table(start: bytes, kind: str, path: Path) -> Recognised:
    told = sniff_bytes(start)
    if told is None:
        return _unknown(kind, "keine Tabelle und kein bekanntes Format", "no format known here")
    if {"id", "x", "y", "persons"} <= set(places := population.find_columns(told.head[0])) or (
        {"id", "persons"} <= set(places) and "gitter" in told.head[0][places["id"]].lower()
    ):
        return Recognised(
            "population", kind, Text("Einwohner je Gitterzelle", "persons by grid cell")
        )
    if _is_house_coordinates(told):
        return Recognised("addresses", kind, Text("Hauskoordinaten", "house coordinates"))
    # prose has commas, too: a table has the same number of columns on most lines
    width = len(told.head[0])
    same = sum(len(row) == width for row in told.head) / len(told.head)
    if width >= 3 and same >= 0.5:
        return _listed([told.head[0]], kind, path)
    return _unknown(kind, "Text ohne Tabelle", "text without a table")


def _is_house_coordinates(told: Delimited) -> bool:
    places, header = addresses.locate_columns(told)
    if not {"street", "number", "x", "y"} <= set(places):
        return False
    names = {name.lower() for name in told.head[0]}
    # a register may hold coordinates as well; house coordinates tell nothing of a use
    return not header or not any(_WHAT.search(name) for name in names)


def _workbook(path: Path, kind: str) -> Recognised:
    try:
        with path.open("rb") as stream:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
        rows = [
            tuple(str(cell) for cell in row)
            for name in book.sheet_names[:10]
            for row in book.get_sheet_by_name(name).to_python(nrows=40)
        ]
    except (python_calamine.CalamineError, python_calamine.PasswordError, OSError):
        return _unknown(
            kind,
            "Arbeitsmappe mit Passwort oder beschädigt; in Excel öffnen und ohne Passwort speichern",
            "workbook protected or damaged; open it in Excel and save it without a password",
        )
    return _listed(rows, kind, path)


def _listed(rows: Iterable[tuple[str, ...]], kind: str, path: Path) -> Recognised:
    """Tell a register from other tables: some row names both a place and a use or status."""
    for row in rows:
        labels = [cell.casefold() for cell in row if cell and len(cell) < 60]
        where = {label for label in labels if _WHERE.search(label)}
        what = {label for label in labels if _WHAT.search(label)} - where
        if len(labels) >= 3 and where and any(_BROWN.search(label) for label in labels):
            return Recognised("brownfields", kind, Text("Liste von Brachen", "brownfield list"))
        if len(labels) >= 3 and where and what:
            role = "brownfields" if _BROWN.search(path.stem.casefold()) else "register"
            named = ", ".join([*sorted(where)[:2], *sorted(what)[:2]])
            return Recognised(
                role, kind, Text(f"Liste mit den Spalten {named}", f"list with the columns {named}")
            )
    return _unknown(
        kind,
        "Tabelle ohne erkennbare Spalten für Adresse und Status oder Nutzung",
        "table without columns known as address and status or use",
    )


def _unknown(kind: str, de: str, en: str) -> Recognised:
    return Recognised("unknown", kind, Text(de, en))
