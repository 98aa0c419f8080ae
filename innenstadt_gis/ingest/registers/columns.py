"""What a column means once its cells are seen: doubtful headers, missing ones, two alike."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from innenstadt_gis.branches import branch_of_word
from innenstadt_gis.ingest.registers.headers import Header, plain
from innenstadt_gis.ingest.registers.private import looks_personal
from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.ingest.registers.status import read_status, speaks_of_status
from innenstadt_gis.mapping import ColumnRule

__all__ = ["by_content", "header_by_content", "settle"]

_SAMPLE = 400  # cells of a column that are looked at
_SINGLE = (
    "street", "address", "house_number", "object_number", "since", "name", "status", "unit_id",
    "postcode", "x", "y", "point", "parcel_id", "parcel", "floor", "duration",
)  # fmt: skip
_STREET_END = (
    r"(?:stra(?:ß|ss)e|str\.?|gasse|g(?:ä|ae)sschen|platz|weg|allee|ring|markt|steig|damm|ufer|berg|graben"
    r"|promenade|chaussee|zeile|hof|tor|brücke)"
)
_NUMBER = r"\d{1,4}\s?[a-zA-Z]?(?:\s?[-–/+]\s?\d{1,4}\s?[a-zA-Z]?)?"
_STREET = re.compile(rf"^[A-ZÄÖÜ0-9][^\d,;]*{_STREET_END}$", re.IGNORECASE)
_ADDRESS = re.compile(
    rf"^[A-ZÄÖÜ][^\d,;]*(?:{_STREET_END}|[a-zäöüß]+)\s*{_NUMBER}(?:\s*,.*)?$", re.IGNORECASE
)
_HOUSE = re.compile(rf"^(?:nr\.?\s*)?{_NUMBER}$", re.IGNORECASE)
_FLOOR = re.compile(
    r"^(?:EG|UG|DG|KG|(?:\d\.?\s?)?OG|Erdgeschoss|\d\. (?:Stock|Etage))\b", re.IGNORECASE
)
_AREA = re.compile(r"^(?:ca\.?\s*)?\d[\d.,]*\s?(?:m²|qm|m2)$", re.IGNORECASE)
_WKT = re.compile(r"^\s*(?:SRID=\d+;)?POINT\s*Z?\s*\(", re.IGNORECASE)
_PAIR = re.compile(r"^\s*[45]\d[.,]\d{3,}\s*[,;/ ]\s*\d{1,2}[.,]\d{3,}\s*$")
_DAY = re.compile(r"^\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})$|^\d{4}-\d{2}-\d{2}")


def values_of(sheet: Sheet, header: Header, column: int) -> list[Any]:
    """Non-blank cells of a column of this table, as many as are looked at."""
    found: list[Any] = []
    for row in sheet.rows[header.last + 1 : header.end(sheet)]:
        value = row[column] if column < len(row) else None
        if value is not None and str(value).strip():
            found.append(value)
            if len(found) == _SAMPLE:
                break
    return found


def settle(sheet: Sheet, header: Header, *, rules: Mapping[str, ColumnRule]) -> Header:
    """
    Decide what every column means: a person's word, else the header, else the content.

    Parameters
    ----------
    sheet, header
        The table; ``header.fields`` may hold `vocabulary.UNDECIDED`.
    rules
        What a person said, by the column's header as the program shows it.
    """
    fields, how = dict(header.fields), dict(header.how)
    said: dict[int, ColumnRule] = {}
    named = {_key(label): rule for label, rule in rules.items()}
    for column in header.labels:
        rule = named.get(_key(header.shown(column)))
        if rule is not None:
            said[column] = rule
            fields[column], how[column] = rule.means, ("mapping", 1.0)
    values = {column: values_of(sheet, header, column) for column in fields}
    _undecided(fields, how, values, said)
    _street_and_address(fields, values, said)
    _twice(fields, how, values, said)
    _unknown(fields, how, values, said)
    # Once a house number was told by its cells, "Straße" is a street after all.
    fuzzy = {c: s for c, s in header.fuzzy.items() if c not in said}
    return replace(header, fields=fields, how=how, rules=said, fuzzy=fuzzy)


def _key(label: str) -> str:
    return re.sub(r"\s+", " ", label).strip().casefold()


def _undecided(
    fields: dict[int, str],
    how: dict[int, tuple[str, float]],
    values: dict[int, list[Any]],
    said: Mapping[int, ColumnRule],
) -> None:
    for column, name in list(fields.items()):
        cells = values[column]
        others = {n for c, n in fields.items() if c != column}
        if column in said:
            continue
        if name == "condition_or_status":
            told = not others & _STATES and (not cells or speaks_of_status(cells))
            fields[column] = "status" if told else "condition"
        elif name == "plain_name":
            fields[column] = "personal" if looks_personal(cells) else "name"
        elif name == "any_number":
            fields[column] = _number(column, cells, fields, values)
            how[column] = ("content", 0.8)
        elif name == "any_location":
            fields[column] = _location(cells, others)
        elif name == "any_object":
            fields[column] = _object(cells, others)
        elif name in ("unknown", "use", "kept") and looks_personal(cells):
            fields[column], how[column] = "personal", ("content", 0.8)
        elif name == "vacant" and _share(cells, _is_day) >= 0.5:
            fields[column], how[column] = "since", ("content", 0.8)


def _number(
    column: int, cells: list[Any], fields: Mapping[int, str], values: Mapping[int, list[Any]]
) -> str:
    """Tell a row number (1, 2, 3 …) from a house number, which stands behind its street."""
    others = {name for c, name in fields.items() if c != column}
    if "house_number" in others:
        return "object_number"
    street = next(
        (
            c
            for c, name in fields.items()
            if name in ("street", "any_location")
            or (name == "address" and c < column and _share(values[c], _ends_in_number) < 0.3)
        ),
        None,
    )
    if street is None:
        return "object_number" if "address" in others or _running(cells) else "house_number"
    if column > street:
        return "house_number"
    later = any(name == "any_number" and c > street for c, name in fields.items())
    return "object_number" if later or _running(cells) else "house_number"


def _running(cells: list[Any]) -> bool:
    numbers = [int(str(c).rstrip(".").removesuffix(".0")) for c in cells if _whole(c)]
    steps = [b - a for a, b in itertools.pairwise(numbers)]
    if len(numbers) * 10 < len(cells) * 9 or not numbers:
        return False
    return (
        numbers[0] <= 2
        and all(s > 0 for s in steps)
        and sum(s == 1 for s in steps) * 5 >= len(steps) * 4
    )


def _whole(cell: Any) -> bool:
    return bool(re.fullmatch(r"\d+(?:\.0)?\.?", str(cell).strip()))


def _location(cells: list[Any], others: set[str]) -> str:
    if _share(cells, lambda c: bool(_FLOOR.match(str(c)))) >= 0.6 and "floor" not in others:
        return "floor"
    graded = _share(
        cells,
        lambda c: bool(re.match(r"^(?:[12]\s?[ab]|[ABC]|.*lage)\b", str(c).strip(), re.IGNORECASE)),
    )
    if others & {"street", "address"} or graded >= 0.5:
        return "kept"
    return "address"


def _object(cells: list[Any], others: set[str]) -> str:
    if cells and _share(cells, _whole) >= 0.8:
        return "object_number" if "object_number" not in others else "unknown"
    if others & {"street", "address"}:
        return "name" if "name" not in others else "unknown"
    return "address"


def _street_and_address(
    fields: dict[int, str], values: dict[int, list[Any]], said: Mapping[int, ColumnRule]
) -> None:
    names = set(fields.values())
    for column, name in list(fields.items()):
        if column in said:
            continue
        if name == "street" and "house_number" not in names:
            fields[column] = "address"
        elif name == "address" and "street" in names:
            fields[column] = "unknown"
    if "address" in fields.values() and "house_number" in names:
        return
    for column, name in list(fields.items()):
        # "Standort | Nr." is street and house number in other words.
        if name == "address" and column not in said and not values[column]:
            fields[column] = "unknown"


def _twice(
    fields: dict[int, str],
    how: dict[int, tuple[str, float]],
    values: dict[int, list[Any]],
    said: Mapping[int, ColumnRule],
) -> None:
    """Of two columns that mean the same, one holds: what a person said, else the first."""
    seen = {fields[column]: column for column in said}
    for column, name in list(fields.items()):
        if name not in _SINGLE or column in said:
            continue
        if name not in seen:
            seen[name] = column
            continue
        first = seen[name]
        if not values[first] and first not in said:  # the first of them is wholly blank
            fields[first], seen[name] = "unknown", column
        elif name == "object_number" and _running(values[first]) and "house_number" not in seen:
            fits = "street" in seen or "address" in seen
            fields[column] = (
                "house_number" if fits and _share(values[column], _house) > 0.7 else "unknown"
            )
            how[column] = ("content", 0.8)
        else:
            fields[column], how[column] = "unknown", ("none", 0.0)


def _unknown(
    fields: dict[int, str],
    how: dict[int, tuple[str, float]],
    values: dict[int, list[Any]],
    said: Mapping[int, ColumnRule],
) -> None:
    """Read what no header told from the cells, if nothing else means it yet."""
    # Twice: what a column is may show only once its partner is known (easting, northing).
    for column in [*fields, *fields]:
        if fields[column] != "unknown" or column in said or not values[column]:
            continue
        found, sure = by_content(values[column], taken=set(fields.values()))
        if found != "unknown":
            fields[column], how[column] = found, ("content", sure)
    if "house_number" in fields.values() and "street" not in fields.values():
        for column, name in fields.items():
            if name == "address" and column not in said and _share(values[column], _address) < 0.3:
                fields[column] = "street"
                break


def _share(cells: list[Any], test: Any) -> float:
    return sum(bool(test(cell)) for cell in cells) / len(cells) if cells else 0.0


def _is_day(cell: Any) -> bool:
    text = re.sub(r"^(?:leer\s+)?(?:seit|ab)\s+", "", str(cell).strip(), flags=re.IGNORECASE)
    return isinstance(cell, dt.date) or bool(
        _DAY.match(text) or re.fullmatch(r"(?:\d{1,2}[./])?(?:19|20)\d\d", text)
    )


def _address(cell: Any) -> bool:
    return isinstance(cell, str) and bool(_ADDRESS.match(cell.strip()))


def _ends_in_number(cell: Any) -> bool:
    return bool(re.search(r"\d", str(cell)))


def _street(cell: Any) -> bool:
    return isinstance(cell, str) and bool(_STREET.match(cell.strip()))


def _house(cell: Any) -> bool:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return bool(_HOUSE.match(text))


def _status(cell: Any) -> bool:
    if not isinstance(cell, str) or len(plain(cell)) < 3:
        return False
    told = read_status(cell)
    return told.status != "unknown" and not told.repairs


def _between(low: float, high: float) -> Any:
    def test(cell: Any) -> bool:
        try:
            value = float(str(cell).replace(",", "."))
        except ValueError:
            return False
        # Degrees have decimals: a whole number of that size counts something.
        return low <= value <= high and (low > 1000 or not _whole(cell))

    return test


def _easting(cell: Any) -> bool:
    """Gauß-Krüger, or UTM with its zone in front: only beside a northing, prices look alike."""
    return bool(_between(2_250_000, 5_750_000)(cell) or _between(31_250_000, 33_950_000)(cell))


def _postcode(cell: Any) -> bool:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return bool(re.fullmatch(r"(?:D-)?\d{5}", text)) and 1001 <= int(text[-5:]) <= 99998


# field | test of a cell | share of cells that must pass | confidence, tried in this order
_CONTENT: tuple[tuple[str, Any, float, float], ...] = (
    ("point", lambda c: isinstance(c, str) and bool(_WKT.match(c) or _PAIR.match(c)), 0.6, 0.95),
    ("parcel_id", lambda c: bool(re.fullmatch(r"\d{6}[\d_]{3}\d{5}[\d_]{4}[\d_]{0,2}", str(c).strip())), 0.6, 0.95),
    ("website", lambda c: bool(re.match(r"^(?:https?://|www\.)", str(c).strip())), 0.6, 0.9),
    ("photo", lambda c: bool(re.search(r"\.(?:jpe?g|png|heic)$", str(c).strip(), re.IGNORECASE)), 0.6, 0.9),
    ("status", _status, 0.7, 0.8),
    ("floor", lambda c: isinstance(c, str) and bool(_FLOOR.match(c.strip())), 0.7, 0.8),
    ("area", lambda c: isinstance(c, str) and bool(_AREA.match(c.strip())), 0.6, 0.7),
    ("street", _street, 0.6, 0.8),
    ("address", _address, 0.6, 0.8),
    ("y", _between(47.2, 55.1), 0.8, 0.7),
    ("x", _between(5.8, 15.1), 0.8, 0.7),
    ("y", _between(5_200_000, 6_110_000), 0.8, 0.8),
    ("x", _between(250_000, 950_000), 0.8, 0.7),
    ("parcel", lambda c: bool(re.fullmatch(r"\d{1,5}/\d{1,4}", str(c).strip())), 0.7, 0.7),
    ("branch", lambda c: isinstance(c, str) and len(c) <= 40 and branch_of_word(c) is not None, 0.6, 0.6),
)  # fmt: skip
_PAIRED = {"x", "y"}
_PLACES = {"street", "address"}
_STATES = {"status", "vacant", "occupied"}
_USES_AND_AREAS = {"branch", "use", "area", "sales_area", "usable_area"}


def by_content(cells: list[Any], *, taken: set[str]) -> tuple[str, float]:
    """
    Guess the meaning of a column from its cells; ``("unknown", 0)`` if nothing fits.

    ``taken`` are the meanings that other columns have already; they are not given again.

    Examples
    --------
    >>> by_content(["Marktstraße", "Am Plan", "Badergasse"], taken=set())
    ('street', 0.8)
    >>> by_content(["leer", "belegt", "leer"], taken={"status"})
    ('unknown', 0.0)
    """
    if looks_personal(cells):
        return "personal", 0.8
    for name, test, share, sure in _CONTENT:
        if name in taken or (name in _PLACES and taken & _PLACES):
            continue
        if name in _STATES and taken & _STATES:
            continue
        if name in ("branch", "area") and taken & _USES_AND_AREAS:
            continue
        if name in _PAIRED and taken & {"point"}:
            continue
        if _share(cells, test) >= share:
            return name, sure
    if "y" in taken and "x" not in taken and _share(cells, _easting) >= 0.8:
        return "x", 0.7
    if (
        "postcode" not in taken
        and _share(cells, _postcode) >= 0.9
        and len(set(map(str, cells))) * 2 <= max(len(cells), 3)
    ):
        return "postcode", 0.7
    return "unknown", 0.0


def header_by_content(sheet: Sheet) -> Header | None:
    """
    Understand a table without any header by its cells alone, with low confidence.

    None unless a street or address stands beside a status or a house number.
    """
    filled = [i for i, row in enumerate(sheet.rows) if sum(v is not None for v in row) >= 2]
    if not filled:
        return None
    first = filled[0]
    width = max(len(row) for row in sheet.rows)
    bare = Header(first, first - 1, dict.fromkeys(range(width), ""), {})
    cells = {column: values_of(sheet, bare, column) for column in range(width)}
    fields: dict[int, str] = {}
    how: dict[int, tuple[str, float]] = {}
    for column in range(width):
        found, sure = by_content(cells[column], taken=set(fields.values()) - {"unknown"})
        fields[column], how[column] = found, ("content", round(sure / 2, 2))
    place = next((c for c, n in fields.items() if n in _PLACES), None)
    if place is None:
        return None
    if fields[place] == "street" or _share(cells[place], _address) < 0.3:
        after = [c for c in range(place + 1, width) if fields[c] == "unknown" and cells[c]]
        if after and _share(cells[after[0]], _house) >= 0.7:
            fields[place], fields[after[0]] = "street", "house_number"
            how[after[0]] = ("content", 0.4)
    begin = [c for c in range(place) if fields[c] == "unknown" and _running(cells[c])]
    if begin:
        fields[begin[0]], how[begin[0]] = "object_number", ("content", 0.4)
    if not set(fields.values()) & {"status", "house_number", "address"} or len(filled) < 2:
        return None
    if not set(fields.values()) & {"status", "house_number", "floor", "area", "postcode"}:
        return None
    return replace(bare, fields=fields, how=how)
