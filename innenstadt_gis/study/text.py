"""The text of study.toml before TOML sees it: slips of the pen, with the line to write.

People write study.toml in Notepad and paste paths from Explorer. Each statement is
tried alone, so that all slips are told at once and not one per attempt.
"""

from __future__ import annotations

import codecs
import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from innenstadt_gis.errors import StudyError
from innenstadt_gis.words import Text

_OPENING = "\u201e\u201c\u201d\u00bb\u00ab\u201a\u2018\u2019\u2033"
_TYPOGRAPHIC = re.compile(f"[{_OPENING}]([^{_OPENING}\"']*)[{_OPENING}\"']")
_BASIC_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
# \\, \" and \u00e4 are meant; every other backslash in a study comes from a Windows path
_STRAY_BACKSLASH = re.compile(r'(?<!\\)(?:\\\\)*\\(?![\\"]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})')
_GERMAN_DAY = re.compile(r"^\s*[\"']?(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})[\"']?\s*$")
_DECIMAL_COMMA = re.compile(r"(-?\d{1,3}),(\d+)")
_PAIR_WITH_COMMAS = re.compile(
    r"^\s*\[?\s*(-?\d{1,3}),(\d+)\s*[,;/ ]\s*(-?\d{1,3}),(\d+)\s*\]?\s*$"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a study: where, what, and the text to write instead."""

    line: int | None
    key: str
    what: Text
    write: str = ""

    def told(self) -> Text:
        """Tell the fault in one line."""
        key = f"{self.key}: " if self.key else ""
        de = f"Zeile {self.line}, {key}" if self.line else key
        en = f"line {self.line}, {key}" if self.line else key
        return Text(
            de=f"{de}{self.what.de}" + (f" Bitte schreiben: {self.write}" if self.write else ""),
            en=f"{en}{self.what.en}" + (f" Write: {self.write}" if self.write else ""),
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """A ``key = value`` or a ``[header]``, with the section it stands in."""

    line: int
    lines: int
    section: str
    nth: int  # 0 for the first [[registers]], 1 for the second …
    key: str  # blank for a header
    text: str


def complain(file: Path, faults: list[Fault]) -> NoReturn:
    """Raise all faults of a file at once, in the order of its lines."""
    told = [fault.told() for fault in sorted(faults, key=lambda f: (f.line or 0, f.key))]
    raise StudyError(
        de=f"{file.name}: {len(told)} Fehler" + "".join(f"\n  - {t.de}" for t in told),
        en=f"{file.name}: {len(told)} problem(s)" + "".join(f"\n  - {t.en}" for t in told),
    )


def decode(content: bytes) -> tuple[str, list[Fault]]:
    """Decode a study; a byte order mark is welcome, an old Windows encoding is told."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16"), []
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        what = Text(
            de="Die Datei ist nicht als UTF-8 gespeichert. Im Editor: Speichern unter, "
            "Codierung UTF-8.",
            en="the file is not saved as UTF-8. In the editor: save as, encoding UTF-8.",
        )
        return content.decode("cp1252", errors="replace"), [Fault(None, "", what)]


def german_day(text: str) -> dt.date | None:
    """
    Read a day as Germans write it; None if it is none or does not exist.

    Examples
    --------
    >>> german_day("1.10.24"), german_day("31.02.2024"), german_day("2024-10-01")
    (datetime.date(2024, 10, 1), None, None)
    """
    found = _GERMAN_DAY.match(text)
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def lon_lat_with_commas(text: str) -> str | None:
    """
    Repair a coordinate pair with decimal commas; None if it is none.

    Examples
    --------
    >>> lon_lat_with_commas("[11,2789, 49,5106]")
    '11.2789, 49.5106'
    """
    found = _PAIR_WITH_COMMAS.match(text)
    return "{}.{}, {}.{}".format(*found.groups()) if found else None


def statements(text: str) -> Iterator[Statement]:
    """Cut a study into headers and statements; an array over several lines is one."""
    section, nth, seen = "", 0, dict[str, int]()
    rows = text.splitlines()
    at = 0
    while at < len(rows):
        start, row = at, _without_comment(rows[at])
        at += 1
        bare = row.strip()
        if not bare:
            continue
        if bare.startswith("["):
            section = bare.strip("[] \t")
            nth = seen.get(section, -1) + 1
            seen[section] = nth
            yield Statement(start + 1, 1, section, nth, "", bare)
            continue
        while _open_brackets(bare) > 0 and at < len(rows):
            if re.match(r"^\s*(\[{1,2}[A-Za-z]|[A-Za-z_-]+\s*=)", rows[at]):
                break  # the bracket was never closed; the next statement is its own
            bare = f"{bare} {_without_comment(rows[at]).strip()}"
            at += 1
        key = bare.partition("=")[0].strip().strip("\"'")
        yield Statement(start + 1, at - start, section, nth, key, bare)


