"""Corrections by hand (`korrekturen.xlsx`): read, applied last on every run, written."""

from innenstadt_gis.ingest.corrections.apply import Corrected, apply_corrections
from innenstadt_gis.ingest.corrections.edits import corrections_from_edits
from innenstadt_gis.ingest.corrections.map_file import MapEdits, read_map_edits
from innenstadt_gis.ingest.corrections.map_rows import MapRows, rows_from_map
from innenstadt_gis.ingest.corrections.model import Correction, Corrections
from innenstadt_gis.ingest.corrections.read import read_corrections
from innenstadt_gis.ingest.corrections.write import (
    NewRow,
    append_corrections,
    write_corrections_template,
)

__all__ = [
    "Corrected",
    "Correction",
    "Corrections",
    "MapEdits",
    "MapRows",
    "NewRow",
    "append_corrections",
    "apply_corrections",
    "corrections_from_edits",
    "read_corrections",
    "read_map_edits",
    "rows_from_map",
    "write_corrections_template",
]
