"""From the parsed table to a `Study`; gathers every fault on the way."""

from __future__ import annotations

import datetime as dt
import os
import re
import tomllib
from functools import partial
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from innenstadt_gis.study.credits import CREDITED, Credits
from innenstadt_gis.study.meant import nearest
from innenstadt_gis.study.model import (
    CentreSpec,
    PhotoRelease,
    RegisterSource,
    Service,
    Sources,
    Study,
)
from innenstadt_gis.study.publication import KEYS, read_publication
from innenstadt_gis.study.text import Fault, Statement, german_day
from innenstadt_gis.words import Text

SCOPES = ("all_units", "vacancies_only")

_SECTIONS: dict[str, tuple[str, ...]] = {
    "town": ("name", "ags", "survey_day"),
    "sources": (
        "osm", "boundary", "parcels", "addresses", "elevation", "population", "brownfields",
        "gtfs", "ideas", "measures", "cooperation", "photos", "scenes",
    ),
    "registers": ("path", "survey_day", "scope", "mapping"),
    "centres": ("name", "at", "lon", "lat", "polygon", "proposed"),
    "retail_parks": ("name", "at", "lon", "lat", "polygon"),
    "transit": ("day",),
    "photos": ("released",),
    "publication": KEYS,
    "attribution": CREDITED,
    "licences": CREDITED,
}  # fmt: skip
_MANY = ("registers", "centres", "retail_parks")
#: Sources for which the address of a download service (WFS) may stand in place of a file.
_SERVED = ("parcels", "addresses")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


