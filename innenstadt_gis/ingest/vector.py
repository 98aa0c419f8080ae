"""Opening vector files of any format: layers, columns by their many names, geometries.

Shapefile, GeoPackage, GeoJSON, KML, GML and what else GDAL reads, also inside of a zip.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from pyproj import CRS
from pyproj.exceptions import CRSError

from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.ingest.crs_guess import (
    Bounds,
    CrsGuess,
    box_in,
    guess_crs,
    into_metres,
)
from innenstadt_gis.ingest.vector_files import (
    VECTOR_ENDINGS,
    is_gml,
    offline,
    sources,
    srs_name,
    unreadable,
)

__all__ = [
    "VECTOR_ENDINGS", "Layer", "decoded", "digest", "holds_surfaces", "open_layers", "read_layer",
    "surfaces",
]  # fmt: skip

_LEAD = b"\xc3"  # of all German letters in UTF-8
_SURFACES = ("Polygon", "MultiPolygon", "Unknown", "GeometryCollection", "CurvePolygon",
             "MultiSurface", "Surface")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a vector file: where it lies, what it is called, what it holds."""

    source: str  # as GDAL opens it
    name: str
    geometry_type: str | None
    columns: tuple[str, ...]
    features: int
    crs: CRS | None
    bounds: Bounds | None
    encoding: str

    @property
    def columns_are_ascii(self) -> bool:
        """Whether its columns are called the same in every encoding."""
        return all(column.isascii() for column in self.columns)

    @property
    def may_hold_surfaces(self) -> bool:
        """Whether polygons may stand in it (a layer of mixed kinds may)."""
        kind = (self.geometry_type or "").split(" ")[0].removesuffix("Z").removesuffix("M")
        return bool(kind) and kind in _SURFACES

    def column(self, names: Iterable[str]) -> str | None:
        """
        Return the layer's own spelling of the first of ``names`` that it has.

        Upper and lower case are the same, and a name of ten characters (all that a
        shapefile keeps) stands for a longer one that starts with it.
        """
        own = {column.lower(): column for column in reversed(self.columns)}
        for name in names:
            found = own.get(name) or (own.get(name[:10]) if len(name) > 10 else None)
            if found is not None:
                return found
        return None


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, by which a run can be told from another."""
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def open_layers(path: Path) -> tuple[Layer, ...]:
    """
    List the layers of a vector file, also of one inside a zip.

    Raises
    ------
    MissingSourceError, SourceError
        If the file is not there, or GDAL finds no vector format in it.
    """
    if not path.exists():
        raise MissingSourceError(
            de=f"{path.name}: Datei nicht gefunden ({path}).",
            en=f"{path.name}: no such file ({path}).",
        )
    if path.is_file() and path.stat().st_size == 0:
        raise SourceError(
            de=f"{path.name}: Die Datei ist leer (0 Byte); bitte neu beschaffen.",
            en=f"{path.name}: the file is empty (0 bytes); get it again.",
        )
    layers: list[Layer] = []
    for source in sources(path):
        try:
            with warnings.catch_warnings(), offline():
                warnings.simplefilter("ignore")  # GDAL's remarks on foreign dialects
                names = [str(name) for name in pyogrio.list_layers(source)[:, 0]]
                layers += [_layer(source, name) for name in names]
        except (DataSourceError, DataLayerError) as error:
            raise unreadable(path) from error
    return tuple(layers)


def read_layer(
    layer: Layer,
    *,
    columns: Mapping[str, str | None],
    town: CRS,
    what: str,
    bounds: Bounds | None = None,
    near: Bounds | None = None,
) -> tuple[gpd.GeoDataFrame, CrsGuess]:
    """
    Read some columns of a layer under our names, in the town's metres.

    Parameters
    ----------
    columns
        Our name to the layer's name; None means that the layer lacks it, and the column
        is left out.
    town
        The town's CRS; metres of the result.
    what
        File name for messages.
    bounds
        Box in ``town`` metres; features that do not touch it are not even read.
    near
        Box in ``town`` metres that helps to tell the CRS; default ``bounds``.

    Returns
    -------
    frame, guess
        Features in file order, and which CRS they were taken to be in. Features without
        geometry are kept (geometry None).
    """
    guess = _layer_guess(layer, town=town, near=near or bounds, what=what)
    box = None if bounds is None else box_in(bounds, guess, town)
    wanted = {own: ours for ours, own in columns.items() if own is not None}
    frame = _read(layer, what=what, columns=sorted(wanted), bbox=box)
    frame = frame.rename(columns=wanted)
    return into_metres(frame, guess, town), guess


def holds_surfaces(layer: Layer) -> bool:
    """Tell whether polygons stand in a layer; of a layer of mixed kinds the start is read."""
    if not layer.may_hold_surfaces or "Polygon" in str(layer.geometry_type):
        return layer.may_hold_surfaces
    shapes = _read(layer, what=layer.name, columns=[], max_features=50).geometry.to_numpy()
    return bool(np.isin(shapely.get_type_id(shapes), (3, 6, 7)).any())


def surfaces(shapes: Any) -> tuple[Any, Any]:
    """
    Repair polygons and keep their surface only.

    Returns
    -------
    shapes, repaired
        Polygons and multipolygons (None where no surface is left), and which of them
        were invalid before.
    """
    shapes = np.asarray(shapes, dtype="object")
    known = ~shapely.is_missing(shapes)
    repaired = known & ~shapely.is_valid(shapes)
    if repaired.any():
        shapes[repaired] = shapely.make_valid(shapes[repaired])
    kinds = shapely.get_type_id(shapes)
    mixed = np.flatnonzero(kinds == 7)
    for at in mixed:
        parts = [p for p in shapely.get_parts(shapes[at]) if p.geom_type.endswith("Polygon")]
        shapes[at] = shapely.union_all(parts) if parts else None
    kinds = shapely.get_type_id(shapes)
    flat = ~np.isin(kinds, (3, 6)) | shapely.is_empty(shapes)
    shapes[flat] = None
    return shapes, repaired


def _layer(source: str, name: str) -> Layer:
    info = pyogrio.read_info(source, layer=name, force_feature_count=True)
    bounds = info["total_bounds"]
    box = None
    if bounds is not None and np.isfinite(bounds).all():
        box = (float(bounds[0]), float(bounds[1]), float(bounds[2]), float(bounds[3]))
    return Layer(
        source=source,
        name=name,
        geometry_type=info["geometry_type"],
        columns=tuple(map(str, info["fields"])),
        features=int(info["features"]),
        crs=_known_crs(info["crs"]) or srs_name(source),
        bounds=box,
        encoding=str(info["encoding"] or "UTF-8"),
    )


def _known_crs(text: str | None) -> CRS | None:
    """Return the declared CRS unless it cannot be used (a local or unnamed one)."""
    if not text:
        return None
    try:
        crs = CRS.from_user_input(text)
    except CRSError:
        return None
    return crs if crs.is_projected or crs.is_geographic or crs.is_bound else None


def _layer_guess(layer: Layer, *, town: CRS, near: Bounds | None, what: str) -> CrsGuess:
    """Guess from the layer's box; from some features when strays stretch the box too far."""
    if layer.bounds is None:
        if layer.crs is not None or not layer.features:
            return CrsGuess(layer.crs or town)
        x, y = _some_points(layer, what)
        return guess_crs(x, y, town=town, near=near, what=what)
    west, south, east, north = layer.bounds
    first = _guess_or_none(
        ([west, east], [south, north]), layer=layer, town=town, near=near, what=what
    )
    if first is not None and not first.code:
        return first
    x, y = _some_points(layer, what)
    # strays at 0/0 stretch the box: then the features know better
    if (west <= 0 <= east) and (south <= 0 <= north):
        return guess_crs(x, y, town=town, declared=layer.crs, what=what)
    if first is not None:
        return first
    return guess_crs(x, y, town=town, declared=layer.crs, near=near, what=what)


