"""Musterstadt smaller and larger than planned: outer streets less or more, and units.

The old town, the ring road and the roads out of town always stand. A smaller town lacks outer
streets, the farthest first; a larger one has new quarters on both roads out of town. Of the
units a smaller town lacks some that the seed picks; a larger one has shops in further houses,
more or fewer of them vacant as the seed will have it: the truth of such a town stands in its
`units`, and is not counted by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from innenstadt_gis.musterstadt import plan
from innenstadt_gis.musterstadt.units import UNITS, Unit

if TYPE_CHECKING:
    from collections.abc import Collection

    Points = tuple[tuple[float, float], ...]

__all__ = ["LARGEST", "SMALLEST", "boundary_of", "streets_of", "units_of"]

SMALLEST, LARGEST = 0.5, 1.5

#: Streets that a smaller town lacks, the first ones first.
_OUTER = ("Sonnenweg", "Weberweg", "Waldstraße", "Feldstraße", "Am Hang", "Güterstraße",
          "Am Bahndamm", "Gartenstraße", "Lindenstraße")  # fmt: skip

#: New streets off a road out of town: the road, where along it (x), how far to one side (y).
_QUARTERS: tuple[tuple[str, float, float], ...] = (
    *(("Silberstraße", x, 230.0) for x in (-575.0, -655.0, -735.0, -815.0)),
    *(("Talstraße", x, 220.0) for x in (640.0, 720.0, 800.0, 880.0)),
    *(("Silberstraße", x, -130.0) for x in (-575.0, -655.0, -735.0, -815.0)),
    *(("Talstraße", x, -130.0) for x in (640.0, 720.0, 800.0, 880.0)),
)
_TREES = ("Ahorn", "Birken", "Buchen", "Eichen", "Erlen", "Eschen", "Fichten", "Hasel", "Kastanien",
          "Kiefern", "Lärchen", "Pappel", "Rosen", "Tannen", "Ulmen", "Weiden")  # fmt: skip
_TAGS = {"surface": "asphalt", "lit": "yes", "sidewalk": "both", "maxspeed": "30"}

#: Where a larger town has its further shops, and what they are: name, use, OpenStreetMap.
_SHOPPING = ("Bahnhofstraße", "Marktgasse", "Kirchgasse", "Schulstraße", "Obere Gasse",
             "Untere Gasse", "Lange Straße", "Marktplatz")  # fmt: skip
_TRADES = (
    ("Backstube", "Bäckerei", "shop=bakery"), ("Salon", "Friseur", "shop=hairdresser"),
    ("Buchladen", "Bücher", "shop=books"), ("Modestübchen", "Bekleidung", "shop=clothes"),
    ("Imbiss", "Imbiss", "amenity=fast_food"), ("Blumenladen", "Blumen", "shop=florist"),
    ("Café", "Café", "amenity=cafe"), ("Schuhladen", "Schuhe", "shop=shoes"),
    ("Geschenkeladen", "Geschenke", "shop=gift"), ("Weinladen", "Wein", "shop=wine"),
)  # fmt: skip


def streets_of(size: float) -> tuple[plan.StreetPlan, ...]:
    """Streets of a town whose built streets are about ``size`` times as long as the plan's."""
    if size == 1:
        return plan.STREETS
    length = {s.name: shapely.LineString(s.points).length for s in plan.STREETS if s.built}
    whole = sum(length.values())
    if size < 1:
        gone: set[str | None] = set()
        for name in _OUTER:
            if sum(length[one] for one in length if one not in gone) > size * whole:
                gone.add(name)
        return tuple(s for s in plan.STREETS if s.name not in gone)
    more: list[plan.StreetPlan] = []
    missing = (size - 1) * whole
    for tree, (road, x, far) in zip(_TREES, _QUARTERS, strict=True):
        if missing > 0:
            more.append(_street(f"{tree}weg", road, x, far))
            missing -= abs(far)
    return (*plan.STREETS, *more)


def _street(name: str, road: str, x: float, far: float) -> plan.StreetPlan:
    points = next(s.points for s in plan.STREETS if s.name == road)
    along = sorted(points)
    y = float(np.interp(x, [p[0] for p in along], [p[1] for p in along]))
    line = ((x, y), (x - 6, y + far / 2), (x + 4, y + far))
    return plan.StreetPlan(name, "residential", 9, line, tags=_TAGS)


def boundary_of(size: float) -> Points:
    """Boundary of the municipality; a larger town's is wide enough for its quarters."""
    if size <= 1:
        return plan.BOUNDARY
    return tuple((x * 1.42 if abs(x) > 500 else x, y) for x, y in plan.BOUNDARY)


def units_of(size: float, *, seed: int, addresses: Collection[tuple[str, str]]) -> tuple[Unit, ...]:
    """Units of a town with about ``size`` times as many as the plan's register."""
    if size == 1:
        return UNITS
    rng = np.random.default_rng([seed, 4])
    count = round(len(UNITS) * size)
    if size < 1:
        kept = np.sort(rng.permutation(len(UNITS))[:count])
        return tuple(UNITS[int(k)] for k in kept)
    taken = {(unit.street, unit.number) for unit in UNITS}
    free = sorted(
        (place for place in addresses if place[0] in _SHOPPING and place not in taken),
        key=lambda place: (_SHOPPING.index(place[0]), int(place[1])),
    )
    vacant = float(rng.uniform(0.05, 0.6))
    drawn = rng.random(len(free)).tolist()
    more = (
        _unit(k, place, u, vacant) for k, (place, u) in enumerate(zip(free, drawn, strict=True))
    )
    return (*UNITS, *more)[:count]


def _unit(k: int, place: tuple[str, str], drawn: float, vacant: float) -> Unit:
    """A further shop: vacant if the number drawn is below the share of vacant ones."""
    name, use, osm = _TRADES[k % len(_TRADES)]
    area = round(25 + 90 * drawn, 1)
    if drawn < vacant:
        return Unit(*place, "EG", "", use, "vacant", "leer", area, None, None, "shop=vacant")
    if drawn > 0.96:
        return Unit(*place, "EG", "", "", "unknown", "k.A.", None, None, None, "")
    told = f"{name} {place[0]} {place[1]}"
    return Unit(*place, "EG", told, use, "occupied", "belegt", area, None, None, osm)
