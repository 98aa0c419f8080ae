"""Reading OpenStreetMap: walk network and features, against osmnx and GDAL's OSM driver.

    python benchmarks/ingest.py [--runs 5] [--only network]

Data: Heidelberg, and Lauf copied 40 times side by side, from the folder that
``INNENSTADT_SHARED`` names (default: ``../shared`` beside the repository). The peers get
files without dangling references, because osmnx stops at the first one; for the network
osmnx gets highways alone. Making these files is not timed; they are kept in a folder of
the system's temporary directory. Our time includes opening and checking the file.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _race import Case, main

_HERE = Path(__file__).resolve().parent.parent
_SHARED = Path(os.environ.get("INNENSTADT_SHARED") or _HERE.parent / "shared")
_CACHE = Path(tempfile.gettempdir()) / "innenstadt_gis_benchmarks"
_COPIES = 40
_LAUF = "lauf/lauf-200115.osm.pbf"
_HEIDELBERG = "heidelberg/heidelberg.osm.pbf"
_TAGS = ("shop", "amenity", "building", "landuse")

CASES = [
    Case(
        case=f"network {town}",
        ours="our_network",
        ours_file=f"{key}.osm.pbf",
        peer="osmnx graph_from_xml",
        peer_runner="osmnx_network",
        peer_file=f"{key}_highways.osm",
        least_ratio=20.0,
        most_memory=0.25,
    )
    for town, key in (("Heidelberg", "heidelberg"), ("Lauf x 40", "lauf40"))
] + [
    Case(
        case="features Lauf x 40",
        ours="our_features",
        ours_file="lauf40.osm.pbf",
        peer=peer,
        peer_runner=runner,
        peer_file=file,
        least_ratio=least,
    )
    for peer, runner, file, least in (
        ("GDAL OSM driver", "gdal_features", "lauf40.osm.pbf", 0.4),
        ("osmnx features_from_xml", "osmnx_features", "lauf40.osm", 5.0),
    )
]


def our_network(path: Path):
    """Nodes and edges as tables, with geometry and all attributes."""
    import geopandas  # noqa: F401

    from innenstadt_gis.ingest.osm.network import read_network
    from innenstadt_gis.ingest.osm.source import open_extract

    def work() -> int:
        extract = open_extract(path)
        return len(read_network(extract, crs=extract.crs).edges)

    return work


def our_features(path: Path):
    """Buildings, addresses, units, amenities, stops, base map."""
    from innenstadt_gis.ingest.osm.features import read_features
    from innenstadt_gis.ingest.osm.source import open_extract

    def work() -> int:
        extract = open_extract(path)
        return len(read_features(extract, crs=extract.crs).buildings)

    return work


def osmnx_network(path: Path):
    """A simplified MultiDiGraph."""
    import osmnx

    return lambda: osmnx.graph_from_xml(path, simplify=True, retain_all=True).number_of_edges()


def osmnx_features(path: Path):
    """A GeoDataFrame of everything with one of the tags."""
    import osmnx

    return lambda: len(osmnx.features_from_xml(path, tags=dict.fromkeys(_TAGS, True)))


def gdal_features(path: Path):
    """The layers multipolygons and points, of everything with one of the tags."""
    import pyogrio

    areas = " OR ".join(f"{tag} IS NOT NULL" for tag in _TAGS)
    points = " OR ".join(f"other_tags LIKE '%\"{tag}\"=>%'" for tag in _TAGS)

    def work() -> int:
        return sum(
            len(pyogrio.read_dataframe(path, layer=layer, where=where, on_invalid="ignore"))
            for layer, where in (("multipolygons", areas), ("points", points))
        )

    return work


def _town(name: str) -> Path:
    path = _SHARED / "data" / name
    if not path.is_file():
        sys.exit(f"no data at {path}; set INNENSTADT_SHARED to the folder that holds data/")
    return path


def _copies(source: Path, target: Path, *, copies: int = 1, highways: bool = False) -> Path:
    """Write a file without dangling references: ``copies`` side by side, ids from 1 on."""
    if target.is_file():
        return target
    import osmium
    from osmium.osm import mutable

    target.parent.mkdir(parents=True, exist_ok=True)
    objects = {"n": [], "w": [], "r": []}
    for item in osmium.FileProcessor(str(source)):
        tags = {tag.k: tag.v for tag in item.tags}
        kind = item.type_str()
        if kind == "n":
            what = (item.location.lon, item.location.lat)
        elif kind == "w":
            what = [node.ref for node in item.nodes]
        else:
            what = [(member.type, member.ref, member.role) for member in item.members]
        objects[kind].append((item.id, tags, what))
    if highways:
        objects["w"] = [way for way in objects["w"] if "highway" in way[1]]
        used = {node for _, _, nodes in objects["w"] for node in nodes}
        objects["n"] = [node for node in objects["n"] if node[0] in used]
        objects["r"] = []
    new = {"n": {node[0]: i for i, node in enumerate(objects["n"], start=1)}}
    ways = [(i, t, [new["n"][n] for n in r if n in new["n"]]) for i, t, r in objects["w"]]
    ways = [way for way in ways if len(way[2]) > 1]
    new["w"] = {way[0]: i for i, way in enumerate(ways, start=1)}
    relations = [
        (i, tags, [(kind, new[kind][ref], role) for kind, ref, role in members])
        for i, tags, members in objects["r"]
        if all(kind in new and ref in new[kind] for kind, ref, _ in members)
    ]
    half = target.with_name("half_" + target.name)
    half.unlink(missing_ok=True)
    writer = osmium.SimpleWriter(str(half))
    n, w = len(objects["n"]), len(ways)
    for k in range(copies):
        for i, (_, tags, (lon, lat)) in enumerate(objects["n"], start=1 + k * n):
            at = (lon + k % 8 * 0.08, lat + k // 8 * 0.04)
            writer.add_node(mutable.Node(id=i, version=1, location=at, tags=tags))
    for k in range(copies):
        for i, (_, tags, nodes) in enumerate(ways, start=1 + k * w):
            writer.add_way(
                mutable.Way(id=i, version=1, nodes=[node + k * n for node in nodes], tags=tags)
            )
    shift = {"n": n, "w": w}
    for k in range(copies):
        for i, (_, tags, members) in enumerate(relations, start=1 + k * len(relations)):
            there = [(kind, ref + k * shift[kind], role) for kind, ref, role in members]
            writer.add_relation(mutable.Relation(id=i, version=1, members=there, tags=tags))
    writer.close()
    half.replace(target)
    return target


RUNNERS = {
    runner.__name__: runner
    for runner in (our_network, our_features, osmnx_network, osmnx_features, gdal_features)
}
FILES = {
    "heidelberg.osm.pbf": lambda: _town(_HEIDELBERG),
    "heidelberg_highways.osm": lambda: _copies(
        _town(_HEIDELBERG), _CACHE / "heidelberg_highways.osm", highways=True
    ),
    "lauf40.osm.pbf": lambda: _copies(_town(_LAUF), _CACHE / "lauf40.osm.pbf", copies=_COPIES),
    "lauf40.osm": lambda: _copies(_town(_LAUF), _CACHE / "lauf40.osm", copies=_COPIES),
    "lauf40_highways.osm": lambda: _copies(
        _town(_LAUF), _CACHE / "lauf40_highways.osm", copies=_COPIES, highways=True
    ),
}

if __name__ == "__main__":
    main(__file__, "ingest", CASES, RUNNERS, FILES)
