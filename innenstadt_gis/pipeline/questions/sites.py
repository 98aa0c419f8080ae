"""Where the town may grow inwards: brownfields, gaps between buildings, under-used plots."""

from __future__ import annotations

from innenstadt_gis.analysis.sites import find_sites, find_underused, site_figures
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked
from innenstadt_gis.tables.findings.sites import UNDERUSED_PLOTS


def ask_sites(asked: Asked) -> Answer:
    """Brownfields, gaps and vacant buildings of the study area; under-used plots of the centre."""
    parcels, buildings = asked.inside("parcels"), asked.inside("buildings")
    sections, basemap = asked.sections, asked.town.basemap
    sites = find_sites(
        parcels, buildings, brownfields=asked.inside("brownfields"), premises=asked.premises,
        sections=sections, basemap=basemap,
    )  # fmt: skip
    area = asked.found.get("area")
    tables = {"sites": sites}
    underused = None
    if area is not None and len(area):
        found = find_underused(parcels, buildings, basemap, area.geometry.union_all())
        underused = UNDERUSED_PLOTS.conform(found, crs=asked.town.crs)
        tables["underused_plots"] = underused
    figures = site_figures(
        sites,
        underused,
        parcels=parcels,
        buildings=buildings,
        sections=sections,
        premises=asked.premises,
    )
    missing = tuple(Missing(f.key, f.why) for f in figures if f.key == "gaps" and f.why is not None)
    return Answer(figures=figures, tables=tables, missing=missing)
