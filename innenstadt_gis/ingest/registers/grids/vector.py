"""Vector files as tables: one row per feature, its place in two more columns."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import CRS

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.registers.grids.encoding import likeliest
from innenstadt_gis.ingest.registers.grids.markup import pairs, rest
from innenstadt_gis.ingest.registers.grids.repair import repair_cells
from innenstadt_gis.ingest.registers.grids.sheet import MOST_CELLS, Sheet, broken, too_large
from innenstadt_gis.words import Text

__all__ = ["read_vector"]

_DBF_WIDTH = 254  # bytes; no longer text fits
# What GDAL adds to each placemark, whether the file says it or not.
_KML_OWN = {
    "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
    "drawOrder", "icon", "snippet", "styleUrl", "id",
}  # fmt: skip
_SIDES_OF_A_DXF = ("PaperSpace", "SubClasses", "Linetype", "EntityHandle")


def read_vector(path: Path, *, name: str, kind: str) -> list[Sheet]:
    """
    Read the layers of a vector file as sheets.

    Row 1 holds the names of the fields, each further row one feature; the last two columns
    ``x`` and ``y`` are its place in the file's own CRS (`Sheet.crs`): the point, or a point
    on the line or surface; None where the geometry is empty. Tables without geometry have
    no such columns.

    Parameters
    ----------
    path
        The file, in a folder of its own: GDAL may write beside it.
    name
        What the file is called in messages.
    kind
        Its ending by its content, such as ``"gpkg"``; "shp" and "dbf" get the character
        set that their bytes tell, whatever their ``.cpg`` says.

    Raises
    ------
    SourceError
        If GDAL cannot read it, or no layer has attributes.
    """
    from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError

    declared = None
    if kind in ("shp", "dbf"):
        _check_length(path.with_suffix(".dbf"), name=name)
        declared = _raw_bytes(path)
    try:
        sheets = _layers(path, name=name, kind=kind)
    except (
        CRSError, DataSourceError, DataLayerError, FeatureError, FieldError, UnicodeDecodeError, OSError,
        ValueError, RuntimeError, OverflowError, UnboundLocalError,
    ) as error:  # fmt: skip
        if isinstance(error, SourceError):
            raise
        raise broken(name) from error
    found = [sheet for sheet in sheets if sheet is not None]
    if not found:
        raise SourceError(
            de=f"{name}: Die Geodatei enthält keine Angaben (Attribute), nur Geometrie",
            en=f"{name}: the vector file holds no attributes, geometry alone",
        )
    for sheet in found:
        if declared is not None:
            _decode(sheet, declared)
        repair_cells(sheet)
    if len(found) == 1 and found[0].name in (Path(name).stem, path.stem):
        found[0].name = None
    return found


def _layers(path: Path, *, name: str, kind: str) -> list[Sheet | None]:
    import pyogrio
    from pyogrio.errors import CRSError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL's remarks on foreign dialects
        names = [str(layer) for layer in pyogrio.list_layers(path)[:, 0]]
        try:
            return [_layer(path, layer, name=name, kind=kind) for layer in names]
        except (CRSError, UnboundLocalError):  # a .prj that is none, or half of one
            side = path.with_suffix(".prj")
            if not side.is_file():
                raise
            side.unlink()
            sheets = [_layer(path, layer, name=name, kind=kind) for layer in names]
    for sheet in sheets:
        if sheet is not None:
            sheet.notes.append(Text("Die .prj-Datei ist unlesbar", "the .prj cannot be read"))
    return sheets


def _check_length(path: Path, *, name: str) -> None:
    """A .dbf that promises more rows than it has bytes is cut off; GDAL would look for them."""
    with path.open("rb") as stream:
        head = stream.read(32)
    rows, start, size = (
        int.from_bytes(head[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12))
    )
    if not size or start + rows * size > path.stat().st_size + 1:
        raise broken(name)


def _raw_bytes(path: Path) -> str:
    """Have GDAL hand the bytes through (Latin-1 keeps each); return what was declared."""
    side = path.with_suffix(".cpg")
    told = side.read_text(encoding="ascii", errors="replace").strip() if side.is_file() else ""
    side.write_text("ISO-8859-1", encoding="ascii")
    return told


def _layer(path: Path, layer: str, *, name: str, kind: str) -> Sheet | None:
    from pyogrio import raw

    options = {"DOWNLOAD_SCHEMA": "NO"} if kind == "gml" else {}
    meta, _, shapes, columns = raw.read(path, layer=layer, **options)
    fields = [str(field) for field in meta["fields"]]
    if not fields:
        return None
    count = len(columns[0])
    if count * (len(fields) + 2) > MOST_CELLS:
        raise too_large(name)
    values = [_plain(column) for column in columns]
    if meta["geometry_type"] is not None and shapes is not None:
        x, y, dims = _points(shapes)
        fields, values = [*fields, "x", "y"], [*values, x, y]
    else:
        dims = np.full(count, -1)
    sheet = Sheet(layer, [list(fields)])
    sheet.crs = _crs(meta["crs"]) if meta["geometry_type"] is not None else None
    rows = [list(row) for row in zip(*values, strict=True)]
    if kind == "kml":
        _open_descriptions(sheet, rows)
    elif kind == "dxf":
        rows = _labels_of_a_drawing(sheet, rows, dims)
    sheet.rows.extend(rows)
    return sheet


def _plain(column: Any) -> list[Any]:
    """Values of a column as openpyxl would give them; None where there is none."""
    if np.issubdtype(column.dtype, np.datetime64):
        return [_moment(value) for value in column.astype("datetime64[us]").tolist()]
    return [_value(value) for value in column.tolist()]


def _moment(value: Any) -> dt.datetime | None:
    return value if isinstance(value, dt.datetime) else None


def _value(value: Any) -> Any:
    if isinstance(value, float):
        if not np.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, (bytes, bytearray)):
        return None
    return ", ".join(map(str, value)) if isinstance(value, (list, np.ndarray)) else value


def _points(shapes: Any) -> tuple[list[float | None], list[float | None], Any]:
    import shapely

    figures = shapely.from_wkb(shapes, on_invalid="ignore")
    dims = shapely.get_dimensions(figures)
    with np.errstate(all="ignore"):
        points = np.array([_point_on(figure) for figure in figures], dtype="object")
    x, y = shapely.get_x(points), shapely.get_y(points)
    known = np.isfinite(x) & np.isfinite(y)
    return (
        [float(v) if k else None for v, k in zip(x, known, strict=True)],
        [float(v) if k else None for v, k in zip(y, known, strict=True)],
        dims,
    )


def _point_on(figure: Any) -> Any:
    import shapely

    if figure is None or figure.is_empty:
        return None
    if figure.geom_type == "Point":
        return figure
    try:
        return shapely.point_on_surface(shapely.force_2d(figure))
    except shapely.errors.GEOSException:  # a ring that is none, NaN inside
        return None


def _crs(text: str | None) -> CRS | None:
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_user_input(text) if text else None
    except CRSError:
        return None
    known = crs is not None and (crs.is_projected or crs.is_geographic or crs.is_bound)
    return crs if known else None


def _decode(sheet: Sheet, declared: str) -> None:
    """Turn bytes into text by the character set that all of them together tell."""
    texts = {v for row in sheet.rows for v in row if isinstance(v, str) and not v.isascii()}
    raw = {text: _as_bytes(text) for text in texts}
    wrong = [content for content in raw.values() if not _is_utf8(content)]
    name = "utf-8" if not wrong else likeliest(b"\n".join(raw.values()))
    for r, row in enumerate(sheet.rows):
        for c, value in enumerate(row):
            if not isinstance(value, str):
                continue
            content = raw.get(value)
            size = len(value) if content is None else len(content)
            if content is not None:
                text = content.decode(name, errors="replace" if name != "utf-8" else "ignore")
                row[c] = text
                if name == "utf-8" and text.encode() != content:
                    sheet.faults[r, c] = "text_cut"
            if size >= _DBF_WIDTH:
                sheet.faults[r, c] = "text_cut"
    said = re.sub(r"[^a-z0-9]", "", declared.lower())
    if texts and said not in ("", *_spellings(name)):
        sheet.notes.append(
            Text(
                f"Die .cpg-Datei sagt {declared}, die Texte sind {name}; so gelesen",
                f"the .cpg file says {declared}, the texts are {name}; read as such",
            )
        )


def _spellings(name: str) -> tuple[str, ...]:
    return {
        "utf-8": ("utf8", "65001"),
        "cp1252": ("cp1252", "1252", "ansi1252", "windows1252", "latin1", "iso88591", "88591"),
        "cp850": ("cp850", "850", "ibm850", "oem850"),
    }.get(name, ("macroman", "macintosh", "mac"))


def _as_bytes(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:  # GDAL knew better than to hand the bytes through
        return text.encode("utf-8")


def _is_utf8(content: bytes) -> bool:
    """UTF-8, be it cut within its last letter."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and error.start >= len(content) - 3
    return True


