"""What a vector file is, by its layers, their columns and what stands in them."""

from __future__ import annotations

import re
from pathlib import Path

from innenstadt_gis.errors import InnenstadtError
from innenstadt_gis.ingest import addresses
from innenstadt_gis.ingest.parcels import PARCEL_COLUMNS
from innenstadt_gis.ingest.recognise.found import Recognised
from innenstadt_gis.ingest.recognise.tables import BROWN, as_register, start_of
from innenstadt_gis.ingest.vector import Layer, holds_surfaces, open_layers
from innenstadt_gis.tables import PREMISES
from innenstadt_gis.words import Text

__all__ = ["in_layers"]

_BOUNDARY_FEATURES = 5
_LARGEST_REGISTER = 50_000_000  # bytes; larger files are maps of something else
_OWN_COLUMNS = {"unit_id": 3, "id": 8}  # beside the id; fewer stand in many a file


def in_layers(path: Path, kind: str = "") -> Recognised:
    """Tell what a vector file, or a folder or zip of such, is."""
    kind = kind or path.suffix.lower().removeprefix(".") or "vector"
    try:
        layers = open_layers(path)
    except InnenstadtError as error:
        return Recognised("unknown", kind, error.text)
    role, why = _role_of(layers, path)
    return Recognised(role, kind, why)


def _role_of(layers: tuple[Layer, ...], path: Path) -> tuple[str, Text]:
    names = [layer.name.lower() for layer in layers]
    columns = {column.lower() for layer in layers for column in layer.columns}
    if any(_is_copy_of_units(layer) for layer in layers):
        return "edits", Text("bearbeitete Kopie der Einheiten", "an edited copy of the units")
    surfaces = [layer for layer in layers if holds_surfaces(layer)]
    parcels = any(layer.column(PARCEL_COLUMNS["parcel_id"]) for layer in surfaces) or any(
        re.search(r"flurst|geb\w+bauwerk", name) for name in names
    )
    if parcels and not _tells_vacancy(columns):
        return "parcels", Text("Flurstücke oder Gebäude (ALKIS)", "parcels or buildings (ALKIS)")
    if any(BROWN.search(word) for word in (*names, path.stem.lower(), *columns)):
        return "brownfields", Text("Brachflächen", "brownfields")
    register = _register(path)
    if register is not None:
        return "register", register
    if addresses.HOUSE_NUMBERS & columns and not surfaces:
        return "addresses", Text("Punkte mit Hausnummern", "points with house numbers")
    count = sum(layer.features for layer in surfaces)
    if surfaces and 0 < count <= _BOUNDARY_FEATURES:
        return "boundary", Text(f"{count} Fläche(n): Abgrenzung", f"{count} polygon(s): an outline")
    held = ", ".join(names[:4]) or "–"
    return "unknown", Text(
        f"Geodatei unbekannten Inhalts (Ebenen: {held})",
        f"vector file of unknown content (layers: {held})",
    )


def _is_copy_of_units(layer: Layer) -> bool:
    columns = {column.lower() for column in layer.columns}
    own = set(PREMISES.names) & columns
    return any(name in columns and len(own) >= least for name, least in _OWN_COLUMNS.items())


def _tells_vacancy(columns: set[str]) -> bool:
    return any(re.search(r"leer|vacan|belegt", column) for column in columns)


def _register(path: Path) -> Text | None:
    """Say by which columns a vector file is a list of premises; None if it is none."""
    if not path.is_file() or path.stat().st_size > _LARGEST_REGISTER:
        return None
    sheets = start_of(path, "")
    return None if isinstance(sheets, Recognised) else as_register(sheets)
