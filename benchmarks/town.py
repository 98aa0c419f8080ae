"""The main job on a real town against what an analyst assembles from the usual packages.

    python benchmarks/town.py [--runs 5]

Ours: ``pipeline.run`` over Lauf with register b, parcels, elevation and population: tables,
density, walking minutes, isochrones, intervals, report, GeoJSON and the sealed map with its
base map. Peer: the script ``sketches/assembled.py`` in the folder that ``INNENSTADT_SHARED``
names: tables, density, walking minutes, DBSCAN, a folium map without base map and GeoJSON;
it is fed an XML without dangling references, whose making is not timed. Imports count for
both, as they do for somebody at a keyboard. A last case is ours alone: ``--only map``.
"""

from __future__ import annotations

import runpy
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _race import Case, main
from ingest import _CACHE, _LAUF, _SHARED, _copies, _town

STUDY = """[town]
name = "Lauf a.d. Pegnitz"
ags = "09574138"
[sources]
osm = "{0}/lauf-200115.osm.pbf"
parcels = "{0}/flurstuecke_simuliert.gpkg"
elevation = "{0}/N49E011.hgt.zip"
population = "{0}/zensus2011_100m_lauf_an_der_pegnitz.csv"
[[registers]]
path = "{0}/registers/lauf_register_b.csv"
survey_day = 2024-10-01
[[centres]]
name = "Markt"
at = "11.2789, 49.5106"
"""

CASES = [
    Case(
        case=name,
        ours=ours,
        ours_file="study.toml",
        peer="assembled",
        peer_runner="assembled",
        peer_file="lauf.osm",
        least_ratio=4.0,
        most_memory=2 / 3,
    )
    for name, ours in (("Lauf, everything", "our_run"), ("Lauf, --only map", "our_map"))
]


def _run(study: Path, only: str | None):
    def work() -> int:
        from innenstadt_gis import pipeline

        with tempfile.TemporaryDirectory() as out:
            return len(pipeline.run(study, out=Path(out), only=only).files)

    return work


def our_run(study: Path):
    """Everything that a run writes."""
    return _run(study, None)


def our_map(study: Path):
    """The map alone, as after a changed status."""
    return _run(study, "map")


def assembled(osm: Path):
    """The peer's script as it is."""
    register = _town("lauf/registers/lauf_register_b.csv")

    def work() -> int:
        with tempfile.TemporaryDirectory() as out:
            sys.argv = ["assembled.py", str(osm), str(register), out]
            runpy.run_path(str(_SHARED / "sketches" / "assembled.py"))
            return len(list(Path(out).iterdir()))

    return work


def _study() -> Path:
    path = _CACHE / "lauf" / "study.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(STUDY.format(_town(_LAUF).resolve().parent.as_posix()), encoding="utf-8")
    return path


RUNNERS = {runner.__name__: runner for runner in (our_run, our_map, assembled)}
FILES = {
    "study.toml": _study,
    "lauf.osm": lambda: _copies(_town(_LAUF), _CACHE / "lauf.osm"),
}

if __name__ == "__main__":
    main(__file__, "town", CASES, RUNNERS, FILES)
