"""folium children to `MapLayer`: an allow-list by class; their templates are never rendered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import shapely
from branca.element import Html
from folium.features import GeoJsonPopup, GeoJsonTooltip
from folium.utilities import JsCode
from PIL import ImageColor

from innenstadt_gis.crs import WGS84, to_metres, utm_of
from innenstadt_gis.errors import InputError, UnsafeOutputError
from innenstadt_gis.outputs.map.classing import in_words
from innenstadt_gis.outputs.map.model import Kind, MapClass, MapLayer, MapModel
from innenstadt_gis.outputs.map.own import into_town, require_few
from innenstadt_gis.words import Text

_OBJECTS = Text("Ergänzungen", "additions")
_CLASSES = (
    folium.GeoJson, folium.CircleMarker, folium.Marker, folium.PolyLine, folium.Polygon,
    folium.FeatureGroup, folium.LayerControl,
)  # fmt: skip
_ALLOWED = ", ".join(one.__name__ for one in _CLASSES)
_DEFAULT = "#0072B2"
# Names of folium's own colours as they carry on a projector; others are those of CSS.
_NAMED = {
    "black": "#1a1a1a", "blue": "#0072B2", "darkpurple": "#5E3C99", "green": "#009E73",
    "lightblue": "#56B4E9", "lightred": "#E7645F", "orange": "#E69F00", "pink": "#CC79A7",
    "purple": "#882255", "red": "#B2182B", "yellow": "#F0E442",
}  # fmt: skip
_KINDS: dict[int, Kind] = {0: "points", 1: "line", 2: "area"}
#: More lines in a legend than these nobody could read.
_MOST_COLOURS = 12

#: One thing on the map: shape in degrees, colour, words by column.
_Item = tuple[Any, str, list[tuple[str, str]]]


def class_path(thing: Any) -> str:
    """Full name of a class, as an error must give it."""
    kind = type(thing)
    return f"{kind.__module__}.{kind.__qualname__}"


def layers_of(element: Any, model: MapModel) -> tuple[MapLayer, ...]:
    """
    Translate what an analyst has added to a map.

    A GeoJson or FeatureGroup becomes a layer of its own, with its areas, lines and points
    one above another; all that hangs in the map itself becomes "Ergänzungen", on top.

    Raises
    ------
    UnsafeOutputError
        For every class that is not on the list, by name.
    InputError
        For colours that are none, more than 50,000 things, and what lies elsewhere.
    """
    layers: list[MapLayer] = []
    loose: list[_Item] = []
    for child in element._children.values():  # noqa: SLF001 - branca has no public way
        if type(child) in {folium.FeatureGroup, folium.GeoJson}:
            items, title = list(_items(child, model)), _title(child, model)
            layers += _layers(items, title, model, len(layers), visible=bool(child.show))
        else:
            loose += _items(child, model)
    return (*layers, *_layers(loose, _OBJECTS.to(model.lang), model, len(layers)))


def _title(child: Any, model: MapModel) -> str:
    """Name of a group; without one folium makes up another on every run."""
    name = str(child.layer_name or "")
    made_up = not name or name.endswith(f"_{child._id}")  # noqa: SLF001
    return _OBJECTS.to(model.lang) if made_up else name


def _items(child: Any, model: MapModel) -> Iterator[_Item]:
    kind = type(child)
    if kind not in _CLASSES:
        raise _refused(child)
    _no_code(child)
    if kind is folium.LayerControl:
        return
    if kind is folium.FeatureGroup:
        for part in child._children.values():  # noqa: SLF001
            yield from _items(part, model)
        return
    if kind is folium.GeoJson:
        yield from _features(child, model)
        return
    if kind in {folium.Marker, folium.CircleMarker}:
        shape: Any = _point(child)
    elif kind is folium.PolyLine:
        shape = shapely.MultiLineString(list(_rings(child.locations)))
    else:
        rings = list(_rings(child.locations))
        shape = shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()
    yield shape, _colour_of(child), [("", _words_of(child))]


def _refused(thing: Any) -> UnsafeOutputError:
    name = class_path(thing)
    return UnsafeOutputError(
        de=f"{name} lässt sich nicht sicher übersetzen; möglich sind {_ALLOWED}; "
        "eigene Daten auch mit ig.layer(gdf, title='…')",
        en=f"{name} cannot be translated safely; possible are {_ALLOWED}; "
        "own data also by ig.layer(gdf, title='…')",
    )


def _no_code(child: Any) -> None:
    """Refuse scripts among the options of a child, wherever they hide."""
    waiting: list[Any] = [getattr(child, "options", None)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, JsCode):
            raise _refused(one)
        if isinstance(one, Mapping):
            waiting += one.values()
        elif isinstance(one, (list, tuple)):
            waiting += one


def _point(child: Any) -> Any:
    if child.location is None:
        raise InputError(
            de=f"{class_path(child)} ohne Ort: location=(Breite, Länge)",
            en=f"{class_path(child)} without a place: location=(latitude, longitude)",
        )
    lat, lon = child.location
    return shapely.Point(lon, lat)


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
        _no_code(icon)
        return _colour(icon.options.get("marker_color", _DEFAULT))
    return _colour(_of_style(child.options))


def _of_style(style: Mapping[str, Any]) -> Any:
    """Colour of the fill where there is one, else of the line."""
    filled = style.get("fill", True) and (style.get("fillColor") or style.get("fill_color"))
    return filled or style.get("color") or _DEFAULT


def _colour(value: Any) -> str:
    text = str(value).strip()
    if re.fullmatch(r"#[0-9A-Fa-f]{3}", text):
        text = "#" + "".join(sign * 2 for sign in text[1:])
    name = text.lower()
    if name in _NAMED:
        text = _NAMED[name]
    elif name in ImageColor.colormap:  # asked for, not looked up: Pillow keeps what it told there
        text = "#{:02x}{:02x}{:02x}".format(*ImageColor.getrgb(name))
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
            said.append(_plain_tooltip(part))
        elif type(part) is folium.Popup:
            said += _popup(part)
        elif type(part) is not folium.Icon or part._children:  # noqa: SLF001
            raise _refused(part)
    return " · ".join(said)


def _plain_tooltip(part: Any) -> str:
    _childless(part)
    return str(part.text)


def _popup(part: Any) -> Iterator[str]:
    """Texts of a popup; folium has put a stroke before each backtick."""
    _childless(part)
    for beside in (part.header, part.script):
        _childless(beside)
    for inner in part.html._children.values():  # noqa: SLF001
        if type(inner) is not Html:
            raise _refused(inner)
        _childless(inner)
        yield str(inner.data).replace("\\`", "`")


def _childless(part: Any) -> None:
    _no_code(part)
    for inner in part._children.values():  # noqa: SLF001
        raise _refused(inner)


def _features(child: Any, model: MapModel) -> Iterator[_Item]:
    """Features of a GeoJson with the columns that its tooltips name."""
    fields: dict[tuple[str, str], None] = {}
    plain = []
    for part in child._children.values():  # noqa: SLF001
        if type(part) in {GeoJsonTooltip, GeoJsonPopup}:
            _childless(part)
            aliases = part.aliases or part.fields
            fields |= dict.fromkeys(zip(map(str, part.fields), map(str, aliases), strict=False))
        elif type(part) is folium.Tooltip:
            plain.append(_plain_tooltip(part))
        elif type(part) is folium.Popup:
            plain += _popup(part)
        else:
            raise _refused(part)
    for extra in (child.marker, child.on_each_feature):
        if extra is not None:
            raise _refused(extra)
    for feature in _collected(child.data):
        if feature.get("geometry") is None:
            continue
        properties = feature.get("properties") or {}
        own = properties.get("style")
        style = child.style_function(feature) if child.style else own
        colour = _colour(_of_style(style if isinstance(style, Mapping) else {}))
        said = [(alias, in_words(properties.get(name), model.lang)) for name, alias in fields]
        said += [("", " · ".join(plain))] if plain or not said else []
        shape = shapely.geometry.shape(feature["geometry"])
        yield from ((part, colour, said) for part in _parts(shape))


def _collected(data: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Features of a collection, a single feature, or a bare geometry."""
    if "features" in data:
        return list(data["features"])
    return [data] if "geometry" in data else [{"geometry": data}]


