"""Layers on who reaches the centre: areas of minutes by pace, transit classes, barriers, stops."""

from __future__ import annotations

from typing import Any

import pandas as pd

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.map import MapClass, MapLayer
from innenstadt_gis.outputs.map.model import Hatch
from innenstadt_gis.words import Lang, Text, number

__all__ = ["reach_layers"]

_MINUTES = {"5": "#08519c", "10": "#6baed6", "15": "#c6dbef"}

#: (persona, words, colour, hatch): who is drawn at 15 minutes, the slowest on top.
_PACES: tuple[tuple[str, Text, str, Hatch], ...] = (
    ("wheelchair", Text("Rollstuhl, von Hand", "manual wheelchair"), "#B2182B", "cross"),
    ("senior_75_84", Text("Ältere von 75 bis 84", "people of 75 to 84"), "#E69F00", "diagonal"),
    ("adult", Text("Erwachsene", "adults"), "#0072B2", "none"),
)  # fmt: skip

#: (classes, colour, hatch); at most five can be told apart on a projector.
_CLASSES: tuple[tuple[tuple[str, ...], str, Hatch], ...] = (
    (("A",), "#00441B", "none"),
    (("B",), "#238B45", "none"),
    (("C",), "#74C476", "none"),
    (("D",), "#C7E9C0", "lines"),
    (("E", "F"), "#8C8C8C", "dots"),
)

#: (kinds of barriers, words, colour)
_BARRIERS: tuple[tuple[tuple[str, ...], Text, str], ...] = (
    (("steps",), Text("Treppe", "stairs"), "#B2182B"),
    (("slope",), Text("zu steil", "too steep"), "#E69F00"),
    (("kerb",), Text("Bordstein", "kerb"), "#6A3D9A"),
    (("surface", "smoothness", "wheelchair_no"), Text("Belag oder gesperrt", "surface or barred"),
     "#4D4D4D"),
)  # fmt: skip
_BARRED = ("wheelchair", "rollator")
#: So many barriers are drawn at most, those first that most persons meet; fewer than 10 none.
_MOST, _FEWEST = 40, 10.0
_TOWARD = "centre"


def reach_layers(release: Release, lang: Lang) -> list[MapLayer]:
    """
    Build the layers on reach, from the lowest to the one on top; all hidden at first.

    Parameters
    ----------
    release
        Its tables ``isochrones``, ``transit_class_areas``, ``barriers`` and
        ``stop_service``; a missing one adds nothing.
    lang
        Language of the words.
    """
    tables = release.tables
    made = []
    if "transit_class_areas" in tables:
        made.append(_class_layer(tables["transit_class_areas"], lang))
    if "isochrones" in tables:
        made.append(_minutes_layer(tables["isochrones"], lang))
        made.append(_pace_layer(tables["isochrones"], lang))
    if "barriers" in tables:
        made.append(_barrier_layer(tables["barriers"], lang))
    if "stop_service" in tables:
        made.append(_stop_layer(tables["stop_service"], lang))
    return made


def _to_nearest(rows: Any) -> Any:
    """Areas to the nearest of all centres, on the way there."""
    everywhere = rows["centre_id"].isna() | (rows["centre_id"] == "")
    there = rows["direction"].isna() | (rows["direction"] == "to")
    return rows[(everywhere & there).to_numpy()]


def _minutes_layer(rows: Any, lang: Lang) -> MapLayer:
    """Zones of minutes of an adult on foot; the nearest one is drawn on top."""
    frame = _to_nearest(rows)
    frame = frame[(frame["persona"] == "adult").to_numpy()]
    frame = frame.sort_values("walk_min", ascending=False)
    frame = frame.assign(group=frame["walk_min"].astype(int).astype("str"))
    word = Text("bis {} Gehminuten", "up to {} minutes on foot").to(lang)
    classes = tuple(
        MapClass(value, word.format(value), _MINUTES.get(value, "#9ecae1"))
        for value in sorted(frame["group"].unique(), key=int)
    )
    return MapLayer(
        key="isochrones", title=Text("Zu Fuß ins Zentrum", "On foot to the centre").to(lang),
        kind="area", frame=frame, class_column="group", classes=classes, visible=False,
    )  # fmt: skip


