"""What a file is by its first bytes, whatever it is called; and why some cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable

from innenstadt_gis.words import Text

__all__ = ["kind_of", "why_not"]

_XML = re.compile(rb"\s*<")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PLAIN = Text("bitte die Tabelle als xlsx oder csv liefern", "deliver the table as xlsx or csv")
_RESAVE = Text("in Excel öffnen und als xlsx speichern", "open it in Excel and save it as xlsx")

# Kinds that hold no table for us: what it is, what to do.
_NOT_READ: dict[str, tuple[Text, Text]] = {
    "pdf": (Text("ein PDF", "a PDF"), _PLAIN),
    "image": (Text("ein Bild", "an image"), _PLAIN),
    "word": (Text("ein Textdokument (Word)", "a text document (Word)"), _PLAIN),
    "rtf": (Text("ein Textdokument (RTF)", "a text document (RTF)"), _PLAIN),
    "slides": (Text("eine Präsentation", "a presentation"), _PLAIN),
    "mail": (Text("eine E-Mail", "an e-mail"), _PLAIN),
    "access": (
        Text("eine Access-Datenbank", "an Access database"),
        Text("bitte die Tabelle dort als xlsx ausleiten", "export the table as xlsx there"),
    ),
    "dwg": (
        Text("eine AutoCAD-Zeichnung (DWG)", "an AutoCAD drawing (DWG)"),
        Text("bitte als DXF oder besser als GeoPackage liefern", "deliver DXF or a GeoPackage"),
    ),
    "archive": (
        Text("ein Archiv (7z, rar, gz)", "an archive (7z, rar, gz)"),
        Text("bitte entpacken oder als zip liefern", "unpack it or deliver a zip"),
    ),
    "html": (Text("keine Tabelle, sondern eine Webseite (HTML)", "no table but a web page (HTML)"),
             _RESAVE),
    "excel_xml": (
        Text("eine Excel-2003-Tabelle im XML-Format", "an Excel 2003 table as XML"), _RESAVE
    ),
    "old_excel": (Text("ein sehr altes Excel-Format (vor 1997)", "a very old Excel format"),
                  _RESAVE),
    "xlsb": (Text("eine Excel-Binärmappe (xlsb)", "an Excel binary workbook (xlsb)"), _RESAVE),
    "nas": (
        Text("ein Auszug des Liegenschaftskatasters (NAS)", "cadastral data (NAS)"),
        Text("er gehört in study.toml unter parcels", "it belongs under parcels in study.toml"),
    ),
    "osm": (
        Text("ein OpenStreetMap-Auszug", "an OpenStreetMap extract"),
        Text("er gehört in study.toml unter osm", "it belongs under osm in study.toml"),
    ),
    "xml": (Text("XML unbekannter Art, keine Tabelle", "XML of an unknown kind, no table"),
            _RESAVE),
    "json": (
        Text("JSON ohne Tabelle und ohne Geometrie", "JSON without a table or geometry"),
        Text("bitte als GeoJSON oder csv liefern", "deliver it as GeoJSON or csv"),
    ),
    "shx": (
        Text("nur ein Teil eines Shapefiles", "a part of a shapefile only"),
        Text("bitte .shp, .dbf, .shx und .prj zusammen liefern",
             "deliver .shp, .dbf, .shx and .prj together"),
    ),
}  # fmt: skip

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"PK\x07\x08", "zip"),
    (b"\xd0\xcf\x11\xe0", "ole"), (b"%PDF", "pdf"), (b"SQLite format 3\x00", "gpkg"),
    (b"\x00\x00\x27\x0a", "shp"), (b"fgb\x03", "fgb"), (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"II*\x00", "image"),
    (b"MM\x00*", "image"), (b"\x00\x01\x00\x00Standard ", "access"), (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"), (b"\x1f\x8b", "archive"), (b"BZh", "archive"), (b"\xfd7zXZ", "archive"),
    (b"\x09\x08\x04\x00", "old_excel"), (b"\x09\x08\x06\x00", "old_excel"),
    (b"\x09\x08\x08\x00", "old_excel"), (b"\x09\x00\x04\x00", "old_excel"),
    (b"\x09\x02\x06\x00", "old_excel"), (b"\x09\x04\x06\x00", "old_excel"),
)  # fmt: skip

_IN_OLE: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "locked"), ("WordDocument", "word"), ("PowerPoint Document", "slides"),
    ("Workbook", "xls"), ("Book", "xls"), ("__substg1.0_", "mail"),
)  # fmt: skip

_IN_XML: tuple[tuple[bytes, str], ...] = (
    (rb"schemas-microsoft-com:office:spreadsheet|progid=.Excel\.Sheet", "excel_xml"),
    (rb"AX_Bestandsdatenauszug|AX_Flurstueck|AX_NutzerbezogeneBestandsdaten", "nas"),
    (rb"<osm(?:Change)?\b", "osm"),
    (rb"<(?:\w+:)?kml\b", "kml"),
    (rb"opengis\.net/gml|<(?:\w+:)?FeatureCollection\b", "gml"),
    # last: the description of a placemark may hold HTML
    (rb"<(?:!doctype\s+)?html|<table|<meta|<head|<body", "html"),
)


def kind_of(content: bytes) -> str:
    """
    Tell the kind of a file by its content; "csv" is what is left.

    Examples
    --------
    >>> kind_of(b"%PDF-1.7"), kind_of(b"a;b"), kind_of(b"<html><table>")
    ('pdf', 'csv', 'html')
    """
    for start, kind in _STARTS:
        if content.startswith(start):
            return _ole(content) if kind == "ole" else kind
    guesses: tuple[tuple[Callable[[bytes], bool], str], ...] = (
        (lambda c: c[:2] == b"BM" and c[6:10] == bytes(4), "image"),
        (lambda c: c[:4] == b"RIFF" and c[8:12] == b"WEBP", "image"),
        (lambda c: c[4:8] == b"ftyp", "image"),
        (lambda c: c[:4] == b"AC10" and c[4:6].isdigit(), "dwg"),
        (_is_dbf, "dbf"),
        (_is_dxf, "dxf"),
    )
    for fits, kind in guesses:
        if fits(content):
            return kind
    return _text(content)


def why_not(kind: str) -> tuple[Text, Text] | None:
    """Say what a file is that holds no table for us, and what to do; None if it may."""
    return _NOT_READ.get(kind)


def _text(content: bytes) -> str:
    head = content[:20_000]
    if head.startswith(_UTF16):
        head = head.decode("utf-16", errors="ignore").encode()
    elif head[:1] == b"<" and head[1:2] == b"\x00":
        head = head.decode("utf-16-le", errors="ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _XML.match(head):
        for pattern, kind in _IN_XML:
            if re.search(pattern, head, re.IGNORECASE):
                return kind
        return "xml" if re.match(rb"<[?!a-zA-Z]", head) else "csv"
    if re.match(rb"[\[{]\s*[\"{\]}]", head):
        spatial = re.search(rb'"(?:FeatureCollection|Feature|coordinates|geometries)"', content)
        return "geojson" if spatial else "json"
    return "csv"


# An .xls begins with its BOF record; what is encrypted says so (FILEPASS) right behind it.
_XLS_LOCKED = re.compile(
    rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00.{4}(?:.{8})?(?:\x86\x00\x00\x00)?\x2f\x00",
    re.DOTALL,
)


def _ole(content: bytes) -> str:
    if _XLS_LOCKED.search(content):
        return "locked"
    for word, kind in _IN_OLE:
        if word.encode("utf-16-le") in content:
            return kind
    return "xls"


def _is_dbf(content: bytes) -> bool:
    """A dBase head: version, date, and fields of 32 bytes that end in a carriage return."""
    if len(content) < 66 or content[0] not in (2, 3, 4, 5, 0x30, 0x31, 0x32, 0x83, 0x8B, 0xF5):
        return False
    head, record = int.from_bytes(content[8:10], "little"), int.from_bytes(content[10:12], "little")
    plausible = 65 <= head <= len(content) and record > 1 and content[2] <= 12
    return plausible and content[43:44].isalpha() and b"\r" in content[64:head]


def _is_dxf(content: bytes) -> bool:
    start = content[:2000].replace(b"\r", b"")
    return re.match(rb"\s*(?:999\n[^\n]*\n\s*)*0\nSECTION\n", start) is not None
