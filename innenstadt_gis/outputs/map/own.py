"""`layer`: any GeoDataFrame of an analyst as a layer of the map, and how it joins a town's."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj.exceptions import ProjError

from innenstadt_gis.crs import is_metre, to_degrees, to_metres, utm_of
from innenstadt_gis.errors import CrsError, InputError
from innenstadt_gis.outputs.map.classing import (
    MOST_CLASSES,
    Breaks,
    Classed,
    Colours,
    Wish,
    classed,
    in_words,
)
from innenstadt_gis.outputs.map.model import Kind, MapClass, MapLayer, MapModel
from innenstadt_gis.words import Lang, Text, number

#: More would no longer open in a browser within seconds.
MOST_FEATURES = 50_000
#: A layer that has nothing nearer than this to the town is one with a wrong CRS.
_NEAR_M = 20_000.0

_DIMENSIONS: dict[str, int] = {
    "Point": 0, "MultiPoint": 0, "LineString": 1, "LinearRing": 1, "MultiLineString": 1,
    "Polygon": 2, "MultiPolygon": 2,
}  # fmt: skip
_KINDS: tuple[Kind, ...] = ("points", "line", "area")
_PLAIN = "#0072B2"

_SOURCE = Text("Quelle: {}", "Source: {}")
_EMPTY = Text("enthält keine Zeilen", "holds no rows")

Tooltip = str | Iterable[Any] | Mapping[Any, str] | None


def layer(
    gdf: gpd.GeoDataFrame,
    *,
    title: str,
    column: Any = None,
    unit: str = "",
    classes: int = MOST_CLASSES,
    breaks: Breaks = "quantiles",
    colours: Colours | None = None,
    tooltip: Tooltip = None,
    visible: bool = True,
    source: str = "",
    lang: Lang = "de",
) -> MapLayer:
    """
    Make a layer of your own for `innenstadt_gis.workshop_map`.

    Parameters
    ----------
    gdf
        Points, lines or polygons, in any CRS that is set. Rows without a place are not
        drawn; the legend says how many. Of a row with several points each is a mark.
    title
        Name in the legend; no two layers of a map share one.
    column
        Column that colours the layer; None gives all rows one colour. Numbers with more
        than ``classes`` different values are put into ranges, days likewise by years,
        months or days; yes and no, categories and text get one class a value, the
        commonest ``classes`` - 1 of them if there are more, and the others share one.
        Missing and infinite values are counted as "keine Angabe".
    unit
        Written behind numbers, such as ``"Minuten"``; values are not converted.
    classes
        At most so many classes, 1 to 5.
    breaks
        ``"quantiles"``: classes of as equal numbers as possible, their edges rounded as
        far as that holds; ``"equal"``: of equal width; or up to four edges such as
        ``[2, 5, 10]``. A class holds what lies above its lower edge, up to its upper one.
    colours
        ``#rrggbb``: one for each class, or by value for names.
    tooltip
        Columns, or ``{column: words}``, that a pointer shows and the list holds; the first
        is the name of a row. Nothing else of ``gdf`` reaches the file.
    visible
        Shown when the map opens, and in every scene of the story.
    source
        Where the data come from; stands in the legend.
    lang
        Language of the legend.

    Returns
    -------
    MapLayer
        Hand it to ``workshop_map(town, layers=[...])``, which lays it on top.

    Raises
    ------
    CrsError
        If ``gdf`` has no CRS, or one that does not lead to a place on Earth.
    InputError
        For mixed geometries, unknown columns, and more than 50,000 features.

    Examples
    --------
    >>> import geopandas as gpd, innenstadt_gis as ig
    >>> benches = gpd.GeoDataFrame(
    ...     {"minuten": [1.0, 2.5, 2.5, None]},
    ...     geometry=gpd.points_from_xy([12.88, 12.88, 12.89, 12.89], [50.57, 50.58, 50.57, 50.58]),
    ...     crs="EPSG:4326",
    ... )
    >>> own = ig.layer(benches, column="minuten", title="Zur nächsten Bank", unit="Min.")
    >>> [(one.label.replace(chr(160), " "), one.count) for one in own.classes]
    [('1 Min.', 1), ('2,5 Min.', 2), ('keine Angabe', 1)]
    """
    wish = Wish(
        title=_title(title), unit=unit, classes=classes, breaks=breaks, colours=colours, lang=lang
    )
    rows = _rows_of(gdf, wish)
    words_of = _tooltip(rows, tooltip, column, wish)
    done = _classes(rows, column, wish)
    frame = gpd.GeoDataFrame(
        {"class": pd.Series(done.mark, dtype=object)}
        | {f"text_{i}": texts for i, (texts, _) in enumerate(_texts(rows, words_of, done, wish))},
        geometry=list(rows.geometry.array),
        crs=rows.crs,
    )
    placed = _single_points(_metres(frame, wish))
    require_few(len(placed), wish.title)
    notes = [*done.notes, *([] if len(rows) else [_EMPTY.to(lang)])]
    return MapLayer(
        key=f"own-{hashlib.sha256(wish.title.encode('utf-8', 'replace')).hexdigest()[:10]}",
        title=wish.title, kind=_KINDS[_dimension(rows, wish)], frame=placed,
        class_column="class", classes=done.classes,
        tooltip=tuple(
            (f"text_{i}", label) for i, (_, label) in enumerate(_texts(rows, words_of, done, wish))
        ),
        visible=visible, listed=True,
        notes=(*notes, *([_SOURCE.to(lang).format(source)] if source else [])),
    )  # fmt: skip


def add_layers(model: MapModel, layers: Iterable[MapLayer]) -> MapModel:
    """
    Lay an analyst's layers on top of those of a town.

    Raises
    ------
    InputError
        For what `layer` has not made, titles that occur twice, layers that lie elsewhere.
    """
    made = [layers] if isinstance(layers, MapLayer) else list(layers)
    titles = {one.title for one in model.layers}
    for one in made:
        if not isinstance(one, MapLayer):
            raise InputError(
                de=f"layers= braucht Ebenen, nicht {type(one).__name__}: ig.layer(gdf, title='…')",
                en=f"layers= needs layers, not {type(one).__name__}: ig.layer(gdf, title='…')",
            )
        if one.title in titles:
            raise InputError(
                de=f"Zwei Ebenen der Karte heißen '{one.title}'; ig.layer(…, title=…) unterscheidet sie",
                en=f"two layers of the map are called '{one.title}'; tell them apart by title=",
            )
        titles.add(one.title)
    require_few(sum(len(one.frame) for one in made))
    placed = [
        dataclasses.replace(one, frame=into_town(one.frame, model, one.title)) for one in made
    ]
    return dataclasses.replace(model, layers=(*model.layers, *placed))


def require_few(features: int, title: str = "") -> None:
    """Refuse more features than a page can open with."""
    if features <= MOST_FEATURES:
        return
    de, en = (f"Ebene '{title}'", f"layer '{title}'") if title else ("Eigene Ebenen", "own layers")
    raise InputError(
        de=f"{de}: {number(features)} Objekte, höchstens {number(MOST_FEATURES)}; auf die Stadt "
        "zuschneiden (gdf.to_crs(town.crs).clip(town.study_area)) oder zusammenfassen (gdf.dissolve('…'))",
        en=f"{en}: {features:,} features, at most {MOST_FEATURES:,}; clip to the town "
        "(gdf.to_crs(town.crs).clip(town.study_area)) or aggregate (gdf.dissolve('…'))",
    )


def into_town(frame: gpd.GeoDataFrame, model: MapModel, title: str) -> gpd.GeoDataFrame:
    """Bring a frame into the metres of a map; refuse one that lies elsewhere altogether."""
    known = [f for f in (model.basemap, model.buildings) if len(f)]
    known = known or [one.frame for one in model.layers if len(one.frame)]
    if not known:
        return frame
    placed = to_metres(frame, known[0].crs)
    shapes = np.asarray(placed.geometry.array, dtype=object)
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if not len(shapes):
        return placed
    away = float(np.nanmin(shapely.distance(shapely.box(*known[0].total_bounds), shapes)))
    if not away <= _NEAR_M:
        raise CrsError(
            de=f"Ebene '{title}' liegt {number(away / 1000)} km von {model.town} entfernt: anderes "
            "Koordinatensystem als gesetzt, oder Länge und Breite vertauscht? "
            "gdf.set_crs('EPSG:…', allow_override=True)",
            en=f"layer '{title}' lies {away / 1000:,.0f} km from {model.town}: another CRS than "
            "is set, or latitude and longitude swapped? gdf.set_crs('EPSG:…', allow_override=True)",
        )
    return placed


# ------------------------------------------------------------------------------ what was handed


def _title(title: str) -> str:
    if not str(title or "").strip():
        raise InputError(
            de="Eine Ebene braucht einen Namen: title='Zur nächsten Bank'",
            en="a layer needs a name: title='To the next bench'",
        )
    return str(title)


def _rows_of(gdf: Any, wish: Wish) -> gpd.GeoDataFrame:
    """Rows as a frame with a geometry and a CRS, numbered from 0."""
    if isinstance(gdf, gpd.GeoSeries):
        gdf = gpd.GeoDataFrame(geometry=gdf)
    if not isinstance(gdf, gpd.GeoDataFrame):
        raise wish.fault(
            f"{type(gdf).__name__} ist kein GeoDataFrame; z. B. gpd.GeoDataFrame(df, "
            "geometry=gpd.points_from_xy(df['lon'], df['lat']), crs='EPSG:4326')",
            f"{type(gdf).__name__} is no GeoDataFrame; e.g. gpd.GeoDataFrame(df, "
            "geometry=gpd.points_from_xy(df['lon'], df['lat']), crs='EPSG:4326')",
        )
    if gdf.active_geometry_name is None:
        raise wish.fault(
            "keine Geometrie; gdf.set_geometry('…')", "no geometry; gdf.set_geometry('…')"
        )
    require_few(len(gdf), wish.title)
    if gdf.crs is None:
        raise CrsError(**_undeclared(gdf, wish.title))
    return gdf.reset_index(drop=True)


def _undeclared(gdf: gpd.GeoDataFrame, title: str) -> dict[str, str]:
    """The line to write, guessed from the size of the coordinates."""
    with np.errstate(all="ignore"):
        west, south, east, north = (abs(float(v)) for v in gdf.total_bounds)
    degrees = max(west, east) <= 180 and max(south, north) <= 90
    line = f"gdf = gdf.set_crs('{'EPSG:4326' if degrees else 'EPSG:25832'}')"
    de, en = ("Grad", "degrees") if degrees else ("Meter", "metres")
    return {
        "de": f"Ebene '{title}': kein Koordinatensystem gesetzt. Die Zahlen sehen nach {de} aus: {line}",
        "en": f"layer '{title}': no CRS is set. The numbers look like {en}: {line}",
    }


def _dimension(rows: gpd.GeoDataFrame, wish: Wish) -> int:
    """0 points, 1 lines, 2 areas; mixed ones are refused, as a legend has one sort of sign."""
    kinds = sorted({str(kind) for kind in rows.geom_type.dropna()})
    found = {_DIMENSIONS.get(kind, -1) for kind in kinds}
    if len(found) > 1 or -1 in found:
        raise wish.fault(
            f"gemischte Geometrien ({', '.join(kinds)}); je Art eine Ebene, z. B. "
            f"gdf[gdf.geom_type == '{kinds[0]}'], Sammlungen vorher mit gdf.explode()",
            f"mixed geometries ({', '.join(kinds)}); one layer a sort, e.g. "
            f"gdf[gdf.geom_type == '{kinds[0]}'], collections after gdf.explode()",
        )
    return found.pop() if found else 0


def _metres(frame: gpd.GeoDataFrame, wish: Wish) -> gpd.GeoDataFrame:
    """Any declared CRS to one of metres; what has no finite place has none."""
    shapes = np.asarray(frame.geometry.array, dtype=object)
    frame = frame.set_geometry(np.where(_finite(shapes), shapes, None), crs=frame.crs)
    try:
        degrees = to_degrees(frame)
        west, south, east, north = degrees.total_bounds
        if np.isnan(west):  # no row has a place
            return frame.set_crs("EPSG:25832", allow_override=True)
        if not _finite(np.asarray(degrees.geometry.array, dtype=object)).all() or abs(north) > 90:
            raise _nowhere(frame, wish)
        if is_metre(frame.crs):
            return frame
        return to_metres(degrees, utm_of((west + east) / 2, (south + north) / 2))
    except ProjError as error:
        raise _nowhere(frame, wish) from error


def _finite(shapes: Any) -> Any:
    """Whether all corners of a shape are numbers; a missing shape has no other ones."""
    points, index = shapely.get_coordinates(shapes, return_index=True)
    fit = np.ones(len(shapes), dtype=bool)
    fit[index[~np.isfinite(points).all(axis=1)]] = False
    return fit


def _nowhere(frame: gpd.GeoDataFrame, wish: Wish) -> CrsError:
    fault = wish.fault(
        f"'{frame.crs.name}' führt bei diesen Koordinaten an keinen Ort; stimmt das "
        "Koordinatensystem? gdf.set_crs('EPSG:…', allow_override=True)",
        f"'{frame.crs.name}' leads to no place with these coordinates; is it the right CRS? "
        "gdf.set_crs('EPSG:…', allow_override=True)",
    )
    return CrsError(de=fault.text.de, en=fault.text.en)


def _single_points(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One row a mark: of a row with several points each is shown."""
    if not (frame.geom_type == "MultiPoint").any():
        return frame
    return frame.explode(index_parts=False, ignore_index=True)


