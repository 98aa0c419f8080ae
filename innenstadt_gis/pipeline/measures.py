"""The town's measures: massnahmen.xlsx beside the study, and what the study names besides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.measures import Placed, place_measures, read_measures
from innenstadt_gis.pipeline.gather import BESIDE, Gathered, file_name, own_sheets
from innenstadt_gis.study import Study
from innenstadt_gis.words import Text


def measures_path(study: Study) -> Path:
    """Where a town's measures stand: beside the study, whether or not it names them."""
    return study.folder / BESIDE["measures"]


def take_measures(got: Gathered) -> None:
    """Read and place all measures; a file that cannot be read never stops a run."""
    for path in own_sheets(got, "measures"):
        try:
            measures = read_measures(path)
        except SourceError as error:
            got.gap("measures", error.text)
            continue
        placed = place_measures(
            measures, premises=got.table("premises"), addresses=got.table("addresses"),
            sections=got.table("sections"), crs=got.crs,
        )  # fmt: skip
        _add(got, placed, file_name(got.study, path))


def _add(got: Gathered, placed: Placed, file: str) -> None:
    old = got.table("measures")
    twice = placed.rows.index.isin(old.index)
    rows = placed.rows[~twice]
    if len(rows):
        got.tables["measures"] = pd.concat([old, rows]) if len(old) else rows
    log: SourceLog = replace(placed.log, file=file)
    if twice.any():
        note = Text(
            f"auch in einer anderen Datei und nur einmal gezählt: {int(twice.sum())} Maßnahme(n)",
            f"in another file too and counted once: {int(twice.sum())} measure(s)",
        )
        log = replace(log, notes=(*log.notes, note))
    got.log = got.log.plus(log)
