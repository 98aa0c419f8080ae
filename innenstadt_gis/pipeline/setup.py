"""``innenstadt init``: a study folder with the town's OSM file, its boundary and the papers."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from innenstadt_gis.codes import told
from innenstadt_gis.errors import InnenstadtError, InputError, MissingSourceError, SourceError
from innenstadt_gis.files import copy_atomic, write_atomic
from innenstadt_gis.ingest.cooperation import write_cooperation_template
from innenstadt_gis.ingest.corrections import write_corrections_template
from innenstadt_gis.ingest.download import download_town
from innenstadt_gis.ingest.measures import write_measures_template
from innenstadt_gis.ingest.osm.cut import cut_town
from innenstadt_gis.ingest.photos import write_photos_template
from innenstadt_gis.ingest.recognise import also, recognise
from innenstadt_gis.ingest.registers.answers import answers_for
from innenstadt_gis.municipalities import name_faults, name_notes, successor
from innenstadt_gis.pipeline.cooperation import cooperation_path
from innenstadt_gis.pipeline.edits import take_edits
from innenstadt_gis.pipeline.gather import Progress
from innenstadt_gis.pipeline.measures import measures_path
from innenstadt_gis.pipeline.photos import keep_photos, photos_path, unlisted_photos
from innenstadt_gis.pipeline.read import gather_town
from innenstadt_gis.pipeline.registers import corrections_path
from innenstadt_gis.study import Study, read_study
from innenstadt_gis.study_init import DROP_FOLDER, Dropped, daten_md, entered, study_toml, unlisted
from innenstadt_gis.words import Text

#: What people said about a study: no source of it.
_SAID = ("edits", "corrections")


@dataclass(frozen=True, kw_only=True)
class InitResult:
    """The study, the files it names now, and what there is to say about them."""

    study: Path
    files: tuple[Path, ...]
    sentences: tuple[Text, ...]


def init(
    folder: Path, *, place: str | None = None, ags: str | None = None, osm: Path | None = None,
    progress: Progress,
) -> InitResult:  # fmt: skip
    """
    Make a study folder, or enter the files that were dropped into one.

    Parameters
    ----------
    folder
        The study folder; made if it is not there. In a folder that holds a
        ``study.toml`` already, files in ``daten/`` that it does not name are entered;
        nothing else of it is changed.
    place, ags
        The town, by name or by official municipality key (8 digits).
    osm
        A larger extract to cut the town out of, offline; None downloads the town once.
    progress
        Called with a `Text` before each step.

    Raises
    ------
    InputError, SourceError, DownloadError
        If no town is named, the extract does not hold it, or the network is closed.
    """
    study = folder / "study.toml"
    if study.is_file():
        return _enter(study)
    if place is None and ags is None:
        raise InputError(
            de='Welche Stadt? --place "Name" oder --ags Schlüssel angeben',
            en='which town? give --place "Name" or --ags key',
        )
    place, ags, meant = _meant(place, ags)
    if osm is not None and not osm.is_file():
        raise MissingSourceError(
            de=f"Die OSM-Datei {osm} gibt es nicht; Pfad prüfen",
            en=f"there is no OSM file {osm}; check the path",
        )
    drop = folder / DROP_FOLDER
    drop.mkdir(parents=True, exist_ok=True)
    sentences = [*meant, *_fetch(drop, place=place, ags=ags, osm=osm, progress=progress)]
    return fill_study(folder, name=place or ags or "", ags=ags, sentences=sentences)


def fill_study(
    folder: Path, *, name: str, ags: str | None, sentences: Sequence[Text]
) -> InitResult:
    """Write study.toml and the papers of a town whose OSM file lies in ``daten/``."""
    study, drop = folder / "study.toml", folder / DROP_FOLDER
    found = _found(drop.iterdir())
    files = [f for f in found if f.role not in _SAID and answers_for(f.path) is None]
    text = study_toml(name=name, ags=ags, folder=folder, found=files)
    write_atomic(study, text, beside=False)
    write_atomic(folder / "DATEN.md", daten_md(name=name))
    said = [f for f in found if f not in files]
    more = _answers_and_edits(read_study(study), said, stay={f.path for f in files})[1]
    more += _measures_template(study)
    return InitResult(
        study=study,
        files=tuple(f.path for f in files if f.role != "unknown"),
        sentences=(*sentences, *more, *_told(files)),
    )


def _meant(place: str | None, ags: str | None) -> tuple[str | None, str | None, tuple[Text, ...]]:
    """Hold name and key against what is known: a merged town is its successor, two towns are none."""
    faults = name_faults(place, ags) if place is not None else ()
    if faults:
        raise InputError(
            de="; ".join(fault.de for fault in faults) + " (--ags Schlüssel)",
            en="; ".join(fault.en for fault in faults) + " (--ags key)",
        )
    notes = name_notes(place or "", ags)
    found = successor(place or "", ags) or (successor(place) if place and ags else None)
    if found is None:
        return place, ags, ()
    return found[1].name, found[1].ags, notes


def _fetch(
    drop: Path, *, place: str | None, ags: str | None, osm: Path | None, progress: Progress
) -> list[Text]:
    """Get the town's OSM file into ``daten/``: cut out of a larger one, or downloaded."""
    target = drop / f"{file_name(place or ags or 'stadt')}.osm.pbf"
    border = drop / "grenze.geojson"
    if osm is None:
        progress(Text("Stadt herunterladen (einmalig)", "downloading the town (once)"))
        got = download_town(target, place=place, ags=ags)
        write_border(border, got.boundary)
        return [got.note] if got.note else []
    progress(Text("Stadt ausschneiden", "cutting out the town"))
    try:
        cut = cut_town(osm, target, place=place, ags=ags)
    except SourceError as error:
        # An extract that was cut to the town already often lacks its border.
        copy_atomic(osm, target)
        return [
            Text(
                f"{error.text.de} – Bis dahin wird der ganze Auszug verwendet.",
                f"{error.text.en} - until then the whole extract is used.",
            )
        ]
    write_border(border, cut.boundary)
    return [cut.note] if cut.note else []


