"""A boundary or centre as a polygon, from a file of any format and CRS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import CRS

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.vector import open_layers, read_layer, surfaces


def read_polygon(path: Path, *, crs: CRS) -> Any:
    """
    Read all polygons of a file as one surface.

    Parameters
    ----------
    path
        Shapefile (also without .prj), GeoPackage, GeoJSON, KML, GML, or a zip of one.
    crs
        The town's CRS in metres; what the file declares is checked against it.

    Returns
    -------
    shapely Polygon or MultiPolygon
        The union, repaired, in ``crs``.

    Raises
    ------
    MissingSourceError, SourceError
        If the file is missing, unreadable, empty, or holds points and lines only.
    """
    parts: list[Any] = []
    kinds: set[str] = set()
    for layer in open_layers(path):
        if layer.geometry_type is None:
            continue
        frame, _ = read_layer(layer, columns={}, town=crs, what=path.name)
        shapes = frame.geometry.to_numpy()
        kinds |= {shape.geom_type for shape in shapes if shape is not None}
        found, _ = surfaces(shapes)
        parts += [shape for shape in found if shape is not None]
    if not parts:
        raise _no_polygon(path, kinds)
    return shapely.union_all(np.asarray(parts, dtype="object"))


def _no_polygon(path: Path, kinds: set[str]) -> SourceError:
    if not kinds:
        return SourceError(
            de=f"{path.name}: Die Datei enthält keine Geometrie; erwartet wird eine Fläche.",
            en=f"{path.name}: the file holds no geometry; a polygon is expected.",
        )
    held = ", ".join(sorted(kinds))
    return SourceError(
        de=f"{path.name}: keine Fläche gefunden, nur {held}. Bitte die Abgrenzung als Polygon "
        "speichern (in QGIS: Vektor > Geometrie > Linien zu Polygonen).",
        en=f"{path.name}: no polygon found, only {held}. Save the outline as a polygon "
        "(in QGIS: Vector > Geometry tools > Lines to polygons).",
    )
