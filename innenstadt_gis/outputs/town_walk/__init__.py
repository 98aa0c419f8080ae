"""Papers of a walk through the centre: the overview, a sheet for every stop, and the GPX."""

from innenstadt_gis.outputs.town_walk.gpx import gpx
from innenstadt_gis.outputs.town_walk.model import Leg, Stop, TownWalk
from innenstadt_gis.outputs.town_walk.sheets import walk_sheets_html

__all__ = ["Leg", "Stop", "TownWalk", "gpx", "walk_sheets_html"]
