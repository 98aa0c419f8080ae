"""Sizes, days and grades of a row: what several columns tell together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.ingest.registers.values import (
    AreaStyle,
    Since,
    area_style,
    read_area,
    read_duration,
    read_since,
    since_duration,
)

__all__ = ["days", "grades", "sizes", "step_free", "style_of", "text_of", "written_of"]

_AREAS = (
    ("sales_area", "sales_area_m2"),
    ("usable_area", "usable_area_m2"),
    ("area", "unspecified_area_m2"),
)
_LASTING = {"vacant", "partly_vacant", "under_construction", "interim_use"}
_MONTH_DAYS = 30.4375
_YES = {"ja", "j", "x", "yes", "y", "1", "stufenlos", "barrierefrei", "ebenerdig", "wahr", "true", "keine stufe", "keine stufen", "vollstaendig", "uneingeschraenkt", "rollstuhlgerecht", "ohne stufen", "ohne stufe", "stufenfrei", "voll"}  # fmt: skip
_NO = {"nein", "n", "no", "0", "nicht barrierefrei", "nicht stufenlos", "falsch", "false", "treppe", "nicht"}  # fmt: skip
_GRADE = re.compile(
    r"^(?:note\s*)?[1-6](?:[.,]\d)?$|^[1-6]\s*[-+]$|\b(?:gelb|gruen|rot|orange|ampel)\b|^[a-e]$|^[+o-]{1,2}$"
)
_ORDINAL = re.compile(
    r"gut|mittel|schlecht|saniert|ruin|neu|maessig|mangel|mittler|bedarf|beduerft|verfall|modern|gepflegt|maessig"
)


def written_of(value: Any) -> str:
    """Write a cell the way a table shows it: whole numbers and days without a tail."""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.datetime) and value.time() == dt.time(0):
        return value.date().isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def text_of(value: Any) -> str | None:
    """Give a cell as text without needless blanks; None if nothing stands there."""
    return None if value is None else (" ".join(written_of(value).split()) or None)


def style_of(values: list[Any], *, unit: str | None, header: str) -> AreaStyle:
    """Look at a column of sizes as `values.area_style` does."""
    return area_style(values, unit=unit, header=header)


def sizes(
    by_field: Mapping[str, Any], styles: Mapping[str, AreaStyle], repairs: list[str]
) -> dict[str, Any]:
    """
    Read areas and frontage; the ends of a range belong to the first area that has one.

    A sales area larger than the usable area is kept and flagged ``area_doubtful``.
    """
    found: dict[str, Any] = {"area_low_m2": None, "area_high_m2": None}
    for name, column in _AREAS:
        if by_field.get(name) is None:
            found[column] = None
            continue
        area = read_area(by_field[name], styles.get(name, AreaStyle(dot_is_thousands=True)))
        repairs.extend(area.repairs)
        found[column] = area.m2
        ended = found["area_low_m2"] is not None or found["area_high_m2"] is not None
        if not ended and (area.low is not None or area.high is not None):
            found["area_low_m2"], found["area_high_m2"] = area.low, area.high
        if name == "area" and area.m2 is not None:
            repairs.append("area_kind_unstated")
    sales, usable = found["sales_area_m2"], found["usable_area_m2"]
    if sales and usable and sales > usable * 1.02:
        repairs.append("area_doubtful")
    front = by_field.get("frontage")
    found["frontage_m"] = None if front is None else read_area(front, styles["frontage"]).m2
    return found


def days(
    by_field: Mapping[str, Any],
    status: str,
    survey_day: dt.date,
    repairs: list[str],
    *,
    header: str,
) -> dict[str, Any]:
    """
    Tell since when a unit is vacant, from a date, else from a length of time.

    Where both are told and lie more than a year and the date's own width apart, the date
    holds, flagged ``duration_contradicts``. Months are those of the length where one was
    told, else counted from the day.
    """
    since = _told(by_field, survey_day, repairs, header=header)
    repairs.extend(since.repairs)
    if since.day and status in ("occupied", "gone"):
        repairs.append("since_not_vacant")
    observed = read_since(by_field.get("observed_on"), survey_day)
    months = None
    if since.day and since.day <= survey_day and status in _LASTING:
        lived = (survey_day - since.day).days / _MONTH_DAYS
        months = round(lived if since.months is None else since.months, 1)
    return {
        "vacant_since": since.day,
        "vacant_since_precision": since.precision,
        "vacant_months": months,
        "observed_on": observed.day if observed.precision == "day" else None,
    }


def _told(
    by_field: Mapping[str, Any], survey_day: dt.date, repairs: list[str], *, header: str
) -> Since:
    since = read_since(by_field.get("since"), survey_day)
    if since.day is None and "since_unread" in since.repairs:  # "> 5 Jahre" under "leer seit"
        instead = read_duration(by_field["since"])
        if instead.told:
            since = since_duration(instead, survey_day)
    length = read_duration(by_field.get("duration"), header=header)
    if not length.told:
        repairs.extend(length.repairs)
        return since
    if since.day is None:
        return since_duration(length, survey_day)
    lived = (survey_day - since.day).days / _MONTH_DAYS
    low, high = length.low or 0.0, length.high if length.high is not None else 1200.0
    if lived < low - 12 or lived > high + 12:
        repairs.append("duration_contradicts")
    return since


def grades(by_field: Mapping[str, Any], repairs: list[str]) -> dict[str, Any]:
    """
    Keep condition and marketing as written, and read whether the unit is step-free.

    A bare grade or colour ("2", "Ampel rot") has no declared direction: kept and flagged
    ``scale_undeclared``; words such as "gut" say their direction themselves.
    """
    condition = text_of(by_field.get("condition"))
    if condition:
        low = plain(condition) or condition
        if _GRADE.search(low) and not _ORDINAL.search(low):
            repairs.append("scale_undeclared")
    steps = by_field.get("step_free")
    return {
        "condition": condition,
        "marketing": text_of(by_field.get("marketing")),
        "brand": text_of(by_field.get("brand")),
        "reason": text_of(by_field.get("reason")) or text_of(by_field.get("remark")),
        "photo": text_of(by_field.get("photo")),
        "website": text_of(by_field.get("website")),
        "opening_hours": text_of(by_field.get("opening_hours")),
        "step_free": None if steps is None else step_free(steps, repairs),
    }


def step_free(value: Any, repairs: list[str]) -> str | None:
    """Read whether a unit is step-free: yes, limited or no; None if nothing is said."""
    text = plain(
        {True: "ja", False: "nein"}[value] if isinstance(value, bool) else written_of(value)
    )
    if text in _YES:
        return "yes"
    if text in _NO or re.search(
        r"^(?:nein|nicht)\b|\d+ stufen?\b|\btreppe\b|^stufen?(?: vorhanden)?$|^eine stufe", text
    ):
        return "limited" if re.search(r"rampe|klingel|bedingt", text) else "no"
    if re.search(
        r"bedingt|teilw|eingeschraenkt|rampe|mit hilfe|klingel|schwelle|limited|partly", text
    ):
        return "limited"
    if re.match(r"ja\b", text):
        return "yes"
    if text and text not in {"k a", "ka", "unbekannt", "unklar", "n a"}:
        repairs.append("step_free_unread")
    return None