def write_border(path: Path, boundary: Any) -> None:
    """Write a boundary (degrees) as a GeoJSON file."""
    feature = {
        "type": "Feature", "properties": {"source": "© OpenStreetMap-Mitwirkende, ODbL 1.0"},
        "geometry": json.loads(shapely.to_geojson(boundary)),
    }  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
    write_atomic(path, text + "\n")


def file_name(name: str) -> str:
    """Name of a town as a file or folder is called on every system."""
    plain = name.casefold()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = plain.replace(umlaut, letters)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "stadt"


def _found(paths: Any) -> list[Dropped]:
    """Recognise files by content, in the order of their names; a saved copy may be several."""
    done = []
    for path in sorted(paths, key=lambda p: p.name):
        if path.name.startswith("."):
            continue
        role = recognise(path).role
        done += [Dropped(role=each, path=path) for each in (role, *also(path, role))]
    return done


def _enter(study: Path) -> InitResult:
    known = read_study(study)
    new = _as_folders(unlisted(known), known.folder / DROP_FOLDER)
    files, said = _answers_and_edits(known, _found(new))
    text, taken = entered(study.read_text("utf-8-sig"), files, known.folder)
    if taken:
        write_atomic(study, text, beside=False)
        read_study(study)  # what was written must be readable
    left = [f for f in files if f not in taken]
    said += _told(taken)
    said = said or [Text("Nichts Neues in daten/.", "Nothing new in daten/.")]
    said += [*_unit_templates(study), *_measures_template(study)]
    said += [
        Text(
            f"{f.path.name}: nicht eingetragen ({told(f.role, 'de')}); bitte selbst in study.toml eintragen",
            f"{f.path.name}: not entered ({told(f.role, 'en')}); please enter it in study.toml yourself",
        )
        for f in left
    ]
    return InitResult(study=study, files=tuple(f.path for f in taken), sentences=tuple(said))


def _as_folders(paths: tuple[Path, ...], drop: Path) -> list[Path]:
    """Take a folder in ``daten/`` for one source where it is one: tiles, an unpacked feed."""
    left: list[Path] = []
    whole: dict[Path, bool] = {}
    for path in paths:
        folder = drop / path.relative_to(drop).parts[0]
        if folder not in whole:
            whole[folder] = folder.is_dir() and recognise(folder).role != "unknown"
        left.append(folder if whole[folder] else path)
    return list(dict.fromkeys(left))


