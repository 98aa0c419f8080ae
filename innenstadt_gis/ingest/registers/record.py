"""One row of a register as a record: every cell read by what its column means."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from innenstadt_gis.ingest.registers.facts import days, grades, sizes, style_of, text_of, written_of
from innenstadt_gis.ingest.registers.flags import YES_NO, flags, yes_no
from innenstadt_gis.ingest.registers.headers import Header, plain
from innenstadt_gis.ingest.registers.layout import cell
from innenstadt_gis.ingest.registers.legends import Legend
from innenstadt_gis.ingest.registers.private import Personal
from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.ingest.registers.status import Told, read_status
from innenstadt_gis.ingest.registers.uses import use_columns
from innenstadt_gis.ingest.registers.values import AreaStyle, floor_of
from innenstadt_gis.ingest.streets import house_number_key, split_address
from innenstadt_gis.mapping import RegisterMapping

__all__ = ["Context", "read_record"]

_STATUS = ("status", "vacant", "occupied")
_USES = ("name", "use", "branch", "previous_branch")
_SIZES = ("sales_area", "usable_area", "area", "plot_area", "frontage")


@dataclass(frozen=True, slots=True)
class Context:
    """What a row needs to be read: its sheet, header, legend, day and personal values."""

    sheet: Sheet
    header: Header
    legend: Legend
    survey_day: dt.date
    personal: Personal
    merged_rows: frozenset[int]
    street_of_sheet: str | None
    mapping: RegisterMapping = field(default_factory=RegisterMapping)
    styles: dict[int, AreaStyle] = field(default_factory=dict)
    words: dict[int, dict[str, str]] = field(default_factory=dict)
    known_states: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    colours: dict[int, set[str]] = field(default_factory=dict)

    def states(self) -> list[tuple[str, int, dict[str, str]]]:
        """Columns that tell the status: kind, column, and what their words mean; asked once."""
        if not self.known_states:
            self.known_states.extend(
                (name, column, {**self.legend.words, **self.said(column)})
                for name in _STATUS
                for column in self.header.columns(name)
            )
        return self.known_states

    def style(self, column: int) -> AreaStyle:
        """How a column of sizes writes numbers; asked once."""
        if column not in self.styles:
            rule = self.header.rules.get(column)
            values = [
                cell(self.sheet, row, column)
                for row in range(self.header.last + 1, self.header.end(self.sheet))
            ]
            unit = rule.unit if rule else None
            self.styles[column] = style_of(values, unit=unit, header=self.header.shown(column))
        return self.styles[column]

    def colours_of(self, row: int) -> set[str]:
        """Fill colours of a row; the sheet's fills are sorted by row once."""
        if not self.colours and self.sheet.fills:
            for (at, _), colour in self.sheet.fills.items():
                self.colours.setdefault(at, set()).add(colour)
        return self.colours.get(row, set())

    def said(self, column: int) -> dict[str, str]:
        """What a person said that the words of a column mean, in plain spelling."""
        if column not in self.words:
            rule = self.header.rules.get(column)
            told = rule.values if rule else {}
            self.words[column] = {plain(word): meaning for word, meaning in told.items()}
        return self.words[column]


def read_record(context: Context, row: int, *, heading: str | None = None) -> dict[str, Any]:
    """
    Read one row into the columns of `tables.RECORDS` (those that a register can fill).

    ``heading`` is the group heading above, the street where no column names it.
    """
    repairs: list[str] = []
    by_field: dict[str, Any] = {}
    columns: dict[str, int] = {}
    raw: dict[str, str] = {}
    for column, name in context.header.fields.items():
        value = cell(context.sheet, row, column)
        fault = context.sheet.faults.get((row, column))
        if fault:
            repairs.append(fault)
        if value is None or name == "personal":
            continue
        if name in YES_NO:  # an address or number under "E-Mail vorhanden" is not kept
            answer = yes_no(value, name)
            if answer is None:
                repairs.append("yes_no_unread")
                continue
            value = "ja" if answer else "nein"
        if isinstance(value, str):
            kept = context.personal.public(value, name)
            if kept != value:
                repairs.append("personal_removed")
            if kept is None:
                continue
            value = kept
        if column in context.header.assumed:  # the file itself has no such cell
            repairs.append(context.header.assumed[column])
        else:
            raw[context.header.shown(column)] = written_of(value)
        if name not in by_field:
            said = context.said(column)
            by_field[name] = said.get(plain(value), value) if said else value
            columns[name] = column
    told = _status(context, row, repairs)
    floor = floor_of(by_field.get("floor"))
    repairs.extend(floor.repairs)
    styles = {name: context.style(columns[name]) for name in _SIZES if name in columns}
    length = context.header.shown(columns["duration"]) if "duration" in columns else ""
    record: dict[str, Any] = {
        "status": told,
        "raw": json.dumps(raw, ensure_ascii=False),
        "floor": floor.floor,
        "object_number": text_of(by_field.get("object_number")),
        "parcel_id": text_of(by_field.get("parcel_id")),
        "x_given": by_field.get("x"),
        "y_given": by_field.get("y"),
        **_place(by_field, context, row, heading, repairs),
        **sizes(by_field, styles, repairs),
        **use_columns({k: text_of(by_field.get(k)) for k in _USES}, told, repairs),
        **days(by_field, told, context.survey_day, repairs, header=length),
        **grades(by_field, repairs),
        **flags(by_field),
    }
    record["repairs"] = ";".join(filter(None, dict.fromkeys(repairs))) or None
    return record


def _status(context: Context, row: int, repairs: list[str]) -> str:
    told: list[Told] = []
    for name, column, legend in context.states():
        value = cell(context.sheet, row, column)
        if value is not None:
            told.append(read_status(value, header=name, legend=legend))
    for one in told:
        repairs.extend(one.repairs)
    known = {one.status for one in told} - {"unknown"}
    if len(known) > 1:
        repairs.append("status_contradiction")
        return "unknown"
    if known:
        return known.pop()
    colours = sorted(context.colours_of(row))
    meant = {context.legend.colours[c] for c in colours if c in context.legend.colours}
    if len(meant) == 1:
        repairs.append("status_from_colour")
        return meant.pop()
    if colours and not told:
        repairs.append("colour_only")
    return "unknown"


def _place(
    by_field: dict[str, Any],
    context: Context,
    row: int,
    heading: str | None,
    repairs: list[str],
) -> dict[str, Any]:
    street, number = by_field.get("street"), by_field.get("house_number")
    postcode, place = text_of(by_field.get("postcode")), text_of(by_field.get("place"))
    if isinstance(number, dt.date):  # Excel made 2 April of "2-4"
        number = f"{number.day}-{number.month}"
        repairs.append("number_was_date")
    number = text_of(number)
    suffix = text_of(by_field.get("house_suffix"))
    if number and suffix:
        number = f"{number}{suffix}"
    if street is None and by_field.get("address") is not None:
        split = split_address(written_of(by_field["address"]))
        street, number = split.street, number or split.house_number
        postcode, place = postcode or split.postcode, place or split.place
        repairs.append("address_split")
    elif row in context.merged_rows:
        repairs.append("merged_street")
    if street is None and heading:
        street = heading
        repairs.append("street_from_heading")
    elif street is None and context.street_of_sheet:
        street = context.street_of_sheet
        repairs.append("street_from_sheet")
    return {
        "street": text_of(street), "house_number": house_number_key(number) or None, "postcode": postcode, "place": place,
    }  # fmt: skip
