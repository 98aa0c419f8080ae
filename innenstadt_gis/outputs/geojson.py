"""GeoJSON to the letter of RFC 7946: degrees, right-hand rule, 7 decimals, no ``crs``.

Source: Butler et al. (2016), The GeoJSON Format, RFC 7946.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.crs import to_degrees

#: 7 decimals of a degree are a centimetre; RFC 7946 advises no more.
DECIMALS = 7
#: GEOS writes some numbers with all digits of a double: 50.632213900000004 for 50.6322139.
_LONG = re.compile(r"-?\d+\.\d{8,}")


def feature_collection(rows: gpd.GeoDataFrame, metadata: dict[str, Any]) -> str:
    """
    Write a table as a GeoJSON text.

    Parameters
    ----------
    rows
        A table in metres; its index gives the feature ids, its columns the properties.
        Rows without a place keep a null geometry.
    metadata
        Foreign member ``innenstadt_gis``: what readers of the file should know.

    Returns
    -------
    str
        One feature a line, so that two versions of a file can be compared.
    """
    places = to_degrees(rows[[rows.geometry.name]]).geometry if len(rows) else rows.geometry
    shapes = shapely.transform(places.to_numpy(), lambda xy: np.round(xy, DECIMALS))
    shapes = shapely.orient_polygons(shapes, exterior_cw=False)
    texts = [_LONG.sub(_short, text) if text else None for text in shapely.to_geojson(shapes)]
    properties = rows.drop(columns=rows.geometry.name)
    columns = [_written(str(name), properties[name]) for name in properties.columns]
    records = map(", ".join, zip(*columns, strict=True)) if columns else [""] * len(rows)
    keys = [_json(_scalar(key)) for key in rows.index.tolist()]
    lines = [
        f'{{"type": "Feature", "id": {key}, "properties": {{{record}}}, "geometry": {text or "null"}}}'
        for key, record, text in zip(keys, records, texts, strict=True)
    ]
    head = ['"type": "FeatureCollection"']
    known = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if len(known):
        box = [round(float(v), DECIMALS) for v in shapely.total_bounds(known)]
        head.append(f'"bbox": {_json(box)}')
    head.append(f'"innenstadt_gis": {_json(metadata)}')
    body = ",\n".join(lines)
    return "{" + ",\n".join(head) + ',\n"features": [\n' + body + "\n]}\n"


def _short(number: re.Match[str]) -> str:
    return repr(round(float(number[0]), DECIMALS))


def _written(name: str, values: pd.Series) -> list[str]:
    """Write a column as JSON members; a missing value is null. Equal values are written once."""
    if pd.api.types.is_datetime64_any_dtype(values):
        values = values.dt.strftime("%Y-%m-%d")
    start = f"{_json(name)}: "
    plain = [_scalar(value) for value in values.tolist()]
    if values.dtype == object:  # an analyst's own column may hold lists, or 1 beside True
        return [start + _json(value) for value in plain]
    known = {value: start + _json(value) for value in dict.fromkeys(plain)}
    return [known[value] for value in plain]


def _scalar(value: Any) -> Any:
    if value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, float):
        return round(value, 4)
    return value


# One encoder for all rows: json.dumps with options builds a new one at every call.
_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