class Reader:
    """Turns the parsed table into a `Study` and gathers the faults on the way."""

    def __init__(self, file: Path, lines: list[Statement], faults: list[Fault]) -> None:
        self.file = file
        self.lines = lines
        self.faults = faults
        self.services: list[Service] = []

    def parse(self, text: str) -> dict[str, Any] | None:
        """Parse the text; None and a fault if TOML cannot."""
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            line = int(found.group(1)) if found else None
            twice = "overwrite" in str(error) or "twice" in str(error)
            row = text.splitlines()[line - 1].strip()[:60] if line else ""
            what = Text(
                de=f"steht zweimal da; eines löschen: {row}" if twice else f"nicht lesbar: {row}",
                en=f"stands there twice; delete one: {row}" if twice else f"cannot be read: {row}",
            )
            if not any(fault.line == line for fault in self.faults):
                self.faults.append(Fault(line, "", what))
            return None

    def study(self, table: dict[str, Any]) -> Study:
        """Build the study; wrong values are left out and told."""
        self._unknown_sections(table)
        town = self._section(table, "town")
        sources = self._section(table, "sources")
        transit = self._section(table, "transit")
        if "name" not in town:
            line = self._line("town", 0, "")
            what = Text(de="Der Name des Ortes fehlt.", en="the town has no name.")
            self.faults.append(Fault(line, "[town] name", what, 'name = "Ihre Stadt"'))
        return Study(
            path=self.file,
            folder=self.file.parent,
            name=self._text(town, "town", 0, "name") or "?",
            ags=self._ags(town),
            survey_day=self._day(town, "town", 0, "survey_day"),
            sources=Sources(**{key: self._paths(sources, key) for key in sources}),
            registers=self._registers(table),
            centres=self._centres(table, "centres"),
            retail_parks=self._centres(table, "retail_parks"),
            transit_day=self._day(transit, "transit", 0, "day"),
            services=tuple(self.services),
            photos_released=self._photos(table),
            publication=read_publication(
                self._texts(table, "publication"), partial(self._fault, "publication", 0)
            ),
            credits=Credits(self._texts(table, "attribution"), self._texts(table, "licences")),
        )

    # sections -----------------------------------------------------------------

    def _unknown_sections(self, table: dict[str, Any]) -> None:
        for key, value in table.items():
            named = key == "photos" and not isinstance(value, dict)  # a source and a section
            if key in _SECTIONS and not named:
                continue
            home = next((s for s, keys in _SECTIONS.items() if key in keys), None)
            if home and not isinstance(value, dict | list):
                what = Text(de=f"gehört unter [{home}].", en=f"belongs under [{home}].")
                self._fault("", 0, key, what, self._bracketed(home))
                continue
            meant = nearest(key, tuple(_SECTIONS))
            what = Text(de="Diesen Abschnitt gibt es nicht.", en="there is no such section.")
            line = self._line(key, 0, "") or self._line("", 0, key)
            self.faults.append(Fault(line, f"[{key}]", what, self._bracketed(meant or "town")))

    def _section(self, table: dict[str, Any], section: str) -> dict[str, Any]:
        found = table.get(section, {})
        if isinstance(found, list) and len(found) == 1:
            found = found[0]
        if not isinstance(found, dict):
            what = Text(de="ist ein Abschnitt.", en="is a section.")
            self._fault("", 0, section, what, f"[{section}]")
            return {}
        return self._known(found, section, 0)

    def _entries(self, table: dict[str, Any], section: str) -> list[dict[str, Any]]:
        found = table.get(section, [])
        if isinstance(found, dict):
            what = Text(
                de="braucht doppelte Klammern, weil es mehrere sein können.",
                en="needs double brackets, for there may be several.",
            )
            line = self._line(section, 0, "")
            self.faults.append(Fault(line, f"[{section}]", what, f"[[{section}]]"))
            found = [found]
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            what = Text(de="ist ein Abschnitt.", en="is a section.")
            self._fault("", 0, section, what, f"[[{section}]]")
            return []
        return [self._known(entry, section, nth) for nth, entry in enumerate(found)]

    def _known(self, entry: dict[str, Any], section: str, nth: int) -> dict[str, Any]:
        known = {}
        for key, value in entry.items():
            if key in _SECTIONS[section]:
                known[key] = value
                continue
            other = next((s for s, keys in _SECTIONS.items() if key in keys), None)
            if other is not None or key in _SECTIONS:
                home = self._bracketed(other or key)
                what = Text(de=f"gehört unter {home}.", en=f"belongs under {home}.")
                self._fault(section, nth, key, what)
                continue
            meant = nearest(key, _SECTIONS[section])
            offer = ", ".join(_SECTIONS[section])
            what = Text(
                de=f"Diesen Eintrag gibt es nicht; möglich sind: {offer}.",
                en=f"there is no such key; there are: {offer}.",
            )
            self._fault(section, nth, key, what, f"{meant} = …" if meant else "")
        return known

    def _photos(self, table: dict[str, Any]) -> PhotoRelease:
        """Whom photos may reach; what cannot be understood keeps them in the town hall."""
        if not isinstance(table.get("photos", {}), dict):
            return "none"  # a source at the wrong place, and told as such
        released = self._section(table, "photos").get("released", False)
        if isinstance(released, bool):
            return "workshop" if released else "none"
        if released == "index":
            return "index"
        what = Text(
            de='Möglich sind false (nur intern), true (auch im Workshop) und "index" (wie in fotos.xlsx).',
            en='allowed are false (town hall only), true (workshops too) and "index" (as in fotos.xlsx).',
        )
        self._fault("photos", 0, "released", what, "released = false")
        return "none"

    def _registers(self, table: dict[str, Any]) -> tuple[RegisterSource, ...]:
        done = []
        for nth, entry in enumerate(self._entries(table, "registers")):
            path = self._path(entry, "registers", nth, "path")
            if "path" not in entry:
                line = self._line("registers", nth, "")
                what = Text(de="Die Datei des Registers fehlt.", en="the register has no file.")
                write = 'path = "leerstand.xlsx"'
                self.faults.append(Fault(line, "[[registers]] path", what, write))
            scope = self._text(entry, "registers", nth, "scope")
            if scope is not None and scope not in SCOPES:
                what = Text(
                    de='Möglich sind "all_units" (alle Einheiten) und "vacancies_only" (nur leere).',
                    en='allowed are "all_units" and "vacancies_only".',
                )
                meant = nearest(scope, SCOPES) or SCOPES[0]
                self._fault("registers", nth, "scope", what, f'scope = "{meant}"')
            day = self._day(entry, "registers", nth, "survey_day")
            mapping = self._path(entry, "registers", nth, "mapping")
            if path is not None:
                line = self._line("registers", nth, "")
                done.append(RegisterSource(path, day, scope, mapping, line))
        return tuple(done)

    def _centres(self, table: dict[str, Any], section: str) -> tuple[CentreSpec, ...]:
        done = []
        for nth, entry in enumerate(self._entries(table, section)):
            line = self._line(section, nth, "")
            name = self._text(entry, section, nth, "name")
            at = self._place(entry, section, nth)
            polygon = self._path(entry, section, nth, "polygon")
            if not {"at", "polygon", "lon", "lat"} & set(entry):
                what = Text(
                    de="Der Ort fehlt: eine Adresse, [Länge, Breite] oder polygon = Datei.",
                    en="the place is missing: an address, [lon, lat] or polygon = file.",
                )
                self.faults.append(Fault(line, f"[[{section}]] at", what, 'at = "Marktplatz 1"'))
            proposed = entry.get("proposed", False)
            if not isinstance(proposed, bool):
                what = Text(de="ist true oder false.", en="is true or false.")
                self._fault(section, nth, "proposed", what, "proposed = false")
            label = (
                name
                or at
                or (
                    polygon.stem
                    if polygon
                    else ("Zentrum" if section == "centres" else "Fachmarktstandort")
                )
            )
            done.append(CentreSpec(label, at, polygon, line, proposed is True))
        return tuple(done)

    # values -------------------------------------------------------------------

    def _place(self, entry: dict[str, Any], section: str, nth: int) -> str | None:
        if "lon" in entry or "lat" in entry:
            pair, key = [entry.get("lon"), entry.get("lat")], "lon" if "lon" in entry else "lat"
        elif isinstance(entry.get("at"), list):
            pair, key = entry["at"], "at"
        else:
            return self._text(entry, section, nth, "at")
        numbers = [v for v in pair if isinstance(v, int | float) and not isinstance(v, bool)]
        if len(pair) == len(numbers) == 2 and abs(numbers[0]) <= 180 and abs(numbers[1]) <= 90:
            return f"{numbers[0]}, {numbers[1]}"
        what = Text(
            de="Eine Koordinate sind zwei Zahlen in Grad: Länge (Ost), Breite (Nord).",
            en="a coordinate is two numbers in degrees: longitude, latitude.",
        )
        self._fault(section, nth, key, what, "at = [11.2789, 49.5106]")
        return None

    def _texts(self, table: dict[str, Any], section: str) -> dict[str, str]:
        entry = self._section(table, section)
        return {key: self._text(entry, section, 0, key) or "" for key in entry}

    def _text(self, entry: dict[str, Any], section: str, nth: int, key: str) -> str | None:
        value = entry.get(key)
        if value is None:
            return None
        if isinstance(value, str) and value.strip():
            return value.strip()
        blank = value == ""
        what = Text(
            de="ist leer; ausfüllen oder die Zeile löschen." if blank else "soll ein Text sein.",
            en="is blank; fill in or delete the line." if blank else "should be a text.",
        )
        write = "" if blank or isinstance(value, dict | list) else f'{key} = "{value}"'
        self._fault(section, nth, key, what, write)
        return None

    def _ags(self, town: dict[str, Any]) -> str | None:
        if "ags" not in town:
            return None
        given = re.sub(r"\s", "", str(town["ags"]))
        if isinstance(town["ags"], str) and _is_ags(town["ags"]):
            return given
        meant = ""
        if re.fullmatch(r"\d{7,8}", given):
            meant = given.zfill(8)  # a number loses its leading zero
        elif re.fullmatch(r"\d{12}", given):
            meant = given[:5] + given[9:]  # the Regionalschlüssel has four digits in between
        what = Text(
            de="Der amtliche Gemeindeschlüssel (AGS) hat 8 Ziffern, in Anführungszeichen; die ersten "
            "beiden (01 bis 16) sind das Land.",
            en="the municipality key (AGS) has 8 digits, in quotes; the first two (01 to 16) are "
            "the state.",
        )
        self._fault("town", 0, "ags", what, f'ags = "{meant}"' if _is_ags(meant) else "")
        return None

    def _day(self, entry: dict[str, Any], section: str, nth: int, key: str) -> dt.date | None:
        value = entry.get(key)
        if value is None:
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        if isinstance(value, str):
            try:
                return dt.date.fromisoformat(value.strip())
            except ValueError:
                pass
        day = german_day(str(value)) or dt.date(2024, 10, 1)
        what = Text(
            de=f"'{value}' ist kein Tag; Tage werden Jahr-Monat-Tag geschrieben.",
            en=f"'{value}' is no day; days are written year-month-day.",
        )
        self._fault(section, nth, key, what, f"{key} = {day.isoformat()}")
        return None

    def _path(self, entry: dict[str, Any], section: str, nth: int, key: str) -> Path | None:
        if isinstance(entry.get(key), list):
            what = Text(
                de=f"ist eine einzelne Datei; für jede weitere einen eigenen Abschnitt [[{section}]].",
                en=f"is one file; give each other one its own section [[{section}]].",
            )
            self._fault(section, nth, key, what)
            return None
        text = self._text(entry, section, nth, key)
        return None if text is None else self._absolute(text)

    def _paths(self, sources: dict[str, Any], key: str) -> tuple[Path, ...]:
        value = sources[key]
        many = value if isinstance(value, list) else [value]
        texts = [self._text({key: one}, "sources", 0, key) for one in many]
        paths = [self._place_of(text, key) for text in texts if text is not None]
        return tuple(path for path in paths if path is not None)

    def _place_of(self, text: str, key: str) -> Path | None:
        """A file as written, or the file in which the answer of a service is kept."""
        if not _ADDRESS.match(text):
            return self._absolute(text)
        if key not in _SERVED:
            what = Text(
                de=f"ist eine Adresse; hier gehört eine Datei hin. Ein Dienst (WFS) ist möglich "
                f"bei: {', '.join(_SERVED)}.",
                en="is an address; a file belongs here. A service (WFS) is possible for: "
                f"{', '.join(_SERVED)}.",
            )
            self._fault("sources", 0, key, what)
            return None
        before = sum(service.role == key for service in self.services)
        name = f"wfs_{key}{f'_{before + 1}' if before else ''}.gpkg"
        service = Service(key, text, self._absolute(f"daten/{name}"))
        self.services.append(service)
        return service.kept

    def _absolute(self, text: str) -> Path:
        slashed = text.replace("\\", "/")
        if PureWindowsPath(slashed).drive and not PurePosixPath(slashed).is_absolute():
            return Path(slashed)
        return Path(os.path.normpath(self.file.parent / slashed))

    # telling ------------------------------------------------------------------

    @staticmethod
    def _bracketed(section: str) -> str:
        return f"[[{section}]]" if section in _MANY else f"[{section}]"

    def _line(self, section: str, nth: int, key: str) -> int | None:
        for s in self.lines:
            if (s.section, s.nth, s.key) == (section, nth, key):
                return s.line
        return None

    def _fault(self, section: str, nth: int, key: str, what: Text, write: str = "") -> None:
        line = self._line(section, nth, key)
        where = f"{self._bracketed(section)} {key}" if section else key
        # a line that was repaired already is told once
        if not any(fault.line == line is not None for fault in self.faults):
            self.faults.append(Fault(line, where, what, write))


def _is_ags(text: str) -> bool:
    return bool(re.fullmatch(r"(0[1-9]|1[0-6])\d{6}", text))
