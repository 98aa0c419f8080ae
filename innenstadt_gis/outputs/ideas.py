"""Notes of workshops as the page of the map keeps them, so that the next workshop goes on with them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.crs import to_degrees
from innenstadt_gis.ideas import FORMAT
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.geojson import DECIMALS

__all__ = ["saved_ideas"]

_AS_THEY_ARE = ("kind", "theme", "group", "dots", "created", "changed", "map_id", "scene")


def saved_ideas(release: Release) -> dict[str, Any]:
    """
    Give a map the notes that this audience may see; nothing where there are none.

    Returns
    -------
    dict
        ``{"ideas": FeatureCollection}`` for `MapModel.saved`, or an empty one. A text that was
        withheld is blank (in the town hall: what is left of it), and loses against the version
        that a laptop still holds.
    """
    rows = release.tables.get("ideas")
    if rows is None or rows.empty:
        return {}
    shapes = shapely.transform(
        to_degrees(rows[["geometry"]]).geometry.to_numpy(), lambda xy: np.round(xy, DECIMALS)
    )
    features = [
        {
            "type": "Feature",
            "id": str(key),
            "geometry": None if shape is None else _coordinates(shape),
            "properties": _told(row),
        }
        for (key, row), shape in zip(rows.iterrows(), shapes, strict=True)
    ]
    head = {"format": FORMAT, "town": release.name}
    return {"ideas": {"type": "FeatureCollection", "innenstadt_gis": head, "features": features}}


def _coordinates(shape: Any) -> dict[str, Any]:
    told = shapely.geometry.mapping(shape)
    return {"type": told["type"], "coordinates": _lists(told["coordinates"])}


def _lists(nested: Any) -> Any:
    return [_lists(part) for part in nested] if isinstance(nested, tuple) else nested


def _told(row: pd.Series) -> dict[str, Any]:
    text = row["text"] if pd.notna(row["text"]) else row.get("text_rest")
    plain = {name: row[name] if pd.notna(row[name]) else None for name in _AS_THEY_ARE}
    return plain | {
        "text": text if pd.notna(text) else "",
        "round": int(row["round"]) if pd.notna(row["round"]) else 1,
        "withheld": bool(row["withheld"]) if pd.notna(row["withheld"]) else False,
        "day": row["day"].date().isoformat() if pd.notna(row["day"]) else None,
    }
