"""One reader for table files of any kind: workbooks, texts, vector files, and zips of them."""

from innenstadt_gis.ingest.registers.grids.entry import read_sheets
from innenstadt_gis.ingest.registers.grids.sheet import Merge, Sheet

__all__ = ["Merge", "Sheet", "read_sheets"]
