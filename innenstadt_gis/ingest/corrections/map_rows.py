"""Corrections from the map as rows of `korrekturen.xlsx`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.ingest.corrections.map_file import (
    REFUSED,
    MapEdit,
    MapEdits,
    Overruled,
    merge_map_edits,
)
from innenstadt_gis.ingest.corrections.model import (
    FIELDS,
    Correction,
    parse,
    read_position,
)
from innenstadt_gis.ingest.corrections.write import NewRow
from innenstadt_gis.ingest.registers.private import collect
from innenstadt_gis.tables import STATUS
from innenstadt_gis.words import Text, day

__all__ = ["MapRows", "rows_from_map"]

_NOBODY = collect([])
_SHOWN = 8
_FAR = dt.date(2999, 1, 1)
_FREE = ("name", "address")

#: West, south, east, north in degrees.
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class MapRows:
    """Rows to be appended, and what there is to say of what is not among them."""

    rows: tuple[NewRow, ...]
    sentences: tuple[Text, ...]


def rows_from_map(
    files: Sequence[MapEdits],
    *,
    town: str,
    box: _Box,
    held: Iterable[Correction] = (),
) -> MapRows:
    """
    Turn corrections from the map into rows for `append_corrections`.

    Of each field of a unit the newest entry of all files holds; where files contradict each
    other both values are told. A row that stands in ``held`` already is not written twice, and
    places outside of ``box`` and texts with personal data are refused. A new unit is named by
    its place, so that it cannot be taken for another one at the same address.

    Parameters
    ----------
    files
        What `read_map_edits` read, of one or of several laptops.
    town
        Name of the study's town; a file of another town is refused as a whole.
    box
        Where the town lies, in degrees.
    held
        Entries of `korrekturen.xlsx`.
    """
    ours = [file for file in files if file.town in ("", town)]
    said = [_foreign(file, town) for file in files if file not in ours]
    merged, lost = merge_map_edits(ours)
    refused = Counter(why for file in ours for _, why in file.refused)
    kept = _checked(merged, box, refused)
    rows = _rows(kept)
    known = {_key(e.target, e.field, e.value, e.day) for e in held}
    fresh = [row for row in rows if _key_of(row) not in known]
    said += [_overruled(one) for one in lost[:_SHOWN]]
    if len(lost) > _SHOWN:
        said.append(_more(len(lost) - _SHOWN))
    said += _withdrawn(merged, {(e.target, e.field) for e in held})
    if len(rows) > len(fresh):
        n = len(rows) - len(fresh)
        said.append(Text(f"{n} standen schon darin", f"{n} stood there already"))
    said += [
        Text(f"{n} nicht übernommen: {REFUSED[why].de}", f"{n} not taken over: {REFUSED[why].en}")
        for why, n in sorted(refused.items())
    ]
    return MapRows(tuple(fresh), tuple(said))


def _foreign(file: MapEdits, town: str) -> Text:
    return Text(
        f"{file.file}: gehört zu einer anderen Stadt ({file.town[:60]}, hier: {town})",
        f"{file.file}: belongs to another town ({file.town[:60]}, here: {town})",
    )


def _checked(edits: list[MapEdit], box: _Box, refused: Counter[str]) -> list[MapEdit]:
    """Leave out what was taken back, lies elsewhere, speaks of persons or has no place."""
    kept = []
    for edit in edits:
        if edit.withdrawn:
            continue
        if edit.field == "position" and not _inside(edit.value, box):
            refused["place"] += 1
        elif edit.field in _FREE and _NOBODY.found_in_name(edit.value):
            refused["personal"] += 1
        elif edit.field == "address" and parse("address", edit.value, _FAR) is None:
            refused["value"] += 1
        else:
            kept.append(edit)
    placed = {edit.unit for edit in kept if edit.field == "position"}
    lone = [e for e in kept if e.unit.startswith("new-") and e.unit not in placed]
    if lone:
        refused["lone"] += len(lone)
    return [edit for edit in kept if edit not in lone]


def _inside(value: str, box: _Box) -> bool:
    point = read_position(value)
    if point is None:
        return False
    west, south, east, north = box
    return west <= point[0] <= east and south <= point[1] <= north


def _rows(edits: list[MapEdit]) -> list[NewRow]:
    """Rows in the order of their making; places are the last that was said of them."""
    places = {e.unit: e for e in edits if e.field == "position" and e.unit.startswith("new-")}
    told = {e.unit for e in edits if e.field == "status"}
    rows = [
        _row(place.value, place, "status", STATUS["unknown"].de, None)
        for unit, place in places.items()
        if unit not in told
    ]
    for edit in edits:
        new = edit.unit in places
        if new and edit.field == "position":
            continue  # it names the unit
        target = places[edit.unit].value if new else edit.unit
        value = _word(edit.field, edit.value) or "-"
        before = _word(edit.field, edit.before) if edit.before and not new else None
        rows.append(_row(target, edit, edit.field, value, before))
    return rows


def _row(target: str, edit: MapEdit, field: str, value: str, before: str | None) -> NewRow:
    reason = edit.reason
    if reason is not None and _NOBODY.found_in(reason):
        reason = _NOBODY.cleaned(reason)
    return NewRow(unit=target, field=field, value=value, before=before, day=edit.day, reason=reason)


def _word(field: str, value: str | None) -> str | None:
    """Say a key in the words of the sheet."""
    if value and field == "status":
        return STATUS[value].de if value in STATUS else value
    if value and field == "branch":
        return BRANCHES[value].label.de if value in BRANCHES else value
    return value


def _key(target: str, field: str, value: Any, on: Any) -> tuple[Any, ...]:
    return target, field, value, on


def _key_of(row: NewRow) -> tuple[Any, ...]:
    value = None if row.value == "-" else parse(row.field, row.value, row.day or _FAR)
    return _key(row.unit, row.field, value, row.day)


def _overruled(one: Overruled) -> Text:
    label = FIELDS[one.holds.field].label

    def say(edit: MapEdit) -> Text:
        when = edit.changed[:10] if edit.day is None else day(edit.day)
        word = _word(edit.field, edit.value)
        if edit.withdrawn:
            return Text(f"zurückgenommen ({when})", f"taken back ({when})")
        return Text(f"„{word}“ ({when})", f"'{word}' ({when})")

    holds, lost = say(one.holds), say(one.lost)
    return Text(
        f"Widerspruch: {one.holds.unit}, {label.de}: {one.lost_file} sagt {lost.de}, später sagt "
        f"{one.holds_file} {holds.de}; das Spätere gilt",
        f"contradiction: {one.holds.unit}, {label.en}: {one.lost_file} says {lost.en}, later "
        f"{one.holds_file} says {holds.en}; the later one holds",
    )


def _more(n: int) -> Text:
    return Text(f"und {n} weitere Widersprüche", f"and {n} more contradictions")


def _withdrawn(edits: list[MapEdit], held: set[tuple[str, str]]) -> list[Text]:
    """Name what was taken back on the map but stands in the workbook: rows are never deleted."""
    still = [e for e in edits if e.withdrawn and (e.unit, e.field) in held]
    return [
        Text(
            f"{e.unit}, {FIELDS[e.field].label.de}: auf der Karte zurückgenommen; die Zeile in "
            "korrekturen.xlsx bitte selbst löschen",
            f"{e.unit}, {FIELDS[e.field].label.en}: taken back on the map; please delete the row "
            "in korrekturen.xlsx yourself",
        )
        for e in still[:_SHOWN]
    ]