def _pace_layer(rows: Any, lang: Lang) -> MapLayer:
    """How far a quarter of an hour carries who walks slowly; the slowest on top."""
    frame = _to_nearest(rows)
    frame = frame[(frame["walk_min"] == 15).to_numpy()]
    rank = {key: at for at, (key, *_) in enumerate(_PACES)}
    frame = frame[frame["persona"].isin(list(rank)).to_numpy()]
    order = frame["persona"].map(rank).astype("int64").sort_values(ascending=False).index
    frame = frame.loc[order].assign(group=frame["persona"])
    found = set(frame["group"])
    return MapLayer(
        key="paces", title=Text("15 Minuten, so weit kommt wer", "15 minutes: who gets how far").to(lang),
        kind="area", frame=frame if len(found) > 1 else frame.iloc[:0], class_column="group",
        classes=tuple(
            MapClass(key, label.to(lang), colour, hatch)
            for key, label, colour, hatch in _PACES if key in found
        ),
        visible=False,
    )  # fmt: skip


def _class_layer(rows: Any, lang: Lang) -> MapLayer:
    """Transit quality classes (ÖV-Güteklassen), the best on top."""
    group = {name: "".join(names) for names, _, _ in _CLASSES for name in names}
    frame = rows.assign(group=pd.Series(rows.index.map(group), index=rows.index))
    frame = frame.iloc[::-1]
    found = set(frame["group"].dropna())
    persons = frame.groupby("group")["persons"].sum()
    word = Text("Güteklasse {}", "class {}").to(lang)
    link = Text(" und ", " and ").to(lang)
    classes = tuple(
        MapClass(
            "".join(names), word.format(link.join(names)), colour, hatch,
            round(float(persons["".join(names)])) or None,
        )
        for names, colour, hatch in _CLASSES if "".join(names) in found
    )  # fmt: skip
    note = Text(
        "Zahl: Personen; in Luftlinie, nach Fahrplan 6 bis 20 Uhr",
        "number: persons; as the crow flies, by timetable from 6 to 20",
    ).to(lang)
    return MapLayer(
        key="transit", title=Text("Bus und Bahn: Güteklassen", "Public transport: classes").to(lang),
        kind="area", frame=frame, class_column="group", classes=classes, visible=False,
        notes=(note,),
    )  # fmt: skip


def _barrier_layer(rows: Any, lang: Lang) -> MapLayer:
    """What bars the way to the centre to wheelchairs and rollators."""
    some = rows[(rows["persona"].isin(_BARRED) & (rows["goal"] == _TOWARD)).to_numpy()]
    met = some["persons"].fillna(0.0) + some["persons_detour"].fillna(0.0)
    some = some.loc[met[met >= _FEWEST].sort_values(ascending=False, kind="stable").index[:_MOST]]
    names = {kind: kinds[0] for kinds, _, _ in _BARRIERS for kind in kinds}
    frame = some.assign(
        group=some["kind"].map(names),
        told=[_persons(n, lang) for n in some["persons"]],
        where=some["street"].fillna(""),
    )
    found = frame["group"].value_counts()
    return MapLayer(
        key="barriers", title=Text("Barrieren auf dem Weg ins Zentrum", "Barriers on the way").to(lang),
        kind="line", frame=frame, class_column="group",
        classes=tuple(
            MapClass(kinds[0], label.to(lang), colour, "none", int(found[kinds[0]]))
            for kinds, label, colour in _BARRIERS if kinds[0] in found
        ),
        tooltip=(
            ("where", Text("Straße", "street").to(lang)),
            ("persona_label", Text("für", "for").to(lang)),
            ("told", Text("Personen dahinter", "persons behind it").to(lang)),
        ),
        visible=False,
        notes=(
            Text("laut OpenStreetMap und Höhenmodell; vor Ort nachsehen",
                 "by OpenStreetMap and elevation model; go and look").to(lang),
        ),
    )  # fmt: skip


def _persons(value: Any, lang: Lang) -> str:
    return "" if pd.isna(value) else number(float(value), lang=lang)


def _stop_layer(rows: Any, lang: Lang) -> MapLayer:
    """Stops by timetable with how often they are left, and when for the last time."""
    frame = rows[rows.geometry.notna().to_numpy()]
    frame = frame[(frame["departures_day"] > 0).to_numpy()]
    frame = frame.assign(
        group="stop",
        many=[number(float(n), lang=lang) for n in frame["departures_day"]],
    )
    return MapLayer(
        key="bus_stops", title=Text("Haltestellen", "Stops").to(lang), kind="points", frame=frame,
        class_column="group",
        classes=(
            MapClass("stop", Text("Haltestellen", "Stops").to(lang),
                     "#FFFFFF", "none", shape="square"),
        ),
        tooltip=(
            ("name", Text("Name", "name").to(lang)),
            ("many", Text("Abfahrten am Tag", "departures a day").to(lang)),
            ("last", Text("letzte Abfahrt", "last departure").to(lang)),
            ("lines", Text("Linien", "lines").to(lang)),
        ),
        visible=False, listed=False,
    )  # fmt: skip
