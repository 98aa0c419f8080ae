"""Musterstadt in OpenStreetMap's XML, with timestamps."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import numpy as np
import shapely

from innenstadt_gis import crs
from innenstadt_gis.musterstadt import plan
from innenstadt_gis.musterstadt.osm_things import things
from innenstadt_gis.musterstadt.osm_units import unit_nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from innenstadt_gis.musterstadt.layout import Layout

    Tags = Mapping[str, str]

_STAMP = "2026-07-04T10:00:00Z"
_OLD_STAMP = "2023-05-12T10:00:00Z"
_BUILDING_FIRST = 100_000  # way ids of buildings, apart from those of streets


class Drawing:
    """Nodes, ways and relations as they are drawn; equal places share a node."""

    def __init__(self) -> None:
        self.places: dict[tuple[float, float], int] = {}
        self.points: list[tuple[float, float]] = []
        self.tags: list[Tags] = []
        self.stamps: list[str] = []
        self.ways: list[tuple[int, list[int], Tags]] = []
        self.relations: list[tuple[int, list[tuple[str, int, str]], Tags]] = []

    def corner(self, x: float, y: float) -> int:
        """Node at a place, shared by all ways that pass it."""
        key = (round(float(x), 2), round(float(y), 2))
        if key not in self.places:
            self.places[key] = self.node(*key, {})
        return self.places[key]

    def node(self, x: float, y: float, tags: Tags, *, stamp: str = _STAMP) -> int:
        """Add a node of its own."""
        self.points.append((x, y))
        self.tags.append(tags)
        self.stamps.append(stamp)
        return len(self.points)

    def way(self, points: Iterable[tuple[float, float]], tags: Tags, *, number: int = 0) -> int:
        """Add a way through the places; the id counts on unless given."""
        refs = [self.corner(x, y) for x, y in points]
        refs = [a for k, a in enumerate(refs) if k == 0 or a != refs[k - 1]]
        number = number or 1 + sum(1 for w in self.ways if w[0] < _BUILDING_FIRST)
        self.ways.append((number, refs, tags))
        return number

    def area(self, shape: shapely.Polygon, tags: Tags, *, number: int = 0) -> int:
        """Add a closed way."""
        return self.way(shapely.get_coordinates(shape.exterior), tags, number=number)


def write_osm(town: Layout) -> str:
    """Draw the whole town and return the file's text."""
    drawing = Drawing()
    _country(drawing, town)
    _streets(drawing, town)
    _water_and_rail(drawing, town)
    _buildings(drawing, town)
    for x, y, tags in unit_nodes(town):
        drawing.node(x, y, tags, stamp=_OLD_STAMP if "check_date" in tags else _STAMP)
    for x, y, tags in things(town):
        drawing.node(x, y, tags)
    _boundary(drawing, town)
    return _text(drawing)


def _country(drawing: Drawing, town: Layout) -> None:
    for ground in plan.COUNTRY:
        drawing.area(town.country[ground.key], ground.tags)
    housing = shapely.union_all([p.shape.buffer(6) for p in town.plots]).buffer(-5)
    kept = shapely.union_all(list(town.grounds.values()))
    for part in shapely.get_parts(housing):
        if part.area < 2000:
            continue
        drawing.area(shapely.simplify(part, 1.5), {"landuse": "residential"})
        for ring in part.interiors:  # what the plots enclose: orchards behind the gardens
            orchard = shapely.simplify(shapely.Polygon(ring).buffer(-1), 1.5)
            if 1500 < orchard.area < 40_000 and not orchard.intersects(kept):
                drawing.area(orchard, {"landuse": "orchard"})
    for ground in plan.GROUNDS:
        drawing.area(town.grounds[ground.key], ground.tags)


def _streets(drawing: Drawing, town: Layout) -> None:
    for street in town.streets:
        tags = {"highway": street.plan.highway}
        if street.plan.name:
            tags["name"] = street.plan.name
        tags |= street.plan.tags
        points = [(float(x), float(y)) for x, y in street.points]
        spans = _spans(street.plan.name, points, town.river)
        for first, last, bridge in spans:
            extra = {"bridge": "yes", "layer": "1"} if bridge else {}
            drawing.way(points[first : last + 1], {**tags, **extra})


def _spans(
    name: str | None, points: list[tuple[float, float]], river: shapely.LineString
) -> list[tuple[int, int, bool]]:
    """Split a street at its bridge; every other street is one way."""
    last = len(points) - 1
    if name not in plan.BRIDGES:
        return [(0, last, False)]
    over = next(k for k in range(last) if shapely.LineString(points[k : k + 2]).intersects(river))
    return [
        s
        for s in ((0, over, False), (over, over + 1, True), (over + 1, last, False))
        if s[1] > s[0]
    ]


