"""``network.toml``: which towns belong to a network, and where what they tell lies."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from innenstadt_gis.errors import MissingSourceError
from innenstadt_gis.municipalities import called, name_faults, name_notes, successor
from innenstadt_gis.study.text import Fault, complain, decode, repaired, statements
from innenstadt_gis.words import Text

__all__ = ["NETWORK_FILE", "Network", "NetworkTown", "read_network"]

NETWORK_FILE = "network.toml"
_KEYS = {
    "network": ("name",),
    "towns": ("name", "ags", "study", "exchange", "role"),
}
#: German words that people try.
_MEANT = {
    "netzwerk": "network", "stadt": "towns", "staedte": "towns", "städte": "towns", "town": "towns",
    "ort": "towns", "studie": "study", "austausch": "exchange", "schluessel": "ags", "rolle": "role",
}  # fmt: skip
_AGS = re.compile(r"(0[1-9]|1[0-6])\d{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkTown:
    """A town of a network: its ``study`` or its ``exchange`` file, and whether it is the host."""

    name: str
    ags: str | None = None
    study: Path | None = None
    exchange: Path | None = None
    host: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network as declared; ``notes`` say what is meant by old names."""

    path: Path
    name: str
    towns: tuple[NetworkTown, ...]
    notes: tuple[Text, ...] = ()


def read_network(path: str | os.PathLike[str]) -> Network:
    """
    Read ``network.toml``, or the one in a folder.

    Parameters
    ----------
    path
        The file, or its folder. Paths in it are relative to it.

    Returns
    -------
    Network
        Whether the files are there is asked when they are read: one that lacks is a row.

    Raises
    ------
    MissingSourceError
        If there is none.
    StudyError
        All faults at once, each with its line and what to write: a name that can mean two towns,
        a name and key that disagree, a town that stands there twice.
    """
    file = Path(path)
    if file.is_dir():
        file /= NETWORK_FILE
    if not file.is_file():
        raise MissingSourceError(
            de=f"{file} gibt es nicht; Pfad prüfen", en=f"there is no {file}; check the path"
        )
    file = file.resolve()
    text, faults = decode(file.read_bytes())
    text, slips = repaired(text)
    reader = _Reader(file, text, [*faults, *slips])
    network = reader.network()
    if reader.faults or network is None:
        complain(file, reader.faults)
    return network


