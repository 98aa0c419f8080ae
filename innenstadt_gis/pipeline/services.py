"""Services (WFS) that a study names: fetched once, kept as a file, read from there afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from innenstadt_gis.errors import DownloadError, SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.wfs import fetch_wfs, fetched_note, is_kept
from innenstadt_gis.pipeline.gather import Gathered, Progress
from innenstadt_gis.words import Text


def fetched(
    got: Gathered, path: Path, box: tuple[float, float, float, float], progress: Progress
) -> bool:
    """
    Fetch the file of a service unless it is kept already; note the gap if that fails.

    True for every file that comes from no service. An older answer of another address is
    replaced; where the service cannot be reached it is not used, for it may be of
    another place.
    """
    service = next((s for s in got.study.services if s.kept == path), None)
    if service is None or is_kept(path, service.address):
        return True
    progress(Text("Daten vom Dienst (WFS) holen", "fetching data from the service (WFS)"))
    try:
        fetch_wfs(
            service.address, role=service.role, bounds=box, crs=got.crs, into=path,
            progress=progress,
        )  # fmt: skip
    except (DownloadError, SourceError) as error:
        got.gap(service.role, error.text)
        return False
    return True


def with_origin(log: SourceLog, path: Path) -> SourceLog:
    """Add to a log from where and when its file was fetched, if it was."""
    note = fetched_note(path) if path.name.startswith("wfs_") else None
    return log if note is None else replace(log, notes=(*log.notes, note))
