"""NAS, the exchange format of ALKIS (XML 6.x and 7.x): read as a stream, persons never.

Only the kinds of objects named in `KINDS` are looked at; persons, their addresses and the
land register (AX_Person, AX_Anschrift, AX_Namensnummer, AX_Buchungsstelle …) pass by
unread and are let go at once.
"""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import numpy as np
import shapely
from lxml import etree

from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.ingest.cadastre.gml_shapes import local, read_shape, srs_name
from innenstadt_gis.ingest.vector_files import is_bomb

_START = 65_536
_MOST_DEEP = 2  # a zip of zips, no deeper
_HREF = "{http://www.w3.org/1999/xlink}href"
_POINTED = {"AX_GeoreferenzierteGebaeudeadresse", "AP_PTO"}
_SHAPED = {"AX_Flurstueck", "AX_Gebaeude"}
_NAMED = {"AX_LagebezeichnungKatalogeintrag", "AX_Gemarkung", "AX_Gemeinde"}
_PLACED = {"AX_LagebezeichnungMitHausnummer", "AX_LagebezeichnungOhneHausnummer"}
_COUNTED = {"AX_Bauteil"}
#: The kinds of objects that are read; all others pass by.
KINDS = _SHAPED | _NAMED | _PLACED | _POINTED | _COUNTED
_MEMBERS = ("featureMember", "member", "Insert", "Replace")
_ARCS = {"Arc", "ArcString", "Circle", "ArcByCenterPoint", "CircleByCenterPoint"}


@dataclass(slots=True)
class Feature:
    """One object: its properties as text, what it points to, its shape in file axes."""

    oid: str
    values: dict[str, str]
    links: dict[str, list[str]]
    shape: Any = None
    srs: str = ""
    arcs: bool = False


@dataclass(slots=True)
class Nas:
    """What a NAS file holds, by kind of object; ``srs`` is the CRS that the file states."""

    features: dict[str, list[Feature]] = field(default_factory=dict)
    srs: str = ""

    def of(self, kind: str) -> list[Feature]:
        """Return the objects of a kind, in file order."""
        return self.features.get(kind, [])


def is_nas(path: Path) -> bool:
    """Tell whether a file, a file inside a zip, or one of a folder is NAS; nothing raises."""
    try:
        for file in _files(path):
            with file.open("rb") as stream:
                for _, part in _parts(stream, path.name):
                    if _told(part.read(_START)):
                        return True
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, SourceError):
        return False
    return False


def read_nas(path: Path) -> Nas:
    """
    Read NAS: ``.xml``, ``.xml.gz``, a zip of parts, a zip of such zips, a folder of those.

    Parts that overlap hold the same object twice; the first one stays here in file order,
    the tables drop the second.

    Raises
    ------
    MissingSourceError, SourceError
        If the file is missing, damaged, or not NAS.
    """
    if not path.exists():
        raise MissingSourceError(
            de=f"{path.name}: Datei nicht gefunden ({path}).",
            en=f"{path.name}: no such file ({path}).",
        )
    about = [file.stat() for file in (path, *_files(path))]
    return _read(path, max(a.st_mtime_ns for a in about), sum(a.st_size for a in about))


def _files(path: Path) -> list[Path]:
    """List the file, or the files of a folder that may be NAS."""
    if not path.is_dir():
        return [path] if path.is_file() and path.stat().st_size else []
    endings = {".xml", ".gml", ".gz", ".zip"}
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in endings)
    return [file for file in files if file.is_file() and file.stat().st_size]


@lru_cache(maxsize=1)  # parcels, buildings and addresses are asked for one after another
def _read(path: Path, changed: int, size: int) -> Nas:
    del changed, size  # of the key only
    held = Nas()
    try:
        for file in _files(path):
            with file.open("rb") as stream:
                for _, part in _parts(stream, path.name):
                    start = part.read(_START)
                    if _told(start):
                        _stream(_Again(start, part), held, path.name)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise _broken(path.name, f"Zeile {line}", f"line {line}") from error
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
        raise _broken(path.name, "Archiv", "archive") from error
    if not held.features:
        raise SourceError(
            de=f"{path.name}: keine ALKIS-Objekte gefunden (erwartet: NAS mit AX_Flurstueck).",
            en=f"{path.name}: no ALKIS objects found (expected: NAS with AX_Flurstueck).",
        )
    return held


