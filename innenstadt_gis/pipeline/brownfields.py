"""The town's own lists of brownfields, beside those that OpenStreetMap knows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.brownfields import read_brownfields
from innenstadt_gis.ingest.crs_guess import Bounds
from innenstadt_gis.pipeline.cadastre import append
from innenstadt_gis.pipeline.gather import Gathered, file_name, there

__all__ = ["take_brownfields"]


def take_brownfields(got: Gathered, box: Bounds) -> None:
    """Read every list of brownfields that the study names; a broken one is a gap."""
    paths = got.study.sources.brownfields
    stems = Counter(path.stem for path in paths)
    for nth, path in enumerate(paths, start=1):
        if not there(got, "brownfields", path):
            continue
        places = {name: got.table(name) for name in ("addresses", "parcels", "buildings", "edges")}
        try:
            told = read_brownfields(
                path, crs=got.crs, places=places, bounds=box, day=got.study.survey_day,
                stem=f"{nth}/{path.stem}" if stems[path.stem] > 1 else None,
            )  # fmt: skip
        except SourceError as error:
            got.gap("brownfields", error.text)
            continue
        append(got, "brownfields", told.rows)
        got.personal |= told.personal
        got.log = got.log.plus(replace(told.log, file=file_name(got.study, path)))
