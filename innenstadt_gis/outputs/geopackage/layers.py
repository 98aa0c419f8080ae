"""What the GeoPackage holds: the themes of a release, and the map's classes of their rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import shapely

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.contracts import CODE_WORDS, CONTRACTS
from innenstadt_gis.outputs.geopackage.qml import Field, Geometry, plain_qml, qml
from innenstadt_gis.outputs.map import MapClass, MapLayer
from innenstadt_gis.outputs.map.themes import classify
from innenstadt_gis.outputs.themes import Theme, theme_rows
from innenstadt_gis.tables import Table
from innenstadt_gis.words import Lang, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A style of a layer: its name in QGIS, and its text; the first of a layer is the default."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GpkgLayer:
    """One layer: its name, title, rows in metres with their ids as a column, and its styles."""

    name: str
    title: str
    rows: Any
    styles: tuple[Style, ...]


def gpkg_layers(release: Release, drawn: tuple[MapLayer, ...], lang: Lang) -> Iterator[GpkgLayer]:
    """
    Yield a layer a theme, with a column for every class that the map shows its rows in.

    Parameters
    ----------
    release
        What the audience may see.
    drawn
        Layers of its map; their classes go to the theme whose rows they draw.
    lang
        Language of aliases and classes.
    """
    taken = _homes(release, drawn)
    for theme, rows in theme_rows(release):
        table: Table = CONTRACTS[theme.table]
        mine = [one for one in reversed(drawn) if taken.get(one.key) == theme.table]
        mine.sort(key=lambda one: not one.visible)  # the default style: what the map opens with
        yield _layer(theme, table, rows, mine, lang, editable=release.audience == "intern")


def _homes(release: Release, drawn: tuple[MapLayer, ...]) -> dict[str, str]:
    """The table whose rows each layer of the map draws: the first that holds them all."""
    found: dict[str, str] = {}
    for layer in drawn:
        for theme, _ in theme_rows(release):
            rows = release.tables[theme.table]
            if (
                len(layer.frame)
                and rows.index.name == layer.frame.index.name
                and (layer.frame.index.isin(rows.index).all())
            ):
                found[layer.key] = theme.table
                break
    return found


def _layer(
    theme: Theme, table: Table, rows: Any, drawn: list[MapLayer], lang: Lang, *, editable: bool
) -> GpkgLayer:
    """A layer; who may edit it chooses among all codes, others read those that occur."""
    geometry = rows.geometry.name
    done = rows.copy()
    done.insert(0, table.index, rows.index.to_numpy())
    fields = [
        _field(table, name, None if editable else set(done[name].dropna()), lang)
        for name in done.columns
        if name != geometry
    ]
    styled: list[tuple[str, str, list[MapClass]]] = []
    for one in drawn:
        classes, words = _words_of(one, rows, lang)
        if classes:
            column = f"map_{one.key}"
            done[column] = words
            fields.append(Field(name=column, alias=f"{one.title} (Karte)", words={}))
            styled.append((one.title, column, classes))
    title = theme.title.to(lang)
    kind = _geometry(rows)
    styles = [
        Style(name=name, text=qml(column, classes, kind, fields))
        for name, column, classes in styled
    ]
    if not styles:
        styles = [Style(name=title, text=plain_qml(fields))]
    return GpkgLayer(name=theme.file, title=title, rows=done, styles=tuple(styles))


def _words_of(one: MapLayer, rows: Any, lang: Lang) -> tuple[list[MapClass], pd.Series]:
    """Classes of a layer of the map that occur in some rows, and the words for each row."""
    classes, code = classify(one, lang)
    words = pd.Series(code, index=one.frame.index).map({n: c.label for n, c in enumerate(classes)})
    words = words[~words.index.duplicated()].reindex(rows.index).astype("str")
    found = set(words.dropna())
    return [c for c in classes if c.label in found], words


def _field(table: Table, name: str, codes: set[str] | None, lang: Lang) -> Field:
    """A column as people read it: with its label, and with words for some codes (None: all)."""
    if name == table.index:
        return Field(name=name, alias=Text("Kennung", "id").to(lang), words={})
    column = next((c for c in table.columns if c.name == name), None)
    if column is None:  # an analyst's own
        return Field(name=name, alias=name, words={})
    words = CODE_WORDS.get(name, {}) if column.kind == "text" else {}
    return Field(
        name=name, alias=column.label.to(lang),
        words={code: word.to(lang) for code, word in words.items() if codes is None or code in codes},
    )  # fmt: skip


def _geometry(rows: Any) -> Geometry:
    """What QGIS draws: by the largest dimension that occurs."""
    dimensions = shapely.get_dimensions(rows.geometry.to_numpy())
    return ("marker", "line", "fill")[max(int(dimensions.max()), 0)]
