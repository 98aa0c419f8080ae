"""The door of the tables: `read_sheets` for files of any kind; the room behind is ``grids``."""

from innenstadt_gis.ingest.registers.grids import Merge, Sheet, read_sheets

__all__ = ["Merge", "Sheet", "read_sheets"]
