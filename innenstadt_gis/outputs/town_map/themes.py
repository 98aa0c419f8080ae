"""Layers that scenes ask for: the same units in other classes, sites, streets, amenities.

All of them are off until a scene or somebody at the map asks for them.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from innenstadt_gis.outputs.map import MapClass, MapLayer
from innenstadt_gis.outputs.map.model import Hatch, Shape
from innenstadt_gis.outputs.town_map.layers import QUIET_BLUE, worded
from innenstadt_gis.words import Lang, Text

_REST = Text("nicht leer oder unbekannt", "not vacant or unknown")

# (value, words, colour, hatch, functions); at most five can be told apart on a projector.
_FUNCTIONS: tuple[tuple[str, Text, str, Hatch, tuple[str, ...]], ...] = (
    ("retail", Text("Einzelhandel", "retail"), "#0072B2", "none", ("retail",)),
    ("gastronomy", Text("Gastronomie", "gastronomy"), "#E69F00", "diagonal", ("gastronomy",)),
    ("service", Text("Dienstleistung, Büro, Handwerk", "services, offices, crafts"), "#8C510A",
     "lines", ("service", "office", "craft", "accommodation")),
    ("public", Text("Gesundheit, Bildung, Kultur, Verwaltung", "health, education, culture, public"),
     "#1B7837", "cross",
     ("health", "education_care", "culture_leisure", "administration", "religion_social")),
    ("other", Text("Sonstiges oder unbekannt", "other or unknown"), "#FFFFFF", "dots",
     ("other", "housing")),
)  # fmt: skip

# (value, words, colour, hatch, classes of duration)
_DURATIONS: tuple[tuple[str, Text, str, Hatch, tuple[str, ...]], ...] = (
    ("long", Text("5 Jahre und länger", "5 years and longer"), "#67001F", "cross", (">60",)),
    ("middle", Text("1 bis 5 Jahre", "1 to 5 years"), "#D6604D", "diagonal", ("12-24", "24-60")),
    ("short", Text("unter 1 Jahr", "under 1 year"), "#FDDBC7", "none", ("<3", "3-6", "6-12")),
    ("unknown", Text("leer, Dauer nicht bekannt", "vacant, length not known"), "#FFFFFF", "dots",
     ("unknown",)),
)  # fmt: skip

# (value, words, colour, hatch, changes)
_CHANGES: tuple[tuple[str, Text, str, Hatch, tuple[str, ...]], ...] = (
    ("new", Text("neu leer", "newly vacant"), "#B2182B", "cross", ("newly_vacant",)),
    ("still", Text("weiterhin leer", "still vacant"), "#E69F00", "diagonal", ("still_vacant",)),
    ("again", Text("wieder belegt", "let again"), "#1B7837", "lines", ("let_again",)),
)  # fmt: skip

_SITES: tuple[tuple[str, Text, str, Hatch, tuple[str, ...]], ...] = (
    ("brownfield", Text("Brachfläche", "brownfield"), "#8C510A", "cross",
     ("brownfield", "commercial_brownfield", "commercial_brownfield_in_part_use")),
    ("gap", Text("Baulücke", "gap between buildings"), "#B35806", "diagonal", ("gap",)),
    ("building", Text("ganz leeres Gebäude", "wholly vacant building"), "#B2182B", "lines",
     ("vacant_building",)),
    ("works", Text("Baustelle", "building site"), "#4D4D4D", "none", ("construction_site",)),
)  # fmt: skip

_AMENITIES: tuple[tuple[str, Text, str, Shape, tuple[str, ...]], ...] = (
    ("seat", Text("Sitzgelegenheit", "seat"), "#1B7837", "circle", ("bench", "picnic_site")),
    ("toilet", Text("Toilette", "toilet"), "#0072B2", "square", ("toilets",)),
    ("play", Text("Spielplatz", "playground"), "#E69F00", "triangle", ("playground",)),
    ("leisure", Text("Sport, Bücherei, Treffpunkt", "sports, library, meeting place"), "#6A3D9A",
     "diamond", ("pitch", "sports_centre", "library", "community_centre", "theatre", "cinema")),
)  # fmt: skip


def unit_themes(units: Any, register: Any, transitions: Any, lang: Lang) -> list[MapLayer]:
    """Show the units once more: all alike, by what they are used for, by duration, by change."""
    listed = units[(units["status"] == "occupied") | units.index.isin(register.index)]
    made = [_places(listed, lang), _mix(listed, lang)]
    if (register["status"] == "vacant").any() and "duration_class" in register:
        made.append(_duration(register, lang))
    if transitions is not None and len(transitions):
        made.append(_change(register, transitions, lang))
    return made


def _again(key: str, title: Text, frame: Any, classes: Any, lang: Lang) -> MapLayer:
    """Build a layer of units that another layer lists already."""
    found = set(frame["group"])
    return MapLayer(
        key=key, title=title.to(lang), kind="units", frame=frame, class_column="group",
        classes=tuple(one for one in classes if one.value in found),
        visible=False, listed=False,
    )  # fmt: skip


def _places(units: Any, lang: Lang) -> MapLayer:
    frame = worded(units, lang).assign(group="all")
    title = Text("Läden und Dienste", "Shops and services")
    one = MapClass("all", title.to(lang), QUIET_BLUE, "none", quiet=True)
    return _again("places", title, frame, (one,), lang)


def _mix(units: Any, lang: Lang) -> MapLayer:
    used = worded(units, lang)
    used = used[used["status"].isin(("occupied", "at_risk", "partly_vacant", "interim_use"))]
    group = {f: value for value, _, _, _, many in _FUNCTIONS for f in many}
    used = used.assign(group=used["function"].map(group).fillna("other"))
    classes = [MapClass(v, t.to(lang), colour, hatch) for v, t, colour, hatch, _ in _FUNCTIONS]
    return _again("mix", Text("Nutzungen", "What units are used for"), used, classes, lang)


def _grouped(rows: Any, column: str, table: Any, rest: str) -> Any:
    group = {key: value for value, _, _, _, many in table for key in many}
    return rows[column].map(group).fillna(rest)


def _duration(register: Any, lang: Lang) -> MapLayer:
    frame = worded(register, lang)
    vacant = frame["status"] == "vacant"
    frame["group"] = _grouped(frame, "duration_class", _DURATIONS, "unknown").where(vacant, "rest")
    classes = [MapClass(v, t.to(lang), colour, hatch) for v, t, colour, hatch, _ in _DURATIONS]
    classes.append(MapClass("rest", _REST.to(lang), QUIET_BLUE, "none", quiet=True))
    return _again(
        "duration", Text("Dauer des Leerstands", "Length of vacancy"), frame, classes, lang
    )


def _change(register: Any, transitions: Any, lang: Lang) -> MapLayer:
    last = transitions[transitions["to_day"] == transitions["to_day"].max()]
    frame = worded(register, lang)
    told = pd.Series(last["change"].to_numpy(), index=last["unit_id"].to_numpy())
    frame["change"] = told[~told.index.duplicated()].reindex(frame.index).to_numpy()
    frame["group"] = _grouped(frame, "change", _CHANGES, "rest")
    classes = [MapClass(v, t.to(lang), colour, hatch) for v, t, colour, hatch, _ in _CHANGES]
    rest = Text("keines davon", "none of these").to(lang)
    classes.append(MapClass("rest", rest, QUIET_BLUE, "none", quiet=True))
    title = Text("Seit der vorigen Erhebung", "Since the survey before")
    return _again("change", title, frame, classes, lang)


def site_layer(rows: Any, lang: Lang) -> MapLayer:
    """Brownfields, gaps and vacant buildings: proposals from maps and lists."""
    large = rows[~rows["below_threshold"].fillna(False).astype(bool)]
    frame = large.assign(group=_grouped(large, "kind", _SITES, "works"))
    found = frame["group"].value_counts()
    return MapLayer(
        key="sites", title=Text("Brachen und Baulücken (Vorschlag)", "Brownfields and gaps (proposal)").to(lang),
        kind="area", frame=frame, class_column="group",
        classes=tuple(
            MapClass(v, t.to(lang), colour, hatch, int(found[v]))
            for v, t, colour, hatch, _ in _SITES if v in found
        ),
        tooltip=(("name", Text("Lage", "place").to(lang)),), visible=False,
    )  # fmt: skip


def amenity_layer(rows: Any, lang: Lang) -> MapLayer:
    """Where one can sit, play, meet: what stands in OpenStreetMap."""
    group = {kind: value for value, _, _, _, many in _AMENITIES for kind in many}
    frame = rows.assign(group=rows["kind"].map(group))
    frame = frame[frame["group"].notna()]
    found = set(frame["group"])
    title = Text("In OpenStreetMap eingetragen", "Listed in OpenStreetMap")
    return MapLayer(
        key="amenities", title=title.to(lang), kind="points", frame=frame, class_column="group",
        classes=tuple(
            MapClass(v, t.to(lang), colour, shape=shape)
            for v, t, colour, shape, _ in _AMENITIES if v in found
        ),
        tooltip=(("name", Text("Name", "name").to(lang)),), visible=False,
    )  # fmt: skip