def _guess_or_none(
    corners: tuple[list[float], list[float]],
    *,
    layer: Layer,
    town: CRS,
    near: Bounds | None,
    what: str,
) -> CrsGuess | None:
    """Return the guess from the corners of a box, or None when they fit nowhere."""
    try:
        return guess_crs(*corners, town=town, declared=layer.crs, near=near, what=what)
    except SourceError:
        return None


def _some_points(layer: Layer, what: str) -> tuple[Any, Any]:
    frame = _read(layer, what=what, columns=[], max_features=200)
    boxes = shapely.bounds(frame.geometry.to_numpy())
    return boxes[:, [0, 2]].ravel(), boxes[:, [1, 3]].ravel()


def _read(layer: Layer, *, what: str, **options: Any) -> gpd.GeoDataFrame:
    shape = layer.source.lower().endswith(".shp")
    # bytes come through latin-1 unharmed: what a .cpg says is wrong too often
    more = {"encoding": "ISO-8859-1"} if shape and layer.columns_are_ascii else {}
    try:
        with warnings.catch_warnings(), offline():
            warnings.simplefilter("ignore")
            try:
                frame = _fetched(layer, **options, **more)
            except FeatureError:
                if not is_gml(layer.source):
                    raise
                frame = _whole(layer, **options)
            except UnicodeDecodeError:  # says UTF-8, is Windows
                options["encoding"] = "cp1252"
                return _fetched(layer, **options)
    except (DataSourceError, DataLayerError, FeatureError) as error:
        raise unreadable(Path(what)) from error
    return decoded(frame, _code_page(layer)) if more else frame


