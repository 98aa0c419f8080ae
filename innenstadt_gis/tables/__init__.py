"""THE MODEL: the contract of each table (geometry, columns, units, allowed values).

Missing is NA; units stand in names (``_m _m2 _ha _min``); shares are 0 to 1; lists are
text joined by ``;``. Every table has ``source`` and ``repairs``.
"""

from innenstadt_gis.tables.contract import AUDIENCES, Audience, Column, Table
from innenstadt_gis.tables.ideas import IDEA_GROUPS, IDEA_KINDS, IDEAS
from innenstadt_gis.tables.measures import MEASURE_STATUS, MEASURES, NETWORK_THEMES
from innenstadt_gis.tables.network import EDGES, NODES, SECTIONS
from innenstadt_gis.tables.photos import MOMENTS, PHOTO_PLACES, PHOTOS
from innenstadt_gis.tables.places import (
    ADDRESSES,
    AMENITIES,
    BASEMAP,
    BASEMAP_LAYERS,
    BROWNFIELDS,
    BUILDINGS,
    CENTRES,
    PARCELS,
    POPULATION,
    RETAIL_PARKS,
    STOPS,
)
from innenstadt_gis.tables.scenes import SCENES
from innenstadt_gis.tables.units import (
    CONFLICTS,
    DURATION_CLASSES,
    FUNCTIONS,
    HISTORY,
    LINKS,
    LOCATED_BY,
    NEED_TIERS,
    PRECISIONS,
    PREMISES,
    RECORDS,
    STATUS,
)

#: Every table of a town, by the name under which `Town` holds it.
TOWN_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        RECORDS, PREMISES, HISTORY, LINKS, CONFLICTS, PARCELS, BUILDINGS, ADDRESSES,
        BROWNFIELDS, AMENITIES, POPULATION, CENTRES, RETAIL_PARKS, STOPS, BASEMAP, NODES, EDGES, SECTIONS,
        MEASURES, IDEAS, PHOTOS, SCENES,
    )
}  # fmt: skip

__all__ = [
    "ADDRESSES",
    "AMENITIES",
    "AUDIENCES",
    "BASEMAP",
    "BASEMAP_LAYERS",
    "BROWNFIELDS",
    "BUILDINGS",
    "CENTRES",
    "CONFLICTS",
    "DURATION_CLASSES",
    "EDGES",
    "FUNCTIONS",
    "HISTORY",
    "IDEAS",
    "IDEA_GROUPS",
    "IDEA_KINDS",
    "LINKS",
    "LOCATED_BY",
    "MEASURES",
    "MEASURE_STATUS",
    "MOMENTS",
    "NEED_TIERS",
    "NETWORK_THEMES",
    "NODES",
    "PARCELS",
    "PHOTOS",
    "PHOTO_PLACES",
    "POPULATION",
    "PRECISIONS",
    "PREMISES",
    "RECORDS",
    "RETAIL_PARKS",
    "SCENES",
    "SECTIONS",
    "STATUS",
    "STOPS",
    "TOWN_TABLES",
    "Audience",
    "Column",
    "Table",
]
