"""What has been read of a town so far, and what is missing of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyproj import CRS

from innenstadt_gis.importlog import ImportLog, Missing
from innenstadt_gis.ingest.registers import Register
from innenstadt_gis.ingest.registers.answers import answers_for
from innenstadt_gis.study import RegisterSource, Study
from innenstadt_gis.study_init import unlisted
from innenstadt_gis.tables import TOWN_TABLES
from innenstadt_gis.words import Text

Progress = Callable[[Text], None]


def quiet(_: Text) -> None:
    """Say nothing."""


@dataclass
class Gathered:
    """What has been read so far; frames by table name, and the log."""

    study: Study
    crs: CRS
    tables: dict[str, Any] = field(default_factory=dict)
    log: ImportLog = field(default_factory=ImportLog)
    personal: frozenset[str] = frozenset()
    registers: list[tuple[RegisterSource, Register]] = field(default_factory=list)
    candidates: Any = None  # uncertain links to earlier surveys

    def table(self, name: str) -> Any:
        """Return the table of that name, empty if nothing was read."""
        if name not in self.tables:
            self.tables[name] = TOWN_TABLES[name].empty(self.crs)
        return self.tables[name]

    def gap(self, what: str, why: Text, todo: Text = Text("", "")) -> None:
        """Note what is missing, why, and what helps."""
        self.log = self.log.plus(missing=(Missing(what, why, todo),))


def file_name(study: Study, path: Path) -> str:
    """Name a file as the study does; never with the path of this computer."""
    try:
        return path.resolve().relative_to(study.folder.resolve()).as_posix()
    except ValueError:
        return path.name


WITHOUT: dict[str, Text] = {
    "boundary": Text("Die Stadtgrenze", "the town boundary"),
    "parcels": Text("Flurstücke", "parcels"),
    "addresses": Text("Amtliche Hauskoordinaten", "official house coordinates"),
    "population": Text("Bevölkerungszahlen", "population figures"),
    "elevation": Text("Höhen (Gehzeiten ohne Steigung)", "heights (walking without slope)"),
    "gtfs": Text("Fahrplan", "timetable"),
    "brownfields": Text("Das Brachflächenkataster", "the register of brownfields"),
    "measures": Text("Die Maßnahmen", "the measures"),
    "cooperation": Text("Die Zusammenarbeit", "cooperation"),
    "register": Text("Das Register", "the register"),
}


def there(got: Gathered, role: str, path: Path) -> bool:
    """Tell whether a named file is there; note the gap if not."""
    if path.exists():
        return True
    what, file = WITHOUT[role], file_name(got.study, path)
    got.gap(
        role,
        Text(f"{what.de}: Datei {file} gibt es nicht", f"{what.en}: there is no file {file}"),
        Text(
            f"Datei nach {file} legen oder die Zeile in study.toml ändern",
            f"put the file at {file} or change its line in study.toml",
        ),
    )
    return False


def unnamed(got: Gathered, role: str) -> None:
    """Note that a source is not computed because the study names no file of it."""
    if not getattr(got.study.sources, role):
        got.gap(
            role,
            Text("keine Datei in study.toml", "no file named in study.toml"),
            Text("siehe DATEN.md", "see DATEN.md"),
        )


def not_yet(got: Gathered) -> None:
    """Say of every named source that this version does not read that it was not read."""
    roles = ("ideas", "photos", "scenes")
    named = [(role, path) for role in roles for path in getattr(got.study.sources, role)]
    for role, path in named:
        file = file_name(got.study, path)
        got.gap(
            role,
            Text(
                f"{file} ist in study.toml genannt, wird von dieser Version aber nicht gelesen",
                f"{file} is named in study.toml but not read by this version",
            ),
        )
    for path in unlisted(got.study):
        if answers_for(path) is not None:
            continue  # heard where it lies
        got.gap(
            "daten",
            Text(
                f"{file_name(got.study, path)} liegt in daten/, steht aber nicht in study.toml",
                f"{file_name(got.study, path)} lies in daten/ but is not named in study.toml",
            ),
            Text("eintragen mit: innenstadt init ORDNER", "enter it with: innenstadt init FOLDER"),
        )
