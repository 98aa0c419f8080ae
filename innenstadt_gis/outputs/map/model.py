"""What a map shows: `MapModel`, its layers and their classes. No HTML, no colours of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import geopandas as gpd

from innenstadt_gis.crs import require_metres
from innenstadt_gis.errors import InputError
from innenstadt_gis.outputs.map.corrections import MapCorrections
from innenstadt_gis.outputs.map.photos import MapPhotos
from innenstadt_gis.outputs.map.surveys import MapSurveys
from innenstadt_gis.outputs.map.walk import MapWalk
from innenstadt_gis.words import Lang

Hatch = Literal["none", "cross", "diagonal", "dots", "lines"]
Shape = Literal["circle", "square", "diamond", "triangle"]
Kind = Literal["units", "points", "area", "line"]
Ground = Literal["light", "grey", "contrast", "dark"]

HATCHES: tuple[str, ...] = ("none", "cross", "diagonal", "dots", "lines")
SHAPES: tuple[str, ...] = ("circle", "square", "diamond", "triangle")
KINDS: tuple[str, ...] = ("units", "points", "area", "line")
GROUNDS: tuple[str, ...] = ("light", "grey", "contrast", "dark")

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class MapClass:
    """
    One line of a legend.

    Attributes
    ----------
    value
        What stands in the layer's ``class_column``; None catches blanks and every value
        that no other class names.
    label
        Words in the legend.
    colour
        ``#rrggbb``. On a projector colour alone does not carry: give a hatch as well.
    quiet
        Drawn pale and with a thin line: what is as it should be steps back, so that it
        neither shouts nor leaves the town looking empty.
    hatch, shape
        Pattern of filled buildings and areas; outline of single marks (None: the one that
        goes with the hatch, so that no class is told by colour alone).
    count
        Number beside the label; None counts the rows of the layer's frame (areas: none).
    """

    value: Any
    label: str
    colour: str
    hatch: Hatch = "none"
    count: int | None = None
    shape: Shape | None = None
    quiet: bool = False

    def __post_init__(self) -> None:
        """Refuse colours, hatches and shapes that the page does not know."""
        if not _COLOUR.fullmatch(self.colour):
            raise InputError(
                de=f"Farbe {self.colour!r}: bitte als #rrggbb",
                en=f"colour {self.colour!r}: write #rrggbb",
            )
        if self.hatch not in HATCHES or self.shape not in {None, *SHAPES}:
            raise InputError(
                de=f"Klasse {self.label!r}: Schraffur aus {HATCHES}, Form aus {SHAPES}",
                en=f"class {self.label!r}: hatch is one of {HATCHES}, shape one of {SHAPES}",
            )


#: Drawn where a class is not known; white with dots, as unknown is never vacant.
NOT_STATED_COLOUR = "#FFFFFF"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MapLayer:
    """
    One theme on the map.

    Attributes
    ----------
    key, title
        Name in code and in the legend.
    kind
        ``"units"``: points with an optional column ``building_id``. A building is filled
        only when all its units agree; units that disagree, or stand in no known
        building, are marks of equal size, spread along the façade when they share a
        place. ``"points"``: marks that are no units, and not filtered.
        ``"area"``: polygons. ``"line"``: lines.
    frame
        Rows in metres. Rows without a place are not drawn; the legend says how many.
    class_column, classes
        Column that tells the class, and the classes from the one drawn on top to the
        lowest. At most five can be told apart on a projector. Values that no class names
        are shown as "keine Angabe". Without classes the layer has one, named as itself.
    tooltip
        (column, words) shown for a row and listed in the table; the first is its name.
    visible
        Shown when the page opens.
    notes
        Lines below the classes in the legend: figures that belong to the layer.
    filters
        (column, words) of units that the page can filter by; what stands in them is
        shown to everybody who gets the page.
    listed
        Stands in the list. None: units do, nothing else does. False for a layer that shows
        units of another layer once more, in other classes; the page takes their words
        from there.
    """

    key: str
    title: str
    kind: Kind
    frame: gpd.GeoDataFrame
    class_column: str | None = None
    classes: tuple[MapClass, ...] = ()
    tooltip: tuple[tuple[str, str], ...] = ()
    visible: bool = True
    notes: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    listed: bool | None = None

    def __post_init__(self) -> None:
        """Refuse unknown kinds, columns that the frame lacks and frames not in metres."""
        if self.kind not in KINDS:
            raise InputError(
                de=f"Ebene {self.key!r}: kind {self.kind!r}; erlaubt: {KINDS}",
                en=f"layer {self.key!r}: kind {self.kind!r} is not one of {KINDS}",
            )
        asked = [column for column, _ in (*self.tooltip, *self.filters)]
        if self.class_column is not None:
            asked.append(self.class_column)
        lacking = sorted(set(asked) - set(self.frame.columns) - {self.frame.index.name})
        if lacking:
            raise InputError(
                de=f"Ebene {self.key!r}: Spalten {lacking} fehlen",
                en=f"layer {self.key!r}: the frame has no columns {lacking}",
            )
        if len(self.frame):
            require_metres(self.frame, f"layer {self.key}")


#: (lon, lat, zoom), (west, south, east, north) in degrees, or None: frame the units.
View = tuple[float, float, float] | tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFigure:
    """
    A figure that a scene quotes, with what is needed to stand behind it.

    Attributes
    ----------
    id, label, value
        Mark, name and value as people read them ("L-01", "Leerstandsquote", "12,4 %").
    facts
        (word, text): how it was counted, of how many, how sure, for what part known.
    rows
        (part, ids): the units behind it by the part that they play (`outputs.behind.PARTS`);
        the page names those that it lists anyway.
    more
        (part, names) of units that stand in no list of the page.
    """

    id: str
    label: str
    value: str
    facts: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    more: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MapScene:
    """
    One picture of a story: what it says, and what the map shows with it.

    Attributes
    ----------
    id, title
        Name in code, and what stands above the sentence.
    sentences
        What it says; figures belong into the words, their ids into ``figures``.
    figures
        Ids of `MapFigure`, shown as marks behind the sentences.
    layers
        Keys of the layers that are shown; all others are not.
    off
        (layer, value of a class) that is left out.
    filter
        (column, values) that units must have; see ``MapLayer.filters``.
    view
        As in `MapModel`; None frames the core of the units, a key frames all of a layer.
    words
        (layer, value of a class, words) that stand in the legend instead of its own; the
        value ``""`` renames the layer.
    easy
        In plain language (Leichte Sprache).
    """

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    off: tuple[tuple[str, Any], ...] = ()
    filter: tuple[tuple[str, tuple[str, ...]], ...] = ()
    view: View | str = None
    words: tuple[tuple[str, Any, str], ...] = ()
    easy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MapModel:
    """
    All that one sealed page shows; text fields are plain text and stay plain text.

    Attributes
    ----------
    title, town, day_text
        Head of the map, such as "Unsere Innenstadt", and "Stand: 01.10.2024".
    audience_stamp
        Whom the file is for, such as "WORKSHOP".
    sentence, figure_id
        What the map says in words, and the id of the figure behind it ("L-01").
    sources
        Attribution lines, always visible; the one of OpenStreetMap first.
    basemap, buildings
        Tables `BASEMAP` and `BUILDINGS`, in metres.
    layers
        From the lowest to the one on top.
    view
        Where the map opens; None frames the core of the units.
    notes
        Further lines in the box of the sentence.
    scenes, figures
        A story told with the map, in its order, and the figures that it quotes; without
        scenes the page says ``sentence`` and shows the layers as they are.
    saved
        Parts that a saved copy would bring along, such as ``ideas``; plain JSON. The page
        joins them with what its browser has kept.
    corrections
        Units that can be corrected on the page; for the town hall alone, as their ids
        reach the page. None: neither ids nor the scripts and words for it.
    photos
        Photos of units and places, inside of the page; their marks are the rows of a layer
        ``"photos"``.
    ground
        Look in which the map opens: ``"light"``, ``"grey"`` (only the data have a hue),
        ``"contrast"`` or ``"dark"`` for a darkened room. Everybody may choose another one on
        the page; paper is light, or of high contrast.
    surveys
        Layers that are the same units at different days, to be compared; None: neither the
        scripts nor the words for it.
    walk
        Network and stops, so that a walk can be planned on the page. None: neither they nor
        the scripts and words for it.
    """

    title: str
    town: str
    day_text: str
    audience_stamp: str
    sentence: str
    figure_id: str
    sources: tuple[str, ...]
    basemap: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    layers: tuple[MapLayer, ...]
    view: View = None
    lang: Lang = "de"
    notes: tuple[str, ...] = ()
    scenes: tuple[MapScene, ...] = ()
    figures: tuple[MapFigure, ...] = ()
    saved: Mapping[str, Any] = field(default_factory=dict)
    corrections: MapCorrections | None = None
    photos: tuple[MapPhotos, ...] = ()
    ground: Ground = "light"
    surveys: MapSurveys | None = None
    walk: MapWalk | None = None

    def __post_init__(self) -> None:
        """Refuse a map without sources, tables not in metres, unknown looks, keys that occur twice."""
        if not self.sources:
            raise InputError(
                de="Eine Karte braucht ihre Quellen: sources=('© OpenStreetMap-Mitwirkende (ODbL)',)",
                en="a map needs its sources: sources=('© OpenStreetMap-Mitwirkende (ODbL)',)",
            )
        if self.ground not in GROUNDS:
            raise InputError(
                de=f"ground {self.ground!r}; erlaubt: {GROUNDS}",
                en=f"ground {self.ground!r} is not one of {GROUNDS}",
            )
        keys = [layer.key for layer in self.layers]
        if len(set(keys)) < len(keys):
            raise InputError(
                de=f"Ebenen mit gleichem key: {keys}", en=f"layers share a key: {keys}"
            )
        known, told = {f.id for f in self.figures}, {i for s in self.scenes for i in s.figures}
        shown = {key for s in self.scenes for key in s.layers}
        shown |= {key for key, *_ in self.surveys.days} if self.surveys is not None else set()
        lacking = sorted((told - known) | (shown - set(keys)))
        if lacking:
            raise InputError(
                de=f"Szenen nennen, was die Karte nicht hat: {lacking}",
                en=f"scenes name what the map does not hold: {lacking}",
            )
        for name, frame in (("basemap", self.basemap), ("buildings", self.buildings)):
            if len(frame):
                require_metres(frame, name)
