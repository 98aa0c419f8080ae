"""Layers of one kind out of many tiles: the same columns under our names, in metres."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pyproj import CRS
from rapidfuzz import fuzz

from innenstadt_gis.ingest.crs_guess import Bounds
from innenstadt_gis.ingest.vector import Layer, open_layers, read_layer
from innenstadt_gis.words import Text

_NAMED = 80  # how alike a layer's name must be, of 100
_TOLD = 60  # what a telling column weighs beside the name
_NEAR = 15


def fitting_layers(path: Path, name: str, telling: tuple[str, ...]) -> list[Layer]:
    """
    Return the polygon layers called like ``name`` or with a telling column.

    Of each file the best one; of several files (tiles) those that fit about as well as
    the best.
    """
    best: dict[str, tuple[float, Layer]] = {}
    for layer in open_layers(path):
        if not layer.may_hold_surfaces:
            continue
        plain = layer.name.lower().replace("ü", "ue").replace("ä", "ae").rpartition(":")[2]
        likeness = max(fuzz.ratio(plain, name), fuzz.partial_ratio(plain, name) - 5)
        told = layer.column(telling) is not None
        score = likeness + (_TOLD if told else 0)
        if (told or likeness >= _NAMED) and score > best.get(layer.source, (0.0, layer))[0]:
            best[layer.source] = (score, layer)
    top = max((score for score, _ in best.values()), default=0.0)
    with_column = any(layer.column(telling) for score, layer in best.values() if score == top)
    return [
        layer
        for score, layer in best.values()
        if score >= top - _NEAR or (with_column and layer.column(telling) is not None)
    ]


def read_tiles(
    layers: list[Layer],
    *,
    names: Mapping[str, tuple[str, ...]],
    town: CRS,
    what: str,
    bounds: Bounds | None,
) -> tuple[gpd.GeoDataFrame, list[Text]]:
    """Read the layers below each other; each file tells its own CRS."""
    frames: list[Any] = []
    notes: dict[str, Text] = {}
    for layer in layers:
        columns = {ours: layer.column(known) for ours, known in names.items()}
        rows, guess = read_layer(layer, columns=columns, town=town, what=what, bounds=bounds)
        if guess.note is not None:
            notes.setdefault(guess.note.de, guess.note)
        frames.append(rows)
    if len(frames) == 1:
        return frames[0], list(notes.values())
    geometry = pd.concat([frame.geometry.rename("geometry") for frame in frames])
    values = pd.concat([pd.DataFrame(frame.drop(columns=frame.geometry.name)) for frame in frames])
    done = gpd.GeoDataFrame(values, geometry=geometry, crs=town)
    return done.reset_index(drop=True), list(notes.values())


def kind_of(path: Path) -> str:
    """Return the kind of a file for the log: its ending, or ``folder``."""
    return path.suffix.lower().removeprefix(".") or "folder"
