"""Is an Office file (OPC, ECMA-376 part 2) sound? What makes a reader offer to repair it."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator

from lxml import etree

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def faults(data: bytes) -> list[str]:
    """
    What is wrong with a package: damaged or doubled parts, XML that is none, parts without a type,
    relations that lead nowhere, relations used that are not there.
    """
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        return [str(error)]
    with packed:
        names = packed.namelist()
        found = [f"{name}: twice" for name, times in Counter(names).items() if times > 1]
        try:
            damaged = packed.testzip()
        except (zipfile.BadZipFile, zlib.error) as error:
            damaged = str(error)
        if damaged:
            return [*found, f"{damaged}: damaged"]
        parts = {name: packed.read(name) for name in names}
    trees = {}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            try:
                trees[name] = etree.fromstring(content)
            except etree.XMLSyntaxError as error:
                found.append(f"{name}: {error}")
    return [*found, *_untyped(parts, trees), *_lost(parts, trees)]


def _untyped(parts: dict[str, bytes], trees: dict[str, etree._Element]) -> Iterator[str]:
    types = trees.get("[Content_Types].xml")
    if types is None:
        yield "[Content_Types].xml: missing"
        return
    endings = {one.get("Extension").lower() for one in types.iter(f"{_TYPES}Default")}
    named = [one.get("PartName").lstrip("/") for one in types.iter(f"{_TYPES}Override")]
    yield from (f"{name}: a type, but no part" for name in named if name not in parts)
    for name in parts:
        known = name in named or name.rpartition(".")[2].lower() in endings
        if not known and name != "[Content_Types].xml":
            yield f"{name}: no type"


def _lost(parts: dict[str, bytes], trees: dict[str, etree._Element]) -> Iterator[str]:
    """Relations of a part that lead nowhere, and those that it uses and does not have."""
    for name, tree in trees.items():
        folder, file = posixpath.split(name)
        if name.endswith(".rels"):
            home = posixpath.dirname(folder)
            for one in tree.iter(_RELATION):
                target = one.get("Target")
                at = posixpath.normpath(posixpath.join(home, target)).lstrip("/")
                if one.get("TargetMode") != "External" and at not in parts:
                    yield f"{name}: no part {target}"
            continue
        relations = trees.get(f"{folder}/_rels/{file}.rels")
        there = [] if relations is None else [one.get("Id") for one in relations.iter(_RELATION)]
        yield from (f"{name}: relation {one} twice" for one, n in Counter(there).items() if n > 1)
        for element in tree.iter():
            for key, value in element.attrib.items():
                if key.startswith(_RELATION_ID) and value and value not in there:
                    yield f"{name}: no relation {value}"
