"""The town's own workbooks (corrections, cooperation, measures): laid out and read one way."""

from innenstadt_gis.ingest.own_sheets.lay_out import choices, guide_sheet, head_row, to_bytes
from innenstadt_gis.ingest.own_sheets.take import Readable, clean, full, headers, rows_below

__all__ = [
    "Readable",
    "choices",
    "clean",
    "full",
    "guide_sheet",
    "head_row",
    "headers",
    "rows_below",
    "to_bytes",
]
