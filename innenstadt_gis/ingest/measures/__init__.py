"""The town's measures (`massnahmen.xlsx`): read, placed, and an empty one to fill in."""

from innenstadt_gis.ingest.measures.model import Measure, Measures
from innenstadt_gis.ingest.measures.places import Placed, place_measures
from innenstadt_gis.ingest.measures.read import read_measures
from innenstadt_gis.ingest.measures.write import write_measures_template

__all__ = [
    "Measure",
    "Measures",
    "Placed",
    "place_measures",
    "read_measures",
    "write_measures_template",
]