def _open_descriptions(sheet: Sheet, rows: list[list[Any]]) -> None:
    """Give what stands as a list in the description of placemarks columns of its own."""
    names = sheet.rows[0]
    times = ("timestamp", "begin", "end")
    kept = [
        at
        for at, field in enumerate(names)
        if field not in _KML_OWN or (field in times and any(row[at] for row in rows))
    ]
    at = next((n for n, field in enumerate(names) if field.lower() == "description"), None)
    told = [pairs(row[at]) if at is not None and row[at] else {} for row in rows]
    more = [key for key in dict.fromkeys(k for each in told for k in each) if key not in names]
    for row, each in zip(rows, told, strict=True):
        if at is not None and row[at]:
            row[at] = rest(row[at], each) or None
        own = [_filled(row[n], each.get(names[n])) for n in kept]
        row[:] = [*own[:-2], *(each.get(key) for key in more), *own[-2:]]
    kept_names = [names[n] for n in kept]
    sheet.rows[0] = [*kept_names[:-2], *more, *kept_names[-2:]]
    read = sum(bool(each) for each in told)
    if read:
        sheet.notes.append(
            Text(
                f"Angaben aus dem Beschreibungstext (HTML) von {read} Objekten gelesen",
                f"attributes read out of the description (HTML) of {read} placemarks",
            )
        )


def _filled(value: Any, told: str | None) -> Any:
    return told if value in (None, "") and told else value


def _labels_of_a_drawing(sheet: Sheet, rows: list[list[Any]], dims: Any) -> list[list[Any]]:
    """Of a drawing only points and texts are places of something; lines are counted."""
    names = sheet.rows[0]
    text = names.index("Text") if "Text" in names else None
    kept = [
        row
        for row, dim in zip(rows, dims.tolist(), strict=True)
        if (text is not None and row[text]) or dim == 0
    ]
    sheet.notes.append(
        Text(
            f"Zeichnung (DXF): {len(kept)} Texte und Punkte gelesen, {len(rows) - len(kept)} "
            "Linien und Flächen nicht; eine Zeichnung hat keine Angaben je Objekt",
            f"drawing (DXF): {len(kept)} texts and points read, {len(rows) - len(kept)} lines "
            "and surfaces not; a drawing has no attributes",
        )
    )
    columns = [n for n, field in enumerate(names) if field not in _SIDES_OF_A_DXF]
    sheet.rows[0] = [names[n] for n in columns]
    return [[row[n] for n in columns] for row in kept]