# ------------------------------------------------------------------------------ words and classes


def _column(rows: gpd.GeoDataFrame, name: Any, wish: Wish) -> pd.Series:
    """Return one column of data by its name."""
    known = [one for one in rows.columns if one != rows.active_geometry_name]
    try:
        count = known.count(name)
    except (TypeError, ValueError):
        count = 0
    if count != 1:
        de = "gibt es zweimal" if count else f"gibt es nicht; es gibt {known[:20]}"
        en = "occurs twice" if count else f"does not exist; there are {known[:20]}"
        raise wish.fault(f"Spalte {name!r} {de}", f"column {name!r} {en}")
    return rows.iloc[:, list(rows.columns).index(name)]


def _classes(rows: gpd.GeoDataFrame, column: Any, wish: Wish) -> Classed:
    if column is not None:
        return classed(_column(rows, column, wish), wish)
    if isinstance(wish.colours, Mapping):
        raise wish.fault("colours= nach Wert braucht column=", "colours= by value needs column=")
    colours = [wish.colours] if isinstance(wish.colours, str) else list(wish.colours or [_PLAIN])
    if len(colours) != 1:
        raise wish.fault(
            f"{len(colours)} Farben für eine Klasse; column= fehlt",
            f"{len(colours)} colours for one class; column= is missing",
        )
    one = MapClass("all", wish.title, colours[0], count=len(rows))
    return Classed(["all"] * len(rows), (one,), [""] * len(rows))


def _tooltip(
    rows: gpd.GeoDataFrame, tooltip: Tooltip, column: Any, wish: Wish
) -> list[tuple[Any, str]]:
    if tooltip is None:
        return []
    if isinstance(tooltip, Mapping):
        named = [(name, str(label)) for name, label in tooltip.items()]
    else:
        several = not isinstance(tooltip, str) and isinstance(tooltip, Iterable)
        named = [(name, str(name)) for name in (tooltip if several else [tooltip])]
    for name, _ in named:
        if name != column:
            _column(rows, name, wish)
    return named


def _texts(
    rows: gpd.GeoDataFrame, named: list[tuple[Any, str]], done: Classed, wish: Wish
) -> list[tuple[list[str], str]]:
    """Words of each tooltip column; the value that coloured a row stands where a class says less."""
    made = [
        ([in_words(value, wish.lang) for value in _column(rows, name, wish)], label)
        for name, label in named
    ]
    if not done.exact:
        made = made or [([""] * len(rows), "")]  # the value is no name
        made.append((done.told, wish.title))
    return made
