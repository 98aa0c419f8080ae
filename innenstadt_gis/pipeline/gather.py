"""What has been read of a town so far, and what is missing of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pyproj import CRS

from innenstadt_gis.importlog import ImportLog, Missing
from innenstadt_gis.ingest.photos import KeptPhotos, is_photo
from innenstadt_gis.ingest.registers import Register
from innenstadt_gis.ingest.registers.answers import answers_for
from innenstadt_gis.study import RegisterSource, Study
from innenstadt_gis.study.credits import Credits
from innenstadt_gis.study_init import unlisted
from innenstadt_gis.tables import TOWN_TABLES
from innenstadt_gis.words import Text

_SHEETS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt")
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
    photo_files: dict[str, bytes] = field(default_factory=dict)  # pictures by photo_id
    kept_photos: KeptPhotos = field(init=False)  # small copies of this run and the one before

    def __post_init__(self) -> None:
        """Know where the copies of an earlier run lie."""
        self.kept_photos = KeptPhotos(self.study.folder / ".innenstadt" / "fotos")

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


def credited(log: ImportLog, said: Credits) -> ImportLog:
    """Put who must be named, as the study says it, over what the files tell of themselves."""
    sources = []
    for source in log.sources:
        attribution, licence = said.of(source.role)
        sources.append(
            replace(
                source,
                attribution=attribution or source.attribution,
                licence=licence or source.licence,
            )
        )
    return replace(log, sources=tuple(sources))


def uncredited(log: ImportLog) -> tuple[Text, ...]:
    """Say of which sources of others nobody knows yet who must be named."""
    roles = [s.role for s in log.sources if s.role in _OF_OTHERS and not s.attribution]
    if not roles:
        return ()
    names = dict.fromkeys(roles)
    lines = ", ".join(f'{role} = "…"' for role in names)
    return (
        Text(
            f"Wer zu nennen ist, steht noch nicht in study.toml: unter [attribution] {lines} ergänzen "
            "und unter [licences] die Lizenz; DATEN.md sagt, wie die Nennung üblicherweise lautet.",
            f"study.toml does not say yet who must be named: add {lines} under [attribution] and the "
            "licence under [licences]; DATEN.md says how the line usually reads.",
        ),
    )


#: Sources that others made and for which they ask to be named.
_OF_OTHERS = ("parcels", "addresses", "elevation", "population", "gtfs")

#: What the town fills in beside its study, by the role it plays.
BESIDE: dict[str, str] = {
    "corrections": "korrekturen.xlsx",
    "cooperation": "kooperation.xlsx",
    "measures": "massnahmen.xlsx",
    "photos": "fotos.xlsx",
}


def there(got: Gathered, role: str, path: Path) -> bool:
    """Tell whether a named file is there; note the gap if not."""
    if path.exists():
        return True
    file = file_name(got.study, path)
    got.gap(
        role,
        Text(f"Datei {file} gibt es nicht", f"there is no file {file}"),
        Text(
            f"Datei nach {file} legen oder die Zeile in study.toml ändern",
            f"put the file at {file} or change its line in study.toml",
        ),
    )
    return False


def own_sheets(got: Gathered, role: str) -> list[Path]:
    """Files of a role that the study names and that are there, and the one beside it, each once."""
    named = [path for path in getattr(got.study.sources, role) if there(got, role, path)]
    beside = got.study.folder / BESIDE[role]
    each = {path.resolve(): path for path in (*named, *([beside] if beside.is_file() else []))}
    return list(each.values())


def lookalikes(got: Gathered) -> None:
    """
    Say of every file beside the study that is nearly called like a sheet that it was not read.

    Towns save as .ods or .xls, keep the umlaut, or add a year; silence would look like success.
    """
    named = {p.resolve() for role in BESIDE for p in getattr(got.study.sources, role, ())}
    for path in sorted(got.study.folder.glob("*.*")):
        stem = path.stem.casefold().replace("ß", "ss")
        for role, right in BESIDE.items():
            expected = got.study.folder / right
            if (
                not stem.startswith(right.removesuffix(".xlsx"))
                or path.suffix.casefold() not in _SHEETS
            ):
                continue
            if path.resolve() in named or (expected.exists() and path.samefile(expected)):
                continue
            got.gap(
                role,
                Text(
                    f"{path.name} wird nicht gelesen, nur {right}",
                    f"{path.name} is not read, only {right}",
                ),
                Text(
                    f"in Excel als {right} (xlsx) neben study.toml speichern oder {path.name} weglegen",
                    f"save it in Excel as {right} (xlsx) beside study.toml, or put {path.name} away",
                ),
            )


def unnamed(got: Gathered, role: str) -> None:
    """Note that a source is not computed because the study names no file of it."""
    if not getattr(got.study.sources, role):
        got.gap(
            role,
            Text("keine Datei in study.toml", "no file named in study.toml"),
            Text("siehe DATEN.md", "see DATEN.md"),
        )


def not_yet(got: Gathered) -> None:
    """Say of every file that lies there and is not read that it was not read."""
    lookalikes(got)
    files = unlisted(got.study)
    _photos_not_named(got, [path for path in files if is_photo(path)])
    for path in files:
        if is_photo(path) or answers_for(path) is not None:
            continue  # told by their folder; heard where it lies
        got.gap(
            "daten",
            Text(
                f"{file_name(got.study, path)} liegt in daten/, steht aber nicht in study.toml",
                f"{file_name(got.study, path)} lies in daten/ but is not named in study.toml",
            ),
            Text("eintragen mit: innenstadt init ORDNER", "enter it with: innenstadt init FOLDER"),
        )


def _photos_not_named(got: Gathered, paths: list[Path]) -> None:
    """Tell of folders with photos that the study does not name, each in one line."""
    for folder, many in sorted(Counter(path.parent for path in paths).items()):
        name = file_name(got.study, folder)
        own = name if folder.parent != got.study.folder else f"{name}/fotos"
        got.gap(
            "photos",
            Text(
                f"{many} Foto(s) liegen in {name}/, der Ordner steht aber nicht in study.toml",
                f"{many} photo(s) lie in {name}/, but study.toml does not name the folder",
            ),
            Text(
                f'in einen Ordner {own} legen und unter [sources] eintragen: photos = "{own}"',
                f'put them in a folder {own} and write under [sources]: photos = "{own}"',
            ),
        )
