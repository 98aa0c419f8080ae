"""Tables that the analysis finds, by topic; `FINDINGS_TABLES` holds every one by its name."""

from innenstadt_gis.tables.contract import Table
from innenstadt_gis.tables.findings.clusters import CLUSTERS, LABEL_SCANS, VACANCY_NEIGHBOURS
from innenstadt_gis.tables.findings.reach import AREA, ISOCHRONES, SECTION_DENSITY, WALKING

FINDINGS_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        WALKING, ISOCHRONES, SECTION_DENSITY, AREA, CLUSTERS, VACANCY_NEIGHBOURS, LABEL_SCANS,
    )
}  # fmt: skip

__all__ = ["AREA", "FINDINGS_TABLES", "ISOCHRONES", "SECTION_DENSITY", "WALKING"]