def _told(files: list[Dropped]) -> list[Text]:
    return [
        Text(
            f"{f.path.name}: erkannt als {told(f.role, 'de')}",
            f"{f.path.name}: recognised as {told(f.role, 'en')}",
        )
        for f in files
    ]


def _answers_and_edits(
    known: Study, files: list[Dropped], *, stay: Collection[Path] = ()
) -> tuple[list[Dropped], list[Text]]:
    """
    Take out what is no source of its own: return copies are heard where they lie, edited
    copies of the units and corrections from the map become rows of korrekturen.xlsx. Those of
    ``stay`` are sources besides (a saved copy with notes), and keep their name.
    """
    left, said, edits = [], [], []
    for file in files:
        answered = answers_for(file.path)
        if answered is not None:
            said.append(
                Text(
                    f"{file.path.name}: Rückgabekopie zu {answered}; die Antworten gelten ab jetzt",
                    f"{file.path.name}: return copy of {answered}; its answers hold from now on",
                )
            )
        elif file.role == "edits":
            edits.append(file.path)
        elif file.role == "corrections":
            said.append(_misplaced(known, file.path))
        else:
            left.append(file)
    stay = {*stay, *(file.path for file in left)}
    return left, [*said, *take_edits(known, edits, stay=stay)]


def _misplaced(known: Study, path: Path) -> Text:
    """Say where corrections belong: only beside the study do they hold."""
    place = corrections_path(known)
    if place.exists():
        return Text(
            f"{path.name}: Korrekturen gelten nur aus {place.name} neben study.toml; die Zeilen "
            "bitte dorthin kopieren",
            f"{path.name}: corrections hold in {place.name} beside study.toml alone; copy the "
            "rows there",
        )
    return Text(
        f"{path.name}: Korrekturen bitte als {place.name} neben study.toml legen, nicht in daten/",
        f"{path.name}: put corrections beside study.toml as {place.name}, not into daten/",
    )


def _unit_templates(study: Path) -> list[Text]:
    """Make what is missing of korrekturen.xlsx, kooperation.xlsx and fotos.xlsx, with the town's units."""
    known = read_study(study)
    corrections, cooperation = corrections_path(known), cooperation_path(known)
    listed = any(source.path.exists() for source in known.registers)
    needed = [
        path
        for path, named in ((corrections, ()), (cooperation, known.sources.cooperation))
        if listed and not path.exists() and not named
    ]
    photos = unlisted_photos(known)
    if not needed and not photos:
        return []
    try:
        town, got = gather_town(known)
    except InnenstadtError:  # `check` says what is wrong; corrections come after that
        return []
    premises = town.premises
    said = [*keep_photos(got)]
    if photos:
        write_photos_template(photos_path(known), photos, town.photos, premises)
        said.append(_photos_told(known, len(photos), int(town.photos["file"].isin(photos).sum())))
    if corrections in needed:
        write_corrections_template(corrections, premises)
        said.append(
            Text(
                f"{corrections.name}: leer angelegt, für Korrekturen (Einheiten stehen darin)",
                f"{corrections.name}: made, empty, for corrections (the units stand in it)",
            )
        )
    if cooperation in needed:
        write_cooperation_template(cooperation, premises)
        said.append(
            Text(
                f"{cooperation.name}: angelegt, zum Ausfüllen: wer arbeitet zusammen?",
                f"{cooperation.name}: made, to be filled in: who works together?",
            )
        )
    return said


def _photos_told(known: Study, count: int, found: int) -> Text:
    name = photos_path(known).name
    return Text(
        f"{name}: angelegt, mit {count} Fotos, davon {found} einer Einheit oder Adresse zugeordnet; zum "
        "Ausfüllen: was ist zu sehen, wer darf es sehen?",
        f"{name}: made, with {count} photos, {found} of them matched to a unit or address; to be filled "
        "in: what do they show, who may see them?",
    )


def _measures_template(study: Path) -> list[Text]:
    """Make an empty massnahmen.xlsx, unless there is one or the study names another."""
    known = read_study(study)
    path = measures_path(known)
    if path.exists() or known.sources.measures:
        return []
    write_measures_template(path)
    return [
        Text(
            f"{path.name}: leer angelegt, für die Maßnahmen der Stadt",
            f"{path.name}: made, empty, for the town's measures",
        )
    ]
