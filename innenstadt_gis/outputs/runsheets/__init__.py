"""Run sheets (Ablaufpläne) of workshops, filled in for one town and its map."""

from innenstadt_gis.outputs.runsheets.fill import Filled, filled_sheets
from innenstadt_gis.outputs.runsheets.model import RunSheet, run_sheets
from innenstadt_gis.outputs.runsheets.pdf import run_sheet_pdf

__all__ = ["Filled", "RunSheet", "filled_sheets", "run_sheet_pdf", "run_sheets"]
