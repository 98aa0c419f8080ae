"""Tables that the analysis finds, by topic; `FINDINGS_TABLES` holds every one by its name."""

from innenstadt_gis.tables.contract import Table
from innenstadt_gis.tables.findings import (
    change,
    clusters,
    cooperation,
    digital,
    door_to_door,
    ideas,
    image,
    local_supply,
    measures,
    mix,
    personas,
    reach,
    retail_parks,
    sites,
    supply,
    transit,
    vacancy,
    zone,
)
from innenstadt_gis.tables.findings.reach import AREA, ISOCHRONES, SECTION_DENSITY, WALKING

_TOPICS = (
    reach, vacancy, clusters, sites, change, measures, mix, supply, local_supply, zone, digital,
    cooperation, image, personas, transit, door_to_door, retail_parks, ideas,
)  # fmt: skip

FINDINGS_TABLES: dict[str, Table] = {
    table.name: table
    for topic in _TOPICS
    for table in vars(topic).values()
    if isinstance(table, Table)
}

__all__ = ["AREA", "FINDINGS_TABLES", "ISOCHRONES", "SECTION_DENSITY", "WALKING"]