def _fetched(layer: Layer, **options: Any) -> gpd.GeoDataFrame:
    """Have GDAL read; rings that are left open are closed."""
    return pyogrio.read_dataframe(layer.source, layer=layer.name, on_invalid="fix", **options)


def _whole(
    layer: Layer,
    *,
    columns: list[str],
    bbox: Bounds | None = None,
    max_features: int | None = None,
) -> gpd.GeoDataFrame:
    """
    Read all features and choose among them here.

    Where GDAL chooses, their number is not known before, and a mere complaint about the
    CRS's name (``epsg.xml#25833``) is taken for a damaged feature after the last one.
    """
    frame = _fetched(layer, columns=columns)
    if bbox is not None:
        boxes = shapely.box(*shapely.bounds(frame.geometry.to_numpy()).T)
        frame = frame[shapely.intersects(boxes, shapely.box(*bbox))]
    return frame.head(max_features or len(frame)).reset_index(drop=True)


def _code_page(layer: Layer) -> str:
    """Return the encoding that a .cpg names; what GDAL took it for if there is none."""
    beside = Path(layer.source).with_suffix(".cpg")
    if not beside.is_file():
        return layer.encoding
    name = beside.read_text(encoding="ascii", errors="ignore").strip()
    return f"cp{name}" if name.isdigit() else name


def decoded(frame: gpd.GeoDataFrame, declared: str) -> gpd.GeoDataFrame:
    """
    Decode text of a dBase file that was read as latin-1: UTF-8 where it is, else as told.

    A letter cut in two by the field's end is left out; a column ``text_cut`` then tells
    the rows.
    """
    plain = declared if declared.upper().replace("-", "") not in {"UTF8", "ISO88591"} else "cp1252"
    cut = pd.Series(False, frame.index)
    for column in frame.columns.drop(frame.geometry.name):
        texts = frame[column]
        if not (texts.dtype == "object" or pd.api.types.is_string_dtype(texts.dtype)):
            continue
        known = {text: _text(text, plain) for text in texts.unique() if isinstance(text, str)}
        if any(text != told for text, (told, _) in known.items()):
            told = {text: new for text, (new, _) in known.items()}
            cut |= texts.map({text: lost for text, (_, lost) in known.items()}).eq(True)
            frame[column] = texts.map(told)
    return frame.assign(text_cut=cut) if cut.any() else frame


def _text(text: str, plain: str) -> tuple[str, bool]:
    if text.isascii():
        return text, False
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        return text, False
    try:
        return raw.decode("utf-8"), False
    except UnicodeDecodeError as error:
        # the start is sound and only the last letter lacks bytes: cut by the field's width
        if error.reason == "unexpected end of data" and error.start >= len(raw) - 3:
            whole = raw[: error.start]
            if not whole.isascii() or raw.endswith(_LEAD):
                return whole.decode("utf-8"), True
    try:
        return raw.decode(plain), False
    except (UnicodeDecodeError, LookupError):
        return raw.decode("cp1252", errors="replace"), False
