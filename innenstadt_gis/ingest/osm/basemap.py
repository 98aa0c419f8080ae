"""The base map: ground, green, water, squares, rails, streets and places of the town's OSM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from innenstadt_gis.tables import BASEMAP

if TYPE_CHECKING:
    from pyproj import CRS

    from innenstadt_gis.ingest.osm.objects import Objects
    from innenstadt_gis.ingest.osm.places import Places

# Area tags by layer, first fitting line first.
_WATER = {
    "natural": ("water",),
    "waterway": ("riverbank", "dock"),
    "landuse": ("basin", "reservoir"),
    "leisure": ("swimming_pool",),
}
_GREEN = {
    "landuse": (
        "forest", "meadow", "grass", "cemetery", "allotments", "village_green",
        "recreation_ground", "orchard", "vineyard", "flowerbed", "plant_nursery", "greenfield",
    ),
    "leisure": (
        "park", "garden", "pitch", "playground", "golf_course", "common", "dog_park", "track",
        "nature_reserve", "miniature_golf", "sports_centre",
    ),
    "natural": ("wood", "scrub", "grassland", "heath", "wetland", "grass", "fell", "tree_group"),
    "amenity": ("grave_yard",),
}  # fmt: skip
_LAND = {
    "landuse": (
        "residential", "commercial", "industrial", "retail", "farmland", "farmyard", "railway",
        "construction", "brownfield", "quarry", "military", "education", "religious",
        "institutional", "garages", "landfill", "depot", "civic_admin", "greenhouse_horticulture",
    ),
    "amenity": ("parking", "school", "hospital", "university", "college", "marketplace"),
    "natural": ("scree", "bare_rock", "sand", "beach"),
}  # fmt: skip
_AREAS = (("water", _WATER), ("green", _GREEN), ("land", _LAND))

_RAILS = ("rail", "light_rail", "tram", "narrow_gauge", "subway", "funicular", "preserved")
_WATERWAYS = ("river", "stream", "canal", "ditch", "drain")
_NO_STREETS = (
    "bus_stop", "platform", "proposed", "planned", "razed", "abandoned", "elevator", "rest_area",
    "services", "no",
)  # fmt: skip
_PLACES = (
    "city", "town", "borough", "suburb", "quarter", "village", "hamlet", "neighbourhood",
)  # fmt: skip

_PLACE_KEYS = frozenset(("place", "amenity", "historic", "railway", "tourism"))


def _area_layer(tags: dict[str, str]) -> tuple[str, str] | None:
    if tags.get("area") == "yes" and tags.get("highway") in ("pedestrian", "footway"):
        return "square", tags["highway"]
    if tags.get("place") == "square":
        return "square", "square"
    if "building" in tags or "highway" in tags:
        return None
    for layer, table in _AREAS:
        for key, values in table.items():
            value = tags.get(key)
            if value in values:
                return layer, str(value)
    return None


def _line_layer(tags: dict[str, str]) -> tuple[str, str] | None:
    highway = tags.get("highway")
    if highway is not None:
        plaza = tags.get("area") == "yes"
        return None if plaza or highway in _NO_STREETS else ("street", highway)
    if tags.get("railway") in _RAILS:
        return "rail", tags["railway"]
    if tags.get("waterway") in _WATERWAYS:
        return "waterway", tags["waterway"]
    return None


def _place_layer(tags: dict[str, str]) -> tuple[str, str] | None:
    """Settlements, and the named landmarks by which people find their way."""
    get = tags.get
    if "name" not in tags or tags.keys().isdisjoint(_PLACE_KEYS):
        return None
    kind = None
    if get("place") in _PLACES:
        kind = str(get("place"))
    elif get("amenity") == "place_of_worship":
        christian = get("religion", "christian") == "christian"
        kind = "landmark_church" if christian else "landmark_worship"
    elif get("amenity") in ("townhall", "theatre", "library"):
        kind = f"landmark_{get('amenity')}"
    elif get("historic") in ("castle", "city_gate", "tower"):
        kind = f"landmark_{get('historic')}"
    elif get("railway") in ("station", "halt"):
        kind = "landmark_station"
    elif get("tourism") == "museum":
        kind = "landmark_museum"
    return ("place", kind) if kind else None


def is_place(tags: dict[str, str]) -> bool:
    """Tell whether an object is a settlement or a landmark of the base map."""
    return _place_layer(tags) is not None


def read_basemap(objects: Objects, places: Places, *, crs: CRS) -> gpd.GeoDataFrame:
    """
    Read the base map as `tables.BASEMAP`, from the ground up.

    ``kind`` is the OSM value (``residential``, ``motorway``, ``river`` …), for landmarks
    ``landmark_church`` and the like; ``bridge`` and ``tunnel`` are set for lines alone.
    """
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    for layer, decide in ((objects.areas, _area_layer), (objects.lines, _line_layer)):
        for i, tags in enumerate(layer.tags):
            fits = decide(tags)
            if fits is not None:
                rows.append(_row(layer.ids[i], tags, *fits, line=layer is objects.lines))
                shapes.append(layer.shapes[i])
    for i, tags in enumerate(places.tags):
        fits = _place_layer(tags)
        if fits is not None and places.points[i] is not None:
            rows.append(_row(places.ids[i], tags, *fits, line=False))
            shapes.append(places.points[i])
    if not rows:
        return BASEMAP.empty(crs)
    frame = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=np.array(shapes), crs=crs)
    return BASEMAP.conform(frame.set_index("basemap_id"))


def _row(name: str, tags: dict[str, str], layer: str, kind: str, *, line: bool) -> dict[str, Any]:
    return {
        "basemap_id": f"osm:{name}:{layer}",
        "layer": layer,
        "kind": kind,
        "name": tags.get("name"),
        "bridge": tags.get("bridge", "no") != "no" if line else None,
        "tunnel": tags.get("tunnel", "no") not in ("no", "") if line else None,
        "source": "osm",
    }
