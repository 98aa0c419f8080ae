"""The central shopping area: a proposal, and how it lies to the official one."""

from __future__ import annotations

from typing import Any

import pandas as pd

from innenstadt_gis.analysis.supply.kernel import density_along
from innenstadt_gis.analysis.supply.magnets import find_magnets
from innenstadt_gis.analysis.zone.figures import zone_figures, zone_table, zone_units
from innenstadt_gis.analysis.zone.proposal import propose
from innenstadt_gis.analysis.zone.snap import ground_of
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked


def ask_zone(asked: Asked) -> Answer:
    """Where the shopping area is, by its shops, and what lies outside of the official one."""
    town, premises, sections = asked.town, asked.premises, asked.sections
    density, magnets = asked.found.get("supply_density"), asked.found.get("magnets")
    if density is None:
        density = density_along(premises, sections, asked.graph)
    if magnets is None:
        magnets = find_magnets(premises, asked.inside("amenities"))
    centre, official = _centres(asked)
    proposal = propose(
        premises, sections, asked.graph, density=density, magnets=magnets, centre=centre
    )
    grounds: dict[str, Any] = {}
    if proposal.why is None:
        grounds = ground_of(
            proposal, premises, parcels=town.parcels, buildings=town.buildings,
            basemap=town.basemap,
        )  # fmt: skip
    zone = zone_table(grounds, premises, magnets, crs=town.crs)
    units = zone_units(grounds, premises, official)
    figures = zone_figures(
        zone, units, premises, proposal=proposal, official=official,
        known=(town.study_area, _hull(asked)), gaps=asked.found.get("front_gaps"),
    )  # fmt: skip
    missing = () if proposal.why is None else (Missing("zone", proposal.why),)
    return Answer(figures=figures, tables={"zone": zone, "zone_units": units}, missing=missing)


def _hull(asked: Asked) -> Any:
    """Ground that the extract covers: beyond its last street nothing is known."""
    nodes = asked.town.nodes
    return nodes.geometry.union_all().convex_hull if len(nodes) else None


def _centres(asked: Asked) -> tuple[Any, Any]:
    """What the town names as its centre, and the ground of the official ones, if any."""
    centres = asked.town.centres
    named = centres[~centres["proposed"].fillna(value=False).astype(bool)]
    surface = named[named.geometry.geom_type.isin(["Polygon", "MultiPolygon"])]
    centre = named.geometry.union_all() if len(named) else None
    official = surface.geometry.union_all() if len(surface) else None
    return (None if pd.isna(centre) else centre), official
