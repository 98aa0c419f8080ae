"""Opening an OpenStreetMap file: what it is, whether it is whole, where and of which day."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import hashlib
import re
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import osmium
from pyproj import CRS

from innenstadt_gis.crs import utm_of
from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.files import full_disk
from innenstadt_gis.ingest.osm.opl import texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

OsmKind = Literal["osm.pbf", "osm", "osm.gz", "osm.bz2"]

#: Layout of `Extract.nodes`: id, then longitude and latitude in 1e-7 degrees.
NODE_DTYPE = np.dtype([("id", "<i8"), ("x", "<i4"), ("y", "<i4")])

_FORMATS: dict[OsmKind, str] = {
    "osm.pbf": "pbf",
    "osm": "osm",
    "osm.gz": "osm.gz",
    "osm.bz2": "osm.bz2",
}
_SNIFF_BYTES = 4096
# Before OpenStreetMap began in 2004 a timestamp is a blank one (stripped files say 1970).
_FIRST_DAY = "2004-01-01"
_STAMP = re.compile(r" t(\d{4}-\d{2}-\d{2})T")


@dataclass(frozen=True, kw_only=True, eq=False)
class Extract:
    """
    An OpenStreetMap file that has been read once from end to end and found whole.

    Attributes
    ----------
    path, sha256, kind
        The file, its checksum, and what its content is (the name may say otherwise).
    bbox
        West, south, east, north in degrees: of the nodes themselves. Boxes in file
        headers are not read; some say 0 to 180 degrees.
    nodes
        All nodes sorted by id (`NODE_DTYPE`, 16 bytes each), so that ways need not be
        located a second time.
    """

    path: Path
    sha256: str
    kind: OsmKind
    bbox: tuple[float, float, float, float]
    nodes: NDArray[np.void] = field(repr=False)

    @cached_property
    def day(self) -> str:
        """
        Day of the data, ISO; blank if the file does not say.

        It is the replication timestamp of the header, else the last change of any tagged
        object, for which the file is read once more.
        """
        return self.header_day or _newest(self.file)

    @cached_property
    def header_day(self) -> str:
        """Day of the replication timestamp in the file's header, ISO; blank without one."""
        return _header_day(self.file)

    @property
    def counts(self) -> dict[str, int]:
        """How many nodes the file holds."""
        return {"osm_nodes": len(self.nodes)}

    @property
    def crs(self) -> CRS:
        """ETRS89/UTM zone of the middle of the data."""
        west, south, east, north = self.bbox
        return utm_of((west + east) / 2, (south + north) / 2)

    @property
    def file(self) -> osmium.io.File:
        """The file for `osmium.FileProcessor`, opened as what its content is."""
        return osmium.io.File(str(self.path), _FORMATS[self.kind])


def open_extract(path: Path) -> Extract:
    """
    Open an OpenStreetMap file and check that it can be used.

    The file is read once from end to end, so that a download that broke off is found
    here and not in the middle of an analysis. What the content is decides, not the name.

    Parameters
    ----------
    path
        A file ``.osm.pbf``, ``.osm``, ``.osm.gz`` or ``.osm.bz2``. Clipped extracts,
        whose ways name nodes that the file lacks, are fine.

    Returns
    -------
    Extract
        The checked file with its place, day and counts.

    Raises
    ------
    MissingSourceError
        If there is no such file.
    SourceError
        If the file is empty, truncated, no OpenStreetMap file, or holds no nodes.

    Examples
    --------
    >>> extract = open_extract(Path("town.osm.pbf"))  # doctest: +SKIP
    >>> extract.crs.to_epsg(), extract.day  # doctest: +SKIP
    (25832, '2020-01-15')
    """
    path = Path(path)
    if not path.is_file():
        raise MissingSourceError(
            de=f"{path.name}: Die OpenStreetMap-Datei gibt es nicht ({path}); "
            "Pfad unter [sources] osm prüfen",
            en=f"{path.name}: there is no such OpenStreetMap file ({path}); "
            "check the path under [sources] osm",
        )
    kind = _sniff(path)
    try:
        nodes = _scan(osmium.io.File(str(path), _FORMATS[kind]))
    except (RuntimeError, osmium.InvalidLocationError) as error:
        if (full := full_disk(error, Path(tempfile.gettempdir()))) is not None:
            raise full from error
        raise SourceError(
            de=f"{path.name}: Die Datei ist beschädigt oder nur zum Teil heruntergeladen "
            f"({error}); bitte neu herunterladen oder neu ausschneiden",
            en=f"{path.name}: the file is damaged or was downloaded only in part "
            f"({error}); download or cut it again",
        ) from error
    if not len(nodes):
        raise SourceError(
            de=f"{path.name}: Die Datei enthält keine Punkte; der Ausschnitt ist leer. "
            "Das Gebiet beim Ausschneiden prüfen (Länge und Breite vertauscht?)",
            en=f"{path.name}: the file holds no nodes; the region is empty. "
            "Check the area that was cut out (longitude and latitude swapped?)",
        )
    bbox = (
        float(nodes["x"].min()) / 1e7,
        float(nodes["y"].min()) / 1e7,
        float(nodes["x"].max()) / 1e7,
        float(nodes["y"].max()) / 1e7,
    )
    return Extract(path=path, sha256=_sha256(path), kind=kind, bbox=bbox, nodes=nodes)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sniff(path: Path) -> OsmKind:
    """Tell what the content is; refuse what is no OpenStreetMap file with its real name."""
    with path.open("rb") as stream:
        head = stream.read(_SNIFF_BYTES)
    if not head.strip(b"\0 \r\n\t"):
        raise _unusable(path, de="Die Datei ist leer", en="the file is empty")
    if head[4:].startswith(b"\x0a\x09OSMHeader"):
        return "osm.pbf"
    kind: OsmKind = "osm"
    try:
        if head.startswith(b"\x1f\x8b"):
            kind = "osm.gz"
            with gzip.open(path) as packed:
                head = packed.read(_SNIFF_BYTES)
        elif head.startswith(b"BZh"):
            kind = "osm.bz2"
            with bz2.open(path) as packed:
                head = packed.read(_SNIFF_BYTES)
    except (OSError, EOFError) as error:
        raise _unusable(
            path,
            de="Das Archiv ist beschädigt oder nur zum Teil heruntergeladen",
            en="the archive is damaged or was downloaded only in part",
        ) from error
    if b"<osm " in head or b"<osm>" in head:
        return kind
    raise _foreign(path, head)


