"""The sealed map: one HTML file that opens by double click, fetches nothing and runs no data.

>>> from innenstadt_gis.outputs.map import MapModel, sealed_html  # doctest: +SKIP
>>> page = sealed_html(model)  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from innenstadt_gis.outputs.map.corrections import MapCorrections
from innenstadt_gis.outputs.map.model import (
    MapClass,
    MapFigure,
    MapLayer,
    MapModel,
    MapScene,
)
from innenstadt_gis.outputs.map.page import sealed_html
from innenstadt_gis.outputs.map.photos import MapPhoto, MapPhotos
from innenstadt_gis.outputs.map.surveys import MapSurveys
from innenstadt_gis.outputs.map.walk import MapWalk, WalkPace, WalkPlace, WalkStop

if TYPE_CHECKING:
    from innenstadt_gis.outputs.map.sealed import SealedMap

__all__ = [
    "MapClass", "MapCorrections", "MapFigure", "MapLayer", "MapModel", "MapPhoto", "MapPhotos", "MapScene",
    "MapSurveys", "MapWalk", "SealedMap", "WalkPace", "WalkPlace", "WalkStop", "sealed_html",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load `SealedMap` when asked for: folium takes longer to import than a page to write."""
    if name == "SealedMap":
        from innenstadt_gis.outputs.map.sealed import SealedMap

        return SealedMap
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
