"""The story that people made on the map: into the study, and onto the next map."""

from __future__ import annotations

from dataclasses import replace

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.scenes import ScenesFile, place_scenes, read_scenes
from innenstadt_gis.pipeline.gather import Gathered, file_name, there
from innenstadt_gis.words import Text

__all__ = ["take_scenes"]


def take_scenes(got: Gathered) -> None:
    """Read the scenes that the study names into the town; a broken file never stops a run."""
    files: list[ScenesFile] = []
    for path in got.study.sources.scenes:
        if not there(got, "scenes", path):
            continue
        name = file_name(got.study, path)
        try:
            read = read_scenes(path)
        except SourceError as error:
            got.gap("scenes", error.text)
            continue
        if read.town not in ("", got.study.name):
            got.gap(
                "scenes",
                Text(
                    f"{name} gehört zu einer anderen Stadt ({read.town})",
                    f"{name} belongs to another town ({read.town})",
                ),
            )
            continue
        log = replace(read.log, file=name, notes=tuple(_notes(read)))
        files.append(replace(read, log=log))
    if not files:
        return
    got.tables["scenes"] = place_scenes(files, source=f"scenes:{files[0].log.file}")
    got.log = got.log.plus(*(one.log for one in files))


def _notes(read: ScenesFile) -> list[Text]:
    """Say what a file brings, and what of it stays in the town hall or is withheld."""
    own = sum(scene.own for scene in read.scenes)
    written = len(read.scenes) - own
    said = [
        Text(
            f"{own} eigene Szene(n), {written} umgeschrieben, {len(read.hidden)} ausgeblendet",
            f"{own} own scene(s), {written} written anew, {len(read.hidden)} hidden",
        )
    ]
    inside = sum(scene.written_for == "intern" for scene in read.scenes)
    if inside:
        said.append(
            Text(
                f"{inside} Szene(n) wurden auf der internen Karte geschrieben und bleiben dort",
                f"{inside} scene(s) were written on the map of the town hall and stay there",
            )
        )
    withheld = sum(scene.withheld for scene in read.scenes)
    if withheld:
        said.append(
            Text(
                f"{withheld} Text(e) zurückgehalten, weil sie Namen oder Kontaktdaten zu enthalten scheinen",
                f"{withheld} text(s) withheld because they seem to hold names or contacts",
            )
        )
    return said
