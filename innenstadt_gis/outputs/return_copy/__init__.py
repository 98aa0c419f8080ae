"""The return copy: a town's own list, coloured, with sheets in which a person answers."""

from __future__ import annotations

from innenstadt_gis.outputs.return_copy.marks import RowMark, marks_of
from innenstadt_gis.outputs.return_copy.write import Candidate, return_copy

__all__ = ["Candidate", "RowMark", "marks_of", "return_copy"]
