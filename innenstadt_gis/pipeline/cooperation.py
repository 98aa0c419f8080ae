"""Who works together: kooperation.xlsx beside the study, and what the study names besides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.cooperation import read_cooperation, with_cooperation
from innenstadt_gis.pipeline.gather import BESIDE, Gathered, file_name, own_sheets
from innenstadt_gis.study import Study


def cooperation_path(study: Study) -> Path:
    """Where a town says who works together: beside the study, whether or not it names it."""
    return study.folder / BESIDE["cooperation"]


def take_cooperation(got: Gathered) -> None:
    """Put the answers beside the units; a file that cannot be read never stops a run."""
    for path in own_sheets(got, "cooperation"):
        try:
            read = read_cooperation(path)
        except SourceError as error:
            got.gap("cooperation", error.text)
            continue
        got.tables["premises"], log = with_cooperation(got.table("premises"), read)
        got.log = got.log.plus(replace(log, file=file_name(got.study, path)))
