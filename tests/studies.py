"""Studies of the real towns; `{0}` is the folder of their data."""

from __future__ import annotations

from pathlib import Path

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


def lauf_alone(folder: Path, shared: Path, register: str = "lauf_register_b.csv") -> Path:
    """Write a study of Lauf with little beside one of its registers; gives its folder."""
    data = (shared / "data/lauf").resolve().as_posix()
    text = f"""
[town]
name = "Lauf a.d. Pegnitz"
[sources]
osm = "{data}/lauf-200115.osm.pbf"
[[registers]]
path = "{data}/registers/{register}"
survey_day = 2024-10-01
[[centres]]
name = "Markt"
at = "Marktplatz 1"
"""
    (folder / "study.toml").write_text(text, "utf-8")
    return folder