def _foreign(path: Path, head: bytes) -> SourceError:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return _unusable(
            path,
            de="Das ist eine Webseite (HTML), kein Kartenausschnitt; "
            "vermutlich wurde die Seite statt der Datei gespeichert",
            en="this is a web page (HTML), no map extract; "
            "probably the page was saved instead of the file",
        )
    if head.startswith(b"PK\x03\x04"):
        return _unusable(
            path,
            de="Das ist ein ZIP-Archiv; bitte entpacken und die enthaltene Datei angeben",
            en="this is a ZIP archive; unpack it and name the file inside",
        )
    return _unusable(
        path,
        de="Das ist keine OpenStreetMap-Datei",
        en="this is no OpenStreetMap file",
    )


def _unusable(path: Path, *, de: str, en: str) -> SourceError:
    return SourceError(
        de=f"{path.name}: {de}. Gebraucht wird .osm.pbf, .osm, .osm.gz oder .osm.bz2",
        en=f"{path.name}: {en}. Needed is .osm.pbf, .osm, .osm.gz or .osm.bz2",
    )


def _header_day(file: osmium.io.File) -> str:
    with osmium.io.Reader(file) as reader:
        stamp = reader.header().get("osmosis_replication_timestamp")
    try:
        return dt.date.fromisoformat(stamp[:10]).isoformat()
    except ValueError:
        return ""


def _scan(file: osmium.io.File) -> NDArray[np.void]:
    """
    Read the whole file once and keep where the nodes are.

    The locations go through osmium's file index, because its array can be read back
    whole: looping over the nodes in Python would take ten times as long.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "nodes"
        index = osmium.index.create_map(f"sparse_file_array,{path}")
        places = osmium.NodeLocationsForWays(index)
        # Blocks of ways are unpacked all the same, so that a file that breaks off is found.
        with osmium.io.Reader(file, osmium.osm.NODE) as reader:
            osmium.apply(reader, places)
        del places, index  # Windows cannot remove a file that is still mapped
        nodes = np.fromfile(path, dtype=NODE_DTYPE) if path.is_file() else None
    if nodes is None or not nodes["id"].any():
        nodes = _scan_nodes(file)
    return _valid(nodes)


def _newest(file: osmium.io.File) -> str:
    """Day of the newest tagged object; blank if the file has no timestamps."""
    every = osmium.osm.NODE | osmium.osm.WAY | osmium.osm.RELATION
    wanted = osmium.filter.EmptyTagFilter()
    stamps = (_STAMP.search(text) for text in texts(file, every, wanted, days=True))
    day = max((stamp[1] for stamp in stamps if stamp), default="")
    return day if day >= _FIRST_DAY else ""


def _scan_nodes(file: osmium.io.File) -> NDArray[np.void]:
    """Read nodes one by one: the way for files whose ids are negative (never uploaded)."""
    rows = [
        (node.id, node.location.x, node.location.y)
        for node in osmium.FileProcessor(file, osmium.osm.NODE)
        if isinstance(node, osmium.osm.Node)
    ]
    return np.array(rows, dtype=NODE_DTYPE)


def _valid(nodes: NDArray[np.void]) -> NDArray[np.void]:
    """Leave out unused slots and impossible places; sort by id, the last one of an id wins."""
    lon, lat = nodes["x"], nodes["y"]
    real = (
        (nodes["id"] != 0)
        & (np.abs(lon.astype(np.int64)) <= 180 * 10**7)
        & (np.abs(lat.astype(np.int64)) <= 90 * 10**7)
    )
    nodes = nodes[real]
    ids = nodes["id"]
    if len(ids) > 1 and not bool((ids[1:] > ids[:-1]).all()):
        nodes = nodes[np.argsort(ids, kind="stable")]
        last = np.append(nodes["id"][1:] != nodes["id"][:-1], True)
        nodes = nodes[last]
    return nodes
