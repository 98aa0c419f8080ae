"""Heights of the ground and what they mean for who walks: slope, steepest stretch, pace."""

from innenstadt_gis.ingest.elevation.along import (
    Samples,
    sample_edges,
    with_heights,
    with_slope,
)
from innenstadt_gis.ingest.elevation.heights import read_elevation
from innenstadt_gis.ingest.elevation.incline import incline_slope

__all__ = [
    "Samples",
    "incline_slope",
    "read_elevation",
    "sample_edges",
    "with_heights",
    "with_slope",
]
