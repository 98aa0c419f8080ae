"""What stands in the streets: trees, benches, the fountain, stops, a playground."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from innenstadt_gis.musterstadt import plan

if TYPE_CHECKING:
    from innenstadt_gis.musterstadt.layout import Layout

    Thing = tuple[float, float, dict[str, str]]

_TREE = {"natural": "tree"}
_BENCH = {"amenity": "bench", "backrest": "yes"}

#: Single things on the drawing board.
_SINGLE: tuple[tuple[float, float, dict[str, str]], ...] = (
    (8, 0, {"amenity": "fountain", "name": "Bergmannsbrunnen"}),
    (-43, -20, {"amenity": "toilets", "wheelchair": "yes", "fee": "no"}),
    (40, 20, {"amenity": "bicycle_parking", "capacity": "12"}),
    (28, -22, {"amenity": "drinking_water"}),
    (150, -160, {"leisure": "playground", "name": "Spielplatz im Stadtpark"}),
    (-370, -60, {"amenity": "recycling"}),
    (545, -15, {"amenity": "parking", "capacity": "90", "capacity:disabled": "4", "fee": "no"}),
    (-170, -140, {"amenity": "parking", "capacity": "40", "fee": "yes"}),
    (0, 0, {"place": "town", "name": plan.NAME, "population": "3012"}),
    (
        38,
        -360,
        {
            "railway": "station",
            "public_transport": "station",
            "name": plan.NAME,
            "train": "yes",
            "wheelchair": "yes",
        },
    ),
)

#: Bus stops: id, name, board position, shelter; the timetable calls at the same places.
BUS_STOPS: tuple[tuple[str, str, float, float, str], ...] = (
    ("bahnhof", "Musterstadt, Bahnhof", 52, -338, "yes"),
    ("markt", "Musterstadt, Ringstraße/Markt", 30, -146, "yes"),
    ("schule", "Musterstadt, Grundschule", -110, 146, "no"),
    ("spinnerei", "Musterstadt, Alte Spinnerei", -352, -52, "no"),
    ("weberweg", "Musterstadt, Weberweg", -482, -74, "no"),
    ("talmarkt", "Musterstadt, Talstraße", 450, -34, "yes"),
    ("berg", "Musterstadt, Bergstraße", 96, 344, "no"),
    ("linde", "Musterstadt, Lindenstraße", 150, -277, "no"),
)
STATION = ("station", "Musterstadt, Bahnhof (Zug)", 38.0, -360.0)


def on_board(x: float, y: float, town: Layout) -> tuple[float, float]:
    """Place on the drawing board -> place in the town."""
    east, north = plan.bend(np.array([[x, y]], dtype=float), seed=town.seed)[0]
    return round(float(east), 2), round(float(north), 2)


def things(town: Layout) -> list[Thing]:
    """All single objects, in a fixed order."""
    rng = np.random.default_rng([town.seed, 3])
    found = [(*on_board(x, y, town), tags) for x, y, tags in _SINGLE]
    for _, name, x, y, shelter in BUS_STOPS:
        found.append(
            (
                *on_board(x, y, town),
                {
                    "highway": "bus_stop",
                    "public_transport": "platform",
                    "bus": "yes",
                    "name": name,
                    "shelter": shelter,
                    "bench": "yes" if shelter == "yes" else "no",
                    "wheelchair": "yes" if shelter == "yes" else "limited",
                },
            )
        )
    return found + _market(town) + _trees(town, rng) + _benches(town)


def _market(town: Layout) -> list[Thing]:
    """Two rows of limes and some benches on the square."""
    rows = [(x, y) for y in (-24, 24) for x in range(-8, 45, 9)]
    trees = [(*on_board(x, y, town), {**_TREE, "genus": "Tilia"}) for x, y in rows]
    seats = [
        (*on_board(x, y, town), _BENCH)
        for x, y in ((0, -20), (18, -20), (36, -20), (0, 20), (18, 20), (3, 0), (13, 0))
    ]
    return trees + seats


def _trees(town: Layout, rng: np.random.Generator) -> list[Thing]:
    """Trees in the park, the churchyard, the cemetery and along the ring road."""
    found: list[Thing] = []
    for key, count in (("park", 90), ("church", 14), ("cemetery", 50)):
        ground = town.grounds[key].buffer(-3)
        west, south, east, north = ground.bounds
        xy = rng.uniform((west, south), (east, north), (count * 3, 2))
        inside = xy[shapely.contains_xy(ground, xy)][:count]
        found += [(round(float(x), 2), round(float(y), 2), _TREE) for x, y in inside]
    ring = next(s for s in town.streets if s.plan.name == "Ringstraße").line
    for at in np.arange(10, ring.length, 17.0):
        side = shapely.offset_curve(ring, -5.6)
        point = side.interpolate(at / ring.length, normalized=True)
        found.append((round(point.x, 2), round(point.y, 2), _TREE))
    return found


def _benches(town: Layout) -> list[Thing]:
    seats: list[Thing] = []
    for street, step in (("Lange Straße", 45.0), ("Uferweg", 60.0), ("Friedhofsweg", 90.0)):
        line = next(s.line for s in town.streets if s.plan.name == street)
        for at in np.arange(20, line.length, step):
            point = line.interpolate(at)
            seats.append((round(point.x + 1.5, 2), round(point.y + 1.5, 2), _BENCH))
    return seats
