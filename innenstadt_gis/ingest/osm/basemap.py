"""The base map: ground, green, water, squares, rails, streets and places of the town's OSM."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from innenstadt_gis.tables import BASEMAP

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from innenstadt_gis.ingest.osm.objects import Objects
    from innenstadt_gis.ingest.osm.places import Places
    from innenstadt_gis.ingest.osm.tags import Tags

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
    areas, lines = objects.areas, objects.lines
    parts = [
        _part(areas.ids, areas.tags, areas.shapes, _area_layer),
        _part(lines.ids, lines.tags, lines.shapes, _line_layer, line=True),
        _part(places.ids, places.tags, places.points, _place_layer),
    ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    shapes, names = columns.pop("geometry"), columns.pop("basemap_id")
    if not len(names):
        return BASEMAP.empty(crs)
    frame = pd.DataFrame({**columns, "source": "osm"}, index=names)
    return BASEMAP.conform(gpd.GeoDataFrame(frame, geometry=shapes, crs=crs))


def _part(
    ids: NDArray[np.object_],
    tags: Tags,
    shapes: NDArray[np.object_],
    decide: Callable[[dict[str, str]], tuple[str, str] | None],
    *,
    line: bool = False,
) -> dict[str, NDArray[np.object_]]:
    """Columns of the objects that have a layer and a place."""
    fits = tags.each(lambda said: _said(said, decide(said), line=line))
    which = np.flatnonzero((fits != None) & (shapes != None))  # noqa: E711 (by element)
    names = ("layer", "kind", "name", "bridge", "tunnel")
    rows = fits[which].tolist()
    columns = {
        name: np.array([row[at] for row in rows], dtype=object) for at, name in enumerate(names)
    }
    known = zip(ids[which].tolist(), columns["layer"].tolist(), strict=True)
    index = np.array([f"osm:{name}:{layer}" for name, layer in known], dtype=object)
    return {"basemap_id": index, **columns, "geometry": shapes[which]}


def _said(
    tags: dict[str, str], fits: tuple[str, str] | None, *, line: bool
) -> tuple[str, str, str | None, bool | None, bool | None] | None:
    if fits is None:
        return None
    bridge = tags.get("bridge", "no") != "no" if line else None
    tunnel = tags.get("tunnel", "no") not in ("no", "") if line else None
    return *fits, tags.get("name"), bridge, tunnel
