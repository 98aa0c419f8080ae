"""Scenes that people made, as the page of the map keeps them, so that the next map opens with them."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from innenstadt_gis.outputs.audience import Release

__all__ = ["saved_scenes"]


def saved_scenes(release: Release) -> dict[str, Any]:
    """
    Give a map the story that this audience may see; nothing where nobody made one.

    Returns
    -------
    dict
        ``{"scenes": …}`` for `MapModel.saved`, or an empty one. A scene that was written for other
        data than those of the map says so on it.
    """
    rows = release.tables.get("scenes")
    if rows is None or rows.empty:
        return {}
    rows = rows.sort_values("position", kind="stable", na_position="last")
    story: dict[str, Any] = {
        "edits": {}, "hidden": [], "order": [], "own": [], "at": int(rows["changed"].max()),
    }  # fmt: skip
    for key, row in zip(map(str, rows.index), rows.to_dict("records"), strict=True):
        told = {
            "title": _text(row.get("title")),
            "text": _text(row.get("text")),
            "stamp": _stamp(row),
        }
        if row["own"]:
            if not _text(row.get("shown")):
                continue  # what it showed was withheld, or is not for this audience
            story["own"].append({"id": key, **told, **json.loads(row["shown"])})
        elif told["title"] or told["text"]:
            story["edits"][key] = told
        if row["hidden"]:
            story["hidden"].append(key)
        if pd.notna(row["position"]):
            story["order"].append(key)
    return {"scenes": story}


def _stamp(row: dict[str, Any]) -> dict[str, str]:
    return {
        "map": _text(row["map_id"]), "day": _text(row["map_day"]), "town": _text(row["map_town"]),
        "stamp": str(row["written_for"]).upper(),
    }  # fmt: skip


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
