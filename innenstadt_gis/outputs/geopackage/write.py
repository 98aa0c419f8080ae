"""A release as the bytes of one GeoPackage, the same for the same release.

Source: OGC 12-128r19, GeoPackage Encoding Standard; QGIS's table ``layer_styles``.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import pyogrio.errors

from innenstadt_gis.files import full_disk
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.geopackage.layers import GpkgLayer, gpkg_layers
from innenstadt_gis.outputs.map import MapLayer
from innenstadt_gis.outputs.sentences import headline
from innenstadt_gis.outputs.themes import sources
from innenstadt_gis.outputs.values import interval_text, value_text
from innenstadt_gis.words import Lang, Text, day

_STYLES = """
CREATE TABLE layer_styles (
 id INTEGER PRIMARY KEY, f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT,
 f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
 description TEXT, owner TEXT, ui TEXT, update_time DATETIME)
"""
_GEOMETRY = "geom"
#: What the QGIS of Debian stable and of most town halls reads without a warning.
_DATASET = {"VERSION": "1.2"}


def geopackage(release: Release, drawn: tuple[MapLayer, ...], *, version: str, lang: Lang) -> bytes:
    """
    Write all themes of a release into one GeoPackage in the town's metres.

    Parameters
    ----------
    release
        What the audience may see.
    drawn
        Layers of its map (`outputs.town_map.map_model`): QGIS shows the rows in the same
        classes, colours and words. A theme that the map draws in several ways has several
        styles; the first is applied by itself.
    version
        Of this package; stands in the read-me.
    lang
        Language of titles, aliases and classes.

    Returns
    -------
    bytes
        The file; same release, same bytes. Besides the themes it holds the tables
        ``lies_mich`` (what it is, sources and licences) and ``kennzahlen`` (every figure).
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "town.gpkg"
        try:
            _write(release, drawn, path, version=version, lang=lang)
        except (pyogrio.errors.DataSourceError, RuntimeError, sqlite3.Error) as error:
            if (full := full_disk(error, Path(folder).parent)) is None:
                raise
            raise full from error
        return path.read_bytes()


def _write(
    release: Release, drawn: tuple[MapLayer, ...], path: Path, *, version: str, lang: Lang
) -> None:
    stamp = f"{release.survey_day.isoformat()}T00:00:00.000Z"
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": stamp})
    try:
        layers = list(gpkg_layers(release, drawn, lang))
        for layer in layers:
            _write_layer(layer, path)
        _write_table(_read_me(release, version, lang), "lies_mich", path)
        _write_table(_figures(release, lang), "kennzahlen", path)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    _write_styles(layers, path, stamp)


def _write_layer(layer: GpkgLayer, path: Path) -> None:
    pyogrio.write_dataframe(
        layer.rows, path, layer=layer.name, driver="GPKG",
        layer_options={"GEOMETRY_NAME": _GEOMETRY, "IDENTIFIER": layer.title, "FID": "fid"},
        dataset_options=_DATASET,
    )  # fmt: skip


def _write_table(rows: pd.DataFrame, name: str, path: Path) -> None:
    pyogrio.write_dataframe(rows, path, layer=name, driver="GPKG", dataset_options=_DATASET)


def _read_me(release: Release, version: str, lang: Lang) -> pd.DataFrame:
    rate = release.figure("vacancy_rate")
    said = [
        (Text("Stadt", "town"), release.name),
        (Text("AGS", "AGS"), release.ags or "–"),
        (Text("Stand", "as of"), day(release.survey_day, lang=lang)),
        (Text("Zielgruppe", "audience"), release.audience),
        (Text("Aussage", "statement"), headline(rate).to(lang) if rate else "–"),
        (Text("Koordinaten", "coordinates"), f"{release.crs.to_authority()[1]} ({release.crs.name})"),
        (Text("Programm", "software"), f"innenstadt_gis {version}"),
    ]  # fmt: skip
    for one in sources(release):
        words = [one["attribution"], one["licence"], one["day"], f"sha256 {one['sha256']}"]
        said.append((Text("Quelle", "source"), " · ".join(w for w in words if w)))
    return pd.DataFrame(
        {"was": [key.to(lang) for key, _ in said], "angabe": [value for _, value in said]}
    )


def _figures(release: Release, lang: Lang) -> pd.DataFrame:
    rows = [
        {
            "id": f.id, "kennzahl": f.label.to(lang),
            "gruppe": f.group.to(lang) if f.group else None,
            "angabe": value_text(f, lang), "spanne": interval_text(f, lang),
            "wert": f.value, "einheit": f.unit, "zaehler": f.numerator, "nenner": f.denominator,
            "methode": f.method.to(lang), "warum_kein_wert": f.why.to(lang) if f.why else None,
        }
        for f in release.figures
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _write_styles(layers: list[GpkgLayer], path: Path, stamp: str) -> None:
    """Add the table of styles; QGIS takes the default one of each layer by itself."""
    with closing(sqlite3.connect(path)) as base:
        base.execute(_STYLES)
        rows: list[tuple[Any, ...]] = [
            (layer.name, _GEOMETRY, style.name, style.text, number == 0, stamp)
            for layer in layers
            for number, style in enumerate(layer.styles)
        ]
        base.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, "
            "ui, update_time) VALUES ('', '', ?, ?, ?, ?, '', ?, '', '', NULL, ?)",
            rows,
        )
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
            "last_change) VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (stamp,),
        )
        base.commit()
        base.execute("VACUUM")
