"""The whole town as shapes: streets, plots, houses, addresses; everything is written from it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from innenstadt_gis.musterstadt import plan
from innenstadt_gis.musterstadt.houses import House, build
from innenstadt_gis.musterstadt.plots import Plot, blocks, lay_line, polygon, share_out
from innenstadt_gis.musterstadt.sizes import boundary_of, streets_of, units_of
from innenstadt_gis.musterstadt.streets import Street, lay_streets
from innenstadt_gis.musterstadt.units import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Persons living in Musterstadt as planned, whatever the seed.
POPULATION = 3012

_ROW_STREETS = ("Bahnhofstraße",)


@dataclass(frozen=True)
class Address:
    """An address of the town, at the front of its house."""

    street: str
    number: str
    x: float
    y: float
    house: int  # position in ``Layout.houses``
    inward: tuple[float, float]


@dataclass(frozen=True)
class Layout:
    """Everything that stands and lies in Musterstadt, in ETRS89/UTM 33."""

    seed: int
    streets: tuple[Street, ...]
    plots: tuple[Plot, ...]
    houses: tuple[House, ...]
    addresses: Mapping[tuple[str, str], Address]
    persons: tuple[int, ...]  # by house
    grounds: Mapping[str, shapely.Polygon]
    country: Mapping[str, shapely.Polygon]
    river: shapely.LineString
    rail: shapely.LineString
    boundary: shapely.Polygon
    units: tuple[Unit, ...]


#: Public buildings: ground or None, kind, name, levels, outline on the board, street, number.
_PUBLIC: tuple[tuple[str, str, int, tuple[tuple[float, float], ...], str, str], ...] = (
    (
        "townhall",
        "Rathaus",
        3,
        ((-36, -13), (-20, -13), (-20, -4), (-18, -4), (-18, 4), (-20, 4), (-20, 13), (-36, 13)),
        "Marktplatz",
        "1",
    ),
    (
        "church",
        "Stadtkirche",
        2,
        (
            (70, 112),
            (80, 112),
            (80, 107.5),
            (106, 107.5),
            (112, 111),
            (114, 116),
            (112, 121),
            (106, 124.5),
            (80, 124.5),
            (80, 120),
            (70, 120),
        ),
        "Kirchplatz",
        "1",
    ),
    (
        "school",
        "Grundschule am Ring",
        3,
        (
            (-150, 103),
            (-98, 104),
            (-98, 116),
            (-122, 115.5),
            (-122, 124),
            (-134, 123.5),
            (-134, 115),
            (-150, 114.5),
        ),
        "Ringstraße",
        "200",
    ),
    (
        "industrial",
        "Alte Spinnerei",
        4,
        (
            (-332, -160),
            (-262, -166),
            (-260, -148),
            (-306, -144),
            (-305, -112),
            (-322, -112),
            (-324, -142),
            (-331, -142),
        ),
        "Mühlgasse",
        "100",
    ),
    (
        "retail",
        "Frischemarkt Tal",
        1,
        ((530, 16), (586, 14), (588, 54), (532, 57)),
        "Talstraße",
        "100",
    ),
    (
        "train_station",
        "Bahnhof",
        2,
        ((14, -346), (62, -346), (62, -356), (14, -356)),
        "Bahnhofstraße",
        "100",
    ),
    (
        "chapel",
        "Friedhofskapelle",
        1,
        ((268, 256), (280, 256), (280, 274), (268, 274)),
        "Friedhofsweg",
        "100",
    ),
)


def make_layout(*, seed: int, size: float = 1) -> Layout:
    """Lay out the town; the seed moves plots, houses and bends, never names or counts."""
    streets = lay_streets(streets_of(size), seed=seed)
    grounds = {g.key: polygon(g.points, seed=seed) for g in plan.GROUNDS}
    river, rail = lay_line(plan.RIVER, seed=seed), lay_line(plan.RAIL, seed=seed)
    banks = river.buffer(plan.RIVER_WIDTH_M / 2 + 7)
    taken = shapely.union_all([*grounds.values(), banks, rail.buffer(9)])
    built = tuple(s for s in streets if s.plan.built)
    ring = next(s for s in streets if s.plan.name == "Ringstraße")
    inside = shapely.Polygon(ring.points)
    rng = np.random.default_rng([seed, 2])
    plots: list[Plot] = []
    for block in blocks(streets, taken=taken):
        zone = "old" if inside.contains(block.centroid) else "open"
        plots += share_out(block, built, zone=zone, rng=rng)
    plots = [
        replace(p, zone="row") if p.zone == "open" and p.street.plan.name in _ROW_STREETS else p
        for p in plots
    ]
    houses = build(plots, rng=rng)
    addresses = _number(plots, houses)
    houses, addresses = _add_public(houses, addresses, seed)
    return Layout(
        seed,
        streets,
        tuple(plots),
        tuple(houses),
        addresses,
        _settle(houses, round(POPULATION * size)),
        grounds,
        {g.key: polygon(g.points, seed=seed) for g in plan.COUNTRY},
        river,
        rail,
        polygon(boundary_of(size), seed=seed),
        units_of(size, seed=seed, addresses=addresses),
    )


def _number(plots: list[Plot], houses: list[House]) -> dict[tuple[str, str], Address]:
    """Odd numbers on the left, even on the right; around the market one after the other."""
    sides: dict[tuple[str, bool], list[tuple[float, int]]] = defaultdict(list)
    for k, house in enumerate(houses):
        if house.main:
            plot = plots[house.plot]
            name = plot.street.plan.name or ""
            sides[name, name == "Marktplatz" or plot.left].append((plot.along_m, k))
    addresses = {}
    for (name, left), found in sorted(sides.items()):
        for i, (_, k) in enumerate(sorted(found)):
            number = i + 2 if name == "Marktplatz" else 2 * i + (1 if left else 2)
            plot = plots[houses[k].plot]
            east, north = (a + 3.0 * b for a, b in zip(plot.front, plot.inward, strict=True))
            at = shapely.Point(east, north)
            if not houses[k].shape.contains(at):
                at = shapely.point_on_surface(houses[k].shape)
            addresses[name, str(number)] = Address(
                name, str(number), round(at.x, 2), round(at.y, 2), k, plot.inward
            )
    return addresses


def _add_public(
    houses: list[House], addresses: dict[tuple[str, str], Address], seed: int
) -> tuple[list[House], dict[tuple[str, str], Address]]:
    """Town hall, church, school, mill, supermarket, station, chapel."""
    houses, addresses = list(houses), dict(addresses)
    for kind, name, levels, points, street, number in _PUBLIC:
        outline = shapely.Polygon(
            np.round(plan.bend(np.asarray(points, dtype=float), seed=seed), 2)
        )
        at = shapely.point_on_surface(outline)
        addresses[street, number] = Address(
            street, number, round(at.x, 2), round(at.y, 2), len(houses), (0.0, 1.0)
        )
        houses.append(House(outline, kind, -1, True, levels, name))
    return houses, addresses


def _settle(houses: list[House], persons: int) -> tuple[int, ...]:
    """Share the people among the dwellings by floor space (largest remainders)."""
    space = np.array(
        [h.shape.area * (h.levels - 0.5) if h.main and h.plot >= 0 else 0.0 for h in houses]
    )
    exact = persons * space / space.sum()
    whole = np.floor(exact).astype(int)
    rest = np.argsort(whole - exact, kind="stable")[: persons - int(whole.sum())]
    whole[rest] += 1
    return tuple(int(n) for n in whole)