def _parts(shape: Any) -> Iterator[Any]:
    """A shape, or those of a collection; of several points each is a mark."""
    if shape.geom_type not in {"GeometryCollection", "MultiPoint"}:
        yield shape
        return
    for part in shapely.get_parts(shape):
        yield from _parts(part)


def _layers(
    items: list[_Item], title: str, model: MapModel, number: int, *, visible: bool = True
) -> list[MapLayer]:
    """Up to three layers: areas below, lines, marks on top; one class a colour."""
    require_few(len(items), title)
    done = []
    for dimension in (2, 1, 0):
        part = [item for item in items if int(shapely.get_dimensions(item[0])) == dimension]
        if not part:
            continue
        columns = _columns(part)
        frame = gpd.GeoDataFrame(
            {
                f"text_{i}": [dict(_numbered(said)).get(column, "") for _, _, said in part]
                for i, column in enumerate(columns)
            }
            | {"colour": [colour for _, colour, _ in part]},
            geometry=[shape for shape, _, _ in part],
            crs=WGS84,
        )
        done.append(
            MapLayer(
                key=f"added-{number}-{dimension}",
                title=title,
                kind=_KINDS[dimension],
                frame=_placed(frame, model, title),
                class_column="colour",
                classes=_classes(frame["colour"], title),
                tooltip=tuple((f"text_{i}", name) for i, (name, _) in enumerate(columns)),
                visible=visible,
                listed=True,
            )
        )
    return done


def _numbered(said: list[tuple[str, str]]) -> Iterator[tuple[tuple[str, int], str]]:
    """Words by column; columns that share a name are told apart by their turn."""
    seen: dict[str, int] = {}
    for name, text in said:
        seen[name] = seen.get(name, -1) + 1
        yield (name, seen[name]), text


def _columns(part: list[_Item]) -> list[tuple[str, int]]:
    return list(dict.fromkeys(column for _, _, said in part for column, _ in _numbered(said)))


def _placed(frame: gpd.GeoDataFrame, model: MapModel, title: str) -> gpd.GeoDataFrame:
    """In the metres of the town; in those of its own place where there is none."""
    placed = into_town(frame, model, title)
    if placed is not frame:
        return placed
    west, south, east, north = frame.total_bounds
    return to_metres(frame, utm_of((west + east) / 2, (south + north) / 2))


def _classes(colours: pd.Series, title: str) -> tuple[MapClass, ...]:
    found = list(dict.fromkeys(colours))
    if len(found) > _MOST_COLOURS:
        raise InputError(
            de=f"'{title}' hat {len(found)} Farben, höchstens {_MOST_COLOURS}; "
            "ig.layer(gdf, column='…', title='…') macht daraus Klassen mit Legende",
            en=f"'{title}' has {len(found)} colours, at most {_MOST_COLOURS}; "
            "ig.layer(gdf, column='…', title='…') makes classes with a legend of them",
        )
    if len(found) == 1:
        return (MapClass(found[0], title, found[0]),)
    return tuple(MapClass(one, f"{title} {i}", one) for i, one in enumerate(found, start=1))
