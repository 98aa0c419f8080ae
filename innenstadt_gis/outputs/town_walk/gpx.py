"""The walk as GPX 1.1: stops as waypoints, the way as a track; for phones and watches."""

from __future__ import annotations

import numpy as np
import shapely
from lxml import etree

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.outputs.town_walk.model import TownWalk
from innenstadt_gis.outputs.town_walk.words import paper_word
from innenstadt_gis.words import Lang

__all__ = ["gpx"]

_SPACE = "http://www.topografix.com/GPX/1/1"


def gpx(walk: TownWalk, *, version: str, lang: Lang = "de") -> bytes:
    """
    Write a walk as GPX 1.1.

    Parameters
    ----------
    walk
        What to write.
    version
        Of this program.
    lang
        Language of the names.

    Returns
    -------
    bytes
        UTF-8; the same walk gives the same bytes.
    """
    root = etree.Element("gpx", nsmap={None: _SPACE})
    root.set("version", "1.1")
    root.set("creator", f"innenstadt_gis {version}")
    head = etree.SubElement(root, "metadata")
    title = paper_word("track", lang, town=walk.town)
    etree.SubElement(head, "name").text = _plain(title)
    places = [(walk.start_point, walk.start.to(lang), "")]
    places += [
        (stop.point, f"{stop.number} {stop.title.to(lang)}", stop.question.to(lang))
        for stop in walk.stops
    ]
    places.append((walk.end_point, walk.end.to(lang), ""))
    for point, name, told in places:
        _place(root, "wpt", _degrees(walk, shapely.get_coordinates(point))[0], name, told)
    track = etree.SubElement(root, "trk")
    etree.SubElement(track, "name").text = _plain(title)
    for leg in walk.legs:
        segment = etree.SubElement(track, "trkseg")
        for at in _degrees(walk, shapely.get_coordinates(leg.line)):
            _place(segment, "trkpt", at)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _degrees(walk: TownWalk, xy: np.ndarray) -> np.ndarray:
    lon, lat = project(xy[:, 0], xy[:, 1], source=walk.crs, target=WGS84)
    return np.column_stack([lon, lat])


def _place(
    parent: etree._Element, tag: str, at: np.ndarray, name: str = "", told: str = ""
) -> None:
    node = etree.SubElement(parent, tag, lat=f"{at[1]:.6f}", lon=f"{at[0]:.6f}")
    if name:
        etree.SubElement(node, "name").text = _plain(name)
    if told:
        etree.SubElement(node, "desc").text = _plain(told)


def _plain(text: str) -> str:
    """Leave out signs that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff")).encode(
        "utf-8", "replace"
    ).decode("utf-8")  # fmt: skip
