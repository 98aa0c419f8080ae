"""Papers of a walk through the centre: the overview, a sheet for every stop, and the GPX."""

from innenstadt_gis.outputs.town_walk.gpx import gpx
from innenstadt_gis.outputs.town_walk.model import BESIDE_M, Leg, Stop, TownWalk
from innenstadt_gis.outputs.town_walk.sheets import walk_sheets_html
from innenstadt_gis.outputs.town_walk.words import KINDS, PAPER_WORDS, pace_text, stop_title

__all__ = [
    "BESIDE_M", "KINDS", "PAPER_WORDS", "Leg", "Stop", "TownWalk", "gpx", "pace_text", "stop_title",
    "walk_sheets_html",
]  # fmt: skip
