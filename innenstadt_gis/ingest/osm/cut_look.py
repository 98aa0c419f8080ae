"""One look through a larger OpenStreetMap file: where its nodes are and which borders it has."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import shapely
from osmium.osm import mutable

from innenstadt_gis.ingest.osm.source import NODE_DTYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["Border", "Looked", "border_lines", "for_kind", "located", "look"]

_BORDER = ("boundary", "administrative")


@dataclass(frozen=True, slots=True)
class Border:
    """A relation of an administrative border: its tags and the ways that it runs along."""

    tags: dict[str, str]
    ways: tuple[int, ...]


@dataclass(kw_only=True)
class Looked:
    """
    What one reading of a file tells before anything is cut out of it.

    Attributes
    ----------
    nodes
        Every node with its place (`NODE_DTYPE`), by ascending id, on disk: a state has 30 million.
    borders
        The relations of administrative borders.
    ways
        Nodes of each way that is tagged as a border; one along a river or street may not be.
    nested
        Whole copies of the relations that hold relations: what such a one belongs to is known
        only when all others are read.
    """

    nodes: Any
    borders: list[Border] = field(default_factory=list)
    ways: dict[int, NDArray[np.int64]] = field(default_factory=dict)
    nested: dict[int, Any] = field(default_factory=dict)


def look(path: Path, index: Path) -> Looked:
    """
    Read a larger file once; ``index`` is where the table of nodes is kept meanwhile.

    Raises ``RuntimeError`` as osmium does, if the file cannot be read.
    """
    looked = Looked(nodes=np.array([], dtype=NODE_DTYPE))
    table = osmium.index.create_map(f"sparse_file_array,{index}")
    places = osmium.NodeLocationsForWays(table)
    places.apply_nodes_to_ways = False
    objects = (
        osmium.FileProcessor(str(path))
        .with_filter(places)
        .with_filter(for_kind(osmium.filter.IdFilter([]), osmium.osm.NODE))
        .with_filter(for_kind(osmium.filter.TagFilter(_BORDER), osmium.osm.WAY))
    )
    for item in objects:
        if isinstance(item, osmium.osm.Way):
            looked.ways[item.id] = _refs(item)
        elif isinstance(item, osmium.osm.Relation):
            _take(looked, item)
    del objects, places, table  # the table is whole in its file only now
    looked.nodes = _nodes(index)
    return looked


def for_kind(passing: Any, kind: Any) -> Any:
    """Have a filter look at one kind of object alone; all others pass it."""
    passing.enable_for(kind)
    return passing


def _take(looked: Looked, item: Any) -> None:
    tags = item.tags
    border = tags.get(_BORDER[0]) == _BORDER[1]
    members = [(member.type, member.ref, member.role) for member in item.members]
    if border:
        ways = [
            ref for kind, ref, role in members if kind == "w" and role in ("outer", "inner", "")
        ]
        looked.borders.append(Border({tag.k: tag.v for tag in tags}, tuple(ways)))
    if any(kind == "r" for kind, _, _ in members):
        looked.nested[item.id] = mutable.Relation(
            id=item.id, version=item.version, timestamp=item.timestamp, changeset=item.changeset,
            uid=item.uid, user=item.user, tags={tag.k: tag.v for tag in tags}, members=members,
        )  # fmt: skip


def _refs(way: Any) -> NDArray[np.int64]:
    return np.array([node.ref for node in way.nodes], dtype=np.int64)


def _nodes(index: Path) -> Any:
    """Read the table on disk; unused slots have the id 0."""
    if not index.is_file() or not index.stat().st_size:
        return np.array([], dtype=NODE_DTYPE)
    table = np.memmap(index, dtype=NODE_DTYPE, mode="r")
    if len(table) > 1 and not bool((np.diff(table["id"]) > 0).all()):
        real = np.asarray(table[table["id"] != 0])
        return real[np.argsort(real["id"], kind="stable")]
    return table


def located(nodes: Any, refs: NDArray[np.int64]) -> tuple[Any, NDArray[np.bool_]]:
    """Rows of the table for ids, and which of them are really there."""
    if not len(nodes):
        return np.zeros(len(refs), dtype=NODE_DTYPE), np.zeros(len(refs), dtype=bool)
    rows = nodes[np.minimum(np.searchsorted(nodes["id"], refs), len(nodes) - 1)]
    return rows, np.asarray(rows["id"] == refs)


def border_lines(path: Path, looked: Looked, wanted: Iterable[int]) -> dict[int, Any]:
    """
    Lines of ways by id, as far as all of their nodes are there.

    The file is read once more only if one of them is not tagged as a border itself.
    """
    refs = {way: looked.ways[way] for way in wanted if way in looked.ways}
    if lacking := sorted(set(wanted) - set(refs)):
        ways = osmium.FileProcessor(str(path), osmium.osm.WAY)
        for way in ways.with_filter(osmium.filter.IdFilter(lacking)):
            refs[way.id] = _refs(way)
    lines: dict[int, Any] = {}
    for number, ids in refs.items():
        rows, there = located(looked.nodes, ids)
        if len(ids) > 1 and there.all():
            lines[number] = shapely.LineString(np.column_stack([rows["x"], rows["y"]]) / 1e7)
    return lines
