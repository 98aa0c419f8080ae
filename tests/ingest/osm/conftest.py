"""A pencil for tiny maps: nodes on a grid in metres, ways with tags."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import pytest

from innenstadt_gis.ingest.osm.network import read_network
from innenstadt_gis.ingest.osm.source import open_extract

# One step of the grid at 51° north: about 1 m to the east and to the north.
LON, LAT = 13.3, 51.0
EAST, NORTH = 1 / 70197.65, 1 / 111248.26


def osm_xml(places, ways, *, node_tags=None, stamp="2024-10-01T12:00:00Z"):
    """``places``: id to (east, north) in metres; ``ways``: id to (node ids, tags)."""
    node_tags = node_tags or {}
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", '<osm version="0.6">']
    for node, (x, y) in places.items():
        where = f'lon="{LON + x * EAST:.7f}" lat="{LAT + y * NORTH:.7f}"'
        lines.append(f'<node id="{node}" version="1" timestamp="{stamp}" {where}>')
        lines += _tags(node_tags.get(node, {}))
        lines.append("</node>")
    for way, (nodes, tags) in ways.items():
        lines.append(f'<way id="{way}" version="1" timestamp="{stamp}">')
        lines += [f'<nd ref="{node}"/>' for node in nodes]
        lines += _tags(tags)
        lines.append("</way>")
    return "\n".join([*lines, "</osm>"])


def _tags(tags):
    return [f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items()]


@pytest.fixture
def draw(tmp_path):
    """Write a tiny map and read its network."""

    def drawn(places, ways, **more):
        path = tmp_path / "tiny.osm"
        path.write_text(osm_xml(places, ways, **more), encoding="utf-8")
        extract = open_extract(path)
        return read_network(extract, crs=extract.crs)

    return drawn


@pytest.fixture
def xml():
    return osm_xml