class _Again:
    """A stream whose start was read already, to be read from the start."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        self._start = io.BytesIO(start)
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        """Read on, first what was read already."""
        return self._start.read(size) or self._rest.read(size)


def _told(start: bytes) -> bool:
    return b"AX_Bestandsdatenauszug" in start or (
        b"adv-online.de/namespaces/adv/gid" in start and b"alkis-vereinfacht" not in start
    )


def _parts(stream: IO[bytes], name: str, depth: int = 0) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the XML files that a file holds, each as a stream."""
    start = stream.read(4)
    stream.seek(0)
    if start.startswith(b"\x1f\x8b"):
        with gzip.open(stream) as inner:
            yield name, inner  # type: ignore[misc]  # GzipFile reads bytes
    elif start.startswith(b"PK"):
        with zipfile.ZipFile(stream) as archive:
            for member in sorted(archive.infolist(), key=lambda m: m.filename):
                low = member.filename.lower()
                if member.is_dir() or low.startswith("__macosx"):
                    continue
                if is_bomb(member):
                    raise _broken(name, "Zip-Bombe?", "a zip bomb?")
                if low.endswith((".xml", ".gml")):
                    with archive.open(member) as inner_file:
                        yield member.filename, inner_file
                elif low.endswith((".zip", ".gz")) and depth < _MOST_DEEP:
                    with _unpacked(archive, member) as inner_zip:
                        yield from _parts(inner_zip, member.filename, depth + 1)
    else:
        yield name, stream


@contextmanager
def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    with tempfile.SpooledTemporaryFile(max_size=64_000_000) as held, archive.open(member) as packed:
        while piece := packed.read(1 << 20):
            held.write(piece)
        held.seek(0)
        yield held


def _stream(stream: Any, held: Nas, name: str) -> None:
    """Go through one XML file and keep what is of a wanted kind."""
    tags = [f"{{*}}{kind}" for kind in (*KINDS, *_MEMBERS, "AA_Koordinatenreferenzsystemangaben")]
    # no entities, no network, no DTD, libxml2's own limits
    events = etree.iterparse(
        stream, events=("end",), tag=tags, resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False,
    )  # fmt: skip
    checked = False
    for _, element in events:
        if not checked:
            checked = True
            if element.getroottree().docinfo.doctype:
                raise _broken(name, "DOCTYPE nicht erlaubt", "a DOCTYPE is not allowed")
        kind = local(element.tag)
        if kind in KINDS and len(element):
            held.features.setdefault(kind, []).append(_feature(element, kind))
        elif kind.startswith("AA_Koord") and not held.srs:
            held.srs = _standard(element)
        if kind not in KINDS or local(element.getparent().tag) not in _MEMBERS:
            _let_go(element)


def _let_go(element: Any) -> None:
    """Free a read element and all before it; what stays is the way up to the root."""
    element.clear()
    while (before := element.getprevious()) is not None:
        before.getparent().remove(before)


def _standard(element: Any) -> str:
    for each in element:
        if local(each.tag) == "crs":
            return str(each.get(_HREF) or "")
    return ""


def _feature(element: Any, kind: str) -> Feature:
    oid = next((v for k, v in element.attrib.items() if local(k) == "id"), "")
    found = Feature(oid[:16], {}, {})
    for child in element:
        what = local(child.tag)
        link = child.get(_HREF)
        if link:
            found.links.setdefault(what, []).append(_linked(link))
        elif what == "position":
            if len(child) and kind not in _COUNTED:
                found.shape = _shape(child[0])
                found.srs = srs_name(child[0])
                found.arcs = any(local(each.tag) in _ARCS for each in child[0].iter())
        elif len(child) and what not in {"modellart", "qualitaetsangaben"}:
            for each in child.iter():
                if len(each) == 0 and each.text and local(each.tag):
                    found.values.setdefault(f"{what}.{local(each.tag)}", each.text.strip())
        elif child.text and what:
            found.values.setdefault(what, child.text.strip())
    return found


def _shape(element: Any) -> Any:
    """Read a shape; None where its numbers are none, for the tables count it as lost."""
    try:
        shape = read_shape(element)
    except (ValueError, OverflowError, shapely.errors.ShapelyError):
        return None
    return shape if shape is None or np.isfinite(shapely.get_coordinates(shape)).all() else None


def _linked(link: str) -> str:
    """Return the id that a link names: the last part of ``urn:adv:oid:DE…``, 16 signs."""
    return link.rpartition("#")[2].rpartition(":")[2][:16]


def _broken(name: str, de: str, en: str) -> SourceError:
    return SourceError(
        de=f"{name}: NAS-Datei beschädigt oder unvollständig ({de}); bitte neu beschaffen.",
        en=f"{name}: NAS file damaged or cut off ({en}); get it again.",
    )
