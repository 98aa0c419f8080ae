"""What stands in a town: buildings, addresses, units, stops and more from OpenStreetMap."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.ingest.osm.basemap import is_place, read_basemap
from innenstadt_gis.ingest.osm.objects import PAUSED, Layer, Objects, read_objects
from innenstadt_gis.ingest.osm.places import Places, places_of
from innenstadt_gis.ingest.osm.stops import is_stop, read_stops
from innenstadt_gis.ingest.osm.units import read_records
from innenstadt_gis.tables import ADDRESSES, AMENITIES, BROWNFIELDS, BUILDINGS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from innenstadt_gis.ingest.osm.source import Extract
    from innenstadt_gis.ingest.osm.tags import Tags

# Keys that make no unit, stop or amenity: objects with these alone are passed over quickly.
_DULL = frozenset(
    (
        "building", "addr:housenumber", "addr:street", "addr:postcode", "addr:city",
        "addr:country", "addr:suburb", "addr:place", "name", "building:levels", "source",
        "roof:shape", "access", "area", "bridge", "tunnel",
    )
)  # fmt: skip

_STREET = _DULL | {"highway"}
_SITES = frozenset(
    ("landuse", "brownfield", "brownfield:landuse", *(f"{prefix}:landuse" for prefix in PAUSED))
)
_AMENITIES = {
    "amenity": (
        "bench", "toilets", "drinking_water", "school", "kindergarten", "childcare", "doctors",
        "dentist", "clinic", "hospital", "pharmacy", "library", "post_box", "post_office", "atm",
        "bank", "parking", "bicycle_parking", "bicycle_rental", "bicycle_repair_station",
        "charging_station", "place_of_worship", "townhall", "fountain", "waste_basket",
        "recycling", "shelter", "telephone", "public_bookcase", "taxi", "marketplace",
        "community_centre", "youth_centre", "social_facility", "police", "fire_station",
        "veterinary", "theatre", "cinema", "arts_centre", "motorcycle_parking", "clock",
        "parking_space", "music_school", "college", "university", "vending_machine",
    ),
    "leisure": (
        "playground", "pitch", "park", "garden", "fitness_station", "picnic_table",
        "sports_centre", "swimming_area", "water_park", "dog_park", "outdoor_seating",
    ),
    "tourism": (
        "artwork", "museum", "gallery", "information", "viewpoint", "attraction", "picnic_site",
    ),
    "historic": (
        "memorial", "monument", "castle", "city_gate", "wayside_cross", "wayside_shrine",
        "building", "house", "manor", "church", "monastery", "ruins", "tower", "citywalls",
        "archaeological_site", "tomb", "boundary_stone", "milestone", "stone", "mine",
        "mine_shaft", "industrial", "bridge", "statue", "fountain", "yes",
    ),
    "natural": ("tree",),
    "emergency": ("defibrillator",),
    "highway": ("elevator",),
}  # fmt: skip
# Values of "historic" that say that a thing is old and not what it is.
_ONLY_OLD = frozenset(
    ("building", "house", "church", "industrial", "bridge", "yes", "mine", "mine_shaft", "stone")
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Features:
    """
    Tables of what stands in a town, and what became of every object.

    For buildings, addresses, shops, bus stops and brownfields,
    ``counts["<kind>_tagged"]`` is ``counts["<kind>"]`` plus all ``explained["<kind>:…"]``.
    """

    buildings: gpd.GeoDataFrame
    addresses: gpd.GeoDataFrame
    records: gpd.GeoDataFrame
    brownfields: gpd.GeoDataFrame
    amenities: gpd.GeoDataFrame
    stops: gpd.GeoDataFrame
    basemap: gpd.GeoDataFrame
    counts: dict[str, int]
    explained: dict[str, int]


def read_features(extract: Extract, *, crs: CRS) -> Features:
    """
    Read everything but the walk network from an OpenStreetMap extract.

    Parameters
    ----------
    extract
        The opened file.
    crs
        The town's CRS in metres.

    Returns
    -------
    Features
        Every table keeps its contract. Units carry no names of people, telephone numbers
        or mail addresses. Blank means untagged.

    Examples
    --------
    >>> features = read_features(extract, crs=extract.crs)  # doctest: +SKIP
    >>> features.counts["buildings"], features.explained  # doctest: +SKIP
    (6493, {'buildings:nodes_missing': 38, 'buildings:point_only': 2})
    """
    objects = read_objects(extract, crs=crs)
    counts: dict[str, int] = {}
    explained: Counter[str] = Counter()
    buildings = _buildings(objects, counts, explained, crs)
    addresses = _addresses(objects, buildings, counts, explained, crs)
    lively = places_of(objects, where=_is_lively)
    day = extract.header_day or objects.newest  # spares `Extract.day` another reading
    records, told, why = read_records(lively, file_day=day, buildings=buildings, crs=crs)
    counts.update(told)
    explained.update(why)
    brownfields = _brownfields(lively, counts, explained, crs)
    stops, told, why = read_stops(lively.where(is_stop), crs=crs)
    counts.update(told)
    explained.update(why)
    amenities = _amenities(lively.where(_has_amenity), explained, crs)
    basemap = read_basemap(objects, lively.where(is_place), crs=crs)
    counts |= {"amenities": len(amenities), "basemap": len(basemap)}
    if objects.repaired:
        counts["outlines_made_valid"] = objects.repaired
    return Features(
        buildings=buildings,
        addresses=addresses,
        records=records,
        brownfields=brownfields,
        amenities=amenities,
        stops=stops,
        basemap=basemap,
        counts=counts,
        explained={key: n for key, n in sorted(explained.items()) if n},
    )


def _is_lively(tags: dict[str, str]) -> bool:
    """Tell whether an object may be more than a plain building, address or street."""
    keys = tags.keys()
    if keys <= _DULL:
        return False
    return not keys <= _STREET or tags["highway"] in ("bus_stop", "platform", "elevator")


def _columns(tags: Tags, **keys: str) -> dict[str, Any]:
    return {column: tags.get(key) for column, key in keys.items()}


def _chosen(layer: Layer, key: str) -> NDArray[np.intp]:
    return np.flatnonzero(layer.tags.fit(lambda tags: key in tags))


def _osm_ids(ids: NDArray[np.object_]) -> list[str]:
    return [f"osm:{name}" for name in ids.tolist()]


def _buildings(
    objects: Objects, counts: dict[str, int], explained: Counter[str], crs: CRS
) -> gpd.GeoDataFrame:
    areas, lines = objects.areas, objects.lines
    tagged = _chosen(areas, "building")
    which = tagged[areas.tags.take(tagged).get("building") != "no"]
    explained["buildings:building_no"] += len(tagged) - len(which)
    explained["buildings:point_only"] += len(_chosen(objects.nodes, "building"))
    known = set(areas.ids[tagged].tolist())
    alone = [name for name in lines.ids[_chosen(lines, "building")].tolist() if name not in known]
    explained["buildings:outline_open"] += len(alone)
    broken = _chosen(objects.broken, "building").tolist()
    explained.update(f"buildings:{objects.reasons[i]}" for i in broken)
    counts["buildings_tagged"] = (
        len(tagged) + explained["buildings:point_only"] + len(alone) + len(broken)
    )
    counts["buildings"] = len(which)
    if not len(which):
        return BUILDINGS.empty(crs)
    tags = areas.tags.take(which)
    shapes = areas.shapes[which]
    columns = _columns(tags, use="building", name="name", house_number="addr:housenumber")
    columns["street"] = tags.each(_street)
    levels = pd.Series(tags.get("building:levels"), dtype="str")
    columns["levels"] = pd.to_numeric(levels.str.replace(",", "."), errors="coerce").to_numpy()
    columns["area_m2"] = shapely.area(shapes)
    columns["source"] = "osm"
    frame = pd.DataFrame(columns, index=_osm_ids(areas.ids[which]))
    return BUILDINGS.conform(gpd.GeoDataFrame(frame, geometry=shapes, crs=crs))


def _street(tags: dict[str, str]) -> str | None:
    """Street; in villages without street names the place stands where a street would."""
    return tags.get("addr:street") or tags.get("addr:place")


def _addresses(
    objects: Objects,
    buildings: gpd.GeoDataFrame,
    counts: dict[str, int],
    explained: Counter[str],
    crs: CRS,
) -> gpd.GeoDataFrame:
    places = places_of(objects, where=lambda tags: "addr:housenumber" in tags)
    found = np.array([point is not None for point in places.points], dtype=bool)
    explained.update(f"addresses:{reason}" for reason in places.reasons[~found].tolist())
    counts["addresses_tagged"] = len(found)
    counts["addresses"] = int(found.sum())
    if not found.any():
        return ADDRESSES.empty(crs)
    tags = places.tags.take(found)
    columns = _columns(tags, house_number="addr:housenumber", postcode="addr:postcode")
    columns["street"] = tags.each(_street)
    columns["place"] = tags.each(lambda said: said.get("addr:city") or said.get("addr:suburb"))
    columns["district"] = tags.each(lambda said: said.get("addr:suburb") or said.get("addr:hamlet"))
    columns["repairs"] = np.where(places.reasons[found] == "", None, "outline_clipped")
    columns["source"] = "osm"
    frame = pd.DataFrame(columns, index=_osm_ids(places.ids[found]))
    points = places.points[found]
    frame["building_id"] = _building_of(frame.index, points, buildings)
    return ADDRESSES.conform(gpd.GeoDataFrame(frame, geometry=points, crs=crs))


def _building_of(
    ids: pd.Index, points: np.ndarray[Any, Any], buildings: gpd.GeoDataFrame
) -> pd.Series:
    """Give an address its own building, else the first building around its point."""
    own = pd.Series(ids, index=ids, dtype="object").where(ids.isin(buildings.index), None)
    if not len(buildings):
        return own
    tree = shapely.STRtree(buildings.geometry.to_numpy())
    point, building = tree.query(points, predicate="intersects")
    pairs = pd.DataFrame({"point": point, "building": building}).sort_values(["point", "building"])
    first = pairs.drop_duplicates("point")
    around = pd.Series(None, index=ids, dtype="object")
    around.iloc[first["point"].to_numpy()] = buildings.index.to_numpy()[first["building"]]
    return own.where(own.notna(), around)


def _brownfield_kind(tags: dict[str, str]) -> str | None:
    if tags.keys().isdisjoint(_SITES):
        return None
    get = tags.get
    if get("landuse") in ("brownfield", "construction"):
        return get("landuse")
    if get("landuse") in ("industrial", "commercial", "railway", "retail") and (
        get("disused") == "yes" or get("abandoned") == "yes"
    ):
        return f"disused_{get('landuse')}"
    for prefix in PAUSED:
        if f"{prefix}:landuse" in tags and "landuse" not in tags:
            return f"disused_{tags[f'{prefix}:landuse']}"
    if "brownfield" in tags or "brownfield:landuse" in tags:
        return "brownfield"
    return None


def _brownfields(
    places: Places, counts: dict[str, int], explained: Counter[str], crs: CRS
) -> gpd.GeoDataFrame:
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    tagged = read = 0
    kinds = places.tags.each(_brownfield_kind)
    for i in np.flatnonzero([kind is not None for kind in kinds]).tolist():
        kind, tags = kinds[i], places.tags[i]
        plain = tags.get("landuse") == "brownfield"
        tagged += plain
        shape = places.points[i] if places.outlines[i] is None else places.outlines[i]
        if shape is None:
            explained[f"{'brownfields' if plain else 'other_sites'}:{places.reasons[i]}"] += 1
            continue
        read += plain
        shapes.append(shape)
        rows.append(
            {
                "brownfield_id": f"osm:{places.ids[i]}",
                "kind": kind,
                "name": tags.get("name"),
                "area_m2": None if places.outlines[i] is None else shape.area,
                "observed_on": places.days[i],
                "source": "osm",
                "repairs": "outline_clipped" if places.reasons[i] else None,
            }
        )
    counts |= {"brownfields_tagged": tagged, "brownfields": read, "brownfield_sites": len(rows)}
    if not rows:
        return BROWNFIELDS.empty(crs)
    frame = pd.DataFrame(rows).set_index("brownfield_id")
    frame["observed_on"] = pd.to_datetime(frame["observed_on"])
    return BROWNFIELDS.conform(gpd.GeoDataFrame(frame, geometry=np.array(shapes), crs=crs))


def _amenity_kind(tags: dict[str, str]) -> str | None:
    for key, values in _AMENITIES.items():
        value = tags.get(key)
        if value is not None:
            first = value.split(";", 1)[0].strip()
            if first in values:
                return "historic" if key == "historic" and first in _ONLY_OLD else first
    return "heritage" if _is_protected(tags) else None


def _is_protected(tags: dict[str, str]) -> bool:
    return tags.get("heritage", "no") != "no"


def _is_old(tags: dict[str, str]) -> bool:
    return _is_protected(tags) or tags.get("historic", "no") != "no"


def _has_amenity(tags: dict[str, str]) -> bool:
    some = not tags.keys().isdisjoint(_AMENITIES) or "heritage" in tags
    return some and _amenity_kind(tags) is not None


def _amenities(places: Places, explained: Counter[str], crs: CRS) -> gpd.GeoDataFrame:
    found = np.array([point is not None for point in places.points], dtype=bool)
    explained["amenities:nodes_missing"] += int((~found).sum())
    if not found.any():
        return AMENITIES.empty(crs)
    tags = places.tags.take(found)
    columns = _columns(tags, name="name", wheelchair="wheelchair")
    columns |= {
        "kind": tags.each(_amenity_kind), "heritage": tags.each(_is_old), "source": "osm",
    }  # fmt: skip
    frame = pd.DataFrame(columns, index=_osm_ids(places.ids[found]))
    return AMENITIES.conform(gpd.GeoDataFrame(frame, geometry=places.points[found], crs=crs))
