"""Contradictions between sources in words: both sides, each with its source and day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.tables import PREMISES, STATUS
from innenstadt_gis.words import Text

__all__ = ["conflict_lines", "conflict_text"]


def conflict_lines(release: Release) -> tuple[Text, ...]:
    """Say every contradiction of a release with the unit it is about; none outside the town hall."""
    rows, premises = release.tables.get("conflicts"), release.tables.get("premises")
    if rows is None or premises is None:
        return ()
    lines = []
    for row in rows.sort_values(["unit_id", "field"]).to_dict("records"):
        unit = row["unit_id"]
        where = unit
        if unit in premises.index:
            told = premises.loc[unit, ["street", "house_number", "name"]]
            place = " ".join(v for v in told[["street", "house_number"]] if isinstance(v, str))
            name = f", {told['name']}" if isinstance(told["name"], str) else ""
            where = f"{place or '–'}{name} ({unit})"
        said = conflict_text(row)
        lines.append(Text(f"{where}: {said.de}", f"{where}: {said.en}"))
    return tuple(lines)


def conflict_text(row: Mapping[str, Any]) -> Text:
    """
    Say a row of `tables.CONFLICTS` in words, with both sides and their days.

    Examples
    --------
    >>> conflict_text({"field": "status", "value": "vacant", "value_source": "register:liste.xlsx",
    ...     "value_day": pd.Timestamp("2025-10-01"), "other": "occupied", "other_source": "osm",
    ...     "other_day": pd.Timestamp("2025-11-20"), "other_checked": True}).de
    'Status – Register (liste.xlsx): leer, Stand 2025-10; OSM: aktiv, geprüft 2025-11'
    """
    name = row["field"]
    if name in PREMISES.names:
        label = PREMISES.column(name).label
    else:
        label = {"position": Text("Lage", "position")}.get(name, Text(name, name))
    return Text(*(f"{label.to(lang)} – {_sides(row, lang)}" for lang in ("de", "en")))


def _sides(row: Mapping[str, Any], lang: Any) -> str:
    told = []
    for side, checked in (("value", False), ("other", row.get("other_checked") is True)):
        source, value, day = row[f"{side}_source"], row[side], row[f"{side}_day"]
        word = _said(row["field"], value, source, lang)
        when = ""
        if day is not None and pd.notna(day):
            verb = Text("geprüft", "checked") if checked else Text("Stand", "as of")
            when = f", {verb.to(lang)} {day:%Y-%m}"
        told.append(f"{_source(source, lang)}: {word}{when}")
    return "; ".join(told)


def _said(field: str, value: Any, source: Any, lang: Any) -> str:
    if not isinstance(value, str):
        return "–"
    if field == "status" and value in STATUS:
        # OSM tells that a shop is there and runs, not that a unit is let.
        active = source == "osm" and value == "occupied"
        return (Text("aktiv", "active") if active else STATUS[value]).to(lang)
    return value


def _source(source: Any, lang: Any) -> str:
    if source == "osm":
        return "OSM"
    kind, _, file = str(source).partition(":")
    if kind == "register":
        word = Text("Register", "register").to(lang)
        return f"{word} ({file})" if file else word
    if str(source).startswith("corrections"):
        return Text("Korrektur", "correction").to(lang)
    return str(source)
