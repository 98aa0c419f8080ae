"""What the page needs so that units can be corrected on it: ids, and what the sources say.

It stands in a page for the town hall alone; without it the page has neither the ids nor the
scripts nor the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.crs import WGS84, project, require_metres
from innenstadt_gis.outputs.map.corrections_wording import CORRECTION_WORDS
from innenstadt_gis.tables import STATUS
from innenstadt_gis.words import Lang

__all__ = ["SCRIPTS", "STYLES", "MapCorrections", "corrections_part"]

#: Scripts and styles of a page on which units can be corrected, besides those of every page.
SCRIPTS = (
    "corrections.js", "corrections_map.js", "corrections_panel.js", "corrections_files.js",
)  # fmt: skip
STYLES = ("corrections.css",)

_MARGIN_M = 500.0
_REPEATED = ("status", "branch", "floor", "vacant_since")


@dataclass(frozen=True, slots=True, eq=False)
class MapCorrections:
    """
    Units that can be corrected on the page.

    Attributes
    ----------
    units
        `tables.PREMISES` in metres, or columns of it: their ids reach the page as they are.
    """

    units: gpd.GeoDataFrame

    def __post_init__(self) -> None:
        """Refuse units that are not in metres: their places would be wrong in the file."""
        if len(self.units):
            require_metres(self.units, "corrections")


def corrections_part(
    told: MapCorrections,
    numbers: Mapping[Any, int],
    ground: Iterable[gpd.GeoDataFrame],
    *,
    lang: Lang,
) -> dict[str, Any]:
    """
    Write the units with their ids, column by column; blanks are empty texts.

    Parameters
    ----------
    told
        The units.
    numbers
        Number of a unit in the layers of the page, by its id; -1 for one that none shows.
    ground
        Frames whose extent, with a margin of 500 m, holds every place that may be entered.
    lang
        Language of status and branches.
    """
    units = told.units
    pairs = zip(_texts(units, "street"), _texts(units, "house_number"), strict=True)
    return {
        "id": [str(i) for i in units.index],
        "unit": [numbers.get(i, -1) for i in units.index],
        "name": _texts(units, "name"),
        "address": [f"{street} {number}".strip() for street, number in pairs],
        "at": _micro_degrees(units),
        "counts": "".join(str(int(flag == "True")) for flag in _texts(units, "in_register")),
        "coded": {name: _coded(_texts(units, name)) for name in _REPEATED},
        "statuses": [[key, one.to(lang)] for key, one in STATUS.items() if key != "gone"],
        "branches": sorted(
            ([k, b.label.to(lang)] for k, b in BRANCHES.items()), key=lambda b: b[1]
        ),
        "box": _box([*ground, units]),
        "words": {key: one.to(lang) for key, one in CORRECTION_WORDS.items()},
    }


def _coded(texts: list[str]) -> dict[str, list[Any]]:
    """Spell each text once."""
    values = list(dict.fromkeys(texts))
    number = {text: n for n, text in enumerate(values)}
    return {"values": values, "code": [number[text] for text in texts]}


def _texts(units: pd.DataFrame, name: str) -> list[str]:
    """Say what a source holds as the workbook of corrections would."""
    if name not in units.columns:
        return [""] * len(units)
    return [_text(value) for value in units[name].astype(object)]


def _text(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%d.%m.%Y}"
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _micro_degrees(units: gpd.GeoDataFrame) -> list[int]:
    """
    Longitude, latitude, longitude … in millionths of a degree (a tenth of a metre), as precise
    as the workbook of corrections holds them; 0, 0 for a unit without a place.
    """
    shapes = np.asarray(units.geometry.array, dtype=object)
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    said = np.zeros((len(units), 2), np.int64)
    if len(there):
        points = shapely.get_coordinates(shapely.point_on_surface(shapes[there]))
        degrees = project(points[:, 0], points[:, 1], source=units.crs, target=WGS84)
        said[there] = np.rint(np.column_stack(degrees) * 1e6).astype(np.int64)
    return [int(v) for v in said.ravel()]


def _box(frames: Iterable[gpd.GeoDataFrame]) -> list[float]:
    """West, south, east and north in degrees of all that is known of the town."""
    placed = [frame for frame in frames if len(frame)]
    bounds = np.array([frame.total_bounds for frame in placed])
    bounds = bounds[np.isfinite(bounds).all(axis=1)] if len(bounds) else bounds
    if not len(bounds):
        return [-180.0, -90.0, 180.0, 90.0]
    west, south = bounds[:, :2].min(axis=0) - _MARGIN_M
    east, north = bounds[:, 2:].max(axis=0) + _MARGIN_M
    lon, lat = project(
        np.array([west, west, east, east]), np.array([south, north, south, north]),
        source=placed[0].crs, target=WGS84,
    )  # fmt: skip
    return [round(float(v), 6) for v in (lon.min(), lat.min(), lon.max(), lat.max())]
