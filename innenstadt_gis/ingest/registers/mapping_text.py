"""A mapping as TOML text that a person can edit: what was said, and every guess beside it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping

from innenstadt_gis.mapping import (
    FIELDS,
    ColumnReading,
    ColumnRule,
    Reading,
    RegisterMapping,
    SheetRule,
)
from innenstadt_gis.tables import STATUS

__all__ = ["write_mapping"]

_HEAD = """\
# Zuordnung zu {file}: was die Spalten, Wörter und Farben dieser Liste bedeuten.
# Zeilen mit # davor sind Vermutungen des Programms. Stimmt eine nicht: das # am Anfang
# löschen und das Wort rechts vom = ändern. Was hier steht, geht jeder Vermutung vor.
# Die nächste Lieferung mit denselben Spalten wird ebenso gelesen.
"""
_SHORTEST_COMMENT = 46


def write_mapping(said: RegisterMapping | Reading, *, file: str) -> str:
    """
    Write a mapping as TOML; every guess of a `Reading` stands beside it as a comment.

    Reading the text again gives the same mapping. Samples of personal columns are not
    written, for a reading holds none.

    Parameters
    ----------
    said
        A mapping, or what was understood of a register.
    file
        Name of the register, for the first line.

    Examples
    --------
    >>> rule = ColumnRule(means="sales_area", unit="ft2")
    >>> print(write_mapping(RegisterMapping(columns={"Size": rule}), file="a.csv").splitlines()[-1])
    "Size" = { means = "sales_area", unit = "ft2" }
    """
    mapping = said.mapping if isinstance(said, Reading) else said
    reading = said if isinstance(said, Reading) else None
    lines = [_HEAD.format(file=file.replace("\n", " "))]
    if mapping.survey_day is not None:
        lines.append(f"survey_day = {mapping.survey_day.isoformat()}")
    for key, value in (("scope", mapping.scope), ("crs", mapping.crs)):
        if value is not None:
            lines.append(f"{key} = {_text(value)}")
    if reading is not None:
        lines += ["# survey_day = 2024-10-01", '# scope = "all_units"   # oder "vacancies_only"']
    lines += _section("defaults", mapping.defaults)
    guesses, single = _guesses(reading)
    lines += ["", "[columns]", *_columns(mapping.columns), *guesses]
    names = [*mapping.sheets, *(name for name in single if name not in mapping.sheets)]
    for name in names:
        lines += _sheet(name, mapping.sheets.get(name), single.get(name, []))
    lines += _section("status", mapping.status, list(_word_guesses(reading)))
    lines += _section("colours", mapping.colours, list(_colour_guesses(reading)))
    for table in ("streets", "addresses", "links"):
        lines += _section(table, getattr(mapping, table))
    return "\n".join(lines).rstrip() + "\n"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _section(name: str, table: Mapping[str, str], guesses: list[str] | None = None) -> list[str]:
    if not table and not guesses:
        return []
    return [
        "",
        f"[{name}]",
        *(f"{_text(key)} = {_text(value)}" for key, value in table.items()),
        *(guesses or []),
    ]


def _columns(rules: Mapping[str, ColumnRule]) -> list[str]:
    return [f"{_text(label)} = {_rule(rule)}" for label, rule in rules.items()]


def _rule(rule: ColumnRule) -> str:
    if rule.unit is None and not rule.values:
        return _text(rule.means)
    parts = [f"means = {_text(rule.means)}"]
    if rule.unit is not None:
        parts.append(f"unit = {_text(rule.unit)}")
    if rule.values:
        words = ", ".join(f"{_text(k)} = {_text(v)}" for k, v in rule.values.items())
        parts.append(f"values = {{ {words} }}")
    return "{ " + ", ".join(parts) + " }"


def _sheet(name: str, rule: SheetRule | None, guesses: list[str]) -> list[str]:
    if rule is None and not guesses:
        return []
    head = f"sheets.{_text(name)}"
    lines = ["", f"[{head}]"] if rule else []
    if rule:
        if not rule.read:
            lines.append("read = false")
        if rule.header_row is not None:
            lines.append(f"header_row = {rule.header_row}")
        if rule.survey_day is not None:
            lines.append(f"survey_day = {rule.survey_day.isoformat()}")
        lines += [
            f"{key} = {_text(value)}"
            for key, value in (("street", rule.street), ("place", rule.place))
            if value is not None
        ]
    if (rule and rule.columns) or guesses:
        told = _columns(rule.columns) if rule else []
        # A section of guesses alone is a guess itself.
        lines += ["", f"{'' if told else '# '}[{head}.columns]", *told, *guesses]
    return lines


def _guesses(reading: Reading | None) -> tuple[list[str], dict[str, list[str]]]:
    """Guesses that hold on every sheet, and those of single sheets, as comments."""
    if reading is None:
        return [], {}
    by_label: dict[str, list[tuple[str | None, ColumnReading]]] = defaultdict(list)
    for sheet in reading.sheets:
        for column in sheet.columns:
            by_label[column.label].append((sheet.name, column))
    said = set(reading.mapping.columns)
    everywhere: list[str] = []
    single: dict[str, list[str]] = defaultdict(list)
    for label, columns in by_label.items():
        if label in said:
            continue
        if len({column.means for _, column in columns}) == 1:
            everywhere.append(_guess(columns[0][1]))
            continue
        for name, column in columns:
            if name is not None and label not in _said_of(reading.mapping, name):
                single[name].append(_guess(column))
    return everywhere, single


def _said_of(mapping: RegisterMapping, name: str) -> set[str]:
    rule = mapping.sheets.get(name)
    return set(rule.columns) if rule else set()


def _guess(column: ColumnReading) -> str:
    means = column.means if column.means in FIELDS else "kept"
    line = f"# {_text(column.label)} = {_text(means)}"
    sure = f"{FIELDS[means].de}, Sicherheit {column.confidence:.0%}"
    if column.means not in FIELDS:
        sure = "nicht erkannt"
    samples = "; ".join(" ".join(sample.split()) for sample in column.samples)
    return f"{line.ljust(_SHORTEST_COMMENT)} # {sure}" + (f"; z. B. {samples}" if samples else "")


def _word_guesses(reading: Reading | None) -> Iterator[str]:
    if reading is None:
        return
    for word, (often, status) in reading.words.items():
        if word not in reading.mapping.status and status in STATUS:
            line = f"# {_text(word)} = {_text(status)}"
            yield f"{line.ljust(_SHORTEST_COMMENT)} # {STATUS[status].de}; {often}-mal"


def _colour_guesses(reading: Reading | None) -> Iterator[str]:
    if reading is None:
        return
    for colour, rows in reading.colours.items():
        if colour not in reading.mapping.colours:
            yield f'# {_text(colour)} = "vacant"   # Bedeutung? {len(rows)} Zeilen nur in dieser Farbe'
