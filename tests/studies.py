"""Studies of the real towns; `{0}` is the folder of their data."""

from __future__ import annotations

REAL = {
    "lauf": """
[town]
name = "Lauf a.d. Pegnitz"
ags = "09574138"
[sources]
osm = "{0}/lauf-200115.osm.pbf"
parcels = "{0}/flurstuecke_simuliert.gpkg"
elevation = "{0}/N49E011.hgt.zip"
population = "{0}/zensus2011_100m_lauf_an_der_pegnitz.csv"
gtfs = ["{0}/gtfs_simuliert.zip", "{0}/lauf_s2_from_nigiri_siri_test.gtfs.zip"]
[[registers]]
path = "{0}/registers/lauf_register_b.csv"
survey_day = 2024-10-01
[[centres]]
name = "Markt"
at = "Marktplatz 1"
""",
    "hoyerswerda": """
[town]
name = "Hoyerswerda"
[sources]
osm = "{0}/Hoyerswerda.osm.pbf"
population = "{0}/zensus2011_100m_hoyerswerda.csv"
""",
}
