"""What is the same: rows of several surveys, register and OSM, unit and parcel or building."""

from innenstadt_gis.ingest.linking.conflicts import find_conflicts
from innenstadt_gis.ingest.linking.names import name_likeness
from innenstadt_gis.ingest.linking.osm import Link, link_osm
from innenstadt_gis.ingest.linking.places import Place, places_of, unit_id
from innenstadt_gis.ingest.linking.rows import confirmed_links, row_identity
from innenstadt_gis.ingest.linking.surfaces import Surfaces, surfaces_of
from innenstadt_gis.ingest.linking.surveys import CANDIDATES, Surveys, link_surveys

__all__ = [
    "CANDIDATES",
    "Link",
    "Place",
    "Surfaces",
    "Surveys",
    "confirmed_links",
    "find_conflicts",
    "link_osm",
    "link_surveys",
    "name_likeness",
    "places_of",
    "row_identity",
    "surfaces_of",
    "unit_id",
]
