"""Writing parts of a larger OpenStreetMap file: many areas in one go through it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import shapely

from innenstadt_gis.crs import WGS84, project, utm_of
from innenstadt_gis.errors import SourceError
from innenstadt_gis.files import make_atomic
from innenstadt_gis.ingest.osm.source import NODE_DTYPE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["AT_A_TIME", "Counts", "located_nodes", "widened", "write_areas"]

#: Areas that go through the file together: a bit each says which of them an object belongs to.
AT_A_TIME = 63

Counts = dict[str, int]


def located_nodes(path: Path, index: Path) -> Any:
    """
    Locations of all nodes in one pass, as a table on disk: a state has 30 million.

    Unused slots have the id 0.
    """
    nothing = osmium.filter.IdFilter([])
    objects = osmium.FileProcessor(str(path), osmium.osm.NODE)
    for _ in objects.with_locations(f"sparse_file_array,{index}").with_filter(nothing):
        pass
    del objects
    if not index.is_file() or not index.stat().st_size:
        return np.array([], dtype=NODE_DTYPE)
    table = np.memmap(index, dtype=NODE_DTYPE, mode="r")
    if len(table) > 1 and not bool((np.diff(table["id"]) > 0).all()):
        real = np.asarray(table[table["id"] != 0])
        return real[np.argsort(real["id"], kind="stable")]
    return table


def widened(polygon: Any, margin_m: float) -> Any:
    """Polygon in degrees with a margin in metres (a safety strip, no walking distance)."""
    middle = polygon.centroid
    metres = utm_of(middle.x, middle.y)

    def carry(shape: Any, source: Any, target: Any) -> Any:
        xy = shapely.get_coordinates(shape)
        east, north = project(xy[:, 0], xy[:, 1], source=source, target=target)
        return shapely.set_coordinates(shape, np.column_stack([east, north]))

    wide = shapely.buffer(carry(shapely.normalize(polygon), WGS84, metres), margin_m)
    return carry(wide, metres, WGS84)


def _inside(nodes: Any, polygon: Any) -> NDArray[np.int64]:
    west, south, east, north = (int(edge * 1e7) for edge in polygon.bounds)
    x, y = nodes["x"], nodes["y"]
    box = (x >= west) & (x <= east) & (y >= south) & (y <= north) & (nodes["id"] != 0)
    near = np.asarray(nodes[box])
    shapely.prepare(polygon)
    hit = shapely.contains_xy(polygon, near["x"] / 1e7, near["y"] / 1e7)
    return np.asarray(near["id"][hit])


@dataclass
class _Chosen:
    """Objects of all areas: for each id the areas (bits) that it belongs to."""

    nodes: NDArray[np.int64]  # sorted
    areas: NDArray[np.int64]  # of each node
    ways: dict[int, int] = field(default_factory=dict)
    relations: dict[int, int] = field(default_factory=dict)

    def of_nodes(self, refs: NDArray[np.int64]) -> int:
        """Areas in which one of the nodes lies."""
        at = np.minimum(np.searchsorted(self.nodes, refs), len(self.nodes) - 1)
        return int(np.bitwise_or.reduce(self.areas[at[self.nodes[at] == refs]], initial=0))


def write_areas(
    path: Path, areas: Sequence[tuple[Path, Any]], nodes: Any
) -> list[Counts | SourceError]:
    """
    Write of each area the nodes inside, ways that touch them (whole) and relations that hold either.

    However many areas there are (up to `AT_A_TIME`), the file is read as often as for one: for
    what contains what, for what belongs to whom, and to copy.

    Parameters
    ----------
    path
        The larger file, sorted.
    areas
        Where to write, and the polygon in degrees.
    nodes
        `located_nodes` of the file.

    Returns
    -------
    list
        For each area how many objects were written, or why none were.
    """
    inside = [_inside(nodes, polygon) for _, polygon in areas]
    told: list[Counts | SourceError] = [
        {"nodes": 0, "ways": 0, "relations": 0} if len(ids) else _nothing(path) for ids in inside
    ]
    if not any(len(ids) for ids in inside):
        return told
    chosen = _choose(path, _merged(inside, [1 << k for k in range(len(inside))]))
    outs = {k: areas[k][0] for k, ids in enumerate(inside) if len(ids)}
    _save(path, outs, chosen, told)
    return told


def _nothing(path: Path) -> SourceError:
    return SourceError(
        de=f"{path.name}: Im Gebiet liegen keine Punkte; passt der Auszug zur Stadt?",
        en=f"{path.name}: no nodes lie in the area; does the extract fit the town?",
    )


def _merged(ids: Sequence[NDArray[np.int64]], areas: Sequence[int]) -> _Chosen:
    """Join the nodes of several lots, each of them in the areas of its lot."""
    whole = np.concatenate(ids)
    bits = np.repeat(np.array(areas, dtype=np.int64), [len(lot) for lot in ids])
    order = np.argsort(whole, kind="stable")
    nodes, first = np.unique(whole[order], return_index=True)
    return _Chosen(nodes, np.bitwise_or.reduceat(bits[order], first))


def _choose(path: Path, inside: _Chosen) -> _Chosen:
    tracker = osmium.IdTracker()
    for node in inside.nodes.tolist():
        tracker.add_node(node)
    tracker.complete_forward_references(str(path), relation_depth=1)
    lots, of_lots = [], []
    held: dict[int, list[int]] = {}
    objects = osmium.FileProcessor(str(path), osmium.osm.WAY | osmium.osm.RELATION)
    for item in objects.with_filter(tracker.id_filter()):
        if isinstance(item, osmium.osm.Way):
            refs = np.array([node.ref for node in item.nodes], dtype=np.int64)
            if areas := inside.of_nodes(refs):
                inside.ways[item.id] = areas
                lots.append(refs)
                of_lots.append(areas)
        elif isinstance(item, osmium.osm.Relation):
            inside.relations[item.id] = _of_members(item, inside)
            held[item.id] = [member.ref for member in item.members if member.type == "r"]
    direct = dict(inside.relations)
    for relation, members in held.items():
        for member in members:
            inside.relations[relation] |= direct.get(member, 0)
    whole = _merged([inside.nodes, *lots], [0, *of_lots])
    at = np.searchsorted(whole.nodes, inside.nodes)
    whole.areas[at] |= inside.areas
    whole.ways, whole.relations = inside.ways, inside.relations
    return whole


def _of_members(relation: Any, inside: _Chosen) -> int:
    members = [(member.type, member.ref) for member in relation.members]
    nodes = np.array([ref for kind, ref in members if kind == "n"], dtype=np.int64)
    areas = inside.of_nodes(nodes) if len(nodes) else 0
    for kind, ref in members:
        if kind != "n":
            areas |= (inside.ways if kind == "w" else inside.relations).get(ref, 0)
    return areas


def _save(
    path: Path, outs: dict[int, Path], chosen: _Chosen, told: list[Counts | SourceError]
) -> None:
    """Copy every object to the files of its areas; they take their names when all are whole."""
    tracker = osmium.IdTracker()
    for node in chosen.nodes.tolist():
        tracker.add_node(node)
    for way in chosen.ways:
        tracker.add_way(way)
    for relation in (r for r, areas in chosen.relations.items() if areas):
        tracker.add_relation(relation)
    parts: dict[int, Path] = {}

    def made() -> None:
        """Open one file more, and when all are open, copy."""
        if len(parts) == len(outs):
            _copy(path, tracker.id_filter(), parts, chosen, told)
            return
        k = next(one for one in outs if one not in parts)

        def opened(part: Path) -> None:
            parts[k] = part
            made()

        make_atomic(outs[k], opened)

    made()


def _copy(
    path: Path, wanted: Any, parts: dict[int, Path], chosen: _Chosen,
    told: list[Counts | SourceError],
) -> None:  # fmt: skip
    with osmium.io.Reader(str(path), osmium.osm.NOTHING) as reader:
        stamp = reader.header().get("osmosis_replication_timestamp")
    header = osmium.io.Header()
    header.set("generator", "innenstadt_gis")
    if stamp:
        header.set("osmosis_replication_timestamp", stamp)
    writers: dict[int, Any] = {}
    try:
        for k, part in parts.items():
            writers[k] = osmium.SimpleWriter(str(part), header=header)
        for item in osmium.FileProcessor(str(path)).with_filter(wanted):
            kind, areas = _areas_of(item, chosen)
            for k in _bits(areas):
                writers[k].add(item)
                told[k][kind] += 1  # type: ignore[index]
    finally:
        for writer in writers.values():
            writer.close()


def _areas_of(item: Any, chosen: _Chosen) -> tuple[str, int]:
    kind = item.type_str()
    if kind == "n":
        return "nodes", int(chosen.areas[chosen.nodes.searchsorted(item.id)])
    if kind == "w":
        return "ways", chosen.ways[item.id]
    return "relations", chosen.relations[item.id]


def _bits(areas: int) -> Iterator[int]:
    while areas:
        lowest = areas & -areas
        yield lowest.bit_length() - 1
        areas ^= lowest
