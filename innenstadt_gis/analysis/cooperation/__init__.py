"""What shops of a town do together: opening hours, membership, and what has to be asked."""

from innenstadt_gis.analysis.cooperation.asking import ask_instead
from innenstadt_gis.analysis.cooperation.hours import hours_figures, open_hours, stated_weeks
from innenstadt_gis.analysis.cooperation.membership import membership_figures
from innenstadt_gis.analysis.cooperation.saying import clock
from innenstadt_gis.analysis.cooperation.week import Weeks, osm_hours, week_of, weeks_of

__all__ = [
    "Weeks",
    "ask_instead",
    "clock",
    "hours_figures",
    "membership_figures",
    "open_hours",
    "osm_hours",
    "stated_weeks",
    "week_of",
    "weeks_of",
]
