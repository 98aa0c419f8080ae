"""Stops of public transport; poles, platforms and halts of one stop are one row."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from innenstadt_gis.tables import STOPS

if TYPE_CHECKING:
    from pyproj import CRS

    from innenstadt_gis.ingest.osm.places import Places

_PARTS = ("platform", "stop_position", "station")
_STOP_KEYS = frozenset(("highway", "railway", "amenity", "public_transport"))
_BUS_REACH_M = 50.0
_RAIL_REACH_M = 300.0
_TWIN_M = 20.0


def is_stop(tags: dict[str, str]) -> bool:
    """Tell whether an object is a stop or a part of one."""
    return not tags.keys().isdisjoint(_STOP_KEYS) and (
        tags.get("highway") in ("bus_stop", "platform")
        or tags.get("railway") in ("station", "halt", "tram_stop", "platform", "stop")
        or tags.get("amenity") in ("bus_station", "ferry_terminal")
        or tags.get("public_transport") in _PARTS
    )


def _anchor(tags: dict[str, str]) -> bool:
    """Tell whether an object is a stop by itself, and not only a part of one."""
    return (
        tags.get("highway") == "bus_stop"
        or tags.get("railway") in ("station", "halt", "tram_stop")
        or tags.get("amenity") in ("bus_station", "ferry_terminal")
    )


def _mode(tags: dict[str, str]) -> str:
    get = tags.get
    if get("railway") == "tram_stop" or get("tram") == "yes":
        return "tram"
    if get("highway") == "bus_stop" or get("amenity") == "bus_station":
        return "bus"
    if "railway" in tags or get("train") == "yes" or get("light_rail") == "yes":
        return "rail"
    if get("amenity") == "ferry_terminal" or get("ferry") == "yes":
        return "ferry"
    return "bus" if get("bus") == "yes" or get("highway") == "platform" else "other"


def read_stops(
    places: Places, *, crs: CRS
) -> tuple[gpd.GeoDataFrame, dict[str, int], dict[str, int]]:
    """
    Read stops: every bus-stop pole, station, halt and tram stop is one.

    Platforms and stopping points belong to the nearest such stop of the same name (or
    without one) within 50 m (railways: 300 m); a bus stop mapped as an outline beside its
    pole counts once. What finds no stop becomes one if it is a platform.

    Returns
    -------
    tuple
        Stops as `tables.STOPS`, counts, and why objects gave no row.
    """
    why: Counter[str] = Counter()
    found = [i for i, point in enumerate(places.points) if point is not None]
    for i, point in enumerate(places.points):
        if point is None:
            bus = places.tags[i].get("highway") == "bus_stop"
            why[f"{'bus_stops' if bus else 'stops'}:{places.reasons[i]}"] += 1
    rank = {i: (not _anchor(places.tags[i]), places.ids[i][0] != "n", i) for i in found}
    kept: set[int] = set()
    tree = shapely.STRtree(places.points)
    rows: dict[int, dict[str, str | None]] = {}
    for i in sorted(found, key=rank.__getitem__):
        tags = places.tags[i]
        home = _home(i, kept, places, tree)
        bus = tags.get("highway") == "bus_stop"
        if home is not None:
            why["bus_stops:counted_once" if bus else "stops:part_of_a_stop"] += 1
            for key, value in _said(tags).items():
                rows[home][key] = rows[home][key] or value
        elif _anchor(tags) or tags.get("public_transport") == "platform":
            kept.add(i)
            rows[i] = _said(tags) | {"mode": _mode(tags), "source": "osm"}
        else:
            why["stops:part_without_stop"] += 1
    order = sorted(kept)
    frame = gpd.GeoDataFrame(
        [rows[i] for i in order],
        index=[f"osm:{places.ids[i]}" for i in order],
        geometry=places.points[np.array(order, dtype=np.intp)],
        crs=crs,
    )
    poles = [tags.get("highway") == "bus_stop" for tags in places.tags]
    counts = {
        "bus_stops_tagged": sum(poles),
        "bus_stops": sum(poles[i] for i in kept),
        "stops": len(kept),
    }
    table = STOPS.conform(frame) if kept else STOPS.empty(crs)
    return table, counts, dict(sorted(why.items()))


def _said(tags: dict[str, str]) -> dict[str, str | None]:
    return {key: tags.get(key) for key in ("name", "shelter", "bench", "wheelchair")}


def _home(i: int, kept: set[int], places: Places, tree: shapely.STRtree) -> int | None:
    """Find the stop to which a part belongs; None if it is a stop of its own."""
    tags = places.tags[i]
    anchor = _anchor(tags)
    if anchor and (places.ids[i][0] == "n" or tags.get("highway") != "bus_stop"):
        return None
    mode = _mode(tags)
    reach = _TWIN_M if anchor else _RAIL_REACH_M if mode == "rail" else _BUS_REACH_M
    here = places.points[i]
    near = [at for at in tree.query(here, "dwithin", reach).tolist() if at in kept]
    for at in sorted(near, key=lambda at: (here.distance(places.points[at]), at)):
        other = places.tags[at]
        names = tags.get("name"), other.get("name")
        same = mode in (_mode(other), "other") or "railway" in other
        if same and (None in names or names[0] == names[1]):
            return int(at)
    return None
