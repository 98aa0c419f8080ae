"""Layers on who reaches the centre: areas of minutes by pace, transit classes, barriers, stops."""

from __future__ import annotations

from typing import Any

import pandas as pd

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.map import MapClass, MapLayer
from innenstadt_gis.outputs.map.model import Hatch, Shape
from innenstadt_gis.outputs.town_map.streets import minutes_layer
from innenstadt_gis.tables.findings.personas import PERSONA_LABELS
from innenstadt_gis.words import Lang, Text, number

__all__ = ["reach_layers"]

#: minutes: (colour, hatch)
_MINUTES: dict[str, tuple[str, Hatch]] = {
    "5": ("#08519C", "diagonal"), "10": ("#4292C6", "lines"), "15": ("#9ECAE1", "none"),
}  # fmt: skip
#: The edge of an area is drawn this coarsely, in metres: streets were given 25 m on either side.
_SEEN_M = 4.0

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
#: (upper end of the class in minutes, colour, mark), from the nearest stops to the farthest.
_RIDES: tuple[tuple[float, str, Shape], ...] = (
    (10.0, "#08306B", "circle"),
    (20.0, "#4292C6", "square"),
    (30.0, "#E69F00", "triangle"),
    (float("inf"), "#B2182B", "diamond"),
)
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
        found = set(_to_nearest(tables["isochrones"])["persona"])
        walkers = (one for one in PERSONA_LABELS if one in found)
        made += [_minutes_layer(tables["isochrones"], one, lang) for one in walkers]
        made.append(_pace_layer(tables["isochrones"], lang))
    if "section_minutes" in tables:
        made.append(minutes_layer(tables["section_minutes"], lang))
    if "barriers" in tables:
        made.append(_barrier_layer(tables["barriers"], lang))
    if "catchment" in tables:
        made.append(_ride_layer(tables["catchment"], lang))
    if "stop_service" in tables:
        made.append(_stop_layer(tables["stop_service"], lang))
    return made


def _to_nearest(rows: Any) -> Any:
    """Areas to the nearest of all centres, on the way there."""
    everywhere = rows["centre_id"].isna() | (rows["centre_id"] == "")
    there = rows["direction"].isna() | (rows["direction"] == "to")
    return rows[(everywhere & there).to_numpy()]


def _minutes_layer(rows: Any, persona: str, lang: Lang) -> MapLayer:
    """Zones of minutes on foot of one persona; the nearest one is drawn on top."""
    frame = _to_nearest(rows)
    frame = frame[(frame["persona"] == persona).to_numpy()]
    frame = _coarse(frame.sort_values("walk_min", ascending=False))
    frame = frame.assign(group=frame["walk_min"].astype(int).astype("str"))
    word = Text("bis {} Gehminuten", "up to {} minutes on foot").to(lang)
    classes = tuple(
        MapClass(value, word.format(value), *_MINUTES.get(value, ("#9ECAE1", "none")))
        for value in sorted(frame["group"].unique(), key=int)
    )
    title = Text("Zu Fuß ins Zentrum", "On foot to the centre").to(lang)
    usual = persona == "adult"
    return MapLayer(
        key="isochrones" if usual else f"isochrones_{persona}",
        title=title if usual else f"{title}: {PERSONA_LABELS[persona].to(lang)}",
        kind="area", frame=frame, class_column="group", classes=classes, visible=False,
    )  # fmt: skip


def _coarse(frame: Any) -> Any:
    """Areas with as many corners as can be seen."""
    return frame.assign(geometry=frame.geometry.simplify(_SEEN_M))


def _pace_layer(rows: Any, lang: Lang) -> MapLayer:
    """How far a quarter of an hour carries who walks slowly; the slowest on top."""
    frame = _to_nearest(rows)
    frame = frame[(frame["walk_min"] == 15).to_numpy()]
    rank = {key: at for at, (key, *_) in enumerate(_PACES)}
    frame = frame[frame["persona"].isin(list(rank)).to_numpy()]
    order = frame["persona"].map(rank).astype("int64").sort_values(ascending=False).index
    frame = _coarse(frame.loc[order].assign(group=frame["persona"]))
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
    word = Text("Güteklasse {}", "quality class {}").to(lang)
    link = Text(" und ", " and ").to(lang)
    classes = tuple(
        MapClass(
            "".join(names), word.format(link.join(names)), colour, hatch,
            round(float(persons["".join(names)])) or None,
        )
        for names, colour, hatch in _CLASSES if "".join(names) in found
    )  # fmt: skip
    note = Text(
        "Zahl: Personen; in Luftlinie, nach Fahrplan 6 bis 20 Uhr; gerechnet bis zum Rand des Gebiets",
        "number: persons; as the crow flies, by timetable from 6 to 20; computed up to the edge of the area",
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
        who=some["persona"].map({key: label.to(lang) for key, label in PERSONA_LABELS.items()}),
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
            ("who", Text("für", "for").to(lang)),
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


def _ride_layer(rows: Any, lang: Lang) -> MapLayer:
    """Stops by the minutes from there to the centre, waiting included."""
    frame = rows[rows.geometry.notna().to_numpy()]
    minutes = frame["median_min"]
    step = sum((minutes > end).astype("int64") for end, *_ in _RIDES[:-1])
    frame = frame.assign(
        group=step.astype("str").where(minutes.notna(), None),
        took=[_persons(m, lang) for m in minutes],
    )
    found = frame["group"].value_counts()
    ends = [number(end, lang=lang) for end, *_ in _RIDES[:-1]]
    word = Text("bis {} Minuten", "up to {} minutes").to(lang)
    far = Text(f"über {ends[-1]} Minuten", f"over {ends[-1]} minutes").to(lang)
    labels = [*(word.format(end) for end in ends), far]
    return MapLayer(
        key="rides", title=Text("Von der Haltestelle ins Zentrum", "From the stop to the centre").to(lang),
        kind="points", frame=frame, class_column="group",
        classes=tuple(
            MapClass(str(n), labels[n], colour, count=int(found[str(n)]), shape=shape)
            for n, (_, colour, shape) in enumerate(_RIDES) if str(n) in found
        ),
        tooltip=(
            ("name", Text("Name", "name").to(lang)),
            ("took", Text("Minuten ins Zentrum", "minutes to the centre").to(lang)),
            ("latest_home", Text("letzter Heimweg", "last way home").to(lang)),
        ),
        visible=False, listed=False,
        notes=(
            Text("mit Warten, Median über jede Minute von 6 bis 20 Uhr; zu Fuß, wo das schneller ist",
                 "with waiting, median over every minute from 6 to 20; on foot where that is faster").to(lang),
        ),
    )  # fmt: skip


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