def repaired(text: str) -> tuple[str, list[Fault]]:
    """Return the study with every slip repaired, and the slips."""
    if '"""' in text or "'''" in text:
        return text, []  # long strings: written by somebody who knows TOML
    rows = text.splitlines()
    faults: list[Fault] = []
    for statement in statements(text):
        better, what = _repair(statement)
        if what is None:
            continue
        write = better or ""
        faults.append(Fault(statement.line, _where(statement), what, write))
        first = statement.line - 1
        rows[first] = write
        for later in range(first + 1, first + statement.lines):
            rows[later] = ""
    return "\n".join(rows) + "\n", faults


def _where(statement: Statement) -> str:
    section = f"[{statement.section}]" if statement.section else ""
    return f"{section} {statement.key}".strip()


def _repair(statement: Statement) -> tuple[str | None, Text | None]:
    """Return the statement to write and what was wrong; (None, None) if all is well."""
    text = statement.text
    stray = any(_STRAY_BACKSLASH.search(found) for found in _BASIC_STRING.findall(text))
    commas = lon_lat_with_commas(text.partition("=")[2].strip().strip("\"'"))
    if _loads(text) and not stray and not commas:
        return None, None
    key, equals, value = text.partition("=")
    if not equals:
        return None, Text(
            de=f"Diese Zeile ist nicht lesbar: {text[:60]}",
            en=f"this line cannot be read: {text[:60]}",
        )
    value = value.strip()
    for better, what in _candidates(value, commas):
        line = f"{key.strip()} = {better}"
        if better != value and _loads(line):
            return line, what
    return None, Text(
        de=f"Der Wert ist nicht lesbar: {value[:60]}", en=f"the value cannot be read: {value[:60]}"
    )


def _candidates(value: str, commas: str | None) -> Iterator[tuple[str, Text]]:
    straight = _TYPOGRAPHIC.sub(r'"\1"', value)
    quotes = Text(
        de="Typografische Anführungszeichen versteht die Datei nicht; gerade verwenden.",
        en="typographic quotes are not understood; use straight ones.",
    )
    slashes = Text(
        de="Rückwärtsschrägstriche (\\) in Pfaden versteht die Datei nicht; / verwenden.",
        en="backslashes in paths are not understood; use /.",
    )
    if commas:
        yield (
            f"[{commas}]",
            Text(de="Dezimalkomma; Punkt verwenden.", en="decimal comma; use a point."),
        )
    if "\\" in straight:
        yield _forward(straight), slashes if straight == value else quotes
    if straight != value:
        yield straight, quotes
    day = german_day(value)
    if day:
        yield (
            day.isoformat(),
            Text(
                de="Tage werden Jahr-Monat-Tag geschrieben.", en="days are written year-month-day."
            ),
        )
    if _DECIMAL_COMMA.fullmatch(value):
        yield (
            value.replace(",", "."),
            Text(de="Dezimalkomma; Punkt verwenden.", en="decimal comma; use a point."),
        )
    if not set(value) & set("\"'[]{}") and value and not _GERMAN_DAY.match(value):
        yield (
            '"{}"'.format(value.replace("\\", "/")),
            Text(de="Text braucht Anführungszeichen.", en="text needs quotes."),
        )


def _forward(value: str) -> str:
    return _BASIC_STRING.sub(lambda m: '"' + re.sub(r"\\+", "/", m.group(1)) + '"', value)


def _loads(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _without_comment(row: str) -> str:
    r"""
    Cut the comment; a # inside of quotes is none.

    ``\"`` does not end a text, unless that leaves the text open: then it is the end of a
    Windows path.
    """
    cut, closed = _cut(row, escapes=True)
    return cut if closed else _cut(row, escapes=False)[0]


def _cut(row: str, *, escapes: bool) -> tuple[str, bool]:
    """Return the row up to its comment, and whether every quote was closed."""
    quote, escaped = "", False
    for at, char in enumerate(row):
        if escaped:
            escaped = False
        elif quote:
            escaped = escapes and quote == '"' and char == "\\"
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == "#":
            return row[:at], True
    return row, not quote


def _open_brackets(text: str) -> int:
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
    return bare.count("[") - bare.count("]")
