"""Whatever a file holds, in the open: packed, inflated, encoded or left over in a free page."""

from __future__ import annotations

import base64
import html
import io
import json
import re
import shutil
import sqlite3
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

_DATA_URI = re.compile(rb"data:[\w/+.-]*;base64,([A-Za-z0-9+/=]+)")
_JSON_BLOCK = re.compile(
    rb'<script type="application/(?:ld\+)?json"[^>]*>(.*?)</script>', re.DOTALL
)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def inside(path: Path) -> Iterator[tuple[str, str]]:
    """
    Tell all that a file holds as text, piece by piece: where it stands, and the text.

    Packages are opened (xlsx, docx, zip), streams of a PDF inflated and its words read by
    poppler, the chunks of a PNG told, tables and free pages of a GeoPackage, the pictures and
    the blocks of data within a page.
    """
    yield from _pieces(path.name, path.read_bytes())
    if path.suffix == ".gpkg":
        yield from _base(path)
    if path.suffix == ".pdf":
        yield from _words(path)


def everything(folder: Path) -> Iterator[tuple[str, str]]:
    """All pieces of all files below a folder, and their names."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            yield f"{name} (name)", name
            for place, text in inside(path):
                yield (f"{name}: {place}" if place != path.name else name), text


def _pieces(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    yield name, data.decode("utf-8", "replace")
    if b"\0" in data:  # texts of two bytes a sign
        yield f"{name} (UTF-16)", data.decode("utf-16-le", "ignore")
        yield f"{name} (UTF-16, odd)", data[1:].decode("utf-16-le", "ignore")
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield f"{name} (comment)", archive.comment.decode("utf-8", "replace")
            for one in archive.infolist():
                yield f"{name}/{one.filename} (name)", one.filename
                yield from _pieces(f"{name}/{one.filename}", archive.read(one))
    elif data.startswith(b"%PDF"):
        for at, stream in enumerate(_STREAM.findall(data)):
            yield from _pieces(f"{name}, stream {at}", _inflated(stream))
    elif data.startswith(b"\x89PNG"):
        yield from _chunks(name, data)
    elif data.lstrip()[:1] in (b"{", b"["):
        yield from _strings(name, data)
    elif b"<" in data[:200]:
        yield f"{name} (entities)", html.unescape(data.decode("utf-8", "replace"))
        for at, block in enumerate(_JSON_BLOCK.findall(data)):
            yield from _strings(f"{name}, block {at}", block)
    for at, packed in enumerate(_DATA_URI.findall(data)):
        yield from _pieces(f"{name}, picture {at}", base64.b64decode(packed))


def _inflated(stream: bytes) -> bytes:
    """A stream as it reads; what is not packed by deflate stays as it is."""
    unpack = zlib.decompressobj()
    try:
        return unpack.decompress(stream) + unpack.flush()
    except zlib.error:
        return stream


def _chunks(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    at = 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        if kind in (b"zTXt", b"iTXt", b"tEXt", b"eXIf"):
            key, _, rest = body.partition(b"\0")
            for text in (body, _inflated(rest[1:]), _inflated(rest.split(b"\0")[-1])):
                yield f"{name}, {kind.decode()} {key[:20]!r}", text.decode("utf-8", "replace")
        at += 12 + size


def _strings(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """All texts of a JSON file as they read, escapes undone."""
    try:
        held = json.loads(data)
    except ValueError:
        return
    found: list[str] = []
    waiting = [held]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            found += one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            found.append(one)
        elif isinstance(one, int | float):
            found.append(repr(one))
    yield f"{name} (texts)", "\n".join(found)


def _base(path: Path) -> Iterator[tuple[str, str]]:
    """A database told as statements; pages that are free but not wiped are in its bytes."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as base:
        yield f"{path.name} (tables)", "\n".join(base.iterdump())


def _words(path: Path) -> Iterator[tuple[str, str]]:
    """Words of a PDF, whose fonts number their signs anew; broken lines joined, too."""
    reader = shutil.which("pdftotext")
    assert reader, "pdftotext is missing; on Debian: apt-get install poppler-utils"
    done = subprocess.run([reader, "-raw", str(path), "-"], capture_output=True, check=True)
    text = done.stdout.decode("utf-8")
    yield f"{path.name} (words)", text
    yield f"{path.name} (lines joined)", " ".join(text.split())
