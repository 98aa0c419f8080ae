"""The mapping beside a register: what a person said about it, as TOML or a return copy."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.ingest.registers.headers import bare, plain
from innenstadt_gis.ingest.registers.mapping_text import write_mapping
from innenstadt_gis.ingest.registers.return_sheets import field_of, read_return_copy, status_of
from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.mapping import FIELDS, UNITS, ColumnRule, RegisterMapping, SheetRule
from innenstadt_gis.study.text import decode, german_day
from innenstadt_gis.tables import STATUS
from innenstadt_gis.words import Text

__all__ = ["find_mapping", "mapping_path", "read_mapping", "write_mapping"]

_DEEPEST = 100  # rows among which the header stands
_SUFFIX = ".zuordnung.toml"
_TABLES = ("columns", "sheets", "status", "colours", "streets", "addresses", "links", "defaults")
_PLAIN = ("crs", "survey_day", "scope")
_SHEET_KEYS = ("read", "header_row", "survey_day", "street", "place", "columns")
_RULE_KEYS = ("means", "unit", "values")
_SCOPES = ("all_units", "vacancies_only")


def mapping_path(register: Path) -> Path:
    """
    Where the mapping of a register stands: beside it.

    Examples
    --------
    >>> mapping_path(Path("daten/leerstand_2024.xlsx")).name
    'leerstand_2024.zuordnung.toml'
    """
    return register.with_name(register.stem + _SUFFIX)


def find_mapping(register: Path, *, sheets: Iterable[Sheet] | None = None) -> Path | None:
    """
    Find the mapping of a register: its own, or that of the same list of another year.

    Another year's holds if the names are the same but for digits, or if every column that
    it speaks of is there. Pass ``sheets`` if the file was read already.
    """
    own = mapping_path(register)
    if own.is_file():
        return own
    others = sorted(register.parent.glob("*" + _SUFFIX), reverse=True)
    if not others:
        return None
    if sheets is None:
        from innenstadt_gis.ingest.registers.sheets import read_sheets

        sheets = read_sheets(register)[1]
    labels = {plain(v) for s in sheets for row in s.rows[:_DEEPEST] for v in row if v is not None}
    for other in others:
        said = read_mapping(other)
        rules = [said.columns, *(rule.columns for rule in said.sheets.values())]
        spoken = {plain(bare(label)) for columns in rules for label in columns}
        spoken = {label for label in spoken if not re.fullmatch(r"spalte \d+", label)}
        alike = _without_digits(other.name.removesuffix(_SUFFIX)) == _without_digits(register.stem)
        if spoken <= labels and (alike or len(spoken) >= 2):
            return other
    return None


def _without_digits(name: str) -> str:
    return re.sub(r"[\d\W_]+", "", name.casefold())


def of_another_year(mapping: RegisterMapping) -> RegisterMapping:
    """What a mapping still says about next year's list: no days, no links of single rows."""
    sheets = {name: replace(rule, survey_day=None) for name, rule in mapping.sheets.items()}
    return replace(mapping, survey_day=None, links={}, sheets=sheets)


def read_mapping(path: Path) -> RegisterMapping:
    """
    Read what a person said about a register, from TOML or from a return copy.

    Raises
    ------
    MissingSourceError
        If there is no such file.
    SourceError
        If something in it cannot be understood: all faults, each with its line and, where
        it can be told, with what to write instead.
    """
    if not path.is_file():
        raise MissingSourceError(
            de=f"{path.name}: Die Zuordnung liegt nicht unter {path}",
            en=f"{path.name}: there is no mapping at {path}",
        )
    if path.suffix.casefold() in (".xlsx", ".xlsm"):
        return read_return_copy(path)
    text, faults = decode(path.read_bytes())
    reader = _Reader(text, [fault.told() for fault in faults])
    mapping = reader.mapping()
    if reader.faults:
        raise SourceError(
            de=f"{path.name}: {len(reader.faults)} Fehler"
            + "".join(f"\n  - {told.de}" for told in reader.faults),
            en=f"{path.name}: {len(reader.faults)} problem(s)"
            + "".join(f"\n  - {told.en}" for told in reader.faults),
        )
    return mapping


