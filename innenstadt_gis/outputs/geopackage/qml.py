"""Styles in the language of QGIS (QML): a class of the map as a category of a layer.

Source: QGIS, the layer definition that "Save style" writes, and the table ``layer_styles`` in
which QGIS looks for the default style of a layer of a GeoPackage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from innenstadt_gis.outputs.map.model import MapClass
from innenstadt_gis.outputs.map.themes import shape_of

Geometry = Literal["marker", "line", "fill"]

_OUTLINE = "26,26,26,255"
_QUIET_OUTLINE = "86,104,168,255"
# Brushes of QGIS that look like the hatches of the map.
_BRUSHES = {
    "cross": "diagonal_x",
    "diagonal": "b_diagonal",
    "lines": "horizontal",
    "dots": "dense6",
}
_WHITE = ("#FFFFFF", "#ffffff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column as QGIS shows it: its alias, and the words of its codes (blank: free text)."""

    name: str
    alias: str
    words: Mapping[str, str]


def qml(
    column: str, classes: Sequence[MapClass], geometry: Geometry, fields: Sequence[Field]
) -> str:
    """
    Write a style.

    Parameters
    ----------
    column
        Column of the layer that holds the label of each row's class.
    classes
        The classes of the map.
    geometry
        What QGIS draws: markers, lines or fills.
    fields
        Columns of the layer in their order.

    Returns
    -------
    str
        A QML document without a document type, which QGIS does not need.
    """
    root = etree.Element("qgis", version="3.22.0", styleCategories="Symbology|Fields|Forms|MapTips")
    renderer = _sub(root, "renderer-v2", type="categorizedSymbol", attr=column,
                    symbollevels="0", enableorderby="0", forceraster="0")  # fmt: skip
    categories = _sub(renderer, "categories")
    symbols = _sub(renderer, "symbols")
    for number, one in enumerate(classes):
        words = {"value": one.label, "label": one.label}
        _sub(categories, "category", **words, symbol=str(number), render="true")
        _symbol(symbols, str(number), one, geometry)
    _forms(root, fields)
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")


def plain_qml(fields: Sequence[Field]) -> str:
    """Write a style that leaves the drawing to QGIS and names the columns."""
    root = etree.Element("qgis", version="3.22.0", styleCategories="Fields|Forms")
    _forms(root, fields)
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")


def _forms(root: etree._Element, fields: Sequence[Field]) -> None:
    """Aliases of the columns, and a drop-down for each column of codes."""
    configuration = _sub(root, "fieldConfiguration")
    aliases = _sub(root, "aliases")
    for index, field in enumerate(fields):
        _sub(aliases, "alias", index=str(index), field=field.name, name=field.alias)
        if not field.words:
            continue
        widget = _sub(_sub(configuration, "field", name=field.name), "editWidget", type="ValueMap")
        options = _sub(_sub(widget, "config"), "Option", type="Map")
        many = _sub(options, "Option", name="map", type="List")
        for code, word in field.words.items():
            one = _sub(many, "Option", type="Map")
            _sub(one, "Option", name=word, value=code, type="QString")


def _sub(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, tag, attributes)


def _symbol(symbols: etree._Element, name: str, one: MapClass, geometry: Geometry) -> None:
    symbol = _sub(symbols, "symbol", name=name, type=geometry, alpha="1",
                  clip_to_extent="1", force_rhr="0")  # fmt: skip
    fill = _rgba(one.colour)
    edge = _QUIET_OUTLINE if one.quiet else _OUTLINE
    if geometry == "marker":
        _layer(symbol, "SimpleMarker", color=fill, name=shape_of(one), size="3.4", size_unit="MM",
               outline_color=edge, outline_width="0.4", outline_width_unit="MM")  # fmt: skip
    elif geometry == "line":
        for colour, width in ((_OUTLINE, "2.2"), (fill, "1.5")):
            _layer(symbol, "SimpleLine", line_color=colour, line_width=width, line_width_unit="MM",
                   capstyle="round", joinstyle="round")  # fmt: skip
    else:
        _layer(symbol, "SimpleFill", color=_rgba(one.colour, 110), style="solid",
               outline_color=edge, outline_width="0.4", outline_width_unit="MM")  # fmt: skip
        if one.hatch != "none":
            ink = _OUTLINE if one.colour in _WHITE else _rgba(one.colour)
            _layer(symbol, "SimpleFill", color=ink, style=_BRUSHES[one.hatch], outline_style="no")


def _layer(symbol: etree._Element, kind: str, **properties: str) -> None:
    layer = etree.SubElement(
        symbol, "layer", {"class": kind, "enabled": "1", "pass": "0", "locked": "0"}
    )
    for key, value in properties.items():
        _sub(layer, "prop", k=key, v=value)


def _rgba(colour: str, alpha: int = 255) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"
