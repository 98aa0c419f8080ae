"""The town's photos: folders that the study names, and the lists that say what is on them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.own_sheets import Readable
from innenstadt_gis.ingest.photos import (
    PhotoFile,
    PhotoIndex,
    Places,
    photo_files,
    read_index,
    take_photos,
)
from innenstadt_gis.pipeline.gather import BESIDE, Gathered, Progress, file_name, quiet, there
from innenstadt_gis.study import Study
from innenstadt_gis.words import Text

__all__ = ["keep_photos", "photos_path", "take_all_photos", "unlisted_photos"]


def photos_path(study: Study) -> Path:
    """Where a town says what its photos show: beside the study, unless it lies with them."""
    return study.folder / BESIDE["photos"]


def unlisted_photos(study: Study) -> list[str]:
    """Names of the photos that the study names, as long as no list says anything of them."""
    if photos_path(study).exists():
        return []
    names: list[str] = []
    for path in study.sources.photos:
        try:
            found, listed = photo_files(path)
        except SourceError:
            continue  # told when the town is read
        if listed is not None:
            return []
        names += [one.name for one in found if not one.refused]
    return names


def keep_photos(got: Gathered) -> tuple[Text, ...]:
    """Keep the small copies of this run for the next one; what cannot be kept is a note."""
    try:
        got.kept_photos.write()
    except OSError:
        return (
            Text(
                "Verkleinerte Fotos konnten nicht für den nächsten Lauf gemerkt werden (.innenstadt/fotos "
                "ist nicht beschreibbar)",
                "small copies of photos could not be kept for the next run (.innenstadt/fotos cannot be "
                "written)",
            ),
        )
    return ()


def take_all_photos(got: Gathered, *, progress: Progress = quiet) -> None:
    """Match the photos of all folders and copy them clean; nothing of them ever stops a run."""
    files: list[PhotoFile] = []
    lists: list[PhotoIndex] = []
    folders: list[str] = []
    paths = [path for path in got.study.sources.photos if there(got, "photos", path)]
    for path in paths:
        try:
            found, listed = photo_files(path)
        except SourceError as error:
            got.gap("photos", error.text)
            continue
        name = file_name(got.study, path)
        files += found
        folders.append(name)
        if listed is not None:
            _read_list(got, listed, f"{name}/{listed.name}", lists)
    beside = photos_path(got.study)
    if beside.is_file() and not any(beside.is_relative_to(path) for path in paths):
        _read_beside(got, lists, has_folder=bool(got.study.sources.photos))
    if not files:
        return
    progress(Text("Fotos zuordnen und verkleinern", "matching and shrinking photos"))
    places = Places(got.table("premises"), got.table("addresses"), got.crs)
    taken = take_photos(
        files, lists, places=places, released=got.study.photos_released,
        folder=", ".join(folders), crs=got.crs, kept=got.kept_photos,
    )  # fmt: skip
    got.tables["photos"] = taken.rows
    got.photo_files = taken.files
    got.log = got.log.plus(*taken.logs)


def _read_beside(got: Gathered, lists: list[PhotoIndex], *, has_folder: bool) -> None:
    name = BESIDE["photos"]
    if has_folder:
        _read_list(got, got.study.folder / name, name, lists)
        return
    got.gap(
        "photos",
        Text(
            f"{name} nennt Fotos, study.toml aber keinen Ordner",
            f"{name} lists photos, but study.toml names no folder",
        ),
        Text(
            'unter [sources] die Zeile photos = "fotos" eintragen',
            'write photos = "fotos" under [sources]',
        ),
    )


def _read_list(got: Gathered, path: Readable, name: str, lists: list[PhotoIndex]) -> None:
    try:
        read = read_index(path)
    except SourceError as error:
        got.gap("photos", error.text)
        return
    lists.append(replace(read, log=replace(read.log, file=name)))
