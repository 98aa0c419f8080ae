"""What people write into cells: one door to areas, days, lengths of time and floors."""

from innenstadt_gis.ingest.registers.areas import Area, AreaStyle, area_style, read_area
from innenstadt_gis.ingest.registers.dates import Since, read_since
from innenstadt_gis.ingest.registers.durations import Duration, read_duration, since_duration
from innenstadt_gis.ingest.registers.floors import Floor, floor_of, read_floor

__all__ = [
    "Area",
    "AreaStyle",
    "Duration",
    "Floor",
    "Since",
    "area_style",
    "floor_of",
    "read_area",
    "read_duration",
    "read_floor",
    "read_since",
    "since_duration",
]
