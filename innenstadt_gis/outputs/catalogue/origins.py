"""From which sources each published file is made, which decides about its licence.

OpenStreetMap's licence (ODbL) asks that a database made from it is published under it again; so
a table with its streets or places is, whatever else went into it. What the town wrote itself is
the town's to license. Orientation, no legal advice.
"""

from __future__ import annotations

from innenstadt_gis.licences import LICENCE_LIST, licence_uri
from innenstadt_gis.outputs.audience import Release

__all__ = ["ACCESS_THEMES", "ORIGINS", "attribution", "licence_of"]

#: Roles of the sources of each theme (`outputs.themes.THEMES`), the town's own among them.
ORIGINS: dict[str, tuple[str, ...]] = {
    "premises": ("register", "addresses", "parcels"),
    "osm_premises": ("osm",),
    "sections": ("osm", "register"),
    "clusters": ("osm", "register"),
    "vacancy_neighbours": ("osm", "register"),
    "sites": ("osm", "parcels", "brownfields", "register"),
    "underused_plots": ("parcels",),
    "zone": ("osm", "register"),
    "front_gaps": ("osm", "register"),
    "magnets": ("osm", "register"),
    "supply_sections": ("osm", "register"),
    "supply_density": ("osm", "register"),
    "section_mix": ("osm", "register"),
    "local_supply": ("osm", "addresses", "population", "gtfs"),
    "image_sections": ("osm",),
    "area": ("osm",),
    "centres": ("osm", "addresses"),
    "isochrones": ("osm", "elevation", "population"),
    "walking": ("osm", "addresses", "parcels", "elevation"),
    "personas": ("osm", "addresses", "population", "elevation"),
    "barriers": ("osm", "addresses", "population", "elevation"),
    "bench_gaps": ("osm", "addresses", "population"),
    "transit_classes": ("gtfs", "osm", "population"),
    "stop_service": ("gtfs", "osm"),
    "door_to_door": ("gtfs", "osm", "addresses", "elevation"),
    "catchment": ("gtfs", "osm"),
    "retail_parks": ("osm", "gtfs", "population"),
    "brownfields": ("osm", "brownfields"),
    "amenities": ("osm",),
    "ideas": ("ideas",),
    "stops": ("osm",),
}

#: Themes about getting there; all are about the region.
ACCESS_THEMES = frozenset(
    {"isochrones", "walking", "personas", "barriers", "bench_gaps", "transit_classes", "stop_service",
     "door_to_door", "catchment", "retail_parks", "stops"}
)  # fmt: skip


def licence_of(release: Release, roles: tuple[str, ...], own: str) -> str | None:
    """
    Return the identifier of the licence of what is made from sources of these roles.

    ``own`` is the town's choice for its own work; None where neither it nor the sources say.
    """
    used = [s for s in release.log.sources if s.role in roles]
    if any(s.role == "osm" for s in used):
        return LICENCE_LIST + "odbl"
    if own:
        return own
    said = {licence_uri(s.licence) for s in used}
    return said.pop() if len(said) == 1 else None


def attribution(release: Release, roles: tuple[str, ...], publisher: str) -> str:
    """Return the line that must stand beside the data: every source once, and who made it of them."""
    lines = dict.fromkeys(
        s.attribution for s in release.log.sources if s.role in roles and s.attribution
    )
    return "; ".join([*lines, publisher])
