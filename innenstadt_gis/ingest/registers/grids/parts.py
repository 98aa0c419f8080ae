"""The parts of an .xlsx around its sheets: workbook, shared texts, styles, comments."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from innenstadt_gis.ingest.registers.grids.sheet import broken, too_large
from innenstadt_gis.ingest.registers.grids.styles import (
    PLAIN,
    Style,
    child,
    local,
    read_styles,
    theme_colours,
)

__all__ = ["Book", "Page", "open_book", "pieces", "read_comments", "text_of"]

_LARGEST_PART = 300_000_000  # bytes of one part that is held in memory at once
_LARGEST_STREAM = 4_000_000_000  # bytes of a sheet, which is read in passing
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_THREADED = re.compile(r"^\[Thread.*?(?:Kommentar|Comment)\s*:\s*", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a workbook: its name, its part in the zip, and whether it is shown."""

    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Book:
    """A workbook opened: shared texts (with what is crossed out of them), styles, pages."""

    archive: zipfile.ZipFile
    name: str
    pages: list[Page]
    texts: list[str] = field(default_factory=list)
    struck: dict[int, str] = field(default_factory=dict)  # shared text: "all" or "part"
    styles: list[Style] = field(default_factory=list)
    since_1904: bool = False

    def style(self, number: str | None) -> Style:
        """Style of a cell by its ``s`` attribute."""
        if not number or not number.isdigit() or int(number) >= len(self.styles):
            return PLAIN
        return self.styles[int(number)]


def open_book(archive: zipfile.ZipFile, *, name: str) -> Book:
    """
    Read everything of a workbook but its sheets.

    Raises
    ------
    SourceError
        If a part that must be there is missing or too large.
    """
    start = _start(archive, name=name)
    root = _parsed(archive, start, name=name)
    if root is None:
        raise broken(name)
    links = _links(archive, start, name=name)
    pages = []
    for node in child(root, "sheets") if child(root, "sheets") is not None else ():
        key = next((v for k, v in node.attrib.items() if local(k) == "id"), "")
        kind, part = links.get(str(key), ("", ""))
        if kind == "worksheet":
            hidden = (node.get("state") or "visible") != "visible"
            pages.append(Page(str(node.get("name") or ""), part, hidden))
    book = Book(archive, name, pages)
    about = child(root, "workbookPr")
    book.since_1904 = about is not None and about.get("date1904") in ("1", "true", "on")
    by_kind = dict(links.values())
    theme = _parsed(archive, by_kind.get("theme", ""), name=name)
    styles = _parsed(archive, by_kind.get("styles", ""), name=name)
    if styles is not None:
        book.styles = read_styles(styles, [] if theme is None else theme_colours(theme))
    _read_texts(book, by_kind.get("sharedStrings", ""))
    return book


def pieces(archive: zipfile.ZipFile, part: str, *, name: str) -> Iterator[bytes]:
    """Unpack a part in pieces; what is too large stops there."""
    size = 0
    with archive.open(part) as stream:
        while piece := stream.read(1 << 20):
            size += len(piece)
            if size > _LARGEST_STREAM:
                raise too_large(name)
            yield piece


def parser_options() -> dict[str, bool]:
    """No entities, no network, no other files: a table needs none of them."""
    return {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": True}


def text_of(node: Any) -> tuple[str, str]:
    """Text of a shared or inline string, and how much of it is crossed out."""
    parts: list[str] = []
    crossed: list[bool] = []
    for run in node:
        kind = local(run.tag)
        if kind == "t":
            parts.append(run.text or "")
            crossed.append(False)
        elif kind == "r":
            inner = child(run, "t")
            strike = child(child(run, "rPr"), "strike")
            parts.append("" if inner is None else inner.text or "")
            crossed.append(strike is not None and strike.get("val") not in ("0", "false"))
    text = _unescape("".join(parts))
    words = [cross for part, cross in zip(parts, crossed, strict=True) if part.strip()]
    return text, ("all" if words and all(words) else "part" if any(words) else "")


def read_comments(book: Book, part: str) -> dict[str, str]:
    """Comments of a sheet by cell; the author's name in front of them is left out."""
    links = _links(book.archive, part, name=book.name)
    found: dict[str, str] = {}
    for kind, target in links.values():
        root = _parsed(book.archive, target, name=book.name) if kind == "comments" else None
        if root is None:
            continue
        names = [a.text or "" for a in root.iter("{*}author")]
        for node in root.iter("{*}comment"):
            text = _THREADED.sub("", "".join(t.text or "" for t in node.iter("{*}t"))).strip()
            for author in names:
                if author and text.startswith(f"{author}:"):
                    text = text[len(author) + 1 :].strip()
            if text and node.get("ref"):
                found[str(node.get("ref"))] = text
    return found


def _unescape(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _start(archive: zipfile.ZipFile, *, name: str) -> str:
    for kind, part in _links(archive, "", name=name).values():
        if kind == "officeDocument":
            return part
    return "xl/workbook.xml"


def _links(archive: zipfile.ZipFile, part: str, *, name: str) -> dict[str, tuple[str, str]]:
    """Relations of a part: id to kind and target."""
    folder, file = posixpath.split(part)
    root = _parsed(archive, posixpath.join(folder, "_rels", f"{file}.rels"), name=name)
    found = {}
    for node in () if root is None else root:
        target = str(node.get("Target") or "")
        if node.get("TargetMode") != "External":
            full = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = str(node.get("Type") or "").rpartition("/")[2]
            found[str(node.get("Id"))] = (kind, full)
    return found


def _parsed(archive: zipfile.ZipFile, part: str, *, name: str) -> Any:
    """Parse a part; None if there is no such part."""
    try:
        info = archive.getinfo(part)
    except KeyError:
        return None
    if info.file_size > _LARGEST_PART:
        raise too_large(name)
    content = archive.read(info)
    if not content.strip():
        return None
    return etree.fromstring(content, etree.XMLParser(**parser_options()))  # type: ignore[arg-type]


def _read_texts(book: Book, part: str) -> None:
    if part not in book.archive.NameToInfo:
        return
    if book.archive.getinfo(part).file_size > _LARGEST_PART:
        raise too_large(book.name)
    with book.archive.open(part) as stream:
        for _, node in etree.iterparse(stream, tag="{*}si", **parser_options()):
            text, crossed = text_of(node)
            if crossed:
                book.struck[len(book.texts)] = crossed
            book.texts.append(text)
            node.clear()
            while node.getprevious() is not None:
                del node.getparent()[0]
