"""A timetable in memory, its days, their kinds and their calls."""

from innenstadt_gis.timetable.calls import calls_on
from innenstadt_gis.timetable.choice import choose_day, pick_day
from innenstadt_gis.timetable.kinds import DAY_KINDS, day_types, typical_days
from innenstadt_gis.timetable.model import (
    FeedInfo,
    Timetable,
    require_within,
    services_on,
    trips_on,
)

__all__ = [
    "DAY_KINDS",
    "FeedInfo",
    "Timetable",
    "calls_on",
    "choose_day",
    "day_types",
    "pick_day",
    "require_within",
    "services_on",
    "trips_on",
    "typical_days",
]
