"""folium children to `MapLayer`: an allow-list by class; their templates are never rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import shapely
from branca.element import Html
from folium.features import GeoJsonPopup, GeoJsonTooltip

from innenstadt_gis.crs import WGS84, to_metres, utm_of
from innenstadt_gis.errors import InputError, UnsafeOutputError
from innenstadt_gis.outputs.map.model import Kind, MapClass, MapLayer, MapModel
from innenstadt_gis.words import Text

_OBJECTS = Text("Ergänzungen", "additions")
_ALLOWED = "GeoJson, CircleMarker, Marker, PolyLine, Polygon, FeatureGroup, LayerControl"
_DEFAULT = "#0072B2"
_NAMED = {
    "black": "#1a1a1a", "blue": "#0072B2", "cadetblue": "#5f9ea0", "darkblue": "#00008b",
    "darkgreen": "#006400", "darkred": "#8b0000", "gray": "#808080", "green": "#009E73",
    "grey": "#808080", "lightblue": "#56B4E9", "lightgray": "#d3d3d3", "orange": "#E69F00",
    "pink": "#CC79A7", "purple": "#882255", "red": "#B2182B", "white": "#FFFFFF",
    "yellow": "#F0E442",
}  # fmt: skip
_KINDS: dict[int, Kind] = {0: "units", 1: "line", 2: "area"}

#: One thing on the map: shape in degrees, colour, words by column.
_Item = tuple[Any, str, dict[str, str]]


def class_path(thing: Any) -> str:
    """Full name of a class, as an error must give it."""
    kind = type(thing)
    return f"{kind.__module__}.{kind.__qualname__}"


def layers_of(element: Any, model: MapModel) -> tuple[MapLayer, ...]:
    """
    Translate what an analyst has added to a map.

    Raises
    ------
    UnsafeOutputError
        For every class that is not on the list, by name.
    """
    layers: list[MapLayer] = []
    loose: list[_Item] = []
    for child in element._children.values():  # noqa: SLF001 - branca has no public way
        if type(child) is folium.FeatureGroup:
            items = [item for part in child._children.values() for item in _items(part)]  # noqa: SLF001
            title = str(child.layer_name or _OBJECTS.to(model.lang))
            layers += _layers(items, title, model, len(layers), visible=bool(child.show))
        elif type(child) is folium.GeoJson:
            title = str(child.layer_name or _OBJECTS.to(model.lang))
            layers += _layers(
                list(_items(child)), title, model, len(layers), visible=bool(child.show)
            )
        else:
            loose += _items(child)
    return (*layers, *_layers(loose, _OBJECTS.to(model.lang), model, len(layers)))


def _items(child: Any) -> Iterator[_Item]:
    kind = type(child)
    if kind is folium.LayerControl:
        return
    if kind is folium.GeoJson:
        yield from _features(child)
        return
    if kind in {folium.Marker, folium.CircleMarker}:
        lat, lon = child.location
        shape: Any = shapely.Point(lon, lat)
    elif kind is folium.PolyLine:
        shape = shapely.MultiLineString(list(_rings(child.locations)))
    elif kind is folium.Polygon:
        rings = list(_rings(child.locations))
        shape = shapely.Polygon(rings[0], rings[1:])
    else:
        raise _refused(child)
    yield shape, _colour_of(child), {"": _words_of(child)}


def _refused(thing: Any) -> UnsafeOutputError:
    name = class_path(thing)
    return UnsafeOutputError(
        de=f"{name} lässt sich nicht sicher übersetzen; möglich sind {_ALLOWED}",
        en=f"{name} cannot be translated safely; possible are {_ALLOWED}",
    )


def _rings(locations: Any) -> Iterator[list[tuple[float, float]]]:
    """Lines or rings as (lon, lat); folium nests lists as deep as the caller did."""
    if not len(locations):
        return
    if isinstance(locations[0][0], (int, float)):
        yield [(float(lon), float(lat)) for lat, lon in locations]
        return
    for part in locations:
        yield from _rings(part)


def _colour_of(child: Any) -> str:
    if type(child) is folium.Marker:
        icon = child.icon
        if icon is None:
            return _DEFAULT
        if type(icon) is not folium.Icon:
            raise _refused(icon)
        return _colour(icon.options.get("marker_color", _DEFAULT))
    options = child.options
    filled = options.get("fill") and options.get("fillColor")
    return _colour(filled or options.get("color") or _DEFAULT)


def _colour(value: Any) -> str:
    text = str(value).strip()
    if re.fullmatch(r"#[0-9A-Fa-f]{3}", text):
        text = "#" + "".join(sign * 2 for sign in text[1:])
    text = _NAMED.get(text.lower(), text)
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        raise InputError(
            de=f"Farbe {text!r}: bitte als #rrggbb", en=f"colour {text!r}: write #rrggbb"
        )
    return text


def _words_of(child: Any) -> str:
    """Text of tooltip and popup, as typed."""
    said = []
    for part in child._children.values():  # noqa: SLF001
        if type(part) is folium.Tooltip:
            said.append(str(part.text))
        elif type(part) is folium.Popup:
            for inner in part.html._children.values():  # noqa: SLF001
                if type(inner) is not Html:
                    raise _refused(inner)
                said.append(str(inner.data).replace("\\`", "`"))
        elif type(part) is not folium.Icon:
            raise _refused(part)
    return " · ".join(said)


def _features(child: Any) -> Iterator[_Item]:
    """Features of a GeoJson with the columns that its tooltips name."""
    fields: dict[str, str] = {}
    plain = ""
    for part in child._children.values():  # noqa: SLF001
        if type(part) in {GeoJsonTooltip, GeoJsonPopup}:
            fields.update(zip(map(str, part.fields), map(str, part.aliases), strict=False))
        elif type(part) is folium.Tooltip:
            plain = str(part.text)
        else:
            raise _refused(part)
    for extra in (child.marker, child.on_each_feature):
        if extra is not None:
            raise _refused(extra)
    for feature in child.data["features"]:
        if feature.get("geometry") is None:
            continue
        style = child.style_function(feature) if child.style else {}
        colour = _colour(style.get("fillColor") or style.get("color") or _DEFAULT)
        properties = feature.get("properties") or {}
        said = {alias: _text(properties.get(name)) for name, alias in fields.items()}
        shape = shapely.geometry.shape(feature["geometry"])
        parts = getattr(shape, "geoms", ()) if shape.geom_type == "GeometryCollection" else (shape,)
        for part in parts:
            yield part, colour, said or {"": plain}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _layers(
    items: list[_Item], title: str, model: MapModel, number: int, *, visible: bool = True
) -> list[MapLayer]:
    """Up to three layers: areas below, lines, marks on top; one class a colour."""
    done = []
    for dimension in (2, 1, 0):
        part = [item for item in items if int(shapely.get_dimensions(item[0])) == dimension]
        if not part:
            continue
        columns = list(dict.fromkeys(name for _, _, said in part for name in said))
        frame = gpd.GeoDataFrame(
            {f"text_{i}": [said.get(c, "") for _, _, said in part] for i, c in enumerate(columns)}
            | {"colour": [colour for _, colour, _ in part]},
            geometry=[shape for shape, _, _ in part],
            crs=WGS84,
        )
        done.append(
            MapLayer(
                key=f"added-{number}-{dimension}",
                title=title,
                kind=_KINDS[dimension],
                frame=to_metres(frame, _crs(model, frame)),
                class_column="colour",
                classes=_classes(frame["colour"], title),
                tooltip=tuple((f"text_{i}", c) for i, c in enumerate(columns)),
                visible=visible,
            )
        )
    return done


def _classes(colours: pd.Series, title: str) -> tuple[MapClass, ...]:
    found = list(dict.fromkeys(colours))
    if len(found) == 1:
        return (MapClass(found[0], title, found[0]),)
    return tuple(MapClass(one, f"{title} {i}", one) for i, one in enumerate(found, start=1))


def _crs(model: MapModel, frame: gpd.GeoDataFrame) -> Any:
    for known in (model.basemap, model.buildings, *(one.frame for one in model.layers)):
        if known.crs is not None:
            return known.crs
    west, south, east, north = frame.total_bounds
    return utm_of((west + east) / 2, (south + north) / 2)
