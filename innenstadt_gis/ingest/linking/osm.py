"""Which OSM record is which register unit, and how sure that is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from innenstadt_gis.ingest.linking.names import name_likeness
from innenstadt_gis.ingest.linking.places import Place

__all__ = ["ALIKE", "Link", "link_osm"]

#: Names from this likeness on (0 to 100) are taken for one.
ALIKE = 75.0
_NEAR_M = 25.0


@dataclass(frozen=True, slots=True)
class Link:
    """An OSM row and a register row (positions) that are one unit; how and how sure."""

    osm: int
    register: int
    confidence: float
    kind: str  # address_name, near_name, only_one


def link_osm(
    records: gpd.GeoDataFrame,
    osm: Any,
    register: list[int],
    places: list[Place],
    buildings_at: Any,
) -> list[Link]:
    """
    Link OSM rows with register rows, each with at most one, the surest pairs first.

    A pair must share its address, its building or lie within 25 m, and have like names;
    without a like name it must be the only one of both kinds at the address or in the
    building, and what is known of their use must not differ.
    """
    if not len(osm) or not register:
        return []
    wanted = _pairs(records, osm, register, places, buildings_at)
    functions = records["function"].astype(object).to_numpy()
    names = records["name"].astype(object).to_numpy()
    address = [place.address for place in places]
    lonely = [_alone(osm, at) & _alone(register, at) for at in (address, buildings_at)]
    found: list[Link] = []
    for o, r in sorted(wanted):
        same = address[o] is not None and address[o] == address[r]
        like = name_likeness(names[o], names[r])
        if like >= ALIKE:
            base, share = (0.6, 0.4) if same else (0.4, 0.5)
            sure = round(base + share * like / 100, 3)
            found.append(Link(o, r, sure, "address_name" if same else "near_name"))
        elif _same_use(functions[o], functions[r]) and (
            (same and address[o] in lonely[0])
            or (buildings_at[o] in lonely[1] and buildings_at[o] == buildings_at[r])
        ):
            silent = not isinstance(names[o], str) or not isinstance(names[r], str)
            found.append(Link(o, r, 0.6 if silent and same else 0.5, "only_one"))
    chosen: list[Link] = []
    used: set[int] = set()
    for link in sorted(found, key=lambda k: (-k.confidence, k.register, k.osm)):
        if link.osm not in used and link.register not in used:
            chosen.append(link)
            used |= {link.osm, link.register}
    return sorted(chosen, key=lambda k: k.osm)


def _pairs(
    records: gpd.GeoDataFrame,
    osm: Any,
    register: list[int],
    places: list[Place],
    buildings_at: Any,
) -> set[tuple[int, int]]:
    """Pairs that could be one unit by where they are."""
    by_place: dict[tuple[str, str], list[int]] = {}
    by_building: dict[str, list[int]] = {}
    for r in register:
        if places[r][0] and places[r][1]:
            by_place.setdefault(places[r][:2], []).append(r)
        if buildings_at[r] is not None:
            by_building.setdefault(buildings_at[r], []).append(r)
    pairs = {(int(o), r) for o in osm for r in by_place.get(places[o][:2], [])}
    pairs |= {
        (int(o), r)
        for o in osm
        if buildings_at[o] is not None
        for r in by_building.get(buildings_at[o], [])
    }
    points = records.geometry.to_numpy()
    exact = ~np.isin(records["located_by"].to_numpy().astype(str), ["street", "none"])
    exact &= ~records.geometry.isna().to_numpy()
    here = np.array([r for r in register if exact[r]], dtype=int)
    there = np.array([o for o in osm if exact[o]], dtype=int)
    if len(here) and len(there):
        tree = shapely.STRtree(points[here])
        a, b = tree.query(points[there], predicate="dwithin", distance=_NEAR_M)
        pairs |= set(zip(there[a].tolist(), here[b].tolist(), strict=True))
    return pairs


def _alone(rows: Any, at: Any) -> set[Any]:
    """Addresses or buildings where exactly one of the rows is."""
    count = Counter(at[i] for i in rows if at[i] is not None)
    return {where for where, many in count.items() if many == 1}


def _same_use(one: Any, other: Any) -> bool:
    return not isinstance(one, str) or not isinstance(other, str) or one == other
