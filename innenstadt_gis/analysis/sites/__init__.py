"""Sites that wait for a use: brownfields (Brachen), gaps (Baulücken), under-used plots."""

from innenstadt_gis.analysis.sites.brownfields import brownfield_sites
from innenstadt_gis.analysis.sites.find import find_sites, site_figures
from innenstadt_gis.analysis.sites.gaps import find_gaps, find_underused

__all__ = ["brownfield_sites", "find_gaps", "find_sites", "find_underused", "site_figures"]
