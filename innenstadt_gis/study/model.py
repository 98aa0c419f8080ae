"""What a study says: place, files, days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

from innenstadt_gis.study.credits import UNCREDITED, Credits
from innenstadt_gis.study.publication import UNSAID, Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Files and folders by role; an empty tuple where the study names none."""

    osm: tuple[Path, ...] = ()
    boundary: tuple[Path, ...] = ()
    parcels: tuple[Path, ...] = ()
    addresses: tuple[Path, ...] = ()
    elevation: tuple[Path, ...] = ()
    population: tuple[Path, ...] = ()
    brownfields: tuple[Path, ...] = ()
    gtfs: tuple[Path, ...] = ()
    ideas: tuple[Path, ...] = ()
    measures: tuple[Path, ...] = ()
    cooperation: tuple[Path, ...] = ()
    photos: tuple[Path, ...] = ()
    scenes: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """
    A download service (WFS) that the study names in place of a file.

    ``kept`` is the file that is fetched from it once; it stands among the `Sources`.
    """

    role: str
    address: str
    kept: Path


@dataclass(frozen=True, slots=True)
class RegisterSource:
    """A vacancy register: file, its day and scope if stated, the mapping of its columns."""

    path: Path
    survey_day: dt.date | None = None
    scope: str | None = None  # "all_units" | "vacancies_only"; None lets the reader decide
    mapping: Path | None = None
    line: int | None = None  # of [[registers]] in study.toml


@dataclass(frozen=True, slots=True)
class CentreSpec:
    """
    A centre or retail park as the study names it: an address or "lon, lat" (``at``), or a polygon file.

    ``proposed`` marks a place that the program suggested and nobody confirmed.
    """

    name: str
    at: str | None = None
    polygon: Path | None = None
    line: int | None = None  # of [[centres]] in study.toml
    proposed: bool = False


#: Whom the town's photos may reach: the town hall alone, workshops, or as the list of photos says.
PhotoRelease = Literal["none", "workshop", "index"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Place, files and days of one study; all paths are absolute."""

    path: Path
    folder: Path
    name: str
    ags: str | None = None
    survey_day: dt.date | None = None
    sources: Sources = field(default_factory=Sources)
    registers: tuple[RegisterSource, ...] = ()
    centres: tuple[CentreSpec, ...] = ()
    retail_parks: tuple[CentreSpec, ...] = ()
    transit_day: dt.date | None = None
    services: tuple[Service, ...] = ()
    photos_released: PhotoRelease = "none"
    publication: Publication = UNSAID
    credits: Credits = UNCREDITED

    def files(self) -> tuple[tuple[str, Path], ...]:
        """Every file that the study names, with its role, in the order of the roles."""
        named = [
            (role.name, path)
            for role in fields(Sources)
            for path in getattr(self.sources, role.name)
        ]
        named += [("registers", register.path) for register in self.registers]
        named += [("registers", r.mapping) for r in self.registers if r.mapping is not None]
        named += [("centres", c.polygon) for c in self.centres if c.polygon is not None]
        named += [("retail_parks", p.polygon) for p in self.retail_parks if p.polygon is not None]
        return tuple(named)

    def missing_files(self) -> tuple[tuple[str, Path], ...]:
        """Those of `files` that are not there."""
        return tuple((role, path) for role, path in self.files() if not path.exists())

    def relative(self, path: Path) -> str:
        """Write a path as the study would: relative to its folder, with forward slashes."""
        inside = path.is_relative_to(self.folder)
        return (path.relative_to(self.folder) if inside else path).as_posix()
