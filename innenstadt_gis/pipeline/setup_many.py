"""``innenstadt init`` for many towns: a folder with the study of each, all cut in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from innenstadt_gis.errors import InnenstadtError, InputError
from innenstadt_gis.files import write_atomic
from innenstadt_gis.ingest.osm.cut import TownAsked, cut_towns
from innenstadt_gis.pipeline.gather import Progress
from innenstadt_gis.pipeline.setup import InitResult, file_name, fill_study, write_border
from innenstadt_gis.study import read_study, toml_text
from innenstadt_gis.study_init import DROP_FOLDER
from innenstadt_gis.words import Text

__all__ = ["TownInit", "init_many"]

_NETWORK = "network.toml"


@dataclass(frozen=True, kw_only=True)
class TownInit:
    """A town of many: its study, or why it has none; ``new`` if it was made now."""

    asked: str
    done: InitResult | None = None
    why: Text | None = None
    new: bool = False


def init_many(
    folder: Path, *, places: Sequence[str] = (), keys: Sequence[str] = (), osm: Path | None,
    progress: Progress,
) -> tuple[TownInit, ...]:  # fmt: skip
    """
    Make a study folder for each of many towns, all cut out of one extract in one go.

    Parameters
    ----------
    folder
        Gets a folder for each town, called as it was asked for, and a ``network.toml`` that
        names their studies, unless there is one. A town that has its study already stays as it is.
    places, keys
        The towns by name, and by official municipality key.
    osm
        The extract that holds them all.
    progress
        Called with a `Text` before each step.

    Returns
    -------
    tuple
        For each town, those by name first, what was made or why not: the others are made.

    Raises
    ------
    InputError
        Without an extract: a network is not downloaded town by town.
    MissingSourceError, SourceError
        If the extract is not there or cannot be read.
    """
    if osm is None:
        raise InputError(
            de="Mehrere Städte werden aus einem Auszug geschnitten: --osm land.osm.pbf angeben",
            en="many towns are cut out of one extract: give --osm state.osm.pbf",
        )
    towns = dict.fromkeys([*((place, None) for place in places), *((key, key) for key in keys)])
    homes = {asked: folder / file_name(asked[0]) for asked in towns}
    made: dict[tuple[str, str | None], TownInit] = _doubles(homes)
    cutting = [
        one for one in towns if one not in made and not (homes[one] / "study.toml").is_file()
    ]
    progress(Text(f"{len(cutting)} Städte ausschneiden", f"cutting out {len(cutting)} towns"))
    cuts = cut_towns([_asked(homes[one], *one) for one in cutting], osm) if cutting else ()
    for one, cut in zip(cutting, cuts, strict=True):
        if isinstance(cut, InnenstadtError):
            made[one] = TownInit(asked=one[0], why=cut.text)
            continue
        write_border(homes[one] / DROP_FOLDER / "grenze.geojson", cut.boundary)
        said = [cut.note] if cut.note else []
        done = fill_study(homes[one], name=cut.name, ags=cut.ags or one[1], sentences=said)
        made[one] = TownInit(asked=one[0], done=done, new=True)
    for one in towns:
        if one not in made:
            there = InitResult(study=homes[one] / "study.toml", files=(), sentences=())
            made[one] = TownInit(asked=one[0], done=there)
    result = tuple(made[one] for one in towns)
    _write_network(folder, [one.done.study for one in result if one.done is not None])
    return result


def _doubles(homes: Mapping[tuple[str, str | None], Path]) -> dict[Any, TownInit]:
    """Towns whose folder another one has already: neither may write over the other."""
    first: dict[Path, str] = {}
    refused = {}
    for one, home in homes.items():
        other = first.setdefault(home, one[0])
        if other != one[0]:
            refused[one] = TownInit(asked=one[0], why=Text(
                f"{one[0]}: Der Ordner {home.name} gehört schon {other}; bitte den AGS statt des Namens "
                "angeben (--ags)",
                f"{one[0]}: the folder {home.name} is that of {other}; give the AGS instead (--ags)",
            ))  # fmt: skip
    return refused


def _asked(home: Path, name: str, key: str | None) -> TownAsked:
    out = home / DROP_FOLDER / f"{file_name(name)}.osm.pbf"
    return TownAsked(out=out, place=None if key else name, ags=key)


def _write_network(folder: Path, studies: Sequence[Path]) -> None:
    """Name the studies in a ``network.toml``, for ``innenstadt compare``; an older one stays."""
    path = folder / _NETWORK
    if path.exists() or not studies:
        return
    lines = ["[network]", f"name = {toml_text(folder.resolve().name)}"]
    for study in studies:
        town = read_study(study)
        lines += ["", "[[towns]]", f"name = {toml_text(town.name)}"]
        lines += [f"ags = {toml_text(town.ags)}"] if town.ags else []
        lines += [f"study = {toml_text(study.relative_to(folder).as_posix())}"]
    write_atomic(path, "\n".join(lines) + "\n")
