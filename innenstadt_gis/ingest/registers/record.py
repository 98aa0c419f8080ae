"""One row of a register as a record: every cell read by what its column means."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from innenstadt_gis.branches import BRANCHES, branch_of_word
from innenstadt_gis.ingest.registers.headers import Header, plain
from innenstadt_gis.ingest.registers.private import Personal
from innenstadt_gis.ingest.registers.rows import Legend, cell
from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.ingest.registers.status import Told, read_status
from innenstadt_gis.ingest.registers.values import read_area, read_floor, read_since
from innenstadt_gis.ingest.streets import house_number_key, split_address
from innenstadt_gis.mapping import RegisterMapping

__all__ = ["Context", "read_record"]

_AREAS = (
    ("sales_area", "sales_area_m2"),
    ("usable_area", "usable_area_m2"),
    ("area", "unspecified_area_m2"),
)
_AS_TEXT = {"house_suffix", "postcode", "place", "photo", "opening_hours", "brand"}
_ANY_BRANCH = {"sonstiges", "sonstige", "andere", "sonstiger einzelhandel", "divers", "other"}
_VACANT = {"vacant", "partly_vacant", "at_risk", "under_construction", "interim_use"}


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


def read_record(context: Context, row: int, *, heading: str | None = None) -> dict[str, Any]:
    """
    Read one row into the columns of `tables.RECORDS` (those that a register can fill).

    ``heading`` is the group heading above, the street where no column names it.
    """
    repairs: list[str] = []
    by_field: dict[str, Any] = {}
    raw: dict[str, str] = {}
    for column, name in context.header.fields.items():
        value = cell(context.sheet, row, column)
        fault = context.sheet.faults.get((row, column))
        if fault:
            repairs.append(fault)
        if value is None or name == "personal":
            continue
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
            raw[context.header.shown(column)] = _written(value)
        by_field.setdefault(name, value)
    told = _status(context, row, repairs)
    record: dict[str, Any] = {
        "status": told,
        "raw": json.dumps(raw, ensure_ascii=False),
        "floor": read_floor(by_field.get("floor")),
        "object_number": _text(by_field.get("object_number")),
        "parcel_id": _text(by_field.get("parcel_id")),
        "x_given": by_field.get("x"),
        "y_given": by_field.get("y"),
        **_place(by_field, context, row, heading, repairs),
        **_sizes(by_field, repairs),
        **_use(by_field, told, repairs),
        **_days(by_field, told, context.survey_day, repairs),
        **_rest(by_field),
    }
    record["repairs"] = ";".join(filter(None, dict.fromkeys(repairs))) or None
    return record


def _written(value: Any) -> str:
    if isinstance(value, dt.datetime) and value.time() == dt.time(0):
        return value.date().isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _text(value: Any) -> str | None:
    return None if value is None else (re.sub(r"\s+", " ", _written(value)).strip() or None)


def _status(context: Context, row: int, repairs: list[str]) -> str:
    told: list[Told] = []
    for name in ("status", "vacant", "occupied"):
        for column in context.header.columns(name):
            value = cell(context.sheet, row, column)
            if value is not None:
                told.append(read_status(value, header=name, legend=context.legend.words))
    for one in told:
        repairs.extend(one.repairs)
    known = {one.status for one in told} - {"unknown"}
    if len(known) > 1:
        repairs.append("status_contradiction")
        return "unknown"
    if known:
        return known.pop()
    colours = sorted({colour for (r, _), colour in context.sheet.fills.items() if r == row})
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
    postcode, place = _text(by_field.get("postcode")), _text(by_field.get("place"))
    if isinstance(number, dt.date):  # Excel made 2 April of "2-4"
        number = f"{number.day}-{number.month}"
        repairs.append("number_was_date")
    number = _text(number)
    suffix = _text(by_field.get("house_suffix"))
    if number and suffix:
        number = f"{number}{suffix}"
    if street is None and by_field.get("address") is not None:
        split = split_address(_written(by_field["address"]))
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
        "street": _text(street), "house_number": house_number_key(number) or None, "postcode": postcode, "place": place,
    }  # fmt: skip


def _sizes(by_field: dict[str, Any], repairs: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, column in _AREAS:
        area = read_area(by_field.get(name))
        repairs.extend(area.repairs)
        found[column] = area.m2
        if name == "area" and area.m2 is not None:
            repairs.append("area_kind_unstated")
    found["frontage_m"] = read_area(by_field.get("frontage")).m2
    return found


def _branch(text: str | None, repairs: list[str]) -> str | None:
    """Slug of the branch that a text names, a typo forgiven and told."""
    if not text or plain(text) in _ANY_BRANCH:
        return None
    found = branch_of_word(text)
    if found is None and len(text) >= 5:
        words = {word: b.slug for b in BRANCHES.values() for word in b.words}
        near = process.extractOne(text, words.keys(), scorer=fuzz.ratio, score_cutoff=85)
        if near:
            repairs.append("branch_fuzzy")
            return words[near[0]]
    return found


def _use(by_field: dict[str, Any], status: str, repairs: list[str]) -> dict[str, Any]:
    """Tell name and branches; the column "Nutzung" may hold either of them."""
    name = _text(by_field.get("name"))
    former = _text(by_field.get("previous_branch"))
    written, use = _text(by_field.get("branch")), _text(by_field.get("use"))
    branch = _branch(written, repairs)
    if written is None and use is not None:
        if name is None and not _is_branch_word(use):
            name, branch = use, branch_of_word(use)
        else:
            branch = _branch(use, repairs)
            written = use
    if written and branch is None and plain(written) not in _ANY_BRANCH:
        repairs.append("branch_unread")
    previous = _branch(former, repairs)
    if status == "vacant" and branch is not None:
        previous, branch = previous or branch, None
    known = BRANCHES[branch] if branch else None
    function = known.function if known else None
    if function is None and status == "occupied" and plain(written or "") in _ANY_BRANCH:
        function = "other"
    return {
        "name": name, "branch": branch, "previous_branch": previous, "function": function,
        "need_tier": known.need_tier if known else None, "brand": _text(by_field.get("brand")),
    }  # fmt: skip


def _is_branch_word(text: str) -> bool:
    """Tell whether a text is nothing but the word for a branch ("Bäckerei", "Sonstiges")."""
    text = plain(re.sub(r"\b(?:ehem|ehemals|früher|vormals)\b\.?", "", text, flags=re.IGNORECASE))
    if text in _ANY_BRANCH:
        return True
    slug = branch_of_word(text)
    return slug is not None and any(
        plain(word) == text for word in (*BRANCHES[slug].words, *BRANCHES[slug].label)
    )


def _days(
    by_field: dict[str, Any], status: str, survey_day: dt.date, repairs: list[str]
) -> dict[str, Any]:
    since = read_since(by_field.get("since"), survey_day)
    repairs.extend(since.repairs)
    observed = read_since(by_field.get("observed_on"), survey_day)
    months = None
    if since.day and since.day <= survey_day and status in _VACANT - {"at_risk"}:
        months = round((survey_day - since.day).days / 30.4375, 1)
    return {
        "vacant_since": since.day,
        "vacant_since_precision": since.precision,
        "vacant_months": months,
        "observed_on": observed.day if observed.precision == "day" else None,
    }


def _rest(by_field: dict[str, Any]) -> dict[str, Any]:
    steps = plain(by_field.get("step_free", ""))
    step_free = {"ja": "yes", "x": "yes", "j": "yes", "stufenlos": "yes", "nein": "no", "n": "no"}
    return {
        "condition": _text(by_field.get("condition")),
        "marketing": _text(by_field.get("marketing")),
        "reason": _text(by_field.get("reason")) or _text(by_field.get("remark")),
        "photo": _text(by_field.get("photo")),
        "website": _text(by_field.get("website")),
        "opening_hours": _text(by_field.get("opening_hours")),
        "step_free": step_free.get(steps, "limited" if "bedingt" in steps else None),
    }