class _Reader:
    """Turns the text into a mapping and gathers the faults on the way."""

    def __init__(self, text: str, faults: list[Text]) -> None:
        self.text = text
        self.faults = faults

    def mapping(self) -> RegisterMapping:
        """Read all that can be understood."""
        table = self._parse()
        if table is None:
            return RegisterMapping()
        self._known(table, (*_PLAIN, *_TABLES), where="")
        parts = {name: self._table(table, name) for name in _TABLES}
        words = {
            name: {key: str(value) for key, value in parts[name].items()}
            for name in ("streets", "addresses", "links")
        }
        return RegisterMapping(
            columns=self._columns(parts["columns"], "[columns]"),
            sheets={name: self._sheet(name, rule) for name, rule in parts["sheets"].items()},
            status=self._statuses(parts["status"]),
            colours=self._statuses(parts["colours"]),
            streets=words["streets"],
            addresses=words["addresses"],
            links=words["links"],
            defaults=self._defaults(parts["defaults"]),
            crs=self._text(table, "crs"),
            survey_day=self._day(table, "survey_day"),
            scope=self._scope(table),
        )

    def _parse(self) -> dict[str, Any] | None:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            rows = self.text.splitlines()
            line = int(found[1]) if found else max(len(rows), 1)
            row = rows[line - 1].strip() if 0 < line <= len(rows) else ""
            better = _better(row)
            write = (
                Text(f". Bitte schreiben: {better}", f". Write: {better}")
                if better
                else Text("", "")
            )
            if "overwrite" in str(error) or "twice" in str(error):
                self._fault(Text("steht zweimal da; eines löschen", "stands there twice"), line)
            else:
                self._fault(
                    Text(
                        f"nicht lesbar: {row[:60]}{write.de}",
                        f"cannot be read: {row[:60]}{write.en}",
                    ),
                    line,
                )
            return None

    def _fault(self, what: Text, line: int | None) -> None:
        de, en = (f"Zeile {line}: ", f"line {line}: ") if line else ("", "")
        self.faults.append(Text(de + what.de, en + what.en))

    def _line(self, key: str) -> int | None:
        """Line that holds a key: the first that begins with it."""
        for number, row in enumerate(self.text.splitlines(), start=1):
            if re.match(rf"\s*\[*(?:[\w.]*\.)?[\"']?{re.escape(key)}[\"']?\s*(?:=|\])", row):
                return number
        escaped = key.replace('"', '\\"')
        rows = enumerate(self.text.splitlines(), start=1)
        return next((n for n, row in rows if key in row or escaped in row), None)

    def _known(self, table: Mapping[str, Any], known: tuple[str, ...], *, where: str) -> None:
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
                meant = (
                    Text(f"; gemeint ist wohl {near[0]}", f"; probably {near[0]}")
                    if near
                    else Text("", "")
                )
                self._fault(
                    Text(
                        f"{where}{key} ist unbekannt{meant.de}",
                        f"{where}{key} is not known{meant.en}",
                    ),
                    self._line(key),
                )

    def _table(self, table: Mapping[str, Any], name: str) -> dict[str, Any]:
        found = table.get(name, {})
        if isinstance(found, dict):
            return found
        self._fault(
            Text(
                f"{name} muss ein Abschnitt sein: [{name}]", f"{name} must be a section: [{name}]"
            ),
            self._line(name),
        )
        return {}

    def _columns(self, table: Mapping[str, Any], where: str) -> dict[str, ColumnRule]:
        found = {label: self._rule(label, said, where) for label, said in table.items()}
        return {label: rule for label, rule in found.items() if rule is not None}

    def _rule(self, label: str, said: Any, where: str) -> ColumnRule | None:
        table = {"means": said} if isinstance(said, str) else said
        if not isinstance(table, dict) or not isinstance(table.get("means"), str):
            self._fault(
                Text(
                    f'{where} "{label}": Bedeutung fehlt. Bitte schreiben: "{label}" = "kept"',
                    f'{where} "{label}": its meaning is missing. Write: "{label}" = "kept"',
                ),
                self._line(label),
            )
            return None
        self._known(table, _RULE_KEYS, where=f'{where} "{label}": ')
        means = field_of(table["means"])
        if means is None:
            self._unknown_word(label, table["means"], tuple(FIELDS), where)
            return None
        unit = table.get("unit")
        if unit is not None and unit not in UNITS:
            known = ", ".join(UNITS)
            self._fault(
                Text(
                    f'{where} "{label}": Einheit "{unit}" ist unbekannt. Bekannt sind: {known}',
                    f'{where} "{label}": unit "{unit}" is not known. Known are: {known}',
                ),
                self._line(label),
            )
            unit = None
        values = self._table(table, "values")
        words = {}
        for word, meant in values.items():
            status = means in ("status", "vacant", "occupied")
            key = status_of(str(meant)) if status else str(meant)
            if key is None:
                self._unknown_word(word, str(meant), tuple(STATUS), f"{where} values:")
                continue
            words[word] = key
        return ColumnRule(means=means, unit=unit, values=words)

    def _unknown_word(self, key: str, word: str, known: tuple[str, ...], where: str) -> None:
        near = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.5)
        write = near[0] if near else ", ".join(known[:6]) + " …"
        self._fault(
            Text(
                f'{where} "{key}": "{word}" ist unbekannt. Bitte schreiben: "{key}" = "{write}"',
                f'{where} "{key}": "{word}" is not known. Write: "{key}" = "{write}"',
            ),
            self._line(key),
        )

    def _sheet(self, name: str, said: Any) -> SheetRule:
        table = said if isinstance(said, dict) else {}
        where = f'[sheets."{name}"] '
        self._known(table, _SHEET_KEYS, where=where)
        row, read = table.get("header_row"), table.get("read", True)
        if row is not None and (not isinstance(row, int) or isinstance(row, bool) or row < 1):
            self._fault(
                Text(
                    f"{where}header_row: Zeilennummer wie in Excel. Bitte schreiben: header_row = 4",
                    f"{where}header_row: the row as Excel shows it. Write: header_row = 4",
                ),
                self._line("header_row"),
            )
            row = None
        if not isinstance(read, bool):
            self._fault(
                Text(
                    f"{where}read: Bitte schreiben: read = false",
                    f"{where}read: write: read = false",
                ),
                self._line("read"),
            )
            read = True
        return SheetRule(
            read=read,
            header_row=row,
            survey_day=self._day(table, "survey_day"),
            street=self._text(table, "street"),
            place=self._text(table, "place"),
            columns=self._columns(self._table(table, "columns"), where),
        )

    def _statuses(self, table: Mapping[str, Any]) -> dict[str, str]:
        found = {}
        for word, said in table.items():
            key = status_of(str(said))
            if key is None:
                self._unknown_word(word, str(said), tuple(STATUS), "")
            else:
                found[word] = key
        return found

    def _defaults(self, table: Mapping[str, Any]) -> dict[str, str]:
        found = {}
        for name, said in table.items():
            means = field_of(name)
            if means is None:
                self._known({name: said}, tuple(FIELDS), where="[defaults] ")
                continue
            key = status_of(str(said)) if means == "status" else str(said)
            if key is None:
                self._unknown_word(name, str(said), tuple(STATUS), "[defaults]")
            else:
                found[means] = key
        return found

    def _text(self, table: Mapping[str, Any], key: str) -> str | None:
        value = table.get(key)
        return None if value is None else str(value)

    def _day(self, table: Mapping[str, Any], key: str) -> dt.date | None:
        value = table.get(key)
        if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
            return value
        if isinstance(value, dt.datetime):
            return value.date()
        german = german_day(str(value)) or dt.date(2024, 10, 1)
        self._fault(
            Text(
                f"{key}: kein Tag. Bitte schreiben: {key} = {german.isoformat()}",
                f"{key}: no day. Write: {key} = {german.isoformat()}",
            ),
            self._line(key),
        )
        return None

    def _scope(self, table: Mapping[str, Any]) -> str | None:
        value = self._text(table, "scope")
        if value is not None and value not in _SCOPES:
            self._unknown_word("scope", value, _SCOPES, "")
            return None
        return value


def _better(row: str) -> str | None:
    """Write a line as TOML wants it, for the usual slips; None if that does not help."""
    straight = re.sub(r"[„“”‟]", '"', row)
    found = re.match(r'^\s*("(?:[^"\\]|\\.)*"|[^"=]+?)\s*=\s*(.*)$', straight)
    tries = [straight]
    if found:
        key, value = found[1].strip(), found[2].strip()
        if not key.startswith('"') and not re.fullmatch(r"[\w-]+", key, re.ASCII):
            key = f'"{key}"'
        day = german_day(value.strip('"'))
        tries += [f"{key} = {value}", f"{key} = {day.isoformat()}" if day else f'{key} = "{value}"']
    for text in tries:
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            continue
        return text if text != row else None
    return None
