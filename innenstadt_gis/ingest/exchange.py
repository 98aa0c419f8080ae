"""Read ``austausch.json`` of another town: checked to the last number, told in one line."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import unicodedata
from functools import partial
from pathlib import Path
from typing import Any, cast

from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.exchange import (
    KIND,
    SCHEMA,
    BranchCount,
    Exchange,
    HandedOn,
    MixStep,
    Situation,
    Size,
    SourceTold,
)
from innenstadt_gis.importlog import Missing
from innenstadt_gis.tables.measures import MEASURE_STATUS, NETWORK_THEMES
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

__all__ = ["parse_exchange", "read_exchange"]

_LARGEST_BYTES = 20_000_000
_LONGEST = 4000
_FEWEST = 3
_MOST_FIGURES = 5000
_AGS = re.compile(r"(0[1-9]|1[0-6])\d{6}")
_ID = re.compile(r"[A-Z]-\d{2}[\w:.-]{0,80}")
_KEY = re.compile(r"[a-z0-9_]{1,80}")
#: Kinds of characters that turn or hide text: control, format, surrogate, private.
_HIDING = ("Cc", "Cf", "Cs", "Co")


def read_exchange(path: Path) -> Exchange:
    """
    Read what a town handed on.

    Parameters
    ----------
    path
        Its ``austausch.json``.

    Raises
    ------
    MissingSourceError
        If there is no such file.
    SourceError
        If it is of another tool, of a newer version, damaged, or says what cannot be; one line.
    """
    if not path.is_file():
        raise MissingSourceError(
            de=f"{path} gibt es nicht; Pfad prüfen", en=f"there is no {path}; check the path"
        )
    return parse_exchange(path.read_bytes(), path.name)


def parse_exchange(content: bytes, name: str) -> Exchange:
    """
    Read the content of an ``austausch.json``; ``name`` is what messages call it.

    Raises
    ------
    SourceError
        As `read_exchange`.
    """
    return _Reader(name).read(content)


class _Reader:
    """Takes values out of the parsed file; the first that cannot be stops it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def stop(self, de: str, en: str) -> SourceError:
        return SourceError(de=f"{self.name}: {de}", en=f"{self.name}: {en}")

    def read(self, content: bytes) -> Exchange:
        told = self._object(content)
        where = "situation"
        situation = self._dict(told, where)
        mix = self._dict(told, "mix")
        figures = tuple(self._figure(one) for one in self._list(told, "figures"))
        self._once([f.id for f in figures])
        branches = tuple(self._branch(one) for one in self._list(mix, "branches"))
        return Exchange(
            town=self._town(told), ags=self._ags(told), survey_day=self._day(told, "survey_day"),
            version=self._text(told, "version") or "?", size=self._size(told),
            situation=self._situation(situation), figures=figures,
            mix_place=self._one_of(mix, "place", ("centre", "town")), branches=branches,
            branches_withheld=self._count(mix, "withheld_units"),
            steps=tuple(self._step(one) for one in self._list(mix, "steps")),
            measures=tuple(self._measure(one) for one in self._list(told, "measures")),
        )  # fmt: skip

    # the whole ---------------------------------------------------------------

    def _object(self, content: bytes) -> dict[str, Any]:
        if len(content) > _LARGEST_BYTES:
            raise self.stop(
                "ist größer als 20 MB und kein Austausch", "is larger than 20 MB and no exchange"
            )
        try:
            told = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise self.stop(
                "ist beschädigt (kein lesbares JSON); bitte neu schicken lassen",
                "is damaged (no readable JSON); please have it sent again",
            ) from error
        if not isinstance(told, dict) or told.get("kind") != KIND:
            raise self.stop(
                "ist kein Austausch von innenstadt_gis, sondern eine andere Datei",
                "is no exchange of innenstadt_gis but another file",
            )
        self._schema(told)
        if told.get("rules", {}).get("audience") != "oeffentlich":
            raise self.stop(
                "folgt nicht den öffentlichen Regeln und wird nicht gelesen",
                "does not follow the public rules and is not read",
            )
        return told

    def _schema(self, told: dict[str, Any]) -> None:
        schema = told.get("schema")
        if isinstance(schema, int) and not isinstance(schema, bool) and schema > SCHEMA:
            raise self.stop(
                f"ist von einer neueren Fassung (Format {schema}; hier lesbar: {SCHEMA}); bitte dieses "
                "Programm erneuern",
                f"is of a newer version (format {schema}; readable here: {SCHEMA}); please update "
                "this program",
            )
        if schema != SCHEMA:
            raise self.stop("nennt kein bekanntes Format", "names no format that is known")

    def _once(self, ids: list[str]) -> None:
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise self.stop(
                f"nennt die Kennzahl {twice[0]} zweimal", f"names the figure {twice[0]} twice"
            )

    # parts -------------------------------------------------------------------

    def _town(self, told: dict[str, Any]) -> str:
        name = self._text(told, "town")
        if not name or len(name) > 120:
            raise self.stop("nennt keine Stadt", "names no town")
        return name

    def _ags(self, told: dict[str, Any]) -> str | None:
        ags = told.get("ags")
        if ags is None:
            return None
        if not isinstance(ags, str) or not _AGS.fullmatch(ags):
            raise self.stop(
                "der Gemeindeschlüssel (ags) hat nicht 8 Ziffern", "its key (ags) is not 8 digits"
            )
        return ags

    def _size(self, told: dict[str, Any]) -> Size:
        size = self._dict(told, "size")
        return Size(
            persons=self._count(size, "persons"), units=self._count(size, "units"),
            in_use=self._count(size, "in_use"),
        )  # fmt: skip

    def _situation(self, told: dict[str, Any]) -> Situation:
        boundary = told.get("boundary")
        if not isinstance(boundary, bool):
            raise self._wrong("boundary")
        sources = tuple(
            SourceTold(
                *(self._text(one, k) or "" for k in ("role", "day", "licence", "attribution"))
            )
            for one in self._list(told, "sources")
        )
        missing = tuple(
            Missing(self._text(one, "what") or "?", self._both(one, "why") or Text("", ""))
            for one in self._list(told, "missing")
        )
        return Situation(
            scope=self._one_of(told, "scope", ("all_units", "vacancies_only")), boundary=boundary,
            unknown=self._count(told, "unknown"), unknown_share=self._share(told, "unknown_share"),
            sources=sources, missing=missing,
        )  # fmt: skip

    def _branch(self, told: Any) -> BranchCount:
        units = self._count(told, "units")
        if units is None or units < _FEWEST:
            raise self.stop(
                "nennt eine Branche mit weniger als 3 Einheiten; das dürfte sie nicht",
                "tells a branch of fewer than 3 units; it must not",
            )
        branch = self._text(told, "branch") or "?"
        return BranchCount(branch, self._both(told, "label") or Text(branch, branch), units)

    def _step(self, told: Any) -> MixStep:
        order, coverage = self._count(told, "order"), self._share(told, "coverage")
        if order not in (0, 1, 2) or coverage is None:
            raise self._wrong("mix.steps")
        numbers = [self._number(told, k, least=0.0) for k in ("value", "low", "high", "units")]
        value, low, high, _ = numbers
        if value is not None and not (low or 0) <= value <= (high if high is not None else value):
            raise self._wrong("mix.steps")
        return MixStep(order, coverage, *numbers)

    def _measure(self, told: Any) -> HandedOn:
        measure = self._text(told, "measure")
        if not measure:
            raise self._wrong("measures")
        due = self._day(told, "due") if told.get("due") is not None else None
        return HandedOn(
            measure=measure, theme=self._one_of(told, "theme", tuple(NETWORK_THEMES)),
            responsible=self._text(told, "responsible"), due=due,
            status=self._one_of(told, "status", tuple(MEASURE_STATUS)),
            indicator=self._text(told, "indicator"), baseline=self._number(told, "baseline"),
            target=self._number(told, "target"), value_unit=self._text(told, "value_unit"),
        )  # fmt: skip

    def _figure(self, told: Any) -> Figure:
        figure_id, key = self._text(told, "id") or "", self._text(told, "key") or ""
        if not _ID.fullmatch(figure_id) or not _KEY.fullmatch(key):
            raise self._wrong("figures")
        number = partial(self._number, told)
        figure = Figure(
            id=figure_id, key=key, label=self._both(told, "label") or Text(key, key),
            unit=self._text(told, "unit") or "", interval=self._text(told, "interval") or "",
            method=self._both(told, "method") or Text("", ""), why=self._both(told, "why"),
            parameters=self._parameters(told), base_table=self._text(told, "base_table") or "",
            base=cast("Any", self._one_of(told, "base", ("", "register", "osm", "all")) or ""),
            value=number("value"), numerator=number("numerator"),
            denominator=number("denominator"), low=number("low"), high=number("high"),
            bound_low=number("bound_low"), bound_high=number("bound_high"),
            coverage=number("coverage"),
        )  # fmt: skip
        self._sensible(figure)
        return figure

    def _sensible(self, f: Figure) -> None:
        """Refuse numbers that cannot be: more vacant than known, shares above one."""
        n, k = f.denominator, f.numerator
        if n is not None and k is not None and f.unit == "share" and not 0 <= k <= n * (1 + 1e-9):
            raise self.stop(
                f"{f.id}: mehr gezählt ({k:g}) als es gibt ({n:g})",
                f"{f.id}: more counted ({k:g}) than there are ({n:g})",
            )
        ends = (f.value, f.low, f.high, f.bound_low, f.bound_high, f.coverage)
        shares = ends if f.unit in ("share", "p") else (f.coverage,)
        if any(v is not None and not 0 <= v <= 1 for v in shares):
            raise self.stop(f"{f.id}: ein Anteil über 100 %", f"{f.id}: a share above 100%")
        if f.low is not None and f.high is not None and f.low > f.high:
            raise self.stop(f"{f.id}: Spanne verkehrt herum", f"{f.id}: interval upside down")
        rate = k / n if f.key == "vacancy_rate" and n and k is not None else None
        if rate is not None and f.value is not None and abs(f.value - rate) > 1e-4:
            raise self.stop(
                f"{f.id}: {k:g} von {n:g} ist nicht {f.value:.4g}",
                f"{f.id}: {k:g} of {n:g} is not {f.value:.4g}",
            )

    # values ------------------------------------------------------------------

    def _wrong(self, key: str) -> SourceError:
        return self.stop(
            f"der Eintrag {key} ist nicht zu verstehen", f"the entry {key} makes no sense"
        )

    def _dict(self, told: Any, key: str) -> dict[str, Any]:
        value = told.get(key) if isinstance(told, dict) else None
        if not isinstance(value, dict):
            raise self.stop(f"unvollständig: {key} fehlt", f"incomplete: there is no {key}")
        return value

    def _list(self, told: Any, key: str) -> list[dict[str, Any]]:
        value = told.get(key) if isinstance(told, dict) else None
        if not isinstance(value, list) or len(value) > _MOST_FIGURES:
            raise self.stop(f"unvollständig: {key} fehlt", f"incomplete: there is no {key}")
        if not all(isinstance(one, dict) for one in value):
            raise self._wrong(key)
        return value

    def _text(self, told: Any, key: str) -> str | None:
        value = told.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise self._wrong(key)
        return re.sub(r"[ \t\r\n]+", " ", _visible(value)).strip(" ")

    def _both(self, told: Any, key: str) -> Text | None:
        value = told.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._wrong(key)
        de, en = self._text(value, "de"), self._text(value, "en")
        return Text(de or en or "", en or de or "")

    def _one_of(self, told: Any, key: str, allowed: tuple[str, ...]) -> str | None:
        value = told.get(key)
        if value is None or (isinstance(value, str) and value in allowed):
            return value
        raise self._wrong(key)

    def _number(self, told: Any, key: str, *, least: float = -math.inf) -> float | None:
        value = told.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(key)
        if not math.isfinite(value) or value < least or abs(value) > 1e12:
            raise self._wrong(key)
        return value

    def _count(self, told: Any, key: str) -> int | None:
        value = self._number(told, key, least=0)
        if value is not None and value != int(value):
            raise self._wrong(key)
        return None if value is None else int(value)

    def _share(self, told: Any, key: str) -> float | None:
        value = self._number(told, key, least=0)
        if value is not None and value > 1:
            raise self._wrong(key)
        return value

    def _day(self, told: Any, key: str) -> dt.date:
        try:
            return dt.date.fromisoformat(str(told.get(key)))
        except ValueError as error:
            raise self._wrong(key) from error

    def _parameters(self, told: Any) -> dict[str, Any]:
        given = told.get("parameters") or {}
        if not isinstance(given, dict) or len(given) > 100:
            raise self._wrong("parameters")
        done: dict[str, Any] = {}
        for key, value in given.items():
            plain = value is None or isinstance(value, bool | int | float)
            done[_visible(str(key))[:80]] = value if plain else self._text(given, key)
        return done


def _visible(text: str) -> str:
    """Drop what turns or hides text, and keep the rest; line ends become blanks."""
    return "".join(
        " " if c in "\n\r\t" else c for c in text
        if c in "\n\r\t" or unicodedata.category(c) not in _HIDING
    )  # fmt: skip


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number")
