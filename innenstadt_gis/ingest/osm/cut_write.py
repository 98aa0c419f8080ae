"""Writing parts of a larger OpenStreetMap file: many areas in one pass through it."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import shapely
from osmium.osm import mutable

from innenstadt_gis.crs import WGS84, project, utm_of
from innenstadt_gis.errors import InnenstadtError, SourceError
from innenstadt_gis.files import make_atomic
from innenstadt_gis.ingest.osm.cut_look import Looked, for_kind, located
from innenstadt_gis.ingest.osm.writing import osm_writer

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["AT_A_TIME", "Counts", "widened", "write_areas"]

#: Areas that go through the file together: a bit each says which of them an object belongs to.
AT_A_TIME = 63

Counts = dict[str, int]


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


def write_areas(
    path: Path, areas: Sequence[tuple[Path, Any]], looked: Looked
) -> list[Counts | InnenstadtError]:
    """
    Write of each area the nodes inside, ways that touch them (whole) and relations that hold either.

    The file is read once, however many areas there are (up to `AT_A_TIME`): what belongs to an
    area goes to a file of its own as it comes by, and is put in order at the end. A way that
    leads out of its area gets its further nodes from ``looked``, with their places and without
    tags: outside the margin, an object counts as little if it stands on a road as beside it.

    Parameters
    ----------
    path
        The larger file, sorted.
    areas
        Where to write, and the polygon in degrees.
    looked
        `look` of the file.

    Returns
    -------
    list
        For each area how many objects were written, or why none were.
    """
    inside = [_inside(looked.nodes, polygon) for _, polygon in areas]
    told: list[Counts | InnenstadtError] = [
        {"nodes": 0, "ways": 0, "relations": 0} if len(ids) else _nothing(path) for ids in inside
    ]
    full = [k for k, ids in enumerate(inside) if len(ids)]
    if not full:
        return told
    header = _header(path)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        loose = {k: Path(folder) / f"{k}.osm.pbf" for k in full}
        counts = _sort_out(path, loose, _Chosen.of(inside), looked)
        for k in full:
            told[k] = (
                _placed(areas[k][0], partial(_in_order, loose[k], header, areas[k][0])) or counts[k]
            )
    return told


def _placed(path: Path, make: Callable[[Path], None]) -> InnenstadtError | None:
    """Give a file its name, or say why it could not be written: the others are."""
    try:
        make_atomic(path, make)
    except InnenstadtError as error:
        return error
    return None


def _nothing(path: Path) -> SourceError:
    return SourceError(
        de=f"{path.name}: Im Gebiet liegen keine Punkte; passt der Auszug zur Stadt?",
        en=f"{path.name}: no nodes lie in the area; does the extract fit the town?",
    )


@dataclass
class _Chosen:
    """Objects of all areas: for each id the areas (bits) that it belongs to."""

    nodes: NDArray[np.int64]  # sorted
    areas: NDArray[np.int64]  # of each node
    ways: dict[int, int] = field(default_factory=dict)
    relations: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, inside: Sequence[NDArray[np.int64]]) -> _Chosen:
        """Join the nodes of all areas."""
        whole = np.concatenate(inside)
        bits = np.repeat(1 << np.arange(len(inside)), [len(lot) for lot in inside])
        order = np.argsort(whole, kind="stable")
        nodes, first = np.unique(whole[order], return_index=True)
        return cls(nodes, np.bitwise_or.reduceat(bits[order], first))

    def of_nodes(self, refs: Sequence[int]) -> int:
        """Areas in which one of the nodes lies."""
        ids = np.array(refs, dtype=np.int64)
        at = np.minimum(self.nodes.searchsorted(ids), len(self.nodes) - 1)
        return int(np.bitwise_or.reduce(self.areas[at[self.nodes[at] == ids]], initial=0))

    def of_members(self, members: Iterable[Any]) -> int:
        """Areas to which a node or way of a relation belongs."""
        held = [(member.type, member.ref) for member in members]
        nodes = [ref for kind, ref in held if kind == "n"]
        areas = self.of_nodes(nodes) if nodes else 0
        for kind, ref in held:
            areas |= self.ways.get(ref, 0) if kind == "w" else 0
        return areas


class _Parts:
    """A file for each area, in the order in which things are found."""

    def __init__(self, files: dict[int, Path], open_: ExitStack) -> None:
        self.counts = {k: {"nodes": 0, "ways": 0, "relations": 0} for k in files}
        threads = osmium.io.ThreadPool()
        form = "pbf,pbf_compression=none"  # they are read again at once
        self._writers = {
            k: open_.enter_context(osm_writer(file, form, thread_pool=threads))
            for k, file in files.items()
        }

    def add(self, areas: int, kind: str, item: Any) -> None:
        for k in _bits(areas):
            self._writers[k].add(item)
            self.counts[k][kind] += 1


def _sort_out(
    path: Path, files: dict[int, Path], chosen: _Chosen, looked: Looked
) -> dict[int, Counts]:
    """Go through the file once and put every object to its areas."""
    tracker = osmium.IdTracker()
    for node in chosen.nodes.tolist():
        tracker.add_node(node)
    objects = (
        osmium.FileProcessor(str(path))
        .with_filter(for_kind(tracker.id_filter(), osmium.osm.NODE))
        .with_filter(tracker.contains_filter())
    )
    led_out = {k: array("q") for k in files}
    with ExitStack() as open_:
        parts = _Parts(files, open_)
        for item in objects:
            if isinstance(item, osmium.osm.Node):
                areas = int(chosen.areas[chosen.nodes.searchsorted(item.id)])
                parts.add(areas, "nodes", item)
            elif isinstance(item, osmium.osm.Way):
                refs = [node.ref for node in item.nodes]
                chosen.ways[item.id] = areas = chosen.of_nodes(refs)
                tracker.add_way(item.id)  # relations come later, and are asked for it
                for k in _bits(areas):
                    led_out[k].extend(refs)
                parts.add(areas, "ways", item)
            elif isinstance(item, osmium.osm.Relation):
                chosen.relations[item.id] = areas = chosen.of_members(item.members)
                if item.id not in looked.nested:
                    parts.add(areas, "relations", item)
        _add_nested(parts, chosen, looked)
        for k, far in led_out.items():
            _add_led_out(parts, k, np.unique(np.frombuffer(far, dtype=np.int64)), chosen, looked)
    return parts.counts


def _add_nested(parts: _Parts, chosen: _Chosen, looked: Looked) -> None:
    """Add relations that hold relations: they belong where these do, one step up and no further."""
    for number, relation in looked.nested.items():
        areas = chosen.relations.get(number, 0)
        for kind, ref, _ in relation.members:
            areas |= chosen.relations.get(ref, 0) if kind == "r" else 0
        parts.add(areas, "relations", relation)


def _add_led_out(
    parts: _Parts, k: int, refs: NDArray[np.int64], chosen: _Chosen, looked: Looked
) -> None:
    """Add the nodes outside the area that its ways lead to."""
    rows, there = located(looked.nodes, refs)
    for node, x, y in rows[there & ~_of_area(refs, k, chosen)].tolist():
        item = mutable.Node(id=node, location=(x / 1e7, y / 1e7))
        parts.add(1 << k, "nodes", item)


def _of_area(refs: NDArray[np.int64], k: int, chosen: _Chosen) -> NDArray[np.bool_]:
    at = np.minimum(chosen.nodes.searchsorted(refs), len(chosen.nodes) - 1)
    return (chosen.nodes[at] == refs) & ((chosen.areas[at] >> k) & 1 == 1)


def _header(path: Path) -> Any:
    with osmium.io.Reader(str(path), osmium.osm.NOTHING) as reader:
        stamp = reader.header().get("osmosis_replication_timestamp")
    header = osmium.io.Header()
    header.set("generator", "innenstadt_gis")
    if stamp:
        header.set("osmosis_replication_timestamp", stamp)
    return header


def _in_order(loose: Path, header: Any, path: Path, part: Path) -> None:
    """Write what was found of an area by kind and id, as readers expect it."""
    objects = osmium.MergeInputReader()
    objects.add_file(str(loose))
    with osm_writer(part, told=path, header=header) as writer:
        objects.apply(writer)


def _bits(areas: int) -> Iterator[int]:
    while areas:
        lowest = areas & -areas
        yield lowest.bit_length() - 1
        areas ^= lowest