def _water_and_rail(drawing: Drawing, town: Layout) -> None:
    river = [(x, y) for x, y in shapely.get_coordinates(town.river)]
    drawing.way(river, {"waterway": "river", "name": plan.RIVER_NAME})
    drawing.area(
        shapely.simplify(town.river.buffer(plan.RIVER_WIDTH_M / 2, cap_style="flat"), 0.3),
        {"natural": "water", "water": "river", "name": plan.RIVER_NAME},
    )
    for shift in (0.0, 4.5):
        track = shapely.offset_curve(town.rail, shift) if shift else town.rail
        drawing.way(
            shapely.get_coordinates(track),
            {
                "railway": "rail",
                "gauge": "1435",
                **({"usage": "branch"} if not shift else {"service": "siding"}),
            },
        )


_BUILDING_TAGS = {
    "townhall": {"building": "civic"},
    "school": {"building": "school"},
    "church": {"building": "church", "amenity": "place_of_worship", "religion": "christian"},
    "industrial": {"building": "industrial", "disused": "yes"},
    "retail": {
        "building": "retail",
        "shop": "supermarket",
        "wheelchair": "yes",
        "opening_hours": "Mo-Sa 07:00-20:00",
        "website": "https://frischemarkt.example",
    },
    "train_station": {"building": "train_station"},
    "chapel": {"building": "chapel"},
}


def _buildings(drawing: Drawing, town: Layout) -> None:
    """Houses; most carry their address, every ninth leaves it to a node at the door."""
    at = {a.house: a for a in town.addresses.values()}
    for k, house in enumerate(town.houses):
        tags = dict(_BUILDING_TAGS.get(house.kind, {"building": house.kind}))
        tags["building:levels"] = str(house.levels)
        if house.name:
            tags["name"] = house.name
        if k in at:
            place = address_tags(at[k].street, at[k].number)
            if k % 9 == 4 and house.plot >= 0:
                drawing.node(at[k].x, at[k].y, {**place, "entrance": "yes"})
            else:
                tags |= place
        if at.get(k) and (at[k].street, at[k].number) == ("Marktplatz", "5"):
            tags |= {"shop": "bakery", "name": "Bäckerei Sommer"}
        drawing.area(house.shape, tags, number=_BUILDING_FIRST + k)


def address_tags(street: str, number: str) -> dict[str, str]:
    """Address as OSM keeps it."""
    return {
        "addr:street": street,
        "addr:housenumber": number,
        "addr:postcode": plan.POSTCODE,
        "addr:city": plan.NAME,
    }


def _boundary(drawing: Drawing, town: Layout) -> None:
    ring = drawing.way(
        shapely.get_coordinates(town.boundary.exterior),
        {"boundary": "administrative", "admin_level": "8"},
    )
    drawing.relations.append(
        (
            1,
            [("way", ring, "outer")],
            {
                "type": "boundary",
                "boundary": "administrative",
                "admin_level": "8",
                "name": plan.NAME,
                "de:amtlicher_gemeindeschluessel": plan.AGS,
            },
        )
    )


def _text(drawing: Drawing) -> str:
    xy = np.asarray(drawing.points)
    lon, lat = crs.project(xy[:, 0], xy[:, 1], source=plan.EPSG, target=4326)
    box = (
        f'minlat="{lat.min():.7f}" minlon="{lon.min():.7f}" '
        f'maxlat="{lat.max():.7f}" maxlon="{lon.max():.7f}"'
    )
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<osm version="0.6" generator="Musterstadt (made up)">',
        f"  <bounds {box}/>",
    ]
    for k, tags in enumerate(drawing.tags):
        head = (
            f'  <node id="{k + 1}" version="1" timestamp="{drawing.stamps[k]}" '
            f'lat="{lat[k]:.7f}" lon="{lon[k]:.7f}"'
        )
        rows += [f"{head}/>"] if not tags else [f"{head}>", *_tag_rows(tags), "  </node>"]
    for number, refs, tags in sorted(drawing.ways, key=lambda way: way[0]):
        rows.append(f'  <way id="{number}" version="1" timestamp="{_STAMP}">')
        rows += [f'    <nd ref="{ref}"/>' for ref in refs]
        rows += [*_tag_rows(tags), "  </way>"]
    for number, members, tags in drawing.relations:
        rows.append(f'  <relation id="{number}" version="1" timestamp="{_STAMP}">')
        rows += [
            f'    <member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in members
        ]
        rows += [*_tag_rows(tags), "  </relation>"]
    return "\n".join((*rows, "</osm>", ""))


def _tag_rows(tags: Tags) -> list[str]:
    return [f"    <tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items()]
