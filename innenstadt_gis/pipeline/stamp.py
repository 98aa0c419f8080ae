"""For whom the results in a folder are, of which town, and which part of a run wrote which.

``.zielgruppe`` says so: the audience, the town, and a line a file. So the next run knows what is no
longer true, whatever parts there will be, and never takes away what somebody else laid there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from innenstadt_gis.outputs.themes import THEMES
from innenstadt_gis.tables import AUDIENCES

__all__ = ["STAMP", "Stamp", "read_stamp"]

STAMP = ".zielgruppe"
#: A map with the day of an earlier survey stays: its name says what it is.
_DATED = re.compile(r"_\d{4}-\d\d-\d\d_[A-Z]+\.html$")
_LOG = "run.log.json"


@dataclass(frozen=True)
class Stamp:
    """For whom and for which town the results in a folder are, and the files of each part."""

    audience: str | None = None
    town: str | None = None
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def names(self) -> set[str]:
        """Return every file that a run wrote."""
        return {name for names in self.parts.values() for name in names}

    def fits(self, audience: str) -> bool:
        """Tell whether what lies there may lie beside results for ``audience``."""
        return self.audience in (None, audience)

    def after(self, audience: str, town: str, made: dict[str, list[str]]) -> Stamp:
        """
        Return what holds after a run: what it made, and what of before stays true.

        That is nothing where the audience is another one, else the parts that it did not write,
        and maps of earlier surveys.
        """
        parts = {part: set(names) for part, names in made.items()}
        parts["log"] = {_LOG}
        for part, names in self.parts.items() if self.fits(audience) else ():
            stay = {n for n in names if part not in made or _DATED.search(n)}
            parts.setdefault(part, set()).update(stay)
        return Stamp(audience, town, {part: tuple(sorted(n)) for part, n in parts.items()})

    def text(self) -> str:
        """Return the stamp as it is written; the same for the same files."""
        lines = [f"{part}\t{name}" for part in sorted(self.parts) for name in self.parts[part]]
        return "\n".join([self.audience or "", self.town or "", *lines]) + "\n"


def read_stamp(folder: Path) -> Stamp:
    """Read the stamp of a folder; without one, or one without files, look for names of ours."""
    stamp = folder / STAMP
    lines = stamp.read_text("utf-8").split("\n") if stamp.is_file() else []
    audience, town = [*lines, "", ""][:2]
    parts: dict[str, tuple[str, ...]] = {}
    for line in lines[2:]:
        part, _, name = line.partition("\t")
        if name and _below(name) and (folder / name).is_file():
            parts[part] = (*parts.get(part, ()), name)
    if not any(lines[2:]):
        parts = _known_names(folder)
    return Stamp(audience or _told_by_maps(parts), town.strip() or None, parts)


def _below(name: str) -> bool:
    """Tell whether a name cannot lead out of the folder, whoever wrote it into the stamp."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _told_by_maps(parts: dict[str, tuple[str, ...]]) -> str | None:
    """Return the audience that the maps name, the innermost of several."""
    maps = parts.get("map", ())
    return next((a for a in AUDIENCES if any(n.endswith(f"_{a.upper()}.html") for n in maps)), None)


def _known_names(folder: Path) -> dict[str, tuple[str, ...]]:
    """Files as runs named them that kept no list; none where none of their maps lies."""
    maps = [p.name for p in sorted(folder.glob("*.html")) if _DATED.search(p.name)]
    if not maps:
        return {}
    names = {
        "map": [*maps, "workshop.html"],
        "geojson": [f"report/{theme.file}.geojson" for theme in THEMES],
        "geopackage": [f"{name.rsplit('_', 2)[0]}.gpkg" for name in maps],
        "workbook": ["kennzahlen.xlsx"],
        "summary": ["summary.json"],
        "import": ["import.json"],
        "report": ["bericht.html"],
        "log": [_LOG],
    }
    there = {
        part: [n for n in dict.fromkeys(s) if (folder / n).is_file()] for part, s in names.items()
    }
    return {part: tuple(some) for part, some in there.items() if some}