class _Reader:
    """Turns the parsed table into a `Network` and gathers the faults on the way."""

    def __init__(self, file: Path, text: str, faults: list[Fault]) -> None:
        self.file, self.text, self.faults = file, text, faults
        self.lines = list(statements(text))
        self.notes: list[Text] = []

    def network(self) -> Network | None:
        try:
            table = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            line = int(found[1]) if found else None
            if not any(fault.line == line for fault in self.faults):
                what = Text("nicht lesbar.", "cannot be read.")
                self.faults.append(Fault(line, "", what))
            return None
        for key in table:
            if key not in _KEYS:
                self._unknown(key)
        head = table.get("network", {})
        head = head if isinstance(head, dict) else {}
        self._keys("network", 0, head)
        towns = table.get("towns", [])
        if isinstance(towns, dict):
            what = Text(
                "braucht doppelte Klammern, weil es mehrere sind.", "needs double brackets."
            )
            self._fault("towns", 0, "", what, "[[towns]]")
            towns = [towns]
        if not isinstance(towns, list) or not all(isinstance(one, dict) for one in towns):
            self._fault("towns", 0, "", Text("ist ein Abschnitt.", "is a section."), "[[towns]]")
            towns = []
        read = [self._town(nth, one) for nth, one in enumerate(towns)]
        if not read and not self.faults:
            what = Text("nennt keine Stadt.", "names no town.")
            self.faults.append(
                Fault(None, "[[towns]]", what, '[[towns]] mit name = "…" und study = "…"')
            )
        self._twice(read)
        name = self._text("network", 0, head, "name") or self.file.parent.name
        return Network(path=self.file, name=name, towns=tuple(read), notes=tuple(self.notes))

    def _unknown(self, key: str) -> None:
        meant = _MEANT.get(key.casefold()) or next(
            iter(difflib.get_close_matches(key, _KEYS, 1)), None
        )
        write = {"network": "[network]", "towns": "[[towns]]"}.get(meant or "", "")
        line = next((s.line for s in self.lines if key in (s.section, s.key)), None)
        what = Text("Diesen Abschnitt gibt es nicht.", "there is no such section.")
        self.faults.append(Fault(line, f"[{key}]", what, write))

    def _keys(self, section: str, nth: int, entry: dict[str, Any]) -> None:
        for key in entry:
            if key not in _KEYS[section]:
                known = _KEYS[section]
                meant = _MEANT.get(key.casefold()) or next(
                    iter(difflib.get_close_matches(key, known, 1)), None
                )
                offer = ", ".join(known)
                what = Text(
                    f"Diesen Eintrag gibt es nicht; möglich sind: {offer}.",
                    f"there is no such key; there are: {offer}.",
                )
                write = f"{meant} = …" if meant in known else ""
                self._fault(section, nth, key, what, write)

    def _town(self, nth: int, entry: dict[str, Any]) -> NetworkTown:
        self._keys("towns", nth, entry)
        name = self._text("towns", nth, entry, "name")
        ags = self._ags(nth, entry)
        if name is None and "name" not in entry:
            what = Text("Der Name der Stadt fehlt.", "the town has no name.")
            self._fault("towns", nth, "name", what, 'name = "Ihre Stadt"')
        if name is not None:
            name, ags = self._named(nth, name, ags, stated="ags" in entry)
        study, exchange = (self._path(nth, entry, key) for key in ("study", "exchange"))
        if not {"study", "exchange"} & set(entry):
            what = Text("Wo liegt, was sie mitteilt?", "where does what it tells lie?")
            self._fault(
                "towns", nth, "study", what, 'study = "ordner" oder exchange = "austausch.json"'
            )
        if study is not None and exchange is not None:
            what = Text("study oder exchange, nicht beides.", "study or exchange, not both.")
            self._fault("towns", nth, "exchange", what)
        role = self._text("towns", nth, entry, "role")
        if role not in (None, "host"):
            what = Text('Möglich ist nur "host" (Gastgeber).', 'only "host" is possible.')
            self._fault("towns", nth, "role", what, 'role = "host"')
        return NetworkTown(
            name=name or "?", ags=ags, study=study, exchange=exchange, host=role == "host"
        )

    def _named(
        self, nth: int, name: str, ags: str | None, *, stated: bool
    ) -> tuple[str, str | None]:
        """Hold name and key against what is known; a merged town takes its successor's."""
        self.notes += name_notes(name, ags)
        if not stated or ags is not None:
            for fault in name_faults(name, ags):
                self._fault(
                    "towns", nth, "ags" if stated else "name", Text(f"{fault.de}.", f"{fault.en}.")
                )
        found = successor(name, ags) or (successor(name) if ags else None)
        if found is None or (ags is not None and ags not in (found[0].ags, found[1].ags)):
            return name, ags
        return found[1].name, found[1].ags

    def _ags(self, nth: int, entry: dict[str, Any]) -> str | None:
        if "ags" not in entry:
            return None
        value = entry["ags"]
        if isinstance(value, str) and _AGS.fullmatch(value.strip()):
            return value.strip()
        digits = re.sub(r"\D", "", str(value))
        meant = digits.zfill(8) if 7 <= len(digits) <= 8 else ""
        what = Text(
            "Der Gemeindeschlüssel (AGS) hat 8 Ziffern, in Anführungszeichen.",
            "the key (AGS) has 8 digits, in quotes.",
        )
        self._fault("towns", nth, "ags", what, f'ags = "{meant}"' if _AGS.fullmatch(meant) else "")
        return None

    def _path(self, nth: int, entry: dict[str, Any], key: str) -> Path | None:
        text = self._text("towns", nth, entry, key)
        if text is None:
            return None
        return Path(os.path.normpath(self.file.parent / text.replace("\\", "/")))

    def _twice(self, towns: list[NetworkTown]) -> None:
        seen: dict[str, int] = {}
        hosts = [nth for nth, town in enumerate(towns) if town.host]
        for nth, town in enumerate(towns):
            only = called(town.name)
            key = town.ags or (only[0].ags if len(only) == 1 else town.name.casefold())
            for mark in {key, *(str(p) for p in (town.study, town.exchange) if p)}:
                if mark in seen:
                    first = towns[seen[mark]].name
                    what = Text(
                        f"steht zweimal da: schon als {first}; eine löschen.",
                        f"stands there twice: already as {first}; delete one.",
                    )
                    self._fault("towns", nth, "name", what)
                    break
                seen[str(mark)] = nth
        if len(hosts) > 1:
            what = Text("Nur eine Stadt ist Gastgeber.", "only one town is the host.")
            self._fault("towns", hosts[1], "role", what)

    def _text(self, section: str, nth: int, entry: dict[str, Any], key: str) -> str | None:
        value = entry.get(key)
        if value is None:
            return None
        if isinstance(value, str) and value.strip():
            return value.strip()
        what = Text("soll ein Text sein, nicht leer.", "should be a text, not blank.")
        self._fault(
            section, nth, key, what, "" if isinstance(value, dict | list) else f'{key} = "…"'
        )
        return None

    def _fault(self, section: str, nth: int, key: str, what: Text, write: str = "") -> None:
        line = next(
            (s.line for s in self.lines if (s.section, s.nth, s.key) == (section, nth, key)), None
        ) or next(
            (s.line for s in self.lines if (s.section, s.nth, s.key) == (section, nth, "")), None
        )
        head = "[[towns]]" if section == "towns" else f"[{section}]"
        if not any(f.line == line is not None and f.what == what for f in self.faults):
            self.faults.append(Fault(line, f"{head} {key}".strip(), what, write))
